"""The plotly backend: a Drawing becomes a plotly figure in one theme.

Plotly neither wraps text nor makes room for it. Margins and heights are fixed in pixels, and text is wrapped for the
narrowest screen. A saved picture holds only the layout, so title, key and notes are in it. The number of traces does
not grow with the number of marks.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from figures.charts import drawing as sizes
from figures.charts.drawing import NARROW, Drawing, Line, Word, key_height, note_text
from figures.charts.marks import BAND, LARGE, Mark, Piece, pieces
from figures.charts.palette import GRID, PALETTES, PAPER, Colour, Palette
from figures.charts.type import KEY, LABEL, NOTES, SANS, SERIF, SUBTITLE, TITLE, Style, wrap

_RIGHTWARDS, _LEFTWARDS = -90, 90  # the marker angles by which a standoff pushes that way
_QUIET: dict[str, Any] = {"showlegend": False, "hoverinfo": "skip", "cliponaxis": False}
_KEY_AXES = {"xaxis": "x2", "yaxis": "y2"}


def config(file_name: str, file_format: str = "png") -> dict[str, Any]:
    """Return plotly's settings for one button, which saves the picture. Plotly's default also offers an upload."""
    return {
        "modeBarButtons": [["toImage"]],
        "displayModeBar": True,
        "displaylogo": False,
        "showSendToCloud": False,
        "toImageButtonOptions": {"format": file_format, "scale": 2, "filename": file_name},
    }


class FinishedFigure(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that does not change any more.

    Plotly copies a whole figure each time that it is sent to a reader, which is three quarters of the work. This one
    keeps the copy.
    """

    _finished: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plotly's JSON, always the same dict."""
        if self._finished is None:
            self._finished = super().to_dict()
        return self._finished


def figure(drawing: Drawing, theme: str) -> go.Figure:
    """Return the drawing as a figure. theme: "light" or "dark"."""
    palette = PALETTES[theme]
    # The button that saves the picture stands beside the title.
    title = wrap(drawing.title, NARROW - 24, TITLE)
    subtitle = wrap(drawing.subtitle, NARROW + 14, SUBTITLE)
    head = sizes.ABOVE_TITLE + TITLE.line * len(title) + sizes.UNDER_TITLE
    top = head + SUBTITLE.line * len(subtitle) + sizes.ABOVE_PLOT
    above = top - sizes.ABOVE_TITLE
    words = _beside_plot(map(_escaped, title), above, 1, palette.ink, TITLE)
    words += _beside_plot(map(_escaped, subtitle), top - head, 1, palette.soft, SUBTITLE)
    words += [_on_paper(word, palette) for word in drawing.words if word.on_paper]
    y: float = sizes.ABOVE_NOTES
    for note in drawing.notes:
        lines = wrap(note_text(note), NARROW + 14, NOTES)
        words += _beside_plot(_led(lines, note[0]), -y, 0, palette.soft, NOTES)
        y += len(lines) * NOTES.line + sizes.BETWEEN_NOTES
    bottom = math.ceil(y + sizes.UNDER_NOTES)
    key_words, glyphs, under_plot = _key(drawing, palette)
    total = drawing.height + under_plot
    hidden = {"visible": False, "fixedrange": True}
    return FinishedFigure(
        data=[*_plot(drawing, palette), *_pieces(glyphs, palette, "key", **_KEY_AXES)],
        layout={
            "template": "none",
            "autosize": True,
            "height": math.ceil(top + total + bottom),
            "margin": {"l": sizes.LEFT, "r": sizes.RIGHT, "t": top, "b": bottom, "autoexpand": False},
            "paper_bgcolor": palette.paper,
            "plot_bgcolor": palette.paper,
            "font": {"family": SANS, "color": palette.ink, "size": LABEL.size},
            "hoverlabel": {"bgcolor": palette.paper, "font": {"color": palette.ink, "family": SANS}, "align": "left"},
            "modebar": {"bgcolor": palette.paper, "color": palette.soft, "activecolor": palette.ink},
            "dragmode": False,
            "xaxis": {"range": [drawing.start, drawing.end]} | hidden,
            "yaxis": {"domain": [under_plot / total, 1], "range": [drawing.height, 0]} | hidden,
            "xaxis2": {"range": [0, 1], "anchor": "y2"} | hidden,
            "yaxis2": {"domain": [0, under_plot / total], "range": [under_plot, 0], "anchor": "x2"} | hidden,
            "annotations": [*words, *key_words],
            "shapes": list(_shapes(drawing, palette)),
        },
    )


def _escaped(text: str) -> str:
    """The text so that plotly, which reads a few tags, shows it as it is."""
    return html.escape(text, quote=False)


