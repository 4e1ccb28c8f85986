"""What can be worked out keeps its bounds or is refused, and no result is typed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from figures import arithmetic, wording
from figures.arithmetic import Step
from figures.bounds import Bound, CannotBeComputed
from figures.tables import Package, PackageError, load
from figures.wording import bound_in_words
from tests import editing
from tests.pages import PACKAGES, open_page, package, parts, plain

DATA = PACKAGES["own"].parent
OWN = package("own")


def told(text: str) -> str:
    """The text with plain spaces."""
    return text.replace("\u00a0", " ")


def steps_of(described: Package) -> dict[str, Step]:
    return {step.row["derived_id"]: step for step in arithmetic.steps(described)}


def result_of(step: Step) -> str:
    """The result in words, without the caveats that follow it."""
    assert step.result is not None, step.reason
    return told(wording.capital(bound_in_words(step.result, step.row["shown_as"])))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project's package, to be changed; its folder."""
    return editing.copy_of(DATA, tmp_path / "package")


def reload(folder: Path) -> dict[str, Step]:
    return steps_of(load(folder / "datapackage.json"))


def add_step(folder: Path, **cells: str) -> int:
    """Add a row to derived.csv; returns its number."""
    rows = editing.read(folder / "derived.csv")
    rows.append([cells.get(column, "") for column in rows[0]])
    editing.write(folder / "derived.csv", rows)
    return len(rows)


# What the steps come to

COMES_TO = {
    "killed-of-deployed": "At most about 40 %",
    "deployed-and-additional": "More than 10,000; no upper figure",
    "additional-to-deployed": "Fewer than 3 times as many",
    "western-killed-of-casualties": "About 25 %",
    "nis-january-killed-of-casualties": "About 10 %",
    "nis-april-killed-of-casualties": "About 13 %",
    "jcs-casualties-of-deployed": "About 36 %",
    "uk-casualties-of-deployed": "More than about 54 %; no upper figure",
    "nis-casualties-of-deployed": "31 % (rounded)",
}
REFUSED = {"shells-a-year": "the source states no number, and nothing is worked out from a reading of ours"}
TEMPTING = {
    "killed-of-deployed": '"40 %", without a hedge.',
    "deployed-and-additional": '"40,000", without a hedge.',
    "additional-to-deployed": '"3 times as many", without a hedge.',
    "shells-a-year": "Any number: none is stated.",
}


def test_each_step_comes_to_what_its_hedges_allow() -> None:
    steps = steps_of(OWN)
    assert list(steps) == [row["derived_id"] for row in wording.records(OWN["derived"])]
    assert {key: result_of(step) for key, step in steps.items() if step.result is not None} == COMES_TO
    assert {key: step.reason for key, step in steps.items() if step.result is None} == REFUSED


