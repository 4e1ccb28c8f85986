"""What others reported: who said what, where it stands, what is counted, and what is never put together.

What the page shows is held against the CSV files, read here by Python's own reader and counted anew.
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import re
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args
from unittest import mock

import edtf
import pandas as pd
import plotly.graph_objects as go
import pytest
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from figures import charts, periods, selections, tables, wording
from tests import pages
from tests.editing import DESCRIPTOR, cells_of, copy_of, edit_descriptor, read, resource, row_where, set_cells, write
from tests.pages import PACKAGES, ROOT, Part, package, parts, plain, shown, squashed

every_package = pytest.mark.parametrize("name", PACKAGES)
Row = Mapping[str, str]
ENDS = ("stated_low", "stated_high", "reading_low", "reading_high")
PLACED_BY_US = "(placed by us)"
AT_HOME = "the article's figure"
BESIDE = ("the number in the article's ", "our reading of the article's ")


# The files, read anew


@functools.cache
def cells(folder: Path, table: str) -> list[dict[str, str]]:
    return cells_of((folder / f"{table}.csv").read_bytes())


def folder_of(name: str) -> Path:
    return PACKAGES[name].parent


def codes(folder: Path, column: str) -> list[str]:
    described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    fields = resource(described, "other_reports")["schema"]["fields"]
    found: list[str] = next(f["constraints"]["enum"] for f in fields if f["name"] == column)
    return found


@functools.cache
def ends_of(text: str) -> tuple[date, date]:
    """First and last day of an EDTF date."""
    parsed = edtf.parse_edtf(text)
    first, last = parsed.lower_strict(), parsed.upper_strict()
    return date(*first[:3]), date(*last[:3])


def article_of(folder: Path) -> Row:
    source = cells(folder, "article_figures")[0]["source_id"]
    return next(row for row in cells(folder, "sources") if row["source_id"] == source)


def is_later(folder: Path, row: Row) -> bool:
    return ends_of(row["published"] or row["as_of"])[0] > ends_of(article_of(folder)["published"])[1]


def reports_on(folder: Path, measure: str) -> list[dict[str, str]]:
    """In order of date; those of one date as in the file."""
    rows = [row for row in cells(folder, "other_reports") if row["measure"] == measure]
    return sorted(rows, key=lambda row: ends_of(row["as_of"])[1])


def numbers(row: Row) -> list[int]:
    """Where a figure stands on a scale: our reading where there is one, else what was stated."""
    reading = [int(row[c]) for c in ENDS[2:] if row[c]]
    return reading or [int(row[c]) for c in ENDS[:2] if row[c]]


def article_figure(folder: Path, measure: str) -> Row | None:
    """The figure of the article that reports stand beside: the first that has a place on a scale, or the first."""
    rows = [row for row in cells(folder, "article_figures") if row["measure"] == measure]
    return next((row for row in rows if numbers(row)), rows[0] if rows else None)


def measures_in(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The charts of reports, each with its measures, in the order of measures.csv."""
    reported = {row["measure"] for row in cells(folder, "other_reports")}
    found: dict[str, list[dict[str, str]]] = {}
    for row in cells(folder, "measures"):
        if row["measure"] in reported:
            found.setdefault(row["reports_chart"], []).append(row)
    return found


def has_own_units(measures: Sequence[Row]) -> bool:
    return any("unit" in row["reports_by"].split() for row in measures)


# What a chart must show, from the files


@dataclass(frozen=True)
class Line:
    """A row of a chart: who and when, the words at the mark, what kind of speaker."""

    who: str
    words: str
    kind: str
    later: bool = False


@dataclass
class Group:
    """A panel: its heading and its rows from top to bottom."""

    heading: str
    lines: list[Line] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)  # of the article's figure, where it stands in this panel
    stated: bool = True  # whether the article states a figure for the panel's measure


def words_of(row: Row, unit: str) -> str:
    words = row["figure_as_stated"] + (row["unit"] if row["unit"] != unit else "")
    words += f" a {row['per']}" if row["per"] else ""
    words += PLACED_BY_US if row.get("derived") else ""
    return squashed(words + ("(a forecast)" if row["obs_status"] == "F" else ""))


def who(row: Row) -> str:
    return squashed(periods.in_words(row["as_of"], short=True) + row["claimant"])


def expected(
    folder: Path, measures: Sequence[Row], kinds: Sequence[str] | None = None, later: bool = True
) -> list[Group]:
    """The panels of a chart of reports, with the article's figure in its place."""
    found = []
    for measure in measures:
        reports = [
            row
            for row in reports_on(folder, measure["measure"])
            if (kinds is None or row["claimant_kind"] in kinds) and (later or not is_later(folder, row))
        ]
        own = article_figure(folder, measure["measure"])
        by = measure["reports_by"].split()
        order = {column: codes(folder, column) for column in by if column != "unit"}
        groups: dict[tuple[str, ...], list[dict[str, str]]] = {}
        for row in reports:
            groups.setdefault(tuple(row[column] for column in by), []).append(row)
        home = tuple(own.get(c, article_of(folder)["kind"]) for c in by) if own else None
        if by and home is not None:
            groups.setdefault(home, [])
        keys = sorted(
            groups,
            key=lambda key: (key != home, *(order[c].index(k) for c, k in zip(by, key, strict=True) if k in order[c])),
        )
        for key in keys if by else [()]:
            rows = groups.get(key, [])
            heading = ", ".join(
                f"count: {k}" if c == "count_kind" else f"{c} {k}" if k == "not stated" else k
                for c, k in zip(by, key, strict=True)
            )
            if "claimant_kind" in by and key == home and not rows:
                heading = "The article"
            heading = (heading or measure["label"])[:1].upper() + (heading or measure["label"])[1:]
            heading += f" ({len(rows)} report{'' if len(rows) == 1 else 's'})" if rows else ""
            at_home = own is not None and (not by or key == home)
            found.append(Group(heading, lines_of(folder, rows, own if at_home else None, measure["unit"])))
            found[-1].ends = numbers(own) if own and at_home else []
            found[-1].stated = own is not None
    return found


def lines_of(folder: Path, rows: Sequence[Row], own: Row | None, unit: str) -> list[Line]:
    told = [Line(who(row), words_of(row, unit), row["claimant_kind"], is_later(folder, row)) for row in rows]
    article = article_of(folder)
    middle = []
    if own is not None:
        said = {"as_of": article["published"], "claimant": "The article"}
        middle = [Line(who(said), words_of({**own, "unit": unit}, unit), article["kind"])]
    return [line for line in told if not line.later] + middle + [line for line in told if line.later]


# What a chart does show


@dataclass(frozen=True)
class Word:
    x: float
    y: float
    text: str
    side: str
    size: float
    bold: bool


@dataclass
class Panel:
    """A panel as it is drawn. labels: the words over the strip; dividers: how far down each divider's words stand."""

    heading: str
    y: float
    lines: list[Line] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)  # of each row: whether its kind of claimant is set in bold
    labels: list[Word] = field(default_factory=list)
    dividers: list[float] = field(default_factory=list)


