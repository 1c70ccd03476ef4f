"""Guide and form at one address: static files, the intake behind them, and a server for both."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import waitress

from intake import create_app
from intake.settings import Settings, settings_from
from intake.web.headers import with_headers
from intake.web.limits import LARGEST_BODY
from intake.web.site_files import SiteFiles

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CONNECTIONS = 4000
"""Enough that hundreds of slow clients keep nobody out: with waitress' own 100, 150 of them did."""
SPARE_FILES = 200
"""Descriptors beside those of connections."""


def make_wsgi(settings: Settings | None = None) -> WSGIApplication:
    """Make one application of the built guide and its intake.

    Raises SettingsError, or ContentError when the guide's content has faults.
    """
    settings = settings or settings_from()
    return with_headers(SiteFiles(create_app(settings).wsgi_app, settings))


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
