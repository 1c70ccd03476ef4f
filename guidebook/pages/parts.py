"""The parts of pages: templates full of macros that every page template may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from jinja2 import Environment

R = TypeVar("R")

PARTS = {
    "icons": "_icons",
    "figures": "_figures",
    "marks": "_evidence",
    "contacts": "_contacts",
    "frame": "_frame",
    "cards": "_buildings",
    "lists": "_records",
    "policies": "_policies",
    "ways": "_acts",
}
"""What every template may use, by the name that it has there: each also what stands above it."""

SAME_EVERYWHERE: Mapping[str, tuple[str, ...]] = {
    "icons": ("icon", "tower"),
    "marks": ("ended_tag",),
    "contacts": ("hotline",),
    "cards": ("post", "number", "called_within", "place", "sky"),
    "policies": ("when", "ask_to_check"),
}
"""Macros without links and marks: what they are given decides alone what they write."""


def add_parts(environment: Environment) -> None:
    """Let all page templates use the parts; `environment` has everything else that these use."""
    for name, part in PARTS.items():
        module = environment.get_template(f"pages/{part}.html").make_module()
        for macro in SAME_EVERYWHERE.get(name, ()):
            setattr(module, macro, once(getattr(module, macro)))
        environment.globals[name] = module


def once(write: Callable[..., R]) -> Callable[..., R]:
    """Let a function work once for the same arguments, by position.

    Records are told apart by identity: to compare what they hold takes longer than to write it.
    """
    written: dict[tuple[int, ...], tuple[tuple[Any, ...], R]] = {}

    def write_once(*arguments: Any) -> R:
        key = tuple(map(id, arguments))
        found = written.get(key)
        if not found:
            written[key] = found = arguments, write(*arguments)  # kept: no id may come again
        return found[1]

    return write_once
