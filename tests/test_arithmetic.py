"""A step of arithmetic keeps its bounds or is refused, and no result is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from figures.analysis.arithmetic import WorkedOut, work_out, worked_out
from figures.language.english import capital
from figures.model.bound import Bound, CannotBeComputed
from figures.model.package import Package
from figures.model.records import Figure, Step
from figures.package.problems import PackageError
from figures.package.read import load
from figures.words import steps as words
from figures.words.figure import UNHEDGED
from figures.words.steps import bound_in_words
from tests import editing
from tests.oracle import FOLDERS, cells, package, plain

OWN = package("own")


def steps_of(loaded: Package) -> dict[str, WorkedOut]:
    return {worked.step.derived_id: worked for worked in worked_out(loaded)}


def result_of(worked: WorkedOut) -> str:
    """The result in words, without the caveats that follow it."""
    assert worked.result is not None, worked.reason
    return plain(capital(bound_in_words(worked.result, worked.step.shown_as)))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project's package, to be changed; its folder."""
    return editing.copy_of(FOLDERS["own"], tmp_path / "package")


def reload(folder: Path) -> dict[str, WorkedOut]:
    return steps_of(load(folder / editing.DESCRIPTOR))


def add_step(folder: Path, **row: str) -> None:
    rows = editing.read(folder / "derived.csv")
    editing.write(folder / "derived.csv", [*rows, [row.get(column, "") for column in rows[0]]])


# Results

COMES_TO = {
    "killed-of-deployed": "At most about 40 %",
    "nis-april-killed-of-deployed": "About 4 %",
    "deployed-and-additional": "More than 10,000; no upper figure",
    "additional-to-deployed": "Fewer than 3 times as many",
    "western-killed-of-casualties": "About 25 %",
    "nis-january-killed-of-casualties": "About 10 %",
    "nis-april-killed-of-casualties": "About 13 % (rounded)",
    "jcs-casualties-of-deployed": "About 36 % (rounded)",
    "uk-casualties-of-deployed": "More than about 54 % (rounded); no upper figure",
    "nis-casualties-of-deployed": "31 % (rounded)",
}
REFUSED = {"shells-a-year": "the source states no number, and nothing is worked out from a reading of ours"}
TEMPTING = {
    "killed-of-deployed": (
        "40 %", '"about 4,000" does not say how near. "more than 10,000" has no upper end.',
    ),
    "deployed-and-additional": (
        "40,000", '"more than 10,000" has no upper end. "as many as 30,000" has no lower end.',
    ),
    "additional-to-deployed": (
        "3 times as many", '"as many as 30,000" has no lower end. "more than 10,000" has no upper end.',
    ),
    "shells-a-year": ("", "Any number is wrong: none is stated."),
}  # fmt: skip


def test_each_step_comes_to_what_its_hedges_allow() -> None:
    steps = steps_of(OWN)
    assert list(steps) == [row["derived_id"] for row in cells(FOLDERS["own"], "derived")]
    assert {key: result_of(worked) for key, worked in steps.items() if worked.result is not None} == COMES_TO
    assert {key: worked.reason for key, worked in steps.items() if worked.result is None} == REFUSED


def test_the_results_are_those_of_the_files_own_numbers() -> None:
    """Each is worked out a second time, from the cells of the files as text, by all pairs of ends."""
    rows = {r["figure_id"]: r for table in ("article_figures", "other_reports") for r in cells(FOLDERS["own"], table)}

    def ends(figure_id: str) -> tuple[Fraction, Fraction | None]:
        low, high = rows[figure_id]["stated_low"], rows[figure_id]["stated_high"]
        return Fraction(low or 0), Fraction(high) if high else None

    steps = steps_of(OWN)
    for row in cells(FOLDERS["own"], "derived"):
        result = steps[row["derived_id"]].result
        if result is None:
            continue
        (low, high), (other_low, other_high) = ends(row["first"]), ends(row["second"])
        if row["step"] == "sum":
            lowest, highest = low + other_low, None if high is None or other_high is None else high + other_high
        else:
            lowest = Fraction(0) if other_high is None else low / other_high
            highest = None if high is None or not other_low else high / other_low
        assert (result.low or Fraction(0), result.high) == (lowest, highest), row["derived_id"]


