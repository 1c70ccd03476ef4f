"""Addresses and telephone numbers in what the office writes: links, and nothing else is one."""

from __future__ import annotations

import pytest
from guides_folder import SAMPLE, load

from intake.web.ways import Way, ways_among

SITE = load(SAMPLE).site


def ways(text: str) -> list[str]:
    return [part.address for part in ways_among(text, SITE) if isinstance(part, Way)]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("请打12345。", ["tel:12345"]),
        ("12366 或 119", ["tel:12366", "tel:119"]),
        ("电话 0571-5550 1999，转告", ["tel:057155501999"]),
        ("手机138-0013-8000", ["tel:13800138000"]),
        ("400 123 4567", ["tel:4001234567"]),
        ("见 https://a.example/b。打 12345", ["https://a.example/b", "tel:12345"]),
    ],
)
def test_what_opens_or_calls_is_found(text: str, addresses: list[str]) -> None:
    assert ways(text) == addresses


@pytest.mark.parametrize(
    "text",
    [
        *("110 平方米", "2026-12-01 上午 10 点", "12345 元", "第 119 号", "8 位 AB2C-D3EF"),
        *("18 楼 520 平方米", "91310115MA9000003W", "沪府规〔2023〕120号", "10:30 到 11:45"),
    ],
)
def test_counts_days_and_codes_call_nobody(text: str) -> None:
    assert ways(text) == []


def test_nothing_of_a_text_is_lost() -> None:
    text = "先打 12345，再看 https://a.example/，面积 120 平方米。"

    parts = [p.text if isinstance(p, Way) else p for p in ways_among(text, SITE)]

    assert "".join(parts) == text
