"""The code knows figures, not this subject: every word and number on it comes from the data.

So the words are taken from the data too: the parts of its keys, its units, and what has a capital within a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from figures.tables import Package
from tests.conftest import HOME

CODE = [HOME / "app.py", *sorted((HOME / "figures").glob("*.py"))]

# Words that the data uses as names or in keys and the code for something else.
EXCEPTIONS = {
    # English words that names are made of
    **dict.fromkeys("abc center centre far long open post source tag the times us".split(), "an English word"),
    **dict.fromkeys("and in of or".split(), "a part of a unit or a key of two"),
    # What the project itself is about
    "percent": "arithmetic knows shares",
    "range": "a kind of bound",
    "reports": "what others report is what charts are made of",
    # Months
    **dict.fromkeys("december july may october".split(), "the calendar's"),
}
NUMBERS = {1_100: "the height of an embedded page, in pixels"}
NAMES = ("author", "claimant", "publisher")  # columns that begin with a name, not with a sentence's first word


def capitalised(text: str, *, first: bool = False) -> set[str]:
    """The words with a capital that no sentence begins with; first: also the very first word."""
    found = re.finditer(r"(?<![\w'])[A-Z]\w+", text)
    return {
        m[0] for m in found if not re.search(r"(?:^|[.!?:]\s|[\"'])$", text[: m.start()]) or (first and not m.start())
    }


def words_of_the_subject(package: Package) -> set[str]:
    words = capitalised(package.title) | capitalised(package.description)
    for table in package.tables.values():
        for field in table.fields:
            cells = [str(cell) for cell in table.rows[field.name].dropna()]
            if field.name in ("measure", "chart"):
                words |= {part for cell in cells for part in re.split("[_-]", cell) if part}
            elif field.name == "unit":
                words |= {word for cell in cells for word in re.findall("[A-Za-z]{2,}", cell)}
            elif field.type == "string" and field.name != "url" and not field.name.endswith("_id"):
                words |= {word for cell in cells for word in capitalised(cell, first=field.name in NAMES)}
    return {word.lower() for word in words} - EXCEPTIONS.keys()


def words_in(code: str) -> Iterator[str]:
    """Every word, also as a part of a name: kursk_rows and KurskRows hold "kursk"."""
    for name in re.findall("[A-Za-z]+", code):
        yield name.lower()
        yield from (part.lower() for part in re.findall("[A-Z]?[a-z]+", name))


def numbers_of_the_subject(package: Package) -> set[int]:
    numbers: set[int] = set()
    for table in package.tables.values():
        for column in {"stated_low", "stated_high", "reading_low", "reading_high"} & set(table.rows.columns):
            numbers |= {int(cell) for cell in table.rows[column] if not pd.isna(cell)}
    # Small numbers are sizes in pixels too, and the code knows what a thousand and a million are.
    return {number for number in numbers if number >= 1_000} - {1_000, 1_000_000} - NUMBERS.keys()


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.name))
def test_the_code_has_no_word_of_the_subject(path: Path, package: Package) -> None:
    found = words_of_the_subject(package) & set(words_in(path.read_text(encoding="utf-8")))
    assert not found, f"{sorted(found)} in {path.name}: take it from the data, or say in EXCEPTIONS what else it means"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.name))
def test_the_code_has_no_number_of_the_subject(path: Path, package: Package) -> None:
    digits = re.findall(r"\d[\d_,]*", path.read_text(encoding="utf-8"))
    found = numbers_of_the_subject(package) & {int(re.sub("[_,]", "", number)) for number in digits}
    assert not found, f"{sorted(found)} in {path.name}"


def test_the_words_are_found(package: Package) -> None:
    """So that the tests before this one could fail."""
    words = words_of_the_subject(package)
    assert words >= {"kursk", "korea", "russia", "ukraine", "coffey", "killed", "deployed", "shells", "soldiers"}
    assert words.isdisjoint({"about", "figure", "caveat"})
    assert set(words_in("def kursk_rows(): KurskRows, KURSK = '# Kursk'")) >= {"kursk", "rows"}
    assert numbers_of_the_subject(package) >= {4_000, 10_000, 20_000, 30_000, 99_999}


def test_every_exception_is_needed() -> None:
    """What no longer collides leaves the list."""
    used = {word for path in CODE for word in words_in(path.read_text(encoding="utf-8"))}
    assert EXCEPTIONS.keys() <= used
    digits = "".join(path.read_text(encoding="utf-8") for path in CODE)
    assert [number for number in NUMBERS if str(number) not in digits] == []
