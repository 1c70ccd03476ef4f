"""Links that editors write inside texts: each leads to a page of the guide or to another site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urljoin

from guidebook.checks import naming, references
from guidebook.checks.numbers import digits_of
from guidebook.checks.secrets import holds_robot
from guidebook.model import KINDS, Site, Text
from guidebook.model.addresses import (
    NEW_REQUEST,
    REQUEST_STATUS,
    SITE_PAGES,
    WEB_PATTERN,
    list_address,
    record_address,
)
from guidebook.model.text import LINK, parts_of
from guidebook.model.values import MAILBOX
from guidebook.reading.entries import Entry
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, did_you_mean, nearest

_HALF_WRITTEN = re.compile(r"\]\(|[\]】］]\s*[(（]\s*(?:/|https?:|tel:)")
"""What is left of a link that `LINK` did not recognise, such as `[label]（/address/）`."""

_OTHER_SCHEME = re.compile(r"\]\(\s*((?!https?:|tel:|mailto:)[A-Za-z][A-Za-z+.-]*:)")

_CLOSED = re.compile("[]】］]")
"""What every link has in it, whole or half written."""

_LANGUAGES = tuple(Text.model_fields)

_BARE = re.compile(r"(?:https?://|www\.)[\w.-]+", re.ASCII)

_DEFINITION = re.compile(r"^ {0,3}\[(?P<name>[^\[\]]+)\]:\s*<?(?P<address>[^\s<>]+)")
_REFERENCE = re.compile(r"\[([^\[\]]+)\]\[([^\[\]]*)\]")
"""A link of Markdown whose address stands elsewhere on the page, and that place."""


def broken_links(read: Folder) -> Iterator[Problem]:
    """Yield every link in a text that leads nowhere."""
    for entry in read.texts:
        if entry.location[-1] not in _LANGUAGES or not _CLOSED.search(entry.value):
            continue
        for part in parts_of(entry.value):
            message = _fault(part.address, read) if part.address else None
            if message:
                yield entry.problem(message)
        if _HALF_WRITTEN.search(LINK.sub("", entry.value)):
            yield entry.problem(_why_half_written(entry.value))


def bare_addresses(read: Folder) -> Iterator[Problem]:
    """Yield every address that stands in a text as it is: nobody can press it."""
    for entry in read.prose:
        found = _BARE.search(entry.text)
        if found and not holds_robot(str(entry.value)):
            yield entry.problem(f"“{found[0]}”点不开：请写成 [网站的名称](https://网址)")


def broken_page_links(read: Folder) -> Iterator[Problem]:
    """Yield every link and picture of a hand-written page that leads nowhere, or elsewhere."""
    for page, entries in read.pages.items():
        for entry in entries:
            for label, address in _links_in(entry.value):
                message = _fault_on_page(address, page, read) or _other_number(label, address, read)
                if message:
                    yield entry.problem(message)
            yield from map(entry.problem, _half_written(entry.value))
        yield from _without_address(entries)


def _links_in(line: str) -> Iterator[tuple[str, str]]:
    """Yield label and address of the links of a line of Markdown, also those apart: `[a]: /b/`."""
    yield from ((part.text, part.address) for part in parts_of(line) if part.address)
    yield from ((link["name"], link["address"]) for link in _DEFINITION.finditer(line))


def _why_half_written(text: str) -> str:
    if scheme := _OTHER_SCHEME.search(text):
        return f"不能链接到“{scheme[1]}”：地址应以 / 或 https:// 开头"
    return "链接没有写完整，应为 [文字](/services/编号/)，括号用半角"


def _half_written(line: str) -> Iterator[str]:
    if "![](" in line:
        yield "图片没有说明：看不见图的人也要知道图里是什么，写成 ![图里是什么](/assets/文件名)"
    elif footnote := re.search(r"\[\^([^\[\]]+)\]", line):
        yield f"脚注“{footnote[1]}”会照样显示出来：页面没有脚注，请写进正文"
    elif _HALF_WRITTEN.search(LINK.sub("", line)):
        yield _why_half_written(line)


def _without_address(entries: Sequence[Entry]) -> Iterator[Problem]:
    """Yield every `[label][name]` and footnote of a page whose address stands nowhere."""
    known = {
        definition["name"].casefold()
        for entry in entries
        for definition in _DEFINITION.finditer(entry.value)
    }
    for entry in entries:
        for label, name in _REFERENCE.findall(entry.value):
            if (name or label).casefold() not in known:
                message = f"“[{label}][{name}]”没有写明地址，会照样显示出来"
                yield entry.problem(f"{message}：请写成 [{label}](/services/编号/)")


def _fault_on_page(address: str, page: str, read: Folder) -> str | None:
    """Check what Markdown may link to, beside pages from the root: files, numbers, mail."""
    scheme, colon, rest = address.partition(":")
    path = address.split("#")[0]
    if scheme == "tel":
        site = read.single(Site)
        if site is None or rest in site.public_digits:
            return None
        return f"“{address}”：这个号码要列进 site.yaml 的 public_numbers，并写明出处"
    if scheme == "mailto":
        fits = re.fullmatch(MAILBOX, rest.partition("?")[0])
        return None if fits else f"“{address}”：邮箱写法不对，应像 mailto:window@guide.example"
    if not path:
        return None
    if re.match(r"[/\\]{2}", address):
        return f"链接“{address}”会到别的网站：应以一个 / 或 https:// 开头"
    if colon:
        return _fault(address, read)
    file = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), path))[1:]
    if "." in posixpath.basename(file) and not file.endswith(".html"):
        known = (*read.pages, *read.assets)
        meant = did_you_mean(file, known) or "：图片和附件放进 assets/，写成 /assets/文件名"
        return None if file in known else f"链接“{address}”没有对应的文件{meant}"
    here = f"/{page.removesuffix('.md').removesuffix('index')}/".replace("//", "/")
    target = urljoin(here, address)
    fault = _fault(target, read)
    return fault and fault.replace(target, address, 1)


def _other_number(label: str, address: str, read: Folder) -> str | None:
    """Say that a link shows one public number and dials another one."""
    site, shown, dialled = read.single(Site), digits_of(label), address.removeprefix("tel:")
    public = [number for number in (site.public_digits if site else ()) if number in shown]
    if dialled == address or not public or dialled in public:
        return None
    return f"写的是 {public[0]}，点了拨的是 {dialled}：请改成同一个号码"


def _fault(address: str, read: Folder) -> str | None:
    if address.startswith("https://"):
        right = "网址应以 https:// 和主机名开头，后面不带标点，像 https://guide.example/page"
        return None if re.fullmatch(WEB_PATTERN, address) else f"链接“{address}”写法不对：{right}"
    if not address.startswith("/"):
        return f"链接“{address}”应以 / 或 https:// 开头{_from_the_root(address, read)}"
    path, _, query = address.split("#")[0].partition("?")
    if path in ("/", NEW_REQUEST, REQUEST_STATUS):
        return _fault_of_prefilled(address, query, read)
    if path.removesuffix("/") in (NEW_REQUEST, REQUEST_STATUS):
        return f"链接“{address}”末尾不加 /，应写成“{path.removesuffix('/')}”"
    parts = path.removeprefix("/").removesuffix("/").split("/")
    if not _is_page(parts, read):
        return f"链接“{address}”没有对应的页面{_page_meant(parts, read)}"
    return None if path.endswith("/") else f"链接“{address}”应以 / 结尾"


def _from_the_root(address: str, read: Folder) -> str:
    """Write the address of a page whose file, or whose place beside this one, was written."""
    bare = re.sub(r"^(?:\.*/|guides/|site_src/)+|\.(?:yaml|md|html)$|/$", "", address)
    return f"，写成“/{bare}/”" if _is_page(bare.split("/"), read) else ""


def _fault_of_prefilled(address: str, query: str, read: Folder) -> str | None:
    """Check the service and the building that a link to the request form fills in."""
    for name, value in parse_qsl(query):
        known = read.known_ids.get(f"{name}s")
        if known is not None and value not in known:
            return f"链接“{address}”里的 {name} 没有对应的记录{did_you_mean(value, known)}"
    return None


def _is_page(parts: list[str], read: Folder) -> bool:
    """Tell whether an address, cut at its slashes, is a page; unreadable lists are believed."""
    first, *rest = parts
    if not rest:
        return first in (*SITE_PAGES, *KINDS)
    if len(rest) > 1 or first not in (*KINDS, "stages"):
        return False
    known = read.known_ids[first]
    return known is None or rest[0] in known


def _page_meant(parts: list[str], read: Folder) -> str:
    """Suggest a page: the id in whatever folder it is, or else a similar one."""
    first, *rest = parts
    if rest:
        kinds = [kind for kind in KINDS if rest[0] in (read.known_ids[kind] or ())]
        if kinds and (first, rest[0]) not in read.present_ids:
            return f"，您是不是想写“{record_address(kinds[0], rest[0])}”"
        named = references.ids_by_name(first, read).get(naming.folded(rest[0]))
        near = read.present_ids.get((first, rest[0])) or named
        near = near or nearest(rest[0], read.known_ids.get(first) or ())
        page = near and record_address(first, near)
    else:
        near = nearest(first, (*SITE_PAGES, *KINDS))
        page = near and list_address(near)
    return f"，您是不是想写“{page}”" if page else ""
