"""Problems: faults of a package, each with its place and its remedy, in plain English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from figures.language.legible import legible

LONGEST = 600  # characters of each part of a message


@dataclass(frozen=True)
class Problem:
    """A fault of a package: its place, the fault, and how to mend it.

    row: 1 is the header row; None where the whole file is meant. column: a column of the CSV file; in a descriptor, the
    resource and field. fault: a clause without a full stop. remedy: a sentence that says what is allowed.
    """

    file: str
    row: int | None
    column: str | None
    fault: str
    remedy: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(self.column if self.row is None else f"column {self.column}")
        parts = (legible(text, LONGEST) for text in (", ".join(place), self.fault, self.remedy))
        return "{}: {}. {}".format(*parts)


class PackageError(Exception):
    """A package that cannot be shown. problems: every fault, in the order of files and rows."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def by_row(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Return the places of problems, a line for each row: "measures.csv, row 2: label, counts"."""
    rows: dict[str, list[str]] = {}
    for problem in problems:
        rows.setdefault(f"{problem.file}, row {problem.row}", []).append(problem.column or "")
    return tuple(f"{place}: {', '.join(columns)}" for place, columns in rows.items())
