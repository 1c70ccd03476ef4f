"""What is spoilt beside the content is told in Chinese: what is wrong, where, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from guides_folder import edit
from previewed import copy_sources
from site_build import WITHOUT_RIGHTS, run_build


def told(root: Path, *before: str) -> str:
    """Return why there is no site of a copy of the sources."""
    folders = ("--site-dir", str(root / "out" / "site"), "--layouts", str(root / "out" / "layouts"))
    answer = run_build("site", *folders, check=False, root=root, before=before)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "没有生成网站" in answer.stderr
    assert not (root / "out" / "site").exists()
    return answer.stderr


SETTINGS: dict[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = {
    "keys and values": (
        (
            ("use_directory_urls: true", "use_directory_urls: maybe"),
            ("markdown_extensions:", "sitename: x\nmarkdown_extensions:"),
        ),
        (
            "mkdocs.yml:7: use_directory_urls: 这里不能这样写（MkDocs：Expected type",
            "mkdocs.yml:27: sitename: 没有这个键，请删去（MkDocs：",
        ),
    ),
    "a plugin": (
        (("plugins: []", "plugins: [nosuch]"),),
        ("mkdocs.yml:17: plugins: 没有安装这个插件，请删去（MkDocs：The ",),
    ),
    "an extension": (
        (("permalink: false", "permalinks: false"),),
        (
            "mkdocs.yml:27: markdown_extensions: 写得不对，请改回原来的写法（MkDocs：Failed",
            "Failed to load extension 'toc'. KeyError: 'permalinks'）",
        ),
    ),
    "YAML": (
        (("site_name: ", "site_name："),),
        ("mkdocs.yml:2: YAML 写法有误：键后面要写“: ”", "它说：MkDocs encountered an error"),
    ),
    "files elsewhere": (
        (
            ("docs_dir: site_src", "docs_dir: pages\nINHERIT: more.yml"),
            ("hooks: [build.py]", "hooks: [build.py, more.py]"),
            ("custom_dir: templates/theme", "custom_dir: theme"),
            ("部门: departments/index.md", "部门: departments/all.md"),
        ),
        (
            "mkdocs.yml:5: INHERIT: 不能用，请删去",
            "mkdocs.yml:4: docs_dir: 应为 site_src",
            "mkdocs.yml:9: hooks: 应为 [build.py]",
            "mkdocs.yml:12: theme.custom_dir: 应为 templates/theme",
            "mkdocs.yml:23: nav[4].部门: site_src/ 里没有“departments/all.md”这一页",
        ),
    ),
}


@pytest.mark.parametrize("what", SETTINGS)
def test_faults_of_mkdocs_settings_are_told_at_their_line(tmp_path: Path, what: str) -> None:
    root, (edits, expected) = copy_sources(tmp_path), SETTINGS[what]
    for old, new in edits:
        edit(root, "mkdocs.yml", old, new)

    said = told(root)

    assert [line for line in expected if line not in said] == []


def test_comments_are_no_faults_of_mkdocs_settings(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    edit(root, "mkdocs.yml", "generator: false", "generator: false # a remark")

    answer = run_build("site", "--releases", str(root / "out"), root=root)

    assert "第 1 版" in answer.stdout


def in_gbk(root: Path, path: str) -> None:
    (root / path).write_bytes((root / path).read_text("utf-8").encode("gbk", "replace"))


HOME, THEME = "templates/pages/home.html", "templates/theme/main.html"
TEMPLATES: dict[str, tuple[Callable[[Path], object], str]] = {
    "an unknown slot": (
        lambda root: edit(root, THEME, "zzslot-title-zz", "zzslot-titel-zz"),
        "没有 zzslot-titel-zz 这个空位，只有 zzslot-title-zz、",
    ),
    "a lost layout": (
        lambda root: (root / "site_src/services/_layout.md").unlink(),
        "site_src/services/_layout.md:1: 缺少这一页",
    ),
    "a page in GBK": (
        lambda root: in_gbk(root, HOME),
        f"{HOME}:10: 文件不是 UTF-8 编码，请在编辑器里另存为 UTF-8",
    ),
    "a part of the theme in GBK": (
        lambda root: in_gbk(root, "templates/theme/partials/footer.html"),
        "templates/theme/partials/footer.html:6: 文件不是 UTF-8 编码",
    ),
    "a lost include": (
        lambda root: edit(root, HOME, "{% block body %}", "{% block body %}{% include 'x' %}"),
        f"{HOME}:7: 没有模板 x",
    ),
}


@pytest.mark.parametrize("what", TEMPLATES)
def test_faults_of_templates_are_told_where_they_stand(tmp_path: Path, what: str) -> None:
    root, (spoil, expected) = copy_sources(tmp_path), TEMPLATES[what]
    spoil(root)

    assert expected in told(root)


def test_a_fault_in_the_book_is_told_where_it_stands(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    (root / "templates/handbook/book.html").write_text("{% for %}")

    answer = run_build("handbook", "--out", str(root / "book.pdf"), check=False, root=root)

    assert answer.returncode == 1
    assert "templates/handbook/book.html:1: 模板出错：" in answer.stderr
    assert "Traceback" not in answer.stderr


UNREAD = ["guides/site.yaml", "guides/glossary", "site_src/about.md", "mkdocs.yml"]


@pytest.mark.parametrize("path", UNREAD)
def test_what_may_not_be_read_is_not_told_as_what_cannot_be_written(
    tmp_path: Path, path: str
) -> None:
    root = copy_sources(tmp_path)
    (root / "guides" / ".draft.swp").touch(0o000)  # an editor's own
    (root / path).chmod(0o000)

    said = told(root, *WITHOUT_RIGHTS)
    (root / path).chmod(0o700)

    assert re.search(f"{path}(:1:)? 读不了（没有权限）", said)
    assert said.count("不了") == 1
