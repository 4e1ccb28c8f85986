"""One function per chart: rows in, a plotly Figure out.

y is in pixels from the top of the plot, so that rows and words keep their places at any width; only x stretches. Words
stand at their marks, on the side where they fit on the narrowest screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures import bounds, marks, periods, plate, typeset, wording
from figures.marks import PALETTES, Mark, Palette
from figures.plate import LEFT, NARROW, RIGHT, WORDS, WORDS_LINE, Sheet
from figures.selections import Panel
from figures.wording import as_plotly

Row = Mapping[str, Any]

FIGURE, FIGURE_LINE = 18, 24
HEADER, LINE = 12, 21  # the texts of a report's row
_INDENT = 3  # keeps words off the zero line
_SMALL = {"arrow": 34.0, "tick": 15.0, "disc": 24.0}  # the marks of a report's row


def article_chart(rows: pd.DataFrame, chart: Row, source: Row, theme: str) -> go.Figure:
    """The article's figures of one chart, one under the other on one linear scale from 0.

    rows: figures that can be drawn (selections.drawn_on); chart: a row of charts.csv; source: the article's row of
    sources.csv; theme: "light" or "dark".
    """
    palette = PALETTES[theme]
    placed = [(row, bounds.placed(row)) for row in wording.records(rows)]
    top = _scale_end([_Extent.of(row["bound"], bound) for row, bound in placed])
    sheet = Sheet.titled(chart["title"], wording.scale(chart["subtitle"]), palette)
    drawn: list[Mark] = []
    y = 14.0
    for row, bound in placed:
        y = _words_above(sheet, row, bound, top, y) + marks.DISC / 2 + 2
        drawn.append(_mark(row, bound, y, top, palette.accent))
        y += marks.DISC / 2 + 22
    step = _step(top)
    sheet.figure.update_xaxes(
        range=[0, top], tickmode="linear", tick0=0, dtick=step, tickformat=",d", side="top", fixedrange=True,
        showgrid=True, gridcolor=palette.grid, zeroline=True, zerolinecolor=palette.rule, zerolinewidth=2,
        automargin=False, ticks="", tickfont={"color": palette.soft, "size": 12},
    )  # fmt: skip
    sheet.figure.add_traces(marks.traces(drawn, palette))
    sheet.figure.add_trace(plate.hover_targets([wording.hover(row) for row, _ in placed], drawn, palette))
    return sheet.finish(drawn, wording.chart_notes(rows, source), plot_height=y)


@dataclass(frozen=True)
class _Extent:
    """A mark's place on the scale and the pixels that it takes on either side."""

    low: float
    high: float
    left: float
    right: float

    @classmethod
    def of(cls, code: str, bound: bounds.Bound, arrow: float = marks.ARROW, disc: float = marks.DISC) -> _Extent:
        low, high = _ends(bound)
        reach = disc / 2 if bound.approximate else 8.0
        tick = disc / 2 if bound.approximate else 4.0
        left, right = {"at_least": (tick, arrow + 8), "at_most": (arrow + 8, tick)}.get(code, (reach, reach))
        return cls(low, high, left, right)


def _ends(bound: bounds.Bound) -> tuple[float, float]:
    """The two ends of a mark; the number twice where the other end is open."""
    low = bound.low if bound.low is not None else bound.high or 0
    high = bound.high if bound.high is not None else bound.low or 0
    return float(low), float(high)


def _scale_end(extents: Iterable[_Extent]) -> float:
    """The right end of a scale from 0 on which every mark, with its arrow, has room on a narrow screen."""
    return max([1.0, *(e.high * NARROW / (NARROW - e.right - 2) for e in extents)])


def _step(top: float) -> float:
    """The distance of gridlines: 1, 2 or 5 times a power of ten, at most five of them, never below 1."""
    power = 10.0 ** math.floor(math.log10(top / 4))
    return max(1.0, next(power * n for n in (1, 2, 5, 10) if top / (power * n) <= 4))


