"""A figure in words: it never parts from its hedge, names its speaker, and reads as it was written."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from figures import markup, selections, wording
from figures.tables import Package
from figures.wording import as_markdown, as_plotly, records
from tests.pages import rule_of

Row = dict[str, Any]


def figures(package: Package) -> list[Row]:
    """Every figure of the package, the article's and what others reported."""
    tables = [table for table in package.tables.values() if "figure_as_stated" in table.rows]
    return [row for table in tables for row in records(table.rows)]


def plain(text: str) -> str:
    return text.replace(wording.NO_BREAK, " ")


def sentences(row: Row, package: Package) -> dict[str, str]:
    """Everything that is said of one figure and names its number."""
    source = package.source(row["source_id"])
    notes = wording.chart_notes(pd.DataFrame([row]), source)
    said = {
        "figure": wording.figure(row),
        "hover": wording.hover(row),
        "statement": wording.statement(row),
        "alt text": wording.alt_text("A title", "A subtitle", pd.DataFrame([row])),
        "chart notes": " ".join(f"{lead}: {text}" for lead, text in notes),
        "citation": wording.citation(row, source),
    }
    return {kind: plain(text) for kind, text in said.items()}


def test_every_sentence_holds_hedge_and_number_as_stated(each_package: Package) -> None:
    for row in figures(each_package):
        for kind, text in sentences(row, each_package).items():
            assert row["figure_as_stated"] in text, f"{kind} of {row['figure_id']}"


def bare_numbers(row: Row, text: str) -> Iterator[str]:
    """The row's own numbers where they stand in the text outside of the figure as stated."""
    rest = text.replace(row["figure_as_stated"], "")
    for column in ("stated_low", "stated_high", "reading_low", "reading_high"):
        if not pd.isna(row[column]):
            for form in (f"{row[column]:,}", str(row[column])):
                yield from re.findall(rf"(?<![\d,.]){re.escape(form)}(?![\d]|,\d)", rest)


def test_no_sentence_has_the_number_without_its_hedge(each_package: Package) -> None:
    seen = 0
    for row in figures(each_package):
        for kind, text in sentences(row, each_package).items():
            # A caveat may quote the number with another's hedge, a rule says what we did with it, and a page's title or
            # address is not ours to word.
            page = wording.source_line(each_package.source(row["source_id"]), link=False)
            for other in (row["caveat"], row["reading_rule"], rule_of(row), page):
                text = text.replace(other, "")
            assert not list(bare_numbers(row, text)), f"{kind} of {row['figure_id']}: {text}"
            seen += 1
    assert seen


def test_the_search_for_bare_numbers_finds_one(package: Package) -> None:
    """So that the test before this one could fail."""
    row = next(row for row in figures(package) if row["figure_as_stated"] == "more than 10,000")
    assert list(bare_numbers(row, "10,000 soldiers")) == ["10,000"]
    assert list(bare_numbers(row, "exactly 10000.")) == ["10000"]
    assert list(bare_numbers(row, "more than 10,000 soldiers, not 110,000 and not 10,000,000")) == []


def test_no_line_end_parts_a_number_from_its_hedge(each_package: Package) -> None:
    for row in figures(each_package):
        if row["bound"] != "unnumbered":
            said = wording.figure(row)
            assert not re.search(r" [0-9]", said), row["figure_id"]
            assert " " not in said or len(said) > wording.SHORT, row["figure_id"]


@pytest.mark.parametrize("kind", ["hover", "statement", "alt text", "citation"])
def test_who_says_so_is_said(kind: str, each_package: Package) -> None:
    for row in figures(each_package):
        said = sentences(row, each_package)[kind]
        assert row["said_by"] in said
        # "page text" would tell a reader nothing
        assert (row["locator"] in said) == (row["locator"] != wording.NO_PLACE or kind == "citation")


def test_what_is_counted_and_what_the_hedge_means_is_said(each_package: Package) -> None:
    for row in figures(each_package):
        said = sentences(row, each_package)
        for kind in ("hover", "statement", "alt text"):
            assert wording.capital(row["definition"]) in said[kind], f"{kind} of {row['figure_id']}"
            assert wording.meaning(row) in said[kind]
        assert row["definition"] in said["citation"]
        assert row["caveat"] in said["citation"]
        assert row["caveat"] in said["chart notes"]


@pytest.mark.parametrize(
    ("figure_as_stated", "words"),
    [
        ("more than 10,000", "A floor: no upper figure is given."),
        ("about 4,000", "About: how near is not said."),
        ("as many as 30,000", "A ceiling: this or fewer, perhaps far fewer."),
        ("tens of thousands", "A magnitude: no number is given."),
        ("only a handful", "Words only: no number follows from them."),
        ("as many as more than 6 million", "Words only: no number follows from them."),
    ],
)
def test_each_hedge_has_its_meaning(figure_as_stated: str, words: str, package: Package) -> None:
    row = next(row for row in figures(package) if row["figure_as_stated"] == figure_as_stated)
    assert wording.meaning(row) == words


def test_a_number_that_is_itself_approximate_says_so(other_package: Package) -> None:
    rows = {row["figure_as_stated"]: row for row in figures(other_package)}
    assert "approximate" in wording.meaning(rows["up to approximately 3 million"])
    assert "Its ends are themselves approximate" in wording.meaning(rows["about 1 to 2 million"])
    assert "approximate" not in wording.meaning(rows["more than 9,000"])


def test_a_forecast_says_so_and_nothing_else_does(each_package: Package) -> None:
    for row in figures(each_package):
        said = sentences({**row, "caveat": "", "definition": "", "said_by": ""}, each_package)
        for kind in ("hover", "statement", "alt text", "citation"):
            assert ("forecast" in said[kind]) == (row["obs_status"] == "F"), f"{kind} of {row['figure_id']}"
        assert bool(wording.status(row)) == (row["obs_status"] == "F")


