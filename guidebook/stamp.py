"""What a finished build leaves beside the site: a stamp, and the content it was made of.

Who serves the site reads it anew as soon as the stamp is new, with the content that the pages were
made of, whatever somebody edited since.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

STAMP = "stamp"
MADE_OF = "made-of.json"
"""What the site was made of; written by each build, also by one that changes nothing."""
STAGE = "stage.json"
"""What MkDocs made, for the next build."""
FINGERPRINT = re.compile(r"\.[0-9a-f]{8,}\.(min\.)?[a-z0-9]+(\.gz)?$")
"""A name that changes with its content, so that it may be kept for ever."""


def withdraw_stamp(layouts: Path) -> None:
    """Say that a build is writing: nobody should read the site until its stamp is there."""
    (layouts / STAMP).unlink(missing_ok=True)


def leave_stamp(layouts: Path, names: Iterable[str] = ()) -> None:
    """Say that site and layouts are whole, and which files are the site's; written last."""
    layouts.mkdir(parents=True, exist_ok=True)
    new = layouts / f"{STAMP}.new"
    new.write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")
    new.replace(layouts / STAMP)


def names_in_stamp(layouts: Path) -> frozenset[str]:
    """Return which files a build says are the site's; none where it says nothing.

    What is not right in a damaged stamp is the name of no file.
    """
    file = layouts / STAMP
    text = file.read_text("utf-8", "surrogateescape") if file.is_file() else ""
    names = text.split("\n")  # other ends of lines stand in names that somebody pasted
    return frozenset(name for name in names if name and "\0" not in name)


def built_at(layouts: Path) -> datetime | None:
    """Return when a build last ended well (UTC), whether it changed the site or not."""
    file = layouts / MADE_OF
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.is_file() else None


def has_build(layouts: Path) -> bool:
    """Tell whether a build left its layouts and the content they are of."""
    return (layouts / "layout").is_dir() and kept_content(layouts).is_dir()


def kept_content(layouts: Path) -> Path:
    """Return the folder of the content that the last build was made of."""
    return layouts / "guides"


def keep_content(contents: Mapping[str, bytes], layouts: Path) -> None:
    """Keep the content of a build, which has no faults, in place of that of the last one.

    `contents` goes from the path of a file to what was read there.
    """
    kept = kept_content(layouts)
    new = kept.with_name("guides.new")
    shutil.rmtree(new, ignore_errors=True)
    for name, content in contents.items():
        copy = new / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
    shutil.rmtree(kept, ignore_errors=True)
    new.rename(kept)
