"""The requests as a file to take away: xlsx with exact texts, or CSV guarded like the clerk's copy.

The file holds personal data and is open to its owner alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from guidebook.model import Guidebook
from intake.cases.service_request import ServiceRequest
from intake.journal.disk import replace_whole
from intake.tables.clerk_copy import table
from intake.tables.request_table import COLUMNS, cells_of

TEXT = "@"
"""The number format of a cell that is text whatever is in it (ECMA-376, numFmtId 49)."""

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What a reader of xlsx would take for an escaped character (ECMA-376, ST_Xstring)."""


def export(path: Path, requests: tuple[ServiceRequest, ...], guidebook: Guidebook) -> None:
    """Write requests to a file, xlsx or csv by its name.

    Raises KeyError for another kind of file, or OSError.
    """
    replace_whole(path, WRITERS[path.suffix.lower()](requests, guidebook))


def workbook(requests: tuple[ServiceRequest, ...], guidebook: Guidebook) -> bytes:
    """Return an xlsx of requests; every cell is text and stays exactly what it is."""
    from openpyxl import Workbook  # no other command waits for it
    from openpyxl.cell import Cell, WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("requests")
    sheet.freeze_panes = "B2"

    def text_cell(text: str) -> Cell:
        cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", text))
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        cell.number_format = TEXT
        return cell

    sheet.append([text_cell(column) for column in COLUMNS])
    for service_request in requests:
        sheet.append([text_cell(text) for text in cells_of(service_request, guidebook).values()])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


Writer = Callable[[tuple[ServiceRequest, ...], Guidebook], bytes]
WRITERS: Mapping[str, Writer] = {".xlsx": workbook, ".csv": table}
"""Ending of the file's name → what writes it."""