def test_a_reading_is_said_to_be_ours_with_its_rule(each_package: Package) -> None:
    rows = [row for row in figures(each_package) if row["reading_rule"]]
    assert rows
    for row in rows:
        said = sentences(row, each_package)
        for kind in ("statement", "alt text", "chart notes"):
            assert f"our reading, not the source's: {rule_of(row)}" in said[kind]
        assert "our reading" in said["hover"]
        assert said["statement"].count("our reading") == 1, said["statement"]


def test_what_can_be_said_names_the_speaker_and_what_cannot_is_a_sentence(each_package: Package) -> None:
    alike = 0
    for row in records(each_package["article_figures"]):
        label, why = selections.looks_like(each_package, row["measure"])
        can, *_ = map(plain, wording.can_be_said(row))
        assert can.startswith(row["figure_as_stated"]) and f"(said by: {row['said_by']})" in can
        assert (wording.UNHEDGED in can) == (row["bound"] == "unhedged")
        cannot = " ".join(wording.cannot_be_said(row, label, why))
        number = wording.bare_number(row)
        if number and row["bound"] != "unhedged":
            assert f'"{number} {row["definition"].split(";")[0]}", without its hedge.' in cannot
        assert ("The same number as" in cannot) == bool(label and number), row["figure_id"]
        if label and number:
            assert f'"The same number as {label}": {why}' in cannot
            alike += 1
    assert alike


def test_a_citation_names_the_page(each_package: Package) -> None:
    for row in figures(each_package):
        source = each_package.source(row["source_id"])
        said = sentences(row, each_package)["citation"]
        for part in (source["author"], source["title"], source["publisher"], source["kind"]):
            assert part in said
        assert re.sub("^https?://", "", source["url"]) in said


def test_the_date_of_the_article_is_said_to_be_inferred(package: Package) -> None:
    assert "11 to 13 July 2025 (inferred)" in wording.source_line(package.article)
    assert wording.inferred_date(package.article).startswith("The date is inferred: ")


def test_a_stated_date_is_not_said_to_be_inferred(other_package: Package) -> None:
    assert "February 2026" in wording.source_line(other_package.article)
    assert "inferred" not in wording.source_line(other_package.article)
    assert wording.inferred_date(other_package.article) == ""


def test_a_caveat_from_another_page_names_that_page(each_package: Package) -> None:
    named = 0
    for row in records(each_package["article_figures"]):
        further = selections.caveats_of(each_package, row["figure_id"])
        own, *lines = wording.caveats(row, further, each_package.source)
        assert own == row["caveat"]
        assert len(lines) == len(further)
        for caveat, line in zip(records(further), lines, strict=True):
            assert caveat["caveat"].removesuffix(".") in line
            if caveat["source_id"] != row["source_id"]:
                page = each_package.source(caveat["source_id"])
                assert f"as read in {page['publisher']}, {wording.date_of(page)}" in line
                named += 1
    assert named


# Words as they were written: none of the three forms of text on the page takes a part of them for its own.

texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(" *_$<>&|`~:[]()#+-.!1"))
markdown = MarkdownIt("commonmark").enable(["strikethrough", "table"])


def shown(markup: str) -> str:
    """The text that a reader sees of HTML."""
    return html.unescape(re.sub("<[^>]*>", "", markup))


MARKUP = [
    "*no* _no_ **no** __no__ ~~no~~ `no`", "<b>no</b> & <br>", "&amp; &#42; &nbsp;", "$4 and $5, $$x$$", "| a | b |",
    "# no", "1. no", "1) no", "- no", "+ no", "> no", "---", "[no](http://example.org)", "![no](no.png)", "<!-- no -->",
    "http://example.org", ":red[no] :smile: :material/star:", "a\\*b", "\\", "=== no", "<http://example.org>", "[^1]",
    "{no}",
]  # fmt: skip


def in_paragraph(text: str) -> str:
    return str(markdown.render(as_markdown(text)))


@pytest.mark.parametrize("text", MARKUP)
def test_markdown_shows_the_text_as_it_is(text: str) -> None:
    rendered = in_paragraph(text)
    assert rendered.startswith("<p>")
    assert shown(rendered).strip() == text
    assert re.findall("<(?!/?p>)", rendered) == []


@given(texts)
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    rendered = in_paragraph(text)
    assert shown(rendered).strip() == text
    assert re.findall("<(?!/?p>)", rendered) == []


@pytest.mark.parametrize("directive", [":red[no]", ":material/star:", "$x$", "$$x$$"])
def test_the_page_s_own_markup_is_escaped(directive: str) -> None:
    """What the page reads beside Markdown begins with a colon or a dollar."""
    assert not re.search(r"(?<!\\)[:$]", as_markdown(directive))


@given(texts)
def test_html_shows_any_text_as_it_is(text: str) -> None:
    for escaped in (str(markup.strong(text))[len("<strong>") : -len("</strong>")], as_plotly(text)):
        assert "<" not in escaped
        assert ">" not in escaped
        assert html.unescape(escaped) == text
    assert str(markup.link("x", text)).count('"') == 2, "an address ends before its end"


def test_markup_in_the_data_comes_through(other_package: Package) -> None:
    """The other package is full of it, so that the page's own tests meet it too."""
    found = "".join(str(cell) for table in other_package.tables.values() for cell in table.rows.to_numpy().ravel())
    for sign in ("*", "_", "$", "<b>", "&", "|", "`", "[", "#", ":red["):
        assert sign in found
        assert shown(markdown.render("x " + as_markdown(sign))).strip() == f"x {sign}"
