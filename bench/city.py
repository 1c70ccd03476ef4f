"""What a city would need: `bench/city.py [--pages 6000] [--requests 100000]`.

Builds a guide of that size, then again after an edit, and tells what changed; starts the intake
with as many requests in the journal's files, and with none.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from secrets import token_hex

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "bench")]

from big_guide import pages_text, write_big_guide  # noqa: E402
from build_engines import Bench  # noqa: E402
from growth import opened  # noqa: E402
from measuring import print_table  # noqa: E402
from process_cost import Cost, bytes_of, run  # noqa: E402
from release_changes import EDITS, changes, snapshot  # noqa: E402

START = "from intake import create_app; assert create_app().test_client().get('/healthz').data"


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6_000)
    parser.add_argument("--requests", type=int, default=100_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-city-") as name:
        bench = Bench(Path(name))
        print(pages_text(write_big_guide(chosen.pages, bench.guides)), _load())
        _say("build", bench.build_ours())
        _print_sizes(bench.site)
        _print_edits(bench)
        for requests in (0, chosen.requests):
            _say(f"start with {requests:,} requests", _start(bench, requests))


def _load() -> str:
    return f"(load {os.getloadavg()[0]:.1f})"


def _say(what: str, cost: Cost) -> None:
    print(f"{what}: {cost.wall:.1f} s, {cost.processor:.1f} s cpu, {cost.peak:.0f} MiB {_load()}")


def _print_sizes(site: Path) -> None:
    parts = {"site": "*", "pages": "*.html", "gzip": "*.gz", "search": "search/**/*.json"}
    for what, pattern in parts.items():
        number, size = bytes_of(site.resolve(), pattern)
        print(f"{what}: {number:,} files, {size / 1e6:.1f} MB")


def _print_edits(bench: Bench) -> None:
    """Edit a building one way after the other, and print what a CDN has to fetch anew."""
    page = sorted((bench.guides / "buildings").glob("*-2.yaml"))[0]
    rows, before = [], snapshot(bench.site)
    for what, edit in EDITS.items():
        page.write_text(edit(page.read_text("utf-8")), "utf-8")
        cost = bench.build_ours()
        after = snapshot(bench.site)
        found = changes(before, after)
        before = after
        rows.append(
            (
                *(what, f"{cost.processor:.1f} s", f"{found.files:,}", f"{found.pages:,}"),
                *(f"{found.hashed:,}", f"{found.bytes / 1e3:,.0f} kB"),
                f"{100 * found.bytes / found.whole:.1f} %",
            )
        )
    print_table(("edit", "cpu", "files", "pages", "hashed", "gzip", "of the site"), rows)


def _start(bench: Bench, requests: int) -> Cost:
    queue = bench.folder / f"queue-{requests}"
    opened(queue, 2 * requests)
    secret = bench.folder / "secret_key"
    secret.write_text(token_hex(32), "utf-8")
    secret.chmod(0o600)
    settings = {
        "INTAKE_DATA": str(queue),
        "INTAKE_SECRET_KEY_FILE": str(secret),
        "INTAKE_GUIDES": str(bench.guides),
        "INTAKE_SITE": str(bench.site),
        "INTAKE_LAYOUTS": str(bench.releases / "layouts"),
    }
    os.environ.update(settings)
    return run([sys.executable, "-c", START], ROOT, bench.folder / "log")


if __name__ == "__main__":
    main()
