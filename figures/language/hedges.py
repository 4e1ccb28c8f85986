"""The lexicon: hedges as data, and where each may stand."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from figures.language.tokens import Tokens

ELLIPSIS = " ... "
_AFTER_WORDS = frozenset({"or", "and", "if"})


@dataclass(frozen=True, slots=True)
class Hedge:
    """Words that say what a number is: its bound, and if the number itself is left out or is only near.

    `position` says where they stand: before or after a number; around two numbers (`closing` is the second piece);
    join: between two numbers; alone: in place of a number; degree: before another hedge ("well over"); inside:
    between a hedge and its number ("at least another 30"); far: some words before a hedge ("presumed to hold more
    than"). The last three have no bound of their own.
    """

    words: tuple[str, ...]
    bound: str
    strict: bool
    approximate: bool
    position: str
    closing: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The words in one string."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Match:
    """A hedge found in a text, from one token up to another."""

    first: int
    last: int
    hedge: Hedge


class Lexicon:
    """Hedges of one language. The longest one that fits is taken; of two with the same words, the later one."""

    def __init__(self, hedges: Iterable[Hedge]) -> None:
        self.hedges = tuple({(hedge.position, hedge.words): hedge for hedge in hedges}.values())
        self._by_first: dict[tuple[str, str], list[Hedge]] = {}
        self._by_last: dict[tuple[str, str], list[Hedge]] = {}
        for hedge in sorted(self.hedges, key=lambda hedge: -len(hedge.words)):
            self._by_first.setdefault((hedge.position, hedge.words[0]), []).append(hedge)
            self._by_last.setdefault((hedge.position, hedge.words[-1]), []).append(hedge)

    def ending(self, position: str, tokens: Tokens, end: int, floor: int = 0) -> Match | None:
        """Return the longest hedge that ends before the token `end` and does not begin before `floor`."""
        for hedge in self._by_last.get((position, tokens.low(end - 1)), ()):
            first = end - len(hedge.words)
            if first >= floor and tokens.lows(first, end) == hedge.words:
                return Match(first, end, hedge)
        return None

    def beginning(self, position: str, tokens: Tokens, first: int) -> Match | None:
        """Return the longest hedge that begins at the token `first`."""
        for hedge in self._by_first.get((position, tokens.low(first)), ()):
            last = first + len(hedge.words)
            if tokens.lows(first, last) == hedge.words:
                return Match(first, last, hedge)
        return None

    def extended(self, rows: Iterable[Mapping[str, str]]) -> Lexicon:
        """Return a lexicon with further hedges, given as rows with hedge_words, bound and strict ("yes" or empty).

        A hedge of two pieces is written "between ... and". Where the lexicon has the same words with the same bound
        and strictness, or reads the words as two hedges, its own stay.
        """
        known = {(hedge.position, hedge.words): hedge for hedge in self.hedges}
        for row in rows:
            if self._reads(row["hedge_words"]):
                continue
            for hedge in _from_package(row["hedge_words"], row["bound"], (row.get("strict") or "") == "yes"):
                old = known.get((hedge.position, hedge.words))
                if old is None or (old.bound, old.strict) != (hedge.bound, hedge.strict):
                    last = self.ending("before", Tokens(hedge.name), len(hedge.words))
                    loose = hedge.approximate or (last is not None and last.hedge.approximate)
                    known[hedge.position, hedge.words] = replace(hedge, approximate=loose)
        return Lexicon(known.values())

    def _reads(self, words: str) -> bool:
        """Tell if the words are two or more hedges of the lexicon, one after the other: "up to approximately"."""
        tokens, matches = Tokens(words), 0
        end = len(tokens)
        while match := self.ending("before", tokens, end):
            end, matches = match.first, matches + 1
        return end == 0 and matches > 1


def _from_package(text: str, bound: str, strict: bool) -> list[Hedge]:
    """Make the hedges of one row of a package, which does not say where its words stand."""
    pieces = [_split(piece) for piece in text.split(ELLIPSIS)]
    first, last = pieces[0], pieces[-1]
    hedge = Hedge(first, bound, strict, False, "before")
    if not first or not last:
        return []
    if bound in {"magnitude", "unnumbered"}:
        return [replace(hedge, position="alone")] if len(pieces) == 1 else []
    if bound == "about":
        hedge = replace(hedge, approximate=True)
    if len(pieces) == 1:
        return [replace(hedge, position="after" if first[0] in _AFTER_WORDS else "before")]
    if bound == "between":
        return [replace(hedge, position="around", closing=last)]
    if last[0] in _AFTER_WORDS:  # "some ... or more": the first piece is a hedge that the lexicon has
        return [replace(hedge, words=last, position="after")]
    return [Hedge(first, "", False, False, "far"), replace(hedge, words=last)]


def _split(words: str) -> tuple[str, ...]:
    return tuple(token.low for token in Tokens(words).all)


def read_lexicon(path: Path) -> Lexicon:
    """Read hedges from a CSV file with the columns words, bound, strict, approximate and position."""
    hedges = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, _, closing = row["words"].partition(ELLIPSIS)
            strict, approximate = row["strict"] == "yes", row["approximate"] == "yes"
            hedges.append(Hedge(_split(first), row["bound"], strict, approximate, row["position"], _split(closing)))
    return Lexicon(hedges)


ENGLISH = read_lexicon(Path(__file__).with_name("hedges.csv"))
