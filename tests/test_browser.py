"""The page as it is seen and heard in a browser with every part open."""

from __future__ import annotations

import io
import itertools
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from plotly.offline import get_plotlyjs

from figures.analysis import select
from figures.charts import plotly_backend
from figures.charts.drawing import Drawing
from figures.charts.marks import LARGE, SMALL, Mark
from figures.charts.palette import ACCENT
from figures.page.html import PREFIX
from figures.page.parts import Heading
from figures.words import labels
from tests import pages, screen
from tests.pages import ROOT, composed, contrast, luminance, package, plain
from tests.serving import Server, browser, server
from tests.visits import CHART, Visit, visiting

__all__ = ["browser", "server"]  # fixtures

OWN = package("own")
HEADLINES = select.headlines(OWN)
MAIN, CARD = '[data-testid="stMain"]', "article.card:visible"
# What is seen depends on the width and on the theme, and not on both together.
PHONE, DESK = (390, "dark"), (1280, "light")
at_a_desk = pytest.mark.parametrize("whole", [DESK], indirect=True, ids=["1280-light"])


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["390-dark", "1280-light"])
def whole(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Visit]:
    """The page with every part open, for all tests that only look at it."""
    with visiting(browser, *request.param) as visit:
        visit.load(server.whole)
        yield visit


def page_paper(visit: Visit) -> str:
    return str(visit.page.eval_on_selector('[data-testid="stApp"]', "e => getComputedStyle(e).backgroundColor"))


# The page


def test_the_page_loads_without_a_complaint(whole: Visit) -> None:
    assert whole.complaints == []
    text = whole.text()
    assert OWN.title in text and labels.APOLOGY not in text and "Traceback" not in text
    # Words are escaped for Markdown and HTML; a reader sees no escapes.
    assert not re.search(r"\\|&(?:amp|lt|gt|quot|#\w+);|\*\*", re.sub("<iframe.*", "", text))
    assert whole.page.title() == OWN.title
    assert whole.page.evaluate("document.documentElement.lang") == "en"


def test_headings_go_down_step_by_step_and_keep_their_names(whole: Visit) -> None:
    levels = whole.page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1])")
    assert levels.count(1) == 1 == levels[0]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = whole.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id).filter(id => id)")
    names = [PREFIX + heading.name for heading in composed("own").find(Heading) if heading.name]
    assert names and [ids.count(name) for name in names] == [1] * len(names), "Streamlit has dropped an id"


def test_axe_finds_nothing(whole: Visit) -> None:
    assert screen.axe(whole.page) == []


def test_cards_and_charts_stand_on_the_screen_in_its_theme(whole: Visit) -> None:
    cards, charts = whole.page.locator(CARD), whole.page.locator(CHART)
    expect(cards).to_have_count(len(HEADLINES))
    expect(charts).to_have_count(len(composed("own").charts))
    for element in [*cards.all(), *charts.all()]:
        expect(element).to_be_visible()
        box = element.bounding_box()
        assert box is not None and box["height"] > 60
        assert 0 <= box["x"] <= box["x"] + box["width"] <= whole.width
    papers = [page_paper(whole), *(chart["paper"] for chart in screen.chart_boxes(whole.page).values())]
    assert {luminance(paper) < 0.2 for paper in papers} == {whole.scheme == "dark"}


def test_the_figure_is_the_largest_text_on_its_card(whole: Visit) -> None:
    sizes = """card => [...card.querySelectorAll('*')].filter(e => e.textContent.trim())
      .map(e => [e.className, parseFloat(getComputedStyle(e).fontSize)])"""
    for card in whole.page.locator(CARD).all():
        second, (largest, name) = sorted((size, name) for name, size in card.evaluate(sizes))[-2:]
        assert name == "figure" and largest > 1.5 * second[0]


def test_every_text_of_a_chart_is_whole_and_free_and_no_smaller_than_12_pixels(whole: Visit) -> None:
    for name, chart in screen.chart_boxes(whole.page).items():
        assert len(chart["texts"]) > 5 and chart["marks"], f"{name}: too little was measured"
        assert screen.faults(chart) == [], name
        assert chart["whole"]["left"] >= 0 and chart["whole"]["right"] <= whole.width, name
        assert min(text["size"] for text in chart["texts"]) >= 11.5, name


LINES_OF = """stated => {
  const found = [];
  const walk = document.createTreeWalker(document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement.closest('svg, style, code')) continue;
    const at = node.data.indexOf(stated);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + stated.length);
    const tops = [...range.getClientRects()].map(r => Math.round(r.top));
    if (tops.length) found.push(new Set(tops).size);
  }
  return found;
}"""


def test_hedge_and_number_stand_on_one_line(whole: Visit) -> None:
    lines = {text["text"].strip() for chart in screen.chart_boxes(whole.page).values() for text in chart["texts"]}
    reported = {report.figure_as_stated for report in OWN.reports if report.can_be_placed}
    assert len([text for text in reported if any(text in line for line in lines)]) > 50
    for f in OWN.figures:
        if f.bound != "unnumbered":  # in running text and in tables too
            found = whole.page.evaluate(LINES_OF, f.figure_as_stated.replace(" ", pages.NO_BREAK))
            assert len(found) >= 2, f"{f.figure_as_stated!r} stands in too few places"
            assert set(found) == {1}, f"{f.figure_as_stated!r} is broken over lines: {found}"


