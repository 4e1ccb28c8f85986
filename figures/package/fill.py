"""Filling: canonical files from what an author or a spreadsheet left, with the cells that follow from others filled.

A filled cell is never overwritten; only its form is made canonical (62.0 becomes 62). What cannot be told is left blank
for the check to name: a wording with two figures, a unit that no measure has.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from figures.language.english import capital, counted
from figures.language.finder import Found, find
from figures.language.hedges import ENGLISH, Lexicon
from figures.language.numbers import read_number
from figures.language.tokens import Tokens
from figures.language.words import PERCENTS, TIMES
from figures.model.period import Period
from figures.model.records import SHARES
from figures.package.check import missing
from figures.package.describe import DRAFT, describe, fields_of, table_paths
from figures.package.files import canonical, cells_of, decoded, descriptor_of, parse, read_bytes, refused
from figures.package.hedge_texts import hedge_row, hedge_words
from figures.package.problems import PackageError
from figures.package.schema import FIGURE_TABLES, NUMBERS, TABLES, TableSchema, codes_of
from figures.package.units import TIMES_OF_ADVERBS, is_money
from figures.package.wordings import forecast

_ENDS = ("stated_low", "stated_high", "reading_low", "reading_high")
_GROUPED = re.compile(r"[-\u2212+]?[0-9]{1,3}(?:([, '\u00a0\u2009\u202f\u2019])[0-9]{3}(?:\1[0-9]{3})*)?(?:\.[0-9]*)?")
_PLAIN = re.compile(r"[-\u2212+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
Row = dict[str, str]


def fill(path: Path) -> list[str]:
    """Write the canonical files of a package and return what was changed, a line for each cell, row or file.

    path: its descriptor or its folder. Raises PackageError, and writes nothing, where a file cannot be read as a table.
    """
    descriptor = descriptor_of(path)
    folder = descriptor.parent
    sheets: dict[str, _Sheet] = {}
    problems = []
    paths = table_paths(folder)
    for name, file in paths.items():
        try:
            sheets[name] = _Sheet.read(file, file.relative_to(folder).as_posix(), TABLES.get(name), set(paths))
        except PackageError as error:
            problems += error.problems
    if problems:
        raise PackageError(problems)
    if "other_reports" in sheets and "charts" not in sheets:  # it is left out, or empty, where there are no reports
        sheets["charts"], paths["charts"] = _Sheet("charts.csv", [*TABLES["charts"].columns], []), folder / "charts.csv"
    _fill_cells({name: sheet for name, sheet in sheets.items() if name in TABLES})
    for name, sheet in sheets.items():
        if not paths[name].exists() or sheet.data() != paths[name].read_bytes():
            paths[name].write_bytes(sheet.data())
    known = _codes(descriptor)
    describe(path, add_codes=True)
    changes = [line for sheet in sheets.values() for line in sheet.changes]
    changes += [f"{name}: added the code {code!r}" for name, code in _codes(descriptor) if (name, code) not in known]
    return changes + _unmark(descriptor)


def _codes(descriptor: Path) -> list[tuple[str, str]]:
    """Return the codes of the subject in a descriptor, each with its column."""
    if not descriptor.exists():
        return []
    fields = fields_of(parse(read_bytes(descriptor, descriptor.name), descriptor.name))
    own = {column.name for table in TABLES.values() for column in table.columns.values() if column.own}
    return [(name, str(code)) for name, field in fields.items() if name in own for code in codes_of(field)]


def _unmark(descriptor: Path) -> list[str]:
    """Take the mark of a draft away where nothing is missing, and return a line that says so; [] where it stays."""
    described = parse(read_bytes(descriptor, descriptor.name), descriptor.name)
    if DRAFT not in described or missing(descriptor):
        return []
    del described[DRAFT]
    descriptor.write_text(json.dumps(described), encoding="utf-8")
    describe(descriptor)
    return ["no cell is blank that a person must fill, so the package is marked as a draft no more"]


@dataclass
class _Sheet:
    """A table to be made canonical. changes: what was changed, in words."""

    file: str
    header: list[str]
    rows: list[Row]
    changes: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path, file: str, known: TableSchema | None, tables: set[str]) -> _Sheet:
        """Read a CSV file of any separator, with the columns of the schema in their order."""
        sheet = cls(file, [], [])
        text = sheet._decoded(read_bytes(path, file))
        header, rows, separator = sheet._cells(text, known)
        sheet.header = known.ordered(header, tables) if known else header
        if known:
            if missing := [name for name in sheet.header if name not in header]:
                sheet.note(f"added, blank: {_named(missing)}")
            if dropped := [name for name in header if name not in sheet.header]:
                sheet.note(f"dropped: {_named(dropped)}; the table has no such column")
            if [name for name in header if name in sheet.header] != [name for name in sheet.header if name in header]:
                sheet.note("the columns stand in their order now")
        for number, cells in enumerate(rows, start=2):
            row = dict(zip(header, cells, strict=True))
            sheet.rows.append({name: row.get(name, "") for name in sheet.header})
            for name, cell in sheet.rows[-1].items():
                plain = cell.strip()
                if known and known.columns[name].kind in NUMBERS:
                    plain = plain_number(plain, commas=separator != ";")
                if plain != cell:
                    sheet.rows[-1][name] = plain
                    sheet.note(f"{cell!r} is {plain!r} now", number, name)
        if not sheet.changes and sheet.data() != path.read_bytes():
            sheet.note("the quotation marks and line ends are canonical now")
        return sheet

    def note(self, what: str, row: int | None = None, column: str | None = None) -> None:
        """Note a change. row: its number in the file as it is written."""
        place = [self.file, *([f"row {row}"] if row else []), *([f"column {column}"] if column else [])]
        self.changes.append(f"{', '.join(place)}: {what}")

    def put(self, number: int, column: str, text: str, reason: str) -> None:
        """Fill a cell that is blank. reason: where the text comes from."""
        row = self.rows[number - 2]
        if text and row.get(column) == "":
            row[column] = text
            self.note(f"{text!r}, {reason}", number, column)

    def add(self, cells: Row, reason: str) -> None:
        """Add a row at the end. The columns that cells does not name are blank."""
        self.rows.append({name: cells.get(name, "") for name in self.header})
        self.note(f"the row {next(iter(cells.values()))!r} is added: {reason}", len(self.rows) + 1)

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Yield the number and the cells of each row."""
        return enumerate(self.rows, start=2)

    def data(self) -> bytes:
        """Return the canonical file."""
        return canonical([self.header, *([row[name] for name in self.header] for row in self.rows)])

    def _decoded(self, data: bytes) -> str:
        """The text without a byte order mark, which a spreadsheet may put before UTF-8 or UTF-16."""
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        text = decoded(data, self.file, encoding)
        if encoding == "utf-16" or data[:3] == b"\xef\xbb\xbf":
            self.note("the byte order mark is gone")
        if "\r" in text:
            self.note("the lines end in LF now")
        if text and not text.endswith(("\n", "\r")):
            self.note("the last row ends in a line end now; see that the row is whole")
        return text

    def _cells(self, text: str, known: TableSchema | None) -> tuple[list[str], list[list[str]], str]:
        """The header row, the other rows, none of them blank and each as long, and the separator."""
        first = next((line for line in text.splitlines() if line.strip()), "")

        def fit(separator: str) -> int:
            names = [name.strip() for name in next(csv.reader([first], delimiter=separator), [])]
            return len(names) if known is None else len(set(names) & known.columns.keys())

        separator = max(",;\t|", key=fit)
        if not fit(separator):
            raise refused(self.file, 1, "the first row names no column of this table", "Begin with the header row.")
        if separator != ",":
            self.note(f"commas stand between the cells now, and {separator!r} no more")
        rows = cells_of(text, self.file, separator)
        kept = [(number, row) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))]
        if len(kept) < len(rows):
            self.note(f"{counted(len(rows) - len(kept), 'blank row')} left out")
        header = [name.strip() for name in kept[0][1]]
        while header and not header[-1]:
            header.pop()
        if len(set(header)) < len(header):
            raise refused(self.file, 1, "a column stands twice in the header row", "Name each column once.")
        for number, row in kept:
            while len(row) > len(header) and not row[-1].strip():
                row.pop()
            if len(row) != len(header):
                fault = f"the row has {len(row)} cells and the header row {len(header)}"
                raise refused(self.file, number, fault, "Write one cell for each column.")
        return header, [row for _, row in kept[1:]], separator


