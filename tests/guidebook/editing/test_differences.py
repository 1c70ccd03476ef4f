"""What changed between two commits is said in words, with the page where readers meet it."""

from __future__ import annotations

from pathlib import Path

import pytest
from guides_folder import edit
from repository import a_repository, commit, git
from site_build import run_build

TOWER = "buildings/cloud-tower.yaml"


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    return a_repository(tmp_path)


def told(guides: Path, *revisions: str) -> list[str]:
    """Return what `build.py diff` says."""
    said = run_build("diff", *revisions, "--guides", str(guides)).stdout.splitlines()
    return [line.strip() for line in said]


def test_a_changed_fact_is_told_with_what_it_was_and_at_which_page(guides: Path) -> None:
    edit(guides, TOWER, "phone: 0571-5550-1001", "phone: 0571-5550-1009")
    commit(guides, "phone")

    assert told(guides, "HEAD~1", "HEAD") == [
        "楼宇 云桥中心（/buildings/cloud-tower/）",
        "楼事会 › 岗位 › second-chief › 联系方式 › 电话：从“0571-5550-1001”改成“0571-5550-1009”",
        "一共改了 1 个文件。",
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (TOWER, "aliases: [云中心]", "aliases: [云中心, 云塔]", "别名：加上“云塔”"),
        (TOWER, "brand: 一楼一书房\n", "", "一楼一品：去掉“一楼一书房”"),
        (TOWER, "subdistrict: hexi", "subdistrict: hedong", "所在街道：从“河西街道”改成“河东街道”"),
        (
            "services/suggestions.yaml",
            "[有个建议不知道跟谁讲, 建议去哪里提, 要几天]",
            "[建议去哪里提, 有个建议不知道跟谁讲, 要几天]",
            "常见问法：换了次序",
        ),
        (
            "services/bigger-office.yaml",
            "conditions: [在云桥办公的企业]",
            "conditions: [在云桥登记的企业]",
            "申请条件：从“在云桥办公的企业”改成“在云桥登记的企业”",
        ),
        (
            "form.yaml",
            "answer: {consultation: 1, ordinary: 5",
            "answer: {consultation: 1, ordinary: 4",
            "时限 › 答复 › 一般：从“5”改成“4”",
        ),
    ],
)
def test_lists_references_and_single_files_are_told_as_people_say_them(
    guides: Path, path: str, old: str, new: str, expected: str
) -> None:
    edit(guides, path, old, new)

    assert told(guides, "HEAD")[1:-1] == [expected]


def test_pages_written_by_hand_and_what_they_show_are_told_too(guides: Path) -> None:
    about = guides.parent / "site_src" / "about.md"
    (about.parent / "assets").mkdir(parents=True)
    about.write_text("---\ntitle: 关于\n---\n# 关于\n\n由编辑组维护。\n", encoding="utf-8")
    (about.parent / "assets" / "map.png").write_bytes(b"one")
    commit(guides.parent, "pages")
    about.write_text(
        "---\ntitle: 关于\n---\n# 关于\n\n由运营组维护。\n\n有错请告诉我们。\n", "utf-8"
    )
    (about.parent / "assets" / "map.png").write_bytes(b"two")

    assert told(guides, "HEAD") == [
        "手写的页面 关于（/about/）",
        "去掉“由编辑组维护。”",
        "加上“由运营组维护。”",
        "加上“有错请告诉我们。”",
        "图片、样式或脚本 assets/map.png（用到它的页面）",
        "内容换了",
        "一共改了 2 个文件。",
    ]


def test_records_that_are_new_renamed_or_gone_are_told_once_each(guides: Path) -> None:
    (guides / "glossary/one-stop.yaml").unlink()
    git(guides, "mv", TOWER, "buildings/bridge-tower.yaml")
    (guides / "venues/new-station.yaml").write_text("name: 新驿站\n", encoding="utf-8")

    assert told(guides, "HEAD") == [
        "楼宇 云桥中心（/buildings/bridge-tower/）",
        "编号从 cloud-tower 改成 bridge-tower",
        "术语 一口式（/glossary/one-stop/）",
        "删去",
        "驿站 新驿站（/venues/new-station/）",
        "新增",
        "一共改了 3 个文件。",
    ]


@pytest.mark.parametrize("is_committed", [False, True])
def test_a_record_that_got_another_id_is_told_once_and_what_names_it_not_at_all(
    guides: Path, is_committed: bool
) -> None:
    run_build("rename", "departments", "registry", "register", "--guides", str(guides))
    if is_committed:
        commit(guides, "renamed")

    assert told(guides, "HEAD~1" if is_committed else "HEAD") == [
        "部门 登记科（/departments/register/）",
        "编号从 registry 改成 register",
        "一共改了 1 个文件。",
    ]


def test_what_readers_cannot_notice_is_not_told(guides: Path) -> None:
    tower = guides / TOWER
    tower.write_text("# 一条注释\n" + tower.read_text("utf-8"), encoding="utf-8")

    assert told(guides, "HEAD") == ["内容没有变。"]


def test_a_file_that_does_not_read_is_no_reason_to_fail(guides: Path) -> None:
    (guides / TOWER).write_text("name: [\n", encoding="utf-8")

    assert "楼宇 cloud-tower（/buildings/cloud-tower/）" in told(guides, "HEAD")


def test_a_commit_that_is_not_here_is_refused_with_the_remedy(guides: Path, tmp_path: Path) -> None:
    edit(guides, TOWER, "0571-5550-1001", "0571-5550-1009")
    commit(guides, "phone")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{tmp_path}", str(shallow))
    alone = tmp_path.parent / f"{tmp_path.name}-alone"
    (alone / "buildings").mkdir(parents=True)

    refused = [
        run_build("diff", name, "--guides", str(folder), check=False)
        for name, folder in (
            ("nowhere", guides),
            ("--output=x", guides),
            ("HEAD~1", shallow / "guides"),
            ("HEAD", alone),
        )
    ]

    assert [run.returncode for run in refused] == [1, 2, 1, 1]
    assert "没有“nowhere”这个提交" in refused[0].stderr
    assert "git fetch --unshallow" in refused[2].stderr
    assert "没有 git 的记录" in refused[3].stderr
