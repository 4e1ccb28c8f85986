"""The page, in the order a reader meets it. What it says and draws is made in figures/; what it is about, in data/."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from figures import cards, charts, plate, selections, standing, wording
from figures.tables import Package, PackageError, Table, load, signature
from figures.wording import as_markdown, records

HOME = Path(__file__).resolve().parent
PAGE, TEXT = 720, 660  # widths in pixels of cards and charts, and of running text
State = tuple[tuple[str, int, int], ...]  # tables.signature: what the caches go by
log = logging.getLogger("reported_figures")


def descriptor() -> Path:
    """The package to show: DATA_PACKAGE names its descriptor, or else it is the one in data/."""
    return Path(os.environ.get("DATA_PACKAGE") or HOME / "data" / "datapackage.json")


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(path: Path, state: State) -> Package:
    return load(path)


@st.cache_resource(max_entries=64, show_spinner=False)
def _article_chart(_package: Package, state: State, key: str, theme: str) -> go.Figure:
    chart = next(c for c in records(_package["charts"]) if c["chart"] == key)
    return charts.article_chart(selections.drawn_on(_package, key), chart, _package.article, theme)


@st.cache_resource(max_entries=64, show_spinner=False)
def _reports_chart(
    _package: Package, state: State, measures: tuple[str, ...], kinds: tuple[str, ...], later: bool, theme: str
) -> go.Figure:
    panels = selections.panels(_package, measures, kinds=kinds, later=later)
    chart = selections.chart_of_reports(_package, measures[0])
    why = selections.not_to_be_compared(_package, measures)
    return charts.reports_chart(panels, chart, wording.report_notes(panels, _package.article, why), theme)


@st.cache_resource(max_entries=8, show_spinner=False)
def _dates_chart(_package: Package, state: State, theme: str) -> go.Figure:
    table = _package.tables["dates"]
    return charts.dates_chart(table.rows, table.title, wording.date_notes(_package.article), theme)


def show() -> None:
    """The whole page; whatever is wrong becomes a message to the reader, and a line in the log."""
    st.set_page_config(page_title="Reported figures", layout="wide")
    with st.container(horizontal_alignment="center"), st.container(width=PAGE, gap="small"):
        try:
            path = descriptor()
            state = signature(path)
            package = _load(path, state)
        except PackageError as error:
            log.error("the data package cannot be shown:\n%s", error)
            _problems(error)
            return
        try:
            _page(package, state)
        except Exception:
            log.exception("the page failed")
            st.error(wording.APOLOGY)


def _problems(error: PackageError) -> None:
    st.title(wording.CANNOT_SHOW)
    _text(wording.HOW_TO_MEND)
    _bullets([str(problem) for problem in error.problems])


def _page(package: Package, state: State) -> None:
    article = package.article
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.title(as_markdown(package.title), anchor=False)
    _text(as_markdown(package.description) + f" **{as_markdown(wording.NOT_COUNTED_HERE)}**")
    source = wording.sentences([wording.source_line(article, link=False) + ".", wording.inferred_date(article)])
    _text(f"{as_markdown(source)} [{as_markdown(wording.READ_IT)}]({article['url']})")
    st.html(cards.html(package, selections.headlines(package)))
    _contents(package)

    for chart in selections.article_charts(package):
        rows = selections.drawn_on(package, chart["chart"])
        _heading(chart["heading"])
        st.plotly_chart(
            _article_chart(package, state, chart["chart"], theme),
            theme=None,
            config=plate.config(wording.picture_name(chart["chart"], package)),
            alt=wording.alt_text(chart["title"], chart["subtitle"], rows),
            key=f"chart-{chart['chart']}",
        )
        _before_you_quote(package, rows, chart["chart"])

    rest = selections.not_drawn(package)
    if not rest.empty:
        _heading(wording.NOT_DRAWN)
        _text(as_markdown(wording.NOT_DRAWN_WHY))
        _before_you_quote(package, rest, "not-drawn")

    _unnumbered(package)
    if selections.has_reports(package):
        _others(package, state, theme)
    if "dates" in package.tables:
        _dates(package, state, theme)
    _hedges(package)
    _data(package)


def _contents(package: Package) -> None:
    """Links to the parts of the page, which is long."""
    titles = {name: package.tables[name].title for name in ("unnumbered", "dates", "hedges") if name in package.tables}
    parts = [
        *(chart["heading"] for chart in selections.article_charts(package)),
        *([wording.NOT_DRAWN] if not selections.not_drawn(package).empty else []),
        *([titles["unnumbered"]] if not package["unnumbered"].empty else []),
        *([wording.OTHERS] if selections.has_reports(package) else []),
        *([titles["dates"]] if "dates" in titles else []),
        titles["hedges"],
        wording.THE_DATA,
    ]
    links = [f"[{as_markdown(part)}](#{wording.anchor(part)})" for part in parts]
    _text(f"**{wording.ON_THIS_PAGE}:** " + " · ".join(links))


def _before_you_quote(package: Package, rows: pd.DataFrame, place: str) -> None:
    """Under a chart: its caveats, its rows as a table, sentences to quote, and the whole table to download."""
    figures = records(rows)
    st.subheader(wording.BEFORE_YOU_QUOTE, anchor=False)
    for row in figures:
        further = selections.caveats_of(package, row["figure_id"])
        _text(f"**{as_markdown(wording.figure(row))}**")
        _bullets(wording.caveats(row, further, package.source))
    _table(
        {
            wording.AS_STATED: [wording.figure(row) for row in figures],
            wording.COUNTED: [row["definition"] for row in figures],
            wording.WHO_SAYS_SO: [wording.speaker(row) for row in figures],
        }
    )
    with st.expander(wording.TO_CITE):
        for row in figures:
            st.code(wording.citation(row, package.source(row["source_id"])), language=None, wrap_lines=True)
    _download(package.tables["article_figures"], place)


def _unnumbered(package: Package) -> None:
    table = package.tables["unnumbered"]
    if table.rows.empty:
        return
    _heading(table.title)
    _text(as_markdown(wording.ASSERTED_WHY))
    for direction, rows in table.rows.groupby("direction", sort=False):
        st.subheader(as_markdown(wording.capital(str(direction))), anchor=False)
        statements = records(rows)
        _table(
            {
                wording.ASSERTED: [_asserted(package, row) for row in statements],
                wording.IN_WORDS: [wording.quoted(row["wording"]) for row in statements],
                wording.WHO_SAYS_SO: [wording.speaker(row) for row in statements],
            }
        )
    _download(table, "unnumbered")


def _asserted(package: Package, statement: wording.Row) -> str:
    see = statement.get("see_measure", "")
    pointer = wording.see(selections.label_of(package, see)) if see else ""
    return wording.sentences([wording.asserted(statement), pointer])


@st.fragment
def _others(package: Package, state: State, theme: str) -> None:
    """What others reported, measure by measure, behind two filters that live in the address."""
    _heading(wording.OTHERS)
    _text(as_markdown(wording.OTHERS_WHY))
    kinds, later = _filters(selections.kinds_of_claimant(package))
    for measures in selections.report_sections(package):
        _reports(package, state, measures, kinds, later, theme)


def _filters(known: tuple[str, ...]) -> tuple[list[str], bool]:
    """The kinds of claimant to show, and whether to show what is later than the article.

    An address is read before its widgets are made: a bound widget takes out of it what it does not know.
    """
    for name, allowed in (("claimed_by", known), ("later", ("true", "false"))):
        asked = st.query_params.get_all(name)
        unknown = [value for value in asked if value and value not in allowed]
        if unknown:
            st.info(as_markdown(wording.unknown_filter(name, unknown)))
    kinds = st.pills(
        wording.WHO_CLAIMS_IT,
        known,
        selection_mode="multi",
        default=known,
        key="claimed_by",
        bind="query-params",
    )
    later = st.toggle(wording.SHOW_LATER, value=True, key="later", bind="query-params")
    return list(kinds), later


def _reports(package: Package, state: State, measures: list[str], kinds: list[str], later: bool, theme: str) -> None:
    """One section: how the article's figure stands, the chart, and the reports as tables with their pages."""
    chart = selections.chart_of_reports(package, measures[0])
    st.space("small")
    st.subheader(as_markdown(chart["heading"]), anchor=False)
    for lead, details in standing.summaries(package, measures):
        _text(as_markdown(lead))
        _bullets(details)
    panels = selections.panels(package, measures, kinds=kinds, later=later)
    shown = selections.shown_on(panels)
    if shown.empty:
        _text(as_markdown(wording.empty_selection(len(selections.all_reports(package, measures)))))
    elif selections.share_a_scale(package, measures):
        st.plotly_chart(
            _reports_chart(package, state, tuple(measures), tuple(kinds), later, theme),
            theme=None,
            config=plate.config(wording.picture_name(chart["chart"], package)),
            alt=wording.reports_alt(chart["title"], panels),
            key=f"chart-{chart['chart']}",
        )
        with st.expander(wording.reports_table(len(shown))):
            _reports_tables(package, panels)
    else:
        _reports_tables(package, panels)
    _download(package.tables["other_reports"], chart["chart"])


