"""Describing: the descriptor and the data dictionary of a package, written from its schema and its CSV files.

An author writes two things by hand, in the descriptor, where they are kept: the package's own metadata (METADATA), and
the meaning and codes of the columns that schema.json marks as "own".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from figures.model.package import DESCRIPTOR_NAME
from figures.package.files import NAME, descriptor_of, parse, read_bytes, rows_of
from figures.package.schema import TABLES, TableSchema, as_field, object_of, text_of

METADATA = ("name", "title", "description", "version", "created", "reach", "keywords", "licenses", "sources")
DICTIONARY_NAME = "README.md"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_FORM = {
    "type": "table",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
}
_OURS = "`python -m figures describe` wrote this file"
_ABOUT = f"""\
This folder is a [Data Package 2.0](https://datapackage.org). `{{descriptor}}` describes every column, and the CSV files
hold the rows: UTF-8, line ends LF, one observation a row. A blank cell means that nothing is stated; it is never 0.

{_OURS} and the descriptor. To change the title, the licence or the codes of the
subject, edit the descriptor; to change a column, edit `figures/package/schema.json`. Then run the command again, and
`python -m figures check`."""


def describe(path: Path) -> list[Path]:
    """Write the descriptor and the dictionary of a package and return their paths. path: descriptor or folder.

    A README.md that somebody else wrote stays as it is. Raises PackageError where the descriptor that is there, or the
    header of a table, cannot be read.
    """
    files = []
    for name, text in written(path).items():
        file = descriptor_of(path).parent / name
        if (
            name == DICTIONARY_NAME
            and file.exists()
            and _OURS not in file.read_text(encoding="utf-8", errors="replace")
        ):
            continue
        file.write_text(text, encoding="utf-8", newline="\n")
        files.append(file)
    return files


def written(path: Path) -> dict[str, str]:
    """Return what describe() writes: file name -> text."""
    descriptor = descriptor_of(path)
    old: dict[str, Any] = {"name": descriptor.parent.resolve().name, "title": "", "resources": []}
    if not NAME.fullmatch(old["name"]):
        old["name"] = "package"
    if descriptor.exists():
        old = parse(read_bytes(descriptor, descriptor.name), descriptor.name)
    metadata = {key: old[key] for key in METADATA if key in old}
    described = {"$schema": _PROFILE, **metadata, "resources": list(_resources(descriptor.parent, old["resources"]))}
    text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    return {descriptor.name: text, DICTIONARY_NAME: dictionary(described, descriptor.name)}


def table_paths(folder: Path) -> dict[str, Path]:
    """Return the CSV files of a folder: table -> path, those of the schema first, then the others by name.

    A table of the schema may lie one folder below, unless it lies in the folder itself.
    """
    paths = {path.stem: path for pattern in ("*/*.csv", "*.csv") for path in sorted(folder.glob(pattern))}
    others = sorted(path.stem for path in folder.glob("*.csv") if path.stem not in TABLES)
    return {name: paths[name] for name in [*TABLES, *others] if name in paths}


def _resources(folder: Path, old: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Yield a resource for each CSV file: the tables of the schema first, then the others. old: those of before."""
    kept = {text_of(resource, "name"): resource for resource in old if isinstance(resource, dict)}
    paths = table_paths(folder)
    own = {
        field["name"]: field
        for resource in kept.values()
        for field in object_of(resource, "schema").get("fields") or ()
        if isinstance(field, dict) and text_of(field, "name")
    }
    for name, file in paths.items():
        path = file.relative_to(folder).as_posix()
        (header, *rows), _ = rows_of(read_bytes(file, path), path)
        if name in TABLES:
            columns = TABLES[name].ordered(header, set(paths))
            yield _resource(TABLES[name], path, columns, _with_codes(own, header, rows), set(paths))
        else:
            fields = [own.get(column, {"name": column, "type": "string"}) for column in header]
            other = kept.get(name, {"name": name})
            yield {**other, "path": path, **_FORM, "schema": {**object_of(other, "schema"), "fields": fields}}


def _with_codes(own: Mapping[str, Any], header: list[str], rows: list[list[str]]) -> dict[str, Any]:
    """Return the fields that the author wrote, and for a column without one the codes that stand in its cells."""
    codes = {
        column: {"constraints": {"enum": list(dict.fromkeys(row[place] for row in rows if row[place:] and row[place]))}}
        for place, column in enumerate(header)
    }
    return {**codes, **own}


def _resource(
    table: TableSchema, path: str, columns: list[str], own: Mapping[str, Any], tables: set[str]
) -> dict[str, Any]:
    """Return the resource of a table of the schema. tables: those that the package has."""
    fields = [table.columns[name].described(own.get(name, {})) for name in columns]
    schema: dict[str, Any] = {"fields": fields, "primaryKey": [table.key], "missingValues": [""]}
    keys = [
        {
            "fields": [column],
            "reference": {"resource": "" if target == table.name else target, "fields": [TABLES[target].key]},
        }
        for column, target in table.references.items()
        if column in columns and target in tables
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": path,
        **_FORM,
        "schema": schema,
    }


def dictionary(described: Mapping[str, Any], descriptor_name: str = DESCRIPTOR_NAME) -> str:
    """Return the data dictionary in Markdown: a section for each table, a line for each column."""
    parts = [f"# {_cell(text_of(described, 'title'))}", _cell(text_of(described, "description"))]
    parts.append(_ABOUT.format(descriptor=descriptor_name))
    for resource in described["resources"]:
        parts += [f"## `{resource['path']}`", text_of(resource, "description")]
        lines = ["| column | type | meaning |", "|---|---|---|"]
        for field in map(as_field, resource["schema"]["fields"]):
            lines.append(f"| `{field.name}` | {_cell(field.type_in_words)} | {_cell(field.meaning)} |")
        parts.append("\n".join(lines))
    return "\n\n".join(filter(None, parts)) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("<", r"\<").replace("*", r"\*")
