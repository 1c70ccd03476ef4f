"""The theme's stylesheet is cut down to what our pages have; what the search box needs stays."""

from __future__ import annotations

from site_build import Built

from guidebook.theme_style import without_unused


def test_a_rule_keeps_only_selectors_that_may_match() -> None:
    css = '@charset "UTF-8";.md-nav a,.md-search b{c:d}.md-typeset{e:f}body{g:h}'

    assert without_unused(css) == ".md-search b{c:d}body{g:h}"


def test_rules_inside_conditions_are_cut_too_and_empty_conditions_go() -> None:
    css = "@media print{.md-typeset{a:b}}@media screen{.md-nav{a:b}.md-header:is(x,y){c:d}}"

    assert without_unused(css) == "@media screen{.md-header:is(x,y){c:d}}"


def test_the_style_of_the_site_is_a_third_of_the_themes(sample_built: Built) -> None:
    style = next((sample_built.site / "assets/stylesheets").glob("theme.*.css"))
    text = style.read_text(encoding="utf-8")

    assert len(text) < 50_000
    assert ".md-search__output" in text
