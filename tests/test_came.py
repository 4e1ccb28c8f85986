"""What came of a forecast: its steps, its chart, and the sentence on who reports that it came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from figures.analysis import select
from figures.charts import came
from figures.charts.drawing import LEFT, NARROW, RIGHT, WIDE, Drawing, Word
from figures.charts.type import WORDS
from figures.language.naked import Said, naked_in
from figures.model.bound import Bound
from figures.model.package import Package
from figures.model.records import Figure, Report
from figures.words import came as words
from figures.words.amounts import fewer
from figures.words.figure import figure as hedged

NOTHING = {"fewer": "We read of no such number ", "less": "We read of no such amount "}


def forecasts(package: Package) -> Iterator[Figure]:
    """The article's forecasts on which others reported too."""
    for figure in package.figures:
        if figure.is_forecast and figure.measure.reports_chart:
            yield figure


def rows(package: Package, figure: Figure) -> tuple[Report, ...]:
    return tuple(row for step in words.steps(package, figure.measure) for row in step.rows)


def boxes(drawing: Drawing, plot: float) -> list[tuple[float, float, float, float, Word]]:
    """Each word's box in pixels at a width of the plot: left, right, top, bottom."""
    found = []
    for word in drawing.words:
        left, right = word.reach
        x, half = drawing.share(word.x) * plot, word.style.size * 0.55
        found.append((x + left, x + right, word.y - half, word.y + half, word))
    return found


def overlaps(drawing: Drawing, plot: float) -> list[tuple[str, str]]:
    placed = boxes(drawing, plot)
    return [
        (one[4].text, other[4].text)
        for number, one in enumerate(placed)
        for other in placed[number + 1 :]
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]


# Steps


def test_the_steps_begin_at_the_article_s_own_and_follow_the_codes(each_package: Package) -> None:
    for figure in forecasts(each_package):
        codes = each_package.codes["count_kind"]
        kinds = [step.kind for step in words.steps(each_package, figure.measure)]
        assert kinds == [code for code in codes[codes.index(figure.count_kind) :] if code in kinds]
        assert kinds[0] == figure.count_kind and len(kinds) > 1


def test_each_statement_has_one_row_and_the_article_stands_in_its_place(each_package: Package) -> None:
    for figure in forecasts(each_package):
        found = rows(each_package, figure)
        reports = [r for r in select.reports_of(each_package, figure.measure) if not r.retells]
        reports = [r for r in reports if r.is_forecast or r.is_later]
        kinds = {row.count_kind for row in found}
        assert len({row.figure_id for row in found}) == len(found)
        assert {r.figure_id for r in reports if r.count_kind in kinds} == {r.figure_id for r in found} - {
            figure.figure_id
        }
        own = next(step for step in words.steps(each_package, figure.measure) if step.kind == figure.count_kind)
        days = [row.as_of.last for row in own.rows]
        assert days == sorted(days)
        place = [row.figure_id for row in own.rows].index(figure.figure_id)
        assert not any(row.is_later for row in own.rows[:place])


# The chart


def test_whatever_has_a_place_is_drawn_and_forecasts_are_broken(each_package: Package) -> None:
    for figure in forecasts(each_package):
        drawing, found = came.came_chart(each_package, figure.measure), rows(each_package, figure)
        placed = [row for row in found if row.can_be_placed]
        assert [mark.forecast for mark in drawing.marks] == [row.is_forecast for row in placed]
        assert len(drawing.tints) == 1, "the article's row"
        texts = " ".join(word.text for word in drawing.words)
        for row in found:
            assert hedged(row).replace("\u00a0", " ") in texts.replace("\u00a0", " ")
        assert hedged(figure).replace("\u00a0", " ").lower() in drawing.title.replace("\u00a0", " ").lower()


def test_only_steps_of_forecasts_are_told_to_be_open(each_package: Package) -> None:
    for figure in forecasts(each_package):
        steps = words.steps(each_package, figure.measure)
        drawing = came.came_chart(each_package, figure.measure)
        told = [word for word in drawing.words if word.text == words.NOT_YET]
        assert 0 < len(told) == sum(all(row.is_forecast for row in step.rows) for step in steps) < len(steps)


