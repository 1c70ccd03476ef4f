"""The list of the desk: sections in a fixed order, the most urgent first, and what is searched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from guidebook.model import Guidebook
from guidebook.model.phones import last_four
from intake.accounts.posts import Post, is_mine, is_theirs, section_for, share_of
from intake.cases.characters import folded
from intake.cases.due import OVER, due_of
from intake.cases.numbers import read_number
from intake.cases.routing import IsEmpty
from intake.cases.sections import Section
from intake.cases.service_request import ServiceRequest

FEWEST_DIGITS = 4
"""Digits of a phone that a search needs: fewer would find half of the list."""


SECTION_NAMES: Mapping[Section, str] = {
    Section.OVERDUE: "逾期",
    Section.TODAY: "今天到期",
    Section.NEW: "新来的",
    Section.WAITING: "等企业",
    Section.AGAIN: "差评和重办",
    Section.REST: "其余",
}


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; empty for everything."""

    text: str = ""
    service: str = ""
    building: str = ""
    department: str = ""


def sections_for(
    post: Post,
    requests: Iterable[ServiceRequest],
    wanted: Wanted,
    today: date,
    guidebook: Guidebook,
    is_empty: IsEmpty,
) -> Mapping[Section, list[ServiceRequest]]:
    """Sort what a post may see into the sections; within one, what is theirs and due comes
    first; of one day, in the order of arrival.

    A search also finds requests that are over: they stand in the last section.
    """
    found: dict[Section, list[ServiceRequest]] = {section: [] for section in Section}
    for known in requests:
        section = section_for(post, known, today) or (Section.REST if wanted.text else None)
        if section and is_wanted(known, wanted) and is_theirs(post, known, guidebook):
            found[section].append(known)
    for listed in found.values():
        listed.sort(
            key=lambda known: (
                *(not is_urged(known), not is_mine(post, known, guidebook, is_empty)),
                *(due_for(post, known) or date.max, known.timeline[0].seq),
            )
        )
    return found


def due_for(post: Post, known: ServiceRequest) -> date | None:
    """Return the day of what a post has to do next: of its own share where it only supports."""
    share = share_of(post, known)
    return share.due if share else due_of(known)


def is_urged(known: ServiceRequest) -> bool:
    """Tell whether the supervisor presses for a request that is not over."""
    return known.status not in OVER and any(happening.urge for happening in known.timeline)


def is_wanted(known: ServiceRequest, wanted: Wanted) -> bool:
    """Tell whether a request is what the list is narrowed to."""
    values = known.submission.values
    return (
        wanted.service in ("", values.service)
        and wanted.building in ("", values.building)
        and wanted.department in ("", known.lead_department)
        and (not wanted.text or _matches(known, wanted.text))
    )


def _matches(known: ServiceRequest, text: str) -> bool:
    """Tell whether a number, a company or the last digits of a phone are what was typed."""
    values = known.submission.values
    words = folded(text)
    if read_number(text) == known.number or (words and words in folded(values.company)):
        return True
    digits = re.sub("[^0-9]", "", unicodedata.normalize("NFKC", text))
    phone = re.sub("[^0-9]", "", values.phone)
    if len(digits) == FEWEST_DIGITS and digits == last_four(values.phone):
        return True
    return len(digits) >= FEWEST_DIGITS and phone.endswith(digits)
