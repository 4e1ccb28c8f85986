"""What a hedge allows, and arithmetic that keeps it or refuses.

A figure counts something, so no true value is below 0; that is the only thing taken for granted. An open end stays
open, an "about" stays an "about" and is never given a width, and nothing here knows a midpoint, a mean or a total of
reports.

The ends combine as in interval arithmetic (Bohlender and Kulisch 2010, Reliable Computing 15 (1), 36-42), with an end
that nobody stated as an open end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import pandas as pd

Number = int | Fraction
Standing = Literal["below", "above", "compatible", "cannot be told"]


class CannotBeComputed(ValueError):
    """Raised instead of a result that the inputs do not allow; its text is the reason, fit for a reader."""


@dataclass(frozen=True)
class Bound:
    """The values that a hedge allows: from low to high, None where the source states no such end.

    approximate: the ends carry an "about", which has no width. strict_low, strict_high: the end itself is left out
    ("more than 10" is not 10).
    """

    low: Number | None = None
    high: Number | None = None
    approximate: bool = False
    strict_low: bool = False
    strict_high: bool = False

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if end is not None and (isinstance(end, bool) or not isinstance(end, int | Fraction)):
                raise TypeError(f"an end is a whole number, a Fraction or None, not {end!r}")
            if end is not None and end < 0:
                raise ValueError(f"a figure counts something: no end is below 0, as {end} is")
        if (self.low is None and self.strict_low) or (self.high is None and self.strict_high):
            raise ValueError("an open end has no number to leave out")
        if self.low is not None and self.high is not None:
            if self.low > self.high:
                raise ValueError(f"low {self.low} is above high {self.high}")
            if self.low == self.high and (self.strict_low or self.strict_high):
                raise ValueError(f"low and high are both {self.low}: leaving it out leaves nothing")

    def __add__(self, other: Bound) -> Bound:
        """Both together. An end that one side leaves open: low counts as 0, because a count has no less; high is open.

        Raises CannotBeComputed where no end would be left.
        """
        if not isinstance(other, Bound):
            return NotImplemented
        lows = [b for b in (self, other) if b.low is not None]
        high = None if self.high is None or other.high is None else self.high + other.high
        if not lows and high is None:
            raise CannotBeComputed("neither a lowest nor a highest sum is known: one of the two states no such end")
        return Bound(
            low=sum(b.low for b in lows if b.low is not None) if lows else None,
            high=high,
            approximate=self.approximate or other.approximate,
            strict_low=any(b.strict_low for b in lows),
            strict_high=high is not None and (self.strict_high or other.strict_high),
        )

    def __mul__(self, times: Number) -> Bound:
        """A number of times the figure; the number is exact and above 0."""
        if isinstance(times, bool) or not isinstance(times, int | Fraction):
            return NotImplemented
        if times <= 0:
            raise CannotBeComputed(f"a figure can be taken a number of times above 0, not {times} times")
        if self.low is None and self.high is None:
            raise CannotBeComputed("the source states no number, and nothing is worked out from a reading of ours")
        return Bound(
            low=None if self.low is None else self.low * times,
            high=None if self.high is None else self.high * times,
            approximate=self.approximate,
            strict_low=self.strict_low,
            strict_high=self.strict_high,
        )

    __rmul__ = __mul__

    def __truediv__(self, whole: Bound) -> Bound:
        """This figure in proportion to another: 1 is as many, Fraction(2, 5) is 40 in 100.

        Lowest over highest, highest over lowest. Raises CannotBeComputed where neither end would be left.
        """
        if not isinstance(whole, Bound):
            return NotImplemented
        low = None if self.low is None or not whole.high else Fraction(self.low) / whole.high
        high = None if self.high is None or not whole.low else Fraction(self.high) / whole.low
        if low is None and high is None:
            raise CannotBeComputed(
                "a share needs the highest of one and the lowest of the other, and no such pair is stated"
            )
        return Bound(
            low=low,
            high=high,
            approximate=self.approximate or whole.approximate,
            # 0 of anything is 0, whatever the other end leaves out.
            strict_low=(bool(low) and (self.strict_low or whole.strict_high)) or (low == 0 and self.strict_low),
            strict_high=bool(high) and (self.strict_high or whole.strict_low),
        )

    def compare(self, other: Bound) -> Standing:
        """Where this figure stands beside another of the same measure, scope and kind of count.

        "below" and "above" only where the stated ends leave no number to both; "compatible" where they do. An "about"
        has no width, so its number is compared as it stands, and where only the leaving out of that very number
        decides, it cannot be told. Nor can it where one side states no end at all.
        """
        if (self.low is None and self.high is None) or (other.low is None and other.high is None):
            return "cannot be told"
        for name, lower, upper in (("below", self, other), ("above", other, self)):
            if lower.high is None or upper.low is None:
                continue
            if lower.high < upper.low:
                return "below" if name == "below" else "above"
            if lower.high == upper.low and (lower.strict_high or upper.strict_low):
                if lower.approximate or upper.approximate:
                    return "cannot be told"
                return "below" if name == "below" else "above"
        return "compatible"


def _end(cell: Any) -> int | None:
    return None if pd.isna(cell) else int(cell)


def stated(row: Mapping[str, Any], *, strict: bool = False) -> Bound:
    """The bound that the source stated, from a row of a figure table; strict: its hedge leaves out the number."""
    return _bound(_end(row["stated_low"]), _end(row["stated_high"]), row["approximate"] == "yes", strict)


def placed(row: Mapping[str, Any], *, strict: bool = False) -> Bound:
    """Where a figure lies on a scale: our reading where the row has one, else what the source stated."""
    low, high = _end(row["reading_low"]), _end(row["reading_high"])
    if low is None and high is None:
        return stated(row, strict=strict)
    return _bound(low, high, row["approximate"] == "yes", strict)


def can_be_placed(row: Mapping[str, Any]) -> bool:
    """Whether a figure has a place on a scale, by what was stated or by our reading."""
    bound = placed(row)
    return bound.low is not None or bound.high is not None


def _bound(low: int | None, high: int | None, approximate: bool, strict: bool) -> Bound:
    return Bound(
        low,
        high,
        approximate,
        strict_low=strict and low is not None and high is None,
        strict_high=strict and high is not None and low is None,
    )
