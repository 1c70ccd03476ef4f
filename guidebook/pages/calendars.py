"""The times in which policies can be applied for, as a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from guidebook.model import Guidebook, Policy
from guidebook.model.addresses import record_address
from guidebook.model.policies import Window

if TYPE_CHECKING:
    from icalendar import Event

WINDOWS = "/policies/windows.ics"


def calendars(guidebook: Guidebook) -> dict[str, bytes]:
    """Write the calendar of every window with a known day; return path → file.

    A window that closes is an event of its last day, else one of its first.
    """
    from icalendar import Calendar  # takes long to load: only whoever writes the calendar waits

    calendar = Calendar()
    calendar.add("prodid", f"-//{guidebook.site.title}//ZH")
    calendar.add("version", "2.0")
    calendar.add("name", f"{guidebook.site.title}：{guidebook.wordings['policies'].name}")
    for event in _events(guidebook):
        calendar.add_component(event)
    return {WINDOWS.lstrip("/"): calendar.to_ical()}


def _events(guidebook: Guidebook) -> Iterator[Event]:
    for policy in guidebook.policies.values():
        for window in policy.windows:
            if window.opens or window.closes:
                yield _event(policy, window, guidebook)


def _event(policy: Policy, window: Window, guidebook: Guidebook) -> Event:
    day = window.closes or window.opens
    assert day  # noqa: S101 # _events
    address = guidebook.site.site_url.rstrip("/") + record_address("policies", policy.id)
    from icalendar import Event

    event = Event()
    event.add("uid", f"{policy.id}-{day:%Y%m%d}@{guidebook.site.site_url.split('/')[2]}")
    event.add("summary", f"{policy.name}{'申报截止' if window.closes else '开始申报'}")
    event.add("description", f"{policy.worth}。{window.note or policy.window_note or ''}")
    event.add("url", address)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(1))
    event.add("dtstamp", datetime.combine(day, time(), UTC))  # the same file on every build
    return event
