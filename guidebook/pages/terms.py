"""Words that the guide explains: where a page first uses one, it leads to the explanation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from guidebook.model import Guidebook
from guidebook.model.addresses import record_address
from guidebook.model.text import Part

EXPLAINING_KINDS = ("glossary", "roles")
"""Kinds whose pages say what a word means."""


class Terms:
    """The names of terms and roles, aliases too; `find_lint_faults` keeps each to one page.

    A longer name hides the words inside it: 「河西街道」 is a place, no mention of 「街道」.
    Numbers are no words: whoever taps 12345 wants to call.
    """

    def __init__(self, guidebook: Guidebook) -> None:
        records = [(kind, r, (str(r.name), *r.other_names)) for kind, r in guidebook.every_record()]
        self._addresses = {
            name: record_address(kind, record.id)
            for kind, record, names in records
            for name in names
            if kind in EXPLAINING_KINDS and not name.isdecimal()
        }
        every_name = {str(guidebook.site.title), *(name for *_, names in records for name in names)}
        self._pattern = _any_of(
            name for name in every_name if any(term in name for term in self._addresses)
        )

    def mentioned_in(self, text: str, linked: set[str]) -> Iterator[Part]:
        """Cut a text without markup into plain runs and mentions of terms.

        `linked` holds the addresses the page already leads to; what is found is added to it.
        """
        end = 0
        for found in self._pattern.finditer(text):
            address = self._addresses.get(found[0])
            if address is None or address in linked:
                continue
            linked.add(address)
            if found.start() > end:
                yield Part(text[end : found.start()])
            yield Part(found[0], address)
            end = found.end()
        if end < len(text):
            yield Part(text[end:])


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Match the longest of the names; grouped by first letters, which is ten times as fast."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        groups.setdefault(name[0], []).append(re.escape(name[1:]))
    heads = (f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(groups.items()))
    return re.compile("|".join(heads) or r"(?!)")
