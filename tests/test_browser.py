"""The page in a real browser, from a real server: what is seen, what is cut, what is fetched, what is taken away."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import re
import struct
import tomllib
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page, TimeoutError, expect
from plotly.offline import get_plotlyjs

from figures import charts, selections, wording
from figures.wording import records
from tests import pages
from tests.editing import copy_of
from tests.pages import PACKAGES, ROOT, contrast, package, shown, squashed
from tests.serving import Server, browser, server, serving

__all__ = ["browser", "server"]  # fixtures

Scheme = Literal["light", "dark"]
VIEWS: list[tuple[int, Scheme]] = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
CHART = '[data-testid="stPlotlyChart"]'

# A chart is drawn once the script has run to its end and plotly has written into every chart's place. Widths are only
# right once the typefaces are there.
DRAWN = f"""() => {{
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.dataset.testScriptState !== 'notRunning' || document.fonts.status !== 'loaded') return false;
  if (document.querySelector('[data-testid="stSkeleton"]')) return false;
  const charts = [...document.querySelectorAll('{CHART}')];
  return charts.length > 0 && charts.every(c => c.querySelector('.main-svg .annotation-text'));
}}"""

# Every line of text of a drawing, every mark, and the drawing itself, as boxes on the screen.
MEASURE = """root => {
  const box = (el, more) => {
    const r = el.getBoundingClientRect();
    return {left: r.left, top: r.top, right: r.right, bottom: r.bottom, ...more};
  };
  const lines = [...root.querySelectorAll('svg text')].flatMap(text => {
    const spans = [...text.querySelectorAll('tspan.line')];
    return spans.length ? spans : [text];
  });
  const seen = el => {
    for (let e = el; e && e !== root; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.opacity === '0' || style.visibility === 'hidden' || style.display === 'none') return false;
    }
    return true;
  };
  // One path may hold many bands: each is a box of its own.
  const pieces = path => {
    const to = path.getScreenCTM();
    return path.getAttribute('d').split(/(?=M)/).map(piece => {
      const corners = [...piece.matchAll(/(-?[\\d.]+),(-?[\\d.]+)/g)]
        .map(([, x, y]) => new DOMPoint(x, y).matrixTransform(to));
      const x = corners.map(c => c.x), y = corners.map(c => c.y);
      return {left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y), kind: 'band'};
    });
  };
  const whole = root.querySelector('.svg-container') || root.querySelector('svg');
  return {
    whole: box(whole, {}),
    texts: lines.filter(l => l.textContent.trim() && seen(l)).map(l => box(l, {
      text: l.textContent.replaceAll('\\u00a0', ' '), ink: getComputedStyle(l).fill,
      size: parseFloat(getComputedStyle(l).fontSize),
    })),
    marks: [
      ...[...root.querySelectorAll('.scatterlayer .points path')].filter(seen).map(m => box(m, {kind: 'point'})),
      ...[...root.querySelectorAll('.scatterlayer .fills path')].filter(seen).flatMap(pieces),
    ],
    buttons: [...root.querySelectorAll('.modebar-btn')].map(b => box(b, {})),
    paper: getComputedStyle(root.querySelector('.main-svg')).backgroundColor,
  };
}"""


@dataclass
class Visit:
    """An open page, with everything it asked for and complained about since it was opened."""

    page: Page
    width: int
    scheme: Scheme
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def load(self, url: str) -> None:
        self.page.goto(url)
        self.wait_until_drawn()

    def wait_until_drawn(self) -> None:
        try:
            self.page.wait_for_function(DRAWN, timeout=60_000)
        except TimeoutError as error:
            shown_now = self.page.inner_text("body")[:500]
            raise AssertionError(f"the page was never drawn: {self.complaints}, {shown_now!r}") from error

    def measured(self) -> dict[str, dict[str, Any]]:
        """The boxes of every chart, by the name that a screen reader gives it."""
        return {str(c.get_attribute("aria-label"))[:60]: c.evaluate(MEASURE) for c in self.page.locator(CHART).all()}


@contextlib.contextmanager
def visiting(browser: Browser, width: int, scheme: Scheme) -> Iterator[Visit]:
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
    )
    visit = Visit(context.new_page(), width, scheme)
    context.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("websocket", lambda socket: visit.requests.append(socket.url))
    visit.page.on("console", lambda m: visit.complaints.append(m.text) if m.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        yield visit
    finally:
        context.close()


@pytest.fixture(scope="module", params=VIEWS, ids=[f"{width}-{scheme}" for width, scheme in VIEWS])
def visit(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Visit]:
    """The page at one width and in one theme, opened once for all tests that only look at it."""
    width, scheme = request.param
    with visiting(browser, width, scheme) as opened:
        opened.load(server.whole)
        yield opened


# What is seen


def test_the_page_loads_without_a_complaint(visit: Visit) -> None:
    assert visit.complaints == []
    text = visit.page.inner_text("body")
    assert package("own").title in text
    assert wording.APOLOGY not in text
    assert "Traceback" not in text


def test_the_cards_and_the_charts_are_visible(visit: Visit) -> None:
    cards = visit.page.locator("article.card")
    expect(cards).to_have_count(len(selections.headlines(package("own"))))
    drawn = visit.page.locator(CHART)
    assert drawn.count() == len(pages.charts("own", visit.scheme)), "the page lacks a chart"
    for element in [*cards.all(), *drawn.all()]:
        element.scroll_into_view_if_needed()
        expect(element).to_be_visible()
        box = element.bounding_box()
        assert box is not None
        assert box["height"] > 60
        assert 0 <= box["x"] <= box["x"] + box["width"] <= visit.width


def test_the_figure_is_the_largest_thing_on_its_card(visit: Visit) -> None:
    sizes = """card => [...card.querySelectorAll('*')].filter(e => e.textContent.trim())
      .map(e => [e.className, parseFloat(getComputedStyle(e).fontSize)])"""
    for card in visit.page.locator("article.card").all():
        found = card.evaluate(sizes)
        largest = max(size for _, size in found)
        assert [name for name, size in found if size == largest] == ["figure"]
        assert largest > 1.5 * sorted({size for _, size in found})[-2]


def test_each_theme_has_its_own_papers(visit: Visit) -> None:
    dark = visit.scheme == "dark"
    assert (pages.luminance(page_paper(visit)) < 0.2) == dark
    for name, chart in visit.measured().items():
        assert (pages.luminance(chart["paper"]) < 0.2) == dark, f"{name} is drawn for the other theme"


def page_paper(visit: Visit) -> str:
    return str(visit.page.eval_on_selector('[data-testid="stApp"]', "e => getComputedStyle(e).backgroundColor"))


def test_nothing_is_wider_than_the_screen(visit: Visit) -> None:
    """Nor is anything wider than its own place, where a reader would have to find out that it can be pushed sideways.

    Lines of program code are the exception: they are copied, not read.
    """
    too_wide = """() => [...document.querySelectorAll('html, [data-testid="stMain"], [data-testid="stMain"] *')]
      .filter(e => !e.closest('svg') && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
                   && e.tagName !== 'PRE' && getComputedStyle(e).overflowX !== 'visible')
      .map(e => `${e.tagName} ${e.textContent.slice(0, 60)}: ${e.scrollWidth} in ${e.clientWidth}`)"""
    assert visit.page.evaluate(too_wide) == []
    beyond = """width => [...document.querySelectorAll('[data-testid="stMain"] *')]
      .filter(e => !e.closest('svg, pre') && e.getClientRects().length && e.getBoundingClientRect().right > width + 1)
      .map(e => `${e.tagName} ${e.dataset.testid || e.className}: ends at ${e.getBoundingClientRect().right}`)"""
    assert visit.page.evaluate(beyond, visit.width) == []


def test_markup_in_words_is_not_shown(visit: Visit) -> None:
    """The words are escaped for Markdown and HTML; a reader sees neither the escapes nor what they guard against."""
    text = visit.page.inner_text('[data-testid="stMain"]')
    assert "\\" not in text
    assert not re.search(r"&(?:amp|lt|gt|quot|#\w+);|\*\*", text)


# Texts of the charts


def outside(box: dict[str, Any], whole: dict[str, Any], slack: float = 1) -> bool:
    return bool(
        box["left"] < whole["left"] - slack
        or box["right"] > whole["right"] + slack
        or box["top"] < whole["top"] - slack
        or box["bottom"] > whole["bottom"] + slack
    )


def overlap(a: dict[str, Any], b: dict[str, Any], across: float, down: float) -> bool:
    """Whether two boxes share more than so many pixels across and down."""
    shared_across = min(a["right"], b["right"]) - max(a["left"], b["left"])
    shared_down = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
    return bool(shared_across > across and shared_down > down)


def faults(chart: dict[str, Any]) -> list[str]:
    """What is cut, and what lies on what, in a measured chart."""
    whole, texts = chart["whole"], chart["texts"]
    found = [f"cut: {t['text']!r}" for t in texts if outside(t, whole)]
    found += [f"cut: a {m['kind']} at {m['left']:.0f}, {m['top']:.0f}" for m in chart["marks"] if outside(m, whole)]
    for i, one in enumerate(texts):
        # A line's box is higher than its letters: neighbouring lines share up to a quarter of it.
        found += [
            f"one on the other: {one['text']!r} and {other['text']!r}"
            for other in texts[i + 1 :]
            if overlap(one, other, 1, min(one["bottom"] - one["top"], other["bottom"] - other["top"]) / 4)
        ]
        found += [f"{one['text']!r} lies on a mark" for mark in chart["marks"] if overlap(one, mark, 2, 4)]
        found += [f"{one['text']!r} lies under a button" for button in chart["buttons"] if overlap(one, button, 1, 1)]
    return found


def test_every_text_of_a_chart_is_whole_and_free(visit: Visit) -> None:
    for name, chart in visit.measured().items():
        assert len(chart["texts"]) > 5, f"{name}: nothing was measured"
        assert chart["marks"], f"{name}: no mark was measured"
        assert faults(chart) == [], name
        outer = {"left": 0, "right": visit.width, "top": -1e9, "bottom": 1e9}
        assert not outside(chart["whole"], outer, 0), f"{name} is wider than the screen"


def test_no_text_of_a_chart_is_small(visit: Visit) -> None:
    for name, chart in visit.measured().items():
        assert min(text["size"] for text in chart["texts"]) >= 11.5, name


def test_hedge_and_number_stand_on_one_line(visit: Visit) -> None:
    drawn = visit.measured()
    for key in package("own")["charts"]["chart"]:
        for row in records(selections.drawn_on(package("own"), key)):
            stated = row["figure_as_stated"]
            lines = [text["text"].strip() for chart in drawn.values() for text in chart["texts"]]
            assert stated in lines, f"no line of a chart is {stated!r}"
    # In the running text and the tables as well: every place that shows the figure, shows it on one line.
    lines_of = """stated => {
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
    for row in records(package("own")["article_figures"]):
        if row["bound"] != "unnumbered":
            found = visit.page.evaluate(lines_of, row["figure_as_stated"].replace(" ", "\u00a0"))
            assert len(found) >= 2, f"{row['figure_as_stated']!r} stands in too few places"
            assert set(found) == {1}, f"{row['figure_as_stated']!r} is broken over lines: {found}"


def test_what_a_chart_says_can_be_read_on_its_paper(visit: Visit) -> None:
    assert unreadable(visit) == []


def unreadable(visit: Visit) -> list[str]:
    """Texts of charts and cards with less contrast than WCAG AA asks for."""
    found = []
    for name, chart in visit.measured().items():
        found += [f"{name}: {t['text']!r}" for t in chart["texts"] if contrast(t["ink"], chart["paper"]) < 4.5]
    inks = """() => [...document.querySelectorAll('article.card *')].filter(e => e.textContent.trim())
      .map(e => [e.textContent, getComputedStyle(e).color])"""
    cards = visit.page.evaluate(inks)
    assert cards
    return found + [f"card: {text!r}" for text, ink in cards if contrast(ink, page_paper(visit)) < 4.5]


@pytest.mark.parametrize(("first", "then"), [("light", "dark"), ("dark", "light")])
def test_a_chart_stays_readable_when_the_theme_is_switched_under_it(
    first: Scheme, then: Scheme, browser: Browser, server: Server
) -> None:
    """The reader's system turns dark in the evening: the page follows at once, without a new run of the script."""
    with visiting(browser, 1280, first) as opened:
        opened.load(server.whole)
        before = page_paper(opened)
        opened.page.emulate_media(color_scheme=then)
        opened.page.wait_for_function(
            """paper => getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor !== paper""",
            arg=before,
        )
        opened.wait_until_drawn()
        assert unreadable(opened) == []
        assert opened.complaints == []


# What is fetched


def test_no_request_leaves_the_machine(browser: Browser, server: Server) -> None:
    with visiting(browser, 1280, "light") as opened:
        opened.load(server.whole)
        opened.page.mouse.wheel(0, 20_000)
        for chart in opened.page.locator(CHART).all():
            chart.hover()
        opened.page.wait_for_load_state("networkidle")
        hosts = {
            urllib.parse.urlsplit(url).hostname for url in opened.requests if not url.startswith(("data:", "blob:"))
        }
        assert len(opened.requests) > 20, "requests were not recorded"
        assert any(url.startswith("ws:") for url in opened.requests), "the page's own socket was not recorded"
        assert hosts == {"localhost"}
        assert opened.complaints == []


def test_usage_statistics_are_off() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False


# What is taken away

DOWNLOAD = 'a.button[href*="data/"]'
BURST = 9  # Chromium drops what a page downloads beyond ten files in a second


def test_every_download_is_the_very_file(browser: Browser, server: Server, tmp_path: Path) -> None:
    files = {table.file_name for table in package("own").tables.values()} | {"datapackage.json"}
    with visiting(browser, 1280, "light") as opened:
        opened.load(server.whole)
        taken = set()
        buttons = {
            (button.inner_text(), button.get_attribute("href")): button
            for button in opened.page.locator(DOWNLOAD).all()
        }
        for number, button in enumerate(buttons.values(), start=1):
            if number % BURST == 0:
                opened.page.wait_for_timeout(1100)
            with opened.page.expect_download() as waiting:
                button.click()
            name = waiting.value.suggested_filename
            waiting.value.save_as(tmp_path / name)
            data = (tmp_path / name).read_bytes()
            assert data, name
            if name in files:
                assert name in button.inner_text()
                assert data == (PACKAGES["own"].parent / name).read_bytes(), name
            taken.add(name)
        assert taken >= files
        assert opened.complaints == []


def test_the_button_of_a_chart_saves_a_picture_that_says_what_it_is(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    with visiting(browser, 390, "light") as opened:
        opened.load(server.whole)
        names = set()
        for chart in opened.page.locator(CHART).all():
            chart.scroll_into_view_if_needed()
            chart.hover()
            buttons = chart.locator(".modebar-btn")
            expect(buttons).to_have_count(1)
            with opened.page.expect_download() as waiting:
                buttons.click()
            name = waiting.value.suggested_filename
            waiting.value.save_as(tmp_path / name)
            data = (tmp_path / name).read_bytes()
            assert data.startswith(b"\x89PNG\r\n\x1a\n"), name
            width, height = struct.unpack(">II", data[16:24])
            box = chart.locator(".svg-container").bounding_box()
            assert box is not None
            # Twice the size on the screen, so that it is sharp in print; all of the height, so that no note is cut.
            assert width == pytest.approx(2 * box["width"], abs=4)
            assert height == pytest.approx(2 * box["height"], abs=4)
            with Image.open(tmp_path / name) as picture:
                colours = picture.convert("RGB").getcolors(maxcolors=1 << 24)
            assert len(colours or []) > 30, f"{name} is empty"
            names.add(name)
        assert len(names) == opened.page.locator(CHART).count(), f"pictures overwrite each other: {names}"
        for key in (chart.key for chart in pages.charts("own", "light")):
            assert any(key in name for name in names), f"no picture is named after chart {key}: {names}"
        assert all(re.search(r"\d{4}.*\.png$", name) for name in names), f"a picture without a date: {names}"


def test_the_button_of_a_chart_also_saves_a_picture_whose_words_can_be_searched(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    with visiting(browser, 390, "dark") as opened:
        opened.load(server.whole)
        opened.page.get_by_role("radio", name="SVG").click()
        for key in package("own")["charts"]["chart"]:
            rows = records(selections.drawn_on(package("own"), key))
            if not rows:
                continue
            name = wording.picture_name(key, package("own")) + ".svg"
            saved_picture(opened, opened.page.locator(f".st-key-chart-{key}:not([data-retained])"), name).save_as(
                tmp_path / name
            )
            words = squashed(re.sub(r"<[^>]*>", "", (tmp_path / name).read_text(encoding="utf-8")))
            for row in rows:
                for column in ("figure_as_stated", "definition", "caveat"):
                    assert squashed(html.escape(row[column], quote=False)).lower() in words.lower(), f"{name}: {column}"
            assert squashed(package("own").article["publisher"]) in words


def saved_picture(opened: Visit, chart: Locator, name: str) -> Download:
    """What the chart's button saves, once the choice of the format has come to the chart."""
    for _ in range(8):
        chart.hover()
        with opened.page.expect_download() as waiting:
            chart.locator(".modebar-btn").click()
        if waiting.value.suggested_filename == name:
            return waiting.value
        opened.page.wait_for_timeout(250)
    raise AssertionError(f"the button saves {waiting.value.suggested_filename}, not {name}")


@pytest.fixture(scope="module")
def plotter(browser: Browser) -> Iterator[Page]:
    """A blank page with plotly.js alone: what is not in the figure itself cannot come from anywhere else."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_content("<!doctype html><body style='margin: 0'><div id='out'></div></body>")
    page.add_script_tag(content=get_plotlyjs())
    yield page
    context.close()


EXPORT = "([spec, width]) => Plotly.toImage(spec, {format: 'svg', width, height: spec.layout.height})"


def exported(plotter: Page, chart: pages.Chart, width: int) -> tuple[str, dict[str, Any]]:
    """A chart as an SVG file: its words, and its boxes once the file is opened."""
    url: str = plotter.evaluate(EXPORT, [chart.spec, width])
    head, _, payload = url.partition(",")
    assert head.startswith("data:image/svg+xml")
    svg = base64.b64decode(payload).decode() if head.endswith("base64") else urllib.parse.unquote(payload)
    plotter.evaluate("svg => { document.getElementById('out').innerHTML = svg; }", svg)
    boxes: dict[str, Any] = plotter.eval_on_selector("#out", MEASURE)
    return "".join(text["text"] for text in boxes["texts"]), boxes


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("name", PACKAGES)
def test_an_exported_picture_is_whole_and_holds_figure_caveat_and_source(name: str, width: int, plotter: Page) -> None:
    article = package(name).article
    titles = {row["chart"]: row["title"] for row in records(package(name)["charts"])}
    for chart in pages.charts(name, "light"):
        text, boxes = exported(plotter, chart, width)
        assert boxes["whole"]["right"] - boxes["whole"]["left"] == width
        assert faults(boxes) == [], f"chart {chart.key} at {width} pixels"
        told = squashed(text)
        wanted = [titles.get(chart.key, ""), article["author"], article["title"], article["publisher"]]
        for row in records(selections.drawn_on(package(name), chart.key)):
            wanted += [row[c] for c in ("figure_as_stated", "definition", "caveat")]
            # a rule begins with the words that it is for, which stand at the mark
            wanted.append(row["reading_rule"].removeprefix(f"{row['figure_as_stated']}: "))
        for words in wanted:
            assert squashed(words).lower() in told.lower(), f"the picture of chart {chart.key} lacks {words!r}"
        assert told.lower().count(squashed("Source:").lower()) >= 1
        # Everything that the figure holds is in the picture: nothing was lost to clipping or to a missing axis.
        for part in chart.texts:
            assert squashed(shown(part.text)) in told, f"the picture of chart {chart.key} lacks {part.text!r}"


@pytest.mark.parametrize("width", [390, 1200])
def test_an_arrow_leads_away_from_its_number_and_stays_on_its_side(width: int, plotter: Page) -> None:
    """A floor shows nothing to the left of its number, a ceiling nothing to the right, in pixels as drawn."""
    tried = set()
    for name, key, row, place in drawn_bounds("at_least", "at_most"):
        boxes = marks_at(plotter, alone(name, key, place), width)
        left, right, number = boxes["left"], boxes["right"], boxes["number"]
        if row["bound"] == "at_least":
            assert left > number - boxes["tick"], f"{row['figure_id']} has a stroke below its floor"
            assert right > number + 15, f"{row['figure_id']} has no arrow"
            assert boxes["head"] > number + 15, f"the arrow of {row['figure_id']} has its head at the wrong end"
        else:
            assert right < number + boxes["tick"], f"{row['figure_id']} has a stroke above its ceiling"
            assert left < number - 15, f"{row['figure_id']} has no arrow"
            assert boxes["head"] < number - 15, f"the arrow of {row['figure_id']} has its head at the wrong end"
            assert left >= boxes["zero"] - 1, f"the arrow of {row['figure_id']} reaches below 0"
        tried.add(row["bound"])
    assert tried == {"at_least", "at_most"}


def drawn_bounds(*bounds: str) -> Iterator[tuple[str, str, dict[str, Any], int]]:
    for name in PACKAGES:
        for key in package(name)["charts"]["chart"]:
            for place, row in enumerate(records(selections.drawn_on(package(name), key))):
                if row["bound"] in bounds:
                    yield name, key, row, place


def alone(name: str, key: str, place: int) -> dict[str, Any]:
    chart = next(c for c in records(package(name)["charts"]) if c["chart"] == key)
    rows = selections.drawn_on(package(name), key).iloc[[place]]
    spec: dict[str, Any] = json.loads(charts.article_chart(rows, chart, package(name).article, "light").to_json())
    return spec


MARKS = """async ([spec, width]) => {
  const out = document.getElementById('out');
  out.innerHTML = '';
  const plot = document.createElement('div');
  plot.style.width = `${width}px`;
  out.append(plot);
  await Plotly.newPlot(plot, spec.data, {...spec.layout, width});
  const axis = plot._fullLayout.xaxis, left = plot.getBoundingClientRect().left + axis._offset;
  const found = [];
  for (const path of plot.querySelectorAll('.xy .scatterlayer .trace .points path')) {
      const r = path.getBoundingClientRect();
      const style = getComputedStyle(path);
      // A soft disc says that the number itself is approximate; it lies on both sides of it, and claims no width.
      const disc = style.fill.startsWith('url(');
      if (style.opacity === '0' || disc) continue;
      found.push({left: r.left, right: r.right, wide: r.width, d: path.getAttribute('d')});
  }
  const number = Math.max(...spec.data.filter(t => (t.xaxis || 'x') === 'x').flatMap(t => t.x));
  return {marks: found, number: left + axis.l2p(number), zero: left + axis.l2p(0)};
}"""


def marks_at(plotter: Page, spec: dict[str, Any], width: int) -> dict[str, float]:
    found = plotter.evaluate(MARKS, [spec, width])
    boxes = found["marks"]
    assert len(boxes) > 4, "no marks were measured"
    head = next(b for b in boxes if b["d"].rstrip().endswith("Z") and b["wide"] > 5)
    return {
        "left": min(b["left"] for b in boxes),
        "right": max(b["right"] for b in boxes),
        "head": (head["left"] + head["right"]) / 2,
        "tick": 4,
        "number": found["number"],
        "zero": found["zero"],
    }


# When something is wrong, and another package


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return copy_of(PACKAGES["own"].parent, tmp_path / "package") / "datapackage.json"


def test_a_broken_package_is_told_and_once_mended_shown_by_the_same_server(
    browser: Browser, copied: Path, tmp_path: Path
) -> None:
    file = copied.parent / "article_figures.csv"
    right = file.read_text(encoding="utf-8")
    stated = package("own")["article_figures"]["figure_as_stated"].iloc[0]
    file.write_text(right.replace(",at_least,", ",perhaps,", 1), encoding="utf-8", newline="")
    with serving(tmp_path / "log.txt", copied) as started, visiting(browser, 390, "light") as opened:
        opened.page.goto(started.url)
        message = opened.page.get_by_text("perhaps")
        expect(message).to_be_visible(timeout=60_000)
        for words in ("article_figures.csv", "row 2", "column bound", "at_least"):
            expect(message).to_contain_text(words)
        text = opened.page.inner_text("body")
        assert wording.CANNOT_SHOW in text
        assert "Traceback" not in text
        assert str(copied.parent) not in text
        assert opened.page.locator(f"{CHART}, article.card").count() == 0
        assert started.get("/_stcore/health")[0] == 200
        assert started.process.poll() is None
        assert "perhaps" in started.output(), "whoever keeps the page finds no reason in the log"

        file.write_text(right, encoding="utf-8", newline="")
        opened.load(started.url)
        expect(opened.page.locator("article.card").first).to_contain_text(stated.replace(" ", "\u00a0"))
        assert opened.page.get_by_text("perhaps", exact=True).count() == 0
        assert started.process.poll() is None


def test_words_full_of_markup_are_shown_as_they_are(browser: Browser, tmp_path: Path) -> None:
    """The other package's words hold what Markdown, HTML and mathematics would swallow."""
    with serving(tmp_path / "log.txt", PACKAGES["other"]) as started, visiting(browser, 390, "dark") as opened:
        opened.load(started.url)
        text = re.sub(r"\s+", " ", opened.page.inner_text('[data-testid="stMain"]'))
        swallowed = 0
        for row in records(package("other")["article_figures"]):
            for column in ("figure_as_stated", "definition", "caveat", "said_by"):
                words = re.sub(r"\s+", " ", row[column])
                swallowed += bool(re.search(r"[*_<>$`\[&|]", words))
                assert words in text, f"{row['figure_id']}: {words!r} is shown otherwise"
        assert swallowed > 5, "the other package no longer holds words that could be swallowed"
        for name, chart in opened.measured().items():
            assert faults(chart) == [], name
        assert opened.complaints == []
