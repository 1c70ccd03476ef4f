"""A record of any kind with every field filled, each text with a word of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin

from guides_folder import TODAY
from pydantic.fields import FieldInfo

from guidebook.model import KINDS, Content, Guidebook, Record, RecordId, Text, Unannounced

SET = {"id": "filled", "code": "S99", "order": 2, "part_of": None}
"""A house of a park shows the posts of the park in place of its own."""
A_COMPANY = {"name": "例", "facts": {"employees": "3"}, "verdict": "看起来符合", "because": "人少"}
RULES = {
    "conditions": {"fact": "employees", "at_most": "30 人", "otherwise": "别的政策"},
    "tiers": (),
    "cases": (A_COMPANY, A_COMPANY),
}
"""Of policies: what is said in words made from it (test_policies)."""


class Filler:
    """Fills every field of a model, each text and line with a word of its own.

    `words` holds these, and the standard's own words that were chosen; `examples` what fields of
    a certain shape are filled with.
    """

    def __init__(self, sample: Guidebook, not_shown: Collection[str]) -> None:
        self.sample, self.not_shown = sample, not_shown
        self.words: list[str] = []
        self.examples: list[str] = []
        self.references = 0

    def content(self, model: type[Content]) -> dict[str, Any]:
        """Return a value for every field of a model."""
        shown = (item for item in model.model_fields.items() if item[0] not in self.not_shown)
        return {name: self.field(info, name) for name, info in shown}

    def field(self, info: FieldInfo, name: str) -> Any:
        """Return a value of a field."""
        if not info.examples:
            return self.value(info.annotation, name)
        self.examples.append(str(info.examples[0]))
        return info.examples[0]

    def value(self, annotation: Any, name: str) -> Any:
        """Return a value of a type."""
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.value(arguments[0], name)
        if origin is Literal:
            self.words += [arguments[0]] if not arguments[0].isascii() else []
            return arguments[0]
        if origin is tuple:
            return [self.value(arguments[0], name), self.value(arguments[0], name)]
        if arguments:
            kinds = [kind for kind in arguments if kind not in (Unannounced, type(None))]
            several = [kind for kind in kinds if get_origin(kind) is tuple]
            return {} if len(kinds) > 1 and not several else self.value([*several, *kinds][0], name)
        return self.plain(annotation, name)

    def plain(self, kind: type, name: str) -> Any:
        """Return a value of a type without arguments."""
        if issubclass(kind, Text) or kind is str:
            self.words.append(f"{name}{len(self.words):03}")
            return self.words[-1]
        if issubclass(kind, RecordId):
            return self.known(kind.kind)
        if issubclass(kind, Content):
            return self.content(kind)
        return {int: 2, bool: True, date: TODAY}[kind]

    def known(self, kind: str) -> str:
        """Return an id of the sample that a record may refer to, another one each time."""
        listed = {"stages": "set-up", "sources": "yunqiao-notice", "pages": "services/suggestions"}
        ids = [listed[kind]] if kind in listed else list(self.sample.records[kind])
        self.references += 1
        return ids[self.references % len(ids)]


def filled(kind: str, sample: Guidebook, not_shown: Collection[str]) -> tuple[Record, Filler]:
    """Return a record of a kind with every field filled but those `not_shown`, and its filler."""
    model = KINDS[kind].model
    rules = RULES if kind == "policies" else {}
    filler = Filler(sample, {*not_shown, *rules})
    values = filler.content(model) | rules
    values |= {name: value for name, value in SET.items() if name in model.model_fields}
    groups = dict.fromkeys(model.fact_groups, "yunqiao-notice")
    return model.model_validate(values | {"evidence": groups}), filler