def test_each_step_is_told_with_its_inputs_its_result_and_the_tempting_answer() -> None:
    joined = {"sum": "together with", "ratio": "divided by", "times": "taken 52 times"}
    for key, worked in steps_of(OWN).items():
        inputs, result, line = map(
            plain, (words.step_words(worked), words.step_result(worked), words.by_their_own_pair(worked))
        )
        tempting, why = map(plain, words.step_tempting(worked))
        assert joined[worked.step.step] in inputs, f"{key}: the step is not in words"
        for f in worked.step.inputs:
            unhedged = " (no hedge)" if f.bound == "unhedged" else ""
            assert f'"{f.figure_as_stated}"{unhedged}' in inputs
            assert f'"{f.figure_as_stated}"' in why or not tempting
        assert result.startswith(COMES_TO[key] if key in COMES_TO else f"Nothing: {REFUSED[key]}")
        assert key in COMES_TO or not re.search(r"\d", result), f"{key} shows a number after all"
        assert (tempting, why) == TEMPTING.get(key, (tempting, why))
        assert why.endswith(".") and not re.search("about|rounded", tempting), f"{key}: {tempting!r} keeps a hedge"
        assert line.startswith(worked.step.question) and line.endswith(f": {result}.")
        assert f" {capital(inputs).removesuffix('.')}: " in line
        # A single number, which keeps no hedge because there was none, says so.
        alone = worked.result is not None and worked.result.low == worked.result.high and not worked.result.approximate
        assert (f"from numbers {UNHEDGED}" in result) == alone, f"{key}: {result!r}"


def test_a_number_without_a_hedge_is_not_taken_for_exact() -> None:
    why = words.step_tempting(steps_of(OWN)["nis-casualties-of-deployed"])[1]
    assert why.count("has no hedge, which does not make it exact.") == 2


# Refusals


def of_figures(step: str, *keys: str) -> WorkedOut:
    """A step on figures of the project's package, worked out."""
    known = {f.figure_id: f for f in (*OWN.figures, *OWN.reports)}
    made = Step("d", "How many?", "ratio", tuple(known[key] for key in keys), 52 if step == "times" else None, "number")
    return work_out(replace(made, step=step))  # type: ignore[arg-type]


def test_a_magnitude_is_refused_in_every_step() -> None:
    shells, thousands = "article-shells-fired", "article-deployed-first-mention"
    for worked in (of_figures("times", shells), *(of_figures(s, shells, thousands) for s in ("ratio", "sum"))):
        assert worked.result is None
        assert re.search(r"[a-z]{3,} [a-z]{3,}", worked.reason), "the reason is not fit for a reader"
        assert worked.tempting is None, "a number is made of words that name none"


def test_what_we_derived_is_refused() -> None:
    """ "approximately a quarter of 4,000" names no number of killed: the product is our reading."""
    killed, casualties = "uk-mod-2025-01-killed", "uk-mod-2025-01-casualties"
    for worked in (of_figures("times", killed), of_figures("ratio", killed, casualties)):
        told = plain(words.step_result(worked))
        assert told.startswith("Nothing: ")
        assert "1,000" not in told
        assert "25" not in told


def test_no_result_rests_on_a_reading() -> None:
    """Readings ten times as high leave every result as it is."""
    changed = 0
    for worked in worked_out(OWN):
        higher = tuple(replace(f, reading=f.reading and f.reading * 10) for f in worked.step.inputs)
        changed += higher != worked.step.inputs
        again = work_out(replace(worked.step, inputs=higher))
        assert (again.result, again.reason, again.tempting) == (worked.result, worked.reason, worked.tempting)
    assert changed


def step_on(*stated: Bound, step: str = "ratio", times: int | None = None) -> WorkedOut:
    """A made-up step on figures with these bounds, worked out."""
    inputs: tuple[Figure, ...] = tuple(replace(OWN.figures[0], stated=bound) for bound in stated)
    made = Step("d", "How many?", "ratio", inputs, times, "times as many")
    return work_out(replace(made, step=step))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stated",
    [
        (Bound(5, 5), Bound(0, 0)),
        (Bound(0, 0), Bound(0, 0)),
        (Bound(5, 5, True), Bound(0, 0)),
        (Bound(None, 1), Bound(0, 4)),
        (Bound(None, 0), Bound(None, 0)),
        (Bound(None, 5), Bound(0)),
    ],
)
def test_a_denominator_of_zero_gives_the_reason(stated: tuple[Bound, Bound]) -> None:
    worked = step_on(*stated)
    assert (worked.result, worked.tempting) == (None, None)
    assert words.step_result(worked) == "Nothing: a number cannot be divided by 0"
    range_ = stated[1].low != stated[1].high and None not in (stated[1].low, stated[1].high)
    why = f"Any number is wrong: none {'is stated' if range_ else 'can be worked out'}."
    assert words.step_tempting(worked) == ("", why)


