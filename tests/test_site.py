"""The site: the same words as the dashboard, as plain files that need no server, no script and no network."""

from __future__ import annotations

import functools
import html
import io
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from pyld import jsonld  # type: ignore[import-untyped]
from pypdf import PdfReader
from usp.tree import sitemap_from_str

from figures.charts.drawing import Drawing
from figures.charts.inline import first_rows
from figures.editions import share, site
from figures.editions.faults import naked_figures
from figures.editions.files import files
from figures.model.package import Package
from figures.package.read import load
from figures.page.compose import compose
from figures.page.document import frame_height
from figures.page.parts import Fold, Handout, Heading
from figures.page.view import View
from figures.words import labels
from tests import editing
from tests.conftest import FOLDERS, HOME
from tests.pages import composed, drawn, open_page
from tests.screen import axe
from tests.serving import browser
from tests.visits import Visit, visiting

__all__ = ["browser"]  # a fixture


every_package = pytest.mark.parametrize("name", FOLDERS)
ADDRESS = "https://figures.example/one"


@functools.cache
def package(name: str) -> Package:
    return load(FOLDERS[name])


@functools.cache
def made(name: str, address: str = "") -> Mapping[str, bytes]:
    """The files of the site of a package."""
    return site.contents(package(name), address)[0]


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sites") / "own"
    site.write(FOLDERS["own"], out)
    return out


# The words


class _Lines(HTMLParser):
    """The words of a document as words_of_html reads those of a block, with the view that they belong to.

    A plot is its name. Left out: the head, the filter, and the foot.
    """

    _ALONE = re.compile(r"p|h\d|li|ul|th|td|tr|table|details|summary|div|article|nav|br")
    _LEFT_OUT = ("head", "fieldset", "footer", "svg")
    _EMPTY = ("br", "img", "meta", "link", "input")

    def __init__(self, view: int) -> None:
        super().__init__()
        self.view, self.text, self.unseen, self.open = view, "", 0, list[tuple[str, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        classes = told.get("class", "").split()
        hides = tag in self._LEFT_OUT or ("view" in classes and f"view-{self.view}" not in classes)
        if self._ALONE.fullmatch(tag):
            self.text += "\n"
        if tag not in self._EMPTY:
            self.open.append((tag, hides))
            self.unseen += hides
        if told.get("role") == "figure" and not self.unseen:
            self.text += f"\n{told['aria-label']}\n"

    def handle_endtag(self, tag: str) -> None:
        if self._ALONE.fullmatch(tag):
            self.text += "\n"
        if tag not in self._EMPTY:
            opened, hides = self.open.pop()
            assert opened == tag, f"<{opened}> is closed by </{tag}>"
            self.unseen -= hides

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.text += data


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.replace("\u00a0", " ").splitlines() if line.strip()]


def site_lines(document: bytes, view: int = 0) -> list[str]:
    parser = _Lines(view)
    parser.feed(document.decode())
    return lines(parser.text)


def dashboard_lines(name: str, **query: str) -> list[str]:
    """What the app draws with every part open, without its controls and what needs a server."""
    page = open_page(FOLDERS[name] / editing.DESCRIPTOR, "light", **query)
    return [line for element in drawn(page) if element.kind not in _CONTROLS for line in lines(element.text)]


_CONTROLS = ("button", "button_group", "segmented_control", "text_area", "text_input", "form")


def every_fold(name: str) -> dict[str, str]:
    return {f"open_{fold.key}": "true" for fold in compose(package(name), View()).find(Fold)}


def as_on_the_site(name: str, dashboard: list[str]) -> list[str]:
    """The dashboard's lines with the addresses of a copy, and without the section that needs a server."""
    heads = [heading.text for heading in compose(package(name), View()).find(Heading) if heading.level == 2]
    if labels.CHECK in heads:
        first = len(dashboard) - 1 - dashboard[::-1].index(labels.CHECK)
        after = heads[heads.index(labels.CHECK) + 1]
        dashboard = dashboard[:first] + dashboard[dashboard.index(after, first) :]
        dashboard.remove(labels.CHECK)  # in the contents
    text = re.sub(
        rf"{re.escape(labels.DEFAULT_ROOT)}/\?embed=true&amp;chart=(.+?)(\".*height=\")(\d+)",
        lambda found: f"./charts/{found[1]}.html{found[2]}{frame_height(int(found[3]))}",
        "\n".join(dashboard),
    )
    return text.replace(f"{labels.DEFAULT_ROOT}/", "./").splitlines()


@every_package
def test_the_site_says_what_the_dashboard_says_part_by_part(name: str) -> None:
    kinds = ["", *package(name).claimant_kinds]
    for number in (0, 1):
        chosen = {"claimed_by": kinds[number]} if number else {}
        dashboard = as_on_the_site(name, dashboard_lines(name, **every_fold(name), **chosen))
        assert len(dashboard) > 300
        assert site_lines(made(name)["index.html"], number) == dashboard


# Files


@every_package
def test_the_same_package_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "figures", "site", str(tmp_path / "out"), "--package", str(FOLDERS[name])]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    written = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert written == made(name)
    assert {f"data/{file}" for file in files(package(name))} <= written.keys()
    assert {f"charts/{key}.html" for key in compose(package(name), View()).exhibits} <= written.keys()


