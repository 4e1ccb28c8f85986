"""The page, described once: `compose` turns a package and a reader's choices into a tree of parts.

A new section is a function that yields parts, and its entry in SECTIONS. Contents, embedding, warm-up and saved
pictures follow from the tree.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from figures.analysis import select
from figures.analysis.arithmetic import WorkedOut, worked_out
from figures.charts import layouts
from figures.language.english import capital, quoted
from figures.model.package import Package, Table
from figures.model.records import Assertion, Figure, Measure, Report, Source
from figures.page import parts as p
from figures.page.height import height
from figures.words import citation, dates, labels, reports, steps
from figures.words import figure as words
from figures.words.direction import readable
from figures.words.sources import inferred_date, page_name, source_line

LONGEST = 100  # rows of a table on the page; the rest are in its file
KINDS = "claimed_by"
LATER = p.Switch("later", labels.SHOW_LATER, at_first=True)
SETTINGS = p.Settings(
    (
        p.Choice("picture", labels.SAVE_AS, labels.PICTURES, several=False, in_address=False),
        p.Switch("all", labels.OPEN_ALL, at_first=False),
    )
)


@dataclass(frozen=True)
class View:
    """The choices of a reader.

    kinds: the kinds of claimant whose reports are shown; None for all. later: reports later than the article are shown
    too. chart: the key of the exhibit that is shown by itself. further: key and value of every other filter that is not
    as it was at first.
    """

    kinds: tuple[str, ...] | None = None
    later: bool = True
    chart: str | None = None
    further: tuple[tuple[str, p.Value], ...] = ()

    @classmethod
    def of(cls, values: Iterable[tuple[p.Control, p.Value]], chart: str | None = None) -> View:
        """Return the view that the values of the filters make."""
        view = cls(chart=chart)
        for control, value in values:
            if value == control.at_first:
                continue
            if control.key == KINDS and not isinstance(value, bool):
                view = replace(view, kinds=value)
            elif control.key == LATER.key:
                view = replace(view, later=bool(value))
            else:
                view = replace(view, further=(*view.further, (control.key, value)))
        return view

    def value(self, control: p.Control) -> p.Value:
        """Return the value of a further filter."""
        return dict(self.further).get(control.key, control.at_first)

    @property
    def query(self) -> str:
        """The part of an address that asks for this view, from its "?" on. It holds only what differs at first."""
        chosen = [*((KINDS, kind) for kind in (self.kinds if self.kinds != () else ("",)) or ())]
        chosen += [] if self.later else [(LATER.key, "false")]
        for key, value in self.further:
            values = (str(value).lower(),) if isinstance(value, bool) else value or ("",)
            chosen += [(key, each) for each in values]
        return f"?{urllib.parse.urlencode(chosen)}" if chosen else ""


@lru_cache(maxsize=256)
def compose(package: Package, view: View) -> p.Page:
    """Return the whole page, or with view.chart one exhibit. Raises KeyError for the key of no exhibit."""
    package = readable(package)
    if view == View():
        return _whole(package)
    if view.chart is None:
        whole = compose(package, View())
        return p.Page(whole.title, tuple(map(partial(_in_view, view=view), whole.parts)))
    exhibit = compose(package, replace(view, chart=None)).exhibits[view.chart]
    way = p.Text((f"{source_line(package.article, link=False)}. ", p.Link(labels.WHOLE_PAGE, "./")))
    return p.Page(exhibit.title, (p.Heading(1, exhibit.title, unseen=True), *exhibit.alone, way))


def _whole(package: Package) -> p.Page:
    sections = [part for section in SECTIONS for part in section(package)]
    sections += _data(package, sections)
    links = [p.Link(h.text, f"#{h.name}") for h in p.walk(sections) if isinstance(h, p.Heading) and h.level == 2]
    contents = p.Contents(labels.ON_THIS_PAGE, tuple(links))
    return p.Page(package.title, (*_opening(package), contents, SETTINGS, *sections))


def following(make: Callable[[View], Iterable[p.Part]]) -> p.Following:
    """Return parts that follow the filters. make: yields them for a View."""
    return p.Following(make, tuple(make(View())))


def _in_view(part: p.Part, view: View) -> p.Part:
    return p.Following(part.make, tuple(part.make(view))) if isinstance(part, p.Following) else part


# Names. Charts have keys of their author's, which can equal names of ours.


def _name(text: str) -> str:
    """The name of a heading in an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _free(name: str, taken: Collection[str]) -> str:
    """The name, or a longer one where it is taken."""
    while name in taken:
        name = f"the-{name}"
    return name


