"""The page, in the order a reader meets it. What it says and draws is made in figures/; what it is about, in data/."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from figures import downloads, markup, plate, selections, style, views, web, wording
from figures.tables import Package, PackageError, load_once, signature
from figures.wording import as_markdown

HOME = Path(__file__).resolve().parent
PAGE, TEXT = 720, 660  # widths in pixels of cards and charts, and of running text
YES_OR_NO = ("true", "false", "True", "False")  # what an address may say of a control that is on or off
log = logging.getLogger("reported_figures")


def descriptor() -> Path:
    """The package to show: DATA_PACKAGE names its descriptor, or else it is the one in data/."""
    return Path(os.environ.get("DATA_PACKAGE") or HOME / "data" / "datapackage.json")


def _package() -> Package:
    path = descriptor()
    return load_once(path, signature(path))


def show() -> None:
    """The whole page; whatever is wrong becomes a message to the reader, and a line in the log."""
    st.set_page_config(page_title="Reported figures", layout="wide")
    st.html(style.PAGE)
    with st.container(horizontal_alignment="center"), st.container(width=PAGE, gap="small"):
        try:
            _page(_package())
        except PackageError as error:
            log.error("the data package cannot be shown:\n%s", error)
            _problems(error)
        except Exception:
            log.exception("the page failed")
            st.error(wording.APOLOGY)


def _problems(error: PackageError) -> None:
    st.set_page_config(page_title=wording.CANNOT_SHOW)
    st.title(wording.CANNOT_SHOW)
    _text(wording.HOW_TO_MEND)
    st.html(markup.block(markup.bullets(map(str, error.problems))))


def _page(package: Package) -> None:
    # No part is a fragment of its own: a copy of the server that a reader comes to later would not know it, and their
    # next click would be lost.
    theme = "dark" if st.context.theme.type == "dark" else "light"
    wanted = st.query_params.get("chart")
    if wanted in selections.chart_keys(package):
        _one_chart(package, wanted, theme)
        return
    st.set_page_config(page_title=package.title)
    if wanted:
        st.info(as_markdown(wording.unknown_filter("chart", [wanted])))
    st.html(views.opening(package))
    everything = _controls()

    for chart in selections.article_charts(package):
        st.html(views.chart_heading(package, chart["chart"]))
        _draw(package, views.article_chart(package, chart["chart"], theme))
        _before_you_quote(package, chart["chart"], everything)
    if not selections.not_drawn(package).empty:
        _before_you_quote(package, None, everything)
    if not package["unnumbered"].empty:
        _section(package, "unnumbered", wording.ASSERTIONS_PART, views.unnumbered, everything)
    if selections.has_reports(package):
        _others(package, theme, everything)
    if "derived" in package.tables:
        _section(package, "derived", wording.STEPS_PART, views.steps, everything)
    if "dates" in package.tables:
        _dates(package, theme, everything)
    _section(package, "hedges", wording.HEDGES_PART, views.hedges, everything)
    _data(package, everything)


def _controls() -> bool:
    """What holds for the whole page: the format of saved pictures; returns whether every part is to stand open."""
    _tell_unknown("all", YES_OR_NO)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(wording.SAVE_AS, wording.PICTURES, default=wording.PICTURES[0], key="picture")
        return st.toggle(wording.OPEN_ALL, key="all", bind="query-params")


@contextmanager
def _part(key: str, label: str, everything: bool, *, at_first: bool = False) -> Iterator[bool]:
    """A part that is drawn only while it stands open: its reader opens it, or the address does (open_key=true)."""
    if everything:
        yield True
        return
    name = f"open_{key}"
    _tell_unknown(name, YES_OR_NO)
    label = as_markdown(label)
    with st.expander(label, expanded=at_first, key=name, on_change="rerun", bind="query-params") as part:
        yield bool(part.open)


def _tell_unknown(name: str, allowed: Sequence[str]) -> None:
    """Tell of values in the address that a control does not know.

    To be called before the control is made: a bound control takes out of the address what it does not know.
    """
    unknown = [value for value in st.query_params.get_all(name) if value and value not in allowed]
    if unknown:
        st.info(as_markdown(wording.unknown_filter(name, unknown)))


def _draw(package: Package, chart: views.Chart) -> None:
    """A chart with its alt text and its one button, which saves the picture in the format that the reader chose."""
    file_format = str(st.session_state.get("picture") or wording.PICTURES[0])
    config = plate.config(wording.picture_name(chart.key, package), file_format.lower())
    st.plotly_chart(chart.figure, theme=None, config=config, alt=chart.alt, key=f"chart-{chart.key}")


def _one_chart(package: Package, key: str, theme: str) -> None:
    """One chart with its caveats and a way to the whole page, for a frame in somebody else's page.

    Of the filters of the reports, which have no control here, it keeps what the address says.
    """
    title = views.chart_title(package, key)
    st.set_page_config(page_title=title)
    st.html(markup.block(markup.unseen_heading(title)))
    if key == selections.DATES:
        chart = views.dates_chart(package, theme)
        _draw(package, chart)
        st.html(markup.block(chart.notes))
    elif key in [chart["chart"] for chart in selections.article_charts(package)]:
        _draw(package, views.article_chart(package, key, theme))
        st.html(markup.block(views.caveats(package, key)))
    else:
        measures = next(m for m in selections.report_sections(package) if selections.reports_key(package, m) == key)
        st.html(markup.block(views.summary(package, measures)))
        kinds, later = _filters_of_address(package)
        reports = views.reports(package, measures, kinds, later, theme)
        if reports.chart:
            _draw(package, reports.chart)
        st.html(markup.block(reports.chart.notes if reports.chart else views.tables_or_why(package, measures, reports)))
    _text(f"{as_markdown(wording.source_line(package.article, link=False))}. [{wording.WHOLE_PAGE}](/)")


def _filters_of_address(package: Package) -> tuple[tuple[str, ...], bool]:
    """The kinds of claimant that the address asks for, and whether it asks for later reports; without it, all."""
    known = selections.kinds_of_claimant(package)
    _tell_unknown("claimed_by", known)
    _tell_unknown("later", YES_OR_NO)
    asked = st.query_params.get_all("claimed_by")
    chosen = [kind for kind in asked if kind in known]
    ignored = any(asked) and not chosen  # nothing that is known here
    kinds = known if not asked or ignored else tuple(kind for kind in known if kind in chosen)
    return kinds, st.query_params.get("later") not in ("false", "False")


def _before_you_quote(package: Package, key: str | None, everything: bool) -> None:
    """Under a chart: its caveats, its rows as a table, the whole table to download, sentences to quote."""
    st.html(views.before_you_quote(package, key))
    with _part(f"citations-{key or 'not-drawn'}", wording.TO_CITE, everything) as is_open:
        for sentence, can_and_cannot in views.citations(package, key) if is_open else ():
            st.code(sentence, language=None, wrap_lines=True)
            st.html(can_and_cannot)


def _section(package: Package, name: str, label: str, rows: Callable[[Package], str], everything: bool) -> None:
    """A part that holds one table of the package: what it is, and once it is open its rows."""
    st.html(views.section(package, name))
    with _part(name, label, everything) as is_open:
        if is_open:
            st.html(rows(package))


def _others(package: Package, theme: str, everything: bool) -> None:
    """What others reported, behind two filters that live in the address."""
    st.html(views.others())
    known = selections.kinds_of_claimant(package)
    _tell_unknown("claimed_by", known)
    chosen = st.pills(
        wording.WHO_CLAIMS_IT,
        known,
        selection_mode="multi",
        default=known,
        key="claimed_by",
        bind="query-params",
    )
    _tell_unknown("later", YES_OR_NO)
    later = st.toggle(wording.SHOW_LATER, value=True, key="later", bind="query-params")
    kinds = tuple(kind for kind in known if kind in chosen)
    for measures in selections.report_sections(package):
        _reports(package, measures, kinds, later, theme, everything)


def _reports(
    package: Package, measures: tuple[str, ...], kinds: tuple[str, ...], later: bool, theme: str, everything: bool
) -> None:
    """One section: how the article's figure stands; in its part the chart, and the reports as tables."""
    found = views.reports(package, measures, kinds, later, theme)
    st.html(views.reports_head(package, measures, found.number))
    if not found.number:
        return
    label = wording.reports_part(found.number, with_chart=found.chart is not None)
    # measures that look alike are what a reader mixes up: their chart stands open from the start
    key = selections.reports_key(package, measures)
    with _part(key, label, everything, at_first=len(measures) > 1) as is_open:
        if is_open and found.chart:
            _draw(package, found.chart)
        if is_open:
            st.html(found.under_chart(everything))


