"""nginx and Caddy by our examples answer as the intake itself does, over https."""

from __future__ import annotations

import gzip
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pytest
from behind import DEPLOY, Readers, Supervised, caddy_before, get, nginx_before, supervised
from guides_folder import SAMPLE
from intake_app import a_form, rows_in, token_in
from served import environment_of, free_port
from site_build import ROOT, Built
from werkzeug.test import Client

from guidebook.model.addresses import INTAKE, is_of_intake
from guidebook.page_policy import IN_HEADER
from guidebook.stamp import FINGERPRINT
from intake.journal.journal import Journal
from intake.server import make_wsgi
from intake.settings import Settings, make_secret_key

FRONTS = {"nginx": nginx_before, "caddy": caddy_before}
EXAMPLES = [(DEPLOY / name).read_text() for name in ("nginx.conf", "Caddyfile")]
OF_THE_CONNECTION = {"date", "server", "connection", "etag", "last-modified", "accept-ranges"}
COMPRESSED = {"vary", "content-encoding"}
OF_THE_CONNECTION |= {"content-length", "transfer-encoding", "alt-svc"}


class Standing(NamedTuple):
    """A front, what stands behind it, and the settings of that."""

    port: int
    web: Supervised
    settings: Settings


@pytest.fixture(scope="module", params=sorted(FRONTS))
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sample_built: Built
) -> Iterator[Standing]:
    folder = tmp_path_factory.mktemp("standing")
    settings = Settings(
        data=folder / "queue",
        site=sample_built.site,
        guides=SAMPLE,
        layouts=sample_built.layouts,
        secret_key_file=folder / "secret_key",
        proxies=1,
    )
    make_secret_key(settings.secret_key_file)
    Journal(settings.data).make()
    with ExitStack() as stack:
        web = stack.enter_context(supervised(serving_built(sample_built), settings_in(settings)))
        front = FRONTS[request.param](folder, sample_built.site, web.port)
        yield Standing(stack.enter_context(front), web, settings)


def serving_built(built: Built) -> list[str]:
    """Return the command that serves what is built."""
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--built", "--guides", str(SAMPLE)]
    return [*command, "--site-dir", str(built.site), "--layouts", str(built.layouts)]


def settings_in(settings: Settings) -> dict[str, str]:
    """Return the settings as the process is given them, with the real clock."""
    return {**environment_of(settings), "INTAKE_NOW": ""}


def kinds_of(built: Built) -> list[str]:
    """Return one address of each kind of file, with and without a fingerprint, and of none."""
    found: dict[tuple[str, bool], str] = {}
    for file in sorted(built.site.rglob("*")):
        name = file.relative_to(built.site).as_posix()
        is_served = file.is_file() and file.suffix != ".gz" and not name.startswith(".")
        if is_served:
            found.setdefault((file.suffix, bool(FINGERPRINT.search(name))), f"/{name}")
    pages = ["/", "/services/", "/no/such/page", "/.hidden", "/requests/no/such"]
    search = ["/search/", "/search/?q=", "/search/?kind=services"]
    return [*pages, *search, "/requests/new", "/desk/", "/healthz", *found.values()]


def compared(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, object]:
    """Return what of an answer has to be the same, whoever gives it."""
    said = {name.lower(): text.lower().replace('"', "") for name, text in headers.items()}
    plain = gzip.decompress(body) if said.get("content-encoding") == "gzip" else body
    ignored = OF_THE_CONNECTION if status == 200 else {*OF_THE_CONNECTION, *COMPRESSED}
    kept = {name: text for name, text in said.items() if name not in ignored}
    return {**kept, "status": status, "body": sha256(plain).hexdigest()}


def test_every_answer_is_that_of_the_intake(standing: Standing, sample_built: Built) -> None:
    own = Client(make_wsgi(standing.settings))
    told = {}

    for path in kinds_of(sample_built):
        asked = {"Accept-Encoding": "gzip", "Host": "127.0.0.1"}
        of = own.get(path, headers={**asked, "X-Forwarded-Proto": "https"}, buffered=True)
        wanted = compared(of.status_code, dict(of.headers), of.data)
        found = compared(*get(standing.port, path, asked))
        if is_of_intake(path):  # pages have words of their own, each time
            wanted["body"] = found["body"]
        names = sorted(wanted.keys() | found.keys())
        differs = [
            (name, wanted.get(name), found.get(name))
            for name in names
            if wanted.get(name) != found.get(name)
        ]
        if differs:
            told[path] = differs

    assert told == {}


