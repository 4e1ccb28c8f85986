"""Reading: the files of a package become records, or a list of everything that is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from figures.model.bound import Bound, Number
from figures.model.package import NOT_WRITTEN, License, Package, Table
from figures.model.period import Period
from figures.model.records import (
    Assertion,
    Caveat,
    ChartTexts,
    Claimant,
    DatedClaim,
    Figure,
    Hedge,
    Measure,
    Report,
    Slip,
    Source,
    Step,
)
from figures.package.describe import DRAFT
from figures.package.files import RawPackage, RawTable, descriptor_of, read_files
from figures.package.problems import PackageError, Problem, by_row
from figures.package.rules import GROUPING, check_cells
from figures.package.schema import NUMBERS, TABLES, as_field, number_of, text_of

Row = Mapping[str, Any]
R = TypeVar(
    "R", Assertion, Caveat, ChartTexts, Claimant, DatedClaim, Figure, Hedge, Measure, Report, Slip, Source, Step
)
# The columns that the wording of a row bears out, whatever else is still blank.
_WORDED = (
    "figure_as_stated bound approximate hedge_words stated_low stated_high stated_centre reading_low reading_high"
    " wording note_on_reading obs_status"
).split()
_HEADINGS = ("label", "title")


def load(path: Path) -> Package:
    """Read and check a package. path: its descriptor or its folder. Raises PackageError with every problem."""
    package, problems, _ = read(path)
    if package is None:
        raise PackageError(problems)
    return package


def read(path: Path, text: bytes | None = None) -> tuple[Package | None, list[Problem], list[Problem]]:
    """Return the package, or None and every problem of every stage; and what is missing from a draft.

    path: its descriptor or its folder. text: a descriptor to read in the place of the file's. A cell that only a person
    can fill is missing from a draft where it is blank; in any other package it is a problem.
    """
    raw = read_files(descriptor_of(path), text)
    problems = [*raw.problems, *check_cells(raw)]
    missing = [problem for problem in problems if _is_asked(raw, problem)] if raw.described.get(DRAFT) is True else []
    if missing:
        # The rules passed over rows with a blank cell. A hedge that such a row drops must be found all the same.
        hidden = check_cells(_in_full(raw, missing, named=True))
        problems = [problem for problem in problems if problem not in missing]
        problems += [problem for problem in hidden if problem.column in _WORDED and problem not in problems]
    return (None if problems else _Records(raw, missing).package()), problems, missing


def _is_asked(raw: RawPackage, problem: Problem) -> bool:
    """Say if the problem is that a cell is blank which only a person can fill."""
    name, table = next(((n, t) for n, t in raw.tables.items() if t.path == problem.file), ("", None))
    column = TABLES[name].columns.get(problem.column or "") if name in TABLES else None
    if table is None or column is None or not column.asked or problem.row is None or problem.row < 2:
        return False
    return table.rows[problem.row - 2].get(column.name) == ""


def _in_full(raw: RawPackage, missing: Iterable[Problem], *, named: bool = False) -> RawPackage:
    """Return a draft with NOT_WRITTEN in each cell that is missing; a heading begins with the key of its row.

    named: with the column, so that no two cells of a row are alike.
    """
    cells = {(problem.file, problem.row, problem.column) for problem in missing}

    def text(row: Row, column: str) -> str:
        if column in _HEADINGS:
            return f"{row.get('chart', row.get('measure', '')).replace('_', ' ')} ({NOT_WRITTEN})"
        return f"{NOT_WRITTEN} {column}" if named else NOT_WRITTEN

    tables = {
        name: replace(
            table,
            rows=[
                {c: text(row, c) if (table.path, number, c) in cells else cell for c, cell in row.items()}
                for number, row in table.numbered()
            ],
        )
        for name, table in raw.tables.items()
    }
    return replace(raw, tables=tables)


class _Records:
    """The records of a package without a problem. missing: the blank cells of a draft."""

    def __init__(self, raw: RawPackage, missing: Iterable[Problem]) -> None:
        self.raw, self.missing = raw, missing
        self.tables = _in_full(raw, missing).tables
        self.sources = {row["source_id"]: _record(Source, row) for row in self._rows("sources")}
        self.hedges = {
            row["hedge_words"]: _record(Hedge, row, is_strict=row["strict"] == "yes") for row in self._rows("hedges")
        }
        self.charts = {row["chart"]: _record(ChartTexts, row) for row in self._rows("charts")}
        self.measures = {row["measure"]: self._measure(row) for row in self._rows("measures")}
        self.claimants = {row["claimant"]: _record(Claimant, row) for row in self._rows("claimants")}
        self.caveats: dict[str, list[Caveat]] = {}
        for row in self._rows("caveats"):
            caveat = _record(Caveat, row, source=self.sources[row["source_id"]])
            self.caveats.setdefault(row["figure_id"], []).append(caveat)
        self.figures = tuple(
            _record(Figure, row, **self._figure(row), caveats=tuple(self.caveats.get(row["figure_id"], ())))
            for row in self._rows("article_figures")
        )

    def package(self) -> Package:
        """Return the package."""
        described = self.raw.described
        tables = {name: _table(name, table) for name, table in self.raw.tables.items()}
        codes: dict[str, tuple[str, ...]] = {}
        if "other_reports" in tables:
            codes = {field.name: field.codes for field in tables["other_reports"].fields if field.name in GROUPING}
        first_kind = next(iter(codes.get("claimant_kind", ())), "")
        reports = superseded(self._report(row, first_kind) for row in self._rows("other_reports"))
        figures: dict[str, Figure] = {figure.figure_id: figure for figure in (*self.figures, *reports)}
        by_id = {report.figure_id: report for report in reports}
        return Package(
            name=text_of(described, "name") or "package",
            title=text_of(described, "title"),
            description=text_of(described, "description"),
            version=text_of(described, "version"),
            created=text_of(described, "created")[:10],
            licenses=tuple(
                License(*(text_of(license_, key) for key in ("name", "title", "path")))
                for license_ in described.get("licenses") or ()
                if isinstance(license_, dict)
            ),
            descriptor=_flat(self.raw),
            tables=MappingProxyType(tables),
            figures=self.figures,
            measures=tuple(self.measures.values()),
            charts=tuple(self.charts.values()),
            hedges=tuple(self.hedges.values()),
            sources=tuple(self.sources.values()),
            assertions=tuple(self._assertion(row) for row in self._rows("unnumbered")),
            reports=reports,
            dates=tuple(self._date(row) for row in self._rows("dates")),
            steps=tuple(
                _record(Step, row, inputs=tuple(figures[row[key]] for key in ("first", "second") if row[key]))
                for row in self._rows("derived")
            ),
            codes=MappingProxyType(codes),
            claimants=tuple(self.claimants.values()),
            slips=tuple(self._slip(row, by_id) for row in self._rows("slips")),
            reach=text_of(described, "reach"),
            draft=described.get(DRAFT) is True,
            missing=by_row(self.missing),
        )

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table with numbers and periods for their cells; a blank one is None."""
        columns = TABLES[name].columns
        for row in self.tables[name].rows if name in self.tables else ():
            yield {column: _parsed(cell, columns[column].kind) for column, cell in row.items()}

    def _measure(self, row: Row) -> Measure:
        return _record(
            Measure,
            row,
            reports_chart=self.charts.get(row.get("reports_chart", "")),
            reports_by=tuple(row.get("reports_by", "").split()),
            means=_several(row["means"]),
            not_means=_several(row["not_means"]),
        )

    def _figure(self, row: Row) -> dict[str, Any]:
        """Return what is parsed and resolved in a figure of either table."""
        hedge = self.hedges.get(row["hedge_words"])
        measure = self.measures[row["measure"]]
        stated, reading = (_bound(row, kind, measure, hedge) for kind in ("stated", "reading"))
        return {
            "measure": measure,
            "approximate": row["approximate"] == "yes",
            "hedge": hedge,
            "stated": stated,
            "reading": None if reading.is_open else reading,
            "source": self.sources[row["source_id"]],
            "centre": row["stated_centre"],
        }

    def _report(self, row: Row, emphasised: str) -> Report:
        article = self.figures[0].source.published
        assert article is not None  # the check refuses an article without a date
        return _record(
            Report,
            row,
            **self._figure(row),
            derived=row["derived"] == "yes",
            is_later=row["as_of"].first > article.last,
            emphasised=row["claimant_kind"] == emphasised,
            about=self.claimants.get(row["claimant"]),
        )

    def _assertion(self, row: Row) -> Assertion:
        see_measure = self.measures.get(row.get("see_measure", ""))
        source = self.sources[row["source_id"]]
        return _record(Assertion, row, source=source, see_measure=see_measure, is_later=row.get("later") == "yes")

    def _date(self, row: Row) -> DatedClaim:
        source = self.sources.get(row["source_id"])
        return _record(DatedClaim, row, source=source, is_later=row.get("later") == "yes")

    def _slip(self, row: Row, reports: Mapping[str, Report]) -> Slip:
        told_as, source = self.measures[row["told_as"]], self.sources[row["source_id"]]
        return _record(Slip, row, told_as=told_as, source=source, matches=reports.get(row["matches"]))


