"""The finder of hedged figures, on labelled lines and on cases of its own."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.__main__ import as_json, main, paragraphs
from figures.language.finder import Found, find
from figures.language.hedges import ENGLISH, read_lexicon

HERE = Path(__file__).parent / "finder"
Labels = list[dict[str, Any]]


def labelled(name: str) -> Iterator[tuple[str, Labels]]:
    """Texts with their labelled figures; an article gives its paragraphs."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for part in row.get("paragraphs", [row]):
            yield part["text"], part["figures"]


LINES = [*labelled("open.jsonl"), *labelled("open_articles.jsonl")]


def is_same(wanted: dict[str, Any], told: dict[str, Any]) -> bool:
    """Tell if a figure is told as labelled: bound, ends, approximate and strict."""
    return all(wanted[name] == told[name] for name in ("bound", "low", "high", "approximate", "strict"))


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    begins, ends = max(one["start"], other["start"]), min(e["start"] + len(e["span"]) for e in (one, other))
    return bool(begins < ends)


def pairs(wanted: Labels, told: Labels) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each labelled figure with the one told in its place."""
    left = list(told)
    for label in wanted:
        hits = [figure for figure in left if overlap(label, figure)]
        best = next((figure for figure in hits if is_same(label, figure)), hits[0] if hits else None)
        if best:
            left.remove(best)
        yield label, best


def test_labelled_lines() -> None:
    wanted = told = right = lost = units = rates = 0
    for text, labels in LINES:
        figures = [as_json(figure) for figure in find(text)]
        wanted, told = wanted + len(labels), told + len(figures)
        for label, figure in pairs(labels, figures):
            hedged = label["bound"] != "unhedged"
            lost += hedged and (figure is None or figure["bound"] == "unhedged")
            if figure:
                right += is_same(label, figure)
                units += label["unit"] == figure["unit"]
                rates += label["per"] == figure["per"]
    precision, recall = right / told, right / wanted
    assert 2 * precision * recall / (precision + recall) >= 0.985
    assert lost <= 1, "hedged figures missed or told as unhedged"
    assert units / wanted >= 0.95
    assert rates / wanted >= 0.99


# Cases: a sentence, then its figures, indented: "span; bound low..high", with ~ for approximate and ! for strict

CASES = """
The rail link will cost £2bn to £3bn, nearly twice the first estimate.
  £2bn to £3bn; between 2000000000..3000000000 | nearly twice; about 2..2
Planners put the bill at €1.2\u20131.4bn, or US$1.5bn.
  €1.2\u20131.4bn; between 1200000000..1400000000 | US$1.5bn; unhedged 1500000000..1500000000
Some twenty-five miners were trapped, and 12 of them hurt.
  Some twenty-five miners; about 25..25 | 12; unhedged 12..12
More than one and a half million voters stayed at home.
  More than one and a half million voters; at_least 1500000..!
A hundred and fifty horses and half a dozen mules were moved.
  A hundred and fifty horses; unhedged 150..150 | half a dozen mules; unhedged 6..6
Three-quarters of the wells are dry, and a third less water flows.
  Three-quarters; unhedged 0.75..0.75 | a third; unhedged 0.3333..0.3333
Almost nine in ten wells are dry; 9 out of 10 farmers sold up.
  Almost nine in ten wells; about 0.9..0.9 | 9 out of 10; unhedged 0.9..0.9
One person in ten left, but 31 of 34 stayed.
  One person in ten; unhedged 0.1..0.1 | 31; unhedged 31..31 | 34; unhedged 34..34
Support stood at 52 per cent, plus or minus 3 points.
  52 per cent, plus or minus 3 points; about 52..52
The sample weighed 300 ± 20 grams.
  300 ± 20 grams; about 300..300
Crowds of hundreds, possibly thousands, and several dozen cars blocked a couple of roads.
  hundreds, possibly thousands; magnitude | several dozen cars; magnitude | a couple of roads; unnumbered
A couple of hundred fans sang; thousands upon thousands watched.
  A couple of hundred fans; magnitude | thousands upon thousands; magnitude
