"""Files to take away: their addresses, the ZIP, JSON, BibTeX, pictures of charts, and one chart in a frame."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import subprocess
import sys
import urllib.parse
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import frictionless
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Browser, Error, Locator, expect

from figures.analysis.select import drawn_on
from figures.editions.files import files
from figures.language.english import NO_BREAK
from figures.model.package import Package
from figures.package.problems import PackageError
from figures.package.read import load
from figures.page.compose import View, compose
from figures.page.parts import Quote, walk
from figures.words import citation, labels
from figures.words import figure as words
from figures.words.dates import date_notes
from tests import editing
from tests.oracle import cells, package
from tests.serving import ROOT, Server, browser, elsewhere, server, serving
from tests.visits import CHART, visiting

__all__ = ["browser", "elsewhere", "server"]  # fixtures

DATA = ROOT / "data"
OWN = package("own")
ZIP = OWN.zip_name
TABLES = [table.file_name for table in OWN.tables.values()]
ON_DISK = [*TABLES, editing.DESCRIPTOR]
MADE = [ZIP, "article_figures.json", "citations.bib"]
CHARTS = {chart.key: chart for chart in compose(OWN, View()).charts}
PICTURES = [f"pictures/{key}.svg" for key in CHARTS]
FILES = [*ON_DISK, *MADE, *PICTURES]
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".zip": "application/zip",
    ".bib": "application/x-bibtex",
    ".svg": "image/svg+xml",
}
BLANK_IS_MISSING: dict[str, Any] = {"keep_default_na": False, "na_values": [""]}
FIGURES = cells(DATA, "article_figures")
ARTICLE = (OWN.article.author, OWN.article.title, OWN.article.publisher, OWN.article.url)  # what a citation needs


def squashed(text: str) -> str:
    """The text without spaces and capitals, for words that were wrapped."""
    return re.sub(r"\s", "", text).lower()


# Addresses


@pytest.mark.parametrize("name", [*ON_DISK, *MADE, PICTURES[0]])
def test_a_file_comes_with_what_a_reader_and_a_cache_need(name: str, server: Server) -> None:
    answer = server.ask(f"/data/{name}")
    assert answer.status == 200
    media_type, _, parameters = answer.headers["Content-Type"].partition(";")
    assert media_type == MEDIA_TYPES[Path(name).suffix]
    if name != ZIP:
        assert answer.text
        # JSON and XML are UTF-8 by themselves; a browser takes other text for something else
        assert name.endswith((".json", ".svg")) or "charset=utf-8" in parameters
    saved_as = f"{OWN.name}-{Path(name).stem}-{OWN.created}.svg" if name in PICTURES else name
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{saved_as}"'
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert re.search(r"\bmax-age=\d+", answer.headers["Cache-Control"]), answer.headers["Cache-Control"]
    assert re.fullmatch(r'"[^"]+"', answer.headers["ETag"])
    if name in ON_DISK:
        assert answer.body == (DATA / name).read_bytes()
    head = server.ask(f"/data/{name}", "HEAD")
    assert (head.status, head.body) == (200, b"")
    for header in ("Content-Type", "Content-Length", "Content-Disposition", "ETag", "Cache-Control"):
        assert head.headers[header] == answer.headers[header], header


def test_every_file_of_the_package_has_an_address(server: Server) -> None:
    for file in (*DATA.glob("*.csv"), *DATA.glob("*.json")):
        assert server.ask(f"/data/{file.name}").body == file.read_bytes(), file.name
    answers = [server.ask(f"/data/{name}") for name in FILES]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.headers["ETag"] for answer in answers}) == len(FILES), "two files have the same ETag"


def test_the_script_of_the_page_is_run_and_not_saved(server: Server) -> None:
    answer = server.ask("/data/page.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.body == (ROOT / "figures" / "page" / "page.js").read_bytes()
    assert "Content-Disposition" not in answer.headers
    assert server.ask("/data/page.js", If_None_Match=answer.headers["ETag"]).status == 304


@pytest.mark.parametrize("name", ["article_figures.csv", ZIP, PICTURES[0]])
def test_a_copy_that_is_still_right_is_not_sent_again(name: str, server: Server) -> None:
    tag = server.ask(f"/data/{name}").headers["ETag"]
    for known in (tag, f"W/{tag}", f'"another", {tag}', "*"):
        again = server.ask(f"/data/{name}", If_None_Match=known)
        assert (again.status, again.body) == (304, b""), known
        assert again.headers["ETag"] == tag
        assert "max-age" in again.headers["Cache-Control"]
    for other in ('"another"', tag.strip('"')[:-1], ""):
        assert server.ask(f"/data/{name}", If_None_Match=other).status == 200, other


@pytest.mark.parametrize("name", ["other_reports.csv", PICTURES[0]])
def test_a_compressed_file_is_the_same_file(name: str, server: Server) -> None:
    plain, packed = server.ask(f"/data/{name}"), server.ask(f"/data/{name}", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_files_can_only_be_read(method: str, server: Server) -> None:
    before = (DATA / "article_figures.csv").read_bytes()
    for name in ("article_figures.csv", "new.csv"):
        refused = server.ask(f"/data/{name}", method)
        assert refused.status == 405
        assert {"GET", "HEAD"} <= set(re.findall(r"\w+", refused.headers["Allow"]))
    assert (DATA / "article_figures.csv").read_bytes() == before


def test_options_says_what_is_allowed(server: Server) -> None:
    asked = {"Origin": "https://example.org", "Access_Control_Request_Method": "GET"}
    answer = server.ask("/data/article_figures.csv", "OPTIONS", **asked)
    assert answer.status in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for header in ("Allow", "Access-Control-Allow-Methods"):
        assert set(re.findall(r"\w+", answer.headers[header])) == {"GET", "HEAD", "OPTIONS"}


NOT_SERVED = """
nothing.csv article_figures article_figures.csv/ article_figures.csv.bak .csv *.csv Article_Figures.csv %ff ~ - secrets
ARTICLE_FIGURES.CSV article_figures.csv%20 article_figures.csv. app.py README.md LICENSE requirements.txt .git/HEAD
pyproject.toml __init__.py index.html data/article_figures.csv figures/editions/files.py tests/run.sh page.css page.js/
.streamlit/config.toml pictures pictures/ pictures/nothing.svg pictures/page.js pictures/troops pictures//troops.svg
""".split()
WAYS_OUT = [
    *"/../app.py /%2e%2e/app.py /%2E%2E/app.py /..%2fapp.py /..%5capp.py /%2e%2e%2fapp.py".split(),
    *"/%252e%252e%252fapp.py /.%2e/app.py /....//app.py /./article_figures.csv /x/../../app.py".split(),
    *"/../data/article_figures.csv //app.py //article_figures.csv ///etc/passwd /%2fetc%2fpasswd /%2f".split(),
    *"/../../../../../../../../etc/passwd /..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd /file:///etc/passwd".split(),
    *"/article_figures.csv%00 /article_figures.csv%00.csv /%00 /app.py%00.csv /%c0%ae%c0%ae/app.py".split(),
    *"/c:%5cwindows%5cwin.ini /article_figures.csv%0d%0aX-Header:1 /pictures/%2e%2e/page.js".split(),
    *(f"/{urllib.parse.quote(str(ROOT / 'app.py'))}", "/" + "a" * 5_000, "/" + "a" * 50_000, "/" + "../" * 1_000),
]


def test_anything_else_under_data_is_not_found(server: Server) -> None:
    for path in ("/data", "/data/", *(f"/data/{name}" for name in NOT_SERVED)):
        answer = server.ask(path)
        assert answer.status == 404, path
        assert answer.headers["Content-Type"].startswith("text/plain"), path
        assert str(ROOT) not in answer.text and "Traceback" not in answer.text
        assert all(file in answer.text for file in FILES), "the answer does not say what there is"
        assert "max-age" not in answer.headers.get("Cache-Control", ""), "a cache would keep the refusal"


def test_no_address_leads_out_of_the_package(server: Server) -> None:
    """400 is from the server in front, for what is no request."""
    for path in WAYS_OUT:
        answer = server.ask(f"/data{path}")
        assert answer.status in (400, 404, 414), (path[:80], answer.body[:100])
        assert b"import " not in answer.body and b"root:" not in answer.body and b"figure_as_stated" not in answer.body
        assert "X-Header" not in answer.headers
    assert server.is_healthy()


def test_pages_of_other_origins_may_read_files_and_show_pictures(
    browser: Browser, server: Server, elsewhere: tuple[str, Path]
) -> None:
    read = """async ([url, headers]) => {
      const answer = await fetch(url, {headers});
      return [answer.status, await answer.text()];
    }"""
    show = """async url => {
      const picture = new Image();
      picture.src = url;
      await picture.decode();
      return picture.naturalWidth;
    }"""
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(elsewhere[0])
        for headers in ({}, {"X-Reader": "1"}):  # for a header of its own a browser first asks by OPTIONS
            status, text = page.evaluate(read, [f"{server.url}/data/article_figures.csv", headers])
            assert (status, text) == (200, (DATA / "article_figures.csv").read_text(encoding="utf-8"))
        for picture in PICTURES:
            assert page.evaluate(show, f"{server.url}/data/{picture}") > 300, picture
        with pytest.raises(Error, match="Failed to fetch"):
            page.evaluate(read, [f"{server.url}/_stcore/health", {"X-Reader": "1"}])


# Programs that read


def test_the_data_holds_what_could_be_mangled() -> None:
    """Blanks among numbers, commas and quotation marks in words, and letters that are not ASCII."""
    reports = [cell for row in cells(DATA, "other_reports") for cell in row.values()]
    assert {row["stated_high"] == "" for row in FIGURES} == {True, False}
    assert any(re.search("[\u0400-\u04ff]{3}", cell) for cell in reports), "no cell in Cyrillic letters"
    assert any("," in cell and '"' in cell for cell in reports)


@pytest.mark.parametrize("name", TABLES)
def test_programs_read_a_table_as_it_is(name: str) -> None:
    rows = cells(DATA, Path(name).stem)
    for options in ({}, BLANK_IS_MISSING):
        table = pd.read_csv(DATA / name, **options)
        assert (list(table.columns), len(table)) == (list(rows[0]), len(rows))
        for column in table.columns:
            for number, (cell, row) in enumerate(zip(table[column], rows, strict=True), start=2):
                assert pd.isna(cell) == (row[column] == ""), f"{name}, row {number}, {column}: {cell!r}"
                same = pd.isna(cell) or cell == row[column] or float(cell) == float(row[column])
                assert same, f"{name}, row {number}, {column}: {cell!r} for {row[column]!r}"
    read = duckdb.sql(f"SELECT * FROM read_csv('{DATA / name}', header = true)")
    assert read is not None
    assert read.columns == list(rows[0])
    for line, row in zip(read.fetchall(), rows, strict=True):
        # DuckDB takes a column of "yes" and blanks for truths
        told = ["" if cell is None else "yes" if cell is True else str(cell) for cell in line]
        assert told == list(row.values()), name


def run_as_typed(lines: list[str]) -> dict[str, Any]:
    """Return the names that stand after these lines; the value of the last line, where it has one, as "shown"."""
    names: dict[str, Any] = {}
    *first, last = lines
    exec("\n".join(first), names)
    try:
        names["shown"] = eval(last, names)
    except SyntaxError:
        exec(last, names)
    return names


def check_reading(names: Mapping[str, Any], *, shown: bool) -> None:
    figures = names["figures"]
    for column in ("figure_as_stated", "wording"):
        assert list(figures[column]) == [row[column] for row in FIGURES], "letters were mangled on the way"
    for column in ("stated_low", "stated_high"):
        assert str(figures[column].dtype) == "Int64", "a blank became 0, or an end 10000.0"
        assert [("" if pd.isna(n) else str(n)) for n in figures[column]] == [row[column] for row in FIGURES]
    if shown:
        assert names["shown"].fetchall() == [(row["figure_as_stated"], row["caveat"]) for row in FIGURES]


def test_the_lines_to_type_read_the_file_and_the_address(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    check_reading(run_as_typed(list(citation.reading_lines(str(DATA / "article_figures.csv")))), shown=True)
    # Before it can read an address, DuckDB fetches a part of itself from its makers: only pandas here.
    lines = citation.reading_lines(labels.with_root(labels.address("article_figures.csv"), server.url))
    check_reading(run_as_typed(list(lines[:2])), shown=False)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (python,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert labels.DEFAULT_ROOT in python
    names: dict[str, Any] = {}
    exec(python.replace(labels.DEFAULT_ROOT, server.url), names)
    check_reading(names, shown=False)
    (sql,) = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    monkeypatch.chdir(ROOT)
    answer = duckdb.sql(sql)
    assert answer is not None
    assert answer.fetchall() == [(row["figure_as_stated"], row["caveat"]) for row in FIGURES]


# The ZIP


@pytest.fixture(scope="module")
def unzipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a reader has after unzipping."""
    folder = tmp_path_factory.mktemp("unzipped")
    with zipfile.ZipFile(io.BytesIO(files(OWN)[ZIP].data)) as archive:
        assert archive.testzip() is None
        assert {name.partition("/")[0] for name in archive.namelist()} == {OWN.name}, "it unzips into many places"
        archive.extractall(folder)
    return folder / OWN.name


