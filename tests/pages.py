"""The page as a test can read it: the composed tree, and what the app draws of it."""

from __future__ import annotations

import functools
import html
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from figures.language.english import NO_BREAK
from figures.page.compose import compose
from figures.page.draw import drawn_chart
from figures.page.parts import Chart as ChartPart
from figures.page.parts import Fold, Group, Heading, P, Page, Part
from figures.page.view import View
from tests.editing import DESCRIPTOR
from tests.oracle import FOLDERS, HOME, package, plain

__all__ = ["NO_BREAK", "PACKAGES", "ROOT", "THEMES", "html", "package", "plain"]

ROOT = HOME
PACKAGES = {name: folder / DESCRIPTOR for name, folder in FOLDERS.items()}
THEMES = ("light", "dark")


def squashed(text: str) -> str:
    """Return the text without white space, to find words that a chart has wrapped."""
    return re.sub(r"\s", "", text)


def shown(text: str) -> str:
    """Return what plotly draws of its text: without tags, its escapes undone."""
    return plain(html.unescape(re.sub(r"</?[bs]>", "", text.replace("<br>", "\n"))))


# The composed page


def composed(name: str, view: View | None = None) -> Page:
    """Return the page of one of the packages."""
    return compose(package(name), view or View())


def said(parts: Iterable[Part]) -> str:
    """Return the words of these parts and of those inside them, a line each."""
    return "\n".join(plain(text) for part in flat(parts) for text in part.texts)


def flat(parts: Iterable[Part], folds: bool = True) -> Iterator[Part]:
    """Yield the parts in reading order; folds: also those inside folds."""
    for part in parts:
        yield part
        if isinstance(part, Group) and (folds or not isinstance(part, Fold)):
            yield from flat(part.parts, folds=folds)


def section(parts: Iterable[Part], heading: str) -> list[Part]:
    """Return the parts after that heading, up to the next one of its level or above."""
    found: list[Part] = []
    level = 0
    for part in flat(parts):
        if isinstance(part, Heading) and level and part.level <= level:
            return found
        if level:
            found.append(part)
        elif isinstance(part, Heading) and part.text == heading:
            level = part.level
    assert level, f"there is no heading {heading!r}"
    return found


def of_kind(parts: Iterable[Part], kind: type[P]) -> list[P]:
    """Return those of these parts that are of one kind."""
    return [part for part in parts if isinstance(part, kind)]


# The page as the app draws it


def open_page(path: Path, theme: str = "light", /, **query: str | Sequence[str]) -> AppTest:
    """Run app.py once. path: of the package; without a query, every part is open."""
    with mock.patch.dict(os.environ, {"DATA_PACKAGE": str(path)}):
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        page.context["theme"] = theme
        for name, value in (query or {"all": "true"}).items():
            page.query_params[name] = value if isinstance(value, str) else list(value)
        return page.run()


@dataclass(frozen=True)
class Drawn:
    """An element of the page: its kind, as Streamlit names it, and its words."""

    kind: str
    text: str


def drawn(page: AppTest) -> list[Drawn]:
    """Return the elements of the page in reading order; labels of expanders and of controls are elements too."""
    assert not page.exception, page.exception[0].message
    return list(_drawn(page.main))


def _drawn(block: Block) -> Iterator[Drawn]:
    for node in block.children.values():
        proto: Any = getattr(node, "proto", None)
        if isinstance(node, Block):
            if label := getattr(proto, "label", ""):
                yield Drawn(node.type, unescaped(label))
            yield from _drawn(node)
        elif node.type == "html":
            yield Drawn("html", words_of_html(proto.body))
        elif node.type == "plotly_chart":
            yield Drawn(node.type, plain(proto.alt))
        else:
            value = getattr(node, "value", "")
            text = value if isinstance(value, str) and node.type not in ("button", "toggle") else ""
            yield Drawn(
                node.type, plain(text if node.type == "code" else unescaped(text or getattr(node, "label", "")))
            )


def unescaped(markdown: str) -> str:
    """Return the text that escaped Markdown shows."""
    return re.sub(r"\\(?=[^\w\s]|_)", "", markdown)


def words_of_html(body: str) -> str:
    """Return the words of a block of HTML, a line for each element that stands by itself."""
    body = re.sub(r"<style>.*</style>", "", body, flags=re.DOTALL)
    lines = re.sub(r"</?(p|h\d|li|ul|th|td|tr|table|details|summary|div|article|nav|br)\b[^>]*>", "\n", body)
    return plain(html.unescape(re.sub(r"<[^>]*>", "", lines)))


# Charts


@dataclass(frozen=True)
class Chart:
    """A chart as the page sends it to a browser. spec: the figure's JSON."""

    key: str
    theme: str
    spec: Mapping[str, Any]
    alt: str
    part: ChartPart


@functools.cache
def charts(name: str, theme: str) -> tuple[Chart, ...]:
    """Return every chart that the page of a package shows before a reader chooses."""
    return tuple(
        Chart(part.key, theme, json.loads(drawn_chart(part, theme).to_json()), part.alt, part)
        for part in composed(name).charts
    )


# Colours


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of #RRGGBB or rgb(r, g, b)."""
    if colour.startswith("#"):
        channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    else:
        numbers = re.findall(r"[\d.]+", colour)
        assert colour.startswith("rgb"), f"{colour!r} is no colour that can be measured"
        assert len(numbers) == 3 or float(numbers[3]) == 1, f"{colour} is not opaque"
        channels = [int(n) for n in numbers[:3]]
    parts = [c / 255 for c in channels]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, paper: str) -> float:
    """Return the contrast ratio (WCAG 2.2), 1 to 21."""
    darker, lighter = sorted((luminance(ink), luminance(paper)))
    return (lighter + 0.05) / (darker + 0.05)
