# ruff: noqa: RUF001  (letters of other scripts, and dashes, are what these tests are about)
"""Inputs that other people's files and complaints led to, each with its right result. Each stands for many."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest

from figures.analysis import select
from figures.analysis.arithmetic import work_out, worked_out
from figures.analysis.compare import beside, statements
from figures.charts import layouts
from figures.charts.drawing import LEFT, NARROW, RIGHT, Drawing
from figures.charts.marks import Mark, pieces
from figures.charts.svg_backend import PLOT, svg
from figures.charts.type import SCALE, Style, width
from figures.language.direction import CLOSE, OPEN
from figures.model.bound import Bound
from figures.model.package import Package
from figures.model.records import ChartTexts, Figure, Step
from figures.package.problems import PackageError
from figures.package.read import load
from figures.page.compose import compose
from figures.page.parts import Fold, Heading, Inline, Part, Struck, Table, inlines
from figures.page.view import View
from figures.words import beside as others
from figures.words import citation, labels, reports, steps
from figures.words import figure as words
from figures.words import key as key_words
from figures.words.direction import readable
from tests import cases
from tests.cases import Row, row
from tests.editing import edit_descriptor
from tests.oracle import plain
from tests.pages import flat, said
from tests.pages import squashed as squash


def exactly(number: int | str) -> Bound:
    return Bound(Fraction(number), Fraction(number))


def about(number: int) -> Bound:
    return Bound(number, number, approximate=True)


def at_most(number: str) -> Bound:
    return Bound(None, Fraction(number))


PERCENT = {"unit": "percent", "kind": "share", "counts": "a share"}
DOLLARS = {"unit": "US dollars", "kind": "money", "counts": "dollars"}
A_DAY = {"unit": "shells", "per": "day", "definition": "shells fired, a day"}
A_WEEK = {"unit": "shells", "per": "week", "definition": "shells fired, a week"}
TRAINS = {"unit": "train loads", "per": "day", "definition": "train loads of shells, a day"}
SHELLS = {"unit": "shells", "per": "day", "kind": "rate", "counts": "shells fired"}
ABOUT = row("about 4,000", "about", 4000, hedge="about")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "package"


def page(package: Package) -> str:
    """All words of the page but those about the columns of the files."""
    parts = compose(package, View()).parts
    return said(itertools.takewhile(lambda part: getattr(part, "text", "") != labels.THE_DATA, parts))


def inline_words(part: Part) -> Iterator[Inline]:
    """The words in the cells of a table, with their markup."""
    for cells in part.rows if isinstance(part, Table) else ():
        for cell in cells:
            yield from inlines(cell)


def drawings(package: Package) -> dict[str, Drawing]:
    """The article's figure and the reports on each scale, drawn; c: the figure of a measure without reports."""
    found, package = {}, readable(package)
    for section in select.sections(package):
        texts_ = section[0].reports_chart or ChartTexts("c", "Title c", "People")
        if select.share_a_scale(section):
            panels = select.panels(package, section)
            found[texts_.chart] = layouts.reports_chart(panels, texts_, reports.report_notes(package, panels, ()))
    return found


def texts(drawing: Drawing) -> str:
    """The words of a plot, a line each."""
    return "\n".join(plain(word.text) for word in drawing.words)


def refused(folder: Path, figures: Iterable[Row], reports_: Iterable[Row] = (), **more: Any) -> str:
    """The message of the check, which must refuse this package."""
    with pytest.raises(PackageError) as caught:
        cases.package(folder, figures, reports_, **more)
    return str(caught.value)


def standings(package: Package) -> list[dict[str, list[str]]]:
    """For each figure of the article, the words of the statements that stand beside it, by the way they stand."""
    measure, day = package.measures[0], package.article.published
    assert day
    found = []
    for figure in select.article_figures(package, measure):
        ways: dict[str, list[str]] = {}
        for stated in beside(figure, select.reports_of(package, measure), day.last).values():
            for s in stated:
                ways.setdefault(s.beside(figure), []).append(" and ".join(r.figure_as_stated for r in s.reports))
        found.append({way: sorted(words_) for way, words_ in ways.items()})
    return found


# Units and times


def test_a_figure_is_drawn_and_compared_only_in_the_unit_and_time_of_its_scale(folder: Path) -> None:
    """Case other-unit-on-scale."""
    made = cases.package(
        folder,
        [row("about 10,000", "about", 10000, hedge="about", **A_DAY)],
        [
            row("about 60,000", "about", 60000, hedge="about", **A_WEEK, claimant="Weekly"),
            row("more than 40", "at_least", 40, "", "more than", **TRAINS, claimant="Railway"),
            row("more than 9,000", "at_least", 9000, "", "more than", **A_DAY, claimant="Daily"),
        ],
        measure=SHELLS,
    )  # fmt: skip
    drawing = drawings(made)["r"]
    assert sorted(mark.at for mark in drawing.marks) == [9000, 10000]
    assert all(told in texts(drawing) for told in ("about 60,000 a week", "more than 40 train loads a day"))
    assert standings(made) == [{"compatible": ["more than 9,000"], "cannot be told": ["about 60,000", "more than 40"]}]
    read = replace(made.reports[0], reading=Bound(8571, 8571, True), reading_rule="a week's shells divided by 7")
    assert [s.beside(made.figures[0]) for s in statements([read])] == ["below"]


