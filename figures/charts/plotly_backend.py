"""The plotly backend: the plot of a Drawing becomes a plotly figure in one theme.

Title, key, notes and source are text of the page. Margins and heights are fixed in pixels, because plotly makes no room
for words. The number of traces does not grow with the number of marks.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from figures.charts import drawing as sizes
from figures.charts.drawing import Drawing, Line, Tint, Word
from figures.charts.marks import BAND, LARGE, Mark, Piece, pieces
from figures.charts.palette import PALETTES, PAPER, Colour, Palette
from figures.charts.type import LABEL, SANS, wrap

_RIGHTWARDS, _LEFTWARDS = -90, 90  # the marker angles by which a standoff pushes that way
_QUIET: dict[str, Any] = {"showlegend": False, "hoverinfo": "skip", "cliponaxis": False}


def config() -> dict[str, Any]:
    """Return plotly's settings: nothing to press or drag. A pointer still shows the text of a mark."""
    return {"displayModeBar": False, "doubleClick": False, "scrollZoom": False, "showTips": False}


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
    """Return the plot of a drawing as a figure. theme: "light" or "dark"."""
    palette = PALETTES[theme]
    margin = {"l": sizes.LEFT, "r": sizes.RIGHT, "t": sizes.ABOVE_PLOT, "b": sizes.UNDER_PLOT}
    hidden = {"visible": False, "fixedrange": True}
    height = math.ceil(drawing.height)
    return FinishedFigure(
        data=_plot(drawing, palette),
        layout={
            "template": "none",
            "autosize": True,
            "height": height + sizes.ABOVE_PLOT + sizes.UNDER_PLOT,
            "margin": margin | {"autoexpand": False},
            "paper_bgcolor": palette.paper,
            "plot_bgcolor": palette.paper,
            "font": {"family": SANS, "color": palette.ink, "size": LABEL.size},
            "hoverlabel": {"bgcolor": palette.paper, "font": {"color": palette.ink, "family": SANS}, "align": "left"},
            "dragmode": False,
            "xaxis": {"range": [drawing.start, drawing.end]} | hidden,
            "yaxis": {"range": [height, 0]} | hidden,
            "shapes": [*_tints(drawing.tints, palette), *_leaders(drawing.lines, palette)],
        },
    )


def _escaped(text: str) -> str:
    """The text so that plotly, which reads a few tags, shows it as it is."""
    return html.escape(text, quote=False)


def _marked_up(word: Word) -> str:
    text = f"<s>{_escaped(word.text)}</s>" if word.struck else _escaped(word.text)
    return f"<b>{text}</b>" if word.style.bold else text


def _plot(drawing: Drawing, palette: Palette) -> list[go.Scatter]:
    """The traces of the plot, from the lowest to the uppermost."""
    shapes = [(mark.y, piece) for mark in drawing.marks for piece in pieces(mark)]
    return [
        *_lines((line for line in drawing.lines if not line.is_leader), palette, "lines"),
        *_bands(drawing.bands, palette),
        *_pieces([pair for pair in shapes if pair[1].shape == "disc"], palette, "discs"),
        *_lines(drawing.spans, palette, "ranges"),
        *_pieces([pair for pair in shapes if pair[1].shape != "disc"], palette, "marks"),
        *_texts(drawing.words, palette),
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


def _pieces(placed: Sequence[tuple[float, Piece]], palette: Palette, name: str) -> list[go.Scatter]:
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
                "angle": [_angle(piece) for piece in shapes],
                "standoff": [abs(piece.dx) for piece in shapes],
                "line": {"width": [piece.stroke for piece in shapes], "color": inks},
                # The gradient's colour is that of the centre.
                "gradient": {
                    "type": ["radial" if piece.shape == "disc" else "none" for piece in shapes], "color": inks,
                },
            }, **_QUIET,
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
    "head up": "triangle-up",
    "head down": "triangle-down",
}
_SOLID = ("ring", "disc", "head right", "head left", "head up", "head down")


def _angle(piece: Piece) -> int:
    if piece.shape in ("head up", "head down"):
        return 0
    return _RIGHTWARDS if piece.dx >= 0 else _LEFTWARDS


def _symbol(piece: Piece) -> str:
    """A head points outward as "triangle-down" on either side, because the left one is turned the other way round."""
    if piece.shape in _SYMBOLS:
        return _SYMBOLS[piece.shape]
    return "triangle-down" if (piece.dx >= 0) == (piece.shape == "head right") else "triangle-up"


def _texts(words: Sequence[Word], palette: Palette) -> list[go.Scatter]:
    """Words as one trace: the size of their unseen markers keeps them off their marks."""
    if not words:
        return []
    return [
        go.Scatter(
            x=[word.x for word in words], y=[word.y for word in words], mode="markers+text", name="texts",
            text=[_marked_up(word) for word in words], textposition=[f"middle {word.side}" for word in words],
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


def _tints(tints: Iterable[Tint], palette: Palette) -> Iterable[dict[str, Any]]:
    """Tinted grounds under the marks."""
    for tint in tints:
        fill = {"type": "rect", "fillcolor": palette.resolve(tint.colour), "line": {"width": 0}, "layer": "below"}
        yield fill | {"x0": tint.x0, "x1": tint.x1, "y0": tint.y0, "y1": tint.y1}


def _leaders(lines: Iterable[Line], palette: Palette) -> Iterable[dict[str, Any]]:
    """Lines with a width in pixels, under the marks."""
    for line in lines:
        if line.is_leader:
            x = {"xsizemode": "pixel", "xanchor": line.x0, "x0": line.dx0, "x1": line.dx1}
            ink = {"color": palette.resolve(line.colour), "width": line.width}
            yield {"type": "line", "line": ink, "layer": "below", "y0": line.y0, "y1": line.y1} | x
