"""Forgetting that is killed anywhere: whoever runs goes on, and the next start finishes it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from faults import Writer, a_short_submission, forked, journal_file, mirror_file
from forgetting import a_canary, a_handling, another, as_journal, traces
from intake_app import NOW
from lives import GUIDEBOOK, a_journal

from intake.journal.disk import set_aside
from intake.journal.journal import Journal
from intake.tables.clerk_copy import ClerkCopy

STEPS = ("open", "os.rename", "os.remove", "os.mkdir")
"""What Python tells of before it asks the system for it (audit events)."""


def start_forgetting(queue: Path, number: str, killed_before: int) -> Writer:
    """Start somebody who forgets a request, and is killed before a step on the queue's files."""

    def work(answers: int) -> None:
        steps = 0

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal steps
            if event in STEPS and str(queue) in str(arguments[0]):
                steps += 1
                if steps == killed_before:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        a_handling(Journal(queue)).forget(number, NOW)
        os.write(answers, b"done\n")

    return forked(work)


def forget_killed_before(folder: Path, step: int) -> bool:
    """Kill somebody before a step of forgetting; return whether there was such a step."""
    journal = a_journal(folder)
    other, known = another(journal), a_canary(journal)
    set_aside(journal.places, "old.csv", as_journal(journal))
    set_aside(journal.places, "table.csv", (journal.folder / "requests.csv").read_bytes())
    running = Journal(journal.folder)
    assert running.find(known.number) == known

    was_killed = not start_forgetting(journal.folder, known.number, step).end()

    assert running.find(other.number) == other
    assert not running.why_closed()
    running.submit("k" * 20, NOW, a_short_submission())
    is_said = b'"redact"' in as_journal(running)
    again = Journal(journal.folder)
    again.begin()
    ClerkCopy(again, GUIDEBOOK).renew()
    assert journal_file(again.folder).read_bytes() == mirror_file(again.folder).read_bytes()
    assert not again.why_closed()
    if is_said:
        assert traces(again.folder) == []
    else:
        assert again.find(known.number) == known
    assert is_said or was_killed
    return was_killed


def test_s63_forgetting_killed_before_any_step_is_finished_by_the_next_start(
    tmp_path: Path,
) -> None:
    step = 1
    while forget_killed_before(tmp_path / f"step-{step}", step):
        step += 1

    assert step > 20