def _dates(package: Package, theme: str, everything: bool) -> None:
    """The article's dates and places beside the record."""
    st.html(views.section(package, "dates"))
    with _part("dates", wording.DATES_PART, everything) as is_open:
        if is_open:
            _draw(package, views.dates_chart(package, theme))
            st.html(views.under_dates(package, theme))


def _data(package: Package, everything: bool) -> None:
    st.html(views.the_data(package, everything))
    with _part("reuse", wording.REUSE, everything) as is_open:
        if is_open:
            _reuse(package)


def _reuse(package: Package) -> None:
    """What to write and to type to cite the dataset, to read it by program, to embed a chart."""
    _text(as_markdown(wording.TO_CITE_ALL))
    st.code(wording.dataset_citation(package), language=None, wrap_lines=True)
    st.code(downloads.bibtex(package), language=None, wrap_lines=True)
    _text(as_markdown(wording.READ_BY_PROGRAM))
    st.code("\n".join(wording.reading_lines(wording.address("article_figures.csv"))), language=None, wrap_lines=True)
    _text(as_markdown(wording.EMBED))
    st.code(wording.embed_line(selections.chart_keys(package)), language=None, wrap_lines=True)


def _text(markdown: str) -> None:
    st.markdown(markdown, width=TEXT)


def _serve_file(request: Request) -> Response:
    """The files under /data."""
    try:
        found = downloads.files(_package())
    except PackageError as error:
        sent = downloads.plain(503, f"{wording.CANNOT_SHOW}.\n{error}")
    except Exception:
        log.exception("a file could not be served")
        sent = downloads.plain(500, wording.APOLOGY)
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
        views.warm(_package())
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
