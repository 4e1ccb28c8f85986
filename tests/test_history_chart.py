"""A history joins only what one speaker stated, and gives every mark its words."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest

from figures.analysis import history as analysis
from figures.analysis import select
from figures.analysis.history import Totals, totals
from figures.charts import history
from figures.charts.drawing import LEFT, NARROW, RIGHT, SHEET, WIDE, Drawing, Line, Sheet, Word
from figures.charts.history import HistoryChart, history_charts, share_picture
from figures.charts.marks import Mark
from figures.charts.palette import ACCENT, OTHER
from figures.charts.svg_backend import svg
from figures.charts.type import HEADING, SCALE, STRONG, width
from figures.model.bound import Bound, BoundKind
from figures.model.package import Package
from figures.model.period import Period
from figures.model.records import Measure, Report
from figures.words import history as words
from figures.words.figure import hover
from tests.oracle import package
from tests.pages import squashed

WIDTHS = (NARROW, 328, 440, WIDE)
Box = tuple[float, float, float, float]  # left, right, top, bottom


@cache
def charts() -> dict[str, tuple[Totals, HistoryChart]]:
    loaded, found = package("own"), {}
    for section in select.sections(loaded):
        for chart in history_charts(loaded, section):
            measure = next(m for m in section if chart.drawing.key == f"history-{m.measure.replace('_', '-')}")
            found[chart.drawing.key] = (totals(loaded, measure), chart)
    return found


@cache
def sheets() -> tuple[Sheet, ...]:
    found = (share_picture(package("own"), section) for section in select.sections(package("own")))
    return tuple(filter(None, found))


def alike() -> tuple[Measure, Measure]:
    """Two measures that look alike, of which the article states the first."""
    loaded = package("own")
    for drawn, _ in charts().values():
        other = loaded.measure(drawn.measure.looks_like)
        if other and drawn.article and drawn.article.measure == drawn.measure:
            return drawn.measure, other
    raise AssertionError("no two measures with a history look alike")


def labels(drawing: Drawing) -> str:
    """The words in the panels, without those of the scales and headings."""
    return squashed("".join(word.text for word in drawing.words if word.style not in (SCALE, STRONG, HEADING)))


def marks_of(drawing: Drawing, drawn: Totals) -> dict[str, Mark]:
    """The mark of each report, by its text for a pointer."""
    found: dict[str, Mark] = {}
    for report in drawn.reports:
        (mark,) = (m for m in drawing.marks if m.hover == hover(report) and same_day(m, report, drawn))
        found[report.figure_id] = mark
    return found


def same_day(mark: Mark, report: Report, drawn: Totals) -> bool:
    first = min(r.as_of.last for t, _ in charts().values() if t.measure.reports_chart == drawn.measure.reports_chart
                for r in t.reports)  # fmt: skip
    return mark.at == (report.as_of.last - first).days + 7


def joins(drawing: Drawing) -> list[Line]:
    return [line for line in drawing.lines if line.colour == OTHER]


@cache
def invented() -> tuple[Package, tuple[Measure, Measure]]:
    """The other package, two of whose measures are made growing tolls; its texts are ugly and it has every mark."""
    loaded = package("other")
    count = next(m for m in loaded.measures if m.looks_like and any(f.measure == m for f in loaded.figures))
    pair = (count.measure, count.looks_like)
    made = {m.measure: replace(m, kind=history.TOLL) if m.measure in pair else m for m in loaded.measures}
    tolls = replace(
        loaded,
        measures=tuple(made.values()),
        reports=tuple(replace(r, measure=made[r.measure.measure]) for r in loaded.reports),
        figures=tuple(replace(f, measure=made[f.measure.measure]) for f in loaded.figures),
    )
    return tolls, (made[pair[0]], made[pair[1]])


def every_drawing() -> list[Drawing]:
    return [chart.drawing for chart in (*(chart for _, chart in charts().values()), *history_charts(*invented()))]


# Every mark has its words


def test_every_report_has_its_mark_and_its_words() -> None:
    for key, (drawn, chart) in charts().items():
        assert chart.labels_lost == 0, f"{key} lost words"
        assert set(marks_of(chart.drawing, drawn)) == {report.figure_id for report in drawn.reports}
        own = drawn.article is not None and drawn.article.measure == drawn.measure
        assert len(chart.drawing.marks) == len(drawn.reports) + own
        for speaker in drawn.speakers:
            for report in speaker.reports:
                found = labels(chart.drawing)
                assert squashed(words.label(report).partition(",\u00a0")[0]) in found, f"{key} lacks {report.figure_id}"


def test_ranges_and_ceilings_have_their_words_too() -> None:
    (chart,) = history_charts(*invented())
    assert {mark.bound for mark in chart.drawing.marks} == {"unhedged", "about", "at_least", "at_most", "between"}
    assert (
        chart.labels_lost == 0 and len(chart.drawing.marks) == len(totals(invented()[0], invented()[1][0]).reports) + 1
    )


def test_the_picture_to_share_has_the_words_of_every_mark() -> None:
    for sheet in filter(None, (*sheets(), share_picture(*invented()))):
        for row in sheet.rows:
            for (name, _), cell in zip(sheet.columns, row.cells, strict=True):
                for mark in (mark for mark in cell.marks if mark.colour == OTHER):
                    figure = mark.hover.partition(":")[0]
                    assert squashed(figure) in labels(cell), f"{name}: {figure}"


def box(word: Word, share: float, plot: float) -> Box:
    long = width(word.text, word.style)
    x = share * plot + {"left": -word.gap - long, "right": word.gap, "center": -long / 2}[word.side]
    return x, x + long, word.y - 0.4 * word.style.size, word.y + 0.4 * word.style.size


def mark_box(mark: Mark, share: float, plot: float) -> Box:
    """The ring, disc or tick of a mark, with its fade."""
    half = 11 if mark.approximate else 7
    upper = mark.y if mark.top is None else mark.top
    above = 29 if mark.bound == "at_least" else half if mark.bound != "at_most" else 2
    below = mark.size.fade + 5 if mark.bound == "at_most" else 2 if mark.bound == "at_least" else half
    return share * plot - half + 1, share * plot + half - 1, upper - above, mark.y + below


def overlap(one: Box, other: Box) -> bool:
    return min(one[1], other[1]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[2], other[2])


@pytest.mark.parametrize("plot", WIDTHS)
def test_no_words_lie_on_a_mark_or_on_other_words(plot: int) -> None:
    for drawing in every_drawing():
        boxes = [(word.text, box(word, drawing.share(word.x), plot)) for word in drawing.words]
        for text, (left, right, _, bottom) in boxes:
            assert left >= -LEFT and right <= plot + RIGHT and bottom <= drawing.height, f"{text!r} is cut"
        for (one, a), (other, b) in combinations(boxes, 2):
            assert not overlap(a, b), f"{one!r} lies on {other!r}"
        for mark in drawing.marks:
            around = mark_box(mark, drawing.share(mark.at), plot)
            for text, inside in boxes:
                # A ceiling at almost nothing fades out over the time scale.
                is_time = text in calendar.month_name or re.fullmatch(r"\d{4}", text)
                assert is_time or not overlap(inside, around), f"{text!r} lies on the mark of {mark.hover}"


def test_a_picture_to_share_is_whole() -> None:
    for sheet in filter(None, (*sheets(), share_picture(*invented()))):
        root = ElementTree.fromstring(svg(sheet, sheet.alt))
        assert (root.get("width"), root.get("height")) == tuple(map(str, SHEET))
        assert root[0].text == sheet.title and root[1].text == sheet.alt
        for text in root.iter("{http://www.w3.org/2000/svg}text"):
            x, y = (float(text.attrib[name]) for name in ("x", "y"))
            assert 0 < x < SHEET[0] and y < SHEET[1] - 4, "".join(text.itertext())
        for row in sheet.rows:
            for cell in row.cells:
                boxes = [(w.text, box(w, cell.share(w.x), sheet.column)) for w in cell.words]
                assert not [(a, b) for (a, x), (b, y) in combinations(boxes, 2) if overlap(x, y)]


# What is joined


def test_only_what_one_speaker_stated_is_joined() -> None:
    joined = 0
    for drawn, chart in charts().values():
        marks = marks_of(chart.drawing, drawn)
        reports = {report.figure_id: report for report in drawn.reports}
        for line in joins(chart.drawing):
            ends = [
                [reports[key] for key, mark in marks.items() if (mark.at, mark.y) == (x, y)]
                for x, y in ((line.x0, line.y0), (line.x1, line.y1))
            ]
            (first,), (second,) = ends
            for name in ("claimant", "scope", "count_kind", "unit"):
                assert getattr(first, name) == getattr(second, name)
            assert not (first.derived or second.derived or first.reading or second.reading)
            assert "between" not in (first.bound, second.bound) and first.as_of.last < second.as_of.last
            joined += 1
        assert len(joins(chart.drawing)) == sum(len(run) - 1 for s in drawn.speakers for run in s.joined)
    assert joined > 8
    assert any(r.derived for drawn, _ in charts().values() for r in drawn.reports), "no derived report was tried"


def test_lines_never_go_back_in_time() -> None:
    for _, chart in charts().values():
        assert all(line.x0 < line.x1 for line in joins(chart.drawing))


def test_what_is_left_out_is_counted() -> None:
    loaded = package("own")
    for drawn, chart in charts().values():
        (left,) = [text for lead, text in chart.drawing.notes if lead == "Left out"]
        assert left == words.left_out([drawn])
        series = analysis.history(loaded, drawn.measure)
        stated = sum(len(one.statements) for one in series)
        shown = {(s.claimant, r.as_of.edtf, r.scope) for s in drawn.speakers for r in s.reports}
        withdrawn = drawn.left_out.get(analysis.WITHDRAWN, 0)
        assert stated == len(shown) + sum(drawn.left_out.values()) - withdrawn


# The article, and two measures that look alike


def test_the_article_is_marked_once_and_its_line_is_told_once() -> None:
    own, other = alike()
    drawings = {measure: charts()[f"history-{measure}"][1].drawing for measure in (own.measure, other.measure)}
    article = charts()[f"history-{own.measure}"][0].article
    assert article
    marks = {name: [m for m in d.marks if m.colour == ACCENT] for name, d in drawings.items()}
    assert (len(marks[own.measure]), len(marks[other.measure])) == (1, 0)
    for measure, figure in ((own, article), (other, None)):
        accent = [w.text for w in drawings[measure.measure].words if w.colour == ACCENT]
        told = words.article_label(figure) + words.line_label(article, measure)
        assert squashed("".join(accent)) == squashed(told)
    assert other.label.lower() not in words.line_label(article, other) and own.label.lower() in words.line_label(
        article, other
    ), "whose number it is"
    for _, chart in charts().values():
        assert labels(chart.drawing).count(squashed(words.LATER)) <= 1
        said = squashed("".join(w.text for w in chart.drawing.words if w.style == SCALE))
        assert said.count(squashed(words.LATER)) == 1
        lines = [line for line in chart.drawing.lines if line.colour == ACCENT]
        assert lines and all((line.width, line.dash, line.y0) == (1, "dot", line.y1) for line in lines)
        assert len(lines) == len(chart.drawing.tints), "a line in each panel"


def test_the_article_has_a_panel_of_its_own_and_no_speaker_s_panel_has_its_mark() -> None:
    for drawn, chart in charts().values():
        assert drawn.article
        headings = [w for w in chart.drawing.words if w.style == HEADING]
        first, *panels = sorted(chart.drawing.tints, key=lambda t: t.y0)
        assert headings[0].text == select.THE_ARTICLE and headings[0].y < first.y0 < headings[1].y
        assert any(w.text == drawn.article.source.kind and w.y < first.y0 for w in chart.drawing.words)
        for mark in chart.drawing.marks:
            assert (mark.colour == ACCENT) == (first.y0 < mark.y < first.y1), mark.hover
        inside = [w.text for w in chart.drawing.words if first.y0 < w.y < first.y1 and w.style not in (SCALE, STRONG)]
        figure = drawn.article if drawn.article.measure == drawn.measure else None
        assert squashed("".join(inside)) == squashed(words.article_label(figure)) and len(panels) > 2


def test_an_article_s_figure_without_a_place_keeps_its_words() -> None:
    loaded, (_, other) = package("own"), alike()
    model = next(f for f in loaded.figures if f.can_be_placed and f.bound != "unhedged")
    vague = replace(model, measure=other, figure_as_stated="no one knows", bound="unnumbered", stated=Bound())
    vague = replace(vague, reading=None, hedge=None, figure_id="made")
    (chart,) = history_charts(replace(loaded, figures=(*loaded.figures, vague)), [other])
    assert squashed(words.article_label(vague)) in labels(chart.drawing)
    assert not [mark for mark in chart.drawing.marks if mark.colour == ACCENT]


def test_two_measures_that_look_alike_share_axes_and_order() -> None:
    own, other = (charts()[f"history-{measure.measure}"] for measure in alike())
    assert (own[1].drawing.start, own[1].drawing.end) == (other[1].drawing.start, other[1].drawing.end)
    units = []
    for drawn, chart in (own, other):
        marks = marks_of(chart.drawing, drawn)
        bases = sorted(t.y1 for t in chart.drawing.tints)
        for report in drawn.reports:
            mark = marks[report.figure_id]
            base = next(y for y in bases if y > mark.y)
            end = report.placed.ends[report.bound == "at_most"]
            units.append((base - mark.y) / float(end))
    assert max(units) - min(units) < 1e-9, "one scale of numbers"
    names = [[w.text for w in chart.drawing.words if w.style == HEADING] for _, chart in (own, other)]
    shared = [[text for text in some if text in names[0] and text in names[1]] for some in names]
    assert shared[0] == shared[1] and len(shared[0]) > 3
    tops = [[t.y0 for t in chart.drawing.tints] for _, chart in (own, other)]
    together = sum(a == b for a, b in zip(*tops, strict=False))
    assert together >= 5, "the panels of the article and of one speaker stand in one row"


def test_one_of_two_measures_may_say_that_they_look_alike() -> None:
    """The other is drawn beside it all the same, with the article's panel and line."""
    loaded, names = package("own"), [measure.measure for measure in alike()]
    for silent in names:
        made = {m.measure: replace(m, looks_like="") if m.measure == silent else m for m in loaded.measures}
        changed = replace(
            loaded,
            measures=tuple(made.values()),
            reports=tuple(replace(r, measure=made[r.measure.measure]) for r in loaded.reports),
            figures=tuple(replace(f, measure=made[f.measure.measure]) for f in loaded.figures),
        )
        drawn = [chart.drawing for chart in history_charts(changed, [made[name] for name in names])]
        before = [charts()[f"history-{name}"][1].drawing for name in names]
        assert [(d.end, d.height, len(d.tints)) for d in drawn] == [(d.end, d.height, len(d.tints)) for d in before]
        sheet = share_picture(changed, [made[name] for name in names])
        assert sheet and len(sheet.rows) == 2 and all(len(row.cells) == len(sheet.columns) for row in sheet.rows)


