"""The private file of channels: what is taken, what is refused, and that nothing of it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lives import GUIDEBOOK
from robots import DINGTALK, FEISHU, WECOM

from intake.notices.channels import Channels, read_address, read_channels
from intake.settings import SettingsError

ROBOT = f"{WECOM}0123-4567-secret"
MAIL = {"host": "smtp.yunqiao.example", "sender": "guide@yunqiao.example"}


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "notify.json"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def read(folder: Path, **given: Any) -> Channels:
    return read_channels(written(folder, json.dumps(given)), GUIDEBOOK)


def refusal_of(path: Path) -> str:
    with pytest.raises(SettingsError) as refused:
        read_channels(path, GUIDEBOOK)
    assert "secret" not in refused.value.message
    return refused.value.message


def test_every_kind_of_post_and_channel_is_taken(tmp_path: Path) -> None:
    channels = read(
        tmp_path,
        mail=MAIL,
        posts={
            "staff": [ROBOT, "desk@yunqiao.example"],
            "supervisor": [f"{DINGTALK}0123456789&secret=SEC0123456789"],
            "second_chief:cloud-tower": [f"{FEISHU}0123-4567"],
            "department:registry": [ROBOT],
            "department:registry@hexi": [],
        },
    )

    assert {address.kind for address in channels.posts} == {"wecom", "dingtalk", "feishu", "mail"}
    assert frozenset({"staff", "department:registry"}) in channels.posts.values()
    assert channels.reaches("supervisor")
    assert not channels.reaches("department:registry@hexi")


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789",
        "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=0123456789",
        "https://evil.example/?https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789",
        "https://user@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789&verify=no",
        "https://open.feishu.cn/open-apis/bot/v2/hook/../../0123456789",
        "https://127.0.0.1/cgi-bin/webhook/send?key=0123456789",
        "wecombot://0123456789",
        "json://127.0.0.1/",
        "file:///etc/passwd",
        "desk@yunqiao.example, other@yunqiao.example",
        "desk@yunqiao.example\nBcc: other@yunqiao.example",
        "desk@localhost",
        "",
    ],
)
def test_s57_no_other_address_is_taken(address: str, tmp_path: Path) -> None:
    told = refusal_of(written(tmp_path, json.dumps({"mail": MAIL, "posts": {"staff": [address]}})))

    assert read_address(address) is None
    assert "posts: staff: 第 1 个地址" in told
    assert not address or address not in told


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_may_open_is_refused(mode: int, tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps({"posts": {"staff": [ROBOT]}}), mode)

    assert refusal_of(path) == f"渠道文件 {path} 别人也能读：请运行 chmod 600 {path}"


def test_a_link_to_a_file_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(written(tmp_path, json.dumps({"posts": {}})))

    assert "应为运行程序的账户自己的普通文件" in refusal_of(link)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "读不到渠道文件" in refusal_of(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"posts": {"staff": ["secret",]}}', "不是 JSON"),
        ('{"posts": {"staff": []}, "posts": {}}', "“posts”写了两次"),
        ('{"posts": {"staff": [], "staff": ["secret"]}}', "“staff”写了两次"),
        ('{"posts": {"staff": "secret"}}', "posts.staff"),
        ('{"post": {}}', "post、posts"),
        ('{"posts": {"staff": ["a@b.example"]}}', "没有写 mail"),
        ('{"posts": {"desk": []}}', "posts: desk: 岗位应写成"),
        ('{"posts": {"department:none": []}}', "posts: department:none: 指南里没有"),
        (
            '{"posts": {"department:registry@none": []}}',
            "department:registry@none: 指南里没有",
        ),
        ('{"posts": {"second_chief:willow-house-2": []}}', "请写 second_chief:willow-park"),
        (
            json.dumps({"posts": {}, "mail": MAIL | {"password": "secret", "security": "none"}}),
            "就是明文",
        ),
    ],
)
def test_what_is_wrong_is_said(text: str, told: str, tmp_path: Path) -> None:
    assert told in refusal_of(written(tmp_path, text))


def test_without_a_file_it_is_said_how_to_name_one() -> None:
    with pytest.raises(SettingsError, match="INTAKE_NOTIFY"):
        read_channels(None, GUIDEBOOK)
