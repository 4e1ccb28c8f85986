"""Words as HTML: text, lists, tables and links, each escaping what is not markup already.

The page sends whole sections as one block of it: to the server a block costs as much as one sentence would by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from figures import wording

LONGEST = 100  # rows of a table on the page; the rest stand in its file
_NOTHING = Markup()


def block(*parts: Markup) -> str:
    """The parts one below the other, as the page shows them."""
    return str(Markup('<div class="words">{}</div>').format(_NOTHING.join(parts)))


def heading(level: int, text: str, anchor: str = "") -> Markup:
    """A heading; anchor: the name by which an address finds it."""
    name = Markup(' id="{}"').format(anchor) if anchor else _NOTHING
    return Markup("<h{level}{name}>{text}</h{level}>").format(level=level, name=name, text=text)


def paragraph(*parts: str) -> Markup:
    """A paragraph of sentences."""
    return Markup("<p>{}</p>").format(Markup(" ").join(part for part in parts if part))


def strong(text: str) -> Markup:
    """Words in bold."""
    return Markup("<strong>{}</strong>").format(text)


def bullets(lines: Iterable[str]) -> Markup:
    """A list; without lines, nothing."""
    items = _NOTHING.join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<ul>{}</ul>").format(items) if items else _NOTHING


def link(text: str, address: str) -> Markup:
    """A link."""
    return Markup('<a href="{}">{}</a>').format(address, text)


def buttons(files: Iterable[tuple[str, str]]) -> Markup:
    """Buttons that download files; files: (label, address) for each."""
    links = (Markup('<a class="button" href="{}">{}</a>').format(address, label) for label, address in files)
    return Markup('<p class="buttons">{}</p>').format(Markup(" ").join(links))


def folded(label: str, content: Markup, *, is_open: bool) -> Markup:
    """Content behind a line that opens it; to the server it costs nothing to have it opened."""
    opened = Markup(" open") if is_open else _NOTHING
    return Markup("<details{}><summary>{}</summary>{}</details>").format(opened, label, content)


def table(columns: Mapping[str, Sequence[str]], file_name: str) -> Markup:
    """A table, its first rows where it is long; columns: heading -> cells; file_name: where the rest stands."""
    rows = list(zip(*columns.values(), strict=True))
    head = _NOTHING.join(Markup('<th scope="col">{}</th>').format(name) for name in columns)
    body = _NOTHING.join(
        Markup("<tr>{}</tr>").format(_NOTHING.join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows[:LONGEST]
    )
    rest = paragraph(wording.first_rows(LONGEST, len(rows), file_name)) if len(rows) > LONGEST else _NOTHING
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}").format(head, body, rest)
