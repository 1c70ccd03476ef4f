"""我也需要: a need of the list is joined by one press, seen at the desk, and leads to a project."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_app import a_desk, a_number, press, sign_in
from guides_folder import SAMPLE, edit, load
from intake_app import NOW, a_client, a_form, rows_in, send
from rendered import rendered

from guidebook.model import Guidebook
from guidebook.pages.rendering import request_address
from intake.cases.form_values import FormValues
from intake.cases.routing import route
from intake.form.check import check
from intake.office import EXTENSION

GUIDEBOOK = load(SAMPLE)
NEED = "quiet-room"
PROJECT = "nursing-room"
SAID = "我也需要：想要一间母婴室。"


def test_a_need_is_joined_without_writing_it_again(tmp_path: Path) -> None:
    client = a_client(tmp_path)

    form = client.get(request_address(need=NEED)).text
    looked_over = send(client, a_form(need=NEED, service="", description=""), "/requests/check")
    sent = send(client, a_form(need=NEED, service="", description=""))

    assert 'name="need" value="quiet-room" checked' in form
    assert "可以不写。" in form
    assert looked_over.text.count(SAID) >= 1
    assert sent.status_code == 303
    assert '"need":"quiet-room"' in rows_in(tmp_path / "queue")[0].data
    assert SAID in rows_in(tmp_path / "queue")[0].data


def test_own_words_stay_as_they_are_beside_the_need() -> None:
    values = check(a_form(need=NEED, description="八楼也要"), GUIDEBOOK).values

    assert (values.need, values.description) == (NEED, "八楼也要")


def test_the_page_of_a_need_has_the_button_and_counts_from_five_on(sample_guides: Path) -> None:
    row = "received: 6, answered: 6, closed: 6, solved: 6, on_time: 6, reopened: 少于5"
    rest = "rated: 少于5, satisfied: 少于5, median_days: 2, p90_days: 3"
    before = rendered(GUIDEBOOK)[f"needs/{NEED}/index.html"]
    with (sample_guides / "figures.yaml").open("a", encoding="utf-8") as file:
        file.write(f"  needs:\n    - {{need: {NEED}, {row}, {rest}}}\n")
    counted = load(sample_guides)

    page = rendered(counted)[f"needs/{NEED}/index.html"]

    assert f'href="../../requests/new?need={NEED}">我也需要</a>' in before
    assert "我也需要”" not in before
    assert "有 6 件诉求说“我也需要”" in page
    assert f"/needs/{NEED}/" in rendered(counted)["figures/index.html"]


def test_who_takes_the_need_back_has_to_say_what_it_is_about(tmp_path: Path) -> None:
    answer = send(a_client(tmp_path), a_form(need="", description=""))

    assert answer.status_code == 422
    assert 'id="error-description"' in answer.text


def test_a_need_that_is_not_listed_is_said_and_blocks_nothing(tmp_path: Path) -> None:
    page = a_client(tmp_path).get(request_address(need="gone"))

    assert page.status_code == 200
    assert "网址里的需求我们不认识" in page.text
    assert 'name="need"' not in page.text


def test_a_forged_need_is_refused_and_what_was_written_stays(tmp_path: Path) -> None:
    answer = send(a_client(tmp_path), a_form(need='"><script>', description="八楼也要"))

    assert answer.status_code == 422
    assert "网址里的需求我们不认识" in answer.text
    assert "八楼也要" in answer.text
    assert "<script>" not in answer.text.split("<form", 1)[1].split("</form>")[0]


def test_what_the_need_says_is_not_left_as_the_sender_s_own_words(tmp_path: Path) -> None:
    client = a_client(tmp_path)
    sent_by_the_check_page = a_form(need=NEED, service="", description=SAID)

    form = send(client, sent_by_the_check_page, "/requests/edit").text
    own = send(client, sent_by_the_check_page | {"description": "八楼"}, "/requests/edit").text

    assert 'value="quiet-room" checked' in form
    assert SAID not in form
    assert "八楼" in own


def over(guides: Path, how: str) -> Guidebook:
    """Let the need of the sample end on the day before, or leave the list."""
    if how == "ended":
        edit(guides, f"needs/{NEED}.yaml", "review_by:", "valid_to: 2026-11-22\nreview_by:")
    else:
        (guides / "needs" / f"{NEED}.yaml").unlink()
        edit(guides, f"projects/{PROJECT}.yaml", f"needs: [{NEED}]", "needs: [other-need]")
        other = (SAMPLE / "needs" / f"{NEED}.yaml").read_text(encoding="utf-8")
        named = other.replace("想要一间母婴室", "想要健身房").replace("一间母婴室", "健身房")
        (guides / "needs" / "other-need.yaml").write_text(named, encoding="utf-8")
        gone = (
            f"retired: [{{id: {NEED}, name: 想要一间母婴室, reason: 已经办成, on: 2026-11-22}}]\n"
        )
        with (guides / "needs" / "_list.yaml").open("a", encoding="utf-8") as file:
            file.write(gone)
    return load(guides)


@pytest.mark.parametrize("how", ["ended", "gone"])
def test_a_form_older_than_the_end_of_its_need_is_taken_and_told_so(
    sample_guides: Path, tmp_path: Path, how: str
) -> None:
    guidebook = over(sample_guides, how)
    client = a_client(tmp_path, guides=sample_guides)
    sent = a_form(need=NEED, service="", description="")

    form = client.get(request_address(need=NEED)).text
    looked_over = send(client, sent, "/requests/check").text
    answer = send(client, sent)

    said = {"ended": "只列到2026年11月22日", "gone": "已于2026年11月22日"}[how]
    for page in (form, looked_over):
        assert said in page
        assert "照样提，我们一样收" in page
    assert answer.status_code == 303
    assert SAID in rows_in(tmp_path / "queue")[0].data
    shown = rendered(guidebook).get(f"needs/{NEED}/index.html", "")
    assert "我也需要</a>" not in shown


def test_a_need_that_is_listed_is_joined_without_a_word_of_its_end(tmp_path: Path) -> None:
    assert "照样提" not in a_client(tmp_path).get(request_address(need=NEED)).text


def test_a_request_without_a_service_goes_to_whom_the_need_is_with() -> None:
    joined = route(FormValues(need=NEED), GUIDEBOOK)
    chosen = route(FormValues(need=NEED, service="register-company"), GUIDEBOOK)

    assert joined.lead_department.id == GUIDEBOOK.needs[NEED].lead_department
    assert chosen.lead_department.id == "registry"


def test_the_desk_sees_who_asked_for_the_same_and_only_what_is_theirs(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    first = a_number(desk, need=NEED, company="甲公司", building="cloud-tower", phone="13800138001")
    second = a_number(desk, need=NEED, company="乙公司", building="other", phone="13800138002")
    a_number(desk, need="", company="丙公司", building="other", phone="13800138003")

    page = desk.get(f"/desk/{first}").text

    assert "同样需要的" in page
    assert second in page
    assert "乙公司" in page
    assert "丙公司" not in page
    for post in ("second_chief:cloud-tower", "department:enterprise-service@hexi"):
        theirs = sign_in(a_client(tmp_path), tmp_path, post)
        shown = theirs.get(f"/desk/{first}")
        assert shown.status_code == 200
        assert "乙公司" not in shown.text
        assert second not in shown.text
        assert theirs.get(f"/desk/{second}").status_code == 404


def test_the_desk_takes_a_need_down_for_somebody_who_called(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    page = desk.get("/desk/new").text
    hidden = {
        n: page.partition(f'name="{n}" value="')[2].partition('"')[0] for n in ("token", "form")
    }

    sent = a_form(channel="phone", need=NEED, service="", description="")
    answer = desk.post("/desk/new", data={**hidden, **sent})

    assert answer.status_code == 303
    assert SAID in rows_in(tmp_path / "queue")[0].data


def test_who_is_forgotten_leaves_the_need_without_their_words(tmp_path: Path) -> None:
    client = a_client(tmp_path)
    send(client, a_form(need=NEED, description="八楼也要"))
    handling = client.application.extensions[EXTENSION].handling
    (submitted,) = rows_in(tmp_path / "queue")

    handling.forget(submitted.number, NOW)

    (row,) = [row for row in rows_in(tmp_path / "queue") if row.event == "submit"]
    assert f'"need":"{NEED}"' in row.data
    assert "八楼也要" not in row.data


def test_what_is_planned_leads_its_sender_to_the_project(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    receipt = send(desk, a_form(need=NEED)).headers["Location"]
    number = f"{(n := rows_in(tmp_path / 'queue')[0].number)[:4]}-{n[4:]}"
    press(desk, number, "take")
    typed = {"text": "已经列入。", "outcome": "planned", "project": PROJECT}

    preview = press(desk, number, "finish", preview="1", **typed).text
    press(desk, number, "finish", **typed)

    link = f'href="/projects/{PROJECT}/">母婴室项目</a>'
    assert link in preview
    assert desk.get(receipt).text.count(link) == 2  # on top, and in the timeline
    assert f'"project":"{PROJECT}"' in rows_in(tmp_path / "queue")[-1].data


def test_only_what_is_planned_has_a_project(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk, need=NEED)
    press(desk, number, "take")

    press(desk, number, "finish", text="办好了。", outcome="solved", project=PROJECT)
    forged = press(desk, a_number(desk, phone="13800138009"), "finish", project="<b>")

    assert "project" not in rows_in(tmp_path / "queue")[5].data
    assert forged.status_code in (409, 422)
