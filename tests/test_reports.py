"""Reports of others: who said what, in which group and order, beside which figure; nothing is averaged or added up.

The answers are held against the CSV files, read by Python's own reader and counted anew.
"""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.analysis import select
from figures.analysis.compare import GROUPS, Group, Statement, beside, by_time, statements, with_the_number
from figures.language.english import quoted, with_article
from figures.model.bound import Bound
from figures.model.package import Package
from figures.model.period import Period
from figures.model.records import Measure
from figures.package.describe import describe
from figures.package.problems import PackageError
from figures.package.read import load
from figures.words import beside as others
from figures.words import figure as figure_words
from figures.words import reports as words
from tests import cases
from tests.conftest import examples
from tests.editing import copy_of, read, row_where, set_cells, write
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


def measure_of(loaded: Package, key: str) -> Measure:
    found = loaded.measure(key)
    assert found is not None
    return found


def with_reports(loaded: Package) -> list[tuple[Measure, ...]]:
    """The sections that have a chart of reports."""
    return [section for section in select.sections(loaded) if select.all_reports(loaded, section)]


# Sections and cards


@every_package
def test_sections_stand_in_the_order_of_the_cards(name: str) -> None:
    """A section for each chart of reports or measure without one; in it, the article's own measure comes first."""
    folder, loaded = FOLDERS[name], package(name)
    own = {row["measure"] for row in cells(folder, "article_figures")}
    told = own | {row["measure"] for row in cells(folder, "other_reports")}
    found = [[m.measure for m in section] for section in select.sections(loaded)]
    assert set(itertools.chain(*found)) == told and len(set(itertools.chain(*found))) == sum(map(len, found))
    rows = {row["measure"]: row for row in cells(folder, "measures")}
    for section in found:
        assert len(section) == 1 or len({rows[m]["reports_chart"] for m in section}) == 1
        assert [m in own for m in section] == sorted((m in own for m in section), reverse=True)
    by_chart = [chart for m in told if (chart := rows[m]["reports_chart"])]
    assert len(found) == len(set(by_chart)) + len([m for m in told if not rows[m]["reports_chart"]])
    headlines = [[int(rows[m]["headline"] or 999) for m in section] for section in found]
    assert list(map(min, headlines)) == sorted(map(min, headlines))
    by_headline = sorted((m for m in rows.values() if m["headline"]), key=lambda m: int(m["headline"]))
    cards = [figure["figure_id"] for m in by_headline if (figure := article_figure(folder, m["measure"]))]
    assert [f.figure_id for f in select.headlines(loaded)] == cards


def test_a_figure_that_no_scale_can_hold_is_a_card_only_where_there_is_no_other() -> None:
    own = package("own")
    first = select.headlines(own)[0]
    unplaced = replace(first, figure_id="words", bound="unnumbered", stated=Bound(), reading=None)
    before = replace(own, figures=(unplaced, *own.figures))
    assert select.headlines(before)[0] == first
    assert select.article_figures(before, first.measure)[:2] == (first, unplaced)
    assert select.headlines(replace(own, figures=(unplaced,))) == (unplaced,)
    assert select.article_figures(replace(own, figures=()), first.measure) == ()


def test_a_package_without_reports_has_a_section_for_each_figure(copied: Path) -> None:
    for table in ("other_reports", "derived", "slips", "claimants"):
        (copied / f"{table}.csv").unlink()
    describe(copied)
    loaded = load(copied)
    assert {m.measure for section in select.sections(loaded) for m in section} == {
        f.measure.measure for f in loaded.figures
    }
    assert select.reports_of(loaded, loaded.measures[0]) == ()


# The data


def test_each_measure_of_the_article_has_reports_beside_it() -> None:
    needed = {row["measure"] for row in cells(FOLDERS["own"], "article_figures")} | {"shells_supplied"}
    assert needed == {"deployed", "killed", "captured", "additional", "shells_fired", "shells_supplied"}
    assert needed <= {report.measure.measure for report in package("own").reports}


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


# A panel as the files say it must be: its heading, and the ids of its reports, the article's figure and the one marked.
PanelRow = tuple[str, list[str], str | None, str | None]


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


def expected(folder: Path, measures: Sequence[Row], kind: str = "") -> list[PanelRow]:
    """The panels of a chart of reports, with the article's figure in its place."""
    found: list[PanelRow] = []
    figures = {m["measure"]: article_figure(folder, m["measure"]) for m in measures}
    first = next((own["figure_id"] for own in figures.values() if own), None)
    for measure in measures:
        rows = reports_on(folder, measure["measure"])
        reports = once([row for row in rows if kind in ("", row["claimant_kind"])])
        own = figures[measure["measure"]]
        own_id, alike = (own["figure_id"], None) if own else (None, first)
        by = [] if has_own_units([measure]) else measure["reports_by"].split()
        if not by or not (reports or own):
            found.append((measure["label"], [r["figure_id"] for r in reports], own_id, own_id or alike))
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
            found.append((heading, groups[key], here, here or alike))
    return [(heading, nearest(folder, ids), article, marked) for heading, ids, article, marked in found]


