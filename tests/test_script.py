"""The script of the page in a browser, and the page below a base path."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from figures.page.compose import View
from figures.page.html import PREFIX
from figures.words import labels
from tests.oracle import package
from tests.pages import composed
from tests.serving import Server, browser, server, serving
from tests.visits import CHART, Visit, reading, visiting

__all__ = ["browser", "server"]  # fixtures

TOP = "name => document.getElementById(name)?.getBoundingClientRect().top"
OPEN = ".words details[open] > summary"


def is_at(visit: Visit, name: str) -> bool:
    visit.page.wait_for_timeout(1500)  # charts above it grow
    return bool(abs(visit.page.evaluate(TOP, PREFIX + name)) < 5)


@pytest.mark.parametrize("address", ["#killed-or-casualties", f"?later=false#{PREFIX}what-others-reported"])
def test_a_fresh_load_scrolls_to_the_part_in_the_address(address: str, browser: Browser, server: Server) -> None:
    with reading(browser, f"{server.url}/{address}") as visit:
        assert visit.page.url.endswith(address), "the page has lost its #part"
        assert is_at(visit, address.partition("#")[2].removeprefix(PREFIX))
        visit.page.mouse.wheel(0, -400)
        visit.page.wait_for_timeout(600)
        assert not is_at(visit, address.partition("#")[2].removeprefix(PREFIX)), "the reader cannot scroll away"
        heading = composed("own").headings[-1]
        visit.page.get_by_role("navigation").get_by_text(heading.text, exact=True).click()
        assert visit.page.url.endswith(f"#{PREFIX}{heading.name}") and is_at(visit, heading.name)
        assert not visit.complaints


def test_a_native_fold_opens_for_an_address_into_it_and_stays_open_while_the_filters_change(
    browser: Browser, server: Server
) -> None:
    with reading(browser, server.url) as visit:
        visit.page.evaluate("document.querySelector('.words details td').id = 'part-within'")
        visit.page.evaluate("location.hash = 'within'")
        expect(visit.page.locator(OPEN)).to_have_count(1)
        assert abs(visit.page.evaluate(TOP, "part-within")) < 900
        opened = visit.page.locator(OPEN).all_inner_texts()
        visit.choose()
        for kind in package("own").claimant_kinds:
            visit.page.get_by_role("button", name=kind, exact=True).click()
            visit.settle()
        assert "No report is left" in visit.text()
        assert visit.page.locator(OPEN).all_inner_texts() == opened


def test_a_link_to_the_view_is_copied_and_leads_to_it(browser: Browser, server: Server) -> None:
    with reading(browser, server.url) as visit:
        visit.choose()
        link, address = visit.page.locator("[data-copy]"), f"{server.url}/?later=false#what-others-reported"
        assert link.get_attribute("href") == address
        visit.page.evaluate("delete Navigator.prototype.clipboard")  # as on a host without TLS
        link.click()
        expect(link).to_have_text(labels.LINK_COPIED)
        expect(link).to_have_text(labels.COPY_LINK)
        visit.load(server.url)
        assert visit.page.evaluate("navigator.clipboard.readText()") == address
        visit.load(address)
        assert visit.has_left_out_later() and is_at(visit, "what-others-reported")
        visit.page.evaluate("navigator.clipboard.writeText('')")
        visit.page.locator("[data-copy]").click()
        expect(visit.page.locator("[data-copy]")).to_have_text(labels.LINK_COPIED)
        assert visit.page.evaluate("navigator.clipboard.readText()") == address


def test_screen_readers_hear_the_names_of_charts_and_a_new_theme_redraws_them(browser: Browser, server: Server) -> None:
    with reading(browser, server.url) as visit:
        drawings = visit.page.locator(".js-plotly-plot .main-svg")
        assert drawings.count() > 3
        assert {drawing.get_attribute("aria-hidden") for drawing in drawings.all()} == {"true"}
        assert visit.page.get_by_role("figure").count() == visit.page.locator(CHART).count()
        paper = f"document.querySelector('{CHART} .main-svg')?.style.background"
        before = visit.page.evaluate(paper)
        visit.page.emulate_media(color_scheme="dark")
        visit.page.wait_for_function(f"before => {paper} && {paper} !== before", arg=before)


def test_below_a_base_path_everything_is_found(browser: Browser, tmp_path: Path) -> None:
    key = composed("own", View()).charts[0].key
    with serving(tmp_path / "log.txt", base="/figures") as below, visiting(browser) as visit:
        visit.load(f"{below.url}/#what-others-reported")
        assert is_at(visit, "what-others-reported"), "the script is not found"
        assert str(visit.page.locator("[data-copy]").get_attribute("href")).startswith(f"{below.url}/")
        saved = visit.save(visit.page.locator("a.button", has_text="article_figures.csv").first, tmp_path)
        assert saved.read_bytes() == package("own").tables["article_figures"].data
        picture = visit.save(visit.page.locator("a.button", has_text=labels.SAVE_SVG).first, tmp_path)
        assert picture.suffix == ".svg" and picture.read_bytes().startswith(b"<svg")
        visit.load(f"{below.url}/?embed=true&chart={key}")
        with visit.page.context.expect_page() as whole:
            visit.page.get_by_text(labels.WHOLE_PAGE).click()
        assert re.fullmatch(rf"{below.url}/", whole.value.url), "the way to the whole page leads elsewhere"
        assert not visit.complaints
