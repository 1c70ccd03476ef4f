"""Who does what on a server: root sets up, one account publishes, another takes requests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pushing import ENVIRONMENT, Server, copy_server, make_server
from site_build import run_build

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be several accounts")

PUBLISHER, OTHER = "nobody", "daemon"
PHONE, NEW_PHONE = "0571-5550-1001", "0571-5550-1777"
TOWER = "buildings/cloud-tower.yaml"


def run_as(account: str, *words: str | Path, cwd: Path | str = "/") -> tuple[int, str]:
    """Run a command as an account; return its exit code, and all that it said."""
    done = subprocess.run(
        ["runuser", "-u", account, "--", *words],
        cwd=cwd,
        env=ENVIRONMENT | {"HOME": "/nonexistent", "PYTHONPYCACHEPREFIX": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def push(server: Server) -> tuple[int, str]:
    """Push as the account that owns the repository, as ssh does for an editor."""
    return run_as(PUBLISHER, "git", "push", "origin", "main", cwd=server.clone)


def change_phone(server: Server, old: str, new: str) -> None:
    give("root", server.clone)
    server.write(TOWER, old, new)
    give(PUBLISHER, server.clone)


def give(account: str, *folders: Path) -> None:
    """Let folders belong to an account."""
    subprocess.run(["chown", "-R", f"{account}:", *folders], check=True)


def owners(folder: Path) -> set[str]:
    return {path.owner() for path in folder.rglob("*")}


def lay_python(environment: Path) -> None:
    """Lay out a `.venv` whose Python every account can run; that of the tests may lie in a home."""
    python = Path(f"/usr/bin/python3.{sys.version_info.minor}")
    if not python.exists():
        pytest.skip(f"没有 {python}：别的账户运行不了这里的 Python")
    environment.unlink()
    subprocess.run([python, "-m", "venv", "--without-pip", environment], check=True)
    packages = next((environment / "lib").glob("python3.*/site-packages"))
    (packages / "all.pth").write_text(sysconfig.get_path("purelib"))


@pytest.fixture(scope="module")
def laid_out() -> Iterator[Server]:
    """Lay out a server as root, where other accounts get in; pytest's own folders are private."""
    with tempfile.TemporaryDirectory(prefix="guide-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = make_server(folder / "first")
        app = folder / "first" / "app"
        lay_python(app / ".venv")
        shutil.copytree(server.clone / "guides", app / "guides")
        shutil.copytree(server.clone / "site_src", app / "site_src")
        run_build("site", root=app)
        yield server


@pytest.fixture
def server(laid_out: Server) -> Iterator[Server]:
    folder = laid_out.folder.with_name("server")
    server = copy_server(laid_out, folder)
    (folder / "site").mkdir()
    give(PUBLISHER, folder / "content.git", folder / "site", folder / "edit")
    yield server
    shutil.rmtree(folder)


def test_what_root_built_keeps_nobody_from_publishing(server: Server) -> None:
    kept = list((server.folder / "app" / "guidebook" / "__pycache__").glob("jinja-*"))

    code, said = push(server)

    assert kept
    assert code == 0, said
    assert server.release() == 1
    assert owners(server.folder / "site") == {PUBLISHER}


def test_a_program_that_the_publisher_cannot_read_is_told_with_its_remedy(server: Server) -> None:
    (server.folder / "app" / "guidebook" / "load.py").chmod(0o600)

    code, said = push(server)
    remedy = said.partition("请用 root 运行 ")[2].partition("。")[0]
    subprocess.run(remedy.split(), check=True)
    again, _ = push(server)

    assert (code, again) == (1, 0)
    assert "磁盘" not in said
    assert f"{PUBLISHER} 读不到" in said


def test_root_publishes_and_goes_back_as_the_account_that_owns_the_site(server: Server) -> None:
    publish = server.folder / "app" / "deploy" / "publish"
    push(server)
    change_phone(server, PHONE, NEW_PHONE)
    push(server)

    back = run_as("root", publish, "rollback")
    after_rollback = server.release()
    listed = run_as("root", publish, "releases")
    forth = run_as("root", publish, "switch")

    assert (back[0], listed[0], forth[0]) == (0, 0, 0), (back, listed, forth)
    assert (after_rollback, server.release()) == (1, 3)
    assert "* 1 " in listed[1]
    assert owners(server.folder / "site") | owners(server.folder / "content.git") == {PUBLISHER}


def test_another_account_is_told_who_publishes(server: Server) -> None:
    publish = server.folder / "app" / "deploy" / "publish"

    code, said = run_as(OTHER, publish, "rollback")

    assert (code, said) == (1, f"这里由 {PUBLISHER} 发布，请运行 sudo {publish} rollback\n")


def test_a_release_of_another_account_keeps_nobody_from_publishing(server: Server) -> None:
    push(server)
    give("root", server.site.resolve().parent)
    change_phone(server, PHONE, NEW_PHONE)

    code, said = push(server)

    assert code == 0, said
    assert server.release() == 2
    assert owners(server.site.resolve()) == {PUBLISHER}


def test_what_another_account_wrote_into_the_site_is_told_in_one_line(server: Server) -> None:
    push(server)
    give("root", server.site.resolve().parent.parent)
    change_phone(server, PHONE, NEW_PHONE)

    _, said = push(server)
    (line,) = [line for line in said.splitlines() if "没有生成网站" in line]
    remedy = line.partition("请用 root 运行 ")[2].partition("。")[0]
    subprocess.run(remedy.split(), check=True)
    mended, told = run_as(PUBLISHER, server.folder / "app" / "deploy" / "publish", "switch")

    assert len(line) < 400
    assert mended == 0, told
    assert server.release() == 2
