"""Ways to break a data package, and what must hold of a package that is still shown.

The numbers in an edit are taken modulo the size of the thing that is edited, so that any edit fits any package. What
must hold is written here a second time, without the code that checks it: with csv, re and the bytes of the files.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from figures.editions.files import files as files_of
from figures.editions.files import respond
from figures.model.package import Package
from figures.model.records import Figure
from figures.package.problems import PackageError
from figures.package.read import load
from figures.page.compose import compose
from figures.page.view import View
from tests.editing import DESCRIPTOR, cells_of, edit_descriptor, read, rows_of, write

# Texts for a cell, a place in a file or a name: numbers of many kinds, words for a blank, formulas, markup of HTML,
# Markdown and plotly, characters that are hidden or turn the direction of writing.
NASTY = [
    *("", " ", "0", "1", "-1", "007", "1e9", "1.5", "10000.0", "4,000", "4.000", "4 000", "9" * 20, "9" * 18),
    *("4000", "10000", "30000", "yes", "no", "NA", "n/a", "N/A", "NaN", "nan", "None", "null", "<NA>", "inf", "#REF!"),
    *("about", "more than", "at_least", "at_most", "between", "magnitude", "unnumbered", "unhedged", "killed", "F"),
    *("article-killed", "2025", "2025-02-30", "0000", "9999-12", "2025/2024", "late 2024", "2024-10/2024-12", "unit"),
    *("about 4,000", "more than 10,000", "10,000", "about 4,00", "about 4 million", "as many as more than 6 million"),
    *("more than \u0661\u0660,\u0660\u0660\u0660", "about \uff14\uff10\uff10\uff10"),
    *("about 10\u00b3", "about \u00bd million"),
    *("a,b", '"', '""', "'", "a\nb", "a\r\nb", "a\rb", "a\tb", "\ufeff", "\u00a0", "\x00", "\x1b[31m", "\u2028"),
    *("\u202emore than\u202c 10,000", "10,\u200b000", "\u2066x\u2069", "\u00ad", "\u200d", "e\u0301", "\U0001f4a9"),
    *("=1+1", "+1", "@SUM(A1)", '=HYPERLINK("http://example.org")', "<b>", "<script>alert(1)</script>", "&amp;"),
    *("<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![](x)", "**x**", "$x$", ":red[x]", "`x`", "~~x~~"),
    *("<a href='javascript:alert(1)'>x</a>", "%{y}", "%{customdata}", "<br>", "<extra></extra>", "\\", "|"),
    *("../x.csv", "/etc/passwd", "https://example.org/x.csv", "javascript:alert(1)", "con", "x" * 5_000, "x " * 3_000),
]  # fmt: skip
DEEP: Any = "x"
for _ in range(60):
    DEEP = {"x": [DEEP]}
JUNK: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**400, "", "x", "any", "integer", "string", "date", "number", "object", "array",
    "default", [], {}, ["x"], [None], [[]], [1, "x"], {"x": 1}, {"name": "x"}, [{}], "../x.csv", "hedges.csv",
    "article_figures.json", "citations.bib", "datapackage.json", "article_figures", "hedge_words", "\ud800",
    "a\r\nb: c",    'x"; y', "\u202ex", "../../x", "a/b", "(", "(a+)+$", "\x00", "<b>x</b>", DEEP, "x" * 10_000,
    "https://example.org/x",    float("nan"),
]  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One change. file and a to d say where, text and junk say what."""

    kind: str
    file: int = 0
    a: int = 0
    b: int = 0
    c: int = 0
    d: int = 0
    text: str = ""
    junk: Any = None


# Bytes of any file

_ENCODINGS = ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp037", "utf-7", "utf-8-sig"]
_ENDS = [b"\r\n", b"\r", b"\n\r", b"\n\n", b"\x0b", b"\x0c", b"\xe2\x80\xa8", b""]


