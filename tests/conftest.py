from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from figures.tables import Package, load

HOME = Path(__file__).resolve().parents[1]

# `--hypothesis-profile=long` looks ten times as far, and elsewhere each time. The default tries the same examples in
# every run, so that a run is red for what has changed. No deadline: a first load takes longer than the next.
_common = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.register_profile("default", _common, derandomize=True)
settings.register_profile("long", _common, max_examples=1_000)
settings.load_profile("default")


def examples(number: int) -> int:
    """So many examples in the default profile, and more in a longer one, for a test whose examples are slow."""
    return max(1, number * settings().max_examples // 100)


@pytest.fixture(scope="session")
def data_dir() -> Path:
    return HOME / "data"


@pytest.fixture(scope="session")
def other_dir() -> Path:
    """A small package on another subject, made up."""
    return HOME / "tests" / "other_package"


@pytest.fixture(scope="session")
def package(data_dir: Path) -> Package:
    return load(data_dir / "datapackage.json")


@pytest.fixture(scope="session")
def other_package(other_dir: Path) -> Package:
    return load(other_dir / "datapackage.json")


@pytest.fixture(scope="session", params=["package", "other_package"])
def each_package(request: pytest.FixtureRequest) -> Package:
    """Each of the two, for what must hold of any package."""
    loaded: Package = request.getfixturevalue(request.param)
    return loaded
