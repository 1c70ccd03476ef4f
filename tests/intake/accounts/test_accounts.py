"""Accounts without passwords, against a real file."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from intake_app import NOW

from intake.accounts.accounts import AccountError, Accounts
from intake.accounts.posts import Post
from intake.state import FILE, Place

STAFF = Post("staff")
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def accounts(shared_place: Place) -> Accounts:
    return Accounts(shared_place)


def signed_in(accounts: Accounts, name: str = "甲", at: datetime = NOW) -> str:
    device = accounts.sign_in(accounts.invite(name, STAFF, at).secret, "手机", at)
    assert device
    return device


def test_an_invitation_signs_in_one_device(accounts: Accounts) -> None:
    invitation = accounts.invite("甲", STAFF, NOW)

    device = accounts.sign_in(invitation.secret, "手机", LATER)

    assert device
    assert accounts.signed_in(device, LATER) == invitation.account
    assert accounts.sign_in(invitation.secret, "另一台", LATER) is None


def test_looking_at_an_invitation_does_not_use_it_up(accounts: Accounts) -> None:
    invitation = accounts.invite("甲", STAFF, NOW)

    looked = [accounts.invited(invitation.secret, LATER) for _ in range(3)]

    assert looked == [invitation.account] * 3
    assert accounts.sign_in(invitation.secret, "手机", LATER)
    assert accounts.invited(invitation.secret, LATER) is None


def test_of_two_who_open_one_invitation_at_once_one_is_signed_in(accounts: Accounts) -> None:
    secret = accounts.invite("甲", STAFF, NOW).secret

    with ThreadPoolExecutor(8) as pool:
        devices = list(pool.map(lambda n: accounts.sign_in(secret, f"{n}", NOW), range(8)))

    assert sum(device is not None for device in devices) == 1


@pytest.mark.parametrize(("days", "works"), [(2.9, True), (3.1, False)])
def test_an_invitation_lasts_three_days(accounts: Accounts, days: float, works: bool) -> None:
    secret = accounts.invite("甲", STAFF, NOW).secret

    device = accounts.sign_in(secret, "手机", NOW + timedelta(days=days))

    assert bool(device) == works


@pytest.mark.parametrize(("days", "works"), [(29, True), (31, False)])
def test_a_device_stays_signed_in_for_thirty_days(
    accounts: Accounts, days: int, works: bool
) -> None:
    device = signed_in(accounts)

    found = accounts.signed_in(device, NOW + timedelta(days=days))

    assert bool(found) == works


def test_disabling_ends_every_device_and_every_invitation_at_once(accounts: Accounts) -> None:
    devices = [signed_in(accounts), signed_in(accounts)]
    open_one = accounts.invite("甲", STAFF, NOW).secret

    accounts.disable("甲", NOW)

    assert [accounts.signed_in(device, NOW) for device in devices] == [None, None]
    assert accounts.sign_in(open_one, "手机", NOW) is None
    assert [account.disabled_at != "" for account in accounts.everybody()] == [True]


def test_a_name_that_was_disabled_begins_anew(accounts: Accounts) -> None:
    old = accounts.invite("甲", STAFF, NOW).account
    accounts.disable("甲", NOW)

    new = accounts.invite("甲", Post("supervisor"), NOW).account

    assert new.id != old.id
    assert accounts.named("甲") == new


def test_a_second_invitation_is_for_another_device_of_the_same_account(accounts: Accounts) -> None:
    first, second = (accounts.invite("甲", STAFF, NOW) for _ in range(2))

    assert first.account == second.account
    assert first.secret != second.secret


def test_another_post_needs_a_move(accounts: Accounts) -> None:
    account = accounts.invite("甲", STAFF, NOW).account
    device = signed_in(accounts)

    with pytest.raises(AccountError, match="staff move"):
        accounts.invite("甲", Post("supervisor"), NOW)
    moved = accounts.move("甲", Post("second_chief", "cloud-tower"))

    assert moved.id == account.id
    assert accounts.signed_in(device, NOW) == moved
    assert moved.by == f"second_chief:cloud-tower/{account.id}"


def test_devices_are_listed_and_end_when_signed_out(accounts: Accounts) -> None:
    device = signed_in(accounts)
    assert [found.label for found in accounts.devices("甲")] == ["手机"]

    accounts.sign_out(device)

    assert accounts.devices("甲") == ()
    assert accounts.signed_in(device, NOW) is None


def test_whoever_has_no_account_is_named(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="乙"):
        accounts.disable("乙", NOW)


def test_secrets_and_file_are_private(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    invitation = accounts.invite("甲", STAFF, NOW)
    device = accounts.sign_in(invitation.secret, "手机", NOW)
    assert device

    content = (tmp_path / FILE).read_bytes()

    assert invitation.secret.encode() not in content
    assert device.encode() not in content
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
