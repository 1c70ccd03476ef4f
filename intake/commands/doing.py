"""What operators call to work a request: `flask --app intake queue do NUMBER EVENT key=value …`."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from intake.accounts.people import empty_posts, people_at
from intake.accounts.posts import check_post, read_post
from intake.cases.lifecycle import Action, IllegalTransition, StaleTransition
from intake.cases.numbers import read_number, show_number
from intake.cases.objections import ACTS, CHANGED, objection
from intake.cases.roles import APPLICANT, STAFF
from intake.cases.service_request import ServiceRequest
from intake.commands.said import KEYS, read_said
from intake.commands.sentences import summary
from intake.commands.telling import FOUND, as_json, fail, tell, telling_troubles
from intake.office import office


@click.command("do")
@click.argument("number", metavar="编号")
@click.argument("event", type=click.Choice(tuple(KEYS)), metavar="做什么")
@click.argument("said", nargs=-1, metavar="[键=值]…")
@click.option("--by", default=STAFF, show_default=True, help="以哪个岗位；applicant 是企业")
@click.option("--seq", type=click.IntRange(1), help="看到的序号；之后有过变化就不做")
@as_json
@with_appcontext
def do(
    number: str, event: str, said: tuple[str, ...], by: str, seq: int | None, as_json: bool
) -> None:
    """对一条诉求做一件事，规则和办理台一样；被拒绝以 1 结束。"""
    try:
        action = Action(event, _by(by), read_said(event, said, office().guidebook), seq)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with telling_troubles():
        after = _done(number, action)
        warning = _warning(after) if event == "assign" else ""
        told = summary(after, office().guidebook, office().handling.is_empty)
    line = f"{show_number(after.number)} {ACTS[event]}，序号 {after.seq}"
    tell(told, filter(None, (line, warning)), as_json)


def _warning(known: ServiceRequest) -> str:
    """Say where nobody sees what was passed on; empty where somebody does."""
    opened = office()
    people = people_at(opened.shared, opened.guidebook)
    names = "、".join(empty_posts(known, people, opened.guidebook))
    return f"{names}没有人有账户，在那里没有人看得到：请邀请人，或者由受理台接着办" if names else ""


def _by(text: str) -> str:
    """Read who acts: a post that the guide has, or the company that somebody acts for.

    Raises PostError.
    """
    if text == APPLICANT:
        return text
    post = read_post(text)
    check_post(post, office().guidebook)
    return str(post)


def _done(number: str, action: Action) -> ServiceRequest:
    """Let it happen, or end with why it may not."""
    opened, to = office(), action.data.get("to")
    if to and opened.journal.find(to) is None:
        fail(f"没有编号为 {show_number(to)} 的诉求", FOUND)
    try:
        return opened.handling.act(read_number(number) or "", action, opened.clock())
    except IllegalTransition as refused:
        fail(objection(refused, opened.guidebook), FOUND)
    except StaleTransition:
        fail(CHANGED, FOUND)
    except KeyError:
        fail(f"没有编号为 {number} 的诉求", FOUND)
