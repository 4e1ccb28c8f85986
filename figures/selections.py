"""Which rows a part of the page shows. Rows in, fewer rows out, in the order of the file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pandas as pd

from figures import periods, wording
from figures.tables import Package

DATES = "dates"
MOST = 25  # reports of a panel that are shown
_ENDS = ["stated_low", "stated_high", "reading_low", "reading_high"]


def can_be_drawn(figures: pd.DataFrame) -> pd.Series:
    """True where a row has a number that a mark can stand at: a stated one, or our reading."""
    return figures[_ENDS].notna().any(axis=1)


def headlines(package: Package) -> pd.DataFrame:
    """The figures on the headline cards, in the order of measures.csv's headline column.

    A measure's card shows its first figure that can be drawn; where none can, its first figure.
    """
    measures = package["measures"].dropna(subset="headline").sort_values("headline")
    cards = [_main_figure(package, measure) for measure in measures["measure"]]
    return pd.concat(cards) if cards else package["article_figures"].head(0)


def _main_figure(package: Package, measure: str) -> pd.DataFrame:
    """The article's first figure of a measure that can be drawn, or else its first; at most one row."""
    figures = package["article_figures"]
    of_measure = figures[figures["measure"] == measure]
    drawn = of_measure[can_be_drawn(of_measure)]
    return (of_measure if drawn.empty else drawn).head(1)


@lru_cache(maxsize=64)
def drawn_on(package: Package, chart: str) -> pd.DataFrame:
    """The article's figures that stand on one chart (a key of charts.csv), in the order of the headline cards."""
    measures = package["measures"]
    on_chart = measures[measures["chart"] == chart].sort_values("headline", na_position="last")["measure"]
    figures = package["article_figures"]
    order = {measure: place for place, measure in enumerate(on_chart)}
    rows = figures[figures["measure"].isin(order) & can_be_drawn(figures)]
    return rows.sort_values("measure", key=lambda m: m.map(order), kind="stable")


@lru_cache(maxsize=4)
def article_charts(package: Package) -> list[dict[str, Any]]:
    """The rows of charts.csv on which figures of the article stand."""
    return [chart for chart in wording.records(package["charts"]) if not drawn_on(package, chart["chart"]).empty]


@lru_cache(maxsize=4)
def not_drawn(package: Package) -> pd.DataFrame:
    """The article's figures that stand on no chart."""
    figures = package["article_figures"]
    drawn = pd.concat([drawn_on(package, chart)["figure_id"] for chart in package["charts"]["chart"]] or [pd.Series()])
    return figures[~figures["figure_id"].isin(drawn)]


def caveats_of(package: Package, figure_id: str) -> pd.DataFrame:
    """The further caveats of one figure."""
    rows = package["caveats"]
    return rows[rows["figure_id"] == figure_id]


def label_of(package: Package, measure: str) -> str:
    """The measure's name for readers."""
    return _cell(package, measure, "label")


@dataclass(frozen=True)
class Panel:
    """Reports that count the same thing, and the article's figure where it belongs among them.

    reports: as reports_of gives them; article: a figure as article_report gives it; marked: the figure whose place a
    strip marks here, the article's own in this panel or, of a measure that it states no figure for, that of the measure
    that looks alike; left_out: how many more reports there are than a reader can take in.
    """

    heading: str
    reports: pd.DataFrame
    article: Mapping[str, Any] | None = None
    marked: Mapping[str, Any] | None = None
    left_out: int = 0


@lru_cache(maxsize=4)
def kinds_of_claimant(package: Package) -> tuple[str, ...]:
    """The codes of claimant_kind in the descriptor's order; the first is the one that charts set in bold."""
    return _codes(package, "claimant_kind")


def has_reports(package: Package) -> bool:
    """Whether the package holds what others reported."""
    return "other_reports" in package.tables and not package["other_reports"].empty


def reports_of(
    package: Package, measure: str, *, kinds: Collection[str] | None = None, later: bool = True
) -> pd.DataFrame:
    """What others reported on a measure, in order of date.

    Adds later (bool: published after the article, or dated after it where no publication is known), emphasised (bool:
    the kind of claimant that charts set in bold) and unit_shown (the unit where it is not the measure's own).
    """
    rows = package["other_reports"]
    rows = rows[rows["measure"] == measure]
    article_day = periods.parse(package.article["published"]).last
    shown = rows["published"].where(rows["published"] != "", rows["as_of"])
    unit = _cell(package, measure, "unit")
    rows = rows.assign(
        later=[periods.parse(day).first > article_day for day in shown],
        emphasised=rows["claimant_kind"] == kinds_of_claimant(package)[0],
        unit_shown=rows["unit"].where(rows["unit"] != unit, ""),
    )
    if kinds is not None:
        rows = rows[rows["claimant_kind"].isin(kinds)]
    if not later:
        rows = rows[~rows["later"]]
    return rows.sort_values("as_of", key=lambda days: days.map(lambda day: periods.parse(day).last), kind="stable")


def article_report(package: Package, measure: str) -> dict[str, Any] | None:
    """The article's figure of a measure with the columns that reports have; None where it states none."""
    row = _main_figure(package, measure)
    if row.empty:
        return None
    source = package.article
    return {
        **wording.records(row)[0],
        "claimant": wording.THE_ARTICLE,
        "claimant_kind": source["kind"],
        "as_of": source["published"],
        "published": source["published"],
        "derived": "",
        "later": False,
        "unit_shown": "",
    }


