"""Words as HTML: text, lists, tables and links, each escaping what is not markup already.

The page sends whole sections as one block of it: to the server a block costs as much as one sentence would by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from figures import wording

LONGEST = 100  # rows of a table on the page; the rest stand in its file
_NOTHING = Markup()


class Block(str):
    """A block of the page. Streamlit takes it as it is, where it would look through a text for its indentation."""

    def _repr_html_(self) -> str:
        return str(self)


def block(*parts: Markup) -> Block:
    """The parts one below the other, as the page shows them."""
    return Block(Markup('<div class="words">{}</div>').format(_NOTHING.join(parts)))


def heading(level: int, text: str, anchor: str = "") -> Markup:
    """A heading; anchor: the name by which an address finds it."""
    name = Markup(' id="{}"').format(anchor) if anchor else _NOTHING
    return Markup("<h{level}{name}>{text}</h{level}>").format(level=level, name=name, text=text)


def paragraph(*parts: str) -> Markup:
    """A paragraph of sentences."""
    return Markup("<p>{}</p>").format(Markup(" ").join(part for part in parts if part))


def unseen_heading(text: str) -> Markup:
    """The heading of a page that shows none, for whoever reads it by headings."""
    return Markup('<h1 class="unseen">{}</h1>').format(text)


def contents(label: str, links: Iterable[Markup]) -> Markup:
    """Links to the parts of the page, after a label."""
    line = paragraph(strong(f"{label}:"), Markup(" · ").join(links))
    return Markup('<nav aria-label="{}">{}</nav>').format(label, line)


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


def table(columns: Mapping[str, Sequence[str]], file_name: str, name: str = "") -> Markup:
    """A table, its first rows where it is long; columns: heading -> cells; file_name: where the rest stands.

    The first cell of a row heads it: a screen reader says it with each cell of the row. name: what one hears of the
    table before it is entered, where no heading right above says that.
    """
    rows = list(zip(*columns.values(), strict=True))
    head = _NOTHING.join(Markup('<th scope="col">{}</th>').format(name) for name in columns)
    body = _NOTHING.join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            first, _NOTHING.join(Markup("<td>{}</td>").format(cell) for cell in others)
        )
        for first, *others in rows[:LONGEST]
    )
    rest = paragraph(wording.first_rows(LONGEST, len(rows), file_name)) if len(rows) > LONGEST else _NOTHING
    label = Markup(' aria-label="{}"').format(name) if name else _NOTHING
    return Markup("<table{}><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}").format(label, head, body, rest)
