"""Sentences checked against a package: whose figure each number of a text is, and what became of it.

A sentence that names a speaker is judged against that speaker's figures; one that names nobody against the article's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from figures.analysis.arithmetic import WorkedOut, worked_out
from figures.analysis.tellings import lexicon_of
from figures.language.counting import ASKED, NONE, OTHER, SAME, Thing, kind_of, thing_of
from figures.language.finder import find
from figures.language.hedges import Lexicon
from figures.language.keeping import CHANGED, DROPPED, KEPT, NUMBER, SIZE, Fault, against, ends_of, stated_as
from figures.language.sentence import CONFIRMING, NEGATIVES, SPEECH, Around, Reading
from figures.language.tokens import Tokens
from figures.language.wanted import SMALL, Wanted, stem_of
from figures.language.words import MONTHS, WEEKDAYS, word_set
from figures.model.package import Package
from figures.model.records import SHARES, Figure, Measure, Report, Slip

LIMIT = 5_000  # characters of a text
UNNAMED, ANOTHER, UNKNOWN = "names nobody", "names another speaker", "names nobody known here"


class TooLong(ValueError):
    """A text of more than LIMIT characters."""


@dataclass(frozen=True)
class Verdict:
    """A figure of a text beside the package's.

    words: the figure as the text has it. figure: the package's, None for another number. hedge: KEPT, DROPPED, CHANGED
    or NUMBER; faults: what else is wrong beside the bound. thing: SAME, OTHER or ASKED; thing_words: the words that say
    so or leave it open. Both are "" for another number. speaker: UNNAMED where a report's figure needs its speaker's
    name; ANOTHER or UNKNOWN where names, as the text has them, are not of who stated the figure; "" else. theirs: the
    newest such figure of the speaker named. also: reports that state it with this hedge. slips: known pages that tell
    this number as what the text says. worked: the step of ours that comes to this number.
    """

    words: str
    figure: Figure | None = None
    hedge: str = ""
    faults: tuple[Fault, ...] = ()
    thing: str = ""
    thing_words: tuple[str, ...] = ()
    speaker: str = ""
    names: str = ""
    theirs: Figure | None = None
    also: tuple[Report, ...] = ()
    slips: tuple[Slip, ...] = ()
    worked: WorkedOut | None = None

    @property
    def is_kept(self) -> bool:
        """True only where hedge, number, what is counted and who stated it are all found to be the figure's."""
        return (self.hedge, self.thing, self.faults, self.slips, self.speaker) == (KEPT, SAME, (), (), "")

    @property
    def asks(self) -> bool:
        """True where nothing is wrong, and what is counted or whose it is is left to the writer."""
        sound = (self.hedge, self.faults, self.slips) == (KEPT, (), ()) and self.thing != OTHER
        return sound and self.speaker != ANOTHER and not self.is_kept


def check_sentence(package: Package, text: str) -> tuple[Verdict, ...]:
    """Return a verdict for each figure of a text, in its order. Nothing is kept of the text.

    Raises TooLong for a text of more than LIMIT characters.
    """
    if len(text) > LIMIT:
        raise TooLong(len(text))
    rows = _rows(package)
    return tuple(_verdict(rows, around) for around in Reading(text, rows.lexicon).around)


# --- The figures of a package ---

_Nouns = Mapping[tuple[str, str], frozenset[str]]  # by measure and unit


@dataclass(frozen=True, eq=False)
class _Row:
    """A figure with what is wanted of a text.

    names: keys of the words that name who stated it. beside: of words that may stand beside them, such as the page.
    """

    figure: Figure
    wanted: Wanted
    names: frozenset[str]
    beside: frozenset[str]

    @property
    def is_report(self) -> bool:
        return isinstance(self.figure, Report)

    def is_by(self, named: Mapping[str, str]) -> bool:
        return bool(named.keys() & self.names) and named.keys() <= self.names | self.beside


@dataclass(frozen=True)
class _Rows:
    """A package to hold texts against.

    worked: each step with the words that touch it. names: of all speakers. people: names that what is counted has not.
    """

    lexicon: Lexicon
    article: Sequence[_Row]
    reports: Sequence[_Row]
    by_number: Mapping[object, list[_Row]]
    slips: Sequence[tuple[Slip, Wanted]]
    worked: Sequence[tuple[WorkedOut, frozenset[str]]]
    names: frozenset[str]
    people: frozenset[str]


