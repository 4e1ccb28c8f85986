"""The article's dates and places beside the record: read as they are worded, and drawn where they say."""

from __future__ import annotations

import functools
import itertools
import json
import re
import urllib.parse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import edtf
import pandas as pd
import pytest

from figures import charts, periods, wording
from tests import pages
from tests.editing import DESCRIPTOR, cells_of, copy_of, read, set_cells, write
from tests.pages import PACKAGES, Part, package, parts, plain, shown, squashed
from tests.test_reports import assert_plain_lists, links_in, table_lines, texts_in

every_package = pytest.mark.parametrize("name", PACKAGES)
Row = Mapping[str, str]
MARKS = ("band", "range", "number")
COLUMNS = ("reading", "recorded")


def dates_of(folder: Path) -> list[dict[str, str]]:
    return cells_of((folder / "dates.csv").read_bytes())


def dates_in(name: str) -> list[dict[str, str]]:
    return dates_of(PACKAGES[name].parent)


def span(text: str) -> tuple[date, date]:
    """First and last day."""
    parsed = edtf.parse_edtf(text)
    return date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])


@functools.cache
def page_parts(name: str) -> list[Part]:
    page = pages.open_page(PACKAGES[name])
    assert not page.exception
    return parts(page)


def chart_of(name: str) -> pages.Chart:
    return next(chart for chart in pages.charts(name, "light") if chart.key == "dates")


def lines_of(name: str) -> list[list[str]]:
    """The lines of the table under the heading of the dates."""
    found = page_parts(name)
    title = package(name).tables["dates"].title
    start = next(i for i, part in enumerate(found) if part.kind == "header" and part.text == title)
    end = next(i for i in range(start + 1, len(found)) if found[i].kind == "header")
    return table_lines(found[start:end])


# The table


@every_package
def test_every_date_is_one_of_the_calendar_in_edtf(name: str) -> None:
    seen = [(row["date_id"], row[column]) for row in dates_in(name) for column in COLUMNS if row[column]]
    assert len(seen) > 5
    for date_id, text in seen:
        first, last = span(text)  # raises on what is not EDTF
        assert first <= last, f"{date_id}: {text}"
        period = periods.parse(text)
        assert (period.first, period.last) == (first, last), (
            f"{date_id}: the page reads {text} otherwise than edtf does"
        )


@every_package
def test_what_is_said_of_agreement_follows_from_the_dates(name: str) -> None:
    """A place has no reading: whether it agrees cannot be told from dates."""
    told = set()
    for row in dates_in(name):
        if not (row["reading"] and row["recorded"]):
            assert row["agreement"] != "agrees", f"{row['date_id']} agrees with nothing"
            continue
        (first, last), (begins, ends) = span(row["reading"]), span(row["recorded"])
        within = first <= begins and ends <= last
        apart = ends < first or last < begins
        assert row["agreement"] != "agrees" or within, row["date_id"]
        assert row["agreement"] != "differs" or apart, row["date_id"]
        told.add(row["agreement"])
    assert told >= {"agrees", "differs"}, "nothing was tested"


@every_package
def test_what_is_recorded_has_a_speaker_and_a_page(name: str) -> None:
    folder = PACKAGES[name].parent
    urls = {row["source_id"]: row["url"] for row in cells_of((folder / "sources.csv").read_bytes())}
    for row in dates_in(name):
        assert bool(row["recorded_what"]) == bool(row["said_by"]) == bool(row["source_id"]), row["date_id"]
        if row["source_id"]:
            assert urllib.parse.urlsplit(urls[row["source_id"]]).scheme in ("http", "https")
    assert any(not row["recorded_what"] for row in dates_in(name)), "no row is without a record: it is tested below"


# The chart


@every_package
def test_the_marks_stand_where_the_dates_say(name: str) -> None:
    """x counts days from the beginning of a year, which the scale under the title names."""
    chart, rows = chart_of(name), dates_in(name)
    years = {word.text: word.x for word in texts_in(chart.spec) if re.fullmatch(r"\d{4}", word.text)}
    zero = min(years)
    assert years[zero] == 0
    start = date(int(zero), 1, 1)
    for year, x in years.items():
        assert x == (date(int(year), 1, 1) - start).days, f"{year} stands at day {x}"
    spans = [span(row[column]) for row in rows for column in COLUMNS if row[column]]
    ends = [day for pair in spans for day in pair]
    top = chart.layout["xaxis"]["range"][1]
    assert min(ends) >= start and (max(ends) - start).days <= top
    allowed = {float((day - start).days) for day in ends}
    drawn = [t for t in chart.traces if t["name"] in MARKS and t.get("xaxis", "x") == "x"]
    xs = {float(x) for trace in drawn for x in trace["x"] if x is not None}
    assert xs <= allowed, f"marks stand at {sorted(xs - allowed)}, which no date says"
    firsts = {float((first - start).days) for first, _ in spans}
    assert firsts <= xs, f"nothing stands at {sorted(firsts - xs)}"
    # What is too short to draw as a span is a ring at its first day; a span has both its ends.
    for first, last in spans:
        if (last - first).days / top > 0.05:
            assert float((last - start).days) in xs, f"{first} to {last} does not end where it should"


