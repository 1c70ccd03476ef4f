"""What a build is doing: how long each step took, how far it is, and who does a share of it."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Generic, TypeVar

import click

T = TypeVar("T")
R = TypeVar("R")

PATIENCE = 2.0
"""Seconds after which people at a terminal are shown how far it is."""

TURNS = 16
"""How often each process takes a turn at what they share."""


class Steps:
    """The steps of one piece of work, timed; a bar shows the longer ones to a terminal."""

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

    def along(self, name: str, items: Sequence[T]) -> Iterator[T]:
        """Yield the items of a step, and show how far it is."""
        with self.step(name), ExitStack() as shown:
            bar = None
            for number, item in enumerate(items):
                if bar is None and self.since() > PATIENCE and sys.stderr.isatty():
                    made = click.progressbar(length=len(items), label=name, file=sys.__stderr__)
                    bar = shown.enter_context(made)
                    bar.update(number)
                yield item
                if bar:
                    bar.update(1)

    def each(self, name: str, work: Callable[[T], R], items: Sequence[T]) -> list[R]:
        """Do something with each item of a step, in several processes; return what came of each.

        What came of it travels between processes, what it is done with need not. Neighbours stay
        together, they share what is remembered; the processes take turns, some kinds take longer.
        """
        own, *shares = _dealt(len(items), self._processes)
        gc.freeze()  # what the collector never visits again need not be copied for a helper
        helpers = [(share, _Helper(work, [items[n] for n in share])) for share in shares if share]
        done = dict(zip(own, map(work, self.along(name, [items[n] for n in own])), strict=True))
        with self.step(name):
            for share, helper in helpers:
                done |= zip(share, helper.done(), strict=True)
        return [done[n] for n in range(len(items))]


def _dealt(number: int, hands: int) -> list[list[int]]:
    """Deal the numbers of some items to several hands, a few neighbours at a time."""
    few = max(1, number // (hands * TURNS))
    return [[n for n in range(number) if n // few % hands == hand] for hand in range(hands)]


class _Helper(Generic[T, R]):
    """A process of ours that does its share; what it could not do is done here, faults and all."""

    def __init__(self, work: Callable[[T], R], share: Sequence[T]) -> None:
        self._work, self._share = work, share
        reading, writing = os.pipe()
        self._process = os.fork()
        if not self._process:
            try:
                os.close(reading)  # who writes for nobody must not wait for a reader: itself
                with open(writing, "wb") as pipe:  # noqa: PTH123 # a pipe
                    pickle.dump([work(item) for item in share], pipe, pickle.HIGHEST_PROTOCOL)
                os._exit(0)
            finally:
                os._exit(1)
        os.close(writing)
        self._pipe = open(reading, "rb")  # noqa: SIM115, PTH123 # a pipe, read to its end below

    def done(self) -> list[R]:
        with self._pipe:
            told = self._pipe.read()
        _process, status = os.waitpid(self._process, 0)
        if status:
            return [self._work(item) for item in self._share]
        results: list[R] = pickle.loads(told)  # noqa: S301 # from ourselves, through a pipe
        return results
