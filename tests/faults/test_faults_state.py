"""The file of shared tables, first made by threads of two processes at once."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faults import forked

from intake.state import StateFile

TABLE = "CREATE TABLE IF NOT EXISTS t (n INTEGER)"
ROUNDS, THREADS, EACH, PATIENCE = 20, 4, 3, 60.0


def count_from(begin: float, state: StateFile) -> None:
    while time.monotonic() < begin:
        pass
    for _ in range(EACH):
        with state.writing() as store:
            store.execute("INSERT INTO t SELECT count(*) FROM t")


def test_threads_of_two_processes_that_meet_no_file_all_count(tmp_path: Path) -> None:
    """Of a file that each opened and closed, one round in three was refused."""
    for step in range(ROUNDS):
        folder = tmp_path / str(step)
        folder.mkdir()
        state, begin = StateFile(folder, TABLE, PATIENCE), time.monotonic() + 0.02

        def count(answers: int, state: StateFile = state, begin: float = begin) -> None:
            sys.setswitchinterval(1e-5)
            with ThreadPoolExecutor(THREADS) as threads:
                list(threads.map(count_from, [begin] * THREADS, [state] * THREADS))
            os.write(answers, b"counted\n")

        assert [each.end() for each in (forked(count), forked(count))] == [["counted"]] * 2
        with state.reading() as store:
            counted = [n for (n,) in store.execute("SELECT n FROM t ORDER BY n")]
        assert counted == list(range(2 * THREADS * EACH))
        assert [file.name for file in folder.iterdir()] == ["state.sqlite"]
