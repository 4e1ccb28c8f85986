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
from dataclasses import dataclass
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
FLOOR, CEILING, ABOUT, BAND = "article-deployed", "article-additional", "article-killed", "article-shells-fired"
BEYOND = "99999999999999999999"
ARABIC_DIGITS = "\u0661\u0660\u0660\u0660\u0660"
FIFTEEN = "more than ten thousand North Korean troops were sent to Kursk in late 2024 again"


@pytest.fixture
def copy(data_dir: Path, tmp_path: Path) -> Path:
    return copy_of(data_dir, tmp_path / "package")


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(PackageError) as caught:
        load(folder)
    assert caught.value.problems
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return caught.value.problems


def place(problem: Problem) -> tuple[str, int | None, str | None]:
    return problem.file, problem.row, problem.column


# One faulty cell of a figure: its key, the cells written, the column of the fault, and words of the fault and remedy.
CELLS: dict[str, tuple[str, dict[str, str], str, str, str]] = {
    "unknown bound": (ABOUT, {"bound": "exactly"}, "bound", "'exactly'", "one of unhedged, about, at_least"),
    "another hedge's bound": (ABOUT, {"bound": "at_least", "stated_high": ""}, "bound", "'at_least'", "'about'"),
    "words for a number": (FLOOR, {"stated_low": "ten thousand"}, "stated_low", "'ten thousand'", "in plain digits"),
    "a comma in a number": (FLOOR, {"stated_low": "10,000"}, "stated_low", "'10,000'", "a number in plain digits"),
    "a fraction": (FLOOR, {"stated_low": "10000.0"}, "stated_low", "'10000.0'", "a number in plain digits"),
    "an underscore in a number": (FLOOR, {"stated_low": "10_000"}, "stated_low", "'10_000'", "plain digits"),
    "digits of another script": (FLOOR, {"stated_low": ARABIC_DIGITS}, "stated_low", ARABIC_DIGITS, "plain digits"),
    "a number below 0": (FLOOR, {"stated_low": "-10000"}, "stated_low", "'-10000'", "names, as 1,234"),
    "a count below 0": (
        FLOOR,
        {"figure_as_stated": "more than -10,000", "wording": "more than -10,000", "stated_low": "-10000"},
        "stated_low", "'-10000'", "only a level can be below 0",
    ),
    "a leading 0": (FLOOR, {"stated_low": "010000"}, "stated_low", "'010000'", "fill FOLDER"),
    "a centre without a range": (ABOUT, {"stated_centre": "4000"}, "stated_centre", "'4000'", "lies within a range"),
    "a note of one's own": (FLOOR, {"note_on_reading": "see it"}, "note_on_reading", "'see it'", "one of wording"),
    "not available": (CEILING, {"stated_low": "n/a"}, "stated_low", "'n/a'", "or leave the cell blank"),
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
    "an about with a width": (ABOUT, {"stated_low": "3500"}, "stated_low", "'3500'", "the number of stated_high"),
    "an about with one end": (ABOUT, {"stated_high": ""}, "stated_high", "blank", "the number of stated_low"),
    "an about that is not approximate": (ABOUT, {"approximate": ""}, "approximate", "blank", "about is approximate"),
    "a magnitude with a number": (BAND, {"stated_low": "20000"}, "stated_low", "'20000'", "states no number"),
    "a reading with one end": (BAND, {"reading_high": ""}, "reading_high", "blank", "both ends"),
    "a reading upside down": (BAND, {"reading_high": "10000"}, "reading_high", "'10000'", "above reading_low (20000)"),
    "a reading without its rule": (BAND, {"reading_rule": ""}, "reading_rule", "blank", "the rule of the reading"),
    "a rule without a reading": (ABOUT, {"reading_rule": "a rule"}, "reading_rule", "'a rule'", "there is no reading"),
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
    "a hedge left blank": (FLOOR, {"hedge_words": ""}, "hedge_words", "blank", "'more than'"),
    "an unhedged figure with a hedge": (
        ABOUT, {"bound": "unhedged", "approximate": ""}, "bound", "'unhedged'", "Write about",
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
    "words that turn their direction": (FLOOR, {"caveat": "\u202eevatac"}, "caveat", "u202e", "turn the direction"),
    "a line end in a caveat": (FLOOR, {"caveat": "one\ntwo"}, "caveat", "one", "one line"),
    "an escape in a speaker": (FLOOR, {"said_by": "a\x1b[31mb"}, "said_by", "x1b", "control characters"),
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
        "stated_low", BEYOND, "a number in plain digits",
    ),
    "no source": (FLOOR, {"source_id": ""}, "source_id", "blank", "text"),
    "a key with a space": (FLOOR, {"figure_id": "article deployed"}, "figure_id", "'article deployed'", "small"),
    "a thirteenth month": (FLOOR, {"period": "2024-13"}, "period", "'2024-13'", "no such month"),
    "30 February": (FLOOR, {"period": "2025-02-30"}, "period", "'2025-02-30'", "EDTF"),
    "a period that ends first": (FLOOR, {"period": "2024-12/2024-10"}, "period", "'2024-12/2024-10'", "ends before"),
    "a period in words": (FLOOR, {"period": "late 2024"}, "period", "'late 2024'", "a year, month or day"),
    "an unknown status": (FLOOR, {"obs_status": "X"}, "obs_status", "'X'", "one of A, E, F"),
}  # fmt: skip


