"""Addresses and secrets of robots, which stand in the intake's private file and nowhere else.

Content is published, and whoever reads a robot's address can write to its group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

_ROBOT = re.compile(
    r"qyapi\.weixin\.qq\.com/cgi-bin/webhook|oapi\.dingtalk\.com/robot"
    r"|open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot"
    r"|\b(?:wecombot|dingtalk|feishu|lark|mailtos?|jsons?)://"
    r"|\baccess_token=|\bSEC[0-9a-f]{16,}",
    re.IGNORECASE,
)
"""The robots' hosts with their paths, what other programs write for them, DingTalk's secrets."""

_SIGN = re.compile("[/=]|[Ss][Ee][Cc]")
"""What each of them has in it, and most texts have not."""


def holds_robot(text: str) -> bool:
    """Tell whether a text holds a robot's address or secret."""
    return bool(_SIGN.search(text) and _ROBOT.search(text))


def robot_addresses(read: Folder) -> Iterator[Problem]:
    """Yield every robot's address or secret; the message does not repeat it."""
    for entries in read.entries.values():
        for entry in entries:
            if isinstance(entry.value, str) and holds_robot(entry.value):
                yield entry.problem(
                    "群机器人的地址和密钥不写进内容，谁拿到都能往群里发；"
                    "请删去，在机器人设置里换一个新的，写进 INTAKE_NOTIFY 指的文件"
                )
