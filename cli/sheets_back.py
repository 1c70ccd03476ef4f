"""Sheets that came back: a report row by row, and the corrections in the content."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from cli.writing import write_whole
from guidebook.editing.amending import add_source
from guidebook.editing.answers import Answer, Answers, Name, amended, read_answers
from guidebook.editing.worksheet import Returned, SheetError, read_sheet
from guidebook.load import ContentError, load_guidebook
from guidebook.model import Department, Guidebook, Record
from guidebook.reading.problems import Problem, key_name, shorten
from guidebook.telling import tell_faults

LONGEST_ID = 41


def read_back(
    files: Iterable[Path], guides: Path, guidebook: Guidebook, today: date, *, apply: bool
) -> None:
    """Report what came back, and write it where that is wanted.

    Exits with 1 if a file or a row cannot be taken as it stands; the others are, all the same.
    """
    sheets = [_sheet(file) for file in files]
    answers = read_answers((row for sheet in sheets for row in sheet or ()), guidebook)
    new = _new_texts(answers, guides, guidebook, today)
    _tell(answers)
    if apply:
        for path, text in new.items():
            write_whole(guides / path, text)
        click.echo(f"写了 {len(new)} 个文件，请用 git diff 看一遍再提交。")
    raise SystemExit(1 if answers.amiss or None in sheets else 0)


def _sheet(file: Path) -> tuple[Returned, ...] | None:
    """Return the rows of a file; of one that is no sheet, tell it and go on with the others."""
    try:
        return read_sheet(file)
    except SheetError as error:
        click.echo(f"没有采用：{error}", err=True)
        return None


def _tell(answers: Answers) -> None:
    for answer in answers.changes:
        fact, row = answer.fact, answer.row
        place = f"{row.file} 第 {row.number} 行 {fact.kind}/{fact.record} {fact.label}"
        click.echo(f"{place}：{fact.words} → {row.correction}")
    for sentence in answers.amiss:
        click.echo(f"没有采用：{sentence}", err=True)
    changed, right = len(answers.changes), len(answers.good) - len(answers.changes)
    click.echo(f"更正 {changed} 处，无误 {right} 处，没有采用 {len(answers.amiss)} 行。")


def _new_texts(
    answers: Answers, guides: Path, guidebook: Guidebook, today: date
) -> Mapping[str, str]:
    """Return the path in `guides/` and the new text of each file that changes.

    What `check` would find in them is refused, so that the content is as sound as before.
    """
    while True:
        new = _texts(answers, guides, guidebook, today)
        faults = _faults(guides, new, today)
        if not faults:
            return new
        blamed = [(a, fault) for a in answers.changes if (fault := _blame(a, faults))]
        blamed = blamed or list(_culprits(answers, guides, guidebook, today))
        if not blamed:
            tell_faults(ContentError(faults))
            raise SystemExit(1)
        for answer, fault in blamed:
            answers.refuse(answer, f"{shorten(answer.row.correction)}：{fault.message}")


def _texts(answers: Answers, guides: Path, guidebook: Guidebook, today: date) -> dict[str, str]:
    names = {(answer.fact.kind, answer.fact.record) for answer in answers.good.values()}
    before = {name: (guides / _path(name)).read_text(encoding="utf-8") for name in names}
    vouching = {name: _source(_who_checks(name, guidebook), today) for name in names}
    after = amended(answers, before, guidebook, lambda name: vouching[name]["id"], today)
    new = {_path(name): text for name, text in after.items() if text != before[name]}
    sources = (guides / "sources.yaml").read_text(encoding="utf-8")
    for name in sorted(names):
        if vouching[name]["id"] in new.get(_path(name), ""):
            sources = add_source(sources, vouching[name])
            new["sources.yaml"] = sources
    return new


def _path(name: Name) -> str:
    return f"{name[0]}/{name[1]}.yaml"


def _who_checks(name: Name, guidebook: Guidebook) -> Record:
    """Return the department whose sheet a service stands on; others have their own."""
    record = guidebook.records[name[0]][name[1]]
    lead = getattr(record, "lead_department", None)
    return guidebook.departments[lead] if lead else record


def _source(who: Record, today: date) -> Mapping[str, str]:
    is_public = isinstance(who, Department) and who.kind == "department"
    return {
        "id": f"checked-{today:%Y%m%d}-{who.id}"[:LONGEST_ID].rstrip("-"),
        "title": f"{who.name}交回的核对单",
        "kind": "official" if is_public else "manual",
        "publisher": str(who.name),
        "published_on": today.isoformat(),
    }


def _faults(guides: Path, new: Mapping[str, str], today: date) -> tuple[Problem, ...]:
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(guides, Path(folder) / guides.resolve().name))
        for path, text in new.items():
            (copy / path).write_text(text, encoding="utf-8")
        try:
            load_guidebook(copy, today)
        except ContentError as error:
            return error.problems
    return ()


def _blame(answer: Answer, faults: Iterable[Problem]) -> Problem | None:
    """Return the fault that stands at a change, if there is one."""
    path, key = _path((answer.fact.kind, answer.fact.record)), key_name(answer.fact.location)
    at = (f for f in faults if f.path.partition("/")[2] == path and f.key)
    return next((fault for fault in at if key.startswith(fault.key)), None)


def _culprits(
    answers: Answers, guides: Path, guidebook: Guidebook, today: date
) -> Iterator[tuple[Answer, Problem]]:
    """Yield each change that, made alone, brings a fault elsewhere, with that fault."""
    for answer in answers.changes:
        place = (answer.fact.kind, answer.fact.record), answer.fact.location
        alone = Answers({place: answer})
        faults = _faults(guides, _texts(alone, guides, guidebook, today), today)
        if faults:
            yield answer, faults[0]
