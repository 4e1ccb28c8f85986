"""Numbers that are no figures: dates, clock times, ages, scores, labels, and time that only places an event."""

from __future__ import annotations

from figures.language.numbers import SCALES, SHORT_SCALES, TENS, UNITS, Number, is_plural
from figures.language.tokens import DASHES, Tokens
from figures.language.units import unit_end
from figures.language.words import (
    CURRENCIES,
    FUNCTION_WORDS,
    KNOWN_SUFFIXES,
    LABELS,
    LABELS_PLURAL,
    MEASURES,
    MONTHS,
    PEOPLE,
    PERCENTS,
    PERSONS,
    STREETS,
    TIMES,
    WEEKDAYS,
    word_set,
)

_UNHEDGED = frozenset({"", "range"})
_PERCENT = PERCENTS | {"\u2030", "percentage points"}
_CONTEST = word_set(
    "win wins won beat beats lost lose loses losing defeat defeated defeats score scored scores vote voted votes draw"
    " drew drawn led lead leads leading trailing trailed victory winning ruled passed ahead tied tie split verdict"
    " ruling"
)
_VOTES = word_set("vote score odds won lost beat")
_COUNTED = word_set("people men women children homes houses families soldiers residents workers jobs deaths")
_ORDINALS = word_set("first second third fourth fifth sixth seventh eighth ninth")
_BEFORE_RANGE_END = {*UNITS, *TENS, *SCALES, "cent", "percent", "to", "or"}
_YEAR_BEFORE = word_set(
    "in since by until till from to during before after around about circa c of early late mid year spring summer"
    " autumn fall winter and or between through for the his her its"
)
_CLOCK_BEFORE = word_set("at by until from since before after till about around")
_PLACING_BEFORE = word_set("past last next previous coming first final preceding following recent these those")
_PLACING_AFTER = word_set("ago later earlier afterwards hence beforehand")
_PLACING = word_set("in within after every over during inside under")
_SCALES_AFTER = word_set("thousand million billion trillion % per percent bn m k")
_COUNTABLE_LABELS = word_set("point mile week day order call phone bill form set lead leg hole row")
_CALLS = word_set("call dial ring phone hotline text called dialled telephone")
_AFTER_NAMED = word_set("were are have had was of more died per people")


def is_trap(tokens: Tokens, number: Number, first: int, hold: str) -> bool:
    """Tell if a number is no figure.

    `first` is the token at which its hedge begins, or the number itself. `hold` says how firmly hedges make it a
    figure: "" without one; "range" for one end of a range; "loose" for about, around and over, which stand before
    dates and places too; "verb" for "passed" and the like; "firm" for any other.
    """
    if number.kind == "times":
        return tokens.hyphen(number.last)
    if number.kind in {"magnitude", "size"} or number.money or number.unit.lower().replace("-", " ") in _PERCENT:
        return False
    if number.kind == "share":  # "a two-thirds majority"
        return tokens.low(tokens.past_hyphen(number.last)) == "majority"
    return (
        _is_glued(tokens, number)
        or _is_ordinal(tokens, number)
        or _is_year(tokens, number, first, hold)
        or _is_date(tokens, number)
        or _is_clock(tokens, number, first)
        or _is_age(tokens, number, first, hold)
        or _is_score(tokens, number)
        or _is_label(tokens, number, hold)
        or _is_address_or_mark(tokens, number, hold)
        or _is_name(tokens, number)
        or (not hold and tokens.hyphen(number.last) and tokens.word(number.last + 1))  # "three-day strike"
        or _is_placing(tokens, number, first, hold)
        or tokens.low(first - 1) in {"per", "every"}  # the base of a rate
    )


def one_list(tokens: Tokens, left: Number, right: Number) -> bool:
    """Tell if two numbers stand in one list, so that a label or a date takes both: "stations 4 and 6"."""
    gap = " ".join(tokens.lows(left.last, right.first))
    return gap in {"", "and", ",", "or", "to", "-", "\u2013", ", and", "&"} and not is_plural(tokens.low(left.last))


