"""A broken package is refused with a message that says where, what stands there and what is allowed.

A matrix of copies, each with one fault; then random edits, after which a package is either refused or still keeps what
this project promises of every figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures import periods
from figures.tables import Package, PackageError, Problem, load
from tests.conftest import HOME
from tests.editing import (
    DESCRIPTOR,
    cells_of,
    copy_of,
    edit_descriptor,
    read,
    resource,
    row_where,
    set_cells,
    write,
)

FIGURES = "article_figures.csv"
FLOOR, CEILING, ABOUT, BAND = "article-deployed", "article-additional", "article-killed", "article-shells-fired"
BEYOND = "99999999999999999999"
ARABIC_DIGITS = "\u0661\u0660\u0660\u0660\u0660"
FIFTEEN = "more than ten thousand North Korean troops were sent to Kursk in late 2024 again"


@pytest.fixture
def copy(data_dir: Path, tmp_path: Path) -> Path:
    return copy_of(data_dir, tmp_path / "package")


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(PackageError) as caught:
        load(folder / DESCRIPTOR)
    assert caught.value.problems
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return caught.value.problems


# One cell of a figure: (the figure's key, what is written, in which column the fault is, what stands there, what is
# allowed instead).
CELLS: dict[str, tuple[str, dict[str, str], str, str, str]] = {
    "unknown bound": (ABOUT, {"bound": "exactly"}, "bound", "'exactly'", "one of unhedged, about, at_least"),
    "another hedge's bound": (ABOUT, {"bound": "at_least", "stated_high": ""}, "bound", "'at_least'", "'about'"),
    "words for a number": (FLOOR, {"stated_low": "ten thousand"}, "stated_low", "'ten thousand'", "a whole number"),
    "a comma in a number": (FLOOR, {"stated_low": "10,000"}, "stated_low", "'10,000'", "a whole number"),
    "a fraction": (FLOOR, {"stated_low": "10000.0"}, "stated_low", "'10000.0'", "a whole number"),
    "an underscore in a number": (FLOOR, {"stated_low": "10_000"}, "stated_low", "'10_000'", "plain digits"),
    "digits of another script": (FLOOR, {"stated_low": ARABIC_DIGITS}, "stated_low", ARABIC_DIGITS, "plain digits"),
    "a number below 0": (FLOOR, {"stated_low": "-10000"}, "stated_low", "'-10000'", "0 or more"),
    "not available": (CEILING, {"stated_low": "n/a"}, "stated_low", "'n/a'", "or a blank"),
    "a floor with a high": (FLOOR, {"stated_high": "12000"}, "stated_high", "'12000'", "a floor has no upper"),
    "a floor without its number": (FLOOR, {"stated_low": ""}, "bound", "'at_least'", "a number in the stated columns"),
    "a floor with its number as high": (
        FLOOR, {"stated_low": "", "stated_high": "10000"}, "stated_high", "'10000'", "a floor has no upper",
    ),
    "a floor whose reading has a high": (
        FLOOR, {"reading_low": "1", "reading_high": "2", "reading_rule": "a rule"}, "reading_high", "'2'", "a floor",
    ),
    "a ceiling with a low": (CEILING, {"stated_low": "25000"}, "stated_low", "'25000'", "a ceiling has no lower"),
    "a ceiling with a low of 0": (CEILING, {"stated_low": "0"}, "stated_low", "'0'", "a ceiling has no lower"),
    "an about with a width": (ABOUT, {"stated_low": "3500"}, "stated_high", "'4000'", "because the figure is about"),
    "an about with one end": (ABOUT, {"stated_high": ""}, "stated_high", "blank", "because the figure is about"),
    "an about that is not approximate": (ABOUT, {"approximate": ""}, "approximate", "blank", "about is approximate"),
    "a magnitude with a number": (BAND, {"stated_low": "20000"}, "stated_low", "'20000'", "states no number"),
    "a reading with one end": (BAND, {"reading_high": ""}, "reading_high", "blank", "both ends"),
    "a reading upside down": (BAND, {"reading_high": "10000"}, "reading_high", "'10000'", "above reading_low (20000)"),
    "a reading without its rule": (BAND, {"reading_rule": ""}, "reading_rule", "blank", "the rule of a reading"),
    "a rule without a reading": (ABOUT, {"reading_rule": "a rule"}, "reading_rule", "'a rule'", "and nowhere else"),
    "a hedge that is not in hedges.csv": (
        ABOUT,
        {"hedge_words": "give or take", "figure_as_stated": "give or take 4,000", "wording": "give or take 4,000"},
        "hedge_words", "'give or take'", "hedges",
    ),
    "a figure without its hedge": (
        FLOOR, {"figure_as_stated": "10,000"}, "figure_as_stated", "'10,000'", "hedge words 'more than'",
    ),
    "a wording without its hedge": (
        FLOOR, {"wording": "10,000 North Korean troops"}, "wording", "'10,000 North Korean troops'", "'more than'",
    ),
    "a hedge inside another word": (
        ABOUT, {"wording": "roundabout 4,000 soldiers"}, "wording", "'roundabout 4,000 soldiers'", "'about'",
    ),
    "a hedge left blank": (FLOOR, {"hedge_words": ""}, "hedge_words", "blank", "the words that make the figure"),
    "an unhedged figure with a hedge": (
        ABOUT, {"bound": "unhedged", "approximate": ""}, "hedge_words", "'about'", "because the figure is unhedged",
    ),
    "a wording of 16 words": (FLOOR, {"wording": f"{FIFTEEN} yes"}, "wording", "'more than ten", "at most 15 words"),
    "a number that the words do not state": (
        ABOUT, {"stated_low": "4500", "stated_high": "4500"}, "stated_low", "'4500'", "('about 4,000') names",
    ),
    "a dangling source": (FLOOR, {"source_id": "nowhere"}, "source_id", "'nowhere'", "sources"),
    "a dangling measure": (FLOOR, {"measure": "wounded"}, "measure", "'wounded'", "measures"),
    "no speaker": (FLOOR, {"said_by": ""}, "said_by", "blank", "text"),
    "no definition": (FLOOR, {"definition": ""}, "definition", "blank", "text"),
    "no caveat": (FLOOR, {"caveat": ""}, "caveat", "blank", "text"),
    "a caveat of spaces": (FLOOR, {"caveat": "  "}, "caveat", "stands there", "text"),
    "a speaker of spaces": (FLOOR, {"said_by": " "}, "said_by", "stands there", "text"),
    "thousands for millions": (
        ABOUT,
        {"figure_as_stated": "about 4 million", "wording": "about 4 million", "stated_low": "4", "stated_high": "4"},
        "stated_low", "'4'", "('about 4 million') names",
    ),
    "a number that no computer counts to": (
        FLOOR,
        {"figure_as_stated": f"more than {BEYOND}", "wording": f"more than {BEYOND}", "stated_low": BEYOND},
        "stated_low", BEYOND, "a whole number",
    ),
    "no source": (FLOOR, {"source_id": ""}, "source_id", "blank", "text"),
    "a key with a space": (FLOOR, {"figure_id": "article deployed"}, "figure_id", "'article deployed'", "[a-z0-9-]+"),
    "a thirteenth month": (FLOOR, {"period": "2024-13"}, "period", "'2024-13'", "no such month"),
    "30 February": (FLOOR, {"period": "2025-02-30"}, "period", "'2025-02-30'", "EDTF"),
    "a period that ends first": (FLOOR, {"period": "2024-12/2024-10"}, "period", "'2024-12/2024-10'", "ends before"),
    "a period in words": (FLOOR, {"period": "late 2024"}, "period", "'late 2024'", r"\d{4}"),
    "an unknown status": (FLOOR, {"obs_status": "X"}, "obs_status", "'X'", "one of A, E, F"),
}  # fmt: skip


@pytest.mark.parametrize("case", CELLS)
def test_a_fault_in_a_figure(case: str, copy: Path) -> None:
    key, cells, column, found, allowed = CELLS[case]
    row = set_cells(copy / FIGURES, key, **cells)
    problems = problems_of(copy)
    at = [p for p in problems if (p.file, p.row, p.column) == (FIGURES, row, column)]
    assert len(at) == 1, f"not named: {[str(p) for p in problems]}"
    assert found in at[0].found
    assert allowed in at[0].allowed
    # What follows from a fault may be named beside it, but nothing that is elsewhere and whole.
    assert {p.file for p in problems} <= {FIGURES, "caveats.csv"}
    assert {p.row for p in problems if p.file == FIGURES} == {row}


def test_a_wording_of_15_words_is_allowed(copy: Path) -> None:
    assert len(FIFTEEN.split()) == 15
    set_cells(copy / FIGURES, FLOOR, wording=FIFTEEN)
    load(copy / DESCRIPTOR)


@dataclass(frozen=True)
class Fault:
    """A fault of a file: how it is made (returning its row, where it has one) and what the message says of it."""

    make: Callable[[Path], int | None]
    file: str
    column: str | None
    found: str
    allowed: str


def _bytes(name: str, data: bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return make


def _descriptor(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    return lambda folder: edit_descriptor(folder, change)


def _path(path: object) -> Callable[[Path], None]:
    return _descriptor(lambda described: resource(described, "hedges").update(path=path))


def _missing(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _without_column(folder: Path) -> int:
    rows = read(folder / FIGURES)
    place = rows[0].index("caveat")
    write(folder / FIGURES, [row[:place] + row[place + 1 :] for row in rows])
    return 1


def _renamed_column(folder: Path) -> int:
    rows = read(folder / FIGURES)
    rows[0][rows[0].index("caveat")] = "note"
    write(folder / FIGURES, rows)
    return 1


def _columns_the_other_way_round(folder: Path) -> int:
    write(folder / FIGURES, [row[::-1] for row in read(folder / FIGURES)])
    return 1


def _no_figure(folder: Path) -> None:
    for name in (FIGURES, "caveats.csv"):
        write(folder / name, read(folder / name)[:1])


def _twice(name: str) -> Callable[[Path], int]:
    def make(folder: Path) -> int:
        rows = read(folder / name)
        write(folder / name, [*rows, rows[1]])
        return len(rows) + 1

    return make


def _not_utf8(folder: Path) -> int:
    path = folder / "caveats.csv"
    number = row_where(path, "killed-cnn")
    lines = path.read_bytes().split(b"\n")
    lines[number - 1] = lines[number - 1].replace(b"CNN", b"CNN \xe9", 1)
    path.write_bytes(b"\n".join(lines))
    return number


def _cell_too_many(folder: Path) -> int:
    rows = read(folder / FIGURES)
    rows[2].append("one more")
    write(folder / FIGURES, rows)
    return 3


def _cells_too_few(folder: Path) -> int:
    rows = read(folder / FIGURES)
    del rows[2][rows[0].index("definition") :]
    write(folder / FIGURES, rows)
    return 3


def _second_article(folder: Path) -> int:
    other = next(row[0] for row in read(folder / "sources.csv")[1:] if row[0] != "arab-news-2025-07")
    return set_cells(folder / FIGURES, CEILING, source_id=other)


def _two_on_a_card(folder: Path) -> int:
    path = folder / "measures.csv"
    rows = read(path)
    column = rows[0].index("headline")
    first, second = (number for number, row in enumerate(rows, start=1) if row[column] in ("1", "2"))
    set_cells(path, rows[first - 1][0], headline="1")
    return set_cells(path, rows[second - 1][0], headline="1")


def _cells(name: str, key: str, **cells: str) -> Callable[[Path], int]:
    return lambda folder: set_cells(folder / name, key, **cells)


def _without_field(described: dict[str, Any]) -> None:
    fields = resource(described, "measures")["schema"]["fields"]
    fields[:] = [f for f in fields if f["name"] != "headline"]


FAULTS: dict[str, Fault] = {
    "a file is missing": Fault(_missing("hedges.csv"), "hedges.csv", None, "missing", "put it back"),
    "no descriptor": Fault(_missing(DESCRIPTOR), DESCRIPTOR, None, "missing", "a file of that name"),
    "a descriptor that is not JSON": Fault(_bytes(DESCRIPTOR, b'{"a": ['), DESCRIPTOR, None, "not JSON", "JSON"),
    "a descriptor that is not UTF-8": Fault(_bytes(DESCRIPTOR, b'{"a": "\xe9"}'), DESCRIPTOR, None, "UTF-8", "UTF-8"),
    "a descriptor that is a list": Fault(_bytes(DESCRIPTOR, b"[]"), DESCRIPTOR, None, "resources", "resources"),
    "an empty descriptor": Fault(_bytes(DESCRIPTOR, b""), DESCRIPTOR, None, "not JSON", "JSON"),
    "brackets without end": Fault(_bytes(DESCRIPTOR, b"[" * 100_000), DESCRIPTOR, None, "not JSON", "JSON"),
    "no title": Fault(_descriptor(lambda d: d.pop("title")), DESCRIPTOR, None, "no title", "title"),
    "no resources": Fault(_descriptor(lambda d: d.update(resources={})), DESCRIPTOR, None, "resources", "list"),
    "a resource is not there": Fault(
        _descriptor(lambda d: d["resources"].remove(resource(d, "hedges"))),
        DESCRIPTOR, None, "no resource hedges", "hedges",
    ),
    "a resource twice": Fault(
        _descriptor(lambda d: d["resources"].append(resource(d, "hedges"))),
        DESCRIPTOR, "resource hedges", "twice", "once",
    ),
    "a field is not there": Fault(
        _descriptor(_without_field), DESCRIPTOR, "resource measures, field headline", "missing", "headline"
    ),
    "another blank": Fault(
        _descriptor(lambda d: resource(d, "hedges")["schema"].update(missingValues=["", "about"])),
        DESCRIPTOR, "resource hedges", "missingValues", "only the blank",
    ),
    "a schema that is none": Fault(
        _descriptor(lambda d: resource(d, "hedges").update(schema="hedges.json")),
        DESCRIPTOR, "resource hedges", "no schema", "Table Schema",
    ),
    "a path out of the folder": Fault(_path("../a.csv"), DESCRIPTOR, "resource hedges", "'../a.csv'", "relative"),
    "a path from the root": Fault(_path("/hedges.csv"), DESCRIPTOR, "resource hedges", "'/hedges.csv'", "relative"),
    "a path on the web": Fault(
        _path("https://example.org/hedges.csv"), DESCRIPTOR, "resource hedges", "'https://example.org", "relative"
    ),
    "a path of two files": Fault(
        _path(["hedges.csv", "hedges.csv"]), DESCRIPTOR, "resource hedges", "['hedges.csv'", "relative"
    ),
    "no path": Fault(_path(None), DESCRIPTOR, "resource hedges", "None", "relative path"),
    "a path to a folder": Fault(_path("."), ".", None, "cannot be read", "may read"),
    "a missing column": Fault(_without_column, FIGURES, "caveat", "the header row reads", "definition, caveat"),
    "a renamed column": Fault(_renamed_column, FIGURES, "caveat", "definition, note", "definition, caveat"),
    "columns in another order": Fault(
        _columns_the_other_way_round, FIGURES, None, "caveat, definition", "exactly these columns: figure_id"
    ),
    "an empty file": Fault(_bytes("hedges.csv", b""), "hedges.csv", None, "empty", "a CSV table"),
    "a header and no figure": Fault(_no_figure, FIGURES, None, "no row", "at least one figure"),
    "a figure twice": Fault(_twice(FIGURES), FIGURES, "figure_id", "duplicate", "each key once"),
    "a measure twice": Fault(_twice("measures.csv"), "measures.csv", "measure", "duplicate", "each key once"),
    "a hedge twice": Fault(_twice("hedges.csv"), "hedges.csv", "hedge_words", "duplicate", "each key once"),
    "bytes that are not UTF-8": Fault(_not_utf8, "caveats.csv", None, "0xe9", "UTF-8"),
    "a cell too many": Fault(_cell_too_many, FIGURES, None, "'one more'", "one cell a column"),
    "cells too few": Fault(_cells_too_few, FIGURES, "definition", "blank", "text"),
    "a second article": Fault(_second_article, FIGURES, "source_id", "stands there", "'arab-news-2025-07'"),
    "a caveat of no figure": Fault(
        _cells("caveats.csv", "killed-cnn", figure_id="nobody"),
        "caveats.csv", "figure_id", "'nobody'", "article_figures",
    ),
    "a caveat that says nothing": Fault(
        _cells("caveats.csv", "killed-cnn", caveat=""), "caveats.csv", "caveat", "blank", "text"
    ),
    "an unknown kind of page": Fault(
        _cells("sources.csv", "rediff-2025-07-02", kind="rumour"), "sources.csv", "kind", "'rumour'", "one of opinion"
    ),
    "a page that is not on the web": Fault(
        _cells("sources.csv", "rediff-2025-07-02", url="ftp://example.org"), "sources.csv", "url", "'ftp:", "https?"
    ),
    "a page read on no day": Fault(
        _cells("sources.csv", "rediff-2025-07-02", last_read="yesterday"),
        "sources.csv", "last_read", "'yesterday'", "a date as 2025-01-31",
    ),
    "a page of a day that never was": Fault(
        _cells("sources.csv", "rediff-2025-07-02", published="2025-06-31"),
        "sources.csv", "published", "'2025-06-31'", "EDTF",
    ),
    "two measures on one card": Fault(_two_on_a_card, "measures.csv", "headline", "'1'", "each once"),
    "a card beyond all": Fault(
        _cells("measures.csv", "killed", headline=BEYOND), "measures.csv", "headline", BEYOND, "a whole number"
    ),
    "a chart that is none": Fault(
        _cells("measures.csv", "killed", chart="pie"), "measures.csv", "chart", "'pie'", "charts"
    ),
    "a likeness to nothing": Fault(
        _cells("measures.csv", "killed", looks_like="zombies"), "measures.csv", "looks_like", "'zombies'", "measures"
    ),
    "a hedge of an unknown bound": Fault(
        _cells("hedges.csv", "about", bound="exactly"), "hedges.csv", "bound", "'exactly'", "one of about"
    ),
    "an assertion of 16 words": Fault(
        _cells("unnumbered.csv", "early-losses", wording="so " * 16), "unnumbered.csv", "wording", "'so so", "15 words"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_of_a_file(case: str, copy: Path) -> None:
    fault = FAULTS[case]
    row = fault.make(copy)
    problems = problems_of(copy)
    at = [p for p in problems if (p.file, p.row, p.column) == (fault.file, row, fault.column)]
    assert len(at) == 1, f"not named: {[str(p) for p in problems]}"
    assert fault.found in at[0].found
    assert fault.allowed in at[0].allowed


@pytest.mark.parametrize("separator", [", ", ";", "\t", "|"], ids=["comma and space", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("name", [FIGURES, "charts.csv"])
def test_another_separator_is_refused(name: str, separator: str, copy: Path) -> None:
    """A spreadsheet may save a table so: no cell may take its neighbour's place."""
    quoted = [[f'"{cell}"' if re.search("[,;|]", cell) else cell for cell in row] for row in read(copy / name)]
    (copy / name).write_text("".join(separator.join(row) + "\n" for row in quoted), encoding="utf-8")
    assert any(p.file == name and p.row == 1 for p in problems_of(copy))


