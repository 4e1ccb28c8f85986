"""One statement told by different pages, and numbers told as another kind of quantity, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from figures.analysis.tellings import ADDED, DROPPED, NUMBER, THING, Telling, by_the_rows, told_again
from figures.language.english import NO_BREAK, capital, counted, listed, quoted
from figures.language.finder import find
from figures.model.package import Package
from figures.model.records import Measure, Report, Slip, Source
from figures.words import figure as words
from figures.words.beside import Names
from figures.words.sources import date_of

TOLD = "One statement, several hedges"
TOLD_BY_PAGES = "What one speaker said, and how pages told it"
COUNTED_ONCE = (
    "Each statement is counted once, however often it is told. No page is called wrong here: the speaker's own text "
    "could seldom be read."
)
OUR_TRANSLATION = "our translation"

SAID = "What was said"
ANOTHER_COUNT = "Another thing was counted."
MATCHED_BY_NUMBER = "The pairs match by their number. Which statement a page had before it is not known."
CANNOT_BE_KNOWN = "Whether the article's own figure comes from such a slip cannot be known."

_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
_QUOTED = re.compile(r"\bquot(?:ed|ing)\b")


@dataclass(frozen=True)
class Group:
    """One statement as pages tell it, the closest wording first. line: who said it, when, and what is counted."""

    heading: str
    line: str
    tellings: tuple[Telling, ...]


def groups(package: Package, measures: Sequence[Measure]) -> tuple[Group, ...]:
    """Return the statements on these measures that pages tell with another hedge, number or thing, the plainest first.

    Those whose hedge turned round come first, then those that won or lost one.
    """
    told = [t for t in told_again(package) if t[0].report.measure in measures]
    changed = sorted((t for t in told if _rank(t) < _KEPT), key=lambda t: (_rank(t), _is_translated(t)))
    names = Names()
    return tuple(Group(_heading(t), _line(t[0].report, names), t) for t in changed)


def unchanged(package: Package, measures: Sequence[Measure]) -> int:
    """Return how many statements on these measures every page tells with the same hedge and number."""
    return sum(t[0].report.measure in measures and _rank(t) == _KEPT for t in told_again(package))


def below(shown: Sequence[Group], more: int, kept: int) -> str:
    """Return the line below the groups. more, kept: how many further statements pages tell differently, and alike."""
    ours = "Translations are ours." if any(_is_translated(group.tellings) for group in shown) else ""
    also = f"{counted(more, 'more such statement')} in the table." if more else ""
    alike = f"{capital(counted(kept, 'statement'))} kept hedge and number on every page." if kept else ""
    return " ".join(filter(None, [ours, also, alike]))


def the_stem(shown: Sequence[Group]) -> str:
    """Return the note on the stems of a picture of these groups."""
    two = any(_rank(group.tellings) == _NUMBER for group in shown)
    more = " Where pages give two numbers, the heading says so." if two else ""
    return f"The stem is the number; only the hedge moves.{more}"


# What a telling changed, from the plainest example on

_TURNED, _HEDGED, _OTHER_BOUND, _DOUBT, _NUMBER, _THING, _KEPT = range(7)


def _rank(told: Sequence[Telling]) -> int:
    return min(_change(told[0].report, telling) for telling in told[1:])


def _is_translated(told: Sequence[Telling]) -> bool:
    return any(telling.report.translation for telling in told)


def _change(closest: Report, telling: Telling) -> int:
    """What a telling changed, as a rank."""
    report, made = telling.report, by_the_rows(closest, telling)
    bounds = {closest.bound, report.bound}
    if bounds == {"at_least", "at_most"}:
        return _TURNED
    if {ADDED, DROPPED} & {*made}:
        return _HEDGED if "unhedged" in bounds else _DOUBT
    if any(" became " in change for change in made):
        return _OTHER_BOUND
    return _NUMBER if NUMBER in made else _THING if THING in made else _KEPT


def is_quotation(report: Report) -> bool:
    """True where a wording is the speaker's own: on the claimant's page, in the first person, or named a quotation."""
    return (
        report.source.kind == "claimant's own page"
        or bool(_FIRST_PERSON.search(report.translation or report.wording))
        or bool(_QUOTED.search(report.said_by))
    )


def _heading(told: Sequence[Telling]) -> str:
    """What happened to the hedge; a question where the first wording may be the page's."""
    closest = told[0].report
    telling = min(told[1:], key=lambda t: _change(closest, t))
    report, change = telling.report, _change(closest, telling)
    if change == _THING:
        return "The same hedge, another thing counted"
    one, other = _hedge(closest), _hedge(report)
    if one == other or change == _NUMBER:
        if "unhedged" in (closest.bound, report.bound):
            return "One statement, two numbers"
        one, other = (quoted(r.figure_as_stated) for r in (closest, report))
        return _capital(f"{one} or {other}?")
    if is_quotation(closest):
        return _capital(f"{one} was dropped" if report.bound == "unhedged" else f"{one} became {other}")
    return _capital(f"{one}{', or' if 'no hedge' in (one, other) else ' or'} {other}?")


