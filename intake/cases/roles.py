"""Who acts on requests: `by` of an event is one of these roles, or one with an account.

As in `department:registry/b4k7m`: role, place of the post, account.
"""

from __future__ import annotations

APPLICANT = "applicant"
"""The sender."""
STAFF = "staff"
SECOND_CHIEF = "second_chief"
DEPARTMENT = "department"
SUPERVISOR = "supervisor"

SYSTEM = "system"
"""What closes answered requests of which nothing more is heard."""

OFFICE = (STAFF, SECOND_CHIEF, DEPARTMENT, SUPERVISOR)
"""Everybody who works on requests."""
ANYBODY = (APPLICANT, *OFFICE)
"""The company itself, or somebody for it who took its call."""


def role_of(by: str) -> str:
    """Return the role that acts, without its place and its account."""
    return post_in(by).partition(":")[0]


def post_in(by: str) -> str:
    """Return the post that acts, without its account."""
    return by.partition("/")[0]
