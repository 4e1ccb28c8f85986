"""Labels: the fixed words of the page, its headings, buttons and messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from figures.language.english import counted, listed
from figures.language.legible import legible
from figures.model.package import DESCRIPTOR_NAME, Package, Table
from figures.model.records import Source

# Stands in every text that shows an address of this server, until with_root() puts the real address in its place.
ROOT = "{root}"
DEFAULT_ROOT = "http://localhost:8501"  # Streamlit's own default, shown where no server is known
SHOWN = 80  # characters of an address's value that a message shows
CITATIONS = "citations.bib"

NOT_COUNTED_HERE = "We counted nothing. A hedge is part of its figure: quote both or neither."
APOLOGY = (
    "Something went wrong on this page, and it is our fault. Please load it again. If it stays, whoever keeps this "
    "page finds the reason in the server's log."
)
CANNOT_SHOW = "The figures cannot be shown: their data has a fault"
HOW_TO_MEND = (
    "Nothing is shown, because a part of the data could be wrong. Whoever keeps this page can mend it in the place "
    "that each line names and load the page again; row 1 is the header row."
)

# The top of the page
ON_THIS_PAGE = "On this page"
AT_A_GLANCE = "At a glance"
WHO_SAYS_SO_LEAD, CAREFUL_LEAD = "Who says so:", "Careful:"
OTHERS_LATEST, LATEST = "Others, latest:", "Latest:"
COPY_SENTENCE, COPY, COPIED = "Copy a sentence", "Copy", "Copied"
TO_OTHERS, TO_WHAT_CAME, TO_PLACE = "What others say \u2193", "What came of it \u2193", "What may be quoted \u2193"
ALL_FIGURES = "The article's figures, each with its hedge"

DRAFT = "Draft."

# What others said
OTHERS = "Whose figures are shown"
OTHERS_WHY = (
    "Each part below sets a figure of the article beside what others said, what differs first. Room for a number does "
    "not confirm it."
)
WHO_CLAIMS_IT, EVERYONE = "Show what was said by", "Everyone"
COPY_LINK, LINK_COPIED = "Copy link", "Link copied"
COPY_VIEW = "Copy a link to this view"

# The place of a measure
ALSO = "It also says"
NO_FIGURE = "The article gives no figure for this."
WHO_ELSE, SAID_LATER = "Who else gave this number", "Said later"
NOTHING_LATER = "Nothing on the pages we read."
A_PLAN, WHAT_CAME, WHAT_WAS_EXPECTED = "A plan?", "What came of it", "What was expected"
MAY_WRITE, MAY_NOT_WRITE = "You may write", "You may not write"
WHAT_OTHERS_SAID = "What others said"
NOTHING_TO_COMPARE = "The article gives no number here that others' figures could be compared with."
ARITHMETIC = "What can be worked out"
BY_OTHERS_FOLD = "Arithmetic by others"
AFTER_THE_ARTICLE = "after the article"
NOT_FOUND = "No such statement found"
SHARE = "Save a picture to share (PNG)"
BY_THE_ARTICLE = "By the article's own figures"
WHO_AND_WHEN = "Who, and when"
TEMPTING = "Tempting, and wrong"
SAVE_PNG, SAVE_SVG = "Save picture (PNG)", "Save as SVG"
COPY_EMBED, EMBED_COPIED = "Copy embed code", "Embed code copied"
DOWNLOAD_PART = "Download these figures (CSV)"

# Check a sentence
CHECK = "Check a sentence"
CHECK_WHY = "Paste a sentence before you publish it. Its figures are compared with those of this page. Nothing is kept."
YOUR_SENTENCE, CHECK_IT, FOR_EXAMPLE = "Your sentence", "Check it", "For example, a sentence with one of these figures"
COPY_CORRECTED = "Copy a sentence that would do"

# The rest of the page
ASSERTED_WHY = "The article says these things without a number: they cannot be compared."
HEDGES_WHY = "Each hedge is read in one way everywhere on this page."
WORKED_OUT_WHY = (
    "We calculate only from numbers that somebody stated, carry their hedges along, and combine two only if one "
    "speaker gave both at the same time."
)
MARKS_WHY = "Arrows and discs have a size that means nothing. No average or total is drawn."
SEE = "Others gave numbers: see {}."  # {}: a link to the part that holds them
OPEN_ALL = "Open every part"
WHOLE_PAGE = "All figures, with their caveats"
DICTIONARY = "What each column means"

# Labels of folded parts
DATES_PART = "Each date beside the record: chart and table"
ASSERTIONS_PART = "Each assertion, in the article's words"
HEDGES_PART = "The rules, and each hedge"
FILES_PART = "Each table (CSV)"
AS_A_TABLE, CHART_AND_TABLE, LISTS_AND_TABLE = " as a table", ": chart and table", ": lists and table"
CITE_PART, PROGRAM_PART, EMBED_PART = "Cite the data", "Read it by a program", "Embed a chart"

# Headings of tables
QUESTION, INPUTS, RESULT = "Question", "From", "Result"
CAVEAT = "Caveat"
CHART, LINE = "Chart", "Line to copy"
FILE, A_ROW_IS, ROWS = "File", "A row is", "Length"
AS_STATED, COUNTED, WHO_SAYS_SO = "As stated", "What is counted", "Who says so"
ASSERTED, IN_WORDS = "What is asserted", "In the article's words"
ASSERTED_BY_OTHERS, IN_PAGE_WORDS = "What others asserted on the same", "In the page's words"
THE_RECORD, AGREES = "The record", "Do they agree?"
THE_WORDS, THEY_SAY, THEY_DO_NOT_SAY = "The words", "They say", "They do not say"

# The data
THE_DATA = "Data, cite, embed"
TO_CITE_ALL = "The dataset; the download above holds article and dataset as BibTeX:"
READ_BY_PROGRAM = "With pandas or DuckDB, and blanks as missing:"
EMBED = (
    "A frame shows one chart with title, source and notes, and a way back to this page. Its height fits 390 pixels "
    "and wider."
)
ONLY_READ = "These files can only be read: use GET or HEAD."


def with_root(text: str, root: str = DEFAULT_ROOT) -> str:
    """Return the text with the server's address in place of ROOT. root: scheme, host, port and base path."""
    return text.replace(ROOT, root.rstrip("/"))


