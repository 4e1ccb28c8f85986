"""The page: what the composed tree holds and in what order, that the app draws it, and what errors become."""

from __future__ import annotations

import calendar
import itertools
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
from figures.analysis.arithmetic import work_out
from figures.charts import layouts
from figures.model.package import Package
from figures.model.records import Measure, Report
from figures.package.read import load
from figures.page import compose as composing
from figures.page import draw, html
from figures.page import parts as p
from figures.page.check import checked
from figures.page.compose import compose
from figures.page.measure import reports_file
from figures.page.view import View, following
from figures.words import citation, dates, figure, labels, reports
from figures.words.direction import readable
from figures.words.steps import step_result
from tests import pages
from tests.editing import DESCRIPTOR, copy_of, read, set_cells, write
from tests.oracle import FOLDERS, every_package, package, plain
from tests.pages import composed, drawn, flat, of_kind, open_page, said, section, squashed


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project's package, to be broken."""
    return copy_of(FOLDERS["own"], tmp_path / "package")


def words(cell: p.Words) -> str:
    return plain(p.plain(cell))


def rows_of(parts: Iterable[p.Part]) -> list[tuple[str, ...]]:
    """The rows of all tables among these parts, as text."""
    return [tuple(map(words, row)) for table in of_kind(parts, p.Table) for row in table.rows]


def links_in(lines: Iterable[p.Words]) -> list[p.Link]:
    return [inline for line in lines for inline in p.inlines(line) if isinstance(inline, p.Link)]


def links_of(parts: Iterable[p.Part]) -> list[p.Link]:
    return links_in(line for part in parts for line in p.words_of(part))


def buttons_of(parts: Iterable[p.Part]) -> list[p.Button]:
    return [button for part in of_kind(flat(parts), p.Buttons) for button in part.buttons]


def views_of(loaded: Package) -> Iterator[View]:
    """Every view that the filter allows."""
    yield from map(View, ("", *loaded.claimant_kinds))


def blocks_of(parts: Iterable[p.Part], opened: frozenset[str] = frozenset()) -> str:
    shown = [part for part in parts if not isinstance(part, p.Filter)]
    return "".join(piece for piece in html.pieces(shown, opened) if isinstance(piece, html.Block))


def measures_of(name: str) -> tuple[tuple[Measure, ...], ...]:
    return select.sections(package(name))


# Cards and the places of measures


@every_package
def test_a_card_holds_all_that_belongs_to_its_figure(name: str) -> None:
    cards, figures = composed(name).find(p.Cards)[0].parts, select.headlines(package(name))
    assert len(cards) == len(figures) == sum(m.headline is not None for m in package(name).measures)
    names = {heading.name for heading in composed(name).find(p.Heading)}
    for card, f in zip(cards, figures, strict=True):
        told = said([card])
        for text in (f.figure_as_stated, figure.meaning(f), f.said_by, f.locator, f.caveat):
            assert plain(text) in told, f"the card of {f.figure_id} lacks {text!r}"
        assert f.measure.label in card.label and bool(card.status) == f.is_forecast
        assert plain(card.figure) == f.figure_as_stated and card.copy.text == citation.citation(f)
        assert card.way.address[1:] in names and bool(card.others) == bool(select.reports_of(package(name), f.measure))
        one_run = f">{f.figure_as_stated.replace(' ', pages.NO_BREAK)}<"
        assert f.bound == "unnumbered" or one_run in blocks_of([p.Cards((card,))])


@every_package
def test_each_measure_has_one_place_with_all_that_belongs_to_it(name: str) -> None:
    """Box, sentences, caveats and the download, in the order of the cards."""
    loaded, page = package(name), composed(name)
    level_2 = [h.text for h in page.find(p.Heading) if h.level == 2 and h.name]
    places = [measures[0].label for measures in measures_of(name)]
    assert [text for text in level_2 if text in places] == places
    for measures in measures_of(name):
        parts = section(page.parts, measures[0].label)
        box, *_ = of_kind(parts, p.Facts)
        for f in select.article_figures(loaded, measures[0]):
            assert f.figure_as_stated in said([box])
            told = rows_of(parts)
            assert all(any(words(c.caveat).removesuffix(".") in row[1] for row in told) for c in f.caveats), f.figure_id
        main = select.main_figure(loaded, measures[0])
        if main:
            texts = [part.text for part in of_kind(parts, p.Sentence)]
            assert citation.statement(main) in texts or not select.all_reports(loaded, measures)
            wrong = [line for part in of_kind(parts, p.Wrong) for line in part.lines]
            assert all(why for _, why in wrong) and bool(wrong) == bool(texts)
        addresses = [button.address for button in buttons_of(parts) if isinstance(button, p.Download)]
        assert (f"data/{reports_file(measures[0])}" in addresses) == bool(select.all_reports(loaded, measures))