def _citations_key(key: str) -> str:
    return f"citations-{key}"


def _own_folds(package: Package) -> set[str]:
    charts = {_citations_key(chart.chart) for chart in package.charts}
    return {*charts, _no_chart_key(package), "reuse", *package.tables}


def _no_chart_key(package: Package) -> str:
    return _free(_citations_key("not-drawn"), {_citations_key(chart.chart) for chart in package.charts})


def _reports_name(package: Package, key: str) -> str:
    """The name of the heading above the reports of one chart."""
    headings = {chart.heading for chart in package.charts} | {table.title for table in package.tables.values()}
    return _free(key, set(map(_name, headings | {labels.NOT_DRAWN, labels.OTHERS, labels.THE_DATA})))


# Parts that several sections share


def _heading(text: str) -> p.Heading:
    return p.Heading(2, text, _name(text))


def _lead(text: str) -> p.Text:
    return p.Text((p.Strong(text),))


def _table(columns: dict[str, Sequence[p.Words]], file_name: str, name: str = "") -> p.Table:
    """A table of its first rows. columns: the cells under each heading. file_name: of the file that holds all rows."""
    rows = tuple(zip(*columns.values(), strict=True))
    rest = labels.first_rows(LONGEST, len(rows), file_name) if len(rows) > LONGEST else ""
    return p.Table(tuple(columns), rows[:LONGEST], name, rest)


def _download(table: Table) -> p.Downloads:
    return p.Downloads(((labels.download(table), f"data/{table.file_name}"),))


def _save(key: str, label: str = labels.SAVE_SVG) -> p.Downloads:
    return p.Downloads(((label, f"data/pictures/{key}.svg"),))


def _with_page(text: str, source: Source | None) -> p.Words:
    """The text, then a link to the page that it was read in."""
    return (f"{text} ", p.Link(page_name(source), source.url)) if source else text


# Sections, in the order of the page


def _opening(package: Package) -> Iterator[p.Part]:
    article = package.article
    yield p.Heading(1, package.title)
    yield p.Text((f"{package.description} ", p.Strong(labels.NOT_COUNTED_HERE)))
    how_dated = inferred_date(article)
    said = f"{source_line(article, link=False)}. {how_dated}{' ' if how_dated else ''}"
    yield p.Text((said, p.Link(labels.READ_IT, article.url)))
    if package.reach:
        yield p.Text(package.reach)
    yield p.Cards(tuple(map(_card, select.headlines(package))))


def _card(figure: Figure) -> p.Card:
    return p.Card(
        label=words.card_label(figure),
        status=words.status(figure),
        figure=words.figure(figure),
        bound=figure.bound,
        meaning=words.meaning(figure),
        lines=(
            ("Counted", f"{figure.definition}."),
            (labels.WHO_SAYS_SO, f"{words.speaker(figure)}."),
            ("Careful", figure.caveat),
        ),
    )