def _is_glued(tokens: Tokens, number: Number) -> bool:
    """Tell "A4", "3D", "Covid-19", "24/7", "10:30", "#5" and "[3]" from numbers that stand by themselves."""
    first, last = number.first, number.last
    before, after = tokens[first - 1], tokens[last]
    if tokens.hyphen(first - 1) and tokens.word(first - 2) and not _is_range_end(tokens, first):
        return True
    if tokens[first].kind != "number":
        return False
    text = tokens[first].text
    leading_zero = text.isdigit() and len(text) > 1 and text[0] == "0"
    follows_one = before.kind == "number" and before.text.isdigit() and before.text[0] == "0"  # "0800 123 456"
    if leading_zero or follows_one or text.count(".") > 1:
        return True
    if tokens.glued(first):
        joined = before.kind == "word" or before.text in {"/", ":", "#", "\u2116", "@", "\u00d7"}
        cited = before.text == "[" and after.text == "]"
        bracket = before.text == "(" and tokens.glued(first - 1) and tokens[first - 2].kind == "number"  # "5(2)"
        if joined or cited or bracket:
            return True
    if tokens.glued(last) and tokens.word(last):
        return after.low not in KNOWN_SUFFIXES | {"ish", "odd", "plus"} or after.text == "G"
    return after.text in {"/", ":"} and tokens.glued(last) and tokens[last + 1].kind == "number"


def _is_range_end(tokens: Tokens, first: int) -> bool:
    """Tell the second number of "two-three" or "20bn-30bn" from the number of a name like "Covid-19"."""
    word = tokens.low(first - 2)
    short = word in SHORT_SCALES or word in KNOWN_SUFFIXES
    return word in _BEFORE_RANGE_END or (short and tokens[first - 3].kind == "number")


def _is_ordinal(tokens: Tokens, number: Number) -> bool:
    """Tell "4th" and "twenty-first"."""
    last = number.last
    if tokens.hyphen(last):
        return tokens.low(last + 1) in _ORDINALS
    return tokens.glued(last) and tokens.low(last) in {"st", "nd", "rd", "th"}


def _is_year(tokens: Tokens, number: Number, first: int, hold: str) -> bool:
    """Tell "2019", "around 1999", "300 BC", "nineteen eighty-four" from "about 1999 people"."""
    text, after = tokens[number.first].text, tokens[number.last]
    if after.text in {"BC", "AD", "BCE", "CE"}:
        return True
    if number.value in {18, 19, 20} and tokens.word(number.first):
        return after.low in TENS or after.low in {"ten", "eleven", "twelve"}
    if number.last != number.first + 1 or len(text) != 4 or not text.isdigit() or not 1000 <= int(text) < 2200:
        return False
    if hold == "firm" or after.low in MEASURES | CURRENCIES | _COUNTED:
        return False
    before = tokens[first - 1]
    if before.low in MONTHS or before.low in _YEAR_BEFORE or before.text in DASHES | {"(", "'", "\u2019", "/"}:
        return True
    counted = hold == "loose" and unit_end(tokens, number.last) > number.last
    return int(text) >= 1900 and not counted


def _is_date(tokens: Tokens, number: Number) -> bool:
    """Tell "6 May", "May 6", "8 to 12 March", "June 5-7"."""
    if number.value is None or not 1 <= number.value <= 31 or number.value.denominator != 1:
        return False
    after = number.last + (tokens.low(number.last) == "of")
    if tokens.low(after) in MONTHS and tokens.capital(after):
        return True
    before = number.first - 1
    before -= tokens.low(before) == "the"
    before -= tokens[before].text == "."
    named = tokens.low(before) in MONTHS and tokens.capital(before)
    return named and tokens[number.first].kind == "number" and unit_end(tokens, number.last) == number.last


