"""Hidden characters, and text from outside made safe to show in a message."""

from __future__ import annotations

import unicodedata


def is_hidden(character: str) -> bool:
    """Say whether a reader cannot see the character although it can split, reverse or end the text around it.

    The two joiners and the soft hyphen count as visible: they change the spelling of a word and not its meaning.
    """
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in "\u200c\u200d\u00ad"


def legible(text: str, most: int) -> str:
    """Return the text as one line of at most that many characters, with invisible ones escaped."""
    shown = text if len(text) <= most else f"{text[:most]}..."
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in shown)
