"""Releases as people make them: under a running server, on a full disk, without rights, cut off."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path

import pytest
from guides_folder import edit
from releasing import first_release, numbers, present, release
from served import environment_of, free_port, patiently, running
from site_build import DATE, ROOT, WITHOUT_RIGHTS, Built, files_of, run_build

from guidebook.publishing.releases import KEPT, roll_back
from intake import create_app
from intake.journal.journal import Journal
from intake.settings import Settings, make_secret_key


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


def settings_of(root: Path, folder: Path) -> Settings:
    """Return settings of an intake beside releases, as the documents have it."""
    settings = Settings(
        data=folder / "queue",
        site=root / "current",
        guides=folder / "none",
        layouts=root / "layouts",
        secret_key_file=folder / "secret_key",
    )
    make_secret_key(settings.secret_key_file)
    Journal(settings.data).make()
    return settings


NAMED = "换小间对接"
OLD, NEW = [False, False], [True, True]
SHOWN_ON = ("/services/bigger-office/", "/requests/new?service=bigger-office")


def test_a_running_server_takes_pages_and_form_of_each_release_whole_and_goes_back(
    copy_built: Built, tmp_path: Path
) -> None:
    guides, root, port = copy_built.guides, tmp_path / "releases", free_port()
    first = files_of(root / "current")
    (hashed,) = (root / "current" / "search" / "texts").glob("postings-0.*.json")
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
        assert get(("127.0.0.1", port), f"/search/texts/{hashed.name}")[0] == 200
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


def powerless(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours as somebody who may write only where the rights say so."""
    command = [*WITHOUT_RIGHTS, sys.executable, str(ROOT / "build.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_old_release_that_may_not_be_removed_stops_no_build(
    copy_built: Built, tmp_path: Path
) -> None:
    root, old = tmp_path / "releases", tmp_path / "releases/releases/1/site/about"
    for number in range(2, KEPT + 1):
        shutil.copytree(root / "releases/1", root / "releases" / str(number))
    old.chmod(0o500)
    words = ["site", "--guides", str(copy_built.guides), "--releases", str(root), "--date", DATE]

    told = []
    for before, after in (("换大间对接", "换甲"), ("换甲", "换乙")):
        edit(copy_built.guides, "services/bigger-office.yaml", f"name: {before}", f"name: {after}")
        told.append(powerless(*words))
    (root / "releases/1.new/site/about").chmod(0o700)

    assert [(run.returncode, "releases/1.new 删不掉" in run.stderr) for run in told] == [
        (0, True),
        (0, True),
    ]
    assert present(root) == KEPT + 2


@pytest.mark.parametrize("shut", ["", "layouts", "site"])
def test_an_old_release_that_may_not_be_read_stops_nobody(
    copy_built: Built, tmp_path: Path, shut: str
) -> None:
    root = tmp_path / "releases"
    for number in range(2, KEPT + 3):
        shutil.copytree(root / "releases/1", root / "releases" / str(number))
    for number in (2, KEPT):  # too old to be kept, and one that is kept
        (root / "releases" / str(number) / shut).chmod(0)
    edit(copy_built.guides, "services/bigger-office.yaml", "name: 换大间", "name: 换大间的")
    folders = ["--releases", str(root)]

    built = powerless("site", "--guides", str(copy_built.guides), *folders, "--date", DATE)
    switched = present(root)
    back = powerless("rollback", *folders)
    listed = powerless("releases", *folders)
    for folder in root.glob(f"releases/[0-9]*/{shut}"):
        folder.chmod(0o700)

    assert (built.returncode, switched) == (0, KEPT + 3), built.stderr
    assert (back.returncode, present(root)) == (0, KEPT + 2), back.stderr
    assert (listed.returncode, f"* {KEPT + 2}" in listed.stdout) == (0, True), listed.stderr


def test_a_present_release_that_may_not_be_read_is_told_in_a_sentence(
    copy_built: Built, tmp_path: Path
) -> None:
    folders = ["--guides", str(copy_built.guides), "--releases", str(tmp_path / "releases")]
    shut = tmp_path / "releases/releases/1"
    shut.chmod(0)

    told = powerless("site", *folders, "--date", DATE)
    shut.chmod(0o700)

    assert told.returncode == 1
    assert "写不了（没有权限）。网站还是原来的一版" in told.stderr
    assert "Traceback" not in told.stderr


def test_who_may_not_read_the_site_is_not_told_to_change_the_port(
    copy_built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = tmp_path / "releases/releases/1"
    for name, value in environment_of(settings_of(tmp_path / "releases", tmp_path)).items():
        monkeypatch.setenv(name, value)
    shut.chmod(0)

    words = ["--releases", str(tmp_path / "releases"), "--port", str(free_port())]
    told = powerless("serve", "--built", *words)
    shut.chmod(0o700)

    assert told.returncode == 1
    assert str(tmp_path / "releases") in told.stderr
    assert "用不了（没有权限），请换一个地方，或者换有权限的账户运行" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_release_that_cannot_be_switched_to_is_none(copy_built: Built, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    edit(copy_built.guides, "services/bigger-office.yaml", "name: 换大间", "name: 换大间的")
    root.chmod(0o500)

    words = ["--guides", str(copy_built.guides), "--releases", str(root), "--date", DATE]
    told = powerless("site", *words)
    root.chmod(0o700)

    assert (told.returncode, numbers(root), present(root)) == (1, [1], 1)
    assert "写不了（没有权限）。网站还是原来的一版" in told.stderr


def test_who_may_not_switch_is_told_so_in_a_sentence(root: Path) -> None:
    release(root, {"index.html": b"two"})
    root.chmod(0o500)

    told = powerless("rollback", "--releases", str(root))
    root.chmod(0o700)

    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert "用不了（没有权限），请用生成网站的账户运行" in told.stderr


def test_releases_that_cannot_be_served_are_listed_as_such(root: Path) -> None:
    release(root, {"index.html": b"two"})
    (root / "releases/1/site/index.html").unlink()
    (root / "releases/notes").mkdir()

    told = run_build("releases", "--releases", str(root)).stdout.splitlines()

    assert [(line[:3], "缺文件，退不回去" in line) for line in told] == [
        ("* 2", False),
        ("  1", True),
    ]


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
