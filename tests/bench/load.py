"""Fifty readers at once for a minute, who click and download: `python -m tests.bench.load`.

Every reader opens the page (index, scripts, websocket), then, with pauses of one to three seconds, clicks on a control
or fetches a file under /data. The exit code is 1 if anything failed: an error on a page, a lost connection, a missing
answer, a file that differs from the package's own, or a starved reader.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.bench.clients import reading
from tests.serving import ROOT, Server, serving

PATIENCE = 20  # seconds until a click must be answered
DOWNLOADS = 0.2  # share of a reader's actions
PAUSE = (1.0, 3.0)
FILES = {f"/data/{path.name}": path.read_bytes() for path in (ROOT / "data").glob("*.*") if path.suffix != ".md"}


@dataclass
class Diary:
    """The experience of one reader. Times in seconds."""

    arrival: float | None = None
    clicks: list[float] = field(default_factory=list)
    downloads: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def fetch(server: Server, paths: Sequence[str]) -> list[bytes]:
    """Return the bodies, fetched over one connection as a browser does; files under /data uncompressed."""
    bodies = []
    with closing(http.client.HTTPConnection("localhost", server.port, timeout=PATIENCE)) as connection:
        for path in paths:
            accepted = "identity" if path == "/" or path.startswith("/data") else "gzip, deflate, br, zstd"
            connection.request("GET", path, headers={"Accept-Encoding": accepted})
            response = connection.getresponse()
            bodies.append(response.read())
            if response.status != 200:
                raise http.client.HTTPException(f"{path} answers {response.status}")
    return bodies


class Visitors:
    """All readers of one server, until their time is over."""

    def __init__(self, server: Server, number: int, seconds: float) -> None:
        self._server = server
        self._threads = ThreadPoolExecutor(max_workers=number)
        self._end = time.monotonic() + seconds
        self.diaries = [Diary() for _ in range(number)]
        self.memory = 0.0

    async def stay(self) -> None:
        """Let all of them come at once, and stay."""
        watch = asyncio.create_task(self._watch())
        try:
            await asyncio.gather(*(self._visit(diary, random.Random(seed)) for seed, diary in enumerate(self.diaries)))
        finally:
            watch.cancel()
            self._threads.shutdown(cancel_futures=True)

    async def _watch(self) -> None:
        server = psutil.Process(self._server.process.pid)
        while True:
            self.memory = max(self.memory, server.memory_info().rss / 1e6)
            await asyncio.sleep(0.5)

    async def _visit(self, diary: Diary, dice: random.Random) -> None:
        try:
            began = time.perf_counter()
            (index,) = await self._fetch("/")
            scripts = re.findall(r'(?:src|href)="\./(static/[^"]+)"', index.decode())
            if not scripts:
                raise RuntimeError("the index names no script")
            await self._fetch(*(f"/{path}" for path in scripts))
            async with reading(self._server.url, patience=PATIENCE) as reader:
                diary.errors += (await reader.rerun()).errors
                diary.arrival = time.perf_counter() - began
                while time.monotonic() < self._end:
                    await asyncio.sleep(dice.uniform(*PAUSE))
                    widgets = reader.widgets()
                    if not widgets or dice.random() < DOWNLOADS:
                        await self._download(diary, dice.choice(sorted(FILES)))
                        continue
                    widget = dice.choice(widgets)
                    run = await reader.click(widget, dice)
                    diary.clicks.append(run.seconds)
                    diary.errors += run.errors
                    diary.kinds[widget.kind] += 1
        except Exception as error:  # counted; the other readers go on
            diary.errors.append(f"{type(error).__name__}: {error}")

    async def _download(self, diary: Diary, path: str) -> None:
        began = time.perf_counter()
        try:
            if await self._fetch(path) != [FILES[path]]:
                diary.errors.append(f"{path} differs from the package's own file")
        except (OSError, http.client.HTTPException) as error:
            diary.errors.append(f"{path}: {type(error).__name__}: {error}")
        diary.downloads.append(time.perf_counter() - began)

    async def _fetch(self, *paths: str) -> list[bytes]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, fetch, self._server, paths)


def latencies(name: str, seconds: Sequence[float]) -> str:
    """Return number, median, 95th percentile and maximum in a line."""
    if not seconds:
        return f"{name}: none"
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    middle = statistics.median(ordered)
    return f"{name}: {len(ordered)}, median {middle:.3f} s, p95 {p95:.3f} s, slowest {ordered[-1]:.3f} s"


def report(visitors: Visitors, server: Server) -> bool:
    """Print the results; return True where nothing failed.

    A reader is starved who had no click answered, or less than half as many as the reader in the middle.
    """
    diaries = visitors.diaries
    for number, diary in enumerate(diaries, start=1):
        for error in diary.errors[:3]:
            print(f"reader {number}: {error[:300]}")
    middle = statistics.median(len(diary.clicks) for diary in diaries)
    starved = [str(n) for n, diary in enumerate(diaries, start=1) if len(diary.clicks) < max(1, middle / 2)]
    errors = sum(len(diary.errors) for diary in diaries)
    dead = server.process.poll() is not None
    kinds = sum((diary.kinds for diary in diaries), Counter[str]())
    complaints = [line for line in server.output().splitlines() if re.search(r"error|exception|traceback", line, re.I)]
    print(latencies("arrivals", [d.arrival for d in diaries if d.arrival is not None]))
    print(latencies("clicks", [seconds for diary in diaries for seconds in diary.clicks]))
    print(f"clicked: {', '.join(f'{number} x {kind}' for kind, number in kinds.most_common()) or 'nothing'}")
    print(latencies("downloads", [seconds for diary in diaries for seconds in diary.downloads]))
    print(f"fewest answered clicks of a reader: {min(len(diary.clicks) for diary in diaries)}")
    print(f"starved: {', '.join(starved) or 'none'}")
    print(f"server memory, most: {visitors.memory:.0f} MB{'; THE SERVER ENDED' if dead else ''}")
    print(f"errors: {errors}")
    for line in complaints[:5]:
        print(f"the server's log: {line[:300]}")
    return not (errors or starved or dead or complaints)


def main() -> int:
    """Run it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log.txt") as server:
        visitors = Visitors(server, options.readers, options.seconds)
        asyncio.run(visitors.stay())
        return 0 if report(visitors, server) else 1


if __name__ == "__main__":
    sys.exit(main())
