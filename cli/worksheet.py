"""Sheets for departments and buildings, and what comes back on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from cli import options
from cli.sheets_back import read_back
from cli.writing import write_whole
from guidebook.editing.facts import facts_of
from guidebook.editing.worksheet import Row, write_sheet
from guidebook.model import Guidebook, Record
from guidebook.model.addresses import record_address
from guidebook.reading.problems import did_you_mean
from guidebook.telling import check_folder
from guidebook.today import today_in

INTRO = "写错的，请在“更正”一列写出对的；写对的，请在“无误”一列打 √。别的格子请不要动。"


@click.command()
@click.option("--department", default="", help="一个部门的核对单：它的资料和它承办的事项。")
@click.option("--building", default="", help="一座楼宇的核对单：资料和六个岗位。")
@click.option("--all", "to_all", type=options.folder, help="全部部门和楼宇，放进这个文件夹。")
@click.option("--to", type=options.folder, default=Path(), help="核对单放在哪里，默认当前文件夹。")
@click.option(
    "--read", "files", multiple=True, type=click.Path(path_type=Path), help="读回来的核对单。"
)
@click.option("--apply", is_flag=True, help="把读到的更正写进内容；不写这一项只报告。")
@options.guides
@options.date
def worksheet(
    department: str,
    building: str,
    to_all: Path | None,
    to: Path,
    files: tuple[Path, ...],
    apply: bool,
    guides: Path,
    date: str | None,
) -> None:
    """核对单：发给部门和楼宇核对的 xlsx，填好了读回来。"""
    today = today_in(date)
    if apply and not files:
        raise click.UsageError("--apply 要和 --read 一起用")
    guidebook = check_folder(guides, today)
    if files:
        read_back(files, guides, guidebook, today, apply=apply)
        return
    chosen = list(_chosen(department, building, guidebook, everything=to_all is not None))
    if not chosen:
        raise click.UsageError("请写 --department、--building、--all 或 --read 之一")
    folder = to_all or to
    sheets = {folder / f"核对单-{each[0]}-{each[1].id}.xlsx": each for each in chosen}
    if there := next(filter(Path.exists, sheets), None):
        raise click.ClickException(f"{there} 已经有了，也许是填好交回的：请移走它，或换个文件夹")
    for file, (kind, record) in sheets.items():
        title = f"{guidebook.site.title}核对单：{record.name}"
        write_whole(file, write_sheet(title, INTRO, _rows(kind, record, guidebook), today))
        click.echo(str(file))


def _chosen(
    department: str, building: str, guidebook: Guidebook, *, everything: bool
) -> Iterator[tuple[str, Record]]:
    for kind, wanted in (("departments", department), ("buildings", building)):
        records = guidebook.records[kind].values()
        found = [r for r in records if everything or (wanted and wanted in (r.id, *r.names))]
        if wanted and not found:
            known = [name for record in records for name in (record.id, *record.names)]
            like = did_you_mean(wanted, known)
            raise click.UsageError(f"没有叫“{wanted}”的{guidebook.wordings[kind].name}{like}")
        yield from ((kind, record) for record in found)


def _rows(kind: str, record: Record, guidebook: Guidebook) -> Iterator[Row]:
    """Yield the rows of a sheet: the record itself, and for a department what it leads."""
    subjects = [(kind, record)]
    if kind == "departments":
        led = (s for s in guidebook.services.values() if s.lead_department == record.id)
        subjects += [("services", service) for service in led]
    for subject_kind, subject in subjects:
        address = guidebook.site.site_url.rstrip("/") + record_address(subject_kind, subject.id)
        yield Row(str(subject.name), address)
        for fact in facts_of(subject_kind, subject, guidebook):
            evidence = _evidence(subject, fact.group, guidebook)
            yield Row(fact.label, fact.words, evidence, fact.key)


def _evidence(record: Record, group: str, guidebook: Guidebook) -> str:
    """Say what vouches for a group of facts, as pages do."""
    sources = (guidebook.sources.get(mark) for mark in record.evidence_for(group))
    titles = "、".join(str(source.title) for source in sources if source)
    return titles or (str(guidebook.site.texts.sample) if record.has_facts(group) else "")
