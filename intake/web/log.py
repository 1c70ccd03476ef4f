"""The log: one line a request that names its kind and nobody, and one line whatever is logged."""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias, cast

from flask import request

from guidebook.terminal import spelt

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LONGEST = 4000
"""Signs of a line; faults of content are told together, and may be many."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
"""Others are made up by whoever asks, and are not repeated."""

ID = "intake.request_id"
RULE = "intake.rule"
LIMITED = "intake.limited"
ACCOUNT = "intake.account"
REFUSED = ("403", "404")

log = logging.getLogger(__name__)


class OneLine(logging.Formatter):
    """Writes each record as one line that a terminal can show, and of exceptions no values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; signs that a terminal obeys are spelt."""
        text = super().format(record)[: LONGEST + 1]
        line = spelt(text).replace("\n", "\\n")
        return line if len(text) <= LONGEST else f"{line[:LONGEST]}…"

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 # the name is logging's
        """Return kind and places: messages may hold what was typed."""
        kind, _, trace = ei
        return f"{kind.__name__ if kind else 'unknown'} in {places_of(trace)}"


def log_in_lines(force: bool = False) -> None:
    """Log by `OneLine`, unless somebody set up logging otherwise and it is not forced."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(LINE))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=force)
    logging.getLogger("intake").setLevel(logging.INFO)


def places_of(trace: TracebackType | None) -> str:
    """Say where an exception went through, the innermost place first."""
    return " < ".join(
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(trace))
    )


def request_id(environ: WSGIEnvironment) -> str:
    """Return what names this request in the log and on pages of errors."""
    return cast("str", environ.setdefault(ID, secrets.token_hex(4)))


def note_rule(environ: WSGIEnvironment, rule: str) -> None:
    """Let the line of this request name an address by its rule: itself it may hold a secret."""
    environ[RULE] = rule


def note_limited(peer: str) -> None:
    """Let the line of the present request name the peer that asks too often."""
    request.environ[LIMITED] = f" limited {peer}"


def note_account(by: str) -> None:
    """Let the line of the present request name the account at the desk if it is refused."""
    request.environ[ACCOUNT] = f" by {by}"


def with_log(app: WSGIApplication) -> WSGIApplication:
    """Wrap a WSGI application so that the log has a line of each request.

    id, method, rule of the address, status and milliseconds; of whom only where one is limited, or
    an account at the desk asks for what is not its own.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun, status = time.monotonic(), ["500"]

        def start(given: str, *rest: object) -> object:
            status[0] = given[:3]
            return start_response(given, *rest)  # type: ignore[arg-type] # passed on unlooked at

        identity = request_id(environ)
        try:
            return app(environ, start)  # type: ignore[arg-type] # the same
        finally:
            method = environ["REQUEST_METHOD"]
            log.info(
                "%s %s %s %s %d ms%s%s",
                identity,
                method if method in METHODS else "other",
                environ.get(RULE, "-"),
                status[0],
                1000 * (time.monotonic() - begun),
                environ.get(LIMITED, ""),
                environ.get(ACCOUNT, "") if status[0] in REFUSED else "",
            )

    return answer
