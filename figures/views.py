"""What the parts of the page show, made once for each package and choice of the reader, and kept.

The page runs anew for every reader and every click; what it shows changes only with the package, the theme and the
filters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
from markupsafe import Markup

from figures import arithmetic, cards, charts, downloads, markup, selections, standing, wording
from figures.marks import PALETTES
from figures.tables import Package, Table
from figures.wording import records


@dataclass(frozen=True)
class Chart:
    """A chart to show: its key, the drawing, the drawing in words, and the notes that stand in it, as HTML."""

    key: str
    figure: go.Figure
    alt: str
    notes: Markup = Markup()  # noqa: RUF009  (it cannot be changed)


def download(table: Table) -> Markup:
    """A button for the whole table: an address that any copy of the server answers with the file's bytes."""
    return markup.buttons([(wording.download(table.file_name, len(table.rows)), f"data/{table.file_name}")])


def _heading(text: str) -> Markup:
    return markup.heading(2, text, wording.anchor(text))


# The article


@lru_cache(maxsize=4)
def opening(package: Package) -> str:
    """What this is and whose figures these are, the cards, and links to the parts of the page."""
    article = package.article
    return markup.block(
        markup.heading(1, package.title),
        markup.paragraph(package.description, markup.strong(wording.NOT_COUNTED_HERE)),
        markup.paragraph(
            f"{wording.source_line(article, link=False)}.",
            wording.inferred_date(article),
            markup.link(wording.READ_IT, article["url"]),
        ),
        cards.html(package, selections.headlines(package)),
        _contents(package),
    )


def _contents(package: Package) -> Markup:
    titles = {name: table.title for name, table in package.tables.items()}
    parts = [
        *(chart["heading"] for chart in selections.article_charts(package)),
        *([wording.NOT_DRAWN] if not selections.not_drawn(package).empty else []),
        *([titles["unnumbered"]] if not package["unnumbered"].empty else []),
        *([wording.OTHERS] if selections.has_reports(package) else []),
        *([titles["derived"]] if "derived" in titles else []),
        *([titles["dates"]] if "dates" in titles else []),
        titles["hedges"],
        wording.THE_DATA,
    ]
    return markup.contents(wording.ON_THIS_PAGE, [markup.link(part, f"#{wording.anchor(part)}") for part in parts])


@lru_cache(maxsize=64)
def chart_heading(package: Package, key: str) -> str:
    """What stands over one chart of the article's figures (a key of charts.csv)."""
    return markup.block(_heading(selections.chart_row(package, key)["heading"]))


def chart_title(package: Package, key: str) -> str:
    """What a chart is called, where it is shown by itself."""
    return package.tables["dates"].title if key == selections.DATES else selections.chart_row(package, key)["title"]


@lru_cache(maxsize=64)
def article_chart(package: Package, key: str, theme: str) -> Chart:
    """The article's figures of one chart (a key of charts.csv)."""
    rows = selections.drawn_on(package, key)
    chart = selections.chart_row(package, key)
    alt = wording.alt_text(chart["title"], chart["subtitle"], rows)
    return Chart(key, charts.article_chart(rows, chart, package.article, theme), alt)


def _figures(package: Package, key: str | None) -> list[dict[str, Any]]:
    """The article's figures of one chart (a key of charts.csv), or with None those that no chart draws."""
    return records(selections.not_drawn(package) if key is None else selections.drawn_on(package, key))


@lru_cache(maxsize=64)
def caveats(package: Package, key: str | None) -> Markup:
    """What a careful reader must know of the figures of one chart, or with None of those that no chart draws."""
    parts = []
    for row in _figures(package, key):
        further = selections.caveats_of(package, row["figure_id"])
        parts.append(markup.paragraph(markup.strong(wording.named(row))))
        parts.append(markup.bullets(wording.caveats(row, further, package.source)))
    return Markup().join(parts)


