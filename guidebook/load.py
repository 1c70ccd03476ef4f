"""Read and check a `guides/` folder: a Guidebook, or everything that is wrong with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from guidebook.checks import find_faults, find_warnings
from guidebook.folder import Folder, read_folder
from guidebook.lints import find_lint_faults
from guidebook.model import KINDS, SINGLES, Guidebook
from guidebook.naming import find_naming_faults
from guidebook.problems import ContentError, Problem
from guidebook.sourcing import find_public_number_faults


def load_guidebook(folder: Path, today: date) -> tuple[Guidebook, tuple[Problem, ...]]:
    """Read and check a whole `guides/` folder; return the guidebook and the warnings.

    Raises ContentError with every fault of every file, in order of file and line.
    """
    read = read_folder(folder)
    faults = [
        *read.problems,
        *find_faults(read),
        *find_naming_faults(read),
        *find_lint_faults(read),
        *find_public_number_faults(read),
    ]
    if faults:
        raise ContentError(faults)
    guidebook = _assemble(read)
    return guidebook, tuple(sorted(find_warnings(guidebook, read, today)))


def _assemble(read: Folder) -> Guidebook:
    parts: dict[str, Any] = {name: read.contents["", name] for name in SINGLES}
    parts |= {kind: {} for kind in KINDS}
    for kind, record, _file in sorted(read.records(), key=lambda entry: entry[1].position):
        parts[kind][record.id] = record
    return Guidebook(**parts)
