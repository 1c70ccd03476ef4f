"""The line to the process that makes pages: it has one thread, so that it may fork.

Who serves has many threads, and knows nothing of the content.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.preview.maker import Answer

LOOK_EVERY = 0.15
"""Seconds after which it is looked for changes where no browser asks."""

OWN = "__preview/"
"""What begins so is the preview's own; no page of a guide has such an address."""

Closable = Connection | socket

_FORK = get_context("fork")


class Line:
    """Asks the process that makes pages, one question at a time.

    What is not its own, such as the socket of who serves, it closes. It leads a session of its own:
    a terminal interrupts who serves, who hangs up at any moment, and nothing is left of all that it
    was doing.
    """

    def __init__(self, guides: Path, date: str | None, *not_its_own: Closable) -> None:
        self._turn = threading.Lock()
        self._end, other = _FORK.Pipe()
        self._temporary = tempfile.TemporaryDirectory(prefix="guide-preview-")
        given = (guides, date, other, self._temporary.name, (self._end, *not_its_own))
        self._process = _FORK.Process(target=_make, args=given)
        self._process.start()
        other.close()

    def ask(self, path: str) -> Answer:
        """Return what stands at a path from the root of the host, as of now.

        Raises EOFError or OSError where there is nobody to ask any more.
        """
        with self._turn:
            self._end.send(path)
            answer: Answer = self._end.recv()
        return answer

    def ended_with(self) -> int | None:
        """Return the code with which the process ended by itself, None while it lives."""
        return self._process.exitcode

    def hang_up(self) -> None:
        """End the process with all that it has others do, and take away what they left."""
        self._process.kill()
        assert self._process.pid, "it was started"  # noqa: S101
        with suppress(ProcessLookupError):  # it was too young to lead anybody, or the last to go
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.join()
        self._temporary.cleanup()


def _make(
    guides: Path,
    date: str | None,
    line: Connection,
    temporary: str,
    not_its_own: Sequence[Closable],
) -> None:
    os.setsid()
    tempfile.tempdir = temporary
    for each in not_its_own:
        each.close()

    from cli.preview.maker import Maker  # loads MkDocs

    maker = Maker(guides, date)
    maker.look()
    for path in _questions(line):
        if path is None:
            maker.look()
        else:
            with suppress(BrokenPipeError):
                line.send(maker.answer(path))
    maker.stop()
    Path(temporary).rmdir()  # who serves was killed


def _questions(line: Connection) -> Iterator[str | None]:
    """Yield each question until nobody can ask any more; None where nobody did for a while."""
    with suppress(EOFError, ConnectionResetError):
        while True:
            yield line.recv() if line.poll(LOOK_EVERY) else None
