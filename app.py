"""The dashboard: controls become a View, the composed page is drawn part by part. At its foot, the ASGI app."""

from __future__ import annotations

import gc
import html
import logging
import os
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Literal

import streamlit as st

from figures.charts import plotly_backend
from figures.editions import files, headers
from figures.model.package import Package
from figures.package.problems import PackageError
from figures.package.watch import load_current
from figures.page import style
from figures.page.compose import View, compose
from figures.page.draw import Look, drawn_chart, drawn_parts, warm
from figures.page.html import Block, Folded, Piece, Place, native_folds, pieces
from figures.page.parts import Bullets, Chart, Control, Fold, Page, Quote, Settings, Switch, Value
from figures.words import labels

HOME = Path(__file__).resolve().parent
PAGE, TEXT = 720, 660  # widths in pixels of the page's column and of running text
SCRIPT = '<script src="data/page.js"></script>'
log = logging.getLogger("reported_figures")


def package_path() -> Path:
    """Return the package to show: the descriptor or folder in DATA_PACKAGE, or else the one in data/."""
    return Path(os.environ.get("DATA_PACKAGE") or HOME / "data" / "datapackage.json")


def _package() -> Package:
    return load_current(package_path())


def show() -> None:
    """Draw the whole page. An error becomes a message to the reader and a line in the log."""
    st.set_page_config(page_title="Reported figures", layout="wide")
    st.html(style.PAGE + SCRIPT, unsafe_allow_javascript=True)
    with st.container(horizontal_alignment="center"), st.container(width=PAGE, gap="small"):
        try:
            _page(_package())
        except PackageError as error:
            log.error("the data package cannot be shown:\n%s", error)
            _problems(error)
        except Exception:
            log.exception("the page failed")
            st.error(labels.APOLOGY)


def _problems(error: PackageError) -> None:
    st.set_page_config(page_title=labels.CANNOT_SHOW)
    st.title(labels.CANNOT_SHOW)
    st.markdown(labels.HOW_TO_MEND, width=TEXT)
    _draw(pieces([Bullets(tuple(map(str, error.problems)))]), Look())


def _page(package: Package) -> None:
    # No part is a fragment: another copy of the server, which a reader may reach later, would not know it, and their
    # next click would be lost.
    whole = compose(package, View())
    wanted = st.query_params.get("chart")
    theme = "dark" if st.context.theme.type == "dark" else "light"
    root = st.context.url or labels.DEFAULT_ROOT
    if wanted in whole.exhibits:
        page = compose(package, View.of(_filters_of_address(whole), chart=wanted))
        st.set_page_config(page_title=page.title)
        _draw(drawn_parts(page.parts, frozenset()), Look(theme, labels.PICTURES[0], root=root, package=package))
    else:
        st.set_page_config(page_title=whole.title)
        if wanted:
            st.info(_as_markdown(labels.unknown_filter("chart", [wanted])))
        _whole_page(package, whole, theme, root)
    st.button("Redraw", key="redraw")  # never shown: the script presses it when a reader switches the theme


def _whole_page(package: Package, whole: Page, theme: str, root: str) -> None:
    """Draw the controls, each in its place among the parts, and then the parts for their values."""
    settings: dict[str, Value] = {}
    filters: list[tuple[Control, Value]] = []
    places = []
    opened = _native_folds_in_address(whole)
    for stretch in whole.stretches:
        if isinstance(stretch, tuple):
            places.append(st.container(gap="small"))
        elif isinstance(stretch, Settings):
            settings |= {control.key: value for control, value in _ask(stretch.controls, side_by_side=True)}
        else:
            filters += _ask(stretch.controls)
    look = Look(theme, _first(settings["picture"]), bool(settings["all"]), root, package)
    if look.everything:
        opened = frozenset(native_folds(whole.parts))
    page = compose(package, View.of(filters))
    stretches = [stretch for stretch in page.stretches if isinstance(stretch, tuple)]
    for place, stretch in zip(places, stretches, strict=True):
        with place:
            _draw(drawn_parts(stretch, opened), look)


def _first(value: Value) -> str:
    return "" if isinstance(value, bool) else value[0]


# Controls and addresses


def _ask(controls: Sequence[Control], *, side_by_side: bool = False) -> list[tuple[Control, Value]]:
    """Draw controls and return their values."""
    for control in controls:
        _tell_unknown(control)
    if not side_by_side:
        return [(control, _value(control)) for control in controls]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return [(control, _value(control)) for control in controls]


def _value(control: Control) -> Value:
    key, label = control.key, control.label
    if isinstance(control, Switch):
        return st.toggle(label, value=control.at_first, key=key, bind="query-params")
    bind: Literal["query-params"] | None = "query-params" if control.in_address else None
    options = list(control.options)
    if control.several:
        chosen = st.pills(label, options, selection_mode="multi", default=options, key=key, bind=bind)
        return tuple(option for option in options if option in chosen)
    return (st.segmented_control(label, options, default=options[0], key=key, bind=bind) or options[0],)


def _tell_unknown(control: Control) -> None:
    """Tell of values in the address that a control does not know.

    Call it before the control is drawn: a bound control removes such values from the address.
    """
    values = st.query_params.get_all(control.key)
    unknown = [value for value in values if value and value not in control.known]
    if unknown:
        st.info(_as_markdown(labels.unknown_filter(control.key, unknown)))


def _filters_of_address(page: Page) -> list[tuple[Control, Value]]:
    """The values that the address gives to the filters, for a page without controls."""
    found: list[tuple[Control, Value]] = []
    for control in page.filters:
        _tell_unknown(control)
        found.append((control, control.read(st.query_params.get_all(control.key))))
    return found


def _native_folds_in_address(page: Page) -> frozenset[str]:
    """The folds that the address opens, of those that a browser opens by itself."""
    asked = {name.removeprefix("open_") for name in st.query_params if name.startswith("open_")}
    switches = [_fold_switch(key) for key in native_folds(page.parts) if key in asked] if asked else []
    for switch in switches:
        _tell_unknown(switch)
    opened = [switch for switch in switches if switch.read(st.query_params.get_all(switch.key))]
    return frozenset(switch.key.removeprefix("open_") for switch in opened)


def _fold_switch(key: str) -> Switch:
    return Switch(f"open_{key}", "", at_first=False)


# Parts


def _draw(shown: Iterable[Piece], look: Look) -> None:
    for piece in shown:
        match piece:
            case Block():
                st.html(_with_root(piece, look.root))
            case Place(pieces=inside):
                with st.container(gap="small"):
                    _draw(inside, look)
            case Folded(fold=fold, pieces=inside):
                _draw_fold(fold, inside, look)
            case Chart():
                _draw_chart(piece, look)
            case Quote(text=text):
                st.code(labels.with_root(text, look.root), language=None, wrap_lines=True)


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
    switch = _fold_switch(fold.key)
    _tell_unknown(switch)
    with st.expander(
        label, expanded=fold.open_at_first, key=switch.key, on_change="rerun", bind="query-params"
    ) as expander:
        if expander.open:
            _draw(inside, look)


def _draw_chart(chart: Chart, look: Look) -> None:
    """Draw a chart with its alt text and its one button, which saves the picture."""
    assert look.package
    config = plotly_backend.config(labels.picture_name(chart.key, look.package), look.picture.lower())
    figure = drawn_chart(chart, look.theme)
    st.plotly_chart(figure, theme=None, config=config, alt=chart.alt, key=f"chart-{chart.key}")


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
