"""What a company sees of the life of its request, and does to it, through its private link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from intake_app import CANARIES, NOW, PERSONAL, a_client, a_form, an_anonymous_form, send, value_of
from lives import DATA, GUIDEBOOK, WAYS, an_action
from werkzeug.test import TestResponse

from guidebook.model.form import Status
from intake.accounts.accounts import Accounts
from intake.accounts.posts import read_post
from intake.cases.service_request import ServiceRequest
from intake.clock import stopped_clock
from intake.handling import Handling
from intake.journal.journal import Journal


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


@pytest.fixture
def receipt(client: FlaskClient) -> str:
    return send(client, a_form()).headers["Location"]


class Desk:
    """Somebody in the office, in a process of their own."""

    def __init__(self, folder: Path) -> None:
        self.journal = Journal(folder / "queue")

    @property
    def known(self) -> ServiceRequest:
        """The one request there is."""
        (known,) = self.journal.requests()[1]
        return known

    def does(self, *events: str, **data: Any) -> None:
        for event in events:
            Handling(self.journal, GUIDEBOOK).act(self.known.number, an_action(event, **data), NOW)

    def leads_to(self, status: str) -> None:
        self.does(*WAYS[status])


@pytest.fixture
def desk(tmp_path: Path, receipt: str) -> Desk:
    return Desk(tmp_path)


def seq_on(page: str) -> str:
    return value_of("seq", page)


def without_tags(page: str) -> str:
    return re.sub("<[^>]+>", "", page)


def actions_on(page: str) -> list[str]:
    return re.findall('action="/requests/r/[^/"]+/([a-z]+)"', page)


# ---------- what is shown ----------


@pytest.mark.parametrize(
    ("status", "actions"),
    [
        ("submitted", ["withdraw"]),
        ("accepted", ["withdraw"]),
        ("declined", []),
        ("awaiting_applicant", ["supply", "withdraw"]),
        ("assigned", ["withdraw"]),
        ("in_progress", ["withdraw"]),
        ("answered", ["rate", "reopen"]),
        ("closed", ["rate", "reopen"]),
    ],
)
def test_the_page_offers_what_the_company_can_do_now(
    client: FlaskClient, receipt: str, desk: Desk, status: Status, actions: list[str]
) -> None:
    desk.leads_to(status)

    page = client.get(receipt).text

    assert actions_on(page) == actions
    assert str(GUIDEBOOK.form.next_steps[status]) in page
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", page)


def test_the_page_says_what_is_due_next_and_whose_it_is(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    pages = [client.get(receipt).text]
    for event in ("accept", "assign", "start", "answer"):
        desk.does(event)
        pages.append(client.get(receipt).text)

    said = [re.findall("现在在(.+)。", without_tags(page)) for page in pages]
    assert said == [
        *([["云桥受理台，最晚11月24日（周二）联系您"]] * 2),
        ["企业服务科，最晚11月24日（周二）联系您"],
        ["企业服务科，最晚11月30日（周一）答复您"],
        [],  # it is the company's turn
    ]


def test_who_left_no_way_to_be_contacted_is_never_told_of_a_contact(
    tmp_path: Path, client: FlaskClient
) -> None:
    checked = send(client, an_anonymous_form(), "/requests/check").text
    receipt, desk = send(client, an_anonymous_form()).headers["Location"], Desk(tmp_path)
    pages = [client.get(receipt).text]
    for event in WAYS["closed"]:
        desk.does(event)
        pages.append(client.get(receipt).text)

    assert [word for page in (checked, *pages) for word in re.findall("[^>]*联系[^<]*", page)] == []
    assert ["凭这个链接看答复" in page for page in pages] == [*([True] * 4), *([False] * 2)]
    assert "现在在云桥受理台，最晚11月30日（周一）答复您" in without_tags(pages[0])


@pytest.mark.parametrize("left", [{"phone": "13800138000"}, {"email": "a@yunqiao.example"}])
def test_who_left_a_way_to_be_contacted_is_told_of_it(
    client: FlaskClient, left: dict[str, str]
) -> None:
    page = client.get(send(client, an_anonymous_form(**left)).headers["Location"]).text

    assert "承办人会联系您" in page
    assert "凭这个链接看答复" not in page


def test_promised_stands_against_actual(tmp_path: Path, client: FlaskClient, receipt: str) -> None:
    journal = Journal(tmp_path / "queue")
    (known,) = journal.requests()[1]
    for event, days in (("accept", 0), ("assign", 0), ("start", 3), ("answer", 4)):
        Handling(journal, GUIDEBOOK).act(known.number, an_action(event), NOW + timedelta(days=days))

    page = client.get(receipt).text

    assert re.search(r"<dt>联系您</dt>.*?2026-11-26 10:30.*?超期.*?11月24日", page, re.DOTALL)
    assert re.search(r"<dt>答复</dt>.*?2026-11-27 10:30.*?按时.*?11月30日", page, re.DOTALL)


def test_the_timeline_tells_each_step_in_plain_words(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    desk.does("decline", reason="这是国家税务总局的事", right_place="办税服务厅")

    page = client.get(receipt).text

    for text in ("您提交了诉求", "不予受理", "这是国家税务总局的事", "请找：办税服务厅"):
        assert text in page


def test_how_it_goes_on_is_told_while_the_status_stays(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    desk.leads_to("in_progress")
    desk.does("update", text="业主已经答应，正在拟合同。")

    page = client.get(receipt).text

    assert re.search("<strong>办理进展</strong>.*?业主已经答应，正在拟合同。", page, re.DOTALL)
    assert "<h1>承办中</h1>" in page


def test_a_moved_date_is_told_and_one_that_stays_is_not(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    desk.does("ask_more", "supply", "accept", "assign")
    before = client.get(receipt).text
    desk.does("extend")

    after = client.get(receipt).text

    assert "答复时间改为" not in before
    assert "答复时间改为最晚12月11日" in without_tags(after)
    assert "要等业主开会" in after


@pytest.mark.parametrize(
    ("building", "at_the_desk", "who"),
    [
        ("cloud-tower", "second_chief:cloud-tower", "云桥中心第二楼长"),
        ("cloud-tower", "supervisor", "云桥受理台"),
        ("willow-house-2", "supervisor", "云桥受理台"),
    ],
)
def test_a_hand_back_is_told_with_who_settles_it_and_no_department(
    tmp_path: Path, client: FlaskClient, building: str, at_the_desk: str, who: str
) -> None:
    Accounts(tmp_path / "queue").invite("甲", read_post(at_the_desk), NOW)
    receipt, desk = send(client, a_form(building=building)).headers["Location"], Desk(tmp_path)
    desk.does("accept", "assign")
    desk.does("hand_back", reason="内部的理由")

    page = client.get(receipt).text

    assert "正在重新确定由谁办" in page
    assert f"现在在<b>{who}</b>" in page
    assert "<dt>承办部门</dt>" not in page
    assert "内部的理由" not in page


@pytest.mark.parametrize("service", ["other", "bigger-office"])
def test_departments_are_named_once_it_was_given_to_one(
    tmp_path: Path, client: FlaskClient, service: str
) -> None:
    receipt, desk = send(client, a_form(service=service)).headers["Location"], Desk(tmp_path)
    named = []
    for event in ("accept", "assign"):
        desk.does(event)
        page = client.get(receipt).text
        named.append("<dt>承办部门</dt>" in page and "<dt>协办部门</dt>" in page)

    assert named == [False, True]


def test_after_reopening_the_old_answer_is_called_so(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    headings = []
    for events in (WAYS["answered"], ["reopen"], ["start", "answer"]):
        desk.does(*events)
        headings += re.findall('<h2 id="answer">([^<]+)<', client.get(receipt).text)

    assert headings == ["答复", "上一次的答复", "答复"]


def test_the_answer_of_the_office_is_shown_line_by_line_and_safely(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    desk.does("accept", "assign", "start")
    desk.does("answer", text="第一行\n<script>alert(1)</script>")

    page = client.get(receipt).text

    assert "第一行\n&lt;script&gt;" in page
    assert "<script>" not in page


def test_the_page_holds_its_own_link_to_copy_and_as_a_qr_code(
    client: FlaskClient, receipt: str
) -> None:
    page = client.get(receipt).text

    link = re.search('<input class="input" id="field-link" [^>]*>', page)
    assert link
    assert f'value="http://127.0.0.1:8000{receipt}" readonly' in link[0]
    assert re.search('role="img" aria-label="[^"]+"><svg[^>]* class="segno"', page)


def happenings() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a long life of one request, with canaries in whatever is not for the page."""
    canary = "金丝雀 139-7531-8642"
    yield "note", {"text": canary}
    yield "correct", {"values": {"contact": "金丝雀女士", "company": "金丝雀公司"}}
    yield "link", {}
    yield "accept", {}
    yield "ask_more", {}
    yield "supply", {"text": canary}
    yield "assign", {}
    yield "hand_back", {"reason": canary}
    yield "assign", {"by": "supervisor"}
    yield "extend", {}
    yield "update", {}
    yield "start", {}
    yield "answer", {}
    yield "rate", {}
    yield "reopen", {"reason": canary}
    yield "start", {}
    yield "answer", {}
    yield "close", {}
    yield "reopen", {"reason": canary}
    yield "withdraw", {"reason": canary}
    yield "resume", {}
    yield "withdraw", {}
    yield "redact", {}


