"""A 「一件事」 is one plan: known time, what runs in parallel, one list of papers, true buttons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guides_folder import edit, load
from rendered import rendered

from guidebook.model import Guidebook, Limit
from guidebook.pages.plans import Plan, plan_of

PATH = "paths/first-day.yaml"
REGISTER = "services/register-company.yaml"
OFFICE = "services/bigger-office.yaml"
SECOND = "  - {name: 找面积、提建议, services: [bigger-office, suggestions], note: 可以一起办。}\n"


def plan_in(guides: Path) -> Plan:
    guidebook: Guidebook = load(guides)
    return plan_of(guidebook, guidebook.paths["first-day"])


def page_of(guides: Path) -> str:
    return rendered(load(guides))["paths/first-day/index.html"]


def take(guides: Path, days: str) -> None:
    """Let the second step take as long as that."""
    edit(guides, OFFICE, "fee: 不收费\n", f"promised_limit: {days}\nfee: 不收费\n")
    edit(guides, OFFICE, "evidence: {", "evidence: {limits: yunqiao-gazette, ")


def side_by_side(guides: Path) -> None:
    edit(guides, PATH, SECOND, SECOND.replace("name:", "parallel: true, name:"))


def test_limits_of_steps_one_after_the_other_are_added_up(sample_guides: Path) -> None:
    take(sample_guides, "{number: 4, unit: 工作日}")

    assert plan_in(sample_guides).total == (Limit(number=5, unit="工作日"),)


def test_of_steps_side_by_side_only_the_longest_counts(sample_guides: Path) -> None:
    take(sample_guides, "{number: 4, unit: 工作日}")
    side_by_side(sample_guides)

    assert plan_in(sample_guides).total == (Limit(number=4, unit="工作日"),)


def test_working_days_and_calendar_days_are_told_apart(sample_guides: Path) -> None:
    take(sample_guides, "{number: 30, unit: 日}")

    assert " 1 个工作日，再加 30 日" in " ".join(page_of(sample_guides).split()).replace(">", "> ")


def test_the_limit_of_a_part_is_no_limit_of_the_whole(sample_guides: Path) -> None:
    take(sample_guides, "{number: 4, unit: 工作日, counts: 审查}")

    plan = plan_in(sample_guides)

    assert plan.total == (Limit(number=1, unit="工作日"),)
    assert [str(service.name) for service in plan.untimed][:1] == ["换大间对接"]


def test_what_has_no_known_limit_is_named_beside_the_total(sample_guides: Path) -> None:
    page = page_of(sample_guides)

    plan = plan_in(sample_guides)
    unknown = page.split('class="unknown"', 1)[1].split("</details>", 1)[0]

    assert f"公布了时限的 {len(plan.services) - len(plan.untimed)} 件" in page
    assert all(str(service.name) in unknown for service in plan.untimed)


def test_a_step_beside_another_says_beside_which(sample_guides: Path) -> None:
    side_by_side(sample_guides)

    assert "和第 1 步同时办" in page_of(sample_guides)


@pytest.mark.parametrize("name", ["name: 住所使用证明", "name: 租约, counts_as: 住所使用证明"])
def test_a_paper_that_two_services_ask_for_is_ticked_once(sample_guides: Path, name: str) -> None:
    edit(sample_guides, OFFICE, "documents: 待公布", f"documents: [{{{name}}}, {{name: 平面图}}]")

    page = page_of(sample_guides)

    ticked = re.findall('checkbox" name="([^"]*)"', page)
    assert ticked == ["住所使用证明", "登记申请书", "平面图"]
    paper = page.split("<strong>住所使用证明</strong>", 1)[1].split("</li>", 1)[0]
    assert re.findall("<small>(.*?)[：<]", paper) == ["开公司登记", "换大间对接"]


def test_each_service_has_the_button_of_its_own_page(sample_guides: Path) -> None:
    edit(sample_guides, REGISTER, "words: 开公司登记}", "url: https://guide.example/apply}")

    page = page_of(sample_guides).split('id="steps"', 1)[1]

    assert 'href="https://guide.example/apply" rel="external noopener">去“云桥办事网”办理' in page
    assert re.search("requests/new.service=bigger-office[^>]*>提诉求<", page)


def test_a_stage_begins_with_the_events_of_life_that_it_begins(sample_guides: Path) -> None:
    edit(sample_guides, PATH, "steps:\n", "stages: [set-up]\nsteps:\n")

    pages = rendered(load(sample_guides))

    stage = pages["stages/set-up/index.html"].split('id="paths"', 1)[1]
    assert stage.index("paths/first-day/") < stage.index("services/register-company/")
    assert "paths/first-day/" not in pages["stages/expand/index.html"]
