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
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.oracle import package
from tests.serving import ROOT, Answer, Server, browser, free_port, running, serving, skip_without, until
from tests.visits import Visit, reading

__all__ = ["browser"]  # a fixture

CONFIGURATION = ROOT / "tests" / "nginx.conf"
README = ROOT / "README.md"
# The addresses of nginx and of the two copies in the configuration.
FRONT, COPIES = "127.0.0.1:8080", ("127.0.0.1:8501", "127.0.0.1:8502")
# Headers that may differ between an answer of nginx and the same answer of a copy.
OF_THE_HOP = {"date", "server", "connection", "keep-alive", "transfer-encoding", "x-cache-status", "set-cookie"}
OWN, FIGURES = package("own"), "article_figures.csv"
ON_DISK = ["datapackage.json", *(table.file_name for table in OWN.tables.values())]
FILES = [*ON_DISK, OWN.zip_name, "article_figures.json", "citations.bib", "pictures/deployed-reports.svg", "page.js"]


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    return found or skip_without(name, f"Install it (Debian: apt-get install {name}).")


def configuration(front: int, copies: list[int]) -> str:
    """Return the configuration with other ports and nothing else changed."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for address, port in zip((FRONT, *COPIES), (front, *copies), strict=True):
        assert text.count(address) == 1, f"{CONFIGURATION.name} names {address} {text.count(address)} times"
        text = text.replace(address, f"127.0.0.1:{port}")
    return text


@contextlib.contextmanager
def nginx(text: str, url: str) -> Iterator[Server]:
    """Run nginx with that configuration until the block ends."""
    with tempfile.TemporaryDirectory(prefix="nginx-") as made:
        folder = Path(made)
        folder.chmod(0o755)  # nginx's workers must reach it, who are "nobody" where root starts them
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        command = [program("nginx"), "-p", made, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        with running(command, folder, os.environ, folder / "started.txt", url, Server.listens) as front:
            yield front
            assert front.process.poll() is None, f"nginx ended: {front.output()}"


class Behind:
    """nginx in front, and the copies behind it."""

    def __init__(self, front: Server, ports: list[int], logs: Path, stack: ExitStack) -> None:
        self.front, self.ports, self._logs, self._stack = front, ports, logs, stack
        with ThreadPoolExecutor() as pool:
            self.copies = list(pool.map(self._start, ports))

    def _start(self, port: int) -> Server:
        log = self._logs / f"{port}-{len(list(self._logs.iterdir()))}.txt"
        return self._stack.enter_context(serving(log, port=port))

    def restart(self, place: int) -> None:
        self.copies[place] = self._start(self.ports[place])

    def visits(self) -> list[int]:
        """Return the number of readers that each copy has had."""
        return [copy.sessions('session_events_total{type="connect"}') for copy in self.copies]


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    program("nginx")
    front, *ports = free_port(), free_port(), free_port()
    with ExitStack() as stack:
        started = stack.enter_context(nginx(configuration(front, ports), f"http://localhost:{front}"))
        yield Behind(started, ports, tmp_path_factory.mktemp("copies"), stack)


# Any copy answers


def test_a_file_is_the_same_from_either_copy_and_through_nginx(behind: Behind) -> None:
    for name in FILES:
        direct = [copy.ask(f"/data/{name}") for copy in behind.copies]
        # An address that is new to the cache each time, so that both copies are asked.
        through = [behind.front.ask(f"/data/{name}?{number}") for number in range(3)]
        for answer in (*direct, *through):
            assert (answer.status, answer.body) == (200, direct[0].body), name
            assert answer.headers["ETag"] == direct[0].headers["ETag"]
        if name in ON_DISK:
            assert direct[0].body == (ROOT / "data" / name).read_bytes()
        again = behind.front.ask(f"/data/{name}", If_None_Match=direct[0].headers["ETag"])
        assert (again.status, again.body) == (304, b"")


def held(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    assert found, f"{pattern} is not in {text}"
    return found[1]


def script_of(server: Server) -> str:
    return held(r'src="\.?(/static/[^"]+\.js)"', server.ask("/").text)


@pytest.mark.parametrize("path", [f"/data/{FIGURES}", "/data/pictures/deployed-reports.svg", "script"])
def test_nginx_keeps_a_file_for_each_encoding(path: str, behind: Behind) -> None:
    path = f"{script_of(behind.front) if path == 'script' else path}?once"  # no other test has asked for it
    for encoding in ("br, gzip", "identity", "gzip", "zstd"):
        direct = behind.copies[0].ask(path, Accept_Encoding=encoding)
        first, second = (behind.front.ask(path, Accept_Encoding=encoding) for _ in range(2))
        assert (first.status, second.status) == (200, 200)
        assert second.headers["X-Cache-Status"] == "HIT", encoding
        for answer in (first, second):
            assert answer.headers.get("Content-Encoding") == direct.headers.get("Content-Encoding"), encoding
            assert answer.body == direct.body, encoding


def test_nginx_keeps_no_page_no_refusal_and_no_connection(behind: Behind) -> None:
    for path in ("/", "/data/nothing.csv", "/_stcore/health", "/_stcore/host-config"):
        for _ in range(2):
            assert behind.front.ask(path).headers.get("X-Cache-Status") in (None, "MISS"), path


PATHS = ["/", "/?embed=true", f"/data/{FIGURES}", "/data/pictures/deployed-reports.svg", "/data/nothing.csv", "script"]


@pytest.mark.parametrize("path", PATHS)
def test_the_headers_of_the_dashboard_arrive(path: str, behind: Behind) -> None:
    def headers(answer: Answer) -> dict[str, str]:
        return {name.lower(): text for name, text in answer.headers.items() if name.lower() not in OF_THE_HOP}

    path = script_of(behind.front) if path == "script" else path
    through = behind.front.ask(path)
    assert headers(through) == headers(behind.copies[0].ask(path))
    assert through.headers["Server"] == "nginx", "the version is nobody's business"


def test_metrics_and_agents_are_not_open_to_readers(behind: Behind) -> None:
    for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/x/../_stcore/metrics", "/_stcore/%6detrics"):
        assert behind.front.ask(path).status == 404, path


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
    """Return the beginning of the answer to a reader who names the public host, which the copies do not know."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        connection = tls.wrap_socket(plain, server_hostname=HOST) if tls else plain
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items()), "", ""]
        connection.sendall("\r\n".join(lines).encode())
        return connection.recv(1_000).decode(errors="replace")


