"""The mailing list of a building: nobody is written to who did not say so twice, or who left."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from intake_app import NOW

from intake.pushes.mailing_list import MailingList, Pushed
from intake.state import Place

WHO, TOWER = "hr@company.example", "cloud-tower"
PAGE = "packages/newcomers"


@pytest.fixture
def mailing_list(shared_place: Place) -> MailingList:
    return MailingList(shared_place)


def waiting(mailing_list: MailingList, after: timedelta = timedelta()) -> list[tuple[str, str]]:
    return [(letter.to.email, letter.page) for letter in mailing_list.letters(NOW + after)]


def a_push(building: str = TOWER) -> Pushed:
    return Pushed(building, PAGE, NOW.date(), "河西街道")


def subscribe(mailing_list: MailingList, email: str = WHO, building: str = TOWER) -> str:
    mailing_list.ask(email, building, NOW)
    letter = next(each for each in mailing_list.letters(NOW) if each.to.email == email)
    mailing_list.note_sent(letter, NOW)
    mailing_list.confirm(letter.to.secret, NOW)
    return letter.to.secret


def test_who_asked_is_sent_one_question_and_no_push_until_they_confirm(
    mailing_list: MailingList,
) -> None:
    mailing_list.ask(WHO, TOWER, NOW)
    mailing_list.push([a_push()], NOW)

    assert waiting(mailing_list) == [(WHO, "")]
    mailing_list.note_sent(mailing_list.letters(NOW)[0], NOW)
    assert waiting(mailing_list) == []


def test_a_push_is_sent_once_to_those_of_its_building_who_were_on_the_list_before(
    mailing_list: MailingList,
) -> None:
    subscribe(mailing_list)
    subscribe(mailing_list, "other@company.example", "willow-park")
    mailing_list.push([a_push(), a_push()], NOW)
    mailing_list.push([a_push()], NOW + timedelta(hours=2))
    later = NOW + timedelta(minutes=1)
    mailing_list.ask("late@company.example", TOWER, later)
    mailing_list.confirm(mailing_list.letters(later)[0].to.secret, later)

    letters = mailing_list.letters(later)
    assert [letter.to.email for letter in letters if letter.page] == [WHO]
    mailing_list.note_sent(letters[-1], later)
    assert [letter for letter in mailing_list.letters(later) if letter.page] == []
    assert len(mailing_list.pushed()) == 1


def test_who_leaves_is_gone_from_the_file_at_once(
    tmp_path: Path,
) -> None:
    mailing_list = MailingList(tmp_path)
    secret = subscribe(mailing_list, "canary@company.example")
    mailing_list.push([a_push()], NOW)
    mailing_list.note_sent(mailing_list.letters(NOW)[0], NOW)

    mailing_list.leave(secret)

    assert mailing_list.find(secret) is None
    files = list(tmp_path.iterdir())
    assert files
    assert not any(b"canary" in file.read_bytes() for file in files)
    assert not any(secret.encode() in file.read_bytes() for file in files)


def test_who_never_confirms_is_deleted_after_a_week(
    tmp_path: Path,
) -> None:
    mailing_list = MailingList(tmp_path)
    mailing_list.ask("canary@company.example", TOWER, NOW)

    assert waiting(mailing_list, timedelta(days=6)) == [("canary@company.example", "")]
    mailing_list.clear(NOW + timedelta(days=7))
    assert waiting(mailing_list, timedelta(days=7)) == []
    assert not any(b"canary" in file.read_bytes() for file in tmp_path.iterdir())


def test_an_address_that_takes_no_mail_rests_for_an_hour_and_holds_nobody_up(
    mailing_list: MailingList,
) -> None:
    mailing_list.ask(WHO, TOWER, NOW)
    mailing_list.ask("other@company.example", TOWER, NOW)
    mailing_list.note_failed(mailing_list.letters(NOW)[0], NOW)

    assert waiting(mailing_list) == [("other@company.example", "")]
    assert len(waiting(mailing_list, timedelta(hours=1))) == 2


def test_a_push_that_could_not_be_sent_for_a_week_is_old_news(mailing_list: MailingList) -> None:
    subscribe(mailing_list)
    mailing_list.push([a_push()], NOW)

    assert len(waiting(mailing_list, timedelta(days=6))) == 1
    assert waiting(mailing_list, timedelta(days=7)) == []


def test_somebody_is_taken_from_every_list_by_their_address(mailing_list: MailingList) -> None:
    secrets = [subscribe(mailing_list, building=name) for name in (TOWER, "willow-park")]

    assert mailing_list.leave_all(WHO) == 2
    assert [mailing_list.find(secret) for secret in secrets] == [None, None]


def test_a_link_that_no_letter_held_finds_nobody(mailing_list: MailingList) -> None:
    subscribe(mailing_list)

    for secret in ("", "x", "a\0b", "'; --"):
        assert mailing_list.find(secret) is None
        mailing_list.leave(secret)

    assert mailing_list.count(TOWER) == 1
