"""The command line: `python build.py check`, `site`, `serve`, `preview` and more.

Beside `build.py` the only place that imports both packages.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import cast

import click

from guidebook.said_by_click import usage_in_chinese
from guidebook.said_by_system import why_not

PLACES = {
    "check": "content",
    "due": "content",
    "worksheet": "worksheet",
    "new": "schema",
    "rename": "moving",
    "retire": "moving",
    "schema": "schema",
    "init": "init",
    "diff": "diff",
    "site": "site",
    "releases": "releases",
    "rollback": "releases",
    "serve": "site",
    "preview": "preview",
    "handbook": "handbook",
}
"""Command → the module here that holds it."""


OBJECTS = 10_000
"""New objects after which the collector looks for garbage: content is thousands of them to stay."""


class _Commands(Mapping[str, click.Command]):
    """The commands, each loaded when it is asked for: a site that stands is ready at once."""

    def __getitem__(self, name: str) -> click.Command:
        return usage_in_chinese(getattr(import_module(f"cli.{PLACES[name]}"), name))

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


class _Main(click.Group):
    """Ends every command with a sentence where a file or folder is not to be had."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except OSError as error:
            if not error.filename:
                raise
            place = error.filename2 or error.filename
            message = f"{place} 用不了（{why_not(error)}），请换一个地方，或者换有权限的账户运行"
            raise click.ClickException(message) from None


@click.group(cls=_Main, commands=cast("MutableMapping[str, click.Command]", _Commands()))
def main() -> None:
    """楼事服务指南：检查内容、生成网站、启动服务、本机预览。"""
    gc.set_threshold(OBJECTS)


usage_in_chinese(main)
