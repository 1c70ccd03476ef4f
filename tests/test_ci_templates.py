"""CI templates name what the product has, and its checks stand at the line."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from guides_folder import BROKEN, copy_sample, faults_of, lay_over
from site_build import ROOT

from cli import main
from cli.annotations import as_workflow_commands
from guidebook.reading.problems import Problem

TEMPLATES = sorted((ROOT / "deploy" / "ci").glob("*.yml"))
NAMES = [template.stem for template in TEMPLATES]
GIT_AND_SYSTEM = ("git push ", "install ", "printf ", "(umask 077; printf ")
"""What else a template may run: git, and the key that it pushes with."""


def commands_in(part: Any) -> Iterator[str]:
    """Yield every command line of a template, wherever it stands."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("run", "script"):
                lines = value if isinstance(value, list) else [value]
                yield from (line for text in lines for line in text.splitlines())
            else:
                yield from commands_in(value)
    elif isinstance(part, list):
        for item in part:
            yield from commands_in(item)


def parse(line: str) -> None:
    """Read a command line of ours as the program would."""
    typed = re.split(r" > | \|\| ", line)[0].removeprefix(".venv/bin/python build.py ")
    name, *words = shlex.split(typed)
    main.commands[name].make_context(name, words, resilient_parsing=False)


@pytest.mark.parametrize("template", TEMPLATES, ids=NAMES)
def test_every_command_of_a_template_is_one_that_there_is(template: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lines = list(commands_in(yaml.safe_load(template.read_text(encoding="utf-8"))))

    assert lines
    for line in lines:
        if line.startswith(".venv/bin/python build.py "):
            parse(line)
        elif line.startswith("make "):
            assert re.search(rf"^{re.escape(line.split()[1])}:", makefile, re.M), line
        else:
            assert line.startswith(GIT_AND_SYSTEM), line


@pytest.mark.parametrize("template", TEMPLATES, ids=NAMES)
def test_every_template_fetches_all_commits(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    checkouts = len(re.findall("actions/checkout", text)) or 1
    assert len(re.findall(r"fetch-depth: 0|GIT_DEPTH: \"0\"", text)) == checkouts


def test_content_alone_never_waits_for_the_tests() -> None:
    of = {t.stem: yaml.safe_load(t.read_text(encoding="utf-8")) for t in TEMPLATES}

    for name in ("github", "gitea"):
        assert not [line for line in commands_in(of[name]) if "make test" in line]
    ignored = of["github-tests"][True]["pull_request"]["paths-ignore"]  # `on` is true in YAML
    assert "guides/**" in ignored
    changes = of["gitlab"]["tests"]["rules"][0]["changes"]
    assert not [pattern for pattern in changes if "guides" in pattern]
    assert of["gitlab"]["publish"]["needs"] == ["content"]


SAMPLES = [
    BROKEN / name
    for name in ("yaml/conflict-in-a-text", "model/shapes-of-values", "files/single-missing")
]


def in_the_folder(guides: Path, form: str) -> subprocess.CompletedProcess[str]:
    """Check a folder from beside it, as CI does."""
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "check", "--guides", "guides", "--format", form],
        cwd=guides.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def unescaped(words: str) -> str:
    """Read what a workflow command says, as the service does."""
    return words.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


@pytest.mark.parametrize("broken", SAMPLES, ids=[folder.name for folder in SAMPLES])
def test_a_fault_is_told_at_the_line_that_check_names(broken: Path, tmp_path: Path) -> None:
    guides = copy_sample(tmp_path)
    lay_over(guides, broken)
    expected = [(f.path, f.line, f.key, f.message) for f in faults_of(guides)]

    github = in_the_folder(guides, "github")
    listed = json.loads(in_the_folder(guides, "json").stdout)

    pattern = re.compile(r"::error file=(.+?),line=(\d+)::(.*)")
    said = [pattern.fullmatch(line) for line in github.stdout.splitlines()]
    words = [f"{key}: {message}" if key else message for _, _, key, message in expected]
    assert [(m[1], int(m[2]), unescaped(m[3])) for m in said if m] == [
        (path, line, word) for (path, line, _, _), word in zip(expected, words, strict=True)
    ]
    assert github.returncode == 1
    assert [
        (e["location"]["path"], e["location"]["lines"]["begin"], e["description"], e["severity"])
        for e in listed
    ] == [(p, n, word, "major") for (p, n, _, _), word in zip(expected, words, strict=True)]
    assert len({e["fingerprint"] for e in listed}) == len(listed)


def test_signs_that_would_end_a_command_are_escaped_and_warnings_end_nothing(
    tmp_path: Path,
) -> None:
    told = [("error", Problem("guides/a,b:c.yaml", 3, "name", "“50%”\n::error::"))]

    assert as_workflow_commands(told) == (
        "::error file=guides/a%2Cb%3Ac.yaml,line=3::name: “50%25”%0A::error::"
    )
    checked = in_the_folder(copy_sample(tmp_path), "github")
    assert checked.returncode == 0
    assert all(line.startswith("::warning file=guides/") for line in checked.stdout.splitlines())