def assert_follows_the_files(folder: Path, loaded: Package, kind: str = "") -> None:
    sections = measures_in(folder)
    found = {select.reports_chart(section).chart: section for section in with_reports(loaded)}
    assert set(found) == set(sections)
    for key, rows in sections.items():
        by_key = {row["measure"]: row for row in rows}
        assert {measure.measure for measure in found[key]} == set(by_key)
        panels: list[PanelRow] = []
        for p in select.panels(loaded, found[key], kind=kind):
            article, marked = (figure.figure_id if figure else None for figure in (p.article, p.marked))
            panels.append((p.heading, [r.figure_id for r in p.reports], article, marked))
        assert panels == expected(folder, [by_key[m.measure] for m in found[key]], kind), f"{key}, {kind}"
        assert select.share_a_scale(found[key]) != has_own_units(rows)


@every_package
def test_a_panel_holds_its_reports_in_order_of_date_and_the_article(name: str) -> None:
    """Groups never mix; the article's comes first, the others in the order of the codes. A filter keeps its kind."""
    folder, loaded = FOLDERS[name], package(name)
    known = codes(folder, "claimant_kind")
    for kind in ("", *known):
        assert_follows_the_files(folder, loaded, kind)
    for report in loaded.reports:
        assert report.emphasised == (report.claimant_kind == known[0])


def test_a_crowded_panel_keeps_the_reports_nearest_in_date_to_the_article() -> None:
    own = package("own")
    killed = measure_of(own, "killed")
    report = select.reports_of(own, killed)[0]
    days = [f"{year}-{month:02}-01" for year in range(2023, 2027) for month in range(1, 13)]
    many = tuple(replace(report, figure_id=day, as_of=Period.parse(day)) for day in reversed(days))
    panel = select.panels(replace(own, reports=many), (killed,))[0]
    assert (len(panel.reports), panel.left_out) == (select.MOST, len(days) - select.MOST)
    published = ends_of(article_of(FOLDERS["own"])["published"])[1]
    nearest_days = sorted(days, key=lambda day: abs(date.fromisoformat(day) - published))[: select.MOST]
    assert [r.figure_id for r in panel.reports] == sorted(nearest_days)
    assert words.panel_heading(panel) == "Killed (40 of 48 reports, those nearest in date to the article)"


@every_package
def test_only_the_date_of_the_claim_decides_whether_a_report_is_later(name: str) -> None:
    folder, loaded = FOLDERS[name], package(name)
    assert not {"later", "is_later"} & set(cells(folder, "other_reports")[0])
    assert {r.figure_id: r.is_later for r in loaded.reports} == {
        row["figure_id"]: is_later(folder, row) for row in cells(folder, "other_reports")
    }
    assert {r.is_later for r in loaded.reports} == {True, False}


def test_the_data_say_which_measures_share_a_chart(copied: Path) -> None:
    """Another pair that looks alike gets a chart of two panels, and the first pair one chart each."""
    kept = [row for row in read(copied / "charts.csv") if row[0] != "additional-reports"]
    write(copied / "charts.csv", [*kept, ["hurt", "Hurt", "People"]])
    path, why = copied / "measures.csv", "Who is sent is not who may be sent."
    set_cells(path, "killed", looks_like="", looks_like_why="")
    set_cells(path, "casualties", looks_like="", looks_like_why="", reports_chart="hurt")
    shared = {"looks_like_why": why, "reports_by": "", "reports_chart": "deployed-reports"}
    set_cells(path, "deployed", looks_like="additional", **shared)
    set_cells(path, "additional", looks_like="deployed", **shared)
    loaded = load(copied)
    assert_follows_the_files(copied, loaded)
    found = {select.reports_chart(section).chart: section for section in with_reports(loaded)}
    assert [len(found[key]) for key in ("killed-or-casualties", "hurt", "deployed-reports")] == [1, 1, 2]
    assert select.not_to_be_compared(found["deployed-reports"]) == (why,)
    assert select.not_to_be_compared(found["hurt"]) == ()


def test_each_group_beside_a_measure_that_looks_alike_marks_its_figure(copied: Path) -> None:
    set_cells(copied / "measures.csv", "casualties", reports_by="scope count_kind")
    loaded = load(copied)
    assert_follows_the_files(copied, loaded)
    killed = next(section for section in select.sections(loaded) if section[0].measure == "killed")
    panels = select.panels(loaded, killed)
    casualties = {(row["scope"], row["count_kind"]) for row in once(reports_on(copied, "casualties"))}
    assert len(panels) == 1 + len(casualties) > 2
    assert panels[0].article is not None and not any(panel.article for panel in panels[1:])
    assert {panel.marked for panel in panels} == {panels[0].article}


