"""What the views work with: the content, the journal, the tokens, and how to reach the desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import cast

from flask import current_app, g

from guidebook.load import ContentError, load_guidebook
from guidebook.model import Contact, Guidebook
from guidebook.said_by_system import why_not
from guidebook.stamp import built_at, kept_content
from intake.accounts.people import is_empty, people_at
from intake.attempts.ledger import Ledger
from intake.clock import Clock, local
from intake.form.choices import Choices, choices_of
from intake.form.suggestions import Suggestions, searching
from intake.form.tokens import FormTokens
from intake.handling import Handling
from intake.journal.journal import Journal, JournalUnavailable
from intake.queues import journal_of, shared_of
from intake.settings import Settings, SettingsError
from intake.state import Place
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

    settings: Settings
    guidebook: Guidebook
    journal: Journal
    ledger: Ledger
    clerk_copy: ClerkCopy
    tokens: FormTokens
    choices: Choices
    suggestions: Suggestions
    search: Suggestions
    reach: Reach
    layouts: Mapping[str, str]
    """Name → template that the build left, such as `layout/requests.html`."""
    clock: Clock
    notify: Path | None
    """The private file of channels."""

    @property
    def shared(self) -> Place:
        """Where accounts, attempts and mailing lists are, for all processes of the queue."""
        return shared_of(self.settings)

    @property
    def handling(self) -> Handling:
        """What happens to requests; the clerk's copy follows."""
        return Handling(
            self.journal, self.guidebook, (self.clerk_copy.follow,), partial(nobody_at, self)
        )


def open_office(
    settings: Settings,
    guidebook: Guidebook,
    secret_keys: tuple[str, ...],
    journal: Journal | None = None,
) -> Office:
    """Bring together what the views need, around the journal of an earlier office if there is one.

    Raises OSError.
    """
    journal = journal or journal_of(settings)
    journal.ids_of_today = lambda: guidebook.present_ids
    return Office(
        settings=settings,
        guidebook=guidebook,
        journal=journal,
        ledger=Ledger(shared_of(settings), secret_keys[-1]),
        clerk_copy=ClerkCopy(journal, guidebook),
        tokens=FormTokens(secret_keys, guidebook.form.version, settings.clock),
        choices=choices_of(guidebook),
        suggestions=Suggestions(guidebook),
        search=searching(guidebook),
        reach=_reach(guidebook),
        layouts=_layouts(settings.layouts),
        clock=settings.clock,
        notify=settings.notify,
    )


class Backroom:
    """The office of commands: what needs the guide is made when somebody asks for it.

    It offers what commands use of an office, by the same names.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = settings.clock
        self.notify = settings.notify
        self.journal = journal_of(settings)
        self.journal.ids_of_today = lambda: self.guidebook.present_ids

    @cached_property
    def guidebook(self) -> Guidebook:
        """The content that the site was built of."""
        try:
            return built_content(self.settings)
        except ContentError as error:
            raise SettingsError(f"内容有问题，请改好后重新生成网站：\n{error}") from None
        except OSError as error:
            message = f"内容读不了：{error.filename}（{why_not(error)}），请改 INTAKE_GUIDES"
            raise SettingsError(message) from None

    @cached_property
    def clerk_copy(self) -> ClerkCopy:
        """The clerk's copy, as of an office."""
        return ClerkCopy(self.journal, self.guidebook)

    @property
    def shared(self) -> Place:
        """Where accounts, attempts and mailing lists are, for all processes of the queue."""
        return shared_of(self.settings)

    @property
    def handling(self) -> Handling:
        """What happens to requests; the clerk's copy follows."""
        return Handling(
            self.journal, self.guidebook, (self.clerk_copy.follow,), partial(nobody_at, self)
        )


def nobody_at(opened: Office | Backroom, post: str) -> bool:
    """Tell whether nobody has an account at a post.

    Raises JournalUnavailable where the accounts cannot be read.
    """
    try:
        return is_empty(post, people_at(opened.shared, opened.guidebook))
    except (sqlite3.Error, OSError) as error:
        raise JournalUnavailable from error


def built_content(settings: Settings) -> Guidebook:
    """Load the content that the site was built of, so that form and pages say the same.

    Where nothing was built yet, it is that of `settings.guides`. A clock that is behind finds no
    fault in what was checked when it was built: requests are taken all the same. Raises
    ContentError.
    """
    kept, now = kept_content(settings.layouts), settings.clock()
    is_built = kept.is_dir()
    day = max(now, built_at(settings.layouts) or now) if is_built else now
    return load_guidebook(kept if is_built else settings.guides, local(day).date())[0]


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