@every_package
def test_nothing_is_only_under_a_pointer_or_only_in_a_drawing(name: str) -> None:
    page = composed(name)
    assert len({chart.key for chart in page.charts}) == len(page.charts) > 2
    for measures in measures_of(name):
        parts = section(page.parts, measures[0].label)
        told, keys = squashed(said(parts)).lower(), {m.reports_chart.chart for m in measures if m.reports_chart}
        for chart in of_kind(parts, p.Chart):
            if chart.key not in keys:  # a chart over time may hold more than the table has room for
                continue
            around = told + squashed("".join(word.text for word in chart.drawing.words)).lower()
            for sentence in (s for mark in chart.drawing.marks for s in re.split(r"(?<=[.:]) ", mark.hover)):
                assert squashed(plain(sentence)).strip('.:"').lower() in around, f"{sentence!r} is only in a hover"
            stated = [r.figure_as_stated for r in select.all_reports(package(name), measures)]
            bold = squashed(plain("".join(word.text for word in chart.drawing.words if word.style.bold)))
            assert any(squashed(text) in bold for text in stated), f"chart {chart.key} has no figures at its marks"


@every_package
def test_each_picture_can_be_saved_and_each_chart_has_a_table(name: str) -> None:
    page = composed(name)
    buttons = buttons_of(page.parts)
    for key in page.pictures:
        saved = [type(b) for b in buttons if getattr(b, "address", "") == f"data/pictures/{key}.svg"]
        # A picture to share is saved in one way.
        ways = [p.SavePicture] if key.endswith(".share") else [p.SavePicture, p.Download]
        assert saved == ways, key
    for heading in (h for h in page.find(p.Heading) if h.level == 2 and of_kind(section(page.parts, h.text), p.Chart)):
        assert of_kind(section(page.parts, heading.text), p.Table), f"no table below {heading.text!r}"


# The rest of the package


@every_package
def test_the_whole_package_stands_on_the_page(name: str) -> None:
    loaded, page = package(name), composed(name)
    article = loaded.article
    head = said(itertools.takewhile(lambda part: not isinstance(part, p.Card), page.walk()))
    wanted = [article.author, article.title, article.publisher, article.kind, loaded.title, labels.NOT_COUNTED_HERE]
    assert [text for text in (*wanted, loaded.reach) if plain(text) not in head] == [], "missing above the cards"
    assert ("(inferred)" in head) == article.is_inferred and article.url in {
        link.address for link in links_of(page.parts)
    }
    without_folds, everything = said(flat(page.parts, folds=False)), squashed(said(page.walk()))
    for f in loaded.figures:
        assert f.figure_as_stated in without_folds, f.figure_id
        assert all(squashed(text) in everything for text in (f.locator, f.definition[1:], f.caveat)), f.figure_id
    rows = [" ".join(row) for row in rows_of(page.walk())]
    for a in loaded.assertions:
        line = next(row for row in rows if a.wording in row and a.caveat in row)
        place = a.locator if a.source == article else a.source.publisher
        assert a.said_by[1:] in line and place in line and a.translation in line, a.statement_id
        assert (reports.LATER in line) == a.is_later, a.statement_id
    for hedge in loaded.hedges:
        told = [hedge.hedge_words, hedge.says, figure.does_not_say(hedge)]
        assert any(all(text in row for text in told) for row in rows), hedge.hedge_words
    links = {link.text: link.address for link in links_of(page.walk())}
    addresses = {b.address for b in buttons_of(page.parts) if isinstance(b, p.Download)}
    for table in loaded.tables.values():
        assert links[table.title] == f"data/{table.file_name}"
        assert any(table.title in row and f"{len(table.cells):,}" in row for row in rows)
    files = (DESCRIPTOR, "citations.bib", "article_figures.json", loaded.zip_name)
    assert {f"data/{file}" for file in files} <= addresses and links[labels.DICTIONARY] == "data/dictionary.md"


