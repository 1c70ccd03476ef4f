"""The real content of `guides/`: complete, evidenced, and nobody and nothing invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from guides_folder import GUIDES, load

from guidebook.model import Content, Guidebook
from guidebook.model.text import parts_of, plain
from guidebook.model.walk import walk

DEPARTMENTS = [f"D{number:02}" for number in range(1, 19)]
OTHER_TARGETS = [f"X{number}" for number in range(1, 5)]

PHONE = re.compile(
    r"(?<![\d.])(?:"
    r"\+?86[ -]?\d{2,}"  # with the country's code
    r"|0\d{2,3}[ -–]?\d{7,8}"  # with an area code
    r"|[48]00[ -]?\d{3}[ -]?\d{4}"
    r"|1\d{2}[ -]?\d{4}[ -]?\d{4}"  # mobile
    r"|\d{4}[ -]\d{4}"
    r"|\d{7,}"
    r"|1[02]\d{3}|9[56]\d{3,4}"  # service numbers
    r"|11[0-9]|12[0-9]"
    r")(?!\d)(?!\s*(?:号|弄|家|个|项|座|幢|万|亿|平|人|天|年|米|元|分|%))"
)
"""What looks like a phone number; short ones only where no house number or count is meant."""


@pytest.fixture(scope="module")
def guidebook() -> Guidebook:
    return load(GUIDES)


def texts(guidebook: Guidebook) -> Iterator[tuple[str, str]]:
    """Yield every text that readers may see, with the place it stands at; ids are no texts."""
    contents: list[tuple[str, Content]] = list(guidebook.every_record())
    contents += [("site", guidebook.site), ("consent", guidebook.consent)]
    for kind, content in contents:
        for location, value in walk(content):
            if type(value) is str and "id" not in location and "site_url" not in location:
                yield f"{kind}/{getattr(content, 'id', '')}: {location}", plain(value)


def test_the_guide_has_the_whole_district(guidebook: Guidebook) -> None:
    assert len(guidebook.subdistricts) == 5
    assert len(guidebook.roles) == 6
    assert len(guidebook.buildings) >= 20
    assert len(guidebook.services) >= 25
    assert len(guidebook.glossary) >= 20


def test_eighteen_departments_and_four_other_targets_answer(guidebook: Guidebook) -> None:
    departments = guidebook.departments.values()

    codes = {
        kind: sorted(entry.code for entry in departments if entry.kind == kind)
        for kind in ("department", "target")
    }

    assert codes == {"department": DEPARTMENTS, "target": OTHER_TARGETS}


def test_every_record_shows_where_its_facts_come_from(guidebook: Guidebook) -> None:
    bare = [
        f"{kind}/{record.id}" for kind, record in guidebook.every_record() if not record.evidence
    ]

    assert not bare


def test_every_stage_has_a_service(guidebook: Guidebook) -> None:
    empty = [stage.id for stage in guidebook.site.stages if not guidebook.services_of_stage(stage)]

    assert not empty


def test_no_phone_number_is_invented(guidebook: Guidebook) -> None:
    found = [
        (place, match.group())
        for place, text in texts(guidebook)
        for match in PHONE.finditer(text)
        if match.group() not in guidebook.site.public_digits
    ]

    assert not found


@pytest.mark.parametrize(
    "number",
    [
        "021-58888888", "02158888888", "138 0013 8000", "400-123-4567", "5888 8888", "12366",
        "95598", "+86 21", "114",
    ],
)  # fmt: skip
def test_a_phone_number_would_be_seen(number: str) -> None:
    assert PHONE.search(f"请拨打{number}，工作日")


@pytest.mark.parametrize(
    "text",
    [
        "陆家嘴东路161号", "2026-11-23", "2021年4月29日", "GB/T 39554.1-2020", "东方路 112 号",
        "6.89", "120 家", "2023-06",
    ],
)  # fmt: skip
def test_other_numbers_are_no_phone_numbers(text: str) -> None:
    assert not PHONE.search(text)


def test_posts_name_no_people() -> None:
    files = sorted((GUIDES / "buildings").glob("[!_]*.yaml"))

    named = [file.name for file in files if names_in_posts(file)]

    assert files
    assert not named


def names_in_posts(file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    council = re.search(r"^council:(?:.*\n)(?:[ #].*\n|\n)*", text, re.MULTILINE)
    return bool(council and re.search(r"\b(?:name|person|holder|姓名)\s*[:：]", council.group()))


def test_every_service_says_enough_to_be_used(guidebook: Guidebook) -> None:
    for service in guidebook.services.values():
        assert service.not_accepted, service.id
        assert len(service.faqs) >= 3, service.id
        assert len(service.asked_as) >= 5, service.id


def test_every_department_says_what_it_does_not_do(guidebook: Guidebook) -> None:
    for department in guidebook.departments.values():
        assert department.not_here, department.id
        assert guidebook.services_of_department(department.id), department.id


def test_every_record_says_how_people_ask_for_it(guidebook: Guidebook) -> None:
    assert [record.id for _kind, record in guidebook.every_record() if not record.asked_as] == []


def test_the_chapters_hold_every_page_but_the_buildings(guidebook: Guidebook) -> None:
    in_chapters = {page for chapter in guidebook.chapters.values() for page in chapter.pages}

    left_out = [
        f"{kind}/{record.id}"
        for kind, record in guidebook.every_record()
        if kind not in ("buildings", "chapters") and f"{kind}/{record.id}" not in in_chapters
    ]

    assert left_out == []


def test_the_whole_of_the_known_district_is_in_the_guide(guidebook: Guidebook) -> None:
    codes = [service.code for service in guidebook.services.values()]

    assert codes == [f"S{number:02}" for number in range(1, 61)]
    assert len(guidebook.buildings) == 123
    assert len(guidebook.chapters) == 8
    assert len(guidebook.paths) == 7


def test_every_service_leads_on_to_others_and_from_what_it_does_not_accept(
    guidebook: Guidebook,
) -> None:
    names = {str(service.name) for service in guidebook.services.values()}
    for service in guidebook.services.values():
        parts = [part for line in service.not_accepted for part in parts_of(str(line))]

        unlinked = [
            (part.text, name)
            for part in parts
            for name in names - {str(service.name)}
            if name in part.text and not part.address
        ]

        assert service.related, service.id
        assert unlinked == [], service.id
        assert [part for part in parts if part.address], service.id


def test_a_path_calls_nothing_parallel_that_has_an_order(guidebook: Guidebook) -> None:
    for path in guidebook.paths.values():
        for step in path.steps:
            ordered = re.search(r"先[^，。；]*再", str(step.note or ""))
            assert not (len(step.services) > 1 and ordered), (path.id, str(step.name))


def test_paths_agree_on_what_a_new_company_does_at_the_same_time(guidebook: Guidebook) -> None:
    accounts = {"company-seal", "invoices", "social-insurance-account", "housing-fund-account"}
    steps = {
        path.id: [set(step.services) & accounts for step in path.steps]
        for path in guidebook.paths.values()
        if accounts <= set(path.services) and "register-company" in path.services
    }

    assert set(steps) == {"new-company", "opening-a-restaurant"}
    assert all(accounts in together for together in steps.values())


def test_the_timeline_has_the_economic_total_with_its_source(guidebook: Guidebook) -> None:
    events = [event for event in guidebook.history.events if "6300 亿元" in str(event.title)]

    assert [(str(event.when), event.evidence) for event in events] == [("2022年", "wenhui-2023")]
