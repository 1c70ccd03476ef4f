"""What a post must be like before anything reads it."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from intake_app import a_client, a_district, a_form, a_token, rows_in, send
from werkzeug.test import Client, TestResponse

from intake.server import make_wsgi

FORM = "application/x-www-form-urlencoded"
POSTS = ("/requests/check", "/requests", "/requests/edit", "/requests/status")


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


def post(client: FlaskClient, body: bytes, kind: str = FORM) -> TestResponse:
    return client.post("/requests", data=body, content_type=kind)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "http://["},
        {"Origin": "http://[::1"},
        {"Origin": "http://]:80"},
        {"Origin": "localhost"},
        {"Origin": "http://localhost:99999999"},
        {"Origin": "://"},
        {"Origin": "http://localhost\u0085"},
    ],
)
def test_a_post_from_another_site_is_refused(
    client: FlaskClient, tmp_path: Path, path: str, headers: dict[str, str]
) -> None:
    form = a_form(token=a_token(client))

    answer = client.post(path, data=form, headers=headers)

    assert answer.status_code == 403
    assert rows_in(tmp_path / "queue") == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {"Origin": "null"},
    ],
)
def test_a_post_from_our_own_page_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    form = a_form(token=a_token(client))

    answer = client.post("/requests", data=form, headers=headers)

    assert answer.status_code == 303


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/xml", "", "multipart/mixed"]
)
def test_other_kinds_of_content_are_refused(client: FlaskClient, path: str, kind: str) -> None:
    assert client.post(path, data=b"{}", content_type=kind).status_code == 415


def test_multipart_without_files_is_taken(client: FlaskClient) -> None:
    form = a_form(token=a_token(client))

    assert (
        client.post("/requests", data=form, content_type="multipart/form-data").status_code == 303
    )


@pytest.mark.parametrize("name", ["photo.jpg", "", "../../x"])
def test_a_file_is_refused(client: FlaskClient, tmp_path: Path, name: str) -> None:
    form = a_form(token=a_token(client)) | {"file": (io.BytesIO(b"x"), name or "blob")}

    answer = client.post("/requests", data=form, content_type="multipart/form-data")

    assert answer.status_code == 400
    assert rows_in(tmp_path / "queue") == []


@pytest.mark.parametrize(
    "text",
    [
        "云上".encode("gbk"),
        b"%D4%C6%C9%CF",  # the same, escaped
        "云上".encode("utf-16"),
        b"\xff",
        b"%ff",
        b"%ed%a0%80",  # half of a surrogate pair
        b"%c0%80",  # NUL in two bytes
    ],
)
def test_what_is_not_utf_8_is_refused(client: FlaskClient, tmp_path: Path, text: bytes) -> None:
    form = urlencode(a_form(token=a_token(client), company="")).encode() + b"&company=" + text

    answer = post(client, form)

    assert answer.status_code == 400
    assert rows_in(tmp_path / "queue") == []


def test_a_multipart_body_must_be_utf_8_too(client: FlaskClient) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="company"\r\n\r\n\xd4\xc6\r\n--x--\r\n'

    assert post(client, body, "multipart/form-data; boundary=x").status_code == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nX: " + b"y" * 9000 + b"\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"-" * 60_000, "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data; boundary=" + "x" * 5000),
    ],
)
def test_broken_multipart_is_refused(client: FlaskClient, body: bytes, kind: str) -> None:
    assert post(client, body, kind).status_code in (400, 413)


def test_too_much_is_refused_with_a_plain_page(client: FlaskClient, tmp_path: Path) -> None:
    answer = send(client, a_form(description="x" * 70_000))

    assert answer.status_code == 413
    assert "内容太多了" in answer.text
    assert rows_in(tmp_path / "queue") == []


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data"])
def test_a_hundred_thousand_fields_are_refused(client: FlaskClient, kind: str) -> None:
    fields = {f"a{n}": "" for n in range(100_000 if kind == FORM else 1000)}

    answer = client.post("/requests", data=fields, content_type=kind)

    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    answer = client.open("/requests", method=method)

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil", ""])
def test_an_unknown_host_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/requests/new", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "host", ["192.168.1.5", "[::1]", "[::1]:8000", "localhost.", "guide.example:8000", "["]
)
def test_an_address_that_is_not_set_up_is_told_to_the_operator_once(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    pages = [client.get("/requests/new", headers={"Host": host}) for _ in range(3)]

    assert {page.status_code for page in pages} == {400}
    assert "这个地址还没有设置好" in pages[0].text
    assert "页面放得太久" not in pages[0].text
    assert caplog.text.count(f"INTAKE_TRUSTED_HOSTS 里没有 {host}\n") == 1


def test_who_makes_up_hosts_fills_no_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(200):
        client.get("/requests/new", headers={"Host": f"{number}.{'x' * 4000}.example"})

    assert len(caplog.text) < 10_000


HOSTILE = ("[", "http://[", "\x85", "\xff", "a" * 4000, ";=,", "%00", "-1", "9" * 20, '"')
HEADERS = (
    *("Origin", "Host", "Cookie", "Referer", "Accept-Encoding", "Content-Type", "Range"),
    *("If-Modified-Since", "If-None-Match", "Sec-Fetch-Site", "X-Forwarded-For"),
    *("X-Forwarded-Proto", "X-Forwarded-Host", "Accept-Language", "Authorization", "Expect"),
)


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("name", HEADERS)
def test_no_header_breaks_anything(tmp_path: Path, name: str, proxies: int) -> None:
    settings = a_district(tmp_path, proxies=proxies)
    settings.site.mkdir()
    (settings.site / "index.html").write_text("x" * 700)
    client = Client(make_wsgi(settings))
    client.set_cookie("x", "y")

    for value in HOSTILE:
        for path in ("/requests/new", "/requests/r/x", "/", "/healthz"):
            assert client.get(path, headers={name: value}).status_code < 500
        for path in POSTS:
            assert client.post(path, data={"token": "x"}, headers={name: value}).status_code < 500
