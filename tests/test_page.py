"""The page: what the composed tree holds and in what order, that the app draws it, and what errors become."""

from __future__ import annotations

import calendar
import itertools
import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from figures.analysis import select
from figures.charts import layouts, plotly_backend
from figures.model.package import Package
from figures.model.records import Report
from figures.package.read import load
from figures.page import compose as composing
from figures.page import draw, html
from figures.page import parts as p
from figures.page.compose import View, compose, following
from figures.page.height import height
from figures.words import dates, figure, labels, reports
from tests import pages
from tests.editing import DESCRIPTOR, copy_of, read, set_cells, write
from tests.oracle import FOLDERS, every_package, package, plain
from tests.pages import composed, drawn, flat, of_kind, open_page, said, section, squashed


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project's package, to be broken."""
    return copy_of(FOLDERS["own"], tmp_path / "package")


def rows_of(parts: Iterable[p.Part]) -> list[tuple[str, ...]]:
    """The rows of all tables among these parts, as text."""
    return [tuple(plain(pages_text(cell)) for cell in row) for table in of_kind(parts, p.Table) for row in table.rows]


def pages_text(words: Any) -> str:
    return "".join(w if isinstance(w, str) else w.text for w in p.inlines(words))


def links_of(parts: Iterable[p.Part]) -> list[p.Link]:
    words = (inline for part in parts for line in p.words_of(part) for inline in p.inlines(line))
    return [inline for inline in words if isinstance(inline, p.Link)]


def views_of(loaded: Package) -> Iterator[View]:
    """Every view that the filters allow."""
    kinds = loaded.claimant_kinds
    chosen = (c for n in range(len(kinds)) for c in itertools.combinations(kinds, n))
    yield from (View(kind, later) for kind in (None, *chosen) for later in (True, False))


# Cards and charts


@every_package
def test_a_card_holds_all_that_belongs_to_its_figure(name: str) -> None:
    cards, figures = composed(name).find(p.Card), select.headlines(package(name))
    assert len(cards) == len(figures) == sum(m.headline is not None for m in package(name).measures)
    for card, f in zip(cards, figures, strict=True):
        told = said([card])
        for words in (f.figure_as_stated, figure.meaning(f), f.said_by, f.locator, f.definition, f.caveat):
            assert words in told, f"the card of {f.figure_id} lacks {words!r}"
        assert f.measure.label in card.label and bool(card.status) == f.is_forecast
        assert plain(card.figure) == f.figure_as_stated
        one_run = f">{f.figure_as_stated.replace(' ', pages.NO_BREAK)}<"
        assert f.bound == "unnumbered" or one_run in blocks_of([p.Cards((card,))])


def blocks_of(parts: Iterable[p.Part], opened: frozenset[str] = frozenset()) -> str:
    shown = [part for part in parts if not isinstance(part, p.Filters | p.Settings)]
    return "".join(piece for piece in html.pieces(shown, opened) if isinstance(piece, html.Block))


@every_package
def test_a_chart_is_told_in_words_and_nothing_is_only_under_a_pointer(name: str) -> None:
    page = composed(name)
    assert len({chart.key for chart in page.charts}) == len(page.charts) > 5
    for key, exhibit in page.exhibits.items():
        for chart in of_kind(exhibit.parts, p.Chart):
            alt = squashed(short_months(plain(chart.alt))).lower()
            bold = [word for word in chart.drawing.words if word.style.bold]
            assert bold, f"chart {key} has no words at its marks"
            for word in bold:
                words = squashed(short_months(re.sub(r" an? (hour|day|week|month|year)$", "", plain(word.text))))
                assert words.strip('".').lower() in alt, f"the alt text of chart {key} lacks {word.text!r}"
            beside = "".join(word.text for word in chart.drawing.words)
            around = squashed(beside + said(page.parts)).lower()
            for mark in chart.drawing.marks:
                for sentence in re.split(r"(?<=[.:]) ", mark.hover):
                    assert squashed(plain(sentence)).strip('.:"').lower() in around, f"{sentence!r} is only in a hover"
    for texts in select.article_charts(package(name)):
        alt = next(chart.alt for chart in page.charts if chart.key == texts.chart)
        for f in select.drawn_on(package(name), texts.chart):
            assert all(words in plain(alt) for words in (f.figure_as_stated, f.said_by, f.locator)), texts.chart
            assert f.definition.lower() in alt.lower()


