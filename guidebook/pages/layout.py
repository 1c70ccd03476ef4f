"""Layouts: pages that MkDocs rendered with marked holes, cut into pieces for our bodies.

A layout is a real page of its kind. Its text is cut at the slots; everything between them is kept
as it is, and each slot is filled by a block of a page template. The pieces are values that
`pages/_layout.html` prints: a text that somebody wrote is never the source of a template. The
intake gets the same text as a template of its own, in a sandbox, with its links made absolute, so
that one layout dresses guide and form alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from guidebook.compiled_templates import keep_compiled

T = TypeVar("T")

SLOTS = ("title", "name", "description", "canonical", "head", "body")
"""The holes of a layout, written `zzslot-NAME-zz`: plain letters survive all filters of a theme."""
NAME = "{{ self.title().split(' · ')[0] }}"
"""What a card in a chat is headed by: the title without the name of the site."""

_SLOT = re.compile(r"zzslot-([a-z]+)-zz")
_OPENS = re.compile(r"\{(?=[{%#]|\Z)")
"""A brace that Jinja might take for the beginning of something."""
_LINK = re.compile(r'(?P<attribute>\s(?:href|src|action))="(?P<address>[^"]*)"')


class LayoutError(Exception):
    """A layout cannot be filled; the message says why, to who changes the theme."""


class Layouts(dict[str, T]):
    """Layouts by name, which is that of the hand-written page that stands for its kind."""

    def __missing__(self, name: str) -> T:
        raise LayoutError(f"site_src/{name}.md:1: 缺少这一页：它是一种页面的版式，请取回")


class Piece(NamedTuple):
    """A text of a layout, and the slot behind it: none behind the last."""

    text: Markup
    slot: str


def pieces_of(layout: str) -> tuple[Piece, ...]:
    """Cut a rendered layout at its slots; one that stands alone takes its line with it.

    Raises LayoutError if a slot is not one of SLOTS, or the body has no place.
    """
    lines = "\n" + layout.removesuffix("\n")
    pieces = ((_beside_slots(text, slot), slot) for text, slot in _cut(lines))
    return tuple(Piece(Markup(text), slot) for text, slot in pieces)  # noqa: S704 # MkDocs'


def _beside_slots(text: str, slot: str) -> str:
    """Return a text without the ends of the slots' lines, as Jinja drops them beside a block."""
    before, line_end, indent = text.rpartition("\n")
    if slot and line_end and not indent.strip(" \t"):
        text = before + line_end
    return text.removeprefix("\n")


def _cut(layout: str) -> Iterator[tuple[str, str]]:
    """Yield each text with the slot behind it."""
    texts_and_slots = _SLOT.split(layout)
    slots = texts_and_slots[1::2]
    if unknown := set(slots) - set(SLOTS):
        known = "、".join(f"zzslot-{slot}-zz" for slot in SLOTS)
        where = "templates/theme/ 或手写的页面"
        raise LayoutError(f"{where}: 没有 zzslot-{min(unknown)}-zz 这个空位，只有 {known}")
    if "body" not in slots:
        raise LayoutError("templates/theme/main.html: 缺少正文的空位 zzslot-body-zz")
    return zip(texts_and_slots[::2], [*slots, ""], strict=True)


def to_template(layout: str) -> str:
    """Turn a rendered layout into the source of a Jinja parent template, for the intake.

    A slot becomes a block at its first use and repeats that block afterwards.
    Raises LayoutError as `pieces_of` does.
    """
    source, seen = [], set[str]()
    for text, slot in _cut(layout):
        source += [_literal(text), _filled(slot, slot in seen)]
        seen.add(slot)
    return "".join(source)


def _filled(slot: str, is_again: bool) -> str:
    if slot == "name":
        return NAME
    if not slot:
        return ""
    return f"{{{{ self.{slot}() }}}}" if is_again else f"{{% block {slot} %}}{{% endblock %}}"


def _literal(text: str) -> str:
    """Write a text so that Jinja prints it as it is, whatever an editor put into it."""
    return _OPENS.sub("{{ '{' }}", text)


def make_absolute(text: str, address: str) -> str:
    """Rewrite a layout's relative links for pages that are served at any depth.

    `address` is the path the layout was rendered for, from the host's root.
    """

    def absolute(match: re.Match[str]) -> str:
        target = match["address"]
        if (
            not target
            or target.startswith("#")
            or _SLOT.search(target)
            or ":" in target.split("/")[0]
        ):
            return match[0]
        return match[0].replace(f'"{target}"', f'"{urljoin(address, target)}"')

    return _LINK.sub(absolute, text)


def page_environment(templates: Path, layouts: Mapping[str, str]) -> Environment:
    """Make the environment in which page bodies are rendered inside their layouts.

    `layouts` goes from a name such as `services/_layout` to the rendered text with slots. Page
    templates find its pieces by that name.
    """
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # each build has an environment of its own
    )
    pieces = {name: pieces_of(text) for name, text in layouts.items()}
    environment.globals["layouts"] = Layouts(pieces)
    keep_compiled(environment)
    return environment
