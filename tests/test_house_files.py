"""CSS, scripts and the first files of a district keep the house's rules; nothing is left over."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from guides_folder import TODAY, faults_of
from site_build import ROOT

from cli.init import start_district

ASSETS = ROOT / "site_src" / "assets"
WRITTEN = sorted([*ASSETS.glob("*.css"), *ASSETS.glob("*.js")])
CSS = (ASSETS / "house.css").read_text(encoding="utf-8")
LONGEST_LINE = 120
LONGEST_SCRIPT = 320
NAMED_BY = ("templates/**/*.html", "site_src/**/*.md", "site_src/**/*.js", "guidebook/**/*.py")
"""Where a class may be named that a page has; the theme's base is looked through too."""


def test_what_another_district_starts_from_has_every_key_of_the_model(tmp_path: Path) -> None:
    start_district(tmp_path / "guides", TODAY)

    assert faults_of(tmp_path / "guides") == ()


def rules() -> str:
    """Return the style sheet without comments and texts."""
    return re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", CSS, flags=re.DOTALL)


def named() -> str:
    """Return all text that may name a class."""
    theme = Path(str((find_spec("material") or pytest.fail("no theme")).origin)).parent
    files = [file for pattern in NAMED_BY for file in ROOT.glob(pattern)]
    base = theme / "templates" / "base.html"
    return "\n".join(file.read_text(encoding="utf-8") for file in [*files, base])


def is_named(name: str, text: str) -> bool:
    """Tell whether a class stands in a text, whole or as a stem and its end apart."""
    stem, is_modified, end = name.partition("--")
    return bool(
        re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
        or (
            is_modified
            and re.search(rf"(?<![\w-]){re.escape(stem)}--[{{$]", text)
            and re.search(rf"[\"']{re.escape(end)}[\"']", text)
        )
    )


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.name)
def test_no_line_is_longer_than_a_screen_is_wide(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()

    assert [n for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("file", sorted(ASSETS.glob("*.js")), ids=lambda file: file.name)
def test_scripts_are_short_and_without_var(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= LONGEST_SCRIPT
    assert not re.search(r"\bvar\s", text)


def test_every_class_of_the_style_is_named_by_a_template_or_a_script() -> None:
    heads = re.sub(r"\{[^{}]*\}", "{}", rules())
    classes = set(re.findall(r"\.(-?[a-zA-Z][\w-]*)", heads))
    text = named()

    assert sorted(name for name in classes if not is_named(name, text)) == []


def test_every_token_is_used() -> None:
    tokens = set(re.findall(r"(?<![\w-])(--[a-z][\w-]*):", rules()))

    assert sorted(token for token in tokens if f"var({token})" not in CSS) == []


def test_colours_and_sizes_of_letters_are_tokens() -> None:
    said = re.findall(r"(?<![\w-])([a-z][a-z-]*): ([^;{}]+);", rules())
    colours = [value for _name, value in said if re.search("#[0-9a-f]{3,8}", value)]
    sizes = {value for name, value in said if name == "font-size" and "var(" not in value}

    assert colours == []
    assert sizes == {
        *("106.25%", "137.5%", "10.5pt !important"),  # of the root: the page, 大字, paper
        "1rem",
    }
