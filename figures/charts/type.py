"""Type: fonts, styles, the width of a line, and line breaks. Neither plotly nor SVG wraps text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from figures.language.direction import isolated_lines

NO_BREAK = "\u00a0"
SANS = '"Source Sans", "Source Sans Pro", Arial, sans-serif'
# Fonts that readers' machines have: one to send would be a fifth of a first visit, and pictures would lack it.
SERIF = 'Georgia, "Noto Serif", "Liberation Serif", "Times New Roman", serif'


@dataclass(frozen=True)
class Style:
    """The type of a text. size: in pixels; line: the height of a line. Text in the serif font is semibold."""

    size: float
    line: float
    bold: bool = False
    serif: bool = False


TITLE, SUBTITLE = Style(20, 26, bold=True, serif=True), Style(13, 18)
LABEL = Style(13, 17)  # above a mark
HEADING, SCALE = Style(14, 20, bold=True), Style(12, 16)  # of a panel
HEADER, STRONG, WORDS = Style(12, 17), Style(12, 17, bold=True), Style(13, 19, bold=True)  # of a row
KEY, NOTES = Style(12.5, 17), Style(12, 16)

# Widths of characters in parts of the type size, after Helvetica: a saved picture falls back to a font of about these
# widths, and the page's own font is narrower.
_WIDTHS = (
    dict.fromkeys("ijl'|", 0.23)
    | dict.fromkeys(".,:;!()[]ft/I \u00a0", 0.29)
    | dict.fromkeys('r-"', 0.36)
    | dict.fromkeys("cksvxyzJ", 0.51)
    | dict.fromkeys("ABEKPSVXYTFZL&", 0.67)
    | dict.fromkeys("CDHNRUGOQw", 0.75)
    | dict.fromkeys("mMW%@", 0.88)
)
_OTHER = 0.57
_BOLD = 1.07
_WIDE_SIGNS = ("EM DASH", "HORIZONTAL ELLIPSIS", "HORIZONTAL BAR")
# Other scripts, as wide as the widest font that a reader's machine may put in.
_FULL, _PICTURE = 1.0, 1.3
_CYRILLIC = dict.fromkeys("\u0436\u043c\u0444\u0448\u0449\u044b\u044e", 0.95) | dict.fromkeys(
    "\u0416\u0428\u0429\u042e\u2116", 1.1
)  # wide letters, and the numero sign


def width(text: str, style: Style) -> float:
    """Return the width of a line in pixels, rather too large than too small."""
    return sum(map(_em, text)) * style.size * (_BOLD if style.bold else 1)


@cache
def _em(character: str) -> float:
    """The width of a character in parts of the type size."""
    if character.isascii() or character in _WIDTHS:
        return _WIDTHS.get(character, _OTHER)
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0  # it stands on the letter before it, or is not seen
    base = unicodedata.normalize("NFD", character)[0]
    name, at = unicodedata.name(base, ""), ord(base)
    if at >= 0x1F000:
        return _PICTURE
    if base.isascii() or name.startswith("LATIN"):
        return _WIDTHS.get(base, _OTHER if base.isascii() else _FULL)
    if name.startswith(("CYRILLIC", "GREEK")) or base in _CYRILLIC:
        return _CYRILLIC.get(base, 0.72 if base.islower() else _FULL)
    is_sign = at < 0x2100 and not base.isalnum()
    return _OTHER if is_sign and name not in _WIDE_SIGNS else _FULL


def wrap(text: str, room: float, style: Style) -> list[str]:
    """Break the text into lines of at most room pixels.

    Words joined by a no-break space stay together unless they alone are too wide. A single word that is too wide is
    broken.
    """
    return isolated_lines(_wrap(text, room, style))


def _wrap(text: str, room: float, style: Style) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        for piece in _pieces(word, room, style):
            if lines and width(f"{lines[-1]} {piece}", style) <= room:
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, room: float, style: Style) -> list[str]:
    if width(word, style) <= room:
        return [word]
    if NO_BREAK in word:
        return _wrap(word.replace(NO_BREAK, " "), room, style)
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, style) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces
