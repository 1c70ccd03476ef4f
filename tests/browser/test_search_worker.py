"""The search engine in the browser finds every record by all its names, and by ways of asking."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from searching import first_three
from served import Served

from guidebook.model import KINDS, Guidebook, Record
from guidebook.model.addresses import record_address
from guidebook.search.bodies import body_of

pytestmark = pytest.mark.browser

IN_THREE = 0.99
"""Share of questions: two services may rightly be asked for in nearly the same words."""


@pytest.fixture(scope="module")
def page(browser: Browser, served_guide: Served) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(served_guide.base)
    yield page
    page.close()


def missed(page: Page, expected: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the (query, address) pairs whose address is not among the first three answers."""
    answers = first_three(page, [query for query, _address in expected])
    return [pair for pair, found in zip(expected, answers, strict=True) if pair[1] not in found]


def test_every_record_is_found_by_its_name_and_every_alias(
    page: Page, guidebook: Guidebook
) -> None:
    expected = [
        (name, record_address(kind, record.id))
        for kind, record in guidebook.every_record()
        for name in (str(record.name), *record.other_names)
    ]

    assert missed(page, expected) == []


def test_every_record_with_an_english_name_is_found_by_it(page: Page, guidebook: Guidebook) -> None:
    expected = [
        (record.name_en, record_address(kind, record.id))
        for kind, record in guidebook.every_record()
        if record.name_en
    ]

    assert missed(page, expected) == []


def test_every_service_is_found_by_each_way_of_asking(page: Page, guidebook: Guidebook) -> None:
    expected = [
        (question, record_address("services", service.id))
        for service in guidebook.services.values()
        for question in service.asked_as
    ]

    found_none = missed(page, expected)

    assert 1 - len(found_none) / len(expected) >= IN_THREE, found_none


def own_phrase(record: Record, bodies: list[str]) -> str:
    """Return the longest piece of a record's text, up to 16 characters, that no other has."""
    cuts = re.split("[，。；：、！？（）“”《》 ]", body_of(record).text)
    phrases = [cut[:16] for cut in sorted(cuts, key=len, reverse=True) if len(cut) >= 6]
    return next((p for p in phrases if sum(p in body for body in bodies) == 1), "")


def test_pages_of_every_kind_are_found_by_a_phrase_of_their_own(
    page: Page, guidebook: Guidebook
) -> None:
    bodies = [body_of(record).text for _kind, record in guidebook.every_record()]
    expected = [
        (phrase, record_address(kind, record.id))
        for kind in KINDS
        for record in list(guidebook.records[kind].values())[:10]
        if (phrase := own_phrase(record, bodies))
    ]

    assert missed(page, expected) == []


@pytest.mark.parametrize(
    "query", ["", " ", "a", "的", "x" * 500, "<b>", "(.*)", "😀", "ＡＢＣ", "\\"]
)
def test_odd_input_is_answered_without_an_exception(page: Page, query: str) -> None:
    assert len(first_three(page, [query])) == 1
