"""Selections: the records that each part of the page shows, in which groups and in which order.

The only module above figures/package/ that uses pandas. It hands out tuples of records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from figures.analysis.compare import NOT_STATED, told_again
from figures.model.package import Package
from figures.model.records import ChartTexts, Figure, Measure, Report, article_as_report

DATES = "dates"  # the key of the chart of dates, which has no row in charts.csv
MOST = 40  # reports shown in a panel
THE_ARTICLE = "The article"  # the claimant of the article's own figure among reports


@dataclass(frozen=True)
class Panel:
    """Reports that count the same thing, with the article's figure where it belongs among them.

    reports: in order of date. article: the article's figure, in the panel that counts what it counts. marked: the
    figure whose place a strip marks. It is the article's own or, where the article states none for this measure, that
    of the measure that looks alike. left_out: how many reports were left out of a panel that has more than MOST.
    told_again: further tellings of these reports, which stand in the table only.
    """

    heading: str
    reports: tuple[Report, ...] = ()
    article: Report | None = None
    marked: Report | None = None
    left_out: int = 0
    told_again: tuple[Report, ...] = ()

    @property
    def rows(self) -> tuple[Report, ...]:
        """The rows of its table: the article's figure, and each report with its further tellings below it."""
        own = [self.article] if self.article else []
        told = [[r, *(t for t in self.told_again if t.retells == r.figure_id)] for r in self.reports]
        return (*own, *(row for rows in told for row in rows))

    @property
    def withdrawn(self) -> int:
        """The number of its reports that were revised or withdrawn. They are shown and count nowhere."""
        return sum(bool(report.superseded_by) for report in self.reports)


# The article's figures


def last_day(package: Package) -> date:
    """Return the article's last day."""
    published = package.article.published
    assert published is not None  # the check refuses an article without a date
    return published.last


def headlines(package: Package) -> tuple[Figure, ...]:
    """Return the figures on the headline cards, in the order of measures.headline."""
    measures = [measure for measure in package.measures if measure.headline is not None]
    figures = [main_figure(package, measure) for measure in sorted(measures, key=_headline_order)]
    return tuple(figure for figure in figures if figure)


def main_figure(package: Package, measure: Measure) -> Figure | None:
    """Return the article's first figure of the measure that can be placed on a scale, or else its first figure."""
    figures = [figure for figure in package.figures if figure.measure == measure]
    return next((figure for figure in figures if figure.can_be_placed), figures[0] if figures else None)


def _headline_order(measure: Measure) -> tuple[bool, int]:
    """Sort by headline; measures without one come last."""
    return measure.headline is None, measure.headline or 0


# Reports


def sections(package: Package) -> tuple[tuple[Measure, ...], ...]:
    """Return the measures with a figure or a report, in the order of the headline cards.

    Measures that share a chart of reports stand together; of them, those with a figure of the article come first.
    """
    told = {figure.measure.measure for figure in (*package.figures, *package.reports)}
    own = {figure.measure.measure for figure in package.figures}
    groups: dict[str, list[Measure]] = {}
    for measure in package.measures:
        if measure.measure in told:
            shared = measure.reports_chart
            groups.setdefault(f"chart {shared.chart}" if shared else measure.measure, []).append(measure)
    for measures in groups.values():
        measures.sort(key=lambda measure: (measure.measure not in own, *_headline_order(measure)))
    return tuple(map(tuple, sorted(groups.values(), key=lambda measures: min(map(_headline_order, measures)))))


def reports_chart(measures: Sequence[Measure]) -> ChartTexts:
    """Return the words of the chart of reports that these measures share."""
    chart = measures[0].reports_chart
    assert chart is not None  # the check refuses a measure with reports and no such chart
    return chart


def share_a_scale(measures: Iterable[Measure]) -> bool:
    """Return False where the reports have units of their own, which no one scale can hold."""
    return all("unit" not in measure.reports_by for measure in measures)


def not_to_be_compared(measures: Sequence[Measure]) -> tuple[str, ...]:
    """Return the reasons why those of these measures that look alike must not be compared, each once."""
    keys = {measure.measure for measure in measures}
    reasons = [measure.looks_like_why for measure in measures if measure.looks_like in keys]
    return tuple(filter(None, dict.fromkeys(reasons)))


def all_reports(package: Package, measures: Collection[Measure]) -> tuple[Report, ...]:
    """Return every report on these measures, whatever the reader's filters."""
    return tuple(report for report in package.reports if report.measure in measures)


