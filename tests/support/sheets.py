"""Sheets (核对单) as tests make, fill in and read them back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cli import main

DAY = "2026-11-23"
SERVICE = "services/register-company"
TICK, CORRECTION, KEY = 5, 4, 6


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["worksheet", "--date", DAY, *arguments])


def made(guides: Path, folder: Path, *which: str) -> Path:
    result = run("--guides", str(guides), "--to", str(folder), *which)
    assert result.exit_code == 0, result.output
    return Path(result.stdout.splitlines()[0])


def read(guides: Path, *files: Path, apply: bool = False) -> Result:
    arguments = [part for file in files for part in ("--read", str(file))]
    return run("--guides", str(guides), *arguments, *(["--apply"] if apply else []))


def fill(file: Path, change: Callable[[Worksheet], object]) -> None:
    book = load_workbook(file)
    change(book.worksheets[0])
    book.save(file)


def row_of(sheet: Worksheet, place: str) -> int:
    """Return the number of the row whose key has a place, such as `services/x fee`."""
    found = [cell.row for cell in sheet["F"] if str(cell.value or "").startswith(f"{place} ")]
    assert len(found) == 1, f"{place} is in rows {found}"
    return int(found[0])


def put(place: str, text: Any, column: int = CORRECTION) -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, place), column).value = text

    return change


def service_file(guides: Path) -> str:
    return (guides / f"{SERVICE}.yaml").read_text(encoding="utf-8")
