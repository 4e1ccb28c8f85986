"""The page for every reader: by keyboard, by ear, without colour, large, small and on paper.

axe-core looks for what a program can find; what it leaves undecided, and what it does not look at, is computed here
from what the browser draws.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from figures import selections, wording
from figures.marks import PALETTES
from figures.wording import records
from tests import pages
from tests.editing import copy_of
from tests.pages import PACKAGES, contrast, luminance, package
from tests.serving import Server, browser, server, serving
from tests.test_browser import CHART, VIEWS, Scheme, Visit, faults, visiting

__all__ = ["browser", "server"]  # fixtures

TEXT, MARK = 4.5, 3.0  # WCAG 2.2 AA: contrast of text, and of what must be seen to use or understand the page
EMBEDDED = "/?embed=true&chart="


@pytest.fixture(scope="module", params=VIEWS, ids=[f"{width}-{scheme}" for width, scheme in VIEWS])
def whole(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Visit]:
    """The page with every part open, opened once for all tests that only look at it."""
    width, scheme = request.param
    with visiting(browser, width, scheme) as opened:
        opened.load(server.whole)
        yield opened


@pytest.fixture(scope="module")
def first(browser: Browser, server: Server) -> Iterator[Visit]:
    """The page as it opens, for what is done by keyboard."""
    with visiting(browser, 1280, "dark") as opened:
        opened.load(server.url)
        yield opened


@contextlib.contextmanager
def set_to(page: Page, **media: Any) -> Iterator[None]:
    """The page as it is for readers whose system is set so, or on paper."""
    page.emulate_media(**media)
    try:
        yield
    finally:
        usual: Any = dict.fromkeys(media, "null")
        page.emulate_media(**usual)


# What axe-core finds


def found_by_axe(page: Page) -> tuple[list[str], list[str]]:
    """Violations, and what axe could not decide, of all its rules, those of good practice among them."""
    answer = Axe().run(page).response
    assert any(rule["id"] == "page-has-heading-one" for rule in answer["passes"]), "the rules of good practice are off"

    def told(kind: str) -> list[str]:
        return [f"{rule['id']}: {node['html'][:150]}" for rule in answer[kind] for node in rule["nodes"]]

    undecided = [line for line in told("incomplete") if not settled(line)]
    return told("violations"), undecided


def settled(line: str) -> bool:
    """Whether what axe could not decide is computed by a test of this file.

    axe does not see through the SVG of a chart to what lies behind its words: the test of all texts does.
    """
    return line.startswith(("color-contrast: <text", "color-contrast: <tspan"))


def test_axe_finds_nothing_in_the_whole_page(whole: Visit) -> None:
    assert found_by_axe(whole.page) == ([], [])


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_nothing_in_the_page_as_it_opens_nor_in_a_chart_embedded(
    width: int, scheme: Scheme, browser: Browser, server: Server
) -> None:
    with visiting(browser, width, scheme) as opened:
        opened.load(server.url)
        assert found_by_axe(opened.page) == ([], [])
        whole_title = opened.page.title()
        opened.load(f"{server.url}{EMBEDDED}{selections.chart_keys(package('own'))[0]}")
        assert found_by_axe(opened.page) == ([], [])
        assert unreadable(opened.page) == []
        expect(opened.page.get_by_role("heading", level=1)).to_have_text(opened.page.title())
        assert opened.page.title() != whole_title


def test_axe_finds_nothing_where_a_fault_of_the_package_is_told(browser: Browser, tmp_path: Path) -> None:
    descriptor = copy_of(PACKAGES["own"].parent, tmp_path / "package") / "datapackage.json"
    file = descriptor.parent / "article_figures.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",at_least,", ",perhaps,", 1), encoding="utf-8")
    with serving(tmp_path / "log.txt", descriptor) as started, visiting(browser, 390, "dark") as opened:
        for scheme in ("light", "dark"):
            opened.page.emulate_media(color_scheme=scheme)
            opened.page.goto(started.url)
            expect(opened.page.get_by_text("perhaps")).to_be_visible(timeout=60_000)
            expect(opened.page).to_have_title(wording.CANNOT_SHOW)
            assert found_by_axe(opened.page) == ([], [])
            assert unreadable(opened.page) == []


# Contrast, of all that is written and drawn

# Every text with its ink and the first opaque colour behind it, mixed with what shines through. In a chart that is
# the plate behind the words, or else the paper.
INKS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => {
    if (colour === 'none') return [0, 0, 0, 0];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const behind = element => {
    if (!element) return [255, 255, 255, 1];
    const style = getComputedStyle(element);
    const own = rgba(style.backgroundColor);
    return own[3] === 1 ? own : over(own, behind(element.parentElement));
  };
  const plate = text => {
    const rect = text.parentElement.querySelector(':scope > rect.bg');
    const style = rect && getComputedStyle(rect);
    if (style && rgba(style.fill)[3] * style.fillOpacity * style.opacity === 1) return rgba(style.fill);
    return behind(text.closest('.svg-container').querySelector('.main-svg'));
  };
  const written = colour => `rgb(${colour.slice(0, 3).map(Math.round).join(', ')})`;
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('style, script, noscript, [data-testid="stIconMaterial"]')) continue;
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const text = element.closest('text');
    const paper = text ? plate(text) : behind(element);
    const ink = rgba(text ? getComputedStyle(element).fill : getComputedStyle(element).color);
    const size = parseFloat(getComputedStyle(element).fontSize);
    found.push([node.data.trim().slice(0, 60), written(over(ink, paper)), written(paper), size]);
  }
  return found;
}"""


