"""Dates in words: the article's dates and places beside the record."""

from __future__ import annotations

from collections.abc import Sequence

from figures.language.english import capital, counted, listed, quoted, sentences
from figures.model.package import Package
from figures.model.records import DatedClaim
from figures.words.citation import source_note
from figures.words.figure import CAREFUL, OUR_READING, Note

DATES_SCALE = "The article's words as read by us, and the recorded dates, on one time scale"
NOTHING_RECORDED = "No dated record is held here"
_AGREEMENT = {
    "differs": "{0} differ from the record",
    "agrees": "{0} agree with it",
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


def dates_alt(title: str, claims: Sequence[DatedClaim]) -> str:
    """Return the name of the chart of dates; the table below it holds each date."""
    return (
        f"Chart: {title}: {counted(len(claims), 'row')} of the article's dates and places. The table below holds each."
    )


def date_notes(package: Package) -> tuple[Note, ...]:
    """Return the notes inside the chart of dates."""
    spans = (
        "the hatched spans are our reading of the article's words; dates.csv gives the rule of each. "
        "Where none is drawn, no date was read."
    )
    return (CAREFUL, spans), source_note(package, "recorded dates", "dates.csv")


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
    day = f"{claim.recorded.in_words()}: " if claim.recorded else ""
    later = "; later than the article" if claim.is_later else ""
    return capital(f"{day}{claim.recorded_what}; {claim.said_by}{later}; as read in")


def date_agreement(claim: DatedClaim) -> str:
    """Return whether the two agree, with the note."""
    return sentences([f"{capital(claim.agreement)}.", claim.note])


def dates_summary(claims: Sequence[DatedClaim]) -> str:
    """Return which of the article's dates and places differ from the record, and how many do not.

    A wording that is set beside several records differs where one of them does, and agrees where one does and none
    differs.
    """
    if not claims:
        return ""
    by_wording: dict[str, list[DatedClaim]] = {}
    for claim in claims:
        by_wording.setdefault(claim.wording, []).append(claim)
    ways = [next(way for way in _AGREEMENT if way in [c.agreement for c in told]) for told in by_wording.values()]
    counts = [told.format(ways.count(way)) for way, told in _AGREEMENT.items() if way in ways]
    said = f"Of {counted(len(ways), 'wording')}, {listed(counts)}."
    differ = []
    for claim in claims:
        if claim.differs:  # a claim without a date differs in a place, which recorded_what names
            on_record = claim.recorded.in_words() if claim.recorded and claim.reading else claim.recorded_what
            differ.append(f"{quoted(claim.wording)} (on record: {on_record})")
    return f"{said} They differ here: {'; '.join(differ)}." if differ else said
