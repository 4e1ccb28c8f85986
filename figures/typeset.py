"""How wide words are, and where their lines break: plotly does not wrap text, and a narrow screen cuts what is long."""

from __future__ import annotations

from figures.wording import NO_BREAK

# Widths in parts of the type size, after Helvetica, which is wider than the page's own typeface: an exported picture
# falls back to a typeface of about these widths.
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


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in pixels, rather over than under."""
    parts = sum(_WIDTHS.get(letter, _OTHER) for letter in text)
    return parts * size * (_BOLD if bold else 1)


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than room pixels. A no-break space is kept together unless it alone is too wide."""
    lines: list[str] = []
    for word in text.split(" "):
        for piece in _fitting(word, room, size, bold):
            if lines and width(f"{lines[-1]} {piece}", size, bold=bold) <= room:
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
    return lines


def _fitting(word: str, room: float, size: float, bold: bool) -> list[str]:
    if width(word, size, bold=bold) <= room:
        return [word]
    if NO_BREAK in word:
        return wrap(word.replace(NO_BREAK, " "), room, size, bold=bold)
    pieces, piece = [], ""
    for letter in word:
        if piece and width(piece + letter, size, bold=bold) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]
