"""Hand-written pages, `site_src/*.md`: their front matter, and their text line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from guidebook.model import KINDS, Content
from guidebook.model.text import plain
from guidebook.model.values import Line
from guidebook.reading.entries import Entry
from guidebook.reading.folder import ID_PATTERN, Folder, tell_links
from guidebook.reading.problems import Problem
from guidebook.reading.source_text import conflicts, decode, hidden_characters
from guidebook.reading.validation import validation_problems
from guidebook.reading.yaml_file import YamlFile
from guidebook.reading.yaml_reading import read_yaml_text

ASSETS = "assets"
ASSET_KINDS = frozenset((".css", ".js", ".svg", ".png", ".jpg", ".webp", ".pdf"))
"""What a page may show or hand out; the examples of web servers know what each is."""
LARGEST_ASSET = 500_000
"""Bytes: some seconds on a phone in a lift, and kept by git for ever."""
OWN_NAMES = ("index", "_layout", "_poster")
_FENCE = "---"

LAYOUTS = {"_layout": "detail", "index": "list"}
"""Page of a kind → its layout."""


class FrontMatter(Content):
    """What stands between the two `---` at the head of a page."""

    title: Line = Field(title="标题")
    description: Line | None = Field(default=None, title="说明")
    layout: Literal["home", "detail", "list", "sheet", "search", "poster"] | None = Field(
        default=None, title="版式"
    )
    section: str | None = Field(default=None, title="所在栏目")


def read_pages(folder: Path, read: Folder) -> None:
    """Read every hand-written page into a folder that was read, noting what is wrong with it."""
    root = folder.resolve()
    read.pages_root = root.name
    for file in sorted(root.rglob("*")):
        inside = file.relative_to(root)
        if inside.parts[0] == ASSETS:
            read.assets.add(inside.as_posix())
            read.problems += _odd_asset(file, f"{root.name}/{inside.as_posix()}")
        elif file.is_file() and not file.is_symlink() and not file.name.startswith("."):
            read.pages[inside.as_posix()] = ()
            read.problems += _read_page(file, f"{root.name}/{inside.as_posix()}", read)
    tell_links(root, read)


def _odd_asset(file: Path, path: str) -> Iterator[Problem]:
    """Yield why a file cannot be handed to people's phones."""
    if not file.is_file() or file.is_symlink() or file.name.startswith("."):
        return
    if file.suffix not in ASSET_KINDS:
        kinds = "、".join(sorted(kind[1:] for kind in ASSET_KINDS))
        yield Problem(path, 1, "", f"这里只放 {kinds} 文件（小写的扩展名），请换一种格式，或移走")
    elif (size := file.stat().st_size) > LARGEST_ASSET:
        told = f"{size / 1e6:.1f} MB，最多 0.5 MB：手机上打不开。图片请缩小到宽 1600 像素以内再放"
        yield Problem(path, 1, "", f"文件有 {told}")


def _read_page(file: Path, path: str, read: Folder) -> Iterator[Problem]:
    if file.suffix != ".md":
        yield Problem(path, 1, "", "这里只放以 .md 结尾的页面，图片和样式放进 assets/")
        return
    if file.stem not in OWN_NAMES and not ID_PATTERN.fullmatch(file.stem):
        yield Problem(path, 1, "", "文件名就是网址：只用小写字母、数字和 -，不超过 41 个字符")
    text = decode(file.read_bytes(), path)
    if isinstance(text, Problem):
        yield text
        return
    left = list(conflicts(text, path))
    yield from left or _read_text(text, path, read)


def _read_text(text: str, path: str, read: Folder) -> Iterator[Problem]:
    lines = text.splitlines()
    for n, line in enumerate(lines, 1):
        hidden = hidden_characters(line)
        if hidden:
            yield Problem(path, n, "", hidden)
    if lines[0].rstrip() != _FENCE:
        yield Problem(
            path, 1, "", "缺少开头的设置：第一行写“---”，下一行“title: 标题”，再一行“---”"
        )
        return
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        yield Problem(path, 1, "", "开头的设置没有收尾：请在设置和正文之间加一行“---”")
        return
    yield from _front_matter("\n".join(["", *lines[1:end]]), path)
    inside = path.partition("/")[2]
    read.pages[inside] = tuple(_entries(path, end + 1, lines[end + 1 :]))


def _front_matter(text: str, path: str) -> Iterator[Problem]:
    """Yield what is wrong in the settings of a page; `text` keeps them at their lines."""
    file = read_yaml_text(text, path)
    yield from file.problems
    if not isinstance(file.values, dict):
        if not file.problems:
            yield file.problem((), "开头的设置应为“键: 值”，如 title: 标题，半角冒号后面空一格")
        return
    try:
        matter = FrontMatter.model_validate(file.values)
    except ValidationError as error:
        yield from validation_problems(error, FrontMatter, file)
        return
    if matter.layout and matter.section is None:
        yield file.problem(("section",), "缺少这一项（所在栏目），如 section: 办事")
    usual = _usual_layout(path)
    if usual and matter.layout != usual:
        yield file.problem(("layout",), f"这一页的版式是 {usual}，现在是“{matter.layout or ''}”")


def _usual_layout(path: str) -> str | None:
    """Return the layout that a page has to have, None where it is free."""
    _, *folders, name = path.removesuffix(".md").split("/")
    if not folders:
        return "home" if name == "index" else None
    return LAYOUTS.get(name) if folders[0] in KINDS else None


_MARKS = re.compile(r"^\s*(?:#{1,6}|[-*+]|\d+\.|>)\s+|\*\*|`")
"""What Markdown shows in another way: no part of what people read."""


def _entries(path: str, before: int, lines: list[str]) -> Iterator[Entry]:
    """Yield each line of a page's text as rules look at any text."""
    for n, line in enumerate(lines, before + 1):
        if line.strip():
            file = YamlFile(path, values=line, lines={(): n})
            text = _MARKS.sub("", plain(line)).strip()
            yield Entry(_NO_CONTENT, file, ("zh",), ("page",), line, text)


_NO_CONTENT = Content()
