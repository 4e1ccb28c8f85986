"""Reads and checks a data package: tables that can be trusted, or one error that lists everything wrong with it.

The package is a Data Package 2.0 (https://datapackage.org): datapackage.json says what every column means, CSV files
hold the rows. `frictionless` checks what the descriptor says of one column or key; the rules that go across columns
stand here, as a frictionless check beside it.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import stat
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, ClassVar

import attrs
import frictionless
import pandas as pd

from figures import periods
from figures.legible import is_hidden, legible

Signature = tuple[tuple[str, int, int, int, int], ...]
DESCRIPTOR_NAME = "datapackage.json"
QUIET = 0.25  # seconds that the files must have kept still before they are read
PATIENCE = 3.0  # seconds that they are waited for
WORDING_MAX_WORDS = 15
MESSAGE_MAX = 600  # letters of each part of a message
FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")  # what an address, a header and a ZIP can hold as it is

FIGURE_COLUMNS = (
    "figure_id measure figure_as_stated bound approximate hedge_words stated_low stated_high reading_low reading_high "
    "reading_rule unit per wording said_by source_id locator period_wording period obs_status definition caveat"
).split()
# The tables and columns that the page cannot do without. What else a package holds is shown and can be downloaded.
REQUIRED: Mapping[str, list[str]] = {
    "article_figures": FIGURE_COLUMNS,
    "measures": "measure label counts unit per headline chart looks_like looks_like_why".split(),
    "charts": "chart heading title subtitle".split(),
    "caveats": "caveat_id figure_id kind caveat source_id".split(),
    "unnumbered": "statement_id direction what wording said_by source_id locator caveat".split(),
    "hedges": "hedge_words bound strict says does_not_say reading_rule".split(),
    "sources": "source_id kind author title about publisher published published_note url read_as last_read".split(),
}
# What else the page needs of a package that also holds what others reported, or dates beside the record.
WITH_REPORTS: Mapping[str, list[str]] = {
    "other_reports": [*FIGURE_COLUMNS, *"claimant claimant_kind as_of published scope count_kind derived".split()],
    "article_figures": "scope count_kind".split(),
    "measures": "reports_chart reports_by".split(),
    "unnumbered": ["see_measure"],
}
WITH_DATES: Mapping[str, list[str]] = {
    "dates": (
        "date_id what wording locator reading reading_rule recorded recorded_what agreement note said_by source_id"
    ).split(),
}
WITH_DERIVED: Mapping[str, list[str]] = {
    "derived": "derived_id question step first second times shown_as".split(),
}
FIGURE_TABLES = ("article_figures", "other_reports")
INTEGERS = {"stated_low", "stated_high", "reading_low", "reading_high", "headline", "times"}
FILLED = "figure_id measure figure_as_stated unit wording said_by source_id locator period definition caveat".split()
KEYS = {"measure": "measures", "source_id": "sources", "hedge_words": "hedges"}
DATES = {"period", "published", "as_of", "reading", "recorded"}
BOUNDS = ("unhedged", "about", "at_least", "at_most", "between", "magnitude", "unnumbered")
CODES = {"bound": BOUNDS, "approximate": ("yes", ""), "obs_status": ("A", "E", "F")}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a package: where, what stands there, and what is allowed.

    row: 1 is the header row; None where the whole file is meant. column: a column of the CSV file, or in the descriptor
    the resource and field.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    allowed: str

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column is not None:
            where.append(self.column if self.file == DESCRIPTOR_NAME else f"column {self.column}")
        place, found, allowed = (legible(text, MESSAGE_MAX) for text in (", ".join(where), self.found, self.allowed))
        return f"{place}: {found}. Allowed: {allowed}."


class PackageError(Exception):
    """A package that cannot be shown, with every problem found in it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Field:
    """One column, as the descriptor describes it."""

    name: str
    type: str
    description: str
    required: bool
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One resource: its descriptor's words, the file's bytes, and the rows read from those very bytes."""

    name: str
    title: str
    description: str
    file_name: str
    data: bytes = field(repr=False)
    rows: pd.DataFrame = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Package:
    """A checked package. package["measures"] is that table's rows.

    A package is never changed once it is read, and equal only to itself: what is made from one can be kept by it.
    """

    name: str
    title: str
    description: str
    version: str
    created: str
    licenses: tuple[Mapping[str, str], ...]
    descriptor: bytes = field(repr=False)
    tables: Mapping[str, Table] = field(repr=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name].rows

    @cached_property
    def article(self) -> Mapping[str, Any]:
        """The row of sources.csv that every figure of article_figures.csv was read in."""
        return self.source(self["article_figures"]["source_id"].iloc[0])

    def source(self, source_id: str) -> Mapping[str, Any]:
        """A row of sources.csv; KeyError where there is none."""
        rows = self["sources"]
        found = rows[rows["source_id"] == source_id]
        if found.empty:
            raise KeyError(source_id)
        return dict(found.iloc[0])

    @cached_property
    def strict_hedges(self) -> frozenset[str]:
        """The hedge words that leave out the number itself."""
        hedges = self["hedges"]
        return frozenset(hedges.loc[hedges["strict"] == "yes", "hedge_words"])


def load(descriptor: Path) -> Package:
    """Read and check the package that the descriptor describes.

    Every file is read once: what is checked is what is shown and what is downloaded. Raises PackageError.
    """
    text = _read(descriptor)
    described = _parse_descriptor(text)
    problems: list[Problem] = []
    resources: dict[str, dict[str, Any]] = {}
    contents: dict[str, bytes] = {}
    cells: dict[str, list[list[str]]] = {}
    for number, resource in enumerate(described["resources"], start=1):
        problem = _resource_problem(resource, number, seen=resources)
        if problem:
            problems.append(problem)
            continue
        resources[resource["name"]] = resource
        try:
            data = _read(descriptor.parent / resource["path"], resource["path"], within=descriptor.parent)
            cells[resource["name"]] = _cells(data, resource)
            contents[resource["name"]] = data
        except PackageError as error:
            problems.extend(error.problems)
    named = {_text(r, "name") for r in described["resources"] if isinstance(r, dict)}
    problems.extend(_missing_parts(resources, named))
    if problems:
        raise PackageError(problems)
    problems = _check(resources, cells)
    if problems:
        raise PackageError(problems)
    tables = {name: _table(resource, contents[name], cells[name]) for name, resource in resources.items()}
    problems = list(_package_rules(tables))
    if problems:
        raise PackageError(problems)
    return Package(
        name=_text(described, "name") or "package",
        title=_text(described, "title"),
        description=_text(described, "description"),
        version=_text(described, "version"),
        created=_text(described, "created")[:10],
        licenses=tuple(
            {key: text for key, text in lic.items() if isinstance(text, str)}
            for lic in described.get("licenses") or ()
            if isinstance(lic, dict)
        ),
        descriptor=text,
        tables=tables,
    )


def load_once(descriptor: Path, state: Signature) -> Package:
    """load(), once for each state that signature() tells of; an error is not kept.

    Files that are being written are waited for: a file cut off at the end of a row looks whole, and one table of before
    a change fits another of after it. Raises PackageError, also where they do not come to rest.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if _is_young(state):
            time.sleep(QUIET)
        else:
            # After a change all readers want the new package, which is read once.
            with contextlib.suppress(_Changed), _one_at_a_time:
                return _load_unless_changed(descriptor, state)
        state = signature(descriptor)
    allowed = "files that keep still while they are read; open the page again in a moment"
    raise PackageError([Problem(descriptor.name, None, None, "the package is being changed right now", allowed)])


