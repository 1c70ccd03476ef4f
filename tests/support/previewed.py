"""The preview in a process of its own, of a copy of all that it is made of."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from guides_folder import copy_sample
from served import free_port, patiently
from site_build import DATE, ROOT

MADE_OF = ("build.py", "mkdocs.yml", "cli", "guidebook", "intake", "site_src", "templates")


@dataclass(frozen=True)
class Preview:
    """A preview that runs, and the folder with all that it is made of."""

    process: subprocess.Popen[str]
    base: str
    root: Path

    @property
    def guides(self) -> Path:
        """The folder of the content."""
        return self.root / "guides"

    @property
    def maker(self) -> int:
        """The process that makes pages, as soon as there is one."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for _ in patiently():
            if told := children.read_text().split():
                return int(told[0])
        raise AssertionError("there is nobody who makes pages")

    def page(self, path: str) -> str:
        """Return what stands on a page, also on one that is not there; nothing while none is."""
        try:
            with urlopen(self.base + path) as answer:  # noqa: S310 # the preview, on this machine
                return str(answer.read().decode())
        except HTTPError as answer:
            return answer.read().decode()
        except URLError:
            return ""

    def comes_to_show(self, path: str, words: str) -> bool:
        """Wait for words to stand on a page, as long as the preview lives."""
        for _ in patiently():
            if words in self.page(path) or self.process.poll() is not None:
                break
        return words in self.page(path)


def copy_sources(folder: Path) -> Path:
    """Copy all that a preview is made of, with the sample district, into a folder."""
    for name in MADE_OF:
        source, copy = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    copy_sample(folder)
    return folder


@contextmanager
def previewing(
    root: Path, *options: str, temporary: Path | None = None, stderr: int | None = None
) -> Iterator[Preview]:
    """Run the preview of a copy of the sources, by a Python with some options.

    It leads a group of processes, and heeds its signals, as one that a terminal runs: the tests
    themselves may be run by `nohup`.
    """
    port = free_port()
    program = ["env", "--default-signal=HUP,INT", sys.executable, *options, str(root / "build.py")]
    command = [*program, "preview", "--date", DATE]
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env=os.environ | ({"TMPDIR": str(temporary)} if temporary else {}),
        cwd=root,
        stderr=stderr,
        text=True,
        start_new_session=True,
    )
    try:
        yield Preview(process, f"http://127.0.0.1:{port}", root)
    finally:
        process.terminate()
        process.wait()
