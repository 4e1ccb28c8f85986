"""The site: the page that compose() describes as plain files, for any web host or a folder.

It is written only where no string of it has a fault, and then as a whole. The same package gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from figures.charts.inline import Plots
from figures.editions import share
from figures.editions.faults import naked_figures
from figures.editions.files import files
from figures.language.naked import Said
from figures.model.package import Package
from figures.package.check import check
from figures.page import style
from figures.page.compose import compose
from figures.page.document import REST, Head, document
from figures.page.html import PAGE_JS
from figures.page.parts import Contents, Filter, Heading, Link, Page, Part, Text
from figures.page.strings import page_strings, sheet_strings
from figures.page.view import KINDS, View
from figures.words import citation, labels
from figures.words.sources import source_line

_HERE = PAGE_JS.parent
LOST = "There is no page at this address"
_POLICY = (
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
_INLINE_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


class Refused(Exception):
    """A site that is not written. faults: the reasons, a line each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


def write(path: Path, out: Path, address: str = "") -> list[str]:
    """Write the site of a package into a folder, and return lines that say what was written.

    path: the package's descriptor or folder. out: a new or empty folder, or one that holds an older copy. address: of
    the site, beginning with "https://" or "http://". Raises Refused, and then out is as it was.
    """
    outcome = check(path)
    if outcome.package is None or outcome.problems:
        raise Refused(list(map(str, outcome.problems)))
    made, notes = contents(outcome.package, address)
    top = {name.partition("/")[0] for name in made} | {"sitemap.xml"}
    strange = sorted(found.name for found in out.iterdir() if found.name not in top) if out.is_dir() else []
    if strange or (out.exists() and not out.is_dir()):
        raise Refused(
            [f"{out}: it holds what no site does ({', '.join(strange) or 'it is a file'}); name another folder"]
        )
    _swap(made, out)
    size = sum(map(len, made.values()))
    return [*notes, f"{out}: {len(made)} files, {size / 1e6:.1f} MB; open {out / 'index.html'}"]


def _swap(made: Mapping[str, bytes], out: Path) -> None:
    """Put a folder with these files in the place of out."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
        new, old = Path(folder) / "new", Path(folder) / "old"
        for name, data in made.items():
            file = new / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if out.exists():
            out.rename(old)
        try:
            new.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise


def contents(package: Package, address: str = "") -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the site by their names, and notes on what it lacks. Raises Refused for a fault."""
    site = _Site(package, _root(address))
    site.refuse_faults()
    made = {f"data/{name}": file.data for name, file in files(package).items()}
    notes: list[str] = []
    for name, sheet in site.sheets.items():
        try:
            if data := share.png(sheet):
                made[name] = data
        except ValueError as error:
            notes.append(f"{name}: not written, because {error}")
    if not share.is_possible():
        notes.append("share/: no pictures, because resvg-py is not installed")
    made |= site.assets
    made["index.html"] = site.index([name for name in site.sheets if name in made])
    made |= {f"charts/{key}.html": site.frame(page) for key, page in site.exhibits.items()}
    made["404.html"] = site.lost()
    made["_headers"] = _headers(made)
    if site.root:
        made["sitemap.xml"] = site.sitemap()
    return made, notes


def _root(address: str) -> str:
    """The address without a slash at its end."""
    parts = urlsplit(address)
    if address and not (parts.scheme in ("https", "http") and parts.netloc and not parts.query and not parts.fragment):
        raise Refused([f"{address}: no address of a site; it begins with https:// and has no ? and no #"])
    return address.rstrip("/")


def _without_check(page: Page) -> Page:
    """The page without the section that checks sentences, which needs a server."""
    kept: list[Part] = []
    section = ""
    for part in page.parts:
        if isinstance(part, Heading) and part.level == 2:
            section = part.text
        if isinstance(part, Contents):
            part = replace(part, links=tuple(link for link in part.links if link.text != labels.CHECK))
        if section != labels.CHECK:
            kept.append(part)
    return replace(page, parts=tuple(kept))


