"""Templates are compiled once; what was kept of them is never believed against the template."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults import remount, small_disk
from jinja2.loaders import FileSystemLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from guidebook.compiled_templates import keep_compiled


def written(templates: Path, *, trim_blocks: bool = False, host: str = "") -> str:
    """Render a template as a process of its own would."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates), trim_blocks=trim_blocks
    )
    environment.filters["here"] = lambda address: f"{host}{address}"
    keep_compiled(environment, templates / "kept")
    return environment.get_template("page.html").render(word="词")


def test_what_is_kept_is_of_the_template_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("一个{{ word }}", encoding="utf-8")

    assert written(tmp_path) == written(tmp_path) == "一个词"
    page.write_text("另一个{{ word }}", encoding="utf-8")
    assert written(tmp_path) == "另一个词"


def test_what_a_filter_makes_of_a_constant_is_not_kept(tmp_path: Path) -> None:
    text = '{% set about = "/about"|here %}{{ about }} {{ "/news"|here }}{{ ("/a" ~ "/b")|here }}'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")

    assert written(tmp_path, host="a") == "a/about a/newsa/a/b"
    assert written(tmp_path, host="b") == "b/about b/newsb/a/b"


def test_options_of_another_kind_find_nothing(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "{% if word %}\n一个{{ word }}{% endif %}", encoding="utf-8"
    )

    found = [written(tmp_path, trim_blocks=trimmed) for trimmed in (False, True, False)]

    assert found == ["\n一个词", "一个词", "\n一个词"]


@pytest.mark.parametrize("left", [0, 20, 60, 200])
def test_what_is_cut_short_is_compiled_anew(tmp_path: Path, left: int) -> None:
    (tmp_path / "page.html").write_text("一个{{ word }}", encoding="utf-8")
    written(tmp_path)
    (kept,) = (tmp_path / "kept").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:left])

    assert written(tmp_path) == "一个词"
    assert kept.read_bytes() == whole


def test_where_nobody_may_write_nothing_is_kept(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as templates:
        (templates / "page.html").write_text("一个{{ word }}", encoding="utf-8")
        remount(templates, "ro")

        assert written(templates) == "一个词"
        assert [path.name for path in templates.iterdir()] == ["page.html"]