_one_at_a_time = threading.Lock()


class _Changed(Exception):
    """The files changed while they were read: what was found, package or fault, is not of one piece."""


@lru_cache(maxsize=2)
def _load_unless_changed(descriptor: Path, state: Signature) -> Package:
    try:
        return load(descriptor)
    finally:
        if signature(descriptor) != state:
            raise _Changed


def _is_young(state: Signature) -> bool:
    """Whether a file has just been changed: it may not be whole yet, or change again without another time of change."""
    now = time.time_ns()
    return any(abs(now - changed) < QUIET * 1e9 for _, _, changed, _, _ in state)


def signature(descriptor: Path) -> Signature:
    """Each file beside the descriptor: name, times of change, size, place. Another signature is another package.

    The time of modification can be set back, as copying programs do; the second one (ctime) cannot.
    """
    try:
        stats = [(path.name, path.stat()) for path in sorted(descriptor.parent.iterdir()) if path.is_file()]
    except OSError:
        return ()
    return tuple((name, s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino) for name, s in stats)


def _text(described: Mapping[str, Any], key: str) -> str:
    found = described.get(key, "")
    return found if isinstance(found, str) else ""


def _read(path: Path, name: str | None = None, within: Path | None = None) -> bytes:
    name = name or path.name
    try:
        # A pipe would be waited for and a device read without end; a link may lead out of the folder that is shown.
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(0, "it is not a file")
        if within is not None and not path.resolve().is_relative_to(within.resolve()):
            raise OSError(0, "it is a link out of the package's folder")
        return path.read_bytes()
    except FileNotFoundError:
        allowed = "a file of that name in the package's folder; put it back, or take it out of the descriptor"
        raise PackageError([Problem(name, None, None, "the file is missing", allowed)]) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable file name"
        problem = Problem(name, None, None, f"the file cannot be read ({reason})", "a file that the server may read")
        raise PackageError([problem]) from None


