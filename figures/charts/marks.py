"""Marks: each kind of bound as shapes, which both backends draw.

unhedged: an open ring. about: a ring in a soft disc, sized in pixels, so that it claims no width. at_least: a tick that
fades out to the right. at_most: a tick that fades out to the left. between: a line with two ticks, and a third
where the source itself states a centre.
magnitude: a hatched band. A forecast has broken strokes. Nothing is a filled bar, because readers take what lies inside
a bar as likelier (the within-the-bar bias: Newman and Scholl 2012, doi:10.3758/s13423-012-0247-5).

Shapes are sized in pixels and stand at a number of the scale, some of them pushed sideways by pixels. Only ranges and
bands stretch with the scale. Where time runs across and numbers run up, a mark stands upright: turned to the left by 90
degrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from figures.charts.palette import INK, OTHER, PAPER, Colour
from figures.model.bound import BoundKind

RING, RING_STROKE = 10, 2.5  # pixels
BAND = 22  # the height of a hatched band
GLYPH = 34  # the width of a mark in the key
_TICK_STROKE = 3
_STRIKE = 1.5  # the line through what was withdrawn
_SLICE = 5  # the width of one stroke of a fade
_HEAD = 10

Head = Literal["head right", "head left", "head up", "head down"]
Sign = Literal["bound", "centre", "struck", "line"]
Shape = Literal["vertical", "horizontal", "rising", "cross", "ring", "disc"] | Head


@dataclass(frozen=True)
class Size:
    """Sizes of a mark in pixels: the length of its fade, the height of its tick, the diameter of its soft disc."""

    fade: float
    tick: float
    disc: float

    def faded(self, room: float) -> Size:
        """Return the same sizes with a fade that ends within that room, but for its head."""
        return replace(self, fade=max(min(self.fade, room - 8), 8))


LARGE = Size(fade=84, tick=36, disc=38)
SMALL = Size(fade=34, tick=21, disc=24)
DATE = Size(fade=0, tick=15, disc=0)
_UPRIGHT = Size(fade=14, tick=13, disc=16)
_GLYPH = Size(fade=GLYPH - 4, tick=21, disc=26)


@dataclass(frozen=True)
class Mark:
    """One figure as drawn.

    low, high: in units of the scale, None for an open end. y: pixels down. hover: the text that a pointer shows.
    centre: of a range, where the source states it. struck: the report was withdrawn. top: of an upright mark, the y of
    its upper end, where y is that of its lower one and low and high are both its day. Nothing upright is a band.
    """

    bound: BoundKind
    low: float | None
    high: float | None
    y: float
    colour: Colour
    size: Size = LARGE
    approximate: bool = False
    forecast: bool = False
    hover: str = ""
    centre: float | None = None
    struck: bool = False
    top: float | None = None

    @property
    def spots(self) -> tuple[tuple[float, float], ...]:
        """The place of each end in units of the scale and in pixels: of a range or a band two, else one."""
        if self.top is not None:
            return ((self.at, self.y), (self.at, self.top))[: 2 if self.top != self.y else 1]
        return tuple((end, self.y) for end in self.ends)

    @property
    def at(self) -> float:
        """The number that the mark stands at: the low end where there is one."""
        return self.low if self.low is not None else (self.high or 0)

    @property
    def ends(self) -> tuple[float, ...]:
        """The stated ends, one or two different numbers."""
        return tuple(dict.fromkeys(end for end in (self.low, self.high) if end is not None))


@dataclass(frozen=True)
class Piece:
    """A shape of a fixed size in pixels.

    at: where it stands, in units of the scale; dx, dy: pixels to the right of that place and below the mark's row.
    size: the length of a stroke, the size of a head, or a diameter. stroke: the thickness of a line. colour: of the
    stroke or the head, and of the centre of a disc, which fades to paper.
    """

    shape: Shape
    at: float
    size: float
    colour: Colour
    stroke: float = 0
    dx: float = 0
    dy: float = 0


def pieces(mark: Mark) -> Iterator[Piece]:
    """Yield the shapes of a mark in the order in which they are painted."""
    if mark.top is None:
        yield from _lying(mark)
    else:
        yield from map(_turned, _lying(mark))


_TURNED: dict[Shape, Shape] = {
    "vertical": "horizontal",
    "horizontal": "vertical",
    "head right": "head up",
    "head left": "head down",
}


def _turned(piece: Piece) -> Piece:
    """The piece turned to the left by 90 degrees around its mark's place."""
    return replace(piece, shape=_TURNED.get(piece.shape, piece.shape), dx=piece.dy, dy=-piece.dx)


