"""Writes the data dictionary in README.md, between its two markers, from data/datapackage.json.

Run it from the project's folder after a change to the descriptor: python -m tests.write_dictionary
"""

from __future__ import annotations

import re
from pathlib import Path

from figures import wording
from figures.tables import Package, Table, load

HOME = Path(__file__).resolve().parents[1]
README = HOME / "README.md"
BEGIN, END = "<!-- dictionary -->", "<!-- /dictionary -->"


def dictionary(package: Package) -> str:
    """A section for each table: what a row is, then a line for each column."""
    return "\n".join(map(_section, package.tables.values()))


def _section(table: Table) -> str:
    lines = [f"### `{table.file_name}`", "", table.description, "", "| column | type | meaning |", "|---|---|---|"]
    for field in table.fields:
        type_ = wording.field_type(field.type, field.required)
        meaning = wording.field_meaning(field.description, field.codes)
        lines.append(f"| `{field.name}` | {_cell(type_)} | {_cell(meaning)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("<", r"\<")


def written(readme: str, package: Package) -> str:
    """The README's text with the dictionary of that package between the markers."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    if not pattern.search(readme):
        raise SystemExit(f"README.md needs a line {BEGIN} and, below it, a line {END}")
    return pattern.sub(lambda _: f"{BEGIN}\n\n{dictionary(package)}\n{END}", readme, count=1)


if __name__ == "__main__":
    text = written(README.read_text(encoding="utf-8"), load(HOME / "data" / "datapackage.json"))
    README.write_text(text, encoding="utf-8", newline="\n")
