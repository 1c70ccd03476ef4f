"""Ways out of what somebody of the office wrote: addresses to open, telephone numbers to call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from guidebook.model import Site
from guidebook.model.phones import PhoneError, canonical_phone
from guidebook.model.writing import NOT_COUNTED, tel_address

_WAY = re.compile(
    "(https?://[!-~]*[0-9A-Za-z/#=]"  # without the sign that ends its sentence
    rf"|(?<![\w.+-])\+?\d[\d ()-]{{1,16}}\d(?![\w-]){NOT_COUNTED})",
    re.ASCII,
)
_SERVICE = re.compile(r"12\d{3}|9[56]\d{3,4}")
"""Numbers of public services, which have no area code."""


@dataclass(frozen=True)
class Way:
    """Something to follow, as it was written."""

    text: str
    address: str

    @property
    def is_call(self) -> bool:
        """Tell whether it is called, not opened."""
        return self.address.startswith("tel:")


def ways_among(text: str, site: Site) -> Iterator[Way | str]:
    """Cut a text into plain runs and ways, in order."""
    for is_found, run in zip(cycle((False, True)), _WAY.split(text), strict=False):
        yield (_way(run, site) if is_found else None) or run


def _way(run: str, site: Site) -> Way | None:
    if run.startswith("http"):
        return Way(run, run)
    is_public = run in site.public_digits or _SERVICE.fullmatch(run)
    return Way(run, tel_address(run)) if is_public or _is_phone(run) else None


def _is_phone(run: str) -> bool:
    try:
        return bool(canonical_phone(run))
    except PhoneError:
        return False