def test_a_figure_of_the_article_in_another_time_is_refused(folder: Path) -> None:
    """Case own-other-unit: "about 10,000" a day on a scale of shells a week."""
    told = refused(
        folder,
        [row("about 10,000", "about", 10000, hedge="about", **A_DAY)],
        measure=SHELLS | {"per": "week"},
    )
    assert "shells" in told and "week" in told


def test_unlike_things_are_not_added(folder: Path) -> None:
    """Case sum-unlike: people killed and shells a week."""
    told = refused(
        folder,
        [ABOUT, row("about 10,000", "about", 10000, hedge="about", **A_WEEK, measure="shells")],
        measures=[{"headline": 1}, SHELLS | {"measure": "shells", "per": "week"}],
        charts=[],
        derived=[{"derived_id": "d1", "step": "sum", "first": "f1", "second": "f2"}],
    )
    assert "derived.csv" in told


# Strict ends


def test_fewer_than_leaves_the_number_out_everywhere(folder: Path) -> None:
    """Case strict-ceiling: in card, chart, alt text, citation and key."""
    stated = [
        row("fewer than 100", "at_most", "", 100, "fewer than"),
        row("less than 1 million", "at_most", "", 1000000, "less than"),
        row("no more than 40", "at_most", "", 40, "no more than"),
        row("more than 12", "at_least", 12, "", "more than"),
        row("at least 12", "at_least", 12, "", "at least"),
    ]
    made = cases.package(folder, stated)
    fewer, less, most, more, least = made.figures
    below = "Below this, perhaps far fewer."
    assert [words.meaning(f) for f in (fewer, less)] == [below, below]
    assert words.meaning(most) == "This or fewer, perhaps far fewer."
    assert words.meaning(more) == "Above this; no upper figure is given."
    assert words.meaning(least) == "This or more; no upper figure is given."
    alone = cases.package(folder / "alone", [stated[0]], [stated[1]])
    drawing = drawings(alone)["r"]
    assert [entry.text for entry in drawing.entries] == ["below this"]
    told = page(alone)
    assert "Below this, perhaps far fewer." in told and "This or fewer" not in told
    both = drawings(cases.package(folder / "both", stated[:1], stated[1:]))["r"]
    assert [entry.text for entry in both.entries] == [
        "this or more, or above this",
        "this or fewer, or below this",
    ]


# Statements


FLOOR = row("at least 1,000", "at_least", 1000, "", "at least")
CEILING = row("as many as 2,000", "at_most", "", 2000, "as many as")
BEST, RANGE = row("320,000", "unhedged", 320000), row("290,000 to 350,000", "between", 290000, 350000)


@pytest.mark.parametrize(
    ("article", "of_one", "way"),
    [
        ("about 3,000", [CEILING, FLOOR], "below"),
        ("about 1,500", [CEILING, FLOOR], "compatible"),
        ("about 900", [CEILING, FLOOR], "above"),
        ("about 300,000", [BEST, RANGE], "compatible"),
        ("about 360,000", [BEST, RANGE], "below"),
        # A floor does not end at the best estimate; two numbers that differ decide nothing, nor do ends that cross.
        ("about 9,000", [FLOOR, row("2,000", "unhedged", 2000)], "compatible"),
        ("about 500", [row("1,000", "unhedged", 1000), row("400", "unhedged", 400)], "cannot be told"),
        ("about 500", [row("1,000", "unhedged", 1000), row("900", "unhedged", 900)], "above"),
        ("about 1,500", [CEILING, row("at least 3,000", "at_least", 3000, "", "at least")], "cannot be told"),
    ],
)
def test_reports_of_one_claimant_and_date_are_one_statement(
    article: str, of_one: list[Row], way: str, folder: Path
) -> None:
    """Cases floor-and-ceiling and best-and-range: the order of rows decides nothing."""
    found = []
    own = row(article, "about", int(re.sub(r"\D", "", article)), hedge="about")
    for place, rows in enumerate(itertools.permutations(of_one)):
        made = cases.package(folder / str(place), [own], rows)
        (told,) = standings(made)
        assert set(told) == {way}
        (statement,) = statements(made.reports)
        group = {"compatible": "room", "cannot be told": "other"}.get(way, "differs")
        assert beside(made.figures[0], made.reports, date(2025, 7, 11)) == {group: (statement,)}
        found.append(others.figures_of(statement))
        assert all(str(r["figure_as_stated"]) in plain(found[-1]) for r in of_one)
    assert found[0] == found[1]


