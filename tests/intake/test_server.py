"""Guide and intake at one address, in one process and behind the real server."""

from __future__ import annotations

import errno
import gzip
import http.client
import logging
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import flask
import pytest
from asking import STYLE, a_site, ask, break_layout, open_form, submit
from faults import remount, small_disk
from guides_folder import SAMPLE, edit
from intake_app import NOW, a_district, a_form, a_submission, a_token, rows_in, send, token_in
from served import PATIENCE, free_port, running, serving
from site_build import DATE, ROOT, Built
from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder

from guidebook.page_policy import IN_HEADER
from intake import create_app
from intake.journal.journal import Journal
from intake.journal.verify import verify
from intake.server import make_first_queue, make_wsgi
from intake.settings import Settings


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(make_wsgi(a_site(tmp_path)))


# ---------- one address ----------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/services/", 200),
        ("/assets/house.css", 200),
        ("/requests/new", 200),
        ("/requests/r/none", 404),
        ("/requests/no/such", 404),
        ("/desk/", 401),
        ("/healthz", 200),
        ("/no/such/page/", 404),
        ("/requestsx", 404),
        ("/../secret_key", 404),
        ("/%2e%2e/secret_key", 404),
    ],
)
def test_s36_s45_every_answer_carries_the_headers(client: Client, path: str, status: int) -> None:
    answer = client.get(path, buffered=True)

    assert answer.status_code == status
    assert answer.headers.getlist("Content-Security-Policy") == [IN_HEADER]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_intake_alone_carries_the_headers_too(tmp_path: Path) -> None:
    answer = create_app(a_district(tmp_path)).test_client().get("/requests/new")

    assert answer.headers.getlist("Content-Security-Policy") == [IN_HEADER]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "no-cache"),
        ("/services/", "no-cache"),
        ("/no/such/page/", "no-cache"),
        ("/assets/house.css", "max-age=0, public"),
        ("/assets/main.484c7ddc.min.css", "max-age=315360000, public, immutable"),
        ("/requests/new", "private, no-cache"),
        ("/requests/status", "no-store"),
        ("/requests/r/none", "no-store"),
    ],
)
def test_what_may_be_kept_and_how_long(client: Client, path: str, expected: str) -> None:
    assert client.get(path, buffered=True).headers["Cache-Control"] == expected


def test_an_unknown_address_of_the_guide_shows_the_guides_own_page(client: Client) -> None:
    answer = client.get("/no/such/page/", buffered=True)

    assert answer.status_code == 404
    assert answer.text.endswith("404.html")
    assert client.head("/no/such/page/").data == b""


def test_an_unknown_address_of_the_intake_shows_its_own_page(client: Client) -> None:
    assert "没有这个页面" in client.get("/requests/no/such", buffered=True).text


def test_files_are_sent_compressed_where_there_is_a_compressed_one(client: Client) -> None:
    answer = client.get("/assets/house.css", headers={"Accept-Encoding": "gzip"}, buffered=True)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == STYLE.encode()


def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    changed = client.get("/", buffered=True).headers["Last-Modified"]

    assert client.get("/", headers={"If-Modified-Since": changed}, buffered=True).status_code == 304


def test_a_start_without_the_queue_says_whom_to_call_and_makes_none(tmp_path: Path) -> None:
    settings = a_site(tmp_path)
    settings.data.rename(tmp_path / "elsewhere")
    client = Client(make_wsgi(settings))

    receipt, sent = client.get("/requests/r/x"), client.get("/healthz", buffered=True)

    assert (receipt.status_code, sent.status_code) == (503, 503)
    assert 'href="tel:' in receipt.text
    assert not settings.data.exists()
    (tmp_path / "elsewhere").rename(settings.data)
    assert client.get("/healthz", buffered=True).text == "ok\n"


def a_lock(what: str, queue: Path) -> None:
    (queue / ".lock").unlink(missing_ok=True)
    if what == "folder":
        (queue / ".lock").mkdir()
    else:
        (queue / ".lock").symlink_to(queue / "journal.csv")


CLOSED: dict[str, Callable[[Path], object]] = {
    "a full disk": lambda disk: (disk / "x").write_bytes(bytes(os.statvfs(disk).f_bavail * 4096)),
    "a disk that can only be read": lambda disk: remount(disk, "ro"),
    "a lock that is a folder": lambda disk: a_lock("folder", disk / "queue"),
    "a lock that is a link": lambda disk: a_lock("link", disk / "queue"),
    "no mirror": lambda disk: (disk / "queue" / "mirror" / "journal.csv").unlink(),
    "no queue": lambda disk: shutil.rmtree(disk / "queue"),
}


