"""Places that may not be looked into: who types a command reads a sentence, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from intake_app import ROOT, a_district

from intake import create_app

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give folders away")

WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Runs a command as root whom the rights of files bind, as they bind other accounts."""


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """Return a folder of another account, into which nobody else may look."""
    create_app(a_district(tmp_path))
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, -1)
    return folder


def typed(folder: Path, *arguments: object, **settings: object) -> tuple[int, str]:
    """Type a command for the queue of a folder; return its exit code, and all that it said."""
    district = a_district(folder)
    usual = {"data": district.data, "guides": district.guides, "layouts": district.layouts}
    given = {f"INTAKE_{name.upper()}": str(value) for name, value in (usual | settings).items()}
    main = (sys.executable, "-c", "from flask.cli import main; main()", "--app", "intake")
    done = subprocess.run(
        [*WITHOUT_RIGHTS, *main, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("command", ["queue verify", "queue list", "queue init", "staff list"])
def test_who_may_not_see_the_queue_is_told_as_whom_to_run_a_command(
    tmp_path: Path, closed: Path, command: str
) -> None:
    code, said = typed(tmp_path, *command.split(), data=closed / "queue")

    assert (code, said) == (3, "队列属于账户 nobody：请以它的身份运行，如 sudo -u nobody …\n")


@pytest.mark.parametrize(
    "command", ["queue export", "queue export-journal", "queue backup", "figures --internal"]
)
def test_who_may_not_write_there_reads_where(tmp_path: Path, closed: Path, command: str) -> None:
    code, said = typed(tmp_path, *command.split(), closed / "x.csv")

    assert code in (1, 3)
    assert "没有权限" in said
    assert "x.csv" in said
    assert "Traceback" not in said


def test_backups_that_may_not_be_looked_into_are_none(tmp_path: Path, closed: Path) -> None:
    code, said = typed(tmp_path, "queue", "verify", backups=closed / "backups")

    assert (code, said.splitlines()[0]) == (0, "备份：没有；试恢复：没有")