class _Site:
    """The pages of a site while they are made.

    views: the whole page as each choice of its filter shows it, everyone first. sheets: the pictures to share, by the
    name of the file. assets: style sheet and scripts; a name changes with what is in it, so a browser may keep it.
    """

    def __init__(self, package: Package, root: str) -> None:
        self.package, self.root = package, root
        whole = compose(package, View())
        kinds = [kind for choice in whole.find(Filter) if choice.key == KINDS for kind in choice.options[1:]]
        self.views = tuple(_without_check(compose(package, View(kind))) for kind in ["", *kinds])
        self.exhibits = {key: compose(package, View(chart=key)) for key in whole.exhibits}
        self.sheets = {f"share/{name}.png": sheet for name, sheet in share.sheets(package, whole).items()}
        self.foot = citation.dataset_citation(package)
        self.about = f"{labels.NOT_COUNTED_HERE} {source_line(package.article, link=False)}."
        self.plots = Plots()
        for page in self.views:
            for chart in page.charts:
                self.plots.svg(chart.drawing)
        both = f"@supports (color: light-dark(#000, #fff)) {{ {style.ROOT} }}"
        css = "\n".join([style.LIGHT_ROOT, both, style.RULES])
        shown = "".join(
            f".filter:has(#view-{n}:checked) ~ .view {{ display: none; }}\n"
            f".filter:has(#view-{n}:checked) ~ .view-{n} {{ display: block; }}\n"
            for n in range(len(self.views))
        )
        ours = (_HERE / "site.css").read_text(encoding="utf-8")
        files_ = {
            "site.css": "\n".join([css, self.plots.css(), ours, shown]).encode(),
            "page.js": PAGE_JS.read_bytes(),
            "site.js": (_HERE / "site.js").read_bytes(),
        }
        self.names = {name: f"assets/{hashlib.sha256(data).hexdigest()[:8]}-{name}" for name, data in files_.items()}
        self.assets = {self.names[name]: data for name, data in files_.items()}

    def refuse_faults(self) -> None:
        """Raise Refused where a string that is to be written holds a figure without its hedge."""
        said = [Said("the site", text) for text in (self.foot, self.about, REST, LOST, self.package.description)]
        for page in (*self.views[1:], *self.exhibits.values()):  # naked_figures reads the first
            said += page_strings(page)
        for name, sheet in self.sheets.items():
            said += sheet_strings(sheet, name)
        faults = naked_figures(self.package, said)
        if faults:
            raise Refused(list(map(str, faults)))

    def index(self, shared: Sequence[str]) -> bytes:
        """Return the page. shared: the names of its pictures to share."""
        title = self.views[0].title
        metas = [("og:type", "website"), ("og:title", title), ("og:description", self.about)]
        links: list[dict[str, str]] = []
        if self.root:
            metas.append(("og:url", f"{self.root}/"))
            links.append({"rel": "canonical", "href": f"{self.root}/"})
            for name in shared:
                metas += [("og:image", f"{self.root}/{name}"), ("og:image:width", "1200"), ("og:image:height", "675")]
                metas.append(("og:image:alt", self.sheets[name].alt))
        head = self.head(title, metas, links)
        return self.document(replace(head, data=self.json_ld()), self.views, self.foot)

    def frame(self, exhibit: Page) -> bytes:
        """Return the page of an exhibit by itself."""
        head = self.head(exhibit.title, [("og:title", exhibit.title)], up="../")
        return self.document(head, [exhibit], "")

    def lost(self) -> bytes:
        """Return the page for addresses that the site does not have. It may be shown at any depth."""
        way = Text((Link(labels.WHOLE_PAGE, "./"),))
        page = Page(LOST, (Heading(1, LOST), way))
        return self.document(self.head(LOST, [], up=f"{urlsplit(self.root).path}/"), [page], "")

    def head(
        self, title: str, about: Sequence[tuple[str, str]], links: Sequence[dict[str, str]] = (), *, up: str = ""
    ) -> Head:
        """Return the head of a page. about: its properties of the Open Graph protocol."""
        metas = [
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "description", "content": self.about},
            *({"property": name, "content": content} for name, content in about),
        ]
        sheet = {"rel": "stylesheet", "href": up + self.names["site.css"]}
        icon = {"rel": "icon", "href": "data:,"}  # else a browser asks for one
        scripts = tuple(up + self.names[name] for name in ("page.js", "site.js"))
        return Head(title, tuple(metas), (sheet, icon, *links), scripts=scripts, up=up, root=self.root)

    def document(self, head: Head, views: Sequence[Page], foot: str) -> bytes:
        """Return a document in UTF-8."""
        return document(head, [page.parts for page in views], foot, self.plots).encode()

    def json_ld(self) -> str:
        """Return the dataset as schema.org describes one."""
        package, under = self.package, f"{self.root}/" if self.root else ""
        kinds = {package.zip_name: "application/zip", "article_figures.json": "application/json"}
        kinds |= {table.file_name: "text/csv" for table in package.tables.values()}
        described = {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": package.title,
            "description": f"{package.description} {labels.NOT_COUNTED_HERE}".strip(),
            "url": under or None,
            "version": package.version,
            "datePublished": package.created,
            "license": [lic.path or lic.title or lic.name for lic in package.licenses],
            "isBasedOn": package.article.url,
            "variableMeasured": [measure.label for measure in package.measures],
            "distribution": [
                {"@type": "DataDownload", "contentUrl": f"{under}data/{name}", "encodingFormat": kind}
                for name, kind in kinds.items()
            ],
        }
        told = {name: value for name, value in described.items() if value}
        return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")

    def sitemap(self) -> bytes:
        """Return the list of pages for search engines. A frame is no page of its own."""
        changed = f"<lastmod>{escape(self.package.created)}</lastmod>" if self.package.created else ""
        page = f"<url><loc>{escape(self.root)}/</loc>{changed}</url>"
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">{page}</urlset>\n'.encode()


def _headers(made: Mapping[str, bytes]) -> bytes:
    """The headers of each path, as several hosts of plain files read them. No two rules set the same header."""
    brief = "Cache-Control: public, max-age=60, must-revalidate"
    page = [f"{_POLICY}; frame-ancestors 'none'", brief]
    rules = {"/*": ["X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer"]}
    rules |= dict.fromkeys(("/", "/index.html", "/404.html"), page)
    rules["/charts/*"] = [_POLICY, brief]
    rules["/assets/*"] = ["Cache-Control: public, max-age=31536000, immutable"]
    rules["/data/*"] = ["Access-Control-Allow-Origin: *", "Cross-Origin-Resource-Policy: cross-origin", brief]
    for name, data in made.items():
        if found := _INLINE_STYLE.search(data) if name.endswith(".svg") else None:
            digest = base64.b64encode(hashlib.sha256(found[1]).digest()).decode()
            rules[f"/{name}"] = [f"Content-Security-Policy: default-src 'none'; style-src 'sha256-{digest}'"]
    return "".join(
        f"{path}\n{''.join(f'  {line}{chr(10)}' for line in lines)}" for path, lines in rules.items()
    ).encode()
