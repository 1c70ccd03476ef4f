"""References by id: each leads to a record, stage or source, and each id stands for one thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from guidebook.checks.naming import folded
from guidebook.model import CompanyFacts, Content, Record, RecordId, Site, Sources
from guidebook.reading.entries import Entry, told
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, is_several, meant
from guidebook.reading.yaml_file import YamlFile

MOST_LIKE = 4
"""So many longer ids that begin alike are no help any more."""

_CLOSED = ("stages", "roles", "company_facts")
"""Lists that are short and whole: told where no id is like the one that was written."""

SHORT_ID = 6
"""In shorter ids two slips make another word."""

_LISTED_IN = {
    "pages": "guides",
    "stages": "site.yaml 的 stages",
    "sources": "sources.yaml",
    "company_facts": "company_facts.yaml",
}


def unknown_references(read: Folder) -> Iterator[Problem]:
    """Yield every id that stands for nothing; records that could not be read count as existing.

    Where many places name the same id, one problem tells them all: they have one cause.
    """
    places: dict[tuple[str, str], list[Entry]] = {}
    for entries in read.entries.values():
        for entry in entries:
            value = entry.value
            if isinstance(value, RecordId) and entry.location != ("evidence", "default"):
                known = read.known_ids[value.kind]
                if known is not None and value not in known:
                    places.setdefault((value.kind, value), []).append(entry)
    for (kind, value), found in places.items():
        folder = _LISTED_IN.get(kind, kind)
        yield from told(found, f"{folder} 里没有“{value}”{_remedy(value, kind, read)}")


def _remedy(value: str, kind: str, read: Folder) -> str:
    """Say which id was meant: that of a name, or one mistyped; else that it may be gone."""
    known = read.known_ids[kind] or ()
    bare = value.removeprefix(f"{kind}/").removesuffix(".yaml").lower().replace("_", "-")
    if is_several(value) or _are_known(re.split(r"[^\w/-]+", value), known):
        return "：几项之间用半角逗号“,”隔开"
    folder, _, name = value.rpartition("/")
    present = read.present_ids.get((folder or kind, name))
    if present:
        return f"，这个编号已经改成 {f'{folder}/{present}' if folder else present}"
    named = ids_by_name(folder or kind, read)
    called = named.get(folded(name))
    if called:
        return f"，“{name}”的编号是 {f'{folder}/{called}' if folder else called}"
    part = _part_of_names(name, named)
    if part:
        return f"，像的有{part}"
    typo = bare if bare in known else next((name for name in known if _is_typo(bare, name)), None)
    if typo:
        return meant(value, typo)
    longer = [name for name in known if name.startswith(f"{bare}-")]
    like = f"，像的有“{'”“'.join(longer)}”" if 0 < len(longer) < MOST_LIKE else ""
    if not like and kind in _CLOSED:
        like = f"，可以写的有 {'、'.join(known)}"
    return f"{like}；如果已经删去，请把这一处也删去，或改成别的"


def _are_known(ids: Sequence[str], known: Collection[str]) -> bool:
    """Tell whether several ids were run together: 「a. b」."""
    return len(ids) > 1 and all(name in known for name in ids)


def ids_by_name(kind: str, read: Folder) -> dict[str, str]:
    """Return folded name or other name → id, of records, stages or sources; of pages as linked."""
    site, sources = read.single(Site), read.single(Sources)
    named: list[tuple[str, str]] = []
    if kind == "stages" and site:
        named = [(str(stage.name), stage.id) for stage in site.stages]
    elif kind == "sources" and sources:
        named = [(str(source.title), source.id) for source in sources.sources]
        named += [
            ("凭记忆", "memory"),
            ("记忆", "memory"),
            ("推断", "inference"),
            ("假定", "assumption"),
        ]
    elif kind == "company_facts" and (asked := read.single(CompanyFacts)):
        named = [(str(fact.name), fact.id) for fact in asked.facts]
    for folder, record, _file in read.records():
        if kind in (folder, "pages"):
            shown = f"{folder}/{record.id}" if kind == "pages" else record.id
            names = (str(record.name), *record.other_names, getattr(record, "code", None))
            named += [(name, shown) for name in names if name]
    return {folded(name): name_id for name, name_id in reversed(named)}


def _part_of_names(typed: str, named: Mapping[str, str]) -> str:
    """Offer the ids of the few names that a Chinese word is a part of."""
    if not re.fullmatch(r"[一-龥\w]*[一-龥]{2,}[一-龥\w]*", typed):
        return ""
    found = {name_id: name for name, name_id in named.items() if folded(typed) in name}
    return "".join(f"“{i}”（{n}）" for i, n in found.items()) if len(found) < MOST_LIKE else ""


def _is_typo(typed: str, known: str) -> bool:
    """Tell whether two ids differ by a slip or two: a sign missing, added, changed or swapped."""
    most = 1 if len(typed) < SHORT_ID else 2
    return abs(len(typed) - len(known)) <= most and _distance(typed, known) <= most


def _distance(first: str, second: str) -> int:
    """Return the Damerau-Levenshtein distance, neighbours swapped counted once."""
    rows = [list(range(len(second) + 1))]
    for i, sign in enumerate(first, 1):
        row = [i]
        for j, other in enumerate(second, 1):
            changed = rows[-1][j - 1] + (sign != other)
            row.append(min(changed, rows[-1][j] + 1, row[-1] + 1))
            if i > 1 and j > 1 and first[i - 2 : i] == second[j - 1] + second[j - 2]:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def self_references(read: Folder) -> Iterator[Problem]:
    """Yield every record that leads to itself."""
    for (kind, name), entries in read.entries.items():
        for entry in entries:
            value = entry.value
            if isinstance(value, RecordId) and (value.kind, value) in (
                (kind, name),
                ("pages", f"{kind}/{name}"),
            ):
                yield entry.problem(f"“{value}”就是本记录自己，请删去")
            elif entry.text and f"(/{kind}/{name}/)" in value:
                yield entry.problem("链接指向本页自己，请去掉链接，只留文字")


def leads_that_support(read: Folder) -> Iterator[Problem]:
    """Yield every department that supports itself."""
    for record, file in read.all_of(Record):
        lead = getattr(record, "lead_department", None)
        for n, department in enumerate(getattr(record, "supporting_departments", ())):
            if department == lead:
                message = f"“{department}”已经是承办部门，不用再写在协办部门里"
                yield file.problem(("supporting_departments", n), message)


def repeated_codes(read: Folder) -> Iterator[Problem]:
    """Yield every code that a second record of a kind has."""
    seen: dict[tuple[str, str], YamlFile] = {}
    for kind, record, file in read.records():
        code = getattr(record, "code", None)
        if code:
            first = seen.setdefault((kind, code), file)
            if first is not file:
                yield file.problem(("code",), f"代码“{code}”与 {first.path} 重复")


def repeated_ids(read: Folder) -> Iterator[Problem]:
    """Yield every id that a list gives to a second stage, source or question."""
    for model, field in ((Site, "stages"), (Sources, "sources"), (CompanyFacts, "facts")):
        content: Content | None = read.single(model)
        ids = [item.id for item in getattr(content, field, ())]
        for n, name in enumerate(ids):
            if name in ids[:n]:
                message = f"编号“{name}”用了两次，请换一个"
                yield read.file_of(model).problem((field, n, "id"), message)
