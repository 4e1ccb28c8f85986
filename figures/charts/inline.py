"""Inline plots: the plot of a Drawing as SVG inside a page of HTML, as wide as its column.

x is in percent and y in pixels, so one SVG serves every width. A plot holds no style of its own: a style sheet holds
the rules of all plots, and each page the gradients and patterns of its plots.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from figures.charts.drawing import ABOVE_PLOT, UNDER_PLOT, Drawing, Line
from figures.charts.marks import Mark, Piece
from figures.charts.palette import Colour
from figures.charts.svg_backend import Picture, attributes, escaped, style_sheet
from figures.charts.type import HEADER, HEADING


@dataclass
class Plots:
    """Plots, and what they share. rules, definitions: of all that were drawn."""

    rules: dict[str, tuple[str, Colour]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)

    def svg(self, drawing: Drawing) -> str:
        """Return the plot of a drawing."""
        plot = _Plot(drawing, 0, 100, rules=self.rules, definitions=self.definitions, unit="%")
        height = math.ceil(drawing.height) + ABOVE_PLOT + UNDER_PLOT
        shapes = "".join(plot.plot())
        return f'<svg aria-hidden="true" width="100%" height="{height}"><svg y="{ABOVE_PLOT}">{shapes}</svg></svg>'

    def shared(self) -> str:
        """Return the gradients and patterns of the plots, as an element that takes no room."""
        shapes = "".join(self.definitions[name] for name in sorted(self.definitions))
        return f'<svg class="unseen" aria-hidden="true"><defs>{shapes}</defs></svg>'

    def css(self) -> str:
        """Return the rules of the plots."""
        return "".join(style_sheet(self.rules))


def first_rows(drawing: Drawing, height: float) -> Drawing:
    """Return a drawing that is no higher than that, cut above a row. height: in pixels."""
    if drawing.height <= height:
        return drawing
    rows = [word.y - word.style.line for word in drawing.words if word.style in (HEADER, HEADING)]
    cut = max((y for y in rows if y <= height), default=height)
    return replace(
        drawing,
        height=cut,
        marks=tuple(mark for mark in drawing.marks if mark.y < cut),
        words=tuple(word for word in drawing.words if word.y < cut),
        lines=tuple(replace(line, y1=min(line.y1, cut)) for line in drawing.lines if line.y0 < cut),
        tints=tuple(replace(tint, y1=min(tint.y1, cut)) for tint in drawing.tints if tint.y0 < cut),
    )


class _Plot(Picture):
    """A plot while it is made. It is 100 wide: across() gives percent."""

    def spot(self, x: float, y: float, gap: float) -> str:
        """The place of a text, gap pixels right of x."""
        return attributes(self.unit, x=x, y=y) + (f" {attributes(dx=gap)}" if gap else "")

    def stroke(self, line: Line) -> str:
        """A straight line. A leader is as wide as its pixels say."""
        if not line.is_leader:
            return super().stroke(line)
        ends = attributes(x1=line.dx0, y1=line.y0, x2=line.dx1, y2=line.y1)
        return f"<svg {attributes(self.unit, x=self.across(line.x0))}>{self.inked(line, ends)}</svg>"

    def band(self, band: Mark) -> str:
        """A hatched band. A pointer shows its words."""
        return f"<g><title>{escaped(band.hover)}</title>{super().band(band)}</g>"

    def marks(self, shapes: Iterable[tuple[Mark, Piece]]) -> Iterator[str]:
        """Yield a group at the place of each mark, or of each of its ends. A pointer shows the words of a mark."""
        for (y, at), some in groupby(shapes, key=lambda pair: (pair[0].y, pair[1].at)):
            group = list(some)
            drawn = "".join(self.shape(piece) for _, piece in group)
            told = f"<title>{escaped(group[0][0].hover)}</title>" if group[0][1].shape != "disc" else ""
            yield f'<svg class="mark" {attributes(self.unit, x=self.across(at), y=y)}>{told}{drawn}</svg>'
