"""The pages of those who work on requests: a list, a case page, and signing in by an invitation."""

from __future__ import annotations

from flask import Flask

from intake.desk import case, entry, inbox, leading, sign_in


def register(app: Flask) -> None:
    """Answer below `/desk`."""
    for pages in (sign_in, inbox, entry, leading, case):
        app.register_blueprint(pages.bp)
