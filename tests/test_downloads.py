"""What a reader takes away: files by their addresses, the ZIP, JSON, BibTeX, pictures, and one chart in a frame."""

from __future__ import annotations

import csv
import functools
import gzip
import http.client
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import urllib.parse
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import frictionless
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Browser, Download, Error, expect

from figures import downloads, selections, tables, wording
from figures.wording import records
from tests import editing
from tests.pages import PACKAGES, ROOT, THEMES, luminance, package, squashed
from tests.serving import Server, browser, server, serving
from tests.test_browser import CHART, Scheme, Visit, visiting

__all__ = ["browser", "server"]  # fixtures

DATA = PACKAGES["own"].parent
OWN = package("own")
ZIP = f"{OWN.name}.zip"
TABLES = [table.file_name for table in OWN.tables.values()]
ON_DISK = [*TABLES, "datapackage.json"]
MADE = [ZIP, "article_figures.json", "citations.bib"]
# What counts in units that no one scale can hold is shown as tables, without a chart.
NO_SCALE = {row["reports_chart"] for row in records(OWN["measures"]) if "unit" in row["reports_by"].split()}
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".zip": "application/zip",
    ".bib": "application/x-bibtex",
}
BLANK_IS_MISSING: dict[str, Any] = {"keep_default_na": False, "na_values": [""]}


class Answer:
    """What a server sent, as it came: nothing here mends a path or follows a redirect."""

    def __init__(self, server: Server, path: str, method: str = "GET", **headers: str) -> None:
        where = urllib.parse.urlsplit(server.url)
        with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)) as connection:
            # http.client would ask for an uncompressed answer first, whatever is asked for here.
            connection.putrequest(method, path, skip_accept_encoding="Accept_Encoding" in headers)
            for name, text in headers.items():
                connection.putheader(name.replace("_", "-"), text)
            connection.endheaders()
            answer = connection.getresponse()
            self.status, self.headers, self.body = answer.status, answer.headers, answer.read()


# Addresses


@pytest.mark.parametrize("name", [*ON_DISK, *MADE])
def test_an_address_gives_the_file_with_what_a_reader_and_a_cache_need(name: str, server: Server) -> None:
    found = Answer(server, f"/data/{name}")
    assert found.status == 200
    media_type, _, parameters = found.headers["Content-Type"].partition(";")
    assert media_type == MEDIA_TYPES[Path(name).suffix]
    if name != ZIP:
        found.body.decode("utf-8")
        # JSON is always UTF-8; other text has to say so, or a browser takes it for something else
        assert name.endswith(".json") or "charset=utf-8" in parameters
    assert found.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert found.headers["Content-Length"] == str(len(found.body))
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert re.search(r"\bmax-age=\d+", found.headers["Cache-Control"]), found.headers["Cache-Control"]
    assert re.fullmatch(r'"[^"]+"', found.headers["ETag"])
    if name in ON_DISK:
        assert found.body == (DATA / name).read_bytes()


def test_every_file_of_the_package_has_an_address(server: Server) -> None:
    """The list above is the package's; this is the folder's."""
    for file in DATA.iterdir():
        assert Answer(server, f"/data/{file.name}").body == file.read_bytes(), file.name


@pytest.mark.parametrize("name", ["article_figures.csv", ZIP])
def test_a_copy_that_is_still_right_is_not_sent_again(name: str, server: Server) -> None:
    tag = Answer(server, f"/data/{name}").headers["ETag"]
    for known in (tag, f"W/{tag}", f'"another", {tag}', "*"):
        again = Answer(server, f"/data/{name}", If_None_Match=known)
        assert (again.status, again.body) == (304, b""), known
        assert again.headers["ETag"] == tag
        assert "max-age" in again.headers["Cache-Control"]
    for other in ('"another"', tag.strip('"')[:-1], ""):
        assert Answer(server, f"/data/{name}", If_None_Match=other).status == 200, other
    tags = {Answer(server, f"/data/{file}").headers["ETag"] for file in [*ON_DISK, *MADE]}
    assert len(tags) == len(ON_DISK) + len(MADE), "two files have the same ETag"


