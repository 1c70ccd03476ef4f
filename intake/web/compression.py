"""Pages of the intake sent compressed: a form with its long lists of choices shrinks to a fifth.

Flask-Compress would bring three compiled libraries for what these lines do. The BREACH attack
needs a secret that stays the same and text of the attacker's in one page: each form carries a token
of its own, unknown ids of the address are not repeated, posts from other sites are refused.
"""

from __future__ import annotations

import gzip

from flask import Response, request

SMALLEST = 1_000
"""Bytes; shorter answers gain nothing."""


def compress(response: Response) -> Response:
    """Compress a page for browsers that take gzip; for `after_request`."""
    response.vary.add("Accept-Encoding")
    accepted = request.accept_encodings["gzip"] > 0
    if accepted and response.mimetype == "text/html" and not response.is_streamed:
        body = response.get_data()
        if len(body) >= SMALLEST:
            response.set_data(gzip.compress(body, compresslevel=6, mtime=0))
            response.content_encoding = "gzip"
    return response