@pytest.mark.parametrize(
    ("measure", "changed", "blamed"),
    [
        ("deployed", {"reports_chart": "killed-or-casualties"}, "deployed"),
        ("killed", {"looks_like": "", "looks_like_why": ""}, "casualties"),
        ("captured", {"reports_chart": "deployed-reports"}, "captured"),
    ],
    ids=["a third measure", "a pair that no longer looks alike", "two of different kinds"],
)
def test_measures_that_do_not_look_alike_cannot_share_a_chart(
    measure: str, changed: dict[str, str], blamed: str, copied: Path
) -> None:
    set_cells(copied / "measures.csv", measure, **changed)
    with pytest.raises(PackageError) as caught:
        load(copied)
    place = ("measures.csv", row_where(copied / "measures.csv", blamed), "reports_chart")
    assert [(p.file, p.row, p.column) for p in caught.value.problems].count(place) == 1, str(caught.value)


# A report in words


@every_package
def test_each_place_of_a_report_holds_what_it_must(name: str) -> None:
    folder = FOLDERS[name]
    units = {row["measure"]: row["unit"] for row in cells(folder, "measures")}
    names = {row["claimant"]: row["full_name"] for row in cells(folder, "claimants")}
    times, derived, later = set(), 0, 0
    for row, r in zip(cells(folder, "other_reports"), package(name).reports, strict=True):
        mark, cell, sentence = map(plain, (words.report_words(r), words.report_cell(r), words.sentence(r)))
        unit = "" if row["unit"] in (units[row["measure"]], "share") else f" {row['unit']}"
        first, _, rest = unit.strip().partition(" ")  # a unit that the figure names goes without the word
        if first == "share" or (first and row["figure_as_stated"].endswith(f" {first}")):
            unit = f" {rest}".rstrip()
        per = f" {with_article(row['per'])}" if row["per"] else ""
        forecast = " (a forecast)" if row["obs_status"] == "F" else ""
        placed = f" {PLACED_BY_US}" if row["derived"] else ""
        taken_back = ""
        if is_withdrawn(folder, row):
            taken_back = f" (withdrawn on {r.superseded_on.in_words() if r.superseded_on else ''})"
            assert "Withdrawn on" in cell and "it counts nowhere" in cell
        assert mark == f"{row['figure_as_stated']}{unit}{per}{placed}{forecast}{taken_back}"
        who = words.spoken_by(r)
        assert who and row["said_by"].startswith(who)
        unhedged = ", stated without a hedge" if row["bound"] == "unhedged" else ""
        gave = f"{who[0].upper()}{who[1:]} gave {mark}{unhedged}, {words.on_date(r.as_of)}"
        ours = " (our translation)" if row["translation"] else ""
        assert sentence.startswith(f"{gave}: {row['definition']}{ours}; as read in {r.source.publisher}, ")
        assert cell.startswith(f"{row['figure_as_stated']} ({row['unit']}{per}){placed}. {figure_words.meaning(r)}")
        assert (words.LATER in cell) == is_later(folder, row), f"{row['figure_id']}: {cell}"
        assert (words.TOLD_AGAIN in cell) == bool(row["retells"])
        as_of = Period.parse(row["as_of"])
        assert plain(words.claimant_line(r)).split("   ") == [as_of.in_words(short=True), row["claimant"]]
        assert words.row_heading(r) == f"{row['claimant']}, {as_of.in_words()}"
        speaker = plain(words.report_speaker(r))
        full = names.get(row["claimant"], row["claimant"])
        kind = f"{row['claimant_kind'][0].upper()}{row['claimant_kind'][1:]}"
        assert speaker.startswith(f"{kind}{f': {full}' if full != row['claimant'] else ''}. ")
        assert f". {row['said_by'][0].upper()}{row['said_by'][1:]}" in speaker and speaker.endswith(". As read in")
        for on_scale, whose in ((True, figure_words.PLACED_BY_READING), (False, figure_words.NUMBERED_BY_READING)):
            said = words.report_counted(r, on_scale=on_scale)
            assert row["definition"][1:] in said and row["caveat"] in said
            assert (f"{whose}, not the source's: " in said) == bool(row["reading_rule"])
        if row["derived"]:
            assert not row["stated_low"] and not row["stated_high"] and row["reading_rule"], row["figure_id"]
        times.add(row["per"])
        derived += bool(row["derived"])
        later += is_later(folder, row)
    assert later and (name == "ferries" or (len(times) > 2 and derived))


