"""Who is told what and when, through real robots on this machine: none is forgotten, none held."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import stat
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from intake_app import ROOT
from lives import at
from notified import BOSS, CHIEF, DESK, REGISTRY, District, a_district_with_robots
from robots import DINGTALK, WECOM

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district_with_robots(tmp_path) as district:
        yield district


def test_a_new_request_is_told_to_desk_lead_and_second_chief(district: District) -> None:
    known = district.submit()

    round_ = district.notify()

    number = f"{known.number[:4]}-{known.number[4:]}"
    expected = (
        f"诉求 {number}：新来的\n"
        "换大间对接，云桥中心\n"
        "最晚 2026-11-24 首次联系\n"
        f"http://127.0.0.1:8000/desk/{number}\n"
        "第 1 号通知"
    )
    assert round_.sent == 3
    assert [district.told(token) for token in (DESK, REGISTRY, CHIEF)] == [[expected]] * 3
    assert district.told(BOSS) == []


SUPPORT = "support-0123456"


def test_a_supporting_department_is_told_at_assignment_when_its_share_is_due(
    district: District,
) -> None:
    district.write_channels({"department:property-company": [WECOM + SUPPORT]})
    known = district.lead_to(district.submit(), "assigned")

    district.notify()

    number = f"{known.number[:4]}-{known.number[4:]}"
    (text,) = district.told(SUPPORT)
    assert text.splitlines() == [
        f"诉求 {number}：请您协办",
        "换大间对接，云桥中心",
        "最晚 2026-11-27 办好协办的部分",
        f"http://127.0.0.1:8000/desk/{number}",
        "第 3 号通知",
    ]
    assert "交给您办" in district.told(REGISTRY)[-1]
    assert district.notify().sent == 0


def test_who_works_a_request_and_supports_it_is_told_once(district: District) -> None:
    district.write_channels({"department:property-company": [DINGTALK + REGISTRY]})
    district.lead_to(district.submit(), "assigned")

    district.notify()

    assert [text.splitlines()[0].partition("：")[2] for text in district.told(REGISTRY)] == [
        *("新来的", "交给您办")
    ]


def test_nothing_about_the_person_is_told(district: District) -> None:
    district.submit(
        building="other",
        building_other="长堤路 18 号五楼",
        company="云上科技",
        contact="姓王",
        phone="13800138000",
        email="wang@yunshang.example",
        description="想租楼上",
    )

    district.notify()

    text = "".join(district.told(DESK) + district.told(REGISTRY))
    for personal in ("长堤路", "云上", "王", "138", "wang", "想租"):
        assert personal not in text


def test_what_was_told_is_not_told_again(district: District) -> None:
    district.submit()
    district.notify()

    assert district.notify().sent == 0


def test_what_came_before_the_first_round_is_not_told(district: District) -> None:
    (district.folder / "queue" / "notices.json").unlink()
    district.submit()

    assert district.notify().is_first
    assert district.notify().sent == 0


def test_the_marks_are_private_and_hold_no_address(district: District) -> None:
    district.robots.answers[DESK] = (500, "")
    district.submit()
    district.notify()

    marks = district.folder / "queue" / "notices.json"
    assert stat.S_IMODE(marks.stat().st_mode) == 0o600
    assert DESK not in marks.read_text()


@pytest.mark.parametrize(
    "answer",
    [
        (500, ""),
        (200, '{"errcode": 45009, "errmsg": "api freq out of limit", "code": 9499}'),
        (200, "<html>maintenance</html>"),
        (302, ""),
    ],
    ids=["error", "refused", "another page", "elsewhere"],
)
@pytest.mark.parametrize("token", [DESK, REGISTRY])
def test_s57_a_robot_that_does_not_take_a_message_or_leads_elsewhere_holds_nobody_up(
    token: str, answer: tuple[int, str], district: District
) -> None:
    district.robots.answers[token] = answer
    district.submit()

    round_ = district.notify()

    assert round_.sent == 2
    assert len(round_.failures) == 1
    assert district.told(CHIEF)
    assert "elsewhere" not in district.robots.asked


@pytest.mark.parametrize(
    "answer", [(500, ""), (302, ""), (200, '{"code": 9499, "msg": "Bad Request"}')]
)
def test_s57_feishu_is_believed_by_its_code_and_followed_nowhere(
    answer: tuple[int, str], district: District
) -> None:
    district.robots.answers[CHIEF] = answer
    district.submit()

    assert [failure.kind for failure in district.notify().failures] == ["feishu"]
    assert "elsewhere" not in district.robots.asked


def test_a_robot_that_cannot_be_reached_holds_nobody_up(district: District) -> None:
    from intake.notices.sending import DingTalk

    DingTalk.notify_url = "http://127.0.0.1:9/robot/send?access_token={token}"
    district.submit()

    round_ = district.notify()

    assert round_.sent == 2
    assert [failure.whose for failure in round_.failures] == [("企业服务科",)]


def test_pauses_grow_and_everything_is_told_in_order_afterwards(district: District) -> None:
    district.robots.answers[DESK] = (500, "")
    first, second = district.submit("a"), district.submit("b")
    district.notify()
    tried = [len(district.robots.asked[DESK])]
    for _ in range(8):
        district.notify(MINUTE)
        tried.append(len(district.robots.asked[DESK]))
    del district.robots.answers[DESK]

    district.notify(DAY)

    assert tried == [1, 2, 2, 3, 3, 3, 3, 4, 4]
    told = district.told(DESK)
    assert [first.number[:4] in told[0], second.number[:4] in told[1]] == [True, True]
    assert district.notify().failures == ()


def test_a_notifier_killed_before_it_could_note_it_tells_again_with_the_same_number(
    district: District,
) -> None:
    known = district.submit(building="other")
    started: list[subprocess.Popen[bytes]] = []

    def kill_the_first() -> None:
        started[0].kill()

    district.robots.before_answer = kill_the_first
    started.append(run_notify(district))
    started[0].wait()
    first = dict(district.robots.told)

    again = run_notify(district)

    assert again.wait() == 0
    assert first
    desk = district.told(DESK) + district.told(REGISTRY)
    assert len(desk) >= 3
    assert all(f"{known.number[:4]}-{known.number[4:]}" in text for text in desk)
    assert all("第 1 号通知" in text for text in desk)


def run_notify(district: District) -> subprocess.Popen[bytes]:
    """Start the command as a timer does."""
    command = district.program("from flask.cli import cli; cli.main(['--app', 'intake', 'notify'])")
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | district.environment)


def test_of_two_notifiers_at_once_one_leaves_it_to_the_other(district: District) -> None:
    district.submit(building="other")
    others: list[object] = []
    mutex = threading.Lock()

    def let_another_try() -> None:
        with mutex:
            others.append(district.outbox().go_round())

    district.robots.before_answer = let_another_try
    district.notify()

    assert others == [None, None]
    assert len(district.told(DESK)) == 1


def test_nothing_is_sent_that_cannot_be_noted(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    district.submit()
    full = district.folder / "queue" / ".notices.json.new"
    full.mkdir()

    with pytest.raises(OSError, match="directory"):
        district.notify()

    assert district.robots.asked == {}


def test_a_group_that_serves_two_posts_is_told_once(district: District) -> None:
    district.write_channels({"department:enterprise-service@hexi": [WECOM + DESK]})
    district.submit()

    district.notify()

    assert len(district.told(DESK)) == 1


def test_a_new_channel_begins_at_the_present(district: District) -> None:
    district.submit("a")
    district.notify()
    district.write_channels({"department:enterprise-service@hexi": [WECOM + "office-0123"]})
    district.notify()
    assert district.told("office-0123") == []

    district.submit("b")
    district.notify()

    assert len(district.told("office-0123")) == 1


def test_where_no_post_has_a_channel_the_desk_is_told(district: District) -> None:
    known = district.lead_to(district.submit(), "accepted")
    district.do(known, "assign", by="supervisor", handler="department:registry")
    district.notify()

    assert "交给您办" in district.told(DESK)[-1]


def test_a_signed_message_carries_the_signature_that_the_robot_works_out(
    district: District,
) -> None:
    secret = "SEC0123456789abcdef"  # noqa: S105
    address = f"{DINGTALK}signed0123456789&secret={secret}"
    district.write_channels({"department:property-company": [address], "staff": [address]})
    district.submit()

    district.notify()

    named = parse_qs(district.robots.asked["signed0123456789"][0])
    stamp = named["timestamp"][0]
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    assert named["sign"] == [base64.b64encode(digest).decode()]


def test_mail_to_a_post_has_the_first_line_as_its_subject(district: District) -> None:
    district.write_channels({"staff": ["desk@yunqiao.example"]})
    known = district.submit()

    district.notify()

    (to, subject, text) = district.mail.taken[0]
    assert to == "desk@yunqiao.example"
    assert subject == f"诉求 {known.number[:4]}-{known.number[4:]}：新来的"
    assert "换大间对接，云桥中心" in text


def test_a_company_that_left_an_address_is_told_with_its_private_link(district: District) -> None:
    known = district.submit(email="wang@yunshang.example", company="云上科技", contact="姓王")
    for event, label in (
        ("ask_more", "请您补充情况"),
        ("update", "办理进展"),
        ("answer", "已答复"),
        ("close", "已办结"),
    ):
        if event == "update":
            known = district.do(known, "supply")
            for step in ("accept", "assign", "start"):
                known = district.do(known, step)
        known = district.do(known, event)
        district.notify()
        to, subject, text = district.mail.taken.pop()
        assert to == "wang@yunshang.example"
        assert subject == f"编号 {known.number[:4]}-{known.number[4:]} 的诉求：{label}"
        assert f"http://127.0.0.1:8000/requests/r/{known.token}" in text
        for personal in ("云上", "姓王", "138", "想租", "多大面积", "正在拟合同", "一起租"):
            assert personal not in text
    assert district.mail.taken == []


def test_a_company_is_told_of_a_decline(district: District) -> None:
    district.do(district.submit(email="wang@yunshang.example"), "decline")

    district.notify()

    assert "不予受理" in district.mail.taken[0][1]


def test_a_company_is_told_of_a_withdrawal_that_it_may_take_back(district: District) -> None:
    known = district.do(district.submit(email="wang@yunshang.example"), "withdraw")

    district.notify()

    ((to, subject, text),) = district.mail.taken
    assert (to, subject[-4:]) == ("wang@yunshang.example", "：已撤回")
    assert f"/requests/r/{known.token}" in text


@pytest.mark.parametrize(
    "address",
    [
        "o'neil@yunshang.example",
        "a+b+c@yunshang.example",
        "wang/li@yunshang.example",
        "wang@例子.example",
    ],
)
def test_mail_goes_to_the_whole_address_and_to_no_part_of_it(
    district: District, address: str
) -> None:
    """A part of it is somebody else's mailbox, and the mail holds the private link."""
    district.do(district.submit(email=address), "decline")
    district.notify()

    assert [to for to, _, _ in district.mail.taken] == [address.replace("例子", "xn--fsqu00a")]


