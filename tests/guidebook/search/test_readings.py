"""How Chinese is read aloud, and which traditional characters are understood."""

from __future__ import annotations

import pytest

from guidebook.search.readings import readings
from guidebook.search.traditional import TABLE, made_from_opencc, traditional_pairs


def test_a_phrase_that_reads_otherwise_than_its_characters_is_an_exception() -> None:
    found = readings(["浦东发展银行大厦"])

    assert found["phrases"] == {"银行": "yin hang"}


def test_a_rare_character_of_a_name_is_given_by_itself() -> None:
    found = readings(["洋泾街道", "燚"])

    assert found["rare"]["燚"] == "yi"


def test_only_traditional_characters_of_what_is_written_are_given() -> None:
    assert traditional_pairs(["大楼"]) == "樓楼"


def test_the_table_is_what_opencc_says() -> None:
    pytest.importorskip("opencc", reason="没有 OpenCC：繁简表的核对跳过")

    assert TABLE.read_text(encoding="utf-8") == made_from_opencc()
