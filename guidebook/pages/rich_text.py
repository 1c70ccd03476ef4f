"""Texts and links as HTML on the page they stand on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape

from markupsafe import Markup, escape

from guidebook.model.addresses import is_of_intake
from guidebook.model.text import Part, parts_of
from guidebook.model.writing import NOT_COUNTED, tel_address, unparted
from guidebook.pages.terms import Terms

_FROM_ROOT = re.compile(r'(?P<attribute>\b(?:href|src))="(?P<target>/(?!/)[^"]*)"')
"""A link in HTML as Markdown writes it, to an address from the root of the site."""


@dataclass(frozen=True)
class Place:
    """The page that a text stands on, and the host of the requests if it is another."""

    here: str
    intake_url: str | None = None
    public_numbers: tuple[str, ...] = ()
    """Those that anybody may call: where a text names one, it is called by a tap."""


@dataclass(frozen=True)
class Mentions:
    """The terms, and the addresses that the page being rendered already leads to by a mention."""

    terms: Terms
    linked: set[str]


def locate(target: str, here: str, intake_url: str | None) -> str:
    """Write the link from one page to another, relative so that the site may lie anywhere.

    `target` and `here` are addresses from the root of the site; requests go to the intake's host.
    """
    path = target.partition("#")[0].partition("?")[0]
    if intake_url and is_of_intake(path):
        return intake_url + target.lstrip("/")
    up = ""
    while not path.startswith(here):  # to the folder in which both lie
        here, up = here[: here.rindex("/", 0, -1) + 1], f"{up}../"
    if path == here:
        up = up or "./"
    return up + target[len(here) :]


def located(html: str, place: Place) -> str:
    """Write the links of HTML that count from the root of the site so that they work on a page."""

    def relative(found: re.Match[str]) -> str:
        target = locate(unescape(found["target"]), place.here, place.intake_url)
        return f'{found["attribute"]}="{escape(target)}"'

    return _FROM_ROOT.sub(relative, html)


def link_text(text: str, place: Place, mentions: Mentions | None = None) -> Markup:
    """Write a text as HTML, its lines as lines and its links working from the page.

    With `mentions`, terms that the page has not yet led to become links too, and public numbers.
    """
    parts = tuple(parts_of(text))
    if mentions:
        mentions.linked.update(part.address for part in parts if part.address)
    written = (
        _link(part, place) if part.address or not mentions else _mentioned(part, place, mentions)
        for part in parts
    )
    return Markup(unparted("".join(written)))  # noqa: S704 # each part escapes what it holds


def _link(part: Part, place: Place) -> str:
    """Write a link to a page or to another site; a part without an address is only text."""
    if not part.address:
        return _lines(part.text)
    if part.address.startswith("/"):
        address = locate(part.address, place.here, place.intake_url)
        return f'<a href="{escape(address)}">{escape(part.text)}</a>'
    return f'<a href="{escape(part.address)}" rel="external noopener">{escape(part.text)}</a>'


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))


def _mentioned(run: Part, place: Place, mentions: Mentions) -> str:
    """Write a run without links, its first mentions of terms as quiet links."""
    return "".join(
        f'<a class="term" href="{escape(locate(address, place.here, None))}">{escape(text)}</a>'
        if address
        else _callable(text, place.public_numbers)
        for text, address in mentions.terms.mentioned_in(run.text, mentions.linked)
    )


def _callable(text: str, numbers: tuple[str, ...]) -> str:
    """Write a run without links, each public number in it as a link that calls it."""
    if not any(number in text for number in numbers):
        return _lines(text)
    pieces = _pattern(numbers).split(text)
    return "".join(
        f'<a href="{escape(tel_address(piece))}">{escape(piece)}</a>' if n % 2 else _lines(piece)
        for n, piece in enumerate(pieces)
    )


@cache
def _pattern(numbers: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the numbers where it is neither a part of a longer one nor a count."""
    anyone = "|".join(map(re.escape, numbers))
    return re.compile(rf"(?<![\d.])({anyone})(?!\d){NOT_COUNTED}")
