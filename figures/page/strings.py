"""Every string of a page with its place, read from the tree of parts and from the drawings in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from figures.charts.drawing import Drawing, Word, note_text
from figures.charts.type import FIGURE, HEADER, SCALE
from figures.language.naked import NOT_TO_BE_SAID, Said
from figures.language.naked import SCALE as ON_A_SCALE
from figures.page.parts import Card, Chart, CopyLink, Heading, Page, Part, Table, plain
from figures.words.labels import CANNOT_BE_SAID, TEMPTING


def page_strings(page: Page) -> Iterator[Said]:
    """Yield every string of a page. A place names the heading above and the kind of part."""
    yield Said("title of the page", page.title)
    heading, before = "", ""
    for part in page.walk():
        if isinstance(part, Heading):
            heading = part.text
        for said in _part_strings(part, f"{heading!r}, {type(part).__name__.lower()}"):
            yield replace(said, kind=NOT_TO_BE_SAID) if before == CANNOT_BE_SAID else said
        before = " ".join(part.texts)


def _part_strings(part: Part, place: str) -> Iterator[Said]:
    match part:
        case Card():
            whole = " ".join(part.texts)
            yield from (Said(place, text, whole, whole) for text in part.texts)
        case Table():
            yield from _table_strings(part, place)
        case Chart():
            yield Said(f"{place}, alt text", part.alt)
            yield from drawing_strings(part.drawing, place)
            yield from (Said(f"{place}, note below", note) for note in part.notes)
        case _:
            texts = (*part.texts, part.done) if isinstance(part, CopyLink) else part.texts
            yield from (Said(place, line) for text in texts for line in text.splitlines())


def _table_strings(table: Table, place: str) -> Iterator[Said]:
    """The cells; beside each, its row."""
    yield from (Said(f"{place}, head", text) for text in (table.name, *table.columns, table.rest))
    for number, row in enumerate(table.rows, start=1):
        cells = [plain(cell) for cell in row]
        for column, cell in zip(table.columns, cells, strict=True):
            said, _, tempting = cell.partition(f"{TEMPTING}:")
            where = f"{place}, row {number}, {column!r}"
            yield Said(where, said, beside=" | ".join(cells))
            yield Said(f"{where}, {TEMPTING}", tempting, beside=" | ".join(cells), kind=NOT_TO_BE_SAID)


def drawing_strings(drawing: Drawing, place: str) -> Iterator[Said]:
    """Yield every string of a chart: title, key, notes, words in the plot, and what a pointer shows.

    Lines that were wrapped are one string again.
    """
    yield Said(f"{place}, title", drawing.title)
    yield Said(f"{place}, subtitle", drawing.subtitle)
    yield from (Said(f"{place}, key", entry.text) for entry in drawing.entries)
    yield from (Said(f"{place}, note", note_text(note)) for note in drawing.notes)
    yield from (Said(f"{place}, pointer", mark.hover, mark.hover, mark.hover) for mark in drawing.marks)
    yield from _plot_strings(drawing, place)


def _plot_strings(drawing: Drawing, place: str) -> Iterator[Said]:
    """Words in the plot. In reports, who and when stand above a figure; in the article's charts, its meaning below."""
    texts = list(_unwrapped(drawing.words))
    header = ""
    for number, (word, text) in enumerate(texts):
        if word.style == SCALE and (text == f"{word.x:,.0f}" or _is_year(word, drawing.words)):
            yield Said(f"{place}, scale", text, kind=ON_A_SCALE)
        elif word.on_paper:
            label = texts[number : number + 2] if word.style == FIGURE else texts[number - 1 : number + 1]
            whole = " ".join(line for _, line in label)
            yield Said(f"{place}, words of a mark", text, whole=whole, beside=whole)
        else:
            if word.style == HEADER and word.side == "right":
                header = text
            yield Said(f"{place}, words under {header!r}", text, beside=header)


def _unwrapped(words: Iterable[Word]) -> Iterator[tuple[Word, str]]:
    """The texts that were wrapped into words, each with its first line."""
    first: Word | None = None
    last, text = first, ""
    for word in words:
        goes_on = last and 0 < word.y - last.y <= last.style.line and replace(word, y=last.y, text=last.text) == last
        if first and not goes_on:
            yield first, text
        if not goes_on:
            first, text = word, ""
        last, text = word, f"{text} {word.text}".strip()
    if first:
        yield first, text


def _is_year(word: Word, words: Iterable[Word]) -> bool:
    """True for a year on a scale of years, which are in order."""
    line = [other.text for other in words if (other.y, other.style) == (word.y, SCALE)]
    return len(line) > 1 and all(re.fullmatch(r"[12]\d{3}", text) for text in line) and line == sorted(line)
