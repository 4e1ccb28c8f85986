"""The house: a module imports only from floors below its own, and each library stays in its rooms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import HOME

FLOORS = ("model", "language", "package", "analysis", "words", "charts", "page", "editions", "author")
ROOMS = {
    "pandas": ("figures.package", "figures.analysis"),
    "plotly": ("figures.charts.plotly_backend",),
    "streamlit": ("app",),
    "markupsafe": ("figures.page",),
    "starlette": ("figures.editions",),
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in [HOME / "app.py", *sorted((HOME / "figures").rglob("*.py"))]}
every_module = pytest.mark.parametrize("module", MODULES)


def imports(source: str) -> Iterator[str]:
    """Every import of a source, also within functions and under TYPE_CHECKING: "a" for `import a`, "a.b" for
    `from a import b`.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "an import is relative"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_modules(source: str, modules: Mapping[str, object] = MODULES) -> set[str]:
    """The modules of ours that a source imports."""
    names = ((name, name.rpartition(".")[0]) for name in imports(source))
    return {next((module for module in pair if module in modules), "") for pair in names} - {"", "figures"}


def floor(module: str) -> int:
    """The height of a module: that of its floor; above all of them the command line and the app."""
    parts = module.split(".")
    return FLOORS.index(parts[1]) if parts[0] == "figures" and len(parts) > 1 and parts[1] in FLOORS else len(FLOORS)


def climbs(module: str, source: str) -> list[str]:
    return [other for other in imported_modules(source) if floor(other) > floor(module)]


def strays(module: str, source: str) -> list[str]:
    """The libraries that a module imports outside their rooms."""
    libraries = {name.partition(".")[0] for name in imports(source)} & ROOMS.keys()
    inside = {name for name, rooms in ROOMS.items() if any(f"{module}.".startswith(f"{room}.") for room in rooms)}
    return sorted(libraries - inside - ({"starlette"} if module == "app" else set()))


@every_module
def test_a_module_imports_only_downwards_and_libraries_stay_in_their_rooms(module: str) -> None:
    source = MODULES[module].read_text(encoding="utf-8")
    assert climbs(module, source) == []
    assert strays(module, source) == []


def test_no_imports_go_in_a_circle() -> None:
    graph = {module: imported_modules(path.read_text(encoding="utf-8")) - {module} for module, path in MODULES.items()}
    assert sum(map(len, graph.values())) > 100, "the imports were not found"
    TopologicalSorter(graph).prepare()  # raises CycleError


@every_module
def test_above_package_nothing_takes_a_row_without_a_name(module: str) -> None:
    rows = re.search(r"\bMapping\[str, Any\]|\bsource_of\b", MODULES[module].read_text(encoding="utf-8"))
    assert not rows or floor(module) <= FLOORS.index("package")


def test_a_climb_a_circle_and_a_stray_would_be_found() -> None:
    assert climbs("figures.words.labels", "from figures.page import html") == ["figures.page.html"]
    assert climbs("figures.page.html", "from figures.words.labels import ROOT\nfrom figures.words import dates") == []
    assert climbs("figures.words.labels", "def f():\n    import figures.page.html") == ["figures.page.html"]
    assert climbs("figures.page.html", "import app") == ["app"]
    assert strays("figures.page.html", "import pandas as pd\nfrom streamlit import html\nimport markupsafe") == [
        "pandas",
        "streamlit",
    ]
    assert strays("figures.charts.plotly_backends", "import plotly.graph_objects as go") == ["plotly"]
