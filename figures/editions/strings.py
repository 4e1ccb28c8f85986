"""Every string of the files under /data, with its place: "FILE, row 2, column caveat" or "FILE, line 3"."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping

from figures.editions.files import files
from figures.language.naked import READING_COLUMN, STATED_COLUMN, VERBATIM_COLUMN, Said
from figures.model.package import Package
from figures.words import citation

# Columns and fields that hold no words: keys, codes, places, dates, addresses, and the rules of a descriptor's columns.
_NO_WORDS = re.compile(
    r"\w*_id|measure|bound|approximate|hedge_words|unit|per|headline|times|period|obs_status|published|last_read"
    r"|as_of|reading|recorded|pattern|path|\$schema"
)


def data_strings(package: Package) -> Iterator[Said]:
    """Yield every string of the files of a package once.

    The ZIP and the reports of a measure repeat other files, and pictures hold the words of the page.
    """
    for name, file in files(package).items():
        if not name.endswith((".zip", ".svg", ".reports.csv")):
            yield from file_strings(name, file.data)
    yield from text_strings("README.md", citation.package_readme(package))


def file_strings(name: str, data: bytes) -> Iterator[Said]:
    """Yield the strings of a file, read by the ending of its name. Raises ValueError for an ending not known."""
    if name.endswith(".csv"):
        yield from _csv_strings(name, data)
    elif name.endswith(".json"):
        yield from _json_strings(json.loads(data), name, "", {})
    elif name.endswith((".bib", ".md")):
        yield from text_strings(name, data.decode())
    else:
        raise ValueError(f"nothing reads the strings of {name}")


def _csv_strings(name: str, data: bytes) -> Iterator[Said]:
    for number, row in enumerate(csv.DictReader(io.StringIO(data.decode(), newline="")), start=2):
        for column, cell in row.items():
            if cell and not _NO_WORDS.fullmatch(column):
                yield _cell(f"{name}, row {number}, column {column}", column, cell, row)


def _cell(place: str, column: str, cell: str, row: Mapping[str, object]) -> Said:
    """A cell; beside it, who says it and when."""
    kind = READING_COLUMN if column == "reading_rule" else ""
    if row.get("figure_as_stated"):
        if column in ("stated_low", "stated_high"):
            kind = STATED_COLUMN
        elif column.startswith("reading_"):
            kind = READING_COLUMN
        elif column in ("wording", "translation") or (column == "figure_as_stated" and row.get("slip_id")):
            kind = VERBATIM_COLUMN
    beside = " | ".join(str(row.get(name) or "") for name in ("claimant", "said_by", "as_of"))
    return Said(place, cell, beside=beside, kind=kind)


def _json_strings(found: object, place: str, column: str, row: Mapping[str, object]) -> Iterator[Said]:
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _json_strings(value, f"{place}, {key}", key, found)
    elif isinstance(found, list):
        for value in found:
            yield from _json_strings(value, place, column, row)
    elif isinstance(found, bool) or _NO_WORDS.fullmatch(column):
        return
    elif isinstance(found, str) or (isinstance(found, int) and "figure_as_stated" in row):
        yield _cell(place, column, str(found), row)


def text_strings(name: str, text: str) -> Iterator[Said]:
    """Yield the paragraphs of a document; each list item, row of a table and line of code by itself."""
    block: list[str] = []
    start, in_code = 1, False
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        in_code ^= line.startswith("```")
        begins = not line.strip() or in_code or re.match(r"\s*([-*|#>]|\d+\.) ?|```|@|\s+\w+ = ", line)
        if begins and block:
            yield Said(f"{name}, line {start}", plain(" ".join(block)))
            block = []
        if line.strip():
            start = start if block else number
            block.append(re.sub(r"^\s*(?:[-*] |#+ |\d+\. )", "", line))


def plain(markdown: str) -> str:
    """Return the text that Markdown shows: without escapes and asterisks."""
    return re.sub(r"\\(?=[^\w\s]|_)", "", re.sub(r"(?<!\\)\*", "", markdown))
