"""Readings: our own arithmetic in a row, worked out again from its words and its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from operator import add, mul, truediv

from figures.language.finder import Found
from figures.language.words import PERCENTS
from figures.model.bound import Number
from figures.package.pointers import Cells
from figures.package.schema import number_of
from figures.package.units import Fault

_NUMERAL = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
SUM = re.compile(rf"{_NUMERAL.pattern}(?: [x/] {_NUMERAL.pattern})+")


def numerals(text: str) -> list[Fraction]:
    """Return the numbers in digits of a text, in its order."""
    return [Fraction(digits.replace(",", "")) for digits in _NUMERAL.findall(text)]


def in_digits(number: Number) -> str:
    """Write a number as 12,000 or 0.3333."""
    return f"{int(number):,}" if number == int(number) else f"{float(number):g}"


def reckoned(row: Cells) -> Fault | None:
    """Check a reading against the arithmetic in its rule: "a day's shells times 7: 5,000 x 7"."""
    results = [(numerals(sum_), _result(sum_)) for sum_ in SUM.findall(row["reading_rule"])]
    for end in ("low", "high"):
        read, stated = number_of(row[f"reading_{end}"]), number_of(row[f"stated_{end}"])
        if results and read is not None:
            fitting = [numbers for numbers, result in results if is_near(result, read)]
            if not fitting:
                return f"reading_{end}", f"Write {in_digits(results[0][1])}, rounded: the result of reading_rule."
            if stated is not None and not any(stated in numbers for numbers in fitting):
                return "reading_rule", f"Work it out from {in_digits(stated)}, the number of stated_{end}."
    return None


def _result(sum_: str) -> Fraction:
    """Work out "4,000 x 2 / 3", from left to right."""
    result, *rest = numerals(sum_)
    for sign, number in zip(re.findall(r" ([x/]) ", sum_), rest, strict=True):
        result = result * number if sign == "x" else result / (number or 1)
    return result


def is_near(result: Number | None, read: Number | None) -> bool:
    """Say if a number is a result, rounded."""
    if result is None or read is None:
        return result is read
    exact = Fraction(result)
    least = Fraction(1, 2) if abs(exact) >= 10 else Fraction(0)
    return abs(exact - Fraction(read)) <= max(abs(exact) / 200, least)


def worked_out(one: Found, other: Found) -> Iterator[tuple[Number | None, Number | None]]:
    """Yield what may follow from two figures: a share of a total, the whole of a part, or two parts together."""
    whole = {"share": 1, **dict.fromkeys(PERCENTS, 100)}
    (low, high), (low_, high_) = (
        [None if end is None else end / whole.get(figure.unit, 1) for end in (figure.low, figure.high)]
        for figure in sorted((one, other), key=lambda figure: figure.unit not in whole)
    )
    if one.unit not in whole and other.unit not in whole:
        yield _worked(add, low, low_), _worked(add, high, high_)
        return
    yield _worked(mul, low, low_), _worked(mul, high, high_)
    if low and high:
        yield _worked(truediv, low_, high), _worked(truediv, high_, low)


def _worked(step: Callable[[Fraction, Fraction], Fraction], a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else step(a, b)
