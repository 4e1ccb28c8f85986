"""Bounds: worked examples, then properties that hold for any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from figures.model.bound import Bound, CannotBeComputed, Number

more_than_10000 = Bound(low=10_000, strict_low=True)
about_4000 = Bound(4_000, 4_000, approximate=True)
as_many_as_30000 = Bound(high=30_000)


# Worked examples


def test_a_share_of_a_floor_is_a_ceiling() -> None:
    """About 4,000 of more than 10,000 is at most about 40 %, never 40 %."""
    share = about_4000 / more_than_10000
    assert share == Bound(high=Fraction(2, 5), approximate=True, strict_high=True)
    assert share.low is None


def test_a_floor_and_a_ceiling_have_no_upper_figure_together() -> None:
    """More than 10,000 and as many as 30,000 are more than 10,000, never 40,000."""
    assert more_than_10000 + as_many_as_30000 == more_than_10000
    assert as_many_as_30000 + more_than_10000 == more_than_10000


def test_a_ceiling_over_a_floor_is_a_ceiling() -> None:
    """As many as 30,000 over more than 10,000 is fewer than 3 to 1."""
    assert as_many_as_30000 / more_than_10000 == Bound(high=3, strict_high=True)


def test_a_floor_over_a_ceiling_is_a_floor() -> None:
    assert more_than_10000 / as_many_as_30000 == Bound(low=Fraction(1, 3), strict_low=True)


def test_two_ranges_add_end_by_end() -> None:
    assert Bound(300, 350) + Bound(20, 90) == Bound(320, 440)


def test_a_number_of_times_keeps_hedge_and_about() -> None:
    assert 7 * more_than_10000 == Bound(low=70_000, strict_low=True)
    assert about_4000 * Fraction(1, 4) == Bound(1_000, 1_000, approximate=True)


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        (Bound(11_000, 11_000, approximate=True), more_than_10000, "compatible"),
        (about_4000, more_than_10000, "below"),
        (Bound(12_000, 12_000), more_than_10000, "compatible"),
        (as_many_as_30000, more_than_10000, "compatible"),
        (Bound(10_000, 10_000), more_than_10000, "below"),
        (Bound(10_000, 10_000), Bound(low=10_000), "compatible"),
        # The "about" might lie on either side of the number that the other leaves out.
        (Bound(10_000, 10_000, approximate=True), more_than_10000, "cannot be told"),
        (Bound(high=3_000), about_4000, "below"),
        (Bound(300, 350), Bound(351, 400), "below"),
        (Bound(300, 350), Bound(350, 400), "compatible"),
        (Bound(), about_4000, "cannot be told"),
        (Bound(), Bound(), "cannot be told"),
    ],
)
def test_compare(one: Bound, other: Bound, relation: str) -> None:
    assert one.compare(other) == relation
    assert other.compare(one) == {"below": "above"}.get(relation, relation)


# Refusals, with their reasons


@pytest.mark.parametrize(
    ("compute", "reason"),
    [
        (lambda: Bound() + as_many_as_30000, "neither a lowest nor a highest"),
        (lambda: as_many_as_30000 / about_4000 / Bound(), "no such pair is stated"),
        (lambda: more_than_10000 / more_than_10000, "no such pair is stated"),
        (lambda: as_many_as_30000 / as_many_as_30000, "no such pair is stated"),
        (lambda: about_4000 / Bound(0, 0), "no such pair is stated"),
        (lambda: Bound(0, 0) / Bound(0, 0), "no such pair is stated"),
        (lambda: Bound(low=0) / Bound(low=0), "no such pair is stated"),
        (lambda: Bound() * 2, "states no number"),
        (lambda: about_4000 * 0, "above 0, not 0 times"),
        (lambda: about_4000 * -1, "above 0, not -1 times"),
    ],
)
def test_arithmetic_is_refused_with_a_reason(compute: Callable[[], Bound], reason: str) -> None:
    with pytest.raises(CannotBeComputed, match=reason):
        compute()


def test_what_may_be_below_0_has_no_low_end_of_0() -> None:
    """A change of -300 and one of at most 5 are at most -295 together. An open low end counts as 0 of counts only."""
    low, high = Bound(-300, -300), Bound(high=5, signed=True)
    assert low.signed and low + high == Bound(high=-295, signed=True)
    assert Bound(high=5) + Bound(3) == Bound(low=3)
    assert low * 2 == Bound(-600, -600) and low.compare(Bound(0, 0)) == "below"
    refused: tuple[Callable[[], Bound], ...] = (
        lambda: high + Bound(3),
        lambda: low / Bound(5, 5),
        lambda: Bound(5, 5) / high,
    )
    for compute in refused:
        with pytest.raises(CannotBeComputed, match=r"neither a lowest|may be below 0"):
            compute()
    assert Bound(10, 20, signed=True) / Bound(5, 5) == Bound(Fraction(2), Fraction(4))


def test_fewer_than_0_leaves_nothing_and_says_so() -> None:
    nothing = Bound(high=0, strict_high=True)
    refused: tuple[Callable[[], Bound], ...] = (
        lambda: nothing + Bound(0, 0),
        lambda: Bound(0, 0) + nothing,
        lambda: nothing * 2,
        lambda: nothing / Bound(5, 5),
        lambda: Bound(5, 5) / nothing,
    )
    for compute in refused:
        with pytest.raises(CannotBeComputed, match="leaves no number"):
            compute()
    below = replace(nothing, signed=True)
    assert below + Bound(0, 0) == below


def test_a_bound_is_neither_multiplied_by_a_bound_nor_added_to_a_number() -> None:
    for compute in (
        lambda: about_4000 * about_4000,  # type: ignore[operator]
        lambda: about_4000 + 1,  # type: ignore[operator]
        lambda: about_4000 / 2,  # type: ignore[operator]
        lambda: about_4000 * 1.5,  # type: ignore[operator]
        lambda: about_4000 * True,
        lambda: sum([about_4000, about_4000]),  # type: ignore[list-item]
    ):
        with pytest.raises(TypeError):
            compute()


def test_there_is_no_middle_and_no_difference_to_take() -> None:
    for compute in (
        lambda: float(about_4000),  # type: ignore[arg-type]
        lambda: round(about_4000),  # type: ignore[call-overload]
        lambda: about_4000 - about_4000,  # type: ignore[operator]
        lambda: about_4000 < more_than_10000,  # type: ignore[operator]
    ):
        with pytest.raises(TypeError):
            compute()
    assert not {"mean", "mid", "midpoint", "middle", "estimate", "value"} & set(dir(about_4000))


@pytest.mark.parametrize(
    "ends",
    [
        {"low": 2, "high": 1},
        {"strict_low": True},
        {"low": 1, "strict_high": True},
        {"low": 1, "high": 1, "strict_low": True},
        {"low": 1, "high": 1, "strict_high": True},
    ],
)
def test_ends_that_leave_nothing_are_no_bound(ends: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"end|low|high"):
        Bound(**ends)


@pytest.mark.parametrize("end", [1.5, "1", True])
def test_an_end_is_an_exact_number(end: Any) -> None:
    with pytest.raises(TypeError):
        Bound(low=end)


@pytest.mark.parametrize(
    ("bound", "ends", "is_open"),
    [
        (Bound(), (0, 0), True),
        (Bound(approximate=True), (0, 0), True),
        (more_than_10000, (10_000, 10_000), False),
        (as_many_as_30000, (30_000, 30_000), False),
        (Bound(high=0), (0, 0), False),
        (Bound(1, 2), (1, 2), False),
    ],
)
def test_ends_for_drawing(bound: Bound, ends: tuple[int, int], is_open: bool) -> None:
    assert bound.ends == ends
    assert bound.is_open == is_open


# Properties

numbers: st.SearchStrategy[Number] = st.one_of(
    st.integers(0, 12), st.integers(0, 10**9), st.fractions(0, 12, max_denominator=6)
)
times = st.one_of(st.integers(1, 20), st.fractions(Fraction(1, 20), 20, max_denominator=20))


@st.composite
def bounds(draw: st.DrawFn) -> Bound:
    """Any bound, with small numbers often, so that ends meet."""
    ends = sorted(draw(st.lists(numbers, min_size=2, max_size=2)))
    low = draw(st.sampled_from([None, ends[0]]))
    high = draw(st.sampled_from([None, ends[1]]))
    strict_low, strict_high = draw(st.booleans()), draw(st.booleans())
    if low is None or low == high:
        strict_low = False
    if high is None or high in (0, low):
        strict_high = False
    return Bound(low, high, draw(st.booleans()), strict_low, strict_high)


@st.composite
def bounds_with_member(draw: st.DrawFn) -> tuple[Bound, Fraction]:
    """A bound and a number that it allows."""
    bound = draw(bounds())
    low = Fraction(bound.low or 0)
    high = low + draw(numbers) + 1 if bound.high is None else Fraction(bound.high)
    share = draw(st.fractions(0, 1, max_denominator=8))
    member = low + (high - low) * share
    assume(holds(bound, member))
    return bound, member


def holds(bound: Bound, number: Number) -> bool:
    """True if the bound allows the number. An "about" has no width, so its ends are taken as they stand."""
    if bound.low is not None and (number < bound.low or (bound.strict_low and number == bound.low)):
        return False
    return not (bound.high is not None and (number > bound.high or (bound.strict_high and number == bound.high)))


def computed(compute: Callable[[], Bound]) -> Bound:
    """The result, or the open bound, which allows everything, where there is none."""
    try:
        return compute()
    except CannotBeComputed:
        return Bound()


@given(bounds_with_member(), bounds_with_member())
def test_a_sum_allows_every_sum_of_what_its_parts_allow(
    one: tuple[Bound, Fraction], other: tuple[Bound, Fraction]
) -> None:
    assert holds(computed(lambda: one[0] + other[0]), one[1] + other[1])


@given(bounds_with_member(), times)
def test_a_multiple_allows_every_multiple(one: tuple[Bound, Fraction], factor: Number) -> None:
    assert holds(computed(lambda: one[0] * factor), one[1] * factor)
    assert computed(lambda: factor * one[0]) == computed(lambda: one[0] * factor)


@given(bounds_with_member(), bounds_with_member())
def test_a_ratio_allows_every_ratio(one: tuple[Bound, Fraction], other: tuple[Bound, Fraction]) -> None:
    assume(other[1] != 0)
    assert holds(computed(lambda: one[0] / other[0]), one[1] / other[1])


@given(bounds(), bounds(), times)
def test_no_operation_closes_an_open_end_or_drops_an_about(one: Bound, other: Bound, factor: Number) -> None:
    about = one.approximate or other.approximate
    try:
        total = one + other
    except CannotBeComputed:
        pass
    else:
        assert total.approximate == about
        assert (total.high is None) == (one.high is None or other.high is None)
        assert (total.low is None) == (one.low is None and other.low is None)
    try:
        share = one / other
    except CannotBeComputed:
        pass
    else:
        assert share.approximate == about
        assert share.high is None or (one.high is not None and other.low is not None)
        assert share.low is None or (one.low is not None and other.high is not None)
    try:
        multiple = one * factor
    except CannotBeComputed:
        pass
    else:
        assert multiple.approximate == one.approximate
        assert (multiple.low is None, multiple.high is None) == (one.low is None, one.high is None)


@given(bounds(), bounds(), st.booleans())
def test_an_opened_end_never_makes_the_result_narrower(one: Bound, other: Bound, drop_low: bool) -> None:
    if drop_low:
        wider = Bound(None, one.high, one.approximate, strict_high=one.strict_high)
    else:
        wider = Bound(one.low, None, one.approximate, strict_low=one.strict_low)
    for narrow_result, wide_result in (
        (computed(lambda: one + other), computed(lambda: wider + other)),
        (computed(lambda: one / other), computed(lambda: wider / other)),
        (computed(lambda: other / one), computed(lambda: other / wider)),
        (computed(lambda: one * 3), computed(lambda: wider * 3)),
    ):
        low, high = wide_result.low, wide_result.high
        # A count has no number below 0, so a low end of 0 says no more than an open one.
        assert not low or (narrow_result.low is not None and narrow_result.low >= low)
        assert high is None or (narrow_result.high is not None and narrow_result.high <= high)


@given(bounds(), bounds())
def test_compare_mirrors_when_its_sides_are_swapped(one: Bound, other: Bound) -> None:
    mirrored = {"below": "above", "above": "below"}
    relation = one.compare(other)
    assert other.compare(one) == mirrored.get(relation, relation)


@given(bounds_with_member(), bounds_with_member())
def test_below_and_above_leave_no_number_to_both(one: tuple[Bound, Fraction], other: tuple[Bound, Fraction]) -> None:
    match one[0].compare(other[0]):
        case "below":
            assert one[1] < other[1]
        case "above":
            assert one[1] > other[1]


@given(bounds(), bounds())
def test_compatible_leaves_a_number_to_both(one: Bound, other: Bound) -> None:
    assume(one.compare(other) == "compatible")
    lows = [bound.low for bound in (one, other) if bound.low is not None]
    highs = [bound.high for bound in (one, other) if bound.high is not None]
    low, high = Fraction(max(lows, default=0)), Fraction(min(highs, default=max(lows, default=0) + 1))
    assert any(holds(one, n) and holds(other, n) for n in (low, high, (low + high) / 2, low + 1))


@given(bounds())
def test_a_bound_never_differs_from_itself(one: Bound) -> None:
    assert one.compare(one) in ("compatible", "cannot be told")
