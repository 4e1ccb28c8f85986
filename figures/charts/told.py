"""The picture of one statement as different pages tell it: the stem is the number, and the hedge moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from figures.charts.drawing import NARROW, Drawing, Line, Word
from figures.charts.layouts import entries
from figures.charts.marks import Mark, Size
from figures.charts.palette import INK, OTHER, RULE, SOFT, Colour
from figures.charts.type import HEADER, WORDS, Style, wrap
from figures.model.records import Report
from figures.words import figure as figure_words
from figures.words import key
from figures.words import told as words
from figures.words.told import Group

_HEADING = Style(16, 22, bold=True, serif=True)
_MARK = Size(fade=25, tick=19, disc=22)
_STEM = 34  # pixels left of the stem, which hold a fade and its head
_WORDS = 40  # pixels from the stem to the words, which clear a fade on the right
_PICTURE, _COLUMN = 678, 318  # the width of a saved picture's plot, and of one of its two columns
_BELOW = 22  # below a group


def told_drawing(name: str, groups: Sequence[Group], columns: int = 2) -> Drawing:
    """Draw what pages made of the hedges of some statements. There is no scale.

    name: the key of the drawing. columns: 2 for a saved picture, 1 for a plot of any width.
    """
    heights = [0.0] * columns
    canvas = _Canvas(_COLUMN, _PICTURE) if columns > 1 else _Canvas(NARROW, NARROW)
    for group in groups:
        column = heights.index(min(heights))  # the next group goes into the shorter column
        heights[column] = canvas.group(group, column / columns, heights[column]) + _BELOW
    reports = [telling.report for group in groups for telling in group.tellings]
    notes = (("", f"{words.the_stem(groups)} {words.COUNTED_ONCE} {figure_words.SIZE_MEANS_NOTHING}"),)
    parts = (tuple(canvas.marks), tuple(canvas.words), tuple(canvas.lines), ())
    drawn = tuple(entries(canvas.marks, key.key_words(reports)))
    return Drawing(name, words.TOLD, words.TOLD_BY_PAGES, 1.0, max(heights), *parts, drawn, notes)


@dataclass
class _Canvas:
    """A drawing while it is made. room: the width of a column; whole: that of the plot, both in pixels at its least."""

    room: float
    whole: float
    marks: list[Mark] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def group(self, group: Group, x: float, y: float) -> float:
        """Draw a statement in the column that begins at x, from y down. Returns where it ends."""
        y = self.write(group.heading, x, y, _HEADING, INK)
        y = self.write(group.line, x, y, HEADER, SOFT)
        stem, top = x + _STEM / self.whole, y + 4
        lows = {t.report.stated.low for t in group.tellings if t.report.stated.high is None} - {None}
        for telling in group.tellings:
            self.mark(telling.report, stem, y + 19, from_low=telling.report.stated.low in lows)
            page = f"{telling.report.source.publisher}{words.behind_the_page(telling)}"
            gap = _STEM + _WORDS
            y = self.write(words.figure(telling.report), x, y + 8, WORDS, INK, gap, struck=_is_struck(telling.report))
            y = self.write(page, x, y, HEADER, SOFT, gap)
        self.lines.append(Line(stem, top, stem, y + 4, RULE, 1))
        return y + 4

    def write(
        self, text: str, x: float, y: float, style: Style, ink: Colour, gap: float = 0, *, struck: bool = False
    ) -> float:
        """Write a text in lines of a column's width. Returns where it ends."""
        for line in wrap(text, self.room - gap, style):
            self.words.append(Word(x, y + style.line / 2, line, ink, style, gap=gap, struck=struck))
            y += style.line
        return y

    def mark(self, report: Report, stem: float, y: float, *, from_low: bool) -> None:
        """Draw a mark at the stem. A range ends there, or begins there if another page tells its low end."""
        if report.bound == "unnumbered":
            return
        long = (_STEM - 8) / self.whole if report.bound in ("between", "magnitude") else 0
        low, high = (stem, stem + long) if from_low else (stem - long, stem)
        shape = (report.approximate, report.is_forecast, "", None, _is_struck(report))
        self.marks.append(Mark(report.bound, low, high, y, OTHER, _MARK, *shape))


def _is_struck(report: Report) -> bool:
    return bool(report.superseded_by)
