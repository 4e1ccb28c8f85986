"""A checked sentence in words: what is wrong with a figure in it, what is asked, and a sentence that would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from figures.analysis.sentence import ANOTHER, LIMIT, UNKNOWN, UNNAMED, Verdict
from figures.language import keeping
from figures.language.counting import ASKED, OTHER
from figures.language.english import capital, counted, listed, quoted, sentences
from figures.model.records import Figure, Report, Slip
from figures.words import reports
from figures.words.citation import statement
from figures.words.figure import unhedged_note
from figures.words.sources import date_of
from figures.words.steps import step_result

NOT_HERE = "Not one of the figures here"
NO_FAULT = "No fault found does not mean that a sentence is true."
NOTHING_FOUND = "No figure was found in this text. Dates, years, ages and paragraph numbers are not read as figures."
EMPTY = "There is no text to check."
MOST = 60  # words of a verdict, without the sentence that would do
_FAULTS = {
    keeping.FORECAST_LOST: "Forecast told as a fact, or as firmer than it was",
    keeping.FORECAST_ADDED: "Told as a forecast or a guess, which it was not",
    keeping.DOUBT_LOST: "Doubt left out",
    keeping.DOUBT_ADDED: "Doubt added",
    keeping.FALSE_PRECISION: "Told as exact",
    keeping.STRAY: "Another hedge stands in the sentence and may belong to it",
    keeping.CONFIRMED: "Told as confirmed, and nobody here confirms it",
}


@dataclass(frozen=True)
class Told:
    """A verdict in words. mark: "kept", "fault", "asks" or "other", for a mark beside it; it never stands alone.

    head: the verdict in plain words, with the figure. lines: the head and all that belongs to it, at most MOST words;
    last, a sentence to write instead. would_do: that sentence alone, "" where none is needed or known.
    """

    mark: str
    head: str
    lines: tuple[str, ...]
    would_do: str = ""


def too_long(text: str) -> str:
    """Return the message for a text that is longer than can be checked; "" for one that is not."""
    if len(text) <= LIMIT:
        return ""
    return (
        f"This text has {len(text):,} characters; at most {LIMIT:,} can be checked at a time. Nothing was checked. "
        "Paste a part of it."
    )


def nothing_found(text: str) -> str:
    """Return the message for a text without figures."""
    return NOTHING_FOUND if text.strip() else EMPTY


def told(verdict: Verdict) -> Told:
    """Return a verdict in plain English."""
    figure = verdict.figure
    if figure is None:
        return _told_other(verdict)
    mark = "kept" if verdict.is_kept else "asks" if verdict.asks else "fault"
    found, *more = [*_found(verdict, figure), ""]
    head = sentences([found, _says(figure, with_counts=verdict.thing == OTHER)])
    would_do = ""
    if not verdict.is_kept:
        right = verdict.theirs or figure
        would_do = reports.sentence(right) if isinstance(right, Report) else statement(right)
    caveat = f"Careful: {figure.caveat}" if figure.caveat else ""
    theirs = _says(verdict.theirs) if verdict.theirs else ""
    lines = _short([head, *more, *_slip_lines(verdict.slips), theirs, _also_line(verdict), caveat])
    return Told(mark, head, (*lines, *([f"You may write: {would_do}"] if would_do else [])), would_do)


def _told_other(verdict: Verdict) -> Told:
    """Return the words for a number that is no figure of the package: a slip's, one worked out here, or another."""
    if verdict.worked:
        wrong = "" if verdict.hedge == keeping.KEPT else f"Its hedge is missing or changed: {quoted(verdict.words)}."
        speakers = dict.fromkeys(f.claimant for f in verdict.worked.step.inputs if isinstance(f, Report))
        inputs = f"figures of {listed([*speakers])}" if speakers else "the article's figures"
        result = f"{verdict.worked.step.question} {step_result(verdict.worked)}."
        head = f"Worked out here from {inputs}, and nobody's statement. {result}"
        return Told("fault" if wrong else "asks", head, _short([head, wrong]))
    if verdict.slips:
        head = f"Known slips tell this number so: {quoted(verdict.words)}."
        return Told("fault", head, _short([head, *_slip_lines(verdict.slips)]))
    head = f"{NOT_HERE}: {quoted(verdict.words)}."
    return Told("other", head, (head,))


