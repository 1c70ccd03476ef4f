"""Every internal link and anchor of the finished site is followed before it is published."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import chain
from urllib.parse import unquote, urljoin, urlsplit

from guidebook.model.addresses import is_of_intake

_LOADED = ("src", "srcset", "poster", "data")
_LINKS = ("href", "action", "formaction", *_LOADED)
_OWN_ADDRESS = "canonical"
_NOT_LOADED = (_OWN_ADDRESS, "alternate")
"""Links of a page's head that are addresses, and load nothing."""

_TOP = ("", "top")
"""Places that every page has (HTML Standard, scrolling to a fragment)."""

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

Target = tuple[str, str]
"""An address on this host without its query, and the place on the page there or an empty string."""


@dataclass(frozen=True)
class Outline:
    """What is to be known of a page once it is written."""

    ids: tuple[str, ...]
    targets: tuple[Target, ...]
    """What it links to or loads."""
    loads_foreign: bool
    """Whether it loads anything from another host."""


def outline_of(path: str, content: bytes, site_path: str) -> Outline:
    """Read what a page of the site links to, and which places others may link to.

    `site_path` is where the site lies on its host, such as `/`.
    """
    above = _from_here_up(_place_of(path, site_path))
    tags = set(_TAG.findall(content.decode()))
    told = {_told(tag, attributes) for tag, _raw, attributes in tags}
    links = {link for _ids, linked, _loaded in told for link in linked}
    targets = {target for link in links if (target := _target(*_from_above(above, link)))}
    return Outline(
        tuple(name for ids, _linked, _loaded in told for name in ids),
        tuple(targets),
        any(_is_foreign(address) for _ids, _linked, loaded in told for address in loaded),
    )


def find_broken_links(
    outlines: Mapping[str, Outline],
    names: Collection[str],
    site_path: str,
    read: Callable[[str], bytes],
) -> Iterator[str]:
    """Yield a sentence for every link of every page that leads nowhere, and every foreign asset.

    `outlines` goes from path to page; `names` are the paths of all files; `read` returns one.
    """
    wanted = {target for outline in outlines.values() for target in outline.targets}
    found = ((target, _fault(target, outlines, names, site_path)) for target in wanted)
    wrong = {target: fault for target, fault in found if fault}
    for path, outline in outlines.items():
        if outline.loads_foreign or not wrong.keys().isdisjoint(outline.targets):
            yield from _lines(path, read(path).decode(), wrong, site_path)


def _lines(path: str, text: str, wrong: Mapping[Target, str], site_path: str) -> Iterator[str]:
    """Yield a sentence for every place in a page at which an address stands that is wrong."""
    here = _place_of(path, site_path)
    for tag in _TAG.finditer(text):
        _id, links, loaded = _told(tag["tag"] or "", tag["attributes"] or "")
        line = text.count("\n", 0, tag.start()) + 1
        for address in filter(_is_foreign, loaded):
            yield f"{path}:{line}: 从别的主机加载“{address}”，请改用本站文件"
        for address in links:
            target = _target(here, address)
            if target and target in wrong:
                yield f"{path}:{line}: 链接“{address}”{wrong[target]}"


def _place_of(path: str, site_path: str) -> str:
    return site_path + path.removesuffix("index.html")


@lru_cache(_REMEMBERED)
def _is_foreign(address: str) -> bool:
    try:
        return bool(urlsplit(address).netloc)
    except ValueError:
        return False  # told as a link


def _from_here_up(here: str) -> tuple[str, ...]:
    """Return a place, the folder above it, and so on to the root."""
    above = [here]
    while here.count("/") > 1:
        here = here[: here.rindex("/", 0, here.rindex("/")) + 1]
        above.append(here)
    return tuple(above)


def _from_above(above: Sequence[str], address: str) -> tuple[str, str]:
    """Return a link as the page above would write it: pages side by side then ask the same."""
    steps = 0
    while address.startswith("../", 3 * steps) and steps < len(above) - 1:
        steps += 1
    return above[steps], address[3 * steps :]


@lru_cache(_REMEMBERED)
def _target(here: str, address: str) -> Target | None:
    """Return where a link leads; None for one to another host, or to no page at all."""
    try:
        parts = urlsplit(urljoin(here, address))
    except ValueError:
        return address, ""
    if parts.scheme or parts.netloc:
        return None
    return unquote(parts.path), unquote(parts.fragment)


@lru_cache(_REMEMBERED)
def _told(tag: str, attributes: str) -> tuple[tuple[str, ...], ...]:
    """Return the id of a tag, what it links to and what it loads: a `link`, and all but links."""
    tag, values = tag.lower(), _values(attributes)
    rel = values.get("rel") if tag == "link" else None
    links = () if rel == _OWN_ADDRESS else _LINKS
    loads = () if rel in _NOT_LOADED else ("href",) if tag == "link" else _LOADED
    return tuple(
        tuple(chain.from_iterable(_said(values, name) for name in names))
        for names in (("id",), links, loads)
    )


def _said(values: Mapping[str, str], name: str) -> Iterator[str]:
    """Yield what an attribute says; a `srcset` is several addresses, each with a size."""
    if name == "srcset":
        yield from (part.split()[0] for part in values.get(name, "").split(",") if part.strip())
    elif name in values:
        yield values[name]


def _values(attributes: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(attributes)
    return {name.lower(): unescape(one or two or bare) for name, one, two, bare in found}


def _fault(
    target: Target, outlines: Mapping[str, Outline], names: Collection[str], site_path: str
) -> str | None:
    address, place = target
    if not address.startswith("/"):
        return "不是网址" if "://" in address else "退到了网站以外：../ 写多了"
    if not address.startswith(site_path):
        return "离开了本站所在的目录"
    path = address.removeprefix(site_path)
    if is_of_intake(f"/{path}"):
        return None
    file = f"{path}index.html" if not path or path.endswith("/") else path
    if file not in names:
        return "没有对应的页面"
    if place.lower() in _TOP:
        return None
    if file in outlines and place not in outlines[file].ids:
        return f"所指的位置“{place}”不在那个页面上"
    return None
