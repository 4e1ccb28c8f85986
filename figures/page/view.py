"""Views: what a reader has chosen to see, and the parts of a page that follow it."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from figures.page import parts as p

KINDS = "claimed_by"


@dataclass(frozen=True)
class View:
    """The choices of a reader.

    kind: the kind of claimant whose reports are shown; "" for everyone. chart: the key of the exhibit that is shown by
    itself. further: key and value of every other filter that is not as it was at first.
    """

    kind: str = ""
    chart: str | None = None
    further: tuple[tuple[str, p.Value], ...] = ()

    @classmethod
    def of(cls, values: Iterable[tuple[p.Control, p.Value]], chart: str | None = None) -> View:
        """Return the view that the values of the filters make."""
        view = cls(chart=chart)
        for control, value in values:
            if value == control.at_first:
                continue
            if control.key == KINDS:
                view = replace(view, kind=str(value))
            else:
                view = replace(view, further=(*view.further, (control.key, value)))
        return view

    def value(self, control: p.Control) -> p.Value:
        """Return the value of a further filter."""
        return dict(self.further).get(control.key, control.at_first)

    @property
    def kinds(self) -> tuple[str, ...] | None:
        """The kinds of claimant to keep; None for all."""
        return (self.kind,) if self.kind else None

    @property
    def query(self) -> str:
        """The part of an address that asks for this view, from its "?" on. It holds only what differs at first."""
        chosen = [(KINDS, self.kind)] if self.kind else []
        chosen += [(key, str(value).lower() if isinstance(value, bool) else value) for key, value in self.further]
        return f"?{urllib.parse.urlencode(chosen)}" if chosen else ""


def following(make: Callable[[View], Iterable[p.Part]]) -> p.Following:
    """Return parts that follow the filters. make: yields them for a View."""
    return p.Following(make, tuple(make(View())))
