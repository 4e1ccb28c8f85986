"""The sheet that a chart is drawn on: paper, title, key to the marks, notes.

What is not in the layout does not go with an exported picture, so all of it is. plotly neither wraps text nor keeps
room for it: margins and heights are fixed in pixels, and text is wrapped for the narrowest screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import plotly.graph_objects as go

from figures import marks, typeset, wording
from figures.marks import Mark, Palette
from figures.wording import as_plotly

SANS = '"Source Sans", "Source Sans Pro", Arial, sans-serif'
# Typefaces that readers' machines have: one to send would be a fifth of a first visit, and pictures would lack it.
SERIF = 'Georgia, "Noto Serif", "Liberation Serif", "Times New Roman", serif'
LEFT, RIGHT = 20, 22
NARROW = 312  # plot width in pixels on a screen 390 px wide, less some slack
TITLE, WORDS, KEY, NOTES = 20, 13, 12.5, 12
TITLE_LINE, WORDS_LINE, KEY_LINE, NOTE_LINE = 26, 17, 27, 16
_ABOVE = 22


def config(file_name: str, file_format: str = "png") -> dict[str, Any]:
    """What plotly's own bar offers: one button, which saves the picture. plotly's default also offers an upload."""
    return {
        "modeBarButtons": [["toImage"]],
        "displayModeBar": True,
        "displaylogo": False,
        "showSendToCloud": False,
        "toImageButtonOptions": {"format": file_format, "scale": 2, "filename": file_name},
    }


class Drawing(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that is not changed once it is finished.

    plotly copies the whole of a figure each time that it is sent to a reader, which is three quarters of the work; of
    a finished one the copy is kept.
    """

    _finished: dict[str, Any] | None = None

    def finish(self) -> None:
        """Keep what is drawn now."""
        self._finished = super().to_dict()

    def to_dict(self) -> dict[str, Any]:
        """The figure as plotly's JSON; of a finished one always the same dict."""
        return self._finished or super().to_dict()


