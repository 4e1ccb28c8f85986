"""Texts on hedges: a row of hedges.csv for hedge words that English knows, as fill and draft write it."""

from __future__ import annotations

from figures.language.finder import Found

FROM_BELOW = frozenset({"nearly", "almost", "not quite", "close on"})
_TEXTS = {
    ("about", ""): ("The true number is near the one named.", "How near, or on which side."),
    ("at_least", ""): ("The true number is the one named or above it.", "How far above: no upper figure is given."),
    ("at_least", "yes"): ("The true number is above the one named.", "How far above: no upper figure is given."),
    ("at_most", ""): (
        "The true number is the one named or below it.",
        "That the number was or will be reached: it may be far below, or none.",
    ),
    ("at_most", "yes"): ("The true number is below the one named.", "How far below: no lower figure is given."),
    ("between", ""): ("The true number lies between the two named.", "Where between the two."),
    ("magnitude", ""): ("The size of the number.", "Which number: none is named."),
}
_NEARLY = ("The true number is near the one named, and comes from below it.", "How near.")
LINKS = frozenset("to or and - \u2013 \u2014 \u2212 ...".split())


def hedge_words(found: Found) -> str:
    """Return the hedge as hedges.csv writes it. The "to" of a plain range needs no row there, and gives ""."""
    words = found.hedge.lower()
    return "" if found.bound == "between" and set(words.split()) <= LINKS else words


def hedge_row(words: str, found: Found) -> dict[str, str]:
    """Return the row of hedges.csv for hedge words, with blanks where English has no text for them.

    found: a figure that they hedge.
    """
    strict = "yes" if found.strict and found.bound in ("at_least", "at_most") else ""
    is_nearly = found.bound == "about" and words in FROM_BELOW
    says, does_not_say = _NEARLY if is_nearly else _TEXTS.get((found.bound, strict), ("", ""))
    told = {"hedge_words": words, "bound": found.bound, "strict": strict, "says": says, "does_not_say": does_not_say}
    return {**told, "reading_rule": "", "side": "from below" if is_nearly else ""}