@every_package
def test_a_page_is_valid_html_without_inline_style_or_script(name: str) -> None:
    pages = {file: data for file, data in made(name).items() if file.endswith(".html")}
    for file, data in pages.items():
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), f"{file}: an id stands twice"
        for element in tree.iter():
            assert not [name for name in element.attrib if name == "style" or str(name).startswith("on")], file
            assert element.tag != "style", file
            assert element.tag != "script" or element.get("src") or element.get("type") == "application/ld+json", file
            address = element.get("href") or element.get("src") or ""
            if address.startswith("#"):
                assert address[1:] in ids, f"{file}: {address} leads nowhere"
            elif not urlsplit(address).scheme and address and file != "404.html":
                target = (Path("/") / file).parent.joinpath(address.partition("#")[0].partition("?")[0])
                assert str(target.resolve())[1:] in made(name), f"{file}: {address} leads nowhere"


@every_package
def test_absolute_addresses_come_only_with_an_address(name: str) -> None:
    here, there = made(name), made(name, f"{ADDRESS}/")
    assert there.keys() - here.keys() == {"sitemap.xml"} and here.keys() <= there.keys()
    for file, data in here.items():
        if file.endswith((".html", "_headers")):
            assert labels.ROOT.encode() not in data and b"localhost" not in data and ADDRESS.encode() not in data
    assert f"{ADDRESS}/charts/".encode() in there["index.html"]


@every_package
def test_the_dataset_is_described_for_search_engines(name: str) -> None:
    def load_document(url: str, _: object) -> dict[str, Any]:
        context = {"@context": {"@vocab": "https://schema.org/"}}  # nothing is fetched here
        return {"contextUrl": None, "documentUrl": url, "document": context, "contentType": "application/ld+json"}

    tree = html5lib.parse(made(name, ADDRESS)["index.html"], namespaceHTMLElements=False)
    data = next(e for e in tree.iter("script") if e.get("type") == "application/ld+json")
    (dataset,) = jsonld.expand(json.loads(data.text or ""), {"documentLoader": load_document})
    assert dataset["@type"] == ["https://schema.org/Dataset"]

    def value(key: str) -> list[Any]:
        return [one.get("@value") for one in dataset[f"https://schema.org/{key}"]]

    described = package(name)
    assert value("name") == [described.title] and value("version") == [described.version]
    licences = [licence.path or licence.title or licence.name for licence in described.licenses]
    assert [one["@value"] for one in dataset.get("https://schema.org/license", [])] == licences
    distribution = [d["https://schema.org/contentUrl"][0]["@value"] for d in dataset["https://schema.org/distribution"]]
    assert distribution and all(address.removeprefix(f"{ADDRESS}/") in made(name) for address in distribution)
    tags = {tag.get("property"): tag.get("content") for tag in tree.iter("meta")}
    assert tags["og:title"] == described.title and tags["og:url"] == f"{ADDRESS}/"
    images = [tag.get("content") or "" for tag in tree.iter("meta") if tag.get("property") == "og:image"]
    assert images and all(image.removeprefix(f"{ADDRESS}/") in made(name) for image in images)
    alts = [tag.get("content") for tag in tree.iter("meta") if tag.get("property") == "og:image:alt"]
    assert alts == [sheet.alt for sheet in share.sheets(described, compose(described, View())).values()]


