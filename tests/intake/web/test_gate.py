"""What a post must be like before anything reads it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from asking import a_site
from desk_app import sign_in
from flask.testing import FlaskClient
from intake_app import a_client, a_district, a_form, a_token, rows_in, send
from werkzeug.test import Client, TestResponse

from intake.server import make_wsgi

FORM = "application/x-www-form-urlencoded"
COMPANY_POSTS = ("/requests/check", "/requests", "/requests/edit", "/requests/status")
POSTS = (
    *("/requests/new", *COMPANY_POSTS),
    *(f"/requests/r/x/{event}" for event in ("supply", "withdraw", "rate", "reopen")),
    *("/desk/in/x", "/desk/out", "/desk/new", "/desk/AB2C-D3EF/take"),
)


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


def post(client: FlaskClient, body: bytes, kind: str = FORM) -> TestResponse:
    return client.post("/requests", data=body, content_type=kind)


FIELD = b'--x\r\nContent-Disposition: form-data; name="company"\r\n\r\nyun'
BROKEN = (
    b"",
    b"--x--\r\n",
    FIELD,  # no end
    FIELD + b"\r\n--x",
    FIELD + b"\r\n--x-",
    FIELD + b"\r\n--x--\r\nafter",
    b"before\r\n" + FIELD + b"\r\n--x--",
    FIELD + b"\r\n--x \r\n" + FIELD[5:] + b"\r\n--x--",  # padded
    FIELD + b"\r\n--xy\r\n--x--",
    FIELD + b"\r\n--x--\r\n" + FIELD + b"\r\n--x--",  # ended twice
    FIELD.replace(b"\r\n", b"\n") + b"\n--x--",
    FIELD.replace(b'; name="company"', b"") + b"\r\n--x--",
    FIELD.replace(b'"company"', b"company") + b"\r\n--x--",
    FIELD.replace(b"name=", b"name*=utf-8''") + b"\r\n--x--",
    FIELD.replace(b'"company"', b'"company"; name="phone"') + b"\r\n--x--",
    FIELD.replace(b'"company"', b'"company"; filename="a"') + b"\r\n--x--",
    FIELD.replace(b'"company"', b'"company"; filename=') + b"\r\n--x--",
    FIELD.replace(b"yun", b"Content-Type: text/plain\r\n\r\nyun").replace(b"\r\n\r\nC", b"\r\nC")
    + b"\r\n--x--",
    FIELD.replace(b"form-data", b"attachment") + b"\r\n--x--",
    FIELD.replace(b"; name", b";\r\n name") + b"\r\n--x--",  # folded
)


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
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-origin, cross-site"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "https://localhost"},
        {"Origin": "ftp://localhost"},
        {"Origin": ""},
        {"Origin": "http://localhost/"},
        {"Origin": "http://a@localhost"},
        {"Referer": "https://evil.example/requests/new"},
        {"Referer": "https://localhost/requests/new"},
        {"Referer": "http://localhost@evil.example/"},
        {"Referer": "http://localhost.evil.example/"},
        {"Referer": "http://evil.example/http://localhost/"},
        {"Referer": "http://localhost:8080/requests/new"},
        {"Referer": "/requests/new"},
        {"Referer": ""},
        {"Sec-Fetch-Site": "same-origin", "Referer": "https://evil.example/"},
    ],
)
def test_s34_f04_a_post_from_another_site_is_refused(
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
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost", "Referer": "http://localhost/requests/check"},
        {"Referer": "http://localhost/requests/check"},
        {"Referer": "http://localhost/requests/new?service=a#b"},
        {"Host": "LOCALHOST", "Origin": "http://localhost"},
        {"Host": "localhost.", "Origin": "http://localhost."},
        {"Host": "localhost:8000", "Referer": "http://localhost:8000/"},
    ],
)
def test_a_post_from_our_own_page_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    form = a_form(token=a_token(client))

    answer = client.post("/requests", data=form, headers=headers)

    assert answer.status_code == 303


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "application/xml", "", "multipart/mixed", f"{FORM}, {FORM}"],
)
def test_s28_other_kinds_of_content_are_refused(client: FlaskClient, path: str, kind: str) -> None:
    assert client.post(path, data=b"{}", content_type=kind).status_code == 415


@pytest.mark.parametrize(
    "kind",
    [
        f"{FORM}; charset=gbk",
        f"{FORM}; charset=utf-16",
        f"{FORM}; charset=us-ascii",
        f"{FORM}; charset=utf-8; charset=gbk",
        f"{FORM}; charset*=utf-8''gbk",
        f"{FORM}; charset*0=gb; charset*1=k",
        f"{FORM}; charset",
        "multipart/form-data; boundary=x; charset=gbk",
        "multipart/form-data; boundary=x; boundary=y",
        "multipart/form-data; boundary*=utf-8''x",
    ],
)
@pytest.mark.parametrize("path", COMPANY_POSTS)
def test_s27_f08_a_charset_but_utf_8_and_a_kind_told_twice_are_refused(
    client: FlaskClient, tmp_path: Path, path: str, kind: str
) -> None:
    body = urlencode(a_form(token=a_token(client)))
    if kind.startswith("multipart"):
        body = FIELD.decode() + "\r\n--x--\r\n"

    assert client.post(path, data=body.encode(), content_type=kind).status_code == 400
    assert rows_in(tmp_path / "queue") == []


@pytest.mark.parametrize("kind", [f"{FORM};charset=UTF-8", f'{FORM}; charset="utf-8"'])
def test_a_form_that_says_it_is_utf_8_is_taken(client: FlaskClient, kind: str) -> None:
    assert post(client, urlencode(a_form(token=a_token(client))).encode(), kind).status_code == 303


@pytest.mark.parametrize(
    "more",
    [
        {"_charset_": "gbk"},
        {"\ufffd": ""},
    ],
)
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data"])
@pytest.mark.parametrize("path", COMPANY_POSTS)
def test_s27_what_was_read_wrongly_before_it_came_is_refused(
    client: FlaskClient, tmp_path: Path, path: str, kind: str, more: dict[str, str]
) -> None:
    form = a_form(token=a_token(client)) | more

    assert client.post(path, data=form, content_type=kind).status_code == 400
    assert rows_in(tmp_path / "queue") == []


@pytest.mark.parametrize("name", ["consent", "phone", "token", "answers.wanted_area", "unknown"])
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data"])
@pytest.mark.parametrize("path", COMPANY_POSTS)
def test_s29_f08_two_of_a_field_are_refused(
    client: FlaskClient, tmp_path: Path, path: str, kind: str, name: str
) -> None:
    form = {**a_form(token=a_token(client))}
    twice: dict[str, object] = {**form, name: [form.get(name, ""), form.get(name, "0")]}

    assert client.post(path, data=twice, content_type=kind).status_code == 400
    assert rows_in(tmp_path / "queue") == []


def test_multipart_without_files_is_taken(client: FlaskClient) -> None:
    form = a_form(token=a_token(client))

    assert (
        client.post("/requests", data=form, content_type="multipart/form-data").status_code == 303
    )


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "named",
    [
        *('filename="photo.jpg"', 'filename=""', 'filename="../../x"', "filename=x", "filename"),
        *("filename*=utf-8''x", 'FILENAME="x"', 'filename="x"\r\nContent-Type: image/png'),
    ],
)
def test_s58_a_file_is_refused(client: FlaskClient, tmp_path: Path, path: str, named: str) -> None:
    fields = {**a_form(token=a_token(client)), "photo": "x"}
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{"; " + named if text == "x" else ""}'
        f"\r\n\r\n{text}\r\n"
        for name, text in fields.items()
    )

    answer = client.post(
        path, data=f"{body}--x--\r\n".encode(), content_type="multipart/form-data; boundary=x"
    )

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
def test_s27_what_is_not_utf_8_is_refused(client: FlaskClient, tmp_path: Path, text: bytes) -> None:
    form = urlencode(a_form(token=a_token(client), company="")).encode() + b"&company=" + text

    answer = post(client, form)

    assert answer.status_code == 400
    assert rows_in(tmp_path / "queue") == []


def test_s27_a_multipart_body_must_be_utf_8_too(client: FlaskClient) -> None:
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
        *((body, "multipart/form-data; boundary=x") for body in BROKEN),
    ],
)
def test_s23_broken_multipart_is_refused(client: FlaskClient, body: bytes, kind: str) -> None:
    assert post(client, body, kind).status_code in (400, 413)


def test_s20_too_much_is_refused_with_a_plain_page(client: FlaskClient, tmp_path: Path) -> None:
    answer = send(client, a_form(description="x" * 70_000))

    assert answer.status_code == 413
    assert "内容太多了" in answer.text
    assert rows_in(tmp_path / "queue") == []


@pytest.mark.parametrize("path", COMPANY_POSTS)
def test_s22_a_part_of_sixty_megabytes_without_a_file_name_is_refused(
    client: FlaskClient, path: str
) -> None:
    body = FIELD + b"x" * (60 << 20) + b"\r\n--x--\r\n"

    answer = client.post(path, data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data"])
def test_s21_a_hundred_thousand_fields_are_refused(client: FlaskClient, kind: str) -> None:
    fields = {f"a{n}": "" for n in range(100_000 if kind == FORM else 1000)}

    answer = client.post("/requests", data=fields, content_type=kind)

    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_s28_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    answer = client.open("/requests", method=method)

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil", ""])
def test_s38_an_unknown_host_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/requests/new", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["LOCALHOST", "LocalHost:8000", "localhost.", "127.0.0.1.:80"])
def test_s38_a_host_is_known_however_it_is_spelt(tmp_path: Path, host: str) -> None:
    client = Client(make_wsgi(a_site(tmp_path)))

    pages = [client.get(path, headers={"Host": host}) for path in ("/services/", "/requests/new")]

    assert [page.status_code for page in pages] == [200, 200]


@pytest.fixture
def fresh(tmp_path: Path) -> FlaskClient:
    """Open an application of its own: one keeps which hosts it has told."""
    return a_client(tmp_path, proxies=0)


@pytest.mark.parametrize("host", ["192.168.1.5", "[::1]", "[::1]:8000", "guide.example:8000", "["])
def test_an_address_that_is_not_set_up_is_told_to_the_operator_once(
    fresh: FlaskClient, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    pages = [fresh.get("/requests/new", headers={"Host": host}) for _ in range(3)]

    assert {page.status_code for page in pages} == {400}
    assert "这个地址还没有设置好" in pages[0].text
    assert "页面放得太久" not in pages[0].text
    assert caplog.text.count(f"INTAKE_TRUSTED_HOSTS 里没有 {host}\n") == 1


def test_who_makes_up_hosts_fills_no_log(
    fresh: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(200):
        fresh.get("/requests/new", headers={"Host": f"{number}.{'x' * 4000}.example"})

    assert 0 < len(caplog.text) < 10_000


HOSTILE = (
    "[",
    "http://[",
    "9" * 5000,
    "\x00",
    "\x00" * 2000,
    "\x85",
    "\xff",
    "a" * 4000,
    ";=,",
    "%00",
    "-1",
    "9" * 20,
    '"',
)
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
        for path in ("/requests/new", "/requests/r/x", "/", "/healthz", "/desk/", "/desk/in/x"):
            assert client.get(path, headers={name: value}).status_code < 500
        for path in (*COMPANY_POSTS, "/desk/in/x", "/desk/new"):
            assert client.post(path, data={"token": "x"}, headers={name: value}).status_code < 500


@pytest.mark.parametrize("text", ["\x00", "%00", "9" * 5000, "\ud800", "²", "["])
def test_no_address_breaks_anything(tmp_path: Path, text: str) -> None:
    settings = a_district(tmp_path)
    settings.site.mkdir()
    client = sign_in(a_client(tmp_path), tmp_path)
    escaped = quote(text, errors="surrogatepass")

    for address in ADDRESSES:
        answer = client.get(address.replace("{}", escaped))
        assert answer.status_code < 500, address


ADDRESSES = (
    *("/{}", "/requests/{}", "/requests/r/{}", "/desk/{}", "/desk/in/{}", "/desk/new/{}"),
    *("/requests/new?service={}&building={}&page={}", "/requests/new?{}", "/requests/status?{}"),
    *("/desk/?page={}", "/desk/?section={}", "/desk/?status={}&building={}", "/desk/?passed={}"),
    *("/desk/figures?first={}&last={}", "/desk/figures?month={}"),
)


@pytest.mark.parametrize("text", ["9" * 5000, "\x00", "²", "-1", "1e9", "[", "２"])
def test_no_number_that_is_sent_breaks_anything(tmp_path: Path, text: str) -> None:
    client = a_client(tmp_path)
    receipt = send(client, a_form()).headers["Location"]
    sent = dict.fromkeys(("seq", "number", "phone_tail", "grade", "phone", "uscc", "token"), text)

    for path in (*COMPANY_POSTS, *(f"{receipt}/{event}" for event in ("withdraw", "rate"))):
        assert client.post(path, data=sent).status_code in (400, 422), path
    for name in ("phone", "uscc", "email", "answers.wanted_area", "service", "consent"):
        assert send(client, a_form(**{name: text}), "/requests/check").status_code in (200, 422)
