"""Tools for tests that change a copy of a data package. Row 1 is the header row, as in the messages."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

DESCRIPTOR = "datapackage.json"


def copy_of(folder: Path, to: Path) -> Path:
    """Copy the files of a package into a folder, which is emptied first, and return it."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(folder, to))


def rows_of(text: bytes) -> list[list[str]]:
    """The rows of a CSV file by Python's own reader, the header first."""
    return list(csv.reader(io.StringIO(text.decode("utf-8"), newline="")))


def cells_of(text: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, each as column -> cell."""
    header, *rows = rows_of(text)
    return [dict(zip(header, row, strict=True)) for row in rows]


def read(path: Path) -> list[list[str]]:
    return rows_of(path.read_bytes())


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def row_where(path: Path, key: str) -> int:
    """The number of the row that begins with that key."""
    return next(number for number, row in enumerate(read(path), start=1) if row[0] == key)


def set_cells(path: Path, key: str, **cells: str) -> int:
    """Write these cells into the row that begins with that key, and return the row's number."""
    rows = read(path)
    number = row_where(path, key)
    for column, text in cells.items():
        rows[number - 1][rows[0].index(column)] = text
    write(path, rows)
    return number


def edit_descriptor(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / DESCRIPTOR
    described = json.loads(path.read_text(encoding="utf-8"))
    change(described)
    path.write_text(json.dumps(described), encoding="utf-8")


def resource(described: dict[str, Any], name: str) -> dict[str, Any]:
    named: dict[str, Any] = next(r for r in described["resources"] if r["name"] == name)
    return named
