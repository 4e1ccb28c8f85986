"""A number with what belongs to it: the hedges before and after it, and its unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from figures.language.hedges import Lexicon, Match
from figures.language.numbers import Number, is_plural, read_number
from figures.language.tokens import QUOTES, Tokens
from figures.language.units import unit_end
from figures.language.words import CURRENCIES, FUNCTION_WORDS, LASTING, MEASURES, NO_HEDGE_AFTER, TIMES, word_set

TOLERANCES = frozenset({"±", "+ / -", "plus or minus", "give or take"})

_COMMA_LIKE = frozenset({",", "(", "\u2013", "\u2014"})
_DIMENSIONS = word_set("long high tall wide deep thick across away")
_MODALS = word_set("to will would could may might can not should must")
_COUNTS = word_set("toll count total number figure sales losses tally bill temperature")
_LENGTHS = word_set("metres km kilometres miles degrees")
_SUBJECTS = word_set("the a an it he she they we ,")
_OBJECTS = word_set("it them him her")
_NO_PLURAL = word_set("a an the one any some his her its their those another")


@dataclass
class Phrase:
    """A number, or the two of a range, with its hedges and unit. `first` and `last` bound its span, in tokens."""

    number: Number
    first: int
    last: int
    before: list[Match] = field(default_factory=list)
    after: list[Match] = field(default_factory=list)
    join: list[Match] = field(default_factory=list)
    second: Number | None = None
    unit: str = ""
    unit_in_span: bool = False
    per: str = ""
    trap: bool = False

    @property
    def hedges(self) -> list[Match]:
        """All hedges of the phrase, in the order of the text."""
        return [*self.before, *self.join, *self.after]


def read_phrase(tokens: Tokens, lexicon: Lexicon, number: Number, floor: int) -> Phrase:
    """Return a number with its hedges and unit. No hedge begins before the token `floor`."""
    phrase = Phrase(number, number.first, number.last)
    phrase.before = _hedges_before(tokens, lexicon, number, floor)
    if phrase.before:
        phrase.first = phrase.before[0].first
    while match := _hedge_after(tokens, lexicon, phrase.last):  # "300 or so villagers"
        phrase.after.append(match)
        phrase.last = match.last
    _read_unit(tokens, phrase)
    ends = [phrase.last]
    if tokens.low(phrase.last) in _DIMENSIONS:  # "300 metres long or more"
        ends.append(phrase.last + 1)
    if tokens.low(phrase.last) == "of":  # "200 jars of honey or fewer", "30 of them, if that"
        noun = phrase.last + 1
        ends.append(max(noun + 1, unit_end(tokens, noun)))
    match = next(filter(None, (_hedge_after(tokens, lexicon, end) for end in ends)), None)
    if match:
        phrase.after.append(match)
        phrase.last = match.last
    return phrase


# --- Units ---


def _read_unit(tokens: Tokens, phrase: Phrase) -> None:
    number, at = phrase.number, phrase.last
    end = unit_end(tokens, at) if number.unit and phrase.after else _unit_end(tokens, number, at)
    phrase.unit_in_span = end > at
    if phrase.unit_in_span:
        joined = tokens.hyphen(at) or tokens.low(at) == "of"
        phrase.unit = tokens.slice(at + joined, end)
        phrase.last = end
    phrase.unit = number.unit or phrase.unit


def _unit_end(tokens: Tokens, number: Number, at: int) -> int:
    """Return the token after the unit noun that belongs into the span."""
    if number.unit:
        n_in_m = number.kind == "share" and "in" in tokens.lows(number.first, number.last)
        return unit_end(tokens, at) if n_in_m else at  # "three in ten pupils"
    if tokens.hyphen(at) and tokens.word(at + 1):  # "a roughly 40-metre screen"
        return at if tokens.low(at + 1) in {"to", "or", "and"} else at + 2
    if number.kind in {"magnitude", "size"} and tokens.low(at) == "of" and tokens.low(at - 1) != "most":
        end = unit_end(tokens, at + 1)  # "tens of thousands of tonnes"
        return end if end > at + 1 else at
    digits = number.kind == "magnitude" and tokens.low(number.last - 1) in {"digit", "figure"}
    return unit_end(tokens, at, singular=number.value == 1 or digits)


# --- Hedges before ---


def _hedges_before(tokens: Tokens, lexicon: Lexicon, number: Number, floor: int) -> list[Match]:
    """Return the hedges that stand before a number, the outermost first."""
    stack: list[Match] = []
    at = number.first
    while match := _hedge_before(tokens, lexicon, number, at, floor, bool(stack)):
        stack.insert(0, match)
        at = match.first
    far = _far(tokens, lexicon, at, floor) if stack else None
    return [far, *stack] if far else stack


def _hedge_before(tokens: Tokens, lexicon: Lexicon, number: Number, at: int, floor: int, stacked: bool) -> Match | None:
    for end in _ends(tokens, lexicon, at, floor, stacked):
        candidates = [lexicon.ending(position, tokens, end, floor) for position in ("before", "around")]
        match = min((m for m in candidates if m), key=lambda m: m.first, default=None)
        if match is None or (tokens[end].text == "," and not _is_aside(tokens, match)):
            continue
        degree = lexicon.ending("degree", tokens, match.first, floor)
        if degree and match.hedge.bound != "between" and tokens.low(degree.first - 1) not in {"how", "as", "so", "too"}:
            hedge = replace(match.hedge, approximate=match.hedge.approximate or degree.hedge.approximate)
            return Match(degree.first, match.last, hedge)
        if stacked or _is_hedge(tokens, match, number):
            return match
    return None


def _ends(tokens: Tokens, lexicon: Lexicon, at: int, floor: int, stacked: bool) -> Iterator[int]:
    """Yield where a hedge may end: at the number, or before a quotation mark, a comma, "another", "the"."""
    yield at
    if tokens[at - 1].text in QUOTES | {","} or (tokens[at - 1].text == "<" and ">" in tokens.lows(at, at + 3)):
        yield at - 1
    if stacked:
        return
    inside = lexicon.ending("inside", tokens, at, floor)
    while inside:
        yield inside.first
        inside = lexicon.ending("inside", tokens, inside.first, floor)
    if tokens.low(at - 1) == "the" and tokens.low(at - 2) in {"than", "least"}:  # "more than the 300 promised"
        yield at - 1


def _is_aside(tokens: Tokens, match: Match) -> bool:
    """Tell "lost, at the very least, 40 paintings" and "At best, 300 came"."""
    aside = tokens[match.first - 1].text in _COMMA_LIKE or tokens.opens(match.first)
    return aside and match.hedge.words[0] in {"at", "perhaps", "roughly", "approximately", "maybe"}


def _far(tokens: Tokens, lexicon: Lexicon, at: int, floor: int) -> Match | None:
    """Return a shield some words before the hedge: "presumed to hold more than"."""
    for end in range(at, max(at - 5, floor), -1):
        match = lexicon.ending("far", tokens, end, floor)
        if match or not tokens.word(end - 1):
            return match
    return None


def _is_hedge(tokens: Tokens, match: Match, number: Number) -> bool:
    """Tell a hedge from a preposition or a particle: "over 12 depots" alone from "took over 12 depots"."""
    name, before = match.hedge.name, tokens.low(match.first - 1)
    unit = (number.unit or tokens.low(number.last)).lower()
    timed = unit in TIMES
    measured = timed or bool(number.unit) or unit in MEASURES | CURRENCIES | {"times", "square", "cubic", "nautical"}
    alone = unit_end(tokens, number.last) == number.last
    value = number.value or 0
    spatial = before in NO_HEDGE_AFTER.get(name, ())
    if name in {"over", "under", "around"} and before in _OBJECTS:
        return measured  # "threw it over two walls"
    if name == "about":
        return not spatial or timed or unit == "times"
    if name == "around":
        return not spatial or measured or value >= 50
    if name == "over" and timed:
        after = tokens.low(number.last + (not number.unit))
        return before in LASTING or (tokens.opens(match.first) and after not in _SUBJECTS)
    if name == "under" and before in {"buried", "trapped", "submerged", "hidden", "lay", "lies", "lie"}:
        return False
    if name in {"over", "under", "close to"}:
        return not spatial or measured
    if name == "near":
        return measured and not timed
    if name == "<":  # not "<3,000>"
        return tokens[number.last].text != ">"
    if name in {"above", "below", "beyond", "north of", "south of"}:
        return (measured or alone or value >= 20) and before not in _LENGTHS
    if name in {"as long as", "as far as"}:
        return measured
    big = measured or value >= 1000
    if name in {"passed", "passes", "passing"}:  # "losses passed €25m", not "the council passed two laws"
        return big or alone or any(tokens.low(i) in _COUNTS for i in range(match.first - 5, match.first))
    if name in {"top", "pass"}:  # "to top 3 million", not "the top ten"
        return before in _MODALS and (big or alone)
    if name == "tops":
        return big
    if name == "past":
        return big and before in {"went", "gone", "rose", "climbed", "soared", "well", "just", "jumped", "shot"}
    if name == "short of":  # not "short of 12 nurses"
        return before in {"fell", "fall", "falls", "fallen", "falling", "stopped", "stops", "came", "comes"}
    return not spatial


# --- Hedges after ---


def _hedge_after(tokens: Tokens, lexicon: Lexicon, at: int) -> Match | None:
    """Return the hedge that follows a number or its unit: "or so", "-odd", ", tops", "at most"."""
    hyphen = tokens.hyphen(at)
    comma = tokens[at].text in _COMMA_LIKE and not hyphen
    begin = at + (hyphen or comma)
    match = lexicon.beginning("after", tokens, begin)
    if match is None or any(_hedges_next(tokens, lexicon, index, match.last) for index in range(begin, match.last + 1)):
        return None
    name, last = match.hedge.name, match.last
    after, is_word = tokens.low(last), tokens.word(last)
    noun = is_word and after not in FUNCTION_WORDS
    if name in TOLERANCES:
        number = read_number(tokens, last)
        if number is None:
            return match if name == "give or take" else None
        return Match(begin, number.last, match.hedge)
    if hyphen:
        stands = name in {"odd", "plus", "ish", "some"}
    elif after == "than":
        stands = False
    elif name == "plus":
        follows_number = read_number(tokens, at - 1) is not None  # not "300 pounds plus costs"
        counted = follows_number and (is_plural(after) or after in FUNCTION_WORDS - _NO_PLURAL)
        stands = counted or not (is_word or tokens[last].kind == "number")
    elif name in {"perhaps", "maybe", "approximately", "roughly", "estimated"}:
        stands = not is_word
    elif name in {"minimum", "min"}:
        stands = not noun
    elif name == "ish":
        stands = tokens.glued(begin)
    elif name in {"or over", "and over", "or under", "and under", "or above", "and above", "or below", "and more"}:
        stands = (not noun or is_plural(after)) and after not in {"all", "our", *_NO_PLURAL}
    else:
        stands = not (comma and match.hedge.words[0] in {"at", "more"} and is_word)
    return match if stands else None


def _hedges_next(tokens: Tokens, lexicon: Lexicon, at: int, end: int) -> bool:
    """Tell if a hedge begins at a token and leads to the next number: "and up to 40 horses"."""
    match = lexicon.beginning("before", tokens, at)
    if match is None or match.last < end or match.hedge.name in TOLERANCES:
        return False
    return read_number(tokens, match.last) is not None
