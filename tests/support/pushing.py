"""A server that is published to by `git push`: program, bare repository, an editor's clone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from guides_folder import SAMPLE, edit
from site_build import ROOT

from guidebook.publishing.releases import current_release

PROGRAM = ("build.py", "mkdocs.yml", "cli", "guidebook", "intake", "templates", "deploy")
WITHOUT = shutil.ignore_patterns("__pycache__")
SOMEBODY = {f"GIT_{who}_{what}": f"{what.lower()}@example.cn"
            for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}  # fmt: skip
ALONE = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
"""Git as a person has it, whoever runs the tests: no hook of ours, no settings of theirs."""
ENVIRONMENT = ALONE | SOMEBODY | {"GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Server:
    """Where content is pushed to: `app`, `content.git`, `site`, and `edit`, a clone."""

    folder: Path

    @property
    def clone(self) -> Path:
        """Return the work tree of the editor."""
        return self.folder / "edit"

    @property
    def site(self) -> Path:
        """Return what is served."""
        return self.folder / "site" / "current"

    def release(self) -> int:
        """Return the number of the release that is served; 0 for none."""
        found = current_release(self.folder / "site")
        return found.number if found else 0

    def head(self) -> str:
        """Return the commit that is published."""
        return git(self.folder / "content.git", "rev-parse", "main").stdout.strip()

    def write(self, path: str, old: str, new: str, clone: str = "edit") -> None:
        """Change one place of the content, and commit it."""
        edit(self.folder / clone / "guides", path, old, new)
        git(self.folder / clone, "commit", "-qam", "a change")

    def push(self, clone: str = "edit", *options: str) -> subprocess.CompletedProcess[str]:
        """Push, as an editor types it."""
        return git(self.folder / clone, "push", "origin", *(options or ("main",)), check=False)

    def pushing(self, clone: str = "edit") -> subprocess.Popen[str]:
        """Begin to push, in a group of processes of its own."""
        return subprocess.Popen(
            ["git", "push", "origin", "main"],
            cwd=self.folder / clone,
            env=ENVIRONMENT,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def publish(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run what hooks and timer run."""
        return subprocess.run(
            [self.folder / "app" / "deploy" / "publish", *arguments],
            cwd=self.folder / "content.git",
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )


def git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run git in a folder."""
    command = ["git", *arguments]
    return subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=check
    )


def make_server(folder: Path) -> Server:
    """Install the program and an empty repository, and clone it with the sample in it."""
    (folder / "app").mkdir(parents=True)
    for name in PROGRAM:
        copy = shutil.copyfile if (ROOT / name).is_file() else _copy_folder
        copy(ROOT / name, folder / "app" / name)
    (folder / "app" / ".venv").symlink_to(sys.prefix)
    git(folder, "init", "-q", "--bare", "-b", "main", "content.git")
    _configure(folder)
    git(folder, "clone", "-q", "content.git", "edit")
    git(folder / "edit", "checkout", "-q", "-B", "main")
    _copy_folder(SAMPLE, folder / "edit" / "guides")
    _copy_folder(ROOT / "site_src", folder / "edit" / "site_src")
    git(folder / "edit", "add", "-A")
    git(folder / "edit", "commit", "-qm", "all")
    return Server(folder)


def copy_server(server: Server, folder: Path) -> Server:
    """Return a server like another, in a folder of its own."""
    shutil.copytree(server.folder, folder, symlinks=True)
    _configure(folder)
    git(folder / "edit", "remote", "set-url", "origin", str(folder / "content.git"))
    return Server(folder)


def _configure(folder: Path) -> None:
    hooks = str(folder / "app" / "deploy" / "hooks")
    git(folder / "content.git", "config", "core.hooksPath", hooks)


def _copy_folder(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=WITHOUT)
