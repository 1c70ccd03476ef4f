"""The open data: what every file promises, held against the content and the files' own schemas."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filling import filled
from guides_folder import GUIDES, SAMPLE, TODAY, edit, load
from jsonschema import Draft202012Validator, FormatChecker
from rendered import rendered
from site_build import Built, files_of

from cli.init import start_district
from guidebook.model import KINDS, SAMPLE_MARKS, Guidebook, Record
from guidebook.opendata.facts import EVIDENCE, SAMPLES, UNANNOUNCED
from guidebook.opendata.figures import MEASURES
from guidebook.opendata.package import open_data

SINGLE = ("questions", "figures", "sources")
NAMES = (*KINDS, *SINGLE)


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Guidebook:
    """Return what another district starts from."""
    guides = tmp_path_factory.mktemp("starter") / "guides"
    start_district(guides, TODAY)
    return load(guides)


@pytest.fixture(params=["ours", "sample", "starter"])
def district(request: pytest.FixtureRequest) -> Guidebook:
    """Return a guide, each of three in turn."""
    named = {"ours": GUIDES, "sample": SAMPLE}
    found: Guidebook = (
        load(named[request.param]) if request.param in named else request.getfixturevalue("starter")
    )
    return found


_made: dict[int, dict[str, bytes]] = {}


def data_of(guidebook: Guidebook) -> dict[str, bytes]:
    """Return the files of a guide; made once for each."""
    return _made.setdefault(id(guidebook), open_data(guidebook))


def read_json(files: Mapping[str, bytes], name: str) -> Any:
    return json.loads(files[f"data/{name}.json"])


def read_csv(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    text = files[f"data/{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def faults_of_cell(cell: str, field: Mapping[str, Any], missing: list[str]) -> Iterator[str]:
    """Yield how a cell breaks its field of a Table Schema."""
    limits = field.get("constraints", {})
    if cell in missing:
        if limits.get("required"):
            yield f"{field['name']} is missing"
        return
    if cell not in limits.get("enum", [cell]):
        yield f"{cell!r} is no {field['name']}"
    forms = {"date": r"\d{4}-\d\d-\d\d", "integer": r"-?\d+", "number": r"-?\d+(\.\d+)?"}
    if field["type"] in forms and not re.fullmatch(forms[field["type"]], cell):
        yield f"{cell!r} is no {field['type']}"


@pytest.mark.parametrize("name", NAMES)
def test_every_json_file_keeps_to_its_schema(name: str, district: Guidebook) -> None:
    files = data_of(district)
    schema = read_json(files, f"schemas/{name}")
    Draft202012Validator.check_schema(schema)

    faults = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(
        read_json(files, name)
    )

    assert [f"{list(fault.absolute_path)}: {fault.message}" for fault in faults] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_with_every_field_filled_leaves_whole_and_keeps_to_the_schema(kind: str) -> None:
    sample = load(SAMPLE)
    record, filler = filled(kind, sample, {"id", "evidence", "owner", "questions", "code"})
    records = {**sample.records, kind: {**sample.records[kind], "filled": record}}

    files = open_data(replace(sample, records=records))

    content = read_json(files, kind)
    schema = read_json(files, f"schemas/{kind}")
    faults = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(content)
    assert [f"{list(fault.absolute_path)}: {fault.message}" for fault in faults] == []
    text = json.dumps(
        next(e for e in content["records"] if e["id"] == "filled"), ensure_ascii=False
    )
    assert [word for word in filler.words if word not in text] == []
    table = " ".join(row["value"] for row in read_csv(files, kind) if row["id"] == "filled")
    sought = {*map(str, record.keywords), *map(str, record.asked_as), *record.former_ids}
    facts = [word for word in filler.words if word not in sought]
    assert [word for word in facts if word not in table and word != str(record.name)] == []


def test_every_table_keeps_to_its_table_schema(district: Guidebook) -> None:
    files = data_of(district)
    resources = read_json(files, "datapackage")["resources"]
    tables = [each for each in resources if each["format"] == "csv"]

    for table in tables:
        schema = json.loads(files[f"data/{table['schema']}"])
        rows = read_csv(files, table["name"])
        head = files[f"data/{table['path']}"].decode("utf-8-sig").splitlines()[0]

        assert head == ",".join(f'"{field["name"]}"' for field in schema["fields"])
        faults = [
            fault
            for row in rows
            for field in schema["fields"]
            for fault in faults_of_cell(row[field["name"]], field, schema["missingValues"])
        ]
        assert faults == []
        keys = [tuple(row[name] for name in schema.get("primaryKey", ())) for row in rows]
        assert not schema.get("primaryKey") or len(set(keys)) == len(keys)
    assert {table["name"] for table in tables} == set(NAMES)


def test_the_package_names_every_file_with_its_size_and_digest(district: Guidebook) -> None:
    files = data_of(district)
    resources = read_json(files, "datapackage")["resources"]

    named = {f"data/{each['path']}": each for each in resources}

    for path, resource in named.items():
        assert resource["bytes"] == len(files[path])
        assert resource["hash"] == f"sha256:{hashlib.sha256(files[path]).hexdigest()}"
    described = {path for path in files if path.startswith("data/schemas/")}
    assert set(files) == set(named) | described | {"data/datapackage.json"}


def marked_groups(record: Record) -> dict[str, str]:
    """Return the groups of a record that say something without a source → the mark."""
    found = {group: record.evidence_for(group) for group in record.fact_groups}
    return {g: marks[0] for g, marks in found.items() if set(marks) & set(SAMPLE_MARKS)}


def test_no_example_leaves_as_a_bare_fact(district: Guidebook) -> None:
    files = data_of(district)
    mark = str(district.site.texts.sample)

    for kind, records in district.records.items():
        by_id = {entry["id"]: entry for entry in read_json(files, kind)["records"]}
        rows = read_csv(files, kind)
        for record in records.values():
            groups = marked_groups(record)
            facts = by_id[record.id]["facts"]
            assert {group for group in groups if facts[group]["evidence"] not in SAMPLES} == set()
            own = [row for row in rows if row["id"] == record.id and row["group"] in groups]
            assert {row["evidence"] for row in own} <= {*SAMPLES, UNANNOUNCED}
            open_rows = [row for row in own if row["evidence"] == UNANNOUNCED]
            assert {row["value"] for row in open_rows} <= {"待公布"}
            assert {row["mark"] for row in own if row not in open_rows} <= {mark}
            assert len({row["group"] for row in own}) == len(groups)


def test_whoever_names_a_record_or_its_department_says_what_vouches_for_them(
    district: Guidebook,
) -> None:
    files = data_of(district)

    for kind, records in district.records.items():
        for entry in read_json(files, kind)["records"]:
            record = records[entry["id"]]
            groups = {f: g for g, fields in record.fact_groups.items() for f in fields}
            for field in ("name", "department", "valid"):
                fact = {"department": "lead_department", "valid": "valid_to"}.get(field, field)
                if fact in groups and getattr(record, fact):
                    said = entry["facts"][groups[fact]]["evidence"]
                    assert entry[f"{field}_evidence"] == said


def test_every_source_that_is_claimed_is_a_source(district: Guidebook) -> None:
    files = data_of(district)
    known = {source.id for source in district.sources.sources}

    for kind in district.records:
        content = read_json(files, kind)
        listed = {source["id"] for source in content["sources"]}
        groups = [group for entry in content["records"] for group in entry["facts"].values()]
        claimed = {source for group in groups for source in group["sources"]}
        assert claimed == listed
        assert claimed <= known
        assert all(g["sources"] or g["evidence"] != "sourced" for g in groups)
        assert {g["evidence"] for g in groups} <= set(EVIDENCE)


def test_every_answered_question_is_among_the_questions(district: Guidebook) -> None:
    rows = read_csv(data_of(district), "questions")

    asked = {(row["question"], row["page"]) for row in rows if row["type"] == "faq"}

    base = district.site.site_url.rstrip("/")
    expected = {
        (str(faq.question), f"{base}/services/{service.id}/")
        for service in district.services.values()
        for faq in service.faqs
    }
    assert asked == expected
    assert [row for row in rows if bool(row["mark"]) != (row["evidence"] in SAMPLES)] == []


def test_withheld_figures_stay_withheld() -> None:
    files = data_of(load(SAMPLE))

    rows = {(row["table"], row["id"]): row for row in read_csv(files, "figures")}
    objects = read_json(files, "figures")["figures"]

    assert rows["buildings", "willow-house-2"]["received"] == "少于5"
    assert rows["buildings", "willow-park"]["received"] == "不公布"
    assert rows["totals", ""]["received"] == "63"
    assert rows["totals", ""]["satisfaction"] == "85"
    assert rows["buildings", "willow-house-2"]["median_days"] == "不统计"
    assert rows["buildings", "willow-house-2"]["satisfaction"] == "不统计"
    assert objects[0]["received"] == 63
    assert rows["services", ""]["name"] == str(load(SAMPLE).form.other.label)
    schema = json.loads(files["data/schemas/figures.table.json"])
    assert schema["missingValues"] == ["", "少于5", "不公布", "不统计"]


def test_who_joined_a_need_is_counted_as_on_its_page(sample_guides: Path) -> None:
    marks = {name: "不统计" if name.endswith("_days") else "少于5" for name in MEASURES[1:]}
    few = ", ".join(f"{name}: {mark}" for name, mark in marks.items())
    with (sample_guides / "figures.yaml").open("a", encoding="utf-8") as file:
        file.write(f"  needs:\n    - {{need: quiet-room, received: 6, {few}}}\n")
    guidebook = load(sample_guides)

    rows = read_csv(open_data(guidebook), "figures")

    (row,) = [row for row in rows if row["table"] == "needs"]
    assert (row["id"], row["received"], row["solved"]) == ("quiet-room", "6", "少于5")
    assert row["name"] == str(guidebook.needs["quiet-room"].name)
    assert row["page"].endswith("/needs/quiet-room/")


def test_links_of_the_data_lead_to_where_the_site_lies() -> None:
    sample = load(SAMPLE)
    base = "https://yunqiao.example/guide/"
    site = sample.site.model_copy(update={"site_url": base})

    files = open_data(replace(sample, site=site))

    assert [path for path, content in files.items() if b"127.0.0.1" in content] == []
    pages = [row["page"] for kind in KINDS for row in read_csv(files, kind)]
    assert [page for page in pages if not page.startswith(base)] == []
    assert read_json(files, "services")["$schema"] == f"{base}data/schemas/services.json"


def phones_in(value: Any) -> Iterator[str]:
    """Yield every number and address of mail in a record as JSON."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(each, dict | list):
            yield from phones_in(each)
        elif key in ("phone", "email") and each:
            yield each


