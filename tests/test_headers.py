"""The middleware: headers of every response, closed addresses, the base path, and Streamlit's files compressed."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import hashlib
import http.client
import logging
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import brotli
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from figures.editions import headers
from tests.serving import ROOT, Answer, Server, run, server, serving

__all__ = ["server"]  # a fixture

FOLDER = Path(streamlit.__file__).parent / "static"
FONT = f"/{next(FOLDER.rglob('*.woff2')).relative_to(FOLDER).as_posix()}"
INDEX = (FOLDER / "index.html").read_text(encoding="utf-8")
NAMED = sorted({f"/{name}" for name in re.findall(r'(?:href|src)="\./(static/[^"]+\.(?:js|css))"', INDEX)})
LARGEST = f"/static/js/{max((FOLDER / 'static' / 'js').iterdir(), key=lambda path: path.stat().st_size).name}"
CSV, PICTURE = "/data/sources.csv", "/data/pictures/deployed-reports.svg"


def policy_of(answer: Answer) -> dict[str, list[str]]:
    """Return the content security policy by directive; there must be exactly one."""
    (header,) = answer.headers.get_all("Content-Security-Policy") or [""]
    parts = [part.split() for part in header.split(";")]
    policy = {name: values for name, *values in parts}
    assert len(policy) == len(parts), f"a directive stands twice: {header}"
    return policy


# Every kind of response

SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": base64.b64encode(secrets.token_bytes(16)).decode(),
}
ELSEWHERE = {"Origin": "https://example.org"}
BR, GZIP, ANY = {"Accept_Encoding": "br"}, {"Accept_Encoding": "gzip"}, {"If_None_Match": "*"}
CLOSED = """
GET /no-such-page, GET /index.html, GET /manifest.json, GET /app.py, GET /static/, GET /static/../index.html,
GET /%2e%2e/app.py, GET //example.org, GET /_stcore/agent/openapi.json, POST /_stcore/agent/interact,
POST /_stcore/agent/mcp, PUT /_stcore/upload_file/session/file, OPTIONS /_stcore/upload_file/session/file,
GET /component/some.component/index.html, GET /_stcore/bidi-components/some/index.js, GET /auth/login
""".split(",")
ASKED: list[tuple[int, str, dict[str, str]]] = [
    *((200, "GET /", more) for more in ({}, BR)),
    *((200, f"GET {path}", {}) for path in ("/?embed=true", "/favicon.png", NAMED[0], CSV, PICTURE, "/data/page.js")),
    *((200, f"GET /_stcore/{name}", {}) for name in ("health", "host-config", "metrics")),
    *((200, f"GET {path}", BR) for path in (NAMED[0], FONT)),
    (200, "HEAD /", {}),
    (200, f"HEAD {NAMED[0]}", BR),
    (200, f"GET {CSV}", GZIP | ELSEWHERE),
    (206, f"GET {NAMED[0]}", BR | {"Range": "bytes=0-9"}),
    (416, f"GET {NAMED[0]}", {"Range": "bytes=999999999-"}),
    *((304, f"GET {path}", BR | ANY) for path in ("/", NAMED[0], CSV)),
    *((405, asked, BR) for asked in ("POST /", f"DELETE {NAMED[0]}", f"PUT {CSV}")),
    (204, f"OPTIONS {CSV}", ELSEWHERE),
    *((404, f"GET {path}", {}) for path in ("/data", "/data/no-such-file.csv", "/media/no-such-file.png")),
    (101, "GET /_stcore/stream", SOCKET),
    (403, "GET /_stcore/stream", SOCKET | ELSEWHERE),
    # closed
    (404, "GET /static/js/no-such-file.js", BR),
    (404, "GET /_stcore/metrics", {"X_Forwarded_For": "203.0.113.5"}),  # a proxy hands on whose request it is
    (404, "GET /somewhere/_stcore/stream", SOCKET),
    *((404, asked, {}) for asked in CLOSED),
]


@pytest.mark.parametrize(("status", "line", "asked"), ASKED, ids=[f"{i}-{a[1][:40]}" for i, a in enumerate(ASKED)])
def test_every_response_has_its_headers(status: int, line: str, asked: dict[str, str], server: Server) -> None:
    method, path = line.split()
    answer = server.ask(path, method, **asked)
    assert answer.status == status
    check_headers(answer, path)


def check_headers(answer: Answer, path: str) -> None:
    policy = policy_of(answer)
    assert policy["default-src"] == ["'none'"]
    assert "unsafe-eval" not in str(policy) and "http" not in str(policy) and "strict-dynamic" not in str(policy)
    assert "'unsafe-inline'" not in policy.get("script-src", [])
    # "frame-ancestors *" would leave out a page from a disk.
    assert policy.get("frame-ancestors") == (None if path == "/?embed=true" else ["'none'"])
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
    elif path == PICTURE:
        assert set(policy) == {"default-src", "frame-ancestors", "style-src"}, "a picture runs and loads nothing"


def hash_source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_the_page_runs_its_own_scripts_and_no_others(server: Server) -> None:
    answer = server.ask("/")
    inline = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    assert inline, "this test looks for a script that is no longer there"
    assert policy_of(answer)["script-src"] == ["'self'", *map(hash_source, inline)]


def test_inline_scripts_are_found_wherever_they_stand() -> None:
    scripts = ('\n a < b && "é" ', "\tb\n")
    index = '<SCRIPT type="module">{}</SCRIPT><script defer src="x.js"></script><script>{}</script>'
    policy = headers.page_policy(index.format(*scripts), "")
    assert policy.count("sha256-") == 2 and all(hash_source(script) in policy for script in scripts)


EMBEDDED = "embed=true|EMBED=True|chart=x&embed=true|embed=false&embed=true|embed=true&embed=false|%65mbed=%74rue"
NOT_EMBEDDED = "|embed|embed=|embed=1|embed=truethy|embed=true%20|embed_options=true|?embed=true|x=y;embed=true|%F=%zz"


def test_which_addresses_may_be_embedded() -> None:
    assert [query for query in EMBEDDED.split("|") if not headers.is_embedded(query.encode())] == []
    assert [query for query in NOT_EMBEDDED.split("|") if headers.is_embedded(query.encode())] == []


def test_small_answers_come_without_the_delay_of_nagles_algorithm(server: Server) -> None:
    """With the delay, every answer on a kept connection takes 40 ms."""
    seconds = []
    with contextlib.closing(http.client.HTTPConnection("localhost", server.port, timeout=30)) as connection:
        for _ in range(21):
            began = time.perf_counter()
            connection.request("GET", "/_stcore/health")
            connection.getresponse().read()
            seconds.append(time.perf_counter() - began)
    assert sorted(seconds)[5] < 0.03, "the quicker quarter, on a busy machine too"


# The base path


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a base path."""
    with serving(tmp_path_factory.mktemp("below") / "log.txt", base="/some/figures") as started:
        yield started


