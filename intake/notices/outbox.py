"""The journal is the outbox: what each channel has not been told of yet is read from it and sent.

One notifier works at a time. A channel goes on by itself, message by message in the order of the
journal, and each message is noted once it was taken: whoever is killed in between tells it again,
with the same number. A channel that is down is tried again after growing pauses, and holds nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from guidebook.model import Guidebook
from intake.cases.service_request import ServiceRequest
from intake.clock import Clock, local
from intake.journal.journal import Journal
from intake.notices.channels import Address, Channels
from intake.notices.mailbag import Channel, Mailbag, Notice
from intake.notices.marks import Mark, Marks, telling_alone
from intake.notices.wording import Failure, Text, trial_text
from intake.state import Place

DIGEST_AT = time(8, 30)
LONG = timedelta(hours=24)
"""A channel that fails for longer is named to the supervisor."""
GIVEN_UP = timedelta(days=7)
"""After this the mail to a company is tried no more: its address is none."""

AT_ONCE = 32
"""Channels that are told at the same time: one that hangs keeps one of these places."""


class Sender(Protocol):
    """Sends to one address."""

    def send(self, text: Text) -> bool:
        """Send a message; tell whether it was taken."""

    def try_out(self, text: Text) -> tuple[bool, str]:
        """Send a message; tell whether it was taken, and what came back."""


@dataclass(frozen=True)
class Round:
    """What came of one round."""

    sent: int = 0
    failures: tuple[Failure, ...] = ()
    """Channels that could not be told, and are tried again."""
    is_first: bool = False
    """Nobody is told of what came before."""


@dataclass(frozen=True)
class Job:
    """What waits for a channel in one round."""

    channel: Channel
    mark: Mark
    notices: Sequence[Notice]


@dataclass(frozen=True)
class Outbox:
    """Tells every channel what it has not been told yet."""

    journal: Journal
    guidebook: Guidebook
    channels: Channels
    clock: Clock
    sender_for: Callable[[Address], Sender]
    place: Place
    """Where it stands how far each channel was told."""

    def go_round(self) -> Round | None:
        """Tell every channel that can be told now; None while another notifier works.

        Raises JournalUnavailable, OSError or sqlite3.Error when the marks cannot be written, or
        MarksError.
        """
        try:
            with telling_alone(self.journal.folder, self.place, patience=0):
                seq, requests = self.journal.requests()
                marks = Marks.read(self.place, seq)
                if marks is None:
                    Marks.begin(self.place, Mark(told=seq, digest=_begun(self.clock())))
                    return Round(is_first=True)
                return self._tell(marks, seq, requests)
        except TimeoutError:
            return None

    def try_out(self, post: str) -> Iterator[tuple[str, bool, str]]:
        """Send a test to each channel of a post; yield its kind, whether it was taken, and why."""
        text = trial_text(post, self.guidebook)
        for address, posts in self.channels.posts.items():
            if post in posts:
                yield (address.kind, *self.sender_for(address).try_out(text))

    def _tell(self, marks: Marks, seq: int, requests: Sequence[ServiceRequest]) -> Round:
        today = self._digest_day()
        goal = Mark(told=seq, digest=today or marks.usual.digest)
        bag = Mailbag(requests, self.guidebook, self.channels, goal, today)
        long = self._failures(bag, marks, LONG)
        jobs = _jobs(replace(bag, failures=long), marks)
        sent = self._deliver_all(jobs, marks)
        marks.settle(goal, self._behind(jobs, sent, marks))
        return Round(sum(sent), self._failures(bag, marks))

    def _digest_day(self) -> date | None:
        """Return today where it is time for its digest: not on a day off, not before the hour."""
        moment = local(self.clock())
        works = self.guidebook.calendar.is_working_day(moment.date())
        return moment.date() if works and moment.time() >= DIGEST_AT else None

    def _deliver_all(self, jobs: Sequence[Job], marks: Marks) -> Sequence[int]:
        """Send what can be sent now; return how much of each job was."""
        if jobs:
            marks.write()  # who cannot note what was sent must send nothing
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda job: self._deliver(job, marks), jobs))

    def _deliver(self, job: Job, marks: Marks) -> int:
        """Send what waits for a channel until something is not taken; count what was."""
        if job.mark.waits(self.clock()):
            return 0
        sender = self.sender_for(job.channel.address)
        for sent, notice in enumerate(job.notices):
            if not sender.send(notice.text):
                failed = marks.of(job.channel.id).failed(self.clock())
                marks.note(job.channel.id, failed)
                return sent
            marks.note(job.channel.id, notice.mark)
        return len(job.notices)

    def _behind(self, jobs: Sequence[Job], sent: Sequence[int], marks: Marks) -> Mapping[str, Mark]:
        """Return the marks of channels that something still waits for."""
        behind = {}
        for job, count in zip(jobs, sent, strict=True):
            mark = marks.of(job.channel.id)
            lasts = self.clock() - mark.since if mark.since else timedelta()
            if count < len(job.notices) and not (job.channel.request and lasts >= GIVEN_UP):
                behind[job.channel.id] = mark
        return behind

    def _failures(
        self, bag: Mailbag, marks: Marks, at_least: timedelta = timedelta()
    ) -> tuple[Failure, ...]:
        """Return the channels that could not be told for so long."""
        return tuple(
            Failure(channel.kind, channel.whose(self.guidebook), local(since))
            for channel in bag.all_channels()
            if (since := marks.of(channel.id).since) and self.clock() - since >= at_least
        )


def _jobs(bag: Mailbag, marks: Marks) -> list[Job]:
    """Return a job for each channel that something waits for."""
    marked = ((channel, marks.of(channel.id)) for channel in bag.all_channels())
    jobs = (Job(c, mark, list(bag.waiting_for(c, mark))) for c, mark in marked)
    return [job for job in jobs if job.notices]


def _begun(now: datetime) -> date:
    """Return the day whose digest counts as given when everything begins."""
    moment = local(now)
    return moment.date() - timedelta(days=moment.time() < DIGEST_AT)
