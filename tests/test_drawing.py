"""Both backends draw a drawing at the same places, in the same words and colours, and nothing is cut or overlaps."""

from __future__ import annotations

import itertools
import json
import math
import re
from dataclasses import replace
from html import unescape
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from figures.charts import plotly_backend
from figures.charts.drawing import (
    ABOVE_PLOT,
    KEY_TEXT,
    LEFT,
    NARROW,
    RIGHT,
    UNDER_PLOT,
    WIDE,
    Drawing,
    Line,
    Word,
    note_text,
)
from figures.charts.marks import BAND, Mark, glyph, pieces
from figures.charts.palette import ACCENT, PALETTES
from figures.charts.svg_backend import PLOT, WIDTH, in_the_width, svg
from figures.charts.type import HEADER, HEADING, KEY, LABEL, NO_BREAK, NOTES, WORDS, Style, width, wrap
from figures.model.bound import BoundKind
from tests.oracle import FOLDERS
from tests.pages import composed, squashed

CHARTS = {(name, chart.key): chart for name in FOLDERS for chart in composed(name).charts}
every_chart = pytest.mark.parametrize("drawing", [c.drawing for c in CHARTS.values()], ids=map("-".join, CHARTS))
TAG = "{http://www.w3.org/2000/svg}"


def plotly(drawing: Drawing, theme: str = "light") -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(plotly_backend.figure(drawing, theme).to_json())
    return spec


