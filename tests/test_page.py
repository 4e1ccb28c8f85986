"""The page, run as it is: what stands on it and in what order, and what a reader sees when something is wrong."""

from __future__ import annotations

import html
import logging
import re
from pathlib import Path
from typing import Any

import pytest

from figures import cards, charts, selections, tables, wording
from figures.wording import records
from tests import pages
from tests.editing import copy_of, set_cells
from tests.pages import DOWNLOADS, PACKAGES, ROOT, Part, open_page, package, parts, plain, shown, squashed

every_package = pytest.mark.parametrize("name", PACKAGES)


@pytest.fixture(scope="module")
def page_parts() -> dict[str, list[Part]]:
    """The parts of the page of each package; run once, because nothing here changes them."""
    found = {}
    for name, descriptor in PACKAGES.items():
        page = open_page(descriptor)
        assert not page.exception, f"the page of the {name} package raises {page.exception[0].message}"
        found[name] = parts(page)
    return found


def seen(found: list[Part]) -> str:
    """All that a reader sees without opening anything."""
    return "\n".join(part.text for part in found if not part.within)


def after_chart(found: list[Part], key: str) -> list[Part]:
    """What stands under a chart, up to the next heading or chart."""
    start = next(i for i, part in enumerate(found) if part.kind == "plotly_chart" and part.node.key == f"chart-{key}")
    under = []
    for part in found[start + 1 :]:
        if part.kind in ("header", "title", "plotly_chart"):
            break
        under.append(part)
    return under


def table_rows(part: Part) -> list[list[str]]:
    return [[plain(str(cell)) for cell in row] for row in part.node.value.to_numpy().tolist()]


# Cards


@every_package
def test_a_card_holds_everything_that_belongs_to_its_figure(name: str, page_parts: dict[str, list[Part]]) -> None:
    bodies = [part.node.proto.body for part in page_parts[name] if part.kind == "html"]
    found = [" ".join(words) for words in pages.pieces("".join(bodies), "article")]
    headlines = records(selections.headlines(package(name)))
    assert len(found) == len(headlines) == package(name)["measures"]["headline"].notna().sum()
    for card, row in zip(found, headlines, strict=True):
        for words in (
            row["figure_as_stated"],
            wording.BOUNDS[row["bound"]].meaning,
            row["said_by"],
            row["locator"],
            row["definition"],
            row["caveat"],
            selections.label_of(package(name), row["measure"]),
        ):
            assert words in card, f"the card of {row['figure_id']} lacks {words!r}"
        assert (wording.STATUS_FORECAST in card) == (row["obs_status"] == "F"), f"the card of {row['figure_id']}"


@every_package
def test_no_headline_number_stands_without_its_hedge(name: str, page_parts: dict[str, list[Part]]) -> None:
    bodies = [part.node.proto.body for part in page_parts[name] if part.kind == "html"]
    found = [" ".join(words) for words in pages.pieces("".join(bodies), "article")]
    for card, row in zip(found, records(selections.headlines(package(name))), strict=True):
        rest = card.replace(row["figure_as_stated"], "")
        assert rest != card
        for number in tables.numbers_in(row["figure_as_stated"]) if row["hedge_words"] else ():
            assert not re.search(rf"\b({number}|{number:,})\b", rest), f"{number:,} stands alone in {card!r}"


@every_package
def test_the_hedge_and_the_number_are_one_run_of_text(name: str, page_parts: dict[str, list[Part]]) -> None:
    """One element, one size, and no place for a line end between them."""
    body = "".join(part.node.proto.body for part in page_parts[name] if part.kind == "html")
    for row in records(selections.headlines(package(name))):
        if row["bound"] != "unnumbered":
            run = html.escape(row["figure_as_stated"]).replace(" ", "\u00a0")
            assert f">{run}<" in body, f"{row['figure_as_stated']!r} is not one run in its card"


# Charts and what stands under them


@every_package
@pytest.mark.parametrize("theme", pages.THEMES)
def test_every_chart_has_alt_text_with_each_figure_and_who_says_so(name: str, theme: str) -> None:
    drawn = {key: records(selections.drawn_on(package(name), key)) for key in package(name)["charts"]["chart"]}
    found = pages.charts(name, theme)
    assert {key for key, rows in drawn.items() if rows} <= {chart.key for chart in found}
    for chart in found:
        alt = plain(chart.alt)
        assert len(alt) > 40, f"the alt text of chart {chart.key} says nothing"
        for row in drawn.get(chart.key, []):
            for words in (row["figure_as_stated"], row["said_by"], row["locator"]):
                assert words in alt, f"the alt text of chart {chart.key} lacks {words!r}"
            assert row["definition"].lower() in alt.lower(), f"the alt text of chart {chart.key}"


