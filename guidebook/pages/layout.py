"""Layouts: pages that MkDocs rendered with marked holes, turned into Jinja parents for our bodies.

A layout is a real page of its kind. Its text is cut at the slots; everything between them is kept
as it is, and each slot becomes a block that a page template fills. The intake gets the same text
with its links made absolute, so that one layout dresses guide and form alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Undefined,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from guidebook.compiled_templates import keep_compiled

SLOTS = ("title", "name", "description", "canonical", "head", "body")
"""The holes of a layout, written `zzslot-NAME-zz`: plain letters survive all filters of a theme."""
NAME = "{{ self.title().split(' · ')[0] }}"
"""What a card in a chat is headed by: the title without the name of the site."""

_SLOT = re.compile(r"zzslot-([a-z]+)-zz")
_OPENS = re.compile(r"\{(?=[{%#]|\Z)")
"""A brace that Jinja might take for the beginning of something."""
_BODY = "{% block body %}{% endblock %}"
_ON_PAPER = '{% include "pages/_printed.html" ignore missing %}'
_LINK = re.compile(r'(?P<attribute>\s(?:href|src|action))="(?P<address>[^"]*)"')


def to_template(text: str) -> str:
    """Turn a rendered layout into the source of a Jinja parent template.

    A slot becomes a block at its first use and repeats that block afterwards.
    Raises ValueError if a slot is not one of SLOTS, or the body has no place.
    """
    pieces, seen, end = [], set(), 0
    for hole in _SLOT.finditer(text):
        name = hole[1]
        if name not in SLOTS:
            raise ValueError(f"unknown slot {name}")
        pieces += [_literal(text[end : hole.start()]), _filled(name, name in seen)]
        seen.add(name)
        end = hole.end()
    if "body" not in seen:
        raise ValueError("the layout has no body slot")
    return "".join([*pieces, _literal(text[end:])])


def _filled(name: str, is_again: bool) -> str:
    if name == "name":
        return NAME
    return f"{{{{ self.{name}() }}}}" if is_again else f"{{% block {name} %}}{{% endblock %}}"


def printable(layout: str) -> str:
    """Turn a layout into a parent whose pages say on paper where they are from."""
    return to_template(layout).replace(_BODY, f"{_BODY}{_ON_PAPER}", 1)


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


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which asks once for each type and name what it would ask each time."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: set[tuple[type, str]] = set()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute that templates may see: its name and the object's type decide.

        Jinja looks at `format` each time: what it formats may be a text with holes.
        """
        asked = (type(obj), attribute)
        if asked in self._safe:
            with suppress(AttributeError):  # an item by that name
                return getattr(obj, attribute)
        value = super().getattr(obj, attribute)
        if not (isinstance(value, Undefined) or attribute.startswith(("_", "format"))):
            self._safe.add(asked)
        return value


def page_environment(templates: Path, layouts: Mapping[str, str]) -> Environment:
    """Make the environment in which page bodies are rendered inside their layouts.

    `layouts` goes from a name such as `services/_layout` to the rendered text with slots.
    """
    parents = {f"layout/{name}.html": printable(text) for name, text in layouts.items()}
    loaders: list[BaseLoader] = [DictLoader(parents), FileSystemLoader(templates)]
    environment = _Sandbox(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # each build has an environment of its own
    )
    keep_compiled(environment)
    return environment
