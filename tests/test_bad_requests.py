"""What a stranger may ask: addresses of the page that no link holds, paths, methods and headers that no browser sends.

The requests go over a plain socket, byte for byte as they stand here, to a running server of a copy of the package. Its
folder also holds what must never be served: a file beside the tables, and links that lead out.
"""

from __future__ import annotations

import logging
import re
import socket
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest

from figures import downloads
from tests import pages
from tests.breaking import NASTY, independent_rows
from tests.conftest import HOME, examples
from tests.editing import DESCRIPTOR, copy_of
from tests.serving import Server, browser, server, serving

__all__ = ["browser", "server"]  # fixtures

SECRET = b"not to be served"
FILES = downloads.files(pages.package("own"))
FIGURES = "article_figures.csv"
LINKS = {"link.csv": "outside.csv", "up": "..", "root": "/", "passwd.csv": "/etc/passwd", "self": "self"}


# Paths, methods and headers


@pytest.fixture(scope="module")
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server of a package in a folder that holds more than the package."""
    home = tmp_path_factory.mktemp("strangers")
    folder = copy_of(pages.PACKAGES["own"].parent, home / "package")
    (home / "outside.csv").write_bytes(SECRET)
    (home / "app.py").write_bytes(SECRET)
    (folder / "beside.csv").write_bytes(SECRET)
    (folder / ".hidden").write_bytes(SECRET)
    (folder / "folder").mkdir()
    (folder / "folder" / FIGURES).write_bytes(SECRET)
    for name, target in LINKS.items():
        (folder / name).symlink_to(home / target if target == "outside.csv" else target)
    with serving(home / "log.txt", folder / DESCRIPTOR) as started:
        yield started, folder


@dataclass(frozen=True)
class Answer:
    """What came back: nothing where the server just closed the connection."""

    status: int
    head: str
    body: bytes


def send(server: Server, request: bytes) -> Answer:
    """The answer to these bytes; the connection is read until the server closes it."""
    port = int(server.url.rpartition(":")[2])
    came = b""
    with socket.create_connection(("localhost", port), timeout=20) as connection:
        try:
            connection.sendall(request)
            while some := connection.recv(65_536):
                came += some
        except ConnectionError:  # it refuses to read on, and what it has said of that is lost
            pass
    head, _, body = came.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.[01] ([0-9]{3}) ", head)
    return Answer(int(status[1]) if status else 0, head.decode("latin-1"), body)


def ask(server: Server, path: bytes, method: bytes = b"GET", *headers: bytes) -> Answer:
    lines = [method + b" " + path + b" HTTP/1.1", b"Host: localhost", *headers, b"Connection: close"]
    return send(server, b"\r\n".join([*lines, b"", b""]))


REFUSALS = {400, 404, 405, 413, 414, 431, 501}


def check_refusal(answer: Answer, folder: Path) -> None:
    """A plain line; nothing of the program, the machine or what must not be served."""
    if answer.status == 308:  # to the same address without the stroke at its end
        (place,) = re.findall(r"^location: (.*)\r$", answer.head, re.IGNORECASE | re.MULTILINE)
        assert re.fullmatch(r"(\.\./)+data[^:]*", place), place
        assert not answer.body
        return
    assert answer.status in REFUSALS, (answer.status, answer.body[:200])
    plain = re.search(r"^content-type: text/plain", answer.head, re.IGNORECASE | re.MULTILINE)
    assert plain or answer.body in (b"", b"Bad Request"), (answer.head, answer.body)
    text = answer.body.decode("utf-8")
    assert len(text) < 2_000
    for inside in ("Traceback", 'File "', str(folder.parent), str(HOME), "root:", "<html", "<script", SECRET.decode()):
        assert inside not in text, text[:300]
    for header in answer.head.splitlines()[1:]:
        assert re.match(r"[A-Za-z-]+: [^\x00-\x1f\x7f]*$", header), header
        assert not header.lower().startswith("x-stranger")


def check_alive(server: Server) -> None:
    """The right files are still served, and nothing went wrong behind the answers."""
    assert server.process.poll() is None
    assert server.get("/_stcore/health")[0] == 200
    for name, file in FILES.items():
        assert server.get(f"/data/{name}") == (200, file.data)
    assert "Traceback" not in server.output()


NAMES = [FIGURES, DESCRIPTOR, "beside.csv", ".hidden", "app.py", "outside.csv", "package", "folder", "figures", *LINKS]
STEPS = [
    *(
        "..",
        ".",
        "...",
        "..;",
        "",
        " ",
        "~",
        "*",
        "-",
        "%",
        "%2",
        "\x00",
        "\n",
        "\r\nX-Stranger: 1",
        "\\",
        "..\\",
        "c:",
    ),
    *(
        "http:",
        "file:",
        "\u2025",
        "\u00e9",
        "\uff0e\uff0e",
        "..%00",
        "?",
        "#",
        "{name}",
        "${HOME}",
        "$(id)",
        "<script>",
    ),
    *(
        "etc/passwd",
        "proc/self/environ",
        "%c0%ae%c0%ae",
        "a" * 300,
        "a" * 20_000,
        FIGURES.upper(),
        f"{FIGURES}.",
        "...",
    ),
]


def _as_is(step: str) -> bytes:
    return step.encode()


def _encoded(step: str) -> bytes:
    return urllib.parse.quote(step, safe="").replace(".", "%2e").encode()


def _encoded_throughout(step: str) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in step.encode())


def _encoded_twice(step: str) -> bytes:
    return _encoded(step).replace(b"%", b"%25")


steps = st.tuples(
    st.sampled_from(NAMES)
    | st.sampled_from(STEPS)
    | st.text(max_size=6, alphabet=st.characters(exclude_categories=["Cs"])),
    st.sampled_from([_as_is, _encoded, _encoded_throughout, _encoded_twice]),
).map(lambda step: step[1](step[0]))
separators = st.sampled_from([b"/", b"/", b"/", b"//", b"%2f", b"%2F", b"%252f", b"\\", b"%5c", b""])
paths = st.lists(st.tuples(separators, steps), min_size=1, max_size=5).map(
    lambda pairs: b"/data/" + b"".join(separator + step for separator, step in pairs).removeprefix(b"/")
)


def named_by(path: bytes) -> str | None:
    """The file of the package whose address this is, however its letters are written."""
    name = urllib.parse.unquote_to_bytes(path.split(b"?")[0].removeprefix(b"/data/"))
    return next((known for known in FILES if known.encode() == name), None)


@settings(max_examples=examples(200))
@given(path=paths)
@example(path=b"/data/../app.py")
@example(path=b"/data/%2e%2e%2fapp.py")
@example(path=b"/data/%252e%252e%252fapp.py")
@example(path=b"/data/..\\app.py")
@example(path=b"/data//etc/passwd")
@example(path=b"/data/%2fetc%2fpasswd")
@example(path=b"/data/\x00")
@example(path=b"/data/%00")
@example(path=b"/data/" + b"a" * 100_000)
@example(path=b"/data/" + b"a/" * 30_000)
@example(path=b"/data/" + b"%2e%2e%2f" * 5_000 + b"etc/passwd")
@example(path=b"/data/link.csv")
@example(path=b"/data/passwd.csv")
@example(path=b"/data/root/etc/passwd")
@example(path=b"/data/up/outside.csv")
@example(path=b"/data/self")
@example(path=b"/data/beside.csv")
@example(path=b"/data/.hidden")
@example(path=b"/data/folder/article_figures.csv")
@example(path=b"/data/article_figures.csv/")
@example(path=b"/data/Article_figures.csv")
@example(path=b"/data/article_figures.csv#x")
@example(path=b"/data/article_figures.csv?../../app.py")
@example(path=b"/data/%61rticle_figures%2ecsv")
def test_a_path_gives_a_file_of_the_package_or_a_plain_refusal(path: bytes, open_folder: tuple[Server, Path]) -> None:
    server, folder = open_folder
    answer = ask(server, path)
    name = named_by(path)
    if answer.status == 200:
        assert name is not None, path[:200]
        assert answer.body == FILES[name].data
    else:
        check_refusal(answer, folder)
        # a path that a careful server may take amiss although it names a file: spelled with what has no place in one
        assert name is None or not re.fullmatch(rb"/data/[\w.-]+", path), path[:200]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


METHODS = [
    *("PUT", "POST", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK"),
    *("SEARCH", "LINK", "QUERY", "PURGE", "M-SEARCH", "get", "Get", "gET", "GETT", "", " ", "GET GET", "G\tET", "\x00"),
    *("G\u00c9T", "GET\r\nX-Stranger: 1\r\n", "x" * 300, "X" * 70_000, "{}", "<script>", "\x16\x03\x01"),
]


@pytest.mark.parametrize("name", [FIGURES, "new.csv", "", "../app.py"])
@pytest.mark.parametrize("method", METHODS, ids=lambda method: ascii(method)[:20])
def test_a_method_that_does_not_read_is_refused(method: str, name: str, open_folder: tuple[Server, Path]) -> None:
    server, folder = open_folder
    before = contents(folder)
    check_refusal(ask(server, f"/data/{name}".encode(), method.encode(), b"Content-Length: 0"), folder)
    assert contents(folder) == before


HEADERS = [
    *(b'If-None-Match: \xff\xfe",,', b"If-None-Match: " + b'"x",' * 20_000, b"If-None-Match:", b"If-None-Match: W/W/"),
    *(b"If-Modified-Since: yesterday", b'If-Match: "x"', b"If-Range: x", b"Range: bytes=0-9", b"Range: bytes=9-0,-"),
    *(b"Range: bytes=" + b"0-1," * 20_000, b"Range: rows=1", b"Accept: nothing/*;q=x", b"Accept-Language: \x00"),
    *(
        b"Accept-Encoding: gzip;q=nan, br",
        b"Content-Length: -1",
        b"Content-Length: x",
        b"Content-Length: 99999999999999",
    ),
    *(
        b"Transfer-Encoding: chunked, x",
        b"Content-Length: 1\r\nTransfer-Encoding: chunked",
        b"Cookie: " + b"x=y;" * 20_000,
    ),
    *(b"X-Stranger: " + b"y" * 200_000, b"\r\n".join(b"X-%d: y" % i for i in range(5_000)), b"No colon", b": no name"),
    *(b" folded", b"X y: z", b"Host: elsewhere", b"Host:", b"Origin: null", b"Upgrade: h2c", b"Expect: 200-ok"),
    *(b"X-Forwarded-For: <script>", b"X-Forwarded-Proto: x", b"X-HTTP-Method-Override: DELETE", b"Forwarded: for=_x"),
]


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: ascii(header)[2:32])
def test_a_header_changes_nothing_or_is_refused(header: bytes, open_folder: tuple[Server, Path]) -> None:
    server, folder = open_folder
    answer = ask(server, f"/data/{FIGURES}".encode(), b"GET", header)
    if answer.status == 200 and "content-encoding" not in answer.head.lower():
        assert answer.body == FILES[FIGURES].data
    elif answer.status == 200:
        assert b"Accept-Encoding" in header
    else:
        check_refusal(answer, folder)


REQUESTS = [
    *(
        b"",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /data/x\r\n\r\n",
        b"GET  HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01" * 100,
    ),
    *(
        b"GET /data/x HTTP/9.9\r\nConnection: close\r\n\r\n",
        b"GET /data/x FTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ),
    *(b"GET /data/x HTTP/1.1\n\n", b"\xff" * 1_000 + b"\r\n\r\n", b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n"),
    *(b"GET data/x HTTP/1.0\r\n\r\n", b"GET http://elsewhere/data/x HTTP/1.0\r\n\r\n", b"OPTIONS * HTTP/1.0\r\n\r\n"),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: ascii(request)[2:32])
def test_what_is_no_request_is_refused(request_: bytes, open_folder: tuple[Server, Path]) -> None:
    server, folder = open_folder
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("localhost", port), timeout=20) as connection:
        connection.sendall(request_)
        connection.shutdown(socket.SHUT_WR)  # nothing more comes: it may not wait for the rest
        came = b""
        try:
            while some := connection.recv(65_536):
                came += some
        except ConnectionError:
            pass
    head, _, body = came.partition(b"\r\n\r\n")
    if came:
        status = re.match(rb"HTTP/1\.[01] ([0-9]{3}) ", head)
        assert status, came[:200]
        check_refusal(Answer(int(status[1]), head.decode("latin-1"), body), folder)


def test_the_server_is_alive_after_all_that(open_folder: tuple[Server, Path]) -> None:
    """The last of this part, on purpose: the server of the tests above has had all of it."""
    check_alive(open_folder[0])


# The page's own address


PARAMETERS = [
    "chart",
    "claimed_by",
    "later",
    "embed",
    "embed_options",
    "all",
    "picture",
    "theme",
    "__proto__",
    "x",
    "Chart",
]
ODD = [text for text in NASTY if "\ud800" not in text] + [
    *(
        "y" * 100_000,
        "troops,shells",
        "TROOPS",
        "troops ",
        " true",
        "1",
        "0",
        "[]",
        "{}",
        "['x']",
        "a&chart=b",
        "%00",
        "%3Cb",
    ),
    *("true", "false", "True", "dates", "killed", "party to the war", "nobody", "../../etc/passwd", "constructor"),
]
values = st.sampled_from(ODD) | st.text(max_size=20, alphabet=st.characters(exclude_categories=["Cs"]))
queries = st.dictionaries(st.sampled_from(PARAMETERS), st.lists(values, min_size=1, max_size=3), min_size=1, max_size=4)


def opened(query: dict[str, list[str]]) -> AppTest:
    page = AppTest.from_file(str(HOME / "app.py"), default_timeout=60)
    for name, asked in query.items():
        page.query_params[name] = asked
    return page.run()


def bare(text: str) -> str:
    return re.sub(r"[\s\u00a0\\]", "", text)


@settings(max_examples=examples(9))
@given(query=queries)
@example(query={"chart": ["<img src=x onerror=alert(1)>", "**b** :red[x] $y$ [z](javascript:alert(1))"]})
@example(query={"chart": ["y" * 100_000]})
@example(query={"chart": ["\u202eabc\x00\x1b[31m"]})
@example(query={"claimed_by": ["nobody", "<b>x</b>"], "later": ["perhaps", "\x00"]})
@example(query={"chart": ["troops", "nonsense"], "embed": ["true", "true"], "all": ["", "x"]})
def test_the_page_stands_whatever_its_address_asks(
    query: dict[str, list[str]], monkeypatch_env: None, caplog_all: pytest.LogCaptureFixture
) -> None:
    caplog_all.clear()
    page = opened(query)
    assert not page.exception, page.exception[0].message
    assert not page.error, page.error[0].value
    assert not [entry for entry in caplog_all.records if entry.levelno >= logging.ERROR], caplog_all.text
    chart = query.get("chart", [""])[-1]
    notices = [notice.value for notice in page.info]
    found = pages.parts(page)
    if not any(part.kind == "title" for part in found):  # one chart, and so one that there is
        assert [node.key for node in page.get("plotly_chart")] in ([f"chart-{chart}"], [])
        return
    told = bare("\n".join(part.text for part in found))
    for row in independent_rows(FILES[FIGURES].data):
        assert bare(row["figure_as_stated"]) in told, row["figure_id"]
    assert bool(chart) == any("asks for chart " in notice for notice in notices), f"{chart[:80]!r}: {notices}"
    for notice in notices:
        assert len(notice) < 1_500, "a notice as long as an address"
        assert notice.isprintable()
        check_plain(notice)


def test_each_parameter_with_what_is_not_known_gets_its_notice(monkeypatch_env: None) -> None:
    """And the rest of the address still holds."""
    page = opened({"claimed_by": ["nobody"], "later": ["perhaps"], "chart": ["pie"], "all": ["true"]})
    notices = [pages.plain(notice.value) for notice in page.info]
    for name, value in (("claimed_by", "nobody"), ("later", "perhaps"), ("chart", "pie")):
        assert any(f"asks for {name} = {value}" in notice for notice in notices), notices


def check_plain(markdown: str) -> None:
    """Nothing of it is markup: what stands in it is shown as letters."""
    for block in MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(markdown):
        assert block.type in ("paragraph_open", "inline", "paragraph_close"), block
        assert {token.type for token in block.children or ()} <= {"text", "text_special", "softbreak"}, block.children
    # Streamlit's own: colours and icons, formulas
    assert not re.search(r"(?<!\\)[:$]", markdown.replace("\\\\", ""))


@pytest.fixture(scope="module")
def monkeypatch_env() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATA_PACKAGE", raising=False)
        yield


@pytest.fixture
def caplog_all(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.ERROR)
    return caplog


MARKUP = "<img src=x onerror=document.title=1> **bold** :red[red] [link](javascript:alert(1)) `code` $x^2$"


def test_markup_in_an_address_is_shown_as_letters_in_a_browser(browser: Browser, server: Server) -> None:
    """Also repeated, and beside parameters that nobody knows; the figures stand below."""
    query = urllib.parse.urlencode(
        [("chart", "first"), ("chart", MARKUP), ("x", "<b>"), ("__proto__", "1"), ("all", "\0")]
    )
    page = browser.new_page()
    try:
        page.goto(f"{server.url}/?{query}")
        notice = page.get_by_test_id("stAlert").first
        expect(notice).to_contain_text("ignored", timeout=60_000)
        said = re.sub(r"\s+", " ", notice.inner_text())
        assert MARKUP[:80] in said
        assert not notice.locator("img:not([alt]), b, strong, a, code, .katex, [style*=color] span").count()
        expect(page.locator("article.card").first).to_be_visible(timeout=60_000)
        assert page.title() != "1"
    finally:
        page.close()


ADDRESSES = [
    b"/?chart=%00", b"/?chart=%ff%fe", b"/?chart=\xff", b"/?" + b"a" * 50_000, b"/?" + b"chart=x&" * 5_000,
    b"/?chart[]=x", b"/?=", b"/?&&&", b"/?%", b"/?chart=%0d%0aX-Stranger:%201", b"/?embed=true&embed=false", b"/??",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: ascii(address)[2:32])
def test_the_server_answers_any_query_with_the_page_or_a_refusal(
    address: bytes, open_folder: tuple[Server, Path]
) -> None:
    server, folder = open_folder
    answer = ask(server, address)
    if answer.status == 200:
        assert answer.body == ask(server, b"/").body
        assert "x-stranger" not in answer.head.lower()
    else:
        check_refusal(answer, folder)