def texts_in(spec: Mapping[str, Any]) -> list[Word]:
    trace = next(t for t in spec["data"] if t["name"] == "texts")
    columns = zip(trace["x"], trace["y"], trace["text"], trace["textposition"], trace["textfont"]["size"], strict=True)
    return [Word(x, y, shown(text), side, size, text.startswith("<b>")) for x, y, text, side, size in columns]


def panels_in(spec: Mapping[str, Any]) -> list[Panel]:
    """What is drawn, read from top to bottom."""
    top = spec["layout"]["xaxis"]["range"][1]
    found: list[Panel] = []
    in_heading = words = ""
    later = False
    for word in sorted(texts_in(spec), key=lambda word: word.y):
        if not word.bold and re.fullmatch("[0-9,]+", word.text):
            continue  # the numbers of the scale, of which the last stands left of its place where it has no room
        if word.bold and word.size > 13:
            if not in_heading:
                found.append(Panel("", word.y))
            in_heading += f"{word.text} "
            found[-1].heading = in_heading.strip()
            later = False
            continue
        in_heading = ""
        panel = found[-1]
        if not word.bold and (word.text == AT_HOME or word.text.startswith(BESIDE)):
            panel.labels.append(word)
        elif word.text == "Later than the article":
            panel.dividers.append(word.y)
            later = True
        elif word.x == top and word.side == "middle left":
            line = panel.lines[-1]
            assert not line.kind, f"two kinds of claimant stand in the row of {line.who}"
            panel.lines[-1] = Line(line.who, line.words, word.text, line.later)
            panel.bold[-1] = word.bold
        elif not word.bold:
            assert word.x == 0 and word.side == "middle right", f"{word.text!r} is no part of a row"
            panel.lines.append(Line(squashed(word.text), "", "", later))
            panel.ys.append(word.y)
            panel.bold.append(False)
        else:
            line = panel.lines[-1]
            words = line.words + squashed(word.text)
            panel.lines[-1] = Line(line.who, words, line.kind, line.later)
    return found


def report_charts(name: str) -> Iterator[tuple[str, list[dict[str, str]], pages.Chart]]:
    """The charts of reports on the page, each with its measures."""
    drawn = {chart.key: chart for chart in pages.charts(name, "light")}
    sections = measures_in(folder_of(name))
    assert sections
    for key, measures in sections.items():
        if not has_own_units(measures):
            yield key, measures, drawn[key]


def assert_shows(spec: Mapping[str, Any], groups: Sequence[Group], key: str) -> None:
    shown_panels = panels_in(spec)
    assert [panel.heading for panel in shown_panels] == [group.heading for group in groups], f"chart {key}"
    for panel, group in zip(shown_panels, groups, strict=True):
        assert panel.lines == group.lines, f"chart {key}, {panel.heading}"


# The page


def open_with(descriptor: Path, **query: str | list[str]) -> AppTest:
    """The page as an address with these parameters opens it."""
    with mock.patch.dict(os.environ, {"DATA_PACKAGE": str(descriptor)}):
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in {"all": "true", **query}.items():
            page.query_params[name] = value
        return page.run()


@functools.cache
def page_parts(name: str) -> list[Part]:
    page = pages.open_page(PACKAGES[name])
    assert not page.exception
    return parts(page)


def sections_of(found: Sequence[Part]) -> dict[str, list[Part]]:
    """What stands under each heading of the part on what others reported; "" is what comes before the first."""
    start = next(i for i, part in enumerate(found) if part.kind == "header" and part.text == wording.OTHERS)
    sections: dict[str, list[Part]] = {"": []}
    heading = ""
    for part in found[start + 1 :]:
        if part.kind == "header":
            break
        if part.kind == "subheader":
            heading = part.text
            sections[heading] = []
        else:
            sections[heading].append(part)
    return sections


def section(found: Sequence[Part], folder: Path, key: str) -> list[Part]:
    heading = next(row["heading"] for row in cells(folder, "charts") if row["chart"] == key)
    return sections_of(found)[heading]


def specs(page: AppTest) -> dict[str, dict[str, Any]]:
    nodes: Sequence[Any] = page.get("plotly_chart")
    return {node.key.removeprefix("chart-"): json.loads(node.proto.spec) for node in nodes}


def table_lines(found: Sequence[Part]) -> list[list[str]]:
    """The lines of all tables among these parts, as Markdown."""
    return [
        list(map(str, line)) for part in found if part.kind == "table" for line in part.node.value.to_numpy().tolist()
    ]


def links_in(markdown: str) -> list[tuple[str, str]]:
    """The links of a line of Markdown: address and words."""
    tokens = [t for inline in MarkdownIt("commonmark").parseInline(markdown) for t in inline.children or []]
    found = []
    for i, token in enumerate(tokens):
        if token.type == "link_open":
            inside = itertools.takewhile(lambda t: t.type != "link_close", tokens[i + 1 :])
            found.append((str(token.attrs["href"]), "".join(t.content for t in inside)))
    return found


# What is there


def test_each_measure_of_the_article_has_reports_beside_it() -> None:
    folder = folder_of("own")
    needed = {row["measure"] for row in cells(folder, "article_figures")} | {"shells_supplied"}
    assert needed == {"deployed", "killed", "captured", "additional", "shells_fired", "shells_supplied"}
    shown_here = {row["measure"]: key for key, rows in measures_in(folder).items() for row in rows}
    for measure in needed:
        assert reports_on(folder, measure), f"nobody else reported on {measure}"
        assert table_lines(section(page_parts("own"), folder, shown_here[measure])), f"{measure} has no table"


@every_package
def test_every_report_leads_to_the_page_it_was_read_in(name: str) -> None:
    folder = folder_of(name)
    sources = {row["source_id"]: row for row in cells(folder, "sources")}
    for key, measures in measures_in(folder).items():
        lines = table_lines(section(page_parts(name), folder, key))
        for row in (row for m in measures for row in reports_on(folder, m["measure"])):
            source = sources[row["source_id"]]
            address = urllib.parse.urlsplit(source["url"])
            assert address.scheme in ("http", "https") and "." in address.netloc, source["url"]
            words = (
                row["figure_as_stated"],
                row["definition"][1:],
                row["claimant"],
                row["claimant_kind"],
                row["caveat"],
            )
            of_row = [line for line in lines if all(w in plain(" ".join(line)) for w in words)]
            of_row = [line for line in of_row if plain(line[0]).startswith(row["figure_as_stated"])]
            assert len(of_row) == 1, f"{row['figure_id']} stands in the tables {len(of_row)} times"
            links = [link for cell in of_row[0] for link in links_in(cell)]
            assert len(links) == 1, f"{row['figure_id']} has {len(links)} links"
            assert urllib.parse.unquote(links[0][0]) == urllib.parse.unquote(source["url"]), row["figure_id"]
            assert source["publisher"] in links[0][1] and source["kind"] in links[0][1], links[0][1]
            speaker = f". {row['said_by'][0].upper()}{row['said_by'][1:]}. As read in"
            assert speaker in plain(of_row[0][2]), f"{row['figure_id']}: {plain(of_row[0][2])!r}"


