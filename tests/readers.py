"""A reader with a page open while servers come and go: what they have chosen and opened, and what still stands."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, expect

from figures import wording
from tests.test_browser import DRAWN

LIMIT = 60  # seconds within which a page must be back: it tries again after 0.5, 1, 2, 4 and 8, on a slow machine too


def until(reached: Callable[[], bool], what: str, limit: float = LIMIT) -> None:
    """Wait for it, and fail where it does not come."""
    end = time.monotonic() + limit
    while not reached():
        assert time.monotonic() < end, f"not within {limit} seconds: {what}"
        time.sleep(0.1)


@dataclass
class Reader:
    """Somebody who reads the page."""

    page: Page
    _closed: list[str] = field(default_factory=list)

    def wait_until_drawn(self) -> None:
        self.page.wait_for_function(DRAWN, timeout=60_000)

    def text(self) -> str:
        """What can be read now, without what is folded away."""
        return self.page.get_by_test_id("stMain").inner_text()

    def choose(self) -> None:
        """Leave out the later reports, or bring them back, in the part of the page that has that filter."""
        switch = self.page.get_by_text(wording.SHOW_LATER, exact=True)
        if not switch.is_visible():
            self.page.locator("summary").filter(has_text=wording.OTHERS).first.click()
        before = self.text()
        switch.click()
        until(lambda: self.text() != before, "the click shows")
        self.settle()

    def unfold(self) -> None:
        """Open what is folded away first."""
        folded = self.page.locator("details:not([open]) > summary")
        before = folded.count()
        folded.first.click()
        expect(folded).to_have_count(before - 1)
        self.settle()

    def settle(self) -> None:
        """Wait until the page changes no more."""
        seen = [""]

        def still() -> bool:
            self.page.wait_for_timeout(400)
            seen.append(self.text())
            return seen[-1] == seen[-2]

        until(still, "the page comes to rest")
        self.wait_until_drawn()

    def has_left_out_later(self) -> bool:
        """Whether the filter stands as choose() has set it the first time."""
        return "later=" in self.page.url and not self.page.get_by_label(wording.SHOW_LATER).is_checked()

    def lost(self) -> int:
        """How often the connection to the server has broken."""
        self.page.evaluate("0")  # what the browser has to tell is heard while it is asked something
        return len(self._closed)


@contextlib.contextmanager
def reading(browser: Browser, url: str) -> Iterator[Reader]:
    """A reader of that page, in a browser window of their own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    reader = Reader(context.new_page())
    reader.page.on("websocket", lambda socket: socket.on("close", lambda s: reader._closed.append(s.url)))
    try:
        reader.page.goto(url)
        reader.wait_until_drawn()
        yield reader
    finally:
        context.close()
