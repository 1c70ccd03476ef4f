"""Pages for the supervisor: the figures with nothing withheld, and who works here."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from guidebook.model.addresses import DESK
from intake.accounts.accounts import AccountError
from intake.accounts.invitations import invitation_link
from intake.accounts.posts import SUPERVISOR, PostError, check_post, name_of, read_post
from intake.clock import local
from intake.desk.sign_in import account_now, accounts, desk_words, require_account
from intake.figures.internal import MEASURES, Internal, internal_figures
from intake.office import office
from intake.tables.internal_figures import figures_workbook
from intake.web.gate import check_post as check_form

bp = Blueprint("leading", __name__, url_prefix=DESK)
bp.before_request(check_form)
bp.before_request(require_account)
bp.context_processor(desk_words)

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
    """List everybody who may sign in."""
    return _staff_page()


@bp.post("/staff")
def invite() -> ResponseReturnValue:
    """Make an invitation; its link is shown this once."""
    name, text = request.form.get("name", "").strip()[:50], request.form.get("post", "")
    if not name:
        return _staff_page(amiss="请填写名字。", name=name, post=text), 422
    try:
        post = read_post(text)
        check_post(post, office().guidebook)
        invitation = accounts().invite(name, post, office().clock())
    except (PostError, AccountError) as error:
        return _staff_page(amiss=str(error), name=name, post=text), 422
    link = invitation_link(invitation.secret, office().guidebook.site)
    return _staff_page(link=link, name=name)


@bp.post("/staff/disable")
def disable() -> ResponseReturnValue:
    """Close an account; every device of it ends at once."""
    account = accounts().of_id(request.form.get("account", ""))
    if account is None or account.id == account_now().id:
        abort(404)
    accounts().disable(account.id, office().clock())
    return _staff_page()


def _figures() -> Internal:
    _, requests = office().journal.requests()
    return internal_figures(requests, office().guidebook, local(office().clock()).date())


def _staff_page(amiss: str = "", link: str = "", name: str = "", post: str = "") -> str:
    guidebook = office().guidebook
    people = [(each, name_of(each.post, guidebook)) for each in accounts().everybody()]
    return render_template(
        "staff.html", people=people, amiss=amiss, link=link, typed_name=name, typed_post=post
    )