def _put(data: bytes, at: int, gone: int, put: bytes) -> bytes:
    return data[:at] + put + data[at + gone :]


def _edited_bytes(data: bytes, edit: Edit) -> bytes:
    at = edit.a % (len(data) + 1)
    put = edit.text.encode("utf-8", "surrogatepass")
    match edit.kind:
        case "byte":
            return _put(data, at, 1, bytes([edit.b % 256]))
        case "insert":
            return _put(data, at, 0, put)
        case "cut":
            return _put(data, at, 1 + edit.b % 40, b"")
        case "truncate":
            return data[:at]
        case "twice":
            return data + data
        case "tail":
            return data + put
        case "head":
            return put + b"\n" * (edit.b % 3) + data
        case "encoding":
            text = data.decode("utf-8", "replace")
            return text.encode(_ENCODINGS[edit.b % len(_ENCODINGS)], "replace")
        case "line ends":
            return data.replace(b"\n", _ENDS[edit.b % len(_ENDS)])
        case "quote":
            commas = [i + 1 for i, byte in enumerate(data) if byte in b",\n"] or [0]
            return _put(data, commas[edit.a % len(commas)], 0, b'"')
        case "separator":
            return data.replace(b",", b";\t|\x00 "[edit.b % 5 : edit.b % 5 + 1])
        case "one separator":
            commas = [i for i, byte in enumerate(data) if byte in b",\n"] or [0]
            return _put(data, commas[edit.a % len(commas)], 1, b";\t|\x00\r\n,"[edit.b % 7 : edit.b % 7 + 1])
    assert edit.kind == "byte order marks"
    return codecs.BOM_UTF8 * 2 + data


BYTES = [
    "byte", "byte", "insert", "insert", "cut", "cut", "truncate", "twice", "tail", "head", "encoding", "line ends",
    "quote", "quote", "separator", "one separator", "byte order marks",
]  # fmt: skip

# Rows, columns and cells of a table


def _edited_rows(rows: list[list[str]], edit: Edit) -> list[list[str]]:
    row, other = rows[edit.a % len(rows)], rows[edit.c % len(rows)]
    at, other_at = edit.b % max(len(row), 1), edit.d % max(len(other), 1)
    match edit.kind:
        case "drop row":
            rows.remove(row)
        case "double row":
            rows.insert(edit.c % len(rows) + 1, list(row))
        case "swap rows":
            i, j = edit.a % len(rows), edit.c % len(rows)
            rows[i], rows[j] = rows[j], rows[i]
        case "blank row":
            row[:] = ["" for _ in row]
        case "no cells":
            row[:] = []
        case "only the header":
            del rows[1:]
        case "extra cell":
            row.insert(at, edit.text)
        case "cell gone":
            del row[at : at + 1]
        case "drop column":
            return [r[:at] + r[at + 1 :] for r in rows]
        case "double column":
            return [[*r, *r[at : at + 1]] for r in rows]
        case "swap columns":
            for r in rows:
                if max(at, edit.d % len(row)) < len(r):
                    r[at], r[edit.d % len(row)] = r[edit.d % len(row)], r[at]
        case "rename column":
            if rows[0]:
                rows[0][edit.b % len(rows[0])] = edit.text
        case "blank column":
            for r in rows[1:]:
                r[at : at + 1] = [""]
        case "cell" if row:
            row[at] = edit.text
        case "words":
            free = [i for i, name in enumerate(rows[0]) if name in FREE]
            if free and row is not rows[0]:
                row[free[edit.b % len(free)]] = edit.text or row[at]
        case "column" if row:
            for r in rows[1:]:
                r[at : at + 1] = [edit.text]
        case "swap cells" if row and other:
            row[at], other[other_at] = other[other_at], row[at]
        case "cell into cell" if row:
            row[at] = row[at] + edit.text
        case "cell before" if row:
            row[at] = edit.text + row[at]
    return rows


