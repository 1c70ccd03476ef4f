"""From the form to the queue."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from guides_folder import SAMPLE, load
from intake_app import (
    CONSENT,
    NOW,
    a_client,
    a_district,
    a_form,
    a_token,
    an_anonymous_form,
    hidden_in,
    rows_in,
    send,
    token_in,
    value_of,
)

from intake.accounts.accounts import Accounts
from intake.accounts.posts import read_post
from intake.cases.lifecycle import Action
from intake.cases.roles import STAFF
from intake.clock import stopped_clock
from intake.form.check import HONEYPOT
from intake.handling import Handling
from intake.journal.journal import Journal


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


def break_queue(folder: Path) -> None:
    """Put a file where the queue's folder was: nothing can be written, even by root."""
    shutil.rmtree(folder / "queue")
    (folder / "queue").touch()


# ---------- the form ----------


def test_s19_an_empty_form_agrees_to_nothing(client: FlaskClient) -> None:
    page = client.get("/requests/new")

    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    assert re.findall('value="([^"]*)" checked', page.text) == []
    assert 'name="service"' not in page.text


def test_the_address_chooses_service_and_building(client: FlaskClient) -> None:
    page = client.get("/requests/new?service=bigger-office&building=cloud-tower").text

    assert value_of("service", page) == "bigger-office"
    assert value_of("building_other", page) == "云桥中心"
    assert "想要多大（平方米）" in page
    assert "要不要同楼" in page


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("service=no-such", "网址里的事项云桥没有"),
        ("building=%3Cscript%3E", "网址里的楼宇云桥没有"),
        ("service=" + "x" * 4000, "网址里的事项云桥没有"),
    ],
)
def test_an_unknown_id_in_the_address_opens_the_form_without_it(
    client: FlaskClient, query: str, notice: str
) -> None:
    page = client.get(f"/requests/new?{query}")

    assert page.status_code == 200
    assert notice in page.text
    assert "<script>" not in page.text


def test_every_building_and_subdistrict_is_offered_while_a_place_is_typed(
    client: FlaskClient,
) -> None:
    page = client.get("/requests/new").text

    offered = re.findall('<option value="([^"]*)">', page.split('id="places"')[1])
    assert {"云桥中心", "河东街道"} <= set(offered)
    assert "<select" not in page


def test_every_input_has_a_label(client: FlaskClient) -> None:
    page = client.get("/requests/new?service=bigger-office").text

    for tag in re.findall("<(?:input|select|textarea)[^>]*>", page):
        if 'type="hidden"' in tag or 'type="radio"' in tag or 'type="checkbox"' in tag:
            continue
        (name,) = re.findall(' id="([^"]+)"', tag)
        assert f'<label class="label" for="{name}"' in page or f'<label for="{name}"' in page


def test_pages_hold_no_script_and_no_style(client: FlaskClient) -> None:
    pages = [
        client.get("/requests/new"),
        client.get("/requests/status"),
        send(client, a_form(), "/requests/check"),
        send(client, a_form(phone=""), "/requests/check"),
        client.get(send(client, a_form()).headers["Location"]),
        client.get("/requests/none"),
    ]

    for page in pages:
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", page.text)


