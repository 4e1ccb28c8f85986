"""Words, numbers and signs of a text, each with its place in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from figures.language.words import word_set

FRACTION_SIGNS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
HYPHENS = frozenset("-\u2010\u2011")
DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
QUOTES = frozenset("\"'“”\u2018\u2019«»„")

_LETTER = rf"[^\W\d_{FRACTION_SIGNS}]"
_PATTERN = re.compile(
    r"(?P<number>"
    r"[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?![0-9])(?:\.[0-9]+)?"  # 12,000
    r"|[0-9]{1,3}(?:[ \u00a0\u202f\u2009\u2007'\u2019][0-9]{3})+(?![0-9])(?:\.[0-9]+)?"  # 1 140, also with thin spaces
    r"|[0-9]+(?:\.[0-9]+)*)"
    rf"|(?P<word>{_LETTER}+(?:['\u2019]{_LETTER}+)*)"
    r"|(?P<sign>\S)"
)
_ABBREVIATIONS = word_set("c ca approx no nos mr mrs ms dr st art para p pp vs est max min col gen prof sgt")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or one sign: as written, in small letters, and where it stands in the text."""

    text: str
    low: str
    start: int
    end: int
    kind: str  # "number", "word", "sign", or "end" outside the text
    sentence: int


_OUTSIDE = Token("", "", -1, -1, "end", -1)


class Tokens:
    """The tokens of one text. An index outside the text gives an empty token, so that no reader needs to ask."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.all = _read(text)

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, index: int) -> Token:
        return self.all[index] if 0 <= index < len(self.all) else _OUTSIDE

    def low(self, index: int) -> str:
        """Return the token in small letters, with straight apostrophes."""
        return self[index].low

    def lows(self, first: int, last: int) -> tuple[str, ...]:
        """Return the tokens from first up to, but without, last."""
        return tuple(token.low for token in self.all[max(0, first) : max(0, last)])

    def slice(self, first: int, last: int) -> str:
        """Return the text from one token up to, but without, another."""
        return self.text[self[first].start : self[last - 1].end] if first < last else ""

    def glued(self, index: int) -> bool:
        """Tell if no space stands between this token and the one before."""
        return index > 0 and self[index].kind != "end" and self[index - 1].end == self[index].start

    def hyphen(self, index: int) -> bool:
        """Tell if the token is a hyphen inside a compound."""
        return self[index].text in HYPHENS and self.glued(index) and self.glued(index + 1)

    def past_hyphen(self, index: int) -> int:
        """Return the index, or the next one where the token is a hyphen inside a compound."""
        return index + self.hyphen(index)

    def word(self, index: int) -> bool:
        """Tell if the token is a word."""
        return self[index].kind == "word"

    def capital(self, index: int) -> bool:
        """Tell if the token is a word that begins with a capital letter."""
        return self.word(index) and self[index].text[0].isupper()

    def same_sentence(self, index: int, other: int) -> bool:
        """Tell if two tokens stand in one sentence."""
        return self[index].sentence == self[other].sentence

    def sentence_range(self, index: int) -> range:
        """Return the indices of the sentence in which a token stands."""
        sentences = [token.sentence for token in self.all]
        return range(bisect_left(sentences, self[index].sentence), bisect_right(sentences, self[index].sentence))

    def opens(self, index: int) -> bool:
        """Tell if the token is the first word of its sentence or of a quotation."""
        before = self[index - 1]
        return before.sentence != self[index].sentence or before.text in QUOTES or before.text == ":"


def _read(text: str) -> list[Token]:
    tokens: list[Token] = []
    sentence, ended, last_end = 0, False, 0
    for match in _PATTERN.finditer(text):
        gap = text[last_end : match.start()]
        if tokens and ("\n" in gap or (ended and gap and not match.group()[0].islower())):
            sentence += 1
            ended = False
        kind = match.lastgroup or "sign"
        part = match.group()
        low = part.lower().replace("\u2019", "'")
        if part in "!?" or (part == "." and not (tokens and _is_abbreviation(tokens[-1]))):
            ended = True
        elif part not in QUOTES and part not in ")]":
            ended = False
        tokens.append(Token(part, low, match.start(), match.end(), kind, sentence))
        last_end = match.end()
    return tokens


def _is_abbreviation(token: Token) -> bool:
    return token.low in _ABBREVIATIONS or (len(token.text) == 1 and token.text.isupper())