def _named(columns: list[str]) -> str:
    return f"column{'s' if len(columns) > 1 else ''} {', '.join(columns)}"


def plain_number(text: str, *, commas: bool = True) -> str:
    """Return a number in plain digits: "12,000" is 12000, "62.0" is 62, "0.50" is 0.5. Any other text stays as it is.

    commas: a comma parts thousands. Where semicolons stand between the cells it may be a decimal comma.
    """
    if not (_PLAIN.fullmatch(text) or (_GROUPED.fullmatch(text) and (commas or "," not in text))):
        return text
    number = format(Decimal(re.sub("[, '\u00a0\u2009\u202f\u2019+]", "", text).replace("\u2212", "-")), "f")
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return "0" if number in ("-0", "") else number


# Cells that follow from others


def _fill_cells(sheets: Mapping[str, _Sheet]) -> None:
    def by(table: str, key: str) -> dict[str, Row]:
        return {row[key]: row for row in sheets[table].rows if row[key]} if table in sheets else {}

    if "measures" in sheets:
        for number, row in sheets["measures"].numbered():
            kind = "rate" if row["per"] else "share" if row["unit"] in SHARES else ""
            sheets["measures"].put(number, "kind", kind, "from its unit and time")
    measures, sources, claimants = by("measures", "measure"), by("sources", "source_id"), by("claimants", "claimant")
    hedges = by("hedges", "hedge_words")
    lexicon = ENGLISH.extended([row for row in hedges.values() if row["bound"]])
    figures = sheets["article_figures"].rows if "article_figures" in sheets else []
    pages = {row["source_id"] for row in figures if row["source_id"]}
    pages = pages or {key for key, row in sources.items() if row["kind"] == "opinion article" or len(sources) == 1}
    article = sources.get(next(iter(pages)), {}) if len(pages) == 1 else {}
    for name in [name for name in (*FIGURE_TABLES, "unnumbered") if name in sheets]:
        sheet = sheets[name]
        for number, row in sheet.numbered():
            if name != "other_reports" and not row.get("later"):
                sheet.put(number, "source_id", article.get("source_id", ""), "the article")
            if name == "unnumbered":
                continue
            found = _fill_from_words(sheet, number, row, lexicon, hedges)
            if row["measure"] in measures and not row["unit"]:
                _fill_unit(sheet, number, row, measures[row["measure"]], found)
            page = sources.get(row["source_id"], {})
            if "as_of" in row:
                sheet.put(number, "period", row["as_of"], "its as-of date")
            else:
                sheet.put(number, "period", page.get("published", ""), "its page's date")
            speaker = claimants.get(row.get("claimant", ""), {})
            sheet.put(number, "claimant_kind", speaker.get("claimant_kind", ""), "from claimants.csv")
            sheet.put(number, "obs_status", *_status(row, page.get("published", ""), lexicon, hedges))
    _add_hedges(sheets, lexicon)
    _add_charts(sheets)


