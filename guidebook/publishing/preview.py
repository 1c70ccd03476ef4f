"""What an editor's preview shows beside the site: its faults, and what it cannot do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from guidebook.model.addresses import NEW_REQUEST, REQUEST_STATUS
from guidebook.pages.layout import page_environment

NO_FORM = "表单在预览里打不开：要看表单，请停下预览，运行 make run。"


def publish_faults(faults: Sequence[str], templates: Path, folder: Path) -> None:
    """Show everything that is wrong on every page of a preview, also where none is built yet.

    The pages come back with the first build that has no fault.
    """
    title = f"内容有 {len(faults)} 处问题"
    lead = "改好后保存，这一页几秒后自己刷新。改好以前，预览的每一页都是这些问题。"
    html = _page(title, lead, faults, templates)
    folder.mkdir(parents=True, exist_ok=True)
    for page in {folder / "index.html", folder / "404.html", *folder.rglob("*.html")}:
        page.write_bytes(html)


def publish_note_on_form(templates: Path, folder: Path) -> None:
    """Say, where the links to the request form lead, that it is no part of a preview."""
    html = _page("预览里没有诉求表单", NO_FORM, (), templates)
    for address in (NEW_REQUEST, REQUEST_STATUS):
        page = folder / address.strip("/") / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_bytes(html)


def _page(title: str, lead: str, problems: Sequence[str], templates: Path) -> bytes:
    template = page_environment(templates, {}).get_template("pages/preview.html")
    return template.render(title=title, lead=lead, problems=problems).encode()
