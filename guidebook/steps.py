"""What a build is doing: how long each step took, how far it is, and who does a share of it."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TypeVar

from guidebook.aside import Aside

T = TypeVar("T")
R = TypeVar("R")

PATIENCE = 2.0
"""Seconds after which people at a terminal are shown how far it is."""

TURNS = 64
"""In so many pieces, at most, work is shared; a byte names one."""


class Steps:
    """The steps of one piece of work, timed; a terminal is shown how far the longer ones are."""

    def __init__(self, processes: int = 1) -> None:
        self._begun = time.monotonic()
        self._processes = processes
        self.seconds: dict[str, float] = {}
        """Step → how long it took, in the order in which they began."""

    def since(self) -> float:
        """Return how many seconds the work has taken so far."""
        return time.monotonic() - self._begun

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what is done in the block; a step in several pieces is their sum."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - begun

    def each(self, name: str, work: Callable[[T], R], items: Sequence[T]) -> list[R]:
        """Do something with each item of a step, in several processes; return what came of each.

        What came of it travels between processes, what it is done with need not. Whoever is free
        takes the next few: neighbours stay together, they share what is remembered.
        """
        with self.step(name), ExitStack() as ending:
            turns = ending.enter_context(closing(_Turns(len(items))))
            gc.freeze()  # what the collector never visits again need not be copied for a helper
            us = os.getpid()
            helpers = [  # each stops at its next turn where nobody is left to take what comes of it
                Aside(lambda: {n: work(items[n]) for n in turns if os.getppid() == us})
                for _ in range(min(self._processes, len(items)) - 1)
            ]
            for helper in helpers:
                ending.callback(helper.stop)
            along = ending.enter_context(closing(self._along(name, len(items), turns)))
            done = {n: work(items[n]) for n in along}
            for helper in helpers:
                with suppress(EOFError):  # what it could not do is done here, faults and all
                    done |= helper.result()
            return [done[n] if n in done else work(items[n]) for n in range(len(items))]

    def _along(self, name: str, number: int, turns: Iterable[int]) -> Generator[int, None, None]:
        """Yield the numbers that are ours, and show how far it is: those before are taken.

        Only text and a return: a terminal is as it was, however this process ends.
        """
        line, is_watched = "", sys.stderr.isatty()
        try:
            for n in turns:
                if is_watched and self.since() > PATIENCE:
                    line = self._show(name, n, number, line)
                yield n
            if line:
                self._show(name, number, number, line)
        finally:
            if line:
                print(file=sys.__stderr__)

    def _show(self, name: str, done: int, number: int, before: str) -> str:
        """Show how far it is in place of what stands there; return what stands there now."""
        line = f"{name}  {done * 100 // number} %  {self.since():.0f} 秒"
        if line != before:
            print(f"\r{line}", end="", file=sys.__stderr__, flush=True)
        return line


class _Turns:
    """The numbers of some items, dealt to several processes as they ask."""

    def __init__(self, number: int) -> None:
        self._number, self._few = number, number // TURNS + 1
        self._asking, dealing = os.pipe()
        with open(dealing, "wb") as pipe:  # noqa: PTH123 # a pipe
            pipe.write(bytes(range(-(-number // self._few))))

    def __iter__(self) -> Iterator[int]:
        while turn := os.read(self._asking, 1):
            first = turn[0] * self._few
            yield from range(first, min(first + self._few, self._number))

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._asking)
