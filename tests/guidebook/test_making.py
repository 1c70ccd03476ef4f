"""What somebody saves while a site is made is of the next one, all of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from guides_folder import TODAY
from site_build import ROOT

from build import rendered_by_mkdocs
from guidebook.making import Order, make_site
from guidebook.publishing.works import Frame, Rendered
from guidebook.stamp import STAGE, kept_content


def order_of(guides: Path, tmp_path: Path, **more: object) -> Order:
    places = (guides, ROOT / "site_src", ROOT / "templates", tmp_path / "site", tmp_path / "beside")
    return Order(*places, TODAY, **more)  # type: ignore[arg-type]


def test_content_that_is_saved_meanwhile_is_not_taken_unread(
    sample_guides: Path, tmp_path: Path
) -> None:
    tower = sample_guides / "buildings" / "cloud-tower.yaml"
    read = tower.read_bytes()

    def rendered(frame: Frame) -> Rendered:
        tower.write_text("name: [half", encoding="utf-8")
        return rendered_by_mkdocs(sample_guides, frame)

    make_site(order_of(sample_guides, tmp_path), rendered)

    assert tower.read_bytes() != read
    assert (kept_content(tmp_path / "beside") / "buildings/cloud-tower.yaml").read_bytes() == read


@pytest.mark.parametrize(
    ("states", "is_untouched", "is_kept"),
    [("aa", True, True), ("ab", True, False), ("aa", False, False)],
)
def test_what_mkdocs_made_is_kept_only_where_nobody_changed_what_it_reads(
    sample_guides: Path, tmp_path: Path, states: str, is_untouched: bool, is_kept: bool
) -> None:
    stage = partial(next, iter(states))
    order = order_of(sample_guides, tmp_path, stage=stage, is_untouched=lambda: is_untouched)

    make_site(order, partial(rendered_by_mkdocs, sample_guides))

    assert (tmp_path / "beside" / STAGE).is_file() == is_kept
