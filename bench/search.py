"""The search engine beside ready-made ones, all on the same pages and questions, in one run.

`python bench/search.py [--pages N] [--guides FOLDER] [--modules FOLDER]`, by hand. Needs Debian's
chromium and the extra `bench` (Pagefind, jieba); with a folder where `npm install minisearch` was
run, and node, it asks MiniSearch too. `--pages 5000` puts the guide's pages among distractors;
`--guides` takes a guide that `big_guide.py` wrote.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# the query set and the browser are the tests'
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from browsing import chromium  # noqa: E402
from search_content import guide_of, pages_of  # noqa: E402
from search_ours import measure_ours  # noqa: E402
from search_results import print_results  # noqa: E402
from search_rivals import measure_material, measure_minisearch, measure_pagefind  # noqa: E402
from searching import read_queries, report  # noqa: E402

from guidebook.search.files import folded_bodies, names_of  # noqa: E402


def main() -> None:
    """Print a table of the engines, and what ours missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=None)
    parser.add_argument("--guides", type=Path, default=ROOT / "guides")
    parser.add_argument("--modules", type=Path, default=None)
    parser.add_argument("--alone", action="store_true", help="ours without the rivals")
    chosen = parser.parse_args()
    guidebook, queries = guide_of(chosen.pages, chosen.guides), read_queries()
    pages = list(pages_of(guidebook))
    with chromium() as browser:
        with _folder() as folder:
            results = [measure_ours(guidebook, queries, folder, browser)]
        for measure in () if chosen.alone else (measure_pagefind, measure_material):
            with _folder() as folder:
                results.append(measure(pages, queries, folder, browser))
    if chosen.modules:
        with _folder() as folder:
            names = names_of(guidebook, folded_bodies(guidebook))
            results += measure_minisearch(pages, names, queries, folder, chosen.modules)
    print_results(len(pages), results)
    print(report(results[0].answered))


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


if __name__ == "__main__":
    main()
