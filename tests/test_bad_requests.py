"""Requests of a stranger: unknown parameters of the page, and paths, methods and headers that no browser sends.

They go over a plain socket, byte for byte, to a server of a copy of the package. Its folder also holds what must never
be served: files beside the tables, and links that lead out.
"""

from __future__ import annotations

import html
import logging
import re
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, expect

from figures.editions.files import files
from tests.breaking import NASTY
from tests.conftest import examples
from tests.editing import DESCRIPTOR, copy_of
from tests.oracle import package
from tests.pages import open_page, squashed
from tests.serving import ROOT, Server, browser, serving
from tests.visits import visiting

__all__ = ["browser"]  # a fixture

SECRET = b"not to be served"
OWN = package("own")
FILES = files(OWN)
FIGURES = "article_figures.csv"
LINKS = {"link.csv": "outside.csv", "up": "..", "root": "/", "passwd.csv": "/etc/passwd", "self": "self"}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server of a package in a folder that holds more than the package, and that folder."""
    home = tmp_path_factory.mktemp("strangers")
    folder = copy_of(ROOT / "data", home / "package")
    (folder / "folder").mkdir()
    beside = ["beside.csv", ".hidden", f"folder/{FIGURES}"]
    for path in (home / "outside.csv", home / "app.py", *(folder / name for name in beside)):
        path.write_bytes(SECRET)
    for name, target in LINKS.items():
        (folder / name).symlink_to(home / target if target == "outside.csv" else target)
    with serving(home / "log.txt", folder / DESCRIPTOR) as started:
        yield started, folder
        # After all tests: the right files are still served, and nothing went wrong behind the answers.
        assert started.is_healthy()
        for name, file in FILES.items():
            assert started.ask(f"/data/{name}").body == file.data
        assert "Traceback" not in started.output()


# Paths, methods and headers


@dataclass(frozen=True)
class Raw:
    """A response as it came. status: 0 where the server only closed the connection."""

    status: int
    head: str
    body: bytes


def send(server: Server, request: bytes, *, end: bool = False) -> Raw:
    head, _, body = server.exchange(request, end=end).partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.[01] ([0-9]{3}) ", head)
    assert status or not head, head[:200]
    return Raw(int(status[1]) if status else 0, head.decode("latin-1"), body)


def ask(server: Server, path: bytes, method: bytes = b"GET", *headers: bytes) -> Raw:
    lines = [method + b" " + path + b" HTTP/1.1", b"Host: localhost", *headers, b"Connection: close"]
    return send(server, b"\r\n".join([*lines, b"", b""]))


def check_refusal(answer: Raw, folder: Path) -> None:
    """It is a plain line, with nothing of the program, the machine or the secret files."""
    if answer.status == 308:  # to the same address without the slash at its end
        (place,) = re.findall(r"^location: (.*)\r$", answer.head, re.IGNORECASE | re.MULTILINE)
        assert re.fullmatch(r"(\.\./)+data[^:]*", place), place
        assert not answer.body
        return
    assert answer.status in {400, 404, 405, 413, 414, 431, 501}, (answer.status, answer.body[:200])
    plain = re.search(r"^content-type: text/plain", answer.head, re.IGNORECASE | re.MULTILINE)
    assert plain or answer.body in (b"", b"Bad Request"), (answer.head, answer.body)
    text = answer.body.decode("utf-8")
    assert len(text) < 2_000
    for inside in ("Traceback", 'File "', str(folder.parent), str(ROOT), "root:", "<html", "<script", SECRET.decode()):
        assert inside not in text, text[:300]
    for header in answer.head.splitlines()[1:]:
        assert re.match(r"[A-Za-z-]+: [^\x00-\x1f\x7f]*$", header), header
        assert not header.lower().startswith("x-stranger")


NAMES = [FIGURES, DESCRIPTOR, "beside.csv", ".hidden", "app.py", "outside.csv", "package", "folder", "figures", *LINKS]
STEPS = [
    *".. . ... ..; ~ * - % %2 \\ ..\\ c: http: file: \u2025 \u00e9 \uff0e\uff0e ..%00 ? # {name} ${HOME} $(id)".split(),
    *("", " ", "\x00", "\n", "\r\nX-Stranger: 1", "<script>", "etc/passwd", "proc/self/environ", "%c0%ae%c0%ae"),
    *("pictures", "pictures/deployed-reports.svg", "page.js", "a" * 300, "a" * 20_000, FIGURES.upper(), f"{FIGURES}."),
]


def _encoded(step: str) -> bytes:
    return urllib.parse.quote(step, safe="").replace(".", "%2e").encode()


SPELLINGS: list[Callable[[str], bytes]] = [
    str.encode,
    _encoded,
    lambda step: _encoded(step).replace(b"%", b"%25"),
    lambda step: b"".join(b"%%%02X" % byte for byte in step.encode()),
]
texts = st.text(max_size=6, alphabet=st.characters(exclude_categories=["Cs"]))
words = st.sampled_from(NAMES) | st.sampled_from(STEPS) | texts
steps = st.tuples(words, st.sampled_from(SPELLINGS)).map(lambda pair: pair[1](pair[0]))
separators = st.sampled_from([b"/", b"/", b"/", b"//", b"%2f", b"%2F", b"%252f", b"\\", b"%5c", b""])
paths = st.lists(st.tuples(separators, steps), min_size=1, max_size=5).map(
    lambda pairs: b"/data/" + b"".join(separator + step for separator, step in pairs).removeprefix(b"/")
)
PATHS = [
    *rb"""../app.py %2e%2e%2fapp.py %252e%252e%252fapp.py ..\app.py ..%5capp.py ....//app.py x/../../app.py /etc/passwd
    %2fetc%2fpasswd ///etc/passwd file:///etc/passwd c:%5cwindows%5cwin.ini %c0%ae%c0%ae/app.py %00 %ff ~ .git/HEAD
    link.csv passwd.csv root/etc/passwd up/outside.csv self beside.csv .hidden folder/article_figures.csv secrets
    article_figures article_figures.csv/ article_figures.csv.bak article_figures.csv%20 article_figures.csv%00.csv
    Article_figures.csv article_figures.csv#x article_figures.csv?../../app.py article_figures.csv%0d%0aX-Stranger:1
    %61rticle_figures%2ecsv ./article_figures.csv /article_figures.csv data/article_figures.csv *.csv .csv README.md
    pictures pictures/ pictures/nothing.svg pictures/dates pictures//dates.svg pictures%2fdates.svg page.js/
    pictures/link.csv pictures/../page.js pictures/page.js figures/editions/files.py .streamlit/config.toml""".split(),
    *(b"", b"\x00", b"a" * 100_000, b"a/" * 30_000, b"%2e%2e%2f" * 5_000 + b"etc/passwd", b"../" * 1_000),
    urllib.parse.quote(str(ROOT / "app.py")).encode(),
]


def named_by(path: bytes) -> str | None:
    """Return the file whose address this is, however its letters are written."""
    name = urllib.parse.unquote_to_bytes(path.split(b"?")[0].removeprefix(b"/data/"))
    return next((known for known in (*FILES, "page.js") if known.encode() == name), None)


def check_path(path: bytes, crowded: tuple[Server, Path]) -> None:
    server, folder = crowded
    answer = ask(server, path)
    name = named_by(path)
    if answer.status == 200:
        assert name is not None, path[:200]
        assert name == "page.js" or answer.body == FILES[name].data
    else:
        check_refusal(answer, folder)
        # The server may refuse a name that is spelled with characters that have no place in one.
        assert name is None or not re.fullmatch(rb"/data/[\w./-]+", path), path[:200]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ascii(path)[2:32])
def test_a_known_path_gives_a_file_of_the_package_or_a_plain_refusal(path: bytes, crowded: tuple[Server, Path]) -> None:
    check_path(b"/data/" + path, crowded)


@settings(max_examples=examples(60))
@given(path=paths)
def test_any_path_gives_a_file_of_the_package_or_a_plain_refusal(path: bytes, crowded: tuple[Server, Path]) -> None:
    check_path(path, crowded)


METHODS = [
    *"PUT POST DELETE PATCH TRACE CONNECT PROPFIND PROPPATCH MKCOL COPY MOVE LOCK SEARCH LINK QUERY PURGE".split(),
    *("M-SEARCH", "get", "Get", "gET", "GETT", "", " ", "GET GET", "G\tET", "\x00", "G\u00c9T", "{}", "<script>"),
    *("GET\r\nX-Stranger: 1\r\n", "x" * 300, "X" * 70_000, "\x16\x03\x01"),
]


@pytest.mark.parametrize("name", [FIGURES, "new.csv", "", "../app.py", "page.js"])
def test_a_method_that_does_not_read_is_refused(name: str, crowded: tuple[Server, Path]) -> None:
    server, folder = crowded

    def contents() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}

    before = contents()
    for method in METHODS:
        answer = ask(server, f"/data/{name}".encode(), method.encode(), b"Content-Length: 0")
        check_refusal(answer, folder)
        assert answer.status != 405 or re.search(r"^allow: GET, HEAD", answer.head, re.IGNORECASE | re.MULTILINE)
    assert contents() == before


HEADERS = [
    *(b'If-None-Match: \xff\xfe",,', b"If-None-Match: " + b'"x",' * 20_000, b"If-None-Match:", b"If-None-Match: W/W/"),
    *(b"If-Modified-Since: yesterday", b'If-Match: "x"', b"If-Range: x", b"Range: bytes=0-9", b"Range: bytes=9-0,-"),
    *(b"Range: bytes=" + b"0-1," * 20_000, b"Range: rows=1", b"Accept: nothing/*;q=x", b"Accept-Language: \x00"),
    *(b"Accept-Encoding: gzip;q=nan, br", b"Content-Length: -1", b"Content-Length: x", b"Content-Length: 99999999999"),
    *(b"Transfer-Encoding: chunked, x", b"Content-Length: 1\r\nTransfer-Encoding: chunked"),
    b"Cookie: " + b"x=y;" * 20_000,
    *(b"X-Stranger: " + b"y" * 200_000, b"\r\n".join(b"X-%d: y" % i for i in range(5_000)), b"No colon", b": no name"),
    *(b" folded", b"X y: z", b"Host: elsewhere", b"Host:", b"Origin: null", b"Upgrade: h2c", b"Expect: 200-ok"),
    *(b"X-Forwarded-For: <script>", b"X-Forwarded-Proto: x", b"X-HTTP-Method-Override: DELETE", b"Forwarded: for=_x"),
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: ascii(header)[2:32])
def test_a_header_changes_nothing_or_is_refused(header: bytes, crowded: tuple[Server, Path]) -> None:
    server, folder = crowded
    answer = ask(server, f"/data/{FIGURES}".encode(), b"GET", header)
    if answer.status == 200 and "content-encoding" not in answer.head.lower():
        assert answer.body == FILES[FIGURES].data
    elif answer.status == 200:
        assert b"Accept-Encoding" in header
    else:
        check_refusal(answer, folder)


REQUESTS = [
    *(b"", b"\r\n\r\n", b"GET\r\n\r\n", b"GET /data/x\r\n\r\n", b"GET  HTTP/1.1\r\n\r\n", b"\xff" * 999 + b"\r\n\r\n"),
    *(b"GET /data/x HTTP/9.9\r\nConnection: close\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    *(b"GET /data/x HTTP/1.1\n\n", b"GET /data/x FTP/1.1\r\n\r\n", b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n"),
    *(b"GET data/x HTTP/1.0\r\n\r\n", b"GET http://elsewhere/data/x HTTP/1.0\r\n\r\n", b"OPTIONS * HTTP/1.0\r\n\r\n"),
    b"\x16\x03\x01\x02\x00\x01" * 100,
]  # fmt: skip


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: ascii(request)[2:32])
def test_bytes_that_are_no_request_are_refused(request_: bytes, crowded: tuple[Server, Path]) -> None:
    server, folder = crowded
    answer = send(server, request_, end=True)
    if answer.status:
        check_refusal(answer, folder)


# The page's own address

PARAMETERS = "chart claimed_by open_hedges embed embed_options all picture theme __proto__ x Chart".split()
ODD = [text for text in NASTY if "\ud800" not in text] + [
    *"dates,hedges DATES 1 0 [] {} ['x'] a&chart=b %00 %3Cb true false True dates killed nobody constructor".split(),
    *("y" * 100_000, "dates ", " true", "party to the war", "../../etc/passwd"),
]
values = st.sampled_from(ODD) | st.text(max_size=20, alphabet=st.characters(exclude_categories=["Cs"]))
queries = st.dictionaries(st.sampled_from(PARAMETERS), st.lists(values, min_size=1, max_size=3), min_size=1, max_size=4)


@settings(max_examples=examples(6))
@given(query=queries)
@example(query={"chart": ["<img src=x onerror=alert(1)>", "**b** :red[x] $y$ [z](javascript:alert(1))"]})
@example(query={"chart": ["y" * 100_000]})
@example(query={"chart": ["\u202eabc\x00\x1b[31m"]})
@example(query={"claimed_by": ["nobody", "<b>x</b>"], "open_hedges": ["perhaps", "\x00"]})
@example(query={"chart": ["dates", "nonsense"], "embed": ["true", "true"], "all": ["", "x"]})
def test_the_page_stands_whatever_its_address_asks(
    query: dict[str, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    page = open_page(ROOT / "data", **query)
    assert not page.exception and not page.error
    assert not [entry for entry in caplog.records if entry.levelno >= logging.ERROR], caplog.text
    chart = query.get("chart", [""])[-1]
    notices = [notice.value for notice in page.info]
    written = "".join(str(part.proto.body) for part in page.get("html"))
    told = squashed(html.unescape(re.sub(r"<[^>]*>", "", written)))
    if squashed(OWN.title) not in told:  # one chart, so a known one
        assert [node.key for node in page.get("plotly_chart")] in ([f"chart-{chart}"], [])
        return
    assert not [f for f in OWN.figures if squashed(f.figure_as_stated) not in told]
    assert bool(chart) == any("asks for chart " in notice for notice in notices), f"{chart[:80]!r}: {notices}"
    for notice in notices:
        assert len(notice) < 1_500, "a notice as long as an address"
        assert notice.isprintable()
        check_plain(notice)


def check_plain(markdown: str) -> None:
    """None of it is markup: everything is shown as characters."""
    for block in MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(markdown):
        assert block.type in ("paragraph_open", "inline", "paragraph_close"), block
        assert {token.type for token in block.children or ()} <= {"text", "text_special", "softbreak"}, block.children
    # Streamlit's own markup: colours, icons and formulas
    assert not re.search(r"(?<!\\)[:$]", markdown.replace("\\\\", ""))


MARKUP = "<img src=x onerror=document.title=1> **bold** :red[red] [link](javascript:alert(1)) `code` $x^2$"


@pytest.mark.parametrize("embed", ["false", "true"])
def test_markup_in_an_address_is_shown_as_characters_in_a_browser(
    embed: str, browser: Browser, crowded: tuple[Server, Path]
) -> None:
    """The figures stand below, in the embed view too."""
    asked = [("chart", "first"), ("chart", MARKUP), ("x", "<b>"), ("__proto__", "1"), ("all", "\0"), ("embed", embed)]
    with visiting(browser) as visit:
        visit.page.goto(f"{crowded[0].url}/?{urllib.parse.urlencode(asked)}")
        notice = visit.page.get_by_test_id("stAlert").filter(has_text="asks for chart")
        expect(notice).to_contain_text("ignored")
        assert MARKUP[:80] in re.sub(r"\s+", " ", notice.inner_text())
        assert not notice.locator("img:not([alt]), b, strong, a, code, .katex, [style*=color] span").count()
        expect(visit.page.locator("article.card:visible").first).to_be_visible()
        assert visit.page.title() != "1"


ADDRESSES = [
    *b"chart=%00 chart=%ff%fe chart=\xff chart[]=x = &&& % embed=true&embed=false ?".split(),
    *(b"chart=%0d%0aX-Stranger:%201", b"a" * 50_000, b"chart=x&" * 5_000),
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: ascii(address)[2:32])
def test_any_query_gets_the_page_or_a_refusal(address: bytes, crowded: tuple[Server, Path]) -> None:
    server, folder = crowded
    answer = ask(server, b"/?" + address)
    if answer.status == 200:
        assert answer.body == ask(server, b"/").body
        assert "x-stranger" not in answer.head.lower()
    else:
        check_refusal(answer, folder)
