"""A proxy between a program and its database that cuts the line around a commit."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from served import free_port

COMMIT = b"COMMIT\0"
"""As it is sent: a statement of its own, not the level at which another one begins."""


class Proxy:
    """Hands bytes on; cuts the line where it was told to."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self.after = 0
        """How many commits are to reach the server and be answered, with no answer coming back."""
        self.before = 0
        """How many commits are not to reach the server."""
        self.cuts = 0
        self._server = port
        self._listening = socket.create_server(("127.0.0.1", self.port))

    def run(self) -> None:
        """Take connections until the listening socket is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self, client: socket.socket) -> None:
        place = ("127.0.0.1", self._server)
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
            if is_commit and self.before:
                self.before -= 1
                self.cuts += 1
                return False
            server.sendall(content)
            if is_commit and self.after:
                self.after -= 1
                self.cuts += 1
                server.recv(65536)  # it is committed, and nobody is told
                return False
        return True


@contextmanager
def cutting(port: int) -> Iterator[Proxy]:
    """Run a proxy to the server at a port of this machine."""
    proxy = Proxy(port)
    threading.Thread(target=proxy.run, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.close()
