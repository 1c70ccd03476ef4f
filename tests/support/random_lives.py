"""Random actions on requests, most of them in order, some not; and workers that try many."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from intake_app import NOW
from kept import Kept
from model_of_life import GUIDEBOOK, MAY_FOLLOW, WEEK, WHO, written

from intake.cases.lifecycle import TABLE, Action, IllegalTransition, StaleTransition
from intake.handling import Handling

T = TypeVar("T")
Choose = Callable[[Sequence[T]], T]
"""Takes one of several, by chance."""

EVENTS = sorted(TABLE.keys() - {"submit"})
FORWARD: Mapping[str, Sequence[str]] = {
    "submitted": ("accept",),
    "accepted": ("assign",),
    "declined": (),
    "awaiting_applicant": ("supply",),
    "assigned": ("start", "start", "hand_back"),
    "in_progress": ("answer",),
    "answered": ("close", "rate", "reopen"),
    "closed": ("reopen", "rate"),
}
"""Status → the usual next event."""
BESIDE = (*("note", "link", "correct") * 6, "redact")
BY = (
    "applicant",
    "staff/b4k7m",
    "second_chief:cloud-tower/c5m8n",
    "department:registry/d6n9p",
    "supervisor",
    "system",
)
OUTCOMES = ("solved", "planned", "withdrawn", "unanswered_by_sender")


def an_event(status: str, choose: Choose[Any]) -> str:
    """Choose an event, most often one that may follow a status and does not end everything."""
    fitting = sorted(MAY_FOLLOW[status])
    onward = [event for event in fitting if event not in ("decline", "withdraw")]
    return str(
        choose(
            choose((onward, onward, FORWARD[status], FORWARD[status], fitting, BESIDE, EVENTS))
            or BESIDE
        )
    )


def who_acts(event: str, choose: Choose[Any]) -> str:
    """Choose who acts, most often somebody who may."""
    fitting = [by for by in BY if by.split(":")[0].split("/")[0] in WHO.get(event, ())]
    return str(choose(choose((fitting or BY[1:5], fitting or BY[1:5], BY))))


def what_is_said(event: str, numbers: Sequence[str], day: int, choose: Choose[Any]) -> Any:
    """Choose what is said of an event, now and then something that cannot be."""
    text = choose(("好", "可以", "看过了", "好", " "))
    said: Mapping[str, Any] = {
        "decline": {"reason": text, "right_place": "12345"},
        "ask_more": {"question": text},
        "assign": {
            "lead_department": choose(
                ("enterprise-service", "enterprise-service", "registry", "nowhere")
            ),
            "supporting": choose(_SHARES),
            "handler": choose(("", "staff", "second_chief:cloud-tower")),
        },
        "hand_back": {"reason": text},
        "start": choose(
            ({}, {"contacted": False}, {"handler": "staff", "contacted": choose((True, False))})
        ),
        "extend": {"reason": text, "answer_by": written(day + WEEK * choose((1, 2, 3, 0)))},
        "close": {"reason": text, "outcome": choose(OUTCOMES)},
        "rate": {"grade": choose(("satisfied", "dissatisfied", "?"))},
        "reopen": {"reason": text},
        "correct": {"values": {choose(("company", "company", "consent")): "云下"}},
        "link": {"to": choose((*numbers, "?"))},
        "note": {
            "text": text,
            **choose(({}, {"done": "property-company"}, {"done": "nowhere"}, {"urge": True})),
        },
    }.get(event, {"text": text} if event in ("supply", "update", "answer") else {})
    return said


_SHARES: tuple[list[dict[str, str]], ...] = (
    [],
    [{"department": "property-company"}],
    [{"department": "property-company"}, {"department": "registry", "due": written(WEEK)}],
)


def work_at_random(kept: Kept, numbers: Sequence[str], seed: int, actions: int) -> None:
    """Let four threads of this process act on some requests, all at one moment."""
    handling = Handling(kept.journal(), GUIDEBOOK)
    with ThreadPoolExecutor(4) as pool:
        workers = [
            pool.submit(_act, handling, numbers, random.Random(seed + n), actions, NOW)
            for n in range(4)
        ]
    for worker in workers:
        worker.result()


def _act(
    handling: Handling, numbers: Sequence[str], chance: random.Random, actions: int, at: datetime
) -> None:
    for _ in range(actions):
        known = handling.journal.find(chance.choice(numbers))
        assert known
        event = an_event(str(known.status), chance.choice)
        said = what_is_said(event, numbers, 0, chance.choice)
        action = Action(
            event, who_acts(event, chance.choice), said, chance.choice((None, known.seq))
        )
        with suppress(IllegalTransition, StaleTransition):
            handling.act(known.number, action, at)
