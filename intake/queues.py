"""Where the queue is that settings name: its rows, and what its processes share beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from intake.journal.journal import Journal
from intake.journal.places import Places
from intake.settings import Settings, SettingsError
from intake.state import Place

if TYPE_CHECKING:
    from intake.journal.database import Database
    from intake.shared import SharedState

INSTALL = ".venv/bin/python -m pip install --require-hashes -r requirements-postgres.txt"


def journal_of(settings: Settings) -> Journal:
    """Return the journal that settings name, unopened.

    Raises SettingsError where it is in a database that must not be used like this.
    """
    if not settings.journal:
        return Journal(settings.data, settings.mirror)
    return journal_in(settings.journal, settings)


def journal_in(url: str, settings: Settings) -> Journal:
    """Return the journal in a database, whatever the settings name. Raises SettingsError."""
    if faults := tuple(faults_of_journal(url, settings.journal_password_file)):
        raise SettingsError("\n".join(faults))
    from intake.journal.postgres_store import PostgresStore  # an extra

    places = Places(settings.data, settings.mirror or settings.data / "mirror")
    store = PostgresStore(database(url, settings.journal_password_file), places)
    return Journal(settings.data, settings.mirror, store)


def shared_of(settings: Settings) -> Place:
    """Return where accounts, attempts and mailing lists are: where the rows are."""
    return shared_in(settings.journal, settings) if settings.journal else settings.data


def shared_in(url: str, settings: Settings) -> SharedState:
    """Return the tables in a database; they have a connection of their own."""
    from intake.shared import SharedState  # an extra

    return SharedState(database(url, settings.journal_password_file, "shared"))


def is_database(target: str) -> bool:
    """Tell whether somebody names a database, and no folder."""
    return "://" in target


def faults_of_journal(url: str, password_file: Path | None) -> Iterator[str]:
    """Yield why a database must not be used like this; none where no database is named."""
    if not url:
        if password_file:
            yield "设了 INTAKE_JOURNAL_PASSWORD_FILE，没有设 INTAKE_JOURNAL"
        return
    if find_spec("psycopg") is None:
        yield f"队列要放在 PostgreSQL 里，请先装它的库：{INSTALL}"
        return
    from intake.journal.database import faults_of_url, read_password  # an extra

    yield from faults_of_url(url)
    try:
        if password_file:
            read_password(password_file)
    except PermissionError:
        yield f"密码文件 {password_file} 读不了，或者别人也能读：请运行 chmod 600 {password_file}"
    except (OSError, UnicodeDecodeError):
        yield f"读不到密码文件 {password_file}：请用 INTAKE_JOURNAL_PASSWORD_FILE 指明"


@cache
def database(url: str, password_file: Path | None, _use: str = "") -> Database:
    """Return the one connection of this process to a database for a use."""
    from intake.journal.database import Database  # an extra

    return Database(url, password_file)