@pytest.mark.parametrize(
    ("edtf", "told"),
    [
        ("2025-09-02", "on 2 September 2025"), ("2025-01", "in January 2025"), ("2025", "in 2025"),
        ("2025-07-11/2025-07-13", "from 11 to 13 July 2025"), ("2024-10/2024-12", "from October to December 2024"),
    ],
)  # fmt: skip
def test_a_date_in_a_sentence(edtf: str, told: str) -> None:
    assert plain(words.on_date(Period.parse(edtf))) == told


@pytest.mark.parametrize(
    ("said_by", "spoken_by"),
    [
        ("the harbour office, as told on the page", "the harbour office"),
        ("the president, in an interview", "the president, in an interview"),
        ("the ministry, in its own update", "the ministry"),
        ("the office, in a copy of its page", "the office"),
        ("two officials, quoted by the Gazette", "two officials"),
        ("the union, as words of its head have it", "the union, as words of its head have it"),
    ],
)
def test_a_speaker_is_told_without_the_pages(said_by: str, spoken_by: str) -> None:
    assert words.spoken_by(replace(package("own").reports[0], said_by=said_by)) == spoken_by


@every_package
def test_alt_texts_and_notes_of_a_chart_of_reports(name: str) -> None:
    """At most 60 words; the article's figure with its hedge. Every reading is explained, and every caveat told."""
    for section in with_reports(package(name)):
        panels = select.panels(package(name), section)
        reports = [r for panel in panels for r in panel.reports]
        alt = plain(words.reports_alt("A title", panels))
        assert alt.startswith("Chart: A title. ") and len(alt.split()) <= 60
        assert f"{len(reports)} report{'s' * (len(reports) != 1)} of {len({r.claimant for r in reports})}" in alt
        notes = words.report_notes(package(name), panels, select.not_to_be_compared(section))
        leads = [lead for lead, _ in notes]
        assert ("Placed by us" in leads) == any(r.derived for r in reports)
        assert ("Our reading" in leads) == any(r.reading_rule and not r.derived for r in reports)
        assert [text for lead, text in notes if lead == "Careful"] == list(select.not_to_be_compared(section))
        for own in (panel.article for panel in panels if panel.article):
            assert plain(f"he article's {figure_words.named(own)}") in alt
            assert own.caveat in dict(notes)[f"Careful, the article's {figure_words.named(own)}"]
        assert leads[-1] == figure_words.SOURCE and words.NO_VERDICT in notes[0][1]
    assert words.strip_label(package(name).figures[0], at_home=True) == "the article's figure"


# The article's figure beside them, counted anew


def is_withdrawn(folder: Path, row: Row) -> bool:
    taken_back = {r[column] for r in cells(folder, "other_reports") for column in ("revises", "withdraws")} - {""}
    return bool({row["figure_id"], row["retells"]} & taken_back)


def counting(folder: Path, measure: str) -> list[dict[str, str]]:
    """The rows on a measure that count, in order of date: none withdrawn, told again, or only withdrawing another."""
    told_once = [row for row in reports_on(folder, measure) if not (is_withdrawn(folder, row) or row["retells"])]
    return sorted((row for row in told_once if numbers(row) or not row["withdraws"]), key=place_of)


def place_of(row: Row) -> tuple[date, date, str, str]:
    first, last = ends_of(row["as_of"])
    return last, first, row["claimant"], row["figure_id"]


def latest(rows: Sequence[Row]) -> list[Row]:
    """The rows of the last date of each claimant."""
    last = {row["claimant"]: ends_of(row["as_of"])[1] for row in rows}  # in order of date
    return [row for row in rows if ends_of(row["as_of"])[1] == last[row["claimant"]]]


def counted_anew(folder: Path, measure: str) -> dict[str, list[str]]:
    """The ids of each group, newest first, where every statement is one row."""
    own = article_figure(folder, measure)
    day = ends_of(article_of(folder)["published"])[1]
    ids = {row["figure_id"] for row in reports_on(folder, measure)}
    rows = [row for row in counting(folder, measure) if row["part_of"] not in ids]

    def of_both_sides(some: Sequence[Row]) -> list[Row]:
        return [row for side in (False, True) for row in latest([r for r in some if is_after(r, day) == side])]

    found: dict[str, list[Row]] = {group: [] for group in GROUPS}
    if own is None or not numbers(own):
        for row in of_both_sides(rows):
            found["after" if is_after(row, day) else "before"].append(row)
    else:
        like = [row for row in rows if is_like(row, own)]
        same = [row for row in like if gives_the_number(folder, row, own)]
        first = {row["claimant"]: row for row in reversed(same)}
        shown = [row for row in like if row in of_both_sides(like) or row in first.values()]
        for row in shown:
            group = stands(folder, row, own)  # what differs, differs with the same number too
            found["same" if row in same and group in ("room", "other") else group].append(row)
        heard = {row["claimant"] for row in shown}
        found["other"] += of_both_sides([row for row in rows if row not in like and row["claimant"] not in heard])
    newest = {group: sorted(some, key=place_of, reverse=True) for group, some in found.items() if some}
    return {group: [row["figure_id"] for row in some] for group, some in newest.items()}


