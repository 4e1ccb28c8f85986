"""Writes other_package/datapackage.json: the schemas of data/, the words of the other package.

Run it from the project's folder after a change to data/datapackage.json: python -m tests.write_other_descriptor
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
ORIGINAL = HOME / "data" / "datapackage.json"
OTHER = HOME / "tests" / "other_package" / "datapackage.json"
# What a descriptor says of its own subject; all else is the form that both packages share.
OWN = ("name", "title", "description", "version", "created", "keywords", "licenses", "sources")
OWN_FIELDS = ("scope", "count_kind", "claimant_kind")  # their codes are places, counts and speakers of the subject


def described(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def own_fields(descriptor: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The fields by which a package tells its own subject, wherever they stand in it."""
    fields = (field for resource in descriptor["resources"] for field in resource["schema"]["fields"])
    return {field["name"]: field for field in fields if field["name"] in OWN_FIELDS}


def written() -> str:
    """The other package's descriptor as it should read: a resource for each of its CSV files."""
    form, own = described(ORIGINAL), described(OTHER)
    resources = [r for r in form["resources"] if (OTHER.parent / r["path"]).exists()]
    kept = own_fields(own)
    for resource in resources:
        schema = resource["schema"]
        schema["fields"] = [kept.get(field["name"], field) for field in schema["fields"]]
    text = {**form, **{key: own[key] for key in OWN}, "resources": resources}
    return json.dumps(text, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    OTHER.write_text(written(), encoding="utf-8", newline="\n")
