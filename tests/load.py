"""Fifty readers at once for a minute, who click and download: `python -m tests.load`.

A script to run, not a test. Every reader opens the page (index, scripts, websocket), then, with pauses of one to three
seconds, clicks on a control or fetches a file under /data. It ends with code 1 if anything failed: an error on a page,
a lost connection, an answer that did not come, a file that differs from the package's own, or a starved reader.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from tests.clients import Run, reading
from tests.serving import ROOT, Server, serving

PATIENCE = 20  # seconds until a click must be answered
DOWNLOADS = 0.2  # share of what a reader does
PAUSE = (1.0, 3.0)
DESCRIPTOR = ROOT / "data" / "datapackage.json"


@dataclass
class Diary:
    """What happened to one reader."""

    arrival: float | None = None
    clicks: list[float] = field(default_factory=list)
    downloads: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def package_files() -> dict[str, bytes]:
    """The addresses of the package's files, with the bytes that must come."""
    described: dict[str, Any] = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))
    names = [DESCRIPTOR.name, *(str(resource["path"]) for resource in described["resources"])]
    return {f"/data/{Path(name).name}": (DESCRIPTOR.parent / name).read_bytes() for name in names}


class Visitors:
    """All readers of one server, until the end of their time."""

    def __init__(self, server: Server, number: int, seconds: float) -> None:
        self._server = server
        self._files = package_files()
        self._threads = ThreadPoolExecutor(max_workers=number)
        self._end = time.monotonic() + seconds
        self.diaries = [Diary() for _ in range(number)]
        self.memory = 0.0

    async def stay(self) -> None:
        """All of them come at once, and stay."""
        watch = asyncio.create_task(self._watch())
        try:
            await asyncio.gather(*(self._visit(diary, seed) for seed, diary in enumerate(self.diaries)))
        finally:
            watch.cancel()
            self._threads.shutdown(cancel_futures=True)

    async def _watch(self) -> None:
        server = psutil.Process(self._server.process.pid)
        while True:
            self.memory = max(self.memory, server.memory_info().rss / 1e6)
            await asyncio.sleep(0.5)

    async def _visit(self, diary: Diary, seed: int) -> None:
        dice = random.Random(seed)
        try:
            began = time.perf_counter()
            await self._in_thread(self._load_files)
            async with reading(self._server.url, patience=PATIENCE) as reader:
                diary.errors += (await reader.rerun()).errors
                diary.arrival = time.perf_counter() - began
                while time.monotonic() < self._end:
                    await asyncio.sleep(dice.uniform(*PAUSE))
                    widgets = reader.widgets()
                    if not widgets or dice.random() < DOWNLOADS:
                        await self._download(diary, dice)
                        continue
                    widget = dice.choice(widgets)
                    run: Run = await reader.click(widget, dice)
                    diary.clicks.append(run.seconds)
                    diary.errors += run.errors
                    diary.kinds[widget.kind] += 1
        except Exception as error:  # a reader who fails is counted, the others go on
            diary.errors.append(f"{type(error).__name__}: {error}")

    async def _download(self, diary: Diary, dice: random.Random) -> None:
        path = dice.choice(sorted(self._files))
        began = time.perf_counter()
        try:
            if await self._in_thread(self._get, [path]) != [self._files[path]]:
                diary.errors.append(f"{path} came with other bytes than the package's")
        except (OSError, http.client.HTTPException) as error:
            diary.errors.append(f"{path}: {type(error).__name__}: {error}")
        diary.downloads.append(time.perf_counter() - began)

    async def _in_thread(self, work: Any, *what: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *what)

    def _load_files(self) -> None:
        """The index and the files that it names."""
        (index,) = self._get(["/"])
        named = re.findall(r'(?:src|href)="\.?/?(static/[^"]+)"', index.decode())
        if not named:
            raise RuntimeError("the index names no script")
        self._get([f"/{path}" for path in named])

    def _get(self, paths: Sequence[str]) -> list[bytes]:
        """The bodies, over one connection."""
        parts = urlsplit(self._server.url)
        connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port, timeout=PATIENCE)
        found = []
        try:
            for path in paths:
                # A browser takes compressed scripts; the files under /data are compared as they are.
                accepted = "identity" if path == "/" or path.startswith("/data") else "gzip, deflate, br"
                connection.request("GET", path, headers={"Accept-Encoding": accepted})
                answer = connection.getresponse()
                found.append(answer.read())
                if answer.status != 200:
                    raise http.client.HTTPException(f"{path} answers {answer.status}")
        finally:
            connection.close()
        return found


def _latencies(name: str, seconds: Sequence[float]) -> str:
    if not seconds:
        return f"{name}: none"
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    middle = statistics.median(ordered)
    return f"{name}: {len(ordered)}, median {middle:.3f} s, p95 {p95:.3f} s, slowest {ordered[-1]:.3f} s"


def starved(diaries: Sequence[Diary]) -> list[int]:
    """The readers who had no click answered, or less than half as many as the reader in the middle."""
    middle = statistics.median(len(diary.clicks) for diary in diaries)
    return [number for number, diary in enumerate(diaries, start=1) if len(diary.clicks) < max(1, middle / 2)]


def report(visitors: Visitors, server: Server) -> bool:
    """Print what happened; returns whether all went well."""
    diaries = visitors.diaries
    for number, diary in enumerate(diaries, start=1):
        slowest = f", slowest {max(diary.clicks):.3f} s" if diary.clicks else ""
        there = f"there after {diary.arrival:.2f} s" if diary.arrival is not None else "never there"
        told = f"reader {number}: {there}, {len(diary.clicks)} clicks answered{slowest}, "
        print(f"{told}{len(diary.downloads)} downloads, {len(diary.errors)} errors")
        for error in diary.errors[:3]:
            print(f"    {error[:300]}")
    errors = sum(len(diary.errors) for diary in diaries)
    hungry = starved(diaries)
    dead = server.process.poll() is not None
    kinds = sum((diary.kinds for diary in diaries), Counter[str]())
    print()
    print(_latencies("arrivals", [d.arrival for d in diaries if d.arrival is not None]))
    print(_latencies("clicks", [seconds for diary in diaries for seconds in diary.clicks]))
    print(f"clicked: {', '.join(f'{number} x {kind}' for kind, number in kinds.most_common()) or 'nothing'}")
    print(_latencies("downloads", [seconds for diary in diaries for seconds in diary.downloads]))
    print(f"fewest answered clicks of a reader: {min(len(diary.clicks) for diary in diaries)}")
    print(f"starved: {', '.join(map(str, hungry)) or 'none'}")
    print(f"server memory, most: {visitors.memory:.0f} MB{'; THE SERVER ENDED' if dead else ''}")
    print(f"errors: {errors}")
    return not (errors or hungry or dead)


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log.txt") as server:
        visitors = Visitors(server, options.readers, options.seconds)
        asyncio.run(visitors.stay())
        well = report(visitors, server)
        complaints = [
            line for line in server.output().splitlines() if re.search(r"error|exception|traceback", line, re.I)
        ]
        for line in complaints[:5]:
            print(f"the server's log: {line[:300]}")
    return 0 if well and not complaints else 1


if __name__ == "__main__":
    sys.exit(main())
