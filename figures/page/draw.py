"""Drawing: the one cache between a composed page and what is sent to readers. What it returns is never changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from figures.charts import plotly_backend
from figures.charts.palette import PALETTES
from figures.model.package import Package
from figures.page.compose import compose
from figures.page.html import Piece, pieces
from figures.page.parts import Chart, Part
from figures.page.view import View
from figures.words import labels

Parts = tuple[Part, ...]


@dataclass(frozen=True)
class Look:
    """Settings by which parts are drawn. everything: all folds stand open. root: the address of the server."""

    theme: str = "light"
    everything: bool = False
    root: str = labels.DEFAULT_ROOT
    package: Package | None = None


def drawn_chart(chart: Chart, theme: str) -> Any:
    """Return the plotly figure of a chart. theme: "light" or "dark"."""
    return _drawn(chart, theme)


def drawn_parts(parts: Parts, opened: frozenset[str]) -> tuple[Piece, ...]:
    """Return html.pieces of these parts."""
    found: tuple[Piece, ...] = _drawn(parts, opened)
    return found


def warm(package: Package) -> None:
    """Draw, in both themes, whatever the page shows before a reader chooses."""
    page = compose(package, View())
    for stretch in page.stretches:
        if isinstance(stretch, tuple):
            drawn_parts(stretch, frozenset())
    for theme in PALETTES:
        for chart in page.charts:
            drawn_chart(chart, theme)


@lru_cache(maxsize=512)
def _drawn(part: Chart | Parts, how: str | frozenset[str]) -> Any:
    if isinstance(part, Chart):
        return plotly_backend.figure(part.drawing, str(how))
    return pieces(part, frozenset(how))
