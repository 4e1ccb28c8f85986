"""Files to take away: their addresses, the ZIP, JSON, BibTeX, the reports of a part, and pictures."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
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
from playwright.sync_api import Browser, Error

from figures.analysis import select
from figures.charts.svg_backend import svg
from figures.editions.files import files
from figures.language.english import NO_BREAK
from figures.package.read import load
from figures.page.compose import compose
from figures.page.measure import reports_file
from figures.page.view import View
from figures.words import citation, labels
from figures.words import figure as words
from tests import editing
from tests.oracle import cells, every_package, package
from tests.pages import squashed
from tests.serving import ROOT, Server, browser, elsewhere, server
from tests.visits import visiting

__all__ = ["browser", "elsewhere", "server"]  # fixtures

DATA = ROOT / "data"
OWN = package("own")
ZIP = OWN.zip_name
TABLES = [table.file_name for table in OWN.tables.values()]
ON_DISK = [*TABLES, editing.DESCRIPTOR]
MADE = [ZIP, "article_figures.json", "citations.bib"]
PICTURES = [f"pictures/{key}.svg" for key in compose(OWN, View()).pictures]
REPORTS = {reports_file(measures[0]): measures for measures in select.sections(OWN)}
TO_READ = "dictionary.md"  # in the browser
FILES = [*ON_DISK, *MADE, TO_READ, *REPORTS, *PICTURES]
MEDIA_TYPES = {f".{ending}": f"application/{ending}" for ending in ("json", "zip")}
MEDIA_TYPES |= {".md": "text/plain", ".csv": "text/csv", ".bib": "application/x-bibtex", ".svg": "image/svg+xml"}
BLANK_IS_MISSING: dict[str, Any] = {"keep_default_na": False, "na_values": [""]}
FIGURES = cells(DATA, "article_figures")
ARTICLE = (OWN.article.author, OWN.article.title, OWN.article.publisher, OWN.article.url)  # what a citation needs


# Addresses


@pytest.mark.parametrize("name", FILES)
def test_a_file_comes_with_what_a_reader_and_a_cache_need(name: str, server: Server) -> None:
    answer = server.ask(f"/data/{name}")
    assert (answer.status, answer.body) == (200, files(OWN)[name].data)
    media_type, _, parameters = answer.headers["Content-Type"].partition(";")
    assert media_type == MEDIA_TYPES[Path(name).suffix]
    # JSON and XML are UTF-8 by themselves; a browser takes other text for something else
    assert name.endswith((".zip", ".json", ".svg")) or "charset=utf-8" in parameters
    saved_as = f"{OWN.name}-{Path(name).stem}-{OWN.created}.svg" if name in PICTURES else name
    assert answer.headers["Content-Disposition"] == (None if name == TO_READ else f'attachment; filename="{saved_as}"')
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert re.search(r"\bmax-age=\d+", answer.headers["Cache-Control"]), answer.headers["Cache-Control"]
    assert re.fullmatch(r'"[^"]+"', answer.headers["ETag"])
    head = server.ask(f"/data/{name}", "HEAD")
    assert (head.status, head.body) == (200, b"")
    for header in ("Content-Type", "Content-Length", "Content-Disposition", "ETag", "Cache-Control"):
        assert head.headers[header] == answer.headers[header], header


def test_every_file_of_the_package_is_served_as_it_is(server: Server) -> None:
    on_disk = {path.name for ending in ("csv", "json") for path in DATA.glob(f"*.{ending}")}
    assert on_disk == set(ON_DISK) and set(files(OWN)) == set(FILES)
    assert not [name for name in on_disk if files(OWN)[name].data != (DATA / name).read_bytes()]
    assert len({file.etag for file in files(OWN).values()}) == len(FILES), "two files have the same ETag"
    script = server.ask("/data/page.js")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert script.body == (ROOT / "figures" / "page" / "page.js").read_bytes()
    assert "Content-Disposition" not in script.headers, "it is run and not saved"


@pytest.mark.parametrize("name", ["article_figures.csv", ZIP, PICTURES[0], "page.js"])
def test_a_copy_that_is_still_right_is_not_sent_again(name: str, server: Server) -> None:
    tag = server.ask(f"/data/{name}").headers["ETag"]
    for known in (tag, f"W/{tag}", f'"another", {tag}', "*"):
        again = server.ask(f"/data/{name}", If_None_Match=known)
        assert (again.status, again.body) == (304, b""), known
        assert again.headers["ETag"] == tag
        assert "max-age" in again.headers["Cache-Control"]
    for other in ('"another"', tag.strip('"')[:-1], ""):
        assert server.ask(f"/data/{name}", If_None_Match=other).status == 200, other


def test_options_says_what_is_allowed(server: Server) -> None:
    asked = {"Origin": "https://example.org", "Access_Control_Request_Method": "GET"}
    answer = server.ask("/data/article_figures.csv", "OPTIONS", **asked)
    assert answer.status in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for header in ("Allow", "Access-Control-Allow-Methods"):
        assert set(re.findall(r"\w+", answer.headers[header])) == {"GET", "HEAD", "OPTIONS"}


def test_a_name_that_is_not_served_gets_the_list_of_those_that_are(server: Server) -> None:
    """test_bad_requests.py tries the ways out of the package."""
    for path in ("", "/", "/nothing.csv", "/article_figures", "/Article_Figures.csv", "/pictures/", "/page.css"):
        answer = server.ask(f"/data{path}")
        assert (answer.status, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8"), path
        assert all(file in answer.text for file in FILES), "the answer does not say what there is"
        assert answer.headers["Cache-Control"] == "no-store", "a cache would keep the refusal"


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
        # In a column with a share every number has decimals.
        same = [one == other or float(one) == float(other) for one, other in zip(told, row.values(), strict=True)]
        assert all(same), f"{name}: {told}"


def run_as_typed(code: str) -> dict[str, Any]:
    """Return the names that stand after these lines; the value of a query that stands last, as "shown"."""
    names: dict[str, Any] = {}
    exec(re.sub(r"^duckdb\.sql", "shown = duckdb.sql", code, flags=re.MULTILINE), names)
    return names


def check_reading(names: Mapping[str, Any]) -> None:
    for column in ("figure_as_stated", "wording"):
        assert list(names["figures"][column]) == [row[column] for row in FIGURES], "letters were mangled on the way"
    for column in ("stated_low", "stated_high"):
        read, written = names["figures"][column], [row[column] for row in FIGURES]
        assert str(read.dtype) in ("Int64", "Float64"), "a blank became 0"
        assert [None if pd.isna(n) else float(n) for n in read] == [float(n) if n else None for n in written]
    if "shown" in names:
        assert names["shown"].fetchall() == [(row["figure_as_stated"], row["caveat"]) for row in FIGURES]


def test_the_lines_to_type_read_the_file_and_the_address(server: Server) -> None:
    names = run_as_typed("\n".join(citation.reading_lines(str(DATA / "article_figures.csv"))))
    assert "shown" in names
    check_reading(names)
    # Before it can read an address, DuckDB fetches a part of itself from its makers: only pandas here.
    lines = citation.reading_lines(labels.with_root(f"{labels.ROOT}/data/article_figures.csv", server.url))
    check_reading(run_as_typed("\n".join(lines[:2])))


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
    tables = load(unzipped / editing.DESCRIPTOR).tables
    assert {name: table.data for name, table in tables.items()} == {n: t.data for n, t in OWN.tables.items()}


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
        told = (f.definition[1:], words.meaning(f), f.said_by, f.locator.replace(" ", NO_BREAK))
        assert not [text for text in told if text not in line], f.figure_id
    assert all(f"`{name}`" in readme for name in {*ON_DISK, *MADE} - {ZIP})
    for text in (OWN.title, OWN.description, OWN.version, OWN.created, *ARTICLE):
        assert text in readme, f"the README lacks {text!r}"
    for licence in OWN.licenses:
        assert licence.title in readme and licence.path in readme
    (python,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    monkeypatch.chdir(unzipped)
    names = run_as_typed(python)
    assert "shown" in names
    check_reading(names)


# JSON and BibTeX


def test_the_json_keeps_blanks_missing_and_says_the_bound_in_words() -> None:
    told = json.loads(files(OWN)["article_figures.json"].data)
    further = cells(DATA, "caveats")
    meanings = {f.figure_id: words.meaning(f) for f in OWN.figures}
    numbers = {f.name for f in OWN.tables["article_figures"].fields if f.type in ("integer", "number")}
    assert any(cell == "" for row in FIGURES for cell in row.values())
    for figure, row in zip(told["figures"], FIGURES, strict=True):
        for column, cell in row.items():
            expected = None if cell == "" else int(cell) if column in numbers else cell
            assert (figure[column], type(figure[column])) == (expected, type(expected)), (row["figure_id"], column)
        assert figure["bound_in_words"].startswith(meanings[row["figure_id"]])
        caveats = [row["caveat"], *(c["caveat"] for c in further if c["figure_id"] == row["figure_id"])]
        for told_caveat, caveat in zip(figure["caveats"], caveats, strict=True):
            assert told_caveat.startswith(caveat.removesuffix(".")), f"{row['figure_id']}: {told_caveat!r}"
        for text in (row["figure_as_stated"], row["caveat"], row["locator"], OWN.article.author, OWN.article.publisher):
            assert text in figure["citation"], f"the citation of {row['figure_id']} lacks {text!r}"
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


# The reports of a part of the page, pictures, and files by clicking


@every_package
def test_a_part_of_the_page_has_its_own_reports_as_a_file(name: str) -> None:
    header, *rows = csv.reader(io.StringIO(package(name).tables["other_reports"].data.decode("utf-8")))
    found = []
    for measures in select.sections(package(name)):
        first, *of_part = csv.reader(io.StringIO(files(package(name))[reports_file(measures[0])].data.decode("utf-8")))
        assert first == header and {row[header.index("measure")] for row in of_part} <= {m.measure for m in measures}
        found += of_part
    assert sorted(found) == sorted(rows)


@every_package
def test_a_picture_names_its_source_and_is_the_one_of_the_page(name: str) -> None:
    """test_charts.py and test_drawing.py tell what it holds."""
    cited = package(name)
    page = compose(cited, View())
    charts = {chart.key for chart in page.charts}
    for key, (picture, alt) in page.pictures.items():
        data = files(cited)[f"pictures/{key}.svg"].data
        assert data == svg(picture, alt).encode()
        told = squashed("".join("".join(e.itertext()) for e in ElementTree.fromstring(data).findall(".//{*}text")))
        wanted = [picture.title, *([cited.article.title, cited.article.author] if key in charts else [])]
        assert not [text for text in wanted if squashed(text) not in told], key


def test_files_and_pictures_are_saved_by_a_click(browser: Browser, server: Server, tmp_path: Path) -> None:
    with visiting(browser, 390, "dark") as visit:
        visit.load(server.url)
        href = visit.page.locator("a[download][href$=svg]:visible").first.get_attribute("href")
        picture = str(href).partition("data/")[2]
        for file in (*(file for _, file in labels.whole_downloads(ZIP)), picture, next(iter(REPORTS))):
            button = visit.page.locator(f'a[href$="data/{file}"][download]')
            if file in REPORTS:
                visit.page.locator("[data-testid=stExpander] summary").first.click()
            saved_as = f"{OWN.name}-{Path(file).stem}-{OWN.created}.svg" if file == picture else file
            saved = visit.save(button.first, tmp_path)
            assert (saved.name, saved.read_bytes()) == (saved_as, files(OWN)[file].data)
        assert len(visit.page.context.pages) == 1, "a download leaves an empty tab behind"
        assert visit.complaints == []
