"""Readers with a task: a reporter at a desk, a teacher with a phone, somebody who listens, somebody who prints.

Each task has its answer within so many screens and clicks. Words, screens, sheets and bytes are counted.
"""

from __future__ import annotations

import io
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Locator, expect
from pypdf import PdfReader

from figures.analysis import select
from figures.charts.drawing import Drawing
from figures.model.records import Figure
from figures.page import parts as p
from figures.page.height import PHONE
from figures.words import beside, citation, labels
from figures.words import figure as words
from tests import screen
from tests.bench.browser import visit as first_visit
from tests.oracle import package
from tests.pages import composed, flat, plain, section
from tests.screen import set_close
from tests.serving import Server, browser, elsewhere, server
from tests.visits import CHART, CHECKED, Visit, visiting

__all__ = ["browser", "elsewhere", "server"]  # fixtures

OWN, PAGE = package("own"), composed("own")
SENT, KILLED, PLAN, SHELLS = select.headlines(OWN)
DESK, PHONE_HELD = (1280, "light"), (390, "dark")
CARD = "article.card:visible"  # the handout has cards too
at_a_desk = pytest.mark.parametrize("reader", [DESK], indirect=True, ids=["1280"])


@pytest.fixture(scope="module", params=[DESK, PHONE_HELD], ids=["1280", "390"])
def reader(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Visit]:
    """The page as it opens, at 1280 x 900 and at 390 x 844."""
    with visiting(browser, *request.param) as visit:
        visit.load(server.url)
        yield visit


def go(visit: Visit, link: Locator) -> None:
    """Follow a link to a part, and wait until the part is at the top of the screen."""
    target = str(link.get_attribute("href"))
    link.click()
    at_top = "name => Math.abs(document.getElementById(name).getBoundingClientRect().top - 40) < 60"
    visit.page.wait_for_function(at_top, arg=target.removeprefix("#"))


def take_the_way_on(visit: Visit, figure: Figure) -> None:
    """Follow the link of the card of a figure."""
    visit.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    go(visit, visit.page.locator(CARD).nth(select.headlines(OWN).index(figure)).locator("a").last)


# What stands on the first screen


def test_the_first_screen_holds_whole_cards_with_their_way_on(reader: Visit) -> None:
    ends = """links => links.map(link => link.getBoundingClientRect().bottom)"""
    reader.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    bottoms = reader.page.locator(f"{CARD} .buttons a").evaluate_all(ends)
    height = reader.page.evaluate("innerHeight")
    assert len(bottoms) == len(select.headlines(OWN)) == 4
    assert sum(bottom <= height for bottom in bottoms) >= (2 if reader.width == 1280 else 1), bottoms
    for card in PAGE.find(p.Card):
        assert card.others and set_close(p.plain(card.others)) in screen.seen(reader.page, 5), card.label


# The tasks


TASKS = {
    "a sentence to copy": (KILLED, [citation.statement(KILLED), labels.COPY], 1),
    "who else gave the number, and what was said later": (
        KILLED,
        [labels.WHO_ELSE, "Volodymyr Zelensky", "4,000, stated without a hedge", labels.SAID_LATER, "2 September 2025"],
        1,
    ),
    "what may not be written": (KILLED, [labels.MAY_NOT_WRITE, "several sources confirm"], 2),
    "killed beside killed and wounded": (
        KILLED,
        ["Up to the article's date", "12 February 2026", "killed and wounded, together", beside.HEADINGS["differs"]],
        3,
    ),
    "the share of those sent who were killed": (
        KILLED,
        ["How many of those sent were killed?", "At most about 40 %", labels.TEMPTING, "About 4 %"],
        4,
    ),
    "a plan, and what came of it": (PLAN, [labels.A_PLAN, PLAN.caveat, labels.WHAT_CAME, "gone home", "happened."], 1),
}  # fmt: skip


@pytest.mark.parametrize("task", TASKS)
def test_an_answer_is_found_after_one_click_on_a_card(task: str, reader: Visit) -> None:
    figure, wanted, screens = TASKS[task]
    take_the_way_on(reader, figure)
    read = screen.seen(reader.page, screens if reader.width == 1280 or screens == 1 else 2 * screens)
    assert [text for text in wanted if set_close(text) not in read] == [], f"not within {screens} screens"


def test_which_dates_differ_stands_in_a_sentence_one_click_away(reader: Visit) -> None:
    contents = reader.page.get_by_role("navigation")
    if reader.width < 800:
        contents.locator("summary").click()
    go(reader, contents.get_by_role("link", name=OWN.tables["dates"].title))
    (summary,) = [part for part in section(PAGE.parts, OWN.tables["dates"].title) if isinstance(part, p.Text)]
    assert set_close(plain(summary.texts[0])) in screen.seen(reader.page, 1)
    differ = [claim for claim in OWN.dates if claim.differs]
    assert differ and all(plain(claim.wording) in plain(summary.texts[0]) for claim in differ)


