"""HTML of parts. A run of parts becomes one block, because a block costs the server as much as a single sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from figures.charts.drawing import ABOVE_PLOT, UNDER_PLOT, Drawing, Entry
from figures.charts.type import NO_BREAK
from figures.page import parts as p
from figures.words import labels

PAGE_JS = Path(__file__).parent / "page.js"
# st.html drops an id that is also the name of a DOM property, such as "title" or "links". page.js adds this prefix.
PREFIX = "part-"
NOTHING = Markup()
LONGEST_WORD = 17  # characters that stay on one line of a card in the usual size


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
    """Several pieces, or none, in a container: however many they are, what comes after them keeps its place."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, eq=False)
class Beside:
    """Columns that hold charts."""

    columns: tuple[tuple[Piece, ...], ...]


Piece = Block | p.Chart | p.Status | p.Check | Folded | Place | Beside


def pieces(
    parts: Iterable[p.Part], opened: frozenset[str] = frozenset(), *, following: bool = False
) -> tuple[Piece, ...]:
    """Turn parts into blocks of HTML and the parts that only the app can draw.

    opened: the keys of the native folds that stand open. following: the parts follow the filters. Their folds are not
    native, because a browser closes every native fold in a block of which a word has changed.
    """
    found: list[Piece] = []
    run: list[Markup] = []

    def end_block() -> None:
        if any(run):
            found.append(Block(Markup('<div class="words">{}</div>').format(_join(run))))
        run.clear()

    for part in _flat(parts):
        match part:
            case p.Chart(drawing=drawing):
                run.append(_above(part.key, drawing))
                end_block()
                found.append(part)
                run.append(_below(part))
            case p.Status() | p.Check():
                end_block()
                found.append(part)
            case p.Following(parts=inside):
                end_block()
                inner = pieces(inside, opened, following=True)
                found.append(inner[0] if len(inner) == 1 else Place(inner))
            case p.Fold(parts=inside) if following or not is_native(part):
                end_block()
                found.append(Folded(part, pieces(inside, opened, following=following)))
            case p.Columns(parts=columns) if not is_native(part):
                end_block()
                found.append(Beside(tuple(pieces(column.parts, opened, following=following) for column in columns)))
            case p.Contents() | p.Handout():  # each is placed by itself
                end_block()
                run.append(_html(part, opened))
                end_block()
            case _:
                run.append(_html(part, opened))
    end_block()
    return tuple(found)


def native_folds(parts: Iterable[p.Part]) -> Iterator[str]:
    """Yield the keys of the folds that a browser opens by itself."""
    for part in parts:
        if isinstance(part, p.Fold) and is_native(part):
            yield part.key
        if isinstance(part, p.Group) and not isinstance(part, p.Following):
            yield from native_folds(part.parts)


def is_native(group: p.Group) -> bool:
    """True for a group whose parts are all HTML."""
    return not any(isinstance(part, p.Chart | p.Status | p.Check | p.Following) for part in p.walk(group.parts))


def _flat(parts: Iterable[p.Part]) -> Iterator[p.Part]:
    for part in parts:
        if isinstance(part, p.Exhibit):
            yield from _flat(part.parts)
        else:
            yield part


