"""Commands that make the site, and serve it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import options
from cli.building import build_site
from cli.target import Target, target_of
from guidebook.said_by_system import why_not
from guidebook.today import today_in

if TYPE_CHECKING:
    from guidebook.model import Site
    from intake.settings import Settings


@click.command()
@options.guides
@options.releases
@options.site_dir
@options.layouts
@options.date
@click.option("--clean", is_flag=True, help="每个文件都重新写，不用上一版的。")
@click.option("--timings", is_flag=True, help="写出每一步用了几秒。")
def site(
    guides: Path,
    releases: Path,
    site_dir: Path | None,
    layouts: Path | None,
    date: str | None,
    clean: bool,
    timings: bool,
) -> None:
    """生成静态网站，可放到任何网页服务器上；写完整了才换上去，留着前几版。"""
    target = target_of(releases, site_dir, layouts)
    build_site(guides.resolve(), target, date, clean=clean, timings=timings)


@click.command()
@options.guides
@options.releases
@options.site_dir
@options.layouts
@options.date
@options.host
@options.port(8000)
@click.option("--notify", is_flag=True, help="也通知各岗位和企业，渠道写在 INTAKE_NOTIFY 里。")
@click.option("--built", is_flag=True, help="不生成，提供已经生成好的一版。")
def serve(
    guides: Path,
    releases: Path,
    site_dir: Path | None,
    layouts: Path | None,
    date: str | None,
    host: str,
    port: int,
    notify: bool,
    built: bool,
) -> None:
    """生成网站，并在同一个地址上提供指南和诉求表单。"""
    # no other command waits for Flask to be loaded, nor for the models
    from guidebook.telling import tell_elsewhere
    from intake.office import built_content
    from intake.server import make_first_queue, make_wsgi
    from intake.server import serve as serve_wsgi
    from intake.settings import settings_from
    from intake.web.log import log_in_lines

    target = target_of(releases, site_dir, layouts)
    settings = replace(
        settings_from(), site=target.site, guides=guides.resolve(), layouts=target.layouts
    )
    _refuse_start(settings, host)
    if not built:
        _build_or_last(settings.guides, target, date)
    log_in_lines(force=True)  # the build's own lines are for editors
    try:
        make_first_queue(settings)
        wsgi = make_wsgi(settings, daily=True, notify=notify)
        command = "deploy/intake" if built else ".venv/bin/flask --app intake"

        def ready() -> None:
            _say_where(host, port, settings.data, command)
            _say_closed(settings)
            if not settings.proxies:
                tell_elsewhere(built_content(settings).site, host, port)

        serve_wsgi(wsgi, host, port, ready)
    except OSError as error:
        if error.filename:  # none of ours to listen on
            raise
        message = f"用不了 {host}:{port}（{why_not(error)}），请换 --port 或 --host"
        raise click.ClickException(message) from None


def _refuse_start(settings: Settings, host: str) -> None:
    """Raise SettingsError with all that must be mended first, before anything is built or made.

    Only a key is made, for this machine alone: one that others rely on is somebody's to keep.
    """
    from guidebook.model.addresses import is_own_machine
    from guidebook.reading.problems import ContentError
    from intake.settings import make_secret_key
    from intake.starting import faults_of_files, faults_of_openness, faults_of_places, refuse

    faults = list(faults_of_places(settings))
    if is_own_machine(host):
        if not faults and not settings.secret_key_file.exists():
            make_secret_key(settings.secret_key_file)
    else:
        with suppress(ContentError):  # the build tells of that
            faults += faults_of_openness(settings, host, _site_to_come(settings))
    refuse((*faults, *faults_of_files(settings)))


def _site_to_come(settings: Settings) -> Site:
    """Return what the content says of the site, or what it said when it was last built."""
    from guidebook.load import load_guidebook
    from guidebook.reading.problems import ContentError
    from intake.office import built_content

    try:
        return load_guidebook(settings.guides, today_in(None))[0].site
    except ContentError:
        return built_content(settings).site


def _build_or_last(guides: Path, target: Target, date: str | None) -> None:
    """Build a site; where that cannot be, say so and go on with what an earlier build left."""
    try:
        build_site(guides, target, date)
    except SystemExit as ended:
        if ended.code != 1 or not target.has_build():
            raise
        click.echo("先用上一次生成的网站启动；改好内容后再生成一次，不用重启。", err=True)


def _say_where(host: str, port: int, queue: Path, command: str) -> None:
    from guidebook.model.addresses import DESK, NEW_REQUEST, is_own_machine

    address = f"http://{host}:{port}"
    click.echo(f"指南  {address}/")
    click.echo(f"表单  {address}{NEW_REQUEST}")
    click.echo(f"办理  {address}{DESK}/")
    if is_own_machine(host):
        click.echo(f"      第一个账户：{command} staff invite 姓名 --post supervisor")
    click.echo(f"队列  {queue}/requests.csv（含个人信息，不要放进网站或 git）")
    click.echo("按 Ctrl+C 结束。")


def _say_closed(settings: Settings) -> None:
    """Say why no request is taken, where that is so: whoever starts a service looks here."""
    from intake.commands.sentences import reason
    from intake.queues import journal_of

    if why := journal_of(settings).why_closed():
        click.echo(f"提醒 现在不受理诉求：{reason(why)}", err=True)
