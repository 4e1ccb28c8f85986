"""Checking: what `python -m figures check` prints of a package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from figures.language.english import counted
from figures.model.package import Package
from figures.package.files import descriptor_of
from figures.package.problems import Problem
from figures.package.read import read


@dataclass(frozen=True)
class Check:
    """The outcome of a check: a package without a problem, or None and the problems of every stage."""

    descriptor: Path
    package: Package | None
    problems: list[Problem]

    def lines(self) -> list[str]:
        """Return a line for each problem, or else what the package holds."""
        if self.package is None:
            return [*map(str, self.problems), f"{self.descriptor}: {counted(len(self.problems), 'problem')}"]
        return [f"{self.descriptor}: no problem", *_contents(self.package)]


def check(path: Path) -> Check:
    """Check a package. path: its descriptor or its folder."""
    package, problems = read(path)
    return Check(descriptor_of(path), package, problems)


def _contents(package: Package) -> list[str]:
    rows = sum(len(table.cells) for table in package.tables.values())
    counts = [
        f"{counted(len(package.tables), 'table')} with {counted(rows, 'row')}",
        f"{counted(len(package.figures), 'figure')} of the article, "
        f"{sum(1 for figure in package.figures if figure.hedge)} of them hedged",
    ]
    if package.reports:
        claimants = len({report.claimant for report in package.reports})
        hedged = sum(1 for report in package.reports if report.hedge)
        counts.append(
            f"{counted(len(package.reports), 'report')} of {counted(claimants, 'claimant')}, {hedged} of them hedged"
        )
    in_use = {figure.hedge_words for figure in (*package.figures, *package.reports)} - {""}
    counts += [
        f"{counted(len(package.measures), 'measure')} and {counted(len(package.charts), 'chart')}",
        f"{counted(len(package.hedges), 'hedge')}, {len(in_use)} of them in use",
        counted(len(package.sources), "source"),
    ]
    for number, noun in (
        (sum(len(figure.caveats) for figure in package.figures), "further caveat"),
        (len(package.assertions), "unnumbered assertion"),
        (len(package.dates), "date"),
        (len(package.steps), "arithmetic step"),
    ):
        if number:
            counts.append(counted(number, noun))
    return [f"  {count}" for count in counts]
