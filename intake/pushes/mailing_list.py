"""The mailing list of each building, and what was pushed there, in its state.

Somebody asks with an address, and is sent nothing but a letter with a link until that link was
opened and pressed; the same link leaves. Who leaves is deleted at once, who never confirms after a
week. The list is in no backup: a restored one would write to people who have left. What was pushed
is published in `pushes.yaml`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from intake.cases.present_ids import Ids
from intake.state import Place, Statements, state_at

UNCONFIRMED_LASTS = timedelta(days=7)
MAILED_WITHIN = timedelta(days=7)
"""A letter that could not be sent for so long is old news."""
ASKED_AGAIN_AFTER = timedelta(days=1)
"""Sooner, an address that has not confirmed is sent no second letter."""
TRIED_AGAIN_AFTER = timedelta(hours=1)

SCHEMA = """
CREATE TABLE IF NOT EXISTS subscriber (
  secret TEXT PRIMARY KEY, email TEXT NOT NULL COLLATE NOCASE, building TEXT NOT NULL,
  asked_at TEXT NOT NULL, mailed_at TEXT NOT NULL DEFAULT '', confirmed_at TEXT NOT NULL DEFAULT '',
  failed_at TEXT NOT NULL DEFAULT '', UNIQUE (email, building));
CREATE TABLE IF NOT EXISTS push (
  id INTEGER PRIMARY KEY, building TEXT NOT NULL, page TEXT NOT NULL, pushed_on TEXT NOT NULL,
  at TEXT NOT NULL, by TEXT NOT NULL, UNIQUE (building, page, pushed_on));