# Any data


def many(number: int, days: int) -> Package:
    """The package with so many invented figures of one speaker, so many days apart."""
    loaded, (own, _) = package("own"), alike()
    drawn = totals(loaded, own)
    model = next(s.reports[0] for s in drawn.speakers if s.joined)
    made = []
    for n in range(number):
        day = Period.parse((date(2025, 1, 2) + timedelta(days * n)).isoformat())
        bound = Bound(1000 + 300 * n, None if n % 3 == 0 else 1000 + 300 * n)
        kind: BoundKind = "at_least" if n % 3 == 0 else "unhedged"
        text = f"{'at least ' if n % 3 == 0 else ''}{1000 + 300 * n:,}"
        one = replace(model, figure_id=f"made-{n}", figure_as_stated=text, bound=kind, approximate=False)
        made.append(replace(one, stated=bound, as_of=day, hedge=None))
    others = tuple(r for r in loaded.reports if r.measure != own)
    return replace(loaded, reports=(*others, *made))


@pytest.mark.parametrize(("number", "days"), [(3, 20), (8, 50), (6, 10), (8, 14)])
def test_up_to_eight_figures_of_one_speaker_all_have_their_words(number: int, days: int) -> None:
    chart, *_ = history_charts(many(number, days), [alike()[0]])
    assert chart.labels_lost == 0 and len(chart.drawing.marks) == number + 1


