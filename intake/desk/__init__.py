"""The pages of those who work on requests: a list, a case page, and signing in by an invitation."""

from __future__ import annotations

import sqlite3

from flask import Flask

from intake.desk import case, entry, inbox, leading, push, sign_in
from intake.web.errors import show_unavailable


def register(app: Flask) -> None:
    """Answer below `/desk`."""
    app.register_error_handler(sqlite3.Error, show_unavailable)
    for pages in (sign_in, inbox, entry, leading, push, case):
        app.register_blueprint(pages.bp)
