"""Figures that stand without their hedge in what is shown or served, each told at the cell that holds the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from figures.editions.strings import data_strings
from figures.language.naked import Naked, Said, naked_in
from figures.model.package import Package
from figures.package.problems import Problem
from figures.page.compose import compose
from figures.page.strings import page_strings
from figures.page.view import View

_REMEDY = "Write the number with its hedge, as figure_as_stated has it, or without the number."


def naked_figures(package: Package, more: Iterable[Said] = ()) -> list[Problem]:
    """Return a problem for each cell whose words put a figure without its hedge on the page or into a file.

    more: further strings. Words that no cell holds as they stand are told with their place.
    """
    said = [*page_strings(compose(package, View())), *more]
    if not package.draft:  # a number may stand in a file beside its speaker, and a draft's rows name none yet
        said += data_strings(package)
    told: dict[tuple[str, int | None, str | None], Problem] = {}
    for naked in naked_in(package, dict.fromkeys(said)):
        fault = f"{naked.number!r} stands without its hedge in {naked.sentence!r}"
        places: list[tuple[str, int | None, str | None]] = [*_cells(package, naked)]
        for file, row, column in places or [(naked.place, None, None)]:
            told.setdefault((file, row, column), Problem(file, row, column, fault, _REMEDY))
    return list(told.values())


def _cells(package: Package, naked: Naked) -> Iterator[tuple[str, int, str]]:
    """Yield file, row and column of the cells that share the most words with a sentence, the number among them."""
    sentence, number = (text.casefold().rstrip(".") for text in (naked.sentence, naked.number))
    shared: dict[tuple[str, int, str], int] = {}
    for table in package.tables.values():
        for row, cells in enumerate(table.cells, start=2):
            for field, cell in zip(table.fields, cells, strict=True):
                text = " ".join(cell.split()).casefold().rstrip(".") if isinstance(cell, str) else ""
                if number in text and (text in sentence or sentence in text):
                    shared[table.file_name, row, field.name] = min(len(text), len(sentence))
    yield from (place for place, length in shared.items() if length == max(shared.values()))
