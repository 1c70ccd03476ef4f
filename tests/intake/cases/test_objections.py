"""What is said to whoever tries what may not happen: a sentence for every reason there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from intake_app import NOW
from lives import GUIDEBOOK, a_journal, a_request, an_action

from intake.cases.lifecycle import TABLE, IllegalTransition
from intake.cases.objections import ACTS, REASONS, ROLES, SAID, objection
from intake.cases.roles import ANYBODY, SYSTEM
from intake.handling import Handling

WORKED_OUT = {"waited", "hand_back_by", "first_contact_by", "close_by", "estimated"}
WITH_WORDS_OF_THE_GUIDE = {"closes_only_what_is_its_own"}


def test_every_event_role_guard_and_field_has_its_words() -> None:
    guards = {guard.__name__ for rule in TABLE.values() for guard in (*rule.guards, *rule.by_guide)}
    told = {name for rule in TABLE.values() for name in rule.data.model_fields}

    assert set(ACTS) == set(TABLE)
    assert set(ROLES) == {*ANYBODY, SYSTEM}
    assert set(REASONS) == guards - WITH_WORDS_OF_THE_GUIDE
    assert set(SAID) == told - WORKED_OUT


@pytest.mark.parametrize(
    ("status", "event", "said", "sentence"),
    [
        (
            *("submitted", "answer", {}),
            "现在是“已提交”，不能答复；能做的是受理、不予受理、问企业、撤回",
        ),
        ("declined", "accept", {}, "现在是“不予受理”，已经结束，不能受理"),
        ("answered", "rate", {"by": "staff"}, "评价只能由企业来做"),
        ("submitted", "decline", {"reason": " "}, "不予受理还缺“理由”（reason），或者写法不对"),
        ("submitted", "fly", {}, "没有“fly”这种操作"),
        (
            *("answered", "close", {"outcome": "unanswered_by_sender"}),
            "“已答复，未再反映”由系统到期自动办结，不能自己选",
        ),
        (
            *("in_progress", "extend", {"reason": "等", "answer_by": "9999-12-31"}),
            "新的答复期限最多定到一年以后",
        ),
        (
            *("in_progress", "extend", {"reason": "等", "answer_by": "2026-12-12"}),
            "新的答复期限不是工作日，请改成工作日",
        ),
        ("assigned", "assign", {}, "已经派单，只有督办能改派；承办部门可以退单"),
    ],
)
def test_whoever_is_refused_reads_why(
    tmp_path: Path, status: str, event: str, said: dict[str, Any], sentence: str
) -> None:
    journal = a_journal(tmp_path)
    known = a_request(journal, status)

    with pytest.raises(IllegalTransition) as caught:
        Handling(journal, GUIDEBOOK).act(known.number, an_action(event, **said), NOW)

    assert objection(caught.value, GUIDEBOOK) == sentence
