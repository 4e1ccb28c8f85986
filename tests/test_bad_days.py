"""Bad days: files that change under the server, a server that is killed, read-only folders, errors in the code.

A reader may see the page before, the page after, or a message that names the fault; never something between.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from figures.model.package import Package
from figures.package import files as package_files
from figures.package import watch
from figures.package.problems import PackageError
from figures.package.read import load
from figures.package.watch import load_current
from figures.words import labels
from tests import editing
from tests.oracle import package
from tests.serving import ROOT, Server, browser, copy_project, free_port, serving, until
from tests.visits import reading

__all__ = ["browser"]  # a fixture

DATA = ROOT / "data"
FIGURES, CAVEATS = "article_figures.csv", "caveats.csv"
OWN = package("own")
ON_DISK = [editing.DESCRIPTOR, *(table.file_name for table in OWN.tables.values())]
SERVED = [*ON_DISK, OWN.zip_name, "article_figures.json", "citations.bib", "pictures/troops.svg"]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return editing.copy_of(DATA, tmp_path / "package")


def now(folder: Path) -> Package:
    """Return the package as the server reads it for each visit."""
    return load_current(folder / editing.DESCRIPTOR)


def changed(text: bytes) -> bytes:
    """Return the table with another number, and of the same length."""
    other = text.replace(b"about 4,000", b"about 5,000").replace(b",4000,4000,", b",5000,5000,")
    assert other != text and len(other) == len(text)
    return other


# Changes on disk


def by_renaming(path: Path, text: bytes) -> None:
    path.with_name("new").write_bytes(text)
    path.with_name("new").rename(path)


def with_the_old_time(write: Callable[[Path, bytes], object]) -> Callable[[Path, bytes], None]:
    """Write it as programs do that copy a file with its times."""

    def change(path: Path, text: bytes) -> None:
        before = path.stat()
        write(path, text)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    return change


WAYS: dict[str, Callable[[Path, bytes], object]] = {
    "in place": Path.write_bytes,
    "by renaming": by_renaming,
    "in place, old time": with_the_old_time(Path.write_bytes),
    "by renaming, old time": with_the_old_time(by_renaming),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_change_is_noticed_however_it_is_made(way: str, copied: Path) -> None:
    """Even one of the same length and with the same time of modification."""
    now(copied)
    text = changed((copied / FIGURES).read_bytes())
    WAYS[way](copied / FIGURES, text)
    assert now(copied).tables["article_figures"].data == text


def test_a_change_in_a_subfolder_is_noticed(copied: Path) -> None:
    (copied / "below").mkdir()
    table = Path(shutil.move(copied / CAVEATS, copied / "below" / CAVEATS))
    editing.edit_descriptor(copied, lambda d: editing.resource(d, "caveats").update(path=f"below/{CAVEATS}"))
    now(copied)
    text = table.read_bytes().replace(b"The ", b"All ", 1)
    table.write_bytes(text)
    assert now(copied).tables["caveats"].data == text


def test_another_folder_in_its_place_is_noticed(tmp_path: Path, copied: Path) -> None:
    """The way to change many files at once: a link that is turned to another folder."""
    after = editing.copy_of(copied, tmp_path / "after")
    (after / FIGURES).write_bytes(changed((after / FIGURES).read_bytes()))
    link = tmp_path / "current"
    for folder in (copied, after, copied):
        (tmp_path / "link").symlink_to(folder)
        (tmp_path / "link").rename(link)
        assert now(link).tables["article_figures"].data == (folder / FIGURES).read_bytes()


def test_a_change_in_the_middle_of_reading_leaves_no_mixture(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tables change when one of them has been read: each fits the other's old state too."""
    before = {name: (copied / name).read_bytes() for name in (FIGURES, CAVEATS)}
    after = {FIGURES: changed(before[FIGURES]), CAVEATS: before[CAVEATS].replace(b"The ", b"All ", 1)}
    read, left = package_files.read_bytes, [1]

    def read_and_change(path: Path, *given: Any, **more: Any) -> bytes:
        data = read(path, *given, **more)
        if path.name == FIGURES and left:
            left.clear()
            for file, text in after.items():
                (copied / file).write_bytes(text)
        return data

    monkeypatch.setattr(package_files, "read_bytes", read_and_change)
    current = now(copied)
    assert not left
    assert {name: current.tables[Path(name).stem].data for name in after} == after