def _led(lines: Sequence[str], lead: str) -> list[str]:
    """Lines as plotly's text, with the lead-in at their beginning in bold."""
    found, left = [], lead
    for line in lines:
        bold = line[: len(left)]
        left = left[len(bold) :].lstrip()
        found.append(f"<b>{_escaped(bold)}</b>{_escaped(line[len(bold) :])}" if bold else _escaped(line))
    return found


def _annotation(text: str, font: dict[str, Any], **place: Any) -> dict[str, Any]:
    return {"text": text, "showarrow": False, "borderpad": 0, "yanchor": "top", "font": font} | place


def _beside_plot(lines: Iterable[str], y: float, edge: int, colour: str, style: Style) -> list[dict[str, Any]]:
    """Lines at the left, the first y pixels above the plot's upper edge (1) or the key's lower edge (0)."""
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": edge, "xanchor": "left", "align": "left"}
    font = {"size": style.size, "color": colour} | ({"family": SERIF, "weight": 600} if style.serif else {})
    return [_annotation(line, font, **place, yshift=y - number * style.line) for number, line in enumerate(lines)]


def _on_paper(word: Word, palette: Palette) -> dict[str, Any]:
    """A word of the plot with a ground of paper, which a trace cannot give it."""
    font = {"size": word.style.size, "color": palette.resolve(word.colour)}
    anchor = {"left": "right", "right": "left", "center": "center"}[word.side]
    place = {"x": word.x, "y": word.y, "xanchor": anchor, "align": anchor, "yanchor": "middle"}
    return _annotation(_bold(word), font, **place, borderpad=word.gap, bgcolor=palette.paper)


def _bold(word: Word) -> str:
    text = f"<s>{_escaped(word.text)}</s>" if word.struck else _escaped(word.text)
    return f"<b>{text}</b>" if word.style.bold else text


def _key(drawing: Drawing, palette: Palette) -> tuple[list[dict[str, Any]], list[tuple[float, Piece]], float]:
    """The words of the key, its glyphs (the y of its axis and a piece), and its height."""
    words, glyphs = [], []
    y: float = sizes.ABOVE_KEY
    place = {"xref": "x2", "yref": "y2", "x": 0, "xanchor": "left", "align": "left", "xshift": sizes.KEY_TEXT}
    for entry in drawing.entries:
        lines = wrap(entry.text, NARROW - 36, KEY)
        text = "<br>".join(_led(lines, entry.text.partition(":")[0]))
        words.append(_annotation(text, {"size": KEY.size, "color": palette.soft}, **place, y=y + 5))
        glyphs += [(y + sizes.KEY_LINE / 2, piece) for piece in entry.glyph]
        y += key_height(len(lines))
    return words, glyphs, y + sizes.UNDER_KEY


def _plot(drawing: Drawing, palette: Palette) -> list[go.Scatter]:
    """The traces of the plot, from the lowest to the uppermost."""
    shapes = [(mark.y, piece) for mark in drawing.marks for piece in pieces(mark)]
    return [
        *_lines(drawing.lines, palette, "lines"),
        *_bands(drawing.bands, palette),
        *_pieces([pair for pair in shapes if pair[1].shape == "disc"], palette, "discs"),
        *_lines(drawing.spans, palette, "ranges"),
        *_pieces([pair for pair in shapes if pair[1].shape != "disc"], palette, "marks"),
        *_texts([word for word in drawing.words if not word.on_paper], palette),
        _hovers(drawing.marks, palette),
    ]


def _lines(lines: Iterable[Line], palette: Palette, name: str) -> list[go.Scatter]:
    """Straight lines, a trace for each colour, width and dash."""
    groups: dict[tuple[Colour, float, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.colour, line.width, line.dash), []).append(line)
    return [
        go.Scatter(
            x=[x for line in some for x in (line.x0, line.x1, None)],
            y=[y for line in some for y in (line.y0, line.y1, None)],
            mode="lines", name=name, line={"color": palette.resolve(colour), "width": width, "dash": dash}, **_QUIET,
        )
        for (colour, width, dash), some in groups.items()
    ]  # fmt: skip


def _bands(bands: Iterable[Mark], palette: Palette) -> list[go.Scatter]:
    """Hatched bands, open at their sides because the words name no number there; a trace for each kind of hatching."""
    groups: dict[tuple[Colour, bool], list[Mark]] = {}
    for band in bands:
        groups.setdefault((band.colour, band.forecast), []).append(band)
    half = BAND / 2
    return [
        go.Scatter(
            x=[x for band in some for x in (band.low, band.high, band.high, band.low, band.low, None)],
            y=[y for band in some for y in (*(band.y + down for down in (-half, -half, half, half, -half)), None)],
            mode="lines", name="bands", line={"width": 0}, fill="toself", hoveron="fills",
            fillpattern={
                "shape": "." if forecast else "/", "fgcolor": palette.resolve(colour), "bgcolor": "rgba(0,0,0,0)",
                "size": 7, "solidity": 0.25,
            }, **_QUIET,
        )
        for (colour, forecast), some in groups.items()
    ]  # fmt: skip


