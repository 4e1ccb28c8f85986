"""Checking: what `python -m figures check` prints of a package."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from figures.language.english import counted
from figures.model.package import Package
from figures.package.article import check_article
from figures.package.describe import written
from figures.package.files import descriptor_of, read_files
from figures.package.problems import PackageError, Problem, by_row
from figures.package.read import read
from figures.package.schema import TABLES


@dataclass(frozen=True)
class Check:
    """The outcome of a check: the problems of every stage, or a package without one.

    package: None where the package itself has a problem. article: what its article's text holds, in words. missing:
    what is blank in a draft; it is no problem of a draft that is checked as one.
    """

    descriptor: Path
    package: Package | None
    problems: list[Problem]
    article: tuple[str, ...] = ()
    missing: tuple[Problem, ...] = ()

    def lines(self) -> list[str]:
        """Return a line for each problem, or else what the package holds; of a draft, what is missing before that."""
        number = counted(len(self.problems), "problem") if self.problems else "no problem"
        if self.package and self.package.draft and not self.problems:
            number += f"; a draft, {counted(len(self.missing), 'cell')} still to write"
        contents = _contents(self.package) if self.package and not self.problems else []
        said = [f"{self.descriptor}: {number}", *(f"  {count}" for count in (*contents, *self.article))]
        return [*map(str, self.problems), *(f"still to write: {row}" for row in by_row(self.missing)), *said]


def check(path: Path, article: str | None = None, *, draft: bool = False) -> Check:
    """Check a package. path: its descriptor or its folder. article: the text of its article, to be compared too.

    draft: let the cells of a draft be blank that a person must fill, and name them.
    """
    descriptor, lines = descriptor_of(path), list[str]()
    package, problems, blank = read(path)
    if draft:
        found, further = _before_fill(descriptor)
        problems = [*problems, *(problem for problem in found if problem not in problems)]
        blank = [*blank, *(problem for problem in further if problem not in blank)]
    else:
        problems, blank = [*blank, *problems], []
        if package and package.draft and not problems:
            remedy = "Nothing is missing: `python -m figures fill FOLDER` takes the mark away."
            problems = [Problem(descriptor.name, None, None, "it is marked as a draft", remedy)]
    if article is not None:
        raw = read_files(descriptor)
        if "article_figures" in raw.tables and raw.named <= raw.tables.keys():
            compared = check_article(raw, article)
            problems, lines = [*problems, *compared.problems], compared.lines
        else:  # else figures in rows that cannot be read would be called missing
            lines = ["the article is not compared: a table cannot be read"]
    return Check(descriptor, package, problems, tuple(lines), tuple(blank))


def _before_fill(descriptor: Path) -> tuple[list[Problem], list[Problem]]:
    """Return what is wrong, and what is blank, in tables that only `fill` adds to the descriptor of a draft."""
    try:
        text = written(descriptor)[descriptor.name].encode()
    except PackageError as error:
        return error.problems, []
    except OSError:  # reading the package tells of it
        return [], []
    blank = read(descriptor, text)[2]
    # What may follow from other cells is for `fill` to tell.
    return [], [one for one in blank if not TABLES[Path(one.file).stem].columns[one.column or ""].filled]


def missing(path: Path) -> tuple[Problem, ...]:
    """Return the cells of a draft that a person has still to fill; () for a package that is no draft.

    path: its descriptor or its folder.
    """
    return tuple(read(path)[2])


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
    figures = (*package.figures, *package.reports)
    notes = Counter(figure.note_on_reading for figure in figures if figure.note_on_reading)
    if notes:
        why = ", ".join(f"{note} ({number})" for note, number in notes.items())
        counts.append(f"{counted(notes.total(), 'row')} whose reading differs from the wording: {why}")
    elsewhere = [report for report in package.reports if report.in_measure.is_open and not report.stated.is_open]
    if elsewhere:
        told = f"{counted(len(elsewhere), 'report')} in another unit or time than the measure"
        counts.append(f"{told}, {sum(report.reading is not None for report in elsewhere)} of them placed by a reading")
    return counts
