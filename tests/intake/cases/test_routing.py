"""Who receives a request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from guides_folder import SAMPLE, edit, load

from intake.cases.form_values import OTHER, FormValues
from intake.cases.routing import Routing, route, subdistrict_of


def routed(service: str = OTHER, building: str = OTHER) -> Routing:
    return route(FormValues(service=service, building=building), load(SAMPLE))


def test_the_departments_are_those_of_the_service() -> None:
    routing = routed(service="bigger-office")

    assert routing.lead_department.id == "enterprise-service"
    assert [d.id for d in routing.supporting_departments] == ["property-company"]


def test_what_has_no_service_goes_to_the_owner_of_other() -> None:
    routing = routed()

    assert routing.lead_department.id == load(SAMPLE).form.other.department
    assert routing.supporting_departments == ()


def test_a_building_with_a_council_has_a_second_chief() -> None:
    routing = routed(building="cloud-tower")

    assert routing.council is not None
    assert routing.council.id == "cloud-tower"


def test_a_house_in_a_park_turns_to_the_council_of_the_park(sample_guides: Path) -> None:
    for place, group in (("willow-park", "council"), ("willow-house-2", "part_of")):
        path = f"buildings/{place}.yaml"
        edit(sample_guides, path, "evidence: {", f"evidence: {{{group}: yunqiao-notice, ")

    council = route(FormValues(building="willow-house-2"), load(sample_guides)).council

    assert council is not None
    assert council.id == "willow-park"


def test_a_house_that_only_may_be_in_a_park_turns_to_no_council() -> None:
    assert routed(building="willow-house-2").council is None


def test_a_building_without_a_council_has_no_second_chief() -> None:
    guidebook = load(SAMPLE)
    unknown = guidebook.buildings["willow-house-2"].council
    tower = guidebook.buildings["cloud-tower"].model_copy(update={"council": unknown})

    routing = route(
        FormValues(building="cloud-tower"),
        replace(guidebook, records={**guidebook.records, "buildings": {"cloud-tower": tower}}),
    )

    assert routing.council is None


@pytest.mark.parametrize(
    ("form", "subdistrict"),
    [
        (FormValues(building="cloud-tower", subdistrict="hedong"), "hexi"),
        (FormValues(subdistrict="hedong"), "hedong"),
        (FormValues(), ""),
    ],
)
def test_a_request_is_from_the_subdistrict_of_its_building_or_the_chosen_one(
    form: FormValues, subdistrict: str
) -> None:
    assert subdistrict_of(form, load(SAMPLE)) == subdistrict
