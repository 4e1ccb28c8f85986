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
from figures.model.records import Figure
from figures.words import beside, citation, labels, reports, sources
from figures.words import dates as date_words
from figures.words import figure as words
from figures.words.amounts import bare_number, decimal
from tests.oracle import every_package, package, plain


def figures(name: str) -> list[Figure]:
    """The article's figures and what others reported."""
    return [*package(name).figures, *package(name).reports]


def rule_of(f: Figure) -> str:
    """The rule of a reading as a reader meets it: without the figure's own words."""
    first, _, rest = f.reading_rule.partition(": ")
    return rest if first in (f.hedge_words, f.figure_as_stated) else f.reading_rule


def said_of(f: Figure) -> dict[str, str]:
    """Everything that is said of one figure and names its number."""
    said = {"figure": words.named(f), "hover": words.hover(f), "citation": citation.citation(f)}
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
            # A caveat may quote the number with another hedge, a rule says what we did with it, and a date has a day.
            for other in (f.caveat, f.reading_rule, rule_of(f), sources.date_of(f.source)):
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
        assert (words.UNHEDGED in said["figure"]) == (f.bound == "unhedged")
        for part in (f.said_by, capital(f.definition), words.meaning(f)):
            assert part in said["hover"], f.figure_id
        assert (f.locator in said["hover"]) == (f.locator != words.NO_PLACE), "page text would tell a reader nothing"
        assert f.caveat in said["citation"] and f.locator in said["citation"]


MEANINGS = {
    "more than 10,000": "Above this; no upper figure is given.",
    "at least 10,000": "This or more; no upper figure is given.",
    "about 4,000": "Near this; how near is not said.",
    "as many as 30,000": "This or fewer, perhaps far fewer.",
    "tens of thousands": "Only a rough size; no number is given.",
    "only a handful": "Words only: no number follows from them.",
    "as many as more than 6 million": "Words only: no number follows from them.",
    "more than 9,000": "Above this; no upper figure is given.",
    "up to approximately 3 million": "This or fewer, perhaps far fewer. Its number is itself approximate.",
    "about 1 to 2 million": f"{words.BOUNDS['between'].meaning} Its ends are themselves approximate.",
}


@pytest.mark.parametrize("figure_as_stated", MEANINGS)
def test_each_hedge_has_its_meaning(figure_as_stated: str) -> None:
    found = [f for name in ("own", "other") for f in figures(name) if f.figure_as_stated == figure_as_stated]
    assert {words.meaning(f) for f in found} == {MEANINGS[figure_as_stated]}


@every_package
def test_only_a_forecast_is_called_one(name: str) -> None:
    for f in figures(name):
        said = said_of(replace(f, caveat="", definition="", said_by="", sentence=""))
        for kind in ("hover", "citation"):
            assert ("forecast" in said[kind]) == f.is_forecast, f"{kind} of {f.figure_id}"
        assert bool(words.status(f)) == f.is_forecast


@every_package
def test_a_reading_is_called_ours_and_gives_its_rule(name: str) -> None:
    read = [f for f in figures(name) if f.reading_rule]
    assert read or name == "ferries"
    for f in read:
        reading = plain(words.reading(f))
        assert f"our reading, not the source's: {rule_of(f)}" in reading
        assert "our reading" in said_of(f)["hover"]
        assert reading.count("our reading") == 1, reading


@every_package
def test_each_sentence_that_may_not_be_written_has_its_reason(name: str) -> None:
    """The number without its hedge, a ceiling as a floor or as what came, or the figure as what looks alike."""
    for f in package(name).figures:
        alike, number = package(name).measure(f.measure.looks_like), bare_number(f)
        said = words.cannot_be_said(f, alike)
        assert said[:1] and all(sentence and why.endswith(".") for sentence, why in said)
        if not number:
            assert said == ((f"Any number of {f.definition.split(';')[0]}", "None is stated."),)
            continue
        (bare, why), *_ = said
        lost = quoted(f.hedge_words) if f.hedge_words else "the words of its hedge"
        reason = "used no hedge" if f.bound == "unhedged" else f"Drops {lost} and the speaker."
        assert number in bare and reason in why and quoted(bare[1:-1]) == bare
        ways = {sentence.replace(number, "N"): why for sentence, why in said}
        ceiling = '"N are coming"' if f.is_forecast else '"N or more"'
        assert (ceiling in ways) == (f.bound == "at_most")
        assert not any("no more than" in sentence for sentence in ways), "nobody would write it of a floor"
        assert f.is_forecast == any("It is a forecast, too." in why for why in ways.values())
        told = [sentence for sentence, why in said if why == f.measure.looks_like_why and alike]
        thing = (alike.means[0] if alike.means else alike.label) if alike else ""
        assert told == ([quoted(f"{f.figure_as_stated} {thing}")] if alike else []), f.figure_id


# Sources and caveats


