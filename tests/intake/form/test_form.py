"""The form as a whole: what is read, what is required of whom, how faults are told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from guides_folder import SAMPLE, edit, load
from hypothesis import given
from hypothesis import strategies as st
from intake_app import CONSENT, a_client, a_form, an_anonymous_form, rows_in, send

from intake.cases.form_values import FIELDS, TEXT_FIELDS, FormValues
from intake.cases.wording import shown
from intake.form.check import Checked, check, typed
from intake.tables.request_table import COLUMNS

GUIDEBOOK = load(SAMPLE)


def checked(**changes: str) -> Checked:
    return check(a_form(**changes), GUIDEBOOK)


def errors(**changes: str) -> dict[str, str]:
    return dict(checked(**changes).errors)


def test_a_complete_form_is_taken_in_canonical_form() -> None:
    sent = a_form(
        company=" 云上科技 ", phone="+86 138-0013-8000", uscc="91310115ma9000003w", reply_by="phone"
    )

    result = check(
        sent | {"answers.wanted_area": "500", "answers.same_building": "同楼优先"}, GUIDEBOOK
    )

    assert result.errors == {}
    assert result.values == FormValues(
        asker="company",
        service="bigger-office",
        building="cloud-tower",
        company="云上科技",
        contact="姓王",
        phone="13800138000",
        description="想把楼上那层一起租下来。",
        uscc="91310115MA9000003W",
        reply_by="phone",
        answers=(("wanted_area", "500"), ("same_building", "同楼优先")),
        consent=CONSENT,
    )


def test_s18_only_fields_of_the_form_are_read() -> None:
    sent = a_form() | {"status": "closed", "seq": "1", "by": "clerk", "number": "AB2CD3EF"}

    assert check(sent, GUIDEBOOK) == check(a_form(), GUIDEBOOK)


@pytest.mark.parametrize("name", ["description", "phone", "contact", "consent"])
@pytest.mark.parametrize("empty", ["", "  ", "\u3000", "\u200b"])
def test_f16_everybody_must_fill_four_fields(name: str, empty: str) -> None:
    assert list(errors(**{name: empty})) == [name]


def test_every_fault_is_told_at_once_in_the_order_of_the_page() -> None:
    assert list(check({}, GUIDEBOOK).errors) == ["description", "phone", "contact", "consent"]


def test_the_district_words_its_own_messages() -> None:
    wording = GUIDEBOOK.form.fields

    assert errors(company="云") == {"company": str(wording.company.invalid)}
    assert errors(company="云" * 101) == {"company": str(wording.company.too_long)}
    assert errors(description="云" * 1001) == {"description": str(wording.description.too_long)}
    assert errors(phone="123") == {"phone": str(wording.phone.invalid)}


def test_a_fault_without_wording_of_its_own_uses_the_nearest(sample_guides: Path) -> None:
    edit(sample_guides, "form.yaml", "    too_long: 称呼请控制在 50 字以内\n", "")
    guidebook = load(sample_guides)

    found = check(a_form(contact="王" * 51), guidebook).errors

    assert found == {"contact": str(guidebook.form.fields.contact.invalid)}


@pytest.mark.parametrize(("company", "asker"), [("云上科技有限公司", "company"), ("", "staff")])
def test_whoever_names_a_company_speaks_for_it(company: str, asker: str) -> None:
    result = checked(company=company, asker="company")

    assert (result.errors, result.values.asker) == ({}, asker)


def test_an_anonymous_service_needs_neither_name_nor_phone() -> None:
    result = check(an_anonymous_form(), GUIDEBOOK)

    assert result.errors == {}
    assert result.values.phone == ""


def test_a_phone_given_with_an_anonymous_service_is_checked_all_the_same() -> None:
    assert list(check(an_anonymous_form(phone="123"), GUIDEBOOK).errors) == ["phone"]


@pytest.mark.parametrize("chosen", ["", "other"])
def test_service_and_building_never_block(chosen: str) -> None:
    result = checked(service=chosen, building=chosen)

    assert result.errors == {}
    assert (result.values.service, result.values.building) == ("other", "other")


def test_a_building_that_is_not_in_the_list_may_be_described() -> None:
    result = checked(building="other", building_other="长堤路 20 号", subdistrict="hexi")

    assert (result.values.building_other, result.values.subdistrict) == ("长堤路 20 号", "hexi")


@pytest.mark.parametrize(
    "changes",
    [
        {"building": "cloud-tower", "building_other": "三号楼 B 座 12 层", "subdistrict": "hedong"},
        {"building": "cloud-tower", "building_other": "", "subdistrict": "hexi"},
        {"building": "other", "building_other": "", "subdistrict": "hexi"},
        {"building": "", "building_other": "", "subdistrict": "hexi"},
    ],
)
def test_what_is_typed_or_chosen_of_a_place_is_kept(changes: dict[str, str]) -> None:
    values = checked(**changes).values

    assert (values.building, values.building_other, values.subdistrict) == (
        changes["building"] or "other",
        changes["building_other"],
        changes["subdistrict"],
    )


@pytest.mark.parametrize(("reply_by", "missing"), [("email", "email"), ("phone", "phone")])
def test_who_wants_an_answer_says_where_it_may_go(reply_by: str, missing: str) -> None:
    found = check(an_anonymous_form(reply_by=reply_by, email="", phone=""), GUIDEBOOK)

    assert dict(found.errors) == {missing: str(getattr(GUIDEBOOK.form.fields, missing).missing)}


def test_s16_a_doubtful_credit_code_is_asked_about_once() -> None:
    code = "91310115MA9000003X"

    asked = checked(uscc=code)
    again = checked(uscc=code.lower(), uscc_seen=f" {code}")
    another = checked(uscc="91310115MA9000003Y", uscc_seen=code)

    assert asked.errors == {"uscc": str(GUIDEBOOK.form.fields.uscc.doubtful)}
    assert (again.errors, again.values.uscc) == ({}, code)
    assert list(another.errors) == ["uscc"]


def test_a_doubtful_credit_code_is_marked_for_the_clerk() -> None:
    marked = shown(FormValues(uscc="91310115MA9000003X"), GUIDEBOOK).uscc

    assert marked == "91310115MA9000003X（校验位不符）"
    assert shown(FormValues(uscc="91310115MA9000003W"), GUIDEBOOK).uscc == "91310115MA9000003W"


def test_a_character_that_cannot_be_taken_is_named_by_its_place() -> None:
    assert errors(contact="王\ue000") == {
        "contact": "第 2 个字不能识别，请换一种写法，或在电话里告诉我们"
    }
    assert errors(contact="王\ue863") == {}


def test_an_unknown_subdistrict_is_refused() -> None:
    assert list(errors(building="", building_other="长堤路", subdistrict="x")) == ["subdistrict"]


@pytest.mark.parametrize("consent", ["on", "0", "2020-01-01", "1"])
def test_s19_consent_is_to_the_present_text(consent: str) -> None:
    assert list(errors(consent=consent)) == ["consent"]


def test_s19_the_version_agreed_to_is_kept() -> None:
    assert checked().values.consent == CONSENT


@pytest.mark.parametrize(
    "changes",
    [
        {"answers.same_building": "随便"},
        {"answers.wanted_area": "5" * 201},
        {"answers.wanted_area": "500\n平方米"},
    ],
)
def test_an_answer_is_a_choice_or_a_short_line(changes: dict[str, str]) -> None:
    assert errors(**changes) == {next(iter(changes)): str(GUIDEBOOK.form.messages.answer_invalid)}


def test_answers_to_questions_of_another_service_are_left_out() -> None:
    assert checked(service="other", **{"answers.wanted_area": "500"}).values.answers == ()


def test_what_was_typed_is_kept_for_the_form_to_show_again() -> None:
    sent = a_form(phone=" 123 ", description="一\r\n二", company="云\ue000上") | {
        "answers.wanted_area": "很大"
    }

    kept = typed(sent, GUIDEBOOK)

    assert (kept.phone, kept.description, kept.company) == (" 123 ", "一\n二", "云\ue000上")
    assert kept.answer_to("wanted_area") == "很大"


def test_every_field_stands_on_the_form_the_check_page_in_the_journal_and_in_the_table(
    tmp_path: Path,
) -> None:
    client = a_client(tmp_path)
    sent = a_form(uscc="91310115MA9000003W", email="wang@yunqiao.example", reply_by="phone")
    names = {field.name for field in FIELDS}

    form = client.get("/requests/new").text
    page = send(client, sent, "/requests/check").text
    send(client, sent)

    (row,) = rows_in(tmp_path / "queue")
    on_the_form = {field.name for field in FIELDS if field.part in ("", "more")}
    assert on_the_form <= set(re.findall(' name="([^"]+)"', form))
    assert set(sent) <= set(re.findall(' name="([^"]+)"', page))
    assert all(f"#field-{name}" in page for name in on_the_form & sent.keys() - {"consent"})
    assert names <= json.loads(row.data).keys()
    assert names <= set(COLUMNS)


FORMS = st.dictionaries(
    st.sampled_from([*TEXT_FIELDS, "answers.wanted_area", "answers.same_building"]),
    st.text(st.characters(), max_size=60) | st.sampled_from([*a_form().values(), "同楼优先"]),
)


@given(FORMS)
def test_values_from_the_check_page_are_taken_as_they_are(changes: dict[str, str]) -> None:
    first = check(a_form() | changes, GUIDEBOOK)
    if first.errors:
        return

    again = check(dict(first.values.inputs()), GUIDEBOOK)

    assert again == first
