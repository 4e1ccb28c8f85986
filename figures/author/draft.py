"""Drafting: the text of an article becomes a package in which only a person's words are missing.

The finder reads the figures. Each becomes a row with its wording, paragraph, bound, ends, hedge words, unit, source and
period. Measures are made one a unit. Who says so, what is counted and what a careful reader must know stay
blank, and `python -m figures check FOLDER --draft` names these cells.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from figures.language.english import capital, counted, listed, quoted
from figures.language.finder import Found, find
from figures.language.hedges import ENGLISH
from figures.language.legible import is_hidden
from figures.language.numbers import is_plural
from figures.language.sentence import SPEECH, counts_speakers
from figures.language.tokens import Tokens
from figures.language.words import FUNCTION_WORDS, MONTHS, WEEKDAYS
from figures.model.package import DESCRIPTOR_NAME
from figures.model.period import Period
from figures.model.records import SHARES
from figures.package.article import blocks, body, straight
from figures.package.describe import DRAFT, describe
from figures.package.files import NAME, canonical
from figures.package.fill import as_stated, decimal, reading
from figures.package.hedge_texts import hedge_row, hedge_words
from figures.package.schema import TABLES
from figures.package.units import is_money, unit_named
from figures.package.wordings import forecast

Row = dict[str, str]
Place = tuple[int, str, Found]  # the number of a paragraph, its text, and a figure in it
_LONG = 12  # words of a wording, where its clause has more
_MOST = 15
_CARDS = 8
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH, _YEAR = r"(?P<month>[A-Za-z]{3,9})\.?", r"(?P<year>[0-9]{4})"
_DATES = [re.compile(form) for form in (rf"(?:{_DAY} )?{_MONTH},? {_YEAR}", rf"{_MONTH} {_DAY},? {_YEAR}")]
_SHORT_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

_SAID = SPEECH & frozenset("said says say told tells wrote argued warned announced".split())


class Refused(Exception):
    """Input that no draft can be made of. Its text is one line, which says what to do."""


@dataclass(frozen=True)
class Article:
    """The page that the text was read in. published: in EDTF. Raises Refused for an address or a date that is none."""

    url: str
    publisher: str
    published: str
    author: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        for name in ("url", "publisher", "author", "title"):
            text = " ".join(getattr(self, name).split())
            if any(map(is_hidden, text)):
                raise Refused(f"--{name}: {text!a} holds a character that cannot be seen; type it without")
            object.__setattr__(self, name, text)
        if not re.fullmatch(r"https?://\S+", self.url):
            raise Refused(f"--url: {self.url!r} is no address; write one that begins with http:// or https://")
        if not self.publisher:
            raise Refused("--publisher: it is blank; write who published the article")
        object.__setattr__(self, "published", edtf(self.published))

    @property
    def source_id(self) -> str:
        """Its key in sources.csv: "harbour-gazette-2026-02"."""
        return f"{_slug(self.publisher, '-') or 'article'}-{self.published.partition('/')[0]}"


def edtf(text: str) -> str:
    """Return a date in EDTF: one in EDTF as it is, "13 July 2025" and "July 13, 2025" as 2025-07-13.

    Raises Refused for anything else: 7/8/2025 is two dates.
    """
    plain = " ".join(text.split())
    match = next(filter(None, (form.fullmatch(plain) for form in _DATES)), None)
    if match and match["month"].lower()[:3] in _SHORT_MONTHS:
        month = _SHORT_MONTHS.index(match["month"].lower()[:3]) + 1
        day = f"-{int(match['day']):02d}" if match["day"] else ""
        plain = f"{match['year']}-{month:02d}{day}"
    try:
        return Period.parse(plain).edtf
    except ValueError:
        form = "write it as 2025-07-13, 2025-07, 2025, 2025-07-11/2025-07-13 or 13 July 2025"
        raise Refused(f"--date: {text!r} is no date; {form}") from None


def draft(text: str, folder: Path, article: Article, today: date) -> list[str]:
    """Write the package of an article and return what was written, in lines.

    text: the article's, one paragraph a line or with blank lines between. folder: new or empty. Raises Refused, and
    writes nothing, where the folder holds files or the text holds no figure; OSError where nothing can be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        held = "it holds files already" if folder.is_dir() else "it is a file"
        raise Refused(f"{folder}: {held}, and a draft never overwrites; name a new folder")
    paragraphs = body(text)
    seen = [(number, words, f) for number, words in enumerate(paragraphs, start=1) for f in _figures(words)]
    speakers = {wording(*place[1:]): place for place in seen if _tells_who_said_so(*place[1:])}
    found = [place for place in seen if place not in speakers.values()]
    if not paragraphs:
        raise Refused("the text has no paragraph: a paragraph ends with a full stop, and a heading does not")
    if not found:
        raise Refused(f"no figure was found in {counted(len(paragraphs), 'paragraph')}, and a package needs one")
    title = article.title or _headline(text, paragraphs)
    tables = _tables(found, article, title, today)
    if speakers:
        tables["article_not_kept"] = [
            {"wording": words, "locator": f"paragraph {number}", "reason": "Counts who said so."}
            for words, (number, _, _) in speakers.items()
        ]
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in TABLES.items():
        columns = schema.needed(tables.keys() if name in tables else TABLES.keys())
        rows = [[row.get(column, "") for column in columns] for row in tables.get(name, ())]
        (folder / f"{name}.csv").write_bytes(canonical([columns, *rows]))
    named = folder.resolve().name
    described = {
        "name": named if NAME.fullmatch(named) else "package",
        DRAFT: True,
        "title": f"{title or f'An article in {article.publisher}'}: its figures, each with its hedge",
        "description": f"The figures of one article in {article.publisher}, each with its hedge, speaker and caveat.",
        "version": "0.1.0",
        "created": f"{today.isoformat()}T00:00:00Z",
        "resources": [],
    }
    (folder / DESCRIPTOR_NAME).write_text(json.dumps(described), encoding="utf-8")
    describe(folder)
    figures = tables["article_figures"]
    lines = [
        f"{folder}: a draft of {counted(len(found), 'figure')} in {counted(len(paragraphs), 'paragraph')}",
        f"  {counted(len(tables['measures']), 'measure')}, by unit: split one that holds two kinds of quantity",
    ]
    if to_come := [row["figure_id"] for row in figures if row["obs_status"] == "F"]:
        lines.append(f"  F in obs_status, because the words say that it had not come: {listed(to_come)}")
    if dated := [row["figure_id"] for row in figures if row["period_wording"]]:
        lines.append(f"  period is the article's date; write the one that period_wording names: {listed(dated)}")
    for number, _, f in speakers.values():
        lines.append(f"  left out, in article_not_kept.csv: {quoted(f.span)} of paragraph {number}, who said so")
    return [*lines, f"  `python -m figures check {folder} --draft` lists what only you can fill"]


