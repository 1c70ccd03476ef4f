"""Every internal link and anchor of the finished site is followed before it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from guidebook.model.addresses import is_of_intake
from guidebook.steps import Steps

_LINKS = ("href", "src", "action", "formaction")
_SELF_DESCRIBING_LINKS = ("canonical", "alternate")

_TAG = re.compile(
    r"""<!--.*?-->
    | <(?P<tag> (?P<raw>script|style)\b | [a-z][^\s/>]*+ )
      (?P<attributes> (?: [^>"']++ | "[^"]*" | '[^']*' )*+ )>
      (?(raw) .*? </(?P=raw) )  # what stands in a script is no tag
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""Enough for templates that escape what they print and for Markdown, and three times as quick as
`html.parser`."""

_ATTRIBUTE = re.compile(r"""([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?""")


@dataclass
class _Page:
    """The ids of a page, and what it links to or loads, each with its place in the text."""

    ids: set[str] = field(default_factory=set)
    links: list[tuple[int, str]] = field(default_factory=list)
    assets: list[tuple[int, str]] = field(default_factory=list)


def find_broken_links(
    files: Mapping[str, bytes], site_path: str, steps: Steps | None = None
) -> Iterator[str]:
    """Yield a sentence for every link of every page that leads nowhere, and every foreign asset.

    `files` goes from path to content; `site_path` is where the site lies on its host, such as `/`.
    """
    steps = steps or Steps()
    paths = sorted(path for path in files if path.endswith(".html"))
    pages = dict(zip(paths, steps.each("读链接", lambda p: _read(files[p]), paths), strict=True))

    def faults(path: str) -> tuple[str, ...]:
        return tuple(_faults(path, pages, files, site_path))

    for found in steps.each("查链接", faults, paths):
        yield from found


def _faults(
    path: str, pages: Mapping[str, _Page], files: Mapping[str, bytes], site_path: str
) -> Iterator[str]:
    page, text = pages[path], files[path].decode()
    for place, address in page.assets:
        if urlsplit(address).netloc:
            yield f"{path}:{_line(text, place)}: 从别的主机加载“{address}”，请改用本站文件"
    for place, address in page.links:
        fault = _fault(path, address, pages, files, site_path)
        if fault:
            yield f"{path}:{_line(text, place)}: 链接“{address}”{fault}"


def _line(text: str, place: int) -> int:
    """Return in which line a place is, from 1."""
    return text.count("\n", 0, place) + 1


def _read(content: bytes) -> _Page:
    page = _Page()
    for tag in _TAG.finditer(content.decode()):
        if tag["attributes"]:
            _note(page, tag.start(), tag["tag"].lower(), _values(tag["attributes"]))
    return page


def _note(page: _Page, place: int, tag: str, values: Mapping[str, str]) -> None:
    """Keep the id of a tag and what it links to; any `src` and a `link` are loaded too."""
    if "id" in values:
        page.ids.add(values["id"])
    if tag == "link" and values.get("rel") in _SELF_DESCRIBING_LINKS:
        return
    page.links += [(place, values[name]) for name in _LINKS if name in values]
    loads = "href" if tag == "link" else "src"
    if loads in values:
        page.assets.append((place, values[loads]))


def _values(attributes: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(attributes)
    return {name.lower(): unescape(one or two or bare) for name, one, two, bare in found}


def _fault(
    path: str,
    address: str,
    pages: Mapping[str, _Page],
    files: Mapping[str, bytes],
    site_path: str,
) -> str | None:
    here = site_path + path.removesuffix("index.html")
    parts = urlsplit(urljoin(here, address))
    if parts.scheme or parts.netloc:
        return None
    if not parts.path.startswith(site_path):
        return "离开了本站所在的目录"
    target = unquote(parts.path.removeprefix(site_path))
    if is_of_intake(f"/{target}"):
        return None
    file = f"{target}index.html" if not target or target.endswith("/") else target
    if file not in files:
        return "没有对应的页面"
    if file in pages and parts.fragment and unquote(parts.fragment) not in pages[file].ids:
        return f"所指的位置“{parts.fragment}”不在那个页面上"
    return None
