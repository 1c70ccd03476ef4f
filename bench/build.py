"""Building the site beside stock Material, Hugo and bare writing, in one run: `bench/build.py`.

For every size (`--records 1100 3300`, 0 is the real content) a guide of that many records is made
(`big_guide`), our site is built from it, and all its pages, lists and posters too, are written as
Markdown for the other engines (`build_rivals`): 1,100 records make about 2,000 pages, 3,300 about
6,000. Then all engines take turns, `--rounds` times. `--first` compares the first edition
(git 4db3bc6) with today's on the real content. Needs the extra `bench`. 6,000 pages take stock
Material minutes a round: `--slow-rounds` says how many rounds it takes part in.

Nothing is deleted meanwhile, and begin when nobody deleted much for five minutes: ext4 passes over
what was deleted lately, one inode after another, and new files take up to ten times as long.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from big_guide import GUIDES, write_big_guide
from build_engines import Bench, Engine, engines, put_away
from build_tables import Grown, print_builds, print_engines, print_growth, print_head
from process_cost import Cost, bytes_of, median, run

FIRST = "4db3bc6"


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="*", default=[0, 1100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow-rounds", type=int, default=None)
    parser.add_argument("--first", action="store_true")
    chosen = parser.parse_args()
    print_head()
    with tempfile.TemporaryDirectory(prefix="bench-build-") as name:  # deleted when all is done
        ours = {}
        for records in chosen.records:
            folder = _new(Path(name), str(records))
            ours[records] = _compare(records, chosen.rounds, chosen.slow_rounds, folder)
        print_growth(ours)
        if chosen.first:
            _compare_first(chosen.rounds, _new(Path(name), "first"))


def _new(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _compare(records: int, rounds: int, slow_rounds: int | None, folder: Path) -> Grown:
    """Let all engines build the same pages in turns, then ours with little or nothing to do.

    Returns how much ours is, and what it took.
    """
    if records:
        write_big_guide(records, folder / "guides")
    else:
        shutil.copytree(GUIDES, folder / "guides")
    bench = Bench(folder)
    found: defaultdict[str, list[Cost]] = defaultdict(list)
    found["ours"].append(bench.build_ours())
    ours, *others = contestants = engines(bench)
    for number in range(rounds):
        if number:
            found["ours"].append(_cold(ours))
        for engine in others:
            if not engine.is_slow or slow_rounds is None or number < slow_rounds:
                found[engine.name].append(_cold(engine))
    print_engines(records, contestants, found)
    print_builds(_edits(bench, rounds))
    return Grown(bytes_of(bench.site.resolve(), "*.html")[0], median(found["ours"]))


def _cold(engine: Engine) -> Cost:
    engine.forget()
    return engine.build()


def _edits(bench: Bench, rounds: int) -> dict[str, list[Cost]]:
    """Build again where nothing changed, and where one page did, each in a new process."""
    page = sorted((bench.guides / "buildings").glob("[!_]*.yaml"))[-1]
    found: dict[str, list[Cost]] = {"nothing changed": [], "one page edited": []}
    for number in range(rounds):
        found["nothing changed"].append(bench.build_ours())
        text = page.read_text("utf-8")
        page.write_text(re.sub(r"(address: .*?)\d+号", rf"\g<1>{number + 3000}号", text), "utf-8")
        found["one page edited"].append(bench.build_ours())
    return found


def _compare_first(rounds: int, folder: Path) -> None:
    """Let the first edition and today's build the real content in turns."""
    first = folder / "first"
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "-q", "--detach", str(first), FIRST], check=True)  # noqa: S603
    try:
        then = [sys.executable, "build.py", "site", "--site-dir", str(folder / "site")]
        shutil.copytree(GUIDES, folder / "guides")
        bench = Bench(folder)
        found: dict[str, list[Cost]] = {"first edition": [], "today": []}
        for _ in range(rounds):
            put_away(folder / "site")
            found["first edition"].append(run(then, first, folder / "log"))
            bench.forget_ours()
            found["today"].append(bench.build_ours())
        print_builds(found)
    finally:
        subprocess.run([*git, "remove", "--force", str(first)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
