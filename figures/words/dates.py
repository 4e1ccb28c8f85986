"""Dates in words: the article's dates and places beside the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from figures.language.english import capital, counted, listed, quoted, sentences
from figures.model.bound import BoundKind
from figures.model.package import Package
from figures.model.records import DatedClaim
from figures.words.citation import article_and_pages
from figures.words.figure import OUR_READING, SOURCE, Note

DATES_SCALE = "The article's words as read by us, and the recorded dates, on one time scale"
NOTHING_RECORDED = "No dated record is held here"
DATES_KEY: Mapping[BoundKind, str] = {
    "magnitude": "Hatched band: our reading of the article's words",
    "unhedged": "Ring: a day, or days too few to draw as a span",
    "between": "Two ticks: a recorded span of time",
}
_AGREEMENT = {
    "agrees": "{0} agree with it",
    "differs": "{0} differ from it",
    "cannot be told": "for {0} it cannot be told",
}


def article_date(claim: DatedClaim) -> str:
    """Return the article's words, which stand at its date."""
    return quoted(claim.wording)


def recorded_date(claim: DatedClaim) -> str:
    """Return the recorded date; of a place also what is recorded; without a date, that alone."""
    if claim.recorded is None:
        return capital(claim.recorded_what) or NOTHING_RECORDED
    day = claim.recorded.in_words(short=True)
    return day if claim.reading else f"{day}: {claim.recorded_what}"


def date_statement(claim: DatedClaim) -> str:
    """Return a date of the article beside the record, in sentences."""
    read = f", read as {claim.reading.in_words()}" if claim.reading else ""
    record = f"Recorded: {_recorded(claim)} ({claim.said_by})" if claim.recorded_what else NOTHING_RECORDED
    said = f"{capital(claim.what)}: the article says {quoted(claim.wording)}{read}."
    later = " Later than the article." if claim.is_later else ""
    return f"{said} {record}.{later} {capital(claim.agreement)}."


def _recorded(claim: DatedClaim) -> str:
    """The recorded date, if there is one, and what is recorded."""
    return f"{claim.recorded.in_words()}: {claim.recorded_what}" if claim.recorded else claim.recorded_what


def dates_alt(title: str, claims: Sequence[DatedClaim]) -> str:
    """Return the chart of dates in words."""
    return sentences([f"Chart. {title}.", *map(date_statement, claims)])


def date_notes(package: Package) -> tuple[Note, ...]:
    """Return the notes inside the chart of dates."""
    spans = (
        "the hatched spans are our reading of the article's words; dates.csv gives the rule of each. "
        "Where none is drawn, no date was read."
    )
    return ("Careful", spans), (SOURCE, article_and_pages(package, "recorded dates", "dates.csv and sources.csv"))


def date_words(claim: DatedClaim) -> str:
    """Return the article's words for a date, where they stand, and how they were read."""
    said = f"{capital(claim.what)}: {quoted(claim.wording)} ({claim.locator})."
    if claim.reading is None:
        return said
    return f"{said} {capital(OUR_READING)}: {claim.reading.in_words()}; {claim.reading_rule}."


def date_record(claim: DatedClaim) -> str:
    """Return the recorded side of a date; the page that it was read in follows."""
    if not claim.recorded_what:
        return NOTHING_RECORDED
    later = "; later than the article" if claim.is_later else ""
    return capital(f"{_recorded(claim)}; {claim.said_by}{later}; as read in")


def date_agreement(claim: DatedClaim) -> str:
    """Return whether the two agree, with the note."""
    return sentences([f"{capital(claim.agreement)}.", claim.note])


def dates_summary(claims: Sequence[DatedClaim]) -> str:
    """Return how many of the article's dates and places agree with the record."""
    said = [claim.agreement for claim in claims]
    ways = [told.format(said.count(way)) for way, told in _AGREEMENT.items() if way in said]
    summary = "What the article dates or places, in its words, beside what the pages listed here record."
    return f"{summary} Of {counted(len(claims), 'wording')}, as read here, {listed(ways)}." if ways else summary