@every_package
def test_the_tables_hold_each_report_once_and_the_article(name: str) -> None:
    folder = folder_of(name)
    for key, measures in measures_in(folder).items():
        lines = table_lines(section(page_parts(name), folder, key))
        reports = sum(len(reports_on(folder, m["measure"])) for m in measures)
        # The article's own row may stand among them, so that it can be compared.
        of_reports = [line for line in lines if not plain(line[2]).startswith("The article")]
        assert len(of_reports) == reports, f"the tables of {key}"


def test_the_definitions_say_whether_the_wounded_are_counted() -> None:
    folder = folder_of("own")
    dead = re.compile(r"\b(?:killed|died|dead|deceased)\b")
    hurt = re.compile(r"\b(?:wounded|injured|losses|lost)\b")
    for row in reports_on(folder, "killed"):
        assert dead.search(row["definition"]), row["figure_id"]
        for found in hurt.finditer(row["definition"]):
            rest = row["definition"][found.start() :]
            assert "not counted" in rest or found[0] == "losses", f"{row['figure_id']}: {row['definition']}"
    for row in reports_on(folder, "casualties"):
        assert hurt.search(row["definition"]), f"{row['figure_id']}: {row['definition']}"


# The charts


@every_package
def test_a_chart_shows_each_report_in_its_panel_and_order(name: str) -> None:
    """Panels never mix, rows are in order of date, the article stands between what is earlier and what is later."""
    for key, measures, chart in report_charts(name):
        assert_shows(chart.spec, expected(folder_of(name), measures), key)


def test_killed_and_casualties_stand_in_panels_of_their_own() -> None:
    folder = folder_of("own")
    chart = next(chart for key, rows, chart in report_charts("own") if "killed" in [r["measure"] for r in rows])
    panels = panels_in(chart.spec)
    labels = {row["measure"]: row["label"] for row in cells(folder, "measures")}
    for panel, measure in zip(panels, ("killed", "casualties"), strict=True):
        rows = reports_on(folder, measure)
        assert panel.heading == f"{labels[measure]} ({len(rows)} reports)"
        drawn = Counter(line.who for line in panel.lines)
        others = drawn - Counter(map(who, rows))
        assert others.total() == (measure == "killed"), f"{panel.heading} also holds {list(others)}"
        assert all("Thearticle" in line for line in others)


@every_package
def test_later_reports_stand_below_a_divider_and_say_so_everywhere(name: str) -> None:
    folder, tried = folder_of(name), 0
    for key, measures, chart in report_charts(name):
        for panel in panels_in(chart.spec):
            later = [y for y, line in zip(panel.ys, panel.lines, strict=True) if line.later]
            earlier = [y for y, line in zip(panel.ys, panel.lines, strict=True) if not line.later]
            assert len(panel.dividers) == bool(later), f"chart {key}, {panel.heading}"
            if later:
                assert max(earlier, default=0) < panel.dividers[0] < min(later)
        dotted = next(t for t in chart.traces if t["name"] == "divider")
        dividers = [y for panel in panels_in(chart.spec) for y in panel.dividers]
        assert len(set(dotted["y"]) - {None}) == len(dividers), f"chart {key} has other dividers than words for them"
        for row, told in alt_sentences(chart.alt, [r for m in measures for r in reports_on(folder, m["measure"])]):
            assert (wording.LATER in told) == is_later(folder, row), f"the alt text on {row['figure_id']}: {told}"
            tried += is_later(folder, row)
    assert tried, "no report is later: nothing was tested"
    for key, measures in measures_in(folder).items():
        for row, line in lines_by_report(name, key, measures):
            assert (wording.LATER in plain(line[0])) == is_later(folder, row), row["figure_id"]


def alt_of(alt: str, heading: str) -> str:
    """What the alt text says of a panel, up to the next one's heading."""
    return re.split(r"\(\d+ reports?\)\. ", plain(alt).partition(f" {plain(heading)}. ")[2])[0]


def alt_sentences(alt: str, rows: Sequence[Row]) -> list[tuple[Row, str]]:
    """What the alt text says of each report."""
    text = alt.replace("\u00a0", " ")
    starts = {}
    for row in rows:
        begin = (
            f"{periods.in_words(row['as_of'])}, {row['claimant']} ({row['claimant_kind']}): {row['figure_as_stated']}"
        )
        at = [
            m.start()
            for m in re.finditer(re.escape(begin), text)
            if row["definition"] in text[m.start() : m.start() + 400]
        ]
        assert at, f"the alt text lacks {begin!r}"
        starts[row["figure_id"]] = at[0]
    bounds = sorted([*starts.values(), *(m.start() for m in re.finditer(r"The article: ", text)), len(text)])
    found = []
    for row in rows:
        start = starts[row["figure_id"]]
        told = text[start : next(end for end in bounds if end > start)]
        assert row["definition"] in told, f"the alt text does not say what {row['figure_id']} counts"
        found.append((row, told))
    return found


def lines_by_report(name: str, key: str, measures: Sequence[Row]) -> Iterator[tuple[Row, list[str]]]:
    """Each report with its line in the tables."""
    folder = folder_of(name)
    lines = table_lines(section(page_parts(name), folder, key))
    for row in (row for m in measures for row in reports_on(folder, m["measure"])):
        said = (row["figure_as_stated"], row["definition"][1:], row["caveat"], row["claimant"])
        yield (
            row,
            next(
                line
                for line in lines
                if all(words in plain(line[at]) for words, at in zip(said, (0, 1, 1, 2), strict=True))
            ),
        )


@every_package
def test_whether_a_report_is_later_is_not_typed(name: str, tmp_path: Path) -> None:
    """Only the dates decide: a report whose dates are shifted is later, or no longer so, and so is the whole table."""
    assert not {"later", "is_later"} & set(cells(folder_of(name), "other_reports")[0])
    folder = copy_of(folder_of(name), tmp_path / "package")
    reports = folder / "other_reports.csv"
    taken = {row[column] for row in cells(folder, "derived") for column in ("first", "second")}
    measures = [m for ms in measures_in(folder).values() if not has_own_units(ms) for m in ms]
    drawn = [r for m in measures for r in reports_on(folder, m["measure"]) if r["figure_id"] not in taken]
    day = ends_of(article_of(folder)["published"])[1]
    earlier = next(row for row in drawn if not is_later(folder, row))
    later = next(row for row in drawn if is_later(folder, row))
    without_page_date = next(row for row in drawn if not is_later(folder, row) and row is not earlier)
    set_cells(reports, earlier["figure_id"], published=f"{day.year + 1}-05-06")
    set_cells(reports, later["figure_id"], published=str(day), as_of=str(day))
    set_cells(reports, without_page_date["figure_id"], published="", as_of=f"{day.year + 1}-07-08")
    cells.cache_clear()
    changed = {row["figure_id"]: is_later(folder, row) for row in cells(folder, "other_reports")}
    moved = (earlier, later, without_page_date)
    assert [changed[row["figure_id"]] for row in moved] == [True, False, True]
    drawn_now = specs(pages.open_page(folder / DESCRIPTOR))
    for key, measures in measures_in(folder).items():
        if not has_own_units(measures):
            assert_shows(drawn_now[key], expected(folder, measures), key)


