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
from typing import Any

import pandas as pd

from figures import periods
from figures.bounds import Bound
from figures.legible import legible

Row = Mapping[str, Any]
NO_BREAK = "\u00a0"
SHOWN = 80  # letters of what an address asks for
SHORT = 22  # letters that a column of a table has room for on a narrow screen

NOT_COUNTED_HERE = "None of them is a count made here, and a hedge is part of its figure: quote both or neither."
NOT_A_COUNT = "This is not a count made here."
NOT_A_TOTAL = "None of these figures is a count made here, and they are not parts of a total."
SIZE_MEANS_NOTHING = "Arrows and discs have a size that means nothing."
SOURCE = "Source"
OUR_READING = "our reading"
UNHEDGED = "stated without a hedge"
PLACED_BY_READING = f"Its place on the scale is {OUR_READING}"
NO_FORECAST_YET = "Not yet, may never"
FORECAST = "A forecast: not yet, may never"

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
TO_CITE = "Sentences to cite, with hedge and caveat"
AS_STATED, COUNTED, WHO_SAYS_SO = "As stated", "What is counted", "Who says so"
THE_ARTICLE = "The article"
LATER = "Later than the article"
DERIVED = f" (placed{NO_BREAK}by{NO_BREAK}us)"
NO_VERDICT = "Reports stand side by side; no average is drawn, and none is called right or wrong."
NOT_A_VOTE = "Claimants are counted here, not reports, and a collection is not a vote."
REPORTS_AS_READ = "as read in the pages that other_reports.csv and sources.csv name."
STANDINGS = {
    "below": "below it",
    "above": "above it",
    "compatible": "compatible with it",
    "cannot be told": "that cannot be told",
}
OTHERS = "What others reported"
OTHERS_WHY = (
    "Reports on the same quantities by parties, governments and others, each as read in the page named. Each "
    "keeps its own hedge. Later reports show what was learned after the article."
)
WHO_CLAIMS_IT = "Who claims it"
SHOW_LATER = "Show reports later than the article"
THE_RECORD, AGREES = "The record", "Do they agree?"
DATES_SCALE = "The article's words as read by us, and the recorded dates, on one time scale"
NOTHING_RECORDED = "no dated record is held here"
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
        "about", "About: how near is not said.", "Ring in a soft disc: about this; how near is not said"
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
    "unnumbered": BoundWords("no number", "Words only: no number is given.", "Words only"),
}
APPROXIMATE_KEY = "Soft disc at a tick: the number itself is approximate"
FORECAST_KEY = "Broken strokes: a forecast; not yet, may never"


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
    return figure(row) + (f", {UNHEDGED}" if row["bound"] == "unhedged" else "")


def meaning(row: Row) -> str:
    """What the hedge means, in a sentence or two: "A floor: no upper figure is given." """
    text = BOUNDS[row["bound"]].meaning
    if row["approximate"] and row["bound"] not in ("about", "unnumbered"):
        text += " Its number is itself approximate."
    return text


def card_label(measure: str, row: Row) -> str:
    """What heads a card: the measure, and the time that a rate is given for."""
    return f"{measure}, a {row['per']}" if row["per"] else measure


def status(row: Row) -> str:
    """What a forecast must be told apart by; blank for what is said to have happened."""
    return NO_FORECAST_YET if is_forecast(row) else ""


def label(row: Row) -> str:
    """What stands under a figure in a chart: what is counted, and what the hedge means."""
    parts = [str(row["definition"]) + ".", meaning(row)]
    if row["reading_rule"]:
        parts.append(f"{PLACED_BY_READING}.")
    if is_forecast(row):
        parts.append(f"{FORECAST}.")
    return capital(" ".join(parts))


def speaker(row: Row) -> str:
    """Who says so and where: "reports, none named (paragraph 16)"."""
    locator = str(row["locator"]).replace(" ", NO_BREAK)
    return f"{row['said_by']} ({locator})"


def reading(row: Row) -> str:
    """The rule by which words were placed on a scale, said to be ours; blank where nothing was read."""
    return f"{PLACED_BY_READING}, not the source's: {row['reading_rule']}." if row["reading_rule"] else ""


def hover(row: Row) -> str:
    """What a pointer on a mark shows; all of it also stands on the page."""
    return f"{figure(row)}: {label(row)} Who says so: {speaker(row)}."


def statement(row: Row) -> str:
    """A figure as a sentence: hedge and number, what is counted, what the hedge means, who says so."""
    return f"{row['figure_as_stated']}: {label(row)} {reading(row)} Who says so: {speaker(row)}.".replace("  ", " ")


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
        return "no date"
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
    rule = f" {capital(OUR_READING)}: {hedge['reading_rule']}." if hedge["reading_rule"] else ""
    return f"{hedge['does_not_say']}{rule}"


