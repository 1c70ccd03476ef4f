"""A build while the server runs: every answer is whole, and of one build."""

from __future__ import annotations

import gzip
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from asking import ask
from desk_app import a_desk
from guides_folder import edit
from intake_app import a_district, a_form, a_token, value_of
from served import serving
from site_build import Built, files_of
from site_files import write_site
from werkzeug.test import Client, TestResponse

from guidebook.page_policy import IN_HEADER
from guidebook.stamp import leave_stamp, withdraw_stamp
from intake.server import make_wsgi
from intake.settings import Settings

PAGE = b"<!doctype html><title>\xe4\xba\x91</title>" + b"x" * 700


@pytest.fixture
def settings(tmp_path: Path, sample_guides: Path) -> Settings:
    settings = replace(a_district(tmp_path), guides=sample_guides)
    build(settings, {"index.html": PAGE, "assets/house.1234abcd.css": b"a{}"})
    return settings


@pytest.fixture
def client(settings: Settings) -> Client:
    return Client(make_wsgi(settings))


def build(settings: Settings, files: dict[str, bytes]) -> None:
    """Publish files as a build does."""
    withdraw_stamp(settings.layouts)
    written = write_site(settings.site, {"404.html": b"none", **files})
    leave_stamp(settings.layouts, written.names)


def get(client: Client, path: str, encoding: str = "identity") -> TestResponse:
    return client.get(path, headers={"Accept-Encoding": encoding}, buffered=True)


def test_f13_a_page_that_became_longer_is_answered_whole(
    client: Client, settings: Settings
) -> None:
    get(client, "/")

    build(settings, {"index.html": PAGE + b"longer"})

    assert get(client, "/").data == PAGE + b"longer"
    assert gzip.decompress(get(client, "/", "gzip").data) == PAGE + b"longer"


def test_a_page_that_was_answered_before_is_sent_again_when_it_changed(
    client: Client, settings: Settings
) -> None:
    tag = get(client, "/").headers["ETag"]

    build(settings, {"index.html": PAGE + b"longer"})

    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_a_new_page_is_there_and_an_old_one_gone_after_the_build(
    client: Client, settings: Settings
) -> None:
    build(settings, {"glossary/new/index.html": PAGE})

    assert get(client, "/glossary/new/").data == PAGE
    assert get(client, "/").status_code == 404
    assert get(client, "/").data == b"none"


def test_f13_what_a_build_writes_is_not_seen_before_it_is_finished(
    client: Client, settings: Settings
) -> None:
    withdraw_stamp(settings.layouts)
    write_site(settings.site, {"index.html": b"half", "new/index.html": b"half"})

    assert get(client, "/").data == PAGE
    assert gzip.decompress(get(client, "/", "gzip").data) == PAGE
    assert get(client, "/new/").status_code == 404
    assert get(client, "/no/such/").data == b"none"


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=-5", "bytes=x", "bytes=9-1"])
def test_a_part_that_is_asked_for_is_answered_with_the_whole(client: Client, asked: str) -> None:
    answer = client.get("/", headers={"Range": asked}, buffered=True)

    assert (answer.status_code, answer.data) == (200, PAGE)


def test_a_contact_is_served_as_a_card(client: Client, settings: Settings) -> None:
    build(settings, {"buildings/tower/contacts.vcf": b"BEGIN:VCARD"})

    answer = get(client, "/buildings/tower/contacts.vcf")

    assert answer.headers["Content-Type"] == "text/vcard; charset=utf-8"


def test_a_published_service_is_known_to_the_form_after_the_build(
    client: Client, settings: Settings
) -> None:
    services = settings.guides / "services"
    text = (services / "bigger-office.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("S02", "S98"),
        ("大间", "小间"),
        ("[扩租]", "[缩租]"),
        ("坐不下了", "坐太空了"),
        ("楼上", "楼下"),
    ):
        text = text.replace(old, new)
    (services / "smaller-office.yaml").write_text(text, encoding="utf-8")
    address = "/requests/new?service=smaller-office"
    before = value_of("service", get(client, address).text)

    build(settings, {"index.html": PAGE})

    assert before == ""
    assert value_of("service", get(client, address).text) == "smaller-office"


def test_the_layout_is_that_of_the_last_finished_build(client: Client, settings: Settings) -> None:
    layout = settings.layouts / "layout" / "requests.html"
    withdraw_stamp(settings.layouts)
    layout.write_text(layout.read_text(encoding="utf-8") + "<!-- new -->", encoding="utf-8")
    during = get(client, "/requests/new").text

    leave_stamp(settings.layouts)

    assert "<!-- new -->" not in during
    assert "<!-- new -->" in get(client, "/requests/new").text


