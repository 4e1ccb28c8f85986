"""How fast and how heavy the dashboard is, beside a bare Streamlit page in the same run: `python -m tests.benchmark`.

A script to run on a quiet machine, not a test. It prints a Markdown table for the README; progress goes to stderr.

Three servers answer in turn, so that noise hits all alike:
  dashboard             `streamlit run app.py`
  bare page             one st.write, Streamlit's defaults (it listens on this machine only, and asks for no address)
  bare, our settings    the same page behind this project's configuration, start-up work and middleware
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import datetime
import http.client
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import TimeoutError as PageTimeout

from tests import editing
from tests.clients import Reader, reading
from tests.serving import LAUNCH, ROOT, Server, find_browser, free_port, running, serving

DASHBOARD, BARE, OURS = "dashboard", "bare page", "bare page, our settings"
READERS = 50
TIMES = 100  # as many rows in other_reports.csv
ROUND_LIMIT = 20  # seconds after which a round of reruns has had enough of them
VISIT_LIMIT = 90  # seconds until a page must be there, on the slow line
# 9 Mbit/s and 60 ms. Chromium slows websockets too: their bytes and their handshake, not the way of each message.
LINE = {"offline": False, "latency": 60, "downloadThroughput": 9e6 / 8, "uploadThroughput": 9e6 / 8}
EVERY_PART = "all=true"  # the address that opens every part of the page

BARE_PAGE = 'import streamlit as st\n\nst.write("Hello")\n'
# The bare page in the dashboard's place: the same work at start (and so the same modules in memory), the same
# middleware before it.
OUR_FRONT_DOOR = """\
import importlib.util
import sys

import streamlit as st

sys.path.insert(0, {root!r})
spec = importlib.util.spec_from_file_location("dashboard", {app!r})
dashboard = importlib.util.module_from_spec(spec)
spec.loader.exec_module(dashboard)
app = st.App("page.py", lifespan=dashboard.app._user_lifespan, middleware=dashboard.app._user_middleware)
"""

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


@dataclass(frozen=True)
class Goal:
    """At most this many times the value of a yardstick, or at most this value."""

    limit: float
    against: str | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table: a value for each server that was measured, in a unit with so many decimals."""

    measure: str
    goals: Sequence[Goal]
    values: Mapping[str, float]
    unit: str
    decimals: int
    note: str = ""

    def cells(self) -> list[str]:
        """The line's cells."""
        limits, ratios, reached = [], [], []
        for goal in self.goals:
            value = self.values[DASHBOARD]
            if goal.against:
                limits.append(f"{goal.limit:g} x {goal.against}")
                value /= self.values[goal.against]
                ratios.append(f"{value:.2f}")
            else:
                limits.append(f"{goal.limit:g} {self.unit}")
            reached.append("yes" if value <= goal.limit else "no")
        shown = [
            f"{self.values[name]:.{self.decimals}f} {self.unit}" if name in self.values else ""
            for name in (DASHBOARD, BARE, OURS)
        ]
        measure = f"{self.measure} ({self.note})" if self.note else self.measure
        return [measure, "; ".join(limits), *shown, "; ".join(ratios), "; ".join(reached)]


@dataclass
class Visit:
    """A browser's first visit. Times in seconds since it asked for the address, sizes in bytes."""

    text: float = 0
    charts: int = 0
    charts_at: float | None = None
    bodies: int = 0
    whole: int = 0  # bodies and headers
    websocket: int = 0
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sites:
    """How each server is started, and those that run from first to last."""

    start: Mapping[str, Callable[[], AbstractContextManager[Server]]]
    running: Mapping[str, Server]


@dataclass(frozen=True)
class Effort:
    """How often everything is done."""

    rounds: int
    reruns: int  # of one reader in a round
    starts: int  # of a server, where memory is measured


FULL = Effort(rounds=7, reruns=20, starts=3)
QUICK = Effort(rounds=2, reruns=8, starts=1)


