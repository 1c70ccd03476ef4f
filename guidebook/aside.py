"""Work that a process of its own does while this one goes on."""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections.abc import Callable
from select import select
from typing import Generic, TypeVar

T = TypeVar("T")


class Aside(Generic[T]):
    """One piece of work that is being done; the more `nice`, the more it gives way to others.

    It begins with all that is known here; what comes of it travels back. What it says went wrong is
    for nobody: whoever needs it does it again, and sees.
    """

    def __init__(self, work: Callable[[], T], nice: int = 0) -> None:
        reading, writing = os.pipe()
        self._process = os.fork()
        if not self._process:
            try:
                os.close(reading)  # who writes for nobody must not wait for a reader: itself
                os.nice(nice)
                gc.freeze()  # a collector that looked at all that is known would copy it
                with open(writing, "wb") as pipe:  # noqa: PTH123 # a pipe
                    pickle.dump(work(), pipe, pickle.HIGHEST_PROTOCOL)
                os._exit(0)
            finally:
                os._exit(1)
        os.close(writing)
        self._pipe = open(reading, "rb")  # noqa: SIM115, PTH123 # a pipe, closed by `stop`

    def is_done(self, wait: float | None = 0) -> bool:
        """Tell whether anything came of it, after so many seconds at the latest; None: at last."""
        return bool(select([self._pipe], [], [], wait)[0])

    def result(self) -> T:
        """Wait for what comes of it; raises EOFError where its process ended without a word.

        Whoever is interrupted while waiting leaves it to its owner, to be stopped or to end.
        """
        try:
            result: T = pickle.load(self._pipe)  # noqa: S301 # from ourselves, through a pipe
        except (EOFError, pickle.UnpicklingError):  # or it was killed in the middle of a word
            self.stop()
            raise EOFError from None
        self.stop()
        return result

    def stop(self) -> None:
        """End it, whether it is done or not."""
        if not self._pipe.closed:
            self._pipe.close()
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)

    def end(self) -> None:
        """Let it come to its end, and tidy up after itself, whatever comes of it."""
        if not self._pipe.closed:
            self.is_done(None)
            self.stop()
