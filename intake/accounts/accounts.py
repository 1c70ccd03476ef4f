"""Accounts without passwords: an invitation opens once, and a device stays signed in for a month.

They live in the state of the queue (`intake/state.py`). Names stand here alone: the journal knows a
person by post and account. Secrets are kept as their SHA-256 only, so that whoever reads the file
cannot sign in with it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from intake.accounts.posts import Post, read_post
from intake.cases.present_ids import Ids, present_post
from intake.state import Place, Statements, state_at

INVITATION_LASTS = timedelta(days=3)
DEVICE_LASTS = timedelta(days=30)

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, post TEXT NOT NULL, made_at TEXT NOT NULL,
  disabled_at TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS invitation (
  secret TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account, ends_at TEXT NOT NULL,
  used_at TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS device (
  secret TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account, label TEXT NOT NULL,
  since TEXT NOT NULL, ends_at TEXT NOT NULL);
"""

_ID_SIGNS = "abcdefghjkmnprstvwxy23456789"


class AccountError(Exception):
    """Something that cannot be done with an account; the message says why, in Chinese."""


@dataclass(frozen=True)
class Account:
    """Somebody who works on requests."""

    id: str
    name: str
    post: Post
    disabled_at: str
    """Empty while it is in use."""

    @property
    def by(self) -> str:
        """Name who acts, as the journal does: the post and the account, never the name."""
        return f"{self.post}/{self.id}"


@dataclass(frozen=True)
class Device:
    """A phone or computer that is signed in; moments in UTC as ISO text."""

    label: str
    since: str
    ends_at: str


@dataclass(frozen=True)
class Invitation:
    """A link that signs in one device; the secret is told once and not kept."""

    account: Account
    secret: str
    ends_at: datetime


