"""Work shared between processes comes out as if one had done it, whatever becomes of a helper."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from site_build import ROOT

from guidebook.steps import Steps

ITEMS = tuple(range(11))


@pytest.mark.parametrize("processes", [1, 2, 3, 20])
def test_results_are_in_the_order_of_the_items(processes: int) -> None:
    steps = Steps(processes)

    assert steps.each("squares", lambda item: item * item, ITEMS) == [n * n for n in ITEMS]
    assert list(steps.seconds) == ["squares"]


def test_a_share_is_done_here_where_its_helper_was_killed() -> None:
    here = os.getpid()

    def work(item: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return -item

    assert Steps(2).each("killed", work, ITEMS) == [-n for n in ITEMS]


def test_a_fault_of_a_helper_is_a_fault_of_the_work() -> None:
    with pytest.raises(ZeroDivisionError):
        Steps(2).each("inverses", lambda item: 1 / (item - 10), ITEMS)


WAITS = """
import time
from guidebook.steps import PATIENCE, Steps
steps = Steps()
time.sleep(PATIENCE)
assert steps.each("做页面", abs, range(5)) == [*range(5)]
"""


@pytest.mark.parametrize(("opened", "is_shown"), [(pty.openpty, True), (os.pipe, False)])
def test_a_terminal_is_shown_how_far_it_is_and_nobody_else(
    opened: Callable[[], tuple[int, int]], is_shown: bool
) -> None:
    ours, theirs = opened()

    subprocess.run([sys.executable, "-c", WAITS], stderr=theirs, check=True, cwd=ROOT)
    os.write(theirs, b"end")

    shown = os.read(ours, 10_000).decode()
    assert ("\r做页面  " in shown, "100 %" in shown) == (is_shown, is_shown)
    os.close(theirs)
    os.close(ours)


@pytest.mark.parametrize("ending", [0, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_is_as_it_was_however_the_work_ends(ending: int) -> None:
    ours, theirs = pty.openpty()
    ended = f"lambda item: os.kill(os.getpid(), {ending}) or item"

    code = WAITS.replace("abs", ended).replace("import time", "import os, time")
    subprocess.run([sys.executable, "-c", code], stderr=theirs, check=False, cwd=ROOT)

    shown = os.read(ours, 10_000).decode().partition("Traceback")[0]
    lines = [line for line in re.split("[\r\n]+", shown) if line]
    widths = [sum(1 + (east_asian_width(sign) == "W") for sign in line) for line in lines]
    assert "\x1b" not in shown
    assert lines[0].startswith("做页面  0 %")
    assert max(widths) < 24
    os.close(theirs)
    os.close(ours)


def test_helpers_of_a_build_that_was_killed_go_too() -> None:
    """They hold its lock: one that waits for ever would keep out every later build."""
    code = (
        "import os, signal, time\n"
        "from guidebook.steps import Steps\n"
        "asked = os.getpid()\n"
        "def work(item):\n"
        "    if os.getpid() == asked:\n"
        "        os.kill(asked, signal.SIGKILL)\n"
        "    time.sleep(1)\n"
        "    return bytes(1_000_000)\n"
        "Steps(3).each('工作', work, range(6))\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=ROOT, stdout=subprocess.PIPE, timeout=120
    )

    assert killed.returncode == -signal.SIGKILL  # and nobody holds its standard output any more


def test_a_helper_whose_owner_was_killed_does_no_more_than_it_is_doing(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, time\n"
        "from pathlib import Path\n"
        "from guidebook.steps import Steps\n"
        "asked = os.getpid()\n"
        "def work(item):\n"
        "    if os.getpid() == asked:\n"
        "        os.kill(asked, signal.SIGKILL)\n"
        "    Path(sys.argv[1], str(item)).touch()\n"
        "    while os.getppid() == asked:\n"
        "        time.sleep(0.01)\n"
        "Steps(3).each('工作', work, range(20))\n"
    )

    subprocess.run(
        [sys.executable, "-c", code, tmp_path], check=False, cwd=ROOT, stdout=subprocess.PIPE
    )

    assert len(list(tmp_path.iterdir())) <= 2


@pytest.mark.parametrize("number", [0, 1, 63, 64, 65, 1000])
def test_every_item_is_done_once_however_many_there_are(number: int) -> None:
    assert Steps(2).each("as many", lambda item: item, range(number)) == [*range(number)]
