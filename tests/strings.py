"""Every string that a reader can meet, from the running page and from every file to take away, each with its place.

What a reader sees as one thing (a cell, a label, a sentence) is one string here: lines that a chart has wrapped are put
together again, markup is taken away, and a no-break space is a space.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from streamlit.testing.v1 import AppTest

from figures import downloads, wording
from figures.tables import Package
from tests.pages import ROOT, parts, pieces, plain, shown


@dataclass(frozen=True)
class Said:
    """A string and where it stands.

    whole: the card or the label of a mark that it is a part of; beside: what stands in the same row, and names who says
    it and when; kind: what the place makes of it, "" for running words.
    """

    place: str
    text: str
    whole: str = ""
    beside: str = ""
    kind: str = ""


SCALE = "scale"
NOT_TO_BE_SAID = "not to be said"
STATED_COLUMN, READING_COLUMN, VERBATIM_COLUMN = "stated column", "reading column", "verbatim column"


def plain_spaces(text: str) -> str:
    return re.sub(r"[\s\u00a0]+", " ", text).strip()


# The page

# Fields of an element that say nothing to a reader.
_NOT_SHOWN = {
    "id",
    "form_id",
    "tag",
    "anchor",
    "language",
    "type",
    "url",
    "query_param_key",
    "element_id",
    "element_hash",
}
# Elements whose words need more than a look at their fields.
_MARKDOWN = ("title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success")


def page_strings(page: AppTest) -> list[Said]:
    """All that the page says, charts and what a pointer finds among it."""
    assert not page.exception, page.exception[0].message
    assert not page.sidebar.children, "there is a sidebar now, and nobody reads it here"
    return list(_page_strings(page))


def _page_strings(page: AppTest) -> Iterator[Said]:
    heading, before = "", ""
    for part in parts(page):
        if part.kind in ("title", "header", "subheader"):
            heading = part.text
        for said in _element_strings(part.kind, part.node, f"page, {heading!r}, {part.kind}"):
            yield replace(said, kind=NOT_TO_BE_SAID) if before == wording.CANNOT_BE_SAID and not said.kind else said
        before = part.text


def _element_strings(kind: str, node: Any, place: str) -> Iterator[Said]:
    if kind == "html":
        yield from _card_strings(node.proto.body, place)
    elif kind == "table":
        yield from _table_strings(node.value, place)
    elif kind == "plotly_chart":
        yield Said(f"{place}, alt text", plain_spaces(node.proto.alt))
        yield Said(f"{place}, file name", json.loads(node.proto.config)["toImageButtonOptions"]["filename"])
        yield from chart_strings(json.loads(node.proto.spec), place)
    elif kind == "code":
        for line in str(node.value).splitlines():
            yield Said(place, plain_spaces(line))
    elif isinstance(node, SimpleNamespace) and kind not in _MARKDOWN:
        yield Said(f"{place}, label", plain_spaces(plain(node.value)))
    elif kind in _MARKDOWN:
        for line in plain(str(node.value)).splitlines():
            yield Said(place, plain_spaces(line.removeprefix("- ")))
    else:
        for name, text in _fields(node.proto):
            for line in plain(text).splitlines():
                yield Said(f"{place}, {name}", plain_spaces(line))


def _fields(message: Any) -> Iterator[tuple[str, str]]:
    """Every text in an element as it goes to the browser, whatever kind of element it is."""
    for field, found in message.ListFields():
        if field.name in _NOT_SHOWN:
            continue
        for item in [found] if isinstance(found, str | bytes) or not isinstance(found, Iterable) else found:
            if isinstance(item, str):
                yield field.name, item
            elif hasattr(item, "ListFields"):
                yield from _fields(item)


def _card_strings(body: str, place: str) -> Iterator[Said]:
    for card in pieces(body, "article"):
        whole = plain_spaces(" ".join(card))
        for piece in card:
            yield Said(f"{place}, card", plain_spaces(piece), whole=whole, beside=whole)
    outside = re.sub(r"<article.*?</article>|<style>.*?</style>", "", body, flags=re.DOTALL)
    for piece in pieces(outside)[0]:
        yield Said(place, plain_spaces(piece))


def _table_strings(rows: Any, place: str) -> Iterator[Said]:
    columns = [plain(str(column)) for column in rows.columns]
    for column in columns:
        yield Said(f"{place}, head", column)
    for number, row in enumerate(rows.to_numpy().tolist(), start=1):
        cells = [plain_spaces(plain(str(cell))) for cell in row]
        for column, cell in zip(columns, cells, strict=True):
            said, _, tempting = cell.partition(f"{wording.TEMPTING}:")
            where = f"{place}, row {number}, {column!r}"
            yield Said(where, said.strip(), beside=" | ".join(cells))
            if tempting:
                yield Said(
                    f"{where}, {wording.TEMPTING}", tempting.strip(), beside=" | ".join(cells), kind=NOT_TO_BE_SAID
                )


# Charts


def chart_strings(spec: Mapping[str, Any], place: str) -> Iterator[Said]:
    """Every text in a chart's JSON: words at marks, notes, key, what a pointer finds, and any other."""
    yield from _annotation_strings(spec["layout"].get("annotations", []), place)
    for trace in spec["data"]:
        if "text" in trace:
            yield from _trace_strings(trace, place)
        for text in trace.get("hovertext", []):
            hover = _drawn(text)
            yield Said(f"{place}, under a pointer", hover, whole=hover, beside=hover)
        rest = {name: value for name, value in trace.items() if name not in ("text", "hovertext")}
        yield from _other_strings(rest, f"{place}, trace {trace.get('name')!r}")
    layout = {name: value for name, value in spec["layout"].items() if name != "annotations"}
    yield from _other_strings(layout, f"{place}, layout")