@every_package
def test_the_dates_stand_beside_the_record(name: str) -> None:
    loaded = package(name)
    parts = section(composed(name).parts, loaded.tables["dates"].title)
    (table,) = of_kind(parts, p.Table)
    for claim, row in zip(loaded.dates, table.rows, strict=True):
        in_words, record, agrees = map(words, row)
        assert in_words == plain(dates.date_words(claim)) and agrees == plain(dates.date_agreement(claim))
        assert record.startswith(plain(dates.date_record(claim)))
        links = [link.address for link in links_in([row[1]])]
        assert links == ([claim.source.url] if claim.source else []), claim.date_id


# Reports and the filter


@every_package
def test_in_every_view_tables_and_charts_hold_the_reports_that_the_filter_leaves(name: str) -> None:
    loaded, empty = package(name), 0
    for view, measures in itertools.product(views_of(loaded), measures_of(name)):
        if not select.all_reports(loaded, measures):
            continue
        chosen = {r for r in select.all_reports(loaded, measures) if view.kind in ("", r.claimant_kind)}
        panels = select.panels(loaded, measures, kind=view.kind) if chosen else ()
        rows = [report for panel in panels for report in panel.rows]  # the article's own row is among them
        assert chosen <= set(rows) or len(chosen) > select.MOST  # test_reports.py looks at which are kept
        parts = section(compose(loaded, view).parts, measures[0].label)
        on_scale = select.share_a_scale(measures)
        tables = [part for part in of_kind(parts, p.Table) if part.columns[0] == labels.WHO_AND_WHEN]
        lines = rows_of(tables)
        assert len(lines) == len(rows), f"{measures[0].label}, {view}"
        for row in rows:
            wanted = reports.row_heading(row), reports.report_cell(row), reports.report_counted(row, on_scale=on_scale)
            told = [*map(plain, wanted), plain(reports.report_speaker(row))]
            assert any(all(map(str.startswith, line, told)) for line in lines), row.figure_id
        assert {link.address for link in links_of(tables)} >= {r.source.url for r in rows}
        listed = links_in(cell for part in of_kind(parts, p.Statements) for row in part.rows for cell in row.cells)
        assert {link.address for link in listed} <= {r.source.url for r in chosen}
        key = measures[0].reports_chart.chart if measures[0].reports_chart else ""
        assert [chart.key for chart in of_kind(parts, p.Chart)].count(key) == bool(rows and on_scale)
        assert (labels.only(view.kind) in said(parts)) == bool(view.kind)
        if not chosen:
            empty += 1
            assert labels.nobody(view.kind) in said(parts)
    assert empty or name == "own", "the filter left something everywhere: nothing was tested"


@every_package
def test_what_follows_the_filter_changes_and_tells_so_and_its_link_holds_it(name: str) -> None:
    loaded, whole = package(name), composed(name)
    for view in views_of(loaded):
        page = compose(loaded, view)
        assert page is compose(loaded, view), "composed twice"
        for part, before in zip(page.parts, whole.parts, strict=True):
            assert part is before or isinstance(part, p.Following), f"{part} was made anew"
        shown = [report for report in loaded.reports if view.kind in ("", report.claimant_kind)]
        statuses = [part.text for part in page.find(p.Status)]
        assert statuses == [labels.status(view.kind, len(shown), len(loaded.reports))]
        (link,) = [b for b in buttons_of(page.parts) if isinstance(b, p.Copy) and b.label == labels.COPY_VIEW]
        assert link.text == f"{labels.ROOT}/{view.query}#others" and link.is_link
        assert bool(view.query) == (view != View()) == ("claimed_by=" in view.query)
        assert_addresses_fit(page)
        for part in page.walk():
            assert not re.search(r"<NA>|\b(NaN|nan|NaT|null)\b|\bNone[,.)]", said([part])), said([part])[:200]


@every_package
def test_on_paper_each_answer_stands_below_its_question(name: str) -> None:
    found, question = {}, ""
    (handout,) = composed(name).find(p.Handout)
    for part in flat(handout.parts):
        if isinstance(part, p.Heading):
            question = part.text
        elif isinstance(part, p.Answer):
            found[question] = part.result
    own = [step for step in readable(package(name)).steps if not isinstance(step.inputs[0], Report)]
    assert found == {step.question: step_result(work_out(step)) for step in own}