Just over 12,000 homes and a little under 3,000 sheds burned.
  Just over 12,000 homes; at_least 12000..~! | a little under 3,000 sheds; at_most ..3000~!
The debt is north of $3bn, well above the limit of €2.80 a head.
  north of $3bn; at_least 3000000000..! | €2.80; unhedged 2.8..2.8
Guests numbered 300, if not more, or 40-odd, or 10,000+.
  300, if not more; at_least 300.. | 40-odd; about 40..40 | 10,000+; at_least 10000..
It is as low as 3 euros, yet as few as 12 nurses came.
  as low as 3 euros; at_least 3.. | as few as 12 nurses; at_least 12..
Not more than 30 people may enter; not even 20 did.
  Not more than 30 people; at_most ..30 | not even 20; at_most ..20!
The toll never exceeded 30, and the cost does not exceed €300.
  never exceeded 30; at_most ..30 | does not exceed €300; at_most ..300
Losses have passed €25m, and the toll passed 100.
  passed €25m; at_least 25000000..! | passed 100; at_least 100..!
Pay rose from 900 to about 1,100 euros.
  900; unhedged 900..900 | about 1,100 euros; about 1100..1100
Sales rose from 3 to 4.5 million crowns.
  3; unhedged 3000000..3000000 | 4.5 million crowns; unhedged 4500000..4500000
Prices rose by 3 to 5 per cent, from 9.2% to about 10%.
  3 to 5 per cent; between 3..5 | 9.2%; unhedged 9.2..9.2 | about 10%; about 10..10
More than 1,800 but fewer than 2,000 birds were counted.
  More than 1,800 but fewer than 2,000 birds; between 1800..2000!
At least 12 men and up to 40 horses were lost.
  At least 12 men; at_least 12.. | up to 40 horses; at_most ..40
At least 17 people dead and 64 hurt.
  At least 17 people; at_least 17.. | 64; unhedged 64..64
As many as more than 6 million watched, up to over 90,000 of them here.
  As many as more than 6 million; unnumbered | up to over 90,000; unnumbered
Most residents had left; many had nothing, and a great many farms, the bulk of the crop and countless birds were lost.
  Most residents; unnumbered | many; unnumbered | a great many farms; unnumbered | the bulk; unnumbered
  countless birds; unnumbered
An estimated 30 to 40 cars burned, perhaps more than 50.
  An estimated 30 to 40 cars; between 30..40~ | perhaps more than 50; at_least 50..!
The dead are believed to number 300.
  believed to number 300; about 300..300
Losses were estimated at more than €3 million.
  estimated at more than €3 million; at_least 3000000..~!
The well is presumed to hold over 300 litres.
  presumed to hold over 300 litres; at_least 300..!
The company lost 500 vans, not 300.
  500 vans; unhedged 500..500 | 300; unhedged 300..300
Two, maybe three thousand people came, or four or five of each village.
  Two, maybe three thousand people; between 2000..3000 | four or five; between 4..5
Two to three dozen cars and two or three hundred bikes burned.
  Two to three dozen cars; between 24..36 | two or three hundred bikes; between 200..300
Between about 20 and 30 people and around 20 to 30 dogs came.
  Between about 20 and 30 people; between 20..30~ | around 20 to 30 dogs; between 20..30~
The museum lost, at the very least, 40 paintings.
  at the very least, 40 paintings; at_least 40..
A roughly 40-metre screen and a nearly three-hour delay cost a six-figure sum.
  roughly 40-metre; about 40..40 | nearly three-hour; about 3..3 | six-figure sum; magnitude
A three- to five-year term is usual.
  three- to five-year; between 3..5
The crater was roughly the size of 300 football pitches.
  roughly the size of 300 football pitches; unnumbered
The trip takes about an hour and a half, or less than a mile on foot.
  about an hour and a half; about 1.5..1.5 | less than a mile; at_most ..1!
