"""Finds what is wrong with a preview, in processes of their own, and says where it stands."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

from cli.building import fault_of_template
from guidebook.load import check
from guidebook.making import NoSiteError
from guidebook.publishing.draft import Draft
from guidebook.reading.folder import Folder
from guidebook.reading.problems import ContentError, Problem
from guidebook.said_by_system import why_not
from guidebook.steps import Steps

CHECKERS = 2
"""Processes that share the rules."""


@dataclass(frozen=True)
class Checked:
    """What was found in the content."""

    problems: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()
    """What should be looked at soon, where there are no problems."""
    failure: tuple[str, ...] = ()
    """Why it could not be checked."""

    @property
    def faults(self) -> tuple[str, ...]:
        """What stands on every page, one a line."""
        return tuple(map(str, self.problems)) or self.failure


def checked(read: Folder) -> Checked:
    """Hold what was read to every rule."""
    try:
        return Checked(hints=check(read, Steps(CHECKERS)))
    except ContentError as error:
        return Checked(error.problems)
    except Exception as error:  # noqa: BLE001 # the preview goes on, and says that it did not check
        return Checked(failure=told(error))


def broken_links(draft: Draft) -> tuple[str, ...]:
    """Make every page, and return each link that leads nowhere, or why a page cannot be made."""
    try:
        return draft.broken_links()
    except Exception as error:  # noqa: BLE001 # a template that somebody edits may raise anything
        return told(error)


def told(error: Exception) -> tuple[str, ...]:
    """Say what went wrong, and where in what somebody edits; if nowhere, the terminal has more."""
    if isinstance(error, NoSiteError):
        return error.faults
    if isinstance(error, OSError) and error.filename:
        return (f"{error.filename}: 读不了（{why_not(error)}）",)
    if fault := fault_of_template(error):
        return (fault,)
    traceback.print_exception(error)
    return (f"没有生成：{type(error).__name__}: {error}（详情在终端里）",)
