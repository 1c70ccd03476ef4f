"""What the head of a request must be like, so that no proxy in front of us reads it otherwise."""

from __future__ import annotations

import re

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest

_FIRST_LINE = re.compile(rb"[A-Z]{1,20} /[!\"$-~\x80-\xff]* HTTP/(1\.[01])")
"""A path of ours, never a whole address; browsers keep what stands behind `#` to themselves."""
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t -~\x80-\xff]*)")
_LENGTH = re.compile(rb"[0-9]{1,18}")

ONCE = (
    *(b"host", b"content-length", b"transfer-encoding", b"content-type", b"cookie", b"expect"),
    *(b"origin", b"referer", b"sec-fetch-site", b"authorization", b"range", b"user-agent"),
)
"""Fields that have one value (RFC 9110): who sends two wants each reader to take another."""


class Request(HTTPRequestParser):  # type: ignore[misc] # waitress ships no types
    """A request as it is read: refused where it could be read in two ways."""

    def received(self, data: bytes) -> int:
        """Take bytes of a request; return how many.

        What follows a whole request in the same breath is dropped and the connection closed after
        the answer, as HTTP allows: one request at a time, so that nobody orders answers in advance.
        """
        rest = data
        if self.body_rcv is None and not self.header_plus:
            rest = data.lstrip(b"\r\n")  # empty lines may come before (RFC 9112, 2.2)
            if rest and not rest[:1].isupper():
                self.error, self.completed = BadRequest("no request"), True
        taken = len(data) - len(rest)
        if rest and not self.completed:
            taken += super().received(rest)
        if not self.completed:
            return taken
        self.expect_continue = False  # nothing more is wanted
        if data[taken:].strip(b"\r\n"):
            self.headers["CONNECTION"] = "close"
        return len(data)

    def parse_header(self, header_plus: bytes) -> None:
        """Read a head that is whole; raises ParsingError where it is ambiguous.

        What waitress is given to read has no spaces around values: on thousands of them its
        pattern takes seconds (the square of their number).
        """
        first, *lines = header_plus.rstrip(b"\r\n").split(b"\r\n")
        line = _FIRST_LINE.fullmatch(first)
        if not line:
            raise ParsingError("first line")
        fields = [_field(line) for line in lines]
        _refuse_two_readings(line[1], fields)
        plain = (name + b": " + value for name, value in fields)
        super().parse_header(b"\r\n".join((first, *plain, b"")))


def _field(line: bytes) -> tuple[bytes, bytes]:
    found = _FIELD.fullmatch(line)
    if not found:
        raise ParsingError("field")
    return found[1], found[2].strip(b" \t")


def _refuse_two_readings(version: bytes, fields: list[tuple[bytes, bytes]]) -> None:
    names = [name.lower() for name, _ in fields]
    given = {name.lower(): value for name, value in fields}
    coding, length = given.get(b"transfer-encoding"), given.get(b"content-length")
    if any(names.count(name) > 1 for name in ONCE):
        raise ParsingError("field given twice")
    if version == b"1.1" and b"host" not in given:
        raise ParsingError("no host")
    if length is not None and (coding is not None or not _LENGTH.fullmatch(length)):
        raise ParsingError("length")
    if coding is not None and (version != b"1.1" or coding.lower() != b"chunked"):
        raise ParsingError("coding")
