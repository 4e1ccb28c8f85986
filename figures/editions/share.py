"""Pictures to share: one PNG of 1200 x 675 pixels for each section of the page, with the hedge, speaker and caveat.

They need resvg-py, which the dashboard does not. Without it there are none.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from figures.analysis import select
from figures.charts.drawing import SHEET_ROOM, Drawing, Entry, Row, Sheet, Word
from figures.charts.palette import ACCENT, INK, SOFT, Colour
from figures.charts.svg_backend import plots_height, svg
from figures.charts.type import Style, wrap
from figures.model.package import Package
from figures.model.records import Figure
from figures.page.measure import section_name
from figures.page.parts import Page
from figures.words import citation, key, labels
from figures.words import figure as words
from figures.words.sources import source_line

try:
    import resvg_py
except ImportError:
    resvg_py = None  # type: ignore[assignment]

_FONTS = sorted((Path(__file__).parent / "fonts").glob("*.otf"))
_FAMILY = "Source Sans Pro"
_DARK = re.compile(r"@supports \(color:light-dark.*(?=</style>)")
_FIGURE, _SENTENCE, _CAREFUL = Style(84, 100, bold=True, serif=True), Style(32, 42), Style(25, 34)


def is_possible() -> bool:
    """Return True where PNGs can be made."""
    return resvg_py is not None


def sheets(package: Package, page: Page) -> dict[str, Sheet]:
    """Return the picture of each section with a figure of the article, by the section's name.

    It is the page's own picture to share, or else a card. page: the whole page.
    """
    found: dict[str, Sheet] = {}
    for measures in select.sections(package):
        name, figure = section_name(measures[0]), select.main_figure(package, measures[0])
        drawn = page.pictures.get(f"{name}.share", (None, ""))[0]
        if isinstance(drawn, Sheet):
            found[name] = drawn
        elif figure:
            found[name] = _card(name, figure)
    return found


def png(sheet: Sheet) -> bytes | None:
    """Return a picture as a PNG, always of the same bytes; None without resvg-py.

    Raises ValueError where our font lacks a character of it: the picture would show a box in its place.
    """
    if resvg_py is None:
        return None
    # The renderer takes light-dark() for black.
    text = _DARK.sub("", svg(sheet, sheet.alt))
    lacking = {c for c in text if ord(c) >= 32 and ord(c) not in _characters() and unicodedata.category(c) != "Cf"}
    if lacking:
        raise ValueError(f"the font has no {', '.join(sorted(map(ascii, lacking)))}")
    made: bytes = resvg_py.svg_to_bytes(
        svg_string=text,
        skip_system_fonts=True,
        font_files=list(map(str, _FONTS)),
        font_family=_FAMILY,
        serif_family=_FAMILY,
        sans_serif_family=_FAMILY,
    )
    return made


@cache
def _characters() -> frozenset[int]:
    """The characters that every one of our fonts has."""
    return frozenset.intersection(*(frozenset(_mapped(path.read_bytes())) for path in _FONTS))


def _mapped(font: bytes) -> Iterator[int]:
    """Yield the characters in the table "cmap" of an OpenType font, from its subtable of format 12."""
    tables = {font[at : at + 4]: at for at in range(12, 12 + 16 * _number(font, 4, "H"), 16)}
    cmap = _number(font, tables[b"cmap"] + 8, "I")
    for at in range(cmap + 4, cmap + 4 + 8 * _number(font, cmap + 2, "H"), 8):
        table = cmap + _number(font, at + 4, "I")
        if _number(font, table, "H") == 12:
            for group in range(table + 16, table + 16 + 12 * _number(font, table + 12, "I"), 12):
                yield from range(_number(font, group, "I"), _number(font, group + 4, "I") + 1)


def _number(data: bytes, at: int, kind: str) -> int:
    value: int = struct.unpack_from(f">{kind}", data, at)[0]
    return value


# A card as a sheet with one column


def _card(name: str, figure: Figure) -> Sheet:
    said = words.named(figure)
    marks = key.key_words([figure]) if figure.can_be_placed else {}
    sheet = Sheet(
        key=f"{name}.share",
        title=words.card_label(figure),
        subtitle=words.meaning(figure),
        accent=words.status(figure),
        columns=(("", ""),),
        rows=(Row("", (Drawing(name, "", "", 1, 0),)),),
        entries=tuple(
            Entry(text, bound, "bound", figure.approximate, figure.is_forecast) for bound, text in marks.items()
        ),
        notes=(("Source", source_line(figure.source, link=False)), ("", labels.NOT_COUNTED_HERE)),
        alt=f"{words.card_label(figure)}: {said}. {citation.citation(figure)}",
    )
    room = plots_height(sheet)
    texts = ((said, _FIGURE, ACCENT), (citation.statement(figure), _SENTENCE, INK), (figure.caveat, _CAREFUL, SOFT))
    for share in (1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4):
        lines = list(_lines(texts, share))
        if not lines or lines[-1].y + lines[-1].style.line / 2 <= room:
            break
    cell = replace(sheet.rows[0].cells[0], height=room, words=tuple(lines))
    return replace(sheet, rows=(Row("", (cell,)),))


def _lines(texts: tuple[tuple[str, Style, Colour], ...], share: float) -> Iterator[Word]:
    """Yield texts one below the other, in a share of their size."""
    y = 0.0
    for text, style, colour in texts:
        small = replace(style, size=style.size * share, line=style.line * share)
        for line in wrap(text, SHEET_ROOM, small):
            yield Word(0, y + small.line / 2, line, colour, small)
            y += small.line
        y += small.line * 0.4
