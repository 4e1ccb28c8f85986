"""A broken package is refused with a message that says where, what stands there and what is allowed.

A matrix of copies, each with one fault; then random edits (tests/breaking.py), after which a package is either refused
or still keeps what this project promises of every figure, and every figure that was not touched is the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from figures import wording
from figures.tables import Package, PackageError, Problem, load
from tests import pages
from tests.breaking import (
    NASTY,
    Edit,
    apply,
    can_be_taken_away,
    clear,
    edits,
    independent_rows,
    keeps_its_promises,
    keeps_untouched_figures,
    load_or_refuse,
    order,
    places,
)
from tests.conftest import HOME, examples
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
    "digits of another script in the words": (
        FLOOR, {"figure_as_stated": f"more than {ARABIC_DIGITS}", "wording": f"more than {ARABIC_DIGITS}"},
        "stated_low", "'10000'", "as 1,234",
    ),
    "a group of two digits": (
        FLOOR, {"figure_as_stated": "more than 10,00", "wording": "more than 10,00", "stated_low": "1000"},
        "stated_low", "'1000'", "as 1,234",
    ),
    "a space between the digits": (
        FLOOR, {"figure_as_stated": "more than 10 000", "wording": "more than 10 000", "stated_low": "10"},
        "stated_low", "'10'", "as 1,234",
    ),
    "a letter for a scale": (
        FLOOR, {"figure_as_stated": "more than 10k", "wording": "more than 10k", "stated_low": "10"},
        "stated_low", "'10'", "as 1,234",
    ),
    "a comma for a point": (
        ABOUT,
        {"figure_as_stated": "about 1,2 million", "wording": "about 1,2", "stated_low": "12000000",
         "stated_high": "12000000"},
        "stated_low", "'12000000'", "1.5 million",
    ),
    "a space that cannot be seen": (
        FLOOR, {"figure_as_stated": "more than 10,000\u200b0"}, "figure_as_stated", "10,000", "control characters",
    ),
    "words that turn their direction": (FLOOR, {"caveat": "\u202eevatac"}, "caveat", "u202e", "turns the direction"),
    "a line end in a caveat": (FLOOR, {"caveat": "one\ntwo"}, "caveat", "one", "in one line"),
    "an escape in a speaker": (FLOOR, {"said_by": "a\x1b[31mb"}, "said_by", "x1b", "control characters"),
    "a number for words without digits": (
        FLOOR, {"figure_as_stated": "more than ten thousand", "wording": "more than ten thousand"},
        "stated_low", "'10000'", "as 1,234",
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


def _folder(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return make


def _pipe(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return make


def _link(name: str, target: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).symlink_to(target)

    return make


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
    "a path to a folder": Fault(_path("."), DESCRIPTOR, "resource hedges", "'.'", "relative"),
    "a path into a folder": Fault(_path("more/a.csv"), DESCRIPTOR, "resource hedges", "'more/a.csv'", "relative"),
    "a path with a line end": Fault(_path("a.csv\nX: y.csv"), DESCRIPTOR, "resource hedges", "X: y", "relative"),
    "a path in letters that no header holds": Fault(
        _path("\u65e5.csv"), DESCRIPTOR, "resource hedges", "'\u65e5.csv'", "relative"
    ),
    "a path of a file that is made": Fault(
        _path("article_figures.json"), DESCRIPTOR, "resource hedges", "'article_figures.json'", "relative"
    ),
    "a file of two tables": Fault(
        _path("Measures.csv"), DESCRIPTOR, "resource hedges", "another resource has its path", "each file once"
    ),
    "a name that leads out of a folder": Fault(
        _descriptor(lambda d: d.update(name="../../x")), DESCRIPTOR, None, "'../../x'", "letters, digits"
    ),
    "half a character": Fault(
        _bytes(DESCRIPTOR, b'{"title": "\\ud800", "resources": []}'), DESCRIPTOR, None, "half a character", "whole"
    ),
    "a number that is none": Fault(
        _bytes(DESCRIPTOR, b'{"title": "x", "resources": [NaN]}'), DESCRIPTOR, None, "NaN is no number", "JSON"
    ),
    "a title that turns its direction": Fault(
        _descriptor(lambda d: d.update(title="a \u202etitle")), DESCRIPTOR, None, "u202e", "control characters"
    ),
    "a folder in place of a file": Fault(_folder("hedges.csv"), "hedges.csv", None, "not a file", "may read"),
    "a pipe in place of a file": Fault(_pipe("hedges.csv"), "hedges.csv", None, "not a file", "may read"),
    "a device for a file": Fault(_link("hedges.csv", "/dev/zero"), "hedges.csv", None, "not a file", "may read"),
    "a link out of the folder": Fault(
        _link("hedges.csv", str(HOME / "data" / "hedges.csv")), "hedges.csv", None, "a link out of", "may read"
    ),
    "a link to itself": Fault(_link("hedges.csv", "hedges.csv"), "hedges.csv", None, "cannot be read", "may read"),
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


PACKAGES = pytest.mark.parametrize("name", pages.PACKAGES)


def edited(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a package with these edits."""
    folder = tmp_path_factory.getbasetemp() / "edited"
    clear(folder)
    copy_of(pages.PACKAGES[name].parent, folder)
    for edit in sorted(changes, key=order):
        apply(edit, folder)
    return folder


