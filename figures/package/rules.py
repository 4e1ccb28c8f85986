"""Rules: what must hold of the cells of a package, across rows, columns and tables.

frictionless checks each column by the descriptor and by schema.json. The rules across columns and tables stand here.
Each rule runs on whatever could be read. A rule that reads a cell with a reported fault is skipped.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain, product
from typing import Any

import frictionless

from figures.language.finder import find
from figures.language.legible import is_hidden
from figures.language.words import PERCENTS
from figures.model.bound import Number
from figures.model.period import Period
from figures.package.files import FILL, RawPackage, RawTable
from figures.package.pointers import Broken, Cells, Rows, broken_claimants, broken_pointers
from figures.package.problems import Problem
from figures.package.schema import FIGURE_TABLES, NUMBERS, TABLES, codes_of, number_of, object_of, text_of
from figures.package.units import broken_steps, is_foreign
from figures.package.wordings import LANGUAGE, broken_wordings

WORDING_MAX_WORDS = 15
GROUPING = ("scope", "count_kind", "claimant_kind", "unit")  # the columns that may part the reports on a measure
_ENDS = "stated_low stated_high reading_low reading_high"
# A broken rule of one row: the column of the fault, the remedy, and the other columns that the rule reads.
BrokenRow = tuple[str, str, str]


def check_cells(raw: RawPackage) -> list[Problem]:
    """Return every fault of the cells, in the order of files and rows; each cell has one at most."""
    checker = _Checker(raw)
    checker.check_keys()
    checker.check_columns()
    checker.check_rows()
    checker.check_references()
    checker.check_tables()
    return checker.problems()


class _Checker:
    """Collects problems.

    faults: (table, row, column) -> problem. A column of None is the whole row, a row of None the whole table.
    """

    def __init__(self, raw: RawPackage) -> None:
        self.raw = raw
        self.tables = raw.tables
        self.faults: dict[tuple[str, int | None, str | None], Problem] = {}
        self._known_keys: dict[str, tuple[set[str], list[str]] | None] = {}

    def problems(self) -> list[Problem]:
        """Return the problems by table, row and column, those of the descriptor first."""
        tables = ["", *self.tables]

        def place(key: tuple[str, int | None, str | None]) -> tuple[int, int, int]:
            name, row, column = key
            columns = self.tables[name].columns if name else []
            return tables.index(name), row or 0, columns.index(column) + 1 if column in columns else 0

        return [self.faults[key] for key in sorted(self.faults, key=place)]

    def refuse(self, name: str, row: int | None, column: str | None, fault: str, remedy: str) -> None:
        """Note a fault, unless its cell or row has one."""
        if not self.is_faulty(name, row, column or ""):
            self.faults[name, row, column] = Problem(self.tables[name].path, row, column, fault, remedy)

    def refuse_cell(self, name: str, row: int, column: str, remedy: str) -> None:
        """Note a fault of a cell, which the message shows."""
        self.refuse(name, row, column, _shown(self.tables[name].rows[row - 2].get(column, "")), remedy)

    def is_faulty(self, name: str, row: int | None, columns: str) -> bool:
        """Say if a row, or one of these columns in it, has a reported fault. columns: names with spaces between."""
        if row is not None and row in self.tables[name].broken:
            return True
        return any((name, row, column) in self.faults for column in (None, *columns.split()))

    def rows(self, name: str, columns: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows that have these columns without a fault; none where the table or a column is missing."""
        table = self.tables.get(name)
        if table is None or not set(columns.split()) <= set(table.columns):
            return
        for number, row in table.numbered():
            if not self.is_faulty(name, number, columns):
                yield number, row

    # Columns

    def check_columns(self) -> None:
        """Check each column by the descriptor and by schema.json, with frictionless."""
        schemas = {}
        for name, table in self.tables.items():
            try:
                if described := self._schema(name, table):
                    schemas[name] = frictionless.Schema.from_descriptor(described)
            except Exception as failure:  # frictionless raises many things on a descriptor that is none
                self._refuse_failure(f"resource {name}", failure)
        try:
            report = self._validated(schemas)
        except Exception as failure:
            self._refuse_failure(None, failure)
            report = self._validated({name: schema for name, schema in schemas.items() if name in TABLES})
        for error in report.errors:
            self._refuse_failure(None, error)
        for task in report.tasks:
            for error in task.errors:
                self._refuse_error(task.name, error)

    def _validated(self, schemas: Mapping[str, Any]) -> Any:
        resources = []
        for name, schema in schemas.items():
            table = self.tables[name]
            data = [table.columns, *([row[column] for column in table.columns] for row in table.rows)]
            dialect = frictionless.Dialect(header=True, header_rows=[1])
            resources.append(
                frictionless.Resource(name=name, data=data, format="inline", dialect=dialect, schema=schema)
            )
        return frictionless.Package(name="package", resources=resources).validate()

    def _refuse_failure(self, place: str | None, failure: Any) -> None:
        """Note an error that frictionless has with the descriptor."""
        note = getattr(getattr(failure, "error", failure), "note", "") or type(failure).__name__
        remedy = "Write a valid Data Package 2.0 descriptor; `frictionless validate` tells more."
        self._refuse_descriptor(place, f"it cannot be used ({note})", remedy)

    def _refuse_descriptor(self, place: str | None, fault: str, remedy: str) -> None:
        self.faults["", None, f"{place}: {fault}"] = Problem(self.raw.descriptor_name, None, place, fault, remedy)

    def _schema(self, name: str, table: RawTable) -> dict[str, Any] | None:
        """Return the descriptor's schema of a table for the columns that could be read, with schema.json's added.

        None where the descriptor's schema is not valid and schema.json has no such table.
        """
        schema, place = {**table.described["schema"]}, f"resource {name}"
        try:
            frictionless.Schema.from_descriptor(schema)
        except Exception as failure:
            if not any((problem.column or "").startswith(f"{place}, ") for problem in self.raw.problems):
                self._refuse_failure(place, failure)
            if name not in TABLES:
                return None
            schema = {"fields": []}
        theirs = {field["name"]: field for field in schema["fields"]}
        fields = [theirs.get(column, {"name": column}) for column in table.columns]
        keys = [(key, text_of(object_of(key, "reference"), "resource")) for key in schema.get("foreignKeys", [])]
        needed = {known.name for known in TABLES.values() if not known.optional}  # that one is missing has been said
        for target in sorted({target for _, target in keys} - self.raw.named - needed - {""}):
            fault = f"a foreign key points to a resource {target!r}, which is not there"
            self._refuse_descriptor(place, fault, "Name a resource of the package.")
        if name not in TABLES:
            schema["foreignKeys"] = [key for key, target in keys if target in ("", *self.tables)]
            return {**schema, "fields": fields} if len(fields) == len(theirs) else {"fields": fields}
        for number, field in enumerate(fields):
            if rule := TABLES[name].columns.get(field["name"]):
                constraints = {**object_of(field, "constraints"), **rule.constraints}
                fields[number] = {**field, "type": rule.type, "constraints": constraints}
        # Keys are checked by check_keys and check_references.
        return {"fields": fields, "missingValues": [""]}

    def _refuse_error(self, name: str, error: Any) -> None:
        """Note an error of frictionless."""
        table = self.tables[name]
        row, column = getattr(error, "row_number", None), getattr(error, "field_name", None) or None
        if row is not None and row in table.broken:
            return
        if error.type == "unique-error" and name in TABLES and self.is_faulty(name, row, TABLES[name].key):
            return  # the whole row stands twice
        if error.type in ("constraint-error", "type-error", "missing-cell", "unique-error") and column:
            fields = table.described["schema"]["fields"]
            field: dict[str, Any] = next((field for field in fields if field["name"] == column), {})
            known = TABLES[name].columns.get(column) if name in TABLES else None
            rules = {**object_of(field, "constraints"), **(known.constraints if known else {})}
            type_ = known.type if known else text_of(field, "type")
            cell, remedy = getattr(error, "cell", ""), _allowed(type_, {**rules, "form": known.form if known else ""})
            if known and known.filled and cell in (None, "", "None"):
                remedy = f"{remedy} {FILL.replace('mends it', 'fills it where it follows from other cells')}"
            elif known and type_ in NUMBERS:
                remedy = f"{remedy} {FILL}"
            elif known and known.own and "enum" in rules:
                remedy += f" `python -m figures fill FOLDER` adds a further code to {self.raw.descriptor_name}."
            self.refuse(name, row, column, _shown(cell), remedy)
        elif error.type == "foreign-key":
            columns = ", ".join(getattr(error, "field_names", []))
            cells = ", ".join(map(str, getattr(error, "field_cells", [])))
            target = getattr(error, "reference_name", "") or name
            self.refuse(name, row, columns or None, _shown(cells), f"Write a key that {target} holds.")
        else:
            remedy = "Write a CSV table as the descriptor describes it."
            self.refuse(name, row, column, error.note or error.message, remedy)

    # Rows

    def check_rows(self) -> None:
        """Check the rules across the columns of one row."""
        hedges = {row["hedge_words"]: row for _, row in self.rows("hedges", "hedge_words bound")}
        for name, table in self.tables.items():
            known = TABLES.get(name)
            is_whole = known is not None and set(known.needed(self.raw.named)) <= set(table.columns)
            for number, cells in table.numbered():
                broken = [_plain_cells(cells, name)]
                if is_whole and name in FIGURE_TABLES:
                    broken.append(figure_rules(cells, hedges))
                if is_whole and name == "dates":
                    broken.append(_record_rules(cells))
                for column, remedy, reads in chain(*broken):
                    if not self.is_faulty(name, number, reads):
                        self.refuse_cell(name, number, column, remedy)

    # Keys

    def check_keys(self) -> None:
        """Check that no two rows have one key."""
        for name in self.tables.keys() & TABLES.keys():
            key = TABLES[name].key
            first: dict[str, int] = {}
            for number, row in self.rows(name, key):
                if row[key] and first.setdefault(row[key], number) != number:
                    fault = f"{row[key]!r} is the key of row {first[row[key]]} too"
                    self.refuse(name, number, key, fault, "Give each row a key of its own.")

    def check_references(self) -> None:
        """Check that each reference is the key of a row."""
        for name in self.tables.keys() & TABLES.keys():
            for column, target in TABLES[name].references.items():
                if target not in self.raw.named and TABLES[target].optional and target != "other_reports":
                    continue  # an optional table that the package does without
                for number, row in self.rows(name, column):
                    if row[column] and self.is_dangling(row[column], target):
                        self.refuse_cell(name, number, column, f"Write a key that {self.raw.path(target)} holds.")

    def is_dangling(self, key: str, *names: str) -> bool:
        """Say if none of these tables holds the key, and no reported fault of theirs may be the reason."""
        faulty: list[str] = []
        for name in names:
            if name not in self.raw.named and TABLES[name].optional:
                continue
            known = self._keys(name)
            if known is None or key in known[0]:
                return False
            faulty += known[1]
        return not ("" in faulty or difflib.get_close_matches(key, faulty, 1, 0.8))

    def _keys(self, name: str) -> tuple[set[str], list[str]] | None:
        """Return the keys of a table, and those with a fault; None where a fault of the table hides them."""
        if name not in self._known_keys:
            column, table = TABLES[name].key, self.tables.get(name)
            self._known_keys[name] = None
            if table is not None and not table.rows:
                remedy = "Write at least one row: other tables name its keys."
                self.refuse(name, None, None, "there is no row", remedy)
            elif table is not None and column in table.columns and not table.is_cut_off:
                keys = [row[column] for row in table.rows]
                faulty = [key for number, key in enumerate(keys, start=2) if self.is_faulty(name, number, column)]
                self._known_keys[name] = set(keys), faulty
        return self._known_keys[name]

    # Tables

    def check_tables(self) -> None:
        """Check the rules that need more than one row."""
        for name, remedy in _NO_ROW.items():
            if name in self.tables and not self.tables[name].rows:
                self.refuse(name, None, None, "there is no row", remedy)
        dates, columns = self.tables.get("dates"), {"reading", "recorded"}
        if dates and columns <= set(dates.columns) and not any(row[c] for row in dates.rows for c in columns):
            self.refuse("dates", None, None, "no row has a date", "Give a date, or take the table out.")
        self._check_kinds()
        for broken in (
            _broken_article, self._broken_charts, broken_pointers, broken_claimants, _broken_levels,
            self._broken_inputs, broken_wordings, broken_steps,
        ):  # fmt: skip
            for name, number, column, remedy in broken(self.rows):
                self.refuse_cell(name, number, column, remedy)

    def _check_kinds(self) -> None:
        """The descriptor lists the kinds of claimant, of which charts set the first in bold."""
        reports = self.tables.get("other_reports")
        if reports is None or not any(row.get("claimant_kind") for row in reports.rows):
            return  # the cells are told
        for field in reports.described["schema"]["fields"]:
            if field["name"] == "claimant_kind" and not codes_of(field):
                place = "resource other_reports, field claimant_kind"
                self._refuse_descriptor(place, "it has no enum", "Add an enum that lists the kinds of claimant.")

    def _broken_charts(self, rows: Rows) -> Iterator[Broken]:
        """Measures on which others reported have a chart, which only measures that look alike share.

        Each chart is named by a measure, its key is free, and what groups its reports is known.
        """
        reported = {row["measure"] for _, row in rows("other_reports", "measure")}
        alike = {row["measure"]: row["looks_like"] for _, row in rows("measures", "measure looks_like")}
        charts: dict[str, str] = {}
        for number, row in rows("measures", "measure reports_chart"):
            chart, measure = row["reports_chart"], row["measure"]
            if not chart and measure in reported:
                remedy = "Write a key of charts.csv: others reported on this measure."
                yield "measures", number, "reports_chart", remedy
            elif chart and measure in alike:
                first = charts.setdefault(chart, measure)
                if measure not in (first, alike[first]):
                    remedy = f"Name another chart: {first} has that one and does not look like this measure."
                    yield "measures", number, "reports_chart", remedy
        named = [row["reports_chart"] for _, row in rows("measures", "reports_chart")]
        is_known = bool(named) and len(named) == len(self.tables["measures"].rows)  # else a fault may hide the name
        for number, row in rows("charts", "chart"):
            if "dates" in self.raw.named and row["chart"] == "dates":
                yield "charts", number, "chart", "Choose another key: the chart of dates.csv has this one."
            elif is_known and row["chart"] not in named:
                yield "charts", number, "chart", "Delete the row: no measure names this chart."
        for number, row in rows("measures", "reports_by"):
            if not set(row["reports_by"].split()) <= set(GROUPING):
                remedy = f"Write {', '.join(GROUPING[:-1])} or {GROUPING[-1]}, with spaces between them, or a blank."
                yield "measures", number, "reports_by", remedy

    def _broken_inputs(self, rows: Rows) -> Iterator[Broken]:
        """A step takes figures that exist; two of other people's only where one claimant gave both at one time."""
        said = {row["figure_id"]: ("", "") for _, row in rows("article_figures", "figure_id")}
        for _, row in rows("other_reports", "figure_id claimant as_of"):
            said[row["figure_id"]] = (row["claimant"], row["as_of"])
        for number, row in rows("derived", "step first second times"):
            takes_two = row["step"] != "times"
            for column in ("first", "second") if takes_two else ("first",):
                if not row[column]:
                    yield "derived", number, column, "Write the figure_id of a figure."
                elif self.is_dangling(row[column], *FIGURE_TABLES):
                    remedy = f"Write a figure_id of {' or '.join(map(self.raw.path, FIGURE_TABLES))}."
                    yield "derived", number, column, remedy
            if row["second"] and not takes_two:
                yield "derived", number, "second", "Leave it blank: the step takes one figure."
            if bool(row["times"]) == takes_two:
                remedy = "Leave it blank: only a step times has it." if takes_two else "Write the number of times."
                yield "derived", number, "times", remedy
            if {row["first"], row["second"]} <= said.keys() and said[row["first"]] != said[row["second"]]:
                remedy = "Name a figure that the claimant of the first one gave at the same time."
                yield "derived", number, "second", remedy


