"""Figures in words.

Nothing here shortens a stated figure or parts it from its hedge: the number is only shown as figure_as_stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from figures.language.english import NO_BREAK, capital, quoted, sentences, with_article
from figures.model.bound import BoundKind
from figures.model.records import Assertion, ChartTexts, Figure, Hedge, Measure, Source
from figures.words.amounts import bare_number, fewer
from figures.words.sources import date_of, source_line

Note = tuple[str, str]  # a note inside a chart: its lead-in or "", and its text

SHORT = 22  # the longest figure, in characters, that a column of a table can hold on a narrow screen
NO_PLACE = "page text"  # the locator of words somewhere on a page, which tells a reader nothing
SOURCE = "Source"
OUR_READING = "our reading"
UNHEDGED = "stated without a hedge"
PLACED_BY_READING = f"Its place on the scale is {OUR_READING}"
NUMBERED_BY_READING = f"Its number is {OUR_READING}"  # where there is no scale
STATUS_FORECAST = "A forecast"
FORECAST = f"{STATUS_FORECAST}: whether it came is not in this figure"
NOT_A_COUNT = "This is not a count made here."
NOT_A_TOTAL = "None of these figures is a count made here, and they are not parts of a total."
SIZE_MEANS_NOTHING = "Arrows and discs have a size that means nothing."


@dataclass(frozen=True)
class BoundWords:
    """The words of one bound. name: a noun; meaning: a sentence on one figure; key: a line of a chart's key.

    {fewer} stands for "fewer" or "less". strict_meaning, strict_key: where the number itself is left out; mixed_key: on
    a chart that has both.
    """

    name: str
    meaning: str
    key: str
    strict_meaning: str = ""
    strict_key: str = ""
    mixed_key: str = ""


BOUNDS: Mapping[BoundKind, BoundWords] = {
    "unhedged": BoundWords(
        "number without a hedge",
        "Stated without a hedge: that is no claim of precision.",
        "Ring: a number without a hedge, which is no claim of precision",
    ),
    "about": BoundWords(
        "approximate number", "About: how near is not said.", "Ring in a soft disc: about this; how near is not said"
    ),
    "at_least": BoundWords(
        "floor",
        "A floor: no upper figure is given.",
        "Floor: from here up; no upper figure is given",
        "A floor: above this; no upper figure is given.",
        "Floor: above here; no upper figure is given",
        "Floor: from or above here, as the words say; no upper figure is given",
    ),
    "at_most": BoundWords(
        "ceiling",
        "A ceiling: this or {fewer}, perhaps far {fewer}.",
        "Ceiling: from here down; perhaps far {fewer}",
        "A ceiling: {fewer} than this, perhaps far {fewer}.",
        "Ceiling: below here; perhaps far {fewer}",
        "Ceiling: from or below here, as the words say; perhaps far {fewer}",
    ),
    "between": BoundWords("range", "A range: where in it is not said.", "Two ticks: between these; where is not said"),
    "magnitude": BoundWords(
        "magnitude", "A magnitude: no number is given.", "Hatched band: our reading of words that name no number"
    ),
    "unnumbered": BoundWords("words only", "Words only: no number follows from them.", "Words only"),
}
APPROXIMATE_KEY = "Soft disc at a tick: the number itself is approximate"
FORECAST_KEY = "Broken strokes: a forecast; whether it came is not in the figure"
CENTRE_KEY = "Third tick: their centre, which the source itself states"
STRUCK_KEY = "Struck through: withdrawn or corrected since; it counts nowhere"


# One figure


def figure(f: Figure) -> str:
    """Return hedge and number as stated, with no-break spaces that keep them on one line.

    In a text too long for a narrow column, each number keeps the word before it and the scale word after it.
    """
    text = f.figure_as_stated
    if f.bound == "unnumbered":
        return text
    if len(text) <= SHORT:
        return text.replace(" ", NO_BREAK)
    return re.sub(r" (?=[0-9])|(?<=[0-9]) (?=[a-z]+$)", NO_BREAK, text)


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
        text = "A range and its centre, both as the source states them: where in it is not said."
    if f.bound == "between" and (f.stated.strict_low or f.stated.strict_high):
        text += " The words leave out its ends."
    if f.approximate and f.bound not in ("about", "unnumbered"):
        text += (
            " Its ends are themselves approximate." if f.bound == "between" else " Its number is itself approximate."
        )
    return text


def is_strict(f: Figure) -> bool:
    """True where the words of a floor or a ceiling leave out the number itself."""
    return any(b.strict_low or b.strict_high for b in (f.stated, f.placed)) and f.bound != "between"


def key_words(figures: Iterable[Figure]) -> Mapping[BoundKind, str]:
    """Return the words of each bound in the key of a chart that draws these figures."""
    drawn = tuple(figures)
    less = {fewer(f.measure) for f in drawn if f.bound == "at_most"}
    found: dict[BoundKind, str] = {}
    for bound, told in BOUNDS.items():
        strict = {is_strict(f) for f in drawn if f.bound == bound}
        text = told.mixed_key if len(strict) > 1 else told.strict_key if True in strict else told.key
        found[bound] = (text or told.key).format(fewer=" or ".join(sorted(less)) or "fewer")
    return found


def card_label(f: Figure) -> str:
    """Return the heading of a card: the measure and, of a rate, its time: "Shells fired, a week"."""
    return f"{f.measure.label}, {with_article(f.per)}" if f.per else f.measure.label


def status(f: Figure) -> str:
    """Return the mark of a forecast; "" for anything else."""
    return STATUS_FORECAST if f.is_forecast else ""


def label(f: Figure) -> str:
    """Return the words under a figure in a chart: what is counted and what the hedge means."""
    return _label(f, f"{PLACED_BY_READING}." if f.reading_rule else "")


def _label(f: Figure, placed: str) -> str:
    return sentences([capital(f"{f.definition}."), meaning(f), f"{FORECAST}." if f.is_forecast else "", placed])


def speaker(f: Figure | Assertion) -> str:
    """Return who says so, and where: "reports, none named (paragraph 16)"."""
    return f.said_by if f.locator == NO_PLACE else f"{f.said_by} ({f.locator.replace(' ', NO_BREAK)})"


def reading(f: Figure, whose: str = PLACED_BY_READING) -> str:
    """Return the rule by which words were placed on a scale, marked as ours; "" where nothing was read."""
    return (
        f"{whose}, not the source's: {_rule(f.reading_rule, f.hedge_words, f.figure_as_stated)}."
        if f.reading_rule
        else ""
    )


def _rule(rule: str, *known: str) -> str:
    """A reading rule without the words of the figure that it may begin with: its reader has just met them."""
    words, _, rest = rule.partition(": ")
    return rest if words in known else rule


def hover(f: Figure) -> str:
    """Return the text that a pointer on a mark shows; all of it is on the page too."""
    return f"{figure(f)}: {label(f)} Who says so: {speaker(f)}."


def statement(f: Figure) -> str:
    """Return a figure as a sentence: hedge and number, what is counted, what the hedge means, who says so."""
    return f"{f.figure_as_stated}: {_label(f, reading(f))} Who says so: {speaker(f)}."


def caveats(f: Figure) -> tuple[str, ...]:
    """Return the figure's own caveat, then the further ones; each that rests on another page names that page."""
    lines = [f.caveat]
    for further in f.caveats:
        line = further.caveat
        if further.source.source_id != f.source.source_id:
            line = f"{line.removesuffix('.')} (as read in {further.source.publisher}, {date_of(further.source)})."
        lines.append(line)
    return tuple(lines)