def test_content_with_faults_is_told_once_and_the_last_good_one_kept(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    edit(settings.guides, "services/bigger-office.yaml", "stages:", "stage:")
    build(settings, {"index.html": PAGE + b"new"})
    caplog.set_level(logging.ERROR)

    pages = [get(client, "/requests/new?service=bigger-office") for _ in range(3)]

    assert [value_of("service", page.text) for page in pages] == ["bigger-office"] * 3
    assert caplog.text.count("bigger-office.yaml") == 1


def test_a_form_that_was_open_over_a_build_can_be_sent(client: Client, settings: Settings) -> None:
    token = a_token(client)  # type: ignore[arg-type] # a client of the whole, not of Flask alone

    build(settings, {"index.html": PAGE + b"new"})

    assert client.post("/requests", data=a_form(token=token)).status_code == 303


@pytest.mark.parametrize("stamp", ["with names", "without"])
def test_what_no_build_made_is_not_served(settings: Settings, tmp_path: Path, stamp: str) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "requests.csv").write_text("private")
    (settings.site / ".env").write_text("private")
    (settings.site / ".git").mkdir()
    (settings.site / ".git" / "config").write_text("private")
    (settings.site / "linked.csv").symlink_to(tmp_path / "private" / "requests.csv")
    (settings.site / "index.html.br").symlink_to(tmp_path / "private" / "requests.csv")
    (settings.site / "linked").symlink_to(tmp_path / "private")
    (settings.site / "export.csv").write_text("private")
    if stamp == "without":
        (settings.site / "export.csv").unlink()
        leave_stamp(settings.layouts)
    client = Client(make_wsgi(settings))

    for path in ("/.env", "/.git/config", "/linked.csv", "/linked/requests.csv", "/export.csv"):
        assert get(client, path).status_code == 404
    assert get(client, "/", "br").data == PAGE
    assert get(client, "/assets/house.1234abcd.css").status_code == 200


KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "text/xml; charset=utf-8",
    ".vcf": "text/vcard; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
"""Ending of a file's name → what it is sent as; JSON is UTF-8 by itself (RFC 8259)."""


def test_s45_every_file_says_what_it_is_and_is_taken_for_nothing_else(
    sample_built: Built, tmp_path: Path
) -> None:
    settings = a_district(tmp_path, site=sample_built.site, layouts=sample_built.layouts)
    client, found = Client(make_wsgi(settings)), set()

    for path in files_of(sample_built.site):
        answer = client.get(f"/{path.removesuffix('index.html')}", buffered=True)
        kind = Path(path).suffix
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.status_code == 200 or path.endswith((".gz", "404.html")), path
        if answer.status_code == 200:
            assert answer.headers["Content-Type"].replace('"', "") == KINDS[kind], path
            assert answer.headers["Content-Security-Policy"] == IN_HEADER
            found.add(kind)

    assert found == KINDS.keys()


def test_s45_figures_are_taken_home_as_a_file(tmp_path: Path) -> None:
    answer = a_desk(tmp_path, "supervisor").get("/desk/figures.xlsx")

    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


ELSEWHERE = ("evil.example", "evil.example/..", "evil.example/index.html", "evil.example/services")
BEFORE = (
    *("//", "///", "/\\", "\\\\", "/%5c", "/%2f", "/%2F%2F", "//%5c", "/.//", "/..//", "/;//"),
    *("/services//", "/services/..//", "/requests//", "/requests/r//", "/desk//", "/／", "/%09/"),
    *("/javascript:", "/https:", "/https://", "/requests/new?next=//", "/desk/?next=https://"),
    *("/requests/r/x?next=//", "/desk/in/x?next=//", "/?url=https://", "/requests?next=//"),
)


def test_s37_no_address_leads_to_another_site(settings: Settings) -> None:
    """By raw sockets: clients mend such addresses before they send them."""
    build(settings, {"index.html": PAGE, "services/index.html": PAGE})
    with serving(settings) as address:
        for path in (before + elsewhere for before in BEFORE for elsewhere in ELSEWHERE):
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            answer = ask(*address, head.encode())

            found = re.search(rb"\r\nLocation: ([^\r]*)", answer)
            location = found[1].decode() if found else "/"
            own = location.removeprefix("http://127.0.0.1")
            assert answer.startswith(b"HTTP/1."), path
            assert not re.match(r"[/\\]{2}|[^/?]*:|[^/.]", own), (path, location)
