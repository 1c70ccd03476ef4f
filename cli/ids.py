"""The ids that editors of text offer: written anew by each command that changes which there are."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from cli.options import ROOT
from cli.writing import write_whole
from guidebook.editing.schema import FOLDER, IDS, as_text, ids_of
from guidebook.model import Guidebook

FILE = ROOT / FOLDER / f"{IDS}.json"


def offer_ids(guides: Path, guidebook: Guidebook) -> None:
    """Write the ids of the guide of this repository; those of a guide elsewhere are not offered."""
    if _is_ours(guides):
        write_whole(FILE, as_text(ids_of(guidebook)))


def offer_new_id(guides: Path, kind: str, record_id: str) -> None:
    """Offer beside the ids that of a record which nobody has filled in yet."""
    if not _is_ours(guides):
        return
    with suppress(ValueError, OSError):  # it is written anew with the next change
        ids: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
        for name, new in ((kind, record_id), ("pages", f"{kind}/{record_id}")):
            for offered in ids["$defs"][name].get("anyOf", ())[:1]:
                offered["enum"].append(new)
                offered["enumDescriptions"].append(new)
        write_whole(FILE, as_text(ids))


def _is_ours(guides: Path) -> bool:
    return guides.resolve() == ROOT / "guides"
