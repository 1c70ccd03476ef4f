"""The whole product running as people start it, on a free port, with a queue of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from site_build import DATE, ROOT


@dataclass(frozen=True)
class Served:
    """A running server: its address, and the folder of its queue."""

    base: str
    queue: Path

    def clerk_copy_with(self, text: str) -> str:
        """Return requests.csv as soon as `text` stands in it: under load the copy comes later."""
        for _ in range(300):
            copy = (self.queue / "requests.csv").read_text(encoding="utf-8-sig")
            if text in copy:
                return copy
            time.sleep(0.1)
        raise AssertionError(f"after half a minute {text} is not in the clerk's copy:\n{copy}")


def free_port() -> int:
    """Ask the system for a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(folder: Path, guides: Path = ROOT / "guides") -> Iterator[Served]:
    """Run `build.py serve` until the block ends; everything it writes lies in `folder`."""
    port = free_port()
    served = Served(f"http://127.0.0.1:{port}", folder / "queue")
    command = [
        *(sys.executable, str(ROOT / "build.py"), "serve"),
        *("--guides", str(guides), "--date", DATE),
        *("--site-dir", str(folder / "site"), "--layouts", str(folder / "layouts")),
        *("--port", str(port)),
    ]
    environment = os.environ | {
        "INTAKE_DATA": str(served.queue),
        "INTAKE_SECRET_KEY_FILE": str(folder / "secret_key"),
    }
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
    try:
        _wait(served, process, folder / "serve.log")
        yield served
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _wait(served: Served, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(log.read_text(encoding="utf-8"))
        try:
            with urllib.request.urlopen(f"{served.base}/healthz", timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"no answer after a minute:\n{log.read_text(encoding='utf-8')}")
