"""What is promised to people is kept: each promise is a wording with a key, and names its test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from guides_folder import GUIDES, IS_OURS, PRODUCTS_TEXTS, STARTER

ROOT = Path(__file__).resolve().parent.parent
KEYED = ("form", "consent", "site")
"""Files of `guides/` in which every text has a key."""

PROMISE = re.compile(
    "联系您|告诉您|告知|通知|转给|派给|(?<!请)删|更正|不再显示|答复您|工作日|天后|最晚|办结的日子"
    "|马上|顺延|重新计算|清除|不给|都有答复|小时以后|一天内|不在这里显示|清掉"
)
"""What a day, a person told, a deletion or a call is promised with."""
NOWHERE_ELSE = re.compile("会联系|同时告知|(?<!请)删去|会告诉|会通知")
"""Promised by nothing that has no key; 「请删去」 asks the reader."""

KEPT_BY: Mapping[str, Mapping[str, str]] = {
    "company/test_receipt_views.py": {
        "form.messages.not_found": "test_number_and_last_four_digits_lead_to_the_private_link",
    },
    "company/test_receipt_actions.py": {
        "form.receipt.withdraw": (
            "test_f01_a_withdrawal_is_taken_back_within_a_day_and_goes_on_as_before"
        ),
        "form.receipt.resume": (
            "test_f01_a_withdrawal_is_taken_back_within_a_day_and_goes_on_as_before"
        ),
        "form.receipt.own_words": (
            "test_s42_who_knows_the_phone_sees_what_they_wrote_and_nobody_to_call"
        ),
        "form.receipt.tail_rests": (
            "test_s39_f01_five_wrong_tails_let_withdrawing_rest_for_an_hour_and_nothing_else"
        ),
        "form.receipt.contact": "test_who_left_a_way_to_be_contacted_is_told_of_it",
    },
    "test_both_sides.py": {
        "form.events.start": "test_who_takes_a_request_has_not_contacted_the_company",
    },
    "form/test_form.py": {
        "form.fields.consent.missing": "test_s19_consent_is_to_the_present_text",
        "form.fields.consent.invalid": "test_s19_consent_is_to_the_present_text",
        "consent.agreement": "test_s19_the_version_agreed_to_is_kept",
    },
    "cases/test_deadlines.py": {
        "form.messages.urgent_then": "test_an_ordinary_request_is_answered_in_five_working_days",
        "site.texts.called_within": (
            "test_what_comes_in_late_or_on_a_day_off_counts_from_the_next_working_day"
        ),
    },
    "pushes/test_mailing_list.py": {
        "site.texts.news_consent": "test_who_leaves_is_gone_from_the_file_at_once",
    },
    "cases/test_lifecycle.py": {
        "site.texts.promise": "test_the_table_is_the_one_of_the_plan",
    },
    "cases/test_history.py": {
        "consent.topics.怎样查看、更正、删除、撤回.heading": (
            "test_a_correction_changes_the_fields_it_names"
        ),
    },
    "journal/test_erasure.py": {
        "form.events.redact": "test_s63_nothing_of_a_forgotten_person_is_in_the_folder",
        "consent.topics.怎样查看、更正、删除、撤回.text": (
            "test_an_open_request_is_withdrawn_when_it_is_forgotten"
        ),
    },
    "commands/test_forgetting.py": {
        "consent.summary": "test_s63_what_is_over_is_forgotten_after_180_days_and_not_before",
        "consent.topics.保存多久.text": (
            "test_s63_what_is_over_is_forgotten_after_180_days_and_not_before"
        ),
    },
    "figures/test_figures.py": {
        "consent.topics.用来做什么.text": "test_s44_the_file_holds_counts_and_no_free_text",
    },
    "test_handling.py": {
        "form.receipt.supply": "test_the_clock_stands_still_while_the_company_is_asked",
        "form.receipt.reopen": "test_reopening_starts_a_new_clock",
    },
    "commands/test_closing.py": {
        "form.receipt.silent": "test_a_silent_closing_may_still_be_reopened",
    },
    "web/test_attempts.py": {
        "form.messages.number_rests": "test_s39_its_sender_gets_in_after_the_hour",
    },
    "../browser/test_draft.py": {
        "form.messages.draft": "test_f10_texts_stay_a_week_and_who_wrote_them_until_the_tab_closes",
    },
    "desk/test_desk.py": {
        "form.fields.phone.hint": "test_s55_nobody_sees_or_does_anything_outside_their_post",
        "form.next_steps.in_progress": (
            "test_a_request_is_taken_answered_and_closed_with_two_presses"
        ),
        "form.events.assign": "test_a_request_is_taken_answered_and_closed_with_two_presses",
        "consent.topics.给谁看.text": "test_s55_nobody_sees_or_does_anything_outside_their_post",
    },
}
"""File of tests of the intake → key of a promise → the test that fails once it is not kept."""


def texts_of(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield key and text of everything written in a file; entries of a list go by their name."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from texts_of(part, f"{key}.{name}")
    elif isinstance(value, list):
        for n, part in enumerate(value):
            named = part if isinstance(part, dict) else {}
            yield from texts_of(part, f"{key}.{named.get('heading', named.get('id', n))}")
    else:
        yield key, str(value)


def promises() -> set[str]:
    """Return the keys of all wordings that promise something."""
    files = ((name, folder / f"{name}.yaml") for folder in PRODUCTS_TEXTS for name in KEYED)
    texts = (
        pair
        for name, file in files
        for pair in texts_of(yaml.safe_load(file.read_text("utf-8")), name)
    )
    return {key for key, text in texts if PROMISE.search(text)}


def defined_in(path: str) -> frozenset[str]:
    """Return the names of the tests of a file."""
    body = ast.parse((ROOT / "tests" / "intake" / path).read_text("utf-8")).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))


def written() -> Iterator[Path]:
    """Yield every file that people read and that has no keys."""
    keyed = {folder / f"{name}.yaml" for folder in (GUIDES, STARTER) for name in KEYED}
    for pattern in (
        *("templates/**/*.html", "templates/**/*.xml", "templates/**/*.yaml", "site_src/**/*.md"),
        *(["guides/**/*.yaml"] if IS_OURS else []),
        *("site_src/**/*.js", "docs/*.md", "README*.md", "intake/commands/*.py"),
    ):
        yield from (file for file in ROOT.glob(pattern) if file not in keyed)


def test_every_promise_names_its_test_and_no_test_keeps_what_nobody_promises() -> None:
    named = [key for kept in KEPT_BY.values() for key in kept]

    assert sorted(named) == sorted(promises())


@pytest.mark.parametrize("path", KEPT_BY)
def test_the_tests_that_keep_promises_are_there(path: str) -> None:
    assert set(KEPT_BY[path].values()) <= defined_in(path)


def test_nothing_is_promised_but_by_a_wording_that_has_a_key() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{n}: {line.strip()}"
        for file in written()
        for n, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if NOWHERE_ELSE.search(line)
    ]

    assert found == []
