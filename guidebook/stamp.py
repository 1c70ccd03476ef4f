"""What a finished build leaves beside the site: a stamp, and the content it was made of.

Who serves the site reads it anew as soon as the stamp is new, and has the content to start from
where somebody's next edit has faults.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

STAMP = "stamp"


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
    """Return which files a build says are the site's; none where it says nothing."""
    stamp = layouts / STAMP
    text = stamp.read_text(encoding="utf-8") if stamp.is_file() else ""
    return frozenset(text.splitlines())


def has_build(layouts: Path) -> bool:
    """Tell whether a build left its layouts and the content they are of."""
    return (layouts / "layout").is_dir() and kept_content(layouts).is_dir()


def kept_content(layouts: Path) -> Path:
    """Return the folder of the content that the last build was made of."""
    return layouts / "guides"


def keep_content(guides: Path, layouts: Path) -> None:
    """Keep the content of a build, which has no faults, in place of that of the last one."""
    kept = kept_content(layouts)
    new = kept.with_name("guides.new")
    for folder in (new, kept):
        shutil.rmtree(folder, ignore_errors=True)
    for file in sorted(guides.rglob("*.yaml")):
        copy = new / file.relative_to(guides)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    new.rename(kept)