def _mark(row: Row, bound: bounds.Bound, y: float, top: float, colour: str, **sizes: float) -> Mark:
    low = None if bound.low is None else float(bound.low)
    high = None if bound.high is None else float(bound.high)
    arrow = sizes.pop("arrow", marks.ARROW)
    if row["bound"] == "at_most":  # a ceiling's arrow does not reach below 0, or by a head's length
        arrow = max(min(arrow, _ends(bound)[1] / top * NARROW - 8), 8)
    # words that name no number stand, where we read them, as a band
    code = "magnitude" if row["bound"] == "unnumbered" else row["bound"]
    return Mark(
        code, low, high, y, colour, approximate=bound.approximate, forecast=wording.is_forecast(row),
        arrow=arrow, **sizes,
    )  # fmt: skip


def _words_above(sheet: Sheet, row: Row, bound: bounds.Bound, top: float, y: float) -> float:
    """The words of a mark: the figure, then what is counted and what the hedge means. Returns where they end.

    They begin at the mark, or end at it where the narrowest screen has more room on that side.
    """
    low, high = _ends(bound)
    right_of, left_of = NARROW * (1 - low / top) + RIGHT - 6, NARROW * high / top + LEFT - 6
    leftwards = row["bound"] == "at_most" if min(right_of, left_of) > 170 else left_of > right_of
    x, anchor, room = (high, "right", left_of) if leftwards else (low, "left", right_of)
    head = typeset.wrap(wording.figure(row), room, FIGURE, bold=True)
    detail = typeset.wrap(wording.label(row), min(room, 300), WORDS)
    below = y + len(head) * FIGURE_LINE
    place = {"x": x, "xanchor": anchor, "align": anchor, "borderpad": 1, "bgcolor": sheet.palette.paper}
    bold = [f"<b>{as_plotly(line)}</b>" for line in head]
    sheet.text(bold, sheet.palette.accent, FIGURE, **place, y=y)
    sheet.text(map(as_plotly, detail), sheet.palette.soft, WORDS, **place, y=below)
    return below + len(detail) * WORDS_LINE + 4


