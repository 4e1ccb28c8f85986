"""Two copies of the dashboard behind nginx, as the README sets them up: any copy answers, and any copy may stop."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.pages import ROOT, package
from tests.readers import Reader, reading, until
from tests.serving import Server, browser, free_port, serving
from tests.test_browser import visiting
from tests.test_downloads import MADE, ON_DISK, Answer

__all__ = ["browser"]  # a fixture

CONFIGURATION = ROOT / "tests" / "nginx.conf"
README = ROOT / "README.md"
# Where nginx and the two copies listen in the configuration.
FRONT, COPIES = "127.0.0.1:8080", ("127.0.0.1:8501", "127.0.0.1:8502")
# What may differ between an answer that nginx hands on and the same answer of a copy.
OF_THE_HOP = {"date", "server", "connection", "keep-alive", "transfer-encoding", "x-cache-status", "set-cookie"}


def program(name: str) -> str:
    """A program by its name; without it the test is skipped, but fails where nobody reads the skips."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if found is None:
        reason = f"NO {name.upper()}: what needs it did not run. Install it (Debian: apt-get install {name})."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def configuration(front: int, copies: list[int]) -> str:
    """The configuration with other ports, which is all that is changed in it."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for address, port in zip((FRONT, *COPIES), (front, *copies), strict=True):
        assert text.count(address) == 1, f"{CONFIGURATION.name} names {address} {text.count(address)} times"
        text = text.replace(address, f"127.0.0.1:{port}")
    return text


@contextlib.contextmanager
def folder_for_nginx() -> Iterator[Path]:
    """A folder that nginx's workers can reach too, which work for nobody where root starts them."""
    with tempfile.TemporaryDirectory(prefix="nginx-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


@contextlib.contextmanager
def nginx(text: str, url: str) -> Iterator[Server]:
    """nginx with that configuration, until the block ends."""
    started_by = program("nginx")
    with folder_for_nginx() as folder:
        file, log = folder / "nginx.conf", folder / "started.txt"
        file.write_text(text, encoding="utf-8")
        with log.open("wb") as output:
            command = [started_by, "-p", str(folder), "-c", str(file), "-g", "daemon off;"]
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        front = Server(url, process, log)
        try:
            until(lambda: process.poll() is not None or _listens(front.port), "nginx answers")
            assert process.poll() is None, front.output()
            yield front
            assert process.poll() is None, f"nginx ended: {front.output()}"
        finally:
            process.terminate()
            process.wait(timeout=10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Behind:
    """nginx in front and the copies behind it."""

    def __init__(self, front: Server, ports: list[int], logs: Path, stack: ExitStack) -> None:
        self.front, self.ports, self._logs, self._stack = front, ports, logs, stack
        self.copies = [self._start(port) for port in ports]

    def _start(self, port: int) -> Server:
        log = self._logs / f"{port}-{len(list(self._logs.iterdir()))}.txt"
        return self._stack.enter_context(serving(log, port=port))

    def kill(self, place: int) -> None:
        """End a copy as a crash would: it says goodbye to nobody."""
        self.copies[place].process.kill()
        self.copies[place].process.wait()

    def restart(self, place: int) -> None:
        """Start it again where it was."""
        self.copies[place] = self._start(self.ports[place])

    def sessions(self, place: int, kind: str = "active_sessions") -> int:
        """The readers a copy has now, as it counts them itself."""
        return int(held(rf"^{re.escape(kind)} (\d+)", self.copies[place].get("/_stcore/metrics")[1].decode()))

    def visits(self, place: int) -> int:
        """The readers a copy has had."""
        return self.sessions(place, 'session_events_total{type="connect"}')


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    program("nginx")
    front, *ports = free_port(), free_port(), free_port()
    with ExitStack() as stack:
        started = stack.enter_context(nginx(configuration(front, ports), f"http://localhost:{front}"))
        yield Behind(started, ports, tmp_path_factory.mktemp("copies"), stack)


# Any copy answers


def test_the_page_loads_from_either_copy_without_a_complaint(behind: Behind, browser: Browser) -> None:
    before = [behind.visits(place) for place in (0, 1)]
    with visiting(browser, 1280, "light") as opened:
        for _ in range(6):
            opened.page.goto(behind.front.url)
            title = opened.page.get_by_role("heading", name=package("own").title)
            expect(title).to_be_visible(timeout=60_000)
        assert opened.complaints == []
    had = [behind.visits(place) - before[place] for place in (0, 1)]
    assert min(had) > 0, f"one copy had all readers: {had}"


@pytest.mark.parametrize("name", [*ON_DISK, *MADE])
def test_a_download_is_the_same_from_either_copy_and_through_nginx(name: str, behind: Behind) -> None:
    direct = [Answer(copy, f"/data/{name}") for copy in behind.copies]
    # An address that is new to the cache each time, so that both copies are asked.
    through = [Answer(behind.front, f"/data/{name}?{number}") for number in range(3)]
    for answer in (*direct, *through):
        assert answer.status == 200
        assert answer.body == direct[0].body
        assert answer.headers["ETag"] == direct[0].headers["ETag"]
    if name in ON_DISK:
        assert direct[0].body == (ROOT / "data" / name).read_bytes()
    again = Answer(behind.front, f"/data/{name}", If_None_Match=direct[0].headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def held(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    assert found, f"{pattern} is not in {text}"
    return found[1]


def script_of(server: Server) -> str:
    return held(r'src="\.?(/static/[^"]+\.js)"', server.get("/")[1].decode())


@pytest.mark.parametrize("path", ["/data/article_figures.csv", "script"])
def test_a_file_is_asked_of_a_copy_once_for_each_way_to_send_it(path: str, behind: Behind) -> None:
    if path == "script":
        path = script_of(behind.front)
    path += "?once"  # no other test has asked for it
    for encoding in ("br, gzip", "identity", "gzip", "zstd"):
        direct = Answer(behind.copies[0], path, Accept_Encoding=encoding)
        first = Answer(behind.front, path, Accept_Encoding=encoding)
        second = Answer(behind.front, path, Accept_Encoding=encoding)
        assert (first.status, second.status) == (200, 200)
        assert second.headers["X-Cache-Status"] == "HIT", encoding
        for answer in (first, second):
            assert answer.headers.get("Content-Encoding") == direct.headers.get("Content-Encoding"), encoding
            assert answer.body == direct.body, encoding


def test_pages_refusals_and_the_connection_are_never_kept(behind: Behind) -> None:
    for path in ("/", "/data/nothing.csv", "/_stcore/health", "/_stcore/host-config"):
        for _ in range(2):
            assert Answer(behind.front, path).headers.get("X-Cache-Status") in (None, "MISS"), path


@pytest.mark.parametrize("path", ["/", "/?embed=true", "/data/article_figures.csv", "/data/nothing.csv", "script"])
def test_the_headers_of_the_dashboard_arrive(path: str, behind: Behind) -> None:
    path = script_of(behind.front) if path == "script" else path
    direct, through = Answer(behind.copies[0], path), Answer(behind.front, path)
    sent = {name.lower(): text for name, text in direct.headers.items() if name.lower() not in OF_THE_HOP}
    arrived = {name.lower(): text for name, text in through.headers.items() if name.lower() not in OF_THE_HOP}
    assert arrived == sent
    assert through.headers["Server"] == "nginx", "the version is nobody's business"


def test_what_the_keeper_asks_a_copy_is_not_open_to_readers(behind: Behind) -> None:
    for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/x/../_stcore/metrics", "/_stcore/%6detrics"):
        assert Answer(behind.front, path).status == 404, path


HOST = "figures.example.org"
CONNECT = {
    "Host": HOST,
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol": "streamlit",
}


def ask(port: int, path: str, headers: Mapping[str, str], tls: ssl.SSLContext | None = None) -> str:
    """The beginning of the answer to a reader who names the public host, which the copies have never heard of."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        connection = tls.wrap_socket(plain, server_hostname=HOST) if tls else plain
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items()), "", ""]
        connection.sendall("\r\n".join(lines).encode())
        return connection.recv(1_000).decode(errors="replace")


def test_a_page_of_the_same_name_may_connect_and_no_other(behind: Behind) -> None:
    for origin, status in ((f"https://{HOST}", 101), ("https://elsewhere.example.org", 403)):
        answer = ask(behind.front.port, "/_stcore/stream", {**CONNECT, "Origin": origin})
        assert answer.startswith(f"HTTP/1.1 {status} "), origin


# What the README says


def section() -> str:
    _, _, found = README.read_text(encoding="utf-8").partition("\n## To serve it to others\n")
    return found.partition("\n## ")[0]


def test_the_readme_starts_what_the_configuration_expects() -> None:
    text, configured = section(), CONFIGURATION.read_text(encoding="utf-8")
    assert re.findall(r"--server\.port=(\d+)", text) == re.findall(r"^ *server 127\.0\.0\.1:(\d+) ", configured, re.M)
    front = re.findall(r"^ *(listen .*;)$", configured, re.M)
    assert front == [f"listen {FRONT};"]
    assert f"`{front[0]}`" in text and f"<http://localhost:{FRONT.rpartition(':')[2]}>" in text
    commands = re.findall(r"nginx -p .* -c .*", text)
    assert commands and all(command in configured for command in commands)


def test_with_the_lines_of_the_readme_it_speaks_tls(behind: Behind, tmp_path: Path) -> None:
    within, beside = re.findall(r"^```nginx\n(.*?)^```$", section(), re.MULTILINE | re.DOTALL)
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    make = [program("openssl"), *"req -x509 -newkey rsa:2048 -nodes -days 2".split(), *subject]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    secure, bare = free_port(), free_port()
    text = configuration(free_port(), behind.ports)
    for old, new in {
        held(r"(listen .*;\n)", text): within,
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
        held(r"ssl_certificate +(\S+);", within): str(certificate),
        held(r"ssl_certificate_key +(\S+);", within): str(key),
        "    server {": f"{beside}    server {{",
        "listen 80;": f"listen 127.0.0.1:{bare};",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    tls = ssl.create_default_context(cafile=str(certificate))
    with nginx(text, f"http://localhost:{bare}"):
        assert ask(secure, "/", {"Host": HOST}, tls).startswith("HTTP/1.1 200 ")
        asked = {**CONNECT, "Origin": f"https://{HOST}"}
        assert ask(secure, "/_stcore/stream", asked, tls).startswith("HTTP/1.1 101 ")
        moved = ask(bare, "/?chart=x", {"Host": HOST})
        assert moved.startswith("HTTP/1.1 301 ")
        assert f"Location: https://{HOST}/?chart=x\r\n" in moved


# Any copy may stop


def test_when_a_copy_stops_no_reader_loses_the_view(behind: Behind, browser: Browser) -> None:
    with ExitStack() as stack:
        readers: dict[int, Reader] = {}
        for turn in range(8):
            before = [behind.sessions(place) for place in (0, 1)]
            reader = stack.enter_context(reading(browser, behind.front.url))
            place = next(place for place in (0, 1) if behind.sessions(place) > before[place])
            readers.setdefault(place, reader)
            if len(readers) == 2:
                break
            # A visit takes many turns, always as many: one more, or the next reader comes to the same copy.
            Answer(behind.front, f"/data/article_figures.csv?turn-{turn}")
        assert len(readers) == 2, "one copy had all readers"
        texts = {}
        for place, reader in readers.items():
            reader.choose()
            reader.unfold()
            texts[place] = reader.text()

        def stand() -> bool:
            for place, reader in readers.items():
                assert reader.text() == texts[place], "what stood on the page went away"
            return True

        had = behind.sessions(1)
        behind.kill(0)
        until(lambda: stand() and bool(readers[0].lost()), "its reader has lost the connection")
        until(lambda: stand() and behind.sessions(1) > had, "that reader is at the other copy")
        assert readers[1].lost() == 0, "a reader of the copy that went on has noticed"
        for place, reader in readers.items():
            assert reader.has_left_out_later(), "the filter is forgotten"
            reader.choose()
            assert reader.text() != texts[place], "a click does nothing"
            texts[place] = reader.text()

        # And back: one copy after the other can be restarted.
        behind.restart(0)
        behind.kill(1)
        until(lambda: stand() and bool(readers[1].lost()), "its readers have lost the connection")
        until(lambda: stand() and behind.sessions(0) >= 2, "both readers are at the copy that came back")
        behind.restart(1)
        readers[1].choose()
        assert readers[1].has_left_out_later(), "a click does nothing"


def test_a_download_comes_while_a_copy_is_away(behind: Behind) -> None:
    behind.kill(0)
    try:
        for number in range(6):
            assert Answer(behind.front, f"/data/article_figures.csv?away-{number}").status == 200
    finally:
        behind.restart(0)
