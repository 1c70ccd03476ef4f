"""The need that a request joins (我也需要): what it is called, and whether it is still listed.

A form may be older than the end of the need that it names, or come from an old link: it is taken
all the same, and its sender is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guidebook.model import Guidebook


@dataclass(frozen=True)
class Joined:
    """A need that is joined."""

    id: str
    name: str
    ended_on: date | None = None
    """Its last day, if that is over."""
    gone_on: date | None = None
    """The day on which it was taken from the list; its page says why."""


def joined_need(need_id: str, guidebook: Guidebook, today: date) -> Joined | None:
    """Return the need of an id, also one that was retired; None where there never was one."""
    if need := guidebook.needs.get(need_id):
        is_over = need.valid_to is not None and need.valid_to < today
        return Joined(need_id, str(need.name), ended_on=need.valid_to if is_over else None)
    if gone := guidebook.retired["needs"].get(need_id):
        return Joined(need_id, str(gone.name), gone_on=gone.on)
    return None


def said_by_joining(need_id: str, guidebook: Guidebook) -> str:
    """Return what a request says that joins a need and nothing else; empty without a need."""
    name = guidebook.name_of("needs", need_id) if need_id else ""
    return f"{guidebook.form.fields.need.label}：{name}。" if name else ""
