"""Releases: switched to when whole, one at a time, and back; those kept are five that differ."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from releasing import FIRST, INDEX, first_release, nobody_waits, numbers, present, release
from site_build import ROOT, files_of
from site_files import write_site

from guidebook.publishing.releases import KEPT, NoReleaseError, new_release, releases_in, roll_back
from guidebook.stamp import leave_stamp


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return first_release(tmp_path)


def test_site_and_content_are_of_one_release(root: Path) -> None:
    release(root, {"index.html": b"two"}, "title: b")

    assert (root / "current" / "index.html").read_bytes() == b"two"
    assert (root / "layouts" / "guides" / "site.yaml").read_text() == "title: b"
    roll_back(root, None, nobody_waits)
    assert (root / "current" / "index.html").read_bytes() == b"one"
    assert (root / "layouts" / "guides" / "site.yaml").read_text() == "title: a"


def test_what_did_not_change_is_shared_and_what_did_is_never_written_in_place(root: Path) -> None:
    release(root, {"index.html": b"two", "about.html": b"about"})
    release(root, {"index.html": b"three", "about.html": b"about"})

    three, two, one = releases_in(root)
    assert [r.site.joinpath("index.html").read_bytes() for r in (one, two, three)] == [
        *(b"one", b"two", b"three")
    ]
    assert (two.site / "about.html").samefile(three.site / "about.html")


@pytest.mark.parametrize("is_clean", [False, True], ids=["plain", "clean"])
def test_a_build_of_the_same_makes_no_release(root: Path, is_clean: bool) -> None:
    release(root, {"index.html": b"two"})
    release(root, {"index.html": b"two"}, clean=is_clean)

    assert numbers(root) == [2, 1]


def test_a_file_whose_name_holds_an_end_of_line_is_there_all_the_same(root: Path) -> None:
    release(root, {"index.html": b"two", "assets/a\u2028b\x85c.pdf": b"pasted"})

    assert releases_in(root)[0].is_whole()


def test_a_first_release_that_ended_between_its_two_links_gets_the_other(root: Path) -> None:
    (root / "layouts").unlink()

    release(root, FIRST)

    assert numbers(root) == [1]
    assert (root / "layouts" / "stamp").is_file()


def test_other_content_on_the_same_pages_is_a_release(root: Path) -> None:
    release(root, FIRST, "title: b")

    assert present(root) == 2


def test_the_last_five_are_kept_and_numbers_never_come_back(root: Path) -> None:
    for number in range(2, 9):
        release(root, {"index.html": str(number).encode()})
    roll_back(root, 5, nobody_waits)
    release(root, {"index.html": b"nine"})

    assert numbers(root) == [9, 8, 7, 6, 5]
    assert len(numbers(root)) == KEPT
    assert present(root) == 9


def test_a_build_that_fails_leaves_nothing_behind(root: Path) -> None:
    before = files_of(root)

    with suppress(SystemExit), new_release(root, nobody_waits) as new:
        write_site(new.site, {"index.html": b"half"})
        raise SystemExit(1)

    assert files_of(root) == before


def test_the_second_of_two_builds_says_that_it_waits_and_comes_after(root: Path) -> None:
    is_said, order = Event(), []

    def build_second() -> None:
        with new_release(root, is_said.set):
            order.append("second")

    with new_release(root, nobody_waits):
        second = Thread(target=build_second)
        second.start()
        assert is_said.wait(60)
        order.append("first")
    second.join()

    assert order == ["first", "second"]


def test_going_back_is_to_what_was_before_when_it_was_asked_for(root: Path) -> None:
    """A build that was at work is waited for, and its release is not the one that counts."""
    release(root, {"index.html": b"two"})
    is_waiting = Event()
    back = Thread(target=lambda: roll_back(root, None, is_waiting.set))

    with new_release(root, nobody_waits) as new:
        write_site(new.site, INDEX | {"index.html": b"three"})
        leave_stamp(new.layouts)
        back.start()
        assert is_waiting.wait(60)
    back.join()

    assert (numbers(root), present(root)) == ([3, 2, 1], 1)


def test_a_release_that_a_build_dropped_meanwhile_is_not_gone_back_to(root: Path) -> None:
    for number in range(2, KEPT + 1):
        release(root, {"index.html": str(number).encode()})
    is_waiting, said = Event(), []

    def go_back() -> None:
        with pytest.raises(NoReleaseError) as refused:
            roll_back(root, 1, is_waiting.set)
        said.append(str(refused.value))

    back = Thread(target=go_back)
    with new_release(root, nobody_waits) as new:
        write_site(new.site, INDEX | {"index.html": b"six"})
        leave_stamp(new.layouts)
        back.start()
        assert is_waiting.wait(60)
    back.join()

    assert present(root) == KEPT + 1
    assert [line[:8] for line in said] == ["没有可以退回的："]


@pytest.mark.parametrize("number", [None, 7])
def test_where_there_is_nothing_to_go_back_to_it_says_what_there_is(
    root: Path, number: int | None
) -> None:
    with pytest.raises(NoReleaseError, match="没有缺文件的是第 1 版"):
        roll_back(root, number, nobody_waits)

    assert present(root) == 1


def test_what_is_not_whole_is_no_release_to_go_back_to(root: Path) -> None:
    release(root, {"index.html": b"two"})
    release(root, {"index.html": b"three"})
    (root / "releases/2/site/index.html").unlink()

    with pytest.raises(NoReleaseError, match=r"没有缺文件的是第 3 版、第 1 版"):
        roll_back(root, 2, nobody_waits)
    roll_back(root, None, nobody_waits)

    assert present(root) == 1


HALF = """
import sys, time
from pathlib import Path
from guidebook.publishing.releases import new_release
from site_files import write_site
with new_release(Path(sys.argv[1]), print) as new:
    write_site(new.site, {"index.html": b"half"})
    print("half", flush=True)
    time.sleep(600)
"""


def test_a_build_that_is_killed_leaves_the_site_and_the_next_one_tidies_up(root: Path) -> None:
    before = files_of(root / "current")
    with subprocess.Popen(
        [sys.executable, "-c", HALF, str(root)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "tests" / "support")},
    ) as building:
        assert building.stdout
        assert building.stdout.readline() == b"half\n"
        building.send_signal(signal.SIGKILL)

    assert files_of(root / "current") == before
    assert numbers(root) == [1]
    release(root, {"index.html": b"two"})
    assert sorted(path.name for path in (root / "releases").iterdir()) == ["1", "2"]
