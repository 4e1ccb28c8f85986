"""The headline figures as one piece of HTML: a card each, with hedge and number in one run of one size.

Each card carries a small copy of the mark that the charts draw for its bound, so that the card teaches the mark.
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from figures import selections, wording
from figures.tables import Package


def html(package: Package, rows: pd.DataFrame) -> Markup:
    """The cards of these figures, two beside each other where there is room; rows: selections.headlines."""
    shown = Markup().join(_card(package, row) for row in wording.records(rows))
    return Markup('<div class="cards">{}</div>').format(shown)


def _card(package: Package, row: wording.Row) -> Markup:
    forecast = wording.is_forecast(row)
    status = Markup('<span class="status">{}</span>').format(wording.status(row)) if forecast else ""
    return Markup(
        '<article class="card{forecast}">'
        "<h2><span>{label}</span>{status}</h2>"
        '<p class="figure">{figure}</p>'
        '<p class="meaning"><span class="mark {bound}{forecast}" aria-hidden="true"></span>{meaning}</p>'
        '<p class="line"><b>Counted</b> {definition}.</p>'
        '<p class="line"><b>Who says so</b> {speaker}.</p>'
        '<p class="line"><b>Careful</b> {caveat}</p>'
        "</article>"
    ).format(
        forecast=" forecast" if forecast else "",
        label=wording.card_label(selections.label_of(package, row["measure"]), row),
        status=status,
        figure=wording.figure(row),
        bound=row["bound"],
        meaning=wording.meaning(row),
        definition=row["definition"],
        speaker=wording.speaker(row),
        caveat=row["caveat"],
    )
