"""The article's dates and places beside the record, in words."""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import replace

from figures.language.english import capital
from figures.model.period import Period
from figures.words import dates as words
from figures.words.figure import OUR_READING, SOURCE
from tests.oracle import FOLDERS, cells, ends_of, every_package, package

# The table


@every_package
def test_every_date_is_in_edtf_and_read_as_edtf_reads_it(name: str) -> None:
    rows = cells(FOLDERS[name], "dates")
    dated = [(row["date_id"], row[c]) for row in rows for c in ("reading", "recorded") if row[c]]
    assert len(dated) >= 5
    for date_id, text in dated:
        first, last = ends_of(text)  # raises on what is not EDTF
        assert first <= last, f"{date_id}: {text}"
        period = Period.parse(text)
        assert (period.first, period.last) == (first, last), f"{date_id}: {text} is read otherwise than edtf reads it"


@every_package
def test_agreement_follows_from_the_dates(name: str) -> None:
    """A place has no reading: its agreement cannot be told from dates."""
    seen = set()
    for row in cells(FOLDERS[name], "dates"):
        if not (row["reading"] and row["recorded"]):
            assert row["agreement"] != "agrees", f"{row['date_id']} agrees with nothing"
            continue
        (first, last), (begins, ends) = ends_of(row["reading"]), ends_of(row["recorded"])
        assert row["agreement"] != "agrees" or (first <= begins and ends <= last), row["date_id"]
        assert row["agreement"] != "differs" or ends < first or last < begins, row["date_id"]
        seen.add(row["agreement"])
    assert seen >= {"agrees", "differs"}


@every_package
def test_a_record_has_a_speaker_and_a_page(name: str) -> None:
    urls = {row["source_id"]: row["url"] for row in cells(FOLDERS[name], "sources")}
    rows = cells(FOLDERS[name], "dates")
    for row in rows:
        assert bool(row["recorded_what"]) == bool(row["said_by"]) == bool(row["source_id"]), row["date_id"]
        if row["source_id"]:
            assert urllib.parse.urlsplit(urls[row["source_id"]]).scheme in ("http", "https")
    has_no_record = any(not row["recorded_what"] for row in rows)
    assert has_no_record or name == "ferries", "no date is without a record: the tests below prove nothing"


# The words


def in_words(edtf: str, *, short: bool = False) -> str:
    return Period.parse(edtf).in_words(short=short) if edtf else ""


@every_package
def test_the_words_hold_wording_reading_record_speaker_and_agreement(name: str) -> None:
    rows, claims = cells(FOLDERS[name], "dates"), package(name).dates
    assert words.dates_alt("A title", claims).startswith(f"Chart: A title: {len(rows)} rows of the article's dates")
    for row, claim in zip(rows, claims, strict=True):
        quote, reading, recorded = f'"{row["wording"]}"', in_words(row["reading"]), in_words(row["recorded"])
        said, record = words.date_words(claim), words.date_record(claim)
        for part in (capital(row["what"]), quote, row["locator"], reading, row["reading_rule"] if reading else ""):
            assert part in said, f"{row['date_id']}: {said!r} lacks {part!r}"
        assert (OUR_READING in said.lower()) == bool(reading)
        for part in (recorded, row["recorded_what"][1:], row["said_by"]):
            assert part in record, f"{row['date_id']}: {record!r} lacks {part!r}"
        assert record[0].isupper() or record[0].isdigit(), record
        assert words.date_agreement(claim) == f"{capital(row['agreement'])}. {row['note']}".strip()
        assert claim.differs == (row["agreement"] == "differs")


@every_package
def test_the_words_at_a_mark(name: str) -> None:
    for row, claim in zip(cells(FOLDERS[name], "dates"), package(name).dates, strict=True):
        assert words.article_date(claim) == f'"{row["wording"]}"'
        day = in_words(row["recorded"], short=True)
        if day:  # of a place the date alone would not say what differs
            assert words.recorded_date(claim) == (day if row["reading"] else f"{day}: {row['recorded_what']}")
        else:
            assert words.recorded_date(claim) == (capital(row["recorded_what"]) or words.NOTHING_RECORDED)


@every_package
def test_a_date_without_a_record_says_so(name: str) -> None:
    for claim in package(name).dates:
        for told in (words.date_record(claim), words.recorded_date(claim)):
            assert (words.NOTHING_RECORDED in told) == (not claim.recorded_what), claim.date_id


@every_package
def test_the_summary_counts_each_kind_of_agreement_and_names_what_differs(name: str) -> None:
    """A wording beside several records differs where one of them does, and else agrees where one does."""
    rows = cells(FOLDERS[name], "dates")
    told = {row["wording"]: {r["agreement"] for r in rows if r["wording"] == row["wording"]} for row in rows}
    said = ["differs" if "differs" in w else "agrees" if "agrees" in w else "cannot be told" for w in told.values()]
    summary = words.dates_summary(package(name).dates)
    assert summary.startswith(f"Of {len(said)} wordings, ")
    ways = {"differs": "differ from the record", "agrees": "agree with it", "cannot be told": "it cannot be told"}
    for way, words_ in ways.items():
        assert re.findall(rf"(\d+) {words_}", summary) == ([str(said.count(way))] if way in said else [])
    # Of a place the date alone would not say what differs.
    differ = [
        f'"{row["wording"]}" (on record: {in_words(row["recorded"] if row["reading"] else "") or row["recorded_what"]})'
        for row in rows
        if row["agreement"] == "differs"
    ]
    assert summary.endswith(f". They differ here: {'; '.join(differ)}.")


def test_a_summary_of_dates_that_agree_names_none() -> None:
    claim = replace(package("own").dates[0], agreement="agrees")
    assert words.dates_summary([claim]) == "Of 1 wording, 1 agree with it."


@every_package
def test_the_notes_call_the_spans_our_reading_and_name_the_article(name: str) -> None:
    notes = dict(words.date_notes(package(name)))
    assert OUR_READING in notes["Careful"]
    assert "Where none is drawn, no date was read." in notes["Careful"]
    article = package(name).article
    for part in (article.title, article.publisher, "dates.csv", package(name).title):
        assert part in notes[SOURCE]
