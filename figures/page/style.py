"""The page's own CSS: page.css with the colours filled in."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from figures.charts.palette import PALETTES, blend, rgb
from figures.charts.type import SERIF

_LIGHT, _DARK = PALETTES["light"], PALETTES["dark"]
_PAPERS = ("#FAF8F4", "#171614")  # of the page itself; .streamlit/config.toml holds them too


def _faded(light: str, dark: str) -> tuple[str, str]:
    return blend(light, _PAPERS[0], 0.45), blend(dark, _PAPERS[1], 0.45)


_COLOURS = {
    "accent": (_LIGHT.accent, _DARK.accent),
    "accent-faded": _faded(_LIGHT.accent, _DARK.accent),
    "ink": (_LIGHT.ink, _DARK.ink),
    "soft": (_LIGHT.soft, _DARK.soft),
    "soft-faded": _faded(_LIGHT.soft, _DARK.soft),
    "line": ("#D9D5CC", "#3D3A35"),
    "rule": (_LIGHT.rule, _DARK.rule),
    "page": _PAPERS,
    "box": (_LIGHT.paper, _DARK.paper),
}


def _root(colours: dict[str, str]) -> str:
    return f":root {{ {''.join(f'--{name}: {colour}; ' for name, colour in colours.items())}--serif: {SERIF}; }}"


# For browsers that do not know light-dark(), which follows a reader who switches the theme, without a rerun.
LIGHT_ROOT = _root({name: light for name, (light, _) in _COLOURS.items()})
ROOT = _root({name: f"light-dark({light}, {dark})" for name, (light, dark) in _COLOURS.items()})
_CSS = Template(Path(__file__).with_name("page.css").read_text(encoding="utf-8")).substitute(
    DARK_PAPER=rgb(_DARK.paper), LIGHT_ACCENT=_LIGHT.accent
)
# Every run sends them, so they go without comments and line breaks.
RULES = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", _CSS, flags=re.DOTALL))
PAGE = f"<style>{ROOT}{RULES}</style>"
