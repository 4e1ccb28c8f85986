"""Wordings: the words of a row, as the finder of hedged figures reads them, against the row's other cells.

A row is refused where its words hedge and its cells do not. Where both are right, note_on_reading says why they differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from figures.language.finder import Found, find
from figures.language.forecast import forecast_word
from figures.language.hedges import ENGLISH, Lexicon
from figures.language.words import PERCENTS
from figures.model.bound import Number
from figures.model.records import SHARES
from figures.package.hedge_texts import LINKS
from figures.package.pointers import Broken, Cells, Rows
from figures.package.readings import SUM, in_digits, is_near, numerals, reckoned, worked_out
from figures.package.schema import FIGURE_TABLES, TABLES, number_of
from figures.package.units import Fault, is_foreign, unit_faults, words_of

NOTES = LANGUAGE, OUTSIDE, CONTRADICTS = (
    "wording in another language",
    "the hedge stands outside the quoted words",
    "the source contradicts itself",
)
SIZES = ("magnitude", "unnumbered")
_COLUMNS = (
    "measure figure_as_stated bound approximate hedge_words stated_low stated_high stated_centre reading_low"
    " reading_high reading_rule unit per wording definition caveat note_on_reading"
)
_MORE_COLUMNS = {"article_figures": " sentence", "other_reports": " derived translation"}
_PLACEHOLDER = re.compile(
    r"\b(?:TODO|TBD|TBC|FIXME|XXX+)\b|\?\?\?|\blorem ipsum\b"
    r"|\A(?:\?+|\.\.\.|\u2026|-+|(?i:n/?a|to do|tba))\.?\Z"
)


def broken_wordings(rows: Rows) -> Iterator[Broken]:
    """Yield the rows whose words say something else than their cells, and the cells that say nothing."""
    yield from _placeholders(rows)
    hedges = list(rows("hedges", "hedge_words bound strict"))
    for number, row in hedges:
        if fault := wrong_hedge(row):
            yield "hedges", number, *fault
    measures = {row["measure"]: row for _, row in rows("measures", "measure unit per counts")}
    reader = reader_of(tuple((row["hedge_words"], row["bound"], row["strict"]) for _, row in hedges))
    for name in FIGURE_TABLES:
        for number, row in rows(name, _COLUMNS + _MORE_COLUMNS[name]):
            for column, remedy in row_faults(row, reader, measures):
                yield name, number, column, remedy
    yield from _told_as_come(rows, reader)


def _told_as_come(rows: Rows, reader: Reader) -> Iterator[Broken]:
    """Yield the figures that had not come by their own wording, and are marked as if they had."""
    published = {row["source_id"]: row["published"] for _, row in rows("sources", "source_id published")}
    for name in FIGURE_TABLES:
        for number, row in rows(name, f"{_COLUMNS}{_MORE_COLUMNS[name]} obs_status source_id"):
            figure = reader.figure(row) if row["obs_status"] != "F" else None
            if figure and (word := forecast(reader.text(row), figure, reader.lexicon, published.get(row["source_id"]))):
                remedy = f"Write F, or quote words without {word!r}: they say that the number had not come."
                yield name, number, "obs_status", remedy


def forecast(text: str, figure: Found, lexicon: Lexicon, published: str | None) -> str:
    """Return the words by which a figure of a text had not come; "" for none. published: of its page, in EDTF."""
    year = (published or "").rpartition("/")[2][:4]
    return forecast_word(text, figure, lexicon, int(year) if year.isdigit() else None)


def row_faults(row: Cells, reader: Reader, measures: Mapping[str, Cells]) -> Iterator[Fault]:
    """Yield what is wrong with one row of either table of figures."""
    if row.get("sentence") and row["figure_as_stated"] not in row["sentence"]:
        yield "sentence", f"Write it with {row['figure_as_stated']!r} in it, as figure_as_stated has it."
    if row["measure"] in measures:
        figure = None if _is_worked_out(row) else reader.figure(row)
        yield from unit_faults(row, measures[row["measure"]], figure)
    yield from reader.faults(row)


def _placeholders(rows: Rows) -> Iterator[Broken]:
    for name, table in TABLES.items():
        for column in (column.name for column in table.columns.values() if column.kind == "text"):
            for number, row in rows(name, column):
                if _PLACEHOLDER.search(row[column]):
                    yield name, number, column, "Write what is meant, or leave the cell blank: that holds a place."
    for name in FIGURE_TABLES:
        for number, row in rows(name, "definition caveat"):
            if row["caveat"] and set(words_of(row["caveat"])) <= set(words_of(row["definition"])):
                yield name, number, "caveat", "Write what a careful reader must know beyond the definition."


def wrong_hedge(row: Cells) -> Fault | None:
    """Return what is wrong with a row of hedges.csv: English reads the words, or their last piece, in another way."""
    if row["strict"] and row["bound"] not in ("at_least", "at_most"):
        return "strict", "Leave it blank: only a floor or a ceiling leaves out its number."
    known = _read_alone(row["hedge_words"]) or _read_alone(row["hedge_words"].split(" ... ")[-1])
    if not known or (row["bound"], row["strict"]) in known:
        return None
    bound, strict = known[0]
    if bound != row["bound"]:
        return "bound", f"Write {bound}: so English reads {row['hedge_words']!r}."
    remedy = "Write yes: the words leave out" if strict else "Leave it blank: the words do not leave out"
    return "strict", f"{remedy} the number itself."


@lru_cache(maxsize=4096)
def _read_alone(words: str) -> tuple[tuple[str, str], ...]:
    """Return bound and strict of hedge words as English reads them, beside made-up numbers."""
    first, *rest = words.split(" ... ")
    last = f" {rest[0]}" if rest else ""
    samples = [f"{first} of people", f"{first} 4,000{last}", f"{first} 4,000{last} people"]
    samples += [f"{first} 4,000{last} 5,000 people", f"{first} 4,000 to 5,000 people", f"4,000 {first}"]
    samples += [f"{first}{last} 4,000 people"]
    known = [f for sample in samples for f in find(sample) if _same_words(f.hedge, words)]
    return tuple((f.bound, "yes" if f.strict else "") for f in known)


def _same_words(found: str, written: str) -> bool:
    one, other = ([word for word in words_of(text) if word not in LINKS] for text in (found, written))
    return one == other and one != []


class Reader:
    """Reads rows of figures with the English lexicon and a package's hedges, and remembers the texts."""

    def __init__(self, hedges: Iterable[Cells]) -> None:
        listed = list(hedges)
        self.strict = {row["hedge_words"]: row["strict"] == "yes" for row in listed}
        self.lexicon: Lexicon = ENGLISH.extended(row for row in listed if wrong_hedge(row) is None)
        self.about = tuple(hedge.name for hedge in self.lexicon.hedges if hedge.bound == "about")
        self.find = lru_cache(maxsize=4096)(lambda text: find(text, self.lexicon))

    def faults(self, row: Cells) -> Iterator[Fault]:
        """Yield what is wrong with a row of either table of figures."""
        if row["hedge_words"] and row["hedge_words"] not in self.strict:
            return  # told with the references
        if _is_worked_out(row):
            fault = self._derived(row)
        elif row["note_on_reading"] == CONTRADICTS:
            fault = None
        else:
            fault = self._difference(row["figure_as_stated"], row, "figure_as_stated") or reckoned(row)
            if row.get("derived"):
                fault = fault or _unnamed(row)
        fault = fault or self._noted(row)
        if fault:
            yield fault

    def text(self, row: Cells) -> str:
        """Return the English words to read: the wording or, where it is in another language, its translation."""
        foreign = row["note_on_reading"] == LANGUAGE or is_foreign(row["wording"])
        return row.get("translation", "") if foreign and row["note_on_reading"] else row["wording"]

    def is_told(self, figure: Found, row: Cells) -> bool:
        """Say if a row tells a figure that was found in a longer text, or says why it does not."""
        if row["note_on_reading"] in (OUTSIDE, CONTRADICTS):
            return True
        return (self.fits(figure, row) and self._unlike(figure, row) is None) or self._are_two_ends((figure,), row)

    def figure(self, row: Cells) -> Found | None:
        """Return the figure in the words of a row that is the row's, if there is one."""
        return next((figure for figure in self.find(self.text(row)) if self.fits(figure, row)), None)

    def _noted(self, row: Cells) -> Fault | None:
        """Read the wording as the note on its reading allows."""
        note, text = row["note_on_reading"], self.text(row)
        if note == OUTSIDE and not row["hedge_words"]:
            return "note_on_reading", "Leave it blank, or write the hedge that stands outside."
        if is_foreign(row["wording"]) and not (note or is_foreign(row["figure_as_stated"])):
            return "note_on_reading", f"Write {LANGUAGE!r}, and give a translation."
        if note == CONTRADICTS and row["bound"] != "unnumbered":
            return "bound", "Write unnumbered: no number follows from words that contradict each other."
        if note == LANGUAGE and not is_foreign(row["wording"]):  # English does not hide behind the note
            hedged = [f.span for f in self.find(row["wording"]) if f.bound != "unhedged" and self.fits(f, row)]
            if hedged:
                return "note_on_reading", f"Leave it blank: the wording is English ({hedged[0]!r})."
        if _is_worked_out(row) or (note and not text):
            return None
        differs = self._difference(text, row, "translation" if text != row["wording"] else "wording")
        if note in (OUTSIDE, CONTRADICTS) and differs is None:
            return "note_on_reading", "Leave it blank: the wording reads as the row says."
        return None if note == CONTRADICTS or (note == OUTSIDE and self._holds_ends(text, row)) else differs

    def _holds_ends(self, text: str, row: Cells) -> bool:
        """Say if a figure of the text has the numbers of the row, whatever its hedge."""
        return any({*self._scaled(figure, row), None} == {*self._ends(row), None} for figure in self.find(text))

    # One figure

    def _ends(self, row: Cells) -> tuple[Number | None, Number | None]:
        """The ends that the words must hold: the stated ones or, where a number is only read, those of the reading."""
        stated = number_of(row["stated_low"]), number_of(row["stated_high"])
        if stated != (None, None) or row["bound"] in SIZES:
            return stated
        return number_of(row["reading_low"]), number_of(row["reading_high"])

    def _scaled(self, figure: Found, row: Cells) -> tuple[Number | None, Number | None]:
        """The ends of a figure found, a share in the unit of the row."""
        theirs = 1 if figure.unit == "share" else 100 if figure.unit in PERCENTS else None
        ours = next((whole for unit, whole in SHARES.items() if words_of(row["unit"])[:1] == [unit]), None)
        if ours is None and not (row["stated_low"] or row["stated_high"]):
            ours = 100  # a share that is read: "half of all" is 50 in a hundred
        times = Fraction(ours, theirs) if theirs and ours else Fraction(1)
        low, high = (None if end is None else end * times for end in (figure.low, figure.high))
        return low, high

    def fits(self, figure: Found, row: Cells) -> bool:
        """Say if a figure found may be the row's: both name a size, or they share a number."""
        if row["bound"] in SIZES or figure.bound in SIZES:
            return row["bound"] in SIZES and figure.bound in SIZES
        return bool({*self._scaled(figure, row)} & {*self._ends(row), number_of(row["stated_centre"])} - {None})

    def _difference(self, text: str, row: Cells, where: str) -> Fault | None:
        """Return in what the words differ from the row; None where one of their figures is the row's."""
        found = self.find(text)
        ends = self._ends(row)
        if is_foreign(text) and self._holds_ends(text, row):
            return None  # its hedge is not English: the rules say if it stands there
        if not found and not (row["hedge_words"] or row["stated_low"] or row["stated_high"]):
            return _unnamed(row)  # words without a number, such as "the soldier", and our reading of them
        centre, named = number_of(row["stated_centre"]), {end for figure in found for end in self._scaled(figure, row)}
        if centre is not None and centre not in named:
            return "stated_centre", f"Write a number that {where} names, or leave it blank."
        differences = [
            (figure, self._unlike(figure, row) or _opens_range(figure, text))
            for figure in found
            if self.fits(figure, row)
        ]
        if any(unlike is None for _, unlike in differences) or self._are_two_ends(found, row):
            return None
        if not differences:
            kind = "stated" if row["stated_low"] or row["stated_high"] else "reading"
            column = f"{kind}_{'low' if ends[0] is not None else 'high'}" if ends != (None, None) else "hedge_words"
            holds = "; ".join(f"{figure.span!r} is {_told(figure)}" for figure in found) or "no figure"
            remedy = f"Write a number or a size that {where} holds, which reads: {holds}."
            if not row["note_on_reading"]:
                remedy += f" Of a wording that is not English say {LANGUAGE!r} in note_on_reading."
            return column, remedy
        figure, (column, should) = differences[0]  # type: ignore[misc]
        return column, f"{should} The words {figure.span!r} of {where} read as {_told(figure)}."

    def _are_two_ends(self, found: tuple[Found, ...], row: Cells) -> bool:
        """Say if two figures are the ends of the row: "somewhere between a third and, on the high end, maybe 50%"."""
        low, high = self._ends(row)
        lows = [f for f in found if self._scaled(f, row)[0] == low and f.bound in ("unhedged", "about", "at_least")]
        highs = [f for f in found if self._scaled(f, row)[1] == high and f.bound in ("unhedged", "about", "at_most")]
        if row["bound"] != "between" or not (lows and highs and row["hedge_words"]) or None in (low, high):
            return False
        one, other = lows[0], highs[0]
        approximate, strict = one.approximate or other.approximate, one.strict or other.strict
        return self._unlike_hedge(f"{one.hedge} {other.hedge}", approximate, strict, row) is None

    def _unlike(self, figure: Found, row: Cells) -> Fault | None:
        """Return the first cell that a figure found does not bear out, and what to write there."""
        centre = number_of(row["stated_centre"])
        if centre is not None and {*self._scaled(figure, row)} == {centre}:
            return self._uncentred(figure, row, centre)
        low, high = self._ends(row)
        if figure.bound != row["bound"]:
            return "bound", f"Write {figure.bound}, or words that are {row['bound']}."
        kind = "stated" if row["stated_low"] or row["stated_high"] else "reading"
        for end, ours, theirs in zip(("low", "high"), (low, high), self._scaled(figure, row), strict=True):
            if ours != theirs and row["bound"] not in SIZES:
                return f"{kind}_{end}", f"Write {in_digits(theirs)}." if theirs is not None else "Leave it blank."
        return self._unlike_hedge(figure.hedge, figure.approximate, figure.strict, row)

    def _unlike_hedge(self, hedge: str, approximate: bool, strict: bool, row: Cells) -> Fault | None:
        if row["bound"] in SIZES:
            approximate = hedge.lower().startswith(tuple(f"{about} " for about in self.about))
        lost = {*words_of(hedge)} - {*words_of(row["hedge_words"])} - LINKS
        if row["approximate"]:  # an approximator inside a bound is told by that column
            lost -= {word for about in self.about for word in about.split()}
        if lost:
            return "hedge_words", f"Write {hedge!r}, and add it to hedges.csv where it is not there."
        if approximate != bool(row["approximate"]):
            return "approximate", "Write yes." if approximate else "Leave it blank."
        if strict != self.strict.get(row["hedge_words"], False):
            return "hedge_words", f"Write hedge words that hedges.csv calls {'strict' if strict else 'not strict'}."
        return None

    def _uncentred(self, figure: Found, row: Cells, centre: Number) -> Fault | None:
        """Check a centre with its range: the words name both, or the centre and how far the ends are from it."""
        named = {number * scale for number in numerals(figure.span) for scale in (1, 10**3, 10**6, 10**9)}
        for column in ("stated_low", "stated_high"):
            end = number_of(row[column])
            if end is not None and not {end, abs(end - centre)} & {*named, *self._scaled(figure, row)}:
                return column, f"Write an end that {figure.span!r} names, or the centre less or more its tolerance."
        return None

    # Readings

    def _derived(self, row: Cells) -> Fault | None:
        """Check a share and a total, or two parts, whose number is worked out by us."""
        stated = [figure for figure in self.find(row["figure_as_stated"]) if figure.bound not in SIZES]
        ends = number_of(row["reading_low"]), number_of(row["reading_high"])
        column = "reading_low" if ends[0] is not None else "reading_high"
        worked = [(one, other, way) for one, other in combinations(stated, 2) for way in worked_out(one, other)]
        fitting = [way for way in worked if all(is_near(*pair) for pair in zip(way[2], ends, strict=True))]
        totals = {end for figure in stated if figure.unit != "share" for end in (figure.low, figure.high)} - {None}
        if stated and not fitting and totals <= {*numerals(row["reading_rule"])} and SUM.search(row["reading_rule"]):
            if fault := reckoned(row):
                return fault
            fitting = [(stated[0], stated[-1], ends)]
        if not fitting:
            told = "; ".join(f"{figure.span!r} is {_told(figure)}" for figure in stated) or "no figure is read"
            return column, f"Write the number that follows from figure_as_stated, in which {told}."
        one, other, (low, high) = fitting[0]
        approximate, strict = one.approximate or other.approximate, one.strict or other.strict
        bound = "at_least" if high is None else "at_most" if low is None else "about" if approximate else "unhedged"
        if bound != row["bound"] and not (row["bound"] == "between" and low != high):
            return "bound", f"Write {bound}: that follows from {one.span!r} and {other.span!r}."
        pairs = [
            (figure, read)
            for figure in (one, other)
            for read in self.find(self.text(row))
            if _share_an_end(figure, read)
        ]
        if not pairs and self.text(row):
            return "wording", "Quote words that hold a number of figure_as_stated."
        for figure, read in pairs:
            if _hedging(figure) != _hedging(read):
                return "figure_as_stated", f"Hedge it as the wording does: {read.span!r} reads as {_told(read)}."
        return self._unlike_hedge(f"{one.hedge} {other.hedge}", approximate, strict, row)


