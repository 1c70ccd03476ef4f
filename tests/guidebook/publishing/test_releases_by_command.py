"""Releases as people make them: under a running server, on a full disk, cut off."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path

import pytest
from guides_folder import edit
from releasing import first_release, present, release, settings_of
from served import environment_of, free_port, patiently, running
from site_build import DATE, ROOT, Built, files_of, run_build

from guidebook.publishing.releases import roll_back
from intake import create_app


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return first_release(tmp_path)


def building(root: Path, guides: Path, before: str = "") -> list[str]:
    """Return the command that builds a release, after a line of shell if one is given."""
    command = [sys.executable, str(ROOT / "build.py"), "site", "--guides", str(guides)]
    command += ["--releases", str(root), "--date", DATE]
    return ["bash", "-c", f'{before}\nexec "$@"', "bash", *command]


def build(root: Path, guides: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """Build a release as people do."""
    command = building(root, guides, before)
    return subprocess.run(command, capture_output=True, text=True, check=False)


def build_until_it_writes(root: Path, guides: Path) -> None:
    """Build a release, and kill the build while it writes."""
    with subprocess.Popen(building(root, guides), stderr=subprocess.DEVNULL) as half:
        for _ in patiently():
            if list(root.glob("releases/*.new/site/*")) or half.poll() is not None:
                break
        half.kill()
    assert half.returncode == -signal.SIGKILL


def get(address: tuple[str, int], path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection(*address, timeout=60)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


NAMED = "换小间对接"
OLD, NEW = [False, False], [True, True]
SHOWN_ON = ("/services/bigger-office/", "/requests/new?service=bigger-office")


def test_a_running_server_takes_pages_and_form_of_each_release_whole_and_goes_back(
    copy_built: Built, tmp_path: Path
) -> None:
    guides, root, port = copy_built.guides, tmp_path / "releases", free_port()
    first = files_of(root / "current")
    server = f"from intake.server import *; serve(make_wsgi(), '127.0.0.1', {port})"
    environment = environment_of(settings_of(root, tmp_path))

    def shows() -> list[bool]:
        return [NAMED in get(("127.0.0.1", port), path)[1] for path in SHOWN_ON]

    with running([sys.executable, "-c", server], port, environment):
        edit(guides, "services/bigger-office.yaml", "name: 换大间对接", f"name: {NAMED}")
        assert shows() == OLD
        full = build(root, guides, "ulimit -f 8")
        build_until_it_writes(root, guides)
        assert files_of(root / "current") == first
        assert shows() == OLD
        built = build(root, guides)
        assert shows() == NEW
        run_build("rollback", "--releases", str(root))
        assert shows() == OLD

    assert (full.returncode, built.returncode) == (1, 0), built.stderr
    assert "网站还是原来的一版" in full.stderr
    assert "Traceback" not in full.stderr
    told = run_build("releases", "--releases", str(root)).stdout.splitlines()
    assert [line[:3] for line in told] == ["  2", "* 1"]


def test_a_release_that_is_switched_to_while_a_server_starts_is_taken_too(
    copy_built: Built, tmp_path: Path
) -> None:
    root = tmp_path / "releases"
    edit(copy_built.guides, "services/bigger-office.yaml", "name: 换大间对接", f"name: {NAMED}")
    build(root, copy_built.guides)
    run_build("rollback", "--releases", str(root))
    to_come = [2]

    def switch(event: str, arguments: tuple[object, ...]) -> None:
        """Switch as soon as a layout is read: the content has been read by then."""
        if to_come and event == "open" and str(arguments[0]).endswith("layout/requests.html"):
            roll_back(root, to_come.pop(), print)

    sys.addaudithook(switch)
    client = create_app(settings_of(root, tmp_path)).test_client()

    assert (to_come, present(root)) == ([], 2)
    assert NAMED in client.get(SHOWN_ON[1]).text


def test_whether_anything_changed_is_asked_after_another_build_has_ended(
    copy_built: Built, tmp_path: Path
) -> None:
    """It may be at work on content that was changed back meanwhile."""
    root, guides, said = tmp_path / "releases", copy_built.guides, tmp_path / "said"
    edit(guides, "services/bigger-office.yaml", "name: 换大间对接", f"name: {NAMED}")
    build(root, guides)
    edit(guides, "services/bigger-office.yaml", f"name: {NAMED}", "name: 换大间对接")
    run_build("rollback", "--releases", str(root))

    with (root / "lock").open("w") as lock, said.open("w") as told:
        flock(lock, LOCK_EX)
        with subprocess.Popen(building(root, guides), stdout=told, stderr=told) as second:
            for _ in patiently():
                if "等它做完" in said.read_text() or second.poll() is not None:
                    break
            (root / "current").unlink()
            (root / "current").symlink_to("releases/2/site")
            flock(lock, LOCK_UN)

    assert NAMED not in (root / "current/services/bigger-office/index.html").read_text(), said
    assert present(root) == 3


def test_releases_that_cannot_be_served_are_listed_as_such(root: Path) -> None:
    release(root, {"index.html": b"two"})
    (root / "releases/1/site/index.html").unlink()
    (root / "releases/notes").mkdir()

    told = run_build("releases", "--releases", str(root)).stdout.splitlines()

    assert [(line[:3], "缺文件，退不回去" in line) for line in told] == [
        ("* 2", False),
        ("  1", True),
    ]


def test_the_present_release_is_marked_also_where_all_lie_on_another_disk(
    root: Path, tmp_path: Path
) -> None:
    (root / "releases").rename(tmp_path / "disk")
    (root / "releases").symlink_to(tmp_path / "disk")

    told = run_build("releases", "--releases", str(root)).stdout

    assert told.startswith("* 1")


def ended(root: Path, guides: Path, elsewhere: Path, number: signal.Signals) -> bool:
    """End a build and all its processes while MkDocs works; tell whether that was in time."""
    heeding = ["env", "--default-signal=INT"]  # whoever runs tests in the background ignores it
    with subprocess.Popen(
        [*heeding, *building(root, guides)],
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(elsewhere)},
        start_new_session=True,
    ) as making:
        while making.poll() is None and not any(root.glob("releases/*/layouts/guide-stage-*/*")):
            time.sleep(0.01)
        with suppress(ProcessLookupError):
            os.killpg(making.pid, number)
    return making.returncode != 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_who_ends_a_build_finds_nothing_lying_about(
    sample_guides: Path, tmp_path: Path, number: signal.Signals
) -> None:
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()

    root = next(
        root
        for root in (tmp_path / str(n) for n in range(20))
        if ended(root, sample_guides, elsewhere, number)
    )

    assert not list(elsewhere.iterdir())
    left = [path.name for path in root.glob("releases/*")]
    assert left == ["1.new"] * (number == signal.SIGKILL)  # the next build begins with it