def _add_hedges(sheets: Mapping[str, _Sheet], lexicon: Lexicon) -> None:
    """Add a row for each hedge in use that hedges.csv lacks and English reads."""
    if "hedges" not in sheets:
        return
    known = {row["hedge_words"] for row in sheets["hedges"].rows}
    for row in (row for name in FIGURE_TABLES if name in sheets for row in sheets[name].rows):
        words = row["hedge_words"]
        for found in find(row["figure_as_stated"], lexicon) if words else ():
            if hedge_words(found) == words and words not in known:
                known.add(words)
                sheets["hedges"].add(hedge_row(words, found), f"{row['figure_id']} uses it")


def _add_charts(sheets: Mapping[str, _Sheet]) -> None:
    """Give each measure on which others reported a chart of these reports, with the words of the measure."""
    if not {"other_reports", "measures", "charts"} <= sheets.keys():
        return
    reported, charts = {row["measure"] for row in sheets["other_reports"].rows}, sheets["charts"]
    for number, row in sheets["measures"].numbered():
        if row["measure"] not in reported:
            continue
        own = f"{row['measure'].replace('_', '-')}-reports"
        sheets["measures"].put(number, "reports_chart", own, "the chart of what others reported")
        keys = [chart["chart"] for chart in charts.rows]
        if row["reports_chart"] == own and own not in keys:
            charts.add({"chart": own}, f"others reported on {row['measure']}")
            keys.append(own)
        if row["reports_chart"] in keys:
            place = keys.index(row["reports_chart"]) + 2
            title = f"{row['label']}, as others reported" if row["label"] else ""
            for column, text in (("title", title), ("subtitle", capital(row["counts"]))):
                charts.put(place, column, text, "from its measure")


