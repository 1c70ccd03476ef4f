"""When a line was last changed, as git knows it: of two doubles the newer one is wrong."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from pathlib import Path


def changed_at(file: Path, line: int) -> float | None:
    """Return the second in which a line was committed, infinity for one that was not yet.

    None where git cannot tell: it is not installed, or the folder is no work tree.
    """
    if _git(file.parent, "rev-parse", "--is-inside-work-tree") is None:
        return None
    told = _git(file.parent, "blame", "--porcelain", "-L", f"{line},{line}", "--", file.name)
    committed = re.search(r"^committer-time (\d+)$", told or "", re.MULTILINE)
    is_committed = committed and not str(told).startswith("0" * 40)
    return float(committed[1]) if committed and is_committed else math.inf


def _git(folder: Path, *arguments: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    run = subprocess.run(  # noqa: S603 # our own arguments, no shell
        [git, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return run.stdout if run.returncode == 0 else None