@lru_cache(maxsize=4)
def reader_of(hedges: tuple[tuple[str, str, str], ...]) -> Reader:
    """Return the reader with these hedges: the words, the bound and "yes" where they are strict."""
    columns = ("hedge_words", "bound", "strict")
    return Reader(dict(zip(columns, hedge, strict=True)) for hedge in hedges)


def _is_worked_out(row: Cells) -> bool:
    """Say if the number is ours: of a share and a total, not of a likeness, which has no number to work with."""
    return bool(row.get("derived")) and row["bound"] not in SIZES


def _unnamed(row: Cells) -> Fault | None:
    """Return an end of a reading that its rule does not name."""
    named = numerals(row["reading_rule"])
    ends = {column: number_of(row[column]) for column in ("reading_low", "reading_high")}
    wrong = [column for column, end in ends.items() if end is not None and end not in named]
    return (wrong[0], "Write a number that reading_rule names.") if wrong else None


def _opens_range(figure: Found, text: str) -> Fault | None:
    """Return the fault of a row that takes the first end of "between a third and, at best, half" for its figure."""
    opens = figure.bound == "unhedged" and words_of(text[: figure.start])[-1:] == ["between"]
    return ("bound", "Write between, with both ends.") if opens else None


def _told(figure: Found) -> str:
    """A figure's reading in the words of the columns: "at_least 4,000, strict"."""
    ends = " to ".join(dict.fromkeys(in_digits(end) for end in (figure.low, figure.high) if end is not None))
    marks = [name for name in ("approximate", "strict") if getattr(figure, name) and figure.bound != "about"]
    return ", ".join([f"{figure.bound} {ends}".strip(), *marks])


def _hedging(figure: Found) -> tuple[str, bool, bool]:
    return figure.bound, figure.approximate, figure.strict


def _share_an_end(one: Found, other: Found) -> bool:
    return bool({one.low, one.high} & {other.low, other.high} - {None})
