"""Whoever types a command wrongly is told in Chinese what is wrong, and never by a traceback."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from cli import main
from guidebook.said_by_click import SENTENCES
from intake.commands.register import make_command_app
from intake.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = re.compile(
    "Windows|Editing failed|DeprecationWarning|deprecated|version|Bash|UUID|env var|colour|stream"
    "|defined twice|declaration|cannot use the same|iterable|Choice|dynamic|any key|confirmation"
    "|two entered|invalid input|to continue|Confirm the|Name '|^d$|Did you mean to declare"
)
"""What click says to programmers, and of what we have not: prompts, pagers, versions, Windows."""
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}|Traceback|Error|OPTIONS|TEXT|INTEGER|DIRECTOR|FILE\b")


def a_command_line(folder: Path) -> Flask:
    return make_command_app(Settings(data=folder / "queue"))


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command of both command lines, as it is typed."""
    yield from (("build.py", name) for name in main.commands)
    app = a_command_line(Path())
    for name, command in app.cli.commands.items():
        inner = command.commands if isinstance(command, click.Group) else {}
        yield from (("flask", name, below) for below in inner)
        if not inner:
            yield ("flask", name)


def found(typed: tuple[str, ...], app: Flask) -> click.Command:
    group: click.Command = main if typed[0] == "build.py" else app.cli
    for name in typed[1:]:
        assert isinstance(group, click.Group)
        group = group.commands[name]
    return group


def told(typed: tuple[str, ...], app: Flask, *wrong: str) -> str:
    """Run a command; return what it said, without what was typed."""
    arguments = [*typed[1:], *wrong]
    runner = CliRunner() if typed[0] == "build.py" else app.test_cli_runner()
    result = runner.invoke(main if typed[0] == "build.py" else app.cli, arguments)
    assert result.exit_code == (0 if wrong == ("--help",) else 2), (arguments, result.output)
    return result.output.replace(" ".join(typed[1:]), "")


def wrong_calls(command: click.Command) -> Iterator[tuple[str, ...]]:
    """Yield ways to call a command wrongly: each option and argument that can tell."""
    yield ("--help",)
    yield ("--no-such",)
    if any(parameter.required for parameter in command.params):
        yield ()
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    if all(argument.nargs == 1 for argument in arguments):
        yield ("x",) * (len(arguments) + 1)
    needed = [p.opts[0] + "=x" for p in command.params if p.required and p.opts[0][0] == "-"]
    for parameter in command.params:
        if parameter.opts[0][0] != "-":
            continue
        if getattr(parameter, "is_flag", False):
            yield (f"{parameter.opts[0]}=x",)
            continue
        yield (parameter.opts[0],)
        kind = parameter.type
        can_tell = isinstance(kind, click.IntRange | click.Choice | click.DateTime)
        if can_tell or (isinstance(kind, click.Path) and kind.exists):
            yield (*needed, *["x"] * len(arguments), parameter.opts[0], "no such")


@pytest.mark.parametrize("typed", tuple(commands()), ids="-".join)
def test_a_command_that_is_called_wrongly_says_no_english_sentence(
    typed: tuple[str, ...], tmp_path: Path
) -> None:
    app = a_command_line(tmp_path)

    said = [told(typed, app, *wrong) for wrong in wrong_calls(found(typed, app))]

    assert [text for text in said if ENGLISH.search(text.replace("no such", ""))] == []


def test_every_sentence_of_the_click_that_is_installed_has_one_of_ours() -> None:
    modules = Path(click.__file__).parent.glob("*.py")
    calls = (
        node
        for module in modules
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext")
    )
    asked = {
        text.value: len(call.args)
        for call in calls
        for text in call.args[-2:-1] or call.args
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }

    strange = [text for text in asked if text not in SENTENCES and not NOT_OURS.search(text)]

    assert len(asked) > 40
    assert strange == []


