"""Posts: how they are written, which there can be, and which requests they see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from guides_folder import SAMPLE, load
from intake_app import NOW, a_submission
from lives import a_journal

from intake.accounts.access import note_access
from intake.accounts.posts import (
    PostError,
    check_post,
    every_post,
    is_theirs,
    name_of,
    post_called,
    read_post,
)
from intake.cases.service_request import ServiceRequest

GUIDEBOOK = load(SAMPLE)


@pytest.mark.parametrize(
    "text",
    ["staff", "supervisor", "second_chief:cloud-tower", "department:registry@hexi"],
)
def test_a_post_is_written_as_it_is_read(text: str) -> None:
    post = read_post(text)

    check_post(post, GUIDEBOOK)
    assert str(post) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "chief", "staff:desk", "supervisor@hexi", "second_chief", "second_chief:a@hexi"),
        *("department", "department:registry@", "department:@hexi"),
    ],
)
def test_a_shape_that_no_post_has_is_refused(text: str) -> None:
    with pytest.raises(PostError, match="岗位应写成"):
        read_post(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("second_chief:nowhere", "没有编号为“nowhere”的楼宇"),
        ("second_chief:willow-house-2", "second_chief:willow-park"),
        ("department:nobody", "没有编号为“nobody”的部门"),
        ("department:registry@nowhere", "没有编号为“nowhere”的街道"),
    ],
)
def test_a_post_that_the_guide_does_not_have_is_refused(text: str, message: str) -> None:
    with pytest.raises(PostError, match=message):
        check_post(read_post(text), GUIDEBOOK)


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("受理台", "staff"),
        ("督办", "supervisor"),
        ("云桥中心 第二楼长", "second_chief:cloud-tower"),
        ("企业服务科", "department:enterprise-service"),
        ("企服科", "department:enterprise-service"),
        ("登记科(河东街道)", "department:registry@hedong"),
        ("department:registry@hedong", "department:registry@hedong"),
        (" staff ", "staff"),
    ],
)
def test_a_post_is_called_by_its_name_another_name_or_its_id(text: str, post: str) -> None:
    assert str(post_called(text, GUIDEBOOK)) == post


@pytest.mark.parametrize("text", ["", "\u200b", "收发室", "柳园第二楼长", "department:nobody"])
def test_a_post_that_is_not_there_is_not_called(text: str) -> None:
    with pytest.raises(PostError):
        post_called(text, GUIDEBOOK)


def test_every_post_can_be_and_is_called_by_its_name() -> None:
    for post in every_post(GUIDEBOOK):
        check_post(post, GUIDEBOOK)
        assert post_called(name_of(post, GUIDEBOOK), GUIDEBOOK) == post


def a_request(folder: Path, **values: str) -> ServiceRequest:
    return a_journal(folder).submit("k", NOW, a_submission(**values))


@pytest.mark.parametrize(
    ("post", "sees"),
    [
        ("staff", True),
        ("supervisor", True),
        ("second_chief:cloud-tower", True),
        ("second_chief:willow-park", False),
        ("department:enterprise-service", True),
        ("department:property-company", True),
        ("department:registry", False),
        ("department:enterprise-service@hexi", True),
        ("department:enterprise-service@hedong", False),
    ],
)
def test_s55_nobody_sees_a_request_outside_their_post(
    tmp_path: Path, post: str, sees: bool
) -> None:
    known = a_request(tmp_path, service="bigger-office", building="cloud-tower")

    assert is_theirs(read_post(post), known, GUIDEBOOK) == sees


@pytest.mark.parametrize("post", ["department:registry@hedong", "second_chief:willow-park"])
def test_whoever_works_a_request_sees_it_wherever_it_is_from(tmp_path: Path, post: str) -> None:
    known = a_request(tmp_path, service="bigger-office", building="cloud-tower")

    assert not is_theirs(read_post(post), known, GUIDEBOOK)
    assert is_theirs(read_post(post), replace(known, handler=post), GUIDEBOOK)


def test_the_second_chief_of_a_park_sees_its_houses(tmp_path: Path) -> None:
    known = a_request(tmp_path, building="willow-house-2")

    assert is_theirs(read_post("second_chief:willow-park"), known, GUIDEBOOK)


def test_a_post_is_named_in_the_words_of_the_district() -> None:
    assert name_of(read_post("second_chief:cloud-tower"), GUIDEBOOK).endswith("第二楼长")
    assert name_of(read_post("staff"), GUIDEBOOK) == "受理台"


def test_opening_personal_data_is_recorded_by_month(tmp_path: Path) -> None:
    for number in ("AB2CD3EF", "CD4EF5GH"):
        note_access(tmp_path, NOW, "staff/ab2cd", number)
    note_access(tmp_path, datetime(2026, 12, 1, tzinfo=NOW.tzinfo), "staff/ab2cd", "AB2CD3EF")

    lines = (tmp_path / "access-202611.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == [
        "at,by,number",
        "2026-11-23T10:30:00+08:00,staff/ab2cd,AB2CD3EF",
        "2026-11-23T10:30:00+08:00,staff/ab2cd,CD4EF5GH",
    ]
    assert (tmp_path / "access-202612.csv").stat().st_mode & 0o777 == 0o600