def asserted(statement: Row) -> str:
    """What is asserted without a number, and what a number would have said."""
    return f"{capital(statement['what'])}. {statement['caveat']}"


def quoted(words: str) -> str:
    """The words of a source, marked as such."""
    return f'"{words}"'


def picture_name(chart: str, package: Any) -> str:
    """The file name of an exported picture: what it is, and the date of the data."""
    return "-".join(filter(None, [package.name, chart, package.created]))


def about_the_data(version: str, licenses: Iterable[Mapping[str, str]]) -> str:
    """What the tables are and how they may be used."""
    names = listed([lic.get("title") or lic.get("name") or "" for lic in licenses] or ["none stated"])
    return (
        "Every table as CSV (UTF-8, one row an observation, a blank where nothing is stated; a blank is never a zero). "
        f"Version {version or 'not stated'}. Licence: {names}."
    )


def table_line(table: Any) -> str:
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
    per = f"{NO_BREAK}a{NO_BREAK}{row['per']}" if row["per"] else ""
    unit = f" {row['unit_shown']}" if row["unit_shown"] else ""
    forecast = f"{NO_BREAK}(a{NO_BREAK}forecast)" if is_forecast(row) else ""
    return f"{figure(row)}{unit}{per}{DERIVED if row['derived'] else ''}{forecast}"


def claimant_line(row: Row) -> str:
    """When, and who: "14 Feb 2025  Harbour office"."""
    return f"{periods.in_words(row['as_of'], short=True)}{NO_BREAK}{NO_BREAK} {row['claimant']}"


def panel_heading(panel: Any) -> str:
    """The heading of a selections.Panel with the number of its reports, and which of many are shown."""
    shown = len(panel.reports)
    if panel.left_out:
        all_of_them = counted(shown + panel.left_out, "report")
        return f"{capital(panel.heading)}: {shown} of {all_of_them}, those nearest in date to the article"
    return f"{capital(panel.heading)}: {counted(shown, 'report')}" if shown else capital(panel.heading)


def group_heading(group: Mapping[str, str]) -> str:
    """What the reports of a group have in common: column -> value; a value that is missing says of what."""
    return ", ".join(
        f"{column.replace('_', ' ')} {value}" if value.startswith("not ") else value for column, value in group.items()
    )


def strip_label(article: Row, at_home: bool) -> str:
    """The words over the strip at the article's figure; at_home: in the panel that counts what the article counts."""
    return "the article's figure" if at_home else f'where the article\'s "{article["figure_as_stated"]}" falls'


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
        f"{periods.in_words(row['as_of'])}, {row['claimant']} ({row['claimant_kind']}): {report_words(row)}: "
        f"{row['definition']}.{told}"
    )


def reports_alt(title: str, panels: Sequence[Any]) -> str:
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
    for own in [panel.article for panel in panels if panel.article is not None][:1]:
        parts.append(f'A strip through every panel marks where the article\'s "{own["figure_as_stated"]}" falls.')
    return " ".join(parts)


def report_notes(panels: Sequence[Any], source: Row, why_not_compared: Iterable[str]) -> list[tuple[str, str]]:
    """The notes inside a chart of reports (selections.Panel): (lead-in or blank, text) for each."""
    reports = pd.concat([panel.reports for panel in panels])
    notes = [("", f"{SIZE_MEANS_NOTHING} {NOT_A_TOTAL} {NO_VERDICT}")]
    notes += [("Careful", why) for why in why_not_compared if why]
    for own in [panel.article for panel in panels if panel.article is not None]:
        notes.append((f"Careful, the article's {named(own)}", sentences([own["caveat"], reading(own)])))
    if (reports["derived"] == "yes").any():
        said = "the claimant gave a share or a likeness; where it stands is our arithmetic."
        notes.append((capital(DERIVED.strip(" ()").replace(NO_BREAK, " ")), said))
    placed = reports[(reports["derived"] == "") & (reports["reading_rule"] != "")]
    if not placed.empty:
        rules = sorted({rule.partition(":")[0] for rule in placed["reading_rule"]})
        notes.append(("Our reading", f"worded as stated, and placed by our arithmetic ({listed(rules)})."))
    notes.append((SOURCE, f"the article: {source_line(source, link=False)}; reports: {REPORTS_AS_READ}"))
    return notes


def notes_as_text(notes: Iterable[tuple[str, str]]) -> list[str]:
    """The notes inside a chart as lines of text, without its source, which each row of its table names."""
    return [capital(f"{lead}: {text}" if lead else text) for lead, text in notes if lead != SOURCE]


