"""How long it takes to look a number up behind the limiter: somebody's with a wrong tail, nobody's.

`.venv/bin/python bench/tails.py`; nothing is asserted.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from intake_app import NOW, a_submission  # noqa: E402
from measuring import print_table  # noqa: E402

from intake.company.tails import looked_up  # noqa: E402
from intake.journal.journal import Journal  # noqa: E402

TIMES = 10_000
NOBODYS = "AB2CD3EF"
REQUESTS = 1_000
"""As many as a year brings."""


def main() -> None:
    """Measure the look-ups in turns, so that whatever else happens hits all alike."""
    with tempfile.TemporaryDirectory(prefix="tails-") as home:
        journal = Journal(Path(home) / "queue")
        journal.make()
        number = _filled(journal)
        ways: dict[str, Callable[[], object]] = {
            "wrong tail": lambda: looked_up(journal, number, "0000"),
            "unknown number": lambda: looked_up(journal, NOBODYS, "0000"),
            "right tail": lambda: looked_up(journal, number, "8000"),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(TIMES):
            for name, look in ways.items():
                start = time.perf_counter()
                look()
                taken[name].append((time.perf_counter() - start) * 1e6)
    head = ["look-up, µs", "median", "first quarter", "third quarter"]
    print_table(head, [[name, *_quarters(each)] for name, each in taken.items()])


def _filled(journal: Journal) -> str:
    submission = a_submission(service="bigger-office", phone="13800138000")
    for n in range(REQUESTS):
        known = journal.submit(f"k{n}", NOW, submission)
    return known.number


def _quarters(microseconds: list[float]) -> list[str]:
    first, median, third = statistics.quantiles(microseconds, n=4)
    return [f"{value:.1f}" for value in (median, first, third)]


if __name__ == "__main__":
    main()
