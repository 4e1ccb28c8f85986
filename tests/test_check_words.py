"""The check reads the words: no row is accepted whose own wording hedges where the row does not.

Every row of both packages is changed as a careless author would change it, its wording kept, and each change is found.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from figures.__main__ import main
from figures.language.finder import find
from figures.language.hedges import ENGLISH
from figures.model.package import Package
from figures.package.article import blocks, body, check_article
from figures.package.check import check
from figures.package.files import RawPackage, read_files
from figures.package.problems import PackageError
from figures.package.read import load
from figures.package.rules import figure_rules
from figures.package.wordings import NOTES, Reader, row_faults, wrong_hedge
from figures.words.reports import report_counted
from tests.conftest import FOLDERS, HOME
from tests.editing import DESCRIPTOR, copy_of, read, set_cells

Row = dict[str, str]
SIZES = ("magnitude", "unnumbered")
TABLES = ("article_figures", "other_reports")
ARTICLE = (HOME / "tests" / "other_article.txt").read_text(encoding="utf-8")
# Hedges that a careless author takes in place of the right one: (bound, strict) -> words.
HEDGES = {
    ("at_least", ""): "at least",
    ("at_least", "yes"): "more than",
    ("at_most", ""): "at most",
    ("at_most", "yes"): "fewer than",
    ("about", ""): "about",
}


def columns(table: list[Row], *names: str) -> list[Row]:
    return [{name: row.get(name, "") for name in names} for row in table]


class Rows:
    """The rows of one package, in memory, and the rules for one of them."""

    def __init__(self, folder: Path) -> None:
        self.raw = read_files(folder / DESCRIPTOR)
        hedges = columns(self.raw.tables["hedges"].rows, "hedge_words", "bound", "strict")
        known = {row["hedge_words"] for row in hedges}
        hedges += [
            {"hedge_words": words, "bound": bound, "strict": strict}
            for (bound, strict), words in HEDGES.items()
            if words not in known
        ]
        self.hedges = {row["hedge_words"]: row for row in hedges}
        self.reader = Reader(hedges)
        self.measures = {row["measure"]: row for row in self.raw.tables["measures"].rows}
        self.rows = [row for table in TABLES for row in self.raw.tables[table].rows]

    def faults(self, row: Row) -> list[tuple[str, ...]]:
        return [*figure_rules(row, self.hedges), *row_faults(row, self.reader, self.measures)]

    def is_strict(self, row: Row) -> str:
        return self.hedges[row["hedge_words"]]["strict"] if row["hedge_words"] else ""


PACKAGES = {name: Rows(folder) for name, folder in FOLDERS.items()}
each_package = pytest.mark.parametrize("name", FOLDERS)


def ends_of(row: Row) -> tuple[str, str, str]:
    """The columns of a row's number, stated or read, and the number that they hold."""
    kind = "stated" if row["stated_low"] or row["stated_high"] else "reading"
    return f"{kind}_low", f"{kind}_high", row[f"{kind}_low"] or row[f"{kind}_high"]


def hedged(row: Row, bound: str, words: str) -> Row:
    """The row with another hedge, its ends moved and its figure worded anew; only the wording stays."""
    low, high, number = ends_of(row)
    other = row | {"bound": bound, "hedge_words": words, "approximate": "yes" if bound == "about" else ""}
    other |= {
        low: "" if bound == "at_most" else number,
        high: "" if bound == "at_least" else number,
        "stated_centre": "",
    }
    return other | {
        "figure_as_stated": f"{words} {float(number):,g}".strip()
        if "." in number
        else f"{words} {int(number):,}".strip()
    }


# Each mutation returns the changed row, or why it cannot be made.


def hedge_dropped(row: Row, package: Rows) -> Row | str:
    if not row["hedge_words"]:
        return "the row has no hedge"
    if row["bound"] in SIZES:  # a number is put for the word
        return hedged(
            row | {"stated_low": "5000", "reading_low": "", "reading_high": "", "reading_rule": ""}, "unhedged", ""
        )
    return hedged(row, "unhedged", "")


def bound_turned(row: Row, package: Rows) -> Row | str:
    if row["bound"] in SIZES:
        return row | {"bound": SIZES[1 - SIZES.index(row["bound"])]}
    bound = {"at_least": "at_most", "about": "at_least", "unhedged": "about"}.get(row["bound"], "at_least")
    return hedged(row, bound, HEDGES[bound, ""])


