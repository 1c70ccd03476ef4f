"""Every fact has its own evidence, and every page shows it beside the fact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guides_folder import GUIDES, edit, load
from rendered import rendered

from guidebook.model import KINDS, Record

PAGES = GUIDES.parent / "templates" / "pages"

NO_FACTS = {
    *Record.model_fields, "order", "position", "code", "kind", "version", "published_on",
    "services", "related", "questions", "request_kind", "anonymous", "stages", "pages",
    "buildings", "needs", "resources", "council", "departments", "keep_days",
}  # fmt: skip
"""Fields that order, join and find records; each council's facts are in groups of their own."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_with_facts_belongs_to_a_group(kind: str) -> None:
    grouped = {field for fields in KINDS[kind].model.fact_groups.values() for field in fields}

    left_out = set(KINDS[kind].model.model_fields) - grouped - NO_FACTS

    assert left_out == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_group_of_facts_is_marked_on_its_page(kind: str) -> None:
    template = (PAGES / KINDS[kind].page).read_text(encoding="utf-8")
    marked = template
    if "marks.names(" in template or "marks.english(" in template:
        marked += '"name_en"'
    if "marks.names(" in template:
        marked += '"name" "aliases"'
    if "marks.paused_notice(" in template:
        marked += '"paused"'
    if "ways.acts(" in template:
        marked += '"apply"'

    unmarked = [group for group in KINDS[kind].model.fact_groups if f'"{group}"' not in marked]

    assert unmarked == []


def test_a_page_says_once_what_its_signs_mean(sample_guides: Path) -> None:
    pages = rendered(load(sample_guides))

    for path, page in pages.items():
        signs = page.count('<span aria-hidden="true">示</span>')
        assert page.count('<p class="legend">') == (1 if signs else 0), path


def test_each_source_stands_once_at_the_end_of_a_page_by_its_number(sample_guides: Path) -> None:
    page = rendered(load(sample_guides))["services/register-company/index.html"]

    numbers = re.findall(r'<sup class="cite">.*?</span>([\d、]+)</sup>', page)
    listed = page.split('<h2 id="sources">', 1)[1].split("</details>", 1)[0].count("<li>")
    assert set(numbers) == {str(n) for n in range(1, listed + 1)}
    assert numbers[0] == "1"


def test_a_group_shows_all_its_sources_and_which_of_them_was_read_in_a_copy(
    sample_guides: Path,
) -> None:
    path = "services/register-company.yaml"
    edit(
        sample_guides,
        path,
        "  basis: yunqiao-gazette",
        "  basis: [yunqiao-notice, yunqiao-gazette]",
    )

    page = rendered(load(sample_guides))["services/register-company/index.html"]

    basis = page.split('<h2 id="basis">', 1)[1].split("</h2>", 1)[0]
    sources = page.split('<h2 id="sources">', 1)[1].split("</details>", 1)[0]
    lines = [re.sub(r"<[^>]*>", "", line) for line in re.findall(r"<li>(.*?)</li>", sources)]
    assert re.sub(r"<[^>]*>", "", basis) == "依据和登记要素出处2、1"
    assert lines == [
        "云桥公报第 7 期（虚构），2025，据转载的官方文本（2026-10-12 查阅）",
        "云桥区楼事会试点公告（虚构），云桥区楼事会（虚构），2026-03",
    ]


def test_what_the_guide_decides_itself_is_its_own_word_explained_on_its_about_page(
    sample_guides: Path,
) -> None:
    own = "sources:\n  - {id: this-guide, title: 本指南的约定（虚构）, kind: own}"
    edit(sample_guides, "sources.yaml", "sources:", own)
    edit(
        sample_guides,
        "services/bigger-office.yaml",
        "evidence: {",
        "evidence: {steps: this-guide, ",
    )

    page = rendered(load(sample_guides))["services/bigger-office/index.html"]

    sources = page.split('<h2 id="sources">', 1)[1].split("</details>", 1)[0]
    assert re.search(r'<a href="[^"]*about/">本指南的约定（虚构）</a>，本指南自己定的', sources)


def test_a_law_says_from_when_and_until_when_it_counts(sample_guides: Path) -> None:
    path = "services/register-company.yaml"
    law = "{title: 《云桥区登记办法》, in_force: 2021-03-01, ends_on: 2026-11-22}"
    edit(sample_guides, path, "basis: [《云桥区登记办法》第三条（虚构）]", f"basis: [{law}]")

    page = rendered(load(sample_guides))["services/register-company/index.html"]

    assert "《云桥区登记办法》，2021年3月1日起施行，到2026年11月22日为止" in page
    assert '<span class="tag tag--quiet" data-after="2026-11-22">已失效</span>' in page


def test_what_is_done_while_one_waits_saves_the_whole_statutory_limit(sample_guides: Path) -> None:
    path = "services/register-company.yaml"
    edit(sample_guides, path, "promised_limit: {number: 1", "promised_limit: {number: 0")

    page = rendered(load(sample_guides))["services/register-company/index.html"]

    assert '<small class="facts__of">承诺</small> 当场办结' in page
    assert "比法定少等 3 个工作日" in page


def test_a_house_has_a_council_only_where_a_source_says_so(sample_guides: Path) -> None:
    guidebook = load(sample_guides)
    house, tower = guidebook.buildings["willow-house-2"], guidebook.buildings["cloud-tower"]

    assert guidebook.says_council(house)
    assert not guidebook.has_council(house)
    assert guidebook.has_council(tower)


@pytest.mark.parametrize(
    ("park", "house", "known"),
    [
        ("council: yunqiao-notice, ", "part_of: yunqiao-notice, ", True),
        ("council: yunqiao-notice, ", "", False),
        ("", "part_of: yunqiao-notice, ", False),
    ],
)
def test_a_house_of_a_park_needs_a_source_for_both(
    park: str, house: str, known: bool, sample_guides: Path
) -> None:
    for name, evidence in (("willow-park", park), ("willow-house-2", house)):
        path = f"buildings/{name}.yaml"
        edit(sample_guides, path, "evidence: {", "evidence: {" + evidence)

    guidebook = load(sample_guides)

    assert guidebook.has_council(guidebook.buildings["willow-house-2"]) is known
