"""Clients that hold on to the server keep nobody out, and are let go in the end."""

from __future__ import annotations

import http.client
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from asking import Address, a_site, memory_of
from attacks import ATTACKS, FEW, IDLE, MANY, ORDINARY, Attack, answered, held
from served import PATIENCE, free_port, patiently, running, serving

LARGE = b"<!doctype html><title>x</title>" + b"x" * 200_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    settings = a_site(tmp_path_factory.mktemp("held"))
    (settings.site / "buildings").mkdir()
    (settings.site / "buildings" / "index.html").write_bytes(LARGE)
    with serving(settings) as address:
        yield address


def test_s24_s25_s26_f02_clients_of_every_kind_that_hold_on_keep_nobody_out(
    address: Address,
) -> None:
    with ExitStack() as holding:
        for attack in ATTACKS:
            holding.enter_context(held(address, attack, FEW))

        form, page = answered(address), answered(address, "/buildings/")

    assert (len(form), len(page)) == (ORDINARY, ORDINARY)


@pytest.mark.long
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_s24_s25_s26_f02_three_hundred_of_a_kind_keep_nobody_out(
    address: Address, attack: Attack
) -> None:
    before = memory_of(address)

    with held(address, attack, MANY):
        time.sleep(5)
        times = answered(address)
        memory = memory_of(address)

    print(f"{attack.name}: {max(times, default=0):.2f} s, {(memory - before) // 2**20} MB more")
    assert len(times) == ORDINARY
    assert memory - before < 200 * 2**20


def test_s24_who_holds_most_places_gives_way(tmp_path: Path) -> None:
    idle = next(attack for attack in ATTACKS if attack.times == IDLE)

    with (
        serving(a_site(tmp_path), open_files=300) as address,  # that is a hundred places
        socket.create_connection(address, PATIENCE, ("127.0.0.2", 0)) as another,
        held(address, idle, MANY // IDLE),
    ):
        times = answered(address)
        another.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        answer = another.recv(1000)

    assert len(times) == ORDINARY
    assert answer.startswith(b"HTTP/1.1 200 ")


HASTY_SERVER = """
from intake.serving import connections
connections.SILENCE = {silence}
connections.ASKING = connections.TAKING = {asking}
connections.LEAVING = 0.5
from intake.server import serve

def app(environ, start_response):
    start_response("200 OK", [("Content-Length", "20000000")])
    return [bytes(20_000_000)]

serve(app, "127.0.0.1", {port})
"""


@pytest.mark.parametrize("silence", [0.5, 1000], ids=["silent", "slow"])
def test_s24_s25_s26_who_holds_on_is_let_go(silence: float) -> None:
    port = free_port()
    program = HASTY_SERVER.format(silence=silence, asking=1.5, port=port)

    with running([sys.executable, "-c", program], port, {}) as server, ExitStack() as holding:
        for attack in ATTACKS:
            holding.enter_context(held(("127.0.0.1", port), attack, 3))
        for _ in patiently():
            if not connections_of(server.pid):
                break
        left = connections_of(server.pid)

    assert left == 0


def connections_of(pid: int) -> int:
    """Count the sockets of a process, but for the one that listens."""
    sockets = 0
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            sockets += descriptor.readlink().name.startswith("socket:")
    return sockets - 1


def test_a_connection_is_used_again(address: Address) -> None:
    with closing(http.client.HTTPConnection(*address, timeout=PATIENCE)) as client:
        ports = set()
        for _ in range(3):
            client.request("GET", "/healthz")
            assert client.getresponse().read() == b"ok\n"
            ports.add(client.sock.getsockname())

    assert len(ports) == 1
