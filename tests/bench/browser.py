"""A first visit in a browser, on a slow line, with nothing in its cache: bytes and times."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as PageTimeout

LIMIT = 90  # seconds until a page must be there
# 9 Mbit/s and 60 ms. Chromium slows websockets too: their bytes and their handshake, not the way of each message.
LINE = {"offline": False, "latency": 60, "downloadThroughput": 9e6 / 8, "uploadThroughput": 9e6 / 8}

# Notes when the first words can be seen, and when the last chart was drawn.
WATCH = """(() => {
  const seen = window.seen = {text: null, charts: 0, chartsAt: null, changed: 0, settled: false};
  const there = el => el.innerText.trim() && el.getBoundingClientRect().height > 0
    && el.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const look = () => {
    const now = performance.now();
    if (seen.text === null
        && [...document.querySelectorAll('h1, [data-testid="stMarkdownContainer"]')].some(there)) seen.text = now;
    const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
    const drawn = charts.filter(chart => chart.querySelector('.main-svg text')).length;
    if (drawn !== seen.charts) Object.assign(seen, {charts: drawn, chartsAt: now, changed: now});
    const app = document.querySelector('[data-testid="stApp"]');
    seen.waiting = [
      [!app || app.dataset.testScriptState !== 'notRunning', 'the script'],
      [seen.text === null, 'text'],
      [drawn < charts.length || document.querySelector('[data-testid="stSkeleton"]'), 'charts'],
      [document.fonts.status !== 'loaded', 'typefaces'],
    ].filter(([waits]) => waits).map(([, what]) => what);
    if (seen.waiting.length) seen.changed = now;
    seen.settled = now - seen.changed > 2000;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


@dataclass
class Visit:
    """A first visit. Times in seconds since the address was asked for; sizes in bytes, without headers."""

    text: float = 0
    charts: int = 0
    charts_at: float | None = None
    bodies: int = 0
    websocket: int = 0
    files: list[str] = field(default_factory=list)


def visit(browser: Browser, url: str) -> Visit:
    """Visit the page and wait until it has come to rest. Raises TimeoutError where it does not."""
    result = Visit()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(LIMIT * 1000)
        network = context.new_cdp_session(page)
        _count(network, url, result)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", LINE)
        page.add_init_script(WATCH)
        page.goto(url, wait_until="commit")
        try:
            page.wait_for_function("() => window.seen && window.seen.settled")
        except PageTimeout:
            seen = page.evaluate("() => window.seen")
            raise TimeoutError(f"{url} was not there after {LIMIT} seconds: {seen}") from None
        seen = page.evaluate("() => window.seen")
    finally:
        context.close()
    result.text, result.charts = seen["text"] / 1000, seen["charts"]
    result.charts_at = seen["chartsAt"] / 1000 if seen["charts"] else None
    return result


def _count(network: Any, url: str, result: Visit) -> None:
    """Count what comes over the line."""
    addresses: dict[str, str] = {}
    deflate: list[Any] = []

    def count_chunk(event: dict[str, Any]) -> None:
        result.bodies += event["encodedDataLength"]

    def count_file(event: dict[str, Any]) -> None:
        parts = urlsplit(addresses.get(event["requestId"], ""))
        if f"{parts.scheme}://{parts.netloc}" == url and not parts.path.startswith("/_stcore"):
            result.files.append(parts.path)

    def open_websocket(event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        if "permessage-deflate" in headers.get("sec-websocket-extensions", ""):
            deflate.append(zlib.compressobj(wbits=-15))

    def count_message(event: dict[str, Any]) -> None:
        # The browser tells the message as it reads it; packed again, it is as long as it was on the line (RFC 7692).
        frame = event["response"]
        data = base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else b""
        for packer in deflate[:1]:
            data = packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)
        result.websocket += len(data)

    network.on("Network.requestWillBeSent", lambda e: addresses.update({e["requestId"]: e["request"]["url"]}))
    network.on("Network.dataReceived", count_chunk)
    network.on("Network.loadingFinished", count_file)
    network.on("Network.webSocketHandshakeResponseReceived", open_websocket)
    network.on("Network.webSocketFrameReceived", count_message)
