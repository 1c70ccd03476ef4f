"""How long an editor waits to be refused: one changed file with a fault, checked and pushed.

    .venv/bin/python bench/refusal.py --rounds 5

Goal: two seconds of processor time. Beside it, in turn, a check that finds nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ("build.py", "mkdocs.yml", "cli", "guidebook", "intake", "templates", "deploy")
CONTENT = ("guides", "site_src")
FAULTY = "guides/buildings"


def used(command: Sequence[str], folder: Path, expected: int) -> tuple[float, float]:
    """Run a command that ends as expected; return processor and wall seconds, children counted."""
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, cost = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        raise SystemExit(f"{' '.join(command)}: {process.returncode}")
    return cost.ru_utime + cost.ru_stime, time.monotonic() - began


def git(folder: Path, *words: str) -> None:
    """Run git as somebody."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.cn")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


def laid_out(folder: Path) -> Path:
    """Lay out program, bare repository with our hooks, and a clone with a fault to push."""
    for name in PROGRAM:
        copy = shutil.copyfile if (ROOT / name).is_file() else shutil.copytree
        (folder / "app").mkdir(exist_ok=True)
        copy(ROOT / name, folder / "app" / name)
    (folder / "app" / ".venv").symlink_to(sys.prefix)
    git(folder, "init", "-q", "--bare", "-b", "main", "content.git")
    git(folder, "clone", "-q", "content.git", "clone")
    clone = folder / "clone"
    git(clone, "checkout", "-q", "-B", "main")
    for name in CONTENT:
        shutil.copytree(ROOT / name, clone / name)
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "all")
    git(clone, "push", "-q", "origin", "main")
    git(folder / "content.git", "config", "core.hooksPath", str(folder / "app/deploy/hooks"))
    building = sorted((clone / FAULTY).glob("[!_]*.yaml"))[0]
    building.write_text(building.read_text("utf-8") + "floor: 12\n", "utf-8")
    git(clone, "commit", "-qam", "a fault")
    return clone


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    check = [sys.executable, str(ROOT / "build.py"), "check", "--guides"]
    ways = ("检查，没有问题", "检查，一个文件有一处问题", "推送被拒绝")
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory(prefix="guide-refusal-") as place:
        clone = laid_out(Path(place))
        for _ in range(rounds):
            whole, faulty, pushed = costs.values()
            whole.append(used([*check, str(ROOT / "guides")], ROOT, 0))
            faulty.append(used([*check, str(clone / "guides")], ROOT, 1))
            pushed.append(used(["git", "push", "-q", "origin", "main"], clone, 1))
    print(f"负载 {os.getloadavg()[0]:.1f}，{rounds} 轮的中位数：处理器秒，等了几秒")
    for name, found in costs.items():
        processor, wall = (statistics.median(each) for each in zip(*found, strict=True))
        print(f"| {name} | {processor:.2f} | {wall:.2f} |")


if __name__ == "__main__":
    main()
