"""Lives of requests: a journal in which a request is led to any status by the events it takes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from guides_folder import SAMPLE, load
from intake_app import NOW, a_submission

from intake.cases.lifecycle import Action
from intake.cases.service_request import ServiceRequest
from intake.clock import TIME_ZONE
from intake.handling import Handling
from intake.journal.journal import Journal

GUIDEBOOK = load(SAMPLE)

WAYS: dict[str, tuple[str, ...]] = {
    "submitted": (),
    "accepted": ("accept",),
    "declined": ("decline",),
    "awaiting_applicant": ("accept", "ask_more"),
    "assigned": ("accept", "assign"),
    "in_progress": ("accept", "assign", "start"),
    "answered": ("accept", "assign", "start", "answer"),
    "closed": ("accept", "assign", "start", "answer", "close"),
}
"""Status → the events that lead to it from the submission."""

DATA: dict[str, dict[str, Any]] = {
    "decline": {"reason": "不归楼事会管", "right_place": "12345"},
    "ask_more": {"question": "要多大面积？"},
    "supply": {"text": "五百平方米"},
    "assign": {
        "lead_department": "enterprise-service",
        "supporting": [{"department": "property-company", "due": "2026-11-27"}],
    },
    "hand_back": {"reason": "不是本部门职责"},
    "extend": {"reason": "要等业主开会", "answer_by": "2026-12-11"},
    "update": {"text": "业主已经答应，正在拟合同。"},
    "answer": {"text": "楼上可以一起租。"},
    "close": {"outcome": "solved", "reason": "已经签约"},
    "rate": {"grade": "satisfied"},
    "reopen": {"reason": "还没有解决"},
    "correct": {"values": {"company": "云下科技"}},
    "link": {"to": "AB2CD3EF"},
    "note": {"text": "打过电话"},
}
"""Event → data that it may have; what is missing here needs none."""

BY_SUPERVISOR = ("redact",)
BY_APPLICANT = ("supply", "rate", "reopen", "withdraw", "resume")


def at(text: str) -> datetime:
    """Return a moment in the district's time."""
    return datetime.fromisoformat(text).replace(tzinfo=TIME_ZONE)


def an_action(event: str, by: str = "", seq: int | None = None, **data: Any) -> Action:
    """Return an action that is in order but for what is changed."""
    usual = "applicant" if event in BY_APPLICANT else "staff"
    usual = "supervisor" if event in BY_SUPERVISOR else usual
    return Action(event, by or usual, {**DATA.get(event, {}), **data}, seq)


def a_journal(folder: Path) -> Journal:
    """Return an empty journal."""
    journal = Journal(folder / "queue")
    journal.make()
    return journal


def a_request(journal: Journal, status: str = "submitted", key: str = "k") -> ServiceRequest:
    """Submit a request and lead it to a status; everything happens within one moment."""
    known = journal.submit(key, NOW, a_submission(service="bigger-office"))
    for event in WAYS[status]:
        known = do(journal, known, event)
    assert known.status == status
    return known


def do(
    journal: Journal, known: ServiceRequest, event: str, when: datetime = NOW, **data: Any
) -> ServiceRequest:
    """Let something happen to a request, by whoever usually does it."""
    return Handling(journal, GUIDEBOOK).act(known.number, an_action(event, **data), when)