def _pieces(placed: Sequence[tuple[float, Piece]], palette: Palette, name: str, **axes: str) -> list[go.Scatter]:
    """Shapes as the points of one trace, with the y of the row of each."""
    if not placed:
        return []
    shapes = [piece for _, piece in placed]
    inks = [palette.resolve(piece.colour) for piece in shapes]
    paper = palette.resolve(PAPER)
    return [
        go.Scatter(
            x=[piece.at for piece in shapes], y=[y + piece.dy for y, piece in placed], mode="markers", name=name,
            marker={
                "symbol": [_symbol(piece) for piece in shapes],
                "size": [piece.size if piece.shape in _SOLID else piece.size / 1.4 for piece in shapes],
                "color": [
                    paper if piece.shape in ("ring", "disc") else ink for piece, ink in zip(shapes, inks, strict=True)
                ],
                "opacity": 1,
                "angle": [_RIGHTWARDS if piece.dx >= 0 else _LEFTWARDS for piece in shapes],
                "standoff": [abs(piece.dx) for piece in shapes],
                "line": {"width": [piece.stroke for piece in shapes], "color": inks},
                # The gradient's colour is that of the centre.
                "gradient": {
                    "type": ["radial" if piece.shape == "disc" else "none" for piece in shapes], "color": inks,
                },
            }, **_QUIET, **axes,
        )
    ]  # fmt: skip


# A marker is turned by 90 degrees before it is pushed, so strokes have the names of the other direction. Plotly draws
# a stroke of size n about 1.4 n long.
_SYMBOLS = {
    "vertical": "line-ew",
    "horizontal": "line-ns",
    "rising": "line-nw",
    "cross": "x-thin",
    "ring": "circle",
    "disc": "circle",
}
_SOLID = ("ring", "disc", "head right", "head left")


def _symbol(piece: Piece) -> str:
    """A head points outward as "triangle-down" on either side, because the left one is turned the other way round."""
    if not piece.shape.startswith("head"):
        return _SYMBOLS[piece.shape]
    return "triangle-down" if (piece.dx >= 0) == (piece.shape == "head right") else "triangle-up"


def _texts(words: Sequence[Word], palette: Palette) -> list[go.Scatter]:
    """Words as one trace: the size of their unseen markers keeps them off their marks."""
    if not words:
        return []
    return [
        go.Scatter(
            x=[word.x for word in words], y=[word.y for word in words], mode="markers+text", name="texts",
            text=[_bold(word) for word in words], textposition=[f"middle {word.side}" for word in words],
            textfont={
                "color": [palette.resolve(word.colour) for word in words], "size": [word.style.size for word in words],
            },
            # Plotly keeps text 1 pixel and 1.25 radii off the middle of its marker.
            marker={"size": [max(0, 1.6 * (word.gap - 1)) for word in words], "opacity": 0}, **_QUIET,
        )
    ]  # fmt: skip


def _hovers(marks: Sequence[Mark], palette: Palette) -> go.Scatter:
    """Unseen points over the marks, which carry the texts that a pointer shows."""
    return go.Scatter(
        x=[mark.at for mark in marks], y=[mark.y for mark in marks], mode="markers", name="hovers", showlegend=False,
        marker={"size": LARGE.disc, "opacity": 0, "color": palette.paper},
        hovertext=["<br>".join(map(_escaped, wrap(mark.hover, 300, LABEL))) for mark in marks],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _shapes(drawing: Drawing, palette: Palette) -> Iterable[dict[str, Any]]:
    """Tints under the marks, and the rule between key and notes."""
    for tint in drawing.tints:
        fill = {"type": "rect", "fillcolor": palette.resolve(tint.colour), "line": {"width": 0}, "layer": "below"}
        half = tint.width / 2
        across: dict[str, Any] = {"xref": "paper", "x0": 0, "x1": 1}
        if tint.at is not None:
            # Plotly cuts a shape on an axis at the plot's edge, so one at 0 stands on the paper.
            across = {"xref": "x" if drawing.share(tint.at) else "paper", "xsizemode": "pixel", "xanchor": tint.at}
            across |= {"x0": -half, "x1": half}
        yield fill | across | {"y0": tint.y0, "y1": tint.y1}
    place = {"type": "line", "xref": "paper", "yref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0}
    yield place | {"line": {"color": palette.resolve(GRID), "width": 1}}
