"""The check of a sentence: labelled lines, sentences of our own, and hedges and words changed by program."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.__main__ import main
from figures.analysis.sentence import ANOTHER, LIMIT, UNNAMED, TooLong, Verdict, check_sentence
from figures.language.counting import ASKED, OTHER
from figures.language.hedges import ENGLISH
from figures.language.keeping import CHANGED, CONFIRMED, DROPPED, KEPT, NUMBER, stated_as, verdict_of
from figures.language.sentence import clean
from figures.model.package import Package
from figures.model.records import Figure, Report
from figures.package.read import load
from figures.words import reports
from figures.words.citation import statement
from figures.words.sentence import MOST, NO_FAULT, NOT_HERE, NOTHING_FOUND, nothing_found, told, too_long
from tests import editing
from tests.conftest import FOLDERS

CHECKS = Path(__file__).parent / "finder" / "open_checks.jsonl"
LINES = [json.loads(line) for line in CHECKS.read_text(encoding="utf-8").splitlines()]
SHORT = {KEPT: "kept", DROPPED: "dropped", CHANGED: "changed", NUMBER: "number"}


def outcome(verdict: Verdict) -> str:
    """A verdict in one word."""
    if verdict.slips:
        return "slip"
    if verdict.figure is None:
        return "worked" if verdict.worked else "none"
    if verdict.speaker == ANOTHER:
        return "speaker"
    if verdict.thing == OTHER:
        return "other"
    if verdict.hedge != KEPT:
        return SHORT[verdict.hedge]
    if verdict.faults:
        return "confirmed" if verdict.faults[0].kind == CONFIRMED else "changed"
    if verdict.speaker:
        return "whose" if verdict.speaker == UNNAMED else "unknown"
    return "asks" if verdict.thing == ASKED else "kept"


def outcomes(package: Package, text: str) -> str:
    return " ".join(map(outcome, check_sentence(package, text)))


# --- Labelled lines ---


def test_labelled_lines() -> None:
    right = 0
    for line in LINES:
        row = line["figure"]
        low, high = (None if row[end] is None else Fraction(str(row[end])) for end in ("low", "high"))
        verdict = verdict_of(
            stated_as(row["figure_as_stated"], row["bound"], low, high, row["measure"]), line["sentence"]
        )
        assert verdict != KEPT or line["verdict"] == KEPT, line["sentence"]
        right += verdict == line["verdict"]
    assert right / len(LINES) >= 0.9


# --- Our own sentences, of the project's own package ---

OWN = """
# kept: other words, orders, signs
kept | About 4,000 North Korean soldiers were killed.
kept | Roughly 4,000 North Korean soldiers were killed in the Kursk operation.
kept | Some 4,000 North Korean soldiers died.
kept | Around 4,000 North Korean soldiers have died during the operation.
kept | Approximately four thousand North Korean soldiers lost their lives.
kept | about 4k North Korean soldiers killed
kept | ~4,000 North Korean soldiers killed
kept | About 4 thousand North Korean soldiers were killed so far.
kept | ABOUT 4,000 NORTH KOREAN SOLDIERS KILLED
kept | About 4\u00a0000 North Korean soldiers were killed.
kept | About\u00a04,000\u00a0North Korean soldiers were killed.
kept | About 4\u202f000 North Korean soldiers were killed.
kept | Abo\u00adut 4,000 North Korean soldiers were killed.
kept | An estimated 4,000 North Korean soldiers were killed.
kept | In the region of 4,000 North Korean soldiers were killed.
kept | 4,000 or so North Korean soldiers were killed.
kept | \u201cAbout 4,000 North Korean soldiers were killed,\u201d he said.
kept | He said that about 4,000 North Korean soldiers were killed.
kept | According to the paper, about 4,000 North Korean soldiers were killed.
kept | About 4,000 North Korean soldiers were killed, the paper wrote.
kept | About 4,000 North Korean soldiers were killed, wounded not counted.
kept | About 4,000 North Korean soldiers were killed (not counting the wounded).
kept | Not including the wounded, about 4,000 North Korean soldiers were killed.
kept | Of the North Korean soldiers, about 4,000 were killed.
kept | The number of North Korean soldiers killed was about 4,000.
kept | North Korean soldiers killed: about 4,000
kept | Kursk: about 4,000 North Korean soldiers killed
kept | More than 10,000 North Korean troops were sent to Kursk.
kept | Over 10,000 North Korean soldiers have been sent to Russia's Kursk region.
kept | In excess of 10,000 North Korean soldiers were deployed to the Kursk region.
kept | As many as 30,000 additional North Korean troops might be sent.
kept | Up to 30,000 further North Korean soldiers might be sent to assist Russia.
kept | Russia is reportedly firing tens of thousands of shells a week.
kept | Russia was reportedly firing tens of thousands of artillery shells every week.
kept | Only a handful of North Korean soldiers have been captured alive.
kept | Just a handful of North Korean soldiers were captured.
kept kept | More than 10,000 North Korean troops were sent to Kursk, and about 4,000 North Korean troops were killed.
kept other | About 4,000 North Korean soldiers were killed and 3,000 wounded.
kept none | About 4,000 North Korean soldiers were killed and 3,111 wounded.
# kept: the figure of a speaker who is named
kept | Zelensky said 4,000 North Korean soldiers were killed.
kept | Zelensky said that 4,000 North Korean soldiers had died.
kept | Ukrainian president Zelensky said that 4,000 North Korean soldiers had died.
kept | Zelensky told AP that 4,000 North Korean soldiers were killed.
kept | 4,000 North Korean soldiers were killed, according to Zelensky.
kept | According to the president of Ukraine, 4,000 North Korean soldiers were killed.
kept | Western officials told the BBC that about 4,000 North Korean soldiers were casualties.
kept | The BBC reported about 4,000 North Korean casualties.
kept | According to Luke Coffey, about 4,000 North Korean soldiers were killed.
kept | Coffey said about 4,000 North Korean soldiers were killed.
kept | Arab News reported that about 4,000 North Korean soldiers were killed.
kept | Luke Coffey wrote in Arab News that more than 10,000 North Korean troops were sent to Kursk.
kept | Open-source intelligence estimates suggest about 4,000 North Korean soldiers were killed.
kept | Open-source estimates show about 4,000 North Korean soldiers were killed.
kept | About 4,000 North Korean soldiers were killed, open-source estimates indicate.
# a speaker's figure, with a fault or a question
changed | Zelensky said about 4,000 North Korean soldiers were killed.
changed | Zelensky said more than 4,000 North Korean soldiers were killed.
dropped | Coffey said 4,000 North Korean soldiers were killed.
dropped | Luke Coffey wrote that 4,000 North Korean soldiers were killed.
other | Luke Coffey wrote that about 4,000 North Korean soldiers were casualties.
other | Arab News reported about 4,000 North Korean casualties.
other | The UK Ministry of Defence said about 4,000 North Korean soldiers were killed.
asks | As many as 10,000 North Korean soldiers had made their way to Kursk, the State Department said.
asks | At least 10,000 North Korean soldiers were in Kursk, the Pentagon said.
asks | Some 2,000 North Koreans were killed, South Korea said.
asks | Zelensky: 4,000 North Korean soldiers killed
asks | In January Zelensky said 4,000 North Korean soldiers were killed.
number | South Korea said about 4,000 North Korean soldiers were killed.
number | South Korea said 5,000 North Korean soldiers were killed.
number | South Korea's National Intelligence Service said that about 4,000 North Korean soldiers were killed.
number | Zelensky said 7,000 North Korean soldiers were killed.
# somebody else's figure
speaker | The Pentagon said about 4,000 North Korean soldiers were killed.
speaker | The Pentagon said 5,000 North Korean soldiers were killed.
speaker | By the Pentagon's count, about 4,000 North Korean soldiers were killed.
speaker | About 4,000 North Korean soldiers were killed, according to the State Department.
speaker | Kim Jong Un said that about 4,000 North Korean soldiers were killed.
speaker | Luke Coffey and Zelensky said about 4,000 North Korean soldiers were killed.
speaker | More than 10,000 North Korean troops were sent to Kursk, RUSI said.
unknown | Open-source estimates show that more than 10,000 North Korean troops were sent to Kursk.
unknown | Satellite pictures show about 4,000 North Korean soldiers were killed.
unknown | Putin said about 4,000 North Korean soldiers were killed.
unknown | Experts said about 4,000 North Korean soldiers were killed.
unknown | Sources said that about 4,000 North Korean soldiers were killed.
unknown | According to Anna Sample, about 4,000 North Korean soldiers were killed.
dropped | Zelensky's friend Bo Sample said that 4,000 North Korean soldiers were killed.
unknown | Luke Skywalker wrote that about 4,000 North Korean soldiers were killed.
unknown | The Arab League said about 4,000 North Korean soldiers were killed.
unknown | Tests show it, experts said: about 4,000 North Korean soldiers were killed.
dropped | A critic of Zelensky said 4,000 North Korean soldiers were killed.
speaker | Unlike Zelensky, the Pentagon said 4,000 North Korean soldiers were killed.
speaker | The Russian president said 4,000 North Korean soldiers were killed.
speaker | Ukraine's General Staff said 4,000 North Korean soldiers were killed.
speaker | Zelensky wrote in Arab News that about 4,000 North Korean soldiers were killed.
speaker | American intelligence estimates suggest about 4,000 North Korean soldiers were killed.
asks | Zelensky did not say that 4,000 North Korean soldiers were killed.
asks | Luke Coffey denied that about 4,000 North Korean soldiers were killed.
# nobody is named
whose | About 4,000 casualties.
whose | About 4,000 North Korean casualties.
whose | About 2,000 killed
asks | About 4,000 North Koreans died.
asks | About 4,000 died.
dropped | 4,000 dead
dropped | 4,000 dogs died.
number | 5,000 North Korean soldiers were killed.
# told as confirmed
confirmed | Several sources confirm that about 4,000 North Korean soldiers were killed.
confirmed | It is confirmed that about 4,000 North Korean soldiers were killed.
confirmed | Arab News confirmed that about 4,000 North Korean soldiers were killed.
confirmed | It is a fact that about 4,000 North Korean soldiers were killed.
confirmed | In fact, about 4,000 North Korean soldiers were killed.
confirmed | The official count is about 4,000 North Korean soldiers killed.
confirmed | Officially, about 4,000 North Korean soldiers were killed.
confirmed | It has been proven that about 4,000 North Korean soldiers were killed.
confirmed | About 4,000 North Korean soldiers were killed, a verified number.
confirmed | It is established that about 4,000 North Korean soldiers were killed.
confirmed | Zelensky confirmed that 4,000 North Korean soldiers were killed.
dropped | Several sources confirm it: 4,000 dead.
asks | It is not confirmed that about 4,000 North Korean soldiers were killed.
# counts of speakers
unknown | Three officials say that about 4,000 North Korean soldiers were killed.
asks | Two reports and 12 sources: about 4,000 North Korean soldiers were killed.
none | Several sources were asked.
# worked out here
worked | 40 percent
worked | about 40 percent
worked | 40%
worked | about 40 per cent
worked | At most about 40 percent of those sent were killed.
worked | About 40 percent of the North Korean soldiers sent were killed.
worked | About 54 percent of those sent were casualties.
worked | 40,000 North Korean soldiers
none | 40 percent of dogs bark.
none | 41.5 percent
# doubts and forecasts left out
changed | Tens of thousands of shells a week
changed | Russia fires tens of thousands of shells each week.
changed | North Korea will send as many as 30,000 additional troops.
whose | About 4,000 North Korean soldiers were killed or wounded.
whose | Around 1,000 North Korean soldiers have been killed, up to mid-January 2025.
# dropped
dropped | 4,000 North Korean soldiers were killed.
dropped | Four thousand North Korean soldiers died.
dropped | The 4,000 North Korean soldiers killed
dropped | 4k North Korean soldiers killed
dropped | Kursk: 4,000 North Korean soldiers killed
dropped | North Korean deaths: 4,000
dropped | Exactly 4,000 North Korean soldiers were killed.
dropped | Only 4,000 North Korean soldiers were killed.
dropped | \u201c4,000 North Korean soldiers were killed\u201d
dropped | 4\u00a0000 North Korean soldiers were killed.
dropped | 10,000 North Korean troops were sent to Kursk.
dropped | Pyongyang sent 10,000 North Korean troops to Kursk.
dropped | 30,000 additional North Korean troops might be sent.
dropped | An additional 30,000 North Korean soldiers could be sent.
dropped dropped | 10,000 North Korean troops were sent to Kursk and 4,000 North Korean troops were killed.
kept dropped | More than 10,000 North Korean troops were sent to Kursk and 4,000 North Korean troops were killed.
dropped | About Kursk: 4,000 North Korean soldiers were killed.
# changed
changed | More than 4,000 North Korean soldiers were killed.
changed | At least 4,000 North Korean soldiers were killed.
changed | Up to 4,000 North Korean soldiers were killed.
changed | As many as 4,000 North Korean soldiers died.
changed | Nearly 4,000 North Korean soldiers were killed.
changed | Almost 4,000 North Korean soldiers were killed.
changed | Well over 4,000 North Korean soldiers were killed.
changed | Just under 4,000 North Korean soldiers were killed.
changed | Perhaps 4,000 North Korean soldiers were killed.
changed | 4,000-plus North Korean soldiers were killed.
changed | 4,000 or more North Korean soldiers were killed.
dropped | 4,000 North Korean soldiers were killed, or more.
changed | About 4,000 North Korean soldiers were killed, if not more.
changed | About 4,000 North Korean soldiers or more were killed.
changed | At least about 4,000 North Korean soldiers were killed.
changed | About 4,000 North Korean soldiers, at most, were killed.
changed | About exactly 4,000 North Korean soldiers were killed.
changed | 4,000, give or take 100, North Korean soldiers were killed.
changed | Not even 4,000 North Korean soldiers were killed.
changed | No fewer than 4,000 North Korean soldiers were killed.
changed | About 4,000 North Korean soldiers may have been killed.
changed | About 4,000 North Korean soldiers will be killed.
changed | About 4,000 North Korean soldiers were reportedly killed.
changed | At least 10,000 North Korean troops were sent to Kursk.
changed | About 10,000 North Korean troops were sent to Kursk.
changed | 10,000+ North Korean troops were sent to Kursk.
changed | Well over 10,000 North Korean troops were sent to Kursk.
changed | Just over 10,000 North Korean troops were sent to Kursk.
changed | Up to 10,000 North Korean troops were sent to Kursk.
changed | Not more than 10,000 North Korean troops were sent to Kursk.
changed | No more than 10,000 North Korean troops were sent to Kursk.
changed | As many as more than 10,000 North Korean troops were sent to Kursk.
changed | About 30,000 additional North Korean troops might be sent.
changed | More than 30,000 additional North Korean troops might be sent.
changed | Fewer than 30,000 additional North Korean troops might be sent.
changed | As many as 30,000 additional North Korean troops will be sent.
changed | As many as 30,000 additional North Korean troops are being sent.
changed | As many as 30,000 additional North Korean troops will be sent, as might be expected.
changed | As many as 30,000 additional North Korean troops are being sent, as might be expected.
changed | As many as 30,000 additional North Korean troops will probably be sent.
changed | Russia fires tens of thousands of shells a week.
changed | Several North Korean soldiers were captured alive.
changed | Many North Korean soldiers were captured alive.
# number
number | About 5,000 North Korean soldiers were killed in Kursk.
number | About 40,000 North Korean soldiers were killed.
whose | About 400 North Korean soldiers were killed in Kursk.
number | Roughly 4,500 North Korean soldiers were killed.
number | 3,000 to 4,000 North Korean soldiers were killed.
number | About 3,000 to 5,000 North Korean soldiers were killed.
other | Thousands of North Korean soldiers were killed.
number | More than 14,000 North Korean soldiers were sent to Kursk.
number | As many as 33,000 additional North Korean troops might be sent.
number | Russia reportedly fires 35,000 shells a week.
number | Russia reportedly fires hundreds of thousands of shells a week.
number | Five thousand North Korean soldiers were captured.
# another thing
other | 30,000 troops were sent.
other | About 4,000 North Korean soldiers were wounded.
other | Russia reportedly fires tens of thousands of shells a day.
other | Tens of thousands of shells fired by Russia each month
other | As many as 30,000 North Korean soldiers have arrived.
# asked
asks | About 4,000 soldiers were killed.
asks | About 4,000 were killed.
asks | About 4,000 died in Kursk.
asks | A show about 4,000 North Korean soldiers killed
asks | The claims about 4,000 North Korean soldiers killed
asks | About 4,000 Ukrainian soldiers were killed.
asks | About 4,000 South Korean soldiers were killed.
asks | About 4,000 North Korean civilians were killed.
asks | About 4,000 North Korean soldiers were killed in Syria.
asks | About 4,000 North Korean soldiers were killed in 1951.
asks | About 4,000 North Korean soldiers were killed in December.
asks | About 4,000 North Korean soldiers were killed in one week.
asks | In Syria, about 4,000 North Korean soldiers were killed.
asks none | About 4,000 North Korean soldiers were killed, most of them in Syria.
asks | About 4,000 North Korean soldiers fought.
asks | About another 4,000 North Korean soldiers were killed.
asks | North Korean soldiers killed about 4,000.
asks | North Korean soldiers killed about 4,000 soldiers.
asks | North Korean soldiers killed about 4,000 Ukrainians.
asks | About 4,000 killed by North Korean soldiers
asks | About 4,000 soldiers were killed by North Korean soldiers.
asks | About 4,000 North Korean soldiers killed soldiers in Kursk.
asks | Not about 4,000 North Korean soldiers were killed.
asks | It is not true that about 4,000 North Korean soldiers were killed.
asks | He denied that about 4,000 North Korean soldiers were killed.
asks | Nobody said that about 4,000 North Korean soldiers were killed.
asks | The claim that about 4,000 North Korean soldiers were killed is false.
asks | About 4,000 North Korean soldiers were not killed.
asks | About 4,000 North Korean soldiers weren't killed.
asks | Were about 4,000 North Korean soldiers killed?
asks | If about 4,000 North Korean soldiers were killed
other | About 4,000 North Korean soldiers were killed every year.
asks | About 4,000 North Korean soldiers were killed and eaten.
changed | About 4,000 North Korean soldiers, some of them wounded, were killed.
asks | More than 10,000 North Korean troops were sent to Ukraine.
asks | More than 10,000 North Korean soldiers were sent.
asks | Ukraine reportedly fires tens of thousands of shells a week at Russia.
asks | Tens of thousands of shells are reportedly fired at Russia each week.
asks | Russia reportedly fires tens of thousands of shells.
# slips
slip | Around 6,000 North Korean soldiers have died.
slip | More than 6,000 North Korean soldiers were killed.
slip | 6,000 North Korean soldiers are dead.
slip | About 6,000 died.
slip | About 350 North Korean soldiers died.
slip | An additional 15,000 North Korean soldiers to Russia
# other numbers, and no figures
none | 17 dogs died.
none | 4,000 chickens were sold.
none | The price rose by 4,000 euros.
none | About 4,000 km of wire
none | Many dogs were sold.
none | 10,000 runners came.
none none | The choir has 12 singers and 3 drums.
 | On 4 July 2025 in paragraph 5, page 30
 | In 2024 nothing was said.
 | At 10.30 a 40-year-old man came.
