"""Every internal link and anchor of the finished site is followed before it is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from guidebook.addresses import is_of_intake

_ASSET_TAGS = {"script": "src", "img": "src", "link": "href", "source": "src", "iframe": "src"}
_SELF_DESCRIBING_LINKS = ("canonical", "alternate")


@dataclass
class _Page(HTMLParser):
    """The ids of a page, and what it links to or loads, with lines."""

    ids: set[str] = field(default_factory=set)
    links: list[tuple[int, str]] = field(default_factory=list)
    assets: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "link" and values.get("rel") in _SELF_DESCRIBING_LINKS:
            return
        for name in ("href", "src", "action", "formaction"):
            if name in values:
                self.links.append((line, values[name]))
        if _ASSET_TAGS.get(tag) in values:
            self.assets.append((line, values[_ASSET_TAGS[tag]]))


def find_broken_links(files: Mapping[str, bytes], site_path: str) -> Iterator[str]:
    """Yield a sentence for every link of every page that leads nowhere, and every foreign asset.

    `files` goes from path to content; `site_path` is where the site lies on its host, such as `/`.
    """
    pages = {path: _read(content) for path, content in files.items() if path.endswith(".html")}
    for path, page in sorted(pages.items()):
        for line, address in page.assets:
            if urlsplit(address).netloc:
                yield f"{path}:{line}: 从别的主机加载“{address}”，请改用本站文件"
        for line, address in page.links:
            fault = _fault(path, address, pages, files, site_path)
            if fault:
                yield f"{path}:{line}: 链接“{address}”{fault}"


def _read(content: bytes) -> _Page:
    page = _Page()
    page.feed(content.decode())
    page.close()
    return page


def _fault(
    path: str,
    address: str,
    pages: Mapping[str, _Page],
    files: Mapping[str, bytes],
    site_path: str,
) -> str | None:
    if urlsplit(address).scheme or address.startswith("//"):
        return None
    here = site_path + path.removesuffix("index.html")
    parts = urlsplit(urljoin(here, address))
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
