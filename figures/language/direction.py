"""Direction: texts that run from right to left, isolated so that the English round them cannot reorder them.

U+2068 opens an isolate that takes the direction of its first letter; U+2069 closes it (Unicode Bidirectional Algorithm,
UAX #9).
"""

from __future__ import annotations

import re

OPEN, CLOSE = "\u2068", "\u2069"
# The blocks of Hebrew, Arabic, Syriac, Thaana, N'Ko and their like.
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_WITHOUT = dict.fromkeys(map(ord, (OPEN, CLOSE)))


def is_rightward(text: str) -> bool:
    """Return True where no letter of the text runs from right to left."""
    return not _LEFTWARD.search(text)


def isolated(text: str) -> str:
    """Return a text in isolation where a letter of it runs from right to left."""
    return text if is_rightward(text) else f"{OPEN}{text}{CLOSE}"


def plain(text: str) -> str:
    """Return a text without isolates, for programs."""
    return text.translate(_WITHOUT)


def isolated_lines(lines: list[str]) -> list[str]:
    """Close each isolate at the end of its line, and open it again on the next."""
    depth, found = 0, []
    for line in lines:
        opened = OPEN * depth
        depth += line.count(OPEN) - line.count(CLOSE)
        found.append(f"{opened}{line}{CLOSE * depth}")
    return found
