"""What is said: number, service, building, due day and a link, and nothing about the person.

The words stand in `templates/notices/`; the first line of each text is its title.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from guidebook.model import Guidebook
from guidebook.model.addresses import DESK, REQUESTS
from guidebook.model.form import ShownEvent
from intake.accounts.posts import name_of, read_post
from intake.cases.due import next_due
from intake.cases.form_values import OTHER
from intake.cases.numbers import show_number
from intake.cases.sections import Section
from intake.cases.service_request import Happening, ServiceRequest, Support
from intake.cases.wording import grade_label
from intake.clock import local

TEMPLATES = Path(__file__).parents[2] / "templates" / "notices"

MOST_NUMBERS = 20
"""Numbers that a digest lists of one kind: a robot of 企业微信 takes 2,048 bytes."""

KINDS: Mapping[str, str] = {
    "wecom": "企业微信群",
    "dingtalk": "钉钉群",
    "feishu": "飞书群",
    "mail": "邮箱",
    "company": "企业邮箱",
}
"""Kind of a channel → what people call it."""

IN_DIGEST = (Section.OVERDUE, Section.TODAY, Section.NEW, Section.AGAIN)


@dataclass(frozen=True)
class Text:
    """A message: mail has the title as its subject, a robot's message begins with it."""

    title: str
    body: str


@dataclass(frozen=True)
class Failure:
    """A channel that could not be told for long."""

    kind: str
    whose: tuple[str, ...]
    """Its posts; the number, where it is the mail of a company."""
    since: datetime
    """Local."""


def office_text(
    known: ServiceRequest, happening: Happening, share: Support | None, guidebook: Guidebook
) -> Text:
    """Tell a post what happened to a request, and what is due now: its share, where it has one."""
    values = known.submission.values
    return written(
        "office.txt",
        number=show_number(known.number),
        event="support" if share else happening.event,
        grade=grade_label(happening.grade, guidebook),
        service=_called("services", values.service, guidebook),
        building=_called("buildings", values.building, guidebook),
        due=next_due(known),
        share=share,
        day=local(happening.at).date(),
        estimated=known.promise.estimated,
        link=_address(f"{DESK}/{show_number(known.number)}", guidebook),
        seq=happening.seq,
    )


def company_text(
    known: ServiceRequest, happened: Sequence[Happening], guidebook: Guidebook
) -> Text:
    """Tell a company what happened to its request, with its private link."""
    labels = guidebook.form.events
    return written(
        "company.txt",
        number=show_number(known.number),
        happened=[{"at": local(h.at), "label": labels[ShownEvent(h.event)]} for h in happened],
        title=guidebook.site.title,
        link=_address(f"{REQUESTS}/r/{known.token}", guidebook),
        seq=happened[-1].seq,
    )


def digest_text(
    requests: Sequence[tuple[ServiceRequest, Section]],
    failures: Sequence[Failure],
    today: date,
    guidebook: Guidebook,
) -> Text | None:
    """Tell a post what waits for it today; None where nothing does."""
    parts: Mapping[Section, list[str]] = {part: [] for part in IN_DIGEST}
    for known, section in requests:
        if section in parts:
            parts[section].append(show_number(known.number))
    if not failures and not any(parts.values()):
        return None
    link = _address(f"{DESK}/", guidebook)
    return written(
        "digest.txt",
        day=today,
        parts=parts,
        failures=failures,
        kinds=KINDS,
        link=link,
        most=MOST_NUMBERS,
    )


def trial_text(post: str, guidebook: Guidebook) -> Text:
    """Tell a post nothing but that its channel works."""
    link = _address(f"{DESK}/", guidebook)
    return written("trial.txt", post=name_of(read_post(post), guidebook), link=link)


def written(name: str, **said: Any) -> Text:
    """Fill a template in; its first line is the title."""
    title, _, body = _templates().get_template(name).render(said).partition("\n")
    return Text(title, body.strip())


@cache
def _templates() -> Environment:
    return Environment(  # noqa: S701 # plain text: there is no HTML to escape
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _called(kind: str, record_id: str, guidebook: Guidebook) -> str:
    """Name a record; a place that the sender typed is not told."""
    other = str(guidebook.form.other.label) if record_id == OTHER else record_id
    return guidebook.name_of(kind, record_id) or other


def _address(path: str, guidebook: Guidebook) -> str:
    return urljoin(guidebook.site.intake_url or guidebook.site.site_url, path)
