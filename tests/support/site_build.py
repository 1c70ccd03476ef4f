"""Building whole sites for tests, by the same command that people use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATE = "2026-11-23"
WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") * (not os.geteuid())
"""Words before a command of somebody who may read and write only where the rights say so."""


@dataclass(frozen=True)
class Built:
    """A finished site, where the layouts for the intake are, and what it was made of."""

    site: Path
    layouts: Path
    guides: Path


def run_build(
    *arguments: str, check: bool = True, root: Path = ROOT, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run `python build.py` as an editor would; raises if it fails unless `check` is off.

    `before` are the words of a command that runs it.
    """
    return subprocess.run(
        [*before, sys.executable, str(root / "build.py"), *arguments],
        capture_output=True,
        text=True,
        check=check,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )


def build(guides: Path, folder: Path) -> Built:
    """Build the site of a `guides/` folder into `folder`."""
    built = Built(folder / "site", folder / "layouts", guides)
    run_build(
        "site",
        *("--guides", str(guides)),
        *("--site-dir", str(built.site)),
        *("--layouts", str(built.layouts)),
        *("--date", DATE),
    )
    return built


def release(guides: Path, root: Path, date: str = DATE, *more: str) -> str:
    """Build the site of a `guides/` folder as a release under `root`; return what is told."""
    folders = ("--guides", str(guides), "--releases", str(root))
    told = run_build("site", *folders, "--date", date, *more)
    return told.stdout + told.stderr


def build_once(guides: Path, folder: Path) -> Built:
    """Build the site of a `guides/` folder, unless another process of this run has or does so."""
    with made_once(folder) as is_made:
        if not is_made:
            build(guides, folder)
    return Built(folder / "site", folder / "layouts", guides)


@contextmanager
def made_once(folder: Path) -> Iterator[bool]:
    """Tell whether a folder was filled already; other processes of this run wait for the block."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield (folder / "made").exists()
        (folder / "made").touch()


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder: path → content."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
