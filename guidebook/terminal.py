"""What is said on any terminal: a sign that it lacks, or obeys, is spelt."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from guidebook.said_by_system import why_not

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters but for tab and line feed, and those that turn the direction of a text."""


def spelt(text: str) -> str:
    """Return a text in which what a terminal would obey is written out, as JSON does: `\\u001b`."""
    return _OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


class _Spelling:
    """A stream that spells what goes through it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(spelt(text))

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


class _Answer(_Spelling):
    """What a command answers: where that cannot be kept, it ends with a sentence."""

    def write(self, text: str) -> int:
        with self._kept():
            return super().write(text)

    def flush(self) -> None:
        with self._kept():
            self._stream.flush()

    @contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:  # who read it has gone: nobody to tell
            raise
        except OSError as error:
            self._stream = _nowhere()
            raise SystemExit(f"输出写不了（{why_not(error)}）；要做的可能做了，请核对") from None


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 # as long as we live


def speak_to_any_terminal() -> None:
    """Let output and errors spell what a terminal lacks, such as 𫖯 in GBK, and what it obeys.

    Where there is neither, as below some timers, what is said goes nowhere.
    """
    for name, kind in (("stdout", _Answer), ("stderr", _Spelling)):
        stream = getattr(sys, name) or _nowhere()
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        if not isinstance(stream, _Spelling):
            setattr(sys, name, kind(stream))