def number_changed(row: Row, package: Rows) -> Row | str:
    if row["note_on_reading"] == NOTES[2]:
        return "its words contradict each other, and no figure is read in them"
    if row["bound"] in SIZES:
        others = [words for words, hedge in package.hedges.items() if hedge["bound"] == row["bound"]]
        others = [words for words in others if words != row["hedge_words"]]
        if not others:
            return "the package has no other word of this bound"
        return row | {"hedge_words": others[0], "figure_as_stated": others[0]}
    low, high, _ = ends_of(row)
    changed = row | {column: f"{row[column]}0" for column in (low, high) if row[column]}
    if low == "stated_low":  # the author mistypes it in both places
        changed["figure_as_stated"] = re.sub(
            r"[0-9][0-9,.]*", lambda n: f"{float(n[0].replace(',', '')) * 10:,.10g}", row["figure_as_stated"]
        )
    if not row["figure_as_stated"].strip() or changed == row:
        return "the row has no number"
    if f" {changed['figure_as_stated']} " in f" {row.get('translation')} ":
        return "its words hold that number too, of another unit"
    return changed


def unit_changed(row: Row, package: Rows) -> Row | str:
    """The unit of another measure."""
    words = f"{row['unit']} {package.measures[row['measure']]['unit']}"  # soldiers can be told as troops or engineers
    nouns = {word.removesuffix("s") for word in re.findall(r"\w+", words)}
    units = [measure["unit"] for measure in package.measures.values()]
    other = next(unit for unit in units if not nouns & {word.removesuffix("s") for word in re.findall(r"\w+", unit)})
    return row | {"unit": other}


def time_changed(row: Row, package: Rows) -> Row | str:
    texts = " ".join(row.get(column, "") for column in ("per", "wording", "translation", "definition", "unit"))
    return row | {"per": next(time for time in ("week", "day", "month", "year") if time not in texts)}


def strict_turned(row: Row, package: Rows) -> Row | str:
    if row["bound"] not in ("at_least", "at_most"):
        return "no number is left out or kept"
    turned = "" if package.is_strict(row) else "yes"
    return hedged(row, row["bound"], HEDGES[row["bound"], turned])


def approximate_turned(row: Row, package: Rows) -> Row | str:
    if row["note_on_reading"] == NOTES[2]:
        return "its words contradict each other, and no figure is read in them"
    return row | {"approximate": "" if row["approximate"] else "yes"}


MUTATIONS: list[Callable[[Row, Rows], Row | str]] = [
    hedge_dropped, bound_turned, number_changed, unit_changed, time_changed, strict_turned, approximate_turned,
]  # fmt: skip


@each_package
def test_the_rows_are_accepted_as_they_stand(name: str) -> None:
    package = PACKAGES[name]
    assert {row["figure_id"]: package.faults(row) for row in package.rows if package.faults(row)} == {}


@each_package
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_each_mutation_of_each_row_is_found(name: str, mutation: Callable[[Row, Rows], Row | str]) -> None:
    package = PACKAGES[name]
    missed, left_out = [], {}
    for row in package.rows:
        changed = mutation(row, package)
        if isinstance(changed, str):
            left_out[row["figure_id"]] = changed
        elif not package.faults(changed):
            missed.append(
                {column: cell for column, cell in changed.items() if cell != row[column]} | {"of": row["figure_id"]}
            )
    print(f"{mutation.__name__}: {len(package.rows) - len(left_out)} rows changed; not applied to {left_out}")
    assert missed == []
    assert len(left_out) < len(package.rows)


@each_package
def test_a_hedge_that_is_read_otherwise_than_english_does_is_found(name: str) -> None:
    """Each hedge of hedges.csv with another bound, or strict turned: there, or in a row that uses it."""
    package = PACKAGES[name]
    for words, hedge in package.hedges.items():
        users = [row for row in package.rows if row["hedge_words"] == words]
        bound = "about" if hedge["bound"] == "at_most" else "at_most"
        for change in ({"strict": "" if hedge["strict"] else "yes"}, {"bound": bound}):
            changed = package.hedges | {words: hedge | change}
            reader = Reader(changed.values())
            faults: list[tuple[str, ...]] = [fault for row in users for fault in figure_rules(row, changed)]
            faults += [fault for row in users for fault in row_faults(row, reader, package.measures)]
            assert wrong_hedge(changed[words]) or faults or not users, (words, change)


