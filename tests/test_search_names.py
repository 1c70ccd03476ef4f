"""The names layer in Python, and that the browser's answers the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from guides_folder import load
from playwright.sync_api import Browser
from searching import read_queries
from served import Served

from guidebook.addresses import record_address
from guidebook.model import Guidebook
from guidebook.search import Names, names_of
from guidebook.search.language import Language, pairs_in
from guidebook.search.lines import Lines
from guidebook.search.names import POINT

IN_BROWSER = """async (queries) => {
  const names = new Names(await (await fetch("/search/index.json")).json());
  const shown = ([record, points]) => ["/" + names.records[record].location, points];
  return queries.map((query) => names.answers(query).slice(0, 3).map(shown));
}"""

ODD = ("", "税", "停车" * 50, "😀", "ＡＢＣ", "<b>", "xyzzyq", "浦東發展銀行", "İstanbul", "㈱ 2楼")


@pytest.fixture(scope="module")
def names(guidebook: Guidebook) -> Names:
    return Names(names_of(guidebook))


@pytest.fixture
def sample_names(sample_guides: Path) -> Names:
    return Names(names_of(load(sample_guides)))


@pytest.mark.browser
def test_python_and_the_browser_give_the_same_three_answers_with_the_same_points(
    browser: Browser, served: Served, names: Names
) -> None:
    queries = [*(query.text for query in read_queries()), *ODD]
    page = browser.new_page()
    page.goto(f"{served.base}/robots.txt")
    for script in ("language", "names"):
        page.add_script_tag(url=f"{served.base}/assets/search-{script}.js")

    theirs = page.evaluate(IN_BROWSER, queries)

    ours = [
        [[record_address(a.kind, a.record_id), a.points] for a in names.answers(query)[:3]]
        for query in queries
    ]
    different = [q for q, one, other in zip(queries, ours, theirs, strict=True) if one != other]
    assert different == []
    assert len(queries) >= 200
    page.close()


def test_a_title_typed_exactly_has_a_hundred_points_at_least(sample_names: Names) -> None:
    answer = sample_names.answers("云桥中心")[0]

    assert (answer.kind, answer.record_id) == ("buildings", "cloud-tower")
    assert answer.points >= 100 * POINT


def test_letters_find_what_sounds_like_them(sample_names: Names) -> None:
    answers = [
        sample_names.answers(text)[0] for text in ("yunqiaozhongxin", "yun qiao zhong xin", "yqzx")
    ]

    assert {answer.record_id for answer in answers} == {"cloud-tower"}


def test_lines_are_found_once_each_however_often_they_hold_a_piece() -> None:
    lines = Lines(["大楼大楼", "楼", "大厦", "小大楼"])

    assert lines.holding("大楼") == [0, 3]
    assert lines.holding("桥") == []


def test_a_piece_never_reaches_from_one_line_into_the_next() -> None:
    assert Lines(["大", "楼"]).holding("大楼") == []


def test_texts_are_folded_to_small_simplified_letters_without_signs() -> None:
    language = Language({"runs": "", "rare": {}, "phrases": {}}, "樓楼", ["怎么办"])

    assert language.fold("ＡＥＤ　大樓！！（二）") == "aed 大楼 二"
    assert language.core("停车怎么办") == "停车"
    assert language.core("怎么办") == "怎么办"


def test_pieces_are_pairs_of_characters_and_whole_other_words() -> None:
    assert pairs_in("大楼里 aed") == ["大楼", "楼里", "aed"]
