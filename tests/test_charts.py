"""A chart holds what its figures need, stands where the rows say, claims no more than their hedges, and can be read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product
from typing import Any

import pytest

from figures.analysis import select
from figures.charts import layouts, plotly_backend
from figures.charts.drawing import NARROW, Drawing, Word, note_text
from figures.charts.marks import Mark, pieces
from figures.charts.palette import ACCENT, OTHER, PALETTES, Colour
from figures.charts.svg_backend import svg
from figures.charts.type import HEADER, HEADING, SCALE, STRONG, WORDS
from figures.language.english import NO_BREAK, capital
from figures.model.records import Report
from figures.words import dates as date_words
from figures.words import reports as words
from figures.words.figure import figure, is_strict
from figures.words.key import key_words
from tests.oracle import FOLDERS, HOME, cells, ends_of, every_package, numbers, package
from tests.pages import composed, contrast, luminance, squashed

every_theme = pytest.mark.parametrize("theme", PALETTES)
TEXT, MARK = 4.5, 3.0  # WCAG 2.2 AA: contrast of text, and of graphics that must be seen


def drawings(name: str) -> dict[str, Drawing]:
    return {chart.key: chart.drawing for chart in composed(name).charts}


def everything(drawing: Drawing) -> str:
    """All words of a drawing, without spaces."""
    texts = [drawing.title, drawing.subtitle, *(word.text for word in drawing.words)]
    return squashed(" ".join([*texts, *map(note_text, drawing.notes), *(entry.text for entry in drawing.entries)]))


def reports_charts(name: str) -> dict[str, Drawing]:
    """The charts that show reports with the article's figure among them."""
    keys = {texts.chart for texts in package(name).charts}
    return {key: drawing for key, drawing in drawings(name).items() if key in keys}


# The words that travel with the picture


@every_package
def test_a_chart_of_reports_holds_the_articles_figure_with_its_caveat(name: str) -> None:
    tried = 0
    for section in select.sections(package(name)):
        drawing = reports_charts(name).get(select.reports_chart(section).chart) if section[0].reports_chart else None
        if drawing is None:
            continue
        for panel in select.panels(package(name), section):
            if panel.article:
                tried += 1
                rule = panel.article.reading_rule.partition(": ")[2]
                for told in (panel.article.figure_as_stated, panel.article.caveat, rule):
                    assert squashed(told) in everything(drawing), f"chart {drawing.key} lacks {told!r}"
    assert tried


@every_package
def test_every_chart_names_its_source(name: str) -> None:
    loaded = package(name)
    for drawing in drawings(name).values():
        lead, text = drawing.notes[-1]
        assert lead == "Source"
        # The other pages stand in tables, which the reader of a picture has to find.
        assert f"data package {loaded.name}, version {loaded.version}" in text


@every_package
def test_a_chart_explains_each_mark_that_it_has_and_no_other(name: str) -> None:
    for drawing in drawings(name).values():
        told = {(entry.kind, entry.bound, entry.approximate, entry.forecast) for entry in drawing.entries}
        assert len(told) == len(drawing.entries) == len({entry.text for entry in drawing.entries})
        kinds = {mark.bound for mark in drawing.marks}
        plain = {bound for kind, bound, *more in told if kind == "bound" and not any(more)}
        assert plain == kinds, f"the key of chart {drawing.key}"
        assert any(entry.approximate for entry in drawing.entries) == any(
            mark.approximate and mark.bound != "about" for mark in drawing.marks
        )
        assert any(entry.forecast for entry in drawing.entries) == any(mark.forecast for mark in drawing.marks)
        rest = {entry.kind for entry in drawing.entries} - {"bound", "line"}
        assert ("centre" in rest) == any(mark.centre is not None for mark in drawing.marks)
        assert ("struck" in rest) == any(mark.struck for mark in drawing.marks)


def test_the_key_tells_words_that_leave_a_number_out_from_those_that_include_it() -> None:
    reports = {name: package(name).reports for name in FOLDERS}
    floors = [r for r in reports["own"] if r.bound == "at_least" and r.can_be_placed]
    above, or_more = ([r for r in floors if is_strict(r) == strict] for strict in (True, False))
    assert key_words(above)["at_least"] == "above this"
    assert key_words(or_more)["at_least"] == "this or more"
    assert key_words(floors)["at_least"] == "this or more, or above this"
    ceilings = [r for r in reports["own"] if r.bound == "at_most" and not is_strict(r)]
    assert key_words(ceilings) == {"at_most": "this or fewer"}


