"""Reading: the files of a package become records, or a list of everything that is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from figures.model.bound import Bound, BoundKind
from figures.model.package import License, Package, Table
from figures.model.period import Period
from figures.model.records import (
    Assertion,
    Caveat,
    ChartTexts,
    DatedClaim,
    Figure,
    Hedge,
    Measure,
    Report,
    Source,
    Step,
)
from figures.package.files import RawPackage, RawTable, descriptor_of, read_files
from figures.package.problems import PackageError, Problem
from figures.package.rules import GROUPING, check_cells
from figures.package.schema import as_field, text_of

Row = Mapping[str, str]


def load(path: Path) -> Package:
    """Read and check a package. path: its descriptor or its folder. Raises PackageError with every problem."""
    package, problems = read(path)
    if package is None:
        raise PackageError(problems)
    return package


def read(path: Path) -> tuple[Package | None, list[Problem]]:
    """Return the package, or None and every problem of every stage. path: its descriptor or its folder."""
    raw = read_files(descriptor_of(path))
    problems = [*raw.problems, *check_cells(raw)]
    return (None, problems) if problems else (_Records(raw).package(), [])


class _Records:
    """The records of a package without a problem."""

    def __init__(self, raw: RawPackage) -> None:
        self.raw = raw
        self.sources = {row["source_id"]: _source(row) for row in self._rows("sources")}
        self.hedges = {row["hedge_words"]: _hedge(row) for row in self._rows("hedges")}
        self.charts = {row["chart"]: _texts(row) for row in self._rows("charts")}
        self.measures = {row["measure"]: self._measure(row) for row in self._rows("measures")}
        self.caveats: dict[str, list[Caveat]] = {}
        for row in self._rows("caveats"):
            caveat = Caveat(row["caveat_id"], row["kind"], row["caveat"], self.sources[row["source_id"]])
            self.caveats.setdefault(row["figure_id"], []).append(caveat)
        self.figures = tuple(Figure(**self._figure(row)) for row in self._rows("article_figures"))

    def package(self) -> Package:
        """Return the package."""
        described = self.raw.described
        tables = {name: _table(name, table) for name, table in self.raw.tables.items()}
        codes: dict[str, tuple[str, ...]] = {}
        if "other_reports" in tables:
            codes = {field.name: field.codes for field in tables["other_reports"].fields if field.name in GROUPING}
        emphasised = codes.get("claimant_kind", ("",))[0]
        reports = tuple(self._report(row, emphasised) for row in self._rows("other_reports"))
        by_id: dict[str, Figure] = {figure.figure_id: figure for figure in (*self.figures, *reports)}
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
            steps=tuple(_step(row, by_id) for row in self._rows("derived")),
            codes=MappingProxyType(codes),
        )

    def _rows(self, name: str) -> list[dict[str, str]]:
        return self.raw.tables[name].rows if name in self.raw.tables else []

    def _measure(self, row: Row) -> Measure:
        return Measure(
            measure=row["measure"],
            label=row["label"],
            counts=row["counts"],
            unit=row["unit"],
            per=row["per"],
            headline=_number(row["headline"]),
            chart=self.charts.get(row["chart"]),
            reports_chart=self.charts.get(row.get("reports_chart", "")),
            reports_by=tuple(row.get("reports_by", "").split()),
            looks_like=row["looks_like"],
            looks_like_why=row["looks_like_why"],
        )

    def _figure(self, row: Row) -> dict[str, Any]:
        """Return what a figure of the article and a report have in common."""
        hedge = self.hedges.get(row["hedge_words"])
        is_strict = hedge is not None and hedge.is_strict
        stated, reading = (_bound(row, kind, is_strict=is_strict) for kind in ("stated", "reading"))
        texts = (
            "figure_id figure_as_stated reading_rule unit per wording said_by locator period_wording obs_status "
            "definition caveat"
        )
        return {
            **{column: row[column] for column in texts.split()},
            "measure": self.measures[row["measure"]],
            "bound": cast(BoundKind, row["bound"]),
            "approximate": row["approximate"] == "yes",
            "hedge": hedge,
            "stated": stated,
            "reading": None if reading.is_open else reading,
            "source": self.sources[row["source_id"]],
            "period": Period.parse(row["period"]),
            "caveats": tuple(self.caveats.get(row["figure_id"], ())),
            "scope": row.get("scope", ""),
            "count_kind": row.get("count_kind", ""),
        }

    def _report(self, row: Row, emphasised: str) -> Report:
        as_of, published = Period.parse(row["as_of"]), _period(row["published"])
        article = self.figures[0].source.published
        assert article is not None  # the check refuses an article without a date
        return Report(
            **{**self._figure(row), "caveats": ()},
            claimant=row["claimant"],
            claimant_kind=row["claimant_kind"],
            as_of=as_of,
            published=published,
            derived=row["derived"] == "yes",
            is_later=(published or as_of).first > article.last,
            emphasised=row["claimant_kind"] == emphasised,
        )

    def _assertion(self, row: Row) -> Assertion:
        return Assertion(
            statement_id=row["statement_id"],
            direction=row["direction"],
            what=row["what"],
            wording=row["wording"],
            said_by=row["said_by"],
            source=self.sources[row["source_id"]],
            locator=row["locator"],
            caveat=row["caveat"],
            see_measure=self.measures.get(row.get("see_measure", "")),
        )

    def _date(self, row: Row) -> DatedClaim:
        texts = "date_id what wording locator reading_rule recorded_what agreement note said_by"
        return DatedClaim(
            **{column: row[column] for column in texts.split()},
            reading=_period(row["reading"]),
            recorded=_period(row["recorded"]),
            source=self.sources.get(row["source_id"]),
        )


def _source(row: Row) -> Source:
    texts = "source_id kind author title about publisher published_note url read_as last_read"
    return Source(**{column: row[column] for column in texts.split()}, published=_period(row["published"]))


def _hedge(row: Row) -> Hedge:
    return Hedge(
        hedge_words=row["hedge_words"],
        bound=cast(BoundKind, row["bound"]),
        is_strict=row["strict"] == "yes",
        says=row["says"],
        does_not_say=row["does_not_say"],
        reading_rule=row["reading_rule"],
    )


def _texts(row: Row) -> ChartTexts:
    return ChartTexts(row["chart"], row["heading"], row["title"], row["subtitle"])


def _step(row: Row, figures: Mapping[str, Figure]) -> Step:
    return Step(
        derived_id=row["derived_id"],
        question=row["question"],
        step=cast(Any, row["step"]),
        inputs=tuple(figures[row[column]] for column in ("first", "second") if row[column]),
        times=_number(row["times"]),
        shown_as=row["shown_as"],
    )


def _bound(row: Row, kind: str, *, is_strict: bool) -> Bound:
    """Return the bound of one kind, stated or reading. Strict words leave out the number of a floor or a ceiling."""
    low, high = _number(row[f"{kind}_low"]), _number(row[f"{kind}_high"])
    return Bound(
        low,
        high,
        row["approximate"] == "yes",
        strict_low=is_strict and low is not None and high is None,
        strict_high=is_strict and high is not None and low is None,
    )


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _period(cell: str) -> Period | None:
    return Period.parse(cell) if cell else None


def _table(name: str, table: RawTable) -> Table:
    fields = tuple(map(as_field, table.described["schema"]["fields"]))
    return Table(
        name=name,
        title=text_of(table.described, "title") or name,
        description=text_of(table.described, "description"),
        file_name=table.file_name,
        data=table.data,
        fields=fields,
        cells=tuple(
            tuple(_number(row[field.name]) if field.type == "integer" else row[field.name] for field in fields)
            for row in table.rows
        ),
    )


def _flat(raw: RawPackage) -> bytes:
    """Return the descriptor as it goes with the files, which lie in one folder under /data and in the ZIP."""
    if all(table.path == table.file_name for table in raw.tables.values()):
        return raw.text
    resources = [{**r, "path": raw.tables[r["name"]].file_name} for r in raw.described["resources"]]
    text = json.dumps({**raw.described, "resources": resources}, indent=2, ensure_ascii=False)
    return f"{text}\n".encode()