def test_who_says_otherwise_of_the_shells_takes_a_click_more(reader: Visit) -> None:
    take_the_way_on(reader, SHELLS)
    opened = reader.page.locator(".st-key-open_shells-fired-said")
    fold = opened.locator("summary").first
    fold.click()
    expect(opened.get_by_role("table", name=beside.HEADINGS["differs"])).to_be_visible()
    take_the_way_on(reader, SHELLS)
    read = screen.seen(reader.page, 2 if reader.width == 1280 else 3)
    wanted = [beside.HEADINGS["differs"], "between 27,000 and 28,000 a day", "by our arithmetic between 189,000 and"]
    assert [text for text in wanted if set_close(text) not in read] == []
    fold.click()
    expect(fold.locator("xpath=..")).not_to_have_attribute("open", "")


@at_a_desk
def test_killed_stands_beside_killed_and_wounded_newest_first(reader: Visit) -> None:
    heads = [reader.page.get_by_role("heading", level=4, name=text, exact=True) for text in ALIKE]
    left, right = (head.bounding_box() for head in heads)
    assert left and right and abs(left["y"] - right["y"]) < 5 and left["x"] + left["width"] <= right["x"]
    for part in PAGE.find(p.Statements):
        links = [link for row in part.rows for link in p.inlines(row.date) if isinstance(link, p.Link)]
        days = [next(r.as_of.last for r in OWN.reports if r.as_of.in_words() == link.text) for link in links]
        assert days == sorted(days, reverse=True), part.heading


ALIKE = [measure.label for measure in select.sections(OWN)[1]]


# What a reader takes away


@at_a_desk
def test_buttons_copy_what_they_say_with_plain_spaces(reader: Visit, server: Server) -> None:
    sentences = [*(card.copy for card in PAGE.find(p.Card)), *(part.copy for part in PAGE.find(p.Sentence))]
    others = [b for part in PAGE.find(p.Buttons) for b in part.buttons if isinstance(b, p.Copy)]
    copies = [*sentences, *(replace(b, text=labels.with_root(b.text, server.url)) for b in others)]
    texts = {f"{copy.label}: {plain(copy.about)}": plain(copy.text) for copy in copies}
    buttons = reader.page.locator("button[data-copy]:visible").all()
    assert len(buttons) > 7
    for button in buttons:
        copied = reader.copied(button)
        assert copied == texts.get(plain(str(button.evaluate("b => `${b.dataset.label}${b.lastChild.textContent}`"))))
    for copy in sentences:
        assert re.search(r" (wrote|gave) ", copy.text) and copy.text.endswith("."), "no sentence with a verb"
    link = reader.copied(reader.page.get_by_role("link", name=labels.COPY_VIEW))
    assert link.endswith("/#others") and link.startswith("http://localhost:")


@at_a_desk
def test_the_line_to_embed_shows_the_killed_chart_whole_in_a_page_of_others(
    reader: Visit, server: Server, elsewhere: tuple[str, Path]
) -> None:
    """Two clicks after the card: the fold with the chart, and the button under it."""
    take_the_way_on(reader, KILLED)
    fold = reader.page.locator(".st-key-open_killed-table summary").first
    fold.click()
    key = "killed-or-casualties"
    line = reader.copied(reader.page.locator(f'button[data-copy*="chart={key}"]'))
    fold.click()
    frame = ElementTree.fromstring(line)
    assert frame.attrib["src"] == f"{server.url}/?embed=true&chart={key}"
    assert frame.attrib["title"] == PAGE.exhibits[key].title and frame.attrib["width"] == "100%"
    address, folder = elsewhere
    (folder / "story.html").write_text(f"<!doctype html><meta charset=utf-8>{line}", encoding="utf-8")
    page = reader.page.context.new_page()
    page.goto(f"{address}/story.html")
    inside = page.frame_locator("iframe")
    expect(inside.locator(f"{CHART} .main-svg text").first).to_be_visible()
    expect(inside.get_by_role("link", name=labels.WHOLE_PAGE)).to_have_attribute("target", "_blank")
    page.close()


def test_nothing_scrolls_in_a_frame_of_the_height_that_the_line_names(browser: Browser, server: Server) -> None:
    """At 800 and at 390 pixels; and the frame is not so high that most of it is empty at 390."""
    (table,) = [table for table in PAGE.find(p.Table) if table.columns[-1] == labels.LINE]
    lines = "".join(p.plain(row[-1]) for row in table.rows)
    heights = {key: int(height) for key, height in re.findall(r'chart=([\w.-]+)" .*? height="(\d+)"', lines)}
    assert list(heights) == list(PAGE.exhibits)
    needed = """() => Math.max(...[...document.querySelectorAll('.words, [data-testid="stMain"] *')]
      .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().bottom))"""
    with visiting(browser, PHONE) as visit:
        for key, height in heights.items():
            visit.load(f"{server.url}/?embed=true&chart={key}")
            for width in (PHONE, 800):
                visit.page.set_viewport_size({"width": width, "height": height})
                visit.page.wait_for_timeout(300)
                main = visit.page.get_by_test_id("stMain")
                assert main.evaluate("e => e.scrollHeight - e.clientHeight") <= 0, f"{key} scrolls at {width}"
                assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, f"{key} scrolls sideways at {width}"
            visit.page.set_viewport_size({"width": PHONE, "height": height})
            assert height < 1.6 * visit.page.evaluate(needed) + 100, f"most of the frame of {key} is empty"


