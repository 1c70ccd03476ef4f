"""Answers to what cannot be served: plain pages in the same layout, logs without values."""

from __future__ import annotations

import logging
import re
from types import TracebackType
from typing import Any

from flask import Flask, redirect, render_template, request
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from jinja2.sandbox import ImmutableSandboxedEnvironment
from werkzeug.exceptions import HTTPException, SecurityError

from guidebook.model.addresses import DESK, NEW_REQUEST, REQUEST_STATUS, REQUESTS
from intake.journal.journal import JournalUnavailable
from intake.web.log import note_rule, places_of, request_id

RETRY_SECONDS = "60"
LONGEST_HOST = 100
MOST_HOSTS = 20
"""Unknown ones that are told; who makes up names fills no log."""

_STEP = re.compile(rf"({DESK}/[\w-]+|{REQUESTS}/r/[\w-]+)/\w+", re.ASCII)
"""What is done to a request only takes posts; who reloads it is led to the request."""


class SandboxedTemplates(ImmutableSandboxedEnvironment, Environment):
    """Flask's templates, from which no text gets at the program."""


class IntakeFlask(Flask):
    """A Flask that logs kind and place of our own faults: messages may hold what was typed."""

    jinja_environment = SandboxedTemplates

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
        """Log the kind of an exception and where it went through, with the id of the request."""
        kind, _, trace = exc_info
        self.logger.error(
            "fault %s: %s in %s: %s",
            request_id(request.environ),
            kind.__name__ if kind else "unknown",
            request.endpoint,
            places_of(trace),
        )


def register_problems(app: IntakeFlask) -> None:
    """Answer every error with a page of ours, and let the log name each request by its rule."""

    def show_unknown_host(_error: SecurityError) -> ResponseReturnValue:
        app.tell_unknown_host()
        return _problem_page("host"), 400

    app.before_request(_note_rule)
    app.register_error_handler(SecurityError, show_unknown_host)
    app.register_error_handler(HTTPException, show_http_problem)
    app.register_error_handler(JournalUnavailable, show_unavailable)


def _note_rule() -> None:
    if request.url_rule:
        note_rule(request.environ, request.url_rule.rule)


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
        request_id=request_id(request.environ),
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
    logging.getLogger("waitress").addFilter(_without_address)


def _without_address(record: logging.LogRecord) -> bool:
    """Let a trace through without the words before it, which name the address."""
    if record.exc_info:
        kind, _, trace = record.exc_info
        record.msg = f"fault: {kind.__name__ if kind else 'unknown'} in {places_of(trace)}"
        record.args = record.exc_info = record.exc_text = None
    return True
