"""Address-book cards (vCard 3.0, RFC 2426) of a building's published posts."""

from __future__ import annotations

from collections.abc import Iterator

from guidebook.model import Building, Guidebook, Post, Unannounced
from guidebook.model.addresses import record_address
from guidebook.model.phones import main_and_extension
from guidebook.model.text import plain

LONGEST_LINE = 75
"""Octets; longer lines are folded (RFC 2426, 2.6)."""


def vcards(guidebook: Guidebook) -> dict[str, bytes]:
    """Write the cards of every building that has published posts; return path → file."""
    files = {}
    for building in guidebook.buildings.values():
        cards = "".join(_card(post, building, guidebook) for post in reachable_posts(building))
        if cards:
            files[f"{record_address('buildings', building.id).lstrip('/')}contacts.vcf"] = (
                cards.encode()
            )
    return files


def reachable_posts(building: Building) -> tuple[Post, ...]:
    """Return the posts of a building's own council whose telephone number is published."""
    return tuple(
        post
        for post in building.council.posts
        if not isinstance(post.contact, Unannounced) and post.contact.phone
    )


def _card(post: Post, building: Building, guidebook: Guidebook) -> str:
    role = str(guidebook.roles[post.role].name)
    assert not isinstance(post.contact, Unannounced)  # noqa: S101 # reachable_posts
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{_escape(f'{building.name}{role}')}",
        f"N:{_escape(f'{building.name}{role}')};;;;",
        f"ORG:{_escape(str(post.filled_by or guidebook.site.title))}",
        f"TITLE:{_escape(role)}",
        f"TEL;TYPE=WORK,VOICE:{_dialled(post.contact.phone)}",
        *([f"EMAIL;TYPE=INTERNET:{post.contact.email}"] if post.contact.email else []),
        f"URL:{guidebook.site.site_url.rstrip('/')}{record_address('buildings', building.id)}",
        "END:VCARD",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line))


def _dialled(phone: str | None) -> str:
    """Write a number as address books take it: the extension after a pause."""
    main, extension = main_and_extension(phone or "")
    return f"{main},{extension}" if extension else main


def _escape(text: str) -> str:
    return plain(text).replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _fold(line: str) -> Iterator[str]:
    """Cut a line at octets, never inside a character; continued lines begin with a blank."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += character
    yield piece