@pytest.mark.parametrize("path", ["/requests", "/requests/check", "/requests/edit"])
def test_the_address_of_a_later_step_leads_to_the_beginning(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/requests/new")


# ---------- the check page ----------


@pytest.mark.parametrize(
    ("hour", "day", "said"),
    [(17, 23, False), (18, 23, True), (10, 28, True)],
    ids=["in time", "in the evening", "on a Saturday"],
)
def test_the_check_page_says_from_when_days_count_if_not_today(
    tmp_path: Path, hour: int, day: int, said: bool
) -> None:
    client = a_client(tmp_path, clock=stopped_clock(NOW.replace(day=day, hour=hour, minute=0)))

    page = client.post("/requests/check", data=a_form(token=a_token(client)))

    assert ("17:00 以后、休息日提交的，从" in page.text) is said


def test_the_check_page_shows_every_value_and_what_happens_next(client: FlaskClient) -> None:
    form = a_form(uscc="91310115ma9000003w", email="wang@yunqiao.example", reply_by="visit")

    page = send(client, form | {"answers.wanted_area": "500"}, "/requests/check")

    assert page.status_code == 200
    for text in (
        *("换大间对接", "云桥中心", "云上科技（云桥）有限公司", "姓王", "138-0013-8000"),
        *("想把楼上那层一起租下来。", "91310115MA9000003W", "wang@yunqiao.example", "上门"),
        *("想要多大（平方米）", "500", "一般由企业服务科承办", "物业公司协办", "由云桥受理台收"),
        *("11月24日（周二）</span></span>联系您", "11月30日（周一）</span></span>答复"),
    ):
        assert text in page.text
    assert "预计" not in page.text


@pytest.mark.parametrize("building", ["cloud-tower", "willow-house-2", "other"])
def test_the_check_page_names_who_receives_and_nobody_who_is_not_told(
    client: FlaskClient, building: str
) -> None:
    page = send(client, a_form(building=building, subdistrict=""), "/requests/check").text

    assert "由云桥受理台收，一般由企业服务科承办，物业公司协办。" in page
    assert "第二楼长" not in page


def test_the_check_page_names_no_department_where_none_is_known_yet(client: FlaskClient) -> None:
    form = a_form(service="other", description="门禁卡坏了")

    page = send(client, form, "/requests/check").text

    assert "由云桥受理台收，再交给对的部门。" in page
    assert "企业服务科" not in page


def test_the_check_page_names_the_second_chief_who_has_an_account(
    client: FlaskClient, tmp_path: Path
) -> None:
    Accounts(tmp_path / "queue").invite("甲", read_post("second_chief:cloud-tower"), NOW)

    told, elsewhere = (
        send(client, a_form(building=building), "/requests/check").text
        for building in ("cloud-tower", "willow-house-2")
    )

    assert "一般由企业服务科承办，物业公司协办，本楼第二楼长也看得到。" in told
    assert "第二楼长" not in elsewhere


def test_the_page_that_has_a_fault_is_carried_along_by_address_and_name(
    client: FlaskClient, tmp_path: Path
) -> None:
    address = "/services/bigger-office/"

    form = client.get(f"/requests/new?service=other&page={address}").text
    sent = a_form(service="other", page=value_of("page", form))
    looked_over = send(client, sent, "/requests/check").text
    send(client, sent)

    assert value_of("page", form) == address
    assert "所在页面" in looked_over
    assert "换大间对接（/services/bigger-office/）" in looked_over
    assert json.loads(rows_in(tmp_path / "queue")[0].data)["page"] == address


@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "/a" * 101 + "/", ""])
def test_s37_a_form_is_opened_from_no_page_but_ours(client: FlaskClient, page: str) -> None:
    form = client.get("/requests/new", query_string={"service": "other", "page": page})

    assert form.status_code == 200
    assert value_of("page", form.text) == ""
    assert "evil" not in form.text


def test_nothing_is_queued_before_the_last_look(client: FlaskClient, tmp_path: Path) -> None:
    send(client, a_form(), "/requests/check")

    assert rows_in(tmp_path / "queue") == []


def test_the_check_page_shows_pages_that_may_answer_the_text(client: FlaskClient) -> None:
    form = a_form(service="other") | {"not_that": "bigger-office"}

    page = send(client, form, "/requests/check").text

    assert "指南里可能已有答案" in page
    assert re.search('href="/services/bigger-office/" target="_blank" rel="noopener"', page)


def test_the_check_page_offers_the_likely_service_with_its_department_and_day(
    client: FlaskClient, tmp_path: Path
) -> None:
    asked = send(client, a_form(service="other"), "/requests/check").text
    token = {"token": token_in(asked)}

    taken = send(client, a_form(service="bigger-office") | token, "/requests/check").text
    declined = send(
        client, a_form(service="other") | token | {"not_that": "bigger-office"}, "/requests/check"
    ).text

    assert "这是“换大间对接”吗？" in asked
    assert "一般由企业服务科承办，最晚11月30日（周一）答复。" in re.sub("</?span[^>]*>", "", asked)
    assert "想要多大（平方米）" in taken
    assert "吗？</h2>" not in taken + declined


@pytest.mark.parametrize(
    "form",
    [a_form(), a_form(service="other", description="厕所坏了")],
    ids=["the page it came from", "nothing near"],
)
def test_the_check_page_shows_no_pages_that_answer_nothing(
    client: FlaskClient, form: dict[str, str]
) -> None:
    page = send(client, form, "/requests/check").text

    assert "指南里可能已有答案" not in page


