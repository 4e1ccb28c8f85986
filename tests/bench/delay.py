"""Milliseconds of small answers with and without TCP_NODELAY on each connection: `python -m tests.bench.delay`.

Nagle's algorithm keeps a small packet back until the one before it is acknowledged, which a receiver may put off for
40 ms. After a pause it acknowledges at once, so requests are timed back to back and after a pause.
"""

from __future__ import annotations

import asyncio
import http.client
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.bench.clients import reading
from tests.serving import Server, copy_project, serving

NUMBER = 30
PAUSES = ((0.0, "back to back"), (0.2, "after a pause"))
HOOK = "        _send_without_delay(receive)\n"


def _gets(server: Server, path: str, pause: float) -> float:
    seconds = []
    with closing(http.client.HTTPConnection("localhost", server.port)) as connection:
        for _ in range(NUMBER):
            time.sleep(pause)
            began = time.perf_counter()
            connection.request("GET", path)
            connection.getresponse().read()
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


async def _reruns(server: Server, pause: float) -> float:
    seconds = []
    async with reading(server.url) as reader:
        await reader.rerun()
        for _ in range(NUMBER):
            await asyncio.sleep(pause)
            seconds.append((await reader.rerun()).seconds)
    return statistics.median(seconds)


MEASURES: dict[str, Callable[[Server, float], float]] = {
    "a file of 4 kB": lambda server, pause: _gets(server, "/data/hedges.csv", pause),
    "/_stcore/health": lambda server, pause: _gets(server, "/_stcore/health", pause),
    "a rerun, over the websocket": lambda server, pause: asyncio.run(_reruns(server, pause)),
}


def main() -> None:
    """Measure and print."""
    for variant in ("with", "without"):
        with tempfile.TemporaryDirectory() as made:
            home = copy_project(Path(made) / "app")
            headers = home / "figures" / "editions" / "headers.py"
            text = headers.read_text(encoding="utf-8")
            assert text.count(HOOK) == 1
            if variant == "without":
                headers.write_text(text.replace(HOOK, ""), encoding="utf-8")
            with serving(Path(made) / "log.txt", home=home) as server:
                for measure, work in MEASURES.items():
                    times = [f"{work(server, pause) * 1000:.1f} ms {when}" for pause, when in PAUSES]
                    print(f"{variant} TCP_NODELAY, {measure}: {', '.join(times)}")


if __name__ == "__main__":
    main()