# Columns in which any visible text may stand.
FREE = ["caveat", "definition", "said_by", "label", "title", "publisher", "claimant", "note", "does_not_say"]
ROWS = [
    "drop row", "double row", "swap rows", "blank row", "no cells", "only the header", "extra cell", "cell gone",
    "drop column", "double column", "swap columns", "rename column", "blank column",
]  # fmt: skip
CELLS = ["cell", "cell", "cell", "column", "swap cells", "cell into cell", "cell before"]

# A mistyped figure: words and numbers that need not belong together.

HEDGES = ["", "about", "more than", "as many as", "up to", "at least", "roughly", "tens of thousands", "between"]
NUMBERS = [
    "10,000", "10000", "10.000", "10 000", "10'000", "1,0000", "1,00", "1,2 million", "1.2 million", "10k",
    "10 thousand", "1e4", "10\u00b3", "\u0661\u0660\u0660\u0660\u0660", "\uff11\uff10\uff10\uff10\uff10",
    "10,\u200b000", "10,000\u20ac", "10,00\x000", "\u00bd million", "0", "00", "ten thousand",
    "10,000 to 12,000", "10 to 12 thousand", "-10,000", "10,000,",
    "10,0000", "10,000.5", "10,000.0", "\u516d\u5343", "10,000\u0338", "\u200d10,000", "10\u202e000,", "1\u00a00000",
]  # fmt: skip
STATED = ["", "0", "1", "2", "10", "12", "100", "1000", "1200", "10000", "100000", "12000", "1200000", "12000000"]
FIGURE_TABLES = ("article_figures.csv", "other_reports.csv")


