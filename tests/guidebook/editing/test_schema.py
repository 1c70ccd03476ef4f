"""Editors of text are told what may be written: by schemas that are as the model is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from guides_folder import GUIDES, SAMPLE, load
from json_schema import Schema, complaints
from ruamel.yaml import YAML
from site_build import ROOT

from cli import main
from guidebook.editing.key_table import keys_of
from guidebook.editing.schema import files_of_model, ids_of, schemas, settings

FILES: dict[str, Schema] = {**schemas(), "ids": ids_of(load(SAMPLE))}
CHINESE = re.compile("[一-龥]")


def typed(file: Path) -> Any:
    """Read a file as editors of text do: by YAML 1.2, where days are texts."""
    return _without_days(YAML(typ="safe").load(file.read_text(encoding="utf-8")))


def _without_days(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_days(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_days(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_english_words_say_what_they_mean() -> None:
    bare = [
        f"{name}: {words}"
        for name, schema in schemas().items()
        if name != "form"  # where each word has its Chinese behind it, as its value
        for group in (schema, *schema.get("$defs", {}).values())
        for words in _bare_words(group.get("properties", {}))
    ]

    assert bare == []


def _bare_words(part: Any) -> Iterator[list[str]]:
    """Yield every choice of words without Chinese that has no explanation beside it."""
    if isinstance(part, dict):
        words = [str(word) for word in part.get("enum", ()) if not CHINESE.search(str(word))]
        if words and "enumDescriptions" not in part:
            yield words
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict | list):
            yield from _bare_words(inner)


def schema_for(path: str) -> str:
    """Return the only schema that the settings give to a file."""
    given = [
        Path(schema).stem
        for schema, globs in settings()["yaml.schemas"].items()
        if any(fnmatch(path, glob) for glob in globs if glob[0] != "!")
        and not any(fnmatch(path, glob[1:]) for glob in globs if glob[0] == "!")
    ]
    assert len(given) == 1, f"{path}: {given}"
    return given[0]


def underlined(value: Any, name: str) -> list[str]:
    return list(complaints(value, FILES[name], FILES, name))


def every_key() -> Iterator[tuple[str, Schema]]:
    for name, schema in schemas().items():
        for place, key in keys_of(schema, schema.get("$defs", {})):
            yield f"{name}: {place}", key


@pytest.mark.parametrize("name", sorted(files_of_model()))
def test_what_is_kept_for_editors_is_as_the_model_is(name: str) -> None:
    kept = (ROOT / name).read_text(encoding="utf-8")

    assert kept == files_of_model()[name], "run `python build.py schema`"


def test_the_command_sees_that_all_is_as_the_model_is() -> None:
    result = CliRunner().invoke(main, ["schema", "--check"])

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("guides", [SAMPLE, GUIDES], ids=["sample", "guide"])
def test_nothing_that_is_right_is_underlined(guides: Path) -> None:
    wrong = {
        str(file): found
        for file in sorted(guides.rglob("*.yaml"))
        if (found := underlined(typed(file), schema_for(f"guides/{file.relative_to(guides)}")))
    }

    assert wrong == {}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("hours: 1000", []),
        ("hours: true", []),
        ("summary: {zh: 12345}", []),
        ("lead_department: not-there-yet", []),
        ("review_by: 27-5-1", ["'27-5-1' is not like"]),
        ("handling: 当场办", ["'当场办' is not one of"]),
        ("fees: 不收费", ["fees is not known"]),
        ("evidence: {feees: memory}", ["feees is not known"]),
        ("keep_days: 很久", ["'很久' is no integer"]),
    ],
)
def test_a_slip_is_underlined_and_a_text_may_look_like_anything(
    line: str, wrong: list[str]
) -> None:
    values = typed(SAMPLE / "services" / "suggestions.yaml") | YAML(typ="safe").load(line)

    found = underlined(values, "services")

    assert len(found) == len(wrong)
    assert all(told.startswith(start) for told, start in zip(found, wrong, strict=True))


def test_a_missing_key_is_underlined() -> None:
    values = typed(SAMPLE / "services" / "suggestions.yaml")
    del values["hours"]

    assert underlined(values, "services") == ["hours is missing"]


@pytest.mark.parametrize("kind", sorted(FILES["ids"]["$defs"]))
def test_ids_are_offered_with_their_names(kind: str) -> None:
    offered = FILES["ids"]["$defs"][kind]["anyOf"][0]

    assert len(offered["enum"]) == len(offered["enumDescriptions"]) > 0
    assert all(CHINESE.search(name) for name in offered["enumDescriptions"])


def test_every_key_is_explained_in_chinese() -> None:
    silent = [
        place
        for place, key in every_key()
        if not (CHINESE.search(key["title"]) and CHINESE.search(key["description"]))
    ]

    assert silent == []


def test_ids_are_kept_for_who_opens_the_repository() -> None:
    kept = json.loads((ROOT / "schemas" / "ids.json").read_text(encoding="utf-8"))

    assert kept["$defs"].keys() == FILES["ids"]["$defs"].keys()
