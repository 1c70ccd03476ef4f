"""Telephone and identity numbers, limits and articles are seen however they are written."""

from __future__ import annotations

import pytest

from guidebook.checks.numbers import (
    article_in,
    digits_of,
    identity_number_in,
    limit_in,
    statutory_limit_in,
    telephones_in,
)

PROMISED = (1, 5, 15)


@pytest.mark.parametrize(
    "number",
    [
        "12366", "95598", "962222", "114", "58888888", "5888-8888", "5888 8888", "5888–8888",
        "（021）58888888", "(021) 5888 8888", "+86 21 5888 8888", "86-21-58888888", "+86 21",
        "021-58888888", "021－58888888", "０２１－５８８８８８８８", "138 0013 8000",
        "400-123-4567", "5888-2888", "电话：58888888", "NO 58888888", "GB 8978-1996，5888 8888",
    ],
)  # fmt: skip
def test_a_telephone_number_is_seen(number: str) -> None:
    assert list(telephones_in(f"请拨打{number}，工作日"))


@pytest.mark.parametrize(
    "text",
    [
        "陆家嘴东路161号", "2026-11-23", "2021年4月29日", "GB/T 39554.1-2020", "东方路 112 号",
        "6.89", "120 家", "2023-06", "浦东大道1525-1539号", "2023-2027", "国科发火〔2016〕32号",
        "12000 元", "约 1600 平方米", "100-120 人", "8:30—18:00", "120 个工作日",
        "张杨路560、620号", "第 120 期", "GB 8978-1996", "符合 GB18483-2001 的要求",
        "DB31/T 1234-2020", "ISO 45001-2018", "JGJ 16-2008", "HJ 2.3-2018", "7718-2011",
        "文号：20211234567",
        "备案号 31010602000123",
        "统一社会信用代码 91310000123456789X",
    ],
)  # fmt: skip
def test_another_number_is_no_telephone_number(text: str) -> None:
    assert not list(telephones_in(text))


def test_an_identity_number_is_not_taken_for_a_telephone_number() -> None:
    text = "写 110105 19491231 002X。"

    assert identity_number_in(text)
    assert not list(telephones_in(text))


@pytest.mark.parametrize("text", ["11010519491231002X", "1101 0519 4912 3100 2x"])
def test_an_identity_number_is_seen_also_in_groups(text: str) -> None:
    assert identity_number_in(text)


def test_numbers_are_compared_by_their_digits() -> None:
    assert digits_of("（０２１）5888 8888") == "02158888888"


@pytest.mark.parametrize(
    "text",
    [
        "法定20个工作日内办结。", "7 个工作日内批准", "法定 30 日内", "三十日内",
        "3 个工作日内答复", "２０个工作日", "二十个工作日", "证书管 3 年", "不超过 3 个月",
        "一个月内", "24小时内", "十五天前", "提前 3 天",
    ],
)  # fmt: skip
def test_a_limit_is_seen(text: str) -> None:
    assert limit_in(text, PROMISED)


@pytest.mark.parametrize(
    "text",
    [
        "1 个工作日内首次联系", "5 个工作日内答复", "15 个工作日内有人联系", "2023 年 7 月中旬",
        "2020年4月29日", "2026 年 3 月成立", "一年税收", "几天能清", "14 周岁", "半天",
        "7 月 16 日", "三天两头", "每月一次",
    ],
)  # fmt: skip
def test_a_date_or_a_promise_of_ours_is_no_limit(text: str) -> None:
    assert limit_in(text, PROMISED) is None


@pytest.mark.parametrize("text", ["某某条例第十二条", "第12条", "第１２条"])
def test_an_article_is_seen(text: str) -> None:
    assert article_in(text)


def test_a_statutory_number_is_seen() -> None:
    assert statutory_limit_in("法定 20 个工作日")
    assert statutory_limit_in("协调事项没有法定时限。5 个工作日内答复") is None
