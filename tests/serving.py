"""A real server and a real browser for the tests that need them, one of each for a whole run.

A test module imports the fixtures that it uses: `browser`, `server`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT = 90  # seconds until a server must answer; a slow machine needs some, a broken server never answers
LAUNCH = ["--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-sync"]


def find_browser() -> str | None:
    """The program of a Chromium: the one that CHROMIUM names, one in PATH, or else the one Playwright installed."""
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise FileNotFoundError(f"CHROMIUM names {named!r}, which is no program")
        return found
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


@contextmanager
def _running_browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        reason = (
            "NO BROWSER: none of the tests in a real browser ran. Install chromium, or set CHROMIUM to its program, "
            "or run `playwright install chromium`."
        )
        # Where nobody reads the skips, a run without a browser must not pass.
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=LAUNCH)
        try:
            yield started
        finally:
            started.close()


@dataclass(frozen=True)
class Server:
    """A running `streamlit run app.py`: where it answers, and its process."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def whole(self) -> str:
        """The address of the page with every part of it open."""
        return f"{self.url}/?all=true"

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a GET."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.status, answer.read()

    def output(self) -> str:
        """What it has logged so far."""
        return self.log.read_text(errors="replace")

    @property
    def port(self) -> int:
        """Where it listens, as a number."""
        return int(self.url.rpartition(":")[2])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    log: Path,
    package: Path | None = None,
    *,
    port: int | None = None,
    home: Path = ROOT,
    through: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server of the page, started as a reader of the README starts it, until the block ends.

    package: the descriptor for DATA_PACKAGE; None for the project's own package. port: None for any that is free.
    home: the folder of app.py. through: a command that starts the command. environment: what differs from ours.
    """
    port = port or free_port()
    variables = {name: value for name, value in os.environ.items() if name != "DATA_PACKAGE"} | dict(environment or {})
    if package is not None:
        variables["DATA_PACKAGE"] = str(package)
    run = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    command = [*through, *run]
    with running(command, home, variables, log, port) as server:
        yield server


@contextmanager
def running(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], log: Path, port: int
) -> Iterator[Server]:
    """The server that the command starts in the folder, once it answers on the port, until the block ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=output, stderr=subprocess.STDOUT)
        try:
            server = Server(f"http://localhost:{port}", process, log)
            wait_until_healthy(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_healthy(server: Server) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with code {server.process.returncode}:\n{server.output()}")
        try:
            if server.get("/_stcore/health")[0] == 200:
                return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the server did not answer within {START_LIMIT} seconds:\n{server.output()}")


T = TypeVar("T")
_SHARED: pytest.StashKey[dict[str, object]] = pytest.StashKey()


def _shared(config: pytest.Config, name: str, start: Callable[[], AbstractContextManager[T]]) -> T:
    """What start gives, started once a run: a fixture imported into two modules is two fixtures to pytest."""
    shared = config.stash.setdefault(_SHARED, {})
    if name not in shared:
        stack = ExitStack()
        shared[name] = stack.enter_context(start())
        config.add_cleanup(stack.close)
    return shared[name]  # type: ignore[return-value]


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Browser:
    return _shared(pytestconfig, "browser", _running_browser)


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server of the project's own package."""
    return _shared(pytestconfig, "server", lambda: serving(tmp_path_factory.mktemp("server") / "log.txt"))
