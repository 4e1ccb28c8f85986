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

from figures.charts.drawing import Sheet
from figures.editions.files import files
from figures.editions.strings import text_strings
from figures.language.naked import EXCEPTIONS, MORE_HEDGES, Naked, Said, behind, judged, naked_in
from figures.model.package import Package
from figures.package.read import load
from figures.page.compose import compose
from figures.page.parts import Filter, Heading, Page
from figures.page.strings import drawing_strings, page_strings, sheet_strings
from figures.page.view import View
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
    (choice,) = page(name).find(Filter)
    views = [View(), *(View(kind) for kind in choice.options[1:]), *(View(chart=key) for key in page(name).exhibits)]
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
    for key, (picture, alt) in page(name).pictures.items():
        drawn = [said.text for said in bytes_strings("a.svg", files(package(name))[f"pictures/{key}.svg"].data)]
        strings = sheet_strings(picture, "") if isinstance(picture, Sheet) else drawing_strings(picture, "")
        said = [s.text for s in strings if "pointer" not in s.place and s.text != getattr(picture, "alt", "")]
        assert characters(drawn) == characters([*said, alt, picture.title]), key


def test_no_figure_in_the_documents_is_naked() -> None:
    assert_none_naked(package("own"), in_documents())


@every_package
def test_no_figure_in_a_message_is_naked(name: str) -> None:
    words = [text for text in vars(labels).values() if isinstance(text, str)]
    words += [labels.unknown_filter("claimed_by", ["nobody"]), labels.nobody("party"), labels.only("party")]
    words += [labels.status("party", 1, len(package(name).reports)), labels.no_such_file(list(files(package(name))))]
    assert_none_naked(package(name), [Said("message", text) for text in words])
    typed = labels.unknown_filter("claimed_by", ["10,000"])
    assert naked_in(package("own"), [Said("message", typed)]), "a number typed into an address is a number too"


# What the app shows beside the page: an unseen button, the head of a part, and the link at a heading.
APP_WORDS = {"Redraw", "wrong", labels.TEMPTING, "#"}


@every_package
def test_the_app_says_no_more_than_the_tree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_PACKAGE", str(FOLDERS[name]))
    app = AppTest.from_file(str(HOME / "app.py"), default_timeout=60)
    app.query_params |= {"all": "true", "chart": "nothing", "claimed_by": "nobody"}
    app.run()
    assert not app.exception
    notices = {labels.unknown_filter("chart", ["nothing"]), labels.unknown_filter("claimed_by", ["nobody"])}
    known = {squashed(labels.with_root(text)) for path, text in leaves(page(name)) if not path.startswith("Word.")}
    links = {labels.copy_link_to(heading.text) for heading in page(name).find(Heading)}
    known |= set(map(squashed, APP_WORDS | notices | links))
    words = [text for element in elements(app.main) for text in element_texts(element)]
    assert len(words) > 500
    assert notices <= set(words)
    # Lead-ins, and what tells equal buttons apart, are elements of their own, with a colon.
    assert sorted({text for text in words if not {squashed(text), squashed(text.strip(": "))} & known}) == []
    for chart, element in zip(page(name).charts, app.get("plotly_chart"), strict=True):
        spec, config = json.loads(element.proto.spec), json.loads(element.proto.config)
        drawn = [text for field, text in spec_texts(spec) if field in ("text", "hovertext")]
        in_plot = [s.text for s in drawing_strings(chart.drawing, "") if not re.search("title|key|note", s.place)]
        assert characters(drawn) == characters(in_plot)
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
        "2 reports of 2 speakers: 2 differ",
        "Our reading, not the source's: a day's shells times 7: 60,000 x 7; 70,000 x 7.",
        "https://example.org/10,000-troops",
        "10,001 and 1,000,000.5 and 210,000 and 2024-10",
        "2 comparable figures of others: 2 with the same number",
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

# What no reader reads in the tree: keys, codes, addresses, and what a sheet leaves out of its plots.
NOT_SHOWN = re.compile(
    r".*\.(?:key|kind|bound|side|dash|shape|role|address|known)|Heading\.name"
    r"|Sheet:(?:Drawing\.(?:title|subtitle|notes)|Mark\.hover|Entry\.text)"
)
# Places that the rule spares: they warn of a number, or hold a page's own words.
SPARED = {"Answer.tempting", "Said.words"}
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
    naked = naked_in(package("own"), page_strings(tree))
    found = {int(n) for one in naked for n in re.findall(r"30,000 as number (\d+)", one.sentence)}
    assert len(places) > 1000
    lost = Counter(place for number, place in places.items() if number not in found and place not in SPARED)
    assert lost == Counter()


