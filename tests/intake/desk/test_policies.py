"""What a company said of itself to find policies travels with its request, and can be left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from guides_folder import SAMPLE, load
from intake_app import a_client, a_form, send, value_of

from guidebook.model.policies import DOES_NOT_FIT, MAY_FIT
from intake.cases.form_values import FormValues
from intake.desk.policies import matches_of
from intake.form.check import check

GUIDEBOOK = load(SAMPLE)
TODAY = date(2026, 11, 23)
FACTS = "registered_in=云桥&employees=30 人以内&founded_on=2024-01-01"


def taken(text: str) -> str:
    return check(a_form(facts=text), GUIDEBOOK).values.facts


def test_facts_of_a_company_travel_from_the_finder_to_the_request(tmp_path: Path) -> None:
    client = a_client(tmp_path)

    form = client.get(f"/requests/new?service=bigger-office&facts={quote(FACTS)}").text
    looked_over = send(client, a_form(facts=FACTS), "/requests/check").text

    assert "登记地：云桥；员工：30 人以内" in form
    assert "登记地：云桥；员工：30 人以内" in looked_over
    assert taken(value_of("facts", form)) == taken(FACTS)


@pytest.mark.parametrize(
    "text", ["", "colour=red", "employees=很多", "registered_in", "&&&=", "employees=0"]
)
def test_what_is_no_answer_any_more_is_left_out_and_blocks_nothing(text: str) -> None:
    assert check(a_form(facts=text), GUIDEBOOK).errors == {}
    assert taken(text) == ""


def test_the_desk_sees_the_verdicts_that_the_company_saw() -> None:
    fits = matches_of(FormValues(facts=taken(FACTS)), TODAY, GUIDEBOOK)
    fails = matches_of(FormValues(facts=taken("registered_in=别处")), TODAY, GUIDEBOOK)

    assert [(m.policy.id, m.verdict) for m in fits] == [("newcomer-grant", MAY_FIT)]
    assert "没有骗取过补贴" in fits[0].why
    assert [(m.verdict, m.why) for m in fails] == [(DOES_NOT_FIT, ("登记在云桥",))]


def test_without_facts_nothing_is_judged_and_what_has_ended_never_is() -> None:
    facts = FormValues(facts=taken(FACTS))

    assert matches_of(FormValues(), TODAY, GUIDEBOOK) == ()
    assert matches_of(facts, date(2028, 1, 1), GUIDEBOOK) == ()
