"""Parts: a page as a tree of frozen records, with no HTML, plotly or Streamlit in it.

Whatever shows, warms or tests a page reads this tree. A part equals only itself, so a cache can use it as a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from figures.charts.drawing import Drawing

# Words


@dataclass(frozen=True)
class Strong:
    """Words in bold."""

    text: str


@dataclass(frozen=True)
class Struck:
    """Words that are struck through: a report that was withdrawn."""

    text: str


@dataclass(frozen=True)
class Link:
    """A link. address: "#NAME" leads to the heading of that name, "./" to the whole page in a window of its own."""

    text: str
    address: str


@dataclass(frozen=True)
class Break:
    """The end of a line in a cell."""

    text: str = " "


Inline = str | Strong | Struck | Link | Break
Words = str | tuple[Inline, ...]
Value = tuple[str, ...] | bool  # of a control


def inlines(words: Words) -> tuple[Inline, ...]:
    """Return words as a tuple."""
    return (words,) if isinstance(words, str) else words


def plain(words: Words) -> str:
    """Return words without their markup."""
    return "".join(w if isinstance(w, str) else w.text for w in inlines(words))


# Parts


class Part:
    """A part of a page."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of this part, without those of the parts inside it."""
        return tuple(filter(None, map(plain, words_of(self))))


class Group(Part):
    """A part that holds parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Heading(Part):
    """A heading. name: "#NAME" in an address leads to it. unseen: for screen readers only."""

    level: int
    text: str
    name: str = ""
    unseen: bool = False


@dataclass(frozen=True, eq=False)
class Text(Part):
    """A paragraph."""

    words: Words


@dataclass(frozen=True, eq=False)
class Bullets(Part):
    """A list."""

    lines: tuple[Words, ...]


@dataclass(frozen=True, eq=False)
class Table(Part):
    """A table. The first cell of each row is its header.

    name: the table's name for screen readers, where no heading right above says it. rest: a line below a table that
    shows only the first rows.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    name: str = ""
    rest: str = ""


@dataclass(frozen=True, eq=False)
class Card(Part):
    """A headline figure. bound: of the mark beside the meaning. lines: a lead-in in bold and a text, for each."""

    label: str
    status: str
    figure: str
    bound: str
    meaning: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Cards(Group):
    """Cards, two beside each other where there is room."""

    parts: tuple[Card, ...]


@dataclass(frozen=True, eq=False)
class Chart(Part):
    """A chart. alt: the chart in words. notes: those inside the drawing that the page repeats as text."""

    key: str
    drawing: Drawing
    alt: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Quote(Part):
    """Text to copy. It may hold the token ROOT in place of the server's address."""

    text: str


@dataclass(frozen=True, eq=False)
class Downloads(Part):
    """Buttons that download files: a label and an address for each."""

    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class CopyLink(Part):
    """A button that copies an address, which begins with the token ROOT. done: the label once it is copied."""

    label: str
    done: str
    address: str


@dataclass(frozen=True, eq=False)
class Contents(Part):
    """Links to the sections of the page, after a label."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, eq=False)
class Fold(Group):
    """Parts behind a label. A reader opens it, or open_KEY=true in the address does."""

    key: str
    label: str
    parts: tuple[Part, ...]
    open_at_first: bool = False


@dataclass(frozen=True, eq=False)
class Exhibit(Group):
    """Parts that chart=KEY in the address shows by themselves, with lead above them and tail below."""

    key: str
    title: str
    parts: tuple[Part, ...]
    lead: tuple[Part, ...] = ()
    tail: tuple[Part, ...] = ()

    @property
    def alone(self) -> tuple[Part, ...]:
        """The parts that are shown by themselves."""
        return (*self.lead, *self.parts, *self.tail)


@dataclass(frozen=True, eq=False)
class Following(Group):
    """Parts that follow the reader's filters. make: yields them for a View."""

    make: Callable[..., Iterable[Part]]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Choice:
    """A choice among options: several of them, at first all, or exactly one, at first the first.

    key: its name in the address, if in_address.
    """

    key: str
    label: str
    options: tuple[str, ...]
    several: bool = True
    in_address: bool = True

    @property
    def at_first(self) -> tuple[str, ...]:
        """The value before the reader chooses."""
        return self.options if self.several else self.options[:1]

    @property
    def known(self) -> tuple[str, ...]:
        """The values that an address may hold."""
        return self.options

    def read(self, values: list[str]) -> tuple[str, ...]:
        """Return the choice that these values of an address make. Unknown ones are ignored; blank ones choose none."""
        chosen = tuple(option for option in self.options if option in values)
        return chosen if chosen or (values and not any(values)) else self.at_first


