"""Documentation: descriptors and data dictionaries are up to date, and README.md says what the package says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from figures.model.package import DESCRIPTOR_NAME, Package
from figures.package.describe import DICTIONARY_NAME, describe, written
from figures.package.read import load
from figures.package.schema import TABLES
from figures.page.compose import CARDS, compose
from figures.page.parts import Heading
from figures.page.view import View
from tests.conftest import FOLDERS, HOME
from tests.editing import copy_of, edit_descriptor, read, set_cells, write

each_folder = pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)


@pytest.fixture(scope="module")
def readme() -> str:
    return (HOME / "README.md").read_text(encoding="utf-8")


@each_folder
@pytest.mark.parametrize("name", [DESCRIPTOR_NAME, DICTIONARY_NAME])
def test_written_files_are_up_to_date(folder: Path, name: str) -> None:
    place = folder.relative_to(HOME)
    assert (folder / name).read_text(encoding="utf-8") == written(folder)[name], (
        f"run python -m figures describe {place}"
    )


@each_folder
def test_the_dictionary_has_every_table_and_column_and_no_other(folder: Path) -> None:
    parts = re.split(r"^## `([^`]+\.csv)`$", (folder / DICTIONARY_NAME).read_text(encoding="utf-8"), flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    tables = load(folder).tables.values()
    assert {name: re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) for name, text in sections.items()} == {
        table.file_name: [field.name for field in table.fields] for table in tables
    }
    for table in tables:
        section = sections[table.file_name]
        assert table.description in section
        for field in table.fields:
            assert f"| `{field.name}` | {field.type_in_words} | {field.description}" in section
            assert all(code in section for code in field.codes)


def test_every_bound_has_its_meaning(package: Package) -> None:
    bound = next(field for field in package.tables["article_figures"].fields if field.name == "bound")
    assert [code for code in bound.codes if f"{code}:" not in bound.description] == []


def test_every_column_is_described_in_a_sentence() -> None:
    for table in TABLES.values():
        assert table.description.endswith(".")
        for column in table.columns.values():
            assert len(column.description.split()) > 1, (table.name, column.name)
            assert column.description.endswith("."), (table.name, column.name)


def test_the_schema_defines_a_shared_column_once() -> None:
    text = (HOME / "figures" / "package" / "schema.json").read_text(encoding="utf-8")
    definitions = re.findall(r'^ *(\{"name": .*\}),?$', text, re.MULTILINE)
    assert len(definitions) == len(set(definitions))
    own = set(TABLES["article_figures"].columns) - set(TABLES["other_reports"].columns)
    assert own == {"sentence"} and len(TABLES["article_figures"].columns) == 27


# The command


def test_describe_keeps_what_the_author_wrote_and_restores_the_rest(tmp_path: Path) -> None:
    folder = copy_of(FOLDERS["own"], tmp_path / "copy")
    before = (folder / DESCRIPTOR_NAME).read_bytes()

    def change(described: dict[str, object]) -> None:
        described.update(title="Another title", profile="mine")
        described["resources"][0]["schema"]["fields"][0] = {"name": "figure_id"}  # type: ignore[index]

    edit_descriptor(folder, change)
    describe(folder)
    after = (folder / DESCRIPTOR_NAME).read_text(encoding="utf-8")
    assert "Another title" in after
    assert "Another title" in (folder / DICTIONARY_NAME).read_text(encoding="utf-8")
    edit_descriptor(folder, lambda described: described.update(title=load(FOLDERS["own"]).title))
    describe(folder)
    assert (folder / DESCRIPTOR_NAME).read_bytes() == before


def test_describe_starts_a_descriptor_from_csv_files_alone(tmp_path: Path) -> None:
    """Optional tables and columns may be left out. Codes of the subject are those in the cells."""
    folder = copy_of(FOLDERS["other"], tmp_path / "gulls")
    for name in (DESCRIPTOR_NAME, DICTIONARY_NAME, "dates.csv", "derived.csv"):
        (folder / name).unlink()
    describe(folder)
    edit_descriptor(folder, lambda described: described.update(title="Gulls"))
    package = load(folder)
    assert package.name == "gulls"
    assert set(package.codes["scope"]) == {report.scope for report in package.reports}
    for name in ("other_reports.csv", "claimants.csv", "slips.csv", "caveats.csv", "charts.csv"):
        (folder / name).unlink()
    for name, lost in (
        ("article_figures.csv", {"scope", "count_kind"}),
        ("measures.csv", {"reports_chart", "reports_by"}),
        ("unnumbered.csv", {"see_measure"}),
    ):
        rows = read(folder / name)
        kept = [place for place, column in enumerate(rows[0]) if column not in lost]
        write(folder / name, [[row[place] for place in kept] for row in rows])
    set_cells(folder / "measures.csv", rows_key := read(folder / "measures.csv")[1][0], label="A label")
    describe(folder)
    package = load(folder)
    assert not package.reports
    assert not package.codes
    measure = package.measure(rows_key)
    assert measure and measure.label == "A label"
    page = compose(package, View())
    assert [*page.exhibits] == [CARDS]
    assert "A label" in [heading.text for heading in page.find(Heading)]


def test_describe_leaves_a_readme_of_somebody_else(tmp_path: Path) -> None:
    folder = copy_of(FOLDERS["other"], tmp_path / "copy")
    (folder / DICTIONARY_NAME).write_text("Mine.\n")
    assert [path.name for path in describe(folder)] == [DESCRIPTOR_NAME]
    assert (folder / DICTIONARY_NAME).read_text() == "Mine.\n"


def test_describe_finds_tables_in_a_subfolder_and_other_tables(tmp_path: Path) -> None:
    folder = copy_of(FOLDERS["other"], tmp_path / "copy")
    (folder / "tables").mkdir()
    shutil.move(folder / "sources.csv", folder / "tables" / "sources.csv")
    (folder / "extra.csv").write_text("a,b\n1,2\n")
    describe(folder)
    assert "## `tables/sources.csv`" in (folder / DICTIONARY_NAME).read_text(encoding="utf-8")
    assert [field.type for field in load(folder).tables["extra"].fields] == ["string", "string"]


# README.md


def test_the_readme_names_the_article_as_the_package_does(readme: str, package: Package) -> None:
    article = package.article
    assert article.published
    words = f'{article.author}, "{article.title}", {article.publisher} ({article.kind.split()[0]}), '
    assert f"{words}{article.published.in_words()} (inferred), <{article.url}>" in " ".join(readme.split())


@pytest.mark.parametrize(
    "command", ["pip install -r requirements.txt", "streamlit run app.py", "bash tests/run.sh", "DATA_PACKAGE="]
)
def test_the_readme_has_its_commands(command: str, readme: str) -> None:
    assert command in readme
