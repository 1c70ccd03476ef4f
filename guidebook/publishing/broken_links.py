"""Every internal link and anchor of the finished site is followed before it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from guidebook.model.addresses import is_of_intake
from guidebook.steps import Steps

_LINKS = ("href", "src", "action", "formaction")
_SELF_DESCRIBING_LINKS = ("canonical", "alternate")

_TAG = re.compile(
    r"""<!--.*?-->
    | <(?P<tag> (?P<raw>(?i:script|style))\b | [a-zA-Z][^\s/>]*+(?=\s) )
      (?P<attributes> (?: [^>"']++ | "[^"]*" | '[^']*' )*+ )>
      (?(raw) .*? </(?i:(?P=raw)) )  # what stands in a script is no tag
    """,
    re.DOTALL | re.VERBOSE,
)
"""A tag with attributes. Enough for templates that escape what they print and for Markdown, and ten
times as quick as `html.parser`."""

_ATTRIBUTE = re.compile(r"""([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?""")

_REMEMBERED = 10_000
"""Tags and links that are known by heart, most of them those of the layouts: on every page."""


@dataclass
class _Page:
    """The ids of a page, and what it links to or loads."""

    ids: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)


def find_broken_links(
    files: Mapping[str, bytes], site_path: str, steps: Steps | None = None
) -> Iterator[str]:
    """Yield a sentence for every link of every page that leads nowhere, and every foreign asset.

    `files` goes from path to content; `site_path` is where the site lies on its host, such as `/`.
    """
    steps = steps or Steps()
    paths = sorted(path for path in files if path.endswith(".html"))
    pages = dict(zip(paths, steps.each("读链接", lambda p: _read(files[p]), paths), strict=True))

    @lru_cache(_REMEMBERED)
    def fault(here: str, address: str) -> str | None:
        return _fault(here, address, pages, files, site_path)

    def faults(path: str) -> tuple[str, ...]:
        here = site_path + path.removesuffix("index.html")
        wrong = {a: told for a in pages[path].links if (told := fault(*_from_above(here, a)))}
        foreign = set(filter(_is_foreign, pages[path].assets))
        return tuple(_lines(path, files[path].decode(), wrong, foreign)) if wrong or foreign else ()

    for found in steps.each("查链接", faults, paths):
        yield from found


def _lines(path: str, text: str, wrong: Mapping[str, str], foreign: set[str]) -> Iterator[str]:
    """Yield a sentence for every place in a page at which an address stands that is wrong."""
    for tag in _TAG.finditer(text):
        _id, links, loaded = _told(tag["tag"] or "", tag["attributes"] or "")
        line = text.count("\n", 0, tag.start()) + 1
        for address in foreign.intersection(loaded):
            yield f"{path}:{line}: 从别的主机加载“{address}”，请改用本站文件"
        for address in wrong.keys() & links:
            yield f"{path}:{line}: 链接“{address}”{wrong[address]}"


@lru_cache(_REMEMBERED)
def _is_foreign(address: str) -> bool:
    return bool(urlsplit(address).netloc)


def _from_above(here: str, address: str) -> tuple[str, str]:
    """Return a link as the page above would write it: pages side by side then ask the same."""
    while address.startswith("../") and here.count("/") > 1:
        here, address = here[: here.rindex("/", 0, here.rindex("/")) + 1], address[3:]
    return here, address


def _read(content: bytes) -> _Page:
    page = _Page()
    for tag, _raw, attributes in set(_TAG.findall(content.decode())):
        page_id, links, loaded = _told(tag, attributes)
        page.ids.update(page_id)
        page.links.update(links)
        page.assets.update(loaded)
    return page


@lru_cache(_REMEMBERED)
def _told(tag: str, attributes: str) -> tuple[tuple[str, ...], ...]:
    """Return the id of a tag, what it links to and what it loads: any `src`, and a `link`."""
    tag, values = tag.lower(), _values(attributes)
    is_of_itself = tag == "link" and values.get("rel") in _SELF_DESCRIBING_LINKS
    loads = "href" if tag == "link" else "src"
    asked = (("id",), () if is_of_itself else _LINKS, () if is_of_itself else (loads,))
    return tuple(tuple(values[name] for name in names if name in values) for names in asked)


def _values(attributes: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(attributes)
    return {name.lower(): unescape(one or two or bare) for name, one, two, bare in found}


def _fault(
    here: str,
    address: str,
    pages: Mapping[str, _Page],
    files: Mapping[str, bytes],
    site_path: str,
) -> str | None:
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
