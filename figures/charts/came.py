"""The chart of what came of a forecast: number across, a group a step, a row a report."""

from __future__ import annotations

from collections.abc import Collection

from figures.analysis import select
from figures.charts.drawing import NARROW, RIGHT, Drawing, Side, Tint, Word
from figures.charts.layouts import Canvas, Extent
from figures.charts.marks import SMALL
from figures.charts.palette import ACCENT, INK, OTHER, SOFT, Colour
from figures.charts.type import HEADER, HEADING, WORDS, width, wrap
from figures.language.english import capital
from figures.model.package import Package
from figures.model.records import Measure, Report
from figures.words import came as words
from figures.words import figure as figure_words
from figures.words import key
from figures.words.came import Step

_INDENT = 5
_GAP = 4  # between a mark and its words
_EDGE = NARROW + RIGHT - 6  # words end before it
_ROW = 21


def came_chart(package: Package, measure: Measure, *, kinds: Collection[str] | None = None) -> Drawing:
    """Draw a forecast of the article and what others reported on the same, by the steps from expected to arrived.

    The article's figure on the measure must be a forecast. kinds: the kinds of claimant to keep. Raises ValueError for
    a measure without such a figure or without a chart of reports.
    """
    figure, texts = select.main_figure(package, measure), measure.reports_chart
    if figure is None or texts is None:
        raise ValueError(f"the measure {measure.measure!r} has no figure of the article, or no chart of reports")
    steps, notes = words.steps(package, measure, kinds=kinds), words.came_notes(package, measure, kinds=kinds)
    placed = [row for step in steps for row in step.rows if row.can_be_placed]
    canvas = Canvas.on(placed, SMALL, y=8)
    canvas.scale()
    canvas.y += 14
    for step in steps:
        _heading(canvas, step)
        top = canvas.y
        for row in step.rows:
            _row(canvas, row, words.row_words(row, step))
        canvas.zero_line(top)
        canvas.y += 14
    subtitle = figure_words.scale(capital(measure.counts), placed)
    return canvas.finish(texts.chart, words.title(figure), subtitle, notes, key.key_words(placed))


def _heading(canvas: Canvas, step: Step) -> None:
    """Write a step's name and, of forecasts, that they may never come."""
    name = capital(step.kind)
    canvas.heading(name)
    if not step.is_forecast:
        return
    beside = width(name, HEADING) + 8
    if beside + width(words.NOT_YET, HEADER) > NARROW:
        beside = 0
        canvas.y += HEADER.line
    canvas.words.append(Word(canvas.start, canvas.y - 9, words.NOT_YET, SOFT, HEADER, gap=beside))


def _row(canvas: Canvas, row: Report, text: str) -> None:
    """Draw a row: date and speaker, and below them the mark and its words."""
    is_article = row.claimant == select.THE_ARTICLE
    ink, top = (ACCENT if is_article else INK), canvas.y
    who = f"{row.as_of.in_words(short=True)}  {row.claimant}"
    for line in wrap(who, NARROW - _INDENT, HEADER):
        canvas.words.append(Word(canvas.start, canvas.y + 10, line, ink, HEADER, gap=_INDENT))
        canvas.y += HEADER.line
    if row.can_be_placed:
        _marked(canvas, row, text, ink)
    else:
        _lines(canvas, text, canvas.start, "right", ink, _INDENT, struck=bool(row.superseded_by))
    canvas.y += 3
    if is_article:
        canvas.tints.append(Tint(top, canvas.y, Colour("accent", 0.08)))


def _marked(canvas: Canvas, row: Report, text: str, ink: Colour) -> None:
    """Draw a mark with its words beside it where they fit in the narrowest plot, else on lines of their own below it.

    A bound's words stand left of it, so that a floor and a ceiling of one number read alike; others' stand right.
    """
    extent, struck = Extent.of(row, SMALL), bool(row.superseded_by)
    y = canvas.y + _ROW / 2
    canvas.mark(row, y, ACCENT if ink == ACCENT else OTHER, SMALL)
    canvas.grid(canvas.y, canvas.y + _ROW)
    canvas.y += _ROW
    low, high, long = canvas.pixels(extent.low), canvas.pixels(extent.high), width(text, WORDS) + _GAP
    fits_left, fits_right = low - extent.left - long > 2, high + extent.right + long < _EDGE
    if fits_left and (row.bound in ("at_least", "at_most", "between") or not fits_right):
        canvas.words.append(Word(extent.low, y, text, ink, WORDS, "left", extent.left + _GAP, struck=struck))
    elif fits_right:
        canvas.words.append(Word(extent.high, y, text, ink, WORDS, "right", extent.right + _GAP, struck=struck))
    elif max(width(piece, WORDS) for piece in text.split(" ")) > max(_EDGE - low, high):
        _lines(canvas, text, canvas.start, "right", ink, _INDENT, struck=struck)  # hedge and number stay on one line
    elif _EDGE - low > high:
        _lines(canvas, text, extent.low, "right", ink, 0, _EDGE - low, struck=struck)
    else:
        _lines(canvas, text, extent.high, "left", ink, 0, high, struck=struck)


def _lines(
    canvas: Canvas, text: str, x: float, side: Side, ink: Colour, gap: float, room: float = NARROW, *, struck: bool
) -> None:
    """Write words on lines of their own."""
    for line in wrap(text, room - gap, WORDS):
        canvas.words.append(Word(x, canvas.y + 9, line, ink, WORDS, side, gap, struck=struck))
        canvas.y += WORDS.line