@lru_cache(maxsize=4)
def _rows(package: Package) -> _Rows:
    nouns = {(m.measure, m.unit): frozenset(_nouns(package, m)) for m in package.measures}
    article = [_row(f, nouns, (f,)) for f in package.figures]
    by_speaker: dict[str, list[Figure]] = {}
    for r in package.reports:
        by_speaker.setdefault(r.claimant, []).append(r)
    standing = (r for r in package.reports if not (r.derived or r.superseded_by))
    reports = [_row(r, nouns, by_speaker[r.claimant]) for r in standing]
    every = [*article, *reports]
    by_number: dict[object, list[_Row]] = {}
    for row in every:
        for key in _keys(row.wanted.ends, row.wanted.bound):
            by_number.setdefault(key, []).append(row)
    worked = [
        (w, frozenset().union(*(_wanted(f, nouns).known.touched for f in w.step.inputs))) for w in worked_out(package)
    ]
    subject = _words(*(f"{r.figure.measure.counts} {r.figure.definition} {r.figure.scope}" for r in every))
    subject |= _words(*(claimant.side for claimant in package.claimants))
    names: frozenset[str] = frozenset().union(*(row.names for row in every))
    capitals = _words(*(_names_of(r.figure) for r in every), capital=True)
    return _Rows(
        lexicon_of(package),
        article,
        reports,
        by_number,
        [(slip, wanted) for slip in package.slips if (wanted := _wanted_as(slip, nouns))],
        worked,
        names,
        capitals & names - subject,
    )


def _keys(ends: Iterable[Fraction], bound: str) -> tuple[object, ...]:
    return tuple(ends) or (bound,)


def _nouns(package: Package, measure: Measure) -> Iterator[str]:
    """Yield the nouns by which the package's wordings name the unit of a measure."""
    for row in (*package.figures, *package.reports):
        if row.measure is measure and row.unit == measure.unit:
            for figure in find(row.wording):
                if figure.unit and {figure.low, figure.high} & ({row.stated.low, row.stated.high} - {None}):
                    yield figure.unit


def _named_units(measure: Measure, unit: str, nouns: _Nouns) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the nouns for the unit of a row, and those that only other measures have."""
    own = nouns.get((measure.measure, unit), frozenset())
    return tuple(sorted(own)), frozenset({unit for _, unit in nouns}.union(*nouns.values())) - own


def _row(figure: Figure, nouns: _Nouns, of_speaker: Iterable[Figure]) -> _Row:
    names = _words(_names_of(figure))
    if isinstance(figure, Report):  # "its report", "in a letter": only names count, and not these words
        names = _words(figure.claimant, figure.claimant_full) | _words(_names_of(figure), capital=True)
    beside = _words(*(f"{f.said_by}; {f.source.publisher}; {f.source.kind}" for f in of_speaker))
    return _Row(figure, _wanted(figure, nouns), names - _words("source made-up invented own page"), beside)


def _names_of(figure: Figure) -> str:
    """Return the texts that name who stated a figure."""
    if not isinstance(figure, Report):
        return f"{figure.source.author}; {figure.source.publisher}; {figure.said_by}"
    through = figure.about.speaks_through if figure.about else ""
    return f"{figure.claimant}; {figure.claimant_full}; {through}; {figure.said_by.split(', as ')[0]}"


_NO_NAMES = SMALL | SPEECH | CONFIRMING | NEGATIVES | MONTHS | WEEKDAYS | word_set("named name unnamed linked")
_ASIDES = word_set(  # the writer of the text or the article, and when and where somebody spoke
    "he she they we it author writer reporter article column paper newspaper somebody someone one today yesterday week"
    " month year day morning evening night last interview statement briefing conference press date inferred paragraph"
)


def _words(*texts: str, capital: bool = False) -> frozenset[str]:
    """Return the keys of the words of texts. capital: only of those that begin with a capital or a digit."""
    tokens = Tokens("; ".join(texts))
    may = (i for i in range(len(tokens)) if _may_name(tokens, i))
    return frozenset(_key(tokens.low(i)) for i in may if not capital or not tokens[i].text[0].islower())


def _may_name(tokens: Tokens, index: int) -> bool:
    """Tell if a token may be a part of a name, as is a number right behind a letter."""
    is_word = tokens.word(index) and tokens.low(index) not in _NO_NAMES
    return is_word or (tokens[index].kind == "number" and tokens.glued(index) and tokens.word(index - 1))


def _key(word: str) -> str:
    """Return a word's beginning, so that "Korean" is "Korea" and "ministry" is "minister"."""
    return stem_of(word)[:5]


