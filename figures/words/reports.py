"""Reports in words: what others reported, and how the article's figure stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from figures.analysis import select
from figures.analysis.compare import (
    Comparison,
    Standing,
    Statement,
    afterwards,
    compare,
    first_of_each,
    same_number,
    standing,
)
from figures.analysis.select import Panel
from figures.language.english import NO_BREAK, capital, counted, listed, quoted, sentences, with_article
from figures.model.package import Package
from figures.model.records import Assertion, Figure, Measure, Report
from figures.words import figure as words
from figures.words.citation import article_and_pages
from figures.words.figure import Note

LATER = "Later than the article"
TOLD_AGAIN = "Told again by this page: one statement, which is counted and drawn once."
DERIVED = f" (placed{NO_BREAK}by{NO_BREAK}us)"
NO_VERDICT = "Reports stand side by side; no average is drawn, and none is called right or wrong."
NOT_A_VOTE = "Claimants are counted here, not reports, and a collection is not a vote."
COMPATIBLE_MEANS = '"Compatible" means only that the hedges leave room for both.'
# Each relation: in the sentence, with the number of claimants, and before the claimants' names.
RELATIONS: Mapping[Standing, tuple[str, str]] = {
    "below": ("{0} below it", "Below it"),
    "above": ("{0} above it", "Above it"),
    "earlier and lower": ("{0} lower at an earlier date, which leaves room for it", "Earlier and lower"),
    "later and higher": ("{0} higher at a later date, which leaves room for it", "Later and higher"),
    "compatible": ("{0} compatible with it", "Compatible with it"),
    "cannot be told": ("for {0} it cannot be told", "Cannot be told"),
}


class Summary(NamedTuple):
    """A sentence, and the lines of the list below it."""

    sentence: str
    lines: tuple[str, ...]


# One report


def report_words(r: Report) -> str:
    """Return the words at a report's mark: the figure as stated, a unit of its own, and whether we derived it."""
    return f"{words.figure(r)}{_after_figure(r)}"


def _after_figure(r: Report) -> str:
    """Our words right behind a report's figure."""
    unit = f" {r.unit_shown}" if r.unit_shown else ""
    per = f" {with_article(r.per)}".replace(" ", NO_BREAK, 2) if r.per else ""
    forecast = f"{NO_BREAK}(a{NO_BREAK}forecast)" if r.is_forecast else ""
    taken_back = f" ({withdrawn(r)})".replace(" ", NO_BREAK) if r.superseded_by else ""
    return f"{unit}{per}{DERIVED if r.derived else ''}{forecast}{taken_back}"


def withdrawn(r: Report) -> str:
    """Return "withdrawn on 20 June 2025" of a report that was revised or withdrawn; "" of one that stands."""
    if not r.superseded_by:
        return ""
    if r.superseded_on is None:
        return "withdrawn"
    is_day = r.superseded_on.first == r.superseded_on.last
    return f"withdrawn {'on' if is_day else 'in'} {r.superseded_on.in_words()}"


def claimant_line(r: Report) -> str:
    """Return when, and who: "14 Feb 2025  Harbour office"."""
    return f"{r.as_of.in_words(short=True)}{NO_BREAK}{NO_BREAK} {r.claimant}"


def report_statement(r: Report) -> str:
    """Return a report as a sentence: when, who, hedge and number, what is counted, whether it is later or derived."""
    said = f"{r.as_of.in_words()}, {r.claimant} ({r.claimant_kind}): {report_words(r)}{words.unhedged_note(r)}"
    return sentences([f"{said}: {r.definition}.", f"{LATER}." if r.is_later else ""])


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


def report_speaker(r: Report) -> str:
    """Return who reported it, when, and through whom; the page that it was read in follows."""
    full = f": {r.claimant_full}" if r.claimant_full != r.claimant else ""
    who = f"{r.claimant} ({r.claimant_kind}), {r.as_of.in_words()}{full}"
    return f"{who}. {capital(words.speaker(r))}. As read in"


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
    """Return a chart of reports in words: by panel, each hedged figure drawn, and who says so."""
    parts = [f"Chart. {title}."]
    for panel in panels:
        parts += [f"{panel_heading(panel)}.", *map(report_statement, panel.reports)]
        own = panel.article
        if own is not None:
            parts += [report_statement(own), words.meaning(own), words.reading(own)]
            parts.append(f"Who says so: {words.speaker(own)}.")
        if panel.marked is not None and panel.marked.can_be_placed:
            parts.append(f"A strip marks {strip_label(panel.marked, own is not None)}.")
    return sentences(parts)


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
    notes.append((words.SOURCE, article_and_pages(package, "reports", "other_reports.csv and sources.csv")))
    return tuple(notes)