def test_every_text_can_be_read(whole: Visit) -> None:
    words = [text for text, *_ in screen.inks(whole.page)]
    assert len(words) > 1000
    assert {f.figure_as_stated for f in HEADLINES} <= set(words)
    assert screen.unreadable(whole.page) == []


def test_marks_and_edges_can_be_seen_and_marks_differ_by_shape(whole: Visit) -> None:
    """In grey, and cut to light and dark, the marks of the cards are still as many pictures as kinds."""
    shapes = {}
    for mark in whole.page.locator(f"{CARD} .mark").all():
        picture, name = mark.screenshot(), mark.get_attribute("class")
        assert screen.strongest(picture) >= screen.MARK, name
        with Image.open(io.BytesIO(picture)) as image:
            grey = image.convert("L").tobytes()
        shapes[name] = bytes(abs(pixel - max(set(grey), key=grey.count)) > 60 for pixel in grey)
    assert len(set(shapes.values())) == len(shapes) > 2
    edges = whole.page.locator(".button").evaluate_all("all => all.map(e => getComputedStyle(e).borderTopColor)")
    assert edges and all(contrast(edge, page_paper(whole)) >= screen.MARK for edge in set(edges))
    heights = whole.page.locator(".button:visible").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) > 40 and min(heights) >= 32, "a button is too low for a finger"


# For screen readers


@at_a_desk
def test_a_screen_reader_hears_the_name_of_a_chart_once_and_then_its_table(whole: Visit) -> None:
    nodes = screen.heard(whole.page)
    spoken = [node["name"] for node in nodes if node["role"] == "figure"]
    assert spoken == [plain(chart.alt) for chart in composed("own").charts], "a chart has lost its name"
    inside = [n for n in nodes if "figure" in n["within"] and (n["name"] or n["role"] not in ("generic", "none"))]
    assert inside == [], "the words or marks of a plot are read out beside its name"
    order = [node["role"] for node in nodes if node["role"] in ("figure", "table", "heading")]
    after = [order[at + 1] for at, role in enumerate(order) if role == "figure"]
    assert after.count("table") >= len(list(select.sections(OWN))) - 1, "tables do not come right after charts"
    words = " ".join(node["name"] for node in nodes if node["role"] == "StaticText")
    assert [f.figure_id for f in OWN.figures if plain(f.caveat) not in words] == []


@at_a_desk
def test_whatever_can_be_used_or_entered_has_a_name(whole: Visit) -> None:
    nodes = screen.heard(whole.page)
    named = ("button", "link", "radio", "radiogroup", "textbox", "navigation", "heading", "figure")
    assert [node for node in nodes if node["role"] in named and not node["name"]] == []
    assert {"main", "banner", "navigation"} <= {node["role"] for node in nodes}
    # With each cell of a table, the head of its row is said.
    heads = "[...document.querySelectorAll('tbody tr')].map(row => row.querySelectorAll('th[scope=row]').length)"
    assert set(whole.page.evaluate(heads)) == {1}
    # Buttons with equal words have names of their own.
    names = whole.page.locator(f".words :is(a.button, button):visible, {CARD} a").all_text_contents()
    assert len(names) > 60 and [name for name, number in Counter(names).items() if number > 1] == []
    rows = "tables => tables.map(t => [...t.querySelectorAll('tbody th')].map(th => th.textContent))"
    for table in whole.page.locator("table.statements").evaluate_all(rows):
        assert len(set(table)) == len(table), f"rows with the same head: {table}"


# On paper


@at_a_desk
def test_with_every_part_open_all_of_it_is_printed(whole: Visit) -> None:
    text = "".join(screen.printed(whole.page)).lower()
    panels = [p for m in select.sections(OWN) if select.all_reports(OWN, m) for p in select.panels(OWN, m)]
    wanted = [*(r.figure_as_stated for panel in panels for r in panel.rows), *(a.wording for a in OWN.assertions)]
    wanted += [hedge.says for hedge in OWN.hedges]
    assert [words for words in wanted if screen.set_close(words).lower() not in text] == []
    for control in (labels.SAVE_PNG, labels.COPY_LINK, labels.WHO_CLAIMS_IT, "Skip to main", "keyboard_"):
        assert screen.set_close(control).lower() not in text, f"{control!r} is of no use on paper"
    assert screen.set_close(f"<{OWN.article.url}>") in text, "a link is printed without its address"


# Small, large, and spaced. These change the page; keep them behind the others that look at it.

CUT = """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(e => {
  if (e.closest('svg, .modebar-container, .unseen') || !e.checkVisibility({visibilityProperty: true})) return false;
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  if (box.width < 2 || box.height < 2) return false;
  const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible';
  const more = e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2;
  return (hides && more && e.tagName !== 'MAIN') || box.right > innerWidth + 1;
}).map(e => `${e.tagName} ${e.dataset.testid || e.className}: ${e.textContent.slice(0, 40)}`)"""

