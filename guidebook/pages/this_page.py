"""The page that is being written: what the parts of pages, read once for all of them, ask of it."""

from __future__ import annotations

from markupsafe import Markup

from guidebook.model import Site, Text
from guidebook.pages.marks import Notes
from guidebook.pages.rich_text import Mentions, Place, link_text, locate
from guidebook.pages.terms import Terms


class ThisPage:
    """Where the page lies, and what it has named so far; `begin` comes before each page.

    Without `terms`, words that the guide explains do not become links.
    """

    def __init__(self, site: Site, terms: Terms | None) -> None:
        self._site, self._terms = site, terms
        self.begin("/")

    def begin(self, address: str) -> None:
        """Turn to another page."""
        self.address = address
        self.notes = Notes()
        self._mentions = Mentions(self._terms, {address}) if self._terms else None
        self._place = Place(address, self._site.intake_url, self._site.public_digits)

    def url(self, target: str) -> str:
        """Write the link from the page to another one."""
        return locate(target, self.address, self._site.intake_url)

    def rich(self, text: Text | str, mentions: bool = True) -> Markup:
        """Write a text as HTML, with its links, and with `mentions` the first of each term."""
        return link_text(str(text), self._place, self._mentions if mentions else None)
