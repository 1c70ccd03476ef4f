"""The text of a page as Markdown: same words, same tables, same links, for other engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = ("p", "dt", "dd", "summary", "figcaption", "legend", "caption", "blockquote", "label")
LEFT_OUT = ("nav", "svg", "script", "style", "form", "select", "button", "sup")
"""Navigation, drawings, what a reader fills in, and the numbers of sources."""
VOID = ("br", "img", "input", "meta", "link", "hr", "wbr", "path", "source")

Link = Callable[[str], str | None]
"""Takes an address as the page has it; returns the one to write, None for text without a link."""


def markdown_of(html: str, link: Link) -> str:
    """Return what stands in the content of a page."""
    reader = _Reader(link)
    reader.feed(html[html.index('id="content"') :].partition(">")[2].partition("</main>")[0])
    reader.end_block()
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", "\n\n".join(reader.blocks)) + "\n"


class _Reader(HTMLParser):
    """Collects blocks; a table is one block, a line a row."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._link = link
        self._text = ""
        self._before = ""
        self._skipped = 0
        self._targets: list[str | None] = []
        self._rows: list[list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a row, a link, or what is left out."""
        if tag in VOID:
            return
        if self._skipped or tag in LEFT_OUT:
            self._skipped += 1
        elif tag == "a":
            target = self._link(dict(attrs).get("href") or "")
            self._targets.append(target)
            self._text += "[" if target else ""
        elif tag == "table":
            self.end_block()
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in (*BLOCKS, *HEADINGS, "li") and self._rows is None:
            self.end_block()
            self._before = "- " if tag == "li" else "#" * _level(tag)

    def handle_endtag(self, tag: str) -> None:
        """End what began."""
        if self._skipped:
            self._skipped -= 1
        elif tag == "a" and self._targets:
            target = self._targets.pop()
            self._text += f"]({target})" if target else ""
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append(_line(self._text).replace("|", "\\|"))
            self._text = ""
        elif tag == "table" and self._rows is not None:
            self._end_table(self._rows)
        elif tag in (*BLOCKS, *HEADINGS, "li", "div", "section", "dl", "ul") and self._rows is None:
            self.end_block()

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._skipped:
            self._text += re.sub(r"([\\`*_\[\]<>#])", r"\\\1", data)

    def end_block(self) -> None:
        """Keep the block that was read, unless it is empty."""
        text = _line(self._text)
        if text.strip("[]() "):
            self.blocks.append(f"{self._before}{' ' * self._before.endswith('#')}{text}")
        self._text, self._before = "", ""

    def _end_table(self, rows: list[list[str]]) -> None:
        width = max(map(len, rows), default=0)
        if width:
            lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows if row]
            lines.insert(1, "|" + " --- |" * width)
            self.blocks.append("\n".join(lines))
        self._rows, self._text = None, ""


def _level(tag: str) -> int:
    return int(tag[1]) if tag in HEADINGS else 0


def _line(text: str) -> str:
    return " ".join(text.split())
