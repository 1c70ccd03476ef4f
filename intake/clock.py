"""The clock, and the one time zone in which the district's days begin and end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

TIME_ZONE = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]
"""Tells the present moment, in UTC."""


def real_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def stopped_clock(moment: datetime) -> Clock:
    """Return a clock that always shows one moment; one without a zone is local time."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)
    return lambda: aware.astimezone(UTC)


def local(moment: datetime) -> datetime:
    """Return a moment as the clocks in the district show it."""
    return moment.astimezone(TIME_ZONE)
