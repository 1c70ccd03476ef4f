"""The index of the journal: every request's present state, by number, key and private link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from intake.cases.event import VOID, Event, fingerprint
from intake.cases.history import History
from intake.cases.sections import is_past
from intake.cases.service_request import ServiceRequest, token_of

PUT_BACK = timedelta(days=30)
"""A clock that goes back by so much is put right; by less it may be as wrong as before."""
FAR_AHEAD = timedelta(days=300)
"""By this much a clock is rather of another year than the last row that old; in a quiet queue what
is over is forgotten before."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class Index:
    """What the rows read so far amount to, kept in memory."""

    def __init__(self) -> None:
        self.seq = 0
        """The seq of the latest row."""
        self.last_at = _NEVER
        """When the latest row was written, by the clock of then."""
        self.leapt_at = _NEVER
        """When the latest row was written that came long after the one before, unless a later one
        shows that its clock was wrong, and was put right."""
        self.forgotten: set[str] = set()
        """Numbers of requests that a row says are forgotten."""
        self.forgotten_seq = 0
        """The seq of the row that says so last."""
        self.by_number: dict[str, History] = {}
        self._at_work: dict[str, History] = {}
        """Those to which something happened since they were last found to be past."""
        self._number_of_key: dict[str, str] = {}
        self._number_of_token: dict[str, str] = {}
        self._given_up = 0
        self._rows: dict[str, set[int]] = {}
        """Number → what tells each of its rows from others, whatever its place."""

    def apply(self, event: Event) -> None:
        """Take in the next event."""
        if event.number in self.by_number:
            if event.event != "submit":  # a second submission of a number changes nothing
                self.by_number[event.number].add(event)
        elif event.event == "submit":
            self.by_number[event.number] = History(event)
            self._number_of_key[event.key] = event.number
            if token := token_of(event):
                self._number_of_token[token] = event.number
        if event.number in self.by_number:
            self._at_work[event.number] = self.by_number[event.number]
        if event.event == "redact":
            self.forgotten.add(event.number)
            self.forgotten_seq = event.seq
        self._note_row(event)
        self._given_up += event.event == VOID
        if self.seq and event.at - self.last_at > FAR_AHEAD:
            self.leapt_at = event.at
        elif self.leapt_at - event.at > PUT_BACK:
            self.leapt_at = _NEVER
        self.seq = max(self.seq, event.seq)
        self.last_at = event.at

    def lacks(self, earlier: Index) -> bool:
        """Tell whether something is in an earlier index and not here, though nobody gave it up."""
        return self._given_up == earlier._given_up and any(
            len(history) > len(self.by_number.get(number, ()))
            for number, history in earlier.by_number.items()
        )

    def differs_from(self, earlier: Index) -> bool:
        """Tell whether a row of an earlier index is another here, and nobody forgot its person."""
        return self._given_up == earlier._given_up and any(
            rows - self._rows.get(number, set())
            for number, rows in earlier._rows.items()
            if number not in self.forgotten
        )

    def _note_row(self, event: Event) -> None:
        if event.event != VOID:
            told = (event.at, event.event, event.key, event.status, event.by, event.data)
            self._rows.setdefault(event.number, set()).add(hash(told))

    def of_number(self, number: str) -> ServiceRequest | None:
        """Find the request of a number, as stored."""
        history = self.by_number.get(number)
        return history.state if history else None

    def of_key(self, key: str) -> ServiceRequest | None:
        """Find the request that a form became."""
        return self._of_secret(key, self._number_of_key)

    def of_token(self, token: str) -> ServiceRequest | None:
        """Find the request of a private link."""
        return self._of_secret(token, self._number_of_token)

    def _of_secret(self, secret: str, known: Mapping[str, str]) -> ServiceRequest | None:
        """Find the request of a secret, or of what is left of it where that was forgotten."""
        return self.of_number(known.get(secret) or known.get(fingerprint(secret), ""))

    def requests(self) -> tuple[ServiceRequest, ...]:
        """Return every request that can be read, in order of submission."""
        states = (history.state for history in self.by_number.values())
        return tuple(state for state in states if state)

    def at_work(self) -> tuple[ServiceRequest, ...]:
        """Return the requests that are not past; one that is gets looked at once, not each time."""
        states = [(number, history.state) for number, history in self._at_work.items()]
        for number, state in states:
            if state is None or is_past(state):
                del self._at_work[number]
        return tuple(state for number, state in states if state and number in self._at_work)