def unreadable(page: Page) -> list[str]:
    """Texts with less than 4.5:1, or smaller than 11 pixels on the screen."""
    texts = page.evaluate(INKS)
    assert len(texts) > 2, "no texts were measured"
    return [
        f"{words!r}: {ink} on {paper}, {size}px"
        for words, ink, paper, size in texts
        if contrast(ink, paper) < TEXT or size < 11
    ]


def test_every_text_can_be_read(whole: Visit) -> None:
    texts = whole.page.evaluate(INKS)
    assert len(texts) > 1000
    words = {text for text, *_ in texts}
    for row in records(selections.drawn_on(package("own"), package("own")["charts"]["chart"].iloc[0])):
        assert row["figure_as_stated"].replace(" ", "\u00a0") in words, "the texts of the charts were not measured"
    assert unreadable(whole.page) == []


def strongest(picture: bytes) -> float:
    """The highest contrast of any two colours in a picture that hold more than a few pixels."""
    with Image.open(io.BytesIO(picture)) as image:
        colours = image.convert("RGB").getcolors(maxcolors=1 << 24) or []
    seen = sorted(luminance(f"rgb{rgb}") for number, rgb in colours if number > 3)
    return (seen[-1] + 0.05) / (seen[0] + 0.05)


def test_every_mark_of_a_card_can_be_seen(whole: Visit) -> None:
    for mark in whole.page.locator(".card .mark").all():
        if mark.is_visible():
            assert strongest(mark.screenshot()) >= MARK, mark.get_attribute("class")


def test_the_edge_of_every_control_can_be_seen(whole: Visit) -> None:
    """Of a switch and a button the edge tells what can be pressed."""
    edge = """e => { const s = getComputedStyle(e);
      return [s.borderTopColor, getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor]; }"""
    for button in whole.page.locator("a.button").all():
        assert contrast(*button.evaluate(edge)) >= MARK, button.inner_text()


@pytest.mark.parametrize("scheme", PALETTES)
def test_a_switch_that_is_off_can_be_seen(scheme: Scheme, first: Visit) -> None:
    switch = first.page.locator('[data-testid="stCheckbox"]:not([data-selected]) label > span + div').first
    with set_to(first.page, color_scheme=scheme):
        first.page.wait_for_timeout(400)
        switch.scroll_into_view_if_needed()
        box = switch.bounding_box()
        assert box is not None
        around = {"x": box["x"] - 3, "y": box["y"] - 3, "width": 8, "height": box["height"] + 6}
        picture = first.page.screenshot(clip=around)  # type: ignore[arg-type]
        with Image.open(io.BytesIO(picture)) as image:
            column = [image.convert("RGB").getpixel((7, y)) for y in range(6)]  # from the page into the switch
        lights = [luminance(f"rgb{pixel}") for pixel in column]
        assert (max(lights) + 0.05) / (min(lights) + 0.05) >= MARK


