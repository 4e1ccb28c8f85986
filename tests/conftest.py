from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from figures.tables import Package, load

HOME = Path(__file__).resolve().parents[1]

# HYPOTHESIS_PROFILE=long looks much further, for minutes. No deadline: a first load takes longer than the next.
_common = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("short", _common)
settings.register_profile("long", _common, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


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