def _fill_unit(sheet: _Sheet, number: int, row: Row, measure: Row, found: Found | None) -> None:
    """Fill unit and time: those of the measure, unless the words name another time, or a share."""
    if found and found.unit in ("share", *PERCENTS):
        sheet.put(number, "unit", "share" if found.unit == "share" else "percent", "from its words")
        return
    per = (found.per if found else "") or measure["per"]
    tokens = Tokens(row.get("translation") or row["wording"]).all
    words = {TIMES_OF_ADVERBS.get(word, word) for word in (token.low.removesuffix("'s") for token in tokens)}
    other = sorted((words & TIMES) - {per, f"{per}s"}) if per else []
    if other:
        sheet.note(f"its words name another time ({other[0]}), so unit and per are left to you", number, "unit")
        return
    counts = f"; its words count {found.unit}" if found and found.unit not in ("", measure["unit"]) else ""
    sheet.put(number, "per", per, "from its measure" if per == measure["per"] else "from its words")
    sheet.put(number, "unit", measure["unit"], f"from its measure{counts}")


def _status(row: Row, published: str, lexicon: Lexicon, hedges: Mapping[str, Row]) -> tuple[str, str]:
    """Return F for a figure that had not come when its page was published, else E; and the reason."""
    text = row.get("translation") or row["wording"]
    for found in find(text, lexicon) if not row["obs_status"] else ():
        if _fits(found, row, hedges) and (words := forecast(text, found, lexicon, published)):
            return "F", f"its words are {words!r}"
    return ("F" if _is_after(row["period"], published) else "E"), "from its period"


def _is_after(period: str, published: str) -> bool:
    """Say if a time had not come when its page was published."""
    try:
        return Period.parse(period).first > Period.parse(published).last
    except ValueError:
        return False