def test_what_happens_at_once_is_one_mail(district: District) -> None:
    known = district.lead_to(district.submit(email="wang@yunshang.example"), "in_progress")
    known = district.do(known, "answer")
    district.do(known, "close")

    district.notify()

    ((_, subject, text),) = district.mail.taken
    assert subject.endswith("：已办结")
    assert "已答复" in text


def test_who_left_no_address_is_written_to_by_nobody(district: District) -> None:
    known = district.submit(service="suggestions", phone="", building="other")
    district.do(known, "decline")

    district.notify()

    assert district.mail.taken == []


def test_an_address_that_nobody_has_holds_no_other_company_up(district: District) -> None:
    district.mail.refused.add("gone@yunshang.example")
    district.do(district.submit("a", email="gone@yunshang.example"), "decline")
    district.do(district.submit("b", email="wang@yunshang.example"), "decline")

    round_ = district.notify()

    assert [to for to, _, _ in district.mail.taken] == ["wang@yunshang.example"]
    assert [failure.kind for failure in round_.failures] == ["company"]
    assert district.notify(8 * DAY).failures == ()


@pytest.mark.parametrize(
    ("moment", "gives"),
    [
        ("2026-10-10 08:30", True),
        ("2026-10-12 08:29", False),
        ("2026-10-12 08:30", True),
        ("2026-10-05 08:30", False),
        ("2026-10-11 08:30", False),
    ],
    ids=["make-up Saturday", "too early", "Monday", "holiday on a Monday", "Sunday"],
)
def test_a_digest_is_given_on_working_days_at_half_past_eight(
    moment: str, gives: bool, tmp_path: Path
) -> None:
    with a_district_with_robots(tmp_path) as district:
        (district.folder / "queue" / "notices.json").unlink()
        district.now = at("2026-09-23 10:00")
        district.submit()
        district.notify()

        district.now = at(moment)
        district.notify()
        told = district.told(DESK)
        district.notify()

    assert [text.startswith(f"诉求 {moment[:10]} 早报") for text in told] == [True] * gives
    assert district.told(DESK) == []


