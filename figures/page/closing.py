"""The sections after the measures: dates, what is asserted without a number, hedges, and the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from figures.analysis import select
from figures.charts import layouts
from figures.language.english import capital, counted, quoted
from figures.model.package import DESCRIPTOR_NAME, Package
from figures.model.records import Assertion
from figures.page import parts as p
from figures.page import shared
from figures.page.measure import section_name
from figures.words import citation, dates, labels, reports, told
from figures.words import figure as words


def dates_section(package: Package) -> Iterator[p.Part]:
    """Yield the article's dates and places beside the record."""
    table = package.tables.get("dates")
    if table is None:
        return
    key = select.DATES  # the check refuses a chart of that name
    drawing = layouts.dates_chart(package.dates, table.title, dates.date_notes(package))
    columns: shared.Cells = {
        labels.IN_WORDS: [dates.date_words(claim) for claim in package.dates],
        labels.THE_RECORD: [shared.with_page(dates.date_record(claim), claim.source) for claim in package.dates],
        labels.AGREES: [dates.date_agreement(claim) for claim in package.dates],
    }
    alt = dates.dates_alt(table.title, package.dates)
    shown = shared.exhibit(drawing, alt, below=(shared.link_to(key, table.title),))
    yield shared.heading(table.title, key)
    yield p.Text(dates.dates_summary(package.dates))
    yield p.Fold(table.name, labels.DATES_PART, (shown, shared.table(columns, table.file_name), shared.download(table)))


def assertions_section(package: Package) -> Iterator[p.Part]:
    """Yield what the article, and others, assert without a number."""
    if not package.assertions:
        return
    table = package.tables["unnumbered"]
    parts: list[p.Part] = []
    for direction in dict.fromkeys(assertion.direction for assertion in package.assertions):
        assertions = [assertion for assertion in package.assertions if assertion.direction == direction]
        own = [assertion for assertion in assertions if assertion.source == package.article]
        others = [assertion for assertion in assertions if assertion.source != package.article]
        parts.append(p.Heading(3, capital(direction)))
        if own:
            columns: shared.Cells = {
                labels.ASSERTED: [_assertion(package, assertion) for assertion in own],
                labels.IN_WORDS: [quoted(assertion.wording) for assertion in own],
                labels.WHO_SAYS_SO: [words.speaker(assertion) for assertion in own],
            }
            parts.append(shared.table(columns, table.file_name))
        if others:
            columns = {
                labels.ASSERTED_BY_OTHERS: [_assertion(package, assertion) for assertion in others],
                labels.IN_PAGE_WORDS: [reports.asserted_words(assertion) for assertion in others],
                labels.WHO_SAYS_SO: [
                    shared.with_page(reports.asserted_by(assertion), assertion.source) for assertion in others
                ],
            }
            parts.append(shared.table(columns, table.file_name))
    yield shared.heading(table.title, "without-a-number")
    yield p.Text(labels.ASSERTED_WHY)
    yield p.Fold(table.name, labels.ASSERTIONS_PART, (*parts, shared.download(table)))


def _assertion(package: Package, assertion: Assertion) -> p.Words:
    """The assertion, with a link to those who gave numbers."""
    said, measure = words.asserted(assertion), assertion.see_measure
    place = next((ms[0] for ms in select.sections(package) if measure in ms), None)
    if place is None:
        return said
    before, after = labels.SEE.split("{}")
    return (f"{said} {before}", p.Link(place.label, f"#{section_name(place)}"), after)


def hedges_section(package: Package) -> Iterator[p.Part]:
    """Yield how each hedge is read."""
    table = package.tables["hedges"]
    yield shared.heading(table.title, "hedges")
    yield p.Text(labels.HEDGES_WHY)
    rules = p.Bullets((labels.MARKS_WHY, labels.WORKED_OUT_WHY, told.COUNTED_ONCE))
    inside = (rules, shared.hedges(package.hedges, table.file_name), shared.download(table))
    yield p.Fold(table.name, labels.HEDGES_PART, inside)


def data_section(package: Package, exhibits: Mapping[str, p.Exhibit]) -> Iterator[p.Part]:
    """Yield the downloads, and how to cite, embed and read the data. exhibits: those of the page, by key."""
    yield shared.heading(labels.THE_DATA, "data")
    yield p.Text(labels.about_the_data(package))
    downloads = labels.whole_downloads(package.zip_name)
    yield p.Buttons(tuple(p.Download(label, f"data/{name}") for label, name in downloads))
    tables = package.tables.values()
    columns: shared.Cells = {
        labels.FILE: [(p.Link(table.title, f"data/{table.file_name}"),) for table in tables],
        labels.A_ROW_IS: [table.description.partition(". ")[0].removeprefix("A row is ") for table in tables],
        labels.ROWS: [counted(len(table.cells), "row") for table in tables],
    }
    yield p.Fold("files", labels.FILES_PART, (shared.table(columns, DESCRIPTOR_NAME),))
    cited = p.Quote(citation.dataset_citation(package))
    yield p.Fold("cite", labels.CITE_PART, (p.Text(labels.TO_CITE_ALL), cited))
    lines = {exhibit.title: shared.embed_line(key, exhibit.title, exhibit.parts) for key, exhibit in exhibits.items()}
    table = p.Table((labels.CHART, labels.LINE), tuple(lines.items()))
    yield p.Fold("embed", labels.EMBED_PART, (p.Text(labels.EMBED), table))
    reading = "\n".join(citation.reading_lines(f"{labels.ROOT}/data/article_figures.csv"))
    yield p.Fold("program", labels.PROGRAM_PART, (p.Text(labels.READ_BY_PROGRAM), p.Quote(reading)))
    yield p.Text((p.Link(labels.DICTIONARY, "data/dictionary.md"), " · ", p.Link(labels.OPEN_ALL, "./?all=true")))
