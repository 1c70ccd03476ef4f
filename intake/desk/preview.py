"""What the company will read of a deed, before anything is done; as the receipt shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guidebook.model import Guidebook, Project, Text
from guidebook.model.form import Outcome, ShownEvent
from intake.cases.lifecycle import Action
from intake.cases.wording import outcome_label
from intake.desk.deeds import Deed

PREVIEWED = ("finish", "answer", "update", "ask_more", "decline", "extend")
"""Offers whose words the company reads."""


@dataclass(frozen=True)
class Told:
    """One event as the receipt's timeline tells it; what it does not have is empty."""

    label: Text
    text: str
    right_place: str
    outcome: str
    answer_by: date | None
    project: Project | None
    department: str = ""


def preview_of(deed: Deed, guidebook: Guidebook) -> tuple[Told, ...]:
    """Tell every event of a deed in its order."""
    return tuple(_told(action, guidebook) for action in deed.actions)


def _told(action: Action, guidebook: Guidebook) -> Told:
    said, outcome = action.data, action.data.get("outcome")
    day = said.get("answer_by")
    return Told(
        label=guidebook.form.events[ShownEvent(action.event)],
        text=said.get("text") or said.get("question") or said.get("reason") or "",
        right_place=said.get("right_place", ""),
        outcome=outcome_label(Outcome(outcome), guidebook) if outcome else "",
        answer_by=date.fromisoformat(day) if day else None,
        project=guidebook.projects.get(said.get("project", "")),
    )