@dataclass
class _Lines:
    """Straight lines of one colour as one trace."""

    x: list[float | None] = field(default_factory=list)
    y: list[float | None] = field(default_factory=list)

    def add(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.x += [x0, x1, None]
        self.y += [y0, y1, None]

    def trace(self, name: str, colour: str, width: float, dash: str = "solid") -> go.Scatter:
        return go.Scatter(
            x=self.x, y=self.y, mode="lines", name=name, line={"color": colour, "width": width, "dash": dash},
            hoverinfo="skip", showlegend=False, cliponaxis=False,
        )  # fmt: skip


@dataclass
class _Texts:
    """Words at places in the plot as one trace: unseen markers, whose size keeps the words off the mark."""

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    side: list[str] = field(default_factory=list)
    gap: list[float] = field(default_factory=list)
    colour: list[str] = field(default_factory=list)
    size: list[float] = field(default_factory=list)

    def add(
        self, x: float, y: float, text: str, colour: str, *,
        side: str = "right", gap: float = 0, size: float = HEADER, bold: bool = False,
    ) -> None:  # fmt: skip
        self.x.append(x)
        self.y.append(y)
        self.text.append(f"<b>{as_plotly(text)}</b>" if bold else as_plotly(text))
        self.side.append(f"middle {side}")
        self.gap.append(2 * gap)
        self.colour.append(colour)
        self.size.append(size)

    def trace(self) -> go.Scatter:
        return go.Scatter(
            x=self.x, y=self.y, mode="markers+text", name="texts", text=self.text, textposition=self.side,
            textfont={"color": self.colour, "size": self.size}, marker={"size": self.gap, "opacity": 0},
            hoverinfo="skip", showlegend=False, cliponaxis=False,
        )  # fmt: skip


@dataclass
class _Rows:
    """A chart of rows while it is drawn: its marks, words and lines, and how far down it has come."""

    sheet: Sheet
    top: float
    ticks: Mapping[float, str]
    y: float = 0
    drawn: list[Mark] = field(default_factory=list)
    hovers: list[str] = field(default_factory=list)
    texts: _Texts = field(default_factory=_Texts)
    grid: _Lines = field(default_factory=_Lines)
    zero: _Lines = field(default_factory=_Lines)
    dotted: _Lines = field(default_factory=_Lines)

    @property
    def palette(self) -> Palette:
        """The sheet's paper and inks."""
        return self.sheet.palette

    def heading(self, text: str) -> None:
        """A panel's heading, wrapped, and the numbers of the scale under it."""
        for line in typeset.wrap(text, NARROW, 14, bold=True):
            self.texts.add(0, self.y + 10, line, self.palette.ink, size=14, bold=True)
            self.y += 20

    def scale(self) -> None:
        """The numbers of the scale."""
        self.y += 22
        for at, text in self.ticks.items():
            half = typeset.width(text, 12) / 2
            beyond = at / self.top * NARROW + half > NARROW + RIGHT - 4
            self.texts.add(at, self.y, text, self.palette.soft, side="left" if beyond else "center", size=12)
        self.y += 12

    def header(self, left: str, right: str, colour: str, *, right_colour: str, right_bold: bool = False) -> None:
        """The upper line of a row: who and when at the left, what kind of speaker at the right."""
        y = self.y + 11
        if typeset.width(left, HEADER) + typeset.width(right, HEADER, bold=right_bold) > NARROW - 2:
            for line in typeset.wrap(left, NARROW, HEADER):
                self.texts.add(0, self.y + 11, line, colour, gap=_INDENT)
                self.y += 17
            y = self.y + 11
        else:
            self.texts.add(0, y, left, colour, gap=_INDENT)
        self.texts.add(self.top, y, right, right_colour, side="left", bold=right_bold)
        self.y += 20

    def line(self, words: str, extent: _Extent | None, colour: str) -> float:
        """The lower line of a row: words at the mark's place. Returns the y of the mark.

        Beside the mark where they fit on the narrowest screen, else on a line of their own above it.
        """
        width = typeset.width(words, WORDS, bold=True)
        if extent is None:
            self._own_lines(words, 0, "right", colour)
            self.y += 4
            return self.y
        pixels = NARROW / self.top
        right = extent.high * pixels + extent.right + 4
        left = extent.low * pixels - extent.left - 4
        fits_right, fits_left = right + width < NARROW + RIGHT - 6, left - width > 2
        if not (fits_right or fits_left):
            starts, ends = extent.low * pixels, extent.high * pixels
            if starts + width < NARROW + RIGHT - 6:
                self._own_lines(words, extent.low, "right", colour)
            elif ends - width > 2:
                self._own_lines(words, extent.high, "left", colour)
            else:
                self._own_lines(words, 0, "right", colour)
        y = self.y + LINE / 2 + 1
        if fits_left and (extent.left < extent.right or not fits_right or extent.low > self.top / 2):
            self.texts.add(extent.low, y, words, colour, side="left", gap=extent.left, size=WORDS, bold=True)
        elif fits_right:
            self.texts.add(extent.high, y, words, colour, side="right", gap=extent.right, size=WORDS, bold=True)
        for at in self.ticks:
            self.grid.add(at, y - LINE / 2, at, y + LINE / 2)
        self.y += LINE + 4
        return y

    def _own_lines(self, words: str, x: float, side: str, colour: str) -> None:
        for line in typeset.wrap(words, NARROW, WORDS, bold=True):
            self.texts.add(x, self.y + 9, line, colour, side=side, gap=_INDENT, size=WORDS, bold=True)
            self.y += 19

    def put(self, notes: Sequence[tuple[str, str]], key: Mapping[str, str] | None = None) -> go.Figure:
        """Everything onto the sheet; returns the figure."""
        self.sheet.figure.update_layout(xaxis={"range": [0, self.top], "visible": False, "fixedrange": True})
        self.sheet.figure.add_traces(
            [
                self.grid.trace("grid", self.palette.grid, 1),
                self.zero.trace("zero", self.palette.rule, 2),
                self.dotted.trace("divider", self.palette.rule, 1, "dot"),
                *marks.traces(self.drawn, self.palette),
                self.texts.trace(),
                plate.hover_targets(self.hovers, self.drawn, self.palette),
            ]
        )
        return self.sheet.finish(self.drawn, notes, plot_height=self.y, key=key)


def reports_chart(panels: Sequence[Panel], chart: Row, notes: Sequence[tuple[str, str]], theme: str) -> go.Figure:
    """What others reported, a line each in order of date, in panels on one linear scale from 0, with the article's
    figure in its place.

    panels: reports as selections.reports_of gives them; chart: a row of charts.csv; notes: wording.report_notes.
    """
    palette = PALETTES[theme]
    top = _scale_end(
        extent
        for panel in panels
        for row in [*wording.records(panel.reports), *([panel.article] if panel.article is not None else [])]
        if (extent := _small_extent(row)) is not None
    )
    step = _step(top)
    ticks = {n * step: f"{int(n * step):,}" for n in range(int(top / step) + 1)}
    rows = _Rows(Sheet.titled(chart["title"], wording.scale(chart["subtitle"]), palette, above_plot=14), top, ticks)
    for panel in panels:
        rows.heading(wording.panel_heading(panel))
        start = rows.y
        marked = panel.marked
        if marked is not None and bounds.can_be_placed(marked):
            _strip_label(rows, marked, panel.article is not None)
        rows.scale()
        first = rows.y
        _panel_rows(rows, panel)
        rows.zero.add(0, first - 4, 0, rows.y)
        if marked is not None:
            _strip(rows, marked, start + 20)
        rows.y += 34
    return rows.put(notes)


def _small_extent(row: Row) -> _Extent | None:
    """Where a figure's small mark stands; None for a figure in words that no scale can hold."""
    if not bounds.can_be_placed(row):
        return None
    return _Extent.of(row["bound"], bounds.placed(row), _SMALL["arrow"], _SMALL["disc"])


def _panel_rows(rows: _Rows, panel: Panel) -> None:
    """The lines of a panel: earlier reports, the article, later reports."""
    palette = rows.palette
    for later, some in panel.reports.groupby("later", sort=True):
        if later:
            _article_row(rows, panel)
            rows.dotted.add(0, rows.y + 4, rows.top, rows.y + 4)
            rows.texts.add(0, rows.y + 16, wording.LATER, palette.soft, gap=_INDENT, bold=True)
            rows.y += 28
        for row in wording.records(some):
            bold = bool(row["emphasised"])
            rows.header(
                wording.claimant_line(row), row["claimant_kind"], palette.ink,
                right_colour=palette.ink if bold else palette.soft, right_bold=bold,
            )  # fmt: skip
            _report_line(rows, row, palette.other, palette.ink)
    if not panel.reports["later"].any():
        _article_row(rows, panel)


def _article_row(rows: _Rows, panel: Panel) -> None:
    if panel.article is None:
        return
    accent = rows.palette.accent
    start = rows.y
    rows.header(wording.claimant_line(panel.article), panel.article["claimant_kind"], accent, right_colour=accent)
    _report_line(rows, panel.article, accent, accent)
    tint = {"line": {"width": 0}, "fillcolor": marks.blend(accent, rows.palette.paper, 0.08), "layer": "below"}
    place = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": start, "y1": rows.y}
    rows.sheet.shapes.append(place | tint)


def _report_line(rows: _Rows, row: Row, colour: str, ink: str) -> None:
    extent = _small_extent(row)
    y = rows.line(wording.report_words(row), extent, ink)
    if extent is not None:
        rows.drawn.append(_mark(row, bounds.placed(row), y, rows.top, colour, **_SMALL))
        rows.hovers.append(wording.hover(row))


def _strip_label(rows: _Rows, own: Row, at_home: bool) -> None:
    """The words over the strip at the article's figure."""
    low, high = _ends(bounds.placed(own))
    text = wording.strip_label(own, at_home)
    rows.y += 18
    half = typeset.width(text, HEADER) / 2
    middle = (low + high) / 2 * NARROW / rows.top
    side, at = ("center", (low + high) / 2)
    if middle - half < 0:
        side, at = "right", 0
    elif middle + half > NARROW + RIGHT:
        side, at = "left", rows.top
    rows.texts.add(at, rows.y, text, rows.palette.accent, side=side)


def _strip(rows: _Rows, own: Row, start: float) -> None:
    """A soft strip at the article's figure, of fixed width in pixels, which claims none; at a reading, its ends."""
    extent = _small_extent(own)
    if extent is None:
        return
    down = {"y0": start + 26, "y1": rows.y, "layer": "below"}
    accent = rows.palette.accent
    if extent.low == extent.high:
        pixels = {"type": "rect", "xsizemode": "pixel", "xanchor": extent.low, "x0": -9, "x1": 9, "line": {"width": 0}}
        rows.sheet.shapes.append(down | pixels | {"fillcolor": marks.blend(accent, rows.palette.paper, 0.10)})
        return
    for end in (extent.low, extent.high):
        line = {"color": accent, "width": 1, "dash": "dot"}
        rows.sheet.shapes.append(down | {"type": "line", "x0": end, "x1": end, "line": line})


def dates_chart(rows: pd.DataFrame, title: str, notes: Sequence[tuple[str, str]], theme: str) -> go.Figure:
    """The dates that the article gives or implies beside the recorded ones, on one time axis.

    rows: dates.csv; notes: wording.date_notes. x counts days.
    """
    palette = PALETTES[theme]
    items = wording.records(rows)
    spans = {
        (number, column): periods.parse(item[column])
        for number, item in enumerate(items)
        for column in ("reading", "recorded")
        if item[column]
    }
    years = range(min(s.first.year for s in spans.values()), max(s.last.year for s in spans.values()) + 2)
    zero = date(years[0], 1, 1).toordinal()
    apart = math.ceil(len(years) / 5)  # no more years than a narrow screen has room for
    shown = range(years[0], years[-1] + apart, apart)
    ticks = {float(date(year, 1, 1).toordinal() - zero): str(year) for year in shown}
    canvas = _Rows(Sheet.titled(title, wording.DATES_SCALE, palette, above_plot=8), max(ticks), ticks)
    canvas.scale()
    for number, item in enumerate(items):
        canvas.header(
            wording.capital(item["what"]), item["agreement"], palette.ink,
            right_colour=palette.ink, right_bold=wording.differs(item),
        )  # fmt: skip
        for column, colour, ink, words in (
            ("reading", palette.accent, palette.accent, wording.article_date(item)),
            ("recorded", palette.other, palette.ink, wording.recorded_date(item)),
        ):
            span = spans.get((number, column))
            if span is None:
                canvas.line(words, None, ink)
                continue
            low, high = float(span.first.toordinal() - zero), float(span.last.toordinal() - zero)
            brief = (high - low) / canvas.top * NARROW < 6
            code = "unhedged" if brief else "magnitude" if column == "reading" else "between"
            y = canvas.line(words, _Extent(low, high, 8, 8), ink)
            canvas.drawn.append(Mark(code, low, high, y, colour, tick=11))
            canvas.hovers.append(words)
        canvas.y += 8
        canvas.dotted.add(0, canvas.y, canvas.top, canvas.y)
        canvas.y += 8
    return canvas.put(notes, key=wording.DATES_KEY)
