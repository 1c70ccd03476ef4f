"""A process that writes a journal: `python journal_writer.py QUEUE NAME COUNT [LENGTH [LIMIT]]`.

Prints the key of each request once it is acknowledged, or `refused`. LENGTH is that of the
descriptions; LIMIT is the largest file the process may write, which stands in for a full disk. It
begins when a line comes in on standard input.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from intake_app import NOW, a_submission  # noqa: E402

from intake.journal import Journal, JournalUnavailable  # noqa: E402


def main(queue: str, name: str, count: str, length: str = "10", limit: str = "") -> None:
    """Submit `count` requests with the keys NAME-0, NAME-1 …"""
    journal, submission = Journal(Path(queue)), a_submission(description="字" * int(length))
    print("ready", flush=True)
    sys.stdin.readline()
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    for n in range(int(count)):
        try:
            journal.submit(f"{name}-{n}", NOW, submission)
            print(f"{name}-{n}", flush=True)
        except JournalUnavailable:
            print("refused", flush=True)


main(*sys.argv[1:])
