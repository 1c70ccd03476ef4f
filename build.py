"""Build, check, serve and preview the guide: the command line, and the hooks that MkDocs calls.

This is the only file that knows MkDocs. MkDocs renders hand-written pages and one layout for each
kind of page into a stage; `guidebook.publish` pours the content into the layouts and writes the
site.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # MkDocs imports hooks without the project's folder on the path
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # the banner reads like a failed build

import click
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, ConfigurationError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from guidebook.addresses import NEW_REQUEST, is_loopback
from guidebook.commands import (
    check_folder,
    summary,
    tell_due,
    tell_elsewhere,
    tell_faults,
    tell_loopback,
    tell_warnings,
    today_in,
)
from guidebook.freshness import find_due
from guidebook.load import load_guidebook
from guidebook.model import Guidebook
from guidebook.problems import ContentError
from guidebook.publish import (
    BrokenLinksError,
    Rendered,
    publish,
    publish_faults,
    write_intake_layouts,
)
from guidebook.site import ForeignFolderError, refuse_foreign_folder
from guidebook.stamp import leave_stamp, withdraw_stamp

LAYOUTS = ROOT / "var" / "layouts"

UNUSED_ASSETS = (
    "sitemap.xml",
    "assets/images/favicon.png",
    "assets/javascripts/",
    "assets/stylesheets/",
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

    guidebook: Guidebook
    site_dir: Path
    error: ContentError | None = None
    layouts: dict[str, str] = field(default_factory=dict)


@dataclass
class _Session:
    """What hooks know beyond the configuration, which MkDocs reads anew for each build."""

    previewing: bool = False
    stage: Path | None = None
    last_good: Guidebook | None = None


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
        except ForeignFolderError as error:
            raise BuildError(str(error)) from None
    run = _read_content(config)
    site = run.guidebook.site
    config.site_name, config.site_description = str(site.title), str(site.description)
    if not _session.previewing:
        config.site_url = site.site_url
    config.extra["site"], config.extra["run"] = site, run
    _session.stage = Path(tempfile.mkdtemp(prefix="guide-stage-"))
    config.site_dir = str(_session.stage)
    config.theme.static_templates.discard("sitemap.xml")
    return config


def _read_content(config: MkDocsConfig) -> Run:
    folder = _path(config, "guides")
    site_dir = Path(config.site_dir)
    try:
        guidebook, warnings = load_guidebook(folder, today_in(config.extra.get("date")))
    except ContentError as error:
        tell_faults(error)
        if not (_session.previewing and _session.last_good):
            raise BuildError("内容有问题，没有生成网站。") from None
        return Run(_session.last_good, site_dir, error)
    tell_warnings(warnings)
    if not _session.previewing:
        tell_loopback(guidebook.site)
    _session.last_good = guidebook
    return Run(guidebook, site_dir)


def _path(config: MkDocsConfig, name: str) -> Path:
    """Resolve a folder named in `extra:` from the place of mkdocs.yml, wherever MkDocs runs."""
    return Path(config.config_file_path).parent / str(config.extra[name])


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Leave out what the theme ships but our pages never load."""
    for file in list(files):
        if file.src_uri.startswith(UNUSED_ASSETS):
            files.remove(file)
    return files


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Point the theme's skip link at the content of every page."""
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
    rendered = Rendered(run.layouts, _stage_files(Path(config.site_dir)))
    shutil.rmtree(config.site_dir)
    config.site_dir = str(run.site_dir)
    faults = str(run.error).splitlines() if run.error else []
    layouts = _path(config, "layouts")
    withdraw_stamp(layouts)
    try:
        config.extra["written"] = publish(
            run.guidebook, rendered, templates, run.site_dir, today_in(config.extra.get("date"))
        )
    except BrokenLinksError as error:
        if not _session.previewing:
            raise BuildError(f"有链接走不通，没有生成网站：\n{error}") from None
        faults += str(error).splitlines()
    if faults:  # only in the preview, whose server would answer nothing after an error
        publish_faults(faults, rendered, templates, run.site_dir)
    write_intake_layouts(rendered, run.guidebook.site.site_url, layouts)
    leave_stamp(layouts)


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


def _build(guides: Path, site_dir: Path, layouts: Path, date: str | None) -> Guidebook:
    """Build the site; return what it was made of."""
    started = time.monotonic()
    today_in(date)  # a date that is none ends here, before anything is touched
    click.echo("正在检查内容、生成网站…")
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(site_dir), strict=True)
    config.extra |= {"guides": str(guides), "layouts": str(layouts), "date": date}
    try:
        mkdocs_build(config)
    except Abort as error:
        raise SystemExit(1) from error
    written, run = config.extra["written"], cast("Run", config.extra["run"])
    click.echo(
        f"{summary(run.guidebook)}。\n"
        f"{written.files} 个文件，写了 {written.written} 个，删了 {written.removed} 个，"
        f"用了 {time.monotonic() - started:.1f} 秒：{site_dir}"
    )
    return run.guidebook


