"""Rules for how a service is applied for: online, at a window, and with which papers."""

from __future__ import annotations

from collections.abc import Iterator

from guidebook.model import Service
from guidebook.model.places import Venue
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

ONLINE, AT_A_WINDOW = "网上办理", "窗口办理"
_ONLY_TO_READ = ("信息发布", "下载")
"""Depths of what can be done online that end before anything is sent."""


def online_without_channel(read: Folder) -> Iterator[Problem]:
    """Yield every service whose channels leave out that it is done online, or only say so."""
    for service, file in read.all_of(Service):
        if (
            service.online_depth == "全程网办"
            and service.channels
            and ONLINE not in service.channels
        ):
            message = f"网上能全程办，channels 里却没有“{ONLINE}”，请核对"
            yield file.problem(("online_depth",), message)
        if service.online_depth in _ONLY_TO_READ and ONLINE in (service.channels or ()):
            message = f"网上只到“{service.online_depth}”，channels 里却有“{ONLINE}”，请核对"
            yield file.problem(("online_depth",), message)


def addresses_of_venues(read: Folder) -> Iterator[Problem]:
    """Yield every place of a service that gives its venue another address than the venue does."""
    for service, file in read.all_of(Service):
        for n, place in enumerate(service.where or ()):
            venue = read.contents.get(("venues", place.venue or ""))
            if isinstance(venue, Venue) and place.address and venue.address:
                here, there = str(place.address), str(venue.address)
                if here not in there and there not in here:
                    message = (
                        f"阵地“{venue.name}”的地址是“{there}”，两处不一样：请核对，或删去这里的"
                    )
                    yield file.problem(("where", n, "address"), message)


def contrary_elements(read: Folder) -> Iterator[Problem]:
    """Yield elements of a service that exclude each other."""
    for service, file in read.all_of(Service):
        if service.visits and not service.visits.number and service.channels == (AT_A_WINDOW,):
            message = f"一次也不用去，channels 里却只有“{AT_A_WINDOW}”，请核对"
            yield file.problem(("visits",), message)
        if service.apply and service.apply.here and service.apply.url:
            message = "在本指南的表单里办，就没有别的入口：url 和 here 请删去一个"
            yield file.problem(("apply", "url"), message)
        for n, paper in enumerate(service.documents or ()):
            if paper.necessity == "必要" and paper.originals == paper.photocopies == 0:
                message = "必要的材料，原件和复印件却都是 0 份，请核对；不知道几份写“待公布”"
                yield file.problem(("documents", n, "originals"), message)


def ways_without_channel(read: Folder) -> Iterator[Problem]:
    """Yield every step of a way that the channels of its service leave out."""
    for service, file in read.all_of(Service):
        for n, step in enumerate(service.steps or ()):
            if step.way and service.channels and step.way not in service.channels:
                message = f"这一步写着“{step.way}”，channels 里却没有，请核对"
                yield file.problem(("steps", n, "way"), message)