def test_files_and_addresses_stand_below_the_base_path(below: Server) -> None:
    csv = ROOT / "data" / "sources.csv"
    assert below.ask("/data/sources.csv").body == csv.read_bytes()
    assert below.ask("/data/page.js").headers["Content-Type"].startswith("text/javascript")
    assert below.ask(NAMED[0], **BR).headers["Content-Encoding"] == "br"
    for status, line, asked in ASKED:
        method, path = line.split()
        if path.startswith("//") or "/../" in path or "%2e" in path:
            continue  # another path once the base path stands before it
        answer = below.ask(path, method, **asked)
        assert answer.status == status, (method, path)
        check_headers(answer, path)


def test_nothing_stands_outside_the_base_path(below: Server) -> None:
    """test_visit.py opens such a page in a browser."""
    outside = Server(f"http://localhost:{below.port}", below.process, below.log)
    for path in ("/", "/data/sources.csv", "/_stcore/health", "/some/", "/some/figuresque/", NAMED[0]):
        assert {outside.ask(path).status, outside.ask(path, **SOCKET).status} == {404}, path
    answer = outside.ask("/some/figures?chart=x")
    assert (answer.status, answer.headers["Location"]) == (307, "figures/?chart=x"), "a proxy knows the rest"


# Compression


ACCEPTS = """br|gzip, deflate, br, zstd|BR|gzip;q=1.0, br;q=0.001| gzip ,br ; q=0.8|*|gzip, *;q=0.5|identity;q=0.5, br
identity;q=0, br;q=0.1""".replace("\n", "|")
REFUSES = """|gzip|br;q=0|br;q=0.000, gzip|*, br;q=0|*;q=0|identity, br;q=0.5|brotli, xbr, br2|br;q=nonsense|br;q=nan
br;level=5""".replace("\n", "|")


