"""The page's own CSS: the headline cards, and what Streamlit's theme has no setting for."""

from __future__ import annotations

from figures import wording
from figures.marks import PALETTES, blend, rgb
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
# A chart keeps the paper that it was drawn on; this finds those on the dark one.
_DARK_PAPER = rgb(_DARK.paper)
_DARK_CHART = f'.svg-container:has(> .main-svg[style*="{_DARK_PAPER}"])'

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
.cards {{ --strong: {_ACCENT}; --faded: {_FADED}; --paper: {_PAGE}; }}
.cards .mark {{ display: inline-block; width: 44px; height: 18px; margin-right: .5rem; vertical-align: -3px; }}
.mark.about {{ background: radial-gradient(circle at 22px 9px, var(--paper) 0 2.5px, var(--strong) 3px 5px,
  var(--faded) 5.5px, transparent 9px); }}
.mark.unhedged {{ background: radial-gradient(circle at 22px 9px, transparent 0 3px, var(--strong) 3.5px 5.5px,
  transparent 6px); }}
.mark.at_least {{ border-left: 3px solid var(--strong);
  background: linear-gradient(90deg, var(--faded), transparent) left center / 100% 10px no-repeat; }}
.mark.at_most {{ border-right: 3px solid var(--strong);
  background: linear-gradient(270deg, var(--faded), transparent) left center / 100% 10px no-repeat; }}
.mark.at_least.forecast {{ mask: repeating-linear-gradient(90deg, #000 0 7px, transparent 7px 11px); }}
.mark.at_most.forecast {{ mask: repeating-linear-gradient(270deg, #000 0 7px, transparent 7px 11px); }}
.mark.between {{ border: solid var(--strong); border-width: 0 3px;
  background: linear-gradient(var(--strong), var(--strong)) left center / 100% 2px no-repeat; }}
.mark.magnitude {{ background: repeating-linear-gradient(135deg, var(--strong) 0 2px, transparent 2px 6px); }}
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
.words th {{ font-weight: 400; }}
.words thead th {{ color: {_SOFT}; }}
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
  .words table {{ font-size: 14px; }} .words :is(th, td) {{ padding-right: .5rem; overflow-wrap: break-word; }}
  .words td {{ overflow-wrap: anywhere; min-width: 5.75em; }} }}
@media (max-width: 360px) {{ .words table {{ font-size: 13px; }} .words tbody th {{ overflow-wrap: anywhere; }} }}
/* They grow with what is in them, where a reader spaces out the text. */
[data-testid="stButtonGroup"] button {{ height: auto !important; overflow: visible !important; }}
/* Which control has the keyboard: one ring for all of them, 4.5:1 on either paper. */
[data-testid="stApp"] :is(:focus-visible, label[data-focus-visible]) {{ outline: 3px solid {_ACCENT} !important;
  outline-offset: 2px !important; box-shadow: none !important; border-radius: 2px; }}
[data-testid="stApp"] .modebar-btn:focus-visible {{ outline-offset: -3px !important; }}
[data-testid="stApp"] [data-testid="stMain"]:focus-visible {{ outline-offset: -3px !important; }}
/* A switch that is off has an edge that can be seen. */
[data-testid="stCheckbox"] label > span + div {{ box-shadow: 0 0 0 1px {_SOFT}; }}
/* What is chosen is told by weight too, and in an ink that can be read on its tint. */
[data-testid="stApp"] [data-variant][data-selected] {{ color: {_INK}; font-weight: 600; }}
/* Streamlit shows the button that copies to a pointer alone; the keyboard comes to it as well. */
[data-testid="stCode"] > pre + div, [data-testid="stCode"] > pre + div * {{ visibility: visible !important; }}
[data-testid="stCode"] > pre + div:focus-within {{ opacity: 1 !important; }}
[data-testid="stCode"] button {{ color: {_INK} !important; }}
.words .unseen {{ position: absolute; width: 1px; height: 1px; margin: 0; padding: 0; overflow: hidden;
  clip-path: inset(50%); text-wrap: nowrap; }}
@media (prefers-reduced-motion: reduce) {{ [data-testid="stApp"] :is(*, *::before, *::after) {{
  animation-duration: .01ms !important; animation-iteration-count: 1 !important; transition-duration: .01ms !important;
  scroll-behavior: auto !important; }} }}
/* Where the system sets the colours, gradients are dropped: a mark keeps them, in the system's own. */
@media (forced-colors: active) {{
  .cards .mark {{ forced-color-adjust: none; --strong: CanvasText; --paper: Canvas;
    --faded: color-mix(in srgb, CanvasText 45%, Canvas); }}
  .words a.button:hover {{ border-color: Highlight; }} }}
/* On paper: ink on blank paper, what can be clicked left out, what can be kept whole kept whole. */
@page {{ margin: 1.4cm .9cm; }}
@media print {{
  :root, body, [data-testid="stApp"] {{ color-scheme: light !important; background: #FFF !important; color: #000; }}
  [data-testid="stMainBlockContainer"] {{ padding: 0 !important; }}
  [data-testid="stApp"] :is([data-testid="stMarkdownContainer"], [data-testid="stCode"], summary),
  [data-testid="stApp"] :is([data-testid="stMarkdownContainer"], [data-testid="stCode"], summary) * {{
    color: #000 !important; background: none !important; }}
  [data-testid="stCode"] {{ border-left: 2px solid {_RULE}; border-radius: 0; break-inside: avoid; }}
  .cards {{ --paper: #FFF; }}
  .words nav, .buttons, .modebar-container, .st-key-picture, .st-key-all, [data-testid="stSkipToContent"],
  [data-testid="stStatusWidget"], [data-testid="stCode"] > pre + div,
  [data-testid="stIconMaterial"] {{ display: none !important; }}
  /* A filter that leaves nothing out is left out itself. */
  [data-testid="stButtonGroup"]:not(:has([data-variant]:not([data-selected]))),
  [data-testid="stCheckbox"][data-selected] {{ display: none !important; }}
  .words a[href^="http"]::after {{ content: " <" attr(href) ">"; font-size: 85%; overflow-wrap: anywhere; }}
  details:not([open]) > summary::after {{ content: " ({wording.FOLDED})"; text-wrap: nowrap; flex: none; }}
  .words :is(h1, h2, h3) {{ break-after: avoid; }}
  .words > h2 {{ padding-top: 1rem; }}
  .svg-container {{ zoom: .9; }}
  .words :is(article, tr, li), [data-testid="stPlotlyChart"] {{ break-inside: avoid; }}
  .words p {{ orphans: 3; widows: 3; }}
  /* A chart on dark paper is turned over: black paper, then the negative, then the accent's hue again. */
  {_DARK_CHART} {{ isolation: isolate; }}
  {_DARK_CHART} .main-svg:first-child {{ background: #000 !important; }}
  {_DARK_CHART}::before, {_DARK_CHART}::after {{ content: ""; position: absolute; inset: -1px; z-index: 1;
    pointer-events: none; }}
  {_DARK_CHART}::before {{ background: #FFF; mix-blend-mode: difference; inset: -2px; }}
  {_DARK_CHART}::after {{ background: {_LIGHT.accent}; mix-blend-mode: hue; }}
  {_DARK_CHART} [style*="fill: {_DARK_PAPER}"] {{ fill: #000 !important; }}
  {_DARK_CHART} [style*="stroke: {_DARK_PAPER}"] {{ stroke: #000 !important; }} }}
</style>"""
