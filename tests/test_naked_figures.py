"""No figure stands anywhere without its hedge: on the page, in charts, in files, in documents and in messages."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from figures.editions.files import files
from figures.language.naked import EXCEPTIONS, MORE_HEDGES, Naked, Said, behind, judged, naked_in
from figures.model.package import Package
from figures.package.read import load
from figures.page.compose import View, compose
from figures.page.parts import Page
from figures.page.strings import drawing_strings, page_strings
from figures.words import labels
from tests import editing
from tests.conftest import FOLDERS, HOME
from tests.strings import (
    bytes_strings,
    changed,
    element_texts,
    elements,
    leaves,
    spec_texts,
    squashed,
    text_strings,
)

DOCUMENTS = [HOME / "README.md", HOME / "data" / "README.md"]

every_package = pytest.mark.parametrize("name", FOLDERS)


@cache
def package(name: str) -> Package:
    return load(FOLDERS[name])


@cache
def page(name: str) -> Page:
    return compose(package(name), View())


@cache
def on_page(name: str) -> tuple[Said, ...]:
    return tuple(page_strings(page(name)))


def in_files(described: Package) -> list[Said]:
    """The strings of all files, apart from pictures and the script."""
    shown = {name: file.data for name, file in files(described).items() if not name.endswith((".svg", ".js"))}
    return [said for name, data in shown.items() for said in bytes_strings(name, data)]


@cache
def in_own_files(name: str) -> tuple[Said, ...]:
    return tuple(in_files(package(name)))


def in_documents() -> list[Said]:
    return [said for path in DOCUMENTS for said in text_strings(path.name, path.read_text(encoding="utf-8"))]


def assert_none_naked(described: Package, strings: Iterable[Said]) -> None:
    naked = naked_in(described, dict.fromkeys(strings))
    assert not naked, "naked figures:\n" + "\n".join(sorted(set(map(str, naked))))


# Everything that a reader can meet


@every_package
def test_no_figure_on_the_page_is_naked_in_any_view(name: str) -> None:
    kinds = package(name).claimant_kinds
    views = [View(chosen, later) for later in (True, False) for chosen in (None, (), *((kind,) for kind in kinds))]
    views += [View(chart=key) for key in page(name).exhibits]
    strings = {view: set(page_strings(compose(package(name), view))) for view in views}
    for view in views[1:]:
        assert strings[view] != strings[View()], f"{view} changes nothing on the page"
    assert_none_naked(package(name), set().union(*strings.values()))


@every_package
def test_no_figure_in_a_file_is_naked(name: str) -> None:
    strings = in_own_files(name)
    read = {said.place.removeprefix("ZIP, ").partition(",")[0] for said in strings}
    assert {"article_figures.csv", "other_reports.csv", "article_figures.json", "citations.bib", "README.md"} <= read
    assert_none_naked(package(name), strings)


def characters(texts: Iterable[str]) -> Counter[str]:
    """The count of each character in the texts. Charts break lines elsewhere, and draw them in another order."""
    return Counter(squashed("".join(texts)))


@every_package
def test_a_picture_says_what_its_chart_says(name: str) -> None:
    for chart in page(name).charts:
        drawn = [said.text for said in bytes_strings("a.svg", files(package(name))[f"pictures/{chart.key}.svg"].data)]
        said = [said.text for said in drawing_strings(chart.drawing, "") if "pointer" not in said.place]
        assert characters(drawn) == characters([*said, chart.alt, chart.drawing.title])


def test_no_figure_in_the_documents_is_naked() -> None:
    assert_none_naked(package("own"), in_documents())


@every_package
def test_no_figure_in_a_message_is_naked(name: str) -> None:
    words = [text for text in vars(labels).values() if isinstance(text, str)]
    words += [labels.unknown_filter("claimed_by", ["nobody"]), labels.empty_selection(len(package(name).reports))]
    words += [labels.no_such_file(list(files(package(name))))]
    assert_none_naked(package(name), [Said("message", text) for text in words])
    typed = labels.unknown_filter("claimed_by", ["10,000"])
    assert naked_in(package("own"), [Said("message", typed)]), "a number typed into an address is a number too"


# What the app shows beside the page: an unseen button, and marks between the links of the contents.
APP_WORDS = {"Redraw", "\u00b7", f"{labels.ON_THIS_PAGE}:"}


@every_package
def test_the_app_says_no_more_than_the_tree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_PACKAGE", str(FOLDERS[name]))
    app = AppTest.from_file(str(HOME / "app.py"), default_timeout=60)
    app.query_params |= {"all": "true", "chart": "nothing", "claimed_by": "nobody"}
    app.run()
    assert not app.exception
    notices = {labels.unknown_filter("chart", ["nothing"]), labels.unknown_filter("claimed_by", ["nobody"])}
    known = {squashed(labels.with_root(text)) for path, text in leaves(page(name)) if not path.startswith("Word.")}
    known |= set(map(squashed, APP_WORDS | notices))
    words = [text for element in elements(app.main) for text in element_texts(element)]
    assert len(words) > 500
    assert notices <= set(words)
    assert sorted({text for text in words if squashed(text) not in known}) == []
    for chart, element in zip(page(name).charts, app.get("plotly_chart"), strict=True):
        spec, config = json.loads(element.proto.spec), json.loads(element.proto.config)
        drawn = [text for field, text in spec_texts(spec) if field in ("text", "hovertext")]
        assert characters(drawn) == characters(said.text for said in drawing_strings(chart.drawing, ""))
        others = [text for field, text in spec_texts([spec, config]) if field not in ("text", "hovertext")]
        assert_none_naked(package(name), [Said(f"{chart.key}, JSON", text) for text in others])


# The rule

PRESIDENT = "Ukraine, president"


@pytest.mark.parametrize(
    "text",
    [
        "10,000 soldiers were sent.",
        "Sent: 10000",
        "a 10,000-strong force",
        "10 thousand were sent",
        "Ten thousand were sent.",
        "10k",
        "some 12 million shells a year, or 12 million",
        "No more than 10,000.",
        "more than 10,000, say 10,000",
        "Of 10,000 sent about 4,000 were killed.",
        "about 4,000 of 10,000",
        "A floor: no upper figure is given. 10,000",
        '"10,000": the top is open.',
        "between 10,000 or so and more",
        "10,000 reports",
        "in paragraph 4, 4,000",
        "4,000 July visitors",
        "Our reading is 20,000.",
        "4,000 killed, said by nobody",
        f"{PRESIDENT}: more than 3,000; Western officials (CNN): 4,000",
        f"{PRESIDENT}: 4,000",
        f"{PRESIDENT}: 4,000 killed, said on 21 January 2025",
        f"{PRESIDENT} had said 4,000 killed.",
    ],
)
def test_a_number_alone_is_naked(text: str) -> None:
    assert naked_in(package("own"), [Said("here", text)])


@pytest.mark.parametrize(
    "text",
    [
        "more than 10,000 soldiers were sent.",
        "More than 10,000",
        "More\u00a0than 10,000",
        "About four-thousand, as was said.",
        "more than four thousand losses",
        "between 60,000 and 70,000 a day",
        "another 2-3 thousand",
        "25,000 to 30,000 (soldiers)",
        "more likely 10,000 to 20,000",
        "up to approximately 3 million",
        "More than 10,000; no upper figure.",
        "paragraph 10",
        "2 July 2025, or 9 January",
        "2 reports by 1 claimant: 2 above it",
        "Our reading, not the source's: a day's shells times 7: 60,000 x 7; 70,000 x 7.",
        "https://example.org/10,000-troops",
        "10,001 and 1,000,000.5 and 210,000 and 2024-10",
        "2 claimants: 2 compatible with it (of these 2 by our reading), and for 2 it cannot be told",
        f"{PRESIDENT} (21 January 2025): 4,000, stated without a hedge",
        "4,000 killed, stated without a hedge",
        "4,000: soldiers killed. Stated without a hedge: that is no claim of precision.",
    ],
)
def test_a_number_with_its_hedge_or_speaker_is_not_naked(text: str) -> None:
    assert not naked_in(package("own"), [Said("here", text)])


@pytest.mark.parametrize(
    ("beside", "naked"),
    [
        (f"21 Jan 2025 {PRESIDENT}", False),
        (f"{PRESIDENT} (party to the war), 9 January 2025", False),
        (PRESIDENT, False),
        (f"14 Feb 2025 {PRESIDENT}", True),  # on that day it was "more than 4,000"
        ("21 Jan 2025 Western officials (CNN)", True),
        ("", True),
    ],
)
def test_a_number_without_a_hedge_needs_its_own_row(beside: str, naked: bool) -> None:
    assert bool(naked_in(package("own"), [Said("here", "4,000", beside=beside)])) == naked


def test_a_package_without_numbers_has_no_naked_figure() -> None:
    in_words = replace(package("own"), figures=(), reports=())
    assert not naked_in(in_words, [Said("here", "10,000 and more than 10,000")])


def everywhere() -> dict[str, list[Said]]:
    return {name: [*on_page(name), *in_own_files(name), *in_documents()] for name in FOLDERS}


def test_every_exception_is_needed() -> None:
    spared = Counter(
        exception
        for name, strings in everywhere().items()
        for said in strings
        for exception, _ in judged(package(name), said)
    )
    assert [rule.name for rule in EXCEPTIONS if not spared[rule.name]] == []


def test_every_further_hedge_is_needed() -> None:
    texts = " ".join(" ".join(said.text.split()) for strings in everywhere().values() for said in strings)
    assert [hedge for hedge in MORE_HEDGES if not re.search(behind(hedge), texts, re.IGNORECASE)] == []


# That it can fail: changed parts and records

# What no reader reads in the tree: keys, codes, addresses.
NOT_SHOWN = re.compile(r".*\.(?:key|bound|side|dash|shape|role|address|known)|Heading\.name")
_HEDGES = r"more\sthan|about|as\smany\sas|at\sleast|around|roughly|over|between"
_HEDGE = re.compile(rf"\b(?:{_HEDGES})\s(?=\d)", re.IGNORECASE)


def newly_naked(described: Package, strings: Iterable[Said], before: Iterable[Said]) -> list[Naked]:
    """The naked figures in the strings that were not there before."""
    known = set(before)
    return naked_in(described, (said for said in strings if said not in known))


def test_a_number_in_any_string_of_the_page_is_found() -> None:
    """A string of the tree that the walk or the rule overlooked would keep its number."""
    numbers = count()
    places: dict[int, str] = {}

    def with_number(path: str, text: str) -> str:
        if not text.strip() or NOT_SHOWN.fullmatch(path) or text.startswith("data/"):
            return text
        places[number := next(numbers)] = path
        return f"{text}. 30,000 as number {number}."

    tree = changed(page("own"), with_number)
    alone = [Page(exhibit.title, exhibit.alone) for exhibit in tree.exhibits.values()]
    naked = naked_in(package("own"), (said for shown in (tree, *alone) for said in page_strings(shown)))
    found = {int(n) for one in naked for n in re.findall(r"30,000 as number (\d+)", one.sentence)}
    assert len(places) > 1000
    assert Counter(place for number, place in places.items() if number not in found) == Counter()


BREAKS = {
    "card": ("Card.figure", "", ", card"),
    "words at a mark": ("Word.text", "", "words of a mark"),
    "words at a report's mark": ("Word.text", "least", "words under"),
    "note in a chart": ("Drawing.notes", "Careful", ", note"),
    "alt text": ("Chart.alt", "", "alt text"),
    "pointer": ("Mark.hover", "", "pointer"),
    "cell": ("Table.rows", "", f"'{labels.AS_STATED}'"),
    "input of a step": ("Table.rows", "in proportion to", f"'{labels.QUESTION}'"),
    "result of a step": ("Strong.text", "no upper figure", f"'{labels.WORKED_OUT}'"),
    "comparison": ("Text.words", "in this collection", ", text"),
    "claimants compared": ("Bullets.lines", "by its latest such report", ", bullets"),
    "sentence to cite": ("Quote.text", "said by", ", quote"),
    "what can be said": ("Bullets.lines", "said by", ", bullets"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_a_hedge_that_is_lost_on_the_page_is_found_there(kind: str) -> None:
    field, words, place = BREAKS[kind]

    def lost_at(number: int) -> list[Naked]:
        """The figures that are naked once the string of that number has lost its hedge."""
        numbers = count()
        without = changed(page("own"), lambda _, text: _HEDGE.sub("", text) if next(numbers) == number else text)
        return newly_naked(package("own"), page_strings(without), on_page("own"))

    candidates = enumerate(leaves(page("own")))
    hedged = (n for n, (path, text) in candidates if path == field and words in text and _HEDGE.search(text))
    naked = next(filter(None, map(lost_at, hedged)), [])
    assert naked
    assert [str(one) for one in naked if place not in one.place] == []


# Words of a package: file, key and column of a cell, and the kinds of place where a reader meets it.
OWN_WORDS = [
    ("article_figures.csv", "article-killed", "definition", ("card", "alt text", "words of a mark", "pointer")),
    ("article_figures.csv", "article-captured", "definition", ("card", "quote")),
    ("article_figures.csv", "article-killed", "caveat", ("card", "note", "bullets", "JSON")),
    ("other_reports.csv", "uk-mod-2025-06-15-casualties", "caveat", (labels.COUNTED,)),
    ("caveats.csv", "killed-cnn", "caveat", ("bullets",)),
    ("charts.csv", "troops", "heading", ("heading", "contents")),
    ("charts.csv", "shells-fired-reports", "title", ("chart, title", "alt text")),
    ("measures.csv", "killed", "looks_like_why", ("note", "note below")),
    ("dates.csv", "troops-late-2024", "note", (labels.AGREES,)),
    ("unnumbered.csv", "early-losses", "caveat", (labels.ASSERTED,)),
    ("hedges.csv", "about", "says", (labels.THEY_SAY,)),
    ("derived.csv", "killed-of-deployed", "question", (labels.QUESTION,)),
    ("sources.csv", "kbs-2024-10-18", "about", ()),
]


def test_a_number_in_the_words_of_the_data_is_found(tmp_path: Path) -> None:
    copied = editing.copy_of(FOLDERS["own"], tmp_path / "package")
    for file, key, column, _ in OWN_WORDS:
        # A definition names its unit, and a caveat says more than that.
        counted = "It was 10,000 soldiers." if column == "definition" else "It was 10,000 then."
        editing.set_cells(copied / file, key, **{column: counted})
    editing.edit_descriptor(copied, lambda described: described.update(title="10,000 sent"))
    with_numbers = load(copied)
    strings = [*page_strings(compose(with_numbers, View())), *in_files(with_numbers)]
    naked = newly_naked(with_numbers, strings, [*on_page("own"), *in_own_files("own")])
    for file, key, column, places in OWN_WORDS:
        row = editing.row_where(copied / file, key)
        for place in (f"{file}, row {row}, column {column}", *places):
            place = place.replace("JSON", "article_figures.json")
            assert [n for n in naked if place in n.place and "was 10,000" in n.sentence], f"{file}: not in {place}"
    for place in ("title of", "heading", "citations.bib", "datapackage.json", "article_figures.json", "ZIP, README.md"):
        assert [n for n in naked if place in n.place and "10,000 sent" in n.sentence], f"title: not in {place}"


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("article_figures.json", {"figures": "10,000"}),
        ("ZIP, README.md", {"figures": "10,000"}),
        ("citations.bib", {"title": "Of 10,000 troops"}),
    ],
)
def test_a_hedge_that_is_lost_in_a_made_file_is_found(place: str, change: dict[str, Any]) -> None:
    own = package("own")
    if "figures" in change:
        figures = (replace(own.figures[0], figure_as_stated=change["figures"]), *own.figures[1:])
        broken = replace(own, figures=figures)
    else:
        broken = replace(own, **change)
    naked = newly_naked(own, in_files(broken), in_own_files("own"))
    assert any(one.place.startswith(place) for one in naked)


@pytest.mark.parametrize(
    ("file", "hedged", "bare"),
    [
        ("article_figures.csv", b',"more than 10,000",', b',"10,000",'),
        ("article_figures.csv", b',"about 4,000",', b',"4,000",'),
        ("other_reports.csv", b',"more than 4,000",', b',"4,000",'),
        ("other_reports.csv", b",some 12 million,", b",12 million,"),
        ("article_figures.json", b'"figure_as_stated": "more than 10,000"', b'"figure_as_stated": "10,000"'),
        ("article_figures.json", b'"title": "', b'"title": "10,000: '),
    ],
)
def test_a_hedge_that_is_lost_in_a_headline_column_is_found(file: str, hedged: bytes, bare: bytes) -> None:
    data = files(package("own"))[file].data
    assert hedged in data
    broken = bytes_strings(file, data.replace(hedged, bare, 1))
    (naked,) = newly_naked(package("own"), broken, bytes_strings(file, data))
    assert "figure_as_stated" in naked.place or "title" in naked.place


@pytest.mark.parametrize(
    "line", ["The article says that 10,000 were sent.", "- 10,000 were sent", "| `killed` | 4,000 | of them |"]
)
def test_a_number_in_a_document_is_found(line: str) -> None:
    text = DOCUMENTS[0].read_text(encoding="utf-8")
    for changed_text in (f"{text}\n{line}\n", f"{line}\n\n{text}"):
        assert naked_in(package("own"), text_strings("README.md", changed_text))
