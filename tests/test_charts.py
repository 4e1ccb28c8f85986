"""A chart holds what its figures need, claims no more than their hedges allow, and can be read on its paper."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from figures import charts, marks, selections, wording
from figures.wording import records
from tests import pages
from tests.pages import PACKAGES, ROOT, THEMES, Chart, contrast, luminance, package, shown, squashed

every_package = pytest.mark.parametrize("name", PACKAGES)
every_theme = pytest.mark.parametrize("theme", THEMES)
TEXT, MARK = 4.5, 3.0  # WCAG 2.2 AA: contrast of text, and of graphics that must be seen


def article_charts(name: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The charts of the article's figures, each with the rows that it must draw."""
    found = [(key, records(selections.drawn_on(package(name), key))) for key in package(name)["charts"]["chart"]]
    drawn = [(key, rows) for key, rows in found if rows]
    assert drawn, f"no chart of the {name} package draws a figure of the article"
    yield from drawn


def chart_of(name: str, theme: str, key: str) -> Chart:
    found = [chart for chart in pages.charts(name, theme) if chart.key == key]
    assert len(found) == 1, f"chart {key} stands on the page {len(found)} times"
    return found[0]


def draw(name: str, rows: pd.DataFrame, key: str, theme: str = "light") -> go.Figure:
    chart = next(c for c in records(package(name)["charts"]) if c["chart"] == key)
    return charts.article_chart(rows, chart, package(name).article, theme)


def drawn_alone(name: str) -> Iterator[tuple[dict[str, Any], go.Figure]]:
    """Each drawn figure of the article, in a chart of its own."""
    for key, rows in article_charts(name):
        for place, row in enumerate(rows):
            yield row, draw(name, selections.drawn_on(package(name), key).iloc[[place]], key)


def panel(figure: go.Figure) -> list[Mapping[str, Any]]:
    """The marks on the scale: the key has axes of its own, and what a pointer finds is not seen."""
    traces: list[Mapping[str, Any]] = json.loads(figure.to_json())["data"]
    return [t for t in traces if t.get("xaxis", "x") == "x" and t.get("marker", {}).get("opacity") != 0]


