"""The sheet (核对单): a workbook on which a department or a building checks what the guide says.

One row a fact: people write a correction, or tick that it is right. The last column names the fact
for the way back; it also tells when the guide has changed since the sheet was made.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = ("内容", "现在写的", "出处", "更正", "无误", "编号")
WIDTHS = (30, 46, 24, 40, 7, 24)
"""Of the columns, in digits; a Han sign takes two."""
WORDS, CORRECTION, RIGHT, KEY = "现在写的", "更正", "无误", "编号"

MOST_BYTES = 5_000_000
MOST_UNPACKED = 10_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 30
MOST_SHEETS = 5
"""Of a workbook that comes back; the biggest of ours unpacks to under 1 MB."""

TICKS = frozenset("√✓✔☑是对yYvV")
_BOX_AROUND = str.maketrans("", "", "□\ufe0f ")
"""Signs of the box that is printed, and what some programs put after a tick."""

LINE_HEIGHT = 15
"""Points."""

_HAIR = Side(style="hair")
_BOX = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
_SMALL = Font(size=8, color="606060")


class SheetError(Exception):
    """A file cannot be read as a sheet; the message says why, in Chinese."""


@dataclass(frozen=True)
class Row:
    """One fact on a sheet; without a key it heads those that follow."""

    label: str
    words: str = ""
    evidence: str = ""
    key: str = ""


@dataclass(frozen=True)
class Returned:
    """One row of a sheet that came back; `number` counts as the program that opens it does."""

    file: str
    number: int
    label: str
    key: str
    correction: str
    is_right: bool
    words: str | None = None
    """What stands there as what the guide says; None where the column is gone."""
    fault: str = ""
    """Why the row cannot be taken as it stands."""


def write_sheet(title: str, intro: str, rows: Iterable[Row], made_on: date) -> bytes:
    """Return the workbook of a sheet, to be printed on A4 across or filled in as it is."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 # a new workbook has one
    sheet.title = "核对单"
    _set_up(sheet, title)
    sheet.append([title])
    sheet["A1"].font = Font(size=16, bold=True)
    sheet.append([f"{made_on.isoformat()} 生成。{intro}"])
    sheet.append(COLUMNS)
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for row in rows:
        _add(sheet, row)
    sheet.append([])
    sheet.append(["核对人（岗位）：", "日期：", "盖章："])
    sheet.print_area = f"A1:E{sheet.max_row}"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _set_up(sheet: Worksheet, title: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.4, bottom=0.6)
    pages = _HeaderFooterPart(text=f"{title.replace('&', '&&')}　第 &P 页，共 &N 页")
    sheet.oddFooter = HeaderFooterItem(center=pages)
    sheet.freeze_panes = "A4"
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width


