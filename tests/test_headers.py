"""The front door: what every answer says to a browser, what is closed, and Streamlit's files, compressed once."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import http.client
import logging
import re
import secrets
import socket
import urllib.parse
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import brotli
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from figures import web
from tests.serving import Server, server

__all__ = ["server"]  # a fixture

FOLDER = Path(streamlit.__file__).parent / "static"
FONT = next(FOLDER.rglob("*.woff2"))
INDEX = (FOLDER / "index.html").read_text(encoding="utf-8")
NAMED = sorted({f"/{name}" for name in re.findall(r'(?:href|src)="\./(static/[^"]+\.(?:js|css))"', INDEX)})
LARGEST = f"/static/js/{max((FOLDER / 'static' / 'js').iterdir(), key=lambda path: path.stat().st_size).name}"

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: the browser that other tests keep open has an event loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def policy(self) -> dict[str, list[str]]:
        """The content security policy by directive; there is exactly one."""
        (header,) = self.headers.get_all("Content-Security-Policy") or [""]
        parts = [part.split() for part in header.split(";")]
        found = {name: values for name, *values in parts}
        assert len(found) == len(parts), f"a directive stands twice: {header}"
        return found


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> Answer:
    """What a server sends, as it comes."""
    where = urllib.parse.urlsplit(server.url)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)) as connection:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, text in headers.items():
            connection.putheader(name.replace("_", "-"), text)
        connection.endheaders()
        found = connection.getresponse()
        return Answer(found.status, found.headers, found.read())


# Every kind of answer

SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": base64.b64encode(secrets.token_bytes(16)).decode(),
}
ELSEWHERE = {"Origin": "https://example.org"}
NO_MATCH = {"If_None_Match": "*"}
KINDS: list[tuple[int, str, str, dict[str, str]]] = [
    (200, "GET", "/", {}),
    (200, "GET", "/?embed=true", {}),
    (200, "HEAD", "/", {}),
    (200, "GET", "/", {"Accept_Encoding": "br"}),
    (304, "GET", "/", {"Accept_Encoding": "br"} | NO_MATCH),
    (405, "POST", "/", {}),
    (200, "GET", "/favicon.png", {}),
    (200, "GET", NAMED[0], {}),
    (200, "GET", NAMED[0], {"Accept_Encoding": "br"}),
    (200, "HEAD", NAMED[0], {"Accept_Encoding": "br"}),
    (304, "GET", NAMED[0], {"Accept_Encoding": "br"} | NO_MATCH),
    (206, "GET", NAMED[0], {"Accept_Encoding": "br", "Range": "bytes=0-9"}),
    (416, "GET", NAMED[0], {"Range": "bytes=999999999-"}),
    (405, "DELETE", NAMED[0], {"Accept_Encoding": "br"}),
    (200, "GET", f"/{FONT.relative_to(FOLDER).as_posix()}", {"Accept_Encoding": "br"}),
    (200, "GET", "/data/sources.csv", {}),
    (200, "GET", "/data/sources.csv", {"Accept_Encoding": "gzip"} | ELSEWHERE),
    (304, "GET", "/data/sources.csv", NO_MATCH),
    (204, "OPTIONS", "/data/sources.csv", ELSEWHERE),
    (405, "PUT", "/data/sources.csv", {}),
    (404, "GET", "/data/no-such-file.csv", {}),
    (404, "GET", "/data", {}),
    (200, "GET", "/_stcore/health", {}),
    (200, "GET", "/_stcore/host-config", {}),
    (404, "GET", "/media/no-such-file.png", {}),
    (200, "GET", "/_stcore/metrics", {}),
    (101, "GET", "/_stcore/stream", SOCKET),
    (403, "GET", "/_stcore/stream", SOCKET | ELSEWHERE),
]
CLOSED: list[tuple[str, str, dict[str, str]]] = [
    ("GET", "/no-such-page", {}),
    ("GET", "/index.html", {}),
    ("GET", "/manifest.json", {}),
    ("GET", "/app.py", {}),
    ("GET", "/static/js/no-such-file.js", {"Accept_Encoding": "br"}),
    ("GET", "/static/", {}),
    ("GET", "/static/../index.html", {}),
    ("GET", "/%2e%2e/app.py", {}),
    ("GET", "//example.org", {}),
    ("GET", "/_stcore/agent/openapi.json", {}),
    ("POST", "/_stcore/agent/interact", {}),
    ("POST", "/_stcore/agent/mcp", {}),
    ("GET", "/_stcore/metrics", {"X_Forwarded_For": "203.0.113.5"}),  # who asks by way of a proxy is elsewhere
    ("PUT", "/_stcore/upload_file/session/file", {}),
    ("OPTIONS", "/_stcore/upload_file/session/file", {}),
    ("GET", "/component/some.component/index.html", {}),
    ("GET", "/_stcore/bidi-components/some/index.js", {}),
    ("GET", "/auth/login", {}),
    ("GET", "/oauth2callback", {}),
    ("GET", "/somewhere/_stcore/stream", SOCKET),
]
ASKED = [*KINDS, *((404, *closed) for closed in CLOSED)]


@pytest.mark.parametrize(
    ("status", "method", "path", "headers"), ASKED, ids=[f"{i}-{a[0]}-{a[1]}-{a[2][:30]}" for i, a in enumerate(ASKED)]
)
def test_every_answer_is_guarded(status: int, method: str, path: str, headers: dict[str, str], server: Server) -> None:
    answer = ask(server, path, method, **headers)
    assert answer.status == status
    check_guarded(answer, path)


def check_guarded(answer: Answer, path: str) -> None:
    policy = answer.policy()
    assert policy["default-src"] == ["'none'"], "what is not named is not allowed"
    assert "unsafe-eval" not in str(policy) and "http" not in str(policy) and "strict-dynamic" not in str(policy)
    assert "'unsafe-inline'" not in policy.get("script-src", [])
    assert policy["frame-ancestors"] == (["*"] if path == "/?embed=true" else ["'none'"])
    assert "set-cookie" not in answer.headers
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "cross-origin" if path.startswith("/data") else "same-origin",
    }
    for name, value in wanted.items():
        assert answer.headers.get_all(name) == [value], name
    if path.partition("?")[0] == "/":
        assert policy["object-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_the_page_runs_its_own_scripts_and_no_others(server: Server) -> None:
    answer = ask(server, "/")
    inline = re.findall(rb"<script>(.*?)</script>", answer.body, re.DOTALL)
    assert inline, "this test looks for a script that is no longer there"
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in inline]
    assert answer.policy()["script-src"] == ["'self'", *hashes]


def test_inline_scripts_are_found_wherever_they_stand() -> None:
    index = (
        '<SCRIPT type="module">\n a < b && "é" </SCRIPT><script src="x.js"></script><script>\tb\n</script><p>text</p>'
    )
    policy = web.page_policy(index, "'none'")
    for script in ('\n a < b && "é" ', "\tb\n"):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    assert policy.count("sha256-") == 2


@pytest.mark.parametrize("headers", [{}, {"Accept_Encoding": "br"}])
def test_the_files_of_the_page_keep_streamlits_own_cache_headers(headers: dict[str, str], server: Server) -> None:
    assert "immutable" in ask(server, NAMED[0], **headers).headers["Cache-Control"]
    assert ask(server, "/", **headers).headers["Cache-Control"] == "no-cache"


def test_no_one_strong_validator_stands_for_plain_and_encoded_bytes(server: Server) -> None:
    for path, coding in (("/data/other_reports.csv", "gzip"), (NAMED[0], "br"), ("/", "br")):
        plain, packed = ask(server, path), ask(server, path, Accept_Encoding=coding)
        assert packed.headers["Content-Encoding"] == coding
        assert plain.headers["ETag"] != packed.headers["ETag"], path
        for answer in (plain, packed):
            assert "accept-encoding" in answer.headers["Vary"].lower(), path
        again = ask(server, path, Accept_Encoding=coding, If_None_Match=packed.headers["ETag"])
        assert (again.status, again.body) == (304, b""), path
        assert again.headers["Cache-Control"] == packed.headers["Cache-Control"]
        changed = ask(server, path, Accept_Encoding=coding, If_None_Match='"another"')
        assert (changed.status, changed.body) == (200, packed.body), path


# The embed view


@pytest.mark.parametrize(
    ("query", "embedded"),
    [
        ("embed=true", True),
        ("EMBED=True", True),
        ("chart=troops&embed=true", True),
        ("embed=false&embed=true", True),
        ("embed=true&embed=false", True),
        ("%65mbed=%74rue", True),
        ("", False),
        ("embed", False),
        ("embed=", False),
        ("embed=1", False),
        ("embed=truethy", False),
        ("embed=true%20", False),
        ("embed_options=true", False),
        ("?embed=true", False),
        ("chart=troops;embed=true", False),
        ("%FF=%FF&embed=%zz", False),
    ],
)
def test_which_addresses_may_be_embedded(query: str, embedded: bool) -> None:
    assert web.is_embedded(query.encode()) == embedded


# Compression


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("br", True),
        ("gzip, deflate, br, zstd", True),
        ("BR", True),
        ("gzip;q=1.0, br;q=0.001", True),
        (" gzip ,br ; q=0.8", True),
        ("*", True),
        ("gzip, *;q=0.5", True),
        ("identity;q=0.5, br", True),
        ("identity;q=0, br;q=0.1", True),
        ("", False),
        ("gzip", False),
        ("br;q=0", False),
        ("br;q=0.000, gzip", False),
        ("*, br;q=0", False),
        ("*;q=0", False),
        ("identity, br;q=0.5", False),
        ("brotli, xbr, br2", False),
        ("br;q=nonsense", False),
        ("br;q=nan", False),
        ("br;level=5", False),
    ],
)
def test_who_takes_brotli(accepted: str, taken: bool) -> None:
    assert web.accepts_brotli(accepted) == taken


@pytest.mark.parametrize("path", ["/", LARGEST, *NAMED[::8]])
def test_what_is_sent_compressed_is_exactly_the_file(path: str, server: Server) -> None:
    on_disk = FOLDER / ("index.html" if path == "/" else path[1:])
    packed = ask(server, path, Accept_Encoding="gzip, deflate, br")
    assert packed.headers["Content-Encoding"] == "br"
    assert int(packed.headers["Content-Length"]) == len(packed.body)
    assert len(packed.body) < 0.6 * on_disk.stat().st_size
    assert brotli.decompress(packed.body) == on_disk.read_bytes()
    head = ask(server, path, "HEAD", Accept_Encoding="br")
    assert head.body == b""
    for name in ("Content-Length", "Content-Encoding", "Content-Type", "ETag", "Cache-Control", "Vary"):
        assert head.headers[name] == packed.headers[name], name


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (NAMED[0], {}),
        (NAMED[0], {"Accept_Encoding": "gzip"}),
        (NAMED[0], {"Accept_Encoding": "br;q=0"}),
        (f"/{FONT.relative_to(FOLDER).as_posix()}", {"Accept_Encoding": "br"}),
        ("/favicon.png", {"Accept_Encoding": "br"}),
    ],
)
def test_who_does_not_take_brotli_and_what_is_compressed_already_come_plain(
    path: str, headers: dict[str, str], server: Server
) -> None:
    answer = ask(server, path, **headers)
    assert "Content-Encoding" not in answer.headers
    assert answer.body == (FOLDER / path[1:]).read_bytes()


def test_a_range_is_one_of_the_plain_bytes(server: Server) -> None:
    answer = ask(server, NAMED[0], Accept_Encoding="br", Range="bytes=10-29")
    assert (answer.status, "Content-Encoding" in answer.headers) == (206, False)
    assert answer.body == (FOLDER / NAMED[0][1:]).read_bytes()[10:30]


# The same pieces without a server, where they can be made to fail


@dataclass
class Sent:
    status: int
    headers: dict[str, str]
    body: bytes


async def sent(app: ASGIApp, path: str, method: str = "GET", **headers: str) -> Sent:
    """What an ASGI app sends."""
    messages: list[Message] = []

    async def receive() -> Message:
        return await asyncio.Future()

    async def send(message: Message) -> None:
        messages.append(message)

    path, _, query = path.partition("?")
    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": raw}
    await app({**scope, "asgi": {"spec_version": "2.4"}, "root_path": "", "scheme": "http"}, receive, send)
    start, *rest = messages
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return Sent(start["status"], found, b"".join(message.get("body", b"") for message in rest))


SCRIPT = b"let it = 1;\n" * 1_000
BR = {"accept_encoding": "br"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small page like Streamlit's."""
    files = {
        "index.html": b"<script>1</script>" * 99,
        "static/a.js": SCRIPT,
        "static/b.js": SCRIPT,
        "favicon.png": b"-",
    }
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return tmp_path


