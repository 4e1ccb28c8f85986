"""Time, memory and bytes of the dashboard, beside a bare Streamlit page in the same run: `python -m tests.bench`.

It prints a Markdown table for the README; progress goes to stderr. Three servers take turns, so that noise hits all of
them alike:
  dashboard             `streamlit run app.py`
  bare page             one st.write, Streamlit's defaults (but on this machine only, and without asking for an address)
  bare, our settings    the same page with this project's configuration, start-up work and middleware
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

from tests import editing
from tests.bench.browser import Visit, visit
from tests.bench.clients import Reader, Run, reading
from tests.bench.load import fetch
from tests.serving import LAUNCH, ROOT, Server, find_browser, free_port, running, serving

DASHBOARD, BARE, OURS = "dashboard", "bare page", "bare page, our settings"
READERS = 50
TIMES = 100  # as many rows in other_reports.csv
ROUND_LIMIT = 20  # seconds after which a round of reruns ends
WHOLE = "all=true"  # the query that opens every part of the page

BARE_PAGE = 'import streamlit as st\n\nst.write("Hello")\n'
# The bare page in the dashboard's place, with the same work at start, the same modules and the same middleware.
OUR_APP = """\
import importlib.util
import sys

import streamlit as st

sys.path.insert(0, {root!r})
spec = importlib.util.spec_from_file_location("dashboard", {app!r})
dashboard = importlib.util.module_from_spec(spec)
sys.modules["dashboard"] = dashboard  # where its dataclasses look for their names
spec.loader.exec_module(dashboard)
app = st.App("page.py", lifespan=dashboard.app._user_lifespan, middleware=dashboard.app._user_middleware)
"""


@dataclass(frozen=True)
class Goal:
    """At most this many times the value of another server, or at most this value."""

    limit: float
    against: str | None = None


@dataclass(frozen=True)
class Row:
    """A line of the table: a value for each server that was measured."""

    measure: str
    goals: Sequence[Goal]
    values: Mapping[str, float]
    unit: str
    decimals: int

    def cells(self) -> list[str]:
        """Return the cells of the line."""
        limits, ratios, reached = [], [], []
        for goal in self.goals:
            value = self.values[DASHBOARD]
            limits.append(f"{goal.limit:g} x {goal.against}" if goal.against else f"{goal.limit:g} {self.unit}")
            if goal.against:
                value /= self.values[goal.against]
                ratios.append(f"{value:.2f}")
            reached.append("yes" if value <= goal.limit else "no")
        shown = [
            f"{self.values[name]:.{self.decimals}f} {self.unit}" if name in self.values else ""
            for name in (DASHBOARD, BARE, OURS)
        ]
        return [self.measure, "; ".join(limits), *shown, "; ".join(ratios), "; ".join(reached)]


@dataclass(frozen=True)
class Sites:
    """The commands that start each server, and those that run all the time."""

    start: Mapping[str, Callable[[], AbstractContextManager[Server]]]
    running: Mapping[str, Server]


@dataclass(frozen=True)
class Effort:
    """The number of repetitions. reruns: of one reader in a round. starts: of a server, where memory is measured."""

    rounds: int
    reruns: int
    starts: int


FULL, QUICK = Effort(rounds=7, reruns=20, starts=3), Effort(rounds=2, reruns=8, starts=1)


def progress(text: str) -> None:
    """Print a line for whoever waits."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def processor_seconds(server: Server) -> float:
    """Return the processor time that the server has used so far, on all cores."""
    times = psutil.Process(server.process.pid).cpu_times()
    return float(times.user + times.system)


def megabytes(server: Server) -> float:
    """Return its memory now (RSS, 1 MB = 10**6 bytes)."""
    return float(psutil.Process(server.process.pid).memory_info().rss / 1e6)


def medians(measured: Mapping[str, Sequence[float]], what: str, factor: float = 1) -> dict[str, float]:
    """Return the median of each server's values, times the factor; print the range."""
    for name, values in measured.items():
        middle = statistics.median(values)
        progress(f"{what}, {name}: {min(values):.4g} to {max(values):.4g}, median {middle:.4g} (n={len(values)})")
    return {name: statistics.median(values) * factor for name, values in measured.items()}


