"""What a timer calls: `flask --app intake notify` tells whoever has to know what happened since.

Exit codes: 0 done, or another notifier is at work; 1 somebody has to look: a channel could not be
told for a day, or the marks are broken; 3 settings, queue or a file stand in the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import click
from flask.cli import with_appcontext

from guidebook.model.addresses import is_loopback
from intake.accounts.posts import PostError, post_called
from intake.clock import local
from intake.commands.telling import FOUND, telling_troubles
from intake.notices.channels import read_channels
from intake.notices.marks import MarksError
from intake.notices.news import send_news
from intake.notices.outbox import LONG, Outbox, Round
from intake.notices.wording import KINDS
from intake.office import Office, office
from intake.settings import SettingsError

INSTALL = ".venv/bin/python -m pip install --require-hashes -r requirements-notify.txt"


@click.command("notify")
@click.option("--try", "post", help="只给这个岗位的每个渠道试发一条，说明结果，不通知别的")
@with_appcontext
def notify_command(post: str | None) -> None:
    """把新的情况告诉各岗位和企业，到了时候发早报；由定时器每几分钟运行一次。"""
    opened = office()
    outbox = outbox_of(opened)
    if post is not None:
        _try_out(outbox, post)
        return
    site = opened.guidebook.site
    if is_loopback(urlsplit(site.intake_url or site.site_url).hostname or ""):
        click.echo("site.yaml 的 site_url 是本机地址：通知里的链接别人打不开", err=True)
    with telling_troubles():
        try:
            told = outbox.go_round()
        except MarksError as error:
            raise click.ClickException(str(error)) from None
    if told is None:
        click.echo("另一个通知程序正在运行，这一次不发")
        return
    for line in _lines(told):
        click.echo(line)
    with telling_troubles():
        sent, failed = send_news(outbox, opened.shared)
    if sent or failed:
        again = f"，{failed} 封没有发出，一小时后再试" if failed else ""
        click.echo(f"推送和确认信 {sent} 封{again}")
    now = opened.clock()
    if any(now - failure.since >= LONG for failure in told.failures):
        raise SystemExit(FOUND)


def _try_out(outbox: Outbox, text: str) -> None:
    """Say of each channel of a post whether it took a test, and what came back."""
    try:
        post = str(post_called(text, outbox.guidebook))
    except PostError as error:
        raise click.BadParameter(str(error), param_hint="--try") from None
    results = list(outbox.try_out(post))
    for kind, taken, said in results:
        words = f"：{said}" if said else ""
        click.echo(f"{KINDS[kind]}：{'收下了' if taken else '没有收下'}{words}")
    if not results:
        click.echo(f"{post} 没有渠道：请写进 INTAKE_NOTIFY 的文件", err=True)
    if not results or not all(taken for _, taken, _ in results):
        raise SystemExit(FOUND)


def outbox_of(opened: Office) -> Outbox:
    """Return the outbox of an office, by its file of channels as it is now.

    Raises SettingsError, also when what sends is not installed: it says how to install it.
    """
    channels = read_channels(opened.notify, opened.guidebook)
    try:
        from intake.notices.sending import Sender  # an extra: nothing else waits for it or needs it
    except ModuleNotFoundError:
        raise SettingsError(f"还没有装发通知用的 apprise：请运行 {INSTALL}") from None
    return Outbox(
        journal=opened.journal,
        guidebook=opened.guidebook,
        channels=channels,
        clock=opened.clock,
        sender_for=lambda address: Sender(address, channels.mail),
        place=opened.shared,
    )


def _lines(told: Round) -> Iterator[str]:
    if told.is_first:
        yield "第一次运行：从现在起通知，以前的不补发"
        return
    yield f"发出 {told.sent} 条"
    for failure in told.failures:
        since = local(failure.since)
        whose = "、".join(failure.whose)
        yield f"通知不到：{KINDS[failure.kind]}（{whose}），从 {since:%Y-%m-%d %H:%M} 起，还在重试"
