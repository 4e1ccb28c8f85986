"""Heights: the pixels that parts take in a frame, rather too many than too few."""

from __future__ import annotations

import math
from collections.abc import Iterable

from figures.charts.drawing import ABOVE_PLOT, UNDER_PLOT, Drawing, Note, note_text
from figures.page import parts as p

PHONE = 390  # the width of a frame in pixels
_EDGES = 110  # space above and below all parts
_COLUMN, _TEXT = 720, 656  # the widths in pixels of the page's column and of running text
_CHARACTER = 0.48  # the mean width of a character in parts of its size, rounded up
_MARK = 50  # a mark of the key, with its space


def height(parts: Iterable[p.Part], width: int) -> int:
    """Return the height of parts, one below the other, in a frame of that width; both in pixels."""
    column = min(width - 32, _COLUMN)
    return math.ceil((_EDGES + sum(_height(part, column) for part in parts)) / 10) * 10


def _height(part: p.Part, column: float) -> float:
    room = min(column, _TEXT)
    match part:
        case p.Chart(drawing=drawing, notes=notes):
            return _chart(drawing, notes, column)
        case p.Exhibit(parts=inside):
            return sum(_height(one, column) for one in inside)
        case p.Heading(level=level, text=text):
            size = {1: 34, 2: 28}.get(level, 19)
            return 0 if part.unseen else 1.25 * size * _lines(text, column, size) + {1: 10, 2: 70}.get(level, 40)
        case p.Cards(parts=cards):
            columns = 2 if column >= 616 else 1
            heights = [_card(card, (column - 40 * (columns - 1)) / columns) for card in cards]
            return sum(max(heights[first : first + columns]) for first in range(0, len(heights), columns))
        case p.Buttons(buttons=buttons):
            return 24 + 44 * _rows((len(button.label) * 15 * _CHARACTER + 35 for button in buttons), column)
        case p.Table(rows=rows):
            cell = column / len(part.columns) - 12
            return 64 + sum(16 + 22 * max(_lines(p.plain(word), cell, 15) for word in row) for row in rows)
        case p.Bullets():
            return 16 + sum(4 + 26 * _lines(text, room - 20, 16) for text in part.texts)
        case _:
            return sum(12 + 26 * _lines(text, room, 16) for text in part.texts)


def _card(card: p.Card, room: float) -> float:
    lines = (*(f"{lead} {text}" for lead, text in card.lines), p.plain(card.others))
    words = sum(8 + 22 * _lines(text, room - 14, 15) for text in lines)
    figure = 42 * _lines(card.figure, room, 36) + 24 * _lines(card.meaning, room - 52, 16)
    return 120 + figure + words + 22  # cards beside each other share their rows


def _chart(drawing: Drawing, notes: tuple[Note, ...], column: float) -> float:
    """Title, subtitle, key, plot and notes; the notes in two columns where there is room."""
    room = column - 36
    head = 25 * _lines(drawing.title, room, 19) + 20 * _lines(drawing.subtitle, room, 14)
    key = 8 + 24 * _rows((len(entry.text) * 14 * _CHARACTER + _MARK + 20 for entry in drawing.entries), room)
    columns = 2 if room >= 2 * 17 * 16 + 40 else 1
    below = [7 + 20 * _lines(note_text(note), (room - 40 * (columns - 1)) / columns, 14) for note in notes]
    cuts = range(len(below) + 1) if columns > 1 else [0]
    under = min(max(sum(below[:cut]), sum(below[cut:])) for cut in cuts)
    return 40 + head + key + math.ceil(drawing.height) + ABOVE_PLOT + UNDER_PLOT + under


def _rows(widths: Iterable[float], room: float) -> int:
    """The number of rows that things of these widths take, one after the other."""
    rows, taken = 1, 0.0
    for width in widths:
        if taken and taken + width > room:
            rows, taken = rows + 1, 0.0
        taken += width
    return rows


def _lines(text: str, room: float, size: float) -> int:
    return math.ceil(len(text) * size * _CHARACTER / room)
