"""Releases: switched to when whole, one at a time, and back; readers never see half a site."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from guides_folder import edit
from served import environment_of, free_port, patiently, running
from site_build import DATE, ROOT, Built, files_of, run_build
from site_files import write_site

from guidebook.publishing.releases import (
    KEPT,
    NoReleaseError,
    current_release,
    new_release,
    releases_in,
    roll_back,
)
from guidebook.publishing.site_folder import OWN_FILE, ForeignFolderError, write_file
from guidebook.stamp import keep_content, leave_stamp, names_to_stay
from intake.journal.journal import Journal
from intake.settings import Settings, make_secret_key

INDEX = {OWN_FILE: b"{}"}


def nobody_waits() -> None:
    pytest.fail("no other build is at work")


def release(
    root: Path, files: dict[str, bytes], content: str = "title: a", *, clean: bool = False
) -> None:
    """Make a release of files, in the steps of a build."""
    guides = root.parent / "guides"
    guides.mkdir(exist_ok=True)
    (guides / "site.yaml").write_text(content)
    with new_release(root, nobody_waits, clean=clean) as new:
        staying = names_to_stay(new.layouts)
        written = write_site(new.site, INDEX | files, staying)
        write_file(new.layouts / "layout" / "requests.html", b"form")
        keep_content(files_of(guides), new.layouts)
        leave_stamp(new.layouts, written.names, written.earlier)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    release(root, {"index.html": b"one", "house.11111111.css": b"a{}"})
    return root


def numbers(root: Path) -> list[int]:
    return [found.number for found in releases_in(root)]


def present(root: Path) -> int:
    return (current_release(root) or pytest.fail("nothing is served")).number


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


def test_a_file_with_a_fingerprint_stays_for_one_release(root: Path) -> None:
    old = root / "current" / "house.11111111.css"

    release(root, {"index.html": b"two", "house.22222222.css": b"b{}"})
    after_one = old.exists()
    release(root, {"index.html": b"three", "house.22222222.css": b"b{}"})

    assert (after_one, old.exists()) == (True, False)
    assert (root / "current" / "house.22222222.css").exists()


def test_a_build_that_changes_nothing_makes_no_release(root: Path) -> None:
    release(root, {"index.html": b"two"})
    release(root, {"index.html": b"two"})

    assert numbers(root) == [2, 1]
    assert (root / "current" / "house.11111111.css").exists()  # still one release old


def test_a_clean_build_of_the_same_makes_no_release(root: Path) -> None:
    release(root, {"index.html": b"one", "house.11111111.css": b"a{}"}, clean=True)

    assert numbers(root) == [1]


def test_a_build_mends_what_somebody_took_away_from_the_release_before(root: Path) -> None:
    before = files_of(root / "current")
    (root / "current" / "index.html").unlink()

    release(root, {"index.html": b"one", "house.11111111.css": b"a{}"})

    assert files_of(root / "current") == before


def test_a_first_release_that_ended_between_its_two_links_gets_the_other(root: Path) -> None:
    (root / "layouts").unlink()

    release(root, {"index.html": b"one", "house.11111111.css": b"a{}"})

    assert numbers(root) == [1]
    assert (root / "layouts" / "stamp").is_file()


def test_other_content_on_the_same_pages_is_a_release(root: Path) -> None:
    release(root, {"index.html": b"one", "house.11111111.css": b"a{}"}, "title: b")

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


@pytest.mark.parametrize("number", [None, 7])
def test_where_there_is_nothing_to_go_back_to_it_says_what_there_is(
    root: Path, number: int | None
) -> None:
    with pytest.raises(NoReleaseError, match="没有缺文件的是 第 1 版"):
        roll_back(root, number, nobody_waits)

    assert present(root) == 1


def test_what_is_not_whole_is_no_release_to_go_back_to(root: Path) -> None:
    release(root, {"index.html": b"two"})
    release(root, {"index.html": b"three"})
    (root / "releases/2/site/index.html").unlink()

    with pytest.raises(NoReleaseError, match=r"没有缺文件的是 第 3 版、第 1 版"):
        roll_back(root, 2, nobody_waits)
    roll_back(root, None, nobody_waits)

    assert present(root) == 1


def test_what_others_keep_among_releases_is_left_alone_and_never_counted(root: Path) -> None:
    for name in ("2026-old", "1.bak", "50", "my.new", "007"):
        (root / "releases" / name).mkdir()
    for name in ("9", "52.new"):
        (root / "releases" / name).write_text("mine")

    release(root, {"index.html": b"two"})

    assert numbers(root) == [51, 1]
    left = {path.name for path in (root / "releases").iterdir()}
    assert left == {"2026-old", "1.bak", "50", "my.new", "007", "9", "1", "51"}


@pytest.mark.parametrize("name", ["current", "layouts"])
def test_a_copy_in_which_links_became_folders_is_refused_before_anything_is_made(
    root: Path, name: str
) -> None:
    target = (root / name).resolve()
    (root / name).unlink()
    shutil.copytree(target, root / name)

    with pytest.raises(ForeignFolderError, match=f"{name} 应是链接"):
        release(root, {"index.html": b"two"})
    with pytest.raises(ForeignFolderError, match=f"{name} 应是链接"):
        roll_back(root, 1, nobody_waits)

    assert numbers(root) == [1]


def test_a_release_elsewhere_is_no_release_of_ours(root: Path, tmp_path: Path) -> None:
    (tmp_path / "release" / "layouts").mkdir(parents=True)
    (tmp_path / "release" / "diary.txt").write_text("mine")
    (root / "current").unlink()
    (root / "current").symlink_to(tmp_path / "release" / "site")

    release(root, {"index.html": b"two"})

    assert sorted(path.name for path in (root / "releases/2").iterdir()) == ["layouts", "site"]


def made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def made_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("?")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a page is a folder": lambda now: made_a_folder(now / "site/index.html"),
    "the mark of our sites is a folder": lambda now: made_a_folder(now / "site" / OWN_FILE),
    "a folder is a page": lambda now: made_a_file(now / "site/about"),
    "a layout more": lambda now: write_file(now / "layouts/layout/x/y.html", b"?"),
    "a layout lost": lambda now: (now / "layouts/layout/requests.html").unlink(),
    "the content is a file": lambda now: made_a_file(now / "layouts/guides"),
    "the stamp is no text": lambda now: (now / "layouts/stamp").write_bytes(b"\xffindex.html\n"),
    "the stamp is zeroed": lambda now: (now / "layouts/stamp").write_bytes(bytes(99)),
    "a page is private": lambda now: (now / "site/index.html").chmod(0o600),
    "a folder is private": lambda now: (now / "site/about").chmod(0o700),
}


@pytest.mark.parametrize("is_clean", [False, True], ids=["plain", "clean"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_became_of_a_release_is_not_handed_on(root: Path, damage: str, is_clean: bool) -> None:
    files = {"index.html": b"two", "about/index.html": b"about"}
    release(root, files)
    before = files_of(root / "releases/2")
    DAMAGES[damage](root / "releases/2")

    release(root, files, clean=is_clean)

    after = files_of(root / "releases/3")
    staying = {name for name in before if name == "layouts/earlier" or "11111111" in name}
    assert {name: after[name] for name in after.keys() - staying - {"layouts/stamp"}} == {
        name: before[name] for name in before.keys() - staying - {"layouts/stamp"}
    }
    assert {path.stat().st_mode & 0o77 for path in (root / "releases/3").rglob("*.html")} == {0o44}
    assert (root / "releases/3/site/about").stat().st_mode & 0o77 == 0o55


@pytest.mark.parametrize("note", ["made-of.json", "stage.json"])
def test_a_note_that_is_a_folder_stops_no_build(root: Path, note: str) -> None:
    (root / "layouts" / note).mkdir()

    release(root, {"index.html": b"one", "house.11111111.css": b"a{}"})

    assert numbers(root) == [1]
    release(root, {"index.html": b"two"})
    assert not (root / "layouts" / note).exists()


def test_a_folder_with_other_files_is_no_place_for_releases(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(ForeignFolderError, match="里有别的文件"):
        release(tmp_path, {})

    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_plain_site_of_an_earlier_edition_gives_way_to_the_first_release(tmp_path: Path) -> None:
    write_site(tmp_path / "site", INDEX | {"services/index.html": b"old"})

    release(tmp_path / "site", {"index.html": b"new"})

    names = {path.name for path in (tmp_path / "site").iterdir()}
    assert names == {"current", "layouts", "releases", "lock"}


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


# by the command, with all of a site


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


WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") * (not os.geteuid())


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


def test_where_the_disk_is_full_a_plain_site_is_as_it_was(copy_built: Built) -> None:
    before = files_of(copy_built.site)
    edit(copy_built.guides, "services/bigger-office.yaml", "name: 换大间对接", f"name: {NAMED}")
    command = [sys.executable, str(ROOT / "build.py"), "site", "--date", DATE]
    command += ["--guides", str(copy_built.guides), "--site-dir", str(copy_built.site)]
    command += ["--layouts", str(copy_built.layouts)]

    full = subprocess.run(
        ["bash", "-c", 'ulimit -f 8\nexec "$@"', "bash", *command],
        capture_output=True,
        text=True,
        check=False,
    )

    assert full.returncode == 1
    assert "网站还是原来的一版" in full.stderr
    assert files_of(copy_built.site) == before


def interrupted(root: Path, guides: Path, elsewhere: Path) -> bool:
    """Build, and press Ctrl+C while MkDocs works; tell whether that was in time."""
    heeding = ["env", "--default-signal=INT"]  # whoever runs tests in the background ignores it
    with subprocess.Popen(
        [*heeding, *building(root, guides)],
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(elsewhere)},
        start_new_session=True,
    ) as ended:
        while ended.poll() is None and not any(elsewhere.glob("guide-stage-*/*")):
            time.sleep(0.01)
        with suppress(ProcessLookupError):
            os.killpg(ended.pid, signal.SIGINT)
    return ended.returncode != 0


def test_who_ends_a_build_by_ctrl_c_finds_nothing_lying_about(
    sample_guides: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()

    root = next(
        root
        for root in (tmp_path / str(n) for n in range(20))
        if interrupted(root, sample_guides, elsewhere)
    )

    assert not list(elsewhere.iterdir())
    assert not list(root.glob("releases/*"))


def test_layouts_alone_are_refused_where_releases_have_their_own(tmp_path: Path) -> None:
    told = run_build("site", "--layouts", str(tmp_path), check=False)

    assert told.returncode == 2
    assert "--layouts 要和 --site-dir 一起用" in told.stderr