def _article(package: Package) -> Iterator[p.Part]:
    for texts in select.article_charts(package):
        figures = select.drawn_on(package, texts.chart)
        drawing = layouts.article_chart(figures, texts, package.article)
        chart = p.Chart(texts.chart, drawing, words.alt_text(texts, figures))
        caveats = tuple(_caveats(figures))
        yield _heading(texts.heading)
        yield p.Exhibit(texts.chart, texts.title, (chart, _save(texts.chart)), tail=caveats)
        yield from _before_you_quote(package, figures, caveats, _citations_key(texts.chart))


def _not_drawn(package: Package) -> Iterator[p.Part]:
    figures = select.not_drawn(package)
    if figures:
        yield _heading(labels.NOT_DRAWN)
        yield p.Text(labels.NOT_DRAWN_WHY)
        yield from _before_you_quote(package, figures, tuple(_caveats(figures)), _no_chart_key(package))


def _caveats(figures: Sequence[Figure]) -> Iterator[p.Part]:
    for figure in figures:
        yield _lead(words.named(figure))
        yield p.Bullets(words.caveats(figure))


def _before_you_quote(
    package: Package, figures: Sequence[Figure], caveats: tuple[p.Part, ...], key: str
) -> Iterator[p.Part]:
    """Caveats, the figures as a table with its download, and sentences to cite in the fold of that key."""
    table = package.tables["article_figures"]
    columns: dict[str, Sequence[p.Words]] = {
        labels.AS_STATED: [words.figure(figure) for figure in figures],
        labels.COUNTED: [figure.definition for figure in figures],
        labels.WHO_SAYS_SO: [words.speaker(figure) for figure in figures],
    }
    yield p.Heading(3, labels.BEFORE_YOU_QUOTE)
    yield from caveats
    yield _table(columns, table.file_name)
    yield _download(table)
    yield p.Fold(key, labels.TO_CITE, tuple(part for figure in figures for part in _citation(package, figure)))


def _citation(package: Package, figure: Figure) -> Iterator[p.Part]:
    yield p.Quote(citation.citation(figure))
    yield _lead(labels.CAN_BE_SAID)
    yield p.Bullets(words.can_be_said(figure))
    yield _lead(labels.CANNOT_BE_SAID)
    yield p.Bullets(words.cannot_be_said(figure, package.measure(figure.measure.looks_like)))


def _asserted(package: Package) -> Iterator[p.Part]:
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
            columns: dict[str, Sequence[p.Words]] = {
                labels.ASSERTED: [_assertion(package, assertion) for assertion in own],
                labels.IN_WORDS: [quoted(assertion.wording) for assertion in own],
                labels.WHO_SAYS_SO: [words.speaker(assertion) for assertion in own],
            }
            parts.append(_table(columns, table.file_name))
        if others:
            columns = {
                labels.ASSERTED_BY_OTHERS: [_assertion(package, assertion) for assertion in others],
                labels.IN_PAGE_WORDS: [reports.asserted_words(assertion) for assertion in others],
                labels.WHO_SAYS_SO: [
                    _with_page(reports.asserted_by(assertion), assertion.source) for assertion in others
                ],
            }
            parts.append(_table(columns, table.file_name))
    yield _heading(table.title)
    yield p.Text(labels.ASSERTED_WHY)
    yield p.Fold(table.name, labels.ASSERTIONS_PART, (*parts, _download(table)))


def _assertion(package: Package, assertion: Assertion) -> p.Words:
    """The assertion, with a link to those who gave numbers."""
    said = words.asserted(assertion)
    chart = select.reports_chart_of(package, assertion.see_measure)
    if chart is None:
        return said
    before, after = labels.SEE.split("{}")
    return (f"{said} {before}", p.Link(chart.heading, f"#{_reports_name(package, chart.chart)}"), after)


def _others(package: Package) -> Iterator[p.Part]:
    if not package.reports:
        return
    yield _heading(labels.OTHERS)
    yield p.Text(labels.OTHERS_WHY)
    yield p.Filters((p.Choice(KINDS, labels.WHO_CLAIMS_IT, package.claimant_kinds), LATER))
    yield following(partial(_reports, package))


