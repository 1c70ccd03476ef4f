"""Rules of a 「一件事」: what begins with what, and papers that several services share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidebook.model import Service
from guidebook.model.book import Path
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, did_you_mean

_FORM = re.compile(r"(表|申请书|申报书|承诺书|说明|声明)$")
"""Ends the name of what is written anew for each service."""


def first_steps_in_parallel(read: Folder) -> Iterator[Problem]:
    """Yield every first step that is to begin with the one before it."""
    for path, file in read.all_of(Path):
        if path.steps[0].parallel:
            yield file.problem(("steps", 0, "parallel"), "第一步前面没有别的步骤，请删去这一行")


def unknown_papers(read: Folder) -> Iterator[Problem]:
    """Yield every paper that is to count as one that no service asks for."""
    papers = [paper for service, _file in read.all_of(Service) for paper in service.documents or ()]
    names = {str(paper.name) for paper in papers if paper.counts_as is None}
    for service, file in read.all_of(Service):
        for n, paper in enumerate(service.documents or ()):
            if paper.counts_as and str(paper.counts_as) not in names:
                message = f"没有一个事项的材料叫“{paper.counts_as}”"
                hint = did_you_mean(str(paper.counts_as), names)
                yield file.problem(("documents", n, "counts_as"), f"{message}{hint}")


def forms_of_one_name(read: Folder) -> Iterator[Problem]:
    """Yield every form that a path would take for the form of another of its services."""
    for path, _file in read.all_of(Path):
        seen: dict[str, str] = {}
        for service_id in path.services:
            service = read.contents.get(("services", service_id))
            papers = (service.documents or ()) if isinstance(service, Service) else ()
            for n, paper in enumerate(papers):
                name = str(paper.name)
                if _FORM.search(name) and seen.setdefault(name, service_id) != service_id:
                    message = f"“{name}”和 {seen[name]} 的同名，在“{path.name}”里会并成一样"
                    file = read.files["services", service_id]
                    yield file.problem(
                        ("documents", n, "name"), f"{message}，请写明是哪一张，如“排水许可申请表”"
                    )
