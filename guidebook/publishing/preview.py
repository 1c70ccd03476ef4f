"""What an editor's preview shows beside the site: its faults, and what it cannot do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from guidebook.pages.layout import page_environment

NO_FORM = "表单在预览里打不开：要看表单，请停下预览，运行 make run。"


class Notices:
    """Pages that are no pages of the site; their template is as it was when the preview began."""

    def __init__(self, templates: Path) -> None:
        self._template = page_environment(templates, {}).get_template("pages/preview.html")

    def faults(self, faults: Sequence[str]) -> bytes:
        """Show everything that is wrong; it stands on every page until it is mended."""
        lead = "改好后保存，这一页自己刷新。改好以前，预览的每一页都是这些问题。"
        return self._page(f"内容有 {len(faults)} 处问题", lead, faults)

    def no_form(self) -> bytes:
        """Say, where the links to the request form lead, that it is no part of a preview."""
        return self._page("预览里没有诉求表单", NO_FORM)

    def _page(self, title: str, lead: str, problems: Sequence[str] = ()) -> bytes:
        return self._template.render(title=title, lead=lead, problems=problems).encode()
