"""Letters of a building's list: the header that leaves, and a mail server that is down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mailing import WHO, a_mailed_district


def test_a_letter_offers_the_mail_program_its_own_way_to_leave(tmp_path: Path) -> None:
    with a_mailed_district(tmp_path) as mailed:
        link = mailed.subscribe()

        header = mailed.district.mail.headers[-1]

    assert header["List-Unsubscribe"].endswith(f"{link}/leave>")
    assert header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_a_mail_server_did_not_take_is_sent_an_hour_later(tmp_path: Path) -> None:
    with a_mailed_district(tmp_path) as mailed:
        mailed.district.mail.refused.add(WHO)
        mailed.client().post("/requests/news", data={"building": "cloud-tower", "email": WHO})
        failed = mailed.run("notify")
        mailed.district.mail.refused.clear()
        early = mailed.letters()
        mailed.later(timedelta(hours=1))

        late = mailed.letters()

    assert "1 封没有发出" in failed
    assert early == []
    assert [to for to, _, _ in late] == [WHO]


def test_a_round_ends_early_where_nothing_is_taken(tmp_path: Path) -> None:
    with a_mailed_district(tmp_path) as mailed:
        for n in range(9):
            mailed.mailing_list.ask(f"hr{n}@company.example", "cloud-tower", mailed.district.now)
            mailed.district.mail.refused.add(f"hr{n}@company.example")

        told = mailed.run("notify")

    assert "3 封没有发出" in told


def test_who_left_while_a_round_went_is_not_written_to(tmp_path: Path) -> None:
    with a_mailed_district(tmp_path) as mailed:
        for n in range(2):
            mailed.mailing_list.ask(f"hr{n}@company.example", "cloud-tower", mailed.district.now)
        mailed.district.mail.before_taken = lambda: mailed.mailing_list.leave_all(
            "hr1@company.example"
        )

        letters = mailed.letters()

    assert [to for to, _, _ in letters] == ["hr0@company.example"]
