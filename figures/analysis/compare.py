"""Comparisons: the article's figure beside what others stated. Claimants are counted, never reports.

Nothing here depends on the order of rows. What was revised or withdrawn counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from figures.model.bound import Bound, Relation
from figures.model.records import Figure, Report

# A total so far cannot fall, so an earlier one that is lower leaves room, and so does a later one that is higher.
Standing = Relation | Literal["earlier and lower", "later and higher"]
# What differs comes first. "before" and "after" the article: where it gives no number to compare with.
Group = Literal["differs", "same", "room", "earlier", "other", "after", "before"]
GROUPS: tuple[Group, ...] = get_args(Group)
NOT_STATED = "not "  # a scope or a kind of count begins so where none is stated
_STANDS: Mapping[Standing, Group] = {
    "below": "differs",
    "above": "differs",
    "compatible": "room",
    "later and higher": "room",
    "cannot be told": "other",
    "earlier and lower": "earlier",
}


@dataclass(frozen=True)
class Statement:
    """A claim by one claimant at one date of one scope, kind of count and unit: a report, or several together.

    A floor and a ceiling are two ends of one statement, as are a best estimate and its range. reports: by their ends.
    """

    reports: tuple[Report, ...]

    @property
    def first(self) -> Report:
        """The report whose claimant, date, scope and kind of count are those of all."""
        return self.reports[0]

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """The bounds that the statement must be compared by: one, unless its reports contradict each other."""
        bounds = tuple(dict.fromkeys(report.placed for report in self.reports if report.can_be_placed))
        ranges = [bound for bound in bounds if bound.low != bound.high]
        if len(bounds) < 2 or not ranges:
            return bounds
        whole = _joined(ranges)
        if whole is None:
            return bounds
        return whole, *(b for b in bounds if b.low == b.high and b.compare(whole) in ("below", "above"))

    def is_after(self, day: date) -> bool:
        """True where the statement holds for a time after that day."""
        return self.first.as_of.first > day

    def beside(self, article: Figure) -> Standing:
        """Say how the statement stands beside the article's figure: "below", if it is below."""
        ways = {bound.compare(article.placed) for bound in self.bounds}
        way = ways.pop() if len(ways) == 1 else "cannot be told"
        if article.measure.kind == "growing toll":
            # A total so far holds for the last day of its date.
            theirs, ours = self.first.as_of.last, article.period.last
            if way == "below" and theirs < ours:
                return "earlier and lower"
            if way == "above" and theirs > ours:
                return "later and higher"
        return way


def _joined(ranges: Sequence[Bound]) -> Bound | None:
    """The widest ends of these ranges as one; None where a floor is above a ceiling."""
    low = min((bound.low for bound in ranges if bound.low is not None), default=None)
    high = max((bound.high for bound in ranges if bound.high is not None), default=None)
    strict_low = low is not None and all(bound.strict_low for bound in ranges if bound.low == low)
    strict_high = high is not None and all(bound.strict_high for bound in ranges if bound.high == high)
    if low is not None and high is not None and (low > high or (low == high and (strict_low or strict_high))):
        return None
    return Bound(low, high, any(bound.approximate for bound in ranges), strict_low, strict_high)


def beside(article: Figure | None, reports: Iterable[Report], day: date) -> Mapping[Group, tuple[Statement, ...]]:
    """Return what others stated beside the article's figure, in the order of GROUPS, newest first in each group.

    Each claimant is there by its latest statement up to the article's day, its latest after it, and its first with the
    article's number. A statement is comparable where the article's figure has a number, the kind of count is the same,
    and the place is the same or not stated. Of a claimant with a comparable statement the others are left out; so are
    parts of a whole. article: None where the article gives no such figure.
    """
    all_of = tuple(reports)
    wholes = {report.figure_id for report in all_of}
    whole = [s for s in statements(all_of) if s.first.part_of not in wholes]
    if article is None or not article.can_be_placed:
        return _in_groups({s: "after" if s.is_after(day) else "before" for s in _latest(whole, day)})
    like = [s for s in whole if _is_comparable(s.first, article)]
    same = _first_of_each(s for s in like if _has_number_of(article, s))
    placed = {s: _group(s, article) for s in dict.fromkeys((*_latest(like, day), *same))}
    claimants = {s.first.claimant for s in placed}
    others = [s for s in whole if s.first.claimant not in claimants]
    return _in_groups({**placed, **dict.fromkeys(_latest(others, day), "other")})


