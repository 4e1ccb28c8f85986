"""Files: the bytes of a package as a descriptor and tables of cells, with every fault of the files themselves.

A file is read once. What is checked is what is shown and what can be downloaded.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from figures.language.legible import is_hidden
from figures.model.package import DESCRIPTOR_NAME
from figures.package.problems import PackageError, Problem
from figures.package.schema import TABLES, TableSchema, text_of

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")  # fits into an address, a header and a ZIP as it is
FILL = "`python -m figures fill FOLDER` mends it."
_DESCRIBE = "`python -m figures describe FOLDER` writes the descriptor."
PATH = re.compile(rf"(?:{NAME.pattern}/)*{NAME.pattern}\.csv")


@dataclass
class RawTable:
    """A table as it stands in its file.

    columns: those that both the header row and the schema have. rows: the cells of these columns. broken: numbers of
    the rows that are cut off, or have too many cells or too few; the header row is row 1.
    """

    described: dict[str, Any]
    path: str
    data: bytes
    columns: list[str]
    rows: list[dict[str, str]]
    broken: set[int]
    is_cut_off: bool

    @property
    def file_name(self) -> str:
        """The file's name without its folder, as it stands in addresses and in the ZIP."""
        return self.path.rpartition("/")[2]

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the number and the cells of each row."""
        return enumerate(self.rows, start=2)


@dataclass
class RawPackage:
    """The files of a package. tables: those that could be read. named: all tables that the descriptor names."""

    descriptor_name: str
    text: bytes = b""
    described: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, RawTable] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def path(self, table: str) -> str:
        """Return the path of a table's file, or the one that it would have."""
        return self.tables[table].path if table in self.tables else f"{table}.csv"

    def refuse(self, place: str | None, fault: str, remedy: str) -> None:
        """Note a fault of the descriptor."""
        self.problems.append(Problem(self.descriptor_name, None, place, fault, remedy))


def descriptor_of(path: Path) -> Path:
    """Return the path of a descriptor, given it or its folder."""
    return path / DESCRIPTOR_NAME if path.is_dir() else path


def read_files(descriptor: Path, text: bytes | None = None) -> RawPackage:
    """Read the descriptor and the tables that it names. Faults are noted, and the rest is read all the same.

    text: a descriptor to read in the place of the file's.
    """
    raw = RawPackage(descriptor.name)
    try:
        raw.text = read_bytes(descriptor, descriptor.name) if text is None else text
        raw.described = parse(raw.text, descriptor.name)
    except PackageError as error:
        raw.problems += error.problems
        return raw
    _check_metadata(raw)
    resources = raw.described["resources"]
    raw.named = {text_of(resource, "name") for resource in resources if isinstance(resource, dict)}
    for name, table in TABLES.items():
        if name not in raw.named and not table.optional:
            raw.refuse(None, f"there is no resource {name}", f"Add a resource named {name}.")
    seen: dict[str, str] = {}
    for number, resource in enumerate(resources, start=1):
        if not _is_usable(raw, resource, number, seen):
            continue
        seen[resource["name"]] = resource["path"]
        try:
            data = read_bytes(descriptor.parent / resource["path"], resource["path"], within=descriptor.parent)
            raw.tables[resource["name"]] = _table(raw, resource, data)
        except PackageError as error:
            raw.problems += error.problems
        if known := TABLES.get(resource["name"]):
            _check_schema(raw, resource["schema"], known)
    return raw


def read_bytes(path: Path, name: str, within: Path | None = None) -> bytes:
    """Return the bytes of a file. within: the folder that it must not lead out of."""
    try:
        # Opening a pipe would wait without end, and so would reading a device.
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(0, "it is not a file")
        if within is not None and not path.resolve().is_relative_to(within.resolve()):
            raise OSError(0, "it is a link that leads out of the package's folder")
        return path.read_bytes()
    except FileNotFoundError:
        remedy = (
            "Put a file of that name into the package's folder, or take it out of the descriptor."
            if within
            else "Write it with `python -m figures describe`, or put it back."
        )
        raise refused(name, None, "the file is missing", remedy) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
        remedy = "Put a file here that the server may read."
        raise refused(name, None, f"the file cannot be read: {reason}", remedy) from None