@lru_cache(maxsize=4)
def report_sections(package: Package) -> list[tuple[str, ...]]:
    """The measures that others reported on, those that share a chart of reports together, in the order of measures."""
    reported = set(package["other_reports"]["measure"])
    sections: dict[str, list[str]] = {}
    for row in package["measures"].to_dict("records"):
        if row["measure"] in reported:
            sections.setdefault(row["reports_chart"] or row["measure"], []).append(row["measure"])
    return [tuple(measures) for measures in sections.values()]


def chart_row(package: Package, key: str) -> dict[str, Any]:
    """The row of charts.csv with that key."""
    return next(chart for chart in wording.records(package["charts"]) if chart["chart"] == key)


def share_a_scale(package: Package, measures: Collection[str]) -> bool:
    """False where the reports count in units of their own, which no one scale can hold."""
    return all("unit" not in _cell(package, measure, "reports_by").split() for measure in measures)


def panels(
    package: Package, measures: Collection[str], *, kinds: Collection[str] | None = None, later: bool = True
) -> list[Panel]:
    """The panels of a chart of reports: one a measure where several share the chart, else one for each group that
    measures.reports_by makes of them, the article's own group first.
    """
    found: list[Panel] = []
    figures = {measure: article_report(package, measure) for measure in measures}
    stated = [figure for figure in figures.values() if figure is not None]
    for measure, article in figures.items():
        reports = reports_of(package, measure, kinds=kinds, later=later)
        # measures that share a chart look alike
        beside = stated[0] if article is None and stated else None
        by = _cell(package, measure, "reports_by").split()
        # Units of their own stand one under the other in one table.
        if not by or "unit" in by or (reports.empty and article is None):
            found.append(Panel(label_of(package, measure), reports, article, article or beside))
            continue
        groups = dict(list(reports.groupby(by, sort=False)))
        own = tuple(str(article[column]) for column in by) if article else None
        if own is not None and own not in groups:
            # nobody else counts what the article counts: it stands by itself, before the others
            heading = wording.THE_ARTICLE if "claimant_kind" in by else _heading(by, own)
            found.append(Panel(heading, reports.head(0), article, article))
        codes = [_codes(package, column) for column in by]
        for key in sorted(groups, key=lambda key: (key != own, *_places(key, codes))):
            here = article if key == own else None
            found.append(Panel(_heading(by, key), groups[key], here, here or beside))
    return [_nearest(panel, package.article["published"]) for panel in found]


def _nearest(panel: Panel, published: str) -> Panel:
    """The panel with no more reports than a reader can take in, those nearest in date to the article."""
    if len(panel.reports) <= MOST:
        return panel
    day = periods.parse(published).last
    apart = panel.reports["as_of"].map(lambda reported: abs(periods.parse(reported).last - day))
    kept = panel.reports[apart.rank(method="first") <= MOST]
    return replace(panel, reports=kept, left_out=len(panel.reports) - len(kept))


def _codes(package: Package, column: str) -> tuple[str, ...]:
    return next(f.codes for f in package.tables["other_reports"].fields if f.name == column)


def _places(key: Any, codes: list[tuple[str, ...]]) -> list[int]:
    """Where each value stands among its column's codes; values without codes come first, as in the file."""
    return [known.index(value) if value in known else -1 for value, known in zip(key, codes, strict=True)]


def _heading(columns: list[str], values: tuple[Any, ...]) -> str:
    return wording.group_heading(dict(zip(columns, values, strict=True)))


def _cell(package: Package, measure: str, column: str) -> str:
    rows = package["measures"]
    return str(rows.loc[rows["measure"] == measure, column].iloc[0])


def looks_like(package: Package, measure: str) -> tuple[str, str]:
    """The label of the measure that this one is easily taken for, and why it must not be; blank where there is none."""
    alike = _cell(package, measure, "looks_like")
    if alike not in set(package["measures"]["measure"]):
        return "", ""
    return label_of(package, alike), _cell(package, measure, "looks_like_why")


def reports_heading(package: Package, measure: str) -> tuple[str, str] | None:
    """The heading over the reports on a measure, and the name by which an address finds it; None without reports."""
    sections = report_sections(package) if has_reports(package) else []
    found = next((measures for measures in sections if measure in measures), None)
    if found is None:
        return None
    key = reports_key(package, found)
    return str(chart_row(package, key)["heading"]), wording.anchor(key)


def not_to_be_compared(package: Package, measures: Collection[str]) -> list[str]:
    """Why those of these measures that look alike must not be compared, each reason once."""
    rows = package["measures"]
    rows = rows[rows["measure"].isin(measures) & rows["looks_like"].isin(measures)]
    return [why for why in rows["looks_like_why"].unique() if why]


def all_reports(package: Package, measures: Collection[str]) -> pd.DataFrame:
    """Every report on these measures, whatever the filters."""
    rows = package["other_reports"]
    return rows[rows["measure"].isin(measures)]


@lru_cache(maxsize=64)
def reports_key(package: Package, measures: tuple[str, ...]) -> str:
    """The key of charts.csv for the reports on these measures."""
    return _cell(package, next(iter(measures)), "reports_chart")


@lru_cache(maxsize=4)
def chart_keys(package: Package) -> list[str]:
    """What an address may ask for by chart=: the article's charts, those of reports, and dates, in the page's order."""
    keys = [chart["chart"] for chart in article_charts(package)]
    if has_reports(package):
        keys += [reports_key(package, measures) for measures in report_sections(package)]
    return [*keys, DATES] if "dates" in package.tables else keys
