"""Our own reverse proxies: what they say of who asks, and how, is believed of them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def behind_proxies(app: WSGIApplication, count: int) -> WSGIApplication:
    """Wrap a WSGI application that so many proxies stand before; doing it twice changes nothing.

    They tell the peer and the scheme, never the host: that one is checked as it comes.
    """
    return ProxyFix(app, x_for=count, x_proto=count) if count else app
