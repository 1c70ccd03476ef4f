"""What a program costs: wall clock and processor seconds, peak memory, and the bytes it left."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """One run, or the medians of several."""

    wall: float
    processor: float
    peak: float
    """MiB of the largest process."""


def run(command: Sequence[str], folder: Path, log: Path) -> Cost:
    """Run a command to its end; raises where it fails, naming the log of what it said."""
    began = time.monotonic()
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)  # noqa: S603
        _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    if status:
        raise SystemExit(f"{' '.join(command)}: {log.read_text('utf-8')[-2000:]}")
    process.returncode = 0
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.processor for cost in costs),
        max(cost.peak for cost in costs),
    )


def bytes_of(folder: Path, pattern: str = "*") -> tuple[int, int]:
    """Return number and bytes of the files in a folder, of those that are named like a pattern."""
    sizes = [f.stat().st_size for f in folder.rglob(pattern) if f.is_file()]
    return len(sizes), sum(sizes)