def is_after(row: Row, day: date) -> bool:
    return ends_of(row["as_of"])[0] > day


def is_like(row: Row, own: Row) -> bool:
    anywhere = any(r["scope"].startswith("not ") for r in (row, own))
    return row["count_kind"] == own["count_kind"] and (anywhere or row["scope"] == own["scope"])


def scale_of(folder: Path, measure: str) -> tuple[str, str, str]:
    return next((m["unit"], m["per"], m["kind"]) for m in cells(folder, "measures") if m["measure"] == measure)


Ends = tuple[float | None, float | None]


def ends_in_measure(folder: Path, row: Row, kind: str) -> Ends:
    """The ends of a row ("stated" or "reading") in the unit and time of its measure; none in another unit or time."""
    unit, per, _ = scale_of(folder, row["measure"])
    whole = {"percent": 100, "share": 1}
    times = whole[unit] / whole[row["unit"]] if {unit, row["unit"]} <= set(whole) else float(unit == row["unit"])
    times = 1 if kind == "reading" else times * (per == row["per"])
    low, high = (
        float(row[f"{kind}_{end}"]) * times if row[f"{kind}_{end}"] and times else None for end in ("low", "high")
    )
    return low, high


def gives_the_number(folder: Path, row: Row, own: Row) -> bool:
    theirs, ours = (set(ends_in_measure(folder, r, "stated")) - {None} for r in (row, own))
    return bool(theirs & ours)


def stands(folder: Path, row: Row, own: Row) -> str:
    """The group of a comparable row, whatever its number."""
    way = relation(folder, row, own)
    if scale_of(folder, own["measure"])[2] == "growing toll":
        theirs, ours = ends_of(row["as_of"])[1], ends_of(own["period"])[1]
        if way == "below" and theirs < ours:
            return "earlier"
        if way == "above" and theirs > ours:
            return "room"
    return {"below": "differs", "above": "differs", "compatible": "room"}.get(way, "other")


def relation(folder: Path, row: Row, own: Row) -> str:
    """Found by trying numbers, and not by comparing ends: every end, its neighbours, 0, and a lot."""
    both = [ends_in_measure(folder, r, "reading" if r["reading_rule"] else "stated") for r in (row, own)]
    if not all(set(ends) - {None} for ends in both):
        return "cannot be told"
    tried = {0.0, 1e12} | {n + near for ends in both for n in ends if n is not None for near in (-0.5, 0, 0.5)}
    strict_words = {h["hedge_words"] for h in cells(folder, "hedges") if h["strict"]}
    found = {}
    for strict in (True, False):
        theirs, ours = (
            {n for n in tried if n >= 0 and allows(ends, n, strict and r["hedge_words"] in strict_words)}
            for r, ends in zip((row, own), both, strict=True)
        )
        found[strict] = "below" if max(theirs) < min(ours) else "above" if min(theirs) > max(ours) else "compatible"
    if found[True] != found[False] and (row["approximate"] or own["approximate"]):
        return "cannot be told"  # an "about" is no sharper than the number itself
    return found[True]


def allows(ends: Ends, number: float, strict: bool) -> bool:
    low, high = ends
    if low is not None and (number < low or (strict and high is None and number == low)):
        return False
    return not (high is not None and (number > high or (strict and low is None and number == high)))


def ids_of(groups: Mapping[Group, Sequence[Statement]]) -> dict[str, list[str]]:
    return {group: [report.figure_id for s in stated for report in s.reports] for group, stated in groups.items()}