@every_package
def test_what_the_claimant_did_not_state_is_never_shown_as_stated(name: str) -> None:
    folder, tried = folder_of(name), 0
    for row in cells(folder, "other_reports"):
        if row["derived"]:
            assert not row["stated_low"] and not row["stated_high"], row["figure_id"]
            assert row["reading_rule"], row["figure_id"]
    for key, measures in measures_in(folder).items():
        for told_row, line in lines_by_report(name, key, measures):
            assert (PLACED_BY_US in plain(line[0])) == bool(told_row["derived"]), told_row["figure_id"]
            if told_row["reading_rule"]:
                whose = wording.NUMBERED_BY_READING if has_own_units(measures) else wording.PLACED_BY_READING
                assert f"{whose}, not the source's: {pages.rule_of(told_row)}." in plain(line[1])
    for key, measures, chart in report_charts(name):
        for told_of, told in alt_sentences(chart.alt, [r for m in measures for r in reports_on(folder, m["measure"])]):
            assert (PLACED_BY_US in told) == bool(told_of["derived"]), f"the alt text on {told_of['figure_id']}: {told}"
            tried += bool(told_of["derived"])
        derived = [row for m in measures for row in reports_on(folder, m["measure"]) if row["derived"]]
        # At the marks: test_a_chart_shows_each_report_in_its_panel_and_order. In the notes: what the words mean.
        notes = squashed("".join(shown(a["text"]) for a in chart.annotations))
        assert (squashed("Placed by us") in notes) == bool(derived), f"the notes of {key}"
    assert tried, "no report is derived: nothing was tested"


@every_package
def test_the_kind_of_claimant_stands_at_the_right_edge_the_first_kind_in_bold(name: str) -> None:
    folder = folder_of(name)
    first, *others = codes(folder, "claimant_kind")
    found = set()
    for key, _, chart in report_charts(name):
        for panel in panels_in(chart.spec):
            for line, bold in zip(panel.lines, panel.bold, strict=True):
                assert line.kind in (first, *others, article_of(folder)["kind"]), f"chart {key}: {line}"
                assert bold == (line.kind == first), f"chart {key}: {line}"
                found.add(line.kind)
    assert found >= {first, *others}, "a kind of claimant has no row: nothing was tested of it"


@every_package
def test_units_are_kept_as_reported(name: str) -> None:
    folder, tried = folder_of(name), set()
    for key, measures in measures_in(folder).items():
        for row, line in lines_by_report(name, key, measures):
            stated = plain(line[0]).removeprefix(row["figure_as_stated"])
            assert row["unit"] in stated, f"{row['figure_id']} has lost its unit"
            if row["per"]:
                assert re.search(rf"\ba {row['per']}\b", stated), f"{row['figure_id']} has lost its time"
                tried.add(row["per"])
    assert len(tried) > 1


def test_portraits_are_not_drawn_as_dead() -> None:
    """Their number stands among those of the killed: at its mark it says what was counted."""
    chart = next(chart for key, _, chart in report_charts("own") if key == "killed-or-casualties")
    line = next(line for panel in panels_in(chart.spec) for line in panel.lines if "ceremony" in line.who)
    assert line.words == squashed("a total of 101 portraits")


def test_officials_without_names_are_told_apart_by_the_page_that_heard_them() -> None:
    """Whether those who spoke to one paper are those who spoke to another is not known: they are two claimants."""
    chains: dict[str, set[str]] = {}
    for row in cells(folder_of("own"), "other_reports"):
        if "officials" in row["claimant"]:
            outlet = re.search(r"\((.+)\)$", row["claimant"])
            assert not outlet or outlet[1] in row["said_by"], row["figure_id"]
            chains.setdefault(row["claimant"], set()).add(outlet[1] if outlet else row["said_by"])
    assert len(chains) > 4
    assert {claimant: heard for claimant, heard in chains.items() if len(heard) > 1} == {}


@every_package
def test_the_label_over_the_strip_says_whose_figure_it_marks(name: str) -> None:
    """A strip stands where the article's figure does, and in panels of what looks alike: there it marks a number.

    Other scopes and counts of the same measure have none: nothing there "falls" at the article's number.
    """
    labelled = 0
    for key, measures, chart in report_charts(name):
        groups = expected(folder_of(name), measures)
        shapes = [s for s in chart.layout.get("shapes", []) if s.get("yref", "y") == "y" and s["y1"] > s["y0"]]
        strips = [s for s in shapes if s.get("xref", "x") == "x"]
        panels = panels_in(chart.spec)
        below = [panel.y for panel in panels[1:]] + [float("inf")]
        for panel, group, end in zip(panels, groups, below, strict=True):
            marked = {s.get("xanchor", x) for s in strips if panel.y < s["y0"] < end for x in (s["x0"], s["x1"])}
            beside = not group.stated and any(article_figure(folder_of(name), m["measure"]) for m in measures)
            due = bool(group.ends) or (beside and len(measures) > 1)
            assert bool(marked) == due == bool(panel.labels), f"chart {key}, {panel.heading}"
            assert ("A strip marks" in alt_of(chart.alt, panel.heading)) == due, f"chart {key}, {panel.heading}"
            for label in panel.labels:
                labelled += 1
                if label.text == AT_HOME:
                    assert marked == set(group.ends), f"chart {key}, {panel.heading}: the strip is at {marked}"
                else:
                    stated = re.search('"(.*)"', label.text)
                    rows = [row for m in measures if (row := article_figure(folder_of(name), m["measure"]))]
                    assert stated and any(
                        row["figure_as_stated"] == stated[1] and set(numbers(row)) == marked for row in rows
                    ), f"chart {key}, {panel.heading}: {label.text} at {marked}"
    assert labelled


@every_package
def test_a_mark_stands_only_at_numbers_of_its_rows(name: str) -> None:
    """No average, midpoint or total is drawn: each number on the scale is an end that a row of the chart has."""
    marks = ("band", "approximate", "range", "floor or ceiling", "number", "words")
    for key, measures, chart in report_charts(name):
        folder = folder_of(name)
        rows: list[Row] = [r for m in measures for r in reports_on(folder, m["measure"])]
        rows += [own for m in measures if (own := article_figure(folder, m["measure"]))]
        allowed = {n for row in rows for n in numbers(row)}
        drawn = {x for t in chart.traces if t["name"] in marks and t.get("xaxis", "x") == "x" for x in t["x"]} - {None}
        assert drawn == allowed, f"chart {key}"


