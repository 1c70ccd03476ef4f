"""One copy of a record: its shape, rules, evidence and links kept; names, facts and texts new."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from guide_words import Wordings

from guidebook.model import UNANNOUNCED

Values = dict[str, Any]

NAMES = ("aliases", "former_names", "keywords")
TEXTS = (
    *("summary", "meaning", "more", "story", "answer", "note", "tips", "notes", "benefit"),
    *("limit_note", "not_accepted", "conditions", "otherwise", "because", "question", "brand"),
    *("schedule", "chat_text"),
)
REFERENCES = {
    "subdistrict": "subdistricts",
    "other_subdistricts": "subdistricts",
    "part_of": "buildings",
    "buildings": "buildings",
    "services": "services",
    "related": "services",
    "service": "services",
    "needs": "needs",
    "resources": "resources",
    "policies": "policies",
}
"""Field → the kind of the records that it names."""
LINK = re.compile(r"\]\(/([a-z]+)/([\w-]+)/")

Successor = Callable[[str, str], str]
"""Takes a kind and an id; returns the id that a copy names in its place."""


class Copyist:
    """Copies records; `successor` says whom a copy names where the first names another."""

    def __init__(self, wordings: Wordings, successor: Successor) -> None:
        self._wordings = wordings
        self._successor = successor

    def copy(self, values: Mapping[str, Any]) -> Values:
        """Return the content of a copy."""
        copied: Values = {key: self._value(key, value) for key, value in values.items()}
        old, new = _chinese(values["name"]), self._wordings.name(_chinese(values["name"]))
        copied["name"] = self._named(values["name"], new)
        if "asked_as" in values:
            copied["asked_as"] = [self._question(asked, old, new) for asked in values["asked_as"]]
        if "address" in values:
            copied["address"] = self._address(values["address"])
        copied.pop("former_ids", None)
        return copied

    def _question(self, asked: str, old: str, new: str) -> str:
        """Return a way of asking; one that says the name says the new one, whole."""
        if old in asked:
            return new.join(map(self._wordings.text, asked.split(old)))
        return self._wordings.question(asked)

    def _named(self, name: Any, new: str) -> Any:
        return {"zh": new, "en": self._wordings.english(new)} if isinstance(name, dict) else new

    def _value(self, key: str, value: Any) -> Any:
        if key == "evidence":
            return value
        if key in REFERENCES and isinstance(value, str):
            return self._successor(REFERENCES[key], value)
        if isinstance(value, list):
            return [self._value(key, item) for item in value]
        if isinstance(value, dict):
            return {inner: self._value(_key(key, inner), item) for inner, item in value.items()}
        if key in NAMES:
            return self._wordings.name(value)
        return LINK.sub(self._link, self._wordings.text(value) if key in TEXTS else value)

    def _link(self, link: re.Match[str]) -> str:
        return f"](/{link[1]}/{self._successor(link[1], link[2])}/"

    def _address(self, address: Any) -> Any:
        if not isinstance(address, str) or address == UNANNOUNCED.value:
            return address
        number = self._wordings.chance.randrange(1, 3000)
        return f"{self._wordings.word()}{self._wordings.word()[0]}路{number}号"


def _key(outer: str, inner: str) -> str:
    """Return the key that says what a value is: of a text in languages it is the text's."""
    return outer if inner == "zh" else inner


def _chinese(name: Any) -> str:
    return str(name["zh"] if isinstance(name, dict) else name)
