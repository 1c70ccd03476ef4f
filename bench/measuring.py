"""Measuring side by side: processes that work for a while, medians of rounds, a table."""

from __future__ import annotations

import os
import pickle
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

Work = Callable[[int], None]
"""One step; takes its count, so that keys differ."""

SECONDS = 0.8
"""How long each process works in a round."""


def in_processes(
    count: int, make: Callable[[int], Work], seconds: float = SECONDS, threads: int = 1
) -> tuple[float, list[float]]:
    """Let processes work at once; return steps a second of all, and every latency in seconds."""
    pipes = [_forked(make, process, seconds, threads) for process in range(count)]
    for ready, _, _ in pipes:
        os.read(ready, 1)
    for _, go, _ in pipes:
        os.write(go, b"g")
    latencies = []
    for ready, go, results in pipes:
        with os.fdopen(results, "rb") as pipe:
            latencies += pickle.load(pipe)  # noqa: S301 (our own children wrote it)
        os.close(ready)
        os.close(go)
        os.wait()
    return len(latencies) / seconds, latencies


def _forked(
    make: Callable[[int], Work], process: int, seconds: float, threads: int
) -> tuple[int, int, int]:
    """Fork a worker; return where it says that it is ready, is told to go, and leaves results."""
    (ready, told), (asked, go), (results, written) = os.pipe(), os.pipe(), os.pipe()
    if os.fork():
        for descriptor in (told, asked, written):
            os.close(descriptor)
        return ready, go, results
    status = 1
    try:
        step = make(process)
        os.write(told, b"r")
        os.read(asked, 1)
        with ThreadPoolExecutor(threads) as pool:
            worked = pool.map(_work, [step] * threads, [seconds] * threads)
            latencies = [latency for each in worked for latency in each]
        with os.fdopen(written, "wb") as pipe:
            pickle.dump(latencies, pipe)
        status = 0
    finally:
        os._exit(status)


def _work(step: Work, seconds: float) -> list[float]:
    latencies, count, end = [], 0, time.monotonic() + seconds
    while (before := time.monotonic()) < end:
        step(count)
        latencies.append(time.monotonic() - before)
        count += 1
    return latencies


def anchor(folder: Path, times: int = 200) -> float:
    """Return the median seconds of appending 400 bytes and fdatasync, here and now."""
    took = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(times):
            before = time.monotonic()
            os.write(file.fileno(), bytes(400))
            os.fdatasync(file.fileno())
            took.append(time.monotonic() - before)
    return statistics.median(took)


def median_seconds(step: Callable[[], object], times: int) -> float:
    """Return the median seconds of a step."""
    took = []
    for _ in range(times):
        before = time.perf_counter()
        step()
        took.append(time.perf_counter() - before)
    return statistics.median(took)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all stays under."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that can be pasted into docs/benchmarks.md."""
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")
