"""The units for systemd: it understands them, and they do what the handbook says, as whom."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from behind import DEPLOY, program
from site_build import ROOT

UNITS = sorted((DEPLOY / "systemd").glob("guide-*.*"))
SERVICES = {unit.stem: unit.read_text() for unit in UNITS if unit.suffix == ".service"}
TIMERS = {unit.stem: unit.read_text() for unit in UNITS if unit.suffix == ".timer"}


def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY / "systemd", tmp_path / "units")
    for unit in (tmp_path / "units").glob("*.service"):
        unit.write_text(unit.read_text().replace("/srv/guide/app", str(ROOT)))
    names = [str(tmp_path / "units" / unit.name) for unit in UNITS if unit.is_file()]

    verified = subprocess.run(
        [program("systemd-analyze"), "verify", "--man=no", *names],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{tmp_path / 'units'}:"},
    )

    assert (verified.returncode, verified.stderr) == (0, "")


def test_every_work_has_its_timer_and_is_done_by_a_command_that_there_is() -> None:
    assert TIMERS.keys() == SERVICES.keys() - {"guide-web"}
    assert {re.findall("^User=(.*)", text, re.M)[0] for text in SERVICES.values()} == {
        *("guide", "publish")
    }
    programs = {re.findall(r"^ExecStart=(\S+)", text, re.M)[0] for text in SERVICES.values()}
    files = {Path(path).relative_to("/srv/guide/app") for path in programs}
    assert {path for path in files if not (ROOT / path).is_file()} == set()


@pytest.mark.parametrize("name", sorted(TIMERS))
def test_the_handbook_says_when_each_timer_goes(name: str) -> None:
    (moment,) = re.findall("^OnCalendar=(.*?)(?: Asia/Shanghai)?$", TIMERS[name], re.M)
    said = (ROOT / "docs" / "deploying.md").read_text("utf-8")

    assert f"| `{name}` | `{moment}` |" in said