def _figures(paragraph: str) -> Iterator[Found]:
    """Yield the figures of a paragraph; "about 3,400 of them" counts what the figure before it counts."""
    unit = ""
    for found in find(paragraph):
        of_them = re.match(r" of (them|those)\b", paragraph[found.start + len(found.span) :])
        told = replace(found, unit=unit) if of_them and not found.unit else found
        unit = told.unit if told.unit not in SHARES else unit
        yield told


def _tells_who_said_so(paragraph: str, found: Found) -> bool:
    """Say if a figure only counts speakers: "two of their employers said", "according to three officials"."""
    is_few = found.bound == "unhedged" and found.low is not None and found.low <= 12 and found.low.denominator == 1
    if not (is_few or counts_speakers(found)) or found.unit in (*SHARES, "%") or is_money(found.unit):
        return False
    tokens = Tokens(paragraph)
    first = next(n for n, token in enumerate(tokens.all) if token.start >= found.start)
    if tokens.lows(first - 2, first) == ("according", "to"):
        return True
    last = next((n for n in range(first, len(tokens)) if tokens[n].start >= found.start + len(found.span)), len(tokens))
    for index in range(last, min(last + 6, len(tokens))):
        word = tokens.low(index)
        if tokens[index].kind == "sign" or word in {"is", "are", "was", "were"}:
            return False
        if word in _SAID:
            return tokens.low(index + 1) != "to"  # "two people told to leave"
    return False


_NAMES = "|".join(map(capital, sorted(MONTHS, key=len, reverse=True)))
_MONTH_OR_YEAR = (
    rf"(?:[0-9]{{1,2}} )?(?:{_NAMES})\b(?:\.? [0-9]{{1,2}}\b(?!,?[0-9]))?(?:,? [12][0-9]{{3}}\b)?|[12][0-9]{{3}}\b"
)
_PART = r"(?:the )?(?:(?:end|start|beginning|middle|(?:first|second) half|spring|summer|autumn|winter) of )?"
_TIME_WORDS = re.compile(
    r"\b(?:"
    rf"(?i:in|by|since|during|until|before|after|from|throughout|on) {_PART}(?:early |late |mid-)?(?:{_MONTH_OR_YEAR})"
    rf"|[Oo]n (?:{'|'.join(map(capital, sorted(WEEKDAYS)))})\b"
    r"|(?i:last|this|next) (?:night|week|weekend|month|year|spring|summer|autumn|winter)\b|(?i:yesterday|overnight)\b)"
)


