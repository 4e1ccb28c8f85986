"""The page as it opens, for every reader: by keyboard, without colour, without motion, and on paper."""

from __future__ import annotations

import contextlib
import io
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from figures.charts.palette import PALETTES
from figures.page.html import PREFIX
from figures.page.parts import Fold, Heading
from figures.words import labels
from tests.pages import composed, contrast, flat, package, plain
from tests.screen import MARK, axe, strongest, unreadable
from tests.serving import Server, browser, server, until
from tests.visits import MAIN, Visit, visiting

__all__ = ["browser", "server"]  # fixtures

OWN = package("own")
PHONE, DESK = (390, "light"), (1280, "dark")  # test_browser.py looks at the other two pairs
at_a_desk = pytest.mark.parametrize("first", [DESK], indirect=True, ids=["1280-dark"])


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["390-light", "1280-dark"])
def first(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Visit]:
    """The page as it opens."""
    with visiting(browser, *request.param) as visit:
        visit.load(server.url)
        yield visit


@contextlib.contextmanager
def set_to(page: Page, **media: Any) -> Iterator[None]:
    """The page as it is for readers whose system is set so, or on paper."""
    page.emulate_media(**media)
    try:
        yield
    finally:
        usual: Any = dict.fromkeys(media, "null")
        page.emulate_media(**usual)


def test_axe_finds_nothing_in_the_page_and_in_a_chart_by_itself(first: Visit, server: Server, browser: Browser) -> None:
    assert axe(first.page) == [] and unreadable(first.page) == []
    with visiting(browser, first.width, first.scheme) as alone:
        alone.load(f"{server.url}/?embed=true&chart={next(iter(composed('own').exhibits))}")
        assert axe(alone.page) == [] and unreadable(alone.page) == []
        expect(alone.page.get_by_role("heading", level=1)).to_have_text(alone.page.title())
        assert alone.page.title() != first.page.title() == OWN.title


# On paper


@at_a_desk
def test_a_dark_page_is_printed_as_ink_on_white(first: Visit) -> None:
    images = first.page.locator(".handout img")
    images.evaluate_all("all => all.forEach(image => { image.loading = 'eager'; })")  # a screenshot does not wait
    until(lambda: all(images.evaluate_all("all => all.map(image => image.naturalHeight)")), "the pictures are there")
    with set_to(first.page, media="print"):
        picture = first.page.screenshot(full_page=True)
    with Image.open(io.BytesIO(picture)) as image:
        grey = image.convert("L").histogram()
        assert image.height > 3000, "only a part of the page was printed"
    assert sum(grey[250:]) > 0.9 * sum(grey), "the paper is not white"
    assert sum(grey[:90]) < 0.08 * sum(grey), "more than ink is dark"


# Colour and motion

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


def seen_with(deficiency: str, colour: str) -> Any:
    """The colour as it looks to such a reader, in CIELAB."""
    srgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.array(to_xyz) @ (np.array(DEFICIENCIES[deficiency]) @ linear).clip(0, 1) / (0.9505, 1, 1.0890)
    fx, fy, fz = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def apart(deficiency: str, one: str, other: str) -> float:
    return float(np.linalg.norm(seen_with(deficiency, one) - seen_with(deficiency, other)))


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_articles_marks_are_told_from_others_without_colour(deficiency: str) -> None:
    for palette in PALETTES.values():
        assert apart(deficiency, palette.accent, palette.other) >= AT_A_GLANCE
        assert all(apart(deficiency, ink, palette.paper) > 40 for ink in (palette.accent, palette.other))


def test_the_simulation_is_one() -> None:
    """Red and green, alike to those who lack either, are far apart to others; white stays white."""
    assert all(apart(each, "#B08A2E", "#8FA02E") < 15 for each in ("protanopia", "deuteranopia"))
    assert apart("tritanopia", "#B08A2E", "#6FA82E") > 15
    assert all(apart(each, "#FFFFFF", "#000000") == pytest.approx(100, abs=1) for each in DEFICIENCIES)