def test_a_page_of_the_same_host_may_connect_and_no_other(behind: Behind) -> None:
    for origin, status in ((f"https://{HOST}", 101), ("https://elsewhere.example.org", 403)):
        answer = ask(behind.front.port, "/_stcore/stream", {**CONNECT, "Origin": origin})
        assert answer.startswith(f"HTTP/1.1 {status} "), origin


# The README and the comments of the configuration


def test_the_readme_starts_what_the_configuration_expects() -> None:
    readme, configured = README.read_text(encoding="utf-8"), CONFIGURATION.read_text(encoding="utf-8")
    ports = re.findall(r"--server\.port=(\d+)", readme)
    assert ports == re.findall(r"^ *server 127\.0\.0\.1:(\d+) ", configured, re.M)
    assert re.findall(r"^ *(listen .*;)$", configured, re.M) == [f"listen {FRONT};"]
    assert f"<http://localhost:{FRONT.rpartition(':')[2]}>" in readme
    commands = re.findall(r"nginx -p .* -c .*", readme)
    assert commands and all(command in configured for command in commands)


def test_it_speaks_tls_as_the_configuration_says(behind: Behind, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    make = [program("openssl"), *"req -x509 -newkey rsa:2048 -nodes -days 2".split(), *subject]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    front, secure, bare = free_port(), free_port(), free_port()
    text = configuration(front, behind.ports).replace("#: ", "")
    for old, new in {
        f"        listen 127.0.0.1:{front};\n": "",
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
        "listen 80;": f"listen 127.0.0.1:{bare};",
        held(r"ssl_certificate +(\S+);", text): str(certificate),
        held(r"ssl_certificate_key +(\S+);", text): str(key),
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


def readers_of_both(behind: Behind, browser: Browser, stack: ExitStack) -> list[Visit]:
    """Return a reader of each copy.

    nginx gives requests to the copies in turns. A visit that takes an even number of turns leads the next one to the
    same copy again; one request more changes that.
    """
    found: dict[int, Visit] = {}
    for number in range(12):
        before = behind.visits()
        with ExitStack() as this:
            visit = this.enter_context(reading(browser, behind.front.url))
            assert visit.complaints == []
            (place,) = [place for place, now in enumerate(behind.visits()) if now > before[place]]
            if place not in found:
                found[place] = visit
                stack.enter_context(this.pop_all())
        if len(found) == 2:
            until(lambda: [copy.sessions() for copy in behind.copies] == [1, 1], "each copy has its reader")
            return [found[0], found[1]]
        if number % 2:  # not after each visit: it may take an odd number of turns
            behind.front.ask(f"/data/{FIGURES}?turn-{number}")
    raise AssertionError(f"one copy had all readers: {behind.visits()}")


def test_both_copies_have_readers_and_when_one_stops_no_reader_loses_the_view(behind: Behind, browser: Browser) -> None:
    with ExitStack() as stack:
        readers = readers_of_both(behind, browser, stack)
        for reader in readers:
            reader.choose()
        readers[0].unfold()
        texts = [reader.text() for reader in readers]

        def stand() -> bool:
            assert [reader.text() for reader in readers] == texts, "what stood on the page went away"
            return True

        behind.copies[0].kill()
        until(lambda: stand() and bool(readers[0].times_lost()), "its reader has lost the connection")
        until(lambda: stand() and behind.copies[1].sessions() == 2, "that reader is at the other copy")
        assert readers[1].times_lost() == 0, "a reader of the copy that went on has noticed"
        for number in range(6):
            assert behind.front.ask(f"/data/{FIGURES}?away-{number}").status == 200
        assert all(reader.has_chosen() for reader in readers), "the filter is forgotten"
        readers[0].choose()
        assert readers[0].text() != texts[0], "a click does nothing"
        texts[0] = readers[0].text()

        # And back: one copy after the other can be restarted.
        behind.restart(0)
        behind.copies[1].kill()
        until(lambda: stand() and bool(readers[1].times_lost()), "its readers have lost the connection")
        until(lambda: stand() and behind.copies[0].sessions() == 2, "both readers are at the copy that came back")
        assert readers[1].has_chosen(), "the filter is forgotten"
        readers[1].choose()
        assert readers[1].text() != texts[1], "a click does nothing"
