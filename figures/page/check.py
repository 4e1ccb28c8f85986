"""Check a sentence: the box, and what the check says of a text."""

from __future__ import annotations

from collections.abc import Iterator

from figures.analysis.sentence import check_sentence
from figures.model.package import Package
from figures.page import parts as p
from figures.page import shared
from figures.words import labels
from figures.words import sentence as words


def check_section(_: Package) -> Iterator[p.Part]:
    """Yield the box to check a sentence in."""
    yield shared.heading(labels.CHECK, "check")
    yield p.Text(labels.CHECK_WHY)
    yield p.Check(labels.YOUR_SENTENCE, labels.CHECK_IT, labels.FOR_EXAMPLE)


def checked(package: Package, text: str) -> tuple[p.Part, ...]:
    """Return what the check says of a text: a line to announce, then each figure in it."""
    if message := words.too_long(text):
        return (p.Status(message),)
    verdicts = [words.told(verdict) for verdict in check_sentence(package, text)]
    if not verdicts:
        return (p.Status(words.nothing_found(text)),)
    marks = [verdict.mark for verdict in verdicts]
    summary = labels.checked(marks)
    found: list[p.Part] = [p.Status(f"{summary} {verdicts[0].head}" if len(verdicts) == 1 else summary)]
    for verdict in verdicts:
        to_copy, head = verdict.would_do, verdict.head
        copy = p.Copy(labels.COPY_CORRECTED, labels.COPIED, to_copy, head) if to_copy else None
        found.append(p.Checked(verdict.mark, verdict.lines, copy))
    return (*found, *([] if "fault" in marks else [p.Text(words.NO_FAULT)]))
