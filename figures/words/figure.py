"""Figures in words.

Nothing here shortens a stated figure or parts it from its hedge: the number is only shown as figure_as_stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from figures.language.english import NO_BREAK, capital, quoted, sentences, with_article
from figures.model.bound import BoundKind
from figures.model.records import Assertion, Figure, Hedge, Measure
from figures.words.amounts import bare_number, fewer
from figures.words.sources import date_of

Note = tuple[str, str]  # a note inside a chart: its lead-in or "", and its text

SHORT = 22  # the longest figure, in characters, that a column of a table can hold on a narrow screen
NO_PLACE = "page text"  # the locator of words somewhere on a page, which tells a reader nothing
SOURCE, CAREFUL, SPEAKERS = "Source", "Careful", "Speakers"  # lead-ins of notes
OUR_READING = "our reading"
UNHEDGED = "stated without a hedge"
NO_HEDGE = ", no hedge"
PLACED_BY_READING = f"Its place on the scale is {OUR_READING}"
NUMBERED_BY_READING = f"Its number is {OUR_READING}"  # where there is no scale
FORECAST = "A forecast: it does not say what came"
NOT_A_TOTAL = "None of these figures is a count made here, and they are not parts of a total."
SIZE_MEANS_NOTHING = "Arrows and discs have a size that means nothing."


@dataclass(frozen=True)
class BoundWords:
    """The words of one bound. name: a noun; meaning: a sentence on one figure.

    {fewer} stands for "fewer" or "less". strict_meaning: where the number itself is left out.
    """

    name: str
    meaning: str
    strict_meaning: str = ""


BOUNDS: Mapping[BoundKind, BoundWords] = {
    "unhedged": BoundWords("number without a hedge", "Stated without a hedge. That does not make it exact."),
    "about": BoundWords("approximate number", "Near this; how near is not said."),
    "at_least": BoundWords("floor", "This or more; no upper figure is given.", "Above this; no upper figure is given."),
    "at_most": BoundWords("ceiling", "This or {fewer}, perhaps far {fewer}.", "Below this, perhaps far {fewer}."),
    "between": BoundWords("range", "Between these; where is not said."),
    "magnitude": BoundWords("magnitude", "Only a rough size; no number is given."),
    "unnumbered": BoundWords("words only", "Words only: no number follows from them."),
}


# One figure


def figure(f: Figure) -> str:
    """Return hedge and number as stated, with no-break spaces that keep them on one line.

    In a text too long for a narrow column, each number keeps its hedge, or else the word before it, and the scale word
    after it.
    """
    text = f.figure_as_stated
    if f.bound == "unnumbered":
        return text
    if len(text) <= SHORT:
        return text.replace(" ", NO_BREAK)
    if f.hedge_words:
        hedge = rf"(?:{'|'.join(map(re.escape, f.hedge_words.split(' ... ')))})(?!\w)"
        inside = rf"(?: (?!{hedge})[a-z]+(?= [^\w\s]?[0-9]))?"  # "more than roughly 2,400"
        text = re.sub(rf"\b{hedge}{inside}", lambda found: found[0].replace(" ", NO_BREAK), text)
    return re.sub(r" (?=[^\w\s]?[0-9])|(?<=[0-9]) (?=[a-z]+$|[a-z]*illion\b|thousand\b)", NO_BREAK, text)


def per_note(f: Figure) -> str:
    """Return the time of a rate behind its figure, " a week", where its definition does not tell it; or ""."""
    per = with_article(f.per) if f.per else ""
    return f" {per}" if per and per not in f"{f.figure_as_stated} {f.definition}" else ""


def unhedged_note(f: Figure) -> str:
    """Return ", stated without a hedge" for a number without one, else ""."""
    return f", {UNHEDGED}" if f.bound == "unhedged" else ""


def named(f: Figure) -> str:
    """Return the figure by itself; of a number without a hedge, it says so."""
    return f"{figure(f)}{unhedged_note(f)}"


def meaning(f: Figure) -> str:
    """Return the meaning of the hedge in a sentence or two: "A floor: no upper figure is given." """
    told = BOUNDS[f.bound]
    text = (told.strict_meaning if is_strict(f) else told.meaning).format(fewer=fewer(f.measure))
    if f.bound == "about" and f.hedge and f.hedge.side:
        text = f"Close to it, from {f.hedge.side.removeprefix('from ')}: how near is not said."
    if f.bound == "between" and f.centre is not None:
        text = "A range and its centre, both as the source states them; where in it is not said."
    if f.bound == "between" and (f.stated.strict_low or f.stated.strict_high):
        text += " The words leave out its ends."
    if f.approximate and f.bound not in ("about", "unnumbered"):
        text += f" Its {'ends are themselves' if f.bound == 'between' else 'number is itself'} approximate."
    return text


def is_strict(f: Figure) -> bool:
    """True where the words of a floor or a ceiling leave out the number itself."""
    return any(b.strict_low or b.strict_high for b in (f.stated, f.placed)) and f.bound != "between"


def card_label(f: Figure) -> str:
    """Return the heading of a card: the measure and, of a rate, its time: "Shells fired, a week"."""
    return f"{f.measure.label}, {with_article(f.per)}" if f.per else f.measure.label


def status(f: Figure) -> str:
    """Return the mark of a forecast; "" for anything else."""
    return "Forecast" if f.is_forecast else ""


def label(f: Figure) -> str:
    """Return the words under a figure in a chart: what is counted and what the hedge means."""
    placed = f"{PLACED_BY_READING}." if f.reading_rule else ""
    return sentences([capital(f"{f.definition}."), meaning(f), f"{FORECAST}." if f.is_forecast else "", placed])


def speaker(f: Figure | Assertion) -> str:
    """Return who says so, and where: "reports, none named (paragraph 16)"."""
    return f.said_by if f.locator == NO_PLACE else f"{f.said_by} ({f.locator.replace(' ', NO_BREAK)})"


def reading(f: Figure, whose: str = PLACED_BY_READING) -> str:
    """Return the rule by which words were placed on a scale, marked as ours; "" where nothing was read."""
    if not f.reading_rule:
        return ""
    return f"{whose}, not the source's: {_rule(f.reading_rule, f.hedge_words, f.figure_as_stated)}."


def _rule(rule: str, *known: str) -> str:
    """A reading rule without the words of the figure that it may begin with: its reader has just met them."""
    words, _, rest = rule.partition(": ")
    return rest if words in known else rule


def hover(f: Figure) -> str:
    """Return the text that a pointer on a mark shows; all of it is on the page too."""
    return f"{figure(f)}: {label(f)} Who says so: {speaker(f)}."


def caveats(f: Figure) -> tuple[str, ...]:
    """Return the figure's own caveat, then the further ones; each that rests on another page names that page."""
    lines = [f.caveat]
    for further in f.caveats:
        line = further.caveat
        if further.source.source_id != f.source.source_id:
            line = f"{line.removesuffix('.')} (as read in {further.source.publisher}, {date_of(further.source)})."
        lines.append(line)
    return tuple(lines)


