"""The page and its charts as a test can read them: packages, parts in reading order, words without their markup."""

from __future__ import annotations

import functools
import html
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pandas as pd
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from figures import tables, wording

ROOT = Path(__file__).resolve().parent.parent
# The project's own package and one on another subject: what holds for both holds for figures, not for a subject.
PACKAGES = {
    "own": ROOT / "data" / "datapackage.json",
    "other": ROOT / "tests" / "other_package" / "datapackage.json",
}
THEMES = ("light", "dark")


@functools.cache
def package(name: str) -> tables.Package:
    return tables.load(PACKAGES[name])


def plain(markdown: str) -> str:
    """The text that Markdown shows: without escapes and asterisks, a no-break space as a space."""
    bare = re.sub(r"(?<!\\)\*", "", markdown)
    return re.sub(r"\\(?=[^\w\s]|_)", "", bare).replace("\u00a0", " ")


def squashed(text: str) -> str:
    """The text without spaces and line ends, for words that a chart has wrapped."""
    return re.sub(r"\s", "", text)


def shown(text: str) -> str:
    """What plotly draws of its text: without tags, its escapes undone."""
    return html.unescape(re.sub(r"</?b>", "", text.replace("<br>", "\n"))).replace("\u00a0", " ")


def rule_of(row: Mapping[str, Any]) -> str:
    """The rule of a reading as a reader meets it: without the figure's own words, which it may open with."""
    words, _, rest = str(row["reading_rule"]).partition(": ")
    return rest if words in (row["hedge_words"], row.get("figure_as_stated")) else str(row["reading_rule"])


def open_page(descriptor: Path, theme: str = "light") -> AppTest:
    """The page with every part of it open."""
    with mock.patch.dict(os.environ, {"DATA_PACKAGE": str(descriptor)}):
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        page.context["theme"] = theme
        page.query_params["all"] = "true"
        return page.run()


DOWNLOADS = ("download_button", "link_button")


@dataclass(frozen=True)
class Part:
    """One element of the page. text: what a reader reads there; within: the labels of the expanders around it."""

    kind: str
    text: str
    within: tuple[str, ...]
    node: Any


def parts(page: AppTest) -> list[Part]:
    """The page's elements in reading order."""
    return list(_parts(page.main, ()))


def _parts(block: Block, within: tuple[str, ...]) -> Iterator[Part]:
    for node in block.children.values():
        if not isinstance(node, Block) and node.type == "html":
            for kind, found, inside in html_elements(node.proto.body):
                yield Part(kind, _text(found), (*within, *inside), found)
        elif not isinstance(node, Block):
            yield Part(node.type, _text(node), within, node)
        elif node.type == "expander":
            label = plain(str(getattr(node, "label", "")))
            yield Part("expander", label, within, node)
            yield from _parts(node, (*within, label))
        else:
            yield from _parts(node, within)


def _text(node: Any) -> str:
    match node.type:
        case "plotly_chart":
            return str(node.proto.alt)
        case "download_button":
            return plain(node.label)
        case "link_button":
            return plain(node.proto.label)
        case "html":
            return " ".join(" ".join(words) for words in pieces(node.proto.body))
        case "table" | "arrow_table":
            rows: pd.DataFrame = node.value
            return plain("\n".join(map(str, [*rows.columns, *rows.to_numpy().ravel()])))
        case "code":
            return str(node.value)
    found = getattr(node, "value", "")
    return plain(found) if isinstance(found, str) else ""


_BLOCKS = {"h1": "title", "h2": "header", "h3": "subheader", "p": "markdown", "ul": "markdown"}


