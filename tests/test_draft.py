"""`python -m figures draft`: an article's text becomes a package, and a person's words finish it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from figures.__main__ import main
from figures.author.draft import Article, Refused, draft, edtf, time_words, wording
from figures.language.finder import find
from figures.model.package import NOT_WRITTEN
from figures.package.check import check, missing
from figures.package.fill import fill
from figures.package.problems import PackageError
from figures.package.read import load
from figures.package.schema import TABLES
from figures.page.compose import compose
from figures.page.parts import Heading, walk
from figures.page.view import View
from figures.words import citation
from figures.words import figure as words
from tests.conftest import HOME
from tests.editing import DESCRIPTOR, cells_of, copy_of, read, set_cells, write
from tests.oracle import plain

FIGURES, MEASURES, REPORTS = "article_figures.csv", "measures.csv", "other_reports.csv"
FERRIES = (HOME / "tests" / "ferry_article.txt").read_text(encoding="utf-8")
PAGE = Article("http://example.org/a", "Made-up Courier", "2026-09-14")
TODAY = date(2026, 11, 25)


def made(text: str, folder: Path) -> Path:
    draft(text, folder, PAGE, TODAY)
    return folder


def rows_in(folder: Path, file: str = FIGURES) -> list[dict[str, str]]:
    return cells_of((folder / file).read_bytes())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made(FERRIES, tmp_path / "ferries")


def write_the_rest(folder: Path) -> None:
    """Fill each cell that is missing: with a code where the column has some, else with words that name the unit."""
    for problem in missing(folder):
        assert problem.row is not None and problem.column is not None
        rows = read(folder / problem.file)
        row = dict(zip(rows[0], rows[problem.row - 1], strict=True))
        codes = TABLES[problem.file.removesuffix(".csv")].columns[problem.column].constraints.get("enum", ())
        counted = row.get("unit") or "parts"
        text = {"unit": "parts", "caveat": "Made up by a test.", "definition": f"{counted} of a made-up strait"}
        rows[problem.row - 1][rows[0].index(problem.column)] = (
            codes[0] if codes else text.get(problem.column, f"{counted} in a test")
        )
        write(folder / problem.file, rows)


# From draft to page


def test_what_the_article_says_is_filled_in(folder: Path) -> None:
    rows = rows_in(folder)
    assert [(r["figure_as_stated"], r["bound"], r["hedge_words"], r["locator"]) for r in rows] == [
        ("12", "unhedged", "", "paragraph 1"),
        ("$35 to $45 billion", "between", "", "paragraph 1"),
        ("12.5 percent", "unhedged", "", "paragraph 2"),
        ("a third", "unhedged", "", "paragraph 2"),
        ("at least 2 million euros", "at_least", "at least", "paragraph 3"),
        ("nearly half", "about", "nearly", "paragraph 3"),
        ("up to 400 dollars", "at_most", "up to", "paragraph 4"),
        ("more than 60 percent", "at_least", "more than", "paragraph 5"),
        ("most of the money", "unnumbered", "most", "paragraph 6"),
        ("about $20 billion", "about", "about", "paragraph 6"),
    ]
    assert [(r["stated_low"], r["stated_high"], r["unit"], r["per"]) for r in rows[1:7:2]] == [
        ("35000000000", "45000000000", "dollars", ""),
        ("0.3333", "0.3333", "share", ""),
        ("0.5", "0.5", "share", ""),
    ]
    assert {(r["source_id"], r["period"], r["said_by"], r["definition"], r["caveat"]) for r in rows} == {
        ("made-up-courier-2026-09-14", "2026-09-14", "", "", "")
    }
    (source,) = rows_in(folder, "sources.csv")
    assert (source["title"], source["published"], source["last_read"], source["kind"]) == (
        "Lumen Strait counts the price of its new ferries",
        "2026-09-14",
        "2026-11-25",
        "",
    )


def test_measures_are_made_by_unit(folder: Path) -> None:
    measures = {r["measure"]: (r["unit"], r["per"], r["kind"]) for r in rows_in(folder, MEASURES)}
    assert measures == {
        "ferries": ("ferries", "", ""),
        "dollars": ("dollars", "", "money"),
        "percent_sum": ("percent", "", "share"),
        "percent_passengers": ("percent", "", "share"),
        "euros_repairs": ("euros", "", "money"),
        "percent_crossings": ("percent", "", "share"),
        "dollars_day": ("dollars", "day", "rate"),
        "percent_fares": ("percent", "", "share"),
        "money": ("", "", ""),
    }
    assert {r["figure_id"]: r["measure"] for r in rows_in(folder)}["dollars-2"] == "dollars"


def test_of_them_counts_what_came_before(tmp_path: Path) -> None:
    folder = made("Some 300 boats were lost. About 20 of them came back. Half of them leak.", tmp_path / "them")
    assert [(row["unit"], row["measure"]) for row in rows_in(folder)] == [
        ("boats", "boats"),
        ("boats", "boats"),
        ("share", "percent"),
    ]


VALLEY = """Farm workers leave the valley

