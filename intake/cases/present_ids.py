"""Old rows and accounts in the ids of today: where the guide renamed what they name, they follow.

The journal itself keeps what was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from intake.cases.form_values import FIELDS, FormValues
from intake.cases.roles import DEPARTMENT, SECOND_CHIEF
from intake.cases.service_request import Happening, ServiceRequest, Support

Ids = Mapping[tuple[str, str], str]
"""(kind, id that a record of the guide had before) → the id that it has now."""

KIND_OF_PLACE = {SECOND_CHIEF: "buildings", DEPARTMENT: "departments"}
"""Role → the kind of record that its place is."""

_POST = re.compile(r"(?P<role>\w+):(?P<place>[^@/]+)(?:@(?P<subdistrict>[^/]+))?(?P<account>/.*)?")


def in_present_ids(known: ServiceRequest, ids: Ids) -> ServiceRequest:
    """Return a request as if it had named everything as the guide does today."""
    if not ids:
        return known
    submission = known.submission
    return replace(
        known,
        submission=replace(
            submission,
            values=values_in_present_ids(submission.values, ids),
            lead_department=_department(submission.lead_department, ids),
            supporting_departments=tuple(
                _department(name, ids) for name in submission.supporting_departments
            ),
        ),
        sent=values_in_present_ids(known.sent, ids),
        lead_department=_department(known.lead_department, ids),
        supporting=_shares(known.supporting, ids),
        handler=present_post(known.handler, ids),
        timeline=tuple(_happening(happening, ids) for happening in known.timeline),
    )


def values_in_present_ids(values: FormValues, ids: Ids) -> FormValues:
    """Return the values of a form with the records of today."""
    named = {field.name: getattr(values, field.name) for field in FIELDS if field.kind == "record"}
    return replace(values, **{name: ids.get((f"{name}s", id_), id_) for name, id_ in named.items()})


def present_post(post: str, ids: Ids) -> str:
    """Return a post, or who acts by it, with the place that it has today."""
    parts = _POST.fullmatch(post)
    if parts is None:
        return post
    place = ids.get((KIND_OF_PLACE.get(parts["role"], ""), parts["place"]), parts["place"])
    subdistrict = ids.get(("subdistricts", parts["subdistrict"]), parts["subdistrict"])
    at = f"@{subdistrict}" if subdistrict else ""
    return f"{parts['role']}:{place}{at}{parts['account'] or ''}"


def _happening(happening: Happening, ids: Ids) -> Happening:
    return replace(
        happening,
        by=present_post(happening.by, ids),
        lead_department=_department(happening.lead_department, ids),
        project=ids.get(("projects", happening.project), happening.project),
        handler=present_post(happening.handler, ids),
        supporting=_shares(happening.supporting, ids),
    )


def _shares(shares: tuple[Support, ...], ids: Ids) -> tuple[Support, ...]:
    return tuple(replace(share, department=_department(share.department, ids)) for share in shares)


def _department(department: str, ids: Ids) -> str:
    return ids.get(("departments", department), department)