@pytest.mark.parametrize("how", CLOSED)
def test_s64_f07_health_and_verify_say_what_a_sender_meets_and_the_log_once_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        queue = Journal(disk / "queue")
        queue.make()
        queue.submit("first", NOW, a_submission(description="字" * 1000))  # fills a page
        settings = replace(a_site(tmp_path), data=disk / "queue")
        client = Client(make_wsgi(settings))
        form = a_form(token=token_in(client.get("/requests/new").text))
        assert client.get("/healthz", buffered=True).text == "ok\n"
        CLOSED[how](disk)

        health = client.get("/healthz", buffered=True)
        sent = [client.post("/requests", data=form, buffered=True).status_code for _ in range(20)]
        again = client.get("/healthz", buffered=True)

    assert (health.status_code, again.status_code) == (503, 503)
    assert health.text.startswith("closed: ")
    assert sent == [503] * 20
    assert 1 <= caplog.text.count("the journal is not available") <= 2  # in two ways at most


def test_f07_a_write_that_failed_is_tried_again_before_health_is_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(make_wsgi(a_site(tmp_path)))
    form = a_form(token=token_in(client.get("/requests/new").text))

    def over_quota(*_arguments: object, **_options: object) -> int:
        raise OSError(errno.EDQUOT, "over quota")

    with monkeypatch.context() as limited:
        limited.setattr("intake.journal.file_store.append_whole", over_quota)
        limited.setattr("intake.journal.disk.TemporaryFile", over_quota)
        sent = client.post("/requests", data=form, buffered=True)
        ill = client.get("/healthz", buffered=True)
    well = client.get("/healthz", buffered=True)

    folder = f"{tmp_path.name}/queue"
    assert (sent.status_code, ill.text) == (503, f"closed: EDQUOT {folder}\n")
    assert well.text == "ok\n"


@pytest.mark.parametrize(("behind", "status"), [(0, 200), (4, 200), (6, 503), (14400, 503)])
def test_s64_health_and_verify_tell_a_clock_that_is_behind_and_rows_keep_their_order(
    tmp_path: Path, behind: int, status: int
) -> None:
    settings = a_site(tmp_path)
    queue = Journal(settings.data)
    queue.submit("a", NOW + timedelta(minutes=behind), a_submission())
    client = Client(make_wsgi(settings))

    health = client.get("/healthz", buffered=True)
    found = verify(queue, NOW)
    form = a_form(token=token_in(client.get("/requests/new").text))
    sent = client.post("/requests", data=form, buffered=True)

    assert health.status_code == status
    assert health.text == (f"open: clock_behind {behind}\n" if status == 503 else "ok\n")
    assert found.closed == (f"clock_behind {behind}" if status == 503 else "")
    assert sent.status_code == 303
    assert [row.seq for row in rows_in(settings.data)] == [1, 2]
    assert client.get("/healthz", buffered=True).status_code == 200


@pytest.mark.parametrize(("days", "is_told"), [(300, False), (400, True)])
def test_a_clock_far_ahead_of_the_last_row_is_told_at_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, days: int, is_told: bool
) -> None:
    settings = a_site(tmp_path)
    Journal(settings.data).submit("a", NOW - timedelta(days=days), a_submission())

    make_wsgi(settings)

    assert ("far ahead of the last rows" in caplog.text) == is_told


def test_the_usual_queue_is_made_once_and_missed_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    make_first_queue(settings, {"INTAKE_DATA": "elsewhere"})
    assert not settings.data.exists()

    make_first_queue(settings, {})
    made = (settings.data / "journal.csv").exists()
    settings.data.rename(tmp_path / "unmounted")
    make_first_queue(settings, {})

    assert made
    assert not settings.data.exists()


# ---------- proxies ----------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer"),
    [
        (0, "9.9.9.9", "10.0.0.1"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "8.8.8.8, 9.9.9.9", "9.9.9.9"),
        (2, "8.8.8.8, 9.9.9.9", "8.8.8.8"),
        (2, "9.9.9.9", "10.0.0.1"),
    ],
)
def test_s33_only_our_own_proxies_are_believed(
    tmp_path: Path, proxies: int, forwarded: str, peer: str
) -> None:
    app = create_app(a_district(tmp_path, proxies=proxies))
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(flask.request.remote_addr))
    builder = EnvironBuilder(
        path="/requests/new",
        headers=Headers({"X-Forwarded-For": forwarded, "X-Forwarded-Host": "evil.example"}),
        environ_base={"REMOTE_ADDR": "10.0.0.1"},
    )

    answer = app.test_client().open(builder)

    assert answer.status_code == 200
    assert seen == [peer]


