"""What the views work with: the content, the journal, the tokens, and how to reach the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from guidebook.model import Contact, Guidebook
from guidebook.search import Names, names_of
from intake.choices import Choices, choices_of
from intake.clerk_copy import ClerkCopy
from intake.clock import Clock
from intake.journal import Journal
from intake.settings import Settings
from intake.tokens import FormTokens

EXTENSION = "intake"


@dataclass(frozen=True)
class Reach:
    """Somebody who answers the phone."""

    name: str
    phone: str


@dataclass(frozen=True)
class Office:
    """The intake of one district, opened once at start."""

    guidebook: Guidebook
    journal: Journal
    clerk_copy: ClerkCopy
    tokens: FormTokens
    choices: Choices
    names: Names
    reach: Reach
    clock: Clock


def open_office(settings: Settings, guidebook: Guidebook, secret_keys: tuple[str, ...]) -> Office:
    """Bring together what the views need."""
    journal = Journal(settings.data)
    return Office(
        guidebook=guidebook,
        journal=journal,
        clerk_copy=ClerkCopy(journal, guidebook),
        tokens=FormTokens(secret_keys, guidebook.form.version, settings.clock),
        choices=choices_of(guidebook),
        names=Names(names_of(guidebook)),
        reach=_reach(guidebook),
        clock=settings.clock,
    )


def office() -> Office:
    """Return the office of the running application."""
    return cast("Office", current_app.extensions[EXTENSION])


def _reach(guidebook: Guidebook) -> Reach:
    """Say whom to call when the form cannot help: the desk, or the hotline if it is unpublished."""
    desk, hotline = guidebook.site.desk, guidebook.site.hotline
    if isinstance(desk, Contact) and desk.phone:
        return Reach(str(desk.label), desk.phone)
    return Reach(str(hotline.name), hotline.number)