@pytest.mark.parametrize("line", [b"A title\n", b"\n", b",,\n", b"A title\nand more\n"], ids=repr)
@pytest.mark.parametrize("name", [FIGURES, "charts.csv", "hedges.csv"])
def test_a_line_above_the_header_is_refused_or_changes_nothing(
    name: str, line: bytes, copy: Path, package: Package
) -> None:
    (copy / name).write_bytes(line + (copy / name).read_bytes())
    loaded = load_or_refuse(copy)
    if loaded is not None:
        pd.testing.assert_frame_equal(loaded[Path(name).stem], package[Path(name).stem])


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""], ids=["byte order mark", "none"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_what_a_spreadsheet_adds_to_a_file_changes_no_cell(
    end: bytes, mark: bytes, copy: Path, package: Package
) -> None:
    path = copy / FIGURES
    path.write_bytes(mark + path.read_bytes().replace(b"\n", end))
    pd.testing.assert_frame_equal(load(copy / DESCRIPTOR)["article_figures"], package["article_figures"])


def test_an_unhedged_figure_has_no_hedge_in_its_words(copy: Path) -> None:
    """The one fault that this project is against: the hedge stands in the words and not in the columns."""
    row = set_cells(copy / FIGURES, FLOOR, bound="unhedged", hedge_words="", stated_high="10000")
    assert {(p.file, p.row) for p in problems_of(copy)} == {(FIGURES, row)}


def _loosened(field: str) -> Callable[[dict[str, Any]], object]:
    """Take away what the descriptor demands of one column of the figures, and where its keys point to."""

    def change(described: dict[str, Any]) -> None:
        schema = resource(described, "article_figures")["schema"]
        schema["foreignKeys"] = []
        next(f for f in schema["fields"] if f["name"] == field).pop("constraints", None)

    return change


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("bound", {"bound": "exactly", "hedge_words": ""}),
        ("approximate", {"approximate": "maybe"}),
        ("obs_status", {"obs_status": "X"}),
        ("caveat", {"caveat": ""}),
        ("said_by", {"said_by": ""}),
        ("source_id", {"source_id": "nowhere"}),
        ("measure", {"measure": "wounded"}),
        ("hedge_words", {"hedge_words": "give or take", "figure_as_stated": "give or take 10,000"}),
    ],
)
def test_a_looser_descriptor_does_not_let_in_what_cannot_be_shown(
    column: str, cells: dict[str, str], copy: Path
) -> None:
    edit_descriptor(copy, _loosened(column))
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