def time_words(paragraph: str, found: Found) -> str:
    """Return the plain words of time that stand next to a figure in its sentence, verbatim; "" for none.

    Time that dates what was said, as "said on Wednesday", and time beyond another figure do not date it.
    """
    first, last = found.start, found.start + len(found.span)
    tokens = Tokens(paragraph).all
    sentence = next(token.sentence for token in tokens if token.start >= first)
    begin = min(token.start for token in tokens if token.sentence == sentence)
    end = max(token.end for token in tokens if token.sentence == sentence)
    for other in find(paragraph):
        begin = max(begin, other.start + len(other.span)) if other.start < first else begin
        end = min(end, other.start) if other.start > first else end
    near = []
    for match in _TIME_WORDS.finditer(paragraph):
        before = [token.low for token in tokens if token.end <= match.start()][-1:]
        if begin <= match.start() and match.end() <= end and not {*before} & SPEECH:
            near.append((first - match.end() if match.end() <= first else match.start() - last, match[0]))
    return min((one for one in near if one[0] >= 0), default=(0, ""))[1]


def _headline(text: str, paragraphs: list[str]) -> str:
    """Return the first line where it ends no sentence, as a headline does; else ""."""
    first = " ".join(straight(next(iter(blocks(text)), "")).split())
    return "" if first in paragraphs or any(map(is_hidden, first)) else first


@dataclass(frozen=True)
class _Kind:
    """What figures count, over what time and, of shares, of what whole: one measure."""

    unit: str
    per: str
    whole: str

    @classmethod
    def of(cls, paragraph: str, found: Found) -> _Kind:
        """Return the kind of a figure. Percent and share are one unit."""
        unit = unit_named(found.unit)
        if unit not in SHARES:
            return cls(unit, found.per, "")
        of_what = re.match(r" of (?!them\b|those\b)", paragraph[found.start + len(found.span) :])
        return cls("percent", found.per, _near(paragraph, found) if of_what else "")

    @property
    def is_plain(self) -> bool:
        """True where the unit is a noun that says what is counted."""
        return bool(self.unit) and self.unit not in ("percent", "times") and not is_money(self.unit)

    def measure(self, near: str) -> dict[str, str]:
        """Return the cells of the measure that follow from it. near: a noun near its one figure, or ""."""
        key = _slug(f"{self.unit} {self.whole or near} {self.per}", "_") or "number"
        kind = "rate" if self.per else "share" if self.unit in SHARES else "money" if is_money(self.unit) else ""
        label = capital(self.unit) if self.is_plain else ""  # the page adds the time
        return {"measure": key, "label": label, "unit": self.unit, "per": self.per, "kind": kind}


def _tables(found: list[Place], article: Article, title: str, today: date) -> dict[str, list[Row]]:
    """Return the tables that a package needs, with their rows."""
    kinds: dict[_Kind, list[Place]] = {}
    for place in found:
        kinds.setdefault(_Kind.of(*place[1:]), []).append(place)
    measures, hedges, ids = dict[_Kind, Row](), dict[str, Row](), Counter[str]()
    for kind, places in kinds.items():
        near = "" if kind.is_plain or kind.unit in SHARES or kind.per or len(places) > 1 else _near(*places[0][1:])
        row = {**kind.measure(near), "headline": str(len(measures) + 1) if len(measures) < _CARDS else ""}
        while row["measure"] in {other["measure"] for other in measures.values()}:
            row["measure"] += "_2"
        measures[kind] = row
    figures = []
    for paragraph, words, f in found:
        kind, hedge = _Kind.of(words, f), hedge_words(f)
        if hedge:
            hedges.setdefault(hedge, hedge_row(hedge, f))
        name = _slug(f"{kind.unit} {kind.per}", "-") or "figure"
        ids[name] += 1
        row = {
            "figure_id": f"{name}-{ids[name]}",
            "measure": measures[kind]["measure"],
            "figure_as_stated": _stated(words, f),
            "bound": f.bound,
            "approximate": "yes" if f.approximate else "",
            "hedge_words": hedge,
            "stated_low": decimal(f.low),
            "stated_high": decimal(f.high),
            "unit": "share" if f.unit == "share" else kind.unit,
            "per": kind.per,
            "wording": wording(words, f),
            "source_id": article.source_id,
            "locator": f"paragraph {paragraph}",
            "period": article.published,
            "period_wording": time_words(words, f),
            "obs_status": "F" if forecast(words, f, ENGLISH, article.published) else "E",
        }
        figures.append(row)
    source = {
        "source_id": article.source_id,
        "author": article.author,
        "title": title,
        "about": "the article; the source of every figure in article_figures.csv",
        "publisher": article.publisher,
        "published": article.published,
        "url": article.url,
        "read_as": "original",
        "last_read": today.isoformat(),
    }
    return {
        "article_figures": figures,
        "measures": list(measures.values()),
        "hedges": list(hedges.values()),
        "sources": [source],
    }