At least one aide, no more than two cooks and one guard left.
  At least one aide; at_least 1.. | no more than two cooks; at_most ..2 | one guard; unhedged 1..1
It is no longer than 300 metres, yet longer than 40 metres.
  no longer than 300 metres; at_most ..300 | longer than 40 metres; at_least 40..!
Temperatures fell to \u221212 °C from 3½ degrees.
  \u221212 °C; unhedged -12..-12 | 3½ degrees; unhedged 3.5..3.5
Each of the 1 140 schools gets up to 35,000 marks.
  1 140 schools; unhedged 1140..1140 | up to 35,000 marks; at_most ..35000
Up to 30 or so houses and at least another 12 barns burned.
  Up to 30 or so houses; at_most ..30~ | at least another 12 barns; at_least 12..
“At least 300” cows and some “400” goats fled.
  At least 300; at_least 300.. | some “400; about 400..400
The harvest fell short of 300 tonnes but topped 3 million loaves.
  short of 300 tonnes; at_most ..300! | topped 3 million loaves; at_least 3000000..!
A minimum of 12 and a maximum of 30 players may enter.
  A minimum of 12 and a maximum of 30 players; between 12..30
It is 300 metres long or more; 200 jars of honey or fewer fit.
  300 metres long or more; at_least 300.. | 200 jars of honey or fewer; at_most ..200
The path is ~310 m, c. 30 m wide and ≈ 4 m deep.
  ~310 m; about 310..310 | c. 30 m; about 30..30 | ≈ 4 m; about 4..4
Rents are anywhere between 3 and 4 million crowns.
  anywhere between 3 and 4 million crowns; between 3000000..4000000
He paid only a few euros, and only a handful of 40 people paid more.
  only a few euros; unnumbered | only a handful; unnumbered | 40 people; unhedged 40..40
Output grew tenfold, to more than double the plan, 2.5 times what it was.
  tenfold; unhedged 10..10 | more than double; at_least 2..! | 2.5 times; unhedged 2.5..2.5
Tens of thousands of tonnes rot, hundreds of thousands more may follow.
  Tens of thousands of tonnes; magnitude | hundreds of thousands; magnitude
Barely 30 of the almost 300 members, close on 2 per cent of all, voted.
  Barely 30; about 30..30 | almost 300 members; about 300..300 | close on 2 per cent; about 2..2
He earns in excess of 9,000 crowns, upwards of €300 or some $400 or so.
  in excess of 9,000 crowns; at_least 9000..! | upwards of €300; at_least 300.. | some $400 or so; about 400..400
It holds 30 people at most, 40 at best, 50 tops and 60 max.
  30 people at most; at_most ..30 | 40 at best; at_most ..40 | 50 tops; at_most ..50 | 60 max; at_most ..60
The fleet has 2,300 boats and counting, 300 or thereabouts of them new.
  2,300 boats and counting; at_least 2300.. | 300 or thereabouts; about 300..300
A quarter or more of the 300k users left within an hour.
  A quarter or more; at_least 0.25.. | 300k users; unhedged 300000..300000
Over a dozen cars, a dozen or so bikes and 12 or more carts burned.
  Over a dozen cars; at_least 12..! | a dozen or so bikes; about 12..12 | 12 or more carts; at_least 12..
It is half a kilometre to the sea and three quarters of an hour by car.
  half a kilometre; unhedged 0.5..0.5 | three quarters of an hour; unhedged 0.75..0.75
