"""The rule of the naked figure: no figure of the data stands anywhere without its hedge.

A figure here is a number that a row of article_figures.csv or other_reports.csv states as an end, in any of its written
forms. It is naked unless one of these holds:

- Hedged: it stands right behind the words of a hedge (a row of hedges.csv, or one of MORE_HEDGES).
- As stated: it lies inside the exact figure_as_stated of a figure that has a hedge or two ends.
- Stated without a hedge: it is the exact figure_as_stated of such a figure, and the reader is told so. The same
  sentence, the next one, or the same card or label says that there is no hedge. Or it stands in a row that names its
  speaker; if the row also names one of the speaker's dates, it must be the date of that figure. In running sentences
  without such a row, a speaker's name is not enough.
- It is no figure: one of the EXCEPTIONS tells it apart.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from figures.model.bound import Number
from figures.model.package import Package
from figures.model.period import Period
from figures.model.records import Report

# Kinds of place that an exception is made for.
SCALE = "scale"
NOT_TO_BE_SAID = "not to be said"
STATED_COLUMN, READING_COLUMN, VERBATIM_COLUMN = "stated column", "reading column", "verbatim column"


@dataclass(frozen=True)
class Said:
    """A string that a reader can meet, with its place.

    Any white space in it counts as one space. whole: the card or the label that the string is a part of. beside: the
    row that it stands in, which names the speaker and the date. kind: the kind of place, such as SCALE; "" for running
    words.
    """

    place: str
    text: str
    whole: str = ""
    beside: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Naked:
    """A naked figure: its number as written, the sentence around it, and the place of that."""

    place: str
    number: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.number!r} in {self.sentence!r}"


@dataclass(frozen=True)
class Rule:
    """An exception: a number that is no figure. pattern: where it stands; kind: only in places of that kind."""

    name: str
    reason: str
    pattern: str
    kind: str = ""


_MONTH = "(?:" + "|".join(f"{month}|{month[:3]}" for month in calendar.month_name if month) + ")"
EXCEPTIONS = (
    Rule("scale", "numbers along a scale, each at its own place", ".*", SCALE),
    Rule("stated column", "a column of numbers alone; the row also holds figure_as_stated", ".*", STATED_COLUMN),
    Rule("reading column", "a column of our own readings and their rules, named so", ".*", READING_COLUMN),
    Rule("verbatim column", "a page's words, or ours for them; the row holds figure_as_stated", ".*", VERBATIM_COLUMN),
    Rule("not to be said", "in quotation marks under a heading that warns of it", r'"[^"]*"', NOT_TO_BE_SAID),
    Rule(
        "our reading",
        "a rule of ours and its numbers, behind the words that call it ours, to the end of the sentence",
        r"\bour reading(?:, not the source's)?: .*?(?:\.(?= |$)|$)",
    ),
    Rule(
        "date",
        "a day before or behind a month, or a year behind it",
        rf"\b\d{{1,2}} (?:to \d{{1,2}} )?{_MONTH}\b|\b{_MONTH} \d{{4}}\b|\b{_MONTH}\.? \d{{1,2}}\b(?![,.]?\d)",
    ),
    Rule("place", "a paragraph, a row, the number of a row", r"\b(?:paragraph|row) \d+|^\d+\.(?= )"),
    Rule(
        "our count",
        "rows, reports, claimants and wordings counted on this page",
        r"\b\d+ (?:rows?|reports?|speakers?|comparable figures?|wordings?|pages?|(?:more )?caveats?|of whom|agree|"
        r"differ|differing from|with the same|not ruling|lower, at|it cannot be told|older|more such|examples?"
        r"|counts? of another|figures? of \d+ speakers?|figures? that this)\b|\bwords for \d+ of \d+\b"
        r"|\b(?:all|\d+ of) \d[\d,]* reports\b|\(\d[\d,]* reports\)|\bsaid \d+ times\b",
    ),
    Rule(
        "address",
        "the address of a page, which can hold a headline",
        r"\]\(<[^>]*>\)|\]\([^)\s]*\)|https?://[^\s>\]}\"']+",
    ),
    Rule(
        "translation",
        "a page's words in another language and our translation, named so; the row also holds the figure as stated",
        r'\bIn its words: "[^"]*"; our translation: "[^"]*"',
    ),
    Rule("markup", "sizes of frames in the lines to embed", r'\b(?:width|height)="[^"]*"|\d+ x \d+ pixels'),
    Rule("example", "the example of a strict hedge in the data dictionary", r"\bmore than (\d+) is not \1\b"),
)

# Hedges that hedges.csv may lack, because no figure of the data is stated with them. They hedge results and, the last
# two, other things in a source.
MORE_HEDGES = "at most|at least|more than|fewer than|about|between ... and|an estimated|said to approach".split("|")
_NO_HEDGE = re.compile(r"without (?:a|its|any) hedge|\bunhedged\b|\bno hedge\b", re.IGNORECASE)

_UP_TO_TWELVE = "zero one two three four five six seven eight nine ten eleven twelve".split()
_SIZES = {1_000: ("thousand", "k"), 1_000_000: ("million", "m")}
# Any number as it can be written behind a hedge.
_DIGITS = rf"(?:\d[\d,]*(?:\.\d+)?|(?:one )?(?:{'|'.join(_UP_TO_TWELVE)}))"
_ANY = rf"(?:about )?{_DIGITS}(?:[ -]?(?:hundred|thousand|million|billion|percent|%))?"


def written(number: Number) -> set[str]:
    """Return the forms in which a number can stand: 10,000, 10000, 10 thousand, ten-thousand, 10k."""
    plain = int(number) if number == int(number) else float(number)
    forms = {f"{plain:,}", str(plain)}
    for size, (word, letter) in _SIZES.items():
        if number >= size and number % (size // 10) == 0:
            shares = {f"{plain / size:g}"}
            forms |= {f"{plain / size:g}{letter}", f"{plain / size:g} {letter}"}
            if number % size == 0 and number // size < len(_UP_TO_TWELVE):
                shares.add(_UP_TO_TWELVE[int(number // size)])
            forms |= {f"{share}{gap}{word}" for share in shares for gap in " -"}
    return forms


def behind(hedge: str) -> str:
    """Return a pattern of a hedge with its number or its two; a hedge of two pieces holds "..." between them."""
    first, _, second = (re.escape(piece.strip()) for piece in hedge.partition("..."))
    if second:
        return rf"(?<!\w){first} {_ANY} {second}(?: {_ANY})?(?!\w)"
    # In "no more than", "more than" is no hedge of its own.
    return rf"(?<!\bno )(?<!\w){first} {_ANY}(?: to {_ANY})?(?!\w)"


def naked_in(package: Package, strings: Iterable[Said]) -> list[Naked]:
    """Return the figures of the package that stand in the strings without their hedge, in the strings' order."""
    return [naked for said in strings for exception, naked in judged(package, said) if not exception]