@dataclass(frozen=True)
class Switch:
    """A switch. key: its name in the address."""

    key: str
    label: str
    at_first: bool
    known: tuple[str, ...] = ("true", "false", "True", "False")

    def read(self, values: list[str]) -> bool:
        """Return the value that the last of these values of an address gives."""
        return values[-1].lower() == "true" if values and values[-1] in self.known else self.at_first


Control = Choice | Switch


@dataclass(frozen=True, eq=False)
class Filters(Part):
    """Controls whose values make the View. They stand on the page itself, not inside another part."""

    controls: tuple[Control, ...]


@dataclass(frozen=True, eq=False)
class Settings(Part):
    """Controls that change how the page is drawn, not its words."""

    controls: tuple[Control, ...]


P = TypeVar("P", bound=Part)


@dataclass(frozen=True, eq=False)
class Page:
    """A page: its title, and its parts in reading order."""

    title: str
    parts: tuple[Part, ...]

    def walk(self) -> Iterator[Part]:
        """Yield every part; the parts inside a part come right after it."""
        return walk(self.parts)

    def find(self, kind: type[P]) -> tuple[P, ...]:
        """Return every part of one kind."""
        return tuple(part for part in self.walk() if isinstance(part, kind))

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart."""
        return self.find(Chart)

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Every heading."""
        return self.find(Heading)

    @cached_property
    def folds(self) -> tuple[Fold, ...]:
        """Every fold."""
        return self.find(Fold)

    @cached_property
    def filters(self) -> tuple[Control, ...]:
        """Every control that makes the View."""
        return tuple(control for part in self.find(Filters) for control in part.controls)

    @cached_property
    def stretches(self) -> tuple[tuple[Part, ...] | Filters | Settings, ...]:
        """The parts, cut at the controls."""
        found: list[tuple[Part, ...] | Filters | Settings] = []
        run: tuple[Part, ...] = ()
        for part in self.parts:
            if isinstance(part, Filters | Settings):
                found += [run, part]
                run = ()
            else:
                run = (*run, part)
        return (*found, run)

    @cached_property
    def exhibits(self) -> dict[str, Exhibit]:
        """Every exhibit by its key."""
        return {exhibit.key: exhibit for exhibit in self.find(Exhibit)}


def walk(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield every part; the parts inside a part come right after it."""
    for part in parts:
        yield part
        if isinstance(part, Group):
            yield from walk(part.parts)


def words_of(part: Part) -> tuple[Words, ...]:
    """Return the words of a part, without those of the parts inside it."""
    match part:
        case Heading(text=text) | Quote(text=text):
            return (text,)
        case Text(words=words):
            return (words,)
        case Bullets(lines=lines):
            return lines
        case Table():
            return (part.name, *part.columns, *(cell for row in part.rows for cell in row), part.rest)
        case Card():
            lines = tuple(f"{lead} {text}" for lead, text in part.lines)
            return (part.label, part.status, part.figure, part.meaning, *lines)
        case Chart():
            return (part.alt,)
        case Downloads(files=files):
            return tuple(label for label, _ in files)
        case Contents():
            return (part.label, *((link,) for link in part.links))
        case CopyLink(label=label) | Fold(label=label):
            return (label,)
        case Filters(controls=controls) | Settings(controls=controls):
            return tuple(word for c in controls for word in (c.label, *(c.known if isinstance(c, Choice) else ())))
        case _:
            return ()