def test_zero_leaves_other_steps_alone() -> None:
    assert step_on(Bound(0, 0), Bound(5, 5)).result == Bound(Fraction(0), Fraction(0))
    assert step_on(Bound(5, 5), Bound(0, 4)).result == Bound(Fraction(5, 4))
    assert step_on(Bound(5, 5), Bound(0, 0), step="sum").result == Bound(5, 5)
    none = step_on(Bound(5, 5), step="times", times=0)
    assert (none.result, none.tempting) == (None, None)
    assert none.reason


OTHERS, ARTICLE = "western-killed-of-casualties", "killed-of-deployed"  # steps on two figures of one speaker


@pytest.mark.parametrize(
    ("key", "changed", "column"),
    [
        # Two figures that nobody gave together: of another claimant, of another time, of the article and another.
        (OTHERS, {"second": "seoul-nis-2025-01-13-casualties"}, "second"),
        (OTHERS, {"first": "seoul-nis-2025-01-13-killed", "second": "seoul-nis-2025-04-30-casualties"}, "second"),
        (OTHERS, {"second": "article-killed"}, "second"),
        (OTHERS, {"first": "article-killed"}, "second"),
        # No step that can be worked out.
        (OTHERS, {"second": "no-such-figure"}, "second"),
        (OTHERS, {"second": ""}, "second"),
        (ARTICLE, {"first": "no-such-figure"}, "first"),
        (ARTICLE, {"first": ""}, "first"),
        (ARTICLE, {"step": "average"}, "step"),
        (ARTICLE, {"step": "product"}, "step"),
        (ARTICLE, {"shown_as": "about"}, "shown_as"),
        (ARTICLE, {"times": "2"}, "times"),
        (ARTICLE, {"step": "times", "times": "2"}, "second"),
        (ARTICLE, {"step": "times", "second": ""}, "times"),
    ],
)
def test_a_step_that_nobody_could_take_is_refused_with_its_place(
    key: str, changed: dict[str, str], column: str, copied: Path
) -> None:
    row = editing.set_cells(copied / "derived.csv", key, **changed)
    with pytest.raises(PackageError) as raised:
        load(copied / editing.DESCRIPTOR)
    problems = {(p.file, p.row, p.column): str(p) for p in raised.value.problems}
    assert ("derived.csv", row, column) in problems
    assert changed.get(column, "") in problems["derived.csv", row, column]


# No result is typed

CHANGES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    # figure -> its cells after the change, and what the steps then come to
    "article-killed": (
        {
            "figure_as_stated": "about 5,000",
            "wording": "suggest about 5,000 North Korean soldiers were killed",
            "stated_low": "5000",
            "stated_high": "5000",
        },
        {"killed-of-deployed": "At most about 50 %"},
    ),
    "article-deployed": (
        {
            "figure_as_stated": "at least 12,000",
            "hedge_words": "at least",
            "wording": "at least 12,000 North Korean troops were sent to Kursk",
            "stated_low": "12000",
        },
        {
            "killed-of-deployed": "At most about 34 % (rounded)",
            "deployed-and-additional": "At least 12,000; no upper figure",
            "additional-to-deployed": "At most 2.5 times as many",
        },
    ),
    "article-additional": (
        {
            "figure_as_stated": "as many as 20,000",
            "wording": "might be preparing to send as many as 20,000 additional troops",
            "stated_high": "20000",
        },
        {
            "deployed-and-additional": "More than 10,000; no upper figure",
            "additional-to-deployed": "Fewer than 2 times as many",
        },
    ),
}


@pytest.mark.parametrize("figure_id", CHANGES)
def test_another_number_gives_another_result(figure_id: str, copied: Path) -> None:
    changed, expected = CHANGES[figure_id]
    editing.set_cells(copied / "article_figures.csv", figure_id, sentence="", **changed)
    steps = reload(copied)
    for key, said in expected.items():
        assert result_of(steps[key]) == said
        assert changed["figure_as_stated"] in plain(words.step_words(steps[key])), "the step shows the old number"
    others = {key: said for key, said in COMES_TO.items() if key not in expected}
    assert {key: result_of(steps[key]) for key in others} == others


def test_another_row_is_another_step(copied: Path) -> None:
    step = {"derived_id": "twice", "question": "How many would twice as many be?", "step": "times", "times": "2"}
    add_step(copied, **step, first="article-additional", shown_as="number")
    worked = list(reload(copied).values())[-1]
    assert plain(words.step_words(worked)) == '"as many as 30,000", taken 2 times.'
    assert plain(words.step_result(worked)) == "At most 60,000"
    assert plain(words.step_tempting(worked)[0]) == "60,000"


# A bound in words


