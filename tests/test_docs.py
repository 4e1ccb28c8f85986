"""README.md documents every table, column and code of the descriptor."""

from __future__ import annotations

import re

import pytest

from figures.tables import BOUNDS, Package
from figures.wording import BOUNDS as BOUND_WORDS
from figures.wording import date_of
from tests import write_dictionary


@pytest.fixture(scope="module")
def readme() -> str:
    return write_dictionary.README.read_text(encoding="utf-8")


def sections(readme: str) -> dict[str, str]:
    """The README's text by the table whose section it is."""
    parts = re.split(r"^### `([^`]+\.csv)`$", readme, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_table_and_column_has_its_line(readme: str, package: Package) -> None:
    found = sections(readme)
    missing = []
    for table in package.tables.values():
        section = found.get(table.file_name, "")
        if table.description not in section:
            missing.append(table.file_name)
        for field in table.fields:
            first_words = " ".join(field.description.split()[:4])
            if not re.search(rf"^\| `{field.name}` \|.*{re.escape(first_words)}", section, re.MULTILINE):
                missing.append(f"{table.file_name}: {field.name}")
    assert missing == [], "run python -m tests.write_dictionary"


def test_no_table_or_column_is_documented_that_is_not_there(readme: str, package: Package) -> None:
    there = {table.file_name: {field.name for field in table.fields} for table in package.tables.values()}
    documented = {
        name: set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) for name, text in sections(readme).items()
    }
    assert documented == there


def test_the_dictionary_is_up_to_date(readme: str, package: Package) -> None:
    assert readme == write_dictionary.written(readme, package), "run python -m tests.write_dictionary"


def test_every_bound_has_its_meaning(readme: str, package: Package) -> None:
    codes = {field.name: field.codes for field in package.tables["article_figures"].fields}["bound"]
    assert set(codes) == set(BOUNDS) == set(BOUND_WORDS)
    line = re.search(r"^\| `bound` \|.*$", sections(readme)["article_figures.csv"], re.MULTILINE)
    assert line
    assert [code for code in codes if f"{code}:" not in line[0]] == []


def test_every_column_is_described(each_package: Package) -> None:
    """In a sentence, so that the dictionary on the page and in the README is whole."""
    bare = [
        f"{table.name}: {field.name}"
        for table in each_package.tables.values()
        for field in table.fields
        if len(field.description.split()) < 2 or not field.description.endswith(".")
    ]
    assert bare == []
    assert [table.name for table in each_package.tables.values() if not table.description.endswith(".")] == []


def test_the_readme_names_the_article_as_the_package_does(readme: str, package: Package) -> None:
    """What it repeats of sources.csv, in running words."""
    article = package.article
    words = f'{article["author"]}, "{article["title"]}", {article["publisher"]} ({article["kind"].split()[0]}), '
    assert f"{words}{date_of(article)}, <{article['url']}>" in " ".join(readme.split())


def test_the_readme_has_its_commands(readme: str) -> None:
    for command in ("pip install -r requirements.txt", "streamlit run app.py", "bash tests/run.sh", "DATA_PACKAGE="):
        assert command in readme