def assert_beside_the_article(folder: Path, loaded: Package) -> set[str]:
    """Hold every measure against the files, with the rows in several orders. Returns the groups that occur."""
    day = ends_of(article_of(folder)["published"])[1]
    seen: set[str] = set()
    for measure in loaded.measures:
        own, reports = select.main_figure(loaded, measure), select.reports_of(loaded, measure)
        found = beside(own, reports, day)
        wanted = counted_anew(folder, measure.measure)
        assert ids_of(found) == wanted, measure.measure
        assert list(found) == [group for group in GROUPS if group in found]
        for turned in (reports[::-1], sorted(reports, key=lambda r: r.figure_id[::-1])):
            assert beside(own, turned, day) == found, "the order of rows matters"
        seen |= set(found)
        rows = counting(folder, measure.measure)
        up_to, since = ([r for r in rows if is_after(r, day) == side] for side in (False, True))
        by_day: dict[str, Sequence[Row]] = {"after": since, "before": latest(up_to)}
        assert {g: set(some) for g, some in ids_of(by_time(reports[::-1], day)).items()} == {
            group: {row["figure_id"] for row in some} for group, some in by_day.items() if some
        }
        figure = article_figure(folder, measure.measure)
        if own and figure:
            for comparable in (False, True):
                giving = [r for r in up_to if gives_the_number(folder, r, figure)]
                giving = [r for r in giving if not comparable or is_like(r, figure)]
                first = list({row["claimant"]: row["figure_id"] for row in reversed(giving)}.values())
                same = with_the_number(own, reports[::-1], day, comparable=comparable)
                assert [s.first.figure_id for s in same] == [r["figure_id"] for r in giving if r["figure_id"] in first]
    return seen


@every_package
def test_each_claimant_stands_beside_the_article_by_its_latest_statements(name: str) -> None:
    seen = assert_beside_the_article(FOLDERS[name], package(name))
    lacking: dict[str, set[str]] = {
        "own": set(),
        "other": {"earlier"},
        "ferries": {"same", "earlier", "after", "before"},
    }
    assert seen == set(map(str, GROUPS)) - lacking[name]


MANY = cases.row("many", "unnumbered", hedge="many")
FIGURES = [MANY] + [
    row for n in (900, 1000, 1100) for row in (
        cases.row(f"{n:,}", "unhedged", n),
        cases.row(f"about {n:,}", "about", n, hedge="about"),
        cases.row(f"more than {n:,}", "at_least", n, "", "more than"),
        cases.row(f"up to {n:,}", "at_most", "", n, "up to"),
        cases.row(f"{n:,} to 1,200", "between", n, 1200),
    )
]  # fmt: skip
COUNTED = {
    "claimant": "ABC", "as_of": ["2025-05-01", "2025-06", "2025-07-11", "2025-07-12", "2025-07", "2025-08"],
    "scope": ["everywhere", "harbour", "not stated"], "count_kind": ["total so far", "one day"],
    "unit": ["people", "teams"],
}  # fmt: skip


@st.composite
def reports_of_three(draw: st.DrawFn) -> list[cases.Row]:
    """Reports of three claimants, no two of which make one statement; some are parts of another or tell it again."""
    counted = st.fixed_dictionaries({column: st.sampled_from(known) for column, known in COUNTED.items()})
    made: list[cases.Row] = []
    for what in draw(st.lists(counted, min_size=1, max_size=10, unique_by=lambda row: tuple(map(row.get, COUNTED)))):
        row = draw(st.sampled_from(FIGURES)) | what | {"definition": f"{what['unit']} killed"}
        wholes = [f"r{i}" for i, r in enumerate(made, 1) if same_day(r, row) and not {"retells", "part_of"} & set(r)]
        to = draw(st.sampled_from(["", "", "part_of", "retells"]))
        made.append(row | {to: wholes[0]} if wholes and to else row)
    return made


def same_day(one: Row, other: Row) -> bool:
    return all(one[column] == other[column] for column in ("claimant", "as_of"))


@settings(max_examples=examples(40))
@given(
    st.sampled_from(FIGURES), reports_of_three(), st.sampled_from(["count", "growing toll"]),
    st.sampled_from(["everywhere", "not stated"]),
)  # fmt: skip
def test_any_reports_stand_beside_any_figure_as_the_files_say(
    own: cases.Row, reports: list[cases.Row], kind: str, scope: str
) -> None:
    with tempfile.TemporaryDirectory() as made:
        measure = {"kind": kind}
        folder = cases.write(Path(made), [own | {"scope": scope}], reports, measure=measure, strict=["more than"])
        loaded = load(folder)
        assert_beside_the_article(folder, loaded)
    groups = beside(loaded.figures[0], loaded.reports, date(2025, 7, 11))
    shown = [s for stated in groups.values() for s in stated]
    assert len(shown) == len(set(shown)), "a statement stands in two groups"
    ids = {report.figure_id for report in loaded.reports}
    speaking = {s.first.claimant for s in statements(loaded.reports) if s.first.part_of not in ids}
    assert {s.first.claimant for s in shown} == speaking, "a speaker is lost"


