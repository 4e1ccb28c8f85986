"""English: small tools that put sentences together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

NO_BREAK = "\u00a0"  # a space at which no line ends

_SINGLE_MARKS = str.maketrans({'"': "'", "\u201c": "\u2018", "\u201d": "\u2019", "\u201e": "\u201a"})
_VOWEL_SOUND = re.compile(r"[aeiou]|hour|hono|honest|heir|8|1[18](?!\d)", re.IGNORECASE)
_CONSONANT_SOUND = re.compile(r"uni(?![nm])|us[eu]|ut[ei]|eu|one|once", re.IGNORECASE)


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def sentences(parts: Iterable[str]) -> str:
    """Join the parts that are not blank, with a space between them."""
    return " ".join(filter(None, parts))


def listed(parts: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def counted(number: int, noun: str) -> str:
    """Return "1 row" or "7 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def quoted(words: str) -> str:
    """Return the words in double quotation marks; double marks inside them become single ones."""
    return f'"{words.translate(_SINGLE_MARKS)}"'


def with_article(noun: str) -> str:
    """Return "a day" or "an hour"."""
    vowel = _VOWEL_SOUND.match(noun) and not _CONSONANT_SOUND.match(noun)
    return f"{'an' if vowel else 'a'} {noun}"