@every_package
def test_the_alt_text_holds_the_words_at_the_marks(name: str) -> None:
    """Whatever a chart draws: what stands in bold among its marks is also told to who does not see it."""
    for chart in pages.charts(name, "light"):
        bold = [
            shown(t.text) for t in chart.texts if t.on_marks and t.text.startswith("<b>") and t.text.endswith("</b>")
        ]
        assert bold, f"chart {chart.key} has no words at its marks"
        for words in bold:
            told = squashed(short_months(re.sub(r" a (day|week|month|year)$", "", words))).strip('".').lower()
            assert told in squashed(short_months(chart.alt)).lower(), (
                f"the alt text of chart {chart.key} lacks {words!r}"
            )


def short_months(text: str) -> str:
    """Dates as "14 Jul 2025", whether written so or in full."""
    return re.sub(r"\b((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[a-z]*(?= \d{4})", r"\1", text)


@every_package
def test_under_each_chart_stand_caveats_table_and_download(name: str, page_parts: dict[str, list[Part]]) -> None:
    table = package(name).tables["article_figures"]
    for key in package(name)["charts"]["chart"]:
        rows = records(selections.drawn_on(package(name), key))
        if not rows:
            continue
        under = after_chart(page_parts[name], key)
        kinds = [part.kind for part in under]
        first_table = kinds.index("table")
        button = next(i for i, kind in enumerate(kinds) if kind in DOWNLOADS)
        assert first_table < button, f"under chart {key} the download stands above the table"
        above = "\n".join(part.text for part in under[:first_table])
        for row in rows:
            further = records(selections.caveats_of(package(name), row["figure_id"]))
            for caveat in [row["caveat"], *(c["caveat"].removesuffix(".") for c in further)]:
                assert caveat in above, f"between chart {key} and its table the caveat {caveat!r} is missing"
        cells = table_rows(under[first_table])
        assert len(cells) == len(rows), f"the table under chart {key} has other rows than the chart"
        for line, row in zip(cells, rows, strict=True):
            told = " ".join(line)
            for words in (row["figure_as_stated"], row["definition"], row["said_by"], row["locator"]):
                assert words in told, f"the table under chart {key} lacks {words!r}"
        assert table.file_name in under[button].text
        assert re.search(rf"\b{len(table.rows)} rows?\b", under[button].text), under[button].text


@every_package
def test_every_chart_has_a_table_and_a_download_under_it(name: str, page_parts: dict[str, list[Part]]) -> None:
    lengths = {table.file_name: len(table.rows) for table in package(name).tables.values()}
    for chart in pages.charts(name, "light"):
        under = after_chart(page_parts[name], chart.key)
        kinds = [part.kind for part in under]
        assert "table" in kinds, f"chart {chart.key} has no table under it"
        buttons = [part.text for part in under[kinds.index("table") :] if part.kind in DOWNLOADS]
        assert buttons, f"chart {chart.key} has no download under its table"
        for button in buttons:
            named = [file for file in lengths if file in button]
            assert named, f"the button {button!r} names no file"
            assert re.search(rf"\b{lengths[named[0]]} rows?\b", button), f"the button {button!r}"


@every_package
def test_nothing_is_only_in_a_hover(name: str, page_parts: dict[str, list[Part]]) -> None:
    for chart in pages.charts(name, "light"):
        hovers = [text for trace in chart.traces for text in trace.get("hovertext", [])]
        assert hovers, f"chart {chart.key} says nothing under a pointer"
        under = " ".join(part.text for part in after_chart(page_parts[name], chart.key))
        told = (chart.words + squashed(under)).lower()
        for hover in hovers:
            for sentence in re.split(r"(?<=[.:]) ", shown(hover).replace("\n", " ")):
                words = squashed(sentence).strip('.:"').lower()
                assert words in told or words == "whosaysso", f"{sentence!r} is only in a hover of chart {chart.key}"


# All of the package


@every_package
def test_every_figure_of_the_article_stands_on_the_page(name: str, page_parts: dict[str, list[Part]]) -> None:
    text = seen(page_parts[name])
    for row in records(package(name)["article_figures"]):
        for words in (row["figure_as_stated"], row["said_by"], row["locator"], row["caveat"], row["definition"]):
            assert words in text, f"{row['figure_id']}: {words!r} stands nowhere on the page"