def short_months(text: str) -> str:
    return re.sub(r"\b((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[a-z]*(?= \d{4})", r"\1", text)


@every_package
def test_caveats_table_and_download_follow_each_chart_of_the_article(name: str) -> None:
    table = package(name).tables["article_figures"]
    for texts in select.article_charts(package(name)):
        figures = select.drawn_on(package(name), texts.chart)
        under = section(composed(name).parts, texts.heading)
        kinds = [type(part) for part in under]
        first_table = kinds.index(p.Table)
        assert kinds.index(p.Chart) < first_table < kinds.index(p.Fold)
        above, button = said(under[kinds.index(p.Chart) + 1 : first_table]), under[first_table + 1]
        for caveat in (words for f in figures for words in figure.caveats(f)):
            assert caveat in above, f"between chart {texts.chart} and its table the caveat {caveat!r} is missing"
        for row, f in zip(rows_of(under[first_table : first_table + 1]), figures, strict=True):
            assert all(w in " ".join(row) for w in (f.figure_as_stated, f.definition, f.said_by, f.locator))
        assert said([button]) == f"Download {table.file_name} ({len(table.cells)} rows)"


@every_package
def test_each_picture_can_be_saved_and_each_part_with_a_chart_has_a_table(name: str) -> None:
    page = composed(name)
    addresses = [address for part in page.find(p.Downloads) for _, address in part.files]
    for chart in page.charts:
        assert addresses.count(f"data/pictures/{chart.key}.svg") == 1
    for heading in (h for h in page.headings if of_kind(section(page.parts, h.text), p.Chart)):
        assert of_kind(section(page.parts, heading.text), p.Table), f"no table below {heading.text!r}"


# The rest of the package


@every_package
def test_the_whole_package_stands_on_the_page(name: str) -> None:
    loaded, page = package(name), composed(name)
    head = said(itertools.takewhile(lambda part: not isinstance(part, p.Card), page.walk()))
    article = loaded.article
    wanted = [article.author, article.title, article.publisher, article.kind, loaded.title, loaded.description]
    wanted += [labels.NOT_COUNTED_HERE, *([article.published_note] if article.is_inferred else [])]
    assert [words for words in wanted if words not in head] == [], "missing above the cards"
    assert p.Link(labels.READ_IT, article.url) in links_of(page.parts)
    without_opening = said(flat(page.parts, folds=False))
    quotes = [part.text for part in page.find(p.Quote)]
    for f in loaded.figures:
        wanted = [f.figure_as_stated, f.said_by, f.locator, f.caveat, f.definition]
        assert [words for words in wanted if words not in without_opening] == [], f.figure_id
        wanted += [article.author, article.publisher]
        assert any(all(words in quote for words in wanted) for quote in quotes), f"no citation of {f.figure_id}"
    rows = [" ".join(row) for row in rows_of(page.walk())]
    for a in loaded.assertions:
        line = next(row for row in rows if a.wording in row and a.caveat in row)
        place = a.locator if a.source == article else a.source.publisher
        assert a.said_by[1:] in line and place in line and a.translation in line, a.statement_id
        assert (reports.LATER in line) == a.is_later, a.statement_id
    for hedge in loaded.hedges:
        wanted = [hedge.hedge_words, hedge.says, figure.does_not_say(hedge)]
        assert any(all(words in row for words in wanted) for row in rows), hedge.hedge_words


@every_package
def test_each_table_can_be_read_about_and_downloaded(name: str) -> None:
    page = composed(name)
    for table in package(name).tables.values():
        fold = next(fold for fold in page.folds if fold.label == labels.table_line(table))
        assert table.file_name in fold.label and f"{len(table.cells):,} row" in fold.label
        assert table.description in said(fold.parts)
        told = {row[0]: " ".join(row[1:]) for row in rows_of(fold.parts)}
        assert list(told) == [field.name for field in table.fields]
        for field in table.fields:
            assert field.description and field.description in told[field.name]
            assert all(code in told[field.name] for code in field.codes)
        assert [part.files for part in of_kind(fold.parts, p.Downloads)] == [
            ((labels.download(table), f"data/{table.file_name}"),)
        ]
    addresses = [address for part in page.find(p.Downloads) for _, address in part.files]
    for file in (DESCRIPTOR, "citations.bib", "article_figures.json", package(name).zip_name):
        assert f"data/{file}" in addresses


