"""Connections: no client holds a thread, nor a place for longer than it needs one."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from waitress.channel import HTTPChannel

from intake.serving.heads import Request
from intake.serving.refusals import Refusal

SILENCE = 30.0
"""Seconds without a byte, either way, after which a client is let go."""
ASKING = 60.0
"""Seconds that a whole request may take: 16 kB on the slowest of telephones."""
TAKING = 300.0
"""Seconds that a whole answer may take: the search's names on the slowest of telephones."""
LEAVING = 5.0
"""Seconds in which a client hears that it was refused, though it was still sending."""


class Connection(HTTPChannel):  # type: ignore[misc] # waitress ships no types
    """A connection that one request at a time comes by."""

    parser_class = Request
    error_task_class = Refusal

    def __init__(self, *args: Any, **options: Any) -> None:
        self.since = time.time()
        """When it began what it is doing: to ask, to be answered, to leave."""
        self._is_leaving = False
        super().__init__(*args, **options)

    def readable(self) -> bool:
        """Tell whether something may come."""
        return self._is_leaving or bool(super().readable())

    def writable(self) -> bool:
        """Tell whether something is to be sent, or the connection to be closed."""
        return not self._is_leaving and bool(super().writable())

    def handle_read(self) -> None:
        """Take what comes; of who is leaving, nothing is wanted any more."""
        if self._is_leaving:
            with suppress(OSError):
                self.recv(1 << 16)  # closes at the end
            return
        if self.request is None:
            self.since = time.time()
        super().handle_read()

    def service(self) -> None:
        """Answer, in a thread."""
        super().service()
        self.since = time.time()

    def handle_close(self) -> None:
        """Close; after an answer only once the client has closed too.

        What still comes in would make the system throw the answer away (RFC 9112, 9.6).
        """
        is_done = self.connected and self.will_close and not self.total_outbufs_len
        if is_done and not self._is_leaving:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                self._is_leaving, self.since = True, time.time()
                return
        super().handle_close()

    def let_go(self) -> None:
        """Close at once."""
        self._is_leaving = True
        self.handle_close()

    def is_overdue(self, now: float) -> bool:
        """Tell whether it takes longer than anybody has to; threads' own work is waited for."""
        if self.requests:
            return False
        limit = TAKING if self.total_outbufs_len else LEAVING if self._is_leaving else ASKING
        return now - self.since > limit or now - self.last_activity > SILENCE

    @property
    def peer(self) -> bytes:
        """Who holds it: an address, of IPv6 the half that one customer has to itself."""
        address = ip_address(self.addr[0].partition("%")[0])
        return address.packed[: 4 if address.version == 4 else 8]


class Places:
    """The places for connections of a server, taken and given back."""

    def __init__(self, taken: Sequence[Mapping[int, Connection]], most: int) -> None:
        self._taken = taken
        self._most = most
        self._looked_at = 0.0

    def tidy(self) -> None:
        """Let go who is overdue, and make room for one more where there is none."""
        if sum(map(len, self._taken)) >= self._most:
            self._make_room()
        if (now := time.time()) - self._looked_at >= 1:
            self._looked_at = now
            for connection in self._all():
                if connection.is_overdue(now):
                    connection.let_go()

    def _make_room(self) -> None:
        """Let go who has waited longest of those whom the peer with most connections holds."""
        waiting = [connection for connection in self._all() if not connection.requests]
        held = Counter(connection.peer for connection in waiting)
        if waiting:
            min(waiting, key=lambda one: (-held[one.peer], one.since)).let_go()

    def _all(self) -> list[Connection]:
        return [connection for taken in self._taken for connection in tuple(taken.values())]
