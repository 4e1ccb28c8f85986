"""What is counted: the words around a number, against those of a figure wanted.

It is the same only where every word is one that the figure's own texts give, or a small word that adds nothing. Any
other word, a denial, a question or another number leaves it undecided: a sentence is never let through on a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from figures.language.sentence import CUTS, Around
from figures.language.wanted import COPULAS, SMALL, Wanted, Words, stem_of, words_of
from figures.language.words import CURRENCIES, MEASURES, PERCENTS, TIMES, word_set

SAME, OTHER, NONE, ASKED = "the same thing", "another thing is counted", "not this figure", "asks"

_PEOPLE = word_set("people person persons men women")
_ANOTHER = word_set("another additional further extra more other others again")


@dataclass(frozen=True)
class Thing:
    """What a sentence counts, beside a figure: SAME, OTHER, NONE or ASKED, and the words that say so or are unknown.

    `says_so` says that its words mean what is counted, and none means something else; `is_like` that the unit and the
    names are there too, so that another number may be the same figure's, changed; `is_near` that words stand there
    that mean it or something else of the kind, and no noun of another kind.
    """

    verdict: str
    words: tuple[str, ...] = ()
    says_so: bool = False
    is_like: bool = False
    is_near: bool = False


_CLASSES = dict.fromkeys(("share", *PERCENTS), "share") | {"times": "times"}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}


def kind_of(unit: str) -> str:
    """Return the kind of a unit that no count shares: a share, a multiple, money, a measure or a time; or ""."""
    unit = unit.lower()
    last = unit.split()[-1] if unit else ""
    if unit in _CLASSES:  # "per cent" ends with the name of a coin
        return _CLASSES[unit]
    if unit[:1] in _SIGNS or last in CURRENCIES:
        return "money"
    return "measure" if last in MEASURES else last if last in TIMES else ""


def thing_of(wanted: Wanted, around: Around) -> Thing:
    """Return what a figure of a text counts, beside one that is wanted."""
    if kind_of(around.found.unit) != kind_of(wanted.unit):
        return Thing(OTHER if wanted.means is None and around.stems & wanted.known.core else NONE)
    if around.is_table:
        return Thing(ASKED)
    if wanted.means is not None and not around.stems & wanted.known.touched:
        return Thing(NONE)
    return _Counted(around, wanted).thing()


class _Counted:
    """The words around one figure of a text, against those of a figure wanted."""

    def __init__(self, around: Around, wanted: Wanted) -> None:
        self.around, self.wanted, self.known = around, wanted, wanted.known
        self.tokens, self.found, self.read = around.tokens, around.found, around.read
        self.first, self.last, self.span, self.all = around.first, around.last, around.span, around.all
        self.stems, self.excluded, self.unit = around.stems, around.excluded, around.unit

    def thing(self) -> Thing:
        """Return the verdict on what is counted."""
        means, others = self._meanings()
        if self.unit and self.unit[-1] in self.known.others - self.known.meant:
            return Thing(NONE)
        is_near = (means or bool(others)) and self._is_kin()
        if self.wanted.means is None:
            means = self.known.core <= self.stems
        says_so = means and not others and not self._strange_unit()
        is_like = says_so and bool(self.unit) and self._has_unit() and self._has_names()
        if self.wanted.means is None:
            is_like = self._has_unit() and (bool(self.unit) or means)
        rate = self._other_rate()
        if rate:
            return Thing(OTHER, (rate,), says_so, is_like, is_near)
        if others and not means:
            return Thing(OTHER, others, is_near=is_near)
        told = self._told_otherwise() if self.wanted.means is None else ()
        if told:
            return Thing(told[0], told[1:])
        doubts = tuple(dict.fromkeys([*others, *self._undecided()]))
        return Thing(ASKED if doubts or not means else SAME, doubts, says_so, is_like, is_near)

    def _is_kin(self) -> bool:
        """Tell if the unit is no noun of another kind."""
        if kind_of(self.wanted.unit):
            return bool(self.stems & self.known.core)
        return not self.unit or self.unit[-1] in self.known.stems | self.known.meant

    # Words that decide

    def _meanings(self) -> tuple[bool, tuple[str, ...]]:
        """Return if words say that the same is counted, and the words that say something else; the longest count."""
        means, others, at = False, [], 0
        lows = self.around.lows
        while at < len(lows):
            for length in range(self.known.longest, 0, -1):
                run = lows[at : at + length]
                says = self.known.phrases.get(tuple(word for _, word in run))
                if says is not None:
                    if says:
                        means = means or not self._has_object(run[-1][0])
                    elif run[0][0] not in self.excluded:
                        others.append(self.tokens.slice(run[0][0], run[-1][0] + 1))
                    at += len(run) - 1
                    break
            at += 1
        return means, tuple(others)

    def _has_object(self, at: int) -> bool:
        """Tell "dogs bitten" from "dogs bit dogs"."""
        after = at + 1 + (self.tokens.low(at + 1) in {"the", "their", "its"})
        return at > self.last and stem_of(self.tokens.low(after)) in self.known.nouns

    def _other_rate(self) -> str:
        """Return the time that the number is of, where the figure is of another."""
        ours, theirs = self.found.per.lower(), self.wanted.per.lower()
        if ours and stem_of(ours) != stem_of(theirs):
            return self.found.per
        if theirs and not ours:
            for before, index in pairwise(self.read):
                word = self.tokens.low(index)
                if word in TIMES and self.tokens.low(before) in {"a", "an", "each", "every", "per", "one", "whole"}:
                    return "" if stem_of(word) == stem_of(theirs) else self.tokens[index].text
        return ""

    def _told_otherwise(self) -> Words:
        """Return OTHER or NONE with its word, where only what is counted is given and the words name another thing."""
        noun = self.unit[-1] if self.unit else ""
        core = self.known.core & self.stems
        if noun and noun not in self.known.nouns | self.known.core:
            if not core:
                return (NONE, noun)
            if noun not in {stem_of(word) for word in _PEOPLE} and not self._is_akin(noun):
                return (OTHER, noun)
        elif not core:
            return (NONE, noun)
        return (OTHER, word) if (word := self._told_beside() or self._told_instead()) else ()

    def _told_beside(self) -> str:
        """Return a word that joins another thing to what is counted: "lost or hurt", "passengers and crew"."""
        for index in self.all:
            joined, word = self.tokens.low(index + 1) in {"or", "and"}, self.tokens.low(index + 2)
            if not joined or index + 2 not in self.around.within or not self._is_new(index + 2):
                continue
            before = stem_of(self.tokens.low(index))
            if before in self.known.nouns or (before in self.known.core and _is_participle(word)):
                return word
        return ""

    def _told_instead(self) -> str:
        """Return a word in the place of one that is missing: "at the airport" for "at the quay"."""
        for preposition, word in self.around.pairs:
            wanted = {stem for known, stem in self.known.pairs if known == preposition} & self.known.core
            if wanted - self.stems and word not in self.known.stems:
                return word
        missing = any(_is_participle(word) for word in self.known.core - self.stems)
        for before, index in pairwise(self.read):
            word = self.tokens.low(index)
            is_told = self.tokens.low(before) in {"was", "were", "been", "are", "is"} and _is_participle(word)
            if missing and is_told and self._is_new(index):
                return word
        return ""

    def _is_new(self, index: int) -> bool:
        word = self.tokens.low(index)
        return self.tokens.word(index) and word not in SMALL and stem_of(word) not in self.known.stems

    def _is_akin(self, noun: str) -> bool:
        """Tell if a noun may be another form of a known word: "signature" and "signed", "mm" and "millimetre"."""
        length = 1 if len(noun) < 4 and noun in MEASURES else 4
        return any(noun[:length] == other[:length] for other in self.known.stems if len(other) > 3)

    def _strange_unit(self) -> list[str]:
        known = self.known.stems | {stem_of(word) for word in self.around.hedge}
        unit = self.found.unit
        words = unit.split() if len(self.unit) > 1 else [unit]  # "per cent" is one
        return [word for word, stem in zip(words, self.unit, strict=False) if stem not in known | _SIGNS.keys()]

    # Words that leave it undecided

    def _undecided(self) -> Iterator[str]:
        """Yield the words that keep a sentence from counting the same for certain."""
        yield from self._denials()
        if self.wanted.per and not self.found.per:
            yield f"a {self.wanted.per}"
        places = self.known.places
        has_place = not places or any(_is_among(place, self.stems) for place in places)
        if not (self._has_unit() and self._has_names() and has_place):
            yield self.wanted.counts
        if not self._stands_well():
            yield self.tokens.slice(self.first - 1, self.last)
        yield from self._unknown()
        yield from (" ".join(pair) for pair in self._strange_pairs())

    def _denials(self) -> Iterator[str]:
        for index in self.around.denials:
            if not self.known.has(self.tokens.lows(index - 1, index + 2)):
                yield self.tokens[index].text

    def _has_unit(self) -> bool:
        """Tell if the noun of the unit stands at the number, or no noun and the figure's own elsewhere."""
        if kind_of(self.wanted.unit) == "money":
            return bool({*map(stem_of, words_of(self.wanted.unit))} & {_SIGNS.get(word, word) for word in self.unit})
        if self.unit:
            return self.unit[-1] in self.known.units
        return bool(self.stems & self.known.units)

    def _has_names(self) -> bool:
        return all(_is_among(name, self.stems) for name in self.known.names)

    def _stands_well(self) -> bool:
        """Tell if the number is no object of a verb whose subject may be what is counted: "the dogs bit 40"."""
        before = self.tokens.low(self.first - 1)
        if self.first - 1 not in self.around.within or before in COPULAS or self._is_own_part_known():
            return True
        after = {stem_of(self.tokens.low(index)) for index in self.all if index >= self.first}
        names = self.known.names
        is_after = all(_is_among(name, after) for name in names) if names else bool(after & self.known.nouns)
        return is_after and bool(self.unit)

    def _is_own_part_known(self) -> bool:
        begin = self.first
        while begin - 1 in self.around.within and self.tokens[begin - 1].text not in CUTS:
            begin -= 1
        begin += self.tokens.low(begin) == "that"
        end = self.last
        while end in self.around.within and self.tokens[end].text not in CUTS and self.tokens[end].text not in ".!":
            end += 1
        return self.known.has(self.tokens.lows(begin, end))

    def _unknown(self) -> Iterator[str]:
        """Yield the words that no text of the figure gives."""
        for index in self.read:
            token = self.tokens[index]
            if index in self.excluded or (token.low in SMALL and token.low not in _ANOTHER):
                continue
            stem = stem_of(token.low)
            is_known = stem in self.known.stems or _is_among(stem, self.known.names)
            if token.low in _ANOTHER:
                is_known = token.low in self.known.more or self.tokens.lows(index, index + 2) in self.known.phrases
            is_few = stem == "few" and self.wanted.bound == "unnumbered"  # "few of them, a handful only"
            is_each = token.low in {"each", "every"} and stem_of(self.tokens.low(index + 1)) == stem_of(self.wanted.per)
            if not (is_known or is_few or is_each):
                yield token.text
        for index in self.span:
            word = self.tokens.low(index)
            if word in _ANOTHER and word not in self.known.more and word not in self.around.hedge:
                yield self.tokens[index].text
        yield from self._strange_unit()

    def _strange_pairs(self) -> Iterator[tuple[str, str]]:
        """Yield a preposition with a word that the figure's texts do not put together: "by the dogs"."""
        for preposition, word in self.around.pairs:
            if (preposition, word) in self.known.pairs:
                continue
            own = word in self.known.core | self.known.units or _is_among(word, self.known.names)
            if not (own and preposition in {"of", "among", "from"}):
                yield preposition, word


def _is_participle(word: str) -> bool:
    return word.endswith("ed") or word in {"hurt", "dead", "missing"}


def _is_among(stem: str, names: Iterable[str]) -> bool:
    """Tell if a word is one of the names or a near form of one: "malta" and "maltan", but not "wales" and "welsh"."""
    return any(
        stem == name
        or (
            min(len(stem), len(name)) > 3
            and abs(len(stem) - len(name)) == 1
            and (stem.startswith(name) or name.startswith(stem))
        )
        for name in names
    )
