"""Files under /data: tables, descriptor, ZIP, JSON, BibTeX, a picture of every chart, and the script of the page.

A package gives the same bytes wherever and whenever they are made, so that copies of the server agree.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from figures.analysis import select
from figures.charts.drawing import Drawing, Sheet
from figures.charts.svg_backend import svg
from figures.editions.headers import DATA, base_path, etag_of, is_known
from figures.model.package import DESCRIPTOR_NAME, Package
from figures.model.records import Measure
from figures.package.describe import dictionary
from figures.package.problems import PackageError
from figures.page.compose import compose
from figures.page.measure import reports_file
from figures.page.view import View
from figures.words import citation, labels
from figures.words import figure as words
from figures.words.sources import source_line

log = logging.getLogger("reported_figures")

CSV, JSON, ZIP, SVG = "text/csv; charset=utf-8; header=present", "application/json", "application/zip", "image/svg+xml"
BIBTEX, TEXT, SCRIPT = (f"{kind}; charset=utf-8" for kind in ("application/x-bibtex", "text/plain", "text/javascript"))
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest in a ZIP; the real time would change the bytes
_METHODS = ("GET", "HEAD", "OPTIONS")
# Anybody may read these files, pages of other origins too.
_CORS = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class File:
    """A file to serve, made when it is first read, and kept. saved_as: its name once saved; "" for one to run."""

    make: Callable[[], bytes] = field(repr=False)
    media_type: str
    saved_as: str = ""

    @cached_property
    def data(self) -> bytes:
        """Its bytes."""
        return self.make()

    @cached_property
    def etag(self) -> str:
        """A strong validator of the bytes (RFC 9110, section 8.8.3)."""
        return etag_of(self.data)


@lru_cache(maxsize=2)
def files(package: Package) -> Mapping[str, File]:
    """Return the files of a package by their names under /data."""
    made = {
        table.file_name: File(partial(bytes, table.data), CSV, table.file_name) for table in package.tables.values()
    }
    made[DESCRIPTOR_NAME] = File(partial(bytes, package.descriptor), JSON, DESCRIPTOR_NAME)
    made["article_figures.json"] = File(partial(_figures_json, package), JSON, "article_figures.json")
    made[labels.CITATIONS] = File(lambda: citation.bibtex(package).encode(), BIBTEX, labels.CITATIONS)
    made[package.zip_name] = File(partial(_zip, package, dict(made)), ZIP, package.zip_name)
    made["dictionary.md"] = File(partial(_dictionary, package), TEXT)
    for measures in select.sections(package):
        name = reports_file(measures[0])
        made[name] = File(partial(_reports, package, measures), CSV, name)
    for key, (picture, alt) in compose(package, View()).pictures.items():
        saved_as = "-".join(filter(None, [package.name, key, package.created]))
        made[f"pictures/{key}.svg"] = File(partial(_picture, picture, alt), SVG, f"{saved_as}.svg")
    return MappingProxyType(made)


def _picture(picture: Drawing | Sheet, alt: str) -> bytes:
    return svg(picture, alt).encode()


def _dictionary(package: Package) -> bytes:
    return dictionary(json.loads(package.descriptor), DESCRIPTOR_NAME).encode()


def _reports(package: Package, measures: Sequence[Measure]) -> bytes:
    """The rows of the reports on these measures, with the header row, as they stand in the table."""
    table = package.tables.get("other_reports")
    if table is None:
        return b""
    header, *rows = csv.reader(io.StringIO(table.data.decode("utf-8-sig"), newline=""))
    place, keys = header.index("measure"), {measure.measure for measure in measures}
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *(row for row in rows if row[place] in keys)])
    return text.getvalue().encode()


def _zip(package: Package, contents: Mapping[str, File]) -> bytes:
    entries = {name: file.data for name, file in contents.items()}
    entries["README.md"] = citation.package_readme(package).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(entries):
            info = zipfile.ZipInfo(f"{package.name}/{name}", date_time=_NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3  # the same on every system
            archive.writestr(info, entries[name], compresslevel=9)
    return buffer.getvalue()


def _figures_json(package: Package) -> bytes:
    """The article's figures, each with its bound, caveats and citation in words; a blank is null."""
    table = package.tables["article_figures"]
    rows = [
        {column.name: None if cell == "" else cell for column, cell in zip(table.fields, cells, strict=True)}
        | {
            "bound_in_words": words.meaning(figure),
            "caveats": words.caveats(figure),
            "citation": citation.citation(figure),
        }
        for cells, figure in zip(table.cells, package.figures, strict=True)
    ]
    head = {
        "title": package.title,
        "note": labels.NOT_COUNTED_HERE,
        "version": package.version,
        "created": package.created,
        "source": source_line(package.article),
        "figures": rows,
    }
    return (json.dumps(head, ensure_ascii=False, indent=2, default=float) + "\n").encode()  # default: for a Decimal


# Requests

_SCRIPT = {"page.js": File((Path(__file__).parents[1] / "page" / "page.js").read_bytes, SCRIPT)}


def routes(load: Callable[[], Package], base: str = "") -> list[Route]:
    """Return the routes of /data below the server's base path. load: gives the package as it is now."""

    def serve(request: Request) -> Response:
        name = request.path_params.get("name", "")
        try:
            served = _SCRIPT if name in _SCRIPT else files(load())
            return respond(served, request.method, name, request.headers.get("if-none-match", ""))
        except PackageError as error:
            return _plain(503, f"{labels.CANNOT_SHOW}.\n{error}")
        except Exception:
            log.exception("a file could not be served")
            return _plain(500, labels.APOLOGY)

    start, methods = base_path(base) + DATA, [*_METHODS, "POST", "PUT", "PATCH", "DELETE"]
    return [Route(path, serve, methods=methods) for path in (start, f"{start}/{{name:path}}")]


def respond(served: Mapping[str, File], method: str, name: str, if_none_match: str = "") -> Response:
    """Return the response for a file by its exact name. Names are looked up, so no path leads elsewhere on the disk."""
    allowed = ", ".join(_METHODS)
    if method == "OPTIONS":
        methods = {"Allow": allowed, "Access-Control-Allow-Methods": allowed, "Access-Control-Allow-Headers": "*"}
        return Response(status_code=204, headers=_CORS | methods)
    if method not in _METHODS:
        return _plain(405, labels.ONLY_READ, Allow=allowed)
    if name not in served:
        return _plain(404, labels.no_such_file(sorted(served)))
    file = served[name]
    # Kept for a minute, then asked for again: a change on disk shows soon.
    headers = _CORS | {"ETag": file.etag, "Cache-Control": "public, max-age=60, must-revalidate"}
    if is_known(file.etag, if_none_match):
        return Response(status_code=304, headers=headers)
    if file.saved_as:
        headers["Content-Disposition"] = f'attachment; filename="{file.saved_as}"'
    return Response(file.data, headers=headers | {"Content-Type": file.media_type})


def _plain(status: int, text: str, **headers: str) -> Response:
    """A short response in words, which no cache keeps."""
    return Response(f"{text}\n", status, _CORS | {"Content-Type": TEXT, "Cache-Control": "no-store"} | headers)
