"""What waits for each channel: the news since its mark, and on working days the digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from guidebook.model import Guidebook
from intake.accounts.posts import name_of, read_post, section_for
from intake.cases.numbers import show_number
from intake.cases.roles import STAFF, SUPERVISOR, post_in
from intake.cases.sections import Section, section_of
from intake.cases.service_request import ServiceRequest
from intake.notices.channels import Address, Channels
from intake.notices.marks import Mark
from intake.notices.recipients import COMPANY_IS_TOLD, News, Posts, concerns, told_of
from intake.notices.wording import Failure, Text, company_text, digest_text, office_text


@dataclass(frozen=True)
class Channel:
    """One way to somebody: to the posts of an address, or to the company of one request."""

    id: str
    address: Address
    posts: Posts = frozenset()
    request: ServiceRequest | None = None

    @property
    def kind(self) -> str:
        """Name what it leads to, for people."""
        return "company" if self.request else self.address.kind

    def whose(self, guidebook: Guidebook) -> tuple[str, ...]:
        """Name whom it leads to: posts in the district's words, or a number."""
        if self.request:
            return (show_number(self.request.number),)
        return tuple(name_of(read_post(post), guidebook) for post in sorted(self.posts))


@dataclass(frozen=True)
class Notice:
    """A message, and how far its channel is once it was taken."""

    text: Text
    mark: Mark


@dataclass(frozen=True)
class Mailbag:
    """Everything that may have to be told, as of one look at the journal."""

    requests: Sequence[ServiceRequest]
    guidebook: Guidebook
    channels: Channels
    goal: Mark
    """Where every channel should be."""
    digest_day: date | None
    """Today, when it is time for its digest."""
    failures: Sequence[Failure] = ()
    """For the digest of the supervisor."""

    def all_channels(self) -> Iterator[Channel]:
        """Yield every channel there is."""
        for address, posts in self.channels.posts.items():
            yield Channel(address.id, address, posts)
        for known in self.requests if self.channels.mail else ():
            if email := known.submission.values.email:
                yield Channel(f"company {known.number}", Address("mail", email), request=known)

    def waiting_for(self, channel: Channel, mark: Mark) -> Iterator[Notice]:
        """Yield what a channel has not been told of, in the order of the journal."""
        if channel.request:
            yield from self._for_company(channel.request, mark)
            return
        for known, news in self._news(channel.posts, mark.told):
            text = office_text(known, news.happening, news.share, self.guidebook)
            yield Notice(text, Mark(told=news.happening.seq, digest=mark.digest))
        if self.digest_day and mark.digest < self.digest_day:
            text_of_day = self._digest(channel.posts, self.digest_day)
            if text_of_day:
                yield Notice(text_of_day, self.goal)

    def _news(self, posts: Posts, after: int) -> Sequence[tuple[ServiceRequest, News]]:
        """Return what happened, for posts that are told of it, in the order of the journal.

        Where posts are told of one thing twice, it is as who works it.
        """
        told: dict[int, tuple[ServiceRequest, News]] = {}
        for known in self.requests:
            for news in told_of(known, self.guidebook, after) if known.seq > after else ():
                if posts & self._reached(news):
                    told.setdefault(news.happening.seq, (known, news))
        return [told[seq] for seq in sorted(told)]

    def _reached(self, news: News) -> Posts:
        """Where no post has a channel, the desk is told instead."""
        if any(self.channels.reaches(post) for post in news.posts):
            return news.posts
        return frozenset({STAFF}) - {post_in(news.happening.by)}

    def _for_company(self, known: ServiceRequest, mark: Mark) -> Iterator[Notice]:
        """Yield one message of all that is new: much happens at once."""
        if known.seq <= mark.told:
            return
        events = [h for h in known.timeline if h.seq > mark.told and h.event in COMPANY_IS_TOLD]
        if events:
            text = company_text(known, events, self.guidebook)
            yield Notice(text, Mark(told=events[-1].seq, digest=mark.digest))

    @cached_property
    def _unfinished(self) -> Sequence[ServiceRequest]:
        """The requests that a digest may name: few of all that there ever were."""
        return [known for known in self.requests if section_of(known, self.goal.digest)]

    def _digest(self, posts: Posts, today: date) -> Text | None:
        listed = ((known, self._section(known, posts, today)) for known in self._unfinished)
        theirs = [(known, section) for known, section in listed if section]
        failures = self.failures if SUPERVISOR in posts else ()
        return digest_text(theirs, failures, today, self.guidebook)

    def _section(self, known: ServiceRequest, posts: Posts, today: date) -> Section | None:
        """Return where a request stands in the lists of some posts, in the most urgent of them."""
        theirs = (post for post in posts if concerns(known, post, self.guidebook))
        found = {section_for(read_post(post), known, today) for post in theirs}
        return next((section for section in Section if section in found), None)
