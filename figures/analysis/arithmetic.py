"""Arithmetic: each step of derived.csv worked out, with the bound that its result keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from figures.model.bound import Bound, CannotBeComputed, Number
from figures.model.package import Package
from figures.model.records import Figure, Report, Step


@dataclass(frozen=True)
class WorkedOut:
    """A step with its result.

    result: None where the inputs allow none; reason then says why. tempting: the number that comes out once the hedges
    are dropped; None where none does.
    """

    step: Step
    result: Bound | None
    reason: str
    tempting: Fraction | None


def worked_out(package: Package) -> tuple[WorkedOut, ...]:
    """Work out every step of the package, in the order of derived.csv."""
    return tuple(map(work_out, package.steps))


def work_out(step: Step) -> WorkedOut:
    """Work out one step."""
    stated = _stated(step.inputs)
    result, reason = _computed(step, stated)
    if any(isinstance(figure, Report) and figure.superseded_by for figure in step.inputs):
        result, reason = None, "one of these figures was withdrawn"
    bare = [number for bound in stated if (number := bare_number(bound)) is not None]
    tempting: Fraction | None = None
    if len(bare) == len(step.inputs):
        answer, _ = _computed(step, [Bound(number, number) for number in bare])
        tempting = None if answer is None or answer.low is None else Fraction(answer.low)
    return WorkedOut(step, result, reason, tempting)


def _stated(figures: Sequence[Figure]) -> list[Bound]:
    """The bounds that the sources stated. Only a level can be below 0, unless one of these figures is."""
    bounds = [f.stated if f.in_measure.is_open else f.in_measure for f in figures]
    signed = any(b.signed for b in bounds) or any(f.measure.kind == "level" for f in figures)
    return [replace(bound, signed=signed) for bound in bounds]


def bare_number(bound: Bound) -> Number | None:
    """Return the number that is left once the hedge is dropped; None for a range and for words."""
    if bound.low is not None and bound.high is not None and bound.low != bound.high:
        return None
    return bound.low if bound.low is not None else bound.high


def _computed(step: Step, of: Sequence[Bound]) -> tuple[Bound | None, str]:
    """The result of a step on these bounds, or None and the reason."""
    try:
        if step.step == "sum":
            return of[0] + of[1], ""
        if step.step == "times":
            return of[0] * (step.times or 0), ""
        return of[0] / of[1], ""
    except CannotBeComputed as refusal:
        by_zero = step.step == "ratio" and 0 in (of[1].low, of[1].high)
        return None, "a number cannot be divided by 0" if by_zero else str(refusal)
