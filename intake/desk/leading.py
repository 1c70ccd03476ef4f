"""Pages for the supervisor: the figures with nothing withheld, and who works here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from guidebook.model.addresses import DESK
from intake.accounts.accounts import Account, AccountError, Invitation
from intake.accounts.invitations import invitation_link
from intake.accounts.names import read_name
from intake.accounts.people import left_at
from intake.accounts.posts import PostError, every_post, name_of, post_called
from intake.cases.characters import typed_text
from intake.cases.roles import SUPERVISOR
from intake.clock import local
from intake.desk.sign_in import account_now, accounts, desk_words, everybody, require_account
from intake.figures.internal import MEASURES, Internal, internal_figures
from intake.office import office
from intake.tables.internal_figures import figures_workbook
from intake.web.gate import check_post as check_form

bp = Blueprint("leading", __name__, url_prefix=DESK)
bp.before_request(check_form)
bp.before_request(require_account)
bp.context_processor(desk_words)

NOTHING: Mapping[str, str] = {}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.before_request
def _only_supervisors() -> None:
    """For everybody else these pages are as if they were not."""
    if account_now().post.role != SUPERVISOR:
        abort(404)


@bp.get("/figures")
def show_figures() -> ResponseReturnValue:
    """Show everything counted, by month, building, department and service."""
    figures = _figures()
    tables = {"合计": (figures.total,), **figures.tables}
    return render_template("figures.html", figures=figures, tables=tables, measures=MEASURES)


@bp.get("/figures.xlsx")
def take_figures() -> Response:
    """Return the same as a workbook."""
    response = make_response(figures_workbook(_figures()))
    response.content_type = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="figures.xlsx"'
    return response


@bp.get("/staff")
def show_staff() -> ResponseReturnValue:
    """List everybody who may sign in, and who does so no more."""
    asked = request.args.get("closed", "")
    return _staff_page(
        closed=next((e for e in everybody() if e.id == asked and e.disabled_at), None)
    )


@bp.post("/staff")
def invite() -> ResponseReturnValue:
    """Make an invitation; its link is shown this once."""
    typed = {name: typed_text(request.form.get(name, "")) for name in ("name", "post")}
    amiss, guidebook = {}, office().guidebook
    try:
        name = read_name(typed["name"])
    except AccountError as error:
        amiss["name"] = str(error)
    try:
        post = post_called(typed["post"], guidebook)
    except PostError as error:
        amiss["post"] = str(error)
    if amiss:
        return _staff_page(amiss, typed), 422
    try:
        invitation = accounts().invite(name, post, office().clock())
    except AccountError as error:
        return _staff_page({"name": str(error)}, typed), 422
    return _staff_page(invitation=invitation)


@bp.post("/staff/disable")
def disable() -> ResponseReturnValue:
    """Close an account, once or again; every device of it ends at once."""
    account_id = request.form.get("account", "")
    if account_id == account_now().id:
        abort(404)
    with suppress(AccountError):  # somebody closes it at the same time
        if accounts().of_id(account_id):  # a name is none: it may be one's own
            accounts().disable(account_id, office().clock())
    return redirect(url_for(".show_staff", closed=account_id), 303)


def _figures() -> Internal:
    _, requests = office().journal.requests()
    return internal_figures(requests, office().guidebook, local(office().clock()).date())


def _staff_page(
    amiss: Mapping[str, str] = NOTHING,
    typed: Mapping[str, str] = NOTHING,
    invitation: Invitation | None = None,
    closed: Account | None = None,
) -> str:
    guidebook, people = office().guidebook, everybody()
    requests = office().journal.requests()[1] if closed else ()
    return render_template(
        "staff.html",
        people=[(each, name_of(each.post, guidebook)) for each in people],
        posts=[name_of(post, guidebook) for post in every_post(guidebook)],
        amiss=amiss,
        typed=typed,
        invited=invitation.account.name if invitation else "",
        link=invitation_link(invitation.secret, guidebook.site) if invitation else "",
        closed=closed,
        left=left_at(closed.post, requests, people, guidebook) if closed else None,
    )
