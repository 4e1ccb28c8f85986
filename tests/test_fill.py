"""`python -m figures fill`: what a spreadsheet left becomes canonical, and no filled cell is overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from figures.__main__ import main
from figures.language.finder import find
from figures.language.hedges import ENGLISH
from figures.package.fill import as_stated, fill, plain_number
from figures.package.problems import PackageError
from figures.package.read import load
from tests.conftest import FOLDERS
from tests.editing import DESCRIPTOR, cells_of, copy_of, read, row_where, set_cells, write

FIGURES, REPORTS = "article_figures.csv", "other_reports.csv"
each_folder = pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copy_of(FOLDERS["other"], tmp_path / "package")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _text(change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(change(path.read_text(encoding="utf-8")).encode(encoding))


def _separated(separator: str) -> Callable[[Path], object]:
    """As a spreadsheet saves it: quotation marks only around a cell that holds the separator or a quotation mark."""

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if separator in text or '"' in text else text

    return lambda path: path.write_text("".join(separator.join(map(cell, row)) + "\n" for row in read(path)))


def _rows(change: Callable[[list[list[str]]], list[list[str]]]) -> Callable[[Path], object]:
    return lambda path: write(path, change(read(path)))


def _numbers(change: Callable[[str], str]) -> Callable[[Path], object]:
    """Change each number in the columns of stated numbers."""

    def rows(table: list[list[str]]) -> list[list[str]]:
        places = [i for i, name in enumerate(table[0]) if name in ("stated_low", "stated_high", "stated_centre")]
        return [table[0], *([change(c) if c and i in places else c for i, c in enumerate(row)] for row in table[1:])]

    return _rows(rows)


MESSES: dict[str, Callable[[Path], object]] = {
    "a byte order mark": _text(lambda text: text, "utf-8-sig"),
    "UTF-16": _text(lambda text: text, "utf-16"),
    "CRLF": _text(lambda text: text.replace("\n", "\r\n")),
    "no last line end": _text(lambda text: text.removesuffix("\n")),
    "an empty last line": _text(lambda text: text + "\n"),
    "an empty row": _text(lambda text: text + "," * text.partition("\n")[0].count(",") + "\n"),
    "a blank line above": _text(lambda text: "\n" + text),
    "semicolons": _separated(";"),
    "tabs": _separated("\t"),
    "all cells quoted": _text(lambda text: text.replace("figure_id,measure", '"figure_id","measure"', 1)),
    "spaces at ends": _rows(lambda rows: [[f" {cell} " for cell in row] for row in rows]),
    "another order": _rows(lambda rows: [row[::-1] for row in rows]),
    "an extra column": _rows(lambda rows: [[*rows[0], "note"], *([*row, "x"] for row in rows[1:])]),
    "commas after the last cell": _rows(lambda rows: [[*row, "", ""] for row in rows]),
    "62.0": _numbers(lambda cell: f"{cell}.0" if "." not in cell else f"{cell}00"),
    "12,000": _numbers(lambda cell: f"{int(cell):,}" if "." not in cell else cell),
}


@pytest.mark.parametrize("mess", MESSES)
def test_a_mess_is_refused_and_made_canonical(mess: str, copy: Path) -> None:
    before = contents(copy)
    MESSES[mess](copy / REPORTS)
    assert contents(copy) != before
    with pytest.raises(PackageError) as caught:
        load(copy)
    lines = str(caught.value).splitlines()
    assert any("`python -m figures fill FOLDER`" in line for line in lines) or mess in ("UTF-16", "no last line end")
    changes = fill(copy)
    assert contents(copy) == before
    assert changes, "what was changed is not told"
    assert all(line.startswith(REPORTS) for line in changes)
    assert fill(copy) == []


@pytest.mark.parametrize(
    "mess", ["a blank line above", "semicolons", "tabs", "CRLF", "another order", "an extra column"]
)
def test_a_file_of_another_form_gets_one_line(mess: str, copy: Path) -> None:
    MESSES[mess](copy / "charts.csv")
    with pytest.raises(PackageError) as caught:
        load(copy)
    (problem,) = [problem for problem in caught.value.problems if problem.file == "charts.csv"]
    assert "fill FOLDER" in problem.remedy


@each_folder
def test_a_canonical_package_stays_as_it_is(folder: Path, tmp_path: Path) -> None:
    copied = copy_of(folder, tmp_path / "copy")
    assert fill(copied) == []
    assert contents(copied) == contents(folder)


# Derived cells

BLANKED = (
    "figure_as_stated bound approximate hedge_words stated_low stated_high unit per source_id period obs_status "
    "claimant_kind"
)


def blank(folder: Path, name: str, columns: str = BLANKED) -> None:
    rows = read(folder / name)
    places = [i for i, column in enumerate(rows[0]) if column in columns.split()]
    write(folder / name, [rows[0], *(["" if i in places else c for i, c in enumerate(row)] for row in rows[1:])])


def test_the_articles_figures_follow_from_their_wording_measure_and_article(tmp_path: Path) -> None:
    """Of the real article only the wording, the speaker, the place and what was counted need typing."""
    folder = copy_of(FOLDERS["own"], tmp_path / "copy")
    before = cells_of((folder / FIGURES).read_bytes())
    blank(folder, FIGURES)
    changes = fill(folder)
    after = cells_of((folder / FIGURES).read_bytes())
    for old, new in zip(before, after, strict=True):
        for column in "figure_as_stated bound hedge_words stated_low stated_high unit per source_id obs_status".split():
            assert new[column] == old[column], (old["figure_id"], column)
        assert new["period"] == "2025-07-11/2025-07-13"
    assert f"{FIGURES}, row 2, column hedge_words: 'more than', from the wording" in changes
    assert f"{FIGURES}, row 2, column unit: 'soldiers', from its measure; its words count troops" in changes
    assert fill(folder) == []


def test_only_blank_cells_are_filled_and_the_second_run_fills_none(copy: Path) -> None:
    for name in (FIGURES, REPORTS):
        rows = read(copy / name)
        for number, row in enumerate(rows[1:]):
            places = [i for i, column in enumerate(rows[0]) if column in BLANKED.split()]
            for place in places[number % 3 :: 2]:
                row[place] = ""
        write(copy / name, rows)
    before = {name: cells_of((copy / name).read_bytes()) for name in (FIGURES, REPORTS)}
    filled = fill(copy)
    for name, rows_before in before.items():
        for old, new in zip(rows_before, cells_of((copy / name).read_bytes()), strict=True):
            for column, cell in old.items():
                assert new[column] == cell or not cell, (old["figure_id"], column)
    state = contents(copy)
    notes = fill(copy)
    assert contents(copy) == state
    assert len(filled) > 100
    assert set(notes) <= set(filled), "the second run filled something"


@pytest.mark.parametrize(
    ("cells", "column", "filled"),
    [
        ({"wording": "about 62 square miles"}, "hedge_words", "about"),
        ({"wording": "more than ten thousand gulls"}, "figure_as_stated", "more than 10,000"),
        ({"wording": "between 2.5 and 3.5 gulls"}, "stated_high", "3.5"),
        ({"wording": "as many as 500 gulls"}, "stated_low", ""),
        ({"wording": "up to a third of them"}, "stated_high", "0.3333"),
        ({"wording": "up to a third of them"}, "unit", "share"),
        ({"wording": "12.5 percent of them"}, "unit", "percent"),
        ({"wording": "dozens of gulls"}, "stated_low", ""),
        ({"wording": "dozens of gulls"}, "bound", "magnitude"),
        ({"wording": "400 gulls, or 300 by another count"}, "bound", ""),
        ({"wording": "400 gulls, or 300 by another count", "figure_as_stated": "400"}, "stated_low", "400"),
        ({"wording": "400 gulls, or 300 by another count", "stated_low": "300"}, "figure_as_stated", "300"),
        ({"wording": "no figure at all"}, "bound", ""),
        ({"wording": "about 62 gulls", "bound": "at_most"}, "hedge_words", ""),
        ({"wording": "about 62 gulls", "period": ""}, "period", "2026-02"),
        ({"wording": "about 62 gulls", "period": "2026-06"}, "obs_status", "F"),
        ({"wording": "expects about 62 gulls to come by June"}, "obs_status", "F"),
        ({"wording": "about 62 gulls may have come"}, "obs_status", "E"),
        ({"wording": "a toll of 62 gulls may rise"}, "obs_status", "E"),
        ({"wording": "about 62 gulls a day", "measure": "chips_sold"}, "per", "day"),
        ({"wording": "sold 62 in a month", "measure": "chips_sold"}, "unit", ""),
        ({"wording": "about 62 bags", "measure": "chips_sold"}, "per", "week"),
    ],
)
def test_a_cell_follows_from_the_words(cells: dict[str, str], column: str, filled: str, copy: Path) -> None:
    blank(copy, FIGURES)
    set_cells(copy / FIGURES, "gulls-counted", **cells)
    fill(copy)
    row = cells_of((copy / FIGURES).read_bytes())[0]
    assert row[column] == filled


def test_what_is_in_another_language_is_read_in_its_translation(copy: Path) -> None:
    blank(copy, REPORTS)
    fill(copy)
    row = cells_of((copy / REPORTS).read_bytes())[row_where(copy / REPORTS, "ferry-2026-02-ringed") - 2]
    assert (row["bound"], row["hedge_words"], row["stated_low"]) == ("at_least", "more than", "30")
    assert row["claimant_kind"] == "bystander"


def test_a_further_code_is_added_to_the_descriptor_and_told(copy: Path) -> None:
    set_cells(copy / REPORTS, "ferry-2026-02-ringed", scope="the <other> pier")
    set_cells(copy / FIGURES, "gulls-counted", count_kind="gulls and kites")
    before = load(FOLDERS["other"]).codes
    added = ["count_kind: added the code 'gulls and kites'", "scope: added the code 'the <other> pier'"]
    assert sorted(fill(copy)) == added
    codes = load(copy).codes
    assert codes["scope"] == (*before["scope"], "the <other> pier")
    assert codes["count_kind"] == (*before["count_kind"], "gulls and kites")
    assert fill(copy) == []


def test_a_measure_gets_its_kind_only_where_it_follows(copy: Path) -> None:
    set_cells(copy / "measures.csv", "chips_stolen", kind="")
    set_cells(copy / "measures.csv", "gulls_counted", kind="")
    fill(copy)
    kinds = {row["measure"]: row["kind"] for row in cells_of((copy / "measures.csv").read_bytes())}
    assert (kinds["chips_stolen"], kinds["gulls_counted"]) == ("rate", "")


def test_a_package_of_before_gets_its_columns_and_a_descriptor(copy: Path) -> None:
    """Files of schema 1, and no descriptor: missing columns are added blank, and the check names what to write."""
    for name, lost in ((FIGURES, "stated_centre note_on_reading"), ("measures.csv", "kind means not_means")):
        rows = read(copy / name)
        kept = [i for i, column in enumerate(rows[0]) if column not in lost.split()]
        write(copy / name, [[row[i] for i in kept] for row in rows])
    (copy / DESCRIPTOR).unlink()
    changes = fill(copy)
    assert "measures.csv: added, blank: columns kind, means, not_means" in changes
    assert read(copy / "measures.csv")[0][-3:] == ["kind", "means", "not_means"]
    with pytest.raises(PackageError) as caught:
        load(copy)
    blamed = {(problem.file, problem.column) for problem in caught.value.problems}
    assert blamed == {(DESCRIPTOR, None), ("measures.csv", "kind")}  # its title is blank


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"caveat_id\xe9,figure_id\n", "is not UTF-8"),
        (b'caveat_id,figure_id\n"a,b\n', "it is not CSV"),
        (b"caveat_id,figure_id\na,b,c\n", "the row has 3 cells"),
        (b"caveat_id,figure_id\na\n", "the row has 1 cells"),
        (b"caveat_id,caveat_id\na,b\n", "a column stands twice"),
        (b"Our caveats\n", "names no column"),
        (b"", "names no column"),
    ],
)
def test_a_file_that_holds_no_table_is_refused_and_nothing_is_written(data: bytes, fault: str, copy: Path) -> None:
    MESSES["semicolons"](copy / FIGURES)
    (copy / "caveats.csv").write_bytes(data)
    before = contents(copy)
    with pytest.raises(PackageError, match=fault):
        fill(copy)
    assert contents(copy) == before


def test_the_command_prints_each_change(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_cells(copy / FIGURES, "gulls-counted", stated_low="2,417", unit="")
    assert main(["fill", str(copy)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{FIGURES}, row 2, column stated_low: '2,417' is '2417' now",
        f"{FIGURES}, row 2, column unit: 'gulls', from its measure",
    ]
    assert main(["fill", str(copy)]) == 0
    assert capsys.readouterr().out == "nothing to fill\n"
    (copy / "charts.csv").write_bytes(b"\xff")
    assert main(["fill", str(copy)]) == 1
    assert re.search("charts.csv, row 1: .*not UTF-8", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        *[("12,000", "12000"), ("62.0", "62"), ("0.50", "0.5"), (".5", "0.5"), ("007", "7"), ("+3", "3"), ("-0", "0")],
        *[("\u22125", "-5"), ("1,234,567.50", "1234567.5"), ("12 000", "12000"), ("12\u00a0000", "12000"), ("5.", "5")],
        *[("1,2", "1,2"), ("1,2345", "1,2345"), ("1e5", "1e5"), ("", ""), ("n/a", "n/a"), ("1,234 567", "1,234 567")],
        *[("12,000,00", "12,000,00"), ("\u0661\u0660", "\u0661\u0660"), ("--5", "--5"), (".", ".")],
    ],
)
def test_a_number_in_plain_digits(text: str, plain: str) -> None:
    assert plain_number(text) == plain
    assert plain_number(plain) == plain


def test_a_comma_beside_semicolons_is_not_guessed_at() -> None:
    assert plain_number("12,000", commas=False) == "12,000"
    assert plain_number("12 000", commas=False) == "12000"


@pytest.mark.parametrize(
    ("wording", "stated"),
    [
        ("More than 10,000 troops were sent", "more than 10,000"),
        ("tens of thousands of shells a week", "tens of thousands"),
        ("some twenty-five gulls", "some 25"),
        ("4,000 people or so", "4,000 people or so"),
        ("up to a third of the gulls", "up to a third"),
        ("about $20 billion", "about $20 billion"),
    ],
)
def test_a_figure_as_stated_keeps_its_hedge_and_has_digits(wording: str, stated: str) -> None:
    (found,) = find(wording)
    assert as_stated(found, ENGLISH) == stated
