"""The ids that editors of text offer: written anew by each command that changes which there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli.options import ROOT
from cli.writing import write_whole
from guidebook.editing.schema import FOLDER, IDS, as_text, ids_of
from guidebook.model import Guidebook

FILE = ROOT / FOLDER / f"{IDS}.json"


def offer_ids(guides: Path, guidebook: Guidebook, added: tuple[str, str] | None = None) -> None:
    """Write the ids of the guide of this repository; those of a guide elsewhere are not offered.

    `added` is kind and id of a record that nobody has filled in yet.
    """
    if guides.resolve() != ROOT / "guides":
        return
    ids: dict[str, Any] = ids_of(guidebook)
    if added:
        kind, record_id = added
        for name, new in ((kind, record_id), ("pages", f"{kind}/{record_id}")):
            for offered in ids["$defs"][name].get("anyOf", ())[:1]:
                offered["enum"].append(new)
                offered["enumDescriptions"].append(new)
    write_whole(FILE, as_text(ids))
