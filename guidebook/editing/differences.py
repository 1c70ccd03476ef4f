"""What changed between two states of the content, in the words of those who review it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, get_args

from guidebook.model import KINDS, LIST, SINGLES
from guidebook.model.addresses import list_address, record_address
from guidebook.model.kinds import KindWording
from guidebook.model.values import Content, RecordId
from guidebook.pages.changes import SINGLE_PAGES
from guidebook.reading.revisions import Moved, Revision, changed_files
from guidebook.reading.yaml_reading import read_yaml_text

KNOWN_BY = ("id", "role", "name", "title", "label", "question", "heading", "when", "day", "year")
"""Keys that tell the entries of a list apart, wherever they stand."""


@dataclass(frozen=True)
class Difference:
    """One file that changed: what it is called, where readers meet it, and what is new there."""

    path: str
    subject: str
    page: str
    words: tuple[str, ...]


def differences(old: Revision, new: Revision) -> Iterator[Difference]:
    """Yield everything that a reader of the site can notice, file by file."""
    files = _joined(changed_files(old, new), new)
    comparison = _Comparison(old, new, {m.old: m.new for m in files if m.old and m.new})
    for moved in files:
        words = tuple(_words(moved, comparison))
        if words:
            path = moved.new or moved.old
            subject, page = _subject(path, new if moved.new else old)
            yield Difference(path, subject, page, words)


def _joined(files: Sequence[Moved], new: Revision) -> tuple[Moved, ...]:
    """Return changed files, of a record that got another id one: it names the former ids.

    git sees that of files which it was told of, and which are much the same.
    """
    gone = {moved.old for moved in files if not moved.new}
    joined = {}
    for moved in files:
        if not moved.old:
            folder = PurePosixPath(moved.new).parent
            former = _values(new, moved.new).get("former_ids") or ()
            joined[moved.new] = next((p for i in former if (p := f"{folder}/{i}.yaml") in gone), "")
    taken = set(joined.values())
    kept = (moved for moved in files if moved.new or moved.old not in taken)
    return tuple(Moved(joined.get(moved.new) or moved.old, moved.new) for moved in kept)


def _subject(path: str, revision: Revision) -> tuple[str, str]:
    """Return what a file is called, and where readers meet it."""
    kind, _, name = path.removesuffix(".yaml").rpartition("/")
    if kind not in KINDS:
        return SINGLE_PAGES.get(name, (path, ""))[:2] if not kind else (path, "")
    called = str(_values(revision, f"{kind}/{LIST}.yaml").get("name", kind))
    if name == LIST:
        return f"{called}的列表", list_address(kind)
    return f"{called} {_name(revision, kind, name)}", record_address(kind, name)


def _name(revision: Revision, kind: str, record_id: str) -> str:
    name = _values(revision, f"{kind}/{record_id}.yaml").get("name", record_id)
    return str(name.get("zh", record_id) if isinstance(name, dict) else name)


def _values(revision: Revision, path: str) -> Mapping[str, Any]:
    text = revision.text(path)
    values = None if text is None else read_yaml_text(text, path).values
    return values if isinstance(values, dict) else {}


def _words(moved: Moved, comparison: _Comparison) -> Iterator[str]:
    if not moved.new.endswith(".yaml") and not moved.old.endswith(".yaml"):
        return
    if not moved.new or not moved.old:
        yield "新增" if moved.new else "删去"
        return
    if moved.new != moved.old:
        yield f"编号从 {PurePosixPath(moved.old).stem} 改成 {PurePosixPath(moved.new).stem}"
    model = _model_of(moved.new)
    before, after = _values(comparison.old, moved.old), _values(comparison.new, moved.new)
    if moved.new != moved.old:
        after = {key: value for key, value in after.items() if key != "former_ids"}
    yield from comparison.of(before, after, model, "")


def _model_of(path: str) -> type[Content] | None:
    kind, _, name = path.removesuffix(".yaml").rpartition("/")
    if kind in KINDS:
        return KindWording if name == LIST else KINDS[kind].model
    return SINGLES.get(name) if not kind else None


@dataclass(frozen=True)
class _Comparison:
    """Compares values as they were typed; the model only tells what they are called."""

    old: Revision
    new: Revision
    renamed: Mapping[str, str]
    """Path of a record → that of today, where it is another."""

    def of(self, before: Any, after: Any, kind: Any, label: str) -> Iterator[str]:
        """Yield each change between two values, `kind` being the type that the model gives them."""
        before = self._as_of_today(before, kind)
        if before == after:
            return
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self._of_keys(before, after, kind, label)
        elif isinstance(before, list) and isinstance(after, list):
            yield from self._of_entries(before, after, kind, label)
        elif before in (None, ""):
            yield f"{label}：加上“{self._said(after, kind, self.new)}”"
        elif after in (None, ""):
            yield f"{label}：去掉“{self._said(before, kind, self.old)}”"
        else:
            said = self._said(before, kind, self.old), self._said(after, kind, self.new)
            yield f"{label}：从“{said[0]}”改成“{said[1]}”"

    def _as_of_today(self, value: Any, kind: Any) -> Any:
        """Return a value in which records are named by their ids of today."""
        if isinstance(value, list):
            return [self._as_of_today(item, kind) for item in value]
        named = next(_types_in(kind, RecordId), None) if isinstance(value, str) else None
        today = self.renamed.get(f"{named.kind}/{value}.yaml") if named else None
        return PurePosixPath(today).stem if today else value

    def _of_keys(
        self, before: dict[str, Any], after: dict[str, Any], kind: Any, label: str
    ) -> Iterator[str]:
        for key in dict.fromkeys((*before, *after)):
            title, inner = _field(kind, key)
            place = " › ".join(filter(None, (label, title)))
            yield from self.of(before.get(key), after.get(key), inner, place)

    def _of_entries(
        self, before: list[Any], after: list[Any], kind: Any, label: str
    ) -> Iterator[str]:
        old, new = _by_name(before), _by_name(after)
        gone, come = [n for n in old if n not in new], [n for n in new if n not in old]
        if len(gone) == len(come) == 1:
            yield from self.of(old[gone[0]], new[come[0]], kind, label)
            old, new = {n: old[n] for n in old if n in new}, {n: new[n] for n in new if n in old}
        for name, entry in old.items():
            if name not in new:
                yield f"{label}：去掉“{self._said(entry, kind, self.old)}”"
            else:
                yield from self.of(entry, new[name], kind, f"{label} › {name}")
        for name, entry in new.items():
            if name not in old:
                yield f"{label}：加上“{self._said(entry, kind, self.new)}”"
        kept = [name for name in old if name in new]
        if kept != [name for name in new if name in old]:
            yield f"{label}：换了次序"

    def _said(self, value: Any, kind: Any, revision: Revision) -> str:
        """Say a value as people do: another record by its name."""
        if isinstance(value, dict):
            return "，".join(self._said(v, _field(kind, k)[1], revision) for k, v in value.items())
        if isinstance(value, list):
            return "、".join(self._said(item, kind, revision) for item in value)
        named = next(_types_in(kind, RecordId), None)
        return _name(revision, named.kind, value) if named and named.kind in KINDS else str(value)


def _by_name(entries: list[Any]) -> dict[str, Any]:
    """Return what tells each entry of a list apart → the entry; of equal ones by their place."""
    named: dict[str, Any] = {}
    for entry in entries:
        name = _name_of(entry)
        while name in named:
            name += "（又一处）"
        named[name] = entry
    return named


def _name_of(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    name = next((entry[key] for key in KNOWN_BY if key in entry), "")
    return str(name.get("zh", name) if isinstance(name, dict) else name) or "一项"


def _field(kind: Any, key: str) -> tuple[str, Any]:
    """Return what a key is called, and the type of its values; a text has no keys for readers."""
    if key in ("zh", "en"):
        return ("英文" if key == "en" else ""), None
    for model in _types_in(kind, Content):
        field = model.model_fields.get(key)
        if field:
            return str(field.title or key), field.annotation
    return key, kind


def _types_in(kind: Any, wanted: type[Any]) -> Iterator[Any]:
    """Yield every class of a sort that an annotation names."""
    if isinstance(kind, type) and issubclass(kind, wanted):
        yield kind
    for part in get_args(kind):
        yield from _types_in(part, wanted)