def _reports_tables(package: Package, panels: list[selections.Panel]) -> None:
    for panel in panels:
        if panel.reports.empty:
            continue
        _text(f"**{as_markdown(wording.panel_heading(panel.heading, len(panel.reports)))}**")
        rows = records(panel.reports)
        _table(
            {
                wording.AS_STATED: [as_markdown(wording.report_cell(row)) for row in rows],
                wording.COUNTED: [as_markdown(wording.report_counted(row)) for row in rows],
                wording.WHO_SAYS_SO: [
                    _with_page(package, wording.report_speaker(row), row["source_id"]) for row in rows
                ],
            },
            markdown=True,
        )


def _dates(package: Package, state: State, theme: str) -> None:
    """The article's dates and places beside the record."""
    table = package.tables["dates"]
    _heading(table.title)
    _text(as_markdown(wording.DATES_WHY))
    rows = records(table.rows)
    st.plotly_chart(
        _dates_chart(package, state, theme),
        theme=None,
        config=plate.config(wording.picture_name("dates", package)),
        alt=wording.dates_alt(table.title, table.rows),
        key="chart-dates",
    )
    _table(
        {
            wording.IN_WORDS: [as_markdown(wording.date_words(row)) for row in rows],
            wording.THE_RECORD: [_with_page(package, wording.date_record(row), row["source_id"]) for row in rows],
            wording.AGREES: [as_markdown(wording.date_agreement(row)) for row in rows],
        },
        markdown=True,
    )
    _download(table, "dates")


