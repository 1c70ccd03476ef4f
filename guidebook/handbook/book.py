"""The handbook as one HTML document with its print style: what stands in it, and in what order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from guidebook.model import Guidebook
from guidebook.pages.layout import page_environment
from guidebook.pages.rendering import SKYLINE_TOWERS, prepare

_TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b")


def handbook_html(guidebook: Guidebook, templates: Path, house_style: str, today: date) -> str:
    """Write the book as it stands on a day; links in it are relative to the site's address.

    `house_style` is the site's style sheet: the book has its colours.
    """
    environment = page_environment(templates, {})
    prepare(environment, guidebook, today)
    template = environment.get_template("handbook/book.html")
    return template.render(
        colours=colours_of(house_style),
        skyline=tuple(guidebook.buildings.values())[: SKYLINE_TOWERS + 2],
        style=(templates / "handbook" / "book.css").read_text(encoding="utf-8"),
    )


def colours_of(house_style: str) -> Mapping[str, str]:
    """Return the colours that the site's style names first, for light paper: name → colour."""
    colours: dict[str, str] = {}
    for name, colour in _TOKEN.findall(house_style):
        colours.setdefault(name, colour)
    return colours
