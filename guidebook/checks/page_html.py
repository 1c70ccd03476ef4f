"""Hand-written pages are text: only what Markdown itself makes of it may reach a reader.

The HTML that a page becomes is held to a list of what is allowed, not searched for what is not.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

import markdown

from guidebook.model.text import LINK
from guidebook.reading.entries import Entry
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, shorten

_PLAIN = ("p", "ul", "ol", "li", "blockquote", "em", "strong", "code", "pre", "br", "hr")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TABLE = ("table", "thead", "tbody", "tr")
ALLOWED: Mapping[str, frozenset[str]] = {
    **{tag: frozenset() for tag in (*_PLAIN, *_TABLE)},
    **{tag: frozenset({"id"}) for tag in _HEADINGS},
    **{tag: frozenset({"align"}) for tag in ("th", "td")},
    "code": frozenset({"class"}),
    "ol": frozenset({"start"}),
    "a": frozenset({"href", "title"}),
    "img": frozenset({"src", "alt", "title"}),
}
"""Tag → its attributes."""

EXTENSIONS: Mapping[str, Mapping[str, bool]] = {
    "toc": {"permalink": False},
    "tables": {"use_align_attribute": True},
    "fenced_code": {},
}
"""With which MkDocs makes a page: a text may be code without one, and HTML with it."""

SCHEMES = ("https", "http", "mailto", "tel")
"""What does no harm as the beginning of a link; `broken_page_links` tells which are wanted."""

MOST_BRACKETS = 500
"""From more, Markdown would look for links for minutes."""

_NO_HTML = "{}：页面里不写 HTML，只写文字和 Markdown，请删去"
_TAG = re.compile(r"<([a-z][a-z0-9]*)(?=[\s/>])|&(?:[a-z]+|#x?[0-9a-f]+);", re.IGNORECASE)
_HEADING = re.compile(r"(#{1,6})(\s?)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)

_SCHEME = re.compile(r"\s*([^/?#:]*):|\s*(//)")


@dataclass(frozen=True)
class Fault:
    """A piece of HTML that is no text."""

    message: str
    sought: str
    """What stands at the place in the text."""


def page_html(read: Folder) -> Iterator[Problem]:
    """Yield every piece of HTML in a hand-written page, and every address of another scheme.

    Also every link to a place that is not on its page, where that is written by hand too.
    """
    made = {}
    for page, entries in read.pages.items():
        text = _text_of(entries) if entries else ""
        crowded = LINK.sub("", text).count("[") > MOST_BRACKETS
        if crowded:
            fullest = max(entries, key=lambda entry: str(entry.value).count("["))
            yield fullest.problem("方括号“[”太多，都不是链接：请删去")
        elif text:
            html = markdown.markdown(text, extensions=[*EXTENSIONS], extension_configs=EXTENSIONS)
            made[page] = html
            for fault in dict.fromkeys([*faults_of(html), *_written_out(text)]):
                yield _place(entries, fault.sought).problem(fault.message)
    for page, fault in _lost(made):
        yield _place(read.pages[page], fault.sought).problem(fault.message)


def page_headings(read: Folder) -> Iterator[Problem]:
    """Yield every heading out of order: a page has one of the first level, and skips none."""
    for entries in read.pages.values():
        levels = [1]  # the title, which stands above a page that has no heading of its own
        for entry in entries:
            heading = _HEADING.match(str(entry.value))
            if heading and not heading[2]:
                yield entry.problem(f"“{heading[1]}”后面空一格才是标题")
            elif heading:
                levels.append(len(heading[1]))
                yield from map(entry.problem, _out_of_order(levels))


def _out_of_order(levels: Sequence[int]) -> Iterator[str]:
    *before, level = levels
    if level == 1 and len(before) > 1:
        yield "一页只有一个一级标题（# ），下面的用 ## "
    elif level > before[-1] + 1:
        yield f"标题跳了级：这里应是“{'#' * (before[-1] + 1)} ”"


def _written_out(text: str) -> Iterator[Fault]:
    """Yield every tag that Markdown makes too and that somebody wrote as HTML, and entities."""
    for tag in _TAG.finditer(_CODE.sub("", text)):
        if not tag[1] or tag[1].lower() in ALLOWED:
            yield Fault(_NO_HTML.format(shorten(tag[0])), tag[0])


def _lost(made: Mapping[str, str]) -> Iterator[tuple[str, Fault]]:
    """Yield page and fault of every link to a place that is not there, on this page or another."""
    ids = {page: {"top", *re.findall(' id="([^"]*)"', html)} for page, html in made.items()}
    for page, html in made.items():
        for address, place in dict.fromkeys(re.findall('href="([^"#]*)#([^"]+)"', html)):
            there = _file_of(address, page) if address else page
            if there in ids and place not in ids[there]:
                where = "链接到的" if address else "这"
                right = f"只写到 {address}" if address else "删去链接，只留文字"
                message = f"{where}一页没有“#{place}”这个位置：请{right}"
                yield page, Fault(message, f"{address}#{place}")


def _file_of(address: str, page: str) -> str:
    """Return which page's file a link leads to; `/about/` is written in `about.md`."""
    if address.startswith("/"):
        return f"{address.strip('/')}.md"
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), address))


def _text_of(entries: Sequence[Entry]) -> str:
    """Put the lines of a page together again, each where it was."""
    lines = {_line(entry): str(entry.value) for entry in entries}
    return "\n".join(lines.get(n, "") for n in range(1, max(lines) + 1))


def _line(entry: Entry) -> int:
    return entry.file.lines[()]


def _place(entries: Sequence[Entry], sought: str) -> Entry:
    """Return the line that a fault stands in, the first if it cannot be told."""
    wanted = sought.lower()
    return next((entry for entry in entries if wanted in str(entry.value).lower()), entries[0])


def faults_of(html: str) -> Iterator[Fault]:
    """Yield what does not belong into the HTML that Markdown made of a page."""
    parser = _Allowed()
    parser.feed(html)
    if "<" in parser.rawdata:  # begun and never ended: a browser would go on to the next ">"
        parser.refuse("<")
    yield from dict.fromkeys(parser.faults)


class _Allowed(HTMLParser):
    """Notes what is not on the list."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.refuse(f"<{tag}")
            return
        for name, value in attrs:
            if name not in ALLOWED[tag]:
                self.refuse(f"<{tag}")
            elif name in ("href", "src"):
                self._look_at_address(tag, value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ALLOWED:
            self.refuse(f"</{tag}")

    def handle_comment(self, data: str) -> None:
        self.refuse(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.refuse(f"<!{decl}")

    def unknown_decl(self, data: str) -> None:
        self.refuse(f"<![{data}")

    def handle_pi(self, data: str) -> None:
        self.refuse(f"<?{data}")

    def refuse(self, sought: str) -> None:
        """Note a piece of HTML."""
        self.faults.append(Fault(_NO_HTML.format(shorten(sought)), sought))

    def _look_at_address(self, tag: str, address: str) -> None:
        scheme = _SCHEME.match(address)
        if tag == "img" and scheme:
            message = f"{shorten(address)}：图片请放进 assets/，不用别处的"
        elif scheme and (scheme[1] or "").lower() not in SCHEMES:
            message = f"{shorten(address)}：链接应以 / 或 https:// 开头"
        elif not _is_address(address):
            message = f"{shorten(address)}：网址写法不对，请照浏览器地址栏里的写"
        else:
            return
        self.faults.append(Fault(message, address))


def _is_address(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True