# Servers


@contextmanager
def _streamlit_run(folder: Path, script: str) -> Iterator[Server]:
    """Serve a page of that folder with no settings of this project, of the environment or of the user."""
    port = free_port()
    variables = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_") and k != "DATA_PACKAGE"}
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true"]
    command += ["--server.address=localhost", f"--server.port={port}"]
    url = f"http://localhost:{port}"
    with running(command, folder, variables | {"HOME": str(folder)}, folder / "log.txt", url) as server:
        yield server


@contextmanager
def all_sites(work: Path) -> Iterator[Sites]:
    """Run the three servers until the block ends."""
    bare, ours = work / "bare", work / "ours"
    for folder in (bare, ours):
        folder.mkdir()
        (folder / "page.py").write_text(BARE_PAGE, encoding="utf-8")
    our_app = OUR_APP.format(root=str(ROOT), app=str(ROOT / "app.py"))
    (ours / "front.py").write_text(our_app, encoding="utf-8")
    shutil.copytree(ROOT / ".streamlit", ours / ".streamlit")
    start: dict[str, Callable[[], AbstractContextManager[Server]]] = {
        DASHBOARD: lambda: serving(work / "dashboard.txt"),
        BARE: lambda: _streamlit_run(bare, "page.py"),
        OURS: lambda: _streamlit_run(ours, "front.py"),
    }
    with ExitStack() as stack:
        yield Sites(start, {name: stack.enter_context(begin()) for name, begin in start.items()})


# Readers without a browser


async def _checked(run: Awaitable[Run]) -> Run:
    """The run; raises RuntimeError where the page shows an error, because such a page is quick."""
    done = await run
    if done.errors:
        raise RuntimeError(f"the page shows an error: {done.errors[0]}")
    return done


Measured = dict[str, list[float]]


async def _reruns(servers: Mapping[str, Server], query: str, effort: Effort) -> tuple[Measured, Measured]:
    """Seconds and processor seconds of full reruns of one reader, for each server."""
    seconds: Measured = {name: [] for name in servers}
    processor: Measured = {name: [] for name in servers}
    async with AsyncExitStack() as stack:
        readers: dict[str, Reader] = {}
        for name, server in servers.items():
            readers[name] = await stack.enter_async_context(reading(server.url, query))
            for _ in range(3):
                await _checked(readers[name].rerun())
        for _ in range(effort.rounds):
            for name, server in servers.items():
                await asyncio.sleep(0.3)
                before, end, done = processor_seconds(server), time.monotonic() + ROUND_LIMIT, 0
                while done < effort.reruns and time.monotonic() < end:
                    seconds[name].append((await _checked(readers[name].rerun())).seconds)
                    done += 1
                    await asyncio.sleep(0.15)  # the server collects garbage once it has answered
                processor[name].append((processor_seconds(server) - before) / done)
    return seconds, processor


def reruns(sites: Sites, effort: Effort) -> list[Row]:
    """Measure a full rerun of one reader."""
    seconds, processor = asyncio.run(_reruns(sites.running, "", effort))
    goals = [Goal(0.3, BARE), Goal(3, OURS)]
    return [
        Row("full rerun, one reader: from request to end", goals, medians(seconds, "rerun", 1000), "ms", 1),
        Row("full rerun, one reader: processor time", goals, medians(processor, "rerun, processor", 1000), "ms", 1),
    ]


async def _join(server: Server, stack: AsyncExitStack, number: int) -> None:
    """Let so many readers come at once and stay until the stack ends."""

    async def one() -> None:
        await _checked((await stack.enter_async_context(reading(server.url))).rerun())

    await asyncio.gather(*(one() for _ in range(number)))
    await asyncio.sleep(0.5)  # the server's work after its answers counts too


async def _arrivals(sites: Sites, effort: Effort) -> Measured:
    measured: Measured = {name: [] for name in sites.running}
    for server in sites.running.values():
        async with AsyncExitStack() as stack:
            await _join(server, stack, 1)  # the very first reader costs more
    for _ in range(effort.rounds):
        for name, server in sites.running.items():
            async with AsyncExitStack() as stack:
                before = processor_seconds(server)
                await _join(server, stack, READERS)
                measured[name].append((processor_seconds(server) - before) / READERS)
            await asyncio.sleep(0.5)
    return measured