@every_package
def test_no_chart_shows_markup_or_a_missing_cell(name: str) -> None:
    own = " ".join(table.data.decode() for table in package(name).tables.values())
    for key, drawing in drawings(name).items():
        for text in [word.text for word in drawing.words] + [note_text(note) for note in drawing.notes]:
            found = re.findall(r"&#?\w+;|<NA>|\bnan\b|\bNaT\b|\bNone\b(?! of)", text)
            # A package may hold markup of its own, to be shown as it is.
            assert all(stray in own for stray in found), f"chart {key} shows {text!r}"


def test_words_that_look_like_markup_are_shown_as_they_are() -> None:
    drawing = next(iter(drawings("other").values()))
    word = replace(drawing.words[0], text="R&D <b>not bold</b>", style=WORDS, gap=0)
    odd = replace(drawing, words=(word,), marks=())
    (shown,) = plotly_backend.figure(odd, "light").data[-2].text
    assert shown == "<b>R&amp;D &lt;b&gt;not bold&lt;/b&gt;</b>"
    assert ">R&amp;D &lt;b&gt;not bold&lt;/b&gt;<" in svg(odd, "")


# The claims of a mark


def reports_drawn(name: str) -> Iterator[tuple[Report, Mark]]:
    """Each report that has a mark, in a chart of its own."""
    for report in package(name).reports:
        if report.can_be_placed and report.measure.reports_chart:
            panel = select.Panel("Alone", (report,))
            drawing = layouts.reports_chart([panel], report.measure.reports_chart, ())
            assert not any(word.style == SCALE for word in drawing.words), "an axis for a single report"
            (mark,) = drawing.marks
            yield report, mark


@every_package
def test_a_mark_stands_at_the_numbers_of_its_row_and_nowhere_else(name: str) -> None:
    rows = {row["figure_id"]: row for row in cells(FOLDERS[name], "other_reports")}
    for report, mark in reports_drawn(name):
        row = rows[report.figure_id]
        if row["unit"] == report.measure.unit:
            assert set(mark.ends) == set(numbers(row)), f"{report.figure_id} is drawn at other numbers than its own"
        assert {piece.at for piece in pieces(mark)} <= {*mark.ends, mark.centre}
        kind = "magnitude" if row["bound"] == "unnumbered" else row["bound"]
        assert (mark.bound, mark.approximate) == (kind, bool(row["approximate"])), report.figure_id
        assert (mark.forecast, mark.colour) == (row["obs_status"] == "F", OTHER), report.figure_id


def test_a_forecast_is_drawn_otherwise_than_what_has_happened() -> None:
    kinds = {mark.bound: mark for name in FOLDERS for _, mark in reports_drawn(name)}
    assert len(kinds) == 6, "a kind of mark is not tested"
    drawing = next(iter(drawings("own").values()))
    backends: list[Callable[[Drawing], str]] = [lambda d: str(plotly_backend.figure(d, "light")), lambda d: svg(d, "")]
    for mark, draw in product(kinds.values(), backends):
        both = (draw(replace(drawing, marks=(replace(mark, forecast=forecast),))) for forecast in (True, False))
        assert len(set(both)) == 2, f"{mark.bound} looks the same as a forecast"


@every_package
def test_the_fade_of_a_ceiling_does_not_reach_below_0(name: str) -> None:
    for drawing in drawings(name).values():
        for mark in (mark for mark in drawing.marks if mark.bound == "at_most" and mark.top is None):
            assert mark.size.fade - 8 <= max(0, mark.at / drawing.end * NARROW), "but for its head, which has 8 pixels"


# Hedge and number stay together


def test_a_long_figure_keeps_each_hedge_with_its_number() -> None:
    report = next(r for r in package("own").reports if r.hedge and r.bound == "at_least")
    assert report.hedge
    for text, hedge in (
        ("about~100 and more~than~200~additional", "about ... more than"),
        ("some~10~million or~slightly~more", "some ... or slightly more"),
        ("more~than~roughly~2,417", "more than"),
        ("no~more~than~$30~billion", "no more than"),
        ("highly~likely over~5,000", "highly likely ... over"),
        ("at~least~4~million to~6~million", "at least"),
        ("maybe~another~2-3~thousand", "maybe"),
        ("presumed~to have reached more~than~12~million", "presumed to ... more than"),
        ("roughly~400,000, or by another reckoning more than that", "roughly"),
    ):
        changed = replace(
            report,
            figure_as_stated=text.replace("~", " "),
            hedge=replace(report.hedge, hedge_words=hedge),
        )
        assert figure(changed) == text.replace("~", NO_BREAK)


@every_package
def test_no_line_of_a_chart_ends_between_a_hedge_and_its_number(name: str) -> None:
    for key, drawing in drawings(name).items():
        lines = [word.text.replace(NO_BREAK, " ") for word in drawing.words if word.style == WORDS]
        for line, following in pairwise(lines):
            ends = re.search(r"\b(?<!slightly )(more|fewer|less|at|up|no|as many|than|least|most|about)$", line)
            assert not (ends and re.match(r"(than|least|most|to|as|more) ?\d|\W?\d", following)), f"{key}: {line!r}"