def judged(package: Package, said: Said) -> Iterator[tuple[str, Naked]]:
    """Yield each number that is neither hedged nor stated so, with the name of its exception; "" where it is naked."""
    facts = _facts(package)
    text = _one_space(said.text)
    if not facts.numbers.search(text):
        return
    hedged = [match.span() for match in facts.hedged.finditer(text)]
    exceptions = [
        (rule.name, match.span())
        for rule in EXCEPTIONS
        if rule.kind in ("", said.kind)
        for match in re.finditer(rule.pattern, text, re.IGNORECASE)
    ]
    sentences = list(_sentences(text, facts.names_with_dots))
    for number, (start, end) in enumerate(sentences):
        next_end = sentences[number + 1][1] if number + 1 < len(sentences) else end
        told = bool(_NO_HEDGE.search(text, start, next_end) or _NO_HEDGE.search(_one_space(said.whole)))
        for match in facts.numbers.finditer(text, start, end):
            if not _within(match, hedged) and not _stated_so(facts, text, match, _one_space(said.beside).lower(), told):
                spared = [name for name, span in exceptions if _within(match, [span])]
                yield (spared or [""])[0], Naked(said.place, match[0], text[start:end])


_Dates = dict[str, set[tuple[str, ...]]]  # of each speaker in lower case, each date in every form that readers see