def _is_clock(tokens: Tokens, number: Number, first: int) -> bool:
    """Tell "3.40 am", "8 p.m.", "at 18.30", "six in the morning", "half past six"."""
    last, before = number.last, tokens.low(first - 1)
    half_day = tokens.lows(last, last + 3) in {("a", ".", "m"), ("p", ".", "m")}
    if half_day or tokens.low(last) in {"am", "pm", "o'clock", "gmt", "noon"}:
        return True
    hour = number.value is not None and number.value <= 12
    if tokens.lows(last, last + 2) == ("in", "the") and tokens.low(last + 2) in {"morning", "afternoon", "evening"}:
        return hour and before in _CLOCK_BEFORE
    alone = unit_end(tokens, last) == last
    if before == "past" and tokens.low(first - 2) in {"half", "quarter", "five", "ten", "twenty"}:
        return hour and alone
    whole, _, minutes = tokens[number.first].text.partition(".")
    shaped = len(minutes) == 2 and whole.isdigit() and int(whole) < 24 and int(minutes) < 60
    return shaped and alone and last == number.first + 1 and before in {"at", "by", "until", "till", "since"}


def _is_age(tokens: Tokens, number: Number, first: int, hold: str) -> bool:
    """Tell "23-year-old", "aged about 80", "over-65s", "children under five", "in her 40s", "Ana Lima, 52,"."""
    last, before = number.last, tokens.low(first - 1)
    at = tokens.past_hyphen(last)
    if tokens.low(at) == "age" or (tokens.low(last) == "s" and tokens.glued(last)):
        return True
    if tokens.low(at) in TIMES and tokens.low(tokens.past_hyphen(at + 1)) in {"old", "olds"}:
        return True
    lead = tokens.low(first - 2) if before in {"of", "at", "is", "was"} else before
    if lead in {"aged", "ages", "age", "ageing", "aging"}:
        return True
    if before in {"and", "to"} and tokens.lows(first - 4, first - 2) == ("ages", "of"):  # "the ages of 5 and 12"
        return True
    if before == "at" and tokens.low(first - 2) in {"retire", "retired", "retires", "died", "married"}:
        return True
    if before == "than" and tokens.low(first - 2) in {"older", "younger"}:
        return True
    if before in {"turn", "turned", "turning", "turns"} and not tokens.word(last):
        return True
    if before == "of" and tokens.low(first - 2) in PERSONS and not hold:
        return True
    small = number.value is not None and 0 < number.value < 120 and not number.unit
    if tokens.low(number.first - 1) in {"over", "under", "above", "below"} and tokens.low(number.first - 2) in PEOPLE:
        return small and unit_end(tokens, last) == last
    if tokens.low(last) in {"and", "or"} and tokens.low(last + 1) in {"over", "under", "older", "younger"}:
        return before in PEOPLE or tokens.low(last + 1) in {"older", "younger"}
    noun = tokens.low(first - 2)
    person = tokens.word(first - 2) and not is_plural(noun) and noun not in MONTHS | WEEKDAYS | FUNCTION_WORDS
    named = tokens.capital(first - 2) and tokens.capital(first - 3)
    aside = tokens[first - 1].text == "," and (tokens[last].text == "," or (named and tokens[last].text in {".", ")"}))
    return person and aside and small and hold in _UNHEDGED and tokens[number.first].kind == "number"


def _is_score(tokens: Tokens, number: Number) -> bool:
    """Tell "3-2", "212-40", "2019-21", phone numbers and "a vote of 212 to 40" from ranges."""
    begins = number.last == number.first + 1 and _are_score(tokens, number.first)
    return begins or _are_score(tokens, number.first - 2)


