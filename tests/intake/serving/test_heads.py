"""What the server takes for a request; what could be read in two ways is refused, and closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from asking import Address, a_site, ask, memory_of, open_form
from intake_app import rows_in
from served import serving

from intake.settings import Settings
from intake.web.headers import ALWAYS

POST = b"POST /requests HTTP/1.1"
HOST = b"Host: 127.0.0.1"
FORM = b"Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Address]]:
    settings = a_site(tmp_path_factory.mktemp("served"))
    with serving(settings) as address:
        yield settings, address


def a_body(address: Address) -> bytes:
    """Return a form that would be received."""
    return urlencode(open_form(address)).encode()


def posted(body: bytes, *fields: bytes, first: bytes = POST, host: bytes = HOST) -> bytes:
    """Return a request with a body and its length, and with further fields."""
    length = b"Content-Length: %d" % len(body)
    given = [first, host, FORM, *fields]
    if not any(b"ength" in field for field in fields):
        given.append(length)
    return b"\r\n".join(filter(None, given)) + b"\r\n\r\n" + body


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def test_a_form_is_received_in_one_piece_or_in_chunks(served: tuple[Settings, Address]) -> None:
    settings, address = served
    before = len(rows_in(settings.data))
    whole, pieces = a_body(address), a_body(address)
    head = b"\r\n".join((POST, HOST, FORM, b"Transfer-Encoding: chunked", b"Connection: close"))

    one = ask(*address, posted(whole, b"Connection: close"))
    other = ask(*address, head + b"\r\n\r\n" + chunked(pieces))

    assert one.startswith(b"HTTP/1.1 303 ")
    assert other.startswith(b"HTTP/1.1 303 ")
    assert len(rows_in(settings.data)) == before + 2


TWO_READINGS = {
    "two hosts": [HOST],
    "two kinds of content": [FORM],
    "two cookies": [b"Cookie: a=1", b"cookie: a=2"],
    "two origins": [b"Origin: http://127.0.0.1", b"ORIGIN: null"],
    "two sites": [b"Sec-Fetch-Site: same-origin", b"Sec-Fetch-Site: cross-site"],
    "two lengths": [b"Content-Length: 5", b"Content-Length: 6"],
    "one length twice": [b"Content-Length: 5", b"Content-Length: 5"],
    "lengths in one field": [b"Content-Length: 5, 5"],
    "a length with a sign": [b"Content-Length: +5"],
    "a negative length": [b"Content-Length: -1"],
    "a length in hex": [b"Content-Length: 0x10"],
    "a length with a separator": [b"Content-Length: 1_0"],
    "a length without end": [b"Content-Length: " + b"9" * 5000],
    "no length in the field": [b"Content-Length:"],
    "length and coding": [b"Content-Length: 5", b"Transfer-Encoding: chunked"],
    "coding and length": [b"Transfer-Encoding: chunked", b"Content-Length: 5"],
    "two codings": [b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"],
    "an unknown coding": [b"Transfer-Encoding: xchunked"],
    "no coding": [b"Transfer-Encoding: identity"],
    "codings in one field": [b"Transfer-Encoding: gzip, chunked"],
    "a coding behind": [b"Transfer-Encoding: chunked, identity"],
    "a coding behind a sign": [b"Transfer-Encoding: \x0bchunked"],
    "a field that is folded": [b"X-Folded: a\r\n b"],
    "a field folded by a tab": [b"X-Folded: a\r\n\tb"],
    "an empty fold": [b"X-Folded: a\r\n "],
    "a space before the colon": [b"X-Spaced : a"],
    "a space in a name": [b"X Spaced: a"],
    "a NUL in a name": [b"X-\x00: a"],
    "a NUL in a value": [b"X-Nul: a\x00b"],
    "an escape in a value": [b"X-Escape: \x1b[31m"],
    "a line feed alone": [b"X-Line: a\nContent-Length: 5"],
    "a carriage return alone": [b"X-Line: a\rb"],
    "no colon": [b"X-Nothing"],
    "no name": [b": a"],
    "brackets in a name": [b"X(a): b"],
    "Chinese in a name": ["楼: a".encode()],
}


@pytest.mark.parametrize("fields", TWO_READINGS.values(), ids=TWO_READINGS.keys())
def test_s29_f08_what_could_be_read_in_two_ways_is_refused_and_the_connection_closed(
    served: tuple[Settings, Address], fields: list[bytes]
) -> None:
    settings, address = served
    before = len(rows_in(settings.data))
    body = a_body(address)
    smuggled = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n\r\n"
    if any(b"chunked" in field for field in fields):
        body = chunked(body)

    answer = ask(*address, posted(body, *fields) + smuggled)  # returns when it is closed

    assert_refused(answer, 400)
    assert len(rows_in(settings.data)) == before


def assert_refused(answer: bytes, status: int) -> None:
    """Make sure that there is one answer, of ours, and that it says what it is."""
    head, _, page = answer.partition(b"\r\n\r\n")
    assert re.match(rb"HTTP/1\.[01] %d " % status, head), answer[:200]
    assert answer.count(b"HTTP/1.") == 1
    assert b"\r\nConnection: close" in head
    for name, value in ALWAYS:
        assert f"\r\n{name}: {value}".encode().lower() in head.lower()
    assert b"\r\nServer:" not in head
    assert "没有处理。" in page.decode() or "没有收下" in page.decode()
    assert re.search("日志编号：[0-9a-f]{8}", page.decode())


FIRST_LINES = {
    "a whole address": b"POST http://127.0.0.1/requests HTTP/1.1",
    "the address of another": b"POST http://evil.example/requests HTTP/1.1",
    "a star": b"OPTIONS * HTTP/1.1",
    "a host and port": b"CONNECT 127.0.0.1:80 HTTP/1.1",
    "no version": b"POST /requests",
    "an unknown version": b"POST /requests HTTP/1.2",
    "another protocol": b"PRI * HTTP/2.0",
    "half a version": b"POST /requests HTTP/1",
    "a lower version": b"POST /requests http/1.1",
    "a space behind": b"POST /requests HTTP/1.1 ",
    "a space before": b" POST /requests HTTP/1.1",
    "a tab before": b"\tPOST /requests HTTP/1.1",
    "two spaces": b"POST  /requests HTTP/1.1",
    "tabs": b"POST\t/requests\tHTTP/1.1",
    "a space in the path": b"POST /requests HTTP/1.1 HTTP/1.1",
    "no slash": b"POST requests HTTP/1.1",
    "a fragment": b"POST /requests#part HTTP/1.1",
    "a NUL in the path": b"POST /requests\x00 HTTP/1.1",
    "a return in the path": b"POST /requests\rX: y HTTP/1.1",
    "small letters": b"post /requests HTTP/1.1",
    "a sign in the method": b"PO-ST /requests HTTP/1.1",
    "a long method": b"POST" * 10 + b" /requests HTTP/1.1",
    "the beginning of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("first", FIRST_LINES.values(), ids=FIRST_LINES.keys())
def test_s29_f08_first_lines_of_any_other_form_are_refused(
    served: tuple[Settings, Address], first: bytes
) -> None:
    settings, address = served
    before = len(rows_in(settings.data))

    answer = ask(*address, posted(a_body(address), first=first))

    assert_refused(answer, 400)
    assert len(rows_in(settings.data)) == before


@pytest.mark.parametrize(
    "host",
    [
        *(b"", b"Host:", b"Host: evil.example", b"Host: 127.0.0.1.evil.example"),
        *(b"Host: evil.example@127.0.0.1", b"Host: 127.0.0.1@evil.example", b"Host: 127.0.0.1/"),
        *(b"Host: 127.0.0.1, evil.example", b"Host: 127.0.0.1 evil.example", b"Host: [::1"),
        *(b"Host: 127.0.0.1:80@evil.example", "Host: 楼".encode(), b"Host: 127.0.0.1:x"),
    ],
)
@pytest.mark.parametrize("path", [b"/", b"/assets/house.css", b"/no/such/", b"/requests/new"])
def test_s38_f13_another_host_is_refused_for_pages_and_files_alike(
    served: tuple[Settings, Address], host: bytes, path: bytes
) -> None:
    _, address = served
    fields = (host, b"X-Forwarded-Host: 127.0.0.1", b"Connection: close")

    lines = filter(None, (b"GET %s HTTP/1.1" % path, *fields, b"\r\n"))
    answer = ask(*address, b"\r\n".join(lines))

    head, _, page = answer.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert all(f"\r\n{name}: ".encode().lower() in head.lower() for name, _ in ALWAYS)
    assert b"evil.example" not in page


@pytest.mark.parametrize("size", [200_000, 10_000_000])
@pytest.mark.parametrize("how", ["a length", "chunks", "a length that waits"])
def test_s20_a_body_of_ten_megabytes_is_refused_in_words_and_takes_no_memory(
    served: tuple[Settings, Address], how: str, size: int
) -> None:
    settings, address = served
    body = b"description=" + b"x" * size
    fields = [] if how == "a length" else [b"Expect: 100-continue"]
    request = posted(body, *fields)
    if how == "chunks":
        coding = b"\r\n".join((POST, HOST, FORM, b"Transfer-Encoding: chunked", b"\r\n"))
        request = coding + b"".join(chunked(b"x" * 50_000)[:-5] for _ in range(size // 50_000))
    before = memory_of(address)

    answer = ask(*address, request)

    assert_refused(answer, 413)
    assert memory_of(address) - before < 5_000_000
    assert not [row for row in rows_in(settings.data) if "xxxx" in str(row.data)]


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n" + HOST + b"\r\nX-Long: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"\r\n" + b"X-Many: y\r\n" * 100_000 + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"\r\nX-Spaces:" + b" " * 250_000 + b"x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"\r\nUser-Agent: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"GET /?" + b"x" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n\r\n",
    ],
    ids=["long", "many", "spaces", "agent", "address"],
)
def test_s20_s46_heads_without_end_are_refused_in_words(
    served: tuple[Settings, Address], head: bytes
) -> None:
    _, address = served

    assert_refused(ask(*address, head), 431)


def test_spaces_before_a_value_cost_no_time(served: tuple[Settings, Address]) -> None:
    _, address = served
    spaces = b"X-Spaces:" + b" " * 15_000 + b"x"

    answer = ask(*address, b"\r\n".join((b"GET /healthz HTTP/1.1", HOST, spaces, b"\r\n")) * 50)

    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("method", [b"TRACE", b"PUT", b"DELETE", b"PATCH", b"PROPFIND"])
@pytest.mark.parametrize("path", [b"/requests", b"/", b"/desk/", b"/healthz"])
def test_s28_other_methods_are_refused_and_echo_nothing(
    served: tuple[Settings, Address], method: bytes, path: bytes
) -> None:
    _, address = served
    fields = (HOST, b"X-Secret: canary", b"Connection: close", b"\r\n")

    answer = ask(*address, b"\r\n".join((method + b" " + path + b" HTTP/1.1", *fields)))

    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"canary" not in answer


def test_s36_f13_every_answer_of_the_server_itself_forbids_frames(
    served: tuple[Settings, Address],
) -> None:
    _, address = served
    asked = (b"GET / HTTP/3\r\n\r\n", b"x", b"GET / HTTP/1.1\r\nX: " + b"y" * 20_000 + b"\r\n\r\n")

    for answer in (ask(*address, request) for request in asked):
        assert b"frame-ancestors 'none'" in answer


def test_one_request_at_a_time_is_answered_and_what_follows_it_is_not(
    served: tuple[Settings, Address], tmp_path: Path
) -> None:
    settings, address = served
    first, second = a_body(address), a_body(address)
    before = len(rows_in(settings.data))

    answer = ask(*address, posted(first) + posted(second))

    assert answer.count(b"HTTP/1.1 303 ") == 1
    assert len(rows_in(settings.data)) == before + 1
