"""The dates that the article gives or implies, beside the record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from edtf import parse_edtf

from figures import charts, periods, views, wording
from figures.marks import PALETTES
from figures.tables import Package
from figures.wording import records


def rows(package: Package) -> list[dict[str, Any]]:
    return records(package["dates"])


def test_every_date_is_edtf(package: Package) -> None:
    for row in rows(package):
        for column in ("reading", "recorded"):
            if row[column]:
                assert parse_edtf(row[column]), row["date_id"]


def test_the_dates_that_the_article_words_loosely_are_all_there(package: Package) -> None:
    wordings = " / ".join(row["wording"] for row in rows(package))
    for words in (
        "last year", "last September", "late 2024", "early stages of the war", "already been tested",
        "early this year", "only inside Russian territory", "might", "Pyongyang",
    ):  # fmt: skip
        assert words in wordings


def test_whether_they_agree_follows_from_the_dates(package: Package) -> None:
    """Counted again here: a recorded date within the reading agrees, one outside differs; a place is told in words."""
    compared = 0
    for row in rows(package):
        if not (row["reading"] and row["recorded"]) or row["agreement"] == "cannot be told":
            continue
        reading, recorded = periods.parse(row["reading"]), periods.parse(row["recorded"])
        within = reading.first <= recorded.first and recorded.last <= reading.last
        assert row["agreement"] == ("agrees" if within else "differs"), row["date_id"]
        compared += 1
    assert compared >= 4


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_mark_stands_at_its_date(package: Package, theme: str) -> None:
    figure = charts.dates_chart(package["dates"], "Dates", [], theme)
    zero = date(min(_first(row).year for row in rows(package) if row["reading"] or row["recorded"]), 1, 1)
    drawn = [x for trace in figure.data if trace.name in ("number", "band", "range") for x in trace.x if x is not None]
    for row in rows(package):
        for column in ("reading", "recorded"):
            if row[column]:
                day = (periods.parse(row[column]).first - zero).days
                assert day in drawn, f"{row['date_id']}, {column}: nothing stands at {row[column]}"


def _first(row: dict[str, Any]) -> date:
    return min(periods.parse(row[column]).first for column in ("reading", "recorded") if row[column])


def test_the_article_and_the_record_have_inks_of_their_own(package: Package) -> None:
    palette = PALETTES["light"]
    figure = charts.dates_chart(package["dates"], "Dates", [], "light")
    rings = next(trace for trace in figure.data if trace.name == "number" and trace.xaxis is None)
    assert {palette.accent, palette.other} >= set(rings.marker.line.color)
    assert palette.other in rings.marker.line.color


def test_picture_words_and_table_say_both_sides(package: Package) -> None:
    chart = views.dates_chart(package, "light")
    table = views.dates_table(package).to_dict("list")
    for number, row in enumerate(rows(package)):
        for said in (row["wording"], row["agreement"]):
            assert said.lower() in chart.alt.lower()
        assert wording.as_markdown(row["wording"]) in table[wording.IN_WORDS][number]
        assert wording.as_markdown(row["note"]) in table[wording.AGREES][number]
        record = table[wording.THE_RECORD][number]
        if row["recorded_what"]:
            assert row["said_by"] in chart.alt
            assert f"](<{package.source(row['source_id'])['url']}>)" in record
        else:
            assert wording.as_markdown(wording.NOTHING_RECORDED) in record
            assert wording.capital(wording.NOTHING_RECORDED) in chart.alt
