"""Every string of the files under /data and of the documents, with its place: (file, row, column) or (file, line)."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any, TypeVar, cast
from xml.etree import ElementTree

from streamlit.testing.v1.element_tree import Block

from figures.editions.strings import file_strings, plain
from figures.language.naked import Said

T = TypeVar("T")

# Files


def bytes_strings(name: str, data: bytes) -> Iterator[Said]:
    """The strings of a file, read by the ending of its name; of a picture, lines as they are wrapped."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.namelist():
                for said in bytes_strings(entry.rpartition("/")[2], archive.read(entry)):
                    yield replace(said, place=f"ZIP, {said.place}")
    elif name.endswith(".svg"):
        for element in ElementTree.fromstring(data).iter():
            if not element.tag.endswith("style"):
                texts = (element.text, element.tail, element.get("aria-label"))
                yield from (Said(name, text) for text in texts if text and text.strip())
    else:
        yield from file_strings(name, data)


# The running app


def elements(block: Block) -> Iterator[Any]:
    """The elements of the running app in reading order, and the blocks that hold them."""
    for node in block.children.values():
        yield node
        if isinstance(node, Block):
            yield from elements(node)


def element_texts(node: Any) -> Iterator[str]:
    """The texts of an element as they go to the browser: HTML without its tags, a chart without its words."""
    if node.type == "html":
        yield from _Texts.of(node.proto.body)
    elif node.type == "plotly_chart":
        yield node.proto.alt
    elif node.type == "code":
        yield node.value
    else:
        yield from map(plain, _fields(node.proto))


# Fields of Streamlit's elements that no reader reads.
_NOT_SHOWN = frozenset(
    ("id", "form_id", "tag", "anchor", "language", "type", "url", "query_param_key", "element_id", "element_hash")
)


def _fields(message: Any) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name not in _NOT_SHOWN:
            for item in [value] if isinstance(value, str | bytes) or not isinstance(value, Iterable) else value:
                if isinstance(item, str):
                    yield item
                elif hasattr(item, "ListFields"):
                    yield from _fields(item)


def spec_texts(spec: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every string in a chart's JSON as it is drawn, with the name of its field."""
    if isinstance(spec, str):
        yield field, html.unescape(re.sub(r"</?[bs]>|<br>", "", spec))
    elif isinstance(spec, Mapping):
        for name, value in spec.items():
            yield from spec_texts(value, name)
    elif isinstance(spec, list):
        for value in spec:
            yield from spec_texts(value, field)


class _Texts(HTMLParser):
    """Reads the texts between the tags of a piece of HTML, and those that a screen reader says."""

    @classmethod
    def of(cls, body: str) -> list[str]:
        reader = cls()
        reader.found, reader.code = [], ""
        reader.feed(body)
        return [text for text in reader.found if text.strip()]

    found: list[str]
    code: str

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.code = tag if tag in ("style", "script") else ""
        self.found += [value for name, value in attrs if value and name in ("aria-label", "alt", "title", "data-done")]

    def handle_endtag(self, tag: str) -> None:
        self.code = ""

    def handle_data(self, data: str) -> None:
        if not self.code:
            self.found.append(data)


# The tree of parts


def changed(tree: T, change: Callable[[str, str], str], field: str = "", within: str = "") -> T:
    """The tree with every string of its records changed.

    change: takes the path of a string and it. The path is RECORD.field, with "Sheet:" before it inside of a sheet.
    """
    made: Any = tree
    if isinstance(tree, str):
        made = change(field, tree)
    elif isinstance(tree, tuple):
        made = tuple(changed(item, change, field, within) for item in tree)
    elif is_dataclass(tree) and not isinstance(tree, type):
        kind, inside = f"{within}{type(tree).__name__}", "Sheet:" if type(tree).__name__ == "Sheet" else within
        cells = {f.name: changed(getattr(tree, f.name), change, f"{kind}.{f.name}", inside) for f in fields(tree)}
        made = replace(tree, **cells)
    return cast(T, made)


def leaves(tree: object) -> list[tuple[str, str]]:
    """Every string of the records in a tree, with its path (RECORD.field)."""
    found: list[tuple[str, str]] = []

    def note(path: str, text: str) -> str:
        found.append((path, text))
        return text

    changed(tree, note)
    return found


# Text


def squashed(text: str) -> str:
    """The text without white space, to find words that were wrapped."""
    return re.sub(r"\s", "", text)