# In another process, with another clock: prints the checksum of every file.
MAKE = """
import sys, time
ahead, clock, calendar = float(sys.argv[2]), time.time, time.localtime
time.time = lambda: clock() + ahead
time.localtime = lambda *given: calendar(*(given or (time.time(),)))
from pathlib import Path
from figures.analysis.select import drawn_on
from figures.editions.files import files
from figures.package.read import load
for name, file in files(load(Path(sys.argv[1]))).items():
    print(name, file.etag)
"""


def test_every_file_is_the_same_whoever_makes_it_where_and_when(tmp_path: Path) -> None:
    copied = editing.copy_of(DATA, tmp_path / "elsewhere")
    for file in copied.iterdir():
        os.utime(file, (1_000_000_000, 1_000_000_000))
    environment = os.environ | {"TZ": "Etc/GMT+12", "PYTHONHASHSEED": "2", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", MAKE, str(copied / editing.DESCRIPTOR), "9e7"]
    made = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert made == "".join(f"{name} {file.etag}\n" for name, file in files(OWN).items())
    editing.set_cells(copied / "article_figures.csv", "article-killed", caveat="Another caveat.")
    changed = files(load(copied / editing.DESCRIPTOR))
    assert changed[ZIP].data != files(OWN)[ZIP].data


def test_the_zip_holds_the_very_files_and_opens_in_this_dashboard(unzipped: Path) -> None:
    assert {file.name for file in unzipped.iterdir()} == {*ON_DISK, *MADE, "README.md"} - {ZIP}
    for name in {*ON_DISK, *MADE} - {ZIP}:
        assert (unzipped / name).read_bytes() == files(OWN)[name].data, name
    again = load(unzipped / editing.DESCRIPTOR)
    assert {name: table.data for name, table in again.tables.items()} == {
        name: table.data for name, table in OWN.tables.items()
    }


def test_the_unzipped_package_is_valid(unzipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = editing.copy_of(unzipped, tmp_path / "anywhere")
    monkeypatch.chdir(copied)
    report = frictionless.validate(editing.DESCRIPTOR)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert len(report.tasks) == len(TABLES)
    editing.set_cells(copied / "caveats.csv", "killed-cnn", figure_id="no-such-figure")
    assert not frictionless.validate(editing.DESCRIPTOR).valid, "the test above checks something else"


def test_the_readme_in_the_zip_opens_with_the_caveats(unzipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (unzipped / "README.md").read_text(encoding="utf-8")
    opening = readme[: min(readme.index(f"`{name}`") for name in ON_DISK)]
    for f in OWN.figures:
        (line,) = [line for line in opening.splitlines() if f.caveat in line and f.figure_as_stated in line]
        told = (f.definition[1:], words.BOUNDS[f.bound].meaning, f.said_by, f.locator.replace(" ", NO_BREAK))
        assert not [text for text in told if text not in line], f.figure_id
    assert all(f"`{name}`" in readme for name in {*ON_DISK, *MADE} - {ZIP})
    for text in (OWN.title, OWN.description, OWN.version, OWN.created, *ARTICLE):
        assert text in readme, f"the README lacks {text!r}"
    for licence in OWN.licenses:
        assert licence.title in readme and licence.path in readme
    (python,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    monkeypatch.chdir(unzipped)
    check_reading(run_as_typed(python.strip().splitlines()), shown=True)


# JSON and BibTeX


def test_the_json_keeps_blanks_missing_and_says_the_bound_in_words() -> None:
    told = json.loads(files(OWN)["article_figures.json"].data)
    further = cells(DATA, "caveats")
    bounds = {f.figure_id: f.bound for f in OWN.figures}
    integers = {f.name for f in OWN.tables["article_figures"].fields if f.type == "integer"}
    blanks = 0
    for figure, row in zip(told["figures"], FIGURES, strict=True):
        for column, cell in row.items():
            blanks += cell == ""
            expected = None if cell == "" else int(cell) if column in integers else cell
            assert (figure[column], type(figure[column])) == (expected, type(expected)), (row["figure_id"], column)
        assert figure["bound_in_words"].startswith(words.BOUNDS[bounds[row["figure_id"]]].meaning)
        caveats = [row["caveat"], *(c["caveat"] for c in further if c["figure_id"] == row["figure_id"])]
        for said, caveat in zip(figure["caveats"], caveats, strict=True):
            assert said.startswith(caveat.removesuffix(".")), f"{row['figure_id']}: {said!r}"
        for text in (row["figure_as_stated"], row["caveat"], row["said_by"], row["locator"], OWN.article.title):
            assert text in figure["citation"], f"the citation of {row['figure_id']} lacks {text!r}"
    assert blanks > len(FIGURES), "the data no longer holds blanks that could become 0"
    assert (told["version"], told["created"], told["title"]) == (OWN.version, OWN.created, OWN.title)
    assert all(text in told["source"] for text in ARTICLE)


@pytest.mark.parametrize("name", ["own", "other"])
def test_the_bibtex_holds_article_and_dataset(name: str) -> None:
    """test_words.py tells what stands in its fields."""
    cited = package(name)
    article, dataset = files(cited)["citations.bib"].data.decode("utf-8").split("\n\n")
    assert article.startswith(f"@misc{{{cited.article.source_id},") and dataset.startswith(f"@misc{{{cited.name},")
    assert f"url = {{{cited.article.url}}}" in article and cited.version in dataset
    assert ("(inferred)" in article) == cited.article.is_inferred


# A package with a fault


def test_files_of_a_broken_package_are_refused_with_the_faults_and_come_back(tmp_path: Path) -> None:
    copied = editing.copy_of(DATA, tmp_path / "package")
    (copied / "notes.csv").write_text("kept,beside\n", encoding="utf-8")
    figures = copied / "article_figures.csv"
    right = figures.read_bytes()
    with serving(tmp_path / "log.txt", copied / editing.DESCRIPTOR) as started:
        first = started.ask("/data/article_figures.csv")
        assert first.body == right
        picture = started.ask("/data/pictures/troops.svg").body

        editing.set_cells(figures, "article-killed", bound="perhaps")
        editing.set_cells(copied / "caveats.csv", "killed-cnn", figure_id="no-such-figure")
        with pytest.raises(PackageError) as raised:
            load(copied / editing.DESCRIPTOR)
        assert len(raised.value.problems) >= 2
        for name in ("article_figures.csv", "sources.csv", editing.DESCRIPTOR, ZIP, "pictures/troops.svg", "nothing"):
            refused = started.ask(f"/data/{name}")
            assert refused.status == 503, name
            assert refused.headers["Content-Type"].startswith("text/plain")
            assert not [p for p in raised.value.problems if str(p) not in refused.text], name
            assert str(tmp_path) not in refused.text and "Traceback" not in refused.text
            assert "max-age" not in refused.headers.get("Cache-Control", ""), "a cache would keep the fault"
        assert started.is_healthy()
        assert started.ask("/data/page.js").status == 200

        editing.copy_of(DATA, copied)
        (copied / "notes.csv").write_text("kept,beside\n", encoding="utf-8")
        figures.write_bytes(right.replace(b"about 4,000", b"about 5,000").replace(b",4000,4000,", b",5000,5000,"))
        mended = started.ask("/data/article_figures.csv", If_None_Match=first.headers["ETag"])
        assert mended.status == 200, "the ETag of before the change still counts"
        assert mended.body == figures.read_bytes() != right
        assert b"about 5,000" in started.ask("/data/article_figures.json").body
        assert started.ask("/data/notes.csv").status == 404, "it is no part of the package"
        assert started.ask("/data/pictures/troops.svg").body != picture, "the picture is of before the change"


# Pictures, and files by clicking


def drawn(key: str, cited: Package = OWN) -> tuple[list[str], list[str]]:
    """What a chart has to say, from the rows: the figures or dates that are drawn, and the caveats."""
    if key == "dates":
        careful = [text for lead, text in date_notes(cited) if lead == "Careful"]
        return [date.wording for date in cited.dates], careful
    here = [f for f in cited.figures if f.can_be_placed and f.measure.chart and f.measure.chart.chart == key]
    if here:
        return [f.figure_as_stated for f in here], [f.caveat for f in here]
    measures = [m for m in cited.measures if m.reports_chart and m.reports_chart.chart == key]
    firsts = {f.measure.measure: f for f in reversed(cited.figures) if f.measure in measures}.values()
    reports = [r for r in cited.reports if r.measure in measures]
    alike = [m.looks_like_why for m in measures if m.looks_like_why]
    return [f.figure_as_stated for f in [*reports, *firsts]], [*(f.caveat for f in firsts), *alike]


def check_svg(data: bytes, key: str, cited: Package = OWN) -> None:
    root = ElementTree.fromstring(data)
    assert root.tag.endswith("}svg")
    told = squashed("".join("".join(e.itertext()) for e in root.iter() if e.tag.endswith("}text")))
    figures, caveats = drawn(key, cited)
    assert figures and caveats, key
    titles = {texts.chart: texts.title for texts in cited.charts}
    wanted = [titles.get(key, cited.tables["dates"].title), *figures, *caveats, "Source: ", cited.article.title]
    assert not [text for text in wanted if squashed(text) not in told], key


@pytest.mark.parametrize("name", ["own", "other"])
def test_a_picture_holds_all_that_belongs_to_its_chart(name: str) -> None:
    cited = package(name)
    for chart in compose(cited, View()).charts:
        data = files(cited)[f"pictures/{chart.key}.svg"].data
        check_svg(data, chart.key, cited)
        texts = {child.tag.rpartition("}")[2]: child.text for child in ElementTree.fromstring(data)}
        assert texts["title"] == chart.drawing.title
        assert texts["desc"] == chart.alt
        assert b"<script" not in data and b"href" not in data, "it would load or run something"


def test_files_and_pictures_are_saved_by_a_click(browser: Browser, server: Server, tmp_path: Path) -> None:
    with visiting(browser, 390, "dark") as visit:
        visit.load(server.whole)

        def check(link: Locator, saved_as: str, name: str) -> None:
            saved = visit.save(link.first, tmp_path)
            assert (saved.name, saved.read_bytes()) == (saved_as, files(OWN)[name].data)

        for label, name in ((labels.download(OWN.tables["derived"]), "derived.csv"), *labels.whole_downloads(ZIP)):
            check(visit.page.get_by_role("link", name=label, exact=True), name, name)
        for key, name in zip(CHARTS, PICTURES, strict=True):
            check(visit.page.locator(f'a[href$="data/{name}"]'), f"{OWN.name}-{key}-{OWN.created}.svg", name)
        chart = visit.page.locator(CHART).first
        chart.hover()
        saved = visit.save(chart.locator(".modebar-btn"), tmp_path)
        assert saved.name == f"{OWN.name}-{next(iter(CHARTS))}-{OWN.created}.png"
        check_png(saved, chart.locator(".svg-container").bounding_box())
        assert len(visit.page.context.pages) == 1, "a download leaves an empty tab behind"
        assert visit.complaints == []


def check_png(saved: Path, box: Any) -> None:
    """Twice the size on the screen, so that it is sharp in print; all of the height, so that no note is cut; dark."""
    with Image.open(saved) as picture:
        assert picture.format == "PNG"
        assert abs(picture.width - 2 * box["width"]) <= 4 and abs(picture.height - 2 * box["height"]) <= 4, box
        colours = picture.convert("RGB").getcolors(maxcolors=1 << 24)
    assert colours and len(colours) > 30, "an empty picture"
    _, paper = max(colours)
    assert isinstance(paper, tuple) and sum(paper) < 150, f"the paper is {paper}"


# One chart in a frame


def test_an_address_shows_one_chart_with_its_caveats_and_nothing_else(browser: Browser, server: Server) -> None:
    exhibits = compose(OWN, View()).exhibits
    headings = [texts.heading for texts in OWN.charts] + [labels.THE_DATA, labels.ON_THIS_PAGE, OWN.title]
    with visiting(browser, 800) as visit:
        for key in exhibits:
            visit.page.goto(f"{server.url}/?embed=true&chart={key}")
            visit.page.get_by_role("link", name=labels.WHOLE_PAGE).wait_for(timeout=60_000)
            if key in CHARTS:
                visit.wait_until_drawn()
            expect(visit.page.get_by_test_id("stSkeleton")).to_have_count(0)
            text = visit.text()
            figures, caveats = drawn(key)
            if key not in CHARTS:  # in units that no one scale can hold: as tables, with the caveats of each row
                assert visit.page.locator("table").count() >= 1
                caveats = [
                    r.caveat for r in OWN.reports if r.measure.reports_chart and r.measure.reports_chart.chart == key
                ]
            further = [c.caveat.removesuffix(".") for f in drawn_on(OWN, key) for c in f.caveats]
            assert visit.page.locator(CHART).count() == (key in CHARTS)
            wanted = [*figures, *caveats, *further, *ARTICLE[:3]]
            assert not [words for words in wanted if squashed(words) not in squashed(text)], key
            for selector in ("h1:not(.unseen)", "h2", "h3", "article.card", "details"):
                assert visit.page.locator(f'[data-testid="stMain"] {selector}').count() == 0, f"{key}: {selector}"
            assert not [heading for heading in headings if heading in text], key
        assert visit.complaints == []


def test_the_line_to_embed_shows_the_chart_in_a_page_of_somebody_else(
    browser: Browser, server: Server, elsewhere: tuple[str, Path]
) -> None:
    page = compose(OWN, View())
    (line,) = [part.text for part in walk(page.parts) if isinstance(part, Quote) and "<iframe" in part.text]
    assert not [key for key in page.exhibits if not re.search(rf"\b{key}\b", line)]
    with visiting(browser, 1000) as visit:
        visit.page.goto(elsewhere[0])
        visit.page.set_content(f"<!doctype html><p>A page of somebody else.</p>{labels.with_root(line, server.url)}")
        frame = visit.page.frame_locator("iframe")
        expect(frame.locator(f"{CHART} .main-svg .annotation-text").first).to_be_visible(timeout=60_000)
        expect(frame.get_by_text(FIGURES[0]["caveat"]).first).to_be_visible()
        with visit.page.expect_popup() as waiting:
            frame.get_by_role("link", name=labels.WHOLE_PAGE).click()
        expect(waiting.value.locator("article.card").first).to_be_visible(timeout=60_000)
