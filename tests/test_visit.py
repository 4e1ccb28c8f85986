"""A whole visit under the page's own rules: everything works, nothing is refused, nothing leaves, nothing is kept.

Every address, script, style, picture and connection of a visit is held against the content security policy by the
browser itself; a violation is an event on the page and an error in the console.
"""

from __future__ import annotations

import contextlib
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, Response, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from figures import selections, views, web, wording
from figures.tables import load_once, signature
from tests.editing import copy_of
from tests.pages import PACKAGES, THEMES, open_page, package
from tests.serving import Server, browser, server, serving

__all__ = ["browser", "server"]  # fixtures

CHART = '[data-testid="stPlotlyChart"]'
# A chart whose script has come and that has been drawn; the script of the page has run to its end.
DRAWN = f"""() => {{
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.dataset.testScriptState !== 'notRunning') return false;
  if (document.querySelector('[data-testid="stSkeleton"]')) return false;
  const charts = [...document.querySelectorAll('{CHART}')];
  return charts.length > 0 && charts.every(chart => chart.querySelector('.main-svg .annotation-text'));
}}"""
# One thing is refused on purpose at every visit, without a word in the console: Streamlit's code for long numbers first
# asks for WebAssembly, and does as well without. To allow it would be to allow code that is no file of the page.
WATCH = """document.addEventListener('securitypolicyviolation', event => {
  const told = `refused by ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`;
  if (event.blockedURI !== 'wasm-eval') console.error(told);
})"""
AGENT, SECRET = "agent-of-one-reader", "query-of-one-reader"


@dataclass
class Visit:
    """A page, with all that it asked for and complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def wait_until_drawn(self, frame: Frame | None = None) -> None:
        (frame or self.page).wait_for_function(DRAWN, timeout=60_000)

    def hosts(self) -> set[str]:
        """Where requests went; what a page makes for itself (data:, blob:) goes nowhere."""
        found = {urllib.parse.urlsplit(url) for url in self.requests}
        return {where.netloc for where in found if where.scheme not in ("data", "blob")}


@contextlib.contextmanager
def visiting(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, user_agent=AGENT, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(WATCH)
    visit = Visit(context.new_page())
    context.on("request", lambda request: visit.requests.append(request.url))
    context.on("response", lambda answer: visit.answers.append(answer))
    visit.page.on("websocket", lambda socket: visit.requests.append(socket.url))
    visit.page.on("console", lambda m: visit.complaints.append(m.text) if m.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        yield visit
    finally:
        context.close()


def open_parts(page: Page) -> None:
    """Open every closed part, also those that stand in parts opened just now."""
    closed = '[data-testid="stExpander"] details:not([open]) > summary'
    for _ in range(5):
        page.eval_on_selector_all(closed, "all => all.forEach(summary => summary.click())")
        page.wait_for_timeout(200)
    expect(page.locator(closed)).to_have_count(0)


def save(page: Page, button: Locator, to: Path) -> Path:
    with page.expect_download() as waiting:
        button.click()
    path = to / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def save_pictures(visit: Visit, file_format: str, to: Path) -> list[Path]:
    """The picture of every chart, in the format chosen in the page's own control."""
    page = visit.page
    page.get_by_role("radiogroup", name=wording.SAVE_AS).get_by_role("radio", name=file_format, exact=True).click()
    chosen = f"plot => plot._context.toImageButtonOptions.format === '{file_format.lower()}'"
    page.wait_for_function(f"() => [...document.querySelectorAll('.js-plotly-plot')].every({chosen})")
    visit.wait_until_drawn()
    found = []
    for chart in page.locator(CHART).all():
        chart.scroll_into_view_if_needed()
        chart.hover()
        found.append(save(page, chart.locator(".modebar-btn"), to))
    return found


