"""A 「一件事」 as one plan: how long as far as that is known, and one list of papers to tick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guidebook.model import Document, Guidebook, Limit, Service
from guidebook.model.book import Path
from guidebook.pages.service_facts import paper_in_words


@dataclass(frozen=True)
class Paper:
    """A paper of a plan, got ready once for all services that ask for it."""

    name: str
    uses: tuple[tuple[Service, Document], ...]

    @property
    def is_for_some(self) -> bool:
        """Whether every service that asks for it does so in some cases only."""
        return all(document.necessity == "非必要" for _service, document in self.uses)

    @property
    def is_shared(self) -> bool:
        """Whether several services ask for it, not all of them in some cases only."""
        return len(self.uses) > 1 and not self.is_for_some

    @property
    def used_for(self) -> tuple[str, ...]:
        """Each service with what it says of the paper."""
        said = ((str(service.name), self._said(document)) for service, document in self.uses)
        return tuple("：".join(filter(None, each)) for each in said)

    @property
    def said(self) -> str:
        """What the one service says that asks for the paper."""
        return self._said(self.uses[0][1])

    def _said(self, document: Document) -> str:
        own_name = str(document.name) if str(document.name) != self.name else ""
        return "，".join(
            filter(None, (own_name, paper_in_words(document), str(document.note or "")))
        )


@dataclass(frozen=True)
class Plan:
    """What a company wants to know before it begins."""

    services: tuple[Service, ...]
    total: tuple[Limit, ...]
    """Known limits from acceptance to result, the longest of each phase, added up by unit."""
    untimed: tuple[Service, ...]
    """Services that the total leaves out: no limit is known, or only that of a part."""
    papers: tuple[Paper, ...]
    """Those that several services ask for first."""

    @property
    def shared(self) -> tuple[Paper, ...]:
        """Papers that several services ask for."""
        return tuple(paper for paper in self.papers if paper.is_shared)

    @property
    def for_some(self) -> tuple[Paper, ...]:
        """Papers that are asked for in some cases only."""
        return tuple(paper for paper in self.papers if paper.is_for_some)

    @property
    def of_one(self) -> tuple[tuple[Service, tuple[Paper, ...]], ...]:
        """Each service with the papers that it alone asks for, always."""
        found: dict[str, list[Paper]] = {}
        for paper in self.papers:
            if not (paper.is_for_some or paper.is_shared):
                found.setdefault(paper.uses[0][0].id, []).append(paper)
        return tuple((s, tuple(found[s.id])) for s in self.services if s.id in found)


def plan_of(guidebook: Guidebook, path: Path) -> Plan:
    """Gather the plan of a path."""
    services = tuple(guidebook.services[name] for name in path.services)
    phases = (
        [guidebook.services[name] for _number, step in phase for name in step.services]
        for phase in path.phases
    )
    longest = [max(known, key=Limit.most_days) for phase in phases if (known := _known(phase))]
    return Plan(
        services,
        total=tuple(_added_up(longest)),
        untimed=tuple(service for service in services if _whole_limit(service) is None),
        papers=merged_papers(services),
    )


def merged_papers(services: tuple[Service, ...]) -> tuple[Paper, ...]:
    """Return each paper of some services once, those that several ask for first."""
    uses: dict[str, list[tuple[Service, Document]]] = {}
    for service in services:
        for document in service.documents or ():
            name = str(document.counts_as or document.name)
            uses.setdefault(name, []).append((service, document))
    papers = (Paper(name, tuple(found)) for name, found in uses.items())
    return tuple(sorted(papers, key=lambda paper: -len(paper.uses)))


def _known(services: list[Service]) -> list[Limit]:
    return [limit for service in services if (limit := _whole_limit(service))]


def _whole_limit(service: Service) -> Limit | None:
    """Return the promised limit, else the statutory one, if it counts the whole."""
    limits = (service.promised_limit, service.statutory_limit)
    return next((limit for limit in limits if limit and limit.counts is None), None)


def _added_up(limits: list[Limit]) -> Iterator[Limit]:
    """Yield the sum of the limits of each unit; what is done at once adds nothing to others."""
    sums: dict[str, Limit] = {}
    for limit in limits:
        before = sums[limit.unit].number if limit.unit in sums else 0
        sums[limit.unit] = Limit(number=before + limit.number, unit=limit.unit)
    lasting = [limit for limit in sums.values() if limit.number]
    yield from lasting or list(sums.values())[:1]
