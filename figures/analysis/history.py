"""History: what each claimant stated, in order of date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from figures.analysis import select
from figures.analysis.compare import Statement, same_place, statements
from figures.model.package import Package
from figures.model.records import Figure, Measure, Report

# Reasons for which a chart of the history leaves a statement out.
PART, OTHER_COUNT, OTHER_PLACE, NOT_PLACED, WITHDRAWN = "part", "other count", "other place", "not placed", "withdrawn"
MOST = 100  # figures in the history of a measure; more could not be told apart


@dataclass(frozen=True)
class Series:
    """The statements of one claimant on one measure, of one scope and kind of count, in order of date.

    A part of a whole on the same measure, such as one unit's, is a series of its own beside the whole.
    """

    claimant: str
    scope: str
    count_kind: str
    statements: tuple[Statement, ...]
    is_part: bool = False


@dataclass(frozen=True)
class Speaker:
    """The reports of one claimant that one chart can show, in order of date, and those that a line may join.

    joined: runs of successive reports of one scope and kind of count, each a single number that the claimant stated
    itself: none that we worked out or read, and no range.
    """

    claimant: str
    reports: tuple[Report, ...]
    joined: tuple[tuple[Report, ...], ...]


@dataclass(frozen=True)
class Totals:
    """The statements on a growing toll that one chart can show, and the number of those left out for each reason.

    article: the figure of the article that its place is marked by, also where it is the look-alike measure's.
    """

    measure: Measure
    article: Figure | None
    speakers: tuple[Speaker, ...]
    left_out: Mapping[str, int]

    @property
    def reports(self) -> tuple[Report, ...]:
        """Every report that is shown."""
        return tuple(report for speaker in self.speakers for report in speaker.reports)

    @property
    def is_worth_drawing(self) -> bool:
        """True where at least three statements can be placed, one speaker has two of them, and a chart can hold all."""
        days = [len({report.as_of.edtf for report in speaker.reports}) for speaker in self.speakers]
        return 3 <= sum(days) <= MOST and max(days) >= 2


def totals(package: Package, measure: Measure) -> Totals:
    """Return the statements on a growing toll whose kind of count is the article's, there or on other growing tolls.

    The place must be the article's or not stated. Parts, other kinds of count and figures without a number are left
    out.
    """
    alike = package.measure(measure.looks_like)
    mains = (select.main_figure(package, m) for m in (measure, alike) if m)
    article = next((figure for figure in mains if figure and figure.can_be_placed), None)
    told = [f for f in package.figures if f.measure.kind == measure.kind]
    kinds = Counter(f.count_kind for f in [f for f in told if f.measure == measure] or told)
    kind = article.count_kind if article else max(kinds, key=lambda k: kinds[k], default="")
    left_out = Counter({WITHDRAWN: sum(bool(r.superseded_by) for r in select.reports_of(package, measure))})
    speakers: dict[str, list[tuple[Statement, ...]]] = {}
    for one in history(package, measure):
        reason = PART if one.is_part else OTHER_COUNT if one.count_kind != kind else ""
        if not reason and article and not same_place(one.scope, article.scope):
            reason = OTHER_PLACE
        shown = () if reason else tuple(filter(_placed, one.statements))
        left_out[reason or NOT_PLACED] += len(one.statements) - len(shown)
        if shown:
            speakers.setdefault(one.claimant, []).append(shown)
    return Totals(measure, article, tuple(_speaker(*pair) for pair in speakers.items()), +left_out)


def _speaker(claimant: str, series: list[tuple[Statement, ...]]) -> Speaker:
    placed = [r for shown in series for statement in shown for r in _placed(statement)]
    in_order = sorted(placed, key=lambda r: (r.as_of.last, r.as_of.first, r.figure_id))
    runs = (tuple(r for statement in shown for r in _joinable(statement)) for shown in series)
    return Speaker(claimant, tuple(in_order), tuple(run for run in runs if len(run) > 1))


def _placed(statement: Statement) -> tuple[Report, ...]:
    """The reports of a statement that stand at a number. A size, such as "scores", has only our reading of it."""
    return tuple(r for r in statement.reports if r.can_be_placed and r.bound not in ("magnitude", "unnumbered"))


def _joinable(statement: Statement) -> Iterator[Report]:
    reports = _placed(statement)
    if len(reports) == 1 and reports[0].bound != "between" and not (reports[0].derived or reports[0].reading):
        yield reports[0]


def history(package: Package, measure: Measure) -> tuple[Series, ...]:
    """Return the statements on a measure by claimant, scope and kind of count; each series in order of date.

    Those of one claimant stand together, and the claimant whose first statement is earliest comes first.
    """
    reports = select.reports_of(package, measure)
    wholes = {report.figure_id for report in reports}
    claimants: dict[str, dict[tuple[str, ...], list[Statement]]] = {}
    for statement in statements(reports):
        first = statement.first
        key = (first.scope, first.count_kind, first.unit, first.per, first.part_of if first.part_of in wholes else "")
        claimants.setdefault(first.claimant, {}).setdefault(key, []).append(statement)
    return tuple(
        Series(claimant, key[0], key[1], tuple(stated), is_part=bool(key[-1]))
        for claimant, groups in claimants.items()
        for key, stated in groups.items()
    )
