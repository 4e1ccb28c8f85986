"""Parts: one statement as different pages tell it, and numbers told as another kind of quantity."""

from __future__ import annotations

from collections.abc import Sequence

from figures.analysis.tellings import Telling
from figures.charts.told import told_drawing
from figures.language.english import capital
from figures.model.package import Package
from figures.model.records import Measure, Slip
from figures.page import parts as p
from figures.page import shared
from figures.words import beside, labels
from figures.words import told as words

MOST = 2  # statements shown; the table of reports holds the others
LONGEST = 25  # words of a side of a slip


def told(package: Package, measures: Sequence[Measure], name: str) -> tuple[p.Part, ...]:
    """Return the statements that pages tell with different hedges, folded, the best examples first.

    name: of the section. () where there are none.
    """
    groups = words.groups(package, measures)
    if not groups:
        return ()
    shown = tuple(p.Told(group.heading, group.line, tuple(map(_telling, group.tellings))) for group in groups[:MOST])
    inside = (*shown, p.Text(words.below(groups[:MOST], len(groups[MOST:]), words.unchanged(package, measures))))
    key = f"{name}.told"
    picture = told_drawing(key, groups)
    save = p.Buttons(shared.save(key, f"{words.TOLD}: {measures[0].label}"))
    label = labels.told(measures[0].label, len(groups))
    return (p.Fold(key, label, (*inside, p.Saved(key, picture, picture.title), save)),)


def _telling(telling: Telling) -> p.Telling:
    report = telling.report
    said = words.figure(report)
    page = (p.Link(report.source.publisher, report.source.url), words.behind_the_page(telling))
    figure = p.Struck(said) if report.superseded_by else said
    return p.Telling(report.bound, report.approximate, (figure,), page)


def slips(package: Package, measures: Sequence[Measure], name: str) -> tuple[p.Part, ...]:
    """Return what was said beside what was printed as one of these measures, folded.

    name: of the section. () where no page is known to slip.
    """
    found: list[p.Part] = []
    for measure in measures:
        rows = words.slips_of(package, measure)
        if rows:
            names = beside.Names()
            sides = tuple((_said(slip, names), _printed(slip)) for slip in rows)
            has_figure = any(figure.measure == measure for figure in package.figures)
            line = p.Text(f"{words.MATCHED_BY_NUMBER}{f' {words.CANNOT_BE_KNOWN}' if has_figure else ''}")
            inside = (p.Slips((words.SAID, words.printed(measure)), sides), line)
            found.append(p.Fold(f"{name}.slips{len(found) or ''}", words.told_as(measure), inside))
    return tuple(found)


def _said(slip: Slip, names: beside.Names) -> p.Said | None:
    report = slip.matches
    if report is None:
        return None
    note = capital(words.counted_as(slip))
    who = capital(names.of(report))
    return p.Said(who, report.as_of.in_words(), words.figure(report), note, report.bound, report.approximate)


def _printed(slip: Slip) -> p.Said:
    source, note = slip.source, words.lost(slip)
    date = words.date_or_none(source)
    room = LONGEST - len(f"{source.publisher} {date} {note}".split())
    return p.Said((p.Link(source.publisher, source.url),), date, words.quotation(slip, room), note)
