"""The handout: what a browser prints in place of the page, a sheet after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    unnamed = [p.Heading(part.level, part.text) if isinstance(part, p.Heading) else part for part in top]
    first = p.Column((*unnamed, p.Heading(2, labels.MAY_WRITE), p.Facts(rows)))  # the page itself has the names
    pictures = _pictures(sections)
    wide = [picture for picture in pictures if picture.key.endswith(".share")]  # two on a sheet
    on_sheets = [*(wide[n : n + 2] for n in range(0, len(wide), 2)), *([one] for one in pictures if one not in wide)]
    reckoned = list(_answers(sections))
    arithmetic = [p.Column((p.Heading(2, labels.ARITHMETIC), *reckoned))] if reckoned else []
    hedges = [hedge for hedge in package.hedges if any(figure.hedge == hedge for figure in package.figures)]
    table = package.tables["hedges"]
    last = p.Column((p.Heading(2, table.title), shared.hedges(hedges, table.file_name, table.title)))
    return p.Handout((first, *(p.Column(tuple(sheet)) for sheet in on_sheets), *arithmetic, last))


def _answers(sections: Sequence[p.Part]) -> Iterator[p.Part]:
    """Yield each answer below its question, which the heading above it or the label of its fold asks."""
    question = ""
    for part in p.walk(sections):
        if isinstance(part, p.Heading):
            question = part.text
        elif isinstance(part, p.Fold):
            question = part.label
        elif isinstance(part, p.Answer):
            yield from (p.Heading(3, question), part)


def _pictures(sections: Sequence[p.Part]) -> tuple[p.Picture, ...]:
    """Return a picture for each measure: the one to share or, where there is none, the chart of reports."""
    found: dict[str, p.Picture] = {}
    place = ""
    for part in p.walk(sections):
        if isinstance(part, p.Heading) and part.level == 2:
            place = part.name
        elif isinstance(part, p.Saved) and part.key.endswith(".share"):
            found[place] = p.Picture(part.key, part.alt)
        elif isinstance(part, p.Chart):
            found.setdefault(place, p.Picture(part.key, part.alt))
    return tuple(found.values())