def test_who_accepts_brotli() -> None:
    assert [accepted for accepted in ACCEPTS.split("|") if not headers.accepts_brotli(accepted)] == []
    assert [accepted for accepted in REFUSES.split("|") if headers.accepts_brotli(accepted)] == []


@pytest.mark.parametrize("path", ["/", LARGEST, *NAMED[::8]])
def test_a_compressed_file_is_exactly_the_file(path: str, server: Server) -> None:
    on_disk = FOLDER / ("index.html" if path == "/" else path[1:])
    plain, packed = server.ask(path), server.ask(path, Accept_Encoding="gzip, deflate, br")
    assert packed.headers["Content-Encoding"] == "br"
    assert int(packed.headers["Content-Length"]) == len(packed.body) < 0.6 * on_disk.stat().st_size
    assert brotli.decompress(packed.body) == on_disk.read_bytes()
    head = server.ask(path, "HEAD", **BR)
    assert head.body == b""
    for name in ("Content-Length", "Content-Encoding", "Content-Type", "ETag", "Cache-Control", "Vary"):
        assert head.headers[name] == packed.headers[name], name
    for answer in (plain, packed):
        expected = "no-cache" if path == "/" else "immutable"
        assert expected in answer.headers["Cache-Control"], "Streamlit's own header is lost"


@pytest.mark.parametrize("coding", ["", "gzip", "br;q=0", "br"])
def test_who_takes_no_brotli_or_asks_for_a_range_or_a_font_gets_plain_bytes(coding: str, server: Server) -> None:
    for path in (FONT, "/favicon.png", *([] if coding == "br" else NAMED[:1])):
        answer = server.ask(path, Accept_Encoding=coding)
        assert "Content-Encoding" not in answer.headers
        assert answer.body == (FOLDER / path[1:]).read_bytes()
    part = server.ask(NAMED[0], Accept_Encoding=coding, Range="bytes=10-29")
    assert (part.status, "Content-Encoding" in part.headers) == (206, False)
    assert part.body == (FOLDER / NAMED[0][1:]).read_bytes()[10:30]


