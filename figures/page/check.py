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
    status = p.Status(
        labels.checked([v.head for v in verdicts], marks.count("fault"), marks.count("asks"), marks.count("other"))
    )
    found = [p.Checked(v.mark, v.lines, _copy(v)) for v in verdicts]
    return (status, *found, *([] if "fault" in marks else [p.Text(words.NO_FAULT)]))


def _copy(verdict: words.Told) -> p.Copy | None:
    if not verdict.would_do:
        return None
    return p.Copy(labels.COPY_CORRECTED, labels.COPIED, verdict.would_do, verdict.head)
