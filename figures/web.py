"""The front door: what every answer says to a browser, and Streamlit's own files, compressed once.

ASGI only. Streamlit is not imported here; the folder of its files is handed in.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import hashlib
import logging
import re
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("reported_figures")

PAGE, DATA, SOCKET = "/", "/data", "/_stcore/stream"
# Beside its files, all that the page asks for. What else Streamlit answers (uploads, components, agents,
# the page again at any other path) is closed: what is added to the page may need a word here.
_ASKED_FOR = re.compile(rf"{DATA}(/.*)?|/_stcore/(health|host-config)|/media/.+", re.DOTALL)
# How many readers there are, for who keeps the server: asked from its own machine, and not by way of a proxy, which
# hands on whose question it is.
_METRICS = "/_stcore/metrics"
_THIS_MACHINE = ("127.0.0.1", "::1")
_NOTHING_HERE = "There is nothing at this address."
_REFUSED = "This connection is not for other pages."
_FAILED = "Something went wrong here. The server's log says what."

# 9 makes a first visit nearly as small as 11 does, in a tenth of the time.
_QUALITY = 9
_WORTH_COMPRESSING = {".css", ".html", ".js", ".json", ".svg"}  # fonts and pictures are compressed already


def middleware(folder: Path) -> list[Middleware]:
    """The front door for a Streamlit whose own files lie in that folder, outermost first."""
    return [Middleware(Guard, folder=folder), Middleware(Packed, folder=folder)]


def files_of(folder: Path) -> dict[str, Path]:
    """What Streamlit's page is made of, by path of the address. A list of the files also lies there, for no reader."""
    files = {f"/{path.relative_to(folder).as_posix()}": path for path in folder.rglob("*") if path.is_file()}
    wanted = {name: path for name, path in files.items() if name.startswith("/static/") or name == "/favicon.png"}
    return {PAGE: folder / "index.html", **wanted}


def send_at_once() -> None:
    """Lets this process's listening sockets, and so each connection they accept, send small pieces without waiting.

    Streamlit opens its socket in a way that asyncio does not see to be TCP. Nagle's algorithm then stays on: the body
    of every small answer waits until its head is acknowledged, once more across the line and back, or 40 ms.
    """
    for found in gc.get_objects():
        is_open = isinstance(found, socket.socket) and found.fileno() >= 0
        if is_open and found.family in (socket.AF_INET, socket.AF_INET6) and _listens(found):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _listens(found: socket.socket) -> bool:
    return found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1


# What an answer says


