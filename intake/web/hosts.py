"""The name by which people come: one spelling of it, whatever they type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def with_plain_host(app: WSGIApplication) -> WSGIApplication:
    """Wrap a WSGI application so that it meets a host in its plain spelling."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = plain_host(environ["HTTP_HOST"])
        return app(environ, start_response)

    return answer


def plain_host(host: str) -> str:
    """Return `name:port` in small letters, without the dot of the root (RFC 1034, 3.1)."""
    name, colon, port = host.partition(":")
    return (name.rstrip(".") + colon + port).lower()