def reports_of(package: Package, measure: Measure, *, kind: str = "") -> tuple[Report, ...]:
    """Return the reports on a measure in order of date. kind: the kind of claimant to keep; "" keeps all."""
    rows = _rows(r for r in package.reports if r.measure == measure and (not kind or r.claimant_kind == kind))
    return _records(rows.sort_values("day", kind="stable"))


def article_report(package: Package, measure: Measure) -> Report | None:
    """Return the article's figure of a measure as a row among reports; None where the article states none."""
    figure = main_figure(package, measure)
    return article_as_report(figure, THE_ARTICLE) if figure else None


def article_figures(package: Package, measure: Measure) -> tuple[Figure, ...]:
    """Return the article's figures of a measure, the main one first."""
    first = main_figure(package, measure)
    return (first, *(f for f in package.figures if f.measure == measure and f != first)) if first else ()


def panels(package: Package, measures: Sequence[Measure], *, kind: str = "") -> tuple[Panel, ...]:
    """Return the panels of a chart of reports; kind: as for reports_of.

    There is one panel a measure, or one for each group that measures.reports_by makes of its reports. The article's own
    group comes first; the others follow in the order of the codes.
    """
    articles = [article_report(package, measure) for measure in measures]
    first = next(filter(None, articles), None)
    found: list[Panel] = []
    for measure, article in zip(measures, articles, strict=True):
        all_of = reports_of(package, measure, kind=kind)
        retold = told_again(all_of)
        ids = {report.figure_id for report in retold}
        reports = tuple(report for report in all_of if report.figure_id not in ids)
        alike = None if article else first  # measures that share a chart look alike
        columns = list(measure.reports_by)
        # Units of their own stand one below the other in one table.
        if not columns or "unit" in columns or not (reports or article):
            found.append(Panel(measure.label, reports, article, article or alike, told_again=retold))
            continue
        own = tuple(getattr(article, column) for column in columns) if article else None
        groups = {tuple(map(str, key)): _records(rows) for key, rows in _rows(reports).groupby(columns, sort=False)}
        if own is not None and own not in groups:
            # Nobody else counts what the article counts: its figure stands alone, before the others.
            heading = THE_ARTICLE if "claimant_kind" in columns else _group_heading(columns, own)
            found.append(Panel(heading, (), article, article))
        codes = [package.codes.get(column, ()) for column in columns]
        for key in sorted(groups, key=lambda key: (key != own, *_places(key, codes))):
            here = article if key == own else None
            found.append(Panel(_group_heading(columns, key), groups[key], here, here or alike, told_again=retold))
    return tuple(_fitted(panel, last_day(package)) for panel in found)


def _rows(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a report: the record, and the columns by which reports are selected, sorted and grouped."""
    columns = ["record", "day", "claimant_kind", "scope", "count_kind"]
    cells = [(r, r.as_of.last.toordinal(), r.claimant_kind, r.scope, r.count_kind) for r in reports]
    return pd.DataFrame(cells, columns=pd.Index(columns)).astype({"day": int})


def _records(rows: pd.DataFrame) -> tuple[Report, ...]:
    return tuple(rows["record"])


def _fitted(panel: Panel, day: date) -> Panel:
    """Keep at most MOST reports of a panel, those nearest in date to a day, and the further tellings of these."""
    rows = _rows(panel.reports)
    apart = (rows["day"] - day.toordinal()).abs()
    kept = _records(rows[apart.rank(method="first") <= MOST])
    ids = {report.figure_id for report in kept}
    told = tuple(report for report in panel.told_again if report.retells in ids)
    return replace(panel, reports=kept, left_out=len(panel.reports) - len(kept), told_again=told)


def _places(key: Sequence[str], codes: Sequence[tuple[str, ...]]) -> list[int]:
    """The place of each value among the codes of its column; -1 for a value that is no code."""
    return [known.index(value) if value in known else -1 for value, known in zip(key, codes, strict=True)]


def _group_heading(columns: Sequence[str], values: Sequence[str]) -> str:
    """The values that the reports of a group share: "whole harbour, count: one morning"; "scope not stated"."""
    parts = []
    for column, value in zip(columns, values, strict=True):
        if column == "count_kind":
            parts.append(f"count: {value}")
        else:
            parts.append(f"{column.replace('_', ' ')} {value}" if value.startswith(NOT_STATED) else value)
    return ", ".join(parts)
