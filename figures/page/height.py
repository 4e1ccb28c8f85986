"""Heights: the pixels that parts take in a frame, rather too many than too few."""

from __future__ import annotations

import math
from collections.abc import Iterable

from figures.charts.drawing import NARROW, Drawing
from figures.page.parts import Bullets, Chart, Downloads, Heading, Part, Table, plain

FRAME = 800  # the width of the frame in pixels
_EDGES = 128  # space above and below all parts
_TEXT, _TABLE = 640, 690  # the widths of text and tables in the frame
_CHARACTER = 0.55  # the mean width of a character in parts of its size, rounded up


def height(parts: Iterable[Part]) -> int:
    """Return the height of the parts, one below the other, in a frame FRAME pixels wide."""
    return math.ceil((_EDGES + sum(map(_height, parts))) / 50) * 50


def _height(part: Part) -> float:
    match part:
        case Chart(drawing=drawing):
            return _chart(drawing)
        case Heading():
            return 0 if part.unseen else 72
        case Downloads():
            return 64
        case Table(rows=rows):
            room = _TABLE / len(part.columns) - 12
            return 64 + sum(16 + 22 * max(_lines(plain(cell), room, 15) for cell in row) for row in rows)
        case Bullets():
            return 16 + sum(6 + 24 * _lines(text, _TEXT - 50, 16) for text in part.texts)
        case _:
            return sum(16 + 24 * _lines(text, _TEXT, 16) for text in part.texts)


def _chart(drawing: Drawing) -> float:
    """A chart with title, key and notes is as high at every width: its text is wrapped for the narrowest."""
    title = 26 * _lines(drawing.title, NARROW, 20) + 18 * _lines(drawing.subtitle, NARROW, 13)
    key = sum(10 + 17 * _lines(entry.text, NARROW - 36, 13) for entry in drawing.entries)
    notes = sum(4 + 16 * _lines(f"{lead}: {text}", NARROW, 12) for lead, text in drawing.notes)
    return 120 + title + drawing.height + key + notes


def _lines(text: str, room: float, size: float) -> int:
    return math.ceil(len(text) * size * _CHARACTER / room)
