"""Publishing by git: a good push is served, a bad one refused with the reasons, one at a time."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
from pushing import Server, copy_server, git, make_server
from served import patiently
from site_build import files_of, run_build

PHONE, NEW_PHONE = "0571-5550-1001", "0571-5550-1777"
TOWER = "buildings/cloud-tower.yaml"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Return a server that one push was published on."""
    server = make_server(tmp_path_factory.mktemp("published"))
    assert server.push().returncode == 0
    return server


@pytest.fixture
def server(published: Server, tmp_path: Path) -> Server:
    return copy_server(published, tmp_path / "server")


def pages_with(server: Server, phone: str) -> list[str]:
    """Return the pages and cards on which a number stands, however it is written."""
    ways = [phone.encode(), phone.replace("-", "").encode()]
    return [
        name
        for name, content in files_of(server.site.resolve()).items()
        if name.endswith((".html", ".vcf", ".json")) and any(way in content for way in ways)
    ]


def lines_of(told: subprocess.CompletedProcess[str]) -> list[str]:
    """Return what the server said to whoever pushed."""
    said = [line for line in told.stderr.splitlines() if line.startswith("remote: ")]
    return [line.removeprefix("remote: ").strip() for line in said]


def test_a_changed_number_is_one_line_one_push_and_the_old_one_is_nowhere(server: Server) -> None:
    before = pages_with(server, PHONE)

    server.write(TOWER, PHONE, NEW_PHONE)
    told = server.push()

    assert told.returncode == 0, told.stderr
    assert git(server.clone, "diff", "--shortstat", "HEAD~1").stdout.strip() == (
        "1 file changed, 1 insertion(+), 1 deletion(-)"
    )
    assert before
    assert pages_with(server, NEW_PHONE) == before
    assert pages_with(server, PHONE) == []
    assert "第 2 版" in lines_of(told)[-1]


def test_a_push_with_faults_is_refused_in_the_words_of_check(server: Server) -> None:
    before, head = files_of(server.site.resolve()), server.head()
    server.write(TOWER, PHONE, "12")
    checked = run_build("check", "--guides", str(server.clone / "guides"), check=False)

    told = server.push()

    faults = [line for line in checked.stderr.splitlines() if not line.startswith("提醒")]
    named = faults[0].split(str(server.clone) + "/")[-1]
    assert told.returncode == 1
    assert [line for line in lines_of(told) if "cloud-tower.yaml:" in line] == [named]
    assert any("没有收下" in line for line in lines_of(told))
    assert (server.head(), server.release()) == (head, 1)
    assert files_of(server.site.resolve()) == before
    assert not (server.folder / "content.git" / "tree").exists()


def test_a_push_with_a_dead_link_is_refused(server: Server) -> None:
    page = server.clone / "site_src" / "about.md"
    page.write_text(page.read_text("utf-8") + "\n[去](/services/no-such-thing/)\n", "utf-8")
    git(server.clone, "commit", "-qam", "a link")

    told = server.push()

    assert told.returncode == 1
    assert any("no-such-thing" in line for line in lines_of(told))
    assert server.release() == 1


def test_a_push_with_a_link_out_of_the_content_is_refused_and_not_read(server: Server) -> None:
    secret = server.folder / "secret.yaml"
    secret.write_text("name: 秘密的名字\n", "utf-8")
    (server.clone / "guides" / "buildings" / "other-tower.yaml").symlink_to(secret)
    git(server.clone, "add", "-A")
    git(server.clone, "commit", "-qm", "a link")

    told = server.push()

    assert told.returncode == 1
    assert "秘密的名字" not in told.stderr
    assert server.release() == 1


@pytest.mark.long
def test_who_pushes_changes_content_and_never_the_program(server: Server) -> None:
    (server.clone / "build.py").write_text("raise SystemExit('pushed program')\n")
    (server.clone / "templates").mkdir()
    git(server.clone, "add", "-A")
    server.write(TOWER, PHONE, NEW_PHONE)

    told = server.push()

    assert told.returncode == 0, told.stderr
    assert "pushed program" not in told.stderr
    assert pages_with(server, NEW_PHONE)


def test_the_published_branch_is_never_deleted_and_others_are_left_alone(server: Server) -> None:
    draft = server.push("edit", "main:draft")
    deleted = server.push("edit", "--delete", "main")

    assert draft.returncode == 0
    assert not lines_of(draft)
    assert deleted.returncode == 1
    assert "不能删去" in deleted.stderr
    assert server.release() == 1


def test_a_push_that_would_lose_what_others_published_is_refused(server: Server) -> None:
    git(server.clone, "commit", "-q", "--amend", "-m", "instead of what is published")
    head = server.head()

    told = server.push("edit", "--force", "main")

    assert told.returncode == 1
    assert "没有收下：这样推会丢掉已经发布的提交" in told.stderr
    assert (server.head(), server.release()) == (head, 1)


