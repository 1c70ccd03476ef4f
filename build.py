"""Build the guide: the entry of the command line (`cli`), and the hooks that MkDocs calls.

This is the only file that knows MkDocs. MkDocs renders hand-written pages and one layout for each
kind of page into a stage; `guidebook.making` pours the content into the layouts and writes the
site.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # MkDocs imports hooks without the project's folder on the path
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # the banner reads like a failed build

if __name__ == "__main__":
    from cli import main

    main()  # ends here: what does not build a site never waits for MkDocs to be loaded

import logging
import re
import shutil
import tempfile
from dataclasses import dataclass, field

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, ConfigurationError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.templates import TemplateContext

from guidebook.checks.page_html import faults_of
from guidebook.compiled_templates import keep_compiled
from guidebook.making import NoSiteError, Order, finish, read_content
from guidebook.model import Guidebook, Site
from guidebook.page_policy import IN_PAGE
from guidebook.pages.rich_text import Place, located
from guidebook.publishing.preview import publish_faults, publish_note_on_form
from guidebook.publishing.publish import Rendered
from guidebook.today import today_in

UNUSED_ASSETS = (
    *("sitemap.xml", "assets/images/favicon.png", "assets/javascripts/", "assets/stylesheets/"),
)
"""What the theme ships; our pages have a style and scripts of their own."""

UNUSED_PARTS = re.compile(
    r'\s*(?:<input class="md-toggle".*?>|<label class="md-overlay".*?</label>'
    r'|<div class="md-dialog".*?</div>\s*</div>)',
    re.DOTALL,
)
"""What the theme's base prints for its own script, and no block covers."""


@dataclass
class Run:
    """One build: what is asked for, what it is made of, and what MkDocs made of that so far."""

    order: Order
    guidebook: Guidebook | None
    """None where the content has faults: then a preview shows these, and nothing is rendered."""
    faults: tuple[str, ...] = ()
    layouts: dict[str, str] = field(default_factory=dict)
    is_stage: bool = False
    """Whether somebody else finishes the site."""
    rendered: Rendered | None = None


@dataclass
class _Session:
    """What hooks know beyond the configuration, which MkDocs reads anew for each build."""

    previewing: bool = False
    stage: Path | None = None


_session = _Session()


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether MkDocs builds once or serves a preview."""
    _session.previewing = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Check the content before anything is written, and send MkDocs' own output to a stage."""
    if not config.use_directory_urls:
        raise ConfigurationError("mkdocs.yml: use_directory_urls 必须为 true")
    run = config.extra.setdefault("run", None) or _begun(config)
    config.extra["run"] = run
    if run.guidebook:
        _name_site(config, run.guidebook.site)
        config.theme.static_templates.discard("sitemap.xml")
    else:
        config.nav = None
        config.theme.static_templates.clear()
    _session.stage = Path(tempfile.mkdtemp(prefix="guide-stage-"))
    config.site_dir = str(_session.stage)
    return config


def _begun(config: MkDocsConfig) -> Run:
    """Begin a build that MkDocs was asked for, not our command line."""
    order = Order(
        *(_path(config, "guides"), Path(config.docs_dir)),
        Path(config.config_file_path).parent / "templates",
        *(Path(config.site_dir), _path(config, "layouts")),
        today_in(config.extra.get("date")),
        is_preview=_session.previewing,
    )
    try:
        return Run(order, read_content(order)[0])
    except NoSiteError as error:
        if not _session.previewing:
            raise BuildError(str(error)) from None
        return Run(order, None, error.faults)


def _name_site(config: MkDocsConfig, site: Site) -> None:
    config.site_name, config.site_description = str(site.title), str(site.description)
    if not _session.previewing:
        config.site_url = site.site_url
    config.extra["site"] = site
    config.extra["page_policy"] = "" if _session.previewing else IN_PAGE  # its reload is a script


