"""The handout: what a browser prints in place of the page, a sheet after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from figures.analysis import select
from figures.model.package import Package
from figures.page import parts as p
from figures.page import shared
from figures.words import citation, labels
from figures.words import figure as words


def handout(package: Package, opening: Sequence[p.Part], sections: Sequence[p.Part]) -> p.Handout:
    """Return the sheets: the headline figures, a picture for each measure, the arithmetic, the hedges.

    opening: the top of the page. sections: the places of the measures, whose parts come again.
    """
    top = [part for part in p.walk(opening) if isinstance(part, p.Heading | p.Text | p.Cards)]
    figures = select.headlines(package)
    rows = tuple((words.figure(figure), citation.statement(figure)) for figure in figures)
    first = p.Column((*map(_unnamed, top), p.Heading(2, labels.MAY_WRITE), p.Facts(rows)))
    pictures = [p.Column(tuple(pair)) for pair in _pairs(_pictures(package, sections))]
    answers = [part for part in p.walk(sections) if isinstance(part, p.Answer)]
    questions = [step.question for step in package.steps if step.inputs[0] in package.figures]
    reckoned = [part for pair in zip(questions, answers, strict=True) for part in (p.Heading(3, pair[0]), pair[1])]
    hedges = [h for h in package.hedges if any(f.hedge == h for f in package.figures)]
    columns: dict[str, Sequence[p.Words]] = {
        labels.THE_WORDS: [words.hedge_line(hedge) for hedge in hedges],
        labels.THEY_SAY: [hedge.says for hedge in hedges],
        labels.THEY_DO_NOT_SAY: [words.does_not_say(hedge) for hedge in hedges],
    }
    title = package.tables["hedges"].title
    last = p.Column((p.Heading(2, title), shared.table(columns, package.tables["hedges"].file_name, title)))
    arithmetic = [p.Column((p.Heading(2, labels.ARITHMETIC), *reckoned))] if reckoned else []
    return p.Handout((first, *pictures, *arithmetic, last))


def _unnamed(part: p.Part) -> p.Part:
    """The part without a name: the page itself has it."""
    return p.Heading(part.level, part.text) if isinstance(part, p.Heading) else part


def _pictures(package: Package, sections: Sequence[p.Part]) -> Iterable[p.Picture]:
    """Yield a picture for each measure: the one to share or, where there is none, the chart of reports."""
    found: dict[str, p.Picture] = {}
    place = ""
    for part in p.walk(sections):
        if isinstance(part, p.Heading) and part.level == 2:
            place = part.name
        elif isinstance(part, p.Saved) and part.key.endswith(".share"):
            found[place] = p.Picture(part.key, part.alt)
        elif isinstance(part, p.Chart):
            found.setdefault(place, p.Picture(part.key, part.alt))
    return found.values()


def _pairs(pictures: Iterable[p.Picture]) -> Iterable[list[p.Picture]]:
    """Yield two wide pictures together, and each other one by itself."""
    wide: list[p.Picture] = []
    for picture in pictures:
        if not picture.key.endswith(".share"):
            yield [picture]
            continue
        wide.append(picture)
        if len(wide) == 2:
            yield wide
            wide = []
    if wide:
        yield wide