def test_the_results_are_those_of_the_files_own_numbers() -> None:
    """Worked out a second time, from the cells of the files as text, by all pairs of ends that a hedge leaves."""
    rows: dict[str, dict[str, str]] = {}
    for name in ("article_figures.csv", "other_reports.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            rows |= {row["figure_id"]: row for row in csv.DictReader(file)}

    def ends(figure_id: str) -> tuple[Fraction, Fraction | None]:
        row = rows[figure_id]
        low, high = row["stated_low"], row["stated_high"]
        return Fraction(low or 0), Fraction(high) if high else None

    for key, step in steps_of(OWN).items():
        if step.result is None:
            continue
        (low, high), (other_low, other_high) = ends(step.row["first"]), ends(step.row["second"])
        if step.row["step"] == "sum":
            lowest, highest = low + other_low, None if high is None or other_high is None else high + other_high
        else:
            lowest = Fraction(0) if other_high is None else low / other_high
            highest = None if high is None or not other_low else high / other_low
        assert (step.result.low or Fraction(0)) == lowest, key
        assert step.result.high == highest, key


def row_of(key: str) -> list[str]:
    """The line of the page's table of steps for one step."""
    keys = [str(row["derived_id"]) for row in wording.records(OWN["derived"])]
    return dict(zip(keys, step_rows(), strict=True))[key]


def test_the_share_killed_stands_with_the_caveat_that_others_count_the_wounded_in() -> None:
    cell = row_of("killed-of-deployed")[1]
    assert cell.startswith("At most about 40 %. ")
    assert "killed and wounded together" in cell


def test_a_sum_with_a_ceiling_and_a_floor_has_no_upper_figure() -> None:
    cell = row_of("deployed-and-additional")[1]
    assert cell.startswith("More than 10,000; no upper figure. ")
    assert "40,000" not in cell and "40000" not in cell


def test_the_tempting_answer_is_marked_as_wrong() -> None:
    steps = steps_of(OWN)
    for key, words in TEMPTING.items():
        assert told(wording.step_tempting(steps[key])) == words
    for key, step in steps.items():
        words = told(wording.step_tempting(step))
        assert re.search("without a hedge|exactly|none is stated", words), f"{key}: {words!r} is not marked as wrong"


# What is refused


def test_a_magnitude_is_refused_in_every_step(copied: Path) -> None:
    add_step(
        copied, derived_id="t", question="?", step="times", first="article-shells-fired", times="52", shown_as="number"
    )
    both = {"first": "article-shells-fired", "second": "article-deployed-first-mention"}
    add_step(copied, derived_id="r", question="?", step="ratio", shown_as="percent", **both)
    add_step(copied, derived_id="s", question="?", step="sum", shown_as="number", **both)
    steps = reload(copied)
    for key in "trs":
        assert steps[key].result is None, f"{key}: {result_of(steps[key])}"
        assert re.search(r"[a-z]{3,} [a-z]{3,}", steps[key].reason), "the reason is none that a reader can read"
        assert steps[key].tempting is None, "a number is made of words that name none"


def test_what_we_derived_is_refused(copied: Path) -> None:
    """ "approximately a quarter of 4,000" names no number of killed: the product is our reading."""
    killed, casualties = "uk-mod-2025-01-killed", "uk-mod-2025-01-casualties"
    add_step(copied, derived_id="t", question="?", step="times", first=killed, times="2", shown_as="number")
    add_step(copied, derived_id="r", question="?", step="ratio", first=killed, second=casualties, shown_as="percent")
    steps = reload(copied)
    for key in "tr":
        assert steps[key].result is None and steps[key].reason
        assert told(wording.step_result(steps[key])).startswith("Nothing: ")
        assert "1,000" not in wording.step_result(steps[key]) and "25" not in wording.step_result(steps[key])


def test_no_result_rests_on_a_reading(copied: Path) -> None:
    """Readings ten times as high leave every result as it is."""
    before = {key: (step.result, step.reason, step.tempting) for key, step in reload(copied).items()}
    changed = 0
    for name in ("article_figures.csv", "other_reports.csv"):
        for row in editing.cells_of((copied / name).read_bytes()):
            cells = {c: str(10 * int(row[c])) for c in ("reading_low", "reading_high") if row[c]}
            if cells:
                editing.set_cells(copied / name, row["figure_id"], **cells)
                changed += 1
    assert changed > 5
    assert {key: (step.result, step.reason, step.tempting) for key, step in reload(copied).items()} == before


OTHERS_PAIR = "western-killed-of-casualties"


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"second": "seoul-nis-2025-01-13-casualties"}, "another claimant"),
        ({"first": "seoul-nis-2025-01-13-killed", "second": "seoul-nis-2025-04-30-casualties"}, "at another time"),
        ({"second": "article-killed"}, "the article and somebody else"),
        ({"first": "article-killed"}, "somebody else and the article"),
        ({"second": "no-such-figure"}, "a figure that is not there"),
        ({"second": ""}, "half a pair"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_figures_that_nobody_gave_together_are_not_put_together(cells: dict[str, str], why: str, copied: Path) -> None:
    row = editing.set_cells(copied / "derived.csv", OTHERS_PAIR, **cells)
    with pytest.raises(PackageError) as raised:
        load(copied / "datapackage.json")
    places = [(problem.file, problem.row, problem.column) for problem in raised.value.problems]
    assert ("derived.csv", row, "second") in places, f"{why}: {places}"
    if cells.get("second"):
        assert cells["second"] in str(raised.value)
    assert re.search(r"derived\.csv, row \d+, column second: .+ Allowed: .+", str(raised.value))


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"step": "average"}, "step"),
        ({"step": "product"}, "step"),
        ({"shown_as": "about"}, "shown_as"),
        ({"times": "2"}, "times"),
        ({"first": "no-such-figure"}, "first"),
        ({"first": ""}, "first"),
        ({"step": "times", "times": "2"}, "second"),
        ({"step": "times", "second": ""}, "times"),
    ],
)
def test_a_step_that_is_none_is_refused_with_its_place(cells: dict[str, str], column: str, copied: Path) -> None:
    row = editing.set_cells(copied / "derived.csv", "killed-of-deployed", **cells)
    with pytest.raises(PackageError) as raised:
        load(copied / "datapackage.json")
    assert ("derived.csv", row, column) in [(p.file, p.row, p.column) for p in raised.value.problems]


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
            "killed-of-deployed": "At most about 34 %",
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
    cells, expected = CHANGES[figure_id]
    editing.set_cells(copied / "article_figures.csv", figure_id, **cells)
    changed = load(copied / "datapackage.json")
    steps = steps_of(changed)
    for key, words in expected.items():
        assert result_of(steps[key]) == words
        assert cells["figure_as_stated"] in told(wording.step_words(steps[key])), "the step shows the number of before"
    others = {key: words for key, words in COMES_TO.items() if key not in expected}
    assert {key: result_of(steps[key]) for key in others} == others


