"""Bad days: files that change under the server, a server that is killed, folders it may not write to, faults in it.

What a reader may see is the page before, the page after, or a message that names the fault; never something between.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from figures import tables, wording
from figures.tables import PackageError, load_once, signature
from tests import editing
from tests.pages import ROOT, package
from tests.readers import reading, until
from tests.serving import Server, browser, free_port, serving
from tests.test_downloads import MADE, ON_DISK, Answer

__all__ = ["browser"]  # a fixture

DATA = ROOT / "data"
FIGURES = "article_figures.csv"
CAVEATS = "caveats.csv"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return editing.copy_of(DATA, tmp_path / "package")


def now(folder: Path) -> tables.Package:
    """The package as the server reads it for each visit."""
    descriptor = folder / editing.DESCRIPTOR
    return load_once(descriptor, signature(descriptor))


def other(text: bytes) -> bytes:
    """The table with another number, as long as before."""
    changed = text.replace(b"about 4,000", b"about 5,000").replace(b",4000,4000,", b",5000,5000,")
    assert changed != text and len(changed) == len(text)
    return changed


# Changes on disk


def in_place(path: Path, text: bytes) -> None:
    path.write_bytes(text)


def by_renaming(path: Path, text: bytes) -> None:
    beside = path.with_name("new")
    beside.write_bytes(text)
    beside.rename(path)


def with_the_old_time(path: Path, text: bytes) -> None:
    """As programs do that copy a file with its times."""
    before = path.stat()
    path.write_bytes(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def by_renaming_with_the_old_time(path: Path, text: bytes) -> None:
    before = path.stat()
    by_renaming(path, text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", [in_place, by_renaming, with_the_old_time, by_renaming_with_the_old_time])
def test_a_change_is_noticed_however_it_is_made(change: Callable[[Path, bytes], None], copied: Path) -> None:
    """Also one of the same length, at the same time by the file's own account."""
    right = (copied / FIGURES).read_bytes()
    for text in (other(right), right):
        now(copied)
        change(copied / FIGURES, text)
        assert now(copied).tables["article_figures"].data == text


def test_another_folder_in_its_place_is_noticed(tmp_path: Path, copied: Path) -> None:
    """The way to change many files at once: a link that is turned to another folder."""
    after = editing.copy_of(copied, tmp_path / "after")
    in_place(after / FIGURES, other((after / FIGURES).read_bytes()))
    link = tmp_path / "current"
    for folder in (copied, after, copied):
        (tmp_path / "link").symlink_to(folder)
        (tmp_path / "link").rename(link)
        assert now(link).tables["article_figures"].data == (folder / FIGURES).read_bytes()