def test_the_message_has_place_find_and_remedy(copy: Path) -> None:
    row = set_cells(copy / FIGURES, FLOOR, stated_high="12000")
    assert [str(p) for p in problems_of(copy)] == [
        f"{FIGURES}, row {row}, column stated_high: '12000' stands there. "
        "Allowed: a blank, because a floor has no upper figure."
    ]


def test_every_fault_is_listed_and_each_once(copy: Path) -> None:
    first = set_cells(copy / FIGURES, FLOOR, stated_high="12000")
    second = set_cells(copy / FIGURES, ABOUT, approximate="", said_by="")
    third = set_cells(copy / "measures.csv", "killed", headline="one")
    places = [(p.file, p.row, p.column) for p in problems_of(copy)]
    assert len(places) == len(set(places))
    assert {
        (FIGURES, first, "stated_high"), (FIGURES, second, "said_by"), ("measures.csv", third, "headline"),
    } <= set(places)  # fmt: skip


def test_a_missing_table_is_not_blamed_on_those_that_point_to_it(copy: Path) -> None:
    (copy / "sources.csv").write_bytes(b"")
    assert {p.file for p in problems_of(copy)} == {"sources.csv"}


def test_no_message_tells_where_the_package_lies(copy: Path) -> None:
    """Readers see the messages: they name files of the package and no folder of the server."""
    for name in ("hedges.csv", DESCRIPTOR):
        (copy / name).unlink()
        assert str(copy) not in "\n".join(map(str, problems_of(copy)))