def parse(text: bytes, name: str) -> dict[str, Any]:
    """Return the descriptor. Raises PackageError where it has no list of resources to go on with."""

    def no_constant(constant: str) -> None:
        raise ValueError(f"{constant} is no number")

    try:
        described = json.loads(text.decode("utf-8"), parse_constant=no_constant)
        json.dumps(described, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise refused(name, None, f"byte {error.start} is not UTF-8", "Save the file as UTF-8.") from None
    except UnicodeEncodeError as error:
        half = error.object[error.start]
        raise refused(name, None, f"it holds {half!a}, which is half a character", "Write whole characters.") from None
    except (ValueError, RecursionError) as error:
        raise refused(name, None, f"it is not JSON ({error})", "Write a Data Package descriptor in JSON.") from None
    if not isinstance(described, dict) or not isinstance(described.get("resources"), list):
        raise refused(name, None, "it has no list of resources", 'Write a JSON object with a list "resources".')
    return described


def _check_metadata(raw: RawPackage) -> None:
    described = raw.described
    if not isinstance(described.get("licenses", []), list):
        raw.refuse(None, f"its licenses are {described['licenses']!r}", 'Write a list "licenses", or none.')
    if not text_of(described, "title"):
        raw.refuse(None, "it has no title", 'Write a "title"; it heads the page.')
    for text in _texts(described):
        hidden = [character for character in text if is_hidden(character) and character not in "\n\t"]
        if hidden:
            remedy = "Take out control characters and characters that turn the direction of writing."
            raw.refuse(None, f"it holds {hidden[0]!a} in {text!r}", remedy)
    name = described.get("name", "package")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        remedy = "Write a name of letters, digits, dots, - and _, or none."
        raw.refuse(None, f"its name is {name!r}", remedy)


def _texts(node: Any) -> Iterator[str]:
    """Yield every text of a descriptor, keys included, each once."""
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str) and node not in seen:
            seen.add(node)
            yield node
        elif isinstance(node, dict):
            waiting += [*node, *node.values()]
        elif isinstance(node, list):
            waiting += node


def _is_usable(raw: RawPackage, resource: Any, number: int, seen: Mapping[str, str]) -> bool:
    """Say if a resource names a table and a file that can be opened; note what is wrong with it. seen: name -> path."""
    place = f"resource {number}"
    if not isinstance(resource, dict) or not text_of(resource, "name"):
        raw.refuse(place, "it has no name", 'Write an object with a "name".')
        return False
    place = f"resource {resource['name']}"
    path = text_of(resource, "path")
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    file_names = [other.lower().rpartition("/")[2] for other in seen.values()]
    if resource["name"] in seen:
        raw.refuse(place, "another resource has this name", "Name each resource once.")
    elif not PATH.fullmatch(path):
        remedy = (
            "Write the relative path of a CSV file in the package's folder or below it. "
            "Each name in it has letters, digits, dots, - and _, and the last one ends in .csv."
        )
        raw.refuse(place, f"its path is {resource.get('path')!r}", remedy)
    elif path.lower().rpartition("/")[2] in file_names:
        remedy = "Name each file once: its address and its place in the ZIP are its name without the folder."
        raw.refuse(place, f"another resource has a file of this name: {path!r}", remedy)
    elif not isinstance(fields, list) or not all(isinstance(f, dict) and text_of(f, "name") for f in fields):
        raw.refuse(place, "it has no schema with named fields", "Write a Table Schema.")
    else:
        return True
    return False


def _check_schema(raw: RawPackage, schema: Mapping[str, Any], known: TableSchema) -> None:
    """Note where the schema of a resource is not that of schema.json, or has other fields than its file has columns."""
    place, table = f"resource {known.name}", raw.tables.get(known.name)
    for described in schema["fields"]:
        rule, type_ = known.columns.get(described["name"]), described.get("type", "string")
        if rule and type_ != rule.type:
            raw.refuse(f"{place}, field {rule.name}", f"its type is {type_!r}", f"Write {rule.type}.")
    blanks = schema.get("missingValues", [""])
    if blanks != [""]:
        raw.refuse(place, f"missingValues is {blanks!r}", 'Only the blank stands for nothing: write [""].')
    names = [described["name"] for described in schema["fields"]]
    # A column that the file lacks too has been told there.
    columns = table.columns if table else known.needed(raw.named)
    for name in [column for column in columns if column not in names]:
        raw.refuse(f"{place}, field {name}", "the field is missing", f"Add a field named {name}. {_DESCRIBE}")
    wanted = known.ordered(columns, raw.named)
    for name in dict.fromkeys(name for name in names if name not in (wanted if table else known.columns)):
        raw.refuse(f"{place}, field {name}", "the table has no such column", f"Take it out. {_DESCRIBE}")
    common = [name for name in names if name in known.columns]
    if common != [name for name in known.columns if name in common]:
        raw.refuse(place, "its fields stand in another order than the columns", f"Sort them. {_DESCRIBE}")