def _stated(paragraph: str, found: Found) -> str:
    """Return hedge and number as worded; of words that need it, up to their noun: "most of the money"."""
    text = as_stated(found, ENGLISH)
    if find(text):
        return text
    tokens = Tokens(paragraph).all
    after = (token for token in tokens if token.start >= found.start + len(found.span))
    noun = next((token for token in after if token.low not in FUNCTION_WORDS), tokens[-1])
    return text + paragraph[found.start + len(found.span) : noun.end]


def _near(paragraph: str, found: Found) -> str:
    """Return the noun after a figure that says what it is of: "fleet" of "of the old fleet"."""
    tokens = Tokens(paragraph).all
    end = found.start + len(found.span)
    sentence = next((token.sentence for token in tokens if token.start >= found.start), -1)
    words = list[str]()
    for token in tokens:
        if token.start < end or token.sentence != sentence:
            continue
        if token.kind == "word" and token.low not in FUNCTION_WORDS:
            words.append(token.low)
        elif words or token.kind != "word":
            break
    return next(filter(is_plural, words[:3]), words[min(len(words), 2) - 1]) if words else ""


def wording(paragraph: str, found: Found) -> str:
    """Return the few words around a figure that read as it does, verbatim: its clause, or a part of it."""
    words = [(match.start(), match.end()) for match in re.finditer(r"\S+", paragraph)]
    last = found.start + len(found.span)
    inside = [place for place, (begin, end) in enumerate(words) if begin < last and end > found.start]
    first, final = inside[0], inside[-1]
    before = _clause(paragraph, words, first, -1)
    after = _clause(paragraph, words, final, 1)
    room = max(0, (_MOST if after - before < _MOST else _LONG) - (final - first + 1))
    right = min(after, final + max(room // 2, room - (first - before)))
    spans = [(max(before, first - (room - (right - final))), right), (first, right), (before, final), (first, final)]
    texts = [_trimmed(paragraph[words[one][0] : words[other][1]]) for one, other in spans]
    texts = [text for text in (*texts, found.span) if len(text.split()) <= _MOST]
    for wanted in (_reading_with_unit, reading):
        for text in texts:
            if any(wanted(read) == wanted(found) for read in find(text)):
                return text
    return found.span


def _clause(paragraph: str, words: list[tuple[int, int]], at: int, step: int) -> int:
    """Return the place of the last word before a clause ends, or its sentence, in one direction."""
    sentences = {token.start: token.sentence for token in Tokens(paragraph).all}

    while 0 <= at + step < len(words):
        left = paragraph[slice(*words[min(at, at + step)])]
        if re.search(r"[,;:.!?][\"')]*\Z", left) or sentences.get(words[at][0]) != sentences.get(words[at + step][0]):
            break
        at += step
    return at


def _trimmed(text: str) -> str:
    """Return words without the signs of their sentence, and without half a pair of quotation marks."""
    text = text.strip().rstrip(",;:.!? ")
    for mark in ('"', "'"):
        if text.count(mark) == 2 and text.startswith(mark) and text.endswith(mark):
            text = text.strip(mark).rstrip(",;:.!? ")
        if text.count(mark) % 2:
            text = text.removeprefix(mark).removesuffix(mark).rstrip(",;:.!? ")
    return text.removeprefix("(") if text.count("(") > text.count(")") else text


def _reading_with_unit(found: Found) -> tuple[object, ...]:
    return *reading(found), found.unit, found.per


def _slug(text: str, link: str) -> str:
    return re.sub(r"[^a-z0-9]+", link, text.lower()).strip(link)
