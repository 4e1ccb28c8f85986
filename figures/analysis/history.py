"""History: what each claimant stated in order of date, and what was reported after the article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from figures.analysis import select
from figures.analysis.compare import Statement, statements
from figures.model.package import Package
from figures.model.records import Figure, Measure, Report


@dataclass(frozen=True)
class Series:
    """The statements of one claimant on one measure, of one scope and kind of count, in order of date.

    A part of a whole on the same measure, such as one unit's, is a series of its own beside the whole.
    """

    claimant: str
    scope: str
    count_kind: str
    statements: tuple[Statement, ...]


def history(package: Package, measure: Measure) -> tuple[Series, ...]:
    """Return the statements on a measure by claimant, scope and kind of count; each series in order of date.

    Those of one claimant stand together, and the claimant whose first statement is earliest comes first.
    """
    reports = select.reports_of(package, measure)
    wholes = {report.figure_id for report in reports}
    claimants: dict[str, dict[tuple[str, ...], list[Statement]]] = {}
    for statement in statements(reports):
        first = statement.first
        key = (first.scope, first.count_kind, first.unit, first.per, first.part_of if first.part_of in wholes else "")
        claimants.setdefault(first.claimant, {}).setdefault(key, []).append(statement)
    return tuple(
        Series(claimant, key[0], key[1], tuple(stated))
        for claimant, groups in claimants.items()
        for key, stated in groups.items()
    )


def reported_since(package: Package, figure: Figure) -> tuple[Statement, ...]:
    """Return the statements on the measure of an article's figure that were reported after it, newest first.

    Scope and kind of count may be others, which each statement tells. One that a page told before the article is left
    out, even if the page closest to its speaker came later.
    """
    reports = select.reports_of(package, figure.measure)
    before = {report.retells or report.figure_id for report in reports if not report.is_later}
    since = [s for s in statements(reports) if all(report.figure_id not in before for report in s.reports)]
    return tuple(sorted(since, key=_reported, reverse=True))


def _reported(statement: Statement) -> tuple[date, date, str]:
    """The days of its page and of the claim, by which the newest comes first; its key parts those of one day."""
    return max(_page_day(report) for report in statement.reports), statement.first.as_of.last, statement.first.figure_id


def _page_day(report: Report) -> date:
    return (report.published or report.as_of).last