# Without colour

# Severity 1.0, for linear RGB: Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of
# color vision deficiency", IEEE TVCG 15(6), doi:10.1109/TVCG.2009.113, the authors' own tables.
DEFICIENCIES: Mapping[str, tuple[tuple[float, float, float], ...]] = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "in grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
# A difference (CIE 1976) that is seen at a glance between two thin marks; 2.3 is just noticed side by side.
AT_A_GLANCE = 7


def linear(colour: str) -> list[float]:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def seen_with(deficiency: str, colour: str) -> list[float]:
    """The colour as it looks to such a reader, in CIELAB."""
    red, green, blue = (
        min(max(sum(m * c for m, c in zip(row, linear(colour), strict=True)), 0), 1) for row in DEFICIENCIES[deficiency]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0890
    fx, fy, fz = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z))
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]


def apart(deficiency: str, one: str, other: str) -> float:
    pairs = zip(seen_with(deficiency, one), seen_with(deficiency, other), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_articles_marks_are_told_from_others_without_colour(deficiency: str, theme: str) -> None:
    palette = PALETTES[theme]
    assert apart(deficiency, palette.accent, palette.other) >= AT_A_GLANCE
    for ink in (palette.accent, palette.other):
        assert apart(deficiency, ink, palette.paper) > 40


def test_the_simulation_is_one() -> None:
    """Red and green, alike to those who lack either, are far apart to others; white stays white."""
    for deficiency in ("protanopia", "deuteranopia"):
        assert apart(deficiency, "#B08A2E", "#8FA02E") < 15
    assert apart("tritanopia", "#B08A2E", "#6FA82E") > 15
    for deficiency in DEFICIENCIES:
        assert apart(deficiency, "#FFFFFF", "#000000") == pytest.approx(100, abs=1)


def test_kinds_of_marks_differ_by_shape(whole: Visit) -> None:
    """In grey and cut to light and dark, the marks of the cards are still as many pictures as kinds."""
    pictures = {}
    for mark in whole.page.locator(".card .mark").all():
        with Image.open(io.BytesIO(mark.screenshot())) as image:
            grey = image.convert("L").tobytes()
        paper = max(set(grey), key=grey.count)
        shape = bytes(abs(pixel - paper) > 60 for pixel in grey)
        pictures[mark.get_attribute("class")] = shape
    assert len(pictures) > 2
    assert len(set(pictures.values())) == len(pictures)


def test_marks_stay_where_the_system_sets_the_colours(first: Visit) -> None:
    with set_to(first.page, forced_colors="active"):
        pictures = {m.get_attribute("class"): m.screenshot() for m in first.page.locator(".card .mark").all()}
        for name, picture in pictures.items():
            assert strongest(picture) >= MARK, f"{name} is gone"
        assert len(set(pictures.values())) == len(pictures) > 2
        assert unreadable(first.page) == []


def test_nothing_moves_for_those_who_asked_for_that(first: Visit) -> None:
    moving = """() => [...document.querySelectorAll('[data-testid="stApp"] *')].filter(e => {
      const s = getComputedStyle(e);
      return [s.transitionDuration, s.animationDuration].some(d => d.split(',').some(t => parseFloat(t) > 0.05));
    }).length"""
    assert first.page.evaluate(moving) > 0, "nothing to be stilled"
    with set_to(first.page, reduced_motion="reduce"):
        assert first.page.evaluate(moving) == 0


# By keyboard

# What has the keyboard: a name for it, where it is, and what a focus ring around it looks like.
FOCUSED = """() => {
  const element = document.activeElement;
  const ringed = element.matches('label input') ? element.closest('label') : element;
  const style = getComputedStyle(ringed), box = ringed.getBoundingClientRect();
  const scrolled = document.querySelector('[data-testid="stMain"]').scrollTop;
  let paper = 'rgba(0, 0, 0, 0)';
  for (let e = ringed; e && paper === 'rgba(0, 0, 0, 0)'; e = e.parentElement) {
    paper = getComputedStyle(e).backgroundColor;
  }
  return {
    tag: element.tagName, name: element.getAttribute('aria-label') || element.textContent.trim().slice(0, 200),
    chart: element.closest('[data-testid="stPlotlyChart"]')?.getAttribute('aria-label')?.slice(0, 60) || '',
    part: element.closest('[data-testid]')?.dataset.testid || '',
    top: box.top + scrolled, left: box.left, right: box.right, bottom: box.bottom,
    inside: box.top < innerHeight && box.bottom > 0 && box.right <= innerWidth + 1,
    outline: style.outlineStyle === 'solid' ? parseFloat(style.outlineWidth) : 0, ring: style.outlineColor, paper,
    last: element === document.body,
  };
}"""
OPAQUE = re.compile(r"rgb\(\d+, \d+, \d+\)")


def stops(page: Page, most: int = 250) -> list[dict[str, Any]]:
    """Where Tab stops, from the top of the page until it has gone round."""
    page.evaluate("() => { document.activeElement.blur(); window.getSelection().removeAllRanges(); }")
    found: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["last"] or (len(found) > 1 and stop["part"] == found[0]["part"] == "stSkipToContent"):
            return found
        found.append(stop)
    raise AssertionError(f"the keyboard never came round: {found[-3:]}")


@pytest.fixture(scope="module")
def round_trip(first: Visit) -> list[dict[str, Any]]:
    return stops(first.page)


def test_all_that_can_be_used_is_reached_in_reading_order(first: Visit, round_trip: list[dict[str, Any]]) -> None:
    names = [stop["name"] for stop in round_trip]
    body = [stop for stop in round_trip if stop["part"] not in ("stSkipToContent", "stMain")]
    for before, after in itertools.pairwise(body):
        # beside each other in a line, or further down
        assert after["top"] > before["top"] - 25, f"from {before['name']!r} up to {after['name']!r}"
    assert names[0] == "Skip to main content"
    for wanted in (wording.READ_IT, wording.PICTURES[0], wording.OPEN_ALL, wording.SHOW_LATER, wording.THE_DATA):
        assert wanted in names
    for word in (wording.TO_CITE, wording.HEDGES_PART, wording.DATES_PART):
        assert any(word in name for name in names), word
    for table in package("own").tables.values():
        assert any(table.file_name in name for name in names), f"{table.file_name} cannot be folded out or downloaded"
    # Whatever a pointer can press is a stop, or in a group whose first is one.
    pressable = """pressed => [...document.querySelectorAll(pressed)].filter(e => e.checkVisibility()).length"""
    seen = first.page.evaluate(pressable, f"{CHART} button, a[href], summary, input, [role=radio]")
    others_of_a_group = first.page.get_by_role("radio").count() - 1
    assert len(body) >= seen - others_of_a_group - 1  # less the link past the head


def test_a_chart_is_one_stop(first: Visit, round_trip: list[dict[str, Any]]) -> None:
    charts = [stop["chart"] for stop in round_trip if stop["chart"]]
    assert len(charts) == len(set(charts)) == first.page.locator(CHART).count()


def test_what_has_the_keyboard_is_seen(round_trip: list[dict[str, Any]]) -> None:
    for stop in round_trip:
        if stop["part"] == "stSkipToContent":
            continue  # it shows itself
        assert stop["inside"], f"{stop['name']} has the keyboard and is not on the screen"
        assert stop["outline"] >= 2, f"{stop['name']} shows no ring"
        assert OPAQUE.fullmatch(stop["ring"])
        paper = stop["paper"] if OPAQUE.fullmatch(stop["paper"]) else PALETTES["dark"].paper
        assert contrast(stop["ring"], paper) >= MARK, stop["name"]


def test_a_ring_is_really_drawn(browser: Browser, server: Server) -> None:
    """Neither cut off by what is around it nor painted over, in both themes."""
    with visiting(browser, 390, "light") as opened:
        opened.load(f"{server.url}/?open_reuse=true")
        for place in (
            opened.page.locator("nav a").first,
            opened.page.get_by_role("radio").first,
            opened.page.get_by_role("switch").first,
            opened.page.locator(".modebar-btn").first,
            opened.page.locator("a.button").first,
            opened.page.locator("summary").first,
            opened.page.get_by_role("button", name="Copy to clipboard").first,
        ):
            place.focus()
            opened.page.keyboard.press("Shift+Tab")
            opened.page.keyboard.press("Tab")
            for scheme in PALETTES:
                opened.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                for _ in range(10):  # it may come with a short fade
                    opened.page.wait_for_timeout(100)
                    if ring(opened.page, place, PALETTES[scheme].accent) > 1.5:
                        break
                assert ring(opened.page, place, PALETTES[scheme].accent) > 1.5, f"{scheme}: {place}"


def ring(page: Page, place: Locator, colour: str) -> float:
    """How many pixels of that colour there are at and around it, for each pixel of half its edge."""
    box = place.evaluate("e => (e.closest('label') || e).getBoundingClientRect().toJSON()")
    left, top = max(box["x"] - 6, 0), max(box["y"] - 6, 0)
    right = min(box["right"] + 6, page.viewport_size["width"])  # type: ignore[index]
    picture = page.screenshot(clip={"x": left, "y": top, "width": right - left, "height": box["height"] + 12})
    with Image.open(io.BytesIO(picture)) as image:
        colours = {seen: number for number, seen in image.convert("RGB").getcolors(maxcolors=1 << 24) or []}
    number = colours.get(tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5)), 0)
    return float(number / (box["width"] + box["height"]))


