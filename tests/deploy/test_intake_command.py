"""`deploy/intake`: commands of the queue with the settings of the server, typed as documented."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from intake_app import NOW, a_submission
from site_build import ROOT

from intake.journal.journal import Journal

HANDBOOK = (ROOT / "docs" / "operating.md").read_text("utf-8")
WRITTEN = re.findall(r"^((?:INTAKE_\w+=\S* )*)\.venv/bin/flask --app intake (.* var/\S+)$",
                     HANDBOOK, re.M)  # fmt: skip
"""The examples of the handbook that write, or read, a file: settings in front, command."""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Lay the command out with settings in a folder of the test, and an empty queue."""
    app, state = tmp_path / "app", tmp_path / "state"
    (app / "deploy").mkdir(parents=True)
    state.mkdir(mode=0o700)
    for name in (".venv", "intake", "guidebook", "templates", "guides", "build.py"):
        (app / name).symlink_to(ROOT / name)
    (app / "var").symlink_to(state)
    settings = tmp_path / "intake.env"
    places = {"DATA": "queue", "MIRROR": "mirror", "BACKUPS": "backups"}  # as in deploy/intake.env
    lines = [f"INTAKE_{name}='{state}/{folder}'\n" for name, folder in places.items()]
    settings.write_text("".join(["# 设置\n\n", *lines]))
    command = (ROOT / "deploy" / "intake").read_text("utf-8")
    (app / "deploy" / "intake").write_text(command.replace("/etc/guide", str(tmp_path)), "utf-8")
    (app / "deploy" / "intake").chmod(0o755)
    return app


def typed(app: Path, line: str) -> tuple[int, str]:
    """Type a line from somewhere else; return its exit code, and all that it said."""
    line = line.replace("deploy/intake", f"{app}/deploy/intake")
    done = subprocess.run(
        ["bash", "-c", line],
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_examples_of_the_handbook_find_their_files_when_typed_on_the_server(app: Path) -> None:
    typed(app, "deploy/intake queue init")
    Journal(app / "var" / "queue", app / "var" / "mirror").submit("a", NOW, a_submission())
    lines = [
        f"{setting}deploy/intake {command}"
        for setting, command in WRITTEN
        if not command.startswith("queue copy")  # there is no such request
    ]

    done = {line: typed(app, line) for line in lines}

    assert len(lines) > 4
    assert {line: said for line, (code, said) in done.items() if code} == {}
    assert (app / "var" / "requests-202611.xlsx").is_file()


def test_a_setting_in_front_is_stronger_than_the_file(app: Path) -> None:
    typed(app, "INTAKE_DATA=var/queue-new INTAKE_MIRROR= deploy/intake queue init")

    assert (app / "var" / "queue-new" / "mirror" / "journal.csv").is_file()
    assert not Journal(app / "var" / "queue").places.journal.exists()


def test_the_file_is_read_as_it_stands_and_nothing_in_it_is_run(app: Path) -> None:
    address = "postgresql:///intake?host=/run/nowhere&options=-csearch_path%3Dqueue"
    settings = app.parent / "intake.env"
    settings.write_text(settings.read_text() + f"INTAKE_JOURNAL={address}\n")

    code, said = typed(app, "deploy/intake queue verify")
    without = typed(app, "INTAKE_JOURNAL= deploy/intake queue init")

    assert code == 3
    assert "/run/nowhere" in said or "数据库" in said, said
    assert without[0] == 0, without


@pytest.mark.parametrize(
    "written",
    [
        "INTAKE_DATA={0}\r\n\r\n",
        "INTAKE_DATA=/nowhere\nINTAKE_DATA={0}",
        "\ufeff# 设置\n  INTAKE_DATA= {0} \t\n; 注释\n",
        "INTAKE_DATA='{0}'\r\n",
    ],
)
def test_the_folder_of_the_queue_is_the_one_that_is_written(app: Path, written: str) -> None:
    folder = app.parent / "state" / "a queue=1 #2"
    settings = app.parent / "intake.env"
    settings.write_text(written.format(folder), encoding="utf-8", newline="")

    done = typed(app, "deploy/intake queue init")

    assert done[0] == 0, done
    assert (folder / "journal.csv").is_file()


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("deploy/intake", 2, "用法：deploy/intake 命令"),
        ("echo 'export INTAKE_PROXIES=1' >> {settings}; deploy/intake queue init", 3, "看不懂"),
        ("echo 'INTAKE_PROXIES = 1' >> {settings}; deploy/intake queue init", 3, "看不懂"),
        ("echo 'INTAKE_DATA=\"/x' >> {settings}; deploy/intake queue init", 3, "看不懂"),
        ("rm {settings}; deploy/intake queue init", 3, "读不到 "),
        ("echo INTAKE_DATTA=/x >> {settings}; deploy/intake queue init", 3, "INTAKE_DATA"),
    ],
)
def test_what_cannot_be_understood_is_told(app: Path, line: str, code: int, said: str) -> None:
    found = typed(app, line.format(settings=app.parent / "intake.env"))

    assert found[0] == code
    assert said in found[1]


@pytest.mark.parametrize("bare", ["deploy/intake", "deploy/intake --help", "deploy/intake ''"])
def test_without_a_command_it_is_told_which_there_are(app: Path, bare: str) -> None:
    code, said = typed(app, bare)

    assert (code, said.partition("，")[0]) == (2, "用法：deploy/intake 命令")


def test_settings_that_are_not_there_are_told_with_where_they_come_from(app: Path) -> None:
    settings = app.parent / "intake.env"
    settings.unlink()

    code, said = typed(app, "deploy/intake queue list")

    assert code == 3
    assert said.startswith(f"读不到 {settings}：没有就从 deploy/intake.env 复制一份")