class Accounts:
    """The accounts of one queue, at the posts of today; safe for threads and processes.

    Every method raises sqlite3.Error or OSError when the file cannot be read or written.
    """

    def __init__(self, place: Place, ids: Ids | None = None) -> None:
        self._state, self._ids = state_at(place, SCHEMA), ids or {}

    def invite(self, name: str, post: Post, at: datetime) -> Invitation:
        """Make an account, or find the one of this name and post, and an invitation for it.

        Raises AccountError when the name is at another post.
        """
        with self._state.writing() as store:
            account = self._named(store, name)
            if account and account.post != post:
                raise AccountError(
                    f"{name} 已经在别的岗位：换岗位请用 staff move 命令，重名请在名字后面加以区别"
                )
            account = account or _added(store, name, post, at)
            return _invited(store, account, at)

    def invited(self, secret: str, at: datetime) -> Account | None:
        """Find whom an invitation is for, without using it up; None if it is over or unknown."""
        with self._state.reading() as store:
            row = store.execute(
                "SELECT account FROM invitation WHERE secret = ? AND used_at = '' AND ends_at > ?",
                (_kept(secret), _text(at)),
            ).fetchone()
            return self._of_id(store, row[0]) if row else None

    def owner(self, secret: str) -> Account | None:
        """Find whom an invitation was made for, though it may be used up or over."""
        with self._state.reading() as store:
            row = store.execute(
                "SELECT account FROM invitation WHERE secret = ?", (_kept(secret),)
            ).fetchone()
            return self._of_id(store, row[0]) if row else None

    def sign_in(self, secret: str, label: str, at: datetime) -> str | None:
        """Use up an invitation; return the secret of the device, None if it cannot be used."""
        with self._state.writing() as store:
            used = store.execute(
                "UPDATE invitation SET used_at = ? "
                "WHERE secret = ? AND used_at = '' AND ends_at > ? AND account IN "
                "(SELECT id FROM account WHERE disabled_at = '') RETURNING account",
                (_text(at), _kept(secret), _text(at)),
            ).fetchone()
            if used is None:
                return None
            device = secrets.token_urlsafe(32)
            values = (_kept(device), used[0], label, _text(at), _text(at + DEVICE_LASTS))
            store.execute("INSERT INTO device VALUES (?, ?, ?, ?, ?)", values)
            return device

    def signed_in(self, device: str, at: datetime) -> Account | None:
        """Find who is signed in on a device; None if nobody is any more."""
        with self._state.reading() as store:
            row = store.execute(
                "SELECT account FROM device WHERE secret = ? AND ends_at > ?",
                (_kept(device), _text(at)),
            ).fetchone()
            return self._of_id(store, row[0]) if row else None

    def sign_out(self, device: str) -> None:
        """End one device."""
        with self._state.writing() as store:
            store.execute("DELETE FROM device WHERE secret = ?", (_kept(device),))

    def everybody(self) -> tuple[Account, ...]:
        """Return every account, those in use first, by name."""
        with self._state.reading() as store:
            rows = store.execute(f"{_SELECT} ORDER BY disabled_at <> '', name")
            return tuple(map(self._account, rows))

    def named(self, name: str) -> Account:
        """Find the account in use that has a name or an id.

        Raises AccountError.
        """
        with self._state.reading() as store:
            return self._surely(store, name)

    def of_id(self, account_id: str) -> Account | None:
        """Find an account in use by its id."""
        with self._state.reading() as store:
            return self._of_id(store, account_id)

    def devices(self, name: str) -> tuple[Device, ...]:
        """Return the devices on which somebody is signed in, the newest first.

        Raises AccountError.
        """
        with self._state.reading() as store:
            account = self._surely(store, name)
            rows = store.execute(
                "SELECT label, since, ends_at FROM device WHERE account = ? ORDER BY since DESC",
                (account.id,),
            )
            return tuple(Device(*row) for row in rows)

    def disable(self, name: str, at: datetime) -> Account:
        """Close an account and end all its devices and invitations at once.

        Raises AccountError.
        """
        with self._state.writing() as store:
            account = self._surely(store, name)
            store.execute(
                "UPDATE account SET disabled_at = ? WHERE id = ?", (_text(at), account.id)
            )
            _end_all(store, account)
            return account

    def move(self, name: str, post: Post) -> Account:
        """Give somebody another post; their devices stay signed in.

        Raises AccountError.
        """
        with self._state.writing() as store:
            account = self._surely(store, name)
            store.execute("UPDATE account SET post = ? WHERE id = ?", (str(post), account.id))
            return self._surely(store, name)

    def bring_back(self, accounts: Sequence[Account], at: datetime) -> None:
        """Take in the accounts of a backup; doing it again changes nothing.

        Raises AccountError when there are others.
        """
        with self._state.writing() as store:
            there = {row[0] for row in store.execute("SELECT id FROM account")}
            if not there <= {account.id for account in accounts}:
                raise AccountError("队列里已经有备份里没有的账户：只能恢复到空的队列")
            rows = [(a.id, a.name, str(a.post), _text(at), a.disabled_at) for a in accounts]
            insert = "INSERT INTO account VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
            store.executemany(insert, rows)

    def _named(self, store: Statements, name: str) -> Account | None:
        found = store.execute(f"{_SELECT} WHERE disabled_at = '' AND ? IN (name, id)", (name,))
        row = found.fetchone()
        return self._account(row) if row else None

    def _surely(self, store: Statements, name: str) -> Account:
        account = self._named(store, name)
        if account is None:
            raise AccountError(f"没有名叫“{name}”、还在用的账户；staff list 列出全部")
        return account

    def _of_id(self, store: Statements, account_id: str) -> Account | None:
        found = store.execute(f"{_SELECT} WHERE disabled_at = '' AND id = ?", (account_id,))
        row = found.fetchone()
        return self._account(row) if row else None

    def _account(self, row: tuple[str, str, str, str]) -> Account:
        account_id, name, post, disabled_at = row
        return Account(account_id, name, read_post(present_post(post, self._ids)), disabled_at)


_SELECT = "SELECT id, name, post, disabled_at FROM account"


def token_of(device: str) -> str:
    """Return what every form of a device carries: bound to it, and no way back to it."""
    return hmac.new(device.encode(), b"form", hashlib.sha256).hexdigest()


def _invited(store: Statements, account: Account, at: datetime) -> Invitation:
    secret, ends_at = secrets.token_urlsafe(32), at + INVITATION_LASTS
    values = (_kept(secret), account.id, _text(ends_at))
    store.execute("INSERT INTO invitation (secret, account, ends_at) VALUES (?, ?, ?)", values)
    return Invitation(account, secret, ends_at)


def _added(store: Statements, name: str, post: Post, at: datetime) -> Account:
    taken = {row[0] for row in store.execute("SELECT id FROM account")}
    account_id = _new_id()
    while account_id in taken:
        account_id = _new_id()
    values = (account_id, name, str(post), _text(at))
    store.execute("INSERT INTO account (id, name, post, made_at) VALUES (?, ?, ?, ?)", values)
    return Account(account_id, name, post, "")


def _end_all(store: Statements, account: Account) -> None:
    store.execute("DELETE FROM device WHERE account = ?", (account.id,))
    store.execute("DELETE FROM invitation WHERE account = ?", (account.id,))


def _new_id() -> str:
    return "".join(secrets.choice(_ID_SIGNS) for _ in range(5))


def _kept(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
