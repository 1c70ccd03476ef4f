"""The journal in one process: what is written, read back, mended and refused."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from faults import a_queue
from intake_app import NOW, a_submission, append, rows_in

from intake.cases.event import Event
from intake.cases.lifecycle import Action
from intake.journal.disk import make_private_folder
from intake.journal.journal import Journal, JournalUnavailable


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    return a_queue(tmp_path)


def filled(queue: Path, keys: str = "ab") -> Journal:
    """Return a journal with one request for each letter of `keys`."""
    journal = Journal(queue)
    for key in keys:
        journal.submit(key, NOW, a_submission())
    return journal


def journal_file(queue: Path) -> Path:
    return queue / "journal.csv"


def mirror_file(queue: Path) -> Path:
    return queue / "mirror" / "journal.csv"


def torn(queue: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(queue.glob("aside/*-torn.csv"))]


def accepted(number: str) -> Event:
    return Event(0, NOW, "accept", number, "a", "accepted", "clerk", "{}")


def test_an_event_is_added_and_what_stands_before_it_stays(queue: Path) -> None:
    journal = Journal(queue)
    known = journal.submit("k3y", NOW, a_submission(phone="13800138000"))
    before = (queue / "journal.csv").read_bytes()

    journal.transition(known.number, [lambda _: Action("withdraw", "staff", {})], NOW)

    assert (queue / "journal.csv").read_bytes().startswith(before)


def test_s49_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        filled(a_queue(tmp_path))
    finally:
        os.umask(before)

    paths = [path for path in (tmp_path / "queue").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    assert (tmp_path / "queue").stat().st_mode & 0o777 == 0o700
    assert mirror_file(tmp_path / "queue").parent.stat().st_mode & 0o777 == 0o700


def test_s49_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    queue = a_queue(tmp_path)
    queue.chmod(0o755)

    Journal(queue).begin()

    assert queue.stat().st_mode & 0o777 == 0o700


def test_the_mirror_is_the_same_bytes(queue: Path) -> None:
    append(filled(queue, "ab"), accepted(rows_in(queue)[0].number))

    assert mirror_file(queue).read_bytes() == journal_file(queue).read_bytes()


def test_a_mirror_may_lie_elsewhere(queue: Path, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new", tmp_path / "other disk")
    journal.make()
    journal.submit("a", NOW, a_submission())

    written = (tmp_path / "other disk" / "journal.csv").read_bytes()
    assert written == journal_file(tmp_path / "new").read_bytes()
    assert not mirror_file(tmp_path / "new").exists()


def test_a_row_that_the_mirror_lacks_is_completed_by_the_next_writer(queue: Path) -> None:
    filled(queue, "ab")
    whole = mirror_file(queue).read_bytes()
    for cut in range(whole.rindex(b'"2","'), len(whole), 7):
        os.truncate(mirror_file(queue), cut)

        found = Journal(queue).find_by_key("b")
        Journal(queue).submit("a", NOW, a_submission())

        assert found is not None
        assert mirror_file(queue).read_bytes() == journal_file(queue).read_bytes() == whole


def test_a_row_cut_anywhere_in_both_files_is_set_aside(tmp_path: Path) -> None:
    whole = a_queue(tmp_path, "whole")
    filled(whole, "ab")
    content = journal_file(whole).read_bytes()
    last_row = content.rindex(b'"2","')
    for cut in range(last_row + 1, len(content), 31):
        queue = tmp_path / str(cut)
        make_private_folder(queue / "mirror")
        journal_file(queue).write_bytes(content[:cut])
        mirror_file(queue).write_bytes(content[: max(last_row, cut - 20)])

        filled(queue, "c")

        assert [row.key for row in rows_in(queue)] == ["a", "c"]
        assert torn(queue) == [content[last_row:cut]]
        assert mirror_file(queue).read_bytes() == journal_file(queue).read_bytes()


def put_in_place(path: Path, content: bytes) -> None:
    new = path.with_name("new")
    new.write_bytes(content)
    new.replace(path)


def test_files_that_were_replaced_by_the_same_are_read_anew(queue: Path) -> None:
    journal = filled(queue, "a")
    filled(queue, "b")
    for path in (journal_file(queue), mirror_file(queue)):
        put_in_place(path, path.read_bytes())

    assert [r.key for r in journal.requests()[1]] == ["a", "b"]
    assert journal.submit("c", NOW, a_submission()).seq == 3


def rows_of(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


SPOILT: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _content: None,
    "emptied": lambda _content: b"",
    "two rows shorter": lambda content: b"".join(rows_of(content)[:-2]),
    "without its first row": lambda content: b"".join(rows_of(content)[:1] + rows_of(content)[2:]),
    "without its header": lambda content: b"".join(rows_of(content)[1:]),
    "with a changed sign": lambda content: content.replace(b'"2","', b'"7","'),
    "with a row more": lambda content: content + rows_of(content)[-1],
    "sorted": lambda content: b"".join(sorted(rows_of(content))),
    "saved as GBK": lambda content: content.decode("utf-8-sig").encode("gbk"),
}


@pytest.mark.parametrize("runs", [True, False])
@pytest.mark.parametrize("which", [journal_file, mirror_file])
@pytest.mark.parametrize("how", SPOILT)
def test_what_no_writer_leaves_closes_the_journal_and_is_not_touched(
    queue: Path,
    caplog: pytest.LogCaptureFixture,
    how: str,
    which: Callable[[Path], Path],
    runs: bool,
) -> None:
    journal = filled(queue, "abc")
    good, spoilt = which(queue).read_bytes(), SPOILT[how](which(queue).read_bytes())
    which(queue).unlink()
    if spoilt is not None:
        which(queue).write_bytes(spoilt)
    journal = journal if runs else Journal(queue)
    with pytest.raises(JournalUnavailable):
        journal.begin()

    for _ in range(3):
        with pytest.raises(JournalUnavailable):
            journal.submit("d", NOW, a_submission())
        with pytest.raises(JournalUnavailable):
            journal.check()

    assert (which(queue).read_bytes() if which(queue).exists() else None) == spoilt
    assert caplog.text.count("the journal is not available") == 1
    which(queue).write_bytes(good)
    assert journal.submit("d", NOW, a_submission()).seq == 4


def test_both_files_shortened_alike_are_noticed_by_whoever_has_read_more(queue: Path) -> None:
    journal = filled(queue, "abc")
    for path in (journal_file(queue), mirror_file(queue)):
        path.write_bytes(b"".join(rows_of(path.read_bytes())[:-1]))

    with pytest.raises(JournalUnavailable):
        journal.submit("d", NOW, a_submission())


@pytest.mark.parametrize("place", ["missing", "file"])
def test_without_its_folder_the_journal_refuses(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(JournalUnavailable):
        Journal(tmp_path / place).submit("a", NOW, a_submission())
    with pytest.raises(JournalUnavailable):
        Journal(tmp_path / place).check()


def test_after_a_failed_flush_the_process_writes_no_more(
    queue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = filled(queue, "a")

    def failing(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as disk:
        disk.setattr("intake.journal.file_store.sync", failing)
        with pytest.raises(JournalUnavailable):
            journal.submit("b", NOW, a_submission())

    with pytest.raises(JournalUnavailable):
        journal.submit("c", NOW, a_submission())
    with pytest.raises(JournalUnavailable):
        journal.check()
    assert Journal(queue).submit("b", NOW, a_submission()).seq == 2


def test_a_row_of_another_process_is_flushed_before_it_is_answered_from(
    queue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = filled(queue, "a").submit("a", NOW, a_submission()).number
    other = Journal(queue)

    def failing(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("intake.journal.file_store.sync", failing)

    with pytest.raises(JournalUnavailable):
        other.find(number)


def a_month(queue: Path, month: str, content: bytes) -> None:
    (queue / f"journal-{month}.csv").write_bytes(content)


def first_edition(queue: Path) -> tuple[bytes, bytes, list[bytes]]:
    """Turn a queue into one of the first edition: two months, a torn tail; return what is whole."""
    filled(queue, "abc")
    header, *rows = rows_of(journal_file(queue).read_bytes())
    shutil.rmtree(queue)
    make_private_folder(queue)
    months = header + b"".join(rows[:2]), header + rows[2] + rows[0][:50]
    a_month(queue, "202611", months[0])
    a_month(queue, "202612", months[1])
    (queue / "journal-202611-77.torn").write_bytes(rows[0][:60])
    return *months, [header, *rows]


def is_joined(queue: Path, old: tuple[bytes, bytes, list[bytes]]) -> bool:
    kept = [path.read_bytes() for path in queue.glob("aside/*")]
    content = b"".join(old[2])
    joined = journal_file(queue).read_bytes() == mirror_file(queue).read_bytes() == content
    return joined and old[0] in kept and old[1] in kept and not [*queue.glob("journal-*")]


def test_the_first_start_joins_the_monthly_files_of_the_first_edition(queue: Path) -> None:
    old = first_edition(queue)
    with pytest.raises(JournalUnavailable):
        Journal(queue).requests()

    Journal(queue).begin()

    assert is_joined(queue, old)
    assert Journal(queue).submit("d", NOW, a_submission()).seq == 4


@pytest.mark.parametrize("steps", range(12))
def test_a_first_start_killed_anywhere_is_finished_by_the_next(
    queue: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    old = first_edition(queue)
    left = iter(range(steps))
    real = Path.replace, Path.rename

    class KilledError(BaseException):
        pass

    def step(move: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def killed_between(source: Path, target: Path) -> Path:
            if next(left, None) is None:
                raise KilledError
            moved = move(source, target)
            if next(left, None) is None:
                raise KilledError
            return moved

        return killed_between

    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", step(real[0]))
        dying.setattr(Path, "rename", step(real[1]))
        with suppress(KilledError):
            Journal(queue).begin()

    Journal(queue).begin()

    assert is_joined(queue, old)


@pytest.mark.parametrize("left", ["nothing", "an empty folder", "a mark", "the mirror"])
@pytest.mark.parametrize("runs", [True, False])
def test_a_queue_that_is_gone_is_never_a_new_one(queue: Path, left: str, runs: bool) -> None:
    journal = filled(queue, "ab") if runs else Journal(queue)
    shutil.move(queue, queue.with_name("elsewhere"))
    if left != "nothing":
        queue.mkdir()
    if left == "a mark":
        (queue / "view.lock").write_text("2")
    if left == "the mirror":
        shutil.move(queue.with_name("elsewhere") / "mirror", queue)
    for attempt in (journal.begin, journal.check, journal.requests, journal.seq):
        with pytest.raises(JournalUnavailable):
            attempt()
    with pytest.raises(JournalUnavailable):
        journal.submit("c", NOW, a_submission())

    assert not journal_file(queue).exists()
    shutil.rmtree(queue, ignore_errors=True)
    shutil.move(queue.with_name("elsewhere"), queue)


def changed_at(queue: Path) -> dict[Path, int]:
    """Return when each thing in a queue was last changed in any way (ns); reading is none."""
    return {path: path.lstat().st_ctime_ns for path in (queue, *queue.rglob("*"))}


@pytest.mark.parametrize("left", ["rows", "a mark", "a mirror with rows", "somebody's file"])
def test_a_queue_is_made_only_where_none_was_nor_anything_else(tmp_path: Path, left: str) -> None:
    queue = tmp_path / "queue"
    if left == "somebody's file":
        queue.mkdir(mode=0o755)
        (queue / "letter.doc").touch()
    else:
        filled(a_queue(tmp_path))
        (queue / "view.lock").write_text("2")
        if left != "rows":
            journal_file(queue).unlink()
        if left == "a mark":
            shutil.rmtree(queue / "mirror")
    before = changed_at(queue)

    with pytest.raises(JournalUnavailable):
        Journal(queue).make()

    assert changed_at(queue) == before


@pytest.mark.parametrize("steps", range(3))
def test_a_making_killed_anywhere_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    left = iter(range(steps))
    real = Path.replace

    def killed_before(source: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return real(source, target)

    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", killed_before)
        with suppress(KeyboardInterrupt):
            Journal(tmp_path / "queue").make()
    with suppress(JournalUnavailable):
        Journal(tmp_path / "queue").make()

    assert Journal(tmp_path / "queue").submit("a", NOW, a_submission()).seq == 1


@pytest.mark.parametrize("holder", ["lock file", "thread"])
def test_whoever_holds_the_lock_for_ever_stops_nobody_for_long(
    queue: Path, monkeypatch: pytest.MonkeyPatch, holder: str
) -> None:
    monkeypatch.setattr("intake.journal.disk.PATIENCE", 0.1)
    journal = filled(queue, "a")
    other = journal if holder == "thread" else Journal(queue)
    refused = []

    def submit() -> None:
        with pytest.raises(JournalUnavailable):
            journal.submit("b", NOW, a_submission())
        refused.append("b")

    with other.alone():
        thread = threading.Thread(target=submit)
        thread.start()
        thread.join()

    assert refused
    assert journal.submit("b", NOW, a_submission()).seq == 2


def test_a_lock_file_that_is_removed_keeps_writers_apart_all_the_same(queue: Path) -> None:
    journal, other = filled(queue, "a"), Journal(queue)
    with journal.alone():
        thread = threading.Thread(target=lambda: other.submit("b", NOW, a_submission()))
        thread.start()
        (queue / ".lock").unlink()
    thread.join()

    assert journal.submit("c", NOW, a_submission()).seq == 3


@pytest.mark.parametrize("what", ["pipe", "link", "folder"])
@pytest.mark.parametrize("name", ["journal.csv", "mirror/journal.csv", ".lock"])
def test_f09_a_name_alone_is_not_trusted(queue: Path, name: str, what: str) -> None:
    journal = filled(queue, "a")
    (queue / name).rename(queue / "elsewhere")
    make: dict[str, Callable[[Path], None]] = {
        "pipe": os.mkfifo,
        "link": lambda path: path.symlink_to(queue / "elsewhere"),
        "folder": Path.mkdir,
    }
    make[what](queue / name)

    for each in (journal, Journal(queue)):
        with pytest.raises(JournalUnavailable):
            each.submit("b", NOW, a_submission())


def test_s49_a_file_that_others_may_read_is_closed_to_them_by_the_next_writer(queue: Path) -> None:
    journal = filled(queue, "a")
    mirror_file(queue).chmod(0o644)

    journal.submit("b", NOW, a_submission())

    assert mirror_file(queue).stat().st_mode & 0o777 == 0o600