def _html(part: p.Part, opened: frozenset[str] = frozenset()) -> Markup:
    match part:
        case p.Heading(level=level, text=text):
            name = Markup(' id="{}{}"').format(PREFIX, part.name) if part.name else NOTHING
            unseen = Markup(' class="unseen"') if part.unseen else NOTHING
            anchor = _anchor(part) if level == 2 and part.name else NOTHING
            return Markup("<h{}{}{}>{}</h{}>{}").format(level, name, unseen, text, level, anchor)
        case p.Text(words=words):
            return Markup("<p>{}</p>").format(_words(words))
        case p.Bullets(lines=lines):
            return Markup("<ul>{}</ul>").format(_items(lines)) if lines else NOTHING
        case p.Notice(words=words, lines=lines):
            return Markup('<aside class="notice"><p>{}</p><ul>{}</ul></aside>').format(_words(words), _items(lines))
        case p.Table():
            return _table(part)
        case p.Cards(parts=cards):
            return Markup('<div class="cards">{}</div>').format(_join(map(_card, cards)))
        case p.Buttons(buttons=buttons):
            return _buttons(map(_button, buttons))
        case p.Facts(rows=rows):
            facts = (Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(asked, _words(said)) for asked, said in rows)
            return Markup('<dl class="facts">{}</dl>').format(_join(facts))
        case p.Columns(parts=columns):
            divs = (Markup("<div>{}</div>").format(_all(column.parts, opened)) for column in columns)
            return Markup('<div class="columns">{}</div>').format(_join(divs))
        case p.Sentence(text=text, copy=copy):
            return Markup('<blockquote class="sentence"><p>{}</p>{}</blockquote>').format(
                text, _buttons([_button(copy)])
            )
        case p.Wrong(lines=lines):
            wrong = (Markup("<li><b>{}</b> {}</li>").format(sentence, why) for sentence, why in lines)
            return Markup('<ul class="wrong">{}</ul>').format(_join(wrong))
        case p.Statements():
            return _statements(part)
        case p.Told():
            return _told(part)
        case p.Slips():
            return _slips(part)
        case p.Answer():
            return _answer(part)
        case p.Checked(mark=mark, lines=lines, copy=copy):
            said = _join(Markup("<p>{}</p>").format(line) for line in lines)
            button = _buttons([_button(copy)]) if copy else NOTHING
            return Markup('<div class="checked {}">{}{}</div>').format(mark, said, button)
        case p.Picture(key=key, alt=alt):
            return Markup('<img src="data/pictures/{}.svg" alt="{}" loading="lazy">').format(key, alt)
        case p.Handout(parts=sheets):
            divs = (Markup('<div class="sheet">{}</div>').format(_all(sheet.parts, opened)) for sheet in sheets)
            # Hidden without the style sheet too, which a slow browser may apply after it has shown the words.
            return Markup('<div class="handout" hidden>{}</div>').format(_join(divs))
        case p.Saved():
            return NOTHING
        case p.Quote(text=text):
            return Markup('<pre tabindex="0">{}</pre>').format(text)
        case p.Contents(label=label, links=links):
            items = _items([(link,) for link in links])
            details = Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(label, items)
            return Markup('<nav aria-label="{}">{}</nav>').format(label, details)
        case p.Fold(key=key, label=label, parts=inside):
            is_open = Markup(" open") if key in opened else NOTHING
            return Markup("<details{}><summary>{}</summary>{}</details>").format(is_open, label, _all(inside, opened))
        case _:
            raise TypeError(f"no HTML is made of {type(part).__name__}")


def _anchor(heading: p.Heading) -> Markup:
    """A link that copies the address of a part."""
    return Markup(
        '<a class="anchor" href="{0}" data-copy="{0}" data-done="{1}" aria-label="{2}"><span>#</span></a>'
    ).format(f"{labels.ROOT}/#{heading.name}", labels.LINK_COPIED, labels.copy_link_to(heading.text))


def _all(parts: Iterable[p.Part], opened: frozenset[str]) -> Markup:
    return _join(_html(part, opened) for part in _flat(parts))


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
            return Markup('<a href="{}">{}</a>').format(_target(address), text)
        case _:
            return Markup.escape(word)


def _target(address: str) -> str:
    return f"#{PREFIX}{address[1:]}" if address.startswith("#") else address


def _items(lines: Iterable[p.Words]) -> Markup:
    return _join(Markup("<li>{}</li>").format(_words(line)) for line in lines)


