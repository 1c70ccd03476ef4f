"""The documents name what there is: commands as they are typed, settings, exit codes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from flask import Flask
from guides_folder import IS_OURS, PRODUCTS_TEXTS

from cli import main
from guidebook.model import Consent
from intake import state
from intake.commands.register import register
from intake.notices import marks
from intake.settings import NAMES

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(
    f for p in ("[CRS][OE]*.md", "docs/*.md", "deploy/**/*.md") for f in ROOT.glob(p)
)
TEXTS = {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in DOCUMENTS}
OPERATING = TEXTS["docs/operating.md"]

SPAN = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
TYPED = re.compile(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(?:python|flask|pytest|make|mkdocs) .*")
PLACEHOLDER = re.compile("[\u2026]")


def flask_commands() -> click.Group:
    """Return what stands behind `flask --app intake`."""
    app = Flask("documents")
    register(app)
    return app.cli


PROGRAMS = {
    ".venv/bin/python build.py": main,
    ".venv/bin/flask --app intake": flask_commands(),
}


def typed() -> Iterator[tuple[str, str]]:
    """Yield document and line of every command that the documents tell somebody to type."""
    for name, text in TEXTS.items():
        for block, span in SPAN.findall(text):
            for line in (block or span).splitlines():
                if TYPED.fullmatch(line.strip()) and not PLACEHOLDER.search(line):
                    yield name, line.strip()


COMMANDS = sorted(set(typed()))


def commands_of(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command of ours, named with its groups."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{before}{name} ")
        elif command.callback and command.callback.__module__.partition(".")[0] != "flask":
            yield f"{before}{name}", command


def parse(group: click.Group, words: list[str]) -> None:
    """Read a command line as the program would; what must lie on the disk need not."""
    command: click.Command = group
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    try:
        command.make_context(command.name, words)
    except click.MissingParameter:
        raise
    except click.BadParameter:
        return  # a file or folder of the example


@pytest.mark.parametrize(("document", "line"), COMMANDS, ids=[line for _, line in COMMANDS])
def test_a_documented_command_can_be_typed_as_it_stands(document: str, line: str) -> None:
    command = re.sub(r"^(?:[A-Z_]+=\S+ )+", "", line).partition("  #")[0]
    for program, group in PROGRAMS.items():
        if command.startswith(f"{program} "):
            parse(group, shlex.split(command.removeprefix(program)))
            return
    program, first, *rest = shlex.split(command)
    if program == "make":
        targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.M)
        assert first in targets
    else:
        assert program in (".venv/bin/python", ".venv/bin/mkdocs"), f"{document}: {line}"
        files = [word for word in (first, *rest) if re.search(r"\.(py|txt)(::|$)", word)]
        assert [word for word in files if not _is_there(word)] == []


def _is_there(place: str) -> bool:
    path, _, name = place.partition("::")
    text = (ROOT / path).read_text("utf-8") if (ROOT / path).exists() else None
    return text is not None and (not name or f"def {name}(" in text)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command_and_option_stands_in_the_operators_handbook(program: str) -> None:
    missing = [
        f"{name} {word}"
        for name, command in commands_of(PROGRAMS[program])
        for word in (
            f"{name.rpartition(' ')[2]}",
            *(o for p in command.params if isinstance(p, click.Option) for o in p.opts),
        )
        if word not in OPERATING
    ]

    assert missing == []


def test_every_setting_stands_in_the_operators_handbook() -> None:
    settings = {f"INTAKE_{name}" for name in NAMES}

    assert {name for name in settings if f"| `{name}` |" not in OPERATING} == set()
    assert {f"INTAKE_{n}" for n in re.findall(r"\| `INTAKE_([A-Z_]+)` \|", OPERATING)} == settings


EXIT = re.compile(r"SystemExit\((\d)\)|(?:exit_code|FOUND|UNAVAILABLE) = (\d)")


def test_every_exit_code_stands_in_the_operators_handbook() -> None:
    files = [*ROOT.glob("intake/**/*.py"), *ROOT.glob("guidebook/*.py"), ROOT / "build.py"]
    found = {one or other for f in files for one, other in EXIT.findall(f.read_text("utf-8"))}

    lines = [line for line in OPERATING.splitlines() if line.startswith("退出码")]
    said = {code for line in lines for code in re.findall(r"[：；](\d) ", line)}
    assert said == found | {"0", "2"}  # which click gives


NAMED = re.compile(
    r"`((?:intake|guidebook|cli|tests|templates|site_src|guides|docs)/[\w/.-]+\.[a-z]+)`", re.ASCII
)


@pytest.mark.parametrize("document", TEXTS)
def test_every_file_that_a_document_names_is_there(document: str) -> None:
    named = {path for path in NAMED.findall(TEXTS[document]) if IS_OURS or path[:7] != "guides/"}

    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("package", ["intake", "guidebook"])
def test_the_map_of_the_packages_has_every_room(package: str) -> None:
    text = TEXTS["docs/architecture.md"]
    modules = (path.stem for path in (ROOT / package).glob("*.py") if path.stem != "__init__")
    rooms = {f"{path.parent.name}/" for path in (ROOT / package).glob("*/__init__.py")}

    assert sorted(name for name in {*modules, *rooms} if f"`{name}`" not in text) == []


def test_the_data_map_names_every_field_of_the_form_and_every_file_of_the_queue() -> None:
    text = TEXTS["docs/privacy.md"]
    forms = [yaml.safe_load((folder / "form.yaml").read_text("utf-8")) for folder in PRODUCTS_TEXTS]
    labels = {field["label"] for form in forms for field in form["fields"].values()}
    files = {"journal.csv", "mirror/", "requests.csv", "aside/", "forgotten.csv", "access-年月.csv"}
    files |= {state.FILE, marks.FILE}

    assert {label for label in labels if label not in text} == set()
    assert {name for name in files if f"`{name}`" not in text} == set()


def test_the_consent_and_the_data_map_say_the_same_days() -> None:
    for folder in PRODUCTS_TEXTS:
        consent = yaml.safe_load((folder / "consent.yaml").read_text("utf-8"))
        days = f"{consent.get('keep_days', Consent.model_fields['keep_days'].default)} 天"

        assert all(
            days in text for text in (consent["summary"], OPERATING, TEXTS["docs/privacy.md"])
        )