def test_the_sitemap_names_the_page() -> None:
    (page,) = sitemap_from_str(made("own", ADDRESS)["sitemap.xml"].decode()).all_pages()
    assert page.url == f"{ADDRESS}/"
    assert page.last_modified is not None and f"{page.last_modified:%Y-%m-%d}" == package("own").created


@every_package
def test_a_picture_to_share_holds_its_words(name: str, tmp_path: Path) -> None:
    pictures = {file: data for file, data in made(name).items() if file.endswith(".png")}
    assert pictures
    for file, data in pictures.items():
        (tmp_path / "picture.png").write_bytes(data)
        picture = Image.open(tmp_path / "picture.png").convert("L")
        assert picture.size == (1200, 675), file
        assert all(
            value > 250 for edge in ((0, 0, 1200, 8), (0, 667, 1200, 675)) for value in picture.crop(edge).tobytes()
        )
        inked = sum(value < 128 for value in picture.tobytes()) / (1200 * 675)
        assert 0.008 < inked < 0.2, f"{file}: {inked:.1%} of it is ink"


def test_a_picture_that_our_font_cannot_write_is_left_out() -> None:
    sheet = next(iter(share.sheets(package("own"), compose(package("own"), View())).values()))
    with pytest.raises(ValueError, match=r"the font has no '\\u91cf'"):
        share.png(replace(sheet, title="\u91cf"))


def test_a_copy_is_made_without_the_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share, "resvg_py", None)
    files_, notes = site.contents(package("own"), ADDRESS)
    assert not any(name.startswith("share/") for name in files_) and b"og:image" not in files_["index.html"]
    assert "resvg-py" in notes[0]


# Refusals


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with a copy of a site that stands there."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "index.html").write_text("an older copy")
    return out


def refused(path: Path, out: Path, address: str = "") -> tuple[str, ...]:
    """The faults for which no site is written; what stands in the folder stays as it is."""
    before = {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}
    with pytest.raises(site.Refused) as caught:
        site.write(path, out, address)
    assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == before
    assert sorted(out.parent.iterdir()) == sorted(
        {out, *(p for p in out.parent.iterdir() if not p.name.startswith("."))}
    )
    return caught.value.faults


def test_a_fault_of_the_data_means_no_site(old: Path, tmp_path: Path) -> None:
    folder = editing.copy_of(FOLDERS["own"], tmp_path / "package")
    editing.set_cells(folder / "article_figures.csv", "article-deployed", figure_as_stated="10,000")
    faults = refused(folder, old)
    assert faults and all(fault.startswith("article_figures.csv, row ") for fault in faults)


@pytest.mark.parametrize(("table", "row", "column"), [("caveats", 2, "caveat"), ("sources", 3, "title")])
def test_a_figure_without_its_hedge_means_no_site(old: Path, tmp_path: Path, table: str, row: int, column: str) -> None:
    """In words of the page, and in words that only the files under data/ hold."""
    folder = editing.copy_of(FOLDERS["own"], tmp_path / "package")
    path = folder / f"{table}.csv"
    key = editing.read(path)[row - 1][0]
    editing.set_cells(path, key, **{column: "Some say 4,000 were killed"})
    (fault,) = refused(folder, old)
    assert fault.startswith(f"{table}.csv, row {row}, column {column}: '4,000' stands without its hedge in ")
    assert [fault] == list(map(str, naked_figures(load(folder))))  # as the command check tells