# The words of a bound


@pytest.mark.parametrize(
    ("bound", "shown_as", "words"),
    [
        (Bound(1234, 1234), "number", "1,234"),
        (Bound(1234, 1234, True), "number", "about 1,234"),
        (Bound(Fraction(1, 3), Fraction(1, 3)), "percent", "33 % (rounded)"),
        (Bound(Fraction(1, 3), Fraction(1, 3), True), "percent", "about 33 %"),
        (Bound(10000, None, strict_low=True), "number", "more than 10,000; no upper figure"),
        (Bound(10000), "number", "at least 10,000; no upper figure"),
        (Bound(10000, None, True, strict_low=True), "number", "more than about 10,000; no upper figure"),
        (Bound(None, 30000), "number", "at most 30,000"),
        (Bound(None, 30000, strict_high=True), "number", "fewer than 30,000"),
        (Bound(None, Fraction(2, 5), strict_high=True), "percent", "less than 40 %"),
        (Bound(None, Fraction(2, 5), True, strict_high=True), "percent", "at most about 40 %"),
        (Bound(None, 3, strict_high=True), "times as many", "fewer than 3 times as many"),
        (Bound(None, Fraction(7, 3)), "times as many", "at most 2.4 times as many"),
        (Bound(Fraction(7, 3)), "times as many", "at least 2.3 times as many; no upper figure"),
        (Bound(25000, 30000), "number", "between 25,000 and 30,000"),
        (Bound(4000000, 6000000, True), "number", "between about 4,000,000 and about 6,000,000"),
        (Bound(Fraction(1, 3), Fraction(2, 3)), "percent", "between 33 % and 67 %"),
        (Bound(0, 0), "number", "0"),
    ],
)
def test_each_form_of_a_bound_has_its_words(bound: Bound, shown_as: str, words: str) -> None:
    assert told(bound_in_words(bound, shown_as)) == words


SHOWN_AS = {"number": (1, ""), "percent": (100, " %"), "times as many": (1, " times as many")}
STEP = {"number": Fraction(1), "percent": Fraction(1), "times as many": Fraction(1, 10)}  # of the numbers as shown


class Said:
    """What the words say, read back: the ends, which of them are left out, and whether they are about."""

    def __init__(self, words: str, shown_as: str) -> None:
        scale, unit = SHOWN_AS[shown_as]
        number = rf"(?P<about{{0}}>about )?(?P<n{{0}}>[\d,]+(?:\.\d)?){re.escape(unit)}"
        forms = {
            "single": number.format(1) + r"(?P<rounded> \(rounded\))?",
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
        self.low = None if self.form == "ceiling" else ends[0]
        self.high = None if self.form == "floor" else ends[-1]
        self.strict = groups.get("word") in ("more than", "fewer than", "less than")
        self.rounded = groups.get("rounded") is not None
        self.step = STEP[shown_as] / scale

    def allows(self, value: Fraction) -> bool:
        if self.form == "single":
            near = abs(value - ends_of(self)[0])
            return near <= self.step / 2 if self.rounded or self.about else near == 0
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
    assume(low is not None or high != 0)  # a count below 0 or of 0 at most: nothing is left, or nothing is said
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
            lambda n, about, strict: Bound(None, n, about, strict_high=strict), whole, st.booleans(), st.booleans()
        ),
        st.builds(lambda a, b, about: Bound(min(a, b), max(a, b), about), whole, whole, st.booleans()),
    )


def inside(bound: Bound) -> Iterator[Fraction]:
    """Values that a bound allows: its ends, or where an end is left out, values as near to it as one likes."""
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
    words = told(bound_in_words(bound, shown_as))
    said = Said(words, shown_as)
    assert said.about == bound.approximate, f"{words!r} for {bound}"
    assert (said.high is None) == (bound.high is None), f"{words!r} for {bound}"
    assert (said.low is None) == (bound.low is None), f"{words!r} for {bound}"
    for value in inside(bound):
        assert said.allows(value), f"{words!r} leaves out {value}, which {bound} allows"
    # and rounding gives away no more than one step
    for shown, exact in ((said.low, bound.low), (said.high, bound.high)):
        if shown is not None and exact is not None:
            assert abs(shown - exact) < said.step, f"{words!r} for {bound}"


