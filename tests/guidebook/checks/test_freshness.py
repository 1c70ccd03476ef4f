"""What has to be looked at is found by its dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from click.testing import CliRunner
from guides_folder import TODAY, edit, load

from cli import main
from guidebook.checks.freshness import find_due
from guidebook.load import load_guidebook


def test_the_oldest_review_comes_first_and_later_ones_are_left_out(sample_guides: Path) -> None:
    for name, day in (("council", "2026-12-10"), ("one-stop", "2026-11-01")):
        file = sample_guides / "glossary" / f"{name}.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace("review_by: 2027-06-30", f"review_by: {day}"), encoding="utf-8"
        )
    today = date(2026, 11, 23)
    guidebook, _warnings = load_guidebook(sample_guides, today)

    due = find_due(guidebook, today, within=30)

    assert [(entry.path, str(entry.by)) for entry in due] == [
        ("glossary/one-stop.yaml", "2026-11-01"),
        ("glossary/council.yaml", "2026-12-10"),
    ]


def test_a_record_is_due_when_it_stops_being_valid(sample_guides: Path) -> None:
    file = sample_guides / "glossary" / "council.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "valid_to: 2026-11-20\n", encoding="utf-8")
    today = date(2026, 11, 23)
    guidebook, _warnings = load_guidebook(sample_guides, today)

    due = find_due(guidebook, today, within=0)

    assert [(entry.path, entry.expired) for entry in due] == [("glossary/council.yaml", True)]


def test_whoever_knows_is_asked(sample_guides: Path) -> None:
    edit(sample_guides, "glossary/council.yaml", "name: ", "owner: 术语岗\nname: ")
    guidebook = load(sample_guides)

    owners = {due.path: due.owner for due in find_due(guidebook, TODAY, within=3650)}

    assert owners["services/register-company.yaml"] == "登记科"
    assert owners["departments/registry.yaml"] == "登记科"
    assert owners["buildings/cloud-tower.yaml"] == str(guidebook.subdistricts["hexi"].name)
    assert owners["glossary/council.yaml"] == "术语岗"
    assert owners["glossary/one-stop.yaml"] == guidebook.site.owner


def test_due_is_listed_by_who_is_asked(sample_guides: Path) -> None:
    arguments = ["due", "--guides", str(sample_guides), "--days", "3650", "--owner", "登记科"]

    told = CliRunner().invoke(main, arguments).stdout.splitlines()

    assert told[0] == "登记科：2 条"
    assert len(told) == 4


def test_whoever_asks_nobody_or_of_no_days_is_told(sample_guides: Path) -> None:
    nobody, past = (
        CliRunner().invoke(main, ["due", "--guides", str(sample_guides), *wrong])
        for wrong in (("--owner", "登计科"), ("--days", "-1"))
    )

    assert (nobody.exit_code, past.exit_code) == (2, 2)
    assert "没有请“登计科”核对的内容，您是不是想写“登记科”" in nobody.output