"""


def told(figure: Found) -> str:
    low, high = ("" if end is None else f"{float(end):.12g}" for end in (figure.low, figure.high))
    marks = "~" * (figure.approximate and figure.bound != "about") + "!" * figure.strict
    ends = f" {low}..{high}" if low or high else ""
    return f"{figure.span}; {figure.bound}{ends}{marks}"


def cases() -> list[tuple[str, list[str]]]:
    blocks = (block.split("\n") for block in re.split(r"\n(?! )", CASES.strip()))
    return [(sentence, " | ".join(map(str.strip, lines)).split(" | ")) for sentence, *lines in blocks]


@pytest.mark.parametrize(("sentence", "figures"), cases(), ids=[sentence for sentence, _ in cases()])
def test_case(sentence: str, figures: list[str]) -> None:
    assert [told(figure) for figure in find(sentence)] == figures


# Numbers that are no figures.
TRAPS = """
In the 1990s and from 2010 to 2020 the mine stood idle.
The mine closed around 1999, about 20 years ago.
Over the past 3 years the packs have moved south.
It was the third raid in five years, within ten days of the first.
From 3 to 5 pm, and from 8 to 12 March, the lane is closed.
The lamp failed at about 3.40 am, not at half past six.
The keeper, aged about 80, let over-65s and under-12s climb free.
A 23-year-old picket and a boy of 12 were hurt; Ana Lima, 52, was not.
Children under five and people over 65 travel free.
The side won 3-2, and the union voted 212-40, by a vote of 21 to 20.
Article 9, paragraphs 12 and 13, page 4 and Room 212 are no figures.
See No. 4 or call 0800 123 456, day and night, 24/7.
The A380, the G7, the 5G mast, Covid-19 and version 2.1.3.
He lives at 10 Downing Street, in the Five Lanterns arcade.
A two-thirds majority ended the three-day strike in the half year.
Losses doubled; the quarter was the second worst.
Tracks were found around the 5 km mark, between stations 4 and 6.
Some of the collars, any of the cars and both doors are up to date.
The new puzzle is more a puzzle than a toy; more than ever, fewer than expected.
The most costly storm, over and above that, was most likely the last.
How many were there? Too many, and as many as last year.
At least nobody was sacked, one man said.
A few days later, and a few years ago, it rained.
The union came fourth; twenty-first and 4th are ordinals.
It burned on June 12th, 2020, and on Friday 6 May.
The size of the crowd was not known.
"""


PREPOSITIONS = """
A book about 12 wolves has annoyed the farmers.
They talked about two hotels.
Rangers sat around nine fires.
A fence around 12 oaks fell.
The new owner took over 12 depots.
He jumped over two fences.
Anger over two deaths grew.
Between them the two inspectors warned us.
The path between two lakes is shut.
Workers found them under 12 beds.
The dog was buried under 3 metres of snow.
The flat above two shops burned.
The tower stands north of two villages.
The council passed two laws.
It adds up to 300 euros.
We are short of 12 nurses.
Exactly 300 people came, only 12 of them late.
A further 300 came, as a mere 12 left.
"""


@pytest.mark.parametrize("sentence", [*TRAPS.strip().splitlines(), *PREPOSITIONS.strip().splitlines()])
def test_no_figure_or_a_preposition_that_is_no_hedge(sentence: str) -> None:
    assert {figure.bound for figure in find(sentence)} == ({"unhedged"} if sentence in PREPOSITIONS else set())


@pytest.mark.parametrize(
    "hedge", [hedge for hedge in ENGLISH.hedges if hedge.position in ("before", "after")], ids=lambda h: h.name
)
def test_each_hedge_before_or_after_a_number(hedge: Any) -> None:
    """A few of those before it stand only after a verb or an adverb."""
    words = hedge.name.replace(" . ", ". ").replace(" .", ".").replace("+ / -", "+/-").replace(" =", "=")
    if hedge.position == "before":
        lead = {"top": "to ", "pass": "to ", "past": "soared ", "short of": "just "}.get(hedge.name, "it was ")
        (figure,) = find(f"The sum, as they say, {lead}{words} €3,000 then.")
        assert figure.strict == hedge.strict
    else:
        tolerance = " 20" if hedge.name in {"±", "+ / -", "plus or minus"} else ""
        joint = {"odd": "-", "ish": "", "+": ""}.get(hedge.name, ", " if hedge.bound == "about" else " ")
        (figure,) = find(f"The yard holds 3,000{joint}{words}{tolerance}.")
    assert figure.bound == hedge.bound


# Fields


def test_fields() -> None:
    (figure,) = find("The leak may have cost at least about 2.5 million crowns a day.")
    about = ("at least about 2.5 million crowns", 23, "at least about", "at_least", Fraction(2_500_000), None)
    assert figure == Found(*about, True, False, "crowns", "day", "may have")


UNITS = """
It lost US$40 million. | US$ |
Pumps clear about 900 litres a minute. | litres | minute
The fee is capped at €20 per head. | € | head
Some 4,000 square kilometres burned. | square kilometres |
It hired 12 very experienced drivers. | drivers |
Only 31 of 34 lines run. | lines |
About half of them left. | share |
There is one doctor for every 900 people. | doctor | 900 people
It earns just shy of 5 million francs annually. | francs | year
"""
HEDGES = """
He owns 40-odd cows. | odd
It seats 30, tops. | tops
Some 60 crews or more sailed. | Some ... or more
At least 4,000 and possibly as many as 6,000 fled. | At least ... and possibly as many as
The seam is presumed to hold more than 6 tonnes. | presumed to ... more than
At least another 30 wells are dry. | At least
It took 40 minutes, give or take five. | give or take
Hundreds, possibly thousands, fled. | Hundreds, possibly thousands
It is roughly the size of a small town. | roughly the size of
Anywhere from 3 to 30 people come. | Anywhere from ... to
"""


@pytest.mark.parametrize("line", [*UNITS.strip().splitlines(), *HEDGES.strip().splitlines()])
def test_unit_and_rate_or_words_of_the_hedge(line: str) -> None:
    sentence, *wanted = map(str.strip, line.split("|"))
    figure = find(sentence)[0]
    assert wanted in ([figure.unit, figure.per], [figure.hedge])


def test_share_that_is_small_is_not_nothing() -> None:
    assert find("The risk is one in 30,000.")[0].low == Fraction(3333, 10**8)


# The lexicon


def test_lexicon_takes_the_hedges_of_a_package() -> None:
    rows = [
        dict(zip(("hedge_words", "bound", "strict"), line.split(", "), strict=True))
        for line in (
            *("not a whit above, at_most, ", "or loads more, at_least, ", "twixt ... and, between, "),
            *("sworn to ... beyond, at_least, yes", "oodles, unnumbered, ", "over, at_least, yes"),
        )
    ]
    lexicon = ENGLISH.extended(rows)
    text = (
        "Not a whit above 3 cows, 4 pigs or loads more, twixt 5 and 6 hens."
        " Sworn to hold beyond 900 rams and oodles of rats."
    )
    assert [told(figure) for figure in find(text, lexicon)] == [
        "Not a whit above 3 cows; at_most ..3",
        "4 pigs or loads more; at_least 4..",
        "twixt 5 and 6 hens; between 5..6",
        "Sworn to hold beyond 900 rams; at_least 900..!",
        "oodles of rats; unnumbered",
    ]
    assert len(find(text)) == 5  # the numbers are seen without it too; "oodles" is not
    assert find("Just over 90 rams", lexicon)[0].approximate, "the lexicon keeps what it knows of its own hedges"


def test_lexicon_of_the_package(data_dir: Path) -> None:
    """Each hedge of the data package, put before or around a number, is read with its bound."""
    with (data_dir / "hedges.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lexicon = ENGLISH.extended(rows)
    for row in rows:
        if row["bound"] in {"unnumbered", "magnitude"}:
            continue
        first, *rest = row["hedge_words"].split(" ... ")
        if row["bound"] == "between":
            sentence = f"It was {first} 300 {rest[0] if rest else 'to'} 400."
        elif (after := [first, *rest][-1]).startswith("or"):
            sentence = f"It was {first if rest else ''} 300 {after}."
        else:
            sentence = f"It was {first} {'hold ' if rest else ''}{' '.join(rest)} 300."
        (figure,) = find(sentence, lexicon)
        assert (figure.bound, figure.strict) == (row["bound"], row["strict"] == "yes"), sentence


def test_lexicon_file_has_known_values() -> None:
    lexicon = read_lexicon(Path(find.__code__.co_filename).with_name("hedges.csv"))
    assert {hedge.position for hedge in lexicon.hedges} == {
        "before", "after", "around", "join", "alone", "degree", "inside", "far",
    }  # fmt: skip
    assert {hedge.bound for hedge in lexicon.hedges} <= {"", "about", "at_least", "at_most", "between", "unnumbered"}


# Any text

PIECES = st.sampled_from(
    [
        *"about around over under between from to and or more than at least most up as many some nearly per".split(),
        *"3 12 300 1,140 2.5 2019 twenty five hundred thousand million half a an third quarter one in of cent".split(),
        *"% $ € £ - \u2013 \u2014 . , ; ( ) \" ' \u2019 ± + / ~ people years ago day May 3rd 65s km m k".split(),
        *"bn odd plus ½ -12 not the few several dozens tens size".split(),
        *(" ", "\n", "\u00a0", "\u2009"),
    ]
)


@given(st.lists(st.tuples(PIECES, st.sampled_from([" ", "", "\u00a0", "\n"])), max_size=30))
def test_any_text(pieces: list[tuple[str, str]]) -> None:
    """Spans are verbatim, in order and apart; ends agree with the bound."""
    text = "".join(piece + gap for piece, gap in pieces)
    figures = find(text)
    assert figures == find(text)
    last = 0
    for figure in figures:
        assert text[figure.start : figure.start + len(figure.span)] == figure.span
        assert figure.span == figure.span.strip() != ""
        assert figure.start >= last
        last = figure.start + len(figure.span)
        assert (figure.bound == "unhedged") == (figure.hedge == "")
        low = figure.bound in {"unhedged", "about", "at_least", "between"}
        high = figure.bound in {"unhedged", "about", "at_most", "between"}
        assert (figure.low is not None, figure.high is not None) == (low, high)
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.high
        assert not (figure.strict and figure.bound not in {"at_least", "at_most", "between"})


@given(st.text(max_size=60))
def test_any_characters(text: str) -> None:
    find(text)


# The command

TEXT = "Some 40 cows\nfled.\n\nThe farm lost up to 3.5 million euros a year."


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_table(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", str(article)]) == 0
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["paragraph", "figure", "hedge"]
    assert first.split() == ["1", "Some", "40", "cows", "Some", "about", "40", "40", "yes", "no", "cows"]
    assert second.startswith("2          up to 3.5 million euros")
    assert "3500000" in second


def test_json(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "--json", str(article)]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["paragraph"] for row in rows] == [1, 2]
    assert rows[1]["figures"][0] == {
        "span": "up to 3.5 million euros", "start": 14, "hedge": "up to", "bound": "at_most", "low": None,
        "high": 3500000, "approximate": "no", "strict": "no", "unit": "euros", "per": "year", "doubt": "",
    }  # fmt: skip


def test_jsonl() -> None:
    lines = [{"id": 1, "text": "About 3½ tonnes\u2028sank."}, {"id": "b", "text": "Nothing."}]
    done = subprocess.run(
        [sys.executable, "-m", "figures", "find", "--jsonl"],
        input="".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
        capture_output=True, encoding="utf-8", check=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    first, second = map(json.loads, done.stdout.split("\n")[:-1])
    assert first["id"] == 1
    assert first["figures"][0]["low"] == 3.5
    assert second == {"id": "b", "figures": []}


def test_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("caf\xe9 30".encode("latin-1"))
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": 1}\n', encoding="utf-8")
    for words, said in (
        ([str(tmp_path / "none.txt")], "none.txt: No such file or directory"),
        ([str(latin)], "latin.txt: not in UTF-8"),
        (["--jsonl", str(lines)], 'line 1: not a JSON object with "id" and "text"'),
        ([], "name a file"),
    ):
        assert main(["find", *words]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1


def test_paragraphs() -> None:
    assert paragraphs("One\nmore.\n \nTwo.\r\n") == ["One\nmore.", "Two."]
    assert paragraphs("One.\nTwo.\n") == ["One.", "Two."]
    assert paragraphs(" \n") == []
