"""Small packages: the few rows that matter of each, written as CSV files and read like any other package.

What is not given is alike in all of them: one article of 11 July 2025 on people killed, with one chart of its own, and
one page with other people's reports, of 1 May 2025.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from figures.model.package import DESCRIPTOR_NAME, Package
from figures.package.describe import describe
from figures.package.read import load
from figures.package.schema import TABLES

Row = dict[str, Any]
STRICT = ("more than", "fewer than", "less than", "under", "exceeding", "lower than", "well over", "<", ">")

_SAID = {"said_by": "the made-up office", "period": "2025-07", "obs_status": "E", "caveat": "Made up."}
_COUNT = {"scope": "everywhere", "count_kind": "total so far", "unit": "people"}
_OWN = {"measure": "m", "source_id": "article", "locator": "paragraph 1", "definition": "people killed"}
_OTHER = {"source_id": "page", "locator": "page text", "claimant": "Office", "claimant_kind": "party"}
_BASE: dict[str, Row] = {
    "article_figures": _SAID | _COUNT | _OWN,
    "other_reports": _SAID | _COUNT | _OWN | _OTHER | {"as_of": "2025-05-01", "published": "2025-06-01"},
    "measures": {"measure": "m", "label": "Killed", "counts": "people killed", "unit": "people", "kind": "count"},
    "hedges": {"says": "Something.", "does_not_say": "Something else."},
    "charts": {"subtitle": "People"},
    "sources": {"about": "made up", "last_read": "2026-11-25"},
    "derived": {"question": "How many?", "shown_as": "number"},
    "unnumbered": {"direction": "d", "what": "w", "said_by": "x", "source_id": "article", "caveat": "None."},
}
ARTICLE: Row = {
    "source_id": "article", "kind": "opinion article", "author": "A. Author", "title": "A made-up article",
    "publisher": "Made-up News", "published": "2025-07-11", "url": "http://example.org/a", "read_as": "original",
}  # fmt: skip
PAGE: Row = {
    "source_id": "page", "kind": "news report", "publisher": "Made-up Page", "published": "2025-06-01",
    "url": "http://example.org/p", "read_as": "copy",
}  # fmt: skip


def row(
    stated: str, bound: str = "unhedged", low: int | str = "", high: int | str = "", hedge: str = "", **more: Any
) -> Row:
    """A figure: its words, its bound, its stated ends and its hedge, then other cells. One number is both ends."""
    if bound in ("about", "unhedged") and high == "" and not more.get("derived"):
        high = low
    cells: Row = {"figure_as_stated": stated, "wording": stated, "bound": bound, "hedge_words": hedge}
    return cells | {"stated_low": low, "stated_high": high, "approximate": "yes" if bound == "about" else ""} | more


def write(
    folder: Path,
    figures: Iterable[Row],
    reports: Iterable[Row] = (),
    *,
    strict: Iterable[str] = STRICT,
    measure: Row | None = None,
    **tables: Iterable[Row],
) -> Path:
    """Write a package and return its folder.

    strict: hedge words that leave the number out. measure: cells of the one measure. tables: rows of further
    tables, or instead of those made here.
    """
    made: dict[str, list[Row]] = {"article_figures": [{"figure_id": f"f{i}", **r} for i, r in enumerate(figures, 1)]}
    made["other_reports"] = [{"figure_id": f"r{i}", **r} for i, r in enumerate(reports, 1)]
    stated = [*made["article_figures"], *made["other_reports"]]
    hedges = {r["hedge_words"]: r["bound"] for r in stated if r["hedge_words"]}
    made["hedges"] = [{"hedge_words": w, "bound": b, "strict": "yes" if w in strict else ""} for w, b in hedges.items()]
    shared = {"headline": 1, "reports_chart": "r" if made["other_reports"] else ""}
    made["measures"] = [shared | (measure or {})]
    keys = dict.fromkeys(m["reports_chart"] for m in made["measures"] if m["reports_chart"])
    made["charts"] = [{"chart": key, "title": f"Title {key}"} for key in keys]
    made["sources"] = [ARTICLE, PAGE]
    made |= {name: list(rows) for name, rows in tables.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in made.items():
        if rows or not TABLES[name].optional:
            _write(folder / f"{name}.csv", name, rows)
    described = {"name": "made-up", "title": "A made-up package", "version": "1", "resources": []}
    (folder / DESCRIPTOR_NAME).write_text(json.dumps(described), encoding="utf-8")
    describe(folder)
    return folder


def package(folder: Path, *args: Iterable[Row], **more: Any) -> Package:
    """Write a package and read it. Raises PackageError where the check refuses it."""
    return load(write(folder, *args, **more))


def _write(path: Path, name: str, rows: Iterable[Row]) -> None:
    columns = list(TABLES[name].columns)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([{**_BASE.get(name, {}), **cells} for cells in rows])
