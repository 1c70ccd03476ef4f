"""What councils and subdistricts pushed to the companies of a building, and when.

The intake writes it, people review it like any other content, the guide publishes it.
"""

from __future__ import annotations

from pydantic import Field

from guidebook.model.values import BuildingId, Content, Day, Line, PageId

PUSHED_KINDS = ("packages", "toolkits", "policies")
"""Kinds of records that can be pushed."""


class Push(Content):
    """One record that was pushed to some buildings."""

    buildings: tuple[BuildingId, ...] = Field(min_length=1, title="楼宇")
    page: PageId = Field(title="推送的内容", examples=["packages/move-in"])
    pushed_on: Day = Field(title="推送日期")
    by: Line = Field(title="谁推送的")
    """The post, in the words of the district; nobody's name."""


class Pushes(Content):
    """Everything that was pushed."""

    pushes: tuple[Push, ...] = Field(default=(), title="推送记录")