def test_what_is_said_of_the_killed() -> None:
    """Written by hand, once: the heart of the page."""
    assert {group: set(ids) for group, ids in counted_anew(FOLDERS["own"], "killed").items() if group != "other"} == {
        "differs": {"seoul-nis-2025-09-02-killed-newsis"},
        "same": {"kyiv-president-2025-01-15-killed"},
        "room": {"uk-mod-2025-03-28-killed", "kyiv-president-2025-02-14-killed"},
        "earlier": {
            "seoul-nis-2025-04-30-killed", "kyiv-hur-2025-02-26-killed", "western-officials-2025-01-killed-bbc",
            "seoul-official-2024-11-05-killed",
        },
    }  # fmt: skip
    own = package("own")
    killed, casualties = (measure_of(own, key) for key in ("killed", "casualties"))
    article, day = select.main_figure(own, killed), own.article.published
    assert day and article
    groups = beside(article, select.reports_of(own, killed), day.last)
    assert others.tally(groups) == (
        "8 comparable figures of others: 1 differing from the article's; 1 with the same number; 2 not ruling it out, "
        "which is no confirmation; 4 lower, at an earlier date."
    )
    same, elsewhere = (
        with_the_number(article, select.reports_of(own, m), day.last, comparable=m == killed)
        for m in (killed, casualties)
    )
    assert plain(others.alike(article, same, casualties, elsewhere)) == (
        'Up to the article\'s date, 7 speakers gave this number, hedged or not, as "killed and wounded, together". '
        'Of them, Ukraine, president also gave it as "killed". Whether the article mixed up the two counts cannot be '
        "known."
    )
    (first,) = same
    stated = statements(select.reports_of(own, killed))
    said = plain(others.who_else(article, same, stated, others.Names()))
    assert said.startswith('As "killed", 1 speaker: ')
    assert ", on 15 January 2025 and on 21 January 2025 (4,000, stated without a hedge), " in said, "twice the same"
    (last,) = (s for s in groups["room"] if s.first.claimant == first.first.claimant)
    assert said.endswith(f", then on 14 February 2025: {plain(others.figures_of(last))}.")


# The groups in words


@every_package
def test_each_statement_is_told_with_its_hedge_its_speaker_and_what_else_it_counts(name: str) -> None:
    loaded, rows = package(name), {row["figure_id"]: row for row in cells(FOLDERS[name], "other_reports")}
    day = loaded.article.published
    assert day
    seen = set()
    for measure in loaded.measures:
        article, names = select.main_figure(loaded, measure), others.Names()
        met: set[str] = set()
        for statement in (s for g in beside(article, select.reports_of(loaded, measure), day.last).values() for s in g):
            row, first = rows[statement.first.figure_id], statement.first
            figure, short = plain(others.figures_of(statement)), plain(others.in_a_row(statement))
            assert row["figure_as_stated"] in figure and row["figure_as_stated"] in short
            assert ("without a hedge" in figure) == ("no hedge" in short) == (row["bound"] == "unhedged")
            assert (PLACED_BY_US in figure) == bool(row["derived"]) and PLACED_BY_US not in short
            ours = others.by_our_arithmetic(statement)
            lead = "our reading: " if row["bound"] == "unhedged" else "by our arithmetic "
            is_read = first.reading is not None and first.reading.ends != first.stated.ends
            assert ours.startswith(lead) == bool(ours) == is_read and (is_read or not row["derived"])
            assert ours.endswith(", no hedge") == (is_read and row["bound"] == "unhedged")
            assert "no upper figure" not in ours
            spelled_out = names.of(first)
            assert (spelled_out == row["claimant"]) == (row["claimant"] in met) or name == "other"
            met.add(row["claimant"])
            assert names.of(first) == row["claimant"]
            if article is None:
                assert others.counts_another_thing(statement, article) == ""
                continue
            other = others.counts_another_thing(statement, article)
            assert (row["count_kind"] in other) == (row["count_kind"] != article.count_kind) or not row["count_kind"]
            place = "without saying where" if row["scope"].startswith("not ") else row["scope"]
            assert (place in other) == (row["scope"] != article.scope)
            inside = plain(others.in_brackets(statement, article, select.last_day(loaded)))
            spoken = words.spoken_by(first)
            assert f"{spoken[0].upper()}{spoken[1:]}, " in inside and inside.endswith(f"{other})")
            assert inside.startswith(plain(f"({ours}"))
            assert str(ends_of(row["as_of"])[1].year) in inside
            assert (", after the article" in inside) == is_after(row, day.last)
            seen |= {"after" if is_after(row, day.last) else "before", bool(other), bool(ours)}
    assert seen >= {"after", "before", True}


def giving(folder: Path, measure: str, own: Row, day: date) -> list[dict[str, str]]:
    """The rows on a measure, up to a day, that give the number of the article's figure: of its own, comparable ones."""
    rows = [r for r in counting(folder, measure) if not is_after(r, day) and gives_the_number(folder, r, own)]
    return [r for r in rows if is_like(r, own)] if measure == own["measure"] else rows


