"""What is passed on to companies without being asked for: news, feed, posters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2 import Environment

from guidebook.model import Building, Bundle, Guidebook, Need, Project, Record, Resource
from guidebook.model.addresses import record_address
from guidebook.model.pushes import Push
from guidebook.pages.changes import Day

POSTER_KINDS = ("buildings", "packages", "toolkits")
"""Records that have an A4 poster."""

MOST_PUSHES = 10
"""Of what was pushed to a building, on its page and in its feed."""

News = Need | Resource | Project | Bundle


def news_of(guidebook: Guidebook, building: Building) -> list[tuple[str, News]]:
    """Return kind and record of what a building's feed tells: its own, and what is for everybody.

    The newest first; packages and toolkits are for every building.
    """
    bundles: list[tuple[str, News]] = [
        *(("packages", package) for package in guidebook.packages.values()),
        *(("toolkits", toolkit) for toolkit in guidebook.toolkits.values()),
    ]
    return _newest_first(own_news(guidebook, building) + bundles)


def own_news(guidebook: Guidebook, building: Building) -> list[tuple[str, News]]:
    """Return kind and record of the needs, resources and projects that name a building.

    Or that name the park a house is part of; the newest first.
    """
    places = {building.id, building.part_of}
    entries: list[tuple[str, News]] = [
        *(("projects", project) for project in guidebook.projects.values()),
        *(("needs", need) for need in guidebook.needs.values()),
        *(("resources", resource) for resource in guidebook.resources.values()),
    ]
    return _newest_first(e for e in entries if places & set(getattr(e[1], "buildings", ())))


def pushes_to(guidebook: Guidebook, building: Building) -> list[tuple[Push, str, Record]]:
    """Return what was pushed to a building of late, the newest first, with kind and record."""
    pushes = sorted(guidebook.pushes.pushes, key=lambda push: push.pushed_on, reverse=True)
    theirs = [push for push in pushes if building.id in push.buildings]
    return [(push, *guidebook.page(push.page)) for push in theirs[:MOST_PUSHES]]


def _newest_first(entries: Iterable[tuple[str, News]]) -> list[tuple[str, News]]:
    return sorted(entries, key=lambda entry: entry[1].published_on, reverse=True)


def render_feeds(
    guidebook: Guidebook, environment: Environment, changes: tuple[Day, ...] = ()
) -> dict[str, bytes]:
    """Write the Atom feeds (RFC 4287): of every building, and of what changed where that is known.

    Returns path in the site folder → XML.

    `environment` is the one that the pages were rendered in.
    """
    template = environment.get_template("feeds/building.xml")
    parts: Any = environment.get_template("feeds/_entry.xml").make_module()
    feeds = {}
    for building in guidebook.buildings.values():
        address = record_address("buildings", building.id)
        news = news_of(guidebook, building)
        pushes = pushes_to(guidebook, building)
        days = [record.published_on for _kind, record in news]
        days += [push.pushed_on for push, _kind, _record in pushes]
        text = template.render(
            building=building,
            entry=parts.entry,
            address=address,
            news=news,
            pushes=pushes,
            updated=max(days, default=building.review_by),
        )
        feeds[f"{address.lstrip('/')}feed.xml"] = text.encode()
    if changes:
        template = environment.get_template("feeds/changes.xml")
        feeds["changes/feed.xml"] = template.render(changes=changes).encode()
    return feeds
