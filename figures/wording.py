"""The one place where a figure becomes words.

Every sentence that a reader sees about a figure is made here, from its row. Nothing here shortens a stated figure or
parts it from its hedge: the number is only ever shown as figure_as_stated.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from figures import bounds, periods
from figures.bounds import Bound, Standing
from figures.legible import legible
from figures.tables import DESCRIPTOR_NAME

if TYPE_CHECKING:  # these modules take their words from here
    from figures.arithmetic import Step
    from figures.selections import Panel
    from figures.standing import Standings
    from figures.tables import Package, Table

Row = Mapping[str, Any]
NO_BREAK = "\u00a0"
SHOWN = 80  # letters of what an address asks for
NO_PLACE = "page text"  # the locator of what stands somewhere on a page: it tells a reader nothing
SHORT = 22  # letters that a column of a table has room for on a narrow screen

NOT_COUNTED_HERE = (
    "None of these figures is a count made here, and a hedge is part of its figure: quote both or neither."
)
NOT_A_COUNT = "This is not a count made here."
NOT_A_TOTAL = "None of these figures is a count made here, and they are not parts of a total."
SIZE_MEANS_NOTHING = "Arrows and discs have a size that means nothing."
SOURCE = "Source"
OUR_READING = "our reading"
UNHEDGED = "stated without a hedge"
PLACED_BY_READING = f"Its place on the scale is {OUR_READING}"
NUMBERED_BY_READING = f"Its number is {OUR_READING}"  # where there is no scale
STATUS_FORECAST = "A forecast"
FORECAST = f"{STATUS_FORECAST}: whether it came is not in this figure"

APOLOGY = (
    "Something went wrong on this page, and it is our fault. Please load it again. If it stays, whoever keeps this "
    "page finds the reason in the server's log."
)
CANNOT_SHOW = "The figures cannot be shown: their data has a fault"
HOW_TO_MEND = (
    "Nothing is shown, because a part of the data could be wrong. Whoever keeps this page can mend it in the place "
    "that each line names and load the page again; row 1 is the header row."
)
ON_THIS_PAGE = "On this page"
READ_IT = "Read the article"
BEFORE_YOU_QUOTE = "Before you quote these figures"
OPEN_ALL = "Open every part, to print or to search"
FOLDED = "folded when this was printed"
TO_CITE = "Sentences to cite, with hedge and caveat"
AS_STATED, COUNTED, WHO_SAYS_SO = "As stated", "What is counted", "Who says so"
THE_ARTICLE = "The article"
LATER = "Later than the article"
DERIVED = f" (placed{NO_BREAK}by{NO_BREAK}us)"
NO_VERDICT = "Reports stand side by side; no average is drawn, and none is called right or wrong."
NOT_A_VOTE = "Claimants are counted here, not reports, and a collection is not a vote."
COMPATIBLE_MEANS = '"Compatible" means only that the hedges leave room for both.'
# Each way of standing: in the sentence behind a number, and before the claimants' names.
STANDINGS: Mapping[Standing, tuple[str, str]] = {
    "below": ("{0} below it", "Below it"),
    "above": ("{0} above it", "Above it"),
    "compatible": ("{0} compatible with it", "Compatible with it"),
    "cannot be told": ("for {0} it cannot be told", "Cannot be told"),
}
OTHERS = "What others reported"
OTHERS_WHY = (
    "Reports on the same quantities by parties, governments and others, each as read in the page named. Each "
    "keeps its own hedge. Later ones were published after the article."
)
WHO_CLAIMS_IT = "Who claims it"
SHOW_LATER = "Show reports later than the article"
THE_RECORD, AGREES = "The record", "Do they agree?"
DATES_SCALE = "The article's words as read by us, and the recorded dates, on one time scale"
NOTHING_RECORDED = "No dated record is held here"
DATES_KEY = {
    "magnitude": "Hatched band: our reading of the article's words",
    "unhedged": "Ring: a day, or days too few to draw as a span",
    "between": "Two ticks: a recorded span of time",
}
ASSERTED_WHY = "The article says these things too, and gives no number: they cannot be counted or compared."
NOT_DRAWN = "Figures in words that no scale can hold"
NOT_DRAWN_WHY = "These too stand for a number, but none that could be placed: they have no mark."
HEDGES_WHY = "Hedges differ in what they allow. Each hedge of the tables is read in one way everywhere on this page."
REUSE = "To cite, to read by a program, to embed"
DATES_PART = "The article's words and the record, drawn and as a table"
STEPS_PART = "Each step, beside the tempting answer that is wrong"
ASSERTIONS_PART = "Each assertion, in the article's words"
HEDGES_PART = "Each hedge, and what it says and does not say"
ASSERTED, IN_WORDS = "What is asserted", "In the article's words"
THE_WORDS, THEY_SAY, THEY_DO_NOT_SAY = "The words", "They say", "They do not say"
THE_DATA = "The data"
COLUMN, TYPE, MEANS = "Column", "Type", "What it means"
SAVE_AS, PICTURES = "Save pictures of charts as", ("PNG", "SVG")
WHOLE_PAGE = "All figures, with their caveats"
CAN_BE_SAID, CANNOT_BE_SAID = "What can be said", "What cannot be said"
TO_CITE_ALL = "To cite the dataset, and as BibTeX the article and the dataset:"
READ_BY_PROGRAM = "To read a table while this dashboard runs, with blanks as missing:"
EMBED = "To show one chart with its caveats in a page of your own, with one of these names for the chart:"
ADDRESS = "http://localhost:8501"


@dataclass(frozen=True)
class BoundWords:
    """The words of one bound. name: a noun; meaning: a sentence for one figure; key: a line of a chart's key."""

    name: str
    meaning: str
    key: str


