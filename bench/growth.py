"""How the journal does when it is long: append, status change, look-up and start by events held."""

from __future__ import annotations

import csv
import gc
import os
import shutil
import statistics
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from intake_app import NOW, a_submission
from measuring import anchor, median_seconds, print_table

from intake.cases.event import Event
from intake.cases.lifecycle import Action
from intake.cases.numbers import new_number
from intake.cases.roles import STAFF
from intake.journal.journal import Journal
from intake.journal.rows import CHECK_LENGTH, HEADER, encode


def measure_growth(folder: Path, rounds: int, sizes: tuple[int, ...]) -> None:
    """Compare journals of different lengths."""
    journals = {size: opened(folder / f"growth-{size}", size) for size in sizes}
    found: dict[int, dict[str, list[float]]] = {size: {} for size in sizes}
    for number in range(rounds):
        for size, journal in journals.items():
            for what, seconds in _steps(journal, number):
                found[size].setdefault(what, []).append(seconds)
            found[size].setdefault("anchor", []).append(anchor(folder, 100))
    starts = {
        size: _starts(folder / f"growth-{size}", rounds if size < 10**6 else 3) for size in sizes
    }
    medians = {
        size: {
            what: statistics.median(values) for what, values in (found[size] | starts[size]).items()
        }
        for size in sizes
    }
    print(f"\n## Growth ({rounds} rounds)\n")
    columns = (
        "append",
        "status change",
        "look-up",
        "start",
        "read and check",
        "check alone",
        "anchor",
    )
    print_table(
        ("events", *columns, "start ÷ read and check"),
        [
            (
                f"{size:,}",
                *(f"{medians[size][what] * 1000:.3f} ms" for what in columns),
                f"{medians[size]['start'] / medians[size]['read and check']:.2f}",
            )
            for size in sizes
        ],
    )
    small, large = medians[sizes[0]], medians[sizes[1]]
    for what in ("append", "status change"):
        print(f"\n{what}: {sizes[1]:,} events is {large[what] / small[what]:.2f} × {sizes[0]:,}")


def opened(queue: Path, size: int) -> Journal:
    """Write a journal of requests with two events each, and open it."""
    Journal(queue).make()
    submission, numbers = a_submission(description="想把楼上那层一起租下来。" * 5), set[str]()
    data = submission.as_json()
    places = Journal(queue).places
    with places.journal.open("wb") as file:
        file.write(HEADER)
        for n in range(size // 2):
            number = new_number(numbers)
            numbers.add(number)
            for seq, event, status, text in (
                (2 * n + 1, "submit", "submitted", data),
                (2 * n + 2, "accept", "accepted", "{}"),
            ):
                by = "applicant" if event == "submit" else STAFF
                at = NOW - timedelta(seconds=size - n)
                file.write(encode(Event(seq, at, event, number, f"key-{n}", status, by, text)))
    shutil.copyfile(places.journal, places.mirror)
    os.sync()
    journal = Journal(queue)
    journal.check()
    return journal


def _steps(journal: Journal, number: int) -> Iterator[tuple[str, float]]:
    """Yield what was measured and the median seconds of it."""
    submission = a_submission(description="想把楼上那层一起租下来。" * 5)
    keys = iter(range(10**6))
    made: list[str] = []

    def append() -> None:
        made.append(journal.submit(f"new-{number}-{next(keys)}", NOW, submission).number)

    def change() -> None:
        journal.transition(made.pop(), [lambda _: Action("accept", STAFF)], NOW)

    yield "append", median_seconds(append, 100)
    known = made[0]
    yield "status change", median_seconds(change, 90)
    yield "look-up", median_seconds(lambda: journal.find(known), 300)


def _starts(queue: Path, rounds: int) -> dict[str, list[float]]:
    """Measure starting against reading and checking the same files, in turns."""
    ways: dict[str, Callable[[Path], None]] = {
        "start": lambda queue: Journal(queue).check(),
        "read and check": _read_and_check,
        "check alone": _check_alone,
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            found[name].append(median_seconds(partial(way, queue), 1))
    return found


def _checked_lines(queue: Path) -> Iterator[bytes]:
    """Yield what stands before the check value of every line; the check is made."""
    with (queue / "journal.csv").open("rb") as file:
        for line in file:
            checked, check = line[:-CHECK_LENGTH], line[-CHECK_LENGTH:]
            if line != HEADER and check == b',"c%08x"\r\n' % zlib.crc32(checked):
                yield checked


def _check_alone(queue: Path) -> None:
    for _ in _checked_lines(queue):
        pass


def _read_and_check(queue: Path) -> None:
    """Do what any reader of such files does, with Python's csv module; nothing is kept."""
    for checked in _checked_lines(queue):
        next(csv.reader([checked.decode()], strict=True))