def test_a_push_without_a_folder_of_content_is_refused_in_one_sentence(server: Server) -> None:
    git(server.clone, "rm", "-rq", "site_src")
    git(server.clone, "commit", "-qm", "gone")

    told = server.push()

    assert told.returncode == 1
    assert lines_of(told) == ["没有收下：推来的内容里没有 site_src 文件夹。网站还是原来的。"]


def test_before_the_first_push_there_is_nothing_to_publish(server: Server) -> None:
    git(server.folder / "content.git", "update-ref", "-d", "refs/heads/main")

    nightly, mistyped = server.publish("switch"), server.publish()

    assert (nightly.returncode, nightly.stdout) == (0, "还没有人推送过内容，没有可以发布的。\n")
    assert (mistyped.returncode, mistyped.stdout[:3]) == (2, "用法：")


@pytest.mark.long
def test_of_two_pushes_at_once_one_waits_and_has_to_take_in_the_other(server: Server) -> None:
    git(server.folder, "clone", "-q", "content.git", "other")
    server.write(TOWER, PHONE, NEW_PHONE)
    server.write(TOWER, PHONE, "0571-5550-1778", "other")

    pushes = [server.pushing(), server.pushing("other")]
    told = [push.communicate()[1] for push in pushes]

    codes = [push.returncode for push in pushes]
    assert sorted(codes) == [0, 1], told
    won = NEW_PHONE if codes[0] == 0 else "0571-5550-1778"
    assert pages_with(server, won)
    assert any("等它做完" in said for said in told), told
    git(server.folder / "other", "pull", "-q", "--rebase", "-X", "theirs", "origin", "main")
    git(server.clone, "pull", "-q", "--rebase", "-X", "theirs", "origin", "main")
    again = server.push("other" if codes[0] == 0 else "edit")
    assert again.returncode == 0, again.stderr


def kill_while(server: Server, step: str) -> None:
    """Push, and kill everything that pushes as soon as files of a step are there."""
    push = server.pushing()
    for _ in patiently():
        if list(server.folder.glob(step)):
            break
        assert push.poll() is None
    os.killpg(push.pid, signal.SIGKILL)
    push.communicate()


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("content.git/tree/site/services/*", marks=pytest.mark.long),
        "site/releases/*.new/site/services/*",
    ],
)
def test_a_push_that_is_killed_leaves_the_site_and_the_next_one_is_published(
    server: Server, step: str
) -> None:
    before = files_of(server.site.resolve())
    server.write(TOWER, PHONE, NEW_PHONE)
    (server.folder / "site" / "releases" / "2.new").mkdir()  # of an earlier accident

    kill_while(server, step)
    after = files_of(server.site.resolve())
    server.write(TOWER, "楼长值班岗", "楼长岗")
    told = server.push()

    assert after == before
    assert told.returncode == 0, told.stderr
    assert pages_with(server, NEW_PHONE)


def test_a_push_whose_line_breaks_after_it_was_taken_is_published_all_the_same(
    server: Server,
) -> None:
    server.write(TOWER, PHONE, NEW_PHONE)
    push = server.pushing()
    for _ in patiently():
        if list(server.folder.glob("site/releases/*.new")):
            break
        assert push.poll() is None
    push.kill()  # as a line that breaks: what runs on the server is not killed
    push.wait()
    assert push.stderr
    push.stderr.close()

    for _ in patiently():
        if server.release() == 2:
            break

    assert pages_with(server, NEW_PHONE)


@pytest.mark.long
def test_back_is_one_command_and_the_nightly_build_says_again_what_git_says(server: Server) -> None:
    server.write(TOWER, PHONE, NEW_PHONE)
    server.push()

    assert server.publish("rollback").returncode == 0
    after_rollback = pages_with(server, PHONE)
    told = server.publish("switch")

    assert after_rollback
    assert told.returncode == 0, told.stdout
    assert pages_with(server, NEW_PHONE)


def test_where_an_accepted_push_cannot_be_written_it_says_so_and_the_site_stands(
    server: Server,
) -> None:
    before = files_of(server.site.resolve())
    server.write(TOWER, PHONE, NEW_PHONE)
    (server.folder / "site" / "foreign.txt").touch()
    for path in (server.folder / "site" / "lock", server.folder / "site" / "releases" / "2.new"):
        path.unlink(missing_ok=True)
        path.mkdir()

    told = server.push()

    assert "网站还是原来的一版" in told.stderr
    assert "Traceback" not in told.stderr
    assert files_of(server.site.resolve()) == before
