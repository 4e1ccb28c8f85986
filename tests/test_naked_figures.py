"""No figure stands anywhere without its hedge: every string that a reader can meet is searched for naked figures.

A naked figure is one of the data's numbers (stated_low or stated_high of a row), in any of its written forms, that is
not one of these:

- hedged: right behind the words of a hedge (hedges.csv, or the words in which results are said), in the same sentence;
- as stated: within the exact figure_as_stated of a row whose number has a hedge or two ends;
- a number that somebody stated without a hedge: exactly the figure_as_stated of such a row, where the same sentence,
  the next one, or the same card or label says that there is no hedge, or where it is a cell or label of a row that
  names its speaker (and, where it names one of the speaker's dates, that row's date): in running sentences a speaker's
  name is not enough;
- one of the EXCEPTIONS, each told apart by a rule and given with its reason.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import pytest
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest

from figures import cards, charts, downloads, periods, plate, selections, wording
from figures.tables import FIGURE_TABLES, Package, load
from figures.wording import records
from tests import editing
from tests.pages import PACKAGES, ROOT, THEMES, package, squashed
from tests.serving import Server, browser, server
from tests.strings import (
    NOT_TO_BE_SAID,
    READING_COLUMN,
    SCALE,
    STATED_COLUMN,
    VERBATIM_COLUMN,
    Said,
    bytes_strings,
    file_strings,
    page_strings,
    plain_spaces,
    readme_strings,
    text_strings,
)
from tests.test_browser import visiting

__all__ = ["browser", "server"]  # fixtures

every_package = pytest.mark.parametrize("name", PACKAGES)

# What is told apart from figures


@dataclass(frozen=True)
class Rule:
    """An exception: what a number may be that is no figure. pattern: where it stands; kind: in such strings alone."""

    name: str
    reason: str
    pattern: str
    kind: str = ""


_MONTH = "(?:" + "|".join(f"{month}|{month[:3]}" for month in periods.MONTHS if month) + ")"
_WAYS = "|".join(re.escape(words.format(7)).replace("7", r"\d+") for words, _ in wording.STANDINGS.values())
EXCEPTIONS = [
    Rule("scale", "the numbers along a scale, each at its own place in a line that begins with 0", ".*", SCALE),
    Rule(
        "stated column",
        "the number alone is what the column is for; figure_as_stated stands in the same row",
        ".*",
        STATED_COLUMN,
    ),
    Rule("reading column", "our own readings and their rules, in columns whose names say so", ".*", READING_COLUMN),
    Rule(
        "verbatim column",
        "the source's words in full, in a column that says so; figure_as_stated stands in the same row",
        ".*",
        VERBATIM_COLUMN,
    ),
    Rule(
        "what must not be said",
        "under a heading that says so, and in quotation marks: it is mentioned there, not said",
        r'"[^"]*"',
        NOT_TO_BE_SAID,
    ),
    Rule(
        "our reading",
        "a rule of ours with the numbers that it takes, behind the words that say whose it is, to the sentence's end",
        r"\bour reading(?:, not the source's)?: .*?(?:\.(?= |$)|$)",
    ),
    Rule(
        "date",
        "a day of a month, and the year behind a month",
        rf"\b\d{{1,2}} (?:to \d{{1,2}} )?{_MONTH}\b|\b{_MONTH} \d{{4}}\b",
    ),
    Rule("paragraph", "where in the article something stands", r"\bparagraph \d+"),
    Rule(
        "count of ours",
        "rows, reports, claimants and wordings that are counted on this page",
        rf"\b\d+ (?:rows?|reports?|claimants?|wordings?|agree|differ)\b|\b(?:{_WAYS})\b|\bof these \d+ by our",
    ),
    Rule(
        "address",
        "the address of a page, which carries somebody's headline",
        r"\]\(<[^>]*>\)|\]\([^)\s]*\)|https?://[^\s>\]}\"']+",
    ),
    Rule(
        "measurement",
        "what the README says of machines and of times and sizes measured on one",
        r"\b\d[\d.,]* (?:ms|s|MB|GiB|cores|x|times the rows)(?= |,|;|$)",
    ),
    Rule("markup", "the size of a frame in the line to embed", r'\b(?:width|height)="[^"]*"'),
    Rule("example", "how the dictionary explains what a strict hedge leaves out", r"\bmore than (\d+) is not \1\b"),
]

# What hedges

# Hedges that no figure of the data is stated with, so that hedges.csv may lack them.
MORE_HEDGES = {
    "at most": "how results are said",
    "at least": "how results are said",
    "more than": "how results are said",
    "fewer than": "how results are said",
    "about": "how results are said",
    "between ... and": "how results are said",
    "an estimated": "a source's hedge on what is not a figure of the data",
    "said to approach": "a source's hedge on what is not a figure of the data",
}
NO_HEDGE = re.compile(r"without (?:a|its|any) hedge|\bunhedged\b|\b(?:carry|have) no hedge", re.IGNORECASE)

_ONES = "zero one two three four five six seven eight nine ten eleven twelve".split()
_SIZES = {1_000: ("thousand", "k"), 1_000_000: ("million", "m")}
# A number as anybody might write it, for what stands behind a hedge.
_DIGITS = rf"(?:\d[\d,]*(?:\.\d+)?|(?:one )?(?:{'|'.join(_ONES)}))"
_ANY = rf"(?:about )?{_DIGITS}(?:[ -]?(?:hundred|thousand|million|billion|percent|%))?"


def written(number: int) -> set[str]:
    """The forms in which a number may stand: 10,000, 10000, 10 thousand, ten thousand, 10k."""
    forms = {f"{number:,}", str(number)}
    for size, (word, letter) in _SIZES.items():
        if number >= size and number % (size // 10) == 0:
            share = f"{number / size:g}"
            forms |= {f"{share} {word}", f"{share}-{word}", f"{share}{letter}", f"{share} {letter}"}
            if number % size == 0 and number // size < len(_ONES):
                forms |= {f"{_ONES[number // size]} {word}", f"{_ONES[number // size]}-{word}"}
    return forms


def alone(forms: Iterable[str]) -> str:
    """A pattern that finds these where they are no part of a longer number, word or date."""
    longest_first = sorted(map(re.escape, forms), key=len, reverse=True)
    return rf"(?<![\w.,])(?<!\d[-/:])(?:{'|'.join(longest_first)})(?!\w)(?!-\d|[.,/:]\d)"


def behind(hedge: str) -> str:
    """A pattern of a hedge with its number, or its two; a hedge of two pieces is written with "..." between them."""
    first, _, second = (re.escape(piece.strip()) for piece in hedge.partition("..."))
    if not second:
        # "more than" is no hedge of its own in "no more than"
        return rf"(?<!\bno )(?<!\w){first} {_ANY}(?: to {_ANY})?(?!\w)"
    return rf"(?<!\w){first} {_ANY} {second}(?: {_ANY})?(?!\w)"


@dataclass(frozen=True)
class Unhedged:
    """What somebody stated without a hedge: who, when in words, and the figure as stated."""

    speaker: str
    when: tuple[str, ...]
    stated: re.Pattern[str]


@dataclass(frozen=True)
class Facts:
    """What the data states, as patterns to search with."""

    hedged: re.Pattern[str]
    numbers: re.Pattern[str]
    unhedged: tuple[Unhedged, ...]
    dates: Mapping[str, tuple[tuple[str, ...], ...]]  # speaker -> when they said anything
    with_dots: tuple[str, ...]  # speakers whose names would end a sentence


@cache
def facts(described: Package) -> Facts:
    rows = [row for name in FIGURE_TABLES if name in described.tables for row in records(described[name])]
    stated = {int(n) for row in rows for n in (row["stated_low"], row["stated_high"]) if not pd.isna(n)}
    as_stated = {plain_spaces(row["figure_as_stated"]) for row in rows if row["bound"] != "unhedged"}
    hedges = {row["hedge_words"] for row in records(described["hedges"])} | MORE_HEDGES.keys()
    hedged = [rf"(?<!\bno ){alone(as_stated)}", *map(behind, sorted(hedges, key=len, reverse=True))]
    unhedged: list[Unhedged] = []
    dates: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in rows:
        when = in_words(row.get("as_of", ""))
        for speaker in filter(None, (row.get("claimant", "the article"), row["said_by"])):
            dates[speaker] = (*dates.get(speaker, ()), when)
            if row["bound"] == "unhedged":
                pattern = re.compile(alone([plain_spaces(row["figure_as_stated"])]), re.IGNORECASE)
                unhedged.append(Unhedged(speaker.lower(), when, pattern))
    return Facts(
        hedged=re.compile("|".join(hedged), re.IGNORECASE),
        numbers=re.compile(alone(form for number in stated for form in written(number)), re.IGNORECASE),
        unhedged=tuple(unhedged),
        dates={speaker.lower(): when for speaker, when in dates.items()},
        with_dots=tuple(speaker for speaker in dates if ". " in speaker),
    )


def in_words(as_of: str) -> tuple[str, ...]:
    """The forms of a date that readers see."""
    forms = (as_of, periods.in_words(as_of), periods.in_words(as_of, short=True)) if as_of else ()
    return tuple(form.lower() for form in forms)


# The check


@dataclass(frozen=True)
class Naked:
    """A naked figure."""

    place: str
    number: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.number!r} in {self.sentence!r}"


class Check:
    """Searches strings for naked figures, and counts what only an exception spared."""

    def __init__(self, known: Facts) -> None:
        self.known = known
        self.spared: Counter[str] = Counter()

    def naked(self, said: Said) -> Iterator[Naked]:
        if not self.known.numbers.search(said.text):
            return
        told_apart = [
            (rule.name, match.span())
            for rule in EXCEPTIONS
            if rule.kind in ("", said.kind)
            for match in re.finditer(rule.pattern, said.text, re.IGNORECASE)
        ]
        hedged = [match.span() for match in self.known.hedged.finditer(said.text)]
        sentences = list(self._spans(said.text, r"(?<=[.!?])[\"')]*\s+"))
        for number, (start, end) in enumerate(sentences):
            following = said.text[slice(*sentences[number + 1])] if number + 1 < len(sentences) else ""
            without_hedge = any(NO_HEDGE.search(text) for text in (said.text[start:end], following, said.whole))
            for match in self.known.numbers.finditer(said.text, start, end):
                if within(match, hedged) or self._is_stated_so(match, said, without_hedge):
                    continue
                rules = [name for name, span in told_apart if within(match, [span])]
                self.spared.update(rules[:1])
                if not rules:
                    yield Naked(said.place, match[0], said.text[start:end])

    def _spans(self, text: str, ends: str) -> Iterator[tuple[int, int]]:
        """The parts of a text between its ends; a name with a dot ends nothing."""
        for speaker in self.known.with_dots:
            text = text.replace(speaker, speaker.replace(". ", "._"))
        start = 0
        for end in re.finditer(ends, text):
            yield start, end.start()
            start = end.end()
        yield start, len(text)

    def _is_stated_so(self, match: re.Match[str], said: Said, without_hedge: bool) -> bool:
        """Whether it is what somebody stated without a hedge, and the reader is told so, or in a row told who."""
        found = [u for u in self.known.unhedged if within(match, (m.span() for m in u.stated.finditer(said.text)))]
        if found and without_hedge:
            return True
        around = said.beside.lower()
        # In the words of a row ("had said 4,000 killed") the speaker is enough. Where the number stands by itself it is
        # the figure of a row, and has to be that of the very row.
        running = re.search(r"[a-z] $", said.text[: match.start()]) is not None
        for one in found:
            if one.speaker in around:
                theirs = [when for when in self.known.dates[one.speaker] if any(day in around for day in when)]
                if running or not theirs or one.when in theirs:
                    return True
        return False


def within(match: re.Match[str], spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= match.start() and match.end() <= end for start, end in spans)


def naked_in(described: Package, found: Iterable[Said]) -> list[Naked]:
    check = Check(facts(described))
    return [naked for said in found for naked in check.naked(said)]


# Every string there is


def open_at(descriptor: Path, theme: str = "light", **query: str) -> AppTest:
    """The page as an address opens it."""
    with mock.patch.dict(os.environ, {"DATA_PACKAGE": str(descriptor)}):
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        page.context["theme"] = theme
        for name, asked in {"all": "true", **query}.items():
            page.query_params[name] = asked
        return page.run()


@cache
def on_page(name: str, theme: str = "light", **query: str) -> tuple[Said, ...]:
    return tuple(page_strings(open_at(PACKAGES[name], theme, **query)))


def kind_of_claimant(name: str, place: int) -> str:
    return selections.kinds_of_claimant(package(name))[place]


def assert_none_naked(name: str, found: Iterable[Said]) -> None:
    naked = naked_in(package(name), found)
    assert not naked, "naked figures:\n" + "\n".join(sorted(set(map(str, naked))))


@every_package
@pytest.mark.parametrize("theme", THEMES)
def test_no_figure_on_the_page_is_naked(name: str, theme: str) -> None:
    assert_none_naked(name, on_page(name, theme))


@every_package
def test_no_figure_is_naked_whatever_the_reader_chooses(name: str) -> None:
    whole = on_page(name)
    for query in (
        {"later": "false"},
        {"all": "false"},
        *({"claimed_by": kind} for kind in selections.kinds_of_claimant(package(name))),
        {"later": "false", "claimed_by": kind_of_claimant(name, 0)},
        {"claimed_by": "nobody", "chart": "nothing"},
    ):
        found = on_page(name, **query)
        assert found != whole, f"{query} changes nothing on the page"
        assert_none_naked(name, found)


@every_package
def test_no_figure_in_a_chart_by_itself_is_naked(name: str) -> None:
    for key in selections.chart_keys(package(name)):
        found = on_page(name, chart=key)
        assert 3 < len(found) < len(on_page(name))
        assert_none_naked(name, found)


@every_package
def test_no_figure_in_a_file_to_take_away_is_naked(name: str) -> None:
    found = file_strings(package(name))
    for file in ("article_figures.csv", "other_reports.csv", "article_figures.json", "citations.bib", "ZIP, README.md"):
        assert any(said.place.startswith(file) for said in found), f"nothing was read in {file}"
    assert_none_naked(name, found)


def test_no_figure_in_the_readme_is_naked() -> None:
    assert_none_naked("own", readme_strings())


# Whether nothing is overlooked


def test_every_kind_of_string_is_among_them() -> None:
    places = {said.place for said in (*on_page("own"), *on_page("own", chart="nothing", claimed_by="nobody"))}
    for kind in (
        *("title", "header", "subheader", "markdown", "code", "info", "card", "expander, label", "link_button, label"),
        *("toggle, label", "button_group, label", "button_group, content", "head", wording.AS_STATED, wording.TEMPTING),
        *("alt text", "file name", "scale", "title or notes", "words of a mark or of the key", "words at a mark under"),
        *("under a pointer", "layout"),
    ):
        assert any(kind in place for place in places), f"no string of the kind {kind!r} was collected"


def test_what_a_browser_shows_is_among_them(browser: Browser, server: Server) -> None:
    """Whatever text of the page holds one of the data's numbers, in a browser and with all of it opened."""
    texts_of = """() => {
      const found = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (node.nodeType === Node.TEXT_NODE) {
          if (!node.parentElement.closest('style, script, noscript')) found.push(node.data);
        } else for (const name of ['aria-label', 'alt', 'title', 'placeholder', 'value'])
          if (node.getAttribute(name)) found.push(node.getAttribute(name));
      }
      return [document.title, ...found];
    }"""
    with visiting(browser, 1280, "light") as opened:
        opened.load(server.whole)
        texts = opened.page.evaluate(texts_of)
    collected = squashed(" ".join(said.text for said in on_page("own"))).lower()
    numbers = facts(package("own")).numbers
    held = [text for text in texts if numbers.search(text)]
    assert len(held) > 100
    # Code is coloured piece by piece, and a link stands apart from the words around it: each text alone is found.
    missing = [text for text in held if squashed(text).lower() not in collected]
    assert not missing, f"shown in a browser, and not searched: {missing}"


