"""How fast the journal takes requests: `python bench/journal.py [--rounds N] [--million] [PART …]`.

Parts: appending, app, growth; `--folder` measures on another disk. Everything in one run on one
disk, in interleaved rounds; only the ratios say something, beside the anchor (append 400 bytes +
fdatasync) of the same run.
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

from app_load import measure_app  # noqa: E402
from growth import measure_growth  # noqa: E402
from intake_app import NOW, a_submission  # noqa: E402
from journal_ways import SqliteStore, journal_syncing_inside  # noqa: E402
from measuring import Work, anchor, in_processes, print_table, quantile  # noqa: E402

from intake.journal.journal import Journal  # noqa: E402

WRITERS = 8
WAYS: dict[str, Callable[[Path], Journal | SqliteStore]] = {
    "our journal": Journal,
    "syncing inside the lock": journal_syncing_inside,
    "SQLite WAL FULL": SqliteStore,
}


def measure_appending(folder: Path, rounds: int) -> None:
    """Compare eight processes appending at once."""
    submission = a_submission(description="想把楼上那层一起租下来。" * 10)
    rates: dict[str, list[float]] = {name: [] for name in WAYS}
    tails: dict[str, list[float]] = {name: [] for name in WAYS}
    for number in range(rounds):
        for name, make in WAYS.items():
            queue = folder / f"appending-{number}-{name.split()[0]}"
            Journal(queue).make()
            make(queue).submit("first", NOW, submission)

            def writer(
                process: int,
                make: Callable[[Path], Journal | SqliteStore] = make,
                queue: Path = queue,
            ) -> Work:
                store = make(queue)
                return lambda count: store.submit(f"{process}-{count}", NOW, submission) and None

            rate, latencies = in_processes(WRITERS, writer)
            rates[name].append(rate)
            tails[name].append(quantile(latencies, 0.99))
    ours = statistics.median(rates["our journal"])
    rows = [
        (
            name,
            f"{statistics.median(rates[name]):,.0f}",
            f"{ours / statistics.median(rates[name]):.2f}",
            f"{statistics.median(tails[name]) * 1000:.1f} ms",
        )
        for name in WAYS
    ]
    print(f"\n## Eight processes appending ({rounds} rounds)\n")
    print_table(("way", "requests/s", "ours is × this", "p99"), rows)


def main() -> None:
    """Measure the parts that were asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["appending", "app", "growth"])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--folder", type=Path, default=ROOT / "var")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        print(f"anchor before: {anchor(folder) * 1000:.3f} ms")
        if "appending" in chosen.parts:
            measure_appending(folder, chosen.rounds)
        if "app" in chosen.parts:
            measure_app(folder, chosen.rounds)
        if "growth" in chosen.parts:
            measure_growth(folder, chosen.rounds, (1_000, 100_000, 1_000_000)[: 2 + chosen.million])
        print(f"\nanchor after: {anchor(folder) * 1000:.3f} ms")


if __name__ == "__main__":
    main()
