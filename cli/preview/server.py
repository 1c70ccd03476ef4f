"""Serves a preview: whatever its other half made, to whoever came by the right name."""

from __future__ import annotations

import logging
import mimetypes
import socket
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import waitress
from werkzeug.wrappers import Request, Response

from cli.preview.line import OWN

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from cli.preview.maker import Answer

SCRIPT = f"/{OWN}reload.js"
MADE = f"/{OWN}made"
"""Where a page asks for changes."""
LARGEST_BODY = 1000
"""Bytes; nobody has to send any."""
TYPES = {".ics": "text/calendar", ".vcf": "text/vcard", ".webp": "image/webp"}
"""Which Python does not know everywhere."""
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


def make_app(ask: Callable[[str], Answer], script: bytes, host: str) -> WSGIApplication:
    """Make the application: `ask` answers for a path, `script` is what pages look for changes with.

    `host` is the name that the preview listens on.
    """

    @Request.application
    def app(request: Request) -> Response:
        if not _is_ours(request.environ.get("HTTP_HOST", ""), host):
            return _text(403, "预览只认 IP 地址、localhost 和 --host 写的名字：请换一个打开。")
        if request.method not in ("GET", "HEAD"):
            response = _text(405, "预览只能看，不能提交。")
            response.headers["Allow"] = "GET, HEAD"
            return response
        if request.path == SCRIPT:
            return _response(200, "reload.js", script)
        try:
            answer = ask(request.path.removeprefix("/"))
        except (EOFError, OSError):
            return _text(503, "预览停了。")
        if request.path == MADE:
            return _text(200, answer.made)
        return _page(answer, request.query_string)

    return app


def _page(answer: Answer, query: bytes) -> Response:
    if answer.status == 302:
        response = _text(302, "")
        asked = f"?{query.decode('latin-1')}" if query else ""
        response.headers["Location"] = quote(answer.path) + asked
        return response
    return _response(answer.status, answer.path, with_reload(answer))


def with_reload(answer: Answer) -> bytes:
    """Return the content of an answer; a page with the script that looks for changes."""
    if not answer.path.endswith(".html"):
        return answer.content
    script = f'<script src="{SCRIPT}" data-made="{answer.made}" defer></script>'
    return answer.content.replace(b"</head>", f"{script}</head>".encode(), 1)


def _is_ours(named: str, host: str) -> bool:
    """Tell whether a browser asked by an address, or by a name that is this machine's.

    By any other name a page from elsewhere might read along (DNS rebinding).
    """
    name = named.rpartition(":")[0] if named.rpartition(":")[2].isdigit() else named
    name = name.strip("[]").rstrip(".").lower()
    try:
        return bool(ip_address(name))
    except ValueError:
        return name in ("localhost", host.lower())


def _text(status: int, text: str) -> Response:
    return _response(status, "answer.txt", text.encode())


def _response(status: int, path: str, content: bytes) -> Response:
    kind = TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0]
    return Response(content, status, HEADERS, mimetype=kind or "application/octet-stream")


def listen(host: str, port: int) -> socket.socket:
    """Take a port, so that nobody waits for pages that could not be shown; raises OSError."""
    family, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family, backlog=128)


def serve(app: WSGIApplication, listening: socket.socket) -> None:
    """Serve for ever."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that some wait is no news
    waitress.serve(
        app,
        sockets=[listening],
        threads=8,
        max_request_body_size=LARGEST_BODY,
        ident=None,
        clear_untrusted_proxy_headers=True,
        _quiet=True,
    )
