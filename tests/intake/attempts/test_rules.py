"""How often something may be tried: the rules alone, by hand-counted moments."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.attempts.rules import AHEAD, TAILS, Rule

MINUTE = 60_000
NOW = 1_795_401_000_000
THREE = Rule("x", 3, timedelta(minutes=1))


def tried(rule: Rule, *moments: int) -> list[int]:
    """Try at each moment; return the seconds that each was told to wait, 0 where it was let."""
    over_at, waits = 0, []
    for moment in moments:
        waits.append(rule.seconds_to_wait(over_at, moment))
        if not waits[-1]:
            over_at = rule.after_a_try(over_at, moment)
    return waits


def test_so_many_pass_at_once_and_then_one_a_pause() -> None:
    at_once = [NOW] * 5

    later = [NOW + MINUTE - 1, NOW + MINUTE, NOW + MINUTE, NOW + 2 * MINUTE]

    assert tried(THREE, *at_once, *later) == [0, 0, 0, 60, 60, 1, 0, 60, 0]


def test_who_took_the_last_try_waits_a_whole_pause() -> None:
    slowly = [NOW, NOW + 20_000, NOW + 50_000]

    assert tried(THREE, *slowly, NOW + 50_000, NOW + 109_999, NOW + 110_000) == [0, 0, 0, 60, 1, 0]


def test_what_is_refused_does_not_make_the_rest_longer() -> None:
    guesses = [NOW + second * 1000 for second in range(7200)]

    let_through = [n for n, wait in enumerate(tried(TAILS, *guesses)) if not wait]

    assert let_through == [*range(10), 9 + 3600]


def test_all_tries_are_there_again_after_as_long_as_they_took_to_leak() -> None:
    first, again = [NOW] * 3, [NOW + 3 * MINUTE] * 3

    assert tried(THREE, *first, *again) == [0] * 6


def test_a_try_that_was_none_is_given_back() -> None:
    over_at = 0
    for _ in range(100):
        assert TAILS.seconds_to_wait(over_at, NOW) == 0
        over_at = TAILS.given_back(TAILS.after_a_try(over_at, NOW))

    assert TAILS.seconds_to_wait(over_at, NOW) == 0


@pytest.mark.parametrize("behind", [1, 1000, AHEAD])
def test_a_clock_that_is_a_little_behind_forgets_nothing(behind: int) -> None:
    assert tried(TAILS, *[NOW] * 10, NOW - behind)[-1] >= 3600


def test_a_moment_of_a_clock_that_was_a_year_ahead_holds_nobody_up() -> None:
    ahead = NOW + 365 * 24 * 60 * MINUTE

    assert tried(TAILS, *[ahead] * 10, NOW)[-1] == 0
