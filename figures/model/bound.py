"""Bounds: what a hedge allows, and arithmetic that keeps it or refuses.

Most figures count something, so no true value is below 0. That is the only assumption, and a bound that is `signed`
does without it. An open end stays open. An "about" stays an "about" and never gets a width. Nothing here knows a
midpoint, a mean or a total of reports.

Ends combine as in interval arithmetic (Bohlender and Kulisch 2010, Reliable Computing 15 (1), 36-42). An end that
nobody stated is an open end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

Number = int | Fraction
Relation = Literal["below", "above", "compatible", "cannot be told"]
BoundKind = Literal["unhedged", "about", "at_least", "at_most", "between", "magnitude", "unnumbered"]


class CannotBeComputed(ValueError):
    """The inputs do not allow a result. The text is the reason, fit for a reader."""


@dataclass(frozen=True)
class Bound:
    """The values that a hedge allows, from low to high. None: the source states no such end.

    approximate: the ends carry an "about", which has no width. strict_low, strict_high: the end itself is left out
    ("more than 10" is not 10). signed: true values below 0 are possible; always so where an end is below 0.
    """

    low: Number | None = None
    high: Number | None = None
    approximate: bool = False
    strict_low: bool = False
    strict_high: bool = False
    signed: bool = False

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if end is not None and (isinstance(end, bool) or not isinstance(end, int | Fraction)):
                raise TypeError(f"an end is a whole number, a Fraction or None, not {end!r}")
            if end is not None and end < 0:
                object.__setattr__(self, "signed", True)
        if (self.low is None and self.strict_low) or (self.high is None and self.strict_high):
            raise ValueError("an open end has no number to leave out")
        if self.low is not None and self.high is not None:
            if self.low > self.high:
                raise ValueError(f"low {self.low} is above high {self.high}")
            if self.low == self.high and (self.strict_low or self.strict_high):
                raise ValueError(f"low and high are both {self.low}: leaving it out leaves nothing")

    @property
    def is_open(self) -> bool:
        """True where neither end is stated."""
        return self.low is None and self.high is None

    @property
    def ends(self) -> tuple[Number, Number]:
        """Both ends for drawing: the stated one twice where the other is open. (0, 0) where neither is stated."""
        low = self.low if self.low is not None else self.high or 0
        return low, self.high if self.high is not None else low

    def _refuse_nothing(self) -> None:
        """Raise CannotBeComputed for "fewer than 0" of things that cannot be below 0."""
        if self.high == 0 and self.strict_high and not self.signed:
            raise CannotBeComputed("nothing is below 0 here, so the figure leaves no number")

    def __add__(self, other: Bound) -> Bound:
        """Return both together.

        An open low counts as 0, because a count has no less; it stays open where it is signed. An open high stays open.
        Raises CannotBeComputed where no end would be left.
        """
        if not isinstance(other, Bound):
            return NotImplemented
        both = (self, other)
        for bound in both:
            bound._refuse_nothing()
        lows = [bound.low for bound in both if bound.low is not None]
        has_low = bool(lows) and all(bound.low is not None or not bound.signed for bound in both)
        high = None if self.high is None or other.high is None else self.high + other.high
        if not has_low and high is None:
            raise CannotBeComputed("neither a lowest nor a highest sum is known: one of the two states no such end")
        return Bound(
            low=sum(lows) if has_low else None,
            high=high,
            approximate=self.approximate or other.approximate,
            strict_low=has_low and (self.strict_low or other.strict_low),
            strict_high=high is not None and (self.strict_high or other.strict_high),
            signed=self.signed or other.signed,
        )

    def __mul__(self, times: Number) -> Bound:
        """Return the figure taken a number of times. The number is exact and above 0."""
        if isinstance(times, bool) or not isinstance(times, int | Fraction):
            return NotImplemented
        if times <= 0:
            raise CannotBeComputed(f"a figure can be taken a number of times above 0, not {times} times")
        if self.is_open:
            raise CannotBeComputed("the source states no number, and nothing is worked out from a reading of ours")
        self._refuse_nothing()
        low, high = (None if end is None else end * times for end in (self.low, self.high))
        return replace(self, low=low, high=high)

    __rmul__ = __mul__

    def __truediv__(self, whole: Bound) -> Bound:
        """Return this figure in proportion to another: 1 is as many, Fraction(2, 5) is 40 in 100.

        The lowest ratio is lowest over highest, the highest is highest over lowest. Raises CannotBeComputed where
        neither end would be left, and where one of the two may be below 0.
        """
        if not isinstance(whole, Bound):
            return NotImplemented
        for bound in (self, whole):
            bound._refuse_nothing()
            if bound.signed and (bound.low is None or bound.low < 0):
                raise CannotBeComputed("one of the two may be below 0, and then no proportion follows")
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
            # 0 of anything is 0, even where the other end is left out.
            strict_low=(bool(low) and (self.strict_low or whole.strict_high)) or (low == 0 and self.strict_low),
            strict_high=bool(high) and (self.strict_high or whole.strict_low),
        )

    def compare(self, other: Bound) -> Relation:
        """Say where this figure stands beside another of the same measure, scope and kind of count.

        "below" and "above" only where the stated ends leave no number to both; "compatible" where they do. An "about"
        has no width, so its number is compared as it stands. Where only leaving out that very number would decide, the
        answer is "cannot be told". So it is where one side states no end at all.
        """
        if self.is_open or other.is_open:
            return "cannot be told"
        sides: tuple[tuple[Relation, Bound, Bound], ...] = (("below", self, other), ("above", other, self))
        for relation, lower, upper in sides:
            if lower.high is None or upper.low is None:
                continue
            if lower.high < upper.low:
                return relation
            if lower.high == upper.low and (lower.strict_high or upper.strict_low):
                return "cannot be told" if lower.approximate or upper.approximate else relation
        return "compatible"