@every_package
def test_each_mark_stands_beside_its_words(name: str) -> None:
    """The article's words and the recorded date stand in the row of their date, the article's above the record's."""
    chart = chart_of(name)
    texts = sorted(texts_in(chart.spec), key=lambda word: word.y)
    told = "".join(squashed(word.text) for word in texts if not re.fullmatch(r"\d{4}", word.text))
    at = 0
    for row in dates_in(name):
        heading = row["what"][:1].upper() + row["what"][1:]
        record = row["recorded_what"][:1].upper() + row["recorded_what"][1:]
        if row["recorded"]:
            # a place differs by what is recorded: its date alone would not say so
            record = periods.in_words(row["recorded"], short=True)
            record += "" if row["reading"] else f": {row['recorded_what']}"
        for words in (heading, row["agreement"], f'"{row["wording"]}"', record or wording.NOTHING_RECORDED):
            found = told.find(squashed(words), at)
            assert found >= 0, f"{row['date_id']}: {words!r} does not follow in the chart"
            at = found + len(squashed(words))


@every_package
def test_each_mark_stands_in_the_row_of_its_date(name: str) -> None:
    """From top to bottom: of each row the article's reading, then what is recorded, where there are such dates."""
    chart = chart_of(name)
    zero = min(word.text for word in texts_in(chart.spec) if re.fullmatch(r"\d{4}", word.text))
    start = date(int(zero), 1, 1)
    expected = [(span(row[c])[0] - start).days for row in dates_in(name) for c in COLUMNS if row[c]]
    marks: dict[Any, Any] = {}
    for trace in chart.traces:
        if trace["name"] in MARKS and trace.get("xaxis", "x") == "x":
            for xs, ys in outlines(trace):
                y = (min(ys) + max(ys)) / 2
                marks[y] = min([*xs, marks.get(y, xs[0])])
    assert [marks[y] for y in sorted(marks)] == expected


def outlines(trace: Mapping[str, Any]) -> list[tuple[list[float], list[float]]]:
    """The x and y of each line of a trace, or of each of its points."""
    pairs = zip(trace["x"], trace["y"], strict=True)
    if "lines" not in trace["mode"]:
        return [([x], [y]) for x, y in pairs]
    groups = itertools.groupby(pairs, key=lambda pair: pair[0] is not None)
    lines = [list(group) for drawn, group in groups if drawn]
    return [([x for x, _ in line], [y for _, y in line]) for line in lines]


@every_package
def test_a_record_that_differs_is_told_in_bold_words(name: str) -> None:
    words = [word for word in texts_in(chart_of(name).spec) if word.text in ("agrees", "differs", "cannot be told")]
    assert [word.text for word in words] == [row["agreement"] for row in dates_in(name)]
    assert all(word.bold == (word.text == "differs") for word in words)


def test_a_moved_date_moves_its_mark(tmp_path: Path) -> None:
    folder = copy_of(PACKAGES["own"].parent, tmp_path / "package")
    row = next(r for r in dates_of(folder) if r["reading"] and r["recorded"])
    set_cells(folder / "dates.csv", row["date_id"], recorded="2023-05-17", agreement="differs")
    page = pages.open_page(folder / DESCRIPTOR)
    node: Any = next(n for n in page.get("plotly_chart") if getattr(n, "key", "") == "chart-dates")
    spec = json.loads(node.proto.spec)
    zero = min(word.text for word in texts_in(spec) if re.fullmatch(r"\d{4}", word.text))
    x = (date(2023, 5, 17) - date(int(zero), 1, 1)).days
    assert x in next(t for t in spec["data"] if t["name"] == "number")["x"]
    assert "17 May 2023" in [word.text for word in texts_in(spec)]
    assert "17 May 2023" in node.proto.alt


