"""Numbers in English text: digits and words, money, per cent, shares, multipliers, and words for a size.

Every value is a Fraction. Shares are rounded to four decimals, so that each value can be written out as a decimal.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from figures.language.tokens import DASHES, FRACTION_SIGNS, Tokens
from figures.language.words import (
    CURRENCY_CODES,
    FUNCTION_WORDS,
    IRREGULAR_PLURALS,
    MEASURES,
    SINGULAR_IN_S,
    TIMES,
    word_runs,
    word_set,
)

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
TENS["fourty"] = 40
SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_SCALE_WORDS = {"dozen": 12, "hundred": 100, **SCALES}
SHORT_SCALES = {
    "k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6,
    "bn": 10**9, "bln": 10**9, "b": 10**9, "tn": 10**12, "trn": 10**12,
}  # fmt: skip
PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "twelfth": 12, "twelfths": 12, "twentieth": 20,
    "hundredth": 100, "hundredths": 100, "thousandth": 1000, "thousandths": 1000,
}  # fmt: skip
SIZES = word_set("tens dozens scores hundreds thousands millions billions trillions")
TIMES_WORDS = {"once": 1, "twice": 2, "thrice": 3}
_FOLDS = {f"{word}fold": value for word, value in {**UNITS, "hundred": 100}.items()}
PERCENT = word_runs("per cent, per - cent, percent, %, ‰, percentage points, pc")
FRACTIONS = {sign: Fraction(unicodedata.numeric(sign)).limit_denominator(10) for sign in FRACTION_SIGNS}
CURRENCY_LETTERS = word_set("US A AU C CA NZ HK S R NT MX")
SIGNS = frozenset("$€£¥₹₽₩₴₺₪₦฿₫₱₡₲₵₸₼₾¢")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or words that stand for one, from one token up to another.

    `kind` is count, share, times, magnitude or size. `scale` is what the words of scale multiply by: 1,000,000 in
    "1.5 million". `bare` says that it is a figure without a hedge too; "one", "once" and "an hour" are not.
    """

    first: int
    last: int
    value: Fraction | None
    kind: str = "count"
    unit: str = ""
    scale: Fraction = Fraction(1)
    bare: bool = True
    money: bool = False


def share(value: Fraction) -> Fraction:
    """Return a share rounded to four decimals; a smaller one keeps four digits, so that none becomes nothing."""
    step = 10_000
    while 0 < value * step < 1:
        step *= 10_000
    return Fraction(round(value * step), step)


def read_number(tokens: Tokens, at: int) -> Number | None:
    """Return the number that begins at a token, or None. Words for a size ("many") are the lexicon's, not read here."""
    token = tokens[at]
    if token.kind == "end" or (token.kind == "word" and token.low not in _FIRST_WORDS):
        return None
    return (
        _magnitude(tokens, at)
        or _n_in_m(tokens, at)
        or _multiplier(tokens, at)
        or _part(tokens, at)
        or _article_and_unit(tokens, at)
        or _count(tokens, at)
    )


# --- Counts and money ---


def _count(tokens: Tokens, at: int) -> Number | None:
    start = at
    signed = tokens[at].text in "-\u2212\u2013+" and tokens.glued(at + 1) and not tokens.glued(at)
    at += signed or (tokens.low(at) == "minus" and tokens.low(at - 1) != "or")
    negative = at > start and tokens[start].text != "+"
    unit, at = _currency(tokens, at)
    money = bool(unit)
    after_money = tokens[at - 3].text in SIGNS and tokens[at - 1].text in {*DASHES, "to", "and", "or"}  # "$1-2m"
    read = _core(tokens, at, money or after_money)
    if read is None:
        return None
    value, scale, end = read
    if not unit:
        unit, end, money = _suffix(tokens, end)
    bare = tokens.lows(at, end) != ("one",)
    return Number(start, end, -value if negative else value, "count", unit, scale, bare, money)


