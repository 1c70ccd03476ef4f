"""From cases to the guide: drafts that name nobody, and what comes up again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from flask import Flask
from guides_folder import faults_of, load
from intake_app import NOW, a_client, a_submission
from lives import at, do

from intake.cases.service_request import ServiceRequest
from intake.journal.journal import Journal

WRITTEN = "我们云上科技想租1203室，电话13800138000，请找张伟。"
PERSONAL = ("云上科技", "1203", "13800138000", "张伟", "zhang@cloud.example", "租")


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return a_client(tmp_path).application


@pytest.fixture
def answered(app: Flask, tmp_path: Path) -> ServiceRequest:
    journal = Journal(tmp_path / "queue")
    submission = a_submission(
        service="bigger-office",
        building="cloud-tower",
        company="云上科技（云桥）有限公司",
        contact="张伟",
        phone="13800138000",
        email="zhang@cloud.example",
        description=WRITTEN,
    )
    known = journal.submit("a", NOW, submission)
    for event in ("accept", "assign", "start"):
        known = do(journal, known, event)
    return do(journal, known, "answer", text="张伟您好：\n1203室可以租，请找王经理。")


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["queue", *arguments])


def test_a_need_passes_the_check_once_its_gaps_are_filled(
    app: Flask, answered: ServiceRequest, sample_guides: Path
) -> None:
    told = run(app, "need", answered.number)
    path = sample_guides / "needs" / "more-space.yaml"
    path.write_text(told.stdout, encoding="utf-8")
    gaps = [Path(fault.path).name for fault in faults_of(sample_guides)]
    path.write_text(re.sub("(name|summary): .*", r"\1: 想要大一点的办公室", told.stdout))

    need = load(sample_guides).needs["more-space"]

    assert gaps == ["more-space.yaml", "more-space.yaml"]
    assert (need.lead_department, need.supporting_departments) == (
        *("enterprise-service", ("property-company",)),
    )
    assert (need.services, need.buildings) == (("bigger-office",), ("cloud-tower",))
    assert (need.state, str(need.published_on)) == ("collected", "2026-11-23")


def test_a_need_says_nothing_of_the_company_or_its_words(
    app: Flask, answered: ServiceRequest
) -> None:
    told = run(app, "need", answered.number).stdout

    assert not [text for text in (*PERSONAL, answered.number) if text in told]


def test_a_question_is_masked_noted_and_marked_for_review(
    app: Flask, answered: ServiceRequest, tmp_path: Path
) -> None:
    told = run(app, "faq", answered.number).stdout

    assert yaml.safe_load(told) == [
        {
            "question": "我们〔企业〕想租〔数字〕室，电话〔数字〕，请找〔姓名〕。",
            "answer": "〔姓名〕您好：\n〔数字〕室可以租，请找〔姓名〕。",
        }
    ]
    assert "待审" in told
    assert "guides/services/bigger-office.yaml" in told
    (record,) = (tmp_path / "queue").glob("access-*.csv")
    assert f"operator,{answered.number}" in record.read_text(encoding="utf-8-sig")


def test_without_an_answer_or_a_number_there_is_no_draft(app: Flask, tmp_path: Path) -> None:
    waiting = Journal(tmp_path / "queue").submit("b", NOW, a_submission(service="bigger-office"))

    assert run(app, "faq", waiting.number).exit_code == 1
    assert run(app, "faq", "AB2C-D3EF").exit_code == 1
    assert run(app, "need", "AB2C-D3EF").exit_code == 1


def test_what_comes_up_again_is_listed_for_the_editor(app: Flask, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "queue")
    assert run(app, "repeats").stdout == "没有反复出现的\n"
    for day in (2, 9, 16, 23, 30):
        key, when = f"often{day}", at(f"2026-11-{day:02}T10:00")
        journal.submit(key, when, a_submission(service="bigger-office"))
    for month in range(1, 6):  # five times, but not in one month
        when = at(f"2026-{month:02}-10T10:00")
        journal.submit(f"rare{month}", when, a_submission(service="suggestions"))
    for place in ("12345", "12345", "街道", "12345"):
        known = journal.submit(f"no{len(journal.requests()[1])}", NOW, a_submission())
        do(journal, known, "decline", right_place=place)

    told = run(app, "repeats")

    assert [line.split("：")[0] for line in told.stdout.splitlines()] == [
        "2026-11  换大间对接  5 条",
        "不予受理  不清楚／其他 → 12345  3 条",
    ]
    assert json.loads(run(app, "repeats", "--json").stdout) == {
        "often": [["2026-11", "bigger-office", 5]],
        "declined": [["other", "12345", 3]],
    }