@at_a_desk
def test_marks_stay_where_the_system_sets_the_colours(first: Visit) -> None:
    with set_to(first.page, forced_colors="active"):
        pictures = {
            m.get_attribute("class"): m.screenshot() for m in first.page.locator("article.card:visible .mark").all()
        }
        assert [name for name, picture in pictures.items() if strongest(picture) < MARK] == []
        assert len(set(pictures.values())) == len(pictures) > 2
        assert unreadable(first.page) == []


@at_a_desk
def test_nothing_moves_for_those_who_asked_for_that(first: Visit) -> None:
    moving = """() => [...document.querySelectorAll('[data-testid="stApp"] *')].filter(e => {
      const s = getComputedStyle(e);
      return [s.transitionDuration, s.animationDuration].some(d => d.split(',').some(t => parseFloat(t) > 0.05));
    }).length"""
    assert first.page.evaluate(moving) > 0, "nothing to be stilled"
    with set_to(first.page, reduced_motion="reduce"):
        assert first.page.evaluate(moving) == 0


def test_the_chosen_option_is_told_by_more_than_a_border(first: Visit) -> None:
    weights = first.page.get_by_role("radio").evaluate_all("all => all.map(e => +getComputedStyle(e).fontWeight)")
    assert len(weights) == 1 + len(OWN.claimant_kinds) and weights[0] >= 600 > max(weights[1:])


# By keyboard

