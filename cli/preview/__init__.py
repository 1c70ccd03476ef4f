"""The editor's preview: what was saved is shown at once, by a page that loads itself anew."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from cli import options
from guidebook.said_by_system import why_not
from guidebook.today import today_in

if TYPE_CHECKING:
    from cli.preview.line import Line

ENDINGS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
"""What ends a preview: Ctrl+C, somebody who tells it to, the end of its terminal."""


@click.command()
@options.guides
@options.date
@options.host
@options.port(8001)
def preview(guides: Path, date: str | None, host: str, port: int) -> None:
    """给编辑用的即时预览：改了内容、模板或页面，浏览器自动刷新；有问题时每一页都是这些问题。"""
    # before there is another thread or process: all that hears of it is `_ended`
    signal.pthread_sigmask(signal.SIG_BLOCK, {*ENDINGS, signal.SIGCHLD})
    from cli.building import TEMPLATES
    from cli.preview.line import Line
    from cli.preview.server import listen, make_app, serve
    from guidebook.publishing.preview import NO_FORM

    today_in(date)  # a date that is none ends here
    try:
        listening = listen(host, port)
    except OSError as error:
        message = f"用不了 {host}:{port}（{why_not(error)}），请换 --port 或 --host"
        raise click.ClickException(message) from None
    line = Line(guides.resolve(), date, listening)
    try:
        named = f"[{host}]" if ":" in host else host
        click.echo(f"预览  http://{named}:{port}/\n{NO_FORM}\n按 Ctrl+C 结束。")
        app = make_app(line.ask, (TEMPLATES / "pages" / "preview.js").read_bytes(), host)
        Thread(target=serve, args=(app, listening), daemon=True).start()
        code = _ended(line)
    finally:
        line.hang_up()
    if code is not None:
        raise click.ClickException(f"预览停了，{_why(code)}；请再运行一次")


def _ended(line: Line) -> int | None:
    """Wait for the end; return the code of who makes the pages if it was the first to go."""
    heard = {number for number in ENDINGS if signal.getsignal(number) != signal.SIG_IGN}
    while signal.sigwait({*heard, signal.SIGCHLD}) == signal.SIGCHLD:  # any child of ours
        if (code := line.ended_with()) is not None:
            return code
    return None


def _why(code: int) -> str:
    if code < 0:
        return f"生成网页的进程被结束了（{signal.Signals(-code).name}，可能是内存不够）"
    return "原因写在上面"
