"""A forecast and what came of it, in words: the steps after it, and the latest figure of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from figures.analysis import select
from figures.analysis.compare import standing, told_again
from figures.language.english import NO_BREAK, capital, counted, listed, quoted, sentences
from figures.model.bound import Bound, Number
from figures.model.package import Package
from figures.model.records import Figure, Measure, Report
from figures.words import figure as words
from figures.words.amounts import fewer
from figures.words.citation import source_note
from figures.words.figure import Note
from figures.words.reports import report_words

NOT_YET = "not yet, may never"
NOT_NOTHING = "That does not mean that nothing happened."
ARTICLE_ROW = "The article's own row is tinted."
NO_PARTS = "The steps are not parts of one another: the same can stand in several."
NO_MARK = "no number, or one in another unit than the scale's."
_MOST = 60  # words of a chart's name


@dataclass(frozen=True)
class Step:
    """The figures of one kind of count, in order of date, the article's own among them."""

    kind: str
    rows: tuple[Report, ...]

    @property
    def is_forecast(self) -> bool:
        """True where nothing in it had come when it was written."""
        return all(row.is_forecast for row in self.rows)


def steps(package: Package, measure: Measure, *, kind: str = "") -> tuple[Step, ...]:
    """Return the steps that occur, from the kind of count that the article's forecast has to the last of the codes.

    Kinds of count that stand before it among the codes are no steps. A report from before the article that is no
    forecast is left out: it did not come of the article's. kind: the kind of claimant to keep; "" keeps all.
    """
    article = select.article_report(package, measure)
    rows = [r for r in _rows(package, measure, kind) if _can_come_of_it(r)]
    rows = sorted([*rows, *([article] if article else [])], key=lambda r: (r.as_of.last, r.is_later, r.as_of.first))
    return tuple(
        Step(code, found)
        for code in _kinds(package, article)
        if (found := tuple(row for row in rows if row.count_kind == code))
    )


def _rows(package: Package, measure: Measure, kind: str) -> list[Report]:
    """The reports on a measure, each statement once."""
    reports = select.reports_of(package, measure, kind=kind)
    retold = {report.figure_id for report in told_again(reports)}
    return [r for r in reports if r.figure_id not in retold and not (r.withdraws and not r.can_be_placed)]


def _can_come_of_it(r: Report) -> bool:
    return r.is_later or r.is_forecast


def _kinds(package: Package, article: Figure | None) -> tuple[str, ...]:
    codes = package.codes.get("count_kind", ())
    return codes[codes.index(article.count_kind) :] if article and article.count_kind in codes else codes


# In a sentence or two


def came_of_it(package: Package, figure: Figure) -> str:
    """Return who reports that a forecast of the article came, or that nobody does, and the latest of each step."""
    there, later = _there(package, figure)
    newest = list({r.count_kind: r for r in later if r.is_later and r not in there}.values())
    latest = f"The latest: {_told(reversed(newest))}." if newest else ""
    return sentences([reached(package, figure), latest, NOT_NOTHING])


def reached(package: Package, figure: Figure) -> str:
    """Return who reports that the number of a forecast was reached at a later step, or that no page read does.

    The month up to which was read is told: that of the last page or report.
    """
    there, later = _there(package, figure)
    is_counted = fewer(figure.measure) == "fewer"
    if there:
        return f"So {'many' if is_counted else 'much'} or more, by the words of others: {_told(there)}."
    if not later:
        return "No page we read tells what came of it."
    occur = {r.count_kind for r in later}
    steps = _or([kind for kind in _kinds(package, figure) if kind in occur])
    pages = [source.published.last for source in package.sources if source.published]
    until = _month(max([*pages, *(r.as_of.last for r in later)]))
    return f"We read of no such {'number' if is_counted else 'amount'} {steps}, up to {until}."


def _there(package: Package, figure: Figure) -> tuple[list[Report], list[Report]]:
    """The reports of later steps that are no forecasts: those that reach the number of a forecast, and all of them."""
    kinds, bound = _kinds(package, figure)[1:], figure.placed
    own = standing(select.reports_of(package, figure.measure))
    later = [r for r in own if r.count_kind in kinds and not r.is_forecast]
    number = bound.low if bound.low is not None else bound.high
    if number is None:
        return [], later
    return [r for r in later if _reaches(r, number, strict=bound.strict_low)], later


