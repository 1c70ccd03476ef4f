"""What a posted form must be like before anything reads it: from our own pages, in one reading.

What two programs may read in two ways is refused, never interpreted: a proxy, a filter or a later
edition would read it otherwise.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from flask import abort, request

from intake.web.hosts import plain_host

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

OWN_FETCH_SITES = ("same-origin", "none")
"""`Sec-Fetch-Site` of a post from our own page, or one that the reader repeats."""

_CONTENT_TYPE = re.compile(
    rf"(?:{FORM}|{MULTIPART}\s*;\s*boundary=(?P<quote>\"?)(?P<boundary>[\w'+.-]{{1,70}})(?P=quote))"
    r'(?:\s*;\s*charset="?utf-8"?)?',
    re.IGNORECASE | re.ASCII,
)
_PART = re.compile(
    rb'Content-Disposition: form-data; name="[^"\\\r\n]+"\r\n\r\n(?P<text>.*)',
    re.IGNORECASE | re.DOTALL,
)
"""A field of a multipart form as browsers write it: a file, a charset or an encoding of its own
would be one more header, or one more word of this one."""
_CHARSET = "_charset_"
"""A field in which a form names its own charset (HTML); Werkzeug knows nothing of it."""


def check_post() -> None:
    """Refuse a post that did not come from a form of ours; for `before_request`.

    403 for one from another site, 415 for other kinds of content, 413 for too much, 400 for files,
    broken text and what may be read in two ways.
    """
    if request.method != "POST":
        return
    if _is_from_elsewhere():
        abort(403)
    if request.mimetype not in (FORM, MULTIPART):
        abort(415)
    if not _has_one_reading(request.get_data()):
        abort(400)


def is_surely_ours() -> bool:
    """Tell whether a browser itself says that a post comes from a page of ours."""
    return bool({"Origin", "Sec-Fetch-Site"} & set(request.headers.keys())) and (
        not _is_from_elsewhere()
    )


def _is_from_elsewhere() -> bool:
    """Tell whether a browser says that the post comes from another site, or hides from which.

    Our pages let it say so (`Referrer-Policy: same-origin`); `null` is what a page sends that does
    not want to be known, or that lies in a frame without rights. One too old for either header
    tells its page.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site not in (None, *OWN_FETCH_SITES):
        return True
    if "Origin" in request.headers:
        return not _is_our_origin(request.headers["Origin"])
    page = request.headers.get("Referer")
    return page is not None and not _is_our_origin("/".join(page.split("/", 3)[:3]))


def _is_our_origin(origin: str) -> bool:
    """Tell whether scheme, host and port are ours; a page over plain http is anybody's."""
    scheme, _, host = origin.partition("://")
    return scheme == request.scheme and plain_host(host) == request.host


def _has_one_reading(body: bytes) -> bool:
    kind = _CONTENT_TYPE.fullmatch(request.headers["Content-Type"])
    if kind is None or not _is_utf_8(body):
        return False
    if kind["boundary"] and not _is_plain_multipart(body, kind["boundary"].encode()):
        return False
    fields = dict(request.form.lists())
    charset = "".join(fields.get(_CHARSET, ["utf-8"]))
    are_single = all(len(typed) == 1 for typed in fields.values())
    return are_single and charset.lower() == "utf-8" and "\ufffd" not in "".join(fields)


def _is_utf_8(body: bytes) -> bool:
    """Tell whether a body is UTF-8 throughout; Werkzeug itself would store replacements."""
    text = unquote_to_bytes(body) if request.mimetype == FORM else body
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_plain_multipart(body: bytes, boundary: bytes) -> bool:
    """Tell whether a body is nothing but fields, from its first sign to its last."""
    line = b"\r\n--" + boundary
    whole = b"\r\n" + body.removeprefix(b"\r\n").removesuffix(b"\r\n")
    first, *parts = whole.removesuffix(line + b"--").split(line + b"\r\n")
    fields = [_PART.fullmatch(part) for part in parts]
    is_ended = whole.endswith(line + b"--") and not first
    return is_ended and all(field and line not in b"\r\n" + field["text"] for field in fields)
