"""The pour against the long way: MkDocs renders each kind of page itself, at its own address."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from guides_folder import SAMPLE, load
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from rendered import rendered_in
from site_build import ROOT

from build import Run
from guidebook.model import Guidebook
from guidebook.pages.layout import make_absolute, page_environment
from guidebook.pages.rendering import all_pages
from guidebook.publishing.works import frame_of

SOURCES = ROOT / "site_src"
CUT = "\x1e"
SHOWN = ("title", "description", "canonical", "head", "body")


def by_mkdocs(guidebook: Guidebook, pages: Path) -> dict[str, str]:
    """Let MkDocs render a folder of pages; return name → HTML with slots."""
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(pages), strict=True)
    config.extra["run"] = run = Run(SAMPLE, frame_of(guidebook))
    mkdocs_build(config)
    return run.layouts


def contents(guidebook: Guidebook, names: list[str]) -> dict[str, tuple[str, dict[str, str]]]:
    """Return path → the layout of a page, and what stands in each slot."""
    bare = {name: CUT.join((name, *(f"zzslot-{slot}-zz" for slot in SHOWN))) for name in names}
    environment = page_environment(ROOT / "templates", bare)
    found = {}
    for path, html in rendered_in(environment, guidebook).items():
        name, *parts = html.split(CUT)
        slots = dict(zip(SHOWN, parts, strict=True))
        found[path] = name, slots | {"name": slots["title"].split(" · ")[0]}
    return found


def filled(html: str, slots: dict[str, str]) -> str:
    for name, content in slots.items():
        html = html.replace(f"zzslot-{name}-zz", content)
    return html


def squeezed(html: str, path: str) -> str:
    """Return the HTML of a page without white space; a link of a poster may be spelt otherwise."""
    return re.sub(r"\s+", "", make_absolute(html, f"/{path.removesuffix('index.html')}"))


@pytest.fixture
def sample(sample_guides: Path) -> Guidebook:
    """Return the sample district, with a record that moved and one that is gone."""
    for file, more in (
        ("services/bigger-office.yaml", "former_ids: [larger-office]\n"),
        (
            "packages/_list.yaml",
            "retired: [{id: spring, name: 春季包, on: 2026-11-01, reason: 过季了。}]\n",
        ),
    ):
        with (sample_guides / file).open("a", encoding="utf-8") as content:
            content.write(more)
    return load(sample_guides)


def test_each_kind_of_page_is_what_mkdocs_makes_of_it(sample: Guidebook, tmp_path: Path) -> None:
    pages = Path(shutil.copytree(SOURCES, tmp_path / "site_src"))
    names = [p.relative_to(SOURCES).with_suffix("").as_posix() for p in SOURCES.rglob("*.md")]
    inside = contents(sample, names)
    chosen = {page.template: page.address.strip("/") for page in reversed([*all_pages(sample)])}
    assert {"moved.html", "retired.html"} <= chosen.keys()
    sources = {}
    for address in chosen.values():
        path = f"{address}/index.html".lstrip("/")
        sources[path] = next(
            (name for name in (f"{address}/index".lstrip("/"), address) if name in names), address
        )
        if sources[path] not in names:
            page = pages / f"{address}.md"
            page.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SOURCES / f"{inside[path][0]}.md", page)
    layouts = by_mkdocs(sample, pages)

    poured = rendered_in(page_environment(ROOT / "templates", layouts), sample)

    for path, source in sources.items():
        long_way = filled(layouts[source], inside[path][1])
        assert squeezed(poured[path], path) == squeezed(long_way, path), path