def report_cell(row: Row) -> str:
    """A report's figure in a table, with unit and time, what its hedge means, and whether it is later."""
    per = f" a {row['per']}" if row["per"] else ""
    said = f"{figure(row)} ({row['unit']}{per}){DERIVED if row['derived'] else ''}. {meaning(row)}"
    return sentences([said, f"{FORECAST}." if is_forecast(row) else "", f"{LATER}." if row["later"] else ""])


def report_counted(row: Row) -> str:
    """What a report counts, and its caveats."""
    return sentences([f"{capital(row['definition'])}.", row["caveat"], reading(row)])


def report_speaker(row: Row) -> str:
    """Who reported it and when, and by what chain, before the page that it was read in."""
    return f"{row['claimant']} ({row['claimant_kind']}), {periods.in_words(row['as_of'])}. {speaker(row)}. As read in"


def page_name(source: Row) -> str:
    """A page's publisher, kind and date."""
    return f"{source['publisher']} ({source['kind']}, {date_of(source)})"


def standing(article: Row, found: Any) -> tuple[str, list[str]]:
    """How the article's figure stands beside what others reported, from standing.Standings: claimants, not reports.

    A sentence that sums up, and a line for each way of standing with the claimants and their latest figures.
    """
    same = f"the same up to its date (scope: {article['scope']}; count: {article['count_kind']})"
    said = f'The article says "{figure(article)}". '
    ways = [(words, found.claimants[code]) for code, words in STANDINGS.items() if code in found.claimants]
    if ways:
        stand = listed([f"{len(rows)} {words}" for words, rows in ways])
        said += f"Of {counted(found.compared, 'claimant')} in this collection who counted {same}, "
        said += f"each by its latest report: {stand}. "
    else:
        said += f"No claimant in this collection counted {same}. "
    lines = [f"{capital(words)}: {_latest(rows)}." for words, rows in ways]
    if found.not_compared:
        why = "Not compared, because the scope or the count is another or is not stated"
        lines.append(f"{why}: {_latest(found.not_compared)}.")
    return f"{said}{NOT_A_VOTE}", lines


def _latest(rows: Iterable[Row]) -> str:
    """Claimants, each with its latest figure."""
    return "; ".join(f"{row['claimant']}: {report_words(row)}" for row in rows)


def no_figure_here(reports: pd.DataFrame) -> str:
    """Where the article states nothing and others did."""
    claimants = reports["claimant"].nunique()
    said = f"The article gives no number for this. In this collection {counted(claimants, 'claimant')} gave one."
    return f"{said} {NOT_A_VOTE}"


def number_elsewhere(article: Row, label_: str, alike: str, same: pd.DataFrame, other: pd.DataFrame) -> str:
    """Who gave the article's very number, for its measure and for the one that it is easily taken for."""
    return (
        f'The number in "{figure(article)}", whatever its hedge, comes in this collection, up to the article, for '
        f'"{label_}" {_claimants(same)}, and for "{alike}" {_claimants(other)}.'
    )


def _claimants(reports: pd.DataFrame) -> str:
    names = list(dict.fromkeys(reports["claimant"]))
    return f"from {counted(len(names), 'claimant')} ({'; '.join(names)})" if names else "from no claimant"


def said_afterwards(first: Row, rows: pd.DataFrame, source_of: Callable[[str], Row]) -> str:
    """What a claimant reported on the same measure after a report, each with the page that it was read in."""

    def told(row: Row) -> str:
        page = source_of(row["source_id"])["publisher"]
        return f'"{report_words(row)}" ({periods.in_words(row["as_of"])}, as read in {page})'

    return f"{first['claimant']}: {told(first)}; later {listed([told(row) for row in records(rows)])}."


def empty_selection(rows: int) -> str:
    """Where the filters leave nothing."""
    return f"No report is left by the filters above: {counted(rows, 'report')} on this stand in the table to download."


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
    """What stands at the recorded date; without one, what is recorded."""
    if item["recorded"]:
        return f"{periods.in_words(item['recorded'], short=True)}"
    return str(item["recorded_what"]) or NOTHING_RECORDED


def date_statement(item: Row) -> str:
    """A date of the article beside the record, as a sentence."""
    read = f", read as {periods.in_words(item['reading'])}" if item["reading"] else ""
    when = f"{periods.in_words(item['recorded'])}: " if item["recorded"] else ""
    record = f" Recorded: {when}{item['recorded_what']} ({item['said_by']})."
    if not item["recorded_what"]:
        record = f" {capital(NOTHING_RECORDED)}."
    return f'{capital(item["what"])}: the article says "{item["wording"]}"{read}.{record} {capital(item["agreement"])}.'


def dates_alt(title: str, items: pd.DataFrame) -> str:
    """The chart of dates in words."""
    return f"Chart. {title}. " + " ".join(map(date_statement, records(items)))


