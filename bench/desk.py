"""The desk with few and with many requests, and commands: `python bench/desk.py`.

Asks for the list and for a case page with 100 open requests, then with 1,000 open and 10,000 that
are over, in one run; the goal is at most three times as long. Then runs commands of the queue with
the guide of this repository; the goal is under a second of processor time for each.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from desk_app import a_desk  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402
from intake_app import NOW, a_submission  # noqa: E402

from intake.cases.lifecycle import Action  # noqa: E402
from intake.cases.numbers import show_number  # noqa: E402
from intake.journal.journal import Journal  # noqa: E402

ROUNDS = 21
COMMAND_ROUNDS = 5


def fill(journal: Journal, name: str, count: int, over: bool) -> str:
    """Submit requests, and withdraw them if they are to be over; return the last number."""
    submission, number = a_submission(service="bigger-office", building="cloud-tower"), ""
    for n in range(count):
        number = journal.submit(f"{name}-{n}", NOW, submission).number
        if over:
            journal.transition(number, [lambda _: Action("withdraw", "staff")], NOW)
    return number


def milliseconds(client: FlaskClient, address: str) -> float:
    """Return the median time of an answer, after one that warms up."""
    client.get(address)
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        client.get(address)
        times.append(1000 * (perf_counter() - began))
    return median(times)


def processor_seconds(queue: Path, *arguments: str) -> float:
    """Return the median processor time of a command, as a process of its own."""
    settings = {"INTAKE_DATA": str(queue), "INTAKE_GUIDES": str(ROOT / "guides")}
    command = [sys.executable, "-m", "flask", "--app", "intake", "queue", *arguments]
    times = []
    for _ in range(COMMAND_ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = os.environ | settings
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return median(times)


def time_commands(folder: Path) -> None:
    """Print what commands take with 100 requests."""
    journal = Journal(folder / "queue")
    journal.make()
    number = fill(journal, "few", 100, over=False)
    for arguments in (("list",), ("show", number), ("do", number, "note", "text=1")):
        seconds = processor_seconds(journal.folder, *arguments)
        print(f"queue {arguments[0]}: {seconds:.2f} s of processor time")


def main() -> None:
    """Print the times and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        client, journal = a_desk(Path(folder)), Journal(Path(folder) / "queue")
        address = f"/desk/{show_number(fill(journal, 'few', 100, over=False))}"
        few = [milliseconds(client, path) for path in ("/desk/", address)]
        fill(journal, "past", 10_000, over=True)
        fill(journal, "many", 900, over=False)
        many = [milliseconds(client, path) for path in ("/desk/", address)]
    for name, before, after in zip(("list", "case"), few, many, strict=True):
        print(
            f"{name}: {before:.1f} ms with 100, {after:.1f} ms with 11,000: {after / before:.2f} ×"
        )
    with tempfile.TemporaryDirectory() as folder:
        time_commands(Path(folder))


main()
