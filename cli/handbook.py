"""The command that prints the guide as one book."""

from __future__ import annotations

import time
from pathlib import Path

import click

from cli import options
from cli.building import fault_of_template
from cli.writing import write_whole
from guidebook.handbook.book import handbook_html
from guidebook.handbook.printing import CannotPrintError, print_pdf
from guidebook.telling import check_folder
from guidebook.today import today_in


@click.command()
@options.guides
@options.date
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=options.ROOT / "var" / "handbook.pdf",
    help="写到哪里，默认 var/handbook.pdf。",
)
def handbook(guides: Path, date: str | None, out: Path) -> None:
    """印成一本手册（PDF）：各章、一件事、全部事项、楼宇和楼事会，带目录和二维码。"""
    if out.suffix.lower() != ".pdf":
        raise click.BadParameter("文件名应以 .pdf 结尾", param_hint="--out")
    started = time.monotonic()
    today = today_in(date)
    guidebook = check_folder(guides, today)
    style = (options.ROOT / "site_src" / "assets" / "house.css").read_text(encoding="utf-8")
    click.echo("正在排成一本书，大约要半分钟…", err=True)
    try:
        html = handbook_html(guidebook, options.ROOT / "templates", style, today)
    except Exception as error:
        if fault := fault_of_template(error):
            raise click.ClickException(fault) from None
        raise
    try:
        pdf = print_pdf(html, guidebook.site.site_url)
        write_whole(out, pdf)
    except CannotPrintError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"写好了 {out}，用了 {time.monotonic() - started:.0f} 秒。")
