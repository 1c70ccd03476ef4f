"""Settings from the environment, and what keeps the intake from starting."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from guides_folder import edit
from intake_app import ROOT, a_district
from site_build import files_of

from guidebook.reading.problems import ContentError
from guidebook.stamp import keep_content
from intake import create_app
from intake.settings import (
    NAMES,
    Settings,
    SettingsError,
    make_secret_key,
    read_secret_keys,
    settings_from,
)
from intake.starting import faults_of_places, file_system_of, refuse


def test_what_is_not_set_keeps_its_default() -> None:
    assert settings_from({"PATH": "/bin", "INTAKE_DATA": ""}) == Settings()


def test_every_setting_comes_from_the_environment() -> None:
    settings = settings_from(
        {
            "INTAKE_DATA": "/srv/queue",
            "INTAKE_SITE": "/srv/site",
            "INTAKE_GUIDES": "/srv/guides",
            "INTAKE_LAYOUTS": "/srv/layouts",
            "INTAKE_SECRET_KEY_FILE": "/run/secret",
            "INTAKE_TRUSTED_HOSTS": "guide.example, www.guide.example",
            "INTAKE_PROXIES": "1",
            "INTAKE_CLOSE_DUE": "0",
            "INTAKE_NOW": "2026-11-23T09:30:00+08:00",
        }
    )

    assert settings.data == Path("/srv/queue")
    assert settings.secret_key_file == Path("/run/secret")
    assert not settings.closes_due
    assert settings.trusted_hosts == ("guide.example", "www.guide.example")
    assert settings.proxies == 1
    assert settings.clock() == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def test_a_moment_without_a_zone_is_local() -> None:
    clock = settings_from({"INTAKE_NOW": "2026-11-23"}).clock

    assert clock() == datetime(2026, 11, 22, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"INTAKE_PROXIES": "-1"},
        {"INTAKE_PROXIES": "one"},
        {"INTAKE_NOW": "today"},
        {"INTAKE_NOW": "9999-12-31T23:59:59-12:00"},
        {"INTAKE_NOW": "0001-01-01"},
        {"INTAKE_CLOSE_DUE": "no"},
    ],
)
def test_a_setting_that_cannot_be_understood_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        settings_from(wrong)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("INTAKE_DTAA", "INTAKE_DATA"),
        ("intake_data", "INTAKE_DATA"),
        ("INTAKE_MIROR", "INTAKE_MIRROR"),
        ("INTAKE_SECRET_KEY", "INTAKE_SECRET_KEY_FILE"),
        ("INTAKE_HOSTS", "INTAKE_TRUSTED_HOSTS"),
        ("INTAKE_COLOUR", "全部设置见"),
    ],
)
def test_a_misspelt_setting_stops_the_start_and_says_what_was_meant(wrong: str, meant: str) -> None:
    with pytest.raises(SettingsError, match=f"没有 {wrong} 这个设置.*{meant}"):
        settings_from({wrong: ""})


def test_every_setting_of_the_documents_is_one() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `INTAKE_(\w+)`", text, re.M)) == set(NAMES)


def test_a_key_that_was_made_is_private_and_long_enough(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"

    make_secret_key(path)

    assert path.stat().st_mode & 0o777 == 0o600
    (key,) = read_secret_keys(path)
    assert len(key) == 64


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    make_secret_key(tmp_path / "key")
    before = (tmp_path / "key").read_text()

    with pytest.raises(FileExistsError):
        make_secret_key(tmp_path / "key")

    assert (tmp_path / "key").read_text() == before


@pytest.mark.parametrize(
    ("content", "mode", "complaint"),
    [
        (b"k" * 64, 0o644, "chmod 600"),
        (b"k" * 64, 0o600, "猜得到"),
        (b"0123456789" * 4, 0o600, "猜得到"),
        (b"please-change-this-key-of-the-intake", 0o600, "猜得到"),
        (b"My-Default-Signing-Key-For-Requests!", 0o600, "猜得到"),
        (b"k" * 64, 0o640, "chmod 600"),
        (b"short", 0o600, "32"),
        (b"", 0o600, "secret_key 是空的"),
        (b"\n \n", 0o600, "secret_key 是空的"),
        (b"k" * 64 + b"\nshort\n", 0o600, "32"),
        (b"\xff" * 64, 0o600, "INTAKE_SECRET_KEY_FILE"),
    ],
)
def test_s50_a_weak_or_open_key_refuses_to_start(
    tmp_path: Path, content: bytes, mode: int, complaint: str
) -> None:
    settings = a_district(tmp_path)
    settings.secret_key_file.write_bytes(content)
    settings.secret_key_file.chmod(mode)

    with pytest.raises(SettingsError, match=complaint):
        create_app(settings)


def test_s50_a_missing_key_refuses_to_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="INTAKE_SECRET_KEY_FILE"):
        create_app(a_district(tmp_path, secret_key_file=tmp_path / "none"))


def test_without_layouts_the_way_to_make_them_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"请运行 make site"):
        create_app(a_district(tmp_path, layouts=tmp_path / "none"))


PUBLIC = [
    *("site", "guides", "layouts", "a link to the site"),
    *(ROOT / name / "q" for name in ("site", "site_src", "guides", "templates", "docs")),
]


@pytest.mark.parametrize("name", ["data", "mirror", "secret_key_file", "notify"])
@pytest.mark.parametrize("where", PUBLIC)
def test_s49_f06_nothing_private_may_lie_where_it_is_published(
    tmp_path: Path, sample_guides: Path, name: str, where: str | Path
) -> None:
    settings = a_district(tmp_path, guides=sample_guides)
    settings.site.mkdir()
    (tmp_path / "a link to the site").symlink_to(settings.site)
    change: Any = {name: tmp_path / where / "assets" / ".." / "private"}

    with pytest.raises(SettingsError, match="公开的文件夹"):
        refuse(faults_of_places(replace(settings, **change)))


def test_a_mirror_is_neither_published_nor_the_journal_itself(tmp_path: Path) -> None:
    settings = a_district(tmp_path)

    with pytest.raises(SettingsError, match="INTAKE_MIRROR 不能放在公开的文件夹"):
        refuse(faults_of_places(replace(settings, mirror=settings.site / "mirror")))
    with pytest.raises(SettingsError, match="同一个文件夹"):
        refuse(faults_of_places(replace(settings, mirror=settings.data)))


@pytest.mark.parametrize("within", ["", "mirror"])
def test_a_mirror_is_not_that_of_another_queue(tmp_path: Path, within: str) -> None:
    settings = a_district(tmp_path)
    create_app(settings)
    other = replace(settings, data=tmp_path / "other", mirror=settings.data / within)

    with pytest.raises(SettingsError, match="INTAKE_MIRROR 不能放在别的队列里"):
        refuse(faults_of_places(other))
    refuse(faults_of_places(replace(settings, mirror=settings.data / "mirror")))


def test_the_form_is_of_the_content_that_the_site_was_built_of_whatever_was_edited_since(
    tmp_path: Path, sample_guides: Path
) -> None:
    settings = a_district(tmp_path, guides=sample_guides)
    keep_content(files_of(sample_guides), settings.layouts)
    edit(sample_guides, "form.yaml", "version:", "edition:")

    client = create_app(settings).test_client()

    assert client.get("/requests/new").status_code == 200
    assert client.get("/healthz").text == "ok\n"


def test_content_with_faults_and_no_build_stops_a_start(
    tmp_path: Path, sample_guides: Path
) -> None:
    edit(sample_guides, "form.yaml", "version:", "edition:")

    with pytest.raises(ContentError, match=r"form\.yaml"):
        create_app(a_district(tmp_path, guides=sample_guides))


MOUNTS = r"""
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
40 22 0:35 / /srv rw shared:3 - nfs4 server:/export rw
41 40 0:36 / /srv/local\040disk rw - ext4 /dev/sdb1 rw
42 22 0:37 / /mnt/share rw,nosuid shared:4 master:5 - fuse.sshfs user@host:/ rw,user_id=0
43 22 0:38 / /mnt/c rw - cifs //server/c rw,vers=3.0
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/queue", "ext4"),
        ("/srv", "nfs4"),
        ("/srv/queue", "nfs4"),
        ("/srvqueue", "ext4"),
        ("/srv/local disk/queue", "ext4"),
        ("/mnt/share/queue", "fuse.sshfs"),
        ("/mnt/c/queue", "cifs"),
    ],
)
def test_the_deepest_mount_tells_the_file_system(path: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == kind


@pytest.mark.parametrize("name", ["data", "mirror"])
def test_a_queue_on_a_network_file_system_is_refused_with_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 1 0:1 / / rw - ext4 a rw\n2 1 0:2 / {tmp_path}/far rw - nfs4 b rw\n")
    monkeypatch.setattr("intake.starting.MOUNTS", mounts)
    change: Any = {name: tmp_path / "far" / "queue"}

    (fault,) = faults_of_places(replace(a_district(tmp_path), **change))

    assert fault.startswith(f"INTAKE_{name.upper()} 不能放在网络文件系统（nfs4）上")


def test_backups_in_the_folder_of_the_queue_are_refused(tmp_path: Path) -> None:
    settings = a_district(tmp_path)
    (tmp_path / "link").symlink_to(settings.data)

    (fault,) = faults_of_places(replace(settings, backups=tmp_path / "link" / "backups"))

    assert fault.startswith("INTAKE_BACKUPS 不能放在 INTAKE_DATA 里")


def test_where_mounts_are_unknown_nothing_is_claimed() -> None:
    assert file_system_of(Path("/var/queue"), "") == ""
