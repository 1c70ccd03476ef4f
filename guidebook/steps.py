"""What a build is doing: how long each step took, and how far it is while somebody waits."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeVar

import click

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds after which people at a terminal are shown how far it is."""


class Steps:
    """The steps of one piece of work, timed; a bar shows the longer ones to a terminal."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
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
