"""Tables of what builds cost, to be pasted into docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from build_engines import Engine
from measuring import print_table
from process_cost import Cost, bytes_of, median

PACKAGES = ("mkdocs", "mkdocs-material", "hugo", "jieba")


def print_head() -> None:
    """Say when and with what it is measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    print(f"{today}, Python {platform.python_version()}, {versions}, {_load()}")


def print_engines(
    records: int, engines: Sequence[Engine], found: Mapping[str, Sequence[Cost]]
) -> None:
    """Print what every engine took and left."""
    ours = median(found["ours"])
    print(f"\n## {records or 'real'} records, {_load()}\n")
    print_table(
        (
            *("engine", "rounds", "wall", "cpu", "÷ ours (wall)", "÷ ours (cpu)", "peak"),
            *("pages", "files", "MB", "HTML a page"),
        ),
        [_row(engine, median(found[engine.name]), ours, found) for engine in engines],
    )


def _row(
    engine: Engine, cost: Cost, ours: Cost, found: Mapping[str, Sequence[Cost]]
) -> tuple[str, ...]:
    number, size = bytes_of(engine.output.resolve())
    pages, html = bytes_of(engine.output.resolve(), "*.html")
    return (
        engine.name,
        str(len(found[engine.name])),
        f"{cost.wall:.1f} s",
        f"{cost.processor:.1f} s",
        f"{cost.wall / ours.wall:.2f}",
        f"{cost.processor / ours.processor:.2f}",
        f"{cost.peak:.0f} MiB",
        f"{pages:,}",
        f"{number:,}",
        f"{size / 1e6:.1f}",
        f"{html / max(pages, 1) / 1e3:.1f} kB",
    )


def print_builds(found: Mapping[str, Sequence[Cost]]) -> None:
    """Print what some builds of ours took."""
    print(f"\n{_load()}\n")
    print_table(
        ("build", "rounds", "wall", "cpu", "peak"),
        [
            (name, str(len(costs)), f"{c.wall:.2f} s", f"{c.processor:.2f} s", f"{c.peak:.0f} MiB")
            for name, costs in found.items()
            for c in (median(costs),)
        ],
    )


class Grown(NamedTuple):
    """A site of some size, and what it took to build it."""

    pages: int
    cost: Cost


def print_growth(ours: Mapping[int, Grown]) -> None:
    """Print how much more our larger sites take than the next smaller one."""
    print("\nours, as it grows\n")
    rows = []
    for (_, small), (records, large) in pairwise(sorted(ours.items())):
        times = (large.pages / small.pages, large.cost.processor / small.cost.processor)
        rows.append((f"{records}", *(f"{found:.2f}" for found in times)))
    print_table(("records", "times the pages", "times the cpu"), rows)


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"
