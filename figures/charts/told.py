"""The picture of one statement as different pages tell it: the stem is the number, and the hedge moves."""

from __future__ import annotations

from collections.abc import Sequence

from figures.charts.canvas import Canvas
from figures.charts.drawing import Drawing, Line
from figures.charts.marks import Mark, Size
from figures.charts.palette import INK, OTHER, RULE, SOFT
from figures.charts.svg_backend import PLOT
from figures.charts.type import HEADER, WORDS, Style
from figures.words import figure as figure_words
from figures.words import key
from figures.words import told as words
from figures.words.told import Group

_HEADING = Style(16, 22, bold=True, serif=True)
_MARK = Size(fade=25, tick=19, disc=22)
_STEM = 34  # pixels left of the stem, which hold a fade and its head
_WORDS = 40  # pixels from the stem to the words, which clear a fade on the right
_COLUMN = 318  # the width of one of the two columns of a saved picture
_BELOW = 22  # below a group


def told_drawing(name: str, groups: Sequence[Group]) -> Drawing:
    """Draw what pages made of the hedges of some statements, in two columns. There is no scale. name: its key."""
    canvas, heights = Canvas(), [0.0, 0.0]
    for group in groups:
        column = heights.index(min(heights))  # the next group goes into the shorter column
        canvas.y = heights[column]
        _group(canvas, group, column / 2)
        heights[column] = canvas.y + _BELOW
    canvas.y = max(heights)
    reports = [telling.report for group in groups for telling in group.tellings]
    note = f"{words.the_stem(groups)} {words.COUNTED_ONCE} {figure_words.SIZE_MEANS_NOTHING}"
    return canvas.finish(name, words.TOLD, words.TOLD_BY_PAGES, [("", note)], key.key_words(reports))


def _group(canvas: Canvas, group: Group, x: float) -> None:
    """Draw a statement in the column that begins at x."""
    canvas.write(group.heading, x, _HEADING, INK, room=_COLUMN)
    canvas.write(group.line, x, HEADER, SOFT, room=_COLUMN)
    stem, top, gap = x + _STEM / PLOT, canvas.y + 4, _STEM + _WORDS
    lows = {t.report.stated.low for t in group.tellings if t.report.stated.high is None} - {None}
    for telling in group.tellings:
        report = telling.report
        if report.bound != "unnumbered":
            # A range ends at the stem, or begins there if another page tells its low end.
            long = (_STEM - 8) / PLOT if report.bound in ("between", "magnitude") else 0
            low, high = (stem, stem + long) if report.stated.low in lows else (stem - long, stem)
            shape = (report.approximate, report.is_forecast, "", None, bool(report.superseded_by))
            canvas.marks.append(Mark(report.bound, low, high, canvas.y + 19, OTHER, _MARK, *shape))
        canvas.y += 8
        struck, said = bool(report.superseded_by), words.figure(report)
        canvas.write(said, x, WORDS, INK, gap=gap, room=_COLUMN - gap, struck=struck)
        page = f"{report.source.publisher}{words.behind_the_page(telling)}"
        canvas.write(page, x, HEADER, SOFT, gap=gap, room=_COLUMN - gap)
    canvas.y += 4
    canvas.lines.append(Line(stem, top, stem, canvas.y, RULE, 1))
