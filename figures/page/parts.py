"""Parts: a page as a tree of frozen records, with no HTML, plotly or Streamlit in it.

Whatever shows, warms or tests a page reads this tree. A part equals only itself, so a cache can use it as a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from figures.charts.drawing import Drawing, Note, Sheet, note_text

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


Inline = str | Strong | Struck | Link
Words = str | tuple[Inline, ...]


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
class Notice(Part):
    """A ribbon above the page: what a reader must know first, and a list."""

    words: Words
    lines: tuple[str, ...]


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


@dataclass(frozen=True)
class Copy:
    """A button that copies a text, which may hold the token ROOT in place of the server's address.

    done: its label once the text is copied. about: words for screen readers that tell equal buttons apart. is_link: the
    text is an address of this server, which the button opens where no script runs.
    """

    label: str
    done: str
    text: str
    about: str = ""
    is_link: bool = False


@dataclass(frozen=True)
class Download:
    """A button that downloads the file at an address. about: as in Copy."""

    label: str
    address: str
    about: str = ""


@dataclass(frozen=True)
class SavePicture:
    """A button that saves the SVG picture at an address as a PNG; where no script runs, it opens the picture."""

    label: str
    address: str
    about: str = ""


Button = Copy | Download | SavePicture


@dataclass(frozen=True, eq=False)
class Buttons(Part):
    """Buttons beside each other."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, eq=False)
class Card(Part):
    """A headline figure.

    status: "Forecast", or "". bound: of the mark beside the meaning. lines: a lead-in in bold and a text, for each.
    others: the latest figure of somebody else. copy: a sentence to copy. way: a link to the measure's own place.
    """

    label: str
    status: str
    figure: str
    bound: str
    meaning: str
    lines: tuple[tuple[str, str], ...]
    others: Words
    copy: Copy
    way: Link


@dataclass(frozen=True, eq=False)
class Cards(Group):
    """Cards, two beside each other where there is room."""

    parts: tuple[Card, ...]


@dataclass(frozen=True, eq=False)
class Facts(Part):
    """A box of rows: what is asked, and the answer."""

    rows: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, eq=False)
class Column(Group):
    """One of the columns of Columns."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Columns(Group):
    """Columns beside each other where there is room, else one below the other."""

    parts: tuple[Column, ...]


@dataclass(frozen=True, eq=False)
class Sentence(Part):
    """A sentence that may be written, with a button that copies it."""

    text: str
    copy: Copy


@dataclass(frozen=True, eq=False)
class Wrong(Part):
    """Sentences that may not be written, each with the reason."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """A row of Statements: a figure with its hedge, and who said it.

    date: of the statement, with a link to its page. chip: a word beside the date, or "".
    """

    date: Words
    chip: str
    figure: Words
    words: Words

    @property
    def cells(self) -> tuple[Words, ...]:
        """The words of the row in reading order."""
        return (self.date, self.chip, self.figure, self.words)


@dataclass(frozen=True, eq=False)
class Statements(Part):
    """A group of statements under a heading. rest: a line below a group that shows only its first rows."""

    heading: str
    rows: tuple[Row, ...]
    rest: str = ""


@dataclass(frozen=True)
class Telling:
    """A page's telling of a statement. bound, is_approximate: of its mark. page: the page and its date."""

    bound: str
    is_approximate: bool
    figure: Words
    page: Words


@dataclass(frozen=True, eq=False)
class Told(Part):
    """One statement as different pages tell it, the words closest to the speaker first. line: who said it, and when."""

    heading: str
    line: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True)
class Said:
    """One side of a Slip: who, when, and the words. bound: of the mark; "" for no mark."""

    who: Words
    when: str
    words: str
    note: str
    bound: str = ""
    is_approximate: bool = False


@dataclass(frozen=True, eq=False)
class Slips(Part):
    """What was said beside what was printed. heads: above each side. A first side of None: no such statement found."""

    heads: tuple[str, str]
    rows: tuple[tuple[Said | None, Said], ...]


@dataclass(frozen=True, eq=False)
class Answer(Part):
    """The answer to a question beside the tempting one. tempting: "" where no number tempts. below: further lines."""

    lead: str
    result: str
    note: Words
    tempting: str
    why: Words
    below: tuple[Words, ...] = ()


@dataclass(frozen=True, eq=False)
class Check(Part):
    """A box to check a sentence in, with a button. empty: what stands in the box before anybody writes."""

    label: str
    button: str
    empty: str


