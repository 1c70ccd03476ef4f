"""Building whole sites for tests, by the same command that people use."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATE = "2026-11-23"


@dataclass(frozen=True)
class Built:
    """A finished site, and where the layouts for the intake are."""

    site: Path
    layouts: Path


def run_build(
    *arguments: str, check: bool = True, root: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run `python build.py` as an editor would; raises if it fails unless `check` is off."""
    return subprocess.run(
        [sys.executable, str(root / "build.py"), *arguments],
        capture_output=True,
        text=True,
        check=check,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )


def build(guides: Path, folder: Path) -> Built:
    """Build the site of a `guides/` folder into `folder`."""
    built = Built(folder / "site", folder / "layouts")
    run_build(
        "site",
        *("--guides", str(guides)),
        *("--site-dir", str(built.site)),
        *("--layouts", str(built.layouts)),
        *("--date", DATE),
    )
    return built


def build_once(guides: Path, folder: Path) -> Built:
    """Build the site of a `guides/` folder, unless another process of this run has or does so."""
    folder.mkdir(exist_ok=True)
    built = Built(folder / "site", folder / "layouts")
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not built.layouts.exists():  # what is written last
            build(guides, folder)
    return built


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder: path → content."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
