"""What the views work with: the content, the journal, the tokens, and how to reach the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app, g

from guidebook.model import Contact, Guidebook
from intake.clock import Clock
from intake.form.choices import Choices, choices_of
from intake.form.suggestions import Suggestions
from intake.form.tokens import FormTokens
from intake.handling import Handling
from intake.journal.journal import Journal
from intake.settings import Settings
from intake.tables.clerk_copy import ClerkCopy

EXTENSION = "intake"


@dataclass(frozen=True)
class Reach:
    """Somebody who answers the phone."""

    name: str
    phone: str


@dataclass(frozen=True)
class Office:
    """The intake of one district, opened at start and renewed after each build."""

    guidebook: Guidebook
    journal: Journal
    clerk_copy: ClerkCopy
    tokens: FormTokens
    choices: Choices
    suggestions: Suggestions
    reach: Reach
    layouts: Mapping[str, str]
    """Name → template that the build left, such as `layout/requests.html`."""
    clock: Clock
    notify: Path | None
    """The private file of channels."""

    @property
    def handling(self) -> Handling:
        """What happens to requests; the clerk's copy follows."""
        return Handling(self.journal, self.guidebook, followers=(self.clerk_copy.follow,))


def open_office(
    settings: Settings,
    guidebook: Guidebook,
    secret_keys: tuple[str, ...],
    journal: Journal | None = None,
) -> Office:
    """Bring together what the views need, around the journal of an earlier office if there is one.

    Raises OSError.
    """
    journal = journal or Journal(settings.data, settings.mirror)
    return Office(
        guidebook=guidebook,
        journal=journal,
        clerk_copy=ClerkCopy(journal, guidebook),
        tokens=FormTokens(secret_keys, guidebook.form.version, settings.clock),
        choices=choices_of(guidebook),
        suggestions=Suggestions(guidebook),
        reach=_reach(guidebook),
        layouts=_layouts(settings.layouts),
        clock=settings.clock,
        notify=settings.notify,
    )


def office() -> Office:
    """Return the office of the running application; a request keeps the one it began with."""
    if "office" not in g:
        g.office = current_app.extensions[EXTENSION]
    return cast("Office", g.office)


def _layouts(folder: Path) -> Mapping[str, str]:
    """Read every layout at once: a page that was read later could be of another build."""
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in folder.glob("layout/*.html")
    }


def _reach(guidebook: Guidebook) -> Reach:
    """Say whom to call when the form cannot help: the desk, or the hotline if it is unpublished."""
    desk, hotline = guidebook.site.desk, guidebook.site.hotline
    if isinstance(desk, Contact) and desk.phone:
        return Reach(str(desk.label), desk.phone)
    return Reach(str(hotline.name), hotline.number)
