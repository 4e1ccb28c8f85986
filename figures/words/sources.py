"""Sources: a page named in one line, with its date."""

from __future__ import annotations

import re

from figures.language.english import quoted
from figures.model.records import Source


def date_of(source: Source) -> str:
    """Return the date of a page in words, marked where the page does not state it."""
    if source.published is None:
        return "date not recorded"
    return source.published.in_words() + (" (inferred)" if source.is_inferred else "")


def inferred_date(source: Source) -> str:
    """Return a sentence on how the page's date was worked out; "" where the page states it."""
    return f"The date is {source.published_note}." if source.is_inferred else ""


def source_line(source: Source, *, link: bool = True) -> str:
    """Return author, title, publisher, kind, date and address; a blank cell leaves no gap. link: keep "https://"."""
    title = quoted(source.title) if source.title else ""
    url = source.url if link else re.sub("^https?://", "", source.url)
    return ", ".join(filter(None, [source.author, title, publisher(source), date_of(source), url]))


def publisher(source: Source) -> str:
    """Return a page's publisher and kind: "Harbour Gazette (news report)"."""
    both = source.publisher and source.kind
    return f"{source.publisher} ({source.kind})" if both else source.publisher or source.kind


def page_name(source: Source) -> str:
    """Return a page's publisher, kind and date: "Harbour Gazette (news report, 3 May 2025)"."""
    inside = ", ".join(filter(None, [source.kind, date_of(source)]))
    return f"{source.publisher} ({inside})" if source.publisher else inside
