"""A service's page says what it is waiting for, which way has which steps, and what comes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guides_folder import TODAY, edit, load
from rendered import rendered

from guidebook.model import Document, Limit
from guidebook.pages.service_facts import paper_in_words

PATH = "services/register-company.yaml"
PAUSED = "paused: {reason: 登记系统换新, until: 2026-11-22}"


def page_of(guides: Path) -> str:
    return rendered(load(guides))["services/register-company/index.html"]


def text_of(html: str) -> str:
    return re.sub(r"\s+", "", re.sub("<[^>]*>", "", html))


def pause(guides: Path, paused: str) -> None:
    edit(guides, PATH, "stages: [set-up]\n", f"stages: [set-up]\n{paused}\n")
    edit(guides, PATH, "evidence:\n", "evidence:\n  paused: yunqiao-notice\n")


@pytest.mark.parametrize(
    ("until", "hidden"), [("2026-11-22", " hidden"), (TODAY.isoformat(), ""), ("2027-01-31", "")]
)
def test_a_pause_is_told_first_and_is_over_by_itself(
    until: str, hidden: str, sample_guides: Path
) -> None:
    """Script hides it on the day after; before that the page names the day."""
    pause(sample_guides, f"paused: {{reason: 登记系统换新, until: {until}}}")

    pages = rendered(load(sample_guides))

    head = pages["services/register-company/index.html"].split("<aside", 1)[0]
    assert f'<p class="notice notice--warn" data-until="{until}"{hidden}>' in head
    assert f'data-until="{until}"{hidden}>暂停办理</span>' in pages["services/index.html"]
    assert "登记系统换新" in head


def test_a_pause_without_an_end_stays_until_it_is_taken_out(sample_guides: Path) -> None:
    pause(sample_guides, "paused: {reason: 登记系统换新}")

    page = page_of(sample_guides)

    assert "<strong>暂停办理。</strong>登记系统换新" in page
    assert "data-until" not in page


def test_what_is_paused_can_be_asked_for_all_the_same(sample_guides: Path) -> None:
    pause(sample_guides, "paused: {reason: 登记系统换新}")

    notice = page_of(sample_guides).split("暂停办理", 1)[1].split("</p>", 1)[0]

    assert "/requests/new?service=register-company" in notice


def test_each_way_has_all_its_steps_in_order(sample_guides: Path) -> None:
    steps = "  - {name: 递交, who: 申请人, duration: 当天}\n"
    online = "  - {name: 上传, way: 网上办理}\n"
    counter = "  - {name: 到窗口交, way: 窗口办理}\n"
    edit(sample_guides, PATH, steps, f"  - {{name: 备好材料}}\n{online}{counter}")

    text = text_of(page_of(sample_guides).split('id="steps"', 1)[1].split("</section>", 1)[0])

    online, counter = text.split("网上办理", 1)[1].split("窗口办理", 1)
    assert re.search("备好材料.*上传.*审查", online)
    assert "到窗口交" not in online
    assert re.search("备好材料.*到窗口交.*审查", counter)


def test_several_results_are_told_one_after_the_other(sample_guides: Path) -> None:
    one = "result: {name: 营业执照, kind: 证照, delivery: [自取, 邮寄]}"
    edit(sample_guides, PATH, one, "result: [{name: 营业执照, kind: 证照}, {name: 登记通知书}]")

    assert "办成后得到：营业执照，证照；登记通知书" in text_of(page_of(sample_guides))


def test_a_limit_says_what_it_counts_and_saves_nothing_of_another(sample_guides: Path) -> None:
    edit(
        sample_guides, PATH, "{number: 1, unit: 工作日}", "{number: 1, unit: 工作日, counts: 审查}"
    )

    page = page_of(sample_guides)

    assert "承诺审查1个工作日" in text_of(page)
    assert "比法定少等" not in page


def test_a_part_is_no_longer_than_the_whole_and_two_parts_are_not_compared() -> None:
    whole = Limit(number=3, unit="日")
    review = Limit(number=5, unit="日", counts="审查")
    notice = Limit(number=3, unit="日", counts="公示")

    assert review.surely_exceeds(whole)
    assert not review.surely_exceeds(notice)
    assert not whole.surely_exceeds(notice)


def test_a_window_has_its_own_hours_and_number(sample_guides: Path) -> None:
    edit(
        sample_guides,
        PATH,
        "window: 2 号窗口",
        "window: 2 号窗口, hours: 周三下午, phone: 0571-5550-1301",
    )
    edit(sample_guides, PATH, "evidence:\n", "evidence:\n  where: yunqiao-notice\n")

    page = page_of(sample_guides)

    assert "2号窗口，周三下午，0571-5550-1301" in text_of(page)
    assert 'href="tel:057155501301"' in page


def test_mail_and_an_extension_are_one_tap(sample_guides: Path) -> None:
    written = "phone: 0571-5550-1300 转 8, email: dengji@yunqiao.example"
    edit(sample_guides, PATH, "phone: 0571-5550-1300", written)

    page = page_of(sample_guides)

    assert 'href="mailto:dengji@yunqiao.example"' in page
    assert 'href="tel:057155501300,8"' in page


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        ({"originals": 1, "photocopies": 2}, "原件 1 份，复印件 2 份"),
        ({"originals": 1, "photocopies": 0}, "原件 1 份"),
        ({"originals": 1}, "原件 1 份"),
        ({"originals": "待公布", "photocopies": 0}, "原件"),
        ({"originals": 0, "photocopies": "待公布"}, "复印件"),
        ({"originals": 0, "photocopies": 0}, "不用交原件和复印件"),
        ({"originals": "待公布", "photocopies": "待公布"}, ""),
        ({}, ""),
    ],
)
def test_originals_and_photocopies_are_counted_apart(
    counted: dict[str, object], words: str
) -> None:
    assert paper_in_words(Document.model_validate({"name": "章程", **counted})) == words
