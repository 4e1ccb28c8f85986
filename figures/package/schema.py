"""Schema: the tables and columns of a package, as schema.json defines them, each column once.

A group of columns that tables share has a name in schema.json, and stands there in place of its columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from figures.model.bound import Number
from figures.model.package import Field

# Plain digits, the one way to write a number: whole numbers up to 18 digits, decimals up to 15, which a reader of JSON
# or CSV keeps exactly.
_WHOLE = r"0|-?[1-9][0-9]{0,17}"
NUMBERS = {
    "integer": re.compile(_WHOLE),
    "number": re.compile(rf"{_WHOLE}|-?0\.[0-9]{{0,11}}[1-9]|-?[1-9][0-9]{{0,8}}\.[0-9]{{0,5}}[1-9]"),
}
_CONSTRAINTS = ("required", "unique", "pattern", "minimum", "enum")


@dataclass(frozen=True)
class Column:
    """A column of schema.json.

    kind: text, key, edtf, integer, number or date. needed_with: the table with which the column is needed; "" for
    always. optional: never needed. references: the table whose key the column holds; "" for none. own: a package has
    its own meaning and codes for it. form: the pattern of its cells in words; "" for none. filled: a
    blank cell may follow from others. asked: only a person can say it, and a draft may leave it blank.
    """

    name: str
    kind: str
    type: str
    description: str
    constraints: Mapping[str, Any]
    references: str = ""
    needed_with: str = ""
    optional: bool = False
    own: bool = False
    form: str = ""
    filled: bool = False
    asked: bool = False

    @classmethod
    def parse(cls, column: Mapping[str, Any]) -> Column:
        """Read a column of schema.json."""
        kind = _SCHEMA["types"][column["type"]]
        constraints = {name: column[name] for name in _CONSTRAINTS if name in column}
        return cls(
            name=column["name"],
            kind=column["type"],
            type=kind["type"],
            description=column["description"],
            constraints=MappingProxyType({**constraints, **kind.get("constraints", {})}),
            needed_with=column.get("with", ""),
            form=column.get("form", kind.get("form", "")),
            **{name: column[name] for name in ("references", "optional", "own", "filled", "asked") if name in column},
        )

    def described(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """Return the column as a field of a descriptor. own: the field of that name that the author wrote, or {}."""
        field = {"name": self.name, "type": self.type, "description": self.description}
        constraints = dict(self.constraints)
        if self.own:
            field["description"] = text_of(own, "description") or self.description
            if codes := codes_of(own):
                constraints["enum"] = codes
        return {**field, "constraints": constraints} if constraints else field


@dataclass(frozen=True)
class TableSchema:
    """A table of schema.json. key: the column whose cells are filled and differ from each other."""

    name: str
    title: str
    description: str
    key: str
    optional: bool
    columns: Mapping[str, Column]

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> TableSchema:
        """Read a table of schema.json."""
        columns = {column["name"]: Column.parse(column) for column in _ungrouped(table["fields"])}
        texts = {name: table[name] for name in ("name", "title", "description", "key")}
        return cls(**texts, optional=table.get("optional", False), columns=MappingProxyType(columns))

    def needed(self, tables: Collection[str]) -> list[str]:
        """Return the columns that the table must have in a package with these tables."""
        columns = (column for column in self.columns.values() if not column.optional)
        return [column.name for column in columns if not column.needed_with or column.needed_with in tables]

    def ordered(self, header: Collection[str], tables: Collection[str]) -> list[str]:
        """Return the columns that the table needs, and those of the header that it may have, in their order."""
        needed = self.needed(tables)
        return [name for name in self.columns if name in needed or name in header]

    @cached_property
    def references(self) -> Mapping[str, str]:
        """The columns that hold another table's key, each with that table's name."""
        return {column.name: column.references for column in self.columns.values() if column.references}


def _ungrouped(columns: list[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield columns, those of a group in place of the group's name."""
    for column in columns:
        if isinstance(column, str):
            yield from _ungrouped(_SCHEMA["groups"][column])
        else:
            yield column


_SCHEMA: Mapping[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
TABLES: Mapping[str, TableSchema] = MappingProxyType(
    {table["name"]: TableSchema.parse(table) for table in _SCHEMA["tables"]}
)
FIGURE_TABLES = ("article_figures", "other_reports")


def number_of(cell: str) -> Number | None:
    """Return the number in a cell, a whole one as an int; None where the cell holds no number in plain digits."""
    if not NUMBERS["number"].fullmatch(cell):
        return None
    return Fraction(cell) if "." in cell else int(cell)


def text_of(described: Mapping[str, Any], key: str) -> str:
    """Return the text under that key of a descriptor; "" where there is no text."""
    text = described.get(key)
    return text if isinstance(text, str) else ""


def object_of(described: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the object under that key of a descriptor; {} where there is no object."""
    found = described.get(key)
    return found if isinstance(found, dict) else {}


def codes_of(described: Mapping[str, Any]) -> list[Any]:
    """Return the codes that a field of a descriptor allows; [] where it allows any text."""
    codes = object_of(described, "constraints").get("enum")
    return codes if isinstance(codes, list) else []


def as_field(described: Mapping[str, Any]) -> Field:
    """Return a field of a descriptor as a record."""
    return Field(
        name=described["name"],
        type=str(described.get("type", "string")),
        description=text_of(described, "description"),
        required=bool(object_of(described, "constraints").get("required")),
        codes=tuple(map(str, codes_of(described))),
    )
