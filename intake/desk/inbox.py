"""The list of the desk: everything that a post has to do something for, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from guidebook.model import Guidebook
from guidebook.model.addresses import DESK
from intake.accounts.accounts import Account
from intake.accounts.people import is_empty
from intake.accounts.posts import Post
from intake.cases.numbers import read_number
from intake.cases.sections import Section
from intake.cases.service_request import ServiceRequest
from intake.clock import local
from intake.desk.case_facts import allowed
from intake.desk.offers import Offer, next_of
from intake.desk.push import may_push
from intake.desk.sections import SECTION_NAMES, Wanted, due_for, is_urged, sections_for
from intake.desk.sign_in import account_now, desk_words, everybody, require_account
from intake.office import office
from intake.web.gate import check_post

bp = Blueprint("inbox", __name__, url_prefix=DESK)
bp.before_request(check_post)
bp.before_request(require_account)
bp.context_processor(desk_words)

MOST_SHOWN = 8
"""Rows of a section on the page of all sections: the whole stays small on a phone."""
PAGE_LENGTH = 50
"""Rows of a page that shows one section."""


@bp.get("/")
def show_list() -> ResponseReturnValue:
    """Show every section with its count, or one section page by page."""
    guidebook, wanted, post = office().guidebook, _wanted(), account_now().post
    people = everybody()
    found = _found(post, wanted, people)
    only = _section()
    shown = {s: rows for s, rows in found.items() if rows and only in ("", s)}
    page = _page_number(only)
    rows = {s: _shown_rows(rows, only, page) for s, rows in shown.items()}
    return render_template(
        "list.html",
        wanted=wanted,
        sections=rows,
        counts={section: len(listed) for section, listed in found.items()},
        section_names=SECTION_NAMES,
        only=only,
        page=page,
        more=bool(only) and any(len(listed) > page * PAGE_LENGTH for listed in shown.values()),
        due_of=partial(due_for, post),
        today=local(office().clock()).date(),
        names=_names(guidebook),
        next_of=partial(_next, post, people),
        is_urged=is_urged,
        may_push=may_push(post),
        passed=read_number(request.args.get("passed", "")) or "",
    )


def next_number(post: Post, after: str) -> str:
    """Return the number to work on next, empty when nothing is left."""
    found = _found(post, Wanted(), everybody())
    listed = (known for rows in found.values() for known in rows)
    return next((known.number for known in listed if known.number != after), "")


def _next(post: Post, people: Sequence[Account], known: ServiceRequest) -> Offer | None:
    opened = office()
    return next_of(allowed(known, post, people, local(opened.clock()), opened.guidebook))


def _found(
    post: Post, wanted: Wanted, people: Sequence[Account]
) -> Mapping[Section, Sequence[ServiceRequest]]:
    journal, nobody_at = office().journal, partial(is_empty, people=people)
    requests = journal.requests()[1] if wanted.text else journal.at_work()
    today = local(office().clock()).date()
    return sections_for(post, requests, wanted, today, office().guidebook, nobody_at)


def _shown_rows(rows: Sequence[ServiceRequest], only: str, page: int) -> Sequence[ServiceRequest]:
    if not only:
        return rows[:MOST_SHOWN]
    return rows[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]


def _section() -> str:
    """Return the section that is asked for, empty for all."""
    asked = request.args.get("section", "")
    return asked if asked in list(Section) else ""


def _page_number(only: str) -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if only and text.isascii() and text.isdigit() and len(text) < 6 else 1


def _wanted() -> Wanted:
    given = request.args
    return Wanted(
        text=given.get("q", "").strip()[:100],
        service=given.get("service", ""),
        building=given.get("building", ""),
        department=given.get("department", ""),
    )


def _names(guidebook: Guidebook) -> Mapping[str, Mapping[str, str]]:
    """Return the names of what rows only have ids of."""
    return {
        kind: {
            name: str(found.name)
            for ever in (guidebook.retired[kind], guidebook.records[kind])
            for name, found in ever.items()
        }
        for kind in ("services", "buildings", "departments")
    }
