from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from figures.model.package import Package
from figures.package.read import load

HOME = Path(__file__).resolve().parents[1]
# The project's own package, and two made-up ones on other subjects: what holds for all holds for any.
FOLDERS = {
    "own": HOME / "data",
    "other": HOME / "tests" / "other_package",
    "ferries": HOME / "tests" / "ferry_package",
}

# `--hypothesis-profile=long` looks ten times as far, and elsewhere each time. The default tries the same examples in
# every run, so that a run is red for what has changed. No deadline: a first load takes longer than the next.
_common = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.register_profile("default", _common, derandomize=True)
settings.register_profile("long", _common, max_examples=1_000)
settings.load_profile("default")


def examples(number: int) -> int:
    """So many examples in the default profile, and more in a longer one, for a test whose examples are slow."""
    return max(1, number * settings().max_examples // 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that open a browser: `-m "not browser"` leaves them out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    return FOLDERS["own"]


@pytest.fixture(scope="session")
def other_dir() -> Path:
    """A small package on another subject, made up."""
    return FOLDERS["other"]


@pytest.fixture(scope="session")
def package(data_dir: Path) -> Package:
    return load(data_dir)


@pytest.fixture(scope="session")
def other_package(other_dir: Path) -> Package:
    return load(other_dir)


@pytest.fixture(scope="session")
def ferry_package() -> Package:
    """A small package on money and shares, made up, and begun with `draft`."""
    return load(FOLDERS["ferries"])


@pytest.fixture(scope="session", params=["package", "other_package", "ferry_package"])
def each_package(request: pytest.FixtureRequest) -> Package:
    """Each of the three, for what must hold of any package."""
    loaded: Package = request.getfixturevalue(request.param)
    return loaded
