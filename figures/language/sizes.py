"""Words for a size without a number: "most people", "a handful", "the size of a small village"."""

from __future__ import annotations

from figures.language.hedges import Match
from figures.language.numbers import Number, is_plural, read_number
from figures.language.tokens import Tokens
from figures.language.words import FUNCTION_WORDS, TIMES, word_set

_POSSESSIVES = word_set("the very its their his her our my your at a")
_AFTER_MOST = word_set("of had have were are did do will")
_ADJECTIVES_OF_MOST = word_set("likely expensive important common popular famous recent serious costly")
_MAJORITY_NAMES = word_set("leader owner stake shareholder shareholding whip party vote rule government")
_TIMES_THE_SIZE = word_set("times half twice double thrice third thirds quarter quarters")
_COMPARING = word_set(
    "is was were are be been about roughly approximately nearly almost area some around just perhaps now exactly"
    " crater hole ,"
)
_ENDS_LIKENESS = word_set(
    "and but that which who when was were is are had has have said as after before while in on at to for from with"
    " will would could because rose fell stood lay burned"
)


def read_size(tokens: Tokens, match: Match) -> Number | None:
    """Return a word for a size as a number without a value, where it is one: "most people", not "the most costly"."""
    first, last = match.first, match.last
    name, before, after = match.hedge.name, tokens.low(first - 1), tokens.low(last)
    if tokens.hyphen(first - 1) or tokens.hyphen(last):
        return None
    stands = _places_no_event(tokens, last)
    if name.endswith("many"):
        stands = before not in {"as", "so", "too", "how", "not", "that", "this"} and after not in {"a", "an"}
    elif name.endswith("most"):
        stands = _is_most(tokens, first)
    elif name.endswith("few"):
        stands = stands and before not in {"last", "past", "next"}
    elif name.endswith("couple"):
        stands = stands and (after in {"of", "more", "dozen", "others"} or not tokens.word(last))
    elif name.endswith("majority"):
        stands = after not in _MAJORITY_NAMES
    elif name.endswith("size of"):
        end = _likeness_end(tokens, match)
        stands, last = end > last, end
    return Number(first, last, None, "magnitude" if match.hedge.bound == "magnitude" else "size") if stands else None


def _places_no_event(tokens: Tokens, last: int) -> bool:
    """Tell "a few houses" from "a few years ago"."""
    unit = last + 1 if tokens.low(last) == "of" else last
    return not (tokens.low(unit) in TIMES and tokens.low(unit + 1) in {"ago", "later", "earlier", "before", "after"})


def _is_most(tokens: Tokens, at: int) -> bool:
    """Tell "most residents" and "most of the fish" from "its most costly storm" and "most likely"."""
    before, after = tokens.low(at - 1), tokens.low(at + 1)
    if before in _POSSESSIVES or before.endswith("'s"):
        return False
    if after in _AFTER_MOST:
        return tokens.lows(at + 1, at + 3) != ("of", "all")
    if after.endswith("ly") or after in _ADJECTIVES_OF_MOST:
        return False
    for index in range(at + 1, at + 4):
        if not tokens.word(index) or tokens.low(index) in FUNCTION_WORDS:
            break
        if is_plural(tokens.low(index)):
            return True
    return tokens.opens(at) and tokens.word(at + 1) and after not in FUNCTION_WORDS


def _likeness_end(tokens: Tokens, match: Match) -> int:
    """Return the token after all that a size is likened to, or the one after "of" where nothing is compared."""
    end, before = match.last, tokens.low(match.first - 1)
    if before in _TIMES_THE_SIZE or read_number(tokens, match.first - 1):
        return end
    to_one = tokens.low(end) in {"a", "an"} or tokens.capital(end) or read_number(tokens, end) is not None
    if not to_one and not (before in _COMPARING and tokens.low(end) in {"the", "its"}):
        return end
    last = end
    while tokens.word(last) or tokens[last].kind == "number" or tokens.hyphen(last):
        verb = tokens.low(last).endswith("ed") and is_plural(tokens.low(last - 1))
        if last > end and (tokens.low(last) in _ENDS_LIKENESS or verb):
            break
        last += 1
    return last
