"""Answers to what cannot be served: plain pages in the same layout, logs without values."""

from __future__ import annotations

import logging
import secrets
import traceback
from types import TracebackType

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from guidebook.addresses import NEW_REQUEST
from intake.journal import JournalUnavailable

RETRY_SECONDS = "60"


class IntakeFlask(Flask):
    """A Flask that logs kind and place of our own faults: messages may hold what was typed."""

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


def register_problems(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, show_http_problem)
    app.register_error_handler(JournalUnavailable, show_unavailable)


def show_http_problem(error: HTTPException) -> ResponseReturnValue:
    """Show the page of an HTTP error, with the headers that belong to it."""
    response = error.get_response()
    response.data = _problem_page(error.code or 500)
    response.content_type = "text/html; charset=utf-8"
    return response


def show_unavailable(_error: JournalUnavailable) -> ResponseReturnValue:
    """Say that the queue cannot be reached for now."""
    return _problem_page(503), 503, {"Retry-After": RETRY_SECONDS}


def _problem_page(code: int) -> str:
    fault = g.get("fault", "")
    return render_template("problem.html", code=code, fault=fault, new_request=NEW_REQUEST)


def keep_servers_quiet() -> None:
    """Keep servers from writing addresses and traces: some hold a private link, or what was typed.

    Our own faults are logged by `IntakeFlask` before any server hears of them.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    logging.getLogger("waitress").setLevel(logging.WARNING)
    logging.getLogger("waitress").addFilter(_holds_no_trace)


def _holds_no_trace(record: logging.LogRecord) -> bool:
    return record.exc_info is None
