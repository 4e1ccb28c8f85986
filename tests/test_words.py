"""A figure in words never parts from its hedge and names its speaker; a blank or a quotation mark breaks nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from figures.language.english import NO_BREAK, capital, counted, listed, quoted, sentences, with_article
from figures.language.legible import is_hidden, legible
from figures.model.package import License, Package
from figures.model.records import ChartTexts, Figure
from figures.words import citation, labels, reports, sources
from figures.words import dates as date_words
from figures.words import figure as words
from figures.words.amounts import bare_number, decimal
from tests.oracle import every_package, package, plain

TEXTS = ChartTexts("c", "A heading", "A title", "A subtitle")


def figures(name: str) -> list[Figure]:
    """The article's figures and what others reported."""
    return [*package(name).figures, *package(name).reports]


def rule_of(f: Figure) -> str:
    """The rule of a reading as a reader meets it: without the figure's own words."""
    first, _, rest = f.reading_rule.partition(": ")
    return rest if first in (f.hedge_words, f.figure_as_stated) else f.reading_rule


def said_of(f: Figure) -> dict[str, str]:
    """Everything that is said of one figure and names its number."""
    notes = words.chart_notes([f], f.source)
    said = {
        "figure": words.figure(f),
        "hover": words.hover(f),
        "statement": words.statement(f),
        "alt text": words.alt_text(TEXTS, [f]),
        "chart notes": " ".join(f"{lead}: {text}" for lead, text in notes),
        "citation": citation.citation(f),
    }
    return {kind: plain(text) for kind, text in said.items()}


# Hedge and number


def bare_numbers(f: Figure, text: str) -> Iterator[str]:
    """The figure's own numbers where they stand in the text outside of the figure as stated."""
    rest = text.replace(f.figure_as_stated, "")
    ends = (f.stated.low, f.stated.high, f.placed.low, f.placed.high)
    for end in {end for end in ends if end is not None}:
        for form in (decimal(end), decimal(end).replace(",", "")):
            yield from re.findall(rf"(?<![\d,.]){re.escape(form)}(?![\d]|,\d)", rest)


@every_package
def test_no_sentence_parts_the_number_from_its_hedge(name: str) -> None:
    for f in figures(name):
        for kind, text in said_of(f).items():
            assert f.figure_as_stated in text, f"{kind} of {f.figure_id}"
            # A caveat may quote the number with another hedge, a rule says what we did with it, and the title and the
            # address of a page are not ours to word.
            for other in (f.caveat, f.reading_rule, rule_of(f), sources.source_line(f.source, link=False)):
                text = text.replace(other, "")
            assert not list(bare_numbers(f, text)), f"{kind} of {f.figure_id}: {text}"


def test_the_search_for_bare_numbers_finds_one() -> None:
    f = next(f for f in figures("own") if f.figure_as_stated == "more than 10,000")
    assert list(bare_numbers(f, "10,000 soldiers")) == ["10,000"]
    assert list(bare_numbers(f, "exactly 10000.")) == ["10000"]
    assert list(bare_numbers(f, "more than 10,000 soldiers, not 110,000 and not 10,000,000")) == []


@every_package
def test_no_line_break_parts_a_number_from_its_hedge(name: str) -> None:
    for f in figures(name):
        if f.bound != "unnumbered":
            said = words.figure(f)
            assert not re.search(r" [0-9]", said), f.figure_id
            assert " " not in said or len(said) > words.SHORT, f.figure_id


# Speaker, definition, meaning


@every_package
def test_each_sentence_says_who_says_so_what_is_counted_and_what_the_hedge_means(name: str) -> None:
    for f in figures(name):
        said = said_of(f)
        for kind in ("hover", "statement", "alt text", "citation"):
            assert f.said_by in said[kind], f"{kind} of {f.figure_id}"
            # "page text" would tell a reader nothing
            assert (f.locator in said[kind]) == (f.locator != words.NO_PLACE or kind == "citation")
        for kind in ("hover", "statement", "alt text"):
            assert capital(f.definition) in said[kind], f"{kind} of {f.figure_id}"
            assert words.meaning(f) in said[kind]
        assert f.definition in said["citation"]
        assert f.caveat in said["citation"]
        assert f.caveat in said["chart notes"]


