"""Layouts: records in, a Drawing out.

Words stand at their marks, on the side where they fit in the narrowest plot, so that they fit in every plot.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from figures.analysis.select import Panel
from figures.charts.canvas import Canvas
from figures.charts.drawing import LEFT, NARROW, RIGHT, WIDE, Drawing, Line, Note, Side, Tint, Word
from figures.charts.marks import DATE, SMALL, Mark
from figures.charts.palette import ACCENT, GRID, INK, OTHER, RULE, SOFT, Colour
from figures.charts.type import HEADER, HEADING, SCALE, STRONG, WORDS, width
from figures.language.english import capital
from figures.model.bound import BoundKind
from figures.model.period import Period
from figures.model.records import ChartTexts, DatedClaim, Figure, Report
from figures.words import dates as date_words
from figures.words import figure as figure_words
from figures.words import key
from figures.words import reports as report_words
from figures.words.amounts import amount

INDENT = 5  # keeps words off the zero line
ROW = 21  # the height of a row's lower line
EDGE = NARROW + RIGHT - 6  # words end before it
_GAP = 4  # between a mark and its words


def reports_chart(panels: Sequence[Panel], texts: ChartTexts, notes: Sequence[Note]) -> Drawing:
    """Draw the reports of others with the article's figure in its place, a row each, in panels on one scale."""
    shown = [row for panel in panels for row in (*panel.reports, panel.article) if row and row.can_be_placed]
    canvas = Rows.on(shown)
    for panel in panels:
        canvas.heading(report_words.panel_heading(panel))
        marked = panel.marked if panel.marked and panel.marked.can_be_placed else None
        if marked:
            _label(canvas, marked, report_words.strip_label(marked, panel.article is not None))
        has_axis = marked or len(panel.reports) > 1  # a single report stands beside nothing
        if has_axis:
            canvas.y += 22
            canvas.scale()
        canvas.y += 12
        first, before = canvas.y, len(canvas.words)
        _panel_rows(canvas, panel)
        if has_axis:
            canvas.zero_line(first - 4)
        if marked:
            _hairline(canvas, marked, canvas.words[before:], first - 4)
        canvas.y += 34
    subtitle = figure_words.scale(texts.subtitle, shown)
    return canvas.finish(texts.chart, texts.title, subtitle, notes, key.key_words(shown))


def dates_chart(dates: Sequence[DatedClaim], title: str, notes: Sequence[Note]) -> Drawing:
    """Draw the dates that the article gives or implies beside the recorded ones, on one scale that counts days."""
    periods = [period for claim in dates for period in (claim.reading, claim.recorded) if period]
    years = range(min(p.first.year for p in periods), max(p.last.year for p in periods) + 2)
    zero = date(years[0], 1, 1).toordinal()
    apart = math.ceil(len(years) / 5)  # a narrow plot has room for five years
    shown = range(years[0], years[-1] + apart, apart)
    ticks = {float(date(year, 1, 1).toordinal() - zero): str(year) for year in shown}
    canvas = Rows(0, max(ticks), 22, ticks=ticks, zero=False)
    canvas.scale()
    canvas.y += 12
    for claim in dates:
        canvas.header(capital(claim.what), claim.agreement, INK, INK, right_bold=claim.differs)
        _date_line(canvas, claim.reading, date_words.article_date(claim), "magnitude", zero)
        _date_line(canvas, claim.recorded, date_words.recorded_date(claim), "between", zero)
        canvas.y += 8
        canvas.rule()
        canvas.y += 8
    return canvas.finish("dates", title, date_words.DATES_SCALE, notes, key.DATES)


