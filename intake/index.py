"""The index of the journal: every request's present state, by number, key and private link."""

from __future__ import annotations

from intake.event import Event
from intake.history import History
from intake.service_request import ServiceRequest


class Index:
    """What the rows read so far amount to, kept in memory."""

    def __init__(self) -> None:
        self.seq = 0
        """The seq of the latest row; a damaged row is counted as having had one."""
        self.by_number: dict[str, History] = {}
        self._number_of_key: dict[str, str] = {}

    def apply(self, row: Event) -> None:
        """Take in the next row."""
        if row.number in self.by_number:
            if row.event != "submit":  # a second submission of a number changes nothing
                self.by_number[row.number].add(row)
        elif row.event == "submit":
            self.by_number[row.number] = History(row)
            self._number_of_key[row.key] = row.number
        if row.seq > self.seq:
            self.seq = row.seq

    def skip(self, rows: int) -> None:
        """Pass over damaged rows: the seqs they had are not given again."""
        self.seq += rows

    def has_more_than(self, other: Index) -> bool:
        """Tell whether a request, or an event of one, is here and not in another index."""
        nothing = ()
        return any(
            len(history) > len(other.by_number.get(number, nothing))
            for number, history in self.by_number.items()
        )

    def of_number(self, number: str) -> ServiceRequest | None:
        """Find the request of a number, as stored."""
        history = self.by_number.get(number)
        return history.state if history else None

    def of_key(self, key: str) -> ServiceRequest | None:
        """Find the request that a form became."""
        return self.of_number(self._number_of_key.get(key, ""))

    def of_token(self, token: str) -> ServiceRequest | None:
        """Find the request of a private link, whose secret is the form's key."""
        return self.of_key(token)

    def requests(self) -> tuple[ServiceRequest, ...]:
        """Return every request that can be read, in order of submission."""
        states = (history.state for history in self.by_number.values())
        return tuple(state for state in states if state)