_NO_ROW = {
    "article_figures": "Write at least one figure.",
    "other_reports": "Write at least one report, or take the table out.",
}


def _broken_article(rows: Rows) -> Iterator[Broken]:
    """All figures of the article are read on one page, which has a date."""
    page = ""
    for number, row in rows("article_figures", "source_id"):
        page = page or row["source_id"]
        if row["source_id"] != page:
            remedy = f"Write {page!r}: all figures of this table are read in one article."
            yield "article_figures", number, "source_id", remedy
    for number, row in rows("sources", "source_id published"):
        if row["source_id"] == page and not row["published"]:
            yield "sources", number, "published", "Write the article's date, stated or inferred."


def _broken_levels(rows: Rows) -> Iterator[Broken]:
    """Only a level can be below 0."""
    kinds = {row["measure"]: row["kind"] for _, row in rows("measures", "measure kind")}
    for name, column in product(FIGURE_TABLES, (*_ENDS.split(), "stated_centre")):
        for number, row in rows(name, f"measure {column}"):
            if (number_of(row[column]) or 0) < 0 and kinds.get(row["measure"], "level") != "level":
                remedy = "Write 0 or more, or give the measure the kind level: only a level can be below 0."
                yield name, number, column, remedy


def _shown(cell: Any) -> str:
    """Say what a cell holds."""
    return "the cell is blank" if cell in (None, "", "None") else f"{str(cell)[:80]!r} stands there"