@dataclass(frozen=True)
class _Facts:
    """A package as patterns to search with.

    unhedged: each figure stated without a hedge, and who stated it when. dates: when each speaker said anything.
    """

    numbers: re.Pattern[str]
    hedged: re.Pattern[str]
    unhedged: Mapping[re.Pattern[str], _Dates]
    dates: _Dates
    names_with_dots: re.Pattern[str]


@lru_cache(maxsize=8)
def _facts(package: Package) -> _Facts:
    numbers: set[str] = set()
    as_stated: set[str] = set()
    unhedged: dict[re.Pattern[str], _Dates] = {}
    dates: _Dates = {}
    for figure in (*package.figures, *package.reports):
        numbers.update(*(written(end) for end in (figure.stated.low, figure.stated.high) if end is not None))
        names: tuple[str, ...] = ("the article",)
        when: tuple[str, ...] = ()
        if isinstance(figure, Report):
            names, when = (figure.claimant, figure.claimant_full), _forms(figure.as_of)
        stated = _one_space(figure.figure_as_stated)
        stated_by: _Dates = {}
        if figure.bound == "unhedged":
            stated_by = unhedged.setdefault(re.compile(_alone([stated]), re.IGNORECASE), {})
        else:
            as_stated.add(stated)
        for speaker in filter(None, (*names, figure.said_by)):
            dates.setdefault(speaker.lower(), set()).add(when)
            stated_by.setdefault(speaker.lower(), set()).add(when)
    hedges = {hedge.hedge_words for hedge in package.hedges}.union(MORE_HEDGES)
    hedged = [rf"(?<!\bno ){_alone(as_stated)}", *map(behind, sorted(hedges, key=len, reverse=True))]
    return _Facts(
        numbers=re.compile(_alone(numbers), re.IGNORECASE),
        hedged=re.compile("|".join(hedged), re.IGNORECASE),
        unhedged=unhedged,
        dates=dates,
        names_with_dots=re.compile(_one_of(name for name in dates if ". " in name), re.IGNORECASE),
    )


def _stated_so(facts: _Facts, text: str, match: re.Match[str], beside: str, told: bool) -> bool:
    """True for what somebody stated without a hedge, where the reader is told so or the row names the speaker."""
    # In the words of a row ("had said 4,000 killed") the speaker is enough. A number by itself is the figure of the
    # row, so its date must be the row's.
    running = re.search(r"[a-z] $", text[: match.start()]) is not None
    for pattern, stated_by in facts.unhedged.items():
        if not _within(match, (stated.span() for stated in pattern.finditer(text))):
            continue
        if told:
            return True
        for speaker in stated_by:
            if speaker in beside:
                named = {when for when in facts.dates[speaker] if any(form in beside for form in when)}
                if running or not named or named & stated_by[speaker]:
                    return True
    return False


def _one_of(forms: Iterable[str]) -> str:
    """A pattern of the forms, the longest first; of none, one that matches nothing."""
    return f"(?:{'|'.join(sorted(map(re.escape, forms), key=len, reverse=True)) or '(?!)'})"


def _alone(forms: Iterable[str]) -> str:
    """A pattern of the forms where they are no part of a longer number, word or date."""
    return rf"(?<![\w.,])(?<!\d[-/:]){_one_of(forms)}(?!\w)(?!-\d|[.,/:]\d)"


def _forms(period: Period) -> tuple[str, ...]:
    return tuple(form.lower() for form in (period.edtf, period.in_words(), period.in_words(short=True)))


def _one_space(text: str) -> str:
    return " ".join(text.split())


def _sentences(text: str, names_with_dots: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The start and end of each sentence; a dot in a name ends none."""
    names = [name.span() for name in names_with_dots.finditer(text)]
    start = 0
    for gap in re.finditer(r"(?<=[.!?])[\"')]*\s+", text):
        if not _within(gap, names):
            yield start, gap.start()
            start = gap.end()
    yield start, len(text)


def _within(match: re.Match[str], spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= match.start() and match.end() <= end for start, end in spans)
