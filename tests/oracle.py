"""The packages' files as Python's own CSV reader sees them, for tests that hold the program's answer against them."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import edtf
import pytest

from figures.model.package import Package
from figures.package.read import load
from tests.conftest import FOLDERS as FOLDERS
from tests.conftest import HOME as HOME
from tests.editing import DESCRIPTOR, cells_of, resource

Row = Mapping[str, str]
ENDS = ("stated_low", "stated_high", "reading_low", "reading_high")
every_package = pytest.mark.parametrize("name", FOLDERS)


@functools.cache
def package(name: str) -> Package:
    return load(FOLDERS[name] / DESCRIPTOR)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def cells(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table, read once for each content of its file, and not to be changed; [] where it is left out."""
    path = folder / f"{table}.csv"
    return _cells(path.read_bytes()) if path.exists() else []


_cells = functools.lru_cache(maxsize=64)(cells_of)


def codes(folder: Path, column: str) -> list[str]:
    """The codes of a column of other_reports, in the descriptor's order."""
    described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    fields = resource(described, "other_reports")["schema"]["fields"]
    found: list[str] = next(f["constraints"]["enum"] for f in fields if f["name"] == column)
    return found


@functools.cache
def ends_of(text: str) -> tuple[date, date]:
    """First and last day of an EDTF date."""
    parsed = edtf.parse_edtf(text)
    return date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])


def article_of(folder: Path) -> Row:
    source = cells(folder, "article_figures")[0]["source_id"]
    return next(row for row in cells(folder, "sources") if row["source_id"] == source)


def is_later(folder: Path, row: Row) -> bool:
    return ends_of(row["as_of"])[0] > ends_of(article_of(folder)["published"])[1]


def reports_on(folder: Path, measure: str) -> list[dict[str, str]]:
    """In order of date; those of one date as in the file."""
    rows = [row for row in cells(folder, "other_reports") if row["measure"] == measure]
    return sorted(rows, key=lambda row: ends_of(row["as_of"])[1])


def number(cell: str) -> int | float:
    return float(cell) if "." in cell else int(cell)


def numbers(row: Row) -> list[int | float]:
    """The place of a figure on a scale: our reading where there is one, else what was stated."""
    reading = [number(row[c]) for c in ENDS[2:] if row[c]]
    return reading or [number(row[c]) for c in ENDS[:2] if row[c]]


def article_figure(folder: Path, measure: str) -> Row | None:
    """The article's figure beside the reports: the first that has a place on a scale, or the first."""
    rows = [row for row in cells(folder, "article_figures") if row["measure"] == measure]
    return next((row for row in rows if numbers(row)), rows[0] if rows else None)


def measures_in(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The charts of reports, each with its measures, in the order of measures.csv."""
    reported = {row["measure"] for row in cells(folder, "other_reports")}
    found: dict[str, list[dict[str, str]]] = {}
    for row in cells(folder, "measures"):
        if row["measure"] in reported:
            found.setdefault(row["reports_chart"], []).append(row)
    return found


def has_own_units(measures: Sequence[Row]) -> bool:
    return any("unit" in row["reports_by"].split() for row in measures)
