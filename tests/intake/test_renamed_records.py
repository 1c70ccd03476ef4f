"""The guide may rename or retire what old requests and accounts name: nothing of them is lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from desk_app import a_number, sign_in
from guides_folder import TODAY, copy_sample, load
from intake_app import NOW, a_client, a_district, a_form, hidden_in, rows_in, send, value_of

from cli import main
from intake.commands.register import make_command_app
from intake.notices.channels import read_channels
from intake.pushes.mailing_list import MailingList, Pushed
from intake.state import Place

RENAMED = {
    "services": ("bigger-office", "office-space"),
    "buildings": ("cloud-tower", "cloud-house"),
    "departments": ("enterprise-service", "company-service"),
}
"""Kind → id before and after."""


@pytest.fixture
def renamed_guides(tmp_path: Path) -> Path:
    """Return a district that gave some of its records another id."""
    guides = copy_sample(tmp_path / "renamed")
    for kind, (old, new) in RENAMED.items():
        given = ("--guides", str(guides), "--date", str(TODAY))
        result = CliRunner().invoke(main, ["rename", kind, old, new, *given])
        assert result.exit_code == 0, result.output
    return guides


def test_an_old_link_to_the_form_fills_in_the_record_of_today(
    tmp_path: Path, renamed_guides: Path
) -> None:
    client = a_client(tmp_path, guides=renamed_guides)

    page = client.get("/requests/new?service=bigger-office&building=cloud-tower").text

    assert "换大间对接" in page
    assert hidden_in(page)["service"] == "office-space"
    assert value_of("building_other", page) == str(
        load(renamed_guides).buildings["cloud-house"].name
    )


def test_a_form_opened_before_the_renaming_is_taken_as_of_today(
    tmp_path: Path, renamed_guides: Path
) -> None:
    client = a_client(tmp_path, guides=renamed_guides)

    answer = send(client, a_form())

    assert answer.status_code == 303
    data = json.loads(rows_in(tmp_path / "queue")[0].data)
    assert (data["service"], data["building"]) == ("office-space", "cloud-house")
    assert data["lead_department"] == "company-service"


def test_an_old_request_keeps_its_names_and_is_found_by_the_new_ids(
    tmp_path: Path, renamed_guides: Path
) -> None:
    receipt = send(a_client(tmp_path), a_form()).headers["Location"]
    before = rows_in(tmp_path / "queue")

    client = sign_in(a_client(tmp_path, guides=renamed_guides), tmp_path)

    assert "换大间对接" in client.get(receipt).text
    found = client.get("/desk/?service=office-space&building=cloud-house").text
    assert "换大间对接" in found
    assert rows_in(tmp_path / "queue") == before


@pytest.mark.parametrize("post", ["second_chief:cloud-tower", "department:enterprise-service"])
def test_who_had_a_post_before_the_renaming_sees_old_requests_and_new_ones(
    post: str, tmp_path: Path, renamed_guides: Path
) -> None:
    old = a_number(sign_in(a_client(tmp_path), tmp_path, post))
    client = sign_in(a_client(tmp_path, guides=renamed_guides), tmp_path, post, "另一位")
    new = a_number(client, phone="138 0013 8001")

    assert client.get(f"/desk/{old}").status_code == 200
    assert client.get(f"/desk/{new}").status_code == 200


def test_a_channel_of_a_renamed_post_still_tells_it(tmp_path: Path, renamed_guides: Path) -> None:
    file = tmp_path / "notify.json"
    robot = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789abcdef"
    file.write_text(json.dumps({"posts": {"second_chief:cloud-tower": [robot]}}))
    file.chmod(0o600)

    channels = read_channels(file, load(renamed_guides))

    assert channels.reaches("second_chief:cloud-house")


def test_who_asked_for_the_pushes_of_a_renamed_building_goes_on_getting_them(
    shared_place: Place, renamed_guides: Path
) -> None:
    before = MailingList(shared_place)
    before.ask("somebody@yunqiao.example", "cloud-tower", NOW)
    before.ask("somebody@yunqiao.example", "cloud-house", NOW)
    before.ask("another@yunqiao.example", "cloud-tower", NOW)
    for letter in before.letters(NOW):
        before.confirm(letter.to.secret, NOW)
    before.push([Pushed("cloud-tower", "packages/newcomers", NOW.date(), "受理台")], NOW)

    after = MailingList(shared_place, load(renamed_guides).present_ids)

    assert after.count("cloud-house") == 2
    assert after.count("cloud-tower") == 1  # who is on the list of both stays on both
    assert [pushed.building for pushed in after.pushed()] == ["cloud-house"]
    assert sorted(letter.to.email[:3] for letter in after.letters(NOW)) == ["ano", "som"]


def test_an_old_request_names_a_building_that_is_gone(tmp_path: Path) -> None:
    guides = copy_sample(tmp_path / "without")
    receipt = send(a_client(tmp_path), a_form(building="willow-house-2")).headers["Location"]
    figures = guides / "figures.yaml"
    rows = figures.read_text("utf-8").splitlines(keepends=True)
    figures.write_text("".join(row for row in rows if "willow-house-2" not in row), "utf-8")
    given = ("--reason", "拆了。", "--guides", str(guides), "--date", str(TODAY))
    result = CliRunner().invoke(main, ["retire", "buildings", "willow-house-2", *given])
    assert result.exit_code == 0, result.output

    page = a_client(tmp_path, guides=guides).get(receipt).text

    assert "柳浪园区2号楼" in page


def test_a_command_of_another_account_writes_nothing_of_the_new_ids(
    tmp_path: Path, renamed_guides: Path
) -> None:
    if os.geteuid():
        pytest.skip("only root may give folders away")
    app = make_command_app(a_district(tmp_path, guides=renamed_guides))
    os.chown(tmp_path / "queue", 65534, -1)

    told = app.test_cli_runner().invoke(args=["pushes"])

    assert (told.exit_code, "sudo -u nobody" in told.stderr) == (3, True)
    assert not (tmp_path / "queue" / "state.sqlite").exists()


def test_who_had_a_post_before_the_renaming_is_invited_there_again(
    tmp_path: Path, renamed_guides: Path
) -> None:
    post = "department:enterprise-service"
    sign_in(a_client(tmp_path), tmp_path, post, "甲")
    supervisor = sign_in(a_client(tmp_path, guides=renamed_guides), tmp_path, "supervisor")
    token = hidden_in(supervisor.get("/desk/staff").text)["token"]

    form = {"token": token, "name": "甲", "post": "department:company-service"}
    again = supervisor.post("/desk/staff", data=form)

    assert again.status_code == 200
    assert "/desk/in/" in again.text
    runner = supervisor.application.test_cli_runner()
    by_command = runner.invoke(args=["staff", "invite", "甲", "--post", form["post"]])
    assert by_command.exit_code == 0, by_command.output
