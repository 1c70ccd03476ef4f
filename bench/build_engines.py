"""The engines that build the same pages: ours, stock Material with its search, Hugo, bare files."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from build_rivals import bare_files, write_bare, write_hugo, write_material
from process_cost import Cost, run

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Engine:
    """One way to build the pages from nothing."""

    name: str
    build: Callable[[], Cost]
    output: Path
    """The finished site."""
    made: Path
    """All that a build leaves, for the next to use."""
    is_slow: bool = False

    def forget(self) -> None:
        """Take away what was built, so that the next build is the first."""
        put_away(self.made)


def put_away(folder: Path) -> None:
    """Move a folder aside: ext4 is slow to give out what was deleted in the seconds before."""
    if folder.exists():
        folder.rename(tempfile.mkdtemp(dir=folder.parent, prefix="before-"))


class Bench:
    """A folder with one guide, `guides`, and everything that is built from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.guides = folder / "guides"
        self.releases = folder / "ours"
        self._log = folder / "log"

    @property
    def site(self) -> Path:
        """Our finished site."""
        return self.releases / "current"

    def build_ours(self) -> Cost:
        """Build as an editor does: a release, beside what was built before."""
        given = ("--guides", str(self.guides), "--releases", str(self.releases))
        return run([sys.executable, "build.py", "site", *given], ROOT, self._log)

    def forget_ours(self) -> None:
        """Take away all releases, so that the next build is the first."""
        put_away(self.releases)

    def build_material(self) -> Cost:
        """Build by stock MkDocs and Material."""
        command = [sys.executable, "-m", "mkdocs", "build", "-q"]
        return run(command, self.folder / "material", self._log)

    def build_hugo(self) -> Cost:
        """Build by Hugo."""
        hugo = Path(sys.executable).with_name("hugo")
        return run([str(hugo), "--quiet"], self.folder / "hugo", self._log)

    def write_floor(self, files: list[tuple[str, bytes]]) -> Cost:
        """Write files that are in memory."""
        wall, processor = time.monotonic(), time.process_time()
        write_bare(files, self.folder / "floor")
        return Cost(time.monotonic() - wall, time.process_time() - processor, 0)


def engines(bench: Bench) -> tuple[Engine, ...]:
    """Write the pages of our finished site for the others, and return all who take part."""
    for name, write in (("material", write_material), ("hugo", write_hugo)):
        (bench.folder / name).mkdir()
        write(bench.site, bench.folder / name)
    files = bare_files(bench.site)
    material, hugo, floor = (
        bench.folder / name for name in ("material/site", "hugo/public", "floor")
    )
    return (
        Engine("ours", bench.build_ours, bench.site, bench.releases),
        Engine("Material", bench.build_material, material, material, is_slow=True),
        Engine("Hugo", bench.build_hugo, hugo, hugo),
        Engine("floor", lambda: bench.write_floor(files), floor, floor),
    )