@pytest.mark.parametrize(
    ("name", "figure_as_stated", "meaning"),
    [
        ("own", "more than 10,000", "A floor: above this; no upper figure is given."),
        ("own", "about 4,000", "About: how near is not said."),
        ("own", "as many as 30,000", "A ceiling: this or fewer, perhaps far fewer."),
        ("own", "tens of thousands", "A magnitude: no number is given."),
        ("own", "only a handful", "Words only: no number follows from them."),
        ("own", "as many as more than 6 million", "Words only: no number follows from them."),
        (
            "other",
            "up to approximately 3 million",
            "A ceiling: this or fewer, perhaps far fewer. Its number is itself approximate.",
        ),
        ("other", "about 1 to 2 million", f"{words.BOUNDS['between'].meaning} Its ends are themselves approximate."),
        ("other", "more than 9,000", "A floor: above this; no upper figure is given."),
        ("own", "at least 10,000", "A floor: no upper figure is given."),
    ],
)
def test_each_hedge_has_its_meaning(name: str, figure_as_stated: str, meaning: str) -> None:
    assert words.meaning(next(f for f in figures(name) if f.figure_as_stated == figure_as_stated)) == meaning


@every_package
def test_only_a_forecast_is_called_one(name: str) -> None:
    for f in figures(name):
        said = said_of(replace(f, caveat="", definition="", said_by=""))
        for kind in ("hover", "statement", "alt text", "citation"):
            assert ("forecast" in said[kind]) == f.is_forecast, f"{kind} of {f.figure_id}"
        assert bool(words.status(f)) == f.is_forecast


@every_package
def test_a_reading_is_called_ours_and_gives_its_rule(name: str) -> None:
    read = [f for f in figures(name) if f.reading_rule]
    assert read
    for f in read:
        said = said_of(f)
        for kind in ("statement", "alt text", "chart notes"):
            assert f"our reading, not the source's: {rule_of(f)}" in said[kind]
        assert "our reading" in said["hover"]
        assert said["statement"].count("our reading") == 1, said["statement"]


@every_package
def test_what_can_and_what_cannot_be_said(name: str) -> None:
    alike_seen = 0
    for f in package(name).figures:
        can = plain(words.can_be_said(f)[0])
        assert can.startswith(f.figure_as_stated)
        assert f"(said by: {f.said_by})" in can
        assert (words.UNHEDGED in can) == (f.bound == "unhedged")
        alike = package(name).measure(f.measure.looks_like)
        cannot = " ".join(words.cannot_be_said(f, alike))
        number = bare_number(f)
        if number and f.bound != "unhedged":
            assert f'"{number} {f.definition.split(";")[0]}", without its hedge.' in cannot
        assert ("The same number as" in cannot) == bool(alike and number), f.figure_id
        if alike and number:
            assert f'"The same number as {alike.label}": {f.measure.looks_like_why}' in cannot
            alike_seen += 1
    assert alike_seen


# Sources and caveats


@every_package
def test_a_citation_names_the_page(name: str) -> None:
    for f in figures(name):
        said = said_of(f)["citation"]
        for part in (f.source.author, f.source.title, f.source.publisher, f.source.kind):
            assert part in said
        assert re.sub("^https?://", "", f.source.url) in said


def test_only_an_inferred_date_is_called_inferred() -> None:
    inferred, stated = package("own").article, package("other").article
    assert "11 to 13 July 2025 (inferred)" in sources.source_line(inferred)
    assert sources.inferred_date(inferred).startswith("The date is inferred: ")
    assert "February 2026" in sources.source_line(stated)
    assert "inferred" not in sources.source_line(stated) + sources.inferred_date(stated)


@every_package
def test_a_caveat_from_another_page_names_that_page(name: str) -> None:
    named = 0
    for f in package(name).figures:
        own, *lines = words.caveats(f)
        assert own == f.caveat
        for caveat, line in zip(f.caveats, lines, strict=True):
            assert caveat.caveat.removesuffix(".") in line
            if caveat.source != f.source:
                assert f"as read in {caveat.source.publisher}, {sources.date_of(caveat.source)}" in line
                named += 1
    assert named