def test_a_draft_is_refused(old: Path, tmp_path: Path) -> None:
    folder = editing.copy_of(FOLDERS["own"], tmp_path / "package")
    editing.edit_descriptor(folder, lambda described: described.update(draft=True))
    assert any("draft" in fault for fault in refused(folder, old))


def test_a_folder_with_other_things_in_it_is_left_alone(old: Path) -> None:
    (old / "thesis.txt").write_text("years of work")
    assert "thesis.txt" in refused(FOLDERS["ferries"], old)[0]


@pytest.mark.parametrize("address", ["figures.example", "ftp://figures.example", "https://", "https://a.example/?b"])
def test_an_address_that_is_none_is_refused(old: Path, address: str) -> None:
    assert address in refused(FOLDERS["ferries"], old, address)[0]


def test_a_new_copy_takes_the_place_of_an_old_one(old: Path) -> None:
    site.write(FOLDERS["ferries"], old)
    assert (old / "index.html").read_bytes() == made("ferries")["index.html"]
    assert [path.name for path in old.parent.iterdir()] == [old.name]
    assert (old.stat().st_mode & 0o777) == 0o755


# A long record


def test_of_a_very_high_chart_the_first_rows_are_shown() -> None:
    chart = max(compose(package("own"), View()).charts, key=lambda chart: chart.drawing.height)
    cut: Drawing = first_rows(chart.drawing, 600)
    assert 400 < cut.height <= 600
    inside = [word for word in chart.drawing.words if word.y < cut.height]
    assert list(cut.words) == inside and len(inside) > 10
    assert all(max(line.y0, line.y1) <= cut.height for line in cut.lines)
    assert first_rows(chart.drawing, chart.drawing.height) is chart.drawing


# In a browser


@dataclass(frozen=True)
class Host:
    """A web host that reads _headers. asked: the paths that were asked for."""

    url: str
    asked: list[str]


@contextmanager
def hosting(folder: Path) -> Iterator[Host]:
    rules: dict[str, list[tuple[str, str]]] = {}
    for line in (folder / "_headers").read_text().splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules[list(rules)[-1]].append((name, value))
        else:
            rules[line] = []
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

        def end_headers(self) -> None:
            path = urlsplit(self.path).path
            asked.append(path)
            for rule, headers in rules.items():
                for name, value in headers if fnmatchcase(path, rule) else ():
                    self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Host(f"http://127.0.0.1:{server.server_address[1]}", asked)
        server.shutdown()


@pytest.fixture(scope="module")
def host(own_site: Path) -> Iterator[Host]:
    with hosting(own_site) as host:
        yield host


def test_the_headers_are_strict() -> None:
    text = made("own")["_headers"].decode()
    assert "unsafe" not in text and "default-src 'none'" in text
    assert text.count("frame-ancestors 'none'") == 3
    (frames,) = re.findall(r"^/charts/\*\n  (.*)", text, re.MULTILINE)
    assert "default-src 'none'" in frames and "frame-ancestors" not in frames, "a page from a disk may show them too"
    assert "/data/*\n  Access-Control-Allow-Origin: *" in text


PLOTS = """() => [...document.querySelectorAll('.plot')].filter(plot => plot.checkVisibility()).flatMap(plot => {
  const box = plot.getBoundingClientRect();
  return [...plot.querySelectorAll('text')].filter(text => {
    const own = text.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1;
  }).map(text => `${plot.ariaLabel.slice(0, 40)}: ${text.textContent}`);
})"""
# Shapes that are not as wide and high as they say: a style sheet may change an SVG too.
SIZES = """() => [...document.querySelectorAll('.plot rect')].filter(rect => rect.checkVisibility()).filter(rect => {
  const own = rect.getBBox(), column = rect.closest('.plot').firstElementChild.clientWidth;
  const said = name => parseFloat(rect.getAttribute(name)) * (rect.getAttribute(name).endsWith('%') ? column / 100 : 1);
  return Math.abs(own.width - said('width')) > 1 || Math.abs(own.height - said('height')) > 1;
}).map(rect => rect.outerHTML)"""
# Width, theme and script in pairs, not all crossed; from a host with its headers, or from the folder.
LOOKS = [
    (1280, "light", True, True),
    (390, "dark", True, False),
    (320, "light", True, True),
    (390, "dark", False, True),
]
LOOKS.append((1280, "light", False, False))