@pytest.mark.parametrize("case", CELLS)
def test_a_fault_in_a_figure(case: str, copy: Path) -> None:
    key, cells, column, fault, remedy = CELLS[case]
    row = set_cells(copy / FIGURES, key, **cells)
    problems = problems_of(copy)
    at = [problem for problem in problems if place(problem) == (FIGURES, row, column)]
    assert len(at) == 1, f"not named: {[str(problem) for problem in problems]}"
    assert fault in at[0].fault
    assert remedy in at[0].remedy
    # Both ends may be wrong, but no other row or file is blamed.
    assert {(problem.file, problem.row) for problem in problems} == {(FIGURES, row)}


def test_a_wording_of_15_words_is_allowed(copy: Path) -> None:
    assert len(FIFTEEN.split()) == 15
    set_cells(copy / FIGURES, FLOOR, wording=FIFTEEN)
    load(copy)


@dataclass(frozen=True)
class Fault:
    """A fault of a file. make: makes it and returns its row, if it has one. fault, remedy: words of the message."""

    make: Callable[[Path], int | None]
    file: str
    column: str | None
    fault: str
    remedy: str


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


def _cut(length: int) -> Callable[[Path], int]:
    """Cut charts.csv off so many bytes before its end."""

    def make(folder: Path) -> int:
        path = folder / "charts.csv"
        path.write_bytes(path.read_bytes()[:-length])
        return len(read(path))

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


