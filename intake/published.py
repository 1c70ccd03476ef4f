"""What is published: nothing personal may lie where a web server or the next build reads."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OF_THE_REPOSITORY = ("site", "var/site", "site_src", "guides", "templates", "docs")
"""Folders that are served, or copied into what is."""


def is_published(path: Path, *folders: Path) -> bool:
    """Tell whether a path, wherever links lead it, lies in the repository's folders or in these."""
    place = path.resolve()
    roots = [*folders, *(ROOT / name for name in OF_THE_REPOSITORY)]
    return any(place.is_relative_to(root.resolve()) for root in roots)