@pytest.mark.parametrize(("width", "scheme", "script", "hosted"), LOOKS)
def test_the_page_opens_anywhere(
    browser: Browser, own_site: Path, host: Host, width: int, scheme: Any, script: bool, hosted: bool
) -> None:
    address = f"{host.url}/" if hosted else (own_site / "index.html").as_uri()
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
    )
    page = context.new_page()
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}?all=true" if script else address)
    if not script:
        for summary in page.locator("main .words > details > summary").all():
            if summary.is_visible():
                summary.click()
    assert page.locator("main .plot:visible").count() == len(compose(package("own"), View()).charts)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(PLOTS) == [] and page.evaluate(SIZES) == []
    root = address.rsplit("/", 1)[0]
    assert [url for url in asked if not url.startswith((root, "data:"))] == []
    assert told == []
    if script:
        assert axe(page) == []  # last: of files, it asks for style sheets in vain
    context.close()


def visible(visit: Visit) -> list[str]:
    """The words that can be seen."""
    return lines(str(visit.page.evaluate("document.querySelector('main').innerText")))


@pytest.mark.parametrize("number", [1, 2])
def test_a_filter_leaves_what_the_dashboard_leaves(browser: Browser, host: Host, number: int) -> None:
    kind = package("own").claimant_kinds[number - 1]
    with visiting(browser) as visit:
        visit.page.goto(f"{host.url}/?all=true")
        visit.page.get_by_text(kind, exact=True).first.click()
        expect(visit.page.get_by_role("radio", name=kind)).to_be_checked()
        assert "claimed_by=" in visit.page.url
        views = visit.page.locator(".view:visible").evaluate_all("all => all.map(one => one.className.split(' '))")
        assert views and all(f"view-{number}" in names for names in views)
        chosen = visible(visit)
        visit.page.goto(visit.page.url)
        assert visible(visit) == chosen, "the address keeps the choice"
        assert visit.complaints == []


def test_the_filter_works_without_a_script(browser: Browser, host: Host) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host.url)
    kind = package("own").claimant_kinds[0]
    assert page.get_by_text(labels.status("", len(package("own").reports), len(package("own").reports))).is_visible()
    page.locator(f'label:has-text("{kind}")').first.click()
    expect(page.locator(".status:visible")).to_contain_text(f'Only "{kind}" is shown')
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_reader_opens_all_parts_and_chooses_the_colours(browser: Browser, host: Host, width: int) -> None:
    with visiting(browser, width) as visit:
        page = visit.page
        page.goto(host.url)
        folds, charts = page.locator("main .words > details:visible"), page.locator("main .plot:visible")
        before = charts.count()

        def press(name: str) -> None:
            if width < 1000 and not page.get_by_role("button", name=name, exact=True).is_visible():
                page.locator("nav summary").click()  # and the list stays open
            page.get_by_role("button", name=name, exact=True).click()

        press("Open all parts")
        assert not [fold for fold in folds.all() if fold.get_attribute("open") is None]
        assert charts.count() > before
        press("Close all parts")
        assert not [fold for fold in folds.all() if fold.get_attribute("open") is not None]
        colours = """() => [["h1", "color"], [".card .figure", "color"], [".plot text", "fill"]].map(
            ([one, name]) => getComputedStyle(document.querySelector(one))[name])"""
        light = page.evaluate(colours)
        press("Dark colours")
        dark = page.evaluate(colours)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 22, 20)"
        assert not set(light) & set(dark)
        if width < 1000:
            page.locator("nav summary").click()  # the open list lies over the title
        assert axe(page) == []
        press("Light colours")
        assert page.evaluate(colours) == light
        assert visit.complaints == []


