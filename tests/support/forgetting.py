"""Canaries: a request that says everywhere who its sender is, and who looks for traces of it."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from faults import journal_file
from intake_app import CANARIES, NOW, PERSONAL, a_submission
from lives import GUIDEBOOK, do

from intake.cases.form_values import FormValues
from intake.cases.service_request import ServiceRequest
from intake.handling import Handling
from intake.journal.journal import Journal
from intake.tables.clerk_copy import ClerkCopy

KEY = "kanarienvogel-in-a-form"
SECRETS = (*(canary for canary in CANARIES if not canary.isdigit() or len(canary) > 4), KEY)
"""What may be found nowhere once its request is forgotten; four digits stand in check values."""

CANARY = "金丝雀说 canary 13975318642"
TEXTS: dict[str, dict[str, Any]] = {
    "ask_more": {"question": CANARY},
    "supply": {"text": CANARY},
    "update": {"text": CANARY},
    "answer": {"text": CANARY},
    "close": {"reason": CANARY},
    "reopen": {"reason": CANARY},
    "note": {"text": CANARY},
    "correct": {"values": {"contact": "金丝雀女士"}, "reason": CANARY},
}


def a_handling(journal: Journal) -> Handling:
    return Handling(journal, GUIDEBOOK, (ClerkCopy(journal, GUIDEBOOK).follow,))


def a_canary(journal: Journal, **changes: str) -> ServiceRequest:
    """Return a closed request that says who its sender is wherever anybody can write."""
    said: dict[str, Any] = {"asker": "company", **PERSONAL, "phone": "13975318642", **changes}
    known = a_handling(journal).receive(KEY, FormValues(**said), NOW)
    events = ("correct", "accept", "ask_more", "supply", "assign", "start", "update", "answer")
    for event in (*events, "close", "note", "reopen", "start", "answer", "close"):
        known = do(journal, known, event, **TEXTS.get(event, {}))
    return known


def another(journal: Journal, key: str = "another", at: datetime = NOW) -> ServiceRequest:
    """Return a request that nobody forgets."""
    return a_handling(journal).receive(key, a_submission(description="留着的字").values, at)


def traces(folder: Path) -> list[str]:
    """Return where anything is still known of a canary, in any file of a folder, packed ones too.

    Names of files count; UTF-16 and GBK are looked for as well.
    """
    wanted = {form for text in SECRETS for form in forms_of(text)}
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        for content in contents_of(path):
            if any(form in content or form in path.name.encode() for form in wanted):
                found.append(str(path.relative_to(folder)))
    return found


def forms_of(text: str) -> Iterator[bytes]:
    yield from (text.encode(), text.encode("utf-16-le"), text.encode("gb18030"))
    yield json.dumps(text).strip('"').encode()


def contents_of(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    if path.suffix == ".gz":
        yield gzip.decompress(path.read_bytes())


def as_journal(journal: Journal) -> bytes:
    """Return the bytes of a journal."""
    return journal_file(journal.folder).read_bytes()
