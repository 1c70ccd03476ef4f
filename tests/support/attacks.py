"""Clients that hold on to a server: what each sends, and how many of them are held open.

`python tests/support/attacks.py PORT [COUNT [PID]]` holds each of them open against a server that
runs, and prints how ten ordinary requests fare meanwhile.
"""

from __future__ import annotations

import resource
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

FEW = 40
"""As many of each as an ordinary test holds open."""
MANY = 300
IDLE = 10
"""So many times more of those that only stay."""
ORDINARY = 10
"""Requests that have to be answered meanwhile."""
WAITING = 20.0
"""Seconds after which an ordinary request counts as not answered."""
SMALL_BUFFER = 4096
"""Bytes that the system takes for a client that does not read."""

_HOST = b"Host: 127.0.0.1\r\n"
_POST = (
    b"POST /requests HTTP/1.1\r\n" + _HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
)
_PAGE = b"GET /buildings/ HTTP/1.1\r\n" + _HOST + b"\r\n"
_FORM = b"GET /requests/new HTTP/1.1\r\n" + _HOST + b"\r\n"

Address = tuple[str, int]


@dataclass(frozen=True)
class Attack:
    """What one client sends at once, and each second after; it never reads."""

    name: str
    opening: bytes = b""
    drip: bytes = b""
    times: int = 1
    """So many such clients for one of the others."""


ATTACKS = (
    Attack("slow headers", b"GET / HTTP/1.1\r\n" + _HOST + b"X-Slow: ", b"x"),
    Attack("many slow headers", b"GET / HTTP/1.1\r\n" + _HOST, b"X-Slow: y\r\n"),
    Attack("slow body", _POST + b"Content-Length: 60000\r\n\r\ncompany=", b"x"),
    Attack("slow chunks", _POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    Attack("slow chunk head", _POST + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    Attack("no body", _POST + b"Content-Length: 60000\r\nExpect: 100-continue\r\n\r\n"),
    Attack("unread page", _PAGE),
    Attack("unread form", _FORM),
    Attack("unread pipeline", _PAGE * 220),
    Attack("unread pipeline of forms", _FORM * 220),
    Attack("unread pipeline, dripped", _PAGE * 20, _PAGE),
    Attack(
        "unread pipeline of faults", b"GET /%00 HTTP/1.1\r\n" + _HOST + b"\r\n" + b"x\r\n\r\n" * 200
    ),
    Attack("one megabyte of headers", b"GET / HTTP/1.1\r\n" + b"X-Long: " + b"y" * 1_000_000),
    Attack(
        "spaces in a header", b"GET / HTTP/1.1\r\n" + _HOST + b"X:" + b" " * 250_000 + b"a\r\n\r\n"
    ),
    Attack("first line without end", b"GET /" + b"y" * 8000, b"y" * 100),
    Attack("empty lines", b"\r\n" * 4000, b"\r\n" * 100),
    Attack("idle after a request", b"GET /healthz HTTP/1.1\r\n" + _HOST + b"\r\n"),
    Attack("idle", times=IDLE),
)


@contextmanager
def held(address: Address, attack: Attack, count: int) -> Iterator[Sequence[socket.socket]]:
    """Hold `count` clients of an attack open, or ten times as many idle ones."""
    with suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    clients = [_client(address, attack) for _ in range(count * attack.times)]
    ended = Event()
    dripping = Thread(target=_drip, args=(clients, attack.drip, ended))
    dripping.start()
    try:
        yield clients
    finally:
        ended.set()
        dripping.join()
        for client in clients:
            client.close()


def _client(address: Address, attack: Attack) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    client.settimeout(WAITING)
    with suppress(OSError):  # it may be sent away at once
        client.connect(address)
    client.setblocking(False)
    with suppress(OSError):  # what the server does not take, it does not take
        client.send(attack.opening)
    return client


def _drip(clients: Sequence[socket.socket], drop: bytes, ended: Event) -> None:
    while not ended.wait(1):
        for client in clients if drop else ():
            with suppress(OSError):
                client.send(drop)


def answered(address: Address, path: str = "/requests/new", count: int = ORDINARY) -> list[float]:
    """Ask for a page so many times, one after another; return the seconds of those answered."""
    times = []
    for _ in range(count):
        begun = time.monotonic()
        with suppress(OSError):
            if _ask(address, path).startswith(b"HTTP/1.1 200 "):
                times.append(time.monotonic() - begun)
    return times


def _ask(address: Address, path: str) -> bytes:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with socket.create_connection(address, WAITING) as client:
        client.settimeout(WAITING)
        client.sendall(request.encode())
        with client.makefile("rb") as answer:
            return answer.read()


def _memory(pid: str) -> int:
    """Return how many MB of memory a process has in use, 0 where that cannot be told."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) // 1024
    return 0


def main(port: str, count: str = str(MANY), pid: str = "") -> None:
    """Hold each attack open in turn, and print how ordinary requests fare."""
    address = ("127.0.0.1", int(port))
    for attack in ATTACKS:
        with held(address, attack, int(count)):
            found = [_after(seconds, address, pid) for seconds in (2, 20)]
        print(f"{attack.name:28} {'   '.join(found)}", flush=True)
        time.sleep(1)


def _after(seconds: float, address: Address, pid: str) -> str:
    time.sleep(seconds)
    times = answered(address)
    slowest = f"{max(times):6.2f} s" if times else 8 * " "
    return f"{len(times):2}/{ORDINARY} {slowest} {_memory(pid):5} MB"


if __name__ == "__main__":
    main(*sys.argv[1:])
