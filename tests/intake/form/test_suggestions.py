"""Pages that may answer a text: those that share rare pairs of characters with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from guides_folder import GUIDES, about_ours, load
from searching import answerable, read_queries

from guidebook.model import Guidebook
from intake.form.suggestions import KINDS, MOST, MOST_FOUND, Suggestions, searching

AS_WORDS = ("exact", "subword", "multi", "colloquial", "synonym")
"""Kinds of questions typed as words, neither as they sound nor misspelt."""
IN_THREE = 0.98
IN_TEN = 0.97


@pytest.fixture(scope="module")
def suggestions(guidebook: Guidebook) -> Suggestions:
    return Suggestions(guidebook)


@pytest.fixture
def sample(sample_guides: Path) -> Suggestions:
    return Suggestions(load(sample_guides))


def addresses(suggestions: Suggestions, text: str, service: str = "") -> list[str]:
    return [page.address for page in suggestions.of(text, service)]


@about_ours
def test_questions_typed_as_words_have_their_page_within_three(
    suggestions: Suggestions, guidebook: Guidebook
) -> None:
    asked = [
        query
        for query in answerable(guidebook)
        if query.kind in AS_WORDS and query.answers[0].split("/")[1] in KINDS
    ]

    missed = [q for q in asked if not set(q.answers) & set(addresses(suggestions, q.text))]

    assert 1 - len(missed) / len(asked) >= IN_THREE, missed


def test_a_search_has_the_page_of_any_kind_within_ten(guidebook: Guidebook) -> None:
    search = searching(guidebook)
    asked = [query for query in answerable(guidebook) if query.kind in (*AS_WORDS, "traditional")]

    found = {query: {page.address for page in search.found(query.text)} for query in asked}
    missed = [query for query in asked if not set(query.answers) & found[query]]

    assert 1 - len(missed) / len(asked) >= IN_TEN, missed


def test_a_search_has_ten_at_most(guidebook: Guidebook) -> None:
    assert len(searching(guidebook).found("街道")) == MOST_FOUND


def test_a_search_for_a_name_has_its_page_first(guidebook: Guidebook) -> None:
    search = searching(guidebook)
    names = [str(record.name) for _kind, record in guidebook.every_record()]

    assert [name for name in names if search.found(name)[0].title != name] == []


@pytest.mark.parametrize("asked", ["", "(", "[x", "停车", "Shanghai tower", "請問停車怎麼辦"])
def test_marks_leave_every_text_as_it_is(suggestions: Suggestions, asked: str) -> None:
    text = "停车位（SHANGHAI [x"

    runs = suggestions.marked(asked, text)

    assert "".join(run for run, _is_hit in runs) == text
    assert any(is_hit for _run, is_hit in runs) == (asked not in ("", "("))


@pytest.mark.parametrize(
    "text",
    [
        "我们二十个人坐不下了。想换大一点的办公室，最好还在这栋楼。",
        "公司二十個人坐不下了，想換大一點的辦公室",
        "扩租",
    ],
)
def test_a_text_that_shares_rare_pairs_with_a_page_has_it_first(
    sample: Suggestions, text: str
) -> None:
    assert addresses(sample, text)[:1] == ["/services/bigger-office/"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "税", "。。。", "你好", "lorem ipsum", "😀", "x" * 500),
        "猫丢了，白色的，三岁，有人看见的话请打前台的电话",
        "空调一直不制冷，物业说要等零件，已经等了几天了，天这么热，请你们帮忙催一下",
    ],
)
def test_a_text_that_shares_little_or_nothing_has_none(sample: Suggestions, text: str) -> None:
    assert addresses(sample, text) == []


def test_another_word_of_the_same_meaning_counts(sample_guides: Path) -> None:
    file = sample_guides / "synonyms.yaml"
    before = addresses(Suggestions(load(sample_guides)), "挪窝")
    file.write_text(file.read_text("utf-8").replace("groups:\n", "groups:\n  - [挪窝, 扩租]\n"))

    assert before == []
    assert addresses(Suggestions(load(sample_guides)), "挪窝") == ["/services/bigger-office/"]


@about_ours
def test_another_word_for_what_many_pages_have_tells_no_more(suggestions: Suggestions) -> None:
    found = addresses(suggestions, "被员工告了，仲裁怎么应对")

    assert found[0] == "/services/labour-arbitration/"
    assert "/services/staff-meals/" not in found  # 职工 is rare, but 员工 was typed


def test_the_page_that_the_sender_came_from_is_not_shown(sample: Suggestions) -> None:
    assert addresses(sample, "扩租", "bigger-office") == []


@about_ours
def test_there_are_three_at_most(suggestions: Suggestions) -> None:
    assert max(len(addresses(suggestions, query.text)) for query in read_queries()) == MOST


def test_the_intake_needs_no_pinyin() -> None:
    asked = "import sys, intake.server, intake.form.suggestions; print('pypinyin' in sys.modules)"

    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=GUIDES.parent, capture_output=True, text=True, check=True
    )

    assert told.stdout == "False\n"