def _fill_from_words(sheet: _Sheet, number: int, row: Row, lexicon: Lexicon, hedges: Mapping[str, Row]) -> Found | None:
    """Fill what the words of a figure say, and return the figure that was found in them; None where none was needed."""
    no_end = not any(row[column] for column in _ENDS)
    hedged = row["bound"] not in ("unhedged", "between")
    numbered = row["bound"] not in ("magnitude", "unnumbered")
    blank = not row["figure_as_stated"] or not row["bound"] or (hedged and not row["hedge_words"])
    if not (blank or (no_end and numbered) or not row["unit"]) or row.get("derived"):
        return None
    source = next((c for c in ("figure_as_stated", "translation", "wording") if row.get(c)), "wording")
    fitting = [found for found in find(row[source], lexicon) if _fits(found, row, hedges)]
    if len(fitting) != 1:
        if blank or (no_end and numbered):
            what = "more than one figure" if fitting else "no figure"
            sheet.note(f"{what} is read here, so nothing was filled from it", number, source)
        return None
    found, reason = fitting[0], f"from the {'words' if source == 'figure_as_stated' else source}"
    low, high = (decimal(end) for end in (found.low, found.high))
    sheet.put(number, "figure_as_stated", as_stated(found, lexicon), reason)
    sheet.put(number, "bound", found.bound, reason)
    sheet.put(number, "hedge_words", _hedge_here(found, hedges), reason)
    sheet.put(number, "approximate", "yes" if found.approximate else "", reason)
    if no_end:
        sheet.put(number, "stated_low", low, reason)
        sheet.put(number, "stated_high", high, reason)
    return found


def _fits(found: Found, row: Row, hedges: Mapping[str, Row]) -> bool:
    """Say if a figure agrees with what the row already says."""
    ends = {"stated_low": decimal(found.low), "stated_high": decimal(found.high)}
    told = {"bound": found.bound, "hedge_words": _hedge_here(found, hedges), **ends}
    return all(row[column] in ("", text) for column, text in told.items())


def _hedge_here(found: Found, hedges: Mapping[str, Row]) -> str:
    """Return the hedge as hedges.csv writes it. The "to" of a plain range needs no row there."""
    told = f" {found.hedge.lower()} "
    known = [words for words, row in hedges.items() if row["bound"] == found.bound and f" {words.lower()} " in told]
    return max(known, key=len) if known else hedge_words(found)


def as_stated(found: Found, lexicon: Lexicon) -> str:
    """Return hedge and number as worded, with numbers in digits, and without the thing counted unless it is money."""
    plain = re.sub(r"(?<!\w)['\"]|['\"](?!\w)", "", found.span)  # without half a pair of quotation marks
    text = next((t for t in (_in_digits(plain), plain) if _reads(t, found, lexicon)), _in_digits(found.span))
    if found.hedge and text.startswith(found.hedge[0]):
        text = text[0].lower() + text[1:]  # the hedge began its sentence
    elif re.match(r"[A-Z](?:[a-z]| )", text) and not is_money(text.split()[0]):
        text = text[0].lower() + text[1:]  # so did a share in words
    at = text.rfind(f" {found.unit}") if found.unit not in ("", *PERCENTS) and not is_money(found.unit) else -1
    if at > 0 and _reads(text[:at], found, lexicon):
        text = text[:at].rstrip()
    return text.removesuffix(" of")


def _reads(text: str, found: Found, lexicon: Lexicon) -> bool:
    return [reading(read) for read in find(text, lexicon)] == [reading(found)]


def reading(found: Found) -> tuple[object, ...]:
    """Return what a figure says, to compare how two texts read."""
    return found.bound, found.low, found.high, found.hedge.lower(), found.approximate, found.strict


def _in_digits(text: str) -> str:
    """Write whole numbers that stand in words in digits: "ten thousand" is 10,000. A share keeps its words."""
    tokens, parts, at, end = Tokens(text), list[str](), 0, 0
    while at < len(tokens):
        number = read_number(tokens, at)
        value = number.value if number and number.kind == "count" and not number.unit else None
        if number and value is not None and value.denominator == 1 and tokens[at].kind == "word":
            parts += [text[end : tokens[at].start], f"{int(value):,}"]
            end = tokens[number.last - 1].end
        at = number.last if number else at + 1
    return "".join([*parts, text[end:]])


def decimal(value: Fraction | None) -> str:
    """Return a number in plain digits; "" for none, and for one that has no end in decimals."""
    if value is None:
        return ""
    text = format(Decimal(value.numerator) / Decimal(value.denominator), "f")
    return plain_number(text) if Fraction(text) == value else ""
