"""The script of the page, for what test_visit.py does not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from figures.page import html
from figures.page.html import PREFIX
from figures.page.parts import Card, Contents, Copy, SavePicture
from tests.pages import NO_BREAK, composed, of_kind
from tests.serving import Server, browser, server, until
from tests.visits import Visit, reading, visiting

__all__ = ["browser", "server"]  # fixtures

PAGE = composed("own")
CARD = next(part for part in PAGE.walk() if isinstance(part, Card))
LINKS = of_kind(PAGE.parts, Contents)[0].links
BUTTON = "article.card [data-copy]"


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    with reading(browser, server.url) as visit:
        yield visit
        assert not visit.complaints


def test_the_script_is_small() -> None:
    assert html.PAGE_JS.name == "page.js" and len(html.PAGE_JS.read_bytes()) <= 3072


def stays_at(visit: Visit, name: str) -> bool:
    """Return True where that part begins at the top of the window, and still does when charts have grown."""
    tops = []
    for _ in range(2):
        tops.append(visit.page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", PREFIX + name))
        visit.page.wait_for_timeout(400)
    return all(abs(top) < 70 for top in tops)


def test_a_part_is_held_in_view_until_the_reader_moves(browser: Browser, server: Server) -> None:
    name, later = (link.address[1:] for link in (LINKS[3], LINKS[5]))
    with reading(browser, f"{server.url}/#{name}") as visit:
        until(lambda: stays_at(visit, name), "the page scrolls to the part")
        visit.page.mouse.wheel(0, -400)
        until(lambda: not stays_at(visit, name), "the reader scrolls away")
        assert not stays_at(visit, name), "the reader is taken back"
        visit.page.get_by_role("navigation").get_by_text(LINKS[5].text, exact=True).click()
        until(lambda: stays_at(visit, later), "a link of the contents leads to its part")
        assert visit.page.url.endswith(f"/#{PREFIX}{later}")
        assert not visit.complaints


def test_the_contents_name_the_present_part_and_close_after_a_choice(browser: Browser, server: Server) -> None:
    with visiting(browser, 390) as visit:
        visit.load(server.url)
        contents, present = visit.page.locator("nav details"), visit.page.locator("nav [aria-current=true]")
        expect(present).to_have_text(LINKS[0].text)
        contents.locator("summary").click()
        contents.get_by_text(LINKS[3].text, exact=True).click()
        expect(contents).not_to_have_attribute("open", "")
        expect(present).to_have_text(LINKS[3].text)


def test_a_button_copies_with_plain_spaces_and_tells_so(visit: Visit) -> None:
    button = visit.page.locator(BUTTON).first
    button.click()
    expect(button).to_contain_text(CARD.copy.done)
    expect(visit.page.locator("p[role=status]")).to_have_text(CARD.copy.done)
    assert visit.page.evaluate("navigator.clipboard.readText()") == CARD.copy.text.replace(NO_BREAK, " ")
    expect(button).to_contain_text(CARD.copy.label)


def test_a_link_is_copied_with_the_address_of_this_server(visit: Visit, server: Server) -> None:
    link = next(b for part in PAGE.walk() for b in getattr(part, "buttons", ()) if isinstance(b, Copy) and b.is_link)
    visit.page.locator("a[data-copy]").first.click()
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied == link.text.replace("{root}", server.url)
    assert visit.page.url.rstrip("/") == server.url, "the link was followed"


def test_without_a_clipboard_the_text_is_selected(visit: Visit) -> None:
    visit.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); }")
    visit.page.locator(BUTTON).first.click()
    until(lambda: bool(visit.page.evaluate("getSelection().toString()")), "something is selected")
    assert visit.page.evaluate("getSelection().toString()") == CARD.copy.text.replace(NO_BREAK, " ")


def test_a_picture_is_saved_as_a_png_of_twice_its_size(visit: Visit, server: Server, tmp_path: Path) -> None:
    button = visit.page.locator("[data-picture]:visible").first
    address = button.get_attribute("href") or ""
    assert address in {b.address for p in PAGE.walk() for b in getattr(p, "buttons", ()) if isinstance(b, SavePicture)}
    saved = visit.save(button, tmp_path)
    assert saved.name == Path(address).with_suffix(".png").name
    drawn = visit.page.request.get(f"{server.url}/{address}").text()
    size = [float(re.search(rf'<svg[^>]* {side}="([\d.]+)"', drawn)[1]) for side in ("width", "height")]  # type: ignore[index]
    with Image.open(saved) as image:
        assert [abs(pixels - 2 * side) <= 1 for pixels, side in zip(image.size, size, strict=True)] == [True, True]


def test_screen_readers_hear_the_name_of_a_plot_alone(visit: Visit) -> None:
    plots = visit.page.locator(".main-svg")
    until(lambda: plots.count() > 0, "a plot is drawn")
    expect(visit.page.locator(".main-svg:not([aria-hidden=true])")).to_have_count(0)
