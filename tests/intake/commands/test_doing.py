"""Requests worked from the command line: the same rules, what is refused writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from intake_app import NOW, a_client, a_submission, rows_in

from intake.cases.lifecycle import TABLE
from intake.commands.said import CORRECTED, KEYS
from intake.journal.journal import Journal

Do = Callable[..., Result]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return a_client(tmp_path).application


@pytest.fixture
def number(app: Flask, tmp_path: Path) -> str:
    journal = Journal(tmp_path / "queue")
    return journal.submit("a", NOW, a_submission(service="bigger-office")).number


@pytest.fixture
def do(app: Flask, number: str) -> Do:
    return lambda *said: app.test_cli_runner().invoke(args=["queue", "do", number, *said])


def data_of(queue: Path) -> dict[str, object]:
    data: dict[str, object] = json.loads(rows_in(queue)[-1].data)
    return data


def test_every_event_that_follows_a_submission_can_be_written() -> None:
    assert set(KEYS) == set(TABLE) - {"submit", "redact"}
    for event, keys in KEYS.items():
        assert {key.removesuffix(".") for key in keys} <= set(TABLE[event].data.model_fields)
    assert CORRECTED in KEYS["correct"]


def test_a_request_is_worked_to_its_end(do: Do, tmp_path: Path) -> None:
    chief = "second_chief:cloud-tower"
    told = [
        do("accept"),
        do("assign", "lead_department=enterprise-service", f"handler={chief}"),
        do("start", "--by", chief),
        do("update", "--by", chief, "text=业主已经答应"),
        do("answer", "--by", chief, "text=楼上可以一起租"),
        do("close", "--by", chief, "outcome=已解决", "reason=已经签约", "--json"),
        do("rate", "--by", "applicant", "grade=满意"),
    ]

    assert [(result.exit_code, result.stderr) for result in told] == [(0, "")] * 7
    assert "云桥中心第二楼长没有人有账户，在那里没有人看得到" in told[1].stdout
    assert "受理，序号 2" in told[0].stdout
    assert json.loads(told[5].stdout)["status"] == "已办结"
    events = [(row.event, row.by) for row in rows_in(tmp_path / "queue")[1:]]
    assert events == [
        ("accept", "staff"),
        ("assign", "staff"),
        *((event, chief) for event in ("start", "update", "answer", "close")),
        ("rate", "applicant"),
    ]
    assert data_of(tmp_path / "queue") == {"grade": "satisfied"}


def test_starting_tells_of_a_contact_only_where_that_is_said(do: Do, tmp_path: Path) -> None:
    do("accept")
    do("assign", "lead_department=enterprise-service")
    do("start")
    unsaid = data_of(tmp_path / "queue")

    said = do("start", "contacted=true")

    assert unsaid == {"contacted": False}
    assert (said.exit_code, data_of(tmp_path / "queue")) == (0, {"contacted": True})
    assert do("start", "contacted=true").exit_code == 1


def test_lists_and_corrections_have_a_form_to_write_them(do: Do, tmp_path: Path) -> None:
    do("accept")
    shares = "supporting=property-company,registry@2026-12-01"
    assert do("assign", "lead_department=enterprise-service", shares).exit_code == 0

    assert data_of(tmp_path / "queue")["supporting"] == [
        {"due": "2026-11-30", "department": "property-company"},
        {"due": "2026-12-01", "department": "registry"},
    ]
    assert do("correct", "values.phone=138 0013 8000", "values.company=云下科技").exit_code == 0
    assert data_of(tmp_path / "queue") == {
        "values": {"phone": "13800138000", "company": "云下科技"}
    }


def test_what_is_refused_is_told_as_at_the_desk_and_writes_nothing(
    do: Do, number: str, tmp_path: Path
) -> None:
    refused = do("answer", "text=好")
    lacking = do("decline", "reason=不归这里管")
    do("accept")
    stale = do("note", "text=看到的是以前的", "--seq", "1")

    assert [result.exit_code for result in (refused, lacking, stale)] == [1, 1, 1]
    assert "现在是“已提交”，不能答复" in refused.stderr
    assert "“该找谁”（right_place）" in lacking.stderr
    assert "有了变化" in stale.stderr
    assert [row.event for row in rows_in(tmp_path / "queue")] == ["submit", "accept"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("fly",), "“fly”"),
        (("accept", "text=好"), "不用再写什么"),
        (("close", "outcome=成功"), "solved（已解决）"),
        (("correct", "values.consent=x"), "字段有 asker、service"),
        (("correct", "values.phone=12"), "电话"),
        (("correct", "values=x"), "应写成 values.字段=… reason=…"),
        (("note", "text=\udcff"), "有不能识别的字符"),
        (("note", f"text={'字' * 2001}"), "超过 2000 字"),
        (("note", "text=好", "urge=1"), "true 或 false"),
        (("link", "to=AB"), "AB2C-D3EF"),
        (("assign", "handler=boss"), "岗位应写成"),
        (("accept", "--by", "system"), "岗位应写成"),
        (("accept", "--by", "department:nowhere"), "没有编号为“nowhere”的部门"),
    ],
)
def test_what_cannot_be_understood_is_a_wrong_call(
    do: Do, said: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    told = do(*said)

    assert told.exit_code == 2
    assert message in told.stderr
    assert [row.event for row in rows_in(tmp_path / "queue")] == ["submit"]


def test_nothing_is_linked_with_a_number_that_nobody_has(do: Do, tmp_path: Path) -> None:
    told = do("link", "to=ab2c-d3ef")

    assert (told.exit_code, told.stderr) == (1, "没有编号为 AB2C-D3EF 的诉求\n")
    assert [row.event for row in rows_in(tmp_path / "queue")] == ["submit"]


def test_a_number_that_nobody_has_is_told(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["queue", "do", "AB2C-D3EF", "accept"])

    assert (told.exit_code, told.stderr) == (1, "没有编号为 AB2C-D3EF 的诉求\n")
