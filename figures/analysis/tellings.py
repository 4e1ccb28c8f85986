"""Tellings: one statement as different pages tell it, and what each made of the hedge.

The finder reads the words and compares them with those of the telling closest to the speaker. Nothing is typed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from figures.language.finder import Found, find
from figures.language.hedges import ENGLISH, Lexicon
from figures.model.bound import Number
from figures.model.package import Package
from figures.model.records import SHARES, Report

KEPT, ADDED, DROPPED = "kept", "added", "dropped"
NUMBER, THING = "number changed", "thing counted changed"
ANOTHER_LANGUAGE, NOT_READ = "not read: another language", "not read: no single figure in its words"
KINDS = {
    "about": "about",
    "at_least": "floor",
    "at_most": "ceiling",
    "between": "range",
    "magnitude": "size",
    "unnumbered": "words only",
}  # "floor became about" is said with these


@dataclass(frozen=True)
class Telling:
    """A page's telling of a statement. changes: what it made of the closest wording; () of the closest itself."""

    report: Report
    changes: tuple[str, ...]


@lru_cache(maxsize=8)
def told_again(package: Package) -> tuple[tuple[Telling, ...], ...]:
    """Return the tellings of each statement that was told more than once, in the order of the rows.

    The closest to the speaker comes first, then the others in order of their pages' dates.
    """
    retold: dict[str, list[Report]] = {}
    for report in sorted(package.reports, key=lambda r: ((r.published or r.as_of).last, r.figure_id)):
        retold.setdefault(report.retells, []).append(report)
    lexicon = lexicon_of(package)
    return tuple(
        (Telling(closest, ()), *(Telling(r, changes(closest, r, lexicon)) for r in retold[closest.figure_id]))
        for closest in package.reports
        if closest.figure_id in retold
    )


def changes(closest: Report, telling: Report, lexicon: Lexicon = ENGLISH) -> tuple[str, ...]:
    """Return what a telling made of the closest wording, by the finder's reading of both."""
    if any(map(_is_foreign, (closest, telling))):
        return (ANOTHER_LANGUAGE,)
    one, other = (_figure(report, lexicon) for report in (closest, telling))
    if one is None or other is None:
        return (NOT_READ,)
    has_new_number = bool({*_ends(other, telling)} - {*_ends(one, closest)})
    return _made(_hedge_change(one, other), has_new_number, _thing(closest) != _thing(telling))


def by_the_rows(closest: Report, telling: Telling) -> tuple[str, ...]:
    """Return the changes of a telling; where no words could be compared, those that the rows themselves state."""
    report = telling.report
    if not {ANOTHER_LANGUAGE, NOT_READ} & {*telling.changes}:
        return telling.changes
    has_new_number = bool({report.stated.low, report.stated.high} - {closest.stated.low, closest.stated.high, None})
    return _made(_hedge_change(closest, report), has_new_number, _thing(closest) != _thing(report))


def _made(hedge: str, has_new_number: bool, has_new_thing: bool) -> tuple[str, ...]:
    made = (hedge, NUMBER if has_new_number else KEPT, THING if has_new_thing else KEPT)
    return tuple(change for change in made if change != KEPT) or (KEPT,)


def _thing(report: Report) -> tuple[str, str, str]:
    return report.unit, report.per, report.count_kind


def _is_foreign(report: Report) -> bool:
    return bool(report.translation) or report.note_on_reading == "wording in another language"


@lru_cache(maxsize=8)
def lexicon_of(package: Package) -> Lexicon:
    """Return the English lexicon with the package's hedges."""
    strict = {True: "yes", False: ""}
    return ENGLISH.extended(
        {"hedge_words": h.hedge_words, "bound": h.bound, "strict": strict[h.is_strict]} for h in package.hedges
    )


def _figure(report: Report, lexicon: Lexicon) -> Found | None:
    """The figure in a report's wording that is the report's or, where its words lack it, in the figure as stated."""
    numbers = {report.stated.low, report.stated.high} - {None}
    for text in (report.wording, report.figure_as_stated):
        found = find(text, lexicon)
        own = [figure for figure in found if numbers & {*_ends(figure, report)}] if numbers else list(found)
        if len(own) == 1 or (numbers and own):
            return own[0]
    return None


def _ends(figure: Found, report: Report) -> Iterator[Number]:
    """The ends that a figure names, a share in the unit of the report."""
    whole, theirs = (SHARES.get(unit.split(" ")[0], 0) for unit in (report.unit, figure.unit))
    for end in (figure.low, figure.high):
        if end is not None:
            yield end * whole / theirs if whole and theirs else end


def _hedge_change(one: Found | Report, other: Found | Report) -> str:
    """What became of the hedge: of its bound or, where that is the same, of a doubt or an "about" beside it."""
    if one.bound != other.bound:
        if "unhedged" in (one.bound, other.bound):
            return ADDED if one.bound == "unhedged" else DROPPED
        return f"{KINDS[one.bound]} became {KINDS[other.bound]}"
    for before, after in ((one.approximate, other.approximate), (_is_doubted(one), _is_doubted(other))):
        if before != after:
            return ADDED if after else DROPPED
    return KEPT


def _is_doubted(figure: Found | Report) -> bool:
    """True where the words say more against the number than its bound: "highly likely more than"."""
    if isinstance(figure, Report):
        return False  # a row has no words of its own to read
    return bool(figure.doubt) or (" ... " in figure.hedge and figure.bound != "between")
