"""A proxy between a program and its database that cuts the line around a commit."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized

from served import free_port, patiently

SPAWN = get_context("spawn")
COMMIT = b"COMMIT\0"
"""As it is sent: a statement of its own, not the level at which another one begins."""


class Proxy:
    """Hands bytes on and cuts the line where told; a process of its own, as tests fork."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self.server = port
        self._after, self._before, self._cuts = (SPAWN.Value("i", 0) for _ in range(3))

    @property
    def after(self) -> int:
        """How many commits are to reach the server and be answered, with no answer coming back."""
        return int(self._after.value)

    @after.setter
    def after(self, count: int) -> None:
        self._after.value = count

    @property
    def before(self) -> int:
        """How many commits are not to reach the server."""
        return int(self._before.value)

    @before.setter
    def before(self, count: int) -> None:
        self._before.value = count

    @property
    def cuts(self) -> int:
        """How many lines were cut."""
        return int(self._cuts.value)

    def run(self) -> None:
        """Take connections for ever."""
        listening = socket.create_server(("127.0.0.1", self.port))
        while True:
            client, _ = listening.accept()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        place = ("127.0.0.1", self.server)
        with client, suppress(OSError), socket.create_connection(place) as server:
            while self._handed_on(client, server):
                pass

    def _handed_on(self, client: socket.socket, server: socket.socket) -> bool:
        """Hand on what comes next; tell whether the line is still whole."""
        ready, _, _ = select.select([client, server], [], [])
        for each in ready:
            content = each.recv(65536)
            if not content:
                return False
            if each is server:
                client.sendall(content)
                continue
            is_commit = COMMIT in content
            if is_commit and self._counted(self._before):
                return False
            server.sendall(content)
            if is_commit and self._counted(self._after):
                server.recv(65536)  # it is committed, and nobody is told
                return False
        return True

    def _counted(self, left: Synchronized[int]) -> bool:
        """Tell whether a line is to be cut, and count it."""
        with left.get_lock():
            if not left.value:
                return False
            self._cuts.value += 1
            left.value -= 1
            return True


@contextmanager
def cutting(port: int) -> Iterator[Proxy]:
    """Run a proxy to the server at a port of this machine."""
    proxy = Proxy(port)
    process = SPAWN.Process(target=proxy.run, daemon=True)
    process.start()
    for _ in patiently():
        with suppress(OSError), socket.create_connection(("127.0.0.1", proxy.port)):
            break
    try:
        yield proxy
    finally:
        process.kill()
        process.join()