BOUNDS: Mapping[str, BoundWords] = {
    "unhedged": BoundWords(
        "number without a hedge",
        "Stated without a hedge: that is no claim of precision.",
        "Ring: a number without a hedge, which is no claim of precision",
    ),
    "about": BoundWords(
        "approximate number", "About: how near is not said.", "Ring in a soft disc: about this; how near is not said"
    ),
    "at_least": BoundWords(
        "floor", "A floor: no upper figure is given.", "Floor: from here up; no upper figure is given"
    ),
    "at_most": BoundWords(
        "ceiling",
        "A ceiling: this or fewer, perhaps far fewer.",
        "Ceiling: from here down; perhaps far fewer",
    ),
    "between": BoundWords("range", "A range: where in it is not said.", "Two ticks: between these; where is not said"),
    "magnitude": BoundWords(
        "magnitude", "A magnitude: no number is given.", "Hatched band: our reading of words that name no number"
    ),
    "unnumbered": BoundWords("words only", "Words only: no number follows from them.", "Words only"),
}
APPROXIMATE_KEY = "Soft disc at a tick: the number itself is approximate"
FORECAST_KEY = "Broken strokes: a forecast; whether it came is not in the figure"


def is_forecast(row: Row) -> bool:
    """Whether the figure speaks of what has not come (SDMX CL_OBS_STATUS F)."""
    return bool(row["obs_status"] == "F")


def figure(row: Row) -> str:
    """Hedge and number as stated; with no-break spaces where there is a number, so that no line end parts them.

    In what is too long for a narrow column, each number keeps the word before it and the scale after it.
    """
    text = str(row["figure_as_stated"])
    if row["bound"] == "unnumbered":
        return text
    if len(text) <= SHORT:
        return text.replace(" ", NO_BREAK)
    return re.sub(r" (?=[0-9])|(?<=[0-9]) (?=[a-z]+$)", NO_BREAK, text)


def named(row: Row) -> str:
    """A figure by itself, with the words that a number without a hedge needs where no sentence gives its meaning."""
    return f"{figure(row)}{_no_hedge(row)}"


def meaning(row: Row) -> str:
    """What the hedge means, in a sentence or two: "A floor: no upper figure is given." """
    text = BOUNDS[row["bound"]].meaning
    if row["approximate"] and row["bound"] not in ("about", "unnumbered"):
        ends = row["bound"] == "between"
        text += " Its ends are themselves approximate." if ends else " Its number is itself approximate."
    return text


def card_label(measure: str, row: Row) -> str:
    """What heads a card: the measure, and the time that a rate is given for."""
    return f"{measure}, a {row['per']}" if row["per"] else measure


def status(row: Row) -> str:
    """What a forecast must be told apart by; blank for what is said to have happened."""
    return STATUS_FORECAST if is_forecast(row) else ""


def label(row: Row) -> str:
    """What stands under a figure in a chart: what is counted, and what the hedge means."""
    return _label(row, f"{PLACED_BY_READING}." if row["reading_rule"] else "")


def _label(row: Row, placed: str) -> str:
    counted_ = capital(f"{row['definition']}.")
    return sentences([counted_, meaning(row), f"{FORECAST}." if is_forecast(row) else "", placed])


def speaker(row: Row) -> str:
    """Who says so and where: "reports, none named (paragraph 16)"."""
    if row["locator"] == NO_PLACE:
        return str(row["said_by"])
    locator = str(row["locator"]).replace(" ", NO_BREAK)
    return f"{row['said_by']} ({locator})"


def reading(row: Row, whose: str = PLACED_BY_READING) -> str:
    """The rule by which words were placed on a scale, said to be ours; blank where nothing was read."""
    return f"{whose}, not the source's: {_rule(row)}." if row["reading_rule"] else ""


def _rule(row: Row) -> str:
    """The rule of a reading, without the words of the figure that it may open with: its reader has just met them."""
    words, _, rest = str(row["reading_rule"]).partition(": ")
    return rest if words in (row["hedge_words"], row.get("figure_as_stated")) else str(row["reading_rule"])


def hover(row: Row) -> str:
    """What a pointer on a mark shows; all of it also stands on the page."""
    return f"{figure(row)}: {label(row)} Who says so: {speaker(row)}."


def statement(row: Row) -> str:
    """A figure as a sentence: hedge and number, what is counted, what the hedge means, who says so."""
    return f"{row['figure_as_stated']}: {_label(row, reading(row))} Who says so: {speaker(row)}."


