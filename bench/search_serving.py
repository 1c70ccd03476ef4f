"""A folder on loopback that counts what is fetched, compressed as servers send it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Counter:
    """The paths that were fetched since it was last emptied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sizes: dict[str, int] = {}
        self.fetched: list[str] = []

    def empty(self) -> None:
        """Forget what was fetched."""
        self.fetched.clear()

    @property
    def bytes(self) -> int:
        """Bytes fetched, gzip; a file that was asked for twice counts once."""
        return sum(self._size(path) for path in set(self.fetched))

    def _size(self, path: str) -> int:
        if path not in self._sizes:
            file = self._folder / path.lstrip("/")
            found = file.read_bytes() if file.is_file() else b""
            self._sizes[path] = min(len(found), len(gzip.compress(found, mtime=0)))
        return self._sizes[path]


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, counter: Counter, **named: Any) -> None:
        self._counter = counter
        super().__init__(*arguments, **named)

    def do_GET(self) -> None:
        """Note the path, then send the file."""
        self._counter.fetched.append(self.path.split("?")[0])
        super().do_GET()

    def end_headers(self) -> None:
        """Keep browsers from remembering: every query is to pay for itself."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, Counter]]:
    """Serve a folder while the block lasts; yield its address and what counts."""
    counter = Counter(folder)
    handler = partial(_Handler, directory=str(folder), counter=counter)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", counter
    finally:
        server.shutdown()