def date_notes(source: Row) -> list[tuple[str, str]]:
    """The notes inside the chart of dates."""
    return [
        ("Careful", "the hatched spans are our reading of the article's words; dates.csv gives the rule of each."),
        (SOURCE, f"the article: {source_line(source, link=False)}; recorded dates: the pages listed in dates.csv."),
    ]


def date_record(item: Row) -> str:
    """The recorded side of a date, before the page that it was read in."""
    when = f"{periods.in_words(item['recorded'])}: " if item["recorded"] else ""
    if not item["recorded_what"]:
        return NOTHING_RECORDED
    return f"{when}{item['recorded_what']}; {item['said_by']}; as read in"


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


def see(label_: str) -> str:
    """A pointer to where others gave numbers."""
    return f"Others gave numbers: see {label_}, below."


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


def step_words(step: Any) -> str:
    """A step in words, with its inputs as stated: "about 7 (...), in proportion to more than 9 (...)"."""
    inputs = [f'"{figure(row)}" ({row["definition"]}{_unhedged(row)})' for row in step.inputs]
    padded = [*inputs, ""][:2]
    return f"{step.row['question']} " + STEPS[step.row["step"]].format(*padded, step.row["times"])


def _unhedged(row: Row) -> str:
    return f"; {UNHEDGED}" if row["bound"] == "unhedged" else ""


def step_result(step: Any) -> str:
    """The result with its bound, or the reason why there is none."""
    if step.result is None:
        return f"Nothing: {step.reason}."
    return f"{capital(bound_in_words(step.result, step.row['shown_as']))}."


def step_caveats(step: Any) -> str:
    """The caveats of what a step takes, each once."""
    return sentences(dict.fromkeys(str(row["caveat"]) for row in step.inputs))


def step_tempting(step: Any) -> str:
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
    said = [f"{figure(row)}: {row['definition']}, according to {row['said_by']}."]
    said.append(meaning(row))
    if is_forecast(row):
        said.append("It is a forecast: it had not come when it was written, and may never come.")
    return said


def cannot_be_said(row: Row) -> list[str]:
    """What the figure does not bear, each in quotation marks as a thing not to say."""
    number = bare_number(row)
    counted_ = row["definition"]
    if not number:
        return [f"Any number of these ({counted_}): none is stated."]
    said = [f'"{number}: {counted_}", without its hedge.']
    if row["bound"] == "at_least":
        said.append(f'"No more than {number}": the top is open.')
    if row["bound"] == "at_most":
        said.append(f'"{number} came" or "{number} will come": it is a ceiling.')
    if row["bound"] == "about":
        said.append(f'"Exactly {number}", or any width around it: none is given.')
    if row["bound"] == "unhedged":
        said = [f'"Exactly {number}": a number without a hedge is no claim of precision.']
    return said


def bare_number(row: Row) -> str:
    """The number of a figure without its hedge, for what must not be said; blank where none is stated."""
    ends = [n for n in (row["stated_low"], row["stated_high"]) if not pd.isna(n)]
    return " to ".join(f"{n:,}" for n in dict.fromkeys(ends))


def date_note(source: Row) -> str:
    """A page's date as a note: "11 to 13 July 2025 (inferred)"."""
    return date_of(source) if source["published"] else ""


def dataset_citation(package: Any) -> str:
    """How to cite the dataset."""
    return f'"{package.title}", data package {package.name}, version {package.version}, {package.created}.'


def package_readme(package: Any) -> str:
    """The README inside the ZIP: caveats first, then what is in it, how to read and cite it, and the licence."""
    figures = records(package["article_figures"])
    lines = [f"# {package.title}", "", NOT_COUNTED_HERE, "", "## Before you quote a figure", ""]
    for row in figures:
        lines.append(f"- **{row['figure_as_stated']}**: {label(row)} {row['caveat']}")
    lines += ["", "## What is in it", "", package.description, ""]
    for table in package.tables.values():
        lines.append(f"- `{table.file_name}` ({counted(len(table.rows), 'row')}): {table.description}")
    lines += [
        f"- `{DESCRIPTOR}`: what every column means; `frictionless validate {DESCRIPTOR}` checks the package.",
        "- `article_figures.json`: the article's figures, each with its bound, caveats and citation in words.",
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


DESCRIPTOR = "datapackage.json"


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
        (f"Download {DESCRIPTOR} (the descriptor)", DESCRIPTOR),
    ]


def embed_line(charts: Sequence[str]) -> str:
    """The line that embeds the first chart, and the names of the others."""
    frame = f'<iframe src="{ADDRESS}/?embed=true&chart={charts[0]}" width="100%" height="1100"></iframe>'
    return f"{frame}\n<!-- chart: {', '.join(charts)} -->"


def no_such_file(names: Sequence[str]) -> str:
    """The answer to an address that is no file of the package."""
    return f"There is no such file here. These are: {', '.join(names)}."