# One row


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copy_of(FOLDERS["own"], tmp_path / "package")


def messages(folder: Path) -> list[str]:
    with pytest.raises(PackageError) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


ABOUT, CEILING = "article-killed", "article-additional"


def test_a_number_without_the_hedge_of_its_wording_is_told_with_the_remedy(copy: Path) -> None:
    row = set_cells(
        copy / "article_figures.csv", ABOUT,
        figure_as_stated="4,000", bound="unhedged", hedge_words="", approximate="",
    )  # fmt: skip
    assert messages(copy) == [
        f"article_figures.csv, row {row}, column bound: 'unhedged' stands there. Write about, or words that are "
        "unhedged. The words 'about 4,000' of wording read as about 4,000."
    ]


FIVE = {"figure_as_stated": "about 5,000", "stated_low": "5000", "stated_high": "5000"}


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (FIVE, "stated_low", "'about 4,000' is about 4,000"),
        ({"unit": "shells"}, "unit", "the measure 'killed' is in soldiers"),
        ({"per": "week"}, "per", "the measure 'killed' is in soldiers"),
        ({"caveat": "TODO"}, "caveat", "that holds a place"),
        ({"definition": "..."}, "definition", "that holds a place"),
        ({"said_by": "n/a"}, "said_by", "that holds a place"),
        ({"caveat": "North Korean soldiers killed, not wounded."}, "caveat", "beyond the definition"),
        ({"note_on_reading": NOTES[0]}, "note_on_reading", "the wording is English"),
        ({"note_on_reading": NOTES[1]}, "note_on_reading", "the wording reads as the row says"),
        ({"note_on_reading": NOTES[2]}, "bound", "Write unnumbered"),
        ({"note_on_reading": "read by hand"}, "note_on_reading", f"one of {', '.join(NOTES)}"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(cells: dict[str, str], column: str, words: str, copy: Path) -> None:
    row = set_cells(copy / "article_figures.csv", ABOUT, **cells)
    place = f"article_figures.csv, row {row}, column {column}: "
    assert [text for text in messages(copy) if text.startswith(place) and words in text]


def test_a_derived_row_whose_words_hold_no_figure_is_told(tmp_path: Path) -> None:
    folder = copy_of(FOLDERS["other"], tmp_path / "package")
    set_cells(folder / "other_reports.csv", "guild-2026-02-counted", figure_as_stated="of the guild")
    (message,) = messages(folder)
    assert "column reading_low" in message and "in which no figure is read" in message


def test_a_hedge_is_read_as_english_reads_it(copy: Path) -> None:
    row = set_cells(copy / "hedges.csv", "about", bound="at_least")
    said = f"hedges.csv, row {row}, column bound: 'at_least' stands there. Write about: so English reads 'about'."
    assert said in messages(copy)


def test_a_note_is_needed_where_hedge_and_quotation_part(copy: Path) -> None:
    """With the note, the numbers must still stand in the wording."""
    cells = {"wording": "4,000 North Korean soldiers were killed", "note_on_reading": NOTES[1]}
    set_cells(copy / "article_figures.csv", ABOUT, **cells)
    load(copy)
    set_cells(copy / "article_figures.csv", ABOUT, note_on_reading="")
    assert any("column wording" in text for text in messages(copy))
    set_cells(copy / "article_figures.csv", ABOUT, wording="5,000 North Korean soldiers", note_on_reading=NOTES[1])
    assert any("column stated_low" in text for text in messages(copy))


def test_a_wording_in_another_language_says_so_and_its_translation_is_read(copy: Path) -> None:
    key, reports = "kyiv-hur-2025-02-04-casualties", copy / "other_reports.csv"
    lost = "\u0432\u0442\u0440\u0430\u0442\u0438\u043b\u0438 4 \u0442\u0438\u0441\u044f\u0447\u0456"
    row = set_cells(reports, key, wording=lost)
    place = f"other_reports.csv, row {row}, column"
    assert any(f"{place} note_on_reading: the cell is blank. Write {NOTES[0]!r}" in text for text in messages(copy))
    set_cells(reports, key, note_on_reading=NOTES[0], translation="lost about 4 thousand soldiers")
    load(copy)
    set_cells(reports, key, translation="lost more than 4 thousand soldiers, about which nothing is known")
    assert any(text.startswith(f"{place} bound: 'about' stands there. Write at_least") for text in messages(copy))


@pytest.mark.parametrize(
    ("step", "first", "second", "shown_as", "words"),
    [
        ("sum", "article-killed", "article-shells-fired", "number", "soldiers and shells a week have no sum"),
        ("ratio", "article-killed", "article-shells-fired", "percent", "soldiers are no part of shells a week"),
        ("ratio", "article-killed", "article-shells-fired", "times as many", ""),
        ("ratio", "article-killed", "article-deployed", "percent", ""),
    ],
)
def test_steps_are_taken_on_like_things(
    step: str, first: str, second: str, shown_as: str, words: str, copy: Path
) -> None:
    key = read(copy / "derived.csv")[1][0]
    set_cells(copy / "derived.csv", key, step=step, first=first, second=second, shown_as=shown_as)
    if words:
        assert [text for text in messages(copy) if words in text]
    else:
        load(copy)


def test_nothing_is_in_proportion_to_zero(copy: Path) -> None:
    zero = {"figure_as_stated": "about 0", "stated_low": "0", "stated_high": "0", "wording": "about 0 soldiers"}
    set_cells(copy / "article_figures.csv", ABOUT, **zero)
    set_cells(copy / "derived.csv", read(copy / "derived.csv")[1][0], first="article-deployed", second=ABOUT)
    assert any("nothing is in proportion to 0" in text for text in messages(copy))


# The article


def without(raw: RawPackage, table: str, number: int) -> RawPackage:
    """The package without one row of a table."""
    rows = [row for at, row in raw.tables[table].numbered() if at != number]
    changed = raw.tables[table].__class__(**{**vars(raw.tables[table]), "rows": rows})
    return RawPackage(**{**vars(raw), "tables": {**raw.tables, table: changed}})


def every_deletion(raw: RawPackage, article: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each row that quotes a figure of the article, and what the check says when it is gone."""
    for table in ("article_figures", "article_not_kept"):
        for number, row in raw.tables[table].numbered():
            problems = check_article(without(raw, table, number), article).problems
            yield next(iter(row.values())), [problem.fault for problem in problems]


def test_the_made_up_article_is_told_whole() -> None:
    checked = check_article(PACKAGES["other"].raw, ARTICLE)
    assert checked.problems == []
    assert checked.lines[1] == (
        "14 figures seen in the article: 10 in article_figures.csv, 1 in unnumbered.csv and 3 in article_not_kept.csv"
    )


def test_a_deleted_row_is_found_with_the_article_at_hand() -> None:
    deletions = dict(every_deletion(PACKAGES["other"].raw, ARTICLE))
    assert len(deletions) == 12
    assert [key for key, faults in deletions.items() if not any("no row tells it" in fault for fault in faults)] == []
    left_out = sum(len(package.raw.tables["other_reports"].rows) for package in PACKAGES.values())
    print(
        f"row deleted: {len(deletions)} rows; not applied to {left_out} reports of others, whose pages are not at hand"
    )


def test_quotations_and_paragraphs_are_compared() -> None:
    raw = PACKAGES["other"].raw
    shifted = ARTICLE.replace("That is before the summer", "A paragraph more.\nThat is before the summer")
    problems = check_article(raw, shifted).problems
    assert ("article_figures.csv", 4, "wording") in [(p.file, p.row, p.column) for p in problems]
    assert "Write paragraph 3 as locator." in [problem.remedy for problem in problems]
    bare = ARTICLE.replace("roughly 500 young", "500 young")
    assert any("Copy the article's words" in problem.remedy for problem in check_article(raw, bare).problems)
    cut = ARTICLE.replace("counted 2,417", "counted about 2,417")  # the wording leaves the hedge outside
    assert any("'about 2,417 gulls'" in problem.fault for problem in check_article(raw, cut).problems)
    fewer = ARTICLE.replace("At least 12 people have asked why.", "People have asked why.")
    assert any("At least 12 people" in problem.fault for problem in check_article(raw, fewer).problems)


def test_a_pull_quote_and_what_is_around_the_body_are_not_counted() -> None:
    paragraphs = body(ARTICLE)
    assert [paragraph.split()[0] for paragraph in paragraphs] == "It That The Few Not A There What".split()
    assert body(ARTICLE.replace("\n", "\n\n")) == paragraphs
    without_quote = ARTICLE.replace("Not in living memory has a chip been safe.\nThe made-up Harbour Gazette\n", "")
    assert without_quote != ARTICLE
    assert body(without_quote) == paragraphs
    assert blocks("One line\nthat goes on.\n\nTwo.") == ["One line\nthat goes on.", "Two."]


def test_the_command_compares_with_the_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "article.txt"
    text.write_text(ARTICLE, encoding="utf-8")
    assert main(["check", str(FOLDERS["other"]), "--article", str(text)]) == 0
    assert "14 figures seen in the article" in capsys.readouterr().out
    text.write_text(ARTICLE.replace("10", "11") + "\nMore than 70 cats watched.\n", encoding="utf-8")
    assert main(["check", str(FOLDERS["other"]), "--article", str(text)]) == 1
    assert "says 'More than 70 cats', and no row tells it" in capsys.readouterr().out
    assert main(["check", str(FOLDERS["other"]), "--article", str(tmp_path / "none")]) == 2


@pytest.mark.parametrize("name", ["article_figures", "article_not_kept", "hedges", "unnumbered"])
def test_the_article_is_not_compared_with_a_table_that_is_not_utf8(name: str, copy: Path) -> None:
    """Saved as cp1252 by a spreadsheet, the table is one problem; its rows are not missed in the article."""
    path = copy / f"{name}.csv"
    path.write_bytes(path.read_bytes().removesuffix(b"\n") + b"\xe9\n")
    outcome = check(copy, ARTICLE)
    assert [(problem.file, "is not UTF-8" in problem.fault) for problem in outcome.problems] == [(path.name, True)]
    assert outcome.lines()[-1] == "  the article is not compared: a table cannot be read"


def test_the_check_counts_notes_and_figures_off_the_scale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(FOLDERS["own"])]) == 0
    out = capsys.readouterr().out
    package = PACKAGES["own"]
    notes = Counter(row["note_on_reading"] for row in package.rows if row["note_on_reading"])
    told = ", ".join(f"{note} ({number})" for note, number in notes.items())
    assert f"{sum(notes.values())} rows whose reading differs from the wording: {told}" in out
    scales = {key: (row["unit"], row["per"]) for key, row in package.measures.items()}
    reports = [r for r in package.raw.tables["other_reports"].rows if r["stated_low"] or r["stated_high"]]
    off = [row for row in reports if (row["unit"], row["per"]) != scales[row["measure"]]]
    read = sum(bool(row["reading_low"] or row["reading_high"]) for row in off)
    assert f"{len(off)} reports in another unit or time than the measure, {read} of them placed by a reading" in out


def test_the_page_shows_the_note(package: Package) -> None:
    noted = [report for report in package.reports if report.note_on_reading]
    assert noted
    for report, note in itertools.product(package.reports, NOTES):
        assert (f": {note}." in report_counted(report, on_scale=False)) == (report.note_on_reading == note)


# What the finder learned from packages


@pytest.mark.parametrize(
    ("text", "bound", "low", "high"),
    [
        ("about one-point-six million shells", "about", 1_600_000, 1_600_000),
        ("twenty-one point five percent", "unhedged", 21.5, 21.5),
        ("won by one point two years ago", None, None, None),
        ("7:1, or about 70 thousand daily", "about", 70_000, 70_000),
        ("more than <3,000> gulls", "at_least", 3_000, None),
        ("up to approximately 3 million", "at_most", None, 3_000_000),
        ("as many as more than 6 million", "unnumbered", None, None),
        ("from approximately 10 to 15 cows", "between", 10, 15),
    ],
)
def test_words_of_packages_are_read(text: str, bound: str | None, low: float | None, high: float | None) -> None:
    rows = [
        {"hedge_words": "up to approximately", "bound": "at_most", "strict": ""},
        {"hedge_words": "as many as more than", "bound": "unnumbered", "strict": ""},
        {"hedge_words": "from approximately ... to", "bound": "between", "strict": ""},
    ]
    figures = find(text, ENGLISH.extended(rows))
    assert [(figure.bound, figure.low, figure.high) for figure in figures] == ([(bound, low, high)] if bound else [])
    assert [figure.approximate for figure in figures] in ([], ["approximately" in text or bound == "about"])