def test_a_compressed_file_is_the_same_file(server: Server) -> None:
    plain = Answer(server, "/data/other_reports.csv")
    packed = Answer(server, "/data/other_reports.csv", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body


@pytest.mark.parametrize("name", ["article_figures.csv", ZIP])
def test_head_tells_what_get_would_send(name: str, server: Server) -> None:
    asked, sent = Answer(server, f"/data/{name}", "HEAD"), Answer(server, f"/data/{name}")
    assert (asked.status, asked.body) == (200, b"")
    for header in ("Content-Type", "Content-Length", "Content-Disposition", "ETag", "Cache-Control"):
        assert asked.headers[header] == sent.headers[header], header


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_files_can_only_be_read(method: str, server: Server) -> None:
    before = (DATA / "article_figures.csv").read_bytes()
    for name in ("article_figures.csv", "new.csv"):
        refused = Answer(server, f"/data/{name}", method)
        assert refused.status == 405
        assert {"GET", "HEAD"} <= set(re.findall(r"\w+", refused.headers["Allow"]))
    assert (DATA / "article_figures.csv").read_bytes() == before


def test_options_says_what_is_allowed(server: Server) -> None:
    asked = Answer(
        server,
        "/data/article_figures.csv",
        "OPTIONS",
        Origin="https://example.org",
        Access_Control_Request_Method="GET",
    )
    assert asked.status in (200, 204)
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    for header in ("Allow", "Access-Control-Allow-Methods"):
        methods = set(re.findall(r"\w+", asked.headers[header]))
        assert {"GET", "HEAD"} <= methods
        assert not methods & {"POST", "PUT", "PATCH", "DELETE"}


NOT_SERVED = [
    *("", "nothing.csv", "article_figures", "article_figures.csv/", "article_figures.csv.bak", ".csv", "*.csv"),
    *("Article_Figures.csv", "ARTICLE_FIGURES.CSV", "article_figures.csv%20", "article_figures.csv.", "%ff", "~", "-"),
    *("app.py", "README.md", "LICENSE", "requirements.txt", "pyproject.toml", "__init__.py", "tables.py", "index.html"),
    *(
        "data/article_figures.csv",
        "figures/tables.py",
        "tests/run.sh",
        ".streamlit/config.toml",
        ".git/HEAD",
        "secrets",
    ),
]
WAYS_OUT = [
    *("/data/../app.py", "/data/%2e%2e/app.py", "/data/%2E%2E/app.py", "/data/..%2fapp.py", "/data/..%5capp.py"),
    *("/data/%2e%2e%2fapp.py", "/data/%252e%252e%252fapp.py", "/data/.%2e/app.py", "/data/....//app.py"),
    *("/data/./article_figures.csv", "/data/x/../../app.py", "/data/../data/article_figures.csv"),
    *("/data//app.py", "/data//article_figures.csv", "/data///etc/passwd", "/data/%2fetc%2fpasswd", "/data/%2f"),
    *("/data/../../../../../../../../etc/passwd", "/data/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd"),
    *("/data/file:///etc/passwd", "/data/c:%5cwindows%5cwin.ini", f"/data/{urllib.parse.quote(str(ROOT / 'app.py'))}"),
    *("/data/article_figures.csv%00", "/data/article_figures.csv%00.csv", "/data/%00", "/data/app.py%00.csv"),
    *("/data/article_figures.csv%0d%0aX-Header:1", "/data/%c0%ae%c0%ae/app.py"),
    *("/data/" + "a" * 5_000, "/data/" + "a" * 50_000, "/data/" + "../" * 1_000 + "app.py"),
]


@pytest.mark.parametrize("name", NOT_SERVED)
def test_anything_else_under_data_is_not_found(name: str, server: Server) -> None:
    for path in {f"/data/{name}", f"/data/{name}".rstrip("/")} - {f"/data/{file}" for file in [*ON_DISK, *MADE]}:
        found = Answer(server, path)
        assert found.status == 404, path
        assert found.headers["Content-Type"].startswith("text/plain")
        text = found.body.decode("utf-8")
        assert str(ROOT) not in text and "Traceback" not in text
        assert all(file in text for file in ON_DISK), "the answer does not say what there is"
        assert "max-age" not in found.headers.get("Cache-Control", ""), "a cache would keep the refusal"


@pytest.mark.parametrize("path", WAYS_OUT, ids=lambda path: path[:60])
def test_no_address_leads_out_of_the_package(path: str, server: Server) -> None:
    """400 where the server in front refuses such a path altogether."""
    found = Answer(server, path)
    assert found.status in (400, 404, 414), found.body[:100]
    assert b"import " not in found.body and b"root:" not in found.body and b"figure_as_stated" not in found.body
    assert "X-Header" not in found.headers
    assert server.get("/_stcore/health")[0] == 200


@pytest.fixture
def another_origin(tmp_path: Path) -> Iterator[str]:
    """A page of somebody else, on this machine too: a browser keeps pages of the network away from it."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    (tmp_path / "index.html").write_text("<!doctype html><title>Somebody else</title>", encoding="utf-8")
    site = ThreadingHTTPServer(("localhost", 0), functools.partial(Silent, directory=str(tmp_path)))
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    yield f"http://localhost:{site.server_address[1]}"
    site.shutdown()
    thread.join()
    site.server_close()


def test_a_page_of_another_origin_may_read_the_files(browser: Browser, server: Server, another_origin: str) -> None:
    """Also with a header of its own, for which a browser asks by OPTIONS before."""
    read = """async ([url, headers]) => {
      const answer = await fetch(url, {headers});
      return [answer.status, await answer.text()];
    }"""
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(another_origin)
        for headers in ({}, {"X-Reader": "1"}):
            status, text = page.evaluate(read, [f"{server.url}/data/article_figures.csv", headers])
            assert (status, text) == (200, (DATA / "article_figures.csv").read_text(encoding="utf-8"))
        # what is not open to all stays closed: or this would show nothing
        with pytest.raises(Error, match="Failed to fetch"):
            page.evaluate(read, [f"{server.url}/_stcore/health", {"X-Reader": "1"}])


# Programs that read


def read_plainly(path: Path) -> list[dict[str, str]]:
    """A CSV file as Python's own reader sees it: every cell as text, a blank as ""."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stated_numbers() -> Iterator[tuple[str, str]]:
    for name in ("article_figures.csv", "other_reports.csv"):
        for column in ("stated_low", "stated_high"):
            yield name, column


def test_the_data_holds_what_could_be_mangled() -> None:
    """Blanks among the numbers, commas and quotation marks in the words, and letters that are not ASCII."""
    for name, column in stated_numbers():
        cells = [row[column] for row in read_plainly(DATA / name)]
        assert "" in cells and any(cells), f"{name}, {column}"
    cells = [cell for row in read_plainly(DATA / "other_reports.csv") for cell in row.values()]
    assert any(re.search("[\u0400-\u04ff]{3}", cell) for cell in cells), "no cell in Cyrillic letters"
    assert any("," in cell and '"' in cell for cell in cells)


@pytest.mark.parametrize("options", [{}, BLANK_IS_MISSING], ids=["plainly", "with the options given"])
@pytest.mark.parametrize("name", TABLES)
def test_pandas_reads_a_table_as_it_is(name: str, options: dict[str, Any]) -> None:
    rows = read_plainly(DATA / name)
    found = pd.read_csv(DATA / name, **options)
    assert list(found.columns) == list(rows[0])
    assert len(found) == len(rows)
    for column in found.columns:
        for number, (cell, row) in enumerate(zip(found[column], rows, strict=True), start=2):
            assert pd.isna(cell) == (row[column] == ""), f"{name}, row {number}, {column}: {cell!r}"
            same = pd.isna(cell) or cell == row[column] or float(cell) == float(row[column])
            assert same, f"{name}, row {number}, {column}: {cell!r} for {row[column]!r}"


@pytest.mark.parametrize("name", TABLES)
def test_duckdb_reads_a_table_as_it_is(name: str) -> None:
    rows = read_plainly(DATA / name)
    found = duckdb.sql(f"SELECT * FROM read_csv('{DATA / name}', header = true)")
    assert found is not None
    assert found.columns == list(rows[0])
    cells = found.fetchall()
    assert len(cells) == len(rows)
    for number, (line, row) in enumerate(zip(cells, rows, strict=True), start=2):
        for column, cell in zip(found.columns, line, strict=True):
            # DuckDB guesses types: a column of "yes" and blanks is a column of truths to it
            told = "" if cell is None else "yes" if cell is True else str(cell)
            assert told == row[column], f"{name}, row {number}, {column}: {cell!r} for {row[column]!r}"


def test_pandas_reads_a_table_from_its_address(server: Server) -> None:
    for name, column in stated_numbers():
        found = pd.read_csv(f"{server.url}/data/{name}", **BLANK_IS_MISSING)
        rows = read_plainly(DATA / name)
        assert list(found["figure_as_stated"]) == [row["figure_as_stated"] for row in rows]
        assert list(found["wording"]) == [row["wording"] for row in rows], "letters were mangled on the way"
        assert [None if pd.isna(n) else int(n) for n in found[column]] == [
            int(row[column]) if row[column] else None for row in rows
        ]


def run_as_typed(lines: list[str]) -> dict[str, Any]:
    """What stands after a reader has typed these lines; the last, where it is an expression, as "shown"."""
    names: dict[str, Any] = {}
    *first, last = lines
    exec("\n".join(first), names)
    try:
        names["shown"] = eval(last, names)
    except SyntaxError:
        exec(last, names)
    return names


def check_what_was_read(names: Mapping[str, Any]) -> None:
    rows = read_plainly(DATA / "article_figures.csv")
    figures = names["figures"]
    assert list(figures["figure_as_stated"]) == [row["figure_as_stated"] for row in rows]
    for column in ("stated_low", "stated_high"):
        # a floor has no upper figure and a ceiling no lower one: that is missing, and neither 0 nor 10000.0
        assert str(figures[column].dtype) == "Int64"
        assert [("" if pd.isna(n) else str(n)) for n in figures[column]] == [row[column] for row in rows]
    if "shown" in names:
        shown = names["shown"]
        assert shown.columns == ["figure_as_stated", "caveat"]
        assert shown.fetchall() == [(row["figure_as_stated"], row["caveat"]) for row in rows]


def test_the_lines_to_type_read_the_file() -> None:
    names = run_as_typed(wording.reading_lines(str(DATA / "article_figures.csv")))
    assert "shown" in names, "the last line shows nothing"
    check_what_was_read(names)


def test_the_lines_to_type_read_the_address(server: Server) -> None:
    """Those for pandas. DuckDB fetches a part of itself from its makers before it can read an address."""
    lines = wording.reading_lines(f"{server.url}/data/article_figures.csv")
    pandas_lines = lines[: next(i for i, line in enumerate(lines) if "duckdb" in line)]
    assert len(pandas_lines) == 2
    check_what_was_read(run_as_typed(pandas_lines))


def test_the_lines_in_the_readme_run_as_they_are(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    monkeypatch.chdir(ROOT)
    (python,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert wording.ADDRESS in python
    names: dict[str, Any] = {}
    exec(python.replace(wording.ADDRESS, server.url), names)
    check_what_was_read(names)
    (sql,) = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    rows = read_plainly(DATA / "article_figures.csv")
    answer = duckdb.sql(sql)
    assert answer is not None
    assert answer.fetchall() == [(row["figure_as_stated"], row["caveat"]) for row in rows]


# The ZIP


@pytest.fixture(scope="module")
def zip_bytes(server: Server) -> bytes:
    return Answer(server, f"/data/{ZIP}").body


@pytest.fixture(scope="module")
def unzipped(zip_bytes: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a reader has after unzipping."""
    folder = tmp_path_factory.mktemp("unzipped")
    with zipfile.ZipFile(io.BytesIO(zip_bytes)) as archive:
        assert archive.testzip() is None
        assert {name.partition("/")[0] for name in archive.namelist()} == {OWN.name}, "it unzips into many places"
        archive.extractall(folder)
    return folder / OWN.name


# In another process, with another clock; writes the ZIP to its output.
MAKE_ZIP = """
import sys, time
ahead, clock, calendar = float(sys.argv[2]), time.time, time.localtime
time.time = lambda: clock() + ahead
time.localtime = lambda *given: calendar(*(given or (time.time(),)))
from pathlib import Path
from figures import downloads, tables
package = tables.load(Path(sys.argv[1]))
sys.stdout.buffer.write(downloads.files(package)[downloads.zip_name(package)].data)
"""


def test_the_zip_is_the_same_whoever_makes_it_where_and_when(zip_bytes: bytes, tmp_path: Path) -> None:
    copied = editing.copy_of(DATA, tmp_path / "elsewhere")
    for file in copied.iterdir():
        os.utime(file, (1_000_000_000, 1_000_000_000))
    makers = []
    for folder, zone, seed, ahead in ((DATA, "Pacific/Kiritimati", "1", "0"), (copied, "Etc/GMT+12", "2", "9e7")):
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", MAKE_ZIP, str(folder / "datapackage.json"), ahead]
        makers.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE))
    made = [maker.communicate(timeout=60)[0] for maker in makers]
    assert [maker.returncode for maker in makers] == [0, 0]
    assert made[0] == zip_bytes
    assert made[1] == zip_bytes


def test_other_data_is_another_zip(zip_bytes: bytes, tmp_path: Path) -> None:
    """Or the test above would hold for a ZIP that never changes."""
    copied = editing.copy_of(DATA, tmp_path / "changed")
    editing.set_cells(copied / "article_figures.csv", "article-killed", caveat="Another caveat.")
    changed = tables.load(copied / "datapackage.json")
    assert downloads.files(changed)[ZIP].data != zip_bytes


def test_the_zip_holds_the_very_files(unzipped: Path, server: Server) -> None:
    assert {file.name for file in unzipped.iterdir()} == {*ON_DISK, *MADE, "README.md"} - {ZIP}
    for name in ON_DISK:
        assert (unzipped / name).read_bytes() == (DATA / name).read_bytes(), name
    for name in set(MADE) - {ZIP}:
        assert (unzipped / name).read_bytes() == Answer(server, f"/data/{name}").body, name


def test_the_unzipped_package_is_valid(unzipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = editing.copy_of(unzipped, tmp_path / "anywhere")
    monkeypatch.chdir(copied)
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert len(report.tasks) == len(TABLES)
    # and it is this that was checked
    editing.set_cells(copied / "caveats.csv", "killed-cnn", figure_id="no-such-figure")
    assert not frictionless.validate("datapackage.json").valid


def test_the_unzipped_package_opens_in_this_dashboard(unzipped: Path) -> None:
    again = tables.load(unzipped / "datapackage.json")
    assert {name: table.data for name, table in again.tables.items()} == {
        name: table.data for name, table in OWN.tables.items()
    }


def test_the_readme_in_the_zip_opens_with_the_caveats(unzipped: Path) -> None:
    readme = (unzipped / "README.md").read_text(encoding="utf-8")
    contents = min(readme.index(f"`{name}`") for name in ON_DISK)
    opening = readme[:contents]
    for row in records(OWN["article_figures"]):
        lines = [line for line in opening.splitlines() if row["caveat"] in line]
        assert lines, f"the caveat of {row['figure_id']} does not stand before the contents"
        for words in (
            row["figure_as_stated"],
            row["definition"][1:],
            wording.BOUNDS[row["bound"]].meaning,
            row["said_by"],
            row["locator"].replace(" ", wording.NO_BREAK),
        ):
            assert words in lines[0], f"{words!r} does not stand with the caveat of {row['figure_id']}"
    assert all(f"`{name}`" in readme for name in [*ON_DISK, *MADE] if name != ZIP)
    for words in (OWN.title, OWN.description, OWN.version, OWN.created, *article_words()):
        assert words in readme, f"the README lacks {words!r}"
    for licence in OWN.licenses:
        assert licence["title"] in readme and licence["path"] in readme
    assert readme.index("## Citing") < readme.index("## Licence")


def article_words() -> list[str]:
    """What a citation of the article needs."""
    return [OWN.article[column] for column in ("author", "title", "publisher", "url")]


def test_the_lines_in_the_readme_of_the_zip_run_where_it_is(unzipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (unzipped / "README.md").read_text(encoding="utf-8")
    (python,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    monkeypatch.chdir(unzipped)
    names = run_as_typed(python.strip().splitlines())
    assert "shown" in names
    check_what_was_read(names)


# JSON


def test_the_json_keeps_blanks_missing_and_says_the_bound_in_words(server: Server) -> None:
    found = json.loads(Answer(server, "/data/article_figures.json").body)
    rows = read_plainly(DATA / "article_figures.csv")
    assert [figure["figure_id"] for figure in found["figures"]] == [row["figure_id"] for row in rows]
    further = read_plainly(DATA / "caveats.csv")
    integers = {f.name for f in OWN.tables["article_figures"].fields if f.type == "integer"}
    blanks = 0
    for figure, row in zip(found["figures"], rows, strict=True):
        for column, cell in row.items():
            blanks += cell == ""
            expected = None if cell == "" else int(cell) if column in integers else cell
            assert figure[column] == expected, f"{row['figure_id']}, {column}: {figure[column]!r}"
            assert figure[column] is None or type(figure[column]) is type(expected)
        assert figure["bound_in_words"].startswith(wording.BOUNDS[row["bound"]].meaning)
        wanted = [row["caveat"], *(c["caveat"] for c in further if c["figure_id"] == row["figure_id"])]
        assert len(figure["caveats"]) == len(wanted)
        for said, caveat in zip(figure["caveats"], wanted, strict=True):
            assert said.startswith(caveat.removesuffix(".")), f"{row['figure_id']}: {said!r}"
        for words in (row["figure_as_stated"], row["caveat"], row["said_by"], row["locator"], OWN.article["title"]):
            assert words in figure["citation"], f"the citation of {row['figure_id']} lacks {words!r}"
    assert blanks > len(rows), "the data no longer holds blanks that could become 0"
    assert (found["version"], found["created"], found["title"]) == (OWN.version, OWN.created, OWN.title)
    assert all(words in found["source"] for words in article_words())


# BibTeX


def bibtex_entries(text: str) -> dict[str, dict[str, str]]:
    """The entries by their keys; fails where a brace is not closed or anything stands outside of the entries."""
    entries: dict[str, dict[str, str]] = {}
    depth, start = 0, 0
    for place, letter in enumerate(text):
        if text[place - 1 : place] == "\\":
            continue
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0, f"a brace too many: {text[:place]}"
        if letter == "}" and depth == 0:
            head = re.match(r"\s*@(\w+)\{([^\s,]+),", text[start:place])
            assert head, f"no entry: {text[start:place]!r}"
            fields = re.findall(r"(\w+) = \{((?:[^{}\\]|\\.|\{[^{}]*\})*)\}", text[start:place])
            assert head[2] not in entries, f"{head[2]} stands twice"
            entries[head[2]] = dict(fields)
            start = place + 1
    assert depth == 0 and not text[start:].strip(), "a brace is not closed"
    return entries


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


@pytest.mark.parametrize("name", PACKAGES)
def test_the_bibtex_can_be_used(name: str) -> None:
    cited = package(name)
    entries = bibtex_entries(downloads.bibtex(cited))
    article, dataset = entries[cited.article["source_id"]], entries[cited.name]
    assert len(entries) == 2
    assert unescaped(article["author"]) == cited.article["author"]
    # in braces of its own, so that no style takes the capitals out of its names
    assert unescaped(article["title"]) == f"{{{cited.article['title']}}}"
    assert unescaped(article["url"]) == cited.article["url"]
    assert cited.article["publisher"] in unescaped(article["howpublished"])
    assert article["year"] == cited.article["published"][:4]
    assert unescaped(dataset["title"]) == f"{{{cited.title}}}"
    assert dataset["year"] == cited.created[:4]
    assert cited.version in dataset["note"]
    for entry in entries.values():
        assert re.fullmatch(r"\d{4}", entry["year"])
        for field, text in entry.items():
            # a bare & ends TeX with an error, a bare % hides the rest of the line
            assert not re.search(r"(?<!\\)[&%$#_]", text), f"{field}: {text}"


def test_a_date_that_was_inferred_is_cited_as_inferred(server: Server) -> None:
    entries = bibtex_entries(Answer(server, "/data/citations.bib").body.decode("utf-8"))
    assert "(inferred)" in entries[OWN.article["source_id"]]["note"]


# A package with a fault


def test_files_of_a_broken_package_are_refused_with_the_faults_and_come_back(tmp_path: Path) -> None:
    copied = editing.copy_of(DATA, tmp_path / "package")
    (copied / "notes.csv").write_text("kept,beside\n", encoding="utf-8")
    figures = copied / "article_figures.csv"
    right = figures.read_bytes()
    with serving(tmp_path / "log.txt", copied / "datapackage.json") as started:
        first = Answer(started, "/data/article_figures.csv")
        assert first.body == right

        editing.set_cells(figures, "article-killed", bound="perhaps")
        editing.set_cells(copied / "caveats.csv", "killed-cnn", figure_id="no-such-figure")
        with pytest.raises(tables.PackageError) as raised:
            tables.load(copied / "datapackage.json")
        assert len(raised.value.problems) >= 2
        for name in ("article_figures.csv", "sources.csv", "datapackage.json", ZIP, "nothing.csv"):
            refused = Answer(started, f"/data/{name}")
            assert refused.status == 503, name
            text = refused.body.decode("utf-8")
            assert refused.headers["Content-Type"].startswith("text/plain")
            for problem in raised.value.problems:
                assert str(problem) in text, f"{name}: {problem} is not told"
            assert str(tmp_path) not in text and "Traceback" not in text
            assert "max-age" not in refused.headers.get("Cache-Control", ""), "a cache would keep the fault"
        assert started.get("/_stcore/health")[0] == 200

        shutil.copy(DATA / "caveats.csv", copied / "caveats.csv")
        figures.write_bytes(right.replace(b"about 4,000", b"about 5,000").replace(b",4000,4000,", b",5000,5000,"))
        mended = Answer(started, "/data/article_figures.csv", If_None_Match=first.headers["ETag"])
        assert mended.status == 200, "the ETag of before the change still counts"
        assert mended.body == figures.read_bytes() != right
        assert mended.headers["ETag"] != first.headers["ETag"]
        assert b"about 5,000" in Answer(started, "/data/article_figures.json").body
        # what lies in the folder and is no part of the package stays there
        assert Answer(started, "/data/notes.csv").status == 404
        assert started.process.poll() is None


# By clicking, as a reader would


def taken(download: Download, to: Path) -> Path:
    path = to / download.suggested_filename
    download.save_as(path)
    return path


def test_a_table_and_the_zip_are_taken_by_a_click(browser: Browser, server: Server, tmp_path: Path) -> None:
    with visiting(browser, 1280, "light") as opened:
        opened.load(server.whole)

        def click(label: str) -> Path:
            with opened.page.expect_download() as waiting:
                opened.page.get_by_role("link", name=label, exact=True).first.click()
            return taken(waiting.value, tmp_path)

        rows = len(OWN["derived"])
        table = click(wording.download("derived.csv", rows))
        assert table.name == "derived.csv"
        assert table.read_bytes() == (DATA / "derived.csv").read_bytes()
        assert len(read_plainly(table)) == rows, "the label promises another number of rows"

        labels = {name: label for label, name in wording.whole_downloads(ZIP)}
        archive = click(labels[ZIP])
        assert archive.name == ZIP
        with zipfile.ZipFile(archive) as opened_zip:
            opened_zip.extractall(tmp_path / "out")
        out = tmp_path / "out" / OWN.name
        assert {file.name for file in out.iterdir()} >= {*ON_DISK, "README.md"}
        assert all((out / name).read_bytes() == (DATA / name).read_bytes() for name in ON_DISK)
        opening = (out / "README.md").read_text(encoding="utf-8").partition("`article_figures.csv`")[0]
        for row in records(OWN["article_figures"]):
            assert row["figure_as_stated"] in opening and row["caveat"] in opening

        figures = json.loads(click(labels["article_figures.json"]).read_text(encoding="utf-8"))
        assert [f["figure_as_stated"] for f in figures["figures"]] == list(OWN["article_figures"]["figure_as_stated"])
        assert click(labels["citations.bib"]).read_text(encoding="utf-8") == downloads.bibtex(OWN)
        assert click(labels["datapackage.json"]).read_bytes() == (DATA / "datapackage.json").read_bytes()

        assert len(opened.page.context.pages) == 1, "a download leaves an empty tab behind"
        assert opened.complaints == []


# Pictures, by each chart's own button


def drawn(key: str) -> tuple[list[str], list[str]]:
    """What a chart has to say: the figures (or dates) that are drawn, and its caveats; from the rows alone."""
    if key == selections.DATES:
        rows = records(OWN["dates"])
        return [row["wording"] for row in rows], [text for lead, text in wording.date_notes(OWN) if lead == "Careful"]
    article = [row for row in records(OWN["article_figures"]) if row["measure"] in measures_on(key, "chart")]
    if article:
        rows = [row for row in article if row["figure_id"] in set(selections.drawn_on(OWN, key)["figure_id"])]
        return [row["figure_as_stated"] for row in rows], [row["caveat"] for row in rows]
    measures = measures_on(key, "reports_chart")
    reports = [row for row in records(OWN["other_reports"]) if row["measure"] in measures]
    own = [row for m in measures if (row := selections.article_report(OWN, m)) is not None]
    alike = [row["looks_like_why"] for row in records(OWN["measures"]) if row["measure"] in measures]
    return (
        [row["figure_as_stated"] for row in [*reports, *own]],
        [*(row["caveat"] for row in own), *filter(None, alike)],
    )


def measures_on(key: str, column: str) -> list[str]:
    rows = OWN["measures"]
    return list(rows.loc[rows[column] == key, "measure"])


def choose_format(opened: Visit, name: str) -> None:
    """Choose in the page's own control, and wait until every chart has heard of it."""
    control = opened.page.get_by_role("radiogroup", name=wording.SAVE_AS)
    control.get_by_role("radio", name=name, exact=True).click()
    wait_for_format(opened, name)


def wait_for_format(opened: Visit, name: str) -> None:
    opened.page.wait_for_function(
        "format => [...document.querySelectorAll('.js-plotly-plot')]"
        ".every(plot => plot._context.toImageButtonOptions.format === format)",
        arg=name.lower(),
    )
    opened.wait_until_drawn()


def save_every_chart(opened: Visit, to: Path) -> Iterator[tuple[Path, Any]]:
    for chart in opened.page.locator(CHART).all():
        chart.scroll_into_view_if_needed()
        chart.hover()
        with opened.page.expect_download() as waiting:
            chart.locator(".modebar-btn").click()
        yield taken(waiting.value, to), chart.locator(".svg-container").bounding_box()


def check_png(path: Path, box: Mapping[str, float], theme: str) -> None:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n"), f"{path.name} is no PNG"
    width, height = struct.unpack(">II", data[16:24])
    # twice the size on the screen, so that it is sharp in print, and all of the height, so that no note is cut
    assert abs(width - 2 * box["width"]) <= 4 and abs(height - 2 * box["height"]) <= 4, (
        f"{path.name}: {width} x {height}"
    )
    with Image.open(path) as picture:
        colours = picture.convert("RGB").getcolors(maxcolors=1 << 24)
    assert colours and len(colours) > 30, f"{path.name} is empty"
    _, paper = max(colours)
    assert (luminance(f"rgb{paper}") < 0.2) == (theme == "dark"), f"the paper of {path.name} is {paper}"


def check_svg(path: Path, key: str) -> None:
    root = ElementTree.fromstring(path.read_bytes())
    assert root.tag.endswith("}svg"), f"{path.name} is no SVG"
    texts = ["".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text")]
    told = squashed("".join(texts)).lower()
    titles = {row["chart"]: row["title"] for row in records(OWN["charts"])}
    figures, caveats = drawn(key)
    assert figures and caveats
    wanted = [titles.get(key, OWN.tables["dates"].title), *figures, *caveats, "Source: ", *article_words()[:3]]
    for words in wanted:
        assert squashed(words).lower() in told, f"{path.name} lacks {words!r}"


@pytest.mark.parametrize(("width", "theme"), [(1280, THEMES[0]), (390, THEMES[1])])
def test_every_chart_saves_as_png_and_svg_with_all_that_belongs_to_it(
    width: int, theme: Scheme, browser: Browser, server: Server, tmp_path: Path
) -> None:
    keys = [key for key in selections.chart_keys(OWN) if key not in NO_SCALE]
    with visiting(browser, width, theme) as opened:
        opened.load(server.whole)
        wait_for_format(opened, "PNG")
        for number, (path, box) in enumerate(save_every_chart(opened, tmp_path)):
            assert path.name == f"{OWN.name}-{keys[number]}-{OWN.created}.png"
            check_png(path, box, theme)
        choose_format(opened, "SVG")
        for number, (path, _) in enumerate(save_every_chart(opened, tmp_path)):
            assert path.name == f"{OWN.name}-{keys[number]}-{OWN.created}.svg"
            check_svg(path, keys[number])
        assert len(list(tmp_path.iterdir())) == 2 * len(keys), "a chart was not saved, or one was saved over another"
        choose_format(opened, "PNG")
        path, box = next(save_every_chart(opened, tmp_path))
        check_png(path, box, theme)
        assert opened.complaints == []


# One chart in a frame


@pytest.fixture(scope="module")
def framed(browser: Browser) -> Iterator[Visit]:
    with visiting(browser, 800, "light") as opened:
        yield opened


def show_one(opened: Visit, url: str, *, has_scale: bool) -> str:
    """Open that address and wait for all that stands there; returns what a reader sees."""
    opened.page.goto(url)
    opened.page.get_by_role("link", name=wording.WHOLE_PAGE).wait_for(timeout=60_000)
    if has_scale:
        opened.wait_until_drawn()
    expect(opened.page.get_by_test_id("stSkeleton")).to_have_count(0)
    return str(opened.page.inner_text('[data-testid="stMain"]'))


@pytest.mark.parametrize("key", selections.chart_keys(OWN))
def test_an_address_shows_one_chart_with_its_caveats_and_nothing_else(key: str, framed: Visit, server: Server) -> None:
    has_scale = key not in NO_SCALE
    text = show_one(framed, f"{server.url}/?embed=true&chart={key}", has_scale=has_scale)
    told = squashed(text).lower()
    figures, caveats = drawn(key)
    assert framed.page.locator(CHART).count() == has_scale
    if not has_scale:  # as tables, with the caveats of each row
        assert framed.page.locator("table").count() >= 1
        rows = OWN["other_reports"]
        caveats = list(rows.loc[rows["measure"].isin(measures_on(key, "reports_chart")), "caveat"])
    further = [
        caveat.removesuffix(".")
        for row in records(selections.drawn_on(OWN, key))
        for caveat in selections.caveats_of(OWN, row["figure_id"])["caveat"]
    ]
    assert figures and caveats
    for words in [*figures, *caveats, *further, *article_words()[:3]]:
        assert squashed(words).lower() in told, f"{words!r} is missing"
    for selector in ("h1:not(.unseen)", "h2", "h3", "article.card", "a.button", '[data-testid="stExpander"]'):
        assert framed.page.locator(f'[data-testid="stMain"] {selector}').count() == 0, f"{selector} stands there too"
    assert OWN.title not in text
    headings = [row["heading"] for row in records(OWN["charts"])] + [wording.THE_DATA, wording.ON_THIS_PAGE]
    assert not [heading for heading in headings if heading in text]
    assert framed.complaints == []


def test_the_line_to_embed_shows_the_chart_in_a_page_of_somebody_else(
    browser: Browser, server: Server, another_origin: str
) -> None:
    line = wording.embed_line(selections.chart_keys(OWN))
    for key in selections.chart_keys(OWN):
        assert re.search(rf"\b{key}\b", line), f"the line does not name {key}"
    with visiting(browser, 1000, "light") as opened:
        opened.page.goto(another_origin)
        opened.page.set_content(
            f"<!doctype html><p>A page of somebody else.</p>{line}".replace(wording.ADDRESS, server.url)
        )
        frame = opened.page.frame_locator("iframe")
        expect(frame.locator(f"{CHART} .main-svg .annotation-text").first).to_be_visible(timeout=60_000)
        (row, *_) = records(OWN["article_figures"])
        expect(frame.get_by_text(row["caveat"]).first).to_be_visible()
        with opened.page.expect_popup() as waiting:
            frame.get_by_role("link", name=wording.WHOLE_PAGE).click()
        expect(waiting.value.locator("article.card").first).to_be_visible(timeout=60_000)


def test_an_unknown_chart_is_told_and_the_whole_page_shown(browser: Browser, server: Server) -> None:
    with visiting(browser, 1280, "light") as opened:
        opened.load(f"{server.whole}&embed=true&chart=no*such*chart")
        expect(opened.page.get_by_test_id("stAlert").first).to_contain_text("no*such*chart")
        assert OWN.title in opened.page.inner_text('[data-testid="stMain"]')
        expect(opened.page.locator("article.card")).to_have_count(len(selections.headlines(OWN)))
        assert opened.page.locator(CHART).count() == len(selections.chart_keys(OWN)) - len(NO_SCALE)
