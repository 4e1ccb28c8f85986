"""The headline figures as one piece of HTML: a card each, with hedge and number in one run of one size.

Each card carries a small copy of the mark that the charts draw for its bound, so that the card teaches the mark.
"""

from __future__ import annotations

import pandas as pd

from figures import selections, wording
from figures.marks import PALETTES, blend
from figures.tables import Package
from figures.wording import as_html

_LIGHT, _DARK = PALETTES["light"], PALETTES["dark"]
# light-dark() follows the page's own colour scheme, also when a reader switches it, with no rerun. The pages' own
# papers stand in .streamlit/config.toml.
_ACCENT = f"light-dark({_LIGHT.accent}, {_DARK.accent})"
_FADED = f"light-dark({blend(_LIGHT.accent, '#FAF8F4', 0.45)}, {blend(_DARK.accent, '#171614', 0.45)})"
_INK = f"light-dark({_LIGHT.ink}, {_DARK.ink})"
_SOFT = f"light-dark({_LIGHT.soft}, {_DARK.soft})"
_PAGE = "light-dark(#FAF8F4, #171614)"

_STYLE = f"""<style>
.cards {{ display: grid; grid-template-columns: 1fr 1fr; column-gap: 2.5rem; }}
.cards article {{ display: grid; grid-row: span 6; grid-template-rows: subgrid; row-gap: 0; min-width: 0;
  border-top: 3px solid {_ACCENT}; padding-top: .75rem; color: {_SOFT}; font-size: 15px; line-height: 1.45; }}
.cards article.forecast {{ border-top-style: dashed; }}
.cards h3 {{ font: 600 16px/1.4 "Source Sans", sans-serif; color: {_INK}; margin: 0; padding: 0; display: flex;
  justify-content: space-between; gap: .5rem; flex-wrap: wrap; }}
.cards .status {{ font-size: 13px; border: 1px dashed {_INK}; padding: 0 .4rem; border-radius: 2px; }}
.cards .figure {{ font: 600 36px/1.25 "Source Serif", Georgia, serif; color: {_ACCENT}; margin: 0; }}
.cards .meaning {{ font-size: 16px; font-weight: 600; color: {_INK}; margin: 0 0 .5rem; }}
.cards .line {{ margin: 0 0 .4rem; }}
.cards .line:last-child {{ margin-bottom: 2.25rem; }}
.cards b {{ font-weight: 600; color: {_INK}; }}
.cards .mark {{ display: inline-block; width: 44px; height: 18px; margin-right: .5rem; vertical-align: -3px; }}
.mark.about {{ background: radial-gradient(circle at 22px 9px, {_PAGE} 0 2.5px, {_ACCENT} 3px 5px, {_FADED} 5.5px,
  transparent 9px); }}
.mark.unhedged {{ background: radial-gradient(circle at 22px 9px, transparent 0 3px, {_ACCENT} 3.5px 5.5px,
  transparent 6px); }}
.mark.at_least {{ border-left: 3px solid {_ACCENT};
  background: linear-gradient(90deg, {_FADED}, transparent) left center / 100% 10px no-repeat; }}
.mark.at_most {{ border-right: 3px solid {_ACCENT};
  background: linear-gradient(270deg, {_FADED}, transparent) left center / 100% 10px no-repeat; }}
.mark.at_least.forecast {{ mask: repeating-linear-gradient(90deg, #000 0 7px, transparent 7px 11px); }}
.mark.at_most.forecast {{ mask: repeating-linear-gradient(270deg, #000 0 7px, transparent 7px 11px); }}
.mark.between {{ border: solid {_ACCENT}; border-width: 0 3px;
  background: linear-gradient({_ACCENT}, {_ACCENT}) left center / 100% 2px no-repeat; }}
.mark.magnitude {{ background: repeating-linear-gradient(135deg, {_ACCENT} 0 2px, transparent 2px 6px); }}
.mark.unnumbered {{ display: none; }}
/* Three columns of words on a phone: long words may break, the figures of the first column may not. */
@media (max-width: 640px) {{ [data-testid="stTable"] td + td * {{ overflow-wrap: anywhere !important; }}
  [data-testid="stTable"] :is(td, th) {{ padding-inline: .25rem; }}
  .cards {{ grid-template-columns: 1fr; }} .cards .figure {{ font-size: 34px; }} }}
</style>"""


def html(package: Package, rows: pd.DataFrame) -> str:
    """The cards of these figures, two beside each other where there is room; rows: selections.headlines."""
    return _STYLE + '<div class="cards">' + "".join(_card(package, row) for row in wording.records(rows)) + "</div>"


def _card(package: Package, row: wording.Row) -> str:
    forecast = " forecast" if wording.is_forecast(row) else ""
    status = f'<span class="status">{as_html(wording.status(row))}</span>' if forecast else ""
    label = wording.card_label(selections.label_of(package, row["measure"]), row)
    return (
        f'<article class="card{forecast}">'
        f"<h3><span>{as_html(label)}</span>{status}</h3>"
        f'<p class="figure">{as_html(wording.figure(row))}</p>'
        f'<p class="meaning"><span class="mark {row["bound"]}{forecast}" aria-hidden="true"></span>'
        f"{as_html(wording.meaning(row))}</p>"
        f'<p class="line"><b>Counted</b> {as_html(row["definition"])}.</p>'
        f'<p class="line"><b>Who says so</b> {as_html(wording.speaker(row))}.</p>'
        f'<p class="line"><b>Careful</b> {as_html(row["caveat"])}</p>'
        "</article>"
    )