def alt_text(title: str, subtitle: str, rows: pd.DataFrame) -> str:
    """A chart in words, for who does not see it: each figure drawn, and who says so."""
    drawn = " ".join(statement(row) for row in records(rows))
    return f"Chart. {title}. {subtitle}, on one scale from 0. {drawn}"


def scale(subtitle: str) -> str:
    """The line under a chart's title."""
    return f"{subtitle}; on one scale from 0"


def chart_notes(rows: pd.DataFrame, source: Row) -> list[tuple[str, str]]:
    """The notes inside a chart, which go with its picture: (lead-in or blank, text) for each."""
    sized = bool(rows["bound"].isin(["about", "at_least", "at_most"]).any() or (rows["approximate"] == "yes").any())
    notes = [("", sentences([SIZE_MEANS_NOTHING if sized else "", NOT_A_TOTAL if len(rows) > 1 else NOT_A_COUNT]))]
    for row in records(rows):
        notes.append((f"Careful, {named(row)}", " ".join(filter(None, [row["caveat"], reading(row)]))))
    notes.append((SOURCE, source_line(source, link=False)))
    return notes


def caveats(row: Row, further: pd.DataFrame, source_of: Callable[[str], Row]) -> list[str]:
    """What a careful reader must know before quoting the figure: its own caveat first, then the further ones.

    further: rows of caveats.csv; each that rests on another page than the figure names that page, by source_of.
    """
    lines = [str(row["caveat"])]
    for caveat in records(further):
        line = str(caveat["caveat"])
        if caveat["source_id"] != row["source_id"]:
            page = source_of(caveat["source_id"])
            line = f"{line.removesuffix('.')} (as read in {page['publisher']}, {date_of(page)})."
        lines.append(line)
    return lines


def date_of(source: Row) -> str:
    """The date of a page in words, with how it was found where the page does not state it."""
    if not source["published"]:
        return "date not recorded"
    return periods.in_words(source["published"]) + (" (inferred)" if _inferred(source) else "")


def _inferred(source: Row) -> bool:
    return str(source["published_note"]).startswith("inferred")


def source_line(source: Row, *, link: bool = True) -> str:
    """A page in one line: author, title, publisher, kind, date."""
    parts = [source["author"], f'"{source["title"]}"' if source["title"] else "", source["publisher"]]
    line = f"{', '.join(filter(None, parts))} ({source['kind']}), {date_of(source)}"
    return f"{line}, {source['url']}" if link else f"{line}, {re.sub('^https?://', '', source['url'])}"


def inferred_date(source: Row) -> str:
    """How the page's date was found, as a sentence; blank where the page states it."""
    return f"The date is {source['published_note']}." if _inferred(source) else ""


def citation(row: Row, source: Row) -> str:
    """A sentence to quote: the figure with its hedge, definition, speaker and caveat, and where it stands."""
    hedged = f'"{row["figure_as_stated"]}" {row["definition"]}'
    firm = f"{meaning(row)[0].lower()}{meaning(row)[1:]}".rstrip(".")
    forecast = "; a forecast" if is_forecast(row) else ""
    return (
        f"{hedged} ({firm}{forecast}; said by: {row['said_by']}). {row['caveat']} "
        f"{source_line(source, link=False)}, {row['locator']}."
    )


def counted(number: int, noun: str) -> str:
    """ "1 row", "7 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def download(file_name: str, rows: int) -> str:
    """The label of a button that downloads a whole table."""
    return f"Download {file_name} ({counted(rows, 'row')})"


def hedge_line(hedge: Row) -> str:
    """The words of a hedge with the bound that they map to."""
    return f'"{hedge["hedge_words"]}": {BOUNDS[hedge["bound"]].name}'


def does_not_say(hedge: Row) -> str:
    """What a hedge does not say, and how it is placed on a scale where it is."""
    rule = f" {capital(OUR_READING)}: {_rule(hedge)}." if hedge["reading_rule"] else ""
    return f"{hedge['does_not_say']}{rule}"


def asserted(statement: Row) -> str:
    """What is asserted without a number, and what a number would have said."""
    return f"{capital(statement['what'])}. {statement['caveat']}"


def quoted(words: str) -> str:
    """The words of a source, marked as such."""
    return f'"{words}"'


def picture_name(chart: str, package: Package) -> str:
    """The file name of an exported picture: what it is, and the date of the data."""
    return "-".join(filter(None, [package.name, chart, package.created]))


def about_the_data(version: str, licenses: Iterable[Mapping[str, str]]) -> str:
    """What the tables are and how they may be used."""
    names = listed([lic.get("title") or lic.get("name") or "" for lic in licenses] or ["none stated"])
    return (
        "Every table as CSV (UTF-8, one row an observation, a blank where nothing is stated; a blank is never a zero). "
        f"Version {version or 'not stated'}. Licence: {names}."
    )


def table_line(table: Table) -> str:
    """The name, file and length of a tables.Table."""
    return f"{table.title}: {table.file_name}, {counted(len(table.rows), 'row')}"


def first_rows(shown: int, rows: int, file_name: str) -> str:
    """What stands under a table of which only the first rows are shown."""
    return f"These are the first {shown} of {counted(rows, 'row')}; the rest stand in {file_name}."


def field_type(type_: str, required: bool) -> str:
    """A column's type, and whether it may be blank."""
    return type_ if required else f"{type_}, may be blank"


