"""Periods: the days that they cover, what is refused, and their words."""

from __future__ import annotations

from datetime import date, timedelta

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.model.package import Package
from figures.model.period import Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025-07-12", date(2025, 7, 12), date(2025, 7, 12)),
        ("2025-07-11/2025-07-13", date(2025, 7, 11), date(2025, 7, 13)),
        ("2024-10/2024-12", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024/2025-03", date(2024, 1, 1), date(2025, 3, 31)),
    ],
)
def test_a_period_covers_its_days(text: str, first: date, last: date) -> None:
    assert Period.parse(text) == Period(text, first, last)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-13", "no such month"),
        ("2025-00", "no such month"),
        ("2025-02-30", "day"),
        ("2023-02-29", "day"),
        ("0000", "year"),
        ("2025-07-13/2025-07-11", "ends before it begins"),
        ("2025-12/2025-11", "ends before it begins"),
        ("2025/2026/2027", "more than two ends"),
        ("late 2024", "not a year"),
        ("2025-7-1", "not a year"),
        ("25-07-01", "not a year"),
        ("2025-07-11 ", "not a year"),
        ("2025-07-11\n", "not a year"),
        ("2025/", "not a year"),
        ("/", "not a year"),
        ("", "not a year"),
        ("202x", "not a year"),
        ("2025~", "not a year"),
        ("\u0662\u0660\u0662\u0665", "not a year"),
    ],
)
def test_other_text_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025", "2025"),
        ("2025-07", "July 2025"),
        ("2025-07-01", "1 July 2025"),
        ("2025-07-11/2025-07-13", "11 to 13 July 2025"),
        ("2025-06-30/2025-07-02", "30 June to 2 July 2025"),
        ("2024-12-31/2025-01-02", "31 December 2024 to 2 January 2025"),
        ("2024-10/2024-12", "October to December 2024"),
        ("2024-10/2025-10", "October 2024 to October 2025"),
        ("2024/2025", "2024 to 2025"),
        ("2024/2025-03", "2024 to March 2025"),
        ("2025-07/2025-07", "July 2025"),
        ("2025-07-12/2025-07-12", "12 July 2025"),
    ],
)
def test_a_period_in_words(text: str, words: str) -> None:
    assert Period.parse(text).in_words() == words


def test_an_interval_with_ends_of_two_kinds_says_both_in_full() -> None:
    """Without its year, "July to 13 July 2025" would hide when the interval begins."""
    assert Period.parse("2025-07/2025-07-13").in_words() == "July 2025 to 13 July 2025"


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
parts = days.flatmap(lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"]))


def covered(text: str) -> tuple[date, date]:
    """The first and the last day by the reference library for EDTF."""
    found = edtf.parse_edtf(text)
    first, last = found.lower_strict(), found.upper_strict()
    return date(*first[:3]), date(*last[:3])


@given(parts)
def test_a_period_covers_what_the_reference_library_says(text: str) -> None:
    assert Period.parse(text) == Period(text, *covered(text))


@given(days, st.integers(0, 1_000), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_an_interval_covers_both_its_ends(day: date, length: int, form: str) -> None:
    later = day + timedelta(days=length)
    text = f"{day.strftime(form)}/{later.strftime(form)}"
    period = Period.parse(text)
    assert (period.first, period.last) == covered(text)
    assert period.first <= day <= later <= period.last
    words = period.in_words()
    assert str(later.year) in words
    assert day.year == later.year or str(day.year) in words


def test_every_date_of_the_packages_reads_as_words(each_package: Package) -> None:
    for figure in (*each_package.figures, *each_package.reports):
        words = figure.period.in_words()
        assert figure.period.edtf[:4] in words
        assert "/" not in words
