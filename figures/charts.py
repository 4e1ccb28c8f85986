"""One function per chart: rows in, a plotly Figure out.

A chart carries everything that its figures need, because only what is in the layout goes with an exported picture:
title, words at the marks, a key to the marks, caveats and source.

y is measured in pixels from the top of a panel, with a fixed height and fixed margins, so that rows and words keep
their places at any width; only x stretches. Words are wrapped for the narrowest screen, and stand on the side of their
mark where they fit there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures import bounds, marks, typeset, wording
from figures.marks import PALETTES, Mark, Palette
from figures.wording import as_plotly

Row = Mapping[str, Any]

SANS = '"Source Sans", "Source Sans Pro", Arial, sans-serif'
SERIF = '"Source Serif", "Source Serif Pro", Georgia, serif'
LEFT, RIGHT = 20, 22
NARROW = 312  # plot width in pixels on a screen 390 px wide, less some slack
TITLE, FIGURE, WORDS, KEY, NOTES = 20, 18, 13, 12.5, 12
NOTE_LINE, KEY_LINE, WORDS_LINE, FIGURE_LINE = 16, 27, 17, 24


def config(file_name: str) -> dict[str, Any]:
    """What plotly's own bar offers: one button, which saves the picture. plotly's default also offers an upload."""
    return {
        "modeBarButtons": [["toImage"]],
        "displayModeBar": True,
        "displaylogo": False,
        "showSendToCloud": False,
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": file_name},
    }


@dataclass(frozen=True)
class _Text:
    """Lines of one size and colour, at a place in the plot."""

    lines: list[str]
    x: float
    y: float
    size: float
    colour: str
    anchor: str = "left"
    bold: bool = False
    shift: float = 0


def article_chart(rows: pd.DataFrame, chart: Row, source: Row, theme: str) -> go.Figure:
    """The article's figures of one chart, one under the other on one linear scale from 0.

    rows: figures that can be drawn (selections.drawn_on); chart: a row of charts.csv; source: the article's row of
    sources.csv; theme: "light" or "dark".
    """
    palette = PALETTES[theme]
    placed = [(row, bounds.placed(row)) for row in wording.records(rows)]
    top = _scale_end([(row["bound"], bound) for row, bound in placed])
    texts: list[_Text] = []
    drawn: list[Mark] = []
    y = 14.0
    for row, bound in placed:
        block, y = _words(row, bound, top, y, palette)
        texts += block
        y += marks.DISC / 2 + 2
        drawn.append(_mark(row, bound, y, top, palette.accent))
        y += marks.DISC / 2 + 22
    figure = _frame(chart["title"], wording.scale(chart["subtitle"]), palette)
    _panel(figure, drawn, texts, palette, height=y, top=top)
    figure.add_trace(_hover_targets(rows, drawn, palette))
    _finish(figure, drawn, wording.chart_notes(rows, source), palette, plot_height=y)
    return figure


def _mark(row: Row, bound: bounds.Bound, y: float, top: float, colour: str) -> Mark:
    at = bound.low if bound.low is not None else bound.high or 0
    room = float(at) / top * NARROW - 8
    return Mark(
        bound=row["bound"],
        low=_number(bound.low),
        high=_number(bound.high),
        y=y,
        colour=colour,
        approximate=row["approximate"] == "yes",
        forecast=wording.is_forecast(row),
        # a ceiling's arrow never reaches below 0
        arrow=max(min(marks.ARROW, room), 18) if row["bound"] == "at_most" else marks.ARROW,
    )


def _number(end: bounds.Number | None) -> float | None:
    return None if end is None else int(end) if end == int(end) else float(end)


def _scale_end(placed: Sequence[tuple[str, bounds.Bound]]) -> float:
    """The right end of a scale from 0 on which every mark, with its arrow, has room on a narrow screen."""
    needed = [1.0]
    for kind, bound in placed:
        right = bound.high if bound.high is not None else bound.low or 0
        room = marks.ARROW + 8 if kind == "at_least" else marks.DISC / 2 + 4
        needed.append(float(right) * NARROW / (NARROW - room))
    return max(needed)


def _step(top: float) -> float:
    """The distance of gridlines: 1, 2 or 5 times a power of ten, at most five of them."""
    power = 10.0 ** math.floor(math.log10(top / 4))
    return next(power * n for n in (1, 2, 5, 10) if top / (power * n) <= 4)


def _words(row: Row, bound: bounds.Bound, top: float, y: float, palette: Palette) -> tuple[list[_Text], float]:
    """The words of a mark, which stand above it: the figure, then what is counted and what the hedge means.

    They begin at the mark, or end at it where the narrowest screen has more room on that side.
    """
    first = float(bound.low if bound.low is not None else bound.high or 0)
    last = float(bound.high if bound.high is not None else bound.low or 0)
    right_of, left_of = NARROW * (1 - first / top) + RIGHT - 6, NARROW * last / top + LEFT - 6
    leftwards = row["bound"] == "at_most" if min(right_of, left_of) > 170 else left_of > right_of
    x, anchor, room = (last, "right", left_of) if leftwards else (first, "left", right_of)
    figure = typeset.wrap(wording.figure(row), room, FIGURE, bold=True)
    detail = typeset.wrap(wording.label(row), min(room, 300), WORDS)
    texts = [
        _Text(figure, x, y, FIGURE, palette.accent, anchor, bold=True),
        _Text(detail, x, y + len(figure) * FIGURE_LINE, WORDS, palette.soft, anchor),
    ]
    return texts, y + len(figure) * FIGURE_LINE + len(detail) * WORDS_LINE + 4


def _frame(title: str, subtitle: str, palette: Palette) -> go.Figure:
    """An empty figure on its own paper, with title and subtitle at the upper left."""
    figure = go.Figure()
    lines = typeset.wrap(title, NARROW - 24, TITLE, bold=True)  # the button that saves the picture stands beside it
    under = typeset.wrap(subtitle, NARROW + 20, WORDS)
    figure.update_layout(
        template="none",
        autosize=True,
        paper_bgcolor=palette.paper,
        plot_bgcolor=palette.paper,
        font={"family": SANS, "color": palette.ink, "size": WORDS},
        hoverlabel={"bgcolor": palette.paper, "font": {"color": palette.ink, "family": SANS}, "align": "left"},
        modebar={"bgcolor": palette.paper, "color": palette.soft, "activecolor": palette.ink},
        dragmode=False,
        margin={"l": LEFT, "r": RIGHT, "t": 22 + 26 * len(lines) + 18 * len(under) + 30, "b": 0, "autoexpand": False},
    )
    _paper_text(figure, lines, 22, 26, palette.ink, size=TITLE, family=SERIF, weight=600)
    _paper_text(figure, under, 22 + 26 * len(lines) + 4, 18, palette.soft, size=WORDS)
    return figure


def _paper_text(
    figure: go.Figure, lines: Sequence[str], y: float, pitch: float, colour: str, *, below: bool = False, **font: Any
) -> None:
    """Lines at the left edge, y pixels below the top of the figure, or below the plot."""
    offset = 0 if below else figure.layout.margin.t
    for number, line in enumerate(lines):
        figure.add_annotation(
            text=line, xref="paper", yref="paper", x=0, y=0 if below else 1, xanchor="left", yanchor="top",
            yshift=offset - y - number * pitch, showarrow=False, align="left", borderpad=0,
            font={"color": colour, **font},
        )  # fmt: skip


def _panel(
    figure: go.Figure, drawn: Sequence[Mark], texts: Sequence[_Text], palette: Palette, *, height: float, top: float
) -> None:
    """Scale, gridlines, marks and words of the plot."""
    step = _step(top)
    figure.update_xaxes(
        range=[0, top], tickmode="linear", tick0=0, dtick=step, tickformat=",d" if step >= 1 else "", side="top",
        showgrid=True, gridcolor=palette.grid, zeroline=True, zerolinecolor=palette.rule, zerolinewidth=2,
        fixedrange=True, automargin=False, ticks="", tickfont={"color": palette.soft, "size": 12},
    )  # fmt: skip
    figure.update_yaxes(range=[height, 0], visible=False, fixedrange=True, automargin=False)
    for text in texts:
        _annotate(figure, text, palette)
    figure.add_traces(marks.traces(drawn, palette))


def _annotate(figure: go.Figure, text: _Text, palette: Palette) -> None:
    lines = [as_plotly(line) for line in text.lines]
    figure.add_annotation(
        text="<br>".join(f"<b>{line}</b>" if text.bold else line for line in lines),
        x=text.x, y=text.y, xanchor=text.anchor, yanchor="top", align=text.anchor, xshift=text.shift,
        showarrow=False, borderpad=1, bgcolor=palette.paper, font={"size": text.size, "color": text.colour},
    )  # fmt: skip


def _hover_targets(rows: pd.DataFrame, drawn: Sequence[Mark], palette: Palette) -> go.Scatter:
    """Unseen points over the marks, which carry what a pointer shows."""
    texts = [typeset.wrap(wording.hover(row), 300, WORDS) for row in wording.records(rows)]
    return go.Scatter(
        x=[mark.at for mark in drawn],
        y=[mark.y for mark in drawn],
        mode="markers",
        name="words",
        showlegend=False,
        marker={"size": marks.DISC, "opacity": 0, "color": palette.paper},
        hovertext=["<br>".join(map(as_plotly, lines)) for lines in texts],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _finish(
    figure: go.Figure, drawn: Sequence[Mark], notes: Sequence[tuple[str, str]], palette: Palette, *, plot_height: float
) -> None:
    """The key and the notes under the plot, and the height that all of it takes."""
    entries = _key(drawn, palette.other)
    key_height = sum(_key_heights(entries)) + 26
    total = plot_height + key_height
    figure.update_layout(
        yaxis={"domain": [key_height / total, 1]},
        yaxis2={
            "domain": [0, key_height / total], "range": [key_height, 0], "anchor": "x2", "visible": False,
            "fixedrange": True,
        },
        xaxis2={"range": [0, 1], "anchor": "y2", "visible": False, "fixedrange": True},
    )  # fmt: skip
    y = 26.0
    glyphs = []
    for (mark, text), height in zip(entries, _key_heights(entries), strict=True):
        centre = y + KEY_LINE / 2
        if mark:
            glyphs.append(_at(mark, centre))
        lead = text.partition(":")[0]
        lines = _key_lines(text)
        lines[0] = lines[0].replace(f"{lead}:", f"<b>{lead}</b>:", 1)
        figure.add_annotation(
            text="<br>".join(lines), xref="x2", yref="y2", x=0, y=y + 5, xanchor="left", yanchor="top", align="left",
            xshift=46, showarrow=False, borderpad=0, font={"size": KEY, "color": palette.soft},
        )  # fmt: skip
        y += height
    figure.add_traces(marks.traces(glyphs, palette, key=True, xaxis="x2", yaxis="y2"))
    bottom = _notes(figure, notes, palette)
    figure.update_layout(height=math.ceil(figure.layout.margin.t + total + bottom), margin_b=bottom)


def _key_lines(text: str) -> list[str]:
    return [as_plotly(line) for line in typeset.wrap(text, NARROW - 36, KEY)]


def _key_heights(entries: Sequence[tuple[Mark | None, str]]) -> list[float]:
    return [max(KEY_LINE, 17 * len(_key_lines(text)) + 10) for _, text in entries]


def _key(drawn: Sequence[Mark], colour: str) -> list[tuple[Mark | None, str]]:
    """A glyph and its words for each kind of mark that the chart has, in the order of the bounds."""
    kinds = {mark.bound for mark in drawn}
    entries: list[tuple[Mark | None, str]] = []
    for code, words in wording.BOUNDS.items():
        if code in kinds:
            entries.append((_glyph(code, colour), words.key))
    if any(m.approximate and m.bound != "about" for m in drawn):
        entries.append((_glyph("between", colour, approximate=True), wording.APPROXIMATE_KEY))
    if any(m.forecast for m in drawn):
        entries.append((_glyph("at_most", colour, forecast=True), wording.FORECAST_KEY))
    return entries


def _glyph(code: str, colour: str, *, approximate: bool = False, forecast: bool = False) -> Mark:
    shift = {"at_least": 2, "at_most": marks.KEY_WIDTH, "between": 0, "magnitude": 0}.get(code, marks.KEY_WIDTH / 2)
    return Mark(
        code, 0, 0, 0, colour, approximate=approximate or code == "about", forecast=forecast, shift=shift,
        arrow=marks.KEY_WIDTH - 4, tick=15, disc=26,
    )  # fmt: skip


def _at(mark: Mark, y: float) -> Mark:
    return Mark(**{**mark.__dict__, "y": y})


def _notes(figure: go.Figure, notes: Sequence[tuple[str, str]], palette: Palette) -> float:
    """The notes below the plot; returns the height that they take."""
    figure.add_shape(
        type="line", xref="paper", yref="paper", x0=0, x1=1, y0=0, y1=0, line={"color": palette.grid, "width": 1}
    )
    y = 12.0
    for lead, text in notes:
        full = f"{lead}: {text}" if lead else text
        lines = [as_plotly(line) for line in typeset.wrap(full, NARROW + 14, NOTES)]
        if lead:
            marked = as_plotly(lead)
            lines[0] = lines[0].replace(f"{marked}:", f"<b>{marked}</b>:", 1)
        _paper_text(figure, lines, y, NOTE_LINE, palette.soft, below=True, size=NOTES)
        y += len(lines) * NOTE_LINE + 4
    return math.ceil(y + 12)
