"""Page pieces: links between pages, texts with links, silhouettes, the site folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from guides_folder import SAMPLE, about_ours, edit, load
from rendered import rendered
from site_build import ROOT
from site_files import write_site

from guidebook.model import Guidebook
from guidebook.pages.complete_index import first_letters, letter_of
from guidebook.pages.rich_text import Place, link_text, locate
from guidebook.pages.silhouette import HEIGHT, silhouette


@pytest.mark.parametrize(
    ("target", "here", "link"),
    [
        ("/services/x/", "/services/y/", "../x/"),
        ("/", "/services/y/", "../../"),
        ("/services/", "/", "services/"),
        ("/", "/", "./"),
        ("/requests/new?service=x", "/services/x/", "../../requests/new?service=x"),
        ("/about/#sources", "/about/", "./#sources"),
    ],
)
def test_a_link_is_relative_to_the_page_it_stands_on(target: str, here: str, link: str) -> None:
    assert locate(target, here, None) == link


def test_requests_go_to_the_intake_where_it_has_a_host_of_its_own() -> None:
    link = locate("/requests/new?service=x", "/services/x/", "https://intake.example/")

    assert link == "https://intake.example/requests/new?service=x"


def test_a_text_is_escaped_and_its_links_work() -> None:
    html = link_text("先看<b>[扩租](/services/x/)、[网](https://e.cn/)", Place("/"))

    assert html == (
        '先看&lt;b&gt;<a href="services/x/">扩租</a>、'
        '<a href="https://e.cn/" rel="external noopener">网</a>'
    )


def test_a_number_stays_on_the_line_of_what_it_counts() -> None:
    html = link_text("受理后 5 个工作日，[最高 400 万元](/x/)，2026 年起，看 GB 8978", Place("/"))

    assert "5\u00a0个工作日" in html
    assert "400\u00a0万元" in html
    assert "2026\u00a0年起" in html
    assert "GB 8978" in html


def test_a_line_of_a_text_is_a_line_on_the_page() -> None:
    assert link_text("一、甲<\n二、乙", Place("/")) == "一、甲&lt;<br>二、乙"


def test_an_id_always_has_the_same_silhouette_inside_the_sheet() -> None:
    first, again, other = silhouette("tower-a"), silhouette("tower-a"), silhouette("tower-b")

    assert first == again
    assert first != other
    assert all(window.y < HEIGHT for window in first.windows)
    assert any(window.lit for window in first.windows)


def test_a_folder_is_made_to_hold_exactly_the_given_files(tmp_path: Path) -> None:
    write_site(tmp_path, {"a/index.html": b"a", "old/index.html": b"old"})

    written = write_site(tmp_path, {"a/index.html": b"a", "b.html": b"x" * 700})

    assert (written.written, written.removed) == (2, 1)
    assert not (tmp_path / "old").exists()
    assert (tmp_path / "b.html.gz").is_file()


@about_ours
def test_a_long_list_by_pinyin_marks_where_each_letter_begins(guidebook: Guidebook) -> None:
    buildings = tuple(guidebook.buildings.values())

    marks = first_letters(buildings)

    marked = [letter_of(building) for building in buildings if building.id in marks]
    assert list(marks.values()) == marked == sorted(set(marked))
    assert marked[:3] == ["B", "C", "D"]


@about_ours
def test_a_list_that_is_short_or_in_another_order_has_no_letters(guidebook: Guidebook) -> None:
    assert first_letters(tuple(guidebook.buildings.values())[:10]) == {}
    assert first_letters(tuple(guidebook.services.values())) == {}


def test_what_closed_before_the_site_was_built_is_not_open_now(sample_guides: Path) -> None:
    open_now = rendered(load(sample_guides))["policies/index.html"]
    edit(sample_guides, "policies/newcomer-grant.yaml", "closes: 2026-12-31", "closes: 2026-11-22")

    closed = rendered(load(sample_guides))["policies/index.html"]

    assert 'id="now"' in open_now
    assert 'id="now"' not in closed


@pytest.mark.parametrize("guides", [SAMPLE, ROOT / "guides"], ids=["sample", "ours"])
def test_a_page_is_the_same_whatever_was_written_before_it(guides: Path) -> None:
    guidebook = load(guides)

    assert rendered(guidebook, backwards=True) == rendered(guidebook)