@lru_cache(maxsize=64)
def before_you_quote(package: Package, key: str | None) -> str:
    """What stands under a chart: caveats, its figures as a table, the whole table to download."""
    rows = _figures(package, key)
    table = package.tables["article_figures"]
    columns = {
        wording.AS_STATED: [wording.figure(row) for row in rows],
        wording.COUNTED: [row["definition"] for row in rows],
        wording.WHO_SAYS_SO: [wording.speaker(row) for row in rows],
    }
    undrawn = [_heading(wording.NOT_DRAWN), markup.paragraph(wording.NOT_DRAWN_WHY)] if key is None else []
    return markup.block(
        *undrawn,
        markup.heading(3, wording.BEFORE_YOU_QUOTE),
        caveats(package, key),
        markup.table(columns, table.file_name),
        download(table),
    )


@lru_cache(maxsize=64)
def citations(package: Package, key: str | None) -> list[tuple[str, str]]:
    """For each figure of a chart the sentence to cite, and as HTML what can and what cannot be said."""
    return [
        (
            wording.citation(row, package.source(row["source_id"])),
            markup.block(
                markup.paragraph(markup.strong(wording.CAN_BE_SAID)),
                markup.bullets(wording.can_be_said(row)),
                markup.paragraph(markup.strong(wording.CANNOT_BE_SAID)),
                markup.bullets(wording.cannot_be_said(row, *selections.looks_like(package, row["measure"]))),
            ),
        )
        for row in _figures(package, key)
    ]


@lru_cache(maxsize=16)
def section(package: Package, name: str) -> str:
    """What stands over the part that holds a table: its heading, and what it is."""
    table = package.tables[name]
    about = {
        "unnumbered": wording.ASSERTED_WHY,
        "derived": wording.WORKED_OUT_WHY,
        "hedges": wording.HEDGES_WHY,
    }.get(name) or wording.dates_summary(table.rows)
    return markup.block(_heading(table.title), markup.paragraph(about))


@lru_cache(maxsize=4)
def unnumbered(package: Package) -> str:
    """What the article asserts without a number, a table for each direction."""
    table = package.tables["unnumbered"]
    parts = []
    for direction, rows in table.rows.groupby("direction", sort=False):
        statements = records(rows)
        columns = {
            wording.ASSERTED: [_asserted(package, row) for row in statements],
            wording.IN_WORDS: [wording.quoted(row["wording"]) for row in statements],
            wording.WHO_SAYS_SO: [wording.speaker(row) for row in statements],
        }
        parts.append(markup.heading(3, wording.capital(str(direction))))
        parts.append(markup.table(columns, table.file_name))
    return markup.block(*parts, download(table))


def _asserted(package: Package, statement: wording.Row) -> str:
    """What is asserted, with a link to where others gave numbers."""
    found = selections.reports_heading(package, statement.get("see_measure", ""))
    if found is None:
        return wording.asserted(statement)
    heading, name = found
    pointer = Markup(wording.SEE).format(markup.link(heading, f"#{name}"))
    return Markup("{} {}").format(wording.asserted(statement), pointer)


# What others reported


def others() -> str:
    """What opens the part of the page on what others reported."""
    return markup.block(_heading(wording.OTHERS), markup.paragraph(wording.OTHERS_WHY))


@dataclass(frozen=True)
class Reports:
    """What others reported on some measures: tables, and the chart where they share a scale.

    number: how many reports the reader's choice leaves.
    """

    tables: Markup
    number: int
    chart: Chart | None
    download: Markup

    def under_chart(self, is_open: bool) -> str:
        """The chart's notes and the tables, folded or open; without a chart the tables alone; then the download."""
        if self.chart is None:
            return markup.block(self.tables, self.download)
        folded = markup.folded(wording.reports_table(self.number), self.tables, is_open=is_open)
        return markup.block(self.chart.notes, folded, self.download)


