"""The two packages as data: valid, complete, and the article's figures as the article has them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import edtf
import frictionless
import pandas as pd
import pytest

from figures import periods
from figures.tables import Package, Table
from tests import write_other_descriptor
from tests.editing import cells_of

NA = None
# figure_as_stated: bound, approximate, stated_low, stated_high, reading_low, reading_high
ARTICLE_FIGURES: dict[str, tuple[str, str, int | None, int | None, int | None, int | None]] = {
    "more than 10,000": ("at_least", "", 10000, NA, NA, NA),
    "thousands": ("magnitude", "", NA, NA, NA, NA),
    "about 4,000": ("about", "yes", 4000, 4000, NA, NA),
    "approximately the size of a full brigade": ("unnumbered", "yes", NA, NA, NA, NA),
    "only a handful": ("unnumbered", "", NA, NA, NA, NA),
    "as many as 30,000": ("at_most", "", NA, 30000, NA, NA),
    "tens of thousands": ("magnitude", "", NA, NA, 20000, 99999),
}


def tables_with(package: Package, column: str) -> list[Table]:
    return [table for table in package.tables.values() if column in table.rows]


@pytest.mark.parametrize("folder", ["data_dir", "other_dir"])
def test_the_reference_library_finds_the_package_valid(folder: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(folder)
    report = frictionless.validate(str(path / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert report.stats["tasks"] == len(list(path.glob("*.csv"))), "a CSV file stands in no resource"


def test_the_packages_load(package: Package, other_package: Package) -> None:
    assert len(package["article_figures"]) == 7
    assert set(other_package["measures"]["chart"]) - {""} == {"gulls", "chips"}
    assert other_package["measures"]["headline"].notna().sum() == 3


def test_the_other_package_says_that_it_is_made_up(other_package: Package) -> None:
    said = [other_package.title, other_package.description, other_package.article["author"]]
    said += list(other_package["sources"]["publisher"])
    assert [text for text in said if not re.search("made.up", text)] == []
    for url in other_package["sources"]["url"]:
        assert re.match("https?://example.org/", url)


def test_the_other_package_has_every_bound_and_the_same_schemas(other_package: Package, other_dir: Path) -> None:
    codes = {field.name: field.codes for field in other_package.tables["article_figures"].fields}["bound"]
    assert set(other_package["article_figures"]["bound"]) == set(codes)
    there = json.loads((other_dir / "datapackage.json").read_text(encoding="utf-8"))
    assert there == json.loads(write_other_descriptor.written()), "run python -m tests.write_other_descriptor"


def test_whole_numbers_stay_whole_and_a_blank_is_not_0(each_package: Package) -> None:
    blanks = 0
    for table in each_package.tables.values():
        for field in table.fields:
            if field.type != "integer":
                continue
            column = table.rows[field.name]
            assert column.dtype == pd.Int64Dtype(), (table.name, field.name)
            written = [row[field.name] for row in cells_of(table.data)]
            assert ["" if pd.isna(cell) else str(cell) for cell in column] == written
            blanks += written.count("")
    assert blanks, "no table has a blank number: nothing was tested"


def test_text_that_looks_like_nothing_stays_text(each_package: Package) -> None:
    for table in each_package.tables.values():
        for field in table.fields:
            if field.type != "integer":
                assert list(table.rows[field.name]) == [row[field.name] for row in cells_of(table.data)]


def test_no_column_holds_a_naked_number(each_package: Package) -> None:
    names = {field.name for table in each_package.tables.values() for field in table.fields}
    assert not names & {"value", "number", "count", "estimate", "midpoint", "mean", "median"}


@pytest.mark.parametrize("column", ["said_by", "definition", "caveat", "source_id", "locator", "unit", "wording"])
def test_every_figure_of_the_article_has(column: str, each_package: Package) -> None:
    assert all(text.strip() for text in each_package["article_figures"][column])


def test_every_figure_has_its_page(each_package: Package) -> None:
    for table in tables_with(each_package, "source_id"):
        for source_id in table.rows["source_id"]:
            if source_id or table.name == "article_figures":
                assert each_package.source(source_id)["publisher"]


def test_every_date_is_edtf(each_package: Package) -> None:
    seen = 0
    for table in each_package.tables.values():
        for field in table.fields:
            if "EDTF" in field.description:
                for text in filter(None, table.rows[field.name]):
                    edtf.parse_edtf(text)  # raises on what is not EDTF
                    seen += 1
            elif field.type == "date":
                for text in filter(None, table.rows[field.name]):
                    assert date.fromisoformat(text)
    assert seen > len(each_package["article_figures"])


def test_every_url_is_one(each_package: Package) -> None:
    tables = tables_with(each_package, "url")
    assert tables
    for table in tables:
        for url in table.rows["url"]:
            assert re.fullmatch(r"https?://[\w.-]+/\S*", url), url


def test_every_hedge_is_explained_and_every_explanation_is_used(each_package: Package) -> None:
    figures = tables_with(each_package, "figure_as_stated")
    in_use = {hedge for table in figures for hedge in table.rows["hedge_words"] if hedge}
    assert in_use == set(each_package["hedges"]["hedge_words"])


def test_a_word_of_doubt_is_one_of_the_hedge_words(package: Package) -> None:
    """What is only likely, presumed or thought is no bare floor: the words are looked up with the others."""
    doubted = 0
    for table in tables_with(package, "figure_as_stated"):
        for row in table.rows.to_dict("records"):
            for word in re.findall(r"\b(?:likely|presumed|I think)\b", f"{row['figure_as_stated']}; {row['wording']}"):
                assert word in row["hedge_words"], f"{row['figure_id']}: {word!r} is no part of its hedge"
                doubted += 1
    assert doubted


def test_a_caveat_leaves_its_page_to_what_is_shown_behind_it(each_package: Package) -> None:
    """wording.caveats adds the publisher of another page: named in the caveat too, it would stand there twice."""
    pages = {row["figure_id"]: row["source_id"] for row in each_package["article_figures"].to_dict("records")}
    for row in each_package["caveats"].to_dict("records"):
        if row["source_id"] != pages[row["figure_id"]]:
            assert each_package.source(row["source_id"])["publisher"] not in row["caveat"], row["caveat_id"]


def test_the_article_figures_are_the_seven_of_the_article(package: Package) -> None:
    rows = package["article_figures"]
    columns = ["bound", "approximate", "stated_low", "stated_high", "reading_low", "reading_high"]
    found = {
        row["figure_as_stated"]: tuple(None if pd.isna(row[column]) else row[column] for column in columns)
        for row in rows.to_dict("records")
    }
    assert found == ARTICLE_FIGURES


def test_only_the_possible_troops_are_a_forecast(package: Package) -> None:
    rows = package["article_figures"]
    assert list(rows.loc[rows["obs_status"] == "F", "figure_as_stated"]) == ["as many as 30,000"]


def test_the_band_is_a_reading_with_its_rule(package: Package) -> None:
    rows = package["article_figures"].set_index("figure_as_stated")
    assert "tens of thousands" in str(rows.at["tens of thousands", "reading_rule"])
    assert (rows["reading_rule"] != "").sum() == 1


def test_the_killed_are_not_the_casualties(package: Package) -> None:
    """The two that a reader takes for each other say so, and why."""
    measures = package["measures"].set_index("measure")
    assert measures.at["killed", "looks_like"] == "casualties"
    assert measures.at["killed", "looks_like_why"]
    killed = package["article_figures"].query("measure == 'killed'")
    assert killed["definition"].str.contains("wounded not counted").all()


def test_the_date_of_the_article_is_inferred_and_says_so(package: Package) -> None:
    assert package.article["published"] == "2025-07-11/2025-07-13"
    assert package.article["published_note"].startswith("inferred")
    assert "visit" in package.article["published_note"]


def test_the_page_that_dates_the_article_is_in_the_package_and_proves_nothing_more(package: Package) -> None:
    """What the date was inferred from cannot agree with the article a second time."""
    note, sources = package.article["published_note"], package["sources"].to_dict("records")
    dated_pages = [row for row in sources if row["published"]]
    named = [r for r in dated_pages if f"({r['publisher']}, {periods.in_words(r['published'])})" in note]
    assert len(named) == 1, f"no page of sources.csv is named in {note!r}"
    (dated,) = (row for row in package["dates"].to_dict("records") if row["source_id"] == named[0]["source_id"])
    assert dated["recorded"] == package.article["published"]
    assert not dated["reading"] and dated["agreement"] == "cannot be told"


@pytest.mark.parametrize("folder", ["data_dir", "other_dir"])
def test_the_files_are_plain(folder: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(folder)
    for file in sorted(path.iterdir()):
        data = file.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf"), f"{file.name} begins with a byte order mark"
        assert b"\r" not in data, f"{file.name} has line ends other than LF"
        assert data.endswith(b"\n"), f"{file.name} does not end with a line end"
        data.decode("utf-8")
