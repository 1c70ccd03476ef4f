"""Options that several commands take, each said once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent

OF_CONTENT = ("site.yaml", "form.yaml", "buildings")
"""Of these at least one lies in a folder of content, however much is missing."""

folder: Any = click.Path(file_okay=False, path_type=Path)
readable_folder: Any = click.Path(exists=True, file_okay=False, path_type=Path)


def _of_content(_context: click.Context, _option: click.Parameter, folder: Path) -> Path:
    """Refuse a folder that is none of content, before all that lies there is read."""
    if any((folder / name).exists() for name in OF_CONTENT):
        return folder
    inside = folder / "guides"
    meant = f"，您是不是想写 {inside}" if inside.is_dir() else ""
    raise click.BadParameter(f"“{folder}”里没有 {OF_CONTENT[0]}，不是内容文件夹{meant}")


guides = click.option(
    "--guides",
    type=readable_folder,
    default=ROOT / "guides",
    callback=_of_content,
    help="内容文件夹。",
)
releases = click.option(
    "--releases",
    type=folder,
    default=ROOT / "site",
    help="放各版网站的文件夹；服务读它的 current，默认 site。",
)
site_dir = click.option(
    "--site-dir", type=folder, default=None, help="不留各版，直接写进这个文件夹。"
)
layouts = click.option(
    "--layouts",
    type=folder,
    default=None,
    help="和 --site-dir 一起用：表单版式放在哪里，默认 var/layouts。",
)
date = click.option("--date", default=None, help="按哪一天算，如 2026-11-23；不写就是今天。")
host = click.option("--host", default="127.0.0.1", help="监听的地址。")


def port(usual: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option of the port to listen on."""
    return click.option("--port", type=click.IntRange(1, 65535), default=usual, help="监听的端口。")