@every_package
def test_every_statement_without_a_number_stands_on_the_page(name: str, page_parts: dict[str, list[Part]]) -> None:
    rows = [" ".join(row) for part in page_parts[name] if part.kind == "table" for row in table_rows(part)]
    for row in records(package(name)["unnumbered"]):
        line = [told for told in rows if row["wording"] in told]
        assert line, f"{row['statement_id']} stands in no table"
        for words in (row["said_by"], row["locator"], row["caveat"]):
            assert words in line[0], f"{row['statement_id']} lacks {words!r}"


@every_package
def test_the_page_tells_how_each_hedge_is_read(name: str, page_parts: dict[str, list[Part]]) -> None:
    rows = [" ".join(row) for part in page_parts[name] if part.kind == "table" for row in table_rows(part)]
    for hedge in records(package(name)["hedges"]):
        expected = [*(hedge[c] for c in ("hedge_words", "says", "does_not_say")), pages.rule_of(hedge)]
        assert any(all(words in row for words in expected) for row in rows), hedge["hedge_words"]


@every_package
def test_the_page_says_whose_figures_these_are(name: str, page_parts: dict[str, list[Part]]) -> None:
    found = page_parts[name]
    first = next(i for i, part in enumerate(found) if part.kind == "html")
    head = "\n".join(part.text for part in found[:first])
    article = package(name).article
    for column in ("author", "title", "publisher", "kind", "url"):
        assert article[column] in head, f"above the cards the article's {column} is missing"
    if article["published_note"].startswith("inferred"):
        assert article["published_note"] in head, "a date that was inferred is shown like one that was stated"
    assert package(name).title in head
    assert package(name).description in head
    assert "count made here" in head


@every_package
def test_every_table_can_be_read_about_and_downloaded(name: str, page_parts: dict[str, list[Part]]) -> None:
    found = page_parts[name]
    for table in package(name).tables.values():
        labels = [part.text for part in found if part.kind == "expander" and table.file_name in part.text]
        assert len(labels) == 1, f"{table.file_name} has {len(labels)} places in the data section"
        assert table.title in labels[0]
        assert re.search(rf"\b{len(table.rows)} rows?\b", labels[0]), labels[0]
        inside = [part for part in found if labels[0] in part.within]
        assert table.description in "\n".join(part.text for part in inside)
        dictionary = {row[0]: " ".join(row[1:]) for part in inside if part.kind == "table" for row in table_rows(part)}
        assert list(dictionary) == list(table.rows.columns), f"the columns of {table.file_name}"
        for field in table.fields:
            assert field.description, f"{table.file_name}: {field.name}"
            assert field.description in dictionary[field.name], f"{table.file_name}: {field.name}"
            assert all(code in dictionary[field.name] for code in field.codes), f"{table.file_name}: {field.name}"
        buttons = [part.text for part in inside if part.kind in DOWNLOADS]
        assert [table.file_name in button for button in buttons] == [True], f"{table.file_name}: {buttons}"
    for file in ("datapackage.json", "citations.bib", "article_figures.json"):
        assert any(file in part.text for part in found if part.kind in DOWNLOADS), f"no button for {file}"


@every_package
def test_a_sentence_to_cite_holds_hedge_speaker_caveat_and_source(name: str, page_parts: dict[str, list[Part]]) -> None:
    sentences = [part.text for part in page_parts[name] if part.kind == "code"]
    article = package(name).article
    for row in records(package(name)["article_figures"]):
        wanted = [row[c] for c in ("figure_as_stated", "definition", "said_by", "caveat", "locator")]
        wanted += [article["author"], article["title"], article["publisher"]]
        assert any(all(words in sentence for words in wanted) for sentence in sentences), row["figure_id"]


@every_package
def test_no_missing_cell_is_shown_as_a_value(name: str, page_parts: dict[str, list[Part]]) -> None:
    for part in page_parts[name]:
        for stray in (r"<NA>", r"\bNaN\b", r"\bnan\b", r"\bNaT\b", r"\bnull\b"):
            assert not re.search(stray, part.text), f"{stray} stands in {part.text[:200]!r}"


# When something is wrong


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project's package, to be broken; its descriptor."""
    return copy_of(PACKAGES["own"].parent, tmp_path / "package") / "datapackage.json"


def first_key(table: str) -> str:
    return str(package("own")[table].iloc[0, 0])


