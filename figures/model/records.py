"""Records: one row of a table each, with its foreign keys resolved and its bounds and periods parsed.

Every record is frozen. A blank cell is "" for text, None for a number, a date or a key. The columns and their meaning
stand in the schema (figures/package/schema.json).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Literal

from figures.model.bound import Bound, BoundKind, Number
from figures.model.period import Period

SHARES = {"percent": 100, "share": 1}  # one quantity in two units, each with its whole


@dataclass(frozen=True)
class Source:
    """A page that something was read in: a row of sources.csv."""

    source_id: str
    kind: str
    author: str
    title: str
    about: str
    publisher: str
    published: Period | None
    published_note: str
    url: str
    read_as: str
    last_read: str

    @property
    def is_inferred(self) -> bool:
        """True where the page's date was worked out and not stated."""
        return self.published_note.startswith("inferred")


@dataclass(frozen=True)
class Hedge:
    """Words that hedge a number, and how they are read everywhere: a row of hedges.csv.

    side: the side that the number comes from ("below" of nearly), in words only and never as a width; "" for none.
    """

    hedge_words: str
    bound: BoundKind
    is_strict: bool
    says: str
    does_not_say: str
    reading_rule: str
    side: str = ""


@dataclass(frozen=True)
class ChartTexts:
    """The words of one chart of reports: a row of charts.csv."""

    chart: str
    title: str
    subtitle: str


@dataclass(frozen=True)
class Measure:
    """One kind of quantity: a row of measures.csv.

    kind: count, growing toll, money, rate, share or level. Only a level can be below 0. A growing toll cannot fall.
    means, not_means: words that say what is counted, and words that say something else.

    looks_like: the key of the measure that this one is easily taken for, "" for none. Two measures can look like each
    other, so this stays a key; Package.measure() finds the record.
    """

    measure: str
    label: str
    counts: str
    unit: str
    per: str
    headline: int | None
    reports_chart: ChartTexts | None
    reports_by: tuple[str, ...]
    looks_like: str
    looks_like_why: str
    kind: str = "count"
    means: tuple[str, ...] = ()
    not_means: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claimant:
    """Whoever makes claims: a row of claimants.csv.

    claimant: the short name. full_name: the name spelled out for readers. side: the country or body that it belongs to.
    speaks_through: the offices, people or pages by which its claims came. Blanks are "".
    """

    claimant: str
    full_name: str
    claimant_kind: str
    side: str
    speaks_through: str


@dataclass(frozen=True)
class Caveat:
    """A further caveat of one figure: a row of caveats.csv."""

    caveat_id: str
    kind: str
    caveat: str
    source: Source


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A reported number, or words that stand for one, with its hedge: a row of article_figures.csv.

    stated: the bound that the source stated. reading: our own reading, where words must be placed on a scale. centre:
    the number that the source itself states with its range. note_on_reading: why the row differs from its wording.
    sentence: a clause to quote after "X wrote that"; "" where the page makes one.
    """

    figure_id: str
    measure: Measure
    figure_as_stated: str
    bound: BoundKind
    approximate: bool
    hedge: Hedge | None
    stated: Bound
    reading: Bound | None
    reading_rule: str
    unit: str
    per: str
    wording: str
    said_by: str
    source: Source
    locator: str
    period_wording: str
    period: Period
    obs_status: str
    definition: str
    caveat: str
    caveats: tuple[Caveat, ...] = ()
    scope: str = ""
    count_kind: str = ""
    centre: Number | None = None
    note_on_reading: str = ""
    sentence: str = ""

    @property
    def hedge_words(self) -> str:
        """The words that hedge the number; "" where nothing does."""
        return self.hedge.hedge_words if self.hedge else ""

    @property
    def in_measure(self) -> Bound:
        """The stated bound in the unit and time of the measure; open where it stated another unit or time."""
        if (self.unit, self.per) == (self.measure.unit, self.measure.per):
            return self.stated
        if self.per == self.measure.per and self.unit in SHARES and self.measure.unit in SHARES:
            times = Fraction(SHARES[self.measure.unit], SHARES[self.unit])
            return self.stated if self.stated.is_open else self.stated * times
        return Bound()

    @property
    def placed(self) -> Bound:
        """The figure's place on a scale: our reading where there is one, else what the source stated in its unit."""
        return self.reading or self.in_measure

    @property
    def can_be_placed(self) -> bool:
        """True where a mark has a number to stand at."""
        return not self.placed.is_open

    @property
    def is_forecast(self) -> bool:
        """True for what had not come when it was written (SDMX CL_OBS_STATUS F)."""
        return self.obs_status == "F"