@pytest.mark.parametrize(
    ("proxies", "said", "is_told"),
    [
        (0, "https", False),
        (1, "https", True),
        (1, "http", False),
        (1, "http, https", True),
        (1, "https, http", False),
        (2, "https, http", True),
        (2, "https", False),
    ],
)
@pytest.mark.parametrize("path", ["/", "/no/such/", "/requests/new", "/requests/no/such"])
def test_f19_https_alone_is_asked_for_where_our_own_proxies_say_https(
    tmp_path: Path, proxies: int, said: str, is_told: bool, path: str
) -> None:
    client = Client(make_wsgi(replace(a_site(tmp_path), proxies=proxies)))

    answer = client.get(path, headers={"X-Forwarded-Proto": said}, buffered=True)

    told = answer.headers.getlist("Strict-Transport-Security")
    assert told == (["max-age=31536000"] if is_told else [])


# ---------- logs ----------


def test_s47_nothing_personal_is_ever_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    personal = {"company": "金丝雀有限公司", "phone": "13975318642", "description": "金丝雀在唱歌"}
    caplog.set_level(logging.DEBUG)
    client = create_app(a_district(tmp_path)).test_client()

    receipt = send(client, a_form(**personal)).headers["Location"]
    send(client, a_form(**personal, uscc="1"))
    client.get(receipt)
    client.get("/requests/r/canary-token?phone=13975318642")
    token = a_token(client)
    break_layout(tmp_path)
    broken = send(client, a_form(**personal, token=token), "/requests/check")

    fault = re.search("日志编号：([0-9a-f]{8})", broken.text)
    assert broken.status_code == 500
    assert fault
    assert f"fault {fault[1]}: UndefinedError in requests.check_form" in caplog.text
    assert "request_form.py" in caplog.text
    for canary in ("金丝雀", "13975318642", "8642", "canary", receipt.rsplit("/", 1)[1]):
        assert canary not in caplog.text


# ---------- the real server ----------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, str, int]]:
    settings = a_site(tmp_path_factory.mktemp("served"))
    with serving(settings) as (host, port):
        yield settings, host, port


