"""A visit: what clicks and addresses do, what the script adds, what is refused, asked and logged.

The server has a base path here, so an address that begins wrongly leads nowhere. The browser itself holds every
address, script, style, picture and connection against the content security policy: a violation is a complaint.
"""

from __future__ import annotations

import contextlib
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from figures.analysis import select
from figures.charts import plotly_backend
from figures.charts.palette import PALETTES, rgb
from figures.editions import headers
from figures.package.watch import load_current
from figures.page import draw
from figures.page.html import PREFIX, native_folds
from figures.page.parts import Exhibit, Fold, Heading
from figures.words import labels
from tests.editing import DESCRIPTOR, copy_of, set_cells
from tests.oracle import FOLDERS, every_package
from tests.pages import PACKAGES, THEMES, composed, drawn, open_page, package, squashed
from tests.screen import axe, chart_boxes, faults, unreadable
from tests.serving import Server, browser, elsewhere, serving, until
from tests.visits import CHART, Visit, reading, visiting

__all__ = ["browser", "elsewhere"]  # fixtures

OWN = package("own")
KIND = OWN.claimant_kinds[0]
OTHERS = next(heading for heading in composed("own").find(Heading) if heading.text == labels.OTHERS).name
NATIVE = ".words > details"
# The first fold that the app draws, and the chart in it.
FOLD = next(fold for fold in composed("own").find(Fold) if any(isinstance(part, Exhibit) for part in fold.parts))
CLOSED = next(part for part in FOLD.parts if isinstance(part, Exhibit))
AGENT, SECRET = "agent-of-one-reader", "query-of-one-reader"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("site") / "log.txt", base="/some/figures") as started:
        yield started


@pytest.fixture(scope="module")
def first(browser: Browser, site: Server) -> Iterator[Visit]:
    """The page as it opens; each test leaves it so."""
    with reading(browser, site.url) as visit:
        yield visit


def chart_words(page: Page) -> dict[str, str]:
    """The words drawn in each chart, by its name for screen readers."""
    charts = page.locator(CHART).all()
    return {str(c.get_attribute("aria-label")): " | ".join(c.locator("svg text").all_text_contents()) for c in charts}


# A whole visit


def test_everything_works_and_nothing_is_refused_or_leaves(browser: Browser, site: Server, tmp_path: Path) -> None:
    with visiting(browser) as visit:
        visit.load(site.whole)
        page = visit.page
        expect(page.locator("details:not([open], nav > *)")).to_have_count(0)

        page.mouse.wheel(0, 20_000)
        for chart in page.locator(CHART).all():
            chart.hover()
        key = composed("own").charts[0].key
        table = OWN.tables["hedges"]
        saved = visit.save(page.get_by_role("link", name=labels.download(table), exact=True), tmp_path)
        assert saved.read_bytes() == table.data
        buttons = page.locator(f'a[href$="data/pictures/{key}.svg"]')
        pictures = [visit.save(button, tmp_path) for button in buttons.all()]
        assert {path.suffix for path in pictures} == {".svg", ".png"} and all(key in path.name for path in pictures)
        assert next(path for path in pictures if path.suffix == ".png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
        address = visit.copied(page.locator("a.button[data-copy]").first)
        assert address == f"{site.url}/#{OTHERS}", "the base path is lost"

        # The filter changes charts and address, and the address gives the same view.
        before = chart_words(page)
        visit.choose()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)
        assert query["claimed_by"] == [KIND] and chart_words(page) != before
        with reading(browser, page.url.replace("all=true", "all=false")) as again:
            assert chart_words(page).items() >= chart_words(again.page).items()
            assert chart_words(again.page), "no chart was compared"

        assert visit.complaints == []
        assert visit.hosts() == {urllib.parse.urlsplit(site.url).netloc}
        assert any(url.startswith("ws://") for url in visit.requests), "this test does not see websockets"
        assert page.context.cookies() == [], "the page needs no cookie"
        for answer in visit.answers:
            if not answer.url.startswith(("data:", "blob:")):
                assert "content-security-policy" in answer.headers, answer.url


def test_the_rules_do_refuse(first: Visit) -> None:
    """Code and addresses that are not the page's own, which the visit above never meets."""
    before = len(first.complaints)
    tried = {
        "script-src-elem": "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
        "script-src": "setTimeout(() => new Function('1')())",
        "img-src": "new Image().src = 'http://127.0.0.1:9/x.png'",
        "connect-src": "fetch('http://127.0.0.1:9/').catch(() => 0)",
        "frame-src": "document.body.append(Object.assign(document.createElement('iframe'), {src: '/'}))",
        "base-uri": "document.head.append(Object.assign(document.createElement('base'), {href: '/data/'}))",
    }
    for directive, code in tried.items():
        first.page.evaluate(f"() => {{ {code} }}")

        def is_refused(directive: str = directive) -> bool:
            first.page.evaluate("0")
            return any(f"refused by {directive}:" in told for told in first.complaints[before:])

        until(is_refused, f"{directive} refuses {code}", limit=20)