def _reports(package: Package, view: View) -> Iterator[p.Part]:
    """Yield a link to the view, then a section for each chart of reports."""
    address = f"{labels.ROOT}/{view.query}#{_name(labels.OTHERS)}"
    yield p.CopyLink(labels.COPY_LINK, labels.LINK_COPIED, address)
    for measures in select.report_sections(package):
        yield from _report_section(package, measures, view)


def _report_section(package: Package, measures: Sequence[Measure], view: View) -> Iterator[p.Part]:
    texts = select.reports_chart(measures)
    key, table = texts.chart, package.tables["other_reports"]
    panels = select.panels(package, measures, kinds=view.kinds, later=view.later)
    number = sum(len(panel.reports) + panel.left_out for panel in panels)
    on_scale = select.share_a_scale(measures)
    summary = tuple(
        part for said, lines in reports.summaries(package, measures) for part in (p.Text(said), p.Bullets(lines))
    )
    yield p.Heading(3, texts.heading, _reports_name(package, key))
    yield from summary
    if not number:
        nothing = p.Text(labels.empty_selection(len(select.all_reports(package, measures))))
        yield p.Exhibit(key, texts.title, (nothing,), lead=summary)
        return
    tables = tuple(part for panel in panels for part in _panel(panel, table, on_scale=on_scale))
    if on_scale:
        notes = reports.report_notes(package, panels, select.not_to_be_compared(measures))
        as_text = reports.notes_as_text(notes)
        drawing = layouts.reports_chart(panels, texts, notes)
        chart = p.Chart(key, drawing, reports.reports_alt(texts.title, panels), as_text)
        save = _save(key, labels.SAVE_SVG if view == View() else labels.SAVE_SVG_OF_ALL)
        shown: tuple[p.Part, ...] = (chart, save, p.Bullets(as_text))
        below: tuple[p.Part, ...] = (p.Fold(f"{key}_reports", labels.reports_table(number), tables),)
    else:
        shown, below = tables, ()
    yield p.Fold(
        _free(key, _own_folds(package)),
        labels.reports_part(number, with_chart=on_scale),
        (p.Exhibit(key, texts.title, shown, lead=summary), *below, _download(table)),
        open_at_first=len(measures) > 1,  # measures that look alike are what a reader mixes up
    )


def _panel(panel: select.Panel, table: Table, *, on_scale: bool) -> Iterator[p.Part]:
    """A panel as a table, the article first; each row links to the page that it was read in."""
    rows = panel.rows
    heading = reports.panel_heading(panel)
    columns: dict[str, Sequence[p.Words]] = {
        labels.AS_STATED: [_report_cell(row) for row in rows],
        labels.COUNTED: [reports.report_counted(row, on_scale=on_scale) for row in rows],
        labels.WHO_SAYS_SO: [_with_page(reports.report_speaker(row), row.source) for row in rows],
    }
    yield _lead(heading)
    yield _table(columns, table.file_name, heading)


def _report_cell(report: Report) -> p.Words:
    """A report's figure in a table, struck through where it was withdrawn."""
    said, figure = reports.report_cell(report), words.figure(report)
    return (p.Struck(figure), said.removeprefix(figure)) if report.superseded_by else said


def _steps(package: Package) -> Iterator[p.Part]:
    table = package.tables.get("derived")
    if table is None:
        return
    worked = worked_out(package)
    columns: dict[str, Sequence[p.Words]] = {
        labels.QUESTION: [_step(step) for step in worked],
        labels.WORKED_OUT: [_result(step) for step in worked],
    }
    yield _heading(table.title)
    yield p.Text(labels.WORKED_OUT_WHY)
    yield p.Fold(table.name, labels.STEPS_PART, (_table(columns, table.file_name), _download(table)))


def _step(step: WorkedOut) -> p.Words:
    inputs: list[p.Inline] = [inline for line in steps.step_inputs(step) for inline in (p.Break(), line)]
    return (steps.step_words(step), *inputs)


