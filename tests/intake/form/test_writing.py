"""Days and telephone numbers are written in one way, in the guide and in the intake."""

from __future__ import annotations

import re
from datetime import date

from site_build import ROOT

from guidebook.model.writing import day_in_words, tel_address

TEMPLATES = ROOT / "templates"


def test_a_day_is_written_as_people_do() -> None:
    assert day_in_words(date(2026, 2, 27)) == "2026年2月27日（周五）"
    assert day_in_words(date(2026, 2, 27), weekday=False) == "2026年2月27日"


def test_a_number_is_called_without_its_blanks_and_hyphens() -> None:
    assert tel_address("021-5000 1234") == "tel:02150001234"
    assert tel_address("0571-5550-1300 转 801") == "tel:057155501300,801"
    assert tel_address("+852 2345 6789") == "tel:+85223456789"


def test_no_template_writes_a_day_or_calls_a_number_by_itself() -> None:
    own = re.compile(r"tel:|\.weekday\(|\.year\b")

    found = [file.name for file in TEMPLATES.rglob("*.html") if own.search(file.read_text())]

    # MkDocs renders them, without our filters
    assert sorted(found) == ["call.html", "footer.html"]