BLOG = {"claimant": "Blog", "claimant_kind": "other"}
TAKEN_BACK = [
    row("3,100", "unhedged", 3100, claimant="Ministry", published="2025-06-20", revises="r2"),
    row("6,000", "unhedged", 6000, claimant="Ministry", published="2025-05-02"),
    row("more than 9,000", "at_least", 9000, "", "more than", **BLOG, published="2025-05-03"),
    row("many", "unnumbered", hedge="many", **BLOG, published="2025-05-05", withdraws="r3"),
]


def test_what_was_withdrawn_is_shown_struck_and_counts_nowhere(folder: Path) -> None:
    """Case revised, in every order of the rows."""
    numbered = [{"figure_id": f"r{i}", **r} for i, r in enumerate(TAKEN_BACK, 1)]
    for place, rows in enumerate((numbered, numbered[::-1], numbered[2:] + numbered[:2])):
        made = cases.package(folder / str(place), [ABOUT], rows)
        assert standings(made) == [{"below": ["3,100"]}]
        drawing = drawings(made)["r"]
        struck = [plain(word.text) for word in drawing.words if word.struck]
        told = squash("".join(struck))
        assert squash("6,000 (withdrawn on 20 June 2025)") in told and squash("more than 9,000 (withdrawn on") in told
        assert "3,100" not in told
        assert sorted((mark.at, mark.struck) for mark in drawing.marks) == [
            (3100, False), (4000, False), (6000, True), (9000, True)
        ]  # fmt: skip
        strokes = [p for mark in drawing.marks if mark.struck for p in pieces(mark) if p.shape == "rising"]
        assert [p.at for p in strokes] == [mark.at for mark in drawing.marks if mark.struck]
        assert key_words.STRUCK in [entry.text for entry in drawing.entries]
        assert svg(drawing, "").count("line-through") == len(struck)
        assert squash("Killed (2 reports; 2 withdrawn)") in squash(texts(drawing))
        assert "Withdrawn on 20 June 2025: it counts nowhere." in page(made)
        struck_cells = [
            w.text for t in flat(compose(made, View()).parts) for w in inline_words(t) if isinstance(w, Struck)
        ]
        assert sorted(map(plain, struck_cells)) == ["6,000", "more than 9,000"]


def test_a_step_on_a_withdrawn_figure_gives_the_reason(folder: Path) -> None:
    made = cases.package(folder, [ABOUT], TAKEN_BACK)
    step = Step("d", "How many?", "sum", made.reports[:2], None, "number")
    assert "withdrawn" in steps.step_result(worked_out(replace(made, steps=(step,)))[0])


def test_a_retelling_and_a_part_are_no_statements_of_their_own(folder: Path) -> None:
    rows = [
        row("more than 4,000", "at_least", 4000, "", "more than"),
        row("9,000", "unhedged", 9000, retells="r1"),
        row("300", "unhedged", 300, part_of="r1", definition="officers killed"),
    ]
    made = cases.package(folder, [ABOUT], rows)
    assert standings(made) == [{"cannot be told": ["more than 4,000"]}]
    assert len(statements(made.reports)) == 2, "a part is a statement too, which stands beside nothing"


@pytest.mark.parametrize(
    ("kind", "theirs", "as_of", "way"),
    [
        ("growing toll", 15000, "2022-07-20", "earlier and lower"),
        ("count", 15000, "2022-07-20", "below"),
        ("growing toll", 500000, "2022-07-20", "above"),
        ("growing toll", 15000, "2025-08-01", "below"),
        ("growing toll", 500000, "2025-08-01", "later and higher"),
        ("growing toll", 15000, "2025-07", "below"),
        ("growing toll", 400000, "2022-07-20", "compatible"),
    ],
)
def test_a_total_so_far_cannot_fall(kind: str, theirs: int, as_of: str, way: str, folder: Path) -> None:
    """Case old-counts: an earlier lower total and a later higher one leave room, the others differ."""
    own = row("about 400,000", "about", 400000, hedge="about")
    other = row(f"about {theirs:,}", "about", theirs, hedge="about", as_of=as_of, published="2025-07-01")
    made = cases.package(folder, [own], [other], measure={"kind": kind})
    assert standings(made) == [{way: [f"about {theirs:,}"]}]
    group = {"earlier and lower": "earlier", "later and higher": "room", "compatible": "same"}.get(way, "differs")
    groups = beside(made.figures[0], made.reports, date(2025, 7, 11))
    assert set(groups) == {group}
    assert ("1 lower, at an earlier date" in others.tally(groups)) == (group == "earlier")


