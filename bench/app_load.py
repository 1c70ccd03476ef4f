"""The whole application under load: forms sent to it with and without a store behind it.

Each thread calls the application as a server would (WSGI), with every check of a form: token,
origin, all fields, routing, deadlines. No socket, so the store weighs more than behind a server.
"""

from __future__ import annotations

import secrets
import statistics
import threading
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from types import SimpleNamespace

from intake_app import a_district, a_form, a_token
from journal_ways import NoStore, SqliteStore
from measuring import Work, in_processes, print_table, quantile

from intake import create_app
from intake.office import EXTENSION, Office
from intake.tables.clerk_copy import ClerkCopy

PROCESSES, THREADS = 2, 8
"""As gunicorn's gthread 2x8."""
SECONDS = 2.5
"""Long enough that the clerk's copy is written within it."""
STORES: dict[str, Callable[[Path], object] | None] = {
    "no store": lambda _folder: NoStore(),
    "our journal": None,
    "SQLite WAL FULL": SqliteStore,
    "SQLite with the clerk's copy": SqliteStore,
}
WITH_COPY = "SQLite with the clerk's copy"
"""Ours keeps a copy that a clerk can open; SQLite alone gives clerks nothing. So the one is the
least that a store can do, the other does the same work: both are told."""


def measure_app(folder: Path, rounds: int) -> None:
    """Compare the application with each store."""
    rates: dict[str, list[float]] = {name: [] for name in STORES}
    latencies: dict[str, list[list[float]]] = {name: [] for name in STORES}
    for number in range(rounds):
        for place, (name, store) in enumerate(STORES.items()):
            home = folder / f"app-{number}-{place}"
            home.mkdir()
            a_district(home)
            (home / "queue").mkdir(mode=0o700)
            if store:
                store(home / "queue")
            rate, took = in_processes(PROCESSES, _sender(home, name), SECONDS, THREADS)
            rates[name].append(rate)
            latencies[name].append(took)
    none, ours = (statistics.median(rates[name]) for name in ("no store", "our journal"))
    rows = [
        (
            name,
            f"{statistics.median(rates[name]):,.0f}",
            f"{statistics.median(rates[name]) / none:.2f}",
            f"{ours / statistics.median(rates[name]):.2f}",
            *(
                f"{statistics.median(quantile(r, share) for r in latencies[name]) * 1000:.1f} ms"
                for share in (0.5, 0.99)
            ),
            f"{max(max(r) for r in latencies[name]) * 1000:.0f} ms",
        )
        for name in STORES
    ]
    print(f"\n## The application, two processes of eight threads ({rounds} rounds)\n")
    columns = ("requests/s", "of no store", "ours is × this", "p50", "p99", "worst")
    print_table(("store", *columns), rows)


def _put_in_place(opened: Office, store: object, with_copy: bool) -> None:
    """Put another store behind an application, with a clerk's copy of it or without any."""
    no_copy = SimpleNamespace(follow=lambda _seq: None)
    copy = ClerkCopy(store, opened.guidebook) if with_copy else no_copy
    object.__setattr__(opened, "journal", store)
    object.__setattr__(opened, "clerk_copy", copy)


def _sender(home: Path, name: str) -> Callable[[int], Work]:
    store = STORES[name]

    def make(_process: int) -> Work:
        app = create_app(a_district(home))
        if store:
            _put_in_place(app.extensions[EXTENSION], store(home / "queue"), name == WITH_COPY)
        clients = threading.local()
        tokens = app.extensions[EXTENSION].tokens

        def send(_count: int) -> None:
            client = clients.__dict__.setdefault("own", app.test_client())
            form = a_form(token=tokens.make())
            peer = {"REMOTE_ADDR": str(IPv4Address(secrets.randbits(32)))}  # one is limited
            answer = client.post("/requests", data=form, environ_overrides=peer)
            assert answer.status_code == 303, answer.status_code  # noqa: S101

        assert a_token(app.test_client())  # noqa: S101
        return send

    return make
