"""The page's own CSS: the headline cards, and what Streamlit's theme has no setting for."""

from __future__ import annotations

from figures.marks import PALETTES, blend
from figures.plate import SERIF

_LIGHT, _DARK = PALETTES["light"], PALETTES["dark"]
_PAPERS = ("#FAF8F4", "#171614")  # of the page itself; they also stand in .streamlit/config.toml
# light-dark() follows the page's own colour scheme, also when a reader switches it, with no rerun.
_ACCENT = f"light-dark({_LIGHT.accent}, {_DARK.accent})"
_FADED = f"light-dark({blend(_LIGHT.accent, _PAPERS[0], 0.45)}, {blend(_DARK.accent, _PAPERS[1], 0.45)})"
_INK = f"light-dark({_LIGHT.ink}, {_DARK.ink})"
_SOFT = f"light-dark({_LIGHT.soft}, {_DARK.soft})"
_LINE = "light-dark(#D9D5CC, #3D3A35)"
_RULE = f"light-dark({_LIGHT.rule}, {_DARK.rule})"
_PAGE = f"light-dark({_PAPERS[0]}, {_PAPERS[1]})"

PAGE = f"""<style>
.cards {{ display: grid; grid-template-columns: 1fr 1fr; column-gap: 2.5rem; }}
.cards article {{ display: grid; grid-row: span 6; grid-template-rows: subgrid; row-gap: 0; min-width: 0;
  border-top: 3px solid {_ACCENT}; padding-top: .75rem; color: {_SOFT}; font-size: 15px; line-height: 1.45; }}
.cards article.forecast {{ border-top-style: dashed; }}
.words .cards h2 {{ font: 600 16px/1.4 "Source Sans", sans-serif; color: {_INK}; margin: 0; padding: 0; display: flex;
  justify-content: space-between; gap: .5rem; flex-wrap: wrap; }}
.cards .status {{ font-size: 13px; border: 1px dashed {_INK}; padding: 0 .4rem; border-radius: 2px; }}
.words .cards p {{ max-width: none; }}
.words .cards .figure {{ font: 600 36px/1.25 {SERIF}; color: {_ACCENT}; margin: 0; }}
.words .cards .meaning {{ font-size: 16px; font-weight: 600; color: {_INK}; margin: 0 0 .5rem; }}
.words .cards .line {{ margin: 0 0 .4rem; }}
.words .cards .line:last-child {{ margin-bottom: 2.25rem; }}
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
.words {{ color: {_INK}; }}
.words :is(h1, h2, h3) {{ font-family: {SERIF}; font-weight: 600; line-height: 1.25;
  margin: 0; }}
.words h1 {{ font-size: 2.125rem; padding: 0 0 1rem; }}
.words > h2 {{ font-size: 1.625rem; padding: 3rem 0 .5rem; }}
.words > h3 {{ font-size: 1.1875rem; padding: 1rem 0 .5rem; }}
.words :is(p, ul) {{ max-width: 660px; margin: 0 0 1rem; }}
.words li {{ margin: .2rem 0; }}
.words table {{ width: 100%; border-collapse: collapse; font-size: 15px; line-height: 1.45; margin: 0 0 1.25rem; }}
.words :is(th, td) {{ border: solid {_LINE}; border-width: 0 0 1px; vertical-align: top; text-align: left;
  padding: .45rem .75rem .45rem 0; }}
.words th {{ font-weight: 400; color: {_SOFT}; }}
.words a {{ color: {_ACCENT}; }}
.words summary {{ cursor: pointer; padding: .5rem 0; }}
/* A part to open is a line across the column, not a box: what is in it keeps the column's width. */
[data-testid="stExpander"] details {{ border-width: 1px 0; border-radius: 0; }}
[data-testid="stExpanderDetails"] {{ padding-inline: 0; }}
.words .buttons {{ max-width: none; display: flex; flex-wrap: wrap; gap: .5rem; }}
.words a.button {{ color: {_INK}; text-decoration: none; border: 1px solid {_RULE}; border-radius: 2px;
  padding: .35rem .75rem; font-size: 15px; }}
.words a.button:hover {{ border-color: {_ACCENT}; color: {_ACCENT}; }}
/* Three columns of words on a phone. */
@media (max-width: 640px) {{ .cards {{ grid-template-columns: 1fr; }} .words .cards .figure {{ font-size: 34px; }}
  .words table {{ font-size: 14px; }} .words :is(th, td) {{ padding-right: .5rem; overflow-wrap: break-word; }} }}
</style>"""