def test_a_picture_is_saved_by_keyboard(first: Visit) -> None:
    button = first.page.locator(".modebar-btn").first
    for key in ("Enter", "Space"):
        button.focus()
        with first.page.expect_download() as waiting:
            first.page.keyboard.press(key)
        assert waiting.value.suggested_filename.endswith(".png")


def test_a_part_is_opened_and_a_link_followed_by_keyboard(browser: Browser, server: Server) -> None:
    with visiting(browser, 1280, "light") as opened:
        opened.load(server.url)
        title = package("own").tables["hedges"].title
        link = opened.page.get_by_role("navigation").get_by_role("link", name=title)
        link.focus()
        opened.page.keyboard.press("Enter")
        heading = opened.page.get_by_role("heading", name=title, exact=True)
        expect(heading).to_be_in_viewport()
        assert opened.page.url.endswith(f"#{wording.anchor(title)}")
        opened.page.keyboard.press("Tab")  # goes on from the heading
        expect(opened.page.locator("summary:focus")).to_contain_text(wording.HEDGES_PART)
        opened.page.keyboard.press("Enter")
        hedges = opened.page.get_by_role("table").last
        expect(hedges).to_contain_text(wording.THEY_DO_NOT_SAY)
        opened.page.keyboard.press("Tab")
        expect(opened.page.locator("a.button:focus")).to_contain_text("hedges.csv")


