"""Work that a process of its own does while people go on: nobody waits for what comes of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

T = TypeVar("T")

_FORK = get_context("fork")
"""It begins with all that is known here; what it learns travels back."""


class Aside(Generic[T]):
    """One piece of work that is being done; the more `nice`, the more it gives way to others."""

    def __init__(self, work: Callable[[], T], nice: int = 0) -> None:
        self._receiver, sender = _FORK.Pipe(duplex=False)
        self._process = _FORK.Process(target=_do, args=(work, nice, sender), daemon=True)
        self._process.start()
        sender.close()

    def is_done(self, wait: float | None = 0) -> bool:
        """Tell whether anything came of it, after so many seconds at the latest; None: at last."""
        return self._receiver.poll(wait)

    def result(self) -> T:
        """Wait for what comes of it; raises EOFError where its process ended without a word."""
        result: T = self._receiver.recv()
        self.stop()
        return result

    def stop(self) -> None:
        """End it, whether it is done or not."""
        self._receiver.close()
        self._process.kill()
        self._process.join()


def _do(work: Callable[[], T], nice: int, sender: Connection) -> None:
    os.nice(nice)
    sender.send(work())
