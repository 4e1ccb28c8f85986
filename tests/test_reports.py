"""Reports of others: who said what, in which group and order, beside which figure; nothing is averaged or added up.

The answers are held against the CSV files, read by Python's own reader and counted anew.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from figures.analysis import select
from figures.analysis.compare import afterwards, compare, same_number
from figures.language.english import with_article
from figures.model.bound import Bound, Relation
from figures.model.package import Package
from figures.model.period import Period
from figures.model.records import Measure, Report
from figures.package.problems import PackageError
from figures.package.read import load
from figures.words import figure as figure_words
from figures.words import reports as words
from tests.editing import DESCRIPTOR, copy_of, edit_descriptor, read, row_where, set_cells, write
from tests.oracle import (
    FOLDERS,
    Row,
    article_figure,
    article_of,
    cells,
    codes,
    ends_of,
    every_package,
    has_own_units,
    is_later,
    measures_in,
    numbers,
    package,
    plain,
    reports_on,
)

PLACED_BY_US = "(placed by us)"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project's package, to be changed; its folder."""
    return copy_of(FOLDERS["own"], tmp_path / "package")


def in_words(edtf: str, *, short: bool = False) -> str:
    return Period.parse(edtf).in_words(short=short)


def measure_of(loaded: Package, key: str) -> Measure:
    found = loaded.measure(key)
    assert found is not None
    return found


# Which figures stand where


@every_package
def test_each_figure_stands_on_its_card_and_its_chart(name: str) -> None:
    folder, loaded = FOLDERS[name], package(name)
    measures = {row["measure"]: row for row in cells(folder, "measures")}
    rows = cells(folder, "article_figures")
    by_headline = sorted((m for m in measures.values() if m["headline"]), key=lambda m: int(m["headline"]))
    cards = [own["figure_id"] for m in by_headline if (own := article_figure(folder, m["measure"]))]
    assert [f.figure_id for f in select.headlines(loaded)] == cards
    drawn: dict[str, list[str]] = {chart["chart"]: [] for chart in cells(folder, "charts")}
    order = [m["measure"] for m in by_headline] + [key for key, m in measures.items() if not m["headline"]]
    for row in sorted(rows, key=lambda row: order.index(row["measure"])):
        if numbers(row) and measures[row["measure"]]["chart"]:
            drawn[measures[row["measure"]]["chart"]].append(row["figure_id"])
    for key, ids in drawn.items():
        assert [f.figure_id for f in select.drawn_on(loaded, key)] == ids, key
    on_charts = {figure_id for ids in drawn.values() for figure_id in ids}
    assert {f.figure_id for f in select.not_drawn(loaded)} == {row["figure_id"] for row in rows} - on_charts
    articles = [key for key, ids in drawn.items() if ids]
    assert [chart.chart for chart in select.article_charts(loaded)] == articles


def test_a_figure_that_no_scale_can_hold_is_a_card_only_where_there_is_no_other() -> None:
    own = package("own")
    first = select.headlines(own)[0]
    unplaced = replace(first, figure_id="words", bound="unnumbered", stated=Bound(), reading=None)
    before = replace(own, figures=(unplaced, *own.figures))
    assert select.headlines(before)[0] == first
    assert unplaced in select.not_drawn(before)
    assert select.headlines(replace(own, figures=(unplaced,))) == (unplaced,)


# The data


def test_each_measure_of_the_article_has_reports_beside_it() -> None:
    folder = FOLDERS["own"]
    needed = {row["measure"] for row in cells(folder, "article_figures")} | {"shells_supplied"}
    assert needed == {"deployed", "killed", "captured", "additional", "shells_fired", "shells_supplied"}
    assert needed <= {measure.measure for section in select.report_sections(package("own")) for measure in section}


def test_the_definitions_say_whether_the_wounded_are_counted() -> None:
    dead = re.compile(r"\b(?:killed|died|dead|deceased)\b")
    hurt = re.compile(r"\b(?:wounded|injured|losses|lost)\b")
    for row in reports_on(FOLDERS["own"], "killed"):
        assert dead.search(row["definition"]), row["figure_id"]
        for found in hurt.finditer(row["definition"]):
            rest = row["definition"][found.start() :]
            assert "not counted" in rest or found[0] == "losses", f"{row['figure_id']}: {row['definition']}"
    for row in reports_on(FOLDERS["own"], "casualties"):
        assert hurt.search(row["definition"]), f"{row['figure_id']}: {row['definition']}"


def test_portraits_are_not_told_as_dead() -> None:
    """Their number stands among those of the killed: at its mark it says what was counted."""
    report = next(r for r in package("own").reports if r.measure.measure == "killed" and "ceremony" in r.claimant)
    assert plain(words.report_words(report)) == "a total of 101 portraits"


