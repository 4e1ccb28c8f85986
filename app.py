"""The dashboard: controls become a View, the composed page is drawn part by part. At its foot, the ASGI app."""

from __future__ import annotations

import gc
import html
import logging
import os
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import streamlit as st

from figures.charts import plotly_backend
from figures.editions import files, headers
from figures.model.package import Package
from figures.package.problems import PackageError
from figures.package.watch import load_current
from figures.page import style
from figures.page.check import checked
from figures.page.compose import compose
from figures.page.draw import Look, drawn_chart, drawn_parts, warm
from figures.page.html import Beside, Block, Folded, Piece, Place, native_folds, pieces
from figures.page.parts import Bullets, Chart, Check, Filter, Fold, Handout, Heading, Page, Status, Text
from figures.page.view import View
from figures.words import labels

HOME = Path(__file__).resolve().parent
STYLE_AND_SCRIPT = Block(style.PAGE + '<script src="data/page.js"></script>')
ON_OR_OFF = ("true", "false", "True", "False")  # values of a switch in the address
log = logging.getLogger("reported_figures")


def package_path() -> Path:
    """Return the package to show: the descriptor or folder in DATA_PACKAGE, or else the one in data/."""
    return Path(os.environ.get("DATA_PACKAGE") or HOME / "data" / "datapackage.json")


def _package() -> Package:
    return load_current(package_path())


def show() -> None:
    """Draw the whole page. An error becomes a message to the reader and a line in the log."""
    st.html(STYLE_AND_SCRIPT, unsafe_allow_javascript=True)
    try:
        _page(_package())
    except PackageError as error:
        log.error("the data package cannot be shown:\n%s", error)
        st.set_page_config(page_title=labels.CANNOT_SHOW)
        problems = Bullets(tuple(map(str, error.problems)))
        _draw(pieces((Heading(1, labels.CANNOT_SHOW), Text(labels.HOW_TO_MEND), problems)), Look())
    except Exception:
        log.exception("the page failed")
        st.error(labels.APOLOGY)


def _page(package: Package) -> None:
    # No part is a fragment: another copy of the server, which a reader may reach later, would not know it, and their
    # next click would be lost.
    whole = compose(package, View())
    wanted = st.query_params.get("chart")
    theme = "dark" if st.context.theme.type == "dark" else "light"
    look = Look(theme, _is_on("all"), st.context.url or labels.DEFAULT_ROOT, package)
    if wanted in whole.exhibits:
        page = compose(package, replace(_view_in_address(whole), chart=wanted))
        st.set_page_config(page_title=page.title)
        _draw(drawn_parts(page.parts, frozenset()), look)
    else:
        st.set_page_config(page_title=whole.title)
        if wanted:
            st.info(_as_markdown(labels.unknown_filter("chart", [wanted])))
        _whole_page(package, whole, look)
    st.button("Redraw", key="redraw")  # never shown: the script presses it when a reader switches the theme


def _whole_page(package: Package, whole: Page, look: Look) -> None:
    """Draw the parts in order. What stands below a filter follows it."""
    opened = _native_folds_in_address(whole, look)
    page, view = whole, View()
    for number, stretch in enumerate(whole.stretches):
        if isinstance(stretch, Filter):
            view = view.choosing(stretch.key, _ask(stretch))
            page = compose(package, view)
        else:
            parts = page.stretches[number]
            assert isinstance(parts, tuple)  # every view has the same filters
            if look.everything:  # a browser prints the handout in place of the page
                parts = tuple(part for part in parts if not isinstance(part, Handout))
            _draw(drawn_parts(parts, opened), look)


# Controls and addresses


def _ask(choice: Filter) -> str:
    """Draw a filter and return the option that the reader chose; "" for the first."""
    _values(choice.key, choice.options)
    key, label, options = choice.key, choice.label, list(choice.options)
    chosen = st.segmented_control(label, options, default=options[0], required=True, key=key, bind="query-params")
    return choice.chosen([chosen or ""])


