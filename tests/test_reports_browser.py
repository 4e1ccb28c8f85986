"""The filters of the reports in a real browser: what a click does, and that a view can be shared by its address."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from figures import selections, wording
from tests.pages import package
from tests.serving import Server, browser, server
from tests.test_browser import DRAWN

__all__ = ["browser", "server"]  # fixtures

PANELS = '[data-testid="stPlotlyChart"] svg text'
KIND = selections.kinds_of_claimant(package("own"))[0]


@pytest.fixture
def page(browser: Browser, server: Server) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(server.whole)
    page.wait_for_function(DRAWN, timeout=60_000)
    return page


def words_of_the_charts(page: Page) -> list[str]:
    return page.locator(PANELS).all_text_contents()


def test_a_filter_changes_the_chart_and_the_address_and_the_address_gives_the_view(page: Page) -> None:
    before = words_of_the_charts(page)
    assert KIND in before
    page.get_by_test_id("stButtonGroup").get_by_text(KIND, exact=True).click()
    expect(page.locator(PANELS).get_by_text(KIND, exact=True)).to_have_count(0, timeout=30_000)
    page.wait_for_function(DRAWN, timeout=30_000)
    filtered = words_of_the_charts(page)
    assert "claimed_by" in page.url
    again = page.context.new_page()
    again.goto(page.url)
    again.wait_for_function(DRAWN, timeout=60_000)
    assert words_of_the_charts(again) == filtered
    page.context.close()


def test_later_reports_can_be_left_out(page: Page) -> None:
    assert wording.LATER in words_of_the_charts(page)
    page.get_by_text(wording.SHOW_LATER, exact=True).click()
    expect(page.locator(PANELS).get_by_text(wording.LATER, exact=True)).to_have_count(0, timeout=30_000)
    assert "later" in page.url
    page.context.close()


def test_an_unknown_name_in_the_address_gets_a_notice_and_the_whole_page(browser: Browser, server: Server) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{server.whole}&claimed_by=martians")
    page.wait_for_function(DRAWN, timeout=60_000)
    expect(page.get_by_text("martians")).to_be_visible()
    assert KIND in words_of_the_charts(page)
    page.context.close()


def test_a_part_opens_when_asked_and_its_table_leads_to_the_pages(browser: Browser, server: Server) -> None:
    """Parts below the first ones are drawn once they are opened; the address then opens them for others too."""
    of = package("own")
    reports = selections.all_reports(of, ["captured"])
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(server.url)
    page.wait_for_function(DRAWN, timeout=60_000)
    title = selections.chart_row(of, "captured-reports")["title"]
    titles = page.locator(PANELS).get_by_text(title)
    expect(titles).to_have_count(0)
    part = page.locator("[data-testid=stExpander]").filter(
        has=page.get_by_text(wording.reports_part(len(reports), with_chart=True), exact=True)
    )
    part.locator("summary").first.click()
    expect(titles).to_have_count(1, timeout=30_000)
    assert "open_captured-reports=true" in page.url
    part.get_by_text(wording.reports_table(len(reports))).click()
    links = part.locator("td a:visible")
    expect(links.first).to_be_visible()
    hrefs = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for source_id in reports["source_id"]:
        assert of.source(source_id)["url"] in hrefs
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator(PANELS).get_by_text(title)).to_have_count(1, timeout=60_000)
    page.context.close()
