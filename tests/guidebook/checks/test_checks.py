"""Rules between records, between fields and with the date; warnings stand apart from faults."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from guides_folder import TODAY, edit, faults_of, load, warnings_of
from pydantic import ValidationError

from cli import main
from guidebook.load import load_guidebook
from guidebook.model import Contact, Post

EARLY = date(2026, 6, 1)
"""A day on which nothing in the sample is due; what was checked later is still to come."""

INCOMPLETE = (
    "guides/services/suggestions.yaml:1: 办事指南还缺：事项类型、服务对象、办件类型、收费、"
    "办理形式、申办入口、到办事现场次数、监督投诉渠道、办理结果、常见问题"
)


def test_warnings_stop_nothing(sample_guides: Path) -> None:
    guidebook, warnings = load_guidebook(sample_guides, date(2030, 1, 1))

    assert len(guidebook.services) == 3
    assert len(warnings) > len(guidebook.services)


def test_warnings_come_in_order_of_file_and_line(sample_guides: Path) -> None:
    _, warnings = load_guidebook(sample_guides, date(2030, 1, 1))

    assert list(warnings) == sorted(warnings)


def test_faults_come_without_warnings(sample_guides: Path) -> None:
    edit(sample_guides, "roles/chief.yaml", "order: 1", "order: 一")

    faults = faults_of(sample_guides, date(2030, 1, 1))

    assert [fault.key for fault in faults] == ["order"]


def test_a_service_without_wider_elements_is_warned_of(sample_guides: Path) -> None:
    assert of_services(sample_guides) == [INCOMPLETE]


def of_services(guides: Path) -> list[str]:
    return [hint for hint in warnings_of(guides, EARLY) if hint.startswith("guides/services/")]


def test_an_unannounced_wider_element_is_not_missing(sample_guides: Path) -> None:
    path = "services/suggestions.yaml"
    edit(sample_guides, path, "steps: 待公布", "steps: 待公布\nfee: 待公布\ncomplaint: 待公布")

    warning = of_services(sample_guides)[0]

    assert "事项类型" in warning
    assert "收费" not in warning
    assert "监督投诉渠道" not in warning


@pytest.mark.parametrize(
    ("today", "warned"), [(date(2026, 11, 1), False), (date(2026, 11, 2), True), (TODAY, True)]
)
def test_a_calendar_that_ends_within_sixty_days_is_warned_of(
    today: date, warned: bool, sample_guides: Path
) -> None:
    warnings = warnings_of(sample_guides, today)

    message = "guides/calendar.yaml:2: years: 工作日历只到 2026-12-31，之后的日期按“预计”显示"
    assert any(warning.startswith(message) for warning in warnings) is warned


@pytest.mark.parametrize(("review_by", "warned"), [("2026-05-31", True), ("2026-06-01", False)])
def test_an_overdue_review_is_warned_of(review_by: str, warned: bool, sample_guides: Path) -> None:
    path = "roles/chief.yaml"
    edit(sample_guides, path, "review_by: 2027-06-30", f"review_by: {review_by}")

    warnings = warnings_of(sample_guides, EARLY)

    expected = f"guides/{path}:11: review_by: 应在 {review_by} 前核对，已经过期"
    assert (expected in warnings) is warned


@pytest.mark.parametrize(("valid_to", "warned"), [("2026-05-31", True), ("2026-06-01", False)])
def test_an_expired_record_is_warned_of(valid_to: str, warned: bool, sample_guides: Path) -> None:
    path = "services/register-company.yaml"
    edit(sample_guides, path, "valid_to: 2027-12-31", f"valid_to: {valid_to}")

    warnings = warnings_of(sample_guides, EARLY)

    expected = f"guides/{path}:56: valid_to: 已于 {valid_to} 失效，请更新或撤下"
    assert (expected in warnings) is warned


@pytest.mark.parametrize(("today", "warned"), [("2027-10-13", False), ("2027-10-14", True)])
def test_a_check_of_more_than_a_year_ago_is_warned_of(
    today: str, warned: bool, sample_guides: Path
) -> None:
    warnings = warnings_of(sample_guides, date.fromisoformat(today))

    expected = "guides/buildings/cloud-tower.yaml:24: checked_on: 2026-10-12 核对过，已经一年多，"
    assert any(warning.startswith(expected) for warning in warnings) is warned


def test_an_empty_column_is_warned_of(sample_guides: Path) -> None:
    (sample_guides / "resources/spare-room.yaml").unlink()
    edit(sample_guides, "projects/nursing-room.yaml", "resources: [spare-room]\n", "")
    edit(sample_guides, "services/register-company.yaml", "stages: [set-up]", "stages: [expand]")

    warnings = warnings_of(sample_guides, EARLY)

    assert "guides/site.yaml:20: stages[1].name: “设立”这个阶段还没有事项" in warnings
    assert "guides/resources/_list.yaml:1: “资源”这一栏是空的：resources 里还没有内容" in warnings


@pytest.mark.parametrize("command", ["check", "due", "site"])
@pytest.mark.parametrize("day", ["abc", "2027-02-30", "20270230", "2027-13-01", ""])
def test_a_day_that_is_none_is_told_in_plain_words(command: str, day: str) -> None:
    run = CliRunner().invoke(main, [command, "--date", day])

    assert run.exit_code == 2
    assert run.output == f"--date：没有“{day}”这一天，应为日期，如 2026-11-23\n"


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "1999-12-31", "0001-01-01"])
def test_a_day_that_no_guide_is_made_for_is_refused(day: str) -> None:
    run = CliRunner().invoke(main, ["check", "--date", day])

    assert run.exit_code == 2
    assert run.output == f"--date：应在 2000 年到 2199 年之间，现在是“{day}”\n"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("subdistricts/hedong.yaml", "name: 河东街道"),
        ("services/suggestions.yaml", "code: S03"),
        ("services/suggestions.yaml", "stages: [operate]"),
        ("services/suggestions.yaml", "lead_department: enterprise-service"),
        ("services/suggestions.yaml", "review_by: 2027-06-30"),
        ("glossary/one-stop.yaml", "review_by: 2027-06-30"),
        ("roles/chief.yaml", "order: 1"),
    ],
)
def test_what_must_be_known_cannot_be_unannounced(
    path: str, line: str, sample_guides: Path
) -> None:
    key = line.split(":")[0]
    if key != "name":
        edit(sample_guides, path, line, f"{key}: 待公布")
    else:
        edit(sample_guides, path, line, f"{key}:")

    faults = faults_of(sample_guides)

    assert [(fault.path, fault.key) for fault in faults] == [(f"guides/{path}", key)]
    assert "写“待公布”" not in faults[0].message


def test_a_council_names_posts_and_no_people() -> None:
    keys = {*Post.model_fields, *Contact.model_fields}

    assert not keys & {"name", "person", "holder", "姓名"}


def test_a_building_may_be_said_to_have_no_council(sample_guides: Path) -> None:
    edit(sample_guides, "buildings/willow-house-2.yaml", "state: unknown", "state: none")

    assert [str(fault) for fault in faults_of(sample_guides)] == []


def test_records_cannot_be_changed(sample_guides: Path) -> None:
    tower = load(sample_guides).buildings["cloud-tower"]

    with pytest.raises(ValidationError):
        tower.address = tower.name  # type: ignore[misc] # the type says so too


def test_an_unannounced_fact_needs_no_evidence(sample_guides: Path) -> None:
    edit(sample_guides, "subdistricts/hexi.yaml", ", default: assumption", "")
    edit(sample_guides, "subdistricts/hexi.yaml", "office: 长堤路1号", "office: 待公布")

    missing = [fault.key for fault in faults_of(sample_guides)]

    assert missing == ["evidence.summary", "evidence.area"]


def test_a_default_mark_covers_the_groups_not_named(sample_guides: Path) -> None:
    tower = load(sample_guides).buildings["cloud-tower"]

    assert tower.evidence_for("council") == ("yunqiao-notice",)
    assert tower.evidence_for("address") == ("assumption",)


def test_a_group_without_facts_has_no_evidence(sample_guides: Path) -> None:
    house = load(sample_guides).buildings["willow-house-2"]

    groups = ("name", "name_en", "address", "subdistrict", "council", "tax_class")
    assert [group for group in groups if house.evidence_for(group)] == ["name"]


def test_names_differ_by_more_than_spaces_and_capitals(sample_guides: Path) -> None:
    edit(sample_guides, "buildings/willow-park.yaml", "name: 柳浪园区", "name: Tower A")
    edit(sample_guides, "buildings/willow-house-2.yaml", "name: 柳浪园区2号楼", "name: TOWER  a")

    faults = faults_of(sample_guides)

    assert [fault.path for fault in faults] == ["guides/buildings/willow-park.yaml"]


def test_a_house_asks_the_council_of_its_park(sample_guides: Path) -> None:
    guidebook = load(sample_guides)

    buildings = guidebook.buildings
    assert guidebook.council_building(buildings["willow-house-2"]) is buildings["willow-park"]
    assert guidebook.council_building(buildings["cloud-tower"]) is buildings["cloud-tower"]


def test_buildings_are_found_by_subdistrict_also_where_it_is_unannounced(
    sample_guides: Path,
) -> None:
    guidebook = load(sample_guides)

    assert [building.id for building in guidebook.buildings_of("hexi")] == ["cloud-tower"]
    assert [building.id for building in guidebook.buildings_of(None)] == ["willow-house-2"]


def test_a_department_lists_what_it_leads_before_what_it_supports(sample_guides: Path) -> None:
    services = load(sample_guides).services_of_department("enterprise-service")

    assert [service.id for service in services] == [
        "bigger-office",
        "suggestions",
        "register-company",
    ]


def test_services_are_found_by_stage(sample_guides: Path) -> None:
    guidebook = load(sample_guides)

    operate = next(stage for stage in guidebook.site.stages if stage.id == "operate")
    services = guidebook.services_of_stage(operate)
    assert [service.id for service in services] == ["bigger-office", "suggestions"]


@pytest.mark.parametrize(
    "address",
    [
        "/", "/services/", "/services/bigger-office/", "/services/bigger-office/#documents",
        "/services/bigger-office/?from=1", "/stages/expand/", "/about/", "/search/?q=1",
        "/requests/new", "/requests/new?service=bigger-office&building=cloud-tower",
        "/requests/status", "https://yunqiao.example", "https://yunqiao.example/a?b=c#d",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_no_fault(address: str, sample_guides: Path) -> None:
    edit(sample_guides, "glossary/one-stop.yaml", "收下", f"[收下]({address})")

    assert not faults_of(sample_guides)


@pytest.mark.parametrize(
    "address",
    [
        "#documents", "//yunqiao.example/", "/services//", "/services", "/requests/", "/desk/",
        "javascript:alert`1`", "https:///a", "https:", "mailto:a@yunqiao.example", "tel:12345",
        "/about/../services/", "/Services/", "/services/bigger-office/index.html",
    ],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_one_fault(address: str, sample_guides: Path) -> None:
    edit(sample_guides, "glossary/one-stop.yaml", "收下", f"[收下]({address})")

    faults = faults_of(sample_guides)

    assert [(fault.line, fault.key) for fault in faults] == [(2, "meaning")]
    assert address in faults[0].message


def test_of_two_doubles_the_newer_is_blamed(sample_guides: Path) -> None:
    git(sample_guides, "init", "-q")
    git(sample_guides, "add", ".")
    git(sample_guides, "-c", "user.name=e", "-c", "user.email=e@e.example", "commit", "-qm", "all")
    edit(sample_guides, "buildings/cloud-tower.yaml", "[云中心]", "[云中心, 企服科]")

    faults = faults_of(sample_guides)

    assert [(fault.path, fault.key) for fault in faults] == [
        ("guides/buildings/cloud-tower.yaml", "aliases[2]")
    ]
    assert "guides/departments/enterprise-service.yaml:4 里也有" in faults[0].message


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