@pytest.fixture
def compressed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Everything that has been compressed since the test began."""
    seen: list[bytes] = []

    def counted(data: bytes, **options: Any) -> bytes:
        seen.append(data)
        return bytes(compress(data, **options))

    compress = brotli.compress
    monkeypatch.setattr(brotli, "compress", counted)
    return seen


def page_of(folder: Path, *routes: Route) -> Starlette:
    static = Mount("/", StaticFiles(directory=folder, html=True))
    return Starlette(routes=[*routes, static], middleware=web.middleware(folder))


def test_a_file_is_compressed_once_even_when_many_ask_at_the_same_time(folder: Path, compressed: list[bytes]) -> None:
    async def many() -> list[Sent]:
        app = page_of(folder)
        asked = [sent(app, "/static/a.js", **BR) for _ in range(20)]
        return [
            *await asyncio.gather(*asked),
            await sent(app, "/static/a.js", "HEAD", **BR),
            await sent(app, "/", **BR),
        ]

    *same, head, index = run(many())
    assert {brotli.decompress(answer.body) for answer in same} == {SCRIPT}
    assert (head.body, int(head.headers["content-length"])) == (b"", len(same[0].body))
    assert brotli.decompress(index.body) == (folder / "index.html").read_bytes()
    assert len(compressed) == 2, "the script once, the page once"


def test_the_server_goes_on_while_a_file_is_compressed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compression here ends only when another request has been answered."""
    answered = asyncio.Event()
    loop: list[asyncio.AbstractEventLoop] = []

    def waiting(data: bytes, **_: Any) -> bytes:
        asyncio.run_coroutine_threadsafe(answered.wait(), loop[0]).result(timeout=30)
        return b"small"

    monkeypatch.setattr(brotli, "compress", waiting)

    async def both() -> tuple[Sent, Sent]:
        loop.append(asyncio.get_running_loop())
        app = page_of(folder)
        slow = asyncio.create_task(sent(app, "/static/a.js", **BR))
        await asyncio.sleep(0)
        other = await sent(app, "/static/b.js")
        answered.set()
        return await slow, other

    slow, other = run(both())
    assert (slow.body, other.body) == (b"small", SCRIPT)


