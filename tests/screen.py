"""Measurements in a browser: boxes and inks of what is drawn, the accessibility tree, axe-core, and printed sheets."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.pages import contrast, luminance
from tests.visits import CHART

TEXT, MARK = 4.5, 3.0  # WCAG 2.2 AA: contrast of text, and of what must be seen to use or understand the page

# Boxes

# Every line of text of a drawing, every mark, and the drawing itself, as boxes on the screen.
_BOXES = """root => {
  const box = (el, more) => {
    const r = el.getBoundingClientRect();
    return {left: r.left, top: r.top, right: r.right, bottom: r.bottom, ...more};
  };
  const lines = [...root.querySelectorAll('svg text')].flatMap(text => {
    const spans = [...text.querySelectorAll('tspan.line')];
    return spans.length ? spans : [text];
  });
  const seen = el => el.checkVisibility({opacityProperty: true, visibilityProperty: true});
  // A path may hold many bands: each is a box of its own.
  const bands = path => {
    const to = path.getScreenCTM();
    return path.getAttribute('d').split(/(?=M)/).map(piece => {
      const corners = [...piece.matchAll(/(-?[\\d.]+),(-?[\\d.]+)/g)]
        .map(([, x, y]) => new DOMPoint(x, y).matrixTransform(to));
      const x = corners.map(c => c.x), y = corners.map(c => c.y);
      return {left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y)};
    });
  };
  return {
    whole: box(root.querySelector('.svg-container') || root.querySelector('svg'), {}),
    texts: lines.filter(l => l.textContent.trim() && seen(l)).map(l => box(l, {
      text: l.textContent.replaceAll('\\u00a0', ' '), size: parseFloat(getComputedStyle(l).fontSize),
    })),
    marks: [
      ...[...root.querySelectorAll('.scatterlayer .points path')].filter(seen).map(m => box(m, {})),
      ...[...root.querySelectorAll('.scatterlayer .fills path')].filter(seen).flatMap(bands),
    ],
    paper: getComputedStyle(root.querySelector('.main-svg')).backgroundColor,
  };
}"""


def boxes(page: Page, root: str) -> dict[str, Any]:
    """Return the boxes of the drawing in the element that the selector finds."""
    found: dict[str, Any] = page.eval_on_selector(root, _BOXES)
    return found


def chart_boxes(page: Page) -> dict[str, dict[str, Any]]:
    """Return the boxes of every chart, by its name for screen readers."""
    return {str(c.get_attribute("aria-label"))[:60]: c.evaluate(_BOXES) for c in page.locator(CHART).all()}


def faults(chart: dict[str, Any]) -> list[str]:
    """Return what is cut in a measured chart, and what lies on what."""
    whole, texts = chart["whole"], chart["texts"]
    found = [f"cut: {box.get('text', 'a mark')!r}" for box in (*texts, *chart["marks"]) if _is_outside(box, whole)]
    for i, one in enumerate(texts):
        # A line's box is higher than its letters: neighbouring lines share up to a quarter of it.
        found += [
            f"one on the other: {one['text']!r} and {other['text']!r}"
            for other in texts[i + 1 :]
            if _overlap(one, other, 1, min(one["bottom"] - one["top"], other["bottom"] - other["top"]) / 4)
        ]
        found += [f"{one['text']!r} lies on a mark" for mark in chart["marks"] if _overlap(one, mark, 2, 4)]
    return found


def _is_outside(box: dict[str, float], whole: dict[str, float]) -> bool:
    """True where a box reaches more than a pixel out of the other."""
    ends = [whole["left"] - box["left"], box["right"] - whole["right"], whole["top"] - box["top"]]
    return max(*ends, box["bottom"] - whole["bottom"]) > 1


def _overlap(a: dict[str, float], b: dict[str, float], across: float, down: float) -> bool:
    """True where two boxes share more than so many pixels across and down."""
    shared_across = min(a["right"], b["right"]) - max(a["left"], b["left"])
    return shared_across > across and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > down


# Contrast

# Every text with its ink and the first opaque colour behind it, mixed with what shines through. In a chart that is
# the ground of the words, or else the paper.
_INKS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => {
    if (colour === 'none') return [0, 0, 0, 0];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const behind = element => {
    if (!element) return [255, 255, 255, 1];
    const own = rgba(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, behind(element.parentElement));
  };
  const ground = text => {
    const plot = text.closest('.svg-container'), {left, right, top, bottom} = text.getBoundingClientRect();
    const tint = [...plot.querySelectorAll('.shapelayer path')].find(path => {
      const r = path.getBoundingClientRect(), down = (top + bottom) / 2, has = r.left <= left && right <= r.right;
      return has && r.top < down && down < r.bottom && rgba(getComputedStyle(path).fill)[3];
    });
    const paper = behind(plot.querySelector('.main-svg'));
    if (!tint) return paper;
    const style = getComputedStyle(tint), [r, g, b, a] = rgba(style.fill);
    return over([r, g, b, a * style.fillOpacity * style.opacity], paper);
  };
  const written = colour => `rgb(${colour.slice(0, 3).map(Math.round).join(', ')})`;
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('style, script, noscript, [data-testid="stIconMaterial"]')) continue;
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const text = element.closest('text');
    const paper = text ? ground(text) : behind(element);
    const ink = rgba(text ? getComputedStyle(element).fill : getComputedStyle(element).color);
    const size = parseFloat(getComputedStyle(element).fontSize);
    found.push([node.data.replaceAll('\\u00a0', ' ').trim(), written(over(ink, paper)), written(paper), size]);
  }
  return found;
}"""


