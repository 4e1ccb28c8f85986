"""History in words: what each speaker said, and said later, drawn over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from figures.analysis import history
from figures.analysis.compare import with_the_number
from figures.analysis.history import Totals
from figures.analysis.select import reports_of
from figures.language.english import NO_BREAK, capital, counted, listed, quoted, sentences
from figures.model.package import Package
from figures.model.records import Figure, Measure, Report
from figures.words import figure as words
from figures.words.citation import source_note
from figures.words.figure import Note
from figures.words.sources import date_of, publisher

LATER = "after the article"
OTHERS = "Others, one figure each"
DERIVED, ASSUMED = "\u2020", "\u2021"  # behind a figure: placed by our arithmetic, and a day that is not stated
NOTHING_BETWEEN = "A thin line joins what one speaker said, and said later: nothing is known between."
_TIMES = ("", "", ", twice", ", three times", ", four times")
_LEFT_OUT = {
    history.OTHER_COUNT: ("count of another kind", "counts of another kind"),
    history.PART: ("count of a part", "counts of a part"),
    history.OTHER_PLACE: ("count for another place", "counts for another place"),
    history.NOT_PLACED: ("figure that this scale cannot hold", "figures that this scale cannot hold"),
    history.WITHDRAWN: ("withdrawn or corrected figure", "withdrawn or corrected figures"),
}


def title(measure: Measure) -> str:
    """Return the title of a chart."""
    return f"{measure.label}: what each speaker said, and said later"


def subtitle(measure: Measure) -> str:
    """Return the line under the title."""
    return f"{capital(measure.counts)}; by the day that each figure was given for"


def label(r: Report, times: int = 1) -> str:
    """Return the words at a mark, or at several marks running that have the same words."""
    signs = (DERIVED if r.derived else "") + (ASSUMED if r.as_of.first != r.as_of.last else "")
    again = _TIMES[times] if times < len(_TIMES) else f", said {times} times"
    return f"{words.figure(r)}{signs}{again.replace(' ', NO_BREAK)}"


def article_label(own: Figure | None) -> str:
    """Return the words in the article's panel. own: its figure of the measure of the chart, if it states one."""
    if own is None:
        return "gives no such number"
    return words.figure(own) if own.can_be_placed else f"{words.named(own)}, which has no place on this scale"


def line_label(article: Figure, measure: Measure) -> str:
    """Return the words at the line of the article's figure; one of another measure than the chart's is named."""
    unhedged = "unhedged " if article.bound == "unhedged" else ""
    counts = "" if article.measure == measure else f" ({article.measure.label.lower()})"
    return f"the article's {unhedged}{quoted(words.figure(article))}{counts}"


def words_for(labelled: int, marks: int) -> str:
    """Return the words behind the heading of a panel that has too many marks for words at each."""
    return f"words for {labelled} of {marks}, all in the table"


def history_alt(drawn: Totals) -> str:
    """Return the name of a chart, at most 60 words. The table of reports holds each figure with its hedge."""
    own = drawn.article
    article = f" The article: {words.named(own)}." if own and own.measure == drawn.measure else ""
    shown = f"{counted(len(drawn.reports), 'figure')} of {counted(len(drawn.speakers), 'speaker')}"
    return (
        f"Chart. {drawn.measure.label}, over time: {shown}, a panel for each speaker.{article} "
        "The table of reports holds each with its hedge."
    )


def left_out(totals: Iterable[Totals]) -> str:
    """Return which statements these charts leave out and why; "" where none is."""
    numbers = {reason: sum(drawn.left_out.get(reason, 0) for drawn in totals) for reason in _LEFT_OUT}
    told = [f"{n} {_LEFT_OUT[reason][n > 1]}" for reason, n in numbers.items() if n]
    return f"{listed(told)}." if told else ""


def signs(reports: Sequence[Report]) -> tuple[Note, ...]:
    """Return the meaning of the signs behind figures, of those that occur."""
    found = []
    if any(r.derived for r in reports):
        found.append((DERIVED, "a share or a sum that we worked out, so no line joins it."))
    if any(r.as_of.first != r.as_of.last for r in reports):
        found.append((ASSUMED, "no day is stated, so it stands at the end of its time."))
    return tuple(found)