def _result(step: WorkedOut) -> p.Words:
    result, tempting = p.Strong(steps.step_result(step)), p.Strong(f"{labels.TEMPTING}:")
    return (result, f" {steps.step_caveats(step)}", p.Break(), tempting, f" {steps.step_tempting(step)}")


def _dates(package: Package) -> Iterator[p.Part]:
    table = package.tables.get("dates")
    if table is None:
        return
    key = select.DATES  # the check refuses a chart of that name
    notes = dates.date_notes(package)
    drawing = layouts.dates_chart(package.dates, table.title, notes)
    chart = p.Chart(key, drawing, dates.dates_alt(table.title, package.dates), reports.notes_as_text(notes))
    columns: dict[str, Sequence[p.Words]] = {
        labels.IN_WORDS: [dates.date_words(claim) for claim in package.dates],
        labels.THE_RECORD: [_with_page(dates.date_record(claim), claim.source) for claim in package.dates],
        labels.AGREES: [dates.date_agreement(claim) for claim in package.dates],
    }
    shown = p.Exhibit(key, table.title, (chart, _save(key), p.Bullets(chart.notes)))
    yield _heading(table.title)
    yield p.Text(dates.dates_summary(package.dates))
    yield p.Fold(table.name, labels.DATES_PART, (shown, _table(columns, table.file_name), _download(table)))


def _hedges(package: Package) -> Iterator[p.Part]:
    table = package.tables["hedges"]
    columns: dict[str, Sequence[p.Words]] = {
        labels.THE_WORDS: [words.hedge_line(hedge) for hedge in package.hedges],
        labels.THEY_SAY: [hedge.says for hedge in package.hedges],
        labels.THEY_DO_NOT_SAY: [words.does_not_say(hedge) for hedge in package.hedges],
    }
    yield _heading(table.title)
    yield p.Text(labels.HEDGES_WHY)
    yield p.Fold(table.name, labels.HEDGES_PART, (_table(columns, table.file_name), _download(table)))


SECTIONS = (_article, _not_drawn, _asserted, _others, _steps, _dates, _hedges)


def _data(package: Package, sections: Sequence[p.Part]) -> Iterator[p.Part]:
    """Every table and its columns, the downloads, and how to cite, read and embed. sections: the page above."""
    yield _heading(labels.THE_DATA)
    yield p.Text(labels.about_the_data(package))
    for table in package.tables.values():
        yield p.Fold(f"{table.name}_table", labels.table_line(table), tuple(_described(table)))
    yield p.Downloads(tuple((label, f"data/{name}") for label, name in labels.whole_downloads(package.zip_name)))
    exhibits = [part for part in p.walk(sections) if isinstance(part, p.Exhibit)]
    heights = {exhibit.key: height(exhibit.alone) for exhibit in exhibits}
    reuse: list[p.Part] = [
        p.Text(labels.TO_CITE_ALL),
        p.Quote(citation.dataset_citation(package)),
        p.Quote(citation.bibtex(package)),
        p.Text(labels.READ_BY_PROGRAM),
        p.Quote("\n".join(citation.reading_lines(labels.address("article_figures.csv")))),
    ]
    if heights:
        reuse += [p.Text(labels.EMBED), p.Quote(citation.embed_line(heights))]
    yield p.Fold("reuse", labels.REUSE, tuple(reuse))


def _described(table: Table) -> Iterator[p.Part]:
    """The meaning of a row and of each column, and the download."""
    columns: dict[str, Sequence[p.Words]] = {
        labels.COLUMN: [field.name for field in table.fields],
        labels.TYPE: [field.type_in_words for field in table.fields],
        labels.MEANS: [field.meaning for field in table.fields],
    }
    yield p.Text(table.description)
    yield _table(columns, table.file_name)
    yield _download(table)
