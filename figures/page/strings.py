"""Every string of a page with its place, read from the tree of parts and from the drawings in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from figures.charts.drawing import Drawing, Sheet, Word, note_text
from figures.charts.type import HEADER, HEADING, SCALE
from figures.language.english import quoted
from figures.language.naked import NOT_TO_BE_SAID, VERBATIM_COLUMN, Said
from figures.language.naked import SCALE as ON_A_SCALE
from figures.page import parts as p
from figures.words.labels import TEMPTING

_NUMBER = re.compile(r"-?[^\w\s-]?[\d,.]+(?:\s(?:%|million|billion|trillion))?")  # as a scale shows it


def page_strings(page: p.Page) -> Iterator[Said]:
    """Yield every string of a page. A place names the heading above and the kind of part."""
    yield Said("title of the page", page.title)
    heading = ""
    for part in page.walk():
        if isinstance(part, p.Heading):
            heading = part.text
        yield from _part_strings(part, f"{heading!r}, {type(part).__name__.lower()}")


def _part_strings(part: p.Part, place: str) -> Iterator[Said]:
    match part:
        case p.Card():
            whole = " ".join(part.texts)
            yield from (Said(place, text, whole, whole) for text in part.texts)
            yield from _copied(place, part.copy)
        case p.Sentence():
            yield Said(place, part.text)
            yield from _copied(place, part.copy)
        case p.Table():
            yield from _table_strings(part, place)
        case p.Statements(rows=rows):
            yield from (Said(place, text) for text in (part.heading, part.rest))
            yield from _beside_each_other(place, (tuple(map(p.plain, row.cells)) for row in rows))
        case p.Told(tellings=tellings):
            yield from (Said(place, text) for text in (part.heading, part.line))
            yield from _beside_each_other(place, ((p.plain(t.figure), p.plain(t.page), part.line) for t in tellings))
        case p.Slips(rows=rows):
            yield from (Said(place, text) for text in part.heads)
            said = ((p.plain(one.who), one.when, one.words, one.note) for one, _ in rows if one)
            yield from _beside_each_other(place, said)
            for _, printed in rows:
                yield Said(f"{place}, printed", printed.words, kind=VERBATIM_COLUMN)
                yield from (Said(place, text) for text in (p.plain(printed.who), printed.when, printed.note))
        case p.Facts(rows=rows):
            yield from _beside_each_other(place, (tuple(map(p.plain, row)) for row in rows))
        case p.Wrong(lines=lines):
            for wrong, why in lines:
                yield Said(f"{place}, sentence", wrong, kind=NOT_TO_BE_SAID)
                yield Said(f"{place}, reason", why)
        case p.Answer():
            yield Said(f"{place}, {TEMPTING}", quoted(part.tempting), kind=NOT_TO_BE_SAID)
            yield from (Said(place, text) for text in part.texts if text != part.tempting)
        case p.Chart() | p.Saved():
            picture = part.drawing if isinstance(part, p.Chart) else part.picture
            yield from (Said(f"{place}, alt text", text) for text in part.texts or (part.alt,))
            yield from sheet_strings(picture, place) if isinstance(picture, Sheet) else drawing_strings(picture, place)
        case p.Buttons(buttons=buttons):
            yield from (Said(place, text) for text in (*part.texts, *(button.about for button in buttons)))
            for button in buttons:
                if isinstance(button, p.Copy):
                    yield from _copied(place, button)
        case p.Exhibit():
            yield Said(place, part.title)
        case _:
            yield from (Said(place, line) for text in part.texts for line in text.splitlines())


def _copied(place: str, button: p.Copy) -> Iterator[Said]:
    """What a button copies, and its other words."""
    yield from (Said(f"{place}, copied", text) for text in (button.text, button.label, button.done, button.about))


def _beside_each_other(place: str, rows: Iterable[tuple[str, ...]]) -> Iterator[Said]:
    """Texts of a row, which names the speaker and the date of the figures in it."""
    for row in rows:
        yield from (Said(place, text, beside=" | ".join(row)) for text in row)


def _table_strings(table: p.Table, place: str) -> Iterator[Said]:
    """The cells; beside each, its row."""
    yield from (Said(f"{place}, head", text) for text in (table.name, *table.columns, table.rest))
    for number, row in enumerate(table.rows, start=1):
        cells = [p.plain(cell) for cell in row]
        for column, cell in zip(table.columns, cells, strict=True):
            yield Said(f"{place}, row {number}, {column!r}", cell, beside=" | ".join(cells))


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


def sheet_strings(sheet: Sheet, place: str) -> Iterator[Said]:
    """Yield every string of a picture to share. A plot's speaker is named above its column."""
    texts = (sheet.title, sheet.subtitle, sheet.accent, sheet.alt, *map(note_text, sheet.notes))
    yield from (Said(f"{place}, sheet", text) for text in (*texts, *(entry.text for entry in sheet.entries)))
    yield from (Said(f"{place}, sheet", text) for column in sheet.columns for text in column)
    for row in sheet.rows:
        yield Said(f"{place}, sheet", row.heading)
        for (speaker, _), plot in zip(sheet.columns, row.cells, strict=True):
            yield from (replace(said, beside=speaker) for said in _plot_strings(plot, place))


def _plot_strings(drawing: Drawing, place: str) -> Iterator[Said]:
    """Words in the plot. Who and when stand above a figure, or who alone in the heading of a panel."""
    heading = header = ""
    for word, text in _unwrapped(drawing.words):
        if word.style == SCALE and (_NUMBER.fullmatch(text) or _is_year(word, drawing.words)):
            yield Said(f"{place}, scale", text, kind=ON_A_SCALE)
            continue
        if word.style == HEADING:
            heading, header = text, ""
        elif word.style == HEADER and word.side == "right":
            header = text
        above = f"{heading} | {header}"
        yield Said(f"{place}, words under {above!r}", text, beside=above)


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
