"""When a line was last changed, as git knows it: of two doubles the newer one is wrong."""

from __future__ import annotations

import math
import re
from pathlib import Path

from guidebook.reading.git import ask_git


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