def _group(statement: Statement, article: Figure) -> Group:
    """The same number can differ, as "more than 9" does from "at most 9"."""
    group = _STANDS[statement.beside(article)]
    return "same" if group in ("room", "other") and _has_number_of(article, statement) else group


def by_time(reports: Iterable[Report], day: date) -> Mapping[Group, tuple[Statement, ...]]:
    """Return every statement after a day, and each claimant's latest up to it, newest first."""
    stated = statements(reports)
    kept = (*(s for s in stated if s.is_after(day)), *_latest(stated, day))
    return _in_groups({s: "after" if s.is_after(day) else "before" for s in kept})


def _is_comparable(report: Report, article: Figure) -> bool:
    return same_place(report.scope, article.scope) and report.count_kind == article.count_kind


def same_place(one: str, other: str) -> bool:
    """True for two scopes that are the same, and where one of them is not stated."""
    return one == other or one.startswith(NOT_STATED) or other.startswith(NOT_STATED)


def _in_groups(placed: Mapping[Statement, Group]) -> Mapping[Group, tuple[Statement, ...]]:
    newest = sorted(placed, key=_place, reverse=True)
    groups = {group: tuple(s for s in newest if placed[s] == group) for group in GROUPS}
    return {group: stated for group, stated in groups.items() if stated}


def _latest(stated: Iterable[Statement], day: date) -> tuple[Statement, ...]:
    """The latest statements of each claimant up to a day, and after it. Those of one day are all its latest."""
    groups: dict[tuple[str, bool], list[Statement]] = {}
    for statement in stated:
        groups.setdefault((statement.first.claimant, statement.is_after(day)), []).append(statement)
    return tuple(s for group in groups.values() for s in group if s.first.as_of.last == group[-1].first.as_of.last)


def _first_of_each(stated: Iterable[Statement]) -> tuple[Statement, ...]:
    """The first statement of each claimant."""
    found: dict[str, Statement] = {}
    for statement in stated:
        found.setdefault(statement.first.claimant, statement)
    return tuple(found.values())


def with_the_number(
    article: Figure, reports: Iterable[Report], day: date, *, comparable: bool = False
) -> tuple[Statement, ...]:
    """Return the first statement of each claimant, up to a day, that gives the number of the article's figure.

    comparable: only those that can be compared with it.
    """
    stated = (s for s in statements(reports) if not s.is_after(day) and _has_number_of(article, s))
    return _first_of_each(s for s in stated if not comparable or _is_comparable(s.first, article))


def _has_number_of(article: Figure, statement: Statement) -> bool:
    """True where a statement gives the number of a figure, whatever the hedge, in the unit and time of its measure."""
    numbers = {article.in_measure.low, article.in_measure.high} - {None}
    return any(numbers & {report.in_measure.low, report.in_measure.high} for report in statement.reports)


def statements(reports: Iterable[Report]) -> tuple[Statement, ...]:
    """Return what these reports state, in order of date. What one page only retells is left out."""
    groups: dict[tuple[str, ...], list[Report]] = {}
    for report in standing(reports):
        key = (
            *(report.measure.measure, report.claimant, report.as_of.edtf, report.period.edtf),
            *(report.scope, report.count_kind, report.unit, report.per, report.part_of),
        )
        groups.setdefault(key, []).append(report)
    made = [Statement(tuple(sorted(group, key=lambda r: (*r.placed.ends, r.figure_id)))) for group in groups.values()]
    return tuple(sorted(made, key=_place))


def told_again(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the reports that retell another one among these."""
    all_of = tuple(reports)
    ids = {report.figure_id for report in all_of}
    return tuple(report for report in all_of if report.retells in ids)


def standing(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the reports that count, in order of date.

    Those do not that were revised or withdrawn, that only take another back, or that retell a report among these.
    """
    all_of = tuple(reports)
    retold = {report.figure_id for report in told_again(all_of)}
    kept = (
        r for r in all_of
        if not (r.superseded_by or r.figure_id in retold or (r.withdraws and not r.can_be_placed))
    )  # fmt: skip
    return tuple(sorted(kept, key=lambda r: (r.as_of.last, r.as_of.first, r.claimant, r.figure_id)))


def _place(statement: Statement) -> tuple[date, date, str, str]:
    first = statement.first
    return first.as_of.last, first.as_of.first, first.claimant, first.figure_id
