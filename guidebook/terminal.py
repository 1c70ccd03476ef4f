"""What is said on any terminal: a sign that it lacks, or obeys, is spelt."""

from __future__ import annotations

import io
import re
import sys
from typing import TextIO, cast

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


def speak_to_any_terminal() -> None:
    """Let output and errors spell what a terminal lacks, such as 𫖯 in GBK, and what it obeys."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if not isinstance(sys.stdout, _Spelling):
        sys.stdout = cast("TextIO", _Spelling(sys.stdout))
        sys.stderr = cast("TextIO", _Spelling(sys.stderr))