def test_what_the_check_page_sends_becomes_the_request(client: FlaskClient, tmp_path: Path) -> None:
    form = a_form(description="一\r\n\r\n二 <b>&amp;") | {"answers.same_building": "同楼优先"}
    page = send(client, form, "/requests/check").text

    answer = client.post("/requests", data=hidden_in(page))

    assert answer.status_code == 303
    (row,) = rows_in(tmp_path / "queue")
    assert '"description":"一\\n\\n二 <b>&amp;"' in row.data
    assert '"answers":{"same_building":"同楼优先"}' in row.data


def test_the_way_back_keeps_everything(client: FlaskClient) -> None:
    form = a_form(description="一\r\n二", email="wang@yunqiao.example") | {
        "answers.wanted_area": "500"
    }
    page = send(client, form, "/requests/check").text

    ours = {"Origin": "http://localhost"}
    again = client.post("/requests/edit", data=hidden_in(page), headers=ours)

    assert again.status_code == 200
    assert token_in(again.text) == token_in(page)
    for name in ("service", "company", "contact", "email"):
        assert value_of(name, again.text) == form[name]
    assert value_of("building_other", again.text) == "云桥中心"
    assert value_of("description", again.text) == "一\n二"
    assert value_of("answers.wanted_area", again.text) == "500"
    assert f'value="{CONSENT}" checked' in again.text
    assert '<details class="field" open>' in again.text


def test_who_came_from_the_page_of_a_service_and_means_another_thing_loses_nothing(
    client: FlaskClient,
) -> None:
    opened = client.get("/requests/new?service=bigger-office").text
    form = a_form() | {"token": token_in(opened)}

    again = client.post("/requests/edit", data=form | {"not_that": "bigger-office"}).text

    assert "不是“换大间对接”这件事" in opened
    assert "不是“" not in again
    assert value_of("service", again) == ""
    assert value_of("description", again) == form["description"]


@pytest.mark.parametrize(
    ("headers", "ticks"),
    [
        ({}, []),
        ({"Origin": "http://localhost"}, ["field-consent"]),
        ({"Sec-Fetch-Site": "same-origin"}, ["field-consent"]),
    ],
)
def test_s19_consent_is_ticked_by_nothing_but_its_reader(
    client: FlaskClient, headers: dict[str, str], ticks: list[str]
) -> None:
    def ticked(page: str) -> list[str]:
        return re.findall('type="checkbox" id="([^"]+)"[^>]* checked', page)

    form = a_form(token=a_token(client))
    opened = client.get(f"/requests/new?consent={CONSENT}&field-consent=on").text
    again = client.post("/requests/edit", data=form, headers=headers).text

    assert ticked(opened) == []
    assert ticked(again) == ticks


def test_dates_beyond_the_calendar_are_called_estimates(tmp_path: Path) -> None:
    client = a_client(tmp_path, clock=stopped_clock(NOW.replace(month=12, day=30)))

    page = send(client, a_form(), "/requests/check").text

    assert '预计<span class="whole">最晚<span class="day">1月7日' in page
    assert "新一年的放假安排还没公布" in page


def test_questions_of_a_service_chosen_in_the_form_are_asked_on_the_check_page(
    client: FlaskClient, tmp_path: Path
) -> None:
    page = send(client, a_form(), "/requests/check").text

    assert "想要多大（平方米）" in page
    assert "要不要同楼" in page
    client.post("/requests", data=hidden_in(page) | {"answers.wanted_area": "500"})
    (row,) = rows_in(tmp_path / "queue")
    assert '"answers":{"wanted_area":"500"}' in row.data


def test_an_answer_on_the_check_page_that_cannot_be_taken_loses_nothing(
    client: FlaskClient,
) -> None:
    page = send(client, a_form(), "/requests/check").text

    again = client.post("/requests", data=hidden_in(page) | {"answers.wanted_area": "5" * 300})

    assert again.status_code == 422
    assert value_of("answers.wanted_area", again.text) == "5" * 300
    assert value_of("company", again.text) == a_form()["company"]


def test_a_doubtful_credit_code_goes_through_when_it_is_sent_again(
    client: FlaskClient, tmp_path: Path
) -> None:
    form = a_form(uscc="91310115MA9000003X")
    asked = send(client, form, "/requests/check")
    again = send(client, form | hidden_in(asked.text), "/requests/check")

    sent = client.post("/requests", data=hidden_in(again.text))

    assert (asked.status_code, again.status_code, sent.status_code) == (422, 200, 303)
    assert "校验位不符" in again.text
    (row,) = rows_in(tmp_path / "queue")
    assert '"uscc":"91310115MA9000003X"' in row.data


