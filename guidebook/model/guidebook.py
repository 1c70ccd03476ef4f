"""The Guidebook: all content of one district together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, get_type_hints

from guidebook.model.book import Chapter, Path, PolicyToolkit, ServicePackage
from guidebook.model.calendar import Calendar
from guidebook.model.company_facts import CompanyFacts
from guidebook.model.figures import Figures
from guidebook.model.form import Consent, Form
from guidebook.model.history import History
from guidebook.model.kinds import Kind, ListWording, Retired
from guidebook.model.lists import Need, Project, Resource
from guidebook.model.name_order import name_order
from guidebook.model.organisations import Department, Role
from guidebook.model.places import Building, Post, Subdistrict, Venue
from guidebook.model.policies import Policy
from guidebook.model.pushes import Pushes
from guidebook.model.services import Service
from guidebook.model.site import Site, Sources, Stage
from guidebook.model.synonyms import Synonyms
from guidebook.model.values import Contact, Content, Record, RecordId, RoleId, Unannounced
from guidebook.model.words import Term

THREE_LISTS = ("needs", "resources", "projects")
"""Kinds whose lists lead to each other (三张清单)."""

SECOND_CHIEF = "second-chief"
"""The id of the role that companies turn to first, where a district has it."""


@dataclass(frozen=True)
class Guidebook:
    """Everything in one `guides/` folder, checked: single files, and the records of every kind.

    A new kind of record is one line here. Records stand by position.
    """

    site: Site
    sources: Sources
    form: Form
    consent: Consent
    calendar: Calendar
    figures: Figures
    history: History
    pushes: Pushes
    synonyms: Synonyms
    company_facts: CompanyFacts
    records: Mapping[str, Mapping[str, Record]]
    """Kind → id → record."""
    wordings: Mapping[str, ListWording]
    """Kind → how it is called and how its list speaks; with those of the stages."""
    retired: Mapping[str, Mapping[str, Retired]]
    """Kind → id that it had → what is gone without a successor."""

    buildings = Kind(Building, list_page="buildings_list")
    subdistricts = Kind(Subdistrict)
    venues = Kind(Venue)
    departments = Kind(Department, list_page="departments_list")
    roles = Kind(Role)
    services = Kind(Service, list_page="services_list")
    policies = Kind(Policy, list_page="policies_list")
    chapters = Kind(Chapter, list_page="chapters_list")
    paths = Kind(Path)
    packages = Kind(ServicePackage, page="bundle")
    toolkits = Kind(PolicyToolkit, page="bundle")
    needs = Kind(Need, list_page="three_lists")
    resources = Kind(Resource, list_page="three_lists")
    projects = Kind(Project, list_page="three_lists")
    glossary = Kind(Term)

    @cached_property
    def present_ids(self) -> Mapping[tuple[str, str], str]:
        """(kind, id that a record had before) → the id that it has now."""
        return {
            (kind, former): record.id
            for kind, record in self.every_record()
            for former in record.former_ids
        }

    def name_of(self, kind: str, record_id: str) -> str | None:
        """Return what a record is called, or was when it went; None for what never was."""
        found = self.records[kind].get(record_id) or self.retired[kind].get(record_id)
        return str(found.name) if found else None

    def in_words(self, value: Any) -> str:
        """Say a value as people do: another record by its name."""
        if isinstance(value, RecordId) and value.kind in self.records:
            return self.name_of(value.kind, value) or str(value)
        if isinstance(value, bool):
            return "是" if value else "否"
        return str(value)

    def every_record(self) -> Iterator[tuple[str, Record]]:
        """Yield every record with its kind."""
        for kind, records in self.records.items():
            for record in records.values():
                yield kind, record

    def page(self, page: str) -> tuple[str, Record]:
        """Return kind and record of a page, written `services/expand-lease`."""
        kind, _, record_id = page.partition("/")
        return kind, self.records[kind][record_id]

    @property
    def second_chief(self) -> Role | None:
        """The role that companies turn to first, None in a district without one."""
        return self.roles.get(SECOND_CHIEF)

    def has_list(self, kind: str) -> bool:
        """Tell whether a kind's list leads to a record: one of the three leads to the others."""
        beside = THREE_LISTS if kind in THREE_LISTS else (kind,)
        return any(self.records[each] for each in beside)

    def council_building(self, building: Building) -> Building:
        """Return the building or park whose council serves `building`."""
        return self.buildings[building.part_of] if building.part_of else building

    def says_council(self, building: Building) -> bool:
        """Tell whether this guide says that a council serves a building, on whatever evidence."""
        return self.council_building(building).council.is_known

    def has_council(self, building: Building) -> bool:
        """Tell whether a source says by name that a council serves a building.

        A house of a park needs a source for being part of it, too.
        """
        in_park = building.part_of is None or building.is_sourced("part_of")
        home = self.council_building(building)
        return in_park and self.says_council(building) and home.is_sourced("council")

    def posts_of(self, building: Building) -> tuple[tuple[Role, Post | None], ...]:
        """Return every role with the post that fills it here, the second chief first."""
        posts = {post.role: post for post in self.council_building(building).council.posts}
        roles = sorted(self.roles.values(), key=lambda role: (role.id != SECOND_CHIEF, role.order))
        return tuple((role, posts.get(RoleId(role.id))) for role in roles)

    def venues_of(self, subdistrict_id: str | None) -> tuple[Venue, ...]:
        """Return the venues in a subdistrict; none for one that is unannounced."""
        return tuple(
            v for v in self.venues.values() if subdistrict_id and v.subdistrict == subdistrict_id
        )

    def term_called(self, name: str) -> Term | None:
        """Return the glossary's entry of that name, to explain it where it stands."""
        return next((t for t in self.glossary.values() if str(t.name) == name), None)

    def second_chief_of(self, building: Building) -> Contact | None:
        """Return how the second chief of a building is reached, None while that is unannounced."""
        for post in self.council_building(building).council.posts:
            if post.role == SECOND_CHIEF and not isinstance(post.contact, Unannounced):
                return post.contact
        return None

    def services_of_department(self, department_id: str) -> tuple[Service, ...]:
        """Return the services a department leads or supports, those it leads first."""
        leads = [s for s in self.services.values() if s.lead_department == department_id]
        helps = [s for s in self.services.values() if department_id in s.supporting_departments]
        return tuple(leads + helps)

    def services_of_stage(self, stage: Stage) -> tuple[Service, ...]:
        """Return the services that belong to a stage of a company's life."""
        return tuple(s for s in self.services.values() if stage.id in s.stages)

    def buildings_of(self, subdistrict_id: str | None) -> tuple[Building, ...]:
        """Return the buildings of a subdistrict, for None those with an unannounced one."""
        return tuple(
            b for b in self.buildings.values() if (b.subdistrict or None) == subdistrict_id
        )

    def buildings_by_street(
        self, buildings: Iterable[Building] | None = None
    ) -> dict[str, tuple[Building, ...]]:
        """Return street → its buildings by house number, the street with the most first.

        Of all buildings or of some; those of no known street come last, under an empty name.
        """
        streets: dict[str, list[Building]] = {}
        for building in self.buildings.values() if buildings is None else buildings:
            streets.setdefault(building.street or "", []).append(building)
        longest_first = sorted(
            streets.items(), key=lambda entry: (not entry[0], -len(entry[1]), name_order(entry[0]))
        )
        return {
            street: tuple(sorted(buildings, key=lambda building: building.house_number))
            for street, buildings in longest_first
        }

    def owner_of(self, record: Record) -> str:
        """Return who is asked whether a record is right: those whose matter it is.

        The lead department of a service, a department itself, the subdistrict of a place; for all
        else, and where these are not known, the editors.
        """
        if record.owner:
            return record.owner
        if isinstance(record, Service):
            return str(self.departments[record.lead_department].name)
        if isinstance(record, Department | Subdistrict):
            return str(record.name)
        if isinstance(record, Building | Venue) and record.subdistrict:
            return str(self.subdistricts[record.subdistrict].name)
        return self.site.owner

    def checked_records(self) -> int:
        """Count the records that somebody responsible has checked."""
        return sum(record.checked_on is not None for _kind, record in self.every_record())

    def published_councils(self) -> tuple[Building, ...]:
        """Return the buildings whose council's posts are published in this guide."""
        return tuple(b for b in self.buildings.values() if b.council.state == "published")

    def projects_of_need(self, need_id: str) -> tuple[Project, ...]:
        """Return the projects that a need became part of."""
        return tuple(project for project in self.projects.values() if need_id in project.needs)

    def projects_with_resource(self, resource_id: str) -> tuple[Project, ...]:
        """Return the projects that use a resource."""
        return tuple(p for p in self.projects.values() if resource_id in p.resources)

    def chapters_of(self, kind: str, record_id: str) -> tuple[Chapter, ...]:
        """Return the chapters that a record's page stands in."""
        return tuple(c for c in self.chapters.values() if f"{kind}/{record_id}" in c.pages)

    def paths_of_stage(self, stage: Stage) -> tuple[Path, ...]:
        """Return the paths that a stage of a company's life begins with."""
        return tuple(path for path in self.paths.values() if stage.id in path.stages)

    def paths_of_service(self, service_id: str) -> tuple[Path, ...]:
        """Return the paths that lead through a service."""
        return tuple(path for path in self.paths.values() if service_id in path.services)


KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {name: kind for name, kind in vars(Guidebook).items() if isinstance(kind, Kind)}
)
"""Folder of `guides/`, which is also the first part of the address → the kind of its records."""

SINGLES: Mapping[str, type[Content]] = MappingProxyType(
    {name: kind for name, kind in get_type_hints(Guidebook).items() if isinstance(kind, type)}
)
"""File of `guides/` without its ending → what it holds."""
