"""Watching: the current package, read again only when its files have changed."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from functools import lru_cache
from pathlib import Path

from figures.model.package import Package
from figures.package.files import PATH, descriptor_of
from figures.package.problems import PackageError, Problem
from figures.package.read import load
from figures.package.schema import text_of

# Each file with its name, times of change, size and inode. Another fingerprint is another package.
Fingerprint = tuple[tuple[str, int, int, int, int], ...]
QUIET = 0.25  # seconds that the files must stay unchanged before they are read
PATIENCE = 3.0  # seconds to wait for that


def load_current(path: Path) -> Package:
    """Return the package as its files are now. path: its descriptor or its folder.

    A package is read once for each state of its files; an error is not kept. Files that are being written are waited
    for: a file cut off at the end of a row looks whole, and one table from before a change fits another from after it.
    Raises PackageError, also where the files do not stop changing.
    """
    descriptor = descriptor_of(path)
    state = fingerprint(descriptor)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if _is_young(state):
            time.sleep(QUIET)
        else:
            # After a change all readers want the new package: one reads it, the others wait.
            with contextlib.suppress(_Changed), _one_at_a_time:
                return _load_unless_changed(descriptor, state)
        state = fingerprint(descriptor)
    remedy = "Open the page again in a moment."
    raise PackageError([Problem(descriptor.name, None, None, "the package is being changed right now", remedy)])


def fingerprint(descriptor: Path) -> Fingerprint:
    """Return the state of every file in the folders of the package; () where they cannot be listed.

    The time of modification can be set back, as copying programs do. The second time (ctime) cannot.
    """
    try:
        stat = descriptor.stat()
        folders = _folders(descriptor, (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino))
    except OSError:
        folders = (".",)
    state = []
    for folder in folders:
        with contextlib.suppress(OSError):
            for path in sorted((descriptor.parent / folder).iterdir()):
                if path.is_file():
                    s = path.stat()
                    state.append((f"{folder}/{path.name}", s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino))
    return tuple(state)


@lru_cache(maxsize=4)
def _folders(descriptor: Path, state: tuple[int, ...]) -> tuple[str, ...]:
    """Return the folders in which the descriptor's tables lie, relative to its own. state: the descriptor's own."""
    folders = {"."}
    try:
        described = json.loads(descriptor.read_bytes())
        paths = [text_of(resource, "path") for resource in described["resources"] if isinstance(resource, dict)]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        paths = []
    folders.update(path.rpartition("/")[0] or "." for path in paths if PATH.fullmatch(path))
    return tuple(sorted(folders))


_one_at_a_time = threading.Lock()


class _Changed(Exception):
    """The files changed while they were read, so what was read does not belong together."""


@lru_cache(maxsize=2)
def _load_unless_changed(descriptor: Path, state: Fingerprint) -> Package:
    try:
        return load(descriptor)
    finally:
        if fingerprint(descriptor) != state:
            raise _Changed


def _is_young(state: Fingerprint) -> bool:
    """Say if a file changed a moment ago: it may be unfinished, or change again within the same clock tick."""
    now = time.time_ns()
    return any(abs(now - modified) < QUIET * 1e9 for _, modified, *_ in state)
