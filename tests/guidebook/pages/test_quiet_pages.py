"""What is unknown or unchecked is said on every page, and never so often that it says nothing."""

from __future__ import annotations

import re

from guides_folder import about_ours
from site_build import Built

from guidebook.model import Guidebook

MOST_MARKS = 3
"""Sentences on a page that say it holds sample data."""
MOST_UNKNOWN = 3


def html_of(built: Built) -> dict[str, str]:
    """Return path → HTML of every page of the built site."""
    pages = built.site.rglob("*.html")
    return {str(p.relative_to(built.site)): p.read_text(encoding="utf-8") for p in pages}


def seen_on(html: str) -> str:
    """Return what is seen of a page's own words, without what is said to screen readers alone."""
    body = html[html.index('id="content"') : html.index('<footer class="foot"')]
    body = re.sub(r'<span class="visually-hidden">.*?</span>', "", body)
    return re.sub("<[^>]*>", "", re.sub(r"<(title|script).*?</\1>", "", body, flags=re.S))


@about_ours
def test_no_page_drowns_in_marks_or_in_what_is_not_published(
    built: Built, guidebook: Guidebook
) -> None:
    seen = {path: seen_on(html) for path, html in html_of(built).items()}

    sample = str(guidebook.site.texts.sample)
    marked = {path for path, text in seen.items() if text.count(sample) > MOST_MARKS}
    unknown = {
        path
        for path, text in seen.items()
        if len(re.findall("待公布|还没公布", text)) > MOST_UNKNOWN
    }
    assert (marked, unknown) == (set(), set())


def test_where_nothing_is_known_no_empty_frame_is_drawn(built: Built) -> None:
    empty = [path for path, html in html_of(built).items() if re.search(r"<dl[^>]*>\s*</dl>", html)]

    assert empty == []


def test_emergency_numbers_are_called_by_a_tap_wherever_they_are_named(
    built: Built, guidebook: Guidebook
) -> None:
    short = "|".join(n for n in guidebook.site.public_digits if len(n) == 3)
    plain = {}
    for path, html in html_of(built).items():
        body = html[html.index('id="content"') : html.index('<footer class="foot"')]
        body = re.sub(r"<(a|h[1-6]|title|script|summary)\b.*?</\1>", "", body, flags=re.S)
        told = re.sub("<[^>]*>", "", body)
        if found := re.findall(rf"(?:拨打|打)\s*(?:{short})(?!\d)", told):
            plain[path] = found

    assert plain == {}