"""


def cases(text: str) -> list[tuple[str, str]]:
    lines = (line.partition("|") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(wanted.strip(), sentence.strip()) for wanted, _, sentence in lines]


def test_there_are_enough_sentences() -> None:
    assert len(cases(OWN) + cases(GULLS) + cases(FERRIES)) >= 250


@pytest.mark.parametrize(("wanted", "sentence"), cases(OWN), ids=[sentence for _, sentence in cases(OWN)])
def test_a_sentence(package: Package, wanted: str, sentence: str) -> None:
    assert outcomes(package, sentence) == wanted


GULLS = """
kept | The harbour office counted 2,417 gulls.
kept | 2,417 herring gulls were counted on the first two days of February.
kept | Between 300 and 350 pairs nest on chimneys.
kept | From 300 to 350 pairs nest on chimneys.
kept | 300 to 350 pairs nest on chimneys
kept | 300\u2013350 pairs nest on chimneys
changed | At least 300 pairs nest on chimneys.
changed | Up to 350 pairs nest on chimneys.
changed | Between about 300 and 350 pairs nest on chimneys.
number | Between 300 and 450 pairs nest on chimneys.
number | 350 pairs nest on chimneys.
changed | About 2,417 gulls were counted.
changed | At least 2,417 gulls were counted.
changed | Exactly 2,417 gulls were counted.
number | The harbour office counted 2,471 gulls.
asks | More than 9,000 gulls are expected.
changed | More than 9,000 gulls came.
dropped | 9,000 gulls are expected.
asks | Up to about 3 million chips are sold a week.
dropped | 3 million chips are sold a week.
changed | Up to 3 million chips are sold a week.
other | Up to approximately 3 million chips are sold a day.
none | Scores of chimneys
slip | more than 2,417 gulls were counted
kept | The sweeps say between 300 and 350 pairs nest on chimneys.
kept | The Harbour Gazette wrote that the harbour office counted 2,417 gulls.
kept | The harbour office said that 2,417 gulls were counted.
dropped | The sweeps said that 300 pairs nest on chimneys.
speaker | The keepers said that 2,417 gulls were counted.
speaker | The ferry crew said 2,417 gulls were counted.
unknown | Anna Sample said that between 300 and 350 pairs nest on chimneys.
confirmed | It is confirmed that between 300 and 350 pairs nest on chimneys.
confirmed | The official count is 2,417 gulls.
asks | The guild said that up to approximately 3 million chips are sold a week.
worked | 2 percent wear a ring.
worked | At most 2 percent wear a ring.
none | Three reports came.
"""

FERRIES = """
kept | The renewal will cost $35 to $45 billion.
kept | The renewal will cost $35 to $45 billion, the Strait Fund said.
kept | The renewal will cost more than $50 billion, the pilots said.
kept | The Saltmere Courier wrote that the renewal will cost $35 to $45 billion.
whose | The renewal will cost more than $50 billion.
whose | The bank has promised as much as $18 billion.
dropped | The pilots said the renewal will cost $50 billion.
changed | The renewal costs at least $35 billion.
speaker | The pilots said the renewal will cost $35 to $45 billion.
speaker | The treasury said that about $20 billion was promised.
unknown | Two sources say the renewal will cost $35 to $45 billion.
confirmed | The wardens confirmed that a third of all passengers travel without a ticket.
confirmed | It is a fact that the renewal will cost $35 to $45 billion.
asks | A third of all passengers travel without a ticket.
asks | up to 400 dollars a day
worked | 58 percent of the cost
worked | 58 per cent of the cost
worked | between about 44 and about 58 percent of the cost is promised
none | $3 for a dog
"""


@pytest.mark.parametrize(("wanted", "sentence"), cases(GULLS), ids=[sentence for _, sentence in cases(GULLS)])
def test_a_sentence_of_another_package(other_package: Package, wanted: str, sentence: str) -> None:
    assert outcomes(other_package, sentence) == wanted


@pytest.mark.parametrize(("wanted", "sentence"), cases(FERRIES), ids=[sentence for _, sentence in cases(FERRIES)])
def test_a_sentence_of_a_third_package(ferry_package: Package, wanted: str, sentence: str) -> None:
    assert outcomes(ferry_package, sentence) == wanted


@pytest.mark.parametrize("written", [" percent", "%"])
@pytest.mark.parametrize("unit", ["%", " %", " per cent"])
def test_percent_is_written_in_several_ways(written: str, unit: str, tmp_path: Path) -> None:
    """By a sentence, and by the package."""
    for table in editing.copy_of(FOLDERS["ferries"], tmp_path / "package").glob("*.csv"):
        table.write_text(table.read_text(encoding="utf-8").replace(" percent", written), encoding="utf-8")
    package = load(tmp_path / "package")
    said = "The made-up council of Saltmere says that more than 60{} of the fares go to fuel."
    (wanted,), (verdict,) = (check_sentence(package, said.format(one)) for one in (written, unit))
    assert wanted.hedge == KEPT and replace(verdict, words=wanted.words) == wanted


EVERY = tuple(sentence for _, sentence in cases(OWN) + cases(GULLS) + cases(FERRIES))


# --- A sentence that is kept, changed by program, is not kept ---

TRUE = tuple(sentence for wanted, sentence in cases(OWN) if wanted == "kept" and "," not in sentence.replace(",0", ""))


STRANGE = (
    *"not never hardly nearly almost under least more fewer exactly Syria Ukrainian wounded women injured yesterday if"
    " daily 2019 other half perhaps another will would civilians reportedly-not".split(),
    *("or wounded", "at least", "or more", "by their own officers", "in one week", "a day", "and Chinese", "at most"),
)


@pytest.mark.parametrize("sentence", TRUE)
def test_no_word_that_matters_is_let_through(package: Package, sentence: str) -> None:
    (verdict,) = check_sentence(package, sentence)
    words = clean(sentence).rstrip(".").split(" ")
    own = {verdict.figure.hedge_words} if verdict.figure else set()
    for at in range(_begin(words), len(words) + 1):
        for word in STRANGE:
            text = " ".join([*words[:at], word, *words[at:]])
            for other in check_sentence(package, text):
                is_own = word == "at most" and own & {"as many as"}  # a ceiling twice
                is_more = "more troops" in text or (word == "more" and " more more " in f" {text.lower()} ")
                is_let = other.is_kept and other.figure is verdict.figure
                assert not is_let or is_own or is_more or _is_harmless(sentence) or word in sentence, text


def _begin(words: list[str]) -> int:
    """Return where the part begins that does not only say who said so."""
    return max(
        (n + 1 for n, word in enumerate(words) if word in {"said", "reported", "suggest", "show", "that"}), default=0
    )


def _is_harmless(sentence: str) -> bool:
    """Tell if words may stand in "he said", behind the figure, or in what is not counted."""
    return any(words in sentence for words in ("he said", "wrote", "not counting", "Not including", "According"))


def _hedged(hedge: str, position: str, number: str) -> str:
    return f"{number} {hedge}" if position == "after" else f"{hedge} {number}"


MUTATED = {
    "article-killed": "{} North Korean soldiers were killed.",
    "article-deployed": "{} North Korean soldiers were sent to Kursk.",
    "article-additional": "{} additional North Korean soldiers might be sent.",
}


@pytest.mark.parametrize("key", MUTATED)
def test_every_hedge_of_the_lexicon(package: Package, key: str) -> None:
    """Only a hedge of the same bound, strictness and nearness is let through."""
    figure = next(figure for figure in package.figures if figure.figure_id == key)
    number = f"{(figure.stated.low if figure.stated.low is not None else figure.stated.high):,}"
    kept = 0
    for hedge in ENGLISH.hedges:
        if hedge.position not in {"before", "after", "degree", "inside", "far", "around", "join"}:
            continue
        text = MUTATED[key].format(_hedged(hedge.name, hedge.position, number))
        for verdict in check_sentence(package, text):
            if verdict.is_kept:
                kept += 1
                strict = figure.stated.strict_low or figure.stated.strict_high
                assert (hedge.bound, hedge.strict, hedge.approximate) == (figure.bound, strict, figure.approximate), (
                    text
                )
    assert kept >= 10


@pytest.mark.parametrize("key", MUTATED)
def test_two_hedges(package: Package, key: str) -> None:
    figure = next(figure for figure in package.figures if figure.figure_id == key)
    number = f"{(figure.stated.low if figure.stated.low is not None else figure.stated.high):,}"
    others = [h for h in ENGLISH.hedges if h.bound in {"about", "at_least", "at_most"} and h.bound != figure.bound]
    for hedge in others:
        for text in (
            f"{_hedged(hedge.name, hedge.position, f'{figure.hedge_words} {number}')}",
            f"{figure.hedge_words} {_hedged(hedge.name, hedge.position, number)}",
        ):
            sentence = MUTATED[key].format(text)
            assert not any(verdict.is_kept for verdict in check_sentence(package, sentence)), sentence


def test_a_sentence_to_copy_is_kept(package: Package) -> None:
    for figure in package.figures:
        if figure.sentence:
            (verdict,) = check_sentence(package, statement(figure))
            assert (verdict.figure, verdict.is_kept) == (figure, True), statement(figure)


@given(st.text(max_size=300))
def test_any_text_will_do(each_package: Package, text: str) -> None:
    for verdict in check_sentence(each_package, text):
        assert told(verdict).lines


# --- Size, speed, words, command line ---


def test_a_long_text_is_refused_and_not_cut(package: Package) -> None:
    assert too_long("x" * LIMIT) == ""
    assert "5,001 characters" in too_long("x" * (LIMIT + 1))
    with pytest.raises(TooLong):
        check_sentence(package, "x" * (LIMIT + 1))


def test_words(package: Package) -> None:
    def lines(text: str) -> str:
        return "\n".join(line for verdict in check_sentence(package, text) for line in told(verdict).lines)

    kept = lines("About 4,000 North Korean soldiers were killed.")
    assert kept.startswith("Kept: hedge, number and what is counted. The article says about 4,000.")
    assert "You may write" not in kept
    dropped = lines("4,000 North Korean soldiers were killed.")
    assert dropped.startswith('Hedge missing: "about". The article says about 4,000.')
    assert f"You may write: {statement(package_figure(package, 'article-killed'))}" in dropped
    assert "Given so by Ukraine, president (21 January 2025): name the speaker" in dropped
    assert lines("At least 4,000 North Korean soldiers were killed.").startswith('Hedge changed: "At least 4,000".')
    asked = lines("About 4,000 soldiers were killed.")
    assert "Hedge and number are kept." in asked
    assert "Is this North Korean soldiers killed, wounded not counted?" in asked
    assert 'Not clear: "Syria".' in lines("About 4,000 North Korean soldiers were killed in Syria.")
    assert "Forecast told as a fact" in lines("30,000 troops were sent.")
    assert lines("17 dogs died.") == f'{NOT_HERE}: "17 dogs".'
    assert lines("6,000 North Korean soldiers died.").startswith("Known slips tell this number so")
    doubt = lines("Tens of thousands of shells a week")
    assert doubt.startswith('Doubt left out: "reportedly". Hedge and number are kept.')
    assert "hedge is changed" not in doubt.lower()
    counted = lines("Luke Coffey wrote that about 4,000 North Korean soldiers were casualties.")
    assert counted.startswith('Counts another thing: "casualties". The article says about 4,000; counted: North Korean')
    another = lines("The Pentagon said about 4,000 North Korean soldiers were killed.")
    assert another.startswith('Another speaker: "Pentagon". The article says about 4,000.')
    theirs = lines("South Korea said about 4,000 North Korean soldiers were killed.")
    assert theirs.startswith('Number changed: "about 4,000". South Korea, NIS (2 September 2025): ')
    assert 'Nobody here is called "Putin". Who said so?' in lines("Putin said about 4,000 North Korean soldiers died.")
    confirmed = lines("Several sources confirm that about 4,000 North Korean soldiers were killed.")
    assert confirmed.startswith('Told as confirmed, and nobody here confirms it: "confirm".')
    assert NOT_HERE not in confirmed
    worked = lines("40 percent")
    assert "Worked out here from the article's figures, and nobody's statement." in worked
    assert "At most about 40\u00a0%." in worked
    assert "Its hedge is missing" not in lines("At most about 40 percent of those sent were killed.")
    assert nothing_found("Nothing.") == NOTHING_FOUND
    assert nothing_found(" ") != NOTHING_FOUND


def package_figure(package: Package, key: str) -> Figure:
    return next(figure for figure in package.figures if figure.figure_id == key)


def test_the_sentence_that_would_do_for_a_report(package: Package) -> None:
    (verdict,) = check_sentence(package, "About 4,000 North Korean casualties.")
    assert isinstance(verdict.figure, Report)
    assert told(verdict).would_do == reports.sentence(verdict.figure)


def test_lines_are_few_and_short(each_package: Package) -> None:
    for verdict in (v for text in EVERY for v in check_sentence(each_package, text)):
        lines = told(verdict).lines
        own = [line for line in lines if not line.startswith("You may write: ")]
        assert len(" ".join(own).split()) <= MOST, own
        assert NO_FAULT not in lines
        assert own[0] == told(verdict).head
        assert sum(line.startswith("Given so by") for line in own) <= 1
        assert '""' not in " ".join(own)


def test_a_speaker_of_another_figure_is_never_let_through(each_package: Package) -> None:
    """A figure is kept only under a name of whoever stated it."""
    names = {
        name: {c.claimant for c in each_package.claimants if name in f"{c.claimant}; {c.full_name}; {c.speaks_through}"}
        for claimant in each_package.claimants
        for name in (claimant.claimant, claimant.full_name.split(",")[0], *claimant.speaks_through.split("; "))
        if name[:1].isupper()
    }
    for sentence in [*TRUE[:3], "2,417 gulls were counted", "The renewal will cost $35 to $45 billion"]:
        plain = sentence[0].lower() + sentence[1:].rstrip(".")
        for name, claimants in names.items():
            for text in (f"{name} said that {plain}.", f"{sentence.rstrip('.')}, according to {name}."):
                for verdict in check_sentence(each_package, text):
                    if verdict.is_kept and isinstance(verdict.figure, Report):
                        assert verdict.figure.claimant in claimants, text
                    elif verdict.is_kept and verdict.figure:
                        own = f"{verdict.figure.said_by} {verdict.figure.source.author}".lower()
                        assert any(word.lower()[:5] in own for word in name.split() if len(word) > 3), text


def test_the_mark_is_never_green_on_a_guess(each_package: Package) -> None:
    for verdict in (verdict for text in EVERY for verdict in check_sentence(each_package, text)):
        assert (told(verdict).mark == "kept") == verdict.is_kept
        assert verdict.is_kept == (outcome(verdict) == "kept")


def test_jsonl() -> None:
    asked = "".join(json.dumps({key: line[key] for key in ("id", "figure", "sentence")}) + "\n" for line in LINES[:3])
    run = subprocess.run(
        [sys.executable, "-m", "figures", "sentence", "--jsonl"],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line)["verdict"] for line in run.stdout.splitlines()] == [KEPT, DROPPED, CHANGED]


def test_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(FOLDERS["own"])
    assert main(["sentence", folder, "About 4,000 North Korean soldiers were killed."]) == 0
    assert main(["sentence", folder, "4,000 North Korean soldiers were killed."]) == 1
    out = capsys.readouterr().out
    assert "Hedge missing" in out
    assert out.count(NO_FAULT) == 2
    assert main(["sentence", folder, "Nothing."]) == 0
    assert main(["sentence"]) == 2
    assert main(["sentence", folder, "x" * (LIMIT + 1)]) == 2
    assert "Nothing was checked" in capsys.readouterr().err