@pytest.mark.parametrize(
    ("path", "form", "expected"),
    [
        ("/requests/check", a_form(), "private, no-cache"),
        ("/requests/check", a_form(phone=""), "private, no-cache"),
        ("/requests/edit", a_form(), "private, no-cache"),
        ("/requests/status", {"number": "x"}, "private, no-cache"),
        ("/requests", a_form(), "no-store"),
    ],
)
def test_what_answers_a_form_stays_with_the_browser_and_the_way_to_a_receipt_nowhere(
    client: FlaskClient, path: str, form: dict[str, str], expected: str
) -> None:
    assert send(client, form, path).headers["Cache-Control"] == expected


# ---------- what is amiss ----------


@pytest.mark.parametrize("path", ["/requests/check", "/requests"])
def test_a_fault_shows_the_form_again_with_everything_typed(
    client: FlaskClient, tmp_path: Path, path: str
) -> None:
    form = a_form(phone="123", contact="", description='"><script>alert(1)</script>{{7*7}}')
    token = a_token(client)

    page = send(client, form | {"token": token}, path)

    assert page.status_code == 422
    assert "<title>错误：" in page.text
    assert 'href="#field-phone">电话写法不对' in page.text
    assert 'href="#field-contact">请填写怎么称呼您' in page.text
    assert 'id="error-phone"' in page.text
    assert re.search('id="field-phone"[^>]* aria-describedby="error-phone" aria-invalid', page.text)
    assert value_of("phone", page.text) == "123"
    assert value_of("description", page.text) == form["description"]
    assert value_of("service", page.text) == "bigger-office"
    assert token_in(page.text) == token
    assert "<script>" not in page.text
    assert rows_in(tmp_path / "queue") == []


def test_a_fault_in_a_folded_part_opens_it(client: FlaskClient) -> None:
    page = send(client, a_form(uscc="1"), "/requests/check").text

    assert '<details class="field" open>' in page


def test_a_long_description_is_kept_whole(client: FlaskClient) -> None:
    page = send(client, a_form(description="云" * 4000), "/requests/check")

    assert page.status_code == 422
    assert value_of("description", page.text) == "云" * 4000


def test_who_fills_the_hidden_field_is_told_and_loses_nothing(
    client: FlaskClient, tmp_path: Path
) -> None:
    page = send(client, a_form(**{HONEYPOT: "http://spam.example"}))

    assert page.status_code == 400
    assert "这一次没有提交" in page.text
    assert "spam" not in page.text
    assert value_of("company", page.text) == "云上科技（云桥）有限公司"
    assert rows_in(tmp_path / "queue") == []


# ---------- tokens ----------


@pytest.mark.parametrize("path", ["/requests/check", "/requests", "/requests/edit"])
@pytest.mark.parametrize("token", ["", "forged", "WyJhIiwiYiIsMV0.AAAA"])
def test_s31_a_forged_token_is_refused_and_nothing_kept(
    client: FlaskClient, tmp_path: Path, path: str, token: str
) -> None:
    answer = client.post(path, data=a_form(token=token))

    assert answer.status_code == 400
    assert "云上科技" not in answer.text
    assert rows_in(tmp_path / "queue") == []


@pytest.mark.parametrize("path", ["/requests/check", "/requests"])
def test_s31_an_expired_form_is_shown_again_with_everything_typed(
    tmp_path: Path, path: str
) -> None:
    old = a_token(a_client(tmp_path, clock=stopped_clock(NOW - timedelta(days=8))))
    client = a_client(tmp_path)

    page = send(client, a_form(token=old), path)

    assert page.status_code == 422
    assert "表单放得太久了" in page.text
    assert value_of("description", page.text) == a_form()["description"]
    assert token_in(page.text) != old
    assert send(client, a_form(token=token_in(page.text))).status_code == 303


def test_an_expired_form_that_was_sent_in_time_leads_to_its_receipt(tmp_path: Path) -> None:
    early = a_client(tmp_path, clock=stopped_clock(NOW - timedelta(days=8)))
    token = a_token(early)
    first = send(early, a_form(token=token))

    again = send(a_client(tmp_path), a_form(token=token))

    assert again.headers["Location"] == first.headers["Location"]


# ---------- the queue ----------


def test_s30_the_same_form_sent_twice_is_one_request(client: FlaskClient, tmp_path: Path) -> None:
    form = a_form(token=a_token(client))

    first, again = send(client, form), send(client, form)

    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    assert len(rows_in(tmp_path / "queue")) == 1