@every_package
def test_the_number_of_traces_does_not_grow_with_the_reports(name: str) -> None:
    loaded = package(name)
    for key, measures, _ in report_charts(name):
        names = [row["measure"] for row in measures]
        row = selections.chart_row(loaded, key)
        few = selections.panels(loaded, names)
        many = [
            selections.Panel(panel.heading, pd.concat([panel.reports] * 100, ignore_index=True), panel.article)
            for panel in few
        ]
        figures = [charts.reports_chart(panels, row, [("", "A note.")], "light") for panels in (few, many)]
        assert len(figures[0].data) == len(figures[1].data), f"chart {key}: more reports make more traces"
        rows = [len(next(t for t in figure.data if t.name == "texts").x) for figure in figures]
        assert rows[1] > 20 * rows[0], f"chart {key}: not every report was drawn"
        for figure in figures:
            assert_plain_lists(figure)


def assert_plain_lists(figure: go.Figure) -> None:
    """Numbers that can be read in the figure's JSON, and were not written into it as bytes."""
    for trace in figure.data:
        for values in (trace.x, trace.y):
            assert isinstance(values, list | tuple), f"{trace.name}: {type(values)}"


# Which measures share a chart is in the data


def test_the_panels_follow_the_data(tmp_path: Path) -> None:
    """Another pair that looks alike gets the chart of two panels, and the first pair one chart each."""
    folder = copy_of(folder_of("own"), tmp_path / "package")
    write(folder / "charts.csv", [*read(folder / "charts.csv"), ["hurt", "How many were hurt?", "Hurt", "People"]])
    path = folder / "measures.csv"
    set_cells(path, "killed", looks_like="", looks_like_why="")
    set_cells(path, "casualties", looks_like="", looks_like_why="", reports_chart="hurt")
    why = "Who is sent is not who may be sent."
    set_cells(
        path, "deployed", looks_like="additional", looks_like_why=why, reports_by="", reports_chart="deployed-reports"
    )
    set_cells(
        path, "additional", looks_like="deployed", looks_like_why=why, reports_by="", reports_chart="deployed-reports"
    )
    drawn = specs(pages.open_page(folder / DESCRIPTOR))
    assert "additional-reports" not in drawn
    sections = measures_in(folder)
    assert [len(sections[key]) for key in ("killed-or-casualties", "hurt", "deployed-reports")] == [1, 1, 2]
    for key in ("killed-or-casualties", "hurt", "deployed-reports"):
        assert_shows(drawn[key], expected(folder, sections[key]), key)
        assert len(panels_in(drawn[key])) == len(sections[key])
    notes = squashed("".join(shown(a["text"]) for a in drawn["deployed-reports"]["layout"]["annotations"]))
    assert squashed(why) in notes, "the chart does not say why the two must not be compared"


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
    changes: dict[str, dict[str, str]], blamed: str, tmp_path: Path
) -> None:
    folder = copy_of(folder_of("own"), tmp_path / "package")
    for measure, columns in changes.items():
        set_cells(folder / "measures.csv", measure, **columns)
    with pytest.raises(tables.PackageError) as caught:
        tables.load(folder / DESCRIPTOR)
    row = row_where(folder / "measures.csv", blamed)
    at = [p for p in caught.value.problems if (p.file, p.row, p.column) == ("measures.csv", row, "reports_chart")]
    assert len(at) == 1 and "does not look like it" in at[0].allowed, str(caught.value)


def _alone(folder: Path, changed: str, **columns: str) -> None:
    set_cells(folder / changed, read(folder / changed)[1][0], **columns)


def _no_date_of_the_article(folder: Path) -> None:
    _alone(folder, "sources.csv", published="", published_note="nobody dated it")


def _one_chart_for_both(folder: Path) -> None:
    own = next(row["chart"] for row in cells(folder, "measures") if row["chart"])
    measure = next(row["measure"] for row in cells(folder, "measures") if row["reports_by"] and row["reports_chart"])
    set_cells(folder / "measures.csv", measure, reports_chart=own)


def _one_report(folder: Path) -> None:
    kept = cells(folder, "other_reports")[0]
    header, *rows = read(folder / "other_reports.csv")
    write(folder / "other_reports.csv", [header, *(row for row in rows if row[0] == kept["figure_id"])])
    worked_out = read(folder / "derived.csv")
    write(
        folder / "derived.csv", [row for row in worked_out if row[0] == "derived_id" or row[3].startswith("article-")]
    )


def _no_reports(folder: Path) -> None:
    (folder / "other_reports.csv").unlink()
    (folder / "derived.csv").unlink()

    def without(described: dict[str, Any]) -> None:
        kept = [r for r in described["resources"] if r["name"] not in ("other_reports", "derived")]
        described["resources"] = kept

    edit_descriptor(folder, without)


@pytest.mark.parametrize("change", [_no_date_of_the_article, _one_chart_for_both, _one_report, _no_reports])
def test_a_package_is_shown_or_refused_by_name(change: Any, tmp_path: Path) -> None:
    """What the reader of a package lets through, the page can show; it never apologises for a fault of the data."""
    folder = copy_of(folder_of("own"), tmp_path / "package")
    change(folder)
    page = pages.open_page(folder / DESCRIPTOR)
    assert not page.exception
    text = "\n".join(part.text for part in parts(page)) + "".join(error.value for error in page.error)
    assert wording.APOLOGY not in text


# How the article's figure stands


Standing = Literal["Below it", "Above it", "Compatible with it", "Cannot be told"]


def counted_anew(folder: Path, measure: str) -> tuple[dict[Standing, set[str]], set[str]]:
    """Claimants by how their latest comparable report stands, and those whose latest of all is not comparable."""
    own = article_figure(folder, measure)
    assert own is not None
    earlier = [row for row in reports_on(folder, measure) if not is_later(folder, row)]
    latest = {r["claimant"]: r for r in earlier if all(r[c] == own[c] for c in ("scope", "count_kind"))}
    found: dict[Standing, set[str]] = {}
    for claimant, row in latest.items():
        found.setdefault(stands(folder, row, own), set()).add(claimant)
    last = {row["claimant"]: row["figure_id"] for row in earlier}
    return found, {who for who, row in last.items() if who not in latest or latest[who]["figure_id"] != row}


def stands(folder: Path, row: Row, own: Row) -> Standing:
    """Found by trying numbers, and not by comparing ends: every end, what lies right beside it, 0, and a lot."""
    if not numbers(row) or not numbers(own):
        return "Cannot be told"
    tried = {0.0, 1e12} | {n + beside for r in (row, own) for n in numbers(r) for beside in (-0.5, 0, 0.5)}
    found = {}
    for strict in (True, False):
        theirs, ours = (
            {n for n in tried if n >= 0 and allowed(n, r, strict and is_strict(folder, r))} for r in (row, own)
        )
        if max(theirs) < min(ours):
            found[strict] = "Below it"
        elif min(theirs) > max(ours):
            found[strict] = "Above it"
        else:
            found[strict] = "Compatible with it"
    if found[True] != found[False] and (row["approximate"] or own["approximate"]):
        return "Cannot be told"  # an "about" is no sharper than the number itself
    return found[True]  # type: ignore[return-value]


def is_strict(folder: Path, row: Row) -> bool:
    return any(h["hedge_words"] == row["hedge_words"] and h["strict"] for h in cells(folder, "hedges"))


