"""ASGI middleware: headers of every response, closed addresses, and Streamlit's own files compressed with brotli.

Streamlit is not imported here; app.py hands in the folder of its files and its base path.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import re
import socket
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("reported_figures")
RawHeaders = list[tuple[bytes, bytes]]

PAGE, DATA, PICTURES, SOCKET = "/", "/data", "/data/pictures/", "/_stcore/stream"
# All that the page requests beside Streamlit's files. Whatever else Streamlit answers (uploads, components, agents, the
# index at any other path) is closed. A new part of the page may need an entry here.
_OPEN = re.compile(rf"{DATA}(/.*)?|/_stcore/(health|host-config)|/media/.+", re.DOTALL)
_METRICS = "/_stcore/metrics"  # for requests from this machine that no proxy has forwarded
_THIS_MACHINE = ("127.0.0.1", "::1")
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc\b)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_QUALITY = 9  # nearly as small as 11, in a tenth of the time
_COMPRESSIBLE = {".css", ".html", ".js", ".json", ".svg"}  # fonts and pictures are compressed already


def middleware(folder: Path, base: str = "") -> list[Middleware]:
    """Return the middleware, outermost first.

    folder: Streamlit's static files. base: its server.baseUrlPath, with or without slashes around it.
    """
    base = base_path(base)
    return [Middleware(Guard, folder=folder, base=base), Middleware(Brotli, folder=folder, base=base)]


def base_path(option: str) -> str:
    """Return server.baseUrlPath as the beginning of a path: "" or "/figures"."""
    return f"/{option.strip('/')}".rstrip("/")


def files_of(folder: Path) -> dict[str, Path]:
    """Return the files that Streamlit's page consists of, by path of their address."""
    files = (path for path in (folder / "static").rglob("*") if path.is_file())
    others = {PAGE: folder / "index.html", "/favicon.png": folder / "favicon.png"}
    return others | {f"/{path.relative_to(folder).as_posix()}": path for path in files}


def _path(scope: Scope, base: str) -> str:
    """The path of a request below the base path; "" where it is elsewhere."""
    prefix = scope.get("root_path", "") + base
    path: str = scope["path"]
    return path.removeprefix(prefix) if path.startswith(f"{prefix}/") else ""


# Content security policies


def is_embedded(query: bytes) -> bool:
    """Return True where Streamlit shows its embed view: for any `embed` of `true`, in any case."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return any(name.lower() == "embed" and value.lower() == "true" for name, value in pairs)


def page_policy(index: str, ancestors: str) -> str:
    """Return the policy of the page: everything from its own origin, and no code that is not one of its files.

    index: its HTML, whose inline scripts are allowed by their hashes. ancestors: the directive that tells who may frame
    it; "" for everyone, a page from a disk too, which "frame-ancestors *" leaves out.
    """
    digests = [hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(index)]
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return "; ".join(
        [
            f"default-src 'none'; script-src 'self'{hashes}",
            "style-src 'self' 'unsafe-inline'",  # Streamlit and the cards write their styles into the page
            "img-src 'self' data: blob:",  # the camera of a chart makes a blob
            "font-src 'self' data:; connect-src 'self'",
            f"object-src 'none'; base-uri 'none'; form-action 'none'{ancestors}",
        ]
    )


_NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
_PICTURE = f"{_NO_PAGE}; style-src 'unsafe-inline'"  # an SVG opened by itself keeps its own styles, and runs nothing
# Only names that browsers know: others are an error in the console. The copy buttons need the clipboard.
_DEVICES = "camera display-capture geolocation microphone midi payment usb xr-spatial-tracking".split()
_NO_DEVICES = {"Permissions-Policy": ", ".join(f"{name}=()" for name in _DEVICES)}


def _security(policy: str, resource_policy: str = "same-origin", **more: str) -> RawHeaders:
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",  # the address holds what a reader chose to see
        "Cross-Origin-Resource-Policy": resource_policy,
    }
    return [(name.lower().encode(), value.encode()) for name, value in (headers | more).items()]


class Guard:
    """Sets security headers on every response, errors and refusals too, and answers 404 to what the page does not use.

    Also turns off Nagle's algorithm for each connection. asyncio does that only for sockets made with IPPROTO_TCP, and
    Streamlit makes its own without it. With the algorithm on, the body of a small answer can wait 40 ms for the
    acknowledgement of its head.
    """

    def __init__(self, app: ASGIApp, folder: Path, base: str = "") -> None:
        self.app, self.base = app, base
        self.files = files_of(folder)
        index = self.files[PAGE].read_text(encoding="utf-8")
        self.page = _security(page_policy(index, "; frame-ancestors 'none'"), **_NO_DEVICES)
        self.embedded = _security(page_policy(index, ""), **_NO_DEVICES)
        self.data = _security(_NO_PAGE, "cross-origin")  # open to pages of other origins, as its CORS headers say
        self.picture = _security(_PICTURE, "cross-origin")
        self.other = _security(_NO_PAGE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        _send_without_delay(receive)
        path = _path(scope, self.base)
        headers = self._headers(path, scope["query_string"])
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "websocket.close" and not started:
                # The server would answer a refused websocket by itself, without these headers.
                await PlainTextResponse("This connection is not for other pages.", 403)(scope, receive, send_guarded)
                return
            if message["type"] in ("http.response.start", "websocket.http.response.start", "websocket.accept"):
                started = True
                message = {**message, "headers": _merged(message.get("headers", []), headers)}
            await send(message)

        if not self._is_open(scope, path):
            response: Response = PlainTextResponse("There is nothing at this address.", 404)
            if self.base and scope["path"] == scope.get("root_path", "") + self.base:
                query = scope["query_string"].decode("latin-1")
                response = RedirectResponse(f"{self.base.rpartition('/')[2]}/{query and '?'}{query}")
            await response(scope, receive, send_guarded)
            return
        try:
            await self.app(scope, receive, send_guarded)
        except Exception:
            if started or scope["type"] == "websocket":
                raise
            # Answered here, because an answer from outside this middleware would lack the headers.
            log.exception("a request failed")
            response = PlainTextResponse("Something went wrong here. The server's log says what.", 500)
            await response(scope, receive, send_guarded)

    def _is_open(self, scope: Scope, path: str) -> bool:
        if scope["type"] == "websocket":
            return path == SOCKET
        if path == _METRICS:
            return (scope.get("client") or ("", 0))[0] in _THIS_MACHINE
        return path in self.files or _OPEN.fullmatch(path) is not None

    def _headers(self, path: str, query: bytes) -> RawHeaders:
        if path == PAGE:
            return self.embedded if is_embedded(query) else self.page
        if path.startswith(PICTURES) and path.endswith(".svg"):
            return self.picture
        return self.data if path == DATA or path.startswith(f"{DATA}/") else self.other


def _send_without_delay(receive: Receive) -> None:
    """Set TCP_NODELAY on the connection behind uvicorn's `receive`; do nothing behind another server."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport else None
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _merged(headers: Sequence[tuple[bytes, bytes]], ours: RawHeaders) -> RawHeaders:
    """The headers with ours in place of any of the same names."""
    names = {name for name, _ in ours}
    kept = [(name.lower(), value) for name, value in headers if name.lower() not in names]
    if any(name == b"content-encoding" for name, _ in kept):
        # One strong validator must not stand for plain and encoded bytes (RFC 9110, section 8.8.3).
        kept = [(n, b"W/" + v if n == b"etag" and v.startswith(b'"') else v) for n, v in kept]
    return kept + ours


