"""Comparisons: the article's figure beside what others reported. Claimants are counted, never reports.

Nothing here depends on the order of rows. What was revised or withdrawn counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from figures.model.bound import Bound, Relation
from figures.model.records import Figure, Report

# A total so far cannot fall, so an earlier one that is lower leaves room, and so does a later one that is higher.
Standing = Relation | Literal["earlier and lower", "later and higher"]


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


@dataclass(frozen=True)
class Comparison:
    """The latest comparable statement of each claimant, by its standing beside the article's figure.

    A statement is comparable where its measure, scope and kind of count are the article's. not_compared: the latest
    statements of each claimant, where the one compared is not among them.
    """

    claimants: Mapping[Standing, tuple[Statement, ...]] = field(default_factory=dict)
    not_compared: tuple[Statement, ...] = ()

    @property
    def compared(self) -> int:
        """The number of claimants compared."""
        return sum(map(len, self.claimants.values()))


def compare(article: Figure, reports: Iterable[Report]) -> Comparison:
    """Compare the article's figure with reports on its measure up to its date."""
    earlier = up_to_the_article(reports)
    stated, wholes = statements(earlier), {report.figure_id for report in earlier}
    like = [s for s in stated if (s.first.scope, s.first.count_kind) == (article.scope, article.count_kind)]
    # The killed are a part of the casualties, and still all the killed.
    compared = {s.first.claimant: s for s in like if s.first.part_of not in wholes}
    claimants: dict[Standing, tuple[Statement, ...]] = {}
    for statement in sorted(compared.values(), key=_place):
        way = statement.beside(article)
        claimants[way] = (*claimants.get(way, ()), statement)
    last = {s.first.claimant: s.first.as_of.last for s in stated}
    latest = [s for s in stated if s.first.as_of.last == last[s.first.claimant]]
    done = {s.first.claimant for s in latest if compared.get(s.first.claimant) == s}
    return Comparison(claimants, tuple(s for s in latest if s.first.claimant not in done))


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


def same_number(article: Figure, reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the reports, up to the article's date, that state the number of its figure, whatever the hedge.

    Each must state it in the unit and time of its measure.
    """
    numbers = {article.in_measure.low, article.in_measure.high} - {None}
    own = standing(up_to_the_article(reports))
    return tuple(r for r in own if numbers & {r.in_measure.low, r.in_measure.high})


def afterwards(report: Report, reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return what the same claimant reported at a later date than that report."""
    return tuple(r for r in standing(reports) if r.claimant == report.claimant and r.as_of.last > report.as_of.last)


def up_to_the_article(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Leave out the reports later than the article."""
    return tuple(report for report in reports if not report.is_later)


def first_of_each(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the first report of each claimant."""
    found: dict[str, Report] = {}
    for report in reports:
        found.setdefault(report.claimant, report)
    return tuple(found.values())
