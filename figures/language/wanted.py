"""Figures wanted of a text, with the words that their own texts give, and the small words that add nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from figures.language.tokens import QUOTES, Tokens
from figures.language.words import PERCENTS, word_set

Words = tuple[str, ...]


EXACTLY = word_set("exactly precisely exact precise sharp")
MODALS = word_set("might may could")
MIGHT = MODALS | word_set("possibly perhaps maybe potentially possible potential")
TO_COME = word_set(
    "expected expects expect expecting forecast forecasts planned plans planning plan intends intended prepares"
    " preparing awaited predicted predicts projected anticipated due"
)
WILL = word_set("will would shall should can probably likely apparently seems seem seemingly presumably would'll")
FUTURE = word_set("will would shall would'll")
FIRM = FUTURE | word_set("certainly surely definitely")
HEARSAY = word_set("reportedly allegedly supposedly purportedly rumoured rumored")
DOUBTS = MIGHT | TO_COME | WILL | HEARSAY
PREPOSITIONS = word_set(
    "in on at by for from with to of into onto near against during after before since under over through across"
    " within outside inside among amongst between behind beyond around about per than like off until till towards"
    " toward beside amid via upon along past"
)
COPULAS = word_set(
    "is are was were be been number numbers numbered total totals totalled totaled at of to reach reached reaches stood"
    " stands that there"
)
SMALL = (
    word_set(
        "a an the this these those that which who whom whose it its their his her he she they them we i is are was"
        " were be been being has have had having do does did and or but so far also already now there here as total"
        " totals totalled totaled overall altogether all number numbers numbered figure figures count toll reach"
        " reached stood stands estimate estimates estimated suggest suggests suggested according s only just merely"
        " , ( ) « » : ; . ! - \u2013 \u2014 \u2026 ' \" \u2018 \u2019 \u201c \u201d"
    )
    | PREPOSITIONS
    | DOUBTS
    | EXACTLY
)


@dataclass(frozen=True)
class Wanted:
    """A figure to hold sentences against.

    `counts` is what is counted. `means` are words that say so and `not_means` words that say something else, in small
    letters; `means` is None where nobody gave any: then all the words of `counts` are needed. `nouns` are further
    nouns for the unit, `other_nouns` those for units of other figures. `said` are the words of whoever stated it, with
    their doubts, `texts` further texts that say the same of it. `places` are words of which one is to be named where
    `counts` names a place or an agent.
    """

    stated: str
    bound: str
    low: Fraction | None
    high: Fraction | None
    approximate: bool
    strict: bool
    hedge: str
    counts: str
    means: tuple[str, ...] | None = None
    not_means: tuple[str, ...] = ()
    unit: str = ""
    per: str = ""
    nouns: tuple[str, ...] = ()
    other_nouns: frozenset[str] = frozenset()
    said: str = ""
    texts: tuple[str, ...] = ()
    places: str = ""
    is_forecast: bool = False

    @cached_property
    def ends(self) -> frozenset[Fraction]:
        """The numbers that are stated."""
        return frozenset(end for end in (self.low, self.high) if end is not None)

    @cached_property
    def known(self) -> Known:
        """The words that the figure's own texts give."""
        return Known(self)


class Known:
    """The words of a figure's texts, as sets to ask.

    core: the stems of what is counted. nouns: the stems for the unit. units: these and the stems for what is meant.
    names: all must be named. places: one must be named. phrases: words that say what is counted (True) or something
    else (False).
    """

    def __init__(self, wanted: Wanted) -> None:
        means = wanted.means or ()
        texts = (wanted.counts, wanted.said, *wanted.texts, *wanted.nouns, wanted.unit, wanted.places, *means)
        read = [Tokens(text) for text in texts]
        counts, said = read[:2]
        self.joined = " | ".join(" ".join(token.low for token in text.all) for text in read)
        self.nouns = {noun_of(unit) for unit in (wanted.unit, *wanted.nouns) if unit}
        self.stems = {stem_of(token.low) for text in read for token in text.all} | self.nouns
        self.pairs = {pair for text in read for pair in pairs_of(text, range(len(text)))}
        self.units = self.nouns | set(map(stem_of, means))
        self.others = set(map(noun_of, wanted.other_nouns)) - self.nouns
        # What is counted stands before the first semicolon or comma; a note on it may follow.
        cut = next((n for n, token in enumerate(counts.all) if token.text in ",;"), len(counts))
        main = [t for t in counts.all[:cut] if t.low not in SMALL - DOUBTS and t.kind != "sign"]
        head = next((n for n, token in enumerate(main) if stem_of(token.low) in self.nouns), len(main))
        self.core = {stem_of(token.low) for token in main if token.low not in DOUBTS}
        self.names, later = (
            {stem_of(t.low) for t in part if t.text[0].isupper()} for part in (main[:head], main[head:])
        )
        self.places = later | {stem_of(t.low) for t in Tokens(wanted.places).all if later and t.text[0].isupper()}
        self.more = {*(token.low for token in counts.all), *means}
        self.phrases = {words_of(words): True for words in means}
        self.phrases |= {words_of(words): False for words in wanted.not_means}
        self.longest = max(map(len, self.phrases), default=0)
        self.meant = {stem_of(word) for words in self.phrases for word in words}
        self.touched = self.core | self.nouns | self.meant
        self.hedge = words_of(wanted.hedge)
        self.said = frozenset(token.low for token in said.all)

    def has(self, words: Iterable[str]) -> bool:
        """Tell if words stand together in a text."""
        return f" {' '.join(words)} " in f" {self.joined} "


def stem_of(word: str) -> str:
    """Return a word without the s of a plural or a genitive."""
    word = word.removesuffix("'s").removesuffix("s'")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def noun_of(unit: str) -> str:
    """Return the stem of the noun of a unit, its last word; "percent" however that is written."""
    return "percent" if unit.lower() in PERCENTS else stem_of(unit.split()[-1].lower())


def pairs_of(tokens: Tokens, indices: Iterable[int]) -> Iterator[tuple[str, str]]:
    """Yield each preposition with each word of what it governs: ("in", "great") and ("in", "hall")."""
    preposition, last = "", -2
    for index in indices:
        word = tokens.low(index)
        if index != last + 1 or tokens[index].sentence != tokens[last].sentence:
            preposition = ""
        last = index
        if word in PREPOSITIONS:
            preposition = word
        elif tokens[index].kind == "sign" or (word in SMALL and word not in {"a", "an", "the", "its", "their"}):
            preposition = ""
        elif preposition and word not in SMALL:
            yield preposition, stem_of(word)


def words_of(text: str) -> Words:
    """Return the words of a hedge, without commas, hyphens, quotation marks and the dots between its pieces."""
    return tuple(t.low for t in Tokens(text.replace(" ... ", " ")).all if t.text not in {",", "-", *QUOTES})