def traces(spec: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    return [trace for trace in spec["data"] if trace["name"] in names]


def picture(drawing: Drawing) -> Element:
    return ElementTree.fromstring(svg(drawing, "In words."))


def value(element: Element, name: str) -> float:
    return float(element.get(name, "0"))


def shown(text: str) -> str:
    """The text that plotly draws: without tags, its escapes undone."""
    return unescape(re.sub("</?[bs]>", "", text.replace("<br>", " ")))


def across(drawing: Drawing, x: float, plot: float = PLOT) -> float:
    return LEFT + drawing.share(x) * plot


# The same places


def svg_places(root: Element) -> set[tuple[float, ...]]:
    """The places of groups of shapes, and both ends of each band in the middle of its height."""
    found: set[tuple[float, ...]] = set()
    for element in root.iter():
        if element.get("class") == "mark" and element.tag == f"{TAG}g":
            found.add(tuple(map(float, re.findall(r"[\d.]+", element.attrib["transform"]))))
        elif element.get("class") == "mark":
            left, y = value(element, "x"), value(element, "y") + BAND / 2
            found |= {(left, y), (round(left + value(element, "width"), 2), y)}
    return found


def top_of(drawing: Drawing, root: Element) -> float:
    """The upper edge of the plot in the SVG."""
    return min(y for _, y in svg_places(root)) - min(mark.y for mark in drawing.marks)


@every_chart
def test_marks_stand_at_the_same_places(drawing: Drawing) -> None:
    spec, root = plotly(drawing), picture(drawing)
    assert spec["layout"]["xaxis"]["range"] == [drawing.start, drawing.end]
    height = math.ceil(drawing.height)
    assert spec["layout"]["yaxis"]["range"] == [height, 0], "a pixel of the drawing is not one of the plot"
    assert spec["layout"]["height"] == height + ABOVE_PLOT + UNDER_PLOT
    shapes = [(mark, piece) for mark in drawing.marks for piece in pieces(mark)]
    points = [pair for t in traces(spec, "discs", "marks") for pair in zip(t["x"], t["y"], strict=True)]
    assert sorted(points) == sorted((piece.at, mark.y + piece.dy) for mark, piece in shapes)
    bands = [mark for mark in drawing.marks if mark.bound == "magnitude"]
    corners = {pair for t in traces(spec, "bands") for pair in zip(t["x"], t["y"], strict=True)} - {(None, None)}
    assert corners == {(x, mark.y + down) for mark in bands for x in mark.ends for down in (-BAND / 2, BAND / 2)}
    places = {(mark.y, piece.at) for mark, piece in shapes} | {(mark.y, x) for mark in bands for x in mark.ends}
    assert all(p.at in (*mark.ends, mark.centre) for mark, p in shapes), "a mark stands at another number than its own"
    top = top_of(drawing, root)
    expected = sorted((y + top, across(drawing, x)) for y, x in places)
    assert sorted((y, x) for x, y in svg_places(root)) == [pytest.approx(pair, abs=0.011) for pair in expected]


def ends_of(drawing: Drawing, line: Line, top: float) -> tuple[float, ...]:
    x0, x1 = across(drawing, line.x0) + line.dx0, across(drawing, line.x1) + line.dx1
    return x0, line.y0 + top, x1, line.y1 + top


@every_chart
def test_lines_and_tints_stand_at_the_same_places(drawing: Drawing) -> None:
    spec, root = plotly(drawing), picture(drawing)
    top = top_of(drawing, root)
    lines = [
        (across(drawing, x0), y0 + top, across(drawing, x1), y1 + top)
        for t in traces(spec, "lines", "ranges")
        for x0, y0, x1, y1 in zip(t["x"][::3], t["y"][::3], t["x"][1::3], t["y"][1::3], strict=True)
    ]
    shapes = {kind: [s for s in spec["layout"].get("shapes", ()) if s["type"] == kind] for kind in ("line", "rect")}
    for s in shapes["line"]:
        x = across(drawing, s["xanchor"])
        lines.append((x + s["x0"], s["y0"] + top, x + s["x1"], s["y1"] + top))
    drawn = [tuple(value(line, name) for name in ("x1", "y1", "x2", "y2")) for line in root.iter(f"{TAG}line")]
    *inside, rule = drawn
    assert rule[1] > top + drawing.height, "the rule between key and notes"
    expected = [ends_of(drawing, line, top) for line in (*drawing.lines, *drawing.spans)]
    for found in (inside, lines):
        assert sorted(found) == [pytest.approx(line, abs=0.011) for line in sorted(expected)]
    boxes = [
        (
            across(drawing, s["x0"]),
            s["y0"] + top,
            across(drawing, s["x1"]) - across(drawing, s["x0"]),
            s["y1"] - s["y0"],
        )
        for s in shapes["rect"]
    ]
    rects = [[value(rect, name) for name in ("x", "y", "width", "height")] for rect in root.iter(f"{TAG}rect")]
    assert rects[1 : len(boxes) + 1] == [pytest.approx(box, abs=0.02) for box in boxes]
    assert len(boxes) == len(drawing.tints)


# The same words


def svg_texts(root: Element) -> list[tuple[str, float, float, str, Style]]:
    """Each line of text: its words, place and anchor, and its type."""
    found = []
    for text in root.iter(f"{TAG}text"):
        classes = text.attrib["class"].split()
        style = Style(value(text, "font-size"), 0, bold="bold" in classes or "serif" in classes)
        place = (value(text, "x"), value(text, "y") - 0.32 * style.size, text.get("text-anchor", "start"))
        found.append(("".join(text.itertext()), *place, style))
    return found


def plot_words(spec: dict[str, Any]) -> list[tuple[str, float, float, str]]:
    """The words of the plot as plotly draws them: text, x, y, and the side of x."""
    found: list[tuple[str, float, float, str]] = []
    for trace in traces(spec, "texts"):
        sides = [side.removeprefix("middle ") for side in trace["textposition"]]
        found += zip(map(shown, trace["text"]), trace["x"], trace["y"], sides, strict=True)
    return found


@every_chart
def test_words_stand_at_the_same_places(drawing: Drawing) -> None:
    spec, texts = plotly(drawing), svg_texts(picture(drawing))
    words = [(word.text, word.x, word.y, word.side) for word in drawing.words]
    assert sorted(plot_words(spec)) == sorted(words)
    wide = list(in_the_width(drawing.words))
    first, last = wide[0].text, wide[-1].text
    start = next(i for i, text in enumerate(texts) if text[0] == first)
    placed = texts[start : start + len(wide)]
    assert placed[-1][0] == last
    top = placed[0][2] - wide[0].y
    anchors = {"left": ("end", -1), "right": ("start", 1), "center": ("middle", 0)}
    for word, (text, x, y, anchor, style) in zip(wide, placed, strict=True):
        expected, way = anchors[word.side]
        assert (text, anchor, style.size, style.bold) == (word.text, expected, word.style.size, word.style.bold)
        assert (x, y) == pytest.approx((across(drawing, word.x) + way * word.gap, word.y + top), abs=0.02), text
    rest = " ".join(text for text, *_ in [*texts[:start], *texts[start + len(wide) :]])
    for text in (drawing.title, drawing.subtitle, *(e.text for e in drawing.entries), *map(note_text, drawing.notes)):
        assert squashed(text) in squashed(rest), f"the picture lacks {text!r}"
    assert not {"annotations", "title"} & spec["layout"].keys(), "the page says these words beside the plot"


@every_chart
def test_lead_ins_are_bold(drawing: Drawing) -> None:
    bold = ["".join(span.itertext()) for span in picture(drawing).iter(f"{TAG}tspan")]
    assert bold == [lead for lead, _ in drawing.notes if lead]


@every_chart
def test_a_pointer_shows_the_text_of_each_mark(drawing: Drawing) -> None:
    (hovers,) = traces(plotly(drawing), "hovers")
    assert [squashed(shown(text)) for text in hovers["hovertext"]] == [squashed(mark.hover) for mark in drawing.marks]
    assert list(zip(hovers["x"], hovers["y"], strict=True)) == [(mark.at, mark.y) for mark in drawing.marks]


def test_a_heading_takes_the_room_of_the_picture() -> None:
    """It stands right above its panel in both widths, and every other word stays where it is."""
    drawing = CHARTS["own", "deployed-reports"].drawing
    wide = list(in_the_width(drawing.words))
    assert [w for w in wide if w.style != HEADING] == [w for w in drawing.words if w.style != HEADING]
    narrow, few = ([w for w in words if w.style == HEADING] for words in (drawing.words, wide))
    assert len(few) < len(narrow) and {w.y for w in few} < {w.y for w in narrow}
    assert squashed("".join(w.text for w in few)) == squashed("".join(w.text for w in narrow))
    ends = {w.y for w in narrow if w.y + HEADING.line not in {w.y for w in narrow}}
    assert ends == {w.y for w in few if w.y + HEADING.line not in {w.y for w in few}}


# The same colours


def svg_colours(source: str) -> dict[str, tuple[str, str]]:
    """The colour of each class in light and in dark."""
    plain = dict(re.findall(r"^\.([\w-]+)\{[\w-]+:(#\w{6})\}$", source, re.M))
    both = {name: pair for name, *pair in re.findall(r"\.([\w-]+)\{[\w-]+:light-dark\((#\w{6}),(#\w{6})\)\}", source)}
    assert plain == {name: light for name, (light, _) in both.items()}, "another colour without light-dark()"
    return {name: (light, dark) for name, (light, dark) in both.items()}


@every_chart
def test_colours_are_those_of_the_two_themes(drawing: Drawing) -> None:
    source = svg(drawing, "In words.")
    colours, root = svg_colours(source), picture(drawing)
    used = {name for e in root.iter() for name in e.get("class", "").split() if name not in ("mark", "bold", "serif")}
    assert used == set(colours)
    inks = [colours[t.attrib["class"].split()[-1]] for t in root.iter(f"{TAG}text")]
    for place, theme in enumerate(PALETTES):
        spec = plotly(drawing, theme)
        assert spec["layout"]["paper_bgcolor"] == spec["layout"]["plot_bgcolor"] == PALETTES[theme].paper
        texts = [c for t in traces(spec, "texts") for c in t["textfont"]["color"]]
        assert {pair[place] for pair in inks} >= set(texts)
        others = {c for t in traces(spec, "marks") for c in t["marker"]["line"]["color"]}
        others |= {t["line"]["color"] for t in traces(spec, "lines", "ranges")}
        others |= {
            s["fillcolor"] if s["type"] == "rect" else s["line"]["color"] for s in spec["layout"].get("shapes", ())
        }
        assert others <= {pair[place] for pair in colours.values()}


# The SVG by itself


@every_chart
def test_the_svg_is_one_whole_file_by_itself(drawing: Drawing) -> None:
    alt = 'A <chart> & its "words"\u0007.'
    source = svg(drawing, alt)
    assert source == svg(replace(drawing), alt), "not the same bytes each time"
    root = ElementTree.fromstring(source)
    assert (root.tag, root.get("role"), value(root, "width")) == (f"{TAG}svg", "img", WIDTH)
    assert root.get("viewBox") == f"0 0 {WIDTH} {root.get('height')}"
    assert (root[0].tag, root[0].text) == (f"{TAG}title", drawing.title)
    assert (root[1].tag, root[1].text) == (f"{TAG}desc", 'A <chart> & its "words"\ufffd.')
    named = {e.attrib["id"] for e in root.iter() if "id" in e.attrib}
    assert set(re.findall(r"url\(#([\w-]+)\)", source)) == named
    assert not re.findall(r"href|<script|<image|@import|@font-face|url\((?!#)", source), "it needs another file"
    for element in root.iter():
        for name, text in element.items():
            assert not re.search(r"\.\d{3}", text), f"{name}={text!r} has more than two decimals"


@every_chart
def test_bands_are_hatched_and_nothing_else_is_filled_between_two_numbers(drawing: Drawing) -> None:
    spec, root = plotly(drawing), picture(drawing)
    for trace in spec["data"]:
        assert trace["type"] == "scatter" and "fillcolor" not in trace
        assert ("fill" in trace) == (trace["name"] == "bands")
    for band in traces(spec, "bands"):
        assert band["fillpattern"]["shape"] in "/." and band["fillpattern"]["bgcolor"] == "rgba(0,0,0,0)"
    bands = [rect for rect in root.iter(f"{TAG}rect") if rect.get("class") == "mark"]
    assert all(re.fullmatch(r"url\(#(hatch|dots)-\w+\)", band.attrib["fill"]) for band in bands)
    grounds = {(t.x0, t.x1) for t in drawing.tints} - {(drawing.start, drawing.end)}
    assert len(grounds) <= 1, "a tint that is no row and no time after the article"
    assert all(drawing.share(x1 - x0 + drawing.start) > 0.1 for x0, x1 in grounds)


# Nothing is cut or overlaps


def box(word: Word, drawing: Drawing, plot: float) -> tuple[float, float, float, float]:
    """The box of a word in a plot of that width: left, right, top, bottom. Capitals are 0.72 of the size high."""
    long = width(word.text, word.style)
    x = across(drawing, word.x, plot) + {"left": -word.gap, "right": word.gap, "center": 0}[word.side]
    left = x - {"left": long, "right": 0, "center": long / 2}[word.side]
    return left, left + long, word.y - 0.4 * word.style.size, word.y + 0.4 * word.style.size


@every_chart
@pytest.mark.parametrize("plot", [NARROW, 328, 440, PLOT, WIDE])
def test_words_stand_inside_the_picture_and_on_no_other_word(drawing: Drawing, plot: float) -> None:
    boxes = [(word.text, *box(word, drawing, plot)) for word in drawing.words]
    for text, left, right, top, bottom in boxes:
        assert left >= 0 and right <= LEFT + plot + RIGHT, f"{text!r} runs from {left} to {right}"
        assert top >= -10 and bottom <= drawing.height, f"{text!r} leaves the plot"
    for (one, l0, r0, t0, b0), (other, l1, r1, t1, b1) in itertools.combinations(boxes, 2):
        assert min(r0, r1) <= max(l0, l1) or min(b0, b1) <= max(t0, t1), f"{one!r} lies on {other!r}"


@every_chart
def test_every_text_of_the_svg_lies_inside_it_and_uses_its_width(drawing: Drawing) -> None:
    root = picture(drawing)
    texts = svg_texts(root)
    for text, x, _, anchor, style in texts:
        long = width(text, style)
        left = x - {"start": 0, "middle": long / 2, "end": long}[anchor]
        assert left >= 0 and left + long <= WIDTH, f"{text!r} runs from {left} to {left + long}"
    assert max(y for _, _, y, *_ in texts) < value(root, "height") - 8
    # Notes and key are not wrapped for the narrowest screen.
    assert (
        max(width(text, style) for text, x, *_, style in texts if style.size == NOTES.size and x == LEFT) > 0.8 * PLOT
    )
    columns = {x for _, x, *_, style in texts if style.size == KEY.size}
    assert len(columns) == (2 if len(drawing.entries) > 1 else 1)


# Shapes


@pytest.mark.parametrize("bound", ["at_least", "at_most"])
def test_a_floor_and_a_ceiling_are_a_tick_and_strokes_that_fade_away_from_it(bound: Any) -> None:
    way = 1 if bound == "at_least" else -1
    mark = Mark(bound, 5 if way > 0 else None, 5 if way < 0 else None, 0, ACCENT)
    tick = [p for p in pieces(mark) if not p.dx]
    assert [(p.shape, p.colour) for p in tick] == [("vertical", ACCENT)]
    beside = [p for p in pieces(mark) if p.dx]
    # In pixels, so that they have no length on the scale.
    assert {p.at for p in pieces(mark)} == {5} and all(p.dx * way > 0 for p in beside)
    *strokes, head = beside
    assert head.shape == ("head right" if way > 0 else "head left") and abs(head.dx) == mark.size.fade
    shares = [p.colour.share for p in sorted(strokes, key=lambda p: abs(p.dx))]
    assert len(shares) > 10 and shares == sorted(shares, reverse=True) and shares[-1] < 0.05
    forecast = list(pieces(replace(mark, forecast=True)))
    assert len([p for p in forecast if p.dx]) < len(beside) and len([p for p in forecast if not p.dx]) == 3


def test_an_about_is_a_ring_in_a_disc_without_a_width_on_the_scale() -> None:
    mark = Mark("about", 5, 5, 0, ACCENT, approximate=True)
    disc, ring = pieces(mark)
    assert (disc.shape, ring.shape) == ("disc", "ring") and disc.at == ring.at == 5 and disc.size > 3 * ring.size
    assert [p.shape for p in pieces(replace(mark, forecast=True))] == ["disc", "ring", "cross"]
    assert [p.shape for p in pieces(replace(mark, bound="unhedged", approximate=False))] == ["ring"]


def test_a_range_has_two_equal_ticks_and_no_centre() -> None:
    low, high = pieces(Mark("between", 4, 6, 0, ACCENT))
    assert (low.at, high.at) == (4, 6) and low == replace(high, at=4)
    discs = [p.at for p in pieces(Mark("between", 4, 6, 0, ACCENT, approximate=True)) if p.shape == "disc"]
    assert discs == [4, 6]
    assert not list(pieces(Mark("magnitude", 4, 6, 0, ACCENT))), "a band is as wide as its numbers"


def test_an_upright_mark_is_the_lying_one_turned_to_the_left() -> None:
    bounds: list[BoundKind] = ["unhedged", "about", "at_least", "at_most", "between"]
    for bound, forecast in itertools.product(bounds, (False, True)):
        low, high = (None if bound == "at_most" else 5), (None if bound == "at_least" else 5)
        lying = [*pieces(Mark(bound, low, high, 50, ACCENT, forecast=forecast))]
        upright = [*pieces(Mark(bound, 5, 5, 50, ACCENT, forecast=forecast, top=50))]
        assert [(p.dy, -p.dx, p.size) for p in lying] == [(p.dx, p.dy, p.size) for p in upright]
        heads = [p.shape for p in upright if p.shape.startswith("head")]
        assert heads == {"at_least": ["head up"], "at_most": ["head down"]}.get(bound, [])
    ticks = [(p.shape, p.dy) for p in pieces(Mark("between", 5, 5, 50, ACCENT, top=20))]
    assert ticks == [("horizontal", 0), ("horizontal", -30)]


def test_the_key_shows_marks_in_pixels_before_their_words() -> None:
    glyphs = [glyph(bound) for bound in ("unhedged", "about", "at_least", "at_most", "between", "magnitude")]
    glyphs += [glyph(bound, upright=True) for bound in ("unhedged", "about", "at_least", "at_most", "between")]
    for shapes in (*glyphs, glyph("between", approximate=True), glyph("at_most", forecast=True)):
        assert shapes and {p.at for p in shapes} == {0}
        reach = [(p.dx - p.size / 2, p.dx + p.size / 2) for p in shapes if p.shape in ("ring", "disc", "horizontal")]
        assert all(left >= -8 and right < KEY_TEXT for left, right in reach)


# Type


def test_lines_are_no_wider_than_their_room() -> None:
    text = "A short~and a very long word: thisdoesnotfitintotheroom; a~figure~that~is~too~wide.".replace("~", NO_BREAK)
    for room in (40, 90, 200):
        lines = wrap(text, room, LABEL)
        assert all(width(line, LABEL) <= room for line in lines)
        assert squashed("".join(lines)) == squashed(text)
    assert wrap("as many\u00a0as\u00a030,000", 100, HEADER) == ["as", "many\u00a0as\u00a030,000"]
    assert width("as", WORDS) > width("as", replace(WORDS, bold=False))


# The cost


@every_chart
def test_traces_do_not_grow_with_the_rows(drawing: Drawing) -> None:
    many = replace(drawing, marks=drawing.marks * 20, words=drawing.words * 20, lines=drawing.lines * 20)
    few, grown = plotly(drawing), plotly(many)
    assert len(grown["data"]) == len(few["data"])
    assert "bdata" not in json.dumps(grown), "numbers that no test can read in the JSON"


def test_a_figure_is_copied_once_and_has_nothing_to_press() -> None:
    figure = plotly_backend.figure(next(iter(CHARTS.values())).drawing, "light")
    assert figure.to_dict() is figure.to_dict()
    config = plotly_backend.config()
    assert config["displayModeBar"] is False and "staticPlot" not in config, "a pointer shows the text of a mark"
    layout = figure.layout
    assert layout.dragmode is False and layout.xaxis.fixedrange and layout.yaxis.fixedrange