@every_package
def test_the_kind_of_a_claimant_stands_on_the_line_of_its_name_where_both_fit(name: str) -> None:
    together = 0
    for drawing in reports_charts(name).values():
        for above, before, kind in zip(drawing.words, drawing.words[1:], drawing.words[2:], strict=False):
            if (kind.x, kind.side) == (drawing.end, "left") and kind.style in (HEADER, STRONG):
                is_wrapped = above.style == HEADER and above.y == before.y - HEADER.line and above.side == "right"
                fits = not is_wrapped and before.reach[1] - kind.reach[0] <= NARROW
                assert (before.y == kind.y) == fits, f"{before.text!r} and {kind.text!r}"
                together += fits
    assert together


# Reports


@dataclass(frozen=True)
class Line:
    """A row of a chart. who: with the date; words: at the mark; ends: of the mark, empty where there is none."""

    who: str
    words: str = ""
    kind: str = ""
    is_later: bool = False
    bold: bool = False
    accent: bool = False
    ends: tuple[float, ...] = ()


@dataclass
class Group:
    """A panel: its heading, its rows from top to bottom, the places of the article's line, and its label."""

    heading: str
    lines: list[Line]
    line: set[float]
    label: str


def expected(panel: select.Panel) -> Group:
    """A panel as it must be drawn: the article between what is earlier and what is later."""
    rows = [r for r in panel.reports if not r.is_later] + ([panel.article] if panel.article else [])
    lines = []
    for r in (*rows, *(r for r in panel.reports if r.is_later)):
        told = (squashed(words.claimant_line(r)), squashed(words.report_words(r)), r.claimant_kind)
        ends = tuple(dict.fromkeys(float(n) for n in (r.placed.low, r.placed.high) if n is not None))
        lines.append(Line(*told, r.is_later, r.emphasised, r is panel.article, ends))
    if panel.marked is None or not panel.marked.can_be_placed:
        return Group(words.panel_heading(panel), lines, set(), "")
    label = words.strip_label(panel.marked, panel.article is not None)
    return Group(words.panel_heading(panel), lines, set(map(float, panel.marked.placed.ends)), label)


def panels_in(drawing: Drawing) -> list[Group]:
    """The drawn words, from top to bottom."""
    found: list[Group] = []
    tops: list[list[float]] = []
    later = in_heading = False
    for word in drawing.words:
        if word.style == HEADING and in_heading:
            found[-1].heading += f" {word.text}"
        elif word.style == HEADING:
            found.append(Group(word.text, [], set(), ""))
            tops.append([word.y])
            later = False
        elif word.style == HEADER and word.colour == ACCENT and not word.gap and not found[-1].lines:
            found[-1].label = word.text
        elif word.text == words.LATER:
            assert word.style == STRONG and not later, "the divider stands there once"
            later = True
        elif (word.x, word.side) == (drawing.end, "left") and word.style in (HEADER, STRONG):
            line = found[-1].lines.pop()
            assert not line.kind, f"two kinds of claimant stand in the row of {line.who}"
            found[-1].lines.append(replace(line, kind=word.text, bold=word.style == STRONG))
        elif word.style == HEADER:
            assert (word.x, word.side) == (0, "right"), f"{word.text!r} is no part of a row"
            if found[-1].lines and not found[-1].lines[-1].kind:  # the line before it was too long
                line = found[-1].lines.pop()
                found[-1].lines.append(replace(line, who=line.who + squashed(word.text)))
                continue
            found[-1].lines.append(Line(squashed(word.text), is_later=later, accent=word.colour == ACCENT))
            tops[-1].append(word.y)
        elif word.style == WORDS:
            line = found[-1].lines.pop()
            found[-1].lines.append(replace(line, words=line.words + squashed(word.text)))
        else:
            assert word.style == SCALE and re.search("[0-9]", word.text)
        in_heading = word.style == HEADING
    for group, (top, *rows), bottom in zip(found, tops, [*(ys[0] for ys in tops[1:]), drawing.height], strict=True):
        group.line = {line.x0 for line in drawing.lines if line.colour == ACCENT and top < line.y0 < bottom}
        for i, (y, below) in enumerate(zip(rows, [*rows[1:], bottom], strict=True)):
            marks = [mark for mark in drawing.marks if y < mark.y < below]
            assert all(mark.colour == (ACCENT if group.lines[i].accent else OTHER) for mark in marks)
            group.lines[i] = replace(group.lines[i], ends=tuple(end for mark in marks for end in mark.ends))
    return found


