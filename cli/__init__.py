"""The command line: `python build.py check`, `site`, `serve`, `preview` and more.

Beside `build.py` the only place that imports both packages.
"""

from __future__ import annotations

import click

from cli.content import check, due
from cli.diff import diff
from cli.init import init
from cli.moving import rename, retire
from cli.releases import releases, rollback
from cli.schema import new, schema
from cli.site import preview, serve, site
from cli.worksheet import worksheet
from guidebook.terminal import speak_to_any_terminal


@click.group()
def main() -> None:
    """楼事服务指南：检查内容、生成网站、启动服务、本机预览。"""
    speak_to_any_terminal()


EDITING = (check, due, worksheet, new, rename, retire, schema, init, diff)
SERVING = (site, releases, rollback, serve, preview)

for command in (*EDITING, *SERVING):
    main.add_command(command)
