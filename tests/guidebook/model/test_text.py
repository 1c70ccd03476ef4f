"""The markup of texts: links, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidebook.model.text import Part, parts_of, plain

PIECES = st.sampled_from(["[", "]", "(", ")", "云桥", "/a/", " ", "\n", "[楼长](/roles/chief/)"])
TEXTS = st.lists(PIECES).map("".join) | st.text()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("没有链接", [Part("没有链接")]),
        ("[楼长](/roles/chief/)", [Part("楼长", "/roles/chief/")]),
        (
            "找[楼长](/roles/chief/)。",
            [Part("找"), Part("楼长", "/roles/chief/"), Part("。")],
        ),
        (
            "[一](/a/)[二](https://b.example/?c=1#d)",
            [Part("一", "/a/"), Part("二", "https://b.example/?c=1#d")],
        ),
        ("[注](一) 和 [未完](/a/", [Part("注", "一"), Part(" 和 [未完](/a/")]),
    ],
)
def test_a_text_is_cut_into_words_and_links(text: str, parts: list[Part]) -> None:
    assert list(parts_of(text)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "[文字]()", "[](/a/)", "[文字] (/a/)", "[文字]（/a/）", "［文字］(/a/)", "(文字)[/a/]",
        "[两\n行](/a/)", "[文字](/a /b/)", "<a href='/a/'>文字</a>", "**粗** `码` # 题", "[a[b](",
    ],
)  # fmt: skip
def test_what_is_not_quite_a_link_stays_text(text: str) -> None:
    assert list(parts_of(text)) == [Part(text)]


def test_plain_text_keeps_labels_and_drops_addresses() -> None:
    assert plain("找[楼长](/roles/chief/)，或[提诉求](/requests/new)。") == "找楼长，或提诉求。"


@given(TEXTS)
def test_no_word_is_lost(text: str) -> None:
    parts = list(parts_of(text))

    written = [f"[{part.text}]({part.address})" if part.address else part.text for part in parts]
    assert "".join(written) == text
    assert "".join(part.text for part in parts) == plain(text)


@given(TEXTS)
def test_an_address_holds_no_space_and_no_bracket(text: str) -> None:
    addresses = [part.address for part in parts_of(text)]

    assert not [address for address in addresses if set(address) & set(" \n()")]
