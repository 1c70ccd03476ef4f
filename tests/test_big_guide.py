"""The guides that speed is measured on are guides: what holds for content holds for them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from site_build import DATE, ROOT

from guidebook.load import load_guidebook

ADDED = 60


def test_a_guide_made_for_measuring_passes_every_check_and_repeats_no_text(tmp_path: Path) -> None:
    script, folder = ROOT / "bench" / "big_guide.py", tmp_path / "guides"
    present = sum(1 for _ in ROOT.glob("guides/*/[!_]*.yaml"))

    subprocess.run([sys.executable, script, str(present + ADDED), folder], check=True)

    guidebook, _ = load_guidebook(folder, date.fromisoformat(DATE))
    copies = [record for _, record in guidebook.every_record() if record.id[-2:] == "-2"]
    names = {str(record.name) for _, record in guidebook.every_record()}
    assert len(copies) == ADDED
    assert len(names) == present + ADDED
