"""Quotations stand in the article word for word, in the paragraph that is named, and no more of it is copied.

The article is not part of the project. ARTICLE_TEXT names a file with its text, one paragraph a line.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from figures.model.package import Package
from tests.conftest import HOME
from tests.editing import cells_of

LONGEST = 15
pytestmark = pytest.mark.skipif(
    not os.environ.get("ARTICLE_TEXT"),
    reason="no text of the article to compare with: ARTICLE_TEXT=/path/to/article.txt bash tests/run.sh",
)


def straight(text: str) -> str:
    return text.translate(str.maketrans("\u2018\u2019\u201c\u201d", "''\"\""))


def paragraphs(text: str) -> list[str]:
    """The article's body, without title, link, pull quote with its name, and the line on the author."""
    _, *lines = [line.strip() for line in straight(text).splitlines() if line.strip()]
    body: list[str] = []
    after_quote = False
    for line in lines:
        quote = not after_quote and any(line != other and line in other for other in lines)
        if not (quote or after_quote or re.match(r"https?://\S+$", line) or line.startswith("- ")):
            body.append(line)
        after_quote = quote
    return body


@pytest.fixture(scope="module")
def article() -> str:
    return Path(os.environ["ARTICLE_TEXT"]).read_text(encoding="utf-8")


def quotations(package: Package) -> Iterator[tuple[str, str, str]]:
    """Yield (table and key, quotation, locator) for each wording of the article."""
    for table in package.tables.values():
        for row in cells_of(table.data):
            # In dates.csv the source is that of the recorded date, beside a wording of the article.
            of_article = row.get("source_id") == package.article.source_id or table.name == "dates"
            for column in ("wording", "period_wording"):
                if of_article and row.get(column) and row.get("locator"):
                    yield f"{table.name}: {next(iter(row.values()))}", row[column], row["locator"]


def test_the_paragraphs_are_counted_as_the_tables_count_them(article: str) -> None:
    body = paragraphs(article)
    for number, words in ((4, "sent to Kursk"), (5, "killed during"), (6, "captured"), (10, "shells"), (16, "30,000")):
        assert words in body[number - 1]
    assert not [line for line in body if not line.endswith((".", "?"))]


def test_quotations_stand_in_the_named_paragraph(article: str, package: Package) -> None:
    body = paragraphs(article)
    quoted = list(quotations(package))
    assert {key.partition(":")[0] for key, _, _ in quoted} >= {"article_figures", "unnumbered"}
    missing = []
    for key, words, locator in quoted:
        place = re.fullmatch(r"paragraph (\d+)", locator)
        assert place, f"{key} stands in no paragraph: {locator}"
        if straight(words) not in body[int(place[1]) - 1]:
            missing.append(f"{key}, {locator}: {words}")
    assert missing == []


def test_quotations_are_short(package: Package) -> None:
    for key, words, _ in quotations(package):
        assert len(words.split()) <= LONGEST, key


def test_figures_stand_as_stated_in_their_wordings(package: Package) -> None:
    assert all(figure.figure_as_stated in figure.wording for figure in package.figures)


def words_of(text: str) -> list[str]:
    """The words, also those separated by a comma of a CSV file. 10,000 and N's are one word each."""
    return re.findall(r"[a-z0-9]+(?:(?:['-]|,(?=\d{3}\b))[a-z0-9]+)*", straight(text).lower())


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Yield the name and text of each text file of the project, also of those not yet committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOME, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        path = HOME / name
        try:
            yield name, path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture, or a file that was deleted


def copied_runs(text: str, of: str) -> list[str]:
    """Runs of words, one longer than may be quoted, that two texts share."""
    length = LONGEST + 1
    theirs, ours = words_of(of), words_of(text)
    runs = {tuple(theirs[i : i + length]) for i in range(len(theirs) - length + 1)}
    return [
        " ".join(ours[i : i + length]) for i in range(len(ours) - length + 1) if tuple(ours[i : i + length]) in runs
    ]


def test_no_file_holds_a_longer_run_of_the_article(article: str) -> None:
    texts = dict(tracked_texts())
    assert "data/article_figures.csv" in texts
    assert {name: runs for name, text in texts.items() if (runs := copied_runs(text, article))} == {}


def test_the_search_for_runs_finds_one(article: str) -> None:
    first = article.split()
    assert len(copied_runs("x, " + ",\n".join(first[20:36]) + " x", article)) == 1
    assert copied_runs(" ".join(first[20:35]), article) == []
