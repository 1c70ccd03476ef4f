"""The service that the check page offers: right for more than nine of ten questions of the set."""

from __future__ import annotations

import pytest
from guides_folder import GUIDES, about_ours, load
from searching import read_queries

from intake.form.suggestions import Suggestions

pytestmark = about_ours

SUGGESTIONS = Suggestions(load(GUIDES))
RIGHT = 0.9
OFFERED = 0.7
"""Shares of the proposals that are right, and of the questions that get one."""


def test_of_the_services_that_are_offered_nine_in_ten_are_meant() -> None:
    questions = [query for query in read_queries() if query.answers[0].startswith("/services/")]
    offered = [(query, SUGGESTIONS.likely_service(query.text)) for query in questions]
    made = [(query, service) for query, service in offered if service]
    right = [query for query, service in made if f"/services/{service}/" in query.answers]

    assert len(right) >= RIGHT * len(made)
    assert len(made) >= OFFERED * len(questions)


@pytest.mark.parametrize(
    "text",
    [
        *("", "你好", "厕所堵了", "王总让我来问问", "1" * 300),
        *("快递柜太少，包裹堆在门口", "停电了一上午没人通知", "电梯早高峰要等二十分钟"),
        "上次反映的问题一直没人回复",
    ],
)
def test_nothing_is_offered_for_a_text_that_is_about_nothing_here(text: str) -> None:
    assert SUGGESTIONS.likely_service(text) is None


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("楼下车位不够，想再租五个，怎么办？", "parking"),
        ("公司要搬到隔壁楼，营业执照地址怎么改？", "move-registration"),
    ],
)
def test_a_whole_sentence_is_understood_too(text: str, service: str) -> None:
    assert SUGGESTIONS.likely_service(text) == service
