"""What the parts of the page show, made once for each package and choice of the reader, and kept.

The page runs anew for every reader and every click; what it shows changes only with the package, the theme and the
filters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures import cards, charts, selections, standing, wording
from figures.tables import Package

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Chart:
    """A chart to show: its key, the drawing, the drawing in words, and the notes that stand in it."""

    key: str
    figure: go.Figure
    alt: str
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def headline_cards(package: Package) -> str:
    """The cards as HTML."""
    return cards.html(package, selections.headlines(package))


@lru_cache(maxsize=64)
def article_chart(package: Package, key: str, theme: str) -> Chart:
    """The article's figures of one chart (a key of charts.csv)."""
    rows = selections.drawn_on(package, key)
    chart = selections.chart_row(package, key)
    alt = wording.alt_text(chart["title"], chart["subtitle"], rows)
    return Chart(key, charts.article_chart(rows, chart, package.article, theme), alt)


@dataclass(frozen=True)
class Reports:
    """What others reported on some measures: tables of it by heading, and the chart where they share a scale."""

    tables: tuple[tuple[str, pd.DataFrame], ...]
    number: int
    chart: Chart | None


# 8 choices of claimants, later or not, 2 themes, and a section for each measure: as many as a reader can ask for
@lru_cache(maxsize=256)
def reports(package: Package, measures: tuple[str, ...], kinds: tuple[str, ...], later: bool, theme: str) -> Reports:
    """The reports on these measures by these kinds of claimant, with or without those later than the article."""
    panels = selections.panels(package, measures, kinds=kinds, later=later)
    shown = selections.shown_on(panels)
    tables = tuple(
        (wording.panel_heading(panel.heading, len(panel.reports)), _reports_table(package, panel)) for panel in panels
    )
    if shown.empty or not selections.share_a_scale(package, measures):
        return Reports(tables, len(shown), None)
    chart = selections.chart_row(package, selections.reports_key(package, measures))
    notes = wording.report_notes(panels, package.article, selections.not_to_be_compared(package, measures))
    drawn = charts.reports_chart(panels, chart, notes, theme)
    alt = wording.reports_alt(chart["title"], panels)
    return Reports(tables, len(shown), Chart(chart["chart"], drawn, alt, tuple(wording.notes_as_text(notes))))


def _reports_table(package: Package, panel: selections.Panel) -> pd.DataFrame:
    """A panel as a table of Markdown, the article first, each row with a link to the page that it was read in."""
    rows = [*([panel.article] if panel.article is not None else []), *wording.records(panel.reports)]
    return pd.DataFrame(
        {
            wording.AS_STATED: [wording.as_markdown(wording.report_cell(row)) for row in rows],
            wording.COUNTED: [wording.as_markdown(wording.report_counted(row)) for row in rows],
            wording.WHO_SAYS_SO: [_with_page(package, wording.report_speaker(row), row["source_id"]) for row in rows],
        }
    )


@lru_cache(maxsize=64)
def summaries(package: Package, measures: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """What opens a section of reports: sentences, each with its lines."""
    return standing.summaries(package, measures)


@lru_cache(maxsize=8)
def dates_chart(package: Package, theme: str) -> Chart:
    """The article's dates beside the record."""
    table = package.tables["dates"]
    notes = wording.date_notes(package.article)
    figure = charts.dates_chart(table.rows, table.title, notes, theme)
    alt = wording.dates_alt(table.title, table.rows)
    return Chart(selections.DATES, figure, alt, tuple(wording.notes_as_text(notes)))


@lru_cache(maxsize=4)
def dates_table(package: Package) -> pd.DataFrame:
    """The article's dates beside the record as a table of Markdown."""
    rows = wording.records(package["dates"])
    return pd.DataFrame(
        {
            wording.IN_WORDS: [wording.as_markdown(wording.date_words(row)) for row in rows],
            wording.THE_RECORD: [_with_page(package, wording.date_record(row), row["source_id"]) for row in rows],
            wording.AGREES: [wording.as_markdown(wording.date_agreement(row)) for row in rows],
        }
    )


def _with_page(package: Package, text: str, source_id: str) -> str:
    """The text, then a link to the page that it was read in, as Markdown; without one, the text."""
    if not source_id:
        return wording.as_markdown(text)
    source: Any = package.source(source_id)
    return f"{wording.as_markdown(text)} [{wording.as_markdown(wording.page_name(source))}](<{source['url']}>)"


def warm(package: Package) -> None:
    """Makes what a first reader sees, in both themes and as the filters stand at first, and what draws it."""
    headline_cards(package)
    made = [article_chart(package, c["chart"], theme) for c in selections.article_charts(package) for theme in THEMES]
    if selections.has_reports(package):
        kinds = selections.kinds_of_claimant(package)
        for measures in selections.report_sections(package):
            summaries(package, measures)
            drawn = [reports(package, measures, kinds, True, theme).chart for theme in THEMES]
            made += [chart for chart in drawn if chart]
    if "dates" in package.tables:
        dates_table(package)
        made += [dates_chart(package, theme) for theme in THEMES]
    for chart in made:
        chart.figure.to_json()  # plotly imports half of itself at its first drawing