def _with_page(package: Package, text: str, source_id: str) -> str:
    """The text, then a link to the page that it was read in, as Markdown; without one, the text."""
    if not source_id:
        return as_markdown(text)
    source = package.source(source_id)
    return f"{as_markdown(text)} [{as_markdown(wording.page_name(source))}](<{source['url']}>)"


def _hedges(package: Package) -> None:
    table = package.tables["hedges"]
    _heading(table.title)
    hedges = records(table.rows)
    _table(
        {
            wording.THE_WORDS: [wording.hedge_line(row) for row in hedges],
            wording.THEY_SAY: [row["says"] for row in hedges],
            wording.THEY_DO_NOT_SAY: [wording.does_not_say(row) for row in hedges],
        }
    )
    _download(table, "hedges")


def _data(package: Package) -> None:
    _heading(wording.THE_DATA)
    _text(as_markdown(wording.about_the_data(package.version, package.licenses)))
    for table in package.tables.values():
        with st.expander(as_markdown(wording.table_line(table.title, table.file_name, len(table.rows)))):
            st.markdown(as_markdown(table.description))
            _table(
                {
                    wording.COLUMN: [field.name for field in table.fields],
                    wording.TYPE: [wording.field_type(field.type, field.required) for field in table.fields],
                    wording.MEANS: [wording.field_meaning(field.description, field.codes) for field in table.fields],
                }
            )
            _download(table, "data")
    st.download_button(
        wording.DOWNLOAD_DESCRIPTOR, package.descriptor, "datapackage.json", "application/json", on_click="ignore"
    )


def _heading(text: str) -> None:
    st.space("medium")
    st.header(as_markdown(text), anchor=wording.anchor(text))


def _text(markdown: str) -> None:
    st.markdown(markdown, width=TEXT)


def _bullets(lines: list[str]) -> None:
    _text("\n".join(f"- {as_markdown(line)}" for line in lines))


def _table(columns: dict[str, list[str]], *, markdown: bool = False) -> None:
    """A table of text; markdown: its cells are Markdown already."""
    rows = pd.DataFrame(columns) if markdown else pd.DataFrame(columns).map(as_markdown)
    st.table(rows, border="horizontal", hide_index=True)


def _download(table: Table, place: str) -> None:
    """A button for the whole table, whose bytes are the file's."""
    st.download_button(
        wording.download(table.file_name, len(table.rows)),
        table.data,
        table.file_name,
        "text/csv",
        key=f"download-{place}-{table.name}",
        on_click="ignore",
    )


show()