@every_package
def test_no_missing_cell_is_shown_and_contents_and_links_lead_to_headings_in_any_view(name: str) -> None:
    for view in views_of(package(name)):
        page = compose(package(name), view)
        assert_addresses_fit(page)
        for part in page.walk():
            assert not re.search(r"<NA>|\b(NaN|nan|NaT|null)\b|\bNone[,.)]", said([part])), said([part])[:200]


@every_package
def test_the_dates_stand_beside_the_record(name: str) -> None:
    loaded = package(name)
    parts = section(composed(name).parts, loaded.tables["dates"].title)
    (table,) = of_kind(parts, p.Table)
    for claim, row in zip(loaded.dates, table.rows, strict=True):
        words, record, agrees = map(pages_text, row)
        assert words == dates.date_words(claim) and agrees == dates.date_agreement(claim)
        assert record.startswith(dates.date_record(claim))
        links = [word.address for word in p.inlines(row[1]) if isinstance(word, p.Link)]
        assert links == ([claim.source.url] if claim.source else []), claim.date_id
    (chart,) = of_kind(parts, p.Chart)
    assert all(dates.date_statement(claim) in chart.alt for claim in loaded.dates)


# Reports and filters


def expected(loaded: Package, measures: Iterable[Any], view: View) -> list[Report]:
    rows = [report for report in loaded.reports if report.measure in measures]
    rows = [row for row in rows if view.kinds is None or row.claimant_kind in view.kinds]
    rows = [row for row in rows if view.later or not row.is_later]
    shown = {
        r.figure_id for m in select.panels(loaded, tuple(measures), kinds=view.kinds, later=view.later) for r in m.rows
    }
    left_out = [row for row in rows if row.figure_id not in shown]
    assert not left_out or len(rows) > select.MOST  # a crowded panel: test_reports.py looks at which are kept
    return [row for row in rows if row.figure_id in shown]


@every_package
def test_in_every_view_tables_and_charts_hold_the_reports_that_the_filters_leave(name: str) -> None:
    loaded, empty = package(name), 0
    for view, measures in itertools.product(views_of(loaded), select.report_sections(loaded)):
        key, rows = select.reports_chart(measures).chart, expected(loaded, measures, view)
        page = compose(loaded, view)
        parts = section(page.parts, select.reports_chart(measures).heading)
        # The article's own row may stand among them.
        lines = [row for row in rows_of(parts) if not row[2].startswith("The article")]
        assert len(lines) == len(rows), f"{key}, {view}"
        for row in rows:
            cells = reports.report_cell(row), reports.report_counted(row, on_scale=select.share_a_scale(measures))
            wanted = (*map(plain, cells), plain(reports.report_speaker(row)))
            assert any(all(map(str.startswith, line, wanted)) for line in lines), row.figure_id
        assert Counter(link.address for link in links_of(of_kind(parts, p.Table))) >= Counter(
            r.source.url for r in rows
        )
        charts = of_kind(parts, p.Chart)
        assert bool(charts) == bool(rows and select.share_a_scale(measures))
        for chart in charts:
            held = {row.figure_id for row in rows}
            once = [row for row in rows if row.retells not in held]
            assert all(plain(reports.report_statement(row)) in plain(chart.alt) for row in once)
            assert len(chart.drawing.marks) >= sum(row.can_be_placed for row in once)
        assert view.later or reports.LATER not in said(parts)
        if not rows:
            empty += 1
            nothing = labels.empty_selection(len(select.all_reports(loaded, measures)))
            assert nothing in said(parts) and nothing in said(compose(loaded, replace(view, chart=key)).parts)
    assert empty > 5, "the filters left something everywhere: nothing was tested"


@every_package
def test_only_what_follows_the_filters_changes_with_the_view(name: str) -> None:
    loaded, whole = package(name), composed(name)
    for view in views_of(loaded):
        page = compose(loaded, view)
        assert page is compose(loaded, view), "composed twice"
        for part, before in zip(page.parts, whole.parts, strict=True):
            assert part is before or isinstance(part, p.Following), f"{part} was made anew"
        for measures in select.report_sections(loaded):
            told = said(section(page.parts, select.reports_chart(measures).heading))
            for summary in reports.summaries(loaded, measures):
                assert plain(summary.sentence) in told and all(plain(line) in told for line in summary.lines)


