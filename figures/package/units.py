"""Units: what a row counts, against its words and its measure; and arithmetic on like things only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from figures.language.english import with_article
from figures.language.finder import Found
from figures.language.numbers import is_plural
from figures.language.words import CURRENCIES, PERCENTS
from figures.model.records import SHARES
from figures.package.pointers import Broken, Cells, Rows
from figures.package.schema import FIGURE_TABLES, number_of

Fault = tuple[str, str]  # the column of a fault and the remedy
# Nouns that count people and say no more of them, without their plurals.
_PEOPLE = frozenset(
    "people person men women personnel staff troop force soldier servicemen fighter casualtie death losse prisoner"
    " dead killed".split()
)
_SHARES = PERCENTS | {"share"}
_SIGNS = {
    "$": "dollars", "us$": "US dollars", "usd": "US dollars", "\u20ac": "euros", "eur": "euros", "\u00a3": "pounds",
    "gbp": "pounds", "\u00a5": "yen", "jpy": "yen", "\u20b4": "hryvnias", "uah": "hryvnias", "\u20a9": "won",
    "\u20b9": "rupees", "inr": "rupees", "chf": "Swiss francs",
}  # fmt: skip
_MONEY = frozenset({*_SIGNS, *CURRENCIES})
TIMES_OF_ADVERBS = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year",
    "annually": "year",
}  # fmt: skip
_TEXTS = ("wording", "translation", "figure_as_stated", "definition", "reading_rule")


def words_of(text: str) -> list[str]:
    """Return the words and signs of a text in small letters; a hyphen parts two words."""
    return re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)*|\.{3}|[^\w\s.,;:\"'\u2018-\u201d]", text.lower())


def is_foreign(text: str) -> bool:
    """Say if more than half of a text's letters are of another script than Latin."""
    letters = [character for character in text if character.isalpha()]
    return sum("LATIN" not in unicodedata.name(letter, "") for letter in letters) * 2 > len(letters)


def _nouns(text: str) -> list[str]:
    """The words of a text without the ending of a plural or a genitive."""
    words = (re.sub(r"['\u2019]s\Z", "", word) for word in words_of(text))
    return [word.removesuffix("s") if is_plural(word) else word for word in words]


def unit_named(unit: str) -> str:
    """Return a unit as a plural noun: "dollars" for "$", "percent" for "%". Other units stay as they are."""
    return "percent" if unit.lower() in PERCENTS else _SIGNS.get(unit.lower(), unit)


def is_money(unit: str) -> bool:
    """Say if a unit is a currency, by its name, sign or code."""
    return not {*unit.lower().split()}.isdisjoint(_MONEY)


def scale_of(row: Cells) -> tuple[str, str]:
    """Return what is counted and over what time; percent and share are one."""
    return "share" if row["unit"] in SHARES else row["unit"], row["per"]


def _scale_in_words(row: Cells) -> str:
    return f"{row['unit']} {with_article(row['per'])}" if row["per"] else row["unit"]


def unit_faults(row: Cells, measure: Cells, figure: Found | None) -> Iterator[Fault]:
    """Yield what is wrong with the unit and the time of a row. figure: the one in its words that is the row's."""
    has_reading = bool(row["reading_low"] or row["reading_high"])
    if "claimant" not in row and scale_of(row) != scale_of(measure) and not has_reading:
        column = "unit" if row["unit"] != measure["unit"] else "per"
        remedy = f"Write {measure[column]!r}" if measure[column] else "Leave it blank"
        scale = _scale_in_words(measure)
        yield column, f"{remedy}, or give a reading and its rule: the measure {row['measure']!r} is in {scale}."
        return
    texts = {noun for column in _TEXTS for noun in _nouns(row.get(column, ""))}
    texts |= {TIMES_OF_ADVERBS[word] for word in texts & TIMES_OF_ADVERBS.keys()}
    names = {*_nouns(row["unit"])}
    if names & _PEOPLE:
        names |= _PEOPLE
    if row["unit"] == measure["unit"]:
        names |= {
            noun
            for noun, word in zip(_nouns(measure["counts"]), words_of(measure["counts"]), strict=True)
            if noun != word
        }
    is_share = figure is not None and figure.unit in _SHARES
    in_shares = row["unit"].split()[0] in SHARES
    money = unit_named(figure.unit).lower() if figure and is_money(figure.unit) else ""
    if money and not has_reading and {*money.split()}.isdisjoint(row["unit"].lower().split()):
        yield "unit", f"Write {money!r}, which the words count, or give a reading and its rule."
    elif is_share and not (has_reading or in_shares):
        yield "unit", "Write percent or share, and of what: the words name a part of a whole."
    elif not (names & texts or is_foreign(row["unit"]) or (is_share and in_shares) or money):
        yield "unit", f"Write a unit that wording or definition names, or name {row['unit']} in the definition."
    elif figure and (told := _told_instead(figure, row)):
        yield "unit", f"Write {told!r}, which wording and definition count, or name {row['unit']} in the definition."
    if figure and figure.per and figure.per != row["per"]:
        yield "per", f"Write {figure.per!r}: {figure.span!r} is of {with_article(figure.per)}."
    elif row["per"] and not {*_nouns(row["per"])} & texts:
        yield "per", "Write a time or thing that wording, definition or reading_rule names, or leave it blank."


def _told_instead(figure: Found, row: Cells) -> str:
    """The unit in the words, where the definition counts that before it names the unit of the row, if it does."""
    told, unit = figure.unit.split()[-1:], {*_nouns(row["unit"])}
    if not told or not told[0].islower() or figure.unit in _SHARES or {*_nouns(told[0]), *unit} <= _PEOPLE:
        return ""
    if unit & {*_nouns(row["reading_rule"])}:
        return ""
    counted = _nouns(row["definition"])
    first = min((counted.index(noun) for noun in unit if noun in counted), default=len(counted))
    return figure.unit if _nouns(told[0])[0] in {*counted[:first]} - unit else ""


def broken_steps(rows: Rows) -> Iterator[Broken]:
    """Yield the steps of arithmetic on unlike things, or in proportion to zero."""
    columns = "figure_id measure unit per stated_high"
    figures = {row["figure_id"]: row for name in FIGURE_TABLES for _, row in rows(name, columns)}
    kinds = {row["measure"]: row["kind"] for _, row in rows("measures", "measure kind")}
    for number, step in rows("derived", "step first second shown_as"):
        taken = [figures[step[column]] for column in ("first", "second") if step[column] in figures]
        if step["step"] == "sum" and {kinds.get(figure["measure"]) for figure in taken} & {"share", "level"}:
            yield "derived", number, "step", "Write ratio, or delete the row: shares and levels have no sum."
        elif len(taken) == 2 and step["step"] != "times":
            yield from (("derived", number, *fault) for fault in _unlike(step, *taken))


def _unlike(step: Cells, first: Cells, second: Cells) -> Iterator[Fault]:
    """Check a sum or a ratio of two figures. A ratio of unlike things is a rate, and never a part in a hundred."""
    are_shares = [row["unit"].split()[0] in SHARES for row in (first, second)]
    if scale_of(first) != scale_of(second) and not all(are_shares):
        one, other = map(_scale_in_words, (first, second))
        if step["step"] == "sum":
            yield "second", f"Name a figure in the unit and time of the first: {one} and {other} have no sum."
        elif step["shown_as"] == "percent" or any(are_shares):
            yield "second", f"Name a figure in the unit and time of the first: {one} are no part of {other}."
    if step["step"] == "ratio" and number_of(second["stated_high"]) == 0:
        yield "second", "Name a figure above 0: nothing is in proportion to 0."
