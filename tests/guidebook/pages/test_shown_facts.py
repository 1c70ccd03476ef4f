"""Whatever the checker takes as a fact is on the record's page, and search knows nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from filling import filled
from guides_folder import SAMPLE, load
from rendered import rendered

from guidebook.model import KINDS, Guidebook
from guidebook.search.bodies import body_of

NOT_ON_THE_PAGE = {
    "id", "evidence",
    "keywords", "asked_as",  # what search finds a record by
    "code", "order",  # where it stands in lists
    "questions",  # stand in the form
    "former_ids",  # old addresses, which lead to the page
    "counts_as",  # by what name it stands in the list of a path
    "here",  # what is asked here has the form itself, and no other way in
}  # fmt: skip
"""Aliases too, of kinds where they are no facts but what search finds a record by."""
IN_OTHER_WORDS = {"必要": "", "申请人自备": "", "需盖章": "盖章"}
"""Words of the standard → how the page says them; nothing where everybody expects it."""


@pytest.fixture(scope="module")
def sample() -> Guidebook:
    return load(SAMPLE)


def words_of(html: str) -> str:
    return "".join(unescape(re.sub(r"<[^>]*>", "", html.split("<article", 1)[1])).split())


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_of_a_record_is_on_its_page_and_search_knows_no_other(
    kind: str, sample: Guidebook
) -> None:
    aliases = {"aliases"} - KINDS[kind].model.fact_groups.keys()
    record, filler = filled(kind, sample, NOT_ON_THE_PAGE | aliases)
    records = {**sample.records, kind: {**sample.records[kind], "filled": record}}

    pages = rendered(replace(sample, records=records))
    html = pages[f"{kind}/filled/index.html"]
    page = words_of(html)

    words = [IN_OTHER_WORDS.get(word, word) for word in filler.words]
    assert [word for word in words if word not in page] == []
    assert [text for text in filler.examples if text not in html] == []
    said = re.split(r"\s+", body_of(record).text)
    assert [text for text in said if text not in page] == []