def test_s42_nothing_personal_is_shown_after_any_event(tmp_path: Path, client: FlaskClient) -> None:
    receipt = send(client, a_form(**PERSONAL)).headers["Location"]
    desk, seen = Desk(tmp_path), []

    for event, data in happenings():
        desk.does(event, **data)
        page = client.get(receipt)
        page.headers.remove("Content-Length")  # any four digits
        seen += [(event, c) for c in CANARIES if c in page.text + str(page.headers)]

    assert page.status_code == 410
    assert seen == []


# ---------- what is done ----------


def test_a_supplement_is_taken_and_the_request_goes_on(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    desk.leads_to("awaiting_applicant")
    page = client.get(receipt).text
    assert "要多大面积？" in page

    answer = client.post(
        f"{receipt}/supply", data={"seq": seq_on(page), "text": " 五百\r\n平方米\u200b "}
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, receipt)
    assert (desk.known.status, desk.known.timeline[-1].text) == ("accepted", "五百\n平方米")
    assert "五百" not in client.get(receipt).text


def withdraw(client: FlaskClient, receipt: str, tail: str = "8000", seq: str = "1") -> TestResponse:
    return client.post(f"{receipt}/withdraw", data={"seq": seq, "phone_tail": tail})


def test_a_request_is_withdrawn_by_who_knows_its_phone(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    answer = withdraw(client, receipt)

    assert answer.status_code == 303
    assert (desk.known.status, desk.known.outcome) == ("closed", "withdrawn")
    page = client.get(receipt).text
    assert "<h1>已撤回</h1>" in page
    assert actions_on(page) == ["resume"]


@pytest.mark.parametrize("tail", ["8001", "", "none", "138 0013 8001"])
def test_s39_f01_the_link_alone_withdraws_nothing(
    client: FlaskClient, receipt: str, desk: Desk, tail: str
) -> None:
    page = withdraw(client, receipt, tail)

    assert page.status_code == 422
    assert page.text.count("电话后四位不对") == 2
    assert re.search('href="#field-withdraw-tail">.*id="field-withdraw-tail"', page.text, re.DOTALL)
    assert desk.known.status == "submitted"


def test_without_a_phone_the_link_alone_withdraws(client: FlaskClient, tmp_path: Path) -> None:
    receipt = send(client, an_anonymous_form()).headers["Location"]
    page = client.get(receipt).text

    client.post(f"{receipt}/withdraw", data={"seq": "1"})

    assert "phone_tail" not in page
    assert Desk(tmp_path).known.outcome == "withdrawn"


def test_s39_f01_five_wrong_tails_let_withdrawing_rest_for_an_hour_and_nothing_else(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    codes = {withdraw(client, receipt, "0000").status_code for _ in range(5)}

    resting = withdraw(client, receipt)

    assert codes == {422}
    assert (resting.status_code, resting.headers["Retry-After"]) == (429, "3600")
    assert "一小时以后才能再填" in resting.text
    assert words(client, receipt).status_code == 200
    assert desk.known.status == "submitted"
    desk.leads_to("awaiting_applicant")
    seq = str(desk.known.seq)
    supplied = client.post(f"{receipt}/supply", data={"seq": seq, "text": "五百平方米"})
    assert supplied.status_code == 303


def test_s39_who_guesses_at_the_words_by_a_link_keeps_nobody_from_withdrawing(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    codes = [words(client, receipt, "0000").status_code for _ in range(6)]

    withdrawn = withdraw(client, receipt)

    assert codes == [422] * 5 + [429]
    assert (withdrawn.status_code, desk.known.outcome) == (303, "withdrawn")


def test_s39_guesses_at_a_number_do_not_keep_its_link_from_withdrawing(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    number = desk.known.number
    for _ in range(20):
        client.post("/requests/status", data={"number": number, "phone_tail": "0000"})

    assert withdraw(client, receipt).status_code == 303


def test_f01_a_withdrawal_is_taken_back_within_a_day_and_goes_on_as_before(
    tmp_path: Path, client: FlaskClient, receipt: str, desk: Desk
) -> None:
    desk.leads_to("in_progress")
    withdraw(client, receipt, seq=str(desk.known.seq))
    page = client.get(receipt).text
    client = a_client(tmp_path, clock=stopped_clock(NOW + timedelta(hours=23)))

    answer = client.post(f"{receipt}/resume", data={"seq": seq_on(page)})

    assert "最晚 <time" in page
    assert "2026-11-24 10:30" in page
    assert (answer.status_code, desk.known.status, desk.known.outcome) == (303, "in_progress", None)
    assert str(desk.known.promise.answer_by) == "2026-12-01"  # a working day later
    assert "您恢复了诉求" in client.get(receipt).text


def test_after_a_day_a_withdrawal_stays(
    tmp_path: Path, client: FlaskClient, receipt: str, desk: Desk
) -> None:
    withdraw(client, receipt)
    seq = seq_on(client.get(receipt).text)
    client = a_client(tmp_path, clock=stopped_clock(NOW + timedelta(hours=24, minutes=1)))

    page, answer = client.get(receipt), client.post(f"{receipt}/resume", data={"seq": seq})

    assert actions_on(page.text) == []
    assert answer.status_code == 409
    assert desk.known.outcome == "withdrawn"


def words(client: FlaskClient, receipt: str, tail: str = "8000") -> TestResponse:
    return client.post(receipt, data={"phone_tail": tail})


def test_s42_who_knows_the_phone_sees_what_they_wrote_and_nobody_to_call(
    client: FlaskClient, tmp_path: Path
) -> None:
    form = a_form(**PERSONAL) | {"answers.wanted_area": "五百平方米"}
    receipt, desk = send(client, form).headers["Location"], Desk(tmp_path)
    desk.leads_to("awaiting_applicant")
    desk.does("supply", text="靠窗的更好")
    desk.does("note", text="内部的话")

    page = words(client, receipt, "8642")

    assert page.status_code == 200
    for text in ("金丝雀在唱歌", "五百平方米", "金丝雀大楼", "换大间对接", "靠窗的更好"):
        assert text in page.text
    for text in ("金丝雀先生", "13975318642", "139-7531-8642", "canary@", "内部的话"):
        assert text not in page.text
    assert page.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("tail", ["8001", "", "none"])
def test_s42_the_link_alone_shows_none_of_it(client: FlaskClient, receipt: str, tail: str) -> None:
    pages = [client.get(receipt), words(client, receipt, tail)]

    assert [page.status_code for page in pages] == [200, 422]
    for page in pages:
        assert "想把楼上那层一起租下来" not in page.text
        assert "云上科技" not in page.text


def test_s42_without_a_phone_nobody_sees_what_was_written(client: FlaskClient) -> None:
    receipt = send(client, an_anonymous_form()).headers["Location"]

    page = client.get(receipt).text

    assert "看您写的内容" not in page
    assert words(client, receipt, "").status_code == 422


def test_a_corrected_field_is_shown_as_it_is_held(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    desk.does("correct")

    page = words(client, receipt).text

    assert "云下科技" in page
    assert "云上科技" not in page


@pytest.mark.parametrize("status", ["answered", "closed"])
def test_an_answer_is_rated_and_said_to_be_no_solution(
    client: FlaskClient, receipt: str, desk: Desk, status: str
) -> None:
    desk.leads_to(status)
    page = client.get(receipt).text
    assert [page.count(str(label)) for label in GUIDEBOOK.form.grades.values()][:1] == [1]

    client.post(f"{receipt}/rate", data={"seq": seq_on(page), "grade": "dissatisfied"})
    page = client.get(receipt).text
    assert actions_on(page) == ["reopen"]
    client.post(f"{receipt}/reopen", data={"seq": seq_on(page), "text": "门还是坏的"})

    assert [h.event for h in desk.known.timeline[-2:]] == ["rate", "reopen"]
    assert (desk.known.status, desk.known.timeline[-1].text) == ("assigned", "门还是坏的")
    assert "反映没有解决" in client.get(receipt).text


def test_the_clerks_copy_follows(tmp_path: Path, client: FlaskClient, receipt: str) -> None:
    desk = Desk(tmp_path)
    desk.does("accept", "assign")

    form = {"seq": str(desk.known.seq), "phone_tail": "8000"}
    client.post(f"{receipt}/withdraw", data=form, buffered=True)

    copy = (tmp_path / "queue" / "requests.csv").read_text(encoding="utf-8-sig")
    assert '"已办结","已撤回","企业服务科","物业公司"' in copy


# ---------- what is refused ----------


@pytest.mark.parametrize(
    ("status", "event", "form", "message"),
    [
        ("awaiting_applicant", "supply", {"text": " \n "}, "请写一写"),
        ("awaiting_applicant", "supply", {"text": "字" * 1001}, "1000 字以内"),
        ("awaiting_applicant", "supply", {"text": "\ue000反"}, "第 1 个字不能识别"),
        ("awaiting_applicant", "supply", {"text": "\ufffd反"}, "第 1 个字不能识别"),
        ("answered", "reopen", {"text": ""}, "请写一写"),
        ("answered", "rate", {}, "请选一个评价"),
        ("answered", "rate", {"grade": "6"}, "请选一个评价"),
    ],
)
def test_a_fault_is_told_beside_its_field_and_what_was_typed_is_kept(
    client: FlaskClient,
    receipt: str,
    desk: Desk,
    status: str,
    event: str,
    form: dict[str, str],
    message: str,
) -> None:
    desk.leads_to(status)
    before = desk.known.seq

    page = client.post(f"{receipt}/{event}", data={"seq": str(before), **form})

    assert page.status_code == 422
    assert "<title>错误：" in page.text
    (target,) = re.findall('<a href="#(field-[a-z-]+)">', page.text)
    assert f'id="{target}"' in page.text
    assert page.text.count(message) >= 2
    assert value_of("text", page.text).strip() == form.get("text", "").strip(" \n\u202e")
    assert desk.known.seq == before


def test_s56_who_missed_something_sees_the_new_state_and_loses_nothing(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    desk.leads_to("awaiting_applicant")
    seen = str(desk.known.seq)
    desk.does("note")

    page = client.post(f"{receipt}/supply", data={"seq": seen, "text": "五百平方米"})

    assert page.status_code == 409
    assert "情况有了变化" in page.text
    assert value_of("text", page.text) == "五百平方米"
    assert seq_on(page.text) == str(desk.known.seq)
    assert desk.known.status == "awaiting_applicant"
    again = client.post(f"{receipt}/supply", data={"seq": seq_on(page.text), "text": "五百平方米"})
    assert again.status_code == 303


def test_what_can_no_longer_be_done_is_refused_with_the_text_kept(
    client: FlaskClient, receipt: str, desk: Desk
) -> None:
    desk.leads_to("awaiting_applicant")
    seen = str(desk.known.seq)
    desk.does("withdraw")

    page = client.post(f"{receipt}/supply", data={"seq": seen, "text": "五百平方米"})

    assert page.status_code == 409
    assert "五百平方米" in page.text
    assert "<h1>已撤回</h1>" in page.text
    assert desk.known.status == "closed"


@pytest.mark.parametrize("event", ["supply", "rate", "reopen"])
def test_s56_what_the_status_does_not_allow_is_refused(
    client: FlaskClient, receipt: str, desk: Desk, event: str
) -> None:
    form = {"seq": "1", "text": "字", "grade": "satisfied"}

    assert client.post(f"{receipt}/{event}", data=form).status_code == 409
    assert desk.known.seq == 1


@pytest.mark.parametrize(
    ("status", "event", "form"),
    [
        ("awaiting_applicant", "supply", {"text": "五百"}),
        ("answered", "rate", {"grade": "satisfied"}),
        ("answered", "reopen", {"text": "没有解决"}),
        ("accepted", "withdraw", {"phone_tail": "8000"}),
    ],
)
def test_the_same_sent_twice_is_one_event(
    client: FlaskClient, receipt: str, desk: Desk, status: str, event: str, form: dict[str, str]
) -> None:
    desk.leads_to(status)
    seen = desk.known.seq

    answers = [client.post(f"{receipt}/{event}", data={"seq": str(seen), **form}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert desk.known.seq == seen + 1


@pytest.mark.parametrize("seq", ["", "x", "-1", "²", "9" * 40])
def test_a_form_that_tells_no_state_is_refused(
    client: FlaskClient, receipt: str, desk: Desk, seq: str
) -> None:
    assert client.post(f"{receipt}/withdraw", data={"seq": seq}).status_code == 400
    assert desk.known.status == "submitted"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://a.b"}])
def test_other_sites_cannot_act(
    client: FlaskClient, receipt: str, desk: Desk, headers: dict[str, str]
) -> None:
    answer = client.post(f"{receipt}/withdraw", data={"seq": "1"}, headers=headers)

    assert answer.status_code == 403
    assert desk.known.status == "submitted"


@pytest.mark.parametrize("event", ["accept", "answer", "close", "redact", "note", "x"])
def test_the_offices_part_has_no_address_here(
    client: FlaskClient, receipt: str, desk: Desk, event: str
) -> None:
    answer = client.post(f"{receipt}/{event}", data={"seq": "1", "text": "x"})

    assert answer.status_code == 404
    assert desk.known.seq == 1


def test_an_unknown_link_does_nothing(client: FlaskClient) -> None:
    assert client.post(f"/requests/r/{'A' * 22}/withdraw", data={"seq": "1"}).status_code == 404


def test_a_page_is_not_acted_on_by_looking(client: FlaskClient, receipt: str, desk: Desk) -> None:
    assert client.get(f"{receipt}/withdraw").headers["Location"] == receipt
    assert desk.known.status == "submitted"


def test_what_cannot_be_saved_is_not_said_to_be_done(
    client: FlaskClient, receipt: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.leads_to("awaiting_applicant")
    seen = str(desk.known.seq)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    client.get(receipt)
    monkeypatch.setattr("intake.journal.file_store.append_whole", full)
    page = client.post(f"{receipt}/supply", data={"seq": seen, "text": "五百平方米"})

    assert page.status_code == 503
    assert "没有做成" in page.text
    assert "0571-5550-1999" in page.text
    assert value_of("text", page.text) == "五百平方米"


def test_every_event_of_the_desk_has_usable_sample_data() -> None:
    assert {event for event, _ in happenings()} >= set(DATA) - {"decline", "ask_more"}