def _are_score(tokens: Tokens, left: int) -> bool:
    """Tell if the numbers at a token and two tokens on are a score."""
    right = left + 2
    if tokens[left].kind != "number" or tokens[right].kind != "number":
        return False
    alone = unit_end(tokens, right + 1) == right + 1
    if tokens.low(left + 1) == "to":
        return alone and not _VOTES.isdisjoint(tokens.lows(left - 2, left))
    if tokens[left + 1].text not in DASHES or not (tokens.glued(left + 1) and tokens.glued(right)):
        return False
    one, other = tokens[left].text, tokens[right].text
    further_right = tokens[right + 1].text in DASHES and tokens[right + 2].kind == "number" and tokens.glued(right + 2)
    further_left = tokens[left - 1].text in DASHES and tokens[left - 2].kind == "number" and tokens.glued(left)
    if further_right or further_left:
        return True
    if not (one.isdigit() and other.isdigit()):
        return False
    phone = len(one) == 3 and len(other) == 4 and alone
    years = len(one) == 4 and len(other) in {2, 4} and 1000 < int(one) < 2200
    if phone or years:
        return True
    if tokens.low(right + 1) in _SCALES_AFTER:
        return False
    context = (*tokens.lows(left - 4, left), *tokens.lows(right + 1, right + 3))
    return int(one) >= int(other) or not _CONTEST.isdisjoint(context)


def _is_label(tokens: Tokens, number: Number, hold: str) -> bool:
    """Tell "Room 12", "No. 4", "pages 3 to 5", "the top ten", "Boeing 737"."""
    at = number.first - 1
    before = tokens.low(at)
    if before == "." and tokens.low(at - 1) in {"no", "nos", "para", "art", "p", "pp", "fig", "st"}:
        return True
    if before == "top":
        return tokens.low(at - 1) in {"the", "its", "their", "world's", "a"}
    if hold not in _UNHEDGED or not tokens.word(at):
        return False
    counts = unit_end(tokens, number.last) > number.last
    if before in LABELS:
        verb = before == "number" and tokens.low(at - 1) in {"to", "they", "who", "now", "may"}
        return not (verb or (before == "no" and not tokens.capital(at)) or (counts and before in _COUNTABLE_LABELS))
    if counts or number.unit or "," in tokens[number.first].text:
        return False
    if before in LABELS_PLURAL:
        return number.value is not None and number.value.denominator == 1
    named = tokens.capital(at) and before not in MONTHS | WEEKDAYS | FUNCTION_WORDS and not before.endswith("ly")
    labels = before in _CALLS or (named and tokens.low(number.last) not in _AFTER_NAMED)
    return labels and tokens[number.first].kind == "number"


def _is_address_or_mark(tokens: Tokens, number: Number, hold: str) -> bool:
    """Tell "10 Downing Street" and "the 5 km mark"."""
    street = number.last
    while tokens.capital(street) and street < number.last + 4:
        if street > number.last and tokens.low(street) in STREETS:
            return True
        street += 1
    mark = max(unit_end(tokens, number.last), number.last + 2 * tokens.hyphen(number.last))
    return tokens.low(mark) in {"mark", "milestone", "barrier", "threshold"} and hold != "verb"


def _is_name(tokens: Tokens, number: Number) -> bool:
    """Tell "the Five Lanterns arcade", "BBC One" and "Group of Seven"."""
    token = tokens[number.first]
    shouted = len(token.text) > 1 and token.text.isupper()
    plain = token.low in {"a", "an"} or shouted or tokens.opens(number.first)
    return tokens.capital(number.first) and not plain


def _is_placing(tokens: Tokens, number: Number, first: int, hold: str) -> bool:
    """Tell time that only places an event: "over the past 3 years", "within ten years", "about 20 years ago"."""
    own = number.unit.lower() in TIMES  # "a week", "half an hour"
    if not own and tokens.low(number.last) not in TIMES:
        return False
    after = number.last if own else number.last + 1
    before, following = tokens.low(first - 1), tokens.low(after)
    if before in _PLACING_BEFORE or following in _PLACING_AFTER:
        return True
    if following == "on" and not tokens.word(after + 1):  # "twelve years on, ..."
        return True
    if tokens.lows(after, after + 2) == ("from", "now") or tokens.lows(after, after + 3) == ("or", "so", "ago"):
        return True
    measured = before in {"for", "took", "lasted", "waited"} and not own
    if following in {"after", "before", "since"} and not measured:
        return True
    return hold in _UNHEDGED and before in _PLACING
