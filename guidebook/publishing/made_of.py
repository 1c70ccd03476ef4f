"""What a site was made of, left beside it: made of the same, it need not be made again."""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from guidebook.publishing.site_folder import remove
from guidebook.reading.git import ask_git
from guidebook.stamp import MADE_OF, STAGE, STAMP, names_in_stamp

LEFT_OUT = (MADE_OF, STAGE, STAMP, "lock")
"""Files beside the site that say nothing of what is served."""


@dataclass(frozen=True)
class MadeOf:
    """One finished build: what went in, what lies there since, and what was said of it."""

    program: str
    """Fingerprint of the code, and of the packages that it works with."""
    sources: str
    """Fingerprint of all else that went in."""
    site: str = ""
    """Fingerprint of the files that came out: names, sizes, times, rights."""
    warnings: tuple[str, ...] = ()
    """What was said of the content."""
    content: str = ""
    """In words, what the content holds."""
    size: str = ""
    """In words, how much the site is."""


def fingerprint_of_program(*places: Path) -> str:
    """Return a fingerprint of code, of what packs the copies, and of the packages installed."""
    return fingerprint(places, (sys.version, zlib.ZLIB_RUNTIME_VERSION, *_packages()))


def fingerprint_of_sources(guides: Path, *places: Path, day: str) -> str:
    """Return a fingerprint of what is written, the commit that git tells its history from, a day.

    The bytes of every file count, and every link.
    """
    commit = (
        ask_git(guides, "rev-parse", "--is-shallow-repository", "HEAD", "--show-prefix")
        or "unknown"
    )
    return fingerprint((guides, *places), (day, commit))


def fingerprint(places: Iterable[Path], words: Iterable[str]) -> str:
    """Return a fingerprint of some words, and of the bytes of every file in some places."""
    told = blake2b(digest_size=16)
    for word in words:
        told.update(f"{word}\0".encode())
    for number, place in enumerate(places):
        for name, path in _walk(place):
            kind = "link" if os.path.islink(path) else "file"  # noqa: PTH114 # thousands of them
            content = _bytes(path)
            told.update(os.fsencode(f"{number} {kind} {name}\0{len(content)}\0") + content)
    return told.hexdigest()


def fingerprint_of_states(*places: Path) -> str:
    """Return a fingerprint of when files were written: changed and changed back is not the same.

    Nor is what came and went: a folder tells. One of code does not, Python keeps things in it.
    """
    told = blake2b(digest_size=16)
    for place in places:
        for path in chain((path for _name, path in _walk(place)), _folders(place)):
            with suppress(OSError):  # gone meanwhile
                found = os.lstat(path)
                state = (found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
                told.update(os.fsencode(f"{path}\0{state}\0"))
    return told.hexdigest()


def fingerprint_of_site(site: Path, layouts: Path) -> str:
    """Return a fingerprint of what a build left: a site that was changed since is made anew."""
    told = blake2b(digest_size=16)
    listed = sorted(names_in_stamp(layouts))
    for folder, names in ((site, listed), (layouts, names_beside(layouts))):
        for name in names:
            told.update(os.fsencode(f"{name}\0{_state(f'{folder}/{name}')}\0"))
    for name in sorted(strays(site, layouts)):
        told.update(os.fsencode(f"{name}\0stray\0"))
    return told.hexdigest()


def names_beside(layouts: Path) -> list[str]:
    """Return what lies beside a site and is served with it, in order."""
    return [name for name, _path in _walk(layouts) if name not in LEFT_OUT]


def strays(site: Path, layouts: Path) -> set[str]:
    """Return what lies in the folder of a site and no build made: a web server would serve it."""
    return {name for name, _path in _walk(site)} - names_in_stamp(layouts)


def read_made_of(layouts: Path) -> MadeOf | None:
    """Return what a build left; None where it left nothing that can be read."""
    try:
        found = json.loads((layouts / MADE_OF).read_text(encoding="utf-8"))
        return MadeOf(**found | {"warnings": tuple(found["warnings"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def leave_made_of(layouts: Path, made: MadeOf) -> None:
    """Leave what a site was made of; the last thing that a build does."""
    new = layouts / f"{MADE_OF}.new"
    new.write_text(json.dumps(asdict(made), ensure_ascii=False), encoding="utf-8")
    new.replace(layouts / MADE_OF)


def withdraw_made_of(layouts: Path, *, clean: bool) -> None:
    """Say nothing any more of a site that is about to change; `clean` forgets all that was kept."""
    for name in (MADE_OF, *((STAGE,) if clean else ())):
        (layouts / name).unlink(missing_ok=True)


def hand_back_notes(new: Path, site: Path, layouts: Path) -> None:
    """Leave the notes of a build beside the one before, whose site is the same and stays."""
    for name in (STAGE, MADE_OF):
        remove(layouts / name)  # whatever became of it
    if (new / STAGE).is_file():
        (new / STAGE).replace(layouts / STAGE)
    if made := read_made_of(new):
        leave_made_of(layouts, replace(made, site=fingerprint_of_site(site, layouts)))


def _walk(place: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the path of every file, link and empty folder in a place, in order."""
    if not place.is_dir():
        yield place.name, str(place)
        return
    start = len(str(place)) + 1
    for folder, folders, files in os.walk(place):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        links = [name for name in folders if os.path.islink(f"{folder}/{name}")]  # noqa: PTH114
        for name in (*sorted(files), *links):
            yield f"{folder}/{name}"[start:], f"{folder}/{name}"
        if not (files or folders):
            yield folder[start:], folder


def _folders(place: Path) -> Iterator[str]:
    """Yield every folder in a place that holds no code."""
    for folder, folders, files in os.walk(place):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        if not any(name.endswith(".py") for name in files):
            yield folder


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 # thousands of them
            return file.read()
    except OSError as error:  # gone, or not ours to read: the build will say so
        return f"unread: {error.errno}".encode()


def _state(path: str) -> str:
    try:
        found = os.stat(path)  # noqa: PTH116 # thousands of them
    except OSError:
        return "gone"
    return f"{found.st_size} {found.st_mtime_ns} {found.st_mode}"


def _packages() -> list[str]:
    """Return what is installed, with versions."""
    folders = [Path(name) for name in sys.path if name]
    found = (path.name for folder in folders if folder.is_dir() for path in folder.iterdir())
    return sorted(name for name in found if name.endswith(".dist-info"))
