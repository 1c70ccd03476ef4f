"""The built guide as one application: its files, read whole, and its page for what is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from wsgiref.headers import Headers

from werkzeug.sansio.utils import host_is_trusted
from whitenoise import WhiteNoise
from whitenoise.base import scantree
from whitenoise.responders import Response

from guidebook.model.addresses import SEARCH, is_of_intake
from guidebook.stamp import FINGERPRINT, names_in_stamp
from intake.settings import Settings
from intake.web.log import note_rule
from intake.web.renewal import Renewal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TAKEN_UP = {
    ".vcf": "text/vcard; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}
"""RFC 6350, RFC 5545, RFC 4180; a telephone offers to keep the contact, or the dates, and a reader
of tables knows one, where they would only store another file."""


class SiteFiles:
    """The guide in front of the intake, read anew after each build.

    A build may write underneath at any time: what is answered comes from memory, whole and of one
    build.
    """

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._renewal = Renewal(settings.layouts)
        self._files = _files_of(self._settings, app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a file, or let the intake answer, also who comes by an unknown host."""
        if not host_is_trusted(environ.get("HTTP_HOST"), self._settings.trusted_hosts):
            return self._app(environ, start_response)
        self._renewal.after_build(lambda: _files_of(self._settings, self._app), self._put)
        files, path = self._files, environ.get("PATH_INFO", "")
        if path == SEARCH and "q" in parse_qs(environ.get("QUERY_STRING", "")):
            return self._app(environ, start_response)
        if path in files.files:
            note_rule(environ, path)
        answered: Iterable[bytes] = files(environ, start_response)
        return answered

    def _put(self, files: Any) -> None:
        self._files = files


class KeptFile:
    """A file of WhiteNoise's with its content, and that of its compressed copies, in memory."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._contents = {path: Path(path).read_bytes() for _, path, _ in file.alternatives}

    def get_response(self, method: str, request_headers: Mapping[str, Any]) -> Any:
        """Answer in place of WhiteNoise's own; always the whole file, as HTTP allows."""
        asked = {**request_headers, "HTTP_RANGE": ""}
        answer = self._file.get_response("HEAD" if method == "GET" else method, asked)
        if method == "GET" and answer.status == 200:
            path, headers = self._file.get_path_and_headers(asked)
            answer = Response(answer.status, headers, BytesIO(self._contents[path]))
        return answer


class _WhiteNoise(WhiteNoise):  # type: ignore[misc] # it ships no types
    """WhiteNoise with what the build made, whatever else somebody put or linked into the folder."""

    def __init__(self, *args: Any, names: frozenset[str], **options: Any) -> None:
        self._names = names
        super().__init__(*args, **options)

    def update_files_dictionary(self, root: str, prefix: str) -> None:
        found = {path: stat for path, stat in scantree(root) if self._is_made(Path(root), path)}
        for path in found:
            self.add_file_to_dictionary(prefix + path[len(root) :], path, stat_cache=found)

    def _is_made(self, root: Path, path: str) -> bool:
        name = Path(path).relative_to(root)
        is_plain = Path(path).resolve() == root.resolve() / name
        is_hidden = any(part.startswith(".") for part in name.parts)
        return is_plain and not is_hidden and (not self._names or name.as_posix() in self._names)

    def get_static_file(self, *args: Any, **kwargs: Any) -> KeptFile:
        return KeptFile(super().get_static_file(*args, **kwargs))


def _files_of(settings: Settings, app: WSGIApplication) -> Any:
    """Read the whole site; raises OSError."""
    root = settings.site.resolve()  # a switch of releases meanwhile changes nothing here
    return _WhiteNoise(
        _with_page_not_found(app, root / "404.html"),
        root=str(root),
        names=names_in_stamp(settings.layouts),
        index_file=True,
        allow_all_origins=False,
        max_age=0,
        immutable_file_test=FINGERPRINT.pattern,
        add_headers_function=_add_headers,
    )


def _add_headers(headers: Headers, _path: str, url: str) -> None:
    if url.endswith(("/", ".html")):
        headers["Cache-Control"] = "no-cache"
    ending = url[url.rfind(".") :]
    if ending in TAKEN_UP:
        headers["Content-Type"] = TAKEN_UP[ending]


def _with_page_not_found(app: WSGIApplication, page: Path) -> WSGIApplication:
    """Answer addresses that are neither files nor the intake's with the guide's own page."""
    body = page.read_bytes() if page.is_file() else b""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if is_of_intake(environ.get("PATH_INFO", "")) or not body:
            return app(environ, start_response)
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-cache"),
        ]
        start_response("404 Not Found", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer
