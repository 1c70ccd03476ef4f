"""The outbox of a sample district, whose robots and mail server are played on this machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from intake_app import NOW, ROOT, a_district
from kept import Kept
from lives import GUIDEBOOK, WAYS, an_action
from robots import DINGTALK, FEISHU, WECOM, Mailbox, Robots, mailbox, point_at, robots

from intake.cases.form_values import FormValues
from intake.cases.service_request import ServiceRequest
from intake.clock import stopped_clock
from intake.handling import Handling
from intake.journal.journal import Journal
from intake.notices.channels import read_channels
from intake.notices.outbox import Outbox, Round
from intake.state import SharedTables

DESK, REGISTRY, CHIEF, BOSS = "desk-0123456", "registry0123456", "chief-012345", "boss-0123456"
"""Tokens of the robots: of staff, the service's department, the second chief, the supervisor."""


@dataclass
class District:
    """A district whose people are told by robots."""

    folder: Path
    journal: Journal
    robots: Robots
    mail: Mailbox
    now: datetime = NOW
    shared: SharedTables | None = None
    """Those of the database that the queue is in; None where it is in files."""

    def elsewhere(self, kept: Kept, folder: Path) -> District:
        """Return the same as seen from another machine."""
        folder.mkdir()
        shared = kept.shared()
        assert not isinstance(shared, Path)
        return replace(self, journal=kept.on(folder).journal(), shared=shared)

    @property
    def file(self) -> Path:
        return self.folder / "notify.json"

    def write_channels(self, posts: Mapping[str, list[str]] | None = None) -> None:
        """Write the private file; further posts beside the usual ones."""
        usual: dict[str, list[str]] = {
            "staff": [WECOM + DESK],
            "department:enterprise-service": [DINGTALK + REGISTRY],
            "second_chief:cloud-tower": [FEISHU + CHIEF],
            "supervisor": [WECOM + BOSS],
        }
        server = {
            "host": "127.0.0.1",
            "port": self.mail.port,
            "security": "none",
            "sender": "guide@yunqiao.example",
        }
        self.file.write_text(json.dumps({"mail": server, "posts": usual | dict(posts or {})}))
        self.file.chmod(0o600)

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process of its own is started with, to know this district and its robots."""
        settings = a_district(self.folder)
        return {
            "PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'support'}",
            "INTAKE_DATA": str(settings.data),
            "INTAKE_SITE": str(settings.site),
            "INTAKE_GUIDES": str(settings.guides),
            "INTAKE_LAYOUTS": str(settings.layouts),
            "INTAKE_SECRET_KEY_FILE": str(settings.secret_key_file),
            "INTAKE_NOTIFY": str(self.file),
            "INTAKE_NOW": self.now.isoformat(),
        }

    def program(self, rest: str) -> list[str]:
        """Return the command that runs a program, but for where the robots are."""
        pointed = f"from robots import point_at; point_at({self.robots.base!r})"
        return [sys.executable, "-c", f"{pointed}; {rest}"]

    def outbox(self) -> Outbox:
        from intake.notices.sending import Sender

        channels = read_channels(self.file, GUIDEBOOK)
        return Outbox(
            self.journal,
            GUIDEBOOK,
            channels,
            stopped_clock(self.now),
            lambda address: Sender(address, channels.mail),
            self.shared or self.journal.folder,
        )

    def notify(self, after: timedelta = timedelta()) -> Round:
        """Let a notifier go round, some time later."""
        self.now += after
        told = self.outbox().go_round()
        assert told
        return told

    def submit(self, key: str = "k", **values: Any) -> ServiceRequest:
        usual = {"service": "bigger-office", "building": "cloud-tower", "phone": "13800138000"}
        form = FormValues(**{"asker": "company", "description": "想租楼上", **usual, **values})
        return Handling(self.journal, GUIDEBOOK).receive(key, form, self.now)

    def do(self, known: ServiceRequest, event: str, by: str = "", **data: Any) -> ServiceRequest:
        action = an_action(event, by, **data)
        return Handling(self.journal, GUIDEBOOK).act(known.number, action, self.now)

    def lead_to(self, known: ServiceRequest, status: str) -> ServiceRequest:
        for event in WAYS[status]:
            known = self.do(known, event)
        return known

    def told(self, token: str) -> list[str]:
        """Return what a robot's group was told, and forget it."""
        return self.robots.told.pop(token, [])


@contextmanager
def a_district_with_robots(folder: Path, kept: Kept | None = None) -> Iterator[District]:
    """Lay out a district in which nothing happened yet, and whose first round is over.

    Its queue is in files, unless there is one that is kept elsewhere.
    """
    pytest.importorskip("apprise", reason="the extra notify is not installed")
    with robots() as played, mailbox() as mail, pytest.MonkeyPatch.context() as patch:
        _keep_plugins(patch)
        point_at(played.base)
        journal = kept.journal() if kept else Journal(a_district(folder).data)
        district = District(folder, journal, played, mail)
        if kept and not isinstance(shared := kept.made_shared(), Path):
            district.shared = shared
        district.write_channels()
        assert district.notify() == Round(is_first=True)
        yield district


def _keep_plugins(patch: pytest.MonkeyPatch) -> None:
    """Have apprise as it was when the test is over."""
    from apprise.plugins.base import NotifyBase

    from intake.notices.sending import DingTalk, Feishu, WeCom

    for plugin in (WeCom, DingTalk, Feishu):
        patch.setattr(plugin, "notify_url", plugin.notify_url)
    for name in ("request_rate_per_sec", "socket_read_timeout", "socket_connect_timeout"):
        patch.setattr(NotifyBase, name, getattr(NotifyBase, name))