def _values(name: str, known: Sequence[str]) -> list[str]:
    """Return the values that the address gives to a name, and tell of those that are not known.

    Call it before a control of that name is drawn: a bound control removes such values from the address.
    """
    values = st.query_params.get_all(name)
    unknown = [value for value in values if value and value not in known]
    if unknown:
        st.info(_as_markdown(labels.unknown_filter(name, unknown)))
    return values


def _view_in_address(page: Page) -> View:
    """The view that the address asks for, for a page without filters."""
    view = View()
    for choice in page.find(Filter):
        view = view.choosing(choice.key, choice.chosen(_values(choice.key, choice.options)))
    return view


def _is_on(name: str) -> bool:
    """True where the last value that the address gives to a switch turns it on."""
    values = _values(name, ON_OR_OFF)
    return bool(values) and values[-1] in ("true", "True")


def _native_folds_in_address(page: Page, look: Look) -> frozenset[str]:
    """The folds that the address opens, of those that a browser opens by itself."""
    asked = {name.removeprefix("open_") for name in st.query_params if name.startswith("open_")}
    if not (asked or look.everything):
        return frozenset()
    native = frozenset(native_folds(page.parts))
    return native if look.everything else frozenset(key for key in native & asked if _is_on(f"open_{key}"))


# Parts


def _draw(shown: Iterable[Piece], look: Look) -> None:
    for piece in shown:
        match piece:
            case Block():
                st.html(_with_root(piece, look.root))
            case Chart(key=key, alt=alt):
                figure = drawn_chart(piece, look.theme)
                st.plotly_chart(figure, theme=None, config=plotly_backend.config(), alt=alt, key=f"chart-{key}")
            case Status(text=text):
                st.info(_as_markdown(text))
            case Check():
                _draw_check(piece, look)
            case Place(pieces=inside):
                with st.container(gap=None):
                    _draw(inside, look)
            case Beside(columns=columns):
                for column, inside in zip(st.columns(len(columns)), columns, strict=True):
                    with column:
                        _draw(inside, look)
            case Folded(fold=fold, pieces=inside):
                _draw_fold(fold, inside, look)


def _draw_check(check: Check, look: Look) -> None:
    """Draw the box and, below it, what the check says. The text stays in the reader's session and goes nowhere else."""
    with st.form("check", border=False):
        text = st.text_area(check.label, placeholder=check.empty, key="sentence")
        asked = st.form_submit_button(check.button)
    if look.package and (asked or text):
        _draw(pieces(checked(look.package, text)), look)


def _with_root(block: Block, root: str) -> Block:
    return Block(labels.with_root(block, html.escape(root))) if labels.ROOT in block else block


def _draw_fold(fold: Fold, inside: Sequence[Piece], look: Look) -> None:
    """Draw a fold; what is inside only while it is open."""
    label = _as_markdown(fold.label)
    if look.everything:
        # A table keeps its label, which says what it is.
        only_words = all(isinstance(piece, Block) for piece in inside)
        with st.expander(label, expanded=True) if only_words else nullcontext():
            _draw(inside, look)
        return
    name = f"open_{fold.key}"
    _values(name, ON_OR_OFF)
    with st.expander(label, key=name, on_change="rerun", bind="query-params") as expander:
        if expander.open:
            _draw(inside, look)


def _as_markdown(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|$~<>:&])", r"\\\1", text)


if st.runtime.exists():
    show()

# `streamlit run app.py` finds the app below by its name, and runs this file as the page of each reader.


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    """Before the first reader, draw what every reader is shown."""
    try:
        warm(_package())
    except PackageError as error:
        log.error("the data package cannot be shown:\n%s", error)
    except Exception:
        log.exception("nothing could be drawn before the first reader")
    # Streamlit collects garbage after every run. What is frozen is not searched each time.
    gc.collect()
    gc.freeze()
    yield


_BASE = st.get_option("server.baseUrlPath")
app = st.App(
    __file__,
    routes=files.routes(_package, _BASE),
    middleware=headers.middleware(Path(st.__file__).parent / "static", _BASE),
    lifespan=_lifespan,
)
