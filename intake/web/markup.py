"""Texts of `guides/` as HTML, and addresses of the guide as seen from the intake."""

from __future__ import annotations

import re
from itertools import cycle
from urllib.parse import urljoin, urlsplit

from flask import Flask
from markupsafe import Markup, escape

from guidebook.model import Text
from guidebook.model.text import parts_of
from guidebook.model.writing import day_in_words, tel_address
from intake.cases.numbers import show_number
from intake.office import office

_ADDRESS = re.compile("(https?://[!-~]*[0-9A-Za-z/#=])")
"""A whole address, without the sign that ends its sentence."""


def register_markup(app: Flask) -> None:
    """Give the templates their filters, and the content that every page may show."""
    app.add_template_filter(linked)
    app.add_template_filter(written)
    app.add_template_filter(guide_address)
    app.add_template_filter(show_number)
    app.add_template_filter(day_in_words, "day")
    app.add_template_filter(tel_address, "tel")
    app.context_processor(_content)


def guide_address(address: str) -> str:
    """Return where a page of the guide is, which may be another host than the intake's."""
    site = office().guidebook.site
    base = site.site_url if site.intake_url else urlsplit(site.site_url).path
    return urljoin(base, address.removeprefix("/")) if address.startswith("/") else address


def linked(text: Text | str) -> Markup:
    """Write a text as HTML, with the links it holds."""
    return Markup("").join(
        Markup('<a href="{}">{}</a>').format(guide_address(part.address), part.text)
        if part.address
        else escape(part.text)
        for part in parts_of(str(text))
    )


def written(text: str) -> Markup:
    """Write what somebody of the office wrote as HTML, with links where whole addresses stand."""
    return Markup("").join(
        Markup('<a href="{0}" rel="noopener">{0}</a>').format(run) if is_link else escape(run)
        for is_link, run in zip(cycle((False, True)), _ADDRESS.split(text), strict=False)
    )


def _content() -> dict[str, object]:
    guidebook = office().guidebook
    return {
        "site": guidebook.site,
        "wording": guidebook.form,
        "consent": guidebook.consent,
        "reach": office().reach,
    }