def can_be_said(f: Figure) -> tuple[str, ...]:
    """Return the sentences that a careful reader can say of a figure."""
    said = [f"{named(f)}: {f.definition} (said by: {f.said_by}).", meaning(f)]
    if f.is_forecast:
        said.append("It is a forecast: it speaks of what had not come when it was written.")
    return tuple(said)


def cannot_be_said(f: Figure, alike: Measure | None = None) -> tuple[str, ...]:
    """Return the sentences that the figure does not support. alike: the measure that it is easily taken for."""
    number = bare_number(f)
    if not number:
        return (f"Any number of these ({f.definition}): none is stated.",)
    if f.bound == "unhedged":
        said = [f'"Exactly {number}": a number without a hedge is no claim of precision.']
    else:
        # The way somebody would write it: what follows a semicolon in a definition is a note on it.
        counted, _, _ = f.definition.partition(";")
        said = [f"{quoted(f'{number} {counted}')}, without its hedge."]
    if f.bound == "at_least":
        said.append(f'"No more than {number}": the top is open.')
    if f.bound == "at_most":
        said.append(f'"{number}", as if so much had been reached or will be: it is a ceiling.')
    if f.bound == "about":
        said.append(f'"Exactly {number}", or any width around it: none is given.')
    if alike:
        said.append(f"{quoted(f'The same number as {alike.label}')}: {f.measure.looks_like_why}")
    return tuple(said)


# A chart of the article's figures


def scale(subtitle: str, figures: Iterable[Figure] = (), join: str = ";") -> str:
    """Return the line under a chart's title. figures: those drawn; a scale with numbers below 0 does not begin at 0."""
    return f"{subtitle}{join} on one scale{'' if any(f.placed.ends[0] < 0 for f in figures) else ' from 0'}"


def alt_text(texts: ChartTexts, figures: Sequence[Figure]) -> str:
    """Return a chart in words: each figure drawn, and who says so."""
    return f"Chart. {texts.title}. {scale(texts.subtitle, figures, ',')}. {' '.join(map(statement, figures))}"


def chart_notes(figures: Sequence[Figure], source: Source) -> tuple[Note, ...]:
    """Return the notes inside a chart, which its saved picture holds too."""
    sized = any(f.approximate or f.bound in ("about", "at_least", "at_most") for f in figures)
    counts = NOT_A_TOTAL if len(figures) > 1 else NOT_A_COUNT
    return (
        ("", sentences([SIZE_MEANS_NOTHING if sized else "", counts])),
        *((f"Careful, {named(f)}", sentences([f.caveat, reading(f)])) for f in figures),
        (SOURCE, source_line(source, link=False)),
    )


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