def arrivals(sites: Sites, effort: Effort) -> list[Row]:
    """Measure fifty readers at once, scripts only."""
    values = medians(asyncio.run(_arrivals(sites, effort)), "arriving reader, processor", 1000)
    measure = f"processor time per arriving reader, {READERS} at once, scripts only"
    return [Row(measure, [Goal(0.5, BARE)], values, "ms", 1)]


async def _memory(server: Server) -> tuple[float, float]:
    async with AsyncExitStack() as stack:
        await _join(server, stack, 10)
        with_ten = megabytes(server)
        for _ in range(10, READERS, 10):
            await _join(server, stack, 10)
        return (megabytes(server) - with_ten) / (READERS - 10), megabytes(server)


def memory(sites: Sites, effort: Effort) -> list[Row]:
    """Measure readers who stay, ten after ten, on a server that has just been started."""
    each: Measured = {name: [] for name in sites.start}
    whole: Measured = {name: [] for name in sites.start}
    for _ in range(effort.starts):
        for name, start in sites.start.items():
            with start() as server:
                further, total = asyncio.run(_memory(server))
                each[name].append(further)
                whole[name].append(total)
    return [
        Row("memory per further reader", [Goal(0.5)], medians(each, "further reader, MB"), "MB", 2),
        Row(f"memory of the server with {READERS}", [Goal(300)], medians(whole, "server, MB"), "MB", 0),
    ]


def hundredfold(work: Path, sites: Sites, effort: Effort) -> list[Row]:
    """Measure a rerun, and count the traces of each chart, with a hundred times the rows in other_reports.csv."""
    rows = []
    with serving(work / "hundredfold.txt", multiplied(work / "hundredfold")) as many:
        servers = {"many rows": many, "as it is": sites.running[DASHBOARD]}
        for query, parts in (("", "the page as it opens"), (WHOLE, "every part open")):
            what = f"{TIMES} times the rows, {parts}"
            values = medians(asyncio.run(_reruns(servers, query, effort))[0], what)
            few, more = (asyncio.run(_traces(servers[name], query)) for name in ("as it is", "many rows"))
            note = f"{len(few)} charts, traces unchanged" if few == more else f"traces {few} became {more}"
            ratio = {DASHBOARD: values["many rows"] / values["as it is"]}
            rows.append(Row(f"{what}: rerun ({note})", [Goal(2)], ratio, "x", 2))
    return rows


