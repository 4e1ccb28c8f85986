"""Letters that cannot be seen, and texts from outside made fit to be shown in a message."""

from __future__ import annotations

import unicodedata


def is_hidden(letter: str) -> bool:
    """Whether a reader cannot see the letter, which can still part, turn round or end what he sees.

    Two joiners and the soft hyphen, which change how words are written and not what they say, are let through.
    """
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") and letter not in "\u200c\u200d\u00ad"


def legible(text: str, most: int) -> str:
    """The text as one line of so many letters at most, all of which can be seen."""
    shown = text if len(text) <= most else f"{text[:most]}..."
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in shown)
