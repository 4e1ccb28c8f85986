"""Servers, requests and a browser for the tests that need them.

A test module imports the fixtures that it uses: `browser`, `server`, `elsewhere`. Browser and server start once a run.
"""

from __future__ import annotations

import asyncio
import functools
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")
START_LIMIT = 90  # seconds until a server must answer
LAUNCH = ["--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-sync"]


def until(reached: Callable[[], bool], what: str, limit: float = 60) -> None:
    """Wait until it is reached, and fail where it is not within the limit in seconds."""
    end = time.monotonic() + limit
    while not reached():
        assert time.monotonic() < end, f"not within {limit} seconds: {what}"
        time.sleep(0.05)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: Playwright's event loop runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


# Requests


@dataclass(frozen=True)
class Answer:
    """A response as it came: no redirect is followed, nothing is decompressed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass(frozen=True)
class Server:
    """A running server. url: its address with its base path."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        return int(urllib.parse.urlsplit(self.url).port or 80)

    @property
    def base(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    @property
    def whole(self) -> str:
        """The address of the page with every part open."""
        return f"{self.url}/?all=true"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Send a request with these headers and no others of its own; "_" in their names stands for "-"."""
        with closing(http.client.HTTPConnection("localhost", self.port, timeout=30)) as connection:
            connection.putrequest(method, self.base + path, skip_accept_encoding=True)
            for name, text in headers.items():
                connection.putheader(name.replace("_", "-"), text)
            connection.endheaders()
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def exchange(self, request: bytes, *, end: bool = False) -> bytes:
        """Send these bytes and return all that comes until the server closes. end: nothing more will be sent."""
        received = b""
        with socket.create_connection(("localhost", self.port), timeout=20) as connection:
            try:
                connection.sendall(request)
                if end:
                    connection.shutdown(socket.SHUT_WR)
                while chunk := connection.recv(65_536):
                    received += chunk
            except ConnectionError:  # the server stopped reading, and the rest of its answer is lost
                pass
        return received

    def sessions(self, kind: str = "active_sessions") -> int:
        """Return the number of open pages, or of another kind of Streamlit's metrics."""
        found = re.search(rf"^{re.escape(kind)} (\d+)", self.ask("/_stcore/metrics").text, re.MULTILINE)
        assert found, kind
        return int(found[1])

    def is_healthy(self) -> bool:
        try:
            return self.ask("/_stcore/health").status == 200
        except OSError:
            return False

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def output(self) -> str:
        """Return its log so far."""
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()


# Servers


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
    base: str = "",
    home: Path = ROOT,
    through: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run `streamlit run app.py` until the block ends.

    package: for DATA_PACKAGE; None for the project's own. port: None for a free one. base: the base path, "/" before
    it. home: the folder of app.py. through: a command that starts the command. environment: additions to ours.
    """
    port = port or free_port()
    variables = {name: value for name, value in os.environ.items() if name != "DATA_PACKAGE"} | dict(environment or {})
    if package is not None:
        variables["DATA_PACKAGE"] = str(package)
    command = [*through, sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", *([f"--server.baseUrlPath={base}"] if base else [])]
    with running(command, home, variables, log, f"http://localhost:{port}{base}") as server:
        yield server


@contextmanager
def running(
    command: Sequence[str],
    folder: Path,
    variables: Mapping[str, str],
    log: Path,
    url: str,
    answers: Callable[[Server], bool] = Server.is_healthy,
) -> Iterator[Server]:
    """Run the command in the folder until the block ends, which begins once it answers."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=output, stderr=subprocess.STDOUT)
    server = Server(url, process, log)
    try:
        until(lambda: process.poll() is not None or answers(server), "the server answers", START_LIMIT)
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}:\n{server.output()}")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def copy_project(to: Path) -> Path:
    """Copy the files that a server needs."""
    for folder in ("data", "figures", ".streamlit"):
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", to)
    return to


# A browser


def find_browser() -> str | None:
    """Return the program of a Chromium: the one that CHROMIUM names, one in PATH, or the one Playwright installed."""
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        raise FileNotFoundError(f"CHROMIUM names {named!r}, which is no program")
    for name in filter(None, (named, "chromium", "chromium-browser", "google-chrome")):
        found = shutil.which(name)
        if found:
            return found
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def skip_without(what: str, how: str) -> NoReturn:
    """Skip the test for want of a program, but fail where nobody reads the skips."""
    reason = f"NO {what.upper()}: the tests that need it did not run. {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def _running_browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        skip_without("browser", "Install chromium, set CHROMIUM to its program, or run `playwright install chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=LAUNCH)
        try:
            yield browser
        finally:
            browser.close()


# Fixtures

_SHARED: pytest.StashKey[dict[str, object]] = pytest.StashKey()


def _shared(config: pytest.Config, name: str, start: Callable[[], AbstractContextManager[T]]) -> T:
    """Start it once a run: pytest takes a fixture that two modules import for two fixtures."""
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


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A site of somebody else, at another origin on this machine: its address and its folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "index.html").write_text("<!doctype html><title>Somebody else</title>", encoding="utf-8")
    (folder / "favicon.ico").write_bytes(b"")
    with ThreadingHTTPServer(("localhost", 0), functools.partial(Quiet, directory=str(folder))) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://localhost:{site.server_port}", folder
        site.shutdown()
        thread.join()
