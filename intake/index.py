"""The index of the journal: every request's present state, by number, key and private link."""

from __future__ import annotations

from dataclasses import replace

from intake.rows import Row
from intake.service_request import ServiceRequest, submitted


class Index:
    """What the rows read so far amount to, kept in memory."""

    def __init__(self) -> None:
        self.seq = 0
        """The seq of the latest row; a damaged row is counted as having had one."""
        self.by_number: dict[str, ServiceRequest] = {}
        self._number_of_key: dict[str, str] = {}
        self._number_of_token: dict[str, str] = {}

    def apply(self, row: Row) -> None:
        """Take in the next row.

        Raises KeyError, TypeError, AttributeError or ValueError when its data are not of its event.
        """
        known = self.by_number.get(row.number)
        if row.event == "submit":
            self._keep(submitted(row))
        elif known:
            self._keep(replace(known, seq=row.seq, status=row.status))
        self.seq = max(self.seq, row.seq)

    def skip(self) -> None:
        """Pass over a damaged row: the seq it had is not given again."""
        self.seq += 1

    def of_key(self, key: str) -> ServiceRequest | None:
        """Find the request that a form became."""
        return self.by_number.get(self._number_of_key.get(key, ""))

    def of_token(self, token: str) -> ServiceRequest | None:
        """Find the request of a private link."""
        return self.by_number.get(self._number_of_token.get(token, ""))

    def _keep(self, service_request: ServiceRequest) -> None:
        number = service_request.number
        self.by_number[number] = service_request
        self._number_of_key[service_request.key] = number
        self._number_of_token[service_request.token] = number
