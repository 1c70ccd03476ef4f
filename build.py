"""Build the guide: the entry of the command line (`cli`), and the hooks that MkDocs calls.

This is the only file that knows MkDocs. MkDocs renders hand-written pages and one layout for each
kind of page into a stage; `guidebook.making` pours the content into the layouts and writes the
site.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # MkDocs imports hooks without the project's folder on the path
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # the banner reads like a failed build

if __name__ == "__main__":
    if sys.argv[1:2] == ["preview"]:  # it ends without a word, however early that is wanted
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        from cli import main
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.exit("这个 Python 里没有装依赖：请用 .venv/bin/python；还没有 .venv，先运行 make site")
    from guidebook.terminal import speak_to_any_terminal

    speak_to_any_terminal()
    main()  # ends here: what does not build a site never waits for MkDocs to be loaded

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, ConfigurationError
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.templates import TemplateContext

from cli.settings import faults_of_settings, told_by_mkdocs
from cli.target import say_waiting
from guidebook.checks.page_html import faults_of
from guidebook.compiled_templates import keep_compiled
from guidebook.load import guidebook_of
from guidebook.making import NoSiteError, Order, finish, read_and_check
from guidebook.page_policy import IN_PAGE
from guidebook.pages.rich_text import Place, located
from guidebook.publishing.plain_site import STAGES, plain_site
from guidebook.publishing.site_folder import ForeignFolderError
from guidebook.publishing.works import Frame, Rendered, frame_of
from guidebook.reading.folder import Folder
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
    """One build: what it is made of, and what MkDocs made of that so far."""

    guides: Path
    frame: Frame
    to_finish: tuple[Order, Folder] | None = None
    """None where somebody else makes a site of it."""
    stage: TemporaryDirectory[str] | None = None
    """Where MkDocs writes; it is gone when the process ends, if not before."""
    layouts: dict[str, str] = field(default_factory=dict)
    rendered: Rendered | None = None

    def drop_stage(self) -> None:
        """Take away what MkDocs wrote."""
        if self.stage:
            self.stage.cleanup()


def on_startup(command: str, dirty: bool) -> None:
    """Leave previews to our own: MkDocs would write over what the intake is served with."""
    if command == "serve":
        raise Abort("预览请运行 make preview（python build.py preview）")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Check the content before anything is written, and send MkDocs' own output to a stage."""
    if not config.use_directory_urls:
        raise ConfigurationError("mkdocs.yml: use_directory_urls 必须为 true")
    run = config.extra.setdefault("run", None) or _begun(config)
    config.extra["run"] = run
    _name_site(config, run.frame)
    config.theme.static_templates.discard("sitemap.xml")
    run.stage = TemporaryDirectory(prefix=STAGES)
    config.site_dir = run.stage.name
    return config


def _begun(config: MkDocsConfig) -> Run:
    """Begin a build that MkDocs was asked for, not our command line."""
    order = Order(
        *(_path(config, "guides"), Path(config.docs_dir)),
        Path(config.config_file_path).parent / "templates",
        *(Path(config.site_dir), _path(config, "layouts")),
        today_in(config.extra.get("date")),
    )
    try:
        read = read_and_check(order)
    except NoSiteError as error:
        raise BuildError(str(error)) from None
    return Run(order.guides, frame_of(guidebook_of(read)), (order, read))


def _name_site(config: MkDocsConfig, frame: Frame) -> None:
    site = frame.site
    config.site_name, config.site_description = str(site.title), str(site.description)
    config.site_url = site.site_url
    config.extra |= {"site": site, "lists": frame.lists, "page_policy": IN_PAGE}


def _path(config: MkDocsConfig, name: str) -> Path:
    """Resolve a folder named in `extra:` from the place of mkdocs.yml, wherever MkDocs runs."""
    return Path(config.config_file_path).parent / str(config.extra[name])


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Leave out what the theme ships but our pages never load."""
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
    run.rendered = Rendered(run.layouts, _stage_files(Path(config.site_dir)), run.guides)
    run.drop_stage()
    if run.to_finish:
        order, read = run.to_finish
        config.site_dir = str(order.site_dir)
        try:
            with plain_site(order.site_dir, order.layouts, say_waiting):
                finish(order, read, run.rendered)
        except (NoSiteError, ForeignFolderError) as error:
            raise BuildError(str(error)) from None


def _stage_files(stage: Path) -> dict[str, bytes]:
    """Read what MkDocs finished."""
    return {
        file.relative_to(stage).as_posix(): file.read_bytes()
        for file in stage.rglob("*")
        if file.is_file() and not file.name.endswith(".gz")
    }


class _Told(logging.Handler):
    """Keeps what MkDocs says is wrong."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _refuse(faults: Iterable[str]) -> None:
    """Raise NoSiteError if there are any."""
    if lines := tuple(faults):
        raise NoSiteError("\n".join((*lines, "没有生成网站。")), lines) from None


def rendered_by_mkdocs(guides: Path, frame: Frame) -> Rendered:
    """Let MkDocs make layouts and hand-written pages, as `mkdocs build --strict` does.

    Raises NoSiteError with all that is wrong with its settings, or that it tells.
    """
    settings, told, run = ROOT / "mkdocs.yml", _Told(), Run(guides, frame)
    _refuse(map(str, faults_of_settings(settings, ROOT / "site_src")))
    logging.getLogger("mkdocs").addHandler(told)
    try:
        config = load_config(str(settings), strict=True)
        config.extra["run"] = run
        mkdocs_build(config)
    except (Abort, ConfigurationError) as error:
        _refuse(told_by_mkdocs(told.messages or [str(error)], settings))
    finally:
        logging.getLogger("mkdocs").removeHandler(told)
        run.drop_stage()  # also at Ctrl+C
    assert run.rendered, "MkDocs ends each build with on_post_build"  # noqa: S101
    return run.rendered
