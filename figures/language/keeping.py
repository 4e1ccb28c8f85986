"""Hedge and number: what a sentence makes of those of a figure. Every reading is decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from figures.language.counting import ASKED, NONE, OTHER, thing_of
from figures.language.finder import Found, find
from figures.language.hedges import ENGLISH
from figures.language.sentence import CONFIRMING, SPEECH, Around, Reading
from figures.language.tokens import DASHES
from figures.language.wanted import EXACTLY, FIRM, HEARSAY, MIGHT, TO_COME, WILL, Wanted, Words, stem_of, words_of
from figures.language.words import word_set

KEPT, DROPPED, CHANGED, NUMBER = "keeps the hedge", "drops the hedge", "changes the hedge", "changes the number"

# What is wrong with a hedge, beside its bound.

FORECAST_LOST, FORECAST_ADDED = "told as a fact", "told as a forecast or a guess"
DOUBT_LOST, DOUBT_ADDED = "doubt left out", "doubt added"
FALSE_PRECISION, STRAY, SIZE = "told as exact", "a second hedge", "other words for a size"
CONFIRMED = "told as confirmed"

SIZES = ("magnitude", "unnumbered")

# Words by which a hedge says more than its bound. All other hedges of one bound and strictness say the same.
_SAY_MORE = DASHES | word_set(
    "nearly almost quite barely scarcely hardly virtually practically good best perhaps maybe possibly probably likely"
    " believed thought reckoned presumed assumed understood estimates estimate few little low far long short shy near"
    " nearing approaching verging bordering nigh closer nowhere even just counting rising climbing if that anything"
    " never nothing better hotter faster wider deeper heavier taller lighter can cannot may might will won't would"
    " should must capped caps cap limited ceiling minus \u00b1 /"
)
_BOUNDS = {"about", "at_least", "at_most", "between"}
_PLAIN = {h.name for h in ENGLISH.hedges if h.bound in _BOUNDS and not {*h.words} & _SAY_MORE} | {"and"}
_STRICT = {hedge.name: hedge.strict for hedge in ENGLISH.hedges if hedge.bound in {"at_least", "at_most"}}
_SIDES = (word_set("nearly almost"), word_set("barely scarcely hardly"))  # those of each come from one side
_ONLY = re.compile(r"^(?:only|just|merely|a mere)\b\s*", re.IGNORECASE)
_ABOUTS = re.compile(r"^(?:about|around|roughly|approximately)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """A fault beside the bound. words: those that are missing or meant; "" where none can be named."""

    kind: str
    words: str = ""


def _bound_of(wanted: Wanted, around: Around) -> str:
    found = around.found
    if wanted.bound in SIZES:
        return _size_of(wanted, found)
    ends = ends_of(found)
    if not ends or ends - wanted.ends:
        return NUMBER
    if wanted.ends - ends:  # one of the two numbers of a range
        return NUMBER if found.bound in {"unhedged", "about"} else CHANGED
    if found.bound == "unhedged" and wanted.bound != "unhedged":
        return DROPPED
    same = (found.bound, found.low, found.high) == (wanted.bound, wanted.low, wanted.high)
    same = same and (found.strict, found.approximate) == (wanted.strict, wanted.approximate)
    return KEPT if same and _same_hedge(wanted, around) else CHANGED


def ends_of(found: Found) -> frozenset[Fraction]:
    """Return the numbers that a figure names, also where it names no end of a bound: "as many as more than 40"."""
    ends = {end for end in (found.low, found.high) if end is not None}
    if not ends and found.bound == "unnumbered" and (digits := re.search(r"\d.*", found.span, re.DOTALL)):
        ends = {other.low for other in find(digits[0]) if other.low is not None}
    return frozenset(ends)


def _same_hedge(wanted: Wanted, around: Around) -> bool:
    """Tell if two hedges of one bound say the same: each its bound only, or both the same words."""
    ours, theirs, found = around.hedge, wanted.known.hedge, around.found
    if re.search(r"\d", found.span[-12:]) and re.search(r"give or take|plus or minus|±|\+/-", found.span):
        return False  # "give or take 100" is a width
    if ours == theirs or (len(ours) == len(theirs) == 1 and any({*ours, *theirs} <= side for side in _SIDES)):
        return True
    return _is_plain(ours, found.strict) and _is_plain(theirs, wanted.strict)


def _is_plain(words: Words, strict: bool) -> bool:
    """Tell if words are plain hedges, one after the other, of which all or none leave out the number itself."""
    if not words or words[0] in DASHES:
        return not words or _is_plain(words[1:], strict)
    for end in range(len(words), 0, -1):
        name = " ".join(words[:end])
        if name in _PLAIN and _STRICT.get(name, strict) == strict and _is_plain(words[end:], strict):
            return True
    return False


def _size_of(wanted: Wanted, found: Found) -> str:
    """Compare words for a size: the same words keep it."""
    if found.bound not in SIZES or ends_of(found):
        return NUMBER
    ours, theirs = (_size(text) for text in (found.hedge, wanted.hedge))
    if "size of" in theirs:  # what it is likened to belongs to it
        ours, theirs = (_size(text) for text in (found.span, wanted.stated))
    if ours == theirs:
        return KEPT
    return NUMBER if "magnitude" in (wanted.bound, found.bound) and not ours.endswith(theirs) else CHANGED


def _size(text: str) -> str:
    text = _ABOUTS.sub("about", _ONLY.sub("", " ".join(words_of(text))))
    return re.sub(r"\b(?:an?|the)\b ?", "", text).strip()


def _faults(wanted: Wanted, around: Around) -> Iterator[Fault]:
    found, said = around.found, wanted.known.said
    words, hedge = around.words, MIGHT.intersection(around.hedge)
    own = around.own | hedge  # "will be sent, as might be expected" is no forecast that might be
    if wanted.is_forecast or said & MIGHT:
        enough = MIGHT if said & MIGHT else MIGHT | TO_COME | FIRM & said
        if words & FIRM - said or not own & enough:
            yield _fault(FORECAST_LOST if wanted.is_forecast else DOUBT_LOST, said & MIGHT)
    elif added := (words | hedge) & (MIGHT | TO_COME | WILL):
        yield _fault(FORECAST_ADDED, added)
    hearsay = words & HEARSAY
    if said & HEARSAY and not (hearsay or words & SPEECH):
        yield _fault(DOUBT_LOST, said & HEARSAY)
    elif hearsay and not said & HEARSAY:
        yield _fault(DOUBT_ADDED, hearsay)
    if wanted.bound in SIZES and found.bound in SIZES and _size_of(wanted, found) != KEPT:
        yield Fault(SIZE)
    if exact := (words | around.span_words) & EXACTLY:
        yield _fault(FALSE_PRECISION, exact)
    if stray := _stray(wanted, around):
        yield Fault(STRAY, stray)
    if around.confirming and not said & CONFIRMING:
        yield _fault(CONFIRMED, around.confirming)


def _fault(kind: str, words: Iterable[str]) -> Fault:
    return Fault(kind, " ".join(sorted(words)))


def _stray(wanted: Wanted, around: Around) -> str:
    """Return another hedge of a figure's sentence that may belong to it: "40 young swans or more were seen"."""
    tokens, known = around.tokens, wanted.known
    for match in around.hedges:
        first, last = match.first, match.last
        governed = tokens.lows(last, last + 3) if last == first + 1 else ()
        is_preposition = any((tokens.low(first), stem_of(word)) in known.pairs for word in governed)  # "over the quay"
        if not (is_preposition or known.has(tokens.lows(first - 1, last + 1))):
            return tokens.slice(first, last)
    return ""