def _cells(data: bytes, resource: Mapping[str, Any]) -> list[list[str]]:
    """The cells of a CSV file, the header row first, which names the columns of the schema.

    They are parsed once, by the rules of RFC 4180: frictionless, which guesses at separators and header rows, is given
    the cells, so that what it checks is what is shown.
    """
    file = resource["path"]
    try:
        text = data.decode("utf-8-sig")  # a spreadsheet may put a byte order mark before the text
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        found = f"byte {data[error.start]:#04x} is not UTF-8"
        raise PackageError([Problem(file, row, None, found, "UTF-8 text; save the file as UTF-8 again")]) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        found = f"it is not CSV ({error})"
        allowed = "cells with commas between them, and quotation marks around a cell that holds one"
        raise PackageError([Problem(file, reader.line_num, None, found, allowed)]) from None
    if not rows:
        raise PackageError([Problem(file, None, None, "the file is empty", "a CSV table: a header row, then the rows")])
    if not text.endswith(("\n", "\r")):
        # Cut off within its last cell a table would still be a table, with half a caveat.
        found = "the last row has no line end, as if the file had been cut off"
        raise PackageError([Problem(file, len(rows), None, found, "a line end after every row")])
    names = [field_["name"] for field_ in resource["schema"]["fields"]]
    if rows[0] != names:
        wrong = next((name for name in names if name not in rows[0]), None)
        found = f"the header row reads {', '.join(rows[0])!r}"
        raise PackageError([Problem(file, 1, wrong, found, f"exactly these columns: {', '.join(names)}")])
    return rows


def _parse_descriptor(text: bytes) -> dict[str, Any]:
    def refuse(found: str, allowed: str) -> PackageError:
        return PackageError([Problem(DESCRIPTOR_NAME, None, None, found, allowed)])

    def no_constant(name: str) -> None:
        raise ValueError(f"{name} is no number")

    try:
        described = json.loads(text.decode("utf-8"), parse_constant=no_constant)
        json.dumps(described, ensure_ascii=False).encode()  # half a character (\\ud800) cannot be sent to anybody
    except UnicodeDecodeError as error:
        raise refuse(f"byte {error.start} is not UTF-8", "UTF-8 text") from None
    except UnicodeEncodeError as error:
        raise refuse(f"it holds {error.object[error.start]!a}, which is half a character", "whole characters") from None
    except (ValueError, RecursionError) as error:
        raise refuse(f"it is not JSON ({error})", "a Data Package descriptor in JSON") from None
    if not isinstance(described, dict) or not isinstance(described.get("resources"), list):
        raise refuse("it has no list of resources", 'a JSON object with a list "resources"')
    if not isinstance(described.get("licenses", []), list):
        raise refuse(f"its licenses are {described['licenses']!r}", 'a list "licenses", or none')
    if not _text(described, "title"):
        raise refuse("it has no title", 'a "title", which heads the page')
    for text_ in _texts(described):
        hidden = [letter for letter in text_ if is_hidden(letter) and letter not in "\n\t"]
        if hidden:
            allowed = "text without control characters and what turns the direction of writing"
            raise refuse(f"it holds {hidden[0]!a} in {text_!r}", allowed)
    name = described.get("name", "package")
    if not isinstance(name, str) or not FILE_NAME.fullmatch(name):
        raise refuse(f"its name is {name!r}", "a name of letters, digits, dots, - and _, or none")
    return described