_TYPES = {
    "integer": "a whole number in plain digits, such as 62",
    "number": "a number in plain digits, such as 62, 12.5 or -3",
    "date": "a date as 2025-01-31",
}


def _allowed(type_: str, rules: Mapping[str, Any]) -> str:
    """Say what a column allows."""
    if "enum" in rules:
        text = "one of " + ", ".join(map(str, rules["enum"]))
    elif "pattern" in rules:
        text = rules.get("form") or f"text of the form {rules['pattern']}"
    else:
        text = _TYPES.get(type_, "text")
    if "minimum" in rules:
        text += f", {rules['minimum']} or more"
    if rules.get("unique"):
        text += ", each once"
    return f"Write {text}." if rules.get("required") else f"Write {text}, or leave the cell blank."


def _plain_cells(cells: Cells, name: str) -> Iterator[BrokenRow]:
    """Check each cell by itself, beyond what a descriptor can say."""
    columns = TABLES[name].columns if name in TABLES else {}
    for column, cell in cells.items():
        kind = columns[column].kind if column in columns else ""
        if cell != cell.strip():
            yield column, f"Take away the spaces at its ends. {FILL}" if cell.strip() else "Write text.", ""
        elif any(map(is_hidden, cell)):
            remedy = "Write one line without control characters and characters that turn the direction of writing."
            yield column, remedy, ""
        # int() also reads 1_000 and digits of other scripts, which other readers of CSV do not.
        elif kind in NUMBERS and cell and not NUMBERS[kind].fullmatch(cell):
            yield column, f"{_allowed(kind, {})} {FILL}", ""
        elif kind == "edtf" and cell:
            try:
                Period.parse(cell)
            except ValueError as error:
                yield column, f"Write a date or an interval of the calendar in EDTF; {error}.", ""
    if len(cells.get("wording", "").split()) > WORDING_MAX_WORDS:
        yield "wording", f"Quote at most {WORDING_MAX_WORDS} words of the source.", ""