# Lines of text that lie on each other, outside charts.
OVERLAPS = """() => {
  const lines = [];
  const walk = document.createTreeWalker(document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest('svg, nav, style, .unseen, [data-testid="stIconMaterial"]')) continue;
    if (getComputedStyle(e).clipPath === 'inset(50%)') continue;
    if (!e.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) lines.push({text: node.data.trim().slice(0, 30), r, e});
  }
  lines.sort((a, b) => a.r.top - b.r.top);
  const found = [];
  for (let i = 0; i < lines.length; i++) {
    for (let j = i + 1; j < lines.length && lines[j].r.top < lines[i].r.bottom; j++) {
      const a = lines[i].r, b = lines[j].r;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 0.35 * Math.min(a.height, b.height)) found.push(`${lines[i].text} | ${lines[j].text}`);
    }
  }
  return found;
}"""

# Every chart has the width of its place, and nothing has moved since the last look.
AT_REST = """() => {
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  const boxes = [document.documentElement, ...document.querySelectorAll('[data-testid="stMain"] *')].map(
    e => e.getBoundingClientRect()).map(r => [r.left, r.top, r.width, r.height]).join();
  const rests = boxes === window.lastBoxes;
  window.lastBoxes = boxes;
  return rests && charts.every(c => Math.abs(c.querySelector('.main-svg').clientWidth - c.clientWidth) <= 1);
}"""

# What a reader may set without losing anything: WCAG 2.2, 1.4.4 and 1.4.12.
BIGGER = "html { font-size: 200% !important; }"
SPACED = """[data-testid="stMain"] :not(svg, svg *) { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } [data-testid="stMain"] p { margin-bottom: 2em !important; }"""


def assert_nothing_is_lost(page: Page, width: int, css: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    style = page.add_style_tag(content=f"/* spaced or not */ {css}")
    page.evaluate("window.lastBoxes = ''")
    page.wait_for_function(AT_REST, polling=200, timeout=60_000)
    for element in ("html", MAIN):
        assert page.eval_on_selector(element, "e => e.scrollWidth") <= width, f"it scrolls sideways at {width}"
    assert page.evaluate(CUT) == [], f"cut at {width} with {css!r}"
    assert page.evaluate(OVERLAPS) == [], f"one on the other at {width} with {css!r}"
    if not css:
        assert screen.unreadable(page) == []
        assert not any(screen.faults(chart) for chart in screen.chart_boxes(page).values())
    style.evaluate("style => style.remove()")


def test_nothing_is_cut_or_lies_on_something_else(whole: Visit) -> None:
    """As it is; on a small phone; with a browser zoom of 200 %, then with twice the text too; with text spaced out."""
    changes = {390: [(390, ""), (320, ""), (390, SPACED)]}
    changes[1280] = [(1280, ""), (640, ""), (640, BIGGER), (1280, SPACED)]
    for width, css in changes[whole.width]:
        assert_nothing_is_lost(whole.page, width, css)


# Fades


@pytest.fixture(scope="module")
def plotter(browser: Browser) -> Iterator[Page]:
    """A blank page with plotly.js alone."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content("<!doctype html><body style='margin: 0'><div id='out'></div></body>")
    page.add_script_tag(content=get_plotlyjs())
    yield page
    page.close()


PLOT = """async ([spec, width]) => {
  const out = document.getElementById('out');
  out.innerHTML = '';
  const plot = out.appendChild(document.createElement('div'));
  await Plotly.newPlot(plot, spec.data, {...spec.layout, width});
  const axis = plot._fullLayout.xaxis;
  return plot.getBoundingClientRect().left + axis._offset + axis.l2p(5);
}"""


@pytest.mark.parametrize(("bound", "way"), [("at_least", 1), ("at_most", -1)])
def test_a_fade_leads_away_from_its_number_and_stays_on_its_side(bound: Any, way: int, plotter: Page) -> None:
    """A floor shows nothing to the left of its number, a ceiling nothing to the right, in pixels as drawn."""
    for width, size, forecast in itertools.product((390, 1200), (LARGE, SMALL), (False, True)):
        low, high = (5, None) if way > 0 else (None, 5)
        mark = Mark(bound, low, high, 50, ACCENT, size, forecast=forecast)
        drawing = Drawing("key", "Title", "Subtitle", 10, 100, (mark,), (), (), (), (), ())
        number = plotter.evaluate(PLOT, [json.loads(plotly_backend.figure(drawing, "light").to_json()), width])
        marks = screen.boxes(plotter, "#out")["marks"]
        ends = [sorted((way * (mark["left"] - number), way * (mark["right"] - number))) for mark in marks]
        assert len(ends) > 2 and min(near for near, _ in ends) > -4, f"{mark} reaches to the wrong side"
        assert abs(max(far for _, far in ends) - size.fade - 5) < 6, f"{mark} has no head at the end of its fade"


# Settings


def test_usage_statistics_are_off() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
