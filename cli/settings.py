"""mkdocs.yml as somebody wrote it: what is wrong there is told as of any content.

What MkDocs says of it follows in its own words, for who knows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from guidebook.model.walk import Location
from guidebook.reading.problems import Problem
from guidebook.reading.yaml_file import YamlFile
from guidebook.reading.yaml_reading import read_yaml

FIXED: Mapping[Location, object] = {
    ("INHERIT",): None,
    ("docs_dir",): "site_src",
    ("hooks",): ["build.py"],
    ("theme", "custom_dir"): "templates/theme",
}
"""Where other files are named: nobody would see that these changed, and make a new site."""

MEANINGS = {
    "Unrecognised configuration name": "没有这个键，请删去",
    "Required configuration not provided": "缺少这一项",
    "plugin is not installed": "没有安装这个插件，请删去",
    "Expected type": "这里不能这样写",
}
"""What MkDocs says of a setting → what that means, and what to do."""
AS_IT_WAS = "写得不对，请改回原来的写法"

_OF_SETTING = re.compile(r"Config value '(?P<key>[^']*)': (?P<said>.*)", re.DOTALL)


def faults_of_settings(file: Path, pages: Path) -> list[Problem]:
    """Return what MkDocs would take, and a build would go wrong with.

    `pages` is the folder of hand-written pages.
    """
    if not file.is_file():
        return [Problem(file.name, 1, "", "缺少这个文件，请取回原来的")]
    settings = read_yaml(file, file.name)
    if not isinstance(settings.values, dict):
        return []  # MkDocs will not take it
    return [*_not_as_fixed(settings), *_lost_pages(settings, pages)]


def _not_as_fixed(settings: YamlFile) -> Iterator[Problem]:
    for location, expected in FIXED.items():
        value = settings.values
        for step in location:
            value = value.get(step) if isinstance(value, dict) else None
        if value != expected:
            right = f"应为 {_written(expected)}" if expected else "不能用，请删去，把那里的写进这里"
            yield settings.problem(location, f"{right}：别处的文件改了，网站不会跟着变")


def _written(value: object) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


def _lost_pages(settings: YamlFile, pages: Path) -> Iterator[Problem]:
    """Yield every entry of the navigation that is no page of ours."""
    for location, page in _texts(settings.values.get("nav"), ("nav",)):
        if "://" not in page and not (pages / page).is_file():
            message = f"{pages.name}/ 里没有“{page}”这一页：请取回它，或改对"
            yield settings.problem(location, message)


def _texts(value: object, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield location, value
    elif isinstance(value, dict | list):
        steps = value.items() if isinstance(value, dict) else enumerate(value)
        for step, item in steps:
            yield from _texts(item, (*location, step))


def told_by_mkdocs(messages: Iterable[str], file: Path) -> Iterator[str]:
    """Say in Chinese what MkDocs said, each at its place where that is known."""
    settings = read_yaml(file, file.name)
    for message in messages:
        first, *rest = message.splitlines()
        said = " ".join([first, *rest[-1:]])  # between them, where in a program
        if found := _OF_SETTING.fullmatch(said):
            meanings = (means for words, means in MEANINGS.items() if words in found["said"])
            meaning = next(meanings, AS_IT_WAS)
            yield str(settings.problem((found["key"],), f"{meaning}（MkDocs：{found['said']}）"))
            continue
        if "error parsing the configuration" in said:
            yield from map(str, settings.problems)
        yield f"MkDocs 做不成网页，请看 {file.name} 和手写的页面里最近的改动。它说：{said}"