def _record_rules(row: Cells) -> Iterator[BrokenRow]:
    """A recorded date has a speaker and a page, and a reading has its rule."""
    for column in ("said_by", "source_id"):
        if bool(row["recorded_what"]) != bool(row[column]):
            remedy = "Say who recorded it, and where, if and only if recorded_what is filled."
            yield column, remedy, "recorded_what"
    if row["recorded"] and not row["recorded_what"]:
        yield "recorded_what", "Say what is recorded for that date.", "recorded"
    if row["reading"] and not row["reading_rule"]:
        yield "reading_rule", "Give the rule of the reading.", "reading"


def figure_rules(row: Cells, hedges: Mapping[str, Cells]) -> Iterator[BrokenRow]:
    """Yield the rules across the columns of a figure that the row breaks. hedges: hedge words -> row of hedges.csv."""
    bound, hedge = row["bound"], row["hedge_words"]
    has_stated = bool(row["stated_low"] or row["stated_high"])
    has_reading = bool(row["reading_low"] or row["reading_high"])
    states_none = bound in ("magnitude", "unnumbered")
    # An approximator may stand before a range too: "approximately 8,000 to 15,000".
    known = hedges[hedge]["bound"] if hedge in hedges else bound
    if known != bound and (known, bound) != ("about", "between"):
        remedy = f"Write {known}, the bound that hedges.csv gives for {hedge!r}."
        yield "bound", remedy, "hedge_words"
    if states_none and has_stated:
        column = "stated_low" if row["stated_low"] else "stated_high"
        yield column, f"Leave it blank: a figure of bound {bound} states no number.", "bound"
    elif not states_none and not (has_stated or has_reading):
        yield "bound", "Write magnitude or unnumbered, or a number in the stated columns.", _ENDS
    written = numbers_in(row["figure_as_stated"])
    yield from _end_rules(row, "stated", written)
    yield from _end_rules(row, "reading", written)
    if has_reading and not row["reading_rule"]:
        yield "reading_rule", "Give the rule of the reading.", _ENDS
    if row["reading_rule"] and not has_reading:
        yield "reading_rule", "Leave it blank: there is no reading.", _ENDS
    if bound == "about" and row["approximate"] != "yes":
        yield "approximate", "Write yes: about is approximate.", "bound"
    if bound == "unhedged" and row["approximate"]:
        yield "approximate", "Leave it blank: a number without a hedge is not approximate.", "bound"
    if hedge and bound == "unhedged":
        yield "hedge_words", "Leave it blank, or write another bound: the figure is unhedged.", "bound"
    for words in hedges if not hedge else ():
        if holds_hedge(row["figure_as_stated"], words):
            yield "hedge_words", f"Write {words!r}, which figure_as_stated holds.", "figure_as_stated"
    if not hedge and bound not in ("unhedged", "between"):
        yield "hedge_words", f"Write the words that make the figure {bound}.", "bound"
    derived = bool(row.get("derived"))
    if derived and has_stated:
        remedy = "Leave it blank, or move the number to the reading columns: what is stated is not derived."
        yield "derived", remedy, _ENDS
    yield from _text_rules(row)
    # A derived figure is worded from a fraction and a total that stand apart on the page.
    note = row["note_on_reading"]
    if note == LANGUAGE and not row.get("translation", "not asked for"):
        yield "translation", "Translate the wording, which is in another language.", "note_on_reading"
    worded = {"": "wording", LANGUAGE: "translation"}.get(note, "") if not derived else ""
    for column in ("figure_as_stated", *([worded] if worded in row else [])):
        is_unread = is_foreign(row[column]) and not is_foreign(row["figure_as_stated"])  # told with its note
        if hedge and not is_unread and not holds_hedge(row[column], hedge):
            yield column, f"Write text that holds the hedge words {hedge!r}.", "hedge_words derived"
    low, high, centre = (number_of(row[column]) for column in ("stated_low", "stated_high", "stated_centre"))
    if centre is not None and (low is None or high is None or low == high or not low <= centre <= high):
        remedy = "Write a number from stated_low to stated_high, or leave it blank: a centre lies within a range."
        yield "stated_centre", remedy, "stated_low stated_high"
    if centre is not None:  # 37,700 ± 5,000
        written |= {centre + way * width for width in written for way in (-1, 1)}
    for column, number in (("stated_low", low), ("stated_high", None if high == low else high)):
        if number is not None and number not in written:
            remedy = (
                f"Write a number that figure_as_stated ({row['figure_as_stated']!r}) names, as 1,234 or 1.5 million."
            )
            yield column, remedy, "figure_as_stated"