# 8 choices of claimants, later or not, 2 themes, and a section for each measure: as many as a reader can ask for
@lru_cache(maxsize=256)
def reports(package: Package, measures: tuple[str, ...], kinds: tuple[str, ...], later: bool, theme: str) -> Reports:
    """The reports on these measures by these kinds of claimant, with or without those later than the article."""
    panels = selections.panels(package, measures, kinds=kinds, later=later)
    number = sum(len(panel.reports) + panel.left_out for panel in panels)
    on_scale = selections.share_a_scale(package, measures)
    tables = Markup().join(
        part
        for panel in panels
        for part in (
            markup.paragraph(markup.strong(wording.panel_heading(panel))),
            _reports_table(package, panel, on_scale=on_scale),
        )
    )
    whole_table = download(package.tables["other_reports"])
    if not number or not on_scale:
        return Reports(tables, number, None, whole_table)
    chart = selections.chart_row(package, selections.reports_key(package, measures))
    notes = wording.report_notes(package, panels, selections.not_to_be_compared(package, measures))
    drawn = charts.reports_chart(panels, chart, notes, theme)
    alt = wording.reports_alt(chart["title"], panels)
    shown = Chart(chart["chart"], drawn, alt, markup.bullets(wording.notes_as_text(notes)))
    return Reports(tables, number, shown, whole_table)


def tables_or_why(package: Package, measures: tuple[str, ...], found: Reports) -> Markup:
    """The reports as tables; where the reader's choice leaves none, that it does."""
    return found.tables if found.number else _none_left(package, measures)


def _none_left(package: Package, measures: tuple[str, ...]) -> Markup:
    return markup.paragraph(wording.empty_selection(len(selections.all_reports(package, measures))))


def _reports_table(package: Package, panel: selections.Panel, *, on_scale: bool) -> Markup:
    """A panel as a table, the article first, each row with a link to the page that it was read in."""
    rows = [*([panel.article] if panel.article is not None else []), *records(panel.reports)]
    columns = {
        wording.AS_STATED: [wording.report_cell(row) for row in rows],
        wording.COUNTED: [wording.report_counted(row, on_scale=on_scale) for row in rows],
        wording.WHO_SAYS_SO: [_with_page(package, wording.report_speaker(row), row["source_id"]) for row in rows],
    }
    return markup.table(columns, package.tables["other_reports"].file_name, wording.panel_heading(panel))


@lru_cache(maxsize=64)
def summary(package: Package, measures: tuple[str, ...]) -> Markup:
    """How the article's figure stands beside the reports on these measures."""
    return Markup().join(
        part
        for lead, details in standing.summaries(package, measures)
        for part in (markup.paragraph(lead), markup.bullets(details))
    )


@lru_cache(maxsize=64)
def reports_head(package: Package, measures: tuple[str, ...], number: int) -> str:
    """What opens a section of reports; number: how many the reader's choice leaves."""
    key = selections.reports_key(package, measures)
    return markup.block(
        markup.heading(3, selections.chart_row(package, key)["heading"], wording.anchor(key)),
        summary(package, measures),
        *([_none_left(package, measures)] if not number else []),
    )


# Beside both


@lru_cache(maxsize=4)
def steps(package: Package) -> str:
    """What can be worked out, and what cannot, as a table: each result in bold, with the answer that is wrong."""
    worked_out = arithmetic.steps(package)
    table = package.tables["derived"]
    columns = {
        wording.QUESTION: [_taken(package, step) for step in worked_out],
        wording.WORKED_OUT: [_result(step) for step in worked_out],
    }
    return markup.block(markup.table(columns, table.file_name), download(table))


def _taken(package: Package, step: arithmetic.Step) -> str:
    return Markup("<br>").join([wording.step_words(step), *wording.step_inputs(step, package.source)])


def _result(step: arithmetic.Step) -> str:
    return Markup("{} {}<br>{} {}").format(
        markup.strong(wording.step_result(step)),
        wording.step_caveats(step),
        markup.strong(f"{wording.TEMPTING}:"),
        wording.step_tempting(step),
    )


