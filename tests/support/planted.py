"""Faults as editors make them, planted one by one: was each found, at its line, with its remedy?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from guides_folder import HERE

from guidebook.reading.problems import Problem

TABLE = HERE / "planted.tsv"

_ESCAPE = re.compile(r"\\(\\|n|t|u[0-9a-f]{4})")
_SIGNS = {"\\": "\\", "n": "\n", "t": "\t"}


@dataclass(frozen=True)
class Planted:
    """One fault: what an editor did to a file, and what has to be said of it."""

    kind: str
    file: str
    edit: str
    lines: str
    word: str

    @property
    def is_innocent(self) -> bool:
        """Tell whether there is nothing wrong after all."""
        return self.lines == "none"

    def __str__(self) -> str:
        return f"{self.kind} | {self.file} | {self.edit}"


@dataclass(frozen=True)
class Result:
    """What was said of a planted fault."""

    planted: Planted
    problems: Sequence[Problem]
    is_found: bool
    is_at_its_line: bool


def planted_faults() -> Iterator[Planted]:
    """Yield every fault of the table."""
    kind = ""
    for row in TABLE.read_text(encoding="utf-8").split("\n"):
        if row.startswith("## "):
            kind = row.removeprefix("## ")
        elif row and not row.startswith("#"):
            file, edit, lines, word = row.split("\t")
            inside = file if file.startswith("site_src/") else f"guides/{file}"
            yield Planted(kind, inside, edit, lines, word)


def plant(fault: Planted, root: Path) -> int:
    """Change a file under `root` as the fault says; return the line of the change."""
    path = root / fault.file
    how, _, rest = fault.edit.partition(" ")
    if how == "remove":
        path.unlink()
    elif how == "move":
        path.rename(root / "guides" / rest)
    elif how == "as":
        path.write_bytes(path.read_text(encoding="utf-8").encode(rest))
    elif how == "bytes":
        path.write_bytes(bytes.fromhex(rest))
    elif how == "=":
        path.parent.mkdir(exist_ok=True)
        path.write_text(_signs(rest), encoding="utf-8")
    else:
        return _edit(path, fault.edit)
    return 1


def mend(fault: Planted, root: Path, originals: Path) -> None:
    """Put back what a fault changed, as it is under `originals`."""
    how, _, rest = fault.edit.partition(" ")
    made = root / ("guides/" + rest if how == "move" else fault.file)
    made.unlink(missing_ok=True)
    original = originals / fault.file
    if original.exists():
        shutil.copy(original, root / fault.file)
    elif not any(made.parent.iterdir()):
        made.parent.rmdir()


def _edit(path: Path, edit: str) -> int:
    text = path.read_text(encoding="utf-8")
    if edit.startswith("+ "):
        path.write_text(f"{text}{_signs(edit[2:])}\n", encoding="utf-8")
        return text.count("\n") + 1
    first = 0
    for change in edit.split(" ‖ "):
        old, new = (_signs(part) for part in change.split(" → ", 1))
        assert text.count(old) == 1, f"{path.name} holds {old!r} {text.count(old)} times"
        first = first or text.count("\n", 0, text.index(old)) + 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return first


def _signs(text: str) -> str:
    def sign(match: re.Match[str]) -> str:
        return _SIGNS.get(match[1]) or chr(int(match[1][1:], 16))

    return _ESCAPE.sub(sign, text)


def judge(fault: Planted, first: int, problems: Sequence[Problem]) -> Result:
    """Hold what was said against what has to be said; `first` is the line of the change."""
    if fault.is_innocent:
        return Result(fault, problems, not problems, not problems)
    told = {
        (problem.path, problem.line)
        for problem in problems
        if any(word in f"{problem.key}: {problem.message}" for word in fault.word.split("|"))
    }
    named = {(problem.path, problem.line) for problem in problems}
    places = [_places(fault, choice, first) for choice in fault.lines.split(" or ")]
    is_right = any(place <= named and place & told for place in places)
    return Result(fault, problems, bool(told), is_right)


def _places(fault: Planted, lines: str, first: int) -> set[tuple[str, int]]:
    """Return file and line of every place that has to be named."""
    return {_place(fault, line, first) for line in lines.split(",")}


def _place(fault: Planted, line: str, first: int) -> tuple[str, int]:
    path, colon, number = line.rpartition(":")
    if colon:
        return f"guides/{path}", int(number) if number else 1
    return fault.file, int(line[1:]) if line.startswith("#") else first + int(line)
