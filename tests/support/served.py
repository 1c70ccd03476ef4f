"""The real server in a process of its own, on a free port, with a queue of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from site_build import DATE, ROOT, Built

from intake.clock import stopped_clock
from intake.journal.journal import Journal
from intake.settings import Settings, make_secret_key

PATIENCE = 300
"""Seconds for what a busy machine may delay; whoever waits looks for the end of the process too."""


@dataclass(frozen=True)
class Served:
    """A running server: its address, and the folder of its queue."""

    base: str
    queue: Path

    def clerk_copy_with(self, text: str) -> str:
        """Return requests.csv as soon as `text` stands in it: under load the copy comes later."""
        copy = ""
        for _ in patiently():
            copy = (self.queue / "requests.csv").read_text(encoding="utf-8-sig")
            if text in copy:
                break
        assert text in copy
        return copy


def patiently() -> Iterator[None]:
    """Yield ten times a second, as long as anybody should wait for anything."""
    for _ in range(PATIENCE * 10):
        yield
        time.sleep(0.1)


def free_port() -> int:
    """Ask the system for a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str], port: int, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends, which begins when it takes connections."""
    server = subprocess.Popen(command, env=os.environ | environment, cwd=ROOT)
    try:
        _wait(server, port)
        yield server
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in patiently():
        assert server.poll() is None, "the server ended; what it said stands above"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), PATIENCE):
            return
    raise AssertionError(f"{server.args!r} takes no connections")


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the variables that say to a process what settings say to us."""
    return {
        "INTAKE_DATA": str(settings.data),
        "INTAKE_JOURNAL": settings.journal,
        "INTAKE_SITE": str(settings.site),
        "INTAKE_GUIDES": str(settings.guides),
        "INTAKE_LAYOUTS": str(settings.layouts),
        "INTAKE_SECRET_KEY_FILE": str(settings.secret_key_file),
        "INTAKE_NOW": settings.clock().isoformat(),
        "INTAKE_PROXIES": str(settings.proxies),
    }


@contextmanager
def serving(
    settings: Settings, largest_file: int = -1, open_files: int = 0
) -> Iterator[tuple[str, int]]:
    """Serve guide and intake by the real server; yield host and port.

    `largest_file` (bytes) is what it may write into one file: this stands in for a full disk.
    `open_files` is how many it may have open, as many as the machine allows if it is none.
    """
    few = f"r.setrlimit(r.RLIMIT_NOFILE, ({open_files}, {open_files}));" if open_files else ""
    port = free_port()
    program = (
        "import resource as r; from intake.server import *; wsgi = make_wsgi();"
        f"r.setrlimit(r.RLIMIT_FSIZE, ({largest_file}, -1)); {few} serve(wsgi, '127.0.0.1', {port})"
    )
    with running([sys.executable, "-c", program], port, environment_of(settings)):
        yield "127.0.0.1", port


@contextmanager
def serve(built: Built, guides: Path, folder: Path) -> Iterator[Served]:
    """Serve a built site and its intake, on a Monday morning; queue and key lie in `folder`."""
    settings = Settings(
        data=folder / "queue",
        site=built.site,
        guides=guides,
        layouts=built.layouts,
        secret_key_file=folder / "secret_key",
        clock=stopped_clock(datetime.fromisoformat(f"{DATE}T10:30:00+08:00")),
    )
    make_secret_key(settings.secret_key_file)
    Journal(settings.data).make()
    with serving(settings) as (host, port):
        yield Served(f"http://{host}:{port}", settings.data)
