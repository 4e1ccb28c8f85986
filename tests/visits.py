"""Visits to the page in a browser: what a reader sees, opens and chooses, and what the page asked for meanwhile."""

from __future__ import annotations

import contextlib
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, Response, TimeoutError, expect

from tests.serving import until

LIMIT = 60_000  # milliseconds that a busy machine may need; nothing waits longer than it must
expect.set_options(timeout=LIMIT)
Scheme = Literal["light", "dark"]
CHART, MAIN, CHECKED = '[data-testid="stPlotlyChart"]', '[data-testid="stMain"]', "aria-checked"
# The script has run to its end, the typefaces are there (widths depend on them), and every chart holds words.
DRAWN = f"""() => {{
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.dataset.testScriptState !== 'notRunning' || document.fonts.status !== 'loaded') return false;
  if (document.querySelector('[data-testid="stSkeleton"]')) return false;
  if (!document.querySelector('article.card, {CHART}')) return false;
  return [...document.querySelectorAll('{CHART}')].every(chart => chart.querySelector('.main-svg text'));
}}"""
# One violation is expected at every visit, and not in the console: Streamlit's code for long numbers first asks for
# WebAssembly, and does without.
WATCH = """document.addEventListener('securitypolicyviolation', event => {
  const told = `refused by ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`;
  if (event.blockedURI !== 'wasm-eval') console.error(told);
})"""


@dataclass
class Visit:
    """An open page, with all that it asked for and complained about.

    closed: the addresses of closed websockets. sent: the messages to the server, one for each run that it asks for.
    """

    page: Page
    width: int
    scheme: Scheme
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    sent: list[str | bytes] = field(default_factory=list)

    def load(self, url: str) -> None:
        self.page.goto(url)
        self.wait_until_drawn()

    def wait_until_drawn(self) -> None:
        try:
            self.page.wait_for_function(DRAWN)
        except TimeoutError as error:
            shown = self.page.inner_text("body")[:500]
            raise AssertionError(f"the page was never drawn: {self.complaints}, {shown!r}") from error

    def text(self) -> str:
        """Return what can be read now, without folded parts."""
        return self.page.get_by_test_id("stMain").inner_text()

    def settle(self) -> None:
        """Wait until the page no longer changes."""
        seen = [""]

        def is_still() -> bool:
            self.page.wait_for_timeout(400)
            seen.append(self.text())
            return seen[-1] == seen[-2]

        until(is_still, "the page comes to rest")
        self.wait_until_drawn()

    def choose(self) -> None:
        """Choose the first kind of speaker, or everyone again."""
        status = self.page.get_by_role("status").first
        before = status.inner_text()
        self.page.get_by_role("radio").nth(0 if self.has_chosen() else 1).click()
        until(lambda: status.inner_text() != before, "the click shows")
        self.settle()

    def has_chosen(self) -> bool:
        """Return True where address and control leave out some speakers."""
        return "claimed_by=" in self.page.url and self.page.get_by_role("radio").first.get_attribute(CHECKED) == "false"

    def copied(self, button: Locator) -> str:
        """Press a button that copies; return what it has copied."""
        pressed = button.element_handle()
        button.click()
        self.page.wait_for_function("button => button.firstChild.textContent === button.dataset.done", arg=pressed)
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def unfold(self) -> None:
        """Open the first folded part. It may hold others."""
        folded = self.page.locator("details:not([open], nav > *, .handout *) > summary").first.element_handle()
        folded.click()
        self.page.wait_for_function("summary => summary.parentElement.open", arg=folded)
        self.settle()

    def times_lost(self) -> int:
        """Return how often the connection to the server has broken."""
        self.page.evaluate("0")  # Playwright hears events only while it talks to the browser
        return len(self.closed)

    def hosts(self) -> set[str]:
        """Return the hosts that were asked; data: and blob: go nowhere."""
        asked = map(urllib.parse.urlsplit, self.requests)
        return {url.netloc for url in asked if url.scheme not in ("data", "blob")}

    def save(self, button: Locator, to: Path) -> Path:
        """Click on it and return the file that was saved in the folder."""
        with self.page.expect_download() as waiting:
            button.click()
        path = to / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path


@contextlib.contextmanager
def visiting(
    browser: Browser, width: int = 1280, scheme: Scheme = "light", user_agent: str | None = None
) -> Iterator[Visit]:
    """Open a browser window of its own until the block ends."""
    height = 900 if width > 800 else 844
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True, user_agent=user_agent
    )
    context.set_default_timeout(LIMIT)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(WATCH)
    visit = Visit(context.new_page(), width, scheme)
    context.on("request", lambda request: visit.requests.append(request.url))
    context.on("response", lambda response: visit.answers.append(response))
    visit.page.on("websocket", lambda socket: visit.requests.append(socket.url))
    visit.page.on("websocket", lambda socket: socket.on("close", lambda s: visit.closed.append(s.url)))
    visit.page.on("websocket", lambda socket: socket.on("framesent", lambda data: visit.sent.append(data)))
    visit.page.on("console", lambda m: visit.complaints.append(m.text) if m.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        yield visit
    finally:
        context.close()


@contextlib.contextmanager
def reading(browser: Browser, url: str) -> Iterator[Visit]:
    """Open that page in a window of its own, drawn."""
    with visiting(browser) as visit:
        visit.load(url)
        yield visit