def field_meaning(description: str, codes: Sequence[str]) -> str:
    """What a column means, with its codes."""
    return f"{description} Codes: {', '.join(codes)}." if codes else description


# What others reported


def report_words(row: Row) -> str:
    """What stands at a report's mark: the figure as stated, its unit where it is another, and whether we derived it."""
    return f"{figure(row)}{_after_figure(row)}"


def _after_figure(row: Row) -> str:
    """What is ours to say right behind a report's figure."""
    per = f"{NO_BREAK}a{NO_BREAK}{row['per']}" if row["per"] else ""
    unit = f" {row['unit_shown']}" if row["unit_shown"] else ""
    forecast = f"{NO_BREAK}(a{NO_BREAK}forecast)" if is_forecast(row) else ""
    return f"{unit}{per}{DERIVED if row['derived'] else ''}{forecast}"


def _no_hedge(row: Row) -> str:
    return f", {UNHEDGED}" if row["bound"] == "unhedged" else ""


def claimant_line(row: Row) -> str:
    """When, and who: "14 Feb 2025  Harbour office"."""
    return f"{periods.in_words(row['as_of'], short=True)}{NO_BREAK}{NO_BREAK} {row['claimant']}"


def panel_heading(panel: Panel) -> str:
    """The heading of a panel with the number of its reports, and which of many are shown."""
    shown = len(panel.reports)
    if panel.left_out:
        all_of_them = counted(shown + panel.left_out, "report")
        return f"{capital(panel.heading)} ({shown} of {all_of_them}, those nearest in date to the article)"
    return capital(panel.heading) + (f" ({counted(shown, 'report')})" if shown else "")


def group_heading(group: Mapping[str, str]) -> str:
    """What the reports of a group have in common: column -> value; a kind of count, and what is missing, says of what.

    "one period" by itself would say nothing.
    """
    parts = []
    for column, value in group.items():
        if column == "count_kind":
            parts.append(f"count: {value}")
        else:
            parts.append(f"{column.replace('_', ' ')} {value}" if value.startswith("not ") else value)
    return ", ".join(parts)


def strip_label(article: Row, at_home: bool) -> str:
    """The words over the strip at the article's figure; at_home: in the panel that counts what the article counts."""
    if at_home:
        return "the article's figure"
    whose = f"{OUR_READING} of" if article["reading_rule"] else "the number in"
    unhedged = "unhedged " if article["bound"] == "unhedged" else ""
    return f'{whose} the article\'s {unhedged}"{article["figure_as_stated"]}"'


def reports_part(reports: int, *, with_chart: bool) -> str:
    """The label of the part that holds the reports on some measures."""
    shape = "drawn, and as a table" if with_chart else "as a table, in units that no one scale holds"
    return f"{counted(reports, 'report')}, {shape}"


def reports_table(reports: int) -> str:
    """The label of what holds a chart's reports as tables."""
    return f"The {counted(reports, 'report')} as a table, each with the page it was read in"


def report_statement(row: Row) -> str:
    """A report as a sentence: when, who, hedge and number, what is counted, whether it is later or derived."""
    told = "" if not row["later"] else f" {LATER}."
    return (
        f"{periods.in_words(row['as_of'])}, {row['claimant']} ({row['claimant_kind']}): "
        f"{report_words(row)}{_no_hedge(row)}: {row['definition']}.{told}"
    )


def reports_alt(title: str, panels: Sequence[Panel]) -> str:
    """A chart of reports in words: each hedged figure drawn, by panel, and who says so."""
    parts = [f"Chart. {title}."]
    for panel in panels:
        parts.append(f"{panel_heading(panel)}.")
        parts += [report_statement(row) for row in records(panel.reports)]
        if panel.article is not None:
            parts.append(
                f"{report_statement(panel.article)} {sentences([meaning(panel.article), reading(panel.article)])}"
            )
            parts.append(f"Who says so: {speaker(panel.article)}.")
        if panel.marked is not None and bounds.can_be_placed(panel.marked):
            parts.append(f"A strip marks {strip_label(panel.marked, panel.article is not None)}.")
    return " ".join(parts)


