"""The headers of every answer, pages and files alike."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias

from guidebook.page_policy import IN_HEADER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ALWAYS = (
    ("Content-Security-Policy", IN_HEADER),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Referrer-Policy", "same-origin"),
)
"""No address goes to another site. Under `no-referrer` our own forms would send `Origin: null`, as
any page of anybody can (Fetch, "append a request Origin header")."""
HTTPS_ALONE = ("Strict-Transport-Security", "max-age=31536000")
"""For a year, and this host alone: what other names of a district do is not ours to say."""

_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None
)


def with_headers(app: WSGIApplication) -> WSGIApplication:
    """Wrap a WSGI application so that each of its answers carries the headers.

    Browsers are told to come by HTTPS alone where they did.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(
            status: str, headers: list[tuple[str, str]], exc_info: _ExcInfo = None, /
        ) -> object:
            is_https = environ["wsgi.url_scheme"] == "https"
            return start_response(status, completed(headers, is_https), exc_info)

        return app(environ, start)  # type: ignore[arg-type] # write() is passed through unlooked at

    return answer


def completed(headers: list[tuple[str, str]], is_https: bool = False) -> list[tuple[str, str]]:
    """Return the headers of an answer with those that every answer carries."""
    always = (*ALWAYS, HTTPS_ALONE) if is_https else ALWAYS
    ours = {name.lower() for name, _ in always}
    return [*((name, value) for name, value in headers if name.lower() not in ours), *always]
