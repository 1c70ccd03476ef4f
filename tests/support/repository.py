"""A real git repository with the sample district in it, as editors have one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from guides_folder import copy_sample

NOBODY = {
    "GIT_AUTHOR_NAME": "editor",
    "GIT_AUTHOR_EMAIL": "editor@yunqiao.example",
    "GIT_COMMITTER_NAME": "editor",
    "GIT_COMMITTER_EMAIL": "editor@yunqiao.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(folder: Path, *arguments: str, check: bool = True, day: str = "2026-11-20") -> str:
    """Run git in a folder as an editor would on a day; return what it says."""
    at = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    run = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=os.environ | NOBODY | at,
        capture_output=True,
        text=True,
        check=check,
    )
    return run.stdout + run.stderr


def a_repository(folder: Path) -> Path:
    """Commit the sample district in a new repository; return its `guides/`."""
    guides = copy_sample(folder)
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "first", "2026-11-18")
    return guides


def commit(folder: Path, message: str, day: str = "2026-11-20") -> None:
    """Commit everything that changed, on a day."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message, day=day)