def _drawn(text: str) -> str:
    return plain_spaces(shown(text))


def _other_strings(found: Any, place: str) -> Iterator[Said]:
    if isinstance(found, str):
        yield Said(place, _drawn(found))
    elif isinstance(found, Mapping):
        for name, value in found.items():
            yield from _other_strings(value, f"{place}, {name}")
    elif isinstance(found, list):
        for value in found:
            yield from _other_strings(value, place)


def _annotation_strings(annotations: Sequence[Mapping[str, Any]], place: str) -> Iterator[Said]:
    """A line each, as plotly has them; lines of one font at the edge are one text, and so are a mark's two."""
    groups: list[tuple[Any, list[str]]] = []
    for annotation in annotations:
        text = _drawn(annotation["text"])
        at_edge = annotation.get("yref") == "paper"
        # the words of a mark are the figure and what it means, one under the other at one place
        own = (
            tuple(sorted(annotation["font"].items()))
            if at_edge
            else (annotation.get("xref"), annotation["x"], annotation["xanchor"])
        )
        if groups and groups[-1][0] == own:
            groups[-1][1].append(text)
        else:
            groups.append((own, [text]))
    for own, texts in groups:
        whole = " ".join(texts)
        if len(own) == 3:
            for text in texts:
                yield Said(f"{place}, words of a mark or of the key", text, whole=whole, beside=whole)
        else:
            yield Said(f"{place}, title or notes", whole)


def _trace_strings(trace: Mapping[str, Any], place: str) -> Iterator[Said]:
    """Words at places in the plot: who and when above, then the figure at its mark."""
    texts = list(zip(trace["text"], trace["x"], trace["y"], strict=True))
    on_a_scale = set(_on_a_scale(texts))
    sizes, sides = trace["textfont"]["size"], trace["textposition"]
    groups: list[tuple[Any, float, list[str]]] = []
    for (text, x, y), size, side in zip(texts, sizes, sides, strict=True):
        if (text, x, y) in on_a_scale:
            yield Said(f"{place}, scale", _drawn(text), kind=SCALE)
            continue
        own = (x, size, side, text.startswith("<b>"))
        if groups and groups[-1][0] == own and 15 <= y - groups[-1][1] <= 21:
            groups[-1] = (own, y, [*groups[-1][2], _drawn(text)])
        else:
            groups.append((own, y, [_drawn(text)]))
    header = ""
    for own, _, lines in groups:
        text = " ".join(lines)
        # "21 Jan 2025  Who": the line above a figure, which is not bold and stands at the left
        header = text if own[0] == 0 and not own[3] and re.search(r"\b\d{4} \S", text) else header
        yield Said(f"{place}, words at a mark under {header!r}", text, beside=header)