def _lying(mark: Mark) -> Iterator[Piece]:
    # The ends of an upright mark differ in pixels, those of another one on the scale.
    ends = [(at, mark.y - y) for at, y in mark.spots]
    if mark.approximate:
        for end, dx in ends:
            yield Piece("disc", end, mark.size.disc, Colour(mark.colour.role, 0.55), dx=dx)
    match mark.bound:
        case "at_least":
            yield from _fading(mark, 1)
        case "at_most":
            yield from _fading(mark, -1)
        case "between":
            for end, dx in ends:
                yield Piece("vertical", end, mark.size.tick * 0.7, mark.colour, _TICK_STROKE, dx=dx)
            if mark.centre is not None:
                yield Piece("vertical", mark.centre, mark.size.tick * 0.4, mark.colour, _TICK_STROKE)
        case "about" | "unhedged":
            yield Piece("ring", mark.at, RING, mark.colour, RING_STROKE)
            if mark.forecast:  # cuts the ring into four
                yield Piece("cross", mark.at, (RING + 4) * 1.4, PAPER, RING_STROKE)
    if mark.struck:
        for end, dx in ends:
            yield Piece("rising", end, mark.size.tick * 1.3, INK, _STRIKE, dx=dx)


def _fading(mark: Mark, way: int) -> Iterator[Piece]:
    """A tick and strokes beside it that fade out; way: 1 to the right, -1 to the left."""
    strokes = max(int((mark.size.fade - 8) // _SLICE), 2)
    for i in range(strokes):
        if mark.forecast and (i % 4 in (2, 3) if strokes > 8 else i % 2):
            continue
        faded = Colour(mark.colour.role, round(0.45 * (1 - i / strokes) ** 1.2, 3))
        # A little too wide, so that no seam shows between them.
        yield Piece("vertical", mark.at, mark.size.tick / 2, faded, _SLICE + 0.3, dx=way * _SLICE * (i + 0.5))
    yield Piece("head right" if way > 0 else "head left", mark.at, _HEAD, mark.colour, dx=way * mark.size.fade)
    parts = [(0.0, 1.0)] if not mark.forecast else [(-0.35, 0.22), (0.0, 0.22), (0.35, 0.22)]
    for down, length in parts:
        tick = mark.size.tick
        yield Piece("vertical", mark.at, tick * length, mark.colour, _TICK_STROKE, dy=down * tick)


def glyph(
    bound: BoundKind | Literal[""],
    sign: Sign = "bound",
    *,
    approximate: bool = False,
    forecast: bool = False,
    upright: bool = False,
) -> tuple[Piece, ...]:
    """Return the mark that the key shows, all in pixels from the left end of the key's line. Arguments: as in Entry."""
    if not bound:
        return (Piece("horizontal", 0, GLYPH, OTHER, 1.5, dx=GLYPH / 2),)
    approximate = approximate or bound == "about"
    if upright and bound not in ("unhedged", "about"):  # a ring has no direction
        down, top = {"at_least": (7, 7), "at_most": (-7, -7), "between": (7, -7)}.get(bound, (0, 0))
        mark = Mark(bound, 0, 0, down, OTHER, _UPRIGHT, approximate, forecast, top=top)
        stem = [Piece("vertical", 0, down - top, OTHER, 2)] if down > top else []
        return tuple(
            replace(p, dx=p.dx + GLYPH / 2, dy=p.dy + (0 if p in stem else down)) for p in (*pieces(mark), *stem)
        )
    mark = Mark(bound, 0, 0, 0, OTHER, _GLYPH, approximate, forecast, struck=sign == "struck")
    if bound == "magnitude":
        return tuple(Piece("rising", 0, 17, OTHER, 1.5, dx=x) for x in range(4, GLYPH, 6))
    if bound == "between":
        left = 6 if approximate else 0  # a disc needs room
        tick = Piece("vertical", 0, _GLYPH.tick * 0.7, OTHER, _TICK_STROKE, dx=GLYPH)
        line = Piece("horizontal", 0, GLYPH - left, OTHER, 2, dx=(GLYPH + left) / 2)
        middle = replace(tick, size=_GLYPH.tick * 0.4, dx=GLYPH / 2)
        return (
            *(replace(piece, dx=left) for piece in pieces(mark)),
            tick,
            line,
            *([middle] if sign == "centre" else []),
        )
    start = {"at_least": 2, "at_most": GLYPH}.get(bound, GLYPH / 2)
    return tuple(replace(piece, dx=start + piece.dx) for piece in pieces(mark))
