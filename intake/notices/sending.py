"""Sending by apprise, which is the only thing that knows it (extra `notify`).

apprise's robots of 企业微信 and 钉钉 take every answer 200 for a success, but these refuse with 200
and an `errcode`: too many messages, a keyword that is missing, a wrong signature. And none tells
what came back but its log. So robots are asked here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from logging.handlers import BufferingHandler
from typing import Any
from urllib.parse import unquote

import requests
from apprise import AppriseAsset, NotifyFormat
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from intake.notices.channels import PORTS, Address, MailServer
from intake.notices.wording import Text

OF_WECOM, OF_FEISHU = ("errcode", "errmsg"), ("code", "msg")
"""What a robot's answer calls its code and its words; 钉钉 does it as 企业微信."""

logging.getLogger("apprise").disabled = True  # it names who a mail goes to
logging.getLogger("urllib3").setLevel(logging.ERROR)  # it names addresses with their keys


class WeCom(NotifyWeComBot):  # type: ignore[misc]
    """The robot of a group of 企业微信."""

    def send(self, body: str, **_: Any) -> bool:
        """Post a text; tell whether the robot took it."""
        return _takes(self, self.api_url, _text(body), OF_WECOM)


class DingTalk(NotifyDingTalk):  # type: ignore[misc]
    """The robot of a group of 钉钉."""

    def send(self, body: str, **_: Any) -> bool:
        """Post a text, signed where there is a secret; tell whether the robot took it."""
        signed = {}
        if self.secret:
            timestamp, signature = self.get_signature()
            # apprise has it escaped already, and requests would escape it again
            signed = {"timestamp": timestamp, "sign": unquote(signature)}
        return _takes(self, self.notify_url.format(token=self.token), _text(body), OF_WECOM, signed)


class Feishu(NotifyFeishu):  # type: ignore[misc]
    """The robot of a group of 飞书."""

    def send(self, body: str, **_: Any) -> bool:
        """Post a text; tell whether the robot took it."""
        message = {"msg_type": "text", "content": {"text": body}}
        return _takes(self, self.notify_url.format(token=self.token), message, OF_FEISHU)


def _text(body: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": body}}


def _takes(
    robot: Any,
    address: str,
    message: dict[str, Any],
    names: tuple[str, str],
    parameters: dict[str, str] | None = None,
) -> bool:
    """Post a message; tell whether it was taken, and leave what was answered in `said`."""
    robot.throttle()
    try:
        answer = requests.post(
            address,
            params=parameters,
            json=message,
            timeout=robot.request_timeout,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        robot.said = f"连不上（{type(error).__name__}）"
        return False
    code, words = (_answered(answer).get(name, "") for name in names)
    robot.said = f"HTTP {answer.status_code} {code} {words}".strip()
    return bool(code == 0)


def _answered(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json() if answer.ok else None
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


@contextmanager
def _heard(plugin: Any) -> Iterator[None]:
    """Leave in `said` why a mail was not taken: apprise tells its log alone, which is closed."""
    records = BufferingHandler(capacity=1000)
    apprise = logging.getLogger("apprise")
    before = apprise.level, apprise.propagate, apprise.disabled
    apprise.level, apprise.propagate, apprise.disabled = logging.DEBUG, False, False
    apprise.addHandler(records)
    try:
        yield
    finally:
        apprise.removeHandler(records)
        apprise.level, apprise.propagate, apprise.disabled = before
        told = [record.getMessage().partition("Socket Exception: ") for record in records.buffer]
        plugin.said = "；".join(why for _, found, why in told if found)


class Sender:
    """Sends to one address, not faster than its robot takes messages."""

    def __init__(self, address: Address, server: MailServer | None) -> None:
        self._plugin = _plugin(address, server)
        self._is_mail = address.kind == "mail"
        self._secrets = (address.token, address.secret, server.password if server else "")

    def send(self, text: Text) -> bool:
        """Send a message; tell whether it was taken."""
        title, body = (text.title, text.body) if self._is_mail else ("", _whole(text))
        sent = self._plugin.notify(body=body, title=title, body_format=NotifyFormat.TEXT)
        return bool(sent)

    def try_out(self, text: Text) -> tuple[bool, str]:
        """Send a message; tell whether it was taken, and what came back without any secret."""
        with _heard(self._plugin) if self._is_mail else nullcontext():
            sent = self.send(text)
        said = str(self._plugin.said)
        for secret in filter(None, self._secrets):
            said = said.replace(secret, "…")
        return sent, said


def _whole(text: Text) -> str:
    return f"{text.title}\n{text.body}"


def _plugin(address: Address, server: MailServer | None) -> Any:
    asset = AppriseAsset(app_id=server.sender if server else "", http_redirects=False)
    match address.kind:
        case "wecom":
            return WeCom(key=address.token, asset=asset)
        case "dingtalk":
            return DingTalk(token=address.token, secret=address.secret, asset=asset)
        case "feishu":
            return Feishu(token=address.token, asset=asset)
    if server is None:
        raise ValueError("mail without a server")
    return _mail(address, server, asset)


def _mail(address: Address, server: MailServer, asset: AppriseAsset) -> Any:
    plugin = NotifyEmail(
        asset=asset,
        targets=[address.token],
        from_addr=server.sender,
        smtp_host=server.host,
        host=server.host,
        port=server.port or PORTS[server.security],
        user=server.user or None,
        password=server.password or None,
        secure_mode="insecure" if server.security == "none" else server.security,
        format="text",
        headers=_leaving(address.leave) if address.leave else None,
    )
    # apprise takes addresses out of texts, and another one than meant: neil@… out of o'neil@…
    plugin.targets = [(False, _as_servers_know(address.token))]
    return plugin


def _as_servers_know(email: str) -> str:
    """Write the domain of an address as servers do (例子.公司: xn--…)."""
    local, _, domain = email.rpartition("@")
    return email if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"


def _leaving(link: str) -> dict[str, str]:
    """Let mail programs offer their own button for leaving a list (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