@pytest.mark.parametrize(
    ("bound", "shown_as", "words"),
    [
        (Bound(1234, 1234), "number", "1,234"),
        (Bound(1234, 1234, True), "number", "about 1,234"),
        (Bound(Fraction(1, 3), Fraction(1, 3)), "percent", "33 % (rounded)"),
        (Bound(Fraction(1, 3), Fraction(1, 3), True), "percent", "about 33 % (rounded)"),
        (Bound(10000, None, strict_low=True), "number", "more than 10,000; no upper figure"),
        (Bound(10000), "number", "at least 10,000; no upper figure"),
        (Bound(10000, None, True, strict_low=True), "number", "more than about 10,000; no upper figure"),
        (Bound(None, 30000), "number", "at most 30,000"),
        (Bound(None, 30000, strict_high=True), "number", "fewer than 30,000"),
        (Bound(None, Fraction(2, 5), strict_high=True), "percent", "less than 40 %"),
        (Bound(None, Fraction(2, 5), True, strict_high=True), "percent", "at most about 40 %"),
        (Bound(None, 3, strict_high=True), "times as many", "fewer than 3 times as many"),
        (Bound(None, Fraction(7, 3)), "times as many", "at most 2.4 times as many (rounded)"),
        (Bound(Fraction(7, 3)), "times as many", "at least 2.3 times as many (rounded); no upper figure"),
        (Bound(25000, 30000), "number", "between 25,000 and 30,000"),
        (Bound(4000000, 6000000, True), "number", "between about 4,000,000 and about 6,000,000"),
        (Bound(Fraction(1, 3), Fraction(2, 3)), "percent", "between 33 % (rounded) and 67 % (rounded)"),
        # No share becomes 0 or the whole that is not.
        (Bound(Fraction(3, 2000), Fraction(3, 2000), True), "percent", "about 0.2 % (rounded)"),
        (Bound(Fraction(399, 400), Fraction(399, 400), True), "percent", "about 99.8 % (rounded)"),
        (Bound(Fraction(3, 10000), Fraction(3, 10000)), "percent", "0.03 %"),
        (Bound(Fraction(3, 2000), Fraction(3, 2000), True), "times as many", "about 0.002 times as many (rounded)"),
        (Bound(None, Fraction(1, 400), strict_high=True), "percent", "less than 0.3 % (rounded)"),
        (Bound(Fraction(399, 400)), "percent", "at least 99.7 % (rounded); no upper figure"),
        (Bound(Fraction(3, 2000), Fraction(3, 2000), True), "number", "about 0.0015"),
        (Bound(Fraction(-5, 2), Fraction(-5, 2)), "number", "-2.5"),
        (Bound(0, 0), "number", "0"),
    ],
)
def test_each_form_of_a_bound_has_its_words(bound: Bound, shown_as: str, words: str) -> None:
    assert plain(bound_in_words(bound, shown_as)) == words


SHOWN_AS = {"number": (1, ""), "percent": (100, " %"), "times as many": (1, " times as many")}
STEP = {"number": Fraction(1), "percent": Fraction(1), "times as many": Fraction(1, 10)}  # between numbers as shown


class Said:
    """The words of a bound read back: its ends, what was left out, what is approximate, what was rounded."""

    def __init__(self, words: str, shown_as: str) -> None:
        scale, unit = SHOWN_AS[shown_as]
        number = rf"(?P<about{{0}}>about )?(?P<n{{0}}>[\d,]+(?:\.\d+)?){re.escape(unit)}(?P<r{{0}}> \(rounded\))?"
        forms = {
            "single": number.format(1),
            "between": f"between {number.format(1)} and {number.format(2)}",
            "floor": f"(?P<word>more than|at least) {number.format(1)}; no upper figure",
            "ceiling": f"(?P<word>fewer than|less than|at most) {number.format(1)}",
        }
        found = [(form, match) for form, pattern in forms.items() if (match := re.fullmatch(pattern, words))]
        assert len(found) == 1, f"{words!r} has none of the known forms"
        self.form, match = found[0]
        groups = match.groupdict()
        self.about = groups["about1"] is not None
        assert self.form != "between" or self.about == (groups["about2"] is not None)
        ends = [Fraction(groups[n].replace(",", "")) / scale for n in ("n1", "n2") if groups.get(n)]
        rounded = [groups[n] is not None for n in ("r1", "r2") if n in groups]
        self.low = None if self.form == "ceiling" else ends[0]
        self.high = None if self.form == "floor" else ends[-1]
        self.low_rounded, self.high_rounded = rounded[0], rounded[-1]
        self.strict = groups.get("word") in ("more than", "fewer than", "less than")
        self.step = STEP[shown_as] / scale

    def allows(self, value: Fraction) -> bool:
        if self.form == "single":
            near = abs(value - ends_of(self)[0])
            return near <= self.step / 2 if self.low_rounded else near == 0
        above = self.low is None or (value > self.low if self.strict else value >= self.low)
        below = self.high is None or (value < self.high if self.strict else value <= self.high)
        return above and below


