"""The page, in the order a reader meets it. What it says and draws is made in figures/; what it is about, in data/."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pandas as pd
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from figures import arithmetic, downloads, plate, selections, views, web, wording
from figures.tables import Package, PackageError, Table, load_once, signature
from figures.wording import as_markdown, records

HOME = Path(__file__).resolve().parent
PAGE, TEXT = 720, 660  # widths in pixels of cards and charts, and of running text
log = logging.getLogger("reported_figures")


def descriptor() -> Path:
    """The package to show: DATA_PACKAGE names its descriptor, or else it is the one in data/."""
    return Path(os.environ.get("DATA_PACKAGE") or HOME / "data" / "datapackage.json")


def show() -> None:
    """The whole page; whatever is wrong becomes a message to the reader, and a line in the log."""
    st.set_page_config(page_title="Reported figures", layout="wide")
    with st.container(horizontal_alignment="center"), st.container(width=PAGE, gap="small"):
        try:
            path = descriptor()
            _page(load_once(path, signature(path)))
        except PackageError as error:
            log.error("the data package cannot be shown:\n%s", error)
            _problems(error)
        except Exception:
            log.exception("the page failed")
            st.error(wording.APOLOGY)


def _problems(error: PackageError) -> None:
    st.title(wording.CANNOT_SHOW)
    _text(wording.HOW_TO_MEND)
    _bullets([str(problem) for problem in error.problems])


def _page(package: Package) -> None:
    article = package.article
    theme = "dark" if st.context.theme.type == "dark" else "light"
    wanted = st.query_params.get("chart")
    if wanted in selections.chart_keys(package):
        _one_chart(package, wanted, theme)
        return
    if wanted:
        st.info(as_markdown(wording.unknown_filter("chart", [wanted])))
    st.title(as_markdown(package.title), anchor=False)
    _text(as_markdown(package.description) + f" **{as_markdown(wording.NOT_COUNTED_HERE)}**")
    source = wording.sentences([wording.source_line(article, link=False) + ".", wording.inferred_date(article)])
    _text(f"{as_markdown(source)} [{as_markdown(wording.READ_IT)}]({article['url']})")
    st.html(views.headline_cards(package))
    _contents(package)
    st.segmented_control(wording.SAVE_AS, wording.PICTURES, default=wording.PICTURES[0], key="picture")

    for chart in selections.article_charts(package):
        rows = selections.drawn_on(package, chart["chart"])
        _heading(chart["heading"])
        _draw(package, views.article_chart(package, chart["chart"], theme))
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
        _others(package, theme)
    if "dates" in package.tables:
        _dates(package, theme)
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


def _draw(package: Package, chart: views.Chart) -> None:
    """A chart with its alt text and its one button, which saves the picture in the format that the reader chose."""
    file_format = str(st.session_state.get("picture") or wording.PICTURES[0])
    config = plate.config(wording.picture_name(chart.key, package), file_format.lower())
    st.plotly_chart(chart.figure, theme=None, config=config, alt=chart.alt, key=f"chart-{chart.key}")
    _bullets(list(chart.notes))


def _one_chart(package: Package, key: str, theme: str) -> None:
    """One chart with its caveats and a way to the whole page, for a frame in somebody else's page."""
    if key == selections.DATES:
        _draw(package, views.dates_chart(package, theme))
    elif key in [chart["chart"] for chart in selections.article_charts(package)]:
        _draw(package, views.article_chart(package, key, theme))
        _caveats(package, selections.drawn_on(package, key))
    else:
        measures = next(m for m in selections.report_sections(package) if selections.reports_key(package, m) == key)
        _standing(package, measures)
        reports = views.reports(package, measures, selections.kinds_of_claimant(package), True, theme)
        if reports.chart:
            _draw(package, reports.chart)
        else:
            _reports_tables(reports)
    _text(f"{as_markdown(wording.source_line(package.article, link=False))}. [{wording.WHOLE_PAGE}](/)")


def _caveats(package: Package, rows: pd.DataFrame) -> None:
    for row in records(rows):
        further = selections.caveats_of(package, row["figure_id"])
        _text(f"**{as_markdown(wording.named(row))}**")
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
def _others(package: Package, theme: str) -> None:
    """What others reported; a fragment runs by itself, and so apologises by itself."""
    try:
        _measure_by_measure(package, theme)
    except Exception:
        log.exception("the reports failed")
        st.error(wording.APOLOGY)


