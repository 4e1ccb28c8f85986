"""Placing: words beside marks, on places that are free in a plot of any width.

x is a share of the plot and pixels beside it, y is pixels. Two boxes stand at different shares of the plot, so their
distance changes with its width; whether they can meet at some width is worked out, not tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product

from figures.charts.drawing import Side
from figures.charts.palette import Colour
from figures.charts.type import Style, width

_GAP = 4  # between a mark and its words
_STEMS = range(8, 200, 8)  # pixels from a mark to its words
_OVER: tuple[tuple[float, Side], ...] = ((1, "center"), (1.2, "right"), (1.3, "left"))  # costs above and below a mark
_ON_A_STEM: tuple[tuple[float, Side], ...] = ((0, "right"), (0.1, "left"), (0.2, "center"))
_SLANTED, _NEAR = range(20, 110, 10), 8  # pixels from the middle of a mark to the far and to the near end of a leader
_WAYS = ((0.5, 0.9), (0.5, -0.9), (0.9, 0.5), (0.9, -0.5), (-0.5, 0.9), (-0.5, -0.9), (-0.9, 0.5), (-0.9, -0.5))
_STRUCK, _DOTTED = 10, 7  # the cost of a joining line, or of the article's line, through words


@dataclass(frozen=True)
class Box:
    """A box from left to right, in pixels beside a share of the plot, and from top to bottom in pixels."""

    at: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Text:
    """A line of a label."""

    text: str
    style: Style
    colour: Colour


@dataclass(frozen=True)
class Label:
    """Words that belong to one or several marks. ways: the ways to break them into lines, the best first.

    marks: the boxes of the marks. centres: the y of each. must: they cannot be left out.
    """

    ways: tuple[tuple[Text, ...], ...]
    marks: tuple[Box, ...]
    centres: tuple[float, ...]
    must: bool = True


@dataclass(frozen=True)
class Place:
    """A place of a label: the side of its mark on which its lines stand, gap pixels away.

    top: of the first line. leader: a line from the mark to the words, from x, y to x, y, with x in pixels beside at.
    """

    lines: tuple[Text, ...]
    at: float
    side: Side
    gap: float
    top: float
    cost: float
    leader: tuple[float, float, float, float] | None = None

    @property
    def box(self) -> Box:
        """The box of the words."""
        long = max(width(line.text, line.style) for line in self.lines)
        left = {"right": self.gap, "left": -self.gap - long, "center": -long / 2}[self.side]
        return Box(self.at, left - 1, left + long + 1, self.top, self.top + height(self.lines))

    @property
    def leader_boxes(self) -> tuple[Box, ...]:
        """The leader as boxes."""
        if self.leader is None:
            return ()
        x0, y0, x1, y1 = self.leader
        parts = 1 if x0 == x1 else 5
        points = [(x0 + (x1 - x0) * n / parts, y0 + (y1 - y0) * n / parts) for n in range(parts + 1)]
        return tuple(
            Box(self.at, min(a, c) - 1, max(a, c) + 1, min(b, d), max(b, d)) for (a, b), (c, d) in pairwise(points)
        )


@dataclass
class Room:
    """The room of a panel, as it fills.

    widths: of the narrowest and of the widest plot. overhang: the pixels left and right of the plot that words may
    take. top, bottom: the ends of the panel. lines: joining lines as x0, y0, x1, y1, x in shares of the plot.
    dotted: the y of the article's lines. spent: the cost of the places that are taken.
    """

    widths: tuple[float, float]
    overhang: tuple[float, float]
    top: float
    bottom: float
    taken: list[Box] = field(default_factory=list)
    lines: Sequence[tuple[float, float, float, float]] = ()
    dotted: Sequence[float] = ()
    spent: float = 0

    def is_free(self, box: Box, but: Sequence[Box] = ()) -> bool:
        """True where the box lies inside the panel and meets nothing in it, but for these, at any width of the plot."""
        if box.top < self.top or box.bottom > self.bottom:
            return False
        before, behind = self.overhang
        for plot in self.widths:
            if box.at * plot + box.left < -before or box.at * plot + box.right > plot + behind:
                return False
        return not any(self._can_meet(box, other) for other in self.taken if other not in but)

    def _can_meet(self, one: Box, other: Box) -> bool:
        if one.top >= other.bottom or other.top >= one.bottom:
            return False
        ends = [(one.at - other.at) * plot for plot in self.widths]
        return min(ends) < other.right - one.left and max(ends) > other.left - one.right

    def cost(self, box: Box) -> float:
        """The cost of the lines that run through a box at some width of the plot."""
        narrow, wide = self.widths
        tried = (narrow, narrow + (wide - narrow) / 5, narrow + (wide - narrow) / 2, wide)
        struck = sum(any(_strikes(line, box, plot) for plot in tried) for line in self.lines)
        return _STRUCK * struck + _DOTTED * sum(box.top < y < box.bottom for y in self.dotted)

    def first_free(self, places: Iterable[Place]) -> Place | None:
        """Return the first of these places that is free and that no line crosses, and take it; None where none is."""
        free = next((place for place in places if self.is_free(place.box) and not self.cost(place.box)), None)
        self.taken += [free.box] if free else []
        return free

    def place(self, label: Label) -> Place | None:
        """Return the best free place of a label, and take it; None where there is none."""
        best: Place | None = None
        least = float("inf")
        # A leader starts at its mark, and marks may lie on each other.
        near = [box for box in self.taken if any(self._can_meet(box, mark) for mark in label.marks)]
        for place in _places(label):
            if place.cost >= least:
                break
            box = place.box
            if self.is_free(box) and all(self.is_free(leader, near) for leader in place.leader_boxes):
                cost = place.cost + self.cost(box)
                if cost < least:
                    best, least = place, cost
        if best is None:
            return None
        self.taken += (best.box, *best.leader_boxes)
        self.spent += least
        return best


def height(lines: Iterable[Text]) -> float:
    """Return the height of these lines, without the room above and below their letters."""
    return sum(line.style.line for line in lines) - 2


def _places(label: Label) -> Iterator[Place]:
    """The places of a label, the cheapest first: right, left, above and below its marks, then at leaders."""
    first, last = label.marks[0], label.marks[-1]
    near: list[Place] = []
    for number, lines in enumerate(label.ways):
        high, more = height(lines), number * 0.4
        # Beside its mark; lower than this they would leave the panel.
        tops = [min(label.centres[n] - high / 2, -2 - high) for n in (-1, 0)]
        near += [
            Place(lines, last.at, "right", last.right + _GAP, tops[0], more),
            Place(lines, first.at, "left", _GAP - first.left, tops[1], 0.3 + more),
        ]
        for below in (3, -3 - high):  # beside its mark, below or above the middle
            place = Place(lines, last.at, "right", last.right + 1, label.centres[-1] + below, 0.6 + more)
            near += [place, replace(place, at=first.at, side="left", gap=1 - first.left, cost=0.9 + more)]
        for (cost, side), mark in product(_OVER, (last, first)):
            near.append(Place(lines, mark.at, side, 0, mark.top - high - 1, cost + more))
            near.append(Place(lines, mark.at, side, 0, mark.bottom + 1, cost + 0.1 + more))
    yield from sorted(near, key=lambda place: place.cost)
    for long in _STEMS:
        for number, lines in enumerate(label.ways):
            high = height(lines)
            for (cost, side), mark in product(_ON_A_STEM, (last, first)):
                total = 2 + long / 12 + number * 0.4 + cost
                up, down = (mark.top - long, mark.top - 0.5), (mark.bottom + 0.5, mark.bottom + long)
                yield Place(lines, mark.at, side, 0, up[0] - high - 1, total, (0, up[1], 0, up[0]))
                yield Place(lines, mark.at, side, 0, down[1] + 1, total + 0.1, (0, down[0], 0, down[1]))
    for long, (right, below) in product(_SLANTED, _WAYS):
        side, middle = ("right" if right > 0 else "left"), label.centres[-1]
        ends = (_NEAR * right, middle + _NEAR * below, long * right, middle + long * below)
        for number, lines in enumerate(label.ways):
            top, cost = ends[3] - height(lines) / 2, 5 + long / 12 + number * 0.4
            yield Place(lines, last.at, side, abs(ends[2]) + 3, top, cost, ends)


def _strikes(line: tuple[float, float, float, float], box: Box, plot: float) -> bool:
    """True where a line crosses a box in a plot of that width."""
    x0, y0, x1, y1 = line
    left, right = box.at * plot + box.left, box.at * plot + box.right
    start, end = max(left, x0 * plot), min(right, x1 * plot)
    if start >= end:
        return False
    slope = (y1 - y0) / ((x1 - x0) * plot)
    ys = [y0 + slope * (x - x0 * plot) for x in (start, end)]
    return min(ys) < box.bottom and max(ys) > box.top