def _text_rules(row: Cells) -> Iterator[BrokenRow]:
    """Check that definition and caveat go on from the figure: they do not begin with its number."""
    own = {number_of(row[column]) for column in _ENDS.split()} - {None}
    for column in ("definition", "caveat"):
        first = next(iter(find(row[column])), None)
        if first and first.start == 0 and own & {first.low, first.high}:
            if column == "definition":
                remedy = "Write it without the number, which stands before it: what is counted."
                yield column, remedy, _ENDS
            elif first.bound == "unhedged" and re.search(r"\d", first.span):  # "Two steps from a fact" is no figure
                yield column, f"Write it without {first.span!r}, or with the words of the hedge.", _ENDS
    if re.search(r"(?<!\w\.\w)(?<=\w)\.\Z", row["definition"]):
        yield "definition", "Take away the full stop: the definition stands inside sentences.", ""


def _end_rules(row: Cells, kind: str, written: set[Number]) -> Iterator[BrokenRow]:
    """Check the two ends of one kind, stated or reading, against the bound. written: the numbers in the words."""
    low, high = f"{kind}_low", f"{kind}_high"
    has_low, has_high, bound = bool(row[low]), bool(row[high]), row["bound"]
    first, last = number_of(row[low]), number_of(row[high])
    reads = f"bound {low} {high}"
    if not (has_low or has_high):
        return
    if bound == "at_least" and has_high:
        yield high, "Leave it blank: a floor has no upper figure.", reads
    elif bound == "at_most" and has_low:
        yield low, "Leave it blank: a ceiling has no lower figure.", reads
    elif bound in ("about", "unhedged") and (not (has_low and has_high) or (kind == "stated" and first != last)):
        # Of two numbers the one that the words do not name is wrong.
        wrong, right = (high, low) if has_low and (not has_high or first in written) else (low, high)
        yield wrong, f"Write the number of {right}: the figure is {bound}.", reads
    elif bound in ("between", "magnitude") and not (has_low and has_high):
        yield high if has_low else low, "Write both ends.", reads
    elif first is not None and last is not None and (first > last or (bound == "between" and first == last)):
        yield high, f"Write a number above {low} ({first}).", reads


