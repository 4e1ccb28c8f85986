"""Bad days: files that change under the server, a server that is killed, read-only folders, errors in the code.

A reader may see the page before, the page after, or a message that names the fault; never something between.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from figures.editions.files import files as files_of
from figures.model.package import Package
from figures.package import files as package_files
from figures.package import watch
from figures.package.problems import PackageError
from figures.package.read import load
from figures.package.watch import load_current
from figures.words import labels
from tests import editing
from tests.bench import clients
from tests.oracle import package
from tests.serving import ROOT, Server, browser, copy_project, free_port, run, serving, until
from tests.visits import Visit, reading

__all__ = ["browser"]  # a fixture

DATA = ROOT / "data"
FIGURES, CAVEATS = "article_figures.csv", "caveats.csv"
OWN = package("own")
PICTURE = next(name for name in files_of(OWN) if name.startswith("pictures/killed"))


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


def test_a_change_is_noticed_however_it_is_made(copied: Path) -> None:
    """Even one of the same length, and with the time of modification set back, as programs do that copy it."""
    table = copied / FIGURES
    right = table.read_bytes()
    texts = itertools.cycle([changed(right), right])
    now(copied)
    for by_renaming, old_time in itertools.product((False, True), repeat=2):
        text, before = next(texts), table.stat()
        place = copied / "new" if by_renaming else table
        place.write_bytes(text)
        place.rename(table)
        if old_time:
            os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert now(copied).tables["article_figures"].data == text, (by_renaming, old_time)


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


@pytest.mark.parametrize("kept", [0.01, 0.5, 1])
def test_files_cut_off_anywhere_within_their_last_row_are_refused(kept: float, copied: Path) -> None:
    """Half a caveat is a caveat to any reader of CSV, and would be shown. kept: the share of the last row."""
    tables = [table.file_name for table in OWN.tables.values()]
    for name in tables:
        right = (copied / name).read_bytes().removesuffix(b"\n")
        start = right.rfind(b"\n") + 1
        (copied / name).write_bytes(right[: start + math.ceil(kept * (len(right) - start))])
    with pytest.raises(PackageError) as raised:
        load(copied)
    assert {problem.file for problem in raised.value.problems} == set(tables)
    descriptor = copied / editing.DESCRIPTOR
    descriptor.write_bytes(descriptor.read_bytes().rstrip()[: -math.ceil(kept * 20)])
    with pytest.raises(PackageError, match=editing.DESCRIPTOR):
        load(copied)


# One server, whose package and code are spoilt


class Spoilt:
    """A server of a copy of the package. switch: while this file is there, the code raises an error."""

    def __init__(self, place: Path, stack: ExitStack) -> None:
        self.home, self.folder = copy_project(place / "app"), editing.copy_of(DATA, place / "package")
        self.switch, self._stack, self._port = place / "switch", stack, free_port()
        with (self.home / "figures" / "package" / "watch.py").open("a", encoding="utf-8") as file:
            file.write(
                "\n\n_sound = load_current\n\n\ndef load_current(path: Path) -> Package:\n"
                f'    if Path({str(self.switch)!r}).exists():\n        raise RuntimeError("unforeseen")\n'
                "    return _sound(path)\n"
            )
        self.start()

    def start(self) -> None:
        log = self.folder.parent / "log.txt"
        self.server = self._stack.enter_context(serving(log, self.folder, port=self._port, home=self.home))


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoilt]:
    with ExitStack() as stack:
        made = Spoilt(tmp_path_factory.mktemp("spoilt"), stack)
        yield made
        assert made.server.process.poll() is None


@pytest.fixture(scope="module")
def reader(browser: Browser, spoilt: Spoilt) -> Iterator[Visit]:
    """Somebody who stays on the page while all this happens."""
    with reading(browser, spoilt.server.url) as visit:
        yield visit


def test_readers_get_the_old_file_the_new_file_or_the_fault_while_it_is_written(spoilt: Spoilt) -> None:
    table = spoilt.folder / CAVEATS
    before = table.read_bytes()
    texts = (before.replace(b"The ", b"All ", 1), before)
    stop = threading.Event()

    def ask() -> tuple[int, bytes]:
        answer = spoilt.server.ask(f"/data/{CAVEATS}")
        return answer.status, answer.body

    def read() -> list[tuple[int, bytes]]:
        answers: list[tuple[int, bytes]] = []
        while not stop.is_set() and len(answers) < 5_000:
            answers.append(ask())
        return answers

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for text in texts:
                in_pieces(table, text, 0.1)
                until(lambda text=text: ask() == (200, text), "a change shows")  # type: ignore[misc]
        finally:
            stop.set()
        answers = [answer for reader in readers for answer in reader.result()]
    assert [(s, b[:200]) for s, b in answers if not (s == 200 and b in texts) and not (s == 503 and b)] == []
    assert len(answers) > len(readers)


def test_files_of_a_broken_package_are_refused_with_the_faults_and_come_back(spoilt: Spoilt) -> None:
    server, folder, figures = spoilt.server, spoilt.folder, spoilt.folder / FIGURES
    right = figures.read_bytes()
    (folder / "notes.csv").write_text("kept,beside\n", encoding="utf-8")
    first, picture = server.ask(f"/data/{FIGURES}"), server.ask(f"/data/{PICTURE}").body
    assert first.body == right

    editing.set_cells(figures, "article-killed", bound="perhaps")
    editing.set_cells(folder / CAVEATS, "killed-cnn", figure_id="no-such-figure")
    with pytest.raises(PackageError) as raised:
        load(folder / editing.DESCRIPTOR)
    assert len(raised.value.problems) >= 2
    for name in (FIGURES, editing.DESCRIPTOR, PICTURE, "nothing"):
        refused = server.ask(f"/data/{name}")
        assert refused.status == 503, name
        assert refused.headers["Content-Type"].startswith("text/plain")
        assert not [problem for problem in raised.value.problems if str(problem) not in refused.text], name
        assert str(folder.parent) not in refused.text and "Traceback" not in refused.text
        assert refused.headers["Cache-Control"] == "no-store", "a cache would keep the fault"
    assert server.is_healthy()
    assert server.ask("/data/page.js").status == 200

    shutil.copy(DATA / CAVEATS, folder)
    figures.write_bytes(changed(right))
    mended = server.ask(f"/data/{FIGURES}", If_None_Match=first.headers["ETag"])
    assert mended.status == 200, "the ETag of before the change still counts"
    assert mended.body == changed(right)
    assert b"about 5,000" in server.ask("/data/article_figures.json").body
    assert server.ask("/data/notes.csv").status == 404, "it is no part of the package"
    assert server.ask(f"/data/{PICTURE}").body != picture, "the picture is of before the change"
    figures.write_bytes(right)


def test_an_error_in_the_code_gets_an_apology_and_ends_without_a_restart(reader: Visit, spoilt: Spoilt) -> None:
    """Its reason stands in the log only. test_visit.py shows the message about a fault in the data."""
    server, text, lost = spoilt.server, reader.text(), reader.times_lost()
    spoilt.switch.touch()
    with closing(reader.page.context.new_page()) as newcomer:
        newcomer.goto(server.url)
        expect(newcomer.get_by_text(labels.APOLOGY)).to_be_visible()
        refused = server.ask(f"/data/{FIGURES}")
        assert (refused.status, labels.APOLOGY in refused.text) == (500, True)
        assert refused.headers["Cache-Control"] == "no-store", "a cache would keep the fault"
        for shown in (newcomer.inner_text("body"), refused.text):
            assert "unforeseen" not in shown and "Traceback" not in shown
        assert server.output().count("RuntimeError: unforeseen") >= 2, "the log gives no reason"

        spoilt.switch.unlink()
        newcomer.reload()
        expect(newcomer.get_by_role("heading", name=OWN.title, level=1)).to_be_visible()
    assert server.ask(f"/data/{FIGURES}").status == 200
    assert reader.text() == text, "the page that somebody was reading went away"
    reader.choose()
    assert reader.has_chosen(), "a click does nothing"
    assert reader.times_lost() == lost


# A server that ends


def served(server: Server) -> dict[str, tuple[int, bytes, str]]:
    answers = {name: server.ask(f"/data/{name}") for name in files_of(OWN)}
    return {name: (answer.status, answer.body, answer.headers["ETag"]) for name, answer in answers.items()}


def test_a_killed_server_comes_back_with_the_same_bytes_and_the_same_view(reader: Visit, spoilt: Spoilt) -> None:
    before, lost = served(spoilt.server), reader.times_lost()
    if not reader.has_chosen():
        reader.choose()
    reader.unfold()
    text = reader.text()
    spoilt.server.kill()
    until(lambda: reader.times_lost() > lost, "the connection is lost")
    assert reader.text() == text, "the page went away with the server"
    spoilt.start()
    assert served(spoilt.server) == before
    until(lambda: spoilt.server.sessions() == 1, "the page has found the server again")
    reader.settle()
    assert reader.text() == text
    assert reader.has_chosen()
    expect(reader.page.get_by_role("dialog")).to_have_count(0)  # it said that there was no connection
    reader.choose()
    assert not reader.has_chosen(), "a click does nothing"


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


async def charts_of(server: Server) -> int:
    """Return the number of charts that a reader is sent."""
    async with clients.reading(server.url) as connected:
        assert (await connected.rerun()).errors == ()
        return len(connected.charts())


def test_nothing_has_to_be_written_anywhere(tmp_path: Path) -> None:
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
            assert served(started) == {name: (200, file.data, file.etag) for name, file in files_of(OWN).items()}
            assert run(charts_of(started)) >= 1
            assert "Traceback" not in started.output()
        assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before
