"""Two editors on two branches of a real repository: what git joins, what is told of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from guides_folder import faults_of, load, warnings_of
from repository import a_repository, commit, git

from guidebook.editing.amending import add_source

FIRST, SECOND = "first", "second"


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    return a_repository(tmp_path)


def a_source(source_id: str) -> Mapping[str, str]:
    """Return a source that has most of its lines from another."""
    return {
        "id": source_id,
        "title": f"{source_id}（虚构）",
        "kind": "official",
        "publisher": "云桥区",
    }


def on_branch(guides: Path, branch: str, files: Mapping[str, str]) -> None:
    """Write files on a branch of their own that leaves the first commit."""
    git(guides, "checkout", "-q", "-b", branch, "main")
    for path, text in files.items():
        (guides / path).write_text(text, encoding="utf-8")
    commit(guides, branch)


def merged(guides: Path) -> str:
    """Join both branches; return what git says."""
    git(guides, "checkout", "-q", FIRST)
    return git(guides, "merge", "-q", "-m", "both", SECOND, check=False)


def with_source(guides: Path, source_id: str) -> dict[str, str]:
    git(guides, "checkout", "-q", "main")
    text = (guides / "sources.yaml").read_text(encoding="utf-8")
    return {"sources.yaml": add_source(text, a_source(source_id))}


def test_sources_that_two_editors_add_are_joined_whole(guides: Path) -> None:
    on_branch(guides, FIRST, with_source(guides, "archive-2026"))
    on_branch(guides, SECOND, with_source(guides, "yunqiao-letter"))

    said = merged(guides)

    sources = {source.id: source for source in load(guides).sources.sources}
    assert "CONFLICT" not in said
    for name in ("archive-2026", "yunqiao-letter"):
        assert sources[name].model_dump(exclude_none=True) == {
            **a_source(name),
            "title": {"zh": f"{name}（虚构）"},
            "publisher": {"zh": "云桥区"},
        }
    assert not [hint for hint in warnings_of(guides) if "按编号排" in hint]


def test_records_of_one_kind_and_facts_of_one_record_are_joined(guides: Path) -> None:
    term = "name: {}\nmeaning: {}的解释。\nevidence: {{default: memory}}\nreview_by: 2027-06-30\n"
    tower = (guides / "buildings/cloud-tower.yaml").read_text(encoding="utf-8")
    mended = [tower.replace("[云中心]", "[云塔]"), tower.replace("一楼一书房", "一楼一茶室")]
    for branch, name, text in ((FIRST, "甲词", mended[0]), (SECOND, "乙词", mended[1])):
        files = {f"glossary/{branch}.yaml": term.format(name, name)}
        on_branch(guides, branch, files | {"buildings/cloud-tower.yaml": text})

    said = merged(guides)

    guidebook = load(guides)
    assert "CONFLICT" not in said
    assert {FIRST, SECOND} <= set(guidebook.glossary)
    building = guidebook.buildings["cloud-tower"]
    assert (building.aliases, str(building.brand)) == (("云塔",), "一楼一茶室")


@pytest.mark.parametrize(
    "path", ["sources.yaml", "history.yaml", "synonyms.yaml", "glossary/x.yaml"]
)
def test_where_both_write_at_one_place_the_marks_are_told_with_their_lines(
    guides: Path, path: str
) -> None:
    file = guides / path
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    on_branch(guides, FIRST, {path: f"{before}  - {{id: mine}}\n"})
    on_branch(guides, SECOND, {path: f"{before}  - {{id: theirs}}\n"})

    said = merged(guides)

    first = before.count("\n") + 1
    assert "CONFLICT" in said
    told = [(fault.path, fault.line, fault.message) for fault in faults_of(guides)]
    message = f"合并冲突没有处理完：第 {first}–{first + 4} 行，两种写法选一种，删去三行标记"
    assert (f"guides/{path}", first, message) in told


def test_a_source_that_both_add_is_told_and_never_lost(guides: Path) -> None:
    files = with_source(guides, "yunqiao-letter")
    on_branch(guides, FIRST, files)
    other = {"sources.yaml": files["sources.yaml"].replace("云桥区\n", "云桥区志办\n")}
    on_branch(guides, SECOND, other)

    assert "CONFLICT" in merged(guides)
    text = (guides / "sources.yaml").read_text(encoding="utf-8")
    assert "云桥区\n" in text
    assert "云桥区志办\n" in text


def test_joining_line_by_line_would_lose_what_two_sources_share(guides: Path) -> None:
    """This is why no file is joined so: the reader of the first source finds less, unsaid."""
    git(guides, "checkout", "-q", "main")
    (guides.parent / ".gitattributes").write_text("guides/sources.yaml merge=union\n")
    commit(guides, "union")
    text = (guides / "sources.yaml").read_text(encoding="utf-8")
    end = "    kind: official\n    publisher: 云桥区\n"
    for branch in (FIRST, SECOND):
        added = f"  - id: {branch}-letter\n    title: {branch}（虚构）\n{end}"
        on_branch(guides, branch, {"sources.yaml": text + added})

    said = merged(guides)

    joined = (guides / "sources.yaml").read_text(encoding="utf-8")
    assert "CONFLICT" not in said
    assert joined.count(end) == text.count(end) + 1
