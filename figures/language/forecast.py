"""Forecasts: the words at a figure that say that it had not come when they were written."""

from __future__ import annotations

from collections.abc import Iterator

from figures.language.finder import Found
from figures.language.hedges import ENGLISH, Lexicon
from figures.language.sentence import Reading
from figures.language.tokens import Tokens
from figures.language.wanted import FUTURE, MODALS, PREPOSITIONS, TO_COME
from figures.language.words import word_set

_BEFORE, _AFTER = 8, 4  # words that may stand between the word and the figure
_NOUNS_TOO = word_set("plan plans planned planning intend intends intended prepares preparing")
_ROOM = word_set("contain hold carry fit house seat store accommodate see hear count")  # "could hold 300": no forecast
_RELATIVES = word_set("who which that whom whose and but while")
_ARE = word_set("is are was were be been being")
_DETERMINERS = word_set("a an the another further additional")
_UNTIL = word_set("by until till before")


def forecast_word(text: str, found: Found, lexicon: Lexicon = ENGLISH, year: int | None = None) -> str:
    """Return the word of a text by which a figure in it had not come: "expects", "might", "by 2030"; "" for none.

    found: a figure that find() saw in the text. year: the one in which the text was written, if it is known.
    """
    reading = Reading(text, lexicon)
    same = [n for n, figure in enumerate(reading.figures) if figure.span == found.span]
    if not same:
        return ""
    number = min(same, key=lambda n: abs(reading.figures[n].start - found.start))
    part, (begin, end) = reading.part(number), reading.spans[number]
    words = (*_in_front(reading.tokens, part.first, begin), *_behind(reading.tokens, begin, end, part.last))
    return next(iter(words), "") or _later_year(reading.tokens, range(part.first, part.last), year)


def _in_front(tokens: Tokens, first: int, begin: int) -> Iterator[str]:
    for index in range(begin - 1, max(first, begin - _BEFORE) - 1, -1):
        word, after = tokens.low(index), tokens.low(index + 1)
        if _is_modal(tokens, index):
            yield word
        elif word not in TO_COME - {"due"} or tokens.low(index - 1) in {"than", "as"}:  # "due to" is a cause
            continue
        elif word in _NOUNS_TOO:  # "plans to send", "the planned 300", but not "the plan cost"
            between = {*tokens.lows(index + 1, begin)} - _DETERMINERS
            if not between or (after == "to" and index + 2 < begin):
                yield word
        elif tokens.lows(index + 1, index + 3) != ("to", "have"):
            yield word


def _behind(tokens: Tokens, begin: int, end: int, last: int) -> Iterator[str]:
    """Yield the words behind a figure that is their subject, as it is not in "a toll of 300 may rise"."""
    if tokens.low(begin - 1) in PREPOSITIONS:
        return
    for index in range(end, min(last, end + _AFTER)):
        word, is_governed = tokens.low(index), tokens.low(index - 1) in PREPOSITIONS
        if word in _RELATIVES or (word in {"the", "a", "an"} and not is_governed):  # "300 fear the river will rise"
            return
        expected = word in TO_COME and {*tokens.lows(index - 2, index)} & _ARE
        if expected or _is_modal(tokens, index):
            yield word


def _is_modal(tokens: Tokens, index: int) -> bool:
    """Tell "might send" from "might have sent", "could hold", the month of May and Will Smith."""
    word, after = tokens.low(index), {*tokens.lows(index + 1, index + 3)}
    if tokens.capital(index) and (word == "may" or tokens.capital(index + 1) or not tokens.opens(index)):
        return False
    if word == "will" or word.endswith("'ll"):
        return True
    return word in MODALS | FUTURE and not after & (_ROOM | {"have"})


def _later_year(tokens: Tokens, part: range, year: int | None) -> str:
    """Return "by 2030", "until the end of 2030" in a text of an earlier year."""
    for index in part if year else ():
        text = tokens[index].text
        before = [at for at in range(max(part.start, index - 4), index) if tokens.low(at) in _UNTIL]
        if before and len(text) == 4 and text.isdigit() and year is not None and year < int(text) < 2200:
            return tokens.slice(before[0], index + 1)
    return ""
