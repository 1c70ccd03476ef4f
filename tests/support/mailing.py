"""A sample district whose buildings' pushes can be had by mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from guides_folder import copy_sample, edit
from intake_app import a_client, a_district
from notified import District, a_district_with_robots

from intake import create_app
from intake.clock import stopped_clock
from intake.pushes.mailing_list import MailingList

WHO = "hr@company.example"
TOWER = "cloud-tower"


@dataclass
class Mailed:
    """The district, with a mail server that is played on this machine."""

    district: District
    guides: Path
    read: int = 0
    """How many letters were looked at."""

    @property
    def folder(self) -> Path:
        return self.district.folder

    @property
    def mailing_list(self) -> MailingList:
        return MailingList(self.folder / "queue")

    @property
    def settings(self) -> dict[str, object]:
        clock = stopped_clock(self.district.now)
        return {"guides": self.guides, "notify": self.district.file, "clock": clock}

    def client(self) -> FlaskClient:
        return a_client(self.folder, **self.settings)

    def later(self, after: timedelta) -> None:
        self.district.now += after

    def run(self, *arguments: str) -> str:
        """Run a command of the intake; return what it says."""
        app = create_app(a_district(self.folder, **self.settings))
        told = app.test_cli_runner().invoke(args=list(arguments))
        assert told.exit_code == 0, told.output or told.exception
        return told.stdout

    def letters(self) -> list[tuple[str, str, str]]:
        """Let the notifier go round; return who was sent what: address, subject, text."""
        self.run("notify")
        new = self.district.mail.taken[self.read :]
        self.read += len(new)
        return list(new)

    def subscribe(self, email: str = WHO, building: str = TOWER) -> str:
        """Ask and confirm as somebody does; return the link of the letter."""
        client = self.client()
        client.post("/requests/news", data={"building": building, "email": email})
        link = link_in(self.letters()[-1][2])
        client.post(f"{link}/confirm", content_type="application/x-www-form-urlencoded")
        return link


def link_in(text: str) -> str:
    """Return the path of the link that a letter holds."""
    found = re.search(r"https?://[^/\s]+(/requests/news/[\w-]+)", text)
    assert found, text
    return found[1]


@contextmanager
def a_mailed_district(folder: Path) -> Iterator[Mailed]:
    """Lay it out; the first round of the notifier is over."""
    guides = copy_sample(folder)
    edit(guides, "site.yaml", "content_licence:", "news_by_mail: true\ncontent_licence:")
    with a_district_with_robots(folder) as district:
        mailed = Mailed(district, guides)
        mailed.run("notify")
        yield mailed
