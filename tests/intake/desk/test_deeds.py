"""What is sent from a case page, read: a correction goes by the rules of the form."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from desk_app import a_desk, a_number, press, sign_in
from guides_folder import SAMPLE, load
from intake_app import NOW, ROOT, a_client, hidden_in, rows_in, value_of
from lives import a_journal, a_request

from intake.accounts.accounts import Account
from intake.accounts.posts import read_post
from intake.cases.lifecycle import TABLE
from intake.clock import stopped_clock
from intake.desk.deeds import Deed, read_deed

CLERK = Account("a1", "李", read_post("staff"), disabled_at="")


def corrected(folder: Path, field: str, value: str) -> Deed:
    raw = {field: value, "reason": ""}
    return read_deed("correct", raw, a_request(a_journal(folder)), CLERK, load(SAMPLE))


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("phone", "电话：138 0013 8000", "13800138000"),
        ("service", "register-company", "register-company"),
        ("building", "cloud-tower", "cloud-tower"),
        ("reply_by", "visit", "visit"),
        ("uscc", "91310115ma9000003x", "91310115MA9000003X"),  # doubtful: the office says so
    ],
)
def test_a_correction_is_kept_in_the_form_of_its_field(
    tmp_path: Path, field: str, typed: str, kept: str
) -> None:
    deed = corrected(tmp_path, field, typed)

    assert deed.amiss == {}
    assert deed.actions[0].data["values"] == {field: kept}


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("phone", "12", "invalid"),
        ("service", "换大间", "invalid"),
        ("building", "no-such-tower", "invalid"),
        ("reply_by", "pigeon", "invalid"),
        ("email", "wang", "invalid"),
        ("company", "云上\n科技", "invalid"),
        ("description", "云" * 1001, "too_long"),
        ("description", "", "missing"),
        ("contact", "王\ue000", "invalid"),
    ],
)
def test_a_correction_that_the_form_would_refuse_is_amiss(
    tmp_path: Path, field: str, typed: str, why: str
) -> None:
    deed = corrected(tmp_path, field, typed)

    assert {name: refusal.why for name, refusal in deed.amiss.items()} == {field: why}
    assert deed.actions == ()


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("phone", "12", "电话写法不对，应像 0571-5550-1000"),
        ("contact", "王\ue000", "第 2 个字不能识别"),
        ("reason", "错\ue000", "第 2 个字不能识别"),
        ("reason", "错" * 1001, "请控制在 1000 字以内"),
    ],
)
def test_a_correction_is_refused_in_the_words_of_the_form(
    tmp_path: Path, field: str, typed: str, why: str
) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    page = press(desk, number, "correct", **{"company": "云下科技", field: typed})

    assert page.status_code == 422
    assert why in page.text.partition(f'id="error-{field}"')[2].partition("</p>")[0]
    assert value_of("company", page.text) == "云下科技"
    assert len(rows_in(tmp_path / "queue")) == 1


def test_the_form_to_be_corrected_sends_only_what_was_changed(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk, uscc="", description="第一行\r\n第二行")
    page = desk.get(f"/desk/{number}/correct").text
    names = {name: value_of(name, page) for name in re.findall('name="([a-z_]+)"', page)}
    names = {name: text for name, text in names.items() if name not in ("reply_by", "channel")}

    unchanged = desk.post(f"/desk/{number}/correct", data=names)
    changed = desk.post(f"/desk/{number}/correct", data={**names, "building": "other"})

    assert (unchanged.status_code, changed.status_code) == (303, 303)
    assert [row.event for row in rows_in(tmp_path / "queue")] == ["submit", "correct"]
    assert rows_in(tmp_path / "queue")[1].data == '{"values":{"building":"other"}}'


def test_what_the_guide_gave_up_stays_unless_it_is_changed(tmp_path: Path) -> None:
    known = a_request(a_journal(tmp_path))
    values = replace(known.submission.values, building="torn-down", service="given-up")
    known = replace(known, submission=replace(known.submission, values=values))
    raw = {"building": "", "service": "", "company": values.company}

    assert read_deed("correct", raw, known, CLERK, load(SAMPLE)).actions == ()


def test_a_correction_that_comes_too_late_keeps_what_was_typed(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    hidden = hidden_in(desk.get(f"/desk/{number}/correct").text)
    press(desk, number, "take")

    late = desk.post(f"/desk/{number}/correct", data={**hidden, "company": "云下科技"})

    assert late.status_code == 409
    assert value_of("company", late.text) == "云下科技"


@pytest.mark.parametrize(
    ("offer", "typed", "field", "why"),
    [
        ("note", {"text": "看\ue000"}, "note-text", "内容：第 2 个字不能识别"),
        ("note", {"text": "看\ufffd"}, "note-text", "内容：第 2 个字不能识别"),
        ("decline", {"reason": "不", "right_place": "区\U000f0000"}, "decline-right_place", "第 2"),
        ("note", {"text": "看" * 2001}, "note-text", "内容：请控制在 2000 字以内"),
        ("pass_on", {"to": "department:nobody"}, "pass_on-to", "没有这个岗位，请从名单里选"),
        ("link", {"to_number": "x"}, "to_number", "编号应像 AB2C-D3EF"),
        ("link", {"to_number": "AB2C-D3EF"}, "to_number", "没有这个编号，请核对"),
        ("link", {"to_number": "{number}"}, "to_number", "不能关联到自己"),
        ("extend", {"answer_by": "明天", "reason": "等"}, "answer_by", "日期应像 2026-12-01"),
        ("extend", {"answer_by": "2026-11-24", "reason": "等"}, "answer_by", "要比原来的晚"),
        ("extend", {"answer_by": "2026-12-06", "reason": "等"}, "answer_by", "不是工作日"),
    ],
)
def test_every_refusal_says_what_to_do_beside_its_field(
    tmp_path: Path, offer: str, typed: dict[str, str], field: str, why: str
) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    if offer == "extend":
        press(desk, number, "take")
    typed = {name: text.replace("{number}", number) for name, text in typed.items()}

    page = press(desk, number, offer, **typed)

    assert page.status_code == 422
    assert why in page.text.partition(f'id="error-{field}"')[2].partition("</p>")[0]
    for text in (text for name, text in typed.items() if name != "to"):
        assert html.escape(text) in page.text


def test_who_takes_a_request_says_until_when_others_have_their_share(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    page = desk.get(f"/desk/{number}").text

    press(desk, number, "take", shares_due="2026-11-25")

    data = [json.loads(row.data) for row in rows_in(tmp_path / "queue") if row.event == "assign"]
    assert "协办最晚哪一天办好" in page
    assert {share["due"] for share in data[0]["supporting"]} == {"2026-11-25"}
    assert "协办最晚哪一天办好" not in desk.get(f"/desk/{number}").text


def test_without_a_day_a_share_is_due_with_the_answer(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    press(desk, number, "take", shares_due="")

    data = [json.loads(row.data) for row in rows_in(tmp_path / "queue")]
    assert {share["due"] for share in data[2]["supporting"]} == {data[0]["answer_by"]}


@pytest.mark.parametrize("day", ["2026-11-22", "2027-11-26", "9999-12-31", "0001-01-01", "明天"])
@pytest.mark.parametrize("offer", ["take", "pass_on"])
def test_a_share_is_due_on_a_day_to_come_within_a_year(
    tmp_path: Path, offer: str, day: str
) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    page = press(desk, number, offer, shares_due=day, to="department:registry")

    assert page.status_code == 422
    assert f'href="#field-{offer}-shares_due"' in page.text
    assert page.text.count(f'id="field-{offer}-shares_due"') == 1
    assert f'name="shares_due" value="{day}"' in page.text
    assert len(rows_in(tmp_path / "queue")) == 1


def test_the_timeline_names_the_fields_that_were_corrected_and_nothing_that_stood_there(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    form = hidden_in(desk.get(f"/desk/{number}/correct").text)

    desk.post(f"/desk/{number}/correct", data={**form, "phone": "13900139000", "company": "新名"})

    page = desk.get(f"/desk/{number}").text
    timeline = page.partition("<h2>经过</h2>")[2]
    assert "改了：" in timeline
    assert "电话" in timeline.partition("改了：")[2].partition("</p>")[0]
    assert "13900139000" not in timeline.partition("</ol>")[0]
    assert "新名" not in timeline.partition("</ol>")[0]


def test_a_withdrawal_is_taken_back_at_the_desk_within_a_day(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "withdraw", reason="")
    page = desk.get(f"/desk/{number}").text

    answer = press(desk, number, "resume")

    assert f'action="/desk/{number}/resume"' in page
    assert f'action="/desk/{number}/reopen"' not in page
    assert answer.status_code == 303
    events = [row.event for row in rows_in(tmp_path / "queue")]
    assert events == ["submit", "withdraw", "resume"]
    assert "恢复" in desk.get(f"/desk/{number}").text


def test_after_a_day_no_button_takes_a_withdrawal_back(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "withdraw", reason="")
    desk = sign_in(
        a_client(tmp_path, clock=stopped_clock(NOW + timedelta(hours=25))), tmp_path, "supervisor"
    )

    page = desk.get(f"/desk/{number}").text

    assert f'action="/desk/{number}/resume"' not in page
    assert f'action="/desk/{number}/reopen"' not in page


def test_every_event_has_a_name_at_the_desk() -> None:
    words = (ROOT / "templates/desk/_words.html").read_text(encoding="utf-8")
    named = words.partition("event_names = {")[2].partition("}")[0]

    assert set(re.findall(r'"(\w+)":', named)) == set(TABLE)
