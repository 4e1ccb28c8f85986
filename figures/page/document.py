"""Documents: a page as a whole HTML document, for the site. It needs no server, and is whole without a script."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from figures.charts.inline import Plots, first_rows
from figures.page import parts as p
from figures.page.html import PREFIX, Beside, Block, Folded, Piece, Place, pieces
from figures.page.view import KINDS
from figures.words import labels

LONGEST = 6_000  # pixels of the highest plot that is whole on a page
REST = "These are the first rows. The picture holds all of them."
# The height of a plot, which the dashboard alone needs.
_STYLE = re.compile(r"<style>.*?</style>")
_FRAME = re.compile(r"/\?embed=true&amp;amp;chart=(.+?)(&#34;.*?height=&#34;)(\d+)")
_WIDER = 1.05  # text without the dashboard's own typeface takes more lines


@dataclass(frozen=True)
class Head:
    """The head of a document, and its foot.

    metas, links: the attributes of each element. data: JSON, with every "<" escaped; "" for none. scripts: their
    addresses. up: leads from the document to the root of the site: "" or "../". root: the address of the site without a
    slash at its end; "" for a site that may stand anywhere.
    """

    title: str
    metas: tuple[dict[str, str], ...] = ()
    links: tuple[dict[str, str], ...] = ()
    data: str = ""
    scripts: tuple[str, ...] = ()
    up: str = ""
    root: str = ""


def document(head: Head, views: Sequence[Sequence[p.Part]], foot: str, plots: Plots) -> str:
    """Return a document.

    views: the parts as each choice of the filter has them, the first as it is at first. foot: its last line, or "".
    """
    body = Markup("").join(_views(views, plots))
    metas = Markup("").join(_element("meta", attributes) for attributes in head.metas)
    links = Markup("").join(_element("link", attributes) for attributes in head.links)
    data = Markup('<script type="application/ld+json">{}</script>').format(Markup(head.data)) if head.data else ""
    scripts = Markup("").join(Markup('<script src="{}" defer></script>').format(script) for script in head.scripts)
    last = Markup('<footer class="words"><p>{}</p></footer>').format(foot) if foot else ""
    shared = Markup(plots.shared())
    whole = Markup(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{}</title>{}{}{}{}</head>\n'
        "<body><main>{}</main>\n{}{}</body></html>\n"
    ).format(head.title, metas, links, data, scripts, body, last, shared)
    return _addresses(str(whole), head)


def frame_height(pixels: int) -> int:
    """Return the height that a frame of the site needs where one of the dashboard needs so many pixels."""
    return math.ceil(pixels * _WIDER / 10) * 10


def _element(name: str, attributes: dict[str, str]) -> Markup:
    pairs = (Markup(' {}="{}"').format(Markup(key), value) for key, value in attributes.items())
    return Markup("<{}{}>").format(Markup(name), Markup("").join(pairs))


def _addresses(html: str, head: Head) -> str:
    """The HTML with addresses as they are on the site. Only attributes of ours look like these patterns."""
    here, page = head.up or "./", f"{head.up or './'}index.html"
    html = _STYLE.sub("", html).replace(f'id="{PREFIX}', 'id="')
    html = html.replace(f'href="#{PREFIX}', f'href="{page if head.up else ""}#')
    html = html.replace('href="./', f'href="{page}').replace('="data/', f'="{head.up}data/')
    html = _FRAME.sub(lambda found: f"/charts/{found[1]}.html{found[2]}{frame_height(int(found[3]))}", html)
    html = re.sub(rf"{re.escape(labels.ROOT)}/(?=[?#])", f"{head.root}/" if head.root else page, html)
    return labels.with_root(html, head.root or here)


def _views(views: Sequence[Sequence[p.Part]], plots: Plots) -> Iterator[Markup]:
    """Yield the parts that are the same in every view once, and the others for each view."""
    run: list[p.Part] = []
    for in_views in zip(*views, strict=True):
        part = in_views[0]
        if not isinstance(part, p.Following | p.Filter):
            run.append(part)
            continue
        yield _drawn(pieces(run), plots)
        run = []
        if isinstance(part, p.Filter):
            if part.key == KINDS:  # any other filter needs a server, and shows its first option here
                yield _filter(part)
            continue
        shown: dict[Markup, list[str]] = {}
        for number, one in enumerate(in_views):
            assert isinstance(one, p.Following)  # every view has the same parts
            shown.setdefault(_drawn(pieces(one.parts, following=True), plots), []).append(f"view-{number}")
        for html, names in shown.items():
            yield Markup('<div class="view {}">{}</div>').format(" ".join(names), html)
    yield _drawn(pieces(run), plots)


def _drawn(shown: Iterable[Piece], plots: Plots) -> Markup:
    return Markup("").join(_piece(piece, plots) for piece in shown)


def _piece(piece: Piece, plots: Plots) -> Markup:
    match piece:
        case Block():
            return Markup(piece)
        case p.Chart():
            return _chart(piece, plots)
        case p.Status(text=text):
            return Markup('<p class="status">{}</p>').format(text)
        case Place(pieces=inside):
            return _drawn(inside, plots)
        case Beside(columns=columns):
            divs = (Markup("<div>{}</div>").format(_drawn(column, plots)) for column in columns)
            return Markup('<div class="columns beside">{}</div>').format(Markup("").join(divs))
        case Folded(fold=fold, pieces=inside):
            return Markup('<div class="words"><details data-fold="{}"><summary>{}</summary>{}</details></div>').format(
                fold.key, fold.label, _drawn(inside, plots)
            )
        case _:
            raise TypeError(f"the site has no {type(piece).__name__}")


def _chart(chart: p.Chart, plots: Plots) -> Markup:
    """A plot; of a very high one the first rows, and a link to the whole."""
    drawing = first_rows(chart.drawing, LONGEST)
    plot = Markup(plots.svg(drawing))
    rest = Markup('<p class="rest"><a href="data/pictures/{}.svg">{}</a></p>').format(chart.key, REST)
    return Markup('<div class="plot" role="figure" aria-label="{}">{}</div>{}').format(
        chart.alt, plot, "" if drawing is chart.drawing else rest
    )


def _filter(choice: p.Filter) -> Markup:
    """The choice of speakers, which the style sheet follows and the script keeps in the address."""
    options = (
        Markup('<label><input type="radio" name="{}" value="{}" id="view-{}"{}><span>{}</span></label>').format(
            choice.key, option, number, Markup("" if number else " checked"), option
        )
        for number, option in enumerate(choice.options)
    )
    return Markup('<fieldset class="filter"><legend>{}</legend>{}</fieldset>').format(
        choice.label, Markup("").join(options)
    )