@every_package
def test_units_of_their_own_are_a_table_and_no_chart(name: str) -> None:
    found = [m for m in select.report_sections(package(name)) if not select.share_a_scale(m)]
    assert found
    for measures in found:
        parts = section(composed(name).parts, select.reports_chart(measures).heading)
        assert not of_kind(parts, p.Chart)
        cells = [row[0] for row in rows_of(parts)]
        units = {row.unit for row in expected(package(name), measures, View())}
        assert len(units) > 2 and all(any(unit in cell for cell in cells) for unit in units)


@every_package
def test_a_link_to_a_view_holds_only_what_differs(name: str) -> None:
    for view in views_of(package(name)):
        (link,) = compose(package(name), view).find(p.CopyLink)
        query = link.address.removeprefix(f"{labels.ROOT}/").partition("#")[0]
        assert ("later=false" in query) == (not view.later)
        assert query.count("claimed_by=") == (0 if view.kinds is None else max(1, len(view.kinds)))
        assert bool(query) == (view != View())
        page = open_page(pages.PACKAGES[name], **values_of(query)) if view.kinds in (None, ()) else None
        if page:
            (shown,) = re.findall('href="([^"]+)" data-copy', "".join(node.proto.body for node in page.get("html")))
            assert shown == pages.html.escape(labels.with_root(link.address)), "the address leads to another view"


def values_of(query: str) -> dict[str, Any]:
    pairs = [pair.partition("=") for pair in query.removeprefix("?").split("&") if pair]
    return {key: [value for k, _, value in pairs if k == key] for key, _, _ in pairs} or {"all": ["false"]}


# The tree and the addresses of its parts


def assert_addresses_fit(page: p.Page) -> None:
    names = [heading.name for heading in page.headings if heading.name]
    folds = [fold.key for fold in page.folds]
    exhibits = [part.key for part in page.find(p.Exhibit)]
    for keys in (names, folds, exhibits, [chart.key for chart in page.charts]):
        assert len(set(keys)) == len(keys), f"a name is given twice: {Counter(keys).most_common(3)}"
    for link in (*links_of(page.walk()), *(link for part in page.find(p.Contents) for link in part.links)):
        assert link.address[0] != "#" or link.address[1:] in names, f"{link} leads nowhere"
    (contents,) = page.find(p.Contents)
    assert [link.text for link in contents.links] == [h.text for h in page.headings if h.level == 2]


def test_a_chart_may_have_the_key_of_another_part(copied: Path) -> None:
    keys = {row[0] for row in read(copied / "charts.csv")[1:]}
    names = ("derived", "reuse", "hedges", "not-drawn", "what-others-reported", "citations-reuse", "all", "the-data")
    new = dict(zip(sorted(keys), itertools.chain(names, (f"chart-{n}" for n in range(9))), strict=False))
    for table in ("charts", "measures"):
        write(copied / f"{table}.csv", [[new.get(cell, cell) for cell in row] for row in read(copied / f"{table}.csv")])
    page = compose(load(copied), View())
    assert set(names) <= set(page.exhibits)
    assert_addresses_fit(page)
    shown = open_page(copied), open_page(copied, open_reuse="true", open_derived="true", open_hedges="true")
    for found in map(drawn, shown):
        assert labels.APOLOGY not in [each.text for each in found]
    assert [each.kind for each in drawn(open_page(copied, chart="reuse"))].count("plotly_chart") == 1


