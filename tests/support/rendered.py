"""Pages of a guidebook without a whole build: bodies in layouts that hold nothing else."""

from __future__ import annotations

from guides_folder import TODAY
from jinja2 import Environment
from site_build import ROOT

from guidebook.model import Guidebook
from guidebook.pages.layout import page_environment
from guidebook.pages.rendering import all_pages, prepare, write
from guidebook.pages.terms import Terms

SOURCES = ROOT / "site_src"


def rendered(guidebook: Guidebook, *, backwards: bool = False) -> dict[str, str]:
    """Return the HTML of every page: path in the site folder → head and body."""
    return rendered_in(_environment(), guidebook, backwards=backwards)


def prepared(guidebook: Guidebook) -> Environment:
    """Return the environment in which the pages of a guidebook are rendered, and its feeds."""
    environment = _environment()
    prepare(environment, guidebook, TODAY, Terms(guidebook))
    return environment


def _environment() -> Environment:
    names = [p.relative_to(SOURCES).with_suffix("").as_posix() for p in SOURCES.rglob("*.md")]
    slots = " ".join(f"zzslot-{name}-zz" for name in ("title", "description", "head", "body"))
    return page_environment(ROOT / "templates", dict.fromkeys(names, slots))


def rendered_in(
    environment: Environment, guidebook: Guidebook, *, backwards: bool = False
) -> dict[str, str]:
    """Return the HTML of every page in an environment that is not prepared yet."""
    prepare(environment, guidebook, TODAY, Terms(guidebook))
    pages = [*all_pages(guidebook)]
    found = {}
    for page in reversed(pages) if backwards else pages:
        html = write(environment, f"pages/{page.template}", page.address, **page.subject)
        found[f"{page.address.lstrip('/')}index.html"] = html.decode()
    return found
