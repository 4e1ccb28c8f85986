"""A chart holds what its figures need, stands where the rows say, claims no more than their hedges, and can be read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from figures.analysis import select
from figures.charts import layouts, plotly_backend
from figures.charts.drawing import NARROW, Drawing, Word, note_text
from figures.charts.marks import Mark, pieces
from figures.charts.palette import ACCENT, OTHER, PALETTES, Colour
from figures.charts.svg_backend import svg
from figures.charts.type import HEADER, HEADING, SCALE, STRONG, WORDS
from figures.language.english import capital
from figures.model.records import ChartTexts, Figure
from figures.words import dates as date_words
from figures.words import figure as figure_words
from figures.words import reports as words
from tests.oracle import FOLDERS, HOME, Row, article_of, cells, ends_of, every_package, numbers, package
from tests.pages import composed, contrast, luminance, squashed

every_theme = pytest.mark.parametrize("theme", PALETTES)
TEXT, MARK = 4.5, 3.0  # WCAG 2.2 AA: contrast of text, and of graphics that must be seen


def drawings(name: str) -> dict[str, Drawing]:
    return {chart.key: chart.drawing for chart in composed(name).charts}


def everything(drawing: Drawing) -> str:
    """All words of a drawing, without spaces."""
    texts = [drawing.title, drawing.subtitle, *(word.text for word in drawing.words)]
    return squashed(" ".join([*texts, *map(note_text, drawing.notes), *(entry.text for entry in drawing.entries)]))


def article_charts(name: str) -> list[tuple[str, list[Row]]]:
    """The charts of the article's figures, each with the rows that it must draw."""
    folder, found = FOLDERS[name], []
    for chart in cells(folder, "charts"):
        measures = [row["measure"] for row in cells(folder, "measures") if row["chart"] == chart["chart"]]
        rows: list[Row] = [r for r in cells(folder, "article_figures") if r["measure"] in measures and numbers(r)]
        found += [(chart["chart"], rows)] if rows else []
    assert found, f"no chart of the {name} package draws a figure of the article"
    return found


def texts_of(name: str, key: str) -> ChartTexts:
    return next(texts for texts in package(name).charts if texts.chart == key)


def figure_of(name: str, row: Row) -> Figure:
    return next(figure for figure in package(name).figures if figure.figure_id == row["figure_id"])


def drawn_alone(name: str) -> Iterator[tuple[Row, Drawing]]:
    """Each drawn figure of the article, in a chart of its own."""
    for key, rows in article_charts(name):
        for row in rows:
            yield row, layouts.article_chart([figure_of(name, row)], texts_of(name, key), package(name).article)


# The words that travel with the picture


@every_package
def test_a_chart_holds_each_figure_with_its_caveat_and_source(name: str) -> None:
    article = article_of(FOLDERS[name])
    for key, rows in article_charts(name):
        found = everything(drawings(name)[key])
        for row in rows:
            rule = row["reading_rule"].removeprefix(f"{row['hedge_words']}: ")
            rule = rule.removeprefix(f"{row['figure_as_stated']}: ")
            for told in (row["figure_as_stated"], row["caveat"], rule, row["definition"][1:]):
                assert squashed(told) in found, f"chart {key} lacks {told!r} of {row['figure_id']}"
        for told in (article["author"], article["title"], article["publisher"], article["url"].partition("://")[2]):
            assert squashed(told) in found, f"chart {key} lacks its source's {told!r}"


@every_package
def test_every_chart_names_its_source(name: str) -> None:
    loaded, of_article = package(name), dict(article_charts(name))
    for key, drawing in drawings(name).items():
        lead, text = drawing.notes[-1]
        assert lead == "Source"
        # The other pages stand in tables, which the reader of a picture has to find.
        assert key in of_article or f"data package {loaded.name}, version {loaded.version}" in text


@every_package
def test_a_chart_explains_each_mark_that_it_has_and_no_other(name: str) -> None:
    for key, rows in article_charts(name):
        told = figure_words.key_words(figure_of(name, row) for row in rows)
        texts = [told[bound] for bound in figure_words.BOUNDS if bound in {row["bound"] for row in rows}]
        approximate = any(row["approximate"] and row["bound"] != "about" for row in rows)
        texts += [figure_words.APPROXIMATE_KEY] if approximate else []
        texts += [figure_words.FORECAST_KEY] if any(row["obs_status"] == "F" for row in rows) else []
        assert [entry.text for entry in drawings(name)[key].entries] == texts, f"chart {key}"


@every_package
def test_no_chart_shows_markup_or_a_missing_cell(name: str) -> None:
    own = " ".join(table.data.decode() for table in package(name).tables.values())
    for key, drawing in drawings(name).items():
        for text in [word.text for word in drawing.words] + [note_text(note) for note in drawing.notes]:
            found = re.findall(r"&#?\w+;|<NA>|\bnan\b|\bNaT\b|\bNone\b(?! of)", text)
            # A package may hold markup of its own, to be shown as it is.
            assert all(stray in own for stray in found), f"chart {key} shows {text!r}"


