"""Who may open and do what at the desk: every address with every role, against one table."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_app import a_desk, a_number, press
from flask.testing import FlaskClient
from intake_app import NOW, a_client, rows_in

from intake.accounts.accounts import Accounts
from intake.accounts.posts import Post
from intake.desk.deeds import FIELDS
from intake.desk.offers import BESIDE

NOBODY = "nobody"
THEIRS = ("staff", "supervisor", "second_chief:cloud-tower", "department:enterprise-service")
SUPPORTS = "department:property-company"
SEES = (*THEIRS, SUPPORTS)
ELSEWHERE = ("department:registry", "department:enterprise-service@hedong")
ROLES = (NOBODY, *SEES, *ELSEWHERE)

OPEN_TO: dict[tuple[str, str], tuple[str, ...]] = {
    ("GET", "/desk/"): (*SEES, *ELSEWHERE),
    ("GET", "/desk/{number}"): SEES,
    ("GET", "/desk/{number}/correct"): THEIRS,
    ("POST", "/desk/{number}/take"): THEIRS,
    ("POST", "/desk/{number}/note"): SEES,
    ("POST", "/desk/{number}/urge"): ("supervisor",),
    ("GET", "/desk/new"): (*SEES, *ELSEWHERE),
    ("POST", "/desk/new"): (),
    ("GET", "/desk/new/{number}"): (),
    ("GET", "/desk/push"): (*THEIRS[:-1], ELSEWHERE[-1]),
    ("POST", "/desk/push"): (*THEIRS[:-1], ELSEWHERE[-1]),
    ("GET", "/desk/figures"): ("supervisor",),
    ("GET", "/desk/figures.xlsx"): ("supervisor",),
    ("GET", "/desk/staff"): ("supervisor",),
    ("POST", "/desk/staff"): ("supervisor",),
    ("POST", "/desk/staff/disable"): ("supervisor",),
    ("POST", "/desk/out"): (*SEES, *ELSEWHERE),
    ("GET", "/desk/out"): ROLES,
    ("GET", "/desk/in/{link}"): ROLES,
    ("POST", "/desk/in/{link}"): ROLES,
}
"""Method and address → roles for which it is more than REFUSED; a forged form is, with 400."""

REFUSED = (400, 401, 403, 404, 409)


def a_role(folder: Path, role: str) -> FlaskClient:
    return a_client(folder) if role == NOBODY else a_desk(folder, role)


def token_of(client: FlaskClient) -> str:
    page = client.get("/desk/").text
    return page.partition('name="token" value="')[2].partition('"')[0]


@pytest.mark.parametrize("role", ROLES)
def test_s55_every_address_is_open_to_whom_the_table_says(tmp_path: Path, role: str) -> None:
    found = {}

    for n, (method, address) in enumerate(OPEN_TO):
        folder = tmp_path / str(n)
        folder.mkdir()
        number = a_number(a_client(folder))
        client = a_role(folder, role)
        form = {"token": token_of(client), "seq": "1", "text": "x", "name": "乙", "post": "staff"}
        path = address.format(number=number, link="unknown")
        answer = client.open(path, method=method, data=form if method == "POST" else None)
        found[method, address] = answer.status_code

    if role != NOBODY:  # an invitation that nobody made is the same to all
        assert found.pop(("GET", "/desk/in/{link}")) == 404
        assert found.pop(("POST", "/desk/in/{link}")) == 404
        found.pop(("POST", "/desk/staff/disable"))  # needs an account to close
    open_to_them = {key for key, code in found.items() if code not in REFUSED}
    expected = {key for key, roles in OPEN_TO.items() if role in roles and key in found}
    assert open_to_them == expected - {key for key in expected if "/in/" in key[1]}


@pytest.mark.parametrize("offer", sorted(FIELDS.keys() - set(BESIDE)))
def test_a_department_that_supports_does_nothing_that_is_the_leads(
    tmp_path: Path, offer: str
) -> None:
    number = a_number(a_desk(tmp_path))
    press(a_desk(tmp_path), number, "take")
    before = rows_in(tmp_path / "queue")

    typed = dict.fromkeys(FIELDS[offer], "x") | {"outcome": "solved"}
    answer = press(a_desk(tmp_path, SUPPORTS), number, offer, **typed)

    assert answer.status_code == 409
    assert rows_in(tmp_path / "queue") == before


def test_a_department_that_supports_ticks_off_its_own_share_alone(tmp_path: Path) -> None:
    number = a_number(a_desk(tmp_path))
    press(a_desk(tmp_path), number, "take")
    supporter = a_desk(tmp_path, SUPPORTS)
    place = SUPPORTS.partition(":")[2]

    page = supporter.get(f"/desk/{number}").text
    answer = press(supporter, number, "note", text="办好了", done=place)

    assert 'name="done"' not in page
    assert answer.status_code == 409
    assert press(supporter, number, "note", text="去过现场").status_code == 303


def test_nobody_is_offered_to_hand_back_a_second_time(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "supervisor")
    number = a_number(desk)
    offered = []
    for _ in range(2):
        press(desk, number, "pass_on", to="department:registry")
        offered.append(f'action="/desk/{number}/hand_back"' in desk.get(f"/desk/{number}").text)
        press(desk, number, "hand_back", reason="不归登记科")

    assert offered == [True, False]


@pytest.mark.parametrize("offer", ["take", "hand_back"])
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("staff", False),
        ("second_chief:cloud-tower", False),
        ("department:registry", True),
        ("department:registry@hexi", True),
        ("supervisor", True),
    ],
)
def test_what_was_given_to_a_post_is_begun_or_handed_back_there_alone(
    tmp_path: Path, role: str, may: bool, offer: str
) -> None:
    number = a_number(a_desk(tmp_path))
    press(a_desk(tmp_path), number, "pass_on", to="department:registry")
    a_desk(tmp_path, "department:registry")  # somebody is there
    somebody = a_desk(tmp_path, role)

    page = somebody.get(f"/desk/{number}").text
    answer = press(somebody, number, offer, reason="不是本部门职责")

    assert (f'action="/desk/{number}/{offer}"' in page) == may
    assert answer.status_code == (303 if may else 409)
    assert ("这条已经派给别的岗位" in answer.text) != may


def test_s55_the_table_has_every_address_of_the_desk(tmp_path: Path) -> None:
    rules = a_client(tmp_path).application.url_map.iter_rules()

    methods = {
        (method, rule.rule)
        for rule in rules
        if rule.rule.startswith("/desk")
        for method in (rule.methods or set()) & {"GET", "POST"}
    }

    told = {(method, address.replace("{", "<").replace("}", ">")) for method, address in OPEN_TO}
    told = {(m, a.replace("/take", "/<offer>").replace("<link>", "<secret>")) for m, a in told}
    told -= {("POST", "/desk/<number>/note"), ("POST", "/desk/<number>/urge")}
    assert methods == told


def test_a_supervisor_invites_and_closes_accounts(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "supervisor")
    form = {"token": token_of(desk), "name": "乙", "post": "second_chief:cloud-tower"}

    page = desk.post("/desk/staff", data=form).text
    link = page.partition('value="http')[2].partition('"')[0].partition("/desk/in/")[2]
    other = a_client(tmp_path)
    pressed = other.post(f"/desk/in/{link}", content_type="application/x-www-form-urlencoded")

    assert pressed.status_code == 303
    assert "第二楼长" in other.get("/desk/").text
    account = desk.get("/desk/staff").text.partition('name="account" value="')[2].partition('"')[0]
    desk.post("/desk/staff/disable", data={"token": token_of(desk), "account": account})
    assert other.get("/desk/").status_code == 401


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "", "名字应为一行文字"),
        ("name", "\u3164\u200b", "名字应为一行文字"),
        ("name", "甲\n乙", "名字应为一行文字"),
        ("name", "甲" * 51, "名字应为一行文字"),
        ("name", "甲\ue000", "名字里第 2 个字不能识别"),
        ("name", "supervisor", "supervisor 已经在别的岗位"),
        ("post", "", "请选择岗位"),
        ("post", "收发室", "没有叫“收发室”的岗位"),
    ],
)
def test_an_invitation_that_cannot_be_made_is_told_beside_its_field(
    tmp_path: Path, field: str, typed: str, why: str
) -> None:
    desk = a_desk(tmp_path, "supervisor")
    form = {"token": token_of(desk), "name": "乙", "post": "受理台", field: typed}

    answer = desk.post("/desk/staff", data=form)

    assert answer.status_code == 422
    error = answer.text.partition(f'id="error-{field}"')[2].partition("</p>")[0]
    assert why in error
    assert len(Accounts(tmp_path / "queue").everybody()) == 1


def test_what_nobody_sees_in_a_name_makes_no_second_account(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "supervisor")

    for name in ("乙", "乙\u200b", " \x01乙"):
        form = {"token": token_of(desk), "name": name, "post": "企服科（河西街道）"}
        assert desk.post("/desk/staff", data=form).status_code == 200

    names = {each.name: str(each.post) for each in Accounts(tmp_path / "queue").everybody()}
    assert names["乙"] == "department:enterprise-service@hexi"
    assert len(names) == 2


def test_an_account_that_is_closed_twice_is_closed(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "supervisor")
    account = Accounts(tmp_path / "queue").invite("乙", Post("staff"), NOW).account
    form = {"token": token_of(desk), "account": account.id}

    answers = [desk.post("/desk/staff/disable", data=form) for _ in range(2)]

    for answer in answers:
        assert "乙已停用，所有设备都退出了" in desk.get(answer.headers["Location"]).text


def test_s55_nobody_closes_their_own_account_whatever_they_call_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "supervisor")
    (own,) = Accounts(tmp_path / "queue").everybody()

    for account in (own.id, own.name):
        desk.post("/desk/staff/disable", data={"token": token_of(desk), "account": account})

    assert desk.get("/desk/").status_code == 200


def test_figures_for_the_leader_withhold_nothing(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "supervisor")
    a_number(desk)

    page = desk.get("/desk/figures").text
    sheet = desk.get("/desk/figures.xlsx")

    assert "收到 1 条，办结 0 条" in page
    assert sheet.data[:2] == b"PK"
    assert len(rows_in(tmp_path / "queue")) == 1