def _short(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines that are not blank, without those that would make a verdict too long; the first stays."""
    kept: list[str] = []
    for line in filter(None, lines):
        if not kept or len(" ".join([*kept, line]).split()) <= MOST:
            kept.append(line)
    return tuple(kept)


def _whose(figure: Figure) -> str:
    return f"{figure.claimant} ({figure.as_of.in_words()})" if isinstance(figure, Report) else "the article"


def _counts(figure: Figure) -> str:
    return " ".join(figure.measure.counts.replace(";", ",").split())


def _says(figure: Figure, *, with_counts: bool = False) -> str:
    """Return whose figure it is, and the figure as stated; of a number without a hedge, it says so."""
    verb = ":" if isinstance(figure, Report) else " says"
    counts = f"; counted: {_counts(figure)}" if with_counts else ""
    return f"{capital(_whose(figure))}{verb} {figure.figure_as_stated}{unhedged_note(figure)}{counts}."


def _found(verdict: Verdict, figure: Figure) -> Iterator[str]:
    """Yield what is wrong or asked, the gravest first, or that all is kept."""
    if verdict.is_kept:
        yield "Kept: hedge, number and what is counted."
        return
    if verdict.speaker == ANOTHER:
        yield f"Another speaker: {quoted(verdict.names)}."
    if verdict.thing == OTHER:
        words = f": {listed([quoted(word) for word in verdict.thing_words[:3]])}" if verdict.thing_words else ""
        yield f"Counts another thing{words}."
    yield from _hedge_found(verdict, figure)
    if verdict.speaker == UNKNOWN:
        yield f"Nobody here is called {quoted(verdict.names)}. Who said so?"
    if verdict.speaker == UNNAMED:
        yield "Name the speaker: this is not the article's figure."
    if verdict.thing == ASKED:
        known = {figure.measure.counts, f"a {figure.per}", *verdict.names.split(), *(f.words for f in verdict.faults)}
        doubtful = {word.split()[-1].lower(): word for word in reversed(verdict.thing_words) if word not in known}
        unclear = [quoted(word) for word in reversed(doubtful.values())]
        yield sentences([f"Is this {_counts(figure)}?", f"Not clear: {listed(unclear[:3])}." if unclear else ""])


def _hedge_found(verdict: Verdict, figure: Figure) -> Iterator[str]:
    said = quoted(verdict.words)
    if verdict.hedge == keeping.DROPPED:
        yield f"Hedge missing: {quoted(figure.hedge_words or figure.figure_as_stated)}."
    elif verdict.hedge == keeping.NUMBER:
        yield f"Number changed: {said}."
    elif verdict.hedge == keeping.CHANGED:
        yield f"Hedge {'added' if figure.bound == 'unhedged' else 'changed'}: {said}."
    for n, fault in enumerate(f for f in verdict.faults if f.kind in _FAULTS):
        line = f"{_FAULTS[fault.kind]}{f': {quoted(fault.words)}' if fault.words else ''}."
        yield f"{line} Hedge and number are kept." if verdict.hedge == keeping.KEPT and not n else line
    if verdict.hedge == keeping.KEPT and not verdict.faults and not verdict.speaker and verdict.thing != OTHER:
        yield "Hedge and number are kept."


def _slip_lines(slips: tuple[Slip, ...]) -> tuple[str, ...]:
    """Say which pages tell a number as another thing: the first two in full, the others counted."""
    lines = []
    for slip in slips[:2]:
        page = f"{slip.source.publisher} ({date_of(slip.source)})"
        told = f"{page} told {quoted(slip.figure_as_stated)} as {quoted(slip.told_as.label)}."
        lines.append(sentences([told, slip.matches_note]))
    more = [f"{capital(counted(len(slips) - 2, 'page'))} more did so."] if len(slips) > 2 else []
    return (*lines, *more)


def _also_line(verdict: Verdict) -> str:
    """Name at most two speakers who state the number just so."""
    if verdict.speaker or verdict.is_kept or (verdict.names and isinstance(verdict.figure, Report)):
        return ""
    by_speaker: dict[str, Report] = {}
    for report in verdict.also:
        known = by_speaker.get(report.claimant)
        if known is None or known.as_of.last < report.as_of.last:
            by_speaker[report.claimant] = report
    if not by_speaker:
        return ""
    return f"Given so by {listed([_whose(r) for r in [*by_speaker.values()][:2]])}: name the speaker if you mean that."