def test_of_very_many_the_first_the_last_and_the_highest_keep_their_words() -> None:
    chart, *_ = history_charts(many(24, 3), [alike()[0]])
    assert len(chart.drawing.marks) == 25, "every mark and the article's stay"
    for n in (0, 23):
        assert squashed(f"{1000 + 300 * n:,}") in labels(chart.drawing)
    heading = " ".join(w.text for w in chart.drawing.words if w.style == HEADING)
    assert chart.labels_lost and f"words for {24 - chart.labels_lost} of 24, all in the table" in heading


def test_few_figures_make_no_history() -> None:
    own, _ = alike()
    assert history_charts(many(2, 20), [own]) == () and share_picture(many(2, 20), [own]) is None
    for section in select.sections(package("other")):
        assert history_charts(package("other"), section) == (), "no speaker gave two totals that count alike"


def test_the_axes_end_where_reading_ended() -> None:
    loaded = package("own")
    read = max(s.published.last for s in loaded.sources if s.published)
    for drawn, chart in charts().values():
        ends = {tint.x1 for tint in chart.drawing.tints}
        marks = marks_of(chart.drawing, drawn)
        report = drawn.reports[0]
        assert ends == {marks[report.figure_id].at + (read - report.as_of.last).days}


# Words


def test_a_name_is_short_and_says_what_is_drawn() -> None:
    for drawn, chart in charts().values():
        assert len(chart.alt.split()) <= 60
        assert f"{len(drawn.reports)} figures of {len(drawn.speakers)} speakers" in chart.alt