def test_a_request_goes_through_the_real_server(served: tuple[Settings, str, int]) -> None:
    settings, host, port = served

    status, _, _ = submit((host, port), open_form((host, port)))
    raw = ask(host, port, b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")

    assert status == 303
    assert raw.endswith(b"\r\n\r\nok\n")
    assert b"\r\nServer:" not in raw
    assert len(rows_in(settings.data)) == 1


def test_one_command_builds_the_site_and_serves_it_with_the_form(tmp_path: Path) -> None:
    port = free_port()
    command = [
        *(sys.executable, str(ROOT / "build.py"), "serve", "--guides", str(SAMPLE)),
        *("--site-dir", str(tmp_path / "site"), "--layouts", str(tmp_path / "layouts")),
        *("--date", DATE, "--port", str(port)),
    ]
    environment = {
        "INTAKE_DATA": str(tmp_path / "queue"),
        "INTAKE_SECRET_KEY_FILE": str(tmp_path / "secret_key"),
    }

    Journal(tmp_path / "queue").make()
    with running(command, port, environment):
        home = ask("127.0.0.1", port, b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        status, _, _ = submit(("127.0.0.1", port), open_form(("127.0.0.1", port)))

    assert "云桥" in home.decode()
    assert status == 303
    assert len(rows_in(tmp_path / "queue")) == 1


def test_a_letter_in_the_guide_stops_no_start(copy_built: Built, tmp_path: Path) -> None:
    port = free_port()
    folders = ["--site-dir", str(copy_built.site), "--layouts", str(copy_built.layouts)]
    edit(copy_built.guides, "form.yaml", "version:", "verzion:")
    Journal(tmp_path / "queue").make()
    environment = {
        "INTAKE_DATA": str(tmp_path / "queue"),
        "INTAKE_SECRET_KEY_FILE": str(tmp_path / "secret_key"),
    }
    words = ["serve", "--guides", str(copy_built.guides), *folders, "--date", DATE]
    serve = [sys.executable, str(ROOT / "build.py"), *words, "--port", str(port)]

    with running(serve, port, environment):
        health = ask("127.0.0.1", port, b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        status, _, _ = submit(("127.0.0.1", port), open_form(("127.0.0.1", port)))

    assert health.endswith(b"\nok\n")
    assert status == 303


def test_who_starts_a_service_that_takes_no_request_is_told_why(
    copy_built: Built, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    folders = ["--site-dir", str(copy_built.site), "--layouts", str(copy_built.layouts)]
    environment = {
        "INTAKE_DATA": str(tmp_path / "queue"),
        "INTAKE_SECRET_KEY_FILE": str(tmp_path / "secret_key"),
    }
    words = ["serve", "--built", "--guides", str(copy_built.guides), *folders, "--port", str(port)]

    with running([sys.executable, str(ROOT / "build.py"), *words], port, environment):
        ask("127.0.0.1", port, b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")

    told = capfd.readouterr()
    assert "现在不受理诉求：这里没有队列" in told.err
    assert "queue init" in told.err


SLOW_SERVER = """
import signal
import time
from intake.server import serve

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it

def app(environ, start_response):
    time.sleep(0.5)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]

serve(app, "127.0.0.1", {port})
"""


def everything_from(connection: socket.socket) -> bytes:
    """Return what comes until the other side closes, and close too."""
    with connection, connection.makefile("rb") as answer:
        return answer.read()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_who_was_asking_when_a_server_is_ended_is_answered(how: signal.Signals) -> None:
    port = free_port()
    with running([sys.executable, "-c", SLOW_SERVER.format(port=port)], port, {}) as server:
        asking = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(24)]
        for connection in asking:
            connection.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        answers = [everything_from(asking[0])]  # by then the server has taken them all in

        server.send_signal(how)
        answers += [everything_from(connection) for connection in asking[1:]]

        assert server.wait(PATIENCE) == 0
    assert [answer[-4:] for answer in answers] == [b"done"] * 24


def test_lines_of_the_log_begin_with_their_time_and_a_stopped_clock_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(a_site(tmp_path)) as address:
        ask(*address, b"GET /requests/new HTTP/1.0\r\nHost: elsewhere.example\r\n\r\n")

    lines = capfd.readouterr().err.splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", line) for line in lines)
    assert any("INTAKE_NOW is set" in line for line in lines)
    assert any("elsewhere.example" in line for line in lines)


def test_s30_a_form_sent_to_two_servers_at_once_is_one_request(tmp_path: Path) -> None:
    settings = a_site(tmp_path)

    with serving(settings) as one, serving(settings) as other, ThreadPoolExecutor() as pool:
        for count in range(1, 11):
            form = open_form(one)
            answers = set(pool.map(submit, (one, other) * 4, [form] * 8))

            assert [status for status, *_ in answers] == [303]
            assert len(rows_in(settings.data)) == count


def test_s64_a_full_disk_shows_whom_to_call_and_loses_nothing(tmp_path: Path) -> None:
    settings = a_site(tmp_path)
    accepted = 0

    with serving(settings, largest_file=4000) as address:
        form = open_form(address)
        status, _, page = submit(address, form)
        while status == 303:
            accepted += 1
            form = open_form(address)
            status, _, page = submit(address, form)

    assert status == 503
    assert "这一次没有提交成功" in page
    assert form["description"] in page
    assert accepted == len(rows_in(settings.data)) > 0
    with serving(settings) as address:
        assert submit(address, form)[0] == 303
    assert len(rows_in(settings.data)) == accepted + 1


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 10000000\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"X: y\r\n folded\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_bodies_that_are_too_big_or_of_two_lengths_are_refused(
    served: tuple[Settings, str, int], head: bytes
) -> None:
    _, host, port = served
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    body = chunk * 10 if b"chunked" in head else b"x" * 200_000

    answer = ask(
        host,
        port,
        b"POST /requests HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n" + head + body,
    )

    assert re.match(rb"HTTP/1.[01] (400|413|501) |$", answer)


SLOW_HEADERS = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
SLOW_BODY = (
    b"POST /requests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\ncompany="
)


@pytest.mark.parametrize("slow", [SLOW_HEADERS, SLOW_BODY], ids=["headers", "body"])
def test_three_hundred_slow_clients_keep_nobody_out(
    served: tuple[Settings, str, int], slow: bytes
) -> None:
    _, host, port = served
    slow_clients = [socket.create_connection((host, port), PATIENCE) for _ in range(300)]
    for client in slow_clients:
        client.sendall(slow)

    with closing(http.client.HTTPConnection(host, port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/requests/new")
        status = connection.getresponse().status
    given_up, _, _ = select.select(slow_clients, [], [], 0)

    assert status == 200
    assert given_up == []  # the answer did not wait until the slow ones were sent away
    for client in slow_clients:
        client.close()


AT_A_PORT = """
import sys
from flask import Flask
from intake.server import serve
serve(Flask("none"), "127.0.0.1", int(sys.argv[1]), lambda: print("ready"))
"""


def test_nothing_is_said_to_be_ready_at_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        command = [sys.executable, "-c", AT_A_PORT, str(other.getsockname()[1])]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "in use" in told.stderr
    assert told.stdout == ""