def ends_of(bound: Bound | Said) -> list[Fraction]:
    return [Fraction(end) for end in (bound.low, bound.high) if end is not None]


numbers = st.one_of(
    st.integers(0, 20_000_000).map(Fraction),
    st.builds(Fraction, st.integers(0, 20_000_000), st.integers(1, 20_000_000)),
)


@st.composite
def bounds(draw: st.DrawFn) -> Bound:
    """Any bound with an end."""
    low, high = draw(st.none() | numbers), draw(st.none() | numbers)
    assume(low is not None or high is not None)
    assume(low is not None or high != 0)  # at most 0: nothing is left, or nothing is said
    if low is not None and high is not None and low > high:
        low, high = high, low
    strict_low, strict_high = draw(st.booleans()), draw(st.booleans())
    point = low == high
    return Bound(
        low,
        high,
        draw(st.booleans()),
        strict_low=strict_low and low is not None and not point,
        strict_high=strict_high and high is not None and not point,
    )


def stated_bounds() -> st.SearchStrategy[Bound]:
    """Bounds as figures state them, to compute with."""
    whole = st.integers(0, 12_000_000)
    return st.one_of(
        st.builds(lambda n, about: Bound(n, n, about), whole, st.booleans()),
        st.builds(
            lambda n, about, strict: Bound(n, None, about, strict_low=strict), whole, st.booleans(), st.booleans()
        ),
        st.builds(
            lambda n, about, strict: Bound(None, n, about, strict_high=strict and n > 0),
            whole,
            st.booleans(),
            st.booleans(),
        ),
        st.builds(lambda a, b, about: Bound(min(a, b), max(a, b), about), whole, whole, st.booleans()),
    )


def inside(bound: Bound) -> Iterator[Fraction]:
    """Values that a bound allows: its ends or, where an end is left out, values very near to it."""
    tiny = Fraction(1, 10**15)
    ends = ends_of(bound)
    between = (max(ends) - min(ends)) / 2 if len(ends) == 2 else Fraction(1)
    if bound.low is not None:
        yield Fraction(bound.low) + (min(tiny, between) if bound.strict_low else 0)
    if bound.high is not None and (bound.high > 0 or not bound.strict_high):
        yield Fraction(bound.high) - (min(tiny, between, Fraction(bound.high) / 2) if bound.strict_high else 0)
    if bound.low is None:
        yield Fraction(0)
    if bound.high is None:
        yield Fraction(bound.low or 0) + 10**12


def check_words(bound: Bound, shown_as: str) -> None:
    told = plain(bound_in_words(bound, shown_as))
    said = Said(told, shown_as)
    assert said.about == bound.approximate, f"{told!r} for {bound}"
    assert (said.high is None) == (bound.high is None), f"{told!r} for {bound}"
    assert (said.low is None) == (bound.low is None), f"{told!r} for {bound}"
    for value in inside(bound):
        assert said.allows(value), f"{told!r} leaves out {value}, which {bound} allows"
    # Rounding widens an end by less than one step, says so, and makes neither nothing nor the whole of a share.
    for shown, exact, rounded in (
        (said.low, bound.low, said.low_rounded), (said.high, bound.high, said.high_rounded)
    ):  # fmt: skip
        if shown is not None and exact is not None:
            assert abs(shown - exact) < said.step, f"{told!r} for {bound}"
            assert rounded == (shown != exact), f"{told!r} for {bound}"
            assert shown not in (0, 1) or shown == exact or shown_as == "number" or not 0 <= exact <= 1, f"{told!r}"


@given(bounds(), st.sampled_from(list(SHOWN_AS)))
def test_rounding_never_narrows(bound: Bound, shown_as: str) -> None:
    check_words(bound, shown_as)


@given(stated_bounds(), stated_bounds(), st.sampled_from(["+", "/"]))
def test_the_words_of_a_result_do_not_narrow_it(first: Bound, second: Bound, sign: str) -> None:
    try:
        result = first + second if sign == "+" else first / second
    except CannotBeComputed as refusal:
        assert str(refusal)
        return
    for shown_as in ("number",) if sign == "+" else ("percent", "times as many"):
        check_words(result, shown_as)
