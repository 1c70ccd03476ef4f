"""What is said on any terminal: a sign that it does not have is spelt, never a traceback."""

from __future__ import annotations

import io
import sys


def speak_to_any_terminal() -> None:
    """Let standard output and error spell what their encoding lacks, such as 𫖯 in GBK."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