def _texts(node: Any) -> Iterator[str]:
    """Every text in a descriptor, keys among them."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            waiting += [*node, *node.values()]
        elif isinstance(node, list):
            waiting += node


def _resource_problem(resource: Any, number: int, seen: Mapping[str, Any]) -> Problem | None:
    """What is wrong with one resource of the descriptor, before its file is opened."""
    place = f"resource {number}"
    if not isinstance(resource, dict) or not _text(resource, "name"):
        return Problem(DESCRIPTOR_NAME, None, place, "it has no name", 'an object with a "name"')
    place = f"resource {resource['name']}"
    if resource["name"] in seen:
        return Problem(DESCRIPTOR_NAME, None, place, "the name stands twice", "each name once")
    path = _text(resource, "path")
    # A plain name, because it is also the file's name in its address, in a header and in the ZIP, flat as they are.
    if not FILE_NAME.fullmatch(path) or not path.endswith(".csv"):
        allowed = "the relative path of a CSV file in the package's folder: letters, digits, dots, - and _, then .csv"
        return Problem(DESCRIPTOR_NAME, None, place, f"its path is {resource.get('path')!r}", allowed)
    if path.lower() in [str(r["path"]).lower() for r in seen.values()]:
        return Problem(DESCRIPTOR_NAME, None, place, f"another resource has its path {path!r}", "each file once")
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not all(isinstance(f, dict) and _text(f, "name") for f in fields):
        return Problem(DESCRIPTOR_NAME, None, place, "it has no schema with named fields", "a Table Schema")
    return None


def _missing_parts(resources: Mapping[str, Mapping[str, Any]], named: set[str]) -> Iterator[Problem]:
    required = {name: list(columns) for name, columns in REQUIRED.items()}
    for optional, more in (("other_reports", WITH_REPORTS), ("dates", WITH_DATES), ("derived", WITH_DERIVED)):
        for name, columns in more.items() if optional in named else ():
            required.setdefault(name, []).extend(columns)
    for name, columns in required.items():
        if name not in resources:
            if name in named:
                continue  # it is there, and what is wrong with it has been said
            yield Problem(DESCRIPTOR_NAME, None, None, f"there is no resource {name}", f"a table named {name}")
            continue
        schema = resources[name]["schema"]
        types = {f["name"]: f.get("type") for f in schema["fields"]}
        for column in columns:
            place = f"resource {name}, field {column}"
            if column not in types:
                yield Problem(DESCRIPTOR_NAME, None, place, "the field is missing", f"a field named {column}")
            elif column in INTEGERS and types[column] != "integer":
                yield Problem(DESCRIPTOR_NAME, None, place, f"its type is {types[column]!r}", "integer")
        if schema.get("missingValues", [""]) != [""]:
            found = f"missingValues is {schema['missingValues']!r}"
            yield Problem(DESCRIPTOR_NAME, None, f"resource {name}", found, 'only the blank: [""]')


def _check(resources: Mapping[str, dict[str, Any]], cells: Mapping[str, list[list[str]]]) -> list[Problem]:
    """What frictionless and the rules across columns find, each cell once, in the order of files and rows."""
    try:
        package = frictionless.Package(
            name="package",
            resources=[
                frictionless.Resource(
                    name=name,
                    data=cells[name],
                    format="inline",
                    dialect=frictionless.Dialect(header=True, header_rows=[1]),
                    schema=frictionless.Schema.from_descriptor(resource["schema"]),
                )
                for name, resource in resources.items()
            ],
        )
        hedges = _hedge_bounds(cells["hedges"])
        report = package.validate(frictionless.Checklist(checks=[RowRules(hedges=hedges, figures=FIGURE_TABLES)]))
    except Exception as failure:  # frictionless raises what it likes on a descriptor that is not one
        note = getattr(getattr(failure, "error", None), "note", "") or type(failure).__name__
        allowed = "a valid Data Package 2.0 descriptor; `frictionless validate` on it tells more"
        return [Problem(DESCRIPTOR_NAME, None, None, f"it cannot be used ({note})", allowed)]
    problems: dict[tuple[str, int | None, str | None], Problem] = {}
    unread = {task.name for task in report.tasks if any(not _has_row(e) for e in task.errors)}
    for error in report.errors:
        found = Problem(DESCRIPTOR_NAME, None, None, error.message, "a valid Data Package 2.0 descriptor")
        problems[(found.file, None, found.found)] = found
    for task in report.tasks:
        resource = resources[task.name]
        for error in task.errors:
            if error.type == "foreign-key" and getattr(error, "reference_name", "") in unread:
                continue  # the table it points to could not be read: that is the problem to mend
            found = _problem(resource, error)
            problems.setdefault((found.file, found.row, found.column), found)
    return list(problems.values())


def _has_row(error: frictionless.Error) -> bool:
    return getattr(error, "row_number", None) is not None


def _problem(resource: Mapping[str, Any], error: frictionless.Error) -> Problem:
    """One error of frictionless in our form."""
    file = str(resource["path"])
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None) or None
    cell = getattr(error, "cell", None)
    shown = "it is blank" if cell in (None, "", "None") else f"{str(cell)[:80]!r} stands there"
    match error.type:
        case "figure-rule":
            return Problem(file, row, column, shown, error.note)
        case "foreign-key":
            columns = ", ".join(getattr(error, "field_names", []))
            cells = ", ".join(map(str, getattr(error, "field_cells", [])))
            target = getattr(error, "reference_name", "") or resource["name"]
            return Problem(file, row, columns or None, f"{cells!r} stands there", f"a key that {target} holds")
        case "primary-key":
            key = resource["schema"].get("primaryKey")
            name = ", ".join(key) if isinstance(key, list) else str(key)
            return Problem(file, row, name, f"the key is blank or a duplicate ({error.note})", "each key once")
        case "constraint-error" | "type-error" | "missing-cell" | "unique-error":
            field_: Mapping[str, Any] = next((f for f in resource["schema"]["fields"] if f["name"] == column), {})
            return Problem(file, row, column, shown, _allowed(field_))
        case "blank-row" | "extra-cell":
            found = "the row is blank" if error.type == "blank-row" else f"there is a cell too many: {cell!r}"
            return Problem(file, row, None, found, "one cell a column in every row")
    return Problem(file, row, column, error.note or error.message, "a CSV table as the descriptor describes it")


def _allowed(field_: Mapping[str, Any]) -> str:
    """What the descriptor allows in a column, in words."""
    rules = field_.get("constraints", {})
    if "enum" in rules:
        text = "one of " + ", ".join(map(str, rules["enum"]))
    elif "pattern" in rules:
        text = f"text of the form {rules['pattern']}"
    else:
        text = {"integer": "a whole number in plain digits", "date": "a date as 2025-01-31"}.get(
            str(field_.get("type")), "text"
        )
    if "minimum" in rules:
        text += f", {rules['minimum']} or more"
    if rules.get("unique"):
        text += ", each once"
    return text if rules.get("required") else text + ", or a blank"


def _hedge_bounds(cells: list[list[str]]) -> dict[str, str]:
    header, *rows = cells
    words, bound = header.index("hedge_words"), header.index("bound")
    return {row[words]: row[bound] for row in rows if len(row) == len(header)}


class FigureRule(frictionless.errors.CellError):
    """A row that breaks a rule across columns."""

    type = "figure-rule"
    title = "Figure Rule"
    description = "The row breaks a rule across its columns"
    template = "The row at position {rowNumber} breaks a rule: {note}"


@attrs.define(kw_only=True, repr=False)
class RowRules(frictionless.Check):
    """The rules across columns, as a frictionless check."""

    type = "row-rules"
    Errors: ClassVar = [FigureRule]
    hedges: dict[str, str]
    figures: tuple[str, ...]

    def validate_row(self, row: frictionless.Row) -> Any:
        """Yield an error for each rule that the row breaks."""
        if row.errors:
            return  # a cell of the wrong type has been reported: what follows from it is noise
        cells = {name: "" if cell is None else cell for name, cell in row.to_dict().items()}
        if self.resource.name in self.figures:
            yield from self._broken(row, figure_rules(cells, self.hedges))
        elif "wording" in cells:
            yield from self._broken(row, _wording_length(cells))
        if self.resource.name == "dates":
            yield from self._broken(row, _record_rules(cells))
        for column in DATES & cells.keys():
            yield from self._broken(row, _is_date(cells, column))
        yield from self._broken(row, _plain_cells(_as_written(row)))

    def _broken(self, row: frictionless.Row, found: Iterator[tuple[str, str]]) -> Any:
        for column, allowed in found:
            error = FigureRule.from_row(row, note=allowed, field_name=column)
            error.cell = _as_written(row).get(column, "")
            yield error


def _as_written(row: frictionless.Row) -> dict[str, Any]:
    """The row's cells as they stand in the file."""
    return dict(zip(row.field_names, row.cells, strict=False))


