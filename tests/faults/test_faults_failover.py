"""Two machines at one database: whatever fails, what was acknowledged is there, and there once.

Faults are counted: twenty in ordinary tests, five hundred in the long ones.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from cutting import Proxy, cutting
from faults import Writer, forked
from intake_app import NOW, a_submission
from kept import Kept
from postgres import Server, a_folder, a_server, configure, run

from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.verify import verify

PATIENCE = 0.02
"""Seconds after which a sender tries again."""
LONG = 60.0
"""Seconds after which a fault that nobody recovers from ends the test."""


def sender(kept: Kept, name: str) -> Writer:
    """Start a process that sends form after form, each until it is acknowledged, twice each tenth.

    It says `KEY NUMBER` for what was.
    """

    def send(answers: int) -> None:
        journal, submission, n = kept.journal(), a_submission(), 0
        while True:
            try:
                known = journal.submit(f"{name}-{n}", NOW, submission)
            except JournalUnavailable:
                time.sleep(PATIENCE)
                continue
            os.write(answers, f"{name}-{n} {known.number}\n".encode())
            n += 1
            time.sleep(PATIENCE / 4)

    return forked(send)


@dataclass
class Machines:
    """Two application processes, each with a folder of its own, and what they were told."""

    kept: Kept
    folder: Path
    acknowledged: list[str] = field(default_factory=list)
    running: list[Writer] = field(default_factory=list)
    started: int = 0

    def __enter__(self) -> Machines:
        return self

    def __exit__(self, *_: object) -> None:
        """End what still runs where a test fails: nothing else would."""
        self.end()

    def start(self) -> None:
        """Start one more."""
        self.started += 1
        machine = self.kept.on(self.folder / f"machine-{self.started % 2}")
        self.running.append(sender(machine, f"{self.started}"))

    def kill(self, which: int) -> None:
        """Kill one where it is, and start another in its place."""
        writer = self.running.pop(which)
        writer.kill()
        self.acknowledged += writer.end()
        self.start()

    def end(self) -> Counter[str]:
        """Kill both; return what was acknowledged, and how often."""
        while self.running:
            writer = self.running.pop()
            writer.kill()
            self.acknowledged += writer.end()
        return Counter(self.acknowledged)


def nothing_is_lost(kept: Kept, told: Mapping[str, int]) -> None:
    """Make sure that every acknowledged form is there under the number told, and no form twice."""
    rows = kept.rows()
    there = [f"{row.key} {row.number}" for row in rows]
    assert len({row.key for row in rows}) == len(rows), "a form became two requests"
    assert set(told) <= set(there), "acknowledged requests were lost"
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    found = verify(kept.journal(), NOW)
    assert (found.closed, found.remarks) == ("", ())


def grows(kept: Kept, by: int = 4) -> None:
    """Wait until more requests came in: whoever was interrupted goes on by themselves."""
    journal, begun = kept.journal(), time.monotonic()
    seq = _seq(journal)
    while _seq(journal) < seq + by:
        assert time.monotonic() - begun < LONG, f"nobody recovered: {journal.why_closed()}"
        time.sleep(PATIENCE)


def _seq(journal: Journal) -> int:
    try:
        return journal.seq()
    except JournalUnavailable:
        return 0


@pytest.mark.parametrize("faults", [19, pytest.param(499, marks=pytest.mark.long)])
def test_processes_killed_servers_restarted_lines_cut_lose_nothing_acknowledged(
    database: Server, tmp_path: Path, faults: int
) -> None:
    chance, schema = Random(19), database.a_schema()
    direct = Kept(tmp_path / "queue", database.url(schema))
    direct.made()
    with ExitStack() as opened:
        proxy = opened.enter_context(cutting(database.port))
        through = database.url(schema, host="127.0.0.1", port=proxy.port)
        machines = opened.enter_context(Machines(Kept(tmp_path, through), tmp_path))
        machines.start()
        machines.start()
        happened: Counter[str] = Counter()
        for n in range(faults):
            name = ("a process", "before", "after", "the server", "after")[n % 5]
            time.sleep(chance.random() * PATIENCE)
            FAULTS[name](machines, proxy, database)
            happened[name] += 1
            grows(direct)
        told = machines.end()

    assert happened.total() == faults
    assert proxy.cuts == happened["before"] + happened["after"]
    assert len(told) >= faults
    nothing_is_lost(direct, told)


def _kill(machines: Machines, _proxy: Proxy, _server: Server) -> None:
    machines.kill(0)


def _restart(_machines: Machines, _proxy: Proxy, server: Server) -> None:
    server.stop()
    server.start()


def _cut(when: str) -> Callable[[Machines, Proxy, Server], None]:
    def cut(_machines: Machines, proxy: Proxy, _server: Server) -> None:
        setattr(proxy, when, 1)
        begun = time.monotonic()
        while getattr(proxy, when):
            assert time.monotonic() - begun < LONG
            time.sleep(PATIENCE / 4)

    return cut


FAULTS: Mapping[str, Callable[[Machines, Proxy, Server], None]] = {
    "a process": _kill,
    "the server": _restart,
    "before": _cut("before"),
    "after": _cut("after"),
}


@contextmanager
def replica_of(primary: Server) -> Iterator[Server]:
    """Run a copy of a server that follows it; commits wait for it from then on."""
    with a_folder() as folder:
        replica = Server(folder, primary.port + 1)
        run("pg_basebackup", "-d", primary.url("public"), "-D", replica.data, "-R", "-X", "stream")
        source = f"host=127.0.0.1 user=postgres port={primary.port}"
        configure(replica, f"primary_conninfo = '{source}'")
        replica.start()
        try:
            yield replica
        finally:
            replica.stop()


def test_a_replica_that_is_promoted_has_all_that_was_acknowledged(tmp_path: Path) -> None:
    with ExitStack() as opened:
        primary = opened.enter_context(a_server())
        replica = opened.enter_context(replica_of(primary))
        primary.do("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.do("SELECT pg_reload_conf()")
        schema = primary.a_schema()
        both = primary.url(schema, host="127.0.0.1,127.0.0.1")
        both = both.replace(f"port={primary.port}", f"port={primary.port},{replica.port}")
        kept = Kept(tmp_path / "queue", both)
        kept.made()
        machines = opened.enter_context(Machines(kept, tmp_path))
        machines.start()
        machines.start()
        grows(kept, 20)

        primary.stop()
        before = len(machines.acknowledged)
        replica.promote()

        grows(Kept(tmp_path / "queue", replica.url(schema)))
        told = machines.end()
        assert len(told) > before
        nothing_is_lost(Kept(tmp_path / "queue", replica.url(schema)), told)
        primary.start()


def test_a_commit_that_waits_for_its_replica_is_neither_acknowledged_nor_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as opened:
        primary = opened.enter_context(a_server())
        schema = primary.a_schema()
        kept = Kept(tmp_path / "queue", primary.url(schema))
        running = kept.made()
        running.submit("a", NOW, a_submission())
        machine = opened.enter_context(Machines(kept, tmp_path))
        machine.start()
        grows(kept)
        primary.do("ALTER SYSTEM SET synchronous_standby_names = 'gone'")
        primary.do("SELECT pg_reload_conf()")
        waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        begun = time.monotonic()
        while not primary.do(waiting):
            assert time.monotonic() - begun < LONG
            time.sleep(PATIENCE)

        primary.do("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event='SyncRep'")

        monkeypatch.setattr("intake.journal.disk.PATIENCE", 0.2)
        with pytest.raises(JournalUnavailable, match="database_silent"):
            running.seq()
        told = machine.end()
        there = primary.do("SELECT key FROM journal", schema)
        assert len(there) == 1 + len(told) + 1, "one that was not acknowledged can be seen by hand"
