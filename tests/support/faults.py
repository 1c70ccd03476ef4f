"""Faults for the journal: writers in processes of their own, a small disk, a clerk's spreadsheet.

A writer is forked, so that hundreds may be killed in a minute. What it was acknowledged comes back
through a pipe, one key a line, written after the acknowledgement.
"""

from __future__ import annotations

import csv
import io
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from intake_app import NOW, a_submission

from intake.cases.service_request import Submission
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.repair import repair

LONG = "字" * 8000
"""A description that makes a row of 25 kB: killing its writer may tear it."""


@dataclass
class Writer:
    """A process that submits requests until it has done its share, or is killed."""

    pid: int
    answers: int
    """The reading end of its pipe."""

    def kill(self) -> None:
        """Kill it at once, wherever it is."""
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> list[str]:
        """Wait until it has ended; return what it was told, whole lines only."""
        with os.fdopen(self.answers, encoding="ascii") as pipe:
            text = pipe.read()
        os.waitpid(self.pid, 0)
        return [line.strip() for line in text.splitlines(keepends=True) if line.endswith("\n")]


@dataclass(frozen=True)
class Told:
    """What writers were told: keys that were acknowledged, and keys that were refused."""

    acknowledged: frozenset[str]
    refused: frozenset[str]


def start(
    queue: Path, name: str, submission: Submission, count: int = 100_000, largest_file: int = -1
) -> Writer:
    """Start a writer of `count` requests with the keys NAME-0, NAME-1 …

    `largest_file` (bytes) is what it may write into one file.
    """

    def write(answers: int) -> None:
        if largest_file >= 0:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        _write(queue, name, submission, count, answers)

    return forked(write)


def start_repair(queue: Path) -> Writer:
    """Start an operator who repairs a queue; what is said is `open` if requests are taken then."""

    def work(answers: int) -> None:
        repair(Journal(queue), apply=True)
        os.write(answers, f"{Journal(queue).why_closed() or 'open'}\n".encode())

    return forked(work)


def forked(work: Callable[[int], None]) -> Writer:
    """Do some work in a process of its own; it is given the writing end of a pipe."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Writer(pid, reading)
    status = 1
    try:
        os.close(reading)
        work(writing)
        status = 0
    finally:
        os._exit(status)


def _write(queue: Path, name: str, submission: Submission, count: int, answers: int) -> None:
    journal = Journal(queue)
    for n in range(count):
        try:
            journal.submit(f"{name}-{n}", NOW, submission)
            os.write(answers, f"{name}-{n}\n".encode())
        except JournalUnavailable:
            os.write(answers, f"refused {name}-{n}\n".encode())


def told(*writers: Writer) -> Told:
    """Wait for writers; return what they were told."""
    lines = [line for writer in writers for line in writer.end()]
    refused = {line.removeprefix("refused ") for line in lines if line.startswith("refused ")}
    return Told(frozenset(line for line in lines if " " not in line), frozenset(refused))


def a_queue(folder: Path, name: str = "queue") -> Path:
    """Return a new empty queue."""
    Journal(folder / name).make()
    return folder / name


def keys_in(queue: Path) -> list[str]:
    """Return the keys of the requests that whoever starts now finds in a queue."""
    return [service_request.key for service_request in Journal(queue).requests()[1]]


def nothing_lost(queue: Path, given: Told) -> None:
    """Make sure that the acknowledged are there and the refused are not, and a next one works."""
    keys = set(keys_in(queue))
    assert given.acknowledged <= keys, "acknowledged requests were lost"
    assert not given.refused & keys, "a refused request is shown as received"
    Journal(queue).submit(f"next-{time.monotonic_ns()}", NOW, a_short_submission())


def a_short_submission() -> Submission:
    """Return a submission with a short row, worked out once."""
    if not _SHORT:
        _SHORT.append(a_submission())
    return _SHORT[0]


_SHORT: list[Submission] = []


def journal_file(queue: Path) -> Path:
    """Return the journal's file."""
    return queue / "journal.csv"


def mirror_file(queue: Path) -> Path:
    """Return the mirror's file."""
    return queue / "mirror" / "journal.csv"


def saved_by_a_spreadsheet(
    content: bytes, encoding: str = "utf-8", separator: str = ",", line_end: str = "\n"
) -> bytes:
    """Return a CSV as LibreOffice saves it: no byte order mark, few quotes, line feeds."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    saved = io.StringIO()
    csv.writer(saved, delimiter=separator, lineterminator=line_end).writerows(rows)
    return saved.getvalue().encode(encoding)


@contextmanager
def small_disk(folder: Path, size: str = "256k") -> Iterator[Path]:
    """Mount a real small file system (tmpfs); skips where that is not allowed."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk; RLIMIT_FSIZE stands in for it elsewhere")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def remount(folder: Path, how: str) -> None:
    """Make a file system read-only (`ro`) or writable again (`rw`)."""
    subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)