def test_a_change_in_the_middle_of_reading_leaves_no_mixture(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tables are changed when one of them has been read: each fits the other's old state too."""
    before = {name: (copied / name).read_bytes() for name in (FIGURES, CAVEATS)}
    after = {FIGURES: other(before[FIGURES]), CAVEATS: before[CAVEATS].replace(b"The ", b"All ", 1)}
    read, left = tables._read, [1]

    def read_and_change(path: Path, *given: Any, **more: Any) -> bytes:
        data = read(path, *given, **more)
        if path.name == FIGURES and left:
            left.clear()
            for file, text in after.items():
                in_place(copied / file, text)
        return data

    monkeypatch.setattr(tables, "_read", read_and_change)
    found = now(copied)
    assert not left
    assert {name: found.tables[Path(name).stem].data for name in after} == after


def in_pieces(path: Path, text: bytes, pause: float) -> None:
    """Write the file as a slow copy does: first the rows of one half, which look like a whole table."""
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
    monkeypatch.setattr(tables, "PATIENCE", 0.6)
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
        in_place(copied / name, right[:end])
        with pytest.raises(PackageError, match=name):
            tables.load(copied / editing.DESCRIPTOR)


def test_a_table_in_a_folder_below_is_refused(copied: Path) -> None:
    """A change there would not be noticed."""
    (copied / "below").mkdir()
    shutil.move(copied / CAVEATS, copied / "below" / CAVEATS)
    editing.edit_descriptor(copied, lambda d: editing.resource(d, "caveats").update(path=f"below/{CAVEATS}"))
    with pytest.raises(PackageError, match="resource caveats: its path is"):
        now(copied)


def test_readers_get_the_old_file_the_new_file_or_the_fault_while_it_is_written(copied: Path, tmp_path: Path) -> None:
    before = (copied / CAVEATS).read_bytes()
    after = before.replace(b"The ", b"All ", 1)
    allowed = {before, after}
    with serving(tmp_path / "log.txt", copied / editing.DESCRIPTOR) as started, ThreadPoolExecutor(5) as pool:
        stop = threading.Event()

        def read() -> list[tuple[int, bytes]]:
            found: list[tuple[int, bytes]] = []
            while not stop.is_set() and len(found) < 5_000:
                answer = Answer(started, f"/data/{CAVEATS}")
                found.append((answer.status, answer.body))
            return found

        readers = [pool.submit(read) for _ in range(4)]
        try:
            for text in itertools.islice(itertools.cycle([after, before]), 3):
                in_pieces(copied / CAVEATS, text, 0.1)
                until(lambda text=text: Answer(started, f"/data/{CAVEATS}").body == text, "a change shows")  # type: ignore[misc]
        finally:
            stop.set()
        answers = [answer for reader in readers for answer in reader.result()]
        bad = [(s, b[:200]) for s, b in answers if not (s == 200 and b in allowed) and not (s == 503 and b)]
        assert bad == []
        assert len(answers) > 8


# A server that ends


def files(server: Server) -> dict[str, tuple[bytes, str]]:
    found = {}
    for name in [*ON_DISK, *MADE]:
        answer = Answer(server, f"/data/{name}")
        assert answer.status == 200
        found[name] = answer.body, answer.headers["ETag"]
    return found


def test_a_killed_server_comes_back_with_the_same_bytes_and_the_same_view(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path / "first.txt", port=port) as first:
        before = files(first)
        with reading(browser, first.url) as reader:
            reader.choose()
            reader.unfold()
            text = reader.text()
            first.process.kill()
            until(lambda: bool(reader.lost()), "the connection is lost")
            assert reader.text() == text, "the page went away with the server"
            with serving(tmp_path / "second.txt", port=port) as second:
                assert files(second) == before
                until(lambda: sessions(second) == 1, "the page has found the server again")
                reader.settle()
                assert reader.text() == text
                assert reader.has_left_out_later()
                expect(reader.page.get_by_role("dialog")).to_have_count(0)  # it said that there was no connection
                reader.choose()
                assert not reader.has_left_out_later(), "a click does nothing"


def sessions(server: Server) -> int:
    found = re.search(r"^active_sessions (\d+)", server.get("/_stcore/metrics")[1].decode(), re.MULTILINE)
    assert found
    return int(found[1])


# Folders it may not write to

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
    """Neither in its own folder, which it runs in, nor in the data's, nor at home, nor where temporary files go."""
    if OBEY:
        assert shutil.which(OBEY[0]), "setpriv is missing (Debian: apt-get install util-linux)"
    place = tmp_path / "place"
    for name in ("app", "home", "tmp"):
        (place / name).mkdir(parents=True)
    copy_project(place / "app")
    elsewhere = {
        "HOME": str(place / "home"),
        "TMPDIR": str(place / "tmp"),
        "XDG_CACHE_HOME": str(place / "home"),
        "XDG_CONFIG_HOME": str(place / "home"),
    }
    with read_only(place):
        for folder in (place / "app", place / "app" / "data", place / "home", place / "tmp"):
            wrote = subprocess.run([*OBEY, "touch", str(folder / "file")], stderr=subprocess.DEVNULL).returncode == 0
            assert not wrote, f"{folder} is not read-only, so this test says nothing"
        before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
        with serving(tmp_path / "log.txt", home=place / "app", through=OBEY, environment=elsewhere) as started:
            found = files(started)
            assert all(found[name][0] == (DATA / name).read_bytes() for name in ON_DISK)
            with reading(browser, started.url):
                pass  # it is drawn
            assert "Traceback" not in started.output()
        assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before


def copy_project(to: Path) -> Path:
    """What the page is made of."""
    leave = shutil.ignore_patterns("__pycache__")
    for folder in ("data", "figures", ".streamlit"):
        shutil.copytree(ROOT / folder, to / folder, ignore=leave)
    shutil.copy(ROOT / "app.py", to)
    return to


# Faults


def test_a_fault_in_the_data_reaches_every_reader_and_ends_with_it(
    browser: Browser, copied: Path, tmp_path: Path
) -> None:
    right = (copied / FIGURES).read_bytes()
    with (
        serving(tmp_path / "log.txt", copied / editing.DESCRIPTOR) as started,
        reading(browser, started.url) as reader,
    ):
        text = reader.text()
        in_place(copied / FIGURES, right.replace(b",at_least,", b",perhaps,", 1))
        newcomer = browser.new_context().new_page()
        newcomer.goto(started.url)
        expect(newcomer.get_by_text(wording.CANNOT_SHOW)).to_be_visible(timeout=60_000)
        expect(newcomer.get_by_text("perhaps")).to_be_visible()
        assert reader.text() == text, "what somebody was reading went away"

        in_place(copied / FIGURES, right)
        newcomer.reload()
        expect(newcomer.get_by_role("heading", name=package("own").title)).to_be_visible(timeout=60_000)
        newcomer.context.close()
        assert reader.text() == text
        reader.choose()
        assert reader.has_left_out_later(), "a click does nothing"
        assert reader.lost() == 0
        assert started.process.poll() is None


def test_an_unforeseen_fault_gets_an_apology_and_ends_with_it(browser: Browser, tmp_path: Path) -> None:
    home = copy_project(tmp_path / "app")
    switch = tmp_path / "switch"
    with (home / "figures" / "tables.py").open("a", encoding="utf-8") as file:
        file.write(
            "\n\n_sound = load_once\n\n\ndef load_once(descriptor: Path, state: Signature) -> Package:\n"
            f'    if Path({str(switch)!r}).exists():\n        raise RuntimeError("unforeseen")\n'
            "    return _sound(descriptor, state)\n"
        )
    with serving(tmp_path / "log.txt", home=home) as started, reading(browser, started.url) as reader:
        text = reader.text()
        switch.touch()
        newcomer = reader.page.context.new_page()
        newcomer.goto(started.url)
        expect(newcomer.get_by_text(wording.APOLOGY)).to_be_visible(timeout=60_000)
        refused = Answer(started, f"/data/{FIGURES}")
        assert refused.status == 500
        assert wording.APOLOGY in refused.body.decode()
        assert "max-age" not in refused.headers.get("Cache-Control", ""), "a cache would keep the fault"
        for shown in (newcomer.inner_text("body"), refused.body.decode()):
            assert "unforeseen" not in shown and "Traceback" not in shown
        assert started.output().count("RuntimeError: unforeseen") >= 2, "whoever keeps the page finds no reason"
        assert reader.text() == text

        switch.unlink()
        newcomer.reload()
        expect(newcomer.get_by_role("heading", name=package("own").title)).to_be_visible(timeout=60_000)
        assert Answer(started, f"/data/{FIGURES}").body == (DATA / FIGURES).read_bytes()
        assert reader.lost() == 0
        assert started.process.poll() is None
