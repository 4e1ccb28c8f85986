"""A text read sentence by sentence: its figures, the words that belong to each, and who is said to have said so.

Parts of a sentence that only say who said so ("the union warned that", "according to the union") are not read with a
figure, nor are parts that belong to another number ("and 3,000 cars").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from figures.language.finder import Found, find
from figures.language.hedges import ENGLISH, Lexicon
from figures.language.tokens import QUOTES, Tokens
from figures.language.wanted import PREPOSITIONS, Words, pairs_of, stem_of, words_of
from figures.language.words import PERCENTS, word_runs, word_set

NEGATIVES = word_set(
    "? not no never none nobody nothing nowhere neither nor cannot without far instead rather if whether unless suppose"
    " imagine hardly scarcely fewer less deny denies denied denying denial false falsely untrue wrong wrongly incorrect"
    " incorrectly mistaken mistakenly myth hoax fake lie lies nonsense debunked refuted refutes refute rejects rejected"
    " reject disputed disputes dispute dismissed dismisses questioned contradicts contradicted retracted withdrew"
    " withdrawn misreported misleading exaggerated inflated overstated understated fabricated fictional unlikely"
    " doubtful doubts doubt doubted unconfirmed unproven improbable implausible impossible alleged"
)
SPEECH = word_set(
    "said says say wrote writes write warned warns reported reports report estimated estimates suggest suggests"
    " suggested told tells states stated according claims claimed claim added adds announced believe believes noted"
    " notes confirmed confirms confirm assessed assesses argues argued writing citing crediting cites cited quoting"
    " prove proves proved verify verifies verified establish establishes established show shows showed indicate"
    " indicates indicated"
)
CONFIRMING = word_set(
    "confirm confirms confirmed confirming confirmation prove proves proved proven proof verify verifies verified"
    " establish establishes established fact facts officially undisputed undeniable definitive documented"
)
_OFFICIAL = word_set("count counts figure figures number numbers toll data statistics estimate estimates")
_SPEAKERS = word_set("source report official speaker analyst expert agency account outlet media witness")
_VERBS_OF_SPEECH = SPEECH - word_set("reports report estimates estimated according claim citing crediting quoting told")
CUTS = frozenset({",", ";", ":", "(", ")", *QUOTES, "\u2013", "\u2014"}) - {"'", "\u2019"}
_JOINS = word_set("and but while whereas plus with")
_WITHIN = word_set("of including among whom which them")
_EXCLUDING = word_runs("not counting, not including, excluding, without counting, leaving out")
_EXCLUDED = tuple(
    (*are, *words)
    for words in word_runs("not counted, not included, excluded, left out, not among them")
    for are in ((), ("are",), ("were",))
)
_MANY = 20  # a sentence with more figures is a table


def clean(text: str) -> str:
    """Return a text with plain spaces and digits, without invisible characters and single ends of lines."""
    text = "".join(map(_plain_character, text.replace("\r\n", "\n").replace("\r", "\n")))
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n".join(re.sub(r"\s", " ", paragraph) for paragraph in paragraphs)


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.category(character) == "Cf":
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


@dataclass(frozen=True)
class Part:
    """A part of a sentence, in tokens from first up to last, between its signs."""

    first: int
    last: int
    figures: tuple[int, ...]


class Reading:
    """A text with its figures, ready to be held against figures wanted.

    spans: the first token of each figure, and the one after its last. parts: those of each figure's sentence.
    """

    def __init__(self, text: str, lexicon: Lexicon = ENGLISH) -> None:
        self.tokens, self.lexicon = Tokens(clean(text)), lexicon
        starts = {token.start: index for index, token in enumerate(self.tokens.all)}
        ends = {token.end: index + 1 for index, token in enumerate(self.tokens.all)}
        found = [(f, self.tokens[starts[f.start]].sentence) for f in find(self.tokens.text, lexicon)]
        other = {sentence for f, sentence in found if not counts_speakers(f)}
        found = [(f, sentence) for f, sentence in found if sentence not in other or not counts_speakers(f)]
        self.figures = tuple(f for f, _ in found)
        self.spans = tuple((starts[f.start], ends[f.start + len(f.span)]) for f in self.figures)
        sentences = {sentence: self.tokens.sentence_range(starts[f.start]) for f, sentence in found}
        cut = {number: tuple(self._cut(sentence)) for number, sentence in sentences.items()}
        self.parts = tuple(cut[sentence] for _, sentence in found)

    @cached_property
    def around(self) -> tuple[Around, ...]:
        """The words read with each figure."""
        return tuple(Around(self, number) for number in range(len(self.figures)))

    def part(self, number: int) -> Part:
        """Return the part of its sentence in which a figure stands."""
        return next(part for part in self.parts[number] if number in part.figures)

    def _cut(self, sentence: range) -> Iterator[Part]:
        """Cut a sentence at its signs, behind "X said that", and before "and" with another number."""
        begins = {begin: n for n, (begin, _) in enumerate(self.spans) if begin in sentence}
        inside = {index for n in begins.values() for index in range(*self.spans[n])}
        start, speech = sentence.start, False
        figures: list[int] = []
        for index in sentence:
            word, after = self.tokens.low(index), self.tokens.low(index + 1)
            if word in _JOINS and index + 1 in begins and index > start:
                yield Part(start, index, tuple(figures))
                start, figures, speech = index, [], False
            if index in begins:
                figures.append(begins[index])
            speech = speech or word in SPEECH
            is_sign = index not in inside and (self.tokens[index].text in CUTS or self._is_spaced_hyphen(index))
            is_noun = self.tokens.low(index - 1) in {"a", "an", "the"}  # "a show about"
            says = word in _VERBS_OF_SPEECH and index not in inside and not is_noun
            says = says and (after not in PREPOSITIONS | {"that"} or index + 1 in begins)
            if is_sign or says or (word == "that" and speech):
                yield Part(start, index if is_sign else index + 1, tuple(figures))
                start, figures, speech = index + 1, [], False
        yield Part(start, sentence.stop, tuple(figures))

    def _is_spaced_hyphen(self, index: int) -> bool:
        return self.tokens[index].text == "-" and not (self.tokens.glued(index) or self.tokens.glued(index + 1))


class Around:
    """A figure of a text with the tokens that are read with it, looked up once for all figures wanted.

    read, who: the indices of these tokens, and of those that only say who said so. is_table: the sentence has so many
    figures that it is not read.
    """

    def __init__(self, reading: Reading, number: int) -> None:
        self.tokens, self.found = reading.tokens, reading.figures[number]
        self.first, self.last = reading.spans[number]
        parts, part = reading.parts[number], reading.part(number)
        self.is_table = sum(len(part.figures) for part in parts) > _MANY
        self.read, self.who = ([], []) if self.is_table else self._read(parts, parts.index(part))
        self.span = range(self.first, self.last)
        self.all = sorted([*self.read, *self.span])
        self.lows = [(i, self.tokens.low(i)) for i in self.all if self.tokens[i].text not in {",", *QUOTES}]
        self.stems = {stem_of(self.tokens.low(index)) for index in self.all}
        self.words = {self.tokens.low(index) for index in self.read}
        self.own = {*self._lows(part)}
        self.hedge, self.span_words = words_of(self.found.hedge), set(words_of(self.found.span))
        self.within = set(self.read)
        self.excluded = set(self._excluded())
        self.pairs = tuple(pairs_of(self.tokens, self.read))
        sentence = range(0) if self.is_table else range(parts[0].first, parts[-1].last)
        self.denials = tuple(self._denials(sentence))
        self.confirming = tuple(self._confirming(sentence))
        self.hedges = tuple(
            match
            for index in self.read
            for position in ("after", "before", "degree")
            if not self._is_so_far(index) and (match := reading.lexicon.beginning(position, self.tokens, index))
        )
        unit = self.found.unit.lower()
        stems = [stem_of(word) for word in unit.split()]
        self.unit = stems if set(stems) <= self.stems else []  # not one carried over from another number
        if self.unit and unit in PERCENTS:
            self.unit = ["percent"]

    def _read(self, parts: tuple[Part, ...], at: int) -> tuple[list[int], list[int]]:
        """Return the tokens that are read with a figure, without its span and other numbers, and who said so."""
        is_joined = self.tokens.low(parts[at].first) in _JOINS
        says = self._speech_before(parts, at)
        read: list[int] = []
        who: list[int] = []
        for n, part in enumerate(parts):
            inside = [i for i in range(part.first, part.last) if not self.first <= i < self.last]
            if n >= says and (n == at or not self._is_left_out(part, n < at, is_joined)):
                read += inside
            elif not part.figures:
                who += inside
        return read, who

    def _speech_before(self, parts: tuple[Part, ...], at: int) -> int:
        """Return how many parts before a figure only say who said so: "Somebody wrote in a paper (of May) that"."""
        first = parts[0]
        if not {*self._lows(first)} & SPEECH or self.tokens.low(first.first) in PREPOSITIONS:
            return 0
        for n in range(at):
            says = self.tokens.low(parts[n].last - 1) in _VERBS_OF_SPEECH | {"that"}
            if says or self.tokens.low(parts[n + 1].first) == "that":
                return 0 if any(part.figures for part in parts[: n + 1]) else n + 1
        return 0

    def _is_left_out(self, part: Part, is_before: bool, is_joined: bool) -> bool:
        words = self._lows(part)
        if part.figures:
            own = is_joined if is_before else words[0] in _JOINS or self.tokens[part.first - 1].text == ";"
            return own and not {*words} & _WITHIN
        begins = words[0] if words else ""
        if begins in {"according", "citing", "crediting", "quoting"}:
            return True
        says = bool({*words} & _VERBS_OF_SPEECH) and begins not in PREPOSITIONS | _JOINS | {"or"}
        return says and (words[-1] in _VERBS_OF_SPEECH | {"that"} if is_before else len(words) <= 8)

    def _lows(self, part: Part) -> Words:
        return self.tokens.lows(part.first, part.last)

    def _is_so_far(self, index: int) -> bool:
        return self.tokens.lows(index - 1, index + 1) == ("so", "far")

    def _denials(self, sentence: range) -> Iterator[int]:
        for index in sentence:
            word = self.tokens.low(index)
            is_no = (word in NEGATIVES and not self._is_so_far(index)) or word.endswith("n't")
            if is_no and index not in self.excluded and index not in self.span:
                yield index

    def _confirming(self, sentence: range) -> Iterator[str]:
        """Yield the words that call a figure confirmed, but not "it is not confirmed"."""
        words = self.tokens.lows(sentence.start, sentence.stop)
        if any(word in {"not", "no", "never", "nobody"} or word.endswith("n't") for word in words):
            return
        for index in sentence:
            word = self.tokens.low(index)
            if word in CONFIRMING:
                yield word
            elif word == "official" and self.tokens.low(index + 1) in _OFFICIAL:
                yield self.tokens.slice(index, index + 2).lower()

    def _excluded(self) -> Iterator[int]:
        """Yield the tokens of what is said not to be counted: "wounded not counted", "not including the wounded"."""
        for index in self.read:
            for phrases, step in ((_EXCLUDING, 1), (_EXCLUDED, -1)):
                length = next((len(p) for p in phrases if self.tokens.lows(index, index + len(p)) == p), 0)
                if length:
                    yield from range(index, index + length)
                    at = index + length if step == 1 else index - 1
                    while at in self.within and self.tokens[at].text not in {",", ";", ".", ")", "("}:
                        yield at
                        at += step


def counts_speakers(found: Found) -> bool:
    """Tell if a figure counts officials, sources or reports: "two officials"."""
    return bool(found.unit) and found.unit in found.span and stem_of(found.unit.lower().split()[-1]) in _SPEAKERS