# The tree and the addresses of its parts


def assert_addresses_fit(page: p.Page) -> None:
    names = [heading.name for heading in page.find(p.Heading) if heading.name]
    exhibits = [part.key for part in page.find(p.Exhibit)]
    keys = [*(chart.key for chart in page.charts), *(part.key for part in page.find(p.Saved))]
    for given in (names, [fold.key for fold in page.find(p.Fold)], exhibits, keys):
        assert len(set(given)) == len(given), f"a name is given twice: {Counter(given).most_common(3)}"
    copied = [b.text.partition("#")[2] for b in buttons_of(page.parts) if isinstance(b, p.Copy) and b.is_link]
    (contents,) = page.find(p.Contents)
    ways = [link.address[1:] for link in (*links_of(page.walk()), *contents.links) if link.address.startswith("#")]
    ways += [card.way.address[1:] for card in page.find(p.Card)]
    assert {*ways, *copied} <= set(names), {*ways, *copied} - set(names)
    assert [link.text for link in contents.links][1:] == [
        h.text for h in page.find(p.Heading) if h.level == 2 and h.name
    ]


def test_a_chart_may_have_the_key_of_another_part(copied: Path) -> None:
    keys = {row[0] for row in read(copied / "charts.csv")[1:]}
    names = ("derived", "files", "hedges", "others", "killed", "unnumbered", "all", "the-data")
    new = dict(zip(sorted(keys), itertools.chain(names, (f"chart-{n}" for n in range(9))), strict=False))
    for table in ("charts", "measures"):
        write(copied / f"{table}.csv", [[new.get(cell, cell) for cell in row] for row in read(copied / f"{table}.csv")])
    page = compose(load(copied), View())
    key = next(key for key in page.exhibits if key in names)
    assert_addresses_fit(page)
    for query in ({"all": "true"}, {f"open_{fold.key}": "true" for fold in page.find(p.Fold)}, {"chart": key}):
        found = drawn(open_page(copied, **query))
        assert labels.APOLOGY not in [each.text for each in found] and "plotly_chart" in [each.kind for each in found]


