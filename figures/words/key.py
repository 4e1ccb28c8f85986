"""Key: the words beside the marks in the key of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from figures.model.bound import BoundKind
from figures.model.records import Figure
from figures.words.amounts import fewer
from figures.words.figure import is_strict

APPROXIMATE = "at a tick: about"
FORECAST = "broken: a forecast"
CENTRE = "the middle tick: their own centre"
STRUCK = "struck through: withdrawn or corrected"
JOINED = "the same speaker, later"
DATES: Mapping[BoundKind, str] = {
    "magnitude": "the article's words, as we read them",
    "unhedged": "a recorded day or few days",
    "between": "a recorded span of time",
}


def key_words(figures: Iterable[Figure]) -> Mapping[BoundKind, str]:
    """Return the words of each bound that these figures have."""
    drawn = tuple(figures)
    less = " or ".join(sorted({fewer(f.measure) for f in drawn if f.bound == "at_most"}))
    # Each floor and ceiling: of words that include the number, that leave it out, and of both on one chart.
    ends: Mapping[BoundKind, tuple[str, str, str]] = {
        "at_least": ("this or more", "above this", "this or more, or above this"),
        "at_most": (f"this or {less}", "below this", f"this or {less}, or below this"),
    }
    found: dict[BoundKind, str] = {
        "unhedged": "no hedge",
        "about": "about",
        **{bound: told[_strictness(f for f in drawn if f.bound == bound)] for bound, told in ends.items()},
        "between": "from \u2026 to",
        "magnitude": "our reading of words without a number",
    }
    return {bound: text for bound, text in found.items() if bound in {_drawn_as(f) for f in drawn}}


def _strictness(figures: Iterable[Figure]) -> int:
    """0: every figure includes its number; 1: none does; 2: some do."""
    strict = {is_strict(f) for f in figures}
    return 2 if len(strict) > 1 else int(True in strict)


def _drawn_as(f: Figure) -> BoundKind:
    """The kind of its mark: words without a number that we placed are a band."""
    return "magnitude" if f.bound == "unnumbered" else f.bound