@pytest.mark.parametrize("plot", [NARROW, 320.0, 440.0, WIDE])
def test_words_are_whole_and_apart_at_each_width(each_package: Package, plot: float) -> None:
    for figure in forecasts(each_package):
        drawing = came.came_chart(each_package, figure.measure)
        assert overlaps(drawing, plot) == []
        for left, right, top, bottom, word in boxes(drawing, plot):
            assert left >= -LEFT and right <= plot + RIGHT, word.text
            assert top >= 0 and bottom <= drawing.height, word.text


def test_what_is_no_forecast_from_before_the_article_is_left_out_and_counted(package: Package) -> None:
    figure = next(forecasts(package))
    codes = package.codes["count_kind"]
    ways = codes[codes.index(figure.count_kind) :]
    for kind in ("", *package.claimant_kinds):
        reports = [r for r in select.reports_of(package, figure.measure, kind=kind) if r.count_kind in ways]
        gone = [r for r in reports if not (r.is_later or r.is_forecast or r.retells)]
        drawn = [row for step in words.steps(package, figure.measure, kind=kind) for row in step.rows]
        assert not set(gone) & set(drawn) and (gone or kind)
        notes = came.came_chart(package, figure.measure, kind=kind).notes
        told = f"{len(gone)} report{'s' * (len(gone) > 1)} from before the article that forecast nothing"
        assert any(lead == "Left out" and told in text for lead, text in notes) == bool(gone)
        alt = words.came_alt(package, figure.measure, kind=kind)
        # A step without a row is not named.
        assert all((f"{code} (" in alt) == (code in {row.count_kind for row in drawn}) for code in ways)


def test_a_filter_adds_no_row(each_package: Package) -> None:
    for figure in forecasts(each_package):
        whole = {row.figure_id for row in rows(each_package, figure)}
        for kind in each_package.claimant_kinds:
            steps = words.steps(each_package, figure.measure, kind=kind)
            assert {row.figure_id for step in steps for row in step.rows} <= whole


def test_a_hedge_and_its_number_stay_on_one_line(each_package: Package) -> None:
    for figure in forecasts(each_package):
        drawing = came.came_chart(each_package, figure.measure)
        lines = [word.text.replace("\u00a0", " ") for word in drawing.words if word.style == WORDS]
        assert not any(line.startswith(("than ", "thousand", "million", "billion")) for line in lines), lines


def test_what_was_withdrawn_is_struck(other_package: Package) -> None:
    figure = next(forecasts(other_package))
    target = next(r for r in other_package.reports if r.measure == figure.measure)
    reports = tuple(replace(r, superseded_by="later") if r == target else r for r in other_package.reports)
    drawing = came.came_chart(replace(other_package, reports=reports), figure.measure)
    assert [mark.struck for mark in drawing.marks].count(True) == 1
    assert any(word.struck and target.hedge_words in word.text for word in drawing.words)


def test_the_kinds_of_claimant_can_be_chosen_and_the_article_stays(each_package: Package) -> None:
    for figure in forecasts(each_package):
        kind = each_package.claimant_kinds[0]
        kept = [row for step in words.steps(each_package, figure.measure, kind=kind) for row in step.rows]
        assert {row.claimant_kind for row in kept if row.figure_id != figure.figure_id} <= {kind}
        assert figure.figure_id in {row.figure_id for row in kept}
        came.came_chart(each_package, figure.measure, kind="nobody")


def test_a_measure_without_reports_has_no_such_chart(other_package: Package) -> None:
    measure = other_package.measure("gulls_fledged")
    assert measure
    with pytest.raises(ValueError, match="no chart of reports"):
        came.came_chart(other_package, measure)


# Words


def test_the_name_of_the_chart_has_at_most_60_words(each_package: Package) -> None:
    for figure in forecasts(each_package):
        alt = words.came_alt(each_package, figure.measure)
        assert len(alt.split()) <= 60
        assert hedged(figure).replace("\u00a0", " ").lower() in alt.replace("\u00a0", " ").lower()