def against(wanted: Wanted, around: Around) -> tuple[str, tuple[Fault, ...]]:
    """Return what a figure of a text makes of the hedge and the number, and what else is wrong beside the bound."""
    verdict = _bound_of(wanted, around)
    return verdict, () if verdict == NUMBER else tuple(_faults(wanted, around))


def verdict_of(wanted: Wanted, text: str) -> str:
    """Return what a text makes of one figure: the first of thing, number and hedge that is wrong, KEPT or ASKED.

    Where the hedge is wrong anyway, an undecided thing does not matter. NONE where the text does not state the figure.
    """
    verdicts = (_verdict(wanted, around) for around in Reading(text).around)
    return min(verdicts, key=_RANKS.index, default=NONE)


_RANKS = (DROPPED, CHANGED, ASKED, OTHER, KEPT, NUMBER, NONE)  # where two numbers of a text may be the figure


def _verdict(wanted: Wanted, around: Around) -> str:
    hedge, faults = against(wanted, around)
    thing = thing_of(wanted, around)
    if hedge == NUMBER:
        shared = ends_of(around.found) & wanted.ends
        return NUMBER if thing.is_like and thing.verdict != OTHER else OTHER if shared and thing.is_like else NONE
    if thing.verdict in {OTHER, NONE}:
        return thing.verdict
    if hedge == KEPT and faults:
        return CHANGED
    return thing.verdict if (hedge, thing.verdict) == (KEPT, ASKED) else hedge


def stated_as(stated: str, bound: str, low: Fraction | None, high: Fraction | None, counts: str) -> Wanted:
    """Return a figure of which only the words, the bound, the ends and what is counted are given."""
    texts = (f"{stated} {counts}", f"{stated} of {counts}", f"2 {counts}", f"2 of {counts}")
    founds = [found for text in texts for found in find(text)]
    own = next((found for found in founds[:2] if found.bound == bound), None)
    unit = next((found.unit for found in founds if found.unit and found.unit.split()[-1] in counts), "")
    return Wanted(
        stated=stated,
        bound=bound,
        low=low,
        high=high,
        approximate=own is not None and own.approximate,
        strict=own is not None and own.strict,
        hedge=own.hedge if own else "",
        counts=counts,
        said=counts,
        unit=unit,
        per=own.per if own else "",
    )
