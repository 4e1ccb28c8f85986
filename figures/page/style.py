"""The page's own CSS: page.css with the colours filled in."""

from __future__ import annotations

from pathlib import Path
from string import Template

from figures.charts.palette import PALETTES, blend, rgb
from figures.charts.type import SERIF
from figures.words.labels import FOLDED

_LIGHT, _DARK = PALETTES["light"], PALETTES["dark"]
_PAPERS = ("#FAF8F4", "#171614")  # of the page itself; .streamlit/config.toml holds them too
_FADED = (blend(_LIGHT.accent, _PAPERS[0], 0.45), blend(_DARK.accent, _PAPERS[1], 0.45))
# light-dark() follows a reader who switches the theme, without a rerun.
_COLOURS = {
    "accent": (_LIGHT.accent, _DARK.accent),
    "accent-faded": _FADED,
    "ink": (_LIGHT.ink, _DARK.ink),
    "soft": (_LIGHT.soft, _DARK.soft),
    "line": ("#D9D5CC", "#3D3A35"),
    "rule": (_LIGHT.rule, _DARK.rule),
    "page": _PAPERS,
}
_ROOT = "".join(f"--{name}: light-dark({light}, {dark}); " for name, (light, dark) in _COLOURS.items())
_FILLED = Template(Path(__file__).with_name("page.css").read_text(encoding="utf-8")).substitute(
    DARK_PAPER=rgb(_DARK.paper), LIGHT_ACCENT=_LIGHT.accent
)
PAGE = f'<style>:root {{ {_ROOT}--serif: {SERIF}; --folded: "{FOLDED}"; }}\n{_FILLED}</style>'
