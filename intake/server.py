"""Guide and form at one address: static files, the intake behind them, and a server for both."""

from __future__ import annotations

import resource
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.headers import Headers

import waitress
from whitenoise import WhiteNoise

from guidebook.addresses import is_of_intake
from intake import create_app
from intake.headers import with_headers
from intake.limits import LARGEST_BODY
from intake.settings import Settings, settings_from

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FINGERPRINT = r"\.[0-9a-f]{8,}\.(min\.)?[a-z0-9]+$"
"""A name that changes with its content, so that it may be kept for ever."""

CONNECTIONS = 4000
"""Enough that hundreds of slow clients keep nobody out: with waitress' own 100, 150 of them did."""
SPARE_FILES = 200
"""Descriptors beside those of connections."""


def make_wsgi(settings: Settings | None = None) -> WSGIApplication:
    """Make one application of the built guide and its intake.

    Raises SettingsError, or ContentError when the guide's content has faults.
    """
    settings = settings or settings_from()
    app = _with_page_not_found(create_app(settings).wsgi_app, settings.site / "404.html")
    files = WhiteNoise(
        app,
        root=str(settings.site),
        index_file=True,
        allow_all_origins=False,
        max_age=0,
        immutable_file_test=FINGERPRINT,
        add_headers_function=_check_pages_each_time,
    )
    return with_headers(files)


def serve(wsgi: WSGIApplication, host: str, port: int) -> None:
    """Serve until interrupted; slow clients are waited for without a thread of ours."""
    waitress.serve(
        wsgi,
        host=host,
        port=port,
        threads=8,
        connection_limit=_raise_connections(),
        asyncore_use_poll=True,
        channel_timeout=30,
        # twice what the intake takes, so that its own page answers the nearly right
        max_request_body_size=2 * LARGEST_BODY,
        ident=None,
        # the intake itself believes only as many proxies as INTAKE_PROXIES says
        clear_untrusted_proxy_headers=False,
    )


def _raise_connections() -> int:
    """Let this process open as many files as CONNECTIONS need; return how many may be used."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + SPARE_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(CONNECTIONS, max(soft - SPARE_FILES, 100))


def _check_pages_each_time(headers: Headers, _path: str, url: str) -> None:
    if url.endswith(("/", ".html")):
        headers["Cache-Control"] = "no-cache"


def _with_page_not_found(app: WSGIApplication, page: Path) -> WSGIApplication:
    """Answer addresses that are neither files nor the intake's with the guide's own page."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if is_of_intake(environ.get("PATH_INFO", "")) or not page.is_file():
            return app(environ, start_response)
        body = page.read_bytes()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-cache"),
        ]
        start_response("404 Not Found", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer
