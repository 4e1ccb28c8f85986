"""Amounts: numbers with their unit, as a scale or a sentence shows them."""

from __future__ import annotations

from fractions import Fraction

from figures.language.english import NO_BREAK
from figures.model.bound import Number
from figures.model.records import SHARES, Figure, Measure

_SIGNS = {
    "US dollars": "$",
    "dollars": "$",
    "euros": "\u20ac",
    "pounds": "\u00a3",
    "pounds sterling": "\u00a3",
    "yen": "\u00a5",
    "hryvnias": "\u20b4",
    "won": "\u20a9",
}
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth"}
_COUNTS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def decimal(number: Number, digits: int = 4) -> str:
    """Return a number as a decimal with commas, without zeros at its end: "1,234.5"."""
    rounded = round(Fraction(number) * 10**digits)
    whole, rest = divmod(abs(rounded), 10**digits)
    part = f".{rest:0{digits}d}".rstrip("0").rstrip(".") if digits else ""
    return f"{'-' if rounded < 0 else ''}{whole:,}{part}"


def amount(number: Number, unit: str) -> str:
    """Return a number with the sign of its unit: "$20 billion", "12.5 %", "1,234". Other units go without."""
    if unit == "percent":
        return f"{decimal(number)}{NO_BREAK}%"
    sign, size = _SIGNS.get(unit, ""), abs(Fraction(number))
    for scale, word in _SCALES:
        # Counts are written out up to a billion.
        if size >= scale and (sign or scale > 10**6) and (size / scale * 1000).denominator == 1:
            return f"{'-' if number < 0 else ''}{sign}{decimal(size / scale)}{NO_BREAK}{word}"
    return f"{'-' if number < 0 else ''}{sign}{decimal(size)}"


def share_in_words(number: Number, unit: str) -> str:
    """Return a share as a fraction: "a third" for 0.3333; "" where no simple fraction has these four decimals."""
    share = Fraction(number) / SHARES[unit]
    for parts, name in _PARTS.items():
        for count in range(1, parts):
            if round(Fraction(count, parts), 4) == round(share, 4):
                return "half" if parts == 2 else f"{_COUNTS[count - 1]} {name}{'s' if count > 1 else ''}"
    return ""


def bare_number(f: Figure) -> str:
    """Return the stated number without its hedge, for what must not be said; "" where none is stated."""
    ends = dict.fromkeys(end for end in (f.stated.low, f.stated.high) if end is not None)
    in_digits = any(map(str.isdigit, f.figure_as_stated))
    fractions = [share_in_words(end, f.unit) if f.unit in SHARES and not in_digits else "" for end in ends]
    return " to ".join(fraction or amount(end, f.unit) for end, fraction in zip(ends, fractions, strict=True))


def fewer(measure: Measure) -> str:
    """Return "fewer" for what is counted and "less" for money, shares and levels."""
    is_counted = measure.kind in ("count", "growing toll", "rate")
    return "fewer" if is_counted and measure.unit not in (*_SIGNS, *SHARES) else "less"