# By ear


def tree(page: Page) -> list[dict[str, Any]]:
    """What a screen reader is given, in reading order: role, name, depth."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    found: list[dict[str, Any]] = []

    def walk(node: dict[str, Any], within: tuple[str, ...]) -> None:
        if not node.get("ignored"):
            role = str(node["role"]["value"])
            found.append({"role": role, "name": node.get("name", {}).get("value", ""), "within": within})
            within = (*within, role)
        for child in node.get("childIds", []):
            if child in nodes:
                walk(nodes[child], within)

    walk(next(node for node in nodes.values() if not node.get("parentId")), ())
    return found


@pytest.fixture(scope="module")
def everything(browser: Browser, server: Server) -> Iterator[Visit]:
    """The page with every part open, to be heard and printed."""
    with visiting(browser, 1280, "light") as opened:
        opened.load(server.whole)
        yield opened


@pytest.fixture(scope="module")
def heard(everything: Visit) -> list[dict[str, Any]]:
    return tree(everything.page)


def test_a_chart_tells_by_ear_what_it_tells_by_eye(heard: list[dict[str, Any]]) -> None:
    spoken = {node["name"].replace("\u00a0", " ") for node in heard if node["role"] == "figure"}
    own = package("own")
    assert len(spoken) == len(pages.charts("own", "light"))
    for key in own["charts"]["chart"]:
        for row in records(selections.drawn_on(own, key)):
            name = next(name for name in spoken if row["figure_as_stated"] in name and row["definition"][1:] in name)
            assert wording.meaning(row).rstrip(".") in name
            assert wording.speaker(row).replace("\u00a0", " ") in name
    words = " ".join(node["name"] for node in heard if node["role"] == "StaticText").replace("\u00a0", " ")
    for row in records(own["article_figures"]):
        assert words.count(row["caveat"]) >= 1, f"the caveat of {row['figure_id']} is not heard"


def test_a_charts_drawing_adds_no_noise(heard: list[dict[str, Any]]) -> None:
    """No mark is a nameless picture; a figure's hedge and number are heard in one breath in the drawing too."""
    inside = [node for node in heard if "figure" in node["within"]]
    assert inside
    noisy = [n for n in inside if n["role"] in ("image", "img", "graphics-object") and "button" not in n["within"]]
    assert noisy == []
    pieces = {node["name"].replace("\u00a0", " ").strip() for node in inside if node["role"] == "StaticText"}
    for key in package("own")["charts"]["chart"]:
        for row in records(selections.drawn_on(package("own"), key)):
            assert row["figure_as_stated"] in pieces