def superseded(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the reports, those that another one corrects or takes back with superseded_by and superseded_on.

    What holds of a statement holds of each telling of it.
    """
    listed = tuple(reports)
    later = {report.revises or report.withdraws: report for report in listed}

    def marked(report: Report) -> Report:
        by = later.get(report.figure_id) or later.get(report.retells)
        return replace(report, superseded_by=by.figure_id, superseded_on=by.published or by.as_of) if by else report

    later.pop("", None)
    return tuple(map(marked, listed))


def _record(kind: type[R], row: Row, **parsed: Any) -> R:
    """Return a record whose fields are the cells of the same names. parsed: its other fields."""
    cells = {field.name: row[field.name] for field in fields(kind) if field.name in row}
    return kind(**{**cells, **parsed})


def _parsed(cell: str, kind: str) -> str | Number | Period | None:
    if kind == "edtf":
        return Period.parse(cell) if cell else None
    return number_of(cell) if kind in NUMBERS else cell


def _bound(row: Row, kind: str, measure: Measure, hedge: Hedge | None) -> Bound:
    """Return the bound of one kind, stated or reading. Strict words leave out the number of a floor or a ceiling."""
    low, high = row[f"{kind}_low"], row[f"{kind}_high"]
    is_strict = hedge is not None and hedge.is_strict
    return Bound(
        low,
        high,
        row["approximate"] == "yes",
        strict_low=is_strict and low is not None and high is None,
        strict_high=is_strict and high is not None and low is None,
        signed=measure.kind == "level",
    )


def _several(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell with semicolons between."""
    return tuple(filter(None, map(str.strip, cell.split(";"))))


def _table(name: str, table: RawTable) -> Table:
    columns = tuple(map(as_field, table.described["schema"]["fields"]))
    return Table(
        name=name,
        title=text_of(table.described, "title") or name,
        description=text_of(table.described, "description"),
        file_name=table.file_name,
        data=table.data,
        fields=columns,
        cells=tuple(tuple(_cell(row[column.name], column.type) for column in columns) for row in table.rows),
    )


def _cell(cell: str, type_: str) -> str | int | Decimal | None:
    if type_ not in NUMBERS:
        return cell
    return (Decimal(cell) if "." in cell else int(cell)) if cell else None


def _flat(raw: RawPackage) -> bytes:
    """Return the descriptor as it goes with the files, which lie in one folder under /data and in the ZIP."""
    if all(table.path == table.file_name for table in raw.tables.values()):
        return raw.text
    resources = [{**r, "path": raw.tables[r["name"]].file_name} for r in raw.described["resources"]]
    text = json.dumps({**raw.described, "resources": resources}, indent=2, ensure_ascii=False)
    return f"{text}\n".encode()
