"""The finder of hedged figures in English: text in, figures out.

A figure never travels without its hedge. `find` reads the words about each number, by a small grammar over tokens:

1. read the numbers, and the words that stand for one (numbers.py, sizes.py);
2. put to each number its hedges before and after, and its unit (phrases.py, hedges.csv, units.py);
3. join two numbers to a range;
4. leave out what is no figure: dates, ages, labels, time that places an event (traps.py);
5. tell each figure: bound, ends, rate, doubt.

Hedges are modified numerals in the sense of Geurts & Nouwen (2007): comparative ("more than") and superlative ("at
least") modifiers bound the number, approximators ("about", "or so") set a tolerance round it. The decisions:

- "nearly", "almost", "not quite" and "barely" are about: they come from one side, but name no strict end. "Just under"
  does: it is at_most, strict and approximate.
- "up to" and "as many as" name the high end; "as few as" names the low end.
- A change is no range: "fell from 60,000 to 20,000" is two figures.
- A hedge does not spread over "and": in "at least 17 dead and 64 hurt", 64 is unhedged.
- "n of m" is two figures; "n in m" is one share.
- Nothing is worked out: "dozens" and "many" have no ends.
- A floor and a ceiling at once ("as many as more than 6 million") contradict each other: no ends.
- A shield that takes the number ("believed to be 15", "perhaps 70") is about. A shield on the claim ("may have killed
  26") is no hedge; it is told as doubt.
- What is denied or corrected is unhedged: "500 vans, not 300".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from figures.language.hedges import ENGLISH, Hedge, Lexicon, Match
from figures.language.numbers import Number, read_number
from figures.language.phrases import Phrase, read_phrase
from figures.language.sizes import read_size
from figures.language.tokens import DASHES, HYPHENS, Tokens
from figures.language.traps import is_trap, one_list
from figures.language.units import rate_base, unit_beyond
from figures.language.words import CHANGES, word_runs, word_set


@dataclass(frozen=True)
class Found:
    """A figure as the text states it.

    `span` is its words, verbatim, from the character `start`. `hedge` is the hedge's words, with " ... " between
    pieces that do not touch. `bound` is unhedged, about, at_least, at_most, between, magnitude or unnumbered. `low`
    and `high` are exact Fractions, each of which can be written out as a decimal (a share has four decimals), or None
    where that end is not stated. `per` is the base of a rate. `doubt` is a shield outside the hedge.
    """

    span: str
    start: int
    hedge: str
    bound: str
    low: Fraction | None
    high: Fraction | None
    approximate: bool
    strict: bool
    unit: str
    per: str
    doubt: str


def find(text: str, lexicon: Lexicon = ENGLISH) -> tuple[Found, ...]:
    """Return the figures of a text, in its order. Any text will do; one without figures gives an empty tuple."""
    tokens = Tokens(text)
    phrases: list[Phrase] = []
    for number in _numbers(tokens, lexicon):
        floor = phrases[-1].last if phrases else 0
        if number.first >= floor:
            phrases.append(read_phrase(tokens, lexicon, number, floor))
    phrases = _join(tokens, lexicon, phrases)
    _mark_traps(tokens, phrases)
    figures = [phrase for phrase in phrases if not phrase.trap and _stands(tokens, phrase, phrases)]
    _fill_in(tokens, figures)
    return tuple(_tell(tokens, phrase) for phrase in figures)


# --- Numbers ---


def _numbers(tokens: Tokens, lexicon: Lexicon) -> Iterator[Number]:
    at = 0
    while at < len(tokens):
        number = read_number(tokens, at)
        if number is None or number.kind != "magnitude":
            alone = lexicon.beginning("alone", tokens, at)
            number = (read_size(tokens, alone) if alone else None) or number
        if number is None:
            at += 1
        else:
            yield number
            at = number.last


# --- Ranges ---

_PLAIN_LINKS = frozenset({"to", "or", *DASHES})
_MAYBE = word_set("perhaps maybe possibly probably")
_TWO_SIDED_LINKS = {"", "but", "yet", "and", "or", *_MAYBE}
_TWO_SIDED_LINKS |= {f"{word} {maybe}" for word in ("and", "or") for maybe in _MAYBE}
_RANGE_VERBS = word_set("range ranged ranges ranging vary varies varied varying")


def _join(tokens: Tokens, lexicon: Lexicon, phrases: list[Phrase]) -> list[Phrase]:
    """Join each two phrases that state one range."""
    joined: list[Phrase] = []
    for phrase in phrases:
        left = joined[-1] if joined else None
        if left is None or left.second is not None or not _make_range(tokens, lexicon, left, phrase):
            joined.append(phrase)
    for phrase in joined:
        if phrase.second is None:
            _drop_openers(phrase)
    return joined


def _drop_openers(phrase: Phrase) -> None:
    """Take away "between" or "from" where no second number followed, and all that stands before it."""
    for index, match in reversed(list(enumerate(phrase.before))):
        if match.hedge.position == "around":
            phrase.before = phrase.before[index + 1 :]
            phrase.first = phrase.before[0].first if phrase.before else phrase.number.first
            return
        if match.hedge.bound == "between":  # words of a package: "closer to 18,000 to 20,000"
            phrase.before[index] = replace(match, hedge=replace(match.hedge, bound="about", approximate=True))


def _make_range(tokens: Tokens, lexicon: Lexicon, left: Phrase, right: Phrase) -> bool:
    """Make the second phrase the high end of the first, if they state one range. Share a word of scale in any case."""
    low, high = left.number, right.number
    if low.value is None or high.value is None or low.kind != high.kind or low.kind == "times":
        return False
    if not tokens.same_sentence(low.first, high.first) or (left.after and right.before):
        return False
    if tokens[low.first - 1].text == ":" and tokens.glued(low.first):  # "7:1, or about 70"
        return False
    link = _link(tokens, lexicon, left, right)
    if link is None:
        return False
    change = _is_change(tokens, left, link)
    value = low.value
    if low.scale == 1 and high.scale > 1 and (0 < value * high.scale < high.value or (change and value < 1000)):
        value *= high.scale  # "8 to 9 thousand"
        left.number = replace(low, value=value, scale=high.scale)
    if change or value >= high.value or not _same_unit(left, right):
        return False
    left.second = high
    left.join = [link, *(match for match in right.before if match.first >= link.last)]
    left.after = right.after
    left.last = right.last
    left.unit = right.unit or left.unit
    left.unit_in_span = right.unit_in_span or left.unit_in_span
    return True


def _same_unit(left: Phrase, right: Phrase) -> bool:
    """Tell if the two ends may measure one thing."""
    one, other = left.unit.lower(), right.unit.lower()
    return one in other or other in one  # an end without a unit takes the other's


def _link(tokens: Tokens, lexicon: Lexicon, left: Phrase, right: Phrase) -> Match | None:
    """Return the words that join two numbers to a range: "to", a dash, "or", ", maybe", "and possibly as many as"."""
    begin, end = left.last, right.first
    if tokens[begin].text in HYPHENS and tokens.glued(begin) and tokens.low(begin + 1) in {"to", "or"}:
        end -= tokens.hyphen(end - 1)  # "three- to five-year", "three-to-five-year"
        return _made_link(tokens, begin + 1, end) if begin + 2 == end else None
    comma = tokens[begin].text in {",", "("}
    begin += comma
    words = tokens.lows(begin, end)
    if not comma and any(match.hedge.closing == words for match in left.before if match.hedge.closing):
        return _made_link(tokens, begin, end)
    floor = any(match.hedge.bound == "at_least" for match in left.before)
    ceiling = any(match.hedge.bound == "at_most" for match in right.before)
    if floor and ceiling and " ".join(words) in _TWO_SIDED_LINKS:
        return _made_link(tokens, begin, end) if words or comma else None
    if right.before and right.before[0].hedge.name in _MAYBE:  # "two, maybe three": "maybe" joins
        maybe = right.before[0]
        joiner = lexicon.beginning("join", tokens, begin)
        joins = begin == end or (joiner is not None and joiner.last == maybe.last)
        if joins and all(match.hedge.bound == "at_most" for match in right.before[1:]):
            return _made_link(tokens, begin, maybe.last)
        return None
    return _plain_link(tokens, lexicon, left, right, begin, comma)


def _made_link(tokens: Tokens, first: int, last: int) -> Match:
    return Match(first, last, Hedge(tokens.lows(first, last), "between", False, False, "join"))


def _plain_link(tokens: Tokens, lexicon: Lexicon, left: Phrase, right: Phrase, begin: int, comma: bool) -> Match | None:
    link = lexicon.beginning("join", tokens, begin)
    if link is None or link.last != right.first or any(match.hedge.bound != "about" for match in right.before):
        return None
    name = link.hedge.name
    if (comma and name in _PLAIN_LINKS - {"or"}) or left.after:
        return None
    if name in DASHES and not tokens.glued(begin) and (name == "\u2014" or tokens.glued(right.first)):
        return None  # a dash between clauses, or a minus sign
    if name == "or" and left.unit and not right.number.unit:
        return None  # "12 cows or 40 sheep"
    return link


def _is_change(tokens: Tokens, left: Phrase, link: Match) -> bool:
    """Tell a change from a range: "rose from 4 to 6", "cut from 9 to 3"."""
    opener = next((match for match in left.before if match.hedge.position == "around"), None)
    if opener is not None and opener.hedge.words != ("from",):
        return False
    start = opener.first if opener else left.first - 1
    if link.hedge.name != "to" or tokens.low(start) != "from":
        return False
    for index in range(start - 1, max(start - 13, -1), -1):
        word = tokens.low(index)
        if not tokens.same_sentence(index, start) or word in _RANGE_VERBS or word == ";":
            return False
        if word in CHANGES:
            return True
    return False


# --- Traps ---

_VERBS = word_set("topped passed exceeded exceed surpassed")
_LOOSE = frozenset({"about", "around", "circa", "c .", "over", "under", "~", "close to", "above"})


def _mark_traps(tokens: Tokens, phrases: list[Phrase]) -> None:
    """Mark the numbers that are no figures. A label or a date takes a whole list: "stations 4 and 6"."""
    for phrase in phrases:
        numbers = [phrase.number, phrase.second] if phrase.second else [phrase.number]
        phrase.trap = any(is_trap(tokens, number, phrase.first, _hold(phrase)) for number in numbers)
    for left, right in pairwise(phrases):
        if left.trap and _is_bare(right) and one_list(tokens, left.second or left.number, right.number):
            right.trap = True
    for right, left in pairwise(reversed(phrases)):  # "8 and 12 March"
        if right.trap and _is_bare(left) and one_list(tokens, left.number, right.number):
            left.trap = True


def _is_bare(phrase: Phrase) -> bool:
    return not phrase.hedges and not phrase.unit and phrase.number.kind == "count"


def _hold(phrase: Phrase) -> str:
    """Tell how firmly the hedges of a number make it a figure, as is_trap wants it."""
    names = {match.hedge.name for match in phrase.hedges if match.hedge.bound != "between"}
    if not names:
        return "range" if phrase.hedges else ""
    if any(name.removesuffix(" the") in _VERBS for name in names):
        return "verb"
    return "loose" if phrase.second is None and names <= _LOOSE else "firm"


def _stands(tokens: Tokens, phrase: Phrase, phrases: list[Phrase]) -> bool:
    """Tell if a number that needs a hedge, a rate or a contrast to be a figure ("one", "an hour") has one."""
    if phrase.number.bare or phrase.hedges:
        return True
    if tokens.low(phrase.number.first) != "one":
        return False
    rated = phrase.unit_in_span and tokens.low(phrase.last) in {"a", "an", "per", "for", "each", "every", "in", "to"}
    return (rated and rate_base(tokens, phrase.last, True) != "") or any(
        _are_contrasted(tokens, left, right) for left, right in pairwise(phrases) if phrase in (left, right)
    )


def _are_contrasted(tokens: Tokens, left: Phrase, right: Phrase) -> bool:
    """Tell if two numbers stand side by side: "two teachers and one aide", "not one but three"."""
    gap = tokens.lows(left.last, right.first)
    counts = not (left.trap or right.trap) and left.number.kind == right.number.kind == "count"
    one_sentence = tokens.same_sentence(left.first, right.first)
    return counts and one_sentence and 0 < len(gap) <= 3 and gap[-1] in {"and", "or", "but", ","}


# --- Telling ---


def _fill_in(tokens: Tokens, figures: list[Phrase]) -> None:
    """Fill in rates, and the units that stand elsewhere in the sentence."""
    for phrase in figures:
        phrase.per = rate_base(tokens, phrase.last, True) if phrase.number.kind != "share" else ""
        phrase.unit = phrase.unit or unit_beyond(tokens, phrase.last)
    for right, left in pairwise(reversed(figures)):
        gap = " ".join(tokens.lows(left.last, right.first))
        if gap in {"of", "of the", "of its", "out of"}:  # "31 of 34 lines"
            left.unit = left.unit or right.unit
        if gap == "to":  # "from 4,000 to 9,000 tonnes a month"
            left.unit, left.per = left.unit or right.unit, left.per or right.per
    counted: Phrase | None = None
    for phrase in figures:
        if counted and not phrase.unit and tokens.same_sentence(counted.first, phrase.first):
            phrase.unit = counted.unit
            if tokens.lows(phrase.last, phrase.last + 2) in {("of", "them"), ("of", "those")}:
                phrase.per = phrase.per or counted.per
        if phrase.unit not in {"", "share", "times", "%", "per cent", "percent"}:
            counted = phrase


# Shields: doubt about the claim, not about the number.
_VERBS_OF_DOUBT = "said thought believed reported alleged rumoured feared"
_SHIELDS = {
    *((be, verb, "to") for verb in _VERBS_OF_DOUBT.split() for be in ("is", "are", "was", "were")),
    *(("may", verb) for verb in "have be reach rise cost need lose".split()),
    *word_runs("might have, could have, denied that, denies that, claims to, claimed to, appears to, seems to"),
    *word_runs("might, could, reportedly, allegedly, apparently, supposedly, feared"),
}


def _doubt(tokens: Tokens, phrase: Phrase) -> str:
    """Return the nearest shield before a figure in its clause, or right after it."""
    start = phrase.first
    while start > 0 and tokens[start - 1].text not in {";", ","} and tokens.same_sentence(start - 1, phrase.first):
        start -= 1
    for at in (*range(phrase.first - 1, start - 1, -1), phrase.last):
        for end in range(min(at + 3, len(tokens)), at, -1):  # the longest first, so that "may have" is told whole
            if tokens.lows(at, end) in _SHIELDS and not at < phrase.first < end:
                return tokens.slice(at, end)
    return ""


def _tell(tokens: Tokens, phrase: Phrase) -> Found:
    sized = phrase.number.kind in {"magnitude", "size"}
    bound = _bound(phrase)
    bounded = bound in {"at_least", "at_most", "between"}
    low, high = phrase.number.value, (phrase.second or phrase.number).value
    loose = any(match.hedge.approximate for match in phrase.hedges)
    if phrase.second is not None:  # "perhaps" before a range makes both ends approximate
        loose = loose or any(match.hedge.bound == "about" for match in phrase.before)
    return Found(
        span=tokens.slice(phrase.first, phrase.last),
        start=tokens[phrase.first].start,
        hedge=_size_words(tokens, phrase) if sized else "" if bound == "unhedged" else _words(tokens, phrase.hedges),
        bound=bound,
        low=low if bound in {"unhedged", "about", "at_least", "between"} else None,
        high=high if bound in {"unhedged", "about", "at_most", "between"} else None,
        approximate=bound == "about" or (loose and bounded),
        strict=bounded and any(match.hedge.strict for match in phrase.hedges),
        unit=phrase.unit,
        per=phrase.per,
        doubt=_doubt(tokens, phrase),
    )


def _bound(phrase: Phrase) -> str:
    bounds = {match.hedge.bound for match in phrase.hedges}
    if phrase.number.kind == "magnitude":
        return "magnitude"
    if phrase.number.kind == "size":
        return "unnumbered"
    if phrase.second is not None:
        outer = {match.hedge.bound for match in [*phrase.before, *phrase.after]}
        plain = phrase.join[0].hedge.name in _PLAIN_LINKS and len(phrase.join) == 1
        one_end = outer & {"at_least", "at_most"} if plain else set()  # "up to 30 to 40"
        return one_end.pop() if len(one_end) == 1 else "between"
    if one_sided := bounds & {"at_least", "at_most"}:
        return one_sided.pop() if len(one_sided) == 1 else "unnumbered"
    return "about" if bounds & {"about", "between"} else "unhedged"


def _words(tokens: Tokens, matches: list[Match]) -> str:
    """Return the words of hedges, with " ... " between those that do not touch."""
    pieces: list[tuple[int, int]] = []
    for match in matches:
        last = match.last
        if match.hedge.position == "after":  # without the tolerance of "give or take five"
            last = min(last, match.first + len(match.hedge.words))
        if pieces and pieces[-1][1] == match.first:
            pieces[-1] = (pieces[-1][0], last)
        else:
            pieces.append((match.first, last))
    return " ... ".join(tokens.slice(first, last) for first, last in pieces)


def _size_words(tokens: Tokens, phrase: Phrase) -> str:
    """Return the whole expression for a size, but of "the size of a village" only "the size of"."""
    number = phrase.number
    ends = range(number.first + 3, number.last)
    likened = next((end for end in ends if tokens.lows(end - 3, end) == ("the", "size", "of")), number.last)
    words = tokens.slice(phrase.first, likened)
    if not phrase.after:
        return words
    touching = phrase.after[0].first == number.last
    return words + (" " if touching else " ... ") + _words(tokens, phrase.after)
