"""What keeps the server from starting: all of it is told at once, each with a remedy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from guides_folder import load
from intake_app import NOW, a_district
from site_build import ROOT

from guidebook.model.addresses import is_own_machine
from guidebook.stamp import MADE_OF, kept_content
from intake import create_app
from intake.clock import stopped_clock
from intake.journal.journal import Journal
from intake.settings import make_secret_key
from intake.starting import faults_of_files, faults_of_openness


def serve(
    folder: Path, guides: Path, *options: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command that serves, which has to refuse; nothing may be built."""
    environment = {
        "INTAKE_DATA": str(folder / "queue"),
        "INTAKE_SECRET_KEY_FILE": str(folder / "secret_key"),
        "INTAKE_TRUSTED_HOSTS": "",
    }
    command = [
        *(sys.executable, str(ROOT / "build.py"), "serve", "--guides", str(guides)),
        *("--site-dir", str(folder / "site"), "--layouts", str(folder / "layouts"), *options),
    ]
    told = subprocess.run(
        command,
        env=os.environ | environment | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert not (folder / "site").exists()
    return told


def test_f19_everything_that_keeps_it_from_being_public_is_told_at_once(
    tmp_path: Path, sample_guides: Path
) -> None:
    Journal(tmp_path / "queue").make()
    (tmp_path / "queue" / "requests.csv").touch(0o666)
    (tmp_path / "queue" / "requests.csv").chmod(0o644)

    told = serve(
        tmp_path,
        sample_guides,
        *("--host", "0.0.0.0"),  # noqa: S104 # that is what is refused
        INTAKE_NOTIFY=str(ROOT / "site" / "notify.json"),
    )

    reasons = told.stderr.strip().splitlines()
    assert told.returncode == 3
    assert "Traceback" not in told.stderr
    for words in (
        *("INTAKE_NOTIFY 不能放在公开的文件夹里", "请换到这些文件夹外面"),
        *("INTAKE_TRUSTED_HOSTS 里却只有本机", "INTAKE_TRUSTED_HOSTS=guide.example.cn"),
        *("site_url 却是 http://127.0.0.1:8000/", "请改成公布的网址"),
        *("谁都能读的文件（requests.csv）", f"chmod -R go= {tmp_path}/queue"),
        *(f"读不到密钥文件 {tmp_path}/secret_key", "openssl rand -hex 32"),
    ):
        assert sum(words in line for line in reasons) == 1, words
    assert len(reasons) == 5
    assert not (tmp_path / "secret_key").exists()


def test_a_setting_that_is_misspelt_ends_with_three(tmp_path: Path, sample_guides: Path) -> None:
    told = serve(tmp_path, sample_guides, INTAKE_HOSTS="a.example")

    assert told.returncode == 3
    assert "INTAKE_TRUSTED_HOSTS" in told.stderr


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        *(("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.3.2.1", True)),
        *(("0.0.0.0", False), ("::", False), ("", False), ("0", False)),  # noqa: S104
        *(("10.0.0.1", False), ("guide.example", False), ("::ffff:10.0.0.1", False)),
    ],
)
def test_only_a_loopback_address_is_this_machines_alone(host: str, is_ours: bool) -> None:
    assert is_own_machine(host) == is_ours


