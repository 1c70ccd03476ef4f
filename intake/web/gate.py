"""What a posted form must be like before anything reads it: from our own pages, text, and UTF-8."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import abort, request

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

OWN_FETCH_SITES = ("same-origin", "none")
"""`Sec-Fetch-Site` of a post from our own page, or one that the reader repeats."""


def check_post() -> None:
    """Refuse a post that did not come from a form of ours; for `before_request`.

    403 for one from another site, 415 for other kinds of content, 400 for files and broken text.
    """
    if request.method != "POST":
        return
    if _is_from_elsewhere():
        abort(403)
    if request.mimetype not in (FORM, MULTIPART):
        abort(415)
    if not _is_utf_8(request.get_data()) or request.files:
        abort(400)


def _is_from_elsewhere() -> bool:
    """Tell whether a browser says that the post comes from another site.

    `Origin: null` is what our own pages send where `Sec-Fetch-Site` is unknown (no HTTPS), because
    of their `Referrer-Policy: no-referrer`.
    """
    fetch_site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if fetch_site is not None:
        return fetch_site not in OWN_FETCH_SITES
    return origin not in (None, "null") and origin.partition("://")[2] != request.host


def _is_utf_8(body: bytes) -> bool:
    """Tell whether a body is UTF-8 throughout; Werkzeug itself would store replacements."""
    text = unquote_to_bytes(body) if request.mimetype == FORM else body
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