@pytest.mark.parametrize("asked", ["q=公司", "kind=services&q=公司"])
def test_who_has_no_script_finds_too(standing: Standing, asked: str) -> None:
    path = f"/search/?{quote(asked, safe='=&')}"
    own = Client(make_wsgi(standing.settings)).get(path, headers={"Host": "127.0.0.1"})

    status, headers, page = get(standing.port, path)

    assert own.text.count("<mark>") > 0 or "kind" in asked
    assert (status, page.decode()) == (200, own.text)
    assert headers["cache-control"] == own.headers["Cache-Control"]


def test_an_address_without_its_last_slash_leads_to_the_page(standing: Standing) -> None:
    status, headers, _ = get(standing.port, "/services")

    assert status in (301, 308)
    assert headers["location"] in ("/services/", "services/")


def test_a_request_goes_through_and_comes_from_who_sent_it(standing: Standing) -> None:
    before = len(rows_in(standing.settings.data))
    page = get(standing.port, "/requests/new")[2].decode()
    form = urlencode(a_form(token=token_in(page)))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"https://127.0.0.1:{standing.port}",
        "X-Forwarded-For": "127.0.0.1",  # who says so is not believed
    }

    status, answered, _ = get(standing.port, "/requests", headers, "POST", form)

    assert status == 303
    assert answered["location"].startswith("/requests/r/")
    assert len(rows_in(standing.settings.data)) == before + 1


def test_a_restart_refuses_nobody(standing: Standing) -> None:
    starts = standing.web.starts

    with Readers(standing.port, "/healthz") as readers:
        readers.wait_for(20)
        standing.web.signal(signal.SIGTERM)
        standing.web.wait_for_start(starts + 1)
        readers.wait_for(200)

    assert standing.web.starts == starts + 1
    assert (readers.refused, set(readers.statuses)) == (0, {200})


@pytest.fixture(scope="module", params=sorted(FRONTS))
def alone(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sample_built: Built
) -> Iterator[int]:
    """Yield the port of a front behind which nothing answers."""
    folder = tmp_path_factory.mktemp("alone")
    with FRONTS[request.param](folder, sample_built.site, free_port()) as port:
        yield port


@pytest.mark.parametrize(
    "path", ["/requests/new", "/requests", "/desk/", "/healthz", "/search/?q=a"]
)
def test_where_the_intake_does_not_answer_people_are_told_how_to_go_on(
    alone: int, path: str
) -> None:
    method, body = ("POST", "text=typed") if path == "/requests" else ("GET", "")

    status, headers, page = get(alone, path, {}, method, body)

    assert status == 502
    assert (headers["cache-control"], headers["content-security-policy"]) == ("no-cache", IN_HEADER)
    assert re.search('href="tel:[0-9]+"', page.decode())
    assert "“后退”" in page.decode()


@pytest.mark.parametrize("path", ["/assets/", "/..%2f..%2fetc", "/" + "a/" * 5000])
def test_a_server_in_front_says_nothing_in_its_own_words(alone: int, path: str) -> None:
    status, headers, page = get(alone, path)

    assert status >= 400
    assert headers["content-security-policy"] == IN_HEADER
    assert 'lang="zh' in page.decode()


def test_more_than_is_passed_on_is_refused_in_the_words_of_the_guide(
    standing: Standing,
) -> None:
    status, _, page = get(standing.port, "/requests", {}, "POST", "x" * 300_000)

    assert status == 413
    assert "“后退”" in page.decode()


def test_examples_pass_on_the_addresses_of_the_intake_and_no_others() -> None:
    nginx, caddy = EXAMPLES
    (pattern,) = re.findall(r"location ~ (\^/\(.*) \{", nginx)
    (passed,) = re.findall(r"@intake path (.*)", caddy)

    paths = ["/", "/services/", "/desks/", "/requests-new/", *INTAKE, *(f"{a}/x" for a in INTAKE)]
    assert [path for path in paths if bool(re.match(pattern, path)) != is_of_intake(path)] == []
    assert sorted(passed.split()) == sorted([*INTAKE, *(f"{address}/*" for address in INTAKE)])


def test_examples_say_the_same_policy_as_the_intake() -> None:
    assert all(f'"{IN_HEADER}"' in example for example in EXAMPLES)