@pytest.mark.parametrize(
    ("site_url", "intake_url", "hosts", "words"),
    [
        ("https://guide.example/", None, ("guide.example",), ""),
        ("https://guide.example/", None, (".example",), ""),
        ("https://guide.example/", "https://form.example/", ("form.example",), ""),
        ("https://guide.example/", None, ("127.0.0.1", "localhost"), "却只有本机"),
        ("https://guide.example/", None, ("other.example",), "却没有 guide.example"),
        ("https://guide.example/", "https://form.example/", ("guide.example",), "form.example"),
        ("https://guide.example/", "http://[::1]:8000/", ("guide.example",), "intake_url 却是"),
        ("http://localhost:8000/", None, ("guide.example",), "site_url 却是"),
        ("http://0.0.0.0:8000/", None, ("guide.example",), "site_url 却是"),
    ],
)
def test_f19_addresses_and_hosts_must_fit_who_may_come(
    tmp_path: Path,
    sample_guides: Path,
    site_url: str,
    intake_url: str | None,
    hosts: tuple[str, ...],
    words: str,
) -> None:
    settings = a_district(tmp_path, trusted_hosts=hosts, proxies=1)
    site = load(sample_guides).site
    site = site.model_copy(update={"site_url": site_url, "intake_url": intake_url})

    faults = list(faults_of_openness(settings, "10.0.0.1", site))

    assert bool(faults) == bool(words)
    assert words in "".join(faults)
    assert not list(faults_of_openness(settings, "127.0.0.1", site))


@pytest.mark.parametrize("host", ["10.0.0.1", "127.0.0.1"])
def test_f19_who_comes_by_https_comes_by_a_proxy_that_is_believed(
    tmp_path: Path, sample_guides: Path, host: str
) -> None:
    settings = a_district(tmp_path, trusted_hosts=("guide.example",))
    site = load(sample_guides).site.model_copy(update={"site_url": "https://guide.example/"})

    (fault,) = faults_of_openness(settings, host, site)

    assert "设 INTAKE_PROXIES=1" in fault
    assert not list(faults_of_openness(replace(settings, proxies=1), host, site))


OPEN: dict[str, Callable[[Path], object]] = {
    "the journal": lambda queue: (queue / "journal.csv").chmod(0o644),
    "its mirror": lambda queue: (queue / "mirror" / "journal.csv").chmod(0o604),
    "a file beside the mirror": lambda queue: (queue / "mirror" / "old").write_text(""),
    "the accounts": lambda queue: (queue / "state.sqlite").write_text(""),
    "a file that anybody writes": lambda queue: (queue / "journal.csv").chmod(0o602),
}


@pytest.mark.parametrize("make_open", OPEN.values(), ids=OPEN.keys())
def test_s49_files_that_anybody_reads_or_writes_are_refused_by_name(
    tmp_path: Path, make_open: Callable[[Path], object]
) -> None:
    settings = a_district(tmp_path)
    assert not list(faults_of_files(settings))
    umask = os.umask(0)
    make_open(settings.data)
    os.umask(umask)

    (fault,) = faults_of_files(settings)

    assert f"chmod -R go= {settings.data}" in fault
    subprocess.run(["chmod", "-R", "go=", str(settings.data)], check=True)
    assert not list(faults_of_files(settings))


def test_s49_a_mirror_elsewhere_is_looked_at_too(tmp_path: Path) -> None:
    settings = a_district(tmp_path, mirror=tmp_path / "mirror")
    (settings.mirror / "journal.csv").chmod(0o644)  # type: ignore[operator] # it is set above

    (fault,) = faults_of_files(settings)

    assert f"chmod -R go= {tmp_path}/mirror" in fault


def test_s50_a_key_of_chance_is_taken(tmp_path: Path) -> None:
    settings = replace(a_district(tmp_path), secret_key_file=tmp_path / "new")

    for _ in range(100):
        make_secret_key(tmp_path / "new")
        assert not list(faults_of_files(settings))
        (tmp_path / "new").unlink()


def test_a_clock_years_behind_finds_no_fault_in_what_was_built(
    tmp_path: Path, sample_guides: Path
) -> None:
    settings = a_district(tmp_path, clock=stopped_clock(NOW.replace(year=2001)))
    shutil.copytree(sample_guides, kept_content(settings.layouts))
    made_of = settings.layouts / MADE_OF
    made_of.touch()
    os.utime(made_of, (NOW.timestamp(), NOW.timestamp()))

    client = create_app(settings).test_client()

    assert client.get("/requests/new").status_code == 200
