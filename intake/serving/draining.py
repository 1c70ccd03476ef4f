"""Ending a server so that whoever was already asking is answered."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

from waitress.wasyncore import loop

PATIENCE = 20.0
"""Seconds that an ending server waits for what is under way; systemd waits for 90."""
LOOK = 0.05
GRACE = 0.5
"""Seconds in which connections that the system has taken already are taken from it, and seconds
after that in which the last of them may still say what it wants."""


def run_until_told(server: Any, sockets: dict[int, Any], tidy: Callable[[], None]) -> None:
    """Run a waitress server on its `sockets` until SIGTERM or Ctrl+C, then finish what was begun.

    `tidy` is done before each look at the sockets: none may be closed during one, for its number
    would be given to the next connection. waitress itself ends at once on SIGTERM, and cancels on
    Ctrl+C what waits for a thread.
    """
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    try:
        while not told:
            tidy()
            loop(timeout=1, use_poll=True, map=sockets, count=1)
    except KeyboardInterrupt:
        pass  # a second one ends it at once
    _drain(server, sockets)


def _drain(server: Any, sockets: dict[int, Any]) -> None:
    begun = time.monotonic()
    while _is_busy(server, sockets) or time.monotonic() < begun + 2 * GRACE:
        loop(timeout=LOOK, use_poll=True, map=sockets, count=1)
        if time.monotonic() > begun + GRACE:
            _stop_listening(sockets)
        if time.monotonic() > begun + PATIENCE:
            break
    server.task_dispatcher.shutdown()


def _stop_listening(sockets: dict[int, Any]) -> None:
    for number, socket in tuple(sockets.items()):
        if getattr(socket, "accepting", False):
            sockets.pop(number)
            socket.socket.close()


def _is_busy(server: Any, sockets: dict[int, Any]) -> bool:
    """Tell whether somebody's request is being read, waits for a thread, or is being answered."""
    return bool(server.task_dispatcher.queue) or any(
        getattr(socket, name, None)
        for socket in tuple(sockets.values())
        for name in ("request", "requests", "total_outbufs_len")
    )