def cannot_be_said(f: Figure, alike: Measure | None = None) -> tuple[tuple[str, str], ...]:
    """Return sentences that may not be written, each with the reason. alike: the measure that f is easily taken for."""
    number, counted_as = bare_number(f), f.definition.partition(";")[0]  # a note follows the semicolon
    if not number:
        return ((f"Any number of {counted_as}", "None is stated."),)
    said = []
    if f.bound == "unhedged":
        said.append((quoted(f"exactly {number}"), "The source used no hedge. That does not make the number exact."))
    else:
        lost = quoted(f.hedge_words) if f.hedge_words else "the words of its hedge"
        said.append((quoted(f"{number} {counted_as}"), f"Drops {lost} and the speaker."))
    if f.bound == "at_most":
        said.append((quoted(f"{number} are coming" if f.is_forecast else f"{number} or more"), "It is a ceiling."))
    if f.is_forecast:
        said[-1] = (said[-1][0], f"{said[-1][1]} It is a forecast, too.")
    if alike:
        thing = alike.means[0] if alike.means else alike.label
        said.append((quoted(f"{f.figure_as_stated} {thing}"), f.measure.looks_like_why))
    return tuple(said)


# The line under a chart's title


def scale(subtitle: str, figures: Iterable[Figure]) -> str:
    """Return the line under a chart's title. figures: those drawn; a scale with numbers below 0 does not begin at 0."""
    return f"{subtitle}; on one scale{'' if any(f.placed.ends[0] < 0 for f in figures) else ' from 0'}"


# Hedges and assertions


def hedge_line(hedge: Hedge) -> str:
    """Return the words of a hedge and the name of their bound, and the side that they come from."""
    side = f", from {hedge.side.removeprefix('from ')}" if hedge.side else ""
    return f"{quoted(hedge.hedge_words)}: {BOUNDS[hedge.bound].name}{side}"


def does_not_say(hedge: Hedge) -> str:
    """Return what a hedge leaves open and, where it is placed on a scale, by which rule."""
    rule = f"{capital(OUR_READING)}: {_rule(hedge.reading_rule, hedge.hedge_words)}." if hedge.reading_rule else ""
    return sentences([hedge.does_not_say, rule])


def asserted(assertion: Assertion) -> str:
    """Return what is asserted without a number, and what a number would have said."""
    return f"{capital(assertion.what)}. {assertion.caveat}"