def _add(sheet: Worksheet, row: Row) -> None:
    """Add a row whose cells are texts, whatever a program would make of them."""
    number = sheet.max_row + 1
    texts = (row.label, row.words, row.evidence, "", "□" if row.key else "", row.key)
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(number, column)
        assert isinstance(cell, Cell)  # noqa: S101 # none is merged
        cell.alignment = Alignment(wrap_text=column < 6, vertical="top")
        cell.number_format = "@"
        if text:
            cell.value, cell.data_type = text, "s"
        if column < 6:
            cell.border = _BOX
        if not row.key and column == 1:
            cell.font = Font(bold=True)
        elif column in (3, 6) or not row.key:
            cell.font = _SMALL
    label, words, evidence, *_ = WIDTHS
    lines = max(
        _lines(row.label, label), _lines(row.words, words), _lines(row.evidence, evidence * 4 // 3)
    )
    sheet.row_dimensions[number].height = LINE_HEIGHT * lines + 3


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column: programs do not work it out for files."""
    taken = sum(2 if sign > "\u2e7f" else 1 for sign in text)
    return max(1, -(-taken // (width - 2)))


def read_sheet(file: Path) -> tuple[Returned, ...]:
    """Read the rows of a sheet that came back, in whatever order its columns are.

    Other sheets that somebody put before it are passed over. Raises SheetError. Nothing is
    computed, nothing outside of the file is read.
    """
    for rows in _sheets_of(file):
        for number, cells in enumerate(rows, 1):
            names = [_text(cell) for cell in cells]
            if CORRECTION in names and KEY in names:
                return tuple(_returned(file.name, rows[number:], number + 1, names))
    raise SheetError(f"{file.name}：找不到写着“{CORRECTION}”和“{KEY}”的那一行，表头不能改名")


def _sheets_of(file: Path) -> Sequence[Sequence[Sequence[Any]]]:
    """Read the rows of every sheet; what is too big is refused before it is unpacked."""
    if not file.is_file():
        raise SheetError(f"{file}：没有这个文件")
    if file.stat().st_size > MOST_BYTES:
        raise SheetError(f"{file.name}：超过 {MOST_BYTES // 10**6} MB，不像是核对单")
    content = io.BytesIO(file.read_bytes())
    try:
        unpacked = sum(part.file_size for part in ZipFile(content).infolist())
        sheets = list(_rows_of_sheets(content)) if unpacked <= MOST_UNPACKED else []
    except Exception:  # noqa: BLE001 # of a damaged file the library raises anything
        raise SheetError(
            f"{file.name}：不是 .xlsx 文件，或者有密码、坏了，请打开它另存为 .xlsx"
        ) from None
    if unpacked > MOST_UNPACKED:
        raise SheetError(f"{file.name}：解开后超过 {MOST_UNPACKED // 10**6} MB，不像是核对单")
    if any(len(rows) > MOST_ROWS for rows in sheets):
        raise SheetError(f"{file.name}：超过 {MOST_ROWS} 行，不像是核对单")
    return sheets


def _rows_of_sheets(content: io.BytesIO) -> Iterator[Sequence[Sequence[Any]]]:
    book = load_workbook(content, read_only=True, data_only=False, keep_links=False)
    for sheet in book.worksheets[:MOST_SHEETS]:
        yield list(islice(sheet.iter_rows(max_col=MOST_COLUMNS), MOST_ROWS + 1))


def _returned(
    file: str, rows: Iterable[Sequence[Any]], first: int, names: Sequence[str]
) -> Iterator[Returned]:
    places = {name: names.index(name) for name in COLUMNS if name in names}
    for n, cells in enumerate(rows, first):
        found = {name: cells[place] for name, place in places.items() if place < len(cells)}
        text, fault = _typed(found.get(CORRECTION))
        mark = _text(found.get(RIGHT)).translate(_BOX_AROUND)
        is_right = bool(mark) and TICKS.issuperset(mark)
        if mark and not is_right and not text:
            fault = f"“{RIGHT}”写着“{mark}”：对的打 √，不对的在“{CORRECTION}”里写出对的"
        row = Returned(
            file=file,
            number=n,
            label=_text(found.get(COLUMNS[0])),
            key=_text(found.get(KEY)),
            correction=text,
            is_right=is_right,
            words=_text(found[WORDS]) if WORDS in found else None,
            fault=fault,
        )
        if row.key or row.correction or row.fault:
            yield row


def _text(cell: Any) -> str:
    return "" if cell is None or cell.value is None else str(cell.value).strip()


def _typed(cell: Any) -> tuple[str, str]:
    """Return the text of a correction, and what is wrong with it."""
    text = _text(cell)
    if cell is None or not text:
        return "", ""
    if cell.data_type == "f":
        return text, "这一格是公式，请改成文字"
    if cell.data_type == "s" or (isinstance(cell.value, int) and abs(cell.value) < 10**6):
        return text, ""
    return text, "表格软件把这一格当成了数或日期，可能改过位数：请把单元格设为文本再填一次"