def test_what_can_be_used_or_entered_has_a_name(heard: list[dict[str, Any]]) -> None:
    for node in heard:
        if node["role"] in ("button", "link", "switch", "radio", "radiogroup", "navigation", "heading", "figure"):
            assert node["name"], node
    assert {"main", "banner", "navigation"} <= {node["role"] for node in heard}


def test_a_row_of_a_table_is_headed_by_its_figure(everything: Visit) -> None:
    """A screen reader says the head of the row with each of its cells: who says so, of which figure."""
    heads = "() => [...document.querySelectorAll('tbody tr')].map(r => r.querySelectorAll('th[scope=row]').length)"
    assert set(everything.page.evaluate(heads)) == {1}
    named = everything.page.locator("table[aria-label]")
    labels = named.evaluate_all("tables => tables.map(t => t.getAttribute('aria-label'))")
    assert len(labels) == len(set(labels)) > 5, "tables of reports are not told apart"


def test_headings_go_down_step_by_step_and_the_page_says_its_language_and_title(whole: Visit) -> None:
    levels = whole.page.evaluate(
        "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1])"
    )
    assert levels.count(1) == 1 == levels[0]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert whole.page.evaluate("document.documentElement.lang") == "en"
    assert whole.page.title() == package("own").title


# Small, large, and spaced

CUT = """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(e => {
  if (e.closest('svg, .modebar-container, .unseen') || !e.checkVisibility({visibilityProperty: true})) return false;
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  if (box.width < 2 || box.height < 2) return false;
  const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible';
  const more = e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2;
  return (hides && more && e.tagName !== 'MAIN') || box.right > innerWidth + 1;
}).map(e => `${e.tagName} ${e.dataset.testid || e.className}: ${e.textContent.slice(0, 40)}`)"""

# Boxes of text lines that lie on each other, outside charts.
OVERLAPS = """() => {
  const lines = [];
  const walk = document.createTreeWalker(document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest('svg, style, .unseen, [data-testid="stIconMaterial"]')) continue;
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

# WCAG 2.2, 1.4.12: what a reader may set without losing anything.
SPACED = """[data-testid="stMain"] :not(svg, svg *) { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } [data-testid="stMain"] p { margin-bottom: 2em !important; }"""


BIGGER = "html { font-size: 200% !important; }"


def assert_nothing_is_lost(opened: Visit, width: int) -> None:
    for element in ("html", '[data-testid="stMain"]'):
        assert opened.page.eval_on_selector(element, "e => e.scrollWidth") <= width, "it scrolls sideways"
    assert opened.page.evaluate(CUT) == []
    assert opened.page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize(
    ("width", "scale", "css"), [(320, 1, ""), (640, 2, BIGGER), (1280, 1, SPACED)], ids=["small", "large", "spaced"]
)
def test_nothing_is_cut_or_lies_on_something_else(
    width: int, scale: float, css: str, browser: Browser, server: Server
) -> None:
    """On a small phone; at a zoom of 200 %, then with twice the text too; with the text spaced out, then on a phone."""
    context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=scale)
    try:
        opened = Visit(context.new_page(), width, "light")
        opened.load(server.whole)
        assert_nothing_is_lost(opened, width)
        assert unreadable(opened.page) == []
        if width >= 390:
            assert all(faults(chart) == [] for chart in opened.measured().values())
        if css:
            opened.page.add_style_tag(content=css)
            opened.page.wait_for_timeout(300)
            assert_nothing_is_lost(opened, width)
        if css == SPACED:
            opened.page.set_viewport_size({"width": 390, "height": 900})
            opened.page.wait_for_timeout(500)
            assert_nothing_is_lost(opened, 390)
    finally:
        context.close()


# On paper


def printed(page: Page) -> list[str]:
    """The page as a PDF: the text of each sheet, squeezed."""
    data = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    return [squeezed(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(data)).pages]


def squeezed(text: str) -> str:
    """Without spaces, and without the ligatures that a typeface has for ff and fi."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module", params=[(390, "light"), (1280, "dark")], ids=["390-light", "1280-dark"])
