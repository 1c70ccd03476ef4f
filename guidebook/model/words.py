"""Words: the terms of the district's building affairs, each explained once."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from guidebook.model.values import Record, Text


class Term(Record):
    """An entry of the glossary."""

    fact_groups: ClassVar = {
        "name": ("name",),
        "aliases": ("aliases",),
        "meaning": ("meaning",),
        "more": ("more",),
    }

    meaning: Text = Field(title="释义")
    more: tuple[Text, ...] = Field(default=(), title="补充说明")

    @property
    def gist(self) -> str:
        """The meaning."""
        return str(self.meaning)