@every_package
def test_no_reader_waits_for_what_was_drawn_at_the_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn_again(*_: Any, **__: Any) -> Any:
        raise AssertionError("drawn for a reader")

    draw.warm(load_current(PACKAGES[name]))
    monkeypatch.setattr(plotly_backend, "figure", drawn_again)
    for theme in THEMES:  # every chart; then the page as it opens
        assert labels.APOLOGY not in [each.text for each in drawn(open_page(PACKAGES[name], theme))]
    monkeypatch.setattr(draw, "pieces", drawn_again)
    assert labels.APOLOGY not in [each.text for each in drawn(open_page(PACKAGES[name], all="false"))]


# Folds


def test_a_browser_opens_native_folds_by_itself_and_reruns_leave_them_open(browser: Browser, site: Server) -> None:
    with reading(browser, site.url) as visit:
        page, native = visit.page, visit.page.locator(NATIVE)
        assert native.count() == len(list(native_folds(composed("own").parts))) > 5
        expect(page.locator(f"{NATIVE}[open]")).to_have_count(0)
        native.first.locator("summary").click()
        native.last.locator("summary").click()
        expect(page.locator(f"{NATIVE}[open]")).to_have_count(2)
        sent = len(visit.sent)

        # A part that follows the filter is drawn once it is opened; the address then opens it for others too.
        chart = f".st-key-chart-{CLOSED.key} {CHART}"
        expect(page.locator(chart)).to_have_count(0)
        part = page.locator(f".st-key-open_{FOLD.key.replace('.', '-')}")
        part.locator("summary").first.click()
        expect(page.locator(chart)).to_have_count(1)
        page.wait_for_url(f"**open_{FOLD.key}=true*")
        assert len(visit.sent) == sent + 1, "a native fold has asked the server"

        visit.choose()
        expect(page.locator("a.button[data-copy]").first).to_have_attribute("href", re.compile(r"\?claimed_by="))
        visit.choose()
        expect(page.locator("a.button[data-copy]").first).not_to_have_attribute("href", re.compile("claimed_by"))
        expect(page.locator(f"{NATIVE}[open]")).to_have_count(2)

        inner = next(fold for fold in FOLD.parts if isinstance(fold, Fold))
        rows = part.locator(f".st-key-open_{inner.key.replace('.', '-')}")
        rows.locator("summary").click()
        page.wait_for_url(f"**open_{inner.key}=true*")
        expect(rows.locator("td a").first).to_be_visible()
        hrefs = rows.locator("td a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        reported = [r for r in OWN.reports if r.measure == select.sections(OWN)[0][0]]
        assert reported and {r.source.url for r in reported} <= set(hrefs)

        with reading(browser, f"{page.url}&open_hedges=true") as again:
            expect(again.page.locator(chart)).to_have_count(1)
            expect(again.page.locator(f"{NATIVE}[open]")).to_have_count(1)
            expect(again.page.locator(f"{NATIVE}[open] table")).to_contain_text(OWN.hedges[0].says)


# The script; test_script.py shows more of it


def test_a_theme_that_is_switched_redraws_the_charts(first: Visit) -> None:
    """The reader's system turns dark in the evening."""
    papers = """([paper, chart]) => [...document.querySelectorAll(`${chart} .main-svg:first-child`)]
      .every(plot => getComputedStyle(plot).backgroundColor === paper)"""
    before = first.page.locator(f"{CHART} .js-plotly-plot").count()
    for theme in ("light", "dark", "light"):
        first.page.emulate_media(color_scheme=theme)
        first.page.wait_for_function(papers, arg=[rgb(PALETTES[theme].paper), CHART])
        until(lambda: unreadable(first.page) == [], "every text can be read once its colour has changed", limit=20)
        assert first.page.locator(f"{CHART} .js-plotly-plot").count() == before > 0


def test_the_page_is_whole_without_the_script(browser: Browser, site: Server, first: Visit) -> None:
    with visiting(browser) as visit:
        visit.page.route("**/page.js", lambda route: route.abort())
        visit.load(site.url)
        assert not visit.page.evaluate("window.reportedFigures"), "the script has come"
        assert all("ERR_FAILED" in told for told in visit.complaints)
        assert first.page.evaluate("window.reportedFigures") is True
        assert set(visit.text().splitlines()) == set(first.text().splitlines())
        visit.page.locator(NATIVE).first.locator("summary").click()
        expect(visit.page.locator(f"{NATIVE}[open]")).to_have_count(1)
        visit.page.get_by_role("navigation").get_by_role("link", name=labels.THE_DATA).click()
        expect(visit.page.get_by_role("heading", name=labels.THE_DATA)).to_be_in_viewport()


# In pages of others


@pytest.mark.parametrize("embedded", [True, False], ids=["embed", "page"])
def test_a_page_of_another_origin_may_frame_the_embed_view_only(
    embedded: bool, browser: Browser, site: Server, elsewhere: tuple[str, Path]
) -> None:
    address, folder = elsewhere
    query = f"{'embed=true&' if embedded else ''}chart={composed('own').charts[0].key}"
    frame = f'<!doctype html><iframe src="{site.url}/?{query}" width="900" height="800"></iframe>'
    (folder / "framing.html").write_text(frame, encoding="utf-8")
    with visiting(browser) as visit:
        visit.page.goto(f"{address}/framing.html")
        if not embedded:
            until(lambda: not visit.page.evaluate("0") and bool(visit.complaints), "the browser refuses the frame")
            assert "frame-ancestors" in visit.complaints[0]
            assert not any(answer.url.startswith(f"{site.url}/static") for answer in visit.answers)
            return
        inside = visit.page.frame_locator("iframe")
        expect(inside.locator(f"{CHART} .main-svg text").first).to_be_visible()
        with visit.page.expect_popup() as waiting:
            inside.get_by_role("link", name=labels.WHOLE_PAGE).click()
        expect(waiting.value.locator("article.card").first).to_be_visible()
        assert waiting.value.url == f"{site.url}/"
        assert visit.complaints == []


def test_the_server_and_streamlit_agree_on_what_the_embed_view_is(browser: Browser, site: Server) -> None:
    queries = ["embed=true", "EMBED=True", "embed=false&embed=true", "%65mbed=%74rue", "embed=true%20", "?embed=true"]
    with visiting(browser) as visit:
        for query in [*queries, ""]:
            answer = visit.page.goto(f"{site.url}/?{query}", wait_until="commit")
            app = visit.page.get_by_test_id("stApp")
            app.wait_for()
            streamlits = "streamlit-embedded" in (app.get_attribute("class") or "").split()
            assert answer is not None
            assert streamlits == headers.is_embedded(query.encode()), query
            assert streamlits == ("frame-ancestors" not in answer.headers["content-security-policy"]), query


# Other packages, and the log


def test_faults_are_told_in_the_page_and_in_a_log_that_tells_nothing_of_readers(
    browser: Browser, tmp_path: Path
) -> None:
    folder = copy_of(FOLDERS["own"], tmp_path / "package")
    table = folder / "article_figures.csv"
    right = table.read_bytes()
    with (
        serving(tmp_path / "log.txt", folder / DESCRIPTOR) as started,
        visiting(browser, 390, "dark", user_agent=AGENT) as visit,
    ):
        address, page = f"{started.url}/?claimed_by={SECRET}&{SECRET}={SECRET}", visit.page
        visit.load(address)
        page.request.get(f"{started.url}/data/{SECRET}.csv?{SECRET}", headers={"Referer": f"http://{SECRET}/"})
        page.request.get(f"{started.url}/{SECRET}")
        socket = started.url.replace("http", "ws") + "/_stcore/stream"
        with pytest.raises(InvalidStatus), connect(f"{socket}/{SECRET}?{SECRET}"):
            pass
        with connect(f"{socket}?{SECRET}", user_agent_header=AGENT, subprotocols=["streamlit"]) as talking:  # type: ignore[list-item]
            talking.send(SECRET.encode())  # no message of Streamlit's
            with contextlib.suppress(Exception):
                talking.recv(timeout=5)

        set_cells(table, OWN.figures[0].figure_id, bound="perhaps")
        page.goto(address)
        message = page.get_by_text("perhaps")
        for words in ("article_figures.csv", "row 2", "column bound", "at_least"):
            expect(message).to_contain_text(words)
        expect(page).to_have_title(labels.CANNOT_SHOW)
        text = page.inner_text("body")
        assert labels.CANNOT_SHOW in text and "Traceback" not in text and str(folder) not in text
        assert page.locator(f"{CHART}, article.card").count() == 0
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            assert axe(page) == [] and unreadable(page) == []
        log = started.output()
        assert "the data package cannot be shown" in log and "perhaps" in log, "the keeper finds no reason in the log"

        table.write_bytes(right)
        page.goto(address)
        expect(page.locator("article.card .figure").first).to_have_text(
            re.compile(re.escape(OWN.figures[0].figure_as_stated).replace(r"\ ", r"\s"))
        )
        expect(page.get_by_text("perhaps", exact=True)).to_have_count(0)

        copy_of(FOLDERS["other"], folder)
        visit.load(started.whole)
        check_markup_is_shown(visit)
        assert visit.complaints == [] and started.process.poll() is None
        for told in (AGENT, SECRET, "127.0.0.1", "::1", "HeadlessChrome", "claimed_by"):
            assert told not in started.output(), f"the log holds {told!r}:\n{started.output()}"


def check_markup_is_shown(visit: Visit) -> None:
    """The other package's words hold what Markdown, HTML and mathematics would swallow."""
    text, swallowed = squashed(visit.text()), 0
    for f in package("other").figures:
        for words in (f.figure_as_stated, f.definition[1:], f.caveat, f.said_by[1:]):
            swallowed += bool(re.search(r"[*_<>$`\[&|]", words))
            assert squashed(words) in text, f"{f.figure_id}: {words!r} is shown otherwise"
    assert swallowed > 5, "the other package no longer holds words that could be swallowed"
    assert {name: faults(chart) for name, chart in chart_boxes(visit.page).items() if faults(chart)} == {}
    names = [heading.name for heading in composed("other").find(Heading) if heading.name]
    assert [name for name in names if visit.page.locator(f"[id='{PREFIX}{name}']").count() != 1] == []