@pytest.mark.parametrize(("path", "coding"), [(CSV, "gzip"), (PICTURE, "gzip"), (NAMED[0], "br"), ("/", "br")])
def test_no_strong_validator_stands_for_plain_and_encoded_bytes(path: str, coding: str, server: Server) -> None:
    plain, packed = server.ask(path), server.ask(path, Accept_Encoding=coding)
    assert packed.headers["Content-Encoding"] == coding
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}[coding]
    assert unpack(packed.body) == plain.body and len(packed.body) < len(plain.body)
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert all("accept-encoding" in answer.headers["Vary"].lower() for answer in (plain, packed))
    again = server.ask(path, Accept_Encoding=coding, If_None_Match=packed.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Cache-Control"] == packed.headers["Cache-Control"]
    changed = server.ask(path, Accept_Encoding=coding, If_None_Match='"another"')
    assert (changed.status, changed.body) == (200, packed.body)


# Without a server, where errors can be made


@dataclass
class Sent:
    status: int
    headers: dict[str, str]
    body: bytes


async def sent(app: ASGIApp, path: str, method: str = "GET", **asked: str) -> Sent:
    """Return the response of an ASGI app."""
    messages: list[Message] = []

    async def receive() -> Message:
        return await asyncio.Future()

    async def send(message: Message) -> None:
        messages.append(message)

    path, _, query = path.partition("?")
    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in asked.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": raw}
    await app({**scope, "asgi": {"spec_version": "2.4"}, "root_path": "", "scheme": "http"}, receive, send)
    start, *rest = messages
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return Sent(start["status"], found, b"".join(message.get("body", b"") for message in rest))


SCRIPT = b"let it = 1;\n" * 1_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small page like Streamlit's."""
    page = b"<script>1</script>" * 99
    (tmp_path / "static").mkdir()
    for name, data in {"index.html": page, "static/a.js": SCRIPT, "static/b.js": SCRIPT, "favicon.png": b"-"}.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def page_of(folder: Path, *routes: Route) -> Starlette:
    static = Mount("/", StaticFiles(directory=folder, html=True))
    return Starlette(routes=[*routes, static], middleware=headers.middleware(folder))


def test_simultaneous_requests_compress_a_file_once_and_one_that_is_cancelled_cancels_no_other(
    folder: Path,
) -> None:
    async def many() -> list[Sent]:
        app = page_of(folder)
        leaving, *staying = (asyncio.create_task(sent(app, "/static/a.js", **BR)) for _ in range(20))
        await asyncio.sleep(0)
        leaving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await leaving
        return [*await asyncio.gather(*staying), await sent(app, "/static/a.js", **BR), await sent(app, "/", **BR)]

    with mock.patch.object(brotli, "compress", wraps=brotli.compress) as compress:
        *same, index = run(many())
    assert {brotli.decompress(answer.body) for answer in same} == {SCRIPT}
    assert brotli.decompress(index.body) == (folder / "index.html").read_bytes()
    assert compress.call_count == 2


def test_the_server_answers_others_while_it_compresses(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_failed_compression_sends_the_plain_file_and_is_not_kept(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def twice() -> tuple[Sent, Sent]:
        app = page_of(folder)
        with mock.patch.object(brotli, "compress", side_effect=MemoryError):
            first = await sent(app, "/static/a.js", **BR)
        return first, await sent(app, "/static/a.js", **BR)

    first, second = run(twice())
    assert (first.status, first.body, "content-encoding" in first.headers) == (200, SCRIPT, False)
    assert brotli.decompress(second.body) == SCRIPT
    assert "a.js could not be compressed" in caplog.text


def test_an_error_of_a_file_is_not_kept(folder: Path) -> None:
    async def twice() -> tuple[Sent, Sent]:
        app = page_of(folder)
        await sent(app, "/")  # builds the middleware, which lists the folder
        (folder / "static" / "a.js").rename(folder / "away.js")
        first = await sent(app, "/static/a.js", **BR)
        (folder / "away.js").rename(folder / "static" / "a.js")
        return first, await sent(app, "/static/a.js", **BR)

    first, second = run(twice())
    assert (first.status, "content-encoding" in first.headers) == (404, False)
    assert (second.status, brotli.decompress(second.body)) == (200, SCRIPT)


def test_a_failure_is_a_response_with_headers_and_a_line_in_the_log(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Request) -> Response:
        raise RuntimeError("the data is gone")

    answer = run(sent(page_of(folder, Route("/data", fail)), "/data?reader=secret", user_agent="secret"))
    assert answer.status == 500
    assert "the data is gone" not in answer.body.decode()
    assert answer.headers["content-security-policy"] and answer.headers["x-content-type-options"] == "nosniff"
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "the data is gone" in caplog.text and record.exc_info
    assert "secret" not in caplog.text


def test_a_response_that_breaks_off_is_not_passed_off_as_whole(folder: Path) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        run(sent(headers.Guard(broken, folder), "/"))


def test_our_headers_stand_once_whatever_the_response_brings(folder: Path) -> None:
    brought = {"content-security-policy": "default-src *", "X-Content-Type-Options": "", "ETag": '"x"'}
    chatty = PlainTextResponse("", headers=brought | {"Content-Encoding": "gzip"})
    answer = run(sent(headers.Guard(chatty, folder), "/data"))
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["etag"] == 'W/"x"'