@dataclass
class Sheet:
    """A figure on its own paper while it is drawn.

    Words and shapes are gathered and put on it at once: plotly checks all that is there each time one is added.
    """

    palette: Palette
    figure: Drawing
    words: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def titled(cls, title: str, subtitle: str, palette: Palette, *, above_plot: int = 30) -> Sheet:
        """A sheet with title and subtitle at the upper left."""
        lines = typeset.wrap(title, NARROW - 24, TITLE, bold=True)  # the button that saves the picture is beside it
        under = typeset.wrap(subtitle, NARROW + 14, WORDS)
        head = _ABOVE + TITLE_LINE * len(lines) + 4
        top = head + 18 * len(under) + above_plot
        figure = Drawing(
            layout={
                "template": "none",
                "autosize": True,
                "paper_bgcolor": palette.paper,
                "plot_bgcolor": palette.paper,
                "font": {"family": SANS, "color": palette.ink, "size": WORDS},
                "hoverlabel": {
                    "bgcolor": palette.paper,
                    "font": {"color": palette.ink, "family": SANS},
                    "align": "left",
                },
                "modebar": {"bgcolor": palette.paper, "color": palette.soft, "activecolor": palette.ink},
                "dragmode": False,
                "margin": {"l": LEFT, "r": RIGHT, "t": top, "b": 0, "autoexpand": False},
            }
        )
        sheet = cls(palette, figure)
        title_font = {"size": TITLE, "family": SERIF, "weight": 600}
        sheet._edge(map(as_plotly, lines), top - _ABOVE, TITLE_LINE, 1, palette.ink, **title_font)
        sheet._edge(map(as_plotly, under), top - head, 18, 1, palette.soft, size=WORDS)
        return sheet

    def text(self, lines: Iterable[str], colour: str, size: float, **place: Any) -> None:
        """Lines of plotly's text at a place of the plot, on a ground of paper where place asks for one."""
        self.words.append(
            {"text": "<br>".join(lines), "showarrow": False, "borderpad": 0, "yanchor": "top"}
            | {"font": {"size": size, "color": colour}}
            | place
        )

    def _edge(self, lines: Iterable[str], y: float, pitch: float, edge: int, colour: str, **font: Any) -> None:
        """Lines at the left, one below the other, y pixels above the plot's upper edge (1) or lower edge (0)."""
        place = {"xref": "paper", "yref": "paper", "x": 0, "y": edge, "xanchor": "left", "align": "left"}
        for number, line in enumerate(lines):
            self.text([line], colour, 0, **place, yshift=y - number * pitch)
            self.words[-1]["font"] = {"color": colour, **font}

    def finish(
        self,
        drawn: Sequence[Mark],
        notes: Sequence[tuple[str, str]],
        *,
        plot_height: float,
        key: Mapping[str, str] | None = None,
    ) -> go.Figure:
        """Add the key and the notes under a plot of that height; returns the figure, as high as all of it.

        drawn: the marks, of which the key explains each kind; notes: (lead-in or blank, text) for each; key: the words
        for each bound, where they are not those of wording.BOUNDS.
        """
        words = key or {code: words.key for code, words in wording.BOUNDS.items()}
        entries = [
            (glyph, text, typeset.wrap(text, NARROW - 36, KEY)) for glyph, text in _key(drawn, self.palette, words)
        ]
        heights = [max(KEY_LINE, WORDS_LINE * len(lines) + 10) for _, _, lines in entries]
        key_height = sum(heights) + 36
        total = plot_height + key_height
        y = 26.0
        glyphs = []
        for (glyph, text, lines), height in zip(entries, heights, strict=True):
            glyphs.append(replace(glyph, y=y + KEY_LINE / 2))
            place = {"xref": "x2", "yref": "y2", "x": 0, "y": y + 5, "xanchor": "left", "align": "left", "xshift": 46}
            self.text(_led(lines, text.partition(":")[0]), self.palette.soft, KEY, **place)
            y += height
        self.figure.add_traces(marks.traces(glyphs, self.palette, key=True, xaxis="x2", yaxis="y2"))
        bottom = self._notes(notes)
        hidden = {"visible": False, "fixedrange": True}
        self.figure.update_layout(
            yaxis={"domain": [key_height / total, 1], "range": [plot_height, 0]} | hidden,
            yaxis2={"domain": [0, key_height / total], "range": [key_height, 0], "anchor": "x2"} | hidden,
            xaxis2={"range": [0, 1], "anchor": "y2"} | hidden,
            annotations=self.words,
            shapes=self.shapes,
            height=math.ceil(self.figure.layout.margin.t + total + bottom),
            margin_b=bottom,
        )
        self.figure.finish()
        return self.figure

    def _notes(self, notes: Sequence[tuple[str, str]]) -> float:
        """The notes below the plot; returns the height that they take."""
        line = {"color": self.palette.grid, "width": 1}
        self.shapes.append({"type": "line", "xref": "paper", "yref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0})
        self.shapes[-1]["line"] = line
        y = 12.0
        for lead, text in notes:
            lines = typeset.wrap(f"{lead}: {text}" if lead else text, NARROW + 14, NOTES)
            self._edge(_led(lines, lead), -y, NOTE_LINE, 0, self.palette.soft, size=NOTES)
            y += len(lines) * NOTE_LINE + 4
        return math.ceil(y + 12)


def hover_targets(texts: Sequence[str], drawn: Sequence[Mark], palette: Palette) -> go.Scatter:
    """Unseen points over the marks, which carry what a pointer shows."""
    return go.Scatter(
        x=[mark.at for mark in drawn],
        y=[mark.y for mark in drawn],
        mode="markers",
        name="words",
        showlegend=False,
        marker={"size": marks.DISC, "opacity": 0, "color": palette.paper},
        hovertext=["<br>".join(map(as_plotly, typeset.wrap(text, 300, WORDS))) for text in texts],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _led(lines: list[str], lead: str) -> list[str]:
    """The lines as plotly's text, the lead-in of the first in bold."""
    first, *rest = map(as_plotly, lines)
    marked = as_plotly(lead)
    return [first.replace(f"{marked}:", f"<b>{marked}</b>:", 1) if lead else first, *rest]


def _key(drawn: Sequence[Mark], palette: Palette, words: Mapping[str, str]) -> list[tuple[Mark, str]]:
    """A glyph and its words for each kind of mark that the chart has, in the order of the bounds."""
    colour = palette.other
    kinds = {mark.bound for mark in drawn}
    entries = [(_glyph(code, colour), text) for code, text in words.items() if code in kinds]
    if any(m.approximate and m.bound != "about" for m in drawn):
        entries.append((replace(_glyph("between", colour, approximate=True), shift=6), wording.APPROXIMATE_KEY))
    if any(m.forecast for m in drawn):
        entries.append((_glyph("at_most", colour, forecast=True), wording.FORECAST_KEY))
    return entries


def _glyph(code: str, colour: str, *, approximate: bool = False, forecast: bool = False) -> Mark:
    shift = {"at_least": 2, "at_most": marks.KEY_WIDTH, "between": 0, "magnitude": 0}.get(code, marks.KEY_WIDTH / 2)
    return Mark(
        code, 0, 0, 0, colour, approximate=approximate or code == "about", forecast=forecast, shift=shift,
        arrow=marks.KEY_WIDTH - 4, tick=15, disc=26,
    )  # fmt: skip