def test_officials_without_names_are_told_apart_by_the_page_that_heard_them() -> None:
    """Nobody knows whether those who spoke to two papers are the same: they are two claimants."""
    chains: dict[str, set[str]] = {}
    for row in cells(FOLDERS["own"], "other_reports"):
        if "officials" in row["claimant"]:
            outlet = re.search(r"\((.+)\)$", row["claimant"])
            assert not outlet or outlet[1] in row["said_by"], row["figure_id"]
            chains.setdefault(row["claimant"], set()).add(outlet[1] if outlet else row["said_by"])
    assert len(chains) > 4
    assert {claimant: heard for claimant, heard in chains.items() if len(heard) > 1} == {}


# Panels


@dataclass(frozen=True)
class Group:
    """A panel as the files say it must be; ids of figures."""

    heading: str
    reports: list[str]
    article: str | None
    marked: str | None


def once(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The rows that retell none of the others."""
    held = {row["figure_id"] for row in rows}
    return [row for row in rows if row["retells"] not in held]


def nearest(folder: Path, ids: Sequence[str]) -> list[str]:
    """As many reports as a panel holds, those nearest in date to the article."""
    published = ends_of(article_of(folder)["published"])[1]
    days = {row["figure_id"]: ends_of(row["as_of"])[1] for row in cells(folder, "other_reports")}
    kept = sorted(ids, key=lambda figure_id: abs(days[figure_id] - published))[: select.MOST]
    return [figure_id for figure_id in ids if figure_id in kept]


def expected(
    folder: Path, measures: Sequence[Row], kinds: Sequence[str] | None = None, later: bool = True
) -> list[Group]:
    """The panels of a chart of reports, with the article's figure in its place."""
    found = []
    figures = {m["measure"]: article_figure(folder, m["measure"]) for m in measures}
    first = next((own["figure_id"] for own in figures.values() if own), None)
    for measure in measures:
        reports = [
            row
            for row in reports_on(folder, measure["measure"])
            if (kinds is None or row["claimant_kind"] in kinds) and (later or not is_later(folder, row))
        ]
        reports = once(reports)
        own = figures[measure["measure"]]
        own_id, beside = (own["figure_id"], None) if own else (None, first)
        by = [] if has_own_units([measure]) else measure["reports_by"].split()
        if not by or not (reports or own):
            found.append(Group(measure["label"], [r["figure_id"] for r in reports], own_id, own_id or beside))
            continue
        order = {column: codes(folder, column) for column in by}
        groups: dict[tuple[str, ...], list[str]] = {}
        for row in reports:
            groups.setdefault(tuple(row[column] for column in by), []).append(row["figure_id"])
        home = tuple(own.get(c, article_of(folder)["kind"]) for c in by) if own else None
        if home is not None:
            groups.setdefault(home, [])
        places = {key: [order[c].index(k) for c, k in zip(by, key, strict=True) if k in order[c]] for key in groups}
        for key in sorted(groups, key=lambda key: (key != home, places[key])):
            heading = ", ".join(
                f"count: {k}" if c == "count_kind" else f"{c} {k}" if k == "not stated" else k
                for c, k in zip(by, key, strict=True)
            )
            if "claimant_kind" in by and key == home and not groups[key]:
                heading = "The article"
            here = own_id if key == home else None
            found.append(Group(heading, groups[key], here, here or beside))
    return [replace(group, reports=nearest(folder, group.reports)) for group in found]


def groups_of(panels: Sequence[select.Panel]) -> list[Group]:
    """Panels as selected, in the same form."""
    ids = [
        (p.article.figure_id if p.article else None, p.marked.figure_id if p.marked else None, p.heading, p.reports)
        for p in panels
    ]
    return [Group(heading, [r.figure_id for r in reports], own, marked) for own, marked, heading, reports in ids]


def assert_follows_the_files(folder: Path, loaded: Package) -> None:
    sections = measures_in(folder)
    found = {select.reports_chart(section).chart: section for section in select.report_sections(loaded)}
    assert list(found) == list(sections)
    for key, rows in sections.items():
        assert [measure.measure for measure in found[key]] == [row["measure"] for row in rows]
        assert groups_of(select.panels(loaded, found[key])) == expected(folder, rows), key


@every_package
def test_a_panel_holds_its_reports_in_order_of_date_and_the_article(name: str) -> None:
    """Groups never mix. The article's own group comes first, the others in the order of the codes."""
    assert_follows_the_files(FOLDERS[name], package(name))
    for report in package(name).reports:
        assert report.emphasised == (report.claimant_kind == codes(FOLDERS[name], "claimant_kind")[0])


@every_package
def test_filters_keep_the_chosen_kinds_and_leave_out_later_reports(name: str) -> None:
    folder, loaded = FOLDERS[name], package(name)
    known = codes(folder, "claimant_kind")
    choices = [kinds for n in range(len(known) + 1) for kinds in itertools.combinations(known, n)]
    for section in select.report_sections(loaded):
        rows = measures_in(folder)[select.reports_chart(section).chart]
        for kinds, later in itertools.product(choices, (True, False)):
            panels = select.panels(loaded, section, kinds=kinds, later=later)
            assert groups_of(panels) == expected(folder, rows, kinds, later), f"{kinds}, later: {later}"
        on_these = [r["figure_id"] for m in rows for r in reports_on(folder, m["measure"])]
        assert {r.figure_id for r in select.all_reports(loaded, section)} == set(on_these)


def test_killed_and_casualties_stand_in_panels_of_their_own() -> None:
    section = next(s for s in select.report_sections(package("own")) if "killed" in [m.measure for m in s])
    killed, casualties = select.panels(package("own"), section)
    assert words.panel_heading(killed) == f"Killed ({len(once(reports_on(FOLDERS['own'], 'killed')))} reports)"
    assert killed.article is not None
    assert casualties.article is None
    assert casualties.marked is killed.article


def test_a_crowded_panel_keeps_the_reports_nearest_in_date_to_the_article() -> None:
    own = package("own")
    killed = measure_of(own, "killed")
    report = select.reports_of(own, killed)[0]
    days = [f"{year}-{month:02}-01" for year in (2024, 2025, 2026) for month in range(1, 13)]
    many = tuple(replace(report, figure_id=day, as_of=Period.parse(day)) for day in reversed(days))
    panel = select.panels(replace(own, reports=many), (killed,))[0]
    assert len(panel.reports) == select.MOST
    assert panel.left_out == len(days) - select.MOST
    kept = [r.figure_id for r in panel.reports]
    published = ends_of(article_of(FOLDERS["own"])["published"])[1]
    assert kept == sorted(sorted(days, key=lambda day: abs(date.fromisoformat(day) - published))[: select.MOST])
    assert words.panel_heading(panel) == "Killed (25 of 36 reports, those nearest in date to the article)"


@every_package
def test_only_the_dates_decide_whether_a_report_is_later(name: str, tmp_path: Path) -> None:
    assert not {"later", "is_later"} & set(cells(FOLDERS[name], "other_reports")[0])
    folder = copy_of(FOLDERS[name], tmp_path / "package")
    taken = {row[column] for row in cells(folder, "derived") for column in ("first", "second")}
    rows = [row for row in cells(folder, "other_reports") if row["figure_id"] not in taken]
    day = ends_of(article_of(folder)["published"])[1]
    earlier, undated = [row for row in rows if not is_later(folder, row)][:2]
    later = next(row for row in rows if is_later(folder, row))
    reports = folder / "other_reports.csv"
    set_cells(reports, earlier["figure_id"], published=f"{day.year + 1}-05-06")
    set_cells(reports, later["figure_id"], published=str(day), as_of=str(day))
    set_cells(reports, undated["figure_id"], published="", as_of=f"{day.year + 1}-07-08")
    loaded = load(folder / DESCRIPTOR)
    now = {r.figure_id: r.is_later for r in loaded.reports}
    assert [now[row["figure_id"]] for row in (earlier, later, undated)] == [True, False, True]
    assert now == {row["figure_id"]: is_later(folder, row) for row in cells(folder, "other_reports")}
    assert_follows_the_files(folder, loaded)


def test_the_data_say_which_measures_share_a_chart(copied: Path) -> None:
    """Another pair that looks alike gets a chart of two panels, and the first pair one chart each."""
    write(copied / "charts.csv", [*read(copied / "charts.csv"), ["hurt", "How many were hurt?", "Hurt", "People"]])
    path, why = copied / "measures.csv", "Who is sent is not who may be sent."
    set_cells(path, "killed", looks_like="", looks_like_why="")
    set_cells(path, "casualties", looks_like="", looks_like_why="", reports_chart="hurt")
    shared = {"looks_like_why": why, "reports_by": "", "reports_chart": "deployed-reports"}
    set_cells(path, "deployed", looks_like="additional", **shared)
    set_cells(path, "additional", looks_like="deployed", **shared)
    loaded = load(copied / DESCRIPTOR)
    assert_follows_the_files(copied, loaded)
    found = {select.reports_chart(section).chart: section for section in select.report_sections(loaded)}
    assert [len(found[key]) for key in ("killed-or-casualties", "hurt", "deployed-reports")] == [1, 1, 2]
    assert select.not_to_be_compared(found["deployed-reports"]) == (why,)
    assert select.not_to_be_compared(found["hurt"]) == ()


def test_each_group_beside_a_measure_that_looks_alike_marks_its_figure(copied: Path) -> None:
    set_cells(copied / "measures.csv", "casualties", reports_by="scope count_kind")
    loaded = load(copied / DESCRIPTOR)
    assert_follows_the_files(copied, loaded)
    panels = select.panels(loaded, select.report_sections(loaded)[0])
    casualties = {(row["scope"], row["count_kind"]) for row in once(reports_on(copied, "casualties"))}
    assert len(panels) == 1 + len(casualties) > 2
    assert {panel.marked for panel in panels} == {panels[0].article}


@pytest.mark.parametrize(
    ("changes", "blamed"),
    [
        ({"deployed": {"reports_chart": "killed-or-casualties"}}, "deployed"),
        ({"killed": {"looks_like": "", "looks_like_why": ""}}, "casualties"),
        ({"captured": {"reports_chart": "deployed-reports"}}, "captured"),
    ],
    ids=["a third measure", "a pair that no longer looks alike", "two of different kinds"],
)
def test_measures_that_do_not_look_alike_cannot_share_a_chart(
    changes: dict[str, dict[str, str]], blamed: str, copied: Path
) -> None:
    for measure, columns in changes.items():
        set_cells(copied / "measures.csv", measure, **columns)
    with pytest.raises(PackageError) as caught:
        load(copied / DESCRIPTOR)
    place = ("measures.csv", row_where(copied / "measures.csv", blamed), "reports_chart")
    assert [(p.file, p.row, p.column) for p in caught.value.problems].count(place) == 1, str(caught.value)


def test_a_package_without_reports_has_no_sections(copied: Path) -> None:
    tables = ("other_reports", "derived", "slips", "claimants")
    for table in tables:
        (copied / f"{table}.csv").unlink()

    def without(described: dict[str, list[dict[str, str]]]) -> None:
        kept = [r for r in described["resources"] if r["name"] not in tables]
        described["resources"] = kept

    edit_descriptor(copied, without)
    loaded = load(copied / DESCRIPTOR)
    assert select.report_sections(loaded) == ()
    assert select.reports_of(loaded, loaded.measures[0]) == ()
    assert {select.reports_chart_of(loaded, assertion.see_measure) for assertion in loaded.assertions} == {None}


@every_package
def test_an_assertion_without_a_number_points_to_those_who_gave_one(name: str) -> None:
    folder, loaded = FOLDERS[name], package(name)
    keys = {row["measure"]: key for key, rows in measures_in(folder).items() for row in rows}
    for row, assertion in zip(cells(folder, "unnumbered"), loaded.assertions, strict=True):
        chart = select.reports_chart_of(loaded, assertion.see_measure)
        assert (chart.chart if chart else None) == keys.get(row["see_measure"]), row["statement_id"]
        assert not row["see_measure"] or chart, f"{row['statement_id']} points to nothing"
    assert any(assertion.see_measure for assertion in loaded.assertions)


@every_package
def test_units_of_their_own_share_no_scale(name: str) -> None:
    tried = 0
    for section in select.report_sections(package(name)):
        rows = measures_in(FOLDERS[name])[select.reports_chart(section).chart]
        assert select.share_a_scale(section) != has_own_units(rows)
        tried += has_own_units(rows)
    assert tried


# A report in words


def rows_and_reports(name: str) -> Iterator[tuple[Row, Report]]:
    yield from zip(cells(FOLDERS[name], "other_reports"), package(name).reports, strict=True)


@every_package
def test_each_place_of_a_report_holds_what_it_must(name: str) -> None:
    folder = FOLDERS[name]
    units = {row["measure"]: row["unit"] for row in cells(folder, "measures")}
    names = {row["claimant"]: row["full_name"] for row in cells(folder, "claimants")}
    times, derived, later = set(), 0, 0
    for row, r in rows_and_reports(name):
        mark, cell, statement = map(plain, (words.report_words(r), words.report_cell(r), words.report_statement(r)))
        unit = "" if row["unit"] in (units[row["measure"]], "share") else f" {row['unit']}"
        per = f" {with_article(row['per'])}" if row["per"] else ""
        forecast = " (a forecast)" if row["obs_status"] == "F" else ""
        if withdrawn(folder, row):
            forecast += f" (withdrawn on {r.superseded_on.in_words() if r.superseded_on else ''})"
            assert "Withdrawn on" in cell and "it counts nowhere" in cell
        placed = f" {PLACED_BY_US}" if row["derived"] else ""
        assert mark == f"{row['figure_as_stated']}{unit}{per}{placed}{forecast}"
        who = f"{in_words(row['as_of'])}, {row['claimant']} ({row['claimant_kind']})"
        assert statement.startswith(f"{who}: {mark}")
        assert row["definition"] in statement
        assert (f", {figure_words.UNHEDGED}:" in statement) == (row["bound"] == "unhedged")
        assert cell.startswith(f"{row['figure_as_stated']} ({row['unit']}{per}){placed}. {figure_words.meaning(r)}")
        for told in (statement, cell):
            assert (words.LATER in told) == is_later(folder, row), f"{row['figure_id']}: {told}"
        assert plain(words.claimant_line(r)).split("   ") == [in_words(row["as_of"], short=True), row["claimant"]]
        speaker = plain(words.report_speaker(r))
        full = names.get(row["claimant"], row["claimant"])
        spelled_out = f": {full}" if full != row["claimant"] else ""
        assert speaker.startswith(
            f"{row['claimant']} ({row['claimant_kind']}), {in_words(row['as_of'])}{spelled_out}. "
        )
        assert f". {row['said_by'][0].upper()}{row['said_by'][1:]}" in speaker
        assert speaker.endswith(". As read in")
        for on_scale, whose in ((True, figure_words.PLACED_BY_READING), (False, figure_words.NUMBERED_BY_READING)):
            said = words.report_counted(r, on_scale=on_scale)
            assert row["definition"][1:] in said
            assert row["caveat"] in said
            assert (f"{whose}, not the source's: " in said) == bool(row["reading_rule"])
        if row["derived"]:
            assert not row["stated_low"] and not row["stated_high"] and row["reading_rule"], row["figure_id"]
        times.add(row["per"])
        derived += bool(row["derived"])
        later += is_later(folder, row)
    assert len(times) > 2
    assert derived
    assert later


@every_package
def test_the_alt_text_holds_each_panel_and_whose_figure_its_strip_marks(name: str) -> None:
    """Other scopes and counts of a measure have no strip: nothing there falls at the article's number."""
    labelled = set()
    for section in select.report_sections(package(name)):
        panels = select.panels(package(name), section)
        alt = plain(words.reports_alt("A title", panels))
        assert alt.startswith("Chart. A title. ")
        at = 0
        for panel, after in itertools.zip_longest(panels, panels[1:]):
            for part in (words.panel_heading(panel), *map(words.report_statement, panel.reports)):
                found = alt.find(plain(part), at)
                assert found >= at, f"{part!r} does not follow in {alt!r}"
                at = found + len(part)
            told = alt[at:].partition(f" {words.panel_heading(after)}. ")[0] if after else alt[at:]
            if panel.article:
                assert f"{package(name).article.kind}): {panel.article.figure_as_stated}" in told
                assert figure_words.meaning(panel.article) in told
                assert plain(f"Who says so: {figure_words.speaker(panel.article)}.") in told
            marked = panel.marked is not None and panel.marked.can_be_placed
            assert ("A strip marks " in told) == marked, panel.heading
            if marked and panel.marked:
                label = words.strip_label(panel.marked, panel.article is not None)
                assert f"A strip marks {label}." in told
                assert (f'"{panel.marked.figure_as_stated}"' in label) == (panel.article is None)
                labelled.add(label)
    assert len(labelled) == (2 if name == "own" else 1)


@every_package
def test_the_notes_explain_what_is_placed_by_us(name: str) -> None:
    for section in select.report_sections(package(name)):
        panels = select.panels(package(name), section)
        notes = words.report_notes(package(name), panels, select.not_to_be_compared(section))
        reports = [r for panel in panels for r in panel.reports]
        leads = [lead for lead, _ in notes]
        assert ("Placed by us" in leads) == any(r.derived for r in reports)
        assert ("Our reading" in leads) == any(r.reading_rule and not r.derived for r in reports)
        assert [text for lead, text in notes if lead == "Careful"] == list(select.not_to_be_compared(section))
        for panel in panels:
            if panel.article:
                said = dict(notes)[f"Careful, the article's {figure_words.named(panel.article)}"]
                assert panel.article.caveat in said
        assert leads[-1] == figure_words.SOURCE
        assert words.NO_VERDICT in notes[0][1]
        assert len(words.notes_as_text(notes)) == len(notes) - 1


# The article's figure beside them


WAYS = {
    "below": "Below it",
    "above": "Above it",
    "earlier and lower": "Earlier and lower",
    "later and higher": "Later and higher",
    "compatible": "Compatible with it",
    "cannot be told": "Cannot be told",
}


def withdrawn(folder: Path, row: Row) -> bool:
    reports = cells(folder, "other_reports")
    taken_back = {r["revises"] or r["withdraws"] for r in reports} - {""}
    return bool({row["figure_id"], row["retells"]} & taken_back)


def counts(folder: Path, row: Row) -> bool:
    """False for what was withdrawn, what only withdraws another, and what retells another page's report."""
    return not (withdrawn(folder, row) or row["retells"] or (row["withdraws"] and not numbers(row)))


def counted_anew(folder: Path, measure: str) -> tuple[dict[str, dict[str, Row]], dict[str, Row]]:
    """Claimants with their latest comparable report by its relation; those whose latest of all is not comparable.

    No claimant in the two packages gave two comparable reports of one date: tests/test_cases.py has such.
    """
    own = article_figure(folder, measure)
    assert own is not None
    earlier = [row for row in reports_on(folder, measure) if not is_later(folder, row) and counts(folder, row)]
    wholes = {r["figure_id"] for r in earlier}
    like = [r for r in earlier if all(r[c] == own[c] for c in ("scope", "count_kind")) and r["part_of"] not in wholes]
    latest = {r["claimant"]: r for r in like}
    found: dict[str, dict[str, Row]] = {}
    is_toll = next(row for row in cells(folder, "measures") if row["measure"] == measure)["kind"] == "growing toll"
    for claimant, row in latest.items():
        way, theirs, ours = relation(folder, row, own), ends_of(row["as_of"])[1], ends_of(own["period"])[1]
        if is_toll and way == "below" and theirs < ours:
            way = "earlier and lower"
        if is_toll and way == "above" and theirs > ours:
            way = "later and higher"
        found.setdefault(way, {})[claimant] = row
    last: dict[str, list[Row]] = {}
    for row in earlier:
        if ends_of(row["as_of"])[1] == max(ends_of(r["as_of"])[1] for r in earlier if r["claimant"] == row["claimant"]):
            last.setdefault(row["claimant"], []).append(row)
    others = {who: rows for who, rows in last.items() if latest.get(who) not in rows}
    return found, {row["figure_id"]: row for rows in others.values() for row in rows}


def relation(folder: Path, row: Row, own: Row) -> str:
    """Found by trying numbers, and not by comparing ends: every end, its neighbours, 0, and a lot."""
    scale = next((m["unit"], m["per"]) for m in cells(folder, "measures") if m["measure"] == own["measure"])
    if not all(numbers(r) and (r["reading_rule"] or (r["unit"], r["per"]) == scale) for r in (row, own)):
        return "cannot be told"
    tried = {0.0, 1e12} | {n + beside for r in (row, own) for n in numbers(r) for beside in (-0.5, 0, 0.5)}
    strict_words = {h["hedge_words"] for h in cells(folder, "hedges") if h["strict"]}
    found = {}
    for strict in (True, False):
        theirs, ours = (
            {n for n in tried if n >= 0 and allows(r, n, strict and r["hedge_words"] in strict_words)}
            for r in (row, own)
        )
        found[strict] = "below" if max(theirs) < min(ours) else "above" if min(theirs) > max(ours) else "compatible"
    if found[True] != found[False] and (row["approximate"] or own["approximate"]):
        return "cannot be told"  # an "about" is no sharper than the number itself
    return found[True]


def allows(row: Row, number: float, strict: bool) -> bool:
    kind = "reading" if row["reading_low"] or row["reading_high"] else "stated"
    low, high = row[f"{kind}_low"], row[f"{kind}_high"]
    if low and (number < float(low) or (strict and not high and number == float(low))):
        return False
    return not (high and (number > float(high) or (strict and not low and number == float(high))))


def ids_of(found: dict[str, dict[str, Row]]) -> dict[str, list[str]]:
    return {way: [row["figure_id"] for row in rows.values()] for way, rows in found.items()}


@every_package
def test_the_comparison_counts_claimants_by_their_latest_comparable_report(name: str) -> None:
    folder, loaded = FOLDERS[name], package(name)
    ways: set[str] = set()
    for row in (row for rows in measures_in(folder).values() for row in rows):
        measure = measure_of(loaded, row["measure"])
        article = select.article_report(loaded, measure)
        if article is None:
            continue
        compared = compare(article, select.reports_of(loaded, measure))
        assert compared == compare(article, select.reports_of(loaded, measure)[::-1]), "the order of rows matters"
        found, others = counted_anew(folder, row["measure"])
        by_relation = {way: {s.first.figure_id for s in stated} for way, stated in compared.claimants.items()}
        assert by_relation == {way: set(ids) for way, ids in ids_of(found).items()}
        assert {s.first.figure_id for s in compared.not_compared} == {r["figure_id"] for r in others.values()}
        assert compared.compared == sum(map(len, found.values()))
        assert_told(row["measure"], words.comparison(article, compared), folder)
        ways |= set(found) | ({"not compared"} if others else set())
    if name == "other":
        assert ways >= {*get_args(Relation), "not compared"}, "a relation was not tested"


def assert_told(measure: str, summary: words.Summary, folder: Path) -> None:
    """The sentence counts as the files do; the lines name each claimant with date, figure and missing hedge."""
    own = article_figure(folder, measure)
    assert own is not None
    found, others = counted_anew(folder, measure)
    sentence = plain(summary.sentence)
    unhedged = f", {figure_words.UNHEDGED}" if own["bound"] == "unhedged" else ""
    ours = ", placed by our reading" if own["reading_rule"] else ""
    assert sentence.startswith(f'The article says "{own["figure_as_stated"]}"{unhedged}{ours}. ')
    number = re.search(r"Of (\d+) claimants? in this collection", sentence)
    assert int(number[1] if number else 0) == sum(map(len, found.values())), sentence
    stated = {way: int(n) for n, way in re.findall(r"(?<!these )\b(\d+) (below|above|compatible with) it", sentence)}
    for n, said in re.findall(r"(?<!these )\b(\d+) (lower at an earlier|higher at a later) date", sentence):
        stated["earlier and lower" if said.startswith("lower") else "later and higher"] = int(n)
    if untold := re.search(r"for (\d+) it cannot be told", sentence):
        stated["cannot be told"] = int(untold[1])
    assert stated == {way.replace("compatible", "compatible with"): len(rows) for way, rows in found.items()}, sentence
    read = [sum(bool(row["reading_rule"]) for row in found[way].values()) for way in WAYS if way in found]
    assert re.findall(r"of these (\d+) by our reading", sentence) == [str(n) for n in read if n], sentence
    assert words.NOT_A_VOTE in sentence
    assert (words.COMPATIBLE_MEANS in sentence) == ("compatible" in found), sentence
    assert own["scope"] in sentence
    assert own["count_kind"] in sentence
    told = [(way, found[way]) for code, way in WAYS.items() if code in found for way in [code]]
    told += [("not compared", others)] if others else []
    for (way, rows), line in zip(told, map(plain, summary.lines), strict=True):
        assert line.startswith(WAYS.get(way, "Not compared"))
        parts = [f"{r['claimant']} ({in_words(r['as_of'])}): {r['figure_as_stated']}" for r in rows.values()]
        assert all(part in line for part in parts), line
        assert len(re.findall(r" \([^()]*\d{4}\): ", line)) == len(parts), line
        assert line.count(figure_words.UNHEDGED) == sum(row["bound"] == "unhedged" for row in rows.values())


def test_what_the_comparison_says_of_the_killed() -> None:
    """Written by hand, once: the heart of the page."""
    found, others = counted_anew(FOLDERS["own"], "killed")
    assert {way: set(rows) for way, rows in found.items()} == {
        "compatible": {"Ukraine, president", "UK Ministry of Defence"},
        "earlier and lower": {"Western officials (BBC)"},
    }
    left = {"South Korea, NIS", "South Korea, official", "Ukraine, HUR", "Ukraine, SSO"}
    assert {row["claimant"] for row in others.values()} == left


@every_package
def test_a_claimant_counts_once_by_the_latest_report_up_to_the_article(name: str) -> None:
    loaded = package(name)
    measure, article, report = next(
        (m, own, r)
        for section in select.report_sections(loaded)
        for m in section
        if (own := select.article_report(loaded, m)) and own.can_be_placed
        for r in select.reports_of(loaded, m)
        if not r.is_later and (r.scope, r.count_kind) == (own.scope, own.count_kind)
    )
    day = loaded.article.published
    assert day is not None

    def said(key: str, number: int, years: int, **more: bool) -> Report:
        stated = replace(article.placed, low=number, high=number, strict_low=False, strict_high=False)
        when = Period.parse(str(day.last.replace(year=day.last.year + years)))
        return replace(
            report,
            figure_id=key,
            claimant="A new voice",
            stated=stated,
            reading=None,
            as_of=when,
            **more,  # type: ignore[arg-type]
        )

    much = 50 * int(max(end for end in (article.placed.low, article.placed.high) if end is not None))
    voices = (said("older", 1, -1), said("latest", much, 0), said("after", 1, 1, is_later=True))
    before = compare(article, select.reports_of(loaded, measure))
    after = compare(article, select.reports_of(replace(loaded, reports=(*voices, *loaded.reports)), measure))
    assert after.compared == before.compared + 1
    assert [s.first.figure_id for s in after.claimants["above"] if s.first.claimant == "A new voice"] == ["latest"]


@every_package
def test_who_gave_the_articles_number_for_what(name: str) -> None:
    folder, loaded, tried = FOLDERS[name], package(name), 0
    for section in select.report_sections(loaded):
        reports = {measure.measure: select.reports_of(loaded, measure) for measure in section}
        for measure, alike in itertools.permutations(section, 2):
            own, article = article_figure(folder, measure.measure), select.article_report(loaded, measure)
            if own is None or article is None:
                continue
            summary = words.number_elsewhere(article, reports[measure.measure], alike.label, reports[alike.measure])
            assert summary in words.summaries(loaded, section)
            sentence = plain(summary.sentence)
            assert f'the number of "{own["figure_as_stated"]}"' in sentence
            for which in (measure, alike):
                giving = [
                    row
                    for row in reports_on(folder, which.measure)
                    if not is_later(folder, row)
                    and counts(folder, row)
                    and {row["stated_low"], row["stated_high"]} & {own["stated_low"], own["stated_high"]} - {""}
                ]
                same = {r.figure_id for r in same_number(article, reports[which.measure])}
                assert same == {row["figure_id"] for row in giving}
                names = {row["claimant"] for row in giving}
                number = re.match(r"(no|\d+) claimants?", sentence.split(f'as "{which.label}" from ', 1)[1])
                assert number, sentence
                assert number[1] == (str(len(names)) if names else "no")
                detail = "; ".join(plain(line) for line in summary.lines if line.startswith(f'As "{which.label}": '))
                assert bool(detail) == bool(names)
                for claimant in names:
                    assert re.search(rf'{re.escape(claimant)}, [^;]*: ".*?"[^;]*, as read in ', detail), detail
                tried += len(names)
    assert tried


def test_the_one_claimant_for_the_killed_is_named_with_what_he_said_later() -> None:
    own = package("own")
    section = next(s for s in select.report_sections(own) if "killed" in [m.measure for m in s])
    number, comparison = words.summaries(own, section)
    assert 'as "Killed" from 1 claimant, and' in number.sentence
    assert comparison.sentence.startswith("The article says"), "that says less, and comes second"
    line = plain(next(text for text in number.lines if "; later, " in text))
    assert line.startswith('As "Killed": Ukraine, president, ')
    first, later = (
        next(r for r in own.reports if r.figure_id == key)
        for key in ("kyiv-president-2025-01-15-killed", "kyiv-president-2025-02-14-killed")
    )
    assert later in afterwards(first, select.reports_of(own, measure_of(own, "killed")))
    for r in (first, later):
        for part in (r.figure_as_stated, r.as_of.in_words(), r.source.publisher):
            assert part in line, f"{line!r} lacks {part!r}"
    assert f'" {PLACED_BY_US}' in line, "our words stand within the claimant's"


@every_package
def test_where_the_article_gives_no_figure_the_summary_says_so(name: str) -> None:
    folder, tried = FOLDERS[name], 0
    for section in select.report_sections(package(name)):
        if not any(article_figure(folder, m.measure) for m in section):
            (summary,) = words.summaries(package(name), section)
            names = {row["claimant"] for m in section for row in reports_on(folder, m.measure)}
            assert summary.sentence.startswith("The article gives no figure for this. ")
            assert f" {len(names)} claimant" in summary.sentence
            tried += 1
    assert tried == (name == "own")


# No average, no total, no number of ours


def told_on_reports(name: str) -> Iterator[str]:
    """Every sentence on the reports."""
    for section in select.report_sections(package(name)):
        panels = select.panels(package(name), section)
        notes = words.report_notes(package(name), panels, select.not_to_be_compared(section))
        yield from (text for _, text in notes)
        yield words.reports_alt(select.reports_chart(section).title, panels)
        for summary in words.summaries(package(name), section):
            yield from (summary.sentence, *summary.lines)
        for r in (r for panel in panels for r in panel.reports):
            yield from (words.report_cell(r), words.report_counted(r, on_scale=True), words.report_speaker(r))


def test_no_sentence_speaks_of_an_average_or_a_total() -> None:
    """The other package's data hold none of these words, so any would be ours."""
    averages = re.compile(
        r"\b(averag\w+|median\w*|mean|midpoint\w*|totals?|sums?|best|likely|likeliest|trend\w*|consensus)\b", re.I
    )
    tables = ("other_reports", "measures", "charts")
    theirs = " ".join(" ".join(r.values()) for t in tables for r in cells(FOLDERS["other"], t))
    assert not averages.search(theirs.replace("at best 320", ""))
    for text in told_on_reports("other"):
        for denial in (
            words.NO_VERDICT,
            figure_words.NOT_A_TOTAL,
            "at\u00a0best\u00a0320",
            "at best 320",
            "at best\u00a0320",
        ):
            text = text.replace(denial, "")
        assert not averages.search(text), averages.search(text)


@every_package
def test_every_large_number_on_the_reports_is_somebodys(name: str) -> None:
    folder = FOLDERS[name]
    known = " ".join(" ".join(row.values()) for path in folder.glob("*.csv") for row in cells(folder, path.stem))
    theirs = set(re.findall(r"\d[\d,]*\d|\d", known))
    theirs |= {f"{int(n):,}" for n in theirs if n.isdigit()}
    for text in told_on_reports(name):
        for number in re.findall(r"\d{1,3}(?:,\d{3})+|\d{5,}", text):
            assert number in theirs, f"{number} stands in {text!r} and in no row"