@dataclass(frozen=True)
class Extent:
    """The place of a mark: its ends in units of the scale, and the pixels that it takes left and right of them."""

    low: float
    high: float
    left: float
    right: float

    @classmethod
    def of(cls, figure: Figure) -> Extent:
        """Return the place of a figure's mark."""
        low, high = map(float, figure.placed.ends)
        reach = SMALL.disc / 2 if figure.approximate else 8
        tick = SMALL.disc / 2 if figure.approximate else 4
        fade = SMALL.fade + 8
        left, right = {"at_least": (tick, fade), "at_most": (fade, tick)}.get(figure.bound, (reach, reach))
        return cls(low, high, left, right)


def _scale_ends(figures: Sequence[Figure]) -> tuple[float, float]:
    """The ends of a scale on which every mark has room in the narrowest plot. It begins at 0 or below."""
    extents = [Extent.of(figure) for figure in figures]
    least = 1.0 if _are_whole(figures) else 0.0
    end = max([least, *(e.high * NARROW / (NARROW - e.right - 2) for e in extents)]) or 1.0
    lowest = min([0.0, *(e.low for e in extents)])
    if lowest == 0:
        return 0.0, end
    # Room on either side, for the widest mark.
    left, right = (max(getattr(e, side) for e in extents) + 2 for side in ("left", "right"))
    highest = max([0.0, *(e.high for e in extents)])
    whole = (highest - lowest) * NARROW / (NARROW - left - right)
    return lowest - left * whole / NARROW, highest + right * whole / NARROW


def _are_whole(figures: Sequence[Figure]) -> bool:
    """True where these figures only name whole numbers: half a person is no number of their scale."""
    return all(Fraction(end).denominator == 1 for figure in figures for end in figure.placed.ends)


def _number_ticks(start: float, end: float, figures: Sequence[Figure]) -> dict[float, str]:
    """The numbers of a scale: steps of 1, 2 or 5 times a power of ten, at most four, as many as have room."""
    units = {figure.measure.unit for figure in figures}
    unit = units.pop() if len(units) == 1 else ""
    power = 10 ** Fraction(math.floor(math.log10((end - start) / 4)))
    for step in (power * 10**further * n for further in range(4) for n in (1, 2, 5)):
        if (step < 1 and _are_whole(figures)) or (end - start) / step > 4:
            continue
        ticks = {n * step: amount(n * step, unit) for n in range(math.ceil(start / step), math.floor(end / step) + 1)}
        pixel = NARROW / (end - start)
        widest = max(width(text, SCALE) for text in ticks.values())
        # The last number moves to the left where it would leave the picture.
        is_moved = float(max(ticks) - start) * pixel + widest / 2 > NARROW + RIGHT - 4
        if len(ticks) == 1 or widest * (1.5 if is_moved else 1) + 8 <= float(step) * pixel:
            break
    return {float(at): text for at, text in ticks.items()}


