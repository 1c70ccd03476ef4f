"""Another district takes the product: it starts, is checked, built and served, and is asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from asking import open_form, submit
from guides_folder import GUIDES, IS_OURS, OF_OUR_DISTRICT, STARTER, TODAY, load, warnings_of
from repository import commit, git
from served import serve
from site_build import DATE, build, files_of, run_build

from guidebook.model import KINDS


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `guides/` of a district that was just started; it is not to be changed."""
    folder = tmp_path_factory.mktemp("another")
    run_build("init", str(folder / "district"), "--date", DATE)
    return folder / "district" / "guides"


def test_a_district_starts_with_one_example_of_every_kind_that_says_so(started: Path) -> None:
    records = load(started).records

    assert [kind for kind in KINDS if not records[kind]] == []
    examples = [record for _kind, record in load(started).every_record()]
    assert [str(record.name) for record in examples if "示例" not in str(record.name)] == []
    assert {record.review_by.isoformat() for record in examples} == {"2027-05-22"}


def test_a_district_starts_with_nothing_to_mend_and_nothing_due(started: Path) -> None:
    told = warnings_of(started, TODAY)

    assert [line for line in told if "办事指南还缺" not in line and "工作日历" not in line] == []


def test_a_district_that_starts_is_built_served_and_takes_a_request(
    started: Path, tmp_path: Path
) -> None:
    built = build(started, tmp_path)
    of_ours = [
        (path, word)
        for path, content in files_of(built.site).items()
        if path.endswith((".html", ".json", ".xml", ".txt"))
        for word in OF_OUR_DISTRICT
        if word in content.decode()
    ]

    with serve(built, started, tmp_path / "served") as running:
        host, port = running.base.removeprefix("http://").split(":")
        typed = {"service": "example-service", "building": "example-tower", "consent": DATE}
        form = open_form((host, int(port))) | typed
        status, receipt, page = submit((host, int(port)), form)
        copy = running.clerk_copy_with("示例事项：开公司")

    assert of_ours == []
    assert (status, bool(receipt)) == (303, True), page
    assert "示例大厦" in copy


def test_what_a_district_has_not_yet_has_no_page_and_no_link(started: Path, tmp_path: Path) -> None:
    site = build(started, tmp_path).site

    linked = [path for path, html in files_of(site).items() if b"history/" in html]
    assert not (site / "history").exists()
    assert [path for path in linked if not path.startswith("assets/")] == []


def test_a_district_that_is_committed_as_it_starts_is_built_too(
    started: Path, tmp_path: Path
) -> None:
    guides = Path(shutil.copytree(started, tmp_path / "guides"))
    git(tmp_path, "init", "-q")
    commit(tmp_path, "start", str(TODAY))

    site = build(guides, tmp_path / "built").site

    changes = (site / "changes/index.html").read_text(encoding="utf-8")
    assert '新增：<a href="../buildings/example-tower/">示例大厦</a>' in changes


def keys_in(value: Any, place: str = "") -> Iterator[str]:
    """Yield every key, entries of a list by their id."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{place}.{key}"
            yield from keys_in(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for entry in value:
            named = entry.get("id", "") if isinstance(entry, dict) else ""
            yield from keys_in(entry, f"{place}[{named}]")


@pytest.mark.skipif(not IS_OURS, reason="about the texts that are looked after here")
def test_the_form_that_a_district_starts_with_has_the_keys_of_ours() -> None:
    """Its texts are its own, as another office may promise other days; no key is forgotten."""
    started, ours = (
        set(keys_in(yaml.safe_load((folder / "form.yaml").read_text(encoding="utf-8"))))
        for folder in (STARTER, GUIDES)
    )

    assert started ^ ours == set()


def test_a_district_may_start_in_a_repository_that_is_empty(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")

    run_build("init", str(tmp_path))

    assert (tmp_path / "guides" / "site.yaml").is_file()


def test_a_folder_that_holds_anything_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")

    refused = run_build("init", str(tmp_path), check=False)

    assert refused.returncode == 1
    assert "已经有东西，什么也没有写" in refused.stderr
    assert list(files_of(tmp_path)) == ["letter.txt"]