def _table(table: p.Table) -> Markup:
    head = _join(Markup('<th scope="col">{}</th>').format(column) for column in table.columns)
    rows = _join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            _words(first), _join(Markup("<td>{}</td>").format(_words(cell)) for cell in cells)
        )
        for first, *cells in table.rows
    )
    name = Markup("<caption>{}</caption>").format(table.name) if table.name else NOTHING
    rest = Markup("<p>{}</p>").format(table.rest) if table.rest else NOTHING
    return Markup("<table>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}").format(name, head, rows, rest)


def _card(card: p.Card) -> Markup:
    forecast = " forecast" if card.status else ""
    status = Markup('<span class="chip">{}</span>').format(card.status) if card.status else NOTHING
    lines = (Markup('<p class="line"><b>{}</b> {}</p>').format(lead, text) for lead, text in card.lines)
    way = Markup('<a href="{}">{}{}</a>').format(_target(card.way.address), card.way.text, _unseen(card.label))
    # Cards beside each other share their rows: page.css counts them.
    return Markup(
        '<article class="card{forecast}">'
        "<h2>{label}{status}</h2>"
        '<p class="figure{long}">{figure}</p>'
        '<p class="meaning">{mark}{meaning}</p>'
        '{lines}<p class="others">{others}</p>{buttons}</article>'
    ).format(
        forecast=forecast,
        long=" long" if max(map(len, card.figure.split(" "))) > LONGEST_WORD else "",
        label=card.label,
        status=status,
        figure=card.figure,
        mark=_mark(card.bound, forecast=bool(card.status)),
        meaning=card.meaning,
        lines=_join(lines),
        others=_words(card.others),
        buttons=_buttons([_button(card.copy), way]),
    )


def _mark(bound: str, *, approximate: bool = False, forecast: bool = False) -> Markup:
    """A mark as an empty element that page.css draws; none without a bound."""
    if not bound:
        return NOTHING
    kinds = " ".join(["mark", bound, *["approximate"] * approximate, *["forecast"] * forecast])
    return Markup('<span class="{}" aria-hidden="true"></span>').format(kinds)


def _buttons(buttons: Iterable[Markup]) -> Markup:
    return Markup('<p class="buttons">{}</p>').format(Markup(" ").join(buttons))


def _button(button: p.Button) -> Markup:
    about = _unseen(button.about) if button.about else NOTHING
    match button:
        case p.Copy(text=text, is_link=True):
            kind = Markup('a href="{0}" data-copy="{0}" data-done="{1}"').format(text, button.done)
        case p.Copy(text=text):
            # What is copied has plain spaces, as other programs expect. st.html drops an attribute that holds a tag.
            kind = Markup('button type="button" data-copy="{}" data-done="{}"').format(
                text.replace(NO_BREAK, " ").replace("<", "&lt;"), button.done
            )
        case p.Download(address=address):
            kind = Markup('a href="{}" download').format(address)
        case p.SavePicture(address=address):
            kind = Markup('a href="{}" data-picture').format(address)
    return Markup('<{} class="button"><span>{}</span>{}</{}>').format(kind, button.label, about, kind.split()[0])


def _unseen(about: str) -> Markup:
    """Words for screen readers only, which tell equal buttons and links apart."""
    return Markup('<span class="unseen">: {}</span>').format(about)


def _statements(group: p.Statements) -> Markup:
    """A table without a head: each row is headed by its date and, unseen, by its speaker."""
    rows = []
    for row in group.rows:
        chip = Markup(' <span class="chip">{}</span>').format(row.chip) if row.chip else NOTHING
        cells = (_words(row.date), chip, p.plain(row.words), _words(row.figure), _words(row.words))
        rows.append(
            Markup(
                '<tr><th scope="row">{}{}<span class="unseen">: {}</span></th><td><strong>{}</strong> {}</td></tr>'
            ).format(*cells)
        )
    rest = Markup('<p class="date">{}</p>').format(group.rest) if group.rest else NOTHING
    return Markup('<table class="statements"><caption>{}</caption><tbody>{}</tbody></table>{}').format(
        group.heading, _join(rows), rest
    )


