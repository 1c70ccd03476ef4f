"""What editors are told below the list of faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from guides_folder import TODAY, edit

from guidebook.telling import LOOK_UP, check_folder

TOWER = "buildings/cloud-tower.yaml"


@pytest.mark.parametrize(
    ("old", "new", "asks_for_a_fact"),
    [
        ("review_by: ", "review_by: 2027-13-", True),
        ("review_by: ", "# review_by: ", True),
        ("council:\n", "<<<<<<< HEAD\ncouncil:\n", False),
    ],
)
def test_who_is_asked_for_a_fact_is_told_not_to_guess(
    old: str,
    new: str,
    asks_for_a_fact: bool,
    sample_guides: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    edit(sample_guides, TOWER, old, new)

    with pytest.raises(SystemExit):
        check_folder(sample_guides, TODAY)

    told = capsys.readouterr().err.splitlines()
    assert told.count(LOOK_UP) == asks_for_a_fact