def test_a_section_is_added_in_one_edit(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choice = p.Filter("half", "Which half", ("One half", "The other half"))
    drawing = replace(composed("own").charts[0].drawing, key="added")

    def added(_: Package) -> Iterator[p.Part]:
        def make(view: View) -> Iterator[p.Part]:
            chart = p.Chart("added", drawing, "Chart. An added chart.")
            yield p.Exhibit("added", "An added chart", (chart, p.Text("An added caveat.")))
            half = view.option(choice.key) or choice.options[0]
            yield p.Fold("added", "An added fold", (p.Text("Folded."), p.Text(f"{half}.")))

        yield p.Heading(2, "An added section", "an-added-section")
        yield choice
        yield following(make)

    monkeypatch.setattr(composing, "SECTIONS", (*composing.SECTIONS, added))
    page = compose(load(copied), View())
    assert p.Link("An added section", "#an-added-section") in page.find(p.Contents)[0].links
    lines = [row[1] for row in rows_of(section(page.parts, labels.THE_DATA)) if row[0] == "An added chart"]
    assert "added" in page.exhibits and ["chart=added" in line for line in lines] == [True]
    assert "An added caveat." in said(compose(load(copied), View(chart="added")).parts)
    opened, changed = open_page(copied, all="true"), open_page(copied, all="true", half=choice.options[1])
    texts = ["".join(each.text for each in drawn(each)) for each in (opened, changed)]
    assert "Chart. An added chart." in texts[0] and "Folded." in texts[1]
    assert [[f"{half}." in text for half in choice.options] for text in texts] == [[True, False], [False, True]]
    assert choice.label in [group.label for group in opened.button_group]
    alone, folded = drawn(open_page(copied, chart="added")), drawn(open_page(copied, open_added="true"))
    assert any("An added caveat." in each.text for each in alone) and "plotly_chart" in [each.kind for each in alone]
    assert any("Folded." in each.text for each in folded)


NASTY = '<b onclick="x">&amp;"</b>'


def test_text_is_escaped_and_ids_have_a_prefix() -> None:
    copy, link = p.Copy(NASTY, NASTY, NASTY, NASTY), p.Link(NASTY, f"https://example.org/{NASTY}")
    parts: list[p.Part] = [
        p.Heading(2, NASTY, "title"),
        p.Text((NASTY, link, p.Strong(NASTY), p.Struck(NASTY))),
        p.Bullets((NASTY,)),
        p.Table((NASTY,), ((NASTY,),), NASTY, NASTY),
        p.Buttons((copy, replace(copy, is_link=True), p.Download(NASTY, NASTY, NASTY), p.SavePicture(NASTY, NASTY))),
        p.Cards(
            (p.Card(NASTY, NASTY, NASTY, "about", NASTY, ((NASTY, NASTY),), NASTY, copy, p.Link(NASTY, "#title")),)
        ),
        p.Facts(((NASTY, NASTY),)),
        p.Columns((p.Column((p.Sentence(NASTY, copy), p.Wrong(((NASTY, NASTY),)))),)),
        p.Statements(NASTY, (p.Row(NASTY, NASTY, NASTY, NASTY),), NASTY),
        p.Told(NASTY, NASTY, (p.Telling("about", False, NASTY, NASTY),)),
        p.Slips((NASTY, NASTY), ((None, p.Said(NASTY, NASTY, NASTY, NASTY)),)),
        p.Answer(NASTY, NASTY, NASTY, NASTY, NASTY, (NASTY,)),
        p.Contents(NASTY, (p.Link(NASTY, "#title"),)),
        p.Fold("x", NASTY, (p.Text(NASTY), p.Quote(NASTY))),
    ]
    body = blocks_of(parts)
    assert "<b on" not in body and 'onclick="' not in body
    assert body.count("&lt;b onclick=") > 50
    assert re.findall('id="([^"]*)"', body) == ["part-title"] and 'href="#part-title"' in body
    for part in parts:  # and every word of a part is in its HTML
        block = squashed(pages.words_of_html(blocks_of([part])))
        assert all(squashed(text) in block for text in part.texts), part


@every_package
def test_native_folds_hold_words_that_never_change(name: str) -> None:
    """A browser opens these without the server, and keeps them open while their block stays the same."""
    page = composed(name)
    native = set(html.native_folds(page.parts))
    followers = {fold.key for part in page.find(p.Following) for fold in flat(part.parts) if isinstance(fold, p.Fold)}
    for fold in page.find(p.Fold):
        live = of_kind(flat(fold.parts), p.Chart)
        assert (fold.key in native) == (not live and fold.key not in followers), fold.key
    assert {"hedges", "files", "cite", "embed"} <= native
    assert "<details open>" not in blocks_of(page.parts)
    assert blocks_of(page.parts, frozenset({next(iter(native))})).count("<details open>") == 1


# The app


def drawn_of(pieces: Iterable[html.Piece], everything: bool) -> Iterator[tuple[str, str]]:
    """What the app must draw of these pieces: kind and words of each element."""
    for piece in pieces:
        match piece:
            case html.Block():
                yield "html", pages.words_of_html(labels.with_root(piece))
            case p.Chart(alt=alt):
                yield "plotly_chart", plain(alt)
            case p.Status(text=text):
                yield "info", plain(text)
            case html.Place(pieces=inside):
                yield from drawn_of(inside, everything)
            case html.Beside(columns=columns):
                yield from (each for column in columns for each in drawn_of(column, everything))
            case html.Folded(fold=fold, pieces=inside):
                if not everything or all(isinstance(one, html.Block) for one in inside):
                    yield "expander", plain(fold.label)
                yield from drawn_of(inside, everything)


CONTROLS = ("button", "button_group", "form", "text_area", "toggle")


def assert_draws(page: AppTest, tree: p.Page, opened: frozenset[str] = frozenset(), everything: bool = False) -> None:
    """The app draws every part of the tree in its place, and nothing else."""
    parts = [part for part in tree.parts if not (everything and isinstance(part, p.Handout | p.Filter))]
    native = frozenset(html.native_folds(parts)) if everything else opened
    pieces = html.pieces([part for part in parts if not isinstance(part, p.Filter)], native)
    shown = [(each.kind, each.text) for each in drawn(page) if each.kind not in CONTROLS and each.text]
    shown = [("expander" if kind == "expandable" else kind, text) for kind, text in shown]
    joined = [
        [(kind, squashed("".join(text for _, text in run))) for kind, run in itertools.groupby(found, lambda e: e[0])]
        for found in (shown, [each for each in drawn_of(pieces, everything) if each[1]])
    ]
    for one, other in itertools.zip_longest(*joined):
        assert one == other


@every_package
def test_the_app_draws_the_composed_page(name: str) -> None:
    loaded, path = package(name), pages.PACKAGES[name]
    kind, *_ = loaded.claimant_kinds
    assert_draws(open_page(path), composed(name), everything=True)
    assert_draws(open_page(path, all="true", claimed_by=kind), compose(loaded, View(kind)), everything=True)
    keys = [fold.key for fold in composed(name).find(p.Fold)]
    opened = open_page(path, **{f"open_{key}": "true" for key in keys})
    assert not opened.info[1:] and len(opened.expander) + len(list(html.native_folds(composed(name).parts))) == len(
        keys
    )
    assert_draws(opened, composed(name), frozenset(keys))
    for key in composed(name).exhibits:
        alone = open_page(path, chart=key, claimed_by=kind)
        assert_draws(alone, compose(loaded, View(kind, chart=key)))
        assert not alone.get("button_group") and "data/page.js" in alone.get("html")[0].proto.body


@every_package
def test_an_exhibit_stands_alone_with_its_source_notes_and_a_way_back(name: str) -> None:
    for key in composed(name).exhibits:
        parts = list(flat(compose(package(name), View(chart=key)).parts))
        assert not of_kind(parts, p.Fold) and all(heading.unseen for heading in of_kind(parts, p.Heading))
        for chart in of_kind(parts, p.Chart):
            assert chart.key == key and chart.notes == chart.drawing.notes
        assert package(name).article.title in said(parts) and said(parts).endswith(labels.WHOLE_PAGE)


def test_a_sentence_is_checked_and_stays_in_the_session() -> None:
    text = "4,000 North Koreans were killed."
    page = open_page(pages.PACKAGES["own"], all="false")
    page.text_area[0].input(text)
    next(button for button in page.button if button.label == labels.CHECK_IT).click().run()
    told = [each.text for each in drawn(page) if each.kind == "info"]
    (status, *_) = of_kind(checked(package("own"), text), p.Status)
    assert told[1:] == [plain(status.text)] and text not in str(page.query_params)


UNKNOWN = [{"claimed_by": "martians"}, {"all": "0"}, {"chart": "nothing"}, {"open_hedges": "x"}]


@pytest.mark.parametrize("query", UNKNOWN, ids=str)
def test_an_unknown_value_in_the_address_is_ignored_with_a_notice(query: dict[str, str]) -> None:
    page = open_page(pages.PACKAGES["own"], **query)
    ((name, value),) = query.items()
    notices = [pages.unescaped(info.value) for info in page.info]
    (notice,) = (text for text in notices if "ignored" in text)
    assert f"{name} = {value}" in notice
    usual = drawn(open_page(pages.PACKAGES["own"], all="false"))
    assert [each for each in drawn(page) if "ignored" not in each.text] == usual


def test_the_filter_reads_an_address() -> None:
    path, kind = pages.PACKAGES["own"], package("own").claimant_kinds[0]
    choice = p.Filter("key", "", ("x", "y"))
    assert [choice.chosen(v) for v in ([], [""], ["z"], ["x"], ["y", "z"], ["y", "x"])] == ["", "", "", "", "y", ""]
    told = drawn(open_page(path, chart=next(iter(composed("own").exhibits)), claimed_by=["martians", kind]))
    assert sum("ignored" in each.text for each in told) == 1


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
    assert not {each.kind for each in found} & {"plotly_chart", "expander", "toggle", "button_group"}
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
    table = copied / "article_figures.csv"
    text = table.read_bytes().replace(b"about 4,000", b"about 5,000").replace(b",4000,4000,", b",5000,5000,")
    table.write_bytes(text)
    page = open_page(copied)
    assert any("about 5,000" in each.text for each in drawn(page))
    charts = "".join(node.proto.spec for node in page.get("plotly_chart")).replace("\\u00a0", " ")
    assert "about 5,000" in plain(charts), "a chart is the one from before the change"


FAILURES = [
    (layouts, "reports_chart"), (html, "_card"), (citation, "citation"), (select, "headlines"), (draw, "pieces")
]  # fmt: skip


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
