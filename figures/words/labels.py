"""Labels: the fixed words of the page, its headings, buttons and messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from figures.language.english import counted, listed
from figures.language.legible import legible
from figures.model.package import DESCRIPTOR_NAME, Package, Table

# Stands in every text that shows an address of this server, until with_root() puts the real address in its place.
ROOT = "{root}"
DEFAULT_ROOT = "http://localhost:8501"  # Streamlit's own default, shown where no server is known
SHOWN = 80  # characters of an address's value that a message shows
CITATIONS = "citations.bib"

NOT_COUNTED_HERE = (
    "None of these figures is a count made here, and a hedge is part of its figure: quote both or neither."
)
APOLOGY = (
    "Something went wrong on this page, and it is our fault. Please load it again. If it stays, whoever keeps this "
    "page finds the reason in the server's log."
)
CANNOT_SHOW = "The figures cannot be shown: their data has a fault"
HOW_TO_MEND = (
    "Nothing is shown, because a part of the data could be wrong. Whoever keeps this page can mend it in the place "
    "that each line names and load the page again; row 1 is the header row."
)

# Headings and controls
ON_THIS_PAGE = "On this page"
READ_IT = "Read the article"
BEFORE_YOU_QUOTE = "Before you quote these figures"
OPEN_ALL = "Open every part, to print or to search"
FOLDED = "folded when this was printed"
TO_CITE = "Sentences to cite, with hedge and caveat"
CAN_BE_SAID, CANNOT_BE_SAID = "What can be said", "What cannot be said"
ASSERTED_WHY = "The article says these things too, and gives no number: they cannot be counted or compared."
NOT_DRAWN = "Figures in words that no scale can hold"
NOT_DRAWN_WHY = "These too stand for a number, but none that could be placed: they have no mark."
HEDGES_WHY = "Hedges differ in what they allow. Each hedge of the tables is read in one way everywhere on this page."
OTHERS = "What others reported"
OTHERS_WHY = (
    "Reports on the same quantities by parties, governments and others, each as read in the page named. Each "
    "keeps its own hedge. Later ones were published after the article."
)
WHO_CLAIMS_IT = "Who claims it"
SHOW_LATER = "Show reports later than the article"
WORKED_OUT_WHY = (
    "Arithmetic keeps the hedges or does not happen. Nothing is worked out from a reading of ours, and other people's "
    "figures are put together only where one claimant gave both at one time."
)
SEE = "Others gave numbers: see {}, below."  # {}: a link to the heading of the part that holds them
SAVE_AS, PICTURES = "Save pictures of charts as", ("PNG", "SVG")
WHOLE_PAGE = "All figures, with their caveats"
SAVE_SVG, SAVE_SVG_OF_ALL = "Save as SVG", "Save as SVG (every report)"
COPY_LINK, LINK_COPIED = "Copy a link to this view", "Link copied"

# Labels of folded parts
DATES_PART = "The article's words and the record, drawn and as a table"
STEPS_PART = "Each step, beside the tempting answer that is wrong"
ASSERTIONS_PART = "Each assertion, in the article's words"
HEDGES_PART = "Each hedge, and what it says and does not say"
REUSE = "To cite, to read by a program, to embed"

# Headings of tables
AS_STATED, COUNTED, WHO_SAYS_SO = "As stated", "What is counted", "Who says so"
ASSERTED, IN_WORDS = "What is asserted", "In the article's words"
ASSERTED_BY_OTHERS, IN_PAGE_WORDS = "What others asserted on the same", "In the page's words"
QUESTION, WORKED_OUT, TEMPTING = "Question and step", "What can be said", "Tempting, and wrong"
THE_RECORD, AGREES = "The record", "Do they agree?"
THE_WORDS, THEY_SAY, THEY_DO_NOT_SAY = "The words", "They say", "They do not say"
COLUMN, TYPE, MEANS = "Column", "Type", "What it means"

# The data
THE_DATA = "The data"
TO_CITE_ALL = "To cite the dataset, and as BibTeX the article and the dataset:"
READ_BY_PROGRAM = "To read a table while this dashboard runs, with blanks as missing:"
EMBED = "To show one chart with its caveats in a page of your own, with one of these names for the chart:"
ONLY_READ = "These files can only be read: use GET or HEAD."


def with_root(text: str, root: str = DEFAULT_ROOT) -> str:
    """Return the text with the server's address in place of ROOT. root: scheme, host, port and base path."""
    return text.replace(ROOT, root.rstrip("/"))


def address(name: str) -> str:
    """Return the address of a file while the dashboard runs; it begins with ROOT."""
    return f"{ROOT}/data/{name}"


def picture_name(chart: str, package: Package) -> str:
    """Return the name of a saved picture, without its ending: the package, the chart, the date of the data."""
    return "-".join(filter(None, [package.name, chart, package.created]))


def reports_part(reports: int, *, with_chart: bool) -> str:
    """Return the label of the part that holds the reports on some measures."""
    shape = "drawn, and as a table" if with_chart else "as a table, in units that no one scale holds"
    return f"{counted(reports, 'report')}, {shape}"


def reports_table(reports: int) -> str:
    """Return the label of the fold that holds a chart's reports as tables."""
    return f"The {counted(reports, 'report')} as a table, each with the page it was read in"


def empty_selection(reports: int) -> str:
    """Return the message where the filters leave nothing. reports: how many there are without filters."""
    return f"No report is left by the filters: {counted(reports, 'report')} on this stand in the table to download."


def unknown_filter(name: str, values: Iterable[str]) -> str:
    """Return the notice for an address that asks for something unknown; long values are cut."""
    shown = legible(listed([legible(value, SHOWN) for value in values]), 3 * SHOWN)
    return f"The address asks for {name} = {shown}, which is not known here; it is ignored."


def about_the_data(package: Package) -> str:
    """Return what the tables are and how they may be used."""
    names = listed([lic.title or lic.name for lic in package.licenses if lic.title or lic.name] or ["none stated"])
    return (
        "Every table as CSV (UTF-8, one row an observation, a blank where nothing is stated; a blank is never a zero). "
        f"Version {package.version or 'not stated'}. Licence: {names}."
    )


def download(table: Table) -> str:
    """Return the label of the button that downloads a whole table."""
    return f"Download {table.file_name} ({counted(len(table.cells), 'row')})"


def whole_downloads(zip_name: str) -> tuple[tuple[str, str], ...]:
    """Return label and file name of the downloads that are no single table."""
    return (
        (f"Download {zip_name} (everything, with a README)", zip_name),
        ("Download article_figures.json (the article's figures in words)", "article_figures.json"),
        (f"Download {CITATIONS} (the article and the dataset as BibTeX)", CITATIONS),
        (f"Download {DESCRIPTOR_NAME} (the descriptor)", DESCRIPTOR_NAME),
    )


def no_such_file(names: Sequence[str]) -> str:
    """Return the answer to an address that is no file of the package."""
    return f"There is no such file here. These are: {', '.join(names)}."


def table_line(table: Table) -> str:
    """Return a table's title, file and length."""
    return f"{table.title}: {table.file_name}, {counted(len(table.cells), 'row')}"


def first_rows(shown: int, rows: int, file_name: str) -> str:
    """Return the line under a table of which only the first rows are shown."""
    return f"These are the first {shown} of {counted(rows, 'row')}; the rest stand in {file_name}."