def multiplied(folder: Path) -> Path:
    """Write the project's package with every report a hundred times, on as many days; return its descriptor."""
    editing.copy_of(ROOT / "data", folder)
    table = folder / "other_reports.csv"
    header, *reports = editing.read(table)
    days = [header.index(name) for name in ("as_of", "published")]
    copies = [list(row) for row in reports]
    for copy in range(1, TIMES):
        for row in reports:
            cells = [f"{row[0]}-copy-{copy}", *row[1:]]
            for column in days:
                cells[column] = _later(cells[column], copy - TIMES // 2)
            copies.append(cells)
    editing.write(table, [header, *copies])
    return folder / editing.DESCRIPTOR


def _later(date: str, days: int) -> str:
    try:
        return str(datetime.date.fromisoformat(date) + datetime.timedelta(days=days))
    except ValueError:  # not a single day
        return date


async def _traces(server: Server, query: str) -> list[int]:
    async with reading(server.url, query) as reader:
        await _checked(reader.rerun())
        return [len(chart["data"]) for chart in reader.charts()]


# A browser


def first_visits(sites: Sites, effort: Effort) -> list[Row]:
    """Measure first visits to each server in turn, then the processor time of the files that they asked for."""
    visits: dict[str, list[Visit]] = {name: [] for name in sites.running}
    # The bare page would also ask for addresses elsewhere; nothing here leaves the machine.
    args = [*LAUNCH, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=args)
        visit(browser, sites.running[BARE].url)  # the browser's own first page
        for _ in range(effort.rounds):
            for name, server in sites.running.items():
                visits[name].append(visit(browser, server.url))
        browser.close()
    sizes = {name: [(v.bodies + v.websocket) / 1e6 for v in found] for name, found in visits.items()}
    texts = medians({name: [v.text for v in found] for name, found in visits.items()}, "first text")
    charts = medians({DASHBOARD: [v.charts_at or float("inf") for v in visits[DASHBOARD]]}, "charts drawn")
    drawn = f"all {visits[DASHBOARD][-1].charts} charts of a first visit drawn (against the bare page's first text)"
    files = {name: sorted(set(found[-1].files)) for name, found in visits.items()}
    static = f"processor time per visit for {len(files[DASHBOARD])} static files, after the first"
    return [
        Row("bytes of a first visit", [Goal(2.24)], medians(sizes, "first visit, MB"), "MB", 2),
        Row("first text, first visit at 9 Mbit/s and 60 ms", [Goal(0.7, BARE)], texts, "s", 2),
        Row(drawn, [Goal(1.25, BARE)], {BARE: texts[BARE], **charts}, "s", 2),
        Row(static, [Goal(0.02)], medians(_static_files(sites, files, effort), "static files, processor"), "s", 3),
    ]


def _static_files(sites: Sites, files: Mapping[str, Sequence[str]], effort: Effort) -> Measured:
    """Processor seconds for the files, fetched as a browser does."""
    again = 5  # visits in a row, because the processor's clock ticks in hundredths of a second
    seconds: Measured = {name: [] for name in sites.running}
    for name, server in sites.running.items():
        fetch(server, files[name])
    for _ in range(effort.rounds):
        for name, server in sites.running.items():
            before = processor_seconds(server)
            for _ in range(again):
                fetch(server, files[name])
            seconds[name].append((processor_seconds(server) - before) / again)
    return seconds


# The table


def measured(measure: str, work: Callable[[], list[Row]]) -> list[Row]:
    """Return the rows, or one that says what went wrong: one failure does not take the other measures with it."""
    progress(measure)
    try:
        return work()
    except Exception as error:
        text = f"{type(error).__name__}: {error}".replace("|", "/").replace("\n", " ")[:200]
        progress(text)
        return [Row(f"{measure}: NOT MEASURED, {text}", [], {}, "", 0)]


def measure_all(effort: Effort) -> list[Row]:
    """Measure everything in one run."""
    with tempfile.TemporaryDirectory() as folder, all_sites(Path(folder)) as sites:
        work: dict[str, Callable[[], list[Row]]] = {
            "full rerun": lambda: reruns(sites, effort),
            "arriving readers": lambda: arrivals(sites, effort),
            "first visits": lambda: first_visits(sites, effort),
            "memory": lambda: memory(sites, effort),
            f"{TIMES} times the rows": lambda: hundredfold(Path(folder), sites, effort),
        }
        return [row for measure, rows in work.items() for row in measured(measure, rows)]


def machine(load: float) -> str:
    """Return a line about the machine."""
    told = subprocess.run([find_browser() or "false", "--version"], capture_output=True, text=True, check=False).stdout
    memory = psutil.virtual_memory().total / 1e9
    line = f"{psutil.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, Streamlit "
    line += f"{version('streamlit')}, {told.strip() or 'no browser'}, {datetime.date.today():%Y-%m-%d}."
    return f"{line} THE MACHINE WAS NOT QUIET: load {load:.1f} at the start." if load > 0.5 else line


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the table."""
    header = ["measure", "at most", DASHBOARD, BARE, OURS, "ratio", "reached"]
    lines = [header, ["---"] * len(header), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few repetitions: to see that it works")
    options = parser.parse_args()

    def stop(number: int, _: Any) -> None:
        sys.exit(128 + number)  # which ends the servers too

    signal.signal(signal.SIGTERM, stop)
    load = psutil.getloadavg()[0]
    rows = measure_all(QUICK if options.quick else FULL)
    print(machine(load) + (" Quick run: few repetitions." if options.quick else ""))
    print()
    print(as_markdown(rows))


if __name__ == "__main__":
    main()
