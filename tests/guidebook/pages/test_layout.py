"""Layouts become parents: slots turn into blocks, and links into absolute ones for the intake."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError

from guidebook.pages.layout import make_absolute, page_environment, to_template

LAYOUT = (
    '<html><title>zzslot-title-zz</title><meta content="zzslot-title-zz">{{ raw }} {% also %}'
    '<a href="../../about/">x</a><main>zzslot-body-zz</main></html>'
)


def test_a_page_fills_the_slots_and_leaves_the_rest_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '{% extends "layout/x.html" %}{% block title %}{{ t }}{% endblock %}'
        "{% block body %}<p>{{ t }}</p>{% endblock %}"
    )
    environment = page_environment(tmp_path, {"x": LAYOUT})

    html = environment.get_template("page.html").render(t="<b>&")

    assert "<title>&lt;b&gt;&amp;</title>" in html
    assert '<meta content="&lt;b&gt;&amp;">' in html
    assert "{{ raw }} {% also %}" in html
    assert "<main><p>&lt;b&gt;&amp;</p></main>" in html


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
    (tmp_path / "page.html").write_text(
        '{% extends "layout/x.html" %}{% block title %}t{% endblock %}'
        "{% block body %}b{% endblock %}"
    )
    layout = f"<p>{text}zzslot-title-zz{text}</p>{text}zzslot-body-zz{text}"
    environment = page_environment(tmp_path, {"x": layout})

    html = environment.get_template("page.html").render()

    assert html == f"<p>{text}t{text}</p>{text}b{text}"


def test_f03_a_template_gets_at_nothing_but_what_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ ''.__class__.__mro__ }}")

    with pytest.raises(SecurityError):
        page_environment(tmp_path, {}).get_template("page.html").render()


def test_a_layout_without_a_place_for_the_body_is_refused() -> None:
    with pytest.raises(ValueError, match="no body"):
        to_template("<html>zzslot-title-zz</html>")


def test_an_unknown_slot_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown slot"):
        to_template("zzslot-bodi-zz zzslot-body-zz")


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
