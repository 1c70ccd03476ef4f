"""A site folder that holds some files, written as a build writes them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from guidebook.publishing.new_files import NewFiles
from guidebook.publishing.site_folder import Written


def write_site(folder: Path, files: Mapping[str, bytes]) -> Written:
    """Make a folder hold some files: path → content."""
    with NewFiles(folder) as new:
        laid = [new.put(path, content) for path, content in files.items()]
        return new.take_in(chain.from_iterable(laid))