def allowed(number: float, row: Row, strict: bool) -> bool:
    kind = "reading" if row["reading_low"] or row["reading_high"] else "stated"
    low, high = row[f"{kind}_low"], row[f"{kind}_high"]
    if low and (number < int(low) or (strict and not high and number == int(low))):
        return False
    return not (high and (number > int(high) or (strict and not low and number == int(high))))


@every_package
def test_the_standing_counts_claimants_by_their_latest_comparable_report(name: str) -> None:
    folder = folder_of(name)
    ways: set[str] = set()
    for key, measures in measures_in(folder).items():
        told = "\n".join(part.text for part in section(page_parts(name), folder, key))
        for measure in measures:
            own = article_figure(folder, measure["measure"])
            if own is None:
                assert f'The article says "{measure["label"]}' not in told
                continue
            found, not_compared = counted_anew(folder, measure["measure"])
            ours = ", placed by our reading" if own["reading_rule"] else ""
            ours = f", {wording.UNHEDGED}{ours}" if own["bound"] == "unhedged" else ours
            begin = f'The article says "{own["figure_as_stated"]}"{ours}. '
            sentence = next(line for line in told.splitlines() if line.startswith(begin))
            number = re.search(r"Of (\d+) claimants? in this collection", sentence)
            assert int(number[1] if number else 0) == sum(map(len, found.values())), sentence
            stated = {way[0].upper() + way[1:]: int(n) for n, way in re.findall(IN_SENTENCE, sentence)}
            if untold := re.search(r"for (\d+) it cannot be told", sentence):
                stated["Cannot be told"] = int(untold[1])
            assert stated == {way: len(claimants) for way, claimants in found.items()}, sentence
            # how many of them stand where we read them, in the same order
            latest = latest_of(folder, measure["measure"], own)
            read = [
                sum(bool(latest[c]["reading_rule"]) for c in found[way]) for way in get_args(Standing) if way in found
            ]
            assert re.findall(r"of these (\d+) by our reading", sentence) == [str(n) for n in read if n], sentence
            assert wording.NOT_A_VOTE in sentence and "not a vote" in sentence
            assert ("leave room for both" in sentence) == ("Compatible with it" in found), sentence
            for column in ("scope", "count_kind"):
                assert own[column] in sentence, f"{sentence!r} does not say by what claimants are compared"
            lines = told[told.index(begin) :].splitlines()
            for way, claimants in found.items():
                line = next(text for text in lines if text.lstrip("- ").startswith(f"{way}, each claimant"))
                assert names_in(folder, measure["measure"], line) == claimants, line
                for claimant in claimants:
                    assert_told(latest[claimant], line)
            after = [text for text in lines if text.startswith("- Not compared")][:1]
            after = [text for text in after if lines.index(text) <= len(found) + 1]
            assert (names_in(folder, measure["measure"], after[0]) if after else set()) == not_compared
            for claimant in not_compared:
                earlier = [r for r in reports_on(folder, measure["measure"]) if r["claimant"] == claimant]
                assert_told([r for r in earlier if not is_later(folder, r)][-1], after[0])
            ways |= set(found) | ({"not compared"} if not_compared else set())
    if name == "other":
        assert ways == {*get_args(Standing), "not compared"}, "a way of standing was not tested"


def names_in(folder: Path, measure: str, line: str) -> set[str]:
    claimants = {row["claimant"] for row in reports_on(folder, measure)}
    return {claimant for claimant in claimants if re.search(rf"{re.escape(claimant)} \([^()]*\d{{4}}\): ", line)}


def latest_of(folder: Path, measure: str, own: Row) -> dict[str, Row]:
    """Each claimant's latest report of the article's scope and count, up to its date."""
    earlier = [row for row in reports_on(folder, measure) if not is_later(folder, row)]
    return {r["claimant"]: r for r in earlier if all(r[c] == own[c] for c in ("scope", "count_kind"))}


def assert_told(row: Row, line: str) -> None:
    """A claimant's report in a line: date, figure as stated, and that it has no hedge where it has none."""
    told = f"{row['claimant']} ({periods.in_words(row['as_of'])}): {row['figure_as_stated']}"
    assert told in line, f"{told!r} is missing in {line!r}"
    of_it = line[line.index(told) :].partition("; ")[0]
    assert (wording.UNHEDGED in of_it) == (row["bound"] == "unhedged"), of_it


def test_what_the_standing_says_of_the_killed() -> None:
    """Told by hand, once: what the heart of the page must say."""
    found, not_compared = counted_anew(folder_of("own"), "killed")
    assert found == {"Compatible with it": {"Ukraine, president", "UK Ministry of Defence"}}
    assert not_compared == {"South Korea, NIS", "Western officials (BBC)"}


IN_SENTENCE = r"(?<!these )\b(\d+) (below it|above it|compatible with it)"


@every_package
def test_a_later_or_an_older_report_of_a_claimant_is_not_counted(name: str, tmp_path: Path) -> None:
    """A claimant counts once, by the latest report up to the article's date."""
    folder = copy_of(folder_of(name), tmp_path / "package")
    path = folder / "other_reports.csv"
    measure, own, row = next(
        (m["measure"], own, row)
        for measures in measures_in(folder).values()
        for m in measures
        if (own := article_figure(folder, m["measure"])) and numbers(own)
        for row in reports_on(folder, m["measure"])
        if not is_later(folder, row) and all(row[c] == own[c] for c in ("scope", "count_kind")) and not row["derived"]
    )
    first, last = ends_of(article_of(folder)["published"])
    header, *lines = read(path)
    base = next(line for line in lines if line[0] == row["figure_id"])

    def added(key: str, day: date) -> list[str]:
        line = dict(zip(header, base, strict=True))
        line |= {"figure_id": key, "figure_as_stated": "1", "bound": "unhedged", "approximate": "", "hedge_words": ""}
        line |= {"stated_low": "1", "stated_high": "1", "reading_low": "", "reading_high": "", "reading_rule": ""}
        line |= {"claimant": "A new voice", "wording": "1", "as_of": str(day), "published": str(day), "per": ""}
        return list(line.values())

    low = added("new-voice-older", first.replace(year=first.year - 1))
    number = str(max(numbers(own)) * 50)
    high = dict(zip(header, added("new-voice-latest", first), strict=True))
    high |= {"figure_as_stated": number, "stated_low": number, "stated_high": number, "wording": number}
    after = added("new-voice-later", last.replace(year=last.year + 1))
    before, _ = counted_anew(folder, measure)
    write(path, [header, *lines, low, list(high.values()), after])
    cells.cache_clear()
    found, _ = counted_anew(folder, measure)
    assert "A new voice" in found["Above it"]
    assert sum(map(len, found.values())) == sum(map(len, before.values())) + 1
    page = pages.open_page(folder / DESCRIPTOR)
    key = next(key for key, rows in measures_in(folder).items() if measure in [r["measure"] for r in rows])
    told = "\n".join(part.text for part in section(parts(page), folder, key))
    sentence = next(s for s in told.splitlines() if s.startswith(f'The article says "{own["figure_as_stated"]}"'))
    assert (
        f"Of {sum(map(len, found.values()))} claimant" in sentence and f"{len(found['Above it'])} above it" in sentence
    )


