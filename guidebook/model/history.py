"""How the district's building councils came about, as a timeline with sources."""

from __future__ import annotations

from pydantic import Field

from guidebook.model.values import Content, Line, SourceId, Text


class Event(Content):
    """One event or one plan; `when` is as exact as its source."""

    when: Line = Field(title="时间")
    title: Text = Field(title="标题")
    text: Text | None = Field(default=None, title="经过")
    evidence: SourceId = Field(title="出处")


class History(Content):
    """The timeline, oldest first."""

    title: Text = Field(title="标题")
    introduction: Text = Field(title="导语")
    events: tuple[Event, ...] = Field(title="事件")
    """None in a district that has nothing to tell yet: then there is no such page."""
