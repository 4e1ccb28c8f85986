"""Steps in words: what can be worked out, what cannot, and the tempting answer that is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from figures.analysis.arithmetic import WorkedOut, bare_number
from figures.language.english import NO_BREAK, capital, quoted, sentences
from figures.model.bound import Bound, BoundKind, Number
from figures.model.records import Figure, Measure
from figures.words import figure as words
from figures.words.amounts import amount, decimal, fewer

_STEPS = {"sum": "{0}, together with {1}", "ratio": "{0}, divided by {1}", "times": "{0}, taken {2} times"}
_OPEN: Mapping[BoundKind, str] = {
    "about": "does not say how near",
    "at_least": "has no upper end",
    "at_most": "has no lower end",
    "magnitude": "names no number",
}
_ROUNDED = " (rounded)"
_UNITS = {"percent": f"{NO_BREAK}%", "times as many": f"{NO_BREAK}times as many"}


def step_words(worked: WorkedOut) -> str:
    """Return the inputs of a step as stated: "about 7", in proportion to "more than 9"."""
    named = [f"{quoted(words.figure(f))}{' (no hedge)' if f.bound == 'unhedged' else ''}" for f in worked.step.inputs]
    first, second = [*named, ""][:2]
    return f"{_STEPS[worked.step.step].format(first, second, worked.step.times)}."


def step_result(worked: WorkedOut) -> str:
    """Return the result with its bound, or the reason why there is none."""
    if worked.result is None:
        return f"Nothing: {worked.reason}"
    told = capital(bound_in_words(worked.result, worked.step.shown_as, _measure(worked)))
    is_bare = worked.result.low == worked.result.high and not worked.result.approximate
    return f"{told}, from numbers {words.UNHEDGED}" if is_bare else told


def step_tempting(worked: WorkedOut) -> tuple[str, str]:
    """Return what comes out once the hedges are dropped, "" where no number does, and why it is wrong."""
    if worked.tempting is None:
        stated = all(bare_number(f.stated) is not None for f in worked.step.inputs)
        return "", f"Any number is wrong: none {'can be worked out' if stated else 'is stated'}."
    bare = Bound(worked.tempting, worked.tempting)
    shown = bound_in_words(bare, worked.step.shown_as, _measure(worked)).removesuffix(_ROUNDED)
    return shown, sentences(dict.fromkeys(map(_why_wrong, worked.step.inputs)))


def _why_wrong(f: Figure) -> str:
    """The reason why a figure's bare number must not be reckoned with."""
    said = quoted(words.figure(f))
    if f.bound == "unhedged":
        return f"{said} has no hedge, which does not make it exact."
    return f"{said} {_OPEN.get(f.bound, 'is no single number')}."


def by_their_own_pair(worked: WorkedOut) -> str:
    """Return the step on figures of one speaker, with its result, in a line."""
    return f"{worked.step.question} {capital(step_words(worked)).removesuffix('.')}: {step_result(worked)}."


def _measure(worked: WorkedOut) -> Measure | None:
    """The measure of the result, which a ratio has not."""
    return None if worked.step.step == "ratio" else worked.step.inputs[0].measure


def bound_in_words(bound: Bound, shown_as: str, measure: Measure | None = None) -> str:
    """Return a computed bound in words: "at most about 30 % (rounded)", "more than 500; no upper figure".

    Ends are rounded outwards, so that rounding never narrows a bound, and what was rounded says so. measure: of the
    figures that were put together, for a result that is such a figure too.
    """
    about = "about " if bound.approximate else ""
    if bound.low is not None and bound.low == bound.high:
        return f"{about}{_shown(bound.low, shown_as, measure, round)}"
    low = "" if bound.low is None else _shown(bound.low, shown_as, measure, math.floor)
    high = "" if bound.high is None else _shown(bound.high, shown_as, measure, math.ceil)
    if low and high:
        return f"between {about}{low} and {about}{high}"
    if low:
        return f"{'more than' if bound.strict_low else 'at least'} {about}{low}; no upper figure"
    under = "less" if shown_as == "percent" else fewer(measure) if measure and shown_as == "number" else "fewer"
    # A strict end of an approximate number is no sharper than the number.
    return f"{f'{under} than' if bound.strict_high and not about else 'at most'} {about}{high}"


def _shown(number: Number, shown_as: str, measure: Measure | None, rounded: Callable[[Fraction], int]) -> str:
    """The number as it is shown; it says so where it was rounded."""
    scaled = Fraction(number) * (100 if shown_as == "percent" else 1)
    whole = 100 if shown_as == "percent" else 1
    if shown_as == "number" and (short := round(scaled, 4)) == scaled:
        return amount(short, measure.unit) if measure else decimal(short)
    digits = 1 if shown_as == "times as many" else 0
    # Nothing becomes 0, or the whole, that is not.
    near = min((apart for apart in (abs(scaled), abs(scaled - whole)) if apart), default=Fraction(1))
    while near * 10**digits < 1:
        digits += 1
    shown = Fraction(rounded(scaled * 10**digits), 10**digits)
    return f"{decimal(shown, digits)}{_UNITS.get(shown_as, '')}{'' if shown == scaled else _ROUNDED}"
