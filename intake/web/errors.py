"""Answers to what cannot be served: plain pages in the same layout, logs without values."""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from types import TracebackType
from typing import Any

from flask import Flask, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

from guidebook.model.addresses import DESK, NEW_REQUEST, REQUEST_STATUS, REQUESTS
from intake.journal.journal import JournalUnavailable

RETRY_SECONDS = "60"
LONGEST_HOST = 100
MOST_HOSTS = 20
"""Unknown ones that are told; who makes up names fills no log."""

_STEP = re.compile(rf"({DESK}/[\w-]+|{REQUESTS}/r/[\w-]+)/\w+", re.ASCII)
"""What is done to a request only takes posts; who reloads it is led to the request."""


class IntakeFlask(Flask):
    """A Flask that logs kind and place of our own faults: messages may hold what was typed."""

    def __init__(self, import_name: str, **options: Any) -> None:
        super().__init__(import_name, **options)
        self._unknown_hosts: set[str] = set()

    def tell_unknown_host(self) -> None:
        """Log once that people come by a name that is not in the settings."""
        host = ascii(request.headers.get("Host", ""))[1:-1][:LONGEST_HOST]
        if host not in self._unknown_hosts and len(self._unknown_hosts) < MOST_HOSTS:
            self._unknown_hosts.add(host)
            self.logger.error("INTAKE_TRUSTED_HOSTS 里没有 %s", host)

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log the kind of an exception and where it went through, with an id for the reader."""
        g.fault = secrets.token_hex(4)
        kind, _, trace = exc_info
        places = " < ".join(
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in reversed(traceback.extract_tb(trace))
        )
        name = kind.__name__ if kind else "unknown"
        self.logger.error("fault %s: %s in %s: %s", g.fault, name, request.endpoint, places)


def register_problems(app: IntakeFlask) -> None:
    """Answer every error with a page of ours."""

    def show_unknown_host(_error: SecurityError) -> ResponseReturnValue:
        app.tell_unknown_host()
        return _problem_page("host"), 400

    app.register_error_handler(SecurityError, show_unknown_host)
    app.register_error_handler(HTTPException, show_http_problem)
    app.register_error_handler(JournalUnavailable, show_unavailable)


def show_http_problem(error: HTTPException) -> ResponseReturnValue:
    """Show the page of an HTTP error, with the headers that belong to it."""
    step = _STEP.fullmatch(request.path)
    if error.code == 405 and request.method in ("GET", "HEAD") and step:
        return redirect(step[1], 303)
    response = error.get_response()
    response.data = _problem_page(error.code or 500)
    response.content_type = "text/html; charset=utf-8"
    return response


def show_unavailable(_error: Exception) -> ResponseReturnValue:
    """Say that the queue cannot be reached for now."""
    return _problem_page(503), 503, {"Retry-After": RETRY_SECONDS}


def _problem_page(code: int | str) -> str:
    return render_template(
        "problem.html",
        code=code,
        fault=g.get("fault", ""),
        new_request=NEW_REQUEST,
        request_status=REQUEST_STATUS,
        desk=f"{DESK}/",
        is_at_desk=f"{request.path}/".startswith(f"{DESK}/"),
        is_sent_form=request.method == "POST" and request.path == REQUESTS,
        is_private_link=request.path.startswith(f"{REQUESTS}/r/"),
    )


def keep_servers_quiet() -> None:
    """Keep servers from writing addresses and traces: some hold a private link, or what was typed.

    Our own faults are logged by `IntakeFlask` before any server hears of them.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    logging.getLogger("waitress").setLevel(logging.WARNING)
    logging.getLogger("waitress").addFilter(_holds_no_trace)


def _holds_no_trace(record: logging.LogRecord) -> bool:
    return record.exc_info is None
