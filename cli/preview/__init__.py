"""The editor's preview: what was saved is shown at once, by a page that loads itself anew."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from cli import options
from guidebook.today import today_in


@click.command()
@options.guides
@options.date
@options.host
@options.port(8001)
def preview(guides: Path, date: str | None, host: str, port: int) -> None:
    """给编辑用的即时预览：改了内容、模板或页面，浏览器自动刷新；有问题时每一页都是这些问题。"""
    from cli.building import TEMPLATES
    from cli.preview.line import Line
    from cli.preview.server import listen, make_app, serve
    from guidebook.publishing.preview import NO_FORM

    today_in(date)  # a date that is none ends here
    try:
        listening = listen(host, port)
    except OSError as error:
        message = f"用不了 {host}:{port}（{error.strerror}），请换 --port"
        raise click.ClickException(message) from None
    line = Line(guides.resolve(), date, listening)
    named = f"[{host}]" if ":" in host else host
    click.echo(f"预览  http://{named}:{port}/\n{NO_FORM}\n按 Ctrl+C 结束。")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    script = (TEMPLATES / "pages" / "preview.js").read_bytes()
    serve(make_app(line.ask, script, host), listening)
    if not line.hang_up():
        raise click.ClickException("预览停了，原因写在上面；请再运行一次")