def report_notes(package: Package, panels: Sequence[Panel], why_not_compared: Iterable[str]) -> list[tuple[str, str]]:
    """The notes inside a chart of reports: (lead-in or blank, text) for each."""
    reports = pd.concat([panel.reports for panel in panels])
    notes = [("", f"{SIZE_MEANS_NOTHING} {NOT_A_TOTAL} {NO_VERDICT}")]
    notes += [("Careful", why) for why in why_not_compared]
    for own in [panel.article for panel in panels if panel.article is not None]:
        notes.append((f"Careful, the article's {named(own)}", sentences([own["caveat"], reading(own)])))
    if (reports["derived"] == "yes").any():
        said = "the claimant gave a share or a likeness; where it stands is our arithmetic."
        notes.append((capital(DERIVED.strip(" ()").replace(NO_BREAK, " ")), said))
    placed = reports[(reports["derived"] == "") & (reports["reading_rule"] != "")]
    if not placed.empty:
        rules = sorted({rule.partition(":")[0] for rule in placed["reading_rule"]})
        notes.append(("Our reading", f"worded as stated, and placed by our arithmetic ({listed(rules)})."))
    notes.append((SOURCE, _article_and_pages(package, "reports", "other_reports.csv and sources.csv")))
    return notes


def _article_and_pages(package: Package, what: str, tables: str) -> str:
    """The source of a picture that shows more than the article: where its reader finds the other pages, too."""
    article = source_line(package.article, link=False)
    return f"the article: {article}; {what}: the pages listed in {tables} of {dataset_citation(package)}"


def notes_as_text(notes: Iterable[tuple[str, str]]) -> list[str]:
    """The notes inside a chart as lines of text, without its source, which each row of its table names."""
    return [capital(f"{lead}: {text}" if lead else text) for lead, text in notes if lead != SOURCE]


def report_cell(row: Row) -> str:
    """A report's figure in a table, with unit and time, what its hedge means, and whether it is later."""
    per = f" a {row['per']}" if row["per"] else ""
    said = f"{figure(row)} ({row['unit']}{per}){DERIVED if row['derived'] else ''}. {meaning(row)}"
    return sentences([said, f"{FORECAST}." if is_forecast(row) else "", f"{LATER}." if row["later"] else ""])


def report_counted(row: Row, *, on_scale: bool) -> str:
    """What a report counts, and its caveats; on_scale: whether it also stands in a chart."""
    read = reading(row, PLACED_BY_READING if on_scale else NUMBERED_BY_READING)
    return sentences([f"{capital(row['definition'])}.", row["caveat"], read])


def report_speaker(row: Row) -> str:
    """Who reported it and when, and by what chain, before the page that it was read in."""
    who = f"{row['claimant']} ({row['claimant_kind']}), {periods.in_words(row['as_of'])}"
    return f"{who}. {capital(speaker(row))}. As read in"


def page_name(source: Row) -> str:
    """A page's publisher, kind and date."""
    return f"{source['publisher']} ({source['kind']}, {date_of(source)})"


def standing(article: Row, found: Standings) -> tuple[str, list[str]]:
    """How the article's figure stands beside what others reported: claimants, not reports.

    A sentence that sums up, and a line for each way of standing with the claimants and their latest figures.
    """
    same = f"gave scope and count as it does (scope: {article['scope']}; count: {article['count_kind']})"
    said = f'The article says "{figure(article)}"{_no_hedge(article)}{_placed_by_us(article)}. '
    ways = [(*words, found.claimants[code]) for code, words in STANDINGS.items() if code in found.claimants]
    if ways:
        stand = listed([f"{words.format(len(rows))}{_of_these_by_us(rows)}" for words, _, rows in ways])
        said += f"Of {counted(found.compared, 'claimant')} in this collection who up to its date {same}: {stand}. "
    else:
        said += f"No claimant in this collection up to its date {same}. "
    if "compatible" in found.claimants:
        said += f"{COMPATIBLE_MEANS} "
    lines = [f"{words}, each claimant by its latest such report: {_latest(rows)}." for _, words, rows in ways]
    if found.not_compared:
        why = "Not compared, because scope or count is another or is not stated, each claimant by its latest report"
        lines.append(f"{why}: {_latest(found.not_compared)}.")
    return f"{said}{NOT_A_VOTE}", lines


def _placed_by_us(row: Row) -> str:
    return f", placed by {OUR_READING}" if row["reading_rule"] else ""


def _of_these_by_us(rows: Sequence[Row]) -> str:
    """How many of these figures stand where we read them."""
    read = sum(bool(row["reading_rule"]) for row in rows)
    return f" (of these {read} by {OUR_READING})" if read else ""


def _latest(rows: Iterable[Row]) -> str:
    """Claimants, each with the date of its latest figure and the figure."""
    return "; ".join(
        f"{row['claimant']} ({periods.in_words(row['as_of'])}): {report_words(row)}{_no_hedge(row)}" for row in rows
    )


def no_figure_here(reports: pd.DataFrame) -> str:
    """Where the article states nothing and others did."""
    claimants = reports["claimant"].nunique()
    said = f"The article gives no figure for this. In this collection {counted(claimants, 'claimant')} gave one."
    return f"{said} {NOT_A_VOTE}"


def number_elsewhere(article: Row, label_: str, alike: str, same: pd.DataFrame, other: pd.DataFrame) -> str:
    """Who gave the article's very number, for its measure and for the one that it is easily taken for."""
    unhedged = f" ({UNHEDGED})" if article["bound"] == "unhedged" else ""
    return (
        f'Up to the article\'s date, this collection holds the number of "{figure(article)}"{unhedged}, whatever its '
        f'hedge, as "{label_}" from {_claimants(same)}, and as "{alike}" from {_claimants(other)}.'
    )