def test_each_figure_of_the_article_can_be_compared_and_is_told(folder: Path) -> None:
    """Case article-says-two."""
    two = [ABOUT, row("more than 6,000", "at_least", 6000, "", "more than", locator="paragraph 19")]
    made = cases.package(folder, two, [row("6,500", "unhedged", 6500)])
    assert standings(made) == [{"above": ["6,500"]}, {"compatible": ["6,500"]}]
    assert all(told in page(made) for told in ("about 4,000", "more than 6,000", "(paragraph 19)"))


# Centres


def test_a_number_with_its_own_width_is_a_range_with_the_centre_that_was_stated(folder: Path) -> None:
    """Cases plus-minus, words-17 and words-18."""
    for place, words_ in enumerate(("\u00b1", "plus or minus")):
        stated = row(f"37,700 {words_} 5,000", "between", 32700, 42700, words_, stated_centre=37700)
        made = cases.package(folder / str(place), [stated])
        (figure,) = made.figures
        assert (figure.stated, figure.centre) == (Bound(32700, 42700), 37700)
        assert (
            words.meaning(figure) == "A range and its centre, both as the source states them; where in it is not said."
        )
        drawing = drawings(made)["c"]
        (mark,) = drawing.marks
        ticks = {piece.at: piece.size for piece in pieces(mark)}
        assert list(ticks) == [32700, 42700, 37700] and ticks[37700] < ticks[32700]
        assert key_words.CENTRE in [entry.text for entry in drawing.entries]
        assert "how near is not said" not in page(made)
    assert not [p for p in pieces(Mark("between", 1, 3, 0, drawing.marks[0].colour)) if p.at == 2]


def test_nearly_is_told_from_below_and_drawn_without_a_width(folder: Path) -> None:
    """Cases almost and number-17."""
    reported = [row("almost 12,000", "about", 12000, hedge="almost")]
    hedges = [
        {"hedge_words": "almost", "bound": "about", "side": "from below"},
        {"hedge_words": "about", "bound": "about"},
    ]
    made = cases.package(folder, [row("about 12,000", "about", 12000, hedge="about")], reported, hedges=hedges)
    assert words.meaning(made.reports[0]) == "Close to it, from below: how near is not said."
    assert '"almost": approximate number, from below' in page(made)
    almost = next(mark for mark in drawings(made)["r"].marks if "almost" in mark.hover)
    assert {piece.at for piece in pieces(almost)} == {12000}


# Arithmetic


def test_no_share_becomes_nothing_or_all_that_is_not(folder: Path) -> None:
    """Case small-share."""
    figures = [
        row("about 30", "about", 30, hedge="about"),
        row("about 20,000", "about", 20000, hedge="about"),
        row("6", "unhedged", 6),
        row("20,000", "unhedged", 20000),
        row("as many as 30", "at_most", "", 30, "as many as"),
        row("about 19,950", "about", 19950, hedge="about"),
    ]
    taken = [
        ("f1", "f2", "percent", "About 0.2 % (rounded)"),
        ("f1", "f2", "times as many", "About 0.002 times as many (rounded)"),
        ("f3", "f4", "percent", "0.03 %, from numbers stated without a hedge"),
        ("f5", "f2", "percent", "At most about 0.2 % (rounded)"),
        ("f6", "f2", "percent", "About 99.8 % (rounded)"),
        ("f1", "f2", "number", "About 0.0015"),
    ]
    derived = [
        {"derived_id": f"d{i}", "step": "ratio", "first": one, "second": other, "shown_as": shown}
        for i, (one, other, shown, _) in enumerate(taken)
    ]
    made = cases.package(folder, figures, derived=derived)
    assert [plain(steps.step_result(w)) for w in worked_out(made)] == [told for *_, told in taken]


def test_zero_is_a_number_and_no_denominator(folder: Path) -> None:
    """Cases zero-denominator and min-zero. The check refuses such a step, and a page that has one gives the reason."""
    figures = [
        row("5", "unhedged", 5),
        row("0", "unhedged", 0),
        row("0 to 4", "between", 0, 4),
        row("no more than 0", "at_most", "", 0, "no more than"),
        row("at least 0", "at_least", 0, "", "at least"),
    ]
    made = cases.package(folder, figures)
    five, zero, few, at_most_0, _ = made.figures
    taken: tuple[tuple[Literal["sum", "ratio"], tuple[Figure, Figure], str], ...] = (
        ("ratio", (five, zero), "Nothing: a number cannot be divided by 0"),
        ("ratio", (at_most_0, at_most_0), "Nothing: a number cannot be divided by 0"),
        ("sum", (few, five), "Between 5 and 9"),
        ("ratio", (zero, five), "0 %, from numbers stated without a hedge"),
    )
    for step, inputs, told in taken:
        worked = work_out(Step("d", "How many?", step, inputs, None, "percent" if step == "ratio" else "number"))
        assert plain(steps.step_result(worked)) == told
    drawing = drawings(cases.package(folder / "drawn", figures[:1], figures[1:2]))["r"]
    assert {mark.at for mark in drawing.marks} == {5, 0}
    derived = [{"derived_id": "d1", "step": "ratio", "first": "f1", "second": "f2", "shown_as": "times as many"}]
    assert "derived.csv" in refused(folder / "refused", figures, derived=derived)


