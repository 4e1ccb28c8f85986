"""How the article's figure stands beside what others reported: claimants counted, never reports, and no average."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from figures import bounds, selections, wording
from figures.bounds import Standing
from figures.tables import Package

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Standings:
    """Each claimant's latest comparable report, by how it stands beside the article's figure.

    A report is comparable where measure, scope and kind of count are the article's. not_compared: each claimant's
    latest report of all, where it is not the one that was compared.
    """

    claimants: Mapping[Standing, tuple[Row, ...]] = field(default_factory=dict)
    not_compared: tuple[Row, ...] = ()

    @property
    def compared(self) -> int:
        """How many claimants are compared."""
        return sum(map(len, self.claimants.values()))


def standings(article: Row, reports: pd.DataFrame, strict: frozenset[str]) -> Standings:
    """Count claimants; reports: selections.reports_of the same measure; strict: Package.strict_hedges.

    Only reports up to the article's date count; of a claimant's comparable ones, the latest.
    """
    earlier = reports[~reports["later"]]
    same = earlier[(earlier["scope"] == article["scope"]) & (earlier["count_kind"] == article["count_kind"])]
    latest = same.drop_duplicates("claimant", keep="last")
    own = bounds.placed(article, strict=article["hedge_words"] in strict)
    found: dict[Standing, list[Row]] = {}
    for row in wording.records(latest):
        theirs = bounds.placed(row, strict=row["hedge_words"] in strict)
        found.setdefault(theirs.compare(own), []).append(row)
    others = earlier.drop_duplicates("claimant", keep="last")
    others = others[~others["figure_id"].isin(latest["figure_id"])]
    return Standings(
        {standing: tuple(rows) for standing, rows in found.items()},
        tuple(wording.records(others)),
    )


def same_number(article: Row, reports: pd.DataFrame) -> pd.DataFrame:
    """The reports, up to the article's date, that state the very number of the article's figure, whatever the hedge."""
    numbers = {n for n in (article["stated_low"], article["stated_high"]) if not pd.isna(n)}
    earlier = reports[~reports["later"]]
    return earlier[earlier["stated_low"].isin(numbers) | earlier["stated_high"].isin(numbers)]


def afterwards(reports: pd.DataFrame, claimant: str, row: Row) -> pd.DataFrame:
    """What the same claimant reported after that report; reports: in order of date."""
    own = reports[reports["claimant"] == claimant]
    ids = list(own["figure_id"])
    return own.iloc[ids.index(row["figure_id"]) + 1 :]


def summaries(package: Package, measures: Sequence[str]) -> list[tuple[str, list[str]]]:
    """What opens a section of reports: a sentence and the lines under it, for each thing there is to say.

    First who gave the article's number for what it is easily taken for, then how its figure stands.
    """
    found: list[tuple[str, list[str]]] = []
    reports = {measure: selections.reports_of(package, measure) for measure in measures}
    for measure in measures:
        article = selections.article_report(package, measure)
        if article is None:
            continue
        for alike in measures:
            if alike != measure:
                found.append(_number_elsewhere(package, article, reports, measure, alike))
        found.append(wording.standing(article, standings(article, reports[measure], package.strict_hedges)))
    return found or [(wording.no_figure_here(pd.concat(reports.values())), [])]


def _number_elsewhere(
    package: Package, article: Row, reports: Mapping[str, pd.DataFrame], measure: str, alike: str
) -> tuple[str, list[str]]:
    same, other = same_number(article, reports[measure]), same_number(article, reports[alike])
    labels = selections.label_of(package, measure), selections.label_of(package, alike)
    lines = [
        wording.said_afterwards(labels[0], row, afterwards(reports[measure], row["claimant"], row), package.source)
        for row in wording.records(same.drop_duplicates("claimant"))
    ]
    if not other.empty:
        lines.append(wording.who_gave_it(labels[1], other, package.source))
    return wording.number_elsewhere(article, *labels, same, other), lines