@every_package
def test_the_page_counts_who_gave_the_articles_number_for_what(name: str) -> None:
    folder, tried = folder_of(name), 0
    for key, measures in measures_in(folder).items():
        told = "\n".join(part.text for part in section(page_parts(name), folder, key))
        for measure, alike in itertools.permutations(measures, 2):
            own = article_figure(folder, measure["measure"])
            if own is None:
                continue
            begin = f'Up to the article\'s date, this collection holds the number of "{own["figure_as_stated"]}"'
            lines = told[told.index(begin) :].splitlines()
            sentence, below = lines[0], list(itertools.takewhile(lambda line: line.startswith("- As "), lines[1:]))
            for which, label in ((measure, measure["label"]), (alike, alike["label"])):
                names = {
                    row["claimant"]
                    for row in reports_on(folder, which["measure"])
                    if not is_later(folder, row)
                    and {row["stated_low"], row["stated_high"]} & {own["stated_low"], own["stated_high"]} - {""}
                }
                said = sentence.split(f'as "{label}" from ', 1)[1]
                number = re.match(r"(no|\d+) claimants?", said)
                assert number and number[1] == (str(len(names)) if names else "no"), sentence
                # who they are, with date and page, stands in the lines under it
                detail = [line for line in below if line.startswith(f'- As "{label}": ')]
                told_of = "; ".join(line.partition(": ")[2] for line in detail)
                for claimant in names:
                    of_it = re.search(rf"{re.escape(claimant)}, [^;]*: \".*?\"[^;]*, as read in ", told_of)
                    assert of_it, f"{claimant} is missing in {told_of!r}"
                assert bool(detail) == bool(names), below
                tried += len(names)
    assert tried


def test_the_one_claimant_for_the_killed_is_named_with_what_he_said_later() -> None:
    folder = folder_of("own")
    told = "\n".join(part.text for part in section(page_parts("own"), folder, "killed-or-casualties"))
    assert 'as "Killed" from 1 claimant, and' in told
    line = next(text for text in told.splitlines() if "; later, " in text)
    assert line.startswith('- As "Killed": Ukraine, president, ')
    # that comes first: how the figure stands beside others says less
    assert told.index(line) < told.index("The article says")
    first, later = "kyiv-president-2025-01-21-killed", "kyiv-president-2025-02-14-killed"
    for row in cells(folder, "other_reports"):
        if row["figure_id"] in (first, later):
            page = next(s for s in cells(folder, "sources") if s["source_id"] == row["source_id"])
            for words in (row["figure_as_stated"], periods.in_words(row["as_of"]), page["publisher"]):
                assert words in line, f"{line!r} lacks {words!r}"
    assert re.search(rf"\" {re.escape(PLACED_BY_US)}", line), "our words stand within the claimant's"


# No average, no total


def test_the_page_speaks_of_no_average_and_no_total() -> None:
    """In the words of the other package's data there is none, so any would be the page's own."""
    words = re.compile(
        r"\b(averag\w+|median\w*|mean|midpoint\w*|totals?|sums?|best|likely|likeliest|trend\w*|consensus)\b", re.I
    )
    denials = (wording.NO_VERDICT, wording.NOT_A_TOTAL)
    data = " ".join(
        " ".join(row.values()) for t in ("other_reports", "measures", "charts") for row in cells(folder_of("other"), t)
    )
    assert not words.search(data)
    texts = [part.text for found in sections_of(page_parts("other")).values() for part in found]
    texts += [chart.alt for chart in pages.charts("other", "light")]
    texts += [
        re.sub(r"\s+", " ", " ".join(shown(t.text) for t in chart.texts)) for chart in pages.charts("other", "light")
    ]
    for text in texts:
        for denial in denials:
            text = text.replace(denial, "")
        assert not words.search(text), words.search(text)


@every_package
def test_every_large_number_on_the_reports_is_somebodys(name: str) -> None:
    folder = folder_of(name)
    known = " ".join(" ".join(row.values()) for path in folder.glob("*.csv") for row in cells(folder, path.stem))
    theirs = set(re.findall(r"\d[\d,]*\d|\d", known))
    theirs |= {f"{int(n):,}" for n in theirs if n.isdigit()} | {"365"}
    for heading, found in sections_of(page_parts(name)).items():
        for number in re.findall(r"\d{1,3}(?:,\d{3})+|\d{5,}", "\n".join(part.text for part in found)):
            assert number in theirs, f"{number} stands under {heading!r} and in no row"


@every_package
def test_what_has_units_of_its_own_is_a_table_and_no_chart(name: str) -> None:
    folder, tried = folder_of(name), 0
    drawn = {chart.key for chart in pages.charts(name, "light")}
    for key, measures in measures_in(folder).items():
        if not has_own_units(measures):
            continue
        found = section(page_parts(name), folder, key)
        assert key not in drawn and "plotly_chart" not in [part.kind for part in found]
        assert not any(part.within for part in found if part.kind == "table"), "the only view of it is folded away"
        units = {row["unit"] for m in measures for row in reports_on(folder, m["measure"])}
        assert len(units) > 2
        cells_shown = [plain(line[0]) for line in table_lines(found)]
        for unit in units:
            assert any(unit in cell for cell in cells_shown), unit
        tried += 1
    assert tried


# The filters


@every_package
def test_a_filter_by_claimant_shows_only_those(name: str) -> None:
    folder = folder_of(name)
    for kind in codes(folder, "claimant_kind"):
        page = open_with(PACKAGES[name], claimed_by=kind)
        assert not page.exception and not page.info
        found, drawn = parts(page), specs(page)
        for key, measures in measures_in(folder).items():
            rows = [r for m in measures for r in reports_on(folder, m["measure"]) if r["claimant_kind"] == kind]
            told = section(found, folder, key)
            lines = [line for line in table_lines(told) if not plain(line[2]).startswith("The article")]
            assert Counter(links_in(line[2])[0][0] for line in lines) == addresses(folder, rows), f"{kind}, {key}"
            if rows and not has_own_units(measures):
                assert_shows(drawn[key], expected(folder, measures, [kind]), key)
            else:
                assert key not in drawn


def addresses(folder: Path, rows: Sequence[Row]) -> Counter[str]:
    urls = {row["source_id"]: MarkdownIt().normalizeLink(row["url"]) for row in cells(folder, "sources")}
    return Counter(urls[row["source_id"]] for row in rows)


@every_package
def test_later_reports_can_be_left_out(name: str) -> None:
    folder = folder_of(name)
    page = open_with(PACKAGES[name], later="false")
    assert not page.exception and not page.info
    found, drawn = parts(page), specs(page)
    assert wording.LATER not in "\n".join(p.text for s in sections_of(found).values() for p in s if p.kind != "toggle")
    for key, measures in measures_in(folder).items():
        rows = [r for m in measures for r in reports_on(folder, m["measure"]) if not is_later(folder, r)]
        lines = [
            line for line in table_lines(section(found, folder, key)) if not plain(line[2]).startswith("The article")
        ]
        assert len(lines) == len(rows), key
        if not has_own_units(measures):
            assert_shows(drawn[key], expected(folder, measures, later=False), key)


