"""A chart as a drawing: marks, words and lines on one linear scale, without a theme and without a backend.

x is in units of the scale and stretches with the width of the plot. y is in pixels from the top of the plot, so that
rows and words keep their places at any width. Colours are roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from figures.charts.marks import Mark, Piece
from figures.charts.palette import Colour
from figures.charts.type import KEY, Style

# Pixels of a picture. From the top: title, subtitle, plot, key, notes.
LEFT, RIGHT = 20, 22  # beside the plot
NARROW = 242  # the width of the narrowest plot, on a screen 320 px wide (the reflow width of WCAG) with some slack
ABOVE_TITLE, UNDER_TITLE, ABOVE_PLOT = 22, 4, 14
ABOVE_KEY, UNDER_KEY, KEY_LINE, KEY_TEXT = 26, 10, 27, 46  # KEY_LINE: an entry of one line; KEY_TEXT: where words begin
ABOVE_NOTES, BETWEEN_NOTES, UNDER_NOTES = 12, 4, 12

Side = Literal["left", "right", "center"]
Note = tuple[str, str]  # a lead-in, "" for none, and a text


@dataclass(frozen=True)
class Word:
    """A line of text in the plot.

    y: its middle. side: the side of x on which it stands, gap pixels away. on_paper: it has a ground of paper, so that
    no line runs through it. struck: a line runs through it, because the report was withdrawn.
    """

    x: float
    y: float
    text: str
    colour: Colour
    style: Style
    side: Side = "right"
    gap: float = 0
    on_paper: bool = False
    struck: bool = False


@dataclass(frozen=True)
class Line:
    """A straight line under the marks. width: in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: Colour
    width: float
    dash: Literal["solid", "dot", "dash"] = "solid"


@dataclass(frozen=True)
class Tint:
    """A tinted ground from y0 down to y1: as wide as the plot, or a strip of width pixels at a number of the scale."""

    y0: float
    y1: float
    colour: Colour
    at: float | None = None
    width: float = 0


@dataclass(frozen=True)
class Entry:
    """A line of the key: a mark and its meaning. The words before the first colon are set in bold."""

    glyph: tuple[Piece, ...]
    text: str


@dataclass(frozen=True, eq=False)
class Drawing:
    """A finished chart. It never changes and equals only itself, so a cache can use it as a key.

    start, end: the ends of the scale; start is 0 where no number is below. height: of the plot in pixels. Title,
    subtitle, key and notes are not wrapped: each backend wraps them for its own width.
    """

    key: str
    title: str
    subtitle: str
    end: float
    height: float
    marks: tuple[Mark, ...]
    words: tuple[Word, ...]
    lines: tuple[Line, ...]
    tints: tuple[Tint, ...]
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]
    start: float = 0

    def share(self, x: float) -> float:
        """The place of a number on the scale, from 0 at its left end to 1 at its right end."""
        return (x - self.start) / (self.end - self.start)

    @property
    def spans(self) -> tuple[Line, ...]:
        """The lines between the ends of ranges, broken for a forecast."""
        return tuple(
            Line(mark.low or 0, mark.y, mark.high or 0, mark.y, mark.colour, 2, "dash" if mark.forecast else "solid")
            for mark in self.marks
            if mark.bound == "between"
        )

    @property
    def bands(self) -> tuple[Mark, ...]:
        """The marks that are drawn as hatched bands."""
        return tuple(mark for mark in self.marks if mark.bound == "magnitude")


def key_height(lines: int) -> float:
    """The height of an entry of the key whose text takes that many lines."""
    return max(KEY_LINE, KEY.line * lines + 10)


def note_text(note: Note) -> str:
    """A note with its lead-in."""
    lead, text = note
    return f"{lead}: {text}" if lead else text