@every_package
def test_a_chart_shows_each_report_in_its_panel_and_row(name: str) -> None:
    """Each with its own mark. The kind of claimant stands at the right edge, the first kind in bold."""
    loaded, tried = package(name), 0
    for section in select.sections(loaded):
        if not section[0].reports_chart:
            continue
        texts = select.reports_chart(section)
        if not select.share_a_scale(section):
            assert texts.chart not in drawings(name), "its units have no scale in common"
            continue
        for kind in ("", *loaded.claimant_kinds):
            panels = select.panels(loaded, section, kind=kind)
            if any(panel.reports for panel in panels):
                drawing = layouts.reports_chart(panels, texts, ())
                assert panels_in(drawing) == [expected(panel) for panel in panels], f"chart {texts.chart}"
                dotted = [line.y0 for line in drawing.lines if line.dash == "dot" and line.y0 == line.y1]
                assert [word.y - 12 for word in drawing.words if word.text == words.LATER] == dotted
                tried += len(dotted)
        main = select.main_figure(loaded, section[0])
        if main and main.is_forecast:
            continue  # the page draws what came of it
        everything_shown = [expected(panel) for panel in select.panels(loaded, section)]
        assert panels_in(drawings(name)[texts.chart]) == everything_shown, f"chart {texts.chart} on the page"
    assert tried


# Dates


@every_package
def test_dates_stand_where_they_say_in_their_rows(name: str) -> None:
    """x counts days from the beginning of a year, which the scale names.

    Of each row stand the heading with the agreement, then the article's words, then the record, each with its mark.
    """
    drawing, rows = drawings(name)["dates"], cells(FOLDERS[name], "dates")
    years = {int(word.text): word.x for word in drawing.words if word.style == SCALE}
    start = date(min(years), 1, 1)
    assert all(x == (date(year, 1, 1) - start).days for year, x in years.items())
    spans = [(ends_of(row[column]), column) for row in rows for column in ("reading", "recorded") if row[column]]
    for mark, ((first, last), column) in zip(drawing.marks, spans, strict=True):
        days = ((first - start).days, (last - start).days)
        assert (mark.low, mark.high) == days and days[1] <= drawing.end
        span = "magnitude" if column == "reading" else "between"
        assert mark.bound == (span if (days[1] - days[0]) * NARROW / drawing.end >= 6 else "unhedged")
        assert mark.colour == (ACCENT if column == "reading" else OTHER)
    ys = [mark.y for mark in drawing.marks]
    assert ys == sorted(ys)
    told = squashed("".join(word.text for word in drawing.words if word.style != SCALE))
    claims = package(name).dates
    texts = [(capital(c.what), c.agreement, date_words.article_date(c), date_words.recorded_date(c)) for c in claims]
    assert told == squashed("".join(text for row in texts for text in row))
    agreements = [(w.text, w.style == STRONG) for w in drawing.words if w.x == drawing.end and w.style != SCALE]
    assert agreements == [(row["agreement"], row["agreement"] == "differs") for row in rows]


# Readable


@every_package
@every_theme
def test_every_text_and_mark_stands_out_from_the_paper(name: str, theme: str) -> None:
    palette = PALETTES[theme]
    assert luminance(palette.paper) < 0.2 if theme == "dark" else luminance(palette.paper) > 0.8
    for drawing in drawings(name).values():
        for word in drawing.words:
            for behind in (palette.paper, *map(palette.resolve, tints(drawing, word))):
                assert contrast(palette.resolve(word.colour), behind) >= TEXT, f"{drawing.key}: {word.text!r}"
        for mark in drawing.marks:
            for colour in inks(mark):
                assert contrast(palette.resolve(colour), palette.paper) >= MARK, f"{drawing.key}: {mark.hover}"


def tints(drawing: Drawing, word: Word) -> Sequence[Colour]:
    """The colours of tinted grounds on the same height as a word."""
    return [tint.colour for tint in drawing.tints if tint.y0 <= word.y <= tint.y1]


def inks(mark: Mark) -> Sequence[Colour]:
    """The colours that make a mark: rings, ticks, heads, hatching; not strokes and discs that fade out."""
    firm = [piece.colour for piece in pieces(mark) if piece.colour.share == 1 and piece.shape != "cross"]
    return [mark.colour, *firm]


@every_theme
def test_the_inks_of_texts_stand_out_from_page_and_paper(theme: str) -> None:
    config: dict[str, Any] = tomllib.loads((HOME / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    palette = PALETTES[theme]
    for paper in (palette.paper, config["theme"][theme]["backgroundColor"]):
        for ink in (palette.ink, palette.soft, palette.accent):
            assert contrast(ink, paper) >= TEXT, f"{ink} on {paper}"
    assert contrast(palette.other, palette.paper) >= MARK
    layout = plotly_backend.figure(next(iter(drawings("own").values())), theme).layout
    assert (layout.hoverlabel.font.color, layout.hoverlabel.bgcolor) == (palette.ink, palette.paper)


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)
