"""The record: statements counted once, tellings that lead to their statement, slips that never count.

The CSV files are read by Python's own reader and counted anew.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from figures.analysis import select
from figures.analysis.compare import statements
from figures.analysis.history import history
from figures.analysis.tellings import ANOTHER_LANGUAGE, NOT_READ, changes, told_again
from figures.editions.files import files
from figures.language.english import quoted
from figures.model.bound import Bound
from figures.model.records import Report
from figures.page.compose import compose
from figures.page.parts import Chart
from figures.page.strings import drawing_strings
from figures.page.view import View
from figures.words import reports as words
from figures.words.citation import bibtex, dataset_citation, package_readme
from tests.oracle import FOLDERS, Row, cells, ends_of, every_package, package, plain
from tests.pages import of_kind, said

OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\uffdc]")
LANGUAGE = "wording in another language"
REPORTS = {name: {row["figure_id"]: row for row in cells(folder, "other_reports")} for name, folder in FOLDERS.items()}

# The record of 25 November 2026: a change here is a change of the record. For each measure rows and statements.
BY_MEASURE = {
    "deployed": (44, 39), "killed": (25, 17), "casualties": (33, 29), "additional": (30, 26),
    "shells_fired": (18, 18), "shells_supplied": (24, 20), "captured": (6, 6),
}  # fmt: skip
# Tellings by what they made of the closest wording; one telling can have several.
CHANGES = {
    "kept": 2, "added": 1, "dropped": 1, "number changed": 1, "thing counted changed": 3, "floor became about": 1,
    "about became floor": 1, "ceiling became floor": 2, "ceiling became about": 1, "range became ceiling": 2,
    "range became floor": 1, ANOTHER_LANGUAGE: 11,
}  # fmt: skip


def ends(row: Row) -> list[str]:
    kind = "reading" if row["derived"] else "stated"
    return [row[f"{kind}_{end}"] for end in ("low", "high") if row[f"{kind}_{end}"]]


# Counted against the files


def test_the_rows_and_statements_of_each_measure() -> None:
    own = package("own")
    rows = Counter(row["measure"] for row in REPORTS["own"].values())
    once = Counter(statement.first.measure.measure for statement in statements(own.reports))
    assert {measure: (rows[measure], once[measure]) for measure in rows} == BY_MEASURE
    assert len(told_again(own)) == len({row["retells"] for row in REPORTS["own"].values()} - {""}) == 23
    assert (len(own.slips), len(own.claimants)) == (7, 48)


@every_package
def test_no_statement_is_counted_twice(name: str) -> None:
    """What counts is a row that retells nothing and was neither corrected nor taken back, nor only takes back."""
    rows = REPORTS[name].values()
    gone = {row[column] for row in rows for column in ("revises", "withdraws")} - {""}
    assert (name != "own") == bool(gone), "the project's own pages correct nothing; growing totals need no pointer"
    counting = {
        row["figure_id"]
        for row in rows
        if not row["retells"] and row["figure_id"] not in gone and (ends(row) or not row["withdraws"])
    }
    counted = [report.figure_id for s in statements(package(name).reports) for report in s.reports]
    assert Counter(counted) == Counter(counting)
    # One claimant, one day, one thing: one statement, apart from the parts of a whole.
    key = "measure claimant as_of period scope count_kind unit per part_of".split()
    assert len(statements(package(name).reports)) == len({tuple(REPORTS[name][i][c] for c in key) for i in counting})


@every_package
def test_a_statement_is_drawn_once_and_told_again_in_the_table_only(name: str) -> None:
    loaded = package(name)
    for section in select.sections(loaded):
        for panel in select.panels(loaded, section):
            drawn = {report.figure_id for report in panel.reports}
            assert not [report.figure_id for report in panel.reports if report.retells in drawn]
            assert all(report.retells in drawn for report in panel.told_again)
            assert len(panel.rows) == len(panel.reports) + len(panel.told_again) + bool(panel.article)
            assert plain(words.panel_heading(panel)).count("report") <= 1
            for report in panel.told_again:
                assert words.TOLD_AGAIN in words.report_cell(report)
                before = panel.rows[panel.rows.index(report) - 1]
                assert report.retells in (before.figure_id, before.retells), "a telling stands below its statement"


def test_every_telling_stands_on_the_page_and_adds_no_mark() -> None:
    page, own = compose(package("own"), View()), package("own")
    again = sum(len(panel.told_again) for panel in all_panels("own"))
    assert said(page.parts).count(words.TOLD_AGAIN) == again > 20
    charts = {chart.key: chart.drawing for chart in page.charts}
    for section in select.sections(own):
        article = select.main_figure(own, section[0])
        if select.share_a_scale(section) and not (article and article.is_forecast):
            placed = [r for p in select.panels(own, section) for r in (p.article, *p.reports) if r and r.can_be_placed]
            assert len(charts[select.reports_chart(section).chart].marks) == len(placed)


def all_panels(name: str) -> list[select.Panel]:
    loaded = package(name)
    return [panel for section in select.sections(loaded) for panel in select.panels(loaded, section)]


# Tellings


@every_package
def test_the_tellings_of_a_statement_are_those_of_the_files_the_closest_first(name: str) -> None:
    told = {first.report.figure_id: (first, *others) for first, *others in told_again(package(name))}
    retold = {row["retells"] for row in REPORTS[name].values()}
    assert [*told] == [key for key in REPORTS[name] if key in retold]
    for closest, (first, *others) in told.items():
        assert first.changes == ()
        days = [(t.report.published or t.report.as_of).last for t in others]
        assert days == sorted(days)
        again = {key for key, row in REPORTS[name].items() if row["retells"] == closest}
        assert {telling.report.figure_id for telling in others} == again
        assert all(telling.changes for telling in others)


def by_the_codes(closest: Row, telling: Row) -> set[str]:
    """What a telling made of the closest wording, by the codes of the two rows and not by their words."""
    names = {"about": "about", "at_least": "floor", "at_most": "ceiling", "between": "range"}
    found = set()
    if [closest[c] for c in ("unit", "per", "count_kind")] != [telling[c] for c in ("unit", "per", "count_kind")]:
        found.add("thing counted changed")
    if set(ends(telling)) - set(ends(closest)):
        found.add("number changed")
    before, after = closest["bound"], telling["bound"]
    if before != after:
        hedged = "added" if before == "unhedged" else "dropped"
        found.add(hedged if "unhedged" in (before, after) else f"{names[before]} became {names[after]}")
    elif "believed" in closest["hedge_words"] and "believed" not in telling["hedge_words"]:
        found.add("dropped")
    return found or {"kept"}


@every_package
def test_the_finder_reads_in_the_words_what_the_rows_say(name: str) -> None:
    made: Counter[str] = Counter()
    for first, *others in told_again(package(name)):
        for telling in others:
            rows = [REPORTS[name][r.figure_id] for r in (first.report, telling.report)]
            foreign = any(row["translation"] or row["note_on_reading"] == LANGUAGE for row in rows)
            assert set(telling.changes) == ({ANOTHER_LANGUAGE} if foreign else by_the_codes(rows[0], rows[1]))
            made.update(telling.changes)
    assert made == {"own": CHANGES, "other": {"range became floor": 1}, "ferries": {"kept": 1}}[name]


def told(wording: str, low: int | None, high: int | None, **more: object) -> Report:
    report = package("other").reports[0]
    return replace(report, wording=wording, figure_as_stated=wording, stated=Bound(low, high), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("closest", "telling", "made"),
    [
        (told("about 40 gulls", 40, 40), told("some 40 gulls", 40, 40), ("kept",)),
        (told("40 gulls", 40, 40), told("nearly 40 gulls", 40, 40), ("added",)),
        (told("about 40 gulls", 40, 40), told("40 gulls", 40, 40), ("dropped",)),
        (told("up to about 40 gulls", None, 40), told("up to 40 gulls", None, 40), ("dropped",)),
        (told("more than 40 gulls", 40, None), told("about 40 gulls", 40, 40), ("floor became about",)),
        (told("up to 40 gulls", None, 40), told("over 40 gulls", 40, None), ("ceiling became floor",)),
        (told("30 to 40 gulls", 30, 40), told("up to 40 gulls", None, 40), ("range became ceiling",)),
        (told("dozens of gulls", None, None), told("over 24 gulls", 24, None), ("size became floor", "number changed")),
        (told("39 gulls", 39, 39), told("about 40 gulls", 40, 40), ("added", "number changed")),
        (told("40 gulls", 40, 40), told("40 pairs", 40, 40, unit="pairs"), ("thing counted changed",)),
        (told("40 gulls", 40, 40), told("40 mevoj", 40, 40, translation="40 gulls"), (ANOTHER_LANGUAGE,)),
        (told("40 gulls, or 41", 42, 42), told("40 gulls", 40, 40), (NOT_READ,)),
    ],
    ids=lambda value: value.wording if isinstance(value, Report) else None,
)  # fmt: skip
def test_what_a_telling_makes_of_a_hedge(closest: Report, telling: Report, made: tuple[str, ...]) -> None:
    assert changes(closest, telling) == made


# History


@every_package
def test_a_history_holds_each_statement_once_by_claimant_and_in_order_of_date(name: str) -> None:
    loaded = package(name)
    for measure in loaded.measures:
        series = history(loaded, measure)
        stated = [s for one in series for s in one.statements]
        assert set(stated) == set(statements(select.reports_of(loaded, measure)))
        assert len(stated) == len(set(stated))
        claimants = [one.claimant for one in series]
        assert claimants == sorted(claimants, key=claimants.index), "a claimant's series stand together"
        for one in series:
            days = [s.first.as_of.last for s in one.statements]
            assert days == sorted(days)
            assert {(s.first.claimant, s.first.scope, s.first.count_kind) for s in one.statements} == {
                (one.claimant, one.scope, one.count_kind)
            }
            assert len({(s.first.unit, s.first.per) for s in one.statements}) == 1


# Corrections, withdrawals, parts


SAME = {
    "retells": ("claimant", "measure", "as_of"),
    "revises": ("claimant", "measure", "as_of", "scope", "count_kind"),
    "withdraws": ("claimant", "measure", "as_of", "scope", "count_kind"),
    "part_of": ("claimant",),
}


@every_package
def test_a_pointer_leads_to_another_row_of_the_same_claimant_and_no_telling(name: str) -> None:
    rows = REPORTS[name]
    for row, (column, same) in itertools.product(rows.values(), SAME.items()):
        if target := rows.get(row[column]):
            assert [target[c] for c in same] == [row[c] for c in same], row["figure_id"]
            if column == "retells" or not row["retells"]:
                assert not target["retells"], f"{row['figure_id']}: points to a telling"
            if column == "retells":
                assert [row[c] for c in ("source_id", "wording")] != [target[c] for c in ("source_id", "wording")]


def test_a_part_is_no_larger_than_its_whole() -> None:
    for row in REPORTS["own"].values():
        whole = REPORTS["own"].get(row["part_of"])
        if whole and row["unit"] == whole["unit"] and ends(row) and ends(whole):
            assert min(map(Fraction, ends(row))) <= max(map(Fraction, ends(whole))), row["figure_id"]


# Pages


def test_every_page_is_used_and_stands_once() -> None:
    tables = ("other_reports", "article_figures", "slips", "unnumbered", "dates", "caveats")
    used = {row["source_id"] for table in tables for row in cells(FOLDERS["own"], table)} - {""}
    pages = cells(FOLDERS["own"], "sources")
    assert {row["source_id"] for row in pages} == used
    assert len({row["url"] for row in pages}) == len(pages)


def test_a_report_has_the_date_of_its_page_and_few_words() -> None:
    published = {row["source_id"]: row["published"] for row in cells(FOLDERS["own"], "sources")}
    for row in REPORTS["own"].values():
        assert row["published"] in (published[row["source_id"]], ""), row["figure_id"]
    for table in ("other_reports", "slips", "unnumbered", "dates"):
        assert all(0 < len(row["wording"].split()) <= 15 for row in cells(FOLDERS["own"], table))


def test_words_in_another_script_keep_it_and_have_our_translation_which_the_page_marks() -> None:
    rows = [row for table in ("other_reports", "slips", "unnumbered") for row in cells(FOLDERS["own"], table)]
    assert all(row["translation"] for row in rows if OTHER_SCRIPT.search(row["wording"]))
    assert all(row["translation"] for row in rows if row.get("note_on_reading") == LANGUAGE)
    text, shown = said(compose(package("own"), View()).parts), {r for panel in all_panels("own") for r in panel.rows}
    for report in shown:
        marked = f"our translation: {quoted(report.translation)}"
        assert not report.translation or (marked in text and report.wording in text), report.figure_id


# Slips


def test_slips_stand_in_the_order_of_dates() -> None:
    published = {row["source_id"]: row["published"] for row in cells(FOLDERS["own"], "sources")}
    days = [published[row["source_id"]] for row in cells(FOLDERS["own"], "slips")]
    assert [day for day in days if day] == sorted(day for day in days if day)


@every_package
def test_a_slip_never_counts_and_stands_in_no_chart_of_figures(name: str) -> None:
    folder, loaded = FOLDERS[name], package(name)
    reports = {(row["source_id"], row["wording"]) for row in REPORTS[name].values()}
    drawn = " ".join(
        plain(s.text) for c in of_kind(compose(loaded, View()).charts, Chart) for s in drawing_strings(c.drawing, "")
    )
    slips = cells(folder, "slips")
    assert len(slips) == len(loaded.slips) and (slips or name == "ferries")
    for row in slips:
        assert (row["source_id"], row["wording"]) not in reports
        assert row["slip_id"] not in REPORTS[name]
        assert row["wording"] not in drawn


@every_package
def test_a_slip_matches_a_statement_in_number_and_is_not_said_to_come_from_it(name: str) -> None:
    for row in cells(FOLDERS[name], "slips"):
        assert not re.search(r"\b(?:comes?|came|stems?|taken|derived|based|because)\b", row["matches_note"]), row
        assert "atches in number" in row["matches_note"] and row["said_by"], row
        if row["matches"]:
            statement = REPORTS[name][row["matches"]]
            assert not statement["retells"], row
            named = {int(digits.replace(",", "")) for digits in re.findall(r"\d[\d,]*", row["figure_as_stated"])}
            assert named & {int(end) for end in ends(statement)}, row


# What is counted


def test_the_killed_are_not_the_casualties_and_production_is_no_fire() -> None:
    for row in REPORTS["own"].values():
        if row["measure"] == "shells_fired":
            assert not re.search(r"випустили|выпустили|produc", row["wording"]), row["figure_id"]
        if row["count_kind"] in ("expected", "planned", "announced", "agreed"):
            assert row["obs_status"] == "F", row["figure_id"]
        else:
            assert row["obs_status"] in "AE" or row["measure"] == "shells_fired", row["figure_id"]


def test_a_disowned_number_is_no_figure() -> None:
    """The service that has no information of plans for 30,000 states no such figure by that page."""
    (row,) = (row for row in cells(FOLDERS["own"], "unnumbered") if row["statement_id"] == "no-information-30000")
    assert all("30000" not in ends(r) for r in REPORTS["own"].values() if r["source_id"] == row["source_id"])


def test_every_claimant_is_spelled_out_once_with_its_kind() -> None:
    known = {row["claimant"]: row for row in cells(FOLDERS["own"], "claimants")}
    assert {row["claimant"]: row["claimant_kind"] for row in REPORTS["own"].values()} == {
        claimant: row["claimant_kind"] for claimant, row in known.items()
    }
    for row in known.values():
        assert all(row.values()), row["claimant"]
        for letters in re.findall(r"\b[A-Z]{3,}\b", row["claimant"]):
            assert letters in row["full_name"] and row["full_name"] != row["claimant"], row["claimant"]
    for report in package("own").reports:
        assert report.claimant_full in words.report_speaker(report)


# The other tables


def test_the_reach_is_data_and_stands_on_the_page_in_the_citation_and_in_the_files() -> None:
    own = package("own")
    published = [ends_of(row["published"])[1] for row in cells(FOLDERS["own"], "sources") if row["published"]]
    assert "22 February 2026" in own.reach and max(published) <= date(2026, 2, 22)
    assert own.reach in said(compose(own, View()).parts[:6])
    for text in (dataset_citation(own), bibtex(own), package_readme(own), files(own)["datapackage.json"].data.decode()):
        assert own.reach in text
    unsaid = replace(own, reach="")
    assert dataset_citation(unsaid) + f" {own.reach}" == dataset_citation(own)


def test_a_share_by_one_claimants_own_pair_stands_beside_the_articles_own() -> None:
    rows = cells(FOLDERS["own"], "derived")
    ids = [row["derived_id"] for row in rows]
    assert ids.index("nis-april-killed-of-deployed") == ids.index("killed-of-deployed") + 1
    for row in rows:
        pair = [REPORTS["own"].get(row[column]) for column in ("first", "second")]
        assert len({(p["claimant"], p["as_of"]) for p in pair if p}) <= 1, row["derived_id"]


def test_the_words_of_a_measure_tell_it_from_its_like() -> None:
    for row in cells(FOLDERS["own"], "measures"):
        means, not_means = (set(filter(None, row[c].split("; "))) for c in ("means", "not_means"))
        assert means and not_means and not means & not_means, row["measure"]


def test_later_records_are_marked_in_the_files_and_on_the_page() -> None:
    folder, article = FOLDERS["own"], date(2025, 7, 13)
    published = {row["source_id"]: row["published"] for row in cells(folder, "sources")}
    for row in cells(folder, "dates"):
        if row["recorded"] and ends_of(row["recorded"])[0] > article:
            assert row["later"] == "yes", row["date_id"]
    for row in cells(folder, "unnumbered"):
        if published[row["source_id"]] and "arab-news" not in row["source_id"]:
            assert (row["later"] == "yes") == (ends_of(published[row["source_id"]])[0] > article), row["statement_id"]
    text = said(compose(package("own"), View()).parts)
    assert (
        text.count("; later than the article; as read in") == len([d for d in package("own").dates if d.is_later]) > 3
    )
