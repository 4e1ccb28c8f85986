"""The site beside the dashboard and a bare Streamlit page, in one run: `python -m tests.bench.site`.

First visits with nothing in the cache, on a slow line, in turns; medians. It prints a Markdown table; progress goes to
stderr. --hundredfold also writes the site of a package with a hundred times the reports, which takes a while.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import psutil
from playwright.sync_api import Browser, sync_playwright

from tests.bench import browser as dashboard
from tests.bench.__main__ import BARE_PAGE, _streamlit_run, machine, multiplied, progress
from tests.serving import LAUNCH, ROOT, find_browser, serving

TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
# Notes when the first words can be seen, when every open chart is drawn, and how far things have jumped.
WATCH = """(() => {
  const seen = window.seen = {text: null, charts: 0, chartsAt: null, shift: 0};
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) seen.shift += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  const look = () => {
    const now = performance.now(), h1 = document.querySelector('h1');
    if (seen.text === null && h1 && h1.getBoundingClientRect().height > 0) seen.text = now;
    const drawn = [...document.querySelectorAll('.plot svg text')].filter(text => text.checkVisibility());
    const charts = new Set(drawn.map(text => text.closest('.plot'))).size;
    if (charts > seen.charts) Object.assign(seen, {charts, chartsAt: now});
    if (now < 3000) requestAnimationFrame(look); else seen.done = true;
  };
  requestAnimationFrame(look);
})()"""


@dataclass(frozen=True)
class Visit:
    """A first visit to the site: seconds, bytes with headers, and the sum of layout shifts."""

    text: float
    charts_at: float
    charts: int
    size: int
    shift: float


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """Serve a folder packed with brotli, as a host of plain files does; yield its address."""
    packed = {
        f"/{path.relative_to(folder).as_posix()}": brotli.compress(path.read_bytes(), quality=11)
        for path in folder.rglob("*")
        if path.suffix[1:] in TYPES
    }
    packed["/"] = packed["/index.html"]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            body = packed.get(path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", f"{TYPES.get(path.rpartition('.')[2], 'text/html')}; charset=utf-8")
            self.send_header("Content-Encoding", "br")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def visit(browser: Browser, url: str) -> Visit:
    """Visit the site for the first time."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page, sizes = context.new_page(), list[int]()
        network = context.new_cdp_session(page)
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", dashboard.LINE)
        page.add_init_script(WATCH)
        page.goto(url, wait_until="commit")
        page.wait_for_function("() => window.seen && window.seen.done")
        seen = page.evaluate("() => window.seen")
    finally:
        context.close()
    return Visit(seen["text"] / 1000, seen["chartsAt"] / 1000, seen["charts"], sum(sizes), seen["shift"])


def build(package: Path, out: Path) -> float:
    """Write a site in a process of its own; return the seconds that it took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "figures", "site", str(out), "--package", str(package)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def median(values: list[float], what: str) -> float:
    """Return the median; print the range."""
    middle = statistics.median(values)
    progress(f"{what}: {min(values):.3g} to {max(values):.3g}, median {middle:.3g} (n={len(values)})")
    return middle


def measure(folder: Path, rounds: int, hundredfold: bool) -> list[tuple[str, str, str, bool]]:
    """Return rows: the measure, its limit, the value, and whether it is reached."""
    builds = [build(ROOT / "data", folder / "site") for _ in range(min(rounds, 3))]
    (folder / "bare").mkdir()
    (folder / "bare" / "page.py").write_text(BARE_PAGE, encoding="utf-8")
    ours: dict[str, list[Visit]] = {"": [], "?all=true": []}
    theirs: dict[str, list[float]] = {"": [], "?all=true": []}
    bare: list[float] = []
    args = [*LAUNCH, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
    with (
        serving(folder / "dashboard.txt") as server,
        _streamlit_run(folder / "bare", "page.py") as plain,
        hosting(folder / "site") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_browser(), args=args)
        dashboard.visit(browser, plain.url)  # the browser's own first page
        for _ in range(rounds):
            bare.append(dashboard.visit(browser, plain.url).text)
            for query in ours:
                ours[query].append(visit(browser, address + query))
                theirs[query].append(dashboard.visit(browser, f"{server.url}/{query}").charts_at or float("inf"))
        browser.close()
    first, whole = ours[""], ours["?all=true"]
    text = median([v.text for v in first], "first text, site") / median(bare, "first text, bare page")
    drawn = median([v.charts_at for v in first], "charts, site") / median(theirs[""], "charts, dashboard")
    everything = median([v.charts_at for v in whole], "everything, site")
    everything /= median(theirs["?all=true"], "everything, dashboard")
    size, shift = max(v.size for v in first) / 1000, max(v.shift for v in (*first, *whole))
    slowest = median(builds, "build")
    rows = [
        (
            f"bytes until all charts of the page as it opens are drawn ({first[0].charts})",
            "90 KB",
            f"{size:.0f} KB",
            size <= 90,
        ),
        ("first text", "0.15 x the bare page's", f"{text:.2f} x", text <= 0.15),
        ("all charts of the page as it opens", "0.10 x the dashboard's", f"{drawn:.2f} x", drawn <= 0.10),
        (
            f"everything open, all charts ({whole[0].charts})",
            "0.15 x the dashboard's",
            f"{everything:.2f} x",
            everything <= 0.15,
        ),
        ("layout shift", "0.05", f"{shift:.3f}", shift <= 0.05),
        ("build, from nothing", "10 s", f"{slowest:.1f} s", slowest <= 10),
    ]
    if hundredfold:
        seconds = build(multiplied(folder / "hundredfold"), folder / "hundred")
        page = len(brotli.compress((folder / "hundred" / "index.html").read_bytes(), quality=11)) / 1000
        rows.append((f"100 times the reports, in {seconds:.0f} s", "250 KB", f"{page:.0f} KB", page <= 250))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few repetitions: to see that it works")
    parser.add_argument("--hundredfold", action="store_true", help="also a package with 100 times the reports")
    options = parser.parse_args()
    load = psutil.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), 2 if options.quick else 7, options.hundredfold)
    print(f"{machine(load)}\n\n| measure | at most | site | reached |\n|---|---|---|---|")
    for name, limit, value, reached in rows:
        print(f"| {name} | {limit} | {value} | {'yes' if reached else 'no'} |")


if __name__ == "__main__":
    main()
