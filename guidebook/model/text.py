"""The little markup that texts in `guides/` may hold: links, written `[label](/address/)`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

LINK = re.compile(r"\[(?P<label>[^\[\]\n]+)\]\((?P<address>[^()\s]+)\)")


class Part(NamedTuple):
    """A run of a text; `address` is empty where it is no link."""

    text: str
    address: str = ""


def parts_of(text: str) -> Iterator[Part]:
    """Cut a text into plain runs and links, in order."""
    end = 0
    for link in LINK.finditer(text):
        if link.start() > end:
            yield Part(text[end : link.start()])
        yield Part(link["label"], link["address"])
        end = link.end()
    if end < len(text):
        yield Part(text[end:])


def plain(text: str) -> str:
    """Return a text without its links' addresses, as it is read aloud or searched."""
    return LINK.sub(lambda link: link["label"], text) if "](" in text else text


@cache
def compared(text: str) -> str:
    """Return a text with one way to write each sign (NFKC); many rules ask of each text."""
    return unicodedata.normalize("NFKC", text)
