"""The chart of what came of a forecast: number across, a group a step, a row a report."""

from __future__ import annotations

from figures.analysis import select
from figures.charts.drawing import NARROW, Drawing, Word
from figures.charts.layouts import EDGE, INDENT, ROW, Extent, Rows
from figures.charts.palette import ACCENT, INK, OTHER, SOFT, Colour
from figures.charts.type import HEADER, HEADING, WORDS, width
from figures.language.english import capital
from figures.model.package import Package
from figures.model.records import Measure, Report
from figures.words import came as words
from figures.words import figure as figure_words
from figures.words import key
from figures.words.came import Step


def came_chart(package: Package, measure: Measure, *, kind: str = "") -> Drawing:
    """Draw a forecast of the article and what others reported on the same, by the steps from expected to arrived.

    The article's figure on the measure must be a forecast. kind: the kind of claimant to keep; "" keeps all. Raises
    ValueError for a measure without such a figure or without a chart of reports.
    """
    figure, texts = select.main_figure(package, measure), measure.reports_chart
    if figure is None or texts is None:
        raise ValueError(f"the measure {measure.measure!r} has no figure of the article, or no chart of reports")
    steps, notes = words.steps(package, measure, kind=kind), words.came_notes(package, measure, kind=kind)
    placed = [row for step in steps for row in step.rows if row.can_be_placed]
    canvas = Rows.on(placed, y=8)
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


def _heading(canvas: Rows, step: Step) -> None:
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


def _row(canvas: Rows, row: Report, text: str) -> None:
    """Draw a row: date and speaker, and below them the mark and its words."""
    is_article = row.claimant == select.THE_ARTICLE
    ink, top = (ACCENT if is_article else INK), canvas.y
    who = f"{row.as_of.in_words(short=True)}  {row.claimant}"
    canvas.write(who, canvas.start, HEADER, ink, gap=INDENT, room=NARROW - INDENT, middle=10)
    if row.can_be_placed:
        _marked(canvas, row, text, ink)
    else:
        _on_its_own(canvas, row, text, ink)
    canvas.y += 3
    if is_article:
        canvas.tint_article(top)


def _marked(canvas: Rows, row: Report, text: str, ink: Colour) -> None:
    """Draw a mark with its words beside it where they fit in the narrowest plot, else on lines of their own below it.

    A bound's words stand left of it, so that a floor and a ceiling of one number read alike; others' stand right.
    """
    extent, struck = Extent.of(row), bool(row.superseded_by)
    y = canvas.y + ROW / 2
    canvas.mark(row, y, ACCENT if ink == ACCENT else OTHER)
    canvas.grid(canvas.y, canvas.y + ROW)
    canvas.y += ROW
    fits_left, fits_right = canvas.fits(text, extent)
    right_room, left_room = EDGE - canvas.pixels(extent.low), canvas.pixels(extent.high)
    if fits_left and (row.bound in ("at_least", "at_most", "between") or not fits_right):
        canvas.beside("left", extent, y, text, ink, struck=struck)
    elif fits_right:
        canvas.beside("right", extent, y, text, ink, struck=struck)
    elif max(width(piece, WORDS) for piece in text.split(" ")) > max(right_room, left_room):
        _on_its_own(canvas, row, text, ink)  # hedge and number stay on one line
    elif right_room > left_room:
        canvas.write(text, extent.low, WORDS, ink, room=right_room, middle=9, struck=struck)
    else:
        canvas.write(text, extent.high, WORDS, ink, "left", room=left_room, middle=9, struck=struck)


def _on_its_own(canvas: Rows, row: Report, text: str, ink: Colour) -> None:
    """Write a row's words across the whole plot."""
    room, struck = NARROW - INDENT, bool(row.superseded_by)
    canvas.write(text, canvas.start, WORDS, ink, gap=INDENT, room=room, middle=9, struck=struck)