@every_package
def test_the_sentences_on_a_number_count_speakers_as_the_files_do(name: str) -> None:
    """Who else gave it for the same thing, and for what is easily taken for it; no number of them confirms it."""
    folder, loaded, tried = FOLDERS[name], package(name), 0
    day = ends_of(article_of(folder)["published"])[1]
    for measure in loaded.measures:
        own, figure = select.main_figure(loaded, measure), article_figure(folder, measure.measure)
        if own is None or figure is None or own.in_measure.is_open:
            continue
        speakers = list(dict.fromkeys(row["claimant"] for row in giving(folder, measure.measure, figure, day)))
        same = with_the_number(own, select.reports_of(loaded, measure), day, comparable=True)
        said = plain(others.who_else(own, same, (), others.Names()))
        if speakers:
            who = f"{len(speakers)} speaker{'s' * (len(speakers) != 1)}"
            assert said.startswith(f"As {quoted(measure.label.lower())}, {who}: ")
            assert others.how_many(same).startswith(f"{who}, with or without a hedge")
            for statement in same:
                given = f", {words.on_date(statement.first.as_of)} ({others.figures_of(statement)})"
                assert plain(given) in said, f"{said!r} lacks {given!r}"
        else:
            assert said == others.how_many(same) == others.NOBODY
        wrong, why = others.not_confirmed(own, len(speakers))
        assert "several sources confirm" in wrong and "Room for a number confirms nothing." in why
        gave = f"{len(speakers)} speaker{'s' * (len(speakers) != 1)}" if speakers else "Nobody"
        assert why.startswith(f"{gave} gave this number")
        alike = loaded.measure(measure.looks_like)
        if alike:
            elsewhere = giving(folder, alike.measure, figure, day)
            told = others.alike(own, same, alike, with_the_number(own, select.reports_of(loaded, alike), day))
            n = len({row["claimant"] for row in elsewhere})
            assert f"{n} speaker{'s' * (n != 1)} gave this number, " in told and others.CANNOT_BE_KNOWN in told
            both = {row["claimant"] for row in elsewhere} & set(speakers)
            assert all(f" {speaker}" in told.partition(" also gave it ")[0] for speaker in both)
            assert (" only, " in told, "nobody" in told) == (len(both) < len(speakers), not speakers)
            tried += n
    assert tried or name == "ferries"


def test_a_tally_names_each_way_and_nothing_that_does_not_occur() -> None:
    report = package("own").reports[0]
    one = Statement((report,))
    told = others.tally({"room": [one]})
    assert told == "1 comparable figure of others: 1 not ruling it out, which is no confirmation."
    told = others.tally({"differs": [one, one], "other": [one]})
    assert told == "2 comparable figures of others: 2 differing from the article's."
    assert others.tally({"other": [one], "after": [one]}).startswith("Nobody on the pages read gave")
    assert set(others.HEADINGS) == set(GROUPS)
    assert "no confirmation" in others.HEADINGS["room"]


# No average, no total, no number of ours


def told_on_reports(name: str) -> Iterator[str]:
    """Every sentence on the reports."""
    loaded = package(name)
    day = loaded.article.published
    assert day
    for section in with_reports(loaded):
        panels = select.panels(loaded, section)
        notes = words.report_notes(loaded, panels, select.not_to_be_compared(section))
        yield from (text for _, text in notes)
        yield words.reports_alt(select.reports_chart(section).title, panels)
        for measure in section:
            own, reports = select.main_figure(loaded, measure), select.reports_of(loaded, measure)
            groups = beside(own, reports, day.last)
            yield others.tally(groups)
            yield from (others.in_a_row(s) + others.by_our_arithmetic(s) for stated in groups.values() for s in stated)
            if own:
                same = with_the_number(own, reports, day.last)
                yield others.who_else(own, same, statements(reports), others.Names())
                yield from (others.alike(own, same, other, same) for other in section)
        for r in (r for panel in panels for r in panel.reports):
            yield from (words.report_cell(r), words.report_counted(r, on_scale=True), words.report_speaker(r))
            yield words.sentence(r)


def test_no_sentence_speaks_of_an_average_or_a_total() -> None:
    """The other package's data hold none of these words, so any would be ours."""
    averages = re.compile(
        r"\b(averag\w+|median\w*|mean|midpoint\w*|totals?|sums?|best|likely|likeliest|trend\w*|consensus)\b", re.I
    )
    tables = ("other_reports", "measures", "charts")
    theirs = " ".join(" ".join(r.values()) for t in tables for r in cells(FOLDERS["other"], t))
    assert not averages.search(theirs.replace("at best 320", ""))
    for text in map(plain, told_on_reports("other")):
        for denial in (words.NO_VERDICT, figure_words.NOT_A_TOTAL, "at best 320"):
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
