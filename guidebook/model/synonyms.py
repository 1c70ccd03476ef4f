"""Words that readers use for one another: search takes each for all of its group."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guidebook.model.values import Content, Line


class Synonyms(Content):
    """Groups of words of one meaning."""

    groups: tuple[Annotated[tuple[Line, ...], Field(min_length=2)], ...] = Field(title="同义词组")
    fillers: tuple[Line, ...] = Field(default=(), title="虚词")
    """Words of a question that say nothing of what it is about: 怎么办, 请问."""
