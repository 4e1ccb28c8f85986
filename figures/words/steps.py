"""Steps in words: what can be worked out, what cannot, and the tempting answer that is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from figures.analysis.arithmetic import WorkedOut, bare_number
from figures.language.english import NO_BREAK, capital, quoted, sentences
from figures.model.bound import Bound, Number
from figures.model.records import Measure
from figures.words import figure as words
from figures.words.amounts import amount, decimal, fewer
from figures.words.labels import WHO_SAYS_SO
from figures.words.sources import date_of

_STEPS = {"sum": "{0}, together with {1}", "ratio": "{0}, in proportion to {1}", "times": "{0}, taken {2} times"}
_ROUNDED = " (rounded)"
_UNITS = {"percent": f"{NO_BREAK}%", "times as many": f"{NO_BREAK}times as many"}


def step_words(worked: WorkedOut) -> str:
    """Return a step in words, with its inputs as stated: "about 7", in proportion to "more than 9"."""
    first, second = [*(quoted(words.figure(f)) for f in worked.step.inputs), ""][:2]
    return f"{worked.step.question} {_STEPS[worked.step.step].format(first, second, worked.step.times)}."


def step_inputs(worked: WorkedOut) -> tuple[str, ...]:
    """Return a line for each input: the figure as stated, what it counts, who says so, and where it was read."""
    return tuple(
        f"{quoted(words.figure(f))}{words.unhedged_note(f)}: {f.definition}. "
        f"{WHO_SAYS_SO}: {f.said_by}; as read in {f.source.publisher}, {date_of(f.source)}."
        for f in worked.step.inputs
    )


def step_result(worked: WorkedOut) -> str:
    """Return the result with its bound, or the reason why there is none."""
    if worked.result is None:
        return f"Nothing: {worked.reason}."
    told = capital(bound_in_words(worked.result, worked.step.shown_as, _measure(worked)))
    return f"{told}, from numbers {words.UNHEDGED}." if _is_bare(worked.result) else f"{told}."


def step_caveats(worked: WorkedOut) -> str:
    """Return the caveats of the inputs, each once."""
    return sentences(dict.fromkeys(f.caveat for f in worked.step.inputs))


def step_tempting(worked: WorkedOut) -> str:
    """Return what comes out once the hedges are dropped, marked as wrong."""
    if worked.tempting is None:
        stated = all(bare_number(f.stated) is not None for f in worked.step.inputs)
        return f"Any number: none {'can be worked out' if stated else 'is stated'}."
    bare = Bound(worked.tempting, worked.tempting)
    shown = bound_in_words(bare, worked.step.shown_as, _measure(worked)).removesuffix(_ROUNDED)
    if worked.result is not None and _is_bare(worked.result):
        return f'"exactly {shown}": the inputs carry no hedge, which is no claim of precision.'
    return f'"{shown}", without a hedge.'


def _measure(worked: WorkedOut) -> Measure | None:
    """The measure of the result, which a ratio has not."""
    return None if worked.step.step == "ratio" else worked.step.inputs[0].measure


def _is_bare(bound: Bound) -> bool:
    """True for a single number that carries no hedge."""
    return bound.low == bound.high and not bound.approximate


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