def is_embedded(query: bytes) -> bool:
    """Whether Streamlit shows its embed view for this query: it takes any `embed` of `true`, in any case."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return any(name.lower() == "embed" and value.lower() == "true" for name, value in pairs)


class _InlineScripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def page_policy(index: str, ancestors: str) -> str:
    """What the page may do: everything from here, nothing from elsewhere, no code that is not a file of the page.

    index: its HTML, whose inline scripts are allowed by their hashes.
    """
    scripts = _InlineScripts()
    scripts.feed(index)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts.found]
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *(f"'sha256-{digest}'" for digest in digests)]),
            "style-src 'self' 'unsafe-inline'",  # Streamlit and the cards write their styles into the page
            "img-src 'self' data: blob:",  # a chart becomes a picture to save by way of a blob
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
        ]
    )


# An answer that is no page has nothing to load or run, wherever it is opened.
_NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
# Only names that browsers know: others are an error in the console. The clipboard stays, for the buttons that copy.
_DEVICES = "camera display-capture geolocation microphone midi payment usb xr-spatial-tracking".split()
_NO_DEVICES = ", ".join(f"{name}=()" for name in _DEVICES)
RawHeaders = list[tuple[bytes, bytes]]


def _raw(headers: Mapping[str, str]) -> RawHeaders:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _said(policy: str, resource_policy: str = "same-origin") -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",  # the address holds what a reader chose to see
        "Cross-Origin-Resource-Policy": resource_policy,
    }


class Guard:
    """Sets the headers of every answer, errors and refusals too, and answers 404 to what the page does not need."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self.app = app
        self.files = files_of(folder)
        index = self.files[PAGE].read_text(encoding="utf-8")
        devices = {"Permissions-Policy": _NO_DEVICES}
        self.page = _raw(_said(page_policy(index, "'none'")) | devices)
        self.embedded = _raw(_said(page_policy(index, "*")) | devices)
        self.data = _raw(_said(_NO_PAGE, "cross-origin"))  # open to pages of other origins, as its CORS headers say
        self.other = _raw(_said(_NO_PAGE))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = self._headers(scope)
        started = False

        async def saying(message: Message) -> None:
            nonlocal started
            if message["type"] == "websocket.close" and not started:
                # Refused before it was opened, which the server would answer by itself, without these headers.
                await PlainTextResponse(_REFUSED, 403)(scope, receive, saying)
                return
            if message["type"] in ("http.response.start", "websocket.http.response.start", "websocket.accept"):
                started = True
                message = {**message, "headers": _with(message.get("headers", []), headers)}
            await send(message)

        if not self._is_open(scope):
            await PlainTextResponse(_NOTHING_HERE, 404)(scope, receive, saying)
            return
        try:
            await self.app(scope, receive, saying)
        except Exception:
            if started or scope["type"] == "websocket":
                raise
            # Answered here: what answers outside of this door knows nothing of these headers.
            log.exception("an answer failed")
            await PlainTextResponse(_FAILED, 500)(scope, receive, saying)

    def _is_open(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if scope["type"] == "websocket":
            return path == SOCKET
        if path == _METRICS:
            return (scope.get("client") or ("", 0))[0] in _THIS_MACHINE
        return path in self.files or _ASKED_FOR.fullmatch(path) is not None

    def _headers(self, scope: Scope) -> RawHeaders:
        path: str = scope["path"]
        if path == PAGE:
            return self.embedded if is_embedded(scope["query_string"]) else self.page
        return self.data if path == DATA or path.startswith(f"{DATA}/") else self.other


def _with(headers: Sequence[tuple[bytes, bytes]], ours: RawHeaders) -> RawHeaders:
    """The headers with ours in place of any of the same names."""
    names = {name for name, _ in ours}
    kept = [(name, value) for name, value in headers if name.lower() not in names]
    if any(name.lower() == b"content-encoding" for name, _ in kept):
        # One strong validator must not stand for plain and encoded bytes (RFC 9110, section 8.8.3).
        kept = [(n, b"W/" + v if n.lower() == b"etag" and v.startswith(b'"') else v) for n, v in kept]
    return kept + ours


# Streamlit's own files, compressed


def accepts_brotli(accepted: str) -> bool:
    """Whether an Accept-Encoding takes br, and does not like the plain bytes better (RFC 9110, section 12.5.3)."""
    likes: dict[str, float] = {}
    for part in accepted.lower().split(","):
        coding, _, parameters = part.partition(";")
        likes[coding.strip()] = _weight(parameters)
    brotli_weight = likes.get("br", likes.get("*", 0.0))
    return brotli_weight > 0 and brotli_weight >= likes.get("identity", 0.0)


def _weight(parameters: str) -> float:
    """The weight that `q=` gives; 1 without one, 0 for what cannot be read."""
    name, _, number = parameters.partition("=")
    if not name.strip():
        return 1.0
    readable = name.strip() == "q" and re.fullmatch(r"[01](\.\d{0,3})?", number.strip())
    return float(number) if readable else 0.0


@dataclass(frozen=True)
class _Kept:
    """A file's answer with its bytes compressed."""

    headers: RawHeaders
    etag: str
    body: bytes


class Packed:
    """Sends Streamlit's own files brotli-compressed to those who take that.

    Each is asked of Streamlit and compressed once, at its first reader, and kept. That is at most as many
    as the folder has files, a quarter of its size. They change with an installation, which needs a new start anyway.
    """

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self.app = app
        self.names = {name for name, path in files_of(folder).items() if path.suffix in _WORTH_COMPRESSING}
        self.kept: dict[str, asyncio.Task[_Kept | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"] not in self.names:
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        # A range is one of the plain bytes, and Streamlit knows how to cut it.
        if "range" not in asked and accepts_brotli(",".join(asked.getlist("accept-encoding"))):
            found = await self._find(scope)
            if found is not None:
                await _send_kept(found, scope["method"], ",".join(asked.getlist("if-none-match")), send)
                return

        async def varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
            await send(message)

        await self.app(scope, receive, varying)

    async def _find(self, scope: Scope) -> _Kept | None:
        """The compressed answer; many who ask at the same time wait for one compression."""
        name = scope["path"]
        task = self.kept.get(name)
        if task is None:
            task = self.kept[name] = asyncio.create_task(self._make(scope))
        try:
            found = await asyncio.shield(task)  # a reader who leaves takes nothing from the others
        except Exception:
            log.exception("%s could not be compressed", name)
            found = None
        if found is None and self.kept.get(name) is task:
            del self.kept[name]
        return found

    async def _make(self, scope: Scope) -> _Kept | None:
        """What Streamlit answers to a plain request for this file, compressed; None where that is not the file."""
        status, headers, body = await _asked(self.app, scope)
        if status != 200 or "content-encoding" in headers:
            return None
        packed: bytes = await asyncio.to_thread(brotli.compress, body, quality=_QUALITY)
        etag = f'"{hashlib.sha256(packed).hexdigest()[:32]}"'  # of the bytes, so that copies of the server agree
        said = {name: headers[name] for name in ("content-type", "cache-control") if name in headers}
        said |= {"content-encoding": "br", "vary": "Accept-Encoding", "etag": etag}
        return _Kept(_raw(said), etag, packed)


async def _asked(app: ASGIApp, scope: Scope) -> tuple[int, Headers, bytes]:
    """The whole answer to a GET of this path by nobody in particular."""
    start: dict[str, Any] = {}
    chunks: list[bytes] = []

    async def receive() -> Message:
        return await asyncio.Future()  # there is no more to come, and nobody who leaves

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            chunks.append(message.get("body", b""))

    await app({**scope, "method": "GET", "query_string": b"", "headers": [], "extensions": {}}, receive, send)
    return start["status"], Headers(raw=start["headers"]), b"".join(chunks)


async def _send_kept(kept: _Kept, method: str, if_none_match: str, send: Send) -> None:
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    if kept.etag in known or "*" in known:
        headers = [(name, value) for name, value in kept.headers if not name.startswith(b"content-")]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    length = (b"content-length", str(len(kept.body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*kept.headers, length]})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else kept.body})
