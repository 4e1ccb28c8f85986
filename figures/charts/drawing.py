"""A chart as a drawing: marks, words and lines on one linear scale, without a theme and without a backend.

x is in units of the scale and stretches with the width of the plot. y is in pixels from the top of the plot, so that
rows and words keep their places at any width. Colours are roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from figures.charts.marks import Mark, Piece, Sign, glyph
from figures.charts.palette import Colour
from figures.charts.type import KEY, Style, width
from figures.model.bound import BoundKind

# Pixels of a saved picture. From the top: title, subtitle, plot, key, notes. A page shows the plot alone.
LEFT, RIGHT = 20, 22  # beside the plot
WIDE = 686  # the width of the widest plot, on a page
NARROW = 242  # the width of the narrowest plot, on a screen 320 px wide (the reflow width of WCAG) with some slack
ABOVE_TITLE, UNDER_TITLE, ABOVE_PLOT, UNDER_PLOT = 22, 4, 14, 8
ABOVE_KEY, UNDER_KEY, KEY_LINE, KEY_TEXT = 26, 10, 27, 46  # KEY_LINE: an entry of one line; KEY_TEXT: where words begin
ABOVE_NOTES, BETWEEN_NOTES, UNDER_NOTES = 12, 4, 12

# A sheet: its size, and pixels beside the columns, between them, and for numbers right of them.
SHEET = (1200, 675)
SHEET_EDGE, SHEET_GAP, SHEET_SCALE = 40, 22, 42
SHEET_ROOM = SHEET[0] - 2 * SHEET_EDGE

Side = Literal["left", "right", "center"]
Note = tuple[str, str]  # a lead-in, "" for none, and a text


@dataclass(frozen=True)
class Word:
    """A line of text in the plot.

    y: its middle. side: the side of x on which it stands, gap pixels away. struck: a line runs through it, because the
    report was withdrawn.
    """

    x: float
    y: float
    text: str
    colour: Colour
    style: Style
    side: Side = "right"
    gap: float = 0
    struck: bool = False

    @property
    def reach(self) -> tuple[float, float]:
        """The pixels from x to the left and to the right end of the text."""
        long = width(self.text, self.style)
        left = {"right": self.gap, "left": -self.gap - long, "center": -long / 2}[self.side]
        return left, left + long


@dataclass(frozen=True)
class Line:
    """A straight line under the marks. width: in pixels. dx0, dx1: pixels from x0 and x1 to the line's ends."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: Colour
    width: float
    dash: Literal["solid", "dot", "dash"] = "solid"
    dx0: float = 0
    dx1: float = 0

    @property
    def is_leader(self) -> bool:
        """True for a line that has a width in pixels."""
        return bool(self.dx0 or self.dx1)


@dataclass(frozen=True)
class Tint:
    """A tinted ground from x0 to x1 and from y0 down to y1."""

    x0: float
    x1: float
    y0: float
    y1: float
    colour: Colour


@dataclass(frozen=True)
class Entry:
    """A line of the key: a mark and its meaning.

    kind: "bound" is the mark of that bound, "centre" a range with its centre, "struck" a mark that is struck through,
    "line" a joining line without a bound. approximate: in a soft disc. forecast: in broken strokes. upright: where time
    runs across.
    """

    text: str
    bound: BoundKind | Literal[""]
    kind: Sign = "bound"
    approximate: bool = False
    forecast: bool = False
    upright: bool = False

    @property
    def glyph(self) -> tuple[Piece, ...]:
        """The shapes of the mark."""
        how = {"approximate": self.approximate, "forecast": self.forecast, "upright": self.upright}
        return glyph(self.bound, self.kind, **how)


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
    marks: tuple[Mark, ...] = ()
    words: tuple[Word, ...] = ()
    lines: tuple[Line, ...] = ()
    tints: tuple[Tint, ...] = ()
    entries: tuple[Entry, ...] = ()
    notes: tuple[Note, ...] = ()
    start: float = 0

    def share(self, x: float) -> float:
        """The place of a number on the scale, from 0 at its left end to 1 at its right end."""
        return (x - self.start) / (self.end - self.start)

    @property
    def spans(self) -> tuple[Line, ...]:
        """The lines between the ends of ranges, broken for a forecast."""
        return tuple(
            Line(x0, y0, x1, y1, mark.colour, 2, "dash" if mark.forecast else "solid")
            for mark in self.marks
            if mark.bound == "between"
            for (x0, y0), (x1, y1) in [mark.spots]
        )

    @property
    def bands(self) -> tuple[Mark, ...]:
        """The marks that are drawn as hatched bands."""
        return tuple(mark for mark in self.marks if mark.bound == "magnitude")


@dataclass(frozen=True)
class Row:
    """A row of a Sheet: its heading, and a drawing for each column."""

    heading: str
    cells: tuple[Drawing, ...]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture of SHEET pixels for sharing: small drawings in columns and rows.

    accent: words behind the subtitle, in the colour of the article's figure. columns: a name and a kind for each. alt:
    its name for screen readers.
    """

    key: str
    title: str
    subtitle: str
    accent: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]
    alt: str

    @property
    def column(self) -> float:
        """The width of a column in pixels."""
        return column_width(len(self.columns))


def column_width(columns: int) -> float:
    """Return the width of each of these columns of a sheet in pixels."""
    return (SHEET_ROOM - SHEET_SCALE - SHEET_GAP * (columns - 1)) / columns


def key_height(lines: int) -> float:
    """The height of an entry of the key whose text takes that many lines."""
    return max(KEY_LINE, KEY.line * lines + 10)


def note_text(note: Note) -> str:
    """A note with its lead-in."""
    lead, text = note
    return f"{lead}: {text}" if lead else text
