"""The table of requests: one row each, in the words of the district, every cell an exact text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guidebook.cells import guard, guard_formula
from guidebook.model import Guidebook
from guidebook.model.phones import show_phone
from intake.cases.form_values import COLUMNS as FORM_COLUMNS
from intake.cases.form_values import FormValues
from intake.cases.numbers import show_number
from intake.cases.routing import departments_of
from intake.cases.service_request import ServiceRequest
from intake.cases.wording import outcome_label, shown, status_label
from intake.clock import local

COLUMNS = (
    "number",
    "seq",
    "submitted_at",
    *FORM_COLUMNS,
    "status",
    "outcome",
    "lead_department",
    "supporting_departments",
    "first_contact_by",
    "answer_by",
    "close_by",
)
OURS = ("number", "seq", "submitted_at", "first_contact_by", "answer_by", "close_by")
"""Columns whose form we choose; they are never guarded."""


def cells_of(service_request: ServiceRequest, guidebook: Guidebook) -> Mapping[str, str]:
    """Return the row of a request, column → exact text; the phone as it is dialled."""
    values, promise = service_request.submission.values, service_request.promise
    lead, supporting = _departments(service_request, guidebook)
    return {
        "number": show_number(service_request.number),
        "seq": str(service_request.seq),
        "submitted_at": f"{local(service_request.submitted_at):%Y-%m-%d %H:%M}",
        **dict(_form_cells(shown(values, guidebook))),
        "phone": values.phone,
        "status": status_label(service_request.status, guidebook),
        "outcome": outcome_label(service_request.outcome, guidebook),
        "lead_department": lead,
        "supporting_departments": supporting,
        "first_contact_by": promise.first_contact_by.isoformat(),
        "answer_by": promise.answer_by.isoformat(),
        "close_by": promise.close_by.isoformat(),
    }


def spreadsheet_cells(service_request: ServiceRequest, guidebook: Guidebook) -> Iterator[str]:
    """Yield the row of a request for CSV: phones in groups, each cell safe in a spreadsheet."""
    phone = show_phone(service_request.submission.values.phone)
    for column, text in cells_of(service_request, guidebook).items():
        if column == "phone":
            yield guard_formula(phone) if "-" in phone else guard(phone)
        else:
            yield text if column in OURS else guard(text)


def _form_cells(values: FormValues) -> Iterator[tuple[str, str]]:
    for name in FORM_COLUMNS:
        if name == "answers":
            yield name, "；".join(f"{question}：{answer}" for question, answer in values.answers)
        else:
            yield name, getattr(values, name)


def _departments(service_request: ServiceRequest, guidebook: Guidebook) -> tuple[str, str]:
    lead, shares = departments_of(service_request)
    ids = (lead, *(share.department for share in shares))
    named, *supporting = (guidebook.name_of("departments", n) or n for n in ids)
    return named, "、".join(supporting)