def _on_a_scale(texts: Sequence[tuple[str, float, float]]) -> Iterator[tuple[str, float, float]]:
    """The numbers of a scale: each stands at its own place in a line that begins with 0; or years in order."""
    for height in {y for _, _, y in texts}:
        line = [(text, x, y) for text, x, y in texts if y == height]
        if ("0", 0) in [(text, x) for text, x, _ in line]:
            yield from (one for one in line if one[0] == f"{one[1]:,.0f}")
        elif len(line) > 1 and all(re.fullmatch(r"\d{4}", text) for text, _, _ in line):
            years = [int(text) for text, _, _ in line]
            if years == list(range(years[0], years[0] + len(years))):
                yield from line


# Files


def file_strings(package: Package) -> list[Said]:
    """All that stands in the files to take away."""
    files = downloads.files(package)
    found: list[Said] = []
    for name, file in files.items():
        if name.endswith(".zip"):
            found += _zip_strings(file.data, {other: one.data for other, one in files.items() if other != name})
        else:
            found += bytes_strings(name, file.data)
    return found


def bytes_strings(name: str, data: bytes) -> list[Said]:
    """All that stands in a file, by the ending of its name."""
    if name.endswith(".csv"):
        return csv_strings(name, data)
    if name.endswith(".json"):
        return list(_leaves(json.loads(data), name, "", {}))
    assert name.endswith((".bib", ".md")), f"nobody reads {name} here"
    return text_strings(name, data.decode())


def _zip_strings(data: bytes, known: Mapping[str, bytes]) -> Iterator[Said]:
    """What the ZIP holds beside the files that stand for themselves."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.namelist():
            name = entry.rpartition("/")[2]
            if archive.read(entry) != known.get(name):
                for said in bytes_strings(name, archive.read(entry)):
                    yield replace(said, place=f"ZIP, {said.place}")


# What holds no words: columns of keys, codes, places, dates and addresses, and the rules of a descriptor's columns.
_KEYS = re.compile(
    r"\w*_id|measure|bound|approximate|hedge_words|unit|per|headline|times|period|obs_status|url|published|last_read"
    r"|as_of|reading|recorded|pattern|path|\$schema"
)


def csv_strings(name: str, data: bytes) -> list[Said]:
    """The cells of a table; beside each, who says it and when."""
    found = []
    for number, row in enumerate(csv.DictReader(io.StringIO(data.decode(), newline="")), start=2):
        for column, cell in row.items():
            if cell and not _KEYS.fullmatch(column):
                found.append(_cell(f"{name}, row {number}, column {column}", column, cell, row))
    return found


def _cell(place: str, column: str, cell: str, row: Mapping[str, Any]) -> Said:
    beside = " | ".join(str(row.get(c) or "") for c in ("claimant", "said_by", "as_of"))
    if not row.get("figure_as_stated"):
        kind = ""
    elif column in ("stated_low", "stated_high"):
        kind = STATED_COLUMN
    elif column.startswith("reading_"):
        kind = READING_COLUMN
    else:
        kind = VERBATIM_COLUMN if column == "wording" else ""
    if column == "reading_rule":
        kind = READING_COLUMN
    return Said(place, plain_spaces(cell), beside=beside, kind=kind)


def _leaves(found: Any, place: str, column: str, row: Mapping[str, Any]) -> Iterator[Said]:
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _leaves(value, f"{place}, {key}", key, found)
    elif isinstance(found, list):
        for value in found:
            yield from _leaves(value, place, column, row)
    elif isinstance(found, bool) or _KEYS.fullmatch(column):
        return
    elif isinstance(found, str) or (isinstance(found, int) and "figure_as_stated" in row):
        yield _cell(place, column, str(found), row)


def text_strings(name: str, text: str) -> list[Said]:
    """Paragraphs of a text, list items and rows of tables each by themselves."""
    found: list[Said] = []
    block: list[str] = []
    start = 1

    def end() -> None:
        if block:
            found.append(Said(f"{name}, line {start}", plain_spaces(plain(" ".join(block)))))
            block.clear()

    in_code = False
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        in_code ^= line.startswith("```")
        if not line.strip() or in_code or re.match(r"\s*([-*|#>]|\d+\.) ?|```|@|\s+\w+ = ", line):
            end()
        if line.strip():
            if not block:
                start = number
            block.append(re.sub(r"^\s*(?:[-*] |#+ )", "", line))
            if in_code:
                end()
    end()
    return found


def readme_strings(path: Path = ROOT / "README.md") -> list[Said]:
    return text_strings(path.name, path.read_text(encoding="utf-8"))
