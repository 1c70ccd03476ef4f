"""The only two ways in which something happens to a request: it comes in, or somebody acts on it.

Whoever follows what happens is told here, so that nobody who calls has to remember.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from guidebook.model import Guidebook
from guidebook.model.form import Outcome
from intake.cases.deadlines import promise
from intake.cases.due import is_silent
from intake.cases.forgetting import is_to_be_forgotten
from intake.cases.form_values import FormValues
from intake.cases.lifecycle import (
    OPEN,
    TABLE,
    Action,
    IllegalTransition,
    StaleTransition,
    ask_guide,
)
from intake.cases.roles import APPLICANT, SUPERVISOR, SYSTEM
from intake.cases.routing import IsEmpty, route
from intake.cases.service_request import ServiceRequest, Submission
from intake.clock import local
from intake.journal.journal import Journal

TOKEN_BYTES = 16
"""Of the secret of a private link: 128 random bits, which no form has ever held."""

Follower = Callable[[int], None]
"""Is told the seq of what just happened. It raises nothing: the journal has it, whatever fails."""


class WrongClockError(Exception):
    """The clock is so far ahead of the last rows that nothing is closed or forgotten by it."""


@dataclass(frozen=True)
class Handling:
    """What happens to the requests of one journal, by the guide as it is now."""

    journal: Journal
    guidebook: Guidebook
    followers: tuple[Follower, ...] = ()
    is_empty: IsEmpty = lambda _post: False

    def receive(
        self, key: str, values: FormValues, at: datetime, by: str = APPLICANT
    ) -> ServiceRequest:
        """Queue a form, with whom it goes to, what its sender is promised, and a private link.

        A form that was sent before (same key) is the request it became. Raises JournalUnavailable.
        """
        submission = submission_for(values, at, self.guidebook)
        submission = replace(submission, token=secrets.token_urlsafe(TOKEN_BYTES))
        return self._told(self.journal.submit(key, at, submission, by))

    def act(self, number: str, action: Action, at: datetime) -> ServiceRequest:
        """Let something happen to a request, with the dates it brings; return what it became.

        Raises what `Journal.transition` raises, IllegalTransition also for what the guide does not
        allow: the journal knows no guide.
        """
        return self.act_at_once(number, (action,), at)

    def act_at_once(self, number: str, actions: Sequence[Action], at: datetime) -> ServiceRequest:
        """Let several things happen to a request with nobody in between, or none of them."""
        return self._told(self._done(number, actions, at))

    def _done(self, number: str, actions: Sequence[Action], at: datetime) -> ServiceRequest:
        steps = [partial(self._completed, action, at) for action in actions]
        return self.journal.transition(number, steps, at)

    def forget(self, number: str, at: datetime) -> ServiceRequest:
        """Forget the person of a request for good, who asked for it; an open one is withdrawn too.

        Raises KeyError for a number that nobody has, StaleTransition, or JournalUnavailable.
        """
        known = self.journal.find(number)
        if known is None:
            raise KeyError(number)
        return self._cleared([self._redacted(known, SUPERVISOR, at)])[0]

    def forget_due(self, at: datetime, clock_is_right: bool = False) -> tuple[ServiceRequest, ...]:
        """Forget whatever has been over for as long as it is kept; return what was.

        What was left half before is finished, and what was set aside as long ago is removed.
        Raises WrongClockError, or JournalUnavailable.
        """
        today = local(at).date()
        before = today - timedelta(days=self.guidebook.consent.keep_days)
        _, requests = self.journal.requests()
        due = [r for r in requests if is_to_be_forgotten(r, today, self.guidebook)]
        is_to_do = due or self.journal.aside_before(before)
        if is_to_do and not clock_is_right and not self.journal.is_right(at):
            raise WrongClockError
        done = self._cleared([r for known in due if (r := self._redacted_if_over(known, at))])
        self.journal.clear_aside(before)
        return done

    def _redacted_if_over(self, known: ServiceRequest, at: datetime) -> ServiceRequest | None:
        try:
            return self._redacted(known, SYSTEM, at)
        except StaleTransition:
            return None

    def _redacted(self, known: ServiceRequest, by: str, at: datetime) -> ServiceRequest:
        """Say in the journal that a request is forgotten, unless that is said."""
        if known.redacted:
            return known
        events = ("withdraw", "redact") if known.status in OPEN else ("redact",)
        first, *rest = (Action(event, by) for event in events)
        return self._done(known.number, [replace(first, expected_seq=known.seq), *rest], at)

    def _cleared(self, redacted: Sequence[ServiceRequest]) -> tuple[ServiceRequest, ...]:
        """Clear the queue's folder of what was just redacted; followers are told first."""
        if redacted:
            self._told(max(redacted, key=lambda known: known.seq))
        self.journal.forget()
        return tuple(redacted)

    def close_silent(
        self, at: datetime, clock_is_right: bool = False
    ) -> tuple[ServiceRequest, ...]:
        """Close what was answered and heard no more of until its day was past; return what was.

        Whoever reacts meanwhile is heard: that request is left alone.
        Raises WrongClockError, or JournalUnavailable.
        """
        _, requests = self.journal.requests()
        silent = [known for known in requests if is_silent(known, local(at).date())]
        if silent and not clock_is_right and not self.journal.is_right(at):
            raise WrongClockError
        return tuple(closed for known in silent if (closed := self._closed(known, at)))

    def _closed(self, known: ServiceRequest, at: datetime) -> ServiceRequest | None:
        reason = str(self.guidebook.form.receipt.silent)
        data = {"outcome": Outcome.UNANSWERED_BY_SENDER, "reason": reason}
        try:
            return self.act(known.number, Action("close", SYSTEM, data, known.seq), at)
        except (IllegalTransition, StaleTransition):
            return None

    def _completed(self, action: Action, at: datetime, known: ServiceRequest) -> Action:
        """Add the dates that an action moves; what it lacks is left for the table."""
        rule = TABLE.get(action.event)
        if rule and rule.dates:
            added = rule.dates(known, action.data, at, self.guidebook)
            action = replace(action, data={**action.data, **added})
        if rule and rule.by_guide:
            ask_guide(known, action, at, self.guidebook, self.is_empty)
        return action

    def _told(self, known: ServiceRequest) -> ServiceRequest:
        for follow in self.followers:
            follow(known.seq)
        return known


def submission_for(values: FormValues, at: datetime, guidebook: Guidebook) -> Submission:
    """Settle who receives a form, and what its sender is promised."""
    routing = route(values, guidebook)
    return Submission(
        values=values,
        lead_department=routing.lead_department.id,
        supporting_departments=tuple(d.id for d in routing.supporting_departments),
        promise=promise(at, values.service, guidebook),
    )
