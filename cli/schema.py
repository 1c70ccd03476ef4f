"""Commands that help to write files: schemas for editors of text, and templates of records."""

from __future__ import annotations

from pathlib import Path

import click

from cli import options
from cli.ids import offer_new_id
from cli.moving import refuse_id
from cli.writing import write_whole
from guidebook.editing.schema import FOLDER, IDS, as_text, files_of_model, ids_of
from guidebook.editing.template import lists_of, next_code, template
from guidebook.load import read_content
from guidebook.model import KINDS, LIST
from guidebook.model.kinds import KindWording
from guidebook.reading.problems import ContentError
from guidebook.telling import check_folder, tell_faults
from guidebook.today import today_in


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="文件夹")
@click.argument("record_id", metavar="编号")
@options.guides
@options.date
def new(kind: str, record_id: str, guides: Path, date: str | None) -> None:
    """写一条新内容的样子：必填的空着等填，选填的是注释；再说要写进哪里才找得到。"""
    today = today_in(date)
    refuse_id(kind, record_id, guides)
    file = guides / kind / f"{record_id}.yaml"
    read = read_content(guides, today)  # whatever is wrong elsewhere: records are begun together
    wording = read.contents.get((kind, LIST))
    if not isinstance(wording, KindWording):
        of_list = [p for p in read.problems if p.path.endswith(f"/{kind}/{LIST}.yaml")]
        tell_faults(ContentError(of_list or read.problems))
        raise SystemExit(1)
    write_whole(file, template(kind, record_id, str(wording.name), next_code(kind, read), today))
    offer_new_id(guides, kind, record_id)
    where = "" if guides == options.ROOT / "guides" else f" --guides {guides}"
    click.echo(f"写好了 {file}。空着的填好，再运行 .venv/bin/python build.py check{where}。")
    if listed := "、".join(lists_of(kind)):
        click.echo(f"要从别处找得到它，按需要写进：{listed}。")


@click.command()
@click.option("--check", is_flag=True, help="只看是不是和模型一样，不写。")
@options.guides
@options.date
def schema(check: bool, guides: Path, date: str | None) -> None:
    """写出给编辑器用的 schemas/、每个键的说明 docs/keys.md 和 VS Code 的设置。"""
    wanted = files_of_model()
    stale = [name for name, text in wanted.items() if _text(name) != text]
    others = [name for name in _there() if name not in wanted]
    if check:
        for name in (*stale, *others):
            click.echo(f"{name}: 和模型不一样，请运行 build.py schema", err=True)
        raise SystemExit(1 if stale or others else 0)
    wanted[f"{FOLDER}/{IDS}.json"] = as_text(ids_of(check_folder(guides, today_in(date))))
    for name, text in wanted.items():
        write_whole(options.ROOT / name, text)
    for name in others:
        (options.ROOT / name).unlink()
    click.echo(f"写好了 {len(wanted)} 个文件，{len(stale)} 个和原来不一样。")


def _text(name: str) -> str | None:
    file = options.ROOT / name
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _there() -> list[str]:
    files = (options.ROOT / FOLDER).glob("*.json")
    return sorted(f"{FOLDER}/{file.name}" for file in files if file.stem != IDS)
