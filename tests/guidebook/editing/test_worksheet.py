"""Sheets go out with every fact and come back row by row: what is right is taken, nothing lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from guides_folder import GUIDES, SAMPLE, edit, load
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sheets import CORRECTION, DAY, KEY, SERVICE, TICK, fill, made, put, read, run, service_file
from site_build import files_of


@pytest.fixture
def sheet(sample_guides: Path, tmp_path: Path) -> Path:
    return made(sample_guides, tmp_path / "out", "--department", "登记科")


def test_a_sheet_that_comes_back_empty_changes_nothing(tmp_path: Path) -> None:
    before, guidebook = files_of(GUIDES), load(GUIDES)
    run("--all", str(tmp_path / "out"))
    sheets = sorted((tmp_path / "out").iterdir())

    result = read(GUIDES, *sheets, apply=True)

    assert len(sheets) == len(guidebook.departments) + len(guidebook.buildings)
    assert result.exit_code == 0, result.output
    assert files_of(GUIDES) == before


CORRECTIONS = {
    f"{SERVICE} summary/zh": "在云桥区开新公司，领执照。",
    f"{SERVICE} documents/0/originals": "2",
    f"{SERVICE} documents/1/photocopies": "1",
    f"{SERVICE} documents/1/form": "电子",
    f"{SERVICE} steps/1/duration/zh": "2 个工作日",
    f"{SERVICE} promised_limit/number": "2",
    f"{SERVICE} fee/zh": "待公布",
    f"{SERVICE} hours/zh": "工作日 9:00-16:30",
    f"{SERVICE} in_service_centre": "否",
    f"{SERVICE} lead_department": "物业",
}


def test_a_sheet_that_may_be_filled_in_is_not_written_over(
    sample_guides: Path, tmp_path: Path
) -> None:
    words = ("--all", str(tmp_path / "sheets"), "--guides", str(sample_guides))
    run(*words)
    filled = tmp_path / "sheets/核对单-buildings-cloud-tower.xlsx"
    filled.write_bytes(b"filled in")
    for other in filled.parent.glob("*departments*"):
        other.unlink()

    again = run(*words)

    assert again.exit_code == 1
    assert "已经有了，也许是填好交回的" in again.stderr
    assert filled.read_bytes() == b"filled in"
    assert not list(filled.parent.glob("*departments*"))


def test_ten_corrections_are_made_and_three_bad_rows_are_named(
    sample_guides: Path, sheet: Path
) -> None:
    for place, text in CORRECTIONS.items():
        fill(sheet, put(place, text))
    fill(sheet, put(f"{SERVICE} visits/number", "一次"))
    fill(sheet, put(f"{SERVICE} contact/0/phone", 5.7155501301e11))
    fill(sheet, put(f"{SERVICE} item_type", "services/unknown item_type 00000000", KEY))
    fill(sheet, lambda sheet: sheet.append(["", "", "", "", "√", "services/unknown fee 00000000"]))

    result = read(sample_guides, sheet, apply=True)

    told = result.stderr.splitlines()
    assert "更正 10 处" in result.stdout
    assert [line for line in told if line.startswith("没有采用")] == told[-3:]
    assert "应为整数" in told[-1]
    service = load(sample_guides).services["register-company"]
    application, proof = service.documents or ()
    assert (application.originals, proof.photocopies, proof.form) == (2, 1, "电子")
    assert not service.fee
    assert service.in_service_centre is False
    assert service.lead_department == "property-company"
    assert "{name: 审查, who: 登记科, duration: 2 个工作日}" in service_file(sample_guides)


def test_only_the_lines_of_what_changed_are_touched(sample_guides: Path, sheet: Path) -> None:
    before = service_file(sample_guides).splitlines()
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))

    read(sample_guides, sheet, apply=True)

    after = service_file(sample_guides).splitlines()
    changed = [line for line in before if line not in after]
    assert changed == ["hours: 工作日 9:00-17:00"]
    assert len(after) == len(before)


def tick_all(sheet: Worksheet, place: str) -> None:
    for cell in sheet["F"]:
        if str(cell.value or "").startswith(place):
            sheet.cell(cell.row, TICK).value = "√"


def test_what_was_looked_at_whole_is_vouched_for_with_the_day(
    sample_guides: Path, sheet: Path
) -> None:
    fill(sheet, lambda page: tick_all(page, f"{SERVICE} "))

    result = read(sample_guides, sheet, apply=True)

    guidebook = load(sample_guides)
    service = guidebook.services["register-company"]
    source = guidebook.sources.get(service.evidence_for("fee")[0])
    assert result.exit_code == 0, result.output
    assert source is not None
    assert (str(source.title), source.published_on) == ("登记科交回的核对单", DAY)
    assert str(service.checked_on) == DAY
    assert all(
        service.is_sourced(group) for group in service.fact_groups if service.has_facts(group)
    )


def test_a_group_that_was_looked_at_in_part_keeps_its_evidence(
    sample_guides: Path, sheet: Path
) -> None:
    fill(sheet, put(f"{SERVICE} fee/zh", "√", TICK))

    read(sample_guides, sheet, apply=True)

    assert service_file(sample_guides) == service_file(SAMPLE)


def test_without_apply_it_is_only_told(sample_guides: Path, sheet: Path) -> None:
    before = files_of(sample_guides)
    fill(sheet, put(f"{SERVICE} hours/zh", "周末不办"))

    result = read(sample_guides, sheet)

    assert "工作日 9:00-17:00 → 周末不办" in result.stdout
    assert files_of(sample_guides) == before


def test_what_changed_since_the_sheet_was_made_is_not_overwritten(
    sample_guides: Path, sheet: Path
) -> None:
    edit(sample_guides, f"{SERVICE}.yaml", "fee: 不收费", "fee: 50 元")
    fill(sheet, put(f"{SERVICE} fee/zh", "20 元"))
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))

    result = read(sample_guides, sheet, apply=True)

    assert "现在是“50 元”" in result.stderr
    assert "fee: 50 元" in service_file(sample_guides)
    assert "9:00-16:30" in service_file(sample_guides)


def test_a_change_that_brings_a_fault_elsewhere_is_refused_alone(
    sample_guides: Path, sheet: Path
) -> None:
    fill(sheet, put(f"{SERVICE} lead_department", "企服科"))
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))

    result = read(sample_guides, sheet, apply=True)

    assert "协办部门" in result.stderr
    assert "lead_department: registry" in service_file(sample_guides)
    assert "9:00-16:30" in service_file(sample_guides)


def test_what_check_would_refuse_is_refused_and_the_rest_is_taken(
    sample_guides: Path, sheet: Path
) -> None:
    fill(sheet, put(f"{SERVICE} contact/0/phone", "不知道"))
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))

    result = read(sample_guides, sheet, apply=True)

    assert result.exit_code == 1
    assert "不知道" in result.stderr
    assert "0571-5550-1300" in service_file(sample_guides)
    assert "9:00-16:30" in service_file(sample_guides)


@pytest.mark.parametrize(
    ("value", "reason"),
    [("=1+1", "公式"), (13800138000, "文本"), (1.38e10, "文本"), (date(2026, 3, 1), "文本")],
)
def test_what_a_program_made_of_a_cell_is_not_taken(
    value: object, reason: str, sample_guides: Path, sheet: Path
) -> None:
    fill(sheet, put(f"{SERVICE} contact/0/phone", value))

    assert reason in read(sample_guides, sheet).stderr


def test_columns_may_come_in_any_order(sample_guides: Path, sheet: Path) -> None:
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))
    fill(sheet, lambda page: page.insert_cols(1))

    assert "更正 1 处" in read(sample_guides, sheet).stdout


def test_a_renamed_column_is_told(sample_guides: Path, sheet: Path) -> None:
    fill(sheet, lambda page: setattr(page.cell(3, CORRECTION), "value", "改成"))

    assert "更正" in read(sample_guides, sheet).stderr


def test_two_sheets_that_say_different_things_change_nothing(
    sample_guides: Path, sheet: Path, tmp_path: Path
) -> None:
    other = made(sample_guides, tmp_path / "other", "--department", "registry")
    fill(sheet, put(f"{SERVICE} hours/zh", "上午"))
    fill(other, put(f"{SERVICE} hours/zh", "下午"))

    result = read(sample_guides, sheet, other, apply=True)

    assert result.stderr.count("不一样") == 2
    assert "hours: 工作日 9:00-17:00" in service_file(sample_guides)


def test_a_row_that_somebody_added_is_handed_to_the_editor(
    sample_guides: Path, sheet: Path
) -> None:
    fill(sheet, lambda page: page.append(["新楼", "", "", "长堤路20号 云桥二期"]))

    result = read(sample_guides, sheet)

    assert "长堤路20号 云桥二期" in result.stderr
    assert result.exit_code == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "编号,更正".encode()])
def test_what_is_no_workbook_is_told(content: bytes, sample_guides: Path, tmp_path: Path) -> None:
    file = tmp_path / "back.xlsx"
    file.write_bytes(content)

    assert "另存为 .xlsx" in read(sample_guides, file).stderr


def test_a_party_organisation_comes_in_by_its_own_row(sample_guides: Path, tmp_path: Path) -> None:
    place = "buildings/willow-park council/party_organisation"
    file = made(sample_guides, tmp_path / "out", "--building", "willow-park")
    fill(file, put(place, "柳浪园区联合党支部"))

    result = read(sample_guides, file, apply=True)

    park = load(sample_guides).buildings["willow-park"]
    assert result.exit_code == 0, result.output
    assert str(park.party_organisation) == "柳浪园区联合党支部"
    assert park.is_sourced("party_organisation")
    assert park.council.state == "named"
    assert f"{place}/zh" in keys_of(made(sample_guides, tmp_path, "--building", "willow-park"))


def keys_of(file: Path) -> set[str]:
    sheet = load_workbook(file).worksheets[0]
    return {str(cell.value or "").rpartition(" ")[0] for cell in sheet["F"]}


def test_the_posts_of_a_building_come_in_by_their_roles(
    sample_guides: Path, tmp_path: Path
) -> None:
    building = "buildings/willow-park"
    file = made(sample_guides, tmp_path / "out", "--building", "willow-park")
    fill(file, put(f"{building} council/posts/second-chief/filled_by", "河西街道楼宇服务岗"))
    fill(file, put(f"{building} council/posts/second-chief/contact/phone", "0571-5550-1009"))

    result = read(sample_guides, file, apply=True)

    council = load(sample_guides).buildings["willow-park"].council
    post = next(post for post in council.posts if post.role == "second-chief")
    assert result.exit_code == 0, result.output
    assert council.state == "published"
    assert post.contact
    assert (str(post.filled_by), post.contact.phone) == ("河西街道楼宇服务岗", "0571-5550-1009")


LONG_BANK = """name: 长堤大厦
address: 云溪路9号
subdistrict: hedong
council:
  state: unknown
  note: 报道没有点名本楼的楼事会。
