"""The accounts in a backup: id, name, post and whether in use; no device, invitation or secret."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from intake.accounts.accounts import Account, AccountError, Accounts
from intake.accounts.posts import read_post
from intake.state import FILE, Place

COPY = "accounts.json"
"""The name in a backup."""


def copied_accounts(place: Place) -> bytes:
    """Return what a backup holds of the accounts of a queue; a file that is not there is not made.

    Raises sqlite3.Error or OSError.
    """
    is_there = not isinstance(place, Path) or (place / FILE).exists()
    accounts = Accounts(place).everybody() if is_there else ()
    rows = [(found.id, found.name, str(found.post), found.disabled_at) for found in accounts]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def read_accounts(content: bytes) -> tuple[Account, ...]:
    """Read the accounts of a backup.

    Raises AccountError.
    """
    try:
        rows = TypeAdapter(list[tuple[str, str, str, str]]).validate_json(content)
        return tuple(Account(row[0], row[1], read_post(row[2]), row[3]) for row in rows)
    except ValueError:
        raise AccountError(f"备份的 {COPY} 读不懂") from None


def bring_back_missing(source: Path, queue: Path, at: datetime) -> int:
    """Bring the accounts of a backup back where a queue has none; return how many came.

    Raises AccountError, sqlite3.Error or OSError.
    """
    accounts = Accounts(queue)
    if not (source / COPY).is_file() or accounts.everybody():
        return 0
    found = read_accounts((source / COPY).read_bytes())
    accounts.bring_back(found, at)
    return len(found)
