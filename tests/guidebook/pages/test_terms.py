"""Words that lead to their explanation: the first on a page, the longest, and never in a link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guides_folder import IS_OURS, SAMPLE, edit, load
from site_build import Built, files_of

from guidebook.model import Guidebook
from guidebook.pages.rich_text import Mentions, Place, link_text
from guidebook.pages.terms import Terms

COUNCIL, CHIEF, SECOND = "/glossary/council/", "/roles/chief/", "/roles/second-chief/"


@pytest.fixture(scope="module")
def sample() -> Guidebook:
    return load(SAMPLE)


def found(guidebook: Guidebook, text: str, *linked: str) -> list[tuple[str, str]]:
    parts = Terms(guidebook).mentioned_in(text, set(linked))
    return [(part.text, part.address) for part in parts]


def test_a_term_leads_to_its_page_the_first_time_only(sample: Guidebook) -> None:
    parts = found(sample, "楼事会开会，楼事会记下。")

    assert parts == [("楼事会", COUNCIL), ("开会，楼事会记下。", "")]


def test_an_alias_is_the_same_word(sample: Guidebook) -> None:
    parts = found(sample, "服务楼长就是第二楼长")

    assert parts == [("服务楼长", SECOND), ("就是第二楼长", "")]


def test_the_longest_word_counts_even_where_it_is_no_link(sample: Guidebook) -> None:
    assert found(sample, "找第二楼长", SECOND) == [("找第二楼长", "")]
    assert found(sample, "找第二楼长和楼长", SECOND) == [("找第二楼长和", ""), ("楼长", CHIEF)]


@pytest.mark.parametrize("name", ["楼事会接待站", "《楼事会》"])
def test_a_word_inside_the_name_of_something_else_is_no_mention(
    name: str, sample_guides: Path
) -> None:
    edit(sample_guides, "buildings/willow-park.yaml", "柳浪产业园]", f"{name}]")

    parts = found(load(sample_guides), f"到{name}去")

    assert parts == [(f"到{name}去", "")]


def test_a_number_is_no_word(sample_guides: Path) -> None:
    edit(sample_guides, "glossary/council.yaml", "[楼宇议事会]", '["12345"]')

    parts = found(load(sample_guides), "请打 12345")

    assert parts == [("请打 12345", "")]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("马上打119、110。", ["119", "110"]),
        ("打 12345 问", ["12345"]),
        ("积 120 分，110 平方米，119号，110-120 人，1190 和 12345678", []),
        ("[打 119](/about/)", []),
    ],
)
def test_a_public_number_is_called_by_a_tap_and_a_count_is_none(
    text: str, called: list[str], sample: Guidebook
) -> None:
    place = Place("/", None, sample.site.public_digits)

    html = link_text(text, place, Mentions(Terms(sample), set()))

    assert re.findall('<a href="tel:([0-9]+)">', html) == called


def test_a_link_an_editor_wrote_stays_and_counts_as_the_first(sample: Guidebook) -> None:
    mentions = Mentions(Terms(sample), set())

    html = link_text("楼事会<请>[看楼事会](/glossary/council/)、楼长", Place("/"), mentions)

    assert html == (
        '楼事会&lt;请&gt;<a href="glossary/council/">看楼事会</a>、'
        '<a class="term" href="roles/chief/">楼长</a>'
    )


def test_no_page_links_a_term_twice_or_itself_or_inside_a_link_or_heading(built: Built) -> None:
    pages = {
        path.removesuffix("index.html"): content.decode()
        for path, content in files_of(built.site).items()
        if path.endswith("index.html")
    }
    for path, html in pages.items():
        targets = re.findall(r'<a class="term" href="([^"]*)"', html)
        assert len(targets) == len(set(targets)), path
        assert "./" not in targets, path
        for tag in ("a", "h1", "h2", "h3", "title", "summary", "label", "button"):
            inside = re.findall(rf"<{tag}\b[^>]*>((?:(?!</{tag}>).)*)</{tag}>", html, re.S)
            assert not [text for text in inside if 'class="term"' in text], (path, tag)

    assert not IS_OURS or any('class="term"' in html for html in pages.values())


def test_search_texts_and_descriptions_know_nothing_of_mentions(built: Built) -> None:
    for path, content in files_of(built.site).items():
        if path.startswith("search/") and path.endswith(".json"):
            assert b"class=" not in content, path
        if path.endswith(".html"):
            assert not re.search(rb'content="[^"]*<a ', content), path
