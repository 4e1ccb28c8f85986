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
from figures.package.article import body, check_article, straight
from figures.package.files import read_files
from tests.conftest import FOLDERS, HOME
from tests.editing import DESCRIPTOR
from tests.test_check_words import every_deletion

LONGEST = 15
pytestmark = pytest.mark.skipif(
    not os.environ.get("ARTICLE_TEXT"),
    reason="no text of the article to compare with: ARTICLE_TEXT=/path/to/article.txt bash tests/run.sh",
)


@pytest.fixture(scope="module")
def article() -> str:
    return Path(os.environ["ARTICLE_TEXT"]).read_text(encoding="utf-8")


def test_the_paragraphs_are_counted_as_the_tables_count_them(article: str) -> None:
    paragraphs = body(article)
    assert len(paragraphs) == 20
    for number, words in ((4, "sent to Kursk"), (5, "killed during"), (6, "captured"), (10, "shells"), (16, "30,000")):
        assert words in paragraphs[number - 1]


def test_quotations_stand_in_the_named_paragraph_and_every_figure_is_told(article: str) -> None:
    checked = check_article(read_files(FOLDERS["own"] / DESCRIPTOR), article)
    assert checked.problems == []
    assert checked.lines == [
        "20 paragraphs of the article, with 40 quotations of ours",
        "8 figures seen in the article: 7 in article_figures.csv, 0 in unnumbered.csv and 1 in article_not_kept.csv",
    ]


def test_a_deleted_row_is_found(article: str) -> None:
    deletions = dict(every_deletion(read_files(FOLDERS["own"] / DESCRIPTOR), article))
    assert len(deletions) == 8
    assert [key for key, faults in deletions.items() if not any("no row tells it" in fault for fault in faults)] == []


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