def _wanted(row: Figure, nouns: _Nouns) -> Wanted:
    measure = row.measure
    low, high = (None if end is None else Fraction(end) for end in (row.stated.low, row.stated.high))
    own, others = _named_units(measure, row.unit, nouns)
    wording = (isinstance(row, Report) and row.translation) or row.wording
    return Wanted(
        stated=row.figure_as_stated,
        bound=row.bound,
        low=low,
        high=high,
        approximate=row.approximate,
        strict=row.stated.strict_low or row.stated.strict_high,
        hedge=row.hedge_words,
        counts=measure.counts,
        means=measure.means,
        not_means=measure.not_means,
        unit="share" if row.unit.split(" ")[0] in SHARES else row.unit,
        per=row.per,
        nouns=own,
        other_nouns=others,
        said=f"{wording}; {row.sentence}",
        texts=(row.definition, row.figure_as_stated, row.period_wording),
        places=row.scope,
        is_forecast=row.is_forecast,
    )


def _wanted_as(slip: Slip, nouns: _Nouns) -> Wanted | None:
    """Return the figure of a slip as its page tells it; None where it names no number."""
    measure = slip.told_as
    found = next((f for f in find(slip.figure_as_stated) if ends_of(f)), None)
    if found is None:
        return None
    own, others = _named_units(measure, measure.unit, nouns)
    return replace(
        stated_as(slip.figure_as_stated, found.bound, found.low, found.high, measure.counts),
        means=measure.means,
        not_means=measure.not_means,
        unit=measure.unit,
        per=measure.per,
        nouns=own,
        other_nouns=others,
        said=slip.translation or slip.wording,
    )


# --- One figure of a text ---

_THINGS = (SAME, ASKED, OTHER)
_HEDGES = (KEPT, DROPPED, CHANGED)


class _Judged(NamedTuple):
    """A row beside a figure of a text: what the text counts, what it makes of the hedge, and what else is wrong."""

    row: _Row
    thing: Thing
    hedge: str
    faults: tuple[Fault, ...]

    def rank(self) -> tuple[int, ...]:
        """Order rows with the number of a text: the article's first, unless it counts another thing."""
        thing = self.thing.verdict
        order = _HEDGES.index(self.hedge), _THINGS.index(thing), len(self.faults)
        return thing == OTHER, self.row.is_report, *order


def _verdict(rows: _Rows, around: Around) -> Verdict:
    words, named = around.found.span, _named(rows, around)
    slips = [] if around.is_table else [(slip, wanted) for slip, wanted in rows.slips if _is_slip(wanted, around)]
    judged = list(_same_number(rows, around, named))
    best = min([j for j in judged if j.row.is_by(named)] or judged, key=_Judged.rank, default=None)
    if best is None or (best.thing.verdict == OTHER and best.row.is_report):
        if slips or around.is_table:
            return Verdict(words, slips=tuple(slip for slip, _ in slips))
        is_by = best is not None and best.row.is_by(named)
        meant = [*_newest(rows, named), *(() if is_by else rows.article)]
        instead = _changed_number(rows, around, named, meant)
        if instead or best is None:
            return instead or _worked(rows, around) or Verdict(words)
    if best.thing.verdict == SAME:  # a figure as it was stated, or nearer to that than to the slip
        slips = [s for s in slips if best.hedge != KEPT and against(s[1], around)[0] == KEPT]
    others = (j.row.figure for j in judged if j.row is not best.row and j.hedge == KEPT and j.thing.verdict != OTHER)
    return replace(
        _beside(rows, named, words, best),
        also=tuple(figure for figure in others if isinstance(figure, Report)),
        slips=tuple(slip for slip, _ in slips),
    )


def _beside(rows: _Rows, named: Mapping[str, str], words: str, judged: _Judged) -> Verdict:
    """Return a verdict with whose figure it is, beside who is named."""
    row, thing, hedge, faults = judged
    verdict = Verdict(words, row.figure, hedge, faults, thing.verdict, thing.words, names=" ".join(named.values()))
    if not named:
        return replace(verdict, speaker=UNNAMED if row.is_report else "")
    if row.is_by(named):
        return verdict
    theirs = (r.figure for r in _newest(rows, named) if r.figure.measure is row.figure.measure)
    return replace(verdict, speaker=ANOTHER if named.keys() <= rows.names else UNKNOWN, theirs=next(theirs, None))