def _told(told: p.Told) -> Markup:
    """A table without a head: each row is headed by the figure as a page tells it."""
    rows = (
        Markup('<tr><th scope="row">{}<strong>{}</strong></th><td>{}</td></tr>').format(
            _mark(one.bound, approximate=one.is_approximate), _words(one.figure), _words(one.page)
        )
        for one in told.tellings
    )
    return Markup(
        '<table class="told"><caption>{}<br><span class="date">{}</span></caption><tbody>{}</tbody></table>'
    ).format(told.heading, told.line, _join(rows))


def _slips(slips: p.Slips) -> Markup:
    head = _join(Markup('<th scope="col">{}</th>').format(head) for head in slips.heads)
    rows = (
        Markup('<tr{}><th scope="row" data-head="{}">{}</th><td data-head="{}" class="printed">{}</td></tr>').format(
            NOTHING if first else Markup(' class="unknown"'),
            slips.heads[0],
            _said(first),
            slips.heads[1],
            _said(second),
        )
        for first, second in slips.rows
    )
    return Markup('<table class="slips"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(head, _join(rows))


def _said(said: p.Said | None) -> Markup:
    if said is None:
        return Markup("<p><b>{}</b></p>").format(labels.NOT_FOUND)
    return Markup('<p><b>{}</b></p><p class="date">{}</p><p>{}<strong>{}</strong></p><p>{}</p>').format(
        _words(said.who), said.when, _mark(said.bound, approximate=said.is_approximate), said.words, said.note
    )


def _answer(answer: p.Answer) -> Markup:
    sides = _side(answer.lead, Markup.escape(answer.result), answer.note)
    wrong = Markup('<span class="unseen">wrong: </span><s>{}</s>')  # no screen reader says that words are struck
    tempting = wrong.format(answer.tempting) if answer.tempting else NOTHING
    sides += _side(labels.TEMPTING, tempting, answer.why)
    below = _join(Markup("<p>{}</p>").format(_words(line)) for line in answer.below)
    return Markup('<div class="answer"><div class="columns">{}</div>{}</div>').format(sides, below)


def _side(lead: str, result: Markup, note: p.Words) -> Markup:
    return Markup('<div><p class="date">{}</p><p class="result">{}</p><p>{}</p></div>').format(
        lead, result, _words(note)
    )


def _above(key: str, drawing: Drawing) -> Markup:
    """Title, subtitle and key of a chart, and the height of its plot, by which page.css makes room for larger text."""
    entries = _join(map(_entry, drawing.entries))
    legend = Markup('<ul class="key">{}</ul>').format(entries) if entries else NOTHING
    return Markup(
        "<style>.st-key-chart-{} {{ --h: {}px }}</style>"
        '<div class="above-plot"><p class="title">{}</p><p>{}</p>{}</div>'
    ).format(key, plot_height(drawing), drawing.title, drawing.subtitle, legend)


def plot_height(drawing: Drawing) -> int:
    """Return the height of a plot on the page in pixels, with the margins that plotly is given."""
    return math.ceil(drawing.height) + ABOVE_PLOT + UNDER_PLOT


def _entry(entry: Entry) -> Markup:
    upright = any(piece.shape in ("head up", "head down") for piece in entry.glyph)
    kinds = f"{entry.bound} {entry.kind}{' upright' * upright}"
    mark = _mark(kinds, approximate=entry.approximate, forecast=entry.forecast)
    return Markup("<li>{}{}</li>").format(mark, entry.text)


def _below(chart: p.Chart) -> Markup:
    """Notes of a chart."""
    notes = (
        Markup("<p>{}{}</p>").format(Markup("<b>{}:</b> ").format(lead) if lead else NOTHING, text)
        for lead, text in chart.notes
    )
    return Markup('<div class="below-plot">{}</div>').format(_join(notes))


def _join(parts: Iterable[Markup]) -> Markup:
    return NOTHING.join(parts)
