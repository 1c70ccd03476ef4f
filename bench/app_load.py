"""The whole application under load: forms sent to it with and without a store behind it.

Each thread calls the application as a server would (WSGI), with every check of a form: token,
origin, all fields, routing, deadlines. No socket, so the store weighs more than behind a server.
"""

from __future__ import annotations

import statistics
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from intake_app import a_district, a_form, a_token
from journal_ways import NoStore, SqliteStore
from measuring import Work, in_processes, print_table, quantile

from intake import create_app
from intake.office import EXTENSION

PROCESSES, THREADS = 2, 8
"""As gunicorn's gthread 2x8."""
SECONDS = 2.5
"""Long enough that the clerk's copy is written within it."""
STORES: dict[str, Callable[[Path], object] | None] = {
    "no store": lambda _folder: NoStore(),
    "our journal": None,
    "SQLite WAL FULL": SqliteStore,
}


def measure_app(folder: Path, rounds: int) -> None:
    """Compare the application with each store."""
    rates: dict[str, list[float]] = {name: [] for name in STORES}
    latencies: dict[str, list[list[float]]] = {name: [] for name in STORES}
    for number in range(rounds):
        for name, store in STORES.items():
            home = folder / f"app-{number}-{name.split()[0]}"
            home.mkdir()
            a_district(home)
            (home / "queue").mkdir(mode=0o700)
            if store:
                store(home / "queue")
            rate, took = in_processes(PROCESSES, _sender(home, store), SECONDS, THREADS)
            rates[name].append(rate)
            latencies[name].append(took)
    none = statistics.median(rates["no store"])
    rows = [
        (
            name,
            f"{statistics.median(rates[name]):,.0f}",
            f"{statistics.median(rates[name]) / none:.2f}",
            *(
                f"{statistics.median(quantile(r, share) for r in latencies[name]) * 1000:.1f} ms"
                for share in (0.5, 0.99)
            ),
            f"{max(max(r) for r in latencies[name]) * 1000:.0f} ms",
        )
        for name in STORES
    ]
    print(f"\n## The application, two processes of eight threads ({rounds} rounds)\n")
    print_table(("store", "requests/s", "of no store", "p50", "p99", "worst"), rows)


def _sender(home: Path, store: Callable[[Path], object] | None) -> Callable[[int], Work]:
    def make(_process: int) -> Work:
        app = create_app(a_district(home))
        if store:
            opened = app.extensions[EXTENSION]
            object.__setattr__(opened, "journal", store(home / "queue"))
            object.__setattr__(opened, "clerk_copy", SimpleNamespace(follow=lambda _seq: None))
        clients = threading.local()
        tokens = app.extensions[EXTENSION].tokens

        def send(_count: int) -> None:
            client = clients.__dict__.setdefault("own", app.test_client())
            form = a_form(token=tokens.make())
            answer = client.post("/requests", data=form, headers={"Sec-Fetch-Site": "same-origin"})
            assert answer.status_code == 303, answer.status_code  # noqa: S101

        assert a_token(app.test_client())  # noqa: S101
        return send

    return make