def test_nobody_is_reached_by_the_data_who_is_not_on_the_page() -> None:
    sample = load(SAMPLE)
    files, pages = open_data(sample), rendered(sample)

    reached = [
        (f"{kind}/{entry['id']}/index.html", phone)
        for kind in KINDS
        for entry in read_json(files, kind)["records"]
        for phone in phones_in(entry["facts"])
    ]

    assert len(reached) > 5
    assert [(path, phone) for path, phone in reached if phone not in pages[path]] == []


def test_a_text_that_a_spreadsheet_would_compute_is_guarded_and_whole_in_json(
    sample_guides: Path,
) -> None:
    formula = "=HYPERLINK(0)"
    edit(sample_guides, "services/bigger-office.yaml", "fee: 不收费", f'fee: "{formula}"')

    files = open_data(load(sample_guides))

    row = next(
        row
        for row in read_csv(files, "services")
        if (row["id"], row["key"]) == ("bigger-office", "fee")
    )
    assert row["value"] == f"'{formula}"
    entries = {entry["id"]: entry for entry in read_json(files, "services")["records"]}
    assert entries["bigger-office"]["facts"]["fee"]["fee"] == formula


def test_the_licence_stands_in_every_file_that_can_hold_one(district: Guidebook) -> None:
    files = data_of(district)
    words = str(district.site.content_licence)

    for name in NAMES:
        assert read_json(files, name)["licence"] == words
        assert words in read_json(files, f"schemas/{name}")["$comment"]
    package = read_json(files, "datapackage")
    assert words in package["description"]
    assert ("licenses" in package) == bool(district.site.licence)


def test_the_build_publishes_the_same_bytes_that_anybody_makes(sample_built: Built) -> None:
    published = files_of(sample_built.site)

    made = data_of(load(SAMPLE))

    assert {path: published[path] for path in made} == made


def test_the_page_leads_to_every_file(sample_built: Built) -> None:
    page = (sample_built.site / "data/index.html").read_text(encoding="utf-8")
    home = (sample_built.site / "index.html").read_text(encoding="utf-8")

    files = [f"{name}.{ending}" for name in NAMES for ending in ("csv", "json")]

    assert [file for file in (*files, "datapackage.json") if f'href="{file}"' not in page] == []
    assert str(load(SAMPLE).site.texts.sample) in page
    assert 'href="data/"' in home
