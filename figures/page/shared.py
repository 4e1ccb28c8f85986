"""Parts that several sections of the page share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from figures.charts.drawing import Drawing
from figures.model.package import Table
from figures.model.records import Hedge, Source
from figures.page import parts as p
from figures.page.height import PHONE, height
from figures.page.view import View
from figures.words import citation, labels
from figures.words import figure as words
from figures.words.sources import page_name

LONGEST = 100  # rows of a table on the page; the rest are in its file
Cells = Mapping[str, Sequence[p.Words]]  # the cells under each heading


def slug(text: str) -> str:
    """Return the name of a heading in an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def heading(text: str, name: str = "") -> p.Heading:
    """Return the heading of a section. name: in an address, by default made of the text."""
    return p.Heading(2, text, name or slug(text))


def table(columns: Cells, file_name: str, name: str = "") -> p.Table:
    """Return a table of its first rows. file_name: of the file with all rows."""
    rows = tuple(zip(*columns.values(), strict=True))
    rest = labels.first_rows(LONGEST, len(rows), file_name) if len(rows) > LONGEST else ""
    return p.Table(tuple(columns), rows[:LONGEST], name, rest)


def hedges(of: Sequence[Hedge], file_name: str, name: str = "") -> p.Table:
    """Return a table of how these hedges are read. file_name, name: as for table."""
    columns: Cells = {
        labels.THE_WORDS: [words.hedge_line(hedge) for hedge in of],
        labels.THEY_SAY: [hedge.says for hedge in of],
        labels.THEY_DO_NOT_SAY: [words.does_not_say(hedge) for hedge in of],
    }
    return table(columns, file_name, name)


def download(of: Table) -> p.Buttons:
    """Return the button that downloads a whole table."""
    return p.Buttons((p.Download(labels.download(of), f"data/{of.file_name}"),))


def with_page(text: str, source: Source | None) -> p.Words:
    """Return the text, then a link to the page that it was read in."""
    return (f"{text} ", p.Link(page_name(source), source.url)) if source else text


def link_to(name: str, about: str, view: View | None = None) -> p.Copy:
    """Return the button that copies a link to a part of the page, with the reader's filters. about: its heading."""
    query = view.query if view else ""
    return p.Copy(labels.COPY_LINK, labels.LINK_COPIED, f"{labels.ROOT}/{query}#{name}", about, is_link=True)


def exhibit(drawing: Drawing, alt: str, *, below: Sequence[p.Button] = ()) -> p.Exhibit:
    """Return a chart with the buttons that save and embed it, and further buttons.

    The notes of its picture that the page around the chart says too are left out.
    """
    key, title = drawing.key, drawing.title
    said = ("", words.SOURCE, words.SPEAKERS)
    notes = tuple(note for note in drawing.notes if note[0] not in said and not note[0].startswith(words.CAREFUL))
    chart, copy = p.Chart(key, drawing, alt, notes), p.Copy(labels.COPY_EMBED, labels.EMBED_COPIED, "", title)
    framed = (chart, p.Buttons((*save(key, title), copy, *below)))
    copy = replace(copy, text=embed_line(key, title, framed))
    return p.Exhibit(key, title, (chart, p.Buttons((*save(key, title), copy, *below))))


def embed_line(key: str, title: str, parts: Sequence[p.Part]) -> str:
    """Return the line that embeds an exhibit with these parts in a frame, high enough for a phone."""
    return citation.embed_line(key, title, height(alone(parts), PHONE))


def alone(parts: Sequence[p.Part]) -> tuple[p.Part, ...]:
    """Return the parts of an exhibit as they stand by themselves: a chart with all notes of its picture."""
    return tuple(replace(part, notes=part.drawing.notes) if isinstance(part, p.Chart) else part for part in parts)


def save(key: str, title: str) -> tuple[p.Button, ...]:
    """Return the buttons that save a picture."""
    address = f"data/pictures/{key}.svg"
    return p.SavePicture(labels.SAVE_PNG, address, title), p.Download(labels.SAVE_SVG, address, title)
