"""The journal's two stores and SQLite side by side: `python bench/stores.py [--rounds N]`.

Submissions as the application makes them, one writer and eight, in interleaved rounds on one disk,
each committed and flushed when it is answered. PostgreSQL runs on the same machine, by its socket,
with what it comes with (fsync and synchronous_commit on). SQLite keeps rows only: no life cycle, no
index in memory, no mirror.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "bench")]

from intake_app import NOW, a_submission  # noqa: E402
from journal_ways import SqliteStore  # noqa: E402
from kept import Kept  # noqa: E402
from measuring import (  # noqa: E402
    Work,
    anchor,
    in_processes,
    median_seconds,
    print_table,
    quantile,
)
from postgres import Server, a_server  # noqa: E402

from intake.journal.journal import Journal  # noqa: E402

Opened = Journal | SqliteStore
WRITERS = (1, 8)
SUBMISSION = a_submission(description="想把楼上那层一起租下来。" * 10)


def ways(folder: Path, server: Server) -> dict[str, Callable[[], Opened]]:
    """Return how a process opens each store; all are new and empty."""
    files = Kept(folder / "files")
    postgres = Kept(folder / "postgres", server.url(server.a_schema()))
    files.made()
    postgres.made()
    (folder / "sqlite").mkdir()
    SqliteStore(folder / "sqlite")
    return {
        "files and mirror (CSV)": files.journal,
        "PostgreSQL": postgres.journal,
        "SQLite WAL FULL": lambda: SqliteStore(folder / "sqlite"),
    }


def measure(folder: Path, server: Server, rounds: int) -> None:
    """Print submissions a second and how long the slowest hundredth takes."""
    for writers in WRITERS:
        rates: dict[str, list[float]] = {}
        tails: dict[str, list[float]] = {}
        for number in range(rounds):
            place = folder / f"{writers}-{number}"
            for name, opened in ways(place, server).items():

                def writer(process: int, opened: Callable[[], Opened] = opened) -> Work:
                    store = opened()
                    store.seq()
                    return lambda n: store.submit(f"{process}-{n}", NOW, SUBMISSION) and None

                rate, latencies = in_processes(writers, writer)
                rates.setdefault(name, []).append(rate)
                tails.setdefault(name, []).append(quantile(latencies, 0.99))
        print(f"\n## {writers} writer(s), {rounds} rounds\n")
        rows = [
            (
                name,
                f"{statistics.median(rates[name]):,.0f}",
                f"{statistics.median(tails[name]) * 1000:.1f} ms",
            )
            for name in rates
        ]
        print_table(("store", "submissions/s", "p99"), rows)


def measure_looking(folder: Path, server: Server) -> None:
    """Print how long it takes to find one request of a thousand, and to begin with them."""
    rows = []
    for name, opened in ways(folder / "looking", server).items():
        store = opened()
        if isinstance(store, SqliteStore):
            continue
        for n in range(1000):
            number = store.submit(f"{n}", NOW, SUBMISSION).number
        found = median_seconds(lambda: store.find(number), 500)  # noqa: B023 # called at once
        begun = median_seconds(lambda: opened().seq(), 5)  # noqa: B023 # the same
        rows.append((name, f"{found * 1000:.3f} ms", f"{begun * 1000:.0f} ms"))
    print("\n## One request of 1,000\n")
    print_table(("store", "find", "begin"), rows)


def main() -> None:
    """Measure, beside the anchor of the same run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--folder", type=Path, default=ROOT / "var")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server's account goes through it
        print(f"anchor before: {anchor(folder) * 1000:.3f} ms")
        with a_server("max_connections = 200", where=folder) as server:
            measure(folder, server, chosen.rounds)
            measure_looking(folder, server)
        print(f"\nanchor after: {anchor(folder) * 1000:.3f} ms")


if __name__ == "__main__":
    main()
