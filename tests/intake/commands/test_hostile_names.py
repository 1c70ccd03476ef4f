"""Names of files that are links, options or shell to other programs are names to ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from intake_app import NOW, a_district, a_submission

from intake import create_app
from intake.journal.journal import Journal

WRITERS: dict[str, Sequence[str]] = {
    "export.csv": ("queue", "export"),
    "export.xlsx": ("queue", "export"),
    "copy.txt": ("queue", "copy", "{number}"),
    "figures.yaml": ("figures", "--out"),
    "internal.xlsx": ("figures", "--internal"),
    "backup": ("queue", "backup"),
}
"""Name of a file → the command that writes it."""

STRANGE = (
    *("-rf", "--help", "-", "; touch pwned;", "$(touch pwned)", "`touch pwned`", "| touch pwned"),
    *("&& touch pwned", "a b", "'", '"', "*", "~", "%s", "{number}", "$HOME", "名\u202e单"),
)


@pytest.fixture
def number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the number of one request, whose texts are shell; commands run in `work`."""
    settings = a_district(tmp_path)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    texts = dict.fromkeys(("company", "contact", "description"), "$(touch pwned); `touch pwned`")
    return Journal(settings.data).submit("k", NOW, a_submission(**texts)).number


def run(folder: Path, *arguments: str) -> Result:
    return create_app(a_district(folder)).test_cli_runner().invoke(args=arguments)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in (folder / "work").iterdir()}


@pytest.mark.parametrize("name", WRITERS)
def test_s61_a_link_is_never_written_through(tmp_path: Path, number: str, name: str) -> None:
    precious, command = tmp_path / "precious", [p.format(number=number) for p in WRITERS[name]]
    precious.mkdir() if name == "backup" else precious.write_text("untouched")

    for target in (precious, tmp_path / "lost"):
        link = tmp_path / "work" / name
        link.symlink_to(target)

        run(tmp_path, *command, name)

        link.unlink()
    assert not (tmp_path / "lost").exists()
    assert list(precious.iterdir()) == [] if name == "backup" else True
    assert name == "backup" or precious.read_text() == "untouched"


@pytest.mark.parametrize("strange", STRANGE)
def test_s61_a_name_is_a_name_whatever_it_says_to_a_shell(
    tmp_path: Path, number: str, strange: str
) -> None:
    told = run(tmp_path, "queue", "export", "--", f"{strange}.csv")
    shown = run(tmp_path, "queue", "show", "--", strange)

    assert told.exit_code == 0, told.output
    assert names_in(tmp_path) == {f"{strange}.csv"}
    assert shown.exit_code == 1
    assert "没有编号为" in shown.stderr