def html_elements(body: str) -> list[tuple[str, Any, tuple[str, ...]]]:
    """The elements of a block of the page's HTML in reading order, as Streamlit's own would be: (kind, node, within).

    Headings, texts, lists, tables and the buttons that download hold Markdown in node.value, cards their HTML in
    node.proto.body; within: the label of what folds them.
    """
    reader = _Elements()
    reader.feed(body)
    reader.close()
    return reader.found


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Any, tuple[str, ...]]] = []
        self.text = ""
        self.cell: list[list[str]] = []
        self.address = ""
        self.within: tuple[str, ...] = ()
        self.cards: list[str] | None = None
        self.depth = 0
        self.in_style = False
        self.buttons = False

    def add(self, kind: str, **node: Any) -> None:
        self.found.append((kind, SimpleNamespace(type=kind, **node), self.within))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.cards is not None:
            self.depth += tag == "div"
            self.cards.append(self.get_starttag_text() or "")
        elif tag == "style":
            self.in_style = True
        elif tag == "div" and given.get("class") == "cards":
            self.cards, self.depth = [self.get_starttag_text() or ""], 1
        elif tag in _BLOCKS or tag in ("th", "td", "summary"):
            self.text = ""
            self.buttons = given.get("class") == "buttons"
        elif tag == "table":
            self.cell = []
        elif tag == "tr":
            self.cell.append([])
        elif tag == "li":
            self.text += "\n- " if self.text else "- "
        elif tag == "strong":
            self.text += "**"
        elif tag == "br":
            self.text += " "
        elif tag == "a":
            self.address = given.get("href") or ""
            self.text = "" if self.buttons else f"{self.text}["

    def handle_endtag(self, tag: str) -> None:
        if self.cards is not None:
            self.cards.append(f"</{tag}>")
            self.depth -= tag == "div"
            if not self.depth:
                self.add("html", proto=SimpleNamespace(body="".join(self.cards)))
                self.cards = None
        elif tag == "style":
            self.in_style = False
        elif tag in _BLOCKS and not self.buttons:
            self.add(_BLOCKS[tag], value=self.text)
        elif tag in ("th", "td"):
            self.cell[-1].append(self.text)
        elif tag == "table":
            self.add("table", value=pd.DataFrame(self.cell[1:], columns=pd.Index(self.cell[0])))
        elif tag == "strong":
            self.text += "**"
        elif tag == "a" and self.buttons:
            self.add("link_button", value=self.text, proto=SimpleNamespace(label=self.text, url=self.address))
        elif tag == "a":
            self.text += f"](<{self.address}>)"
        elif tag == "summary":
            self.add("expander", value=self.text)
            self.within = (plain(self.text),)
        elif tag == "details":
            self.within = ()

    def handle_data(self, data: str) -> None:
        if self.cards is not None:
            self.cards.append(html.escape(data))
        elif not self.in_style:
            self.text += wording.as_markdown(data)


def pieces(body: str, tag: str | None = None) -> list[list[str]]:
    """The texts of a piece of HTML: a list for each element of that tag, or one list for all of it."""
    reader = _Texts(tag)
    reader.feed(body)
    return reader.found


class _Texts(HTMLParser):
    def __init__(self, tag: str | None) -> None:
        super().__init__()
        self.tag = tag
        self.found: list[list[str]] = [] if tag else [[]]
        self.inside = tag is None
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = self.in_style or tag == "style"
        if tag == self.tag:
            self.inside = True
            self.found.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self.in_style = False
        if tag == self.tag:
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and not self.in_style:
            self.found[-1].append(data.replace("\u00a0", " "))


@dataclass(frozen=True)
class Text:
    """Words drawn in a chart. plate: the colour right behind them; on_marks: whether they stand among the marks."""

    text: str
    ink: str
    plate: str | None
    y: float
    on_marks: bool

    @classmethod
    def of_annotation(cls, annotation: Mapping[str, Any], layout: Mapping[str, Any]) -> Text:
        ink = annotation.get("font", {}).get("color", layout["font"]["color"])
        on_marks = annotation.get("yref", "y") == "y"
        return cls(annotation["text"], ink, annotation.get("bgcolor"), annotation["y"], on_marks)


@dataclass(frozen=True)
class Chart:
    """A chart as the page sends it to a browser."""

    key: str
    theme: str
    spec: Mapping[str, Any]
    alt: str
    config: Mapping[str, Any]

    @property
    def json(self) -> str:
        return json.dumps(self.spec)

    @property
    def layout(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.spec["layout"]
        return found

    @property
    def traces(self) -> list[Mapping[str, Any]]:
        return list(self.spec["data"])

    @property
    def annotations(self) -> list[Mapping[str, Any]]:
        return [a for a in self.layout.get("annotations", []) if a.get("text")]

    @property
    def texts(self) -> list[Text]:
        """All words drawn in it, save the numbers that plotly writes along a scale."""
        found = [Text.of_annotation(a, self.layout) for a in self.annotations]
        for trace in self.traces:
            if "text" in trace.get("mode", ""):
                inks = trace["textfont"]["color"]
                colours = inks if isinstance(inks, list) else [inks] * len(trace["text"])
                places = zip(trace["text"], colours, trace["y"], strict=True)
                found += [Text(text, ink, None, y, on_marks=True) for text, ink, y in places if text]
        return found

    @property
    def words(self) -> str:
        """All words drawn in it, squashed."""
        return squashed("".join(shown(text.text) for text in self.texts))


@functools.cache
def charts(name: str, theme: str) -> tuple[Chart, ...]:
    """Every chart that the page draws of a package."""
    page = open_page(PACKAGES[name], theme)
    found = [
        Chart(
            key=str(node.key).removeprefix("chart-"),
            theme=theme,
            spec=json.loads(node.proto.spec),
            alt=node.proto.alt,
            config=json.loads(node.proto.config),
        )
        for node in page.get("plotly_chart")
    ]
    assert found, f"the page of the {name} package draws no chart"
    return tuple(found)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of #RRGGBB or rgb(r, g, b)."""
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
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    darker, lighter = sorted((luminance(ink), luminance(paper)))
    return (lighter + 0.05) / (darker + 0.05)