def test_a_digest_counts_and_names_what_waits(district: District) -> None:
    late = district.submit("late")
    district.now = at("2026-11-24 09:00")
    again = district.lead_to(district.submit("again"), "answered")
    district.do(again, "rate", grade="very_dissatisfied")
    today = district.submit("today")
    district.notify()
    district.now = at("2026-11-24 17:30")
    new = district.submit("new", building="other")
    district.notify()
    district.told(DESK), district.told(CHIEF)

    district.notify(at("2026-11-25 08:30") - district.now)

    def shown(number: str) -> str:
        return f"{number[:4]}-{number[4:]}"

    expected = (
        "诉求 2026-11-25 早报\n"
        f"逾期 1 件：{shown(late.number)}\n"
        f"今天到期 1 件：{shown(today.number)}\n"
        f"新来的 1 件：{shown(new.number)}\n"
        f"差评和重办 1 件：{shown(again.number)}\n"
        "http://127.0.0.1:8000/desk/"
    )
    assert district.told(DESK) == [expected]
    (chief,) = district.told(CHIEF)
    assert shown(new.number) not in chief
    assert shown(late.number) in chief


PROPERTY = "property-0123"


def test_a_supporting_department_is_told_of_its_own_share_by_its_own_day(
    district: District,
) -> None:
    district.write_channels({"department:property-company": [WECOM + PROPERTY]})
    shares = [{"department": "property-company", "due": "2026-11-25"}]
    due = district.do(district.submit("due"), "accept")
    district.do(due, "assign", supporting=shares)
    done = district.do(district.submit("done"), "accept")
    district.do(district.do(done, "assign", supporting=shares), "note", done="property-company")
    district.submit("not assigned")
    district.notify()
    district.told(PROPERTY)

    district.notify(at("2026-11-25 08:30") - district.now)

    shown = f"{due.number[:4]}-{due.number[4:]}"
    assert district.told(PROPERTY) == [
        f"诉求 2026-11-25 早报\n今天到期 1 件：{shown}\nhttp://127.0.0.1:8000/desk/"
    ]