def notes_as_text(notes: Iterable[Note]) -> tuple[str, ...]:
    """Return the notes of a chart as lines of text, without its source, which each row of its table names."""
    return tuple(capital(f"{lead}: {text}" if lead else text) for lead, text in notes if lead != words.SOURCE)


# The article's figure beside the reports


def summaries(package: Package, measures: Sequence[Measure]) -> tuple[Summary, ...]:
    """Return the summaries that open a section of reports.

    They say who gave the article's number for what it is easily taken for, then how its figure stands.
    """
    found: list[Summary] = []
    reports = {measure.measure: select.reports_of(package, measure) for measure in measures}
    for measure in measures:
        own = reports[measure.measure]
        for place, article in enumerate(select.compared_figures(package, measure)):
            for alike in measures if place == 0 else ():
                if alike != measure:
                    found.append(number_elsewhere(article, own, alike.label, reports[alike.measure]))
            found.append(comparison(article, compare(article, own)))
    return tuple(found) or (no_figure_here([report for own in reports.values() for report in own]),)


def comparison(article: Figure, compared: Comparison) -> Summary:
    """Return how the article's figure stands: a sentence, and a line for each relation with the claimants in it."""
    same = f"gave scope and count as it does (scope: {article.scope}; count: {article.count_kind})"
    placed = f", placed by {words.OUR_READING}" if article.reading_rule else ""
    said = f"The article says {quoted(words.figure(article))}{words.unhedged_note(article)}{placed}."
    ways = [(*told, compared.claimants[code]) for code, told in RELATIONS.items() if code in compared.claimants]
    if ways:
        stand = listed([f"{told.format(len(stated))}{_by_our_reading(stated)}" for told, _, stated in ways])
        said += f" Of {counted(compared.compared, 'claimant')} in this collection who up to its date {same}: {stand}."
    else:
        said += f" No claimant in this collection up to its date {same}."
    means = COMPATIBLE_MEANS if "compatible" in compared.claimants else ""
    lines = [f"{told}, each claimant by its latest such report: {_latest(stated)}." for _, told, stated in ways]
    if compared.not_compared:
        why = "Not compared, because scope or count is another or is not stated, each claimant by its latest report"
        lines.append(f"{why}: {_latest(compared.not_compared)}.")
    return Summary(sentences([said, means, NOT_A_VOTE]), tuple(lines))


def _by_our_reading(stated: Sequence[Statement]) -> str:
    """The number of these statements that stand where we read them."""
    read = sum(any(report.reading_rule for report in statement.reports) for statement in stated)
    return f" (of these {read} by {words.OUR_READING})" if read else ""


def _latest(stated: Iterable[Statement]) -> str:
    """Claimants, each with the date of its latest statement and its figures."""
    return "; ".join(
        f"{s.first.claimant} ({s.first.as_of.in_words()}): "
        + listed([f"{report_words(r)}{words.unhedged_note(r)}" for r in s.reports])
        for s in stated
    )


def no_figure_here(reports: Iterable[Report]) -> Summary:
    """Return the summary of a section on which the article states nothing."""
    claimants = len(first_of_each(standing(reports)))
    said = f"The article gives no figure for this. In this collection {counted(claimants, 'claimant')} gave one."
    return Summary(f"{said} {NOT_A_VOTE}", ())


def number_elsewhere(article: Figure, reports: Sequence[Report], alike: str, others: Sequence[Report]) -> Summary:
    """Return who gave the article's number, for its own measure and for the one that it is easily taken for.

    reports: on its measure; alike: the label of the other measure; others: reports on that one.
    """
    same, other = first_of_each(same_number(article, reports)), first_of_each(same_number(article, others))
    own = quoted(article.measure.label)
    unhedged = f" ({words.UNHEDGED})" if article.bound == "unhedged" else ""
    said = (
        f"Up to the article's date, this collection holds the number of {quoted(words.figure(article))}{unhedged}, "
        f"whatever its hedge, as {own} from {_claimants(same)}, and as {quoted(alike)} from {_claimants(other)}."
    )
    lines = [
        f"As {own}: {'; '.join([_claimed(r), *(f'later, {_as_read(later)}' for later in afterwards(r, reports))])}."
        for r in same
    ]
    if other:
        lines.append(f"As {quoted(alike)}: {'; '.join(map(_claimed, other))}.")
    return Summary(said, tuple(lines))


def _claimants(firsts: Sequence[Report]) -> str:
    return counted(len(firsts), "claimant") if firsts else "no claimant"


def _claimed(r: Report) -> str:
    return f"{r.claimant}, {_as_read(r)}"


def _as_read(r: Report) -> str:
    """A report's date, its figure in quotation marks, which hold nothing of ours, and its page."""
    said = f"{quoted(words.figure(r))}{_after_figure(r)}{words.unhedged_note(r)}"
    return f"{r.as_of.in_words()}: {said}, as read in {r.source.publisher}"
