"""HTML of parts. A run of parts becomes one block, because a block costs the server as much as a single sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from figures.page import parts as p

PAGE_JS = Path(__file__).parent / "page.js"
# st.html drops an id that is also the name of a DOM property, such as "title" or "links". page.js adds this prefix.
PREFIX = "part-"


class Block(str):
    """A block of HTML. Streamlit takes it as it is; it would search a plain str for indentation."""

    def _repr_html_(self) -> str:
        return str(self)


@dataclass(frozen=True, eq=False)
class Folded:
    """A fold that the app must draw, with the pieces in it."""

    fold: p.Fold
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, eq=False)
class Place:
    """Pieces in a container of their own. However many they are, what comes after them keeps its place."""

    pieces: tuple[Piece, ...]


Piece = Block | p.Chart | p.Quote | Folded | Place


def pieces(
    parts: Iterable[p.Part], opened: frozenset[str] = frozenset(), *, following: bool = False
) -> tuple[Piece, ...]:
    """Turn parts into blocks of HTML and the parts that only the app can draw.

    opened: the keys of the native folds that stand open. following: the parts follow the filters. Their folds are not
    native, because a browser closes every native fold in a block of which a word has changed.
    """
    found: list[Piece] = []
    run: list[p.Part] = []
    for part in _flat(parts):
        piece: Piece
        match part:
            case p.Chart() | p.Quote():
                piece = part
            case p.Following(parts=inside):
                piece = Place(pieces(inside, opened, following=True))
            case p.Fold(parts=inside) if following or not _is_native(part):
                piece = Folded(part, pieces(inside, opened, following=following))
            case _:
                run.append(part)
                continue
        found += [*_block(run, opened), piece]
        run = []
    return (*found, *_block(run, opened))


def native_folds(parts: Iterable[p.Part]) -> Iterator[str]:
    """Yield the keys of the folds that a browser opens by itself."""
    for part in parts:
        if isinstance(part, p.Fold) and _is_native(part):
            yield part.key
        if isinstance(part, p.Group) and not isinstance(part, p.Following):
            yield from native_folds(part.parts)


def _is_native(fold: p.Fold) -> bool:
    """True for a fold that holds neither a chart nor text to copy."""
    return not any(isinstance(part, p.Chart | p.Quote | p.Following) for part in p.walk(fold.parts))


def _flat(parts: Iterable[p.Part]) -> Iterator[p.Part]:
    for part in parts:
        if isinstance(part, p.Exhibit):
            yield from _flat(part.parts)
        else:
            yield part


def _block(parts: Iterable[p.Part], opened: frozenset[str]) -> list[Block]:
    """One block of these parts; none without parts."""
    body = _join(_html(part, opened) for part in parts)
    return [Block(Markup('<div class="words">{}</div>').format(body))] if body else []


def _html(part: p.Part, opened: frozenset[str]) -> Markup:
    match part:
        case p.Heading(level=level, text=text):
            name = Markup(' id="{}{}"').format(PREFIX, part.name) if part.name else Markup()
            unseen = Markup(' class="unseen"') if part.unseen else Markup()
            return Markup("<h{}{}{}>{}</h{}>").format(level, name, unseen, text, level)
        case p.Text(words=words):
            return Markup("<p>{}</p>").format(_words(words))
        case p.Bullets(lines=lines):
            items = _join(Markup("<li>{}</li>").format(_words(line)) for line in lines)
            return Markup("<ul>{}</ul>").format(items) if items else items
        case p.Table():
            return _table(part)
        case p.Cards(parts=cards):
            return Markup('<div class="cards">{}</div>').format(_join(map(_card, cards)))
        case p.Downloads(files=files):
            links = (Markup('<a class="button" href="{}">{}</a>').format(address, label) for label, address in files)
            return _buttons(Markup(" ").join(links))
        case p.CopyLink():
            return _buttons(
                Markup(
                    '<a class="button" href="{}" data-copy data-done="{}"><span aria-live="polite">{}</span></a>'
                ).format(part.address, part.done, part.label)
            )
        case p.Contents(label=label, links=links):
            line = Markup("<p><strong>{}:</strong> {}</p>").format(label, Markup(" · ").join(map(_inline, links)))
            return Markup('<nav aria-label="{}">{}</nav>').format(label, line)
        case p.Fold(key=key, label=label):
            is_open = Markup(" open") if part.open_at_first or key in opened else Markup()
            inside = _join(_html(inner, opened) for inner in _flat(part.parts))
            return Markup("<details{}><summary>{}</summary>{}</details>").format(is_open, label, inside)
        case _:
            raise TypeError(f"no HTML is made of {type(part).__name__}")


def _words(words: p.Words) -> Markup:
    return _join(map(_inline, p.inlines(words)))


def _inline(word: p.Inline) -> Markup:
    match word:
        case p.Strong(text=text):
            return Markup("<strong>{}</strong>").format(text)
        case p.Struck(text=text):
            return Markup("<s>{}</s>").format(text)
        case p.Link(text=text, address="./"):
            return Markup('<a href="./" target="_blank">{}</a>').format(text)
        case p.Link(text=text, address=address):
            target = f"#{PREFIX}{address[1:]}" if address.startswith("#") else address
            return Markup('<a href="{}">{}</a>').format(target, text)
        case p.Break():
            return Markup("<br>")
        case _:
            return Markup.escape(word)


def _table(table: p.Table) -> Markup:
    head = _join(Markup('<th scope="col">{}</th>').format(column) for column in table.columns)
    rows = _join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            _words(first), _join(Markup("<td>{}</td>").format(_words(cell)) for cell in cells)
        )
        for first, *cells in table.rows
    )
    name = Markup(' aria-label="{}"').format(table.name) if table.name else Markup()
    rest = Markup("<p>{}</p>").format(table.rest) if table.rest else Markup()
    return Markup("<table{}><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}").format(name, head, rows, rest)


def _card(card: p.Card) -> Markup:
    forecast = " forecast" if card.status else ""
    status = Markup('<span class="status">{}</span>').format(card.status) if card.status else Markup()
    lines = (Markup('<p class="line"><b>{}</b> {}</p>').format(lead, text) for lead, text in card.lines)
    return Markup(
        '<article class="card{forecast}">'
        "<h2><span>{label}</span>{status}</h2>"
        '<p class="figure">{figure}</p>'
        '<p class="meaning"><span class="mark {bound}{forecast}" aria-hidden="true"></span>{meaning}</p>'
        "{lines}</article>"
    ).format(
        forecast=forecast,
        label=card.label,
        status=status,
        figure=card.figure,
        bound=card.bound,
        meaning=card.meaning,
        lines=_join(lines),
    )


def _buttons(links: Markup) -> Markup:
    return Markup('<p class="buttons">{}</p>').format(links)


def _join(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)
