"""The two packages as data: valid, complete, and the article's figures as the article has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import edtf
import frictionless
import pytest

from figures.model.bound import Bound
from figures.model.package import Package, Table
from figures.model.records import Figure, Report
from figures.package.files import canonical
from figures.package.read import superseded
from figures.package.schema import TABLES, number_of
from tests.breaking import keeps_its_promises
from tests.conftest import FOLDERS
from tests.editing import cells_of, rows_of

# figure_as_stated: bound, approximate, forecast, stated, reading
ARTICLE_FIGURES = {
    "more than 10,000": ("at_least", False, False, Bound(low=10_000, strict_low=True), None),
    "thousands": ("magnitude", False, False, Bound(), None),
    "about 4,000": ("about", True, False, Bound(4_000, 4_000, approximate=True), None),
    "approximately the size of a full brigade": ("unnumbered", True, False, Bound(approximate=True), None),
    "only a handful": ("unnumbered", False, False, Bound(), None),
    "as many as 30,000": ("at_most", False, True, Bound(high=30_000), None),
    "tens of thousands": ("magnitude", False, False, Bound(), Bound(20_000, 99_999)),
}
POINTERS = ("retells", "revises", "withdraws", "part_of")
each_folder = pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)


def figures_of(package: Package) -> tuple[Figure, ...]:
    """The article's figures and everybody else's."""
    return (*package.figures, *package.reports)


def column(table: Table, name: str) -> list[str]:
    place = [field.name for field in table.fields].index(name)
    return [str(row[place] or "") for row in table.cells]


def columns(package: Package, name: str) -> Iterator[str]:
    """The cells of every column of that name, blanks left out."""
    for table in package.tables.values():
        if name in [field.name for field in table.fields]:
            yield from filter(None, column(table, name))


@each_folder
def test_the_reference_library_finds_the_package_valid(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert report.stats["tasks"] == len(list(folder.glob("*.csv"))), "a CSV file stands in no resource"


@each_folder
def test_the_files_are_plain(folder: Path) -> None:
    for file in sorted(folder.iterdir()):
        data = file.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf"), f"{file.name} begins with a byte order mark"
        assert b"\r" not in data, f"{file.name} has line ends other than LF"
        assert data.endswith(b"\n"), f"{file.name} does not end with a line end"
        if file.suffix == ".csv":
            rows = rows_of(data)
            assert data == canonical(rows), f"{file.name} has quotation marks that it does not need"
            if file.stem in TABLES:
                assert rows[0] == [column for column in TABLES[file.stem].columns if column in rows[0]]


def test_the_other_package_says_that_it_is_made_up(other_package: Package) -> None:
    texts = [other_package.title, other_package.description, other_package.article.author]
    texts += [source.publisher for source in other_package.sources]
    assert [text for text in texts if not re.search("made.up", text)] == []
    assert all(re.match("https?://example.org/", source.url) for source in other_package.sources)


def test_the_other_package_has_every_bound(other_package: Package) -> None:
    fields = {field.name: field for field in other_package.tables["article_figures"].fields}
    assert {figure.bound for figure in other_package.figures} == set(fields["bound"].codes)


# Cells


def test_no_column_holds_a_naked_number(each_package: Package) -> None:
    names = {field.name for table in each_package.tables.values() for field in table.fields}
    assert not names & {"value", "number", "count", "estimate", "midpoint", "mean", "median"}


def test_every_date_is_edtf_or_a_day(each_package: Package) -> None:
    seen = 0
    for table in each_package.tables.values():
        for field in table.fields:
            if "EDTF" in field.description or field.type == "date":
                for text in filter(None, column(table, field.name)):
                    seen += 1
                    if field.type == "date":
                        date.fromisoformat(text)
                    else:
                        edtf.parse_edtf(text)  # raises on what is not EDTF
    assert seen > len(each_package.figures)


def test_every_url_is_one(each_package: Package) -> None:
    for url in columns(each_package, "url"):
        assert re.fullmatch(r"https?://[\w.-]+/\S*", url), url


# Records


def test_a_record_holds_the_cells_of_its_row_and_the_records_that_it_names(each_package: Package) -> None:
    keeps_its_promises(each_package)
    caveats = {caveat.caveat_id: figure for figure in each_package.figures for caveat in figure.caveats}
    for row in cells_of(each_package.tables["caveats"].data):
        assert caveats[row["caveat_id"]].figure_id == row["figure_id"]
    for step, row in zip(each_package.steps, cells_of(each_package.tables["derived"].data), strict=True):
        assert [figure.figure_id for figure in step.inputs] == list(filter(None, (row["first"], row["second"])))


def test_a_strict_hedge_leaves_out_the_number_of_a_floor_or_a_ceiling(each_package: Package) -> None:
    assert any(figure.stated.strict_low for figure in figures_of(each_package))
    for figure in figures_of(each_package):
        is_strict = figure.hedge is not None and figure.hedge.is_strict
        low, high = figure.placed.low, figure.placed.high
        assert figure.placed.strict_low == (is_strict and low is not None and high is None)
        assert figure.placed.strict_high == (is_strict and high is not None and low is None)


@pytest.mark.parametrize(
    ("figure_as_stated", "stated"),
    [
        ("up to approximately 3 million", Bound(high=3_000_000, approximate=True)),
        ("about 1 to 2 million", Bound(1_000_000, 2_000_000, approximate=True)),
        ("2,417", Bound(2_417, 2_417)),
        ("up to a third", Bound(high=Fraction(3_333, 10_000))),
    ],
)
def test_a_stated_bound_keeps_its_about(figure_as_stated: str, stated: Bound, other_package: Package) -> None:
    assert {f.stated for f in figures_of(other_package) if f.figure_as_stated == figure_as_stated} == {stated}


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *[("0", 0), ("62", 62), ("-3", -3), ("12.5", Fraction(25, 2)), ("0.3333", Fraction(3_333, 10_000))],
        *[(text, None) for text in "|62.0|0.50|007|-0|-0.0|+3|1e3|1_000|12,000|.5|5.| 5|NaN|\u0661".split("|")],
        *[(text, None) for text in ("9" * 19, "1234567890.5")],
    ],
)
def test_a_number_has_one_way_to_be_written(cell: str, number: int | Fraction | None) -> None:
    assert number_of(cell) == number
    assert type(number_of(cell)) is type(number)


def test_a_share_is_told_in_the_unit_of_its_measure(other_package: Package) -> None:
    """Percent and share are one unit, a hundred times apart; another unit has no place on the scale."""
    (share,) = (report for report in other_package.reports if report.unit == "share")
    assert share.in_measure == Bound()
    in_percent = replace(share, measure=replace(share.measure, unit="percent"))
    assert in_percent.in_measure == Bound(high=Fraction(3_333, 100))
    in_shares = replace(in_percent, unit="percent", measure=replace(share.measure, unit="share"))
    assert in_shares.in_measure == Bound(high=Fraction(3_333, 1_000_000))


def test_pointers_claimants_and_slips_are_read(other_package: Package) -> None:
    reports = {report.figure_id: report for report in other_package.reports}
    assert {
        (name, r.figure_id, getattr(r, name)) for r in reports.values() for name in POINTERS if getattr(r, name)
    } == {
        ("retells", "herald-2026-02-keepers-counted", "keepers-2025-11-counted"),
        ("revises", "ringers-2026-04-ringed", "ringers-2026-02-ringed"),
        ("withdraws", "guild-2026-04-dropped", "guild-2026-02-dropped"),
        ("part_of", "roof-2026-02-ringed-ice", "roof-2026-02-ringed"),
    }
    gone = {r.figure_id: (r.superseded_by, r.superseded_on and r.superseded_on.edtf) for r in reports.values()}
    assert {key: by for key, by in gone.items() if by != ("", None)} == {
        "ringers-2026-02-ringed": ("ringers-2026-04-ringed", "2026-04-01"),
        "guild-2026-02-dropped": ("guild-2026-04-dropped", "2026-04-01"),
    }
    centre = reports["tide-2026-02-nesting"]
    assert (centre.stated, centre.centre) == (Bound(300, 350), 320)
    foreign = reports["ferry-2026-02-ringed"]
    assert (foreign.note_on_reading, foreign.translation) == (
        "wording in another language",
        "more than 30 gulls with a ring",
    )
    assert foreign.claimant_full == "Crew of the made-up ferry to the far quay"
    assert replace(foreign, about=None).claimant_full == foreign.claimant
    assert {hedge.side for hedge in other_package.hedges} == {"", "from below"}
    (slip,) = other_package.slips
    assert (slip.told_as.measure, slip.matches) == ("gulls_counted", reports["guild-2026-02-nesting"])
    assert slip.source in other_package.sources
    assert len(other_package.claimants) == 13
    assert (other_package.measures[0].kind, other_package.measures[0].means) == ("count", ("counted", "seen"))
    assert other_package.reach.startswith("Pages of the invented harbour")


def test_a_telling_of_what_was_taken_back_is_taken_back_too(other_package: Package) -> None:
    first, last = (r for r in other_package.reports if "ringers" in r.figure_id)
    telling: Report = replace(first, figure_id="telling", retells=first.figure_id, superseded_by="", superseded_on=None)
    assert {r.figure_id: r.superseded_by for r in superseded([telling, last, first])} == {
        "telling": last.figure_id,
        last.figure_id: "",
        first.figure_id: last.figure_id,
    }


def test_every_hedge_is_explained_and_every_explanation_is_used(each_package: Package) -> None:
    in_use = {figure.hedge for figure in figures_of(each_package)} - {None}
    assert in_use == set(each_package.hedges)


def test_a_word_of_doubt_is_one_of_the_hedge_words(package: Package) -> None:
    """A floor that is only likely, presumed or thought is no bare floor: the words are explained with the others."""
    doubted = 0
    for figure in figures_of(package):
        for word in re.findall(r"\b(?:likely|presumed|I think)\b", f"{figure.figure_as_stated}; {figure.wording}"):
            assert word in figure.hedge_words, f"{figure.figure_id}: {word!r} is no part of its hedge"
            doubted += 1
    assert doubted


def test_a_caveat_does_not_name_its_publisher(each_package: Package) -> None:
    """The page adds the publisher of another page than the figure's; the caveat would say it twice."""
    for figure in each_package.figures:
        for caveat in figure.caveats:
            if caveat.source != figure.source:
                assert caveat.source.publisher not in caveat.caveat, caveat.caveat_id


