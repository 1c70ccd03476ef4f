"""Layouts are cut at their slots, and become templates with absolute links for the intake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from jinja2 import Environment, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape
from site_build import ROOT

from guidebook.pages.layout import (
    LayoutError,
    make_absolute,
    page_environment,
    pieces_of,
    to_template,
)

LAYOUT = (
    '<html><title>zzslot-title-zz</title><meta content="zzslot-title-zz">{{ raw }} {% also %}'
    '<a href="../../about/">x</a><main>zzslot-body-zz</main></html>'
)
PAGE = """{% extends "pages/_layout.html" %}
{% set layout = layouts["x"] %}
{% block title %}{{ t }}{% endblock %}
{% block body %}<p>{{ t }}</p>{% endblock %}
"""


def page_in(layout: str, folder: Path) -> Environment:
    """Write a page template into a folder; return the environment that pours it into a layout."""
    (folder / "pages").mkdir()
    shutil.copy(ROOT / "templates/pages/_layout.html", folder / "pages")
    (folder / "pages/_printed.html").touch()
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    return page_environment(folder, {"x": layout})


def test_a_page_fills_the_slots_and_leaves_the_rest_as_it_is(tmp_path: Path) -> None:
    environment = page_in(LAYOUT, tmp_path)

    html = environment.get_template("page.html").render(t="<b>&")

    assert "<title>&lt;b&gt;&amp;</title>" in html
    assert '<meta content="&lt;b&gt;&amp;">' in html
    assert "{{ raw }} {% also %}" in html
    assert "<main><p>&lt;b&gt;&amp;</p></main>" in html


def test_a_slot_alone_on_its_line_takes_the_line_with_it(tmp_path: Path) -> None:
    environment = page_in("<head>\n  zzslot-head-zz\n</head>\n  zzslot-body-zz\n", tmp_path)

    assert environment.get_template("page.html").render(t="t") == "<head>\n</head>\n<p>t</p>"


@pytest.mark.parametrize(
    "text",
    [
        "{% endraw %}{{ 7*1111 }}{% raw %}",
        "{% endblock %}{{ self.__init__.__globals__ }}",
        "{# a remark",
        "{",
        "{{",
        "{{ '{' }}",
        "#}%}}}",
        "-%} {%- set t = 1 -%}",
    ],
)
def test_f03_a_text_of_a_layout_is_never_taken_for_a_program(text: str, tmp_path: Path) -> None:
    layout = f"<p>{text}zzslot-title-zz{text}</p>{text}zzslot-body-zz{text}"
    environment = page_in(layout, tmp_path)

    html = environment.get_template("page.html").render(t=text)
    by_hand = environment.get_template("pages/_layout.html").render(layout=pieces_of(layout))
    for_intake = ImmutableSandboxedEnvironment().from_string(to_template(layout)).render()

    shown = escape(text)
    assert html == f"<p>{text}{shown}{text}</p>{text}<p>{shown}</p>{text}"
    assert by_hand == for_intake == f"<p>{text}{text}</p>{text}{text}"


def test_f03_every_template_of_pages_is_a_file_of_ours(tmp_path: Path) -> None:
    environment = page_in(LAYOUT, tmp_path)

    own = ["page.html", "pages/_layout.html", "pages/_printed.html"]
    assert environment.list_templates() == own


def test_a_part_of_every_page_that_is_missing_is_no_page_without_it(tmp_path: Path) -> None:
    environment = page_in(LAYOUT, tmp_path)
    (tmp_path / "pages/_printed.html").unlink()

    with pytest.raises(TemplateNotFound, match="_printed"):
        environment.get_template("page.html").render(t="")


def test_a_layout_without_a_place_for_the_body_is_refused() -> None:
    with pytest.raises(LayoutError, match="zzslot-body-zz"):
        pieces_of("<html>zzslot-title-zz</html>")


def test_an_unknown_slot_is_refused() -> None:
    with pytest.raises(LayoutError, match="zzslot-bodi-zz"):
        pieces_of("zzslot-bodi-zz zzslot-body-zz")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="../../about/">', '<a href="/g/about/">'),
        ('<a href="../..">', '<a href="/g/">'),
        ('<a href="#content">', '<a href="#content">'),
        ('<a href="tel:12345">', '<a href="tel:12345">'),
        ('<a href="https://x.cn/">', '<a href="https://x.cn/">'),
        ('<script src="../../a.js" defer>', '<script src="/g/a.js" defer>'),
        ('<meta content="zzslot-title-zz">', '<meta content="zzslot-title-zz">'),
        ('<div data-search-place="search">', '<div data-search-place="search">'),
    ],
)
def test_relative_links_of_a_layout_become_absolute(before: str, after: str) -> None:
    assert make_absolute(before, "/g/requests/_layout/") == after