def test_the_headline_says_most_only_where_most_did() -> None:
    loaded, measures = package("own"), alike()
    shown = [totals(loaded, measure) for measure in measures]
    assert "Most others with that number" in words.headline(loaded, shown)
    without = replace(loaded, reports=tuple(r for r in loaded.reports if r.measure != measures[1]))
    assert "Most" not in words.headline(without, shown)
    assert "Most" not in words.headline(loaded, shown[:1])


def test_columns_of_the_picture_follow_a_rule() -> None:
    loaded, measures = package("own"), alike()
    sheet = share_picture(loaded, measures)
    assert sheet and [row.heading for row in sheet.rows] == [measure.label for measure in measures]
    shown = [totals(loaded, measure) for measure in measures]
    both = {s.claimant for s in shown[0].speakers} & {s.claimant for s in shown[1].speakers}
    assert len(sheet.columns) == 1 + min(4, len(both)) and sheet.columns[0][0] == select.THE_ARTICLE
    for row, drawn_row in zip(sheet.rows, shown, strict=True):
        accents = [[m for m in cell.marks if m.colour == ACCENT] for cell in row.cells]
        assert len(accents[0]) == (drawn_row.article is not None and drawn_row.article.measure == drawn_row.measure)
        assert not any(accents[1:]), "a speaker seems to say what the article says"
        words_of_row = squashed("".join(w.text for cell in row.cells for w in cell.words if w.style == SCALE))
        assert drawn_row.article and (
            words_of_row.count(squashed(words.line_label(drawn_row.article, drawn_row.measure))) == 1
        )
    sizes = [sum(len(s.reports) for t in shown for s in t.speakers if s.claimant == name) for name in both]
    drawn = [
        sum(m.colour == OTHER for row in sheet.rows for m in row.cells[n].marks) for n in range(1, len(sheet.columns))
    ]
    assert drawn == sorted(sizes, reverse=True)[:4]
    assert all(a >= b for a, b in pairwise(drawn))