def test_every_exception_is_needed() -> None:
    """An exception that spares nothing any more goes."""
    spared: Counter[str] = Counter()
    for name in PACKAGES:
        check = Check(facts(package(name)))
        for said in (*on_page(name), *file_strings(package(name)), *readme_strings()):
            list(check.naked(said))
        spared += check.spared
    assert [rule.name for rule in EXCEPTIONS if not spared[rule.name]] == []


def test_every_hedge_of_ours_is_needed() -> None:
    texts = " ".join(said.text.lower() for name in PACKAGES for said in (*on_page(name), *file_strings(package(name))))
    assert [hedge for hedge in MORE_HEDGES if not re.search(behind(hedge), texts)] == []


# What is naked and what is not

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
    assert naked_in(package("own"), [Said("here", text)]), text


@pytest.mark.parametrize(
    "text",
    [
        "more than 10,000 soldiers were sent.",
        "More than 10,000",
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
    assert not naked_in(package("own"), [Said("here", text)]), text


@pytest.mark.parametrize(
    ("beside", "naked"),
    [
        (f"21 Jan 2025 {PRESIDENT}", False),
        (f"{PRESIDENT} (party to the war), 9 January 2025", False),
        (PRESIDENT, False),
        # on that day it was "more than 4,000"
        (f"14 Feb 2025 {PRESIDENT}", True),
        ("21 Jan 2025 Western officials (CNN)", True),
        ("", True),
    ],
)
def test_a_number_without_a_hedge_needs_its_own_row(beside: str, naked: bool) -> None:
    assert bool(naked_in(package("own"), [Said("here", "4,000", beside=beside)])) == naked


# That it bites: one hedge less, in one place of each kind

_HEDGE = re.compile(r"\b(?:more than|about|as many as|at least|around|roughly|over)[ \u00a0](?=\d)", re.IGNORECASE)


def undressed(found: Any) -> Any:
    """The same with the first hedge taken away."""
    if isinstance(found, str):
        return type(found)(_HEDGE.sub("", str(found), count=1))  # text, or markup
    if isinstance(found, list | tuple):
        return type(found)(map(undressed, found))
    assert isinstance(found, plate.Drawing)
    for one in found.layout.annotations:
        one.text = undressed(one.text)
    for trace in found.data:
        if trace.text:
            trace.text = undressed(list(trace.text))
    found.finish()
    return found


def new_in(described: Package, found: Iterable[Said], before: Iterable[Said]) -> list[Naked]:
    known = set(naked_in(described, before))
    return [naked for naked in naked_in(described, found) if naked not in known]


WORDS = {
    "a card": (cards, "html", "card"),
    "words at a mark": (charts, "article_chart", "words of a mark"),
    "words at a report's mark": (charts, "reports_chart", "words at a mark"),
    "a note in a chart": (wording, "chart_notes", "title or notes"),
    "an alt text": (wording, "alt_text", "alt text"),
    "an alt text of reports": (wording, "reports_alt", "alt text"),
    "what a pointer finds": (wording, "hover", "under a pointer"),
    "the figure wherever it is shown": (wording, "figure", "markdown"),
    "a cell": (wording, "report_cell", wording.AS_STATED),
    "how it stands beside others": (wording, "standing", "markdown"),
    "a sentence to quote": (wording, "citation", "code"),
    "what can be said": (wording, "can_be_said", "markdown"),
    "the input of a step": (wording, "step_words", wording.QUESTION),
    "the result of a step": (wording, "bound_in_words", wording.WORKED_OUT),
}


@pytest.mark.parametrize("kind", WORDS)
def test_a_hedge_that_is_lost_on_the_page_is_found(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, function, place = WORDS[kind]
    before = on_page("own")
    whole: Callable[..., Any] = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *given, **more: undressed(whole(*given, **more)))
    # a package of its own: what was made from the other one is kept
    copied = editing.copy_of(PACKAGES["own"].parent, tmp_path / "package")
    found = page_strings(open_at(copied / editing.DESCRIPTOR))
    naked = new_in(package("own"), found, before)
    assert [one for one in naked if place in one.place], f"{kind}: only {sorted(set(map(str, naked)))}"


LABELS = {
    "SAVE_AS": "button_group, label",
    "SHOW_LATER": "toggle, label",
    "TO_CITE": "expander, label",
    "OTHERS": "header",
    "AS_STATED": "head",
    "READ_BY_PROGRAM": "markdown",
}


def test_a_number_in_any_label_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = on_page("own")
    for constant in LABELS:
        monkeypatch.setattr(wording, constant, f"{getattr(wording, constant)}: 10,000")
    monkeypatch.setattr(wording, "download", lambda name, rows: f"Download {name}, 10,000 of them")
    copied = editing.copy_of(PACKAGES["own"].parent, tmp_path / "package")
    pages = [open_at(copied / editing.DESCRIPTOR, claimed_by="10,000", all=opened) for opened in ("true", "false")]
    found = [said for page in pages for said in page_strings(page)]
    naked = new_in(package("own"), found, before)
    for place in (*LABELS.values(), "link_button, label", "info"):
        assert [one for one in naked if place in one.place], f"not found in {place}"


# What stands in a package's own words: file, key, column, and where a reader meets it.
OWN_WORDS = [
    ("article_figures.csv", "article-killed", "definition", ("card", "alt text", "words of a mark", "code")),
    ("article_figures.csv", "article-killed", "caveat", ("card", "title or notes", "markdown")),
    ("other_reports.csv", "seoul-nis-2024-12-19-killed", "caveat", (wording.COUNTED,)),
    ("caveats.csv", "killed-cnn", "caveat", ("markdown",)),
    ("charts.csv", "troops", "heading", ("header", "markdown")),
    ("charts.csv", "shells-fired-reports", "title", ("title or notes", "alt text")),
    ("measures.csv", "killed", "looks_like_why", ("title or notes",)),
    ("dates.csv", "troops-late-2024", "note", (wording.AGREES,)),
    ("unnumbered.csv", "early-losses", "caveat", (wording.ASSERTED,)),
    ("hedges.csv", "about", "says", (wording.THEY_SAY,)),
    ("derived.csv", "killed-of-deployed", "question", (wording.QUESTION,)),
    ("sources.csv", "kbs-2024-10-18", "about", ()),
]


def test_a_number_in_the_words_of_the_data_is_found(tmp_path: Path) -> None:
    copied = editing.copy_of(PACKAGES["own"].parent, tmp_path / "package")
    for file, key, column, _ in OWN_WORDS:
        editing.set_cells(copied / file, key, **{column: "It was 10,000."})

    def retitle(described: dict[str, Any]) -> None:
        described["title"] = "10,000 sent"

    editing.edit_descriptor(copied, retitle)
    changed = load(copied / editing.DESCRIPTOR)
    on_changed = page_strings(open_at(copied / editing.DESCRIPTOR))
    naked = new_in(changed, [*on_changed, *file_strings(changed)], [*on_page("own"), *file_strings(package("own"))])
    for file, key, column, places in OWN_WORDS:
        row = editing.row_where(copied / file, key)
        for place in (f"{file}, row {row}, column {column}", *places):
            assert [one for one in naked if place in one.place and "was 10,000" in one.sentence], (
                f"{file}: not in {place}"
            )
    for place in (", title", "citations.bib", "datapackage.json", "article_figures.json", "ZIP, README.md", ", code"):
        assert [one for one in naked if place in one.place and "10,000 sent" in one.sentence], f"title: not in {place}"


@pytest.mark.parametrize("file", ["article_figures.json", "citations.bib", "ZIP, README.md"])
def test_a_hedge_that_is_lost_in_a_file_is_found(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, function = {
        "article_figures.json": (wording, "citation"),
        "citations.bib": (downloads, "_entry"),
        "ZIP, README.md": (wording, "package_readme"),
    }[file]
    before = file_strings(package("own"))
    whole: Callable[..., Any] = getattr(module, function)
    if module is downloads:
        more = "  note = {of 10,000 troops},\n}"
        monkeypatch.setattr(module, function, lambda *given: whole(*given).replace("\n}", f"\n{more}"))
    else:
        monkeypatch.setattr(module, function, lambda *given: undressed(whole(*given)))
    changed = load(editing.copy_of(PACKAGES["own"].parent, tmp_path / "package") / editing.DESCRIPTOR)
    naked = new_in(package("own"), file_strings(changed), before)
    assert naked and all(one.place.startswith(file) for one in naked)


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
    data = downloads.files(package("own"))[file].data
    assert hedged in data
    before, after = bytes_strings(file, data), bytes_strings(file, data.replace(hedged, bare, 1))
    (naked,) = new_in(package("own"), after, before)
    assert "figure_as_stated" in naked.place or "title" in naked.place


@pytest.mark.parametrize(
    "line", ["The article says that 10,000 were sent.", "- 10,000 were sent", "| `killed` | 4,000 | of them |"]
)
def test_a_number_in_the_readme_is_found(line: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert naked_in(package("own"), text_strings("README.md", f"{text}\n{line}\n"))
    assert naked_in(package("own"), text_strings("README.md", f"{line}\n\n{text}"))