@every_package
def test_a_sentence_to_quote_says_who_wrote_it_where_and_when(name: str) -> None:
    """The clause of the row or, where it has none, the figure as stated with its definition and its speaker."""
    made = 0
    for f in package(name).figures:
        clause, office = f"there were {f.figure_as_stated}", replace(f.source, author="")
        for g in (f, replace(f, sentence=""), replace(f, sentence=clause), replace(f, source=office, sentence="")):
            said, source = plain(citation.statement(g)), g.source
            wrote = f"{source.author} wrote in {source.publisher}" if source.author else f"{source.publisher} reported"
            wrote = f"{capital(wrote)} ("
            assert said.startswith(wrote) and said.endswith(".") and f.figure_as_stated in said
            dated, _, rest = said.removeprefix(wrote).partition(")")
            assert source.published and source.published.in_words() in dated and dated.endswith(g.locator)
            assert ("date inferred" in dated) == source.is_inferred and (source.kind in dated) == bool(source.author)
            assert ("without a hedge" in rest) == (f.bound == "unhedged")
            if g.sentence:
                assert rest.startswith(f" that {g.sentence}")
                made += 1
                continue
            assert rest.startswith(f" of {quoted(f.figure_as_stated)}")
            assert f": {f.definition} (said by {f.said_by}" in rest
            assert rest.endswith("; a forecast)." if f.is_forecast else ").")
        assert citation.citation(f) == f"{citation.statement(f)} {f.caveat}"
    assert made >= len(package(name).figures)


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
    told = [words.card_label(f), reports.report_words(f), reports.report_cell(f), reports.sentence(f)]
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
    claim = replace(own.dates[0], wording=mark)
    told = [
        sources.source_line(source),
        citation.statement(replace(article, definition="people", sentence="")),
        citation.dataset_citation(replace(own, title=mark)),
        reports.strip_label(article, at_home=False),
        words.hedge_line(replace(own.hedges[0], hedge_words=mark)),
        *(sentence for sentence, _ in words.cannot_be_said(article, measure)),
        date_words.article_date(claim),
        date_words.date_words(claim),
        date_words.dates_summary([replace(claim, agreement="differs")]),
        beside.who_else(article, (), (), beside.Names()),
        beside.alike(article, (), measure, ()),
        reports.asserted_words(replace(own.assertions[0], wording=mark, translation="")),
        labels.opening([quoted(mark)]),
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
    line = citation.embed_line("killed", 'Killed & <b>"lost"</b>', 1500)
    name = "Killed &amp; &lt;b>&quot;lost&quot;&lt;/b>"
    source = f"{labels.ROOT}/?embed=true&amp;chart=killed"
    assert line == f'<iframe src="{source}" title="{name}" width="100%" height="1500"></iframe>'
    reading = "\n".join(citation.reading_lines(f"{labels.ROOT}/data/x.csv"))
    for text in (line, reading):
        assert "localhost" not in text
        assert "http://localhost:8501/" in labels.with_root(text)
        told = labels.with_root(text, "https://example.org/base/")
        assert "https://example.org/base/" in told
        assert labels.ROOT not in told
        assert "base//" not in told
    assert 'dtype={"stated_low"' in labels.with_root(reading), "braces of the code are gone"


# Labels


def test_labels_count_and_name_what_they_stand_above() -> None:
    assert labels.opening([]) == labels.NOT_COUNTED_HERE
    assert 'A hedge is a word such as "about" or "up to".' in labels.opening(['"about"', '"up to"'])
    article = package("own").article
    assert labels.the_article(article) == "The article, July 2025"
    assert labels.the_article(replace(article, published=None)) == "The article"
    assert labels.said(1, on_scale=False) == "What 1 speaker said: list and table"
    assert labels.said(7, on_scale=True) == "What 7 speakers said: list, chart and table"
    assert labels.told("Gulls", 1) == "Gulls, told on different pages: 1 example"
    assert labels.caveats(2, more=True) == "2 more caveats before you quote"
    assert labels.caveats(1, more=False) == "1 caveat before you quote"
    assert labels.all_reports(2, labels.AS_A_TABLE) == "All 2 reports as a table"
    assert labels.all_reports(1, labels.AS_A_TABLE) == "The report as a table"
    assert labels.all_reports(1, labels.CHART_AND_TABLE) == "The report: chart and table"
    assert labels.status("", 9, 9).startswith("Everyone is shown: 9 of 9 reports. ")
    assert labels.status("union", 1, 9).startswith('Only "union" is shown: 1 of 9 reports. ')
    assert '"union"' in labels.nobody("union") and labels.EVERYONE in labels.nobody("union")
    assert '"union"' in labels.only("union") and labels.older(3) == "3 older: in the table."


def test_a_label_that_takes_a_value_of_an_address_shows_it_short_and_legible() -> None:
    told = labels.unknown_filter("chart", ["x" * 1_000, "a\u202eb"])
    assert len(told) < 400 and "\\u202e" in told
