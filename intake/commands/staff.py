"""Who works here, on the command line: `flask --app intake staff …`.

There are no passwords: whoever opens an invitation signs in the device it is opened on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import click
from flask.cli import AppGroup

from intake.accounts.accounts import Account, AccountError, Accounts
from intake.accounts.invitations import invitation_link
from intake.accounts.names import read_name
from intake.accounts.people import left_at, people_at
from intake.accounts.posts import Post, PostError, name_of, post_called, read_post
from intake.cases.present_ids import present_post
from intake.clock import local
from intake.commands.telling import FOUND, as_json, fail, tell, telling_troubles
from intake.journal.journal import JournalUnavailable
from intake.office import office
from intake.settings import SettingsError

GONE = "那里没有人了：请再邀请一位，或者由督办改派"
"""Said of a post that somebody left as the last."""

staff = AppGroup("staff", help="办理人员：邀请、停用、换岗位，看登录的设备。")

of_name = click.argument("name", metavar="姓名")
at_post = click.option(
    "--post",
    required=True,
    help="岗位名字，或 second_chief:楼宇编号、department:部门编号（@街道编号）、staff、supervisor",
)


@staff.command()
@of_name
@at_post
@as_json
def invite(name: str, post: str, as_json: bool) -> None:
    """给这个人一个登录链接：三天内有效，只能用一次；已有账户的，再登录一台设备。"""
    wanted, called = _post(post), _name(name)
    with _accounts() as accounts:
        invitation = accounts.invite(called, wanted, office().clock())
    link = invitation_link(invitation.secret, office().guidebook.site)
    data = {**_told(invitation.account), "link": link, "ends_at": invitation.ends_at}
    told = f"发给{called}（{data['post_name']}）：三天内有效，只能用一次，只在这里显示一次"
    tell(data, iter([link, told]), as_json)


@staff.command("list")
@as_json
def list_staff(as_json: bool) -> None:
    """列出全部账户，在用的在前。"""
    with _accounts() as accounts:
        people = [_told(account) for account in accounts.everybody()]
    tell(people, _list_lines(people), as_json)


@staff.command()
@of_name
@as_json
def disable(name: str, as_json: bool) -> None:
    """停用这个人的账户，所有设备马上退出；诉求留在岗位上。"""
    with _telling_errors():  # at once, also where the guide cannot be read
        closed = Accounts(office().shared).disable(_name(name), office().clock())
    done = f"已停用 {closed.name}，所有设备都退出了"
    try:
        post = read_post(present_post(str(closed.post), office().guidebook.present_ids))
        _tell_left(replace(closed, post=post), post, done, as_json)
    except SettingsError:  # it is done all the same
        tell({"name": closed.name, "id": closed.id}, iter([done]), as_json)


@staff.command()
@of_name
@as_json
def devices(name: str, as_json: bool) -> None:
    """列出这个人登录着的设备，最近的在前。"""
    with _accounts() as accounts:
        found = [
            {"label": each.label, "since": _day(each.since), "ends_at": _day(each.ends_at)}
            for each in accounts.devices(_name(name))
        ]
    lines = (f"{each['label']}  {each['since']} 登录，到 {each['ends_at']}" for each in found)
    tell(found, iter([*lines, f"共 {len(found)} 台"]), as_json)


@staff.command()
@of_name
@at_post
@as_json
def move(name: str, post: str, as_json: bool) -> None:
    """让这个人换到别的岗位，设备不用重新登录；没办完的诉求留在原岗位。"""
    wanted = _post(post)
    with _accounts() as accounts:
        before = accounts.named(_name(name))
        account = accounts.move(before.id, wanted)
    old, new = (name_of(each.post, office().guidebook) for each in (before, account))
    _tell_left(account, before.post, f"{account.name} 从{old}换到{new}", as_json)


@contextmanager
def _accounts() -> Iterator[Accounts]:
    """Give the accounts, at the posts of today; end with what cannot be done with them."""
    with _telling_errors():
        yield Accounts(office().shared, office().guidebook.present_ids)


@contextmanager
def _telling_errors() -> Iterator[None]:
    with telling_troubles():
        try:
            yield
        except AccountError as error:
            fail(str(error), FOUND)


def _post(text: str) -> Post:
    """Read a post that the guide has."""
    try:
        return post_called(text, office().guidebook)
    except PostError as error:
        raise click.UsageError(str(error)) from None


def _name(text: str) -> str:
    """Read what somebody is called."""
    try:
        return read_name(text)
    except AccountError as error:
        raise click.UsageError(str(error)) from None


def _told(account: Account) -> Mapping[str, Any]:
    return {
        "name": account.name,
        "id": account.id,
        "post": str(account.post),
        "post_name": name_of(account.post, office().guidebook),
        "disabled_at": account.disabled_at,
    }


def _list_lines(people: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    count = 0
    for each in people:
        count += 1
        over = "  已停用" if each["disabled_at"] else ""
        yield f"{each['name']}  {each['post_name']}（{each['post']}）  {each['id']}{over}"
    yield f"共 {count} 个"


def _tell_left(account: Account, post: Post, done: str, as_json: bool) -> None:
    """Tell what was done, and what stays at the post that somebody left."""
    opened, data, lines = office(), dict(_told(account)), [done]
    with telling_troubles(), suppress(JournalUnavailable):  # it is done all the same
        _, requests = opened.journal.requests()
        people = people_at(opened.shared, opened.guidebook)
        left = left_at(post, requests, people, opened.guidebook)
        data |= {"left": left.unfinished, "others": left.others}
        there = f"那里还有 {left.others} 人" if left.others else GONE
        lines.append(f"{left.post}没办完的 {left.unfinished} 条留在原岗位，{there}")
    tell(data, iter(lines), as_json)


def _day(moment: str) -> str:
    return f"{local(datetime.fromisoformat(moment)):%Y-%m-%d %H:%M}"