# Random edits


NASTY = [
    "", " ", "0", "1", "-1", "007", "1e9", "99999999999999999999", "4000", "10000", "30000", "yes", "no", "NA", "None",
    "about", "more than", "at_least", "at_most", "between", "unnumbered", "article-killed", "killed", "F", "2025",
    "2025-02-30", "about 4,000", "more than 10,000", "10,000", "a,b", '"', "a\nb", "a\r\nb", "\ufeff", "\u00a0", "\x00",
    "=1+1", "<b>", "../x.csv", "https://example.org/x.csv",
]  # fmt: skip
JUNK: list[Any] = [
    None, True, 0, -1, 1.5, "", "x", "any", "integer", "string", "date", "number", [], {}, ["x"], [None], [[]],
    {"x": 1}, {"name": "x"}, [{}], "../x.csv", "hedges.csv", "article_figures", "hedge_words",
]  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One change. a to d are places: any whole number, taken modulo what is there."""

    kind: str
    file: int
    a: int
    b: int
    c: int
    d: int
    text: str
    junk: Any


KINDS = [
    "swap", "cell", "cell", "drop row", "double row", "drop column", "double column", "descriptor",
    "descriptor without", "byte", "insert", "cut",
]  # fmt: skip
places = st.integers(0, 10_000)
edits = st.builds(
    Edit, kind=st.sampled_from(KINDS), file=places, a=places, b=places, c=places, d=places,
    text=st.sampled_from(NASTY) | st.text(max_size=12), junk=st.sampled_from(JUNK),
)  # fmt: skip


def apply(edit: Edit, folder: Path) -> None:
    files = sorted(folder.glob("*.csv"))
    if edit.kind in ("byte", "insert", "cut"):
        files.append(folder / DESCRIPTOR)
    path = files[edit.file % len(files)]
    if edit.kind.startswith("descriptor"):
        edit_descriptor(folder, lambda described: _edit_node(described, edit))
    elif edit.kind in ("byte", "insert", "cut"):
        data = path.read_bytes()
        at = edit.a % (len(data) + 1)
        put = b"" if edit.kind == "cut" else edit.text.encode() if edit.kind == "insert" else bytes([edit.b % 256])
        gone = {"cut": 1 + edit.b % 40, "insert": 0, "byte": 1}[edit.kind]
        path.write_bytes(data[:at] + put + data[at + gone :])
    elif rows := read(path):
        write(path, _edited_rows(rows, edit))


def _edited_rows(rows: list[list[str]], edit: Edit) -> list[list[str]]:
    row, other = rows[edit.a % len(rows)], rows[edit.c % len(rows)]
    at, other_at = edit.b % len(row), edit.d % len(other)
    match edit.kind:
        case "swap":
            row[at], other[other_at] = other[other_at], row[at]
        case "cell":
            row[at] = edit.text
        case "drop row":
            rows.remove(row)
        case "double row":
            rows.insert(edit.c % len(rows) + 1, list(row))
        case "drop column":
            return [r[:at] + r[at + 1 :] for r in rows]
        case "double column":
            return [[*r, *r[at : at + 1]] for r in rows]
    return rows


def _edit_node(described: dict[str, Any], edit: Edit) -> None:
    """Change or take out one node of the descriptor, at any depth."""
    node: Any = described
    steps = [edit.a, edit.b, edit.c, edit.d, edit.file, edit.a // 7, edit.b // 7]
    for depth, step in enumerate(steps):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = keys[step % len(keys)]
        child = node[key]
        if depth == edit.file % len(steps) or not isinstance(child, dict | list) or not child:
            break
        node = child
    if edit.kind == "descriptor":
        node[key] = edit.junk
    else:
        del node[key]


def keeps_its_promises(package: Package) -> None:
    """What must hold of any package that is shown, said again here without the code that checks it."""
    for table in package.tables.values():
        for read_row, written in zip(table.rows.to_dict("records"), cells_of(table.data), strict=True):
            assert list(read_row) == list(written)
            for column, cell in written.items():
                shown = read_row[column]
                whole = cell and table.rows[column].dtype == "Int64"
                assert ("" if pd.isna(shown) else shown) == (int(cell) if whole else cell)
    figures = [table for table in package.tables.values() if "figure_as_stated" in table.rows]
    assert figures
    hedges = {hedge["hedge_words"]: hedge for hedge in cells_of(package.tables["hedges"].data)}
    measures = set(package["measures"]["measure"])
    for table in figures:
        rows = cells_of(table.data)
        assert len({row["figure_id"] for row in rows}) == len(rows)
        for row in rows:
            figure_keeps_its_promises(row, package, hedges, measures)


def figure_keeps_its_promises(
    row: dict[str, str], package: Package, hedges: dict[str, dict[str, str]], measures: set[str]
) -> None:
    bound, hedge, words = row["bound"], row["hedge_words"], row["figure_as_stated"]
    for column in ("figure_id", "figure_as_stated", "unit", "wording", "said_by", "locator", "definition", "caveat"):
        assert row[column].strip(), f"{column} is blank"
    assert row["measure"] in measures
    assert package.source(row["source_id"])["publisher"]
    assert len(row["wording"].split()) <= 15
    assert periods.parse(row["period"]).first <= periods.parse(row["period"]).last
    assert row["obs_status"] in ("A", "E", "F")
    assert row["approximate"] in ("", "yes")
    low, high = row["stated_low"], row["stated_high"]
    allowed = {
        "unhedged": bool(low or row.get("derived")) and low == high and not hedge,
        "about": low == high and row["approximate"] == "yes",
        "at_least": not high,
        "at_most": not low,
        "between": bool(low) == bool(high),
        "magnitude": not low and not high,
        "unnumbered": not low and not high,
    }
    assert allowed[bound], f"{bound} from {low!r} to {high!r}"
    if not row.get("derived"):
        assert low or high or bound in ("magnitude", "unnumbered") or row["reading_rule"]
    assert bool(row["reading_low"] or row["reading_high"]) == bool(row["reading_rule"])
    for number in filter(None, (low, high)):
        named = [found.rstrip(",.") for found in re.findall(r"\d[\d,.]*", words)]
        thousands = re.search("hundred|thousand|million|billion", words)
        assert f"{int(number):,}" in named or number in named or thousands or not named, f"{number} in {words!r}"
    if bound == "unhedged":
        assert not [hedge for hedge in hedges if re.search(rf"\b{re.escape(hedge)}\b", words)]
    elif bound != "between":
        assert hedges[hedge]["bound"] == bound
    for piece in hedge.split("..."):
        assert piece.strip().lower() in words.lower()
        assert piece.strip().lower() in row["wording"].lower() or row.get("derived")


def load_or_refuse(folder: Path) -> Package | None:
    """The package, or None where it is refused as it should be: by PackageError with problems in it, and no other."""
    try:
        return load(folder / DESCRIPTOR)
    except PackageError as error:
        refused = error
    assert refused.problems
    for problem in refused.problems:
        assert all([problem.file, problem.found, problem.allowed]), problem
        assert problem.row is None or problem.row >= 1
    return None


@pytest.mark.parametrize("folder", [HOME / "data", HOME / "tests" / "other_package"], ids=["data", "other_package"])
@settings(max_examples=settings().max_examples * 3 // 10)
@given(changes=st.lists(edits, min_size=1, max_size=3))
def test_after_any_edit_a_package_is_refused_or_keeps_its_promises(
    folder: Path, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = copy_of(folder, tmp_path_factory.getbasetemp() / "edited")
    # Bytes last: what is no longer a table or JSON cannot be edited as one.
    for edit in sorted(
        changes, key=lambda e: (e.kind in ("byte", "insert", "cut"), not e.kind.startswith("descriptor"))
    ):
        apply(edit, copy)
    package = load_or_refuse(copy)
    if package is not None:
        keeps_its_promises(package)
