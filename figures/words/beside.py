"""The article's figure beside what others stated, in words: who gave its number, what differs, what leaves room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from figures.analysis.compare import NOT_STATED, Group, Statement
from figures.language.english import capital, counted, listed, quoted, with_article
from figures.model.records import Figure, Measure, Report
from figures.words import figure as words
from figures.words import reports
from figures.words.amounts import bare_number
from figures.words.steps import bound_in_words

HEADINGS: Mapping[Group, str] = {
    "differs": "Differs from the article",
    "same": "The same number, each with its own hedge",
    "room": "Does not rule out the article's figure, which is no confirmation",
    "earlier": "Lower, at an earlier date",
    "other": "Not comparable: another place, unit or kind of count, or none stated",
    "after": "After the article",
    "before": "Up to the article",
}
NOT_A_VOTE = "More speakers do not make a number true."
NONE_NEWER = "We read nothing newer."
NOBODY = "Nobody on the pages we read, up to its date."
CANNOT_BE_KNOWN = "Whether the article mixed up the two counts cannot be known."


class Names:
    """Names of speakers: spelled out at first sight in a part, short afterwards."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def of(self, report: Report) -> str:
        """Return the name by which this report's speaker is called here."""
        if report.claimant in self._seen:
            return report.claimant
        self._seen.add(report.claimant)
        return reports.spoken_by(report)


def figures_of(statement: Statement) -> str:
    """Return the figures of a statement, each with its hedge or the note that it has none."""
    return listed([f"{reports.report_words(r)}{words.unhedged_note(r)}" for r in statement.reports])


def in_a_row(statement: Statement) -> str:
    """Return the figures of a statement for a row that also tells where it stands by our arithmetic."""
    return listed(
        [
            f"{reports.report_words(r).replace(reports.DERIVED, '')}{words.NO_HEDGE if r.bound == 'unhedged' else ''}"
            for r in statement.reports
        ]
    )


def by_our_arithmetic(statement: Statement) -> str:
    """Return our reading of a figure in the unit and time of its measure, where it is another number; or ""."""
    first = statement.first
    if first.reading is None or first.reading.ends == first.stated.ends:
        return ""
    told = bound_in_words(first.reading, "number", first.measure)
    if first.bound == "unhedged":
        return f"{words.OUR_READING}: {told}{words.NO_HEDGE}"
    per = f" {with_article(first.measure.per)}" if first.measure.per else ""
    return f"by our arithmetic {told.removesuffix('; no upper figure')}{per}"


def counts_another_thing(statement: Statement, article: Figure | None) -> str:
    """Return the place and the kind of count where they are not the article's; "" where they are."""
    first = statement.first
    if article is None:
        return ""
    kind = first.count_kind if first.count_kind != article.count_kind else ""
    place = first.scope if first.scope != article.scope else ""
    if place.startswith(NOT_STATED):
        place = "without saying where"
    return ", ".join(filter(None, [kind, place]))


def in_brackets(statement: Statement, article: Figure | None, day: date) -> str:
    """Return who gave a figure and when, and in what it counts another thing than the article's. day: the article's."""
    first = statement.first
    in_a_month = (first.as_of.first.year, first.as_of.first.month) == (first.as_of.last.year, first.as_of.last.month)
    month = first.as_of.last.strftime("%B %Y") if in_a_month else first.as_of.in_words()
    after = "after the article" if statement.is_after(day) else ""
    who = capital(reports.spoken_by(first))
    inside = [by_our_arithmetic(statement), who, month, after, counts_another_thing(statement, article)]
    return f"({', '.join(filter(None, inside))})"


def how_many(stated: Sequence[Statement]) -> str:
    """Return how many gave the number of the article's figure for the same thing."""
    return f"{counted(len(stated), 'speaker')}, with or without a hedge; see the list." if stated else NOBODY


def who_else(article: Figure, stated: Sequence[Statement], all_of: Sequence[Statement], names: Names) -> str:
    """Return who else gave the number of the article's figure for the same thing, and what they said afterwards.

    all_of: the statements of all speakers on the measure, in order of date.
    """
    as_what = f"As {quoted(article.measure.label.lower())}"
    if not stated:
        return NOBODY
    said = []
    for statement in stated:
        first = statement.first
        own = [s for s in all_of if s.first.claimant == first.claimant and s.first.as_of.last > first.as_of.last]
        again = [reports.on_date(s.first.as_of) for s in own if figures_of(s) == figures_of(statement)]
        said.append(f"{names.of(first)}, {listed([reports.on_date(first.as_of), *again])} ({figures_of(statement)})")
        if own and figures_of(own[-1]) != figures_of(statement):
            said[-1] += f", then {reports.on_date(own[-1].first.as_of)}: {figures_of(own[-1])}"
    return f"{as_what}, {counted(len(stated), 'speaker')}: {'; '.join(said)}."


def alike(article: Figure, own: Sequence[Statement], other: Measure, others: Sequence[Statement]) -> str:
    """Return how many gave the article's number for its own measure, and for the one that it is easily taken for."""
    both = [s.first.claimant for s in own if s.first.claimant in {o.first.claimant for o in others}]
    only = len(own) - len(both)
    mine, theirs = quoted(article.measure.label.lower()), quoted(other.label.lower())
    said = f"Up to the article's date, {counted(len(others), 'speaker')} gave this number, hedged or not, as {theirs}."
    if both:
        said += f" Of them, {listed(both)} also gave it as {mine}."
    said += f" As {mine} only, {counted(only, 'speaker')}." if only else "" if both else f" As {mine}, nobody."
    return f"{said} {CANNOT_BE_KNOWN}"


def not_confirmed(article: Figure, speakers: int) -> tuple[str, str]:
    """Return the sentence that calls the article's number confirmed, and why it may not be written."""
    gave = counted(speakers, "speaker") if speakers else "Nobody"
    said = quoted(f"several sources confirm {bare_number(article)}")
    why = f"{capital(gave)} gave this number for this count before the article. Room for a number confirms nothing."
    return said, why


_TOLD: Mapping[Group, str] = {
    "differs": "differing from the article's",
    "same": "with the same number",
    "room": "not ruling it out, which is no confirmation",
    "earlier": "lower, at an earlier date",
}


def tally(groups: Mapping[Group, Sequence[Statement]]) -> str:
    """Return how the comparable figures of others stand beside the article's."""
    compared = {group: len(groups[group]) for group in _TOLD if group in groups}
    if not compared:
        return "Nobody on the pages read gave a figure for the same place and kind of count."
    ways = "; ".join(f"{number} {_TOLD[group]}" for group, number in compared.items())
    return f"{counted(sum(compared.values()), 'comparable figure')} of others: {ways}."
