"""A broken package is refused with messages that say where, what stands there, and how to mend it.

First copies with one fault each, then several faults at once, then random edits (tests/breaking.py). After random edits
a package is either refused or keeps what this project promises of every figure.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.model.bound import Bound
from figures.model.package import Package
from figures.package import watch
from figures.package.check import check
from figures.package.describe import describe
from figures.package.problems import PackageError, Problem
from figures.package.read import load
from tests.breaking import (
    NASTY,
    Edit,
    apply,
    can_be_downloaded,
    clear,
    edits,
    keeps_its_promises,
    keeps_untouched_figures,
    load_or_refuse,
    order,
    places,
    shows_every_hedge,
)
from tests.conftest import FOLDERS, HOME, examples
from tests.editing import (
    DESCRIPTOR,
    copy_of,
    edit_descriptor,
    read,
    resource,
    row_where,
    set_cells,
    write,
)

FIGURES = "article_figures.csv"
FLOOR, CEILING, ABOUT, BAND = (
    (FIGURES, f"article-{key}") for key in ("deployed", "additional", "killed", "shells-fired")
)  # fmt: skip
KILLED, PAGE, CAVEAT = ("measures.csv", "killed"), ("sources.csv", "rediff-2025-07-02"), ("caveats.csv", "killed-cnn")
FILL = "`python -m figures fill FOLDER` mends it."
BEYOND = "99999999999999999999"
ARABIC = "\u0661\u0660\u0660\u0660\u0660"
FIFTEEN = "more than ten thousand North Korean troops were sent to Kursk in late 2024 again"


@pytest.fixture
def copy(data_dir: Path, tmp_path: Path) -> Path:
    return copy_of(data_dir, tmp_path / "package")


@pytest.fixture
def other(other_dir: Path, tmp_path: Path) -> Path:
    return copy_of(other_dir, tmp_path / "package")


def put(folder: Path, row: tuple[str, str], **cells: str) -> int:
    """Write these cells into a row, named by its file and key, and return the row's number."""
    return set_cells(folder / row[0], row[1], **cells)


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(PackageError) as caught:
        load(folder)
    assert caught.value.problems
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return caught.value.problems


def place(problem: Problem) -> tuple[str, int | None, str | None]:
    return problem.file, problem.row, problem.column


def assert_told(folder: Path, at: tuple[str, int | None, str | None], fault: str, remedy: str) -> None:
    """The package has one fault, at this place, and its message holds these words."""
    (problem,) = problems_of(folder)
    assert place(problem) == at
    assert fault in problem.fault
    assert remedy in problem.remedy


def _stated(words: str, **cells: str) -> dict[str, str]:
    return {"figure_as_stated": words, "wording": words, **cells}