def progress(text: str) -> None:
    """A line for whoever waits."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def processor_seconds(server: Server) -> float:
    """What the server has used so far, of all processors."""
    times = psutil.Process(server.process.pid).cpu_times()
    return float(times.user + times.system)


def megabytes(server: Server) -> float:
    """Its memory now (RSS, 1 MB = 10**6 bytes)."""
    return float(psutil.Process(server.process.pid).memory_info().rss / 1e6)


def medians(found: Mapping[str, Sequence[float]], what: str, unit: str = "s") -> dict[str, float]:
    """The median of each server's values; the range goes to the one who waits."""
    for name, values in found.items():
        middle = statistics.median(values)
        progress(
            f"{what}, {name}: {min(values):.4g} to {max(values):.4g}, median {middle:.4g} {unit} (n={len(values)})"
        )
    return {name: statistics.median(values) for name, values in found.items()}


@contextmanager
def _streamlit_run(folder: Path, script: str) -> Iterator[Server]:
    """A page of that folder alone: no settings of this project, of the environment or of the user."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_") and k != "DATA_PACKAGE"}
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = ["--server.headless=true", "--server.address=localhost", f"--server.port={port}"]
    variables = environment | {"HOME": str(folder)}
    with running(command + options, folder, variables, folder / "log.txt", port) as server:
        yield server


@contextmanager
def all_sites(work: Path) -> Iterator[Sites]:
    """The three servers, until the block ends."""
    bare, ours = work / "bare", work / "ours"
    for folder in (bare, ours):
        folder.mkdir()
        (folder / "page.py").write_text(BARE_PAGE, encoding="utf-8")
    front_door = OUR_FRONT_DOOR.format(root=str(ROOT), app=str(ROOT / "app.py"))
    (ours / "front.py").write_text(front_door, encoding="utf-8")
    shutil.copytree(ROOT / ".streamlit", ours / ".streamlit")
    start: dict[str, Callable[[], AbstractContextManager[Server]]] = {
        DASHBOARD: lambda: serving(work / "dashboard.txt"),
        BARE: lambda: _streamlit_run(bare, "page.py"),
        OURS: lambda: _streamlit_run(ours, "front.py"),
    }
    with ExitStack() as stack:
        yield Sites(start, {name: stack.enter_context(begin()) for name, begin in start.items()})


# ---- readers without a browser


async def _sure(run: Awaitable[Any]) -> Any:
    """The run, which must have gone without an error: a page that fails is quick."""
    done = await run
    if done.errors:
        raise RuntimeError(f"the page shows an error: {done.errors[0]}")
    return done


async def _reruns(servers: Mapping[str, Server], queries: Mapping[str, str], effort: Effort) -> tuple[Any, Any]:
    """Seconds and processor seconds of full reruns of one reader, for each server."""
    seconds: dict[str, list[float]] = {name: [] for name in servers}
    processor: dict[str, list[float]] = {name: [] for name in servers}
    async with AsyncExitStack() as stack:
        readers: dict[str, Reader] = {}
        for name, server in servers.items():
            readers[name] = await stack.enter_async_context(reading(server.url, queries[name]))
            for _ in range(3):
                await _sure(readers[name].rerun())
        for _ in range(effort.rounds):
            for name, server in servers.items():
                await asyncio.sleep(0.3)
                before, end, done = processor_seconds(server), time.monotonic() + ROUND_LIMIT, 0
                while done < effort.reruns and time.monotonic() < end:
                    seconds[name].append((await _sure(readers[name].rerun())).seconds)
                    done += 1
                    # The server collects garbage once it has answered; the next rerun does not wait for that.
                    await asyncio.sleep(0.15)
                processor[name].append((processor_seconds(server) - before) / done)
    return seconds, processor


def reruns(sites: Sites, effort: Effort) -> list[Row]:
    """A full rerun of one reader."""
    seconds, processor = asyncio.run(_reruns(sites.running, dict.fromkeys(sites.running, ""), effort))
    goals = [Goal(0.5, BARE), Goal(3, OURS)]
    return [
        Row("full rerun, one reader: from request to end", goals, _in_ms(medians(seconds, "rerun")), "ms", 1),
        Row("full rerun, one reader: processor time", goals, _in_ms(medians(processor, "rerun, processor")), "ms", 1),
    ]


def _in_ms(values: Mapping[str, float]) -> dict[str, float]:
    return {name: value * 1000 for name, value in values.items()}


async def _join(server: Server, stack: AsyncExitStack, number: int) -> None:
    """So many readers come at once, see the page and stay until the stack ends."""

    async def one() -> None:
        await _sure((await stack.enter_async_context(reading(server.url))).rerun())

    await asyncio.gather(*(one() for _ in range(number)))
    await asyncio.sleep(0.5)  # what the server does once it has answered counts too


async def _arrivals(sites: Sites, effort: Effort) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in sites.running}
    for server in sites.running.values():
        async with AsyncExitStack() as stack:
            await _join(server, stack, 1)  # what the very first reader pays is not an arriving reader's
    for _ in range(effort.rounds):
        for name, server in sites.running.items():
            async with AsyncExitStack() as stack:
                before = processor_seconds(server)
                await _join(server, stack, READERS)
                found[name].append((processor_seconds(server) - before) / READERS)
            await asyncio.sleep(0.5)
    return found


def arrivals(sites: Sites, effort: Effort) -> list[Row]:
    """Fifty readers at once, scripts only."""
    found = medians(asyncio.run(_arrivals(sites, effort)), "arriving reader, processor")
    measure = f"processor time per arriving reader, {READERS} at once, scripts only"
    return [Row(measure, [Goal(0.5, BARE)], _in_ms(found), "ms", 1)]


async def _memory(server: Server) -> tuple[float, float]:
    async with AsyncExitStack() as stack:
        await _join(server, stack, 10)
        with_ten = megabytes(server)
        for _ in range(10, READERS, 10):
            await _join(server, stack, 10)
        return (megabytes(server) - with_ten) / (READERS - 10), megabytes(server)


def memory(sites: Sites, effort: Effort) -> list[Row]:
    """Readers who stay, ten after ten, on a server that has just been started."""
    each: dict[str, list[float]] = {name: [] for name in sites.start}
    whole: dict[str, list[float]] = {name: [] for name in sites.start}
    for _ in range(effort.starts):
        for name, start in sites.start.items():
            with start() as server:
                further, total = asyncio.run(_memory(server))
                each[name].append(further)
                whole[name].append(total)
    return [
        Row("memory per further reader", [Goal(0.5)], medians(each, "further reader", "MB"), "MB", 2),
        Row(f"memory of the server with {READERS}", [Goal(300)], medians(whole, "server", "MB"), "MB", 0),
    ]


def hundredfold(work: Path, sites: Sites, effort: Effort) -> list[Row]:
    """A hundred times the rows in other_reports.csv: the time of a rerun, and the traces of each chart."""
    package = multiplied(work / "hundredfold")
    rows = []
    with serving(work / "hundredfold.txt", package) as many:
        servers = {"many rows": many, "as it is": sites.running[DASHBOARD]}
        for query, parts in (("", "the page as it opens"), (EVERY_PART, "every part open")):
            what = f"{TIMES} times the rows, {parts}"
            seconds, _ = asyncio.run(_reruns(servers, dict.fromkeys(servers, query), effort))
            values = medians(seconds, what)
            few, more = (asyncio.run(_traces(servers[name], query)) for name in ("as it is", "many rows"))
            note = f"{len(few)} charts, traces unchanged" if few == more else f"traces {few} became {more}"
            ratio = Row(
                f"{what}: rerun", [Goal(2)], {DASHBOARD: values["many rows"] / values["as it is"]}, "x", 2, note
            )
            rows.append(ratio)
    return rows


def multiplied(folder: Path) -> Path:
    """The project's package with every report a hundred times, on as many days; returns its descriptor."""
    editing.copy_of(ROOT / "data", folder)
    table = folder / "other_reports.csv"
    header, *reports = editing.read(table)
    days = [header.index(name) for name in ("as_of", "published")]
    more = [list(row) for row in reports]
    for copy in range(1, TIMES):
        for row in reports:
            cells = [f"{row[0]}-copy-{copy}", *row[1:]]
            for column in days:
                cells[column] = _later(cells[column], copy - TIMES // 2)
            more.append(cells)
    editing.write(table, [header, *more])
    return folder / editing.DESCRIPTOR


def _later(date: str, days: int) -> str:
    try:
        return str(datetime.date.fromisoformat(date) + datetime.timedelta(days=days))
    except ValueError:  # not one day
        return date


async def _traces(server: Server, query: str) -> list[int]:
    async with reading(server.url, query) as reader:
        await _sure(reader.rerun())
        return [len(chart["data"]) for chart in reader.charts()]


# ---- a browser


def visit(browser: Browser, url: str) -> Visit:
    """A first visit on the slow line, with nothing in the cache."""
    found = Visit()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(VISIT_LIMIT * 1000)
        line = context.new_cdp_session(page)
        addresses: dict[str, str] = {}
        deflate: Any = None

        def asked(event: dict[str, Any]) -> None:
            addresses[event["requestId"]] = event["request"]["url"]

        def part(event: dict[str, Any]) -> None:
            found.bodies += event["encodedDataLength"]

        def finished(event: dict[str, Any]) -> None:
            found.whole += int(event["encodedDataLength"])
            parts = urlsplit(addresses.get(event["requestId"], ""))
            if f"{parts.scheme}://{parts.netloc}" == url and not parts.path.startswith("/_stcore"):
                found.files.append(parts.path)

        def agreed(event: dict[str, Any]) -> None:
            nonlocal deflate
            said = {name.lower(): value for name, value in event["response"]["headers"].items()}
            if "permessage-deflate" in said.get("sec-websocket-extensions", ""):
                deflate = zlib.compressobj(wbits=-15)

        def message(event: dict[str, Any]) -> None:
            # The browser tells of a message as it reads it; what was on the line is had by packing it again (RFC 7692).
            frame = event["response"]
            data = base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else b""
            if deflate is not None:
                data = deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
            found.websocket += len(data)

        line.on("Network.requestWillBeSent", asked)
        line.on("Network.dataReceived", part)
        line.on("Network.loadingFinished", finished)
        line.on("Network.webSocketHandshakeResponseReceived", agreed)
        line.on("Network.webSocketFrameReceived", message)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", LINE)
        page.add_init_script(WATCH)
        page.goto(url, wait_until="commit")
        try:
            page.wait_for_function("() => window.seen && window.seen.settled")
        except PageTimeout:
            seen = page.evaluate("() => window.seen")
            raise TimeoutError(f"{url} was not there after {VISIT_LIMIT} seconds: {seen}") from None
        seen = page.evaluate("() => window.seen")
    finally:
        context.close()
    found.text = seen["text"] / 1000
    found.charts = seen["charts"]
    found.charts_at = seen["chartsAt"] / 1000 if seen["charts"] else None
    return found


def visits(sites: Sites, effort: Effort) -> tuple[dict[str, list[Visit]], list[str]]:
    """First visits to each server in turn, and what became of those that never came to the page."""
    program = find_browser()
    if program is None:
        raise RuntimeError("no browser was found")
    found: dict[str, list[Visit]] = {name: [] for name in sites.running}
    lost: list[str] = []
    # The bare page would also ask for addresses elsewhere; nothing here leaves the machine.
    args = [*LAUNCH, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=args)
        try:
            visit(browser, sites.running[BARE].url)  # the browser's own first page
            for _ in range(effort.rounds):
                for name, server in sites.running.items():
                    try:
                        found[name].append(visit(browser, server.url))
                    except TimeoutError as error:
                        progress(f"{name}: {error}")
                        lost.append(f"{name}: {error}")
        finally:
            browser.close()
    if not all(found.values()):
        raise TimeoutError(f"no visit came to a page: {lost}")
    return found, lost


def first_visit(found: Mapping[str, list[Visit]], lost: Sequence[str]) -> list[Row]:
    """Bytes and times of first visits."""
    sizes = {name: [(v.bodies + v.websocket) / 1e6 for v in all_] for name, all_ in found.items()}
    for name, all_ in found.items():
        last = all_[-1]
        progress(
            f"first visit, {name}: {len(last.files)} files, bodies {last.bodies}, headers {last.whole - last.bodies}, "
            f"websocket {last.websocket} bytes, {last.charts} charts"
        )
    texts = medians({name: [v.text for v in all_] for name, all_ in found.items()}, "first text")
    rows = [
        Row("bytes of a first visit", [Goal(2.3)], medians(sizes, "first visit", "MB"), "MB", 2),
        Row("first text, first visit at 9 Mbit/s and 60 ms", [Goal(0.7, BARE)], texts, "s", 2),
    ]
    drawn = [v.charts_at for v in found[DASHBOARD] if v.charts_at is not None]
    if len(drawn) < len(found[DASHBOARD]):
        rows.append(_not_measured("all charts of a first visit", "a visit without a chart"))
    else:
        charts = medians({DASHBOARD: drawn}, "charts drawn")
        count = f"{found[DASHBOARD][-1].charts} charts; against the bare page's first text"
        times = {DASHBOARD: charts[DASHBOARD], BARE: texts[BARE]}
        rows.append(Row("all charts of a first visit drawn, same line", [Goal(1.25, BARE)], times, "s", 2, count))
    if lost:
        rows.append(_not_measured(f"{len(lost)} of {sum(map(len, found.values())) + len(lost)} first visits", lost[0]))
    return rows


def static_files(sites: Sites, found: Mapping[str, list[Visit]], effort: Effort) -> list[Row]:
    """Processor time for the files that a browser asked for, fetched as it does, after a first time."""
    if not found:
        raise RuntimeError("no visit told which files a browser asks for")
    again = 5  # visits in a row, because the processor's clock ticks in hundredths of a second
    seconds: dict[str, list[float]] = {name: [] for name in sites.running}
    files = {name: sorted(set(found[name][-1].files)) for name in sites.running}
    for name, server in sites.running.items():
        _fetch(server, files[name])
    for _ in range(effort.rounds):
        for name, server in sites.running.items():
            before = processor_seconds(server)
            for _ in range(again):
                _fetch(server, files[name])
            seconds[name].append((processor_seconds(server) - before) / again)
    note = f"{len(files[DASHBOARD])} files"
    measure = "processor time per visit for static files, after the first"
    return [Row(measure, [Goal(0.02)], medians(seconds, "static files, processor"), "s", 3, note)]


def _fetch(server: Server, files: Sequence[str]) -> None:
    parts = urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port, timeout=30)
    try:
        for path in files:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answers {answer.status}")
    finally:
        connection.close()