# Keys


@pytest.mark.parametrize("key", ["hedges", "derived", "unnumbered", "dates", "the-data", "reuse", "all"])
def test_any_key_of_a_chart_works(key: str, folder: Path) -> None:
    """Cases key-hedges, key-derived, key-unnumbered and key-dates."""
    made = cases.package(
        folder,
        [ABOUT, ABOUT],
        [row("about 5,000", "about", 5000, hedge="about")],
        measure={"reports_chart": key},
        derived=[{"derived_id": "d1", "step": "sum", "first": "f1", "second": "f2"}],
        unnumbered=[{"statement_id": "u1", "wording": "w", "locator": "paragraph 1"}],
    )
    whole = compose(made, View())
    assert [chart.key for chart in whole.charts] == [key]
    assert compose(made, View(chart=key)).charts[0].drawing.title == "Title " + key
    folds = [part.key for part in flat(whole.parts) if isinstance(part, Fold)]
    named = [part.name for part in flat(whole.parts) if isinstance(part, Heading) and part.name]
    assert len(folds) == len(set(folds)) and len(named) == len(set(named))


# Numbers, symbols, ranges and words that are accepted


LEVEL = {"kind": "level"}
DEATHS = {"unit": "deaths", "per": "100 people", "kind": "rate"}
SHARE = {"unit": "share", "definition": "share of those sent who died"}
DOLLAR = {"unit": "US dollars"}
BILLION = 10**9