def holds_hedge(text: str, hedge: str) -> bool:
    """Say if the text holds the hedge words. A hedge of two pieces is written with "..." between them."""
    pieces = [re.escape(piece) for piece in map(str.strip, hedge.split("...")) if piece]
    words = [re.sub(r"\A(?=\w)", r"(?<!\\w)", re.sub(r"(?<=\w)\Z", r"(?!\\w)", piece)) for piece in pieces]
    return re.search(".*".join(words), text, re.IGNORECASE | re.DOTALL) is not None


_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
# A number by itself, grouped by threes or not at all: "1,2", "1 234", "12k" and "-5" may name anything.
_NUMBER = (
    r"(?<![\w.,])(?<![0-9][\s'\u2019])(?<!^[-\u2212])(?<!\s[-\u2212])"
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?!\w|[.,'\u2019][0-9]|\s[0-9]|[\u0300-\u036f\u20d0-\u20ff])"
)
_GROUPED = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:([,'\s\u2019])[0-9]{3}(?:\1[0-9]{3})*|(?:,[0-9]{2})*,[0-9]{3})(?:\.[0-9]+)?"
)
# A scale belongs to the number before it, and to both numbers of a range: "8 to 9 thousand".
_SCALED = re.compile(
    rf"({_NUMBER})(?=(?:\s*(?:to|and|-|\u2013)\s*{_NUMBER})?\s+({'|'.join(_SCALES)})\b|)", re.IGNORECASE
)


def numbers_in(text: str) -> set[Number]:
    """Return the numbers that a text names: "about 8 to 9 thousand" names 8000 and 9000, "a third" 0.3333.

    A number in percent is named as a share too: 12.5 percent is 0.125. "1,2 million" may name any number, so none.
    """
    named: set[Number] = {
        Fraction(digits.replace(",", "")) * _SCALES.get(scale.lower(), 1) for digits, scale in _SCALED.findall(text)
    }
    runs = re.findall(r"[0-9](?:[0-9,.'\s\u2019]*[0-9])?", text)
    is_clear = all(map(_GROUPED.fullmatch, runs)) and not re.search("[\u0300-\u036f\u20d0-\u20ff]", text)
    for found in find(text) if is_clear else ():
        ends = [end for end in (found.low, found.high) if end is not None]
        named |= {*ends, *(end / 100 for end in ends if found.unit in PERCENTS)}
    return named