def _claimants(reports: pd.DataFrame) -> str:
    number = reports["claimant"].nunique()
    return counted(number, "claimant") if number else "no claimant"


def who_gave_it(label_: str, reports: pd.DataFrame, source_of: Callable[[str], Row]) -> str:
    """The claimants of a number for one measure, each with the first report of it."""
    first = records(reports.drop_duplicates("claimant"))
    return f'As "{label_}": {"; ".join(_claimed(row, source_of) for row in first)}.'


def said_afterwards(label_: str, first: Row, rows: pd.DataFrame, source_of: Callable[[str], Row]) -> str:
    """Who gave a number for one measure, and what the same claimant reported on it after that."""
    told = [_claimed(first, source_of), *(f"later, {_as_read(row, source_of)}" for row in records(rows))]
    return f'As "{label_}": {"; ".join(told)}.'


def _claimed(row: Row, source_of: Callable[[str], Row]) -> str:
    return f"{row['claimant']}, {_as_read(row, source_of)}"


def _as_read(row: Row, source_of: Callable[[str], Row]) -> str:
    """A report's date, its figure in quotation marks, which hold nothing of ours, and its page."""
    page = source_of(row["source_id"])["publisher"]
    words = f"{quoted(figure(row))}{_after_figure(row)}{_no_hedge(row)}"
    return f"{periods.in_words(row['as_of'])}: {words}, as read in {page}"


def empty_selection(rows: int) -> str:
    """Where the filters leave nothing."""
    return f"No report is left by the filters: {counted(rows, 'report')} on this stand in the table to download."


def unknown_filter(name: str, values: Iterable[str]) -> str:
    """The notice for an address that asks for what is not there; of a long address, its beginning."""
    shown = legible(listed([legible(value, SHOWN) for value in values]), 3 * SHOWN)
    return f"The address asks for {name} = {shown}, which is not known here; it is ignored."


# Dates beside the record


def differs(item: Row) -> bool:
    """Whether the record differs from the article's date or place."""
    return bool(item["agreement"] == "differs")


def article_date(item: Row) -> str:
    """What stands at the article's own date: its words."""
    return quoted(item["wording"])


def recorded_date(item: Row) -> str:
    """What stands at the recorded date: of a place also what is recorded; without a date, that alone."""
    if not item["recorded"]:
        return capital(item["recorded_what"]) or NOTHING_RECORDED
    day = periods.in_words(item["recorded"], short=True)
    return day if item["reading"] else f"{day}: {item['recorded_what']}"


def date_statement(item: Row) -> str:
    """A date of the article beside the record, as a sentence."""
    read = f", read as {periods.in_words(item['reading'])}" if item["reading"] else ""
    when = f"{periods.in_words(item['recorded'])}: " if item["recorded"] else ""
    record = f" Recorded: {when}{item['recorded_what']} ({item['said_by']})."
    if not item["recorded_what"]:
        record = f" {NOTHING_RECORDED}."
    return f'{capital(item["what"])}: the article says "{item["wording"]}"{read}.{record} {capital(item["agreement"])}.'


def dates_alt(title: str, items: pd.DataFrame) -> str:
    """The chart of dates in words."""
    return f"Chart. {title}. " + " ".join(map(date_statement, records(items)))


def date_notes(package: Package) -> list[tuple[str, str]]:
    """The notes inside the chart of dates."""
    spans = (
        "the hatched spans are our reading of the article's words; dates.csv gives the rule of each. "
        "Where none is drawn, no date was read."
    )
    return [("Careful", spans), (SOURCE, _article_and_pages(package, "recorded dates", "dates.csv and sources.csv"))]


def date_record(item: Row) -> str:
    """The recorded side of a date, before the page that it was read in."""
    when = f"{periods.in_words(item['recorded'])}: " if item["recorded"] else ""
    if not item["recorded_what"]:
        return NOTHING_RECORDED
    return capital(f"{when}{item['recorded_what']}; {item['said_by']}; as read in")


def date_agreement(item: Row) -> str:
    """Whether the two agree, with the note."""
    return f"{capital(item['agreement'])}. {item['note']}"


def date_words(item: Row) -> str:
    """The article's words for a date, where they stand, and how they were read."""
    read = ""
    if item["reading"]:
        read = f" {capital(OUR_READING)}: {periods.in_words(item['reading'])}; {item['reading_rule']}."
    return f'{capital(item["what"])}: "{item["wording"]}" ({item["locator"]}).{read}'


def dates_summary(items: pd.DataFrame) -> str:
    """How many of the article's dates and places agree with the record, from dates.csv."""
    number = items["agreement"].value_counts()
    told = {
        "agrees": f"{number.get('agrees', 0)} agree with it",
        "differs": f"{number.get('differs', 0)} differ from it",
        "cannot be told": f"for {number.get('cannot be told', 0)} it cannot be told",
    }
    ways = listed([words for way, words in told.items() if way in number])
    return (
        "What the article dates or places, in its words, beside what the pages listed here record. "
        f"Of {counted(len(items), 'wording')}, as read here, {ways}."
    )