@dataclass(frozen=True, kw_only=True)
class Report(Figure):
    """A figure that somebody other than the article reported: a row of other_reports.csv.

    derived: the claimant gave a share or a likeness, and the number is our reading of it. is_later: it speaks for a
    time after the article. emphasised: charts set this kind of claimant in bold. retells, revises, withdraws, part_of:
    the figure_id of the report that it retells, corrects, takes back or is a part of; "" for none. superseded_by,
    superseded_on: the report that corrects or takes back this one or the one that it retells, and its date.
    translation: ours, of a wording in another language. about: its row of claimants.csv.
    """

    claimant: str
    claimant_kind: str
    as_of: Period
    published: Period | None
    derived: bool = False
    is_later: bool = False
    emphasised: bool = False
    retells: str = ""
    revises: str = ""
    withdraws: str = ""
    part_of: str = ""
    superseded_by: str = ""
    superseded_on: Period | None = None
    translation: str = ""
    about: Claimant | None = None

    @property
    def claimant_full(self) -> str:
        """The claimant's name spelled out, or else its short name."""
        return self.about.full_name if self.about else self.claimant

    @property
    def unit_shown(self) -> str:
        """The unit where it is not the measure's own; "" where it is, and for a share, whose words name it."""
        return "" if self.unit in (self.measure.unit, "share") else self.unit


def article_as_report(figure: Figure, claimant: str) -> Report:
    """Return the article's own figure as a row among reports. claimant: what the row is called."""
    source = figure.source
    assert source.published is not None  # the check refuses an article without a date
    cells = {field.name: getattr(figure, field.name) for field in fields(Figure)}
    return Report(
        **cells, claimant=claimant, claimant_kind=source.kind, as_of=source.published, published=source.published
    )


@dataclass(frozen=True)
class Assertion:
    """An assertion of the article, or of a page named beside it, without a number: a row of unnumbered.csv.

    is_later: asserted after the article. beside: the statement_id of the article's sentence on the same; "" for none.
    """

    statement_id: str
    direction: str
    what: str
    wording: str
    said_by: str
    source: Source
    locator: str
    caveat: str
    see_measure: Measure | None
    is_later: bool = False
    translation: str = ""
    beside: str = ""


@dataclass(frozen=True)
class DatedClaim:
    """A date or place of the article beside the record: a row of dates.csv.

    is_later: what is recorded came, or was said, after the article.
    """

    date_id: str
    what: str
    wording: str
    locator: str
    reading: Period | None
    reading_rule: str
    recorded: Period | None
    recorded_what: str
    agreement: str
    note: str
    said_by: str
    source: Source | None
    is_later: bool = False

    @property
    def differs(self) -> bool:
        """True where the record differs from the article."""
        return self.agreement == "differs"


@dataclass(frozen=True)
class Step:
    """A step of arithmetic on one or two figures: a row of derived.csv. times: for a step "times" only."""

    derived_id: str
    question: str
    step: Literal["sum", "ratio", "times"]
    inputs: tuple[Figure, ...]
    times: int | None
    shown_as: str


@dataclass(frozen=True)
class Slip:
    """A page that tells a number as another kind of quantity: a row of slips.csv.

    told_as: the measure that the page makes of it. matches: the report whose number it is; None where none is known.
    """

    slip_id: str
    told_as: Measure
    figure_as_stated: str
    wording: str
    translation: str
    source: Source
    locator: str
    said_by: str
    matches: Report | None
    matches_note: str
    doubt: str