@pytest.mark.parametrize("query", ["?all=true", "?embed=true&all=true"], ids=["page", "embed"])
def test_everything_works_and_nothing_is_refused_or_leaves(
    query: str, browser: Browser, server: Server, tmp_path: Path
) -> None:
    with visiting(browser) as visit:
        page = visit.page
        page.goto(f"{server.url}/{query}")
        visit.wait_until_drawn()
        open_parts(page)
        visit.wait_until_drawn()

        # clicks on widgets
        number = page.locator(CHART).count()
        page.get_by_text(wording.SHOW_LATER).first.click()
        page.wait_for_url("**later=*")
        kinds = selections.kinds_of_claimant(package("own"))
        page.get_by_role("button", name=kinds[0], exact=True).or_(
            page.get_by_role("checkbox", name=kinds[0], exact=True)
        ).first.click()
        page.wait_for_url("**claimed_by=*")
        visit.wait_until_drawn()
        code = page.get_by_test_id("stCode").first
        code.hover()
        code.get_by_role("button", name="Copy").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied and copied.split() == code.inner_text().split()

        # pictures
        pngs, svgs = save_pictures(visit, "PNG", tmp_path), save_pictures(visit, "SVG", tmp_path)
        assert len({*pngs, *svgs}) == 2 * page.locator(CHART).count() >= number > 1
        assert all(path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n") for path in pngs)
        assert all(ElementTree.parse(path).getroot().tag.endswith("}svg") for path in svgs)

        # files
        table = package("own").tables["article_figures"]
        link = page.get_by_role("link", name=wording.download(table.file_name, len(table.rows))).first
        assert save(page, link, tmp_path).read_bytes() == table.data

        assert visit.complaints == []
        assert visit.hosts() == {urllib.parse.urlsplit(server.url).netloc}
        assert any(url.startswith("ws://") for url in visit.requests), "this test does not see websockets"
        assert page.context.cookies() == [], "the page needs no cookie"
        for answer in visit.answers:
            if not answer.url.startswith(("data:", "blob:")):
                assert "content-security-policy" in answer.headers, answer.url


def test_the_rules_do_refuse(browser: Browser, server: Server) -> None:
    """What the visit above never meets: code and addresses that are not the page's own."""
    with visiting(browser) as visit:
        visit.page.goto(server.url)
        visit.wait_until_drawn()
        assert visit.complaints == []
        tried = {
            "script-src-elem": "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "script-src": "setTimeout(() => new Function('1')())",
            "img-src": "new Image().src = 'http://127.0.0.1:9/x.png'",
            "connect-src": "fetch('http://127.0.0.1:9/').catch(() => 0)",
            "frame-src": "document.body.append(Object.assign(document.createElement('iframe'), {src: '/'}))",
            "base-uri": "document.head.append(Object.assign(document.createElement('base'), {href: '/data/'}))",
        }
        for directive, code in tried.items():
            visit.complaints.clear()
            visit.page.evaluate(f"() => {{ {code} }}")
            for _ in range(50):
                if any(f"refused by {directive}" in told for told in visit.complaints):
                    break
                visit.page.wait_for_timeout(100)
            else:
                pytest.fail(f"{code} was not refused by {directive}: {visit.complaints}")


@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_reader_waits_for_what_was_made_at_the_start(name: str, theme: str) -> None:
    made = [views.opening, views.article_chart, views.reports, views.summary, views.steps, views.dates_chart]
    views.warm(load_once(PACKAGES[name], signature(PACKAGES[name])))
    before = [function.cache_info().misses for function in made]
    open_page(PACKAGES[name], theme)
    assert [function.cache_info().misses for function in made] == before


# In pages of others


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server of somebody else's pages, at another origin: its address and its folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    folder = tmp_path_factory.mktemp("elsewhere")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{other.server_port}", folder
        finally:
            other.shutdown()
            thread.join()


@pytest.mark.parametrize(("query", "shown"), [("embed=true&", True), ("", False)], ids=["embed", "page"])
def test_a_page_of_another_origin_may_frame_the_embed_view_only(
    query: str, shown: bool, browser: Browser, server: Server, elsewhere: tuple[str, Path]
) -> None:
    address, folder = elsewhere
    key = selections.chart_keys(package("own"))[0]
    frame = f'<!doctype html><iframe src="{server.url}/?{query}chart={key}" width="900" height="800"></iframe>'
    (folder / "framing.html").write_text(frame, encoding="utf-8")
    with visiting(browser) as visit:
        visit.page.goto(f"{address}/framing.html")
        if shown:
            chart = visit.page.frame_locator("iframe").locator(f"{CHART} .main-svg .annotation-text").first
            expect(chart).to_be_visible(timeout=60_000)
            assert [told for told in visit.complaints if "favicon" not in told and "404" not in told] == []
        else:
            visit.page.wait_for_timeout(500)
            assert any("frame-ancestors" in told for told in visit.complaints), visit.complaints
            assert not any(answer.url.startswith(f"{server.url}/static") for answer in visit.answers)


@pytest.mark.parametrize(
    "query",
    ["embed=true", "EMBED=True", "embed=false&embed=true", "%65mbed=%74rue", "embed=true%20", "?embed=true", ""],
)
def test_the_door_and_streamlit_agree_on_what_the_embed_view_is(query: str, browser: Browser, server: Server) -> None:
    with visiting(browser) as visit:
        answer = visit.page.goto(f"{server.url}/?{query}")
        app = visit.page.get_by_test_id("stApp")
        app.wait_for(timeout=60_000)
        streamlits = "streamlit-embedded" in (app.get_attribute("class") or "").split()
        assert answer is not None
        assert streamlits == web.is_embedded(query.encode())
        assert streamlits == answer.headers["content-security-policy"].endswith("frame-ancestors *")


# The log


def test_the_log_tells_of_errors_and_nothing_of_readers(browser: Browser, tmp_path: Path) -> None:
    folder = copy_of(PACKAGES["own"].parent, tmp_path / "package")
    with serving(tmp_path / "log.txt", folder / PACKAGES["own"].name) as started, visiting(browser) as visit:
        address = f"{started.url}/?claimed_by={SECRET}&{SECRET}={SECRET}"
        visit.page.goto(address)
        visit.wait_until_drawn()
        visit.page.request.get(f"{started.url}/data/{SECRET}.csv?{SECRET}", headers={"Referer": f"http://{SECRET}/"})
        visit.page.request.get(f"{started.url}/{SECRET}")
        socket = started.url.replace("http", "ws") + "/_stcore/stream"
        with pytest.raises(InvalidStatus), connect(f"{socket}/{SECRET}?{SECRET}"):
            pass
        with connect(f"{socket}?{SECRET}", user_agent_header=AGENT, subprotocols=["streamlit"]) as talking:  # type: ignore[list-item]
            talking.send(SECRET.encode())  # no message of Streamlit's
            with contextlib.suppress(Exception):
                talking.recv(timeout=5)

        # an error, which a log is for
        (folder / "article_figures.csv").write_bytes(b"no,table\n")
        visit.page.goto(address)
        visit.page.get_by_text(wording.CANNOT_SHOW).first.wait_for(timeout=60_000)
        log = started.output()
        assert "the data package cannot be shown" in log and "article_figures.csv" in log
        for told in (AGENT, SECRET, "127.0.0.1", "::1", "HeadlessChrome", "claimed_by"):
            assert told not in log, f"the log holds {told!r}:\n{log}"
