"""What a reader takes away: each table, the descriptor, the whole package as one ZIP, the figures as JSON, BibTeX.

The same package gives the same bytes, wherever and whenever they are made, so that copies of the server agree.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from figures import selections, wording
from figures.tables import DESCRIPTOR_NAME, Package

CSV, JSON, ZIP = "text/csv; charset=utf-8; header=present", "application/json", "application/zip"
BIBTEX, TEXT = "application/x-bibtex; charset=utf-8", "text/plain; charset=utf-8"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can hold: a date of its own would change the bytes


@dataclass(frozen=True)
class File:
    """A file to serve. etag: a strong validator of its bytes (RFC 9110, section 8.8.3)."""

    data: bytes
    media_type: str

    @property
    def etag(self) -> str:
        """The bytes' hash, in the quotation marks that the header wants."""
        return f'"{hashlib.sha256(self.data).hexdigest()[:32]}"'


def zip_name(package: Package) -> str:
    """The name of the file that holds the whole package."""
    return f"{package.name}.zip"


@lru_cache(maxsize=2)
def files(package: Package) -> dict[str, File]:
    """Every file to download, by its name."""
    found = {table.file_name: File(table.data, CSV) for table in package.tables.values()}
    found[DESCRIPTOR_NAME] = File(package.descriptor, JSON)
    found["article_figures.json"] = File(_figures_json(package), JSON)
    found[wording.CITATIONS] = File(bibtex(package).encode(), BIBTEX)
    found[zip_name(package)] = File(_zip(package, found), ZIP)
    return found


def _zip(package: Package, found: Mapping[str, File]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entries = {"README.md": wording.package_readme(package).encode()} | {n: f.data for n, f in found.items()}
        for name in sorted(entries):
            info = zipfile.ZipInfo(f"{package.name}/{name}", date_time=_NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3  # the same on every system that makes it
            archive.writestr(info, entries[name], compresslevel=9)
    return buffer.getvalue()


def _figures_json(package: Package) -> bytes:
    """The article's figures, each with its bound, caveats and citation in words; a blank is null."""
    rows = []
    for row in wording.records(package["article_figures"]):
        further = selections.caveats_of(package, row["figure_id"])
        rows.append(
            {column: _json_cell(cell) for column, cell in row.items()}
            | {
                "bound_in_words": wording.meaning(row),
                "caveats": wording.caveats(row, further, package.source),
                "citation": wording.citation(row, package.source(row["source_id"])),
            }
        )
    head = {
        "title": package.title,
        "note": wording.NOT_COUNTED_HERE,
        "version": package.version,
        "created": package.created,
        "source": wording.source_line(package.article),
        "figures": rows,
    }
    return (json.dumps(head, ensure_ascii=False, indent=2) + "\n").encode()


def _json_cell(cell: Any) -> Any:
    if pd.isna(cell) or cell == "":
        return None
    return cell if isinstance(cell, str) else int(cell)


def bibtex(package: Package) -> str:
    """The article and this dataset as BibTeX (@misc, whose fields every style knows)."""
    article = package.article
    return "\n".join(
        [
            _entry(
                article["source_id"],
                {
                    "author": article["author"],
                    "title": article["title"],
                    "howpublished": f"{article['publisher']} ({article['kind']})",
                    "year": article["published"][:4],
                    "note": wording.date_of(article),
                    "url": article["url"],
                },
            ),
            _entry(
                package.name,
                {
                    "title": package.title,
                    "howpublished": "Data package",
                    "year": package.created[:4],
                    "note": f"Version {package.version}. {wording.NOT_COUNTED_HERE}",
                },
            ),
        ]
    )


def _entry(key: str, fields: Mapping[str, str]) -> str:
    lines = []
    for name, text in fields.items():
        # a title in braces of its own keeps its capitals in every style
        braced = f"{{{_bibtex_text(text)}}}" if name == "title" else _bibtex_text(text)
        if text:
            lines.append(f"  {name} = {{{braced}}},")
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _bibtex_text(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "&%$#_{}" else letter for letter in text)


@dataclass(frozen=True)
class Answer:
    """What is sent for a request: status, headers, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


# Read-only files that anybody may have: open to pages of other origins.
_OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
_METHODS = "GET, HEAD, OPTIONS"


def answer(found: Mapping[str, File], method: str, name: str, if_none_match: str = "") -> Answer:
    """The answer for a file by its exact name; names are looked up, never opened, so that no path leads elsewhere."""
    if method == "OPTIONS":
        allowed = {"Allow": _METHODS, "Access-Control-Allow-Methods": _METHODS, "Access-Control-Allow-Headers": "*"}
        return Answer(204, {**_OPEN, **allowed}, b"")
    if method not in ("GET", "HEAD"):
        return plain(405, wording.ONLY_READ, Allow=_METHODS)
    file = found.get(name)
    if file is None:
        return plain(404, wording.no_such_file(sorted(found)))
    headers = {
        **_OPEN,
        "Content-Type": file.media_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "ETag": file.etag,
        # a minute from a cache, then asked for again: a change on disk shows soon
        "Cache-Control": "public, max-age=60, must-revalidate",
    }
    known = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    if file.etag in known or "*" in known:
        return Answer(304, {k: v for k, v in headers.items() if not k.startswith("Content-")}, b"")
    return Answer(200, {**headers, "Content-Length": str(len(file.data))}, b"" if method == "HEAD" else file.data)


def plain(status: int, text: str, **headers: str) -> Answer:
    """A short answer in words."""
    return Answer(status, {**_OPEN, "Content-Type": TEXT, "Cache-Control": "no-store", **headers}, f"{text}\n".encode())
