"""Reports in words: what others reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from figures.analysis.select import Panel
from figures.language.english import NO_BREAK, capital, counted, listed, quoted, sentences, with_article
from figures.model.package import Package
from figures.model.period import Period
from figures.model.records import Assertion, Figure, Report
from figures.words import figure as words
from figures.words.citation import source_note
from figures.words.figure import Note
from figures.words.sources import date_of

LATER = "After the article"
TOLD_AGAIN = "Told again by this page: one statement, which is counted and drawn once."
DERIVED = f" (placed{NO_BREAK}by{NO_BREAK}us)"
NO_VERDICT = "Reports stand side by side; no average is drawn, and none is called right or wrong."

_PAGES = re.compile(
    r",? (?:as (?!words)|in a copy|in its (?:own )?update|on its own page|copied|quoted|citing|in remarks)\b"
)

# One report


def report_words(r: Report) -> str:
    """Return the words at a report's mark: the figure as stated, a unit of its own, and what we say of it."""
    unit = f" {_unit(r)}".rstrip()
    per = f" {with_article(r.per)}".replace(" ", NO_BREAK, 2) if r.per else ""
    forecast = f"{NO_BREAK}(a{NO_BREAK}forecast)" if r.is_forecast else ""
    taken_back = f" ({withdrawn(r)})".replace(" ", NO_BREAK) if r.superseded_by else ""
    return f"{words.figure(r)}{unit}{per}{DERIVED if r.derived else ''}{forecast}{taken_back}"


def _unit(r: Report) -> str:
    """The unit behind a figure, without a word that the figure ends with: "40 percent", "of all gulls"."""
    first, _, rest = r.unit_shown.partition(" ")
    return rest if first == "share" or r.figure_as_stated.endswith(f" {first}") else r.unit_shown


def withdrawn(r: Report) -> str:
    """Return "withdrawn on 20 June 2025" of a report that was revised or withdrawn; "" of one that stands."""
    if not r.superseded_by:
        return ""
    return f"withdrawn {on_date(r.superseded_on)}" if r.superseded_on else "withdrawn"


def claimant_line(r: Report) -> str:
    """Return when, and who: "14 Feb 2025  Harbour office"."""
    return f"{r.as_of.in_words(short=True)}{NO_BREAK}{NO_BREAK} {r.claimant}"


def spoken_by(r: Report) -> str:
    """Return who said it, spelled out, without the pages that tell it: "the harbour office, in a letter"."""
    return _PAGES.split(r.said_by)[0]


def on_date(period: Period) -> str:
    """Return "on 2 September 2025", "in January 2025" or "from 11 to 13 July 2025"."""
    if period.first == period.last:
        return f"on {period.in_words()}"
    return f"{'from' if '/' in period.edtf else 'in'} {period.in_words()}"


def sentence(r: Report) -> str:
    """Return a sentence to quote: who gave the figure, when, what it counts, and the page it was read in."""
    gave = f"{capital(spoken_by(r))} gave {report_words(r)}{words.unhedged_note(r)}, {on_date(r.as_of)}"
    read = f"as read in {r.source.publisher}, {date_of(r.source)}"
    translated_by_us = " (our translation)" if r.translation else ""
    return f"{gave}: {r.definition}{translated_by_us}; {read}."


def report_cell(r: Report) -> str:
    """Return a report's figure in a table: with unit and time, the meaning of its hedge, and whether it is later."""
    per = f" {with_article(r.per)}" if r.per else ""
    said = f"{words.figure(r)} ({r.unit}{per}){DERIVED if r.derived else ''}. {words.meaning(r)}"
    taken_back = f"{capital(withdrawn(r))}: it counts nowhere." if r.superseded_by else ""
    forecast = f"{words.FORECAST}." if r.is_forecast else ""
    retold = TOLD_AGAIN if r.retells else ""
    return sentences([said, retold, taken_back, forecast, f"{LATER}." if r.is_later else "", translated(r)])


def translated(r: Report | Assertion) -> str:
    """Return the words of a page in another language, and our translation of them; "" of English words."""
    return f"In its words: {quoted(r.wording)}; our translation: {quoted(r.translation)}." if r.translation else ""


