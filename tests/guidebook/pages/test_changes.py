"""The public page of changes, and its feed, are made from what git knows and from nothing else."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from guides_folder import copy_sample, edit, load
from repository import a_repository, commit, git
from site_build import build, files_of

from guidebook.pages.changes import MOST_NAMED, changes_by_day
from guidebook.reading.revisions import past_changes

ATOM = "{http://www.w3.org/2005/Atom}"
TOWER = "buildings/cloud-tower.yaml"


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    return a_repository(tmp_path)


def told(guides: Path) -> list[tuple[str, list[str]]]:
    """Return what the page says, day by day, but for the first commit, which brought everything."""
    days = changes_by_day(past_changes(guides) or (), load(guides))
    return [(f"{day.day}", [f"{e.deed}：{e.name}" for e in day.entries]) for day in days][:-1]


def a_term(guides: Path, name: str) -> None:
    (guides / f"glossary/{name}.yaml").write_text(
        f"name: 词{name}\nmeaning: 说的是{name}。\nevidence: {{default: memory}}\n"
        "review_by: 2027-06-30\n",
        encoding="utf-8",
    )


def test_each_day_tells_its_pages_once_the_newest_day_first(guides: Path) -> None:
    for old, new in (("1001", "1008"), ("1008", "1009")):
        edit(guides, TOWER, f"0571-5550-{old}", f"0571-5550-{new}")
        commit(guides, new, "2026-11-19")
    a_term(guides, "fresh")
    git(guides, "mv", "glossary/one-stop.yaml", "glossary/one-desk.yaml")
    edit(guides, "roles/chief.yaml", "rhythm: 每月一次", "rhythm: 每月两次")
    commit(guides, "new", "2026-11-20")

    assert told(guides) == [
        ("2026-11-20", ["修改：楼长", "换了网址：一口式", "新增：词fresh"]),
        ("2026-11-19", ["修改：云桥中心"]),
    ]


def test_commits_from_before_the_guide_were_anothers(guides: Path) -> None:
    for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
        a_term(guides, day)
        commit(guides, day, day)
    edit(guides, "site.yaml", "owner:", "changes_from: 2026-11-19\nowner:")

    days = changes_by_day(past_changes(guides) or (), load(guides))

    assert [f"{day.day}" for day in days] == ["2026-11-20", "2026-11-19"]


def test_single_files_and_pages_written_by_hand_are_told_by_their_names(guides: Path) -> None:
    about = guides.parent / "site_src" / "about.md"
    about.parent.mkdir()
    about.write_text("---\ntitle: 关于\n---\n", encoding="utf-8")
    commit(guides.parent, "a page", "2026-11-19")
    for name in ("form.yaml", "calendar.yaml", "site.yaml"):
        file = guides / name
        file.write_text(f"# 说明\n{file.read_text('utf-8')}", encoding="utf-8")
    about.write_text("---\ntitle: 关于\n---\n改了\n", encoding="utf-8")
    commit(guides.parent, "all of them", "2026-11-20")

    days = changes_by_day(past_changes(guides) or (), load(guides), {"about.md": "关于本站"})

    assert [(entry.deed, entry.name, entry.address) for entry in days[0].entries] == [
        ("修改", "工作日历", ""),
        ("修改", "诉求表单", "/requests/new"),
        ("修改", "名称、网址和固定文字", "/"),
        ("修改", "关于本站", "/about/"),
    ]
    assert [entry.name for entry in days[1].entries] == ["关于本站"]


def test_what_came_and_went_within_a_day_is_not_told_and_what_is_gone_has_no_name(
    guides: Path,
) -> None:
    term = guides / "glossary/passing.yaml"
    term.write_text("name: 路过\n", encoding="utf-8")
    commit(guides, "came", "2026-11-19")
    term.unlink()
    commit(guides, "went", "2026-11-19")
    (guides / "glossary/one-stop.yaml").unlink()
    commit(guides, "gone", "2026-11-20")

    assert told(guides) == [("2026-11-20", ["撤下：1 个术语"])]


def test_many_of_a_kind_are_told_by_their_number_with_their_list(guides: Path) -> None:
    for n in range(MOST_NAMED + 1):
        a_term(guides, f"n{n}")
    commit(guides, "many", "2026-11-20")

    day = changes_by_day(past_changes(guides) or (), load(guides))[0]

    assert day.pages == MOST_NAMED + 1
    assert [(e.name, e.address) for e in day.entries] == [("21 个术语", "/glossary/")]


def test_page_and_feed_hold_no_message_and_nobody_who_committed(
    guides: Path, tmp_path: Path
) -> None:
    built = build(guides, tmp_path / "built")
    again = build(guides, tmp_path / "again")

    page = (built.site / "changes/index.html").read_text(encoding="utf-8")
    feed = ElementTree.parse(built.site / "changes/feed.xml").getroot()  # noqa: S314 # our own
    assert files_of(built.site) == files_of(again.site)
    assert '新增：<a href="../buildings/cloud-tower/">云桥中心</a>' in page
    assert [e.findtext(f"{ATOM}updated") for e in feed.iter(f"{ATOM}entry")] == [
        "2026-11-18T00:00:00Z"
    ]
    assert "editor@" not in page + ElementTree.tostring(feed, encoding="unicode")


@pytest.mark.parametrize("how", ["no git", "a shallow clone"])
def test_where_not_everything_is_known_the_page_says_so_and_there_is_no_feed(
    tmp_path: Path, how: str
) -> None:
    if how == "no git":
        guides = copy_sample(tmp_path)
    else:
        commit_twice = a_repository(tmp_path)
        edit(commit_twice, TOWER, "0571-5550-1001", "0571-5550-1009")
        commit(commit_twice, "phone")
        git(tmp_path, "clone", "-q", "--depth=1", f"file://{tmp_path}", "shallow")
        guides = tmp_path / "shallow/guides"

    site = build(guides, tmp_path / "built").site

    page = (site / "changes/index.html").read_text(encoding="utf-8")
    assert "没有完整的修改记录" in page
    assert "feed.xml" not in page
    assert not (site / "changes/feed.xml").exists()
