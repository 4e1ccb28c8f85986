"""The article itself: its text against the rows that quote it, and against the figures that the finder sees in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from figures.language.english import counted, listed
from figures.language.finder import Found
from figures.package.files import RawPackage
from figures.package.pointers import Cells
from figures.package.problems import Problem
from figures.package.wordings import OUTSIDE, Reader

FIGURES, UNNUMBERED, NOT_KEPT = "article_figures", "unnumbered", "article_not_kept"
_QUOTE_WORDS = 4  # a pull quote repeats so many words or more
_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d\u00a0\u202f", "''\"\"  ")


def straight(text: str) -> str:
    """Return a text with straight quotation marks and plain spaces, character for character."""
    return text.translate(_STRAIGHT)


def blocks(text: str) -> list[str]:
    """Return the blocks of a text: between blank lines or, where the lines between end sentences, one a line."""
    lines = [line.strip() for line in text.splitlines()]
    parts = [part.strip() for part in re.split(r"\n{2,}", "\n".join(lines)) if part.strip()]
    inner = [line for part in parts for line in part.split("\n")[:-1]]
    one_a_line = len(parts) == 1 or sum(map(_ends_sentence, inner)) * 2 > len(inner)
    return [line for line in lines if line] if one_a_line else parts


def _ends_sentence(line: str) -> bool:
    return re.search(r"[.!?:;\u2026][\"')\]\u2019\u201d]*\Z", line) is not None


def body(text: str) -> list[str]:
    """Return the paragraphs of an article, without what is none.

    Title, links, names and headings end no sentence. A pull quote repeats words of a paragraph, and a name may follow.
    A last line that begins with a dash is about the author.
    """
    lines = [" ".join(straight(block).split()) for block in blocks(text)]
    paragraphs = []
    for number, line in enumerate(lines):
        others = [*lines[:number], *(other for other in lines[number + 1 :] if other != line)]
        is_repeated = len(line.split()) >= _QUOTE_WORDS and any(line.strip("'\"") in other for other in others)
        about_author = number == len(lines) - 1 and re.match(r"[-\u2013\u2014*] ?\w", line)
        if _ends_sentence(line) and not is_repeated and not about_author:
            paragraphs.append(line)
    return paragraphs


@dataclass
class ArticleCheck:
    """Findings in the text of the article. lines: the counts, in words."""

    problems: list[Problem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Quoted:
    """A wording of the article, with its place in a paragraph. name, number: of the table and the row."""

    name: str
    number: int
    row: Cells
    paragraph: int
    start: int
    end: int

    def holds(self, paragraph: int, figure: Found) -> bool:
        """Say if a figure stands in the wording, at least in part where the hedge stands outside of it."""
        first, last = figure.start, figure.start + len(figure.span)
        if self.row.get("note_on_reading") == OUTSIDE:
            return self.paragraph == paragraph and first < self.end and last > self.start
        return self.paragraph == paragraph and self.start <= first and last <= self.end


def check_article(raw: RawPackage, text: str) -> ArticleCheck:
    """Compare a package with its article. text: the article's, one paragraph a line or with blank lines between."""
    check, paragraphs = ArticleCheck(), body(text)
    tables = [name for name in (FIGURES, UNNUMBERED, NOT_KEPT, "dates") if name in raw.tables]
    quoted = [place for name in tables for place in _quotations(raw, name, paragraphs, check)]
    reader = Reader(raw.tables["hedges"].rows if "hedges" in raw.tables else ())
    homes: list[_Quoted | None] = []
    for number, paragraph in enumerate(paragraphs, start=1):
        for figure in reader.find(paragraph):
            held = [place for place in quoted if place.name != "dates" and place.holds(number, figure)]
            told = (place for place in held if place.name != FIGURES or reader.is_told(figure, place.row))
            homes.append(next(told, None))
            if homes[-1] is None:
                check.problems.append(_untold(raw, number, figure, held))
    for place in quoted:
        if place.name == NOT_KEPT and place not in homes:
            fault = f"in {place.row['wording']!r} no figure is seen that no other table holds"
            remedy = "Delete the row, or quote the words around a figure."
            check.problems.append(Problem(raw.path(NOT_KEPT), place.number, "wording", fault, remedy))
    in_tables = Counter(place.name for place in homes if place)
    stand = len({(place.name, place.number) for place in quoted})
    counts = [f"{in_tables[name]} in {raw.path(name)}" for name in (FIGURES, UNNUMBERED, NOT_KEPT)]
    check.lines = [
        f"{counted(len(paragraphs), 'paragraph')} of the article, with {counted(stand, 'quotation')} of ours",
        f"{counted(len(homes), 'figure')} seen in the article: {listed(counts)}",
    ]
    return check


def _quotations(raw: RawPackage, name: str, paragraphs: list[str], check: ArticleCheck) -> Iterator[_Quoted]:
    """Yield the wordings of a table that stand where they should; note those that do not."""
    table = raw.tables[name]
    own = {row.get("source_id") for row in raw.tables[FIGURES].rows} if FIGURES in raw.tables else set()

    def refuse(column: str, fault: str, remedy: str) -> None:
        check.problems.append(Problem(table.path, number, column, fault, remedy))

    for number, row in table.numbered():
        if name == UNNUMBERED and row.get("source_id") not in own:
            continue
        locator = row.get("locator", "")
        place = re.fullmatch(r"paragraph ([0-9]+)", locator)
        at = int(place[1]) if place else 0
        if not 1 <= at <= len(paragraphs):
            refuse("locator", f"{locator!r} stands there", f'Write "paragraph" and a number up to {len(paragraphs)}.')
            continue
        for column in ("wording", "period_wording"):
            words = straight(row.get(column, ""))
            if words and words not in paragraphs[at - 1]:
                others = [number for number, other in enumerate(paragraphs, start=1) if words in other]
                remedy = (
                    f"Write paragraph {others[0]} as locator." if others else "Copy the article's words as they stand."
                )
                refuse(column, f"{row[column]!r} does not stand in paragraph {at} of the article", remedy)
            elif words and column == "wording":
                for match in re.finditer(re.escape(words), paragraphs[at - 1]):
                    yield _Quoted(name, number, row, at, *match.span())


def _untold(raw: RawPackage, paragraph: int, figure: Found, held: list[_Quoted]) -> Problem:
    fault = f"paragraph {paragraph} of the article says {figure.span!r}, and no row tells it"
    rows = [place for place in held if place.name == FIGURES]
    remedy = "Mend this row, which quotes it" if rows else "Add a row"
    remedy += f", or quote it in {raw.path(UNNUMBERED)}, or in {raw.path(NOT_KEPT)} with a reason."
    return Problem(raw.path(FIGURES), rows[0].number if rows else None, "wording" if rows else None, fault, remedy)
