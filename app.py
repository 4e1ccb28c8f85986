"""The page, in the order a reader meets it. What it says and draws is made in figures/; what it is about, in data/."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from figures import arithmetic, cards, charts, downloads, plate, selections, standing, wording
from figures.tables import Package, PackageError, Table, load, signature
from figures.wording import as_markdown, records

HOME = Path(__file__).resolve().parent
PAGE, TEXT = 720, 660  # widths in pixels of cards and charts, and of running text
State = tuple[tuple[str, int, int], ...]  # tables.signature: what the caches go by
log = logging.getLogger("reported_figures")


def descriptor() -> Path:
    """The package to show: DATA_PACKAGE names its descriptor, or else it is the one in data/."""
    return Path(os.environ.get("DATA_PACKAGE") or HOME / "data" / "datapackage.json")


@lru_cache(maxsize=2)
def _load(path: Path, state: State) -> Package:
    return load(path)


@lru_cache(maxsize=2)
def _files(path: Path, state: State) -> dict[str, downloads.File]:
    return downloads.files(_load(path, state))


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
    wanted = st.query_params.get("chart")
    if wanted in selections.chart_keys(package):
        _one_chart(package, state, wanted, theme)
        return
    if wanted:
        st.info(as_markdown(wording.unknown_filter("chart", [wanted])))
    st.title(as_markdown(package.title), anchor=False)
    _text(as_markdown(package.description) + f" **{as_markdown(wording.NOT_COUNTED_HERE)}**")
    source = wording.sentences([wording.source_line(article, link=False) + ".", wording.inferred_date(article)])
    _text(f"{as_markdown(source)} [{as_markdown(wording.READ_IT)}]({article['url']})")
    st.html(cards.html(package, selections.headlines(package)))
    _contents(package)
    st.segmented_control(wording.SAVE_AS, wording.PICTURES, default=wording.PICTURES[0], key="picture")

    for chart in selections.article_charts(package):
        rows = selections.drawn_on(package, chart["chart"])
        _heading(chart["heading"])
        _draw_article_chart(package, state, chart, theme)
        _before_you_quote(package, rows)

    rest = selections.not_drawn(package)
    if not rest.empty:
        _heading(wording.NOT_DRAWN)
        _text(as_markdown(wording.NOT_DRAWN_WHY))
        _before_you_quote(package, rest)

    if "derived" in package.tables:
        _worked_out(package)
    _unnumbered(package)
    if selections.has_reports(package):
        _others(package, state, theme)
    if "dates" in package.tables:
        _dates(package, state, theme)
    _hedges(package)
    _data(package)


def _contents(package: Package) -> None:
    """Links to the parts of the page, which is long."""
    titles = {name: table.title for name, table in package.tables.items()}
    parts = [
        *(chart["heading"] for chart in selections.article_charts(package)),
        *([wording.NOT_DRAWN] if not selections.not_drawn(package).empty else []),
        *([titles["derived"]] if "derived" in titles else []),
        *([titles["unnumbered"]] if not package["unnumbered"].empty else []),
        *([wording.OTHERS] if selections.has_reports(package) else []),
        *([titles["dates"]] if "dates" in titles else []),
        titles["hedges"],
        wording.THE_DATA,
    ]
    links = [f"[{as_markdown(part)}](#{wording.anchor(part)})" for part in parts]
    _text(f"**{wording.ON_THIS_PAGE}:** " + " · ".join(links))


def _draw(figure: go.Figure, name: str, package: Package, alt: str) -> None:
    """A chart with its alt text and its one button, which saves the picture in the format that the reader chose."""
    file_format = str(st.session_state.get("picture") or wording.PICTURES[0])
    st.plotly_chart(
        figure,
        theme=None,
        config=plate.config(wording.picture_name(name, package), file_format.lower()),
        alt=alt,
        key=f"chart-{name}",
    )


def _draw_article_chart(package: Package, state: State, chart: wording.Row, theme: str) -> None:
    alt = wording.alt_text(chart["title"], chart["subtitle"], selections.drawn_on(package, chart["chart"]))
    _draw(_article_chart(package, state, chart["chart"], theme), chart["chart"], package, alt)


def _one_chart(package: Package, state: State, key: str, theme: str) -> None:
    """One chart with its caveats and a way to the whole page, for a frame in somebody else's page."""
    if key == selections.DATES:
        _draw_dates(package, state, theme)
    elif key in [chart["chart"] for chart in selections.article_charts(package)]:
        chart = next(c for c in records(package["charts"]) if c["chart"] == key)
        _draw_article_chart(package, state, chart, theme)
        _caveats(package, selections.drawn_on(package, key))
    else:
        measures = next(m for m in selections.report_sections(package) if selections.reports_key(package, m) == key)
        _standing(package, measures)
        panels = selections.panels(package, measures)
        if selections.share_a_scale(package, measures):
            kinds = selections.kinds_of_claimant(package)
            figure = _reports_chart(package, state, tuple(measures), kinds, True, theme)
            chart = selections.chart_of_reports(package, measures[0])
            _draw(figure, key, package, wording.reports_alt(chart["title"], panels))
        else:
            _reports_tables(package, panels)
    _text(f"{as_markdown(wording.source_line(package.article, link=False))}. [{wording.WHOLE_PAGE}](/)")


