"""Views: what a reader has chosen to see, and the parts of a page that follow it."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from figures.page import parts as p

KINDS = "claimed_by"  # the key of the filter by kind of claimant


@dataclass(frozen=True)
class View:
    """The choices of a reader.

    kind: the kind of claimant whose reports are shown; "" for everyone. chart: the key of the exhibit that is shown by
    itself. further: key and option of every other filter that is not as it was at first.
    """

    kind: str = ""
    chart: str | None = None
    further: tuple[tuple[str, str], ...] = ()

    def choosing(self, key: str, option: str) -> View:
        """Return the view with an option of a filter chosen; "" is the first one."""
        if key == KINDS:
            return replace(self, kind=option)
        further = dict(self.further) | {key: option}
        return replace(self, further=tuple((key, option) for key, option in further.items() if option))

    def option(self, key: str) -> str:
        """Return the chosen option of a filter; "" for its first one."""
        return self.kind if key == KINDS else dict(self.further).get(key, "")

    @property
    def query(self) -> str:
        """The part of an address that asks for these choices, from its "?" on; "" for the view at first."""
        chosen = {KINDS: self.kind, **dict(self.further)} if self.kind else dict(self.further)
        return f"?{urllib.parse.urlencode(chosen)}" if chosen else ""


def following(make: Callable[[View], Iterable[p.Part]], view: View | None = None) -> p.Following:
    """Return parts that follow the filters. make: yields them for a View. view: the one to show, else the first."""
    return p.Following(make, tuple(make(view or View())))
