"""The internal figures as a workbook: one sheet for each way of parting them."""

from __future__ import annotations

import io

from intake.figures.internal import MEASURES, Internal, Line


def figures_workbook(figures: Internal) -> bytes:
    """Return an xlsx: the headline, the total, then a sheet a table; numbers are numbers."""
    from openpyxl import Workbook  # no other command waits for it

    book = Workbook(write_only=True)
    first = book.create_sheet("合计")
    first.append([figures.headline])
    first.append([*MEASURES.values(), "满意率（%）"])
    first.append(_cells(figures.total)[1:])
    for name, lines in figures.tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        sheet.append([name, *MEASURES.values(), "满意率（%）"])
        for line in lines:
            sheet.append(_cells(line))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cells(line: Line) -> list[str | int | None]:
    return [line.name, *(line.counts[measure] for measure in MEASURES), line.satisfaction]
