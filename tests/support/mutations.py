"""Submissions that were right once, changed in one to four places: fields, bytes or headers."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from urllib.parse import quote_from_bytes

from every_field import a_full_form

PIECES = (
    *("", "\0", "\n", "\r\n", "\t", " ", "\u3000", "\u200b", "\ufeff", "\u202e", "\ud800"),
    *("\ufffd", "\ue863", "\ufdd0", "\U0010ffff", "e" + "\u0301" * 30, "𠮷", "葛\U000e0100"),
    *("=1+1", "'", '"', "<script>", "{{7*7}}", "%00", "%", "&", ";", "=", "+", "\\", "../"),
    *("a" * 2000, "云" * 300, "0" * 18, "1" * 5000, "-1", "1e9", "NaN", "true", "null", "[]"),
    *("{}", "@", "0x10", "²", "٣", "13800138000", "91310115MA9000003W", "a@b.example", "other"),
    *("cloud-tower", "2026-11-01"),
)
NAMES = (
    *("token", "asker", "service", "building", "consent", "reply_by", "channel", "website", "page"),
    *("_charset_", "status", "seq", "by", "uscc_seen", "answers.", "answers.same_building", ""),
    *("company", "contact", "phone", "description", "answers.wanted_area", "uscc", "email"),
)
"""Fields that there are, that there are elsewhere, and that there are not."""

Fields = list[tuple[str, str]]
Change = Callable[[Fields, Random], None]


def _place(fields: Fields, chance: Random) -> int:
    return chance.randrange(len(fields))


def _text(chance: Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(PIECES)
    return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(40)))


def _replace(fields: Fields, chance: Random) -> None:
    n = _place(fields, chance)
    fields[n] = fields[n][0], _text(chance)


def _insert(fields: Fields, chance: Random) -> None:
    n = _place(fields, chance)
    name, text = fields[n]
    at = chance.randrange(len(text) + 1)
    fields[n] = name, text[:at] + _text(chance) + text[at:]


def _cut(fields: Fields, chance: Random) -> None:
    n = _place(fields, chance)
    fields[n] = fields[n][0], fields[n][1][: chance.randrange(len(fields[n][1]) + 1)]


def _repeat(fields: Fields, chance: Random) -> None:
    n = _place(fields, chance)
    fields[n] = fields[n][0], fields[n][1] * chance.choice((2, 10, 200))


def _exchange(fields: Fields, chance: Random) -> None:
    n, m = _place(fields, chance), _place(fields, chance)
    fields[n], fields[m] = (fields[n][0], fields[m][1]), (fields[m][0], fields[n][1])


def _drop(fields: Fields, chance: Random) -> None:
    if len(fields) > 1:
        del fields[_place(fields, chance)]


def _double(fields: Fields, chance: Random) -> None:
    fields.append(fields[_place(fields, chance)])


def _add(fields: Fields, chance: Random) -> None:
    fields.append((chance.choice(NAMES), _text(chance)))


def _rename(fields: Fields, chance: Random) -> None:
    n = _place(fields, chance)
    fields[n] = chance.choice(NAMES), fields[n][1]


def _shuffle(fields: Fields, chance: Random) -> None:
    chance.shuffle(fields)


CHANGES: tuple[Change, ...] = (
    *(_replace, _insert, _cut, _repeat) * 4,
    *(_exchange, _drop, _double, _add, _rename, _shuffle),
)

USUAL = "application/x-www-form-urlencoded"
KINDS = (
    *("multipart/form-data; boundary=x",) * 5,
    *(f"{USUAL}; charset=gbk", "application/json", "text/plain", "", "multipart/form-data"),
    *("multipart/form-data; boundary=y", "multipart/mixed; boundary=x"),
)
PATHS = ("/requests/check", "/requests/edit", "/requests/status", "/requests/")
HEADERS = (
    *(b"Origin: null\r\n", b"Origin: http://127.0.0.1\r\n", b"Sec-Fetch-Site: cross-site\r\n"),
    *(b"Cookie: desk=x\r\n", b"Cookie: \xff=\x80;;\r\n", b"Accept-Encoding: gzip\r\n"),
    *(b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n"),
)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _urlencoded(fields: Fields) -> bytes:
    pairs = (f"{quote_from_bytes(_bytes(n))}={quote_from_bytes(_bytes(t))}" for n, t in fields)
    return "&".join(pairs).encode()


def _multipart(fields: Fields) -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    return b"".join(head % (_bytes(n), _bytes(t)) for n, t in fields) + b"--x--\r\n"


def _damaged(body: bytes, chance: Random) -> bytes:
    """Change a byte, cut the body, or put bytes into it."""
    at = chance.randrange(len(body) + 1)
    return chance.choice(
        (
            body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :],
            body[:at],
            body[:at] + chance.randbytes(chance.randrange(1, 9)) + body[at:],
            body[:at] + body[at:] * 2,
        )
    )


def a_mutated_request(token: str, n: int) -> bytes:
    """Return the bytes of the nth request: a form that was right, changed, from a peer of its own.

    The same number gives the same changes. Every tenth is not changed at all.
    """
    chance, fields = Random(n), list(a_full_form(token=token).items())
    if n % 10 == 0:
        return _request(n, _urlencoded(fields))
    for _ in range(chance.randint(1, 4)):
        chance.choice(CHANGES)(fields, chance)
    path = chance.choice(PATHS) if chance.random() < 0.1 else "/requests"
    header = chance.choice(HEADERS) if chance.random() < 0.1 else b""
    if chance.random() < 0.7:
        return _request(n, _urlencoded(fields), path, header)
    kind = chance.choice(KINDS)
    body = _multipart(fields) if kind.startswith("multipart") else _urlencoded(fields)
    return _request(n, _damaged(body, chance), path, header, kind)


def _request(
    n: int, body: bytes, path: str = "/requests", header: bytes = b"", kind: str = USUAL
) -> bytes:
    return b"".join(
        (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode(),
            f"X-Forwarded-For: 10.{n >> 16}.{n >> 8 & 255}.{n & 255}\r\n".encode(),
            f"Content-Type: {kind}\r\n".encode() if kind else b"",
            header,
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode(),
            body,
        )
    )
