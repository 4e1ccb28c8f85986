"""A canvas: a drawing while it is made, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from figures.charts.drawing import NARROW, Drawing, Entry, Line, Note, Side, Tint, Word
from figures.charts.marks import Mark
from figures.charts.palette import OTHER, Colour
from figures.charts.type import Style, wrap
from figures.model.bound import BoundKind
from figures.words import key


@dataclass
class Canvas:
    """A drawing so far. start, end: the ends of the scale, in its units. y: how many pixels down it has come."""

    start: float = 0
    end: float = 1.0
    y: float = 0
    marks: list[Mark] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tints: list[Tint] = field(default_factory=list)

    def write(
        self,
        text: str,
        x: float,
        style: Style,
        colour: Colour,
        side: Side = "right",
        gap: float = 0,
        *,
        room: float = NARROW,
        middle: float = 0,
        struck: bool = False,
    ) -> None:
        """Write a text from here down, in lines of at most room pixels.

        middle: pixels from a line's upper end to its middle; 0 for half its height.
        """
        for line in wrap(text, room, style):
            y = self.y + (middle or style.line / 2)
            self.words.append(Word(x, y, line, colour, style, side, gap, struck))
            self.y += style.line

    def finish(
        self, name: str, title: str, subtitle: str, notes: Iterable[Note], texts: Mapping[BoundKind, str]
    ) -> Drawing:
        """Return the finished drawing. texts: the words of its key for each bound."""
        drawn = tuple(entries(self.marks, self.lines, texts))
        parts = (tuple(self.marks), tuple(self.words), tuple(self.lines), tuple(self.tints))
        return Drawing(name, title, subtitle, self.end, self.y, *parts, drawn, tuple(notes), self.start)


def entries(drawn: Sequence[Mark], lines: Iterable[Line], texts: Mapping[BoundKind, str]) -> Iterable[Entry]:
    """Yield the lines of the key: for each kind of mark, in the order of the texts, and for lines that join figures."""
    kinds, upright = {mark.bound for mark in drawn}, any(mark.top is not None for mark in drawn)
    yield from (Entry(text, bound, upright=upright) for bound, text in texts.items() if bound in kinds)
    ticks = [mark.bound for mark in drawn if mark.approximate and mark.bound != "about"]
    if ticks:
        yield Entry(key.APPROXIMATE, ticks[0], approximate=True, upright=upright)
    expected = [mark.bound for mark in drawn if mark.forecast]
    if expected:
        yield Entry(key.FORECAST, expected[0], forecast=True, upright=upright)
    if any(mark.centre is not None for mark in drawn):
        yield Entry(key.CENTRE, "between", "centre")
    if any(mark.struck for mark in drawn):
        yield Entry(key.STRUCK, "unhedged", "struck")
    if any(line.colour == OTHER for line in lines):
        yield Entry(key.JOINED, "", "line")
