"""The command that starts the guide of another district."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from string import Template

import click

from cli import options
from guidebook.today import today_in

STARTER = options.ROOT / "templates" / "district"
CALENDAR = options.ROOT / "guides" / "calendar.yaml"
"""The same in the whole country, and looked after here."""
REVIEWED_WITHIN = timedelta(days=180)

NEXT = """写好了 {guides}：每一类有一条示例，名称里都写着“示例”。接下来：
1. 改 site.yaml 的名称和网址、form.yaml 的时限、consent.yaml 的运营方；
2. 把示例换成真的内容，一条一个文件；不要的删去，引用它的地方一起改；
3. 检查：.venv/bin/python build.py check --guides {guides}
4. 看一看：.venv/bin/python build.py serve --guides {guides} --releases {folder}/site"""


@click.command()
@click.argument("folder", type=options.folder, metavar="文件夹")
@options.date
def init(folder: Path, date: str | None) -> None:
    """给另一个区开头：在一个空文件夹里写好 guides，检查通过，每一类有一条示例。"""
    if folder.is_dir() and any(file.name != ".git" for file in folder.iterdir()):
        raise click.ClickException(f"{folder} 里已经有东西，什么也没有写：请换一个空的文件夹")
    guides = folder / "guides"
    start_district(guides, today_in(date))
    click.echo(NEXT.format(guides=guides, folder=folder))


def start_district(guides: Path, today: date) -> None:
    """Write a whole `guides/` folder with one example of each kind, to be looked at in half a year.

    Raises OSError where that cannot be; there is none of it then.
    """
    days = {"today": f"{today}", "review_by": f"{today + REVIEWED_WITHIN}"}
    beside = guides.with_name(f".{guides.name}.new")
    try:
        shutil.copytree(STARTER, beside)
        for file in sorted(beside.rglob("*.yaml")):
            text = Template(file.read_text(encoding="utf-8")).substitute(days)
            file.write_text(text, encoding="utf-8")
        shutil.copy(CALENDAR, beside)
        beside.rename(guides)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
