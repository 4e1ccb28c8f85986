"""Colours of charts and page: roles, which each theme resolves to a colour of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["paper", "ink", "soft", "accent", "other", "grid", "rule"]


@dataclass(frozen=True)
class Colour:
    """A role, or a share of it (0 to 1) blended on paper."""

    role: Role
    share: float = 1


PAPER, INK, SOFT, ACCENT = Colour("paper"), Colour("ink"), Colour("soft"), Colour("accent")
OTHER, GRID, RULE = Colour("other"), Colour("grid"), Colour("rule")


@dataclass(frozen=True)
class Palette:
    """The colours of one theme as #RRGGBB. Text inks reach 4.5:1 on the paper, marks 3:1.

    accent (the article's own figures) and other (everybody else's) also differ in lightness, for readers who see no
    blue and for print in grey.
    """

    paper: str
    ink: str
    soft: str
    accent: str
    other: str
    grid: str
    rule: str

    def resolve(self, colour: Colour) -> str:
        """Return the colour as opaque #RRGGBB."""
        return blend(getattr(self, colour.role), self.paper, colour.share)


PALETTES = {
    "light": Palette("#FFFFFF", "#1F1D1A", "#5B5851", "#0072B2", "#8A867D", "#E8E4DC", "#8C877D"),
    "dark": Palette("#1E1C1A", "#E8E4DC", "#B3AFA7", "#56B4E9", "#807C74", "#383530", "#7C776E"),
}


def blend(ink: str, paper: str, share: float) -> str:
    """Return that share of an ink on a paper as an opaque colour. All three are #RRGGBB."""
    channels = [round(int(ink[i : i + 2], 16) * share + int(paper[i : i + 2], 16) * (1 - share)) for i in (1, 3, 5)]
    return "#{:02X}{:02X}{:02X}".format(*channels)


def rgb(colour: str) -> str:
    """Return #RRGGBB in the form in which a browser writes it into a style."""
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))