def test_a_section_is_added_in_one_edit(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = p.Switch("half", "Show the other half", at_first=True)

    def added(loaded: Package) -> Iterator[p.Part]:
        def make(view: View) -> Iterator[p.Part]:
            texts = replace(select.article_charts(loaded)[0], chart="added")
            drawing = layouts.article_chart(loaded.figures[:1], texts, loaded.article)
            chart = p.Chart("added", drawing, "Chart. An added chart, in words.")
            yield p.Exhibit("added", "An added chart", (chart,), tail=(p.Text("An added caveat."),))
            yield p.Fold(
                "added", "An added fold", (p.Text("Folded."), *([p.Text("Other half.")] if view.value(shown) else []))
            )

        yield p.Heading(2, "An added section", "an-added-section")
        yield p.Filters((shown,))
        yield following(make)

    monkeypatch.setattr(composing, "SECTIONS", (*composing.SECTIONS, added))
    page = compose(load(copied), View())
    assert p.Link("An added section", "#an-added-section") in page.find(p.Contents)[0].links
    assert "added" in page.exhibits and "added (height" in said(page.walk())
    assert "An added caveat." in said(compose(load(copied), View(chart="added")).parts)
    opened, changed = open_page(copied), open_page(copied, all="true", half="false")
    assert shown.label in [toggle.label for toggle in opened.toggle]
    texts = [squashed("".join(each.text for each in drawn(each))) for each in (opened, changed)]
    assert squashed("Chart. An added chart, in words.") in texts[0] and squashed("An added fold") in texts[1]
    assert ["Otherhalf." in text for text in texts] == [True, False]
    alone, folded = drawn(open_page(copied, chart="added")), drawn(open_page(copied, open_added="true"))
    assert any("An added caveat." in each.text for each in alone) and "plotly_chart" in [each.kind for each in alone]
    assert any("Folded." in each.text for each in folded)


def test_text_is_escaped_and_ids_have_a_prefix() -> None:
    nasty = '<b onclick="x">&amp;"</b>'
    parts: list[p.Part] = [
        p.Heading(2, nasty, "title"),
        p.Text((nasty, p.Link(nasty, f"https://example.org/{nasty}"))),
        p.Bullets((nasty,)),
        p.Table((nasty,), ((nasty,),), nasty, nasty),
        p.Downloads(((nasty, nasty),)),
        p.Cards((p.Card(nasty, nasty, nasty, "about", nasty, ((nasty, nasty),)),)),
        p.CopyLink(nasty, nasty, nasty),
        p.Contents(nasty, (p.Link(nasty, "#title"),)),
        p.Fold("x", nasty, (p.Text(nasty),)),
    ]
    body = blocks_of(parts)
    assert "<b on" not in body and 'onclick="' not in body
    assert body.count("&lt;b onclick=") > 15
    assert re.findall('id="([^"]*)"', body) == ["part-title"] and 'href="#part-title"' in body


@every_package
def test_native_folds_hold_words_that_never_change(name: str) -> None:
    """A browser opens these without the server, and keeps them open while their block stays the same."""
    page = composed(name)
    native = set(html.native_folds(page.parts))
    for fold in page.folds:
        live = [part for part in flat(fold.parts) if isinstance(part, p.Chart | p.Quote)]
        follows = any(fold in flat(part.parts) for part in page.find(p.Following))
        assert (fold.key in native) == (not live and not follows), fold.key
    assert {"hedges", "derived", "unnumbered"} <= native
    assert "<details open>" not in blocks_of(page.parts)
    assert blocks_of(page.parts, frozenset({next(iter(native))})).count("<details open>") == 1


@every_package
def test_a_frame_of_the_height_that_the_page_gives_holds_the_chart(name: str) -> None:
    for key, exhibit in composed(name).exhibits.items():
        charts = of_kind(exhibit.parts, p.Chart)
        drawn_height = sum(plotly_backend.figure(chart.drawing, "light").layout.height for chart in charts)
        rows = sum(len(table.rows) for table in of_kind(exhibit.parts, p.Table))
        assert drawn_height + 100 < height(exhibit.alone) < 2.5 * drawn_height + 3_000 + 150 * rows, key
        assert f"{key} (height {height(exhibit.alone)})" in said(composed(name).walk())


# The app


def assert_draws(page: AppTest, tree: p.Page) -> None:
    """All words of the tree stand on the page in the order of the tree, and there are no others."""
    left = squashed("".join(e.text for e in drawn(page) if e.kind not in ("button_group", "toggle", "button")))
    at = 0
    for part in tree.walk():
        if isinstance(part, p.Filters | p.Settings):
            continue
        # A table's name is for screen readers.
        for text in replace(part, name="").texts if isinstance(part, p.Table) else part.texts:
            found = left.find(squashed(plain(labels.with_root(text))), at)
            if found < 0 and isinstance(part, p.Fold):
                continue  # an open part has no label
            assert found >= 0, f"{text[:200]!r} of {type(part).__name__} is not drawn in its place"
            left = left[:found] + left[found + len(squashed(plain(labels.with_root(text)))) :]
            at = found
    assert set(left) <= set(":·"), f"drawn, and not in the tree: {left[:300]!r}"


@every_package
def test_the_app_draws_the_composed_page(name: str) -> None:
    loaded, path = package(name), pages.PACKAGES[name]
    kind, *_ = loaded.claimant_kinds
    assert_draws(open_page(path), composed(name))
    filtered = open_page(path, all="true", later="false", claimed_by=kind)
    assert_draws(filtered, compose(loaded, View((kind,), later=False)))
    assert_draws(open_page(path, all="true", claimed_by=""), compose(loaded, View(())))
    for key in composed(name).exhibits:
        alone = open_page(path, chart=key, later="false", claimed_by=kind)
        assert_draws(alone, compose(loaded, View((kind,), later=False, chart=key)))
        assert not alone.toggle and "data/page.js" in alone.get("html")[0].proto.body


@every_package
def test_an_address_opens_any_part(name: str) -> None:
    folds, path = composed(name).folds, pages.PACKAGES[name]
    closed = "".join(node.proto.body for node in open_page(path, all="false").get("html"))
    assert "<details open>" not in closed
    opened = open_page(path, **{f"open_{fold.key}": "true" for fold in folds})
    assert not opened.info
    assert_draws(opened, composed(name))
    native = "".join(node.proto.body for node in opened.get("html")).count("<details open>")
    assert native > 10 and native + len(opened.expander) == len(folds)


UNKNOWN = [{"claimed_by": "martians"}, {"later": "perhaps"}, {"all": "0"}, {"chart": "nothing"}, {"open_hedges": "x"}]


@pytest.mark.parametrize("query", UNKNOWN, ids=str)
def test_an_unknown_value_in_the_address_is_ignored_with_a_notice(query: dict[str, str]) -> None:
    page = open_page(pages.PACKAGES["own"], **query)
    ((name, value),) = query.items()
    (notice,) = (pages.unescaped(info.value) for info in page.info)
    assert f"{name} = {value}" in notice and "ignored" in notice
    assert without_notice(page) == drawn(open_page(pages.PACKAGES["own"], all="false"))


def without_notice(page: AppTest) -> list[pages.Drawn]:
    return [each for each in drawn(page) if each.kind != "info"]


def test_beside_an_unknown_kind_the_known_ones_count() -> None:
    path, kind = pages.PACKAGES["own"], package("own").claimant_kinds[0]
    page = open_page(path, all="true", claimed_by=["martians", kind])
    assert len(page.info) == 1
    assert without_notice(page) == drawn(open_page(path, all="true", claimed_by=kind))
    assert len(open_page(path, chart=next(iter(composed("own").exhibits)), claimed_by="x", later="y").info) == 2


def test_a_choice_and_a_switch_read_an_address() -> None:
    several, one = p.Choice("a", "", ("x", "y")), p.Choice("a", "", ("x", "y"), several=False)
    assert [several.read(v) for v in ([], [""], ["z"], ["y", "z"])] == [("x", "y"), (), ("x", "y"), ("y",)]
    assert [one.read(v) for v in ([], ["y"])] == [("x",), ("y",)]
    switch = p.Switch("a", "", at_first=True)
    assert [switch.read(v) for v in ([], ["False"], ["0"], ["true", "false"])] == [True, False, True, False]


def test_a_mark_of_the_server_never_reaches_a_reader() -> None:
    page = open_page(pages.PACKAGES["own"])
    told = "".join(each.text for each in drawn(page)) + "".join(node.proto.body for node in page.get("html"))
    assert labels.ROOT not in told and f"{labels.DEFAULT_ROOT}/data/article_figures.csv" in told


# Another subject


def test_the_second_package_says_nothing_of_the_first() -> None:
    """So no name, unit or number of a subject can come from the code."""

    def words(loaded: Package) -> set[str]:
        cells = [
            (f.name, str(c))
            for t in loaded.tables.values()
            for row in t.cells
            for f, c in zip(t.fields, row, strict=True)
        ]
        return {word.lower() for column, cell in cells if column != "url" for word in re.findall(r"[^\W_]+", cell)}

    kept = {"own": set[str](), "other": set[str]()}
    for name, found in kept.items():
        for view in views_of(package(name)):
            told = said(compose(package(name), view).walk()) + package(name).title + package(name).description
            found |= {word.lower() for word in re.findall(r"[^\W_]+", told)}
    subject = words(package("own")) - words(package("other"))
    names = {word.lower() for word in re.findall(r"(?<=[a-z,;] )[A-Z]\w+", said(composed("own").walk()))} & subject
    assert names >= {"kursk", "korea", "russia", "ukraine", "coffey"}
    assert kept["other"].isdisjoint(names - ENGLISH), kept["other"] & (names - ENGLISH)
    own, other = ({n for f in (*each.figures, *each.reports) for n in f.placed.ends} for each in map(package, kept))
    numbers = {f"{n:,}" for n in own - other if n > 999 and n % 1_000}  # round ones also come out of arithmetic
    assert len(numbers) > 5
    assert not [number for number in numbers if re.search(rf"\b{number}\b", said(composed("other").walk()))]


# English words, which names are made of too.
ENGLISH = {month.lower() for month in calendar.month_name} | {"centre", "english", "open", "state", "states", "us"}


# Errors


def assert_plain(text: str) -> None:
    """No reader is shown the inside of the program or of the server."""
    assert str(pages.ROOT) not in text and f"{Path.home()}/" not in text
    assert not re.search(r"Traceback|\w\.py\b|Error\b|Exception", text), text


def told_instead_of_figures(path: Path) -> str:
    found = drawn(open_page(path))
    assert not {each.kind for each in found} & {"plotly_chart", "code", "expander", "toggle"}
    text = "\n".join(each.text for each in found)
    assert labels.CANNOT_SHOW in text
    assert_plain(text)
    return text


def test_every_problem_is_told_at_once_and_a_mended_package_is_shown_again(copied: Path, tmp_path: Path) -> None:
    tables = [copied / "article_figures.csv", copied / "caveats.csv"]
    right = [table.read_bytes() for table in tables]
    one = set_cells(tables[0], package("own").figures[0].figure_id, bound="perhaps")
    two = set_cells(tables[1], read(tables[1])[1][0], figure_id="no-such-figure")
    text = told_instead_of_figures(copied / DESCRIPTOR)
    line = next(line for line in text.splitlines() if "perhaps" in line)
    assert all(words in line for words in ("article_figures.csv", f"row {one}", "column bound", "at_least"))
    assert all(words in text for words in ("no-such-figure", f"caveats.csv, row {two}"))
    for table, data in zip(tables, right, strict=True):
        table.write_bytes(data)
    assert open_page(copied / DESCRIPTOR).get("plotly_chart")
    (copied / "hedges.csv").unlink()
    assert re.search(r"hedges\.csv.*missing", told_instead_of_figures(copied / DESCRIPTOR))
    assert re.search(r"nowhere\.json.*missing", told_instead_of_figures(tmp_path / "nowhere.json"))


def test_changed_figures_are_shown_and_not_those_kept_from_before(copied: Path) -> None:
    assert drawn(open_page(copied))
    f = select.drawn_on(package("own"), select.article_charts(package("own"))[0].chart)[0]
    set_cells(copied / "article_figures.csv", f.figure_id, caveat="Only the new caveat.")
    page: Any = open_page(copied)
    assert any("Only the new caveat." in each.text for each in drawn(page))
    notes = json.loads(page.get("plotly_chart")[0].proto.spec)["layout"]["annotations"]
    told = squashed(" ".join(note["text"] for note in notes))
    assert squashed("Only the new caveat.") in told, "the chart is the one from before the change"


FAILURES = [(layouts, "article_chart"), (html, "_card"), (figure, "alt_text"), (select, "headlines"), (draw, "pieces")]


@pytest.mark.parametrize(("module", "function"), FAILURES, ids=[function for _, function in FAILURES])
def test_an_unexpected_exception_becomes_a_plain_apology(
    module: Any, function: str, copied: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"reason-for-the-log in {pages.ROOT}/figures/secret.py")

    monkeypatch.setattr(module, function, broken)
    with caplog.at_level(logging.ERROR):
        found = drawn(open_page(copied))  # a package not seen before, of which nothing is kept
    text = "\n".join(each.text for each in found)
    assert labels.APOLOGY in text and "reason-for-the-log" not in text
    assert_plain(text)
    assert "reason-for-the-log" in caplog.text, "whoever keeps the page finds no reason in the log"


@pytest.mark.parametrize("kept", ["no dates", "no rows", "one day"])
def test_a_table_of_few_dates_is_shown_or_refused_by_name(kept: str, copied: Path) -> None:
    header, *rows = read(copied / "dates.csv")
    dates = [header.index(column) for column in ("reading", "reading_rule", "recorded")]
    without = [[cell if i not in dates else "" for i, cell in enumerate(row)] for row in rows]
    one_day = [next(row for row in rows if row[dates[-1]])]
    write(copied / "dates.csv", [header, *{"no dates": without, "no rows": [], "one day": one_day}[kept]])
    assert labels.APOLOGY not in [each.text for each in drawn(open_page(copied))]
