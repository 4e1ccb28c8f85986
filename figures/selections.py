"""Which rows a part of the page shows. Rows in, fewer rows out, in the order of the file."""

from __future__ import annotations

import pandas as pd

from figures.tables import Package

_ENDS = ["stated_low", "stated_high", "reading_low", "reading_high"]


def can_be_drawn(figures: pd.DataFrame) -> pd.Series:
    """True where a row has a number that a mark can stand at: a stated one, or our reading."""
    return figures[_ENDS].notna().any(axis=1)


def headlines(package: Package) -> pd.DataFrame:
    """The figures on the headline cards, in the order of measures.csv's headline column.

    A measure's card shows its first figure that can be drawn; where none can, its first figure.
    """
    figures = package["article_figures"]
    measures = package["measures"].dropna(subset="headline").sort_values("headline")
    cards = []
    for measure in measures["measure"]:
        of_measure = figures[figures["measure"] == measure]
        drawn = of_measure[can_be_drawn(of_measure)]
        cards.append((of_measure if drawn.empty else drawn).head(1))
    return pd.concat(cards) if cards else figures.head(0)


def drawn_on(package: Package, chart: str) -> pd.DataFrame:
    """The article's figures that stand on one chart (a key of charts.csv), in the order of the headline cards."""
    measures = package["measures"]
    on_chart = measures[measures["chart"] == chart].sort_values("headline", na_position="last")["measure"]
    figures = package["article_figures"]
    order = {measure: place for place, measure in enumerate(on_chart)}
    rows = figures[figures["measure"].isin(order) & can_be_drawn(figures)]
    return rows.sort_values("measure", key=lambda m: m.map(order), kind="stable")


def not_drawn(package: Package) -> pd.DataFrame:
    """The article's figures that stand on no chart."""
    figures = package["article_figures"]
    drawn = pd.concat([drawn_on(package, chart)["figure_id"] for chart in package["charts"]["chart"]] or [pd.Series()])
    return figures[~figures["figure_id"].isin(drawn)]


def caveats_of(package: Package, figure_id: str) -> pd.DataFrame:
    """The further caveats of one figure."""
    rows = package["caveats"]
    return rows[rows["figure_id"] == figure_id]


def label_of(package: Package, measure: str) -> str:
    """The measure's name for readers."""
    rows = package["measures"]
    return str(rows.loc[rows["measure"] == measure, "label"].iloc[0])