def test_both_filters_work_together_and_several_kinds_are_one_choice() -> None:
    folder = folder_of("other")
    kinds = codes(folder, "claimant_kind")[1:]
    page = open_with(PACKAGES["other"], claimed_by=kinds, later="false")
    assert not page.exception and not page.info
    drawn = specs(page)
    for key, measures, _ in report_charts("other"):
        groups = expected(folder, measures, kinds, later=False)
        if any(line.kind in kinds for group in groups for line in group.lines):
            assert_shows(drawn[key], groups, key)


@every_package
def test_a_chart_by_itself_keeps_the_filters_of_its_address(name: str) -> None:
    folder = folder_of(name)
    kind = codes(folder, "claimant_kind")[0]
    for key, measures, _ in report_charts(name):
        whole = open_with(PACKAGES[name], chart=key)
        assert_shows(specs(whole)[key], expected(folder, measures), key)
        some = open_with(PACKAGES[name], chart=key, claimed_by=kind, later="false")
        assert not some.exception and not some.info
        groups = expected(folder, measures, [kind], later=False)
        if any(line.kind == kind for group in groups for line in group.lines):
            assert_shows(specs(some)[key], groups, key)
        none = open_with(PACKAGES[name], chart=key, claimed_by="")
        assert key not in specs(none) and "No report is left" in "\n".join(part.text for part in parts(none))
        unknown = open_with(PACKAGES[name], chart=key, claimed_by="martians", later="perhaps")
        assert len(unknown.info) == 2 and specs(unknown) == specs(whole)


UNKNOWN = [{"claimed_by": "martians"}, {"later": "perhaps"}, {"later": "0"}]


@pytest.mark.parametrize("query", UNKNOWN, ids=[str(query) for query in UNKNOWN])
def test_an_unknown_value_in_the_address_is_ignored_with_a_notice(query: dict[str, str]) -> None:
    page = open_with(PACKAGES["own"], **query)
    assert not page.exception
    notices = [plain(info.value) for info in page.info]
    (name, value), *_ = query.items()
    assert len(notices) == 1 and name in notices[0] and value in notices[0] and "ignored" in notices[0], notices
    # Ignored means: as if it had not stood there.
    assert specs(page) == specs(open_with(PACKAGES["own"])), "the notice says that it is ignored, and it is not"


def test_beside_an_unknown_kind_the_known_ones_still_count() -> None:
    kind = codes(folder_of("own"), "claimant_kind")[0]
    page = open_with(PACKAGES["own"], claimed_by=["martians", kind])
    assert len(page.info) == 1 and specs(page) == specs(open_with(PACKAGES["own"], claimed_by=kind))


@every_package
def test_an_empty_selection_says_so_in_words(name: str) -> None:
    folder = folder_of(name)
    page = open_with(PACKAGES[name], claimed_by="")
    assert not page.exception and not page.error
    found, drawn = parts(page), specs(page)
    for key, measures in measures_in(folder).items():
        told = section(found, folder, key)
        reports = sum(len(reports_on(folder, m["measure"])) for m in measures)
        assert key not in drawn and not table_lines(told)
        text = "\n".join(part.text for part in told)
        assert "No report is left" in text and f"{reports} report{'' if reports == 1 else 's'}" in text, text


STANDING = "The article (says|gives)|Up to the article|- (Below|Above|Compatible|Cannot|Not compared|As )"


@every_package
@pytest.mark.parametrize("query", [{"claimed_by": ""}, {"later": "false"}], ids=str)
def test_a_filter_changes_neither_the_articles_own_part_nor_how_it_stands(name: str, query: dict[str, str]) -> None:
    def kept(found: Sequence[Part]) -> list[str]:
        before = [part.text for part in found[: [part.text for part in found].index(wording.OTHERS)]]
        said = [part.text for s in sections_of(found).values() for part in s if part.kind == "markdown"]
        assert sum(wording.NOT_A_VOTE in text for text in said) > 3
        return before + [text for text in said if re.match(STANDING, text)]

    found = parts(open_with(PACKAGES[name], **query))
    assert kept(found) == kept(page_parts(name))


# Statements without a number


@every_package
def test_a_statement_without_a_number_points_to_those_who_gave_one(name: str) -> None:
    folder, found = folder_of(name), page_parts(name)
    raw = table_lines(found)
    lines = [[plain(cell) for cell in line] for line in raw]
    titles = {row["chart"]: row["heading"] for row in cells(folder, "charts")}
    # the address of the part and its heading
    headings = {
        row["measure"]: (f"#{wording.anchor(key)}", titles[key])
        for key, measures in measures_in(folder).items()
        for row in measures
    }
    reported = {row["measure"] for row in cells(folder, "other_reports")}
    pointing = 0
    for row in cells(folder, "unnumbered"):
        line = next(line for line in lines if len(line) == 3 and row["wording"] in line[1])
        links = links_in(next(cells[0] for cells in raw if len(cells) == 3 and row["wording"] in plain(cells[1])))
        assert links == ([headings[row["see_measure"]]] if row["see_measure"] else []), row["statement_id"]
        assert ("see " in line[0] and ", below." in line[0]) == bool(links), line[0]
        assert not row["see_measure"] or row["see_measure"] in reported, f"{row['statement_id']} points to nothing"
        pointing += bool(row["see_measure"])
    assert pointing


# Another subject


def test_the_other_package_opens_with_everything() -> None:
    """Its cards, charts, tables and links; how each is right is told by the tests that run for both packages."""
    folder, found = folder_of("other"), page_parts("other")
    headlines = [row for row in cells(folder, "measures") if row["headline"]]
    bodies = "".join(part.node.proto.body for part in found if part.kind == "html")
    assert len(pages.pieces(bodies, "article")) == len(headlines)
    drawn = [chart.key for chart in pages.charts("other", "dark")]
    sections = measures_in(folder)
    assert drawn == ["gulls", "chips", *(k for k, ms in sections.items() if not has_own_units(ms)), "dates"]
    counts = sorted(len(rows) for m in sections["birds-or-pairs"] if (rows := reports_on(folder, m["measure"])))
    assert counts == [2, 15], "no longer a crowded panel beside a short one"
    headings = list(sections_of(found))[1:]
    titles = {row["chart"]: row["heading"] for row in cells(folder, "charts")}
    assert headings == [titles[key] for key in sections]
    links = {link for line in table_lines(found) for cell in line for link, _ in links_in(cell)}
    links = {link for link in links if not link.startswith("#")}  # those lead to other parts of the page
    tables_with_links = ("article_figures", "other_reports", "dates")
    used = {row["source_id"] for table in tables_with_links for row in cells(folder, table) if row["source_id"]}
    urls = {row["source_id"]: row["url"] for row in cells(folder, "sources")}
    assert {urllib.parse.unquote(link) for link in links} == {urllib.parse.unquote(urls[source]) for source in used}
