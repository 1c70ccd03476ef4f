"""Texts are folded and cut for the search in one way, in the index and in the browser."""

from __future__ import annotations

import pytest
from guides_folder import about_ours
from playwright.sync_api import Browser
from searching import read_queries
from served import Served

from guidebook.search.language import fold, pieces_in

ODD = ("", "税", "停车" * 50, "😀", "ＡＢＣ", "<b>", "xyzzyq", "浦東發展銀行", "İstanbul", "㈱ 2楼")

IN_BROWSER = """async (queries) => {
  const language = new Language(await (await fetch("/search/index.json")).json());
  return queries.map((query) => [language.fold(query), pairsIn(language.fold(query))]);
}"""


def test_texts_are_folded_to_small_simplified_letters_without_signs() -> None:
    assert fold("ＡＥＤ　大樓！！（二）") == "aed 大楼 二"


def test_pieces_are_pairs_of_characters_and_whole_other_words() -> None:
    assert pieces_in("大楼里 aed 楼") == ["大楼", "楼里", "aed"]


@about_ours  # what people here ask; an index holds the traditional signs of its own content alone
@pytest.mark.browser
def test_the_browser_folds_and_cuts_a_query_as_the_index_was(
    browser: Browser, served_guide: Served
) -> None:
    queries = [*(query.text for query in read_queries()), *ODD]
    page = browser.new_page()
    page.goto(f"{served_guide.base}/robots.txt")
    page.add_script_tag(url=f"{served_guide.base}/assets/search-language.js")

    theirs = page.evaluate(IN_BROWSER, queries)

    ours = [[fold(query), set(pieces_in(fold(query)))] for query in queries]
    assert [[folded, set(pieces)] for folded, pieces in theirs] == ours
    page.close()
