"""The stamp of a finished build: who serves the site reads it anew as soon as the stamp is new."""

from __future__ import annotations

from pathlib import Path

STAMP = "stamp"


def withdraw_stamp(layouts: Path) -> None:
    """Say that a build is writing: nobody should read the site until its stamp is there."""
    (layouts / STAMP).unlink(missing_ok=True)


def leave_stamp(layouts: Path) -> None:
    """Say that site and layouts are whole; the last thing that a build writes."""
    layouts.mkdir(parents=True, exist_ok=True)
    (layouts / STAMP).touch()
