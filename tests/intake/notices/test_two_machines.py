"""Two machines at one database, both with a notifier: nobody is told twice, nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept import Kept
from notified import DESK, District, a_district_with_robots
from postgres import Server


@pytest.fixture
def kept(database: Server, tmp_path: Path) -> Kept:
    kept = Kept(tmp_path / "queue", database.url(database.a_schema()))
    kept.made()
    return kept


@pytest.fixture
def one(kept: Kept, tmp_path: Path) -> Iterator[District]:
    with a_district_with_robots(tmp_path, kept) as district:
        yield district


def test_whichever_machine_tells_goes_on_where_the_other_was(
    one: District, kept: Kept, tmp_path: Path
) -> None:
    other = one.elsewhere(kept, tmp_path / "other")

    one.submit("a")
    told = [one.notify().sent, other.notify().sent]
    one.submit("b")
    told += [other.notify().sent, one.notify().sent]

    assert [bool(sent) for sent in told] == [True, False, True, False]
    assert len(one.told(DESK)) == 2
    assert not list(tmp_path.rglob("notices.json"))


def test_while_one_machine_tells_the_other_does_not(
    one: District, kept: Kept, tmp_path: Path
) -> None:
    other = one.elsewhere(kept, tmp_path / "other")
    one.submit("a")
    assert one.shared

    with one.shared.alone():
        assert other.outbox().go_round() is None
    assert other.outbox().go_round()


def test_a_channel_that_is_down_is_remembered_by_both(
    one: District, kept: Kept, tmp_path: Path
) -> None:
    other = one.elsewhere(kept, tmp_path / "other")
    one.robots.answers[DESK] = (500, "")
    one.submit("a")

    assert len(one.notify().failures) == 1
    assert len(other.notify().failures) == 1

    assert len(one.robots.asked[DESK]) == 1
