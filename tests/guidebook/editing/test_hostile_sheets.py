"""What comes back by mail is anybody's file: bombs are refused, damaged cells are told by row."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sheets import KEY, SERVICE, fill, made, put, read, row_of, service_file

from guidebook.editing.worksheet import SheetError, read_sheet

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
MOST_MEMORY = 700_000_000
"""Bytes of address space in which any file has to be read or refused."""

READ = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, ({most}, {most}))
from guidebook.editing.worksheet import SheetError, read_sheet
try:
    print(len(read_sheet(Path(sys.argv[1]))), "rows")
except SheetError as error:
    print(error)
"""


@pytest.fixture
def sheet(sample_guides: Path, tmp_path: Path) -> Path:
    return made(sample_guides, tmp_path / "out", "--department", "登记科")


def repack(file: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Write a part of a workbook anew, a new one if it has none of the name."""
    with ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts[part] = change(parts.get(part, b""))
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def insert(before: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(before, new + before, 1)


def many_strings(file: Path) -> None:
    override = f'<Override PartName="/{STRINGS}" ContentType="{STRINGS_TYPE}"/>'
    repack(file, "[Content_Types].xml", insert(b"</Types>", override.encode()))
    repack(
        file,
        STRINGS,
        lambda _: f'<sst xmlns="{SPREADSHEET}">{"<si><t>x</t></si>" * 580_000}</sst>'.encode(),
    )


def entities(content: bytes) -> bytes:
    """Nine levels of names for ten times the one before."""
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    head = f'<!DOCTYPE worksheet [<!ENTITY e0 "{"x" * 100}">{levels}]>'
    row = '<row><c t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData>'
    body = content.partition(b"?>")[2] if content.startswith(b"<?xml") else content
    return head.encode() + body.replace(b"</sheetData>", row.encode())


BOMBS: dict[str, Callable[[Path], None]] = {
    "unpacks to two hundred megabytes": lambda file: repack(
        file, SHEET, insert(b"</sheetData>", b" " * 200_000_000)
    ),
    "names within names": lambda file: repack(file, SHEET, entities),
    "half a million strings": many_strings,
    "half a million cells in a row": lambda file: repack(
        file, SHEET, insert(b"</sheetData>", b"<row>" + b"<c><v>1</v></c>" * 500_000 + b"</row>")
    ),
    "a row that says it is the last of a million": lambda file: repack(
        file,
        SHEET,
        insert(b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    ),
}


@pytest.mark.parametrize("bomb", sorted(BOMBS))
def test_s59_a_bomb_is_read_or_refused_in_little_memory(bomb: str, sheet: Path) -> None:
    BOMBS[bomb](sheet)

    done = subprocess.run(
        [sys.executable, "-c", READ.format(most=MOST_MEMORY), str(sheet)],
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "不像是核对单" in done.stdout or "另存为" in done.stdout or "rows" in done.stdout


def test_s59_fifty_thousand_rows_are_refused(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for n in range(50_000):
        page.append([f"第 {n} 行"])
    book.save(tmp_path / "long.xlsx")

    with pytest.raises(SheetError, match="不像是核对单"):
        read_sheet(tmp_path / "long.xlsx")


def test_s59_a_size_that_lies_unpacks_no_further(sheet: Path) -> None:
    """The directory of the archive says the part is small."""
    repack(sheet, SHEET, insert(b"</sheetData>", b" " * 20_000_000))
    content = sheet.read_bytes()
    with ZipFile(sheet) as packed:
        size = packed.getinfo(SHEET).file_size
    sheet.write_bytes(content.replace(size.to_bytes(4, "little"), (9000).to_bytes(4, "little")))

    with pytest.raises(SheetError, match="另存为"):
        read_sheet(sheet)


def test_s59_nothing_outside_of_the_file_is_read(
    sample_guides: Path, sheet: Path, tmp_path: Path
) -> None:
    """A link to another file, as a cell and as a name of the text."""
    secret = tmp_path / "secret.txt"
    secret.write_text("不该读到的字", encoding="utf-8")
    fill(sheet, put(f"{SERVICE} hours/zh", f"='file://{secret}'#$Sheet1.A1"))
    linked = read(sample_guides, sheet)
    head = f'<!DOCTYPE worksheet [<!ENTITY s SYSTEM "file://{secret}">]>'.encode()
    cell = b'<row><c t="inlineStr"><is><t>&s;</t></is></c></row>'
    repack(sheet, SHEET, lambda old: head + insert(b"</sheetData>", cell)(old))
    named = read(sample_guides, sheet)

    assert "公式" in linked.stderr
    assert "不该读到的字" not in linked.output + named.output


def shuffle(page: Worksheet) -> None:
    """Sort the rows by something else, as people do to find theirs."""
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    random.Random(7).shuffle(rows)
    for number, values in enumerate(rows, 4):
        for column, value in enumerate(values, 1):
            page.cell(number, column).value = value


def test_s60_sorted_rows_and_added_columns_harm_nothing(sample_guides: Path, sheet: Path) -> None:
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))
    fill(sheet, shuffle)
    fill(sheet, lambda page: page.insert_cols(3, 2))

    result = read(sample_guides, sheet, apply=True)

    assert result.exit_code == 0, result.output
    assert "9:00-16:30" in service_file(sample_guides)


def test_s60_sheets_put_in_front_are_passed_over(sample_guides: Path, sheet: Path) -> None:
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))
    book = load_workbook(sheet)
    book.create_sheet("说明", 0).append(["科里的备注"])
    book.save(sheet)

    assert "更正 1 处" in read(sample_guides, sheet).stdout


PHONES = {
    "as a power of ten": 1.38e10,
    "as a number": 57155501301,
    "with its zero lost": "571-5550-1301",
    "cut short": "0571-5550-13",
    "as a day": "2026/3/1",
}


@pytest.mark.parametrize("damage", sorted(PHONES))
def test_s60_a_damaged_number_is_told_by_its_row_and_the_rest_is_taken(
    damage: str, sample_guides: Path, sheet: Path
) -> None:
    place = f"{SERVICE} contact/0/phone"
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))
    fill(sheet, put(place, PHONES[damage]))
    number = row_of(load_workbook(sheet).worksheets[0], place)

    result = read(sample_guides, sheet, apply=True)

    assert f"没有采用：{sheet.name} 第 {number} 行" in result.stderr
    assert "更正 1 处" in result.stdout
    assert "9:00-16:30" in service_file(sample_guides)


def test_s60_a_number_of_a_row_that_was_typed_over_is_told(
    sample_guides: Path, sheet: Path
) -> None:
    place = f"{SERVICE} hours/zh"
    fill(sheet, put(place, "上午"))
    fill(sheet, put(place, "services/register-company hours/zh 1.38E+10", KEY))

    result = read(sample_guides, sheet, apply=True)

    assert result.exit_code == 1
    assert "更正 0 处" in result.stdout
    assert "上午" not in service_file(sample_guides)


NO_SHEETS = {
    "a table with a mark of its signs": "编号,更正\n".encode("utf-8-sig"),
    "a table in the signs of old programs": "编号,更正\n".encode("gb18030"),
    "a workbook with a password, or of the old kind": bytes.fromhex("d0cf11e0a1b11ae1")
    + b"\0" * 600,
}


@pytest.mark.parametrize("kind", sorted(NO_SHEETS))
def test_s60_a_file_of_another_kind_is_told_and_the_others_are_read(
    kind: str, sample_guides: Path, sheet: Path, tmp_path: Path
) -> None:
    other = tmp_path / "别的.xlsx"
    other.write_bytes(NO_SHEETS[kind])
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))

    result = read(sample_guides, other, sheet, apply=True)

    assert result.exit_code == 1
    assert "没有采用：别的.xlsx" in result.stderr
    assert "另存为 .xlsx" in result.stderr
    assert "9:00-16:30" in service_file(sample_guides)


def test_s60_no_damage_to_a_file_ends_in_a_trace(sheet: Path) -> None:
    whole, chance = sheet.read_bytes(), random.Random(60)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        sheet.write_bytes(bytes(damaged))
        with suppress(SheetError):
            read_sheet(sheet)
