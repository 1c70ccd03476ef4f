"""Asks git: the only place that runs it."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from pathlib import Path


def ask_git(folder: Path, *arguments: str) -> str | None:
    """Return what git tells in a folder, None where it cannot: it is not there, or knows not."""
    git = shutil.which("git")
    if git is None:
        return None
    run = subprocess.run(  # noqa: S603 # our own arguments, no shell
        [git, *arguments], cwd=folder, capture_output=True, check=False
    )
    return run.stdout.decode(errors="replace") if run.returncode == 0 else None


def has_git() -> bool:
    """Tell whether git is installed."""
    return shutil.which("git") is not None


def log_of_commits(folder: Path) -> tuple[Path, ...]:
    """Return the file that is another one after each commit, nothing where there is no git."""
    told = ask_git(folder, "rev-parse", "--git-path", "logs/HEAD")
    return (folder / told.strip(),) if told else ()


def changed_at(file: Path, line: int) -> float | None:
    """Return the second in which a line was committed, infinity for one that was not yet.

    None where git cannot tell: it is not installed, or the folder is no work tree.
    """
    if ask_git(file.parent, "rev-parse", "--is-inside-work-tree") is None:
        return None
    told = ask_git(file.parent, "blame", "--porcelain", "-L", f"{line},{line}", "--", file.name)
    committed = re.search(r"^committer-time (\d+)$", told or "", re.MULTILINE)
    is_committed = committed and not str(told).startswith("0" * 40)
    return float(committed[1]) if committed and is_committed else math.inf
