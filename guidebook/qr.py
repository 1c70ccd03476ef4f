"""QR codes, drawn in one way on pages, posters and receipts."""

from __future__ import annotations

import segno
from markupsafe import Markup

MASK = 2
"""Readers undo any of the standard's eight masks. To find the fairest, an encoder tries all, which
is three quarters of its work; this one is the fairest most often for addresses such as ours."""


def qr_code(text: str) -> Markup:
    """Draw a QR code (error correction M) as inline SVG that scales to its box."""
    code = segno.make(text, error="m", micro=False, mask=MASK)
    return Markup(code.svg_inline(border=2, omitsize=True, light="#fff"))  # noqa: S704 # drawn