def points(traces: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The single points of marker traces, each with its own properties."""
    found = []
    for trace in traces:
        if "markers" not in trace["mode"]:
            continue
        for i, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            listed = {k: v[i] for k, v in trace["marker"].items() if isinstance(v, list)}
            line = {f"line_{k}": v[i] for k, v in trace["marker"]["line"].items() if isinstance(v, list)}
            found.append({"x": x, "y": y} | listed | line)
    return found


def all_x(traces: list[Mapping[str, Any]]) -> set[float]:
    return {x for trace in traces for x in trace["x"] if x is not None}


def slices(figure: go.Figure) -> list[dict[str, Any]]:
    """The strokes of an arrow: what lies beside the number, and is not the arrow's head."""
    return [p for p in points(panel(figure)) if p["standoff"] and p["symbol"].startswith("line")]


def numbers(row: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The ends that the row itself gives a mark: our reading where there is one, else what was stated."""
    ends = [None if pd.isna(row[c]) else int(row[c]) for c in ("reading_low", "reading_high")]
    if ends == [None, None]:
        ends = [None if pd.isna(row[c]) else int(row[c]) for c in ("stated_low", "stated_high")]
    return ends[0], ends[1]


# What travels with the picture


@every_package
@every_theme
def test_a_chart_holds_each_figure_with_its_caveat_and_source(name: str, theme: str) -> None:
    article = package(name).article
    for key, rows in article_charts(name):
        words = chart_of(name, theme, key).words
        for row in rows:
            for told in (row["figure_as_stated"], row["caveat"], pages.rule_of(row)):
                assert squashed(told) in words, f"chart {key} lacks {told!r} of {row['figure_id']}"
            definition = squashed(row["definition"]).lower()
            assert definition in words.lower(), f"chart {key} lacks what {row['figure_id']} counts"
        for column in ("author", "title", "publisher"):
            assert squashed(article[column]) in words, f"chart {key} lacks its source's {column}"
        assert squashed(article["url"]).partition("://")[2] in words, f"chart {key} lacks the link to its source"


@every_package
@every_theme
def test_every_chart_names_its_source(name: str, theme: str) -> None:
    for chart in pages.charts(name, theme):
        assert squashed("Source") in chart.words, f"chart {chart.key} names no source"
        if chart.key not in dict(article_charts(name)):
            # the other pages stand in tables, which the reader of a picture has to find
            cited = squashed(f"data package {package(name).name}, version {package(name).version}")
            assert cited in chart.words, f"chart {chart.key} does not say whose tables list its pages"


@every_package
def test_a_chart_explains_each_mark_that_it_has(name: str) -> None:
    for key, rows in article_charts(name):
        words = chart_of(name, "light", key).words
        for row in rows:
            assert squashed(wording.BOUNDS[row["bound"]].key) in words, f"chart {key} does not explain {row['bound']}"
        forecast = any(row["obs_status"] == "F" for row in rows)
        assert (squashed(wording.FORECAST_KEY) in words) == forecast, f"chart {key}: the key's line on forecasts"
        disc = any(row["approximate"] == "yes" and row["bound"] != "about" for row in rows)
        assert (squashed(wording.APPROXIMATE_KEY) in words) == disc, f"chart {key}: the key's line on soft discs"
        absent = set(wording.BOUNDS) - {row["bound"] for row in rows}
        for bound in absent:
            assert squashed(wording.BOUNDS[bound].key) not in words, f"chart {key} explains {bound} and has none"


@every_package
@every_theme
def test_no_chart_shows_markup_or_a_missing_cell(name: str, theme: str) -> None:
    for chart in pages.charts(name, theme):
        for text in chart.texts:
            for stray in (r"&\w+;", "&#", "<NA>", r"\bnan\b", r"\bNaT\b", "</?b>", "<br>"):
                found = re.search(stray, shown(text.text))
                # A package may hold markup of its own, to be shown as it is.
                assert not found or found[0] in own_markup(name), f"chart {chart.key} shows {shown(text.text)!r}"


def own_markup(name: str) -> str:
    return " ".join(table.data.decode() for table in package(name).tables.values())


def test_words_that_look_like_markup_are_shown_as_they_are() -> None:
    key, _ = next(article_charts("own"))
    row = selections.drawn_on(package("own"), key).iloc[[0]].assign(
        definition="R&D staff <5 m tall", caveat='Not <b>bold</b> & not "sure".', figure_as_stated="more than <10,000>"
    )  # fmt: skip
    raw = " ".join(a.text for a in draw("own", row, key).layout.annotations)
    for escaped in ("R&amp;D", "&lt;5", "&lt;b&gt;bold&lt;/b&gt;", "&lt;10,000&gt;"):
        assert escaped in raw


# What a mark claims


@every_package
@every_theme
def test_no_chart_draws_a_bar_or_fills_a_bound(name: str, theme: str) -> None:
    for chart in pages.charts(name, theme):
        for trace in chart.traces:
            assert trace["type"] == "scatter", f"chart {chart.key} has a {trace['type']}"
            if trace.get("fill", "none") != "none":
                assert trace["fillpattern"]["shape"], f"chart {chart.key} fills {trace['name']} without a pattern"
                assert "fillcolor" not in trace, f"chart {chart.key} fills {trace['name']} with a colour"
                transparent = trace["fillpattern"].get("bgcolor", "").replace(" ", "").endswith(",0)")
                assert transparent, f"chart {chart.key}: the hatching of {trace['name']} stands on a solid ground"
        for shape in chart.layout.get("shapes", []):
            spans = (
                shape.get("xsizemode") != "pixel" and shape.get("xref", "x")[0] == "x" and shape["x0"] != shape["x1"]
            )
            filled = shape.get("fillcolor", "rgba(0,0,0,0)") != "rgba(0,0,0,0)"
            assert not (spans and filled), f"chart {chart.key}: a filled shape from {shape['x0']} to {shape['x1']}"


@every_package
@every_theme
def test_the_numbers_of_a_chart_can_be_read_in_its_json(name: str, theme: str) -> None:
    for chart in pages.charts(name, theme):
        assert "bdata" not in chart.json
    for key, rows in article_charts(name):
        drawn = all_x([t for t in chart_of(name, theme, key).traces if t.get("xaxis", "x") == "x"])
        for row in rows:
            assert {n for n in numbers(row) if n is not None} <= drawn, f"{row['figure_id']} is not drawn at its number"


@every_package
def test_a_mark_stands_at_the_numbers_of_its_row_and_nowhere_else(name: str) -> None:
    for row, figure in drawn_alone(name):
        expected = {n for n in numbers(row) if n is not None}
        assert all_x(panel(figure)) == expected, f"{row['figure_id']} is drawn at other numbers than its own"


def alone_with_bound(bound: str) -> list[tuple[dict[str, Any], go.Figure]]:
    found = [pair for name in PACKAGES for pair in drawn_alone(name) if pair[0]["bound"] == bound]
    assert found, f"neither package draws a figure of bound {bound}: what follows would test nothing"
    return found


@pytest.mark.parametrize(("bound", "pushed"), [("at_least", marks._RIGHT), ("at_most", marks._LEFT)])
def test_a_floor_and_a_ceiling_are_a_tick_at_the_number_and_an_arrow_away_from_it(bound: str, pushed: int) -> None:
    for row, figure in alone_with_bound(bound):
        found = points(panel(figure))
        ticks = [p for p in found if p["symbol"] == "line-ew" and p["standoff"] == 0]
        assert ticks, f"{row['figure_id']} has no tick at its number"
        beside = [p for p in found if p["standoff"]]
        assert len(beside) > 3, f"{row['figure_id']} has no arrow"
        # In pixels, so that it has no length on the scale; what it looks like is measured in a real browser.
        assert {p["angle"] for p in beside} == {pushed}, f"the arrow of {row['figure_id']} points the wrong way"
        strokes = sorted(slices(figure), key=lambda p: p["standoff"])
        paper = figure.layout.paper_bgcolor
        fading = [contrast(p["line_color"], paper) for p in strokes]
        assert fading == sorted(fading, reverse=True), f"the arrow of {row['figure_id']} does not fade out"
        assert fading[-1] < 1.2, f"the arrow of {row['figure_id']} ends in a stroke that looks like a bound"


def test_about_is_a_ring_in_a_disc_of_pixels_without_a_width_on_the_scale() -> None:
    for row, figure in alone_with_bound("about"):
        found = points(panel(figure))
        assert {p["symbol"] for p in found} <= {"circle", "x-thin"}, row["figure_id"]
        assert len({p["x"] for p in found}) == 1, f"{row['figure_id']} claims a width"
        assert len({p["size"] for p in found}) > 1, f"{row['figure_id']} has no disc around its ring"


def test_the_edges_of_a_band_are_the_reading() -> None:
    for row, figure in alone_with_bound("magnitude"):
        bands = [t for t in panel(figure) if t.get("fill")]
        assert len(bands) == 1, row["figure_id"]
        assert all_x(bands) == {row["reading_low"], row["reading_high"]}, f"{row['figure_id']}: not our reading"
        words = squashed("".join(shown(a.text) for a in figure.layout.annotations))
        assert squashed(wording.OUR_READING) in words, f"{row['figure_id']}: the band is not said to be our reading"


def test_a_range_has_two_ticks_and_no_centre() -> None:
    for row, figure in alone_with_bound("between"):
        low, high = numbers(row)
        assert all_x(panel(figure)) == {low, high}, row["figure_id"]
        ticks = [p for p in points(panel(figure)) if p["symbol"].startswith("line")]
        assert {p["x"] for p in ticks} == {low, high}, f"{row['figure_id']} lacks a tick at one of its ends"
        assert len({(p["size"], p["line_color"]) for p in ticks}) == 1, f"one end of {row['figure_id']} looks firmer"


@every_package
def test_a_forecast_is_drawn_otherwise_than_what_has_happened(name: str) -> None:
    for key, rows in article_charts(name):
        for place, row in enumerate(rows):
            alone = selections.drawn_on(package(name), key).iloc[[place]]
            forecast = draw(name, alone.assign(obs_status="F"), key)
            happened = draw(name, alone.assign(obs_status="E"), key)
            assert appearance(forecast) != appearance(happened), f"{row['figure_id']} looks the same as a forecast"
            if row["bound"] in ("at_least", "at_most"):
                assert len(slices(forecast)) < len(slices(happened)), f"the strokes of {row['figure_id']} are unbroken"


def appearance(figure: go.Figure) -> list[Any]:
    """The marks on the scale without their place."""
    return [{k: v for k, v in trace.items() if k not in ("x", "y")} | {"n": len(trace["x"])} for trace in panel(figure)]


@every_package
def test_a_scale_begins_at_0_and_holds_every_number(name: str) -> None:
    for key, rows in article_charts(name):
        axis = chart_of(name, "light", key).layout["xaxis"]
        assert axis.get("type", "linear") == "linear", f"chart {key}"
        assert axis["range"][0] == 0, f"chart {key}"
        assert all(n < axis["range"][1] * 1.0001 for row in rows for n in numbers(row) if n), (
            f"chart {key} is too short"
        )


# What it costs

MORE = 100


@every_package
def test_traces_do_not_grow_with_the_rows(name: str) -> None:
    for key, _ in article_charts(name):
        rows = selections.drawn_on(package(name), key)
        few, many = draw(name, rows, key), draw(name, pd.concat([rows] * MORE), key)
        assert len(many.data) == len(few.data), f"chart {key}: more rows make more traces"
        assert len(all_y(many)) == MORE * len(all_y(few)), f"chart {key}: not every row has a place of its own"


def all_y(figure: go.Figure) -> set[float]:
    words = next(t for t in figure.data if t.hovertemplate)
    return set(words.y)


# Whether it can be read


@every_package
@every_theme
def test_every_text_and_mark_stands_out_from_the_paper(name: str, theme: str) -> None:
    for chart in pages.charts(name, theme):
        layout = chart.layout
        paper = layout["paper_bgcolor"]
        assert layout["plot_bgcolor"] == paper
        assert luminance(paper) < 0.2 if theme == "dark" else luminance(paper) > 0.8, f"{paper} in the {theme} theme"
        for text in chart.texts:
            for behind in [text.plate] if text.plate else [paper, *tints(chart, text)]:
                assert contrast(text.ink, behind) >= TEXT, f"chart {chart.key}: {text.text!r} on {behind}"
        for axis in (value for part, value in layout.items() if part.startswith(("xaxis", "yaxis"))):
            if axis.get("visible", True):
                ink = axis.get("tickfont", {}).get("color", layout["font"]["color"])
                assert contrast(ink, paper) >= TEXT, f"chart {chart.key}: the numbers of a scale"
        hover = layout["hoverlabel"]
        assert contrast(hover["font"]["color"], hover["bgcolor"]) >= TEXT, f"chart {chart.key}: the words of a pointer"
        assert contrast(layout["modebar"]["color"], layout["modebar"]["bgcolor"]) >= MARK, f"chart {chart.key}: button"
        inks = {ink for trace in chart.traces for ink in mark_inks(trace)}
        assert inks
        for ink in inks:
            assert contrast(ink, paper) >= MARK, f"chart {chart.key}: a mark of {ink} on {paper}"


def tints(chart: Chart, text: pages.Text) -> list[str]:
    """The colours of filled shapes on the same height as a text among the marks."""
    shapes = [s for s in chart.layout.get("shapes", []) if "fillcolor" in s and s.get("yref", "y") == "y"]
    return [s["fillcolor"] for s in shapes if text.on_marks and s["y0"] <= text.y <= s["y1"]]


def mark_inks(trace: Mapping[str, Any]) -> Iterator[str]:
    """The colours that make a mark: rings, ticks, heads, lines, hatching; not the slices and discs that fade out."""
    if "fillpattern" in trace:
        yield trace["fillpattern"]["fgcolor"]
    if trace["mode"] == "lines" and trace["line"].get("width") and trace["name"] != "grid":
        yield trace["line"]["color"]
    if trace["mode"] == "markers" and trace["marker"].get("opacity") != 0:
        for point in points([trace]):
            if point["symbol"].startswith("triangle"):
                yield point["color"]
            elif (point["symbol"] == "circle" and point["line_width"]) or (
                point["symbol"].startswith("line") and point["standoff"] == 0
            ):
                yield point["line_color"]


@every_theme
def test_the_inks_of_the_cards_stand_out_from_the_page(theme: str) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    page = config["theme"][theme]["backgroundColor"]
    palette = marks.PALETTES[theme]
    for ink in (palette.ink, palette.soft, palette.accent):
        assert contrast(ink, page) >= TEXT, f"{ink} on the page's {page}"
        assert contrast(ink, palette.paper) >= TEXT, f"{ink} on a chart's {palette.paper}"
    assert contrast(palette.other, palette.paper) >= MARK


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)
