"""Hostile texts in each of the nine fields that are typed, through the whole intake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from desk_app import a_desk, a_number, press
from every_field import CODES, LINES, QUESTION, TYPED, WORDS, a_full_form, the_only_row, typed_in
from flask.testing import FlaskClient
from guides_folder import GUIDES, SAMPLE, load
from intake_app import a_client, a_form, rows_in, send, value_of

from intake.cases.form_values import FIELDS
from intake.form.check import LONGEST_ANSWER

LINE_BREAKS = ("\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029")
UNSEEN = (
    *("\ufeff", "\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u200e", "\u200f", "\u061c"),
    *(chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    *("\x01", "\x1b", "\x7f", "\x9f", "\u034f", "\u115f", "\u3164", "\ufe0f", "\U000e0041"),
)
"""Byte order mark, of no width, of direction, controls, fillers: nobody sees them."""
UNTAKEN = {
    "NUL": "\x00",
    "a replacement": "\ufffd",
    "private": "\ue000",
    "private, far": "\U0010fffd",
    "no character": "\ufdd0",
    "no character, last of its plane": "\U0001ffff",
    "a flood of marks": "e" + "\u0301" * 40,
    "a flood around letters": "Z\u0489\u0315\u0358\u0334\u0321a",
}
LONGEST = {field.name: field.lengths[1] for field in FIELDS} | {QUESTION: LONGEST_ANSWER}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


def within(name: str, inner: str) -> str:
    """Put something into the middle of what is typed in a field."""
    return f"{TYPED[name][:2]}{inner}{TYPED[name][2:]}"


def assert_refused(client: FlaskClient, folder: Path, name: str, text: str) -> None:
    """Make sure that a text is refused beside its field, kept there, and nothing is written."""
    page = send(client, a_full_form(**{"building": "other", name: text}))

    assert page.status_code == 422
    assert re.findall('id="error-(?!title)([^"]+)"', page.text) == [name]
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    assert value_of(name, page.text) == re.sub("[\v\f\x85\u2028\u2029]", "\n", kept)
    assert rows_in(folder / "queue") == []


@pytest.mark.parametrize("name", LINES)
def test_s07_a_line_break_within_a_line_is_refused(
    client: FlaskClient, tmp_path: Path, name: str
) -> None:
    for line_break in (*LINE_BREAKS, *("\t" if name in WORDS else "")):
        assert_refused(client, tmp_path, name, within(name, line_break))


@pytest.mark.parametrize("line_break", LINE_BREAKS)
def test_s07_a_line_break_of_a_description_is_no_line_of_the_journal(
    client: FlaskClient, tmp_path: Path, line_break: str
) -> None:
    send(client, a_full_form(description=f"一{line_break}二"))

    assert typed_in(the_only_row(tmp_path))["description"] == "一\n二"
    journal = (tmp_path / "queue" / "journal.csv").read_text(encoding="utf-8")
    assert len(journal.splitlines()) == 2


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("kind", UNTAKEN)
def test_s08_s12_s13_what_is_no_text_is_refused_beside_its_field(
    client: FlaskClient, tmp_path: Path, name: str, kind: str
) -> None:
    assert_refused(client, tmp_path, name, within(name, UNTAKEN[kind]))


def test_s08_a_nul_is_refused_wherever_it_comes_in(tmp_path: Path) -> None:
    client = a_desk(tmp_path)
    number = a_number(client)
    receipt = send(client, a_form()).headers["Location"]
    chosen = a_form(reply_by="phone")

    answers = [
        client.post(f"{receipt}/supply", data={"seq": "2", "text": "a\0b"}),
        press(client, number, "note", text="a\0b"),
        client.post("/requests/status", data={"number": f"{number}\0"}),
    ]
    for name in ("service", "building", "consent", "reply_by"):
        answers.append(send(client, chosen | {name: f"{chosen[name]}\0"}))
    forged = send(client, chosen | {"token": "\0"})
    opened = client.get("/requests/new", query_string={"service": "bigger-office\0"})

    assert [answer.status_code for answer in answers] == [422] * 7
    assert forged.status_code == 400
    assert value_of("service", opened.text) == ""
    assert len(rows_in(tmp_path / "queue")) == 2


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_s09_s10_s11_what_nobody_sees_is_stored_in_no_field_and_is_no_reason_to_refuse(
    client: FlaskClient, tmp_path: Path, unseen: str
) -> None:
    form = {name: f"{unseen}{within(name, unseen)}{unseen}" for name in TYPED}

    answer = send(client, a_full_form(**form))

    assert answer.status_code == 303
    assert typed_in(the_only_row(tmp_path)) == TYPED
    for name in ("journal.csv", "requests.csv"):
        content = (tmp_path / "queue" / name).read_text(encoding="utf-8")
        assert content.startswith("\ufeff")
        assert unseen not in content[1:]


@pytest.mark.parametrize("name", TYPED)
def test_s12_s15_what_is_too_long_by_one_is_refused_with_its_limit(
    client: FlaskClient, tmp_path: Path, name: str
) -> None:
    longest = LONGEST[name]
    text = {"page": f"/{'a' * longest}/", "email": f"{'a' * longest}@b.example"}.get(
        name, "𠮷" * (longest + 1)
    )

    assert_refused(client, tmp_path, name, text)
    assert_refused(client, tmp_path, name, f"{text}{'一' * 2000}")


@pytest.mark.parametrize("name", WORDS)
def test_s15_the_longest_text_is_taken_whole_also_of_signs_of_four_bytes(
    client: FlaskClient, tmp_path: Path, name: str
) -> None:
    text = "𠮷" * LONGEST[name]

    answer = send(client, a_full_form(**{name: text}))

    assert answer.status_code == 303
    assert typed_in(the_only_row(tmp_path))[name] == text


def test_s15_a_name_may_be_one_sign_long_and_a_company_two(
    client: FlaskClient, tmp_path: Path
) -> None:
    assert_refused(client, tmp_path, "company", "云")
    assert send(client, a_full_form(contact="王", company="云上")).status_code == 303


@pytest.mark.parametrize("guides", [GUIDES, SAMPLE], ids=["ours", "sample"])
def test_s15_what_is_said_of_a_text_too_long_names_the_limit(guides: Path) -> None:
    wording = load(guides).form.fields

    for field in FIELDS:
        if field.name in WORDS or field.name == "page":
            assert str(field.lengths[1]) in str(getattr(wording, field.name).too_long)


@pytest.mark.parametrize("name", CODES)
def test_s15_a_code_longer_than_any_is_refused(
    client: FlaskClient, tmp_path: Path, name: str
) -> None:
    assert_refused(client, tmp_path, name, TYPED[name] * 100)


OURS: dict[str, Any] = {
    "seq": "7",
    "at": "2020-01-01",
    "event": "close",
    "number": "AB2CD3EF",
    "key": "chosen",
    "status": "closed",
    "by": "supervisor/ab2cd",
    "outcome": "solved",
    "lead_department": "registry",
    "supporting_departments": "registry",
    "handler": "staff",
    "first_contact_by": "2030-01-01",
    "answer_by": "2030-01-01",
    "channel": "phone",
    "submitted_at": "2020-01-01",
    "promise": "x",
    "urge": "1",
}
"""What the program says of a request, and its sender does not."""


def test_s18_a_sender_says_nothing_of_what_the_program_says(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, form in ((first, a_full_form()), (second, a_full_form() | OURS)):
        folder.mkdir()
        send(a_client(folder), form)

    usual, row = the_only_row(first), the_only_row(second)
    assert (row.seq, row.at, row.event, row.status, row.by) == (
        *(usual.seq, usual.at, usual.event, usual.status, usual.by),
    )
    assert not {row.number, row.key} & set(OURS.values())
    assert "chosen" not in row.data
    assert without_token(row.data) == without_token(usual.data)


def without_token(data: str) -> str:
    return re.sub('"token":"[^"]+"', "", data)


@pytest.mark.parametrize("name", ["service", "building", "subdistrict", "reply_by"])
@pytest.mark.parametrize(
    "text",
    [
        *("none", "../../etc/passwd", "Bigger-Office", "bigger-office,parking", "bigger-office "),
        *("'; DROP TABLE account;--", "%", "company-", "０", "null", "=1+1", "<b>"),
    ],
)
def test_s18_what_is_not_in_a_list_is_refused(
    client: FlaskClient, tmp_path: Path, name: str, text: str
) -> None:
    page = send(client, a_full_form(**{name: text}))

    assert page.status_code == 422
    assert f'id="error-{name}"' in page.text
    assert rows_in(tmp_path / "queue") == []


def test_s18_a_question_of_another_service_is_not_read(client: FlaskClient, tmp_path: Path) -> None:
    send(client, a_full_form(service="other") | {"answers.": "x", "answers.none": "y"})

    assert '"answers":{}' in the_only_row(tmp_path).data