evidence: {default: assumption, council: yunqiao-notice}
review_by: 2027-06-30
"""


@pytest.mark.parametrize(
    ("filled", "state"), [("label", "named"), ("phone", "published"), ("email", "published")]
)
def test_a_post_vouches_for_no_note_and_is_published_by_how_it_is_reached(
    filled: str, state: str, sample_guides: Path, tmp_path: Path
) -> None:
    (sample_guides / "buildings/long-bank.yaml").write_text(LONG_BANK, encoding="utf-8")
    typed = {"label": "楼长值班岗", "phone": "0571-5550-1009", "email": "desk@yunqiao.example"}
    place = f"buildings/long-bank council/posts/second-chief/contact/{filled}"
    file = made(sample_guides, tmp_path / "out", "--building", "long-bank")
    fill(file, put(place, typed[filled]))

    result = read(sample_guides, file, apply=True)

    building = load(sample_guides).buildings["long-bank"]
    assert result.exit_code == 0, result.output
    assert building.council.state == state
    assert building.evidence_for("council") == ("yunqiao-notice",)
    assert building.is_sourced("posts")


def test_a_post_whose_phone_was_refused_is_not_published(
    sample_guides: Path, tmp_path: Path
) -> None:
    place = "buildings/willow-park council/posts/second-chief/contact"
    file = made(sample_guides, tmp_path / "out", "--building", "willow-park")
    fill(file, put(f"{place}/label", "第二楼长"))
    fill(file, put(f"{place}/phone", "问前台"))

    result = read(sample_guides, file, apply=True)

    assert result.exit_code == 1
    assert load(sample_guides).buildings["willow-park"].council.state == "named"


@pytest.mark.parametrize("label", ["", "登记咨询"])
def test_a_number_that_nobody_knew_comes_in_as_it_is_written(
    label: str, sample_guides: Path, sheet: Path
) -> None:
    for place in ("departments/registry contact", f"{SERVICE} complaint/0"):
        fill(sheet, put(f"{place}/phone", "0571-5550-1300"))
        fill(sheet, put(f"{place}/label", label))

    result = read(sample_guides, sheet, apply=True)

    guidebook = load(sample_guides)
    department = guidebook.departments["registry"]
    complaint, *_ = guidebook.services["register-company"].complaint or ()
    assert result.exit_code == 0, result.output
    assert department.is_sourced("contact")
    for contact in (department.contact, complaint):
        assert contact
        assert (str(contact.label), contact.phone) == (label or "电话", "0571-5550-1300")


def test_who_gave_a_number_that_is_none_vouches_for_nothing(
    sample_guides: Path, sheet: Path
) -> None:
    fill(sheet, put("departments/registry contact/phone", "问前台"))
    fill(sheet, put("departments/registry contact/label", "咨询窗口"))

    result = read(sample_guides, sheet, apply=True)

    assert result.exit_code == 1
    assert not load(sample_guides).departments["registry"].is_sourced("contact")


WORDS = 2


@pytest.mark.parametrize("tick", ["", "√"])
def test_a_correction_in_the_wrong_cell_is_told_and_confirms_nothing(
    tick: str, sample_guides: Path, sheet: Path
) -> None:
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30", WORDS))
    fill(sheet, put(f"{SERVICE} hours/zh", tick, TICK))

    result = read(sample_guides, sheet, apply=True)

    assert "“现在写的”一格改成了“工作日 9:00-16:30”" in result.stderr
    assert "无误 0 处，没有采用 1 行" in result.stdout
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("mark", "is_right"),
    [("√", True), ("□√", True), ("✔\ufe0f", True), ("对", True), ("x", False), ("不对", False)],
)
def test_a_mark_is_a_tick_or_it_is_told(
    mark: str, is_right: bool, sample_guides: Path, sheet: Path
) -> None:
    fill(sheet, put(f"{SERVICE} hours/zh", mark, TICK))

    result = read(sample_guides, sheet)

    assert ("无误 1 处" in result.stdout) == is_right
    assert (f"“无误”写着“{mark}”" in result.stderr) != is_right


def test_a_cross_beside_a_correction_is_a_correction(sample_guides: Path, sheet: Path) -> None:
    fill(sheet, put(f"{SERVICE} hours/zh", "×", TICK))
    fill(sheet, put(f"{SERVICE} hours/zh", "工作日 9:00-16:30"))

    assert "更正 1 处，无误 0 处，没有采用 0 行" in read(sample_guides, sheet).stdout


def test_that_nobody_knows_is_no_correction(sample_guides: Path, sheet: Path) -> None:
    fill(sheet, put(f"{SERVICE} hours/zh", "不知道"))

    assert "会当作内容显示" in read(sample_guides, sheet).stderr