@dataclass(kw_only=True)
class Rows(Canvas):
    """A canvas of rows on one scale. ticks: its numbers and their texts. zero: a line of its own stands at 0."""

    ticks: Mapping[float, str]
    zero: bool = True

    @classmethod
    def on(cls, figures: Sequence[Figure], y: float = 0) -> Rows:
        """Begin a drawing of these figures."""
        start, end = _scale_ends(figures)
        return cls(start, end, y, ticks=_number_ticks(start, end, figures))

    @property
    def unit(self) -> float:
        """Pixels of the narrowest plot per unit of the scale."""
        return NARROW / (self.end - self.start)

    def pixels(self, x: float) -> float:
        """The pixels of the narrowest plot from its left end to a number of the scale."""
        return (x - self.start) * self.unit

    def heading(self, text: str) -> None:
        """Write a panel's heading."""
        self.write(text, self.start, HEADING, INK)

    def scale(self) -> None:
        """Write the numbers of the scale."""
        for at, text in self.ticks.items():
            place, half = self.pixels(at), width(text, SCALE) / 2
            side: Side = "center"
            if place + half > NARROW + RIGHT - 4:
                side = "left"
            elif place - half < 4 - LEFT:
                side = "right"
            self.words.append(Word(at, self.y, text, SOFT, SCALE, side))

    def grid(self, top: float, bottom: float) -> None:
        """Draw a line from top to bottom at each number of the scale."""
        self.lines += [Line(at, top, at, bottom, GRID, 1) for at in self.ticks if at or not self.zero]

    def zero_line(self, top: float) -> None:
        """Draw the line at 0 from there down to here."""
        self.lines.append(Line(0, top, 0, self.y, RULE, 2))

    def rule(self) -> None:
        """Draw a dotted line from end to end."""
        self.lines.append(Line(self.start, self.y, self.end, self.y, RULE, 1, "dot"))

    def tint_article(self, top: float) -> None:
        """Tint the ground from there down to here, because the article says it."""
        self.tints.append(Tint(self.start, self.end, top, self.y, Colour("accent", 0.08)))

    def header(self, left: str, right: str, colour: Colour, right_colour: Colour, *, right_bold: bool) -> None:
        """Write the upper line of a row: who and when at the left, the kind of speaker at the right.

        The kind stands on a line of its own where the narrowest plot has no room for both. Widths are rather too large,
        which keeps the two apart.
        """
        style = STRONG if right_bold else HEADER
        self.write(left, self.start, HEADER, colour, gap=INDENT, middle=11)
        if width(left, HEADER) + width(right, style) <= NARROW - INDENT:
            self.y -= HEADER.line
        self.words.append(Word(self.end, self.y + 11, right, right_colour, style, "left"))
        self.y += 20

    def fits(self, text: str, extent: Extent) -> tuple[bool, bool]:
        """True for left and for right where a text fits beside a mark in the narrowest plot."""
        long = _GAP + width(text, WORDS)
        left = self.pixels(extent.low) - extent.left - long > 2
        return left, self.pixels(extent.high) + extent.right + long < EDGE

    def beside(self, side: Side, extent: Extent, y: float, text: str, colour: Colour, *, struck: bool) -> None:
        """Write a text on that side of a mark."""
        x, gap = (extent.low, extent.left) if side == "left" else (extent.high, extent.right)
        self.words.append(Word(x, y, text, colour, WORDS, side, gap + _GAP, struck))

    def line(self, text: str, extent: Extent | None, colour: Colour, *, struck: bool = False) -> float:
        """Write the lower line of a row at its mark's place. Returns the y of the mark.

        The words stand beside the mark where they fit in the narrowest plot, else on lines of their own above it. An
        extent of None means that there is no mark.
        """
        if extent is None:
            self.write(text, self.start, WORDS, colour, gap=INDENT, middle=9, struck=struck)
            self.y += 4
            return self.y
        low, high, long = self.pixels(extent.low), self.pixels(extent.high), width(text, WORDS)
        fits_left, fits_right = self.fits(text, extent)
        if not (fits_left or fits_right):
            x: float = self.start
            side: Side = "right"
            if low + long < EDGE:
                x = extent.low
            elif high - long > 2:
                x, side = extent.high, "left"
            self.write(text, x, WORDS, colour, side, INDENT, middle=9, struck=struck)
        y = self.y + ROW / 2 + 1
        if fits_left and (extent.left < extent.right or not fits_right or low > NARROW / 2):
            self.beside("left", extent, y, text, colour, struck=struck)
        elif fits_right:
            self.beside("right", extent, y, text, colour, struck=struck)
        self.grid(y - ROW / 2, y + ROW / 2)
        self.y += ROW + 4
        return y

    def mark(self, report: Report, y: float, colour: Colour) -> None:
        """Draw a report's mark at its place on the scale."""
        bound, size = report.placed, SMALL
        low = None if bound.low is None else float(bound.low)
        high = None if bound.high is None else float(bound.high)
        if report.bound == "at_most":  # a fade ends at 0; on a scale of less, at its left end
            size = size.faded(self.pixels(float(bound.ends[1])))
        # Words that name no number, and that we placed, are drawn as a band too.
        kind: BoundKind = "magnitude" if report.bound == "unnumbered" else report.bound
        in_own_unit = bound == report.stated
        centre = float(report.centre) if report.centre is not None and in_own_unit else None
        shape = (report.approximate, report.is_forecast, figure_words.hover(report), centre, bool(report.superseded_by))
        self.marks.append(Mark(kind, low, high, y, colour, size, *shape))


