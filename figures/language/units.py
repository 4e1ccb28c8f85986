"""Units: the noun that a number counts or measures, and the base of a rate: "12 crane drivers a day"."""

from __future__ import annotations

from figures.language.numbers import is_plural, read_number
from figures.language.tokens import Tokens
from figures.language.words import (
    ADJECTIVES,
    CURRENCIES,
    FUNCTION_WORDS,
    KNOWN_SUFFIXES,
    MEASURES,
    NOUNS_LIKE_ADJECTIVES,
    TIMES,
    UNIT_ADJECTIVES,
    word_set,
)

_ADVERBS_OF_RATE = {
    "daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month", "annually": "year", "yearly": "year",
    "nightly": "night",
}  # fmt: skip
_ADJECTIVE_ENDINGS = tuple("ed ous ful ive able ible ish less est al ic ly ary ant ent".split())
_RATE_WORDS = word_set("a an per each every")
_PLACING = word_set("in within for over during after by before of hold")


def unit_end(tokens: Tokens, at: int, singular: bool = False) -> int:
    """Return the token after the unit noun that begins at a token, or the token itself where none does."""
    first = tokens.low(at)
    if tokens[at].text == "°" and tokens.low(at + 1) in {"c", "f"}:
        return at + 2
    if tokens.glued(at) and tokens.word(at) and tokens[at - 1].kind == "number" and first in KNOWN_SUFFIXES:
        return at + (3 if tokens[at + 1].text == "/" and tokens.glued(at + 1) and tokens.word(at + 2) else 1)
    if not tokens.word(at) or first in FUNCTION_WORDS:
        return at
    if first in UNIT_ADJECTIVES and (is_plural(tokens.low(at + 1)) or tokens.low(at + 1) in MEASURES):
        return at + 2
    if first in MEASURES | TIMES | CURRENCIES:
        if tokens[at + 1].text == "/" and tokens.glued(at + 1) and tokens.word(at + 2):
            return at + 3
        if first not in {"foot", "point"} or not is_plural(tokens.low(at + 1)):
            return at + 1
    if tokens.capital(at) and not tokens.text.isupper():
        return at
    for length in (1, 2, 3):
        word = tokens.low(at + length - 1)
        if not tokens.word(at + length - 1) or word in FUNCTION_WORDS:
            break
        if is_plural(word):
            after = tokens.low(at + length)
            if not word.endswith("s") and word != "people" and is_plural(after) and after not in FUNCTION_WORDS:
                length += 1  # "crew members"
            return at + length if length == 1 or not _is_adjective(tokens, at) else at
        if length > 1 and _is_adjective(tokens, at + length - 1):
            break
        if tokens.hyphen(at + length) or tokens.capital(at + length - 1):
            break
    return at + 1 if singular and not _is_adjective(tokens, at) else at


def unit_beyond(tokens: Tokens, at: int) -> str:
    """Return a plural noun that follows after adjectives: "12 very young wolves" counts wolves."""
    at += tokens.low(at) in {"more", "such", "other", "of", "dead", "injured"}
    for index in range(at, at + 4):
        word = tokens.low(index)
        if tokens.hyphen(index):
            continue
        if not tokens.word(index) or (word in FUNCTION_WORDS and word not in {"most", "less", "same", "the", "very"}):
            return ""
        if is_plural(word):
            return tokens[index].text
    return ""


def _is_adjective(tokens: Tokens, at: int) -> bool:
    word = tokens.low(at)
    if word in NOUNS_LIKE_ADJECTIVES:
        return False
    return word in ADJECTIVES or tokens.capital(at) or word.endswith(_ADJECTIVE_ENDINGS)


def rate_base(tokens: Tokens, at: int, countable: bool) -> str:
    """Return the base of the rate that follows a figure: "day" of "a day", "40 stalls" of "for every 40 stalls"."""
    sentence = tokens[at].sentence
    if tokens.low(at) == "deep":
        at += 1
    for index in range(at, min(at + 7, len(tokens))):
        token = tokens[index]
        if token.sentence != sentence or token.text in {";", ":", "(", ",", "\u2013", "\u2014"}:
            break
        if token.low in _ADVERBS_OF_RATE and countable:
            return _ADVERBS_OF_RATE[token.low]
        if index > at and read_number(tokens, index) is not None and token.low not in _RATE_WORDS:
            break
        base = _base(tokens, index)
        led = index == at + 1 and tokens.low(at) in {"for", "from", "to", "in"} and token.low in {"each", "every"}
        timed = tokens.low(index + 1) in TIMES and tokens.low(index - 1) not in _PLACING
        if base and (index == at or led or timed or token.low == "per"):
            return base
    return ""


def _base(tokens: Tokens, at: int) -> str:
    if tokens.low(at) not in _RATE_WORDS:
        return ""
    is_article = tokens.low(at) in {"a", "an"}
    number = read_number(tokens, at + 1)
    if number is not None and number.kind == "count":
        return "" if is_article else tokens.slice(at + 1, max(number.last, unit_end(tokens, number.last)))
    word, after = tokens.low(at + 1), tokens.low(at + 2)
    if not tokens.word(at + 1) or word in FUNCTION_WORDS or is_plural(word):
        return ""
    is_past = word in TIMES and after in {"ago", "later", "earlier", "before"}
    if is_article and (is_past or (tokens.word(at + 2) and after not in FUNCTION_WORDS)):
        return ""
    if tokens.lows(at, at + 2) == ("per", "cent"):
        return ""
    return tokens.slice(at + 1, at + (3 if word in UNIT_ADJECTIVES else 2))