def _table(raw: RawPackage, resource: dict[str, Any], data: bytes) -> RawTable:
    """Read the cells of a CSV file (RFC 4180)."""
    file, known = resource["path"], TABLES.get(resource["name"])
    (header, *rows), problems = rows_of(data, file)
    names = [described["name"] for described in resource["schema"]["fields"]]
    wanted = known.ordered(header, raw.named) if known else names
    columns = [name for name in header if name in wanted]
    if header != wanted:
        problem = Problem(file, 1, *_wrong_header(header, wanted))
        if not columns or len(set(header)) < len(header):
            raise PackageError([problem])
        problems.append(problem)
    broken = {len(rows) + 1} if problems and header == wanted else set[int]()
    table = RawTable(resource, file, data, columns, [], broken, bool(broken))
    for number, row in enumerate(rows, start=2):
        if not any(row):
            problems.append(Problem(file, number, None, "the row is blank", f"Delete the row. {FILL}"))
        elif len(row) != len(header) and number not in table.broken:
            fault = f"the row has {len(row)} cells and the header row {len(header)}"
            if len(row) > len(header):
                fault += f"; {row[len(header)]!r} is one too many"
            remedy = "Write one cell for each column, with quotation marks around a cell that holds a comma."
            problems.append(Problem(file, number, None, fault, remedy))
        if len(row) != len(header) or not any(row):
            table.broken.add(number)
        cells = dict(zip(header, [*row, *[""] * len(header)], strict=False))
        table.rows.append({column: cells[column] for column in columns})
    raw.problems += problems or _uncanonical(data, [header, *rows], file)
    return table


def _wrong_header(header: list[str], wanted: list[str]) -> tuple[str | None, str, str]:
    """Return the first column that is missing, what is wrong with the header row, and the remedy."""
    missing = [name for name in wanted if name not in header]
    unknown = [name for name in header if name not in wanted]
    if not any(header):
        return None, "the row is blank", f"Begin the file with its header row. {FILL}"
    if set(map(str.strip, header)) <= set(wanted) and unknown:
        return None, f"spaces stand at the ends of {unknown[0]!r}", f"Take them away. {FILL}"
    if len(missing) == len(wanted):
        return None, f"{header[0]!r} stands there, and no column of this table", "Begin the file with its header row."
    faults = [f"the header row has no column {', '.join(missing)}"] if missing else []
    faults += [f"the table has no column {', '.join(map(repr, unknown))}"] if unknown else []
    if not faults:
        faults = ["a column stands twice" if len(set(header)) < len(header) else "the columns stand in another order"]
    remedy = f"Write exactly these columns, in this order: {', '.join(wanted)}. {FILL}"
    return missing[0] if missing else None, ", and ".join(faults), remedy


def canonical(rows: Iterable[Iterable[str]]) -> bytes:
    """Return a table as the one form in which it is served: UTF-8, LF, commas, no more quotation marks than needed."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _uncanonical(data: bytes, rows: list[list[str]], file: str) -> list[Problem]:
    """Return the problem of a file whose cells are sound and whose bytes are not the canonical ones; [] for none."""
    right = canonical(rows)
    if data == right:
        return []
    if data.startswith(codecs.BOM_UTF8):
        return [Problem(file, 1, None, "the file begins with a byte order mark", FILL)]
    if b"\r" in data:
        return [Problem(file, None, None, "its lines do not end in LF alone", FILL)]
    lines = zip(data.splitlines(), right.splitlines(), strict=False)
    row = next((number for number, (line, other) in enumerate(lines, start=1) if line != other), None)
    return [Problem(file, row, None, "quotation marks stand around a cell that needs none", FILL)]


def rows_of(data: bytes, file: str) -> tuple[list[list[str]], list[Problem]]:
    """Return the rows of a CSV file, the header row first, and what is wrong with its end.

    Raises PackageError where the file holds no table.
    """
    text = decoded(data, file)
    first = text.partition("\n")[0]
    if "," not in first and (separator := re.search("[;\t|]", first)):
        fault = f"{separator[0]!r} stands between the cells"
        raise refused(file, 1, fault, f"Save the file with commas between the cells. {FILL}")
    rows = cells_of(text, file)
    if not rows:
        raise refused(file, None, "the file is empty", "Write a header row, then the rows.")
    if text.endswith(("\n", "\r")):
        return rows, []
    # A table cut off in its last cell would still be a table, with half a caveat.
    fault = "the last row has no line end, so the file may have been cut off"
    return rows, [Problem(file, len(rows), None, fault, "Complete the row and end it with a line end.")]


def decoded(data: bytes, file: str, encoding: str = "utf-8-sig") -> str:
    """Return the text of a file, without the byte order mark that a spreadsheet may put before it."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        fault = f"byte {data[error.start]:#04x} is not UTF-8"
        raise refused(file, row, fault, "Save the file as UTF-8.") from None


def cells_of(text: str, file: str, separator: str = ",") -> list[list[str]]:
    """Return the rows of a text that is CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        remedy = f"Put quotation marks around a cell that holds {separator} or one, and double the one inside."
        raise refused(file, reader.line_num, f"it is not CSV ({error})", remedy) from None


def refused(file: str, row: int | None, fault: str, remedy: str) -> PackageError:
    """Return the error of a file that cannot be used at all."""
    return PackageError([Problem(file, row, None, fault, remedy)])
