"""Rules within the pushes (推送记录): what can be pushed, each once a day."""

from __future__ import annotations

from collections.abc import Iterator

from guidebook.model import Pushes
from guidebook.model.pushes import PUSHED_KINDS
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem


def odd_pushes(read: Folder) -> Iterator[Problem]:
    """Yield what cannot have been pushed: records of other kinds, and a second one on a day."""
    pushes, seen = read.single(Pushes), set()
    for n, push in enumerate(pushes.pushes if pushes else ()):
        place = ("pushes", n, "page")
        if push.page.partition("/")[0] not in PUSHED_KINDS:
            message = (
                f"只推送{'、'.join(f'{kind}/…' for kind in PUSHED_KINDS)}，请改成其中一条的编号"
            )
            yield read.file_of(Pushes).problem(place, message)
        for m, building in enumerate(push.buildings):
            one = (building, push.page, push.pushed_on)
            if one in seen:
                message = f"{push.pushed_on} 已经给 {building} 推送过这一条，请删去一处"
                yield read.file_of(Pushes).problem(("pushes", n, "buildings", m), message)
            seen.add(one)
