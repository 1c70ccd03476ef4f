"""The line to the process that makes pages: it has one thread, so that it may fork.

Who serves has many threads, and knows nothing of the content.
"""

from __future__ import annotations

import signal
import threading
from _thread import interrupt_main
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from socket import socket
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.preview.maker import Answer

LOOK_EVERY = 0.15
"""Seconds after which it is looked for changes where no browser asks."""

OWN = "__preview/"
"""What begins so is the preview's own; no page of a guide has such an address."""
PATIENCE = 0.5
"""Seconds in which it may end by itself."""

Closable = Connection | socket

_FORK = get_context("fork")


class Line:
    """Asks the process that makes pages, one question at a time.

    What is not its own, such as the socket of who serves, it closes.
    """

    def __init__(self, guides: Path, date: str | None, *not_its_own: Closable) -> None:
        self._turn, self._is_open = threading.Lock(), True
        self._end, other = _FORK.Pipe()
        closed = (self._end, *not_its_own)
        self._process = _FORK.Process(target=_make, args=(guides, date, other, closed))
        self._process.start()
        other.close()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def ask(self, path: str) -> Answer:
        """Return what stands at a path from the root of the host, as of now."""
        with self._turn:
            self._end.send(path)
            answer: Answer = self._end.recv()
        return answer

    def _watch(self) -> None:
        """Interrupt who serves as soon as there is nobody to ask any more."""
        self._process.join()
        if self._is_open:
            interrupt_main()

    def hang_up(self) -> bool:
        """Let the process end; tell whether all went well with it."""
        self._is_open = False
        self._end.close()
        self._watcher.join(PATIENCE)
        self._process.terminate()  # it may be in the middle of something
        self._watcher.join()
        return self._process.exitcode == 0


def _make(
    guides: Path, date: str | None, line: Connection, not_its_own: Sequence[Closable]
) -> None:
    from cli.preview.maker import Maker  # loads MkDocs

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when nobody can ask any more
    signal.signal(signal.SIGTERM, _end)
    for each in not_its_own:
        each.close()
    maker = Maker(guides, date)
    maker.look()
    for path in _questions(line):
        if path is None:
            maker.look()
        else:
            with suppress(BrokenPipeError):
                line.send(maker.answer(path))
    maker.stop()


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)  # what it has others do ends with it


def _questions(line: Connection) -> Iterator[str | None]:
    """Yield each question until nobody can ask any more; None where nobody did for a while."""
    with suppress(EOFError, ConnectionResetError):
        while True:
            yield line.recv() if line.poll(LOOK_EVERY) else None