# ---- the table


def _not_measured(measure: str, reason: object) -> Row:
    text = f"{reason}".replace("|", "/").replace("\n", " ")[:200]
    return Row(f"{measure}: NOT MEASURED, {text}", [], {}, "", 0)


def _try(measure: str, work: Callable[[], list[Row]]) -> list[Row]:
    """The rows, or one that says what went wrong: one measure that fails does not take the others with it."""
    progress(measure)
    try:
        return work()
    except Exception as error:
        progress(f"{type(error).__name__}: {error}")
        return [_not_measured(measure, f"{type(error).__name__}: {error}")]


def machine(load: float) -> str:
    """What it ran on."""
    browser = subprocess.run([find_browser() or "false", "--version"], capture_output=True, text=True, check=False)
    lines = browser.stdout.strip().splitlines()
    memory_size = psutil.virtual_memory().total / 1e9
    told = (
        f"{psutil.cpu_count()} cores, {memory_size:.0f} GB, Python {platform.python_version()}, Streamlit "
        f"{version('streamlit')}, {lines[-1] if lines else 'no browser'}, {datetime.date.today():%Y-%m-%d}."
    )
    return f"{told} THE MACHINE WAS NOT QUIET: load {load:.1f} at the start." if load > 0.5 else told


def as_markdown(rows: Sequence[Row]) -> str:
    """The table."""
    header = ["measure", "at most", DASHBOARD, BARE, OURS, "ratio", "reached"]
    lines = [header, ["---"] * len(header), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def measure_all(effort: Effort) -> list[Row]:
    """Everything, in one run."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, all_sites(Path(folder)) as sites:
        work = Path(folder)
        rows += _try("full rerun", lambda: reruns(sites, effort))
        rows += _try("arriving readers", lambda: arrivals(sites, effort))
        found: dict[str, list[Visit]] = {}

        def first() -> list[Row]:
            came, lost = visits(sites, effort)
            found.update(came)
            return first_visit(came, lost)

        seen = _try("first visits", first)
        rows += _try("static files", lambda: static_files(sites, found, effort))
        rows += seen
        rows += _try("memory", lambda: memory(sites, effort))
        rows += _try(f"{TIMES} times the rows", lambda: hundredfold(work, sites, effort))
    return rows


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    # So that the blocks that end the servers are left in good order.
    sys.exit(128 + number)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few repetitions: to see that it works")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    load = psutil.getloadavg()[0]
    rows = measure_all(QUICK if options.quick else FULL)
    print(machine(load) + (" Quick run: few repetitions." if options.quick else ""))
    print()
    print(as_markdown(rows))


if __name__ == "__main__":
    main()