def opening(hedges: Sequence[str]) -> str:
    """Return the first sentences of the page. hedges: examples in quotation marks."""
    such = f" A hedge is a word such as {' or '.join(hedges)}." if hedges else ""
    return f"{NOT_COUNTED_HERE}{such}"


def the_article(article: Source) -> str:
    """Return "The article, July 2025"."""
    return f"The article, {article.published.last.strftime('%B %Y')}" if article.published else "The article"


def said(speakers: int, on_scale: bool) -> str:
    """Return the label of the fold that holds what others said."""
    return f"What {counted(speakers, 'speaker')} said: {'list, chart and table' if on_scale else 'list and table'}"


def history(measure: str) -> str:
    """Return the label of the fold that holds what each speaker said over time."""
    return f"{measure}, as each speaker said over time"


def told(measure: str, statements: int) -> str:
    """Return the label of the fold that holds statements as different pages tell them."""
    return f"{measure}, told on different pages: {counted(statements, 'example')}"


def all_reports(number: int, shown_as: str) -> str:
    """Return the label of the fold that holds the reports on a measure. shown_as: AS_A_TABLE or one of its kind."""
    return f"All {counted(number, 'report')}{shown_as}" if number != 1 else f"The report{shown_as}"


def checked(marks: Sequence[str]) -> str:
    """Return the line that tells what a check found, which screen readers announce. marks: one for each figure."""
    found = [f"{counted(len(marks), 'figure')} checked", f"{marks.count('fault')} with a fault"]
    found += [f"{marks.count('asks')} to be answered by you"] if "asks" in marks else []
    found += [f"{marks.count('other')} not known here"] if "other" in marks else []
    return f"{listed(found)}."


def draft_lacks(rows: int) -> str:
    """Return the line that heads what a draft lacks. rows: how many rows have a blank."""
    lacks = f"{counted(rows, 'row')} are not finished:" if rows != 1 else "1 row is not finished:"
    return f"Do not quote this page. {lacks if rows else 'Nothing is missing; run fill to end the draft.'}"


def copy_link_to(heading: str) -> str:
    """Return the name of the link that copies the address of a part."""
    return f"Copy a link to: {heading}"


def older(number: int) -> str:
    """Return the line below a list that leaves out its older rows."""
    return f"{number} older: in the table."


def only(kind: str) -> str:
    """Return the line above lists that follow a filter."""
    return f'Only "{kind}" is shown here. The text above does not follow this choice.'


def status(kind: str, shown: int, of: int) -> str:
    """Return the line that tells what the filter leaves, which screen readers announce."""
    who = f'Only "{kind}" is shown' if kind else "Everyone is shown"
    return f"{who}: {shown} of {counted(of, 'report')}. Lists, charts and tables follow; the text does not."


def nobody(kind: str) -> str:
    """Return the message where the filter leaves nothing."""
    return f'Nobody of "{kind}" gave a figure for this. Choose "{EVERYONE}" above to see the others.'


def caveats(number: int, *, more: bool) -> str:
    """Return the label of the fold that holds caveats. more: another one stands above."""
    return f"{counted(number, 'more caveat' if more else 'caveat')} before you quote"


def unknown_filter(name: str, values: Iterable[str]) -> str:
    """Return the notice for an address that asks for something unknown; long values are cut."""
    shown = legible(listed([legible(value, SHOWN) for value in values]), 3 * SHOWN)
    return f"The address asks for {name} = {shown}, which is not known here; it is ignored."


def about_the_data(package: Package) -> str:
    """Return what the tables are and how they may be used."""
    names = listed([lic.title or lic.name for lic in package.licenses if lic.title or lic.name] or ["none stated"])
    return (
        "Every table as CSV (UTF-8). Blank means not stated; it is never 0. "
        f"Version {package.version or 'not stated'}. Licence: {names}."
    )


def download(table: Table) -> str:
    """Return the label of the button that downloads a whole table."""
    return f"Download {table.file_name} ({counted(len(table.cells), 'row')})"


def whole_downloads(zip_name: str) -> tuple[tuple[str, str], ...]:
    """Return label and file name of the downloads that are no single table."""
    return (
        ("Download everything (ZIP)", zip_name),
        ("The article's figures (JSON)", "article_figures.json"),
        ("Citations (BibTeX)", CITATIONS),
        ("Descriptor (JSON)", DESCRIPTOR_NAME),
    )


def no_such_file(names: Sequence[str]) -> str:
    """Return the answer to an address that is no file of the package."""
    return f"There is no such file here. These are: {', '.join(names)}."


def first_rows(shown: int, rows: int, file_name: str) -> str:
    """Return the line under a table of which only the first rows are shown."""
    return f"These are the first {shown} of {counted(rows, 'row')}; the rest stand in {file_name}."
