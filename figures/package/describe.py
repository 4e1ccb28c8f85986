"""Describing: the descriptor and the data dictionary of a package, written from its schema and its CSV files.

An author writes two things by hand, in the descriptor, where they are kept: the package's own metadata (METADATA), and
the meaning and codes of the columns that schema.json marks as "own".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from figures.model.package import DESCRIPTOR_NAME
from figures.package.files import NAME, descriptor_of, parse, read_bytes, rows_of
from figures.package.problems import PackageError
from figures.package.schema import TABLES, TableSchema, as_field, codes_of, object_of, text_of

DRAFT = "draft"  # true in the descriptor of a package that is not finished
METADATA = ("name", DRAFT, "title", "description", "version", "created", "reach", "keywords", "licenses", "sources")
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


def describe(path: Path, *, add_codes: bool = False) -> list[Path]:
    """Write the descriptor and the dictionary of a package and return their paths. path: descriptor or folder.

    add_codes: add the codes of the subject that stand in cells and not in the descriptor, as a draft always does.

    A README.md that somebody else wrote stays as it is. Raises PackageError where the descriptor that is there, or the
    header of a table, cannot be read.
    """
    folder, texts = descriptor_of(path).parent, written(path, add_codes=add_codes)
    readme = folder / DICTIONARY_NAME
    if readme.exists() and _OURS not in readme.read_text(encoding="utf-8", errors="replace"):
        del texts[DICTIONARY_NAME]
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in texts]


def written(path: Path, *, add_codes: bool = False) -> dict[str, str]:
    """Return what describe() writes: file name -> text."""
    descriptor = descriptor_of(path)
    old: dict[str, Any] = {"name": descriptor.parent.resolve().name, "title": "", "resources": []}
    if not NAME.fullmatch(old["name"]):
        old["name"] = "package"
    if descriptor.exists():
        old = parse(read_bytes(descriptor, descriptor.name), descriptor.name)
    metadata = {key: old[key] for key in METADATA if key in old}
    described = {"$schema": _PROFILE, **metadata, "resources": list(_resources(descriptor.parent, old, add_codes))}
    text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    return {descriptor.name: text, DICTIONARY_NAME: dictionary(described, descriptor.name)}


def table_paths(folder: Path) -> dict[str, Path]:
    """Return the CSV files of a folder: table -> path, those of the schema first, then the others by name.

    A table of the schema may lie one folder below, unless it lies in the folder itself. An optional table without a row
    is left out.
    """
    paths = {path.stem: path for pattern in ("*/*.csv", "*.csv") for path in sorted(folder.glob(pattern))}
    paths = {name: p for name, p in paths.items() if not (name in TABLES and _has_no_row(TABLES[name], p))}
    others = sorted(path.stem for path in folder.glob("*.csv") if path.stem not in TABLES)
    return {name: paths[name] for name in [*TABLES, *others] if name in paths}


def _has_no_row(table: TableSchema, path: Path) -> bool:
    """Say if the file of an optional table holds its header row and nothing else."""
    try:
        text = read_bytes(path, path.name).decode("utf-8-sig")
    except (PackageError, UnicodeDecodeError):
        return False
    lines = [line for line in text.splitlines() if line.strip(' ,;|\t"')]
    return table.optional and len(lines) == 1 and {*re.findall(r"\w+", lines[0])} <= table.columns.keys()


def _resources(folder: Path, old: Mapping[str, Any], add_codes: bool) -> Iterator[dict[str, Any]]:
    """Yield a resource for each CSV file: the tables of the schema, then the others. old: the descriptor of before."""
    kept = {text_of(resource, "name"): resource for resource in old["resources"] if isinstance(resource, dict)}
    paths = table_paths(folder)
    own = fields_of(old)
    files = {name: file.relative_to(folder).as_posix() for name, file in paths.items()}
    read = {name: rows_of(read_bytes(paths[name], path), path)[0] for name, path in files.items()}
    tables = [rows for name, rows in read.items() if name in TABLES]
    coded = _with_codes(own, tables, is_draft=old.get(DRAFT) is True, add_codes=add_codes)
    for name, path in files.items():
        header = read[name][0]
        if name in TABLES:
            yield _resource(TABLES[name], path, TABLES[name].ordered(header, set(paths)), coded, set(paths))
        else:
            fields = [own.get(column, {"name": column, "type": "string"}) for column in header]
            other = kept.get(name, {"name": name})
            yield {**other, "path": path, **_FORM, "schema": {**object_of(other, "schema"), "fields": fields}}


def fields_of(described: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the fields of a descriptor by name; of two of one name, the last."""
    schemas = [object_of(resource, "schema") for resource in described["resources"] if isinstance(resource, dict)]
    lists = [schema["fields"] for schema in schemas if isinstance(schema.get("fields"), list)]
    fields = [field for listed in lists for field in listed if isinstance(field, dict)]
    return {field["name"]: field for field in fields if text_of(field, "name")}


def _with_codes(
    own: Mapping[str, Any], tables: Sequence[list[list[str]]], *, is_draft: bool, add_codes: bool
) -> dict[str, Any]:
    """Return the fields that the author wrote; where there is none, and in a draft, with the codes in the cells.

    add_codes: add those in the cells to any list of codes. Only a draft loses the codes that no cell holds.
    """
    codes: dict[str, list[str]] = {}
    for header, *rows in tables:
        for place, column in enumerate(header):
            codes.setdefault(column, []).extend(row[place] for row in rows if row[place:] and row[place])
    fields = dict(own)
    for column, cells in codes.items():
        field = own.get(column, {"name": column})
        if is_draft or column not in own or (add_codes and codes_of(field)):
            kept = [code for code in codes_of(field) if code in cells or not is_draft]
            enum = list(dict.fromkeys([*kept, *cells]))
            fields[column] = {**field, "constraints": {**object_of(field, "constraints"), "enum": enum}}
    return fields


def _resource(
    table: TableSchema, path: str, columns: list[str], own: Mapping[str, Any], tables: set[str]
) -> dict[str, Any]:
    """Return the resource of a table of the schema. tables: those that the package has."""
    fields = [table.columns[name].described(own.get(name, {})) for name in columns]
    schema: dict[str, Any] = {"fields": fields, "primaryKey": [table.key], "missingValues": [""]}
    for column, target in table.references.items():
        if column in columns and target in tables:
            reference = {"resource": "" if target == table.name else target, "fields": [TABLES[target].key]}
            schema.setdefault("foreignKeys", []).append({"fields": [column], "reference": reference})
    texts = {"name": table.name, "title": table.title, "description": table.description}
    return {**texts, "path": path, **_FORM, "schema": schema}


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