@given(bounds(), st.sampled_from(list(SHOWN_AS)))
def test_rounding_never_narrows(bound: Bound, shown_as: str) -> None:
    check_words(bound, shown_as)


@given(stated_bounds(), stated_bounds(), st.sampled_from(["+", "/"]))
def test_what_is_worked_out_is_said_without_narrowing_it(first: Bound, second: Bound, sign: str) -> None:
    try:
        result = first + second if sign == "+" else first / second
    except CannotBeComputed as refusal:
        assert str(refusal)
        return
    for shown_as in ("number",) if sign == "+" else ("percent", "times as many"):
        check_words(result, shown_as)


# On the page


def step_rows(descriptor: Path = PACKAGES["own"]) -> list[list[str]]:
    """The lines of the page's table of steps: question and step, result with caveats, tempting answer."""
    page = open_page(descriptor)
    assert not page.exception
    tables = [part.node.value for part in parts(page) if part.kind == "table"]
    found = [rows for rows in tables if list(rows.columns) == [wording.QUESTION, wording.WORKED_OUT]]
    assert len(found) == 1, "the table of steps stands on the page once"
    lines = []
    for question, told_of_it in found[0].to_numpy().tolist():
        result, _, tempting = plain(told_of_it).partition(f"{wording.TEMPTING}:")
        lines.append([plain(question), result, tempting.strip()])
    return lines


@pytest.fixture(scope="module")
def shown_steps() -> dict[str, list[str]]:
    rows = step_rows(PACKAGES["own"])
    keys = [row["derived_id"] for row in wording.records(OWN["derived"])]
    return dict(zip(keys, rows, strict=True))


def test_the_page_shows_each_step_with_inputs_words_result_and_the_tempting_answer(
    shown_steps: dict[str, list[str]],
) -> None:
    joined = {"sum": "together with", "ratio": "in proportion to", "times": "taken 52 times"}
    for key, step in steps_of(OWN).items():
        question, result, tempting = shown_steps[key]
        assert step.row["question"] in question
        assert joined[step.row["step"]] in question, f"{key}: the step is not said in words"
        for row in step.inputs:
            assert f'"{row["figure_as_stated"]}"' in question and row["definition"] in question, f"{key} lacks an input"
            page = OWN.source(row["source_id"])
            for words in (row["said_by"], f"as read in {page['publisher']}, {wording.date_of(page)}"):
                assert words in question, f"{key}: of {row['figure_id']} the step does not say {words!r}"
            assert row["caveat"] in result, f"{key}: the result travels without the caveat of {row['figure_id']}"
        assert result.startswith(COMES_TO[key] if key in COMES_TO else f"Nothing: {REFUSED[key]}")
        assert tempting == TEMPTING.get(key, tempting)
        assert re.search("without a hedge|exactly|none is stated", tempting)
        # a number alone, where no hedge is kept because there was none, says so
        alone = step.result is not None and step.result.low == step.result.high and not step.result.approximate
        assert (f"from numbers {wording.UNHEDGED}." in result) == alone, f"{key}: {result!r}"


def test_the_page_says_why_nothing_came_out(shown_steps: dict[str, list[str]]) -> None:
    for key, reason in REFUSED.items():
        _, result, _ = shown_steps[key]
        assert reason in result
        assert not re.search(r"\d", result.replace(reason, "")), f"{key} shows a number after all: {result!r}"


def test_the_page_shows_another_step_and_another_number(copied: Path) -> None:
    """Steps are rows: one more row is one more line, with nothing said of it in the code."""
    cells, expected = CHANGES["article-killed"]
    editing.set_cells(copied / "article_figures.csv", "article-killed", **cells)
    step = {"derived_id": "twice", "question": "How many would twice as many be?", "step": "times", "times": "2"}
    add_step(copied, **step, first="article-additional", shown_as="number")
    rows = step_rows(copied / "datapackage.json")
    assert len(rows) == len(OWN["derived"]) + 1
    assert "about 5,000" in rows[0][0] and rows[0][1].startswith(expected["killed-of-deployed"])
    question, result, tempting = rows[-1]
    assert step["question"] in question and "as many as 30,000" in question and "taken 2 times" in question
    assert result.startswith("At most 60,000. ")
    assert tempting == '"60,000", without a hedge.'


def test_a_package_without_steps_has_no_such_section(copied: Path) -> None:
    title = OWN.tables["derived"].title

    def without_steps(described: dict[str, Any]) -> None:
        described["resources"] = [r for r in described["resources"] if r["name"] != "derived"]

    editing.edit_descriptor(copied, without_steps)
    texts = [part.text for part in parts(open_page(copied / "datapackage.json"))]
    assert OWN.title in texts
    assert not [text for text in texts if title in text]
