"""The place of one measure: what may be quoted, what others said, charts, caveats, arithmetic, tables.

Measures that look alike share a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from figures.analysis import select
from figures.analysis.arithmetic import WorkedOut, work_out
from figures.analysis.compare import Group, Statement, beside, by_time, statements, with_the_number
from figures.charts import came, history, layouts
from figures.language.english import capital
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


def place(package: Package, measures: Sequence[Measure]) -> Iterator[p.Part]:
    """Yield the section of these measures. The first one is the article's, where it gives a figure."""
    yield from _Place(package, tuple(measures)).parts()


@dataclass(frozen=True)
class _Place:
    package: Package
    measures: tuple[Measure, ...]

    @property
    def first(self) -> Measure:
        return self.measures[0]

    @property
    def name(self) -> str:
        return section_name(self.first)

    @cached_property
    def article(self) -> Figure | None:
        """The article's main figure of the first measure."""
        return select.main_figure(self.package, self.first)

    @property
    def label(self) -> str:
        """The labels of all measures of the section."""
        return "; ".join(measure.label for measure in self.measures)

    @property
    def alike(self) -> Measure | None:
        """The measure that the first one is easily taken for."""
        return self.package.measure(self.first.looks_like)

    @property
    def day(self) -> date:
        """The article's last day."""
        return last_day(self.package)

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """Every report on these measures."""
        return select.all_reports(self.package, self.measures)

    @cached_property
    def compared(self) -> Mapping[Group, tuple[Statement, ...]]:
        """The statements on the first measure beside the article's figure, whatever the reader's filter."""
        return beside(self.article, select.reports_of(self.package, self.first), self.day)

    @cached_property
    def latest(self) -> Statement | None:
        """The newest statement of somebody else."""
        return latest_other(self.package, self.first)

    @property
    def is_open(self) -> bool:
        """True where lists and chart stand open: a reader mixes up what looks alike, and a forecast with what came."""
        return len(self.measures) > 1 or bool(self.article and self.article.is_forecast)

    @property
    def is_headline(self) -> bool:
        """True where the article's figure has a card."""
        return self.first.headline is not None

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
            yield following(partial(self.said))
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
            said = f"{words.per_note(figure)}{words.unhedged_note(figure)}: {figure.definition}."
            where = f"{words.per_note(figure)}{words.unhedged_note(figure)} ({figure.locator})"
            yield labels.ALSO if number else label, (p.Strong(words.figure(figure)), where if number else said)
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
        yield from self.later(names)

    def compares(self, statement: Statement) -> bool:
        """True for a statement that can be compared with the article's figure."""
        return any(statement in stated for group, stated in self.compared.items() if group != "other")

    def same_number(self, measure: Measure) -> tuple[Statement, ...]:
        """The statements on a measure that give the article's number, up to its day; of its own, comparable ones."""
        assert self.article
        own = measure == self.first
        return with_the_number(self.article, select.reports_of(self.package, measure), self.day, comparable=own)

    def later(self, names: others.Names) -> Iterator[tuple[str, p.Words]]:
        """Yield what was said last after the article, for a figure with a card."""
        latest = self.latest
        if latest is None or not self.is_headline:
            return
        if not latest.is_after(self.day):
            yield labels.SAID_LATER, labels.NOTHING_LATER
            return
        first = latest.first
        apart = others.counts_another_thing(latest, self.article)
        said = f": {names.of(first)}, {first.as_of.in_words()}{f' ({apart})' if apart else ''}. {others.NONE_NEWER}"
        yield labels.SAID_LATER, (p.Strong(others.figures_of(latest)), said)

    def may_write(self, article: Figure) -> p.Columns:
        """Return the sentences that may be written beside those that may not."""
        may: list[p.Part] = [p.Heading(3, labels.MAY_WRITE), sentence(citation.statement(article), article)]
        latest = self.latest
        if self.is_open and latest and not article.is_forecast and latest.is_after(self.day) and self.compares(latest):
            may.append(sentence(reports.sentence(latest.first), latest.first))
        lines = words.cannot_be_said(article, self.alike)
        if self.is_open and not (article.is_forecast or article.in_measure.is_open):
            lines = (*lines, others.not_confirmed(article, len(self.same_number(self.first))))
        return p.Columns((p.Column(tuple(may)), p.Column((p.Heading(3, labels.MAY_NOT_WRITE), p.Wrong(lines)))))

    # What others said

    def paragraph(self) -> str:
        """Return how the article's figure stands beside those of others, whatever the reader's filter."""
        article = self.article
        if article is None or not article.can_be_placed:
            return labels.NOTHING_TO_COMPARE
        said = [others.tally(self.compared)]
        for other in self.measures[1:]:
            if not article.in_measure.is_open:
                said.append(others.alike(article, self.same_number(self.first), other, self.same_number(other)))
        if words.reading(article):
            said.append(words.reading(article))
        return " ".join(said)

    def said(self, view: View) -> Iterator[p.Part]:
        """Yield the lists, the chart and the table of reports, as the reader's filter has them."""
        shown = [r for r in self.reports if view.kinds is None or r.claimant_kind in view.kinds]
        inside = tuple(self.shown(view, len(shown))) if shown else (p.Text(labels.nobody(view.kind)),)
        told_filter = (p.Text(labels.only(view.kind)),) if view.kind else ()
        if self.is_open or not shown:
            yield from (*told_filter, *inside)
        else:
            speakers = len({report.claimant for report in shown})
            quotable = (self.may_write(self.article),) if self.article and not self.is_headline else ()
            parts = (*quotable, p.Text(self.paragraph()), *told_filter, *inside)
            yield p.Fold(f"{self.name}.said", labels.said(speakers, self.on_scale), parts)

    @property
    def on_scale(self) -> bool:
        return select.share_a_scale(self.measures)

    def shown(self, view: View, number: int) -> Iterator[p.Part]:
        """Yield the lists, the chart and the folded table. Where all stands open, what is longest is folded."""
        lists = tuple(self.lists(view))
        panels = select.panels(self.package, self.measures, kinds=view.kinds)
        table = self.package.tables["other_reports"]
        tables = [
            shared.table(_columns(panel, on_scale=self.on_scale), table.file_name, reports.panel_heading(panel))
            for panel in panels
        ]
        buttons = (
            p.Download(labels.DOWNLOAD_PART, f"data/{reports_file(self.first)}", self.label),
            shared.link_to(self.name, self.first.label, view),
        )
        chart = self.chart(panels, view, buttons) if self.on_scale else p.Buttons(buttons)
        if not self.is_open:
            yield from (*lists, chart)
            yield p.Fold(f"{self.name}.table", labels.reports_table(number), tuple(tables))
        elif self.article and self.article.is_forecast:
            yield chart
            inside = (p.Text(self.paragraph()), *lists, *tables)
            yield p.Fold(f"{self.name}.table", labels.lists_and_table(number), inside)
        else:
            yield from lists
            yield p.Fold(f"{self.name}.table", labels.chart_and_table(number), (chart, *tables))

    def chart(self, panels: Sequence[select.Panel], view: View, buttons: tuple[p.Button, ...]) -> p.Exhibit:
        """Return the chart of reports; of a forecast, the chart of what came of it."""
        texts = select.reports_chart(self.measures)
        if self.article and self.article.is_forecast:
            drawing = came.came_chart(self.package, self.first, kinds=view.kinds)
            alt = came_words.came_alt(self.package, self.first, kinds=view.kinds)
        else:
            notes = reports.report_notes(self.package, panels, select.not_to_be_compared(self.measures))
            drawing = layouts.reports_chart(panels, texts, notes)
            alt = reports.reports_alt(texts.title, panels)
        return shared.exhibit(drawing, alt, below=buttons)

    def lists(self, view: View) -> Iterator[p.Part]:
        """Yield what others stated, in two columns where there are two."""
        names = others.Names()
        if self.article and self.article.is_forecast:
            columns = self.forecast_lists(view, names)
        elif len(self.measures) > 1:
            columns = [
                (measure.label, self.groups(measure, view), self.article if measure == self.first else None)
                for measure in self.measures
            ]
        else:
            groups = self.groups(self.first, view)
            apart = {"other", "before"}
            columns = [
                ("", {g: s for g, s in groups.items() if g not in apart}, self.article),
                ("", {g: s for g, s in groups.items() if g in apart}, self.article),
            ]
        made = [
            p.Column((*([p.Heading(4, title)] if title else []), *self.statements(groups, article, names)))
            for title, groups, article in columns
            if groups
        ]
        yield from (p.Columns(tuple(made)),) if len(made) > 1 else made[0].parts

    def statements(
        self, groups: dict[Group, tuple[Statement, ...]], article: Figure | None, names: others.Names
    ) -> Iterator[p.Part]:
        """Yield a list of the newest statements of each group."""
        for group, stated in groups.items():
            shown = stated[:NEWEST]
            rows = tuple(_row(s, group, article, self.day, names) for s in shown)
            rest = labels.older(len(stated) - len(shown)) if len(stated) > len(shown) else ""
            yield p.Statements(others.HEADINGS[group], rows, rest)

    def groups(self, measure: Measure, view: View) -> dict[Group, tuple[Statement, ...]]:
        own = select.main_figure(self.package, measure)
        groups = dict(beside(own, select.reports_of(self.package, measure, kinds=view.kinds), self.day))
        if self.is_open:
            groups.pop("other", None)  # the table and the chart hold them
        return groups

    def forecast_lists(
        self, view: View, names: others.Names
    ) -> list[tuple[str, dict[Group, tuple[Statement, ...]], Figure | None]]:
        """What came, and what was expected."""
        own = select.reports_of(self.package, self.first, kinds=view.kinds)
        came_of = dict(by_time([r for r in own if not r.is_forecast], self.day))
        came_of.pop("before", None)  # it came of something else
        expected = dict(by_time([r for r in own if r.is_forecast], self.day))
        return [(labels.WHAT_CAME, came_of, None), (labels.WHAT_WAS_EXPECTED, expected, None)]

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
            columns: dict[str, Sequence[p.Words]] = {
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
            answer = _answer(worked, same)
            if len(self.measures) > 1:
                yield p.Heading(3, worked.step.question)
                yield answer
            else:
                yield p.Fold(f"{self.name}.{worked.step.derived_id}", worked.step.question, (answer,))
        if theirs:
            columns: dict[str, Sequence[p.Words]] = {
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


def last_day(package: Package) -> date:
    """Return the article's last day."""
    published = package.article.published
    assert published is not None  # the check refuses an article without a date
    return published.last


def latest_other(package: Package, measure: Measure) -> Statement | None:
    """Return the newest statement of somebody else on a measure, a comparable one first; None without reports."""
    article = select.main_figure(package, measure)
    own = select.reports_of(package, measure)
    if article and article.is_forecast:
        own = tuple(report for report in own if not report.is_forecast)
    day = last_day(package)
    groups = beside(article, own, day)
    stated = [s for group in ("differs", "same", "room", "earlier", "after", "before") for s in groups.get(group, ())]
    stated = stated or list(groups.get("other", ()))
    return max(stated, key=lambda s: s.first.as_of.last) if stated else None


def sentence(text: str, figure: Figure) -> p.Sentence:
    """Return a sentence to quote with its button."""
    return p.Sentence(text, p.Copy(labels.COPY, labels.COPIED, text, words.named(figure)))


def _row(statement: Statement, group: Group, article: Figure | None, day: date, names: others.Names) -> p.Row:
    first = statement.first
    notes = [capital(names.of(first)), others.by_our_arithmetic(statement)]
    if group == "other" or article is None:
        notes.append(others.counts_another_thing(statement, article) or _step_of(first))
    chip = labels.AFTER_THE_ARTICLE if statement.is_after(day) and group != "after" else ""
    figure, said = others.in_a_row(statement), ", ".join(filter(None, notes))
    if len(f"{first.as_of.in_words()} {chip} {figure} {said}".split()) > LONGEST_ROW:
        said = ", ".join(filter(None, [first.claimant, *notes[1:]]))
    when = p.Link(first.as_of.in_words(), first.source.url)
    return p.Row((when,), chip, figure, said)


def _step_of(report: Report) -> str:
    """The kind of count of a forecast's sequel: "arrived"."""
    return (
        report.count_kind if len(report.measure.reports_by) == 1 and "count_kind" in report.measure.reports_by else ""
    )


def _columns(panel: select.Panel, *, on_scale: bool) -> dict[str, Sequence[p.Words]]:
    """A panel as a table, the article first; each row is headed by who said it and when."""
    rows = panel.rows
    return {
        labels.WHO_AND_WHEN: [reports.row_heading(row) for row in rows],
        labels.AS_STATED: [_report_cell(row) for row in rows],
        labels.COUNTED: [reports.report_counted(row, on_scale=on_scale) for row in rows],
        labels.WHO_SAYS_SO: [shared.with_page(reports.report_speaker(row), row.source) for row in rows],
    }


def _report_cell(report: Report) -> p.Words:
    """A report's figure in a table, struck through where it was withdrawn."""
    said, figure = reports.report_cell(report), words.figure(report)
    return (p.Struck(figure), said.removeprefix(figure)) if report.superseded_by else said


def _measures(worked: WorkedOut) -> tuple[Measure, ...]:
    return tuple(figure.measure for figure in worked.step.inputs)


def _answer(worked: WorkedOut, same: Sequence[WorkedOut]) -> p.Answer:
    """The answer to a step on the article's figures. same: steps on others' figures of the same measures."""
    result = steps.step_result(worked)
    tempting, why = steps.step_tempting(worked)
    inputs = steps.step_words(worked)
    below = tuple(map(steps.by_their_own_pair, same))
    return p.Answer(labels.BY_THE_ARTICLE, result, inputs, tempting, why, below)