@dataclass(frozen=True, eq=False)
class Checked(Part):
    """What a check says of one figure. mark: "kept", "fault", "asks" or "other". copy: a sentence that would do."""

    mark: str
    lines: tuple[str, ...]
    copy: Copy | None = None


@dataclass(frozen=True, eq=False)
class Status(Part):
    """A line that screen readers announce when it changes."""

    text: str


@dataclass(frozen=True, eq=False)
class Picture(Part):
    """The picture of a chart as an image. alt: its name."""

    key: str
    alt: str


@dataclass(frozen=True, eq=False)
class Handout(Group):
    """Parts that are printed in place of the page, each on a sheet of its own, and never shown on a screen."""

    parts: tuple[Column, ...]


@dataclass(frozen=True, eq=False)
class Chart(Part):
    """A chart. alt: its name for screen readers, of at most 60 words; its table comes right after.

    The page shows title, subtitle and key of the drawing as text around the plot, and of its notes those in notes.
    """

    key: str
    drawing: Drawing
    alt: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, eq=False)
class Quote(Part):
    """Text to copy, as it stands. It may hold the token ROOT in place of the server's address."""

    text: str


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


@dataclass(frozen=True, eq=False)
class Exhibit(Group):
    """Parts that chart=KEY in the address shows by themselves."""

    key: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Following(Group):
    """Parts that follow the reader's filters. make: yields them for a View."""

    make: Callable[..., Iterable[Part]]
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Filter(Part):
    """A choice of exactly one of several options. A page opens with the first one.

    It stands on the page itself, not inside another part. The parts that follow it are in a Following. The site shows
    the filter by kind of claimant only, and the first option of any other. key: its name in the address.
    """

    key: str
    label: str
    options: tuple[str, ...]

    def chosen(self, values: Iterable[str]) -> str:
        """Return the last of these values that is an option; "" for the first option, and where none is one."""
        known = [value for value in values if value in self.options]
        return known[-1] if known and known[-1] != self.options[0] else ""


@dataclass(frozen=True, eq=False)
class Saved(Part):
    """A picture that can be saved and is not shown. alt: its name."""

    key: str
    picture: Drawing | Sheet
    alt: str


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
    def stretches(self) -> tuple[tuple[Part, ...] | Filter, ...]:
        """The parts, cut at the filters."""
        found: list[tuple[Part, ...] | Filter] = []
        run: tuple[Part, ...] = ()
        for part in self.parts:
            if isinstance(part, Filter):
                found += [run, part]
                run = ()
            else:
                run = (*run, part)
        return (*found, run)

    @cached_property
    def pictures(self) -> dict[str, tuple[Drawing | Sheet, str]]:
        """Every picture that can be saved, with its name, by its key."""
        saved = {part.key: (part.picture, part.alt) for part in self.find(Saved)}
        return {chart.key: (chart.drawing, chart.alt) for chart in self.charts} | saved

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
        case Heading(text=text) | Quote(text=text) | Status(text=text) | Picture(alt=text) | Fold(label=text):
            return (text,)
        case Text(words=words):
            return (words,)
        case Bullets(lines=lines):
            return lines
        case Notice(words=words, lines=lines):
            return (words, *lines)
        case Table():
            return (part.name, *part.columns, *(cell for row in part.rows for cell in row), part.rest)
        case Card():
            lines = tuple(f"{lead} {text}" for lead, text in part.lines)
            shown = (part.label, part.status, part.figure, part.meaning)
            return (*shown, *lines, part.others, part.copy.label, (part.way,))
        case Facts(rows=rows) | Wrong(lines=rows):
            return tuple(word for row in rows for word in row)
        case Sentence():
            return (part.text, part.copy.label)
        case Statements():
            return (part.heading, *(cell for row in part.rows for cell in row.cells), part.rest)
        case Told():
            return (part.heading, part.line, *(word for t in part.tellings for word in (t.figure, t.page)))
        case Slips():
            said = (one for row in part.rows for one in row if one)
            return (*part.heads, *(word for one in said for word in (one.who, one.when, one.words, one.note)))
        case Answer():
            return (part.lead, part.result, part.note, part.tempting, part.why, *part.below)
        case Check(label=label, button=button, empty=empty):
            return (label, button, empty)
        case Checked(lines=lines, copy=copy):
            return (*lines, copy.label if copy else "")
        case Chart(alt=alt, notes=notes):
            return (alt, *map(note_text, notes))
        case Buttons(buttons=buttons):
            return tuple(button.label for button in buttons)
        case Contents():
            return (part.label, *((link,) for link in part.links))
        case Filter(label=label, options=options):
            return (label, *options)
        case _:
            return ()