# Brotli


def accepts_brotli(accepted: str) -> bool:
    """Return True where an Accept-Encoding takes br and does not prefer the plain bytes (RFC 9110, section 12.5.3)."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        coding, _, weight = (piece.strip() for piece in part.partition(";"))
        match = re.fullmatch(r"q\s*=\s*([01](\.\d{0,3})?)", weight or "q=1")
        weights[coding] = float(match[1]) if match else 0.0
    ours = weights.get("br", weights.get("*", 0.0))
    return ours > 0 and ours >= weights.get("identity", 0.0)


def is_known(etag: str, if_none_match: str) -> bool:
    """Return True where an If-None-Match names the ETag (weak comparison, RFC 9110, section 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags


def etag_of(data: bytes) -> str:
    """Return a strong validator of the bytes, so that copies of the server agree on it."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


class Brotli:
    """Sends Streamlit's own files compressed with brotli to those who accept it.

    Each file is compressed once, at its first request, and kept: together at most a quarter of the folder's size. The
    files change only with an installation, which needs a restart anyway.
    """

    def __init__(self, app: ASGIApp, folder: Path, base: str = "") -> None:
        self.app, self.base = app, base
        self.names = {name for name, path in files_of(folder).items() if path.suffix in _COMPRESSIBLE}
        self.tasks: dict[str, asyncio.Task[Response | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        is_read = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        name = _path(scope, self.base) if is_read else ""
        if name not in self.names:
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        # A range is a range of the plain bytes, which Streamlit cuts itself.
        if "range" not in asked and accepts_brotli(",".join(asked.getlist("accept-encoding"))):
            response = await self._compressed(name, scope)
            if response is not None:
                if is_known(response.headers["etag"], ",".join(asked.getlist("if-none-match"))):
                    kept = {n: value for n, value in response.headers.items() if not n.startswith("content-")}
                    response = Response(status_code=304, headers=kept)
                await response(scope, receive, send)
                return

        async def send_with_vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
            await send(message)

        await self.app(scope, receive, send_with_vary)

    async def _compressed(self, name: str, scope: Scope) -> Response | None:
        """The compressed file; simultaneous requests wait for one compression."""
        task = self.tasks.get(name)
        if task is None:
            task = self.tasks[name] = asyncio.create_task(self._compress(scope))
        try:
            response = await asyncio.shield(task)  # one cancelled request must not cancel the others
        except Exception:
            log.exception("%s could not be compressed", name)
            response = None
        if response is None and self.tasks.get(name) is task:
            del self.tasks[name]
        return response

    async def _compress(self, scope: Scope) -> Response | None:
        """Streamlit's answer to a plain GET of this file, compressed; None where it is not the file."""
        messages: list[Message] = []

        async def receive() -> Message:
            return await asyncio.Future()  # never ends: the request has no body, and nobody disconnects

        async def send(message: Message) -> None:
            messages.append(message)

        request = {"method": "GET", "query_string": b"", "headers": [], "extensions": {}}
        await self.app({**scope, **request}, receive, send)
        start, *chunks = messages
        headers = Headers(raw=start["headers"])
        if start["status"] != 200 or "content-encoding" in headers:
            return None
        body = b"".join(chunk.get("body", b"") for chunk in chunks)
        packed: bytes = await asyncio.to_thread(brotli.compress, body, quality=_QUALITY)
        kept = {name: headers[name] for name in ("content-type", "cache-control") if name in headers}
        kept |= {"content-encoding": "br", "vary": "Accept-Encoding", "etag": etag_of(packed)}
        return Response(packed, headers=kept)