def test_words_that_look_like_markup_are_shown_as_they_are() -> None:
    key, rows = article_charts("own")[0]
    figure = replace(figure_of("own", rows[0]), definition="R&D staff <5 m tall", caveat="Not <b>bold</b>.")
    drawing = layouts.article_chart([figure], texts_of("own", key), package("own").article)
    raw = "".join(a.text for a in plotly_backend.figure(drawing, "light").layout.annotations)
    for escaped in ("R&amp;D", "&lt;5", "&lt;b&gt;bold&lt;/b&gt;"):
        assert escaped in raw and escaped in svg(drawing, "")


# The claims of a mark


@every_package
def test_a_mark_stands_at_the_numbers_of_its_row_and_nowhere_else(name: str) -> None:
    for row, drawing in drawn_alone(name):
        (mark,) = drawing.marks
        assert set(mark.ends) == set(numbers(row)), f"{row['figure_id']} is drawn at other numbers than its own"
        assert {piece.at for piece in pieces(mark)} <= set(numbers(row))
        kind = "magnitude" if row["bound"] == "unnumbered" else row["bound"]
        assert (mark.bound, mark.approximate) == (kind, bool(row["approximate"])), row["figure_id"]
        assert (mark.forecast, mark.colour) == (row["obs_status"] == "F", ACCENT), row["figure_id"]
        assert max(numbers(row)) < drawing.end
        if kind == "magnitude":
            assert {str(n) for n in numbers(row)} == {row["reading_low"], row["reading_high"]}
            assert squashed(figure_words.OUR_READING) in squashed("".join(word.text for word in drawing.words))


@every_package
def test_a_forecast_is_drawn_otherwise_than_what_has_happened(name: str) -> None:
    backends: list[Callable[[Drawing], str]] = [lambda d: str(plotly_backend.figure(d, "light")), lambda d: svg(d, "")]
    kinds = {drawing.marks[0].bound for each in FOLDERS for _, drawing in drawn_alone(each)}
    assert len(kinds) == 6, "a kind of mark is not tested"
    for row, drawing in drawn_alone(name):
        (mark,) = drawing.marks
        both = [replace(drawing, marks=(replace(mark, forecast=forecast),)) for forecast in (True, False)]
        for draw in backends:
            assert draw(both[0]) != draw(both[1]), f"{row['figure_id']} looks the same as a forecast"


@every_package
def test_the_fade_of_a_ceiling_does_not_reach_below_0(name: str) -> None:
    for drawing in drawings(name).values():
        for mark in (mark for mark in drawing.marks if mark.bound == "at_most"):
            assert mark.size.fade - 8 <= max(0, mark.at / drawing.end * NARROW), "but for its head, which has 8 pixels"


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
    """A panel: its heading, its rows from top to bottom, the places of its strip, and the label over it."""

    heading: str
    lines: list[Line]
    strip: set[float]
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
            assert word.style == SCALE and re.fullmatch("[0-9,]+", word.text)
        in_heading = word.style == HEADING
    for group, (top, *rows), bottom in zip(found, tops, [*(ys[0] for ys in tops[1:]), drawing.height], strict=True):
        group.strip = {tint.at for tint in drawing.tints if tint.at and top < tint.y0 < bottom}
        group.strip |= {line.x0 for line in drawing.lines if line.colour == ACCENT and top < line.y0 < bottom}
        for i, (y, below) in enumerate(zip(rows, [*rows[1:], bottom], strict=True)):
            marks = [mark for mark in drawing.marks if y < mark.y < below]
            assert all(mark.colour == (ACCENT if group.lines[i].accent else OTHER) for mark in marks)
            group.lines[i] = replace(group.lines[i], ends=tuple(end for mark in marks for end in mark.ends))
    return found


@every_package
@pytest.mark.parametrize("later", [True, False], ids=["all reports", "none that is later"])
def test_a_chart_shows_each_report_in_its_panel_and_row(name: str, later: bool) -> None:
    """Each with its own mark. The kind of claimant stands at the right edge, the first kind in bold."""
    loaded, tried = package(name), 0
    for section in select.report_sections(loaded):
        texts = select.reports_chart(section)
        if not select.share_a_scale(section):
            assert texts.chart not in drawings(name), "its units have no scale in common"
            continue
        for kinds in (None, loaded.claimant_kinds[:1], loaded.claimant_kinds[1:]):
            panels = select.panels(loaded, section, kinds=kinds, later=later)
            if any(panel.reports for panel in panels):
                drawing = layouts.reports_chart(panels, texts, ())
                assert panels_in(drawing) == [expected(panel) for panel in panels], f"chart {texts.chart}"
                dotted = [line.y0 for line in drawing.lines if line.dash == "dot" and line.y0 == line.y1]
                assert [word.y - 12 for word in drawing.words if word.text == words.LATER] == dotted
                tried += len(dotted)
        everything_shown = [expected(panel) for panel in select.panels(loaded, section)]
        assert panels_in(drawings(name)[texts.chart]) == everything_shown, f"chart {texts.chart} on the page"
    assert bool(tried) == later


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
    return [tint.colour for tint in drawing.tints if tint.y0 <= word.y <= tint.y1 and tint.width != 2]


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
    assert contrast(layout.modebar.color, layout.modebar.bgcolor) >= MARK


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)
