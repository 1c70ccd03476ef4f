"""A new record is begun from a template: what is empty in it is filled in, and it is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from guides_folder import SAMPLE, TODAY, faults_of, load
from site_build import files_of

from cli import main
from guidebook.editing.schema import ids_of
from guidebook.editing.template import lists_of, next_code
from guidebook.load import read_content
from guidebook.model import KINDS

ID = "brand-new"

FILLED = {
    "conditions": ["{fact: employees, at_most: 300 人, otherwise: 等下一年}"],
    "facts": ["{employees: 100}", "{employees: 400}"],
    "verdict": ["看起来符合", "暂不符合"],
    "code": ["T09"],
    "chat_text": ["新的，有事找它"],
}
"""Key → what stands there, one time after the other; others are filled as their comment says."""

IDS: dict[str, list[str]] = {
    kind: found["anyOf"][0]["enum"] for kind, found in ids_of(load(SAMPLE))["$defs"].items()
}


def new(kind: str, guides: Path, record_id: str = ID) -> Result:
    given = ("--guides", str(guides), "--date", str(TODAY))
    return CliRunner().invoke(main, ["new", kind, record_id, *given])


def filled(text: str) -> str:
    """Fill in what is empty, each text with another one, as the comment above it says."""
    lines, said = text.splitlines(), ""
    given = {name: iter(values) for name, values in FILLED.items()}
    for n, line in enumerate(lines):
        key = re.fullmatch(r" *(?:(\w+):|-)", line)
        said = line.partition("。")[2] if line.strip().startswith("#") else said
        if key and not is_above_a_group(lines, n):
            lines[n] += f" {next(given.get(key[1], iter(())), '') or answer(said, n)}"
    return "\n".join(lines) + "\n"


def is_above_a_group(lines: list[str], n: int) -> bool:
    """Tell whether what follows a line stands below it."""
    inside = len(lines[n]) - len(lines[n].lstrip())
    after = lines[n + 1] if n + 1 < len(lines) else ""
    return len(after) - len(after.lstrip()) > inside


def answer(said: str, n: int) -> str:
    """Return what somebody might write, by what the comment says; `n` makes texts differ."""
    if reference := re.search(r"([a-z_]+) 里的编号", said):
        ids = IDS[reference[1]]
        return ids[n % len(ids)]
    if choices := re.match(r"(.*?) 之一", said):
        return re.split("[（、]", choices[1])[0]
    if "日期" in said:
        return str(TODAY)
    return "1" if "整数" in said else f"样子里的第{n}句"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_template_is_right_once_it_is_filled_in(kind: str, sample_guides: Path) -> None:
    result = new(kind, sample_guides)
    file = sample_guides / kind / f"{ID}.yaml"

    file.write_text(filled(file.read_text(encoding="utf-8")), encoding="utf-8")

    assert result.exit_code == 0, result.output
    assert [str(fault) for fault in faults_of(sample_guides)] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_template_asks_for_what_is_empty_and_for_nothing_else(
    kind: str, sample_guides: Path
) -> None:
    new(kind, sample_guides)

    faults = faults_of(sample_guides)

    lines = (sample_guides / kind / f"{ID}.yaml").read_text(encoding="utf-8").splitlines()
    assert faults
    assert {fault.path for fault in faults} == {f"guides/{kind}/{ID}.yaml"}
    assert all(lines[fault.line - 1].endswith((":", "-")) for fault in faults)


def test_a_new_service_has_the_next_free_code(sample_guides: Path) -> None:
    new("services", sample_guides)

    text = (sample_guides / "services" / f"{ID}.yaml").read_text(encoding="utf-8")
    assert "\ncode: S04\n" in text


def test_records_are_begun_together_and_each_has_a_code_of_its_own(sample_guides: Path) -> None:
    begun = [new("departments", sample_guides), new("services", sample_guides)]

    begun.append(new("services", sample_guides, "another"))

    assert [each.exit_code for each in begun] == [0, 0, 0]
    assert "\ncode: S05\n" in (sample_guides / "services/another.yaml").read_text("utf-8")


def test_a_kind_whose_own_wording_cannot_be_read_gets_no_template(sample_guides: Path) -> None:
    (sample_guides / "needs/_list.yaml").unlink()
    before = files_of(sample_guides)

    result = new("needs", sample_guides)

    assert result.exit_code == 1
    assert result.stderr.startswith("guides/needs/_list.yaml:1: 缺少这个文件")
    assert files_of(sample_guides) == before


def test_where_nothing_is_numbered_there_is_no_next_code() -> None:
    assert next_code("buildings", read_content(SAMPLE, TODAY)) == ""


def test_it_is_told_where_a_new_record_is_to_be_listed(sample_guides: Path) -> None:
    told = new("services", sample_guides).stdout

    assert {"chapters 的 pages", "paths 的 steps.services", "services 的 related"} <= set(
        lists_of("services")
    )
    assert all(place in told for place in lists_of("services"))


@pytest.mark.parametrize("wrong", ["bigger-office", "Office", "search"])
def test_an_id_that_cannot_be_gets_no_template(wrong: str, sample_guides: Path) -> None:
    before = files_of(sample_guides)

    result = new("services", sample_guides, wrong)

    assert result.exit_code == 2
    assert files_of(sample_guides) == before
