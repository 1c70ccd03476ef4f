"""The form with all nine fields filled in that people type into, and what is stored of each."""

from __future__ import annotations

import json
from pathlib import Path

from intake_app import a_form, rows_in

from intake.cases.event import Event
from intake.cases.form_values import ANSWER, form_values_of

QUESTION = f"{ANSWER}wanted_area"
"""A question of the sample's own service, answered in a line."""

TYPED = {
    "building_other": "三号楼",
    "company": "云上科技",
    "contact": "王女士",
    "phone": "13800138000",
    "description": "想把楼上那层一起租下来。",
    QUESTION: "五百平方米",
    "page": "/services/bigger-office/",
    "uscc": "91310115MA9000003W",
    "email": "wang@yunqiao.example",
}
"""Every field that is typed, in its canonical form."""

CODES = ("phone", "page", "uscc", "email")
"""Those that have a form of their own; the others hold words."""
WORDS = tuple(name for name in TYPED if name not in CODES)
LINES = tuple(name for name in TYPED if name != "description")


def a_full_form(**changes: str) -> dict[str, str]:
    """Return a form in which nothing that can be typed is left out, but for the token."""
    return a_form(**TYPED) | changes


def typed_in(row: Event) -> dict[str, str]:
    """Return what a submission holds of the nine fields."""
    values = dict(form_values_of(json.loads(row.data)).inputs())
    return {name: values.get(name, "") for name in TYPED}


def the_only_row(folder: Path) -> Event:
    """Return the one row in the queue of a folder."""
    (row,) = rows_in(folder / "queue")
    return row
