"""From HTML to PDF by WeasyPrint, which is only needed here and may not be installed."""

from __future__ import annotations

import shutil
import subprocess

INSTALL = ".venv/bin/python -m pip install --require-hashes -r requirements-handbook.txt"
PACKAGES = "apt install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk"


class CannotPrintError(Exception):
    """Something that printing needs is missing; says what to install."""


def refuse_without_fonts() -> None:
    """Make sure that there is a font with Chinese signs; raises CannotPrintError if not."""
    program = shutil.which("fc-list")
    if program is None:
        return  # nobody to ask, as on macOS
    found = subprocess.run(  # noqa: S603 # found on the path, asked a fixed question
        [program, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False
    )
    if not found.stdout.strip():
        raise CannotPrintError(f"没有中文字体，印出来都是方框。Debian、Ubuntu 请装：{PACKAGES}")


def print_pdf(html: str, site_url: str) -> bytes:
    """Return the PDF of a document whose links are relative to the address of the site.

    Raises CannotPrintError.
    """
    refuse_without_fonts()
    try:
        from weasyprint import HTML  # half a second, and an extra: nothing else waits for it
    except ImportError:
        raise CannotPrintError(f"印手册要另装 WeasyPrint：{INSTALL}") from None
    except OSError as error:  # it loads Pango as it is imported
        message = f"WeasyPrint 缺系统的库（{error}）。Debian、Ubuntu 请装：{PACKAGES}"
        raise CannotPrintError(message) from None
    pdf: bytes = HTML(string=html, base_url=site_url).write_pdf(pdf_tags=True)
    return pdf