# Each kind of place: the record and field of its strings, words that one of them holds, and the place as it is told.
BREAKS = {
    "card": ("Card.figure", "", ", card"),
    "latest figure of others in a card": ("Strong.text", "latest:", ", card"),
    "sentence that a card copies": ("Copy.text", "paragraph", ", card"),
    "name of a button": ("Copy.about", "", ", card"),
    "sentence": ("Sentence.text", "", ", sentence"),
    "sentence that its button copies": ("Copy.text", "wrote in", ", sentence"),
    "facts": ("Strong.text", "", ", facts"),
    "answer in the facts": ("Facts.rows", "no such number", ", facts"),
    "row of statements": ("Row.figure", "", ", statements"),
    "words of a row": ("Row.words", "", ", statements"),
    "telling": ("Telling.figure", "", ", told"),
    "slip": ("Said.words", "", ", slips"),
    "answer": ("Answer.result", "no upper figure", ", answer"),
    "inputs of an answer": ("Answer.note", "", ", answer"),
    "reason": ("Answer.why", "", ", answer"),
    "pair of others below an answer": ("Answer.below", "", ", answer"),
    "words at a mark": ("Word.text", "least", "words under"),
    "pointer": ("Mark.hover", "", "pointer"),
    "note in a chart": ("Drawing.notes", "Careful", ", note"),
    "alt text": ("Chart.alt", "", "alt text"),
    "alt text of a picture": ("Picture.alt", "", ", picture"),
    "picture to share": ("Sheet.title", "", ", sheet"),
    "cell": ("Table.rows", "", f"'{labels.AS_STATED}'"),
    "inputs of others' arithmetic": ("Table.rows", "divided by", f"'{labels.INPUTS}'"),
    "name of a download": ("Download.about", "", ", buttons"),
    "code that is copied to embed a chart": ("Copy.text", "<iframe", ", buttons"),
    "code to embed a chart": ("Table.rows", "<iframe", f"{labels.LINE!r}"),
    "handout": ("Facts.rows", "wrote in", ", facts"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_a_hedge_that_is_lost_on_the_page_is_found_there(kind: str) -> None:
    field, words, place = BREAKS[kind]

    def lost_at(number: int) -> list[Naked]:
        """The figures that are naked there once the string of that number has lost its hedge."""
        numbers = count()
        without = changed(page("own"), lambda _, text: _HEDGE.sub("", text) if next(numbers) == number else text)
        return [n for n in newly_naked(package("own"), page_strings(without), on_page("own")) if place in n.place]

    candidates = enumerate(leaves(page("own")))
    hedged = (n for n, (path, text) in candidates if path == field and words in text and _HEDGE.search(text))
    assert any(map(lost_at, hedged))


# Words of a package: file, key and column of a cell, and the kinds of place where a reader meets it.
OWN_WORDS = [
    ("article_figures.csv", "article-killed", "definition", ("facts", "pointer")),
    ("article_figures.csv", "article-killed", "sentence", ("card, copied", "sentence", "facts", "JSON")),
    ("article_figures.csv", "article-captured", "definition", ("facts",)),
    ("article_figures.csv", "article-killed", "caveat", ("card", "note", "JSON")),
    ("other_reports.csv", "uk-mod-2025-06-15-casualties", "caveat", (labels.COUNTED,)),
    ("other_reports.csv", "uk-mod-2025-03-28-killed", "said_by", ("statements", labels.WHO_SAYS_SO)),
    ("caveats.csv", "killed-cnn", "caveat", (labels.CAVEAT,)),
    ("charts.csv", "shells-fired-reports", "title", ("chart, title", "alt text", "buttons", labels.LINE)),
    ("measures.csv", "killed", "label", ("heading", "contents", "card")),
    ("measures.csv", "killed", "looks_like_why", ("note", "wrong, reason")),
    ("dates.csv", "troops-late-2024", "note", (labels.AGREES,)),
    ("unnumbered.csv", "early-losses", "caveat", (labels.ASSERTED,)),
    ("hedges.csv", "about", "says", (labels.THEY_SAY,)),
    ("derived.csv", "killed-of-deployed", "question", ("heading",)),
    ("sources.csv", "kbs-2024-10-18", "about", ()),
]


def test_a_number_in_the_words_of_the_data_is_found(tmp_path: Path) -> None:
    copied = editing.copy_of(FOLDERS["own"], tmp_path / "package")
    for file, key, column, _ in OWN_WORDS:
        # A definition names its unit, and a caveat says more than that.
        counted = "it was 10,000 soldiers" if column == "definition" else "It was 10,000 then."
        counted = f"about 4,000 were killed. {counted}" if column == "sentence" else counted
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
        figures = (replace(own.figures[0], figure_as_stated=change["figures"], sentence=""), *own.figures[1:])
        broken = replace(own, figures=figures, steps=())
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
