"""A local server that plays the robots of 企业微信, 钉钉 and 飞书, and one that takes mail.

apprise speaks to the robots by https only: here its own plugins are pointed at this machine by
http, and nothing else of them is changed. TLS is what is not tried.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from served import PATIENCE

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token="
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/"

TAKEN = (200, '{"errcode": 0, "code": 0}')


@dataclass
class Robots:
    """The groups of the robots: what each was told, and how it answers, by its token."""

    base: str
    told: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    """Token → the queries it was asked with, taken or not."""
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    before_answer: Callable[[], None] = lambda: None
    """What happens once a message is there and not yet answered."""

    def take(self, path: str, body: Any) -> tuple[int, str]:
        parts = urlsplit(path)
        named = parse_qs(parts.query)
        token = (named.get("key") or named.get("access_token") or [""])[0]
        token = token or parts.path.strip("/").rpartition("/")[2]
        text = body["text"]["content"] if "text" in body else body["content"]["text"]
        self.asked.setdefault(token, []).append(parts.query)
        answer = self.answers.get(token, TAKEN)
        if answer == TAKEN:
            self.told.setdefault(token, []).append(text)
        self.before_answer()
        return answer


@contextmanager
def robots() -> Iterator[Robots]:
    """Run the robots until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, text = played.take(self.path, json.loads(body))
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            if status == 302:
                self.send_header("Location", f"{played.base}/elsewhere")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    played = Robots(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()


def point_at(base: str) -> None:
    """Point apprise's plugins in this process at the robots that are played."""
    from apprise.plugins.base import NotifyBase

    from intake.notices.sending import DingTalk, Feishu, WeCom

    for plugin, host in (
        (WeCom, "https://qyapi.weixin.qq.com"),
        (DingTalk, "https://oapi.dingtalk.com"),
        (Feishu, "https://open.feishu.cn"),
    ):
        path = plugin.notify_url[plugin.notify_url.index("/", len("https://")) :]
        assert plugin.notify_url in (host + path, base + path)
        plugin.notify_url = base + path
    NotifyBase.request_rate_per_sec = 0
    NotifyBase.socket_read_timeout = NotifyBase.socket_connect_timeout = float(PATIENCE)


@dataclass
class Mailbox:
    """A mail server on a port: what it took, as (to, subject, text)."""

    port: int
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Addresses that nobody has."""
    before_taken: Callable[[], object] = lambda: None
    headers: list[dict[str, str]] = field(default_factory=list)
    """Of each mail that was taken."""


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run a mail server until the block ends."""

    class Handler(StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 ready")
            to = ""
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == "RCPT":
                    to = line.partition("<")[2].rstrip(">")
                if verb == "RCPT" and to in box.refused:
                    self.say("550 nobody here")
                elif verb == "DATA":
                    self.say("354 go on")
                    text = "".join(self._lines())
                    box.before_taken()
                    box.taken.append(_read_mail(to, text))
                    box.headers.append(dict(message_from_string(text, policy=policy.default)))
                    self.say("250 taken")
                else:
                    self.say("221 bye" if verb == "QUIT" else "250 fine")

        def _lines(self) -> Iterator[str]:
            while (line := self.rfile.readline().decode()) != ".\r\n":
                yield line

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    box = Mailbox(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()


def _read_mail(to: str, text: str) -> tuple[str, str, str]:
    mail = message_from_string(text, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body, "the mail has no text"
    return to, str(mail["Subject"]), str(body.get_content())