# The article


def test_the_article_figures_are_the_seven_of_the_article(package: Package) -> None:
    assert len(package.figures) == 7
    assert {
        figure.figure_as_stated: (figure.bound, figure.approximate, figure.is_forecast, figure.stated, figure.reading)
        for figure in package.figures
    } == ARTICLE_FIGURES
    for figure in package.figures:  # the band is a reading with its rule
        assert (figure.figure_as_stated in figure.reading_rule) == (figure.reading is not None)


def test_the_killed_are_not_the_casualties(package: Package) -> None:
    """The two that a reader takes for each other say so, and why."""
    killed = package.measure("killed")
    assert killed and killed.looks_like == "casualties" and killed.looks_like_why
    assert all("wounded not counted" in figure.definition for figure in package.figures if figure.measure is killed)


def test_the_page_that_dates_the_article_proves_nothing_more(package: Package) -> None:
    """The date is inferred from a page, which cannot agree with the article a second time."""
    published, note = package.article.published, package.article.published_note
    assert published and published.edtf == "2025-07-11/2025-07-13"
    assert package.article.is_inferred and "visit" in note
    dated_pages = [source for source in package.sources if source.published]
    named = [s for s in dated_pages if s.published and f"({s.publisher}, {s.published.in_words()})" in note]
    assert len(named) == 1, f"no page of sources.csv is named in {note!r}"
    (claim,) = (claim for claim in package.dates if claim.source == named[0])
    assert (claim.recorded, claim.reading, claim.agreement) == (published, None, "cannot be told")
