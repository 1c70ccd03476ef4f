"""Commands for editors: a record gets another id, or is taken away."""

from __future__ import annotations

from pathlib import Path

import click

from cli import options
from cli.ids import offer_ids
from guidebook.editing.mentions import mentions_of
from guidebook.editing.moving import (
    Changes,
    Content,
    read_content,
    renamed,
    replaced,
    retired,
    tried,
    write,
)
from guidebook.load import load_guidebook
from guidebook.model import KINDS
from guidebook.model.addresses import record_address
from guidebook.model.guidebook import SECOND_CHIEF
from guidebook.reading.folder import ID_PATTERN, RESERVED_IDS
from guidebook.reading.problems import ContentError, did_you_mean
from guidebook.telling import check_folder, tell_faults
from guidebook.today import today_in

kind_argument = click.argument("kind", type=click.Choice(list(KINDS)), metavar="文件夹")
id_argument = click.argument("record_id", metavar="编号")


@click.command()
@kind_argument
@id_argument
@click.argument("new", metavar="新编号")
@options.guides
@options.date
def rename(kind: str, record_id: str, new: str, guides: Path, date: str | None) -> None:
    """给一条内容换编号：写着它的每一处都改，旧网址留一页，写明换到了哪里。"""
    content = _checked(guides, date)
    _known(content, kind, record_id)
    _free(content, kind, record_id, new)
    changes, mentions = renamed(content, kind, record_id, new)
    _apply(content, changes)
    for mention in mentions:
        click.echo(f"{mention.problem.path}:{mention.problem.line}: {mention.problem.key}")
    old_page, new_page = record_address(kind, record_id), record_address(kind, new)
    click.echo(f"{old_page} 换成了 {new_page}，改了 {len(mentions)} 处。请看一遍 git diff 再提交。")


@click.command()
@kind_argument
@id_argument
@click.option("--instead", default="", metavar="编号", help="由同一文件夹里的哪一条接替。")
@click.option("--reason", default="", metavar="文字", help="没有接替的：为什么撤下，读者看得到。")
@options.guides
@options.date
def retire(
    kind: str, record_id: str, instead: str, reason: str, guides: Path, date: str | None
) -> None:
    """撤下一条内容：旧网址留一页，写明由哪一条接替，或为什么撤下。"""
    if bool(instead) == bool(reason.strip()):
        raise click.UsageError("请写 --instead 接替的编号，或 --reason 撤下的原因，只写一个")
    content = _checked(guides, date)
    _known(content, kind, record_id)
    if instead:
        _known(content, kind, instead)
    if instead == record_id:
        raise click.UsageError("不能由它自己接替")
    _refuse_while_named(content, kind, record_id, instead)
    changes = (
        replaced(content, kind, record_id, instead)
        if instead
        else retired(content, kind, record_id, reason.strip())
    )
    _apply(content, changes)
    where = f"写明换成了 {record_address(kind, instead)}" if instead else "写明为什么撤下"
    click.echo(f"撤下了 {record_address(kind, record_id)}，那里{where}。请看一遍 git diff 再提交。")


def _checked(guides: Path, date: str | None) -> Content:
    """Read content without faults; exits with 1 if there are any."""
    today, pages = today_in(date), options.ROOT / "site_src"
    check_folder(guides, today, pages)
    return read_content(guides, pages, today)


def _known(content: Content, kind: str, record_id: str) -> None:
    known = [name for folder, name in content.read.files if folder == kind and name[0] != "_"]
    if record_id not in known:
        raise click.UsageError(f"{kind} 里没有“{record_id}”{did_you_mean(record_id, known)}")


def _free(content: Content, kind: str, record_id: str, new: str) -> None:
    """Make sure that a record may have a new id."""
    refuse_id(kind, new, content.guides)
    if (kind, record_id) == ("roles", SECOND_CHIEF):
        raise click.UsageError(f"程序按编号 {SECOND_CHIEF} 找第二楼长，不能换")


def refuse_id(kind: str, record_id: str, guides: Path) -> None:
    """Make sure that a new record may have an id; exits with 2 if not."""
    if not ID_PATTERN.fullmatch(record_id):
        raise click.UsageError("编号只用小写字母、数字和 -，不超过 41 个字符")
    if record_id in RESERVED_IDS:
        raise click.UsageError(f"编号 {record_id} 留给网站自己用，请换一个")
    if (guides / kind / f"{record_id}.yaml").exists():
        raise click.UsageError(f"编号 {record_id} 已经有了：{guides.name}/{kind}/{record_id}.yaml")


def _refuse_while_named(content: Content, kind: str, record_id: str, instead: str) -> None:
    """Tell every place that still names a record; exits with 1 if there is one."""
    own = content.path(kind, record_id)
    mentions = mentions_of(kind, record_id, record_id + "-", content.read)
    others = [mention for mention in mentions if content.file(mention) != own]
    for mention in others:
        click.echo(str(mention.problem), err=True)
    if others:
        better = f"改成 {instead}，或删去" if instead else "删去，或改成别的"
        click.echo(
            f"还有 {len(others)} 处写着它，什么也没有改。请先{better}，再运行一次。", err=True
        )
        raise SystemExit(1)


def _apply(content: Content, changes: Changes) -> None:
    """Write changes that leave the content without faults; exits with 1 before anything else."""
    try:
        with tried(content, changes) as (guides, pages):
            guidebook = load_guidebook(guides, content.read.today, pages)[0]
    except ContentError as error:
        tell_faults(error)
        click.echo("什么也没有改：改了以后会有上面这些问题。", err=True)
        raise SystemExit(1) from None
    write(changes)
    offer_ids(content.guides, guidebook)
