"""Guide and form at one address: static files, the intake behind them, and a server for both."""

from __future__ import annotations

import logging
import os
import resource
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import waitress
from flask import Flask
from waitress.server import BaseWSGIServer

from intake import create_app
from intake.clock import local, real_clock
from intake.commands.notify import outbox_of
from intake.handling import WrongClockError
from intake.journal.journal import Journal, JournalUnavailable
from intake.notices.marks import MarksError
from intake.notices.news import send_news
from intake.office import EXTENSION, Office
from intake.serving.connections import Connection, Places
from intake.serving.draining import run_until_told
from intake.settings import Settings, SettingsError, settings_from
from intake.web.headers import with_headers
from intake.web.hosts import with_plain_host
from intake.web.limits import LARGEST_BODY
from intake.web.log import log_in_lines, with_log
from intake.web.proxies import behind_proxies
from intake.web.site_files import SiteFiles

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)

LOOK_EVERY = 3600
"""Seconds after which it is looked whether a new day has begun, or what failed works again."""
NOTIFY_EVERY = 60
"""Seconds after which it is looked who has to know of something."""
CONNECTIONS = 4000
"""Places; whoever holds most of them gives way when all are taken."""
LONGEST_HEAD = 16 * 1024
"""Bytes; ours take less than one tenth."""
SPARE_FILES = 200
"""Descriptors beside those of connections."""
FIRST_GIVEN = 3
"""The descriptor of the first socket that is handed down (SD_LISTEN_FDS_START)."""


def make_wsgi(
    settings: Settings | None = None, daily: bool = False, notify: bool = False
) -> WSGIApplication:
    """Make one application of the built guide and its intake; daily work and notices if wanted.

    Raises SettingsError, or ContentError when the guide's content has faults.
    """
    log_in_lines()
    settings = settings or settings_from()
    if settings.clock is not real_clock:
        log.warning("INTAKE_NOW is set: the clock stands still at %s", local(settings.clock()))
    app = create_app(settings)
    if daily:
        work_daily(app)
    if notify:
        keep_notifying(app)
    whole = with_headers(with_plain_host(SiteFiles(app.wsgi_app, settings)))
    return with_log(behind_proxies(whole, settings.proxies))


def work_daily(app: Flask) -> None:
    """Close and forget once a day what is due, until the process ends.

    Nothing waits for this: if it is cut off, the next start goes on where it was.
    """

    def keep_working() -> None:
        day = None
        while True:
            day = close_and_forget(app.extensions[EXTENSION], day)
            time.sleep(LOOK_EVERY)

    threading.Thread(target=keep_working, name="daily", daemon=True).start()


def close_and_forget(opened: Office, done_on: date | None) -> date | None:
    """Close what was answered and heard no more of, forget what has been over for long enough.

    Unless that was done today; return the last day on which it was.
    """
    now = opened.clock()
    try:
        if local(now).date() == done_on:
            opened.journal.seq()  # what others forgot leaves the memory of this process too
            return done_on
        closed = opened.handling.close_silent(now) if opened.settings.closes_due else ()
        forgotten = opened.handling.forget_due(now)
    except JournalUnavailable:
        return done_on  # the journal has logged why; the next look tries again
    except WrongClockError:
        log.error("nothing was closed or forgotten: the clock is far ahead of the last rows")
        return local(now).date()
    if closed or forgotten:
        log.info("%d requests were closed, %d forgotten", len(closed), len(forgotten))
    return local(now).date()


def keep_notifying(app: Flask) -> None:
    """Tell whoever has to know, minute by minute, until the process ends.

    Raises SettingsError when the channels are not right now; later that is logged.
    """
    outbox_of(app.extensions[EXTENSION])

    def keep_going_round() -> None:
        while True:
            try:
                opened = app.extensions[EXTENSION]
                outbox = outbox_of(opened)
                outbox.go_round()
                send_news(outbox, opened.shared)
            except (JournalUnavailable, MarksError, OSError, sqlite3.Error, SettingsError) as error:
                log.error("nobody was told of anything: %s", type(error).__name__)
            time.sleep(NOTIFY_EVERY)

    threading.Thread(target=keep_going_round, name="notify", daemon=True).start()


def make_first_queue(settings: Settings, environment: Mapping[str, str] = os.environ) -> None:
    """Make the usual queue where none was ever named; from then on it is missed, not made anew."""
    journal, made = Journal(settings.data, settings.mirror), Path(f"{settings.data}.made")
    if environment.get("INTAKE_DATA") or settings.journal or made.exists():
        return
    try:
        if not journal.places.journal.exists():
            journal.make()
        made.touch()
    except (JournalUnavailable, OSError) as error:
        log.error("no queue was made: %s", error)


def serve(
    wsgi: WSGIApplication, host: str, port: int, ready: Callable[[], None] | None = None
) -> None:
    """Serve until told to end; no client is waited for by a thread of ours.

    Once the port is ours, `ready` is called.

    waitress reads and writes in one thread and gives only whole requests to others. What it leaves
    open is in `intake.serving`; how it compares is in docs/decisions.md.
    """
    sockets: dict[int, object] = {}
    places = _raise_connections()
    given = given_sockets()
    where = {"sockets": given} if given else {"host": host, "port": port}
    server = waitress.create_server(
        wsgi,
        map=sockets,
        **where,
        threads=8,
        connection_limit=places + SPARE_FILES,  # never reached: `Places` sees to that
        asyncore_use_poll=True,
        max_request_header_size=LONGEST_HEAD,
        # twice what the intake takes, so that its own page answers the nearly right
        max_request_body_size=2 * LARGEST_BODY,
        outbuf_high_watermark=1 << 40,  # an answer never waits in a thread until it is read
        channel_timeout=1 << 30,  # `Places` closes, also who never reads
        ident=None,
        # the intake itself believes only as many proxies as INTAKE_PROXIES says
        clear_untrusted_proxy_headers=False,
    )
    listening = [each for each in sockets.values() if isinstance(each, BaseWSGIServer)]
    for each in listening:
        each.channel_class = Connection
    taken = Places([each.active_channels for each in listening], places)
    if ready:
        ready()
    run_until_told(server, sockets, taken.tidy)


def given_sockets() -> list[socket.socket]:
    """Return the socket that systemd listens on for us (man sd_listen_fds), if it does.

    It stays open when this process ends: who comes meanwhile waits for the next one.
    """
    is_given = os.environ.get("LISTEN_PID") == str(os.getpid())
    return [socket.socket(fileno=FIRST_GIVEN)] if is_given else []


def _raise_connections() -> int:
    """Let this process open as many files as CONNECTIONS need; return how many may be used."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + SPARE_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(CONNECTIONS, max(soft - SPARE_FILES, 100))
