"""The clerk's copy: `requests.csv`, one row a request, safe to open in a spreadsheet.

Derived from the journal and made anew as a whole; nothing is read back from it here.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import fields
from errno import errorcode

from guidebook.model import Guidebook
from intake.cells import csv_line, guard, guard_formula
from intake.clock import local
from intake.form_values import FormValues
from intake.journal import Journal, JournalUnavailable
from intake.journal_files import locked, replace_whole
from intake.numbers import show_number
from intake.rows import BYTE_ORDER_MARK
from intake.service_request import ServiceRequest
from intake.shown import outcome_label, shown, status_label

FILE = "requests.csv"
LOCK = "view.lock"
"""Held while the copy is written; holds the seq that the copy is as of."""

COLUMNS = (
    "number",
    "seq",
    "submitted_at",
    *(field.name for field in fields(FormValues)),
    "status",
    "outcome",
    "lead_department",
    "supporting_departments",
    "first_contact_by",
    "answer_by",
    "close_by",
)

log = logging.getLogger(__name__)


def keep_clerk_copy(journal: Journal, guidebook: Guidebook, seq: int) -> None:
    """Bring the copy to `seq` or later; a failure is logged only: the journal has the request."""
    try:
        refresh(journal, guidebook, seq)
    except (OSError, JournalUnavailable) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        name = errorcode.get(getattr(cause, "errno", None) or 0, "unknown")
        log.error("the clerk's copy was not written: %s", name)


def refresh(journal: Journal, guidebook: Guidebook, seq: int) -> None:
    """Write the copy as of now, unless it is already as of `seq` or later.

    Raises OSError or JournalUnavailable.
    """
    path = journal.folder / FILE
    with locked(journal.folder / LOCK) as lock:
        copied = _copied(lock) if path.exists() else -1
        now, requests = journal.requests()
        if seq <= copied <= now:
            return
        lines = (csv_line(_cells(request, guidebook)) for request in requests)
        replace_whole(path, (BYTE_ORDER_MARK + csv_line(COLUMNS) + "".join(lines)).encode())
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(now).encode(), 0)


def _copied(lock: int) -> int:
    """Return the seq that the copy is as of, -1 if that was never noted."""
    noted = os.pread(lock, 20, 0)
    return int(noted) if noted.isdigit() else -1


def _cells(service_request: ServiceRequest, guidebook: Guidebook) -> Iterator[str]:
    submission = service_request.submission
    departments = guidebook.departments
    yield show_number(service_request.number)
    yield str(service_request.seq)
    yield f"{local(service_request.submitted_at):%Y-%m-%d %H:%M}"
    yield from _form_cells(shown(submission.values, guidebook))
    yield guard(status_label(service_request.status, guidebook))
    yield guard(outcome_label(service_request.outcome, guidebook))
    names = (submission.lead_department, *submission.supporting_departments)
    lead, *supporting = (str(departments[n].name) if n in departments else n for n in names)
    yield guard(lead)
    yield guard("、".join(supporting))
    yield submission.promise.first_contact_by.isoformat()
    yield submission.promise.answer_by.isoformat()
    yield submission.promise.close_by.isoformat()


def _form_cells(values: FormValues) -> Iterator[str]:
    for field in fields(values):
        if field.name == "answers":
            yield guard("；".join(f"{question}：{answer}" for question, answer in values.answers))
        elif field.name == "phone":
            yield guard_formula(values.phone)
        else:
            yield guard(getattr(values, field.name))