def _retyped(rows: list[list[str]], edit: Edit) -> list[list[str]]:
    header, figures = rows[0], rows[1:]
    row = figures[edit.a % len(figures)]
    hedge, number = HEDGES[edit.b % len(HEDGES)], NUMBERS[edit.c % len(NUMBERS)]
    words = f"{hedge} {number}".strip()
    low, high = STATED[edit.d % len(STATED)], STATED[edit.d // 16 % len(STATED)]
    bound = {
        "about": "about", "roughly": "about", "more than": "at_least", "at least": "at_least", "": "unhedged",
        "as many as": "at_most", "up to": "at_most", "between": "between",
    }.get(hedge, "magnitude")  # fmt: skip
    high = {"at_least": "", "about": low, "unhedged": low}.get(bound, high)
    low = "" if bound == "at_most" else low
    cells = {
        "figure_as_stated": words, "wording": words, "hedge_words": hedge, "bound": bound, "stated_low": low,
        "stated_high": high, "approximate": "yes" if bound == "about" else "", "reading_low": "", "reading_high": "",
        "reading_rule": "", "derived": "",
    }  # fmt: skip
    for column, cell in cells.items():
        if column in header:
            row[header.index(column)] = cell
    return rows


# The descriptor


def _edit_node(described: dict[str, Any], edit: Edit) -> None:
    """Change, delete, double or wrap one node of the descriptor, at any depth."""
    node: Any = described
    steps = [edit.a, edit.b, edit.c, edit.d, edit.file, edit.a // 7, edit.b // 7]
    for depth, step in enumerate(steps):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = keys[step % len(keys)]
        child = node[key]
        if depth == edit.file % len(steps) or not isinstance(child, dict | list) or not child:
            break
        node = child
    match edit.kind:
        case "node":
            node[key] = edit.junk
        case "node gone":
            del node[key]
        case "node more":
            if isinstance(node, dict):
                words = "format constraints missingValues fieldsMatch path data url schema encoding dialect mediatype"
                node[words.split()[edit.c % 11]] = edit.junk
            else:
                node.append(edit.junk)
        case "node twice":
            if isinstance(node, dict):
                node[f"{key}2"] = node[key]
            else:
                node.append(node[key])
        case "node wrapped":
            node[key] = [node[key]] if edit.d % 2 else {"x": node[key]}


NODES = ["node", "node", "node", "node gone", "node gone", "node more", "node twice", "node wrapped"]

# Files

SYSTEM_FILES = ["/etc/passwd", "/dev/null", "/dev/zero", "/proc/self/environ", "/dev"]


def _edit_file(folder: Path, path: Path, edit: Edit) -> None:
    if path.is_symlink() or not path.is_file():  # an earlier edit replaced it
        return
    others = [other for other in sorted(folder.iterdir()) if other != path]
    match edit.kind:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "unreadable":  # no obstacle to root
            path.chmod(0)
        case "another's content":
            files = [path, *(other for other in others if other.is_file() and not other.is_symlink())]
            path.write_bytes(files[edit.a % len(files)].read_bytes())
        case "folder":
            path.unlink()
            path.mkdir()
        case "pipe":  # opening it waits for a writer without end
            path.unlink()
            os.mkfifo(path)
        case link:
            target = {
                "link to itself": path.name, "link to nothing": "nothing.csv", "link to another": others[0].name,
                "link inside": "kept", "link outside": f"../{folder.name}-outside.csv",
                "link to a system file": SYSTEM_FILES[edit.a % len(SYSTEM_FILES)],
            }[link]  # fmt: skip
            if link in ("link inside", "link outside"):
                shutil.copy(path, folder / target)
            path.unlink()
            path.symlink_to(target)


FILES = [
    "missing", "folder", "empty", "unreadable", "link to itself", "link to nothing", "link to another", "link inside",
    "link outside", "link to a system file", "pipe", "another's content",
]  # fmt: skip

KINDS = {"bytes": BYTES, "rows": ROWS, "cells": CELLS, "figures": ["retype"], "descriptor": NODES, "files": FILES}
places = st.integers(0, 100_000)


def edits(*families: str) -> st.SearchStrategy[Edit]:
    """Any edit of these families (keys of KINDS)."""
    return st.builds(
        Edit, kind=st.sampled_from([kind for family in families for kind in KINDS[family]]),
        file=places, a=places, b=places, c=places, d=places,
        text=st.sampled_from(NASTY) | st.text(max_size=12), junk=st.sampled_from(JUNK),
    )  # fmt: skip


def apply(edit: Edit, folder: Path) -> None:
    """Make one edit in the folder, or none where the file is no longer of the kind that the edit is for."""
    tables = sorted(folder.glob("*.csv"))
    files = [*tables, folder / DESCRIPTOR]
    if edit.kind in NODES:
        edit_descriptor(folder, lambda described: _edit_node(described, edit))
    elif edit.kind in BYTES:
        path = files[edit.file % len(files)]
        path.write_bytes(_edited_bytes(path.read_bytes(), edit))
    elif edit.kind in FILES:
        _edit_file(folder, files[edit.file % len(files)], edit)
    elif edit.kind == "retype":
        path = folder / FIGURE_TABLES[edit.file % 2]
        write(path, _retyped(read(path), edit))
    elif rows := read(path := tables[edit.file % len(tables)]):
        write(path, _edited_rows(rows, edit))


def order(edit: Edit) -> int:
    """Sort edits: of JSON and tables first, then of bytes, then of whole files, because those spoil the form."""
    return next(
        i for i, kinds in enumerate([NODES, [*ROWS, *CELLS, "words", "retype"], BYTES, FILES]) if edit.kind in kinds
    )


def clear(folder: Path) -> None:
    """Delete an edited copy, also where it may not be read or holds something other than files."""
    for path in [folder, *folder.glob("*")] if folder.is_dir() else []:
        if not path.is_symlink():
            path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


# What must hold


def load_or_refuse(folder: Path) -> Package | None:
    """Return the package, or None where it is refused with readable problems and no other error."""
    try:
        return load(folder / DESCRIPTOR)
    except PackageError as error:
        problems = error.problems
    assert problems
    assert len(set(map(str, problems))) == len(problems), "a problem is told twice"
    for problem in problems:
        assert problem.file and problem.fault and problem.remedy, problem
        assert problem.row is None or problem.row >= 1
        line = str(problem)
        assert line.isprintable(), f"a message that cannot be read: {line!r}"
        assert len(line) < 3_000, f"{len(line)} characters"
        assert str(folder.parent) not in line and "Traceback" not in line, line
    return None


def keeps_its_promises(package: Package) -> None:
    """Check what must hold of any package that is shown."""
    for table in package.tables.values():
        rows = cells_of(table.data)
        for cells, written in zip(table.cells, rows, strict=True):
            assert [field.name for field in table.fields] == list(written)
            for field, cell, text in zip(table.fields, cells, written.values(), strict=True):
                is_number = field.type in ("integer", "number")
                assert cell == (text if not is_number else Decimal(text) if text else None)
                assert text == text.strip()
                assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")], repr(text)
                assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]", text), repr(text)
    assert package.figures
    hedges = {hedge["hedge_words"]: hedge for hedge in cells_of(package.tables["hedges"].data)}
    for name, figures in (("article_figures", package.figures), ("other_reports", package.reports)):
        rows = cells_of(package.tables[name].data) if name in package.tables else []
        assert len({row["figure_id"] for row in rows}) == len(rows)
        for row, figure in zip(rows, figures, strict=True):
            _figure_keeps_its_promises(row, figure, hedges)
            assert figure.measure in package.measures
            assert figure.source in package.sources
            assert figure.hedge is None or figure.hedge in package.hedges


def _figure_keeps_its_promises(row: dict[str, str], figure: Figure, hedges: dict[str, dict[str, str]]) -> None:
    bound, hedge, words = row["bound"], row["hedge_words"], row["figure_as_stated"]
    for column in ("figure_id", "figure_as_stated", "unit", "wording", "said_by", "locator", "definition", "caveat"):
        assert row[column].strip(), f"{column} is blank"
        assert getattr(figure, column) == row[column]
    assert (figure.hedge_words, figure.bound, figure.scope) == (hedge, bound, row["scope"])
    assert (figure.measure.measure, figure.source.source_id) == (row["measure"], row["source_id"])
    assert (figure.period.edtf, figure.approximate) == (row["period"], row["approximate"] == "yes")
    assert figure.source.publisher
    assert len(row["wording"].split()) <= 15
    assert figure.period.first <= figure.period.last
    assert row["obs_status"] in ("A", "E", "F")
    assert row["approximate"] in ("", "yes")
    low, high = row["stated_low"], row["stated_high"]
    assert (figure.stated.low, figure.stated.high) == tuple(Fraction(end) if end else None for end in (low, high))
    allowed = {
        "unhedged": bool(low or row["reading_rule"]) and low == high and not hedge,
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
        assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", number)
        assert names_number(words, Fraction(number)), f"{number} in {words!r}"
    if bound == "unhedged":
        assert not [hedge for hedge in hedges if re.search(rf"\b{re.escape(hedge)}\b", words)]
    elif bound != "between":
        assert hedges[hedge]["bound"] == bound
    for piece in hedge.split("..."):
        assert piece.strip().lower() in words.lower()
        assert piece.strip().lower() in row["wording"].lower() or row.get("derived") or row["note_on_reading"]


def names_number(words: str, number: Fraction) -> bool:
    """True if the words state that number: in digits, or in one of the words that these tests write."""
    if any(number == value and word in words for word, value in _IN_WORDS.items()):
        return True
    words = re.sub(r"(?<![0-9])([0-9]{1,3})[\s'\u2019]([0-9]{3})(?![0-9])", r"\1,\2", words)
    if re.search(r"[0-9][\s'\u2019][0-9]", words):
        return False
    if minus := re.search(r"(?:^|\s)[-\u2212](?=[0-9])", words):
        return number < 0 and names_number(words[minus.end() :], -number)
    scales = [1] + [by for name, by in _SCALES.items() if re.search(rf"\b{name}s?\b", words, re.IGNORECASE)]
    for token in re.split(r"[\s/()<>\"]+|-|\u2013", words):
        # Grouped by threes or not at all, a point before a fraction; money and the end of a clause may touch it.
        plain = re.fullmatch(r"[$\u20ac\u00a3~]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?[%\u20ac.,;:?!]*", token)
        for scale in scales if plain else ():
            if Fraction(plain[1].replace(",", "") + (plain[2] or "")) * scale == number:  # type: ignore[index]
                return True
    return False


_IN_WORDS = {
    "a third": Fraction("0.3333"),
    "half": Fraction("0.5"),
    "a quarter": Fraction("0.25"),
    "50%": Fraction("0.5"),
    "ten thousand": 10_000,
    "10k": 10_000,
    "\u00bd million": 500_000,
}
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}


def untouched(before: bytes, after: bytes) -> Iterator[str]:
    """Yield the key of each row whose very line stands in both files."""
    lines = {line.removesuffix(b"\r") for line in after.split(b"\n")}
    yield from (rows_of(line)[0][0] for line in before.split(b"\n")[1:] if line and line in lines)


def keeps_untouched_figures(package: Package, original: Package) -> None:
    """Check that a row whose line still stands in its file is still there, and the same in every cell."""
    for name in ("article_figures", "other_reports"):
        table, before = package.tables.get(name), original.tables[name]
        if table is None or [f.name for f in table.fields] != [f.name for f in before.fields]:
            continue
        now, then = ({cells[0]: cells for cells in each.cells} for each in (table, before))
        for key in untouched(before.data, table.data):
            assert key in now, f"the line of {key} stands in the file, and the figure is gone"
            assert now[key] == then[key], f"{key} has changed"


def can_be_downloaded(package: Package, folder: Path) -> None:
    """Check that every file has a safe name, and that its bytes are those on disk or agree with them."""
    files = files_of(package)
    for name, file in files.items():
        assert re.fullmatch(r"(pictures/)?[A-Za-z0-9_][A-Za-z0-9._-]*", name), f"a download named {name!r}"
        if name.startswith("pictures/"):
            continue
        response = respond(files, "GET", name)
        assert (response.status_code, response.body) == (200, file.data)
        assert all(f"{key}: {value}".isprintable() and value.isascii() for key, value in response.headers.items())
    for table in package.tables.values():
        assert files[table.file_name].data == table.data == (folder / table.file_name).read_bytes()
    assert files[DESCRIPTOR].data == package.descriptor == (folder / DESCRIPTOR).read_bytes()
    told = json.loads(
        files["article_figures.json"].data, parse_int=str, parse_float=str, parse_constant=_no_constant
    )  # fmt: skip
    for figure, row in zip(told["figures"], cells_of(package.tables["article_figures"].data), strict=True):
        assert {column: figure[column] or "" for column in row} == row
    with zipfile.ZipFile(io.BytesIO(files[package.zip_name].data)) as archive:
        for entry in archive.namelist():
            assert ".." not in entry.split("/") and not entry.startswith("/") and entry.count("/") == 1, entry
        for table in package.tables.values():
            assert archive.read(f"{package.name}/{table.file_name}") == table.data


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def shows_every_hedge(package: Package) -> None:
    """Check that the composed page shows each figure of the article with its hedge, caveat, definition and speaker."""
    page = compose(package, View())
    assert page.charts
    texts = squashed("\n".join(text for part in page.walk() for text in part.texts))
    for row in cells_of(package.tables["article_figures"].data):
        for column in ("figure_as_stated", "caveat", "definition", "said_by"):
            assert squashed(row[column]) in texts, f"{column} of {row['figure_id']} is not on the page as in the file"


def squashed(text: str) -> str:
    """The text in small letters, without spaces and without the backslash."""
    return re.sub(r"[\s\u00a0\\]", "", text).lower()