# The row of each case; the bound that it must have; cells of the measure.
ACCEPTED: dict[str, tuple[Row, Bound, Row]] = {
    "number-00": (row("1.7", low="1.7", unit="deaths", per="100 people"), exactly("1.7"), DEATHS),
    "number-01": (row("-300", low=-300), exactly(-300), LEVEL),
    "number-02": (row("0", low=0), exactly(0), {}),
    "number-03": (row("zero", low=0), exactly(0), {}),
    "number-04": (row("12.5 percent", low="12.5", unit="percent"), exactly("12.5"), PERCENT),
    "number-05": (row("up to a third", "at_most", "", "0.3333", "up to", **SHARE), at_most("0.3333"), PERCENT),
    "number-06": (row("dozens", "magnitude", hedge="dozens"), Bound(), {}),
    "number-07": (row("hundreds", "magnitude", hedge="hundreds"), Bound(), {}),
    "number-08": (row("2.5 million", low=2500000), exactly(2500000), {}),
    "number-09": (row("$20bn", low=20 * BILLION, **DOLLAR), exactly(20 * BILLION), DOLLARS),
    "number-10": (row("$1 trillion", low=1000 * BILLION, **DOLLAR), exactly(1000 * BILLION), DOLLARS),
    "number-16": (row("no more than 1 in 10", "at_most", "", "0.1", "no more than", **SHARE), at_most("0.1"), PERCENT),
    "number-17": (row("almost 12,000", "about", 12000, hedge="almost"), about(12000), {}),
    "number-18": (row("1,00,000", low=100000), exactly(100000), {}),
    "number-19": (row("3 lakh", low=300000), exactly(300000), {}),
    "symbol-0": (row("10,000+", "at_least", 10000, "", "+"), Bound(10000), {}),
    "symbol-1": (row("<5", "at_most", "", 5, "<"), Bound(None, 5, strict_high=True), {}),
    "symbol-2": (row("~4,000", "about", 4000, hedge="~"), about(4000), {}),
    "symbol-3": (row(">1,000", "at_least", 1000, "", ">"), Bound(1000, strict_low=True), {}),
    "symbol-4": (row("≥5", "at_least", 5, "", "≥"), Bound(5), {}),
    "symbol-5": (row("c. 4,000", "about", 4000, hedge="c."), about(4000), {}),
    "symbol-6": (row("±4,000", "about", 4000, hedge="±"), about(4000), {}),
    "range-0": (row("8,000–15,000", "between", 8000, 15000), Bound(8000, 15000), {}),
    "range-1": (row("8,000-15,000", "between", 8000, 15000), Bound(8000, 15000), {}),
    "range-2": (row("8,000 to 15,000", "between", 8000, 15000), Bound(8000, 15000), {}),
    "range-3": (row("between 8,000 and 15,000", "between", 8000, 15000, "between ... and"), Bound(8000, 15000), {}),
    "range-7": (
        row(
            "at least 8,000 and possibly as many as 15,000", "between", 8000, 15000,
            "at least ... and possibly as many as",
        ),
        Bound(8000, 15000), {},
    ),
    "range-8": (row("8–15 thousand", "between", 8000, 15000), Bound(8000, 15000), {}),
    "words-00": (row("more than 700", "at_least", 700, "", "more than"), Bound(700, strict_low=True), {}),
    "words-01": (row("exceeding 700", "at_least", 700, "", "exceeding"), Bound(700, strict_low=True), {}),
    "words-02": (row("a minimum of 630", "at_least", 630, "", "a minimum of"), Bound(630), {}),
    "words-03": (row("lower than 700", "at_most", "", 700, "lower than"), Bound(None, 700, strict_high=True), {}),
    "words-04": (row("up to 270", "at_most", "", 270, "up to"), Bound(None, 270), {}),
    "words-05": (row("a couple of", "unnumbered", hedge="a couple of"), Bound(), {}),
    "words-06": (row("a few hundred", "magnitude", hedge="a few hundred"), Bound(), {}),
    "words-07": (row("several", "unnumbered", hedge="several"), Bound(), {}),
    "words-08": (row("700 or so", "about", 700, hedge="or so"), about(700), {}),
    "words-09": (row("300-odd", "about", 300, hedge="odd"), about(300), {}),
    "words-10": (row("well over 1,000", "at_least", 1000, "", "well over"), Bound(1000, strict_low=True), {}),
    "words-11": (row("close to 500", "about", 500, hedge="close to"), about(500), {}),
    "words-12": (row("not fewer than 12", "at_least", 12, "", "not fewer than"), Bound(12), {}),
    "words-13": (row("12 or more", "at_least", 12, "", "or more"), Bound(12), {}),
    "words-14": (row("half a million", low=500000), exactly(500000), {}),
    "words-16": (
        row("some 2,000-3,000", "between", 2000, 3000, "some", approximate="yes"), Bound(2000, 3000, True), {},
    ),
    "words-19": (
        row("as many as 10,000 to 12,000", "at_most", "", 12000, "as many as ... to"), Bound(None, 12000), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_people_write_is_accepted_with_its_own_bound(case: str, folder: Path) -> None:
    """The ends stated are the ends kept; a mark stands at them, and the words are shown as they are."""
    cells, bound, measure = ACCEPTED[case]
    made = cases.package(folder, [cells], measure=measure)
    (figure,) = made.figures
    assert replace(figure.stated, signed=False) == replace(bound, signed=False)
    assert figure.figure_as_stated in plain(page(made))
    places = [float(n) for n in (figure.placed.low, figure.placed.high) if n is not None]
    assert {end for d in drawings(made).values() for mark in d.marks for end in mark.ends} == set(places)
    for drawing in drawings(made).values() if places else ():
        assert_whole(drawing)
        assert drawing.start == (0 if min(places) >= 0 else pytest.approx(min(places), rel=0.2))


@pytest.mark.parametrize("hedge", ["approximately", "approximately ..."])
def test_a_range_keeps_its_approximately(hedge: str, folder: Path) -> None:
    """Cases range-4 and range-6: beside an "approximately" that hedges a single number."""
    ranged = row("approximately 8,000–15,000", "between", 8000, 15000, hedge, approximate="yes")
    single = row("approximately 4,000", "about", 4000, hedge="approximately")
    listed = [{"hedge_words": words_, "bound": "about"} for words_ in dict.fromkeys((hedge, "approximately"))]
    made = cases.package(folder, [ranged, single], hedges=listed)
    assert made.figures[0].stated == Bound(8000, 15000, True)
    assert words.meaning(made.figures[0]).endswith("Its ends are themselves approximate.")


def test_a_number_below_0_stands_left_of_0(folder: Path) -> None:
    figures = [row("-300", low=-300), row("up to 120", "at_most", "", 120, "up to")]
    drawing = drawings(cases.package(folder, figures[:1], figures[1:], measure=LEVEL))["r"]
    assert drawing.start < -300 and drawing.end > 120
    assert drawing.subtitle.endswith("on one scale")
    assert {"-200", "0"} <= {word.text for word in drawing.words if word.style == SCALE}
    assert 0 < drawing.share(-300) < drawing.share(0) < drawing.share(120) < 1
    assert_whole(drawing)


# Shares, money, rates


def test_a_share_in_words_has_a_number_and_its_words(folder: Path) -> None:
    """Case share-in-words: percent and share are one unit."""
    stated = row("up to a third", "at_most", "", "0.3333", "up to", **SHARE)
    made = cases.package(folder, [stated], measure=PERCENT)
    (figure,) = made.figures
    (mark,) = drawings(made)["c"].marks
    assert mark.ends == (33.33,)
    ticks = [plain(word.text) for word in drawings(made)["c"].words if word.style == SCALE]
    assert ticks[0] == "0 %" and all(tick.endswith(" %") for tick in ticks)
    sentence, why = words.cannot_be_said(figure)[0]
    assert sentence == '"a third share of those sent who died"' and why == 'Drops "up to" and the speaker.'
    assert "0.3333" not in page(made)
    assert words.meaning(figure) == "This or less, perhaps far less."


def test_sentences_fit_money_and_its_scale_is_in_billions(folder: Path) -> None:
    """Cases money and money-ticks."""
    figures = [
        row("up to $39 billion", "at_most", "", 39 * BILLION, "up to", **DOLLAR),
        row("more than $5 billion", "at_least", 5 * BILLION, "", "more than", **DOLLAR),
        row("about $12 billion", "about", 12 * BILLION, hedge="about", **DOLLAR),
    ]
    derived = [{"derived_id": "d1", "step": "sum", "first": "f2", "second": "f3"}]
    other = row("as much as $18 billion", "at_most", "", 18 * BILLION, "as much as", **DOLLAR)
    made = cases.package(folder, figures, [other], measure=DOLLARS, derived=derived)
    for drawing in drawings(made).values():
        ticks = [plain(word.text) for word in drawing.words if word.style == SCALE]
        assert ticks[:2] == ["$0", "$20 billion"], ticks
        assert_whole(drawing)
    told = plain(page(made))
    assert not re.search(r"\d{1,3}(,000){3}|\bcame\b|will come|fewer", told)
    assert '"$39 billion or more"\nIt is a ceiling.' in told
    assert "This or less, perhaps far less." in told
    assert plain(steps.step_result(worked_out(made)[0])) == "More than about $17 billion; no upper figure"


def test_an_hour(folder: Path) -> None:
    """Case per-hour."""
    a_rate = row("about 300", "about", 300, hedge="about", **A_DAY | {"per": "hour", "definition": "shells, an hour"})
    made = cases.package(folder, [a_rate], [a_rate], measure=SHELLS | {"per": "hour"})
    told = plain(page(made) + texts(drawings(made)["r"]))
    assert "about 300 an hour" in told and "a hour" not in told


# Metadata


@pytest.mark.parametrize(
    ("author", "in_bibtex"),
    [
        ("Anna Example, Bo Sample", "Anna Example and Bo Sample"),
        ("Ministry of Culture and Sports", "{Ministry of Culture and Sports}"),
    ],
)
def test_persons_and_offices_are_told_apart(author: str, in_bibtex: str, folder: Path) -> None:
    """Cases two-authors and bare-metadata."""
    made = cases.package(folder, [ABOUT], sources=[cases.ARTICLE | {"author": author}, cases.PAGE])
    assert f"author = {{{in_bibtex}}}" in citation.bibtex(made)
    bare = replace(made, version="", created="", licenses=())
    assert not re.search(r"[Vv]ersion\s*[,.]|, ,|\(\)", f"{page(bare)}\n{citation.bibtex(bare)}")


def test_marks_inside_quotation_marks_are_single(folder: Path) -> None:
    """Case quote-in-title."""
    title = {"title": '"We lost many," they say'}
    told = page(cases.package(folder, [ABOUT], sources=[cases.ARTICLE | title, cases.PAGE]))
    assert "\"'We lost many,' they say\"" in told and '""We' not in told


# Scripts

HANGUL = row(
    "10,000 명 이상", "at_least", 10000, "", "이상", unit="명", said_by="지어낸 당국자",
    definition="명: 쿠르스크 지역으로 파견된 것으로 전해진 북한군 병사로서 부상자와 전사자를 모두 포함한 인원",
    caveat="이 숫자가 언제까지의 것인지는 기사에 나와 있지 않으며 누가 세었는지도 나와 있지 않다.",
)  # fmt: skip
CYRILLIC = row(
    "понад 10,000", "at_least", 10000, "", "понад", unit="осіб", said_by="вигадане відомство",
    definition="осіб: ВІЙСЬКОВОСЛУЖБОВЦІ, ЩОДО ЯКИХ ПОВІДОМЛЯЛОСЯ, ЩО ЇХ ВІДПРАВЛЕНО",
    caveat="Щирі ШШШ ЮЮЮ ЖЖЖ ФФФ МММ ЩЩЩ ЫЫЫ.",
)  # fmt: skip
ARABIC = row(
    "أكثر من 10,000", "at_least", 10000, "", "أكثر من", unit="جندي", said_by="مسؤول مختلق",
    definition="جندي: جنود قيل إنهم أرسلوا إلى المنطقة الحدودية (بحسب المقال)",
    caveat="لم يذكر المقال من الذي أحصى ولا متى.",
)  # fmt: skip
HEBREW = ARABIC | row(
    "יותר מ 10,000",
    "at_least",
    10000,
    "",
    "יותר מ",
    unit="חיילים",
    definition="חיילים שנשלחו",
    caveat="לא נאמר מי ספר.",
)
THAI = row(
    "มากกว่า 10,000", "at_least", 10000, "", "มากกว่า", unit="คน", definition="คน: ทหารที่ถูกส่งไปยังพื้นที่ชายแดนตามบทความนี้"
)
SCRIPTS = {"korean": HANGUL, "ukrainian": CYRILLIC, "arabic": ARABIC, "hebrew": HEBREW, "thai": THAI}


def in_script(cells: Row, folder: Path) -> Package:
    """A package whose figure, report, measure and chart are in one script."""
    unit, long = cells["unit"], cells["definition"]
    note = {"note_on_reading": "wording in another language"}
    report = (
        cells
        | note
        | {"claimant": long[:24], "claimant_kind": long[:12], "translation": cells["wording"], "scope": long}
    )
    measure = {"unit": unit, "label": long, "reports_by": "scope"}
    return cases.package(
        folder, [cells | note | {"scope": long}], [report], measure=measure,
        charts=[{"chart": "r", "title": long, "subtitle": long}],
    )  # fmt: skip


def assert_whole(drawing: Drawing) -> None:
    """No word of the plot leaves the picture, on a screen 320 pixels wide and in a saved picture."""
    for plot, word in itertools.product((NARROW, PLOT), drawing.words):
        long = width(word.text, word.style)
        left = {"left": -word.gap - long, "right": word.gap, "center": -long / 2}[word.side]
        at = LEFT + drawing.share(word.x) * plot + left
        assert at >= 0 and at + long <= LEFT + plot + RIGHT, f"{word.text!r} runs from {at} to {at + long} of {plot}"


@pytest.mark.parametrize("script", SCRIPTS)
def test_nothing_is_cut_in_any_script(script: str, folder: Path) -> None:
    """Cases korean, ukrainian and arabic. A letter counts as wide as the widest font makes it."""
    cells = SCRIPTS[script]
    made = in_script(cells, folder)
    for drawing in drawings(made).values():
        assert_whole(drawing)
    style = Style(10, 12)
    for letter in {c for text in cells.values() for c in str(text) if c.isalpha() and not c.isascii()}:
        least = 7 if script == "ukrainian" and letter.islower() else 10
        assert width(letter, style) >= least, f"{letter!r} is measured too narrow"


@pytest.mark.parametrize("script", ["arabic", "hebrew"])
def test_text_from_right_to_left_is_isolated_on_the_page_and_left_alone_in_the_files(script: str, folder: Path) -> None:
    cells = SCRIPTS[script]
    made = in_script(cells, folder)
    own = (cells["figure_as_stated"], cells["definition"], cells["said_by"], cells["caveat"])
    told = page(made)
    for text in map(str, own):
        spots = [m.start() for m in re.finditer(re.escape(text), told)]
        assert spots and any(told[at - 1] == OPEN and told[at + len(text)] == CLOSE for at in spots), text
    for drawing in drawings(made).values():
        for text in [word.text for word in drawing.words] + [text for _, text in drawing.notes]:
            depth = [text[: i + 1].count(OPEN) - text[: i + 1].count(CLOSE) for i in range(len(text))]
            assert not depth or (min(depth) >= 0 and depth[-1] == 0), f"{text!r} leaves an isolate open"
            leftward = [i for i, letter in enumerate(text) if "\u0590" <= letter <= "\u07ff"]
            assert all(depth[i] > 0 for i in leftward), f"{text!r} is reordered by the English around it"
    files = [table.data for table in made.tables.values()] + [citation.bibtex(made).encode(), made.descriptor]
    assert not any(OPEN.encode() in data for data in files)
    assert cases.package(folder / "english", [ABOUT]).title == "A made-up package"


# Files


@pytest.mark.parametrize("place", ["cell", "descriptor"])
def test_a_mark_that_turns_the_direction_is_refused_with_a_remedy(place: str, folder: Path) -> None:
    """Cases arabic-rlm and arabic-rlm-cell."""
    cells = ARABIC | ({"definition": "جنود\u200f (2025) أرسلوا"} if place == "cell" else {})
    cases.write(folder, [cells])
    if place == "descriptor":
        edit_descriptor(folder, lambda described: described.update(title="جنود\u200f"))
    with pytest.raises(PackageError) as caught:
        load(folder)
    assert "direction" in str(caught.value)


def test_semicolons_are_told_with_the_remedy(folder: Path) -> None:
    cases.write(folder, [ABOUT])
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    with pytest.raises(PackageError) as caught:
        load(folder)
    assert "';' stands between the cells. Save the file with commas" in str(caught.value)


def test_cells_that_a_spreadsheet_would_run_are_text(folder: Path) -> None:
    figures = [
        row("10-12", "between", 10, 12, said_by="@office", definition="=1+1 people", caveat='=HYPERLINK("http://example.org/x","open")'),
        row("+300", low=300, wording="+300 more", definition="-2+3 people", caveat="+1 as of 3/4."),
    ]  # fmt: skip
    made = cases.package(folder, figures)
    assert [f.definition for f in made.figures] == ["=1+1 people", "-2+3 people"]
    assert all(text in page(made) for text in ("@office", "=HYPERLINK(", "+1 as of 3/4."))