def sheets(request: pytest.FixtureRequest, browser: Browser, server: Server) -> list[str]:
    """The page as it opens, printed."""
    with visiting(browser, *request.param) as opened:
        opened.load(server.url)
        return printed(opened.page)


def test_what_is_printed_keeps_each_figure_with_its_hedge_and_caveat(sheets: list[str]) -> None:
    assert len(sheets) > 3
    text = "".join(sheets)
    for row in records(package("own")["article_figures"]):
        for column in ("figure_as_stated", "definition", "caveat"):
            assert squeezed(row[column]) in text, f"{row['figure_id']}: {column} is not printed"
    for row in records(selections.headlines(package("own"))):
        sheet = next(sheet for sheet in sheets if squeezed(row["figure_as_stated"]) in sheet)
        for words in (wording.meaning(row), row["definition"], row["caveat"]):
            assert squeezed(words) in sheet, "a headline's caveat is on another sheet"
    assert squeezed(f"<{package('own').article['url']}>") in text, "a link is printed without its address"
    for control in (wording.SAVE_AS, wording.OPEN_ALL, wording.SHOW_LATER, "Download ", "Skip to main", "keyboard_"):
        assert squeezed(control) not in text, f"{control!r} is of no use on paper"


def test_a_chart_that_fits_on_a_sheet_is_not_cut(sheets: list[str]) -> None:
    own = package("own")
    for chart in selections.article_charts(own):
        title, source = squeezed(chart["title"]), squeezed(f"Source: {own.article['author']}")
        assert any(source in sheet.partition(title)[2] for sheet in sheets), chart["title"]


def test_what_was_folded_is_said_to_be(sheets: list[str]) -> None:
    assert squeezed(f"{wording.HEDGES_PART} ({wording.FOLDED})") in "".join(sheets)


def test_with_every_part_open_all_of_it_is_printed(everything: Visit) -> None:
    text = "".join(printed(everything.page))
    assert squeezed(wording.FOLDED) not in text
    for name, column in (("other_reports", "figure_as_stated"), ("unnumbered", "wording"), ("hedges", "says")):
        for row in records(package("own")[name]):
            assert squeezed(row[column]).lower() in text.lower(), f"{name}: {row[column]!r} is not printed"


def test_a_dark_page_is_printed_as_ink_on_white(first: Visit) -> None:
    with set_to(first.page, media="print"):
        picture = first.page.screenshot(full_page=True)
    with Image.open(io.BytesIO(picture)) as image:
        grey = image.convert("L").histogram()
        assert image.height > 5000, "only a part of the page was printed"
    assert sum(grey[250:]) > 0.9 * sum(grey), "the paper is not white"
    assert sum(grey[:90]) < 0.08 * sum(grey), "more than ink is dark"


def test_a_filter_that_leaves_something_out_is_printed(browser: Browser, server: Server) -> None:
    """Otherwise the sheet would say less than the page and not tell."""
    with visiting(browser, 1280, "light") as opened:
        opened.load(f"{server.url}/?later=false")
        assert squeezed(wording.SHOW_LATER) in "".join(printed(opened.page))