def test_no_figure_is_naked(each_package: Package) -> None:
    for figure in each_package.figures:
        if not figure.is_forecast:
            continue
        strings = [words.came_of_it(each_package, figure), words.came_alt(each_package, figure.measure)]
        if figure.measure.reports_chart:
            drawing = came.came_chart(each_package, figure.measure)
            strings += [drawing.title, drawing.subtitle, *(f"{lead}: {text}" for lead, text in drawing.notes)]
        assert [str(n) for n in naked_in(each_package, [Said("came", text) for text in strings])] == []


def test_no_page_that_was_read_shows_that_so_many_came(each_package: Package) -> None:
    for figure in forecasts(each_package):
        said = words.came_of_it(each_package, figure)
        assert said.startswith(NOTHING[fewer(figure.measure)])
        assert "The latest: " in said and words.NOT_NOTHING in said and words.reached(each_package, figure) in said
        for row in rows(each_package, figure):
            if row.is_forecast and row.figure_id != figure.figure_id:
                assert f" {row.figure_as_stated}, {row.count_kind} (" not in said


@pytest.mark.parametrize(
    ("bound", "kind", "reaches"),
    [
        (Bound(9_000, 9_000), "unhedged", False),  # the article's is more than 9,000
        (Bound(9_001, 9_001), "unhedged", True),
        (Bound(9_500, 9_500, approximate=True), "about", True),
        (Bound(None, 12_000), "at_most", True),
        (Bound(8_000, 10_000), "between", True),
        (Bound(3_000, None), "at_least", False),  # leaves room, and shows nothing
        (Bound(20_000, None), "at_least", True),
        (Bound(), "unnumbered", False),
    ],
)
def test_who_reports_that_so_many_came_is_told(other_package: Package, bound: Bound, kind: str, reaches: bool) -> None:
    figure = next(forecasts(other_package))
    came_of = next(r for r in other_package.reports if r.measure == figure.measure and not r.is_forecast)
    told = replace(came_of, stated=bound, bound=kind, figure_as_stated="the figure as it was stated")  # type: ignore[arg-type]
    reports = tuple(told if r == came_of else r for r in other_package.reports)
    said = words.came_of_it(replace(other_package, reports=reports), figure)
    assert said.startswith("So many or more" if reaches else "We read of no such number")
    assert "the figure as it was stated" in said.replace("\u00a0", " ")


def test_money_is_so_much_and_not_so_many(ferry_package: Package) -> None:
    figure = next(forecasts(ferry_package))
    paid = next(r for r in ferry_package.reports if r.measure == figure.measure and r.is_later and not r.is_forecast)
    low = figure.placed.ends[0]
    told = replace(paid, stated=Bound(low, low), bound="unhedged", approximate=False)
    reports = tuple(told if r == paid else r for r in ferry_package.reports)
    assert words.reached(replace(ferry_package, reports=reports), figure).startswith("So much or more, by the words")


def test_the_month_up_to_which_was_read_is_told(each_package: Package) -> None:
    pages = [s.published.last for s in each_package.sources if s.published]
    for figure in forecasts(each_package):
        last = max(*pages, *(row.as_of.last for row in rows(each_package, figure) if not row.is_forecast))
        assert words.reached(each_package, figure).replace("\u00a0", " ").endswith(f", up to {last:%B %Y}.")


def test_a_forecast_of_another_unit_is_not_drawn_and_its_words_stay(package: Package) -> None:
    figure = next(forecasts(package))
    drawing = came.came_chart(package, figure.measure)
    apart = [row for row in rows(package, figure) if not row.can_be_placed]
    assert bool(apart) == any(text == words.NO_MARK for _, text in drawing.notes)


def test_without_later_steps_nothing_is_claimed(other_package: Package) -> None:
    figure = next(f for f in other_package.figures if f.is_forecast and not f.measure.reports_chart)
    assert words.came_of_it(other_package, figure).startswith("No page we read tells what came of it.")