SEE = "Others gave numbers: see {}, below."  # a link to the heading of the part that holds them


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as mappings, a missing number as pd.NA."""
    return [dict(zip(rows.columns, cells, strict=True)) for cells in rows.itertuples(index=False, name=None)]


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|$~<>:&])")


def anchor(heading: str) -> str:
    """The name by which an address finds a heading."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def as_markdown(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", text)


def as_plotly(text: str) -> str:
    """The text so that plotly, which reads a few tags, shows it as it is."""
    return html.escape(text, quote=False)


def sentences(parts: Iterable[str]) -> str:
    """The parts that say something, one after the other."""
    return " ".join(filter(None, parts))


def listed(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


# Arithmetic


def bound_in_words(bound: Bound, shown_as: str) -> str:
    """A computed bound in words: "at most about 30 %", "more than 500; no upper figure".

    Ends are rounded outwards, so that no rounding narrows them; a single number that was rounded says so.
    """
    about = "about " if bound.approximate else ""
    if bound.low is not None and bound.low == bound.high:
        shown, exact = _shown(bound.low, shown_as, round)
        return f"{about}{shown}" + ("" if exact or about else " (rounded)")
    low = "" if bound.low is None else _shown(bound.low, shown_as, math.floor)[0]
    high = "" if bound.high is None else _shown(bound.high, shown_as, math.ceil)[0]
    if low and high:
        return f"between {about}{low} and {about}{high}"
    if low:
        return f"{'more than' if bound.strict_low else 'at least'} {about}{low}; no upper figure"
    under = "fewer than" if shown_as != "percent" else "less than"
    # a strict end of an approximate number is no sharper than the number
    return f"{under if bound.strict_high and not about else 'at most'} {about}{high}"


def _shown(number: Fraction | int, shown_as: str, rounded: Callable[[Any], int]) -> tuple[str, bool]:
    """A number as it is shown, and whether nothing was rounded away."""
    scaled = Fraction(number) * (100 if shown_as == "percent" else 1)
    digits = 10 if shown_as == "times as many" else 1
    whole = Fraction(rounded(scaled * digits), digits)
    text = f"{int(whole):,}" if whole.denominator == 1 else f"{float(whole):,.1f}"
    unit = {"percent": f"{NO_BREAK}%", "times as many": f"{NO_BREAK}times as many"}.get(shown_as, "")
    return f"{text}{unit}", whole == scaled


STEPS = {"sum": "{0}, together with {1}", "ratio": "{0}, in proportion to {1}", "times": "{0}, taken {2} times"}
WORKED_OUT_WHY = (
    "Arithmetic keeps the hedges or does not happen. Nothing is worked out from a reading of ours, and other people's "
    "figures are put together only where one claimant gave both at one time."
)
QUESTION, WORKED_OUT, TEMPTING = "Question and step", "What can be said", "Tempting, and wrong"


def step_words(step: Step) -> str:
    """A step in words, with its inputs as stated: "about 7", in proportion to "more than 9"."""
    padded = [*(quoted(figure(row)) for row in step.inputs), ""][:2]
    return f"{step.row['question']} {STEPS[step.row['step']].format(*padded, step.row['times'])}."


def step_inputs(step: Step, source_of: Callable[[str], Row]) -> list[str]:
    """What a step takes, a line each: the figure as stated, what it counts, who says so, and where it was read."""
    lines = []
    for row in step.inputs:
        page = source_of(row["source_id"])
        read = f"as read in {page['publisher']}, {date_of(page)}"
        figure_ = f"{quoted(figure(row))}{_no_hedge(row)}"
        lines.append(f"{figure_}: {row['definition']}. {WHO_SAYS_SO}: {row['said_by']}; {read}.")
    return lines


def step_result(step: Step) -> str:
    """The result with its bound, or the reason why there is none."""
    result = step.result
    if result is None:
        return f"Nothing: {step.reason}."
    alone = result.low == result.high and not result.approximate
    told = capital(bound_in_words(result, step.row["shown_as"]))
    return f"{told}, from numbers {UNHEDGED}." if alone else f"{told}."


def step_caveats(step: Step) -> str:
    """The caveats of what a step takes, each once."""
    return sentences(dict.fromkeys(str(row["caveat"]) for row in step.inputs))


def step_tempting(step: Step) -> str:
    """What comes out once the hedges are dropped, marked as wrong."""
    if step.tempting is None:
        return "Any number: none is stated."
    shown = bound_in_words(Bound(step.tempting, step.tempting), step.row["shown_as"]).removesuffix(" (rounded)")
    if step.result is not None and step.result.low == step.result.high and not step.result.approximate:
        return f'"exactly {shown}": the inputs carry no hedge, which is no claim of precision.'
    return f'"{shown}", without a hedge.'


# What a reader takes away


def can_be_said(row: Row) -> list[str]:
    """What a careful reader can say of a figure, made from its row."""
    said = [f"{named(row)}: {row['definition']} (said by: {row['said_by']})."]
    said.append(meaning(row))
    if is_forecast(row):
        said.append("It is a forecast: it speaks of what had not come when it was written.")
    return said


def cannot_be_said(row: Row, alike: str = "", why: str = "") -> list[str]:
    """What the figure does not bear, each in quotation marks as a thing not to say.

    alike: the label of the measure that it is easily taken for, and why it must not be.
    """
    number = bare_number(row)
    if not number:
        said = [f"Any number of these ({row['definition']}): none is stated."]
    elif row["bound"] == "unhedged":
        said = [f'"Exactly {number}": a number without a hedge is no claim of precision.']
    else:
        # as somebody would write it: what follows a semicolon in a definition is a note on it
        said = [f'"{number} {row["definition"].partition(";")[0]}", without its hedge.']
    if row["bound"] == "at_least":
        said.append(f'"No more than {number}": the top is open.')
    if row["bound"] == "at_most":
        said.append(f'"{number} came" or "{number} will come": it is a ceiling.')
    if row["bound"] == "about":
        said.append(f'"Exactly {number}", or any width around it: none is given.')
    if number and alike:
        said.append(f'"The same number as {alike}": {why}')
    return said


def bare_number(row: Row) -> str:
    """The number of a figure without its hedge, for what must not be said; blank where none is stated."""
    ends = [n for n in (row["stated_low"], row["stated_high"]) if not pd.isna(n)]
    return " to ".join(f"{n:,}" for n in dict.fromkeys(ends))


def dataset_citation(package: Package) -> str:
    """How to cite the dataset."""
    return f'"{package.title}", data package {package.name}, version {package.version}, {package.created}.'


def package_readme(package: Package) -> str:
    """The README inside the ZIP: caveats first, then what is in it, how to read and cite it, and the licence."""
    figures = records(package["article_figures"])
    lines = [f"# {package.title}", "", NOT_COUNTED_HERE, "", "## Before you quote a figure", ""]
    for row in figures:
        lines.append(f"- **{row['figure_as_stated']}**: {label(row)} {row['caveat']} Who says so: {speaker(row)}.")
    lines += ["", "## What is in it", "", package.description, ""]
    for table in package.tables.values():
        lines.append(f"- `{table.file_name}` ({counted(len(table.rows), 'row')}): {table.description}")
    lines += [
        f"- `{DESCRIPTOR_NAME}`: what every column means; `frictionless validate {DESCRIPTOR_NAME}` checks all of it.",
        "- `article_figures.json`: the article's figures, each with its bound, caveats and citation in words.",
        f"- `{CITATIONS}`: the article and this dataset as BibTeX.",
        "",
        "A blank means that nothing is stated; it is never 0.",
        "",
        "## Reading it",
        "",
        "```python",
        *reading_lines("article_figures.csv"),
        "```",
        "",
        "## Citing it",
        "",
        f"- The article: {source_line(package.article)}. {inferred_date(package.article)}".rstrip(),
        f"- This dataset: {dataset_citation(package)}",
        f"- Version {package.version or 'not stated'}, {package.created or 'no date'}",
        "",
        "## Licence",
        "",
        *[f"- {lic.get('title') or lic.get('name')}: {lic.get('path', '')}" for lic in package.licenses],
        "",
    ]
    return "\n".join(lines)


CITATIONS = "citations.bib"


def reading_lines(address: str) -> list[str]:
    """The lines that read a table with blanks as missing: pandas, then DuckDB."""
    return [
        "import pandas as pd",
        f'figures = pd.read_csv("{address}", dtype={{"stated_low": "Int64", "stated_high": "Int64"}}, '
        'keep_default_na=False, na_values=[""])',
        "import duckdb",
        f"duckdb.sql(\"SELECT figure_as_stated, caveat FROM read_csv('{address}', header = true)\")",
    ]


ONLY_READ = "These files can only be read: use GET or HEAD."


def address(name: str) -> str:
    """Where a file stands while the dashboard runs with its defaults."""
    return f"{ADDRESS}/data/{name}"


def whole_downloads(zip_name: str) -> list[tuple[str, str]]:
    """Label and name of what holds more than one table."""
    return [
        (f"Download {zip_name} (everything, with a README)", zip_name),
        ("Download article_figures.json (the article's figures in words)", "article_figures.json"),
        (f"Download {CITATIONS} (the article and the dataset as BibTeX)", CITATIONS),
        (f"Download {DESCRIPTOR_NAME} (the descriptor)", DESCRIPTOR_NAME),
    ]


def embed_line(charts: Sequence[str]) -> str:
    """The line that embeds the first chart, and the names of the others."""
    frame = f'<iframe src="{ADDRESS}/?embed=true&chart={charts[0]}" width="100%" height="1100"></iframe>'
    return f"{frame}\n<!-- chart: {', '.join(charts)} -->"


def no_such_file(names: Sequence[str]) -> str:
    """The answer to an address that is no file of the package."""
    return f"There is no such file here. These are: {', '.join(names)}."