def _unnamed_chart(folder: Path) -> int:
    """Add a chart that no measure names; return its row."""
    rows = read(folder / "charts.csv")
    write(folder / "charts.csv", [*rows, ["pie", "A pie", "Slices"]])
    return len(rows) + 1


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
    "a file is missing": Fault(_missing("hedges.csv"), "hedges.csv", None, "missing", "out of the descriptor"),
    "no descriptor": Fault(_missing(DESCRIPTOR), DESCRIPTOR, None, "missing", "python -m figures describe"),
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
        DESCRIPTOR, "resource hedges", "another resource has this name", "once",
    ),
    "a field is not there": Fault(
        _descriptor(_without_field), DESCRIPTOR, "resource measures, field headline", "missing", "headline"
    ),
    "another blank": Fault(
        _descriptor(lambda d: resource(d, "hedges")["schema"].update(missingValues=["", "about"])),
        DESCRIPTOR, "resource hedges", "missingValues", "Only the blank",
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
    "a path up a folder": Fault(_path("more/../a.csv"), DESCRIPTOR, "resource hedges", "'more/../a.csv'", "relative"),
    "a path into a missing folder": Fault(_path("more/a.csv"), "more/a.csv", None, "missing", "Put a file"),
    "a path with a line end": Fault(_path("a.csv\nX: y.csv"), DESCRIPTOR, "resource hedges", "X: y", "relative"),
    "a path in letters that no header holds": Fault(
        _path("\u65e5.csv"), DESCRIPTOR, "resource hedges", "'\u65e5.csv'", "relative"
    ),
    "a path of a file that is made": Fault(
        _path("article_figures.json"), DESCRIPTOR, "resource hedges", "'article_figures.json'", "relative"
    ),
    "a file of two tables": Fault(
        _path("Measures.csv"), DESCRIPTOR, "resource hedges", "another resource has a file of this name", "once"
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
        _link("hedges.csv", str(HOME / "data" / "hedges.csv")), "hedges.csv", None, "a link that leads out", "may read"
    ),
    "a link to itself": Fault(_link("hedges.csv", "hedges.csv"), "hedges.csv", None, "cannot be read", "may read"),
    "a missing column": Fault(_without_column, FIGURES, "caveat", "no column caveat", "fill FOLDER"),
    "a renamed column": Fault(_renamed_column, FIGURES, "caveat", "no column 'note'", "exactly these columns"),
    "columns in another order": Fault(
        _columns_the_other_way_round, FIGURES, None, "another order", "in this order: figure_id"
    ),
    "a file cut off in its last cell": Fault(_cut(1), "charts.csv", None, "cut off", "Complete the row"),
    "a file cut off in its last row": Fault(_cut(80), "charts.csv", None, "cut off", "Complete the row"),
    "a foreign key to nowhere": Fault(
        _descriptor(lambda d: resource(d, "caveats")["schema"]["foreignKeys"][0]["reference"].update(resource="x")),
        DESCRIPTOR, "resource caveats", "a resource 'x', which is not there", "of the package",
    ),
    "a number that is described as text": Fault(
        _descriptor(lambda d: resource(d, "measures")["schema"]["fields"][5].update(type="string")),
        DESCRIPTOR, "resource measures, field headline", "its type is 'string'", "Write integer",
    ),
    "an empty file": Fault(_bytes("hedges.csv", b""), "hedges.csv", None, "empty", "a header row"),
    "a header and no figure": Fault(_no_figure, FIGURES, None, "no row", "at least one figure"),
    "a figure twice": Fault(_twice(FIGURES), FIGURES, "figure_id", "the key of row 2 too", "of its own"),
    "a measure twice": Fault(_twice("measures.csv"), "measures.csv", "measure", "the key of row 2 too", "of its own"),
    "a hedge twice": Fault(_twice("hedges.csv"), "hedges.csv", "hedge_words", "the key of row 2 too", "of its own"),
    "bytes that are not UTF-8": Fault(_not_utf8, "caveats.csv", None, "0xe9", "UTF-8"),
    "a cell too many": Fault(_cell_too_many, FIGURES, None, "'one more'", "one cell for each column"),
    "cells too few": Fault(_cells_too_few, FIGURES, None, "the row has 20 cells", "one cell for each column"),
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
        _cells("sources.csv", "rediff-2025-07-02", url="ftp://example.org"), "sources.csv", "url", "'ftp:", "http:// or https://"
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
        _cells("measures.csv", "killed", reports_chart="pie"), "measures.csv", "reports_chart", "'pie'", "charts"
    ),
    "a chart that no measure names": Fault(
        _unnamed_chart, "charts.csv", "chart", "'pie'", "no measure names this chart"
    ),
    "a likeness to nothing": Fault(
        _cells("measures.csv", "killed", looks_like="zombies"), "measures.csv", "looks_like", "'zombies'", "measures"
    ),
    "a hedge of an unknown bound": Fault(
        _cells("hedges.csv", "about", bound="exactly"), "hedges.csv", "bound", "'exactly'", "one of about"
    ),
    "an assertion of 16 words": Fault(
        _cells("unnumbered.csv", "early-losses", wording="so" + 15 * " so"),
        "unnumbered.csv", "wording", "'so", "15 words",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_of_a_file(case: str, copy: Path) -> None:
    fault = FAULTS[case]
    row = fault.make(copy)
    (problem,) = problems_of(copy)
    assert place(problem) == (fault.file, row, fault.column)
    assert fault.fault in problem.fault
    assert fault.remedy in problem.remedy


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


@pytest.mark.parametrize(
    ("change", "row", "fault"),
    [
        (lambda data: b"\xef\xbb\xbf" + data, 1, "a byte order mark"),
        (lambda data: data.replace(b"\n", b"\r\n"), None, "do not end in LF"),
        (lambda data: data.replace(b"article-killed,", b'"article-killed",'), 4, "quotation marks"),
        (lambda data: data + b"\n", 9, "the row is blank"),
        (lambda data: b"\n" + data, 1, "the row is blank"),
        (lambda data: b"The figures\n" + data, 1, "'The figures' stands there"),
        (lambda data: data.replace(b"figure_id,", b"figure_id ,", 1), 1, "spaces stand at the ends"),
    ],
    ids=["byte order mark", "CRLF", "quotation marks", "a blank line", "one above", "a title", "a space in the header"],
)
def test_a_file_that_is_not_canonical_gets_one_line(
    change: Callable[[bytes], bytes], row: int | None, fault: str, copy: Path
) -> None:
    (copy / FIGURES).write_bytes(change((copy / FIGURES).read_bytes()))
    (problem,) = problems_of(copy)
    assert (problem.file, problem.row) == (FIGURES, row)
    assert fault in problem.fault
    assert "`python -m figures fill FOLDER` mends it." in problem.remedy or "title" in fault or "figures" in fault


def test_an_unhedged_figure_has_no_hedge_in_its_words(copy: Path) -> None:
    """The fault that matters most here: the hedge stands in the words and not in the columns."""
    row = set_cells(copy / FIGURES, FLOOR, bound="unhedged", hedge_words="", stated_high="10000")
    (problem,) = problems_of(copy)
    assert place(problem) == (FIGURES, row, "hedge_words")
    assert "'more than'" in problem.remedy


def _loosened(field: str) -> Callable[[dict[str, Any]], object]:
    """Drop the constraints of one column of the figures, and all foreign keys of the table."""

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
def test_a_looser_descriptor_lets_nothing_more_in(column: str, cells: dict[str, str], copy: Path) -> None:
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


def test_a_message_has_place_fault_and_remedy(copy: Path) -> None:
    row = set_cells(copy / FIGURES, FLOOR, stated_high="12000")
    assert [str(problem) for problem in problems_of(copy)] == [
        f"{FIGURES}, row {row}, column stated_high: '12000' stands there. Leave it blank: a floor has no upper figure."
    ]


def test_no_message_tells_where_the_package_lies(copy: Path) -> None:
    """Readers see the messages. They name files of the package and no folder of the server."""
    for name in ("hedges.csv", DESCRIPTOR):
        (copy / name).unlink()
        assert str(copy) not in "\n".join(map(str, problems_of(copy)))


# Reports that point to each other: in the other package, the cells written, and the column and remedy of the fault.
OLD, NEW, TELLING, GONE = (
    "ringers-2026-02-ringed", "ringers-2026-04-ringed", "herald-2026-02-keepers-counted", "guild-2026-04-dropped",
)  # fmt: skip
POINTERS: dict[str, tuple[str, dict[str, str], str, str]] = {
    "to nothing": (NEW, {"revises": "nobody"}, "revises", "a key that other_reports.csv holds"),
    "to itself": (NEW, {"revises": NEW}, "revises", "a row does not point to itself"),
    "a correction at another date": (NEW, {"as_of": "2026-02-15"}, "revises", "the same as_of: a correction"),
    "a correction of another count": (NEW, {"scope": "inner harbour"}, "revises", "the same scope"),
    "a correction by another": (
        NEW, {"claimant": "Tide table printers"}, "revises", "the same claimant: a correction is of the same quantity",
    ),
    "a correction of what is later": (NEW, {"published": "2026-02-14"}, "revises", "the one named is later"),
    "a withdrawal of another measure": (GONE, {"withdraws": "guild-2026-02-sold"}, "withdraws", "same measure"),
    "a correction that is a telling": (TELLING, {"revises": "keepers-2025-11-counted"}, "revises", "or retells"),
    "a telling of another claimant": (TELLING, {"retells": "boy-2025-12-counted"}, "retells", "the same claimant"),
    "a part of another's whole": (NEW, {"part_of": "roof-2026-02-ringed"}, "part_of", "the whole is of the same"),
    "two corrections of one report": (
        "ringers-2026-02-ringed-again", {"revises": OLD}, "revises", f"{NEW!r} corrects or takes back that report",
    ),
    "a wording in another language": ("ferry-2026-02-ringed", {"translation": ""}, "translation", "Translate"),
    "a centre beyond its range": ("tide-2026-02-nesting", {"stated_centre": "351"}, "stated_centre", "within a range"),
    "another kind than in claimants.csv": (
        "ferry-2026-02-ringed", {"claimant_kind": "other office"}, "claimant_kind", "Write 'bystander'",
    ),
    "a claimant that claimants.csv lacks": ("ferry-2026-02-ringed", {"claimant": "X"}, "claimant", "claimants.csv"),
}  # fmt: skip


@pytest.mark.parametrize("case", POINTERS)
def test_a_fault_between_reports(case: str, tmp_path: Path) -> None:
    folder = copy_of(FOLDERS["other"], tmp_path / "package")
    reports, (key, cells, column, remedy) = folder / "other_reports.csv", POINTERS[case]
    rows = read(reports)
    write(reports, [*rows, [f"{OLD}-again", *rows[row_where(reports, OLD) - 1][1:]]])
    row = set_cells(reports, key, **cells)
    assert [remedy in p.remedy for p in problems_of(folder) if place(p) == ("other_reports.csv", row, column)] == [True]


def test_the_whole_is_not_a_part_of_its_part_and_a_telling_tells_a_statement(tmp_path: Path) -> None:
    folder = copy_of(FOLDERS["other"], tmp_path / "package")
    reports = folder / "other_reports.csv"
    set_cells(reports, "roof-2026-02-ringed", part_of="roof-2026-02-ringed-ice")
    row = set_cells(reports, "keepers-2026-03-counted", retells=TELLING)
    problems = problems_of(folder)
    assert [p.remedy for p in problems if p.column == "part_of"] == 2 * [
        "Leave one of the two blank: each would be a part of the other."
    ]
    assert [(p.row, "keepers-2025-11-counted" in p.remedy) for p in problems if p.column == "retells"] == [(row, True)]


@pytest.mark.parametrize("name", ["caveats", "unnumbered", "dates", "derived", "claimants", "slips"])
def test_an_optional_table_may_be_left_out(name: str, tmp_path: Path) -> None:
    folder = copy_of(FOLDERS["other"], tmp_path / "package")
    (folder / f"{name}.csv").unlink()
    describe(folder)
    package = load(folder)
    assert name not in package.tables
    shows_every_hedge(package)


def test_a_level_may_be_below_0(tmp_path: Path) -> None:
    folder = copy_of(FOLDERS["other"], tmp_path / "package")
    set_cells(folder / "measures.csv", "gulls_ringed", kind="level")
    text = {"figure_as_stated": "-3", "wording": "I saw -3 rings this morning"}
    set_cells(folder / "other_reports.csv", "boy-2026-03-ringed", **text, stated_low="-3", stated_high="-3")
    (level,) = (report for report in load(folder).reports if report.figure_id == "boy-2026-03-ringed")
    assert level.stated == Bound(-3, -3, signed=True)


# Several faults at once


def test_faults_of_every_stage_stand_in_one_list_each_once(copy: Path) -> None:
    """Faults of the descriptor, of files, rows, cells, columns and tables do not hide each other."""
    edit_descriptor(copy, lambda described: described.update(name="two words", title=""))
    (copy / "caveats.csv").write_bytes(b"caveat_id\xff\n")
    set_cells(copy / FIGURES, FLOOR, stated_high="12000", obs_status="X", caveat="")
    set_cells(copy / FIGURES, CEILING, period="2024-13", source_id="nowhere")
    set_cells(copy / "measures.csv", "killed", headline="one", reports_by="colour", looks_like="zombies")
    set_cells(copy / "sources.csv", "arab-news-2025-07", published="", url="ftp://example.org")
    rows = read(copy / "other_reports.csv")
    kind = rows[0].index("claimant_kind")
    first, second = [n for n, row in enumerate(rows) if row[rows[0].index("claimant")] == "Ukraine, president"][:2]
    rows[second][kind] = "other government"
    rows[first + 1].append("one too many")
    write(copy / "other_reports.csv", rows)
    set_cells(copy / "derived.csv", read(copy / "derived.csv")[1][0], first="nobody")
    dated = next(row[0] for row in read(copy / "dates.csv")[1:] if row[read(copy / "dates.csv")[0].index("reading")])
    set_cells(copy / "dates.csv", dated, reading_rule="", note="\u202e")

    def row(name: str, key: str) -> int:
        return row_where(copy / name, key)

    floor, ceiling, killed = row(FIGURES, FLOOR), row(FIGURES, CEILING), row("measures.csv", "killed")
    article = row("sources.csv", "arab-news-2025-07")
    assert sorted(map(place, problems_of(copy)), key=str) == sorted(
        [
            (DESCRIPTOR, None, None),
            (DESCRIPTOR, None, None),
            ("caveats.csv", 1, None),
            (FIGURES, floor, "stated_high"),
            (FIGURES, floor, "obs_status"),
            (FIGURES, floor, "caveat"),
            (FIGURES, ceiling, "period"),
            (FIGURES, ceiling, "source_id"),
            ("measures.csv", killed, "headline"),
            ("measures.csv", killed, "reports_by"),
            ("measures.csv", killed, "looks_like"),
            ("sources.csv", article, "published"),
            ("sources.csv", article, "url"),
            ("other_reports.csv", second + 1, "claimant_kind"),
            ("other_reports.csv", first + 2, None),
            ("derived.csv", 2, "first"),
            ("dates.csv", row("dates.csv", dated), "reading_rule"),
            ("dates.csv", row("dates.csv", dated), "note"),
        ],
        key=str,
    )


@pytest.mark.parametrize("kept", [0, 1], ids=["empty", "a header"])
@pytest.mark.parametrize("name", ["sources", "measures", "charts", "hedges", "article_figures", "other_reports"])
def test_a_table_without_rows_is_not_blamed_on_those_that_point_to_it(name: str, kept: int, copy: Path) -> None:
    path = copy / f"{name}.csv"
    write(path, read(path)[:kept])
    assert [problem.file for problem in problems_of(copy)] == [path.name]


def test_a_mistyped_key_is_not_blamed_on_those_that_point_to_it(copy: Path) -> None:
    row = set_cells(copy / FIGURES, FLOOR, figure_id="article deployed")
    assert list(map(place, problems_of(copy))) == [(FIGURES, row, "figure_id")]


def test_a_renamed_column_does_not_hide_faults_in_the_others(copy: Path) -> None:
    _renamed_column(copy)
    row = set_cells(copy / FIGURES, FLOOR, unit="", period="2024-13")
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
    (problem,) = problems_of(copy)
    assert place(problem) == ("charts.csv", 2, "chart")
    assert "the chart of dates.csv has this one" in problem.remedy
    (copy / "dates.csv").unlink()
    edit_descriptor(copy, lambda described: described["resources"].remove(resource(described, "dates")))
    load(copy)


def _rename_chart(folder: Path, key: str) -> None:
    old = read(folder / "charts.csv")[1][0]
    for name in ("charts.csv", "measures.csv"):
        write(folder / name, [[key if cell == old else cell for cell in row] for row in read(folder / name)])


def test_a_denominator_of_0_is_no_fault(copy: Path) -> None:
    zero = {"figure_as_stated": "more than 0", "wording": "more than 0", "stated_low": "0", "sentence": ""}
    set_cells(copy / FIGURES, FLOOR, **zero)
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


def test_two_files_of_one_name_are_refused(copy: Path) -> None:
    (copy / "tables").mkdir()
    shutil.copy(copy / "hedges.csv", copy / "tables" / "Measures.csv")
    edit_descriptor(copy, lambda d: resource(d, "hedges").update(path="tables/Measures.csv"))
    (problem,) = problems_of(copy)
    assert place(problem) == (DESCRIPTOR, None, "resource hedges")


def test_a_subfolder_that_leads_out_of_the_folder_is_refused(copy: Path) -> None:
    _in_subfolder(copy, "hedges")
    shutil.move(copy / "tables", copy.parent / "elsewhere")
    (copy / "tables").symlink_to(copy.parent / "elsewhere")
    (problem,) = problems_of(copy)
    assert problem.file == "tables/hedges.csv"
    assert "a link that leads out" in problem.fault


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


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        (
            lambda folder: None,
            0,
            ("no problem", "7 figures", f"{len(read(FOLDERS['own'] / 'other_reports.csv')[1:])} reports", "hedges"),
        ),
        (
            lambda folder: set_cells(folder / FIGURES, FLOOR, caveat="", unit=""),
            1,
            ("column caveat: the cell is blank. Write text.", "column unit: ", "2 problems"),
        ),
        (lambda folder: (folder / DESCRIPTOR).unlink(), 1, ("the file is missing", "python -m figures describe")),
    ],
    ids=["sound", "two faults", "no descriptor"],
)
def test_the_command_prints_every_problem_or_what_the_package_holds(
    change: Callable[[Path], object], status: int, words: tuple[str, ...], copy: Path
) -> None:
    change(copy)
    done = subprocess.run(
        [sys.executable, "-m", "figures", "check", str(copy)], cwd=HOME, capture_output=True, text=True, check=False
    )
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


def random_edits(number: int, *families: str, at_most: int = 2) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Edits of these families, for so many examples in the default profile."""
    changes = st.lists(edits(*families), min_size=1, max_size=at_most)

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        decorated: Callable[..., None] = PACKAGES(settings(max_examples=examples(number))(given(changes=changes)(test)))
        return decorated

    return decorate


def refused_or_the_same(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = edited(name, changes, tmp_path_factory)
    package = load_or_refuse(folder)
    if package is not None:
        keeps_its_promises(package)
        keeps_untouched_figures(package, load(FOLDERS[name]))
        can_be_downloaded(package, folder)


@random_edits(22, "bytes")
def test_edits_of_bytes(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(10, "rows")
def test_edits_of_rows_and_columns(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(10, "cells")
def test_edits_of_cells(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(6, "figures", at_most=1)
def test_a_retyped_figure(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(8, "descriptor")
def test_edits_of_the_descriptor(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(18, "files")
def test_edits_of_files(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


@random_edits(24, "bytes", "rows", "cells", "descriptor", "files", at_most=4)
def test_edits_of_any_kind(name: str, changes: list[Edit], tmp_path_factory: pytest.TempPathFactory) -> None:
    refused_or_the_same(name, changes, tmp_path_factory)


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