def _currency(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read "$", "US$", "A$" or "EUR" before a number."""
    if tokens[at].text in SIGNS:
        return tokens[at].text, at + 1
    if tokens[at + 1].text in SIGNS and tokens.glued(at + 1) and tokens[at].text in CURRENCY_LETTERS:
        return tokens.slice(at, at + 2), at + 2
    if tokens.low(at) in CURRENCY_CODES and tokens[at].text[0].isupper() and tokens[at + 1].kind == "number":
        return tokens[at].text, at + 1
    return "", at


def _suffix(tokens: Tokens, end: int) -> tuple[str, int, bool]:
    """Read "%", "per cent" or a sign of money after a number."""
    begin = tokens.past_hyphen(end)
    for words in PERCENT:
        last = begin + len(words)
        if tokens.lows(begin, last) == words and tokens.low(last) != "mille":
            return tokens.slice(begin, last), last, False
    if tokens[end].text in SIGNS:
        return tokens[end].text, end + 1, True
    return "", end, False


def _core(tokens: Tokens, at: int, money: bool) -> tuple[Fraction, Fraction, int] | None:
    """Read a number with its words of scale. Return its value, the scale and the token after it."""
    base = _digits(tokens, at) or _small(tokens, at) or _article_or_part(tokens, at)
    if base is None:
        return None
    digits = tokens[at].kind == "number"
    value, end = _point(tokens, *base)
    value, end = _and_a_half(tokens, value, end)
    scaled = _scales(tokens, end, money, digits)
    if scaled is None:
        return (value, Fraction(1), end) if _stands_without_scale(tokens, at) else None
    scale, end = scaled
    value *= scale
    if not digits:
        lower, after = _lower_groups(tokens, scale, end)
        if after > end:
            return value + lower, Fraction(1), after
    half, end = _and_a_half(tokens, Fraction(0), end)
    return value + half * scale, scale, end


def _digits(tokens: Tokens, at: int) -> tuple[Fraction, int] | None:
    token = tokens[at]
    if token.kind != "number":
        return (FRACTIONS[token.text], at + 1) if token.text in FRACTIONS else None
    plain = "".join(c for c in token.text if c.isdigit() or c == ".")
    if plain.count(".") > 1:
        return None
    value, end = Fraction(plain), at + 1
    if tokens[end].text in FRACTIONS and tokens[end].start <= token.end + 1:
        return value + FRACTIONS[tokens[end].text], end + 1
    part = _slashed(tokens, end)
    if part is not None and not tokens.glued(end):
        return value + part, end + 3
    return value, end


def _slashed(tokens: Tokens, at: int) -> Fraction | None:
    """Read "3/4": small, less than one, and no date such as 9/11."""
    above, below = tokens[at].text, tokens[at + 2].text
    if tokens[at + 1].text != "/" or not (tokens.glued(at + 1) and tokens.glued(at + 2)):
        return None
    if tokens[at + 3].text == "/" or tokens[at - 1].text == "/" or not (above.isdigit() and below.isdigit()):
        return None
    if below not in {"2", "3", "4", "5", "6", "8", "10", "100"} or not 0 < int(above) < int(below):
        return None
    return Fraction(int(above), int(below))


def _small(tokens: Tokens, at: int) -> tuple[Fraction, int] | None:
    """Read words below a thousand: "seven", "twenty-five", "two hundred and three"."""
    article = tokens.low(at) in {"a", "an"}
    read = (1, at + 1) if article and tokens.low(at + 1) == "hundred" else _below_hundred(tokens, at)
    if read is None:
        return None
    value, end = read
    hundred = tokens.past_hyphen(end)
    if tokens.low(hundred) == "hundred":
        rest = _below_hundred(tokens, hundred + 1 + (tokens.low(hundred + 1) == "and"))
        if rest is not None and rest[0] and tokens.low(rest[1]) not in {"hundred", "dozen", "million", "billion"}:
            return Fraction(value * 100 + rest[0]), rest[1]
    # A hundred by itself is a word of scale, which "two or three hundred" shares.
    return None if article else (Fraction(value), end)


def _below_hundred(tokens: Tokens, at: int) -> tuple[int, int] | None:
    word = tokens.low(at)
    if word in TENS:
        unit_at = tokens.past_hyphen(at + 1)
        unit = UNITS.get(tokens.low(unit_at), 0)
        return (TENS[word] + unit, unit_at + 1) if 0 < unit < 10 else (TENS[word], at + 1)
    return (UNITS[word], at + 1) if word in UNITS else None


_BEFORE_BARE_SCALE = word_set("the record another nearly almost over than about some least")


def _article_or_part(tokens: Tokens, at: int) -> tuple[Fraction, int] | None:
    """Read what stands before a word of scale: "a million", "half a dozen", "a quarter of a million"."""
    if tokens.low(at) in {"a", "an"} and tokens.low(at + 1) in _SCALE_WORDS:
        return Fraction(1), at + 1
    if tokens.low(at) in _SCALE_WORDS and tokens.low(at - 1) in _BEFORE_BARE_SCALE:
        return Fraction(1), at
    read = _fraction(tokens, at)
    if read is None:
        return None
    value, end = read
    while tokens.low(end) in {"of", "a", "an"} or tokens.hyphen(end):
        end += 1
    return (value, end) if tokens.low(end) in _SCALE_WORDS else None


def _fraction(tokens: Tokens, at: int) -> tuple[Fraction, int] | None:
    """Read "half", "a third", "two-thirds", "three quarters"."""
    word = tokens.low(at)
    if word == "half":
        return Fraction(1, 2), at + 1
    read = (1, at + 1) if word in {"a", "an"} else _below_hundred(tokens, at)
    if read is None and word in {"quarter", "third"} and tokens.low(at + 1) == "of":
        read = 1, at
    if read is None:
        return None
    above, end = read
    end = tokens.past_hyphen(end)
    part = tokens.low(end)
    if part not in PARTS or above == 0 or (above > 1) != part.endswith("s"):
        return None
    return Fraction(above, PARTS[part]), end + 1


_AFTER_POINT = {*SCALES, "percent", "per"}


def _point(tokens: Tokens, value: Fraction, end: int) -> tuple[Fraction, int]:
    """Add "point six million" or "-point-six" to a number in words."""
    point, step, spelled = tokens.past_hyphen(end), Fraction(1, 10), value
    if tokens.low(point) != "point" or not tokens.word(end - 1):
        return value, end
    at = point + 1
    while (digit := UNITS.get(tokens.low(tokens.past_hyphen(at)), 10)) < 10:
        at = tokens.past_hyphen(at) + 1
        spelled, step = spelled + digit * step, step / 10
    stands = point > end or tokens.low(at) in _AFTER_POINT
    return (spelled, at) if spelled > value and stands else (value, end)


def _and_a_half(tokens: Tokens, value: Fraction, end: int) -> tuple[Fraction, int]:
    """Add "and a half" or "-and-a-half" to a number."""
    at = tokens.past_hyphen(end)
    if tokens.low(at) != "and":
        return value, end
    at = tokens.past_hyphen(at + 1)
    last = tokens.past_hyphen(at + 1)
    above, part = {"a": 1, "one": 1, "three": 3}.get(tokens.low(at)), tokens.low(last)
    if above and part in ({"quarters"} if above == 3 else {"half", "third", "quarter"}):
        return value + Fraction(above, PARTS[part]), last + 1
    return value, end


def _scales(tokens: Tokens, end: int, money: bool, digits: bool) -> tuple[Fraction, int] | None:
    """Read the words of scale after a number: "hundred thousand", "dozen", "bn", "m" after money."""
    scale, at = 1, end
    while factor := _SCALE_WORDS.get(tokens.low(tokens.past_hyphen(at))):
        scale, at = scale * factor, tokens.past_hyphen(at) + 1
    if at > end:
        return Fraction(scale), at
    word = tokens.low(at)
    if digits and word in SHORT_SCALES and _is_scale(tokens, at, word, money):
        return Fraction(SHORT_SCALES[word]), at + 1
    return None


def _is_scale(tokens: Tokens, at: int, word: str, money: bool) -> bool:
    """Tell a million from a metre: "m" and "b" need money before them, or a plural noun after them."""
    if len(word) > 1:
        return True
    if not tokens.glued(at):
        return money and word == "m"
    after = tokens.low(at + 1)
    if money or word == "k":
        return money or after not in {"run", "race"}
    return tokens[at].text == "m" and is_plural(after) and after not in FUNCTION_WORDS


_NO_LOWER_GROUP = {*PARTS, "dozen", "in", "out"}


def _lower_groups(tokens: Tokens, scale: Fraction, end: int) -> tuple[Fraction, int]:
    """Read lower groups in words: "two thousand three hundred", "a million and five"."""
    value = Fraction(0)
    while True:
        at = end + (tokens.low(end) == "and")
        read = _small(tokens, at)
        if read is None or read[0] == 0 or tokens.low(at) in {"a", "an"}:
            return value, end
        group, after = read
        lower = Fraction(1)
        if tokens.low(after) == "hundred":
            lower, after = Fraction(100), after + 1
        if tokens.low(after) in SCALES:
            lower, after = lower * SCALES[tokens.low(after)], after + 1
        if group * lower >= scale or tokens.low(after) in _NO_LOWER_GROUP:
            return value, end
        value, scale, end = value + group * lower, lower, after


def _stands_without_scale(tokens: Tokens, at: int) -> bool:
    """Tell a number from "a" and "half", which are numbers only before a word of scale."""
    if tokens.low(at) in {"a", "an"}:
        return tokens.low(at + 1) == "hundred"
    return tokens[at].kind == "number" or tokens[at].text in FRACTIONS or tokens.low(at) in UNITS | TENS


# --- Shares and multipliers ---


def _n_in_m(tokens: Tokens, at: int) -> Number | None:
    """Read "3 in 10", "one in every five", "9 out of 10", "one-in-five"."""
    above = _plain(tokens, at)
    if above is None:
        return None
    value, end = above
    noun = tokens.low(end)
    one_of_many = (  # "one person in ten"
        value == 1
        and tokens.word(end)
        and tokens.low(end + 1) == "in"
        and noun not in FUNCTION_WORDS
        and not is_plural(noun)
    )
    joined = end + 1 if one_of_many else tokens.past_hyphen(end)
    out_of = tokens.lows(joined, joined + 2) == ("out", "of")
    if tokens.low(joined) != "in" and not (out_of and joined == end):
        return None
    at_below = joined + 2 if out_of else tokens.past_hyphen(joined + 1)
    every = tokens.low(at_below) == "every"
    below = _plain(tokens, at_below + every)
    if below is None or below[0] <= value or value == 0:
        return None
    denominator, last = below
    text, after = tokens[last - 1].text, tokens.low(last)
    is_year = len(text) == 4 and text.isdigit() and 1000 < denominator < 2200
    if is_year or after in {"per", "%"}:
        return None
    if not every and (after in TIMES or (one_of_many and is_plural(after))):
        return None
    if out_of and not every and denominator not in {3, 4, 5, 6, 7, 8, 9, 10, 20, 100, 1000}:
        return None
    return Number(at, last, share(Fraction(value, denominator)), "share", "share")


def _plain(tokens: Tokens, at: int) -> tuple[Fraction, int] | None:
    """Read a whole number without a unit."""
    read = _core(tokens, at, money=False)
    if read is None or read[0].denominator != 1:
        return None
    return read[0], read[2]


def _multiplier(tokens: Tokens, at: int) -> Number | None:
    """Read "twice", "tenfold", "10-fold", "double the", "5x"."""
    word, after = tokens.low(at), tokens.low(at + 1)
    if word in TIMES_WORDS:
        if word == "once" and after in {"again", "more"}:
            return None
        return Number(at, at + 1, Fraction(TIMES_WORDS[word]), "times", "times", bare=word != "once")
    if word in _FOLDS:
        return Number(at, at + 1, Fraction(_FOLDS[word]), "times", "times")
    doubled = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}.get(word)
    if doubled and after in {"the", "that", "what", "its", "their", "last"}:
        verb = tokens.low(at - 1) in {"to", "will", "would", "could", "may", "might", "can", "should", "must"}
        return None if verb else Number(at, at + 1, Fraction(doubled), "times", "times")
    read = _core(tokens, at, money=False)
    if read is None:
        return None
    value, _, end = read
    last = tokens.past_hyphen(end)
    by_x = tokens[end].text in {"x", "\u00d7"} and tokens.glued(end) and tokens[end + 1].kind != "number"
    return Number(at, last + 1, value, "times", "times") if by_x or tokens.low(last) == "fold" else None


_AFTER_PART = word_set(
    "of less more fewer lower higher cheaper faster slower larger smaller bigger longer shorter better worse as the its"
    " their his her our that those below above under over and or to from in into on by at than were are was is had have"
    " has said say says want wants will would could may might must do did does who which went came live lives came"
    " cannot can never since during this last each still now not only also again off up down back went came got gave"
    " took lost left fell rose felt told but while per for with without when if because"
)
_HALF_NAMES = word_set("first second other last latter opening top bottom better this")
_ORDINALS_BEFORE = word_set("first second third fourth last past next")
_NOT_A_HALF = word_set(
    "past year years time times term hour hours final finals price dollar marathon sister brother brick century"
    " centuries empty full built finished way asleep dead baked open closed naked moon mast board boards"
)


def _part(tokens: Tokens, at: int) -> Number | None:
    """Read a fraction: a share, or a measure where one follows ("half a kilometre", "three quarters of an hour")."""
    slashed = _slashed(tokens, at)
    if slashed is not None and not tokens.glued(at):
        return Number(at, at + 3, share(slashed), "share", "share")
    if tokens[at].text in FRACTIONS and tokens.low(at + 1) == "of":
        return Number(at, at + 1, share(FRACTIONS[tokens[at].text]), "share", "share")
    if _article_or_part(tokens, at) is not None:  # "half a million" is a count
        return None
    read = _fraction(tokens, at)
    if read is None:
        return None
    value, end = read
    unit_at = end + (tokens.low(end) == "of")
    if tokens.lows(unit_at, unit_at + 3) in {("a", "per", "cent"), ("a", "percentage", "point")}:
        return Number(at, unit_at + 3, share(value), "count", tokens.slice(unit_at + 1, unit_at + 3))
    if tokens.low(unit_at) in {"a", "an"} and tokens.low(unit_at + 1) in MEASURES | TIMES | {"percent"}:
        return Number(at, unit_at + 2, share(value), "count", tokens[unit_at + 1].text)
    return Number(at, end, share(value), "share", "share") if _is_part(tokens, at, end) else None


def _is_part(tokens: Tokens, at: int, end: int) -> bool:
    """Tell a fraction from an ordinal, a period and a compound: "a third raid", "the first half", "half-built"."""
    after, before = tokens.low(end), tokens.low(at - 1)
    if tokens.hyphen(end) or tokens.hyphen(at - 1):
        return False
    if tokens.low(at) == "half":
        return before not in _HALF_NAMES and after not in _NOT_A_HALF
    if after in {"majority", "majorities", "final", "finals"} or before in _ORDINALS_BEFORE:
        return False
    if after in {"to", "past"} and tokens.low(at) in {"a", "quarter"} and tokens.low(end - 1) == "quarter":
        return _below_hundred(tokens, end + 1) is None
    if tokens.low(end - 1).endswith("s") or tokens.low(at) == "one":
        return True
    return after in _AFTER_PART or after.endswith("ed") or not tokens.word(end) or is_plural(after)


def _article_and_unit(tokens: Tokens, at: int) -> Number | None:
    """Read "an hour", "a mile", "an hour and a half": figures only where a hedge stands before them."""
    unit = tokens.low(at + 1)
    if tokens.low(at) not in {"a", "an"} or unit not in MEASURES | TIMES or unit in {"second", "point", "quarter"}:
        return None
    if is_plural(unit) or len(unit) == 1:
        return None
    value, end = _and_a_half(tokens, Fraction(1), at + 2)
    return Number(at, end, value, "count", tokens[at + 1].text, bare=value != 1)


# --- Magnitudes ---

_FEW = word_runs(
    "a couple of, a handful of, quite a few, only a few, just a few, a good few, a good many, a great many, a few,"
    "a couple, several, many, countless, untold"
)
_BRIDGES = word_runs(
    "or even, if not, or perhaps, or possibly, or maybe, and possibly, and perhaps, and even, or, and, possibly,"
    "perhaps, maybe, upon, even, to"
)


def _magnitude(tokens: Tokens, at: int) -> Number | None:
    """Read "tens of thousands", "several hundred", "six-figure", "hundreds, possibly thousands"."""
    end = _one_magnitude(tokens, at)
    if end is None:
        return _digits_long(tokens, at)
    while True:
        gap = 1 if tokens[end].text in {",", "\u2014", "\u2013"} else 0
        for bridge in _BRIDGES:
            after = end + gap + len(bridge)
            if tokens.lows(end + gap, after) == bridge:
                listed = bridge in {("and",), ("to",)} and (gap or tokens.low(after) not in SIZES)
                further = None if listed else _one_magnitude(tokens, after)
                if further is not None and tokens.low(further - 1) in SIZES | SCALES.keys() | {"hundred", "dozen"}:
                    end = further
                    break
        else:
            return Number(at, end, None, "magnitude")


def _one_magnitude(tokens: Tokens, at: int) -> int | None:
    for words in _FEW:
        end = at + len(words)
        if tokens.lows(at, end) == words:
            last = end
            while tokens.low(last) in _SCALE_WORDS:
                last += 1
            if last > end:
                return last
            if tokens.low(end) in SIZES and words != ("a", "few"):
                return _plural_scale(tokens, end)
    if tokens.low(at) in SIZES and not tokens.hyphen(at - 1):
        return _plural_scale(tokens, at)
    return None


def _plural_scale(tokens: Tokens, at: int) -> int | None:
    """Read "tens of thousands", "hundreds of thousands of", "dozens"."""
    end = at + 1
    while tokens.low(end) == "of" and tokens.low(end + 1) in SIZES - {"tens", "scores", "dozens"}:
        end += 2
    word = tokens.low(at)
    if end == at + 1 and word == "tens" and tokens.low(end) != "of":
        return None
    if word == "scores" and end == at + 1:
        after, before = tokens.low(end), tokens.low(at - 1)
        if before in {"the", "their", "his", "her", "its", "test", "exam", "these", "those", "all", "our"}:
            return None
        if after not in {"of", "more", "others", "were", "are", "have", "had", "remain", "dead", "injured", "missing"}:
            return None
    return end


def _digits_long(tokens: Tokens, at: int) -> Number | None:
    """Read "six-figure", "double-digit", "double digits", "5-digit"."""
    start = at
    if tokens.low(at) in {"low", "high", "mid"}:
        at = tokens.past_hyphen(at + 1)
    length = tokens.low(at)
    is_named = length in {"single", "double", "triple", "treble"}
    if not is_named and length not in UNITS and tokens[at].kind != "number":
        return None
    last = tokens.past_hyphen(at + 1)
    word = tokens.low(last)
    if (is_named and word in {"digits", "figures"}) or (last > at + 1 and word in {"digit", "figure"}):
        return Number(start, last + 1, None, "magnitude")
    return None


# Words that may begin a number: any other is passed over at once.
_FIRST_WORDS = frozenset(
    {*UNITS, *TENS, *_SCALE_WORDS, *_FOLDS, *TIMES_WORDS, *SIZES, *CURRENCY_CODES, *(words[0] for words in _FEW)}
    | set("a an half quarter third minus double triple treble quadruple single low high mid".split())
    | {letters.lower() for letters in CURRENCY_LETTERS}
)


# --- Words ---


def is_plural(word: str) -> bool:
    """Tell if a word in small letters looks like the plural of a noun."""
    ends_in_s = len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))
    return word in IRREGULAR_PLURALS or (ends_in_s and word not in SINGULAR_IN_S)
