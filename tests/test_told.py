"""One statement on different pages, and numbers told as another kind of quantity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from figures.analysis.tellings import ADDED, KEPT, THING, Telling, by_the_rows, changes, told_again
from figures.charts.drawing import Drawing
from figures.charts.svg_backend import PLOT
from figures.charts.told import told_drawing
from figures.language.naked import VERBATIM_COLUMN, Said, naked_in
from figures.model.package import Package
from figures.model.records import Measure
from figures.page import parts as p
from figures.page import told
from figures.words import told as words
from tests.test_came import boxes, overlaps


def sections(package: Package) -> list[tuple[Measure, ...]]:
    """Measures that share a chart of reports, as they share a section of the page."""
    ordered = sorted(package.measures, key=lambda m: m.reports_chart.chart if m.reports_chart else m.measure)
    keyed = groupby(ordered, key=lambda m: m.reports_chart.chart if m.reports_chart else m.measure)
    return [tuple(measures) for _, measures in keyed]


def tellings_shown(package: Package) -> Iterator[p.Told]:
    for measures in sections(package):
        yield from (part for part in p.walk(told.told(package, measures, "name")) if isinstance(part, p.Told))


def slips_shown(package: Package) -> Iterator[p.Slips]:
    for measures in sections(package):
        yield from (part for part in p.walk(told.slips(package, measures, "name")) if isinstance(part, p.Slips))


def count(*pieces: p.Words) -> int:
    return sum(len(p.plain(piece).split()) for piece in pieces)


# Tellings


def test_each_statement_is_told_once_or_counted_as_told_alike(each_package: Package) -> None:
    for measures in sections(each_package):
        statements = [t for t in told_again(each_package) if t[0].report.measure in measures]
        groups = words.groups(each_package, measures)
        ids = [group.tellings[0].report.figure_id for group in groups]
        assert len(set(ids)) == len(ids)
        assert len(ids) + words.unchanged(each_package, measures) == len(statements)
        assert bool(told.told(each_package, measures, "name")) == bool(groups)
        for group in groups:
            assert all(telling.report.retells == group.tellings[0].report.figure_id for telling in group.tellings[1:])


def test_became_stands_only_where_the_first_wording_is_the_speaker_s_own(each_package: Package) -> None:
    heads = [
        (group.heading, words.is_quotation(group.tellings[0].report))
        for group in words.groups(each_package, each_package.measures)
    ]
    told_alike = words.unchanged(each_package, each_package.measures)
    assert any(own for _, own in heads) or (not heads and told_alike)
    for heading, own in heads:
        assert own or not ("became" in heading or "dropped" in heading), heading


def test_a_turned_hedge_comes_first_and_is_named(package: Package, other_package: Package) -> None:
    def first(loaded: Package, key: str) -> str:
        measure = loaded.measure(key)
        assert measure
        return words.groups(loaded, [measure])[0].heading

    assert first(package, "deployed") == '"As many as" became "more than"'
    assert first(package, "shells_supplied") == '"Up to approximately" or "over"?'
    assert first(package, "killed") == '"Roughly" or "at least"?'
    assert first(package, "casualties") == 'No hedge, or "about"?'
    assert first(package, "additional") == 'A range or "up to"?'
    assert first(other_package, "gulls_counted") == 'A range became "more than"'


def test_a_row_has_at_most_12_words_and_names_its_page(package: Package) -> None:
    for part in tellings_shown(package):
        assert len(part.tellings) > 1
        for telling in part.tellings:
            assert count(telling.figure, telling.page) <= 12, p.plain(telling.page)
            assert any(isinstance(word, p.Link) for word in p.inlines(telling.page))


def test_at_most_some_are_shown_and_the_line_below_tells_of_the_rest(each_package: Package) -> None:
    for measures in sections(each_package):
        parts = tuple(p.walk(told.told(each_package, measures, "name")))
        shown = [part for part in parts if isinstance(part, p.Told)]
        groups = words.groups(each_package, measures)
        assert len(shown) == min(told.MOST, len(groups))
        if shown:
            below = " ".join(text for part in parts if isinstance(part, p.Text) for text in part.texts)
            more = len(groups) - len(shown)
            assert below == words.below(groups[: len(shown)], more, words.unchanged(each_package, measures))
            assert (f"{more} more such statement" in below) == bool(more)
            (picture,) = (part for part in parts if isinstance(part, p.Saved))
            assert isinstance(picture.picture, Drawing)
            assert len(picture.picture.marks) == sum(len(group.tellings) for group in groups)


def test_a_telling_in_another_language_is_compared_by_its_row(package: Package) -> None:
    closest = next(r for r in package.reports if r.bound == "unhedged" and r.measure.measure == "killed")
    foreign = replace(closest, bound="about", approximate=True, translation="about so many", retells=closest.figure_id)
    assert by_the_rows(closest, Telling(foreign, changes(closest, foreign))) == (ADDED,)
    same = replace(closest, translation="so many")
    assert by_the_rows(closest, Telling(same, changes(closest, same))) == (KEPT,)
    other = replace(same, count_kind="another")
    assert by_the_rows(closest, Telling(other, changes(closest, other))) == (THING,)


def test_nothing_told_twice_gives_no_part(package: Package) -> None:
    captured = package.measure("captured")
    assert captured
    assert told.told(package, [captured], "name") == told.slips(package, [captured], "name") == ()


# The picture


def test_the_words_of_the_picture_are_whole_and_apart(each_package: Package) -> None:
    groups = words.groups(each_package, each_package.measures)
    drawing = told_drawing("told", groups)
    assert len(drawing.marks) == sum(len(group.tellings) for group in groups)
    assert overlaps(drawing, PLOT) == []
    for left, right, _, bottom, word in boxes(drawing, PLOT):
        assert left >= 0 and right <= PLOT and bottom <= drawing.height, word.text
        assert not left < PLOT / 2 - 20 < right, f"{word.text!r} reaches into the next column"


def test_every_mark_stands_at_the_stem_of_its_column(each_package: Package) -> None:
    drawing = told_drawing("told", words.groups(each_package, each_package.measures))
    stems = {line.x0 for line in drawing.lines}
    assert len(stems) <= 2 and bool(stems) == bool(drawing.marks)
    for mark in drawing.marks:
        at = [end in stems for end in (mark.low, mark.high)]
        assert any(at) and all(at) == (mark.bound not in ("between", "magnitude"))


def test_a_range_begins_at_the_stem_where_another_page_tells_its_low_end(package: Package) -> None:
    additional = package.measure("additional")
    assert additional
    drawing = told_drawing("told", words.groups(package, [additional]))
    ranges = [(mark.low, mark.high) for mark in drawing.marks if mark.bound == "between"]
    stems = {line.x0 for line in drawing.lines}
    assert [(low in stems, high in stems) for low, high in ranges] == [(False, True), (False, True), (True, False)]


# Slips


def test_each_slip_is_shown_where_its_measure_is(each_package: Package) -> None:
    shown = [row for part in slips_shown(each_package) for row in part.rows]
    assert len(shown) == len(each_package.slips)
    assert shown or "slips" not in each_package.tables
    for measures in sections(each_package):
        folds = [part for part in told.slips(each_package, measures, "name") if isinstance(part, p.Fold)]
        headings = [fold.label for fold in folds]
        assert len({fold.key for fold in folds}) == len(folds)
        wanted = dict.fromkeys(slip.told_as for slip in each_package.slips if slip.told_as in measures)
        assert len(headings) == len(wanted)
        for heading, measure in zip(headings, sorted(wanted, key=measures.index), strict=True):
            assert heading.lower() == f"the same number, told as {measure.label}".lower()


def test_what_was_said_has_a_mark_and_the_print_has_none(each_package: Package) -> None:
    for part in slips_shown(each_package):
        for said, printed in part.rows:
            assert said and said.bound
            assert not printed.bound and printed.words.startswith('"')
            assert isinstance(p.inlines(printed.who)[0], p.Link) and printed.when
            for side in (said, printed):
                assert count(side.who, side.when, side.words, side.note) <= told.LONGEST
            assert said.words.replace("\u00a0", " ") not in printed.note


def test_lost_are_the_thing_counted_and_the_hedges_that_allow_something_else(
    package: Package, other_package: Package
) -> None:
    found = {slip.slip_id: words.lost(slip) for slip in (*package.slips, *other_package.slips)}
    assert found["slip-independent-2025-10-24"] == 'Lost: "wounded", "highly likely" and "more than".'
    assert found["slip-japan-today-2025-12-13"] == 'Lost: "wounded" and "highly likely".'
    assert found["slip-tvn24-2026-02-20"] == 'Lost: "wounded".', '"some" told as "about" is no loss'
    assert found["slip-kyiv-independent-2025-07-02"] == 'Lost: "troops sent".'
    assert found["slip-interfax-ukraine-2025-09-02"] == words.ANOTHER_COUNT
    assert found["slip-gull-almanac-pairs"] == 'Lost: "pairs".'


def test_a_slip_without_a_statement_says_nothing_of_what_was_lost(other_package: Package) -> None:
    slip = replace(other_package.slips[0], matches=None)
    loaded = replace(other_package, slips=(slip,))
    (part,) = slips_shown(loaded)
    assert part.rows[0][0] is None and part.rows[0][1].note == ""


def test_a_long_quotation_is_cut_away_from_its_figure(other_package: Package) -> None:
    slip = replace(other_package.slips[0], wording=f"{'so it is said and written, ' * 5}more than 2,417 gulls")
    cut = words.quotation(slip, 10)
    assert cut.startswith('"\u2026 ') and cut.endswith('more than 2,417 gulls"') and len(cut.split()) == 10
    slip = replace(slip, wording=f"more than 2,417 gulls {'so it is said and written, ' * 5}")
    assert words.quotation(slip, 10).startswith('"more than 2,417 gulls') and '\u2026"' in words.quotation(slip, 10)


def test_translations_are_marked_and_the_origin_of_the_article_s_figure_stays_open(each_package: Package) -> None:
    marked = sum(words.OUR_TRANSLATION in row[1].words for part in slips_shown(each_package) for row in part.rows)
    assert marked == sum(bool(slip.translation) for slip in each_package.slips)
    for measures in sections(each_package):
        parts = p.walk(told.slips(each_package, measures, "name"))
        texts = [part.texts[0] for part in parts if isinstance(part, p.Text)]
        assert all(words.CANNOT_BE_KNOWN in text for text in texts)


# Hedges


def test_no_figure_is_naked(each_package: Package) -> None:
    strings = []
    for part in tellings_shown(each_package):
        strings += [Said("told", text, whole=" ".join((part.heading, part.line))) for text in part.texts]
    for slips in slips_shown(each_package):
        for said, printed in slips.rows:
            assert said
            strings += [Said("said", text) for text in (p.plain(said.who), said.words, said.note)]
            strings += [Said("printed", printed.words, kind=VERBATIM_COLUMN), Said("lost", printed.note)]
    drawing = told_drawing("told", words.groups(each_package, each_package.measures))
    strings += [Said("picture", word.text) for word in drawing.words]
    assert [str(naked) for naked in naked_in(each_package, strings)] == []