def test_a_reader_who_leaves_takes_nothing_from_the_others(folder: Path, compressed: list[bytes]) -> None:
    async def two() -> Sent:
        app = page_of(folder)
        leaving = asyncio.create_task(sent(app, "/static/a.js", **BR))
        staying = asyncio.create_task(sent(app, "/static/a.js", **BR))
        await asyncio.sleep(0)
        leaving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await leaving
        return await staying

    assert brotli.decompress(run(two()).body) == SCRIPT
    assert len(compressed) == 1


def test_what_cannot_be_compressed_comes_plain(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(data: bytes, **_: Any) -> bytes:
        raise MemoryError

    async def twice() -> tuple[Sent, Sent]:
        app = page_of(folder)
        with monkeypatch.context() as broken:
            broken.setattr(brotli, "compress", failing)
            first = await sent(app, "/static/a.js", **BR)
        return first, await sent(app, "/static/a.js", **BR)

    first, second = run(twice())
    assert (first.status, first.body, "content-encoding" in first.headers) == (200, SCRIPT, False)
    assert brotli.decompress(second.body) == SCRIPT, "a failure is not kept"
    assert "a.js could not be compressed" in caplog.text


def test_no_error_is_kept_for_a_file(folder: Path) -> None:
    async def twice() -> tuple[Sent, Sent]:
        app = page_of(folder)
        await sent(app, "/")  # it looks at the folder when it is first asked
        away = folder / "static" / "a.js"
        away.rename(folder / "away.js")
        first = await sent(app, "/static/a.js", **BR)
        (folder / "away.js").rename(away)
        return first, await sent(app, "/static/a.js", **BR)

    first, second = run(twice())
    assert (first.status, "content-encoding" in first.headers) == (404, False)
    assert (second.status, brotli.decompress(second.body)) == (200, SCRIPT)


def test_a_failure_is_an_answer_with_headers_and_a_line_in_the_log(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Request) -> Response:
        raise RuntimeError("the data is gone")

    app = page_of(folder, Route("/data", fail))
    answer = run(sent(app, "/data?reader=secret", user_agent="secret"))
    assert answer.status == 500
    assert "the data is gone" not in answer.body.decode()
    assert answer.headers["content-security-policy"] and answer.headers["x-content-type-options"] == "nosniff"
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "the data is gone" in caplog.text
    assert "secret" not in caplog.text and record.exc_info


def test_an_answer_that_breaks_off_is_not_passed_off_as_whole(folder: Path) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        run(sent(web.Guard(broken, folder), "/"))


def test_headers_of_ours_stand_once_whatever_the_answer_brings(folder: Path) -> None:
    brought = {"content-security-policy": "default-src *", "X-Content-Type-Options": "", "ETag": '"x"'}

    async def chatty(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("", headers=brought | {"Content-Encoding": "gzip"})(scope, receive, send)

    answer = run(sent(web.Guard(chatty, folder), "/data"))
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["etag"] == 'W/"x"'


def test_small_pieces_are_sent_without_waiting() -> None:
    with socket.socket() as listening:  # as Streamlit opens its own
        listening.bind(("localhost", 0))
        listening.listen()
        web.send_at_once()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