# A row, the cells written into it, of which the last is at fault, and words of the remedy.
CELLS: dict[str, tuple[tuple[str, str], dict[str, str], str]] = {
    "unknown bound": (ABOUT, {"bound": "exactly"}, "one of unhedged, about, at_least"),
    "another hedge's bound": (ABOUT, {"stated_high": "", "bound": "at_least"}, "'about'"),
    "words for a number": (FLOOR, {"stated_low": "ten thousand"}, "in plain digits"),
    "a comma in a number": (FLOOR, {"stated_low": "10,000"}, "a number in plain digits"),
    "a fraction": (FLOOR, {"stated_low": "10000.0"}, "a number in plain digits"),
    "an underscore in a number": (FLOOR, {"stated_low": "10_000"}, "plain digits"),
    "digits of another script": (FLOOR, {"stated_low": ARABIC}, "plain digits"),
    "a number below 0": (FLOOR, {"stated_low": "-10000"}, "names, as 1,234"),
    "a count below 0": (FLOOR, _stated("more than -10,000", stated_low="-10000"), "only a level can be below 0"),
    "a leading 0": (FLOOR, {"stated_low": "010000"}, "fill FOLDER"),
    "a centre without a range": (ABOUT, {"stated_centre": "4000"}, "lies within a range"),
    "a note of one's own": (FLOOR, {"note_on_reading": "see it"}, "one of wording"),
    "not available": (CEILING, {"stated_low": "n/a"}, "or leave the cell blank"),
    "a floor with a high": (FLOOR, {"stated_high": "12000"}, "a floor has no upper"),
    "a floor without its number": (FLOOR, {"stated_low": "", "bound": "at_least"}, "a number in the stated columns"),
    "a floor with its number as high": (FLOOR, {"stated_low": "", "stated_high": "10000"}, "a floor has no upper"),
    "a floor whose reading has a high": (
        FLOOR, {"reading_low": "1", "reading_rule": "a rule", "reading_high": "2"}, "a floor",
    ),
    "a ceiling with a low": (CEILING, {"stated_low": "25000"}, "a ceiling has no lower"),
    "a ceiling with a low of 0": (CEILING, {"stated_low": "0"}, "a ceiling has no lower"),
    "an about with a width": (ABOUT, {"stated_low": "3500"}, "the number of stated_high"),
    "an about with one end": (ABOUT, {"stated_high": ""}, "the number of stated_low"),
    "an about that is not approximate": (ABOUT, {"approximate": ""}, "about is approximate"),
    "a magnitude with a number": (BAND, {"stated_low": "20000"}, "states no number"),
    "a reading with one end": (BAND, {"reading_high": ""}, "both ends"),
    "a reading upside down": (BAND, {"reading_high": "10000"}, "above reading_low (20000)"),
    "a reading without its rule": (BAND, {"reading_rule": ""}, "the rule of the reading"),
    "a rule without a reading": (ABOUT, {"reading_rule": "a rule"}, "there is no reading"),
    "a hedge that is not in hedges.csv": (ABOUT, _stated("give or take 4,000", hedge_words="give or take"), "hedges"),
    "a figure without its hedge": (FLOOR, {"figure_as_stated": "10,000"}, "hedge words 'more than'"),
    "a wording without its hedge": (FLOOR, {"wording": "10,000 North Korean troops"}, "'more than'"),
    "a hedge inside another word": (ABOUT, {"wording": "roundabout 4,000 soldiers"}, "'about'"),
    "a hedge left blank": (FLOOR, {"hedge_words": ""}, "'more than'"),
    "an unhedged figure with a hedge": (ABOUT, {"approximate": "", "bound": "unhedged"}, "Write about"),
    "a wording of 16 words": (FLOOR, {"wording": f"{FIFTEEN} yes"}, "at most 15 words"),
    "a number that the words do not state": (
        ABOUT, {"stated_high": "4500", "stated_low": "4500"}, "('about 4,000') names",
    ),
    "digits of another script in the words": (FLOOR, _stated(f"more than {ARABIC}", stated_low="10000"), "as 1,234"),
    "a group of two digits": (FLOOR, _stated("more than 10,00", stated_low="1000"), "as 1,234"),
    "a space between the digits": (FLOOR, _stated("more than 10 000", stated_low="10"), "as 1,234"),
    "a letter for a scale": (FLOOR, _stated("more than 10k", stated_low="10"), "as 1,234"),
    "a comma for a point": (
        ABOUT, _stated("about 1,2 million", stated_high="12000000", stated_low="12000000"), "1.5 million",
    ),
    "a space that cannot be seen": (FLOOR, {"figure_as_stated": "more than 10,000\u200b0"}, "control characters"),
    "words that turn their direction": (FLOOR, {"caveat": "\u202eevatac"}, "turn the direction"),
    "a line end in a caveat": (FLOOR, {"caveat": "one\ntwo"}, "one line"),
    "an escape in a speaker": (FLOOR, {"said_by": "a\x1b[31mb"}, "control characters"),
    "a dangling source": (FLOOR, {"source_id": "nowhere"}, "sources"),
    "a dangling measure": (FLOOR, {"measure": "wounded"}, "measures"),
    "no speaker": (FLOOR, {"said_by": ""}, "text"),
    "no definition": (FLOOR, {"definition": ""}, "text"),
    "no caveat": (FLOOR, {"caveat": ""}, "text"),
    "a caveat of spaces": (FLOOR, {"caveat": "  "}, "text"),
    "a speaker of spaces": (FLOOR, {"said_by": " "}, "text"),
    "thousands for millions": (
        ABOUT, _stated("about 4 million", stated_high="4", stated_low="4"), "('about 4 million') names",
    ),
    "a number that no computer counts to": (
        FLOOR, _stated(f"more than {BEYOND}", stated_low=BEYOND), "a number in plain digits",
    ),
    "no place": (FLOOR, {"locator": ""}, "text"),
    "a space at the end": (FLOOR, {"unit": "soldiers "}, "Take away the spaces"),
    "a sentence without the figure": (FLOOR, {"sentence": "North Korea sent 10,000 soldiers"}, "'more than 10,000'"),
    "no source": (FLOOR, {"source_id": ""}, "text"),
    "a key with a space, to which others point": (FLOOR, {"figure_id": "article deployed"}, "small"),
    "a thirteenth month": (FLOOR, {"period": "2024-13"}, "no such month"),
    "30 February": (FLOOR, {"period": "2025-02-30"}, "EDTF"),
    "a period that ends first": (FLOOR, {"period": "2024-12/2024-10"}, "ends before"),
    "a period in words": (FLOOR, {"period": "late 2024"}, "a year, month or day"),
    "an unknown status": (FLOOR, {"obs_status": "X"}, "one of A, E, F"),
    "a second article": (CEILING, {"source_id": PAGE[1]}, "'arab-news-2025-07'"),
    "a hedge in the words and not in the columns": (
        FLOOR, {"bound": "unhedged", "stated_high": "10000", "hedge_words": ""}, "'more than'",
    ),
    "a caveat of no figure": (CAVEAT, {"figure_id": "nobody"}, "article_figures"),
    "a caveat that says nothing": (CAVEAT, {"caveat": ""}, "text"),
    "an unknown kind of page": (PAGE, {"kind": "rumour"}, "one of opinion"),
    "a page that is not on the web": (PAGE, {"url": "ftp://example.org"}, "http:// or https://"),
    "a page read on no day": (PAGE, {"last_read": "yesterday"}, "a date as 2025-01-31"),
    "a page of a day that never was": (PAGE, {"published": "2025-06-31"}, "EDTF"),
    "two measures on one card": (("measures.csv", "deployed"), {"headline": "2"}, "each once"),
    "a card beyond all": (KILLED, {"headline": BEYOND}, "a whole number"),
    "a chart that is none": (KILLED, {"reports_chart": "pie"}, "charts"),
    "a likeness to nothing": (KILLED, {"looks_like": "zombies"}, "measures"),
    "a hedge of an unknown bound": (("hedges.csv", "about"), {"bound": "exactly"}, "one of about"),
    "an assertion of 16 words": (("unnumbered.csv", "early-losses"), {"wording": "so" + 15 * " so"}, "15 words"),
}  # fmt: skip


