"""Pointers: what must hold between reports of one statement, and between reports and those who made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from figures.model.period import Period

POINTERS = ("retells", "revises", "withdraws", "part_of")
_SAME = {
    "retells": ("claimant", "measure"),
    "revises": ("claimant", "measure", "scope", "count_kind", "as_of"),
    "withdraws": ("claimant", "measure", "scope", "count_kind", "as_of"),
    "part_of": ("claimant",),
}
_SHARED = {
    "retells": "a telling is of the same claimant and measure",
    "revises": "a correction is of the same quantity at the same as-of date",
    "withdraws": "what is taken back is the same quantity at the same as-of date",
    "part_of": "the whole is of the same claimant",
}
Cells = Mapping[str, str]


class Rows(Protocol):
    """Gives the rows that have these columns without a reported fault, each with its number."""

    def __call__(self, name: str, columns: str, /) -> Iterator[tuple[int, dict[str, str]]]:
        """name: a table. columns: names with spaces between."""


# A broken rule: the table, the row, the column of the fault, and the remedy.
Broken = tuple[str, int, str, str]


def broken_pointers(rows: Rows) -> Iterator[Broken]:
    """Yield what is wrong with the pointers between reports."""
    reports = {row["figure_id"]: row for _, row in rows("other_reports", "figure_id")}
    ends: dict[str, str] = {}
    for column in POINTERS:
        for number, row in rows("other_reports", f"figure_id {column} {' '.join(_SAME[column])}"):
            target = reports.get(row[column])
            if target is None:  # blank, or told with the other references
                continue
            remedy = _wrong_target(column, row, target)
            if not remedy and column in ("revises", "withdraws"):
                other = ends.setdefault(row[column], row["figure_id"])
                if other != row["figure_id"]:
                    remedy = f"Leave it blank: {other!r} corrects or takes back that report."
                elif _date(row) < _date(target):
                    remedy = "Name an earlier report: the one named is later."
            if remedy:
                yield "other_reports", number, column, remedy
    for number, row in rows("other_reports", "retells revises withdraws"):
        filled = [column for column in ("retells", "revises", "withdraws") if row[column]]
        if len(filled) > 1:
            remedy = f"Leave it blank, or {filled[0]}: a row tells again, corrects or takes back."
            yield "other_reports", number, filled[1], remedy


def _wrong_target(column: str, row: Cells, target: Cells) -> str:
    if target["figure_id"] == row["figure_id"]:
        return "Name another report: a row does not point to itself."
    unlike = [name for name in _SAME[column] if row[name] != target.get(name)]
    if unlike:
        return f"Name a report with the same {' and '.join(unlike)}: {_SHARED[column]}."
    if column == "retells" and target.get("retells"):
        return f"Write {target['retells']!r}: the report named is itself a telling of it."
    if column == "part_of" and target.get("part_of") == row["figure_id"]:
        return "Leave one of the two blank: each would be a part of the other."
    return ""


def _date(row: Cells) -> str:
    """The first day of the page, or else of the claim, as it sorts; "" where it cannot be read."""
    try:
        return Period.parse(row.get("published") or row["as_of"]).first.isoformat()
    except ValueError:
        return ""


def broken_claimants(rows: Rows) -> Iterator[Broken]:
    """Yield the reports whose claimant has another kind elsewhere, and the claimants who report nothing."""
    listed = {row["claimant"]: row["claimant_kind"] for _, row in rows("claimants", "claimant claimant_kind")}
    kinds = dict(listed)
    for number, row in rows("other_reports", "claimant claimant_kind"):
        claimant = row["claimant"]
        kind = kinds.setdefault(claimant, row["claimant_kind"])
        if kind != row["claimant_kind"]:
            place = "claimants.csv" if claimant in listed else f"the other rows of {claimant!r}"
            yield "other_reports", number, "claimant_kind", f"Write {kind!r}, as in {place}."
    speaking = {row["claimant"] for _, row in rows("other_reports", "claimant")}
    for number, row in rows("claimants", "claimant"):
        if speaking and row["claimant"] not in speaking:
            yield "claimants", number, "claimant", "Write a claimant of other_reports.csv, or delete the row."
