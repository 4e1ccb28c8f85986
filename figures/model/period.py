"""Periods: dates as the package writes them.

EDTF level 0 (ISO 8601-2): a year, a month or a day, or two of them as an interval.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_PART = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_MONTHS = tuple(calendar.month_name)


@dataclass(frozen=True)
class Period:
    """An EDTF text with the first and the last day that it covers, both included."""

    edtf: str
    first: date
    last: date

    @classmethod
    def parse(cls, edtf: str) -> Period:
        """Read "2024-10/2024-12" as 1 October to 31 December 2024. Raises ValueError where it is no such date."""
        parts = edtf.split("/")
        if len(parts) > 2:
            raise ValueError(f"{edtf!r} has more than two ends")
        first, last = _days(parts[0])[0], _days(parts[-1])[1]
        if first > last:
            raise ValueError(f"{edtf!r} ends before it begins")
        return cls(edtf, first, last)

    def in_words(self, *, short: bool = False) -> str:
        """Write "2025-07-11/2025-07-13" as "11 to 13 July 2025". short: months in three letters."""
        parts = [part.split("-") for part in self.edtf.split("/")]
        if len(parts) == 1 or parts[0] == parts[1]:
            return _spelled(parts[0], short=short)
        first, last = parts
        shared = 0
        # The year, then the month, is said once, at the end, where both ends share it.
        while shared < min(len(first), len(last)) - 1 and first[shared] == last[shared]:
            shared += 1
        if len(first) != len(last):
            shared = 0
        return f"{_spelled(first, skip=shared, short=short)} to {_spelled(last, short=short)}"


def _days(part: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day."""
    match = _PART.fullmatch(part)
    if not match or not part.isascii():
        raise ValueError(f"{part!r} is not a year, a year-month or a year-month-day")
    year, month, day = (int(group) if group else None for group in match.groups())
    assert year is not None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise ValueError(f"{part!r} has no such month")
    if day is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def _spelled(part: list[str], skip: int = 0, *, short: bool = False) -> str:
    words = [part[0]]
    if len(part) > 1:
        month = _MONTHS[int(part[1])]
        words.append(month[:3] if short else month)
    if len(part) > 2:
        words.append(str(int(part[2])))
    return " ".join(reversed(words[skip:]))
