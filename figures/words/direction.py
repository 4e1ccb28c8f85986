"""Direction: a package whose texts from right to left are isolated, for pages and pictures. Files keep the cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, cast

from figures.language.direction import is_rightward, isolated
from figures.model.package import Package

_AS_THEY_ARE = frozenset({"tables", "descriptor", "url"})
T = TypeVar("T")


@lru_cache(maxsize=4)
def readable(package: Package) -> Package:
    """Return the package with each text that runs from right to left in isolation; the package itself without one."""
    texts = (package.descriptor, *(table.data for table in package.tables.values()))
    if all(is_rightward(text.decode()) for text in texts):
        return package
    return _isolated(package)


def _isolated(value: T) -> T:
    """The value with every text inside it in isolation, where it needs that."""
    found: Any = value  # of any of the types below
    if isinstance(value, str):
        found = isolated(value)
    elif isinstance(value, tuple):
        found = tuple(map(_isolated, value))
    elif is_dataclass(value) and not isinstance(value, type):
        inside = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _AS_THEY_ARE}
        found = replace(value, **{name: _isolated(part) for name, part in inside.items()})
    elif isinstance(value, Mapping):
        found = {key: _isolated(part) for key, part in value.items()}
    return cast(T, found)
