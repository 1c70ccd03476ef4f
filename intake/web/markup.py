"""Texts of `guides/` as HTML, and addresses of the guide as seen from the intake."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin, urlsplit

from flask import Flask
from markupsafe import Markup, escape

from guidebook.model import Text
from guidebook.model.text import parts_of
from guidebook.model.writing import day_in_words, tel_address, unparted
from intake.cases.numbers import show_number
from intake.clock import local
from intake.office import office
from intake.web.ways import Way, ways_among

NEAR_DAYS = 180
"""So near, a day needs no year: no other year's can be meant."""


def register_markup(app: Flask) -> None:
    """Give the templates their filters, and the content that every page may show."""
    app.add_template_filter(linked)
    app.add_template_filter(written)
    app.add_template_filter(_ways, "ways")
    app.add_template_filter(near_day)
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
        for part in parts_of(unparted(str(text)))
    )


def written(text: str) -> Markup:
    """Write what somebody of the office wrote as HTML: whole addresses open, numbers call."""
    return Markup("").join(
        Markup('<a href="{}" rel="noopener">{}</a>').format(part.address, part.text)
        if isinstance(part, Way)
        else escape(part)
        for part in ways_among(text, office().guidebook.site)
    )


def _ways(text: str) -> list[Way]:
    """Return the ways out of a text, each once."""
    found = ways_among(text, office().guidebook.site)
    return list(dict.fromkeys(part for part in found if isinstance(part, Way)))


def near_day(day: date, weekday: bool = True) -> str:
    """Write a day without its year where that goes without saying: 12月3日（周四）."""
    words = day_in_words(day, weekday)
    is_near = abs((day - local(office().clock()).date()).days) <= NEAR_DAYS
    return words.partition("年")[2] if is_near else words


def _content() -> dict[str, object]:
    guidebook = office().guidebook
    return {
        "site": guidebook.site,
        "wording": guidebook.form,
        "consent": guidebook.consent,
        "reach": office().reach,
    }