def _measure_by_measure(package: Package, theme: str) -> None:
    """The reports behind two filters that live in the address."""
    _heading(wording.OTHERS)
    _text(as_markdown(wording.OTHERS_WHY))
    kinds, later = _filters(selections.kinds_of_claimant(package))
    for measures in selections.report_sections(package):
        _reports(package, measures, kinds, later, theme)


def _filters(known: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The kinds of claimant to show, and whether to show what is later than the article.

    An address is read before its widgets are made: a bound widget takes out of it what it does not know.
    """
    for name, allowed in (("claimed_by", known), ("later", ("true", "false", "True", "False"))):
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
    return tuple(kind for kind in known if kind in kinds), later


def _reports(package: Package, measures: tuple[str, ...], kinds: tuple[str, ...], later: bool, theme: str) -> None:
    """One section: how the article's figure stands, the chart, and the reports as tables with their pages."""
    st.space("small")
    heading = selections.chart_row(package, selections.reports_key(package, measures))["heading"]
    st.subheader(as_markdown(heading), anchor=False)
    _standing(package, measures)
    reports = views.reports(package, measures, kinds, later, theme)
    if not reports.number:
        _text(as_markdown(wording.empty_selection(len(selections.all_reports(package, measures)))))
    elif reports.chart:
        _draw(package, reports.chart)
        with st.expander(wording.reports_table(reports.number)):
            _reports_tables(reports)
    else:
        _reports_tables(reports)
    _download(package.tables["other_reports"])


def _standing(package: Package, measures: tuple[str, ...]) -> None:
    for lead, details in views.summaries(package, measures):
        _text(as_markdown(lead))
        _bullets(details)


def _reports_tables(reports: views.Reports) -> None:
    for heading, rows in reports.tables:
        _text(f"**{as_markdown(heading)}**")
        st.table(rows, border="horizontal", hide_index=True)


def _dates(package: Package, theme: str) -> None:
    """The article's dates and places beside the record."""
    table = package.tables["dates"]
    _heading(table.title)
    _text(as_markdown(wording.DATES_WHY))
    _draw(package, views.dates_chart(package, theme))
    st.table(views.dates_table(package), border="horizontal", hide_index=True)
    _download(table)


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
    if lines:
        _text("\n".join(f"- {as_markdown(line)}" for line in lines))


def _table(columns: dict[str, list[str]]) -> None:
    """A table of plain text."""
    rows = pd.DataFrame({name: list(map(as_markdown, cells)) for name, cells in columns.items()})
    st.table(rows, border="horizontal", hide_index=True)


def _download(table: Table) -> None:
    """A button for the whole table: an address that any copy of the server answers with the file's bytes."""
    st.link_button(wording.download(table.file_name, len(table.rows)), f"data/{table.file_name}")


def _serve_file(request: Request) -> Response:
    """The files under /data."""
    path = descriptor()
    try:
        found = downloads.files(load_once(path, signature(path)))
    except PackageError as error:
        sent = downloads.plain(503, f"{wording.CANNOT_SHOW}.\n{error}")
    else:
        name = request.path_params.get("name", "")
        sent = downloads.answer(found, request.method, name, request.headers.get("if-none-match", ""))
    return Response(sent.body, sent.status, sent.headers)


if st.runtime.exists():
    show()

# The front door: `streamlit run app.py` finds it by this name and runs this file as the page of each reader.


@asynccontextmanager
async def _opened(_: st.App) -> AsyncIterator[None]:
    """Before the first reader: what they would wait for is made."""
    web.send_at_once()
    try:
        path = descriptor()
        views.warm(load_once(path, signature(path)))
    except PackageError as error:
        log.error("the data package cannot be shown:\n%s", error)
    except Exception:
        log.exception("nothing could be made before the first reader")
    # Streamlit collects garbage after every run: what stays for good need not be looked through each time.
    gc.collect()
    gc.freeze()
    yield


_ANY = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
app = st.App(
    __file__,
    routes=[Route("/data", _serve_file, methods=_ANY), Route("/data/{name:path}", _serve_file, methods=_ANY)],
    middleware=web.middleware(Path(st.__file__).parent / "static"),
    lifespan=_opened,
)
