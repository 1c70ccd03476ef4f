"""Sending by apprise, which is the only thing that knows it (extra `notify`).

apprise's robots of 企业微信 and 钉钉 take every answer 200 for a success, but these refuse with 200
and an `errcode`: too many messages, a keyword that is missing, a wrong signature. So they are asked
here, until apprise reads the code itself.
"""

from __future__ import annotations

import logging
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

logging.getLogger("apprise").disabled = True  # it names who a mail goes to
logging.getLogger("urllib3").setLevel(logging.ERROR)  # it names addresses with their keys


class WeCom(NotifyWeComBot):  # type: ignore[misc]
    """The robot of a group of 企业微信."""

    def send(self, body: str, **_: Any) -> bool:
        """Post a text; tell whether the robot took it."""
        return _takes(self, self.api_url, body)


class DingTalk(NotifyDingTalk):  # type: ignore[misc]
    """The robot of a group of 钉钉."""

    def send(self, body: str, **_: Any) -> bool:
        """Post a text, signed where there is a secret; tell whether the robot took it."""
        signed = {}
        if self.secret:
            timestamp, signature = self.get_signature()
            # apprise has it escaped already, and requests would escape it again
            signed = {"timestamp": timestamp, "sign": unquote(signature)}
        return _takes(self, self.notify_url.format(token=self.token), body, signed)


def _takes(robot: Any, address: str, text: str, parameters: dict[str, str] | None = None) -> bool:
    robot.throttle()
    message = {"msgtype": "text", "text": {"content": text}}
    try:
        answer = requests.post(
            address,
            params=parameters,
            json=message,
            timeout=robot.request_timeout,
            allow_redirects=False,
        )
        said = answer.json() if answer.ok else None
    except (requests.RequestException, ValueError):
        return False
    return isinstance(said, dict) and said.get("errcode") == 0


class Sender:
    """Sends to one address, not faster than its robot takes messages."""

    def __init__(self, address: Address, server: MailServer | None) -> None:
        self._plugin = _plugin(address, server)
        self._is_mail = address.kind == "mail"

    def send(self, text: Text) -> bool:
        """Send a message; tell whether it was taken."""
        title, body = (text.title, text.body) if self._is_mail else ("", _whole(text))
        sent = self._plugin.notify(body=body, title=title, body_format=NotifyFormat.TEXT)
        return bool(sent)


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
            return NotifyFeishu(token=address.token, asset=asset)
    if server is None:
        raise ValueError("mail without a server")
    return _mail(address, server, asset)


def _mail(address: Address, server: MailServer, asset: AppriseAsset) -> Any:
    return NotifyEmail(
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
    )
