"""Where the queue is that settings name; a database's driver is an extra that nobody else needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from intake_app import ROOT, a_district

from intake import create_app
from intake.journal.file_store import FileStore
from intake.queues import INSTALL, journal_of
from intake.settings import Settings, SettingsError

URL = "postgresql:///queue?host=/nowhere"


def test_the_driver_is_loaded_only_where_a_database_is_named(tmp_path: Path) -> None:
    program = (
        "import sys, intake.server, intake.commands.register, intake.queues as q, pathlib;"
        "from intake.settings import Settings;"
        f"q.journal_of(Settings(data=pathlib.Path({str(tmp_path)!r})));"
        "print([name for name in ('psycopg', 'intake.shared') if name in sys.modules])"
    )

    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert told.stdout.strip() == "[]"


def test_rows_are_in_files_unless_a_database_is_named(tmp_path: Path) -> None:
    assert isinstance(journal_of(Settings(data=tmp_path)).store, FileStore)
    assert not isinstance(journal_of(Settings(data=tmp_path, journal=URL)).store, FileStore)


def test_without_the_driver_it_is_said_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = a_district(tmp_path)
    monkeypatch.setattr("intake.queues.find_spec", lambda _name: None)

    with pytest.raises(SettingsError, match=r"requirements-postgres\.txt") as caught:
        create_app(Settings(**{**vars(settings), "journal": URL}))

    assert INSTALL in caught.value.message


@pytest.mark.parametrize("mode", [0o644, 0o604, None])
def test_a_password_file_that_is_open_or_missing_keeps_it_from_starting(
    tmp_path: Path, mode: int | None
) -> None:
    settings, password = a_district(tmp_path), tmp_path / "password"
    if mode:
        password.write_text("gehe1m", encoding="utf-8")
        password.chmod(mode)
    changes = {"journal": URL, "journal_password_file": password}

    with pytest.raises(SettingsError, match="密码文件") as caught:
        create_app(Settings(**{**vars(settings), **changes}))

    assert "gehe1m" not in caught.value.message


def test_a_password_file_without_a_database_is_a_mistake(tmp_path: Path) -> None:
    settings = Settings(**{**vars(a_district(tmp_path)), "journal_password_file": tmp_path})

    with pytest.raises(SettingsError, match="INTAKE_JOURNAL"):
        create_app(settings)


def test_a_database_that_is_not_there_keeps_nobody_from_starting(tmp_path: Path) -> None:
    settings = a_district(tmp_path)

    client = create_app(Settings(**{**vars(settings), "journal": URL})).test_client()

    assert client.get("/healthz").status_code == 503
    assert "database_gone" in client.get("/healthz").text
    assert client.get("/requests/new").status_code == 200