def _path(config: MkDocsConfig, name: str) -> Path:
    """Resolve a folder named in `extra:` from the place of mkdocs.yml, wherever MkDocs runs."""
    return Path(config.config_file_path).parent / str(config.extra[name])


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Leave out what the theme ships but our pages never load; all, where there are faults."""
    if not config.extra["run"].guidebook:
        return Files([])
    for file in list(files):
        if file.src_uri.startswith(UNUSED_ASSETS):
            files.remove(file)
    return files


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Let the theme print what editors write as text: MkDocs' own environment escapes nothing."""
    env.autoescape = True
    keep_compiled(env)
    return env


def on_page_context(
    context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
) -> TemplateContext:
    """Hand the text of a page to the theme as the HTML that it is."""
    page.content = Markup(page.content)  # noqa: S704 # looked over by `on_page_content`
    return context


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Point the theme's skip link at the content of every page, and take no HTML but Markdown's."""
    for fault in faults_of(html):
        raise BuildError(f"{page.file.src_uri}: {fault.message}")
    page.toc = TableOfContents([AnchorLink("content", "content", 1)])
    return located(html, Place(f"/{page.url}", config.extra["site"].intake_url))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Keep a layout for the pour instead of writing it; tidy every other page."""
    output = _tidy(output)
    if page.meta.get("layout"):
        config.extra["run"].layouts[page.file.src_uri.removesuffix(".md")] = output
        return ""
    return output


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Tidy the 404 page, which never passes `on_post_page`."""
    return _tidy(output_content) if template_name.endswith(".html") else output_content


def _tidy(html: str) -> str:
    return UNUSED_PARTS.sub("", html)


def on_post_build(config: MkDocsConfig) -> None:
    """Hand on what MkDocs made; where it was asked for the site itself, finish that."""
    run: Run = config.extra["run"]
    rendered = Rendered(run.layouts, _stage_files(Path(config.site_dir)), run.order.guides)
    shutil.rmtree(config.site_dir)
    config.site_dir = str(run.order.site_dir)
    run.rendered = rendered
    if not run.is_stage:
        _finish(run, rendered)


def _finish(run: Run, rendered: Rendered) -> None:
    """Write the site; a preview, whose server would answer nothing after an error, says why not."""
    order, faults = run.order, run.faults
    try:
        if run.guidebook:
            finish(order, run.guidebook, rendered)
    except NoSiteError as error:
        if not order.is_preview:
            raise BuildError(str(error)) from None
        faults = error.faults
    if faults:
        publish_faults(faults, order.templates, order.site_dir)
    elif order.is_preview:
        publish_note_on_form(order.templates, order.site_dir)


def _stage_files(stage: Path) -> dict[str, bytes]:
    """Read what MkDocs finished."""
    return {
        file.relative_to(stage).as_posix(): file.read_bytes()
        for file in stage.rglob("*")
        if file.is_file() and not file.name.endswith(".gz")
    }


def on_build_error(error: Exception) -> None:
    """Drop the stage of a build that failed."""
    if _session.stage:
        shutil.rmtree(_session.stage, ignore_errors=True)


def rendered_by_mkdocs(order: Order, guidebook: Guidebook) -> Rendered:
    """Let MkDocs make layouts and hand-written pages, as `mkdocs build --strict` does.

    Exits with 1 after telling every fault.
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    config = load_config(str(ROOT / "mkdocs.yml"), strict=True)
    config.extra["run"] = run = Run(order, guidebook, is_stage=True)
    try:
        mkdocs_build(config)
    except Abort as error:
        raise SystemExit(1) from error
    assert run.rendered, "MkDocs ends each build with on_post_build"  # noqa: S101
    return run.rendered


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Look for changes in the content that is previewed."""
    server.watch(str(_path(config, "guides")))
    return server


def preview_site(guides: Path, host: str, port: int) -> None:
    """Serve the site by MkDocs' own server, built anew at each change, until interrupted."""
    path = str(ROOT / "mkdocs.yml")
    extra = dict(load_config(path).extra) | {"guides": str(guides)}
    mkdocs_serve(path, dev_addr=f"{host}:{port}", extra=extra)