def notes(package: Package, drawn: Totals) -> tuple[Note, ...]:
    """Return the notes of a chart, which its saved picture holds."""
    own, measure = drawn.article, drawn.measure
    found: list[Note] = [("", f"{NOTHING_BETWEEN} {words.SIZE_MEANS_NOTHING} {words.NOT_A_TOTAL}")]
    if measure.looks_like_why and package.measure(measure.looks_like):
        found.append(("Careful", measure.looks_like_why))
    if own and own.measure == measure:
        found.append((f"Careful, the article's {words.named(own)}", sentences([own.caveat, words.reading(own)])))
    found += signs(drawn.reports)
    if left := left_out([drawn]):
        found.append(("Left out", left))
    return (*found, source_note(package))


# The picture to share


def headline(package: Package, shown: Sequence[Totals]) -> str:
    """Return the headline of the picture: who else gave the article's number, and for which count.

    It says "most" only where more than half of those who gave the number up to the article's day, whatever the hedge,
    gave it for the other count.
    """
    own, alike = shown[0], shown[1:]
    article = own.article
    if not (article and article.measure == own.measure):
        return title(own.measure)
    asked = f"{quoted(capital(words.figure(article)))} {_brief(own.measure)}{words.unhedged_note(article)}?"
    day = article.period.last
    same, *others = (
        {s.first.claimant for s in with_the_number(article, reports_of(package, t.measure), day, comparable=True)}
        for t in shown
    )
    if alike and len(others[0]) > len(same) and 2 * len(others[0]) > len(others[0] | same):
        return f"{asked} Most others with that number said {quoted(_brief(alike[0].measure))}"
    return f"{asked} What others said, and said later"


def _brief(measure: Measure) -> str:
    return measure.label.partition(",")[0].lower()


def share_subtitle(shown: Sequence[Totals], speakers: int) -> str:
    """Return the line under the headline: what is counted, and which speakers are shown."""
    who = "the speaker" if speakers == 1 else f"{speakers} speakers"
    which = "who gave both counts" if len(shown) > 1 else "with the most figures"
    texts = shown[0].measure.reports_chart
    counts = texts.subtitle.partition(",")[0] if texts else shown[0].measure.label
    return f"{counts}: what {who} {which} said, by date."


def share_accent(article: Figure) -> str:
    """Return the words that tell the colour of the article's figure."""
    return f"Blue: the figure of an article, {date_of(article.source)}."


def share_notes(package: Package, shown: Sequence[Totals], reports: Sequence[Report], left: int) -> tuple[Note, ...]:
    """Return the notes of the picture. reports: those drawn; left: the number of speakers who are not shown."""
    why = shown[0].measure.looks_like_why if len(shown) > 1 else ""
    told = "; ".join(f"{sign} {text.removesuffix('.')}" for sign, text in signs(reports))
    gave = "who gave one count only or fewer figures" if len(shown) > 1 else "with fewer figures"
    out = [f"{counted(left, 'speaker')} {gave}"] if left else []
    out += [rest.removesuffix(".")] if (rest := left_out(shown)) else []
    article = package.article
    page = ", ".join(filter(None, [article.author, publisher(article), date_of(article)]))
    source = f"{page}; others as read on the pages that {package.name} {package.version} lists."
    return (
        ("Careful", sentences([why, "More speakers do not make a number true."])),
        ("", sentences([f"{told}." if told else "", "Nothing is known between joined figures."])),
        *([("Left out", f"{'; '.join(out)}.")] if out else []),
        (f"{words.SOURCE}s", sentences([source, package.reach])),
    )


def share_alt(shown: Sequence[Totals], speakers: int) -> str:
    """Return the picture's name for screen readers."""
    labels = listed([drawn.measure.label.lower() for drawn in shown])
    return f"Picture. {capital(labels)}, over time, from {counted(speakers, 'speaker')}; each figure with its hedge."
