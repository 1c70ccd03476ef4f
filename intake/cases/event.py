"""An event: something that happened to a request, as one row of the journal keeps it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

VOID = "void"
"""The event of a row without any: its seq was given up, and is never given again."""

PRINT = "forgotten-"
"""Before the fingerprint that stands for a secret."""

_UNESCAPED_BY_JSON = re.compile("[\x7f-\x9f\u2028\u2029]")
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `at` in UTC, to the millisecond; `data` is JSON in one line, see `to_json`."""

    seq: int
    """Its place in the journal, 0 until it is written."""
    at: datetime
    event: str
    number: str
    key: str
    status: str
    """The request's status after the event."""
    by: str
    data: str


def fingerprint(secret: str) -> str:
    """Return what a secret is known by and cannot be guessed from; of a fingerprint it is itself.

    Who still has the link of a forgotten request reads that it is; nobody learns the link from it.
    """
    if not secret or secret.startswith(PRINT):
        return secret
    return PRINT + sha256(secret.encode()).hexdigest()[:32]


def to_json(data: Mapping[str, Any]) -> str:
    """Write data as JSON in one line, whatever a reader takes for a line break."""
    return _UNESCAPED_BY_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", _json.encode(data))