def _named(rows: _Rows, around: Around) -> dict[str, str]:
    """Return the words that name who said so, by their keys. A stranger's name is one too."""
    tokens = around.tokens
    who = [i for i in around.who if tokens.low(i) not in _ASIDES]
    who += [i for i in around.read if tokens.capital(i) and _key(tokens.low(i)) in rows.people]
    return {_key(tokens.low(i)): tokens[i].text for i in who if _may_name(tokens, i)}


def _same_number(rows: _Rows, around: Around, named: Mapping[str, str]) -> Iterator[_Judged]:
    """Yield the rows that state the number of a figure found, or one of its two, in a unit that may be the same."""
    ends = ends_of(around.found)
    of_keys = (row for key in _keys(ends, around.found.bound) for row in rows.by_number.get(key, ()))
    for row in dict.fromkeys(of_keys):
        if (around.is_table and row.is_report) or not ends <= row.wanted.ends:
            continue
        thing = thing_of(row.wanted, around)
        hedge, faults = (NUMBER, ()) if thing.verdict == NONE else against(row.wanted, around)
        is_size = all(fault.kind != SIZE for fault in faults)
        is_it = thing.verdict == SAME or ((thing.is_like or thing.is_near) and is_size)
        if not row.is_report or row.is_by(named):  # a figure that is meant is taken, and asked about, on less
            is_it = is_it or is_size
        if hedge != NUMBER and is_it:
            yield _Judged(row, thing, hedge, faults)


def _date_of(figure: Figure) -> date:
    return (figure.as_of if isinstance(figure, Report) else figure.period).last


def _newest(rows: _Rows, named: Mapping[str, str]) -> list[_Row]:
    """Return the rows of the speakers who are named, the newest first."""
    dated = [r for r in rows.reports if r.is_by(named)]
    dated.sort(key=lambda r: (_date_of(r.figure), not (isinstance(r.figure, Report) and r.figure.retells)))
    return [*(r for r in rows.article if r.is_by(named)), *reversed(dated)]


def _changed_number(rows: _Rows, around: Around, named: Mapping[str, str], meant: Iterable[_Row]) -> Verdict | None:
    """Return a verdict where the words around another number are those of a row that may be meant."""
    if around.found.bound == "unnumbered" and not ends_of(around.found):
        return None
    for row in meant:
        thing = thing_of(row.wanted, around)
        if thing.is_like and thing.verdict in (SAME, ASKED):
            return _beside(rows, named, around.found.span, _Judged(row, thing, *against(row.wanted, around)))
    return None


def _is_slip(wanted: Wanted, around: Around) -> bool:
    return ends_of(around.found) == wanted.ends and thing_of(wanted, around).says_so


_SHOWN = {"percent": ("share", 100), "times as many": ("times", 1), "number": ("", 1)}


def _worked(rows: _Rows, around: Around) -> Verdict | None:
    """Return a verdict where a step of ours comes to a number, by its result or once the hedges are dropped."""
    found = around.found
    ends = [end * 100 if found.unit == "share" else end for end in ends_of(found)]
    is_bare = all(around.tokens.low(i) in SMALL for i in around.read)
    for worked, touched in rows.worked:
        kind, times = _SHOWN[worked.step.shown_as]
        low, high = (worked.result.low, worked.result.high) if worked.result else (None, None)
        values = [Fraction(v) * times for v in (low, high, worked.tempting) if v is not None]
        near = int(times == 100)  # a share is shown as a whole number
        if not any(abs(value - end) < near or value == end for value in values for end in ends):
            continue
        is_kind = kind_of(found.unit) == (kind or kind_of(worked.step.inputs[0].unit))
        if is_kind and (around.stems & touched or (kind and is_bare)):
            is_same = [v is None for v in (found.low, found.high)] == [v is None for v in (low, high)]
            approximate = worked.result is not None and worked.result.approximate
            is_kept = is_same and found.approximate == approximate
            return Verdict(found.span, hedge=KEPT if is_kept else CHANGED, worked=worked)
    return None