def _hedge(report: Report) -> str:
    if report.bound == "unhedged":
        return "no hedge"
    if report.bound == "between" and not report.approximate:
        return "a range"
    return quoted(report.hedge_words.replace(" ... ", " \u2026 ")) if report.hedge_words else "words only"


def _capital(text: str) -> str:
    """The text with a capital, also behind a quotation mark."""
    return f'"{capital(text[1:])}' if text.startswith('"') else capital(text)


def _line(report: Report, names: Names) -> str:
    day = report.as_of.in_words().replace(" ", NO_BREAK)
    # No line ends between a number and the word before it.
    return re.sub(" (?=[0-9])", NO_BREAK, f"{names.of(report)}, {day}: {report.definition}")


# A telling


def figure(report: Report) -> str:
    """Return a telling's figure with its hedge, or the note that it has none."""
    return f"{words.figure(report)}{', without a hedge' if report.bound == 'unhedged' else ''}"


def behind_the_page(telling: Telling) -> str:
    """Return what follows the name of a telling's page: its date, and that it counts another thing or is translated."""
    notes = ["counts another thing"] if THING in telling.changes else []
    notes += ["translated"] if telling.report.translation else []
    told = f" ({'; '.join(notes)})" if notes else ""
    return f", {date_or_none(telling.report.source)}{told}"


def date_or_none(source: Source) -> str:
    """Return the date of a page, or that it has none."""
    return date_of(source) if source.published else "no date"


# Slips


def slips_of(package: Package, measure: Measure) -> tuple[Slip, ...]:
    """Return the slips by which a number is told as this measure."""
    return tuple(slip for slip in package.slips if slip.told_as == measure)


def told_as(measure: Measure) -> str:
    """Return the heading of the slips of a measure."""
    return f"The same number, told as {_small(measure.label)}"


def printed(measure: Measure) -> str:
    """Return the words above what was printed."""
    return f"What was printed, as {_small(measure.label)}"


def counted_as(slip: Slip) -> str:
    """Return what the statement counts: its measure or, where that is the slip's own, its definition."""
    assert slip.matches
    if slip.matches.measure == slip.told_as:
        return slip.matches.definition.partition(",")[0].partition(";")[0]
    return _small(slip.matches.measure.label)


def quotation(slip: Slip, room: int) -> str:
    """Return what the page prints, in quotation marks, and that the words are our translation where they are.

    room: the words that it may take; what is left out stands away from the figure.
    """
    after = f" ({OUR_TRANSLATION})" if slip.translation else ""
    text = slip.translation or slip.wording
    pieces, most = text.split(), room - len(after.split())
    if len(pieces) > most:
        ahead = text.find(slip.figure_as_stated) > len(text) / 2
        text = f"\u2026 {' '.join(pieces[1 - most :])}" if ahead else f"{' '.join(pieces[: most - 1])} \u2026"
    return f"{quoted(text)}{after}"


def lost(slip: Slip) -> str:
    """Return what the page lost of the statement: what is counted, and hedges; "" where no statement is known."""
    if slip.matches is None:
        return ""
    hedges = list(map(quoted, _lost_hedges(slip, slip.matches)))
    if slip.matches.measure == slip.told_as:
        return f"{ANOTHER_COUNT}{f' Lost: {listed(hedges)}.' if hedges else ''}"
    return f"Lost: {listed([quoted(_lost_thing(slip, slip.matches.measure)), *hedges])}."


def _lost_thing(slip: Slip, said: Measure) -> str:
    """The words of a measure's label that say another thing than the slip's measure, or else its whole label."""
    words_lost = [word for word in re.findall(r"\w+", said.label.lower()) if word in slip.told_as.not_means]
    return " and ".join(words_lost) or _small(said.label)


def _lost_hedges(slip: Slip, report: Report) -> Iterator[str]:
    """The pieces of the statement's hedge that the page does not tell. "Some" told as "about" is no loss."""
    found = find(slip.figure_as_stated)
    if not report.hedge or not found or (report.bound == found[0].bound == "about"):
        return
    for piece in report.hedge.hedge_words.split(" ... "):
        alone = find(f"{piece} 40 {report.unit}")
        is_doubt = not alone or alone[0].bound == "unhedged"
        if piece not in slip.figure_as_stated and (is_doubt or report.bound != found[0].bound):
            yield piece


def _small(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}" if label[1:2].islower() else label
