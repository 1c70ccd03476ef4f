"""The private file of channels (`INTAKE_NOTIFY`): which post is told where, and the mail server.

Only the robots listed here and plain mail addresses are taken, robots by https alone. No message
repeats what stands in the file: an address is a secret.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from guidebook.model import Guidebook
from guidebook.model.addresses import is_loopback
from intake.accounts.posts import PostError, check_post, read_post
from intake.cases.present_ids import present_post
from intake.journal.disk import open_private, read_from
from intake.settings import SettingsError

ROBOTS: Mapping[str, re.Pattern[str]] = {
    "wecom": re.compile(
        r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=(?P<token>[\w-]{8,100})",
        re.ASCII,
    ),
    "dingtalk": re.compile(
        r"https://oapi\.dingtalk\.com/robot/send\?access_token=(?P<token>[A-Za-z0-9]{8,100})"
        r"(?:&secret=(?P<secret>[A-Za-z0-9]{8,100}))?"
    ),
    "feishu": re.compile(
        r"https://open\.feishu\.cn/open-apis/bot/v2/hook/(?P<token>[\w-]{8,100})/?", re.ASCII
    ),
}
"""Kind → the address that its settings page shows; DingTalk's with the secret of 加签 behind it."""

_MAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)

PORTS = {"ssl": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True)
class Address:
    """Where a message goes; `token` and `secret` of a robot, or a mail address as the token."""

    kind: str
    token: str
    secret: str = ""
    leave: str = ""
    """Of a mailing list: the address that ends it by one post (RFC 8058)."""

    @property
    def id(self) -> str:
        """Name the address without telling it."""
        return hashlib.sha256(f"{self.kind} {self.token}".encode()).hexdigest()[:16]


class MailServer(BaseModel, extra="forbid", frozen=True):
    """The server that takes mail of ours; without TLS only on this machine itself."""

    host: str
    sender: str = Field(pattern=f"^{_MAIL.pattern}$")
    user: str = ""
    password: str = ""
    security: Literal["ssl", "starttls", "none"] = "ssl"
    port: int = Field(default=0, ge=0, lt=65536)
    """0 for the usual one."""


class _File(BaseModel, extra="forbid", frozen=True):
    mail: MailServer | None = None
    posts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Channels:
    """Who is told where."""

    mail: MailServer | None
    posts: Mapping[Address, frozenset[str]]
    """Address → the posts that are told there: a group may serve several."""

    def reaches(self, post: str) -> bool:
        """Tell whether a post is told of anything."""
        return any(post in posts for posts in self.posts.values())


def read_channels(path: Path | None, guidebook: Guidebook) -> Channels:
    """Read the file of channels.

    Raises SettingsError with all that is wrong, and without any address.
    """
    if path is None:
        raise SettingsError("请用 INTAKE_NOTIFY 指明通知渠道的文件，写法见 docs/operating.md")
    given = _in_present_ids(_file_of(path), guidebook)
    faults = [*_mail_faults(given), *_post_faults(given, guidebook), *_address_faults(given)]
    if faults:
        raise SettingsError("\n".join(f"{path}: {fault}" for fault in faults))
    posts: dict[Address, frozenset[str]] = {}
    for post, texts in given.posts.items():
        for address in filter(None, map(read_address, texts)):
            posts[address] = posts.get(address, frozenset()) | {post}
    return Channels(given.mail, posts)


def read_address(text: str) -> Address | None:
    """Read an address as it is written; None for what is no channel of ours."""
    for kind, pattern in ROBOTS.items():
        if found := pattern.fullmatch(text):
            named = found.groupdict()
            return Address(kind, named["token"], named.get("secret") or "")
    return Address("mail", text) if _MAIL.fullmatch(text) else None


def _file_of(path: Path) -> _File:
    text = _private_text(path)
    try:
        return _File.model_validate(json.loads(text, object_pairs_hook=_each_once))
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}: 不是 JSON：看看引号、逗号和括号，最后一项后面不能有逗号"
        raise SettingsError(message) from None
    except ValidationError as error:
        where = "、".join(sorted({".".join(map(str, e["loc"])) for e in error.errors()}))
        raise SettingsError(f"{path}: 这几处写法不对：{where}；写法见 docs/operating.md") from None
    except _RepeatedKeyError as error:
        raise SettingsError(f"{path}: “{error}”写了两次，请合成一项") from None


def _private_text(path: Path) -> str:
    """Return the text of a file that is ours and closed to others. Raises SettingsError."""
    try:
        descriptor = open_private(path, os.O_RDONLY)
    except OSError:
        message = f"读不到渠道文件 {path}：应为运行程序的账户自己的普通文件"
        raise SettingsError(message) from None
    try:
        if stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o077:
            raise SettingsError(f"渠道文件 {path} 别人也能读：请运行 chmod 600 {path}")
        return read_from(descriptor, 0).decode()
    except UnicodeDecodeError:
        raise SettingsError(f"渠道文件 {path} 应存成 UTF-8") from None
    finally:
        os.close(descriptor)


class _RepeatedKeyError(Exception):
    """A key that stands twice: JSON would keep the last one without a word."""


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise _RepeatedKeyError(name)
    return dict(pairs)


def _in_present_ids(given: _File, guidebook: Guidebook) -> _File:
    named: dict[str, tuple[str, ...]] = {}
    for post, texts in given.posts.items():
        present = present_post(post, guidebook.present_ids)
        named[present] = named.get(present, ()) + texts
    return given.model_copy(update={"posts": named})


def _mail_faults(given: _File) -> Iterator[str]:
    if given.mail and given.mail.security == "none" and not is_loopback(given.mail.host):
        yield "mail: security 写 none 就是明文，只许用在本机的邮件服务；请写 ssl 或 starttls"


def _address_faults(given: _File) -> Iterator[str]:
    for post, texts in given.posts.items():
        for n, text in enumerate(texts, start=1):
            address = read_address(text)
            if address is None:
                yield (
                    f"posts: {post}: 第 {n} 个地址：只能是企业微信、钉钉、飞书群机器人设置里给的"
                    " https 地址，或一个邮箱"
                )
            elif address.kind == "mail" and given.mail is None:
                yield f"posts: {post}: 第 {n} 个地址：是邮箱，但没有写 mail（邮件服务器）"


def _post_faults(given: _File, guidebook: Guidebook) -> Iterator[str]:
    for post in given.posts:
        try:
            check_post(read_post(post), guidebook)
        except PostError as error:
            yield f"posts: {post}: {error}"
