"""The sheet that a chart is drawn on: paper, title, key to the marks, notes.

What is not in the layout does not go with an exported picture, so all of it is. plotly neither wraps text nor keeps
room for it: margins and heights are fixed in pixels, and text is wrapped for the narrowest screen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go

from figures import marks, typeset, wording
from figures.marks import Mark, Palette
from figures.wording import as_plotly

SANS = '"Source Sans", "Source Sans Pro", Arial, sans-serif'
SERIF = '"Source Serif", "Source Serif Pro", Georgia, serif'
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


def sheet(title: str, subtitle: str, palette: Palette, *, above_plot: int = 30) -> go.Figure:
    """An empty figure on its own paper, with title and subtitle at the upper left."""
    figure = go.Figure()
    lines = typeset.wrap(title, NARROW - 24, TITLE, bold=True)  # the button that saves the picture stands beside it
    under = typeset.wrap(subtitle, NARROW + 14, WORDS)
    head = _ABOVE + TITLE_LINE * len(lines) + 4
    figure.update_layout(
        template="none",
        autosize=True,
        paper_bgcolor=palette.paper,
        plot_bgcolor=palette.paper,
        font={"family": SANS, "color": palette.ink, "size": WORDS},
        hoverlabel={"bgcolor": palette.paper, "font": {"color": palette.ink, "family": SANS}, "align": "left"},
        modebar={"bgcolor": palette.paper, "color": palette.soft, "activecolor": palette.ink},
        dragmode=False,
        margin={"l": LEFT, "r": RIGHT, "t": head + 18 * len(under) + above_plot, "b": 0, "autoexpand": False},
    )
    _edge_text(figure, lines, _ABOVE, TITLE_LINE, palette.ink, size=TITLE, family=SERIF, weight=600)
    _edge_text(figure, under, head, 18, palette.soft, size=WORDS)
    return figure


def finish(
    figure: go.Figure,
    drawn: Sequence[Mark],
    notes: Sequence[tuple[str, str]],
    palette: Palette,
    *,
    plot_height: float,
    key: Mapping[str, str] | None = None,
) -> None:
    """Add the key and the notes under a plot of that height, and set the height that all of it takes.

    drawn: the marks, of which the key explains each kind; notes: (lead-in or blank, text) for each; key: the words for
    each bound, where they are not those of wording.BOUNDS.
    """
    entries = _key(drawn, palette.other, key or {code: words.key for code, words in wording.BOUNDS.items()})
    heights = [max(KEY_LINE, WORDS_LINE * len(_key_lines(text)) + 10) for _, text in entries]
    key_height = sum(heights) + 36
    total = plot_height + key_height
    hidden = {"visible": False, "fixedrange": True}
    figure.update_layout(
        yaxis={"domain": [key_height / total, 1], "range": [plot_height, 0]} | hidden,
        yaxis2={"domain": [0, key_height / total], "range": [key_height, 0], "anchor": "x2"} | hidden,
        xaxis2={"range": [0, 1], "anchor": "y2"} | hidden,
    )
    y = 26.0
    glyphs = []
    for (glyph, text), height in zip(entries, heights, strict=True):
        glyphs.append(replace(glyph, y=y + KEY_LINE / 2))
        figure.add_annotation(
            text="<br>".join(_led(_key_lines(text), text.partition(":")[0])),
            xref="x2", yref="y2", x=0, y=y + 5, xanchor="left", yanchor="top", align="left", xshift=46,
            showarrow=False, borderpad=0, font={"size": KEY, "color": palette.soft},
        )  # fmt: skip
        y += height
    figure.add_traces(marks.traces(glyphs, palette, key=True, xaxis="x2", yaxis="y2"))
    bottom = _add_notes(figure, notes, palette)
    figure.update_layout(height=math.ceil(figure.layout.margin.t + total + bottom), margin_b=bottom)


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


def _edge_text(
    figure: go.Figure, lines: Sequence[str], y: float, pitch: float, colour: str, *, below: bool = False, **font: Any
) -> None:
    """Lines at the left edge of the plot, y pixels below the top of the figure, or below the plot."""
    offset = 0 if below else figure.layout.margin.t
    for number, line in enumerate(lines):
        figure.add_annotation(
            text=line if below else as_plotly(line), xref="paper", yref="paper", x=0, y=0 if below else 1,
            xanchor="left", yanchor="top", yshift=offset - y - number * pitch, showarrow=False, align="left",
            borderpad=0, font={"color": colour, **font},
        )  # fmt: skip


def _led(lines: list[str], lead: str) -> list[str]:
    """The lines as plotly's text, the lead-in of the first in bold."""
    first, *rest = map(as_plotly, lines)
    marked = as_plotly(lead)
    return [first.replace(f"{marked}:", f"<b>{marked}</b>:", 1) if lead else first, *rest]


def _key_lines(text: str) -> list[str]:
    return typeset.wrap(text, NARROW - 36, KEY)


def _key(drawn: Sequence[Mark], colour: str, words: Mapping[str, str]) -> list[tuple[Mark, str]]:
    """A glyph and its words for each kind of mark that the chart has, in the order of the bounds."""
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


def _add_notes(figure: go.Figure, notes: Sequence[tuple[str, str]], palette: Palette) -> float:
    """The notes below the plot; returns the height that they take."""
    figure.add_shape(
        type="line", xref="paper", yref="paper", x0=0, x1=1, y0=0, y1=0, line={"color": palette.grid, "width": 1}
    )
    y = 12.0
    for lead, text in notes:
        lines = typeset.wrap(f"{lead}: {text}" if lead else text, NARROW + 14, NOTES)
        _edge_text(figure, _led(lines, lead), y, NOTE_LINE, palette.soft, below=True, size=NOTES)
        y += len(lines) * NOTE_LINE + 4
    return math.ceil(y + 12)