def told_instead_of_figures(descriptor: Path) -> str:
    page = open_page(descriptor)
    assert not page.exception
    found = parts(page)
    kinds = {part.kind for part in found}
    assert not kinds & {"plotly_chart", "html", "table", *DOWNLOADS}, f"{kinds} stand beside the message"
    text = seen(found)
    assert wording.CANNOT_SHOW in text
    assert_plain(text)
    return text


def assert_plain(text: str) -> None:
    """No reader is shown the inside of the program or of the server."""
    assert "Traceback" not in text
    assert str(ROOT) not in text
    assert f"{Path.home()}/" not in text
    assert not re.search(r"\w\.py\b|Error\b|Exception", text), text


def test_an_unknown_code_is_told_with_file_row_column_and_what_is_allowed(copied: Path) -> None:
    row = set_cells(copied.parent / "article_figures.csv", first_key("article_figures"), bound="perhaps")
    text = told_instead_of_figures(copied)
    line = next(line for line in text.splitlines() if "perhaps" in line)
    for words in ("article_figures.csv", f"row {row}", "column bound", "at_least", "unnumbered"):
        assert words in line, f"{line!r} does not name {words!r}"


def test_every_problem_is_told_at_once(copied: Path) -> None:
    one = set_cells(copied.parent / "article_figures.csv", first_key("article_figures"), source_id="no-such-page")
    two = set_cells(copied.parent / "caveats.csv", first_key("caveats"), figure_id="no-such-figure")
    text = told_instead_of_figures(copied)
    for words in ("no-such-page", "no-such-figure", f"article_figures.csv, row {one}", f"caveats.csv, row {two}"):
        assert words in text, f"{words!r} is missing in {text!r}"


def test_a_missing_file_is_told(copied: Path) -> None:
    (copied.parent / "hedges.csv").unlink()
    text = told_instead_of_figures(copied)
    assert re.search(r"hedges\.csv.*missing", text), text


def test_a_missing_descriptor_is_told(tmp_path: Path) -> None:
    text = told_instead_of_figures(tmp_path / "nowhere.json")
    assert re.search(r"nowhere\.json.*missing", text), text


def test_a_folder_in_place_of_the_descriptor_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in told_instead_of_figures(tmp_path)


def test_a_mended_package_is_shown_again(copied: Path) -> None:
    figures = copied.parent / "article_figures.csv"
    right = figures.read_bytes()
    set_cells(figures, first_key("article_figures"), bound="perhaps")
    told_instead_of_figures(copied)
    figures.write_bytes(right)
    page = open_page(copied)
    assert page.get("plotly_chart")
    assert not page.exception


def test_changed_figures_are_shown_and_not_those_kept_from_before(copied: Path) -> None:
    assert parts(open_page(copied))
    drawn = selections.drawn_on(package("own"), package("own")["charts"]["chart"].iloc[0])
    caveat = "Only the new caveat."
    set_cells(copied.parent / "article_figures.csv", str(drawn["figure_id"].iloc[0]), caveat=caveat)
    found = parts(open_page(copied))
    assert caveat in seen(found)
    chart = next(part for part in found if part.kind == "plotly_chart")
    assert caveat in re.sub(r"<br>", " ", chart.node.proto.spec), "the chart is the one from before the change"


FAILURES = [
    (charts, "article_chart"),
    (cards, "html"),
    (wording, "alt_text"),
    (selections, "headlines"),
    (tables, "load"),
]


@pytest.mark.parametrize(("module", "function"), FAILURES, ids=[function for _, function in FAILURES])
def test_an_unexpected_exception_becomes_a_plain_apology(
    module: Any, function: str, copied: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"reason-for-the-log in {ROOT}/figures/secret.py")

    monkeypatch.setattr(module, function, broken)
    with caplog.at_level(logging.ERROR):
        page = open_page(copied)  # a package not seen before, of which nothing is kept
    text = seen(parts(page)) + "".join(error.value for error in page.error)
    assert not page.exception, f"the reader gets {page.exception[0].message!r} in place of the apology"
    assert wording.APOLOGY in text
    assert_plain(text)
    assert "reason-for-the-log" not in text
    assert "reason-for-the-log" in caplog.text, "whoever keeps the page finds no reason in the log"


@every_package
def test_the_page_shows_no_trace_of_the_program(name: str, page_parts: dict[str, list[Part]]) -> None:
    for part in page_parts[name]:
        assert "Traceback" not in part.text
        assert str(ROOT) not in part.text