Some 2,000 people left last week, the union said. Nearly 90 farm workers stay, and two of their employers said so.

The agency expects 1,500 to 3,000 people to need shelter by June. As many as 2,000 people will need it for a year.

At least 45 wells were found in 2023. The repair is to cost 3 million euros by 2030, according to three officials.

On Wednesday about 300 litres a day were left.
"""


def test_a_figure_that_had_not_come_is_a_forecast(tmp_path: Path) -> None:
    lines = draft(VALLEY, tmp_path / "valley", replace(PAGE, published="2025-05-03"), TODAY)
    rows = rows_in(tmp_path / "valley")
    assert [row["figure_id"] for row in rows if row["obs_status"] == "F"] == ["people-2", "people-3", "euros-1"]
    assert any(line.endswith("had not come: people-2, people-3 and euros-1") for line in lines)
    assert check(tmp_path / "valley", VALLEY, draft=True).problems == []
    for key in ("people-2", "people-3", "euros-1"):
        set_cells(tmp_path / "valley" / FIGURES, key, obs_status="E")
    problems = check(tmp_path / "valley", draft=True).problems
    assert [(p.row, p.column, p.remedy.split("'")[1]) for p in problems] == [
        (4, "obs_status", "expects"),
        (5, "obs_status", "will"),
        (7, "obs_status", "by 2030"),
    ]


def test_plain_words_of_time_are_proposed_and_the_period_is_left_to_the_author(tmp_path: Path) -> None:
    lines = draft(VALLEY, tmp_path / "valley", PAGE, TODAY)
    rows = {row["figure_id"]: row for row in rows_in(tmp_path / "valley")}
    assert {key: row["period_wording"] for key, row in rows.items()} == {
        "people-1": "last week",
        "farm-workers-1": "",
        "people-2": "by June",
        "people-3": "",
        "wells-1": "in 2023",
        "euros-1": "by 2030",
        "litres-day-1": "On Wednesday",
    }
    assert {row["period"] for row in rows.values()} == {PAGE.published}
    assert any(line.startswith("  period is the article's date; write the one") for line in lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The office said on Wednesday that 300 people left.", ""),
        ("By the end of May, 300 people had left.", "By the end of May"),
        ("Some 300 boats came on May 3, 2025 and left.", "on May 3, 2025"),
        ("In 1500 homes there was water.", ""),
        ("It rained in 2023. Some 300 boats came.", ""),
    ],
)
def test_words_of_time_belong_to_the_figure_next_to_them(text: str, words: str) -> None:
    assert time_words(text, find(text)[0]) == words


def test_a_number_of_speakers_is_left_out_and_told(tmp_path: Path) -> None:
    lines = draft(VALLEY, tmp_path / "valley", PAGE, TODAY)
    assert [line for line in lines if "left out" in line] == [
        '  left out, in article_not_kept.csv: "two" of paragraph 1, who said so',
        '  left out, in article_not_kept.csv: "three officials" of paragraph 3, who said so',
    ]
    (first, _) = rows_in(tmp_path / "valley", "article_not_kept.csv")
    assert (first["wording"], first["reason"]) == ("and two of their employers said so", "Counts who said so.")
    kept = made("60 percent of residents said so. Two people were hurt, officials said.", tmp_path / "kept")
    assert [row["figure_as_stated"] for row in rows_in(kept)] == ["60 percent", "2"]


def test_a_rate_has_no_time_in_its_label_and_eight_measures_have_a_card(tmp_path: Path) -> None:
    rate = rows_in(made(VALLEY, tmp_path / "valley"), MEASURES)[-1]
    assert (rate["label"], rate["per"]) == ("Litres", "day")
    things = "boats cars cows doors eggs farms gates hats inns".split()
    folder = made(" ".join(f"Some 300 {thing} were lost." for thing in things), tmp_path / "many")
    assert [row["headline"] for row in rows_in(folder, MEASURES)] == [*"12345678", ""]


# The words that a person writes


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"definition": "2,000 people who left"}, "definition", "Write it without the number"),
        ({"definition": "some 2,000 people who left"}, "definition", "Write it without the number"),
        ({"definition": "people who left."}, "definition", "Take away the full stop"),
        ({"caveat": "2,000 people is what the union says."}, "caveat", "with the words of the hedge"),
    ],
)
def test_a_definition_and_a_caveat_go_on_from_the_figure(
    cells: dict[str, str], column: str, words: str, tmp_path: Path
) -> None:
    folder = made(VALLEY, tmp_path / "valley")
    write_the_rest(folder)
    set_cells(folder / FIGURES, "people-1", **cells)
    assert [(p.row, p.column, words in p.remedy) for p in check(folder, draft=True).problems] == [(2, column, True)]


def test_the_command_check_names_the_cell_of_a_naked_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made(VALLEY, tmp_path / "valley")
    write_the_rest(folder)
    fill(folder)
    assert main(["check", str(folder)]) == 0
    set_cells(folder / FIGURES, "farm-workers-1", caveat="Nearly: how near to 90 is not said.")
    assert check(folder).problems == []
    capsys.readouterr()
    assert main(["check", str(folder)]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("article_figures.csv, row 3, column caveat: '90' stands without its hedge in ")
    assert last.endswith("1 problem")


def test_hedges_have_their_texts_where_english_has_one(folder: Path) -> None:
    hedges = {r["hedge_words"]: r for r in rows_in(folder, "hedges.csv")}
    assert [*hedges] == ["at least", "nearly", "up to", "more than", "most", "about"]
    assert (hedges["nearly"]["side"], hedges["more than"]["strict"], hedges["most"]["says"]) == (
        "from below",
        "yes",
        "",
    )
    assert hedges["at least"]["says"] == "The true number is the one named or above it."


def test_the_articles_text_bears_out_the_draft(folder: Path) -> None:
    outcome = check(folder, FERRIES, draft=True)
    assert outcome.problems == []
    assert "10 figures seen in the article: 10 in article_figures.csv" in outcome.lines()[-1]


def test_a_draft_is_refused_until_nothing_is_missing(folder: Path) -> None:
    blank = missing(folder)
    assert check(folder).problems == [*blank]
    passed = check(folder, draft=True)
    assert (passed.problems, passed.missing) == ([], blank)
    assert "still to write: article_figures.csv, row 2: said_by, definition, caveat" in passed.lines()
    assert f"no problem; a draft, {len(blank)} cells still to write" in passed.lines()[-6]
    write_the_rest(folder)
    (problem,) = check(folder).problems
    assert "it is marked as a draft" in str(problem)
    assert fill(folder)[-1].endswith("marked as a draft no more")
    assert fill(folder) == []
    assert check(folder, FERRIES).problems == []
    package = load(folder)
    assert (package.draft, package.missing, len(package.figures)) == (False, (), 10)


def test_an_unfinished_package_loads_and_says_what_is_not_written(folder: Path) -> None:
    package = load(folder)
    assert package.draft
    assert package.missing[0] == "article_figures.csv, row 2: said_by, definition, caveat"
    assert package.missing[-1] == "sources.csv, row 2: kind"
    figure = package.figures[1]
    assert (figure.definition, figure.caveat, figure.said_by) == (NOT_WRITTEN,) * 3
    assert (figure.measure.counts, package.article.kind) == (NOT_WRITTEN, NOT_WRITTEN)
    for figure in package.figures:
        texts = plain(words.hover(figure)), citation.citation(figure), *words.caveats(figure)
        assert all(figure.figure_as_stated in text for text in texts[:2])
        assert any(NOT_WRITTEN in text for text in texts)
    assert citation.bibtex(package) and citation.package_readme(package)
    cells = package.tables["article_figures"].cells
    assert NOT_WRITTEN not in cells[0], "a cell of the file is blank"


def test_the_page_opens_a_draft(folder: Path) -> None:
    page = compose(load(folder), View())
    headings = [part.text for part in walk(page.parts) if isinstance(part, Heading) and part.level == 2]
    assert f"percent fares ({NOT_WRITTEN})" in headings
    unwritten = [heading for heading in headings if NOT_WRITTEN in heading]
    assert len(unwritten) == len(set(unwritten)) == 8


def test_a_draft_may_not_lose_a_hedge(folder: Path) -> None:
    set_cells(folder / FIGURES, "euros-1", bound="unhedged", hedge_words="", stated_high="2000000")
    with pytest.raises(PackageError, match="column hedge_words"):
        load(folder)
    set_cells(folder / FIGURES, "euros-1", figure_as_stated="2 million euros")  # now only the wording holds it
    assert any("wording" in problem.remedy for problem in check(folder, draft=True).problems)


def test_a_wrong_cell_of_a_draft_is_a_problem(folder: Path) -> None:
    set_cells(folder / "measures.csv", "ferries", kind="number")
    (problem,) = check(folder, draft=True).problems
    assert (problem.file, problem.column) == (MEASURES, "kind")


def test_a_blank_in_a_finished_package_is_a_problem(tmp_path: Path) -> None:
    copy = copy_of(HOME / "tests" / "ferry_package", tmp_path / "copy")
    set_cells(copy / FIGURES, "lost-a-day", caveat="")
    assert missing(copy) == ()
    assert [p.column for p in check(copy, draft=True).problems] == ["caveat"]


# Reports by others


def add_reports(folder: Path, *reports: dict[str, str]) -> None:
    for file, rows in ((REPORTS, [*reports]),):
        header = read(folder / file)[0]
        write(folder / file, [*read(folder / file), *([row.get(column, "") for column in header] for row in rows)])


REPORT = {
    "figure_id": "pilots-cost",
    "measure": "dollars",
    "wording": "it will cost roughly $50 billion",
    "said_by": "the pilots",
    "source_id": "made-up-courier-2026-09-14",
    "locator": "page text",
    "definition": "dollars for the ferries",
    "caveat": "Made up by a test.",
    "claimant": "Pilots",
    "claimant_kind": "payer",
    "as_of": "2026-03-02",
    "scope": "the strait",
    "count_kind": "all of it",
}


def test_a_report_needs_no_hand_on_charts_hedges_or_descriptor(folder: Path) -> None:
    add_reports(folder, REPORT)
    lines = fill(folder)
    assert "hedges.csv, row 8: the row 'roughly' is added: pilots-cost uses it" in lines
    assert "charts.csv, row 2: the row 'dollars-reports' is added: others reported on dollars" in lines
    unfinished = load(folder)
    assert unfinished.claimant_kinds == ("payer",)
    assert "article_figures.csv, row 2: said_by, definition, caveat, scope, count_kind" in unfinished.missing
    for number, row in enumerate(rows_in(folder)):
        set_cells(folder / FIGURES, row["figure_id"], scope="the strait", count_kind=f"kind {number}")
    write_the_rest(folder)
    assert fill(folder)[-1].endswith("no more")
    assert check(folder).problems == []
    assert load(folder).codes["count_kind"][:3] == ("all of it", "kind 0", "kind 1")


def test_a_report_may_be_unfinished_too(folder: Path) -> None:
    add_reports(folder, {**REPORT, "claimant_kind": "", "caveat": "", "said_by": ""})
    fill(folder)
    package = load(folder)
    assert "other_reports.csv, row 2: said_by, caveat, claimant_kind" in package.missing
    assert package.reports[0].claimant_kind == NOT_WRITTEN


def test_what_a_report_lacks_is_listed_before_it_is_filled(folder: Path) -> None:
    """Until `fill` the descriptor does not name the table. What may follow from other cells is not asked for."""
    blank = check(folder, draft=True).missing
    add_reports(folder, {**REPORT, "caveat": "", "said_by": "", "scope": ""})
    outcome = check(folder, draft=True)
    assert outcome.problems == []
    assert [(p.file, p.row, p.column) for p in outcome.missing if p not in blank] == [
        (REPORTS, 2, column) for column in ("said_by", "caveat", "scope")
    ]
    assert f"still to write: {REPORTS}, row 2: said_by, caveat, scope" in outcome.lines()


def test_a_table_without_a_row_is_left_out(folder: Path) -> None:
    assert (folder / REPORTS).exists()
    named = {r["name"] for r in json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]}
    assert named == {name for name, table in TABLES.items() if not table.optional}


# Articles

ODD = {
    "one paragraph": ("Some 300 boats were lost.", ["some 300"]),
    "Windows line ends": (
        "Boats\r\n\r\nSome 300 boats were lost.\r\n\r\nAbout 20 came back.\r\n",
        ["some 300", "about 20"],
    ),
    "curly quotes": ("\u201cWe lost \u2018nearly\u2019 300 boats,\u201d she said.", ["nearly 300"]),
    "figures only in words": ("Dozens of boats were lost, and twenty-five came back.", ["dozens", "25"]),
    "a headline with a figure": ("At least 17 boats lost\n\nSome 300 people wept.", ["some 300"]),
    "nothing hedged": ("The council counted 300 boats.", ["300"]),
    "a figure twice": ("About 300 boats were lost. About 300 boats, they said.", ["about 300", "about 300"]),
    "no unit": ("The vote was lost by more than 300.", ["more than 300"]),
    "a range in words": ("Between two and three thousand boats a day pass.", ["between two and three thousand"]),
    "another alphabet": (
        "\u041f\u0440\u0438\u0432\u0435\u0442. About 300 boats \u2014 \u043b\u043e\u0434\u043a\u0438.",
        ["about 300"],
    ),
    "a temperature": ("It was about 21 \u00b0C in the hall, and 35 km/h outside.", None),
    "codes of currencies": ("It cost EUR 30m, US$ 5 million or \u00a33m a year.", None),
    "a table in text": ("| boats | 300 |\nAbout 20 boats came; 30 left.", None),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_article_becomes_a_draft_that_can_be_finished(name: str, tmp_path: Path) -> None:
    text, stated = ODD[name]
    folder = made(text, tmp_path / "odd")
    assert stated is None or [row["figure_as_stated"] for row in rows_in(folder)] == stated
    assert check(folder, text, draft=True).problems == []
    assert load(folder).draft
    write_the_rest(folder)
    fill(folder)
    assert check(folder, text).problems == []


def test_two_hundred_paragraphs(tmp_path: Path) -> None:
    text = "\n\n".join(f"On that day about {n + 300} boats of the strait were counted." for n in range(200))
    folder = made(text, tmp_path / "long")
    rows = rows_in(folder)
    assert (len(rows), rows[-1]["locator"], rows[-1]["figure_id"]) == (200, "paragraph 200", "boats-200")
    assert check(folder, text, draft=True).problems == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The council met. Nobody was counted.", "no figure was found in 1 paragraph, and a package needs one"),
        ("Boats of the strait", "the text has no paragraph: a paragraph ends with a full stop, and a heading does not"),
        ("", "the text has no paragraph"),
    ],
)
def test_an_article_without_a_figure_is_refused(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=says):
        made(text, tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("paragraph", "quoted"),
    [
        ("The fund, tired of it, said that about 30 boats came, and left.", "said that about 30 boats came"),
        ('"We saw about 30 boats," she said.', "We saw about 30 boats"),
        ("It carried 1,200 passengers, 40 of them children.", "It carried 1,200 passengers"),
        (
            "Nobody in the whole of the strait had ever thought that about 30 boats would come back again in one day.",
            "strait had ever thought that about 30 boats would come back again",
        ),
    ],
)
def test_a_wording_is_the_clause_of_its_figure(paragraph: str, quoted: str) -> None:
    text = wording(paragraph, find(paragraph)[0])
    assert text in paragraph
    assert len(text.split()) <= 15
    assert text == quoted


# The command


def run(*words: str) -> int:
    return main(["draft", *words])


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(FERRIES, encoding="utf-8-sig")
    return path


def options(text_file: Path, folder: Path, **changed: str) -> list[str]:
    given = {"url": PAGE.url, "publisher": PAGE.publisher, "date": "14 September 2026", **changed}
    return [str(text_file), "--into", str(folder), *(word for k, v in given.items() for word in (f"--{k}", v))]


def test_the_command_says_what_it_wrote(text_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*options(text_file, tmp_path / "new" / "one", author="A. Person", title="Of ferries")) == 0
    out = capsys.readouterr().out
    assert "a draft of 10 figures in 6 paragraphs" in out and "--draft` lists what only you can fill" in out
    (source,) = rows_in(tmp_path / "new" / "one", "sources.csv")
    assert (source["author"], source["title"], source["published"]) == ("A. Person", "Of ferries", "2026-09-14")
    assert main(["check", "--draft", str(tmp_path / "new" / "one")]) == 0
    assert main(["check", str(tmp_path / "new" / "one")]) == 1


def test_nothing_is_overwritten(text_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "held"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert run(*options(text_file, folder)) == 2
    assert run(*options(text_file, folder / "notes.txt")) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].endswith("it holds files already, and a draft never overwrites; name a new folder")
    assert said[1].endswith("notes.txt: it is a file, and a draft never overwrites; name a new folder")
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"date": "7/8/2025"}, "--date: '7/8/2025' is no date; write it as 2025-07-13"),
        ({"date": "2025-02-30"}, "--date: '2025-02-30' is no date"),
        ({"date": "31 June 2025"}, "--date: '31 June 2025' is no date"),
        ({"date": ""}, "--date: '' is no date"),
        ({"url": "example.org/a"}, "--url: 'example.org/a' is no address; write one that begins with http://"),
        ({"publisher": " "}, "--publisher: it is blank"),
        ({"title": "a\u202eb"}, "--title: 'a\\u202eb' holds a character that cannot be seen"),
    ],
)
def test_wrong_input_gets_one_line(
    changed: dict[str, str], says: str, text_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*options(text_file, tmp_path / "none", **changed)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(says)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("data", "says"), [(None, "No such file"), (b"\xff\xfe4\x00", "not in UTF-8")])
def test_a_text_that_cannot_be_read_gets_one_line(
    data: bytes | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "article.txt"
    if data:
        path.write_bytes(data)
    assert run(*options(path, tmp_path / "none")) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *[("2025-07-13", "2025-07-13"), ("2025-07", "2025-07"), ("2025", "2025"), ("13 July 2025", "2025-07-13")],
        *[("July 13, 2025", "2025-07-13"), ("3rd Sept. 2025", "2025-09-03"), ("July 2025", "2025-07")],
        *[("2025-07-11/2025-07-13", "2025-07-11/2025-07-13"), (" 1 May, 2025 ", "2025-05-01")],
    ],
)
def test_a_date_is_read(text: str, written: str) -> None:
    assert edtf(text) == written


# The package made in this way


def test_the_ferry_package_was_made_from_its_article() -> None:
    folder = HOME / "tests" / "ferry_package"
    assert check(folder, FERRIES).problems == []
    package = load(folder)
    assert (len(package.figures), len(package.reports), package.draft) == (8, 13, False)
    assert {f.unit for f in package.figures} == {"dollars", "euros", "percent", "share"}
    assert all("made up" in s.publisher for s in package.sources)
    with (folder / REPORTS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(any(row[c] for row in rows) for c in ("retells", "revises", "part_of"))


def test_a_code_that_only_a_cell_holds_is_refused_until_fill_adds_it(tmp_path: Path) -> None:
    copy = copy_of(HOME / "tests" / "ferry_package", tmp_path / "copy")
    set_cells(copy / FIGURES, "lost-a-day", scope="a new place")
    (problem,) = check(copy).problems
    assert "`python -m figures fill FOLDER` adds a further code to datapackage.json." in problem.remedy
    assert fill(copy) == ["scope: added the code 'a new place'"]
    assert check(copy).problems == []
