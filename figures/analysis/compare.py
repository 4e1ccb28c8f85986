"""Comparisons: the article's figure beside what others reported. Claimants are counted, never reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from figures.model.bound import Relation
from figures.model.records import Figure, Report


@dataclass(frozen=True)
class Comparison:
    """The latest comparable report of each claimant, by its relation to the article's figure.

    A report is comparable where its measure, scope and kind of count are the article's. not_compared: the latest
    report of each claimant, where that is not the one compared.
    """

    claimants: Mapping[Relation, tuple[Report, ...]] = field(default_factory=dict)
    not_compared: tuple[Report, ...] = ()

    @property
    def compared(self) -> int:
        """The number of claimants compared."""
        return sum(map(len, self.claimants.values()))


def compare(article: Figure, reports: Iterable[Report]) -> Comparison:
    """Compare the article's figure with reports on its measure up to its date. reports: in order of date."""
    earlier = up_to_the_article(reports)
    latest = last_of_each(r for r in earlier if (r.scope, r.count_kind) == (article.scope, article.count_kind))
    claimants: dict[Relation, tuple[Report, ...]] = {}
    for report in latest:
        relation = report.placed.compare(article.placed)
        claimants[relation] = (*claimants.get(relation, ()), report)
    ids = {report.figure_id for report in latest}
    return Comparison(claimants, tuple(r for r in last_of_each(earlier) if r.figure_id not in ids))


def same_number(article: Figure, reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the reports, up to the article's date, that state the number of its figure, whatever the hedge."""
    numbers = {article.stated.low, article.stated.high} - {None}
    return tuple(r for r in up_to_the_article(reports) if numbers & {r.stated.low, r.stated.high})


def afterwards(report: Report, reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return what the same claimant reported after that report. reports: in order of date, that report among them."""
    own = [r for r in reports if r.claimant == report.claimant]
    ids = [r.figure_id for r in own]
    return tuple(own[ids.index(report.figure_id) + 1 :])


def up_to_the_article(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Leave out the reports later than the article."""
    return tuple(report for report in reports if not report.is_later)


def first_of_each(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the first report of each claimant."""
    found: dict[str, Report] = {}
    for report in reports:
        found.setdefault(report.claimant, report)
    return tuple(found.values())


def last_of_each(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the last report of each claimant."""
    return first_of_each(tuple(reports)[::-1])[::-1]
