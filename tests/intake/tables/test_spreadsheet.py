"""LibreOffice with the clerk's copy: what it shows, and what it changes when it saves."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from faults import a_queue
from guides_folder import SAMPLE, load
from intake_app import NOW, a_submission

from intake.cases.lifecycle import Action
from intake.cases.steps import Step
from intake.journal.journal import Journal
from intake.tables.clerk_copy import ClerkCopy
from intake.tables.export import export
from intake.tables.request_table import COLUMNS

GUIDEBOOK = load(SAMPLE)
ASSIGNED = {"supporting": [], "hand_back_by": "2026-11-24"}
COMMA = 44
AS_UTF_8 = "CSV:{separator},34,76,1"
"""What somebody chooses in the dialogue: a separator, double quote, UTF-8, from the first line."""
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

FORMULAS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)"),
    *("\u00a0=1+1", "\u3000=1+1", "  =1+1", '","=1+1', "=cmd|'/c calc'!A0"),
    *('=HYPERLINK("http://x.example","看")', '=WEBSERVICE("http://x.example")', "好的;=1+1;"),
    *("好的; =1+1;", "好的|=1+1|", "好的\n=1+1\n", "好的,＝1+1,", "a;@SUM(1)", "\n=1+1", "x;'=1+1"),
)
WRITTEN = ("building_other", "company", "contact", "phone", "description", "page", "uscc", "email")

VALUES: tuple[dict[str, str], ...] = (
    {"company": "=1+1", "contact": "＝1+1", "phone": "13800138000"},
    {"company": "12E45678", "uscc": "914403001922038216", "phone": "075526001234"},
    {"company": "0013800138000", "uscc": "9111000060003734E5", "description": "一\n二，“三”"},
    {"company": "3-1203", "contact": "+8613800138000", "description": "@SUM(1)\n\n-1+1"},
    {"company": "𠮷野家（云桥）", "building_other": "2026-11-23", "description": '=HYPERLINK("x")'},
)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Return a journal whose values a spreadsheet would like to change, with its clerk's copy."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice (soffice) is not installed")
    journal = Journal(a_queue(tmp_path))
    for n, values in enumerate(VALUES):
        journal.submit(f"key-{n}", NOW, a_submission(**values))
    ClerkCopy(journal, GUIDEBOOK).renew()
    return journal


def converted(path: Path, target: str, separator: int = COMMA) -> Path:
    """Let LibreOffice open a file and save it as another kind."""
    folder = path.parent / "saved"
    profile = f"-env:UserInstallation=file://{path.parent.parent}/profile"
    command = [
        "soffice",
        "--headless",
        profile,
        f"--infilter={AS_UTF_8.format(separator=separator)}",
    ]
    result = subprocess.run(
        [*command, "--convert-to", target, "--outdir", folder, path],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    saved = folder / f"{path.stem}.{target.partition(':')[0]}"
    assert saved.exists(), result.stderr
    return saved


def saved_as_csv(path: Path) -> Path:
    return converted(path, "csv:Text - txt - csv (StarCalc):44,34,76,1")


def values_in(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a copy, but for the moment, which LibreOffice writes in its own way."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: text for column, text in row.items() if column != "submitted_at"}


def shown_rows(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the rows of a .fods as (kind of value, text) of every cell."""
    for row in ET.parse(path).iter(f"{TABLE}table-row"):  # noqa: S314 (LibreOffice wrote it for us)
        cells = []
        for cell in row.iter(f"{TABLE}table-cell"):
            kind = "formula" if cell.get(f"{TABLE}formula") else cell.get(f"{OFFICE}value-type", "")
            text = "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))
            cells += [(kind, text)] * min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 30)
        yield cells


def test_libreoffice_shows_every_value_whole_and_computes_nothing(journal: Journal) -> None:
    rows = list(shown_rows(converted(journal.places.copy, "fods")))

    assert [text for _, text in rows[0]][: len(COLUMNS)] == list(COLUMNS)
    with (journal.places.copy).open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.reader(file))[1:]
    for cells, wanted in zip(rows[1:], expected, strict=False):
        shown = dict(zip(COLUMNS, (text for _, text in cells), strict=False))
        assert shown["submitted_at"].startswith(wanted[COLUMNS.index("submitted_at")])
        assert shown == dict(zip(COLUMNS, wanted, strict=True)) | {
            "submitted_at": shown["submitted_at"]
        }
        assert "formula" not in {kind for kind, _ in cells}
        numbers = [
            column for column, (kind, _) in zip(COLUMNS, cells, strict=False) if kind == "float"
        ]
        assert numbers == ["seq"]


def test_a_copy_that_libreoffice_saved_unchanged_has_every_value_still(journal: Journal) -> None:
    saved = saved_as_csv(journal.places.copy)

    assert saved.read_bytes() != (journal.places.copy).read_bytes()
    assert list(values_in(saved)) == list(values_in(journal.places.copy))


def step(action: Action) -> Step:
    return lambda _known: action


@pytest.fixture
def hostile(tmp_path: Path) -> Journal:
    """Return a journal that has every formula in every column that anybody writes."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice (soffice) is not installed")
    journal = Journal(a_queue(tmp_path))
    for n, text in enumerate(FORMULAS):
        values = dict.fromkeys(WRITTEN, text)
        submission = a_submission(**values, answers=(("areas", text),))
        number = journal.submit(f"key-{n}", NOW, submission).number
        assign = Action("assign", "supervisor", {**ASSIGNED, "lead_department": text})
        journal.transition(number, [step(Action("accept", "staff")), step(assign)], NOW)
    ClerkCopy(journal, GUIDEBOOK).renew()
    return journal


@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
def test_f11_no_separator_makes_libreoffice_compute_anything(
    hostile: Journal, separator: str
) -> None:
    rows = list(shown_rows(converted(hostile.places.copy, "fods", ord(separator))))

    assert len(rows) > len(FORMULAS)
    assert "formula" not in {kind for cells in rows for kind, _ in cells}


def test_s06_a_workbook_is_text_in_every_column(hostile: Journal, tmp_path: Path) -> None:
    book = tmp_path / "out.xlsx"
    export(book, hostile.requests()[1], GUIDEBOOK)

    rows = list(shown_rows(converted(book, "fods", separator=COMMA)))

    kinds = {kind for cells in rows for kind, text in cells if text}
    texts = {text.strip() for cells in rows for _, text in cells}
    assert kinds == {"string"}
    assert {text.strip() for text in FORMULAS} <= texts