@pytest.mark.parametrize("case", CELLS)
def test_a_fault_of_a_cell(case: str, copy: Path) -> None:
    row, cells, remedy = CELLS[case]
    number = put(copy, row, **cells)
    column, cell = list(cells.items())[-1]
    assert_told(copy, (row[0], number, column), repr(cell)[:14] if cell else "the cell is blank", remedy)


def test_a_wording_of_15_words_is_allowed(copy: Path) -> None:
    assert len(FIFTEEN.split()) == 15
    put(copy, FLOOR, wording=FIFTEEN)
    load(copy)


def _bytes(data: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.write_bytes(data)

    return change


def _data(row: int | None, change: Callable[[bytes], bytes]) -> Callable[[Path], int | None]:
    """Change the bytes of a file, which puts the fault into this row."""

    def changed(path: Path) -> int | None:
        path.write_bytes(change(path.read_bytes()))
        return row

    return changed


def _instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Put something else in the place of a file."""

    def change(path: Path) -> None:
        path.unlink()
        make(path)

    return change


def _link(target: str) -> Callable[[Path], None]:
    return _instead(lambda path: path.symlink_to(target))


def _of_rows(change: Callable[[list[list[str]]], int]) -> Callable[[Path], int]:
    """Change the rows of a table; the change returns the number of the faulty one."""

    def changed(path: Path) -> int:
        rows = read(path)
        number = change(rows)
        write(path, rows)
        return number

    return changed


@_of_rows
def _without_column(rows: list[list[str]]) -> int:
    place = rows[0].index("caveat")
    for row in rows:
        del row[place]
    return 1


@_of_rows
def _renamed_column(rows: list[list[str]]) -> int:
    rows[0][rows[0].index("caveat")] = "note"
    return 1


@_of_rows
def _columns_the_other_way_round(rows: list[list[str]]) -> int:
    for row in rows:
        row.reverse()
    return 1


@_of_rows
def _twice(rows: list[list[str]]) -> int:
    rows.append(rows[1])
    return len(rows)


@_of_rows
def _cell_too_many(rows: list[list[str]]) -> int:
    rows[2].append("one more")
    return 3


@_of_rows
def _cells_too_few(rows: list[list[str]]) -> int:
    del rows[2][rows[0].index("definition") :]
    return 3


@_of_rows
def _unnamed_chart(rows: list[list[str]]) -> int:
    """Add a chart that no measure names."""
    rows.append(["pie", "A pie", "Slices"])
    return len(rows)


def _no_figure(path: Path) -> None:
    for table in (path, path.with_name("caveats.csv")):
        write(table, read(table)[:1])


def _cut(length: int) -> Callable[[Path], int]:
    """Cut a file off so many bytes before its end."""

    def change(path: Path) -> int:
        path.write_bytes(path.read_bytes()[:-length])
        return len(read(path))

    return change


def _not_utf8(path: Path) -> int:
    number = row_where(path, CAVEAT[1])
    lines = path.read_bytes().split(b"\n")
    lines[number - 1] = lines[number - 1].replace(b"CNN", b"CNN \xe9", 1)
    path.write_bytes(b"\n".join(lines))
    return number


# A file, a change that returns the row of the fault if it has one, its column, and words of the fault and the remedy.
FILES: dict[str, tuple[str, Callable[[Path], int | None], str | None, str, str]] = {
    "a file is missing": ("hedges.csv", Path.unlink, None, "missing", "out of the descriptor"),
    "no descriptor": (DESCRIPTOR, Path.unlink, None, "missing", "python -m figures describe"),
    "a descriptor that is not JSON": (DESCRIPTOR, _bytes(b'{"a": ['), None, "not JSON", "JSON"),
    "a descriptor that is not UTF-8": (DESCRIPTOR, _bytes(b'{"a": "\xe9"}'), None, "UTF-8", "UTF-8"),
    "a descriptor that is a list": (DESCRIPTOR, _bytes(b"[]"), None, "resources", "resources"),
    "an empty descriptor": (DESCRIPTOR, _bytes(b""), None, "not JSON", "JSON"),
    "brackets without end": (DESCRIPTOR, _bytes(b"[" * 100_000), None, "not JSON", "JSON"),
    "half a character": (
        DESCRIPTOR, _bytes(b'{"title": "\\ud800", "resources": []}'), None, "half a character", "whole",
    ),
    "a number that is none": (
        DESCRIPTOR, _bytes(b'{"title": "x", "resources": [NaN]}'), None, "NaN is no number", "JSON",
    ),
    "a folder in place of a file": ("hedges.csv", _instead(Path.mkdir), None, "not a file", "may read"),
    "a pipe in place of a file": ("hedges.csv", _instead(os.mkfifo), None, "not a file", "may read"),
    "a device for a file": ("hedges.csv", _link("/dev/zero"), None, "not a file", "may read"),
    "a link out of the folder": (
        "hedges.csv", _link(str(HOME / "data" / "hedges.csv")), None, "a link that leads out", "may read",
    ),
    "a link to itself": ("hedges.csv", _link("hedges.csv"), None, "cannot be read", "may read"),
    "a missing column": (FIGURES, _without_column, "caveat", "no column caveat", "fill FOLDER"),
    "a renamed column": (FIGURES, _renamed_column, "caveat", "no column 'note'", "exactly these columns"),
    "columns in another order": (
        FIGURES, _columns_the_other_way_round, None, "another order", "in this order: figure_id",
    ),
    "a file cut off in its last cell": ("charts.csv", _cut(1), None, "cut off", "Complete the row"),
    "a file cut off in its last row": ("charts.csv", _cut(80), None, "cut off", "Complete the row"),
    "an empty file": ("hedges.csv", _bytes(b""), None, "empty", "a header row"),
    "a header and no figure": (FIGURES, _no_figure, None, "no row", "at least one figure"),
    "a figure twice": (FIGURES, _twice, "figure_id", "the key of row 2 too", "of its own"),
    "a measure twice": ("measures.csv", _twice, "measure", "the key of row 2 too", "of its own"),
    "a hedge twice": ("hedges.csv", _twice, "hedge_words", "the key of row 2 too", "of its own"),
    "bytes that are not UTF-8": ("caveats.csv", _not_utf8, None, "0xe9", "UTF-8"),
    "a cell too many": (FIGURES, _cell_too_many, None, "'one more'", "one cell for each column"),
    "cells too few": (FIGURES, _cells_too_few, None, "the row has 20 cells", "one cell for each column"),
    "a byte order mark": (FIGURES, _data(1, lambda data: b"\xef\xbb\xbf" + data), None, "a byte order mark", FILL),
    "CRLF": (FIGURES, _data(None, lambda data: data.replace(b"\n", b"\r\n")), None, "do not end in LF", FILL),
    "quotation marks": (
        FIGURES, _data(4, lambda data: data.replace(b"article-killed,", b'"article-killed",')),
        None, "quotation marks", FILL,
    ),
    "a blank line": (FIGURES, _data(9, lambda data: data + b"\n"), None, "the row is blank", FILL),
    "a blank line above": (FIGURES, _data(1, lambda data: b"\n" + data), None, "the row is blank", FILL),
    "a title above": (
        FIGURES, _data(1, lambda data: b"The figures\n" + data), None, "'The figures' stands there", "its header row",
    ),
    "a space in the header": (
        FIGURES, _data(1, lambda data: data.replace(b"figure_id,", b"figure_id ,", 1)),
        None, "spaces stand at the ends", FILL,
    ),
    "a chart that no measure names": (
        "charts.csv", _unnamed_chart, "chart", "'pie'", "no measure names this chart",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_fault_of_a_file(case: str, copy: Path) -> None:
    file, change, column, fault, remedy = FILES[case]
    row = change(copy / file)
    assert_told(copy, (file, row, column), fault, remedy)


def hedges_in(described: dict[str, Any]) -> dict[str, Any]:
    return resource(described, "hedges")


# A change of the descriptor, the resource and field of the fault, and words of the fault and the remedy.
DESCRIBED: dict[str, tuple[Callable[[dict[str, Any]], object], str | None, str, str]] = {
    "no title": (lambda d: d.pop("title"), None, "no title", "title"),
    "no resources": (lambda d: d.update(resources={}), None, "resources", "list"),
    "a resource is not there": (lambda d: d["resources"].remove(hedges_in(d)), None, "no resource hedges", "hedges"),
    "a resource twice": (
        lambda d: d["resources"].append(hedges_in(d)), "resource hedges", "another resource has this name", "once",
    ),
    "a field is not there": (
        lambda d: resource(d, "measures")["schema"]["fields"].pop(5),
        "resource measures, field headline", "missing", "headline",
    ),
    "a number that is described as text": (
        lambda d: resource(d, "measures")["schema"]["fields"][5].update(type="string"),
        "resource measures, field headline", "its type is 'string'", "Write integer",
    ),
    "a foreign key to nowhere": (
        lambda d: resource(d, "caveats")["schema"]["foreignKeys"][0]["reference"].update(resource="x"),
        "resource caveats", "a resource 'x', which is not there", "of the package",
    ),
    "another blank": (
        lambda d: hedges_in(d)["schema"].update(missingValues=["", "about"]),
        "resource hedges", "missingValues", "Only the blank",
    ),
    "a schema that is none": (
        lambda d: hedges_in(d).update(schema="hedges.json"), "resource hedges", "no schema", "Table Schema",
    ),
    "a file of two tables": (
        lambda d: hedges_in(d).update(path="Measures.csv"),
        "resource hedges", "another resource has a file of this name", "once",
    ),
    "two files of one name": (
        lambda d: hedges_in(d).update(path="tables/Measures.csv"),
        "resource hedges", "another resource has a file of this name", "once",
    ),
    "a name that leads out of a folder": (lambda d: d.update(name="../../x"), None, "'../../x'", "letters, digits"),
    "a title that turns its direction": (
        lambda d: d.update(title="a \u202etitle"), None, "u202e", "control characters",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DESCRIBED)
def test_a_fault_of_the_descriptor(case: str, copy: Path) -> None:
    change, column, fault, remedy = DESCRIBED[case]
    edit_descriptor(copy, change)
    assert_told(copy, (DESCRIPTOR, None, column), fault, remedy)


# Out of the folder, of no single file, in letters that no header holds, or of a file that is made.
PATHS = [
    "../a.csv", "more/../a.csv", "/hedges.csv", "https://example.org/hedges.csv", ".", ["hedges.csv", "hedges.csv"],
    None, "a.csv\nX: y.csv", "\u65e5.csv", "article_figures.json",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=ascii)
def test_a_path_that_no_table_can_have(path: object, copy: Path) -> None:
    edit_descriptor(copy, lambda described: hedges_in(described).update(path=path))
    assert_told(copy, (DESCRIPTOR, None, "resource hedges"), repr(path)[:20], "relative path")


def test_a_path_into_a_missing_folder(copy: Path) -> None:
    edit_descriptor(copy, lambda described: hedges_in(described).update(path="more/a.csv"))
    assert_told(copy, ("more/a.csv", None, None), "missing", "Put a file")


@pytest.mark.parametrize("separator", [", ", ";", "\t", "|"], ids=["comma and space", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("name", [FIGURES, "charts.csv"])
def test_another_separator_is_refused(name: str, separator: str, copy: Path) -> None:
    """A spreadsheet may save a table like this. No cell may move into another column."""
    quoted = [[f'"{cell}"' if re.search("[,;|]", cell) else cell for cell in row] for row in read(copy / name)]
    (copy / name).write_text("".join(separator.join(row) + "\n" for row in quoted), encoding="utf-8")
    assert any(problem.file == name and problem.row == 1 for problem in problems_of(copy))


@pytest.mark.parametrize("line", [b"A title\n", b"\n", b",,\n", b"A title\nand more\n"], ids=repr)
@pytest.mark.parametrize("name", [FIGURES, "charts.csv", "hedges.csv"])
def test_a_line_above_the_header_is_refused_or_changes_nothing(
    name: str, line: bytes, copy: Path, package: Package
) -> None:
    (copy / name).write_bytes(line + (copy / name).read_bytes())
    loaded = load_or_refuse(copy)
    if loaded is not None:
        assert loaded.tables[Path(name).stem].cells == package.tables[Path(name).stem].cells


def _loosened(described: dict[str, Any]) -> None:
    """Drop the constraints of the figures' columns and the table's foreign keys."""
    schema = resource(described, "article_figures")["schema"]
    schema["foreignKeys"] = []
    for field in schema["fields"]:
        field.pop("constraints", None)


@pytest.mark.parametrize(
    "cells",
    [
        {"bound": "exactly", "hedge_words": ""},
        {"approximate": "maybe"},
        {"obs_status": "X"},
        {"caveat": ""},
        {"said_by": ""},
        {"source_id": "nowhere"},
        {"measure": "wounded"},
        {"hedge_words": "give or take", "figure_as_stated": "give or take 10,000"},
    ],
    ids=lambda cells: next(iter(cells)),
)
def test_a_looser_descriptor_lets_nothing_more_in(cells: dict[str, str], copy: Path) -> None:
    edit_descriptor(copy, _loosened)
    for key in [row[0] for row in read(copy / FIGURES)[1:]]:
        set_cells(copy / FIGURES, key, **cells)
    assert problems_of(copy)


@pytest.mark.parametrize("junk", [None, 5, [None]], ids=repr)
@pytest.mark.parametrize("key", ["title", "description", "version", "licenses", "resources"])
def test_junk_in_the_descriptor_is_refused_or_left_out(key: str, junk: Any, copy: Path) -> None:
    edit_descriptor(copy, lambda described: described.update({key: junk}))
    package = load_or_refuse(copy)
    if package is not None:
        keeps_its_promises(package)


def test_a_message_has_place_fault_and_remedy(copy: Path) -> None:
    row = put(copy, FLOOR, stated_high="12000")
    assert [str(problem) for problem in problems_of(copy)] == [
        f"{FIGURES}, row {row}, column stated_high: '12000' stands there. Leave it blank: a floor has no upper figure."
    ]


def test_no_message_tells_where_the_package_lies(copy: Path) -> None:
    """Readers see the messages. They name files of the package and no folder of the server."""
    for name in ("hedges.csv", DESCRIPTOR):
        (copy / name).unlink()
        assert str(copy) not in "\n".join(map(str, problems_of(copy)))


# Reports that point to each other: in the other package, the cells written, the last at fault, and the remedy.
OLD, NEW, TELLING, GONE = (
    "ringers-2026-02-ringed", "ringers-2026-04-ringed", "herald-2026-02-keepers-counted", "guild-2026-04-dropped",
)  # fmt: skip
POINTERS: dict[str, tuple[str, dict[str, str], str]] = {
    "to nothing": (NEW, {"revises": "nobody"}, "a key that other_reports.csv holds"),
    "to itself": (NEW, {"revises": NEW}, "a row does not point to itself"),
    "a correction at another date": (NEW, {"as_of": "2026-02-15", "revises": OLD}, "the same as_of: a correction"),
    "a correction of another count": (NEW, {"scope": "inner harbour", "revises": OLD}, "the same scope"),
    "a correction by another": (
        NEW, {"claimant": "Tide table printers", "revises": OLD},
        "the same claimant: a correction is of the same quantity",
    ),
    "a correction of what is later": (NEW, {"published": "2026-02-14", "revises": OLD}, "the one named is later"),
    "a withdrawal of another measure": (GONE, {"withdraws": "guild-2026-02-sold"}, "same measure"),
    "a correction that is a telling": (TELLING, {"revises": "keepers-2025-11-counted"}, "or retells"),
    "a telling of another claimant": (TELLING, {"retells": "boy-2025-12-counted"}, "the same claimant"),
    "a part of another's whole": (NEW, {"part_of": "roof-2026-02-ringed"}, "the whole is of the same"),
    "two corrections of one report": (f"{OLD}-again", {"revises": OLD}, f"{NEW!r} corrects or takes back that report"),
    "a wording in another language": ("ferry-2026-02-ringed", {"translation": ""}, "Translate"),
    "a centre beyond its range": ("tide-2026-02-nesting", {"stated_centre": "351"}, "within a range"),
    "another kind than in claimants.csv": (
        "ferry-2026-02-ringed", {"claimant_kind": "other office"}, "Write 'bystander'",
    ),
    "a claimant that claimants.csv lacks": ("ferry-2026-02-ringed", {"claimant": "X"}, "claimants.csv"),
}  # fmt: skip


@pytest.mark.parametrize("case", POINTERS)
def test_a_fault_between_reports(case: str, other: Path) -> None:
    reports, (key, cells, remedy) = other / "other_reports.csv", POINTERS[case]
    rows = read(reports)
    write(reports, [*rows, [f"{OLD}-again", *rows[row_where(reports, OLD) - 1][1:]]])
    at = (reports.name, set_cells(reports, key, **cells), list(cells)[-1])
    assert [remedy in problem.remedy for problem in problems_of(other) if place(problem) == at] == [True]


def test_the_whole_is_not_a_part_of_its_part_and_a_telling_tells_a_statement(other: Path) -> None:
    reports = other / "other_reports.csv"
    set_cells(reports, "roof-2026-02-ringed", part_of="roof-2026-02-ringed-ice")
    row = set_cells(reports, "keepers-2026-03-counted", retells=TELLING)
    problems = problems_of(other)
    assert [p.remedy for p in problems if p.column == "part_of"] == 2 * [
        "Leave one of the two blank: each would be a part of the other."
    ]
    assert [(p.row, "keepers-2025-11-counted" in p.remedy) for p in problems if p.column == "retells"] == [(row, True)]


@pytest.mark.parametrize("name", ["caveats", "unnumbered", "dates", "derived", "claimants", "slips"])
def test_an_optional_table_may_be_left_out(name: str, other: Path) -> None:
    (other / f"{name}.csv").unlink()
    describe(other)
    package = load(other)
    assert name not in package.tables
    shows_every_hedge(package)


def test_a_level_may_be_below_0(other: Path) -> None:
    set_cells(other / "measures.csv", "gulls_ringed", kind="level")
    text = {"figure_as_stated": "-3", "wording": "I saw -3 rings this morning"}
    set_cells(other / "other_reports.csv", "boy-2026-03-ringed", **text, stated_low="-3", stated_high="-3")
    (level,) = (report for report in load(other).reports if report.figure_id == "boy-2026-03-ringed")
    assert level.stated == Bound(-3, -3, signed=True)


# Several faults at once


def test_faults_of_every_stage_stand_in_one_list_each_once(copy: Path) -> None:
    """Faults of the descriptor, of files, rows, cells, columns and tables do not hide each other."""
    edit_descriptor(copy, lambda described: described.update(name="two words", title=""))
    (copy / "caveats.csv").write_bytes(b"caveat_id\xff\n")
    rows = read(copy / "other_reports.csv")
    kind = rows[0].index("claimant_kind")
    first, second = [n for n, row in enumerate(rows) if row[rows[0].index("claimant")] == "Ukraine, president"][:2]
    rows[second][kind] = "other government"
    rows[first + 1].append("one too many")
    write(copy / "other_reports.csv", rows)
    expected = [
        *(2 * [(DESCRIPTOR, None, None)]), ("caveats.csv", 1, None),
        ("other_reports.csv", second + 1, "claimant_kind"), ("other_reports.csv", first + 2, None),
    ]  # fmt: skip
    dates, share = read(copy / "dates.csv"), read(copy / "derived.csv")[1][0]
    dated = next(row[0] for row in dates[1:] if row[dates[0].index("reading")])
    for row, cells in {
        FLOOR: {"stated_high": "12000", "obs_status": "X", "caveat": ""},
        CEILING: {"period": "2024-13", "source_id": "nowhere"},
        KILLED: {"headline": "one", "reports_by": "colour", "looks_like": "zombies"},
        ("sources.csv", "arab-news-2025-07"): {"published": "", "url": "ftp://example.org"},
        ("derived.csv", share): {"first": "nobody"},
        ("dates.csv", dated): {"reading_rule": "", "note": "\u202e"},
    }.items():
        number = put(copy, row, **cells)
        expected += [(row[0], number, column) for column in cells]
    assert sorted(map(place, problems_of(copy)), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("kept", [0, 1], ids=["empty", "a header"])
@pytest.mark.parametrize("name", ["sources", "measures", "charts", "hedges", "article_figures", "other_reports"])
def test_a_table_without_rows_is_not_blamed_on_those_that_point_to_it(name: str, kept: int, copy: Path) -> None:
    path = copy / f"{name}.csv"
    write(path, read(path)[:kept])
    assert [problem.file for problem in problems_of(copy)] == [path.name]


def test_a_renamed_column_does_not_hide_faults_in_the_others(copy: Path) -> None:
    _renamed_column(copy / FIGURES)
    row = put(copy, FLOOR, unit="", period="2024-13")
    places = list(map(place, problems_of(copy)))
    assert places == [(FIGURES, 1, "caveat"), (FIGURES, row, "unit"), (FIGURES, row, "period")]


# Keys of charts


@pytest.mark.parametrize("key", ["hedges", "derived", "unnumbered", "not-drawn", "data", "links", "title", "reuse"])
def test_a_chart_may_have_the_name_of_a_part(key: str, copy: Path) -> None:
    _rename_chart(copy, key)
    package = load(copy)
    assert key in [chart.chart for chart in package.charts]
    shows_every_hedge(package)


def test_no_chart_has_the_key_of_the_chart_of_dates(copy: Path) -> None:
    _rename_chart(copy, "dates")
    assert_told(copy, ("charts.csv", 2, "chart"), "'dates'", "the chart of dates.csv has this one")
    (copy / "dates.csv").unlink()
    edit_descriptor(copy, lambda described: described["resources"].remove(resource(described, "dates")))
    load(copy)


def _rename_chart(folder: Path, key: str) -> None:
    old = read(folder / "charts.csv")[1][0]
    for name in ("charts.csv", "measures.csv"):
        write(folder / name, [[key if cell == old else cell for cell in row] for row in read(folder / name)])


def test_a_denominator_of_0_is_no_fault(copy: Path) -> None:
    zero = {"figure_as_stated": "more than 0", "wording": "more than 0", "stated_low": "0", "sentence": ""}
    put(copy, FLOOR, **zero)
    shows_every_hedge(load(copy))


# Folder, subfolder, command line


def _in_subfolder(folder: Path, *names: str) -> None:
    (folder / "tables").mkdir()
    for name in names:
        shutil.move(folder / f"{name}.csv", folder / "tables" / f"{name}.csv")
        edit_descriptor(folder, lambda d, name=name: resource(d, name).update(path=f"tables/{name}.csv"))  # type: ignore[misc]


def test_tables_may_lie_in_a_subfolder(copy: Path, package: Package) -> None:
    """Under /data and in the ZIP they lie beside the descriptor, and the descriptor there says so."""
    _in_subfolder(copy, "hedges", "sources")
    moved = load(copy)
    assert moved.tables["hedges"] == package.tables["hedges"]
    assert moved.figures == package.figures
    assert b"tables/" not in moved.descriptor
    flat = copy_of(copy, copy.parent / "flat")
    (flat / DESCRIPTOR).write_bytes(moved.descriptor)
    for path in (flat / "tables").iterdir():
        shutil.move(path, flat / path.name)
    assert load(flat).tables == package.tables


def test_a_fault_in_a_subfolder_names_the_path(copy: Path) -> None:
    _in_subfolder(copy, "hedges")
    row = set_cells(copy / "tables" / "hedges.csv", "about", says="")
    assert [place(problem) for problem in problems_of(copy)] == [("tables/hedges.csv", row, "says")]


def test_a_subfolder_that_leads_out_of_the_folder_is_refused(copy: Path) -> None:
    _in_subfolder(copy, "hedges")
    shutil.move(copy / "tables", copy.parent / "elsewhere")
    (copy / "tables").symlink_to(copy.parent / "elsewhere")
    assert_told(copy, ("tables/hedges.csv", None, None), "a link that leads out", "may read")


def test_a_change_in_a_subfolder_is_seen(copy: Path) -> None:
    _in_subfolder(copy, "hedges")
    before = watch.load_current(copy)
    assert watch.load_current(copy / DESCRIPTOR) is before
    set_cells(copy / "tables" / "hedges.csv", "about", says="Near it.")
    after = watch.load_current(copy)
    assert [hedge.says for hedge in after.hedges if hedge.hedge_words == "about"] == ["Near it."]


@pytest.mark.parametrize("name", ["", DESCRIPTOR, "described.json"])
def test_check_takes_a_folder_or_a_descriptor(name: str, copy: Path) -> None:
    shutil.copy(copy / DESCRIPTOR, copy / "described.json")
    package = check(copy / name).package
    assert package
    assert len(package.figures) == 7


REPORTS = len(read(FOLDERS["own"] / "other_reports.csv")[1:])
COMMANDS: dict[str, tuple[Callable[[Path], object], int, list[str]]] = {
    "sound": (lambda folder: None, 0, ["no problem", "7 figures", f"{REPORTS} reports", "hedges"]),
    "two faults": (
        lambda folder: put(folder, FLOOR, caveat="", unit=""),
        1, ["column caveat: the cell is blank. Write text.", "column unit: ", "2 problems"],
    ),
    "no descriptor": (
        lambda folder: (folder / DESCRIPTOR).unlink(), 1, ["the file is missing", "python -m figures describe"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", COMMANDS)
def test_the_command_prints_every_problem_or_what_the_package_holds(case: str, copy: Path) -> None:
    change, status, words = COMMANDS[case]
    change(copy)
    command = [sys.executable, "-m", "figures", "check", str(copy)]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, "")
    assert [text for text in words if text not in done.stdout] == []


# Random edits

# A longer profile edits both packages.
PACKAGES = pytest.mark.parametrize("name", FOLDERS if examples(100) > 100 else ["own"])


def edited(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a package with these edits."""
    folder = tmp_path_factory.getbasetemp() / "edited"
    clear(folder)
    copy_of(FOLDERS[name], folder)
    for edit in sorted(changes, key=order):
        apply(edit, folder)
    return folder


def after_edits(number: int, *families: str, at_most: int = 2) -> Any:
    """Make a test of edits of these families, with so many examples in the default profile."""

    @PACKAGES
    @settings(max_examples=examples(number))
    @given(changes=st.lists(edits(*families), min_size=1, max_size=at_most))
    def test(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
        folder = edited(name, changes, tmp_path_factory)
        package = load_or_refuse(folder)
        if package is not None:
            keeps_its_promises(package)
            keeps_untouched_figures(package, load(FOLDERS[name]))
            can_be_downloaded(package, folder)

    return test


test_edits_of_bytes = after_edits(22, "bytes")
test_edits_of_rows_and_columns = after_edits(10, "rows")
test_edits_of_cells = after_edits(10, "cells")
test_a_retyped_figure = after_edits(6, "figures", at_most=1)
test_edits_of_the_descriptor = after_edits(8, "descriptor")
test_edits_of_files = after_edits(18, "files")
test_edits_of_any_kind = after_edits(24, "bytes", "rows", "cells", "descriptor", "files", at_most=4)


WORDS = sorted({*(text.strip() for text in NASTY if len(text) < 100), "x" * 400, "x " * 300 + "x"})
words = st.builds(Edit, kind=st.just("words"), a=places, b=places, file=places, text=st.sampled_from(WORDS))


@PACKAGES
@settings(max_examples=examples(6))
@given(changes=st.lists(words, min_size=4, max_size=12), more=st.lists(edits("rows", "cells"), max_size=1))
def test_the_page_shows_every_hedge_or_the_package_is_refused(
    name: str, changes: list[Edit], more: list[Edit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    package = load_or_refuse(edited(name, [*changes, *more], tmp_path_factory))
    if package is not None:
        shows_every_hedge(package)
