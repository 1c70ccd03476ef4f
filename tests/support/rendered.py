"""Pages of a guidebook without a whole build: bodies in layouts that hold nothing else."""

from __future__ import annotations

from guides_folder import TODAY
from site_build import ROOT

from guidebook.model import Guidebook
from guidebook.pages.layout import page_environment
from guidebook.pages.rendering import render_pages

SOURCES = ROOT / "site_src"


def rendered(guidebook: Guidebook) -> dict[str, str]:
    """Return the HTML of every page: path in the site folder → head and body."""
    names = [p.relative_to(SOURCES).with_suffix("").as_posix() for p in SOURCES.rglob("*.md")]
    slots = " ".join(f"zzslot-{name}-zz" for name in ("title", "description", "head", "body"))
    environment = page_environment(ROOT / "templates", dict.fromkeys(names, slots))
    pages = render_pages(guidebook, environment, TODAY)
    return {path: html.decode() for path, html in pages.items()}
