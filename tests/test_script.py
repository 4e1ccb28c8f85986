"""The script of the page, for what test_visit.py does not show."""

from __future__ import annotations

from playwright.sync_api import Browser

from figures.page import html
from figures.page.html import PREFIX
from tests.pages import composed
from tests.serving import Server, browser, server, until
from tests.visits import Visit, reading

__all__ = ["browser", "server"]  # fixtures


def test_the_script_is_small() -> None:
    assert html.PAGE_JS.name == "page.js" and len(html.PAGE_JS.read_bytes()) <= 3 * 1024


def stays_at(visit: Visit, name: str) -> bool:
    """Return True where the top of the window is at that part, and is still there when charts have grown."""
    tops = []
    for _ in range(2):
        tops.append(visit.page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", PREFIX + name))
        visit.page.wait_for_timeout(400)
    return all(abs(top) < 5 for top in tops)


def test_a_part_is_held_in_view_until_the_reader_moves(browser: Browser, server: Server) -> None:
    name, last = "what-others-reported", composed("own").headings[-1]
    with reading(browser, f"{server.url}/?later=false#{PREFIX}{name}") as visit:
        if not stays_at(visit, name):  # the script holds it for 8 seconds, and a busy machine may take longer to load
            visit.page.reload()
            visit.wait_until_drawn()
            assert stays_at(visit, name), "the page does not scroll to the part"
        visit.page.mouse.wheel(0, -400)
        until(lambda: not stays_at(visit, name), "the reader scrolls away")
        assert not stays_at(visit, name), "the reader is taken back"
        visit.page.get_by_role("navigation").get_by_text(last.text, exact=True).click()
        until(lambda: stays_at(visit, last.name), "a link of the contents leads to its part")
        assert visit.page.url.endswith(f"/?later=false#{PREFIX}{last.name}")
        assert not visit.complaints