def _panel_rows(canvas: Rows, panel: Panel) -> None:
    """Draw the rows of a panel: earlier reports, the article, later reports."""
    for report in panel.reports:
        if not report.is_later:
            _report_row(canvas, report)
    if panel.article:
        top = canvas.y
        _report_row(canvas, panel.article, of_article=True)
        canvas.tint_article(top)
    later = [report for report in panel.reports if report.is_later]
    if later:
        canvas.y += 4
        canvas.rule()
        canvas.words.append(Word(canvas.start, canvas.y + 12, report_words.LATER, SOFT, STRONG, gap=INDENT))
        canvas.y += 24
    for report in later:
        _report_row(canvas, report)


def _report_row(canvas: Rows, report: Report, *, of_article: bool = False) -> None:
    ink = ACCENT if of_article else INK
    right = ink if of_article or report.emphasised else SOFT
    line = report_words.claimant_line(report)
    canvas.header(line, report.claimant_kind, ink, right, right_bold=report.emphasised)
    extent = Extent.of(report) if report.can_be_placed else None
    y = canvas.line(report_words.report_words(report), extent, ink, struck=bool(report.superseded_by))
    if extent:
        canvas.mark(report, y, ACCENT if of_article else OTHER)


def _label(canvas: Rows, marked: Figure, text: str) -> None:
    """Write the words over the line at the article's figure."""
    canvas.y += 18
    low, high = map(float, marked.placed.ends)
    middle, half = (low + high) / 2, width(text, HEADER) / 2
    x = middle
    side: Side = "center"
    if canvas.pixels(middle) < half:
        x, side = canvas.start, "right"
    elif canvas.pixels(middle) + half > NARROW + RIGHT:
        x, side = canvas.end, "left"
    canvas.words.append(Word(x, canvas.y, text, ACCENT, HEADER, side))


def _hairline(canvas: Rows, marked: Figure, words: Sequence[Word], top: float) -> None:
    """Draw a dotted line from top down to here at each end of the article's figure; it leaves room for these words."""
    for x in dict.fromkeys(map(float, marked.placed.ends)):
        gaps, y = sorted((w.y - 9, w.y + 9) for w in words if _may_cross(canvas, w, x)), top
        for above, below in (*gaps, (canvas.y, canvas.y)):
            if above > y:
                canvas.lines.append(Line(x, y, x, above, ACCENT, 1, "dot"))
            y = max(y, below)


def _may_cross(canvas: Rows, word: Word, x: float) -> bool:
    """True where a word can stand on a number of the scale in a plot of some width."""
    left, right = word.reach
    near, far = sorted((x - word.x) / (canvas.end - canvas.start) * plot for plot in (NARROW, WIDE))
    return near < right + 3 and far > left - 3


def _date_line(canvas: Rows, period: Period | None, text: str, kind: BoundKind, zero: int) -> None:
    """Draw the lower line of a date's row. kind: how a span is drawn; a band is the article's, in its colour."""
    colour, ink = (ACCENT, ACCENT) if kind == "magnitude" else (OTHER, INK)
    if period is None:
        canvas.line(text, None, ink)
        return
    low, high = float(period.first.toordinal() - zero), float(period.last.toordinal() - zero)
    brief = (high - low) * canvas.unit < 6  # pixels, too few for a span
    y = canvas.line(text, Extent(low, high, 8, 8), ink)
    canvas.marks.append(Mark("unhedged" if brief else kind, low, high, y, colour, DATE, hover=text))