def _plain_cells(cells: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for column, cell in cells.items():
        # int() also reads 1_000 and digits of other scripts, which no other reader of the CSV does, and numbers that
        # no column of 64 bits holds.
        if column in INTEGERS and cell and not re.fullmatch(r"[0-9]{1,18}", str(cell)):
            yield column, "a whole number in plain digits, or a blank"
    for column, cell in cells.items():
        if str(cell) != str(cell).strip():
            yield column, "text without spaces at its ends"
        elif any(map(is_hidden, str(cell))):
            yield column, "text in one line, without control characters and what turns the direction of writing"


def _wording_length(cells: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if len(str(cells["wording"]).split()) > WORDING_MAX_WORDS:
        yield "wording", f"at most {WORDING_MAX_WORDS} words of the source"


def _is_date(cells: Mapping[str, Any], column: str) -> Iterator[tuple[str, str]]:
    try:
        if cells[column]:
            periods.parse(cells[column])
    except ValueError as error:
        yield column, f"a date or interval of the calendar in EDTF; {error}"


def _record_rules(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is recorded has a speaker and a page, and a reading its rule."""
    for column in ("said_by", "source_id"):
        if bool(row["recorded_what"]) != bool(row[column]):
            yield column, "who says what is recorded and where, wherever recorded_what is filled, and nowhere else"
    if row["recorded"] and not row["recorded_what"]:
        yield "recorded_what", "what is recorded for that date"
    if row["reading"] and not row["reading_rule"]:
        yield "reading_rule", "the rule of the reading"


def figure_rules(row: Mapping[str, Any], hedges: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The rules across the columns of a figure: (column, what is allowed there) for each one that is broken.

    row: typed cells, a blank as "". hedges: hedge words -> bound.
    """
    # The descriptor says these too, but it may be another's, and a figure without them cannot be shown.
    for column in FILLED:
        if row[column] == "":
            yield column, "text"
    for column, codes in CODES.items():
        if row[column] not in codes:
            yield column, f"one of {', '.join(filter(None, codes))}"
    bound, hedge = row["bound"], row["hedge_words"]
    yield from _ends(row, "stated")
    yield from _ends(row, "reading")
    has_stated = row["stated_low"] != "" or row["stated_high"] != ""
    has_reading = row["reading_low"] != "" or row["reading_high"] != ""
    if bound in ("magnitude", "unnumbered") and has_stated:
        column = "stated_low" if row["stated_low"] != "" else "stated_high"
        yield column, f"a blank, because a figure of bound {bound} states no number"
    if bound not in ("magnitude", "unnumbered") and not (has_stated or has_reading):
        yield "bound", "magnitude or unnumbered, or a number in the stated columns"
    if has_reading != bool(row["reading_rule"]):
        yield "reading_rule", "the rule of a reading wherever there is one, and nowhere else"
    if bound == "about" and row["approximate"] != "yes":
        yield "approximate", "yes, because about is approximate"
    if bound == "unhedged" and row["approximate"]:
        yield "approximate", "a blank, because a number without a hedge is not worded as approximate"
    if not hedge and bound not in ("unhedged", "between"):
        yield "hedge_words", f"the words that make the figure {bound}"
    if hedge and bound == "unhedged":
        yield "hedge_words", "a blank, because the figure is unhedged"
    for words in hedges if not hedge else ():
        if holds_hedge(row["figure_as_stated"], words):
            yield "hedge_words", f"{words!r}, which figure_as_stated holds"
    if hedge in hedges and hedges[hedge] != bound:
        yield "bound", f"{hedges[hedge]}, which hedges.csv gives for {hedge!r}"
    derived = bool(row.get("derived"))
    if derived and has_stated:
        yield "derived", "a blank, because what is stated is not derived; a derived number is a reading"
    # What is derived is worded from a fraction and a total that stand apart on the page.
    for column in ("figure_as_stated",) if derived else ("figure_as_stated", "wording"):
        if hedge and not holds_hedge(row[column], hedge):
            yield column, f"text that holds the hedge words {hedge!r}"
    written = numbers_in(row["figure_as_stated"])
    for column in ("stated_low", "stated_high"):
        if row[column] != "" and row[column] not in written:
            allowed = f"a number that figure_as_stated ({row['figure_as_stated']!r}) names, as 1,234 or 1.5 million"
            yield column, allowed
    yield from _wording_length(row)


def _ends(row: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    """The two ends of one kind, stated or reading, against the bound."""
    low, high, bound = row[f"{kind}_low"], row[f"{kind}_high"], row["bound"]
    if low == "" and high == "":
        return
    if bound == "at_least" and high != "":
        yield f"{kind}_high", "a blank, because a floor has no upper figure"
    elif bound == "at_least" and low == "":
        yield f"{kind}_low", "the number of the floor"
    elif bound == "at_most" and low != "":
        yield f"{kind}_low", "a blank, because a ceiling has no lower figure"
    elif bound == "at_most" and high == "":
        yield f"{kind}_high", "the number of the ceiling"
    elif bound in ("about", "unhedged") and (low == "" or high == "" or (kind == "stated" and low != high)):
        yield f"{kind}_high", f"the number of {kind}_low, because the figure is {bound}"
    elif bound in ("between", "magnitude") and (low == "" or high == ""):
        yield f"{kind}_low" if low == "" else f"{kind}_high", "both ends"
    elif low != "" and high != "" and (low > high or (bound == "between" and low == high)):
        yield f"{kind}_high", f"a number above {kind}_low ({low})"


def holds_hedge(text: str, hedge: str) -> bool:
    """Whether the text holds the hedge words; a hedge of two pieces is written with "..." between them."""
    pieces = [re.escape(piece.strip()) for piece in hedge.split("...")]
    return re.search(r"(?<!\w)" + r"\b.*\b".join(pieces) + r"(?!\w)", text, re.IGNORECASE | re.DOTALL) is not None


_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
# By itself and grouped by threes or not at all: of "1,2", "1 234", "12k" or "-5" nobody can say what it names.
_NUMBER = (
    r"(?<![\w.,])(?<![0-9][\s'\u2019])(?<!^[-\u2212])(?<!\s[-\u2212])"
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?!\w|[.,'\u2019][0-9]|\s[0-9]|[\u0300-\u036f\u20d0-\u20ff])"
)
# A scale belongs to the number before it, and to both numbers of a range: "8 to 9 thousand".
_SCALED = re.compile(
    rf"({_NUMBER})(?=(?:\s*(?:to|and|-|\u2013)\s*{_NUMBER})?\s+({'|'.join(_SCALES)})\b|)", re.IGNORECASE
)


def numbers_in(text: str) -> set[int]:
    """The whole numbers that a text names in plain digits: "about 8 to 9 thousand" names 8000 and 9000."""
    named: set[int] = set()
    for digits, scale in _SCALED.findall(text):
        whole, _, fraction = digits.replace(",", "").partition(".")
        scaled = int(whole + fraction) * _SCALES.get(scale.lower(), 1)
        if scaled % 10 ** len(fraction) == 0:
            named.add(scaled // 10 ** len(fraction))
    return named


def _package_rules(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """The rules that need more than one row."""
    figures = tables["article_figures"]
    if figures.rows.empty:
        yield Problem(figures.file_name, None, None, "there is no row", "at least one figure")
        return
    for table in [tables[name] for name in FIGURE_TABLES if name in tables]:
        for column, target in KEYS.items():
            known = {*tables[target].rows[column], ""}
            for number, cell in enumerate(table.rows[column], start=2):
                if cell not in known:
                    allowed = f"a key that {target} holds"
                    yield Problem(table.file_name, number, column, f"{cell!r} stands there", allowed)
    first = figures.rows["source_id"].iloc[0]
    for number, source in enumerate(figures.rows["source_id"], start=2):
        if source != first:
            allowed = f"{first!r}: all figures of this table are read in one article"
            yield Problem(figures.file_name, number, "source_id", f"{source!r} stands there", allowed)
    sources = tables["sources"]
    for number, row in enumerate(sources.rows.to_dict("records"), start=2):
        if row["source_id"] == first and not row["published"]:
            yield Problem(
                sources.file_name, number, "published", "it is blank", "the article's date, inferred or stated"
            )
    if "other_reports" in tables:
        yield from _report_rules(tables)
    if "derived" in tables:
        yield from _derived_rules(tables)
    if "dates" in tables:
        dates = tables["dates"]
        if not (dates.rows["reading"].any() or dates.rows["recorded"].any()):
            yield Problem(dates.file_name, None, None, "no row has a date", "at least one date; or no such table")


def _report_rules(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A claimant is of one kind; measures that look alike share a chart, which others do not; groups are columns."""
    reports, measures = tables["other_reports"], tables["measures"]
    kinds: dict[str, str] = {}
    for number, row in enumerate(reports.rows.to_dict("records"), start=2):
        kind = kinds.setdefault(row["claimant"], row["claimant_kind"])
        if kind != row["claimant_kind"]:
            found = f"{row['claimant_kind']!r} stands there"
            allowed = f"{kind!r}, as in the other rows of {row['claimant']!r}"
            yield Problem(reports.file_name, number, "claimant_kind", found, allowed)
    alike = {row["measure"]: row["looks_like"] for row in measures.rows.to_dict("records")}
    charts: dict[str, str] = {}
    own = {*measures.rows["chart"], ""} - {""}
    reported = set(reports.rows["measure"])
    for number, row in enumerate(measures.rows.to_dict("records"), start=2):
        if row["measure"] in reported and not row["reports_chart"]:
            allowed = "a key of charts.csv, because others reported on this measure"
            yield Problem(measures.file_name, number, "reports_chart", "it is blank", allowed)
        if row["reports_chart"] in own:
            allowed = "a chart that no figure of the article is drawn on"
            yield Problem(
                measures.file_name, number, "reports_chart", f"{row['reports_chart']!r} stands there", allowed
            )
        elif row["reports_chart"]:
            first = charts.setdefault(row["reports_chart"], row["measure"])
            if first != row["measure"] and row["measure"] not in (alike[first], first):
                found = f"{row['reports_chart']!r} stands there"
                allowed = f"a chart of its own, because {first} has that one and does not look like it"
                yield Problem(measures.file_name, number, "reports_chart", found, allowed)
        for column in row["reports_by"].split():
            if column not in ("scope", "count_kind", "claimant_kind", "unit"):
                allowed = "scope, count_kind, claimant_kind or unit, with spaces between them, or a blank"
                yield Problem(measures.file_name, number, "reports_by", f"{column!r} stands there", allowed)
    if reports.rows.empty:
        yield Problem(reports.file_name, None, None, "there is no row", "at least one report; or no such table")
    codes = next(f.codes for f in reports.fields if f.name == "claimant_kind")
    if not codes:
        place = f"resource {reports.name}, field claimant_kind"
        yield Problem(DESCRIPTOR_NAME, None, place, "it has no enum", "an enum that lists the kinds of claimant")


def _derived_rules(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A step takes figures that exist; two of other people's only where one claimant gave both at one time."""
    derived = tables["derived"]
    figures = {
        row["figure_id"]: row
        for name in FIGURE_TABLES
        if name in tables
        for row in tables[name].rows.to_dict("records")
    }
    for number, row in enumerate(derived.rows.to_dict("records"), start=2):
        takes_two = row["step"] != "times"
        for column in ("first", "second"):
            blank = column == "second" and not takes_two
            if (row[column] == "") != blank or (row[column] and row[column] not in figures):
                allowed = "a blank" if blank else "the figure_id of a row of a figure table"
                yield Problem(derived.file_name, number, column, f"{row[column]!r} stands there", allowed)
        if pd.isna(row["times"]) == (not takes_two):
            allowed = "a blank" if takes_two else "the number of times"
            yield Problem(derived.file_name, number, "times", "it is blank or filled wrongly", allowed)
        first, second = figures.get(row["first"]), figures.get(row["second"])
        if first and second and any(first.get(c, "") != second.get(c, "") for c in ("claimant", "as_of")):
            allowed = "a figure that the same claimant gave at the same time as the first"
            yield Problem(derived.file_name, number, "second", f"{row['second']!r} stands there", allowed)


def _table(resource: Mapping[str, Any], data: bytes, cells: list[list[str]]) -> Table:
    rows = pd.DataFrame(cells[1:], columns=pd.Index(cells[0]), dtype=str)
    for column in INTEGERS & set(rows.columns):
        rows[column] = pd.array([int(cell) if cell else pd.NA for cell in rows[column]], dtype="Int64")
    return Table(
        name=resource["name"],
        title=_text(resource, "title") or resource["name"],
        description=_text(resource, "description"),
        file_name=resource["path"],
        data=data,
        rows=rows,
        fields=tuple(
            Field(
                name=f["name"],
                type=str(f.get("type", "any")),
                description=_text(f, "description"),
                required=bool(f.get("constraints", {}).get("required")),
                codes=tuple(map(str, f.get("constraints", {}).get("enum", ()))),
            )
            for f in resource["schema"]["fields"]
        ),
    )