def refused_or_the_same(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> Package | None:
    folder = edited(name, changes, tmp_path_factory)
    package = load_or_refuse(folder)
    if package is not None:
        keeps_its_promises(package)
        keeps_untouched_figures(package, pages.package(name))
        can_be_taken_away(package, folder)
    return package


def random_edits(number: int, *families: str, at_most: int = 2) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Edits of these families, for so many examples in the default profile."""
    changes = st.lists(edits(*families), min_size=1, max_size=at_most)

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        found: Callable[..., None] = PACKAGES(settings(max_examples=examples(number))(given(changes=changes)(test)))
        return found

    return decorate


@random_edits(22, "bytes")
def test_after_edits_of_bytes(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(10, "rows")
def test_after_edits_of_rows_and_columns(
    name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(10, "cells")
def test_after_edits_of_cells(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(6, "figures", at_most=1)
def test_after_a_figure_is_typed_anew(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(8, "descriptor")
def test_after_edits_of_the_descriptor(
    name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(18, "files")
def test_after_edits_of_files(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(24, "bytes", "rows", "cells", "descriptor", "files", at_most=4)
def test_after_edits_of_any_kind(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


# The page of what is left


WORDS = sorted({*(text.strip() for text in NASTY if len(text) < 100), "x" * 400, "x " * 300 + "x"})
words = st.builds(Edit, kind=st.just("words"), a=places, b=places, file=places, text=st.sampled_from(WORDS))


@PACKAGES
@settings(max_examples=examples(3))
@given(changes=st.lists(words, min_size=4, max_size=12), more=st.lists(edits("rows", "cells"), max_size=1))
def test_the_page_shows_what_is_left_or_what_is_wrong(
    name: str, changes: list[Edit], more: list[Edit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = edited(name, [*changes, *more], tmp_path_factory)
    package = load_or_refuse(folder)
    with mock.patch.dict(os.environ, {"DATA_PACKAGE": str(folder / DESCRIPTOR)}):
        page = AppTest.from_file(str(HOME / "app.py"), default_timeout=60)
        page.query_params["all"] = "true"
        page.run()
    assert not page.exception
    assert wording.APOLOGY not in [error.value for error in page.error]
    told = bare("\n".join(part.text for part in pages.parts(page)))
    drawn = page.get("plotly_chart")
    if package is None:
        assert bare(wording.CANNOT_SHOW) in told
        assert not drawn
        return
    assert drawn
    for row in independent_rows(package.tables["article_figures"].data):
        for column in ("figure_as_stated", "caveat", "definition", "said_by"):
            assert bare(row[column]) in told, (
                f"{column} of {row['figure_id']} is not on the page as it stands in the file"
            )


def bare(text: str) -> str:
    """The text without spaces and what Markdown escapes with."""
    return re.sub(r"[\s\u00a0\\]", "", text)
