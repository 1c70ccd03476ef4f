"""The query sets find what they should: the shares that the guide promises, in a real browser."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from guides_folder import about_ours
from playwright.sync_api import Browser, Page
from searching import (
    Answered,
    answerable,
    ask,
    read_queries,
    report,
    share_first,
    share_in_three,
)
from served import Served
from site_build import ROOT, Built

from guidebook.model import KINDS, Guidebook
from guidebook.search.readings import common_characters
from guidebook.search.weights import WEIGHTS

FIRST, IN_THREE, COLLOQUIAL_FIRST = 0.97, 0.99, 0.90
KINDS_OF_QUERY = 11
BYTES_BEFORE_FIRST_RESULT = 40_000
SCRIPTS = ("worker", "language", "names", "bodies")


@pytest.fixture(scope="module")
def answered(
    browser: Browser, served_guide: Served, guidebook: Guidebook
) -> Iterator[tuple[Answered, ...]]:
    page: Page = browser.new_page()
    page.goto(served_guide.base)
    yield ask(page, answerable(guidebook))
    page.close()


@about_ours
@pytest.mark.browser
def test_the_query_sets_are_answered_first_and_in_three(answered: tuple[Answered, ...]) -> None:
    first, three = share_first(answered), share_in_three(answered)

    print(report(answered))
    assert first >= FIRST, report(answered)
    assert three >= IN_THREE, report(answered)


@about_ours
@pytest.mark.browser
def test_questions_in_everyday_words_are_answered_first(answered: tuple[Answered, ...]) -> None:
    colloquial = [a for a in answered if a.query.kind == "colloquial"]

    assert share_first(colloquial) >= COLLOQUIAL_FIRST, report(colloquial)


@about_ours
def test_the_query_sets_are_large_varied_and_up_to_date(guidebook: Guidebook) -> None:
    queries = answerable(guidebook)

    assert len(queries) >= 200
    assert len({query.kind for query in queries}) == KINDS_OF_QUERY
    assert {query.answers[0].split("/")[1] for query in read_queries()} == set(KINDS)


def test_worker_and_names_weigh_little_before_the_first_result(built: Built) -> None:
    scripts = [f"assets/search-{name}.js" for name in SCRIPTS]
    files = [built.site / path for path in (*scripts, "search/index.json")]

    weight = sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)

    assert weight <= BYTES_BEFORE_FIRST_RESULT


def test_every_weight_of_the_index_is_read_by_the_scripts_and_no_other() -> None:
    scripts = [(ROOT / f"site_src/assets/search-{name}.js").read_text("utf-8") for name in SCRIPTS]

    by_name = re.findall(r"(?<!/)\bweights\.(\w+)", "".join(scripts))
    taken_out = re.findall(r"const \{ ([\w, ]+) \} = this\.weights", "".join(scripts))

    assert {*by_name, *", ".join(taken_out).split(", ")} == set(WEIGHTS)


def test_the_common_characters_are_those_that_a_browser_decodes() -> None:
    common = common_characters()

    assert (len(common), common[0], common[-1]) == (3755, "啊", "座")