CREATE TABLE IF NOT EXISTS mailed (push INTEGER, secret TEXT, PRIMARY KEY (push, secret));
"""


@dataclass(frozen=True)
class Subscriber:
    """An address that asked for the pushes of a building."""

    secret: str
    email: str
    building: str
    is_confirmed: bool


@dataclass(frozen=True)
class Pushed:
    """A page, such as `packages/move-in`, pushed to a building on a day by a post."""

    building: str
    page: str
    pushed_on: date
    by: str


@dataclass(frozen=True)
class Letter:
    """What one subscriber is to be sent: a push, or the question whether they asked."""

    to: Subscriber
    page: str = ""
    """Empty for the question."""
    push: int = 0


class MailingList:
    """The list of one queue; safe for any number of threads and processes.

    Every method raises sqlite3.Error or OSError when the file cannot be read or written.
    """

    def __init__(self, place: Place, ids: Ids | None = None) -> None:
        """Open the list; what it names by an id that the guide changed since follows the guide."""
        self._state = state_at(place, SCHEMA)
        if ids:
            self._follow(ids)

    def _follow(self, ids: Ids) -> None:
        """Write the ids of today; who is on the list of both stays as they are."""
        houses = [(old, new) for (kind, old), new in ids.items() if kind == "buildings"]
        pages = [(f"{kind}/{old}", f"{kind}/{new}") for (kind, old), new in ids.items()]
        with self._state.writing() as store:
            for table, column, others, renamed in (
                ("subscriber", "building", ("email",), houses),
                ("push", "building", ("page", "pushed_on"), houses),
                ("push", "page", ("building", "pushed_on"), pages),
            ):
                rows = [(new, old, new) for old, new in renamed]
                store.executemany(_renaming(table, column, others), rows)

    def ask(self, email: str, building: str, at: datetime) -> None:
        """Note that somebody asks; who is on the list, or asked just now, stays as it is."""
        with self._state.writing() as store:
            _clear(store, at)
            store.execute(
                "UPDATE subscriber SET asked_at = ?, mailed_at = '' WHERE email = ?"
                " AND building = ? AND confirmed_at = '' AND asked_at <= ?",
                (_text(at), email, building, _text(at - ASKED_AGAIN_AFTER)),
            )
            store.execute(
                "INSERT INTO subscriber (secret, email, building, asked_at)"
                " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (secrets.token_urlsafe(24), email, building, _text(at)),
            )

    def find(self, secret: str) -> Subscriber | None:
        """Find whom a link is for; None once they left."""
        with self._state.reading() as store:
            row = store.execute(f"{_SELECT} WHERE secret = ?", (secret,)).fetchone()
            return _subscriber(*row) if row else None

    def confirm(self, secret: str, at: datetime) -> None:
        """Put the owner of a link on the list."""
        with self._state.writing() as store:
            store.execute(
                "UPDATE subscriber SET confirmed_at = ? WHERE secret = ? AND confirmed_at = ''",
                (_text(at), secret),
            )

    def leave(self, secret: str) -> None:
        """Delete the owner of a link."""
        with self._state.writing() as store:
            _delete(store, [secret])

    def leave_all(self, email: str) -> int:
        """Delete an address from every list; return from how many."""
        with self._state.writing() as store:
            rows = store.execute("SELECT secret FROM subscriber WHERE email = ?", (email,))
            found = [row[0] for row in rows]
            _delete(store, found)
            return len(found)

    def count(self, building: str) -> int:
        """Count the addresses that a push to a building would be sent to."""
        with self._state.reading() as store:
            row = store.execute(
                "SELECT count(*) FROM subscriber WHERE building = ? AND confirmed_at <> ''",
                (building,),
            ).fetchone()
            return int(row[0])

    def push(self, pushed: Iterable[Pushed], at: datetime) -> None:
        """Note what was pushed; the same to a building on the same day is one push."""
        with self._state.writing() as store:
            rows = [(p.building, p.page, p.pushed_on.isoformat(), _text(at), p.by) for p in pushed]
            store.executemany(
                "INSERT INTO push (id, building, page, pushed_on, at, by)"
                " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM push), ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                rows,
            )

    def pushed(self) -> tuple[Pushed, ...]:
        """Return everything that was pushed, the newest first."""
        with self._state.reading() as store:
            rows = store.execute("SELECT building, page, pushed_on, by FROM push ORDER BY id DESC")
            return tuple(Pushed(b, page, date.fromisoformat(on), by) for b, page, on, by in rows)

    def letters(self, at: datetime) -> tuple[Letter, ...]:
        """Return what is to be sent now."""
        with self._state.reading() as store:
            return tuple(_letters(store, at))

    def clear(self, at: datetime) -> None:
        """Delete who never confirmed, also where no mail is sent any more."""
        with self._state.writing() as store:
            _clear(store, at)

    def note_sent(self, letter: Letter, at: datetime) -> None:
        """Note that a letter was taken."""
        with self._state.writing() as store:
            secret = letter.to.secret
            store.execute("UPDATE subscriber SET failed_at = '' WHERE secret = ?", (secret,))
            if letter.page:
                store.execute(MAILED, (letter.push, secret))
            else:
                store.execute(
                    "UPDATE subscriber SET mailed_at = ? WHERE secret = ?", (_text(at), secret)
                )

    def note_failed(self, letter: Letter, at: datetime) -> None:
        """Note that a letter was not taken: its address rests for a while."""
        with self._state.writing() as store:
            values = (_text(at), letter.to.secret)
            store.execute("UPDATE subscriber SET failed_at = ? WHERE secret = ?", values)


MAILED = "INSERT INTO mailed VALUES (?, ?) ON CONFLICT DO NOTHING"
_SELECT = "SELECT secret, email, building, confirmed_at FROM subscriber"


def _renaming(table: str, column: str, others: Iterable[str]) -> str:
    """Return what writes a new value for an old one, but in rows that are there with the new."""
    same = " AND ".join(f"there.{other} = {table}.{other}" for other in others)
    return (
        f"UPDATE {table} SET {column} = ? WHERE {column} = ? AND NOT EXISTS"  # noqa: S608 # no name is from outside
        f" (SELECT 1 FROM {table} AS there WHERE there.{column} = ? AND {same})"
    )


def _letters(store: Statements, at: datetime) -> Iterator[Letter]:
    rested = _text(at - TRIED_AGAIN_AFTER)
    asking = store.execute(
        f"{_SELECT} WHERE confirmed_at = '' AND mailed_at = '' AND failed_at <= ?", (rested,)
    )
    yield from [Letter(_subscriber(*row)) for row in asking]
    news = store.execute(
        "SELECT s.secret, s.email, s.building, s.confirmed_at, p.page, p.id FROM push p"
        " JOIN subscriber s ON s.building = p.building"
        " WHERE s.confirmed_at <> '' AND s.confirmed_at <= p.at AND p.at > ? AND s.failed_at <= ?"
        " AND NOT EXISTS (SELECT 1 FROM mailed WHERE push = p.id AND secret = s.secret)"
        " ORDER BY p.id",
        (_text(at - MAILED_WITHIN), rested),
    )
    yield from [Letter(_subscriber(*row[:4]), page=row[4], push=row[5]) for row in news]


def _clear(store: Statements, at: datetime) -> None:
    """Delete who never confirmed."""
    rows = store.execute(
        "SELECT secret FROM subscriber WHERE confirmed_at = '' AND asked_at <= ?",
        (_text(at - UNCONFIRMED_LASTS),),
    )
    _delete(store, [row[0] for row in rows])


def _delete(store: Statements, found: Iterable[str]) -> None:
    rows = [(secret,) for secret in found]
    store.executemany("DELETE FROM subscriber WHERE secret = ?", rows)
    store.executemany("DELETE FROM mailed WHERE secret = ?", rows)


def _subscriber(secret: str, email: str, building: str, confirmed_at: str) -> Subscriber:
    return Subscriber(secret, email, building, bool(confirmed_at))


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
