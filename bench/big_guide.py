"""A guide of any size, made from the content of this repository: `big_guide.py PAGES FOLDER`.

The records of `guides/` come first, as they are. After them come copies: five of six pages are to
be buildings (or `--buildings`), with a subdistrict and a venue for every so many. Copies keep what
holds a record together (fields, rules, dates, evidence, links to each other) and have names,
addresses, questions and texts of their own: each stretch of Chinese has another word in it.
`build.py check` passes. A page is a record; lists, posters and feeds come on top.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from guide_copies import Copyist, Values  # noqa: E402
from guide_words import Wordings  # noqa: E402

GUIDES = ROOT / "guides"
PLACES = ("buildings", "subdistricts", "venues")
OTHERS = (
    *("services", "policies", "glossary", "needs", "resources", "projects"),
    *("packages", "toolkits"),
)
"""Kinds that grow with a guide; chapters, paths, roles and departments are the same for a city."""

LONGEST = 36
"""Characters of an id that a copy keeps, so that there is room for its number."""

Counts = Mapping[str, int]
"""Kind → how many records it is to have."""


def write_big_guide(pages: int, folder: Path, buildings: int | None = None) -> Counts:
    """Write a guide of a number of records into a new folder; return how many are of each kind."""
    shutil.copytree(GUIDES, folder)
    present = {kind: _records(kind) for kind in (*PLACES, *OTHERS)}
    added = _added({kind: len(records) for kind, records in present.items()}, pages, buildings)
    wordings = Wordings()
    for kind, records in present.items():
        for n in range(added[kind]):
            _write_copy(folder, kind, records, n, added, wordings)
    return {kind: len(records) + added[kind] for kind, records in present.items()}


def _records(kind: str) -> dict[str, Values]:
    files = sorted((GUIDES / kind).glob("[!_]*.yaml"))
    return {
        file.stem: yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 (texts only)
        for file in files
    }


def _added(sizes: Counts, pages: int, buildings: int | None) -> Counts:
    """Share out the missing pages: places as there are buildings, the rest as it is now."""
    missing = pages - sum(1 for _ in GUIDES.glob("*/[!_]*.yaml"))
    wanted = pages * 5 // 6 if buildings is None else buildings
    more = wanted - sizes["buildings"]
    if buildings is None:  # a small guide has no room for so many
        more = min(more, missing * 13 // 15)
    added = {kind: more * sizes[kind] // sizes["buildings"] for kind in PLACES}
    rest = missing - sum(added.values())
    if min(more, rest) < 0:
        raise SystemExit(f"no room in {pages} pages for {wanted} buildings and what is there")
    others = sum(sizes[kind] for kind in OTHERS)
    added |= {kind: rest * sizes[kind] // others for kind in OTHERS}
    added["glossary"] += missing - sum(added.values())
    return added


def pages_text(sizes: Counts) -> str:
    """Say how many records there are of each kind."""
    return ", ".join(f"{size} {kind}" for kind, size in sizes.items())


def _write_copy(
    folder: Path,
    kind: str,
    records: dict[str, Values],
    n: int,
    added: Counts,
    wordings: Wordings,
) -> None:
    turn, place = divmod(n, len(records))
    name, values = list(records.items())[place]

    def successor(other: str, record: str) -> str:
        return _in_turn(other, record, turn, added)

    wordings.begin(f"{kind}/{name}/{turn}")
    copied = Copyist(wordings, successor).copy(values)
    if kind == "services":
        copied["code"] = f"S{100 + n}"
    if "order" in copied:
        copied["order"] = str(100 + n)
    text = yaml.dump(copied, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    (folder / kind / f"{_copy_id(name, turn)}.yaml").write_text(text, "utf-8")


def _in_turn(kind: str, record: str, turn: int, added: Counts) -> str:
    """Return the copy of the same turn where it exists, another of its copies, or the record."""
    names = _names(kind)
    if record not in names:
        return record
    turns = (added.get(kind, 0) - names.index(record) - 1) // len(names) + 1
    return _copy_id(record, turn % turns) if turns > 0 else record


def _copy_id(record: str, turn: int) -> str:
    return f"{record[:LONGEST]}-{turn + 2}"


def _names(kind: str) -> list[str]:
    return sorted(file.stem for file in (GUIDES / kind).glob("[!_]*.yaml"))


def main() -> None:
    """Write a guide."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--buildings", type=int, default=None)
    chosen = parser.parse_args()
    print(pages_text(write_big_guide(chosen.pages, chosen.folder, chosen.buildings)))


if __name__ == "__main__":
    main()