def _options(command: Callable[..., None]) -> Callable[..., None]:
    folder: Any = click.Path(file_okay=False, path_type=Path)
    for option in (
        click.option("--date", default=None, help="按哪一天生成，如 2026-11-23；不写就是今天。"),
        click.option("--site-dir", type=folder, default=ROOT / "site", help="网站放在哪里。"),
        click.option("--guides", type=folder, default=ROOT / "guides", help="内容文件夹。"),
        click.option("--layouts", type=folder, default=LAYOUTS, help="表单版式放在哪里。"),
    ):
        command = option(command)
    return command


@click.group()
def main() -> None:
    """楼事服务指南：检查内容、生成网站、启动服务、本机预览。"""


@main.command()
@click.option(
    "--guides",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT / "guides",
    help="内容文件夹。",
)
@click.option("--date", default=None, help="按哪一天检查，如 2026-11-23；不写就是今天。")
def check(guides: Path, date: str | None) -> None:
    """检查内容：每处问题一行，写明文件、行号、键、错在哪、该怎么写。"""
    guidebook = check_folder(guides, today_in(date))
    click.echo(f"没有发现问题。{summary(guidebook)}")


@main.command()
@click.option(
    "--guides",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT / "guides",
    help="内容文件夹。",
)
@click.option("--days", default=30, help="看多少天以内到期的，默认 30。")
@click.option("--date", default=None, help="按哪一天算，如 2026-11-23；不写就是今天。")
def due(guides: Path, days: int, date: str | None) -> None:
    """列出该核对的内容：已过期的和快到期的，最早的在前。"""
    today = today_in(date)
    tell_due(find_due(check_folder(guides, today), today, days), today, days)


@main.command()
@_options
@click.option("--clean", is_flag=True, help="先清空网站文件夹。")
def site(guides: Path, site_dir: Path, layouts: Path, date: str | None, clean: bool) -> None:
    """生成静态网站，可放到任何网页服务器上。"""
    if clean:
        try:
            refuse_foreign_folder(site_dir)
        except ForeignFolderError as error:
            raise click.ClickException(str(error)) from None
        shutil.rmtree(site_dir, ignore_errors=True)
    _build(guides.resolve(), site_dir.resolve(), layouts.resolve(), date)


@main.command()
@_options
@click.option("--host", default="127.0.0.1", help="监听的地址。")
@click.option("--port", default=8000, help="监听的端口。")
def serve(
    guides: Path, site_dir: Path, layouts: Path, date: str | None, host: str, port: int
) -> None:
    """生成网站，并在同一个地址上提供指南和诉求表单。"""
    from intake.server import make_wsgi  # no other command waits for Flask to be loaded
    from intake.server import serve as serve_wsgi
    from intake.settings import SettingsError, make_secret_key, settings_from

    guidebook = _build(guides.resolve(), site_dir.resolve(), layouts.resolve(), date)
    settings = replace(
        settings_from(),
        site=site_dir.resolve(),
        guides=guides.resolve(),
        layouts=layouts.resolve(),
    )
    try:
        if is_loopback(host) and not settings.secret_key_file.exists():
            make_secret_key(settings.secret_key_file)
        wsgi = make_wsgi(settings)
        _say_where(host, port, settings.data)
        if not settings.proxies:
            tell_elsewhere(guidebook.site, host, port)
        serve_wsgi(wsgi, host, port)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        message = f"用不了 {host}:{port}（{error.strerror}），请换 --port"
        raise click.ClickException(message) from None


def _say_where(host: str, port: int, queue: Path) -> None:
    address = f"http://{host}:{port}"
    click.echo(f"指南  {address}/")
    click.echo(f"表单  {address}{NEW_REQUEST}")
    click.echo(f"队列  {queue}/requests.csv（含个人信息，不要放进网站或 git）")
    click.echo("按 Ctrl+C 结束。")


@main.command()
@click.option("--host", default="127.0.0.1", help="监听的地址。")
@click.option("--port", default=8001, help="监听的端口。")
def preview(host: str, port: int) -> None:
    """给编辑用的即时预览：改了内容、模板或页面，浏览器自动刷新。"""
    mkdocs_serve(str(ROOT / "mkdocs.yml"), dev_addr=f"{host}:{port}")


if __name__ == "__main__":
    main()