def test_a_form_that_was_changed_after_it_was_sent_is_not_lost_in_silence(
    client: FlaskClient, tmp_path: Path
) -> None:
    form = a_form(token=a_token(client))
    receipt = send(client, form).headers["Location"]

    page = send(client, form | {"description": "另一件事"})

    assert page.status_code == 409
    assert receipt in page.text
    assert value_of("description", page.text) == "另一件事"
    second = send(client, form | {"description": "另一件事", "token": token_in(page.text)})
    assert second.status_code == 303
    assert second.headers["Location"] != receipt
    assert len(rows_in(tmp_path / "queue")) == 2


@pytest.mark.parametrize("phone", ["138 0013 8001", "021-12345678"])
def test_s31_who_has_a_sent_form_but_not_its_phone_gets_no_link(
    client: FlaskClient, phone: str
) -> None:
    form = a_form(token=a_token(client))
    receipt = send(client, form).headers["Location"]

    page = send(client, form | {"phone": phone})

    assert page.status_code == 409
    assert "这张表单已经提交过。" in page.text
    assert "/requests/r/" not in page.text + str(page.headers)
    assert re.search('class="number">([^<]+)<', client.get(receipt).text)[1] not in page.text  # type: ignore[index]


def test_a_form_sent_again_after_the_office_corrected_it_is_the_same_request(
    client: FlaskClient, tmp_path: Path
) -> None:
    form = a_form(token=a_token(client))
    receipt = send(client, form).headers["Location"]
    number = rows_in(tmp_path / "queue")[0].number
    corrected = Action("correct", STAFF, {"values": {"company": "云下科技"}})
    Handling(Journal(tmp_path / "queue"), load(SAMPLE)).act(number, corrected, NOW)

    again = send(client, form)

    assert (again.status_code, again.headers["Location"]) == (303, receipt)


def test_a_queued_request_is_in_the_clerks_copy(client: FlaskClient, tmp_path: Path) -> None:
    send(client, a_form(company="=1+1"))

    assert '"\'=1+1"' in (tmp_path / "queue" / "requests.csv").read_text(encoding="utf-8-sig")


def test_a_copy_that_cannot_be_written_does_not_fail_the_request(
    client: FlaskClient, tmp_path: Path
) -> None:
    (tmp_path / "queue" / "requests.csv").unlink()
    (tmp_path / "queue" / "requests.csv").mkdir()

    assert send(client, a_form()).status_code == 303


def test_an_anonymous_request_needs_no_name(client: FlaskClient) -> None:
    page = client.get(send(client, an_anonymous_form()).headers["Location"])

    assert page.status_code == 200
    assert "没有留电话，只能从本页看进度" in page.text


def test_who_leaves_only_an_address_of_mail_reads_that_it_is_written_to(
    client: FlaskClient,
) -> None:
    form = an_anonymous_form(email="wang@yunqiao.example")

    page = client.get(send(client, form).headers["Location"]).text

    assert "写到您留的邮箱" in page
    assert "只能从本页看进度" not in page


def test_s64_without_its_queue_the_form_says_so_and_keeps_everything(
    client: FlaskClient, tmp_path: Path
) -> None:
    form = a_form(token=a_token(client), description="一\r\n二")
    break_queue(tmp_path)

    page = send(client, form)

    assert page.status_code == 503
    assert "这一次没有提交成功" in page.text
    assert "0571-5550-1999" in page.text
    assert not re.search("[A-Z]{2}[2-9][A-Z]-[A-Z][2-9][A-Z]{2}", page.text)
    assert token_in(page.text) == form["token"]
    assert value_of("description", page.text) == "一\n二"
    assert value_of("company", page.text) == form["company"]


def test_a_request_refused_by_a_full_queue_can_be_sent_again(
    client: FlaskClient, tmp_path: Path
) -> None:
    form = a_form(token=a_token(client))
    break_queue(tmp_path)
    send(client, form)
    (tmp_path / "queue").unlink()
    Journal(tmp_path / "queue").make()

    again = send(client, form)

    assert again.status_code == 303
    assert len(rows_in(tmp_path / "queue")) == 1


def test_an_intake_starts_even_where_its_queue_is_gone(tmp_path: Path) -> None:
    a_district(tmp_path)
    break_queue(tmp_path)

    client = a_client(tmp_path)

    assert client.get("/requests/new").status_code == 200
    assert send(client, a_form()).status_code == 503
    assert client.get("/healthz").status_code == 503
