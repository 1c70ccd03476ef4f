"""Form tokens: valid, expired, forged."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from intake_app import NOW

from intake.clock import stopped_clock
from intake.form.tokens import ForgedTokenError, FormTokens

KEY = "k" * 32
OLD_KEY = "o" * 32


def tokens(
    *keys: str, version: str = "2026-11-01", now: datetime = NOW, after: timedelta = timedelta()
) -> FormTokens:
    return FormTokens(keys or (KEY,), version, stopped_clock(now + after))


def test_each_form_has_a_key_of_128_bits_that_comes_back() -> None:
    texts = [tokens().make() for _ in range(100)]

    read = [tokens().read(text) for text in texts]

    assert len({token.key for token in read}) == 100
    assert {len(token.key) for token in read} == {22}
    assert not any(token.expired for token in read)


@pytest.mark.parametrize(
    ("after", "expired"),
    [
        (timedelta(days=7), False),
        (timedelta(days=7, seconds=1), True),
        (timedelta(minutes=-5), False),
        (timedelta(minutes=-5, seconds=-1), True),
        (timedelta(days=-3650), True),
    ],
)
def test_s31_a_form_may_stay_open_for_a_week_and_is_of_no_time_to_come(
    after: timedelta, expired: bool
) -> None:
    text = tokens().make()

    assert tokens(after=after).read(text).expired is expired


def test_a_form_of_another_version_is_expired() -> None:
    text = tokens(version="2025-01-01").make()

    assert tokens(version="2026-11-01").read(text).expired


@pytest.mark.parametrize("text", ["", "x", "x.y", "WyJhIl0.", "\u0000", "字.字"])
def test_what_we_did_not_sign_is_forged(text: str) -> None:
    with pytest.raises(ForgedTokenError):
        tokens().read(text)


def test_a_changed_token_is_forged() -> None:
    text = tokens().make()

    with pytest.raises(ForgedTokenError):
        tokens().read("A" + text[1:])


def test_keys_rotate_the_newest_signs_and_older_ones_still_open() -> None:
    old = tokens(OLD_KEY).make()

    both = tokens(OLD_KEY, KEY)

    assert both.read(old)
    assert tokens(KEY).read(both.make())
    with pytest.raises(ForgedTokenError):
        tokens(KEY).read(old)
