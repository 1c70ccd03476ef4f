"""Build the guide: the entry of the command line (`cli`), and the hooks that MkDocs calls.

This is the only file that knows MkDocs. MkDocs renders hand-written pages and one layout for each
kind of page into a stage; `guidebook.publishing` pours the content into the layouts and writes the
site.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # MkDocs imports hooks without the project's folder on the path
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # the banner reads like a failed build

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
from guidebook.load import load_guidebook
from guidebook.model import Guidebook, Site
from guidebook.page_policy import IN_PAGE
from guidebook.publishing.preview import publish_faults, publish_note_on_form
from guidebook.publishing.publish import (
    BrokenLinksError,
    Rendered,
    publish,
    write_beside,
)
from guidebook.publishing.site_folder import (
    ForeignFolderError,
    Written,
    refuse_foreign_folder,
    refuse_links,
)
from guidebook.reading.problems import ContentError
from guidebook.stamp import keep_content, leave_stamp, names_to_stay, withdraw_stamp
from guidebook.telling import tell_faults, tell_loopback, tell_warnings, today_in

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
    """One build: where it goes, what it is made of, and the layouts met so far."""

    guidebook: Guidebook | None
    """None where the content has faults: then a preview shows these, and nothing is rendered."""
    site_dir: Path
    faults: tuple[str, ...] = ()
    layouts: dict[str, str] = field(default_factory=dict)


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
    if not _session.previewing:
        try:
            refuse_foreign_folder(Path(config.site_dir))
            refuse_links(Path(config.docs_dir))
            refuse_links(_path(config, "guides"))
        except ForeignFolderError as error:
            raise BuildError(str(error)) from None
    run = config.extra["run"] = _read_content(config)
    if run.guidebook:
        _name_site(config, run.guidebook.site)
        config.theme.static_templates.discard("sitemap.xml")
    else:
        config.nav = None
        config.theme.static_templates.clear()
    _session.stage = Path(tempfile.mkdtemp(prefix="guide-stage-"))
    config.site_dir = str(_session.stage)
    return config


def _name_site(config: MkDocsConfig, site: Site) -> None:
    config.site_name, config.site_description = str(site.title), str(site.description)
    if not _session.previewing:
        config.site_url = site.site_url
    config.extra["site"] = site
    config.extra["page_policy"] = "" if _session.previewing else IN_PAGE  # its reload is a script


def _read_content(config: MkDocsConfig) -> Run:
    folder = _path(config, "guides")
    site_dir = Path(config.site_dir)
    try:
        guidebook, warnings = load_guidebook(
            folder, today_in(config.extra.get("date")), Path(config.docs_dir)
        )
    except ContentError as error:
        tell_faults(error)
        if not _session.previewing:
            raise BuildError("内容有问题，没有生成网站。") from None
        return Run(None, site_dir, tuple(str(error).splitlines()))
    tell_warnings(warnings)
    if not _session.previewing:
        tell_loopback(guidebook.site)
    return Run(guidebook, site_dir)


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
    return html


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
    """Pour the content into the layouts and write the site."""
    run: Run = config.extra["run"]
    templates = Path(config.config_file_path).parent / "templates"
    rendered = Rendered(run.layouts, _stage_files(Path(config.site_dir)), _path(config, "guides"))
    shutil.rmtree(config.site_dir)
    config.site_dir = str(run.site_dir)
    faults = run.faults
    if run.guidebook:
        faults = _publish(run.guidebook, rendered, templates, config)
    if faults:  # only in the preview, whose server would answer nothing after an error
        publish_faults(faults, templates, run.site_dir)
    elif _session.previewing:
        publish_note_on_form(templates, run.site_dir)


def _publish(
    guidebook: Guidebook, rendered: Rendered, templates: Path, config: MkDocsConfig
) -> tuple[str, ...]:
    """Write the site, and the intake's layouts unless it is a preview, which has no form.

    Returns the links that lead nowhere: they end any build but a preview.
    """
    layouts, today = _path(config, "layouts"), today_in(config.extra.get("date"))
    site_dir = Path(config.site_dir)
    if _session.previewing:
        try:
            publish(guidebook, rendered, templates, site_dir, today)
        except BrokenLinksError as error:
            return tuple(str(error).splitlines())
        return ()
    staying = names_to_stay(layouts)
    withdraw_stamp(layouts)
    try:
        written = publish(guidebook, rendered, templates, site_dir, today, staying)
    except BrokenLinksError as error:
        raise BuildError(f"有链接走不通，没有生成网站：\n{error}") from None
    write_beside(rendered, guidebook, layouts)
    keep_content(_path(config, "guides"), layouts)
    leave_stamp(layouts, written.names, written.earlier)
    config.extra["written"] = written
    return ()


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


@dataclass(frozen=True)
class BuiltSite:
    """What a build made."""

    guidebook: Guidebook
    written: Written


def build_site(guides: Path, site_dir: Path, layouts: Path, date: str | None) -> BuiltSite:
    """Build the site of a `guides/` folder, as `mkdocs build --strict` does.

    Exits with 1 after telling every fault; the site is then as it was.
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(site_dir), strict=True)
    config.extra |= {"guides": str(guides), "layouts": str(layouts), "date": date}
    try:
        mkdocs_build(config)
    except Abort as error:
        raise SystemExit(1) from error
    return BuiltSite(config.extra["run"].guidebook, config.extra["written"])


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Look for changes in the content that is previewed."""
    server.watch(str(_path(config, "guides")))
    return server


def preview_site(guides: Path, host: str, port: int) -> None:
    """Serve the site by MkDocs' own server, built anew at each change, until interrupted."""
    path = str(ROOT / "mkdocs.yml")
    extra = dict(load_config(path).extra) | {"guides": str(guides)}
    mkdocs_serve(path, dev_addr=f"{host}:{port}", extra=extra)


if __name__ == "__main__":
    from cli import main

    main()
