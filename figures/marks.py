"""How each kind of bound is drawn.

unhedged: an open ring. about: a small ring in a soft disc, sized in pixels, so that it claims no width. at_least: a
tick, fading out to the right. at_most: a tick, fading out to the left. between: a line with two ticks, no centre.
magnitude: a hatched band. A forecast has broken strokes. Nothing is a filled bar: readers take what is inside a bar as
likelier (the within-the-bar bias: Newman and Scholl 2012, doi:10.3758/s13423-012-0247-5).

One trace per kind of mark, however many rows: an arrow is a row of slices, pushed sideways from its number by a
marker's standoff, so that its length is in pixels at any width. y is in pixels too (see charts.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

TICK = 26  # plotly draws a tick of marker size n about 1.4 n long
ARROW = 84
RING = 10
DISC = 38
BAND = 22
KEY_WIDTH = 34
_SLICE = 5
_RIGHT, _LEFT = -90, 90  # marker angles: the way a standoff pushes


@dataclass(frozen=True)
class Palette:
    """Paper and inks that go together; each ink at least 4.5:1 on its paper, marks at least 3:1.

    accent and other differ in lightness too, so that they do in grey and to whoever sees no blue.
    """

    paper: str
    ink: str
    soft: str
    accent: str
    other: str
    grid: str
    rule: str


PALETTES = {
    "light": Palette("#FFFFFF", "#1F1D1A", "#5B5851", "#0072B2", "#8A867D", "#E8E4DC", "#8C877D"),
    "dark": Palette("#1E1C1A", "#E8E4DC", "#B3AFA7", "#56B4E9", "#807C74", "#383530", "#7C776E"),
}


@dataclass(frozen=True)
class Mark:
    """One figure to draw. low, high: in units of the x axis; y: pixels down; shift: pixels to the right (for a key)."""

    bound: str
    low: float | None
    high: float | None
    y: float
    colour: str
    approximate: bool = False
    forecast: bool = False
    shift: float = 0
    arrow: float = ARROW
    tick: float = TICK
    disc: float = DISC

    @property
    def at(self) -> float:
        """The number that the mark stands at."""
        return self.low if self.low is not None else (self.high or 0)


@dataclass
class _Points:
    """The points of one trace, one list a property."""

    x: list[float | None] = field(default_factory=list)
    y: list[float | None] = field(default_factory=list)
    symbol: list[str] = field(default_factory=list)
    size: list[float] = field(default_factory=list)
    stroke: list[float] = field(default_factory=list)
    colour: list[str] = field(default_factory=list)
    fill: list[str] = field(default_factory=list)
    angle: list[int] = field(default_factory=list)
    standoff: list[float] = field(default_factory=list)

    def add(
        self, x: float, y: float, symbol: str, size: float, colour: str, *,
        stroke: float = 0, fill: str = "", push: float = 0,
    ) -> None:  # fmt: skip
        self.x.append(x)
        self.y.append(y)
        self.symbol.append(symbol)
        self.size.append(size)
        self.stroke.append(stroke)
        self.colour.append(colour)
        self.fill.append(fill or colour)
        self.angle.append(_RIGHT if push >= 0 else _LEFT)
        self.standoff.append(abs(push))

    def trace(self, name: str, **more: Any) -> go.Scatter:
        return go.Scatter(
            x=self.x, y=self.y, mode="markers", name=name, showlegend=False, hoverinfo="skip", cliponaxis=False,
            marker={
                "symbol": self.symbol, "size": self.size, "color": self.fill, "opacity": 1,
                "angle": self.angle, "standoff": self.standoff,
                "line": {"width": self.stroke, "color": self.colour},
            } | more.pop("marker", {}),
            **more,
        )  # fmt: skip


def traces(marks: Sequence[Mark], palette: Palette, *, key: bool = False, **axes: str) -> list[go.Scatter]:
    """The marks as traces, one for each kind of mark among them; axes: xaxis and yaxis that they belong to."""
    drawn = [
        _bands(_of(marks, "magnitude"), key=key, **axes),
        _discs([m for m in marks if m.approximate], palette, **axes),
        _ranges(_of(marks, "between"), key=key, **axes),
        _arrows(_of(marks, "at_least", "at_most"), palette, **axes),
        _rings(_of(marks, "about", "unhedged"), palette, **axes),
    ]
    return [trace for group in drawn for trace in group]


def _of(marks: Iterable[Mark], *bounds: str) -> list[Mark]:
    return [m for m in marks if m.bound in bounds]


def _discs(marks: Sequence[Mark], palette: Palette, **axes: str) -> list[go.Scatter]:
    points = _Points()
    centre = []
    for mark in marks:
        for end in dict.fromkeys([mark.low, mark.high]):
            if end is not None:
                points.add(end, mark.y, "circle", mark.disc, palette.paper, fill=palette.paper, push=mark.shift)
                centre.append(blend(mark.colour, palette.paper, 0.55))
    gradient = {"gradient": {"type": "radial", "color": centre}}
    return [points.trace("approximate", marker=gradient, **axes)] if marks else []


def _rings(marks: Sequence[Mark], palette: Palette, **axes: str) -> list[go.Scatter]:
    points = _Points()
    for mark in marks:
        points.add(mark.at, mark.y, "circle", RING, mark.colour, stroke=2.5, fill=palette.paper, push=mark.shift)
        if mark.forecast:  # the ring in four pieces
            points.add(mark.at, mark.y, "x-thin", RING + 4, palette.paper, stroke=2.5, push=mark.shift)
    return [points.trace("number", **axes)] if marks else []


def _arrows(marks: Sequence[Mark], palette: Palette, **axes: str) -> list[go.Scatter]:
    points = _Points()
    for mark in marks:
        way = 1 if mark.bound == "at_least" else -1
        number = max(int((mark.arrow - 8) // _SLICE), 2)
        for i in range(number):
            if mark.forecast and (i % 4 in (2, 3) if number > 8 else i % 2):
                continue
            colour = blend(mark.colour, palette.paper, 0.45 * (1 - i / number) ** 1.2)
            push = way * (_SLICE * (i + 0.5)) + mark.shift
            points.add(mark.at, mark.y, "line-ew", mark.tick * 0.5, colour, stroke=_SLICE + 0.3, push=push)
        push = way * mark.arrow + mark.shift
        # a marker pushed to the left is turned the other way round
        head = "triangle-down" if (push >= 0) == (way > 0) else "triangle-up"
        points.add(mark.at, mark.y, head, 10, mark.colour, push=push)
        if mark.forecast:
            for down in (-0.35, 0, 0.35):
                y = mark.y + down * mark.tick * 1.4
                points.add(mark.at, y, "line-ew", mark.tick * 0.22, mark.colour, stroke=3, push=mark.shift)
        else:
            points.add(mark.at, mark.y, "line-ew", mark.tick, mark.colour, stroke=3, push=mark.shift)
    return [points.trace("floor or ceiling", **axes)] if marks else []


def _ranges(marks: Sequence[Mark], *, key: bool, **axes: str) -> list[go.Scatter]:
    """A line with a tick at each end; in a key, where x is no scale, both in pixels."""
    found = []
    ends = _Points()
    for mark in marks:
        for end, push in ((mark.low, 0.0), (mark.high, KEY_WIDTH if key else 0.0)):
            assert end is not None
            ends.add(end, mark.y, "line-ew", mark.tick * 0.7, mark.colour, stroke=3, push=mark.shift + push)
        if key:
            middle = mark.shift + KEY_WIDTH / 2
            ends.add(mark.at, mark.y, "line-ns", KEY_WIDTH / 1.4, mark.colour, stroke=2, push=middle)
    if marks:
        found.append(ends.trace("range", **axes))
    for (colour, forecast), lines in _alike([] if key else marks).items():
        x, y = _gapped([([m.low, m.high], [m.y, m.y]) for m in lines])
        line = {"width": 2, "color": colour, "dash": "dash" if forecast else "solid"}
        found.append(go.Scatter(x=x, y=y, mode="lines", name="range", line=line, **_QUIET, **axes))
    return found


def _alike(marks: Sequence[Mark]) -> dict[tuple[str, bool], list[Mark]]:
    """Marks by colour and by whether they are forecasts: what a line or a hatch has one of for a whole trace."""
    found: dict[tuple[str, bool], list[Mark]] = {}
    for mark in marks:
        found.setdefault((mark.colour, mark.forecast), []).append(mark)
    return found


_QUIET: dict[str, Any] = {"showlegend": False, "hoverinfo": "skip", "cliponaxis": False}


def _bands(marks: Sequence[Mark], *, key: bool, **axes: str) -> list[go.Scatter]:
    """A hatched band, open at its sides: the words name no number there. In a key, strokes in pixels."""
    if not marks:
        return []
    if key:
        strokes = _Points()
        for mark in marks:
            for push in range(4, KEY_WIDTH, 6):
                strokes.add(mark.at, mark.y, "line-nw", 12, mark.colour, stroke=1.5, push=mark.shift + push)
        return [strokes.trace("band", **axes)]
    half = BAND / 2
    found = []
    for (colour, forecast), of in _alike(marks).items():
        x, y = _gapped(
            [
                ([m.low, m.high, m.high, m.low, m.low], [m.y - half, m.y - half, m.y + half, m.y + half, m.y - half])
                for m in of
            ]
        )
        hatch = {
            "shape": "." if forecast else "/",
            "fgcolor": colour,
            "bgcolor": "rgba(0,0,0,0)",
            "size": 7,
            "solidity": 0.25,
        }
        found.append(
            go.Scatter(
                x=x, y=y, mode="lines", name="band", fill="toself", fillpattern=hatch,
                line={"width": 0}, hoveron="fills", **_QUIET, **axes,
            )
        )  # fmt: skip
    return found


def _gapped(
    lines: Iterable[tuple[list[float | None], list[float]]],
) -> tuple[list[float | None], list[float | None]]:
    """Lines one after the other in one trace, with a gap after each."""
    x: list[float | None] = []
    y: list[float | None] = []
    for xs, ys in lines:
        x += [*xs, None]
        y += [*ys, None]
    return x, y


def blend(ink: str, paper: str, share: float) -> str:
    """So much of the ink on that paper, as an opaque colour; both as #RRGGBB."""
    channels = [round(int(ink[i : i + 2], 16) * share + int(paper[i : i + 2], 16) * (1 - share)) for i in (1, 3, 5)]
    return "#{:02X}{:02X}{:02X}".format(*channels)


def rgb(colour: str) -> str:
    """#RRGGBB as a browser writes it into a style."""
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))