def _reaches(report: Report, number: Number, *, strict: bool) -> bool:
    """True where an end that a report states is this number or more. A floor below it only leaves room."""
    bound = report.placed if report.can_be_placed else report.stated
    if bound.is_open:
        return False
    top = Bound(high=bound.low) if bound.high is None else Bound(high=bound.high, strict_high=bound.strict_high)
    return top.compare(Bound(low=number, strict_low=strict)) == "compatible"


def _told(reports: Iterable[Report]) -> str:
    """Figures with their step, speaker and month. A speaker is spelled out once."""
    told, before = [], ""
    for r in reports:
        who = "" if r.claimant_full == before else f"{r.claimant_full}, "
        before = r.claimant_full
        told.append(f"{report_words(r)}{words.unhedged_note(r)}, {r.count_kind} ({who}{_month(r.as_of.last)})")
    return "; ".join(told)


def _month(day: date) -> str:
    return f"{day:%B}{NO_BREAK}{day:%Y}"


def _or(parts: Sequence[str]) -> str:
    return listed(parts).replace(" and ", " or ") if len(parts) > 1 else "".join(parts)


# The chart


def title(figure: Figure) -> str:
    """Return the title of the chart: the figure, its step, and what is asked."""
    comma = "," if words.unhedged_note(figure) else ""
    return f"{capital(words.named(figure))}{comma} {figure.count_kind}: what came of it"


def row_words(report: Report, step: Step) -> str:
    """Return the words at a mark. The heading of a step of forecasts says that they are forecasts."""
    return report_words(replace(report, obs_status="") if step.is_forecast else report)


def came_alt(package: Package, measure: Measure, *, kind: str = "") -> str:
    """Return the name of the chart, of at most 60 words; its table holds each figure with its hedge."""
    figure = select.main_figure(package, measure)
    ways = [
        f"{step.kind} ({counted(len([r for r in step.rows if r.claimant != select.THE_ARTICLE]), 'report')})"
        for step in steps(package, measure, kind=kind)
    ]
    start = f"Chart. {title(figure)}." if figure else "Chart."
    alt = f"{start} By step, number across: {', '.join(ways)}. The table below holds each figure with its hedge."
    return alt if len(alt.split()) <= _MOST else f"{start} The table below holds each figure by step, with its hedge."


def came_notes(package: Package, measure: Measure, *, kind: str = "") -> tuple[Note, ...]:
    """Return the notes of the chart."""
    figure = select.main_figure(package, measure)
    rows = [row for step in steps(package, measure, kind=kind) for row in step.rows]
    notes: list[Note] = [("", sentences([ARTICLE_ROW, NO_PARTS, words.SIZE_MEANS_NOTHING]))]
    if figure:
        notes.append(("Careful", sentences([figure.caveat, reached(package, figure)])))
    if not all(row.can_be_placed for row in rows):
        notes.append(("A row without a mark", NO_MARK))
    ways = _kinds(package, figure)
    reports = standing(select.reports_of(package, measure, kind=kind))
    no_steps = [r for r in reports if r.count_kind not in ways]
    before = [r for r in _rows(package, measure, kind) if r.count_kind in ways and not _can_come_of_it(r)]
    out = [f"{counted(len(before), 'report')} from before the article that forecast nothing"] if before else []
    if no_steps:
        codes = list(dict.fromkeys(quoted(r.count_kind) for r in no_steps))
        out.append(f"{counted(len(no_steps), 'report')} of {_or(codes)}, which is no step")
    if out:
        notes.append(("Left out", f"{listed(out)}; the table has them."))
    names = {row.claimant: row.claimant_full for row in rows if row.claimant_full != row.claimant}
    if names:
        notes.append((words.SPEAKERS, f"{'; '.join(f'{short}: {full}' for short, full in names.items())}."))
    return (*notes, source_note(package))