def test_a_filter_is_told_by_one_status_and_its_view_has_a_link(reader: Visit, browser: Browser) -> None:
    page, kind = reader.page, OWN.claimant_kinds[0]
    statuses = page.get_by_role("status")
    statuses.evaluate_all("all => all.forEach((status, number) => { status.number = number; })")
    before = statuses.all_text_contents()
    page.get_by_role("radio", name=kind, exact=True).click()
    shown = [report for report in OWN.reports if report.claimant_kind == kind]
    told = labels.status(kind, len(shown), len(OWN.reports))
    expect(statuses.first).to_have_text(told)
    assert statuses.evaluate_all("all => all.map(status => status.number)") == list(range(len(before)))
    assert [text for text, old in zip(statuses.all_text_contents(), before, strict=True) if text != old] == [told]
    reader.settle()
    address = reader.copied(page.get_by_role("link", name=labels.COPY_VIEW))
    assert address.endswith(f"?{urllib.parse.urlencode({'claimed_by': kind})}#others")
    if reader.width == 1280:
        with visiting(browser) as again:
            again.load(address)
            expect(again.page.get_by_role("radio", name=kind, exact=True)).to_have_attribute(CHECKED, "true")
            expect(again.page.get_by_role("heading", name=labels.OTHERS)).to_be_in_viewport()
            expect(again.page.get_by_role("status").first).to_have_text(told)
            different = set(again.text().splitlines()) ^ set(reader.text().splitlines())
            assert different <= {labels.COPY_VIEW, labels.LINK_COPIED}
    page.get_by_role("radio", name=labels.EVERYONE, exact=True).click()
    expect(statuses.first).to_have_text(before[0])
    reader.settle()


# Listening


@pytest.mark.parametrize("name", ["own", "other"])
def test_names_of_charts_are_short_and_rows_are_headed_by_what_tells_them_apart(name: str) -> None:
    page = composed(name)
    for alt in (alt for _, alt in page.pictures.values()):
        assert 3 < len(alt.split()) <= 60, alt
    for table in page.find(p.Table):
        heads = [p.plain(row[0]) for row in table.rows]
        if table.columns[0] == labels.WHO_AND_WHEN:  # a speaker may say several things on a day
            heads = [head for head in heads if "," not in head]
        assert len(set(heads)) == len(heads), f"rows with the same head: {heads}"


# Counted


def test_words_and_screens_as_the_page_opens(reader: Visit) -> None:
    assert screen.number_of_words(reader.page) <= 1_800
    screens = reader.page.get_by_test_id("stMain").evaluate("main => main.scrollHeight / innerHeight")
    assert screens <= (16 if reader.width == 390 else 11), screens
    for part in PAGE.find(p.Statements):
        for row in part.rows:
            told = " ".join(map(p.plain, row.cells))
            assert len(re.split(r"\s+", told.strip())) <= 25, told


def test_words_with_every_part_open(browser: Browser, server: Server) -> None:
    with visiting(browser) as visit:
        visit.load(server.whole)
        assert screen.number_of_words(visit.page) <= 3_000


def test_the_page_is_printed_on_eight_sheets_with_no_picture_cut(reader: Visit) -> None:
    data = reader.page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    sheets = [set_close(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(data)).pages]
    assert 3 < len(sheets) <= 8
    first = [OWN.title, *(text for f in select.headlines(OWN) for text in (words.figure(f), citation.statement(f)))]
    first += [text for f in select.headlines(OWN) for text in (words.meaning(f), f.caveat)]
    assert [text for text in first if set_close(text) not in sheets[0]] == []
    (handout,) = PAGE.find(p.Handout)
    pictures = [PAGE.pictures[part.key][0] for part in flat(handout.parts) if isinstance(part, p.Picture)]
    assert len(pictures) >= len(select.headlines(OWN))
    for picture in pictures:
        last = [word.text for word in picture.words][-1] if isinstance(picture, Drawing) else picture.notes[-1][1]
        assert any(set_close(picture.title) in s and set_close(last) in s for s in sheets), f"{picture.title!r} is cut"
    rest = "".join(sheets[1:])
    steps = [part.result for part in flat(handout.parts) if isinstance(part, p.Answer)]
    hedges = [words.hedge_line(f.hedge) for f in select.headlines(OWN) if f.hedge]
    assert [text for text in (*steps, *hedges) if set_close(text) not in rest] == []


def test_a_first_visit_is_no_heavier_than_before(browser: Browser, server: Server) -> None:
    """On a line of 9 Mbit/s, with nothing in the browser's cache. 1 MB = 10**6 bytes."""
    visited = first_visit(browser, server.url)
    assert (visited.bodies + visited.websocket) / 1e6 <= 2.24
    assert visited.charts == len([chart for chart in PAGE.charts if chart in list(flat(PAGE.parts, folds=False))])
    assert len(set(visited.files)) < 100
