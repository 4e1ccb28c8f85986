"""The page, described once: `compose` turns a package and a reader's choices into a tree of parts.

A new section after the measures is a function that yields parts, and its entry in SECTIONS. Contents, embedding,
warm-up and saved pictures follow from the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial

from figures.analysis import select
from figures.language.english import quoted
from figures.model.package import Package
from figures.model.records import Figure
from figures.page import parts as p
from figures.page import shared
from figures.page.check import check_section
from figures.page.closing import assertions_section, data_section, dates_section, hedges_section
from figures.page.handout import handout
from figures.page.measure import latest_other, place, section_name
from figures.page.view import KINDS, View, following
from figures.words import beside, citation, labels
from figures.words import came as came_words
from figures.words import figure as words
from figures.words.direction import readable
from figures.words.sources import date_of, source_line

CARDS = "all.figures"  # the key of the cards by themselves; no chart of a package can have it


@lru_cache(maxsize=256)
def compose(package: Package, view: View) -> p.Page:
    """Return the whole page, or with view.chart one exhibit. Raises KeyError for the key of no exhibit."""
    package = readable(package)
    if view == View():
        return _whole(package)
    if view.chart is None:
        whole = compose(package, View())
        parts = [following(part.make, view) if isinstance(part, p.Following) else part for part in whole.parts]
        return p.Page(whole.title, tuple(parts))
    exhibit = compose(package, View()).exhibits[view.chart]
    left = compose(package, replace(view, chart=None)).exhibits.get(view.chart)
    inside = shared.alone(left.parts) if left else (p.Text(labels.nobody(view.kind)),)
    way = p.Text((f"{source_line(package.article, link=False)}. ", p.Link(labels.WHOLE_PAGE, "./")))
    return p.Page(exhibit.title, (*_draft(package), p.Heading(1, exhibit.title, unseen=True), *inside, way))


def _whole(package: Package) -> p.Page:
    opening = list(_opening(package))
    places = [part for measures in select.sections(package) for part in place(package, measures)]
    sections = [*opening, *_filter(package), *places, *(part for section in SECTIONS for part in section(package))]
    exhibits = {part.key: part for part in p.walk(sections) if isinstance(part, p.Exhibit)}
    sections += data_section(package, exhibits)
    links = [p.Link(h.text, f"#{h.name}") for h in p.walk(sections) if isinstance(h, p.Heading) and h.level == 2]
    contents = p.Contents(labels.ON_THIS_PAGE, (p.Link(labels.AT_A_GLANCE, "#top"), *links))
    return p.Page(package.title, (contents, *sections, handout(package, opening, places)))


def _opening(package: Package) -> Iterator[p.Part]:
    """Yield the title, the article, and the headline figures."""
    article = package.article
    headlines = select.headlines(package)
    yield from _draft(package)
    yield p.Heading(1, package.title, "top")
    hedges = [quoted(hedge) for hedge in dict.fromkeys(f.hedge_words for f in headlines if f.hedge_words)]
    yield p.Text(labels.opening(hedges[:2]))
    about = ", ".join(filter(None, [article.author, quoted(article.title) if article.title else "", article.publisher]))
    link = p.Link(article.url.partition("://")[2], article.url)
    said = f"The article: {about} ({article.kind}), {date_of(article)}, "
    yield p.Text((said, link, f". {package.reach}"))
    yield p.Exhibit(CARDS, labels.ALL_FIGURES, (p.Cards(tuple(_card(package, figure) for figure in headlines)),))


def _draft(package: Package) -> Iterator[p.Part]:
    """Yield the ribbon of a draft, with what is missing."""
    if package.draft:
        yield p.Notice((p.Strong(labels.DRAFT), f" {labels.draft_lacks(len(package.missing))}"), package.missing)


def _card(package: Package, figure: Figure) -> p.Card:
    home = next(measures for measures in select.sections(package) if figure.measure in measures)
    way = labels.TO_WHAT_CAME if figure.is_forecast else labels.TO_OTHERS
    if not select.all_reports(package, home):
        way = labels.TO_PLACE
    return p.Card(
        label=words.card_label(figure),
        status=words.status(figure),
        figure=words.figure(figure),
        bound=figure.bound,
        meaning=words.meaning(figure),
        lines=((labels.WHO_SAYS_SO_LEAD, f"{words.speaker(figure)}."), (labels.CAREFUL_LEAD, figure.caveat)),
        others=_latest(package, figure),
        copy=p.Copy(labels.COPY_SENTENCE, labels.COPIED, citation.citation(figure), words.named(figure)),
        way=p.Link(way, f"#{section_name(home[0])}"),
    )


def _latest(package: Package, figure: Figure) -> p.Words:
    """The latest figure of somebody else, or what came of a forecast."""
    latest = latest_other(package, figure.measure)
    if latest is None:
        return ""
    said, day = beside.figures_of(latest), select.last_day(package)
    if figure.is_forecast:
        step = f"{labels.LATEST} {said}, {latest.first.count_kind} "
        short = beside.in_brackets(latest, None, day)
        return (p.Strong(f"{labels.WHAT_CAME}: "), f"{came_words.reached(package, figure)} ", p.Strong(step), short)
    return (p.Strong(f"{labels.OTHERS_LATEST} {said} "), beside.in_brackets(latest, figure, day))


def _filter(package: Package) -> Iterator[p.Part]:
    """Yield the choice of speakers, and the line that tells what it leaves."""
    if not package.reports:
        return
    kinds = [kind for kind in package.claimant_kinds if any(r.claimant_kind == kind for r in package.reports)]
    yield shared.heading(labels.OTHERS, "others")
    yield p.Text(f"{labels.OTHERS_WHY} {beside.NOT_A_VOTE}")
    yield p.Filter(KINDS, labels.WHO_CLAIMS_IT, (labels.EVERYONE, *kinds))
    yield following(partial(_status, package))


def _status(package: Package, view: View) -> Iterator[p.Part]:
    shown = [r for r in package.reports if not view.kind or r.claimant_kind == view.kind]
    yield p.Status(labels.status(view.kind, len(shown), len(package.reports)))
    address = f"{labels.ROOT}/{view.query}#others"
    yield p.Buttons((p.Copy(labels.COPY_VIEW, labels.LINK_COPIED, address, is_link=True),))


SECTIONS = (check_section, dates_section, assertions_section, hedges_section)