@every_package
def test_the_number_of_traces_does_not_grow_with_the_dates(name: str) -> None:
    table = package(name).tables["dates"]
    figures = [
        charts.dates_chart(rows, table.title, [("", "A note.")], "light")
        for rows in (table.rows, pd.concat([table.rows] * 100, ignore_index=True))
    ]
    assert len(figures[0].data) == len(figures[1].data)
    rows = [len(next(t for t in figure.data if t.name == "texts").x) for figure in figures]
    assert rows[1] > 50 * rows[0], "not every date was drawn"
    for figure in figures:
        assert_plain_lists(figure)


# The words


@every_package
def test_alt_text_and_table_hold_words_reading_record_speaker_and_page(name: str) -> None:
    folder = PACKAGES[name].parent
    sources = {row["source_id"]: row for row in cells_of((folder / "sources.csv").read_bytes())}
    rows, lines = dates_in(name), lines_of(name)
    assert len(lines) == len(rows)
    alt = chart_of(name).alt.replace("\u00a0", " ")
    for row, line in zip(rows, lines, strict=True):
        words, record, agrees = map(plain, line)
        reading = periods.in_words(row["reading"]) if row["reading"] else ""
        recorded = periods.in_words(row["recorded"]) if row["recorded"] else ""
        for wanted in (f'"{row["wording"]}"', row["locator"], row["what"][1:], reading):
            assert wanted in words, f"the table on {row['date_id']} lacks {wanted!r}"
        assert not reading or (row["reading_rule"] in words and wording.OUR_READING in words.lower())
        for wanted in (recorded, row["recorded_what"], row["said_by"]):
            assert wanted[1:] in record, f"the table on {row['date_id']} lacks {wanted!r}"
        assert record[0].isupper() or record[0].isdigit(), f"a sentence begins with a small letter: {record!r}"
        for wanted in (row["agreement"][1:], row["note"]):
            assert wanted in agrees, f"the table on {row['date_id']} lacks {wanted!r}"
        links = [link for cell in line for link in links_in(cell)]
        if row["source_id"]:
            page = sources[row["source_id"]]
            assert [urllib.parse.unquote(href) for href, _ in links] == [urllib.parse.unquote(page["url"])]
            assert page["publisher"] in links[0][1]
        else:
            assert not links
        for wanted in (row["what"][1:], f'"{row["wording"]}"', reading, recorded, row["recorded_what"], row["said_by"]):
            assert wanted in alt, f"the alt text lacks {wanted!r} of {row['date_id']}"
        told = alt[alt.index(f'"{row["wording"]}"') :]
        assert row["agreement"] in told.partition(". ")[2].lower()


@every_package
def test_a_date_without_a_record_says_so_everywhere(name: str) -> None:
    rows = dates_in(name)
    without = [i for i, row in enumerate(rows) if not row["recorded_what"]]
    assert without
    said = squashed(wording.NOTHING_RECORDED)
    assert "No" in said and "record" in said
    for i, line in enumerate(lines_of(name)):
        assert (said in squashed(plain(line[1]))) == (i in without), rows[i]["date_id"]
    drawn = "".join(squashed(word.text) for word in texts_in(chart_of(name).spec))
    assert drawn.count(said) == len(without)
    assert squashed(chart_of(name).alt).count(said) == len(without)


@every_package
def test_the_chart_says_that_the_spans_are_our_reading(name: str) -> None:
    notes = squashed("".join(shown(a["text"]) for a in chart_of(name).annotations))
    assert squashed("our reading") in notes
    assert squashed("Where none is drawn, no date was read.") in notes
    article = package(name).article
    for words in (article["title"], article["publisher"]):
        assert squashed(words) in notes, f"the chart lacks its source's {words!r}"


# Other tables of dates


def _without_dates(folder: Path) -> None:
    header, *rows = read(folder / "dates.csv")
    blank = [header.index(column) for column in ("reading", "reading_rule", "recorded")]
    write(folder / "dates.csv", [header, *([c if i not in blank else "" for i, c in enumerate(row)] for row in rows)])


def _empty(folder: Path) -> None:
    write(folder / "dates.csv", read(folder / "dates.csv")[:1])


def _one_day(folder: Path) -> None:
    header, *rows = read(folder / "dates.csv")
    write(folder / "dates.csv", [header, next(row for row in rows if row[header.index("recorded")])])


@pytest.mark.parametrize("change", [_without_dates, _empty, _one_day])
def test_a_table_of_few_dates_is_shown_or_refused_by_name(change: Any, tmp_path: Path) -> None:
    folder = copy_of(PACKAGES["own"].parent, tmp_path / "package")
    change(folder)
    page = pages.open_page(folder / DESCRIPTOR)
    assert not page.exception
    text = "\n".join(part.text for part in parts(page)) + "".join(error.value for error in page.error)
    assert wording.APOLOGY not in text
