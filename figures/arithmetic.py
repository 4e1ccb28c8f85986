"""What can be worked out from figures that somebody stated, step by step, with the bound that the result keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from figures import bounds, wording
from figures.bounds import Bound, CannotBeComputed
from figures.tables import FIGURE_TABLES, Package

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One row of derived.csv worked out.

    inputs: the figures that it takes; result: a Bound, or None with the reason why there is none; tempting: what comes
    out once the hedges are dropped, or None where the words name no number.
    """

    row: Row
    inputs: tuple[Row, ...]
    result: Bound | None
    reason: str
    tempting: Fraction | None


def steps(package: Package) -> list[Step]:
    """Every row of derived.csv, in its order."""
    figures = {
        row["figure_id"]: row
        for name in FIGURE_TABLES
        if name in package.tables
        for row in wording.records(package[name])
    }
    return [_worked_out(row, figures, package.strict_hedges) for row in wording.records(package["derived"])]


def _worked_out(row: Row, figures: Mapping[str, Row], strict: frozenset[str]) -> Step:
    inputs = tuple(figures[row[column]] for column in ("first", "second") if row[column])
    stated = [bounds.stated(figure, strict=figure["hedge_words"] in strict) for figure in inputs]
    bare = [_bare(bound) for bound in stated]
    tempting = None if None in bare else _step(row, [Bound(number, number) for number in bare])
    try:
        return Step(row, inputs, _step(row, stated), "", _low(tempting))
    except CannotBeComputed as refusal:
        return Step(row, inputs, None, str(refusal), _low(tempting))


def _step(row: Row, of: list[Bound]) -> Bound:
    match row["step"]:
        case "sum":
            return of[0] + of[1]
        case "ratio":
            return of[0] / of[1]
        case _:
            return of[0] * int(row["times"])


def _bare(bound: Bound) -> bounds.Number | None:
    """The number that is left of a figure once its hedge is dropped; none of a range or of words."""
    if bound.low is not None and bound.high is not None and bound.low != bound.high:
        return None
    return bound.low if bound.low is not None else bound.high


def _low(bound: Bound | None) -> Fraction | None:
    return None if bound is None or bound.low is None else Fraction(bound.low)
