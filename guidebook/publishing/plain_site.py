"""A site in one plain folder, its layouts in another: ours, and one build at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from guidebook.publishing.releases import LOCK, one_at_a_time
from guidebook.publishing.site_folder import ForeignFolderError, remove
from guidebook.stamp import STAMP

STAGES = "guide-stage-"
"""How the folders begin that MkDocs writes into; a build that was killed leaves one."""


@contextmanager
def plain_site(site: Path, layouts: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Keep other builds out of both folders; calls `wait` first where one is at work.

    Raises ForeignFolderError where the layouts would lie among files that are not ours: of some
    names all is replaced there, `guides` above all.
    """
    if layouts.is_relative_to(site):
        raise ForeignFolderError(f"{layouts} 在网站的文件夹里：--layouts 请换一个别处的文件夹")
    found = {path.name for path in layouts.iterdir()} if layouts.is_dir() else set()
    if found and not found & {LOCK, STAMP}:
        raise ForeignFolderError(f"{layouts} 里有别的文件，--layouts 请换一个空文件夹")
    with one_at_a_time(layouts, wait):
        for stage in layouts.glob(f"{STAGES}*"):
            remove(stage)
        yield
