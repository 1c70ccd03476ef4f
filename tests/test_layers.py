"""The floor plan: a room imports only from rooms below it; outside things stay in their home."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PLANS = {
    "intake": (
        "server | __init__ | application | company desk commands serving | web | office starting"
        " | notices | handling tables accounts attempts pushes queues | state shared"
        " | form journal figures | cases settings | clock published"
    ),
    "guidebook": (
        "making | telling | load publishing editing handbook | checks pages"
        " | reading search matching opendata"
        " | model qr stamp page_policy compiled_templates steps terminal said_by_click"
        " today cells __init__ | said_by_system"
        " | aside"
    ),
}
"""Package → its rooms from top to bottom; those between the same bars never import each other."""

FROM_GUIDEBOOK = {
    *("model", "load", "search", "matching", "qr", "page_policy", "stamp", "terminal", "cells"),
    *("compiled_templates", "said_by_click", "said_by_system"),
}
"""What the intake may take from the guide."""

NEVER = {
    "intake/cases": {"flask", "click", "openpyxl", "fcntl"},
    "intake/journal": {"flask", "click", "openpyxl"},
    "guidebook": {"flask", "mkdocs", "intake", "cli"},
    "intake": {"mkdocs", "cli"},
}
"""Folder → packages that none of its modules may import."""


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(dotted: str) -> str:
    """Return the room of a module in its package, `__init__` for the package itself."""
    package, _, rest = dotted.partition(".")
    room = rest.partition(".")[0]
    base = ROOT / package / room
    return room if room and (base.is_dir() or base.with_suffix(".py").exists()) else "__init__"


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("package", PLANS)
def test_rooms_import_downwards_only(package: str) -> None:
    floors = [floor.split() for floor in PLANS[package].split("|")]
    level = {room: number for number, floor in enumerate(floors) for room in floor}

    wrong = [
        f"{name_of(path)} imports {name}"
        for path in modules(package)
        for name in imports(path)
        if name.partition(".")[0] == package
        and room_of(name) != room_of(name_of(path))
        and level[room_of(name)] <= level[room_of(name_of(path))]
    ]

    assert wrong == []


def test_the_intake_takes_only_pure_rooms_of_the_guide() -> None:
    wrong = [
        f"{name_of(path)} imports {name}"
        for path in modules("intake")
        for name in imports(path)
        if name.startswith("guidebook.") and room_of(name) not in FROM_GUIDEBOOK
    ]

    assert wrong == []


@pytest.mark.parametrize("folder", NEVER)
def test_outside_things_stay_in_their_home(folder: str) -> None:
    wrong = [
        f"{name_of(path)} imports {name}"
        for path in modules(folder)
        for name in imports(path)
        if name.partition(".")[0] in NEVER[folder]
    ]

    assert wrong == []


def test_only_one_module_of_the_journal_opens_locks_and_flushes() -> None:
    calls = ("os.open(", "os.write(", "fcntl.", "fsync(", "fdatasync(", ".open(")

    wrong = [
        f"{name_of(path)} calls {call}"
        for path in modules("intake/journal")
        if path.stem != "disk"
        for call in calls
        if call in path.read_text(encoding="utf-8")
    ]

    assert wrong == []


def test_no_package_is_asked_for_that_the_product_does_not_import() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split("[<>=;[]", name.lower())[0] for name in project["dependencies"]}
    files = [ROOT / "build.py", *(path for name in ("cli", *PLANS) for path in modules(name))]
    imported = {name.partition(".")[0] for path in files for name in imports(path)}
    owners = packages_distributions()
    used = {owner.lower() for name in imported for owner in owners.get(name, ())}

    unused = asked - used - {"mkdocs-material"}  # a theme: mkdocs.yml names it

    assert unused == set()
    assert "name: material" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
