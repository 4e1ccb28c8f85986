"""The place of one measure: what may be quoted, what others said, charts, caveats, arithmetic, tables.

Measures that look alike share a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from figures.analysis import select
from figures.analysis.arithmetic import WorkedOut, work_out
from figures.analysis.compare import Group, Statement, beside, by_time, statements, with_the_number
from figures.charts import came, history, layouts
from figures.language.english import capital, sentences
from figures.model.package import Package
from figures.model.records import Figure, Measure, Report
from figures.page import parts as p
from figures.page import shared, told
from figures.page.view import View, following
from figures.words import beside as others
from figures.words import came as came_words
from figures.words import citation, labels, reports, steps
from figures.words import figure as words

NEWEST = 3  # rows of a list; the table holds all
LONGEST_ROW = 25  # words of a row; in a longer one the speaker has the short name
Groups = Mapping[Group, tuple[Statement, ...]]


def place(package: Package, measures: Sequence[Measure]) -> Iterator[p.Part]:
    """Yield the section of these measures. The first one is the article's, where it gives a figure."""
    yield from _Place(package, measures).parts()


class _Place:
    """A section, and what several of its parts need.

    article: the article's main figure of the first measure. day: its last day. compared: the statements on the first
    measure beside that figure, whatever the reader's filter. latest: the newest of somebody else. is_headline: the
    figure has a card. is_open: lists and chart stand open, because a reader mixes up what looks alike, and a forecast
    with what came.
    """

    def __init__(self, package: Package, measures: Sequence[Measure]) -> None:
        self.package, self.measures, self.first = package, measures, measures[0]
        self.name = section_name(self.first)
        self.day = select.last_day(package)
        self.article = select.main_figure(package, self.first)
        self.reports = select.all_reports(package, measures)
        self.compared = beside(self.article, select.reports_of(package, self.first), self.day)
        self.latest = latest_other(package, self.first)
        self.is_headline = self.first.headline is not None
        self.is_forecast = bool(self.article and self.article.is_forecast)
        self.is_open = len(measures) > 1 or self.is_forecast
        self.on_scale = select.share_a_scale(measures)

    def parts(self) -> Iterator[p.Part]:
        """Yield the parts of the section, in order."""
        yield shared.heading(self.first.label, self.name)
        yield p.Facts(tuple(self.facts()))
        if self.article and self.is_headline:
            yield self.may_write(self.article)
        if self.reports:
            if self.is_open:
                yield p.Heading(3, labels.WHAT_OTHERS_SAID)
            if len(self.measures) > 1:
                yield p.Text(self.paragraph())
            yield following(self.said)
        yield from self.history()
        yield from told.told(self.package, self.measures, self.name)
        yield from told.slips(self.package, self.measures, self.name)
        yield from self.caveats()
        yield from self.steps()

    # What may be quoted

    def facts(self) -> Iterator[tuple[str, p.Words]]:
        """Yield the rows of the box: the article's figures, who else gave the number, what was said later."""
        names = others.Names()
        figures = select.article_figures(self.package, self.first)
        label = labels.the_article(self.package.article)
        if not figures:
            yield label, labels.NO_FIGURE
        for number, figure in enumerate(figures):
            note = f"{words.per_note(figure)}{words.unhedged_note(figure)}"
            said = f"{note} ({figure.locator})" if number else f"{note}: {figure.definition}."
            yield labels.ALSO if number else label, (p.Strong(words.figure(figure)), said)
        article = self.article
        if not self.reports:
            return
        if article and article.is_forecast:
            yield labels.A_PLAN, article.caveat
            yield labels.WHAT_CAME, came_words.came_of_it(self.package, article)
            return
        if article and article.can_be_placed and not article.in_measure.is_open:
            same = self.same_number(self.first)
            all_of = statements(select.reports_of(self.package, self.first))
            told = others.who_else(article, same, all_of, names) if self.is_open else others.how_many(same)
            yield labels.WHO_ELSE, told
        if self.is_headline and self.latest:
            yield labels.SAID_LATER, self.said_later(self.latest, names)

    def same_number(self, measure: Measure) -> tuple[Statement, ...]:
        """The statements on a measure that give the article's number, up to its day; of its own, comparable ones."""
        assert self.article
        own = measure == self.first
        return with_the_number(self.article, select.reports_of(self.package, measure), self.day, comparable=own)

    def said_later(self, latest: Statement, names: others.Names) -> p.Words:
        """Return what was said last after the article."""
        if not latest.is_after(self.day):
            return labels.NOTHING_LATER
        first = latest.first
        apart = others.counts_another_thing(latest, self.article)
        said = f": {names.of(first)}, {first.as_of.in_words()}{f' ({apart})' if apart else ''}. {others.NONE_NEWER}"
        return (p.Strong(others.figures_of(latest)), said)

    def may_write(self, article: Figure) -> p.Columns:
        """Return the sentences that may be written beside those that may not."""
        may: list[p.Part] = [p.Heading(3, labels.MAY_WRITE), sentence(citation.statement(article), article)]
        latest, looks_alike = self.latest, self.is_open and not self.is_forecast
        if looks_alike and latest in _comparable(self.compared) and latest.is_after(self.day):
            may.append(sentence(reports.sentence(latest.first), latest.first))
        lines = words.cannot_be_said(article, self.package.measure(self.first.looks_like))
        if looks_alike and not article.in_measure.is_open:
            lines = (*lines, others.not_confirmed(article, len(self.same_number(self.first))))
        return p.Columns((p.Column(tuple(may)), p.Column((p.Heading(3, labels.MAY_NOT_WRITE), p.Wrong(lines)))))

    # What others said

    def paragraph(self) -> str:
        """Return how the article's figure stands beside those of others, whatever the reader's filter."""
        article = self.article
        if article is None or not article.can_be_placed:
            return labels.NOTHING_TO_COMPARE
        said = [others.tally(self.compared)]
        if not article.in_measure.is_open:
            same = self.same_number(self.first)
            said += [others.alike(article, same, other, self.same_number(other)) for other in self.measures[1:]]
        return sentences([*said, words.reading(article)])

    def said(self, view: View) -> Iterator[p.Part]:
        """Yield the lists, the chart and the table of reports, as the reader's filter has them."""
        shown = [r for r in self.reports if not view.kind or r.claimant_kind == view.kind]
        inside = tuple(self.shown(view, len(shown))) if shown else (p.Text(labels.nobody(view.kind)),)
        told_filter = (p.Text(labels.only(view.kind)),) if view.kind else ()
        if self.is_open or not shown:
            yield from (*told_filter, *inside)
        else:
            speakers = len({report.claimant for report in shown})
            quotable = (self.may_write(self.article),) if self.article and not self.is_headline else ()
            parts = (*quotable, p.Text(self.paragraph()), *told_filter, *inside)
            yield p.Fold(f"{self.name}.said", labels.said(speakers, self.on_scale), parts)

    def shown(self, view: View, number: int) -> Iterator[p.Part]:
        """Yield the lists, the chart and the folded table. Where all stands open, what is longest is folded."""
        lists = tuple(self.lists(view))
        panels = select.panels(self.package, self.measures, kind=view.kind)
        tables = tuple(map(self.table, panels))
        about = "; ".join(measure.label for measure in self.measures)
        buttons = (
            p.Download(labels.DOWNLOAD_PART, f"data/{reports_file(self.first)}", about),
            shared.link_to(self.name, self.first.label, view),
        )
        inside: tuple[p.Part, ...]
        chart = self.chart(panels, view, buttons) if self.on_scale else p.Buttons(buttons)
        if not self.is_open:
            yield from (*lists, chart)
            inside, shown_as = tables, labels.AS_A_TABLE
        elif self.is_forecast:
            yield chart
            inside, shown_as = (p.Text(self.paragraph()), *lists, *tables), labels.LISTS_AND_TABLE
        else:
            yield from lists
            inside, shown_as = (chart, *tables), labels.CHART_AND_TABLE
        yield p.Fold(f"{self.name}.table", labels.all_reports(number, shown_as), inside)

    def table(self, panel: select.Panel) -> p.Table:
        """Return a panel as a table, the article first; each row is headed by who said it and when."""
        rows = panel.rows
        columns: shared.Cells = {
            labels.WHO_AND_WHEN: [reports.row_heading(row) for row in rows],
            labels.AS_STATED: [_report_cell(row) for row in rows],
            labels.COUNTED: [reports.report_counted(row, on_scale=self.on_scale) for row in rows],
            labels.WHO_SAYS_SO: [shared.with_page(reports.report_speaker(row), row.source) for row in rows],
        }
        return shared.table(columns, self.package.tables["other_reports"].file_name, reports.panel_heading(panel))

    def chart(self, panels: Sequence[select.Panel], view: View, buttons: tuple[p.Button, ...]) -> p.Exhibit:
        """Return the chart of reports; of a forecast, the chart of what came of it."""
        texts = select.reports_chart(self.measures)
        if self.is_forecast:
            drawing = came.came_chart(self.package, self.first, kind=view.kind)
            alt = came_words.came_alt(self.package, self.first, kind=view.kind)
        else:
            notes = reports.report_notes(self.package, panels, select.not_to_be_compared(self.measures))
            drawing = layouts.reports_chart(panels, texts, notes)
            alt = reports.reports_alt(texts.title, panels)
        return shared.exhibit(drawing, alt, below=buttons)

    def lists(self, view: View) -> tuple[p.Part, ...]:
        """Return what others stated, in two columns where there are two."""
        names = others.Names()
        columns = [
            p.Column((*([p.Heading(4, title)] if title else []), *self.statements(groups, article, names)))
            for title, groups, article in self.groups(view)
            if groups
        ]
        return (p.Columns(tuple(columns)),) if len(columns) > 1 else columns[0].parts

    def groups(self, view: View) -> Iterator[tuple[str, Groups, Figure | None]]:
        """Yield the title of each column, its groups, and the article's figure that they are set beside."""
        if self.is_forecast:
            own = select.reports_of(self.package, self.first, kind=view.kind)
            came_of = by_time([report for report in own if not report.is_forecast], self.day)
            # What came before the article came of something else.
            yield labels.WHAT_CAME, _without(came_of, "before"), None
            yield labels.WHAT_WAS_EXPECTED, by_time([report for report in own if report.is_forecast], self.day), None
            return
        for measure in self.measures:
            figure = select.main_figure(self.package, measure)
            found = beside(figure, select.reports_of(self.package, measure, kind=view.kind), self.day)
            if len(self.measures) > 1:  # the table and the chart hold the other statements
                yield measure.label, _without(found, "other"), figure if measure == self.first else None
            else:
                compared = _without(found, "other", "before")
                yield "", compared, figure
                yield "", _without(found, *compared), figure

    def statements(self, groups: Groups, article: Figure | None, names: others.Names) -> Iterator[p.Part]:
        """Yield a list of the newest statements of each group."""
        for group, stated in groups.items():
            rows = tuple(self.row(statement, group, article, names) for statement in stated[:NEWEST])
            rest = labels.older(len(stated) - NEWEST) if len(stated) > NEWEST else ""
            yield p.Statements(others.HEADINGS[group], rows, rest)

    def row(self, statement: Statement, group: Group, article: Figure | None, names: others.Names) -> p.Row:
        first = statement.first
        speaker, apart = capital(names.of(first)), ""
        if group == "other" or article is None:
            apart = others.counts_another_thing(statement, article)
            if not apart and first.measure.reports_by == ("count_kind",):
                apart = first.count_kind  # a step that came of a forecast: "arrived"
        notes = list(filter(None, [others.by_our_arithmetic(statement), apart]))
        chip = labels.AFTER_THE_ARTICLE if statement.is_after(self.day) and group != "after" else ""
        when, figure, said = first.as_of.in_words(), others.in_a_row(statement), ", ".join([speaker, *notes])
        if len(f"{when} {chip} {figure} {said}".split()) > LONGEST_ROW:
            said = ", ".join([first.claimant, *notes])
        return p.Row((p.Link(when, first.source.url),), chip, figure, said)

    # Further parts

    def history(self) -> Iterator[p.Part]:
        """Yield each speaker's figures over time, folded."""
        charts = history.history_charts(self.package, self.measures)
        if not charts:
            return
        sheet = history.share_picture(self.package, self.measures)
        columns = tuple(p.Column((shared.exhibit(one.drawing, one.alt),)) for one in charts)
        shown = (p.Columns(columns),) if len(columns) > 1 else columns[0].parts
        yield p.Fold(f"{self.name}.history", labels.history(self.first.label), shown)
        if sheet:
            key = f"{self.name}.share"
            share = p.SavePicture(labels.SHARE, f"data/pictures/{key}.svg", self.first.label)
            yield p.Saved(key, sheet, sheet.alt)
            yield p.Buttons((share,))

    def caveats(self) -> Iterator[p.Part]:
        """Yield the further caveats of the article's figures, folded."""
        figures = select.article_figures(self.package, self.first)
        on_card = self.article if self.is_headline else None  # its main caveat stands there
        rows: list[tuple[Figure, p.Words]] = [
            (f, f"{capital(f.definition)}. {capital(words.speaker(f))}. {f.caveat}") for f in figures if f != on_card
        ]
        rows += [(f, shared.with_page(caveat.caveat, caveat.source)) for f in figures for caveat in f.caveats]
        if rows:
            columns: shared.Cells = {
                labels.AS_STATED: [f"{n}. {words.named(f)}" for n, (f, _) in enumerate(rows, start=1)],
                labels.CAVEAT: [caveat for _, caveat in rows],
            }
            table = shared.table(columns, "caveats.csv")
            yield p.Fold(f"{self.name}.caveats", labels.caveats(len(rows), more=on_card is not None), (table,))

    def steps(self) -> Iterator[p.Part]:
        """Yield the arithmetic on the article's figures of this measure, and what others' own pairs give."""
        mine = [work_out(step) for step in self.package.steps if step.inputs[0].measure in self.measures]
        own = [worked for worked in mine if not isinstance(worked.step.inputs[0], Report)]
        theirs = [worked for worked in mine if isinstance(worked.step.inputs[0], Report)]
        for worked in own:
            same = [other for other in theirs if _measures(other) == _measures(worked)]
            theirs = [other for other in theirs if other not in same]
            below = tuple(map(steps.by_their_own_pair, same))
            tempting, why = steps.step_tempting(worked)
            inputs = steps.step_words(worked)
            answer = p.Answer(labels.BY_THE_ARTICLE, steps.step_result(worked), inputs, tempting, why, below)
            if len(self.measures) > 1:
                yield p.Heading(3, worked.step.question)
                yield answer
            else:
                yield p.Fold(f"{self.name}.{worked.step.derived_id}", worked.step.question, (answer,))
        if theirs:
            columns: shared.Cells = {
                labels.QUESTION: [worked.step.question for worked in theirs],
                labels.INPUTS: [capital(steps.step_words(worked)) for worked in theirs],
                labels.RESULT: [steps.step_result(worked) for worked in theirs],
            }
            table = shared.table(columns, "derived.csv")
            yield p.Fold(f"{self.name}.arithmetic", labels.BY_OTHERS_FOLD, (table,))