# The element that has the keyboard: a name for it, its place, and its focus ring.
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
    name: element.getAttribute('aria-label') || element.textContent.trim().slice(0, 200),
    contents: Boolean(element.closest('nav')),
    part: element.closest('[data-testid]')?.dataset.testid || '', top: box.top + scrolled, left: box.left,
    inside: box.top < innerHeight && box.bottom > 0 && box.right <= innerWidth + 1,
    outline: style.outlineStyle === 'solid' ? parseFloat(style.outlineWidth) : 0, ring: style.outlineColor, paper,
    last: element === document.body,
  };
}"""
OPAQUE = re.compile(r"rgb\(\d+, \d+, \d+\)")


def stops(page: Page, most: int = 250) -> list[dict[str, Any]]:
    """The stops of Tab, from the top of the page until it has gone round."""
    page.evaluate("() => { document.activeElement.blur(); window.getSelection().removeAllRanges(); }")
    found: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["last"] or (len(found) > 1 and stop["part"] == found[0]["part"] == "stSkipToContent"):
            return found
        found.append(stop)
    raise AssertionError(f"the keyboard never came round: {found[-3:]}")


@at_a_desk
def test_whatever_can_be_used_is_reached_in_reading_order_and_seen(first: Visit) -> None:
    found = stops(first.page)
    names = [stop["name"] for stop in found]
    assert names[0] == "Skip to main content"
    body = [stop for stop in found if stop["part"] not in ("stSkipToContent", "stMain")]
    for before, after in itertools.pairwise(stop for stop in body if not stop["contents"]):
        # beside each other in a line, further down, or at the top of the next column
        right = after["left"] > before["left"] + 200
        assert right or after["top"] > before["top"] - 25, f"from {before['name']!r} up to {after['name']!r}"
    wanted = [labels.COPY_SENTENCE, labels.TO_OTHERS, labels.TO_WHAT_CAME, labels.COPY_VIEW, labels.EVERYONE]
    wanted += [labels.SAVE_PNG, labels.SAVE_SVG, labels.COPY_EMBED, labels.DOWNLOAD_PART, labels.COPY_LINK, labels.COPY]
    wanted += [labels.OPEN_ALL, labels.DICTIONARY, labels.CHECK_IT]
    inner = {fold.key for outer in composed("own").find(Fold) for fold in flat(outer.parts) if isinstance(fold, Fold)}
    wanted += [plain(fold.label) for fold in composed("own").find(Fold) if fold.key not in inner]
    reached = plain("\n".join(names))
    assert [name for name in wanted if name not in reached] == []
    # Whatever a pointer can press is a stop, or in a group whose first is one.
    pressable = "a[href], summary, button, textarea, [role=radio]"
    seen = first.page.locator(MAIN).locator(f":is({pressable}):visible").count()
    assert len(body) >= seen - (first.page.get_by_role("radio").count() - 1)
    for stop in found[1:]:  # the first, that link, shows itself
        assert stop["inside"], f"{stop['name']} has the keyboard and is not on the screen"
        assert stop["outline"] >= 2 and OPAQUE.fullmatch(stop["ring"]), f"{stop['name']} shows no ring"
        paper = stop["paper"] if OPAQUE.fullmatch(stop["paper"]) else PALETTES["dark"].paper
        assert contrast(stop["ring"], paper) >= MARK, stop["name"]


def test_a_ring_is_really_drawn_around_each_kind_of_control(first: Visit) -> None:
    """Neither cut off by what is around it nor painted over."""
    contents = "nav a" if first.width == 1280 else "nav summary"
    for kind in (contents, "[role=radio]", ".button", "[data-testid=stExpander] summary", ".words > details summary"):
        assert_ringed(first, first.page.locator(f"{kind}:visible").first)


def assert_ringed(visit: Visit, place: Locator) -> None:
    place.focus()
    visit.page.keyboard.press("Shift+Tab")
    visit.page.keyboard.press("Tab")
    accent = PALETTES[visit.scheme].accent
    until(lambda: ring(visit.page, place, accent) > 1.5, f"a ring is drawn around {place}", limit=20)


def ring(page: Page, place: Locator, colour: str) -> float:
    """The number of pixels of that colour at and around it, for each pixel of half its edge."""
    box = place.evaluate("e => (e.closest('label') || e).getBoundingClientRect().toJSON()")
    left, top = max(box["x"] - 6, 0), max(box["y"] - 6, 0)
    right = min(box["right"] + 6, page.viewport_size["width"])  # type: ignore[index]
    picture = page.screenshot(clip={"x": left, "y": top, "width": right - left, "height": box["height"] + 12})
    with Image.open(io.BytesIO(picture)) as image:
        colours = {seen: number for number, seen in image.convert("RGB").getcolors(maxcolors=1 << 24) or []}
    number = colours.get(tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5)), 0)
    return float(number / (box["width"] + box["height"]))


@at_a_desk
def test_a_picture_is_saved_and_a_sentence_copied_by_keyboard(first: Visit) -> None:
    first.page.locator("[data-picture]:visible").first.focus()
    with first.page.expect_download() as waiting:
        first.page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".png")
    button = first.page.locator("button[data-copy]:visible").first
    for key in ("Enter", "Space"):
        first.page.evaluate("navigator.clipboard.writeText('')")
        button.focus()
        first.page.keyboard.press(key)
        first.page.wait_for_function(
            "async words => (await navigator.clipboard.readText()) === words", arg=button.get_attribute("data-copy")
        )


# The tests from here on open parts of the page.


@at_a_desk
def test_a_part_is_opened_and_a_link_followed_by_keyboard(first: Visit) -> None:
    title = OWN.tables["hedges"].title
    first.page.get_by_role("navigation").get_by_role("link", name=title).focus()
    first.page.keyboard.press("Enter")
    expect(first.page.get_by_role("heading", name=title, exact=True)).to_be_in_viewport()
    name = next(heading.name for heading in composed("own").find(Heading) if heading.text == title)
    assert first.page.url.endswith(f"#{PREFIX}{name}")
    first.page.keyboard.press("Tab")  # goes on from the heading
    expect(first.page.locator("a.anchor:focus")).to_have_attribute("href", re.compile(f"#{name}$"))
    first.page.keyboard.press("Tab")
    expect(first.page.locator("summary:focus")).to_contain_text(labels.HEDGES_PART)
    first.page.keyboard.press("Enter")
    expect(first.page.get_by_role("table").last).to_contain_text(labels.THEY_DO_NOT_SAY)
    first.page.keyboard.press("Tab")
    expect(first.page.locator("a.button:focus")).to_contain_text("hedges.csv")
