"""What came back on sheets: the changes that can be made, and what is amiss, row by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from pydantic import ValidationError

from guidebook.editing.amending import amend
from guidebook.editing.facts import CONTACTS, POSTS, STATE, Fact, facts_of, typed_as
from guidebook.editing.worksheet import CORRECTION, WORDS, Returned
from guidebook.model import KINDS, Guidebook, Unannounced
from guidebook.model.values import UNANNOUNCED
from guidebook.model.walk import Location
from guidebook.reading.problems import shorten
from guidebook.reading.validation import validation_problems
from guidebook.reading.yaml_reading import read_yaml_text

CALLED = "电话"
"""What a contact is called of which somebody wrote no more than its number."""

Name: TypeAlias = tuple[str, str]
"""Kind and id of a record."""


@dataclass(frozen=True)
class Answer:
    """A fact that somebody looked at: `typed` is what the file is to hold, as it is if None."""

    row: Returned
    fact: Fact
    typed: str | None = None


@dataclass
class Answers:
    """Everything that came back."""

    good: dict[tuple[Name, Location], Answer] = field(default_factory=dict)
    amiss: list[str] = field(default_factory=list)
    """One sentence a row that cannot be taken as it stands."""
    refused: set[tuple[Name, Location]] = field(default_factory=set)
    """Of what something was said that is not taken."""

    @property
    def changes(self) -> tuple[Answer, ...]:
        """The answers that change a file."""
        return tuple(answer for answer in self.good.values() if answer.typed is not None)

    def refuse(self, answer: Answer, reason: str) -> None:
        """Take an answer out and say why."""
        place = _name(answer.fact), answer.fact.location
        self.good.pop(place, None)
        self.refused.add(place)
        self.amiss.append(_of(answer.row, reason))


def read_answers(rows: Iterable[Returned], guidebook: Guidebook) -> Answers:
    """Compare what came back with what the guide says now."""
    answers, known = Answers(), _Known(guidebook)
    for row in rows:
        found = known.answer(row)
        if isinstance(found, str):
            answers.amiss.append(_of(row, found))
            if fact := known.fact(row.key):
                answers.refused.add((_name(fact), fact.location))
        elif found:
            _add(found, answers)
    return answers


def _add(answer: Answer, answers: Answers) -> None:
    place = _name(answer.fact), answer.fact.location
    earlier = answers.good.setdefault(place, answer)
    if earlier.typed != answer.typed:
        answers.refuse(earlier, f"和另一行说的不一样：{shorten(answer.typed or answer.fact.words)}")
        answers.amiss.append(_of(answer.row, "和另一行说的不一样，两行都没有改"))


def _of(row: Returned, message: str) -> str:
    label = f"（{row.label}）" if row.label else ""
    return f"{row.file} 第 {row.number} 行{label}：{message}"


def _name(fact: Fact) -> Name:
    return fact.kind, fact.record


class _Known:
    """The facts of a guidebook, those of a record worked out when somebody asks."""

    def __init__(self, guidebook: Guidebook) -> None:
        self._guidebook = guidebook
        self._facts: dict[Name, Mapping[str, Fact]] = {}

    def answer(self, row: Returned) -> Answer | str | None:
        """Return the answer of a row, why it is none, or None where nobody wrote anything."""
        fact = self.fact(row.key)
        if fact and fact.key == row.key and _is_rewritten(row, fact):
            return f"“{WORDS}”一格改成了{shorten(row.words or '')}：对的请写在“{CORRECTION}”里"
        if not (row.correction or row.is_right or row.fault):
            return None
        if not row.key:
            return (
                row.fault
                or f"{shorten(row.correction)}：这一行没有编号，是新加的，请编辑另外写进去"
            )
        if fact is None:
            return f"编号 {shorten(row.key)} 在指南里找不到，可能改动过，或这一项已经删去"
        if fact.key != row.key:
            return f"核对单发出后这一项改过，现在是{shorten(fact.words)}，请看了再填"
        return row.fault or self._read(row, fact)

    def fact(self, key: str) -> Fact | None:
        """Return the fact that stands now where a key of a sheet tells, None where none does."""
        name, _, place = key.rpartition(" ")[0].partition(" ")
        kind, _, record_id = name.partition("/")
        record = self._guidebook.records.get(kind, {}).get(record_id)
        if record is None:
            return None
        if (kind, record_id) not in self._facts:
            facts = facts_of(kind, record, self._guidebook)
            self._facts[kind, record_id] = {"/".join(map(str, f.location)): f for f in facts}
        return self._facts[kind, record_id].get(place)

    def _read(self, row: Returned, fact: Fact) -> Answer | str:
        if row.correction in ("", fact.words):
            return Answer(row, fact)
        try:
            return Answer(row, fact, typed_as(fact.value, row.correction, self._guidebook))
        except LookupError:
            return f"没有叫{shorten(row.correction)}的，请写指南里的名称"


def _is_rewritten(row: Returned, fact: Fact) -> bool:
    """Tell whether somebody wrote into what the guide says, where no answer is looked for."""
    return row.words is not None and row.words.split() != fact.words.split()


def amended(
    answers: Answers,
    texts: Mapping[Name, str],
    guidebook: Guidebook,
    source: Callable[[Name], str],
    today: date,
) -> Mapping[Name, str]:
    """Return the new text of each record that something was said of.

    Answers that the model refuses are taken out of `answers`. Where a whole group of facts was
    looked at, `source` vouches for it; where a whole record was, it was checked `today`.
    """
    for answer in answers.changes:
        if reason := _refused(answer, texts[_name(answer.fact)], guidebook):
            answers.refuse(answer, reason)
    names = dict.fromkeys(name for name, _ in answers.good)
    return {
        name: amend(texts[name], _all_changes(name, answers, guidebook, source(name), today))
        for name in names
    }


def _all_changes(
    name: Name, answers: Answers, guidebook: Guidebook, source: str, today: date
) -> Mapping[Location, str]:
    """Return what is to stand where: the corrections, who vouches for them, and since when."""
    kind, record_id = name
    facts = tuple(facts_of(kind, guidebook.records[kind][record_id], guidebook))
    given = [answer for (of, _), answer in answers.good.items() if of == name]
    unseen = _open_groups(given, facts, {place for of, place in answers.refused if of == name})
    changes = _changes(given, guidebook)
    groups = {answer.fact.group for answer in given} - unseen
    if STATE in changes and "council" not in unseen:
        groups.add("council")
    changes |= {("evidence", group): source for group in sorted(groups)}
    if not unseen:
        changes["checked_on",] = today.isoformat()
    return changes


def _open_groups(
    given: Iterable[Answer], facts: tuple[Fact, ...], refused: Collection[Location]
) -> set[str]:
    """Return the groups of facts of which something was not looked at, or is not taken.

    What is unknown, and nothing was said of, is none.
    """
    seen = {answer.fact.location for answer in given}
    return {
        fact.group
        for fact in facts
        if fact.location in refused
        or (fact.location not in seen and fact.words != str(UNANNOUNCED))
    }


def _changes(given: Iterable[Answer], guidebook: Guidebook) -> dict[Location, str]:
    """Return location → what is to stand there, with what a new post or a new contact needs.

    A council is published by how it is reached; any post tells that there is one.
    """
    changes: dict[Location, str] = {}
    for answer in given:
        place = answer.fact.location
        if answer.typed is None:
            continue
        if place[: len(POSTS)] == POSTS:
            if place[-1] in ("phone", "email") and answer.typed != str(UNANNOUNCED):
                changes[STATE] = "published"
            elif not _has_council(answer.fact, guidebook):
                changes.setdefault(STATE, "named")
            if "contact" in place:
                label = (*place[:-1], "label")
                changes.setdefault(label, str(guidebook.roles[str(place[len(POSTS)])].name))
        elif place[0] in CONTACTS and isinstance(answer.fact.value, Unannounced):
            changes.setdefault((*place[:-1], "label"), CALLED)
        changes[place] = answer.typed
    return changes


def _has_council(fact: Fact, guidebook: Guidebook) -> bool:
    return guidebook.buildings[fact.record].council.is_known


def _refused(answer: Answer, text: str, guidebook: Guidebook) -> str:
    """Say why the model does not take a change, nothing if it does."""
    if answer.typed is None:
        return ""
    kind, record_id = _name(answer.fact)
    file = read_yaml_text(amend(text, _changes([answer], guidebook)), "")
    try:
        KINDS[kind].model.model_validate({**file.values, "id": record_id})
    except ValidationError as error:
        problems = tuple(validation_problems(error, KINDS[kind].model, file))
        return f"{shorten(answer.typed)}：{problems[0].message}"
    return file.problems[0].message if file.problems else ""