def section_name(measure: Measure) -> str:
    """Return the name of a measure's section in an address."""
    return shared.slug(measure.measure)


def reports_file(measure: Measure) -> str:
    """Return the name of the file under /data with the reports of the section of a measure, its first one."""
    return f"{section_name(measure)}.reports.csv"


def latest_other(package: Package, measure: Measure) -> Statement | None:
    """Return the newest statement of somebody else on a measure, a comparable one first; None without reports."""
    article = select.main_figure(package, measure)
    own = select.reports_of(package, measure)
    if article and article.is_forecast:
        own = tuple(report for report in own if not report.is_forecast)
    groups = beside(article, own, select.last_day(package))
    stated = _comparable(groups) or groups.get("other", ())
    return max(stated, key=lambda s: s.first.as_of.last, default=None)


def sentence(text: str, figure: Figure) -> p.Sentence:
    """Return a sentence to quote with its button."""
    return p.Sentence(text, p.Copy(labels.COPY, labels.COPIED, text, words.named(figure)))


def _comparable(groups: Groups) -> list[Statement]:
    return [statement for stated in _without(groups, "other").values() for statement in stated]


def _without(groups: Groups, *left_out: Group) -> Groups:
    return {group: stated for group, stated in groups.items() if group not in left_out}


def _report_cell(report: Report) -> p.Words:
    """A report's figure in a table, struck through where it was withdrawn."""
    said, figure = reports.report_cell(report), words.figure(report)
    return (p.Struck(figure), said.removeprefix(figure)) if report.superseded_by else said


def _measures(worked: WorkedOut) -> tuple[Measure, ...]:
    return tuple(figure.measure for figure in worked.step.inputs)