def inks(page: Page) -> list[tuple[str, str, str, float]]:
    """Return every text that is shown, with its ink, its paper, and its size in pixels."""
    found: list[tuple[str, str, str, float]] = page.evaluate(_INKS)
    assert len(found) > 2, "no texts were measured"
    return found


def unreadable(page: Page) -> list[str]:
    """Return the texts with less than 4.5:1, or smaller than 11 pixels."""
    return [
        f"{text[:60]!r}: {ink} on {paper}, {size}px"
        for text, ink, paper, size in inks(page)
        if contrast(ink, paper) < TEXT or size < 11
    ]


def strongest(picture: bytes) -> float:
    """Return the highest contrast of any two colours in a picture that hold more than a few pixels."""
    with Image.open(io.BytesIO(picture)) as image:
        colours = image.convert("RGB").getcolors(maxcolors=1 << 24) or []
    seen = sorted(luminance(f"rgb{rgb}") for number, rgb in colours if number > 3)
    return (seen[-1] + 0.05) / (seen[0] + 0.05)


# Words and screens

# The text of the page without contents, tables, plots, and what is on no screen: what is read as running words.
_WORDS = """() => {
  const main = document.querySelector('[data-testid="stMainBlockContainer"]');
  const left = [...main.querySelectorAll('nav, table, .js-plotly-plot, .unseen, .handout, style')];
  for (const element of left) element.style.setProperty('display', 'none', 'important');
  const text = main.innerText;
  for (const element of left) element.style.removeProperty('display');
  return text.split(/\\s+/).filter(word => word).length;
}"""
# What can be read on so many screens from here on, below the bar that stays at the top.
_SEEN = """screens => {
  const bar = document.querySelector('nav').getBoundingClientRect(), top = bar.width > innerWidth / 2 ? bar.bottom : 0;
  const walk = document.createTreeWalker(document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
  const range = document.createRange(), found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('svg, nav, .unseen, style') || !element.checkVisibility()) continue;
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.height && box.top >= top && box.bottom <= screens * innerHeight) found.push(node.data);
  }
  return found.join(' ');
}"""


def number_of_words(page: Page) -> int:
    """Return the number of words that can be read now, without those of tables, plots and the list of contents."""
    return int(page.evaluate(_WORDS))


def seen(page: Page, screens: float) -> str:
    """Return the text on so many screens from the top of the window on, without its white space."""
    return set_close(str(page.evaluate(_SEEN, screens)))


# Screen readers


def axe(page: Page) -> list[str]:
    """Return violations of any of axe's rules, also of those of good practice, and what axe cannot decide.

    It cannot see through the SVG of a chart to what lies behind its words: unreadable() does.
    """
    response = Axe().run(page).response
    assert any(rule["id"] == "page-has-heading-one" for rule in response["passes"]), "rules of good practice are off"
    rules = [*response["violations"], *response["incomplete"]]
    told = [f"{rule['id']}: {node['html'][:150]}" for rule in rules for node in rule["nodes"]]
    return [line for line in told if not line.startswith(("color-contrast: <text", "color-contrast: <tspan"))]


def heard(page: Page) -> list[dict[str, Any]]:
    """Return what a screen reader is given, in reading order: role, name, and the roles around it."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    found: list[dict[str, Any]] = []

    def walk(node: dict[str, Any], within: tuple[str, ...]) -> None:
        if not node.get("ignored"):
            role, name = str(node["role"]["value"]), node.get("name", {}).get("value", "")
            found.append({"role": role, "name": name.replace("\u00a0", " "), "within": within})
            within = (*within, role)
        for child in node.get("childIds", []):
            if child in nodes:
                walk(nodes[child], within)

    walk(next(node for node in nodes.values() if not node.get("parentId")), ())
    return found


# Paper


def printed(page: Page) -> list[str]:
    """Return the page as a PDF: the text of each sheet, without white space."""
    data = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    return [set_close(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(data)).pages]


def set_close(text: str) -> str:
    """Return the text without white space, and without the ligatures that a typeface has for ff and fi."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