# English


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("day", "a day"), ("week", "a week"), ("hour", "an hour"), ("Hour", "an Hour"), ("month", "a month"),
        ("year", "a year"), ("academic year", "an academic year"), ("8-hour shift", "an 8-hour shift"),
        ("11-day week", "an 11-day week"), ("18 months", "an 18 months"), ("110 days", "a 110 days"),
        ("one-hour shift", "a one-hour shift"), ("eight-hour shift", "an eight-hour shift"), ("unit", "a unit"),
        ("uneven week", "an uneven week"), ("use", "a use"), ("harvest", "a harvest"), ("honest day", "an honest day"),
    ],
)  # fmt: skip
def test_a_or_an(noun: str, said: str) -> None:
    assert with_article(noun) == said


def test_a_rate_is_told_with_a_or_an_everywhere() -> None:
    f = replace(package("own").reports[0], per="hour")
    told = [words.card_label(f), reports.report_words(f), reports.report_cell(f), reports.report_statement(f)]
    assert all("an hour" in plain(text) for text in told), told
    assert f"{NO_BREAK}an{NO_BREAK}hour" in reports.report_words(f), "a line break parts a rate from its time"
    assert reports.report_words(replace(f, per="")) == words.figure(f)


def test_lists_and_numbers_of_things() -> None:
    assert [listed("a"), listed("ab"), listed("abc")] == ["a", "a and b", "a, b and c"]
    assert [counted(0, "row"), counted(1, "row"), counted(1200, "row")] == ["0 rows", "1 row", "1,200 rows"]
    assert sentences(["One.", "", "Two."]) == "One. Two."
    assert [capital(""), capital("the law")] == ["", "The law"]


@pytest.mark.parametrize("character", "\u202e\u200b\u2028\x00\ufeff\ud800")
def test_hidden_characters_are_shown_escaped(character: str) -> None:
    assert is_hidden(character)
    assert legible(f"a{character}b", 80) == f"a{ascii(character)[1:-1]}b"


def test_visible_characters_are_left_alone_and_long_texts_cut() -> None:
    assert not any(map(is_hidden, "aЖ한é \u200c\u200d\u00ad"))
    assert legible("Жé" * 50, 4) == "ЖéЖé..."


# Quotation marks


def test_marks_inside_quotation_marks_are_single() -> None:
    assert quoted('He said "no"') == "\"He said 'no'\""
    assert quoted("He said \u201cno\u201d") == '"He said \u2018no\u2019"'
    assert quoted("it's") == '"it\'s"'


def test_no_sentence_quotes_double_marks_within_double_marks() -> None:
    """Every text that stands in quotation marks somewhere holds a pair of its own here."""
    own, mark = package("own"), 'so-called "many"'
    source = replace(own.article, title='"We lost many," they say')
    measure = replace(own.measures[0], label=mark)
    article = replace(own.figures[0], measure=measure, figure_as_stated=mark, definition=mark, source=source)
    report = replace(own.reports[0], measure=measure, figure_as_stated=mark, source=source)
    claim = replace(own.dates[0], wording=mark)
    elsewhere = reports.number_elsewhere(article, [replace(report, stated=article.stated, is_later=False)], mark, [])
    told = [
        sources.source_line(source),
        citation.citation(replace(article, definition="people")),
        citation.dataset_citation(replace(own, title=mark)),
        reports.strip_label(article, at_home=False),
        words.hedge_line(replace(own.hedges[0], hedge_words=mark)),
        *words.cannot_be_said(article, measure),
        date_words.article_date(claim),
        date_words.date_words(claim),
        date_words.date_statement(claim),
        *elsewhere.lines,
        elsewhere.sentence,
    ]
    for text in told:
        assert '"many"' not in text, text
        assert not re.search(r'""|"We lost', text), text
    assert sum("'many'" in text for text in told) >= 9


# Blank fields


HOLE = re.compile(r"(^|[\s(])[,;:.](\s|$)|\( | \)|\(\)|,,|\.\.|: *$|\S  |[Vv]ersion\s*[,.]|\"\"", re.MULTILINE)


def bare(blank: tuple[str, ...]) -> Package:
    """The project's package, with these cells of the article's source and of the descriptor blank."""
    own = package("own")
    texts: dict[str, Any] = {key: "" for key in blank if key in ("author", "title", "kind", "url", "publisher")}
    if "published" in blank:
        texts |= {"published": None, "published_note": "nobody dated it"}
    figures = tuple(replace(f, source=replace(own.article, **texts)) for f in own.figures)
    licenses = () if "licence" in blank else (License("CC-BY-4.0", "", ""), License("", "", ""))
    described: dict[str, Any] = {key.removeprefix("package "): "" for key in blank if key.startswith("package ")}
    return replace(own, figures=figures, licenses=licenses, **described)