def in_pieces(path: Path, text: bytes, pause: float) -> None:
    """Write the file as a slow copy does: first half of the rows, which look like a whole table."""
    half = text.index(b"\n", len(text) // 2) + 1
    with path.open("wb") as file:
        for piece in (text[:half], text[half:]):
            file.write(piece)
            file.flush()
            time.sleep(pause)


def test_a_file_that_is_being_written_is_waited_for(copied: Path) -> None:
    right = (copied / CAVEATS).read_bytes()
    now(copied)
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(in_pieces, copied / CAVEATS, right, 0.15)
        time.sleep(0.05)
        assert (copied / CAVEATS).stat().st_size < len(right), "the file was whole too soon for this test"
        assert now(copied).tables["caveats"].data == right
        writing.result()


def test_files_that_never_rest_are_reported(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "PATIENCE", 0.6)
    stop = threading.Event()

    def write() -> None:
        for number in range(1_000):
            (copied / FIGURES).write_bytes(b"" if number % 2 else b"x")
            if stop.wait(0.02):
                return

    with ThreadPoolExecutor() as pool:
        pool.submit(write)
        with pytest.raises(PackageError, match="is being changed right now"):
            now(copied)
        stop.set()


@pytest.mark.parametrize("name", ON_DISK)
def test_a_file_cut_off_anywhere_within_its_last_row_is_refused(name: str, copied: Path) -> None:
    """Half a caveat is a caveat to any reader of CSV, and would be shown."""
    right = (copied / name).read_bytes()
    start = right.rstrip(b"\n").rfind(b"\n") + 1
    for end in {start + 1, (start + len(right)) // 2, len(right) - 2, len(right) - 1}:
        if name.endswith(".json") and end == len(right) - 1:
            continue  # JSON is whole without its last line end
        (copied / name).write_bytes(right[:end])
        with pytest.raises(PackageError, match=name):
            load(copied)


# One server, whose package and code are spoilt


@dataclass(frozen=True)
class Spoilt:
    """A server of a copy of the package. switch: while this file is there, the code raises an error."""

    server: Server
    folder: Path
    switch: Path


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoilt]:
    place = tmp_path_factory.mktemp("spoilt")
    home, folder, switch = copy_project(place / "app"), editing.copy_of(DATA, place / "package"), place / "switch"
    with (home / "figures" / "package" / "watch.py").open("a", encoding="utf-8") as file:
        file.write(
            "\n\n_sound = load_current\n\n\ndef load_current(path: Path) -> Package:\n"
            f'    if Path({str(switch)!r}).exists():\n        raise RuntimeError("unforeseen")\n'
            "    return _sound(path)\n"
        )
    with serving(place / "log.txt", folder, home=home) as started:
        yield Spoilt(started, folder, switch)
        assert started.process.poll() is None


def test_readers_get_the_old_file_the_new_file_or_the_fault_while_it_is_written(spoilt: Spoilt) -> None:
    table = spoilt.folder / CAVEATS
    before = table.read_bytes()
    after = before.replace(b"The ", b"All ", 1)
    stop = threading.Event()

    def read() -> list[tuple[int, bytes]]:
        answers: list[tuple[int, bytes]] = []
        while not stop.is_set() and len(answers) < 5_000:
            answers.append(spoilt.server.get(f"/data/{CAVEATS}"))
        return answers

    with ThreadPoolExecutor(5) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for text in itertools.islice(itertools.cycle([after, before]), 2):
                in_pieces(table, text, 0.1)
                until(lambda text=text: spoilt.server.get(f"/data/{CAVEATS}")[1] == text, "a change shows")  # type: ignore[misc]
        finally:
            stop.set()
        answers = [answer for reader in readers for answer in reader.result()]
    bad = [(s, b[:200]) for s, b in answers if not (s == 200 and b in (before, after)) and not (s == 503 and b)]
    assert bad == []
    assert len(answers) > 8


def test_a_fault_reaches_every_reader_and_ends_with_it(browser: Browser, spoilt: Spoilt) -> None:
    """A fault in the data is named; an error in the code gets an apology, and its reason stands in the log only."""
    server, table = spoilt.server, spoilt.folder / FIGURES
    right = table.read_bytes()
    with reading(browser, server.url) as reader:
        text = reader.text()
        table.write_bytes(right.replace(b",at_least,", b",perhaps,", 1))
        newcomer = reader.page.context.new_page()
        newcomer.goto(server.url)
        expect(newcomer.get_by_text(labels.CANNOT_SHOW)).to_be_visible(timeout=60_000)
        expect(newcomer.get_by_text("perhaps")).to_be_visible()
        table.write_bytes(right)

        spoilt.switch.touch()
        newcomer.reload()
        expect(newcomer.get_by_text(labels.APOLOGY)).to_be_visible(timeout=60_000)
        refused = server.ask(f"/data/{FIGURES}")
        assert (refused.status, labels.APOLOGY in refused.text) == (500, True)
        assert "max-age" not in refused.headers.get("Cache-Control", ""), "a cache would keep the fault"
        for shown in (newcomer.inner_text("body"), refused.text):
            assert "unforeseen" not in shown and "Traceback" not in shown
        assert server.output().count("RuntimeError: unforeseen") >= 2, "the log gives no reason"
        assert reader.text() == text, "the page that somebody was reading went away"

        spoilt.switch.unlink()
        newcomer.reload()
        expect(newcomer.get_by_role("heading", name=OWN.title)).to_be_visible(timeout=60_000)
        assert server.ask(f"/data/{FIGURES}").body == right
        assert reader.text() == text
        reader.choose()
        assert reader.has_left_out_later(), "a click does nothing"
        assert reader.times_lost() == 0


# A server that ends


def files(server: Server) -> dict[str, tuple[int, bytes, str]]:
    answers = {name: server.ask(f"/data/{name}") for name in SERVED}
    return {name: (answer.status, answer.body, answer.headers["ETag"]) for name, answer in answers.items()}


def test_a_killed_server_comes_back_with_the_same_bytes_and_the_same_view(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path / "first.txt", port=port) as first:
        before = files(first)
        with reading(browser, first.url) as reader:
            reader.choose()
            reader.unfold()
            text = reader.text()
            first.kill()
            until(lambda: bool(reader.times_lost()), "the connection is lost")
            assert reader.text() == text, "the page went away with the server"
            with serving(tmp_path / "second.txt", port=port) as second:
                assert files(second) == before
                until(lambda: second.sessions() == 1, "the page has found the server again")
                reader.settle()
                assert reader.text() == text
                assert reader.has_left_out_later()
                expect(reader.page.get_by_role("dialog")).to_have_count(0)  # it said that there was no connection
                reader.choose()
                assert not reader.has_left_out_later(), "a click does nothing"


# Read-only folders

# Root may write anywhere, unless it gives that right up.
OBEY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner,-sys_admin"] if os.geteuid() == 0 else []


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    modes = {path: path.stat().st_mode for path in [folder, *folder.rglob("*")]}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def test_nothing_has_to_be_written_anywhere(browser: Browser, tmp_path: Path) -> None:
    """Neither in the folders of the code and the data, nor at home, nor where temporary files go."""
    if OBEY:
        assert shutil.which(OBEY[0]), "setpriv is missing (Debian: apt-get install util-linux)"
    place = tmp_path / "place"
    app, home, temporary = (place / name for name in ("app", "home", "tmp"))
    for folder in (app, home, temporary):
        folder.mkdir(parents=True)
    copy_project(app)
    variables = {"HOME": home, "TMPDIR": temporary, "XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home}
    environment = {name: str(path) for name, path in variables.items()}
    with read_only(place):
        for folder in (app, app / "data", home, temporary):
            wrote = subprocess.run([*OBEY, "touch", str(folder / "file")], stderr=subprocess.DEVNULL).returncode == 0
            assert not wrote, f"{folder} is not read-only, so this test says nothing"
        before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
        with serving(tmp_path / "log.txt", home=app, through=OBEY, environment=environment) as started:
            served = files(started)
            assert all(served[name][1] == (DATA / name).read_bytes() for name in ON_DISK)
            assert {status for status, _, _ in served.values()} == {200}
            with reading(browser, started.url):
                pass  # it is drawn
            assert "Traceback" not in started.output()
        assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before