@pytest.mark.parametrize("locale", [{"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "ascii"}])
@pytest.mark.parametrize("arguments", ["--help", "chekc", "check --nosuch", "check --date 9"])
def test_any_terminal_can_show_what_a_wrong_call_is_told(
    arguments: str, locale: dict[str, str]
) -> None:
    run = subprocess.run(
        [sys.executable, "build.py", *arguments.split()],
        cwd=ROOT,
        env=os.environ | locale,
        capture_output=True,
        check=False,
    )

    assert run.returncode == (0 if arguments == "--help" else 2)
    assert b"Traceback" not in run.stdout + run.stderr


def test_a_python_without_what_is_needed_is_told_of_the_right_one() -> None:
    bare = [sys.executable, "-I", "-S", "build.py", "check"]

    run = subprocess.run(bare, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("这个 Python 里没有装依赖：请用 .venv/bin/python")


@pytest.mark.parametrize(
    "arguments", ["init README.md/x", "worksheet --building cloud-tower --to README.md/x"]
)
def test_a_place_that_cannot_be_written_is_named_without_a_traceback(
    arguments: str, sample_guides: Path, tmp_path: Path
) -> None:
    (tmp_path / "README.md").touch()
    needs_guides = [] if arguments.startswith("init") else ["--guides", str(sample_guides)]
    words = arguments.replace("README.md", f"{tmp_path}/README.md").split()

    result = CliRunner().invoke(main, [*words, *needs_guides])

    assert result.exit_code == 1
    assert f"{tmp_path}/README.md/x" in result.stderr
    assert "用不了（上级是文件，不是文件夹），请换一个地方" in result.stderr


@pytest.mark.parametrize("wrong", ["", "..", "buildings"])
def test_a_folder_without_content_is_refused_before_it_is_read(
    wrong: str, sample_guides: Path, tmp_path: Path
) -> None:
    folder = sample_guides / wrong if wrong else tmp_path / "empty"
    folder.mkdir(exist_ok=True)

    result = CliRunner().invoke(main, ["check", "--guides", str(folder)])

    assert result.exit_code == 2
    assert "里没有 site.yaml，不是内容文件夹" in result.stderr


@pytest.mark.parametrize(("redirected", "code"), [(">&-", 0), (">&- 2>&-", 0), (">/dev/full", 1)])
@pytest.mark.parametrize("typed", ["build.py diff HEAD", "-m flask --app intake queue list"])
def test_an_answer_that_nobody_can_read_is_no_traceback(
    typed: str, redirected: str, code: int, tmp_path: Path
) -> None:
    settings = os.environ | {"INTAKE_DATA": str(tmp_path / "queue")}
    init = [sys.executable, *["-m", "flask", "--app", "intake", "queue", "init"]]
    subprocess.run(init, cwd=ROOT, env=settings, capture_output=True, check=True)

    run = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} {typed} {redirected}"],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )

    said = "输出写不了（磁盘满了）；要做的可能做了，请核对\n" if code else ""
    assert (run.returncode, run.stderr) == (code, said)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"INTAKE_GUIDES": "nowhere"}, "nowhere（没有这个文件或文件夹）"),
        ({"INTAKE_GUIDES": "README.md"}, "README.md（上级是文件，不是文件夹）"),
        ({"INTAKE_DATA": "README.md"}, "README.md"),
        ({"INTAKE_DTA": "x"}, "没有 INTAKE_DTA 这个设置，您是不是想写 INTAKE_DATA"),
    ],
)
@pytest.mark.parametrize("typed", ["queue list", "staff invite 甲 --post staff", "figures"])
def test_wrong_settings_end_every_command_with_a_sentence(
    typed: str, wrong: dict[str, str], said: str, tmp_path: Path
) -> None:
    places = {"INTAKE_DATA": str(tmp_path / "queue"), "INTAKE_LAYOUTS": str(tmp_path / "layouts")}
    flask = [sys.executable, "-m", "flask", "--app", "intake"]
    environment = os.environ | places
    init = [*flask, "queue", "init"]
    subprocess.run(init, cwd=ROOT, env=environment, capture_output=True, check=True)

    run = subprocess.run(
        [*flask, *typed.split()],
        cwd=ROOT,
        env=environment | wrong,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 3, run.stderr
    assert said in run.stderr or ("INTAKE_DATA" in wrong and "这里没有队列" in run.stderr)
    assert "Traceback" not in run.stderr