BLANKS = "author|title|kind|publisher|published|url|licence|package version|package created|package title".split("|")


@pytest.mark.parametrize(
    "blank", [*itertools.combinations(BLANKS, 1), *itertools.combinations(BLANKS, 2), tuple(BLANKS)]
)
def test_a_blank_field_leaves_no_hole(blank: tuple[str, ...]) -> None:
    made = bare(blank)
    readme = citation.package_readme(made)
    told = [
        sources.source_line(made.article), sources.page_name(made.article), citation.dataset_citation(made),
        labels.about_the_data(made), citation.bibtex(made).replace(" = ", "="),
        readme[readme.index("## Citing it") :],
    ]  # fmt: skip
    for text in told:
        assert not HOLE.search(text), f"{HOLE.search(text)} in {text!r}"
    assert "= {}" not in citation.bibtex(made)


# BibTeX


@pytest.mark.parametrize(
    ("author", "field"),
    [
        ("Luke Coffey", "Luke Coffey"),
        ("Smith, John", "Smith, John"),
        ("van der Berg, Jan", "van der Berg, Jan"),
        ("Anna Example, Bo Sample", "Anna Example and Bo Sample"),
        ("Anna Example and Bo Sample", "Anna Example and Bo Sample"),
        ("Anna Example, Bo Sample and Cy Third", "Anna Example and Bo Sample and Cy Third"),
        ("Smith, John and Doe, Jane", "Smith, John and Doe, Jane"),
        ("Smith, John; Doe, Jane", "Smith, John and Doe, Jane"),
        ("Reuters", "{Reuters}"),
        ("Ministry of Culture and Sports", "{Ministry of Culture and Sports}"),
        ("Ministry of Defence and General Staff", "{Ministry of Defence} and {General Staff}"),
        ("Food and Agriculture Organization", "{Food and Agriculture Organization}"),
        ("Ministry of Arts; Anna Example", "{Ministry of Arts} and Anna Example"),
        ("the made-up Harbour Gazette", "{the made-up Harbour Gazette}"),
        ("Ministry of R&D", r"{Ministry of R\&D}"),
    ],
)
def test_bibtex_tells_persons_from_offices(author: str, field: str) -> None:
    own = package("own")
    made = replace(own, figures=(replace(own.figures[0], source=replace(own.article, author=author)),))
    assert f"  author = {{{field}}},\n" in citation.bibtex(made)


def test_bibtex_keeps_an_address_and_escapes_a_text() -> None:
    own = package("own")
    source = replace(
        own.article, url="http://example.org/~a_b?c=%7B1%7D&d=2#e{f}", title=r"50 % of $2 & a_b #1 {x} \ ~ ^"
    )
    text = citation.bibtex(replace(own, figures=(replace(own.figures[0], source=source),)))
    assert "  url = {http://example.org/~a_b?c=%7B1%7D&d=2#e%7Bf%7D},\n" in text
    escaped = r"50 \% of \$2 \& a\_b \#1 \textbraceleft{}x\textbraceright{} \textbackslash{} \textasciitilde{} "
    assert f"  title = {{{{{escaped}\\textasciicircum{{}}}}}},\n" in text
    # BibTeX counts braces, escaped or not.
    depth = list(itertools.accumulate({"{": 1, "}": -1}.get(character, 0) for character in text))
    assert min(depth) == 0 == depth[-1]


# Addresses


def test_addresses_hold_a_placeholder_for_the_servers_own() -> None:
    line = citation.embed_line({"killed": 1500, "dates": 900})
    assert line.startswith(f'<iframe src="{labels.ROOT}/?embed=true&chart=killed" width="100%" height="1500">')
    assert "dates" in line
    address = labels.address("x.csv")
    reading = "\n".join(citation.reading_lines(address))
    for text in (line, reading):
        assert "localhost" not in text
        assert "http://localhost:8501/" in labels.with_root(text)
        told = labels.with_root(text, "https://example.org/base/")
        assert "https://example.org/base/" in told
        assert labels.ROOT not in told
        assert "base//" not in told
    assert 'dtype={"stated_low"' in labels.with_root(reading), "braces of the code are gone"