def _caveats(package: Package, rows: pd.DataFrame) -> None:
    for row in records(rows):
        further = selections.caveats_of(package, row["figure_id"])
        _text(f"**{as_markdown(wording.figure(row))}**")
        _bullets(wording.caveats(row, further, package.source))


def _before_you_quote(package: Package, rows: pd.DataFrame) -> None:
    """Under a chart: its caveats, its rows as a table, sentences to quote, and the whole table to download."""
    figures = records(rows)
    st.subheader(wording.BEFORE_YOU_QUOTE, anchor=False)
    _caveats(package, rows)
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
            _text(f"**{wording.CAN_BE_SAID}**")
            _bullets(wording.can_be_said(row))
            _text(f"**{wording.CANNOT_BE_SAID}**")
            _bullets(wording.cannot_be_said(row))
    _download(package.tables["article_figures"])


def _worked_out(package: Package) -> None:
    """Arithmetic that keeps its bounds, beside the answer that drops them."""
    table = package.tables["derived"]
    _heading(table.title)
    _text(as_markdown(wording.WORKED_OUT_WHY))
    steps = arithmetic.steps(package)
    _table(
        {
            wording.QUESTION: [wording.step_words(step) for step in steps],
            wording.WORKED_OUT: [wording.step_result(step) for step in steps],
            wording.TEMPTING: [wording.step_tempting(step) for step in steps],
        }
    )
    _download(table)


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
    _download(table)


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
    _standing(package, measures)
    panels = selections.panels(package, measures, kinds=kinds, later=later)
    shown = selections.shown_on(panels)
    if shown.empty:
        _text(as_markdown(wording.empty_selection(len(selections.all_reports(package, measures)))))
    elif selections.share_a_scale(package, measures):
        figure = _reports_chart(package, state, tuple(measures), tuple(kinds), later, theme)
        _draw(figure, chart["chart"], package, wording.reports_alt(chart["title"], panels))
        with st.expander(wording.reports_table(len(shown))):
            _reports_tables(package, panels)
    else:
        _reports_tables(package, panels)
    _download(package.tables["other_reports"])


def _standing(package: Package, measures: list[str]) -> None:
    for lead, details in standing.summaries(package, measures):
        _text(as_markdown(lead))
        _bullets(details)


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
    _draw_dates(package, state, theme)
    _table(
        {
            wording.IN_WORDS: [as_markdown(wording.date_words(row)) for row in rows],
            wording.THE_RECORD: [_with_page(package, wording.date_record(row), row["source_id"]) for row in rows],
            wording.AGREES: [as_markdown(wording.date_agreement(row)) for row in rows],
        },
        markdown=True,
    )
    _download(table)


def _draw_dates(package: Package, state: State, theme: str) -> None:
    table = package.tables["dates"]
    alt = wording.dates_alt(table.title, table.rows)
    _draw(_dates_chart(package, state, theme), selections.DATES, package, alt)


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
    _download(table)


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
            _download(table)
    for label, name in wording.whole_downloads(downloads.zip_name(package)):
        st.link_button(label, f"data/{name}")
    _text(as_markdown(wording.TO_CITE_ALL))
    st.code(wording.dataset_citation(package), language=None, wrap_lines=True)
    st.code(downloads.bibtex(package), language="bibtex", wrap_lines=True)
    _text(as_markdown(wording.READ_BY_PROGRAM))
    st.code("\n".join(wording.reading_lines(wording.address("article_figures.csv"))), language="python")
    _text(as_markdown(wording.EMBED))
    st.code(wording.embed_line(selections.chart_keys(package)), language="html", wrap_lines=True)


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


def _download(table: Table) -> None:
    """A button for the whole table: an address that any copy of the server answers with the file's bytes."""
    st.link_button(wording.download(table.file_name, len(table.rows)), f"data/{table.file_name}")


def _serve_file(request: Request) -> Response:
    """The files under /data."""
    path = descriptor()
    try:
        found = _files(path, signature(path))
    except PackageError as error:
        sent = downloads.plain(503, f"{wording.CANNOT_SHOW}.\n{error}")
    else:
        name = request.path_params.get("name", "")
        sent = downloads.answer(found, request.method, name, request.headers.get("if-none-match", ""))
    return Response(sent.body, sent.status, sent.headers)


if st.runtime.exists():
    show()

# The front door: `streamlit run app.py` finds it by this name and runs this file as the page of each reader.
_ANY = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
app = st.App(
    __file__,
    routes=[Route("/data", _serve_file, methods=_ANY), Route("/data/{name:path}", _serve_file, methods=_ANY)],
)