def test_a_copied_address_leads_to_this_copy(browser: Browser, host: Host) -> None:
    with visiting(browser) as visit:
        visit.page.goto(f"{host.url}/?all=true")
        assert visit.copied(visit.page.locator(".view:visible a.button").first) == f"{host.url}/index.html#others"
        code = visit.copied(visit.page.get_by_role("button", name=labels.COPY_EMBED).first)
        assert re.match(rf'<iframe src="{host.url}/charts/[\w.-]+\.html" ', code)
        assert code in visit.page.locator("td").all_text_contents()


def test_a_frame_shows_its_chart_whole(browser: Browser, host: Host) -> None:
    codes = re.findall(r"<iframe [^>]*></iframe>", html.unescape(made("own")["index.html"].decode()))
    frames = {code for code in codes if "charts/" in code}
    assert len(frames) == len(compose(package("own"), View()).exhibits)
    with visiting(browser, 390) as visit:
        for code in sorted(frames):
            address, height = re.findall(r'src="\./([^"]+)".*height="(\d+)"', code)[0]
            visit.page.set_viewport_size({"width": 390, "height": 400})
            visit.page.goto(f"{host.url}/{address}")
            high = visit.page.evaluate("document.documentElement.scrollHeight")
            visit.page.set_viewport_size({"width": 390, "height": int(height)})
            assert high <= int(height), f"{address} is {high} pixels high"
            assert visit.page.evaluate(PLOTS) == []
        assert visit.complaints == []


def test_a_picture_opened_by_itself_keeps_its_colours(browser: Browser, host: Host) -> None:
    with visiting(browser) as visit:
        for name in (name for name in made("own") if name.endswith(".svg")):
            visit.page.goto(f"{host.url}/{name}")
            fill = visit.page.evaluate("getComputedStyle(document.querySelector('rect')).fill")
            assert fill == "rgb(255, 255, 255)", name
        assert visit.complaints == []


def test_a_picture_is_saved(browser: Browser, own_site: Path, host: Host, tmp_path: Path) -> None:
    with visiting(browser) as visit:
        visit.page.goto(f"{host.url}/?all=true")
        saved = Image.open(visit.save(visit.page.locator("[data-picture]:visible").first, tmp_path))
        assert saved.width == 1440 and len(saved.convert("RGB").getcolors(1 << 24) or []) > 20
        visit.page.goto(f"{(own_site / 'index.html').as_uri()}?all=true")
        visit.page.get_by_text(labels.SAVE_PNG).locator("visible=true").first.click()
        visit.page.wait_for_url("**/data/pictures/*.svg")  # of a folder, the picture opens
        assert visit.complaints == []


def test_the_handout_is_on_paper_only(browser: Browser, host: Host) -> None:
    """Without the style sheet too: a slow browser shows words before it applies the styles."""
    with visiting(browser) as visit:
        visit.page.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))
        visit.page.goto(host.url)
        expect(visit.page.locator(".handout")).to_be_hidden()
        expect(visit.page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize(("query", "sheets"), [("", len(composed("own").find(Handout)[0].parts)), ("?all=true", 40)])
def test_the_handout_is_printed_unless_all_is_open(browser: Browser, host: Host, query: str, sheets: int) -> None:
    with visiting(browser, scheme="dark") as visit:
        visit.page.goto(f"{host.url}/{query}")
        printed = PdfReader(io.BytesIO(visit.page.pdf(prefer_css_page_size=True)))
        assert abs(len(printed.pages) - sheets) <= 1 if not query else len(printed.pages) > sheets
        assert printed.pages[0].extract_text().startswith(package("own").title[:20])
        assert f"version {package('own').version}" in printed.pages[-1].extract_text().replace("\n", " ")


def test_an_address_that_is_not_there_leads_to_the_page(browser: Browser, own_site: Path) -> None:
    tree = html5lib.parse((own_site / "404.html").read_bytes(), namespaceHTMLElements=False)
    assert [link.get("href") for link in tree.iter("a")] == ["/index.html"]
