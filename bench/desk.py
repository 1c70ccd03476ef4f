"""The desk with few and with many requests: `python bench/desk.py`.

Asks for the list and for a case page with 100 open requests, then with 1,000 open and 10,000 that
are over, in one run, with the layout that the build left; the goal is at most three times as long.
"""

from __future__ import annotations

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


main()