def report_counted(r: Report, *, on_scale: bool) -> str:
    """Return what a report counts, and its caveats. on_scale: it also stands in a chart."""
    read = words.reading(r, words.PLACED_BY_READING if on_scale else words.NUMBERED_BY_READING)
    note = f"Our reading differs from the words quoted: {r.note_on_reading}." if r.note_on_reading else ""
    return sentences([f"{capital(r.definition)}.", r.caveat, read, note])


def row_heading(r: Report) -> str:
    """Return who gave a figure and when, which tells the rows of a table apart."""
    return f"{r.claimant}, {r.as_of.in_words()}"


def report_speaker(r: Report) -> str:
    """Return who reported it, and through whom; the page that it was read in follows."""
    full = f": {r.claimant_full}" if r.claimant_full != r.claimant else ""
    return f"{capital(r.claimant_kind)}{full}. {capital(words.speaker(r))}. As read in"


# What others asserted without a number


def asserted_words(a: Assertion) -> str:
    """Return the words of an assertion, and our translation of them."""
    return translated(a) or quoted(a.wording)


def asserted_by(a: Assertion) -> str:
    """Return who asserted it, and whether later than the article; the page that it was read in follows."""
    return sentences([f"{capital(words.speaker(a))}.", f"{LATER}." if a.is_later else "", "As read in"])


# A chart of reports


def panel_heading(panel: Panel) -> str:
    """Return the heading of a panel with the number of its reports and, of too many, which are shown."""
    shown = len(panel.reports) - panel.withdrawn
    number = counted(shown, "report") if panel.reports else ""
    if panel.left_out:
        number = f"{shown} of {counted(shown + panel.left_out, 'report')}, those nearest in date to the article"
    if panel.withdrawn:
        number += f"; {panel.withdrawn} withdrawn"
    return f"{capital(panel.heading)} ({number})" if number else capital(panel.heading)


def strip_label(f: Figure, at_home: bool) -> str:
    """Return the words over the strip at the article's figure. at_home: the panel counts what the article counts."""
    if at_home:
        return "the article's figure"
    whose = f"{words.OUR_READING} of" if f.reading_rule else "the number in"
    unhedged = "unhedged " if f.bound == "unhedged" else ""
    return f"{whose} the article's {unhedged}{quoted(f.figure_as_stated)}"


def reports_alt(title: str, panels: Sequence[Panel]) -> str:
    """Return the name of a chart of reports; the table below it holds each figure with its hedge."""
    drawn = [report for panel in panels for report in panel.reports]
    speakers = len({report.claimant for report in drawn})
    shown = f"{counted(len(drawn), 'report')} of {counted(speakers, 'speaker')}"
    own = [f"the article's {words.named(panel.article)}" for panel in panels if panel.article]
    return f"Chart: {title}. {capital(' and '.join([*own, shown]))}. The table below holds each with its hedge."


def report_notes(package: Package, panels: Sequence[Panel], why_not_compared: Iterable[str]) -> tuple[Note, ...]:
    """Return the notes inside a chart of reports. why_not_compared: from select.not_to_be_compared."""
    reports = [report for panel in panels for report in panel.reports]
    notes = [("", f"{words.SIZE_MEANS_NOTHING} {words.NOT_A_TOTAL} {NO_VERDICT}")]
    notes += [("Careful", why) for why in why_not_compared]
    for own in (panel.article for panel in panels if panel.article is not None):
        notes.append((f"Careful, the article's {words.named(own)}", sentences([own.caveat, words.reading(own)])))
    if any(report.derived for report in reports):
        said = "the claimant gave a share or a likeness; where it stands is our arithmetic."
        notes.append((capital(DERIVED.strip(" ()").replace(NO_BREAK, " ")), said))
    read = {r.reading_rule.partition(":")[0] for r in reports if r.reading_rule and not r.derived}
    if read:
        notes.append(("Our reading", f"worded as stated, and placed by our arithmetic ({listed(sorted(read))})."))
    return (*notes, source_note(package))