@lru_cache(maxsize=8)
def dates_chart(package: Package, theme: str) -> Chart:
    """The article's dates beside the record."""
    table = package.tables["dates"]
    notes = wording.date_notes(package)
    figure = charts.dates_chart(table.rows, table.title, notes, theme)
    alt = wording.dates_alt(table.title, table.rows)
    return Chart(selections.DATES, figure, alt, markup.bullets(wording.notes_as_text(notes)))


@lru_cache(maxsize=4)
def under_dates(package: Package, theme: str) -> str:
    """What stands under the chart of dates: its notes, its rows as a table, the table to download."""
    table = package.tables["dates"]
    rows = records(table.rows)
    columns = {
        wording.IN_WORDS: [wording.date_words(row) for row in rows],
        wording.THE_RECORD: [_with_page(package, wording.date_record(row), row["source_id"]) for row in rows],
        wording.AGREES: [wording.date_agreement(row) for row in rows],
    }
    notes = dates_chart(package, theme).notes
    return markup.block(notes, markup.table(columns, table.file_name), download(table))


def _with_page(package: Package, text: str, source_id: str) -> str:
    """The text, then a link to the page that it was read in; without one, the text."""
    if not source_id:
        return text
    source: Any = package.source(source_id)
    return Markup("{} {}").format(text, markup.link(wording.page_name(source), source["url"]))


@lru_cache(maxsize=4)
def hedges(package: Package) -> str:
    """How the words are read, as a table."""
    table = package.tables["hedges"]
    rows = records(table.rows)
    columns = {
        wording.THE_WORDS: [wording.hedge_line(row) for row in rows],
        wording.THEY_SAY: [row["says"] for row in rows],
        wording.THEY_DO_NOT_SAY: [wording.does_not_say(row) for row in rows],
    }
    return markup.block(markup.table(columns, table.file_name), download(table))


@lru_cache(maxsize=8)
def the_data(package: Package, is_open: bool) -> str:
    """The data dictionary, a folded part for each table (or an open one) with its download; all tables in one file."""
    return markup.block(
        _heading(wording.THE_DATA),
        markup.paragraph(wording.about_the_data(package.version, package.licenses)),
        *(markup.folded(wording.table_line(t), _described(t), is_open=is_open) for t in package.tables.values()),
        markup.buttons((label, f"data/{name}") for label, name in wording.whole_downloads(downloads.zip_name(package))),
    )


def _described(table: Table) -> Markup:
    """What a row of the table is, and what every column means."""
    columns = {
        wording.COLUMN: [field.name for field in table.fields],
        wording.TYPE: [wording.field_type(field.type, field.required) for field in table.fields],
        wording.MEANS: [wording.field_meaning(field.description, field.codes) for field in table.fields],
    }
    means = markup.table(columns, table.file_name)
    return Markup().join([markup.paragraph(table.description), means, download(table)])


def warm(package: Package) -> None:
    """Make what readers are shown, before there is one; not what depends on their choices among reports."""
    made = {"unnumbered": unnumbered, "derived": steps, "hedges": hedges}
    opening(package)
    the_data(package, False)
    for name in ("unnumbered", "derived", "dates", "hedges"):
        if name in package.tables:
            section(package, name)
            if name in made:
                made[name](package)
    keys: list[str | None] = [chart["chart"] for chart in selections.article_charts(package)]
    for key in [*keys, *([None] if not selections.not_drawn(package).empty else [])]:
        before_you_quote(package, key)
        citations(package, key)
    for theme in PALETTES:
        for key in filter(None, keys):
            chart_heading(package, key)
            article_chart(package, key, theme)
        for measures in selections.report_sections(package) if selections.has_reports(package) else ():
            number = reports(package, measures, selections.kinds_of_claimant(package), True, theme).number
            reports_head(package, measures, number)
        if "dates" in package.tables:
            under_dates(package, theme)