def test_a_day_with_nothing_to_do_has_no_digest(district: District) -> None:
    assert district.notify(DAY).sent == 0


def test_a_channel_that_failed_for_a_day_stands_in_the_digest_of_the_supervisor(
    district: District,
) -> None:
    district.robots.answers[REGISTRY] = (500, "")
    district.submit()
    district.notify()
    district.told(BOSS)

    district.notify(DAY)

    (digest,) = district.told(BOSS)
    failed = "钉钉群（企业服务科）从 2026-11-23 10:30 起通知不到，还在重试"
    assert failed in digest
    assert failed not in district.told(DESK)[-1]


def test_marks_of_a_longer_journal_let_new_rows_be_told(district: District) -> None:
    marks = district.folder / "queue" / "notices.json"
    marks.write_text('{"usual":{"told":900,"digest":"2026-11-23"},"others":{}}')
    district.notify()
    district.submit()

    assert district.notify().sent == 3


def test_what_is_late_is_told_as_late(district: District) -> None:
    known = district.lead_to(district.submit(), "in_progress")
    district.notify(after=timedelta(days=20))
    district.told(REGISTRY)
    district.do(known, "note", "supervisor", urge=True)

    district.notify()

    (told,) = district.told(REGISTRY)
    assert "最晚 2026-11-30 答复，已逾期" in told
