"""The desk: a request that comes in gets worked, answered and closed, by whom it concerns."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from desk_app import a_desk, a_number, press, sign_in
from flask.testing import FlaskClient
from forgetting import SECRETS, a_canary, a_handling
from intake_app import NOW, a_client, hidden_in, rows_in, value_of
from lives import do
from werkzeug.test import Client

from intake.accounts.accounts import Accounts
from intake.accounts.posts import Post
from intake.cases.numbers import show_number
from intake.desk.deeds import FIELDS
from intake.journal.journal import Journal
from intake.web.log import with_log


def test_a_request_is_taken_answered_and_closed_with_two_presses(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "second_chief:cloud-tower")
    number = a_number(desk)

    taken = press(desk, number, "take")
    finished = press(desk, number, "finish", text="楼上可以一起租。", outcome="solved")

    assert (taken.status_code, finished.status_code) == (303, 303)
    rows = rows_in(tmp_path / "queue")
    assert [row.event for row in rows] == [
        *("submit", "accept", "assign", "start", "answer", "close"),
    ]
    assert all(row.by.startswith("second_chief:cloud-tower/") for row in rows[1:])
    assert '"handler":"second_chief:cloud-tower"' in rows[2].data
    page = desk.get(f"/desk/{number}").text
    assert "楼上可以一起租。" in page


def test_whoever_takes_what_was_passed_to_another_works_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "pass_on", to="second_chief:cloud-tower")

    press(desk, number, "take")

    (known,) = Journal(tmp_path / "queue").requests()[1]
    assert known.handler == "staff"


def test_whoever_a_case_is_passed_on_to_sees_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number, theirs = a_number(desk), a_desk(tmp_path, "department:registry@hedong")

    assert "登记科（河东街道）" in desk.get(f"/desk/{number}").text
    press(desk, number, "pass_on", to="department:registry@hedong")

    assert number in theirs.get("/desk/").text
    assert theirs.get(f"/desk/{number}").status_code == 200


def test_the_list_says_what_is_new_and_leads_on(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    first, second = a_number(desk), a_number(desk, description="另一件")

    page = desk.get("/desk/").text
    done = desk.get(press(desk, first, "take").headers["Location"]).text

    assert "新来的（2）" in page
    assert f"/desk/{second}" in done
    assert "下一件" in done


@pytest.mark.parametrize("query", ["云上科技", "0013 8000", "{number}"])
def test_a_search_finds_by_company_phone_and_number(tmp_path: Path, query: str) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    page = desk.get("/desk/", query_string={"q": query.format(number=number)}).text

    assert f"/desk/{number}" in page
    assert f"/desk/{number}" not in desk.get("/desk/", query_string={"q": "云下"}).text


@pytest.mark.parametrize("post", ["department:registry", "department:enterprise-service@hedong"])
def test_s55_nobody_sees_or_does_anything_outside_their_post(tmp_path: Path, post: str) -> None:
    number, other = (a_number(a_client(tmp_path), description=text) for text in ("一", "二"))
    desk = a_desk(tmp_path, post)
    token = hidden_of_list(desk)

    done = [
        desk.post(f"/desk/{number}/{offer}", data={"token": token, "seq": seq, "to_number": other})
        for offer in FIELDS
        for seq in ("1", "2")
    ]

    assert number not in desk.get("/desk/").text
    assert f'"/desk/{number}"' not in desk.get("/desk/", query_string={"q": number}).text
    assert {desk.get(path).status_code for path in (f"/desk/{number}", f"/desk/new/{number}")} == {
        404
    }
    assert {answer.status_code for answer in done} == {404}
    assert "云上科技" not in "".join(answer.text for answer in done)
    assert [row.event for row in rows_in(tmp_path / "queue")] == ["submit", "submit"]


def hidden_of_list(desk: FlaskClient) -> str:
    return desk.get("/desk/").text.partition('name="token" value="')[2].partition('"')[0]


def test_s55_an_account_that_asks_for_what_is_not_its_own_is_named_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    number = a_number(a_client(tmp_path))
    desk = a_desk(tmp_path, "department:registry")
    logged = Client(with_log(desk.application.wsgi_app))
    logged.set_cookie("desk", str(desk.get_cookie("desk").value))  # type: ignore[union-attr]

    for path in ("/desk/", f"/desk/{number}", "/desk/staff"):
        logged.get(path, buffered=True)

    account = Accounts(tmp_path / "queue").named("department:registry")
    lines = [line.partition(" GET ")[2] for line in caplog.text.splitlines() if " GET " in line]
    assert [re.sub(r"\d+ ms", "ms", line) for line in lines] == [
        "/desk/ 200 ms",
        f"/desk/<number> 404 ms by {account.by}",
        f"/desk/staff 404 ms by {account.by}",
    ]


def test_without_signing_in_nothing_is_shown_and_typed_texts_are_kept(tmp_path: Path) -> None:
    client = a_client(tmp_path)
    number = a_number(client)

    seen = client.get(f"/desk/{number}")
    sent = client.post(f"/desk/{number}/answer", data={"text": "写了很久的答复", "seq": "1"})

    assert (seen.status_code, sent.status_code) == (401, 401)
    assert "云上科技" not in seen.text
    assert "写了很久的答复" in sent.text
    assert len(rows_in(tmp_path / "queue")) == 1


def test_s56_what_changed_meanwhile_is_shown_and_what_was_typed_is_kept(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    other = sign_in(a_client(tmp_path), tmp_path, "supervisor")
    number = a_number(desk)
    page = desk.get(f"/desk/{number}").text
    hidden = dict(re.findall(r'name="(token|seq)" value="([^"]+)"', page))

    press(other, number, "take")
    answer = desk.post(
        f"/desk/{number}/decline", data={**hidden, "reason": "不归我们", "right_place": "12345"}
    )

    assert answer.status_code == 409
    assert "不归我们" in answer.text
    assert "有了变化" in answer.text


def test_s56_of_two_who_press_at_once_one_does_it(tmp_path: Path) -> None:
    desk, other = a_desk(tmp_path), sign_in(a_client(tmp_path), tmp_path, "supervisor")
    numbers = [a_number(desk, description=f"第 {n} 件") for n in range(8)]
    presses = [
        partial(who.post, f"/desk/{number}/take", data=hidden_of(who, number))
        for number in numbers
        for who in (desk, other)
    ]

    with ThreadPoolExecutor(len(presses)) as pool:
        codes = [answer.result().status_code for answer in map(pool.submit, presses)]

    assert [sorted(pair) for pair in zip(codes[::2], codes[1::2], strict=True)] == [[303, 409]] * 8
    events = [row.event for row in rows_in(tmp_path / "queue")]
    assert [events.count(name) for name in ("accept", "assign", "start")] == [8, 8, 8]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_s56_whatever_happens_while_a_press_is_looked_at_is_seen_first(
    tmp_path: Path, at: int
) -> None:
    looked = count(-1000)

    def clock() -> datetime:
        """Let somebody else write when it is looked at for the nth time."""
        if next(looked) == at:
            do(Journal(tmp_path / "queue"), known, "correct")
        return NOW

    desk = sign_in(a_client(tmp_path, clock=clock), tmp_path)
    number = a_number(desk)
    known, form = Journal(tmp_path / "queue").requests()[1][0], hidden_of(desk, number)
    looked = count(1)

    answer = desk.post(f"/desk/{number}/correct", data={**form, "company": "云上科技"})

    assert answer.status_code == 409
    assert "云上科技" in answer.text
    assert len(rows_in(tmp_path / "queue")) == 2


def test_of_two_who_correct_the_second_puts_nothing_back(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    other = sign_in(a_client(tmp_path), tmp_path, "supervisor")
    number = a_number(desk)
    sent = hidden_of(other, number) | {"contact": "姓王", "building": "cloud-tower"}
    press(desk, number, "correct", contact="姓李", building="willow-park")

    late = other.post(f"/desk/{number}/correct", data={**sent, "company": "云下科技"})
    again = {name: value_of(name, late.text) for name in ("contact", "company", "building")}
    other.post(f"/desk/{number}/correct", data={**sent, **hidden_in(late.text), **again})

    assert late.status_code == 409
    assert again == {"contact": "姓李", "company": "云下科技", "building": "willow-park"}
    assert "怎么称呼您：刚才有人改过，下面是改过的；您的表上是“姓王”" in late.text
    assert "您的表上是“云桥中心”" in late.text
    (known,) = Journal(tmp_path / "queue").requests()[1]
    values = known.submission.values
    assert (values.contact, values.company) == ("姓李", "云下科技")


def test_a_second_press_does_nothing_twice(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    page = desk.get(f"/desk/{number}").text
    hidden = dict(re.findall(r'name="(token|seq)" value="([^"]+)"', page))

    answers = [desk.post(f"/desk/{number}/take", data=hidden).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(rows_in(tmp_path / "queue")) == 4


@pytest.mark.parametrize(
    ("offer", "typed", "other"),
    [
        ("note", {"text": "打过电话 "}, {"text": "去过现场"}),
        ("update", {"text": "第一行\r\n第二行"}, {"text": "第一行"}),
        (
            "decline",
            {"reason": "不归", "right_place": "12345"},
            {"reason": "不归", "right_place": "1"},
        ),
        ("correct", {"company": "云下"}, {"company": "云中"}),
        ("link", {"to_number": "{other}"}, {"to_number": "{third}"}),
        ("pass_on", {"to": "staff"}, {"to": "department:registry"}),
        (
            "finish",
            {"text": "业主不肯。", "outcome": "explained"},
            {"text": "业主不肯。", "outcome": "planned"},
        ),
        (
            "extend",
            {"answer_by": "2026-12-11", "reason": "等业主"},
            {"answer_by": "2026-12-14", "reason": "等业主"},
        ),
    ],
)
def test_only_the_very_same_press_is_one_that_was_sent_twice(
    tmp_path: Path, offer: str, typed: dict[str, str], other: dict[str, str]
) -> None:
    desk = a_desk(tmp_path, "supervisor")
    number, *rest = (a_number(desk, description=f"第 {n} 件") for n in range(3))
    if offer in ("update", "finish", "extend"):
        press(desk, number, "take")
    hidden, names = hidden_of(desk, number), dict(zip(("other", "third"), rest, strict=True))
    forms = [
        {**hidden, **{name: text.format(**names) for name, text in said.items()}}
        for said in (typed, typed, other)
    ]

    answers = [desk.post(f"/desk/{number}/{offer}", data=form).status_code for form in forms]

    assert answers == [303, 303, 409]
    assert len([row for row in rows_in(tmp_path / "queue") if row.by != "applicant"]) == (
        {"update": 4, "pass_on": 2, "finish": 5, "extend": 4}.get(offer, 1)
    )


def test_a_form_without_the_token_of_this_device_is_refused(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    assert desk.post(f"/desk/{number}/take", data={"seq": "1"}).status_code == 403
    assert len(rows_in(tmp_path / "queue")) == 1


def test_a_link_that_a_robot_opened_still_signs_in_once(tmp_path: Path) -> None:
    client = a_client(tmp_path)

    secret = Accounts(tmp_path / "queue").invite("甲", Post("staff"), NOW).secret
    seen = [client.get(f"/desk/in/{secret}").status_code for _ in range(3)]
    form = {"content_type": "application/x-www-form-urlencoded"}
    pressed = [
        who.post(f"/desk/in/{secret}", **form).status_code for who in (client, a_client(tmp_path))
    ]

    assert seen == [200, 200, 200]
    assert pressed == [303, 404]


def test_who_comes_back_to_their_own_invitation_is_led_to_the_desk(tmp_path: Path) -> None:
    client, other = a_client(tmp_path), a_desk(tmp_path, "supervisor")
    secret = Accounts(tmp_path / "queue").invite("甲", Post("staff"), NOW).secret
    form = {"content_type": "application/x-www-form-urlencoded"}
    client.post(f"/desk/in/{secret}", **form)

    again = [client.get(f"/desk/in/{secret}"), client.post(f"/desk/in/{secret}", **form)]

    assert [answer.headers["Location"] for answer in again] == ["/desk/", "/desk/"]
    assert other.get(f"/desk/in/{secret}").status_code == 404


def test_missing_texts_are_told_beside_their_fields(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    answer = press(desk, number, "decline", reason="", right_place="12345")

    assert answer.status_code == 422
    assert "理由：请填写" in answer.text
    assert "12345" in answer.text


def test_opening_a_case_is_recorded(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    desk.get(f"/desk/{number}")

    record = (tmp_path / "queue" / "access-202611.csv").read_text(encoding="utf-8-sig")
    assert number.replace("-", "") in record
    assert "云上科技" not in record


def test_s43_an_answer_with_script_in_it_is_text(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "take")

    press(desk, number, "finish", text="<script>alert(1)</script>", outcome="solved")

    assert "<script>alert(1)" not in desk.get(f"/desk/{number}").text


def test_closing_warns_while_a_supporting_department_is_not_done(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "take")

    assert "协办还没办好：物业公司" in desk.get(f"/desk/{number}").text
    press(desk, number, "note", text="物业看过了", done="property-company")

    assert "协办还没办好" not in desk.get(f"/desk/{number}").text


def test_a_supporting_department_has_its_share_with_its_own_day_and_ticks_it_off(
    tmp_path: Path,
) -> None:
    desk, lead = a_desk(tmp_path, "department:property-company"), a_desk(tmp_path)
    number, theirs = a_number(lead), '"/desk/{}"'.format

    before = desk.get("/desk/").text
    press(lead, number, "take")
    given = desk.get("/desk/").text
    page = desk.get(f"/desk/{number}").text
    done = press(desk, number, "share", text="装修备案办好了")

    assert theirs(number) not in before
    assert "其余（1）" in given
    assert theirs(number) in given
    assert "最晚11月30日" in given
    assert "协办的办好了</h2>" in page
    assert "最晚2026年11月30日" in page.partition("您协办的")[2].partition("</dd>")[0]
    assert f"/desk/{number}/take" not in page
    assert f"/desk/{number}/finish" not in page
    assert done.status_code == 303
    assert theirs(number) not in desk.get("/desk/").text
    assert f"/desk/{number}/share" not in desk.get(f"/desk/{number}").text
    assert "物业公司：已办好" in lead.get(f"/desk/{number}").text


def test_nobody_owes_a_share_of_what_was_handed_back(tmp_path: Path) -> None:
    desk, supporter = a_desk(tmp_path), a_desk(tmp_path, "department:property-company")
    number = a_number(desk)
    press(desk, number, "pass_on", to="department:registry")
    before = supporter.get("/desk/").text

    press(desk, number, "hand_back", reason="不归登记科")
    after, page = supporter.get("/desk/").text, supporter.get(f"/desk/{number}").text
    press(desk, number, "take")

    assert number in before
    assert number not in after
    assert "您协办的</dt><dd>还没派单" in re.sub(r"\s+", "", page)
    assert f'action="/desk/{number}/share"' not in page
    assert number in supporter.get("/desk/").text


def test_a_share_that_is_late_is_overdue_for_its_department_alone(tmp_path: Path) -> None:
    lead = a_desk(tmp_path)
    number = a_number(lead)
    journal = Journal(tmp_path / "queue")
    known = do(journal, journal.requests()[1][0], "accept")
    shares = [{"department": "property-company", "due": "2026-11-20"}]
    do(journal, known, "assign", supporting=shares)

    late = a_desk(tmp_path, "department:property-company").get("/desk/?section=overdue").text

    assert f'"/desk/{number}"' in late
    assert "逾期 <span>0</span>" in lead.get("/desk/").text
    assert "物业公司：最晚2026年11月20日（周五），已逾期" in lead.get(f"/desk/{number}").text


LINKED = "见 http://127.0.0.1:8000/services/?a=1&b=2。\n第二段 <b>"


@pytest.mark.parametrize(
    ("offer", "typed", "shown"),
    [
        ("finish", {"text": LINKED, "outcome": "explained"}, "已办结：解释说明"),
        ("answer", {"text": LINKED}, "已答复"),
        ("update", {"text": LINKED}, "办理进展"),
        ("ask_more", {"question": LINKED}, "请您补充情况"),
        ("extend", {"answer_by": "2026-12-11", "reason": LINKED}, "12月11日"),
        ("decline", {"reason": "不归我们", "right_place": LINKED}, "请找：见"),
    ],
)
def test_a_preview_is_what_the_receipt_then_shows(
    tmp_path: Path, offer: str, typed: dict[str, str], shown: str
) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    if offer != "decline":
        press(desk, number, "take")
    before = len(rows_in(tmp_path / "queue"))

    page = press(desk, number, offer, **typed, preview="1").text
    preview = page.partition('id="preview"')[2].partition("</div>")[0]
    assert len(rows_in(tmp_path / "queue")) == before
    press(desk, number, offer, **typed)

    (known,) = Journal(tmp_path / "queue").requests()[1]
    receipt = desk.get(f"/requests/r/{known.token}").text
    link = "http://127.0.0.1:8000/services/?a=1&amp;b=2"
    assert f'见 <a href="{link}" rel="noopener">{link}</a>。\n第二段 &lt;b&gt;' in preview
    assert shown in preview
    for part in re.findall("<p[ >].*?</p>", preview, re.DOTALL)[1:]:
        assert part in receipt


def test_what_is_planned_leads_to_the_list_of_needs(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "take")

    done = press(desk, number, "finish", text="列进明年的计划", outcome="planned")

    draft = value_of("need", desk.get(done.headers["Location"]).text)
    assert "services: [bigger-office]" in draft
    assert "name:  # 待写" in draft
    assert "云上科技" not in draft


def test_a_row_has_the_beginning_of_what_the_company_wrote(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    short = a_number(desk, service="", building="", description="地库进水了\n<b>请快来</b>")
    long = a_number(desk, service="", building="", description="电梯" * 10 + "停")

    page = desk.get("/desk/").text

    rows = {n: page.partition(f'"/desk/{n}"')[2].partition("</li>")[0] for n in (short, long)}
    assert "<bdi>地库进水了\n&lt;b&gt;请快来&lt;/b&gt;</bdi>" in rows[short]
    assert f"<bdi>{'电梯' * 10}…</bdi>" in rows[long]
    assert 'class="cases__said noprint"' in rows[long]


def test_nobody_reads_the_beginning_of_a_request_that_they_may_not_open(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "department:registry")
    a_number(desk, description="地库进水了")

    assert "地库进水了" not in desk.get("/desk/").text


def test_of_a_forgotten_request_a_row_says_nothing(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    known = a_canary(Journal(tmp_path / "queue"))
    a_handling(Journal(tmp_path / "queue")).forget(known.number, NOW)

    page = desk.get("/desk/", query_string={"q": known.number}).text

    assert show_number(known.number) in page
    assert "cases__said" not in page


def test_what_is_due_on_the_same_day_stands_in_the_order_of_arrival(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    numbers = [a_number(desk, description=f"第 {n} 件") for n in range(12)]

    page = desk.get("/desk/?section=new").text

    assert re.findall(r'href="/desk/([A-Z2-9-]{9})"', page) == numbers


def test_a_list_of_many_stays_small(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    for n in range(60):
        a_number(desk, description=f"第 {n} 件")

    everything, section = desk.get("/desk/"), desk.get("/desk/?section=new")
    second = desk.get("/desk/?section=new&page=2").text

    assert everything.text.count("/desk/") < 40
    assert "新来的（60）" in section.text
    assert "上一页" in second


def hidden_of(desk: FlaskClient, number: str) -> dict[str, str]:
    page = desk.get(f"/desk/{number}").text
    return dict(re.findall(r'name="(token|seq)" value="([^"]+)"', page))


def test_an_answer_that_comes_too_late_is_kept_whatever_happened(tmp_path: Path) -> None:
    desk, other = a_desk(tmp_path), sign_in(a_client(tmp_path), tmp_path, "supervisor")
    number = a_number(desk)
    press(desk, number, "take")
    hidden = hidden_of(desk, number)
    press(other, number, "finish", text="先答的", outcome="solved")

    typed = {"text": "写了很久的答复", "outcome": "solved"}
    answer = desk.post(f"/desk/{number}/finish", data={**hidden, **typed})

    assert answer.status_code == 409
    assert "写了很久的答复" in answer.text
    assert answer.text.count("您刚才写的") == 1  # of what was chosen there is only an id


def test_an_answer_is_kept_where_another_answered_first_and_only_closing_is_left(
    tmp_path: Path,
) -> None:
    desk, other = a_desk(tmp_path), sign_in(a_client(tmp_path), tmp_path, name="乙")
    number = a_number(desk)
    press(desk, number, "take")
    form = hidden_of(other, number) | {"text": "另一个答复。", "outcome": "explained"}
    press(desk, number, "answer", text="先到的答复。")

    late = other.post(f"/desk/{number}/finish", data=form)

    assert late.status_code == 409
    assert "\n另一个答复。</textarea>" in late.text
    assert late.text.count("您刚才写的") == 1
    assert '<option value="explained" selected>' in late.text


def test_nobody_sends_the_beginning_of_an_answer_as_the_answer(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "take")
    beginning = value_of("text", desk.get(f"/desk/{number}").text)

    answer = press(desk, number, "finish", text=beginning, outcome="solved")

    assert "办事指南" in beginning
    assert answer.status_code == 422


@pytest.mark.parametrize("token", ["", "x", "中文"])
def test_a_page_of_an_earlier_session_gives_back_what_was_typed(tmp_path: Path, token: str) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    form = {"seq": "1", "token": token, "text": "写了很久"}
    answer = desk.post(f"/desk/{number}/note", data=form)

    assert answer.status_code == 403
    assert "写了很久" in answer.text


def test_a_case_that_went_to_another_post_leads_back_to_the_list(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "department:enterprise-service")
    number = a_number(desk)

    passed = press(desk, number, "pass_on", to="department:registry")

    assert passed.headers["Location"].startswith("/desk/?passed=")
    assert "不再归您的岗位" in desk.get(passed.headers["Location"]).text


def test_the_page_of_a_forgotten_request_says_so_and_offers_nothing(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "supervisor")
    journal = Journal(tmp_path / "queue")
    known = a_canary(journal)

    a_handling(journal).forget(known.number, NOW)

    page = desk.get(f"/desk/{known.number}").text
    assert not [secret for secret in SECRETS if secret in page]
    assert "内容已经删除，只留下编号、日期和结果" in page
    assert "没有留" not in page
    assert f'action="/desk/{show_number(known.number)}' not in page


def test_a_link_to_a_number_that_nobody_has_is_refused(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    assert press(desk, number, "link", to_number="AB2C-D3EF").status_code == 422


def test_a_link_is_made_once_and_stands_on_both_pages(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number, other = a_number(desk), a_number(desk, description="另一件")
    press(desk, number, "link", to_number=other)

    again = press(desk, number, "link", to_number=f" {other.lower()}")

    assert again.status_code == 422
    assert "已经关联过这一条了" in again.text
    assert [row.event for row in rows_in(tmp_path / "queue")].count("link") == 1
    for here, there in ((number, other), (other, number)):
        page = desk.get(f"/desk/{here}").text
        assert page.count(f'关联的 <a href="/desk/{there}"') == 1


@pytest.mark.parametrize("is_from_here", [False, True])
def test_a_link_is_told_to_nobody_who_may_not_open_it(tmp_path: Path, is_from_here: bool) -> None:
    desk, chief = a_desk(tmp_path), a_desk(tmp_path, "second_chief:cloud-tower")
    number, other = a_number(desk), a_number(desk, building="willow-park", description="另一件")
    here, there = (number, other) if is_from_here else (other, number)

    press(desk, here, "link", to_number=there)

    assert f'关联的 <a href="/desk/{other}' in desk.get(f"/desk/{number}").text
    assert other not in chief.get(f"/desk/{number}").text


@pytest.mark.parametrize("query", ["。", "-", "\u200b"])
def test_a_search_for_nothing_finds_nothing(tmp_path: Path, query: str) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    assert f'"/desk/{number}"' not in desk.get("/desk/", query_string={"q": query}).text


def test_what_the_supervisor_presses_for_stands_first(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "supervisor")
    numbers = [a_number(desk, description=f"第 {n} 件") for n in range(3)]

    press(desk, numbers[2], "urge", text="请今天办")

    page = desk.get("/desk/").text
    assert page.index(f'"/desk/{numbers[2]}"') < page.index(f'"/desk/{numbers[0]}"')
    assert "督办" in page
